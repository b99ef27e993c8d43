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
async def bus_address(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """Where a process of its own finds the bus."""
    if request.param == "kafka":
        yield f"kafka://{request.getfixturevalue('kafka')}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    database = await postgres.create()
    yield postgres.url(database)
    await postgres.drop(database)


@pytest.fixture
def connect(bus_address: str) -> Connect:
    """Make buses to the same place, each as a process of its own would: `connect()` or `connect(partitions=5)`."""

    def make_bus(*, partitions: int = PARTITIONS) -> Bus:
        if bus_address.startswith("kafka://"):
            # A member that is gone without a word is missed after 3 s instead of 10.
            servers = bus_address.removeprefix("kafka://")
            return KafkaBus(servers, partitions=partitions, session_timeout_ms=3000)
        return EmbeddedBus(bus_address, partitions=partitions)

    return make_bus
