"""What other currencies were worth in an entity's own, day by day; and the balances that are taken to such a rate."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.books import ForeignBalance, StatedRate
from services.ledger.domain.exchange_rate import ExchangeRatesStated
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.revaluation import REVALUED
from shared.events import Recorded

_PUT = text("""
    INSERT INTO exchange_rates (entity, currency, valid_on, rate, source)
    SELECT * FROM unnest(CAST(:entities AS text[]), CAST(:currencies AS text[]), CAST(:days AS date[]),
                         CAST(:rates AS text[]), CAST(:sources AS text[]))
    ON CONFLICT (entity, currency, valid_on) DO UPDATE SET rate = excluded.rate, source = excluded.source
""")
_SINCE = text("""
    SELECT r.entity, r.currency, r.valid_on, r.rate, r.source FROM exchange_rates r
    JOIN unnest(CAST(:entities AS text[]), CAST(:since AS date[])) AS wanted(entity, since)
      ON r.entity = wanted.entity AND r.valid_on >= wanted.since
""")
_LISTED = text("""
    SELECT currency, valid_on, rate, source FROM exchange_rates
    WHERE entity = :entity AND (CAST(:currency AS text) IS NULL OR currency = :currency)
      AND valid_on <= coalesce(CAST(:until AS date), 'infinity')
      AND (valid_on, currency) < (:before, :before_currency)
    ORDER BY valid_on DESC, currency DESC LIMIT :limit
""")
_BALANCES = text("""
    SELECT j.customer, j.currency, j.role, sum(j.amount_minor) AS balance, sum(j.functional_minor) AS functional
    FROM journal j JOIN entities e ON e.entity = j.entity
    WHERE j.entity = :entity AND j.customer = ANY(CAST(:customers AS text[])) AND j.posted_on <= :until
      AND j.currency <> e.functional_currency AND j.role = ANY(CAST(:roles AS text[]))
    GROUP BY j.customer, j.currency, j.role
    HAVING bool_and(j.functional_minor IS NOT NULL)
""")
_FOREIGN = text("""
    SELECT partition, customer, array_agg(DISTINCT currency) AS currencies FROM (
      SELECT j.partition, j.customer, j.currency, j.role
      FROM journal j JOIN entities e ON e.entity = j.entity
      WHERE j.entity = :entity AND j.posted_on <= :until AND j.currency <> e.functional_currency
        AND j.role = ANY(CAST(:roles AS text[]))
      GROUP BY j.partition, j.customer, j.currency, j.role
      HAVING bool_and(j.functional_minor IS NOT NULL) AND (sum(j.amount_minor) <> 0 OR sum(j.functional_minor) <> 0)
    ) AS standing
    GROUP BY partition, customer ORDER BY partition, customer
""")
_WORTH_UNKNOWN = text("""
    SELECT j.customer, j.currency, j.role, sum(j.amount_minor) AS balance
    FROM journal j JOIN entities e ON e.entity = j.entity
    WHERE j.entity = :entity AND j.posted_on <= :until AND j.currency <> e.functional_currency
      AND j.role = ANY(CAST(:roles AS text[]))
    GROUP BY j.customer, j.currency, j.role
    HAVING NOT bool_and(j.functional_minor IS NOT NULL) AND sum(j.amount_minor) <> 0
    ORDER BY j.customer, j.currency, j.role LIMIT :limit
""")
#: Before the newest rate.
NEWEST = (date.max, "")


class LeftOut(NamedTuple):
    """A customer's balance on an account that has no worth in the entity's own currency."""

    customer: str
    currency: str
    role: str
    balance_minor: int


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Keep the rates; the same fact comes once per partition, and one writing of it is enough."""
    rates: dict[tuple[str, str, date], StatedRate] = {}
    for record in records:
        if isinstance(event := record.event, ExchangeRatesStated):
            rates.update({(event.entity, rate.currency, rate.valid_on): rate for rate in event.rates})
    if rates:
        await connection.execute(
            _PUT,
            {
                "entities": [entity for entity, _, _ in rates],
                "currencies": [currency for _, currency, _ in rates],
                "days": [day for _, _, day in rates],
                "rates": [rate.rate for rate in rates.values()],
                "sources": [rate.source for rate in rates.values()],
            },
        )


async def rates_since(
    connection: AsyncConnection, since: Mapping[str, date]
) -> dict[tuple[str, str], dict[date, StatedRate]]:
    """The rates of entities from a day on, by entity and currency."""
    found: dict[tuple[str, str], dict[date, StatedRate]] = {}
    for row in await connection.execute(_SINCE, {"entities": list(since), "since": list(since.values())}):
        rate = StatedRate(currency=row.currency, valid_on=row.valid_on, rate=row.rate, source=row.source)
        found.setdefault((row.entity, row.currency), {})[row.valid_on] = rate
    return found


async def rates_listed(
    connection: AsyncConnection,
    entity: str,
    *,
    currency: str | None,
    until: date | None,
    before: tuple[date, str] | None,
    limit: int,
) -> list[StatedRate]:
    """An entity's rates, the newest first."""
    day, before_currency = before or NEWEST
    asked = {
        "entity": entity,
        "currency": currency,
        "until": until,
        "before": day,
        "before_currency": before_currency,
        "limit": limit,
    }
    return [
        StatedRate(currency=row.currency, valid_on=row.valid_on, rate=row.rate, source=row.source)
        for row in await connection.execute(_LISTED, asked)
    ]


async def foreign_balances(
    connection: AsyncConnection, entity: str, customers: Collection[str], until: date
) -> list[ForeignBalance]:
    """The balances of customers in other currencies at the end of a day, with what they are carried at; without those
    of which a part was posted before rates were kept."""
    asked = {"entity": entity, "customers": list(customers), "until": until, "roles": list(REVALUED)}
    return [
        ForeignBalance(
            entity=entity,
            customer=row.customer,
            currency=row.currency,
            role=row.role,
            balance_minor=int(row.balance),
            functional_minor=int(row.functional),
        )
        for row in await connection.execute(_BALANCES, asked)
    ]


async def worth_unknown(connection: AsyncConnection, entity: str, until: date, *, limit: int) -> list[LeftOut]:
    """The balances at the end of a day of which a part was posted before rates were kept: nobody can revalue them."""
    asked = {"entity": entity, "until": until, "roles": list(REVALUED), "limit": limit}
    rows = await connection.execute(_WORTH_UNKNOWN, asked)
    return [LeftOut(row.customer, row.currency, row.role, int(row.balance)) for row in rows]


async def customers_with_foreign_balances(
    connection: AsyncConnection, entity: str, until: date
) -> list[tuple[int, str, tuple[str, ...]]]:
    """Who has a balance in another currency, in which partition and in which currencies."""
    asked = {"entity": entity, "until": until, "roles": list(REVALUED)}
    rows = await connection.execute(_FOREIGN, asked)
    return [(row.partition, row.customer, tuple(row.currencies)) for row in rows]
