"""Opens every calendar date of every entity, one after the other, also those missed while nothing ran."""

import asyncio
import datetime as dt
from collections import defaultdict
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ledger.domain.calendar_day import OpenDay
from services.ledger.projections import calendar_days
from services.ledger.projections.calendar_days import Opened
from services.ledger.rules import RULES
from services.ledger.settings import Settings
from services.ledger.working_days import is_working_day
from shared.clock import Clock
from shared.committer import Committer
from shared.database import make_engine
from shared.event_store import Execution, prepare_store
from shared.events import Context
from shared.lease import Lease, while_held

log = structlog.stdlib.get_logger(__name__)

PRINCIPAL = "ledger-calendar"


def days_to_open(opened: list[Opened], now: dt.datetime) -> list[OpenDay]:
    """The next date of each entity and partition that is behind its entity's local date, the furthest behind first."""
    commands = [
        OpenDay(
            entity=place.entity,
            partition=place.partition,
            date=place.last_opened + dt.timedelta(days=1),
            is_working_day=is_working_day(place.calendar, place.last_opened + dt.timedelta(days=1)),
            latest=today,
        )
        for place in opened
        if place.last_opened < (today := now.astimezone(ZoneInfo(place.time_zone)).date())
    ]
    return sorted(commands, key=lambda command: (command.date, command.entity, command.partition))


async def open_due_days(engine: AsyncEngine, committer: Committer, clock: Clock) -> int:
    """Open all days that are due, date by date across partitions; how many were opened.

    Partitions are opened in transactions of their own, so a large company's morning is many short steps, and
    documents of other customers pass between them.
    """
    count = 0
    while True:
        async with engine.connect() as connection:
            opened = await calendar_days.last_opened(connection)
        by_date: dict[dt.date, list[OpenDay]] = defaultdict(list)
        for command in days_to_open(opened, clock.now()):
            by_date[command.date].append(command)
        if not by_date:
            return count
        commands = by_date[min(by_date)]
        await asyncio.gather(
            *(committer.submit(Execution(RULES, command, _context(command, clock))) for command in commands)
        )
        count += len(commands)
        log.info("day-opened", date=commands[0].date.isoformat(), partitions=len(commands))


def _context(command: OpenDay, clock: Clock) -> Context:
    return Context(principal=PRINCIPAL, correlation_id=f"{command.entity}-{command.date}", now=clock.now())


async def run_calendar(settings: Settings, clock: Clock) -> None:
    """Open days until cancelled. The lease saves two calendars the trouble; a day cannot be opened twice anyway."""
    engine = make_engine(settings.database_url, pool_size=5, application_name="huikuan-ledger-calendar")
    try:
        await prepare_store(engine, settings.partitions)
        async with Committer(engine, clock, partitions=settings.partitions) as committer:

            async def work(_: Lease) -> None:
                while True:
                    await open_due_days(engine, committer, clock)
                    await asyncio.sleep(settings.calendar_looks_every_seconds)

            await while_held(settings.database_url, "ledger-calendar", work)
    finally:
        await engine.dispose()
