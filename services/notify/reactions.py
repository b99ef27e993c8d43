"""When dunning owes a customer a message, we queue it; when dunning wants it back, we withdraw it if we still can."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify import vault
from services.notify.domain.contact import (
    CHANNEL_NOT_SET_UP,
    CHANNELS,
    NO_CONTACT,
    Addressable,
    Channel,
    choose,
    purpose_of,
)
from services.notify.domain.language import language_of
from services.notify.domain.message import MessageCommand, NamedItem, QueueMessage, WithdrawMessage, message_of
from services.notify.domain.template import NO_TEMPLATE
from services.notify.projections import customers, entities
from services.notify.projections.customers import CustomerRow
from services.notify.projections.entities import EntityRow
from services.notify.rules import RULES
from services.notify.subscribed import DunningEvent, ObligationCreated, WithdrawalRequested
from shared.clock import Clock
from shared.event_store import Execution, Refused, execute
from shared.events import Context, Recorded

PRINCIPAL = "notify-consumer"


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is known here about those a batch of obligations concerns."""

    entities: Mapping[tuple[str, int], EntityRow]
    customers: Mapping[tuple[str, str], CustomerRow]
    reachable: Mapping[tuple[str, str], Sequence[Addressable]]


@dataclass(frozen=True, slots=True)
class Reactions:
    """What notify does on hearing dunning. `channels` are those set up, `templates` the names of those there are."""

    clock: Clock
    channels: frozenset[str]
    templates: frozenset[str]

    async def react(self, connection: AsyncConnection, records: Sequence[Recorded[DunningEvent]]) -> None:
        """Turn a batch of dunning's events into commands to our own messages, in the same transaction."""
        ours = [record for record in records if _concerns_a_message(record.event)]
        if not ours:
            return
        companies = [(record.event.entity, record.event.customer) for record in ours]
        heard = _Heard(
            entities=await entities.read(connection),
            customers=await customers.read(connection, companies),
            reachable=await vault.addressable(connection, companies),
        )
        outcomes = await execute(connection, [self._execution(record, heard) for record in ours])
        for outcome in outcomes:
            if isinstance(outcome, Refused):
                # Nothing that dunning says may be left out: stop here and be looked at.
                raise outcome.refusal

    def _execution(self, record: Recorded[DunningEvent], heard: _Heard) -> Execution[MessageCommand]:
        event = record.event
        match event:
            case ObligationCreated():
                command: MessageCommand = self._queue(event, record.partition, heard)
            case WithdrawalRequested(obligation=id_, entity=entity, customer=customer, reason=reason):
                command = WithdrawMessage(message=message_of(id_), entity=entity, customer=customer, reason=reason)
            case _:
                assert_never(event)
        context = Context(
            principal=PRINCIPAL,
            correlation_id=record.correlation_id,
            now=max(self.clock.now(), record.recorded_at),
            causation=str(record.at),
        )
        return Execution(RULES, command, context)

    def _queue(self, obligation: ObligationCreated, partition: int, heard: _Heard) -> QueueMessage:
        company = (obligation.entity, obligation.customer)
        channel = cast("Channel", obligation.action)
        contact = choose(heard.reachable[company], channel=channel, purpose=purpose_of(obligation.template))
        customer, entity = heard.customers.get(company), heard.entities.get((obligation.entity, partition))
        return QueueMessage(
            message=message_of(obligation.obligation),
            entity=obligation.entity,
            customer=obligation.customer,
            obligation=obligation.obligation,
            channel=channel,
            template=obligation.template,
            tone=obligation.tone,
            date=obligation.date,
            deadline=obligation.deadline,
            language=language_of(
                contact and contact.language, customer and customer.language, entity and entity.language
            ),
            contact=contact and contact.reference,
            items=tuple(
                NamedItem(
                    invoice=item.invoice,
                    instalment=item.instalment,
                    due_on=item.due_on,
                    open_minor=item.open_minor - item.disputed_minor,
                    currency=item.currency,
                )
                for item in obligation.items
            ),
            known=obligation.known,
            obstacle=self._obstacle(channel, obligation.template, contact),
        )

    def _obstacle(self, channel: str, template: str, contact: Addressable | None) -> str | None:
        if channel not in self.channels:
            return CHANNEL_NOT_SET_UP
        if template not in self.templates:
            return NO_TEMPLATE
        return NO_CONTACT if contact is None else None


def _concerns_a_message(event: DunningEvent) -> bool:
    """Tasks, letters and credit stops are not ours; the last part of an obligation's id is its action."""
    return event.obligation.rpartition("/")[2] in CHANNELS
