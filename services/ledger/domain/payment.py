"""Money received: what it settles, and what of it stays on account."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.ledger.domain import discount, dispute, period, reduction, transfer
from services.ledger.domain.allocation import (
    BY_ORDER,
    BY_REFERENCE,
    Application,
    Part,
    Purse,
    Wanted,
    allocate_explicitly,
    apply,
    by_due_date,
    by_rule,
    candidates,
    find,
    funds_by_rule,
    is_for,
    merged,
    names,
    standing_parts,
    take_back,
)
from services.ledger.domain.books import (
    Books,
    CustomerUnknown,
    Discounts,
    Document,
    Entity,
    Funds,
    Item,
    check_currency,
    local_date,
)
from services.ledger.domain.calendar_day import Milestone, late_milestones
from services.ledger.domain.carrying import PartValue
from services.ledger.domain.dispute import DisputeOpened, OpenDispute
from services.ledger.domain.documents import (
    Content,
    NumberTaken,
    SourceReserved,
    check_amount,
    check_document,
    is_repeat,
)
from services.ledger.domain.holding import TRANSFER, check_bank_account, is_unidentified
from services.ledger.domain.money_exchange import ExchangedWithoutCurrency, given_for, together
from services.ledger.domain.naming import check_date, digest, document_id
from services.ledger.domain.payment_order import debts, in_payment_order, of_debts, payable
from services.ledger.domain.period import Day
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.transfer import Exchange, MoneyMovedBack, MoneyMovedIn, MoneyMovedOut, Move
from shared.errors import Conflict, Invalid, Refusal
from shared.events import Fact
from shared.money import Money, decimal


class PaymentReceived(Fact, frozen=True, kw_only=True):
    """Money of a customer arrived; it is on account until it is allocated. `held` waits for a person to do that;
    `opening` was on account when these books began, and comes to no bank. With an `order` it is an advance for it; the
    customer of unidentified money is `unidentified/` and the bank account it came to."""

    entity: str
    customer: str
    payment: str
    source: str
    number: str
    currency: str
    amount_minor: int
    document_date: date
    posted_on: date
    value_date: date
    content_hash: str
    reference: str | None = None
    held: bool = False
    opening: bool = False
    moved_from: date | None = None
    order: str | None = None
    functional_minor: int | None = None  # in the entity's own currency, where this is another
    exchange_rate: str | None = None
    exchange_source: str | None = None


class PaymentAllocated(Fact, frozen=True, kw_only=True):
    """Money on account, or an advance for an `order`, settled instalments."""

    entity: str
    customer: str
    payment: str
    currency: str
    applied_on: date
    rule: str
    parts: tuple[Part, ...]
    moved_from: date | None = None
    order: str | None = None
    values: tuple[PartValue, ...] = ()  # of the parts, where the currency is not the entity's own


class PaymentUnapplied(Fact, frozen=True, kw_only=True):
    """Instalments are open again, and the money is back on account, or again an advance for its `order`."""

    entity: str
    customer: str
    payment: str
    currency: str
    posted_on: date
    reason: str
    parts: tuple[Part, ...]
    moved_from: date | None = None
    order: str | None = None
    values: tuple[PartValue, ...] = ()  # of the parts, where the currency is not the entity's own


class PaymentReturned(Fact, frozen=True, kw_only=True):
    """The bank took the whole payment back: it never settled anything for good."""

    entity: str
    customer: str
    payment: str
    currency: str
    amount_minor: int
    posted_on: date
    reason: str
    moved_from: date | None = None
    order: str | None = None
    functional_minor: int | None = None  # in the entity's own currency, where this is another


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivePayment:
    """Enter money received, and allocate it: as stated, then by reference, then in the entity's order.

    What is stated for invoices of other customers moves to them. An advance for an `order` settles only that order's.
    """

    entity: str
    customer: str
    source: str
    number: str
    currency: str
    amount_minor: int
    document_date: date
    posted_on: date | None = None
    value_date: date | None = None
    reference: str | None = None
    allocations: tuple[Wanted, ...] = ()
    automatic: bool = True
    opening: bool = False
    order: str | None = None
    exchange_rate: str | None = None  # without it, that of the day


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocatePayment:
    """Allocate money that is on account."""

    entity: str
    source: str
    number: str
    allocations: tuple[Wanted, ...] = ()
    automatic: bool = False
    applied_on: date | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnapplyPayment:
    """Take money off the invoices named, or off all it settles."""

    entity: str
    source: str
    number: str
    reason: str
    now: datetime
    invoices: tuple[str, ...] = ()
    posted_on: date | None = None
    customer: str | None = None


class NothingToAllocate(Invalid):
    """The command names no allocation and does not ask for automatic ones."""


class NothingApplied(Conflict):
    """There is nothing to take back."""


class TakenBackTooEarly(Conflict):
    """What was applied cannot be taken back before the day it counted."""


class AdvanceOfNobody(Invalid):
    """An advance is a customer's: whose order it is for."""


