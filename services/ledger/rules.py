"""The rules of the ledger as the event store runs them: what a command touches, what it must see, what it changes."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain import ledger
from services.ledger.domain.books import Books
from services.ledger.domain.claim import InterestAccrued
from services.ledger.domain.ledger import LedgerCommand, LedgerEvent
from services.ledger.projections import (
    calendar_days,
    claims,
    discounts,
    disputes,
    drafts,
    exchange_rates,
    journal,
    master_data,
    open_items,
    periods,
    reconciliations,
    statements,
    write_offs,
)
from services.ledger.published import CODEC, TOPIC
from services.ledger.touched import touches
from services.ledger.working_set import load
from shared.event_store import Rules
from shared.events import Recorded


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Bring the read models up to date. Charts and customers are those from before the batch: what changes them within
    it counts from its place."""
    if all(type(record.event) is InterestAccrued for record in records):
        # Interest is claimed of everybody at one go, and stands beside the books.
        await claims.project(connection, records)
        return
    charts = await journal.charts(connection, records)
    companions = await journal.companions(connection, records)
    await master_data.project(connection, records)
    await calendar_days.project(connection, records)
    await open_items.project(connection, records)
    await discounts.project(connection, records)
    await disputes.project(connection, records)
    await claims.project(connection, records)
    await exchange_rates.project(connection, records)
    await write_offs.project(connection, records)
    await journal.project(connection, records, charts, companions)
    # A close looks at what is open and posted, so it comes last.
    await periods.project(connection, records)
    await statements.project(connection, records)
    await reconciliations.project(connection, records)
    await drafts.project(connection, records)


RULES: Rules[LedgerCommand, Books, LedgerEvent] = Rules(
    topic=TOPIC,
    codec=CODEC,
    touches=touches,
    load=load,
    decide=ledger.decide,
    evolve=ledger.evolve,
    project=project,
    folds=True,
)
