"""Why an obligation exists, or why nothing is owed: the rules gone through again, in sentences for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.dunning.domain.evaluation import Verdict
from services.dunning.domain.obligation import DueItem, ObligationCreated
from services.dunning.domain.policy import Conditions, Policy, Segment, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTrace:
    """How one item came into the bundle: its own step, the day that fell on, and the lower steps folded in."""

    item: DueItem
    step: str
    when: str
    folded: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The rules that led to an obligation, one sentence each, and each item's own way."""

    sentences: tuple[str, ...]
    items: tuple[ItemTrace, ...]


def explain(created: ObligationCreated, policy: Policy) -> Trace:
    """Go through the rules of the policy's version again for an obligation that was decided by it."""
    segments = {segment.segment: segment for segment in policy.segments}
    segment = segments.get(created.segment)
    items = tuple(_item(item, segment, policy) for item in created.items)
    if created.cause is not None or segment is None:
        cause = f"It follows from {created.cause}, which ended {created.step}: a person has to look after it."
        return Trace(sentences=(cause,), items=items)
    step = next(each for each in segment.steps if each.step == created.step)
    return Trace(
        sentences=(
            f"Policy {policy.policy!r}, version {created.policy_version}, was in force.",
            f"Segment {segment.segment!r} is the first that fits: {_conditions(segment.customers)}.",
            f"On {created.date} the highest step due was {step.step!r} ({step.when}); lower steps are folded into it.",
            f"It asks for {', '.join(step.actions)}; owed were {', '.join(policy.owed_actions(step))}.",
            f"{len(created.items)} due item(s) are in one bundle; disputed amounts are not asked for.",
        ),
        items=items,
    )


def _item(item: DueItem, segment: Segment | None, policy: Policy) -> ItemTrace:
    """The steps that had come for an item when it was taken; the one on its slot's day is the highest."""
    reached = policy.step_reached(segment, item.due_on, item.slot) if segment else None
    if segment is None or reached is None:
        return ItemTrace(item=item, step="", when="", folded=())
    step, _ = reached
    lower = tuple(each.step for each in segment.steps if each.level < step.level)
    return ItemTrace(item=item, step=step.step, when=str(step.when), folded=lower)


def _conditions(conditions: Conditions) -> str:
    said = [
        f"{name} {', '.join(sorted(values))}"
        for name, values in (
            ("grade", conditions.grades),
            ("size", conditions.sizes),
            ("region", conditions.regions),
            ("currency", conditions.currencies),
        )
        if values
    ]
    if conditions.amount_at_least:
        said.append("a sum of at least what is stated for the currency")
    if conditions.amount_below:
        said.append("a sum below what is stated for the currency")
    return "; ".join(said) or "it is for every customer"


def reason_against(verdict: Verdict, day: date) -> str:
    """Why an item is, or is not, spoken of on a day."""
    match verdict.why:
        case "due":
            return f"The step {_step(verdict.step)} fell on {verdict.slot} and is due."
        case "taken":
            return f"The step {_step(verdict.step)} of {verdict.slot} was taken on {verdict.item.taken_on}."
        case "not-yet":
            return f"No step has come by {day}; it falls due on {verdict.item.due_on}."
        case "before-dunning":
            fell = f"The step {_step(verdict.step)} fell on {verdict.slot}"
            return f"{fell}, before reminders begin on {verdict.dunning_from}; what was overdue by then is history."
        case "no-segment":
            return "No segment of the policy is for this customer's debts in this currency."
        case "disputed":
            return "All that is open of it is disputed."
        case "not-announced":
            return f"The ledger has not announced its due date {verdict.item.due_on} yet."
        case "insolvent":
            return "The customer is insolvent; nobody is pressed any more."
        case "paused":
            return "Reminders to this customer are paused."


def next_slot(verdict: Verdict, day: date) -> date | None:
    """The next day on which a step falls for an item, as far as the policy states one."""
    return min(_slots_after(verdict, day), default=None)


def _slots_after(verdict: Verdict, day: date) -> Sequence[date]:
    if verdict.segment is None:
        return ()
    if verdict.dunning_from is not None:
        day = max(day, verdict.dunning_from - timedelta(days=1))  # no step comes before reminders begin
    days = (day - verdict.item.due_on).days
    return [
        slot for step in verdict.segment.steps if (slot := step.when.next_slot(verdict.item.due_on, days)) is not None
    ]


def _step(step: Step | None) -> str:
    return "" if step is None else repr(step.step)
