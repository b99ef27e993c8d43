"""Closed days keep their figures for ever: what comes late is posted on the first open day, or refused."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from services.ledger.domain.books import NEXT_OPEN_DAY, REFUSE, Books, Entity, local_date
from services.ledger.domain.naming import check_date
from shared.errors import Conflict, Invalid
from shared.events import Fact

ONE_DAY = timedelta(days=1)


class PeriodClosed(Fact, frozen=True, kw_only=True):
    """Everything up to a day is closed: no balance of these days changes any more. The same fact stands in every
    partition. `closed_from` is the day after the close before; the first close has none."""

    entity: str
    closed_from: date | None
    closed_until: date


class PeriodReopened(Fact, frozen=True, kw_only=True):
    """Days that were closed can be posted on again; the same fact stands in every partition."""

    entity: str
    reopened_from: date
    reopened_until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePeriod:
    """Close all days up to and including one."""

    entity: str
    until: date
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenPeriod:
    """Open the closed days from one on again."""

    entity: str
    from_day: date
    reason: str


class Day(NamedTuple):
    """The day from which something counts in the books, and the closed day it was moved from, if it was."""

    on: date
    moved_from: date | None = None


class PeriodIsClosed(Conflict):
    """The day belongs to a period that is closed."""


class DaysNotOpened(Conflict):
    """Only days that are open everywhere in the entity's books can be closed, once none waits to be opened."""


class NothingToReopen(Conflict):
    """No day from this one on is closed."""


class ReasonMissing(Invalid):
    """Closed figures are not touched without saying why."""


# ---------------------------------------------------------------- on which day something counts


def first_open_day(books: Books, entity: str) -> date | None:
    """The earliest day that can be posted on; None where nothing was ever closed."""
    closed_until = books.closed_until.get(entity)
    return None if closed_until is None else closed_until + ONE_DAY


def post_on(books: Books, entity: Entity, *, stated: date | None, document_date: date) -> Day:
    """The day a document is posted on: the one stated, or its own; moved out of closed days, or refused, as the entity
    wants it. Every document that comes from outside goes through here."""
    day = stated_day(books, entity, stated, "posted_on")
    return day or _place(books, entity, document_date, "document_date", moves=entity.late_posting != REFUSE)


def count_from(books: Books, entity: Entity, *, stated: date | None, derived: date, field: str) -> Day:
    """The day from which a change to documents counts: the one stated, treated as a document's is; or the one that
    follows from the documents and today, which no setting refuses, for nobody asked for a closed day."""
    return stated_day(books, entity, stated, field) or not_before(first_open_day(books, entity.entity), derived)


def stated_day(books: Books, entity: Entity, stated: date | None, field: str) -> Day | None:
    """The day that somebody stated, where somebody did."""
    if stated is None:
        return None
    check_date(stated, field)
    return _place(books, entity, stated, field, moves=entity.late_posting == NEXT_OPEN_DAY)


def not_before(first_open: date | None, day: date) -> Day:
    """The day itself, or the first open one."""
    return Day(day) if first_open is None or day >= first_open else Day(first_open, moved_from=day)


def _place(books: Books, entity: Entity, day: date, field: str, *, moves: bool) -> Day:
    placed = not_before(first_open_day(books, entity.entity), day)
    if placed.moved_from is not None and not moves:
        message = (
            f"{day} is closed: the books of {entity.entity} are closed until {books.closed_until[entity.entity]}; "
            f"the first open day is {placed.on}."
        )
        raise PeriodIsClosed(message, field=field, closed_until=books.closed_until[entity.entity].isoformat())
    return placed


# ---------------------------------------------------------------- closing and reopening


def close(command: ClosePeriod, books: Books) -> list[tuple[str, PeriodClosed]]:
    """Close all days up to one, in every partition at once; nothing for days that are closed already."""
    entity = books.entity(command.entity)
    check_date(command.until, "until")
    first_open = first_open_day(books, command.entity)
    if first_open is not None and command.until < first_open:
        return []
    _check_opened(command, entity, books)
    event = PeriodClosed(entity=command.entity, closed_from=first_open, closed_until=command.until)
    return [(stream_of(command.entity, partition), event) for partition in range(books.partition_count)]


def _check_opened(command: ClosePeriod, entity: Entity, books: Books) -> None:
    """A day that will be opened yet would still say something of its instalments after it was closed."""
    partitions = range(books.partition_count)
    opened = min(books.opened_until(command.entity, partition) for partition in partitions)
    if command.until > opened or any((command.entity, partition) not in books.last_opened for partition in partitions):
        message = f"The days of {command.entity} are open until {opened}; {command.until} cannot be closed yet."
        raise DaysNotOpened(message, field="until")
    if (today := local_date(entity, command.now)) > opened:
        message = f"Days of {command.entity} are being opened: {opened} is open, today is {today}. Close after that."
        raise DaysNotOpened(message, field="until")


def reopen(command: ReopenPeriod, books: Books) -> list[tuple[str, PeriodReopened]]:
    """Open the closed days from one on again; nothing where exactly those are open."""
    books.entity(command.entity)
    check_date(command.from_day, "from")
    if not command.reason.strip():
        message = "Say why the days are opened again."
        raise ReasonMissing(message, field="reason")
    closed_until = books.closed_until.get(command.entity)
    if closed_until is None or command.from_day > closed_until + ONE_DAY:
        state = "nothing was ever closed" if closed_until is None else f"the books are closed until {closed_until}"
        message = f"No day of {command.entity} from {command.from_day} on is closed: {state}."
        raise NothingToReopen(message, field="from")
    if command.from_day == closed_until + ONE_DAY:
        return []
    event = PeriodReopened(
        entity=command.entity,
        reopened_from=command.from_day,
        reopened_until=closed_until,
        reason=command.reason,
    )
    return [(stream_of(command.entity, partition), event) for partition in range(books.partition_count)]


def stream_of(entity: str, partition: int) -> str:
    """The stream of an entity's periods in one partition."""
    return f"{entity}/periods/{partition}"


def closed_until_after(event: PeriodClosed | PeriodReopened) -> date:
    """The last closed day after an event."""
    return event.closed_until if isinstance(event, PeriodClosed) else event.reopened_from - ONE_DAY


def evolve(books: Books, event: PeriodClosed | PeriodReopened) -> None:
    """How far the books are closed from here on."""
    books.closed_until[event.entity] = closed_until_after(event)
