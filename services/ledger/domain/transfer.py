"""Money or credit that crosses customers: it leaves one and reaches the other under one transfer id, at once.

What has arrived is a payment or credit note of the source `transfer`, and is allocated, refunded and moved like any
other. If it goes back where it came from, it returns to the very document it had left.
"""

from dataclasses import dataclass
from datetime import date

from services.ledger.domain.books import Books, Document, Funds
from services.ledger.domain.holding import TRANSFER
from services.ledger.domain.naming import document_id, encoded, kind_of
from shared.events import Fact

#: How the numbers of the transfers begin that merge customers.
OF_MERGERS = "merge/"


class Exchange(Fact, frozen=True, kw_only=True):
    """What money in another currency became, or came from: the other side, and how much of it one unit of what left
    was given for."""

    currency: str
    amount_minor: int
    rate: str
    source: str


class MoneyMovedOut(Fact, frozen=True, kw_only=True):
    """Money on account, an advance or an open credit of a customer became another one's: the document `into`.

    With an `order` it was an advance for it.
    """

    entity: str
    customer: str
    transfer: str
    document: str
    into: str
    to_customer: str
    currency: str
    amount_minor: int
    posted_on: date
    reason: str
    content_hash: str
    order: str | None = None
    moved_from: date | None = None
    functional_minor: int | None = None  # in the entity's own currency, where this is another
    exchange: Exchange | None = None


class MoneyMovedIn(Fact, frozen=True, kw_only=True):
    """What was another customer's is this one's, as a document of its own; with an `order` it is an advance for it."""

    entity: str
    customer: str
    transfer: str
    document: str
    number: str
    origin: str
    from_customer: str
    currency: str
    amount_minor: int
    posted_on: date
    reason: str
    content_hash: str
    value_date: date | None = None
    reference: str | None = None
    order: str | None = None
    held: bool = False
    moved_from: date | None = None
    functional_minor: int | None = None  # in the entity's own currency, where this is another
    exchange: Exchange | None = None


class MoneyMovedBack(Fact, frozen=True, kw_only=True):
    """What had been moved to another customer is back in the document it came from."""

    entity: str
    customer: str
    transfer: str
    document: str
    origin: str
    from_customer: str
    currency: str
    amount_minor: int
    posted_on: date
    reason: str
    order: str | None = None
    moved_from: date | None = None
    functional_minor: int | None = None  # in the entity's own currency, where this is another
    exchange: Exchange | None = None


Moved = MoneyMovedOut | MoneyMovedIn | MoneyMovedBack


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """So much of a payment or credit note going to a customer; `number` is that of what arrives there."""

    transfer: str
    funds: Funds
    to_customer: str
    amount_minor: int
    posted_on: date
    reason: str
    content_hash: str
    number: str
    value_date: date | None = None
    order: str | None = None
    held: bool = False
    moved_from: date | None = None
    exchange: Exchange | None = None  # what it becomes, where that is another currency

    @property
    def into(self) -> str:
        """The document that arrives."""
        return arrival(self.funds.entity, kind_of(self.funds.document), self.number)


def transfer_id(entity: str, number: str) -> str:
    """`CN01/transfer/T-7`: also the name of its stream."""
    return f"{entity}/transfer/{encoded(number)}"


def arrival(entity: str, kind: str, number: str) -> str:
    """The id of what a transfer makes of money or of a credit note."""
    return document_id(entity, "credit-note" if kind == "credit-note" else "payment", TRANSFER, number)


