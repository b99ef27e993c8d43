"""An invoice: what is owed, in which instalments, and how it ends without being paid."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.ledger.domain import credit_note, payment
from services.ledger.domain.allocation import standing_parts
from services.ledger.domain.books import Books, Customer, Document, Item, check_currency, local_date
from services.ledger.domain.calendar_day import Milestone, late_milestones
from services.ledger.domain.credit_note import CreditApplied, CreditUnapplied
from services.ledger.domain.documents import Content, check_amount, check_document, is_repeat
from services.ledger.domain.due_dates import (
    Instalment,
    after_terms,
    check_terms,
    in_instalments,
    milestone_passed,
    one_instalment,
)
from services.ledger.domain.naming import check_date, digest, document_id
from services.ledger.domain.payment import PaymentAllocated, PaymentUnapplied
from services.ledger.domain.shares import Share, content_of, shares_of
from shared.errors import Conflict, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceIssued:
    """A customer owes us the gross amount, in instalments that fall due on their dates."""

    entity: str
    customer: str
    invoice: str
    source: str
    number: str
    currency: str
    gross_minor: int
    document_date: date
    posted_on: date
    instalments: tuple[Instalment, ...]
    shares: tuple[Share, ...]
    content_hash: str
    order: str | None = None
    reference: str | None = None
    kind: str = "sale"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceCancelled:
    """The invoice owes nothing any more; `instalments` are the open amounts that ended.

    `issued_on` is the invoice's own posting: its lines are reversed on the accounts of that day.
    """

    entity: str
    customer: str
    invoice: str
    currency: str
    gross_minor: int
    issued_on: date
    posted_on: date
    reason: str
    instalments: tuple[Instalment, ...]
    shares: tuple[Share, ...]
    kind: str = "sale"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueInvoice:
    """Enter an invoice; it falls due as stated, or after the customer's terms. `instalments` are (due on, amount)."""

    entity: str
    customer: str
    source: str
    number: str
    currency: str
    amount_minor: int
    document_date: date
    posted_on: date | None = None
    due_on: date | None = None
    terms_days: int | None = None
    instalments: tuple[tuple[date, int], ...] = ()
    lines: tuple[Share, ...] = ()
    order: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelInvoice:
    """End an invoice that should not have been; what it was paid with goes back on account."""

    entity: str
    source: str
    number: str
    reason: str
    now: datetime
    posted_on: date | None = None
    customer: str | None = None


class DueDateStatedTwice(Invalid):
    """An invoice states its due date, its terms or its instalments: one of them."""


class CancelledTooEarly(Conflict):
    """An invoice cannot be cancelled before it was in the books."""


InvoiceDecision = list[
    tuple[
        str,
        InvoiceIssued
        | InvoiceCancelled
        | PaymentAllocated
        | PaymentUnapplied
        | CreditApplied
        | CreditUnapplied
        | Milestone,
    ]
]


def issue(command: IssueInvoice, books: Books) -> InvoiceDecision:
    """The invoice is owed; money waiting on account settles it; milestones it has passed already are said late."""
    entity = books.entity(command.entity)
    check_document(command.source, command.number, command.document_date, command.posted_on)
    check_amount(command.amount_minor, command.currency)
    invoice = document_id(command.entity, "invoice", command.source, command.number)
    posted_on = command.posted_on or command.document_date
    shares = shares_of(command.amount_minor, command.lines)
    stated = _stated_instalments(command)
    content_hash = digest(
        command.customer,
        command.currency,
        command.amount_minor,
        command.document_date.isoformat(),
        posted_on.isoformat(),
        # Without stated dates the customer's terms of the day apply; a repeat after they changed is still a repeat.
        [(part.due_on.isoformat(), part.amount_minor) for part in stated or ()],
        content_of(command.amount_minor, shares),
        command.order,
        command.reference,
    )
    sent = Content(command.customer, command.currency, command.amount_minor, posted_on, content_hash)
    if is_repeat(books, invoice, sent):
        return []
    customer = books.customer(command.entity, command.customer)
    check_currency(entity, command.currency)
    issued = InvoiceIssued(
        entity=command.entity,
        customer=command.customer,
        invoice=invoice,
        source=command.source,
        number=command.number,
        currency=command.currency,
        gross_minor=command.amount_minor,
        document_date=command.document_date,
        posted_on=posted_on,
        instalments=stated or _by_terms(command, customer),
        shares=shares,
        content_hash=content_hash,
        order=command.order or None,
        reference=command.reference or None,
    )
    return enter(issued, books)


def enter(issued: InvoiceIssued, books: Books) -> InvoiceDecision:
    """The invoice, what money waiting on account settles of it, and the milestones it has passed."""
    entity = books.entity(issued.entity)
    events: InvoiceDecision = [(issued.invoice, issued)]
    owner = f"{issued.entity}/{issued.customer}"
    opened = books.opened_until(issued.entity, books.partition_of(owner))
    waiting = books.unapplied_of.get(owner)
    # Most invoices find no money waiting and come before their first milestone.
    if waiting or milestone_passed(issued.instalments[0].due_on, opened) is not None:
        items = _items(issued)
        if waiting:
            allocations = payment.try_again(books, entity, items)
            events.extend(allocations)
            items = _after(items, [event for _, event in allocations])
        events.extend(late_milestones(items, opened))
    return events


