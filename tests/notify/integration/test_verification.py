"""`huikuan verify` finds what is wrong with messages, and nothing where nothing is."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from sqlalchemy import text

from deploy.local.mailbox import Mailbox
from services.notify.projections.verification import verify
from shared.testing.postgres import NewDatabase
from tests.notify.integration.desk import Notify


@pytest.fixture
async def broken(new_database: NewDatabase, mailbox: Mailbox, tmp_path: Path) -> AsyncGenerator[Notify]:
    """A notify that has sent three mails and holds a fourth, whose tables a test will break."""
    async with Notify.open(await new_database("notify"), mailbox.port, tmp_path) as notify:
        await notify.ready_to_send(3)
        await notify.send_all()
        yield notify


class TestVerify:
    async def test_counts_the_messages(self, broken: Notify) -> None:
        assert [str(check) for check in await verify(broken.engine)] == [
            "messages that ended more than once: 0, 0, ok",
            "messages as the log tells them: 3 messages, 3 messages, ok",
            "claims that the log does not know, or that are missing: 0, 0, ok",
        ]

    @pytest.mark.parametrize(
        ("damage", "name"),
        [
            ("UPDATE messages SET state = 'queued' WHERE customer = 'C-0001'", "messages as the log tells them"),
            ("DELETE FROM messages WHERE customer = 'C-0001'", "messages as the log tells them"),
            (
                "INSERT INTO claims (message, attempt) VALUES ('x', 1)",
                "claims that the log does not know, or that are missing",
            ),
        ],
    )
    async def test_finds_what_was_changed_behind_the_logs_back(self, broken: Notify, damage: str, name: str) -> None:
        async with broken.engine.begin() as connection:
            await connection.execute(text(damage))
        assert [check.name for check in await broken.verify()] == [name]

    async def test_finds_a_second_end(self, broken: Notify) -> None:
        async with broken.engine.begin() as connection:
            await connection.execute(
                text("""
                    INSERT INTO events (partition, position, epoch, stream, version, type, recorded_at, envelope, hash)
                    SELECT partition, position + 100, epoch, stream, version + 1, type, recorded_at, envelope, hash
                    FROM events WHERE type = 'message-sent.v1' LIMIT 1
                """)
            )
        assert [check.name for check in await broken.verify()] == ["messages that ended more than once"]
