"""What the sender asks of a channel: open a conversation, hand over one message, and say exactly what became of it."""

from dataclasses import dataclass
from typing import Protocol

from services.notify.letters import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A finished message on its way; `provider_id` is the same for every attempt, and `repr` hides the person."""

    provider_id: str
    message: str
    entity: str
    customer: str
    sender_name: str
    time_zone: str
    recipient: str
    letter: Letter

    def __repr__(self) -> str:
        return f"Outgoing({self.message})"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The provider has taken the message over."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider will never take it; `code` is its number for the reason, never its words."""

    code: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """The provider will not take it now."""

    code: str


@dataclass(frozen=True, slots=True)
class NotHandedOver:
    """The conversation ended before the message was handed over: it certainly was not taken."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """The message was handed over and no answer came: taken or not, nobody can say."""


Delivery = Delivered | Refused | Postponed | NotHandedOver | Unheard


class ChannelUnavailable(Exception):
    """No conversation can be begun at the moment; it is no message's fault."""


class Conversation(Protocol):
    """One connection to a provider, for one message after the other."""

    @property
    def is_open(self) -> bool:
        """Whether another message can be handed over."""
        ...

    async def send(self, outgoing: Outgoing) -> Delivery:
        """Hand over one message."""
        ...

    async def close(self) -> None:
        """Say goodbye."""
        ...


class Channel(Protocol):
    """A way to reach people."""

    async def open(self) -> Conversation:
        """Begin a conversation, or raise `ChannelUnavailable`."""
        ...