class AdvanceForOthers(Conflict):
    """An advance settles its own customer's invoices."""


Settling = PaymentAllocated | ReceivableReduced | DisputeOpened
Allocations = list[tuple[str, Settling]]
Moving = MoneyMovedOut | MoneyMovedIn | MoneyMovedBack


def receive(command: ReceivePayment, books: Books) -> list[tuple[str, PaymentReceived | Moving | Settling]]:
    """The money arrives, then settles what it can, what is for others at theirs; the rest stays on account."""
    entity = books.entity(command.entity)
    check_document(command.source, command.number, command.document_date, command.posted_on)
    check_source(command.source)
    check_amount(command.amount_minor, command.currency)
    payment = document_id(command.entity, "payment", command.source, command.number)
    dated = command.posted_on or command.document_date
    value_date = command.value_date or command.document_date
    check_date(value_date, "value_date")
    content_hash = digest(
        command.customer,
        command.currency,
        command.amount_minor,
        command.document_date.isoformat(),
        # As it was sent, wherever a closed period moves it: the same document is a repeat after the close, too.
        dated.isoformat(),
        value_date.isoformat(),
        command.reference,
        [
            (
                wanted.invoice,
                wanted.instalment,
                wanted.amount_minor(command.currency, f"allocations/{index}/amount"),
                *((repr(wanted.deduction),) if wanted.deduction else ()),
                *((("customer", wanted.customer),) if wanted.customer else ()),
                *((("currency", wanted.currency, wanted.settles),) if wanted.currency else ()),
                *(
                    (
                        (
                            "discount",
                            _discount_minor(wanted, command.currency, index),
                        ),
                    )
                    if wanted.discount is not None
                    else ()
                ),
            )
            for index, wanted in enumerate(command.allocations)
        ],
        command.automatic,
        *(("opening",) if command.opening else ()),
        *((("order", command.order),) if command.order else ()),
        *((("rate", command.exchange_rate),) if command.exchange_rate else ()),
    )
    sent = Content(command.customer, command.currency, command.amount_minor, dated, content_hash)
    if is_repeat(books, payment, sent):
        return []
    _check_owner(command, books)
    check_currency(entity, command.currency)
    day = period.post_on(books, entity, stated=command.posted_on, document_date=command.document_date)
    received = PaymentReceived(
        entity=command.entity,
        customer=command.customer,
        payment=payment,
        source=command.source,
        number=command.number,
        currency=command.currency,
        amount_minor=command.amount_minor,
        document_date=command.document_date,
        posted_on=day.on,
        value_date=value_date,
        content_hash=content_hash,
        reference=command.reference or None,
        held=not command.automatic,
        opening=command.opening,
        moved_from=day.moved_from,
        order=command.order or None,
    )
    claims = payable(books.raised_claims(command.entity, command.customer, command.currency))
    owed = books.owed(command.entity, command.customer, command.currency)
    first_open = period.first_open_day(books, command.entity)
    purse = Purse(_funds(received), owed, beside=claims.values(), first_open=first_open)
    wanted = tuple(
        replace(want, customer=want.customer or command.customer, currency=want.currency or command.currency)
        for want in command.allocations
    )
    moves, wanted = _for_others(purse, wanted, received, books, stated_rate=command.exchange_rate)
    allocate_explicitly(purse, wanted, books, claims=claims)
    taken = discount.stated(purse, wanted, books)
    if command.automatic:
        allocate_by_itself(purse, entity, books)
    events: list[tuple[str, PaymentReceived | Moving | Settling]] = [(payment, received)]
    events.extend(settled(purse, wanted, taken, day.on, books))
    for move in moves:
        moved_out, (into, arrived) = transfer.out_and_in(move)
        there = transfer.arrived_funds(books, arrived)
        owed = books.owed(command.entity, move.to_customer, there.currency)
        theirs = Purse(there, owed, first_open=first_open, source=command.source)
        allocate_explicitly(theirs, wanted, books)
        taken = discount.stated(theirs, wanted, books)
        events.extend([moved_out, (into, arrived), *settled(theirs, wanted, taken, day.on, books)])
    return events


