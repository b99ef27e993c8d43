"""The sender as a role: woken by what is queued, stopped in good order, and patient when its neighbours are away."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from deploy.local.mailbox import Mailbox
from deploy.local.postgres import EmbeddedPostgres
from services.notify.domain.message import MessageDeferred
from services.notify.sender import Sender
from shared.migrations import migrate
from tests.notify.integration.desk import Notify

SECONDS_MAX = 120


@asynccontextmanager
async def running(sender: Sender) -> AsyncGenerator[None]:
    """The role at work; it is asked to stop at the end of the block."""
    task = asyncio.create_task(sender.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Return once it is so; fail when it does not come about."""
    async with asyncio.timeout(SECONDS_MAX):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.02)


def all_ended(notify: Notify) -> Callable[[], Awaitable[bool]]:
    async def condition() -> bool:
        return {"queued", "claimed"}.isdisjoint((await notify.states()).values())

    return condition


class TestTheRole:
    async def test_is_woken_by_what_is_queued(self, notify: Notify, mailbox: Mailbox) -> None:
        async with running(notify.sender()):
            first = await notify.ready_to_send(5)
            await until(all_ended(notify))
            both = await notify.ready_to_send(10)
            await until(all_ended(notify))
        assert first == both[:5]
        assert await notify.states() == dict.fromkeys(both, "sent")
        assert mailbox.account.kept.total() == 10

    async def test_finishes_the_mail_under_way_when_asked_to_stop(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        mailbox.behave("slow", wait_seconds=0.2)
        begun = asyncio.Event()

        async def between(step: str) -> None:
            if step == "begun":
                begun.set()

        async with running(notify.sender(between, stop_seconds_max=10, smtp_data_seconds_max=10)):
            await begun.wait()
        assert (await notify.states())[message] == "sent"
        assert mailbox.account.kept.total() == 1

    async def test_that_must_stop_before_an_answer_leaves_it_unknown(self, notify: Notify, mailbox: Mailbox) -> None:
        await notify.ready_to_send()
        mailbox.behave("silent", wait_seconds=60)
        begun = asyncio.Event()

        async def between(step: str) -> None:
            if step == "begun":
                begun.set()

        async with running(notify.sender(between, stop_seconds_max=0.2, smtp_data_seconds_max=60)):
            await begun.wait()
        mailbox.behave("ok")
        async with running(notify.sender()):
            await until(all_ended(notify))
        assert await notify.in_state("unknown") == mailbox.account.unanswered
        assert mailbox.account.kept.total() == 0

    async def test_takes_fewer_at_a_time_from_a_slow_mail_server(self, notify: Notify, mailbox: Mailbox) -> None:
        messages = await notify.ready_to_send(40)
        mailbox.behave("slow", wait_seconds=0.1)
        sender = notify.sender(smtp_connections=2, batch=32, fresh_seconds_max=0.5, smtp_data_seconds_max=10)
        await notify.send_all(sender)
        assert await notify.states() == dict.fromkeys(messages, "sent")
        assert set(mailbox.account.kept.values()) == {1}
        deferred = [event for event in await notify.said() if isinstance(event, MessageDeferred)]
        assert {event.reason for event in deferred} == {"check-outdated"}
        assert len(deferred) < 60, "it did not go on claiming what it could not send in time"


class TestWithoutADatabase:
    @pytest.fixture
    async def on_its_own(
        self, own_postgres: EmbeddedPostgres, mailbox: Mailbox, tmp_path: Path
    ) -> AsyncGenerator[Notify]:
        keeping = asyncio.create_task(own_postgres.keep_running())
        url = own_postgres.url("notify")
        await migrate(Path("services/notify/migrations"), url)
        async with Notify.open(url, mailbox.port, tmp_path) as notify:
            yield notify
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping

    @pytest.mark.parametrize("step", ["checked", "claimed", "begun", "spoken"])
    async def test_that_dies_at_any_step_nothing_is_lost_or_doubled_or_even_unknown(
        self, on_its_own: Notify, own_postgres: EmbeddedPostgres, mailbox: Mailbox, step: str
    ) -> None:
        messages = await on_its_own.ready_to_send(20)
        killed = False

        async def between(name: str) -> None:
            nonlocal killed
            if name == step and not killed:
                killed = True
                os.kill(own_postgres.pid, signal.SIGKILL)

        sender = on_its_own.sender(between, stop_seconds_max=20, pause_seconds_max=0.1)
        async with running(sender):
            await until(lambda: reachable(all_ended(on_its_own)))
        assert killed
        assert await on_its_own.states() == dict.fromkeys(messages, "sent")
        assert set(mailbox.account.kept.values()) == {1}
        assert mailbox.account.kept.total() == 20


async def reachable(condition: Callable[[], Awaitable[bool]]) -> bool:
    """The condition, or that the database cannot be asked at the moment."""
    try:
        return await condition()
    except Exception:  # noqa: BLE001 - whatever a dead database says
        return False
