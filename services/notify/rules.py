"""How notify's commands become events: which streams they touch, what is read for them, and what is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain import message as messages_domain
from services.notify.domain.message import Absent, Message, MessageCommand, MessageEvent, RecoverClaim
from services.notify.projections import messages
from services.notify.published import CODEC, TOPIC
from shared.event_store import Locked, Rules, Touches


@dataclass(slots=True)
class Desk:
    """The messages a batch concerns, and which of their attempts had begun to speak to a provider."""

    messages: dict[str, Message]
    begun: frozenset[tuple[str, int]]


# Locked, so that whoever is about to begin an attempt waits, and then finds that the attempt is over.
_BEGUN = text("""
    SELECT message, attempt, begun_at FROM claims
    WHERE message = ANY(CAST(:messages AS text[])) ORDER BY message FOR UPDATE
""")


def touches(command: MessageCommand) -> Touches:
    """A command concerns one message, in its customer's partition."""
    return Touches(key=f"{command.entity}/{command.customer}", streams=(command.message,))


async def load(connection: AsyncConnection, commands: Sequence[MessageCommand], locked: Locked[MessageEvent]) -> Desk:
    """Fold the messages concerned; look at the claims that are to be recovered."""
    desk = Desk(messages={}, begun=frozenset())
    for stream, events in locked.events.items():
        for event in events:
            evolve(desk, stream, event)
    recovering = [command.message for command in commands if isinstance(command, RecoverClaim)]
    if recovering:
        rows = await connection.execute(_BEGUN, {"messages": recovering})
        desk.begun = frozenset((row.message, row.attempt) for row in rows if row.begun_at is not None)
    return desk


def decide(command: MessageCommand, desk: Desk) -> Sequence[tuple[str, MessageEvent]]:
    """Ask the message's own rules."""
    message = desk.messages.get(command.message, Absent())
    begun = isinstance(command, RecoverClaim) and (command.message, command.attempt) in desk.begun
    return [(command.message, event) for event in messages_domain.decide(command, message, begun=begun)]


def evolve(desk: Desk, stream: str, event: MessageEvent) -> None:
    """Let the batch's later commands see what was decided."""
    desk.messages[stream] = messages_domain.evolve(desk.messages.get(stream, Absent()), event)


RULES: Rules[MessageCommand, Desk, MessageEvent] = Rules(
    topic=TOPIC,
    codec=CODEC,
    touches=touches,
    load=load,
    decide=decide,
    evolve=evolve,
    project=messages.project,
    folds=True,
)
