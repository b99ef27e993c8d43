"""Work done: the obligations of each day and the messages sent for them, by what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting import tables
from services.reporting.domain.cut import Scope
from services.reporting.projections.bulk import add, arrays, replacing, upsert
from services.reporting.subscribed import (
    DayEvaluated,
    Event,
    MessageClaimed,
    MessageDeferred,
    MessageEvent,
    MessageQueued,
    MessageSent,
    MessageUndeliverable,
    MessageUnknown,
    MessageWithdrawn,
    ObligationCreated,
    ObligationEnded,
)
from shared.events import Recorded

OUTCOMES = ("sent", "done", "suppressed", "undeliverable", "superseded", "withdrawn", "outcome-unknown")
#: The state a message is in after an event; a withdrawal noted while a sender holds it changes none yet.
_STATE: dict[type[Event], str] = {
    MessageClaimed: "claimed",
    MessageDeferred: "queued",
    MessageSent: "sent",
    MessageUnknown: "unknown",
    MessageUndeliverable: "undeliverable",
    MessageWithdrawn: "withdrawn",
}
_EVALUATIONS = tables.read_models.tables["evaluations"]
_KEEP_EVALUATIONS = upsert(_EVALUATIONS, replacing(_EVALUATIONS))
_END_OBLIGATIONS = text("""
    UPDATE obligations SET outcome = o.outcome, reason = o.reason
    FROM unnest(CAST(:obligations AS text[]), CAST(:outcomes AS text[]), CAST(:reasons AS text[]))
      AS o(obligation, outcome, reason)
    WHERE obligations.obligation = o.obligation
""")
_MOVE_MESSAGES = text("""
    UPDATE messages SET state = m.state
    FROM unnest(CAST(:messages AS text[]), CAST(:states AS text[])) AS m(message, state)
    WHERE messages.message = m.message
""")


async def project_dunning(connection: AsyncConnection, records: Sequence[Recorded[Event]]) -> None:
    """Keep the obligations created, how they ended, and the days evaluated."""
    created: list[tuple[Any, ...]] = []
    ended: dict[str, ObligationEnded] = {}
    evaluated: dict[tuple[str, date, int], tuple[Any, ...]] = {}
    for record in records:
        match record.event:
            case ObligationCreated() as event:
                created.append((
                    event.obligation, event.entity, event.customer, event.date, event.action, event.level, event.step,
                    event.deadline, event.role, None, None,
                ))  # fmt: skip
            case ObligationEnded() as event:
                ended[event.obligation] = event
            case DayEvaluated() as event:
                evaluated[event.entity, event.date, record.partition] = (
                    event.entity, event.date, record.partition, event.policy_version,
                    " ".join(day.isoformat() for day in event.skipped),
                )  # fmt: skip
            case _:
                pass
    if created:
        await add(connection, tables.obligations, created)
    if ended:
        await connection.execute(
            _END_OBLIGATIONS,
            {
                "obligations": list(ended),
                "outcomes": [event.outcome for event in ended.values()],
                "reasons": [event.reason for event in ended.values()],
            },
        )
    if evaluated:
        await connection.execute(_KEEP_EVALUATIONS, arrays(_EVALUATIONS, evaluated.values()))


async def project_notify(connection: AsyncConnection, records: Sequence[Recorded[Event]]) -> None:
    """Keep the messages queued, and the state each one is in."""
    queued: list[tuple[Any, ...]] = []
    moved: dict[str, str] = {}
    for record in records:
        match record.event:
            case MessageQueued() as event:
                queued.append((
                    event.message, event.entity, event.customer, event.obligation, event.date, event.channel, "queued",
                ))  # fmt: skip
            case MessageEvent() as event if type(event) in _STATE:
                moved[event.message] = _STATE[type(event)]
            case _:
                pass
    if queued:
        await add(connection, tables.messages, queued)
    if moved:
        await connection.execute(_MOVE_MESSAGES, {"messages": list(moved), "states": list(moved.values())})


# ---------------------------------------------------------------- questions


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one day and kind (action or channel) are in each state."""

    day: date
    entity: str
    kind: str
    by_state: dict[str, int]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One day evaluated, in so many partitions so far."""

    day: date
    entity: str
    partitions: int
    policy_version: int
    skipped: tuple[date, ...]


_COUNT_OBLIGATIONS = text("""
    SELECT day, entity, action AS kind, coalesce(outcome, 'open') AS state, count(*) AS counted FROM obligations
    WHERE (CAST(:entities AS text[]) IS NULL OR entity = ANY(CAST(:entities AS text[])))
      AND (CAST(:customer AS text) IS NULL OR customer = :customer) AND day BETWEEN :first_day AND :last_day
    GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3
""")
_COUNT_MESSAGES = text("""
    SELECT day, entity, channel AS kind, state, count(*) AS counted FROM messages
    WHERE (CAST(:entities AS text[]) IS NULL OR entity = ANY(CAST(:entities AS text[])))
      AND (CAST(:customer AS text) IS NULL OR customer = :customer) AND day BETWEEN :first_day AND :last_day
    GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3
""")
_READ_EVALUATIONS = text("""
    SELECT day, entity, count(*) AS partitions, max(policy_version) AS policy_version,
      string_agg(DISTINCT nullif(skipped, ''), ' ') AS skipped
    FROM evaluations
    WHERE (CAST(:entities AS text[]) IS NULL OR entity = ANY(CAST(:entities AS text[])))
      AND day BETWEEN :first_day AND :last_day
    GROUP BY 1, 2 ORDER BY 1 DESC, 2
""")


async def obligations(connection: AsyncConnection, scope: Scope, *, first_day: date, last_day: date) -> list[Count]:
    """The obligations of these days by action and outcome, newest day first."""
    return await _counts(connection, _COUNT_OBLIGATIONS, scope, first_day, last_day)


async def messages(connection: AsyncConnection, scope: Scope, *, first_day: date, last_day: date) -> list[Count]:
    """The messages of these days by channel and state, newest day first."""
    return await _counts(connection, _COUNT_MESSAGES, scope, first_day, last_day)


async def _counts(
    connection: AsyncConnection, query: Any, scope: Scope, first_day: date, last_day: date
) -> list[Count]:
    counts: dict[tuple[date, str, str], Count] = {}
    for row in await connection.execute(query, _asked(scope, first_day, last_day) | {"customer": scope.customer}):
        key = (row.day, row.entity, row.kind)
        count = counts.setdefault(key, Count(day=row.day, entity=row.entity, kind=row.kind, by_state={}))
        count.by_state[row.state] = row.counted
    return list(counts.values())


async def evaluations(
    connection: AsyncConnection, scope: Scope, *, first_day: date, last_day: date
) -> list[Evaluation]:
    """The days evaluated, newest first."""
    rows = await connection.execute(_READ_EVALUATIONS, _asked(scope, first_day, last_day))
    return [
        Evaluation(
            day=row.day,
            entity=row.entity,
            partitions=row.partitions,
            policy_version=row.policy_version,
            skipped=tuple(sorted({date.fromisoformat(day) for day in (row.skipped or "").split()})),
        )
        for row in rows
    ]


def _asked(scope: Scope, first_day: date, last_day: date) -> dict[str, Any]:
    return {"entities": scope.entities and list(scope.entities), "first_day": first_day, "last_day": last_day}
