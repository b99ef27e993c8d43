"""A new generation of the read models: built from the log beside the one in use, and put in its place without a gap."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from time import monotonic

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.reporting.projections import generation
from services.reporting.projections.generation import consumer_of
from services.reporting.settings import Settings
from services.reporting.subscriptions import subscriptions
from shared.bus import Bus, connect
from shared.consumer import FetchLog, run_consumer
from shared.database import in_transaction, make_engine
from shared.log import http_log
from shared.roles import spare_the_collector

LOOK_AGAIN_SECONDS = 0.05
#: The switch holds the checkpoints in use, so those who hear wait for it: it is tried while little is missing.
BEHIND_AT_SWITCH_MAX = 2_000
#: Shorter than the lock time-out of those who wait; a switch that takes longer is given up and tried again.
SWITCH_SECONDS_MAX = 4.0

Progress = Callable[[int, int], None]
log = structlog.stdlib.get_logger(__name__)

ONE_AT_A_TIME = 7_201_117  # the advisory lock of a rebuild
_TAKE_TURN = text("SELECT pg_try_advisory_lock(:lock)")
_GIVE_TURN = text("SELECT pg_advisory_unlock(:lock)")
_REACHED = text("""
    SELECT CAST(coalesce(sum(new.position), 0) AS bigint) AS done,
      CAST(coalesce(sum(old.position), 0) AS bigint) AS whole
    FROM (SELECT * FROM checkpoint WHERE consumer = :old) old
    LEFT JOIN (SELECT * FROM checkpoint WHERE consumer = :new) new
      ON new.topic = old.topic AND new.partition = old.partition
""")
_HOLD = text("SELECT 1 FROM checkpoint WHERE consumer = :old ORDER BY topic, partition FOR UPDATE")
_BEHIND = text("""
    SELECT count(*) FROM (SELECT * FROM checkpoint WHERE consumer = :old) old
    LEFT JOIN (SELECT * FROM checkpoint WHERE consumer = :new) new
      ON new.topic = old.topic AND new.partition = old.partition
    WHERE (old.epoch, old.position) > (coalesce(new.epoch, 0), coalesce(new.position, 0))
""")


class RebuildStopped(Exception):
    """The new generation cannot be built; the one in use answers as before."""


class _NotYet(Exception):
    """The new generation did not catch up while the old one was held."""


async def rebuild(settings: Settings, progress: Progress) -> int:
    """Build the read models anew from the log while the old ones answer, and switch; returns the new generation.

    `progress` is told how many of the events known to the old generation the new one has read. A rebuild that is
    broken off leaves the old generation as it was; the next one clears away what it left.
    """
    spare_the_collector()
    engine = make_engine(settings.database_url, pool_size=settings.pool_size, application_name="huikuan-rebuild")
    try:
        async with (
            connect(settings.bus, partitions=settings.partitions) as bus,
            http_log(settings.producers, key=_key(settings)) as fetch_log,
        ):
            return await rebuild_from(engine, bus, fetch_log, progress)
    finally:
        await engine.dispose()


async def rebuild_from(engine: AsyncEngine, bus: Bus, fetch_log: FetchLog, progress: Progress) -> int:
    """The same on connections that are open already."""
    async with _alone(engine):
        old = await generation.in_use(engine)
        new = await generation.begin(engine)
        log.info("rebuilding", old=old, new=new)
        await _build(engine, bus, fetch_log, progress, old=old, new=new)
        log.info("rebuilt", generation=new)
        return new


@contextlib.asynccontextmanager
async def _alone(engine: AsyncEngine) -> AsyncGenerator[None]:
    """One rebuild at a time: a second one would clear away what the first has begun."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        if not await connection.scalar(_TAKE_TURN, {"lock": ONE_AT_A_TIME}):
            raise RebuildStopped("Another rebuild is under way; wait for it, or end it.")
        try:
            yield
        finally:
            await connection.execute(_GIVE_TURN, {"lock": ONE_AT_A_TIME})


async def _build(engine: AsyncEngine, bus: Bus, fetch_log: FetchLog, progress: Progress, *, old: int, new: int) -> None:
    """Hear everything from the beginning into the new generation until it is in the old one's place."""
    building = asyncio.create_task(
        run_consumer(engine, bus, name=consumer_of(new), subscriptions=subscriptions(new), fetch_log=fetch_log)
    )
    try:
        while not await _switched(engine, old, new, building, progress):  # noqa: ASYNC110 - it happens in the database
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
    finally:
        building.cancel()
        await asyncio.wait({building})


async def _switched(engine: AsyncEngine, old: int, new: int, building: asyncio.Task[None], progress: Progress) -> bool:
    """Look how far the new generation is; where little is missing, put it in the place of the old one."""
    if building.done():
        raise RebuildStopped(f"Generation {new} could not be built.") from building.exception()
    names = {"old": consumer_of(old), "new": consumer_of(new)}
    async with engine.connect() as connection:
        reached = (await connection.execute(_REACHED, names)).one()
    progress(reached.done, reached.whole)
    hears = reached.done > 0 or reached.whole == 0
    if not hears or reached.whole - reached.done > BEHIND_AT_SWITCH_MAX:
        return False
    # The first questions to the new generation must not find it without indexes, or the planner without any idea of it.
    await in_transaction(engine, lambda connection: generation.prepare_for_questions(connection, new))
    try:
        await in_transaction(engine, lambda connection: _switch(connection, old, new, names))
    except _NotYet:
        return False
    progress(reached.whole, reached.whole)
    return True


async def _switch(connection: AsyncConnection, old: int, new: int, names: dict[str, str]) -> None:
    # Whoever hears for the old generation claims its checkpoint first, and so waits here: the old one stands still
    # while the new one reads the little that is missing. From the commit on, questions go to the new one, which has
    # read at least as much as any answer of the old one told.
    await connection.execute(_HOLD, names)
    deadline = monotonic() + SWITCH_SECONDS_MAX
    while await connection.scalar(_BEHIND, names):
        if monotonic() > deadline:
            raise _NotYet
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    await generation.switch(connection, old=old, new=new)


def _key(settings: Settings) -> str | None:
    return settings.service_key.get_secret_value() if settings.service_key else None
