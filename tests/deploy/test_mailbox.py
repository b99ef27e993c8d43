"""The local mailbox keeps every mail it is given, shows it to those who may see it, and misbehaves when told to."""

from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest
from aiosmtplib import SMTP, SMTPDataError, SMTPSenderRefused, SMTPServerDisconnected, SMTPTimeoutError
from fastapi import FastAPI, Request, Response

from deploy.local.mailbox import Mailbox, Mode
from shared.auth import Keys, create_key
from shared.errors import Refusal
from shared.problems import of_refusal, response

Ask = Callable[..., httpx2.AsyncClient]


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncGenerator[Mailbox]:
    async with Mailbox.open(tmp_path / "mailbox") as mailbox:
        yield mailbox


@pytest.fixture
def ask(mailbox: Mailbox, tmp_path: Path) -> Ask:
    """The mailbox's HTTP side, asked with a key of this role for these entities."""
    app = FastAPI()
    app.state.keys = Keys(tmp_path / "keys.jsonl")
    app.include_router(mailbox.router())

    async def refused(_: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return response(of_refusal(error))

    app.add_exception_handler(Refusal, refused)

    def asking(role: str | None = "admin", *entities: str) -> httpx2.AsyncClient:
        headers = {}
        if role is not None:
            key = create_key(tmp_path / "keys.jsonl", role=role, entities=entities or ("*",))
            headers = {"Authorization": f"Bearer {key}"}
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app), base_url="http://here/local", headers=headers
        )

    return asking


def mail(number: int = 1, *, entity: str = "CN01", customer: str = "C-0100") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "华东公司 <receivables@huikuan.example>"
    mail["To"] = f"c{number}@example.com"
    mail["Subject"] = f"付款提醒 {number}"
    mail["Date"] = datetime(2026, 3, 1 + number, 2, 0, tzinfo=UTC)
    mail["Message-ID"] = f"<{number}@huikuan.example>"
    mail["X-Huikuan-Message"] = f"{entity}/message/{customer}/2026-03-02/email"
    mail.set_content(f"text {number}\n.\n..dots\n")
    mail.add_alternative(f"<p>html {number}</p>", subtype="html")
    return mail


async def send(mailbox: Mailbox, *mails: EmailMessage, seconds: float = 5) -> None:
    async with SMTP(hostname="127.0.0.1", port=mailbox.port, timeout=seconds) as client:
        for each in mails:
            await client.send_message(each)


class TestAMail:
    async def test_is_kept_as_it_was_sent(self, mailbox: Mailbox) -> None:
        await send(mailbox, mail())
        (line,) = mailbox.lines
        assert (line.entity, line.customer, line.recipient, line.has_html) == ("CN01", "C-0100", "c1@example.com", True)
        body = mailbox.files.mail(line.id).get_body(("plain",))
        assert body is not None
        assert body.get_content().splitlines() == ["text 1", ".", "..dots"]

    async def test_is_still_there_after_a_restart(self, mailbox: Mailbox, tmp_path: Path) -> None:
        await send(mailbox, mail(1), mail(2))
        async with Mailbox.open(tmp_path / "mailbox") as again:
            assert again.lines == mailbox.lines
            assert again.account.kept == mailbox.account.kept
            await send(again, mail(3))
            assert [line.number for line in again.lines] == [1, 2, 3]

    async def test_is_found_though_the_machine_stopped_before_it_was_listed(
        self, mailbox: Mailbox, tmp_path: Path
    ) -> None:
        await send(mailbox, mail(1), mail(2))
        index = tmp_path / "mailbox" / "index.jsonl"
        index.write_text(index.read_text()[: len(index.read_text().splitlines()[0]) + 20])
        async with Mailbox.open(tmp_path / "mailbox") as again:
            assert [(line.number, line.id, line.subject) for line in again.lines] == [
                (line.number, line.id, line.subject) for line in mailbox.lines
            ]

    async def test_is_for_its_owners_eyes_only(self, mailbox: Mailbox, tmp_path: Path) -> None:
        await send(mailbox, mail())
        assert (tmp_path / "mailbox").stat().st_mode & 0o077 == 0


