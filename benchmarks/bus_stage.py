"""What the benchmarks of the relay and of the consumer stand on: a PostgreSQL, a broker, and a store full of events."""

import shutil
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.postgres import EmbeddedPostgres
from shared.cloudevents import Message, to_message
from shared.database import copy_rows, make_engine
from shared.event_store import NO_HASH, Envelope
from shared.settings import PARTITIONS
from shared.testing.kafka import BorrowedKafka, Kafka, KafkaBroker
from shared.testing.settings import TestingSettings
from shared.testing.tally import METADATA

NOW = datetime(2026, 3, 2, 1, 2, 3, 456789, UTC)
#: About what an invoice with one line takes.
DATA_BYTES = 480


@dataclass(frozen=True, slots=True)
class Stage:
    """One database with both ends of the tally in it, and where the broker listens."""

    engine: AsyncEngine
    kafka: str

    @staticmethod
    def new_name() -> str:
        """A topic or group that nobody has used."""
        return f"bench-{uuid4().hex[:12]}"


@asynccontextmanager
async def stage() -> AsyncGenerator[Stage]:
    """Servers with every safeguard on, as in production; a broker of your own is taken from HUIKUAN_KAFKA."""
    home = Path(tempfile.mkdtemp(prefix="huikuan-bench-"))
    home.chmod(0o711)  # a server that root starts runs as somebody else, who has to pass through
    postgres = EmbeddedPostgres.start(home / "postgres")
    testing = TestingSettings()
    kafka = (
        BorrowedKafka(address=testing.kafka)
        if testing.kafka
        else KafkaBroker.start(Kafka.fetch(Path("tests/kafka"), testing.cache), home / "kafka")
    )
    engine = make_engine(postgres.url("postgres"), pool_size=8)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(METADATA.create_all)
        yield Stage(engine, kafka.address)
    finally:
        await engine.dispose()
        kafka.stop()
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)


def stream(partition: int, position: int) -> str:
    """A stream of its own for every event."""
    return f"T1/number/{partition}-{position}"


def envelope(partition: int, position: int) -> bytes:
    """An event as it is stored."""
    data = {"entity": "T1", "customer": f"{position % 500:04}", "number": position * PARTITIONS + partition}
    data["note"] = "x" * (DATA_BYTES - len(msgspec.json.encode(data)))
    return msgspec.json.encode(
        Envelope(
            type="said.v1",
            stream=stream(partition, position),
            version=1,
            recorded_at=NOW,
            correlation_id=f"{partition:04x}{position:012x}",
            principal="benchmark",
            causation=None,
            traceparent=None,
            data=msgspec.Raw(msgspec.json.encode(data)),
        )
    )


async def record(engine: AsyncEngine, events: int) -> None:
    """Fill the store, as many events in each partition."""
    each = events // PARTITIONS
    columns = ("epoch", "partition", "position", "stream", "version", "type", "recorded_at", "envelope", "hash")
    for partition in range(PARTITIONS):
        rows = [
            (1, partition, position, stream(partition, position), 1, "said.v1", NOW, envelope(partition, position), b"")
            for position in range(1, each + 1)
        ]
        async with engine.begin() as connection:
            await connection.execute(text("SELECT 1"))
            await copy_rows(connection, "events", columns, rows)
            await connection.execute(
                text("INSERT INTO head VALUES (:partition, 1, :position, :now, :no_hash)"),
                {"partition": partition, "position": each, "now": NOW, "no_hash": NO_HASH},
            )
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM ANALYZE events"))


def messages(topic: str, events: int) -> list[Message]:
    """The same events as the relay publishes them, in the order of its rounds."""
    each = events // PARTITIONS
    return [
        to_message(topic, 1, partition, position, envelope(partition, position))
        for position in range(1, each + 1)
        for partition in range(PARTITIONS)
    ]
