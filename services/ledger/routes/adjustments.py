"""What changes receivables without money, over HTTP: adjustments, offsets, and refunds of what is left."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.ledger.domain.naming import document_id
from services.ledger.domain.payout import PayRefund
from services.ledger.domain.reduction import AdjustmentKind, AdjustReceivable
from services.ledger.routes.answers import REPEATED, DocumentRecorded, recorded
from services.ledger.routes.forms import (
    AmountText,
    BankAccountName,
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
    holder,
)
from services.ledger.routes.preview import PostingOf
from services.ledger.rules import RULES
from shared.auth import Principal, require
from shared.event_store import Execution
from shared.events import Context
from shared.fields import Body
from shared.web import MaybeKeyed, RequestContext, reply

router = APIRouter(prefix="/v1", tags=["adjustments"])


class AdjustmentBody(Body):
    """An invoice owes less, for a stated reason; an `offset` sets it off against what we owe the customer.

    Without an amount it is all that is open. What a customer owes more is an invoice of the kind `debit-adjustment`.
    """

    model_config = example(
        entity="CN01",
        customer="C-0100",
        number="ADJ-7",
        invoice="INV-2026-0042",
        kind="adjustment",
        amount="12.50",
        document_date="2026-03-20",
        reason="freight agreed afterwards",
    )

    entity: EntityName
    customer: CustomerName
    source: SourceName = "erp"
    number: NumberText
    invoice: InvoiceName
    instalment: Annotated[int, Field(ge=1, le=120)] | None = None
    kind: AdjustmentKind = "adjustment"
    amount: AmountText | None = None
    document_date: DateText
    posted_on: DateText | None = None
    reason: ReasonText

    def command(self, _: Context) -> AdjustReceivable:
        """What the body asks for."""
        return AdjustReceivable(
            entity=self.entity,
            customer=composed(self.customer),
            source=composed(self.source),
            number=composed(self.number),
            invoice=composed(self.invoice),
            instalment=self.instalment,
            kind=self.kind,
            amount=self.amount,
            document_date=day(self.document_date, "document_date"),
            posted_on=day_if_any(self.posted_on, "posted_on"),
            reason=self.reason,
        )


class RefundBody(Body):
    """Money paid back: of a payment on account or an open credit note, named by its id; by default all that is left.

    What nobody knows whose it is goes back from the `bank_account` it came to.
    """

    model_config = example(
        entity="CN01",
        customer="C-0100",
        number="R-3",
        document="CN01/payment/bank/2026-03-31%2F17",
        amount="70.00",
        document_date="2026-04-02",
        reason="paid twice",
    )

    entity: EntityName
    customer: CustomerName | None = None
    bank_account: BankAccountName | None = None
    source: SourceName = "erp"
    number: NumberText
    document: Annotated[str, Field(min_length=1, max_length=300)]
    amount: AmountText | None = None
    document_date: DateText
    posted_on: DateText | None = None
    reason: ReasonText

    def command(self, _: Context) -> PayRefund:
        """What the body asks for."""
        return PayRefund(
            entity=self.entity,
            customer=holder(self.customer, self.bank_account),
            source=composed(self.source),
            number=composed(self.number),
            document=composed(self.document),
            amount=self.amount,
            document_date=day(self.document_date, "document_date"),
            posted_on=day_if_any(self.posted_on, "posted_on"),
            reason=self.reason,
        )


@router.post(
    "/adjustments",
    status_code=201,
    summary="Take an amount off an invoice for a reason, or set it off against payables",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def adjust(
    body: AdjustmentBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("ledger:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    command = body.command(context)
    answering = recorded(document_id(command.entity, command.kind, command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/refunds",
    status_code=201,
    summary="Enter money paid back to a customer",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def refund(
    body: RefundBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("ledger:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    command = body.command(context)
    answering = recorded(document_id(command.entity, "refund", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)
