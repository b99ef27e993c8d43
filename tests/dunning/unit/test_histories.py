"""Whatever happens to a customer's items, and on whatever days somebody looks: no step is missed, none taken twice.

The oracle is a second, naive reading of the default policy: a table of days, and a note of every day covered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.dunning.domain.desk import Desk
from services.dunning.domain.evaluation import EvaluateDay, Item, take
from services.dunning.domain.obligation import (
    CompleteTask,
    ConcludeCreditStop,
    ConcludeMessage,
    ObligationCreated,
    ObligationEnded,
    Open,
    Reconsider,
    WithdrawalRequested,
)
from tests.dunning.builders import ENTITY, Company, a_company, a_customer, an_item, on, open_day

#: What the default policy does, by days after the due date.
LADDER = {
    -7: ["email"],
    -3: ["email"],
    0: ["email"],
    1: ["email"],
    4: ["email"],
    7: ["email"],
    8: ["task:sales"],
    16: ["letter", "credit-stop"],
}
CUSTOMERS = ("C1", "C2")
LONG_BEFORE = on(-30)


# ---------------------------------------------------------------- what can happen


@dataclass(frozen=True)
class Happening:
    """One thing that happens between two days, to one item."""

    kind: str
    customer: str
    item: int
    days: int = 0
    amount: int = 0


@dataclass(frozen=True)
class Dawn:
    """A day opens: a working day or not, the newest or not, and whether dunning is there to evaluate it."""

    working: bool = True
    latest: bool = True


Story = Sequence[Happening | Dawn]

happenings = st.builds(
    Happening,
    kind=st.sampled_from(["invoice", "invoice", "pay", "unpay", "dispute", "resolve", "sent", "done", "stopped"]),
    customer=st.sampled_from(CUSTOMERS),
    item=st.integers(0, 3),
    days=st.integers(-20, 15),
    amount=st.integers(1, 100),
)
dawns = st.builds(Dawn, working=st.sampled_from([True, True, True, False]), latest=st.sampled_from([True, True, False]))
stories = st.lists(st.one_of(happenings, dawns, dawns), max_size=60)


# ---------------------------------------------------------------- the naive oracle


@dataclass
class Oracle:
    """Remembers of each item every single day on which one of its steps fell and was covered."""

    dunning_from: date = date.min
    covered: set[tuple[str, str, date]] = field(default_factory=set[tuple[str, str, date]])

    def expect(self, customer: str, items: Sequence[Item], today: date) -> list[tuple[str, list[str]]]:
        """The actions owed to a customer today, each with the invoices it is about."""
        due: dict[str, int] = {}
        for item in items:
            for days in sorted(LADDER):
                fell = item.due_on + timedelta(days=days)
                missing = (customer, item.invoice, fell) not in self.covered
                if self.dunning_from <= fell <= today and missing and item.open_minor > item.disputed_minor:
                    due[item.invoice] = days
        if not due:
            return []
        for item in items:
            if item.invoice in due:
                for days in LADDER:
                    if item.due_on + timedelta(days=days) <= today:
                        self.covered.add((customer, item.invoice, item.due_on + timedelta(days=days)))
        return [(action, sorted(due)) for action in LADDER[max(due.values())]]


# ---------------------------------------------------------------- telling a story

Evaluate = Callable[[Company, date], list[ObligationCreated]]


def evaluate_today(company: Company, today: date) -> list[ObligationCreated]:
    """What the product does when a day has been heard of."""
    events = company.when(EvaluateDay(entity=ENTITY, partition=0, date=today)).then_events()
    return [event for event in events if isinstance(event, ObligationCreated)]


@dataclass
class Telling:
    """A company to which a story happens, and the oracle beside it."""

    evaluate: Evaluate = evaluate_today
    dunning_from: date = LONG_BEFORE - timedelta(days=365)
    today: date = LONG_BEFORE
    company: Company = field(init=False)
    oracle: Oracle = field(init=False)

    def __post_init__(self) -> None:
        customers = (a_customer(customer=name, dunning_from=self.dunning_from) for name in CUSTOMERS)
        self.company = a_company(*customers)
        self.oracle = Oracle(self.dunning_from)

    def tell(self, story: Story) -> None:
        for part in story:
            if isinstance(part, Dawn):
                self.dawn(part)
            else:
                self.happen(part)
        self.each_ended_once()

    def dawn(self, dawn: Dawn) -> None:
        self.today += timedelta(days=1)
        open_day(
            self.company,
            self.today,
            is_working_day=dawn.working,
            is_latest=dawn.latest,
            dunning_from=self.dunning_from,
        )
        created = self.evaluate(self.company, self.today)
        decided = sorted((each.customer, each.action, [item.invoice for item in each.items]) for each in created)
        expected: list[tuple[str, str, list[str]]] = []
        if dawn.working and dawn.latest and self.today >= self.dunning_from:
            for name in CUSTOMERS:
                items = self.company.state.customers[ENTITY, name].items
                expected += [(name, action, about) for action, about in self.oracle.expect(name, items, self.today)]
        assert [(name, action, sorted(about)) for name, action, about in decided] == sorted(expected)

    def happen(self, part: Happening) -> None:
        match part.kind:
            case "invoice":
                self.issue(part)
            case "pay":
                self.change(part, lambda item: replace(item, open_minor=max(0, item.open_minor - part.amount)))
            case "unpay":
                self.change(part, lambda item: replace(item, open_minor=100))
            case "dispute":
                self.change(part, lambda item: replace(item, disputed_minor=min(item.open_minor, part.amount)))
            case "resolve":
                self.change(part, lambda item: replace(item, disputed_minor=0))
            case _:
                self.answer(part)

    def issue(self, part: Happening) -> None:
        known = self.company.state.customers[ENTITY, part.customer]
        number = f"{part.customer}-{part.item}"
        item = an_item(number, due_on=self.today + timedelta(days=part.days), open_minor=100)
        if item.invoice not in {each.invoice for each in known.items}:
            self.company.state.customers[ENTITY, part.customer] = replace(known, items=(*known.items, item))

    def change(self, part: Happening, changed: Callable[[Item], Item]) -> None:
        known = self.company.state.customers[ENTITY, part.customer]
        items = tuple(changed(item) if item.invoice.endswith(f"-{part.item}") else item for item in known.items)
        self.company.state.customers[ENTITY, part.customer] = replace(known, items=items)
        self.company.given(Reconsider(entity=ENTITY, customer=part.customer))

    def answer(self, part: Happening) -> None:
        """The others answer for the oldest open obligation of their kind."""
        for each in self.company.state.open_obligations(ENTITY, part.customer):
            name, customer = each.facts.obligation, part.customer
            if part.kind == "sent" and each.facts.action == "email":
                outcome = ("sent", "withdrawn", "undeliverable", "outcome-unknown")[part.amount % 4]
                self.company.given(
                    ConcludeMessage(
                        obligation=name, entity=ENTITY, customer=customer, message="m", outcome=outcome, reason="r"
                    )
                )
                return
            if part.kind == "done" and each.facts.role is not None:
                self.company.given(CompleteTask(obligation=name, entity=ENTITY, customer=customer, result="done"))
                return
            if part.kind == "stopped" and each.facts.action == "credit-stop":
                self.company.given(ConcludeCreditStop(entity=ENTITY, customer=customer, stopped=True, obligation=name))
                return

    def each_ended_once(self) -> None:
        events = [event for _, event in self.company.log]
        created = [event.obligation for event in events if isinstance(event, ObligationCreated)]
        ended = [event.obligation for event in events if isinstance(event, ObligationEnded)]
        asked = [event.obligation for event in events if isinstance(event, WithdrawalRequested)]
        assert len(set(created)) == len(created)
        assert len(set(ended)) == len(ended)
        assert len(set(asked)) == len(asked)
        assert set(ended) <= set(created)
        still_open = {
            name
            for of_customer in self.company.state.obligations.values()
            for name, state in of_customer.items()
            if isinstance(state, Open)
        }
        assert still_open == set(created) - set(ended)


@settings(max_examples=400)
@given(stories)
@example([Happening("invoice", "C1", 0, days=7), *[Dawn()] * 30])
@example([Happening("invoice", "C1", 0, days=0), Dawn(latest=False), Dawn(latest=False), Dawn(), *[Dawn()] * 20])
def test_no_history_misses_or_doubles_a_step(story: Story) -> None:
    """Promise: on every evaluated day exactly what the policy demands becomes owed, once; each of it ends once."""
    Telling().tell(story)


@given(stories, st.integers(0, 25))
@example([Happening("invoice", "C1", 0, days=-20), Happening("invoice", "C1", 1, days=-3), *[Dawn()] * 20], 2)
def test_no_history_brings_a_step_from_before_dunning_began(story: Story, days: int) -> None:
    """Promise: what an import tells of the years before reminds nobody; every later step comes, once."""
    Telling(dunning_from=LONG_BEFORE + timedelta(days=days)).tell(story)


# ---------------------------------------------------------------- the oracle sees what is wrong

#: Three days away: the days are heard of one after the other, only the last is the newest.
THREE_DAYS_DOWN: Story = [
    Happening("invoice", "C1", 0, days=1),
    Happening("invoice", "C1", 1, days=-7),
    Dawn(latest=False),
    Dawn(latest=False),
    Dawn(),
]
AN_IMPORT: Story = [Happening("invoice", "C1", 0, days=-400), Dawn()]
A_QUIET_WEEK: Story = [Happening("invoice", "C1", 0, days=2), *[Dawn()] * 7]


def evaluate_before_catching_up(company: Company, today: date) -> list[ObligationCreated]:
    """Mutant: every opened day is decided as soon as it is heard of."""
    company.state.days[ENTITY, 0] = replace(company.state.days[ENTITY, 0], is_latest=True)
    return evaluate_today(company, today)


def forget_steps(desk: Desk) -> None:
    for party, customer in desk.customers.items():
        desk.customers[party] = replace(customer, items=tuple(replace(item, taken_on=None) for item in customer.items))


def evaluate_without_memory(company: Company, today: date) -> list[ObligationCreated]:
    """Mutant: which step an item has reached is not remembered."""
    forget_steps(company.state)
    return evaluate_today(company, today)


def evaluate_only_on_the_day(company: Company, today: date) -> list[ObligationCreated]:
    """Mutant: a step counts only if it falls on this very day."""
    customers = company.state.customers
    known = dict(customers)
    for party, customer in known.items():
        falls_today = tuple(item for item in customer.items if (today - item.due_on).days in LADDER)
        customers[party] = replace(customer, items=falls_today)
    created = evaluate_today(company, today)
    customers.update({party: take(customer, created) for party, customer in known.items()})
    return created


def evaluate_all_that_was_ever_due(company: Company, today: date) -> list[ObligationCreated]:
    """Mutant: when reminders began is looked up for the day, but not for the steps."""
    for party, customer in company.state.customers.items():
        company.state.customers[party] = replace(customer, dunning_from=None)
    return evaluate_today(company, today)


@pytest.mark.parametrize(
    ("mutant", "story"),
    [
        (evaluate_all_that_was_ever_due, AN_IMPORT),
        (evaluate_before_catching_up, THREE_DAYS_DOWN),
        (evaluate_without_memory, A_QUIET_WEEK),
        (evaluate_only_on_the_day, A_QUIET_WEEK),
    ],
)
def test_a_mutant_turns_the_stories_red(mutant: Evaluate, story: Story) -> None:
    Telling().tell(story)
    with pytest.raises(AssertionError):
        Telling(evaluate=mutant).tell(story)


def test_three_days_down_make_one_bundle_not_a_burst() -> None:
    telling = Telling()
    telling.tell(THREE_DAYS_DOWN)
    created = [event for _, event in telling.company.log if isinstance(event, ObligationCreated)]
    assert [(each.action, len(each.items)) for each in created] == [("task:sales", 2)]
