"""The entities a key may see, with the day each one's books stand at."""

from datetime import date

from pydantic import Field

from services.reporting.routes.answers import Answer


class Entity(Answer):
    """A company whose receivables are kept."""

    entity: str = Field(examples=["CN01"])
    name: str = Field(examples=["华东智造有限公司"])
    language: str = Field(examples=["zh"])
    time_zone: str = Field(examples=["Asia/Shanghai"])
    functional_currency: str = Field(examples=["CNY"])
    currencies: list[str] = Field(examples=[["CNY", "USD"]])
    first_business_day: date = Field(examples=["2024-01-01"])
    dunning_from: date = Field(examples=["2024-01-01"])
    day: date = Field(
        description="The newest day opened in all its partitions; the default `as_of`.", examples=["2025-06-30"]
    )
    day_is_working_day: bool | None = Field(description="Null before the first opening.", examples=[True])
    customers: int = Field(examples=[300])


class EntitiesAnswer(Answer):
    """The entities visible with this key."""

    positions: list[str]
    entities: list[Entity]
