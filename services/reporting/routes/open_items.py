"""Open items: the instalments, payments on account and credits behind a balance, and the events behind an item."""

from datetime import date, datetime
from itertools import accumulate
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Query
from pydantic import Field

from services.reporting.domain.aging import BUCKETS, age_of, bucket_of
from services.reporting.projections import aging, customers
from services.reporting.routes.answers import LEDGER_TOPIC, NEXT, AskedOf, Reading
from shared.errors import NotFound
from shared.events import Position
from shared.fields import Answer
from shared.money import decimal
from shared.web import Cursor, PageSize, Small, read_cursor, write_cursor

router = APIRouter(prefix="/v1/reports", tags=["reports"])

Kind = Literal["receivable", "on-account", "open-credit", "advance", "unidentified"]
ItemKind = Literal["receivable", "on-account", "open-credit", "advance", "unidentified", "disputed"]
Bucket = Literal["not-due", "1-30", "31-60", "61-90", "over-90"]


class OpenItem(Answer):
    """One thing with a balance: an instalment of an invoice, money on account or in advance, a credit not applied."""

    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    customer_name: str | None = Field(examples=["江苏恒力机械有限公司"])
    kind: Kind
    document: str = Field(description="Stream id of the document.", examples=["CN01/invoice/erp/4711"])
    source: str = Field(examples=["erp"])
    number: str = Field(examples=["4711"])
    instalment: int = Field(description="From 1; 0 for payments and credit notes.", examples=[1])
    document_date: date | None = Field(examples=["2025-04-30"])
    posted_on: date | None = Field(examples=["2025-04-30"])
    due_on: date | None = Field(
        description="Null for payments, credit notes, and what waits for an event.", examples=["2025-05-30"]
    )
    days_overdue: int | None = Field(
        description="as_of − due_on: 0 on the due day, negative before it; null where there is no due date.",
        examples=[31],
    )
    bucket: Bucket | None = Field(examples=["31-60"])
    currency: str = Field(examples=["CNY"])
    amount: str = Field(description="What it was when it was issued or received.", examples=["10000.00"])
    open: str = Field(description="What is left of it, always positive.", examples=["8000.00"])
    disputed: str = Field(description="Of which under an open dispute.", examples=["0.00"])


class OpenItemsAnswer(Reading):
    """Open items, oldest due first; payments and credits after the receivables."""

    items: list[OpenItem]
    next: str | None = NEXT


Change = Literal[
    "issued",
    "cancelled",
    "dated",
    "received",
    "allocated",
    "unapplied",
    "credited",
    "credit-applied",
    "credit-unapplied",
    "disputed",
    "resolved",
    "opening-balance",
    "opening-balance-cancelled",
    "debit-adjustment",
    "debit-adjustment-cancelled",
    "fee",
    "fee-cancelled",
    "claim",
    "claim-cancelled",
    "merged",
    "merged-fee",
    "merged-claim",
    "discount",
    "small-difference",
    "write-off",
    "adjustment",
    "offset",
    "returned",
    "refunded",
    "moved-out",
    "moved-in",
]


class Movement(Answer):
    """One change of an item's balance, and the event that made it."""

    event: str = Field(description="Position of the event.", examples=["huikuan.ledger:1.3.77"])
    type: str = Field(examples=["payment-allocated.v1"])
    change: Change
    counterpart: str | None = Field(
        description="The other document: what paid, credited or was paid.", examples=["CN01/payment/bank/990"]
    )
    effective_on: date = Field(examples=["2025-06-12"])
    recorded_at: datetime = Field(examples=["2025-06-12T08:15:02Z"])
    amount: str = Field(description="Signed change of what is open.", examples=["-2000.00"])
    open_after: str = Field(description="By order of recording.", examples=["8000.00"])


class MovementsAnswer(Reading):
    """How one item came to its balance: every event, in the order of recording."""

    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    kind: ItemKind
    document: str = Field(examples=["CN01/invoice/erp/4711"])
    instalment: int = Field(examples=[1])
    due_on: date | None = Field(examples=["2025-05-30"])
    currency: str = Field(examples=["CNY"])
    open: str = Field(examples=["8000.00"])
    movements: list[Movement]


