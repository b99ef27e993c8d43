"""Small companies for tests: one entity, one partition, items named for the difference that matters."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from services.dunning.domain.activation import PolicyActivated
from services.dunning.domain.desk import Command, Desk, Event, decide, evolve
from services.dunning.domain.evaluation import Basis, Customer, Day, EvaluateDay, Item
from services.dunning.domain.obligation import ObligationCreated
from services.dunning.domain.policy import default_content, read
from shared.testing.scenario import Scenario

ENTITY = "CN01"
#: A Monday; the default due date of items.
DUE = date(2026, 3, 2)
KNOWN = {"huikuan.ledger": "1.0.7"}
DEFAULT = Basis(policy=read(default_content()), policy_version=1, known=KNOWN)

Company = Scenario[Command, Desk, Event]


def on(days: int) -> date:
    """So many days after the due date."""
    return DUE + timedelta(days=days)


def an_item(number: str = "4711", **changes: Any) -> Item:
    """An unpaid instalment of 100.00 CNY, due on the day everything is counted from."""
    facts: dict[str, Any] = {
        "invoice": f"{ENTITY}/invoice/erp/{number}",
        "instalment": 1,
        "due_on": DUE,
        "currency": "CNY",
        "open_minor": 10_000,
    }
    return Item(**facts | changes)


def a_customer(*items: Item, customer: str = "C1", **changes: Any) -> Customer:
    """A customer with these unpaid items."""
    return Customer(entity=ENTITY, customer=customer, items=items, **changes)


def a_day(day: date, **changes: Any) -> Day:
    """An opened working day, the newest of its catch-up, after nothing was evaluated."""
    facts: dict[str, Any] = {
        "entity": ENTITY,
        "date": day,
        "is_working_day": True,
        "is_latest": True,
        "dunning_from": on(-365),
        "evaluated": None,
        "opened_since": (day,),
    }
    return Day(**facts | changes)


def a_company(*customers: Customer, content: str | None = None) -> Company:
    """A company with these customers, where the default policy holds and no day has been opened."""
    desk = Desk(partitions=1, positions={0: KNOWN})
    content = content or default_content()
    desk.policies[ENTITY] = {0: PolicyActivated(entity=ENTITY, policy="default", version=1, content=content)}
    company = Scenario[Command, Desk, Event](desk, decide, evolve)
    for customer in customers:
        put(company, customer)
    return company


def put(company: Company, customer: Customer) -> None:
    """What others said has made the customer this."""
    party = customer.entity, customer.customer
    company.state.customers[party] = customer
    members = company.state.members.setdefault((ENTITY, 0), [])
    if party not in members:
        members.append(party)


def change(company: Company, customer: str = "C1", /, **changes: Any) -> None:
    """All items of a customer change like this, `insolvent` and the like the customer itself."""
    known = company.state.customers[ENTITY, customer]
    of_customer = {name: changes.pop(name) for name in list(changes) if hasattr(known, name)}
    items = tuple(replace(item, **changes) for item in known.items)
    company.state.customers[ENTITY, customer] = replace(known, items=items, **of_customer)


def open_day(company: Company, day: date, **changes: Any) -> None:
    """The ledger opens a day; days opened since the last evaluation are gathered."""
    before = company.state.days.get((ENTITY, 0))
    since = (*before.opened_since, day) if before else (day,)
    evaluated = before.evaluated if before else None
    company.state.days[ENTITY, 0] = a_day(day, evaluated=evaluated, opened_since=since, **changes)
    company.state.today[ENTITY] = day


def evaluate(company: Company, day: date, **changes: Any) -> list[ObligationCreated]:
    """Open a day and evaluate it; answers what became owed."""
    open_day(company, day, **changes)
    events = company.when(EvaluateDay(entity=ENTITY, partition=0, date=day)).then_events()
    return [event for event in events if isinstance(event, ObligationCreated)]


def actions(created: list[ObligationCreated]) -> list[str]:
    """Which actions are owed."""
    return [each.action for each in created]
