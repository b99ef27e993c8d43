"""A whole dunning on a real database; the ledger's own rules, credit and notify say what a test wants them to."""

import random
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.dunning.domain.desk import Command
from services.dunning.domain.obligation import CompleteTask, ObligationCreated, ObligationEnded, WithdrawalRequested
from services.dunning.projections.verification import verify
from services.dunning.published import CODEC
from services.dunning.reactions import Reactions
from services.dunning.rules import CONSUMER, RULES
from services.dunning.subscribed import (
    CREDIT,
    CREDIT_TOPIC,
    LEDGER_TOPIC,
    NOTIFY,
    NOTIFY_TOPIC,
    CreditProfileGraded,
    CreditStopped,
    MessageQueued,
    MessageSent,
    MessageUndeliverable,
    MessageUnknown,
    MessageWithdrawn,
)
from services.dunning.subscriptions import subscriptions
from services.ledger.domain.books import Books
from services.ledger.domain.calendar_day import OpenDay
from services.ledger.domain.customer import MarkInsolvent, RegisterCustomer
from services.ledger.domain.dispute import OpenDispute, ResolveDispute
from services.ledger.domain.entity import ConfigureEntity
from services.ledger.domain.invoice import CancelInvoice, IssueInvoice
from services.ledger.domain.ledger import LedgerCommand, decide, evolve
from services.ledger.domain.payment import ReceivePayment, UnapplyPayment
from services.ledger.published import CODEC as LEDGER
from shared import checkpoint
from shared.bus.port import Batch, Received
from shared.clock import SimulatedClock
from shared.cloudevents import Message, to_message
from shared.committer import Committer
from shared.consumer import Applied, CaughtUp, Reader
from shared.database import in_transaction, make_engine
from shared.event_store import Accepted, Envelope, Execution, Outcome, decode_envelope, prepare_store
from shared.events import Codec, Context
from shared.partitioning import partition_of
from shared.verification import Check

ENTITY = "CN01"
PARTITIONS = 3
#: A Monday; the day before the first business day is the last one opened at the beginning.
MONDAY = date(2026, 3, 2)
BEFORE = MONDAY - timedelta(days=1)
MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)
NIGHT_SHIFT = timedelta(hours=8)

_STORED = text("SELECT partition, position, envelope FROM events ORDER BY partition, position")


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it arrives over the bus."""

    offset: int
    headers: Sequence[tuple[str, bytes]]
    value: bytes | None


@dataclass(slots=True)
class Speaker:
    """Another service's log, one list of messages per partition."""

    topic: str
    codec: Codec[Any]
    log: dict[int, list[Message]] = field(default_factory=lambda: {partition: [] for partition in range(PARTITIONS)})

    def say(self, partition: int, stream: str, event: object, now: datetime) -> None:
        """Record an event as its service would, and publish it."""
        position = len(self.log[partition]) + 1
        envelope = Envelope(
            type=self.codec.name_of(event),
            stream=stream,
            version=position,
            recorded_at=now,
            correlation_id=f"{self.topic}-{partition}-{position}",
            principal="somebody",
            causation=None,
            traceparent=None,
            data=msgspec.Raw(self.codec.encode(event)),
        )
        message = to_message(self.topic, 1, partition, position, msgspec.json.encode(envelope))
        self.log[partition].append(message)


