"""What notify listens to, and what it makes of it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.projections import customers, entities
from services.notify.reactions import Reactions
from services.notify.subscribed import (
    DUNNING,
    DUNNING_TOPIC,
    LEDGER,
    LEDGER_TOPIC,
    LedgerEvent,
)
from shared.consumer import Subscription
from shared.events import Recorded

CONSUMER = "notify"


def subscriptions(reactions: Reactions) -> Sequence[Subscription]:
    """From the ledger names and days, from dunning what is to be said."""
    return (
        Subscription(LEDGER_TOPIC, LEDGER, project=project_ledger),
        Subscription(DUNNING_TOPIC, DUNNING, react=reactions.react),
    )


async def project_ledger(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Keep what the ledger says of entities and of customers."""
    await entities.project(connection, records)
    await customers.project(connection, records)
