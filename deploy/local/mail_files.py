"""Mails kept as files, with a list of them that is quick to read."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default as modern
from email.utils import parsedate_to_datetime
from pathlib import Path

from shared.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a list of mails shows of one; `id` cannot be guessed, for the HTML of a mail is shown without a key."""

    id: str
    number: int
    received_at: datetime
    sender: str
    recipient: str
    subject: str
    message_id: str
    message: str
    entity: str
    customer: str
    has_html: bool


class MailNotFound(NotFound):
    """There is no such mail."""


class MailFiles:
    """A folder with a file per mail, and a list with a line per mail."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = folder / "index.jsonl"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lines = self._read_index()
        self._index.write_text("".join(map(_write, self._lines)), encoding="utf-8")

    @property
    def lines(self) -> Sequence[Line]:
        """All mails, oldest first."""
        return self._lines

    def line(self, mail_id: str) -> Line:
        """What the list shows of a mail."""
        for line in reversed(self._lines):
            if secrets.compare_digest(line.id.encode(), mail_id.encode()):
                return line
        raise MailNotFound("There is no such mail.")

    def mail(self, mail_id: str) -> EmailMessage:
        """A mail as it was sent."""
        line = self.line(mail_id)
        return message_from_bytes(self._file(line.number, line.id).read_bytes(), policy=modern)

    def keep(self, source: bytes, recipients: Sequence[str]) -> Line:
        """Put a mail away: into its file before it is in the list, so that a crash leaves no line without a mail."""
        number, mail_id = self._lines[-1].number + 1 if self._lines else 1, secrets.token_hex(16)
        file = self._file(number, mail_id)
        unfinished = file.with_suffix(".unfinished")
        unfinished.write_bytes(source)
        unfinished.rename(file)
        line = _line(source, number, mail_id, recipients)
        with self._index.open("a", encoding="utf-8") as index:
            index.write(_write(line))
        self._lines.append(line)
        return line

    def _file(self, number: int, mail_id: str) -> Path:
        return self._folder / f"{number:08}-{mail_id}.eml"

    def _read_index(self) -> list[Line]:
        """Read the list; a mail whose line was not written before a crash is entered from its file."""
        lines: dict[str, Line] = {}
        for text in self._index.read_text(encoding="utf-8").splitlines() if self._index.exists() else ():
            try:
                line = _read(text)
            except (ValueError, KeyError, TypeError):
                continue  # the line at hand when the machine stopped
            lines[line.id] = line
        for file in self._folder.glob("*.eml"):
            number, _, mail_id = file.stem.partition("-")
            if mail_id not in lines:
                lines[mail_id] = _line(file.read_bytes(), int(number), mail_id, ())
        return sorted(lines.values(), key=lambda line: line.number)


def headers(source: bytes) -> Mapping[str, str]:
    """A mail's headers, by their names in small letters; reading only these takes a fiftieth of reading it all."""
    found = BytesHeaderParser().parsebytes(source)
    return {name.lower(): str(make_header(decode_header(value))) for name, value in found.items()}


def _line(source: bytes, number: int, mail_id: str, recipients: Sequence[str]) -> Line:
    told = headers(source)
    message = told.get("x-huikuan-message", "")
    entity, _, rest = message.partition("/message/")
    return Line(
        id=mail_id,
        number=number,
        received_at=parsedate_to_datetime(told["date"]) if "date" in told else datetime.fromtimestamp(0, UTC),
        sender=told.get("from", ""),
        recipient=", ".join(recipients) or told.get("to", ""),
        subject=told.get("subject", ""),
        message_id=told.get("message-id", ""),
        message=message,
        entity=entity,
        customer=rest.partition("/")[0],
        has_html=b"text/html" in source,
    )


def _write(line: Line) -> str:
    return json.dumps(asdict(line) | {"received_at": line.received_at.isoformat()}, ensure_ascii=False) + "\n"


def _read(text: str) -> Line:
    fields = json.loads(text)
    return Line(**fields | {"received_at": datetime.fromisoformat(fields["received_at"])})
