"""What credit listens to, and what it makes of it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.credit.projections import accounts, customers
from services.credit.reactions import Reactions
from services.credit.subscribed import DUNNING, DUNNING_TOPIC, LEDGER, LEDGER_TOPIC, LedgerEvent
from shared.consumer import Subscription
from shared.events import Recorded


def subscriptions(reactions: Reactions) -> Sequence[Subscription]:
    """From the ledger who owes what and how it is paid, from dunning whom to supply no longer."""
    return (
        Subscription(LEDGER_TOPIC, LEDGER, project=project_ledger, react=reactions.to_ledger),
        Subscription(DUNNING_TOPIC, DUNNING, react=reactions.to_dunning),
    )


async def project_ledger(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Keep what the ledger says of entities, customers and their accounts."""
    await customers.project(connection, records)
    await accounts.project(connection, records)
