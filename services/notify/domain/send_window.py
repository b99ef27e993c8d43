"""When a message may go out: in the entity's own daytime, on its own working days."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class SendWindow:
    """From `opens` (included) to `closes` (not included), by the wall clocks of the entity's time zone."""

    opens: time = time(8)
    closes: time = time(20)
    on_working_days_only: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityDay:
    """The newest day the ledger has opened for an entity, and whether people work there on it."""

    time_zone: str
    opened: date | None
    is_working_day: bool


def local_date(now: datetime, time_zone: str) -> date:
    """What day it is there."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def is_open(window: SendWindow, day: EntityDay, now: datetime) -> bool:
    """Whether a message may begin its way now.

    Whether today is a working day is the ledger's to say. A day it has not opened yet is not one to write on: the
    documents of the day before may still be coming in.
    """
    local = now.astimezone(ZoneInfo(day.time_zone))
    if not window.opens <= local.time() < window.closes:
        return False
    return day.opened == local.date() and (day.is_working_day or not window.on_working_days_only)
