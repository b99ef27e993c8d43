"""Messages as they stand, for the sender, the console and whoever asks why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, assert_never

import msgspec
from sqlalchemy import ARRAY, Select, Text, all_, bindparam, literal, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.message import (
    MessageClaimed,
    MessageDeferred,
    MessageEvent,
    MessageQueued,
    MessageSent,
    MessageUndeliverable,
    MessageUnknown,
    MessageWithdrawalNoted,
    MessageWithdrawn,
    NamedItem,
)
from services.notify.tables import messages
from shared.events import Recorded

State = Literal["queued", "claimed", "sent", "unknown", "undeliverable", "withdrawn"]
ENDED: frozenset[State] = frozenset({"sent", "unknown", "undeliverable", "withdrawn"})

_items_decoder = msgspec.json.Decoder(tuple[NamedItem, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One message as it stands."""

    message: str
    partition: int
    entity: str
    customer: str
    obligation: str
    channel: str
    template: str
    tone: str
    language: str
    contact: str | None
    deadline: date | None
    date: date
    items: tuple[NamedItem, ...]
    known: dict[str, str]
    state: State
    attempt: int
    reason: str | None
    provider_id: str | None
    correlation_id: str
    queued_at: datetime
    changed_at: datetime


@dataclass(slots=True)
class _Change:
    """What a batch makes of one message: the newest state, and the details that came with it."""

    state: State
    changed_at: datetime
    attempt: int | None = None
    reason: str | None = None
    provider_id: str | None = None
    claimed: MessageClaimed | None = None


_INSERT = text("""
    INSERT INTO messages (message, partition, entity, customer, obligation, channel, template, tone, language, contact,
      date, deadline, items, known, state, attempt, correlation_id, queued_at, changed_at)
    SELECT message, partition, entity, customer, obligation, channel, template, tone, language, contact,
      date, deadline, items, known, 'queued', 0, correlation_id, queued_at, queued_at
    FROM unnest(
      CAST(:messages AS text[]), CAST(:partitions AS int[]), CAST(:entities AS text[]), CAST(:customers AS text[]),
      CAST(:obligations AS text[]), CAST(:channels AS text[]), CAST(:templates AS text[]), CAST(:tones AS text[]),
      CAST(:languages AS text[]), CAST(:contacts AS text[]), CAST(:dates AS date[]), CAST(:deadlines AS date[]),
      CAST(:items AS bytea[]), CAST(:known AS bytea[]), CAST(:correlation_ids AS text[]),
      CAST(:queued_ats AS timestamptz[]))
    AS q(message, partition, entity, customer, obligation, channel, template, tone, language, contact,
      date, deadline, items, known, correlation_id, queued_at)
""")
_UPDATE = text("""
    UPDATE messages SET
      state = u.state, changed_at = u.changed_at, reason = u.reason,
      attempt = coalesce(u.attempt, messages.attempt), provider_id = u.provider_id,
      contact = coalesce(u.contact, messages.contact), language = coalesce(u.language, messages.language),
      items = coalesce(u.items, messages.items)
    FROM unnest(
      CAST(:messages AS text[]), CAST(:states AS text[]), CAST(:changed_ats AS timestamptz[]),
      CAST(:reasons AS text[]), CAST(:attempts AS int[]), CAST(:provider_ids AS text[]),
      CAST(:contacts AS text[]), CAST(:languages AS text[]), CAST(:items AS bytea[]))
    AS u(message, state, changed_at, reason, attempt, provider_id, contact, language, items)
    WHERE messages.message = u.message
""")
_CLAIM = text("""
    INSERT INTO claims (message, attempt)
    SELECT * FROM unnest(CAST(:messages AS text[]), CAST(:attempts AS int[]))
""")
_RELEASE = text("DELETE FROM claims WHERE message = ANY(CAST(:messages AS text[]))")
_NOTE_WITHDRAWAL = text("UPDATE claims SET withdrawal_noted = true WHERE message = ANY(CAST(:messages AS text[]))")


async def project(connection: AsyncConnection, records: Sequence[Recorded[MessageEvent]]) -> None:
    """Write what a batch of events makes of the messages they concern."""
    await _insert(connection, [record for record in records if isinstance(record.event, MessageQueued)])
    changes = _changes(records)
    if changes:
        await _update(connection, changes)
    await _keep_claims(connection, records)


