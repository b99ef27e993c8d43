"""Reading what was written: positions in headers and parameters, and waiting until a position has been reached."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.errors import Conflict, Invalid
from shared.events import Position

#: How often a waiting read looks again.
LOOK_AGAIN_SECONDS = 0.02
_POSITION = re.compile(r"([a-z0-9.-]{1,64}):([0-9]{1,9})\.([0-9]{1,4})\.([0-9]{1,18})", re.ASCII)
_POSITIONS_MAX = 64

#: The consumer whose read models a service's answers come from; asked each time, for a rebuilt one takes over.
ConsumerName = str | Callable[[AsyncConnection], Awaitable[str]] | None


class PositionMalformed(Invalid):
    """A position is not written `topic:epoch.partition.position`."""


class PositionOfAnotherTopic(Invalid):
    """This service does not hear the topic the position is of."""


class PositionNotReached(Conflict):
    """What the reader asked to see has not arrived here in time; nothing older is answered instead."""


def write_positions(positions: Sequence[Position]) -> str:
    """`huikuan.ledger:1.7.42, huikuan.ledger:1.8.3`, as the header `Huikuan-Position` carries it."""
    return ", ".join(str(position) for position in positions)


def read_positions(text_: str, *, parameter: str = "min_position") -> list[Position]:
    """The positions of a header or parameter."""
    parts = [part.strip() for part in text_.split(",") if part.strip()]
    matches = [_POSITION.fullmatch(part) for part in parts]
    if len(parts) > _POSITIONS_MAX:
        message = f"At most {_POSITIONS_MAX} positions are taken."
        raise PositionMalformed(message, parameter=parameter)
    return [_position(part, match, parameter) for part, match in zip(parts, matches, strict=True)]


def _position(part: str, match: re.Match[str] | None, parameter: str) -> Position:
    if match is None:
        message = f"{part[:80]!r} is not a position such as huikuan.ledger:1.7.42."
        raise PositionMalformed(message, parameter=parameter)
    return Position(match[1], int(match[2]), int(match[3]), int(match[4]))


_HEADS = text("SELECT epoch, position FROM head WHERE partition = :partition")
_CHECKPOINT = text("""
    SELECT epoch, position FROM checkpoint
    WHERE consumer = :consumer AND topic = :topic AND partition = :partition
""")


async def wait_until_reached(
    engine: AsyncEngine,
    positions: Sequence[Position],
    *,
    own_topic: str | None,
    consumer: ConsumerName,
    seconds_max: float,
) -> None:
    """Wait until everything up to the positions is in this service's tables, or refuse.

    Own events are in the read models the moment they are recorded; those of others when our consumer has applied them.
    """
    deadline = monotonic() + seconds_max
    missing = list(positions)
    while True:
        async with engine.connect() as connection:
            missing = [
                position
                for position in missing
                if not await _reached(connection, position, own_topic=own_topic, consumer=consumer)
            ]
        if not missing:
            return
        if monotonic() >= deadline:
            message = f"{write_positions(missing)} has not arrived here within {seconds_max:g} seconds; ask again."
            raise PositionNotReached(message, missing=[str(position) for position in missing])
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def _reached(
    connection: AsyncConnection, position: Position, *, own_topic: str | None, consumer: ConsumerName
) -> bool:
    if position.topic == own_topic:
        row = (await connection.execute(_HEADS, {"partition": position.partition})).one_or_none()
    elif consumer is None:
        message = f"This service does not hear {position.topic}."
        raise PositionOfAnotherTopic(message, parameter="min_position")
    else:
        name = consumer if isinstance(consumer, str) else await consumer(connection)
        place = {"consumer": name, "topic": position.topic, "partition": position.partition}
        row = (await connection.execute(_CHECKPOINT, place)).one_or_none()
    # A later epoch began after a restore: its positions lie behind all of the earlier one's.
    return row is not None and (row.epoch, row.position) >= (position.epoch, position.position)
