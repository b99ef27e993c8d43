"""A message: one reminder owed to one customer, from the queue to the one way it ended.

    queued → claimed → sent | unknown | undeliverable | withdrawn
       ↑________| deferred

A message is claimed before anybody speaks to the outside, so what happened is known or listed as unknown, and an
unknown one is never sent again by itself. Its natural key is the obligation it fulfils.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never

from shared.errors import Conflict
from shared.events import Fact

# ---------------------------------------------------------------- events


class NamedItem(Fact, frozen=True, kw_only=True):
    """One instalment that the message names, with the amount it asks for."""

    invoice: str
    instalment: int
    due_on: date
    open_minor: int
    currency: str


class AboutMessage(Fact, frozen=True, kw_only=True):
    """What every fact and every command says: which message it concerns, and whose partition it lies in."""

    message: str
    entity: str
    customer: str


class MessageQueued(AboutMessage, frozen=True, kw_only=True):
    """The message is to be sent; `contact` is the vault's opaque reference to whom, never a name or an address.

    `known` are the positions dunning had heard when it decided, by topic.
    """

    obligation: str
    channel: str
    template: str
    tone: str
    deadline: date | None = None
    date: date
    language: str
    contact: str | None = None
    items: tuple[NamedItem, ...]
    known: dict[str, str]


class MessageClaimed(AboutMessage, frozen=True, kw_only=True):
    """A sender is about to send it, to this contact, with these amounts; recorded before the first word is spoken."""

    obligation: str
    attempt: int
    contact: str
    language: str
    items: tuple[NamedItem, ...]


class MessageDeferred(AboutMessage, frozen=True, kw_only=True):
    """The attempt certainly did not deliver it; it waits for the next one."""

    attempt: int
    reason: str


class MessageWithdrawalNoted(AboutMessage, frozen=True, kw_only=True):
    """Withdrawal was asked for while a sender held the message; it counts if that attempt does not deliver."""

    attempt: int
    reason: str


class MessageSent(AboutMessage, frozen=True, kw_only=True):
    """The provider has taken it over; `provider_id` is the id under which it knows the message."""

    obligation: str
    attempt: int
    provider_id: str


class MessageUnknown(AboutMessage, frozen=True, kw_only=True):
    """Nobody can say whether the provider took it over; a person has to look."""

    obligation: str
    attempt: int
    reason: str


class MessageUndeliverable(AboutMessage, frozen=True, kw_only=True):
    """It cannot be delivered: no address, a channel not set up, or the provider refused it for good."""

    obligation: str
    reason: str


class MessageWithdrawn(AboutMessage, frozen=True, kw_only=True):
    """It was taken back before it went out."""

    obligation: str
    reason: str


MessageEnded = MessageSent | MessageUnknown | MessageUndeliverable | MessageWithdrawn
MessageEvent = MessageQueued | MessageClaimed | MessageDeferred | MessageWithdrawalNoted | MessageEnded

# ---------------------------------------------------------------- commands


class QueueMessage(AboutMessage, frozen=True, kw_only=True):
    """Take over what dunning owes the customer; `obstacle` says why it can never be delivered, if so."""

    obligation: str
    channel: str
    template: str
    tone: str
    deadline: date | None
    date: date
    language: str
    contact: str | None
    items: tuple[NamedItem, ...]
    known: dict[str, str]
    obstacle: str | None


class ClaimMessage(AboutMessage, frozen=True, kw_only=True):
    """Take it for sending. `attempt` is one more than the sender has seen, and fences off whoever saw less."""

    attempt: int
    contact: str
    language: str
    items: tuple[NamedItem, ...]


class RecordSent(AboutMessage, frozen=True, kw_only=True):
    """The provider said yes."""

    attempt: int
    provider_id: str


class RecordUnknown(AboutMessage, frozen=True, kw_only=True):
    """The provider had the whole message and was not heard again."""

    attempt: int
    reason: str


class RecordRefused(AboutMessage, frozen=True, kw_only=True):
    """The provider said no, for good."""

    attempt: int
    reason: str


class DeferMessage(AboutMessage, frozen=True, kw_only=True):
    """The attempt certainly did not deliver it: try later, at most `attempts_max` times if that is given."""

    attempt: int
    reason: str
    attempts_max: int | None = None


class RecoverClaim(AboutMessage, frozen=True, kw_only=True):
    """The sender that claimed it is gone; whether it had begun to speak to the provider was written down."""

    attempt: int


class WithdrawMessage(AboutMessage, frozen=True, kw_only=True):
    """Take it back if that is still possible."""

    reason: str


class GiveUp(AboutMessage, frozen=True, kw_only=True):
    """A queued message cannot be delivered any more."""

    reason: str


MessageCommand = (
    QueueMessage
    | ClaimMessage
    | RecordSent
    | RecordUnknown
    | RecordRefused
    | DeferMessage
    | RecoverClaim
    | WithdrawMessage
    | GiveUp
)

# ---------------------------------------------------------------- state

Outcome = Literal["sent", "unknown", "undeliverable", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing was asked of us under this key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """It waits for a sender; `attempts` were made before."""

    facts: MessageQueued
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A sender holds it; `withdrawal` is the reason if somebody asked for it back meanwhile."""

    facts: MessageQueued
    attempt: int
    withdrawal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """It ended, once and for ever."""

    outcome: Outcome
    attempt: int