def _discount_minor(want: Wanted, currency: str, index: int) -> int | None:
    """The discount stated, which is in the currency of the invoice."""
    return want.discount_minor(want.currency or currency, f"allocations/{index}/discount")


def check_source(source: str) -> None:
    """Refuse the source whose numbers we give."""
    if source == TRANSFER:
        message = f"{TRANSFER!r} is the source of what came from other customers; take another name."
        raise SourceReserved(message, field="source")


def _check_owner(command: ReceivePayment, books: Books) -> None:
    """Refuse a customer who is not known, and an advance of nobody."""
    if not is_unidentified(command.customer):
        books.customer(command.entity, command.customer)
        return
    check_bank_account(command.customer)
    if command.order:
        message = "An advance for an order is a customer's; say whose."
        raise AdvanceOfNobody(message, field="customer")


def _for_others(
    purse: Purse, wanted: Sequence[Wanted], received: PaymentReceived, books: Books, *, stated_rate: str | None
) -> tuple[list[Move], tuple[Wanted, ...]]:
    """What of a payment is for invoices of other customers, or in another currency: a move for each of them, in the
    order named; and what is wanted of each, in the currency in which it arrives."""
    amounts: dict[tuple[str, str], int] = {}
    given: dict[tuple[str, str], list[Exchange]] = {}
    wanted_there = list(wanted)
    name = transfer.transfer_id(received.entity, group_number(received.source, received.number))
    for index, want in enumerate(wanted):
        customer, place = want.customer or received.customer, f"allocations/{index}"
        currency = want.currency or received.currency
        if currency == received.currency and want.settles is not None:
            message = f"{want.settles[:40]} is an amount in another currency; say in which."
            raise ExchangedWithoutCurrency(message, field=f"{place}/currency")
        if (customer, currency) == (received.customer, received.currency):
            continue
        if received.order is not None:
            message = (
                f"{received.payment} is an advance of {received.customer} in {received.currency}; it does not settle "
                f"what {customer} owes in {currency}."
            )
            raise AdvanceForOthers(message, field=f"{place}/customer")
        if customer != received.customer:
            check_recipient(books, received.entity, customer, f"{place}/customer")
        number = group_number(received.source, received.number, customer, _other(currency, received.currency))
        for taken in {name, transfer.arrival(received.entity, "payment", number)} & books.documents.keys():
            message = f"{taken} is in the books already: move the money under another number."
            raise NumberTaken(message, field="number")
        amount_minor = want.amount_minor(received.currency, f"{place}/amount")
        purse.set_aside(amount_minor, place)
        there = (customer, currency)
        amounts[there] = amounts.get(there, 0) + amount_minor
        if currency != received.currency:
            exchange = given_for(
                books,
                books.entity(received.entity),
                Money(amount_minor, received.currency),
                currency,
                day=received.posted_on,
                stated=want.settles,
                stated_rate=stated_rate,
                field=f"{place}/",
            )
            given.setdefault(there, []).append(exchange)
            wanted_there[index] = replace(want, amount=decimal(exchange.amount_minor, currency))
    moves = [
        Move(
            transfer=name,
            funds=purse.funds,
            to_customer=customer,
            amount_minor=amount_minor,
            posted_on=received.posted_on,
            reason=f"paid with {received.payment}",
            content_hash=received.content_hash,
            number=group_number(received.source, received.number, customer, _other(currency, received.currency)),
            value_date=received.value_date,
            exchange=together(given[customer, currency], Money(amount_minor, received.currency))
            if (customer, currency) in given
            else None,
        )
        for (customer, currency), amount_minor in amounts.items()
    ]
    return moves, tuple(wanted_there)


