"""The bus for one machine: a log in a PostgreSQL database of its own, shaped like Kafka so that it hides no mistake.

Offsets of a partition are given out under the lock of its head row, so they have no gaps and appear in order. Members
of a group are counted by a lock that all of them share, and hold each partition by a lock of their session: when a
process dies, or is stopped for longer than 10 s, its partitions go to the others by themselves.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import msgspec
import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.bus.port import Batch, BusTrouble, Member, PartitionCountDiffers, Publisher, TopicPartition
from shared.cloudevents import Message
from shared.database import in_transaction, make_engine, notify_after_commit
from shared.lease import TOUCH_SECONDS, TROUBLE, Session

PUBLISHED = "huikuan_published"
MEMBERS = "huikuan_members"
POOL_SIZE = 4

log = structlog.get_logger(__name__)

# One statement each: the driver prepares them. The lock keeps two first starts from making the tables at once.
_SCHEMA = tuple(
    text(statement)
    for statement in (
        "SELECT pg_advisory_xact_lock(hashtextextended('huikuan bus', 0))",
        """CREATE TABLE IF NOT EXISTS topic (
             number int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
             name text NOT NULL UNIQUE, partitions int NOT NULL)""",
        """CREATE TABLE IF NOT EXISTS head (
             topic int NOT NULL REFERENCES topic, partition int NOT NULL, next_offset bigint NOT NULL,
             PRIMARY KEY (topic, partition)) WITH (fillfactor = 50)""",
        """CREATE TABLE IF NOT EXISTS record (
             topic int NOT NULL, partition int NOT NULL, "offset" bigint NOT NULL,
             key bytea NOT NULL, headers bytea NOT NULL, value bytea NOT NULL,
             PRIMARY KEY (topic, partition, "offset"))""",
    )
)
_NEW_TOPIC = text("INSERT INTO topic (name, partitions) VALUES (:topic, :partitions) ON CONFLICT DO NOTHING")
_COUNT = text("SELECT partitions FROM topic WHERE name = :topic")
_NEW_HEADS = text("""
    INSERT INTO head (topic, partition, next_offset)
    SELECT number, p, 0 FROM topic, generate_series(0, partitions - 1) AS p WHERE name = :topic ON CONFLICT DO NOTHING
""")
_LOCK_HEADS = text("""
    SELECT head.topic, partition, next_offset FROM head JOIN topic ON topic.number = head.topic
    WHERE topic.name = :topic AND partition = ANY(CAST(:partitions AS int[])) ORDER BY partition FOR UPDATE OF head
""")
_APPEND = text("""
    INSERT INTO record (topic, partition, "offset", key, headers, value)
    SELECT :topic, * FROM unnest(CAST(:partitions AS int[]), CAST(:offsets AS bigint[]), CAST(:keys AS bytea[]),
                                 CAST(:headers AS bytea[]), CAST(:values AS bytea[]))
""")
_RAISE_HEADS = text("""
    UPDATE head SET next_offset = h.next_offset
    FROM unnest(CAST(:partitions AS int[]), CAST(:offsets AS bigint[])) AS h(partition, next_offset)
    WHERE head.topic = :topic AND head.partition = h.partition
""")
# Every line that somebody waits for, in one go; the head is read in the same snapshot as the messages.
_READ = text("""
    SELECT wanted.topic, wanted.partition, head.next_offset, r."offset", r.headers, r.value
    FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS int[]), CAST(:offsets AS bigint[]),
                CAST(:limits AS int[])) AS wanted(topic, partition, "offset", "limit")
    JOIN topic ON topic.name = wanted.topic
    JOIN head ON head.topic = topic.number AND head.partition = wanted.partition
    CROSS JOIN LATERAL (
      SELECT record."offset", record.headers, record.value FROM record
      WHERE record.topic = topic.number AND record.partition = wanted.partition AND record."offset" >=
            CASE WHEN wanted."offset" BETWEEN 0 AND head.next_offset THEN wanted."offset" ELSE 0 END
      ORDER BY record."offset" LIMIT wanted."limit") AS r
""")
_ENDS = text("""
    SELECT topic.name, head.partition, head.next_offset FROM head JOIN topic ON topic.number = head.topic
    WHERE topic.name = ANY(CAST(:topics AS text[]))
