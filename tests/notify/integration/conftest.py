"""Notify on a real database and a real mail server, with a ledger that answers what a test wants it to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.mailbox import Mailbox
from services.notify.app import create_app
from shared.testing.postgres import NewDatabase
from tests.notify.integration.desk import Callers, Notify


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with Mailbox.open(tmp_path / "mailbox") as mailbox:
        yield mailbox


@pytest.fixture
async def notify(new_database: NewDatabase, mailbox: Mailbox, tmp_path: Path) -> AsyncIterator[Notify]:
    async with Notify.open(await new_database("notify"), mailbox.port, tmp_path) as notify:
        yield notify
        assert await notify.verify() == [], "whatever happened, the tables say what the log says"


@pytest.fixture
async def callers(notify: Notify, tmp_path: Path) -> AsyncIterator[Callers]:
    keys_file = tmp_path / "keys.jsonl"
    settings = notify.settings.model_copy(
        update={"keys_file": keys_file, "producers": {"huikuan.ledger": "http://127.0.0.1:1"}}
    )
    app = create_app(settings, notify.clock)
    async with app.router.lifespan_context(app):
        app.state.receivables = notify.receivables
        yield Callers(app, keys_file)
