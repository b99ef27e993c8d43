"""The event store: one table that is truth and outbox at once, and `execute`, the one function that writes it."""

import hashlib
import struct
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter
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

from shared.database import copy_rows, notify_after_commit
from shared.errors import Conflict, Refusal
from shared.events import Codec, Context, Position, Recorded
from shared.idempotency import IdempotencyKey, IdempotencyKeyReused
from shared.partitioning import partition_of

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")

#: An event larger than this is refused: brokers take messages up to 1 MB, and a fact of that size is a document.
EVENT_BYTES_MAX = 256 * 1024
#: So long a batch is decided before others in this process get their turn, and the database hears of it.
DECIDING_SECONDS_MAX = 0.1
#: The channel on which a commit that appended wakes the relay.
APPENDED = "huikuan_appended"
NO_HASH = b"\0" * 32


class EventTooLarge(Conflict):
    """The fact would not fit into one event of 256 KiB."""


class PartitionsMissing(Exception):
    """Streams of the batch turned out to lie in partitions it had not locked: roll back, run again with them."""

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
    Table(
        "relayed",
        metadata,
        Column("partition", Integer, primary_key=True, autoincrement=False),
        Column("position", BigInteger, nullable=False),
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

    `key` (`entity/customer`) decides the partition of the streams the command begins; `streams` are those whose past it
    is decided on, perhaps in another partition. Where a command names a document without saying whose it is, `key` is
    that stream itself, and what the command begins lies where that stream does. A command of a whole entity touches
    `every_partition`, and the streams it answers end in `/{partition}`; one of a whole entity in one `partition` says
    which. What goes from one owner to another begins streams `elsewhere`: each with the key of whose it will be; a name
    that ends in a slash stands for every stream under it, where nobody knows yet how many there are. Both sides are
    recorded in one transaction.
    """

    key: str
    streams: tuple[str, ...] = ()
    every_partition: bool = False
    partition: int | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def owner_unknown(self) -> bool:
        """Whether only the stream itself can tell in which partition it lies."""
        return self.key in self.streams

    def home(self, partition_count: int, stream: str | None = None) -> int:
        """Where the streams that the command begins will lie; or one of them, which may be another owner's."""
        if stream is not None and self.elsewhere and (key := self._key_elsewhere(stream)):
            return partition_of(key, partition_count)
        return partition_of(self.key, partition_count) if self.partition is None else self.partition

    def _key_elsewhere(self, stream: str) -> str | None:
        return self.elsewhere.get(stream) or next(
            (key for name, key in self.elsewhere.items() if name[-1] == "/" and stream.startswith(name)), None
        )

    def homes(self, partition_count: int) -> set[int]:
        """All partitions where the command may begin a stream."""
        return {self.home(partition_count), *(self.home(partition_count, stream) for stream in self.elsewhere)}


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
    `(stream, event)` pairs, none for a harmless repeat, or raises a `Refusal`. `evolve` makes a decided event visible
    to the later commands of the batch, without I/O. `project` writes the service's own read models, a batch at a time.
    `recall` finds, for a harmless repeat, what was decided the first time, so that it gets the same answer. `folds`:
    whether rules are decided on the past events of the streams their commands touch.
    """

    topic: str
    codec: Codec[E]
    touches: Callable[[C], Touches]
    load: Callable[[AsyncConnection, Sequence[C], Locked[E]], Awaitable[S]]
    decide: Callable[[C, S], Sequence[tuple[str, E]]]
    evolve: Callable[[S, str, E], None]
    project: Callable[[AsyncConnection, Sequence[Recorded[E]]], Awaitable[None]]
    recall: Callable[[C, S], object] | None = None
    folds: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """What happened: the events recorded, and a position per partition to wait for.

    A harmless repeat records none; `recalled` is what its rules say was decided the first time.
    """

    records: tuple[Recorded[Any], ...]
    positions: tuple[Position, ...]
    recalled: object = None


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
class Previewed:
    """What would happen; nothing of it was recorded. `members` is what the service tells of it beside its answer."""

    accepted: Accepted
    members: Mapping[str, object]


def _empty(_: Accepted) -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class Execution(Generic[C]):
    """One command on its way: under which rules, from whom, and how the answer kept for a repeat is written."""

    rules: Rules[C, Any, Any]
    command: C
    context: Context
    key: IdempotencyKey | None = None
    answer: Callable[[Accepted], bytes] = _empty
    touches: Touches = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Ask the rules once what the command concerns: the committer and the store both go by it."""
        object.__setattr__(self, "touches", self.rules.touches(self.command))


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


_encode_envelope = msgspec.json.Encoder().encode
decode_envelope = msgspec.json.Decoder(Envelope).decode

_STREAMS = text("""
    SELECT s.stream, e.partition, e.version FROM unnest(CAST(:streams AS text[])) AS s(stream)
    CROSS JOIN LATERAL (
      SELECT partition, version FROM events WHERE events.stream = s.stream ORDER BY version DESC LIMIT 1) AS e
""")
_PAST = text("""
    SELECT stream, partition, version, type, envelope FROM events WHERE stream = ANY(CAST(:streams AS text[]))
    ORDER BY stream, version
""")
_LOCK_HEADS = text("""
    SELECT partition, epoch, position, recorded_at, hash FROM head
    WHERE partition = ANY(CAST(:partitions AS int[])) ORDER BY partition FOR UPDATE
""")
_READ_HEADS = text("SELECT partition, epoch, position, recorded_at, hash FROM head ORDER BY partition")
_STILL_HERE = text("SELECT 1")
_COUNT_HEADS = text("SELECT count(*) FROM head")
_KNOWN_KEYS = text("""
    SELECT i.principal, i.key, i.request_hash, i.answer FROM idempotency i
    JOIN unnest(CAST(:principals AS text[]), CAST(:keys AS text[])) AS k(principal, key)
      ON i.principal = k.principal AND i.key = k.key
""")
_EVENT_COLUMNS = (
    "epoch", "partition", "position", "stream", "version", "type", "recorded_at", "envelope", "hash",
)  # fmt: skip
# One statement for both: every statement is a wait for the database while others wait for the heads.
_FINISH = text("""
    WITH answered AS (
      INSERT INTO idempotency (principal, key, request_hash, answer, recorded_at)
      SELECT *, clock_timestamp() FROM unnest(
        CAST(:principals AS text[]), CAST(:keys AS text[]), CAST(:request_hashes AS bytea[]),
        CAST(:answers AS bytea[])))
    UPDATE head SET position = h.position, recorded_at = h.recorded_at, hash = h.hash
    FROM unnest(CAST(:partitions AS int[]), CAST(:positions AS bigint[]), CAST(:recorded_ats AS timestamptz[]),
                CAST(:hashes AS bytea[])) AS h(partition, position, recorded_at, hash)
    WHERE head.partition = h.partition
""")
_READ = text("""
    SELECT epoch, partition, position, envelope, hash FROM events
    WHERE partition = :partition AND position > :after ORDER BY position LIMIT :limit
""")
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('prepare_store'))")
_BEGIN_HEADS = text("""
    INSERT INTO head (partition, epoch, position, recorded_at, hash)
    SELECT p, 1, 0, CAST('0001-01-01 00:00+00' AS timestamptz), CAST(:no_hash AS bytea)
    FROM generate_series(0, CAST(:partitions AS int) - 1) AS p
    WHERE NOT EXISTS (SELECT 1 FROM head) ON CONFLICT DO NOTHING
""")


