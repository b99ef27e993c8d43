"""What is due today: from unpaid items, facts of a customer and a policy to the obligations of one date.

A step has come for an item when its day lies on or before the evaluated date, and is taken once an obligation speaks
of the item on or after that day. So it does not matter how many days lie between two evaluations: the highest step
that has come and is not taken counts, lower ones are folded into it, and nothing is made up for twice. A step whose day
lies before reminders began at the entity never comes: what was overdue by then is history until its next step.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from services.dunning.domain.obligation import (
    SUPERSEDED,
    DueItem,
    ObligationCreated,
    ObligationEvent,
    Open,
    Total,
    obligation_id,
    take_back,
)
from services.dunning.domain.policy import CREDIT_STOP, Policy, Segment, Step
from shared.events import Fact

#: An obligation speaks of as many items as fit into one event; the rest keeps its step and follows next time.
ITEMS_BYTES_MAX = 160 * 1024
_ITEM_BYTES = 220  # an item's JSON beside the invoice's id

# ---------------------------------------------------------------- event and command


class DayEvaluated(Fact, frozen=True, kw_only=True):
    """Reminders of a day were decided, also those of the days skipped, on the positions known in each topic."""

    entity: str
    date: dt.date
    skipped: tuple[dt.date, ...]
    policy_version: int
    positions: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateDay:
    """Decide what is owed to all customers of an entity in one partition, now that the day has been heard of."""

    entity: str
    partition: int
    date: dt.date


# ---------------------------------------------------------------- facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An unpaid instalment; `announced` once the ledger has told of its due date, `taken_on` by the last obligation."""

    invoice: str
    instalment: int
    due_on: date
    currency: str
    open_minor: int
    disputed_minor: int = 0
    announced: bool = True
    taken_on: date | None = None

    @property
    def asked_minor(self) -> int:
        """What may be asked for: the undisputed part of what is open."""
        return max(0, self.open_minor - self.disputed_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """What dunning knows of a customer."""

    entity: str
    customer: str
    grade: str | None = None
    size: str = ""
    region: str = ""
    insolvent: bool = False
    paused_until: date | None = None
    dunning_from: date | None = None  # the entity's, as the customer's partition has heard it
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """An opened day, the newest of its catch-up, and when the company was evaluated before."""

    entity: str
    date: dt.date
    is_working_day: bool
    is_latest: bool
    dunning_from: dt.date
    evaluated: dt.date | None
    opened_since: tuple[dt.date, ...] = ()  # the days opened after the last evaluated one, this one included

    @property
    def is_to_be_evaluated(self) -> bool:
        """Whether reminders are decided on this day; if not, a later one makes up for it."""
        return (
            self.is_latest
            and self.is_working_day
            and self.date >= self.dunning_from
            and (self.evaluated is None or self.date > self.evaluated)
        )

    @property
    def skipped(self) -> tuple[dt.date, ...]:
        """The days this evaluation makes up for."""
        return tuple(day for day in self.opened_since if self.dunning_from <= day < self.date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On what a day's decisions rest: the policy's version, and the positions known in each topic."""

    policy: Policy
    policy_version: int
    known: dict[str, str]


# ---------------------------------------------------------------- verdicts

Why = Literal[
    "due", "taken", "not-yet", "before-dunning", "no-segment", "disputed", "not-announced", "insolvent", "paused"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the policy says of one item on one day, and why; the step is the highest that has come."""

    item: Item
    why: Why
    segment: Segment | None = None
    step: Step | None = None
    slot: date | None = None
    dunning_from: date | None = None

    @property
    def days(self) -> int:
        """How many days after the due date the step fell."""
        return (self.slot - self.item.due_on).days if self.slot else 0


def judge(policy: Policy, customer: Customer, day: date) -> list[Verdict]:
    """The verdict on each of a customer's unpaid items."""
    owed: dict[str, int] = {}
    for item in customer.items:
        if item.announced:
            owed[item.currency] = owed.get(item.currency, 0) + item.asked_minor
    segments = {currency: _segment(policy, customer, currency, minor) for currency, minor in owed.items()}
    return [_verdict(policy, customer, item, segments.get(item.currency), day) for item in customer.items]


def _segment(policy: Policy, customer: Customer, currency: str, owed_minor: int) -> Segment | None:
    for segment in policy.segments:
        if segment.customers.hold(
            grade=customer.grade,
            size=customer.size,
            region=customer.region,
            currency=currency,
            owed_minor=owed_minor,
        ):
            return segment
    return None


def _verdict(policy: Policy, customer: Customer, item: Item, segment: Segment | None, day: date) -> Verdict:
    reached = policy.step_reached(segment, item.due_on, day) if segment else None
    step, slot = reached or (None, None)

    def verdict(why: Why) -> Verdict:
        return Verdict(item=item, why=why, segment=segment, step=step, slot=slot, dunning_from=customer.dunning_from)

    if not item.announced:
        return verdict("not-announced")
    if segment is None:
        return verdict("no-segment")
    if slot is None:
        return verdict("not-yet")
    if item.taken_on is not None and slot <= item.taken_on:
        return verdict("taken")
    # Steps follow one another: if the highest that has come fell before reminders began, so did all below it.
    if customer.dunning_from is not None and slot < customer.dunning_from:
        return verdict("before-dunning")
    if item.asked_minor == 0:
        return verdict("disputed")
    if customer.insolvent:
        return verdict("insolvent")
    if customer.paused_until is not None and day <= customer.paused_until:
        return verdict("paused")
    return verdict("due")


# ---------------------------------------------------------------- decisions


def owed(customer: Customer, day: date, basis: Basis) -> list[ObligationCreated]:
    """What is owed to a customer on a day: the highest step due, its actions, all due items in one bundle."""
    due = [verdict for verdict in judge(basis.policy, customer, day) if verdict.why == "due"]
    if not due:
        return []
    highest = max(due, key=lambda verdict: (verdict.days, verdict.step.level if verdict.step else 0))
    if highest.step is None or highest.segment is None:
        raise AssertionError(highest)
    step = highest.step
    items = _bundle(due, day)
    return [
        ObligationCreated(
            obligation=obligation_id(customer.entity, customer.customer, day, action),
            entity=customer.entity,
            customer=customer.customer,
            date=day,
            segment=highest.segment.segment,
            step=step.step,
            level=step.level,
            action=action,
            template=step.template,
            tone=step.tone,
            deadline=step.deadline_of(action, day),
            role=step.role_of(action),
            items=items,
            totals=_totals(items),
            policy_version=basis.policy_version,
            known=basis.known,
        )
        for action in basis.policy.owed_actions(step)
    ]


def _bundle(due: Sequence[Verdict], day: date) -> tuple[DueItem, ...]:
    items: list[DueItem] = []
    room = ITEMS_BYTES_MAX
    for verdict in sorted(
        due, key=lambda each: (-each.days, each.item.due_on, each.item.invoice, each.item.instalment)
    ):
        item = verdict.item
        room -= len(item.invoice.encode()) + _ITEM_BYTES
        if room < 0:
            break
        items.append(
            DueItem(
                invoice=item.invoice,
                instalment=item.instalment,
                due_on=item.due_on,
                slot=verdict.slot or item.due_on,
                days_overdue=(day - item.due_on).days,
                open_minor=item.open_minor,
                disputed_minor=item.disputed_minor,
                currency=item.currency,
            )
        )
    return tuple(sorted(items, key=lambda each: (each.due_on, each.invoice, each.instalment)))


def _totals(items: Sequence[DueItem]) -> tuple[Total, ...]:
    return tuple(
        Total(
            currency=currency,
            open_minor=sum(item.open_minor for item in items if item.currency == currency),
            asked_minor=sum(item.open_minor - item.disputed_minor for item in items if item.currency == currency),
        )
        for currency in sorted({item.currency for item in items})
    )


def evaluate(
    customers: Sequence[Customer], obligations: Mapping[str, Sequence[Open]], day: date, basis: Basis
) -> list[ObligationEvent]:
    """The decisions of a day: for each customer what is owed from now on, then what it overtakes."""
    events: list[ObligationEvent] = []
    for customer in sorted(customers, key=lambda each: each.customer):
        created = owed(customer, day, basis)
        events += created
        if still_open := obligations.get(customer.customer):
            events += superseded(take(customer, created), still_open, day)
    return events


def take(customer: Customer, created: Sequence[ObligationCreated]) -> Customer:
    """The customer once these obligations exist: the items they speak of are taken."""
    taken = {(item.invoice, item.instalment): each.date for each in created for item in each.items}
    if not taken:
        return customer
    return replace(
        customer,
        items=tuple(
            replace(item, taken_on=max(day, item.taken_on or day))
            if (day := taken.get((item.invoice, item.instalment)))
            else item
            for item in customer.items
        ),
    )


def superseded(customer: Customer, obligations: Sequence[Open], day: date) -> list[ObligationEvent]:
    """What later steps have overtaken; `customer` as they stand after the day's new obligations.

    An open obligation is overtaken when all it still asks for was taken by a later one. A task is given until its
    deadline; a message still waiting to go out is asked back, for two at once would be a burst.
    """
    events: list[ObligationEvent] = []
    items = {(item.invoice, item.instalment): item for item in customer.items}
    for obligation in obligations:
        facts = obligation.facts
        if facts.action == CREDIT_STOP or (facts.deadline is not None and facts.deadline >= day):
            continue
        left = [items[place] for each in facts.items if (place := (each.invoice, each.instalment)) in items]
        asked = [item for item in left if item.asked_minor]
        if asked and all(item.taken_on is not None and item.taken_on > facts.date for item in asked):
            events += take_back(obligation, SUPERSEDED)
    return events


def left_of(obligation: Open, customer: Customer) -> tuple[int, int]:
    """What is still open of the items an obligation is about, and what of it may still be asked for."""
    places = {(item.invoice, item.instalment) for item in obligation.facts.items}
    left = [item for item in customer.items if (item.invoice, item.instalment) in places]
    # Both only say whether something is left: currencies are not added up to a sum.
    return sum(item.open_minor for item in left), sum(item.asked_minor for item in left)
