"""Hears what other services say, each event exactly once: the place reached moves in the transaction of its effect.

Every partition is a line of its own, worked off by its own task: fetch, apply, fetch. What the lines of a topic have
fetched at the same time is applied in one transaction, for a transaction costs the same whatever is in it. It first
locks the lines' checkpoints, so a process that was paused while another took over finds its events old and skips them.
An event missing from the bus is fetched from the service that said it; nothing is ever skipped. What can never be
read stops its line, and the message names the event and the command that shows it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

import asyncpg
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import checkpoint
from shared.bus.port import Batch, Bus, BusTrouble, Member, Received, TopicPartition
from shared.checkpoint import Checkpoint
from shared.cloudevents import Message, attributes, place, to_recorded, type_prefix
from shared.database import connection_lost, in_transaction, sqlstate
from shared.event_store import PartitionsMissing
from shared.events import Codec, Recorded
from shared.health import WATCHDOGS, Watchdog, Watchdogs
from shared.telemetry import LAG, MESSAGES, STOPPED

T = TypeVar("T")

#: Takes a batch of events inside the consumer's transaction, those of each partition in order.
Handler = Callable[[AsyncConnection, Sequence[Recorded[Any]]], Awaitable[None]]
#: `(topic, partition, epoch, after, upto)` → the next of those events, in order, as they were published; or all.
FetchLog = Callable[[str, int, int, int, int], Awaitable[Sequence[Message]]]
#: `(connection, topic, partitions)`: everything up to the partitions' ends, as last fetched, is applied.
CaughtUp = Callable[[AsyncConnection, str, Sequence[int]], Awaitable[None]]

#: Messages fetched of a line at once; a transaction takes along what other lines have waiting until it has as many.
BATCH_MAX = 2000
#: Transactions under way at once in one process; the rest of the lines wait for a place.
LANES = 4
#: Turns of the event loop until every line has its part of an answer of the bus.
ARRIVAL_TURNS = 4
#: How often a producer may answer without giving what is missing, and how long it is left in peace in between.
FETCH_LOG_ANSWERS_MAX = 3
FETCH_LOG_WAIT_SECONDS = 5.0
RELOCKS_MAX = 3
WAIT_SECONDS_MIN, WAIT_SECONDS_MAX = 0.1, 5.0
WATCH_SECONDS = 5.0
#: After so many questions without an answer the member is built anew.
WATCH_FAILURES_MAX = 6
STUCK_SECONDS = 30.0
FINISH_SECONDS_MAX = 5.0
# Classes of SQLSTATE that pass by themselves: connection, rollback (deadlock), resources, lock not available,
# intervention by the operator, system error.
_PASSING = frozenset({"08", "40", "53", "55", "57", "58"})

log = structlog.stdlib.get_logger(__name__)

_LOCK_HEADS = text("""
    SELECT position FROM head WHERE partition = ANY(CAST(:partitions AS int[])) ORDER BY partition FOR UPDATE
""")


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a service makes of a topic: read models of its own, and commands to its own streams."""

    topic: str
    codec: Codec[Any]
    project: Handler | None = None
    react: Handler | None = None


class TopicRestored(Exception):
    """The log we hear was restored to an earlier state: some of what we know may not have happened there."""

    def __init__(self, consumer: str, line: TopicPartition, known: Checkpoint, epoch: int) -> None:
        super().__init__(
            f"{line.topic} was restored: its partition {line.partition} goes on in epoch {epoch}, and {consumer!r} "
            f"knows it in epoch {known.epoch} up to position {known.position}. Run: huikuan rebuild {consumer}"
        )


class LineStopped(Exception):
    """A partition that cannot go on; the others do."""


class EventUnreadable(LineStopped):
    """An event that cannot be read or applied, however often it is tried."""


class EventsMissing(LineStopped):
    """Events that neither the bus nor the service that said them can give us."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Events that should have come before the next message."""

    epoch: int
    after: int
    upto: int


@dataclass(frozen=True, slots=True)
class Applied:
    """What one transaction did with its messages: how many it took, and why it did not take the rest."""

    taken: int
    repeated: int
    reached: Checkpoint
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class _Fetched:
    """A message from the producer's own log, standing before the bus's message with the next offset."""

    offset: int
    headers: Sequence[tuple[str, bytes]]
    value: bytes


