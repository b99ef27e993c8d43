"""Notify's HTTP side: contacts, messages and letters."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.send_window import is_open
from services.notify.letters import Templates
from services.notify.projections import entities
from services.notify.projections.messages import unsent
from services.notify.published import TOPIC
from services.notify.receivables import asking_ledger
from services.notify.routes import contacts, letters, messages
from services.notify.settings import Settings
from services.notify.subscriptions import CONSUMER
from services.notify.vault import Vault, master_key
from shared.clock import Clock
from shared.web import Opened, create_service_app, open_store

MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """Everything that can be asked of notify over HTTP."""

    @asynccontextmanager
    async def opens() -> AsyncGenerator[Opened]:
        vault = Vault(master_key(settings))
        async with open_store(settings, clock, name="notify") as opened, asking_ledger(settings) as receivables:
            async with opened.engine.connect() as connection:
                await vault.check(connection)
            app.state.vault = vault
            app.state.templates = Templates.shipped()
            app.state.receivables = receivables
            yield opened

    async def figures(connection: AsyncConnection) -> Mapping[str, int]:
        return await still_to_send(connection, settings, clock)

    app = create_service_app(
        name="notify",
        title="Huikuan notify",
        settings=settings,
        clock=clock,
        routers=[contacts.router, messages.router, letters.router],
        opens=opens,
        topic=TOPIC,
        consumer=CONSUMER,
        migrations=MIGRATIONS,
        figures=figures,
    )
    return app


async def still_to_send(connection: AsyncConnection, settings: Settings, clock: Clock) -> Mapping[str, int]:
    """How many messages have not ended, and how many of them may go out at this moment."""
    waiting = await unsent(connection)
    now = clock.now()
    known = await entities.read(connection) if waiting else {}
    open_now = [place for place in waiting if place in known and is_open(settings.window, known[place].day, now)]
    return {
        "unsent_messages": sum(waiting.values()),
        "unsent_now": sum(waiting[place] for place in open_now),
    }
