"""What a person may set for a test run: servers of their own, and where fetched things are kept."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class TestingSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="HUIKUAN_", frozen=True)

    database_url: str | None = None
    kafka: str | None = None
    cache: Path = Path.home() / ".cache" / "huikuan"
    real_data: Path | None = None
