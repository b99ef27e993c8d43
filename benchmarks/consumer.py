"""How fast one process hears through Kafka: exactly once, with a projection that writes one row per event.

Processes: this one, PostgreSQL with every safeguard on, one Kafka broker. The floor is aiokafka's `getmany` of the same
messages by the same process, with nothing done to them; 20,000 events/s are required.
"""

# aiokafka carries no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownArgumentType=false

import argparse
import asyncio
import resource
from collections.abc import Sequence
from time import perf_counter

import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.bus_stage import Stage, messages, stage
from benchmarks.results import Result, by_turns, keep
from shared.bus.kafka import KafkaBus
from shared.cloudevents import Message
from shared.consumer import Subscription, run_consumer
from shared.events import Recorded
from shared.settings import PARTITIONS
from shared.telemetry import configure_logging
from shared.testing.tally import CODEC, Said, write_down

COMMAND = "python -m benchmarks.consumer"
EVENTS = 120_000


async def hear(on: Stage, topic: str) -> float:
    """Events per second from the first transaction to the last event's effect."""
    name, heard, began = on.new_name(), 0, 0.0
    finished = asyncio.Event()

    async def project(connection: AsyncConnection, records: Sequence[Recorded[Said]]) -> None:
        nonlocal heard, began
        began = began or perf_counter()
        await write_down(connection, name, records)
        heard += len(records)
        if heard == EVENTS:
            finished.set()

    async def no_log(_topic: str, _partition: int, _epoch: int, _after: int, _upto: int) -> Sequence[Message]:
        return []

    async with KafkaBus(on.kafka, partitions=PARTITIONS) as bus:
        subscription = Subscription(topic, CODEC, project)
        hearing = asyncio.create_task(
            run_consumer(on.engine, bus, name=name, subscriptions=[subscription], fetch_log=no_log)
        )
        await finished.wait()
        took = perf_counter() - began
        hearing.cancel()  # the last transactions are finished before it ends
        await asyncio.wait({hearing})
    async with on.engine.begin() as connection:
        found = (await connection.execute(text("SELECT count(*), count(DISTINCT number) FROM heard"))).one()
        if tuple(found) != (EVENTS, EVENTS):
            message = f"{found} of {EVENTS} events took effect."
            raise AssertionError(message)
        await connection.execute(text("TRUNCATE heard"))
    return EVENTS / took


async def fetch(on: Stage, topic: str) -> float:
    """Events per second when aiokafka reads them and nobody looks."""
    consumer = AIOKafkaConsumer(bootstrap_servers=on.kafka, auto_offset_reset="earliest")
    await consumer.start()
    consumer.assign([TopicPartition(topic, partition) for partition in range(PARTITIONS)])
    count, began = 0, perf_counter()
    while count < EVENTS:
        count += sum(map(len, (await consumer.getmany(timeout_ms=1000)).values()))
    took = perf_counter() - began
    await consumer.stop()
    return EVENTS / took


async def measure() -> list[Result]:
    """The consumer and its floor, by turns."""
    configure_logging(level="warning")
    async with stage() as on:
        topic = on.new_name()
        async with KafkaBus(on.kafka, partitions=PARTITIONS) as bus:
            await bus.ensure_topic(topic)
            async with bus.publisher() as publisher:
                told = messages(topic, EVENTS)
                for start in range(0, EVENTS, 12_000):
                    await publisher.publish(topic, told[start : start + 12_000])
                del told
        value, floor, ratio = await by_turns(lambda _: hear(on, topic), lambda _: fetch(on, topic))
        return [
            Result(
                name="consumer with a batch projection through Kafka, exactly once",
                unit="events/s",
                value=round(value),
                floor_name="aiokafka's getmany of the same messages",
                floor=round(floor),
                ratio=round(ratio, 2),
                peak_rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                command=COMMAND,
            )
        ]


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    measured = uvloop.run(measure())
    keep(measured)
    for line in measured:
        print(line)
