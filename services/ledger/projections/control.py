"""Whether the control accounts agree with what is open, customer by customer."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_COMPARED = text("""
    WITH control AS (
      SELECT entity, customer, currency, sum(amount_minor) AS minor FROM journal
      WHERE role IN ('receivable', 'on-account', 'open-credits')
        AND (CAST(:entity AS text) IS NULL OR entity = :entity)
      GROUP BY entity, customer, currency
    ), open AS (
      SELECT entity, customer, currency, sum(minor) AS minor FROM (
        SELECT entity, customer, currency, open_minor AS minor FROM items
        UNION ALL SELECT entity, customer, currency, -unapplied_minor FROM funds) AS both_sides
      WHERE CAST(:entity AS text) IS NULL OR entity = :entity
      GROUP BY entity, customer, currency
    )
    SELECT entity, customer, currency, CAST(coalesce(control.minor, 0) AS bigint),
           CAST(coalesce(open.minor, 0) AS bigint)
    FROM control FULL JOIN open USING (entity, customer, currency)
""")


@dataclass(frozen=True, slots=True)
class Compared:
    """A customer's balance in a currency by the accounts, and by open items, money on account and open credits."""

    entity: str
    customer: str
    currency: str
    control_minor: int
    open_minor: int


async def compared(connection: AsyncConnection, entity: str | None = None) -> list[Compared]:
    """Both balances of every customer, of one entity or of all."""
    return [Compared(*row) for row in await connection.execute(_COMPARED, {"entity": entity})]
