"""Disputes over HTTP: opened, looked at, resolved."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.ledger.domain.dispute import OpenDispute, ResolveDispute
from services.ledger.domain.naming import document_id
from services.ledger.projections import documents
from services.ledger.projections.documents import DisputeRow
from services.ledger.routes.answers import REPEATED, DocumentRecorded, recorded
from services.ledger.routes.forms import (
    AmountText,
    CustomerName,
    DateText,
    EntityName,
    InvoiceName,
    NumberText,
    ReasonText,
    SourceName,
    composed,
    day,
    day_if_any,
    example,
)
from services.ledger.routes.preview import PostingOf
from services.ledger.rules import RULES
from shared.auth import Principal, require
from shared.event_store import Execution
from shared.events import Context
from shared.fields import Answer, Body
from shared.money import decimal
from shared.web import (
    Cursor,
    MaybeKeyed,
    Page,
    PageSize,
    Reading,
    RequestContext,
    read_cursor,
    reply,
    write_cursor,
)

router = APIRouter(prefix="/v1/disputes", tags=["disputes"])
Outcome = Literal["accepted", "rejected", "withdrawn"]


class DisputeBody(Body):
    """What a customer contests: an invoice, one instalment of it, or an amount; without an amount, all that is open."""

    model_config = example(
        entity="CN01",
        customer="C-0100",
        number="D-17",
        invoice="INV-2026-0042",
        amount="200.00",
        reason="two bearings damaged",
        opened_on="2026-03-12",
    )

    entity: EntityName
    customer: CustomerName
    source: SourceName = "erp"
    number: NumberText
    invoice: InvoiceName
    instalment: Annotated[int, Field(ge=1, le=120)] | None = None
    amount: AmountText | None = None
    reason: ReasonText
    opened_on: DateText
    owner_role: Annotated[str, Field(min_length=1, max_length=32, description="Who should settle it")] = "sales"
    deadline: DateText | None = None

    def command(self, _: Context) -> OpenDispute:
        """What the body asks for."""
        return OpenDispute(
            entity=self.entity,
            customer=composed(self.customer),
            source=composed(self.source),
            number=composed(self.number),
            invoice=composed(self.invoice),
            instalment=self.instalment,
            amount=self.amount,
            reason=self.reason,
            opened_on=day(self.opened_on, "opened_on"),
            owner_role=self.owner_role,
            deadline=day_if_any(self.deadline, "deadline"),
        )


class ResolutionBody(Body):
    """How a dispute ended: the customer was right, was not, or took it back."""

    model_config = example(outcome="accepted", resolved_on="2026-03-19")

    outcome: Outcome
    resolved_on: DateText


class DisputeShown(Answer):
    """A dispute as it stands."""

    id: str = Field(examples=["CN01/dispute/erp/D-17"])
    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    invoice: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    instalment: int | None
    currency: str = Field(examples=["CNY"])
    amount: str = Field(examples=["200.00"])
    reason: str
    owner_role: str = Field(examples=["sales"])
    opened_on: str = Field(examples=["2026-03-12"])
    deadline: str | None
    payment: str | None = Field(description="The payment it was deducted from, if it was")
    resolved_on: str | None
    outcome: Outcome | None

    @classmethod
    def of(cls, row: DisputeRow) -> "DisputeShown":
        """A dispute in its invoice's currency."""
        return cls.model_validate(
            {
                "id": row.dispute,
                "entity": row.entity,
                "customer": row.customer,
                "invoice": row.invoice,
                "instalment": row.instalment,
                "currency": row.currency,
                "amount": decimal(row.amount_minor, row.currency),
                "reason": row.reason,
                "owner_role": row.owner_role,
                "opened_on": row.opened_on.isoformat(),
                "deadline": row.deadline.isoformat() if row.deadline else None,
                "payment": row.payment,
                "resolved_on": row.resolved_on.isoformat() if row.resolved_on else None,
                "outcome": row.outcome,
            }
        )


@router.post("", status_code=201, summary="Open a dispute", response_model=DocumentRecorded, responses=REPEATED)
async def open_dispute(
    body: DisputeBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("ledger:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    command = body.command(context)
    answering = recorded(document_id(command.entity, "dispute", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{source}/{number:path}/resolution",
    status_code=201,
    summary="Resolve a dispute",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def resolve_dispute(
    entity: EntityName,
    source: SourceName,
    number: NumberText,
    body: ResolutionBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("ledger:write")],
) -> Response:
    command = ResolveDispute(
        entity=entity,
        source=composed(source),
        number=composed(number),
        outcome=body.outcome,
        resolved_on=day(body.resolved_on, "resolved_on"),
    )
    answering = recorded(document_id(entity, "dispute", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/{entity}/{source}/{number:path}", summary="Look at a dispute")
async def get_dispute(
    entity: EntityName,
    source: SourceName,
    number: NumberText,
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
) -> DisputeShown:
    dispute = document_id(entity, "dispute", composed(source), composed(number))
    return DisputeShown.of(await documents.dispute(connection, dispute))


@router.get("", summary="Disputes of an entity")
async def list_disputes(
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    entity: Annotated[EntityName, Query()],
    customer: Annotated[CustomerName | None, Query()] = None,
    *,
    open_only: Annotated[bool, Query(description="Only those not resolved")] = False,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[DisputeShown]:
    (after,) = read_cursor(cursor, str) or ("",)
    rows = await documents.disputes(
        connection, entity, customer=customer, open_only=open_only, after=after, limit=limit + 1
    )
    shown = rows[:limit]
    return Page(
        items=[DisputeShown.of(row) for row in shown],
        next=write_cursor(shown[-1].dispute) if len(rows) > limit else None,
    )
