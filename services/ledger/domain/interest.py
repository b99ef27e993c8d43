"""What interest an overdue instalment bears: its balance over time, the rates of the days, the days counted; exact."""

from calendar import isleap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from services.ledger.domain.rates import DECIMALS_MAX, DayCount, Rates

DAY = timedelta(days=1)
#: How many days a year has, outside leap years where those count; a rate per day has years of one day.
DAYS_OF_YEAR: dict[DayCount, int] = {"act/365": 365, "act/360": 360, "act/act": 365, "per-day": 1}
PERCENT_MILLIONTHS = 100 * 10**DECIMALS_MAX


class Reduction(NamedTuple):
    """So much of an instalment is paid or credited, with value of a day; that day still bears interest."""

    value_on: date
    amount_minor: int


class Contested(NamedTuple):
    """So much of an instalment bears no interest from a day on, and before another."""

    first_on: date
    before: date
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestLine:
    """Days on which one balance bore one rate; first and last are counted."""

    first_on: date
    last_on: date
    days: int
    balance_minor: int
    percent: str


def balances(
    owed_minor: int, reductions: Iterable[Reduction], contested: Iterable[Contested], first: date, last: date
) -> list[tuple[date, int]]:
    """What bears interest from first to last, as the days on which another balance begins.

    What is contested comes off what is open, never more than that.
    """
    paid: dict[date, int] = {}
    disputed: dict[date, int] = {}
    for reduction in reductions:
        begins = max(first, reduction.value_on + DAY)
        paid[begins] = paid.get(begins, 0) + reduction.amount_minor
    for contest in contested:
        if contest.before > first:
            begins = max(first, contest.first_on)
            disputed[begins] = disputed.get(begins, 0) + contest.amount_minor
            disputed[contest.before] = disputed.get(contest.before, 0) - contest.amount_minor
    found: list[tuple[date, int]] = []
    open_minor, without_minor = owed_minor, 0
    for day in sorted({first, *paid, *disputed}):
        if day > last:
            break
        open_minor -= paid.get(day, 0)
        without_minor += disputed.get(day, 0)
        found.append((day, max(0, open_minor - without_minor)))
    return found


def lines(
    bearing: Sequence[tuple[date, int]], rates: Rates, first: date, last: date, runs_from: date
) -> tuple[InterestLine, ...]:
    """Balances and rates laid over each other; days without balance or without rate leave no line."""
    steps = rates.between(first, last, runs_from)
    if not steps:
        return ()
    starts = sorted({day for day, _ in (*bearing, *steps)})
    found: list[InterestLine] = []
    balance_at, rate_at = dict(bearing), dict(steps)
    balance, percent = 0, None
    for start, after in pairwise([*starts, last + DAY]):
        balance = balance_at.get(start, balance)
        percent = rate_at.get(start, percent)
        if not balance or percent is None:
            continue
        if rates.unknown is not None:
            rates.refuse_unknown(start, after - DAY, runs_from)
        before = found[-1] if found else None
        if before and (before.last_on + DAY, before.balance_minor, before.percent) == (start, balance, str(percent)):
            start, _ = before.first_on, found.pop()  # noqa: PLW2901 - one line where nothing changed
        found.append(
            InterestLine(
                first_on=start,
                last_on=after - DAY,
                days=(after - start).days,
                balance_minor=balance,
                percent=str(percent),
            )
        )
    return tuple(found)


def exact(found: Iterable[InterestLine], day_count: DayCount) -> Fraction:
    """The interest of lines in minor units, not rounded."""
    # Whole numbers as long as possible: a million claims are made in a minute.
    ordinary = leap = 0
    for line in found:
        of_a_day = line.balance_minor * _millionths(line.percent)
        leap_days = _leap_days(line.first_on, line.last_on) if day_count == "act/act" else 0
        leap += of_a_day * leap_days
        ordinary += of_a_day * (line.days - leap_days)
    total = Fraction(ordinary, PERCENT_MILLIONTHS * DAYS_OF_YEAR[day_count])
    return total + Fraction(leap, PERCENT_MILLIONTHS * 366) if leap else total


@lru_cache(maxsize=4096)
def _millionths(percent: str) -> int:
    """A rate in millionths of a percent, of which no rate has a part."""
    units = Fraction(percent) * 10**DECIMALS_MAX
    if units.denominator != 1:
        raise ValueError(percent)
    return units.numerator


def _leap_days(first: date, last: date) -> int:
    """How many of these days lie in leap years."""
    return sum(
        (min(last, date(year, 12, 31)) - max(first, date(year, 1, 1))).days + 1
        for year in range(first.year, last.year + 1)
        if isleap(year)
    )


def half_up(exact_minor: Fraction) -> int:
    """The nearest minor unit; half of one is rounded up."""
    return (2 * exact_minor.numerator + exact_minor.denominator) // (2 * exact_minor.denominator)
