"""Invoices over HTTP: entered, looked at, cancelled."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from services.ledger.domain.due_event import ReportDueEvent
from services.ledger.domain.invoice import CancelInvoice, IssueInvoice
from services.ledger.domain.naming import document_id
from services.ledger.domain.shares import SALE, StatedKind
from services.ledger.projections import documents
from services.ledger.projections.documents import InvoiceRow
from services.ledger.routes.answers import (
    REPEATED,
    AppliedShown,
    DocumentRecorded,
    InstalmentShown,
    ShareShown,
    applied_shown,
    iso,
    recorded,
)
from services.ledger.routes.forms import (
    AmountText,
    CurrencyCode,
    CustomerName,
    DateText,
    EntityName,
    LineBody,
    NumberText,
    ReasonText,
    ReferenceText,
    SourceName,
    composed,
    day,
    day_if_any,
    example,
    minor,
    shares,
)
from services.ledger.routes.preview import PostingOf
from services.ledger.routes.terms import DiscountShown, EventOf, TermsBody
from services.ledger.rules import RULES
from shared.auth import Principal, require
from shared.event_store import Execution
from shared.events import Context
from shared.fields import Answer, Body
from shared.money import decimal
from shared.web import MaybeKeyed, Reading, RequestContext, reply

router = APIRouter(prefix="/v1/invoices", tags=["invoices"])


class InstalmentBody(Body):
    """A part of an invoice that falls due on its own date."""

    due_date: DateText
    amount: AmountText


class InvoiceBody(Body):
    """An invoice. It falls due on `due_date`, in `instalments`, after `terms_days` or by `terms`.

    By default it falls due as agreed with the customer. `amount` is gross; without `lines` it is one line without tax.
    `posted_on` is the date of the books, by default the document's.
    """

    model_config = example(
        entity="CN01",
        customer="C-0100",
        source="erp",
        number="INV-2026-0042",
        currency="CNY",
        amount="1130.00",
        document_date="2026-03-02",
        due_date="2026-04-01",
        lines=[{"net": "1000.00", "tax": "130.00", "tax_code": "VAT13", "dimensions": {"product_line": "bearings"}}],
        order="SO-2026-0117",
    )

    entity: EntityName
    customer: CustomerName
    source: SourceName = "erp"
    number: NumberText
    currency: CurrencyCode
    amount: AmountText
    document_date: DateText
    posted_on: DateText | None = None
    due_date: DateText | None = None
    terms_days: int | None = None
    terms: Annotated[TermsBody | None, Field(description="付款条件 of this invoice, in place of the customer's")] = None
    instalments: Annotated[list[InstalmentBody], Field(max_length=120)] | None = None
    lines: Annotated[list[LineBody], Field(max_length=500)] | None = None
    order: ReferenceText | None = None
    reference: ReferenceText | None = None
    kind: StatedKind = Field(default=SALE, description="Why it is owed; only a sale counts as sales")

    def command(self, _: Context) -> IssueInvoice:
        """What the body asks for."""
        return IssueInvoice(
            entity=self.entity,
            customer=composed(self.customer),
            source=composed(self.source),
            number=composed(self.number),
            currency=self.currency,
            amount_minor=minor(self.amount, self.currency),
            document_date=day(self.document_date, "document_date"),
            posted_on=day_if_any(self.posted_on, "posted_on"),
            due_on=day_if_any(self.due_date, "due_date"),
            terms_days=self.terms_days,
            terms=self.terms.terms() if self.terms else None,
            instalments=tuple(
                (
                    day(part.due_date, f"instalments/{index}/due_date"),
                    minor(part.amount, self.currency, f"instalments/{index}/amount"),
                )
                for index, part in enumerate(self.instalments)
            )
            if self.instalments
            else (),
            lines=shares(self.lines, self.currency) if self.lines else (),
            order=self.order,
            reference=self.reference,
            kind=self.kind,
        )


class CancellationBody(Body):
    """Why an invoice ends. It is posted today at the entity's place, unless stated otherwise."""

    model_config = example(reason="issued twice", posted_on="2026-03-20")

    reason: ReasonText
    posted_on: DateText | None = None


