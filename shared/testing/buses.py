"""Both buses, so that one suite of tests can ask the same of each."""

from collections.abc import AsyncIterator, Callable

import pytest

from shared.bus.embedded import EmbeddedBus
from shared.bus.kafka import KafkaBus
from shared.bus.port import Bus
from shared.testing.postgres import Postgres

#: Enough for two members to share, few enough to look at.
PARTITIONS = 4

Connect = Callable[..., Bus]


@pytest.fixture(params=["embedded", "kafka"])
async def connect(request: pytest.FixtureRequest) -> AsyncIterator[Connect]:
    """Make buses to the same place, each as a process of its own would: `connect()` or `connect(partitions=5)`."""
    if request.param == "kafka":
        servers: str = request.getfixturevalue("kafka")

        def to_kafka(*, partitions: int = PARTITIONS) -> Bus:
            # A member that is gone without a word is missed after 3 s instead of 10.
            return KafkaBus(servers, partitions=partitions, session_timeout_ms=3000)

        yield to_kafka
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    database = await postgres.create()

    def to_postgres(*, partitions: int = PARTITIONS) -> Bus:
        return EmbeddedBus(postgres.url(database), partitions=partitions)

    yield to_postgres
    await postgres.drop(database)