@dataclass(slots=True)
class World:
    """Dunning, and everybody it hears."""

    engine: AsyncEngine
    committer: Committer
    clock: SimulatedClock
    books: Books
    ledger: Speaker
    credit: Speaker
    notify: Speaker
    readers: Mapping[str, Reader]
    today: date = BEFORE

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncGenerator[Self]:
        engine = make_engine(url)
        await prepare_store(engine, PARTITIONS)
        clock = SimulatedClock(MORNING)
        async with Committer(engine, clock, partitions=PARTITIONS) as committer:
            reactions = Reactions(clock)
            yield cls(
                engine=engine,
                committer=committer,
                clock=clock,
                books=Books(partition_of=lambda key: partition_of(key, PARTITIONS), partition_count=PARTITIONS),
                ledger=Speaker(LEDGER_TOPIC, LEDGER),
                credit=Speaker(CREDIT_TOPIC, CREDIT),
                notify=Speaker(NOTIFY_TOPIC, NOTIFY),
                readers=readers(reactions, reactions.evaluate),
            )
        await engine.dispose()

    # ------------------------------------------------------------ what others say

    def carry_out(self, *commands: LedgerCommand) -> None:
        """The ledger decides, records and publishes."""
        for command in commands:
            for stream, event in decide(command, self.books):
                evolve(self.books, stream, event)
                customer: str | None = getattr(event, "customer", None)
                of_entity = customer is None
                partition = int(stream.rpartition("/")[2]) if of_entity else self.partition(customer or "")
                self.ledger.say(partition, stream, event, self.clock.now())

    def partition(self, customer: str) -> int:
        return partition_of(f"{ENTITY}/{customer}", PARTITIONS)

    def say(self, speaker: Speaker, event: Any) -> None:
        """Credit or notify say something about a customer."""
        speaker.say(self.partition(event.customer), f"{ENTITY}/somewhere/{event.customer}", event, self.clock.now())

    def founded(self, *customers: str, dunning_from: date = MONDAY, **details: Any) -> None:
        """An entity with customers."""
        self.carry_out(
            ConfigureEntity(
                entity=ENTITY,
                name="Kunlun Trading",
                time_zone="Asia/Shanghai",
                functional_currency="CNY",
                currencies=("CNY", "USD"),
                calendar="CN",
                first_business_day=MONDAY,
                dunning_from=dunning_from,
            )
        )
        for customer in customers:
            self.carry_out(
                RegisterCustomer(
                    entity=ENTITY,
                    customer=customer,
                    name=f"Customer {customer}",
                    country="CN",
                    language="zh",
                    currency="CNY",
                    terms_days=30,
                    **details,
                )
            )

    def invoiced(self, number: str, *, due: date, customer: str = "C1", amount_minor: int = 10_000) -> None:
        self.carry_out(
            IssueInvoice(
                entity=ENTITY,
                customer=customer,
                source="erp",
                number=number,
                currency="CNY",
                amount_minor=amount_minor,
                document_date=min(due, self.today),
                terms_days=max(0, (due - self.today).days),
            )
        )

    def paid(self, number: str, invoice: str, amount_minor: int = 10_000, *, customer: str = "C1") -> None:
        self.carry_out(
            ReceivePayment(
                entity=ENTITY,
                customer=customer,
                source="erp",
                number=number,
                currency="CNY",
                amount_minor=amount_minor,
                document_date=self.today,
                reference=invoice,
            )
        )

    def unpaid(self, number: str) -> None:
        """A payment is taken back."""
        self.carry_out(
            UnapplyPayment(entity=ENTITY, source="erp", number=number, reason="a mistake", now=self.clock.now())
        )

    def disputed(self, number: str, invoice: str, *, amount: str | None = None, customer: str = "C1") -> None:
        self.carry_out(
            OpenDispute(
                entity=ENTITY,
                customer=customer,
                source="erp",
                number=number,
                invoice=invoice,
                reason="damaged",
                opened_on=self.today,
                amount=amount,
            )
        )

    def resolved(self, number: str) -> None:
        self.carry_out(
            ResolveDispute(entity=ENTITY, source="erp", number=number, outcome="rejected", resolved_on=self.today)
        )

    def cancelled(self, invoice: str) -> None:
        self.carry_out(CancelInvoice(entity=ENTITY, source="erp", number=invoice, reason="wrong", now=self.clock.now()))

    def insolvent(self, customer: str = "C1") -> None:
        self.carry_out(MarkInsolvent(entity=ENTITY, customer=customer, since=self.today))

    def opens(self, until: date, *, in_one_catch_up: bool = False) -> None:
        """The ledger opens every day up to one; each is the newest of its own day, or only the last of all."""
        while self.today < until:
            self.today += timedelta(days=1)
            self.clock.set(datetime.combine(self.today, MORNING.timetz()))
            for partition in range(PARTITIONS):
                self.carry_out(
                    OpenDay(
                        entity=ENTITY,
                        partition=partition,
                        date=self.today,
                        is_working_day=self.today.weekday() < 5,
                        latest=until if in_one_catch_up else self.today,
                    )
                )

    async def notify_sends(self) -> None:
        """Every mail that is owed goes out."""
        ended = {event.obligation for event in await self.said(ObligationEnded)}
        for owed in await self.said(ObligationCreated):
            if owed.action == "email" and owed.obligation not in ended:
                about: dict[str, Any] = {"entity": ENTITY, "customer": owed.customer, "obligation": owed.obligation}
                self.say(self.notify, MessageSent(**about, message="m"))
        await self.hear(speakers=(self.notify,))

    # ------------------------------------------------------------ what dunning makes of it

    async def hear(self, *, batch: int = 1000, speakers: Sequence[Speaker] = ()) -> None:
        """Dunning reads everything that was said, a batch at a time, as it comes over the bus."""
        for speaker in speakers or (self.credit, self.ledger, self.notify):
            await self.hear_partitions(speaker, range(PARTITIONS), batch=batch)

    async def hear_partitions(
        self, speaker: Speaker, partitions: Sequence[int], *, batch: int = 1000, reader: Reader | None = None
    ) -> None:
        reader = reader or self.readers[speaker.topic]
        ends = {partition: len(speaker.log[partition]) for partition in partitions}
        while applied := await self.hear_batch(speaker, reader=reader, batch=batch, ends=ends):
            assert all(each.gap is None for each in applied.values())

    async def hear_batch(
        self, speaker: Speaker, *, reader: Reader, batch: int, ends: Mapping[int, int]
    ) -> dict[int, Applied]:
        """One transaction of the consumer over what there is in some partitions; empty when there is nothing more."""

        async def consume(connection: AsyncConnection) -> dict[int, Applied]:
            fetched: dict[int, Batch] = {}
            for partition, end in ends.items():
                first = (await checkpoint.begin(connection, CONSUMER, speaker.topic, partition)).next_offset
                if messages := arriving(speaker, partition, first, first + batch):
                    fetched[partition] = Batch(messages, end)
            return await reader.consume(connection, fetched) if fetched else {}

        return await in_transaction(self.engine, consume)

    async def do(self, command: Command) -> Accepted:
        """Somebody asks for something over HTTP."""
        context = Context(principal="somebody", correlation_id="c", now=self.clock.now())
        outcome = await self.committer.submit(Execution(RULES, command, context))
        assert isinstance(outcome, Accepted)
        return outcome

    async def outcomes(self, *commands: Command) -> list[Outcome]:
        context = Context(principal="somebody", correlation_id="c", now=self.clock.now())
        return await self.committer.submit_batch([Execution(RULES, command, context) for command in commands])

    # ------------------------------------------------------------ what came of it

    async def said(self, *kinds: type[Any]) -> list[Any]:
        """All that dunning has recorded, of these kinds, partition by partition in order."""
        async with self.engine.connect() as connection:
            stored = [decode_envelope(row.envelope) for row in await connection.execute(_STORED)]
        events = [CODEC.decode(envelope.type, envelope.data) for envelope in stored]
        return [event for event in events if isinstance(event, kinds)]

    async def fetch_log(self, topic: str, partition: int, epoch: int, after: int, upto: int) -> Sequence[Message]:
        """The producers' logs, a few events at a time."""
        assert epoch == 1
        speakers = {speaker.topic: speaker for speaker in (self.ledger, self.credit, self.notify)}
        return speakers[topic].log[partition][after : min(upto, after + 7)]

    async def verify(self) -> list[Check]:
        return await verify(self.engine, self.fetch_log)


