"""How far a reader has come in each partition it hears, kept in its own database beside what it made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Integer, MetaData, PrimaryKeyConstraint, Table, Text, text
from sqlalchemy.ext.asyncio import AsyncConnection


def consumer_tables(metadata: MetaData) -> Table:
    """The table that every service which hears something owns."""
    return Table(
        "checkpoint",
        metadata,
        Column("consumer", Text),
        Column("topic", Text),
        Column("partition", Integer),
        Column("epoch", Integer, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("next_offset", BigInteger, nullable=False),
        PrimaryKeyConstraint("consumer", "topic", "partition"),
    )


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last event applied, and where the bus goes on after it.

    `epoch` 0 means that nothing has been heard yet. `next_offset` only saves reading again what is known already:
    whether an event is new is decided by its position alone.
    """

    epoch: int = 0
    position: int = 0
    next_offset: int = 0


_BEGIN = text("""
    INSERT INTO checkpoint (consumer, topic, partition, epoch, position, next_offset)
    VALUES (:consumer, :topic, :partition, 0, 0, 0) ON CONFLICT DO NOTHING
""")
_READ = text("""
    SELECT epoch, position, next_offset FROM checkpoint
    WHERE consumer = :consumer AND topic = :topic AND partition = :partition
""")
_CLAIM = text("""
    SELECT partition, epoch, position, next_offset FROM checkpoint
    WHERE consumer = :consumer AND topic = :topic AND partition = ANY(CAST(:partitions AS int[]))
    ORDER BY partition FOR UPDATE
""")
_ADVANCE = text("""
    UPDATE checkpoint SET epoch = reached.epoch, position = reached.position, next_offset = reached.next_offset
    FROM unnest(CAST(:partitions AS int[]), CAST(:epochs AS int[]), CAST(:positions AS bigint[]),
                CAST(:next_offsets AS bigint[])) AS reached(partition, epoch, position, next_offset)
    WHERE consumer = :consumer AND topic = :topic AND checkpoint.partition = reached.partition
""")


async def begin(connection: AsyncConnection, consumer: str, topic: str, partition: int) -> Checkpoint:
    """Where the reader stands; its row is made when it hears the partition for the first time."""
    line = {"consumer": consumer, "topic": topic, "partition": partition}
    await connection.execute(_BEGIN, line)
    return Checkpoint(*(await connection.execute(_READ, line)).one())


async def claim(
    connection: AsyncConnection, consumer: str, topic: str, partitions: Sequence[int]
) -> dict[int, Checkpoint]:
    """Hold the reader's places in some partitions of a topic until the end of the transaction.

    The lock is what fences a process that was paused while another took over: it waits here, and then reads how far
    the other has come.
    """
    lines = {"consumer": consumer, "topic": topic, "partitions": list(partitions)}
    return {partition: Checkpoint(*place) for partition, *place in await connection.execute(_CLAIM, lines)}


async def advance(connection: AsyncConnection, consumer: str, topic: str, reached: Mapping[int, Checkpoint]) -> None:
    """Move claimed places forward, by partition."""
    await connection.execute(
        _ADVANCE,
        {
            "consumer": consumer,
            "topic": topic,
            "partitions": list(reached),
            "epochs": [checkpoint.epoch for checkpoint in reached.values()],
            "positions": [checkpoint.position for checkpoint in reached.values()],
            "next_offsets": [checkpoint.next_offset for checkpoint in reached.values()],
        },
    )