def _other(currency: str, of_money: str) -> str | None:
    return currency if currency != of_money else None


def group_number(source: str, number: str, customer: str | None = None, currency: str | None = None) -> str:
    """The number of the transfer that a payment for several customers makes, or of what arrives at one of them, perhaps
    in another currency."""
    return "/".join([source, number, *(part for part in (customer, currency) if part)])


def check_recipient(books: Books, entity: str, customer: str, field: str) -> None:
    """Refuse to move money to somebody who is no customer of this entity."""
    if f"{entity}/{customer}" not in books.customers:
        message = f"{entity} has no customer {customer[:64]!r}; money moves only within an entity."
        raise CustomerUnknown(message, field=field)
    books.check_not_merged(entity, customer, field)


def allocate(command: AllocatePayment, books: Books) -> Allocations:
    """Money on account settles what somebody names, or what it would settle by itself."""
    entity = books.entity(command.entity)
    payment = document_id(command.entity, "payment", command.source, command.number)
    books.document(payment, command.customer)
    if not command.allocations and not command.automatic:
        message = "Name at least one allocation, or ask for automatic allocation."
        raise NothingToAllocate(message, field="allocations")
    funds = books.funds[payment]
    owed = books.owed(funds.entity, funds.customer, funds.currency)
    claims = payable(books.raised_claims(funds.entity, funds.customer, funds.currency))
    stated = period.stated_day(books, entity, command.applied_on, "applied_on")
    first_open = period.first_open_day(books, command.entity)
    purse = Purse(funds, owed, beside=claims.values(), first_open=first_open, applied_on=stated)
    allocate_explicitly(purse, command.allocations, books, claims=claims)
    taken = discount.stated(purse, command.allocations, books)
    if command.automatic:
        allocate_by_itself(purse, entity, books)
    # What is contested with it begins on an open day, too.
    day = stated or period.not_before(first_open, funds.unapplied_from)
    return settled(purse, command.allocations, taken, day.on, books)


def settled(
    purse: Purse, wanted: Sequence[Wanted], stated: dict[str, discount.Taken], day: date, books: Books
) -> Allocations:
    """What the purse paid, what was taken off for paying early as stated, what was withheld; of the rest that nobody
    contests what was earned by paying early, then what is not worth pursuing."""
    deducted = _deducted(purse, wanted, day, books)
    # What was withheld on purpose is pursued; of a claim, what is not paid stays a claim, and no receivable is reduced.
    pursued = {event.invoice for _, event in deducted}
    pursued |= {item.invoice for item in purse.open_beside}
    entity = books.entity(purse.funds.entity)
    earned = discount.earned(purse, books, pursued | stated.keys())
    return [
        *allocated(purse),
        *(event for of_invoice in stated.values() for event in of_invoice),
        *deducted,
        *earned,
        *reduction.small_differences(purse, entity, pursued),
    ]


def _deducted(
    purse: Purse, wanted: Sequence[Wanted], deducted_on: date, books: Books
) -> list[tuple[str, DisputeOpened]]:
    """What the payer withheld is contested, as far as the payment left it open."""
    funds = purse.funds
    events: list[tuple[str, DisputeOpened]] = []
    for index, want in enumerate(wanted):
        if want.deduction is None or not is_for(want, funds):
            continue
        place = f"allocations/{index}"
        items = [purse.as_left(item) for item in find(purse, want, books, place)]
        command = OpenDispute(
            entity=funds.entity,
            customer=funds.customer,
            source=purse.source,
            number=want.deduction.number,
            invoice=items[0].invoice,
            instalment=want.instalment,
            amount=want.deduction.amount,
            reason=want.deduction.reason,
            opened_on=deducted_on,
            owner_role=want.deduction.owner_role,
            deadline=want.deduction.deadline,
        )
        try:
            dispute.check(command)
            events.extend(dispute.contest(command, items, books, payment=funds.document))
        except Refusal as refusal:
            # The payment knows its dispute as a part of an allocation, and so does whoever has to mend it.
            if refusal.field in {"number", "amount", "deadline"}:
                refusal.field = f"{place}/deduction/{refusal.field}"
            raise
    return events


