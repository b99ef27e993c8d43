"""Sending by real SMTP to a mail server that behaves, and to one that does not."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from msgspec import structs

from deploy.local.mailbox import Mailbox, Mode
from services.notify.channels.email import EmailChannel
from services.notify.channels.port import Channel, Conversation
from services.notify.domain.message import MessageClaimed, MessageDeferred, MessageSent
from tests.notify.integration.desk import ENTITY, MONDAY, Notify, customer_number

FIRST = customer_number(0)


def only_mail(mailbox: Mailbox) -> EmailMessage:
    (line,) = mailbox.lines
    return mailbox.files.mail(line.id)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return body.get_content()


class TestAMail:
    async def test_goes_to_the_person_in_the_persons_language(self, notify: Notify, mailbox: Mailbox) -> None:
        await notify.hear_of_entity()
        await notify.hear_of_customer(FIRST, language="zh")
        await notify.meet(FIRST, language="en")
        (message,) = await notify.owe(FIRST)

        await notify.send_all()

        mail = only_mail(mailbox)
        assert mailbox.lines[0].recipient == "c-0000@example.com"
        assert "Dear Erika Muster," in text_of(mail)
        assert "CNY\u00a01,234.50" in text_of(mail, "html")
        assert mail["From"] == "华东公司 <receivables@huikuan.example>"
        assert mail["X-Huikuan-Message"] == message
        assert mail["Date"].datetime == notify.clock.now()
        assert mail["Date"].endswith("10:00:00 +0800"), "it was ten in the morning there"

    async def test_carries_the_hash_of_its_obligation(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        await notify.send_all()
        digest = hashlib.sha256(f"{ENTITY}/obligation/{FIRST}/{MONDAY}/email".encode()).hexdigest()[:40]
        assert only_mail(mailbox)["Message-ID"] == f"<{digest}@huikuan.example>"
        sent = (await notify.said(message))[-1]
        assert isinstance(sent, MessageSent)
        assert sent.provider_id == f"<{digest}@huikuan.example>"

    async def test_is_asked_about_at_the_position_dunning_knew(self, notify: Notify) -> None:
        await notify.ready_to_send()
        await notify.send_all()
        assert notify.ledger.asked[0]["min_position"] == "huikuan.ledger:1.7.42"

    async def test_goes_to_whoever_took_the_place_of_one_erased(self, notify: Notify, mailbox: Mailbox) -> None:
        await notify.ready_to_send()
        async with notify.engine.begin() as connection:
            await notify.vault.erase(connection, ENTITY, FIRST, "main")
            new = replace(await notify.meet("C-9999"), email="new@example.com")
            await notify.vault.put(connection, ENTITY, FIRST, "other", new)
        await notify.send_all()
        assert mailbox.lines[0].recipient == "new@example.com"

    async def test_goes_to_nobody_when_nobody_is_left(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        async with notify.engine.begin() as connection:
            await notify.vault.erase(connection, ENTITY, FIRST, "main")
        await notify.send_all()
        row = (await notify.messages())[message]
        assert (row.state, row.reason, len(mailbox.lines)) == ("undeliverable", "no-contact", 0)

    async def test_whose_header_would_be_forged_is_not_sent(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        await notify.hear_of_entity(name="华东公司\r\nBcc: everybody@example.com")
        await notify.send_all()
        row = (await notify.messages())[message]
        assert (row.state, row.reason, len(mailbox.lines)) == ("undeliverable", "unsafe-text", 0)


class TestTheWindow:
    async def test_holds_mails_back_at_night_and_lets_them_go_in_the_morning(
        self, notify: Notify, mailbox: Mailbox
    ) -> None:
        await notify.ready_to_send()
        notify.clock.set(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))  # eight in the evening in Shanghai
        await notify.send_all()
        assert len(mailbox.lines) == 0

        notify.clock.set(datetime(2026, 3, 3, 0, 0, tzinfo=UTC))  # eight in the morning
        await notify.send_all()
        assert len(mailbox.lines) == 0, "the ledger has not opened the day"

        await notify.hear_of_entity(day=MONDAY + timedelta(days=1))
        await notify.send_all()
        assert len(mailbox.lines) == 1

    async def test_stays_shut_on_holidays(self, notify: Notify, mailbox: Mailbox) -> None:
        await notify.ready_to_send()
        await notify.hear_of_entity(working=False)
        await notify.send_all()
        assert len(mailbox.lines) == 0

    async def test_that_never_opened_in_time_ends_the_message(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        notify.clock.advance(timedelta(days=11))
        await notify.hear_of_entity(day=MONDAY + timedelta(days=11))
        await notify.send_all()
        row = (await notify.messages())[message]
        assert (row.state, row.reason, len(mailbox.lines)) == ("undeliverable", "too-late", 0)


class TestFreshness:
    async def test_of_a_paid_message_withdraws_it(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        notify.ledger.paid(FIRST)
        await notify.send_all()
        row = (await notify.messages())[message]
        assert (row.state, row.reason, len(mailbox.lines)) == ("withdrawn", "paid", 0)

    async def test_of_a_partly_paid_message_names_the_rest(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        notify.ledger.paid(FIRST, rest_minor=500)
        await notify.send_all()
        assert "CNY\u00a05.00" in text_of(only_mail(mailbox))
        assert "1,234.50" not in text_of(only_mail(mailbox))
        assert [item.open_minor for item in (await notify.messages())[message].items] == [500]

    async def test_leaves_out_what_is_disputed(self, notify: Notify, mailbox: Mailbox) -> None:
        await notify.ready_to_send()
        (item,) = notify.ledger.owes(FIRST)
        notify.ledger.owed[ENTITY, FIRST] = [structs.replace(item, disputed_minor=100_000)]
        await notify.send_all()
        assert "CNY\u00a0234.50" in text_of(only_mail(mailbox))

    async def test_waits_for_a_ledger_that_does_not_answer(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        notify.ledger.silent = True
        await notify.send_all()
        assert (await notify.states())[message] == "queued"
        assert len(mailbox.lines) == 0

        notify.ledger.silent = False
        await notify.send_all(notify.sender())
        assert (await notify.states())[message] == "sent"

    async def test_does_not_wait_for_a_silent_ledger_message_by_message(self, notify: Notify) -> None:
        await notify.ready_to_send(40)
        notify.ledger.silent = True
        assert await notify.sender().round() == 0
        assert len(notify.ledger.asked) <= 8

    async def test_that_is_too_old_is_asked_for_again(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        assert await notify.sender(fresh_seconds_max=1e-9).round() == 1
        assert (await notify.states())[message] == "queued"
        assert len(mailbox.lines) == 0

        await notify.send_all()
        kinds: list[type[object]] = [type(event) for event in await notify.said(message)]
        assert kinds[1:] == [MessageClaimed, MessageDeferred, MessageClaimed, MessageSent]


STATE_AFTER: dict[Mode, str] = {
    "ok": "sent",
    "refuse-for-now": "undeliverable",
    "refuse-for-good": "undeliverable",
    "silent": "unknown",
    "take-and-hang-up": "unknown",
    "slow": "sent",
}


class TestAMailServer:
    """However it behaves: no mail is kept twice, and the unknown ones are exactly those it left unanswered."""

    @pytest.mark.parametrize("mode", STATE_AFTER)
    async def test_that_behaves_so_all_the_time(self, notify: Notify, mailbox: Mailbox, mode: Mode) -> None:
        messages = await notify.ready_to_send(30)
        mailbox.behave(mode, wait_seconds=0.02 if mode == "slow" else 5)

        await notify.send_all(notify.sender(smtp_connections=10, smtp_data_seconds_max=0.2))

        assert await notify.states() == dict.fromkeys(messages, STATE_AFTER[mode])
        assert set(mailbox.account.kept.values()) <= {1}
        assert await notify.in_state("unknown") == mailbox.account.unanswered
        assert await notify.in_state("sent") == set(mailbox.account.kept) - mailbox.account.unanswered

    async def test_that_is_gone_costs_no_attempts(self, notify: Notify, mailbox: Mailbox) -> None:
        (message,) = await notify.ready_to_send()
        await notify.send_all(notify.sender(smtp_port=1))
        row = (await notify.messages())[message]
        assert (row.state, row.attempt) == ("queued", 0)
        assert len(mailbox.lines) == 0

    async def test_that_says_not_now_once_gets_it_the_next_time(self, notify: Notify, mailbox: Mailbox) -> None:
        messages = await notify.ready_to_send(5)
        mailbox.behave("refuse-for-now", times=5)
        await notify.send_all()
        assert await notify.states() == dict.fromkeys(messages, "sent")
        assert {row.attempt for row in (await notify.messages()).values()} == {2}
        assert set(mailbox.account.kept.values()) == {1}

    async def test_that_hangs_up_before_the_mail_gets_it_the_next_time(self, notify: Notify, mailbox: Mailbox) -> None:
        messages = await notify.ready_to_send(5)
        mailbox.behave("hang-up-early", times=5)
        await notify.send_all()
        assert await notify.states() == dict.fromkeys(messages, "sent")
        assert set(mailbox.account.kept.values()) == {1}
        assert mailbox.account.unanswered == set()

    async def test_that_takes_no_mails_of_ours_is_no_messages_fault(self, notify: Notify, mailbox: Mailbox) -> None:
        messages = await notify.ready_to_send(20)
        mailbox.behave("unwelcoming")
        for _ in range(5):
            await notify.sender().round()
        assert await notify.states() == dict.fromkeys(messages, "queued")
        mailbox.behave("ok")
        await notify.send_all()
        assert await notify.states() == dict.fromkeys(messages, "sent")

    async def test_that_swallows_mails_is_not_fed_a_thousand(self, notify: Notify, mailbox: Mailbox) -> None:
        await notify.ready_to_send(40)
        mailbox.behave("take-and-hang-up")
        await notify.send_all(notify.sender(smtp_connections=3, pause_seconds_max=30))
        assert 1 <= len(await notify.in_state("unknown")) <= 3
        assert await notify.in_state("unknown") == mailbox.account.unanswered
        assert len(await notify.in_state("queued")) >= 37

    async def test_that_behaves_in_every_way_by_turns(self, notify: Notify, mailbox: Mailbox) -> None:
        await notify.ready_to_send(60)
        sender = notify.sender(smtp_connections=3, smtp_data_seconds_max=0.2, batch=6, retry_seconds=(0.0,) * 20)
        moods: list[Mode] = ["ok", "refuse-for-now", "take-and-hang-up", "hang-up-early", "silent", "refuse-for-good"]
        for mood in moods * 2:
            mailbox.behave(mood, wait_seconds=5)
            await sender.round()
        mailbox.behave("ok")
        await notify.send_all(sender)

        assert "queued" not in (await notify.states()).values()
        assert set(mailbox.account.kept.values()) <= {1}
        assert await notify.in_state("unknown") == mailbox.account.unanswered
        assert await notify.in_state("sent") == set(mailbox.account.kept) - mailbox.account.unanswered

    async def test_is_spoken_to_over_few_connections(self, notify: Notify, mailbox: Mailbox) -> None:
        await notify.ready_to_send(50)
        channel = CountingChannel(EmailChannel(notify.settings, notify.clock))
        await notify.send_all(notify.sender(email=channel, smtp_connections=2, batch=20))
        assert len(mailbox.lines) == 50
        assert channel.opened == 2


@dataclass(slots=True)
class CountingChannel:
    """The real channel, and how many conversations were begun."""

    channel: Channel
    opened: int = 0

    async def open(self) -> Conversation:
        self.opened += 1
        return await self.channel.open()
