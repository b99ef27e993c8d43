"""The event store on a real PostgreSQL: what is recorded under the lock stands in one order, without gaps, once."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import perf_counter

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared.clock import SystemClock
from shared.committer import BULK_PART_MIN, BULK_PARTS, Committer, execute_in_transaction
from shared.database import DEADLOCK_DETECTED, UNIQUE_VIOLATION, make_engine, sqlstate
from shared.errors import Conflict
from shared.event_store import (
    EVENT_BYTES_MAX,
    NO_HASH,
    Accepted,
    EventTooLarge,
    Execution,
    Locked,
    PartitionsMissing,
    Refused,
    Replayed,
    Rules,
    StoreMisconfigured,
    Touches,
    chain_hash,
    event_tables,
    execute,
    prepare_store,
    preview,
    read_events,
)
from shared.events import Codec, Context, Recorded
from shared.idempotency import IdempotencyKey, IdempotencyKeyReused
from shared.partitioning import partition_of
from shared.testing.postgres import NewDatabase

PARTITIONS = 4
CLOCK = SystemClock()

# A domain small enough to see through: jars that hold at most 100 beans, and beans that go from one to another.


@dataclass(frozen=True, slots=True, kw_only=True)
class BeansAdded:
    jar: str
    beans: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsPrinted:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeansTaken:
    jar: str
    beans: int


Event = BeansAdded | BeansTaken | LabelsPrinted


@dataclass(frozen=True, slots=True, kw_only=True)
class AddBeans:
    owner: str
    jar: str
    beans: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintLabels:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBeans:
    """From a jar of one owner to a jar of another, in whose partition it begins if it is new."""

    owner: str
    jar: str
    to_owner: str
    to_jar: str
    beans: int


Command = AddBeans | PrintLabels | MoveBeans


class JarOverflows(Conflict):
    """The jar holds at most 100 beans."""


class JarTooEmpty(Conflict):
    """The jar does not hold so many."""


class Broken(Exception):
    """A mistake of ours, not a refusal."""


def touches(command: Command) -> Touches:
    match command:
        case AddBeans():
            return Touches(key=command.owner, streams=(f"jar/{command.jar}",))
        case PrintLabels():
            return Touches(key="labels", every_partition=True)
        case MoveBeans():
            there = f"jar/{command.to_jar}"
            return Touches(
                key=command.owner, streams=(f"jar/{command.jar}", there), elsewhere={there: command.to_owner}
            )


async def load(_connection: AsyncConnection, _commands: Sequence[Command], locked: Locked[Event]) -> dict[str, int]:
    return {stream: sum(_change(event) for event in events) for stream, events in locked.events.items()}


def _change(event: Event) -> int:
    match event:
        case BeansAdded():
            return event.beans
        case BeansTaken():
            return -event.beans
        case LabelsPrinted():
            return 0


def decide(command: Command, jars: dict[str, int]) -> list[tuple[str, Event]]:
    match command:
        case PrintLabels():
            return [(f"labels/{partition}", LabelsPrinted(text=command.text)) for partition in range(PARTITIONS)]
        case AddBeans(beans=0):
            return []
        case AddBeans(beans=beans) if beans < 0:
            raise Broken
        case AddBeans():
            stream = f"jar/{command.jar}"
            if jars.get(stream, 0) + command.beans > 100:
                message = f"{command.jar} would hold {jars.get(stream, 0) + command.beans} beans."
                raise JarOverflows(message)
            return [(stream, BeansAdded(jar=command.jar, beans=command.beans, note=command.note))]
        case MoveBeans(jar=here, to_jar=there, beans=beans):
            if jars.get(f"jar/{here}", 0) < beans:
                message = f"{here} holds {jars.get(f'jar/{here}', 0)} beans."
                raise JarTooEmpty(message)
            return [
                (f"jar/{here}", BeansTaken(jar=here, beans=beans)),
                *decide(AddBeans(owner=command.to_owner, jar=there, beans=beans), jars),
            ]


def evolve(jars: dict[str, int], stream: str, event: Event) -> None:
    jars[stream] = jars.get(stream, 0) + _change(event)


async def project(connection: AsyncConnection, records: Sequence[Recorded[Event]]) -> None:
    changed = [record.event for record in records if not isinstance(record.event, LabelsPrinted)]
    await connection.execute(
        text("""
            INSERT INTO jars SELECT jar, sum(beans) FROM unnest(CAST(:jars AS text[]), CAST(:beans AS bigint[]))
            AS added(jar, beans) GROUP BY jar ON CONFLICT (jar) DO UPDATE SET beans = jars.beans + excluded.beans
        """),
        {"jars": [event.jar for event in changed], "beans": [_change(event) for event in changed]},
    )


RULES: Rules[Command, dict[str, int], Event] = Rules(
    topic="jars",
    codec=Codec({"beans-added.v1": BeansAdded, "beans-taken.v1": BeansTaken, "labels-printed.v1": LabelsPrinted}),
    touches=touches,
    load=load,
    decide=decide,
    evolve=evolve,
    project=project,
    folds=True,
)


async def make_tables(url: str) -> None:
    metadata = MetaData()
    event_tables(metadata)
    Table("jars", metadata, Column("jar", Text, primary_key=True), Column("beans", BigInteger, nullable=False))
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


@pytest.fixture
async def engine(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(await new_database("jars", make_tables), pool_size=12)
    await prepare_store(engine, PARTITIONS)
    yield engine
    await engine.dispose()


def context() -> Context:
    return Context(principal="test", correlation_id="c-1", now=CLOCK.now())


def adding(beans: int, *, jar: str = "a", owner: str = "ann", key: IdempotencyKey | None = None) -> Execution[Command]:
    return Execution(
        RULES,
        AddBeans(owner=owner, jar=jar, beans=beans),
        context(),
        key=key,
        answer=lambda accepted: f"{len(accepted.records)} recorded".encode(),
    )


def moving(
    beans: int, jar: str, to_jar: str, *, owners: tuple[str, str], rules: Rules[Command, dict[str, int], Event] = RULES
) -> Execution[Command]:
    command = MoveBeans(owner=owners[0], jar=jar, to_owner=owners[1], to_jar=to_jar, beans=beans)
    return Execution(rules, command, context())


async def jars_of(engine: AsyncEngine) -> dict[str, int]:
    async with engine.connect() as connection:
        return {row.jar: row.beans for row in await connection.execute(text("SELECT jar, beans FROM jars"))}


def key(text: str, request: str = "request") -> IdempotencyKey:
    return IdempotencyKey(principal="erp", key=text, request_hash=request.encode())


def the_owner_of(partition: int) -> str:
    return next(owner for owner in map(str, range(1000)) if partition_of(owner, PARTITIONS) == partition)


async def history(engine: AsyncEngine) -> dict[int, list[tuple[int, str, int]]]:
    """Per partition what stands there: position, stream, version."""
    async with engine.connect() as connection:
        return {
            partition: [
                (stored.position, stored.envelope.stream, stored.envelope.version)
                for stored in await read_events(connection, partition, after=0, limit=100_000)
            ]
            for partition in range(PARTITIONS)
        }


class TestExecute:
    async def test_records_in_order_and_projects(self, engine: AsyncEngine) -> None:
        outcomes = await execute_in_transaction(engine, CLOCK, [adding(10), adding(20), adding(30, jar="b")])

        partition = partition_of("ann", PARTITIONS)
        assert [str(o.positions[0]) for o in outcomes if isinstance(o, Accepted)] == [
            f"jars:1.{partition}.{n}" for n in (1, 2, 3)
        ]
        assert (await history(engine))[partition] == [(1, "jar/a", 1), (2, "jar/a", 2), (3, "jar/b", 1)]
        async with engine.connect() as connection:
            jars = {row.jar: row.beans for row in await connection.execute(text("SELECT * FROM jars"))}
        assert jars == {"a": 30, "b": 30}

    async def test_a_refusal_drops_that_command_only(self, engine: AsyncEngine) -> None:
        outcomes = await execute_in_transaction(engine, CLOCK, [adding(60), adding(60), adding(40)])

        assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted]
        assert isinstance(outcomes[1], Refused)
        assert isinstance(outcomes[1].refusal, JarOverflows)

    async def test_a_harmless_repeat_records_nothing_and_says_where_things_stand(self, engine: AsyncEngine) -> None:
        await execute_in_transaction(engine, CLOCK, [adding(1)])
        (outcome,) = await execute_in_transaction(engine, CLOCK, [adding(0)])

        assert isinstance(outcome, Accepted)
        assert outcome.records == ()
        assert [position.position for position in outcome.positions] == [1]

    async def test_a_stream_stays_in_the_partition_where_it_began(self, engine: AsyncEngine) -> None:
        """A jar that changes its owner keeps its place, so its order survives on the topic."""
        first, second = the_owner_of(0), the_owner_of(1)
        await execute_in_transaction(engine, CLOCK, [adding(1, owner=first)])
        await execute_in_transaction(engine, CLOCK, [adding(1, owner=second)])

        assert (await history(engine))[0] == [(1, "jar/a", 1), (2, "jar/a", 2)]

    async def test_what_begins_with_a_stream_whose_owner_is_not_said_lies_where_that_stream_does(
        self, engine: AsyncEngine
    ) -> None:
        def of_a_jar(_: AddBeans | PrintLabels) -> Touches:
            return Touches(key="jar/a", streams=("jar/a",))

        def close(_: AddBeans | PrintLabels, __: dict[str, int]) -> list[tuple[str, Event]]:
            return [("lid/a", BeansAdded(jar="a", beans=1))]

        ownerless = Rules(
            topic=RULES.topic,
            codec=RULES.codec,
            touches=of_a_jar,
            load=load,
            decide=close,
            evolve=evolve,
            project=project,
            folds=True,
        )
        # The name of a jar says nothing of where it lies.
        elsewhere = (partition_of("jar/a", PARTITIONS) + 1) % PARTITIONS
        await execute_in_transaction(engine, CLOCK, [adding(1, owner=the_owner_of(elsewhere))])
        closing = Execution(ownerless, AddBeans(owner="", jar="a", beans=1), context())
        await execute_in_transaction(engine, CLOCK, [closing])
        found = {stream: partition for partition, stored in (await history(engine)).items() for _, stream, _ in stored}
        assert found["lid/a"] == found["jar/a"] == elsewhere

    async def test_goes_round_again_for_a_stream_in_an_unlocked_partition(self, engine: AsyncEngine) -> None:
        """A stream begun elsewhere between the look and the lock is found before anything is written."""
        elsewhere, here = the_owner_of(0), the_owner_of(1)
        blind = Rules(
            topic=RULES.topic,
            codec=RULES.codec,
            touches=lambda command: Touches(key=touches(command).key),
            load=load,
            decide=decide,
            evolve=evolve,
            project=project,
        )
        await execute_in_transaction(engine, CLOCK, [adding(1, owner=elsewhere)])

        unaware = Execution(blind, AddBeans(owner=here, jar="a", beans=1), context())
        async with engine.connect() as connection, connection.begin():
            with pytest.raises(PartitionsMissing) as missing:
                await execute(connection, [unaware])
        assert missing.value.partitions == {0}
        await execute_in_transaction(engine, CLOCK, [unaware])
        assert (await history(engine))[0] == [(1, "jar/a", 1), (2, "jar/a", 2)]

    async def test_a_fact_of_all_stands_in_every_partition(self, engine: AsyncEngine) -> None:
        (outcome,) = await execute_in_transaction(
            engine, CLOCK, [Execution(RULES, PrintLabels(text="beans"), context())]
        )

        assert isinstance(outcome, Accepted)
        assert [(record.partition, record.stream) for record in outcome.records] == [
            (partition, f"labels/{partition}") for partition in range(PARTITIONS)
        ]

    async def test_refuses_an_event_that_no_broker_takes(self, engine: AsyncEngine) -> None:
        huge = AddBeans(owner="ann", jar="a", beans=1, note="x" * EVENT_BYTES_MAX)
        outcomes = await execute_in_transaction(engine, CLOCK, [Execution(RULES, huge, context()), adding(1)])

        assert isinstance(outcomes[0], Refused)
        assert isinstance(outcomes[0].refusal, EventTooLarge)
        assert isinstance(outcomes[1], Accepted)

    async def test_that_takes_long_to_decide_keeps_its_session_and_lets_others_work(self, engine: AsyncEngine) -> None:
        """A bulk for a customer with thousands of open items outlived its session, and no repeat could help."""

        def slowly(command: Command, jars: dict[str, int]) -> list[tuple[str, Event]]:
            until = perf_counter() + 0.15
            while perf_counter() < until:
                pass
            return decide(command, jars)

        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        rules = replace(RULES, decide=slowly)
        slow = [replace(adding(1), rules=rules) for _ in range(6)]
        async with engine.begin() as connection:
            await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '500ms'"))
            working = asyncio.create_task(others())
            outcomes = await execute(connection, slow)
            working.cancel()
        assert [type(outcome) for outcome in outcomes] == [Accepted] * 6
        assert turns >= len(slow)

    async def test_time_never_goes_back_within_a_partition(self, engine: AsyncEngine) -> None:
        """A clock set back, or behind on another machine, does not put a later event before an earlier one."""
        late, early = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
        for instant in (late, early):
            async with engine.begin() as connection:
                await execute(connection, [adding(1)], now=lambda instant=instant: instant)

        async with engine.connect() as connection:
            stored = await read_events(connection, partition_of("ann", PARTITIONS), after=0, limit=10)
        assert [event.envelope.recorded_at for event in stored] == [late, late]


class TestPreview:
    """What `execute` would do, decided on a snapshot that nobody waits for, and done nowhere."""

    @pytest.fixture
    async def snapshot(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        await execute_in_transaction(engine, CLOCK, [adding(70, key=key("k"))])
        async with engine.connect() as connection:
            yield await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def test_says_what_execute_would_record(self, engine: AsyncEngine, snapshot: AsyncConnection) -> None:
        moved = moving(30, "a", "b", owners=(the_owner_of(0), the_owner_of(1)))
        before = await history(engine), await jars_of(engine)
        previewed = await preview(snapshot, moved)
        assert (await history(engine), await jars_of(engine)) == before
        [recorded] = await execute_in_transaction(engine, CLOCK, [moved])
        assert isinstance(recorded, Accepted)
        assert [(r.stream, r.version, r.partition, r.event) for r in previewed.records] == [
            (r.stream, r.version, r.partition, r.event) for r in recorded.records
        ]

    async def test_is_refused_by_the_same_rule(self, snapshot: AsyncConnection) -> None:
        with pytest.raises(JarOverflows, match="a would hold 101 beans"):
            await preview(snapshot, adding(31))

    async def test_neither_uses_nor_asks_for_an_idempotency_key(
        self, engine: AsyncEngine, snapshot: AsyncConnection
    ) -> None:
        """The key of a request that was answered says nothing of a preview, and a previewed one is free."""
        assert len((await preview(snapshot, adding(1, key=key("k")))).records) == 1
        assert len((await preview(snapshot, adding(1, key=key("new")))).records) == 1
        [first] = await execute_in_transaction(engine, CLOCK, [adding(1, key=key("new"))])
        assert isinstance(first, Accepted)

    async def test_decides_while_another_holds_every_head(self, engine: AsyncEngine, snapshot: AsyncConnection) -> None:
        async with engine.begin() as committing:
            await committing.execute(text("SELECT * FROM head FOR UPDATE"))
            assert len((await preview(snapshot, adding(1))).records) == 1


class TestConcurrentWriters:
    async def test_leave_no_gap_and_lose_no_race(self, engine: AsyncEngine) -> None:
        """Whatever many writers commit and abort: positions have no gap, versions count 1..n, no jar overflows,
        the read model is the sum of the events, and the hash chain closes."""
        dice = random.Random(7)  # noqa: S311 - chance for a test, repeatable

        async def write(writer: int) -> int:
            accepted = 0
            for _ in range(25):
                batch = [
                    adding(dice.randint(1, 9), jar=dice.choice("abcdef"), owner=f"owner-{writer % 3}")
                    for _ in range(dice.randint(1, 4))
                ]
                async with engine.connect() as connection:
                    transaction = await connection.begin()
                    try:
                        outcomes = await execute(connection, batch, now=CLOCK.now)
                    except PartitionsMissing:
                        await transaction.rollback()
                        continue
                    except DBAPIError as error:
                        # Two owners begin the same jar at once: the unique (stream, version) lets one of them; where
                        # they begin two jars in opposite orders, each waits for the other, and PostgreSQL ends one.
                        if sqlstate(error) not in {UNIQUE_VIOLATION, DEADLOCK_DETECTED}:
                            raise
                        await transaction.rollback()
                        continue
                    if dice.random() < 0.1:
                        await transaction.rollback()
                    else:
                        await transaction.commit()
                        accepted += sum(isinstance(outcome, Accepted) for outcome in outcomes)
            return accepted

        accepted = sum(await asyncio.gather(*(write(writer) for writer in range(8))))

        told = await history(engine)
        assert sum(map(len, told.values())) == accepted > 0
        versions: dict[str, list[int]] = {}
        for events in told.values():
            assert [position for position, _, _ in events] == list(range(1, len(events) + 1))
            for _, stream, version in events:
                versions.setdefault(stream, []).append(version)
        assert all(counted == list(range(1, len(counted) + 1)) for counted in versions.values())
        async with engine.connect() as connection:
            for row in await connection.execute(text("SELECT jar, beans FROM jars")):
                assert row.beans <= 100
            for partition in range(PARTITIONS):
                head = NO_HASH
                for stored in await read_events(connection, partition, after=0, limit=100_000):
                    head = chain_hash(head, stored.epoch, partition, stored.position, stored.envelope_bytes)
                    assert head == stored.hash

    async def test_of_which_one_wins_tell_the_others(self, engine: AsyncEngine) -> None:
        """Twenty at once want 60 of a jar that holds 100: one gets it."""
        outcomes = await asyncio.gather(*(execute_in_transaction(engine, CLOCK, [adding(60)]) for _ in range(20)))

        assert sum(isinstance(outcome, Accepted) for (outcome,) in outcomes) == 1

    async def test_on_one_stream_for_two_owners_are_told_who_won(self, engine: AsyncEngine) -> None:
        """The same jar begun for two owners at once: both end well, the later one in the first one's partition."""
        await asyncio.gather(
            *(execute_in_transaction(engine, CLOCK, [adding(1, owner=the_owner_of(n % PARTITIONS))]) for n in range(12))
        )

        told = [events for events in (await history(engine)).values() if events]
        assert [[version for _, _, version in events] for events in told] == [list(range(1, 13))]


