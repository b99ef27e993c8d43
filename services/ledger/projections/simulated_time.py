"""The simulated instant, kept so that a restart goes on where time stood."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_READ = text("SELECT now FROM clock")
_KEEP = text("""
    INSERT INTO clock (single, now) VALUES (true, :now)
    ON CONFLICT (single) DO UPDATE SET now = greatest(clock.now, excluded.now) RETURNING now
""")


async def read(connection: AsyncConnection) -> datetime | None:
    """The instant last kept."""
    kept: datetime | None = await connection.scalar(_READ)
    return kept


async def keep(connection: AsyncConnection, now: datetime) -> datetime:
    """Keep an instant, unless a later one is kept already; answers the one kept."""
    kept: datetime = (await connection.execute(_KEEP, {"now": now})).scalar_one()
    return kept
