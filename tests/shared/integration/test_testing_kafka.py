# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
"""The broker of the tests keeps what it was sent when it is killed, and serves again on the same address."""

import asyncio

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from shared.testing.kafka import KafkaBroker


async def make_topic(address: str, name: str) -> None:
    """Make it, and wait until the broker lists it: its metadata follow the answer."""
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    await admin.create_topics([NewTopic(name, num_partitions=1, replication_factor=1)])
    async with asyncio.timeout(10):
        while name not in await admin.list_topics():  # noqa: ASYNC110 - the broker tells nobody
            await asyncio.sleep(0.02)
    await admin.close()


async def topics(address: str) -> list[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    names: list[str] = await admin.list_topics()
    await admin.close()
    return names


class TestBrokerOfTheRun:
    async def test_serves(self, kafka: str, topic_prefix: str) -> None:
        await make_topic(kafka, topic_prefix + "ledger")
        assert topic_prefix + "ledger" in await topics(kafka)


@pytest.mark.xdist_group("own-kafka")
class TestOwnBroker:
    async def test_killed_and_restarted_keeps_its_topics(self, own_kafka: KafkaBroker) -> None:
        await make_topic(own_kafka.address, "kept")
        own_kafka.kill()
        own_kafka.restart()
        assert "kept" in await topics(own_kafka.address)

    async def test_paused_answers_after_it_is_resumed(self, own_kafka: KafkaBroker) -> None:
        await make_topic(own_kafka.address, "kept")
        own_kafka.pause()
        own_kafka.resume()
        assert "kept" in await topics(own_kafka.address)
