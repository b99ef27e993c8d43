"""Obligations as they stand: what is owed to whom, what was taken over, and how it ended."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.dunning.domain.desk import Party, Share
from services.dunning.domain.obligation import (
    Ended,
    Obligation,
    ObligationCreated,
    ObligationEnded,
    Open,
    WithdrawalRequested,
)
from services.dunning.projections.customers import columns_of
from services.dunning.subscribed import MessageQueued
from shared.events import Recorded

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ObligationCreated).decode

_INSERT = text("""
    INSERT INTO obligations (obligation, partition, entity, customer, date, action, role, deadline, created,
      created_at, position)
    SELECT * FROM unnest(
      CAST(:obligations AS text[]), CAST(:partitions AS int[]), CAST(:entities AS text[]), CAST(:customers AS text[]),
      CAST(:dates AS date[]), CAST(:actions AS text[]), CAST(:roles AS text[]), CAST(:deadlines AS date[]),
      CAST(:created AS bytea[]), CAST(:recorded_ats AS timestamptz[]), CAST(:places AS text[]))
""")
_REQUEST = text("""
    UPDATE obligations SET withdrawal = r.reason
    FROM unnest(CAST(:obligations AS text[]), CAST(:reasons AS text[])) AS r(obligation, reason)
    WHERE obligations.obligation = r.obligation
""")
_END = text("""
    UPDATE obligations SET outcome = e.outcome, reason = e.reason, ended_at = e.ended_at, ended_position = e.place,
      message = coalesce(e.message, obligations.message)
    FROM unnest(CAST(:obligations AS text[]), CAST(:outcomes AS text[]), CAST(:reasons AS text[]),
                CAST(:messages AS text[]), CAST(:recorded_ats AS timestamptz[]), CAST(:places AS text[]))
      AS e(obligation, outcome, reason, message, ended_at, place)
    WHERE obligations.obligation = e.obligation
""")
_TAKEN_OVER = text("""
    UPDATE obligations SET message = q.message
    FROM unnest(CAST(:obligations AS text[]), CAST(:messages AS text[])) AS q(obligation, message)
    WHERE obligations.obligation = q.obligation
""")
_STATE = "entity, customer, obligation, created, withdrawal, outcome"
_OPEN_OF_PARTIES = text(f"""
    SELECT {_STATE} FROM obligations
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
      USING (entity, customer)
    WHERE outcome IS NULL
""")  # noqa: S608 - static pieces
_OPEN_OF_SHARES = text(f"""
    SELECT {_STATE} FROM obligations
    JOIN unnest(CAST(:entities AS text[]), CAST(:partitions AS int[])) AS wanted(entity, partition)
      USING (entity, partition)
    WHERE outcome IS NULL
""")  # noqa: S608 - static pieces
_NAMED = text(f"""
    SELECT {_STATE} FROM obligations WHERE obligation = ANY(CAST(:obligations AS text[]))
""")  # noqa: S608 - static pieces
_CONCERNED = text("""
    SELECT DISTINCT entity, customer FROM obligations
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
      USING (entity, customer)
    WHERE outcome IS NULL
""")
_ROW = """obligation, entity, customer, date, action, role, deadline, created, created_at, position, message,
    withdrawal, outcome, reason, ended_at, ended_position"""
_FIND = text(f"SELECT {_ROW} FROM obligations WHERE obligation = :obligation")  # noqa: S608 - static pieces
_LIST = text(f"""
    SELECT {_ROW} FROM obligations
    WHERE entity = :entity
      AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      AND (CAST(:date AS date) IS NULL OR date = :date)
      AND (CAST(:open AS boolean) IS NULL OR (outcome IS NULL) = :open)
      AND (CAST(:before_date AS date) IS NULL OR (date, obligation) < (:before_date, :before_obligation))
    ORDER BY date DESC, obligation DESC LIMIT :limit
""")  # noqa: S608 - static pieces
_TASKS = text(f"""
    SELECT {_ROW} FROM obligations
    WHERE entity = :entity AND outcome IS NULL AND role IS NOT NULL
      AND (CAST(:role AS text) IS NULL OR role = :role)
      AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      AND (CAST(:after_deadline AS date) IS NULL OR (deadline, obligation) > (:after_deadline, :after_obligation))
    ORDER BY deadline, obligation LIMIT :limit
