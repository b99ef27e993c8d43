"""What credit must be told before it can start."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from `HUIKUAN_CREDIT_…`, made once in `__main__` and passed on."""

    model_config = SettingsConfigDict(env_prefix="HUIKUAN_CREDIT_")

    port: int = Field(default=8002, ge=0, le=65535)
