"""When others say what changes our obligations, we send commands to our own streams, in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.dunning.domain.activation import ActivateDefaultPolicy
from services.dunning.domain.desk import Command, Party
from services.dunning.domain.evaluation import EvaluateDay
from services.dunning.domain.obligation import ConcludeCreditStop, ConcludeMessage, Reconsider
from services.dunning.projections import calendar_days, obligations
from services.dunning.rules import CONSUMER, RULES
from services.dunning.subscribed import (
    LEDGER_TOPIC,
    CreditApplied,
    CreditEvent,
    CreditProfileGraded,
    CreditResumed,
    CreditStopped,
    CustomerBecameInsolvent,
    DisputeOpened,
    EntityConfigured,
    InvoiceCancelled,
    LedgerEvent,
    MessageQueued,
    MessageSent,
    MessageUndeliverable,
    MessageUnknown,
    MessageWithdrawn,
    NotifyEvent,
    PaymentAllocated,
    ReceivableReduced,
)
from shared.clock import Clock
from shared.event_store import Execution, Refused, execute
from shared.events import Context, Recorded

PRINCIPAL = "dunning-consumer"

#: What can leave nothing of an obligation. What makes more due waits for the next evaluation.
_LESS_IS_DUE = (
    PaymentAllocated,
    CreditApplied,
    ReceivableReduced,
    InvoiceCancelled,
    DisputeOpened,
    CustomerBecameInsolvent,
)


@dataclass(frozen=True, slots=True)
class Reactions:
    """What dunning does on hearing the others."""

    clock: Clock

    async def to_ledger(self, connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
        """Give a new entity its policy; take back what a payment, credit, dispute or cancellation leaves nothing of."""
        configured = {
            (record.event.entity, record.partition): record
            for record in records
            if isinstance(record.event, EntityConfigured)
        }
        executions: list[Execution[Command]] = [
            self._because_of(record, ActivateDefaultPolicy(entity=entity, partition=partition))
            for (entity, partition), record in configured.items()
        ]
        changed = _by_party(record for record in records if isinstance(record.event, _LESS_IS_DUE))
        executions += [
            self._because_of(changed[party], Reconsider(entity=party[0], customer=party[1]))
            for party in await _concerned(connection, changed)
        ]
        await _carry_out(connection, executions)

    async def to_credit(self, connection: AsyncConnection, records: Sequence[Recorded[CreditEvent]]) -> None:
        """End the credit stops that were asked for."""
        answers = [record for record in records if isinstance(record.event, CreditStopped | CreditResumed)]
        concerned = set(await _concerned(connection, _by_party(answers)))
        executions: list[Execution[Command]] = []
        for record in answers:
            event = record.event
            if isinstance(event, CreditProfileGraded) or (event.entity, event.customer) not in concerned:
                continue
            command = ConcludeCreditStop(
                entity=event.entity,
                customer=event.customer,
                stopped=isinstance(event, CreditStopped),
                obligation=event.obligation,
            )
            executions.append(self._because_of(record, command))
        await _carry_out(connection, executions)

    async def to_notify(self, connection: AsyncConnection, records: Sequence[Recorded[NotifyEvent]]) -> None:
        """Note what notify took over, and end obligations as it says."""
        queued = [record.event for record in records if isinstance(record.event, MessageQueued)]
        if queued:
            await obligations.note_taken_over(connection, queued)
        executions = [
            self._because_of(record, command)
            for record in records
            if (command := _conclusion(record.event)) is not None
        ]
        await _carry_out(connection, executions)

    async def evaluate(self, connection: AsyncConnection, topic: str, partitions: Sequence[int]) -> None:
        """Decide the newest opened day of each partition, now that everything heard of them is applied.

        Only then: whoever was away for three days finds three opened days, and decides the last one once instead of
        sending a burst.
        """
        if topic != LEDGER_TOPIC:
            return
        newest = await calendar_days.newest_of_partitions(connection, partitions)
        waiting = {share: day for share, day in newest.items() if day.is_to_be_evaluated}
        if not waiting:
            return
        heard = await calendar_days.positions(connection, CONSUMER, partitions)
        now = self.clock.now()
        await _carry_out(
            connection,
            [
                Execution(
                    RULES,
                    EvaluateDay(entity=entity, partition=partition, date=day.date),
                    Context(
                        principal=PRINCIPAL,
                        correlation_id=f"evaluation-{entity}-{day.date}-{partition}",
                        now=now,
                        causation=f"{topic}:{heard[partition][topic]}" if topic in heard.get(partition, {}) else None,
                    ),
                )
                for (entity, partition), day in waiting.items()
            ],
        )

    def _because_of(self, record: Recorded[Any], command: Command) -> Execution[Command]:
        context = Context(
            principal=PRINCIPAL,
            correlation_id=record.correlation_id,
            now=max(self.clock.now(), record.recorded_at),
            causation=str(record.at),
        )
        return Execution(RULES, command, context)


def _by_party(records: Iterable[Recorded[Any]]) -> dict[Party, Recorded[Any]]:
    """The last record about each customer."""
    return {(record.event.entity, record.event.customer): record for record in records}


async def _concerned(connection: AsyncConnection, parties: dict[Party, Recorded[Any]]) -> list[Party]:
    return await obligations.concerned(connection, sorted(parties)) if parties else []


def _conclusion(event: NotifyEvent) -> ConcludeMessage | None:
    match event:
        case MessageQueued():
            return None
        case MessageSent():
            outcome, reason = "sent", None
        case MessageUnknown(reason=reason):
            outcome = "outcome-unknown"
        case MessageUndeliverable(reason=reason):
            outcome = "undeliverable"
        case MessageWithdrawn(reason=reason):
            outcome = "withdrawn"
    return ConcludeMessage(
        obligation=event.obligation,
        entity=event.entity,
        customer=event.customer,
        message=event.message,
        outcome=outcome,
        reason=reason,
    )


async def _carry_out(connection: AsyncConnection, executions: Sequence[Execution[Command]]) -> None:
    if not executions:
        return
    for outcome in await execute(connection, executions):
        if isinstance(outcome, Refused):
            # Nothing that others say may be left out: stop here and be looked at.
            raise outcome.refusal
