"""Messages: what was said to whom and when, and why."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlalchemy import text

from services.notify.domain.explanation import explain
from services.notify.projections import messages
from services.notify.projections.messages import MessageRow, Selection, State
from services.notify.published import CODEC, TOPIC
from shared.auth import Principal, require
from shared.errors import NotFound
from shared.event_store import decode_envelope
from shared.fields import Answer, CustomerCode, EntityCode, LocalDate
from shared.money import decimal
from shared.web import Cursor, Page, PageSize, Reading, read_cursor, write_cursor

router = APIRouter(prefix="/v1/messages", tags=["messages"])
Reader = Annotated[Principal, require("notify:read")]


class MessageNotFound(NotFound):
    """There is no such message, or not for this caller."""


class ItemShown(Answer):
    """An instalment the message names, with the amount it asks for."""

    invoice: str = Field(examples=["CN01/invoice/erp/4711"])
    instalment: int = Field(examples=[1])
    due_on: date
    amount: str = Field(examples=["1234.50"])
    currency: str = Field(examples=["CNY"])


class MessageShown(Answer):
    """A message as it stands; the person is only a reference into the vault."""

    message: str = Field(examples=["CN01/message/C-0100/2026-03-02/email"])
    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    obligation: str = Field(examples=["CN01/obligation/C-0100/2026-03-02/email"])
    channel: str = Field(examples=["email"])
    template: str = Field(examples=["gentle-3d"])
    tone: str = Field(examples=["gentle"])
    language: str = Field(examples=["zh"])
    contact: str | None = Field(description="An opaque reference; it leads nowhere once the person is erased.")
    deadline: date | None
    date: date
    state: State
    attempts: int = Field(description="How often a sender has taken it.", examples=[1])
    reason: str | None = Field(examples=["paid"])
    provider_id: str | None = Field(description="Under which the mail server knows it (Message-ID).")
    items: list[ItemShown] = Field(description="As last checked against the ledger.")
    queued_at: datetime
    changed_at: datetime


class Happening(Answer):
    """One event of a message: what happened, when, where it stands in the log, and the event itself."""

    sentence: str
    type: str = Field(examples=["message-sent.v1"])
    recorded_at: datetime
    position: str = Field(examples=["huikuan.notify:1.7.42"])
    correlation_id: str
    causation: str | None = Field(examples=["huikuan.dunning:1.7.311"])
    data: dict[str, Any]


class Why(Answer):
    """Everything that ever happened to a message, from the log."""

    message: MessageShown
    history: list[Happening]


_HISTORY = text("""
    SELECT epoch, partition, position, envelope FROM events WHERE stream = :stream ORDER BY version
""")


async def _selection(
    who: Reader,
    entity: Annotated[EntityCode | None, Query()] = None,
    customer: Annotated[CustomerCode | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    date: Annotated[LocalDate | None, Query(description="The date dunning decided for")] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Selection:
    last = read_cursor(cursor, datetime, str)
    mine = None if who.sees_every_entity else sorted(who.entities)
    return Selection(
        entities=mine if entity is None else [entity],
        customer=customer,
        state=state,
        day=date,
        before=None if last is None else (last[0], last[1]),
        limit=limit,
    )


@router.get("", summary="Messages, newest first")
async def list_messages(
    connection: Reading, selection: Annotated[Selection, Depends(_selection)]
) -> Page[MessageShown]:
    rows = await messages.listed(connection, replace(selection, limit=selection.limit + 1))
    shown = rows[: selection.limit]
    more = len(rows) > len(shown)
    return Page(
        items=[_shown(row) for row in shown],
        next=write_cursor(shown[-1].queued_at.isoformat(), shown[-1].message) if more else None,
    )


@router.get("/why", summary="Why a message went out, or did not")
async def why(
    connection: Reading,
    who: Reader,
    message: Annotated[str, Query(max_length=256, examples=["CN01/message/C-0100/2026-03-02/email"])],
) -> Why:
    row = await messages.find(connection, message)
    if row is None or not who.sees(row.entity):
        raise MessageNotFound(f"There is no message {message}.")
    found = await connection.execute(_HISTORY, {"stream": message})
    return Why(message=_shown(row), history=[_happening(*one) for one in found])


def _shown(row: MessageRow) -> MessageShown:
    return MessageShown(
        message=row.message,
        entity=row.entity,
        customer=row.customer,
        obligation=row.obligation,
        channel=row.channel,
        template=row.template,
        tone=row.tone,
        language=row.language,
        contact=row.contact,
        date=row.date,
        deadline=row.deadline,
        state=row.state,
        attempts=row.attempt,
        reason=row.reason,
        provider_id=row.provider_id,
        items=[
            ItemShown(
                invoice=item.invoice,
                instalment=item.instalment,
                due_on=item.due_on,
                amount=decimal(item.open_minor, item.currency),
                currency=item.currency,
            )
            for item in row.items
        ],
        queued_at=row.queued_at,
        changed_at=row.changed_at,
    )


def _happening(epoch: int, partition: int, position: int, envelope_bytes: bytes) -> Happening:
    envelope = decode_envelope(envelope_bytes)
    event = CODEC.decode(envelope.type, envelope.data)
    return Happening(
        sentence=explain(event) if event else envelope.type,
        type=envelope.type,
        recorded_at=envelope.recorded_at,
        position=f"{TOPIC}:{epoch}.{partition}.{position}",
        correlation_id=envelope.correlation_id,
        causation=envelope.causation,
        data=msgspec.json.decode(envelope.data),
    )
