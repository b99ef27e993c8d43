"""Cohort recovery R(T): of what fell due in one month, how much was paid within T days after its due date."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.reporting.domain.collection import MOVED, OWED
from services.reporting.domain.figure import Ratio
from services.reporting.domain.month import month_end

FORMULA = "recovery.v1"
DAYS = (0, 7, 15, 30, 60, 90)
#: What no longer has to come in.
CREDITED = frozenset({"credit-applied", "credit-unapplied", "discount"})


@dataclass(frozen=True, slots=True)
class CohortCell:
    """A sum of like changes of the instalments due in one month: `change` as in the movements.

    `days_late` is the index in `DAYS` of the first T by which it counts (`len(DAYS)`: later than all of them).
    """

    currency: str
    month: date
    change: str
    days_late: int
    amount_minor: int
    changes: int


@dataclass(frozen=True, slots=True)
class CohortPoint:
    """R(T): complete once T days have passed since the month's last day."""

    days: int
    complete: bool
    rate: Ratio


@dataclass(frozen=True, slots=True)
class Cohort:
    """The instalments due in one month, in one currency."""

    currency: str
    month: date
    instalments: int
    invoiced_minor: int
    credited_minor: int
    points: tuple[CohortPoint, ...]


def days_late_index(days_late: int) -> int:
    """The index of the first T in `DAYS` within which a change so many days after the due date counts."""
    return bisect_left(DAYS, days_late)


def cohorts(cells: Iterable[CohortCell], *, as_of: date) -> list[Cohort]:
    """The cohorts of these sums by currency and month.

    Paid is money allocated less money unapplied. Invoices cancelled, credit notes applied and discounts taken leave the
    denominator; anything else that was not paid, such as a write-off, stays in it.
    """
    grouped: dict[tuple[str, date], list[CohortCell]] = {}
    for cell in cells:
        grouped.setdefault((cell.currency, cell.month), []).append(cell)
    return [_cohort(currency, month, of_month, as_of=as_of) for (currency, month), of_month in sorted(grouped.items())]


def _cohort(currency: str, month: date, cells: list[CohortCell], *, as_of: date) -> Cohort:
    invoiced = sum(cell.amount_minor for cell in cells if cell.change in OWED or cell.change.endswith("cancelled"))
    credited = -sum(cell.amount_minor for cell in cells if cell.change in CREDITED)
    paid = [cell for cell in cells if cell.change in {"allocated", "unapplied"}]
    return Cohort(
        currency=currency,
        month=month,
        instalments=sum(cell.changes for cell in cells if cell.change in OWED - MOVED)
        - sum(cell.changes for cell in cells if cell.change.endswith("cancelled")),
        invoiced_minor=invoiced,
        credited_minor=credited,
        points=tuple(
            CohortPoint(
                days=days,
                complete=month_end(month) + timedelta(days=days) <= as_of,
                rate=Ratio(
                    formula=FORMULA,
                    numerator=-sum(cell.amount_minor for cell in paid if cell.days_late <= index),
                    denominator=invoiced - credited,
                ),
            )
            for index, days in enumerate(DAYS)
        ),
    )
