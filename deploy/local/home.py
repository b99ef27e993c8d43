"""Where the one-machine deployment keeps what must outlive it, and what its settings are."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.auth import create_key, well_formed
from shared.settings import PARTITIONS


class LocalSettings(BaseSettings):
    """What `huikuan` takes from the environment; every one of them has a default that works."""

    model_config = SettingsConfigDict(env_prefix="HUIKUAN_", frozen=True, extra="ignore", env_ignore_empty=True)

    #: The folder of the data, the keys and the logs.
    home: Path = Field(default_factory=lambda: Path.home() / ".huikuan")
    port: int = Field(default=8080, ge=0, le=65535)
    #: Do not open the browser.
    no_browser: bool = False
    #: A PostgreSQL of yours (`postgresql+asyncpg://…/postgres`, may create databases) in place of the embedded one.
    database_url: str | None = None
    #: A Kafka of yours (`host:port`) in place of the embedded bus.
    kafka: str | None = None
    partitions: int = PARTITIONS
    #: Let the ledger keep a simulated time that begins here, without the demo company (which brings its own).
    simulated_from: AwareDatetime | None = None
    #: How many of the demo company's last days are lived through one by one; the days before come as history.
    demo_days: int = Field(default=120, ge=1, le=730)


class Running(BaseModel):
    """Where a deployment answers, and each service's settings; holds service keys, so its file is its owner's alone."""

    address: str
    services: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Home:
    """The folder; every file in it is named here."""

    folder: Path

    @property
    def keys_file(self) -> Path:
        """The hashes of the API keys, read by every service."""
        return self.folder / "keys.jsonl"

    @property
    def mailbox(self) -> Path:
        """The mails that notify has sent."""
        return self.folder / "mailbox"

    @property
    def logs(self) -> Path:
        """One file per service and role, when each has a process of its own; one for all otherwise."""
        return self.folder / "logs"

    @property
    def master_key(self) -> Path:
        """The key that wraps the keys of notify's vault."""
        return self.folder / "vault.key"

    @property
    def demo_played(self) -> Path:
        """Present once the demo company has been played to its end."""
        return self.folder / "demo-played"

    def tell_running(self, running: "Running") -> None:
        """Leave for the other commands what the deployment that runs from here told its services."""
        _write_private(self.folder / "running.json", running.model_dump_json())

    def running(self) -> "Running | None":
        """What the deployment that was last started here told its services; None before the first start."""
        file = self.folder / "running.json"
        return Running.model_validate_json(file.read_bytes()) if file.exists() else None

    def key(self, name: str, role: str) -> str:
        """The API key kept under a name (`admin.key`), made at first; only its owner may read the file."""
        file = self.folder / f"{name}.key"
        kept = file.read_text().strip() if file.exists() else ""
        if well_formed(kept):
            return kept
        made = create_key(self.keys_file, role=role, label=name)
        _write_private(file, made)
        return made

    def prepare(self) -> None:
        """Make the folders; what a half-finished first start left behind is used or made again."""
        for folder in (self.folder, self.mailbox, self.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _write_private(file: Path, text: str) -> None:
    """Write it whole or not at all, readable by its owner alone."""
    half = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(half, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)
    half.replace(file)
