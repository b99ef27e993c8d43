"""Payments over HTTP: entered, looked at, allocated, taken back."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from services.ledger.domain.credit_note import CreditNoteIssued
from services.ledger.domain.holding import TRANSFER
from services.ledger.domain.naming import document_id
from services.ledger.domain.payment import AllocatePayment, PaymentReceived, ReceivePayment, UnapplyPayment
from services.ledger.domain.payout import ReturnPayment
from services.ledger.domain.transfer import MoneyMovedIn
from services.ledger.projections import documents
from services.ledger.routes.answers import REPEATED, AppliedShown, DocumentRecorded, applied_shown, iso, recorded
from services.ledger.routes.forms import (
    AllocationBody,
    AmountText,
    BankAccountName,
    CurrencyCode,
    CustomerName,
    DateText,
    EntityName,
    GroupAllocationBody,
    HeldNumber,
    InvoiceName,
    NumberText,
    OrderName,
    ReasonText,
    ReferenceText,
    SourceName,
    composed,
    day,
    day_if_any,
    example,
    holder,
    minor,
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

router = APIRouter(prefix="/v1/payments", tags=["payments"])
AllocationBodies = Annotated[list[AllocationBody], Field(max_length=1000)]


class PaymentBody(Body):
    """Money received. `allocate: auto` applies what is stated, then what the reference names, then in the entity's
    order; the rest stays on account. `none` applies what is stated and keeps the rest for a person.

    What is stated for invoices of other customers moves to them. With an `order` it is an advance for it, and settles
    only that order's invoices. Without a customer, but with the `bank_account` it came to, it is unidentified.
    """

    model_config = example(
        entity="CN01",
        customer="C-0100",
        source="bank",
        number="2026-03-31/17",
        currency="CNY",
        amount="1200.00",
        document_date="2026-03-31",
        reference="INV-2026-0042",
        allocations=[{"invoice": "erp/INV-2026-0042", "amount": "1130.00"}],
    )

    entity: EntityName
    customer: CustomerName | None = None
    bank_account: BankAccountName | None = None
    source: SourceName = "erp"
    number: NumberText
    currency: CurrencyCode
    amount: AmountText
    document_date: DateText
    posted_on: DateText | None = None
    value_date: DateText | None = None
    reference: ReferenceText | None = None
    order: OrderName | None = None
    allocations: Annotated[list[GroupAllocationBody], Field(max_length=1000)] | None = None
    allocate: Literal["auto", "none"] = "auto"
    opening: bool = Field(default=False, description="Was on account when these books began, and comes to no bank")

    def command(self, _: Context) -> ReceivePayment:
        """What the body asks for."""
        return ReceivePayment(
            entity=self.entity,
            customer=holder(self.customer, self.bank_account),
            source=composed(self.source),
            number=composed(self.number),
            currency=self.currency,
            amount_minor=minor(self.amount, self.currency),
            document_date=day(self.document_date, "document_date"),
            posted_on=day_if_any(self.posted_on, "posted_on"),
            value_date=day_if_any(self.value_date, "value_date"),
            reference=self.reference,
            allocations=wanted(self.allocations),
            automatic=self.allocate == "auto",
            opening=self.opening,
            order=composed(self.order) if self.order else None,
        )


class AllocationsBody(Body):
    """What money on account is to settle: the invoices named; with `allocate: auto` what the rules would choose too."""

    model_config = example(allocations=[{"invoice": "INV-2026-0042", "amount": "500.00"}])

    allocations: AllocationBodies | None = None
    allocate: Literal["auto", "none"] = "none"
    applied_on: DateText | None = None


class UnapplicationBody(Body):
    """What to take back: from the invoices named, or all. It counts from today, unless stated otherwise."""

    model_config = example(invoices=["INV-2026-0042"], reason="returned by the bank")

    invoices: Annotated[list[InvoiceName], Field(max_length=1000)] | None = None
    reason: ReasonText
    posted_on: DateText | None = None


class ReturnBody(Body):
    """What the bank says about a payment it took back; a `fee` is charged on as an invoice of its own."""

    model_config = example(customer="C-0100", returned_on="2026-04-02", reason="insufficient funds", fee="15.00")

    customer: CustomerName | None = None
    bank_account: BankAccountName | None = None
    returned_on: DateText
    reason: ReasonText
    fee: AmountText | None = None
    posted_on: DateText | None = None


class PaymentShown(Answer):
    """A payment as it stands; `unapplied` is on account, or of an `order` an advance for it."""

    id: str = Field(examples=["CN01/payment/bank/2026-03-31%2F17"])
    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    source: str = Field(examples=["bank"])
    number: str = Field(examples=["2026-03-31/17"])
    currency: str = Field(examples=["CNY"])
    amount: str = Field(examples=["1200.00"])
    unapplied: str = Field(examples=["70.00"])
    paid_out: str = Field(examples=["0.00"], description="Returned, refunded or moved to another customer")
    order: str | None = Field(examples=["SO-2026-118"])
    origin: str | None = Field(
        examples=["CN01/payment/bank/2026-03-31%2F17"], description="What it was before it came from another customer"
    )
    document_date: str = Field(examples=["2026-03-31"])
    posted_on: str = Field(examples=["2026-03-31"])
    moved_from: str | None = Field(description="The closed day it would have been posted on")
    value_date: str = Field(examples=["2026-03-31"])
    reference: str | None
    held: bool = Field(description="Waits for a person; nothing is applied by rule")
    applied: list[AppliedShown]


@router.post("", status_code=201, summary="Enter a payment", response_model=DocumentRecorded, responses=REPEATED)
async def receive_payment(
    body: PaymentBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("documents:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    command = body.command(context)
    answering = recorded(document_id(command.entity, "payment", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{source}/{number:path}/allocations",
    status_code=201,
    summary="Allocate money on account",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def allocate_payment(
    entity: EntityName,
    source: SourceName,
    number: HeldNumber,
    body: AllocationsBody,
    context: RequestContext,
    committer: PostingOf,
    key: Keyed,
    _: Annotated[Principal, require("ledger:write")],
) -> Response:
    command = AllocatePayment(
        entity=entity,
        source=composed(source),
        number=composed(number),
        allocations=wanted(body.allocations),
        automatic=body.allocate == "auto",
        applied_on=day_if_any(body.applied_on, "applied_on"),
    )
    answering = recorded(document_id(entity, "payment", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{source}/{number:path}/unapplications",
    status_code=201,
    summary="Take a payment off what it settles; it is on account again",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def unapply_payment(
    entity: EntityName,
    source: SourceName,
    number: HeldNumber,
    body: UnapplicationBody,
    context: RequestContext,
    committer: PostingOf,
    key: Keyed,
    _: Annotated[Principal, require("ledger:write")],
) -> Response:
    command = UnapplyPayment(
        entity=entity,
        source=composed(source),
        number=composed(number),
        reason=body.reason,
        now=context.now,
        invoices=tuple(composed(invoice) for invoice in body.invoices or ()),
        posted_on=day_if_any(body.posted_on, "posted_on"),
    )
    answering = recorded(document_id(entity, "payment", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{source}/{number:path}/return",
    status_code=201,
    summary="Enter that the bank took a payment back; what it settled is open again at its original due dates",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def return_payment(
    entity: EntityName,
    source: SourceName,
    number: HeldNumber,
    body: ReturnBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("ledger:write")],
) -> Response:
    command = ReturnPayment(
        entity=entity,
        customer=holder(body.customer, body.bank_account),
        source=composed(source),
        number=composed(number),
        returned_on=day(body.returned_on, "returned_on"),
        reason=body.reason,
        fee=body.fee,
        posted_on=day_if_any(body.posted_on, "posted_on"),
    )
    answering = recorded(document_id(entity, "payment", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/{entity}/{source}/{number:path}", summary="Look at a payment")
async def get_payment(
    entity: EntityName,
    source: SourceName,
    number: HeldNumber,
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
) -> PaymentShown:
    row = await documents.funds(connection, document_id(entity, "payment", composed(source), composed(number)))
    entered = row.entered
    match entered:
        case PaymentReceived(payment=document, source=source, document_date=document_date, value_date=value_date):
            origin = None
        case MoneyMovedIn(document=document, posted_on=document_date, origin=origin):
            source, value_date = TRANSFER, entered.value_date or entered.posted_on
        case CreditNoteIssued():
            raise TypeError(entered)
    return PaymentShown(
        id=document,
        entity=entered.entity,
        customer=entered.customer,
        source=source,
        number=entered.number,
        currency=entered.currency,
        amount=decimal(entered.amount_minor, entered.currency),
        unapplied=decimal(row.unapplied_minor, entered.currency),
        paid_out=decimal(row.paid_out_minor, entered.currency),
        order=entered.order,
        origin=origin,
        document_date=document_date.isoformat(),
        posted_on=entered.posted_on.isoformat(),
        moved_from=iso(entered.moved_from),
        value_date=value_date.isoformat(),
        reference=entered.reference,
        held=entered.held,
        applied=[applied_shown(applied, entered.currency) for applied in row.applied],
    )
