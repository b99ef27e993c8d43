"""Whether messages are what their log says: each ended at most once, and each row as its events tell it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.notify.domain.message import Absent, Claimed, Ended, Message, MessageEnded, Queued, evolve
from services.notify.published import CODEC
from shared.event_store import read_events
from shared.verification import Check

PAGE = 2000
NAMED_MAX = 5

_HEADS = text("SELECT partition FROM head ORDER BY partition")
_ROWS = text("SELECT message, state, attempt FROM messages WHERE partition = :partition")
_CLAIMS = text("SELECT message, attempt FROM claims")


@dataclass(slots=True)
class _Told:
    """What the log says, message by message."""

    messages: dict[str, Message] = field(default_factory=dict[str, Message])
    ends: dict[str, int] = field(default_factory=dict[str, int])


async def verify(engine: AsyncEngine) -> Sequence[Check]:
    """Fold every message from the log and hold the tables against it."""
    doubled: list[str] = []
    different: list[str] = []
    held: set[tuple[str, int]] = set()
    total = 0
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        claims = {(row.message, row.attempt) for row in await connection.execute(_CLAIMS)}
        for (partition,) in (await connection.execute(_HEADS)).all():
            told = await _fold(connection, partition)
            total += len(told.messages)
            doubled += [message for message, ends in told.ends.items() if ends > 1]
            held |= {(id_, one.attempt) for id_, one in told.messages.items() if isinstance(one, Claimed)}
            rows = (await connection.execute(_ROWS, {"partition": partition})).all()
            kept = {row.message: (row.state, row.attempt) for row in rows}
            should = {message: _as_row(one) for message, one in told.messages.items()}
            different += sorted(
                message for message in kept.keys() | should.keys() if kept.get(message) != should.get(message)
            )
    wrong_claims = sorted(message for message, _ in claims ^ held)
    return [
        _check("messages that ended more than once", doubled),
        Check(
            name="messages as the log tells them",
            figure=f"{total - len(different)} messages",
            expected=f"{total} messages",
            ok=not different,
            detail=", ".join(different[:NAMED_MAX]),
        ),
        _check("claims that the log does not know, or that are missing", wrong_claims),
    ]


async def _fold(connection: AsyncConnection, partition: int) -> _Told:
    told = _Told()
    after = 0
    while page := await read_events(connection, partition, after=after, limit=PAGE):
        for stored in page:
            event = CODEC.decode(stored.envelope.type, stored.envelope.data)
            if event is None:
                continue
            stream = stored.envelope.stream
            told.messages[stream] = evolve(told.messages.get(stream, Absent()), event)
            told.ends[stream] = told.ends.get(stream, 0) + isinstance(event, MessageEnded)
        after = page[-1].position
    return told


def _as_row(message: Message) -> tuple[str, int] | None:
    """State and attempt as the table has them."""
    match message:
        case Queued(attempts=attempts):
            return "queued", attempts
        case Claimed(attempt=attempt):
            return "claimed", attempt
        case Ended(outcome=outcome, attempt=attempt):
            return outcome, attempt
        case Absent():
            return None


def _check(name: str, found: Sequence[str]) -> Check:
    return Check(name, str(len(found)), "0", not found, ", ".join(found[:NAMED_MAX]))
