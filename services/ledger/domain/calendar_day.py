"""Days are opened one after the other; what falls due around an opened day is said before the day itself."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from services.ledger.domain.books import Books, Item
from services.ledger.domain.due_dates import BECAME_OVERDUE, FELL_DUE, MILESTONES, milestone_passed
from shared.errors import Conflict, Invalid
from shared.events import Fact


class InvoiceDueApproaching(Fact, frozen=True, kw_only=True):
    """An open instalment falls due in so many days."""

    entity: str
    customer: str
    invoice: str
    instalment: int
    currency: str
    due_on: dt.date
    date: dt.date
    open_minor: int
    lead_days: int
    late: bool = False


class InvoiceFellDue(Fact, frozen=True, kw_only=True):
    """An open instalment falls due today."""

    entity: str
    customer: str
    invoice: str
    instalment: int
    currency: str
    due_on: dt.date
    date: dt.date
    open_minor: int
    late: bool = False


class InvoiceBecameOverdue(Fact, frozen=True, kw_only=True):
    """An instalment was still open at the end of its due date."""

    entity: str
    customer: str
    invoice: str
    instalment: int
    currency: str
    due_on: dt.date
    date: dt.date
    open_minor: int
    late: bool = False


class InvoiceAged(Fact, frozen=True, kw_only=True):
    """An open instalment is 30, 60 or 90 days past its due date."""

    entity: str
    customer: str
    invoice: str
    instalment: int
    currency: str
    due_on: dt.date
    date: dt.date
    open_minor: int
    days: int
    late: bool = False


Milestone = InvoiceDueApproaching | InvoiceFellDue | InvoiceBecameOverdue | InvoiceAged


class DayOpened(Fact, frozen=True, kw_only=True):
    """A calendar date of an entity began in a partition; `latest` is the newest date this catch-up will open."""

    entity: str
    date: dt.date
    is_working_day: bool
    latest: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """Open the next calendar date of an entity in one partition."""

    entity: str
    partition: int
    date: dt.date
    is_working_day: bool
    latest: dt.date


class DayLeftOut(Conflict):
    """A day between the last opened and this one has not been opened."""


class LatestBeforeDate(Invalid):
    """The newest date of a catch-up cannot lie before the date being opened."""


def open_day(command: OpenDay, books: Books) -> list[tuple[str, Milestone | DayOpened]]:
    """Say which open instalments pass a milestone on the day, then open it; nothing for a day already opened."""
    books.entity(command.entity)
    if command.latest < command.date:
        message = f"{command.latest} lies before {command.date}."
        raise LatestBeforeDate(message, field="latest")
    opened = books.opened_until(command.entity, command.partition)
    if command.date <= opened:
        return []
    if command.date != opened + dt.timedelta(days=1):
        message = f"The next day to open in partition {command.partition} of {command.entity} follows {opened}."
        raise DayLeftOut(message, field="date")
    passing = sorted(
        item
        for item in books.every_open_item(command.entity, command.partition)
        if (command.date - item.due_on).days in MILESTONES
    )
    events: list[tuple[str, Milestone | DayOpened]] = [
        (item.invoice, _milestone(item, (command.date - item.due_on).days, late=False)) for item in passing
    ]
    day = DayOpened(
        entity=command.entity, date=command.date, is_working_day=command.is_working_day, latest=command.latest
    )
    return [*events, (f"{command.entity}/calendar/{command.partition}", day)]


def late_milestones(items: Iterable[Item], opened: dt.date) -> list[tuple[str, Milestone]]:
    """What the opened days would have said of instalments that enter, or open again, only now: the latest of each."""
    return [
        (item.invoice, _milestone(item, passed, late=True))
        for item in items
        if item.open_minor and (passed := milestone_passed(item.due_on, opened)) is not None
    ]


def _milestone(item: Item, days: int, *, late: bool) -> Milestone:
    if days == BECAME_OVERDUE:
        milestone = InvoiceBecameOverdue
    elif days == FELL_DUE:
        milestone = InvoiceFellDue
    elif days < FELL_DUE:
        return InvoiceDueApproaching(
            entity=item.entity,
            customer=item.customer,
            invoice=item.invoice,
            instalment=item.instalment,
            currency=item.currency,
            due_on=item.due_on,
            date=item.due_on + dt.timedelta(days=days),
            open_minor=item.open_minor,
            lead_days=-days,
            late=late,
        )
    else:
        return InvoiceAged(
            entity=item.entity,
            customer=item.customer,
            invoice=item.invoice,
            instalment=item.instalment,
            currency=item.currency,
            due_on=item.due_on,
            date=item.due_on + dt.timedelta(days=days),
            open_minor=item.open_minor,
            days=days,
            late=late,
        )
    return milestone(
        entity=item.entity,
        customer=item.customer,
        invoice=item.invoice,
        instalment=item.instalment,
        currency=item.currency,
        due_on=item.due_on,
        date=item.due_on + dt.timedelta(days=days),
        open_minor=item.open_minor,
        late=late,
    )


def evolve(books: Books, stream: str, event: DayOpened) -> None:
    """The day that is open now where the event stands."""
    books.last_opened[event.entity, int(stream.rpartition("/")[2])] = event.date