class TestAcrossOwners:
    """What goes from one owner to another stands in both their partitions, or in neither."""

    async def test_each_side_is_recorded_at_its_own_home(self, engine: AsyncEngine) -> None:
        ann, bob = the_owner_of(2), the_owner_of(0)
        await execute_in_transaction(engine, CLOCK, [adding(30, jar="a", owner=ann)])
        [outcome] = await execute_in_transaction(engine, CLOCK, [moving(20, "a", "b", owners=(ann, bob))])

        assert isinstance(outcome, Accepted)
        assert [str(position) for position in outcome.positions] == ["jars:1.0.1", "jars:1.2.2"]
        told = await history(engine)
        assert (told[2], told[0]) == ([(1, "jar/a", 1), (2, "jar/a", 2)], [(1, "jar/b", 1)])
        assert await jars_of(engine) == {"a": 10, "b": 20}

    async def test_within_one_batch_the_next_sees_both_sides(self, engine: AsyncEngine) -> None:
        ann, bob = the_owner_of(1), the_owner_of(3)
        batch = [
            adding(30, jar="a", owner=ann),
            moving(20, "a", "b", owners=(ann, bob)),
            moving(20, "b", "a", owners=(bob, ann)),
            moving(31, "a", "b", owners=(ann, bob)),
        ]
        outcomes = await execute_in_transaction(engine, CLOCK, batch)

        assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Accepted, Refused]
        assert await jars_of(engine) == {"a": 30, "b": 0}

    async def test_a_new_stream_begins_where_its_owner_lives(self, engine: AsyncEngine) -> None:
        """The mutant: a command that does not say whose the new jar is puts it into the sender's partition."""
        ann, bob = the_owner_of(1), the_owner_of(3)

        def forgetful(command: Command) -> Touches:
            return replace(touches(command), elsewhere={})

        mutant = replace(RULES, touches=forgetful)
        await execute_in_transaction(engine, CLOCK, [adding(30, jar="a", owner=ann)])
        await execute_in_transaction(engine, CLOCK, [moving(1, "a", "b", owners=(ann, bob))])
        await execute_in_transaction(engine, CLOCK, [moving(1, "a", "c", owners=(ann, bob), rules=mutant)])

        told = await history(engine)
        assert [stream for _, stream, _ in told[3]] == ["jar/b"]
        assert "jar/c" in [stream for _, stream, _ in told[1]], "the mutant was not caught"

    async def test_in_opposite_directions_at_once_do_not_wait_for_each_other(self, engine: AsyncEngine) -> None:
        """Every pair of owners sends both ways at once, on connections of their own: nobody deadlocks, no bean is
        lost, and each partition counts without a gap."""
        owners = [the_owner_of(partition) for partition in range(PARTITIONS)]
        await execute_in_transaction(
            engine, CLOCK, [adding(50, jar=f"jar-{n}", owner=owner) for n, owner in enumerate(owners)]
        )
        pairs = [(here, there) for here in range(PARTITIONS) for there in range(PARTITIONS) if here != there]

        async def send(here: int, there: int) -> int:
            accepted = 0
            for _ in range(8):
                move = moving(1, f"jar-{here}", f"jar-{there}", owners=(owners[here], owners[there]))
                [outcome] = await execute_in_transaction(engine, CLOCK, [move])
                accepted += isinstance(outcome, Accepted)
            return accepted

        async with asyncio.timeout(60):
            accepted = await asyncio.gather(*(send(here, there) for here, there in pairs))

        assert accepted == [8] * len(pairs)
        assert await jars_of(engine) == {f"jar-{n}": 50 for n in range(PARTITIONS)}
        for events in (await history(engine)).values():
            assert [position for position, _, _ in events] == list(range(1, len(events) + 1))

    async def test_half_of_it_is_never_recorded(self, engine: AsyncEngine) -> None:
        """Whatever breaks between the sides takes both away."""
        ann, bob = the_owner_of(1), the_owner_of(3)
        await execute_in_transaction(engine, CLOCK, [adding(30, jar="a", owner=ann)])
        before = await history(engine)
        move = moving(20, "a", "b", owners=(ann, bob), rules=replace(RULES, project=_broken_project))
        with pytest.raises(Broken):
            await execute_in_transaction(engine, CLOCK, [move])
        assert await history(engine) == before
        assert await jars_of(engine) == {"a": 30}

        # The mutant: each side in a transaction of its own. What breaks between them leaves half of it.
        first_side = replace(RULES, decide=_what_leaves)
        await execute_in_transaction(engine, CLOCK, [moving(20, "a", "b", owners=(ann, bob), rules=first_side)])
        assert sum((await jars_of(engine)).values()) != 30, "the mutant was not caught"

    async def test_a_bulk_keeps_their_order(self, engine: AsyncEngine) -> None:
        """A bulk goes in several transactions; what shares a home with one side of a move stays behind it."""
        count = BULK_PARTS * BULK_PART_MIN
        owners = [the_owner_of(partition) for partition in range(PARTITIONS)]
        bulk: list[Execution[Command]] = []
        for n in range(count):
            here, there = owners[n % 2], owners[2 + n % 2]
            bulk += [
                adding(60, jar=f"jar-{n}", owner=here),
                moving(60, f"jar-{n}", f"new-{n}", owners=(here, there)),
                moving(60, f"new-{n}", f"jar-{n}", owners=(there, here)),
            ]
        async with Committer(engine, CLOCK, partitions=PARTITIONS) as committer:
            outcomes = await committer.submit_batch(bulk)

        assert {type(outcome) for outcome in outcomes} == {Accepted}
        jars = await jars_of(engine)
        assert [jars[f"jar-{n}"] for n in range(count)] == [60] * count

    async def test_a_bulk_is_divided_only_between_heads_that_nothing_joins(self, engine: AsyncEngine) -> None:
        """Two homes joined by a move are recorded by one transaction; the others go beside it."""
        owners = [the_owner_of(partition) for partition in range(PARTITIONS)]
        bulk = [
            adding(1, jar=f"{partition}-{n}", owner=owners[partition])
            for n in range(BULK_PART_MIN)
            for partition in range(PARTITIONS)
        ]
        bulk.append(moving(1, "0-1", "new", owners=(owners[0], owners[3])))
        seen: list[set[int]] = []

        async def look(
            connection: AsyncConnection, commands: Sequence[Command], locked: Locked[Event]
        ) -> dict[str, int]:
            seen.append(set(locked.partitions))
            return await load(connection, commands, locked)

        watched = replace(RULES, load=look)
        async with Committer(engine, CLOCK, partitions=PARTITIONS) as committer:
            outcomes = await committer.submit_batch([replace(execution, rules=watched) for execution in bulk])

        assert {type(outcome) for outcome in outcomes} == {Accepted}
        assert len(seen) == BULK_PARTS
        assert [sorted(heads) for heads in seen if 0 in heads] == [sorted(heads) for heads in seen if 3 in heads]
        assert sum(map(len, seen)) == PARTITIONS, "no head is locked by two parts"