Message = Absent | Queued | Claimed | Ended

# ---------------------------------------------------------------- refusals


class MessageNotClaimable(Conflict):
    """The message is not waiting, or another sender has tried it since."""


class ClaimLost(Conflict):
    """The message is no longer held under this attempt; what the late sender reports is not recorded."""


# ---------------------------------------------------------------- rules

#: Why a claim whose sender vanished ended or went back to the queue.
SENDER_STOPPED = "sender-stopped"
DIALOGUE_NOT_BEGUN = "dialogue-not-begun"
RETRIES_EXHAUSTED = "retries-exhausted"


def message_of(obligation: str) -> str:
    """The message that fulfils an obligation: `CN01/obligation/0100/2026-03-02/email` → `CN01/message/0100/…`."""
    entity, _, rest = obligation.split("/", 2)
    return f"{entity}/message/{rest}"


def decide(command: MessageCommand, message: Message, *, begun: bool = False) -> Sequence[MessageEvent]:
    """What happens to one message; `begun` says whether the attempt had begun to speak to the provider."""
    match command:
        case QueueMessage():
            return _queue(command) if isinstance(message, Absent) else ()
        case ClaimMessage():
            return _claim(command, message)
        case WithdrawMessage():
            return _withdraw(command, message)
        case GiveUp():
            return (_undeliverable(message.facts, command.reason),) if isinstance(message, Queued) else ()
        case RecordSent():
            return _record_sent(command, message)
        case RecordUnknown() | RecordRefused() | DeferMessage() | RecoverClaim():
            return _conclude(command, _held(command, message), begun=begun)
        case _:
            assert_never(command)


def evolve(message: Message, event: MessageEvent) -> Message:
    """The message after the event; never refuses, it already happened."""
    match event:
        case MessageQueued():
            return Queued(facts=event)
        case MessageClaimed():
            return Claimed(facts=_facts(message), attempt=event.attempt)
        case MessageDeferred():
            return Queued(facts=_facts(message), attempts=event.attempt)
        case MessageWithdrawalNoted():
            return Claimed(facts=_facts(message), attempt=event.attempt, withdrawal=event.reason)
        case MessageSent():
            return Ended(outcome="sent", attempt=event.attempt)
        case MessageUnknown():
            return Ended(outcome="unknown", attempt=event.attempt)
        case MessageUndeliverable():
            return Ended(outcome="undeliverable", attempt=_attempts(message))
        case MessageWithdrawn():
            return Ended(outcome="withdrawn", attempt=_attempts(message))
        case _:
            assert_never(event)


def _queue(command: QueueMessage) -> Sequence[MessageEvent]:
    queued = MessageQueued(
        message=command.message,
        entity=command.entity,
        customer=command.customer,
        obligation=command.obligation,
        channel=command.channel,
        template=command.template,
        tone=command.tone,
        date=command.date,
        deadline=command.deadline,
        language=command.language,
        contact=command.contact,
        items=command.items,
        known=command.known,
    )
    return (queued,) if command.obstacle is None else (queued, _undeliverable(queued, command.obstacle))


