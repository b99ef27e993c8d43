"""When a claim becomes time-barred (诉讼时效): a date per open item, by a rule that is data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, get_args

Begins = Literal["due-date", "year-end"]
#: What can make the period begin anew.
Restart = Literal["acknowledgement", "part-payment", "confirmed-statement"]
RESTARTS: tuple[Restart, ...] = get_args(Restart)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitationRule:
    """So many years from the due date, or from the end of its year; what restarts them counts from its own day."""

    years: int
    begins: Begins
    restarted_by: tuple[Restart, ...] = RESTARTS


#: By the country of the entity's calendar. CN: Civil Code 188 and 195; DE: BGB 195, 199 (1) and 212 (1) 1.
#: Where nobody has stated a rule there is none: a wrong date would be worse than no date.
SHIPPED: Mapping[str, LimitationRule] = {
    "CN": LimitationRule(years=3, begins="due-date"),
    "DE": LimitationRule(years=3, begins="year-end"),
}


class Restarted(NamedTuple):
    """Something that restarts the period, on its day."""

    day: date
    why: Restart


class Limitation(NamedTuple):
    """The last day on which a claim can be enforced, and what set it last; `None`: the due date itself did."""

    last_day: date
    restarted_on: date | None
    restarted_by: Restart | None


def limitation(rule: LimitationRule, due_on: date, restarts: Iterable[Restarted]) -> Limitation:
    """The last day of the period: from the due date, and anew from every restart that came before it was over.

    A restart never shortens the period, and what comes after its end revives nothing by itself.
    """
    begins_on = date(due_on.year, 12, 31) if rule.begins == "year-end" else due_on
    found = Limitation(years_after(begins_on, rule.years), None, None)
    for restart in sorted(restarts):
        if restart.why not in rule.restarted_by or restart.day > found.last_day:
            continue
        anew = years_after(restart.day, rule.years)
        if anew > found.last_day:
            found = Limitation(anew, restart.day, restart.why)
    return found


def years_after(day: date, years: int) -> date:
    """The same date so many years on; where that month has no such day, its last one."""
    year = min(day.year + years, date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)
