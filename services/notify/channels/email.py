"""E-mail by SMTP: which answer of a mail server means what, and where silence leaves us not knowing."""

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from zoneinfo import ZoneInfo

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected, SMTPTimeoutError

from services.notify.channels.port import (
    ChannelUnavailable,
    Delivered,
    Delivery,
    NotHandedOver,
    Outgoing,
    Postponed,
    Refused,
    Unheard,
)
from services.notify.domain.template import header
from services.notify.settings import Settings
from shared.clock import Clock

#: The server closes the connection with this answer, whatever it was asked.
CLOSING = 421
QUIT_SECONDS_MAX = 2.0


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """The mail server named in the settings."""

    settings: Settings
    clock: Clock

    async def open(self) -> "SmtpConversation":
        """Connect, agree on encryption and log in."""
        settings = self.settings
        client = SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user,
            password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            timeout=settings.smtp_seconds_max,
        )
        try:
            await client.connect()
            await client.ehlo()
        except (SMTPException, OSError) as error:
            client.close()
            # The kind of trouble is enough: a server's words may repeat what was said to it.
            raise ChannelUnavailable(type(error).__name__) from None
        return SmtpConversation(client, settings, self.clock)


class SmtpConversation:
    """One connection, used for mail after mail."""

    def __init__(self, client: SMTP, settings: Settings, clock: Clock) -> None:
        self._client = client
        self._settings = settings
        self._clock = clock

    @property
    def is_open(self) -> bool:
        """Whether the server still listens, as far as we have heard."""
        return self._client.is_connected

    async def send(self, outgoing: Outgoing) -> Delivery:
        """MAIL, RCPT, DATA. Up to the mail itself nothing is handed over; from there on, silence means not knowing."""
        content = as_mail(outgoing, self._settings.mail_from, self._clock.now())
        try:
            await self._client.mail(self._settings.mail_from)
        except (SMTPException, OSError):
            # Whatever it is, it is about us and not about this mail: the server does not want our mails at all.
            self._client.close()
            return NotHandedOver()
        try:
            await self._client.rcpt(outgoing.recipient)
        except SMTPResponseException as error:
            return await self._answered(error.code, handed_over=False)
        except (SMTPException, OSError):
            self._client.close()
            return NotHandedOver()
        try:
            await self._client.data(content, timeout=self._settings.smtp_data_seconds_max)
        except SMTPResponseException as error:
            return await self._answered(error.code, handed_over=True)
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError):
            self._client.close()
            return Unheard()
        return Delivered()

    async def close(self) -> None:
        """QUIT, without waiting long for an answer."""
        if not self._client.is_connected:
            return
        try:
            await self._client.quit(timeout=QUIT_SECONDS_MAX)
        except (SMTPException, OSError):
            self._client.close()

    async def _answered(self, code: int, *, handed_over: bool) -> Delivery:
        """What an answer other than yes means. A number that is no answer of SMTP is as good as silence."""
        if code == CLOSING or not 200 <= code < 600:  # noqa: PLR2004 - the classes of SMTP's answers
            self._client.close()
        elif not handed_over:
            await self._start_over()
        match code // 100:
            case 2:
                return Delivered() if handed_over else NotHandedOver()
            case 4:
                return Postponed(str(code))
            case 5:
                return Refused(str(code))
            case _:
                return Unheard() if handed_over else NotHandedOver()

    async def _start_over(self) -> None:
        """Make the server forget the half-begun mail, so that the next one does not go to its recipient too."""
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            self._client.close()


def as_mail(outgoing: Outgoing, mail_from: str, now: datetime) -> bytes:
    """The mail as it goes over the wire: plain text, and the same in HTML; refuses a header that would forge one."""
    # The older of the standard library's two ways to write a mail: it takes a quarter of the other's time.
    mail = MIMEMultipart("alternative")
    mail["From"] = formataddr((header(outgoing.sender_name), mail_from))
    mail["To"] = header(outgoing.recipient)
    mail["Subject"] = Header(header(outgoing.letter.subject), "utf-8").encode()
    mail["Date"] = format_datetime(now.astimezone(ZoneInfo(outgoing.time_zone)))
    mail["Message-ID"] = outgoing.provider_id
    # Answering machines shall not answer; and the mailbox of the one-machine deployment finds the customer by the last.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Huikuan-Message"] = header(outgoing.message)
    mail.attach(MIMEText(outgoing.letter.text, "plain", "utf-8"))
    mail.attach(MIMEText(outgoing.letter.html, "html", "utf-8"))
    return mail.as_bytes()
