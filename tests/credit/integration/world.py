"""A whole credit on a real database; the ledger's own rules and dunning say what a test wants them to."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.credit.domain.book import Command, Party
from services.credit.domain.order_check import CheckOrder, OrderChecked
from services.credit.domain.profile import Profile
from services.credit.domain.standing import Behaviour, Exposure
from services.credit.projections import accounts, orders, profiles
from services.credit.published import CODEC
from services.credit.reactions import Reactions
from services.credit.rules import CONSUMER, RULES
from services.credit.subscribed import DUNNING, DUNNING_TOPIC, LEDGER_TOPIC, ObligationCreated, WithdrawalRequested
from services.credit.subscriptions import subscriptions
from services.ledger.domain.books import Books
from services.ledger.domain.calendar_day import OpenDay
from services.ledger.domain.customer import RegisterCustomer
from services.ledger.domain.entity import ConfigureEntity
from services.ledger.domain.invoice import IssueInvoice
from services.ledger.domain.ledger import LedgerCommand, decide, evolve
from services.ledger.domain.payment import ReceivePayment
from services.ledger.published import CODEC as LEDGER
from shared import checkpoint
from shared.bus.port import Batch
from shared.clock import SimulatedClock
from shared.cloudevents import Message, to_message
from shared.committer import Committer
from shared.consumer import Reader
from shared.database import in_transaction, make_engine
from shared.event_store import Accepted, Envelope, Execution, decode_envelope, prepare_store
from shared.events import Codec, Context
from shared.partitioning import partition_of

ENTITY = "CN01"
PARTITIONS = 3
MONDAY = date(2026, 3, 2)
BEFORE = MONDAY - timedelta(days=1)
MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)

_STORED = text("SELECT envelope FROM events ORDER BY partition, position")


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
        self.log[partition].append(to_message(self.topic, 1, partition, position, msgspec.json.encode(envelope)))


def home(customer: str) -> int:
    return partition_of(f"{ENTITY}/{customer}", PARTITIONS)


@dataclass(slots=True)
class World:
    """Credit, and everybody it hears."""

    engine: AsyncEngine
    committer: Committer
    clock: SimulatedClock
    books: Books
    ledger: Speaker
    dunning: Speaker
    readers: Mapping[str, Reader]
    today: date = BEFORE

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncGenerator[Self]:
        engine = make_engine(url, pool_size=8)
        await prepare_store(engine, PARTITIONS)
        clock = SimulatedClock(MORNING)
        async with Committer(engine, clock, partitions=PARTITIONS) as committer:
            yield cls(
                engine=engine,
                committer=committer,
                clock=clock,
                books=Books(partition_of=lambda key: partition_of(key, PARTITIONS), partition_count=PARTITIONS),
                ledger=Speaker(LEDGER_TOPIC, LEDGER),
                dunning=Speaker(DUNNING_TOPIC, DUNNING),
                readers={each.topic: Reader(CONSUMER, each) for each in subscriptions(Reactions(clock))},
            )
        await engine.dispose()

    # ------------------------------------------------------------ what others say

    def carry_out(self, *commands: LedgerCommand) -> None:
        """The ledger decides, records and publishes."""
        for command in commands:
            for stream, event in decide(command, self.books):
                evolve(self.books, stream, event)
                customer: str | None = getattr(event, "customer", None)
                partition = int(stream.rpartition("/")[2]) if customer is None else home(customer)
                self.ledger.say(partition, stream, event, self.clock.now())

    def configured(self, *currencies: str) -> None:
        self.carry_out(
            ConfigureEntity(
                entity=ENTITY,
                name="Kunlun Trading",
                time_zone="Asia/Shanghai",
                functional_currency="CNY",
                currencies=("CNY", *currencies),
                calendar="CN",
                first_business_day=MONDAY,
                dunning_from=MONDAY,
            )
        )

    def founded(self, *customers: str) -> None:
        """An entity with customers."""
        self.configured("USD")
        self.registered(*customers)

    def registered(self, *customers: str, size: str = "small") -> None:
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
                    size=size,
                )
            )

    def invoiced(
        self, number: str, *, due: date, customer: str = "C1", amount_minor: int = 10_000, order: str | None = None
    ) -> None:
        self.carry_out(
            IssueInvoice(
                entity=ENTITY,
                customer=customer,
                source="erp",
                number=number,
                currency="CNY",
                amount_minor=amount_minor,
                document_date=min(due, self.today),
                due_on=due,
                order=order,
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

    def opens(self, until: date) -> None:
        """The ledger opens every day up to one."""
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
                        latest=self.today,
                    )
                )

    def asks_to_stop(self, customer: str = "C1", *, action: str = "credit-stop") -> str:
        """Dunning owes a customer a credit stop, knowing all that the ledger has said."""
        obligation = f"{ENTITY}/obligation/{customer}/{self.today}/{action}"
        partition = home(customer)
        known = {LEDGER_TOPIC: f"1.{partition}.{len(self.ledger.log[partition])}"}
        event = ObligationCreated(
            obligation=obligation, entity=ENTITY, customer=customer, date=self.today, action=action, known=known
        )
        self.dunning.say(partition, obligation, event, self.clock.now())
        return obligation

    def withdraws(self, obligation: str, customer: str = "C1", reason: str = "disputed") -> None:
        event = WithdrawalRequested(obligation=obligation, entity=ENTITY, customer=customer, reason=reason)
        self.dunning.say(home(customer), obligation, event, self.clock.now())

    # ------------------------------------------------------------ what credit makes of it

    async def hear(self, *, batch: int = 1000, speakers: Sequence[Speaker] = ()) -> None:
        """Credit reads everything that was said, a batch at a time, as it comes over the bus."""
        for speaker in speakers or (self.ledger, self.dunning):
            while await self.hear_batch(speaker, range(PARTITIONS), batch):
                pass

    async def hear_batch(self, speaker: Speaker, partitions: Sequence[int], batch: int) -> bool:
        """One transaction of the consumer; whether there was anything to read."""

        async def work(connection: AsyncConnection) -> bool:
            fetched: dict[int, Batch] = {}
            for partition in partitions:
                log = speaker.log[partition]
                first = (await checkpoint.begin(connection, CONSUMER, speaker.topic, partition)).next_offset
                new = enumerate(log[first : first + batch], start=first)
                if messages := [Heard(offset, message.headers, message.value) for offset, message in new]:
                    fetched[partition] = Batch(messages, len(log))
            if not fetched:
                return False
            applied = await self.readers[speaker.topic].consume(connection, fetched)
            assert all(each.gap is None for each in applied.values())
            return True

        return await in_transaction(self.engine, work)

    async def do(self, command: Command) -> Accepted:
        """Somebody asks for something over HTTP."""
        context = Context(principal="somebody", correlation_id="c", now=self.clock.now())
        outcome = await self.committer.submit(Execution(RULES, command, context))
        assert isinstance(outcome, Accepted)
        return outcome

    async def order(self, number: str, amount_minor: int, customer: str = "C1", currency: str = "CNY") -> OrderChecked:
        command = CheckOrder(
            entity=ENTITY,
            customer=customer,
            order=number,
            currency=currency,
            amount_minor=amount_minor,
            today=self.clock.now().date(),
        )
        accepted = await self.do(command)
        return accepted.records[0].event if accepted.records else accepted.recalled.checked  # type: ignore[attr-defined]

    # ------------------------------------------------------------ what came of it

    async def said(self, *kinds: type[Any]) -> list[Any]:
        """All that credit has recorded, of these kinds, partition by partition in order."""
        async with self.engine.connect() as connection:
            stored = [decode_envelope(row.envelope) for row in await connection.execute(_STORED)]
        events = [CODEC.decode(envelope.type, envelope.data) for envelope in stored]
        return [event for event in events if isinstance(event, kinds)]

    async def profile(self, customer: str = "C1") -> Profile:
        async with self.engine.connect() as connection:
            return (await profiles.read(connection, [(ENTITY, customer)]))[ENTITY, customer]

    async def accounts(
        self, *customers: str
    ) -> tuple[dict[Party, dict[str, Exposure]], dict[Party, dict[str, Behaviour]]]:
        async with self.engine.connect() as connection:
            return await accounts.read(connection, [(ENTITY, customer) for customer in customers])

    async def reserved(self, customer: str = "C1", currency: str = "CNY") -> int:
        async with self.engine.connect() as connection:
            return (await orders.reserved(connection, [(ENTITY, customer)])).get((ENTITY, customer, currency), 0)
