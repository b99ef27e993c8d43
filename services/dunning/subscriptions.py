"""What dunning listens to, and what it makes of it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.dunning.projections import calendar_days, customers, disputes, unpaid_items
from services.dunning.reactions import Reactions
from services.dunning.subscribed import (
    CREDIT,
    CREDIT_TOPIC,
    LEDGER,
    LEDGER_TOPIC,
    NOTIFY,
    NOTIFY_TOPIC,
    LedgerEvent,
)
from shared.consumer import Subscription
from shared.events import Recorded


def subscriptions(reactions: Reactions) -> Sequence[Subscription]:
    """From the ledger what is open and which day it is, from credit grades and stops, from notify what went out."""
    return (
        Subscription(LEDGER_TOPIC, LEDGER, project=project_ledger, react=reactions.to_ledger),
        Subscription(CREDIT_TOPIC, CREDIT, project=customers.project, react=reactions.to_credit),
        Subscription(NOTIFY_TOPIC, NOTIFY, react=reactions.to_notify),
    )


async def project_ledger(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Keep what the ledger says of entities, days, customers, instalments and disputes."""
    await calendar_days.project(connection, records)
    await customers.project(connection, records)
    await unpaid_items.project(connection, records)
    await disputes.project(connection, records)