""")

_encode_headers = msgspec.msgpack.Encoder().encode
_decode_headers = msgspec.msgpack.Decoder(tuple[tuple[str, bytes], ...]).decode


@dataclass(slots=True)
class Record:
    """A message as it lies in the log."""

    offset: int
    packed_headers: bytes
    value: bytes

    @property
    def headers(self) -> Sequence[tuple[str, bytes]]:
        """The attributes, unpacked when they are asked for."""
        return _decode_headers(self.packed_headers)


class EmbeddedBus:
    """`postgresql+asyncpg://…/bus`."""

    def __init__(self, url: str, *, partitions: int) -> None:
        self.partitions = partitions
        self._engine = make_engine(url, pool_size=POOL_SIZE, application_name="huikuan bus")
        self._ready = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._engine.dispose()

    async def ensure_topic(self, topic: str) -> None:
        """Make the topic and, the first time, the tables of the log."""

        async def make(connection: AsyncConnection) -> int:
            if not self._ready:
                for statement in _SCHEMA:
                    await connection.execute(statement)
            await connection.execute(_NEW_TOPIC, {"topic": topic, "partitions": self.partitions})
            await connection.execute(_NEW_HEADS, {"topic": topic})
            return (await connection.execute(_COUNT, {"topic": topic})).scalar_one()

        with _trouble("The log does not answer"):
            found = await in_transaction(self._engine, make)
        self._ready = True
        if found != self.partitions:
            raise PartitionCountDiffers(topic, found=found, expected=self.partitions)

    @contextlib.asynccontextmanager
    async def publisher(self) -> AsyncGenerator[Publisher]:
        """A publisher keeps nothing open."""
        yield EmbeddedPublisher(self._engine)

    @contextlib.asynccontextmanager
    async def member(self, group: str, topics: Sequence[str]) -> AsyncGenerator[Member]:
        """Join with a session of our own; when that is lost we hold nothing, and stand in line again."""
        member = EmbeddedMember(self._engine, group, tuple(topics), self.partitions)
        tasks = [asyncio.create_task(member.hold_our_share()), asyncio.create_task(member.deliver())]
        try:
            yield member
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


class EmbeddedPublisher:
    """Appends to the log, each call in one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        """Give the messages their offsets under the locks of their partitions' heads."""
        partitions = sorted({message.partition for message in messages})

        async def append(connection: AsyncConnection) -> None:
            locked = await connection.execute(_LOCK_HEADS, {"topic": topic, "partitions": partitions})
            heads = {partition: (number, offset) for number, partition, offset in locked}
            if len(heads) != len(partitions):
                raise BusTrouble(f"The topic {topic} does not have the partitions {partitions}.")
            number = heads[partitions[0]][0]
            ends = {partition: offset for partition, (_, offset) in heads.items()}
            offsets: list[int] = []
            for message in messages:
                offsets.append(ends[message.partition])
                ends[message.partition] += 1
            await connection.execute(
                _APPEND,
                {
                    "topic": number,
                    "partitions": [message.partition for message in messages],
                    "offsets": offsets,
                    "keys": [message.key for message in messages],
                    "headers": [_encode_headers(message.headers) for message in messages],
                    "values": [message.value for message in messages],
                },
            )
            raised = {"topic": number, "partitions": partitions, "offsets": [ends[p] for p in partitions]}
            await connection.execute(_RAISE_HEADS, raised)
            notify_after_commit(connection, PUBLISHED)

        if messages:
            with _trouble(f"The log did not take all messages for {topic}"):
                await in_transaction(self._engine, append)


@dataclass(slots=True)
class _Wanted:
    """A reader that waits for messages of its partition."""

    limit: int
    answer: asyncio.Future[Batch | None]


