"""Handing over: every claimed message is begun, spoken, and its outcome recorded, in that order and once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import assert_never

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notify.channels.port import (
    Channel,
    ChannelUnavailable,
    Conversation,
    Delivered,
    Delivery,
    NotHandedOver,
    Postponed,
    Refused,
    Unheard,
)
from services.notify.domain.message import (
    ClaimLost,
    DeferMessage,
    MessageCommand,
    RecordRefused,
    RecordSent,
    RecordUnknown,
)
from services.notify.domain.pacing import Pause, pause_seconds, rest_seconds
from services.notify.preparation import Ready
from services.notify.rules import RULES
from services.notify.settings import Settings
from shared.clock import Clock
from shared.committer import Committer
from shared.errors import Refusal, Unavailable
from shared.event_store import Execution
from shared.events import Context

log = structlog.stdlib.get_logger(__name__)

PRINCIPAL = "notify-sender"
#: For so long an outcome that cannot be recorded is tried again; after that the message will be listed as unknown.
RECORD_SECONDS_MAX = 60.0
#: What the database or the committer says when it is away, and may soon be back.
TROUBLE = (SQLAlchemyError, OSError, Unavailable)

_BEGIN = text("""
    UPDATE claims SET begun_at = clock_timestamp()
    WHERE message = :message AND attempt = :attempt AND begun_at IS NULL AND NOT withdrawal_noted RETURNING message
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message in our hands; `checked_at` is when the ledger was asked, by our own monotonic clock."""

    ready: Ready
    attempt: int
    checked_at: float


@dataclass(slots=True, kw_only=True)
class Recorder:
    """Where the sender and its attempts record what happened."""

    committer: Committer
    clock: Clock

    def execution(self, command: MessageCommand, correlation_id: str) -> Execution[MessageCommand]:
        """A command on its way, under the correlation the obligation came with."""
        context = Context(principal=PRINCIPAL, correlation_id=correlation_id, now=self.clock.now())
        return Execution(RULES, command, context)

    async def submit(self, command: MessageCommand, correlation_id: str) -> None:
        """Record one command together with whatever else is waiting."""
        await self.committer.submit(self.execution(command, correlation_id))


@dataclass(slots=True, kw_only=True)
class Handover:
    """The conversations with the provider, and the attempts under way; `step` lets tests interfere in between."""

    engine: AsyncEngine
    recorder: Recorder
    channel: Channel
    settings: Settings
    step: Callable[[str], Awaitable[None]]
    #: Messages that were told "not now", and until when they rest.
    resting: dict[str, float] = field(default_factory=dict[str, float])
    pause: Pause = field(default_factory=Pause)
    #: Set when an outcome could not be recorded: its claim must be concluded as if we had died.
    left_open: bool = False

    _conversations: list[Conversation] = field(default_factory=list[Conversation])
    _attempts: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def be_ready(self) -> bool:
        """Have at least one conversation before anything is claimed: a mail server that is gone costs no attempts."""
        self._conversations = [one for one in self._conversations if one.is_open]
        return bool(self._conversations) or await self._open() is not None

    async def send(self, claimed: Sequence[Claimed]) -> None:
        """Hand over the claimed messages by as many conversations as are allowed."""
        waiting = list(reversed(claimed))
        async with asyncio.TaskGroup() as group:
            for index in range(min(self.settings.smtp_connections, len(claimed))):
                conversation = self._conversations[index] if index < len(self._conversations) else None
                group.create_task(self._talk(conversation, waiting))

    async def hang_up(self) -> None:
        """Nothing waits: do not keep the mail server's connections."""
        conversations, self._conversations = self._conversations, []
        await asyncio.gather(*(conversation.close() for conversation in conversations))

    async def finish(self) -> None:
        """Let the attempts under way come to an end; what does not is unknown to whoever comes next."""
        if self._attempts:
            await asyncio.wait(self._attempts, timeout=self.settings.stop_seconds_max)
        leftover = list(self._attempts)
        for attempt in leftover:
            attempt.cancel()
        await asyncio.gather(*leftover, return_exceptions=True)
        await self.hang_up()

    async def _talk(self, conversation: Conversation | None, waiting: list[Claimed]) -> None:
        """One conversation: message after message. Being told to stop does not break off the one under way."""
        while waiting:
            one = waiting.pop()
            if conversation is None or not conversation.is_open:
                conversation = await self._open()
            work = (
                self._conclude(one, _defer(one, "channel-unavailable"))
                if conversation is None
                else self._attempt(one, conversation)
            )
            attempt = asyncio.create_task(work)
            self._attempts.add(attempt)
            attempt.add_done_callback(self._attempts.discard)
            await asyncio.shield(attempt)

    async def _open(self) -> Conversation | None:
        if not self.pause.is_over(monotonic()):
            return None
        try:
            conversation = await self.channel.open()
        except ChannelUnavailable as error:
            log.warning("channel-unavailable", error=str(error))
            self.pause.failed(monotonic(), self.settings.pause_seconds_max)
            return None
        self._conversations.append(conversation)
        return conversation

    async def _attempt(self, one: Claimed, conversation: Conversation) -> None:
        """Write down that it begins, speak, and record what came of it."""
        if not await self._begin(one):
            # Withdrawn while it lay claimed, or concluded by another sender while we slept.
            await self._conclude(one, _defer(one, "not-begun"))
            return
        await self.step("begun")
        if monotonic() - one.checked_at > self.settings.fresh_seconds_max:
            await self._conclude(one, _defer(one, "check-outdated"))
            return
        delivery = await conversation.send(one.ready.outgoing)
        await self.step("spoken")
        if isinstance(delivery, NotHandedOver | Unheard):
            # Something is wrong with the mail server: slow down, before it leaves a thousand messages unknown.
            self.pause.failed(monotonic(), self.settings.pause_seconds_max)
        else:
            self.pause.answered()
        await self._conclude(one, self._outcome(one, delivery))

    async def _begin(self, one: Claimed) -> bool:
        """Write down that the provider is about to be spoken to; only while the claim stands and is not withdrawn."""
        place = {"message": one.ready.row.message, "attempt": one.attempt}
        try:
            async with self.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                return (await connection.execute(_BEGIN, place)).first() is not None
        except TROUBLE as error:
            log.warning("not-begun", message_id=one.ready.row.message, error=type(error).__name__)
            return False

    def _outcome(self, one: Claimed, delivery: Delivery) -> MessageCommand:
        row, attempt = one.ready.row, one.attempt
        match delivery:
            case Delivered():
                return RecordSent(
                    message=row.message,
                    entity=row.entity,
                    customer=row.customer,
                    attempt=attempt,
                    provider_id=one.ready.outgoing.provider_id,
                )
            case Refused(code=code):
                return RecordRefused(
                    message=row.message,
                    entity=row.entity,
                    customer=row.customer,
                    attempt=attempt,
                    reason=f"refused-{code}",
                )
            case Unheard():
                return RecordUnknown(
                    message=row.message,
                    entity=row.entity,
                    customer=row.customer,
                    attempt=attempt,
                    reason="no-answer-after-data",
                )
            case Postponed(code=code):
                waits = self.settings.retry_seconds
                self.resting[row.message] = monotonic() + rest_seconds(attempt, waits)
                return _defer(one, f"postponed-{code}", attempts_max=len(waits) + 1)
            case NotHandedOver():
                self.resting[row.message] = monotonic() + pause_seconds(attempt, self.settings.pause_seconds_max)
                return _defer(one, "connection-lost")
            case _:
                assert_never(delivery)

    async def _conclude(self, one: Claimed, command: MessageCommand) -> None:
        """Record an outcome, patiently: while the database is away it exists only here."""
        row, command_name = one.ready.row, type(command).__name__
        deadline = monotonic() + RECORD_SECONDS_MAX
        failures = 0
        while monotonic() < deadline:
            try:
                await self.recorder.submit(command, row.correlation_id)
            except ClaimLost:
                # Another sender concluded it while we slept; had it gone out, it is listed as unknown.
                log.warning("claim-lost", message_id=row.message, attempt=one.attempt, command=command_name)
                return
            except (*TROUBLE, Refusal) as error:
                failures += 1
                log.warning("outcome-not-recorded", message_id=row.message, error=type(error).__name__)
                await asyncio.sleep(pause_seconds(failures, self.settings.pause_seconds_max))
            else:
                log.info("message", message_id=row.message, attempt=one.attempt, command=command_name)
                return
        self.left_open = True


def _defer(one: Claimed, reason: str, *, attempts_max: int | None = None) -> DeferMessage:
    row = one.ready.row
    return DeferMessage(
        message=row.message,
        entity=row.entity,
        customer=row.customer,
        attempt=one.attempt,
        reason=reason,
        attempts_max=attempts_max,
    )
