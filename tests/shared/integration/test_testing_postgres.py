"""Every test gets databases of its own, made once per run and cloned, and leaves none behind."""

import asyncio
import time

import asyncpg

from shared.testing.postgres import BorrowedPostgres, NewDatabase, Postgres


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


class MakeSeason:
    """Fills a template with one table, and counts how often it was asked to."""

    def __init__(self) -> None:
        self.times = 0

    async def __call__(self, url: str) -> None:
        self.times += 1
        await ask(url, "CREATE TABLE season AS SELECT 'spring' AS name")


class TestNewDatabase:
    async def test_without_a_template_is_empty(self, new_database: NewDatabase) -> None:
        assert await ask(await new_database(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0

    async def test_is_cloned_from_a_template_made_once(self, new_database: NewDatabase) -> None:
        make = MakeSeason()
        urls = await asyncio.gather(*(new_database("season", make) for _ in range(4)))
        assert len(set(urls)) == 4
        assert [await ask(url, "SELECT name FROM season") for url in urls] == ["spring"] * 4
        assert make.times <= 1  # another worker may have been first

    async def test_is_made_again_when_its_making_failed(self, new_database: NewDatabase) -> None:
        async def fail(url: str) -> None:
            await ask(url, "CREATE TABLE season (name text)")
            raise ConnectionError

        name = f"failing-{time.monotonic_ns()}"
        failed = await asyncio.gather(new_database(name, fail), return_exceptions=True)
        assert isinstance(failed[0], ConnectionError)
        assert await ask(await new_database(name, MakeSeason()), "SELECT name FROM season") == "spring"

    async def test_is_dropped_after_the_test(self, postgres: Postgres) -> None:
        made: list[str] = []
        await ask(await NewDatabase(postgres=postgres, made=made)(), "SELECT 1")
        await postgres.drop(*made)
        assert not await ask(postgres.address, f"SELECT true FROM pg_database WHERE datname = '{made[0]}'")  # noqa: S608


class TestBorrowedPostgres:
    async def test_is_left_without_a_database_of_the_run(self, postgres: Postgres) -> None:
        run = f"borrowed_{time.monotonic_ns()}"
        borrowed = Postgres(address=postgres.address, run=run)
        await borrowed.create()
        await borrowed.template("season", MakeSeason())
        await asyncio.to_thread(BorrowedPostgres(address=postgres.address, run=run).stop)
        left = f"SELECT count(*) FROM pg_database WHERE starts_with(datname, '{run}')"  # noqa: S608
        assert await ask(postgres.address, left) == 0