class Reader:
    """One service's hearing of one topic: which messages are new, and what they say to it."""

    def __init__(self, consumer: str, subscription: Subscription, caught_up: CaughtUp | None = None) -> None:
        self.consumer = consumer
        self.subscription = subscription
        self._caught_up = caught_up
        self._reacts = subscription.react is not None or caught_up is not None
        self._prefix = type_prefix(subscription.topic)
        self._names: dict[bytes, str | None] = {}

    async def consume(self, connection: AsyncConnection, fetched: Mapping[int, Batch]) -> dict[int, Applied]:
        """Apply consecutive messages of some partitions in the caller's transaction, each up to its first gap."""
        topic = self.subscription.topic
        partitions = sorted(fetched)
        known = await checkpoint.claim(connection, self.consumer, topic, partitions)
        if self._reacts:
            await connection.execute(_LOCK_HEADS, {"partitions": partitions})
        events: list[Recorded[Any]] = []
        applied: dict[int, Applied] = {}
        for partition in partitions:
            line = TopicPartition(topic, partition)
            applied[partition] = self._select(line, known[partition], fetched[partition].records, events)
        if events:
            if self.subscription.project is not None:
                await self.subscription.project(connection, events)
            if self.subscription.react is not None:
                await self.subscription.react(connection, events)
        # Before the hook: what it decides is written down with the places reached.
        reached = {partition: each.reached for partition, each in applied.items() if each.reached != known[partition]}
        if reached:
            await checkpoint.advance(connection, self.consumer, topic, reached)
        if self._caught_up is not None:
            at_end = [
                partition
                for partition, each in applied.items()
                if each.gap is None and each.reached.next_offset >= fetched[partition].end
            ]
            if at_end:
                await self._caught_up(connection, topic, at_end)
        return applied

    def _select(
        self, line: TopicPartition, known: Checkpoint, records: Sequence[Received], events: list[Recorded[Any]]
    ) -> Applied:
        """Add the events that are new and that we read; positions decide, one after the other without a hole."""
        epoch, position = known.epoch, known.position
        topic, partition, decode = line.topic, line.partition, self.subscription.codec.decode
        repeated = 0
        for taken, record in enumerate(records):
            told = attributes(record.headers)
            heard_epoch, heard = int(told.epoch), int(told.sequence)
            if epoch == 0:
                epoch = heard_epoch
            if heard_epoch > epoch:
                if heard != position + 1:
                    raise TopicRestored(self.consumer, line, Checkpoint(epoch, position), heard_epoch)
                # Restored to a moment that we had not passed: all that we know has happened there too.
                epoch = heard_epoch
            if heard_epoch < epoch or heard <= position:
                repeated += 1
                continue
            if heard != position + 1:
                reached = Checkpoint(epoch, position, record.offset)
                return Applied(taken, repeated, reached, Gap(epoch, position, heard - 1))
            position = heard
            name = self._name(told.type)
            if name is not None:
                event = decode(name, record.value or b"")
                events.append(to_recorded(topic, partition, name, (epoch, position), told, event))
        return Applied(len(records), repeated, Checkpoint(epoch, position, records[-1].offset + 1))

    def _name(self, ce_type: bytes) -> str | None:
        """The name of an event type that we read, None for one that we do not; the answer is kept."""
        try:
            return self._names[ce_type]
        except KeyError:
            full = ce_type.decode()
            name = full.removeprefix(self._prefix)
            self._names[ce_type] = name if full != name and self.subscription.codec.reads(name) else None
            return self._names[ce_type]