def _claim(command: ClaimMessage, message: Message) -> Sequence[MessageEvent]:
    if not isinstance(message, Queued) or command.attempt != message.attempts + 1:
        detail = f"The message {command.message} is not waiting for attempt {command.attempt}."
        raise MessageNotClaimable(detail)
    return (
        MessageClaimed(
            message=command.message,
            entity=command.entity,
            customer=command.customer,
            obligation=message.facts.obligation,
            attempt=command.attempt,
            contact=command.contact,
            language=command.language,
            items=command.items,
        ),
    )


def _withdraw(command: WithdrawMessage, message: Message) -> Sequence[MessageEvent]:
    match message:
        case Queued(facts=facts):
            return (_withdrawn(facts, command.reason),)
        case Claimed(withdrawal=None):
            return (
                MessageWithdrawalNoted(
                    message=command.message,
                    entity=command.entity,
                    customer=command.customer,
                    attempt=message.attempt,
                    reason=command.reason,
                ),
            )
        case Absent() | Claimed() | Ended():
            # Nothing to take back, asked before, or too late: the state already reached is the answer.
            return ()
        case _:
            assert_never(message)


def _record_sent(command: RecordSent, message: Message) -> Sequence[MessageEvent]:
    if message == Ended(outcome="sent", attempt=command.attempt):
        return ()
    held = _held(command, message)
    return (
        MessageSent(
            message=command.message,
            entity=command.entity,
            customer=command.customer,
            obligation=held.facts.obligation,
            attempt=command.attempt,
            provider_id=command.provider_id,
        ),
    )


def _conclude(
    command: RecordUnknown | RecordRefused | DeferMessage | RecoverClaim, held: Claimed, *, begun: bool
) -> Sequence[MessageEvent]:
    match command:
        case RecordUnknown(reason=reason):
            return (_unknown(held, reason),)
        case RecoverClaim() if begun:
            return (_unknown(held, SENDER_STOPPED),)
        case RecordRefused(reason=reason):
            return (_undeliverable(held.facts, reason),)
        case DeferMessage() | RecoverClaim() if held.withdrawal is not None:
            return (_withdrawn(held.facts, held.withdrawal),)
        case DeferMessage(attempts_max=limit) if limit is not None and held.attempt >= limit:
            return (_undeliverable(held.facts, RETRIES_EXHAUSTED),)
        case DeferMessage(reason=reason):
            return (_deferred(held, reason),)
        case RecoverClaim():
            return (_deferred(held, DIALOGUE_NOT_BEGUN),)
        case _:
            assert_never(command)


def _held(
    command: RecordSent | RecordUnknown | RecordRefused | DeferMessage | RecoverClaim, message: Message
) -> Claimed:
    if not isinstance(message, Claimed) or message.attempt != command.attempt:
        detail = f"The message {command.message} is not held under attempt {command.attempt}."
        raise ClaimLost(detail)
    return message


def _facts(message: Message) -> MessageQueued:
    match message:
        case Queued(facts=facts) | Claimed(facts=facts):
            return facts
        case Absent() | Ended():
            raise AssertionError(message)
        case _:
            assert_never(message)


def _attempts(message: Message) -> int:
    match message:
        case Absent():
            return 0
        case Queued(attempts=attempts):
            return attempts
        case Claimed(attempt=attempt) | Ended(attempt=attempt):
            return attempt
        case _:
            assert_never(message)


def _deferred(held: Claimed, reason: str) -> MessageDeferred:
    facts = held.facts
    return MessageDeferred(
        message=facts.message, entity=facts.entity, customer=facts.customer, attempt=held.attempt, reason=reason
    )


def _unknown(held: Claimed, reason: str) -> MessageUnknown:
    facts = held.facts
    return MessageUnknown(
        message=facts.message,
        entity=facts.entity,
        customer=facts.customer,
        obligation=facts.obligation,
        attempt=held.attempt,
        reason=reason,
    )


def _undeliverable(facts: MessageQueued, reason: str) -> MessageUndeliverable:
    return MessageUndeliverable(
        message=facts.message,
        entity=facts.entity,
        customer=facts.customer,
        obligation=facts.obligation,
        reason=reason,
    )


def _withdrawn(facts: MessageQueued, reason: str) -> MessageWithdrawn:
    return MessageWithdrawn(
        message=facts.message,
        entity=facts.entity,
        customer=facts.customer,
        obligation=facts.obligation,
        reason=reason,
    )
