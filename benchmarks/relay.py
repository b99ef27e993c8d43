"""How fast the relay publishes what the store holds, against aiokafka sending the same messages from memory.

Processes: this one, PostgreSQL with every safeguard on, one Kafka broker. The floor is the same idempotent producer
with the same settings, `send` without waiting for each and then waiting for all, thousands at a time.
"""

# aiokafka carries no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false

import argparse
import asyncio
import resource
from time import perf_counter

import uvloop
from aiokafka import AIOKafkaProducer
from sqlalchemy import text

from benchmarks.bus_stage import Stage, messages, record, stage
from benchmarks.results import Result, by_turns, keep
from shared.bus.kafka import BATCH_BYTES, KafkaBus
from shared.relay import ROUND_PER_PARTITION, relay_once
from shared.settings import PARTITIONS

COMMAND = "python -m benchmarks.relay"
EVENTS = 120_000
ROUND = ROUND_PER_PARTITION * PARTITIONS


async def relay(on: Stage) -> float:
    """Events per second from the store to the bus, cursor and all."""
    topic = on.new_name()
    async with on.engine.begin() as connection:
        await connection.execute(text("DELETE FROM relayed"))
        await connection.execute(text("INSERT INTO relayed SELECT partition, 0 FROM head"))
    async with KafkaBus(on.kafka, partitions=PARTITIONS) as bus:
        await bus.ensure_topic(topic)
        async with bus.publisher() as publisher:
            began = perf_counter()
            while await relay_once(on.engine, publisher, topic):
                pass
            return EVENTS / (perf_counter() - began)


async def send(on: Stage) -> float:
    """Events per second when aiokafka sends them from memory."""
    topic = on.new_name()
    async with KafkaBus(on.kafka, partitions=PARTITIONS) as bus:
        await bus.ensure_topic(topic)
    told = messages(topic, EVENTS)
    producer = AIOKafkaProducer(
        bootstrap_servers=on.kafka, acks="all", enable_idempotence=True, max_batch_size=BATCH_BYTES
    )
    await producer.start()
    began = perf_counter()
    for start in range(0, len(told), ROUND):
        sent = [
            await producer.send(topic, value, key, partition, None, headers)
            for partition, key, headers, value in told[start : start + ROUND]
        ]
        await asyncio.gather(*sent)
    took = perf_counter() - began
    await producer.stop()
    return EVENTS / took


async def measure() -> list[Result]:
    """The relay and its floor, by turns."""
    async with stage() as on:
        await record(on.engine, EVENTS)
        value, floor, ratio = await by_turns(lambda _: relay(on), lambda _: send(on))
        return [
            Result(
                name="relay",
                unit="events/s",
                value=round(value),
                floor_name="aiokafka's idempotent send of the same messages from memory",
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