def allocate_by_itself(purse: Purse, entity: Entity, books: Books) -> None:
    """What the reference names first, then the open items in the entity's order, within a debt in its payment order; an
    advance settles its order's."""
    if purse.funds.order is not None:
        purse.pay(BY_ORDER, by_due_date(item for item in purse.open if item.order == purse.funds.order))
        return
    reference = purse.funds.reference
    belongs = debts(books, entity, purse.funds.customer)
    if reference and purse.left_minor:
        named = [item for item in purse.open if names(reference, item.number, item.reference)]
        with_claims = of_debts(named, purse.open, belongs) if belongs else named
        discount.pay(purse, BY_REFERENCE, in_payment_order(by_due_date(with_claims), entity, belongs, books), books)
    if purse.left_minor:
        in_order = by_rule(purse.open, entity.allocation_order)
        in_order = in_payment_order(in_order, entity, belongs, books)
        discount.pay(purse, entity.allocation_order, in_order, books)


def try_again(
    books: Books,
    entity: Entity,
    items: Sequence[Item],
    *,
    leaving: str | None = None,
    offered: Discounts | None = None,
) -> list[tuple[str, PaymentAllocated | ReceivableReduced]]:
    """Let money settle an invoice that has just arrived: advances for its order, then on account what names it, then by
    age. `offered` is what it offers for paying early, and money that came in time takes it."""
    invoice = items[0]
    beside = [item for item in books.items_of(invoice.invoice) if item.open_minor]
    waiting = [
        funds
        for funds in books.unapplied(invoice.entity, invoice.customer)
        if funds.currency == invoice.currency and not (funds.held or funds.is_credit or funds.document == leaving)
    ]
    in_order = funds_by_rule(waiting, entity.allocation_order)
    advances = [funds for funds in in_order if funds.order is not None and funds.order == invoice.order]
    on_account = [funds for funds in in_order if funds.order is None]
    naming = [funds for funds in on_account if names(funds.reference, invoice.number, invoice.reference)]
    others = [funds for funds in on_account if funds not in naming]
    ranked: list[tuple[Sequence[Funds], str]] = [
        (advances, BY_ORDER), (naming, BY_REFERENCE), (others, entity.allocation_order),
    ]  # fmt: skip
    events: list[tuple[str, PaymentAllocated | ReceivableReduced]] = []
    still_open = list(items)
    first_open = period.first_open_day(books, entity.entity)
    for funds, rule in [(each, rule) for group, rule in ranked for each in group]:
        purse = Purse(funds, still_open, first_open=first_open)
        purse.pay(rule, still_open)
        events.extend(allocated(purse))
        if offered:
            paid_on = purse.paid_on()[invoice.invoice]
            events.extend(discount.of_rest(purse, [*purse.open, *beside], paid_on, offered, entity))
        still_open = purse.open
        if not still_open:
            break
    return events


def after(items: Sequence[Item], allocations: Sequence[PaymentAllocated | ReceivableReduced]) -> list[Item]:
    """Instalments of one invoice as the allocations, and what was taken off, leave them."""
    left = {item.instalment: item for item in items}
    for allocation in allocations:
        for part in allocation.parts:
            if item := left.get(part.instalment):
                left[part.instalment] = item._replace(open_minor=item.open_minor - part.amount_minor)
    return list(left.values())


def allocated(purse: Purse) -> list[tuple[str, PaymentAllocated]]:
    """What the purse paid, as events."""
    funds = purse.funds
    return [(funds.document, _allocation(funds, application)) for application in purse.applications()]


def _allocation(funds: Funds, application: Application) -> PaymentAllocated:
    return PaymentAllocated(
        entity=funds.entity,
        customer=funds.customer,
        payment=funds.document,
        currency=funds.currency,
        applied_on=application.day.on,
        rule=application.rule,
        parts=application.parts,
        moved_from=application.day.moved_from,
        order=funds.order,
    )


