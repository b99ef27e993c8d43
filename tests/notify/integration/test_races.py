"""A payment races the reminder: at each step of sending, with withdrawal asked for by dunning or seen by the ledger.

Before the check nothing goes out. Up to the first word to the mail server a withdrawal still wins. After that the mail
is out, once, and the message says so.
"""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from deploy.local.mailbox import Mailbox
from services.notify.domain.message import MessageSent, MessageWithdrawalNoted, MessageWithdrawn
from tests.notify.integration.desk import Notify, customer_number

FIRST = customer_number(0)
#: What withdrawal asked for at this step leads to, and how many mails are in the mailbox then.
WITHDRAWN_AT = {"checked": ("withdrawn", 0), "claimed": ("withdrawn", 0), "begun": ("sent", 1), "spoken": ("sent", 1)}


def at(step: str, happens: Callable[[], Awaitable[None]]) -> Callable[[str], Awaitable[None]]:
    """Let something happen when the sender comes by a step for the first time."""
    happened = False

    async def between(name: str) -> None:
        nonlocal happened
        if name == step and not happened:
            happened = True
            await happens()

    return between


class TestAWithdrawal:
    @pytest.mark.parametrize("step", WITHDRAWN_AT)
    async def test_at_each_step(self, notify: Notify, mailbox: Mailbox, step: str) -> None:
        (message,) = await notify.ready_to_send()
        sender = notify.sender(at(step, lambda: notify.want_back(FIRST)))
        await notify.send_all(sender)
        assert ((await notify.states())[message], len(mailbox.lines)) == WITHDRAWN_AT[step]

    async def test_of_a_claimed_message_is_noted_and_then_wins(self, notify: Notify) -> None:
        (message,) = await notify.ready_to_send()
        await notify.send_all(notify.sender(at("claimed", lambda: notify.want_back(FIRST, reason="disputed"))))
        *_, noted, ended = await notify.said(message)
        assert isinstance(noted, MessageWithdrawalNoted)
        assert isinstance(ended, MessageWithdrawn)
        assert ended.reason == "disputed"

    async def test_that_comes_too_late_is_answered_by_what_happened(self, notify: Notify) -> None:
        (message,) = await notify.ready_to_send()
        await notify.send_all()
        before = await notify.said(message)
        await notify.want_back(FIRST)
        assert await notify.said(message) == before
        assert isinstance(before[-1], MessageSent)

    async def test_heard_in_one_batch_with_its_obligation_wins(self, notify: Notify, mailbox: Mailbox) -> None:
        await notify.hear_of_entity()
        await notify.hear_of_customer(FIRST)
        await notify.meet(FIRST)
        await notify.hear_dunning(notify.partition(FIRST), [notify.obligation(FIRST), notify.withdrawal(FIRST)])
        await notify.send_all()
        assert (list((await notify.states()).values()), len(mailbox.lines)) == (["withdrawn"], 0)


class TestAPayment:
    """The ledger has it, dunning has not heard of it yet."""

    async def test_before_the_check_stops_the_mail(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        notify.ledger.paid(FIRST)
        await notify.send_all()
        assert ((await notify.states())[message], len(mailbox.lines)) == ("withdrawn", 0)

    @pytest.mark.parametrize("step", WITHDRAWN_AT)
    async def test_after_the_check_finds_the_mail_out_at_most_once(
        self, notify: Notify, mailbox: Mailbox, step: str
    ) -> None:
        (message,) = await notify.ready_to_send()

        async def pay() -> None:
            notify.ledger.paid(FIRST)

        await notify.send_all(notify.sender(at(step, pay)))
        assert ((await notify.states())[message], len(mailbox.lines)) == ("sent", 1)

    async def test_between_two_attempts_stops_the_second(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        mailbox.behave("refuse-for-now")
        sender = notify.sender()
        assert await sender.round() == 1
        mailbox.behave("ok")
        notify.ledger.paid(FIRST)
        await notify.send_all(sender)
        assert ((await notify.states())[message], len(mailbox.lines)) == ("withdrawn", 0)


class TestManySenders:
    """The lease is only there to save work: without it, and all at once, nothing goes out twice."""

    async def test_without_any_lease_send_each_mail_once(self, notify: Notify, mailbox: Mailbox) -> None:
        messages = await notify.ready_to_send(60)
        senders = [notify.sender(batch=20, smtp_connections=2) for _ in range(3)]
        await asyncio.gather(*(notify.send_all(sender) for sender in senders))
        assert await notify.states() == dict.fromkeys(messages, "sent")
        assert set(mailbox.account.kept.values()) == {1}
        assert mailbox.account.kept.total() == 60

    @pytest.mark.parametrize("step", ["claimed", "begun", "spoken"])
    async def test_of_which_one_sleeps_while_another_takes_over(
        self, notify: Notify, mailbox: Mailbox, step: str
    ) -> None:
        messages = await notify.ready_to_send(8)

        async def another_takes_over() -> None:
            other = notify.sender()
            await other.recover()
            await notify.send_all(other)

        await notify.send_all(notify.sender(at(step, another_takes_over), smtp_connections=1))

        assert set(mailbox.account.kept.values()) == {1}
        states = await notify.states()
        # What had begun is unknown to the one who took over, whatever the sleeper says later; all else went out once.
        unknown = [message for message in messages if states[message] == "unknown"]
        assert len(unknown) == {"claimed": 0, "begun": 1, "spoken": 1}[step]
        assert [states[message] for message in messages if message not in unknown] == ["sent"] * (8 - len(unknown))
