"""What dunning knew at any point of the logs, folded in memory: a second reading, beside the tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.dunning.domain.activation import PolicyActivated
from services.dunning.domain.desk import Party
from services.dunning.domain.dispute import OpenDispute, with_disputes
from services.dunning.domain.evaluation import Customer, Day, DayEvaluated, Item
from services.dunning.domain.obligation import ObligationCreated
from services.dunning.projections.unpaid_items import instalments_of
from services.dunning.subscribed import (
    CreditApplied,
    CreditProfileGraded,
    CreditUnapplied,
    CustomerBecameInsolvent,
    CustomerRegistered,
    DayOpened,
    DisputeOpened,
    DisputeResolved,
    DueEventReported,
    EntityConfigured,
    InvoiceCancelled,
    InvoiceIssued,
    Milestone,
    Part,
    PaymentAllocated,
    PaymentUnapplied,
    ReceivableReduced,
    ReceivableRestored,
)
from shared.cloudevents import attributes, type_prefix
from shared.consumer import FetchLog
from shared.events import Codec

Place = tuple[str, int]


class LogIncomplete(Exception):
    """The producer's log does not give an event that dunning has decided on."""


@dataclass(slots=True)
class _Calendar:
    """An entity's days in one partition."""

    dunning_from: date
    newest: DayOpened | None = None
    since: list[date] = field(default_factory=list[date])
    evaluated: date | None = None


