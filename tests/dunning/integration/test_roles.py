"""The roles as they run in production, on a bus: a day is heard, decided, published; and both stop when told to."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command

from services.dunning.__main__ import ROLES
from services.dunning.app import MIGRATIONS
from services.dunning.published import TOPIC
from services.dunning.settings import Settings
from services.dunning.subscribed import CREDIT_TOPIC, LEDGER_TOPIC, NOTIFY_TOPIC
from shared.bus import connect
from shared.bus.port import Bus, TopicPartition
from shared.migrations import configuration
from shared.testing.postgres import NewDatabase
from tests.dunning.integration.world import ENTITY, MONDAY, PARTITIONS, World


@asynccontextmanager
async def running(settings: Settings, world: World, *roles: str) -> AsyncGenerator[None]:
    """The roles, each as a task; they stop when they are cancelled, and raise what went wrong."""
    tasks = [asyncio.ensure_future(ROLES[role](settings, world.clock)) for role in roles]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        assert all(task.cancelled() for task in tasks)


async def read_until(bus: Bus, partition: int, wanted: bytes) -> list[bytes]:
    """The types of what dunning published in a partition, up to the first of a type."""
    line = TopicPartition(TOPIC, partition)
    heard: list[bytes] = []
    async with bus.member("a-test", [TOPIC]) as member:
        assert line in await member.assigned()
        member.seek(line, 0)
        while wanted not in heard:
            batch = await member.fetch(line, limit=100)
            assert batch is not None
            heard += [dict(record.headers)["ce_type"] for record in batch.records]
    return heard


async def test_a_day_that_is_heard_over_the_bus_brings_its_reminder(
    world: World, new_database: NewDatabase, tmp_path: Path
) -> None:
    world.founded("C1")
    world.invoiced("1", due=MONDAY)
    world.opens(MONDAY)
    settings = Settings(
        database_url=world.engine.url.render_as_string(hide_password=False),
        bus=await new_database(),
        keys_file=tmp_path / "keys",
        partitions=PARTITIONS,
    )
    async with connect(settings.bus, partitions=PARTITIONS) as bus:
        for topic in (LEDGER_TOPIC, CREDIT_TOPIC, NOTIFY_TOPIC, TOPIC):
            await bus.ensure_topic(topic)
        async with bus.publisher() as publisher:
            for messages in world.ledger.log.values():
                await publisher.publish(LEDGER_TOPIC, messages)
        async with running(settings, world, "consumer", "relay"), asyncio.timeout(60):
            heard = await read_until(bus, world.partition("C1"), b"com.huikuan.dunning.obligation-created.v1")
    assert heard == [
        b"com.huikuan.dunning.policy-activated.v1",
        b"com.huikuan.dunning.day-evaluated.v1",
        b"com.huikuan.dunning.obligation-created.v1",
    ]
    assert [each.obligation for each in await world.said(object) if hasattr(each, "items")] == [
        f"{ENTITY}/obligation/C1/{MONDAY}/email"
    ]


async def test_the_schema_is_what_the_tables_say(new_database: NewDatabase) -> None:
    url = await new_database("dunning")
    await asyncio.to_thread(command.check, configuration(MIGRATIONS, url))
