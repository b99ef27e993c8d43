"""The ledger's API with its append replaced by one raw two-row insert and commit: the floor of single posts.

`python -m benchmarks.raw_append engine` commits on connections like the service's own, `… asyncpg` by the bare driver.
"""

import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import uvloop
from fastapi import FastAPI
from sqlalchemy import text

from services.ledger.app import create_app
from services.ledger.settings import Settings
from shared.clock import SystemClock
from shared.database import make_engine
from shared.event_store import Accepted, Execution
from shared.events import Position, Recorded
from shared.telemetry import configure_logging
from shared.web import serve

CONNECTIONS = 32
ROW = b"x" * 700
TWO_ROWS = """
    WITH event AS (
      INSERT INTO events (epoch, partition, position, stream, version, type, recorded_at, envelope, hash)
      VALUES (2, 0, $1, $2, 1, 'raw', now(), $3, $3))
    INSERT INTO idempotency (principal, key, request_hash, answer, recorded_at) VALUES ('raw', $2, $3, $3, now())
"""
_TWO_ROWS = text(
    TWO_ROWS.replace("$1", "CAST(:position AS bigint)")
    .replace("$2", "CAST(:stream AS text)")
    .replace("$3", "CAST(:row AS bytea)")
)

Append = Callable[[int, str], Awaitable[object]]


class RawAppend:
    """Stands where the committer stands: every command is one transaction of two rows, decided without a look."""

    def __init__(self, append: Append, committer: Any) -> None:
        self._append = append
        self._committer = committer
        self._count = 1_000_000

    async def submit(self, execution: Execution[Any]) -> Accepted:
        """The two rows, and an answer as the route expects it."""
        if not hasattr(execution.command, "amount_minor"):
            accepted: Accepted = await self._committer.submit(execution)
            return accepted
        self._count = count = self._count + 1
        stream = f"raw/{count}"
        await self._append(count, stream)
        record = Recorded[Any](
            topic="huikuan.ledger", epoch=2, partition=0, position=count, stream=stream, version=1, type="raw",
            recorded_at=execution.context.now, correlation_id=execution.context.correlation_id, event=None,
        )  # fmt: skip
        return Accepted((record,), (Position("huikuan.ledger", 2, 0, count),))

    async def submit_batch(self, executions: Any) -> Any:
        """Bulk goes the ordinary way: it only prepares the customers."""
        return await self._committer.submit_batch(executions)


@asynccontextmanager
async def on_engine(url: str) -> AsyncGenerator[Append]:
    """Commits on an engine like the service's."""
    engine = make_engine(url, pool_size=CONNECTIONS)

    async def append(position: int, stream: str) -> None:
        async with engine.begin() as connection:
            await connection.execute(_TWO_ROWS, {"position": position, "stream": stream, "row": ROW})

    yield append
    await engine.dispose()


@asynccontextmanager
async def on_asyncpg(url: str) -> AsyncGenerator[Append]:
    """Commits on the driver's own pool."""
    bare = url.replace("+asyncpg", "")
    async with asyncpg.create_pool(bare, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:

        async def append(position: int, stream: str) -> None:
            async with pool.acquire() as connection, connection.transaction():
                await connection.execute(TWO_ROWS, position, stream, ROW)

        yield append


async def main(way: str) -> None:
    """Serve the ledger with the raw append until it is told to stop."""
    settings = Settings()  # pyright: ignore[reportCallIssue] - the environment gives what has no default
    configure_logging(level=settings.log_level, form=settings.log_format)
    app = create_app(settings, SystemClock())
    opening = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        appending = {"engine": on_engine, "asyncpg": on_asyncpg}[way]
        async with opening(app), appending(settings.database_url) as append:
            app.state.committer = RawAppend(append, app.state.committer)
            yield

    app.router.lifespan_context = lifespan
    await serve(app, host=settings.host, port=settings.port)


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
