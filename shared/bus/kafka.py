"""The bus on Apache Kafka."""

# aiokafka carries no types; what it gives us is given types at this one place.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false, reportMissingParameterType=false

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Coroutine, Iterable, Mapping, Sequence
from typing import Any, Self

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka import TopicPartition as KafkaPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import IllegalStateError, KafkaError, TopicAlreadyExistsError, for_code

from shared.bus.port import Batch, BusTrouble, Member, PartitionCountDiffers, Publisher, TopicPartition
from shared.cloudevents import Message

#: A batch of messages on its way; Kafka's own limit is 1 MB, aiokafka's default of 16 KiB costs a third of the speed.
BATCH_BYTES = 256 * 1024
#: The broker holds an empty answer back this long. Partitions emptied meanwhile wait for it, so it bounds the delay.
FETCH_WAIT_MS = 100
SESSION_TIMEOUT_MS = 10_000
HEARTBEAT_MS = 1_000
#: aiokafka leaves the group in silence when it thinks that nobody reads. Our own watchdog says so aloud instead.
NEVER_MS = 24 * 60 * 60 * 1000
#: A broker that is restarted or stands still comes back within this time; after it the producer is built anew.
PUBLISH_SECONDS_MAX = 60
START_SECONDS_MAX = 60
CLOSE_SECONDS_MAX = 5
HINT_SECONDS = 5
REPLICAS = 3

log = structlog.get_logger(__name__)


class KafkaBus:
    """`kafka://host:9092,host:9092`."""

    def __init__(self, servers: str, *, partitions: int, session_timeout_ms: int = SESSION_TIMEOUT_MS) -> None:
        self.partitions = partitions
        self._servers = servers
        self._session_timeout_ms = session_timeout_ms
        self._unfinished: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        unfinished = set(self._unfinished)
        if unfinished:
            await asyncio.wait(unfinished, timeout=2 * self._session_timeout_ms / 1000)
            for task in unfinished:
                task.cancel()
            await asyncio.wait(unfinished)

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin a call of the library that comes to its end even if we are interrupted.

        Cut short, starting or stopping a client would leave connections open.
        """
        task = asyncio.create_task(work)
        self._unfinished.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._unfinished.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waits for it hears of it; after an interruption nobody does

    async def ensure_topic(self, topic: str) -> None:
        """Make the topic: it keeps everything, on as many brokers as there are, up to three."""
        await asyncio.shield(self._begin(self._ensure_topic(topic)))

    async def _ensure_topic(self, topic: str) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._servers)
        try:
            await admin.start()
            brokers = (await admin.describe_cluster())["brokers"]
            replicas = min(REPLICAS, len(brokers))
            kept = {"retention.ms": "-1", "cleanup.policy": "delete", "min.insync.replicas": str(max(1, replicas - 1))}
            new = NewTopic(topic, self.partitions, replicas, topic_configs=kept)
            # An existing topic does not raise, it is an error code in the answer.
            answer: Any = await admin.create_topics([new])
            for _, code, message in answer.topic_errors:
                error = for_code(code)
                if error is TopicAlreadyExistsError:
                    await self._check(admin, topic)
                elif code:
                    raise BusTrouble(f"The topic {topic} could not be made: {message or error.__name__}")
        except KafkaError as error:
            raise BusTrouble(f"Kafka at {self._servers} does not answer: {error!r}") from error
        finally:
            await admin.close()

    async def _check(self, admin: AIOKafkaAdminClient, topic: str) -> None:
        description = (await admin.describe_topics([topic]))[0]
        found = len(description["partitions"])
        if not found:
            # Another process is making it at this moment: it has a name already, and no partitions yet.
            raise BusTrouble(f"The topic {topic} is being made; it will be asked for again.")
        if found != self.partitions:
            raise PartitionCountDiffers(topic, found=found, expected=self.partitions)

    @contextlib.asynccontextmanager
    async def publisher(self) -> AsyncGenerator[Publisher]:
        """A producer of its own: idempotent, and satisfied only when every replica in sync has the message."""
        producer = AIOKafkaProducer(
            bootstrap_servers=self._servers,
            acks="all",
            enable_idempotence=True,
            max_batch_size=BATCH_BYTES,
        )
        starting = self._begin(producer.start())
        try:
            await self._started(starting)
            yield KafkaPublisher(producer)
        finally:
            await asyncio.shield(self._begin(_abandon(producer, starting)))

    @contextlib.asynccontextmanager
    async def member(self, group: str, topics: Sequence[str]) -> AsyncGenerator[Member]:
        """A consumer of the group: no automatic commits, and the same partition numbers of every topic."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._servers,
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            partition_assignment_strategy=(RangePartitionAssignor,),
            session_timeout_ms=self._session_timeout_ms,
            heartbeat_interval_ms=HEARTBEAT_MS,
            max_poll_interval_ms=NEVER_MS,
            fetch_max_wait_ms=FETCH_WAIT_MS,
        )
        member = KafkaMember(consumer)
        consumer.subscribe(list(topics), listener=member)
        starting = self._begin(consumer.start())
        hinting: asyncio.Task[None] | None = None
        try:
            await self._started(starting)
            hinting = asyncio.create_task(member.send_hints())
            yield member
        finally:
            if hinting is not None:
                hinting.cancel()
            # In the midst of a rebalance leaving takes as long as the slowest member; we need not wait for that.
            await asyncio.wait({self._begin(_leave(consumer, member, starting))}, timeout=CLOSE_SECONDS_MAX)

    async def _started(self, starting: asyncio.Task[None]) -> None:
        try:
            async with asyncio.timeout(START_SECONDS_MAX):
                await asyncio.shield(starting)
        except (KafkaError, TimeoutError) as error:
            raise BusTrouble(f"Kafka at {self._servers} does not answer: {error!r}") from error


