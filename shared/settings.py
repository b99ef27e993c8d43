"""What every service must be told before it can start: its database, the bus, its keys, its clock and its address."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict

#: Partitions of every topic. Chosen once: the event store refuses to start with another count than it was made with.
PARTITIONS = 12

Address = Annotated[str, StringConstraints(pattern=r"^(kafka|postgresql\+asyncpg)://\S+$")]
ClockSource = Annotated[str, StringConstraints(pattern=r"^(system|https?://\S+)$")]


class ServiceSettings(BaseSettings):
    """The settings common to all services; a service adds its own and its prefix (`HUIKUAN_LEDGER_DATABASE_URL`)."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_file=None, env_ignore_empty=True)

    database_url: Annotated[str, StringConstraints(pattern=r"^postgresql\+asyncpg://")]
    #: `kafka://host:9092` or the embedded bus's own database, `postgresql+asyncpg://…/bus`.
    bus: Address
    partitions: int = Field(default=PARTITIONS, ge=1, le=1000)

    #: JSON lines, one API key each (see `shared.auth`); read again when it changes.
    keys_file: Path
    #: The key with which this service asks others (`/v1/log`, `/v1/clock`); role `service`.
    service_key: SecretStr | None = None
    #: Where the other services answer, by topic: `{"huikuan.ledger": "http://ledger:8000"}`, for gaps and questions.
    producers: dict[str, str] = Field(default_factory=dict[str, str])
    #: `system`, or the address of the service that owns the simulated time, `http://ledger:8000`.
    clock: ClockSource = "system"

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    #: How many connections one process may hold open; the processes' sum must stay below PostgreSQL's max_connections.
    pool_size: int = Field(default=8, ge=1, le=200)
    #: How long a read waits for the `min_position` it was asked for before it answers 409.
    min_position_wait_seconds: float = Field(default=5.0, ge=0, le=60)

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    #: `json` for machines, `console` for people; `auto` asks whether standard error is a terminal.
    log_format: Literal["auto", "json", "console"] = "auto"
