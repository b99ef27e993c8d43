"""Hearing and rebuilding on the bus: once, in order, from zero to the same tables, while questions go on."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting import __main__ as roles
from services.reporting.domain.cut import Cut, Scope
from services.reporting.projections import aging, generation
from services.reporting.projections.verification import aging_totals, verify
from services.reporting.rebuild import ONE_AT_A_TIME, RebuildStopped, rebuild, rebuild_from
from services.reporting.settings import Settings
from services.reporting.subscribed import Event
from services.reporting.tables import read_models
from shared.bus import connect
from shared.bus.port import Bus
from shared.clock import SystemClock
from shared.cloudevents import Message, to_message
from shared.event_store import Envelope
from shared.events import Position, Recorded
from shared.testing.postgres import NewDatabase
from tests.reporting.histories import History, day, random_history, recompute

PARTITIONS = 3
TOPICS = ("huikuan.ledger", "huikuan.credit", "huikuan.dunning", "huikuan.notify")


def message(record: Recorded[Event]) -> Message:
    """The event as its service would publish it."""
    envelope = Envelope(
        type=record.type,
        stream=record.stream,
        version=1,
        recorded_at=record.recorded_at,
        correlation_id=record.correlation_id,
        principal="test",
        causation=None,
        traceparent=None,
        data=msgspec.Raw(msgspec.json.encode(record.event)),
    )
    return to_message(record.topic, record.epoch, record.partition, record.position, msgspec.json.encode(envelope))


@dataclass
class Stage:
    """A bus, reporting's database, and ledgers that go on telling."""

    settings: Settings
    bus: Bus
    engine: AsyncEngine
    histories: list[History]
    told: dict[int, int] = field(default_factory=dict[int, int])

    async def publish(self, records: Iterable[Recorded[Event]]) -> None:
        for topic in TOPICS:
            await self.bus.ensure_topic(topic)
        async with self.bus.publisher() as publisher:
            await publisher.publish("huikuan.ledger", [message(record) for record in records])

    async def publish_news(self) -> None:
        """What the histories have recorded since the last time."""
        for place, history in enumerate(self.histories):
            await self.publish(history.since(self.told.get(place, 0)))
            self.told[place] = len(history.records)

    async def heard(self) -> None:
        """Wait until the generation in use has read everything."""
        wanted = {(history.partition, history.position) for history in self.histories}
        while True:
            async with generation.reading(self.engine) as snapshot:
                positions = await snapshot.positions("huikuan.ledger")
            if wanted <= {(at.partition, at.position) for at in positions}:
                return
            await asyncio.sleep(0.02)

    @asynccontextmanager
    async def hearing(self) -> AsyncGenerator["asyncio.Task[None]"]:
        """The consumer role at work."""
        running = asyncio.ensure_future(roles.consumer(self.settings, SystemClock()))
        try:
            yield running
        finally:
            running.cancel()
            await asyncio.wait({running})

    async def contents(self, number: int) -> dict[str, str]:
        """A digest of every table of a generation."""
        digests: dict[str, str] = {}
        async with self.engine.connect() as connection:
            for table in read_models.sorted_tables:
                digests[table.name] = await connection.scalar(
                    text(f"""
                        SELECT count(*) || ' ' || coalesce(md5(string_agg(line, ' ' ORDER BY line)), '')
                        FROM (SELECT CAST(t AS text) AS line FROM {generation.schema_of(number)}.{table.name} t) lines
                    """)  # noqa: S608 - our own names
                )
        return digests


@pytest.fixture
async def stage(
    new_database: NewDatabase, database_url: str, engine: AsyncEngine, tmp_path: Path
) -> AsyncIterator[Stage]:
    settings = Settings(
        database_url=database_url, bus=await new_database(), keys_file=tmp_path / "keys", partitions=PARTITIONS
    )
    random = Random(1)  # noqa: S311 - the same history every time, not a secret
    histories: list[History] = []
    for partition in range(PARTITIONS):
        history = random_history(random.randint, entity=f"E{partition}", steps=60)
        for record in history.records:
            record.partition = partition
        history.partition = partition
        histories.append(history)
    async with connect(settings.bus, partitions=PARTITIONS) as bus:
        yield Stage(settings, bus, engine, histories)


