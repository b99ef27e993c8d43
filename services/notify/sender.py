"""The sender: takes waiting messages, makes sure they are still true, claims them, and has each handed over once.

One sender works at a time, by lease; but the lease only saves work. What keeps a message from going out twice is the
order of things: what it says is checked, the claim is recorded, "begun" is written down, and only then is the mail
server spoken to. Whoever takes the lease over concludes the claims it finds: not begun goes back to the queue, begun
without an outcome is unknown. "Begun" can be written only while the claim stands, so a sender that slept through all
this finds its claims gone and keeps silent.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import assert_never

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notify.channels.port import Channel
from services.notify.domain.freshness import PAID, OpenItem
from services.notify.domain.message import (
    ClaimLost,
    ClaimMessage,
    GiveUp,
    MessageClaimed,
    MessageCommand,
    MessageNotClaimable,
    RecoverClaim,
    WithdrawMessage,
)
from services.notify.domain.pacing import FIRST_PAUSE_SECONDS, Pause
from services.notify.domain.send_window import is_open
from services.notify.handover import RECORD_SECONDS_MAX, TROUBLE, Claimed, Handover, Recorder
from services.notify.letters import Templates
from services.notify.preparation import TOO_LATE, Hopeless, NotYet, Paid, Ready, Surroundings, is_too_late, prepare
from services.notify.projections import entities, messages
from services.notify.projections.entities import EntityRow
from services.notify.projections.messages import MessageRow
from services.notify.receivables import LedgerSilent, Receivables
from services.notify.settings import Settings
from services.notify.subscribed import LEDGER_TOPIC
from services.notify.vault import Vault
from shared.clock import Clock
from shared.committer import Committer
from shared.event_store import APPENDED, Accepted, Refused
from shared.health import WATCHDOGS, Watchdogs
from shared.lease import Lease, while_held

log = structlog.stdlib.get_logger(__name__)

LEASE = "notify sender"
#: How long to wait to be woken before looking at the clock again: while somebody rests or is in trouble, and else.
LOOK_AGAIN_SECONDS, LOOK_SELDOM_SECONDS = 0.5, 2.0
#: How many questions to the ledger may be under way at once.
QUESTIONS_MAX = 8
#: A round that takes a larger part of the time its checks stay fresh was too large.
ROUND_SHARE_MAX = 0.5

_CLAIMS = text("""
    SELECT c.message, c.attempt, m.entity, m.customer, m.correlation_id FROM claims c JOIN messages m USING (message)
    ORDER BY c.message
