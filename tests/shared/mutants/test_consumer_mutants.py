"""Ways to hear that are wrong, and the trials that find it out; ours passes them all.

The trials: the process dies at every one of its steps in turn; a process that was paused wakes up after another has
taken over; the bus delivers some messages twice, and some not at all.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared import checkpoint, consumer
from shared.bus.embedded import EmbeddedBus
from shared.bus.port import Bus, Member, Received, TopicPartition
from shared.checkpoint import Checkpoint
from shared.cloudevents import Message, attributes, place, to_recorded
from shared.consumer import Consumer, Handler, Subscription
from shared.database import in_transaction, make_engine
from shared.events import Recorded
from shared.testing.buses import PARTITIONS
from shared.testing.postgres import NewDatabase
from shared.testing.tally import (
    CODEC,
    Said,
    Verdict,
    heard_positions,
    judge,
    make,
    published,
    recorded_positions,
    say,
    write_down,
)

NAME = "listener"
TOPIC = "tally"
BATCH = 2


class Crash(BaseException):
    """The process ends here. Not an Exception: nothing inside the process can do anything about it."""


@dataclass(slots=True)
class Process:
    """One process that hears: its connections, its membership, and how many steps it has left to live."""

    engine: AsyncEngine
    member: Member
    speaker: AsyncEngine
    #: What the bus itself remembers of this group, for those who rely on it.
    remembered: dict[TopicPartition, int]
    effect: Handler
    steps_left: int | None = None

    def step(self, *_: object) -> None:
        """A statement, a commit or a word to the bus is about to happen."""
        if self.steps_left is not None:
            self.steps_left -= 1
            if self.steps_left < 0:
                raise Crash

    def remember(self, line: TopicPartition, offset: int) -> None:
        """Commit an offset to the bus."""
        self.step()
        self.remembered[line] = offset


Hear = Callable[[Process], Coroutine[Any, Any, None]]


# ---------------------------------------------------------------- ours


async def ours(process: Process) -> None:
    """The consumer of the product, until it stands at the end."""

    async def log(topic: str, partition: int, epoch: int, after: int, upto: int) -> list[Message]:
        messages = [m for m in await published(process.speaker, topic) if m.partition == partition]
        assert all(place(message.headers)[0] == epoch for message in messages)
        return messages[after:upto]

    hearing = asyncio.create_task(
        Consumer(process.engine, NAME, [Subscription(TOPIC, CODEC, process.effect)], log).run(process.member)
    )
    said = await recorded_positions(process.speaker)
    # Looks with connections of its own: its steps are not the process's.
    onlooker = make_engine(process.engine.url.render_as_string(hide_password=False))
    query = text("SELECT partition, position FROM checkpoint")
    while not hearing.done():
        async with onlooker.connect() as connection:
            stands = dict(iter((await connection.execute(query)).tuples()))
        if all(stands.get(partition, 0) >= positions[-1] for partition, positions in said.items()):
            hearing.cancel()
        await asyncio.wait({hearing}, timeout=0.005)
    await onlooker.dispose()
    with suppress(asyncio.CancelledError):
        await hearing


# ---------------------------------------------------------------- mutants


async def batches(process: Process, start: dict[TopicPartition, int]) -> AsyncIterator[tuple[TopicPartition, Any]]:
    """Every partition from where it is to begin to its end, a few messages at a time."""
    while len(lines := await process.member.assigned()) != PARTITIONS:
        pass
    ends = await process.member.ends()
    for line in sorted(lines):
        offset = start.get(line, 0)
        process.member.seek(line, offset)
        while offset < ends[line]:
            batch = await process.member.fetch(line, limit=BATCH)
            assert batch is not None
            yield line, batch.records
            offset = batch.records[-1].offset + 1


def read(line: TopicPartition, records: Sequence[Received]) -> list[Recorded[Said]]:
    events: list[Recorded[Said]] = []
    for record in records:
        told = attributes(record.headers)
        said = CODEC.decode("said.v1", record.value or b"")
        events.append(to_recorded(line.topic, line.partition, "said.v1", told.place, told, said))
    return events


async def places(engine: AsyncEngine) -> dict[TopicPartition, Checkpoint]:
    async def work(connection: AsyncConnection) -> dict[TopicPartition, Checkpoint]:
        return {
            TopicPartition(TOPIC, partition): await checkpoint.begin(connection, NAME, TOPIC, partition)
            for partition in range(PARTITIONS)
        }

    return await in_transaction(engine, work)


async def commits_before_the_effect(process: Process) -> None:
    """MUTANT: says that it has heard, and then does what it heard (as automatic commits do)."""
    known = await places(process.engine)
    async for line, records in batches(process, {line: at.next_offset for line, at in known.items()}):
        events = read(line, records)
        reached = Checkpoint(events[-1].epoch, events[-1].position, records[-1].offset + 1)
        async with process.engine.begin() as connection:
            await checkpoint.advance(connection, NAME, line.topic, {line.partition: reached})
        async with process.engine.begin() as connection:
            await process.effect(connection, events)


async def has_no_checkpoint(process: Process) -> None:
    """MUTANT: relies on the offset that the bus remembers, committed after the effect."""
    async for line, records in batches(process, process.remembered):
        async with process.engine.begin() as connection:
            await process.effect(connection, read(line, records))
        process.remember(line, records[-1].offset + 1)


async def does_not_lock_its_checkpoint(process: Process) -> None:
    """MUTANT: compares positions like ours, but two processes can compare at once."""
    known = await places(process.engine)
    async for line, records in batches(process, {line: at.next_offset for line, at in known.items()}):
        async with process.engine.begin() as connection:
            last = await checkpoint.begin(connection, NAME, line.topic, line.partition)
            new = [event for event in read(line, records) if event.position > last.position]
            if new:
                await process.effect(connection, new)
                reached = Checkpoint(new[-1].epoch, new[-1].position, records[-1].offset + 1)
                await checkpoint.advance(connection, NAME, line.topic, {line.partition: reached})


async def believes_in_single_deliveries(process: Process) -> None:
    """MUTANT: keeps its place with the effect, but does whatever it is told, however often."""
    known = await places(process.engine)
    async for line, records in batches(process, {line: at.next_offset for line, at in known.items()}):
        async with process.engine.begin() as connection:
            await checkpoint.claim(connection, NAME, line.topic, [line.partition])
            events = read(line, records)
            await process.effect(connection, events)
            reached = Checkpoint(events[-1].epoch, events[-1].position, records[-1].offset + 1)
            await checkpoint.advance(connection, NAME, line.topic, {line.partition: reached})


async def overlooks_gaps(process: Process) -> None:
    """MUTANT: like ours in everything, but takes any position that is higher than its own for the next."""
    known = await places(process.engine)
    async for line, records in batches(process, {line: at.next_offset for line, at in known.items()}):
        async with process.engine.begin() as connection:
            last = (await checkpoint.claim(connection, NAME, line.topic, [line.partition]))[line.partition]
            new: list[Recorded[Said]] = []
            for heard in read(line, records):
                if heard.position > (new[-1].position if new else last.position):
                    new.append(heard)
            if new:
                await process.effect(connection, new)
                reached = Checkpoint(new[-1].epoch, new[-1].position, records[-1].offset + 1)
                await checkpoint.advance(connection, NAME, line.topic, {line.partition: reached})


# ---------------------------------------------------------------- trials


@dataclass(slots=True)
class Stage:
    """A speaker who has spoken, the bus with what is delivered of it, and the database of a listener."""

    speaker: AsyncEngine
    listener: str
    bus: Bus
    remembered: dict[TopicPartition, int] = field(default_factory=dict[TopicPartition, int])
    groups: int = 0

    async def deliver(self, messages: Sequence[Message]) -> None:
        await self.bus.ensure_topic(TOPIC)
        async with self.bus.publisher() as publisher:
            await publisher.publish(TOPIC, messages)

    @asynccontextmanager
    async def process(self, effect: Handler | None = None, *, steps: int | None = None) -> AsyncGenerator[Process]:
        """A process that holds every partition, as one that was paused thinks it does."""
        engine = make_engine(self.listener)
        self.groups += 1
        async with self.bus.member(f"{NAME} {self.groups}", [TOPIC]) as member:
            process = Process(engine, member, self.speaker, self.remembered, effect or write, steps)
            event.listen(engine.sync_engine, "before_cursor_execute", process.step)
            event.listen(engine.sync_engine, "commit", process.step)
            yield process
        await engine.dispose()

    async def verdict(self) -> Verdict:
        engine = make_engine(self.listener)
        verdict = judge(await recorded_positions(self.speaker), await heard_positions(engine, NAME))
        await engine.dispose()
        return verdict

    async def forget(self) -> None:
        """Begin anew with the same speaker and bus."""
        engine = make_engine(self.listener)
        async with engine.begin() as connection:
            await connection.execute(text("TRUNCATE heard, checkpoint"))
        await engine.dispose()
        self.remembered.clear()


async def write(connection: AsyncConnection, records: Sequence[Recorded[Said]]) -> None:
    await write_down(connection, NAME, records)


@pytest.fixture
async def stage(new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr(consumer, "BATCH_MAX", BATCH)
    speaker = make_engine(await new_database("tally", make))
    await say(speaker, TOPIC, range(5), customers=1)
    async with EmbeddedBus(await new_database(), partitions=PARTITIONS) as bus:
        yield Stage(speaker, await new_database("tally", make), bus)
    await speaker.dispose()


async def of_dying_at_every_step(stage: Stage, hear: Hear) -> Verdict:
    """The process dies before its first statement, its second, … and another takes over; all verdicts in one."""
    await stage.deliver(await published(stage.speaker, TOPIC))
    verdict = Verdict()
    died, steps = True, 0
    while died:
        await stage.forget()
        async with stage.process(steps=steps) as process:
            try:
                await hear(process)
                died = False
            except Crash:
                steps += 1
        async with stage.process() as process:
            await hear(process)
        found = await stage.verdict()
        verdict.lost += found.lost
        verdict.doubled += found.doubled
        verdict.out_of_order += found.out_of_order
    assert steps >= 6, "the process did not die often enough to tell"
    return verdict


async def of_waking_up_as_a_zombie(stage: Stage, hear: Hear) -> Verdict:
    """One process stands still in the midst of its transaction while another takes over, and then goes on."""
    await stage.deliver(await published(stage.speaker, TOPIC))
    paused, woken = asyncio.Event(), asyncio.Event()

    async def write_and_pause(connection: AsyncConnection, records: Sequence[Recorded[Said]]) -> None:
        await write_down(connection, NAME, records)
        paused.set()
        await woken.wait()

    async with stage.process(write_and_pause) as zombie, stage.process() as successor:
        first = asyncio.create_task(hear(zombie))
        await paused.wait()
        second = asyncio.create_task(hear(successor))
        await done_or_waiting(second, stage.listener)
        woken.set()
        await asyncio.gather(first, second)
    return await stage.verdict()


async def of_doubled_deliveries(stage: Stage, hear: Hear) -> Verdict:
    """What a relay does after a crash: a stretch again."""
    messages = await published(stage.speaker, TOPIC)
    await stage.deliver([*messages[:3], *messages[:3], *messages[2:], messages[-1]])
    async with stage.process() as process:
        await hear(process)
    return await stage.verdict()


async def of_lost_deliveries(stage: Stage, hear: Hear) -> Verdict:
    """What no relay does and a bus can: the first and the fourth are missing."""
    messages = await published(stage.speaker, TOPIC)
    await stage.deliver([messages[1], messages[2], messages[4]])
    async with stage.process() as process:
        await hear(process)
    return await stage.verdict()


async def done_or_waiting(task: asyncio.Task[None], database: str) -> None:
    """Until the task has ended, or waits for somebody's lock."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    engine = make_engine(database)
    async with engine.connect() as connection:
        while not task.done() and not (await connection.execute(query)).scalar_one():
            await connection.rollback()
            await asyncio.sleep(0.01)  # the lock is in the database: there is nothing to wait on but time
    await engine.dispose()


