"""An invoice: what is owed, in which instalments, and how it ends without being paid."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.ledger.domain import credit_note, payment, period, reduction
from services.ledger.domain import terms as payment_terms
from services.ledger.domain.allocation import standing_parts
from services.ledger.domain.books import (
    Books,
    Customer,
    Discounts,
    Document,
    Item,
    Waiting,
    check_currency,
    local_date,
)
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
from services.ledger.domain.period import Day
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.shares import (
    MERGED_KINDS,
    SALE,
    STATED_KINDS,
    InvoiceKind,
    Share,
    StatedKind,
    by_tax_code,
    content_of,
    shares_of,
)
from services.ledger.domain.terms import DiscountWindow, Falling, Terms, WaitingInstalment, WorksOn
from shared.errors import Conflict, Invalid
from shared.events import Fact


class InvoiceIssued(Fact, frozen=True, kw_only=True):
    """A customer owes us the gross amount, in instalments that fall due on their dates, or wait for an event."""

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
    kind: InvoiceKind = SALE
    #: What is owed but not due before its event has happened; with the instalments it makes up the gross amount.
    waiting: tuple[WaitingInstalment, ...] = ()
    #: What may be deducted by whoever pays early, the earliest first.
    discounts: tuple[DiscountWindow, ...] = ()
    moved_from: date | None = None
    functional_minor: int | None = None  # in the entity's own currency, where this is another
    exchange_rate: str | None = None
    exchange_source: str | None = None


class InvoiceCancelled(Fact, frozen=True, kw_only=True):
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
    kind: InvoiceKind = SALE
    #: What ended before any event had dated it.
    waiting: tuple[WaitingInstalment, ...] = ()
    moved_from: date | None = None
    functional_minor: int | None = None  # in the entity's own currency, where this is another


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
    terms: Terms | None = None
    instalments: tuple[tuple[date, int], ...] = ()
    lines: tuple[Share, ...] = ()
    order: str | None = None
    reference: str | None = None
    kind: StatedKind = SALE
    exchange_rate: str | None = None  # without it, that of the day


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


class InvoiceKindUnknown(Invalid):
    """An invoice is owed for a sale, or for one of a few other reasons."""


class MergedInvoiceStays(Conflict):
    """What was owed by a customer before it was merged is credited, not cancelled."""


class CancelledTooEarly(Conflict):
    """An invoice cannot be cancelled before it was in the books."""


InvoiceEvent = (
    InvoiceIssued
    | InvoiceCancelled
    | PaymentAllocated
    | PaymentUnapplied
    | CreditApplied
    | CreditUnapplied
    | ReceivableReduced
    | ReceivableRestored
    | Milestone
)
InvoiceDecision = list[tuple[str, InvoiceEvent]]


def issue(command: IssueInvoice, books: Books, *, leaving: str | None = None) -> InvoiceDecision:
    """The invoice is owed; money waiting on account settles it, unless it is just `leaving`; milestones it has passed
    already are said late."""
    entity = books.entity(command.entity)
    check_document(command.source, command.number, command.document_date, command.posted_on)
    check_amount(command.amount_minor, command.currency)
    if command.kind not in STATED_KINDS:
        message = f"An invoice is of the kind {', '.join(STATED_KINDS)}, not {command.kind[:16]!r}."
        raise InvoiceKindUnknown(message, field="kind")
    invoice = document_id(command.entity, "invoice", command.source, command.number)
    dated = command.posted_on or command.document_date
    shares = shares_of(command.amount_minor, command.lines)
    works_on = books.works_on(entity)
    stated = _stated(command, works_on)
    content_hash = digest(
        command.customer,
        command.currency,
        command.amount_minor,
        command.document_date.isoformat(),
        # As it was sent, wherever a closed period moves it: the same document is a repeat after the close, too.
        dated.isoformat(),
        # Without stated dates the customer's terms of the day apply; a repeat after they changed is still a repeat.
        _content_of(command, stated),
        content_of(command.amount_minor, shares),
        command.order,
        command.reference,
        *(() if command.kind == SALE else (command.kind,)),
        *((("rate", command.exchange_rate),) if command.exchange_rate else ()),
    )
    sent = Content(command.customer, command.currency, command.amount_minor, dated, content_hash)
    if is_repeat(books, invoice, sent):
        return []
    customer = books.customer(command.entity, command.customer)
    check_currency(entity, command.currency)
    falling, discounts = stated or _by_terms(command, customer, works_on)
    day = period.post_on(books, entity, stated=command.posted_on, document_date=command.document_date)
    issued = InvoiceIssued(
        entity=command.entity,
        customer=command.customer,
        invoice=invoice,
        source=command.source,
        number=command.number,
        currency=command.currency,
        gross_minor=command.amount_minor,
        document_date=command.document_date,
        posted_on=day.on,
        instalments=falling.dated,
        shares=shares,
        content_hash=content_hash,
        order=command.order or None,
        reference=command.reference or None,
        kind=command.kind,
        waiting=falling.waiting,
        discounts=discounts,
        moved_from=day.moved_from,
    )
    return enter(issued, books, leaving=leaving)


def enter(issued: InvoiceIssued, books: Books, *, leaving: str | None = None) -> InvoiceDecision:
    """The invoice, what money waiting on account settles of it, and the milestones it has passed."""
    entity = books.entity(issued.entity)
    events: InvoiceDecision = [(issued.invoice, issued)]
    owner = f"{issued.entity}/{issued.customer}"
    opened = books.opened_until(issued.entity, books.partition_of(owner))
    waiting = books.unapplied_of.get(owner)
    # Most invoices find no money waiting and come before their first milestone.
    dated = issued.instalments
    if dated and (waiting or milestone_passed(dated[0].due_on, opened) is not None):
        items = _items(issued)
        if waiting:
            # The discount is for paying the whole invoice: none where a part cannot be paid yet.
            offered = None if issued.waiting else _offered(issued)
            allocations = payment.try_again(books, entity, items, leaving=leaving, offered=offered)
            events.extend(allocations)
            items = payment.after(items, [event for _, event in allocations])
        events.extend(late_milestones(items, opened))
    return events


def enter_settling_nothing(issued: InvoiceIssued, books: Books) -> InvoiceDecision:
    """The invoice and the milestones it has passed; money that waits goes on waiting."""
    opened = books.opened_for(issued.entity, issued.customer)
    return [(issued.invoice, issued), *late_milestones(_items(issued), opened)]


Agreed = tuple[Falling, tuple[DiscountWindow, ...]]


def _stated(command: IssueInvoice, works_on: WorksOn) -> Agreed | None:
    """What the invoice itself says of its due dates, if anything; then the customer's terms do not count at all."""
    stated = {
        "due_date": command.due_on is not None,
        "terms_days": command.terms_days is not None,
        "terms": command.terms is not None,
        "instalments": bool(command.instalments),
    }
    if sum(stated.values()) > 1:
        message = "State either due_date, terms_days, terms or instalments."
        raise DueDateStatedTwice(message, field=[way for way, given in stated.items() if given][-1])
    if command.due_on is not None:
        return Falling(one_instalment(command.amount_minor, command.due_on)), ()
    if command.terms_days is not None:
        check_terms(command.terms_days)
        return Falling(after_terms(command.amount_minor, command.document_date, command.terms_days)), ()
    if command.terms is not None:
        payment_terms.check(command.terms)
        return _agreed(command, command.terms, works_on)
    if command.instalments:
        return Falling(in_instalments(command.amount_minor, command.instalments)), ()
    return None


