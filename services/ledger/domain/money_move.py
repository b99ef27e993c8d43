"""Moving money or an open credit to another customer: a parent's, one entered for the wrong customer, one found later.

To the same customer it can move, too: an advance whose order will not come becomes money on account, or the other way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.ledger.domain import payment, period, transfer
from services.ledger.domain.allocation import Purse
from services.ledger.domain.books import Books, Funds
from services.ledger.domain.documents import Content, NumberTaken, SourceReserved, check_amount, is_repeat
from services.ledger.domain.holding import check_bank_account, is_unidentified
from services.ledger.domain.money_exchange import CreditNotExchanged, ExchangedWithoutCurrency, given_for
from services.ledger.domain.naming import check_date, check_number, digest, document_id
from services.ledger.domain.payment import AdvanceOfNobody, Moving, Settling, check_recipient
from services.ledger.domain.reduction import check_reason
from services.ledger.domain.transfer import OF_MERGERS, MoneyMovedIn, Move, arrival, transfer_id
from shared.errors import Conflict, Invalid
from shared.money import Money, decimal

Movable = Literal["payment", "credit-note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMoney:
    """Move what a payment or credit note holds, or a part of it; what arrives settles what it can, unless told not to.

    With an `order` it arrives as an advance for it.
    """

    entity: str
    customer: str
    source: str
    number: str
    to_customer: str
    transfer: str
    moved_on: date
    reason: str
    kind: Movable = "payment"
    amount: str | None = None  # decimal, in the currency of the document; without it, all that is left
    order: str | None = None
    automatic: bool = True
    currency: str | None = None  # it becomes, where that is another
    settles: str | None = None  # decimal, in that currency; without it, by the rates of the day


class MovedNowhere(Invalid):
    """The money is where it is to go."""


class MovedMoreThanHeld(Conflict):
    """Only what is not applied can move."""


class MovedTooEarly(Conflict):
    """Money cannot leave before it was there."""


class CreditIsNoAdvance(Invalid):
    """Only money is an advance for an order."""


def move(command: MoveMoney, books: Books) -> Sequence[tuple[str, Moving | Settling]]:
    """The money leaves one customer and reaches the other, and settles what is open there."""
    entity = books.entity(command.entity)
    check_number(command.transfer, "transfer")
    if command.transfer.startswith(OF_MERGERS):
        message = f"Transfers whose number begins with {OF_MERGERS!r} are those of merged customers; take another one."
        raise SourceReserved(message, field="transfer")
    check_date(command.moved_on, "moved_on")
    check_reason(command.reason)
    document = document_id(command.entity, command.kind, command.source, command.number)
    known = books.document(document, command.customer)
    funds = books.funds[document]
    name = transfer_id(command.entity, command.transfer)
    before = books.documents.get(name)
    if command.amount is not None:
        amount_minor = Money.parse(command.amount, funds.currency).minor
    else:
        amount_minor = funds.unapplied_minor if before is None else before.amount_minor
    content_hash = digest(
        document,
        command.to_customer,
        command.amount,
        command.moved_on.isoformat(),
        command.reason,
        command.order,
        command.automatic,
        *((("currency", command.currency, command.settles),) if command.currency else ()),
    )
    sent = Content(funds.customer, funds.currency, amount_minor, command.moved_on, content_hash)
    if is_repeat(books, name, sent, field="transfer"):
        return []
    _check_destination(command, funds, books)
    day = period.post_on(books, entity, stated=command.moved_on, document_date=command.moved_on)
    _check_leaving(funds, amount_minor, day.on)
    exchange = None
    if _is_exchanged(command, funds):
        paid = Money(amount_minor, funds.currency)
        into = command.currency or ""
        exchange = given_for(books, entity, paid, into, day=day.on, stated=command.settles, stated_rate=None, field="")
    moving = Move(
        transfer=name,
        funds=funds,
        to_customer=command.to_customer,
        amount_minor=amount_minor,
        posted_on=day.on,
        reason=command.reason,
        content_hash=content_hash,
        number=command.transfer,
        value_date=known.value_date,
        order=command.order or None,
        held=not command.automatic,
        moved_from=day.moved_from,
        exchange=exchange,
    )
    moved_out, (into, arrived) = transfer.out_and_in(moving, books.funds.get(known.origin or ""))
    events: list[tuple[str, Moving | Settling]] = [moved_out, (into, arrived)]
    there = transfer.arrived_funds(books, arrived)
    # What goes back undoes a transfer: it waits for the next invoice, or for somebody to say what it settles.
    if command.automatic and isinstance(arrived, MoneyMovedIn) and not there.is_credit:
        owed = books.owed(command.entity, command.to_customer, there.currency)
        purse = Purse(there, owed, first_open=period.first_open_day(books, command.entity))
        payment.allocate_by_itself(purse, entity, books)
        events.extend(payment.settled(purse, (), {}, day.on, books))
    return events


def _check_destination(command: MoveMoney, funds: Funds, books: Books) -> None:
    order = command.order or None
    if is_unidentified(command.to_customer):
        check_bank_account(command.to_customer)
        if order is not None:
            message = "An advance for an order is a customer's; say whose."
            raise AdvanceOfNobody(message, field="to_customer")
    else:
        check_recipient(books, command.entity, command.to_customer, "to_customer")
    if funds.is_credit and order is not None:
        message = f"{funds.document} is a credit note, and no advance for an order."
        raise CreditIsNoAdvance(message, field="order")
    if (funds.customer, funds.order) == (command.to_customer, order) and not _is_exchanged(command, funds):
        message = f"{funds.document} is {funds.customer}'s already."
        raise MovedNowhere(message, field="to_customer")
    into = arrival(command.entity, command.kind, command.transfer)
    if into in books.documents:
        message = f"{into} is in the books already: a transfer of this number has arrived before."
        raise NumberTaken(message, field="transfer")


def _is_exchanged(command: MoveMoney, funds: Funds) -> bool:
    if command.currency in (None, funds.currency):
        if command.settles is not None:
            message = f"{command.settles[:40]} is an amount in another currency; say in which."
            raise ExchangedWithoutCurrency(message, field="currency")
        return False
    if funds.is_credit:
        message = f"{funds.document} is a credit note; only money is exchanged."
        raise CreditNotExchanged(message, field="currency")
    return True


def _check_leaving(funds: Funds, amount_minor: int, leaves_on: date) -> None:
    if amount_minor > funds.unapplied_minor:
        message = (
            f"{decimal(amount_minor, funds.currency)} {funds.currency} were to be moved; "
            f"{funds.document} has {decimal(funds.unapplied_minor, funds.currency)} left."
        )
        raise MovedMoreThanHeld(message, field="amount")
    check_amount(amount_minor, funds.currency)
    if leaves_on < funds.unapplied_from:
        message = f"{funds.document} has this left from {funds.unapplied_from} on."
        raise MovedTooEarly(message, field="moved_on")
