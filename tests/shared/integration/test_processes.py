"""Processes that are killed or stand still: nothing is lost or doubled, and nobody waits for them for long."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.bus.kafka import KafkaBus
from shared.bus.port import Bus
from shared.cloudevents import Message
from shared.consumer import Subscription, run_consumer
from shared.database import make_engine
from shared.events import Recorded
from shared.relay import run_relay
from shared.testing.buses import PARTITIONS, Connect
from shared.testing.kafka import KafkaBroker
from shared.testing.postgres import NewDatabase
from shared.testing.tally import (
    CODEC,
    Said,
    Verdict,
    heard_positions,
    judge,
    make,
    recorded_positions,
    say,
    write_down,
)

#: A lease ends 10 s after its holder fell silent, a transaction 5 s after; the rest is for a busy machine.
SECONDS_TO_TAKE_OVER_MAX = 90


@dataclass(slots=True)
class Stage:
    """A speaker with a relay, a listener, and the bus between them."""

    bus: Bus
    bus_address: str
    speaker: AsyncEngine
    listener: AsyncEngine
    topic: str
    name: str

    @contextmanager
    def process(self, role: str, *options: str) -> Generator["subprocess.Popen[bytes]"]:
        """One of the roles as a process of its own."""
        engine = self.speaker if role == "relay" else self.listener
        database = engine.url.render_as_string(hide_password=False)
        arguments = [role, self.bus_address, database, self.topic, self.name, *options]
        process = subprocess.Popen(
            [sys.executable, "-m", "shared.testing.tally_process", *arguments], stdout=subprocess.DEVNULL
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    async def listen(self) -> None:
        """The listener, in this process."""

        async def project(connection: AsyncConnection, records: Sequence[Recorded[Said]]) -> None:
            await write_down(connection, self.name, records)

        async def no_log(_topic: str, _partition: int, _epoch: int, _after: int, _upto: int) -> Sequence[Message]:
            return []

        subscription = Subscription(self.topic, CODEC, project)
        await run_consumer(self.listener, self.bus, name=self.name, subscriptions=[subscription], fetch_log=no_log)

    async def relay(self) -> None:
        """The relay, in this process."""
        await run_relay(self.speaker, self.bus, self.topic)

    async def count(self) -> int:
        return sum(map(len, (await heard_positions(self.listener, self.name)).values()))

    async def verdict(self) -> Verdict:
        return judge(await recorded_positions(self.speaker), await heard_positions(self.listener, self.name))

    async def at_the_end(self) -> Verdict:
        """Wait until everything that was said has been heard, and judge."""
        said = sum(map(len, (await recorded_positions(self.speaker)).values()))
        await self.until(lambda count: count >= said)
        return await self.verdict()

    async def until(self, enough: Callable[[int], bool]) -> None:
        async with asyncio.timeout(SECONDS_TO_TAKE_OVER_MAX):
            while not enough(await self.count()):  # noqa: ASYNC110 - what is asked for is in a database
                await asyncio.sleep(0.02)


@pytest.fixture
async def stage(
    connect: Connect, bus_address: str, topic_prefix: str, new_database: NewDatabase
) -> AsyncIterator[Stage]:
    speaker, listener = make_engine(await new_database("tally", make)), make_engine(await new_database("tally", make))
    async with connect() as bus:
        yield Stage(bus, bus_address, speaker, listener, f"{topic_prefix}tally", f"{topic_prefix}listener")
    await speaker.dispose()
    await listener.dispose()


async def stopped(process: "subprocess.Popen[bytes]") -> None:
    """Wait until the process has stopped itself."""
    await asyncio.to_thread(os.waitid, os.P_PID, process.pid, os.WSTOPPED)


async def end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait({task})
    with suppress(asyncio.CancelledError):
        task.result()


class TestListener:
    async def test_killed_again_and_again_hears_everything_once(self, stage: Stage) -> None:
        relaying = asyncio.create_task(stage.relay())
        for start in range(0, 300, 100):
            with stage.process("listen") as process:
                before = await stage.count()
                await say(stage.speaker, stage.topic, range(start, start + 100))
                await stage.until(lambda count, before=before: count > before)
                process.kill()
        listening = asyncio.create_task(stage.listen())
        assert await stage.at_the_end() == Verdict()
        await end(listening)
        await end(relaying)

    async def test_stopped_in_its_transaction_is_replaced_and_wakes_up_as_a_harmless_zombie(self, stage: Stage) -> None:
        relaying = asyncio.create_task(stage.relay())
        await say(stage.speaker, stage.topic, range(100))
        with stage.process("listen", "pause") as zombie:
            await stopped(zombie)
            assert await stage.count() == 0
            # Whatever it holds, partitions and locks, is soon somebody else's.
            listening = asyncio.create_task(stage.listen())
            await say(stage.speaker, stage.topic, range(100, 200))
            began = monotonic()
            assert await stage.at_the_end() == Verdict()
            assert monotonic() - began < SECONDS_TO_TAKE_OVER_MAX
            zombie.send_signal(signal.SIGCONT)
            await say(stage.speaker, stage.topic, range(200, 300))
            assert await stage.at_the_end() == Verdict()
            # It is of use again: alone, it hears the rest.
            await end(listening)
            await say(stage.speaker, stage.topic, range(300, 400))
            assert await stage.at_the_end() == Verdict()
        await end(relaying)


class TestRelay:
    async def test_stopped_before_it_publishes_is_replaced_and_its_late_messages_are_repeats(
        self, stage: Stage
    ) -> None:
        listening = asyncio.create_task(stage.listen())
        await say(stage.speaker, stage.topic, range(100))
        with stage.process("relay", "pause") as zombie:
            await stopped(zombie)
            relaying = asyncio.create_task(stage.relay())
            await say(stage.speaker, stage.topic, range(100, 200))
            assert await stage.at_the_end() == Verdict()
            zombie.send_signal(signal.SIGCONT)
            # Its messages come now, long after their time.
            await stage_has_repeats(stage)
            await say(stage.speaker, stage.topic, range(200, 300))
            assert await stage.at_the_end() == Verdict()
            await end(relaying)
            await say(stage.speaker, stage.topic, range(300, 400))
            assert await stage.at_the_end() == Verdict()
        await end(listening)

    async def test_killed_again_and_again_publishes_everything(self, stage: Stage) -> None:
        listening = asyncio.create_task(stage.listen())
        for start in range(0, 300, 100):
            with stage.process("relay") as process:
                before = await stage.count()
                await say(stage.speaker, stage.topic, range(start, start + 100))
                await stage.until(lambda count, before=before: count > before)
                process.kill()
        relaying = asyncio.create_task(stage.relay())
        assert await stage.at_the_end() == Verdict()
        await end(relaying)
        await end(listening)


class TestBroker:
    async def test_killed_and_paused_delays_everything_and_loses_nothing(
        self, own_kafka: KafkaBroker, topic_prefix: str, new_database: NewDatabase
    ) -> None:
        speaker = make_engine(await new_database("tally", make))
        listener = make_engine(await new_database("tally", make))
        async with KafkaBus(own_kafka.address, partitions=PARTITIONS, session_timeout_ms=3000) as bus:
            stage = Stage(bus, "", speaker, listener, f"{topic_prefix}tally", f"{topic_prefix}listener")
            running = [asyncio.create_task(stage.relay()), asyncio.create_task(stage.listen())]
            await say(speaker, stage.topic, range(100))
            await stage.until(lambda count: count > 0)
            own_kafka.kill()
            await say(speaker, stage.topic, range(100, 200))
            await asyncio.to_thread(own_kafka.restart)
            assert await stage.at_the_end() == Verdict()
            own_kafka.pause()
            await say(speaker, stage.topic, range(200, 300))
            own_kafka.resume()
            assert await stage.at_the_end() == Verdict()
            for task in running:
                await end(task)
        await speaker.dispose()
        await listener.dispose()


async def stage_has_repeats(stage: Stage) -> None:
    """Wait until the topic holds more messages than were said."""
    said = sum(map(len, (await recorded_positions(stage.speaker)).values()))
    async with (
        asyncio.timeout(SECONDS_TO_TAKE_OVER_MAX),
        stage.bus.member(f"{stage.name}.judge", [stage.topic]) as member,
    ):
        while len(await member.assigned()) != PARTITIONS:
            pass
        while sum((await member.ends()).values()) <= said:  # noqa: ASYNC110 - and this is on the bus
            await asyncio.sleep(0.05)
