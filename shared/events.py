"""Events as they are recorded, and the names under which their classes are stored and published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

E = TypeVar("E")


class Fact(msgspec.Struct, frozen=True, gc=False):
    """What an event says, or a part of it: an event class is one of these, as is whatever its fields hold.

    A frozen dataclass in all but speed: it is made, read and written in a fraction of the time (ADR 0031). It holds
    nothing that could hold it again, so it is left out when Python looks for cycles.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who asked, when, and because of what.

    `causation` is the position reacted to (`topic:epoch.partition.position`).
    """

    principal: str
    correlation_id: str
    now: datetime
    causation: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where an event stands: written `topic:epoch.partition.position`."""

    topic: str
    epoch: int
    partition: int
    position: int

    def __str__(self) -> str:
        return f"{self.topic}:{self.epoch}.{self.partition}.{self.position}"


@dataclass(slots=True)
class Recorded(Generic[E]):
    """One event with its place in the log; the same shape for our own events and for those heard from a topic.

    Not frozen only because a frozen dataclass takes three times as long to make, and consumers make one per event.
    `version` is the event's place in its stream, 1 for the first; it is 0 where a topic's header does not tell it.
    """

    topic: str
    epoch: int
    partition: int
    position: int
    stream: str
    version: int
    type: str
    recorded_at: datetime
    correlation_id: str
    event: E

    @property
    def at(self) -> Position:
        """The event's position."""
        return Position(self.topic, self.epoch, self.partition, self.position)


class UnknownVersion(Exception):
    """An event whose name we read came in a version we do not: going on would leave it out unnoticed."""


class _Stored(msgspec.Struct, Generic[E], gc=False):
    data: E


class Codec(Generic[E]):
    """The stable names of event classes, and their JSON.

    A name ends in its version (`invoice-issued.v1`). A name is never given to another class; a change that readers
    of the old version cannot take gets a new version. Unknown fields are ignored when reading.
    """

    def __init__(self, names: Mapping[str, type[E]]) -> None:
        self.names = dict(names)
        self._name_of = {event_class: name for name, event_class in names.items()}
        self._decoders = {name: msgspec.json.Decoder(event_class).decode for name, event_class in names.items()}
        self._stored = {name: msgspec.json.Decoder(_Stored[event_class]).decode for name, event_class in names.items()}
        self._unversioned = {name.rpartition(".")[0] for name in names}
        self._encode = msgspec.json.Encoder().encode

    def name_of(self, event: E) -> str:
        """The name an event is stored and published under."""
        return self._name_of[type(event)]

    def encode(self, event: E) -> bytes:
        """The event's JSON, exactly as it is stored, hashed and published."""
        return self._encode(event)

    def reads(self, name: str) -> bool:
        """Whether we read events of this name; raises `UnknownVersion` for a known name in an unknown version."""
        if name in self._decoders:
            return True
        if name.rpartition(".")[0] in self._unversioned:
            message = f"{name} is a version of an event that this release does not read; update the service."
            raise UnknownVersion(message)
        return False

    def decode(self, name: str, data: bytes | memoryview) -> E | None:
        """The event, or None for one we do not read; raises `UnknownVersion`, or `msgspec.DecodeError` for rubbish."""
        if decode := self._decoders.get(name):
            return decode(data)
        self.reads(name)
        return None

    def decode_stored(self, name: str, envelope: bytes) -> E | None:
        """The event within its envelope, as `decode` reads it; what stands around it is passed by."""
        if decode := self._stored.get(name):
            return decode(envelope).data
        self.reads(name)
        return None
