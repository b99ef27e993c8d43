"""`python -m services.ledger api | relay | calendar | migrate`."""

from services.ledger.app import MIGRATIONS, create_app
from services.ledger.calendar import run_calendar
from services.ledger.published import TOPIC
from services.ledger.settings import Settings
from shared.bus import connect
from shared.clock import Clock
from shared.database import make_engine
from shared.event_store import prepare_store
from shared.relay import run_relay
from shared.roles import Roles, main
from shared.web import serve


async def api(settings: Settings, clock: Clock) -> None:
    """Answer HTTP requests."""
    await serve(create_app(settings, clock), host=settings.host, port=settings.port)


async def relay(settings: Settings, _: Clock) -> None:
    """Publish what the ledger records."""
    engine = make_engine(settings.database_url, pool_size=settings.pool_size, application_name="huikuan-ledger-relay")
    try:
        await prepare_store(engine, settings.partitions)
        async with connect(settings.bus, partitions=settings.partitions) as bus:
            await run_relay(engine, bus, TOPIC)
    finally:
        await engine.dispose()


ROLES: Roles[Settings] = {"api": api, "relay": relay, "calendar": run_calendar}

if __name__ == "__main__":
    main(Settings, ROLES, MIGRATIONS)