async def prepare_store(engine: AsyncEngine, partitions: int) -> None:
    """Make the heads at the first start; refuse to go on with another number of partitions than were made then."""
    async with engine.begin() as connection:
        await connection.execute(_ONE_AT_A_TIME)
        await connection.execute(_BEGIN_HEADS, {"partitions": partitions, "no_hash": NO_HASH})
        stored = (await connection.execute(_COUNT_HEADS)).scalar_one()
    if stored != partitions:
        message = (
            f"This store was made with {stored} partitions; the settings say {partitions}. Set it back to {stored}."
        )
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
    the others go on. Raises `PartitionsMissing` (roll back, run again with `also_lock`), and whatever the database
    says.
    """
    batch = _Batch(connection, executions)
    await batch.lock_heads(also_lock)
    batch.recorded_at = now() if now else None
    await batch.find_repeats()
    for rules in {id(execution.rules): execution.rules for execution in executions}.values():
        await batch.decide(rules)
    await batch.write()
    return [batch.outcomes[index] for index in range(len(executions))]


async def answered(connection: AsyncConnection, key: IdempotencyKey) -> Replayed | None:
    """The answer that a request got before, where one does not know any more what was asked; refused as by `execute`.

    Everybody else leaves this to `execute`, which looks under the lock.
    """
    for row in await connection.execute(_KNOWN_KEYS, {"principals": [key.principal], "keys": [key.key]}):
        match _repeated(key, row.request_hash, row.answer):
            case Replayed() as replayed:
                return replayed
            case Refused(refusal):
                raise refusal
    return None


def _repeated(key: IdempotencyKey, request_hash: bytes, answer: bytes) -> Replayed | Refused:
    if key.request_hash == request_hash:
        return Replayed(answer)
    message = f"The Idempotency-Key {key.key!r} was used before with another request; take a new key."
    return Refused(IdempotencyKeyReused(message, header="Idempotency-Key"))


async def preview(connection: AsyncConnection, execution: Execution[Any]) -> Accepted:
    """Decide one command as `execute` would at this moment, and record nothing; raises its `Refusal`.

    The connection's transaction should be a snapshot for reading only: then nothing can be written by mistake, no head
    is held, and all that is loaded belongs to the same moment. Positions and versions of the answer are those that
    would come next. An Idempotency-Key plays no part: a preview is no request that could be repeated.
    """
    batch = _Batch(connection, [replace(execution, key=None)], recording=False)
    await batch.read_heads()
    await batch.decide(execution.rules)
    outcome = batch.outcomes[0]
    if isinstance(outcome, Refused):
        raise outcome.refusal
    assert isinstance(outcome, Accepted)  # noqa: S101 - without a key nothing is answered from before
    return outcome


@dataclass(slots=True)
class _Batch:
    """One run of `execute`: heads and streams as they will stand, the outcomes so far, and the rows to insert.

    `places` are the partition and last version of the streams met, 0 for those that begin in this batch. Without
    `recording` it is a preview, and no read model hears of what was decided.
    """

    connection: AsyncConnection
    executions: Sequence[Execution[Any]]
    recording: bool = True
    recorded_at: datetime | None = None
    partition_count: int = 0
    heads: dict[int, _Head] = field(default_factory=dict[int, _Head])
    places: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    outcomes: dict[int, Outcome] = field(default_factory=dict[int, Outcome])
    records: list[Recorded[Any]] = field(default_factory=list[Recorded[Any]])
    deciding: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    rows: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    answers: dict[tuple[str, str], tuple[bytes, bytes]] = field(
        default_factory=dict[tuple[str, str], tuple[bytes, bytes]]
    )

    async def lock_heads(self, also_lock: frozenset[int]) -> None:
        """Lock, in ascending order, the heads of the partitions where the streams touched lie or will lie.

        That a stream lies elsewhere than its owner says is rare, and found out under the lock.
        """
        self.partition_count = await _partition_count(self.connection)
        partitions = set(also_lock)
        unknown: list[str] = []
        for touches in (execution.touches for execution in self.executions):
            if touches.every_partition:
                partitions.update(range(self.partition_count))
            else:
                partitions |= touches.homes(self.partition_count)
            if touches.owner_unknown:
                unknown.append(touches.key)
        if unknown:
            # Only where they lie, which never changes: how far they are is read under the lock.
            partitions.update(partition for _, partition, _ in await self._find(unknown))
        for row in await self.connection.execute(_LOCK_HEADS, {"partitions": sorted(partitions)}):
            self.heads[row.partition] = _Head(row.epoch, row.position, row.recorded_at, row.hash)

    async def read_heads(self) -> None:
        """Read all heads without holding any: what is only previewed need not know where its streams lie."""
        for row in await self.connection.execute(_READ_HEADS):
            self.heads[row.partition] = _Head(row.epoch, row.position, row.recorded_at, row.hash)
        self.partition_count = len(self.heads)

    async def _find(self, streams: Iterable[str]) -> Sequence[tuple[str, int, int]]:
        """Streams that exist, where they lie, and their last versions."""
        rows = await self.connection.execute(_STREAMS, {"streams": sorted(set(streams))})
        return [(row.stream, row.partition, row.version) for row in rows]

    async def find_repeats(self) -> None:
        """Answer the requests whose Idempotency-Key is known: a repeat has waited for the head the first one held."""
        keys = [execution.key for execution in self.executions if execution.key]
        if not keys:
            return
        wanted = {"principals": [key.principal for key in keys], "keys": [key.key for key in keys]}
        for row in await self.connection.execute(_KNOWN_KEYS, wanted):
            self.answers[row.principal, row.key] = (row.request_hash, row.answer)
        for index, execution in enumerate(self.executions):
            self._repeat(index, execution.key)
        self.answers.clear()

    def _repeat(self, index: int, key: IdempotencyKey | None) -> bool:
        """Whether the request was answered before; then its outcome is that answer, or the refusal of its key."""
        if key is None or (kept := self.answers.get((key.principal, key.key))) is None:
            return False
        self.outcomes[index] = _repeated(key, *kept)
        return True

    async def decide(self, rules: Rules[Any, Any, Any]) -> None:
        """Decide the commands of one set of rules in their order, each seeing what those before it decided."""
        chosen = [
            index
            for index, execution in enumerate(self.executions)
            if execution.rules is rules and index not in self.outcomes
        ]
        if not chosen:
            return
        past = await self._past(chosen) if rules.folds else {}
        locked = Locked(tuple(sorted(self.heads)), self.partition_count, past)
        state = await rules.load(self.connection, [self.executions[index].command for index in chosen], locked)
        decided: dict[int, list[tuple[str, Any, bytes]]] = {}
        recalled: dict[int, object] = {}
        repeats: list[int] = []
        looked_up = perf_counter()
        for index in chosen:
            if perf_counter() - looked_up > DECIDING_SECONDS_MAX:
                # A long batch would hold up all else in this process, and the database ends a session that is silent.
                await self.connection.execute(_STILL_HERE)
                looked_up = perf_counter()
            execution = self.executions[index]
            if execution.key and (execution.key.principal, execution.key.key) in self.deciding:
                repeats.append(index)
                continue
            try:
                decided[index] = [
                    (stream, event, _encoded(rules.codec, event))
                    for stream, event in rules.decide(execution.command, state)
                ]
            except Refusal as refusal:
                self.outcomes[index] = Refused(refusal)
                continue
            if execution.key:
                self.deciding.add((execution.key.principal, execution.key.key))
            if index != chosen[-1]:  # nobody sees what the last one changes
                for stream, event, _ in decided[index]:
                    rules.evolve(state, stream, event)
            if rules.recall and not decided[index]:
                recalled[index] = rules.recall(execution.command, state)
        await self._record(rules, decided, recalled)
        for index in repeats:
            self._repeat(index, self.executions[index].key)

    async def _past(self, chosen: Sequence[int]) -> dict[str, list[Any]]:
        """The past of the streams touched; `PartitionsMissing` where one lies in a partition that is not locked."""
        past: dict[str, list[Any]] = {}
        touched = {stream: index for index in chosen for stream in self.executions[index].touches.streams}
        if not touched:
            return past
        for row in await self.connection.execute(_PAST, {"streams": sorted(touched)}):
            codec = self.executions[touched[row.stream]].rules.codec
            past.setdefault(row.stream, []).append(codec.decode_stored(row.type, row.envelope))
            self.places[row.stream] = [row.partition, row.version]
        self._check_locked(past)
        return past

    def _check_locked(self, streams: Iterable[str]) -> None:
        missing = frozenset(self.places[stream][0] for stream in streams) - self.heads.keys()
        if missing:
            raise PartitionsMissing(missing)

    async def _record(
        self,
        rules: Rules[Any, Any, Any],
        decided: Mapping[int, Sequence[tuple[str, Any, bytes]]],
        recalled: Mapping[int, object],
    ) -> None:
        await self._place(rules, decided)
        ours = len(self.records)
        for index, pairs in decided.items():
            execution = self.executions[index]
            first = len(self.records)
            for stream, event, data in pairs:
                self._append(rules, execution.context, stream, event, data)
            positions = self._positions(rules.topic, index, first)
            accepted = Accepted(tuple(self.records[first:]), positions, recalled.get(index))
            self.outcomes[index] = accepted
            if execution.key:
                key = execution.key
                self.answers[key.principal, key.key] = (key.request_hash, execution.answer(accepted))
        if self.recording and len(self.records) > ours:
            await rules.project(self.connection, self.records[ours:])

    async def _place(
        self, rules: Rules[Any, Any, Any], decided: Mapping[int, Sequence[tuple[str, Any, bytes]]]
    ) -> None:
        """Find out where every stream decided upon lies, or will lie."""
        ours: dict[str, int] = {}
        for index, pairs in decided.items():
            for stream, _, _ in pairs:
                ours.setdefault(stream, index)  # whoever begins a stream knows whose it is
        # Of streams that rules fold, those touched have been looked for under the lock.
        new = [stream for stream in ours if stream not in self.places]
        unseen = [
            stream for stream in new if not (rules.folds and stream in self.executions[ours[stream]].touches.streams)
        ]
        if unseen:
            for stream, partition, version in await self._find(unseen):
                self.places[stream] = [partition, version]
        for stream in new:
            if stream not in self.places:
                touches = self.executions[ours[stream]].touches
                if touches.every_partition:
                    home = int(stream.rpartition("/")[2])
                elif touches.owner_unknown and touches.key in self.places and stream not in touches.elsewhere:
                    home = self.places[touches.key][0]  # with the document the command named
                else:
                    home = touches.home(self.partition_count, stream)
                self.places[stream] = [home, 0]
        self._check_locked(ours)

    def _append(self, rules: Rules[Any, Any, Any], context: Context, stream: str, event: object, data: bytes) -> None:
        """Give an event its place and link it into the hash chain of its partition."""
        place = self.places[stream]
        place[1] += 1
        partition, version = place
        head = self.heads[partition]
        head.position += 1
        head.recorded_at = max(head.recorded_at, self.recorded_at or context.now)
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
        self.records.append(
            Recorded(
                topic=rules.topic,
                epoch=head.epoch,
                partition=partition,
                position=head.position,
                stream=stream,
                version=version,
                type=name,
                recorded_at=head.recorded_at,
                correlation_id=context.correlation_id,
                event=event,
            )
        )
        self.rows.append(
            (head.epoch, partition, head.position, stream, version, name, head.recorded_at, envelope, head.hash)
        )

    def _positions(self, topic: str, index: int, first: int) -> tuple[Position, ...]:
        """Where the command's last event of each partition stands; for a repeat, where its partitions stand."""
        ends = {record.partition: record.position for record in self.records[first:]}
        if not ends:
            touches = self.executions[index].touches
            known = {self.places[stream][0] for stream in touches.streams if stream in self.places}
            ends = {p: self.heads[p].position for p in known or touches.homes(self.partition_count) if p in self.heads}
        return tuple(Position(topic, self.heads[p].epoch, p, position) for p, position in sorted(ends.items()))

    async def write(self) -> None:
        """Insert all events; raise the heads and keep the answers."""
        if self.records:
            await copy_rows(self.connection, "events", _EVENT_COLUMNS, self.rows)
            notify_after_commit(self.connection, APPENDED)
        if self.records or self.answers:
            grown = sorted({record.partition for record in self.records})
            await self.connection.execute(
                _FINISH,
                {
                    "partitions": grown,
                    "positions": [self.heads[partition].position for partition in grown],
                    "recorded_ats": [self.heads[partition].recorded_at for partition in grown],
                    "hashes": [self.heads[partition].hash for partition in grown],
                    "principals": [principal for principal, _ in self.answers],
                    "keys": [key for _, key in self.answers],
                    "request_hashes": [request_hash for request_hash, _ in self.answers.values()],
                    "answers": [answer for _, answer in self.answers.values()],
                },
            )