Trial = Callable[[Stage, Hear], Awaitable[Verdict]]


@pytest.mark.parametrize(
    "trial", [of_dying_at_every_step, of_waking_up_as_a_zombie, of_doubled_deliveries, of_lost_deliveries]
)
async def test_ours_stands_every_trial(stage: Stage, trial: Trial) -> None:
    assert await trial(stage, ours) == Verdict()


async def test_commit_before_the_effect_loses(stage: Stage) -> None:
    verdict = await of_dying_at_every_step(stage, commits_before_the_effect)
    assert verdict.lost
    assert not verdict.doubled


async def test_missing_checkpoint_doubles(stage: Stage) -> None:
    verdict = await of_dying_at_every_step(stage, has_no_checkpoint)
    assert verdict.doubled
    assert not verdict.lost


async def test_checkpoint_without_a_lock_doubles_when_a_zombie_wakes(stage: Stage) -> None:
    assert await of_dying_at_every_step(stage, does_not_lock_its_checkpoint) == Verdict()  # it looks quite right
    await stage.forget()
    verdict = await of_waking_up_as_a_zombie(stage, does_not_lock_its_checkpoint)
    assert verdict.doubled


async def test_doubled_delivery_is_noticed_by_the_judge(stage: Stage) -> None:
    assert (await of_doubled_deliveries(stage, believes_in_single_deliveries)).doubled


async def test_lost_delivery_is_noticed_by_the_judge(stage: Stage) -> None:
    verdict = await of_lost_deliveries(stage, overlooks_gaps)
    assert [position for _, position in verdict.lost] == [1, 4]