""")  # noqa: S608 - static pieces


async def project(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
    """Write new obligations, then what a batch says of the state of any."""
    created = [record for record in records if isinstance(record.event, ObligationCreated)]
    if created:
        await _insert(connection, created)
    requested = {
        record.event.obligation: record.event.reason
        for record in records
        if isinstance(record.event, WithdrawalRequested)
    }
    if requested:
        await connection.execute(_REQUEST, {"obligations": list(requested), "reasons": list(requested.values())})
    ended = [record for record in records if isinstance(record.event, ObligationEnded)]
    if ended:
        events: list[ObligationEnded] = [record.event for record in ended]
        await connection.execute(
            _END,
            {
                "obligations": [event.obligation for event in events],
                "outcomes": [event.outcome for event in events],
                "reasons": [event.reason for event in events],
                "messages": [event.message for event in events],
                "recorded_ats": [record.recorded_at for record in ended],
                "places": [str(record.at) for record in ended],
            },
        )


async def _insert(connection: AsyncConnection, created: Sequence[Recorded[ObligationCreated]]) -> None:
    await connection.execute(
        _INSERT,
        {
            "obligations": [record.event.obligation for record in created],
            "partitions": [record.partition for record in created],
            "entities": [record.event.entity for record in created],
            "customers": [record.event.customer for record in created],
            "dates": [record.event.date for record in created],
            "actions": [record.event.action for record in created],
            "roles": [record.event.role for record in created],
            "deadlines": [record.event.deadline for record in created],
            "created": [_encode(record.event) for record in created],
            "recorded_ats": [record.recorded_at for record in created],
            "places": [str(record.at) for record in created],
        },
    )


async def note_taken_over(connection: AsyncConnection, queued: Sequence[MessageQueued]) -> None:
    """Keep which message notify made of an obligation."""
    messages = {event.obligation: event.message for event in queued}
    await connection.execute(_TAKEN_OVER, {"obligations": list(messages), "messages": list(messages.values())})


# ---------------------------------------------------------------- for decisions

OfParties = dict[Party, dict[str, Obligation]]


async def open_of_customers(connection: AsyncConnection, parties: Sequence[Party]) -> OfParties:
    """What is owed to some customers and has not ended."""
    return _by_party(await connection.execute(_OPEN_OF_PARTIES, columns_of(parties)))


async def open_of_shares(connection: AsyncConnection, shares: Sequence[Share]) -> OfParties:
    """What is owed to all customers of whole partitions and has not ended."""
    wanted = {"entities": [entity for entity, _ in shares], "partitions": [partition for _, partition in shares]}
    return _by_party(await connection.execute(_OPEN_OF_SHARES, wanted))


async def named(connection: AsyncConnection, obligations: Sequence[str]) -> OfParties:
    """Obligations by their ids, ended or not."""
    return _by_party(await connection.execute(_NAMED, {"obligations": list(obligations)}))


async def concerned(connection: AsyncConnection, parties: Sequence[Party]) -> list[Party]:
    """Which of some customers are owed anything."""
    rows = await connection.execute(_CONCERNED, columns_of(parties))
    return sorted((row.entity, row.customer) for row in rows)


def _by_party(rows: Iterable[Row[Any]]) -> OfParties:
    found: OfParties = {}
    for row in rows:
        facts = _decode(row.created)
        state = Open(facts, row.withdrawal) if row.outcome is None else Ended(facts, row.outcome)
        found.setdefault((row.entity, row.customer), {})[row.obligation] = state
    return found


# ---------------------------------------------------------------- for people


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationRow:
    """One obligation with its whole story."""

    created: ObligationCreated
    created_at: datetime
    position: str
    message: str | None
    withdrawal: str | None
    outcome: str | None
    reason: str | None
    ended_at: datetime | None
    ended_position: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which obligations somebody wants to see, newest first; `before` is where the last page ended."""

    entity: str
    customer: str | None = None
    date: dt.date | None = None
    open: bool | None = None
    before: tuple[dt.date, str] | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSelection:
    """Which open tasks somebody wants to see, the most urgent first; `after` is where the last page ended."""

    entity: str
    role: str | None = None
    customer: str | None = None
    after: tuple[dt.date, str] | None = None
    limit: int = 100


async def find(connection: AsyncConnection, obligation: str) -> ObligationRow | None:
    """One obligation by its id."""
    row = (await connection.execute(_FIND, {"obligation": obligation})).one_or_none()
    return None if row is None else _row(row)


async def select(connection: AsyncConnection, selection: Selection) -> list[ObligationRow]:
    """Obligations, newest first."""
    before_date, before_obligation = selection.before or (None, None)
    rows = await connection.execute(
        _LIST,
        {
            "entity": selection.entity,
            "customer": selection.customer,
            "date": selection.date,
            "open": selection.open,
            "before_date": before_date,
            "before_obligation": before_obligation,
            "limit": selection.limit,
        },
    )
    return [_row(row) for row in rows]


async def tasks(connection: AsyncConnection, selection: TaskSelection) -> list[ObligationRow]:
    """What people have to do, the most urgent first."""
    after_deadline, after_obligation = selection.after or (None, None)
    rows = await connection.execute(
        _TASKS,
        {
            "entity": selection.entity,
            "role": selection.role,
            "customer": selection.customer,
            "after_deadline": after_deadline,
            "after_obligation": after_obligation,
            "limit": selection.limit,
        },
    )
    return [_row(row) for row in rows]


def _row(row: Row[Any]) -> ObligationRow:
    return ObligationRow(
        created=_decode(row.created),
        created_at=row.created_at,
        position=row.position,
        message=row.message,
        withdrawal=row.withdrawal,
        outcome=row.outcome,
        reason=row.reason,
        ended_at=row.ended_at,
        ended_position=row.ended_position,
    )
