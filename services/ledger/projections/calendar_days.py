"""Which days are open, where."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.calendar_day import DayOpened
from services.ledger.domain.ledger import LedgerEvent
from shared.events import Recorded


@dataclass(frozen=True, slots=True)
class Opened:
    """How far the days of an entity are opened in one partition."""

    entity: str
    partition: int
    time_zone: str
    calendar: str
    last_opened: dt.date


@dataclass(frozen=True, slots=True)
class Day:
    """A date that is open in every partition."""

    date: dt.date
    is_working_day: bool


_OPEN = text("""
    INSERT INTO days (entity, partition, date, is_working_day)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:partitions AS int[]), CAST(:dates AS date[]), CAST(:working AS bool[]))
""")
_LAST = text("""
    SELECT e.entity, h.partition, e.time_zone, e.calendar,
           coalesce((SELECT max(d.date) FROM days d WHERE d.entity = e.entity AND d.partition = h.partition),
                    e.first_business_day - 1) AS last_opened
    FROM entities e CROSS JOIN head h ORDER BY e.entity, h.partition
""")
_LAST_IN_USE = text("""
    SELECT e.entity, p.partition, last.date
    FROM unnest(CAST(:entities AS text[])) AS e(entity) CROSS JOIN unnest(CAST(:partitions AS int[])) AS p(partition)
    CROSS JOIN LATERAL (SELECT d.date FROM days d WHERE d.entity = e.entity AND d.partition = p.partition
                        ORDER BY d.date DESC LIMIT 1) AS last
""")
_DAYS = text("""
    SELECT date, bool_and(is_working_day) AS is_working_day FROM days
    WHERE entity = :entity AND (CAST(:before AS date) IS NULL OR date < CAST(:before AS date))
    GROUP BY date HAVING count(*) = (SELECT count(*) FROM head) ORDER BY date DESC LIMIT :limit
""")


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Note the days opened."""
    opened = [(record.partition, record.event) for record in records if isinstance(record.event, DayOpened)]
    if opened:
        await connection.execute(
            _OPEN,
            {
                "entities": [event.entity for _, event in opened],
                "partitions": [partition for partition, _ in opened],
                "dates": [event.date for _, event in opened],
                "working": [event.is_working_day for _, event in opened],
            },
        )


async def last_opened(connection: AsyncConnection) -> list[Opened]:
    """The last day opened of every entity in every partition; before the first one, the day before it."""
    return [Opened(*row) for row in await connection.execute(_LAST)]


async def last_opened_of(
    connection: AsyncConnection, entities: Collection[str], partitions: Collection[int]
) -> dict[tuple[str, int], dt.date]:
    """The last day opened, for the entities and partitions where one was."""
    wanted = {"entities": list(entities), "partitions": list(partitions)}
    return {(row.entity, row.partition): row.date for row in await connection.execute(_LAST_IN_USE, wanted)}


async def days(connection: AsyncConnection, entity: str, *, before: dt.date | None, limit: int) -> list[Day]:
    """The dates open in every partition, the newest first."""
    rows = await connection.execute(_DAYS, {"entity": entity, "before": before, "limit": limit})
    return [Day(*row) for row in rows]
