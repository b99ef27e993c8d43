"""The entities a key may see, with the day each one's books stand at."""

from datetime import date

from fastapi import APIRouter
from pydantic import Field

from services.reporting.routes.answers import LEDGER_TOPIC, Reader, SnapshotOf, scope_of
from shared.fields import Answer

router = APIRouter(prefix="/v1/reports", tags=["reports"])


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


@router.get("/entities", summary="The entities this key may see, with the day their books stand at")
async def read_entities(snapshot: SnapshotOf, principal: Reader) -> EntitiesAnswer:
    _, entities = await scope_of(snapshot, principal, None, None, None)
    return EntitiesAnswer(
        positions=[str(at) for at in await snapshot.positions(LEDGER_TOPIC)],
        entities=[
            Entity(
                entity=each.entity,
                name=each.name,
                language=each.language,
                time_zone=each.time_zone,
                functional_currency=each.functional_currency,
                currencies=list(each.currencies),
                first_business_day=each.first_business_day,
                dunning_from=each.dunning_from,
                day=each.day,
                day_is_working_day=each.is_working_day,
                customers=each.customers,
            )
            for each in entities
        ],
    )
