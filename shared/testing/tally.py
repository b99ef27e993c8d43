"""A service small enough to see through, to try the machinery on.

One side says numbers, one writes down what it hears, and a judge compares the two.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import BigInteger, Column, Identity, Integer, MetaData, Table, Text, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared.checkpoint import consumer_tables
from shared.clock import SystemClock
from shared.cloudevents import Message, to_message
from shared.committer import execute_in_transaction
from shared.event_store import Execution, Locked, Rules, Touches, event_tables, prepare_store, read_events
from shared.events import Codec, Context, Recorded
from shared.testing.buses import PARTITIONS

CLOCK = SystemClock()
K = TypeVar("K", int, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A number was said by a customer."""

    entity: str
    customer: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Say a number."""

    customer: str
    number: int


CODEC: Codec[Said] = Codec({"said.v1": Said})

METADATA = MetaData()
event_tables(METADATA)
consumer_tables(METADATA)
#: What was heard, in the order of hearing; nothing here keeps a number from being written down twice.
HEARD = Table(
    "heard",
    METADATA,
    Column("turn", BigInteger, Identity(), primary_key=True),
    Column("consumer", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
)

_WRITE_DOWN = text("""
    INSERT INTO heard (consumer, topic, partition, position, number)
    SELECT :consumer, :topic, * FROM unnest(
      CAST(:partitions AS int[]), CAST(:positions AS bigint[]), CAST(:numbers AS bigint[]))
""")


async def make(url: str) -> None:
    """The tables of both services."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
    await prepare_store(engine, PARTITIONS)
    await engine.dispose()


async def _load(_connection: AsyncConnection, _commands: Sequence[Say], _locked: Locked[Said]) -> None:
    """Nothing needs to be known to say a number."""


async def _project(_connection: AsyncConnection, _records: Sequence[Recorded[Said]]) -> None:
    """Nothing is kept of what we say ourselves."""


def rules(topic: str) -> Rules[Say, None, Said]:
    """The rules of saying, on this topic."""
    return Rules(
        topic=topic,
        codec=CODEC,
        touches=lambda command: Touches(key=f"T1/{command.customer}"),
        load=_load,
        decide=lambda command, _: [
            (f"T1/number/{command.number}", Said(entity="T1", customer=command.customer, number=command.number))
        ],
        evolve=lambda _state, _stream, _event: None,
        project=_project,
    )


async def say(engine: AsyncEngine, topic: str, numbers: Iterable[int], *, customers: int = 32) -> None:
    """Record numbers, spread over customers and so over the partitions, in one transaction."""
    context = Context(principal="test", correlation_id="test", now=CLOCK.now())
    saying = rules(topic)
    await execute_in_transaction(
        engine,
        CLOCK,
        [Execution(saying, Say(customer=f"{number % customers:04}", number=number), context) for number in numbers],
    )


async def write_down(connection: AsyncConnection, consumer: str, records: Sequence[Recorded[Said]]) -> None:
    """The effect of hearing: one row per number."""
    await connection.execute(
        _WRITE_DOWN,
        {
            "consumer": consumer,
            "topic": records[0].topic,
            "partitions": [record.partition for record in records],
            "positions": [record.position for record in records],
            "numbers": [record.event.number for record in records],
        },
    )


async def published(engine: AsyncEngine, topic: str, *, partitions: int = PARTITIONS) -> list[Message]:
    """Everything recorded, as the relay publishes it, partition by partition."""
    messages: list[Message] = []
    async with engine.connect() as connection:
        for partition in range(partitions):
            messages += [
                to_message(topic, event.epoch, partition, event.position, event.envelope_bytes)
                for event in await read_events(connection, partition, after=0, limit=1_000_000)
            ]
    return messages


async def recorded_positions(engine: AsyncEngine) -> dict[int, list[int]]:
    """The positions in the store, by partition."""
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT partition, position FROM events ORDER BY partition, position"))
        return _by_partition(rows.tuples())


async def heard_positions(engine: AsyncEngine, consumer: str) -> dict[int, list[int]]:
    """The positions written down, in the order of hearing, by partition."""
    rows_of = select(HEARD.c.partition, HEARD.c.position).where(HEARD.c.consumer == consumer).order_by(HEARD.c.turn)
    async with engine.connect() as connection:
        return _by_partition((await connection.execute(rows_of)).tuples())


def _by_partition(rows: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    positions: dict[int, list[int]] = {}
    for partition, position in rows:
        positions.setdefault(partition, []).append(position)
    return positions


@dataclass(slots=True)
class Verdict:
    """What is wrong with a hearing, as (partition or stream, position); nothing, if it is right."""

    lost: list[tuple[int | str, int]] = field(default_factory=list[tuple[int | str, int]])
    doubled: list[tuple[int | str, int]] = field(default_factory=list[tuple[int | str, int]])
    out_of_order: list[tuple[int | str, int]] = field(default_factory=list[tuple[int | str, int]])

    @property
    def right(self) -> bool:
        """Whether everything was heard once and in order."""
        return not (self.lost or self.doubled or self.out_of_order)


def judge(said: Mapping[K, Sequence[int]], heard: Mapping[K, Sequence[int]]) -> Verdict:
    """Compare what was said with what was heard, in each partition or stream.

    Order is judged by first hearings: a repeat is doubled, not out of order.
    """
    verdict = Verdict()
    for line in sorted({*said, *heard}):
        expected, found = said.get(line, []), heard.get(line, [])
        counted = Counter(found)
        verdict.lost += [(line, position) for position in expected if position not in counted]
        verdict.doubled += [(line, position) for position, times in counted.items() if times > 1]
        rank = {position: number for number, position in enumerate(expected)}
        latest = -1
        for position in counted:
            if rank.get(position, -1) < latest:
                verdict.out_of_order.append((line, position))
            latest = max(latest, rank.get(position, -1))
    return verdict
