"""A credit note: what it takes off an invoice, and the open credit that is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.ledger.domain import period
from services.ledger.domain.allocation import (
    EXPLICIT,
    Application,
    Part,
    Purse,
    Wanted,
    allocate_explicitly,
    apply,
    by_due_date,
    by_rule,
    candidates,
    merged,
    take_back,
)
from services.ledger.domain.books import Books, Document, Funds, check_currency
from services.ledger.domain.carrying import PartValue
from services.ledger.domain.discount import refuse_on_credit
from services.ledger.domain.documents import Content, check_amount, check_document, is_repeat
from services.ledger.domain.naming import digest, document_id
from services.ledger.domain.payment import NothingToAllocate, check_source
from services.ledger.domain.period import Day
from services.ledger.domain.shares import Share, content_of, shares_of
from shared.errors import Conflict, Invalid
from shared.events import Fact


class CreditNoteIssued(Fact, frozen=True, kw_only=True):
    """A customer was credited; it is an open credit until it is applied. `opening` was open when these books began."""

    entity: str
    customer: str
    credit_note: str
    source: str
    number: str
    currency: str
    gross_minor: int
    document_date: date
    posted_on: date
    shares: tuple[Share, ...]
    content_hash: str
    against: str | None = None
    reason: str = ""
    opening: bool = False
    moved_from: date | None = None
    functional_minor: int | None = None  # in the entity's own currency, where this is another
    exchange_rate: str | None = None
    exchange_source: str | None = None


class CreditApplied(Fact, frozen=True, kw_only=True):
    """An open credit settled instalments."""

    entity: str
    customer: str
    credit_note: str
    currency: str
    applied_on: date
    rule: str
    parts: tuple[Part, ...]
    moved_from: date | None = None
    values: tuple[PartValue, ...] = ()  # of the parts, where the currency is not the entity's own


class CreditUnapplied(Fact, frozen=True, kw_only=True):
    """Instalments are open again, and so is the credit."""

    entity: str
    customer: str
    credit_note: str
    currency: str
    posted_on: date
    reason: str
    parts: tuple[Part, ...]
    moved_from: date | None = None
    values: tuple[PartValue, ...] = ()  # of the parts, where the currency is not the entity's own


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCreditNote:
    """Enter a credit note; against an invoice it clears what is open there, the earliest due first."""

    entity: str
    customer: str
    source: str
    number: str
    currency: str
    amount_minor: int
    document_date: date
    posted_on: date | None = None
    against: str | None = None
    lines: tuple[Share, ...] = ()
    reason: str = ""
    opening: bool = False
    exchange_rate: str | None = None  # without it, that of the invoice it is against, or of the day


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyCredit:
    """Settle instalments with an open credit: those named, or in the entity's order."""

    entity: str
    source: str
    number: str
    allocations: tuple[Wanted, ...] = ()
    automatic: bool = False
    applied_on: date | None = None
    customer: str | None = None


class InvoiceToCreditUnknown(Invalid):
    """The credit note names an invoice that this customer does not have."""


class CreditInOtherCurrency(Conflict):
    """A credit note is in the currency of the invoice it names."""


class InvoiceToCreditCancelled(Conflict):
    """A cancelled invoice owes nothing that could be credited."""


Applications = list[tuple[str, CreditApplied]]


def issue(command: IssueCreditNote, books: Books) -> list[tuple[str, CreditNoteIssued | CreditApplied]]:
    """The credit is entered, then clears what is open of its invoice; the rest stands as open credit."""
    entity = books.entity(command.entity)
    check_document(command.source, command.number, command.document_date, command.posted_on)
    check_source(command.source)
    check_amount(command.amount_minor, command.currency)
    shares = shares_of(command.amount_minor, command.lines)
    credit_note = document_id(command.entity, "credit-note", command.source, command.number)
    dated = command.posted_on or command.document_date
    content_hash = digest(
        command.customer,
        command.currency,
        command.amount_minor,
        command.document_date.isoformat(),
        # As it was sent, wherever a closed period moves it: the same document is a repeat after the close, too.
        dated.isoformat(),
        command.against,
        content_of(command.amount_minor, shares),
        command.reason,
        *(("opening",) if command.opening else ()),
        *((("rate", command.exchange_rate),) if command.exchange_rate else ()),
    )
    sent = Content(command.customer, command.currency, command.amount_minor, dated, content_hash)
    if is_repeat(books, credit_note, sent):
        return []
    books.customer(command.entity, command.customer)
    check_currency(entity, command.currency)
    day = period.post_on(books, entity, stated=command.posted_on, document_date=command.document_date)
    against = _invoice(command, books) if command.against else None
    issued = CreditNoteIssued(
        entity=command.entity,
        customer=command.customer,
        credit_note=credit_note,
        source=command.source,
        number=command.number,
        currency=command.currency,
        gross_minor=command.amount_minor,
        document_date=command.document_date,
        posted_on=day.on,
        shares=shares,
        content_hash=content_hash,
        against=against,
        reason=command.reason,
        opening=command.opening,
        moved_from=day.moved_from,
    )
    first_open = period.first_open_day(books, command.entity)
    purse = Purse(_funds(issued), by_due_date(books.items_of(against)) if against else (), first_open=first_open)
    purse.pay(EXPLICIT, purse.open)
    return [(credit_note, issued), *_applied(purse)]


