"""What customers owe at this moment, and what of theirs is waiting, over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.ledger.projections import open_items
from services.ledger.projections.open_items import FIRST
from services.ledger.routes.forms import CustomerName, EntityName, composed
from shared.auth import Principal, require
from shared.fields import Answer
from shared.money import decimal
from shared.web import Cursor, Page, PageSize, Reading, Small, read_cursor, write_cursor

router = APIRouter(prefix="/v1", tags=["open items"])


class OpenItemShown(Answer):
    """An open instalment; `disputed` is the part of `open` that the customer contests."""

    customer: str = Field(examples=["C-0100"])
    invoice: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    number: str = Field(examples=["INV-2026-0042"])
    instalment: int = Field(examples=[1])
    currency: str = Field(examples=["CNY"])
    document_date: date
    posted_on: date
    due_on: date
    amount: str = Field(examples=["1130.00"])
    open: str = Field(examples=["630.00"])
    disputed: str = Field(examples=["200.00"])


class UnappliedShown(Answer):
    """A payment on account, an advance for an `order`, or an open credit."""

    customer: str = Field(examples=["C-0100"])
    document: str = Field(examples=["CN01/payment/erp/P-1"])
    currency: str = Field(examples=["CNY"])
    posted_on: date
    amount: str = Field(examples=["1200.00"])
    unapplied: str = Field(examples=["70.00"])
    held: bool
    order: str | None = Field(examples=["SO-2026-118"])


@router.get("/open-items", summary="Open instalments, by customer and due date")
async def list_open_items(
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    entity: Annotated[EntityName, Query()],
    customer: Annotated[CustomerName | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[OpenItemShown]:
    last = read_cursor(cursor, str, date, str, Small)
    after = FIRST if last is None else (last[0], last[1], last[2], last[3])
    name = composed(customer) if customer else None
    rows = await open_items.open_items(connection, entity, customer=name, after=after, limit=limit + 1)
    shown = rows[:limit]
    end = shown[-1] if len(rows) > limit else None
    return Page(
        items=[
            OpenItemShown(
                customer=row.customer,
                invoice=row.invoice,
                number=row.number,
                instalment=row.instalment,
                currency=row.currency,
                document_date=row.document_date,
                posted_on=row.posted_on,
                due_on=row.due_on,
                amount=decimal(row.amount_minor, row.currency),
                open=decimal(row.open_minor, row.currency),
                disputed=decimal(row.disputed_minor, row.currency),
            )
            for row in shown
        ],
        next=write_cursor(end.customer, end.due_on.isoformat(), end.invoice, end.instalment) if end else None,
    )


@router.get("/unapplied", summary="Payments on account, advances and open credits, by customer")
async def list_unapplied(
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    entity: Annotated[EntityName, Query()],
    customer: Annotated[CustomerName | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[UnappliedShown]:
    after = read_cursor(cursor, str, str) or ("", "")
    name = composed(customer) if customer else None
    rows = await open_items.unapplied(connection, entity, customer=name, after=(after[0], after[1]), limit=limit + 1)
    shown = rows[:limit]
    return Page(
        items=[
            UnappliedShown(
                customer=row.customer,
                document=row.document,
                currency=row.currency,
                posted_on=row.posted_on,
                amount=decimal(row.amount_minor, row.currency),
                unapplied=decimal(row.unapplied_minor, row.currency),
                held=row.held,
                order=row.order,
            )
            for row in shown
        ],
        next=write_cursor(shown[-1].customer, shown[-1].document) if len(rows) > limit else None,
    )
