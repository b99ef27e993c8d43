"""Collection per period from the movements, added up by the periods their two dates fall into."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.collection import Collection, CollectionCell, Period, collections, thresholds
from services.reporting.domain.cut import Cut, Scope
from services.reporting.projections.scope import COUNTS, IN_SCOPE, asked

_CELLS = text(f"""
    SELECT currency, change, width_bucket(effective_on, CAST(:thresholds AS date[])) AS effective,
      width_bucket(due_on, CAST(:thresholds AS date[])) AS due, CAST(sum(amount_minor) AS bigint) AS amount_minor
    FROM movements
    WHERE (kind = 'receivable' OR change = 'received') AND {COUNTS} AND {IN_SCOPE}
    GROUP BY 1, 2, 3, 4
""")  # noqa: S608 - static pieces


async def collection(
    connection: AsyncConnection, scope: Scope, cut: Cut, periods: Sequence[Period]
) -> list[Collection]:
    """These adjoining periods, oldest first, by currency."""
    rows = await connection.execute(_CELLS, asked(scope, cut) | {"thresholds": thresholds(periods)})
    cells = [CollectionCell(**row) for row in rows.mappings()]
    return collections(cells, periods)
