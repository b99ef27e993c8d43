"""The journal as of a vector of positions, page by page in one fixed order: asked again, it is the same to the byte."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.ledger.domain.dimensions import Dimensions
from services.ledger.published import TOPIC
from shared.errors import Conflict, Invalid
from shared.events import Position

PAGE = 2000
FIRST = (date.min, -1, 0, 0)


@dataclass(frozen=True, slots=True)
class ExportedLine:
    """A line of the journal with everything that a general ledger or a report divides by."""

    posted_on: date
    partition: int
    position: int
    line: int
    epoch: int
    event: str
    document: str
    customer: str
    account: str
    role: str
    currency: str
    amount_minor: int
    tax_code: str | None
    functional_minor: int | None
    dimensions: Dimensions


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose lines of which days, of everything recorded up to these positions."""

    entity: str
    posted_from: date
    posted_to: date
    at: tuple[Position, ...]
    after: tuple[date, int, int, int] = FIRST


class PositionsNotOfLedger(Invalid):
    """The positions are not one of each partition of the ledger's log."""


class PositionsNotRecorded(Conflict):
    """The log has no such positions: nothing was recorded there, or it was, before the log was restored."""


_HEADS = text("SELECT epoch, partition, position FROM head ORDER BY partition")
_RECORDED = text("""
    SELECT e.partition, e.position, e.epoch FROM events e
    JOIN unnest(CAST(:partitions AS int[]), CAST(:positions AS bigint[])) AS at(partition, position)
      ON e.partition = at.partition AND e.position = at.position
""")
# The day first: `journal_entity_posted_on_idx` gives the lines in this order, and a page begins where one ended. The
# rest of the key is the line's place in the log, which never changes.
LINES = text("""
    SELECT j.posted_on, j.partition, j.position, j.line, e.epoch, e.type, j.document, j.customer, j.account, j.role,
           j.currency, j.amount_minor, j.tax_code, j.functional_minor, j.dimensions
    FROM journal j JOIN events e ON e.partition = j.partition AND e.position = j.position
    JOIN unnest(CAST(:partitions AS int[]), CAST(:positions AS bigint[])) AS at(partition, position)
      ON j.partition = at.partition AND j.position <= at.position
    WHERE j.entity = :entity AND j.posted_on BETWEEN greatest(CAST(:posted_from AS date), :day) AND :posted_to
      AND (j.posted_on, j.partition, j.position, j.line) > (:day, :partition, :position, :line)
    ORDER BY j.posted_on, j.partition, j.position, j.line LIMIT :limit
""")


async def newest(connection: AsyncConnection) -> tuple[Position, ...]:
    """Where the log ends now."""
    rows = await connection.execute(_HEADS)
    return tuple(Position(TOPIC, row.epoch, row.partition, row.position) for row in rows)


async def checked(connection: AsyncConnection, at: Sequence[Position]) -> tuple[Position, ...]:
    """The positions in order; refused unless there is one of each partition, and an event at each."""
    heads = await newest(connection)
    wanted = tuple(sorted(at))
    if [(position.topic, position.partition) for position in wanted] != [(TOPIC, head.partition) for head in heads]:
        message = f"Give one position of {TOPIC} for each of its {len(heads)} partitions, as an export's answer does."
        raise PositionsNotOfLedger(message, parameter="at")
    asked = {
        "partitions": [position.partition for position in wanted],
        "positions": [position.position for position in wanted],
    }
    rows = await connection.execute(_RECORDED, asked)
    recorded = {(row.epoch, row.partition, row.position) for row in rows}
    missing = [
        str(position)
        for position in wanted
        if position.position and (position.epoch, position.partition, position.position) not in recorded
    ]
    if missing:
        message = f"Nothing is recorded at {', '.join(missing)}."
        raise PositionsNotRecorded(message, parameter="at", missing=missing)
    return wanted


async def pages(engine: AsyncEngine, wanted: Wanted) -> AsyncGenerator[Sequence[ExportedLine]]:
    """All lines wanted, in the order of their days and, within a day, of the log.

    Each page is read in a transaction of its own, for whoever reads slowly would hold one too long. That is safe: up to
    a position, the journal never changes.
    """
    while True:
        async with engine.connect() as connection:
            page = await _page(connection, wanted)
        if page:
            yield page
        if len(page) < PAGE:
            return
        last = page[-1]
        wanted = replace(wanted, after=(last.posted_on, last.partition, last.position, last.line))


async def _page(connection: AsyncConnection, wanted: Wanted) -> Sequence[ExportedLine]:
    day, partition, position, line = wanted.after
    asked = {
        "entity": wanted.entity,
        "posted_from": wanted.posted_from,
        "posted_to": wanted.posted_to,
        "partitions": [position.partition for position in wanted.at],
        "positions": [position.position for position in wanted.at],
        "day": day,
        "partition": partition,
        "position": position,
        "line": line,
        "limit": PAGE,
    }
    return [ExportedLine(*row) for row in await connection.execute(LINES, asked)]
