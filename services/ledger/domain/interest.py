"""What interest an overdue instalment bears: its balance over time, the rates of the days, the days counted; exact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from services.ledger.domain.rates import DayCount, Rates

DAY = timedelta(days=1)


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
    return sum(
        (line.balance_minor * Fraction(line.percent) / 100 * years(line, day_count) for line in found), Fraction()
    )


def years(line: InterestLine, day_count: DayCount) -> Fraction:
    """How many years the days of a line are; with a rate per day, how many days."""
    match day_count:
        case "act/365":
            return Fraction(line.days, 365)
        case "act/360":
            return Fraction(line.days, 360)
        case "per-day":
            return Fraction(line.days)
        case "act/act":
            return sum(
                (
                    Fraction((min(line.last_on, date(year, 12, 31)) - max(line.first_on, date(year, 1, 1))).days + 1)
                    / (date(year + 1, 1, 1) - date(year, 1, 1)).days
                    for year in range(line.first_on.year, line.last_on.year + 1)
                ),
                Fraction(),
            )


def half_up(exact_minor: Fraction) -> int:
    """The nearest minor unit; half of one is rounded up."""
    return (2 * exact_minor.numerator + exact_minor.denominator) // (2 * exact_minor.denominator)