async def no_log(_topic: str, _partition: int, _epoch: int, _after: int, _upto: int) -> Sequence[Message]:
    raise AssertionError("nothing is missing on the bus")


async def indexes(engine: AsyncEngine, number: int) -> set[str]:
    """What a generation's tables are found by."""
    schema = generation.schema_of(number)
    query = text("SELECT replace(indexdef, :schema || '.', '') FROM pg_indexes WHERE schemaname = :schema")
    async with engine.connect() as connection:
        return set((await connection.execute(query, {"schema": schema})).scalars())


class TestConsumer:
    async def test_makes_of_what_it_hears_what_the_events_come_to(self, stage: Stage) -> None:
        async with stage.hearing():
            await stage.publish_news()
            await stage.heard()
        async with generation.reading(stage.engine) as snapshot:
            for history in stage.histories:
                for place in (30, 120, 400):
                    plain = recompute(history.records, as_of=day(place))
                    owed = await aging.aging(
                        snapshot.connection, Scope(entities=(history.entity,)), Cut(as_of=day(place))
                    )
                    found = owed[history.entity, "C1", "CNY"]
                    assert list(found.buckets) == plain.buckets(day(place))
                    assert (found.on_account, found.open_credits) == (plain.on_account, plain.open_credits)

    async def test_hears_everything_twice_and_changes_nothing(self, stage: Stage) -> None:
        """The relay may repeat itself at any time: whole stretches of the log come again, and no row moves."""
        async with stage.hearing():
            await stage.publish_news()
            await stage.heard()
            before = await stage.contents(1)
            await stage.publish(record for history in stage.histories for record in history.records)
            for history in stage.histories:
                history.issued("last", (1, day(10)))
            await stage.publish_news()
            await stage.heard()
            counts = {name: digest.split()[0] for name, digest in (await stage.contents(1)).items()}
        expected = {name: digest.split()[0] for name, digest in before.items()}
        for name in ("items", "movements", "timeline"):
            expected[name] = str(int(expected[name]) + PARTITIONS)
        assert counts == expected

    async def test_agrees_with_itself(self, stage: Stage) -> None:
        async with stage.hearing():
            await stage.publish_news()
            await stage.heard()
        checks = await verify(stage.engine)
        assert len(checks) == 3
        assert [str(check) for check in checks if not check.ok] == []

    async def test_notices_what_a_table_has_lost_or_gained(self, stage: Stage) -> None:
        """Each check of `verify` is of use: an item moved by a cent, a movement gone, a due date changed."""
        async with stage.hearing():
            await stage.publish_news()
            await stage.heard()
        damages = (
            "UPDATE items SET open_minor = open_minor + 1 WHERE ctid = (SELECT min(ctid) FROM items)",
            "DELETE FROM movements WHERE ctid = (SELECT min(ctid) FROM movements WHERE kind = 'receivable')",
            "UPDATE items SET due_on = due_on + 31 WHERE kind = 'receivable' AND open_minor <> 0",
        )
        for damage in damages:
            async with stage.engine.begin() as connection:
                await generation.write_to(connection, await generation.in_use(stage.engine))
                assert (await connection.execute(text(damage))).rowcount > 0
            assert any(not check.ok for check in await verify(stage.engine)), damage
            await rebuild(stage.settings, lambda _done, _whole: None)
            assert all(check.ok for check in await verify(stage.engine))

    async def test_totals_can_be_had_at_earlier_positions(self, stage: Stage) -> None:
        """What `huikuan verify` compares with the control accounts, at whatever vector both sides have reached."""
        async with stage.hearing():
            await stage.publish_news()
            await stage.heard()
        for share in (1.0, 0.6, 0.2):
            vector = [
                Position("huikuan.ledger", 1, history.partition, int(history.position * share))
                for history in stage.histories
            ]
            totals = await aging_totals(stage.engine, vector)
            assert list(totals.positions) == vector
            for history, at in zip(stage.histories, vector, strict=True):
                plain = recompute(
                    (record for record in history.records if record.position <= at.position), as_of=day(10_000)
                )
                balance = sum(plain.buckets(day(10_000))) - plain.on_account - plain.open_credits
                assert totals.balances.get((history.entity, "C1", "CNY"), 0) == balance