def _content_of(command: IssueInvoice, stated: Agreed | None) -> list[object]:
    """What the digest takes from stated due dates. Of terms their words: a calendar may learn of a holiday later."""
    if command.terms is not None:
        return list(payment_terms.content_of(command.terms))
    return [(part.due_on.isoformat(), part.amount_minor) for part in stated[0].dated] if stated else []


def _by_terms(command: IssueInvoice, customer: Customer, works_on: WorksOn) -> Agreed:
    if customer.terms is not None:
        return _agreed(command, customer.terms, works_on)
    return Falling(after_terms(command.amount_minor, command.document_date, customer.terms_days)), ()


def _agreed(command: IssueInvoice, terms: Terms, works_on: WorksOn) -> Agreed:
    return (
        payment_terms.instalments_of(terms, command.amount_minor, command.document_date, works_on),
        payment_terms.discount_windows(terms, command.amount_minor, command.document_date, works_on),
    )


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
            event.order,
        )
        for instalment in event.instalments
    ]


def _waiting(event: InvoiceIssued) -> list[Waiting]:
    return [
        Waiting(
            event.invoice,
            part.number,
            event.entity,
            event.customer,
            event.currency,
            event.number,
            event.reference,
            event.document_date,
            event.posted_on,
            part.amount_minor,
            part.amount_minor,
            part.due.event or "",
            event.kind,
            event.order,
        )
        for part in event.waiting
    ]