@dataclass(slots=True)
class Knowledge:
    """All that is known of one partition at a point of the logs."""

    customers: dict[Party, Customer] = field(default_factory=dict[Party, Customer])
    unpaid: dict[Party, dict[Place, Item]] = field(default_factory=dict[Party, dict[Place, Item]])
    #: What nothing is open of now; it may be open again.
    settled: dict[Place, Item] = field(default_factory=dict[Place, Item])
    owners: dict[Place, Party] = field(default_factory=dict[Place, Party])
    disputes: dict[Party, dict[str, OpenDispute]] = field(default_factory=dict[Party, dict[str, OpenDispute]])
    calendars: dict[str, _Calendar] = field(default_factory=dict[str, _Calendar])
    policies: dict[str, PolicyActivated] = field(default_factory=dict[str, PolicyActivated])

    def hear(self, event: Any) -> None:
        """Take in what others, or we ourselves, said."""
        match event:
            case InvoiceIssued() | DueEventReported() | InvoiceCancelled() | Milestone():
                self._hear_of_invoice(event)
            case PaymentAllocated(parts=parts) | CreditApplied(parts=parts) | ReceivableReduced(parts=parts):
                self._apply(parts, -1)
            case PaymentUnapplied(parts=parts) | CreditUnapplied(parts=parts) | ReceivableRestored(parts=parts):
                self._apply(parts, 1)
            case DisputeOpened():
                dispute = OpenDispute(event.invoice, event.instalment, event.amount_minor)
                self.disputes.setdefault((event.entity, event.customer), {})[event.dispute] = dispute
            case DisputeResolved():
                self.disputes.get((event.entity, event.customer), {}).pop(event.dispute, None)
            case CustomerRegistered() | CustomerBecameInsolvent() | CreditProfileGraded():
                self._hear_of_customer(event)
            case EntityConfigured():
                calendar = self.calendars.setdefault(event.entity, _Calendar(event.dunning_from))
                calendar.dunning_from = event.dunning_from
            case DayOpened():
                calendar = self.calendars[event.entity]
                calendar.newest = event
                calendar.since.append(event.date)
            case PolicyActivated():
                self.policies[event.entity] = event
            case DayEvaluated():
                self.calendars[event.entity].evaluated = event.date
                self.calendars[event.entity].since.clear()
            case ObligationCreated():
                for item in event.items:
                    known = self._item((item.invoice, item.instalment))
                    self._put(replace(known, taken_on=max(event.date, known.taken_on or event.date)))
            case _:
                return

    def _hear_of_invoice(self, event: InvoiceIssued | DueEventReported | InvoiceCancelled | Milestone) -> None:
        match event:
            case InvoiceIssued() | DueEventReported():
                for instalment in instalments_of(event):
                    self.owners[event.invoice, instalment.number] = (event.entity, event.customer)
                    item = Item(
                        invoice=event.invoice,
                        instalment=instalment.number,
                        due_on=instalment.due_on,
                        currency=event.currency,
                        open_minor=instalment.amount_minor,
                        announced=False,
                    )
                    self._put(item)
            case InvoiceCancelled():
                for each in event.instalments:
                    self._change((event.invoice, each.number), -each.amount_minor)
            case Milestone():
                self._put(replace(self._item((event.invoice, event.instalment)), announced=True))

    def _hear_of_customer(self, event: CustomerRegistered | CustomerBecameInsolvent | CreditProfileGraded) -> None:
        party = event.entity, event.customer
        known = self.customers.get(party) or Customer(entity=event.entity, customer=event.customer)
        match event:
            case CustomerRegistered():
                self.customers[party] = replace(known, size=event.size, region=event.region)
            case CustomerBecameInsolvent():
                self.customers[party] = replace(known, insolvent=True)
            case CreditProfileGraded():
                self.customers[party] = replace(known, grade=event.grade)

    def _apply(self, parts: Sequence[Part], sign: int) -> None:
        for part in parts:
            self._change((part.invoice, part.instalment), sign * part.amount_minor)

    def _change(self, at: Place, minor: int) -> None:
        item = self._item(at)
        self._put(replace(item, open_minor=item.open_minor + minor))

    def _item(self, at: Place) -> Item:
        return self.settled.get(at) or self.unpaid[self.owners[at]][at]

    def _put(self, item: Item) -> None:
        at = item.invoice, item.instalment
        of_customer = self.unpaid.setdefault(self.owners[at], {})
        if item.open_minor > 0:
            of_customer[at] = item
            self.settled.pop(at, None)
        else:
            self.settled[at] = item
            of_customer.pop(at, None)

    # ------------------------------------------------------------ what is known

    def customer(self, party: Party) -> Customer:
        """A customer with all that is unpaid."""
        known = self.customers.get(party) or Customer(entity=party[0], customer=party[1])
        unpaid = list(self.unpaid.get(party, {}).values())
        calendar = self.calendars.get(party[0])
        return replace(
            known,
            dunning_from=calendar.dunning_from if calendar else None,
            items=with_disputes(unpaid, self.disputes.get(party, {}).values()),
        )

    def debtors(self, entity: str) -> list[Customer]:
        """The entity's customers with something unpaid that was announced."""
        parties = [
            party
            for party, items in self.unpaid.items()
            if party[0] == entity and any(item.announced for item in items.values())
        ]
        return [self.customer(party) for party in sorted(parties)]

    def day(self, entity: str) -> Day | None:
        """The newest opened day of an entity."""
        calendar = self.calendars.get(entity)
        if calendar is None or calendar.newest is None:
            return None
        return Day(
            entity=entity,
            date=calendar.newest.date,
            is_working_day=calendar.newest.is_working_day,
            is_latest=calendar.newest.date == calendar.newest.latest,
            dunning_from=calendar.dunning_from,
            evaluated=calendar.evaluated,
            opened_since=tuple(calendar.since),
        )


@dataclass(slots=True)
class Log:
    """One topic's log in one partition, read forward to the points at which decisions were made."""

    fetch_log: FetchLog
    topic: str
    partition: int
    codec: Codec[Any]
    reached: int = 0

    async def upto(self, position: str) -> list[Any]:
        """The events from where we stand up to a position written `epoch.partition.position`."""
        epoch, _, last = (int(part) for part in position.split("."))
        events: list[Any] = []
        while self.reached < last:
            messages = await self.fetch_log(self.topic, self.partition, epoch, self.reached, last)
            if not messages:
                message = f"{self.topic}:{epoch}.{self.partition}.{self.reached + 1} is not in its producer's log."
                raise LogIncomplete(message)
            for message in messages:
                told = attributes(message.headers)
                _, self.reached = told.place
                name = told.type.decode().removeprefix(type_prefix(self.topic))
                if self.codec.reads(name):
                    events.append(self.codec.decode(name, message.value))
        return events
