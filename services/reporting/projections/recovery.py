"""Cohort recovery from the movements of the instalments due in each month."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.cut import Cut, Scope
from services.reporting.domain.recovery import DAYS, Cohort, CohortCell, cohorts
from services.reporting.projections.scope import COUNTS, IN_SCOPE, asked

# Days late fall into the cell of the first T that contains them: up to 0, 1 to 7, 8 to 15, …, more than 90.
_CELLS = text(f"""
    SELECT currency, CAST(date_trunc('month', due_on) AS date) AS month, change,
      width_bucket(effective_on - due_on - 1, CAST(:days AS int[])) AS days_late,
      CAST(sum(amount_minor) AS bigint) AS amount_minor, count(*) AS changes
    FROM movements
    WHERE kind = 'receivable' AND due_on BETWEEN :first_due AND :last_due AND {COUNTS} AND {IN_SCOPE}
    GROUP BY 1, 2, 3, 4
""")  # noqa: S608 - static pieces


async def recovery(
    connection: AsyncConnection, scope: Scope, cut: Cut, *, first_due: date, last_due: date
) -> list[Cohort]:
    """The cohorts due between two days (whole months), by currency and month."""
    rows = await connection.execute(
        _CELLS, asked(scope, cut) | {"days": list(DAYS), "first_due": first_due, "last_due": last_due}
    )
    cells = [CohortCell(**row) for row in rows.mappings()]
    return cohorts(cells, as_of=cut.as_of)
