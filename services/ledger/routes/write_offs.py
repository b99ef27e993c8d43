"""Write-offs over HTTP: proposed by one key, decided by another; and money that comes after all."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.ledger.domain.books import WriteOff
from services.ledger.domain.naming import document_id
from services.ledger.domain.write_off import DecideWriteOff, ProposeWriteOff, ReceiveRecovery
from services.ledger.projections import write_offs
from services.ledger.routes.answers import REPEATED, DocumentRecorded, recorded
from services.ledger.routes.forms import (
    AmountText,
    CurrencyCode,
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
    minor,
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

router = APIRouter(prefix="/v1", tags=["write-offs"])
State = Literal["proposed", "approved", "rejected"]


class ProposalBody(Body):
    """What will not come: of an invoice, one instalment of it, or an amount; by default all that is open."""

    model_config = example(
        entity="CN01",
        customer="C-0100",
        number="W-4",
        invoice="INV-2026-0042",
        amount="630.00",
        proposed_on="2026-11-02",
        reason="insolvent, no assets",
    )

    entity: EntityName
    customer: CustomerName
    source: SourceName = "erp"
    number: NumberText
    invoice: InvoiceName
    instalment: Annotated[int, Field(ge=1, le=120)] | None = None
    amount: AmountText | None = None
    proposed_on: DateText
    reason: ReasonText

    def command(self, context: Context) -> ProposeWriteOff:
        """What the body asks for."""
        return ProposeWriteOff(
            entity=self.entity,
            customer=composed(self.customer),
            source=composed(self.source),
            number=composed(self.number),
            invoice=composed(self.invoice),
            instalment=self.instalment,
            amount=self.amount,
            proposed_on=day(self.proposed_on, "proposed_on"),
            principal=context.principal,
            reason=self.reason,
        )


class DecisionBody(Body):
    """Whether what somebody else proposed is written off, and from which day on; a rejection says why."""

    model_config = example(customer="C-0100", decision="approved", decided_on="2026-11-03")

    customer: CustomerName
    decision: Literal["approved", "rejected"]
    decided_on: DateText
    reason: ReasonText = ""


class RecoveryBody(Body):
    """Money that came for what had been written off; `write_off` is its number."""

    model_config = example(
        entity="CN01",
        customer="C-0100",
        source="erp",
        number="REC-1",
        write_off="W-4",
        currency="CNY",
        amount="63.00",
        document_date="2027-02-11",
    )

    entity: EntityName
    customer: CustomerName
    source: SourceName = "erp"
    number: NumberText
    write_off: NumberText
    currency: CurrencyCode
    amount: AmountText
    document_date: DateText
    posted_on: DateText | None = None

    def command(self, _: Context) -> ReceiveRecovery:
        """What the body asks for."""
        return ReceiveRecovery(
            entity=self.entity,
            customer=composed(self.customer),
            source=composed(self.source),
            number=composed(self.number),
            write_off=composed(self.write_off),
            currency=self.currency,
            amount_minor=minor(self.amount, self.currency),
            document_date=day(self.document_date, "document_date"),
            posted_on=day_if_any(self.posted_on, "posted_on"),
        )


class WriteOffShown(Answer):
    """A write-off as it stands."""

    id: str = Field(examples=["CN01/write-off/erp/W-4"])
    customer: str = Field(examples=["C-0100"])
    invoice: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    instalment: int | None
    currency: str = Field(examples=["CNY"])
    amount: str = Field(examples=["630.00"])
    written_off: str = Field(examples=["630.00"])
    recovered: str = Field(examples=["0.00"])
    state: State
    proposed_on: str = Field(examples=["2026-11-02"])
    proposed_by: str
    reason: str

    @classmethod
    def of(cls, write_off: str, row: WriteOff) -> "WriteOffShown":
        """A write-off in its invoice's currency."""
        return cls.model_validate(
            {
                "id": write_off,
                "customer": row.customer,
                "invoice": row.invoice,
                "instalment": row.instalment,
                "currency": row.currency,
                "amount": decimal(row.amount_minor, row.currency),
                "written_off": decimal(row.written_off_minor, row.currency),
                "recovered": decimal(row.recovered_minor, row.currency),
                "state": row.state,
                "proposed_on": row.proposed_on.isoformat(),
                "proposed_by": row.proposed_by,
                "reason": row.reason,
            }
        )


@router.post(
    "/write-offs",
    status_code=201,
    summary="Propose to write off what will not come; another one decides",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def propose(
    body: ProposalBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("ledger:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    command = body.command(context)
    answering = recorded(document_id(command.entity, "write-off", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/write-offs/{entity}/{source}/{number:path}/decision",
    status_code=201,
    summary="Approve or reject a write-off that somebody else proposed",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def decide(
    entity: EntityName,
    source: SourceName,
    number: NumberText,
    body: DecisionBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("ledger:approve")],
) -> Response:
    command = DecideWriteOff(
        entity=entity,
        customer=composed(body.customer),
        source=composed(source),
        number=composed(number),
        approved=body.decision == "approved",
        decided_on=day(body.decided_on, "decided_on"),
        principal=context.principal,
        reason=body.reason,
    )
    answering = recorded(document_id(entity, "write-off", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/write-offs", summary="Write-offs of an entity")
async def list_write_offs(
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    entity: Annotated[EntityName, Query()],
    customer: Annotated[CustomerName | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[WriteOffShown]:
    (after,) = read_cursor(cursor, str) or ("",)
    rows = await write_offs.listed(connection, entity, customer=customer, state=state, after=after, limit=limit + 1)
    shown = rows[:limit]
    return Page(
        items=[WriteOffShown.of(write_off, row) for write_off, row in shown],
        next=write_cursor(shown[-1][0]) if len(rows) > limit else None,
    )


@router.post(
    "/recoveries",
    status_code=201,
    summary="Enter money that came for what had been written off",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def recover(
    body: RecoveryBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("ledger:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    command = body.command(context)
    answering = recorded(document_id(command.entity, "recovery", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)