def unapply(
    command: UnapplyPayment, books: Books
) -> list[tuple[str, PaymentUnapplied | ReceivableRestored | Milestone]]:
    """The money goes back on account, and what it had settled is open again, with the milestones it has passed."""
    entity = books.entity(command.entity)
    payment = document_id(command.entity, "payment", command.source, command.number)
    known = books.document(payment, command.customer)
    books.check_not_merged(command.entity, known.customer)
    named = [invoice for name in command.invoices for invoice in candidates(command.entity, command.source, name)]
    standing = standing_parts(books, payment, named if command.invoices else None)
    if not standing:
        message = f"Nothing of {payment} stands applied to {', '.join(command.invoices) or 'any invoice'}."
        raise NothingApplied(message, field="invoices" if command.invoices else None)
    earliest = max(applied_on for applied_on, _ in standing)
    today = local_date(entity, command.now)
    day = period.count_from(books, entity, stated=command.posted_on, derived=max(earliest, today), field="posted_on")
    check_date(day.on, "posted_on")
    if day.on < earliest:
        message = f"{payment} was applied on {earliest}; it cannot be taken back on {day.on}."
        raise TakenBackTooEarly(message, field="posted_on")
    return taken_back(books, books.funds[payment], day, command.reason, standing)


def taken_back(
    books: Books, funds: Funds, day: Day, reason: str, standing: Sequence[tuple[date, Part]]
) -> list[tuple[str, PaymentUnapplied | ReceivableRestored | Milestone]]:
    """Parts go back on account, and what was granted on the payment falls with them; all of it is open again, and what
    milestones it has passed is said."""
    unapplying = unapplied(funds, day, reason, [part for _, part in standing])
    events: list[tuple[str, PaymentUnapplied | ReceivableRestored | Milestone]] = [(funds.document, unapplying)]
    invoices = dict.fromkeys(part.invoice for part in unapplying.parts)
    parts = [*unapplying.parts]
    for granted in granted_on(funds.document):
        for invoice in invoices:
            falling = [part for _, part in standing_parts(books, granted, (invoice,))]
            if falling:
                events.extend(reduction.restorations(books, granted, invoice, reason, [(day, falling)]))
                parts.extend(falling)
    open_again = {place: books.items[place] for place in [(part.invoice, part.instalment) for part in parts]}
    for part in parts:
        item = open_again[part.invoice, part.instalment]
        open_again[part.invoice, part.instalment] = item._replace(open_minor=item.open_minor + part.amount_minor)
    events.extend(late_milestones(open_again.values(), books.opened_for(funds.entity, funds.customer)))
    return events


def granted_on(payment: str) -> tuple[str, ...]:
    """The ids of the reductions that can be granted on a payment."""
    return tuple(reduction.granted_id(kind, payment) for kind in reduction.GRANTED)


def unapplied(funds: Funds, day: Day, reason: str, parts: Sequence[Part]) -> PaymentUnapplied:
    """Parts of a payment go back on account."""
    return PaymentUnapplied(
        entity=funds.entity,
        customer=funds.customer,
        payment=funds.document,
        currency=funds.currency,
        posted_on=day.on,
        reason=reason,
        parts=merged(parts),
        moved_from=day.moved_from,
        order=funds.order,
    )


def _funds(event: PaymentReceived) -> Funds:
    return Funds(
        document=event.payment,
        entity=event.entity,
        customer=event.customer,
        currency=event.currency,
        reference=event.reference,
        posted_on=event.posted_on,
        amount_minor=event.amount_minor,
        unapplied_minor=event.amount_minor,
        unapplied_from=event.posted_on,
        held=event.held,
        value_on=event.value_date,
        order=event.order,
    )


def remember(books: Books, event: PaymentReceived | PaymentReturned) -> None:
    """The payment's number is taken from here on, also after the bank took it back."""
    if isinstance(event, PaymentReturned):
        books.documents[event.payment] = replace(books.documents[event.payment], returned=True)
        return
    books.documents[event.payment] = Document(
        customer=event.customer,
        currency=event.currency,
        amount_minor=event.amount_minor,
        posted_on=event.posted_on,
        content_hash=event.content_hash,
        value_date=event.value_date,
    )


def evolve(books: Books, event: PaymentReceived | PaymentAllocated | PaymentUnapplied) -> None:
    """Money arrives on account, leaves it, returns to it."""
    match event:
        case PaymentReceived():
            remember(books, event)
            books.put_funds(_funds(event))
        case PaymentAllocated():
            apply(books, event.payment, event.applied_on, event.parts)
        case PaymentUnapplied():
            take_back(books, event.payment, event.posted_on, event.parts)
