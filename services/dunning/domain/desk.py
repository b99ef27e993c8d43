"""The desk on which a batch of commands is decided: the facts it needs, and what was decided so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from services.dunning.domain import activation, obligation
from services.dunning.domain.activation import ActivateDefaultPolicy, ActivatePolicy, PolicyActivated
from services.dunning.domain.evaluation import (
    Basis,
    Customer,
    Day,
    DayEvaluated,
    EvaluateDay,
    evaluate,
    left_of,
    take,
)
from services.dunning.domain.obligation import (
    DISPUTED,
    INSOLVENT,
    SETTLED,
    CompleteTask,
    ConcludeCreditStop,
    ConcludeMessage,
    Obligation,
    ObligationCreated,
    ObligationEnded,
    ObligationEvent,
    Open,
    Reconsider,
    WithdrawalRequested,
    check_action,
    take_back,
)
from services.dunning.domain.policy import read

Command = (
    ActivatePolicy
    | ActivateDefaultPolicy
    | EvaluateDay
    | Reconsider
    | ConcludeMessage
    | ConcludeCreditStop
    | CompleteTask
)
Event = PolicyActivated | DayEvaluated | ObligationEvent
#: A customer of an entity.
Party = tuple[str, str]
#: An entity's share of a partition.
Share = tuple[str, int]


@dataclass(slots=True)
class Desk:
    """What a batch of commands concerns; an empty desk stands for a company of which nothing is known."""

    partitions: int
    customers: dict[Party, Customer] = field(default_factory=dict[Party, Customer])
    obligations: dict[Party, dict[str, Obligation]] = field(default_factory=dict[Party, dict[str, Obligation]])
    #: Who is to be evaluated together.
    members: dict[Share, list[Party]] = field(default_factory=dict[Share, list[Party]])
    #: The newest opened day.
    days: dict[Share, Day] = field(default_factory=dict[Share, Day])
    policies: dict[str, dict[int, PolicyActivated]] = field(default_factory=dict[str, dict[int, PolicyActivated]])
    #: How far each topic has been heard, by partition.
    positions: Mapping[int, Mapping[str, str]] = field(default_factory=dict[int, Mapping[str, str]])
    #: The newest day opened for an entity, wherever.
    today: dict[str, date] = field(default_factory=dict[str, date])

    def add(self, obligations: Mapping[Party, Mapping[str, Obligation]]) -> None:
        """Put obligations on the desk beside those that are there."""
        for party, found in obligations.items():
            self.obligations.setdefault(party, {}).update(found)

    def customer(self, entity: str, customer: str) -> Customer:
        """What is known of a customer."""
        return self.customers.get((entity, customer)) or Customer(entity=entity, customer=customer)

    def open_obligations(self, entity: str, customer: str) -> list[Open]:
        """What is owed to a customer and has not ended, oldest first."""
        found = [each for each in self.obligations.get((entity, customer), {}).values() if isinstance(each, Open)]
        return sorted(found, key=lambda each: (each.facts.date, each.facts.action))

    def obligation(self, entity: str, customer: str, name: str) -> Obligation | None:
        """An obligation by its id."""
        return self.obligations.get((entity, customer), {}).get(name)


# ---------------------------------------------------------------- decide


def decide(command: Command, desk: Desk) -> Sequence[tuple[str, Event]]:
    """What happens because of a command: pairs of a stream and the event that goes there."""
    match command:
        case ActivatePolicy():
            return activation.activate(command, desk.policies.get(command.entity, {}), partitions=desk.partitions)
        case ActivateDefaultPolicy():
            return activation.activate_default(command, desk.policies.get(command.entity, {}))
        case EvaluateDay():
            return _evaluate_day(command, desk)
        case Reconsider():
            return _of_obligations(_reconsider(command, desk))
        case ConcludeMessage():
            return _of_obligations(_conclude_message(command, desk))
        case ConcludeCreditStop():
            still_open = desk.open_obligations(command.entity, command.customer)
            return _of_obligations(obligation.conclude_credit_stop(command, still_open))
        case CompleteTask():
            task = desk.obligation(command.entity, command.customer, command.obligation)
            return _of_obligations(obligation.complete_task(command, task))
        case _:
            assert_never(command)


def _of_obligations(events: Sequence[ObligationEvent]) -> list[tuple[str, Event]]:
    return [(event.obligation, event) for event in events]


def _evaluate_day(command: EvaluateDay, desk: Desk) -> list[tuple[str, Event]]:
    share = command.entity, command.partition
    day = desk.days.get(share)
    policy = desk.policies.get(command.entity, {}).get(command.partition)
    if day is None or policy is None or day.date != command.date or not day.is_to_be_evaluated:
        return []
    known = dict(desk.positions.get(command.partition, {}))
    evaluated = DayEvaluated(
        entity=command.entity,
        date=day.date,
        skipped=day.skipped,
        policy_version=policy.version,
        positions=known,
    )
    customers = [desk.customer(*party) for party in desk.members.get(share, [])]
    still_open = {each.customer: desk.open_obligations(each.entity, each.customer) for each in customers}
    basis = Basis(policy=read(policy.content), policy_version=policy.version, known=known)
    decisions = evaluate(customers, still_open, day.date, basis)
    return [(f"{command.entity}/evaluation/{command.partition}", evaluated), *_of_obligations(decisions)]


def _reconsider(command: Reconsider, desk: Desk) -> list[ObligationEvent]:
    customer = desk.customer(command.entity, command.customer)
    events: list[ObligationEvent] = []
    for each in desk.open_obligations(command.entity, command.customer):
        open_minor, asked_minor = left_of(each, customer)
        if customer.insolvent:
            events += take_back(each, INSOLVENT)
        elif open_minor == 0:
            events += take_back(each, SETTLED)
        elif asked_minor == 0:
            events += take_back(each, DISPUTED)
    return events


def _conclude_message(command: ConcludeMessage, desk: Desk) -> Sequence[ObligationEvent]:
    owed = desk.obligation(command.entity, command.customer, command.obligation)
    if owed is None:
        return ()
    still_open = desk.open_obligations(command.entity, command.customer)
    return obligation.conclude_message(
        command,
        owed,
        today=desk.today.get(command.entity, owed.facts.date),
        looked_after=any(each.facts.action == check_action(owed.facts.action) for each in still_open),
    )


# ---------------------------------------------------------------- evolve


def evolve(desk: Desk, stream: str, event: Event) -> None:
    """Let the later commands of the batch see what was decided."""
    match event:
        case PolicyActivated():
            desk.policies.setdefault(event.entity, {})[_partition(stream)] = event
        case DayEvaluated():
            share = event.entity, _partition(stream)
            desk.days[share] = replace(desk.days[share], evaluated=event.date, opened_since=())
        case ObligationCreated() | WithdrawalRequested() | ObligationEnded():
            party = event.entity, event.customer
            of_customer = desk.obligations.setdefault(party, {})
            of_customer[event.obligation] = obligation.evolve(of_customer.get(event.obligation), event)
            if isinstance(event, ObligationCreated) and party in desk.customers:
                desk.customers[party] = take(desk.customers[party], [event])
        case _:
            assert_never(event)


def _partition(stream: str) -> int:
    return int(stream.rpartition("/")[2])
