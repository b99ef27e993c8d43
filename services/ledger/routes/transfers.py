"""Money that crosses customers, and money that is nobody's yet, over HTTP."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.ledger.domain.holding import UNIDENTIFIED, unidentified
from services.ledger.domain.money_move import Movable, MoveMoney
from services.ledger.domain.transfer import transfer_id
from services.ledger.projections import open_items
from services.ledger.routes.answers import REPEATED, DocumentRecorded, recorded
from services.ledger.routes.forms import (
    AmountText,
    BankAccountName,
    CustomerName,
    DateText,
    EntityName,
    HeldNumber,
    NumberText,
    OrderName,
    ReasonText,
    SourceName,
    composed,
    day,
    example,
    holder,
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

router = APIRouter(prefix="/v1", tags=["transfers"])


class TransferBody(Body):
    """What a payment or credit note holds goes to another customer, by default all of it, and settles what is open
    there; `allocate: none` leaves it for a person.

    Money that is nobody's yet is named by its `bank_account` instead of a customer. With an `order` it arrives as an
    advance for it; to the same customer it can go, too, from an advance to on account or the other way. To where it
    came from it goes back into the very document it had left.
    """

    model_config = example(
        entity="CN01",
        bank_account="ICBC-4711",
        source="bank",
        number="2026-03-31/18",
        to_customer="C-0101",
        transfer="T-7",
        moved_on="2026-04-02",
        reason="the payer called",
    )

    entity: EntityName
    customer: CustomerName | None = None
    bank_account: BankAccountName | None = None
    kind: Movable = "payment"
    source: SourceName = "erp"
    number: HeldNumber
    to_customer: CustomerName | None = None
    to_bank_account: BankAccountName | None = None
    order: OrderName | None = None
    amount: AmountText | None = None
    transfer: Annotated[NumberText, Field(description="The number of this transfer; it is given once and for ever")]
    moved_on: DateText
    reason: ReasonText
    allocate: Literal["auto", "none"] = "auto"

    def command(self, _: Context) -> MoveMoney:
        """What the body asks for."""
        return MoveMoney(
            entity=self.entity,
            customer=holder(self.customer, self.bank_account),
            source=composed(self.source),
            number=composed(self.number),
            kind=self.kind,
            to_customer=holder(self.to_customer, self.to_bank_account, "to_"),
            order=composed(self.order) if self.order else None,
            amount=self.amount,
            transfer=composed(self.transfer),
            moved_on=day(self.moved_on, "moved_on"),
            reason=self.reason,
            automatic=self.allocate == "auto",
        )


class UnidentifiedShown(Answer):
    """Money of which nobody knows whose it is."""

    bank_account: str = Field(examples=["ICBC-4711"])
    payment: str = Field(examples=["CN01/payment/bank/2026-03-31%2F18"])
    currency: str = Field(examples=["CNY"])
    posted_on: date
    amount: str = Field(examples=["1200.00"])
    left: str = Field(examples=["1200.00"], description="What has not been moved to a customer, or paid back")
    reference: str | None = Field(examples=["HENGLI GROUP INV 0051"])


@router.post(
    "/transfers",
    status_code=201,
    summary="Move money or an open credit to another customer",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def move_money(
    body: TransferBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("ledger:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    command = body.command(context)
    answering = recorded(transfer_id(command.entity, command.transfer))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/unidentified-payments", summary="Payments of which nobody knows whose they are, by bank account")
async def list_unidentified_payments(
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    entity: Annotated[EntityName, Query()],
    bank_account: Annotated[BankAccountName | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[UnidentifiedShown]:
    after = read_cursor(cursor, str, str) or ("", "")
    rows = await open_items.unapplied(
        connection,
        entity,
        customer=unidentified(composed(bank_account)) if bank_account else None,
        nobodys=True,
        after=(after[0], after[1]),
        limit=limit + 1,
    )
    shown = rows[:limit]
    return Page(
        items=[
            UnidentifiedShown(
                bank_account=row.customer.removeprefix(UNIDENTIFIED),
                payment=row.document,
                currency=row.currency,
                posted_on=row.posted_on,
                amount=decimal(row.amount_minor, row.currency),
                left=decimal(row.unapplied_minor, row.currency),
                reference=row.reference,
            )
            for row in shown
        ],
        next=write_cursor(shown[-1].customer, shown[-1].document) if len(rows) > limit else None,
    )
