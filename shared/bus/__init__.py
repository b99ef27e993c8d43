"""The bus that carries events between services: Apache Kafka, or a log in PostgreSQL that behaves like it."""

from shared.bus.embedded import EmbeddedBus
from shared.bus.kafka import KafkaBus
from shared.bus.port import Bus
from shared.settings import PARTITIONS

KAFKA = "kafka://"


def connect(url: str, *, partitions: int = PARTITIONS) -> Bus:
    """The bus at `kafka://host:9092` or `postgresql+asyncpg://…/bus`; open it with `async with`."""
    if url.startswith(KAFKA):
        return KafkaBus(url.removeprefix(KAFKA), partitions=partitions)
    return EmbeddedBus(url, partitions=partitions)
