"""Generations of the read models: which one is read, how a new one begins, and one consistent look at it."""

import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.schema import CreateIndex, CreateTable

from services.reporting.tables import SHAPE, read_models
from shared.errors import Unavailable
from shared.events import Position

_ONE_AT_A_TIME = 7_201_116  # the advisory lock under which generations begin, change and end

_LOCK = text("SELECT pg_advisory_xact_lock(:lock)")
_CURRENT = text("SELECT generation, shape FROM generations WHERE state = 'current'")
_ALL = text("SELECT generation, shape, state FROM generations ORDER BY generation")
_BEGIN = text("INSERT INTO generations (generation, shape, state) VALUES (:generation, :shape, :state)")
_SET_STATE = text("UPDATE generations SET state = :state WHERE generation = :generation")
_FORGET = text("DELETE FROM generations WHERE generation = :generation")
_FORGET_CHECKPOINTS = text("DELETE FROM checkpoint WHERE consumer = :consumer")
_WRITE_TO = text("SELECT set_config('search_path', :path, true)")
# The plan of a question depends on how far back its dates reach, so none is kept for other dates. Sums over the whole
# history are made in memory rather than by sorting it on disk.
_READ_FROM = text("""
    SELECT generation, set_config('search_path', 'generation_' || generation || ', public', true),
      set_config('plan_cache_mode', 'force_custom_plan', true), set_config('work_mem', '64MB', true)
    FROM generations WHERE state = 'current'
""")
_POSITIONS = text("""
    SELECT topic, epoch, partition, position FROM checkpoint
    WHERE consumer = :consumer AND epoch > 0 ORDER BY topic, partition
""")
_NEWEST = text("SELECT max(recorded_at) FROM read_until")


class NoGeneration(Unavailable):
    """There is no read model yet: the consumer, which begins the first one, has not been started."""

    def __init__(self) -> None:
        super().__init__("There are no read models yet; the consumer begins them when it starts. Ask again.")


class OtherShape(Exception):
    """The read models in use were built by a release that reads events differently."""

    def __init__(self, generation: int, shape: int) -> None:
        super().__init__(
            f"Generation {generation} of the read models has shape {shape}; this release needs {SHAPE}. "
            "Run `huikuan rebuild reporting`; the old one answers until the new one has caught up."
        )


def schema_of(generation: int) -> str:
    """The schema a generation's tables lie in."""
    return f"generation_{generation}"


def consumer_of(generation: int) -> str:
    """The name under which a generation's checkpoints are kept."""
    return f"reporting-{generation}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One consistent look at the generation in use: whatever is asked in it, nothing moves."""

    connection: AsyncConnection
    generation: int

    async def positions(self, *topics: str) -> list[Position]:
        """The last event read of every partition, of these topics or of all."""
        rows = await self.connection.execute(_POSITIONS, {"consumer": consumer_of(self.generation)})
        return [Position(*row) for row in rows if not topics or row.topic in topics]


async def look(connection: AsyncConnection) -> Snapshot:
    """Look at the generation in use, on a connection whose queries all see the same moment."""
    row = (await connection.execute(_READ_FROM)).one_or_none()
    if row is None:
        raise NoGeneration
    return Snapshot(connection=connection, generation=row.generation)


@contextlib.asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncGenerator[Snapshot]:
    """Look at the read models: the generation in use, its data and its positions are those of one instant."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield await look(connection)


async def newest_recording(snapshot: Snapshot) -> datetime | None:
    """When the newest event we have read was recorded."""
    return await snapshot.connection.scalar(_NEWEST)


async def consumer_in_use(connection: AsyncConnection) -> str:
    """Under which name the checkpoints of the generation in use are kept."""
    row = (await connection.execute(_CURRENT)).one_or_none()
    if row is None:
        raise NoGeneration
    return consumer_of(row.generation)


async def write_to(connection: AsyncConnection, generation: int) -> None:
    """Let the rest of this transaction write to a generation's tables."""
    await connection.execute(_WRITE_TO, {"path": f"{schema_of(generation)}, public"})


async def current(engine: AsyncEngine) -> int:
    """The generation in use; the first one begins here. Refuses one that this release cannot go on with."""
    async with engine.begin() as connection:
        await connection.execute(_LOCK, {"lock": _ONE_AT_A_TIME})
        row = (await connection.execute(_CURRENT)).one_or_none()
        if row is None:
            return await _begin(connection, "current")
        if row.shape != SHAPE:
            raise OtherShape(row.generation, row.shape)
        return row.generation


async def in_use(engine: AsyncEngine) -> int:
    """The generation that is read at this moment, of whatever shape."""
    async with engine.connect() as connection:
        row = (await connection.execute(_CURRENT)).one_or_none()
    if row is None:
        raise NoGeneration
    return row.generation


async def begin(engine: AsyncEngine) -> int:
    """Begin a new, empty generation beside the one in use.

    What is left of earlier ones goes: unfinished attempts to rebuild, and those that were in use before.
    """
    async with engine.begin() as connection:
        await connection.execute(_LOCK, {"lock": _ONE_AT_A_TIME})
        for row in (await connection.execute(_ALL)).all():
            if row.state != "current":
                await _drop(connection, row.generation)
        return await _begin(connection, "building")


async def prepare_for_questions(connection: AsyncConnection, generation: int) -> None:
    """Build the indexes that a generation was begun without, and let the planner know what its tables hold."""
    await write_to(connection, generation)
    await connection.run_sync(_create_indexes)
    await connection.execute(text(f"ANALYZE {', '.join(table.name for table in read_models.sorted_tables)}"))


async def switch(connection: AsyncConnection, *, old: int, new: int) -> None:
    """From this transaction's commit on, questions are answered from the new generation."""
    await connection.execute(_SET_STATE, {"generation": old, "state": "retired"})
    await connection.execute(_SET_STATE, {"generation": new, "state": "current"})


async def discard(engine: AsyncEngine, generation: int) -> None:
    """Remove a generation that is not in use."""
    async with engine.begin() as connection:
        await connection.execute(_LOCK, {"lock": _ONE_AT_A_TIME})
        await _drop(connection, generation)


async def _begin(connection: AsyncConnection, state: str) -> int:
    generation = max((row.generation for row in await connection.execute(_ALL)), default=0) + 1
    await connection.execute(_BEGIN, {"generation": generation, "shape": SHAPE, "state": state})
    await connection.execute(text(f"CREATE SCHEMA {schema_of(generation)}"))
    await write_to(connection, generation)
    await connection.run_sync(_create_tables)
    if state == "current":
        await connection.run_sync(_create_indexes)
    return generation


def _create_tables(connection: Connection) -> None:
    for table in read_models.sorted_tables:
        connection.execute(CreateTable(table))


def _create_indexes(connection: Connection) -> None:
    """Those that questions need. A generation that is built beside another is asked nothing before it takes its place,
    and what is built at once costs less than what is kept row by row."""
    for table in read_models.sorted_tables:
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index, if_not_exists=True))


async def _drop(connection: AsyncConnection, generation: int) -> None:
    await connection.execute(text(f"DROP SCHEMA IF EXISTS {schema_of(generation)} CASCADE"))
    await connection.execute(_FORGET, {"generation": generation})
    await connection.execute(_FORGET_CHECKPOINTS, {"consumer": consumer_of(generation)})
