"""The migrations make exactly the tables that the code works with."""

import asyncio

from alembic import command

from services.ledger.app import MIGRATIONS
from shared.migrations import configuration
from shared.testing.postgres import NewDatabase


class TestTheMigrations:
    async def test_leave_nothing_to_do(self, new_database: NewDatabase) -> None:
        url = await new_database("ledger")
        await asyncio.to_thread(command.check, configuration(MIGRATIONS, url))