def _stated_instalments(command: IssueInvoice) -> tuple[Instalment, ...] | None:
    ways = (command.due_on is not None) + (command.terms_days is not None) + bool(command.instalments)
    if ways > 1:
        message = "State either due_date, terms_days or instalments."
        raise DueDateStatedTwice(message, field="instalments" if command.instalments else "terms_days")
    if command.due_on is not None:
        return one_instalment(command.amount_minor, command.due_on)
    if command.terms_days is not None:
        check_terms(command.terms_days)
        return after_terms(command.amount_minor, command.document_date, command.terms_days)
    if command.instalments:
        return in_instalments(command.amount_minor, command.instalments)
    return None


def _by_terms(command: IssueInvoice, customer: Customer) -> tuple[Instalment, ...]:
    return after_terms(command.amount_minor, command.document_date, customer.terms_days)


def _items(event: InvoiceIssued) -> list[Item]:
    return [
        Item(
            event.invoice,
            instalment.number,
            event.entity,
            event.customer,
            event.currency,
            event.number,
            event.reference,
            event.document_date,
            event.posted_on,
            instalment.due_on,
            instalment.amount_minor,
            instalment.amount_minor,
            event.posted_on,
            event.kind,
        )
        for instalment in event.instalments
    ]


def _after(items: list[Item], allocations: list[PaymentAllocated]) -> list[Item]:
    """The new items as the allocations leave them."""
    left = {item.instalment: item for item in items}
    for allocation in allocations:
        for part in allocation.parts:
            item = left[part.instalment]
            left[part.instalment] = item._replace(open_minor=item.open_minor - part.amount_minor)
    return list(left.values())


def cancel(command: CancelInvoice, books: Books) -> InvoiceDecision:
    """What paid the invoice goes back on account, then the whole invoice ends; a repeat changes nothing."""
    entity = books.entity(command.entity)
    invoice = document_id(command.entity, "invoice", command.source, command.number)
    known = books.document(invoice, command.customer)
    if known.cancelled:
        return []
    items = books.items_of(invoice)
    earliest = max(item.open_from for item in items)
    posted_on = command.posted_on or max(earliest, local_date(entity, command.now))
    check_date(posted_on, "posted_on")
    if posted_on < earliest:
        message = f"{invoice} is open from {earliest} on; it cannot be cancelled on {posted_on}."
        raise CancelledTooEarly(message, field="posted_on")
    return end(invoice, known, posted_on, command.reason, books)


def end(invoice: str, known: Document, posted_on: date, reason: str, books: Books) -> InvoiceDecision:
    """The invoice owes nothing from a day on; what paid it is on account again."""
    items = books.items_of(invoice)
    cancelled = InvoiceCancelled(
        entity=items[0].entity,
        customer=known.customer,
        invoice=invoice,
        currency=known.currency,
        gross_minor=known.amount_minor,
        issued_on=known.posted_on,
        posted_on=posted_on,
        reason=reason,
        instalments=tuple(
            Instalment(number=item.instalment, due_on=item.due_on, amount_minor=item.amount_minor) for item in items
        ),
        shares=known.shares,
        kind=items[0].kind,
    )
    return [*_returned(invoice, posted_on, books), (invoice, cancelled)]


def _returned(invoice: str, cancelled_on: date, books: Books) -> InvoiceDecision:
    """Everything applied to an invoice goes back to where it came from: on the day of the cancellation, or on the day
    it was applied if that is later, so that no day's books show it twice."""
    events: InvoiceDecision = []
    reason = f"{invoice} was cancelled"
    for document in list(books.applied_to.get(invoice, ())):
        standing = standing_parts(books, document, (invoice,))
        for day in sorted({max(applied_on, cancelled_on) for applied_on, _ in standing}):
            parts = [part for applied_on, part in standing if max(applied_on, cancelled_on) == day]
            funds = books.funds[document]
            if funds.is_credit:
                events.append((document, credit_note.unapplied(funds, day, reason, parts)))
            else:
                events.append((document, payment.unapplied(funds, day, reason, parts)))
    return events


def remember(books: Books, event: InvoiceIssued | InvoiceCancelled) -> None:
    """The invoice's number is taken from here on, also after it was cancelled."""
    match event:
        case InvoiceIssued():
            books.documents[event.invoice] = Document(
                customer=event.customer,
                currency=event.currency,
                amount_minor=event.gross_minor,
                posted_on=event.posted_on,
                content_hash=event.content_hash,
                shares=event.shares,
            )
        case InvoiceCancelled():
            # Where a claim ends with its receivable, the receivable's past is not at hand.
            if event.invoice in books.documents:
                books.documents[event.invoice] = replace(books.documents[event.invoice], cancelled=True)


def evolve(books: Books, event: InvoiceIssued | InvoiceCancelled) -> None:
    """Instalments open, or end."""
    remember(books, event)
    match event:
        case InvoiceIssued():
            for item in _items(event):
                books.put_item(item)
        case InvoiceCancelled():
            for instalment in event.instalments:
                item = books.items[event.invoice, instalment.number]
                books.put_item(item._replace(open_minor=item.open_minor - instalment.amount_minor))
