"""`python -m services.reporting api | consumer | migrate`."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.app import MIGRATIONS, create_app
from services.reporting.projections import generation
from services.reporting.settings import Settings
from services.reporting.subscriptions import subscriptions
from shared.bus import connect
from shared.clock import Clock
from shared.consumer import run_consumer
from shared.database import make_engine
from shared.log import http_log
from shared.roles import main
from shared.web import serve

#: How often the consumer looks whether a rebuilt generation has taken over.
LOOK_AGAIN_SECONDS = 1.0

log = structlog.stdlib.get_logger(__name__)


async def api(settings: Settings, clock: Clock) -> None:
    """Answer HTTP requests."""
    await serve(create_app(settings, clock), host=settings.host, port=settings.port)


async def consumer(settings: Settings, _: Clock) -> None:
    """Hear all topics into the generation in use; when a rebuilt one takes over, go on with that."""
    engine = make_engine(
        settings.database_url, pool_size=settings.pool_size, application_name="huikuan-reporting-consumer"
    )
    key = settings.service_key.get_secret_value() if settings.service_key else None
    try:
        async with (
            connect(settings.bus, partitions=settings.partitions) as bus,
            http_log(settings.producers, key=key) as fetch_log,
        ):
            while True:
                heard = await generation.current(engine)
                log.info("hearing", generation=heard)
                hearing = asyncio.create_task(
                    run_consumer(
                        engine,
                        bus,
                        name=generation.consumer_of(heard),
                        subscriptions=subscriptions(heard),
                        fetch_log=fetch_log,
                    )
                )
                try:
                    while not await _replaced(engine, heard):
                        await asyncio.wait({hearing}, timeout=LOOK_AGAIN_SECONDS)
                        if hearing.done():
                            hearing.result()
                finally:
                    hearing.cancel()
                    await asyncio.wait({hearing})
    finally:
        await engine.dispose()


async def _replaced(engine: AsyncEngine, heard: int) -> bool:
    """Whether another generation is in use; while the database is away, nothing else is."""
    try:
        return heard != await generation.in_use(engine)
    except (SQLAlchemyError, OSError) as error:
        log.warning("generation not known", error=repr(error))
        return False


ROLES: dict[str, Callable[[Settings, Clock], Awaitable[None]]] = {"api": api, "consumer": consumer}

if __name__ == "__main__":
    main(Settings, ROLES, MIGRATIONS)
