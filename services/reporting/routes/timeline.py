"""The timeline: everything that happened about a customer in any service, as keys and data of sentences."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, cast
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import Field

from services.reporting.projections import timeline
from services.reporting.routes.answers import (
    NEXT,
    KnownAt,
    Reader,
    SnapshotOf,
    scope_of,
)
from services.reporting.routes.customers import CustomerOfPage, EntityOfPage
from shared.events import Position
from shared.fields import Answer
from shared.money import decimal
from shared.web import Cursor, PageSize, Small, read_cursor, write_cursor

router = APIRouter(prefix="/v1/reports", tags=["reports"])

Topic = Literal["huikuan.ledger", "huikuan.credit", "huikuan.dunning", "huikuan.notify"]


class TimelineEntry(Answer):
    """One event about the customer; `key` names the sentence, `data` fills it."""

    event: str = Field(description="Its position.", examples=["huikuan.ledger:1.3.77"])
    topic: Topic
    stream: str = Field(examples=["CN01/payment/bank/990"])
    type: str = Field(examples=["payment-allocated.v1"])
    key: str = Field(description="Type without version: the key of the sentence.", examples=["payment-allocated"])
    on: date = Field(description="The business day the event is about.", examples=["2025-06-12"])
    recorded_at: datetime = Field(examples=["2025-06-12T08:15:02Z"])
    correlation_id: str = Field(examples=["0b7cfa2e3d4c4c0f"])
    data: dict[str, object] = Field(
        description="Fields of the public event for the sentence; an amount `x_minor` is given as decimal string `x`.",
        examples=[
            {
                "payment": "CN01/payment/bank/990",
                "currency": "CNY",
                "applied_on": "2025-06-12",
                "rule": "reference",
                "parts": [
                    {"invoice": "CN01/invoice/erp/4711", "instalment": 1, "amount": "2000.00", "due_on": "2025-05-30"}
                ],
            }
        ],
    )


class TimelineAnswer(Answer):
    """Everything that happened about a customer in any service, newest recorded first."""

    positions: list[str]
    entries: list[TimelineEntry]
    next: str | None = NEXT


# ---------------------------------------------------------------- routes


@router.get("/timeline", summary="Everything that happened about a customer, newest recorded first")
async def read_timeline(  # noqa: PLR0913, PLR0917 - what may be asked for
    snapshot: SnapshotOf,
    principal: Reader,
    entity: EntityOfPage,
    customer: CustomerOfPage,
    topic: Topic | None = None,
    document: Annotated[str | None, Query(max_length=256, description="Only events that name this document")] = None,
    known_at: KnownAt = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> TimelineAnswer:
    _, entities = await scope_of(snapshot, principal, entity, customer, None)
    after = read_cursor(cursor, datetime, str, Small, Small, int)
    found = await timeline.entries(
        snapshot.connection,
        entity=entity,
        customer=customer,
        topic=topic,
        document=document,
        known_at=known_at,
        after=_place(after) if after else None,
        limit=limit + 1,
    )
    last = found[limit - 1] if len(found) > limit else None
    zone = ZoneInfo(entities[0].time_zone)
    return TimelineAnswer(
        positions=[str(at) for at in await snapshot.positions()],
        entries=[_entry(each, zone) for each in found[:limit]],
        next=last
        and write_cursor(
            last.recorded_at.isoformat(), last.at.topic, last.at.epoch, last.at.partition, last.at.position
        ),
    )


def _place(cursor: tuple[Any, ...]) -> tuple[datetime, Position]:
    instant, topic, epoch, partition, position = cursor
    return instant, Position(topic, epoch, partition, position)


def _entry(entry: timeline.Entry, zone: ZoneInfo) -> TimelineEntry:
    return TimelineEntry.model_validate(
        {
            "event": str(entry.at),
            "topic": entry.at.topic,
            "stream": entry.stream,
            "type": entry.type,
            "key": entry.type.rpartition(".")[0],
            "on": entry.day or entry.recorded_at.astimezone(zone).date(),
            "recorded_at": entry.recorded_at,
            "correlation_id": entry.correlation_id,
            "data": in_decimals(entry.data, None),
        }
    )


def in_decimals(data: Any, currency: str | None) -> Any:
    """The event's data with each amount `x_minor` as decimal string `x`, in the nearest currency around it."""
    if isinstance(data, list):
        return [in_decimals(each, currency) for each in cast("list[Any]", data)]
    if not isinstance(data, dict):
        return data
    fields = cast("dict[str, Any]", data)
    currency = fields.get("currency", currency)
    shown: dict[str, Any] = {}
    for name, value in fields.items():
        if name.endswith("_minor") and currency is not None:
            # Of a difference between two books, one of them may have no amount at all.
            shown[name.removesuffix("_minor")] = None if value is None else decimal(value, currency)
        else:
            shown[name] = in_decimals(value, currency)
    return shown