""")


async def uninterrupted(_step: str) -> None:
    """Between the steps of sending nothing happens, except in tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a sender works with; `between` is called with the name of each step, for tests that interfere there."""

    engine: AsyncEngine
    committer: Committer
    vault: Vault
    templates: Templates
    receivables: Receivables
    email: Channel
    clock: Clock
    settings: Settings
    between: Callable[[str], Awaitable[None]] = uninterrupted
    watchdogs: Watchdogs = WATCHDOGS


@dataclass(slots=True)
class _Plan:
    """What a round has made of the messages it looked at: some are settled, the others can go out."""

    settled: list[tuple[MessageRow, MessageCommand]] = field(default_factory=list[tuple[MessageRow, MessageCommand]])
    ready: list[Ready] = field(default_factory=list[Ready])


class Sender:
    """Sends what waits, round after round."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._settings = means.settings
        self._recorder = Recorder(committer=means.committer, clock=means.clock)
        self._handover = Handover(
            engine=means.engine,
            recorder=self._recorder,
            channel=means.email,
            settings=means.settings,
            step=means.between,
        )
        self._ledger = Pause()
        self._batch = means.settings.batch
        self._must_recover = True

    async def run(self) -> None:
        """Send for ever, whenever the lease is ours."""
        await while_held(self._means.engine, LEASE, self.work)

    async def work(self, lease: Lease) -> None:
        """Conclude what others left, then send round after round until the lease is lost."""
        wake = asyncio.Event()
        await lease.session.listen(APPENDED, lambda _: wake.set())
        self._must_recover = True
        dog = self._means.watchdogs.watch(LEASE, seconds_max=self._round_seconds_max)
        try:
            while True:
                wake.clear()
                worked = await self._work_once()
                dog.beat()
                if not worked:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(wake.wait(), self._patience())
        finally:
            self._means.watchdogs.dismiss(LEASE)
            await self._handover.finish()

    @property
    def _round_seconds_max(self) -> float:
        """No round takes longer: what is begun later than its check is fresh is put back at once."""
        settings = self._settings
        speaking = 3 * settings.smtp_seconds_max + settings.smtp_data_seconds_max
        asking = settings.ledger_seconds_max * settings.batch / QUESTIONS_MAX
        return asking + settings.fresh_seconds_max + speaking + RECORD_SECONDS_MAX

    def _patience(self) -> float:
        troubled = (
            self._handover.resting or self._handover.pause.failures or self._ledger.failures or self._must_recover
        )
        return LOOK_AGAIN_SECONDS if troubled else LOOK_SELDOM_SECONDS

    async def recover(self) -> None:
        """Conclude all claims there are. Only under the lease and between rounds, when none of them is in our hands."""
        async with self._means.engine.connect() as connection:
            abandoned = (await connection.execute(_CLAIMS)).all()
        for claim in abandoned:
            command = RecoverClaim(
                message=claim.message, entity=claim.entity, customer=claim.customer, attempt=claim.attempt
            )
            with suppress(ClaimLost):
                await self._recorder.submit(command, claim.correlation_id)
            log.warning("claim-recovered", message_id=claim.message, attempt=claim.attempt)
        self._must_recover = self._handover.left_open = False

    async def round(self) -> int:
        """Look once at what waits and send what may go; answers how many messages moved on."""
        started = monotonic()
        rows, known = await self._waiting(self._means.clock.now())
        if not rows:
            await self._handover.hang_up()
            return 0
        plan = await self._plan(rows, known)
        await self._means.between("checked")
        claimed = await self._record(plan, checked_at=started)
        await self._means.between("claimed")
        await self._handover.send(claimed)
        self._must_recover = self._must_recover or self._handover.left_open
        self._adapt(seconds=monotonic() - started)
        return len(plan.settled) + len(claimed)

    async def _work_once(self) -> int:
        """A round; when the database is away, nothing: it comes back, or the lease is lost."""
        try:
            if self._must_recover:
                await self.recover()
            return await self.round()
        except TROUBLE as error:
            log.warning("sender-interrupted", error=type(error).__name__)
            # Whether a claim was recorded may be unknown: look at all of them before going on.
            self._must_recover = True
            return 0

    async def _waiting(self, now: datetime) -> tuple[Sequence[MessageRow], Mapping[tuple[str, int], EntityRow]]:
        """The next messages whose window is open, and the entities they are of."""
        moment = monotonic()
        resting = {message: until for message, until in self._handover.resting.items() if until > moment}
        self._handover.resting = resting
        if not (self._ledger.is_over(moment) and self._handover.pause.is_over(moment)):
            return [], {}
        async with self._means.engine.connect() as connection:
            known = await entities.read(connection)
            places = [place for place, entity in known.items() if is_open(self._settings.window, entity.day, now)]
            if not places:
                return [], known
            # A mail server in trouble is given no more than can be under way at once.
            limit = self._settings.smtp_connections if self._handover.pause.failures else self._batch
            return await messages.waiting(connection, places, resting=list(resting), limit=limit), known

    async def _plan(self, rows: Sequence[MessageRow], known: Mapping[tuple[str, int], EntityRow]) -> _Plan:
        """Check each message: is it too late, what does the ledger say, whom does it go to, how does it read."""
        plan = _Plan()
        now, days_max = self._means.clock.now(), self._settings.keep_days_max
        for row in rows:
            if is_too_late(row, known[row.entity, row.partition], now, days_max):
                plan.settled.append((row, _give_up(row, TOO_LATE)))
        late = {row.message for row, _ in plan.settled}
        in_time = [row for row in rows if row.message not in late]
        if not in_time or not await self._handover.be_ready():
            return plan
        answers = await self._ask_ledger(in_time)
        async with self._means.engine.connect() as connection:
            surroundings = await Surroundings.read(connection, self._means.vault, in_time, known)
        domain = self._settings.mail_from.partition("@")[2]
        for row in in_time:
            if row.message not in answers:
                continue
            prepared = prepare(row, surroundings, answers[row.message], self._means.templates, now, domain)
            match prepared:
                case Ready():
                    plan.ready.append(prepared)
                case Paid():
                    plan.settled.append((row, _withdraw(row, PAID)))
                case Hopeless(reason=reason):
                    plan.settled.append((row, _give_up(row, reason)))
                case NotYet():
                    self._rest(row)
                case _:
                    assert_never(prepared)
        return plan

    async def _ask_ledger(self, rows: Sequence[MessageRow]) -> dict[str, tuple[OpenItem, ...]]:
        """What is open now, by message. Without an answer a message waits; it is never sent on an older one."""
        gate = asyncio.Semaphore(QUESTIONS_MAX)
        answers: dict[str, tuple[OpenItem, ...]] = {}
        silences = 0

        async def ask(row: MessageRow) -> None:
            nonlocal silences
            position = row.known.get(LEDGER_TOPIC)
            async with gate:
                if silences and not answers:
                    return  # it says nothing to anybody: the others need not wait for that one by one
                try:
                    answers[row.message] = await self._means.receivables.open_items(
                        row.entity, row.customer, min_position=position and f"{LEDGER_TOPIC}:{position}"
                    )
                except LedgerSilent as error:
                    log.warning("ledger-silent", message_id=row.message, error=str(error))
                    silences += 1
                    self._rest(row)

        await asyncio.gather(*(ask(row) for row in rows))
        if answers:
            self._ledger.answered()
        else:
            self._ledger.failed(monotonic(), self._settings.pause_seconds_max)
        return answers

    async def _record(self, plan: _Plan, *, checked_at: float) -> list[Claimed]:
        """Record in one transaction what is settled, and claim what is ready; answers what is ours now."""
        commands: list[tuple[MessageRow, MessageCommand]] = [
            *plan.settled,
            *((ready.row, _claim(ready)) for ready in plan.ready),
        ]
        if not commands:
            return []
        outcomes = await self._means.committer.submit_batch(
            [self._recorder.execution(command, row.correlation_id) for row, command in commands]
        )
        ready = {one.row.message: one for one in plan.ready}
        claimed: list[Claimed] = []
        for (row, _), outcome in zip(commands, outcomes, strict=True):
            if isinstance(outcome, Refused) and not isinstance(outcome.refusal, MessageNotClaimable):
                # Not the message's own rules: perhaps it is claimed, perhaps not.
                log.warning("claim-uncertain", message_id=row.message, error=outcome.refusal.code)
                self._rest(row)
                self._must_recover = True
            if isinstance(outcome, Accepted):
                claimed.extend(
                    Claimed(ready=ready[row.message], attempt=record.event.attempt, checked_at=checked_at)
                    for record in outcome.records
                    if isinstance(record.event, MessageClaimed)
                )
        return claimed

    def _adapt(self, *, seconds: float) -> None:
        """Take fewer messages at a time from a slow mail server, so that their checks are still fresh when they go."""
        if seconds > self._settings.fresh_seconds_max * ROUND_SHARE_MAX:
            self._batch = max(self._settings.smtp_connections, self._batch // 2)
        else:
            self._batch = min(self._settings.batch, self._batch * 2)

    def _rest(self, row: MessageRow) -> None:
        self._handover.resting[row.message] = monotonic() + FIRST_PAUSE_SECONDS


def _claim(ready: Ready) -> ClaimMessage:
    row = ready.row
    return ClaimMessage(
        message=row.message,
        entity=row.entity,
        customer=row.customer,
        attempt=row.attempt + 1,
        contact=ready.contact,
        language=ready.language,
        items=ready.items,
    )


def _withdraw(row: MessageRow, reason: str) -> WithdrawMessage:
    return WithdrawMessage(message=row.message, entity=row.entity, customer=row.customer, reason=reason)


def _give_up(row: MessageRow, reason: str) -> GiveUp:
    return GiveUp(message=row.message, entity=row.entity, customer=row.customer, reason=reason)
