"""Month-end revaluation: what customers' balances in another currency are worth at the day's rate, undone the next day.

What is revalued is the balance of each account of a customer as the journal has it at the end of the day. Money, and
what is owed in money, is revalued; an advance is not, for it is settled in goods (IAS 21, 16 and 23).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from services.ledger.domain import period
from services.ledger.domain.books import Books, ForeignBalance, local_date
from services.ledger.domain.chart import CONTROL, Role
from services.ledger.domain.exchange_rate import converted, rate_on
from services.ledger.domain.naming import check_date
from shared.errors import Invalid
from shared.events import Fact

#: The accounts whose balances are revalued.
REVALUED: tuple[Role, ...] = (*CONTROL, "unidentified")
ONE_DAY = timedelta(days=1)


class RevaluedBalance(Fact, frozen=True, kw_only=True):
    """An account's balance, what it was carried at, and by how much that changes; a debit is positive."""

    role: Role
    balance_minor: int
    carried_minor: int
    difference_minor: int


class BalancesRevalued(Fact, frozen=True, kw_only=True):
    """A customer's balances in another currency were taken to the day's rate, until the next day.

    A second revaluation of the same day says only what has changed since the first.
    """

    entity: str
    customer: str
    currency: str
    functional_currency: str
    revalued_on: date
    reversed_on: date
    rate: str
    rate_on: date
    source: str
    balances: tuple[RevaluedBalance, ...]

    @property
    def posted_on(self) -> date:
        """The day the balances are right for."""
        return self.revalued_on

    @property
    def moved_from(self) -> None:
        """A revaluation is never moved to another day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevalueBalances:
    """Take the balances of these customers, who lie in one partition, to the rates of a day."""

    entity: str
    customers: tuple[str, ...]
    revalued_on: date
    now: datetime
    partition: int


class RevaluedAhead(Invalid):
    """What a day's end was worth is known when the day has come."""


def check(entity: str, revalued_on: date, now: datetime, books: Books) -> None:
    """Refuse a day that has not come, or that is closed."""
    known = books.entity(entity)
    check_date(revalued_on, "revalued_on")
    if revalued_on > (today := local_date(known, now)):
        message = f"It is {today} at {entity}; {revalued_on} cannot be revalued yet."
        raise RevaluedAhead(message, field="revalued_on")
    day = period.not_before(period.first_open_day(books, entity), revalued_on)
    if day.moved_from is not None:
        message = f"{revalued_on} is closed: the books of {entity} are open from {day.on} on."
        raise period.PeriodIsClosed(message, field="revalued_on")


def revalue(command: RevalueBalances, books: Books) -> list[tuple[str, BalancesRevalued]]:
    """One event for each customer and currency whose worth has changed; nothing where all stands at the day's rate."""
    check(command.entity, command.revalued_on, command.now, books)
    events: list[tuple[str, BalancesRevalued]] = []
    mine = [
        balance
        for balance in books.foreign_balances
        if balance.entity == command.entity
        and balance.customer in command.customers
        and (balance.balance_minor or balance.functional_minor)
    ]
    in_order = sorted(mine, key=lambda balance: (balance.customer, balance.currency, balance.role))
    for (customer, currency), balances in groupby(in_order, key=lambda balance: (balance.customer, balance.currency)):
        event = _revalued(command, customer, currency, list(balances), books)
        if event.balances:
            events.append((f"{command.entity}/revaluation/{customer}", event))
    return events


def evolve(books: Books, event: BalancesRevalued) -> None:
    """What was revalued stands at the day's rate for whoever asks again in the same batch."""
    changed = {balance.role: balance.difference_minor for balance in event.balances}
    books.foreign_balances = [
        replace(balance, functional_minor=balance.functional_minor + changed.get(balance.role, 0))
        if (balance.entity, balance.customer, balance.currency) == (event.entity, event.customer, event.currency)
        else balance
        for balance in books.foreign_balances
    ]


def _revalued(
    command: RevalueBalances, customer: str, currency: str, balances: list[ForeignBalance], books: Books
) -> BalancesRevalued:
    entity = books.entity(command.entity)
    own = entity.functional_currency
    rate = rate_on(books, entity, currency, command.revalued_on, field="revalued_on")
    found = [
        RevaluedBalance(
            role=balance.role,
            balance_minor=balance.balance_minor,
            carried_minor=balance.functional_minor,
            difference_minor=converted(balance.balance_minor, Decimal(rate.rate), currency, own)
            - balance.functional_minor,
        )
        for balance in balances
    ]
    return BalancesRevalued(
        entity=command.entity,
        customer=customer,
        currency=currency,
        functional_currency=own,
        revalued_on=command.revalued_on,
        reversed_on=command.revalued_on + ONE_DAY,
        rate=rate.rate,
        rate_on=rate.valid_on,
        source=rate.source,
        balances=tuple(each for each in found if each.difference_minor),
    )