def out_and_in(
    move: Move, origin: Funds | None = None
) -> tuple[tuple[str, MoneyMovedOut], tuple[str, MoneyMovedIn | MoneyMovedBack]]:
    """Both sides: what leaves and what arrives. To where it came from it goes back: into its `origin`."""
    funds = move.funds
    currency = move.exchange.currency if move.exchange else funds.currency
    amount_minor = move.exchange.amount_minor if move.exchange else move.amount_minor
    exchanged = move.exchange and Exchange(
        currency=funds.currency,
        amount_minor=move.amount_minor,
        rate=move.exchange.rate,
        source=move.exchange.source,
    )
    goes_back = (
        origin is not None
        and (origin.customer, origin.order, origin.currency) == (move.to_customer, move.order, currency)
        # Exchanged back it may be more than had left, and is a document of its own then.
        and amount_minor <= origin.paid_out_minor
    )
    into = origin.document if origin and goes_back else move.into
    moved_out = MoneyMovedOut(
        entity=funds.entity,
        customer=funds.customer,
        transfer=move.transfer,
        document=funds.document,
        into=into,
        to_customer=move.to_customer,
        currency=funds.currency,
        amount_minor=move.amount_minor,
        posted_on=move.posted_on,
        reason=move.reason,
        content_hash=move.content_hash,
        order=funds.order,
        moved_from=move.moved_from,
        exchange=move.exchange,
    )
    if goes_back:
        arrived = MoneyMovedBack(
            entity=funds.entity,
            customer=move.to_customer,
            transfer=move.transfer,
            document=into,
            origin=funds.document,
            from_customer=funds.customer,
            currency=currency,
            amount_minor=amount_minor,
            posted_on=move.posted_on,
            reason=move.reason,
            order=move.order,
            moved_from=move.moved_from,
            exchange=exchanged,
        )
    else:
        arrived = MoneyMovedIn(
            entity=funds.entity,
            customer=move.to_customer,
            transfer=move.transfer,
            document=into,
            number=move.number,
            origin=funds.document,
            from_customer=funds.customer,
            currency=currency,
            amount_minor=amount_minor,
            posted_on=move.posted_on,
            reason=move.reason,
            content_hash=move.content_hash,
            value_date=move.value_date,
            reference=funds.reference,
            order=move.order,
            held=move.held,
            moved_from=move.moved_from,
            exchange=exchanged,
        )
    return (move.transfer, moved_out), (into, arrived)


def arrived_funds(books: Books, event: MoneyMovedIn | MoneyMovedBack) -> Funds:
    """The payment or credit note at the other customer, as it stands once the transfer has arrived."""
    match event:
        case MoneyMovedIn():
            return Funds(
                document=event.document,
                entity=event.entity,
                customer=event.customer,
                currency=event.currency,
                reference=event.reference,
                posted_on=event.posted_on,
                amount_minor=event.amount_minor,
                unapplied_minor=event.amount_minor,
                unapplied_from=event.posted_on,
                held=event.held,
                value_on=event.value_date or event.posted_on,
                order=event.order,
            )
        case MoneyMovedBack():
            held = books.funds[event.document]
            return held._replace(
                unapplied_minor=held.unapplied_minor + event.amount_minor,
                unapplied_from=max(held.unapplied_from, event.posted_on),
                paid_out_minor=held.paid_out_minor - event.amount_minor,
            )


def remember(books: Books, event: MoneyMovedOut | MoneyMovedIn) -> None:
    """The numbers of the transfer and of what arrived are taken from here on."""
    match event:
        case MoneyMovedOut():
            name, origin, value_date = event.transfer, None, None
        case MoneyMovedIn():
            name, origin, value_date = event.document, event.origin, event.value_date
    books.documents[name] = Document(
        customer=event.customer,
        currency=event.currency,
        amount_minor=event.amount_minor,
        posted_on=event.posted_on,
        content_hash=event.content_hash,
        origin=origin,
        value_date=value_date,
    )


def evolve(books: Books, event: Moved) -> None:
    """Less is here, and more there; each side alone says what it does to its own customer."""
    match event:
        case MoneyMovedOut():
            remember(books, event)
            held = books.funds[event.document]
            books.put_funds(
                held._replace(
                    unapplied_minor=held.unapplied_minor - event.amount_minor,
                    paid_out_minor=held.paid_out_minor + event.amount_minor,
                )
            )
        case MoneyMovedIn():
            remember(books, event)
            books.put_funds(arrived_funds(books, event))
        case MoneyMovedBack():
            books.put_funds(arrived_funds(books, event))
