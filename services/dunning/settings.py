"""What dunning must be told before it can start."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from `HUIKUAN_DUNNING_…`, made once in `__main__` and passed on."""

    model_config = SettingsConfigDict(env_prefix="HUIKUAN_DUNNING_")

    port: int = Field(default=8003, ge=0, le=65535)
