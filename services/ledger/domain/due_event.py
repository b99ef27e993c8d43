"""What instalments wait for happens: goods are delivered or accepted, the invoice arrives, the warranty ends."""

from dataclasses import dataclass, replace
from datetime import date

from services.ledger.domain import payment, period
from services.ledger.domain.books import Books, Entity, Item
from services.ledger.domain.calendar_day import Milestone, late_milestones
from services.ledger.domain.naming import check_date, document_id
from services.ledger.domain.payment import PaymentAllocated, after
from services.ledger.domain.reduction import ReceivableReduced
from services.ledger.domain.terms import WaitingInstalment, check_event, due_date
from shared.errors import Conflict, Invalid
from shared.events import Fact


class DueEventReported(Fact, frozen=True, kw_only=True):
    """What an instalment waited for has happened: it has a due date from here on.

    It counts from `posted_on`: the later of that day and the invoice's posting, or the first open day after a close.
    """

    entity: str
    customer: str
    invoice: str
    instalment: int
    currency: str
    amount_minor: int
    due_event: str
    happened_on: date
    posted_on: date
    due_on: date
    moved_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDueEvent:
    """Say that an event has happened; without an instalment, for all of the invoice that wait for it."""

    entity: str
    source: str
    number: str
    event: str
    happened_on: date
    instalment: int | None = None
    customer: str | None = None


class DueEventNotAwaited(Invalid):
    """No instalment of the invoice waits for this event."""


class DueEventReportedOtherwise(Conflict):
    """The event was reported before, with another date."""


class CancelledInvoiceWaitsForNothing(Conflict):
    """A cancelled invoice owes nothing that could fall due."""


Reported = list[tuple[str, DueEventReported | PaymentAllocated | ReceivableReduced | Milestone]]


def report(command: ReportDueEvent, books: Books) -> Reported:
    """Date the instalments that waited; money on account settles them, and the milestones they have passed are said."""
    entity = books.entity(command.entity)
    check_event(command.event, "event")
    check_date(command.happened_on, "happened_on")
    invoice = document_id(command.entity, "invoice", command.source, command.number)
    known = books.document(invoice, command.customer)
    awaited = [
        part for part in known.waiting if part.due.event == command.event and command.instalment in (None, part.number)
    ]
    if not awaited:
        which = "No instalment" if command.instalment is None else f"Instalment {command.instalment}"
        message = f"{which} of {invoice} waits for {command.event}."
        raise DueEventNotAwaited(message, field="event" if command.instalment is None else "instalment")
    happened = dict(known.happened)
    for part in awaited:
        before = happened.get(part.number)
        if before not in (None, command.happened_on):
            message = f"{command.event} of {invoice} was on {before}; {command.happened_on} was given now."
            raise DueEventReportedOtherwise(message, field="happened_on")
    still = [part for part in awaited if part.number not in happened]
    if not still:
        return []
    if known.cancelled:
        message = f"{invoice} was cancelled; nothing of it falls due."
        raise CancelledInvoiceWaitsForNothing(message)
    events: Reported = []
    items: list[Item] = []
    for part in still:
        event = _dated(command, entity, books, invoice, part)
        events.append((invoice, event))
        items.append(books.waiting[invoice, part.number].dated(event.due_on, event.posted_on))
    dated = {part.number for part in still}
    # The discount is for paying the whole invoice: none where a part cannot be paid yet, or is contested.
    blocked = books.open_contests(invoice) or any(
        part.open_minor and part.instalment not in dated for part in books.waiting_of(invoice)
    )
    offered = None if blocked else books.discounts.get(invoice)
    allocations = payment.try_again(books, entity, items, offered=offered)
    events.extend(allocations)
    items = after(items, [event for _, event in allocations])
    return [*events, *late_milestones(items, books.opened_for(command.entity, known.customer))]


def _dated(
    command: ReportDueEvent, entity: Entity, books: Books, invoice: str, part: WaitingInstalment
) -> DueEventReported:
    known = books.document(invoice)
    works_on = books.works_on(entity)
    # What waited in closed days still waited then, whenever it turns out to have happened.
    counts_from = max(known.posted_on, command.happened_on)
    day = period.count_from(books, entity, stated=None, derived=counts_from, field="happened_on")
    return DueEventReported(
        entity=command.entity,
        customer=known.customer,
        invoice=invoice,
        instalment=part.number,
        currency=known.currency,
        amount_minor=part.amount_minor,
        due_event=command.event,
        happened_on=command.happened_on,
        posted_on=day.on,
        moved_from=day.moved_from,
        due_on=due_date(part.due, part.shift, command.happened_on, works_on, "happened_on"),
    )


def remember(books: Books, event: DueEventReported) -> None:
    """That it has happened, for this instalment."""
    known = books.documents[event.invoice]
    happened = (*known.happened, (event.instalment, event.happened_on))
    books.documents[event.invoice] = replace(known, happened=happened)


def evolve(books: Books, event: DueEventReported) -> None:
    """The instalment waits no more: it is an item like any other."""
    remember(books, event)
    waiting = books.waiting.pop((event.invoice, event.instalment))
    books.put_item(waiting.dated(event.due_on, event.posted_on))