class TestRebuild:
    async def test_from_zero_makes_the_same_tables(self, stage: Stage) -> None:
        async with stage.hearing():
            await stage.publish_news()
            await stage.heard()
        told: list[tuple[int, int]] = []
        assert await rebuild(stage.settings, lambda done, whole: told.append((done, whole))) == 2
        assert await stage.contents(2) == await stage.contents(1)
        whole = sum(history.position for history in stage.histories)
        assert told[-1] == (whole, whole)
        assert await indexes(stage.engine, 2) == await indexes(stage.engine, 1)

    async def test_takes_over_while_questions_are_asked_and_events_come(self, stage: Stage) -> None:
        """Readers ask all the time, events are told all the time, and the consumer runs: no question fails, no answer
        has read less than one before it, and in the end nothing is missing from the new generation, nor doubled.
        """
        seen: list[int] = []
        stop = asyncio.Event()

        async def ask() -> None:
            latest: dict[int, tuple[int, int]] = {}
            while not stop.is_set():
                async with generation.reading(stage.engine) as snapshot:
                    seen.append(snapshot.generation)
                    for at in await snapshot.positions("huikuan.ledger"):
                        assert (at.epoch, at.position) >= latest.get(at.partition, (0, 0))
                        latest[at.partition] = (at.epoch, at.position)
                    owed = await aging.aging(snapshot.connection, Scope(), Cut(as_of=day(10_000)))
                    for history in stage.histories:
                        # Every answer is exactly what was known at its positions.
                        reached = latest.get(history.partition, (0, 0))[1]
                        plain = recompute(
                            (record for record in history.records if record.position <= reached), as_of=day(10_000)
                        )
                        found = owed.get((history.entity, "C1", "CNY"))
                        assert (found.receivable if found else 0) == sum(plain.buckets(day(10_000)))
                await asyncio.sleep(0)

        async def go_on_telling() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                for history in stage.histories:
                    history.issued(f"live-{number}", (number, day(10)))
                await stage.publish_news()
                await asyncio.sleep(0.01)

        async with stage.hearing():
            await stage.publish_news()
            await stage.heard()
            others = [asyncio.create_task(ask()), asyncio.create_task(go_on_telling())]
            await rebuild(stage.settings, lambda _done, _whole: None)
            while seen[-1] != 2:  # noqa: ASYNC110 - it happens in the database
                await asyncio.sleep(0.01)
            stop.set()
            await asyncio.gather(*others)
            await stage.heard()  # the consumer has gone over to the new generation
        assert seen == sorted(seen)
        assert {1, 2} == set(seen)
        checks = await verify(stage.engine)
        assert [str(check) for check in checks if not check.ok] == []

    async def test_broken_off_leaves_the_old_generation_and_the_next_one_starts_over(self, stage: Stage) -> None:
        async with stage.hearing():
            await stage.publish_news()
            await stage.heard()
        for _ in range(3):
            started = asyncio.Event()
            rebuilding = asyncio.create_task(
                rebuild_from(stage.engine, stage.bus, no_log, lambda _done, _whole, started=started: started.set())
            )
            await started.wait()
            rebuilding.cancel()
            await asyncio.wait({rebuilding})
            if rebuilding.cancelled():
                assert await generation.in_use(stage.engine) == 1
        last = await rebuild(stage.settings, lambda _done, _whole: None)
        assert await generation.in_use(stage.engine) == last
        checks = await verify(stage.engine)
        assert [str(check) for check in checks if not check.ok] == []
        async with stage.engine.connect() as connection:
            schemas = await connection.scalars(
                text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'generation_%' ORDER BY nspname")
            )
            assert len(list(schemas)) == 2

    async def test_is_done_by_one_at_a_time(self, stage: Stage) -> None:
        async with stage.engine.connect() as another:
            await another.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
            with pytest.raises(RebuildStopped, match="under way"):
                await rebuild(stage.settings, lambda _done, _whole: None)
        assert await rebuild(stage.settings, lambda _done, _whole: None) == 2

    async def test_of_another_shape_is_asked_for(self, stage: Stage) -> None:
        async with stage.engine.begin() as connection:
            await connection.execute(text("UPDATE generations SET shape = shape - 1"))
        with pytest.raises(generation.OtherShape, match="huikuan rebuild reporting"):
            await roles.consumer(stage.settings, SystemClock())
        await rebuild(stage.settings, lambda _done, _whole: None)
        assert await generation.current(stage.engine) == 2
