"""Credit notes over HTTP: entered, looked at, applied."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from services.ledger.domain.credit_note import ApplyCredit, CreditNoteIssued, IssueCreditNote
from services.ledger.domain.holding import TRANSFER
from services.ledger.domain.naming import document_id
from services.ledger.domain.payment import PaymentReceived
from services.ledger.domain.transfer import MoneyMovedIn
from services.ledger.projections import documents
from services.ledger.routes.answers import (
    REPEATED,
    AppliedShown,
    DocumentRecorded,
    ShareShown,
    applied_shown,
    iso,
    recorded,
)
from services.ledger.routes.forms import (
    AllocationBody,
    AmountText,
    CurrencyCode,
    CustomerName,
    DateText,
    EntityName,
    HeldNumber,
    InvoiceName,
    LineBody,
    NumberText,
    ReasonText,
    SourceName,
    composed,
    day,
    day_if_any,
    example,
    minor,
    shares,
    wanted,
)
from services.ledger.routes.preview import PostingOf
from services.ledger.rules import RULES
from shared.auth import Principal, require
from shared.event_store import Execution
from shared.events import Context
from shared.fields import Answer, Body
from shared.money import decimal
from shared.web import Keyed, MaybeKeyed, Reading, RequestContext, reply

router = APIRouter(prefix="/v1/credit-notes", tags=["credit notes"])


class CreditNoteBody(Body):
    """A credit note. Against an invoice it clears what is open there, the earliest due first; the rest, or one against
    nothing, stands as open credit.
    """

    model_config = example(
        entity="CN01",
        customer="C-0100",
        source="erp",
        number="CN-2026-0007",
        currency="CNY",
        amount="113.00",
        document_date="2026-03-09",
        against="INV-2026-0042",
        lines=[{"net": "100.00", "tax": "13.00", "tax_code": "VAT13"}],
        reason="price difference",
    )

    entity: EntityName
    customer: CustomerName
    source: SourceName = "erp"
    number: NumberText
    currency: CurrencyCode
    amount: AmountText
    document_date: DateText
    posted_on: DateText | None = None
    against: InvoiceName | None = None
    lines: Annotated[list[LineBody], Field(max_length=500)] | None = None
    reason: ReasonText = ""
    opening: bool = Field(default=False, description="Was open when these books began; no revenue of ours is reduced")

    def command(self, _: Context) -> IssueCreditNote:
        """What the body asks for."""
        return IssueCreditNote(
            entity=self.entity,
            customer=composed(self.customer),
            source=composed(self.source),
            number=composed(self.number),
            currency=self.currency,
            amount_minor=minor(self.amount, self.currency),
            document_date=day(self.document_date, "document_date"),
            posted_on=day_if_any(self.posted_on, "posted_on"),
            against=composed(self.against) if self.against else None,
            lines=shares(self.lines, self.currency),
            reason=self.reason,
            opening=self.opening,
        )


class ApplicationsBody(Body):
    """What an open credit is to settle: the invoices named; with `allocate: auto` others too, in the entity's order."""

    model_config = example(allocations=[{"invoice": "INV-2026-0051", "amount": "113.00"}])

    allocations: Annotated[list[AllocationBody], Field(max_length=1000)] | None = None
    allocate: Literal["auto", "none"] = "none"
    applied_on: DateText | None = None


class CreditNoteShown(Answer):
    """A credit note as it stands; `unapplied` is open credit."""

    id: str = Field(examples=["CN01/credit-note/erp/CN-2026-0007"])
    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    source: str = Field(examples=["erp"])
    number: str = Field(examples=["CN-2026-0007"])
    currency: str = Field(examples=["CNY"])
    amount: str = Field(examples=["113.00"])
    unapplied: str = Field(examples=["0.00"])
    paid_out: str = Field(examples=["0.00"], description="Refunded or moved to another customer")
    origin: str | None = Field(
        examples=["CN01/credit-note/erp/CN-2026-0007"], description="What it was before it came from another customer"
    )
    document_date: str = Field(examples=["2026-03-09"])
    posted_on: str = Field(examples=["2026-03-09"])
    moved_from: str | None = Field(description="The closed day it would have been posted on")
    against: str | None = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    reason: str
    shares: list[ShareShown]
    applied: list[AppliedShown]


@router.post("", status_code=201, summary="Enter a credit note", response_model=DocumentRecorded, responses=REPEATED)
async def issue_credit_note(
    body: CreditNoteBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("documents:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    command = body.command(context)
    answering = recorded(document_id(command.entity, "credit-note", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{source}/{number:path}/applications",
    status_code=201,
    summary="Apply an open credit",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def apply_credit(
    entity: EntityName,
    source: SourceName,
    number: HeldNumber,
    body: ApplicationsBody,
    context: RequestContext,
    committer: PostingOf,
    key: Keyed,
    _: Annotated[Principal, require("ledger:write")],
) -> Response:
    command = ApplyCredit(
        entity=entity,
        source=composed(source),
        number=composed(number),
        allocations=wanted(body.allocations),
        automatic=body.allocate == "auto",
        applied_on=day_if_any(body.applied_on, "applied_on"),
    )
    answering = recorded(document_id(entity, "credit-note", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/{entity}/{source}/{number:path}", summary="Look at a credit note")
async def get_credit_note(
    entity: EntityName,
    source: SourceName,
    number: HeldNumber,
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
) -> CreditNoteShown:
    row = await documents.funds(connection, document_id(entity, "credit-note", composed(source), composed(number)))
    entered = row.entered
    match entered:
        case CreditNoteIssued(credit_note=document, source=source, gross_minor=amount_minor, shares=divided):
            document_date, against, origin = entered.document_date, entered.against, None
        case MoneyMovedIn(document=document, amount_minor=amount_minor, posted_on=document_date, origin=origin):
            source, against, divided = TRANSFER, None, ()
        case PaymentReceived():
            raise TypeError(entered)
    return CreditNoteShown(
        id=document,
        entity=entered.entity,
        customer=entered.customer,
        source=source,
        number=entered.number,
        currency=entered.currency,
        amount=decimal(amount_minor, entered.currency),
        unapplied=decimal(row.unapplied_minor, entered.currency),
        paid_out=decimal(row.paid_out_minor, entered.currency),
        origin=origin,
        document_date=document_date.isoformat(),
        posted_on=entered.posted_on.isoformat(),
        moved_from=iso(entered.moved_from),
        against=against,
        reason=entered.reason,
        shares=[ShareShown.of(share, entered.currency) for share in divided],
        applied=[applied_shown(applied, entered.currency) for applied in row.applied],
    )