# ---------------------------------------------------------------- routes


class ItemNotFound(NotFound):
    """There is no such item, or not for this caller."""


@router.get("/open-items", summary="The items behind a balance, oldest due first")
async def read_open_items(
    asked: AskedOf,
    kind: Kind | None = None,
    bucket: Bucket | None = None,
    cursor: Cursor = None,
    limit: PageSize = 200,
) -> OpenItemsAnswer:
    connection = asked.snapshot.connection
    after = read_cursor(cursor, int, date, str, Small)
    found = await aging.open_items(
        connection,
        asked.scope,
        asked.cut,
        kind=kind,
        bucket=None if bucket is None else BUCKETS.index(bucket),
        after=_place(after) if after else None,
        limit=limit + 1,
    )
    names = await customers.names(connection, sorted({(item.entity, item.customer) for item in found}))
    last = found[limit - 1].place if len(found) > limit else None
    return OpenItemsAnswer(
        **asked.read_at,
        items=[_open_item(item, names, asked.cut.as_of) for item in found[:limit]],
        next=last and write_cursor(int(last.offsetting), last.day.isoformat(), last.document, last.instalment),
    )


def _place(cursor: tuple[Any, ...]) -> aging.Place:
    offsetting, day, document, instalment = cursor
    return aging.Place(bool(offsetting), day, document, instalment)


def _open_item(item: aging.OpenItem, names: dict[tuple[str, str], tuple[str, str | None]], as_of: date) -> OpenItem:
    age = None if item.due_on is None else age_of(as_of=as_of, due_on=item.due_on)
    return OpenItem.model_validate(
        {
            "entity": item.entity,
            "customer": item.customer,
            "customer_name": names.get((item.entity, item.customer), (None,))[0],
            "kind": item.kind,
            "document": item.document,
            "source": item.source,
            "number": item.number,
            "instalment": item.instalment,
            "document_date": item.document_date,
            "posted_on": item.posted_on,
            "due_on": item.due_on,
            "days_overdue": age,
            # What waits for an event is not due; payments and credits are in no bucket.
            "bucket": BUCKETS[bucket_of(age or 0)] if age is not None or item.kind == "receivable" else None,
            "currency": item.currency,
            "amount": decimal(item.amount_minor, item.currency),
            "open": decimal(item.open_minor, item.currency),
            "disputed": decimal(item.disputed_minor, item.currency),
        }
    )


@router.get("/movements", summary="How one item came to its balance: every event, in the order of recording")
async def read_movements(
    asked: AskedOf,
    document: Annotated[str, Query(max_length=256, description="Stream id of the document")],
    instalment: Annotated[
        int, Query(ge=0, le=1_000_000, description="Of an invoice from 1; 0 for other documents")
    ] = 0,
) -> MovementsAnswer:
    history = await aging.item_history(
        asked.snapshot.connection, document=document, instalment=instalment, cut=asked.cut, topic=LEDGER_TOPIC
    )
    entities = asked.scope.entities
    if history is None or (entities is not None and history.entity not in entities):
        message = f"There is no item {instalment} of {document[:160]}."
        raise ItemNotFound(message, parameter="document")
    currency = history.currency
    after_each = list(accumulate(movement.amount_minor for movement in history.movements))
    return MovementsAnswer(
        **asked.read_at,
        entity=history.entity,
        customer=history.customer,
        kind=cast("ItemKind", history.kind),
        document=document,
        instalment=instalment,
        due_on=history.due_on,
        currency=currency,
        open=decimal(after_each[-1] if after_each else 0, currency),
        movements=[
            Movement.model_validate(
                {
                    "event": str(Position(LEDGER_TOPIC, movement.epoch, movement.partition, movement.position)),
                    "type": movement.type,
                    "change": movement.change,
                    "counterpart": movement.counterpart,
                    "effective_on": movement.effective_on,
                    "recorded_at": movement.recorded_at,
                    "amount": decimal(movement.amount_minor, currency),
                    "open_after": decimal(open_minor, currency),
                }
            )
            for movement, open_minor in zip(history.movements, after_each, strict=True)
        ],
    )
