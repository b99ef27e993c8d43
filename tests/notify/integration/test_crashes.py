"""A sender that dies or is paused at any step: nothing is lost, nothing goes out twice, the unknown is listed."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.mailbox import Mailbox
from services.notify.domain.message import MessageDeferred
from services.notify.sender import LEASE
from shared.lease import Lease
from tests.notify.integration.desk import Notify

MESSAGES = 12
ROOT = Path(__file__).parents[3]


class Child:
    """The process of another sender."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    async def send_until(self, step: str, how: str, notify: Notify, home: Path) -> int:
        """Let it send until it strikes itself; answers how it went, as `waitpid` tells."""
        url, port = notify.settings.database_url, notify.settings.smtp_port
        command = [sys.executable, "-m", "tests.notify.integration.dying_sender", url, str(port), str(home), step, how]
        self.process = subprocess.Popen(command, cwd=ROOT)
        _, status = await asyncio.to_thread(os.waitpid, self.process.pid, os.WUNTRACED)
        return status

    async def wake_and_stop(self) -> None:
        """Let it go on from where it was paused, finish what it believes to be its work, and end."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        self.process.send_signal(signal.SIGCONT)
        assert await asyncio.to_thread(self.process.wait, 30) == 0


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child()
    yield child
    if child.process is not None and child.process.poll() is None:
        child.process.kill()
        child.process.wait()


async def take_over(notify: Notify) -> None:
    """Another sender gets the lease and does what is left."""
    async with asyncio.timeout(40), Lease(notify.engine, LEASE):
        sender = notify.sender()
        await sender.recover()
        await notify.send_all(sender)


class TestASenderThatDies:
    async def test_between_check_and_claim_leaves_nothing_behind(
        self, notify: Notify, tmp_path: Path, child: Child
    ) -> None:
        messages = await notify.ready_to_send(MESSAGES)
        assert os.WTERMSIG(await child.send_until("checked", "SIGKILL", notify, tmp_path)) == signal.SIGKILL
        assert set((await notify.states()).values()) == {"queued"}
        await take_over(notify)
        assert await notify.states() == dict.fromkeys(messages, "sent")

    async def test_between_claim_and_send_loses_nothing(
        self, notify: Notify, mailbox: Mailbox, tmp_path: Path, child: Child
    ) -> None:
        messages = await notify.ready_to_send(MESSAGES)
        assert os.WTERMSIG(await child.send_until("claimed", "SIGKILL", notify, tmp_path)) == signal.SIGKILL
        assert set((await notify.states()).values()) == {"claimed"}

        await take_over(notify)

        assert await notify.states() == dict.fromkeys(messages, "sent")
        assert set(mailbox.account.kept.values()) == {1}
        (deferred,) = [event for event in await notify.said(messages[0]) if isinstance(event, MessageDeferred)]
        assert deferred.reason == "dialogue-not-begun"

    async def test_after_it_began_to_speak_leaves_it_unknown(
        self, notify: Notify, mailbox: Mailbox, tmp_path: Path, child: Child
    ) -> None:
        await notify.ready_to_send(MESSAGES)
        assert os.WTERMSIG(await child.send_until("begun", "SIGKILL", notify, tmp_path)) == signal.SIGKILL

        await take_over(notify)

        unknown, sent = await notify.in_state("unknown"), await notify.in_state("sent")
        # One message per conversation may have begun when the process died; each of the others went out once.
        assert 1 <= len(unknown) <= 4
        assert len(unknown) + len(sent) == MESSAGES
        assert sent <= set(mailbox.account.kept) <= sent | unknown
        assert set(mailbox.account.kept.values()) == {1}

    async def test_between_send_and_record_leaves_it_unknown_and_sent_once(
        self, notify: Notify, mailbox: Mailbox, tmp_path: Path, child: Child
    ) -> None:
        await notify.ready_to_send(1)
        assert os.WTERMSIG(await child.send_until("spoken", "SIGKILL", notify, tmp_path)) == signal.SIGKILL
        assert mailbox.account.kept.total() == 1

        await take_over(notify)

        assert await notify.in_state("unknown") == set(mailbox.account.kept)
        assert mailbox.account.kept.total() == 1


class TestASenderThatIsPaused:
    @pytest.mark.parametrize(("step", "unknown_max"), [("claimed", 0), ("begun", 1)])
    async def test_loses_its_lease_and_finds_its_claims_gone(
        self, notify: Notify, mailbox: Mailbox, tmp_path: Path, child: Child, step: str, unknown_max: int
    ) -> None:
        await notify.ready_to_send(MESSAGES)
        assert os.WIFSTOPPED(await child.send_until(step, "SIGSTOP", notify, tmp_path))

        await take_over(notify)
        before = dict(mailbox.account.kept)
        states = await notify.states()
        await child.wake_and_stop()

        assert dict(mailbox.account.kept) == before, "it woke and spoke although its claims were gone"
        assert await notify.states() == states
        assert len(await notify.in_state("unknown")) <= unknown_max
        assert len(await notify.in_state("unknown") | await notify.in_state("sent")) == MESSAGES
        assert set(mailbox.account.kept.values()) == {1}
