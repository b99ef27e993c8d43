"""`python -m services.reporting api | consumer | migrate`."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable

import structlog

from services.reporting.app import MIGRATIONS, create_app
from services.reporting.projections import generation
from services.reporting.settings import Settings
from services.reporting.subscriptions import subscriptions
from shared.bus import connect
from shared.clock import Clock, open_clock
from shared.consumer import run_consumer
from shared.database import make_engine
from shared.log import http_log
from shared.migrations import migrate
from shared.telemetry import configure_logging
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
                    while heard == await generation.in_use(engine):
                        await asyncio.wait({hearing}, timeout=LOOK_AGAIN_SECONDS)
                        if hearing.done():
                            hearing.result()
                finally:
                    hearing.cancel()
                    await asyncio.wait({hearing})
    finally:
        await engine.dispose()


ROLES: dict[str, Callable[[Settings, Clock], Awaitable[None]]] = {"api": api, "consumer": consumer}


async def run(role: str) -> None:
    """Run one role until it is told to stop."""
    settings = Settings()  # pyright: ignore[reportCallIssue] - the environment gives what has no default
    configure_logging(level=settings.log_level, form=settings.log_format)
    if role == "migrate":
        await migrate(MIGRATIONS, settings.database_url)
        return
    key = settings.service_key.get_secret_value() if settings.service_key else None
    async with open_clock(settings.clock, key=key) as clock:
        running = asyncio.ensure_future(ROLES[role](settings, clock))
        loop = asyncio.get_running_loop()
        for stop in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(stop, running.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await running


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {*ROLES, "migrate"}:  # noqa: PLR2004 - the program and its role
        sys.exit(f"usage: python -m services.reporting {' | '.join([*ROLES, 'migrate'])}")
    asyncio.run(run(sys.argv[1]))
