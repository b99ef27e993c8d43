"""The event store: one table that is truth and outbox at once, and `execute`, the one function that writes it."""

import hashlib
import struct
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.errors import Conflict, Refusal
from shared.events import Codec, Context, Position, Recorded
from shared.partitioning import partition_of

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")

#: An event larger than this is refused: brokers take messages up to 1 MB, and a fact of that size is a document.
EVENT_BYTES_MAX = 256 * 1024
#: The channel on which a commit that appended wakes the relay.
APPENDED = "huikuan_appended"
NO_HASH = b"\0" * 32


class EventTooLarge(Conflict):
    """The fact would not fit into one event of 256 KiB."""


class IdempotencyKeyReused(Conflict):
    """The Idempotency-Key was used before with another request."""

    kind = "invalid"


class PartitionsMissing(Exception):
    """Streams the batch touches turned out to lie in partitions it had not locked: roll back and run again with them."""

    def __init__(self, partitions: frozenset[int]) -> None:
        super().__init__(f"partitions {sorted(partitions)} were not locked")
        self.partitions = partitions


class StoreMisconfigured(Exception):
    """The store was made with another number of partitions than the settings ask for."""


def event_tables(metadata: MetaData) -> None:
    """The tables that every service which says something owns."""
    Table(
        "events",
        metadata,
        Column("partition", Integer),
        Column("position", BigInteger),
        Column("epoch", Integer, nullable=False),
        Column("stream", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("type", Text, nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        Column("envelope", LargeBinary, nullable=False),
        Column("hash", LargeBinary, nullable=False),
        PrimaryKeyConstraint("partition", "position"),
        UniqueConstraint("stream", "version"),
    )
    Table(
        "head",
        metadata,
        Column("partition", Integer, primary_key=True, autoincrement=False),
        Column("epoch", Integer, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        Column("hash", LargeBinary, nullable=False),
    )
    idempotency = Table(
        "idempotency",
        metadata,
        Column("principal", Text),
        Column("key", Text),
        Column("request_hash", LargeBinary, nullable=False),
        Column("answer", LargeBinary, nullable=False),
        Column("recorded_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("principal", "key"),
    )
    Index(None, idempotency.c.recorded_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touches:
    """What a command concerns, known before anything is read.

    `key` (`entity/customer`) decides the partition of the streams the command begins; `streams` are those that may
    exist already, perhaps in another partition. A command of a whole entity touches `every_partition`, and the streams
    it answers end in `/{partition}`.
    """

    key: str
    streams: tuple[str, ...] = ()
    every_partition: bool = False


@dataclass(frozen=True, slots=True)
class Locked(Generic[E]):
    """What a batch holds while it decides: its partitions, and the past events of the streams touched if rules fold."""

    partitions: tuple[int, ...]
    partition_count: int
    events: Mapping[str, Sequence[E]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules(Generic[C, S, E]):
    """The business rules of a service and where they keep their sums.

    `load` reads the working set of a whole batch after the head lock, one query per kind. `decide` is pure and answers
    `(stream, event)` pairs, none for a harmless repeat, or raises a `Refusal`. `evolve` makes a decided event visible to
    the later commands of the batch, without I/O. `project` writes the service's own read models, a batch at a time.
    """

    topic: str
    codec: Codec[E]
    touches: Callable[[C], Touches]
    load: Callable[[AsyncConnection, Sequence[C], Locked[E]], Awaitable[S]]
    decide: Callable[[C, S], Sequence[tuple[str, E]]]
    evolve: Callable[[S, str, E], None]
    project: Callable[[AsyncConnection, Sequence[Recorded[E]]], Awaitable[None]]
    folds: bool = False


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """The caller's key for one request, with the SHA-256 of that request."""

    principal: str
    key: str
    request_hash: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """What happened: the events recorded (none for a harmless repeat), and a position per partition to wait for."""

    records: tuple[Recorded[Any], ...]
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The command was refused; nothing of it was recorded."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Replayed:
    """The request was answered before; these are the bytes of that answer."""

    answer: bytes


Outcome = Accepted | Refused | Replayed


@dataclass(frozen=True, slots=True)
class Execution(Generic[C]):
    """One command on its way: under which rules, from whom, and how its answer is kept for a repeat."""

    rules: Rules[C, Any, Any]
    command: C
    context: Context
    key: IdempotencyKey | None = None
    answer: Callable[[Accepted], bytes] | None = None


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """The whole event as the bytes that are stored and hashed; `data` is what is published."""

    type: str
    stream: str
    version: int
    recorded_at: datetime
    correlation_id: str
    principal: str
    causation: str | None
    traceparent: str | None
    data: msgspec.Raw


@dataclass(slots=True)
class Stored:
    """A row of the event table, read back."""

    epoch: int
    partition: int
    position: int
    envelope_bytes: bytes
    hash: bytes
    envelope: Envelope


@dataclass(slots=True)
class _Head:
    epoch: int
    position: int
    recorded_at: datetime
    hash: bytes


@dataclass(slots=True)
class _Batch:
    """The rows that a batch will insert, column by column, and the heads as they will stand."""

    heads: dict[int, _Head]
    partition_count: int
    records: list[Recorded[Any]] = field(default_factory=list[Recorded[Any]])
    envelopes: list[bytes] = field(default_factory=list[bytes])
    hashes: list[bytes] = field(default_factory=list[bytes])
    answers: list[tuple[IdempotencyKey, bytes]] = field(default_factory=list[tuple[IdempotencyKey, bytes]])
    grown: set[int] = field(default_factory=set[int])


_encode_envelope = msgspec.json.Encoder().encode
decode_envelope = msgspec.json.Decoder(Envelope).decode

_STREAMS = text("""
    SELECT s.stream, e.partition, e.version FROM unnest(CAST(:streams AS text[])) AS s(stream)
    CROSS JOIN LATERAL (SELECT partition, version FROM events WHERE events.stream = s.stream ORDER BY version DESC LIMIT 1) e
""")
_PAST = text("""
    SELECT stream, type, envelope FROM events WHERE stream = ANY(CAST(:streams AS text[])) ORDER BY stream, version
""")
_LOCK_HEADS = text("""
    SELECT partition, epoch, position, recorded_at, hash FROM head
    WHERE partition = ANY(CAST(:partitions AS int[])) ORDER BY partition FOR UPDATE
""")
_COUNT_HEADS = text("SELECT count(*) FROM head")
_KNOWN_KEYS = text("""
    SELECT i.principal, i.key, i.request_hash, i.answer FROM idempotency i
    JOIN unnest(CAST(:principals AS text[]), CAST(:keys AS text[])) AS k(principal, key)
      ON i.principal = k.principal AND i.key = k.key
""")
_KEEP_ANSWERS = text("""
    INSERT INTO idempotency (principal, key, request_hash, answer, recorded_at)
    SELECT *, CAST(:recorded_at AS timestamptz) FROM unnest(
      CAST(:principals AS text[]), CAST(:keys AS text[]), CAST(:request_hashes AS bytea[]), CAST(:answers AS bytea[]))
""")
_APPEND = text("""
    INSERT INTO events (epoch, partition, position, stream, version, type, recorded_at, envelope, hash)
    SELECT * FROM unnest(
      CAST(:epochs AS int[]), CAST(:partitions AS int[]), CAST(:positions AS bigint[]), CAST(:streams AS text[]),
      CAST(:versions AS int[]), CAST(:types AS text[]), CAST(:recorded_ats AS timestamptz[]),
      CAST(:envelopes AS bytea[]), CAST(:hashes AS bytea[]))
""")
_RAISE_HEADS = text("""
    UPDATE head SET position = h.position, recorded_at = h.recorded_at, hash = h.hash
    FROM unnest(CAST(:partitions AS int[]), CAST(:positions AS bigint[]), CAST(:recorded_ats AS timestamptz[]),
                CAST(:hashes AS bytea[])) AS h(partition, position, recorded_at, hash)
    WHERE head.partition = h.partition
""")
_WAKE_RELAY = text(f"SELECT pg_notify('{APPENDED}', '')")
_READ = text("""
    SELECT epoch, partition, position, envelope, hash FROM events
    WHERE partition = :partition AND position > :after ORDER BY position LIMIT :limit
""")
_BEGIN_HEADS = text("""
    INSERT INTO head (partition, epoch, position, recorded_at, hash)
    SELECT p, 1, 0, CAST('0001-01-01 00:00+00' AS timestamptz), CAST(:no_hash AS bytea)
    FROM generate_series(0, CAST(:partitions AS int) - 1) AS p
    WHERE NOT EXISTS (SELECT 1 FROM head) ON CONFLICT DO NOTHING
""")


async def prepare_store(engine: AsyncEngine, partitions: int) -> None:
    """Make the heads at the first start; refuse to go on with another number of partitions than were made then."""
    async with engine.begin() as connection:
        await connection.execute(_BEGIN_HEADS, {"partitions": partitions, "no_hash": NO_HASH})
        stored = (await connection.execute(_COUNT_HEADS)).scalar_one()
    if stored != partitions:
        message = f"This store was made with {stored} partitions; the settings say {partitions}. Set it back to {stored}."
        raise StoreMisconfigured(message)


async def execute(
    connection: AsyncConnection,
    executions: Sequence[Execution[Any]],
    *,
    now: Callable[[], datetime] | None = None,
    also_lock: frozenset[int] = frozenset(),
) -> list[Outcome]:
    """Decide and record a batch of commands in the caller's transaction; the outcomes are in the commands' order.

    `now` is asked after the heads are locked, so that what is recorded later was also known later; a consumer, which
    holds its head already, leaves it out and the contexts' own times count. A refused command records nothing and lets
    the others go on. Raises `PartitionsMissing` (roll back, run again with `also_lock`), and whatever the database says.
    """
    touched = [execution.rules.touches(execution.command) for execution in executions]
    heads, partition_count = await _lock_heads(connection, touched, also_lock)
    batch = _Batch(heads=heads, partition_count=partition_count)
    outcomes: list[Outcome | None] = await _answered_before(connection, executions)
    recorded_at = now() if now else None
    for rules in _in_order_of_appearance(executions):
        chosen = [i for i, execution in enumerate(executions) if execution.rules is rules and outcomes[i] is None]
        if chosen:
            await _decide(connection, rules, executions, touched, chosen, outcomes, batch, recorded_at)
    await _write(connection, batch)
    return [outcome for outcome in outcomes if outcome is not None]


def _in_order_of_appearance(executions: Sequence[Execution[Any]]) -> list[Rules[Any, Any, Any]]:
    return list({id(execution.rules): execution.rules for execution in executions}.values())


async def _lock_heads(
    connection: AsyncConnection, touched: Sequence[Touches], also_lock: frozenset[int]
) -> tuple[dict[int, _Head], int]:
    """Lock, in ascending order, the heads of the partitions where the streams touched lie or will lie."""
    partition_count: int = (await connection.execute(_COUNT_HEADS)).scalar_one()
    partitions = set(also_lock)
    for touches in touched:
        if touches.every_partition:
            partitions.update(range(partition_count))
        else:
            partitions.add(partition_of(touches.key, partition_count))
    streams = sorted({stream for touches in touched for stream in touches.streams})
    if streams:
        known = await connection.execute(_STREAMS, {"streams": streams})
        partitions.update(row.partition for row in known)
    rows = await connection.execute(_LOCK_HEADS, {"partitions": sorted(partitions)})
    return {
        row.partition: _Head(epoch=row.epoch, position=row.position, recorded_at=row.recorded_at, hash=row.hash)
        for row in rows
    }, partition_count


async def _answered_before(connection: AsyncConnection, executions: Sequence[Execution[Any]]) -> list[Outcome | None]:
    """The outcomes of those requests whose Idempotency-Key is known; a repeat is found here because it waits for the head."""
    keys = {execution.key for execution in executions if execution.key}
    if not keys:
        return [None] * len(executions)
    found = await connection.execute(
        _KNOWN_KEYS, {"principals": [key.principal for key in keys], "keys": [key.key for key in keys]}
    )
    known = {(row.principal, row.key): (row.request_hash, row.answer) for row in found}
    return [
        _repeat(execution.key, *known[(execution.key.principal, execution.key.key)])
        if execution.key and (execution.key.principal, execution.key.key) in known
        else None
        for execution in executions
    ]


def _repeat(key: IdempotencyKey, request_hash: bytes, answer: bytes) -> Outcome:
    if key.request_hash == request_hash:
        return Replayed(answer)
    message = f"The Idempotency-Key {key.key!r} was used before with another request; take a new key for a new request."
    return Refused(IdempotencyKeyReused(message, field="Idempotency-Key"))


async def _decide(  # noqa: PLR0913 - the one loop over a batch; splitting its state would hide it
    connection: AsyncConnection,
    rules: Rules[Any, Any, Any],
    executions: Sequence[Execution[Any]],
    touched: Sequence[Touches],
    chosen: Sequence[int],
    outcomes: list[Outcome | None],
    batch: _Batch,
    recorded_at: datetime | None,
) -> None:
    """Fill in the outcomes of the chosen commands, which all have the same rules, and the batch's rows."""
    past = await _past(connection, rules, touched, chosen) if rules.folds else {}
    locked = Locked(partitions=tuple(sorted(batch.heads)), partition_count=batch.partition_count, events=past)
    state = await rules.load(connection, [executions[i].command for i in chosen], locked)
    decided: list[tuple[int, list[tuple[str, Any, bytes]]]] = []
    answering: dict[tuple[str, str], int] = {}
    repeats: list[tuple[int, int]] = []
    for i in chosen:
        key = executions[i].key
        if key and (first := answering.get((key.principal, key.key))) is not None:
            repeats.append((i, first))
            continue
        try:
            pairs = [
                (stream, event, _encoded(rules.codec, event))
                for stream, event in rules.decide(executions[i].command, state)
            ]
        except Refusal as refusal:
            outcomes[i] = Refused(refusal)
            continue
        if key:
            answering[(key.principal, key.key)] = i
        for stream, event, _ in pairs:
            rules.evolve(state, stream, event)
        decided.append((i, pairs))
    places = await _places(connection, decided, touched, batch)
    for i, pairs in decided:
        outcome = _record(rules, executions[i].context, touched[i], pairs, places, batch, recorded_at)
        outcomes[i] = outcome
        key, answer = executions[i].key, executions[i].answer
        if key and answer:
            batch.answers.append((key, answer(outcome)))
    kept = {(key.principal, key.key): (key.request_hash, answer) for key, answer in batch.answers}
    for i, _first in repeats:
        key = executions[i].key
        if key:
            outcomes[i] = _repeat(key, *kept[(key.principal, key.key)])
    if batch.records:
        own = [record for record in batch.records if record.topic == rules.topic]
        await rules.project(connection, own)


def _encoded(codec: Codec[Any], event: object) -> bytes:
    data = codec.encode(event)
    if len(data) > EVENT_BYTES_MAX:
        message = f"The document makes an event of {len(data)} bytes; at most {EVENT_BYTES_MAX} can be recorded in one."
        raise EventTooLarge(message)
    return data


async def _past(
    connection: AsyncConnection, rules: Rules[Any, Any, Any], touched: Sequence[Touches], chosen: Sequence[int]
) -> dict[str, list[Any]]:
    streams = sorted({stream for i in chosen for stream in touched[i].streams})
    past: dict[str, list[Any]] = {}
    for row in await connection.execute(_PAST, {"streams": streams}):
        event = rules.codec.decode(row.type, decode_envelope(row.envelope).data)
        past.setdefault(row.stream, []).append(event)
    return past


async def _places(
    connection: AsyncConnection,
    decided: Sequence[tuple[int, list[tuple[str, Any, bytes]]]],
    touched: Sequence[Touches],
    batch: _Batch,
) -> dict[str, list[int]]:
    """Partition and version of every stream decided upon; raises `PartitionsMissing` where one is not locked."""
    streams = sorted({stream for _, pairs in decided for stream, _, _ in pairs})
    places: dict[str, list[int]] = {}
    if streams:
        for row in await connection.execute(_STREAMS, {"streams": streams}):
            places[row.stream] = [row.partition, row.version]
    for i, pairs in decided:
        for stream, _, _ in pairs:
            if stream not in places:
                every, key = touched[i].every_partition, touched[i].key
                partition = int(stream.rpartition("/")[2]) if every else partition_of(key, batch.partition_count)
                places[stream] = [partition, 0]
    missing = frozenset(partition for partition, _ in places.values()) - batch.heads.keys()
    if missing:
        raise PartitionsMissing(missing)
    return places


def _record(  # noqa: PLR0913 - see _decide
    rules: Rules[Any, Any, Any],
    context: Context,
    touches: Touches,
    pairs: Sequence[tuple[str, Any, bytes]],
    places: dict[str, list[int]],
    batch: _Batch,
    recorded_at: datetime | None,
) -> Accepted:
    """Give each event its place and link it into the hash chain of its partition."""
    records: list[Recorded[Any]] = []
    for stream, event, data in pairs:
        place = places[stream]
        place[1] += 1
        partition, version = place
        head = batch.heads[partition]
        head.position += 1
        head.recorded_at = max(head.recorded_at, recorded_at or context.now)
        name = rules.codec.name_of(event)
        envelope = _encode_envelope(
            Envelope(
                type=name,
                stream=stream,
                version=version,
                recorded_at=head.recorded_at,
                correlation_id=context.correlation_id,
                principal=context.principal,
                causation=context.causation,
                traceparent=context.traceparent,
                data=msgspec.Raw(data),
            )
        )
        head.hash = chain_hash(head.hash, head.epoch, partition, head.position, envelope)
        record = Recorded(
            rules.topic, head.epoch, partition, head.position, stream, version, name, head.recorded_at,
            context.correlation_id, event,
        )  # fmt: skip
        records.append(record)
        batch.records.append(record)
        batch.envelopes.append(envelope)
        batch.hashes.append(head.hash)
        batch.grown.add(partition)
    if records:
        ends = {record.partition: record.position for record in records}
    else:
        partition = partition_of(touches.key, batch.partition_count)
        ends = {partition: batch.heads[partition].position}
    return Accepted(
        tuple(records),
        tuple(Position(rules.topic, batch.heads[p].epoch, p, position) for p, position in sorted(ends.items())),
    )


def chain_hash(previous: bytes, epoch: int, partition: int, position: int, envelope: bytes) -> bytes:
    """SHA-256 over the previous hash, the event's place (big-endian: 4, 4 and 8 bytes) and its stored bytes."""
    return hashlib.sha256(previous + struct.pack(">IIQ", epoch, partition, position) + envelope).digest()


async def _write(connection: AsyncConnection, batch: _Batch) -> None:
    if batch.records:
        records = batch.records
        await connection.execute(
            _APPEND,
            {
                "epochs": [record.epoch for record in records],
                "partitions": [record.partition for record in records],
                "positions": [record.position for record in records],
                "streams": [record.stream for record in records],
                "versions": [record.version for record in records],
                "types": [record.type for record in records],
                "recorded_ats": [record.recorded_at for record in records],
                "envelopes": batch.envelopes,
                "hashes": batch.hashes,
            },
        )
        grown = sorted(batch.grown)
        await connection.execute(
            _RAISE_HEADS,
            {
                "partitions": grown,
                "positions": [batch.heads[partition].position for partition in grown],
                "recorded_ats": [batch.heads[partition].recorded_at for partition in grown],
                "hashes": [batch.heads[partition].hash for partition in grown],
            },
        )
        await connection.execute(_WAKE_RELAY)
    if batch.answers:
        await connection.execute(
            _KEEP_ANSWERS,
            {
                "principals": [key.principal for key, _ in batch.answers],
                "keys": [key.key for key, _ in batch.answers],
                "request_hashes": [key.request_hash for key, _ in batch.answers],
                "answers": [answer for _, answer in batch.answers],
                "recorded_at": datetime.now(UTC),
            },
        )


async def read_events(connection: AsyncConnection, partition: int, *, after: int, limit: int) -> list[Stored]:
    """The events of one partition behind a position, in order."""
    rows = await connection.execute(_READ, {"partition": partition, "after": after, "limit": limit})
    return [
        Stored(epoch, partition, position, envelope, hash_, decode_envelope(envelope))
        for epoch, partition, position, envelope, hash_ in rows
    ]
