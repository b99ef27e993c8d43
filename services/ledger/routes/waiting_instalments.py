"""What is owed but waits for an event before it falls due, over HTTP: an event that never comes is found here."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.ledger.projections import open_items
from services.ledger.routes.forms import CustomerName, EntityName, composed
from services.ledger.routes.terms import EventOf
from shared.auth import Principal, require
from shared.fields import Answer, LocalDate
from shared.money import decimal
from shared.web import Cursor, Page, PageSize, Reading, Small, read_cursor, write_cursor

router = APIRouter(prefix="/v1", tags=["open items"])


class WaitingShown(Answer):
    """An instalment without a due date, and the event that will give it one."""

    customer: str = Field(examples=["C-0100"])
    invoice: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    number: str = Field(examples=["INV-2026-0042"])
    instalment: int = Field(examples=[3])
    currency: str = Field(examples=["CNY"])
    document_date: date
    posted_on: date
    amount: str = Field(examples=["56.50"])
    due_event: str = Field(examples=["warranty-end"])


@router.get("/waiting-instalments", summary="Instalments that wait for an event, the longest waiting first")
async def list_waiting_instalments(
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    entity: Annotated[EntityName, Query()],
    customer: Annotated[CustomerName | None, Query()] = None,
    event: Annotated[EventOf | None, Query()] = None,
    issued_before: Annotated[LocalDate | None, Query(description="Only of invoices dated before this day")] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[WaitingShown]:
    last = read_cursor(cursor, date, str, Small)
    rows = await open_items.waiting(
        connection,
        entity,
        customer=composed(customer) if customer else None,
        due_event=event,
        issued_before=issued_before,
        after=(last[0], last[1], last[2]) if last else (date.min, "", 0),
        limit=limit + 1,
    )
    shown = rows[:limit]
    end = shown[-1] if len(rows) > limit else None
    return Page(
        items=[
            WaitingShown(
                customer=row.customer,
                invoice=row.invoice,
                number=row.number,
                instalment=row.instalment,
                currency=row.currency,
                document_date=row.document_date,
                posted_on=row.posted_on,
                amount=decimal(row.amount_minor, row.currency),
                due_event=row.due_event,
            )
            for row in shown
        ],
        next=write_cursor(end.document_date.isoformat(), end.invoice, end.instalment) if end else None,
    )
