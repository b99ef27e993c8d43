"""What interest an overdue instalment bears: its balance over time, the rates of the days, the days counted; exact."""

from calendar import isleap
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from services.ledger.domain.rates import DECIMALS_MAX, DayCount, Rates
from shared.events import Fact

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


class InterestLine(Fact, frozen=True, kw_only=True):
    """Days on which one balance bore one rate; first and last are counted."""

    first_on: date
    last_on: date
    days: int
    balance_minor: int
    percent: str


def balances(
    owed_minor: int, reductions: Sequence[Reduction], contested: Sequence[Contested], first: date, last: date
) -> list[tuple[date, int]]:
    """What bears interest from first to last, as the days on which another balance begins.

    What is contested comes off what is open, never more than that.
    """
    if not reductions and not contested:
        return [(first, max(0, owed_minor))]
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
    return tuple(
        [  # a list made at once takes half the time of a generator
            InterestLine(first_on=start, last_on=end, days=days, balance_minor=balance_minor, percent=percent)
            for begins, ends, balance_minor in _steady(bearing, first, last)
            if balance_minor
            for start, end, days, percent in stretches(rates, begins, ends, runs_from)
        ]
    )


def _steady(bearing: Sequence[tuple[date, int]], first: date, last: date) -> list[tuple[date, date, int]]:
    """The stretches on which one balance bears interest, each as long as it can be."""
    if len(bearing) == 1:
        return [(first, last, bearing[0][1])]
    found: list[tuple[date, date, int]] = []
    begins, balance_minor = bearing[0]
    for day, changed_minor in bearing[1:]:
        if changed_minor != balance_minor:
            found.append((begins, day - DAY, balance_minor))
            begins, balance_minor = day, changed_minor
    found.append((begins, last, balance_minor))
    return found


@lru_cache(maxsize=16_384)
def stretches(rates: Rates, first: date, last: date, runs_from: date) -> tuple[tuple[date, date, int, str], ...]:
    """The stretches of days on which one rate holds, each with its days and its rate.

    The debts of a company are due on the same days and accrued to the same day: the same few stretches come again and
    again.
    """
    found: list[tuple[date, date, int, str]] = []
    steps = rates.between(first, last, runs_from)
    if not steps:
        return ()
    for (start, percent), after in zip(steps, [*(day for day, _ in steps[1:]), last + DAY], strict=True):
        if rates.unknown is not None:
            rates.refuse_unknown(start, after - DAY, runs_from)
        before = found[-1] if found else None
        if before and before[3] == str(percent):
            start, *_ = found.pop()  # noqa: PLW2901 - one stretch where nothing changed
        found.append((start, after - DAY, (after - start).days, str(percent)))
    return tuple(found)


def exact(found: Iterable[InterestLine], day_count: DayCount) -> Fraction:
    """The interest of lines in minor units, not rounded."""
    # Whole numbers as long as possible: a million claims are made in a minute.
    ordinary = leap = 0
    if day_count == "act/act":
        for line in found:
            of_a_day = line.balance_minor * _millionths(line.percent)
            leap_days = _leap_days(line.first_on, line.last_on)
            leap += of_a_day * leap_days
            ordinary += of_a_day * (line.days - leap_days)
    else:
        for line in found:
            ordinary += line.balance_minor * _millionths(line.percent) * line.days
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
    numerator, denominator = exact_minor.as_integer_ratio()
    return (2 * numerator + denominator) // (2 * denominator)
