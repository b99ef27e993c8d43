"""Publishes what the event store holds, in order: the one way from the store to the bus.

The relay reads the events after its cursor, sends each as one message, waits until the bus has all of them, and only
then moves the cursor. A crash, or two relays at once, therefore repeat events and never lose or reorder any: readers
skip a position they have.
"""

import asyncio
import contextlib
from collections.abc import Callable

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus.port import Bus, BusTrouble, Publisher
from shared.cloudevents import to_message
from shared.database import in_transaction
from shared.event_store import APPENDED
from shared.health import WATCHDOGS, Watchdogs
from shared.lease import TROUBLE, Lease, while_held
from shared.telemetry import PUBLISHED, UNSENT

#: Events of each partition read at once; all partitions together make a round.
ROUND_PER_PARTITION = 500
#: A commit wakes the relay; this is for the notification that got lost.
LOOK_SECONDS = 1.0
WATCH_SECONDS = 5.0
#: A round that takes longer than this hangs: the process should be started anew.
STUCK_SECONDS = 120.0
#: After trouble: wait, twice as long each time, and begin with a new producer.
WAIT_SECONDS_MIN, WAIT_SECONDS_MAX = 0.1, 5.0

log = structlog.get_logger(__name__)

_BEGIN = text("""
    INSERT INTO relayed (partition, position) SELECT partition, 0 FROM head ON CONFLICT DO NOTHING
""")
_READ = text("""
    SELECT e.partition, e.epoch, e.position, e.envelope FROM relayed r CROSS JOIN LATERAL (
      SELECT events.partition, events.epoch, events.position, events.envelope FROM events
      WHERE events.partition = r.partition AND events.position > r.position
      ORDER BY events.position LIMIT :per_partition) AS e
""")
# A relay that was paused must not set back what its successor has saved.
_ADVANCE = text("""
    UPDATE relayed SET position = c.position
    FROM unnest(CAST(:partitions AS int[]), CAST(:positions AS bigint[])) AS c(partition, position)
    WHERE relayed.partition = c.partition AND relayed.position < c.position
""")
_UNSENT = text("SELECT coalesce(sum(head.position - relayed.position), 0) FROM head JOIN relayed USING (partition)")

OnProgress = Callable[[dict[int, int]], None]


async def run_relay(
    engine: AsyncEngine,
    bus: Bus,
    topic: str,
    *,
    on_progress: OnProgress | None = None,
    watchdogs: Watchdogs | None = None,
) -> None:
    """Relay until cancelled, whenever the lease is ours; `on_progress` hears the new position of each partition."""

    async def work(lease: Lease) -> None:
        appended = asyncio.Event()
        await lease.session.listen(APPENDED, lambda _: appended.set())
        relay = _Relay(engine, bus, topic, on_progress, watchdogs or WATCHDOGS)
        await relay.run(appended)

    await while_held(engine, f"relay {topic}", work)


async def relay_once(
    engine: AsyncEngine, publisher: Publisher, topic: str, *, per_partition: int = ROUND_PER_PARTITION
) -> dict[int, int]:
    """Publish one round of what is not yet published; answers the new position of each partition that moved."""
    async with engine.connect() as connection:
        rows = (await connection.execute(_READ, {"per_partition": per_partition})).all()
    if not rows:
        return {}
    messages = [
        to_message(topic, epoch, partition, position, envelope) for partition, epoch, position, envelope in rows
    ]
    await publisher.publish(topic, messages)
    reached = {partition: position for partition, _, position, _ in rows}
    await in_transaction(
        engine,
        lambda connection: connection.execute(
            _ADVANCE, {"partitions": list(reached), "positions": list(reached.values())}
        ),
    )
    PUBLISHED.labels(topic).inc(len(messages))
    return reached


class _Relay:
    """The loop of a relay that holds its lease."""

    def __init__(
        self, engine: AsyncEngine, bus: Bus, topic: str, on_progress: OnProgress | None, watchdogs: Watchdogs
    ) -> None:
        self._engine = engine
        self._bus = bus
        self._topic = topic
        self._on_progress = on_progress
        self._watchdogs = watchdogs
        self._dog = watchdogs.watch(f"relay {topic}", seconds_max=STUCK_SECONDS)
        self._wait = WAIT_SECONDS_MIN

    async def run(self, appended: asyncio.Event) -> None:
        watching = asyncio.create_task(self._watch())
        try:
            while True:
                try:
                    await self._publish(appended)
                except (BusTrouble, SQLAlchemyError, *TROUBLE) as error:
                    self._dog.beat()  # it is not stuck: whoever is away will come back
                    log.warning(
                        "relay in trouble, it begins anew", topic=self._topic, error=str(error), wait=self._wait
                    )
                await asyncio.sleep(self._wait)
                self._wait = min(WAIT_SECONDS_MAX, self._wait * 2)
        finally:
            watching.cancel()
            self._watchdogs.dismiss(self._dog.name)

    async def _publish(self, appended: asyncio.Event) -> None:
        await self._bus.ensure_topic(self._topic)
        await in_transaction(self._engine, lambda connection: connection.execute(_BEGIN))
        async with self._bus.publisher() as publisher:
            while True:
                appended.clear()
                self._dog.beat()
                if moved := await relay_once(self._engine, publisher, self._topic):
                    self._wait = WAIT_SECONDS_MIN
                    if self._on_progress:
                        self._on_progress(moved)
                else:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_SECONDS):
                            await appended.wait()

    async def _watch(self) -> None:
        """For the dashboards: how much there is to publish."""
        while True:
            with contextlib.suppress(SQLAlchemyError, *TROUBLE):
                async with self._engine.connect() as connection:
                    unsent = (await connection.execute(_UNSENT)).scalar_one()
                UNSENT.labels(self._topic).set(unsent)
            await asyncio.sleep(WATCH_SECONDS)
