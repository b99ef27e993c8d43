"""An obligation: one action owed to one customer on one date, which ends exactly once.

    created → ended                             what people do, here: tasks and letters
    created → (withdrawal requested) → ended    what another service does: it alone knows how it ended

Its natural key is (entity, customer, date, action): whatever policy holds, the same action is never owed twice a day.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, assert_never

from msgspec.structs import replace

from services.dunning.domain.policy import CREDIT_STOP, is_for_people
from shared.errors import Conflict, NotFound
from shared.events import Fact

Outcome = Literal[
    "sent", "done", "suppressed", "undeliverable", "superseded", "withdrawn", "outcome-unknown"
]  # fmt: skip
#: What a person can say of a task.
TaskResult = Literal["done", "reached", "not-reached", "letter-sent", "settled-by-hand"]

# Why something is taken back, as events say it.
SETTLED = "settled"
DISPUTED = "disputed"
INSOLVENT = "insolvent"
SUPERSEDED = "superseded"

#: How an obligation ended that was taken back for a reason; for any other it is withdrawn.
_OUTCOME_OF: dict[str, Outcome] = {SUPERSEDED: "superseded", INSOLVENT: "suppressed"}
#: How long a person has to find out what became of a message.
CHECK_DAYS = 3

# ---------------------------------------------------------------- events


class DueItem(Fact, frozen=True, kw_only=True):
    """An instalment the obligation is about: `slot` is the day its step fell on, ages count from the due date."""

    invoice: str
    instalment: int
    due_on: date
    slot: date
    days_overdue: int
    open_minor: int
    disputed_minor: int
    currency: str


class Total(Fact, frozen=True, kw_only=True):
    """What is open in one currency, and what of it is asked for: the undisputed part."""

    currency: str
    open_minor: int
    asked_minor: int


class ObligationCreated(Fact, frozen=True, kw_only=True):
    """An action is owed to a customer; `known` are the positions decided on, `cause` the obligation that led to it."""

    obligation: str
    entity: str
    customer: str
    date: dt.date
    segment: str
    step: str
    level: int
    action: str
    template: str
    tone: str
    deadline: dt.date | None = None
    role: str | None = None
    items: tuple[DueItem, ...]
    totals: tuple[Total, ...]
    policy_version: int
    known: dict[str, str]
    cause: str | None = None


class WithdrawalRequested(Fact, frozen=True, kw_only=True):
    """Whoever took the obligation over is asked to leave it; their answer decides how it ends."""

    obligation: str
    entity: str
    customer: str
    reason: str


class ObligationEnded(Fact, frozen=True, kw_only=True):
    """The one end of an obligation."""

    obligation: str
    entity: str
    customer: str
    action: str
    outcome: Outcome
    reason: str | None = None
    message: str | None = None


ObligationEvent = ObligationCreated | WithdrawalRequested | ObligationEnded

# ---------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeMessage:
    """Notify says how its message for the obligation ended."""

    obligation: str
    entity: str
    customer: str
    message: str
    outcome: Literal["sent", "undeliverable", "withdrawn", "outcome-unknown"]
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeCreditStop:
    """Credit says that a customer is stopped, or is supplied again, and because of which obligation if of one."""

    entity: str
    customer: str
    stopped: bool
    obligation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    """A person says that a task is done."""

    obligation: str
    entity: str
    customer: str
    result: TaskResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconsider:
    """Something changed what a customer owes: take back what nothing is left of."""

    entity: str
    customer: str


# ---------------------------------------------------------------- state


@dataclass(frozen=True, slots=True)
class Open:
    """Owed and not ended; `withdrawal` is the reason once whoever took it over was asked to leave it."""

    facts: ObligationCreated
    withdrawal: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """Ended, once and for ever."""

    facts: ObligationCreated
    outcome: Outcome


Obligation = Open | Ended

# ---------------------------------------------------------------- refusals


class TaskNotFound(NotFound):
    """There is no such task, or not for this caller."""


class NotATask(Conflict):
    """Another service does this; only it can say that it is done."""


class TaskEnded(Conflict):
    """The task ended before, otherwise."""


# ---------------------------------------------------------------- rules


def obligation_id(entity: str, customer: str, day: date, action: str) -> str:
    """The stream of the one obligation for this action to this customer on this day."""
    return f"{entity}/obligation/{customer}/{day.isoformat()}/{action}"


def complete_task(command: CompleteTask, obligation: Obligation | None) -> Sequence[ObligationEvent]:
    """A person's word ends a task; the same word again changes nothing."""
    match obligation:
        case None:
            message = f"There is no task {command.obligation}."
            raise TaskNotFound(message)
        case Open(facts=facts) if is_for_people(facts.action):
            return (_ended(facts, "done", command.result),)
        case Ended(facts=facts, outcome="done") if is_for_people(facts.action):
            return ()
        case Open(facts=facts) | Ended(facts=facts) if not is_for_people(facts.action):
            message = f"{facts.action} is not done by people: {command.obligation} ends when its service says so."
            raise NotATask(message, action=facts.action)
        case Ended(outcome=outcome):
            message = f"The task {command.obligation} ended before: {outcome}."
            raise TaskEnded(message, outcome=outcome)
        case Open():
            raise AssertionError(obligation)
        case _:
            assert_never(obligation)


