"""The bus as everybody else sees it: topics of numbered partitions, and groups whose members share them.

What any bus must do is written down as one suite of tests that runs on every adapter: messages of a partition keep
their order, what was published stays, a member may read from any offset, a partition has one reader at a time, or for
a moment two, and passes to another when its reader goes away.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol, Self

from shared.cloudevents import Message


class TopicPartition(NamedTuple):
    """One partition of one topic: the line in which events arrive one after the other."""

    topic: str
    partition: int

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}"


class Received(Protocol):
    """A message as it arrives; what its headers say is read when it is needed."""

    @property
    def offset(self) -> int: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...
    @property
    def value(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive messages of one partition, at least one, and where the partition ended when they were fetched."""

    records: Sequence[Received]
    end: int


class BusTrouble(Exception):
    """The bus did not answer as it should: what was under way may or may not have happened. Begin anew, and repeat."""


class PartitionCountDiffers(Exception):
    """The topic has another number of partitions than the settings say: a customer's events would lose their order."""

    def __init__(self, topic: str, *, found: int, expected: int) -> None:
        super().__init__(
            f"The topic {topic} has {found} partitions; the settings say {expected}. "
            f"The number is chosen once: set it back to {found}, or begin with a new topic."
        )


class Publisher(Protocol):
    """Sends messages; after a `BusTrouble` it is of no use any more."""

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        """Return when every message is stored for good, those of a partition in the order given."""
        ...


class Member(Protocol):
    """One process's share of a group.

    Offsets are the reader's own affair: `seek` each partition when it is newly assigned.
    """

    async def assigned(self) -> frozenset[TopicPartition]:
        """Wait until our share may have changed, and return it; the first answer comes when there is a share."""
        ...

    def seek(self, line: TopicPartition, offset: int) -> None:
        """Read on from this offset; one that the partition does not have means its beginning."""
        ...

    async def fetch(self, line: TopicPartition, *, limit: int) -> Batch | None:
        """The next messages; waits until there are some. None once the partition is no longer ours."""
        ...

    def hint(self, line: TopicPartition, next_offset: int) -> None:
        """Say how far we are, for the eyes of those who watch the bus; nothing depends on it."""
        ...

    async def ends(self) -> Mapping[TopicPartition, int]:
        """Where our partitions end now, asked for on another way than fetching."""
        ...


class Bus(Protocol):
    """`async with connect(url) as bus`."""

    partitions: int

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...

    async def ensure_topic(self, topic: str) -> None:
        """Make the topic if it is not there; raises `PartitionCountDiffers` if it is there with another count."""
        ...

    def publisher(self) -> AbstractAsyncContextManager[Publisher]:
        """A sender of messages; make a new one after trouble."""
        ...

    def member(self, group: str, topics: Sequence[str]) -> AbstractAsyncContextManager[Member]:
        """Join a group, all of whose members read the same topics; leave it at the end."""
        ...