def _what_leaves(command: Command, jars: dict[str, int]) -> list[tuple[str, Event]]:
    return decide(command, jars)[:1]


async def _broken_project(_: AsyncConnection, _records: Sequence[Recorded[Event]]) -> None:
    raise Broken


class TestIdempotencyKey:
    async def test_a_repeat_gets_the_first_answer_and_records_nothing(self, engine: AsyncEngine) -> None:
        await execute_in_transaction(engine, CLOCK, [adding(5, key=key("k"))])
        outcomes = await execute_in_transaction(engine, CLOCK, [adding(5, key=key("k"))])

        assert outcomes == [Replayed(b"1 recorded")]
        assert sum(map(len, (await history(engine)).values())) == 1

    async def test_another_request_under_the_same_key_is_refused(self, engine: AsyncEngine) -> None:
        await execute_in_transaction(engine, CLOCK, [adding(5, key=key("k"))])
        (outcome,) = await execute_in_transaction(engine, CLOCK, [adding(6, key=key("k", "other"))])

        assert isinstance(outcome, Refused)
        assert isinstance(outcome.refusal, IdempotencyKeyReused)

    async def test_a_refusal_is_not_kept(self, engine: AsyncEngine) -> None:
        """What was refused may succeed when it is sent again."""
        (refused,) = await execute_in_transaction(engine, CLOCK, [adding(101, key=key("k"))])
        (accepted,) = await execute_in_transaction(engine, CLOCK, [adding(99, key=key("k"))])

        assert isinstance(refused, Refused)
        assert isinstance(accepted, Accepted)

    async def test_many_repeats_at_once_have_one_effect(self, engine: AsyncEngine) -> None:
        """Fifty retries racing through a committer and through bulk: one event, fifty same answers."""
        async with Committer(engine, CLOCK, partitions=PARTITIONS) as committer:
            answers = await asyncio.gather(
                *(committer.submit(adding(5, key=key("k"))) for _ in range(25)),
                *(committer.submit_batch([adding(5, key=key("k"))]) for _ in range(25)),
            )

        assert len(answers) == 50
        assert sum(map(len, (await history(engine)).values())) == 1

    async def test_the_same_key_twice_in_one_batch_is_answered_once(self, engine: AsyncEngine) -> None:
        outcomes = await execute_in_transaction(engine, CLOCK, [adding(5, key=key("k")), adding(5, key=key("k"))])

        assert isinstance(outcomes[0], Accepted)
        assert outcomes[1] == Replayed(b"1 recorded")


