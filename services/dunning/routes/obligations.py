"""Obligations: what was owed to whom, how it ended, and why; or why nothing is owed."""

import datetime as dt
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import text

from services.dunning.domain.evaluation import judge
from services.dunning.domain.explanation import explain, next_slot, reason_against
from services.dunning.domain.policy import read
from services.dunning.projections import calendar_days, obligations, policies, unpaid_items
from services.dunning.projections.obligations import Selection
from services.dunning.published import TOPIC
from services.dunning.routes.answers import ItemShown, ObligationShown, dated, item_shown, shown
from services.dunning.rules import known_customers
from shared.auth import Principal, require
from shared.errors import NotFound
from shared.event_store import decode_envelope
from shared.fields import Answer, CustomerCode, EntityCode, LocalDate
from shared.money import decimal
from shared.web import Cursor, Page, PageSize, Reading, write_cursor

router = APIRouter(prefix="/v1/obligations", tags=["obligations"])
Reader = Annotated[Principal, require("dunning:read")]
Entity = Annotated[EntityCode, Query()]


class ObligationNotFound(NotFound):
    """There is no such obligation, or not for this caller."""


class Announced(Answer):
    """The event by which the ledger last spoke of an item's due date."""

    milestone: str = Field(examples=["invoice-became-overdue.v1"])
    date: dt.date = Field(examples=["2026-03-02"])
    position: str = Field(examples=["huikuan.ledger:1.7.4711"])


class ItemExplained(Answer):
    """How an item came into the bundle."""

    item: ItemShown
    step: str = Field(examples=["call"])
    when: str = Field(examples=["due+8d..15d"])
    folded: list[str] = Field(description="Lower steps that need not be taken any more.")
    announced: Announced | None


class Happening(Answer):
    """One event of the obligation, from the log."""

    type: str = Field(examples=["obligation-ended.v1"])
    recorded_at: datetime
    position: str = Field(examples=["huikuan.dunning:1.7.311"])
    correlation_id: str
    principal: str = Field(description="Who did it.", examples=["dunning-consumer"])
    causation: str | None = Field(examples=["huikuan.ledger:1.7.4712"])
    data: dict[str, Any]


class Why(Answer):
    """Why an obligation exists and what became of it; decided again from the log it comes out the same."""

    obligation: ObligationShown
    because: list[str] = Field(description="The rules, in the order they were applied.")
    items: list[ItemExplained]
    known: dict[str, str] = Field(
        description="How far each topic had been heard.", examples=[{"huikuan.ledger": "1.7.4711"}]
    )
    policy_activated: str = Field(description="Where the policy's version stands in the log.")
    history: list[Happening]


class ItemJudged(Answer):
    """What the policy says of one unpaid item today."""

    invoice: str = Field(examples=["CN01/invoice/erp/4711"])
    instalment: int = Field(examples=[1])
    due_on: dt.date
    open: str = Field(examples=["1234.50"])
    disputed: str = Field(examples=["0.00"])
    currency: str = Field(examples=["CNY"])
    verdict: str = Field(examples=["taken"])
    because: str
    segment: str | None
    taken_on: dt.date | None = Field(description="The latest date on which an obligation spoke of it.")
    next_step_on: dt.date | None


class WhyNot(Answer):
    """Everything unpaid of a customer, and why it is or is not spoken of today."""

    entity: str
    customer: str
    date: dt.date = Field(description="The newest day opened.")
    policy_version: int
    items: list[ItemJudged]


_HISTORY = text("SELECT epoch, partition, position, envelope FROM events WHERE stream = :stream ORDER BY version")


@router.get("", summary="Obligations, newest first")
async def list_obligations(
    connection: Reading,
    _: Reader,
    entity: Entity,
    customer: Annotated[CustomerCode | None, Query()] = None,
    date: Annotated[LocalDate | None, Query(description="The date it was owed on")] = None,
    open: Annotated[bool | None, Query(description="Only open, or only ended ones")] = None,  # noqa: A002 - the name of the parameter
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[ObligationShown]:
    selection = Selection(
        entity=entity,
        customer=customer,
        date=date,
        open=open,
        before=dated(cursor),
        limit=limit + 1,
    )
    rows = await obligations.select(connection, selection)
    page = rows[:limit]
    last = page[-1].created if len(rows) > limit else None
    return Page(
        items=[shown(row) for row in page],
        next=None if last is None else write_cursor(last.date.isoformat(), last.obligation),
    )


@router.get("/why", summary="Why an obligation exists, and what became of it")
async def why(
    connection: Reading,
    who: Reader,
    obligation: Annotated[str, Query(max_length=256, examples=["CN01/obligation/C-0100/2026-03-09/email"])],
) -> Why:
    row = await obligations.find(connection, obligation)
    if row is None or not who.sees(row.created.entity):
        message = f"There is no obligation {obligation}."
        raise ObligationNotFound(message)
    created = row.created
    policy = await policies.version(connection, created.entity, created.policy_version)
    if policy is None:
        raise AssertionError(created)
    trace = explain(created, read(policy.content))
    places = [(item.invoice, item.instalment) for item in created.items]
    announced = await unpaid_items.announcements(connection, places)
    history = await connection.execute(_HISTORY, {"stream": obligation})
    return Why(
        obligation=shown(row),
        because=list(trace.sentences),
        items=[
            ItemExplained(
                item=item_shown(each.item),
                step=each.step,
                when=each.when,
                folded=list(each.folded),
                announced=None
                if (told := announced.get((each.item.invoice, each.item.instalment))) is None
                else Announced(milestone=told.milestone, date=told.date, position=told.position),
            )
            for each in trace.items
        ],
        known=created.known,
        policy_activated=policy.position,
        history=[_happening(*each) for each in history],
    )


@router.get("/why-not", summary="Why a customer's unpaid items are, or are not, spoken of today")
async def why_not(connection: Reading, _: Reader, entity: Entity, customer: Annotated[CustomerCode, Query()]) -> WhyNot:
    policy = await policies.newest(connection, entity)
    days = await calendar_days.newest_of_entity(connection, entity)
    party = entity, customer
    if policy is None or not days:
        message = f"{entity} is not known, or none of its days has been opened."
        raise ObligationNotFound(message)
    today = max(day.date for day in days.values())
    items = await unpaid_items.of_customers(connection, [party])
    known = (await known_customers(connection, items, also=[party]))[party]
    return WhyNot(
        entity=entity,
        customer=customer,
        date=today,
        policy_version=policy.version,
        items=[
            ItemJudged(
                invoice=verdict.item.invoice,
                instalment=verdict.item.instalment,
                due_on=verdict.item.due_on,
                open=decimal(verdict.item.open_minor, verdict.item.currency),
                disputed=decimal(verdict.item.disputed_minor, verdict.item.currency),
                currency=verdict.item.currency,
                verdict=verdict.why,
                because=reason_against(verdict, today),
                segment=verdict.segment.segment if verdict.segment else None,
                taken_on=verdict.item.taken_on,
                next_step_on=next_slot(verdict, today),
            )
            for verdict in judge(read(policy.content), known, today)
        ],
    )


def _happening(epoch: int, partition: int, position: int, envelope_bytes: bytes) -> Happening:
    envelope = decode_envelope(envelope_bytes)
    return Happening(
        type=envelope.type,
        recorded_at=envelope.recorded_at,
        position=f"{TOPIC}:{epoch}.{partition}.{position}",
        correlation_id=envelope.correlation_id,
        principal=envelope.principal,
        causation=envelope.causation,
        data=msgspec.json.decode(envelope.data),
    )
