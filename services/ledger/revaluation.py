"""Takes an entity's balances in other currencies to the rates of a day: small transactions, partition by partition."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from services.ledger.domain import revaluation as rules
from services.ledger.domain.books import Books, StatedRate
from services.ledger.domain.exchange_rate import rate_on
from services.ledger.domain.revaluation import BalancesRevalued, RevalueBalances
from services.ledger.projections import exchange_rates, master_data, periods
from services.ledger.projections.exchange_rates import LeftOut
from services.ledger.rules import RULES
from shared.committer import Committer
from shared.event_store import Accepted, Execution, Refused
from shared.events import Context, Position

#: So many customers are revalued in one transaction; other documents of the partition wait meanwhile.
CUSTOMERS_AT_ONCE = 1000
#: So many partitions are worked on at a time: the database takes one in while another is decided.
PARTITIONS_AT_ONCE = 3
#: So many balances that cannot be valued are named in an answer.
LEFT_OUT_MAX = 1000


@dataclass(slots=True)
class OfCurrency:
    """What a run did in one currency; the amounts are in the entity's own, but for the balance."""

    rate: StatedRate
    customers: int = 0
    balance_minor: int = 0
    carried_minor: int = 0
    difference_minor: int = 0


@dataclass(slots=True)
class Revalued:
    """What a run changed, by currency, and where its last events stand."""

    functional_currency: str
    currencies: dict[str, OfCurrency] = field(default_factory=dict[str, OfCurrency])
    left_out: list[LeftOut] = field(default_factory=list[LeftOut])
    positions: dict[int, Position] = field(default_factory=dict[int, Position])

    def take(self, accepted: Accepted) -> None:
        """Count what one transaction recorded."""
        for record in accepted.records:
            if isinstance(event := record.event, BalancesRevalued):
                # A currency may be new to a customer since the list was made.
                rate = StatedRate(currency=event.currency, valid_on=event.rate_on, rate=event.rate, source=event.source)
                sums = self.currencies.setdefault(event.currency, OfCurrency(rate))
                sums.customers += 1
                for balance in event.balances:
                    sums.balance_minor += balance.balance_minor
                    sums.carried_minor += balance.carried_minor
                    sums.difference_minor += balance.difference_minor
        self.positions.update({position.partition: position for position in accepted.positions})


async def revalue(
    engine: AsyncEngine, committer: Committer, context: Context, *, entity: str, revalued_on: date
) -> Revalued:
    """Revalue all customers. Refused as a whole before anything is posted where a rate is missing; another run
    finishes one that broke off, and one after late documents posts what they changed."""
    async with engine.connect() as connection:
        left_out = await exchange_rates.worth_unknown(connection, entity, revalued_on, limit=LEFT_OUT_MAX)
        found = await exchange_rates.customers_with_foreign_balances(connection, entity, revalued_on)
        books = Books(partition_of=lambda _: 0, partition_count=1)
        for known in await master_data.entities(connection, [entity]):
            books.entities[known.entity] = known
        books.exchange_rates = await exchange_rates.rates_since(connection, {entity: date.min})
        books.closed_until = await periods.closed_until(connection, [entity])
    rules.check(entity, revalued_on, context.now, books)
    of_entity = books.entity(entity)
    revalued = Revalued(of_entity.functional_currency, left_out=left_out)
    by_partition: dict[int, list[str]] = defaultdict(list)
    for partition, customer, currencies in found:
        by_partition[partition].append(customer)
        for currency in currencies:
            if currency not in revalued.currencies:
                revalued.currencies[currency] = OfCurrency(
                    rate_on(books, of_entity, currency, revalued_on, field="revalued_on")
                )
    at_once = asyncio.Semaphore(PARTITIONS_AT_ONCE)

    async def revalue_partition(partition: int, customers: list[str]) -> None:
        for start in range(0, len(customers), CUSTOMERS_AT_ONCE):
            command = RevalueBalances(
                entity=entity,
                customers=tuple(customers[start : start + CUSTOMERS_AT_ONCE]),
                revalued_on=revalued_on,
                now=context.now,
                partition=partition,
            )
            async with at_once:
                [outcome] = await committer.submit_batch([Execution(RULES, command, context)])
            if isinstance(outcome, Refused):
                raise outcome.refusal
            if isinstance(outcome, Accepted):
                revalued.take(outcome)

    await asyncio.gather(*(revalue_partition(partition, customers) for partition, customers in by_partition.items()))
    return revalued