class TestCommitter:
    async def test_records_what_many_submit(self, engine: AsyncEngine) -> None:
        """Whatever arrives while a commit runs is recorded by the next; each waiter gets its own outcome."""
        async with Committer(engine, CLOCK, partitions=PARTITIONS) as committer:
            outcomes = await asyncio.gather(
                *(committer.submit(adding(30, jar=f"jar-{n % 20}", owner=f"owner-{n % 20}")) for n in range(100)),
                return_exceptions=True,
            )

        assert sum(isinstance(outcome, Accepted) for outcome in outcomes) == 60
        assert sum(isinstance(outcome, JarOverflows) for outcome in outcomes) == 40

    async def test_keeps_the_order_of_a_bulk_within_what_belongs_together(self, engine: AsyncEngine) -> None:
        """A bulk goes in several transactions; what shares a stream is decided in its order, whoever's it is."""
        bulk = [
            adding(beans, jar=f"jar-{n}", owner=the_owner_of(owner))
            for n in range(BULK_PARTS * BULK_PART_MIN)
            for beans, owner in ((60, n % PARTITIONS), (40, (n + 1) % PARTITIONS), (1, (n + 2) % PARTITIONS))
        ]
        async with Committer(engine, CLOCK, partitions=PARTITIONS) as committer:
            outcomes = await committer.submit_batch(bulk)

        assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Refused] * (BULK_PARTS * BULK_PART_MIN)

    async def test_a_command_that_breaks_fails_alone(self, engine: AsyncEngine) -> None:
        async with Committer(engine, CLOCK, partitions=PARTITIONS) as committer:
            outcomes = await committer.submit_batch([adding(1), adding(-1), adding(2)])

        assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted]
        assert sum(map(len, (await history(engine)).values())) == 2


class TestPrepareStore:
    async def test_refuses_another_number_of_partitions(self, engine: AsyncEngine) -> None:
        await prepare_store(engine, PARTITIONS)
        with pytest.raises(StoreMisconfigured, match="made with 4 partitions"):
            await prepare_store(engine, PARTITIONS + 1)
