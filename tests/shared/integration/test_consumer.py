"""What is heard takes effect exactly once and in order, whatever the bus and the processes do."""

import asyncio
import random
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import consumer
from shared.bus.port import Batch, Bus, TopicPartition
from shared.cloudevents import Message, place
from shared.consumer import Consumer, FetchLog, Handler, Subscription, TopicRestored, run_consumer
from shared.database import make_engine
from shared.event_store import Execution, execute
from shared.events import Context, Recorded
from shared.health import Watchdogs
from shared.testing.buses import PARTITIONS, Connect
from shared.testing.postgres import NewDatabase
from shared.testing.tally import (
    CLOCK,
    CODEC,
    Said,
    Say,
    Verdict,
    heard_positions,
    judge,
    make,
    published,
    recorded_positions,
    rules,
    say,
    write_down,
)


@pytest.fixture
async def speaker(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(await new_database("tally", make))
    yield engine
    await engine.dispose()


@pytest.fixture
async def listener(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(await new_database("tally", make))
    yield engine
    await engine.dispose()


@dataclass(slots=True)
class Stage:
    """A speaker, a listener and the bus between them; what is published need not be what was said."""

    bus: Bus
    speaker: AsyncEngine
    listener: AsyncEngine
    topic: str
    name: str

    async def publish(self, messages: Sequence[Message]) -> None:
        await self.bus.ensure_topic(self.topic)
        async with self.bus.publisher() as publisher:
            await publisher.publish(self.topic, messages)

    async def log(self, topic: str, partition: int, epoch: int, after: int, upto: int) -> list[Message]:
        """The speaker's own log, a few events at a time."""
        found: list[Message] = []
        for message in await published(self.speaker, topic):
            heard_epoch, position = place(message.headers)
            if message.partition == partition and heard_epoch == epoch and after < position <= upto:
                found.append(message)
        return found[:7]

    @asynccontextmanager
    async def listening(
        self,
        *,
        bus: Bus | None = None,
        project: Handler | None = None,
        fetch_log: FetchLog | None = None,
        **options: Any,
    ) -> AsyncGenerator["asyncio.Task[None]"]:
        subscription = Subscription(self.topic, CODEC, project=project or self.write_down)
        running = asyncio.create_task(
            run_consumer(
                self.listener,
                bus or self.bus,
                name=self.name,
                subscriptions=[options.pop("subscription", subscription)],
                fetch_log=fetch_log or self.log,
                **options,
            )
        )
        try:
            yield running
        finally:
            running.cancel()
            await asyncio.wait({running})
        assert running.cancelled()

    async def write_down(self, connection: AsyncConnection, records: Sequence[Recorded[Said]]) -> None:
        await write_down(connection, self.name, records)

    async def heard(self) -> dict[int, list[int]]:
        return await heard_positions(self.listener, self.name)

    async def count(self) -> int:
        return sum(map(len, (await self.heard()).values()))

    async def verdict(self) -> Verdict:
        return judge(await recorded_positions(self.speaker), await self.heard())

    async def at_the_end(self) -> Verdict:
        """Wait until the listener stands at the end of every partition, and judge."""

        async def behind() -> int:
            ends = await recorded_positions(self.speaker)
            stands = await positions(self.listener)
            return sum(1 for partition, said in ends.items() if stands.get(partition, 0) < said[-1])

        await until(behind, lambda lines: lines == 0)
        return await self.verdict()


async def positions(listener: AsyncEngine) -> dict[int, int]:
    async with listener.connect() as connection:
        rows = await connection.execute(text("SELECT partition, position FROM checkpoint"))
        return dict(iter(rows.tuples()))


async def until(ask: Callable[[], Any], enough: Callable[[Any], bool]) -> None:
    async with asyncio.timeout(60):
        while not enough(await ask()):  # noqa: ASYNC110 - what is asked for is in a database
            await asyncio.sleep(0.01)


@pytest.fixture
async def stage(
    connect: Connect, topic_prefix: str, speaker: AsyncEngine, listener: AsyncEngine
) -> AsyncIterator[Stage]:
    async with connect() as bus:
        yield Stage(bus, speaker, listener, f"{topic_prefix}tally", f"{topic_prefix}listener")


class TestDelivery:
    async def test_of_everything_takes_effect_once_and_in_order(self, stage: Stage) -> None:
        await say(stage.speaker, stage.topic, range(500))
        await stage.publish(await published(stage.speaker, stage.topic))
        async with stage.listening():
            assert await stage.at_the_end() == Verdict()

    async def test_of_some_twice_takes_effect_once(self, stage: Stage) -> None:
        """What a relay repeats after a crash: a stretch of the past, again and in order, any number of times."""
        await say(stage.speaker, stage.topic, range(500))
        messages = await published(stage.speaker, stage.topic)
        doubled: list[Message] = []
        chance = random.Random(20260112)  # noqa: S311 - the same every time
        for number, message in enumerate(messages):
            doubled.append(message)
            if chance.random() < 0.05:
                doubled += messages[max(0, number - chance.randrange(1, 40)) : number + 1]
        await stage.publish(doubled)
        async with stage.listening():
            assert await stage.at_the_end() == Verdict()

    async def test_of_all_but_some_is_made_good_from_the_log(self, stage: Stage) -> None:
        await say(stage.speaker, stage.topic, range(500))
        messages = await published(stage.speaker, stage.topic)
        last = {message.partition: message for message in messages}
        chance = random.Random(20260113)  # noqa: S311 - the same every time
        kept = [message for message in messages if message is last[message.partition] or chance.random() < 0.7]
        # And the first of a partition, and a long stretch.
        kept = [message for message in kept if place(message.headers)[1] not in (1, *range(20, 60))]
        await stage.publish(kept)
        async with stage.listening():
            assert await stage.at_the_end() == Verdict()

    async def test_of_none_of_the_past_is_made_good_from_the_log(self, stage: Stage) -> None:
        """The topic was made anew, and only what is new is on it."""
        await say(stage.speaker, stage.topic, range(100))
        messages = await published(stage.speaker, stage.topic)
        await stage.publish(list({message.partition: message for message in messages}.values()))
        async with stage.listening():
            assert await stage.at_the_end() == Verdict()

    async def test_that_the_log_cannot_make_good_stops_the_partition_and_only_it(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(consumer, "FETCH_LOG_WAIT_SECONDS", 0.01)
        await say(stage.speaker, stage.topic, range(100))
        messages = await published(stage.speaker, stage.topic)
        unlucky = messages[0].partition
        await stage.publish([m for m in messages if (m.partition, place(m.headers)[1]) != (unlucky, 5)])
        running = Consumer(stage.listener, stage.name, [Subscription(stage.topic, CODEC, stage.write_down)], no_log)
        async with stage.bus.member(stage.name, [stage.topic]) as member:
            hearing = asyncio.create_task(running.run(member))
            await stopped(running, stage.listener, messages)
            hearing.cancel()
            await asyncio.wait({hearing})
        heard = await stage.heard()
        assert heard.pop(unlucky) == [1, 2, 3, 4]
        said = await recorded_positions(stage.speaker)
        del said[unlucky]
        assert judge(said, heard) == Verdict()
        (reason,) = running.stopped.values()
        assert f"{stage.topic}:1.{unlucky}.5 to 5 did not come over the bus" in reason
        assert f"huikuan show {stage.topic} 1.{unlucky}.5" in reason

    async def test_waits_for_a_producer_that_is_away(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        """After a failure of the whole machine the bus and the producer may be missing together, for long."""
        monkeypatch.setattr(consumer, "FETCH_LOG_WAIT_SECONDS", 0.01)
        asked = 0

        async def away_at_first(topic: str, partition: int, epoch: int, after: int, upto: int) -> Sequence[Message]:
            nonlocal asked
            asked += 1
            if asked <= 50:
                raise ConnectionRefusedError
            return await stage.log(topic, partition, epoch, after, upto)

        await say(stage.speaker, stage.topic, range(100))
        messages = await published(stage.speaker, stage.topic)
        await stage.publish([message for message in messages if place(message.headers)[1] not in (3, 4)])
        async with stage.listening(fetch_log=away_at_first):
            assert await stage.at_the_end() == Verdict()

    async def test_goes_on_from_our_own_place_whatever_the_bus_remembers(self, stage: Stage) -> None:
        await say(stage.speaker, stage.topic, range(100))
        await stage.publish(await published(stage.speaker, stage.topic))
        async with stage.bus.member(stage.name, [stage.topic]) as member:
            # The bus is told that everything has been read.
            while len(lines := await member.assigned()) != PARTITIONS:
                pass
            for line, end in (await member.ends()).items():
                member.seek(line, end)
                member.hint(line, end)
            assert lines
        async with stage.listening():
            assert await stage.at_the_end() == Verdict()

    async def test_goes_on_although_our_offset_is_no_longer_there(self, stage: Stage) -> None:
        await say(stage.speaker, stage.topic, range(100))
        await stage.publish(await published(stage.speaker, stage.topic))
        async with stage.listening():
            await stage.at_the_end()
        # The topic was made anew, and is shorter than it was.
        async with stage.listener.begin() as connection:
            await connection.execute(text("UPDATE checkpoint SET next_offset = next_offset + 1000000"))
        await say(stage.speaker, stage.topic, range(100, 200))
        await stage.publish(await published(stage.speaker, stage.topic))
        async with stage.listening():
            assert await stage.at_the_end() == Verdict()


async def no_log(_topic: str, _partition: int, _epoch: int, _after: int, _upto: int) -> list[Message]:
    return []


async def stopped(running: Consumer, listener: AsyncEngine, messages: Sequence[Message]) -> None:
    """Wait until a line has stopped and the others stand at their ends."""
    ends = {message.partition: place(message.headers)[1] for message in messages if message.headers}

    async def unfinished() -> set[int]:
        stands = await positions(listener)
        moving = {partition for partition, end in ends.items() if stands.get(partition, 0) < end}
        return moving - {line.partition for line in running.stopped}

    await until(unfinished, lambda lines: not lines)


class TestTransaction:
    async def test_takes_along_what_all_partitions_have_waiting(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(consumer, "LANES", 1)
        await say(stage.speaker, stage.topic, range(300))
        messages = await published(stage.speaker, stage.topic)
        await stage.publish(messages)
        together: list[set[int]] = []
        fetched: set[TopicPartition] = set()
        all_wait = asyncio.Event()

        async def hold_the_first(connection: AsyncConnection, records: Sequence[Recorded[Said]]) -> None:
            together.append({record.partition for record in records})
            await all_wait.wait()
            await stage.write_down(connection, records)

        subscription = Subscription(stage.topic, CODEC, hold_the_first)
        async with stage.bus.member(stage.name, [stage.topic]) as member:
            fetch = member.fetch

            async def noted(line: TopicPartition, *, limit: int) -> Batch | None:
                batch = await fetch(line, limit=limit)
                fetched.add(line)
                if len(fetched) == len({message.partition for message in messages}):
                    asyncio.get_running_loop().call_later(0.01, all_wait.set)
                return batch

            monkeypatch.setattr(member, "fetch", noted)
            hearing = asyncio.create_task(Consumer(stage.listener, stage.name, [subscription], stage.log).run(member))
            assert await stage.at_the_end() == Verdict()
            hearing.cancel()
            await asyncio.wait({hearing})
        # The first line had the only lane; all that were fetched meanwhile were applied at once.
        assert len(together) <= 2
        assert set[int]().union(*together) == {message.partition for message in messages}


class TestCrash:
    async def test_before_the_commit_undoes_the_effect(self, stage: Stage) -> None:
        await say(stage.speaker, stage.topic, range(200))
        await stage.publish(await published(stage.speaker, stage.topic))
        writing = asyncio.Event()

        async def write_and_hang(connection: AsyncConnection, records: Sequence[Recorded[Said]]) -> None:
            await write_down(connection, stage.name, records)
            writing.set()
            await asyncio.Event().wait()

        # Asked to stop, the transaction is given its time to end; this one never does, and is broken off.
        consumer_finishes = consumer.FINISH_SECONDS_MAX
        consumer.FINISH_SECONDS_MAX = 0.1
        try:
            async with stage.listening(project=write_and_hang):
                await writing.wait()
        finally:
            consumer.FINISH_SECONDS_MAX = consumer_finishes
        assert await stage.heard() == {}
        async with stage.listening():
            assert await stage.at_the_end() == Verdict()

    async def test_after_the_commit_repeats_the_delivery_and_not_the_effect(self, stage: Stage) -> None:
        """The process ends between its commit and anything it could tell the bus: again and again."""
        await say(stage.speaker, stage.topic, range(200))
        await stage.publish(await published(stage.speaker, stage.topic))
        for _ in range(3):
            async with stage.listening():
                await until(stage.count, lambda count: count > 0)
            async with stage.listener.begin() as connection:
                # Where the bus goes on is only a convenience, and may be long out of date.
                await connection.execute(text("UPDATE checkpoint SET next_offset = 0"))
        async with stage.listening():
            assert await stage.at_the_end() == Verdict()

    async def test_of_the_database_connections_is_survived(self, stage: Stage) -> None:
        await stage.bus.ensure_topic(stage.topic)
        killing = text("""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
        """)
        async with stage.listening():
            for start in range(0, 500, 50):
                await say(stage.speaker, stage.topic, range(start, start + 50))
                new = [m for m in await published(stage.speaker, stage.topic) if number_of(m) >= start]
                await stage.publish(new)
                assassin = make_engine(stage.listener.url.render_as_string(hide_password=False))
                async with assassin.connect() as connection:
                    await connection.execute(killing)
                await assassin.dispose()
            # Whoever asks how it went needs connections that nobody has killed.
            witness = make_engine(stage.listener.url.render_as_string(hide_password=False))
            assert await replace(stage, listener=witness).at_the_end() == Verdict()
            await witness.dispose()


def number_of(message: Message) -> int:
    said = CODEC.decode("said.v1", message.value)
    assert said is not None
    return said.number


class TestGroup:
    async def test_that_grows_and_shrinks_hears_everything_once(self, stage: Stage, connect: Connect) -> None:
        await stage.bus.ensure_topic(stage.topic)

        async def speak() -> None:
            for start in range(0, 600, 30):
                await say(stage.speaker, stage.topic, range(start, start + 30))
                new = [m for m in await published(stage.speaker, stage.topic) if number_of(m) >= start]
                await stage.publish(new)
                await asyncio.sleep(0.1)  # spreads the numbers over the comings and goings

        async with connect() as second, connect() as third, stage.listening():
            speaking = asyncio.create_task(speak())
            for bus in (second, third):
                async with stage.listening(bus=bus):
                    enough = await stage.count() + 60
                    await until(stage.count, lambda count, enough=enough: count >= enough)
            await speaking
            assert await stage.at_the_end() == Verdict()


def changed(message: Message, **attributes: str) -> Message:
    headers = [
        (name, attributes.get(name.removeprefix("ce_"), value.decode()).encode()) for name, value in message.headers
    ]
    return message._replace(headers=headers)


def into_rubbish(message: Message) -> Message:
    return message._replace(value=b"{rubbish")


def into_half_an_event(message: Message) -> Message:
    return message._replace(value=b'{"entity": "T1"}')


def into_a_later_version(message: Message) -> Message:
    later = dict(message.headers)["ce_type"].decode().replace(".v1", ".v2")
    return changed(message, type=later)


class TestUnreadable:
    @pytest.fixture
    async def messages(self, stage: Stage) -> list[Message]:
        await say(stage.speaker, stage.topic, range(100))
        return await published(stage.speaker, stage.topic)

    async def hear(self, stage: Stage, messages: Sequence[Message], project: Handler | None = None) -> Consumer:
        await stage.publish(messages)
        subscription = Subscription(stage.topic, CODEC, project or stage.write_down)
        running = Consumer(stage.listener, stage.name, [subscription], stage.log)
        async with stage.bus.member(stage.name, [stage.topic]) as member:
            hearing = asyncio.create_task(running.run(member))
            await stopped(running, stage.listener, messages)
            hearing.cancel()
            await asyncio.wait({hearing})
        return running

    @pytest.mark.parametrize(
        ("spoil", "complaint"),
        [
            (into_rubbish, "DecodeError"),
            (into_half_an_event, "ValidationError"),
            (into_a_later_version, "said.v2 is a version of an event"),
        ],
        ids=["rubbish", "incomplete", "unknown version"],
    )
    async def test_event_stops_its_partition_after_all_that_came_before_it(
        self, stage: Stage, messages: list[Message], spoil: Callable[[Message], Message], complaint: str
    ) -> None:
        bad = messages[7]
        partition, (_, position) = bad.partition, place(bad.headers)
        assert position == 8
        running = await self.hear(stage, [*messages[:7], spoil(bad), *messages[8:]])
        heard = await stage.heard()
        assert heard.pop(partition) == [1, 2, 3, 4, 5, 6, 7]
        said = await recorded_positions(stage.speaker)
        del said[partition]
        assert judge(said, heard) == Verdict()
        assert list(running.stopped) == [TopicPartition(stage.topic, partition)]
        (reason,) = running.stopped.values()
        assert complaint in reason
        assert f"{stage.topic}:1.{partition}.8" in reason
        assert f"huikuan show {stage.topic} 1.{partition}.8" in reason

    async def test_message_of_a_stranger_stops_its_partition(self, stage: Stage, messages: list[Message]) -> None:
        partition = messages[0].partition
        running = await self.hear(stage, [messages[0]._replace(headers=[]), *messages])
        (reason,) = running.stopped.values()
        assert f"cannot read the message at offset 0 of {stage.topic}/{partition}" in reason

    async def test_number_for_the_database_stops_its_partition(self, stage: Stage, messages: list[Message]) -> None:
        """An event that can be read and not applied."""
        bad = messages[0]._replace(value=b'{"entity": "T1", "customer": "0000", "number": %d}' % 2**70)
        running = await self.hear(stage, [bad, *messages[1:]])
        (reason,) = running.stopped.values()
        assert f"cannot apply com.{stage.topic}.said.v1" in reason

    async def test_effect_stops_its_partition_and_is_tried_again_by_the_next_process(
        self, stage: Stage, messages: list[Message]
    ) -> None:
        unlucky = messages[0].partition

        async def fail(connection: AsyncConnection, records: Sequence[Recorded[Said]]) -> None:
            if any((record.partition, record.position) == (unlucky, 3) for record in records):
                raise ZeroDivisionError
            await write_down(connection, stage.name, records)

        running = await self.hear(stage, messages, fail)
        assert list(running.stopped) == [TopicPartition(stage.topic, unlucky)]
        async with stage.listening():
            assert await stage.at_the_end() == Verdict()

    async def test_name_is_left_out_and_counted(self, stage: Stage, messages: list[Message]) -> None:
        """A type that we do not read is none of our business, in any version; its position is."""
        bad = changed(messages[0], type=f"com.{stage.topic}.whispered.v3")
        running = await self.hear(stage, [bad, *messages[1:]])
        assert not running.stopped
        assert (await stage.verdict()).lost == [(bad.partition, 1)]


class TestEpoch:
    async def test_that_is_higher_stops_the_consumer_and_names_the_command(self, stage: Stage) -> None:
        await say(stage.speaker, stage.topic, range(50))
        messages = await published(stage.speaker, stage.topic)
        await stage.publish(messages)
        async with stage.listening():
            await stage.at_the_end()
        await stage.publish([changed(messages[-1], epoch="2")])
        with pytest.raises(TopicRestored, match=rf"goes on in epoch 2.*Run: huikuan rebuild {re.escape(stage.name)}"):
            await run_consumer(
                stage.listener,
                stage.bus,
                name=stage.name,
                subscriptions=[Subscription(stage.topic, CODEC, stage.write_down)],
                fetch_log=stage.log,
            )

    async def test_that_begins_where_we_stand_is_followed(self, stage: Stage) -> None:
        """The speaker was restored to a moment that we had not passed: nothing we know is missing there."""
        await say(stage.speaker, stage.topic, range(50))
        async with stage.listening():
            await stage.publish(await published(stage.speaker, stage.topic))
            await stage.at_the_end()
            async with stage.speaker.begin() as connection:
                await connection.execute(text("UPDATE head SET epoch = 2"))
            await say(stage.speaker, stage.topic, range(50, 100))
            # The topic is told anew from the beginning, as after a restore.
            await stage.publish(await published(stage.speaker, stage.topic))
            assert await stage.at_the_end() == Verdict()

    async def test_that_is_lower_is_ignored(self, stage: Stage) -> None:
        await say(stage.speaker, stage.topic, range(50))
        async with stage.speaker.begin() as connection:
            await connection.execute(text("UPDATE events SET epoch = 2"))
        messages = await published(stage.speaker, stage.topic)
        old = [changed(message, epoch="1") for message in messages]
        await stage.publish(messages[:1])
        line = messages[0].partition
        await stage.publish([message for message in old if message.partition == line])
        await stage.publish(messages[1:])
        await stage.publish(old)
        async with stage.listening():
            assert await stage.at_the_end() == Verdict()

    async def test_of_the_first_event_heard_is_the_one_known(self, stage: Stage) -> None:
        """A new reader of a service that was restored long ago."""
        await say(stage.speaker, stage.topic, range(50))
        async with stage.speaker.begin() as connection:
            await connection.execute(text("UPDATE events SET epoch = 3"))
        await stage.publish(await published(stage.speaker, stage.topic))
        async with stage.listening():
            assert await stage.at_the_end() == Verdict()


class TestCaughtUp:
    async def test_is_said_in_the_transaction_that_reaches_the_end(self, stage: Stage) -> None:
        await say(stage.speaker, stage.topic, range(300))
        messages = await published(stage.speaker, stage.topic)
        await stage.publish([*messages, *messages])  # the end may consist of repeats
        at: dict[int, list[int]] = {}

        async def caught_up(connection: AsyncConnection, topic: str, partitions: Sequence[int]) -> None:
            query = text("SELECT count(*) FROM heard WHERE topic = :topic AND partition = :partition")
            for partition in partitions:
                found = (await connection.execute(query, {"topic": topic, "partition": partition})).scalar_one()
                at.setdefault(partition, []).append(found)

        said = {partition: len(all_) for partition, all_ in (await recorded_positions(stage.speaker)).items()}
        async with stage.listening(caught_up=caught_up):
            await until(at_keys(at), lambda found: found == said.keys())
        assert at == {partition: [count] for partition, count in said.items()}


def at_keys(at: dict[int, list[int]]) -> Callable[[], Any]:
    async def ask() -> set[int]:
        return set(at)

    return ask


class TestReaction:
    async def test_is_recorded_in_the_same_transaction_under_our_own_head(self, stage: Stage) -> None:
        answering = rules("answers")

        async def react(connection: AsyncConnection, records: Sequence[Recorded[Said]]) -> None:
            await execute(
                connection,
                [
                    Execution(
                        answering,
                        Say(customer=record.event.customer, number=record.event.number),
                        Context(principal="reaction", correlation_id=record.correlation_id, now=CLOCK.now()),
                    )
                    for record in records
                ],
            )

        await say(stage.speaker, stage.topic, range(300))
        messages = await published(stage.speaker, stage.topic)
        await stage.publish([*messages, *messages])
        subscription = Subscription(stage.topic, CODEC, stage.write_down, react)
        async with stage.listening(subscription=subscription):
            assert await stage.at_the_end() == Verdict()
        assert await recorded_positions(stage.listener) == await recorded_positions(stage.speaker)


class TestWatchdog:
    async def test_barks_when_something_waits_and_nothing_moves(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(consumer, "STUCK_SECONDS", 0.3)
        monkeypatch.setattr(consumer, "WATCH_SECONDS", 0.05)
        monkeypatch.setattr(consumer, "FINISH_SECONDS_MAX", 0.1)
        watchdogs = Watchdogs()
        await say(stage.speaker, stage.topic, [1], customers=1)
        (message,) = await published(stage.speaker, stage.topic)
        await stage.bus.ensure_topic(stage.topic)

        async def hang(_connection: AsyncConnection, _records: Sequence[Recorded[Said]]) -> None:
            await asyncio.Event().wait()

        async def overdue() -> list[str]:
            return watchdogs.overdue()

        async with stage.listening(project=hang, watchdogs=watchdogs):
            await asyncio.sleep(1)  # longer than anybody's patience
            assert not watchdogs.overdue()
            await stage.publish([message])
            line = TopicPartition(stage.topic, message.partition)
            await until(overdue, lambda names: names == [f"{stage.name} {line}"])


def test_verdict_sees_what_is_wrong() -> None:
    """The judge himself."""
    said = {0: [1, 2, 3], 1: [1, 2]}
    assert judge(said, {0: [1, 2, 3], 1: [1, 2]}) == Verdict()
    assert judge(said, {0: [1, 3], 1: [1, 2]}) == Verdict(lost=[(0, 2)])
    assert judge(said, {0: [1, 2, 2, 3], 1: [1, 2, 1]}) == Verdict(doubled=[(0, 2), (1, 1)])
    assert judge(said, {0: [1, 3, 2], 1: [1, 2]}) == Verdict(out_of_order=[(0, 2)])
    assert replace(Verdict(), lost=[(0, 1)]).right is False
