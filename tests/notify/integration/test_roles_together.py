"""All roles of notify at work on a bus: an obligation becomes a mail, and what became of it is told on the topic."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi import FastAPI

from deploy.local.mailbox import Mailbox
from services.notify.__main__ import ROLES
from services.notify.settings import Settings
from services.notify.subscribed import DUNNING, LEDGER, CustomerRegistered, DayOpened, EntityConfigured
from shared.bus import connect
from shared.bus.port import Publisher, TopicPartition
from shared.cloudevents import to_message
from shared.event_store import Envelope
from shared.events import Codec
from shared.settings import PARTITIONS
from shared.testing.postgres import NewDatabase
from shared.web import serve
from tests.notify.integration.desk import ENTITY, MONDAY, MORNING, Notify, customer_number, due_item

FIRST = customer_number(0)
SECONDS_MAX = 60


class Outside:
    """The other services, as the bus knows them."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._positions: dict[tuple[str, int], int] = {}

    async def say(self, topic: str, codec: Codec[Any], partition: int, event: Any) -> None:
        position = self._positions[topic, partition] = self._positions.get((topic, partition), 0) + 1
        envelope = Envelope(
            type=codec.name_of(event),
            stream="-",
            version=1,
            recorded_at=MORNING,
            correlation_id="c0ffee",
            principal="test",
            causation=None,
            traceparent=None,
            data=msgspec.Raw(codec.encode(event)),
        )
        message = to_message(topic, 1, partition, position, msgspec.json.encode(envelope))
        await self._publisher.publish(topic, [message])


@asynccontextmanager
async def a_ledger() -> AsyncGenerator[str]:
    """An HTTP server that says that everybody owes one invoice; answers its address."""
    app = FastAPI()

    @app.get("/v1/open-items")
    async def open_items(customer: str) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        item = due_item(customer)
        return {
            "items": [
                {
                    "invoice": item.invoice,
                    "instalment": 1,
                    "due_on": item.due_on.isoformat(),
                    "currency": "CNY",
                    "open": "1234.50",
                    "disputed": "0.00",
                }
            ],
            "next": None,
        }

    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(app, host="127.0.0.1", port=0, on_ready=port.set_result))
    try:
        yield f"http://127.0.0.1:{await port}"
    finally:
        await ended(serving)


async def ended(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def outside(
    notify: Notify, new_database: NewDatabase, tmp_path: Path
) -> AsyncGenerator[tuple[Outside, Settings]]:
    async with a_ledger() as ledger:
        settings = notify.settings.model_copy(
            update={
                "bus": await new_database(),
                "producers": {"huikuan.ledger": ledger, "huikuan.dunning": ledger},
                "keys_file": tmp_path / "keys.jsonl",
                "pool_size": 4,
            }
        )
        async with connect(settings.bus, partitions=PARTITIONS) as bus, bus.publisher() as publisher:
            for topic in ("huikuan.ledger", "huikuan.dunning"):
                await bus.ensure_topic(topic)
            yield Outside(publisher), settings


class TestTheRoles:
    async def test_turn_an_obligation_into_a_mail_and_tell_the_world(
        self, notify: Notify, outside: tuple[Outside, Settings], mailbox: Mailbox
    ) -> None:
        others, settings = outside
        partition = notify.partition(FIRST)
        await notify.meet(FIRST)
        roles = [asyncio.ensure_future(ROLES[name](settings, notify.clock)) for name in ("consumer", "relay", "sender")]

        configured = EntityConfigured(entity=ENTITY, name="华东公司", time_zone="Asia/Shanghai", language="zh")
        customer = CustomerRegistered(entity=ENTITY, customer=FIRST, name="Nordlicht GmbH", language="en")
        for event in (configured, DayOpened(entity=ENTITY, date=MONDAY, is_working_day=True), customer):
            await others.say("huikuan.ledger", LEDGER, partition, event)
        await others.say("huikuan.dunning", DUNNING, partition, notify.obligation(FIRST))

        told: list[bytes] = []
        line = TopicPartition("huikuan.notify", partition)
        async with (
            asyncio.timeout(SECONDS_MAX),
            connect(settings.bus, partitions=PARTITIONS) as bus,
        ):
            await bus.ensure_topic("huikuan.notify")
            async with bus.member("a listener", ["huikuan.notify"]) as member:
                while line not in await member.assigned():
                    pass
                member.seek(line, 0)
                while len(told) < 3:
                    batch = await member.fetch(line, limit=10)
                    told += [dict(record.headers)["ce_type"] for record in batch.records] if batch else []
        await ended(*roles)

        assert told == [f"com.huikuan.notify.message-{name}.v1".encode() for name in ("queued", "claimed", "sent")]
        assert [line.customer for line in mailbox.lines] == [FIRST]
