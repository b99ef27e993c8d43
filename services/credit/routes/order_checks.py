"""Order checks: may this order be delivered on account?"""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from services.credit.domain.order_check import (
    CancelOrder,
    CheckOrder,
    Decision,
    Order,
    OrderChecked,
    OrderState,
    OrderUnknown,
)
from services.credit.projections import orders
from services.credit.projections.orders import KeptOrder, Selection
from services.credit.rules import RULES
from shared.auth import Principal, require
from shared.event_store import Accepted, Execution
from shared.fields import Amount, Answer, Body, Currency, CustomerCode, EntityCode, Number
from shared.money import Money, decimal
from shared.web import (
    Answering,
    AtPosition,
    CommitterOf,
    Cursor,
    EngineOf,
    MaybeKeyed,
    Page,
    PageSize,
    Reading,
    RequestContext,
    read_cursor,
    reply,
    write_cursor,
)

router = APIRouter(prefix="/v1/order-checks", tags=["order checks"])
Checker = Annotated[Principal, require("credit:check")]
Reader = Annotated[Principal, require("credit:read")]


class OrderBody(Body):
    """An order that wants to be delivered on account."""

    entity: EntityCode
    customer: CustomerCode
    order: Number = Field(examples=["SO-2026-0815"])
    currency: Currency
    amount: Amount


class OrderCheck(Answer):
    """What was decided of an order, and the figures it was decided on; amounts are in the order's currency."""

    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-1001"])
    order: str = Field(examples=["SO-2026-0815"])
    decision: Decision = Field(description="`approve`: deliver; `prepayment`: deliver after `prepayment`; `hold`: ask")
    reasons: list[str] = Field(
        description="What speaks against delivery on account",
        examples=[["limit of 100000.00 CNY exceeded: 8000.00 CNY left"]],
    )
    currency: str = Field(examples=["CNY"])
    amount: str = Field(examples=["12000.00"])
    advance: str = Field(description="Paid in advance for this order by then", examples=["0.00"])
    prepayment: str = Field(description="To be paid before delivery, besides that", examples=["6000.00"])
    reserved: str = Field(description="What the order took of the limit when it was checked", examples=["6000.00"])
    exposure: str = Field(description="Owed at that moment, less money on account and credits", examples=["92000.00"])
    reservations: str = Field(description="What other orders had reserved", examples=["0.00"])
    limit: str = Field(description="0 where there is none in this currency", examples=["100000.00"])
    grade: str = Field(examples=["B"])
    expires_on: date | None = Field(description="The last day the reservation holds")
    known: dict[str, str] = Field(
        description="By topic, how far others had been heard", examples=[{"huikuan.ledger": "1.7.1042"}]
    )


class OrderShown(OrderCheck):
    """An order as it was last checked, and what became of it."""

    state: OrderState
    still_reserved: str = Field(examples=["6000.00"])
    checked_at: datetime
    position: str = Field(description="Where the check stands in the log", examples=["huikuan.credit:1.7.311"])


class Released(Answer):
    """What an order has freed of the limit."""

    entity: str = Field(examples=["CN01"])
    order: str = Field(examples=["SO-2026-0815"])
    currency: str = Field(examples=["CNY"])
    released: str = Field(description="0 where nothing was reserved any more", examples=["6000.00"])


@router.post("", summary="Check an order, and reserve what it takes", response_model=OrderCheck, status_code=201)
async def check(
    body: OrderBody,
    principal: Checker,
    context: RequestContext,
    key: MaybeKeyed,
    committer: CommitterOf,
    _: AtPosition,
) -> Response:
    principal.enter(body.entity, field="entity")
    command = CheckOrder(
        entity=body.entity,
        customer=body.customer,
        order=body.order,
        currency=body.currency,
        amount_minor=Money.parse(body.amount, body.currency).minor,
        today=context.now.date(),
    )
    answering = Answering(lambda accepted: OrderCheck.model_validate(_facts(_checked(accepted))))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{order:path}/release",
    summary="Free what an order has reserved: it will not come",
    response_model=Released,
)
async def release(
    entity: Annotated[EntityCode, Path()],
    order: Annotated[Number, Path()],
    _: Checker,
    context: RequestContext,
    key: MaybeKeyed,
    committer: CommitterOf,
    engine: EngineOf,
) -> Response:
    async with engine.connect() as connection:
        known = await orders.read_kept(connection, (entity, order))
    if known is None:
        message = f"No order {order} was ever checked."
        raise OrderUnknown(message)
    checked = known.order.checked
    command = CancelOrder(entity=entity, customer=checked.customer, order=order)

    def released(accepted: Accepted) -> Released:
        minor = sum(record.event.amount_minor for record in accepted.records)
        currency = accepted.records[0].event.currency if accepted.records else checked.currency
        return Released(entity=entity, order=order, currency=currency, released=decimal(minor, currency))

    answering = Answering(released, status=200)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("", summary="Orders as they were last checked, by number")
async def list_orders(
    connection: Reading,
    _: Reader,
    entity: Annotated[EntityCode, Query()],
    customer: Annotated[CustomerCode | None, Query()] = None,
    state: Annotated[OrderState | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[OrderShown]:
    after = read_cursor(cursor, str)
    rows = await orders.page(connection, Selection(entity, customer, state, after[0] if after else "", limit + 1))
    page = rows[:limit]
    more = len(rows) > limit
    return Page(items=[_shown(row) for row in page], next=write_cursor(page[-1].order.checked.order) if more else None)


@router.get("/{entity}/{order:path}", summary="An order as it was last checked")
async def show(
    connection: Reading, _: Reader, entity: Annotated[EntityCode, Path()], order: Annotated[Number, Path()]
) -> OrderShown:
    kept = await orders.read_kept(connection, (entity, order))
    if kept is None:
        message = f"No order {order} was ever checked."
        raise OrderUnknown(message)
    return _shown(kept)


def _checked(accepted: Accepted) -> OrderChecked:
    """What was decided now, or, for a harmless repeat, the first time."""
    if accepted.records:
        return accepted.records[0].event
    if not isinstance(accepted.recalled, Order):
        message = "A repeated check recalls its order."
        raise TypeError(message)
    return accepted.recalled.checked


def _facts(checked: OrderChecked) -> dict[str, object]:
    def amount(minor: int) -> str:
        return decimal(minor, checked.currency)

    return {
        "entity": checked.entity,
        "customer": checked.customer,
        "order": checked.order,
        "decision": checked.decision,
        "reasons": list(checked.reasons),
        "currency": checked.currency,
        "amount": amount(checked.amount_minor),
        "advance": amount(checked.advance_minor),
        "prepayment": amount(checked.prepayment_minor),
        "reserved": amount(checked.reserved_minor),
        "exposure": amount(checked.exposure_minor),
        "reservations": amount(checked.reservations_minor),
        "limit": amount(checked.limit_minor),
        "grade": checked.grade,
        "expires_on": checked.expires_on,
        "known": checked.known,
    }


def _shown(kept: KeptOrder) -> OrderShown:
    order = kept.order
    return OrderShown.model_validate(
        {
            **_facts(order.checked),
            "state": order.state,
            "still_reserved": decimal(order.reserved_minor, order.checked.currency),
            "checked_at": kept.checked_at,
            "position": kept.position,
        }
    )
