"""What reporting hears, and what it makes of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.projections import customers, movements, timeline, work
from services.reporting.projections.generation import write_to
from services.reporting.subscribed import CREDIT, DUNNING, LEDGER, NOTIFY
from shared.consumer import Subscription
from shared.events import Recorded


def subscriptions(generation: int) -> list[Subscription]:
    """All four topics, projected into the tables of one generation."""

    async def ledger(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
        await write_to(connection, generation)
        await customers.project_ledger(connection, records)
        await movements.project(connection, records)
        await timeline.project(connection, records)

    async def credit(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
        await write_to(connection, generation)
        await customers.project_credit(connection, records)
        await timeline.project(connection, records)

    async def dunning(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
        await write_to(connection, generation)
        await work.project_dunning(connection, records)
        await timeline.project(connection, records)

    async def notify(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
        await write_to(connection, generation)
        await work.project_notify(connection, records)
        await timeline.project(connection, records)

    return [
        Subscription(topic="huikuan.ledger", codec=LEDGER, project=ledger),
        Subscription(topic="huikuan.credit", codec=CREDIT, project=credit),
        Subscription(topic="huikuan.dunning", codec=DUNNING, project=dunning),
        Subscription(topic="huikuan.notify", codec=NOTIFY, project=notify),
    ]