async def run_consumer(
    engine: AsyncEngine,
    bus: Bus,
    *,
    name: str,
    subscriptions: Sequence[Subscription],
    fetch_log: FetchLog,
    caught_up: CaughtUp | None = None,
    watchdogs: Watchdogs | None = None,
) -> None:
    """Hear the topics as a member of the group `name`, until cancelled; raises `TopicRestored`.

    The transaction at hand is finished before the consumer ends. A stopped line stays stopped until the process, or
    another member of the group, begins anew.
    """
    consumer = Consumer(engine, name, subscriptions, fetch_log, caught_up, watchdogs)
    wait = WAIT_SECONDS_MIN
    while True:
        began = monotonic()
        try:
            for subscription in subscriptions:
                await bus.ensure_topic(subscription.topic)
            async with bus.member(name, [subscription.topic for subscription in subscriptions]) as member:
                await consumer.run(member)
        except BusTrouble as trouble:
            log.warning("consumer in trouble, it begins anew", consumer=name, error=str(trouble), wait=wait)
        await asyncio.sleep(wait)
        wait = WAIT_SECONDS_MIN if monotonic() - began > STUCK_SECONDS else min(WAIT_SECONDS_MAX, wait * 2)


@dataclass(frozen=True, slots=True, eq=False)
class _Arrival:
    """What one line has fetched, and the future that tells what was applied of it."""

    partition: int
    fetched: Batch
    applied: asyncio.Future[Applied]


def _take(waiting: list[_Arrival]) -> list[_Arrival]:
    """The first that wait, at least one, until there are enough messages for a transaction."""
    taken: list[_Arrival] = []
    messages = 0
    while waiting and messages < BATCH_MAX:
        taken.append(waiting.pop(0))
        messages += len(taken[-1].fetched.records)
    return taken


@dataclass(slots=True)
class _At:
    """Where a line stands, and who barks when it does not move."""

    dog: Watchdog
    offset: int = 0


