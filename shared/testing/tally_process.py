"""The listener or the relay of the tally as a process of its own, for tests that kill and pause it.

`python -m shared.testing.tally_process listen|relay BUS DATABASE TOPIC NAME [pause]`: with `pause` it stops itself, as
SIGSTOP would, in the midst of its first transaction or before its first publication.
"""

import os
import signal
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

import uvloop
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.bus.embedded import EmbeddedBus
from shared.bus.kafka import KafkaBus
from shared.bus.port import Bus, Publisher
from shared.cloudevents import Message
from shared.consumer import Subscription, run_consumer
from shared.database import make_engine
from shared.events import Recorded
from shared.relay import run_relay
from shared.testing.buses import PARTITIONS
from shared.testing.tally import CODEC, Said, write_down

KAFKA = "kafka://"


@dataclass(slots=True)
class Pause:
    """Stops the process once."""

    wanted: bool

    def __call__(self) -> None:
        if self.wanted:
            self.wanted = False
            os.kill(os.getpid(), signal.SIGSTOP)


@dataclass(slots=True)
class PausingPublisher:
    """Takes its messages, and sends them when the process has been woken up."""

    publisher: Publisher
    pause: Pause

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        """As late as possible."""
        self.pause()
        await self.publisher.publish(topic, messages)


class PausingBus:
    """A bus whose publishers may pause."""

    def __init__(self, bus: Bus, pause: Pause) -> None:
        self.partitions = bus.partitions
        self.ensure_topic = bus.ensure_topic
        self.member = bus.member
        self._publisher = bus.publisher
        self._pause = pause

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    @asynccontextmanager
    async def publisher(self) -> AsyncGenerator[Publisher]:
        """A publisher that pauses."""
        async with self._publisher() as publisher:
            yield PausingPublisher(publisher, self._pause)


async def main(role: str, address: str, database: str, topic: str, name: str, *options: str) -> None:
    """Run until killed."""
    pause = Pause("pause" in options)
    if address.startswith(KAFKA):
        bus = KafkaBus(address.removeprefix(KAFKA), partitions=PARTITIONS, session_timeout_ms=3000)
    else:
        bus = EmbeddedBus(address, partitions=PARTITIONS)
    engine = make_engine(database)

    async def project(connection: AsyncConnection, records: Sequence[Recorded[Said]]) -> None:
        await write_down(connection, name, records)
        pause()

    async def no_log(_topic: str, _partition: int, _epoch: int, _after: int, _upto: int) -> Sequence[Message]:
        return []

    async with bus:
        if role == "relay":
            await run_relay(engine, PausingBus(bus, pause), topic)
        else:
            subscription = Subscription(topic, CODEC, project)
            await run_consumer(engine, bus, name=name, subscriptions=[subscription], fetch_log=no_log)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
