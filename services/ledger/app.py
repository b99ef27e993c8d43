"""The ledger's HTTP side: master data, documents, open items, accounts, and the clock."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from services.ledger.projections import simulated_time
from services.ledger.published import TOPIC
from services.ledger.routes import (
    accounts,
    adjustments,
    claims,
    credit_notes,
    customer_ledger,
    customers,
    disputes,
    documents,
    drafts,
    entities,
    exchange_rates,
    history,
    invoices,
    journal_export,
    open_items,
    payments,
    periods,
    reconciliations,
    statements,
    transfers,
    waiting_instalments,
    write_offs,
)
from services.ledger.routes import clock as clock_routes
from services.ledger.settings import Settings
from shared.clock import Clock, SimulatedClock
from shared.collector import collect_rarely
from shared.web import Opened, create_service_app, open_store

MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """Everything that can be asked of the ledger over HTTP. Where time is simulated, this is who keeps it."""
    if settings.simulated_from is not None and not isinstance(clock, SimulatedClock):
        clock = SimulatedClock(settings.simulated_from)

    @asynccontextmanager
    async def opens() -> AsyncGenerator[Opened]:
        async with open_store(settings, clock, name="ledger") as opened:
            if isinstance(clock, SimulatedClock):
                async with opened.engine.begin() as connection:
                    kept = await simulated_time.keep(connection, clock.now())
                clock.set(kept)
            collect_rarely()
            yield opened

    app = create_service_app(
        name="ledger",
        title="Huikuan ledger",
        settings=settings,
        clock=clock,
        routers=[
            entities.router,
            customers.router,
            customer_ledger.router,
            documents.router,
            drafts.router,
            invoices.router,
            payments.router,
            credit_notes.router,
            disputes.router,
            adjustments.router,
            write_offs.router,
            transfers.router,
            claims.router,
            claims.rates_router,
            exchange_rates.router,
            open_items.router,
            waiting_instalments.router,
            accounts.router,
            journal_export.router,
            periods.router,
            statements.router,
            reconciliations.router,
            history.router,
            clock_routes.router,
        ],
        opens=opens,
        topic=TOPIC,
        bulk_paths=frozenset({"/v1/documents", "/v1/reconciliations"}),
        migrations=MIGRATIONS,
    )
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        schema = describe()
        documents.describe(schema)
        return schema

    app.openapi = openapi
    return app
