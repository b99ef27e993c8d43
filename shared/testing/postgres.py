"""A database of its own for every test, cloned in milliseconds from a template with the real schema."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import make_url

from shared.migrations import migrate
from shared.testing.servers import address_of

Make = Callable[[str], Awaitable[None]]
TEMPLATES_LOCK = 4_711  # held while a template is made, which the workers of a run do once between them


@dataclass(frozen=True, slots=True)
class Postgres:
    """The server of this test run. It may be a person's own, so all that is made on it carries the run's name."""

    address: str
    run: str

    def url(self, database: str) -> str:
        return make_url(self.address).set(database=database).render_as_string(hide_password=False)

    @asynccontextmanager
    async def connect(self) -> AsyncGenerator[asyncpg.Connection]:
        connection = await asyncpg.connect(self.address.replace("+asyncpg", "", 1))
        try:
            yield connection
        finally:
            await connection.close()

    async def template(self, name: str, make: Make) -> str:
        """Name the template, having it made by whoever comes first; the others wait."""
        template, unfinished = f"{self.run}_{name}", f"{self.run}_{name}_unfinished"
        async with self.connect() as connection:
            await connection.execute("SELECT pg_advisory_lock($1)", TEMPLATES_LOCK)
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", template):
                await connection.execute(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
                await connection.execute(f'CREATE DATABASE "{unfinished}"')
                await make(self.url(unfinished))
                await connection.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')
        return template

    async def create(self, template: str = "template1") -> str:
        database = f"{self.run}_{uuid4().hex[:12]}"
        async with self.connect() as connection:
            await connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return database

    async def drop(self, *databases: str) -> None:
        async with self.connect() as connection:
            for database in databases:
                await connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


@dataclass(frozen=True, slots=True)
class NewDatabase:
    """Makes databases for one test and drops them after it.

    `await new_database()` is empty, `await new_database("ledger")` has the schema of that service, and
    `await new_database("event-store", make)` what `make(url)` has put into a template of that name once per run.
    """

    postgres: Postgres
    made: list[str]

    async def __call__(self, template: str | None = None, make: Make | None = None) -> str:
        if template is None:
            database = await self.postgres.create()
        else:
            make = make or partial(migrate, Path("services", template, "migrations"))
            database = await self.postgres.create(await self.postgres.template(template, make))
        self.made.append(database)
        return self.postgres.url(database)


@dataclass(frozen=True, slots=True)
class BorrowedPostgres:
    """A person's own server, given in HUIKUAN_DATABASE_URL, on which nothing of this run may stay."""

    address: str
    run: str

    def stop(self) -> None:
        asyncio.run(self._drop_all())

    async def _drop_all(self) -> None:
        postgres = Postgres(address=self.address, run=self.run)
        async with postgres.connect() as connection:
            names = await connection.fetch("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", self.run)
        await postgres.drop(*(name["datname"] for name in names))


@pytest.fixture(scope="session")
def postgres(servers: str) -> Postgres:
    """The PostgreSQL of this test run."""
    return Postgres(address=address_of(servers, "postgres"), run=run_name(Path(servers).parent))


def run_name(home: Path) -> str:
    """What every database of this run is called by."""
    return home.name.replace("-", "_")


@pytest.fixture
async def new_database(postgres: Postgres) -> AsyncIterator[NewDatabase]:
    """Give this test databases of its own: see NewDatabase."""
    made: list[str] = []
    yield NewDatabase(postgres=postgres, made=made)
    await postgres.drop(*made)