async def _partition_count(connection: AsyncConnection) -> int:
    """How many partitions the store has, asked once per database connection: it never changes."""
    known = (await connection.get_raw_connection()).info
    if not known.get("partition_count"):
        known["partition_count"] = (await connection.execute(_COUNT_HEADS)).scalar_one()
    count: int = known["partition_count"]
    return count


def _encoded(codec: Codec[Any], event: object) -> bytes:
    data = codec.encode(event)
    if len(data) > EVENT_BYTES_MAX:
        message = f"The document makes an event of {len(data)} bytes; at most {EVENT_BYTES_MAX} can be recorded in one."
        raise EventTooLarge(message)
    return data


def chain_hash(previous: bytes, epoch: int, partition: int, position: int, envelope: bytes) -> bytes:
    """SHA-256 over the previous hash, the event's place (big-endian: 4, 4 and 8 bytes) and its stored bytes."""
    return hashlib.sha256(previous + struct.pack(">IIQ", epoch, partition, position) + envelope).digest()


async def read_events(connection: AsyncConnection, partition: int, *, after: int, limit: int) -> list[Stored]:
    """The events of one partition behind a position, in order."""
    rows = await connection.execute(_READ, {"partition": partition, "after": after, "limit": limit})
    return [
        Stored(epoch, partition, position, envelope, hash_, decode_envelope(envelope))
        for epoch, partition, position, envelope, hash_ in rows
    ]