async def _abandon(producer: AIOKafkaProducer, starting: asyncio.Task[None]) -> None:
    """Close a producer even if its broker is away, for whose return an orderly `stop` would wait."""
    await asyncio.wait({starting}, timeout=CLOSE_SECONDS_MAX)
    try:
        async with asyncio.timeout(CLOSE_SECONDS_MAX):
            await producer.stop()
    except (KafkaError, TimeoutError):
        await producer.client.close()
        await producer._sender.close()  # pyright: ignore[reportPrivateUsage] # noqa: SLF001 - there is no public way


async def _leave(consumer: AIOKafkaConsumer, member: "KafkaMember", starting: asyncio.Task[None]) -> None:
    """Leave the group, so that the others need not wait for our session to time out."""
    await asyncio.wait({starting}, timeout=CLOSE_SECONDS_MAX)
    try:
        await member.flush_hints()
        await consumer.stop()
    except KafkaError as error:
        log.warning("a group was left without a word", error=repr(error))
    finally:
        # A fetch that was just beginning makes `stop` give up half-way, with its connections open.
        await consumer._client.close()  # pyright: ignore[reportPrivateUsage] # noqa: SLF001 - there is no public way


class KafkaPublisher:
    """Hands messages to the producer as fast as it takes them, and waits once for all."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        """One batch per partition is under way at a time, and one that failed is sent again before the next."""
        send = self._producer.send
        sent: list[asyncio.Future[Any]] = []
        try:
            async with asyncio.timeout(PUBLISH_SECONDS_MAX):
                for partition, key, headers, value in messages:
                    sent.append(await send(topic, value, key, partition, None, headers))
                for future in sent:
                    await future
        except (KafkaError, TimeoutError, AssertionError) as error:  # asserts that it has heard of the partition
            raise BusTrouble(f"Kafka did not take all messages for {topic}: {error!r}") from error
        finally:
            for future in sent:
                # Nobody asks for the rest after a failure; unasked, each would complain on its own.
                if not future.cancel() and not future.cancelled():
                    future.exception()


class KafkaMember(ConsumerRebalanceListener):
    """A consumer whose partitions are read one by one, each by its own task, at offsets that we name."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer
        self._changed = asyncio.Event()
        self._ours: frozenset[TopicPartition] = frozenset()
        self._offsets: dict[TopicPartition, int] = {}
        self._hints: dict[TopicPartition, int] = {}

    def on_partitions_revoked(self, revoked: Iterable[KafkaPartition]) -> None:
        """Nothing to save: what has been applied is in the reader's own database."""

    def on_partitions_assigned(self, assigned: Iterable[KafkaPartition]) -> None:
        """Go on where we are in the partitions we keep; leave the new ones untouched until their reader seeks.

        A rebalance makes Kafka forget where everybody is. Not a coroutine, so that no fetch slips in between.
        """
        self._ours = frozenset(TopicPartition(*line) for line in assigned)
        self._offsets = {line: offset for line, offset in self._offsets.items() if line in self._ours}
        for line in self._ours:
            if line in self._offsets:
                self._consumer.seek(KafkaPartition(*line), self._offsets[line])
            else:
                self._consumer.pause(KafkaPartition(*line))
        self._changed.set()

    async def assigned(self) -> frozenset[TopicPartition]:
        """Our share, when it has changed."""
        await self._changed.wait()
        self._changed.clear()
        return self._ours

    def seek(self, line: TopicPartition, offset: int) -> None:
        """Read on from here. A partition that has just been taken from us is somebody else's to seek."""
        if line in self._ours:
            self._offsets[line] = offset
            with contextlib.suppress(IllegalStateError):
                self._consumer.seek(KafkaPartition(*line), offset)
                self._consumer.resume(KafkaPartition(*line))

    async def fetch(self, line: TopicPartition, *, limit: int) -> Batch | None:
        """Wait for messages of this one partition, looking up now and then whether it is still ours."""
        partition = KafkaPartition(*line)
        while line in self._ours:
            try:
                fetched = await self._consumer.getmany(partition, timeout_ms=1000, max_records=limit)
            except KafkaError as error:
                raise BusTrouble(f"Kafka failed to deliver {line}: {error!r}") from error
            if records := fetched.get(partition):
                after = records[-1].offset + 1
                self._offsets[line] = after
                ours = partition in self._consumer.assignment()
                return Batch(records, max(after, (ours and self._consumer.highwater(partition)) or 0))
        return None

    def hint(self, line: TopicPartition, next_offset: int) -> None:
        """Remember what to commit, for the dashboards of Kafka's own tools."""
        self._hints[line] = next_offset

    async def send_hints(self) -> None:
        """Commit every few seconds how far we are."""
        while True:
            await asyncio.sleep(HINT_SECONDS)
            await self.flush_hints()

    async def flush_hints(self) -> None:
        """Commit explicit offsets: those of partitions that have gone to somebody else would be refused."""
        hints = {KafkaPartition(*line): (offset, "") for line, offset in self._hints.items() if line in self._ours}
        self._hints.clear()
        if hints:
            try:
                async with asyncio.timeout(CLOSE_SECONDS_MAX):
                    await self._consumer.commit(hints)
            except (KafkaError, IllegalStateError, TimeoutError) as error:
                log.debug("a hint was not taken", error=repr(error))

    async def ends(self) -> Mapping[TopicPartition, int]:
        """The high-water marks, by a request of their own."""
        lines = [KafkaPartition(*line) for line in self._ours]
        try:
            found = await self._consumer.end_offsets(lines) if lines else {}
        except KafkaError as error:
            raise BusTrouble(f"Kafka does not say where its partitions end: {error!r}") from error
        return {TopicPartition(*line): offset for line, offset in found.items()}
