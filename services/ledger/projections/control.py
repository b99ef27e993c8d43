"""Whether the control accounts agree with what is open, customer by customer."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.holding import UNIDENTIFIED

# Advances and unidentified money stand on accounts of their own, beside control.
_COMPARED = text("""
    WITH control AS (
      SELECT entity, customer, currency, role IN ('advances', 'unidentified') AS beside, sum(amount_minor) AS minor
      FROM journal
      WHERE role IN ('receivable', 'on-account', 'open-credits', 'advances', 'unidentified')
        AND (CAST(:entity AS text) IS NULL OR entity = :entity)
      GROUP BY entity, customer, currency, beside
    ), open AS (
      SELECT entity, customer, currency, beside, sum(minor) AS minor FROM (
        SELECT entity, customer, currency, false AS beside, open_minor AS minor FROM items
        UNION ALL
        SELECT entity, customer, currency, order_number IS NOT NULL OR starts_with(customer, :unidentified),
               -unapplied_minor
        FROM funds) AS both_sides
      WHERE CAST(:entity AS text) IS NULL OR entity = :entity
      GROUP BY entity, customer, currency, beside
    )
    SELECT entity, customer, currency, beside, CAST(coalesce(control.minor, 0) AS bigint),
           CAST(coalesce(open.minor, 0) AS bigint)
    FROM control FULL JOIN open USING (entity, customer, currency, beside)
""")


@dataclass(frozen=True, slots=True)
class Compared:
    """A customer's balance in a currency by the accounts, and by open items, money on account and open credits.

    `beside` are advances and unidentified money, which stand on accounts of their own.
    """

    entity: str
    customer: str
    currency: str
    beside: bool
    control_minor: int
    open_minor: int


async def compared(connection: AsyncConnection, entity: str | None = None) -> list[Compared]:
    """Both balances of every customer, of one entity or of all."""
    asked = {"entity": entity, "unidentified": UNIDENTIFIED}
    return [Compared(*row) for row in await connection.execute(_COMPARED, asked)]
