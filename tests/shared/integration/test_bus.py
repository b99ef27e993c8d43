"""What every bus must do. The same tests run on Kafka and on the log in PostgreSQL."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.bus.port import Bus, Member, PartitionCountDiffers, Received, TopicPartition
from shared.cloudevents import Message
from shared.testing.buses import PARTITIONS, Connect


def message(partition: int, number: int) -> Message:
    headers = [("ce_id", f"1.{partition}.{number}".encode()), ("ce_subject", "发票/4711".encode()), ("empty", b"")]
    return Message(partition, b"CN01/0100", headers, f'{{"number": {number}}}'.encode())


def number_of(record: Received) -> int:
    return int(dict(record.headers)["ce_id"].split(b".")[2])


async def publish(bus: Bus, topic: str, messages: Sequence[Message]) -> None:
    await bus.ensure_topic(topic)
    async with bus.publisher() as publisher:
        await publisher.publish(topic, messages)


async def share(member: Member, size: int) -> frozenset[TopicPartition]:
    """Wait until the member holds so many partitions."""
    while len(ours := await member.assigned()) != size:
        pass
    return ours


async def read(member: Member, line: TopicPartition, count: int) -> list[Received]:
    records: list[Received] = []
    while len(records) < count:
        batch = await member.fetch(line, limit=count - len(records))
        assert batch is not None
        records += batch.records
    return records


class TestPublishing:
    async def test_keeps_the_order_of_each_partition(self, connect: Connect, topic_prefix: str) -> None:
        topic = f"{topic_prefix}ledger"
        async with connect() as bus, asyncio.timeout(60):
            sent = [message(number % PARTITIONS, number) for number in range(2000)]
            await publish(bus, topic, sent[:1500])
            await publish(bus, topic, sent[1500:])
            async with bus.member(f"{topic_prefix}reader", [topic]) as member:
                for line in await share(member, PARTITIONS):
                    member.seek(line, 0)
                    heard = [number_of(record) for record in await read(member, line, 500)]
                    assert heard == list(range(line.partition, 2000, PARTITIONS))

    async def test_changes_nothing_of_a_message(self, connect: Connect, topic_prefix: str) -> None:
        topic = f"{topic_prefix}ledger"
        async with connect() as bus, asyncio.timeout(60):
            await publish(bus, topic, [message(1, 0)])
            async with bus.member(f"{topic_prefix}reader", [topic]) as member:
                await share(member, PARTITIONS)
                line = TopicPartition(topic, 1)
                member.seek(line, 0)
                (record,) = await read(member, line, 1)
                assert (list(record.headers), record.value) == (message(1, 0).headers, message(1, 0).value)
                assert record.offset == 0

    async def test_of_nothing_is_harmless(self, connect: Connect, topic_prefix: str) -> None:
        async with connect() as bus, asyncio.timeout(60):
            await publish(bus, f"{topic_prefix}ledger", [])

    async def test_wakes_a_reader_that_waits(self, connect: Connect, topic_prefix: str) -> None:
        topic = f"{topic_prefix}ledger"
        async with connect() as bus, asyncio.timeout(60):
            await bus.ensure_topic(topic)
            async with bus.member(f"{topic_prefix}reader", [topic]) as member:
                await share(member, PARTITIONS)
                line = TopicPartition(topic, 2)
                member.seek(line, 0)
                reading = asyncio.create_task(read(member, line, 1))
                await publish(bus, topic, [message(2, 7)])
                assert number_of((await reading)[0]) == 7


class TestTopic:
    async def test_made_again_is_the_same_topic(self, connect: Connect, topic_prefix: str) -> None:
        async with connect() as bus, connect() as other, asyncio.timeout(60):
            await bus.ensure_topic(f"{topic_prefix}ledger")
            await other.ensure_topic(f"{topic_prefix}ledger")

    async def test_with_another_number_of_partitions_refuses(self, connect: Connect, topic_prefix: str) -> None:
        async with connect() as bus, connect(partitions=PARTITIONS + 1) as other, asyncio.timeout(60):
            await bus.ensure_topic(f"{topic_prefix}ledger")
            with pytest.raises(PartitionCountDiffers, match=f"has {PARTITIONS} partitions; the settings say 5"):
                await other.ensure_topic(f"{topic_prefix}ledger")


class TestReading:
    async def test_goes_on_from_any_offset(self, connect: Connect, topic_prefix: str) -> None:
        topic = f"{topic_prefix}ledger"
        line = TopicPartition(topic, 0)
        async with connect() as bus, asyncio.timeout(60):
            await publish(bus, topic, [message(0, number) for number in range(100)])
            async with bus.member(f"{topic_prefix}reader", [topic]) as member:
                await share(member, PARTITIONS)
                for offset in (60, 0, 99, 60):
                    member.seek(line, offset)
                    batch = await member.fetch(line, limit=10)
                    assert batch is not None
                    assert [record.offset for record in batch.records] == list(range(offset, min(offset + 10, 100)))
                    assert batch.end == 100

    async def test_of_an_offset_that_is_not_there_begins_at_the_beginning(
        self, connect: Connect, topic_prefix: str
    ) -> None:
        topic = f"{topic_prefix}ledger"
        line = TopicPartition(topic, 0)
        async with connect() as bus, asyncio.timeout(60):
            await publish(bus, topic, [message(0, number) for number in range(10)])
            async with bus.member(f"{topic_prefix}reader", [topic]) as member:
                await share(member, PARTITIONS)
                member.seek(line, 1000)
                assert [number_of(record) for record in await read(member, line, 10)] == list(range(10))

    async def test_begins_again_after_a_crash_where_the_reader_says(self, connect: Connect, topic_prefix: str) -> None:
        """What was fetched and not finished is delivered again; hints about offsets decide nothing."""
        topic = f"{topic_prefix}ledger"
        line = TopicPartition(topic, 0)
        async with connect() as bus, asyncio.timeout(60):
            await publish(bus, topic, [message(0, number) for number in range(10)])
            async with bus.member(f"{topic_prefix}reader", [topic]) as member:
                await share(member, PARTITIONS)
                member.seek(line, 0)
                await read(member, line, 10)
                member.hint(line, 10)
            async with bus.member(f"{topic_prefix}reader", [topic]) as member:
                await share(member, PARTITIONS)
                member.seek(line, 4)
                assert [number_of(record) for record in await read(member, line, 6)] == [4, 5, 6, 7, 8, 9]

    async def test_tells_where_partitions_end(self, connect: Connect, topic_prefix: str) -> None:
        topic = f"{topic_prefix}ledger"
        async with connect() as bus, asyncio.timeout(60):
            await publish(bus, topic, [message(0, 0), message(3, 0), message(3, 1)])
            async with bus.member(f"{topic_prefix}reader", [topic]) as member:
                await share(member, PARTITIONS)
                ends = await member.ends()
                assert [ends[TopicPartition(topic, partition)] for partition in range(PARTITIONS)] == [1, 0, 0, 2]


class TestGroup:
    async def test_of_two_members_holds_each_partition_once(self, connect: Connect, topic_prefix: str) -> None:
        topics = [f"{topic_prefix}ledger", f"{topic_prefix}dunning"]
        group = f"{topic_prefix}reader"
        async with connect() as bus, connect() as other, asyncio.timeout(60):
            for topic in topics:
                await bus.ensure_topic(topic)
            async with bus.member(group, topics) as first:
                assert len(await share(first, 2 * PARTITIONS)) == 2 * PARTITIONS
                async with other.member(group, topics) as second:
                    ours, theirs = await asyncio.gather(share(first, PARTITIONS), share(second, PARTITIONS))
                    assert not ours & theirs
                    # The same numbers of both topics: who hears of a customer in one hears of him in the other.
                    assert {line.partition for line in ours} | {line.partition for line in theirs} == set(range(4))
                    assert len({line.partition for line in ours}) == PARTITIONS / 2

    async def test_hands_over_what_a_leaving_member_held(self, connect: Connect, topic_prefix: str) -> None:
        topic, group = f"{topic_prefix}ledger", f"{topic_prefix}reader"
        async with connect() as bus, connect() as other, asyncio.timeout(60):
            await publish(bus, topic, [message(partition, 0) for partition in range(PARTITIONS)])
            async with bus.member(group, [topic]) as staying:
                await share(staying, PARTITIONS)
                async with other.member(group, [topic]) as leaving:
                    await asyncio.gather(share(staying, PARTITIONS // 2), share(leaving, PARTITIONS // 2))
                for line in await share(staying, PARTITIONS):
                    staying.seek(line, 0)
                    assert len(await read(staying, line, 1)) == 1

    async def test_tells_a_reader_that_its_partition_has_gone(self, connect: Connect, topic_prefix: str) -> None:
        topic, group = f"{topic_prefix}ledger", f"{topic_prefix}reader"
        async with connect() as bus, connect() as other, asyncio.timeout(60):
            await bus.ensure_topic(topic)
            async with bus.member(group, [topic]) as first:
                lines = sorted(await share(first, PARTITIONS))
                for line in lines:
                    first.seek(line, 0)
                reading = [asyncio.create_task(first.fetch(line, limit=1)) for line in lines]
                async with other.member(group, [topic]) as second:
                    ours, _ = await asyncio.gather(share(first, 2), share(second, 2))
                    gone = [task for line, task in zip(lines, reading, strict=True) if line not in ours]
                    assert await asyncio.gather(*gone) == [None, None]
                    for task in reading:
                        task.cancel()
                    await asyncio.wait(reading)

    async def test_keeps_reading_where_it_was_in_the_partitions_it_keeps(
        self, connect: Connect, topic_prefix: str
    ) -> None:
        topic, group = f"{topic_prefix}ledger", f"{topic_prefix}reader"
        async with connect() as bus, connect() as other, asyncio.timeout(60):
            await publish(bus, topic, [message(number % PARTITIONS, number) for number in range(10 * PARTITIONS)])
            async with bus.member(group, [topic]) as first:
                for line in await share(first, PARTITIONS):
                    first.seek(line, 0)
                    await read(first, line, 5)
                async with other.member(group, [topic]) as second:
                    ours, _ = await asyncio.gather(share(first, 2), share(second, 2))
                    for line in ours:
                        heard = [record.offset for record in await read(first, line, 5)]
                        assert heard == [5, 6, 7, 8, 9]

    async def test_is_not_disturbed_by_another_group(self, connect: Connect, topic_prefix: str) -> None:
        topic = f"{topic_prefix}ledger"
        async with connect() as bus, asyncio.timeout(60):
            await publish(bus, topic, [message(0, 0)])
            async with (
                bus.member(f"{topic_prefix}credit", [topic]) as credit,
                bus.member(f"{topic_prefix}dunning", [topic]) as dunning,
            ):
                for member in (credit, dunning):
                    await share(member, PARTITIONS)
                    member.seek(TopicPartition(topic, 0), 0)
                    assert len(await read(member, TopicPartition(topic, 0), 1)) == 1
