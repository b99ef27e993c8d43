"""A database with reporting's real schema, and one way to tell it events."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.projections import generation
from services.reporting.subscriptions import subscriptions
from shared.database import make_engine
from shared.events import Recorded
from shared.testing.postgres import NewDatabase

Tell = Callable[[Sequence[Recorded[Any]]], Awaitable[None]]


@pytest.fixture
async def engine(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    """An empty first generation of the read models."""
    engine = make_engine(await new_database("reporting"))
    await generation.current(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
def tell(engine: AsyncEngine) -> Tell:
    """Project events as the consumer does, in one transaction; those of one topic at a time."""
    handlers = {each.topic: each.project for each in subscriptions(1)}

    async def tell(records: Sequence[Recorded[Any]]) -> None:
        project = handlers[records[0].topic]
        assert project is not None
        async with engine.begin() as connection:
            await project(connection, records)

    return tell
