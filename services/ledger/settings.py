"""What the ledger must be told before it can start."""

from pydantic import AwareDatetime, Field
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from `HUIKUAN_LEDGER_…`, made once in `__main__` and passed on."""

    model_config = SettingsConfigDict(env_prefix="HUIKUAN_LEDGER_")

    port: int = Field(default=8001, ge=0, le=65535)

    #: How often the calendar looks whether a day has begun anywhere.
    calendar_looks_every_seconds: float = Field(default=1.0, gt=0)
    #: Live in a simulated time that begins here and moves only when `PUT /v1/clock` says so. The API keeps it; the
    #: ledger's other roles ask the API (`clock`).
    simulated_from: AwareDatetime | None = None
