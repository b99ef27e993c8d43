"""What reporting contributes to `huikuan verify`: aging totals to hold against the ledger, and its own sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.reporting.domain.aging import Aged
from services.reporting.domain.collection import months
from services.reporting.domain.cut import Cut, Scope
from services.reporting.projections.aging import aging, trend
from services.reporting.projections.collection import collection
from services.reporting.projections.generation import consumer_in_use, reading
from shared.events import Position
from shared.money import decimal
from shared.verification import Check

__all__ = ["Check", "ControlTotals", "aging_totals", "consumer_in_use", "verify"]

LEDGER_TOPIC = "huikuan.ledger"
#: After every date a document can carry, so that everything posted counts, whatever its day.
END_OF_TIME = date(9999, 12, 31)
BROKEN_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ControlTotals:
    """Receivable − on account − open credits by (entity, customer, currency), read at one vector of positions."""

    positions: tuple[Position, ...]
    balances: Mapping[tuple[str, str, str], int]


_TOTALS = text("""
    SELECT entity, customer, currency, CAST(sum(amount) AS bigint) AS balance FROM (
      SELECT entity, customer, currency,
        CASE WHEN kind = 'receivable' THEN open_minor WHEN kind IN ('on-account', 'open-credit') THEN -open_minor
          ELSE 0 END AS amount
      FROM items WHERE open_minor <> 0
      UNION ALL
      SELECT m.entity, m.customer, m.currency,
        CASE WHEN m.kind = 'receivable' THEN -m.amount_minor
          WHEN m.kind IN ('on-account', 'open-credit') THEN m.amount_minor ELSE 0 END
      FROM unnest(CAST(:partitions AS int[]), CAST(:epochs AS int[]), CAST(:positions AS bigint[]))
        AS p(partition, epoch, position)
      JOIN movements m ON m.partition = p.partition AND (m.epoch, m.position) > (p.epoch, p.position)) amounts
    GROUP BY entity, customer, currency HAVING sum(amount) <> 0
""")


async def aging_totals(engine: AsyncEngine, positions: Sequence[Position] | None = None) -> ControlTotals:
    """What aging says everybody owes, everything recorded up to these ledger positions counted, whatever its day.

    Without positions: as far as reporting has read. A position reporting has not reached yet is answered with the one
    it has: compare at the vector in the answer.
    """
    async with reading(engine) as snapshot:
        reached = {at.partition: at for at in await snapshot.positions(LEDGER_TOPIC)}
        wanted = {at.partition: at for at in positions or ()}
        vector = [min(at, wanted.get(partition, at)) for partition, at in reached.items()]
        rows = await snapshot.connection.execute(
            _TOTALS,
            {
                "partitions": [at.partition for at in vector],
                "epochs": [at.epoch for at in vector],
                "positions": [at.position for at in vector],
            },
        )
        balances = {(row.entity, row.customer, row.currency): row.balance for row in rows}
    return ControlTotals(positions=tuple(vector), balances=balances)


async def verify(engine: AsyncEngine) -> list[Check]:
    """Recompute what the read models keep or derive, by another way than the reports take."""
    async with reading(engine) as snapshot:
        connection = snapshot.connection
        last_day: date | None = await connection.scalar(_LAST_DAY)
        if last_day is None:
            return []
        return [
            await _items_are_their_movements(connection),
            await _aging_is_the_same_both_ways(connection, last_day),
            await _periods_join(connection, last_day),
        ]


_LAST_DAY = text("SELECT max(effective_on) FROM movements")
_ITEMS = text("""
    SELECT count(*) AS items,
      count(*) FILTER (WHERE i.open_minor <> coalesce(m.open_minor, 0)) AS wrong,
      (array_agg(i.document) FILTER (WHERE i.open_minor <> coalesce(m.open_minor, 0)))[1:5] AS examples
    FROM items i LEFT JOIN (
      SELECT document, instalment, sum(amount_minor) AS open_minor FROM movements GROUP BY 1, 2) m
      ON m.document = i.document AND m.instalment = i.instalment
""")


async def _items_are_their_movements(connection: AsyncConnection) -> Check:
    row = (await connection.execute(_ITEMS)).one()
    return Check(
        name="open items = sum of their movements",
        figure=f"{row.items - row.wrong} items",
        expected=f"{row.items} items",
        ok=row.wrong == 0,
        detail=", ".join(row.examples or ()),
    )


async def _aging_is_the_same_both_ways(connection: AsyncConnection, last_day: date) -> Check:
    """Aging walks back from what is open now; the trend adds up from the beginning. They must meet."""
    everybody, broken, compared = Scope(), list[str](), 0
    for period in months(last=last_day, count=6):
        cut = Cut(as_of=period.last_day)
        forwards = await trend(connection, everybody, cut, [cut.as_of])
        backwards: dict[str, tuple[int, ...]] = {}
        for (_, _, currency), aged in (await aging(connection, everybody, cut)).items():
            amounts = _amounts(aged)
            so_far = backwards.get(currency, (0,) * len(amounts))
            backwards[currency] = tuple(map(sum, zip(so_far, amounts, strict=True)))
        for (_, currency), aged in forwards.items():
            compared += 1
            if _amounts(aged) != backwards.get(currency, _amounts(Aged())):
                broken.append(f"{currency} on {cut.as_of}")
    return Check(
        name="aging walked back = aging added up",
        figure=f"{compared - len(broken)} month ends",
        expected=f"{compared} month ends",
        ok=not broken,
        detail=", ".join(broken[:BROKEN_SHOWN]),
    )


def _amounts(aged: Aged) -> tuple[int, ...]:
    return (*aged.buckets, aged.on_account, aged.open_credits, aged.advances, aged.unidentified)


async def _periods_join(connection: AsyncConnection, last_day: date) -> Check:
    """What a period leaves open is what the next one finds overdue at its start, and what aging says is due by then."""
    periods = months(last=last_day, count=12)
    everybody, broken, compared = Scope(), list[str](), 0
    course = await collection(connection, everybody, Cut(as_of=last_day), periods)
    # Due on the last day of a period is overdue on the first day of the next.
    starts = [period.first_day for period in periods[1:]]
    for before, after in pairwise(course):
        if before.currency == after.currency:
            compared += 1
            if before.still_open != after.overdue_at_start:
                broken.append(f"{before.currency} {after.period.first_day}")
    for start, period in zip(starts, periods, strict=False):
        # Aged on the first day of the next period, but only with what took effect by the last day of this one.
        for row in await connection.execute(_DUE_BY, {"day": period.last_day}):
            compared += 1
            left = next((each for each in course if (each.currency, each.period) == (row.currency, period)), None)
            if left is None or left.still_open != row.open_minor:
                broken.append(f"{row.currency} {start}: {decimal(row.open_minor, row.currency)}")
    return Check(
        name="each period begins where the last one ended",
        figure=f"{compared - len(broken)} comparisons",
        expected=f"{compared} comparisons",
        ok=not broken,
        detail=", ".join(broken[:BROKEN_SHOWN]),
    )


_DUE_BY = text("""
    SELECT currency, CAST(sum(amount_minor) AS bigint) AS open_minor FROM movements
    WHERE kind = 'receivable' AND due_on <= :day AND effective_on <= :day GROUP BY currency
""")
