"""The relay publishes everything that was recorded, in order; a crash or a second relay repeats, and loses nothing."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Self

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import relay
from shared.bus.port import Bus, BusTrouble, Publisher, TopicPartition
from shared.cloudevents import Message, place
from shared.database import make_engine
from shared.relay import relay_once, run_relay
from shared.testing.buses import PARTITIONS, Connect
from shared.testing.postgres import NewDatabase
from shared.testing.tally import Verdict, judge, make, recorded_positions, say


@pytest.fixture
async def store(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(await new_database("tally", make))
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO relayed SELECT partition, 0 FROM head"))
    yield engine
    await engine.dispose()


@asynccontextmanager
async def relaying(store: AsyncEngine, bus: Bus, topic: str) -> AsyncGenerator[None]:
    running = asyncio.create_task(run_relay(store, bus, topic))
    yield
    running.cancel()
    await asyncio.wait({running})
    assert running.cancelled()


async def relayed_up_to_the_head(store: AsyncEngine) -> None:
    waiting = text("SELECT count(*) FROM head JOIN relayed USING (partition) WHERE head.position <> relayed.position")
    while True:
        async with store.connect() as connection:
            if (await connection.execute(waiting)).scalar_one() == 0:
                return
        await asyncio.sleep(0.01)


async def on_the_bus(bus: Bus, topic: str) -> dict[int, list[int]]:
    """The positions that a reader finds from beginning to end."""
    heard: dict[int, list[int]] = {}
    async with bus.member(f"{topic}.judge", [topic]) as member:
        while len(await member.assigned()) != PARTITIONS:
            pass
        for line, end in (await member.ends()).items():
            member.seek(line, 0)
            while len(heard.setdefault(line.partition, [])) < end:
                batch = await member.fetch(line, limit=1000)
                assert batch is not None
                heard[line.partition] += [place(record.headers)[1] for record in batch.records]
    return heard


async def relay_until_empty(store: AsyncEngine, publisher: Publisher, topic: str) -> None:
    while await relay_once(store, publisher, topic):
        pass


async def verdict(store: AsyncEngine, bus: Bus, topic: str) -> Verdict:
    return judge(await recorded_positions(store), await on_the_bus(bus, topic))


class TestRelay:
    async def test_publishes_each_event_once_and_in_order(
        self, store: AsyncEngine, connect: Connect, topic_prefix: str
    ) -> None:
        topic = f"{topic_prefix}tally"
        async with connect() as bus, asyncio.timeout(60), relaying(store, bus, topic):
            # Several writers at once, while the relay runs.
            await asyncio.gather(*(say(store, topic, range(start, start + 50)) for start in range(0, 1000, 50)))
            await relayed_up_to_the_head(store)
            assert await verdict(store, bus, topic) == Verdict()

    async def test_publishes_the_bytes_that_were_recorded(
        self, store: AsyncEngine, connect: Connect, topic_prefix: str
    ) -> None:
        topic = f"{topic_prefix}tally"
        async with connect() as bus, asyncio.timeout(60), relaying(store, bus, topic):
            await say(store, topic, [7], customers=1)
            await relayed_up_to_the_head(store)
            async with bus.member(f"{topic}.reader", [topic]) as member:
                await member.assigned()
                (partition,) = await recorded_positions(store)
                line = TopicPartition(topic, partition)
                member.seek(line, 0)
                batch = await member.fetch(line, limit=1)
                assert batch is not None
                headers = dict(batch.records[0].headers)
                assert batch.records[0].value == b'{"entity":"T1","customer":"0000","number":7}'
                assert headers["ce_type"] == f"com.{topic}.said.v1".encode()
                assert headers["ce_subject"] == b"T1/number/7"
                assert headers["ce_partitionkey"] == b"T1/0000"

    async def test_is_woken_by_the_commit_and_not_by_a_clock(
        self, store: AsyncEngine, connect: Connect, topic_prefix: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(relay, "LOOK_SECONDS", 3600)
        topic = f"{topic_prefix}tally"
        async with connect() as bus, asyncio.timeout(60), relaying(store, bus, topic):
            for number in range(10):
                await say(store, topic, [number])
                await relayed_up_to_the_head(store)
            assert (await verdict(store, bus, topic)).right

    async def test_repeats_after_a_crash_between_the_bus_and_its_cursor(
        self, store: AsyncEngine, connect: Connect, topic_prefix: str
    ) -> None:
        topic = f"{topic_prefix}tally"
        async with connect() as bus, asyncio.timeout(60):
            await bus.ensure_topic(topic)
            await say(store, topic, range(40))
            async with bus.publisher() as publisher:
                with pytest.raises(Crash):
                    await relay_once(store, CrashingAfter(publisher), topic)
            async with relaying(store, bus, topic):
                await say(store, topic, range(40, 80))
                await relayed_up_to_the_head(store)
            found = await verdict(store, bus, topic)
            assert not found.lost
            assert not found.out_of_order
            assert len(found.doubled) == 40

    async def test_begins_anew_with_a_new_producer_after_trouble(
        self, store: AsyncEngine, connect: Connect, topic_prefix: str
    ) -> None:
        topic = f"{topic_prefix}tally"
        async with connect() as bus, asyncio.timeout(60):
            troubled = Troubled(bus, failures=3)
            async with relaying(store, troubled, topic):
                await say(store, topic, range(40))
                await relayed_up_to_the_head(store)
            assert troubled.publishers == 4
            found = await verdict(store, bus, topic)
            assert not found.lost
            assert not found.out_of_order

    async def test_twice_at_once_repeats_and_keeps_the_order(
        self, store: AsyncEngine, connect: Connect, topic_prefix: str
    ) -> None:
        """A relay that was paused believes in its lease for a moment after another has taken over."""
        topic = f"{topic_prefix}tally"
        async with connect() as bus, connect() as other, asyncio.timeout(60):
            await bus.ensure_topic(topic)

            async def relay_all(bus: Bus) -> None:
                async with bus.publisher() as publisher:
                    while await relay_once(store, publisher, topic, per_partition=7) or not said.is_set():
                        pass

            said = asyncio.Event()
            relays = [asyncio.create_task(relay_all(bus)), asyncio.create_task(relay_all(other))]
            for start in range(0, 500, 10):
                await say(store, topic, range(start, start + 10))
            said.set()
            await asyncio.gather(*relays)
            found = await verdict(store, bus, topic)
            assert not found.lost
            assert not found.out_of_order

    async def test_of_two_only_the_one_with_the_lease_works(
        self, store: AsyncEngine, connect: Connect, topic_prefix: str
    ) -> None:
        topic = f"{topic_prefix}tally"
        async with connect() as bus, asyncio.timeout(60):
            async with relaying(store, bus, topic):
                async with relaying(store, bus, topic):
                    await say(store, topic, range(100))
                    await relayed_up_to_the_head(store)
                # Whichever of the two held the lease, the other goes on.
                await say(store, topic, range(100, 200))
                await relayed_up_to_the_head(store)
            assert (await verdict(store, bus, topic)).right

    async def test_does_not_set_back_the_cursor_of_its_successor(
        self, store: AsyncEngine, connect: Connect, topic_prefix: str
    ) -> None:
        topic = f"{topic_prefix}tally"
        async with connect() as bus, asyncio.timeout(60):
            await bus.ensure_topic(topic)
            await say(store, topic, range(40))
            async with bus.publisher() as publisher:
                meanwhile = Meanwhile(publisher, lambda: relay_until_empty(store, publisher, topic))
                await relay_once(store, meanwhile, topic, per_partition=1)
            await relayed_up_to_the_head(store)


class Crash(Exception):
    """The process ends here."""


class CrashingAfter:
    """The process dies when the bus has taken everything and before it can write that down."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        await self._publisher.publish(topic, messages)
        raise Crash


class Meanwhile:
    """The process is paused in the midst of publishing, and meanwhile something happens."""

    def __init__(self, publisher: Publisher, happens: Callable[[], Awaitable[None]]) -> None:
        self._publisher = publisher
        self._happens = happens

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        await self._publisher.publish(topic, messages)
        await self._happens()


class Troubled:
    """A bus whose first producers each fail after they have sent half of what they were given."""

    def __init__(self, bus: Bus, *, failures: int) -> None:
        self.partitions = bus.partitions
        self.publishers = 0
        self._bus = bus
        self._failures = failures
        self.ensure_topic = bus.ensure_topic
        self.member = bus.member

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    @asynccontextmanager
    async def publisher(self) -> AsyncGenerator[Publisher]:
        self.publishers += 1
        async with self._bus.publisher() as publisher:
            yield Half(publisher) if self.publishers <= self._failures else publisher


class Half:
    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        await self._publisher.publish(topic, messages[: len(messages) // 2])
        raise BusTrouble