def conclude_message(
    command: ConcludeMessage, obligation: Obligation | None, *, today: date, looked_after: bool
) -> Sequence[ObligationEvent]:
    """Notify's word ends the obligation; what went nowhere, or nobody knows where, becomes a task for a person.

    An address is mended once: while a person looks after it (`looked_after`), further mails that did not arrive make
    no further task. An unknown outcome always makes one.
    """
    if not isinstance(obligation, Open) or is_for_people(obligation.facts.action):
        return ()
    facts = obligation.facts
    outcome: Outcome = command.outcome
    reason = command.reason
    if outcome == "withdrawn" and obligation.withdrawal is not None:
        reason = obligation.withdrawal
        outcome = _OUTCOME_OF.get(obligation.withdrawal, "withdrawn")
    ended = _ended(facts, outcome, reason, message=command.message)
    if outcome == "outcome-unknown" or (outcome == "undeliverable" and not looked_after):
        return ended, _check(facts, outcome, today)
    return (ended,)


def check_action(action: str) -> str:
    """The task that follows a message which did not arrive, or may not have."""
    return f"task:check-{action}"


def _check(facts: ObligationCreated, outcome: Outcome, today: date) -> ObligationCreated:
    action = check_action(facts.action)
    return replace(
        facts,
        obligation=obligation_id(facts.entity, facts.customer, facts.date, action),
        step=outcome,
        level=0,
        action=action,
        deadline=max(today, facts.date) + timedelta(days=CHECK_DAYS),
        role="finance",
        cause=facts.obligation,
    )


def conclude_credit_stop(command: ConcludeCreditStop, obligations: Sequence[Open]) -> Sequence[ObligationEvent]:
    """A stop ends every obligation that asked for one; being supplied again ends only the obligation it names."""
    return [
        _ended(obligation.facts, "done" if command.stopped else "withdrawn", None if command.stopped else "resumed")
        for obligation in obligations
        if obligation.facts.action == CREDIT_STOP
        and (command.stopped or command.obligation == obligation.facts.obligation)
    ]


def take_back(obligation: Open, reason: str) -> Sequence[ObligationEvent]:
    """End what people have not done; ask whoever took over the rest to leave it, once for each reason."""
    facts = obligation.facts
    if is_for_people(facts.action):
        return (_ended(facts, _OUTCOME_OF.get(reason, "withdrawn"), reason),)
    if obligation.withdrawal is not None:
        return ()
    return (
        WithdrawalRequested(obligation=facts.obligation, entity=facts.entity, customer=facts.customer, reason=reason),
    )


def evolve(obligation: Obligation | None, event: ObligationEvent) -> Obligation:
    """The obligation after the event; never refuses, it already happened."""
    match event:
        case ObligationCreated():
            return Open(event)
        case WithdrawalRequested():
            return Open(_facts(obligation, event.obligation), event.reason)
        case ObligationEnded():
            return Ended(_facts(obligation, event.obligation), event.outcome)
        case _:
            assert_never(event)


def _facts(obligation: Obligation | None, name: str) -> ObligationCreated:
    if obligation is None:
        raise AssertionError(name)
    return obligation.facts


def _ended(
    facts: ObligationCreated, outcome: Outcome, reason: str | None, *, message: str | None = None
) -> ObligationEnded:
    return ObligationEnded(
        obligation=facts.obligation,
        entity=facts.entity,
        customer=facts.customer,
        action=facts.action,
        outcome=outcome,
        reason=reason,
        message=message,
    )
