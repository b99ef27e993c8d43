"""Reporting's HTTP side: the reports, and the web console that shows them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from services.reporting.projections import generation
from services.reporting.routes import (
    aging,
    collection,
    console,
    customers,
    entities,
    open_items,
    recovery,
    timeline,
    work,
)
from services.reporting.settings import Settings
from shared.clock import Clock
from shared.database import make_engine
from shared.health import Need
from shared.web import Opened, create_service_app

MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """Everything that can be asked; opened and closed by its lifespan."""

    @asynccontextmanager
    async def opens() -> AsyncGenerator[Opened]:
        engine = make_engine(
            settings.database_url, pool_size=settings.pool_size, application_name="huikuan-reporting-api"
        )

        async def read_models() -> None:
            await generation.current(engine)

        try:
            yield Opened(engine, needs=[Need("read-models", read_models)])
        finally:
            await engine.dispose()

    return create_service_app(
        name="reporting",
        title="Huikuan reporting",
        settings=settings,
        clock=clock,
        routers=[
            entities.router,
            aging.router,
            open_items.router,
            collection.router,
            recovery.router,
            customers.router,
            timeline.router,
            work.router,
            console.console_router(settings.console_dist),
        ],
        opens=opens,
        consumer=generation.consumer_in_use,
        public_paths=console.PUBLIC_PATHS,
        migrations=MIGRATIONS,
    )
