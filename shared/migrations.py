"""Brings a service's database to its newest schema, for `migrations/env.py` and the `migrate` role of every service."""

import asyncio
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, NullPool, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

_ONE_AT_A_TIME = 7_201_115  # the advisory lock under which a schema changes: roles of one service may start together


def run_migrations(metadata: MetaData) -> None:
    """The whole of an `env.py`: run what Alembic was asked for, online, on the URL in its configuration."""

    def on(connection: Connection) -> None:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
        context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
        context.run_migrations()

    async def run() -> None:
        engine = create_async_engine(context.config.attributes["url"], poolclass=NullPool)
        async with engine.begin() as connection:
            await connection.run_sync(on)
        await engine.dispose()

    asyncio.run(run())


def configuration(folder: Path, url: str) -> Config:
    """Alembic's configuration for a service's `migrations` folder and a database."""
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(folder.absolute()))
    return config


async def migrate(folder: Path, url: str) -> None:
    """Create the database where it is missing, then upgrade it to the newest schema."""
    await create_database(url)
    await asyncio.to_thread(command.upgrade, configuration(folder, url), "head")


async def create_database(url: str) -> None:
    """Create the database of a URL where it is missing; the server's `postgres` database is asked."""
    wanted = make_url(url)
    name = wanted.database or ""
    engine = create_async_engine(wanted.set(database="postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
        if not await connection.scalar(text("SELECT true FROM pg_database WHERE datname = :name"), {"name": name}):
            quoted = connection.dialect.identifier_preparer.quote(name)
            await connection.execute(text(f"CREATE DATABASE {quoted}"))
    await engine.dispose()