class TestReading:
    async def test_lists_the_newest_first_page_by_page(self, mailbox: Mailbox, ask: Ask) -> None:
        await send(mailbox, *(mail(number) for number in range(1, 8)))
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await ask().get("/mailbox", params={"limit": 3} | cursor)).json()
            seen += [line["subject"] for line in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert seen == [f"付款提醒 {number}" for number in range(7, 0, -1)]

    @pytest.mark.parametrize(
        ("query", "subjects"),
        [
            ({"customer": "C-0200"}, ["付款提醒 2"]),
            ({"recipient": "c3@example.com"}, ["付款提醒 3"]),
            ({"date": "2026-03-02"}, ["付款提醒 1"]),
            ({"q": "提醒 3"}, ["付款提醒 3"]),
            ({"q": "c-0200"}, ["付款提醒 2"]),
            ({"q": "nobody"}, []),
        ],
    )
    async def test_finds_what_is_looked_for(
        self, mailbox: Mailbox, ask: Ask, query: dict[str, str], subjects: list[str]
    ) -> None:
        await send(mailbox, mail(1), mail(2, customer="C-0200"), mail(3))
        page = (await ask().get("/mailbox", params=query)).json()
        assert [line["subject"] for line in page["items"]] == subjects

    async def test_shows_text_and_headers(self, mailbox: Mailbox, ask: Ask) -> None:
        await send(mailbox, mail())
        answer = (await ask().get(f"/mailbox/{mailbox.lines[0].id}")).json()
        assert answer["text"] == "text 1\n.\n..dots\n"
        assert ["Message-ID", "<1@huikuan.example>"] in answer["headers"]

    async def test_shows_html_where_it_can_do_no_harm(self, mailbox: Mailbox, ask: Ask) -> None:
        await send(mailbox, mail())
        answer = await ask(None).get(f"/mailbox/{mailbox.lines[0].id}/html")
        assert "html 1" in answer.text
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")

    async def test_of_other_entities_is_not_possible(self, mailbox: Mailbox, ask: Ask) -> None:
        await send(mailbox, mail(1), mail(2, entity="JP01"))
        finance = ask("finance", "JP01")
        assert [line["entity"] for line in (await finance.get("/mailbox")).json()["items"]] == ["JP01"]
        assert (await finance.get(f"/mailbox/{mailbox.lines[0].id}")).status_code == 404

    @pytest.mark.parametrize(
        ("role", "status"), [(None, 401), ("auditor", 403), ("sales", 403), ("finance", 200), ("admin", 200)]
    )
    async def test_is_for_those_who_may_see_persons(self, ask: Ask, role: str | None, status: int) -> None:
        assert (await ask(role).get("/mailbox")).status_code == status

    @pytest.mark.parametrize("mail_id", ["0", "..%2f..%2fkeys", "é"])
    async def test_of_what_is_not_there_is_not_found(self, mailbox: Mailbox, ask: Ask, mail_id: str) -> None:
        await send(mailbox, mail())
        assert (await ask().get(f"/mailbox/{mail_id}")).status_code == 404
        assert (await ask(None).get(f"/mailbox/{mail_id}/html")).status_code == 404


class TestMisbehaviour:
    @pytest.mark.parametrize(
        ("mode", "error", "kept", "unanswered"),
        [
            ("refuse-for-now", SMTPDataError, 0, False),
            ("refuse-for-good", SMTPDataError, 0, False),
            ("unwelcoming", SMTPSenderRefused, 0, False),
            ("hang-up-early", SMTPServerDisconnected, 0, False),
            ("silent", SMTPTimeoutError, 0, True),
            ("take-and-hang-up", SMTPServerDisconnected, 1, True),
        ],
    )
    async def test_is_done_and_accounted_for(
        self, mailbox: Mailbox, mode: Mode, error: type[Exception], kept: int, *, unanswered: bool
    ) -> None:
        mailbox.behave(mode, wait_seconds=5)
        with pytest.raises(error):
            await send(mailbox, mail(), seconds=0.2)
        assert mailbox.account.kept.total() == len(mailbox.lines) == kept
        assert mailbox.account.unanswered == ({"<1@huikuan.example>"} if unanswered else set())

    async def test_ends_after_so_many_mails(self, mailbox: Mailbox, ask: Ask) -> None:
        asked = {"mode": "refuse-for-now", "times": 2}
        assert (await ask("admin").put("/mailbox/behaviour", json=asked)).status_code == 204
        for _ in range(2):
            with pytest.raises(SMTPDataError):
                await send(mailbox, mail())
        await send(mailbox, mail())
        assert (await ask().get("/mailbox/account")).json() == {"kept": 1, "kept_twice": [], "unanswered": []}

    async def test_is_not_for_everybody_to_ask_for(self, ask: Ask) -> None:
        assert (await ask("finance").put("/mailbox/behaviour", json={"mode": "silent"})).status_code == 403

    async def test_tells_of_a_mail_that_came_twice(self, mailbox: Mailbox, ask: Ask) -> None:
        await send(mailbox, mail(), mail())
        assert (await ask().get("/mailbox/account")).json()["kept_twice"] == ["<1@huikuan.example>"]
