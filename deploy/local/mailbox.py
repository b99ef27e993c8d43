"""The local mailbox: takes every mail the one-machine deployment sends, and lets the console read it.

It stands for the customers' mail servers, so it can also misbehave as they do: refuse, keep silent, take a mail and
hang up. It keeps account of what it took and of what it left unanswered, which is how a test knows what is true.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal, cast

from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from deploy.local.mail_files import Line, MailFiles, MailNotFound, headers
from shared.auth import Principal, require
from shared.web import Cursor, Page, PageSize, read_cursor, write_cursor

HOST = "127.0.0.1"
#: What `silent` and `slow` wait when nothing else is said: longer than a sender should.
WAIT_SECONDS = 60.0
_HTML_HEADERS = {
    # A mail is somebody else's text: nothing in it may run, load or leave its frame.
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}

Mode = Literal[
    "ok", "refuse-for-now", "refuse-for-good", "unwelcoming", "hang-up-early", "silent", "take-and-hang-up", "slow"
]


@dataclass(slots=True)
class Account:
    """How often each mail was kept, refused, and which were taken in without an answer, by Message-ID."""

    kept: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    unanswered: set[str] = field(default_factory=set[str])


@dataclass(slots=True)
class Behaviour:
    """How the mails to come are treated, and for how many of them if not for ever."""

    mode: Mode = "ok"
    wait_seconds: float = WAIT_SECONDS
    times: int | None = None

    def next(self) -> tuple[Mode, float]:
        """How to treat the mail at hand."""
        mode = self.mode
        if self.times is not None:
            self.times -= 1
            if self.times <= 0:
                self.mode, self.times = "ok", None
        return mode, self.wait_seconds


class Mailbox:
    """An SMTP server on a free port of this machine, and the mails it was given."""

    def __init__(self, files: MailFiles) -> None:
        self._files = files
        self._behaviour = Behaviour()
        self.account = Account(kept=Counter(line.message_id for line in files.lines))
        self.port = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, *, port: int = 0) -> "AsyncGenerator[Mailbox]":
        """Serve until the block is left; the mails stay."""
        # The library tells every sender, recipient and line of a mail to its log.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        mailbox = cls(await asyncio.to_thread(MailFiles, folder))
        handler = _Handler(mailbox)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(handler, hostname="mailbox.localhost", ident="Huikuan mailbox", loop=loop), HOST, port
        )
        mailbox.port = server.sockets[0].getsockname()[1]
        try:
            yield mailbox
        finally:
            server.close()
            handler.hang_up()

    @property
    def lines(self) -> Sequence[Line]:
        """All mails, oldest first."""
        return self._files.lines

    @property
    def files(self) -> MailFiles:
        """Where the mails are."""
        return self._files

    @property
    def behaviour(self) -> Behaviour:
        """How the next mail is treated."""
        return self._behaviour

    def behave(self, mode: Mode, *, wait_seconds: float = WAIT_SECONDS, times: int | None = None) -> None:
        """Treat the mails to come in this way, for ever or so many of them."""
        self._behaviour = Behaviour(mode, wait_seconds, times)

    def router(self) -> APIRouter:
        """`/local/mailbox`: for those who may see persons in full, for a mail shows them."""
        return _routes(self)


class _Handler:
    """What the SMTP server asks at each step of a conversation."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._servers: set[SMTP] = set()

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name and parameters
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self._servers = {known for known in self._servers if known.transport is not None} | {server}
        return responses

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name and parameters
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._mailbox.behaviour.mode == "unwelcoming":
            self._mailbox.behaviour.next()
            return "550 5.7.1 We take no mails of yours"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and parameters
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._mailbox.behaviour.mode == "hang-up-early":
            self._mailbox.behaviour.next()
            _hang_up(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        source = cast("bytes", envelope.content)
        message_id = headers(source).get("message-id", "")
        account = self._mailbox.account
        mode, seconds = self._mailbox.behaviour.next()
        match mode:
            case "refuse-for-now":
                account.refused[message_id] += 1
                return "451 4.7.1 Please try again later"
            case "refuse-for-good":
                account.refused[message_id] += 1
                return "550 5.1.1 No such user here"
            case "silent":
                account.unanswered.add(message_id)
                await asyncio.sleep(seconds)
                _hang_up(server)
            case "take-and-hang-up":
                account.unanswered.add(message_id)
                self._keep(source, envelope)
                _hang_up(server)
            case "slow":
                await asyncio.sleep(seconds)
                self._keep(source, envelope)
            case "ok" | "unwelcoming" | "hang-up-early":
                self._keep(source, envelope)
        return "250 OK"

    def hang_up(self) -> None:
        """End the conversations that are still going on."""
        for server in self._servers:
            _hang_up(server)

    def _keep(self, source: bytes, envelope: Envelope) -> None:
        line = self._mailbox.files.keep(source, envelope.rcpt_tos)
        self._mailbox.account.kept[line.message_id] += 1


def _hang_up(server: SMTP) -> None:
    transport = cast("asyncio.Transport | None", server.transport)
    if transport is not None:
        transport.abort()


# ---------------------------------------------------------------- reading it


class MailLine(BaseModel):
    """A mail in the list. `received_at` is the time of the company, simulated or not."""

    id: str
    received_at: datetime
    sender: str
    recipient: str
    subject: str
    entity: str
    customer: str
    message: str = Field(description="The message of notify it carries, for its `why`")
    has_html: bool


class MailShown(MailLine):
    """A mail as a person reads it."""

    headers: list[tuple[str, str]]
    text: str


class BehaviourAsked(BaseModel):
    """How the mails to come are treated; `times` counts them, none means until told otherwise."""

    mode: Mode
    wait_seconds: float = Field(default=WAIT_SECONDS, ge=0, le=600)
    times: int | None = Field(default=None, ge=1)


class AccountShown(BaseModel):
    """What the mailbox knows for certain: how many mails it keeps, which of them twice, and what it left unanswered."""

    kept: int
    kept_twice: list[str]
    unanswered: list[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mails a list is to show."""

    who: Principal
    text: str
    day: date | None
    customer: str | None
    recipient: str | None

    def fits(self, line: Line) -> bool:
        """Whether the mail is one of them, and the asker's to see."""
        return (
            self.who.sees(line.entity)
            and (self.customer is None or line.customer == self.customer)
            and (self.recipient is None or line.recipient == self.recipient)
            and (self.day is None or line.received_at.date() == self.day)
            and self.text in f"{line.recipient}\n{line.subject}\n{line.customer}".casefold()
        )


Reader = Annotated[Principal, require("contacts:write")]


async def _wanted(
    who: Reader,
    q: Annotated[str, Query(max_length=100, description="In the recipient, the subject or the customer")] = "",
    date: Annotated[date | None, Query(description="Of this date, by the mail's own clock")] = None,
    customer: Annotated[str | None, Query(max_length=64)] = None,
    recipient: Annotated[str | None, Query(max_length=254)] = None,
) -> Wanted:
    return Wanted(who=who, text=q.casefold(), day=date, customer=customer, recipient=recipient)


def _routes(mailbox: Mailbox) -> APIRouter:
    router = APIRouter(prefix="/local/mailbox", tags=["mailbox"])

    @router.get("")
    async def list_mails(
        wanted: Annotated[Wanted, Depends(_wanted)], cursor: Cursor = None, limit: PageSize = 50
    ) -> Page[MailLine]:
        last = read_cursor(cursor, int)
        found = [
            line for line in reversed(mailbox.lines) if (last is None or line.number < last[0]) and wanted.fits(line)
        ]
        shown = found[:limit]
        return Page(
            items=[MailLine.model_validate(asdict(line)) for line in shown],
            next=write_cursor(shown[-1].number) if len(found) > limit else None,
        )

    @router.get("/account")
    async def account(_: Reader) -> AccountShown:
        kept = mailbox.account.kept
        return AccountShown(
            kept=kept.total(),
            kept_twice=sorted(message_id for message_id, count in kept.items() if count > 1),
            unanswered=sorted(mailbox.account.unanswered),
        )

    @router.put("/behaviour", status_code=204)
    async def behave(asked: BehaviourAsked, _: Annotated[Principal, require("clock:write")]) -> Response:
        mailbox.behave(asked.mode, wait_seconds=asked.wait_seconds, times=asked.times)
        return Response(status_code=204)

    @router.get("/{mail_id}")
    async def read_mail(mail_id: str, who: Reader) -> MailShown:
        line = mailbox.files.line(mail_id)
        if not who.sees(line.entity):
            raise MailNotFound("There is no such mail.")
        mail = mailbox.files.mail(mail_id)
        body = mail.get_body(("plain",))
        headers = [(name, str(value)) for name, value in mail.items()]
        text = body.get_content().replace("\r\n", "\n") if body else ""
        return MailShown.model_validate(asdict(line) | {"headers": headers, "text": text})

    @router.get("/{mail_id}/html", response_class=Response)
    async def read_html(mail_id: str) -> Response:
        # Without a key: an iframe cannot send one. The id, which only the list tells, is what opens it.
        body = mailbox.files.mail(mail_id).get_body(("html",))
        if body is None:
            raise MailNotFound("The mail has no HTML.")
        return Response(body.get_content(), media_type="text/html; charset=utf-8", headers=_HTML_HEADERS)

    return router
