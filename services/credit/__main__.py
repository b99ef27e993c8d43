"""`python -m services.credit api | relay | consumer | migrate`."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from services.credit.app import MIGRATIONS, create_app
from services.credit.published import TOPIC
from services.credit.reactions import Reactions
from services.credit.rules import CONSUMER
from services.credit.settings import Settings
from services.credit.subscriptions import subscriptions
from shared.bus import connect
from shared.clock import Clock
from shared.consumer import run_consumer
from shared.database import make_engine
from shared.event_store import prepare_store
from shared.log import http_log
from shared.relay import run_relay
from shared.roles import Roles, main
from shared.web import serve


async def api(settings: Settings, clock: Clock) -> None:
    """Answer HTTP requests."""
    await serve(create_app(settings, clock), host=settings.host, port=settings.port)


async def relay(settings: Settings, _: Clock) -> None:
    """Publish grades, stops and order checks."""
    async with _store(settings, "relay") as engine, connect(settings.bus, partitions=settings.partitions) as bus:
        await run_relay(engine, bus, TOPIC)


async def consumer(settings: Settings, clock: Clock) -> None:
    """Hear the ledger and dunning, and review the customers concerned."""
    async with (
        _store(settings, "consumer") as engine,
        connect(settings.bus, partitions=settings.partitions) as bus,
        http_log(settings.producers, key=_key(settings)) as fetch_log,
    ):
        await run_consumer(
            engine, bus, name=CONSUMER, subscriptions=subscriptions(Reactions(clock)), fetch_log=fetch_log
        )


ROLES: Roles[Settings] = {"api": api, "relay": relay, "consumer": consumer}


@asynccontextmanager
async def _store(settings: Settings, role: str) -> AsyncGenerator[AsyncEngine]:
    name = f"huikuan-credit-{role}"
    engine = make_engine(settings.database_url, pool_size=settings.pool_size, application_name=name)
    try:
        await prepare_store(engine, settings.partitions)
        yield engine
    finally:
        await engine.dispose()


def _key(settings: Settings) -> str | None:
    return settings.service_key.get_secret_value() if settings.service_key else None


if __name__ == "__main__":
    main(Settings, ROLES, MIGRATIONS)
