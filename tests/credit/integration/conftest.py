"""Credit on a real database, hearing what the ledger's own rules say."""

from collections.abc import AsyncIterator

import pytest

from shared.testing.postgres import NewDatabase
from tests.credit.integration.world import World


@pytest.fixture
async def world(new_database: NewDatabase) -> AsyncIterator[World]:
    async with World.open(await new_database("credit")) as world:
        yield world