def _offered(event: InvoiceIssued) -> Discounts | None:
    return Discounts(windows=event.discounts, shares=by_tax_code(event.shares)) if event.discounts else None


def cancel(command: CancelInvoice, books: Books) -> InvoiceDecision:
    """What paid the invoice goes back on account, then the whole invoice ends; a repeat changes nothing."""
    entity = books.entity(command.entity)
    invoice = document_id(command.entity, "invoice", command.source, command.number)
    known = books.document(invoice, command.customer)
    if known.cancelled:
        return []
    books.check_not_merged(command.entity, known.customer)
    if known.kind in MERGED_KINDS:
        message = f"{invoice} was a merged customer's, whose books keep its revenue: issue a credit note against it."
        raise MergedInvoiceStays(message, field="number")
    items = books.items_of(invoice)
    earliest = max([known.posted_on, *(item.open_from for item in items)])
    today = local_date(entity, command.now)
    day = period.count_from(books, entity, stated=command.posted_on, derived=max(earliest, today), field="posted_on")
    check_date(day.on, "posted_on")
    if day.on < earliest:
        message = f"{invoice} is open from {earliest} on; it cannot be cancelled on {day.on}."
        raise CancelledTooEarly(message, field="posted_on")
    return end(invoice, known, day, command.reason, books)


def end(invoice: str, known: Document, day: Day, reason: str, books: Books) -> InvoiceDecision:
    """The invoice owes nothing from a day on; what paid it is on account again."""
    items = books.items_of(invoice)
    cancelled = InvoiceCancelled(
        entity=invoice.partition("/")[0],
        customer=known.customer,
        invoice=invoice,
        currency=known.currency,
        gross_minor=known.amount_minor,
        issued_on=known.posted_on,
        posted_on=day.on,
        reason=reason,
        instalments=tuple(
            Instalment(number=item.instalment, due_on=item.due_on, amount_minor=item.amount_minor) for item in items
        ),
        shares=known.shares,
        kind=known.kind,
        waiting=tuple(part for part in known.waiting if part.number not in dict(known.happened)),
        moved_from=day.moved_from,
    )
    return [*_returned(invoice, day, books), (invoice, cancelled)]


def _returned(invoice: str, cancelled: Day, books: Books) -> InvoiceDecision:
    """Everything applied to an invoice goes back to where it came from: on the day of the cancellation, or on the day
    it was applied if that is later, so that no day's books show it twice."""
    events: InvoiceDecision = []
    reason = f"{invoice} was cancelled"
    for document in list(books.applied_to.get(invoice, ())):
        standing = standing_parts(books, document, (invoice,))
        days = [
            cancelled if on == cancelled.on else Day(on)
            for on in sorted({max(applied_on, cancelled.on) for applied_on, _ in standing})
        ]
        by_day = [(day, [part for on, part in standing if max(on, cancelled.on) == day.on]) for day in days]
        if reduction.reduction_kind(document):
            events.extend(reduction.restorations(books, document, invoice, reason, by_day))
            continue
        for day, parts in by_day:
            if (funds := books.funds[document]).is_credit:
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
                kind=event.kind,
                waiting=event.waiting,
                exchange_rate=event.exchange_rate,
            )
        case InvoiceCancelled():
            books.documents[event.invoice] = replace(books.documents[event.invoice], cancelled=True)


def evolve(books: Books, event: InvoiceIssued | InvoiceCancelled) -> None:
    """Instalments open, or end."""
    remember(books, event)
    match event:
        case InvoiceIssued():
            for item in _items(event):
                books.put_item(item)
            for waiting in _waiting(event):
                books.put_waiting(waiting)
            if offered := _offered(event):
                books.discounts[event.invoice] = offered
        case InvoiceCancelled():
            for part in event.waiting:
                books.put_waiting(books.waiting[event.invoice, part.number]._replace(open_minor=0))
            for instalment in event.instalments:
                item = books.items[event.invoice, instalment.number]
                books.put_item(item._replace(open_minor=item.open_minor - instalment.amount_minor))