def readers(reactions: Reactions, caught_up: CaughtUp) -> dict[str, Reader]:
    """One reader per topic, as the consumer has them."""
    return {each.topic: Reader(CONSUMER, each, caught_up) for each in subscriptions(reactions)}


def arriving(speaker: Speaker, partition: int, first: int = 0, end: int | None = None) -> list[Received]:
    """The messages of a partition with their offsets."""
    messages = speaker.log[partition][first:end]
    return [Heard(offset, message.headers, message.value) for offset, message in enumerate(messages, start=first)]


def broken(checks: Sequence[Check]) -> list[str]:
    """The checks that do not hold."""
    return [str(check) for check in checks if not check.ok]


async def live_through(world: World, seed: int, days: int) -> None:
    """A company's random weeks: invoices, payments, returns, disputes, and consumers that are away for days."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable story
    customers = [f"C{number}" for number in range(1, 7)]
    world.founded(*customers, dunning_from=MONDAY + timedelta(days=3))
    numbers: list[str] = []
    for day in range(days):
        for _ in range(chance.randrange(4)):
            number = f"{len(numbers):04}"
            numbers.append(number)
            due = world.today + timedelta(days=chance.randrange(-12, 14))
            world.invoiced(number, due=due, customer=chance.choice(customers))
        for number in chance.sample(numbers, k=min(len(numbers), 4)):
            something_happens(world, chance, number)
        catching_up = chance.random() < 0.3
        ahead = chance.randrange(1, 5) if catching_up else 1
        world.opens(world.today + timedelta(days=ahead), in_one_catch_up=catching_up)
        if chance.random() < 0.8:
            await world.hear(batch=chance.choice([9, 1000]))
            await others_answer(world, chance)
        if day == days // 2:
            world.insolvent("C6")
    await world.hear()


def something_happens(world: World, chance: random.Random, number: str) -> None:
    [item] = world.books.items_of(f"{ENTITY}/invoice/erp/{number}")
    kind = chance.randrange(6)
    at = f"{number}-{world.today}"
    if kind == 0 and item.open_minor:
        world.paid(at, number, chance.choice([item.open_minor, 1]), customer=item.customer)
    elif kind == 1 and item.open_minor and not world.books.open_contests(item.invoice):
        amount = chance.choice([None, "0.01"])
        world.disputed(at, number, amount=amount, customer=item.customer)
    elif kind == 2:
        cancel = item.open_minor == item.amount_minor
        if cancel and chance.random() < 0.3:
            world.cancelled(number)


async def others_answer(world: World, chance: random.Random) -> None:
    """Notify and credit answer most of what is owed, in every way they can; people do half of their tasks."""
    ended = {event.obligation for event in await world.said(ObligationEnded)}
    asked_back = {event.obligation for event in await world.said(WithdrawalRequested)}
    for owed in await world.said(ObligationCreated):
        if owed.obligation in ended or chance.random() < 0.3:
            continue
        about: dict[str, Any] = {"entity": ENTITY, "customer": owed.customer, "obligation": owed.obligation}
        if owed.action == "credit-stop":
            world.say(world.credit, CreditStopped(**about))
        elif owed.role is not None:
            await world.outcomes(CompleteTask(**about, result="done"))
        elif owed.action == "email":
            message: dict[str, Any] = {**about, "message": owed.obligation.replace("obligation", "message", 1)}
            world.say(world.notify, MessageQueued(**message))
            if owed.obligation in asked_back and chance.random() < 0.7:
                world.say(world.notify, MessageWithdrawn(**message, reason="asked for"))
            else:
                world.say(world.notify, chance.choice(ANSWERS)(message))
    grade = chance.choice("ABCD")
    world.say(world.credit, CreditProfileGraded(entity=ENTITY, customer="C1", grade=grade))
    await world.hear(speakers=(world.credit, world.notify))


ANSWERS: Sequence[Callable[[dict[str, Any]], object]] = (
    lambda message: MessageSent(**message),
    lambda message: MessageSent(**message),
    lambda message: MessageUnknown(**message, reason="sender-stopped"),
    lambda message: MessageUndeliverable(**message, reason="no-contact"),
)
