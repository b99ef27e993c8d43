"""A database with reporting's real schema, one way to tell it events, and the service in front of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.app import create_app
from services.reporting.projections import generation
from services.reporting.settings import Settings
from services.reporting.subscriptions import subscriptions
from shared import checkpoint
from shared.auth import create_key
from shared.checkpoint import Checkpoint
from shared.clock import SystemClock
from shared.database import make_engine
from shared.events import Recorded
from shared.testing.postgres import NewDatabase
from shared.web import serve

Tell = Callable[[Sequence[Recorded[Any]]], Awaitable[None]]


@pytest.fixture
async def database_url(new_database: NewDatabase) -> str:
    return await new_database("reporting")


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An empty first generation of the read models."""
    engine = make_engine(database_url)
    await generation.current(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
def tell(engine: AsyncEngine) -> Tell:
    """Project events of one topic and partition as the consumer does, in one transaction with its checkpoint."""
    handlers = {each.topic: each.project for each in subscriptions(1)}

    async def tell(records: Sequence[Recorded[Any]]) -> None:
        last = records[-1]
        project = handlers[last.topic]
        assert project is not None
        line = (generation.consumer_of(1), last.topic, last.partition)
        async with engine.begin() as connection:
            await checkpoint.begin(connection, *line)
            await project(connection, records)
            await checkpoint.advance(connection, *line[:2], {last.partition: Checkpoint(last.epoch, last.position, 0)})

    return tell


@dataclass
class Service:
    """The service on a socket, and a caller who may see everything."""

    http: httpx2.AsyncClient
    settings: Settings

    async def get(self, report: str, **asked: Any) -> Any:
        """The answer's body; whatever is refused fails the test."""
        response = await self.http.get(f"/v1/reports/{report}", params=asked)
        assert response.status_code == 200, response.text
        return response.json()

    def key_for(self, *entities: str, role: str = "finance") -> dict[str, str]:
        """Headers of a caller who may see these entities only."""
        return {"Authorization": f"Bearer {create_key(self.settings.keys_file, role=role, entities=entities)}"}


@pytest.fixture
async def service(engine: AsyncEngine, database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    assert engine.pool is not None
    settings = Settings(
        database_url=database_url,
        bus="postgresql+asyncpg://127.0.0.1:1/bus",
        keys_file=tmp_path / "keys",
        min_position_wait_seconds=0.3,
        console_dist=tmp_path / "dist",
    )
    app = create_app(settings, SystemClock())
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(app, host="127.0.0.1", port=0, on_ready=port.set_result))
    key = create_key(settings.keys_file, role="admin")
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{await port}", headers={"Authorization": f"Bearer {key}"}, trust_env=False
    ) as http:
        yield Service(http, settings)
    task.cancel()
    await asyncio.wait({task})
