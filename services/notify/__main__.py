"""`python -m services.notify api | relay | consumer | sender | migrate`."""

import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncEngine

from services.notify.app import MIGRATIONS, create_app
from services.notify.channels.email import EmailChannel
from services.notify.letters import Templates
from services.notify.published import TOPIC
from services.notify.reactions import Reactions
from services.notify.receivables import asking_ledger
from services.notify.sender import Means, Sender
from services.notify.settings import Settings
from services.notify.subscriptions import CONSUMER, subscriptions
from services.notify.vault import Vault, master_key
from shared.bus import connect
from shared.clock import Clock
from shared.committer import Committer
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
    """Publish what became of messages."""
    async with _store(settings, "relay") as engine, connect(settings.bus, partitions=settings.partitions) as bus:
        await run_relay(engine, bus, TOPIC)


async def consumer(settings: Settings, clock: Clock) -> None:
    """Hear names and days from the ledger, and from dunning what is to be said."""
    reactions = Reactions(clock=clock, channels=frozenset({"email"}), templates=frozenset(Templates.shipped().names))
    async with (
        _store(settings, "consumer") as engine,
        connect(settings.bus, partitions=settings.partitions) as bus,
        http_log(settings.producers, key=_key(settings)) as fetch_log,
    ):
        await run_consumer(engine, bus, name=CONSUMER, subscriptions=subscriptions(reactions), fetch_log=fetch_log)


async def sender(settings: Settings, clock: Clock) -> None:
    """Send what waits."""
    vault = Vault(master_key(settings))
    async with (
        _store(settings, "sender") as engine,
        Committer(engine, clock, partitions=settings.partitions) as committer,
        asking_ledger(settings) as receivables,
    ):
        async with engine.connect() as connection:
            await vault.check(connection)
        means = Means(
            engine=engine,
            committer=committer,
            vault=vault,
            templates=Templates.shipped(),
            receivables=receivables,
            email=EmailChannel(settings, clock),
            clock=clock,
            settings=settings,
        )
        await Sender(means).run()


ROLES: dict[str, Callable[[Settings, Clock], Awaitable[None]]] = {
    "api": api,
    "relay": relay,
    "consumer": consumer,
    "sender": sender,
}


@contextlib.asynccontextmanager
async def _store(settings: Settings, role: str) -> AsyncGenerator[AsyncEngine]:
    engine = make_engine(settings.database_url, pool_size=settings.pool_size, application_name=f"huikuan-notify-{role}")
    try:
        await prepare_store(engine, settings.partitions)
        yield engine
    finally:
        await engine.dispose()


def _key(settings: Settings) -> str | None:
    return settings.service_key.get_secret_value() if settings.service_key else None


if __name__ == "__main__":
    main(Settings, ROLES, MIGRATIONS)