class EmbeddedMember:
    """Holds partitions by locks, at most its share of them, and reads for all its readers at once."""

    def __init__(self, engine: AsyncEngine, group: str, topics: tuple[str, ...], partitions: int) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._group = group
        self._topics = topics
        self._partitions = partitions
        self._held: frozenset[int] = frozenset()
        self._changed = asyncio.Event()
        self._rebalance = asyncio.Event()
        self._look = asyncio.Event()
        self._offsets: dict[TopicPartition, int] = {}
        self._wanted: dict[TopicPartition, _Wanted] = {}
        self._failure: BusTrouble | None = None

    # ------------------------------------------------------------------ which partitions are ours

    async def assigned(self) -> frozenset[TopicPartition]:
        """Our share of every topic: the same partition numbers of each."""
        await self._changed.wait()
        self._changed.clear()
        return frozenset(TopicPartition(topic, partition) for topic in self._topics for partition in self._held)

    async def hold_our_share(self) -> None:
        """Stand in line for partitions, for ever; without a session we hold none."""
        while True:
            try:
                session = await Session.open(self._engine)
            except TROUBLE as error:
                log.warning("the bus is away", group=self._group, error=repr(error))
                await asyncio.sleep(TOUCH_SECONDS / 2)
                continue
            try:
                await self._share(session)
            except TROUBLE as error:
                log.warning("the bus went away", group=self._group, error=repr(error))
            finally:
                self._hold(frozenset())
                with contextlib.suppress(*TROUBLE):
                    await session.ask("SELECT pg_advisory_unlock_all(), pg_notify($1, $2)", MEMBERS, self._group)
                await session.close()

    async def _share(self, session: Session) -> None:
        await session.listen(PUBLISHED, lambda _: self._look.set())
        await session.listen(MEMBERS, self._wake_members)
        await session.join(self._group)
        await session.notify(MEMBERS, self._group)
        while not session.lost.is_set():
            self._rebalance.clear()
            await self._take_our_share(session)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TOUCH_SECONDS):
                    await self._rebalance.wait()

    async def _take_our_share(self, session: Session) -> None:
        """Give back what is more than our share, then take what is free of it."""
        members = max(1, await session.count(self._group))
        share = -(-self._partitions // members)
        held = sorted(self._held)
        if surplus := held[share:]:
            self._hold(frozenset(held[:share]))
            await session.unlock(self._lock(partition) for partition in surplus)
            await session.notify(MEMBERS, self._group)
        taken = set(self._held)
        for partition in range(self._partitions):
            if partition not in taken and len(taken) < share and await session.try_lock(self._lock(partition)):
                taken.add(partition)
        self._hold(frozenset(taken))

    def _lock(self, partition: int) -> str:
        return f"{self._group}/{partition}"

    def _hold(self, partitions: frozenset[int]) -> None:
        if partitions == self._held:
            return
        for line in [line for line in self._offsets if line.partition not in partitions]:
            del self._offsets[line]
        for line in [line for line in self._wanted if line.partition not in partitions]:
            _answer(self._wanted.pop(line), None)
        self._held = partitions
        self._changed.set()

    def _wake_members(self, group: str) -> None:
        if not group or group == self._group:
            self._rebalance.set()

    # ------------------------------------------------------------------ what they bring

    def seek(self, line: TopicPartition, offset: int) -> None:
        """Read on from here."""
        if line.partition in self._held:
            self._offsets[line] = offset

    async def fetch(self, line: TopicPartition, *, limit: int) -> Batch | None:
        """Wait among the other readers of this process."""
        if line.partition not in self._held:
            return None
        if self._failure is not None:
            raise self._failure
        wanted = _Wanted(limit, asyncio.get_running_loop().create_future())
        self._wanted[line] = wanted
        self._look.set()
        return await wanted.answer

    async def deliver(self) -> None:
        """Read for whoever waits: when something is published, when a reader comes back, and now and then anyway."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TOUCH_SECONDS / 2):
                    await self._look.wait()
            self._look.clear()
            try:
                with _trouble("The log cannot be read"):
                    await self._read()
                self._failure = None
            except BusTrouble as trouble:
                self._failure = trouble
                for line in list(self._wanted):
                    _answer(self._wanted.pop(line), trouble)

    async def _read(self) -> None:
        asked = {line: wanted for line, wanted in self._wanted.items() if not wanted.answer.done()}
        offsets = {line: self._offsets.get(line, 0) for line in asked}
        if not asked:
            return
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                _READ,
                {
                    "topics": [line.topic for line in asked],
                    "partitions": [line.partition for line in asked],
                    "offsets": list(offsets.values()),
                    "limits": [wanted.limit for wanted in asked.values()],
                },
            )
            found: dict[TopicPartition, tuple[list[Record], int]] = {}
            for topic, partition, end, offset, headers, value in rows:
                found.setdefault(TopicPartition(topic, partition), ([], end))[0].append(Record(offset, headers, value))
        for line, (records, end) in found.items():
            # Meanwhile the partition may have gone, come back, and been put elsewhere.
            if self._wanted.get(line) is asked[line] and self._offsets.get(line, 0) == offsets[line]:
                self._offsets[line] = records[-1].offset + 1
                _answer(self._wanted.pop(line), Batch(records, end))

    def hint(self, line: TopicPartition, next_offset: int) -> None:
        """Nobody watches this bus from outside."""

    async def ends(self) -> Mapping[TopicPartition, int]:
        """The heads of the partitions we hold."""
        with _trouble("The log cannot be read"):
            async with self._engine.connect() as connection:
                rows = await connection.execute(_ENDS, {"topics": list(self._topics)})
                return {TopicPartition(t, p): end for t, p, end in rows if p in self._held}


def _answer(wanted: _Wanted, answer: Batch | BusTrouble | None) -> None:
    if wanted.answer.done():  # its reader has gone
        return
    if isinstance(answer, BusTrouble):
        wanted.answer.set_exception(answer)
    else:
        wanted.answer.set_result(answer)


@contextlib.contextmanager
def _trouble(what: str) -> Generator[None]:
    try:
        yield
    except (*TROUBLE, SQLAlchemyError) as error:
        raise BusTrouble(f"{what}: {error!r}") from error
