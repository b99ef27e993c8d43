"""A customer's account over HTTP: every document that was posted, and what settled what."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from services.ledger.domain.naming import Kind, kind_of
from services.ledger.projections import customer_ledger
from services.ledger.projections.customer_ledger import NEWEST, DocumentRow
from services.ledger.routes.answers import AppliedShown, applied_shown
from services.ledger.routes.forms import CustomerName, EntityName, composed
from shared.auth import Principal, require
from shared.fields import Answer
from shared.money import decimal
from shared.web import Cursor, Page, PageSize, Reading, Small, read_cursor, write_cursor

router = APIRouter(prefix="/v1/customers", tags=["customers"])
Reader = Annotated[Principal, require("ledger:read")]
State = Literal["open", "settled", "cancelled"]


class CustomerDocumentShown(Answer):
    """A document of a customer as it stands.

    `open` is what is unpaid of an invoice, or what of a payment or credit note settles nothing yet. What is
    `cancelled` was reversed: an invoice, or a reduction that was taken back.
    """

    document: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    kind: str = Field(description="Of the document, as in its id", examples=["invoice"])
    owed_for: str | None = Field(description="Of an invoice: why it is owed", examples=["sale"])
    currency: str = Field(examples=["CNY"])
    posted_on: date
    document_date: date | None
    due_on: date | None = Field(description="Of an invoice: when what is open falls due next")
    amount: str = Field(examples=["1130.00"])
    open: str = Field(examples=["630.00"])
    paid_out: str = Field(description="Of money or a credit: returned, refunded or moved away", examples=["0.00"])
    state: State
    held: bool = Field(description="Of a payment: waits for a person")
    order: str | None = Field(examples=["SO-2026-118"])
    reference: str | None = Field(examples=["PO 4711"])

    @classmethod
    def of(cls, row: DocumentRow) -> "CustomerDocumentShown":
        """The document in its currency."""
        return cls.model_validate(
            {
                "document": row.document,
                "kind": kind_of(row.document),
                "owed_for": row.kind,
                "currency": row.currency,
                "posted_on": row.posted_on,
                "document_date": row.document_date,
                "due_on": row.due_on,
                "amount": decimal(int(row.amount_minor), row.currency),
                "open": decimal(int(row.open_minor), row.currency),
                "paid_out": decimal(row.paid_out_minor, row.currency),
                "state": row.state,
                "held": row.held,
                "order": row.order,
                "reference": row.reference,
            }
        )


@router.get("/{entity}/{customer}/documents", summary="Every document of a customer that was posted, the newest first")
async def list_customer_documents(
    entity: EntityName,
    customer: CustomerName,
    connection: Reading,
    _: Reader,
    kind: Annotated[Kind | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
    *,
    open_only: Annotated[bool, Query(description="Only those of which something is open")] = False,
) -> Page[CustomerDocumentShown]:
    last = read_cursor(cursor, date, str)
    rows = await customer_ledger.documents(
        connection,
        entity,
        composed(customer),
        kind=kind,
        open_only=open_only,
        before=(last[0], last[1]) if last else (date.max, ""),
        limit=limit + 1,
    )
    shown = rows[:limit]
    return Page(
        items=[CustomerDocumentShown.of(row) for row in shown],
        next=write_cursor(shown[-1].posted_on.isoformat(), shown[-1].document) if len(rows) > limit else None,
    )


@router.get(
    "/{entity}/{customer}/allocations",
    summary="What settled what of a customer, since when and by which rule, the newest recorded first",
)
async def list_customer_allocations(
    entity: EntityName,
    customer: CustomerName,
    connection: Reading,
    _: Reader,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[AppliedShown]:
    last = read_cursor(cursor, int, Small)
    rows = await customer_ledger.allocations(
        connection, entity, composed(customer), before=(last[0], last[1]) if last else NEWEST, limit=limit + 1
    )
    shown = rows[:limit]
    return Page(
        items=[applied_shown(row.applied, row.currency) for row in shown],
        next=write_cursor(shown[-1].position, shown[-1].line) if len(rows) > limit else None,
    )