class DueEventBody(Body):
    """What instalments waited for has happened 到期事件; without `instalment`, for all that wait for it."""

    model_config = example(event="acceptance", happened_on="2026-04-20")

    event: EventOf
    happened_on: DateText
    instalment: Annotated[int, Field(ge=1, le=120)] | None = None


class InvoiceShown(Answer):
    """An invoice as it stands: what is open of each instalment, and what has been applied to it."""

    id: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    source: str = Field(examples=["erp"])
    number: str = Field(examples=["INV-2026-0042"])
    currency: str = Field(examples=["CNY"])
    amount: str = Field(examples=["1130.00"])
    open: str = Field(examples=["630.00"])
    status: Literal["open", "paid", "cancelled"]
    document_date: str = Field(examples=["2026-03-02"])
    posted_on: str = Field(examples=["2026-03-02"])
    moved_from: str | None = Field(description="The closed day it would have been posted on")
    order: str | None
    reference: str | None
    instalments: list[InstalmentShown]
    discounts: list[DiscountShown]
    shares: list[ShareShown]
    applied: list[AppliedShown]


@router.post("", status_code=201, summary="Enter an invoice", response_model=DocumentRecorded, responses=REPEATED)
async def issue_invoice(
    body: InvoiceBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("documents:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    command = body.command(context)
    answering = recorded(document_id(command.entity, "invoice", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{source}/{number:path}/cancellation",
    status_code=201,
    summary="Cancel an invoice; what paid it goes back on account",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def cancel_invoice(
    entity: EntityName,
    source: SourceName,
    number: NumberText,
    body: CancellationBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("ledger:write")],
) -> Response:
    command = CancelInvoice(
        entity=entity,
        source=source,
        number=number,
        reason=body.reason,
        now=context.now,
        posted_on=day_if_any(body.posted_on, "posted_on"),
    )
    answering = recorded(document_id(entity, "invoice", source, number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{source}/{number:path}/due-events",
    status_code=201,
    summary="Report what instalments waited for: they have a due date from here on",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def report_due_event(
    entity: EntityName,
    source: SourceName,
    number: NumberText,
    body: DueEventBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("ledger:write")],
) -> Response:
    command = ReportDueEvent(
        entity=entity,
        source=composed(source),
        number=composed(number),
        event=body.event,
        happened_on=day(body.happened_on, "happened_on"),
        instalment=body.instalment,
    )
    answering = recorded(document_id(entity, "invoice", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/{entity}/{source}/{number:path}", summary="Look at an invoice")
async def get_invoice(
    entity: EntityName,
    source: SourceName,
    number: NumberText,
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
) -> InvoiceShown:
    return _shown(await documents.invoice(connection, document_id(entity, "invoice", source, number)))


def _shown(row: InvoiceRow) -> InvoiceShown:
    issued = row.issued
    currency = issued.currency
    open_minor = sum(instalment.open_minor for instalment in row.instalments)
    values: dict[str, Any] = {
        "id": issued.invoice,
        "entity": issued.entity,
        "customer": issued.customer,
        "source": issued.source,
        "number": issued.number,
        "currency": currency,
        "amount": decimal(issued.gross_minor, currency),
        "open": decimal(open_minor, currency),
        "status": "cancelled" if row.cancelled else "open" if open_minor else "paid",
        "document_date": issued.document_date.isoformat(),
        "posted_on": issued.posted_on.isoformat(),
        "moved_from": iso(issued.moved_from),
        "order": issued.order,
        "reference": issued.reference,
    }
    return InvoiceShown(
        **values,
        instalments=[InstalmentShown.of(instalment, currency) for instalment in row.instalments],
        discounts=[DiscountShown.of(window, currency) for window in issued.discounts],
        shares=[ShareShown.of(share, currency) for share in issued.shares],
        applied=[applied_shown(applied, currency) for applied in row.applied],
    )
