"""When the ledger or dunning say what matters to a customer's credit, we send commands to our own streams."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.credit.domain.book import Command, Party
from services.credit.domain.order_check import ExpireOrders, InvoiceOrder
from services.credit.domain.profile import ReviewCredit, StopCredit, WithdrawStop
from services.credit.projections import customers, orders
from services.credit.rules import RULES, read_heard
from services.credit.subscribed import (
    CreditApplied,
    CreditUnapplied,
    CustomerBecameInsolvent,
    CustomerDetailsChanged,
    CustomerRegistered,
    DayOpened,
    DisputeOpened,
    DisputeResolved,
    DunningEvent,
    EntityConfigured,
    InvoiceAged,
    InvoiceBecameOverdue,
    InvoiceCancelled,
    InvoiceIssued,
    LedgerEvent,
    ObligationCreated,
    PaymentAllocated,
    PaymentUnapplied,
    ReceivableReduced,
    ReceivableRestored,
    WithdrawalRequested,
)
from shared.clock import Clock
from shared.event_store import Execution, Refused, execute
from shared.events import Context, Recorded

PRINCIPAL = "credit-consumer"
CREDIT_STOP = "credit-stop"

#: What can change a grade, or leave a stop without its reason.
_MATTERS = (
    CustomerRegistered,
    CustomerDetailsChanged,
    CustomerBecameInsolvent,
    PaymentAllocated,
    PaymentUnapplied,
    CreditApplied,
    CreditUnapplied,
    InvoiceCancelled,
    ReceivableReduced,
    ReceivableRestored,
    DisputeOpened,
    DisputeResolved,
    InvoiceBecameOverdue,
    InvoiceAged,
)


@dataclass(frozen=True, slots=True)
class Reactions:
    """What credit does on hearing the others."""

    clock: Clock

    async def to_ledger(self, connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
        """Release what orders reserved once it is invoiced or a day is over, then review whoever it concerns."""
        heard = await _heard(connection, records)
        executions = await self._about_orders(connection, records)
        reviewed = _by_party(record for record in records if isinstance(record.event, _MATTERS))
        for record in [record for record in records if isinstance(record.event, EntityConfigured)]:
            # New currencies bring new limits: everybody here is looked at again.
            share = (record.event.entity, record.partition)
            reviewed |= dict.fromkeys(await customers.of_shares(connection, [share]), record)
        executions += [
            self._because_of(record, ReviewCredit(entity=entity, customer=customer, heard=heard[record.partition]))
            for (entity, customer), record in reviewed.items()
        ]
        await _carry_out(connection, executions)

    async def _about_orders(
        self, connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]
    ) -> list[Execution[Command]]:
        naming = [
            (record, record.event)
            for record in records
            if isinstance(record.event, InvoiceIssued) and record.event.order is not None
        ]
        places = sorted({(event.entity, event.order) for _, event in naming if event.order is not None})
        known = await orders.named(connection, places) if places else {}
        executions = [
            self._because_of(
                record,
                InvoiceOrder(
                    entity=event.entity,
                    customer=event.customer,
                    order=event.order,
                    currency=event.currency,
                    amount_minor=event.gross_minor,
                ),
            )
            for record, event in naming
            if event.order is not None and (event.entity, event.order) in known
        ]
        days = {
            (record.event.entity, record.partition): (record, record.event)
            for record in records
            if isinstance(record.event, DayOpened)
        }
        executions += [
            self._because_of(record, ExpireOrders(entity=event.entity, partition=record.partition, date=event.date))
            for record, event in days.values()
        ]
        return executions

    async def to_dunning(self, connection: AsyncConnection, records: Sequence[Recorded[DunningEvent]]) -> None:
        """Carry out the credit stops that dunning asks for, and lift those it no longer asks for."""
        asked = [record for record in records if _is_about_a_stop(record.event)]
        if not asked:
            return
        heard = await _heard(connection, records)
        await _carry_out(
            connection,
            [self._because_of(record, _stop_command(record.event, heard[record.partition])) for record in asked],
        )

    def _because_of(self, record: Recorded[Any], command: Command) -> Execution[Command]:
        context = Context(
            principal=PRINCIPAL,
            correlation_id=record.correlation_id,
            now=max(self.clock.now(), record.recorded_at),
            causation=str(record.at),
        )
        return Execution(RULES, command, context)


def _is_about_a_stop(event: DunningEvent) -> bool:
    match event:
        case ObligationCreated():
            return event.action == CREDIT_STOP
        case WithdrawalRequested():
            # An obligation's id ends in its action.
            return event.obligation.endswith(f"/{CREDIT_STOP}")


def _stop_command(event: DunningEvent, heard: Mapping[str, str]) -> StopCredit | WithdrawStop:
    match event:
        case ObligationCreated():
            return StopCredit(
                entity=event.entity,
                customer=event.customer,
                obligation=event.obligation,
                reason=f"overdue on {event.date}",
                known=event.known,
                heard=heard,
            )
        case WithdrawalRequested():
            return WithdrawStop(
                entity=event.entity,
                customer=event.customer,
                obligation=event.obligation,
                reason=event.reason,
                heard=heard,
            )


async def _heard(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> dict[int, dict[str, str]]:
    """How far every topic has been heard in each partition the batch is of, the batch itself included."""
    last = {record.partition: record for record in records}
    before = await read_heard(connection, list(last))
    return {
        partition: before.get(partition, {}) | {record.topic: f"{record.epoch}.{partition}.{record.position}"}
        for partition, record in last.items()
    }


def _by_party(records: Iterable[Recorded[Any]]) -> dict[Party, Recorded[Any]]:
    """The last record about each customer."""
    return {(record.event.entity, record.event.customer): record for record in records}


async def _carry_out(connection: AsyncConnection, executions: Sequence[Execution[Command]]) -> None:
    if not executions:
        return
    for outcome in await execute(connection, executions):
        if isinstance(outcome, Refused):
            # Nothing that others say may be left out: stop here and be looked at.
            raise outcome.refusal
