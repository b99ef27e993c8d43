"""Dunning on a real database, and an API asked with real keys."""

from collections.abc import AsyncIterator

import pytest

from shared.testing.postgres import NewDatabase
from tests.dunning.integration.world import World


@pytest.fixture
async def world(new_database: NewDatabase) -> AsyncIterator[World]:
    async with World.open(await new_database("dunning")) as world:
        yield world