def _invoice(command: IssueCreditNote, books: Books) -> str:
    for invoice in candidates(command.entity, command.source, command.against or ""):
        known = books.documents.get(invoice)
        if known is None or known.customer != command.customer:
            continue
        if known.currency != command.currency:
            message = f"{invoice} is owed in {known.currency}; the credit note is {command.currency}."
            raise CreditInOtherCurrency(message, field="currency")
        if known.cancelled:
            message = f"{invoice} was cancelled; there is nothing to credit."
            raise InvoiceToCreditCancelled(message, field="against")
        return invoice
    message = f"{command.customer} has no invoice {(command.against or '')[:140]!r}."
    raise InvoiceToCreditUnknown(message, field="against")


def apply_credit(command: ApplyCredit, books: Books) -> Applications:
    """An open credit settles what somebody names, or the open items in the entity's order."""
    entity = books.entity(command.entity)
    credit_note = document_id(command.entity, "credit-note", command.source, command.number)
    books.document(credit_note, command.customer)
    if not command.allocations and not command.automatic:
        message = "Name at least one allocation, or ask for automatic allocation."
        raise NothingToAllocate(message, field="allocations")
    refuse_on_credit(command.allocations)
    funds = books.funds[credit_note]
    owed = books.owed(funds.entity, funds.customer, funds.currency)
    stated = period.stated_day(books, entity, command.applied_on, "applied_on")
    purse = Purse(funds, owed, first_open=period.first_open_day(books, command.entity), applied_on=stated)
    allocate_explicitly(purse, command.allocations, books)
    if command.automatic:
        purse.pay(entity.allocation_order, by_rule(purse.open, entity.allocation_order))
    return _applied(purse)


def _applied(purse: Purse) -> Applications:
    funds = purse.funds
    return [(funds.document, _application(funds, application)) for application in purse.applications()]


def _application(funds: Funds, application: Application) -> CreditApplied:
    return CreditApplied(
        entity=funds.entity,
        customer=funds.customer,
        credit_note=funds.document,
        currency=funds.currency,
        applied_on=application.day.on,
        rule=application.rule,
        parts=application.parts,
        moved_from=application.day.moved_from,
    )


def unapplied(funds: Funds, day: Day, reason: str, parts: Sequence[Part]) -> CreditUnapplied:
    """Parts of a credit note are open credit again."""
    return CreditUnapplied(
        entity=funds.entity,
        customer=funds.customer,
        credit_note=funds.document,
        currency=funds.currency,
        posted_on=day.on,
        reason=reason,
        parts=merged(parts),
        moved_from=day.moved_from,
    )


def _funds(event: CreditNoteIssued) -> Funds:
    return Funds(
        document=event.credit_note,
        entity=event.entity,
        customer=event.customer,
        currency=event.currency,
        reference=None,
        posted_on=event.posted_on,
        amount_minor=event.gross_minor,
        unapplied_minor=event.gross_minor,
        unapplied_from=event.posted_on,
        held=False,
        value_on=event.posted_on,
    )


def remember(books: Books, event: CreditNoteIssued) -> None:
    """The credit note's number is taken from here on."""
    books.documents[event.credit_note] = Document(
        customer=event.customer,
        currency=event.currency,
        amount_minor=event.gross_minor,
        posted_on=event.posted_on,
        content_hash=event.content_hash,
    )


def evolve(books: Books, event: CreditNoteIssued | CreditApplied | CreditUnapplied) -> None:
    """A credit opens, is applied, opens again."""
    match event:
        case CreditNoteIssued():
            remember(books, event)
            books.put_funds(_funds(event))
        case CreditApplied():
            apply(books, event.credit_note, event.applied_on, event.parts)
        case CreditUnapplied():
            take_back(books, event.credit_note, event.posted_on, event.parts)