async def _insert(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
    if not records:
        return
    events: list[MessageQueued] = [record.event for record in records]
    await connection.execute(
        _INSERT,
        {
            "messages": [event.message for event in events],
            "partitions": [record.partition for record in records],
            "entities": [event.entity for event in events],
            "customers": [event.customer for event in events],
            "obligations": [event.obligation for event in events],
            "channels": [event.channel for event in events],
            "templates": [event.template for event in events],
            "tones": [event.tone for event in events],
            "languages": [event.language for event in events],
            "contacts": [event.contact for event in events],
            "dates": [event.date for event in events],
            "deadlines": [event.deadline for event in events],
            "items": [msgspec.json.encode(event.items) for event in events],
            "known": [msgspec.json.encode(event.known) for event in events],
            "correlation_ids": [record.correlation_id for record in records],
            "queued_ats": [record.recorded_at for record in records],
        },
    )


def _changes(records: Sequence[Recorded[MessageEvent]]) -> dict[str, _Change]:
    changes: dict[str, _Change] = {}
    for record in records:
        event, at = record.event, record.recorded_at
        earlier = changes.get(event.message)
        match event:
            case MessageQueued():
                continue
            case MessageClaimed(attempt=attempt):
                change = _Change("claimed", at, attempt, claimed=event)
            case MessageDeferred(attempt=attempt, reason=reason):
                change = _Change("queued", at, attempt, reason)
            case MessageWithdrawalNoted(attempt=attempt, reason=reason):
                change = _Change("claimed", at, attempt, f"withdrawal asked for: {reason}")
            case MessageSent(attempt=attempt, provider_id=provider_id):
                change = _Change("sent", at, attempt, provider_id=provider_id)
            case MessageUnknown(attempt=attempt, reason=reason):
                change = _Change("unknown", at, attempt, reason)
            case MessageUndeliverable(reason=reason):
                change = _Change("undeliverable", at, reason=reason)
            case MessageWithdrawn(reason=reason):
                change = _Change("withdrawn", at, reason=reason)
            case _:
                assert_never(event)
        if earlier is not None:
            change.attempt = earlier.attempt if change.attempt is None else change.attempt
            change.claimed = change.claimed or earlier.claimed
        changes[event.message] = change
    return changes


async def _update(connection: AsyncConnection, changes: dict[str, _Change]) -> None:
    rows = list(changes.values())
    await connection.execute(
        _UPDATE,
        {
            "messages": list(changes),
            "states": [row.state for row in rows],
            "changed_ats": [row.changed_at for row in rows],
            "reasons": [row.reason for row in rows],
            "attempts": [row.attempt for row in rows],
            "provider_ids": [row.provider_id for row in rows],
            "contacts": [row.claimed and row.claimed.contact for row in rows],
            "languages": [row.claimed and row.claimed.language for row in rows],
            "items": [row.claimed and msgspec.json.encode(row.claimed.items) for row in rows],
        },
    )


async def _keep_claims(connection: AsyncConnection, records: Sequence[Recorded[MessageEvent]]) -> None:
    """What is in a sender's hands. A batch never claims and concludes the same message: its sender waits in between."""
    claimed = [record.event for record in records if isinstance(record.event, MessageClaimed)]
    noted = [record.event for record in records if isinstance(record.event, MessageWithdrawalNoted)]
    concluded = [
        record.event
        for record in records
        if isinstance(
            record.event,
            MessageDeferred | MessageSent | MessageUnknown | MessageUndeliverable | MessageWithdrawn,
        )
    ]
    if claimed:
        await connection.execute(
            _CLAIM,
            {"messages": [event.message for event in claimed], "attempts": [event.attempt for event in claimed]},
        )
    if noted:
        await connection.execute(_NOTE_WITHDRAWAL, {"messages": [event.message for event in noted]})
    if concluded:
        await connection.execute(_RELEASE, {"messages": [event.message for event in concluded]})


# ---------------------------------------------------------------- queries

_UNSENT = text("""
    SELECT entity, partition, count(*) AS unsent FROM messages WHERE state IN ('queued', 'claimed') GROUP BY 1, 2
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which messages somebody wants to see; `entities` None means all; `before` is where the last page ended."""

    entities: Sequence[str] | None
    customer: str | None = None
    state: State | None = None
    day: date | None = None
    before: tuple[datetime, str] | None = None
    limit: int = 100


async def find(connection: AsyncConnection, message: str) -> MessageRow | None:
    """One message by its id."""
    rows = await _rows(connection, select(messages).where(messages.c.message == message))
    return rows[0] if rows else None


async def listed(connection: AsyncConnection, selection: Selection) -> Sequence[MessageRow]:
    """Messages, newest first."""
    query = select(messages).order_by(messages.c.queued_at.desc(), messages.c.message.desc()).limit(selection.limit)
    if selection.entities is not None:
        query = query.where(messages.c.entity.in_(selection.entities))
    if selection.customer is not None:
        query = query.where(messages.c.customer == selection.customer)
    if selection.state is not None:
        query = query.where(messages.c.state == selection.state)
    if selection.day is not None:
        query = query.where(messages.c.date == selection.day)
    if selection.before is not None:
        before = tuple_(*map(literal, selection.before))
        query = query.where(tuple_(messages.c.queued_at, messages.c.message) < before)
    return await _rows(connection, query)


async def waiting(
    connection: AsyncConnection, places: Sequence[tuple[str, int]], *, resting: Sequence[str], limit: int
) -> Sequence[MessageRow]:
    """The messages longest in the queue, of the entities and partitions whose window is open, without those at rest."""
    query = (
        select(messages)
        .where(messages.c.state == "queued", tuple_(messages.c.entity, messages.c.partition).in_(places))
        .where(messages.c.message != all_(bindparam("resting", resting, ARRAY(Text))))
        .order_by(messages.c.queued_at, messages.c.message)
        .limit(limit)
    )
    return await _rows(connection, query)


async def unsent(connection: AsyncConnection) -> dict[tuple[str, int], int]:
    """How many messages have not ended yet, by entity and partition."""
    return {(row.entity, row.partition): row.unsent for row in await connection.execute(_UNSENT)}


async def _rows(connection: AsyncConnection, query: Select[Any]) -> list[MessageRow]:
    found = (await connection.execute(query)).mappings()
    return [MessageRow(**row | _decoded(row)) for row in map(dict[str, Any], found)]


def _decoded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "items": _items_decoder.decode(row["items"]),
        "known": msgspec.json.decode(row["known"], type=dict[str, str]),
    }
