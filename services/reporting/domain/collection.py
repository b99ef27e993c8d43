"""Period collection rate: of what was to be collected in a period, how much came in as cash."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.reporting.domain.figure import Ratio
from services.reporting.domain.month import add_months, month_end

FORMULA = "collection-rate.v2"
#: What moves to the customer merged into: it ends at the one, begins at the other, and is nothing to both together.
MOVED = frozenset({"merged", "merged-fee", "merged-claim"})
#: What brings a receivable into being; only what was issued is a sale.
OWED = frozenset({"issued", "dated", "opening-balance", "debit-adjustment", "fee", "claim"}) | MOVED


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included; not `complete` when it was cut short because it still runs."""

    first_day: date
    last_day: date
    complete: bool = True


@dataclass(frozen=True, slots=True)
class CollectionCell:
    """A sum of like changes of balances: `effective` and `due` are places among the periods.

    Place 0 lies before the first period, place n in the nth, and one more after the last. `due` is None for money that
    has no due date, such as a payment received.
    """

    currency: str
    change: str
    effective: int
    due: int | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Collection:
    """One period in one currency, in minor units."""

    period: Period
    currency: str
    overdue_at_start: int
    fell_due: int
    credited: int
    written_off: int
    collected: int
    invoiced: int
    received: int

    @property
    def claim(self) -> int:
        """What was to be collected."""
        return self.overdue_at_start + self.fell_due - self.credited

    @property
    def still_open(self) -> int:
        """What of it is open at the end of the period."""
        return self.claim - self.collected - self.written_off

    @property
    def rate(self) -> Ratio:
        """What came in over what was to come in."""
        return Ratio(formula=FORMULA, numerator=self.collected, denominator=self.claim)


def months(*, last: date, count: int) -> list[Period]:
    """The `count` months up to a day, oldest first; the last one ends on that day."""
    return [
        Period(first_day=first, last_day=min(month_end(first), last), complete=month_end(first) <= last)
        for first in (add_months(last, back) for back in range(1 - count, 1))
    ]


def thresholds(periods: Sequence[Period]) -> list[date]:
    """The days on which a new place begins: each period's first day, and the day after the last one's end."""
    return [period.first_day for period in periods] + [periods[-1].last_day + timedelta(days=1)]


def collections(cells: Iterable[CollectionCell], periods: Sequence[Period]) -> list[Collection]:
    """The periods (adjoining, oldest first) by currency.

    To be collected in a period is what was overdue at its start, and what fell due in it: of the instalments due in
    the period what was open at its start, and what was issued in it already or newly due. What was paid before the
    period is in neither; what is taken back by credit note, cancellation or agreement no longer has to come in. What
    was written off should have come in and did not: it stays in the denominator. So what was to come in, less what came
    in and what was written off, is exactly what is open at the end, and each period begins where the last one ended.
    """
    by_currency: dict[str, list[CollectionCell]] = {}
    for cell in cells:
        by_currency.setdefault(cell.currency, []).append(cell)
    return [
        _collection(of_currency, period, place, currency=currency)
        for currency, of_currency in sorted(by_currency.items())
        for place, period in enumerate(periods, start=1)
    ]


def _collection(cells: list[CollectionCell], period: Period, place: int, *, currency: str) -> Collection:
    overdue_at_start = fell_due = credited = written_off = collected = invoiced = received = 0
    for cell in cells:
        now = cell.effective == place
        if now and cell.change in {"issued", "cancelled"}:
            invoiced += cell.amount_minor
        if now and cell.change == "received":
            received += cell.amount_minor
        if cell.due is None or cell.due > place or cell.effective > place:
            continue
        if not now and cell.due < place:
            overdue_at_start += cell.amount_minor
        elif not now or cell.change in OWED:
            fell_due += cell.amount_minor
        elif cell.change in {"allocated", "unapplied"}:
            collected -= cell.amount_minor
        elif cell.change == "write-off":
            written_off -= cell.amount_minor
        else:
            credited -= cell.amount_minor
    return Collection(
        period=period,
        currency=currency,
        overdue_at_start=overdue_at_start,
        fell_due=fell_due,
        credited=credited,
        written_off=written_off,
        collected=collected,
        invoiced=invoiced,
        received=received,
    )