class Consumer:
    """The lines of one process, and what became of them."""

    def __init__(
        self,
        engine: AsyncEngine,
        name: str,
        subscriptions: Sequence[Subscription],
        fetch_log: FetchLog,
        caught_up: CaughtUp | None = None,
        watchdogs: Watchdogs | None = None,
    ) -> None:
        #: The lines that stand still, and why: those that wait for their producer, and those that have ended.
        self.stopped: dict[TopicPartition, str] = {}
        self._ended: set[TopicPartition] = set()
        self._engine = engine
        self._name = name
        self._readers = {each.topic: Reader(name, each, caught_up) for each in subscriptions}
        self._fetch_log = fetch_log
        self._watchdogs = watchdogs or WATCHDOGS
        self._lanes = asyncio.Semaphore(LANES)
        self._waiting: dict[str, list[_Arrival]] = {topic: [] for topic in self._readers}
        self._at: dict[TopicPartition, _At] = {}

    async def run(self, member: Member) -> None:
        """Work off the lines that are ours, as they come and go."""
        ours: frozenset[TopicPartition] = frozenset()
        lines: dict[TopicPartition, asyncio.Task[None]] = {}
        self._ended.clear()
        for line in [*self.stopped]:
            self._stands_still(line, None)
        changing = asyncio.create_task(member.assigned())
        watching = asyncio.create_task(self._watch(member))
        try:
            while True:
                await asyncio.wait({changing, watching, *lines.values()}, return_when=asyncio.FIRST_COMPLETED)
                if changing.done():
                    ours = changing.result()
                    changing = asyncio.create_task(member.assigned())
                    log.info("partitions held", consumer=self._name, partitions=[str(line) for line in sorted(ours)])
                for line in [line for line, task in lines.items() if task.done()]:
                    lines.pop(line).result()
                for line in ours - lines.keys() - self._ended:
                    lines[line] = asyncio.create_task(self._follow(member, line))
        finally:
            ending = [changing, watching, *lines.values()]
            for task in ending:
                task.cancel()
            await asyncio.wait(ending)

    async def _follow(self, member: Member, line: TopicPartition) -> None:
        """One line, as long as it is ours."""
        topic, partition = line
        wait = WAIT_SECONDS_MIN
        dog_name = f"{self._name} {line}"
        at = self._at[line] = _At(self._watchdogs.watch(dog_name, seconds_max=STUCK_SECONDS))
        try:
            while True:
                try:
                    known = await in_transaction(
                        self._engine, lambda connection: checkpoint.begin(connection, self._name, topic, partition)
                    )
                    member.seek(line, known.next_offset)
                    at.offset = known.next_offset
                    while (batch := await member.fetch(line, limit=BATCH_MAX)) is not None:
                        await self._consume(line, batch)
                        at.dog.beat()
                        wait = WAIT_SECONDS_MIN
                        member.hint(line, at.offset)
                        LAG.labels(self._name, topic, partition).set(max(0, batch.end - at.offset))
                except (SQLAlchemyError, OSError, TimeoutError) as error:
                    if not _passes(error):
                        raise
                    at.dog.beat()  # it is not stuck: whoever is away will come back
                    log.warning("a line tries again", consumer=self._name, line=str(line), error=repr(error), wait=wait)
                else:
                    return
                await asyncio.sleep(wait)
                wait = min(WAIT_SECONDS_MAX, wait * 2)
        except LineStopped as stop:
            # Raised for people: the process lives on and the other lines with it.
            self._ended.add(line)
            self._stands_still(line, str(stop))
            MESSAGES.labels(self._name, topic, "stopped").inc()
            log.error("partition stopped", consumer=self._name, line=str(line), reason=str(stop), exc_info=stop)  # noqa: TRY400
        finally:
            self._watchdogs.dismiss(dog_name)
            del self._at[line]

    async def _consume(self, line: TopicPartition, batch: Batch) -> None:
        """Apply messages; after a failure one by one, so that all before the one to blame are applied."""
        records, end = batch.records, batch.end
        while records:
            try:
                applied = await self._apply(line, Batch(records, end))
            except (TopicRestored, LineStopped):
                raise
            except Exception as error:
                if _passes(error):
                    raise
                if len(records) == 1:
                    raise EventUnreadable(self._blame(line, records[0], error)) from error
                log.warning("a batch failed, its events run one by one", line=str(line), error=repr(error))
                for record in records:
                    await self._consume(line, Batch([record], end))
                return
            if applied.gap is not None:
                await self._fill(line, applied.gap, records[applied.taken].offset, end)
            records = records[applied.taken :]

    async def _apply(self, line: TopicPartition, fetched: Batch) -> Applied:
        """Have messages applied, by whichever transaction of the topic has room for them first."""
        waiting = self._waiting[line.topic]
        ours = _Arrival(line.partition, fetched, asyncio.get_running_loop().create_future())
        waiting.append(ours)
        async with self._lanes:
            for _ in range(ARRIVAL_TURNS):
                await asyncio.sleep(0)
            if ours in waiting:
                await _to_its_end(self._apply_together(line.topic, _take(waiting)))
        applied = await ours.applied
        self._at[line].offset = applied.reached.next_offset
        MESSAGES.labels(self._name, line.topic, "applied").inc(applied.taken - applied.repeated)
        MESSAGES.labels(self._name, line.topic, "repeated").inc(applied.repeated)
        return applied

    async def _apply_together(self, topic: str, arrivals: Sequence[_Arrival]) -> None:
        """Apply what several lines wait for, or, where that fails, what each of them waits for by itself."""
        try:
            applied = await self._transact(topic, {each.partition: each.fetched for each in arrivals})
        except Exception as error:  # noqa: BLE001 - handed to the lines whose messages they are
            if len(arrivals) > 1 and not _passes(error):
                for arrival in arrivals:
                    await self._apply_together(topic, [arrival])
                return
            for arrival in arrivals:
                if not arrival.applied.done():
                    arrival.applied.set_exception(error)
            return
        for arrival in arrivals:
            if not arrival.applied.done():
                arrival.applied.set_result(applied[arrival.partition])

    async def _transact(self, topic: str, fetched: Mapping[int, Batch]) -> dict[int, Applied]:
        reader = self._readers[topic]
        began = monotonic()
        for attempt in range(1, RELOCKS_MAX + 1):
            try:
                applied = await in_transaction(self._engine, lambda connection: reader.consume(connection, fetched))
                break
            except PartitionsMissing:
                # A stream was begun in another partition while we looked; the next try finds it there.
                if attempt == RELOCKS_MAX:
                    raise
        else:
            raise AssertionError
        log.debug(
            "consumed",
            consumer=self._name,
            topic=topic,
            taken={partition: each.taken for partition, each in applied.items()},
            duration_ms=round((monotonic() - began) * 1000, 2),
        )
        return applied

    async def _fill(self, line: TopicPartition, gap: Gap, offset: int, end: int) -> None:
        """Fetch what the bus has lost from the service that said it, page by page, and apply it."""
        missing = f"{line.topic}:{gap.epoch}.{line.partition}.{gap.after + 1} to {gap.upto}"
        log.error("events are missing on the bus", consumer=self._name, missing=missing)
        MESSAGES.labels(self._name, line.topic, "missing").inc(gap.upto - gap.after)
        after = gap.after
        while after < gap.upto:
            page = await self._page(line, Gap(gap.epoch, after, gap.upto), missing)
            records = [_Fetched(offset - 1, message.headers, message.value) for message in page]
            await self._consume(line, Batch(records, end))
            after += len(records)
        log.info("missing events fetched from their producer", consumer=self._name, missing=missing)

    async def _page(self, line: TopicPartition, gap: Gap, missing: str) -> Sequence[Message]:
        """The next of the missing events. A producer that is away is asked until it comes back."""
        look = f"Look with: huikuan show {line.topic} {gap.epoch}.{line.partition}.{gap.after + 1}"
        answers = 0
        while answers < FETCH_LOG_ANSWERS_MAX:
            try:
                page = await self._fetch_log(line.topic, line.partition, gap.epoch, gap.after, gap.upto)
            except Exception as error:  # noqa: BLE001 - however it fails, the line waits, and says so
                waiting = f"{missing} did not come over the bus, and their producer does not answer: {error!r}. {look}"
                log.warning("a line waits for its producer", line=str(line), reason=waiting)
                self._stands_still(line, waiting)
            else:
                answers += 1
                page = page[: gap.upto - gap.after]
                places = [place(message.headers) for message in page]
                if places and places == [(gap.epoch, gap.after + 1 + number) for number in range(len(page))]:
                    self._stands_still(line, None)
                    return page
            self._at[line].dog.beat()
            await asyncio.sleep(FETCH_LOG_WAIT_SECONDS)
        message = f"{missing} did not come over the bus, and their producer does not give them either. {look}"
        raise EventsMissing(message)

    def _stands_still(self, line: TopicPartition, reason: str | None) -> None:
        """Remember, and tell the dashboards, that a line stands still, or that it does no longer."""
        if reason is None:
            self.stopped.pop(line, None)
        else:
            self.stopped[line] = reason
        STOPPED.labels(self._name, line.topic).set(sum(stopped.topic == line.topic for stopped in self.stopped))

    def _blame(self, line: TopicPartition, record: Received, error: Exception) -> str:
        try:
            told = attributes(record.headers)
            epoch, position = told.place
            kind = told.type.decode(errors="replace")
        except (KeyError, ValueError):
            return f"{self._name!r} cannot read the message at offset {record.offset} of {line}: {error!r}."
        return (
            f"{self._name!r} cannot apply {kind} at {line.topic}:{epoch}.{line.partition}.{position}: {error!r}. "
            f"See it with: huikuan show {line.topic} {epoch}.{line.partition}.{position}"
        )

    async def _watch(self, member: Member) -> None:
        """Beside the lines, which may hang: one with nothing to read is alive, one with something to read must move."""
        failures = 0
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                ends = await member.ends()
                failures = 0
            except BusTrouble:
                failures += 1
                if failures == WATCH_FAILURES_MAX:
                    raise
                ends = dict.fromkeys(self._at, 0)  # nobody knows; a bus that is away is not our standstill
            for line, end in ends.items():
                if (at := self._at.get(line)) is not None:
                    LAG.labels(self._name, line.topic, line.partition).set(max(0, end - at.offset))
                    if at.offset >= end:
                        at.dog.beat()


def _passes(error: Exception) -> bool:
    """Whether the trouble is of the database or the line to it, and the same may succeed later."""
    if isinstance(error, DBAPIError):
        gone = isinstance(error, InterfaceError) or isinstance(error.orig, asyncpg.InterfaceError | OSError)
        return gone or connection_lost(error) or (sqlstate(error) or "")[:2] in _PASSING
    return isinstance(error, OSError | TimeoutError | PoolTimeoutError)


async def _to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """Let a transaction end by itself when the process is asked to stop, if that does not take long."""
    working = asyncio.create_task(work)
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait({working}, timeout=FINISH_SECONDS_MAX)
        working.cancel()
        raise
