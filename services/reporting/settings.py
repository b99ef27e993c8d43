"""What reporting must be told before it can start."""

from pathlib import Path

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from `HUIKUAN_REPORTING_…`, made once in `__main__` and passed on."""

    model_config = SettingsConfigDict(env_prefix="HUIKUAN_REPORTING_")

    port: int = 8005
    #: The built web console; where it is missing, the front page says how to build it.
    console_dist: Path = Path(__file__).parent / "console" / "dist"
