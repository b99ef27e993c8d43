"""`python -m services.dunning api | relay | consumer | migrate`."""

import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncEngine

from services.dunning.app import MIGRATIONS, create_app
from services.dunning.published import TOPIC
from services.dunning.reactions import Reactions
from services.dunning.rules import CONSUMER
from services.dunning.settings import Settings
from services.dunning.subscriptions import subscriptions
from shared.bus import connect
from shared.clock import Clock
from shared.consumer import run_consumer
from shared.database import make_engine
from shared.event_store import prepare_store
from shared.log import http_log
from shared.relay import run_relay
from shared.roles import main
from shared.web import serve


async def api(settings: Settings, clock: Clock) -> None:
    """Answer HTTP requests."""
    await serve(create_app(settings, clock), host=settings.host, port=settings.port)


async def relay(settings: Settings, _: Clock) -> None:
    """Publish what is owed and how it ended."""
    async with _store(settings, "relay") as engine, connect(settings.bus, partitions=settings.partitions) as bus:
        await run_relay(engine, bus, TOPIC)


async def consumer(settings: Settings, clock: Clock) -> None:
    """Hear the ledger, credit and notify, and decide each opened day."""
    reactions = Reactions(clock)
    async with (
        _store(settings, "consumer") as engine,
        connect(settings.bus, partitions=settings.partitions) as bus,
        http_log(settings.producers, key=_key(settings)) as fetch_log,
    ):
        await run_consumer(
            engine,
            bus,
            name=CONSUMER,
            subscriptions=subscriptions(reactions),
            fetch_log=fetch_log,
            caught_up=reactions.evaluate,
        )


ROLES: dict[str, Callable[[Settings, Clock], Awaitable[None]]] = {"api": api, "relay": relay, "consumer": consumer}


@contextlib.asynccontextmanager
async def _store(settings: Settings, role: str) -> AsyncGenerator[AsyncEngine]:
    name = f"huikuan-dunning-{role}"
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
