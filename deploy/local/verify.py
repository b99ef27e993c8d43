"""`huikuan verify`: every figure held against the log it comes from, and the services against each other."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.credit.projections import verification as of_credit
from services.dunning.projections import verification as of_dunning
from services.ledger.projections import verification as of_ledger
from services.notify.projections import verification as of_notify
from services.reporting.projections import verification as of_reporting
from shared.cloudevents import Message, to_message
from shared.consumer import FetchLog
from shared.database import make_engine
from shared.event_store import read_events
from shared.verification import Check, verify_chain

SAYING = ("ledger", "credit", "dunning", "notify")
LOG_PAGE = 2000
#: Who hears whom.
HEARING = {
    "credit": ("ledger", "dunning"),
    "dunning": ("ledger", "credit", "notify"),
    "notify": ("ledger", "dunning"),
    "reporting": SAYING,
}
ON_ITS_WAY_SECONDS_MAX = 60
LOOK_AGAIN_SECONDS = 0.2
Ends = Mapping[tuple[str, int], tuple[int, int]]

_HEADS = text("SELECT partition, epoch, position FROM head")
_RELAYED = text("SELECT partition, position FROM relayed")
_CHECKPOINTS = text("SELECT topic, partition, epoch, position FROM checkpoint WHERE consumer = :consumer")


async def verify(database_url: Callable[[str], str]) -> AsyncGenerator[Check]:
    """All checks, each as soon as it is made."""
    async with _engines(database_url) as engines:
        ends = await _ends(engines)
        for service in SAYING:
            for check in await verify_chain(engines[service], service):
                yield check
        for check in await of_ledger.verify(engines["ledger"]):
            yield check
        yield await _aging_is_control(engines)
        yield await _exposure_is_control(engines)
        for check in await of_credit.verify(engines["credit"]):
            yield check
        for check in await of_reporting.verify(engines["reporting"]):
            yield check
        for check in await of_dunning.verify(engines["dunning"], _store_log(engines)):
            yield check
        for check in await of_notify.verify(engines["notify"]):
            yield check
        yield await _all_told(engines, ends)
        yield await _all_heard(engines, ends)


@asynccontextmanager
async def _engines(database_url: Callable[[str], str]) -> AsyncGenerator[dict[str, AsyncEngine]]:
    names = {*SAYING, *HEARING}
    engines = {name: make_engine(database_url(name), pool_size=2, application_name="huikuan-verify") for name in names}
    try:
        yield engines
    finally:
        await asyncio.gather(*(engine.dispose() for engine in engines.values()))


def _store_log(engines: dict[str, AsyncEngine]) -> FetchLog:
    """The producers' logs as they were published, read from the stores themselves: verifying needs nobody to answer."""

    async def fetch_log(topic: str, partition: int, epoch: int, after: int, upto: int) -> Sequence[Message]:
        async with engines[topic.removeprefix("huikuan.")].connect() as connection:
            page = await read_events(connection, partition, after=after, limit=min(LOG_PAGE, upto - after))
        return [
            to_message(topic, stored.epoch, stored.partition, stored.position, stored.envelope_bytes)
            for stored in page
            if stored.epoch == epoch
        ]

    return fetch_log


async def _aging_is_control(engines: dict[str, AsyncEngine]) -> Check:
    """Reporting's aging and the ledger's journal, both exactly at the positions that reporting has reached."""
    aging = await of_reporting.aging_totals(engines["reporting"])
    control = await of_ledger.control_balances_at(engines["ledger"], aging.positions)
    keys = aging.balances.keys() | control.keys()
    broken = sorted(key for key in keys if aging.balances.get(key, 0) != control.get(key, 0))
    return Check(
        name="aging = control accounts per entity, customer and currency",
        figure=f"{len(keys) - len(broken)} balances",
        expected=f"{len(keys)} balances",
        ok=not broken,
        detail=", ".join("/".join(key) for key in broken[:5]),
    )


async def _exposure_is_control(engines: dict[str, AsyncEngine]) -> Check:
    """What credit counts as owed and the ledger's journal, both exactly at the positions that credit has reached."""
    exposures = await of_credit.exposures(engines["credit"], consumer="credit")
    control = await of_ledger.control_balances_at(engines["ledger"], exposures.positions)
    keys = exposures.balances.keys() | control.keys()
    broken = sorted(key for key in keys if exposures.balances.get(key, 0) != control.get(key, 0))
    return Check(
        name="credit exposure = control accounts per entity, customer and currency",
        figure=f"{len(keys) - len(broken)} balances",
        expected=f"{len(keys)} balances",
        ok=not broken,
        detail=", ".join("/".join(key) for key in broken[:5]),
    )


async def _ends(engines: dict[str, AsyncEngine]) -> dict[tuple[str, int], tuple[int, int]]:
    """Where every topic's partitions stood when the verification began; partitions without an event are left out."""
    ends: dict[tuple[str, int], tuple[int, int]] = {}
    for service in SAYING:
        async with engines[service].connect() as connection:
            for partition, epoch, position in (await connection.execute(_HEADS)).tuples():
                if position:
                    ends[f"huikuan.{service}", partition] = (epoch, position)
    return ends


async def _in_time(name: str, look: Callable[[], Awaitable[list[str]]]) -> Check:
    """What is not there is waited for a while: on a running system something is always on its way."""
    deadline = asyncio.get_running_loop().time() + ON_ITS_WAY_SECONDS_MAX
    while (behind := await look()) and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 - others' databases
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    return Check(name, str(len(behind)), "0", not behind, ", ".join(behind[:5]))


async def _all_told(engines: dict[str, AsyncEngine], ends: Ends) -> Check:
    """Everything that was recorded when the verification began has reached the bus."""

    async def look() -> list[str]:
        relayed: dict[tuple[str, int], int] = {}
        for service in SAYING:
            async with engines[service].connect() as connection:
                for partition, position in (await connection.execute(_RELAYED)).tuples():
                    relayed[f"huikuan.{service}", partition] = position
        return [
            f"{topic} partition {partition}"
            for (topic, partition), (_, position) in ends.items()
            if relayed.get((topic, partition), 0) < position
        ]

    return await _in_time("partitions not told to the bus", look)


async def _all_heard(engines: dict[str, AsyncEngine], ends: Ends) -> Check:
    """Every reader has come to where its topics ended when the verification began."""

    async def look() -> list[str]:
        behind: list[str] = []
        for reader, topics in HEARING.items():
            async with engines[reader].connect() as connection:
                # Beside the read models that answer there may be some being rebuilt, or replaced ones.
                name = await of_reporting.consumer_in_use(connection) if reader == "reporting" else reader
                places = {
                    (at.topic, at.partition): (at.epoch, at.position)
                    for at in await connection.execute(_CHECKPOINTS, {"consumer": name})
                }
            behind += [
                f"{name} at {topic} partition {partition}"
                for (topic, partition), end in ends.items()
                if topic.removeprefix("huikuan.") in topics and places.get((topic, partition), (0, 0)) < end
            ]
        return behind

    return await _in_time("partitions that a reader has not heard to their end", look)
