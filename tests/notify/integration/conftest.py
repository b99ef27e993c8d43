"""Notify on a real database and a real mail server, with a ledger that answers what a test wants it to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.mailbox import Mailbox
from shared.testing.postgres import NewDatabase
from tests.notify.integration.desk import Notify


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with Mailbox.open(tmp_path / "mailbox") as mailbox:
        yield mailbox


@pytest.fixture
async def notify(new_database: NewDatabase, mailbox: Mailbox, tmp_path: Path) -> AsyncIterator[Notify]:
    async with Notify.open(await new_database("notify"), mailbox.port, tmp_path) as notify:
        yield notify
