"""What notify must be told before it can start."""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints
from pydantic_settings import SettingsConfigDict

from services.notify.domain.send_window import SendWindow
from shared.settings import ServiceSettings

#: A plain mail address: it becomes the sender of every mail, so nothing in it may begin another header.
MailAddress = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}$")]


class Settings(ServiceSettings):
    """Read from `HUIKUAN_NOTIFY_…`, made once in `__main__` and passed on."""

    model_config = SettingsConfigDict(env_prefix="HUIKUAN_NOTIFY_")

    port: int = Field(default=8004, ge=0, le=65535)

    #: The key that wraps the keys of persons: 64 hexadecimal digits, here or in the file, which is made when missing.
    master_key: SecretStr | None = None
    master_key_file: Path = Path("notify-master.key")

    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_security: Literal["none", "starttls", "tls"] = "none"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    #: How many conversations with the mail server may go on at once.
    smtp_connections: int = Field(default=8, ge=1, le=50)
    #: How long the mail server may take for one answer, and for the one after the whole mail, which may take longer.
    smtp_seconds_max: float = Field(default=30, gt=0)
    smtp_data_seconds_max: float = Field(default=300, gt=0)
    #: The address mails come from; the name beside it is the entity's.
    mail_from: MailAddress = "receivables@huikuan.example"

    #: Mails go out from `window_opens` until before `window_closes`, by the clocks of the entity's time zone.
    window_opens: time = time(8)
    window_closes: time = time(20)
    window_working_days_only: bool = True

    #: How many messages are taken in one go.
    batch: int = Field(default=128, ge=1, le=1000)
    #: A letter whose amounts were asked for longer ago than this is not begun; they are asked for again.
    fresh_seconds_max: float = Field(default=15, gt=0)
    #: How long the ledger may take to answer.
    ledger_seconds_max: float = Field(default=10, gt=0)
    #: How long to wait after the 1st, 2nd … time the mail server said "not now", and after silence of the ledger or the
    #: mail server. After as many refusals as there are waits the message is given up.
    retry_seconds: tuple[float, ...] = (30, 120, 600, 1800, 3600, 7200, 14400)
    pause_seconds_max: float = Field(default=30, ge=0)
    #: A message that could not go out for so many days is given up: a reminder of that day helps nobody any more.
    keep_days_max: int = Field(default=10, ge=1)
    #: How long conversations under way may take to end when the sender is asked to stop.
    stop_seconds_max: float = Field(default=10, ge=0)

    @property
    def window(self) -> SendWindow:
        """When messages may go out."""
        return SendWindow(
            opens=self.window_opens, closes=self.window_closes, on_working_days_only=self.window_working_days_only
        )
