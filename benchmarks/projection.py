"""How fast reporting hears through Kafka, rebuilds from zero, and answers questions about a million movements.

The history is made up: invoices with one instalment, two milestones each, and most of them paid by one payment. Hearing
is a process of its own (`python -m services.reporting consumer`), measured from its first commit to its last; what it
made is then held against the history to the cent. The rebuild runs in this process, from zero to the switch.
"""

import argparse
import asyncio
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter

import msgspec
import psutil
import uvloop
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.results import Result, keep
from deploy.local.postgres import EmbeddedPostgres
from services.reporting.app import MIGRATIONS
from services.reporting.domain.collection import months
from services.reporting.domain.cut import Cut, Scope
from services.reporting.domain.month import add_months, month_end
from services.reporting.projections import aging, collection, documents, generation, recovery
from services.reporting.projections.verification import aging_totals
from services.reporting.rebuild import rebuild
from services.reporting.settings import Settings
from services.reporting.subscribed import (
    CustomerRegistered,
    Event,
    Instalment,
    InvoiceDueApproaching,
    InvoiceFellDue,
    InvoiceIssued,
    Part,
    PaymentAllocated,
    PaymentReceived,
)
from shared.bus.kafka import KafkaBus
from shared.cloudevents import Message, to_message
from shared.database import make_engine
from shared.event_store import Envelope
from shared.migrations import migrate
from shared.telemetry import configure_logging
from shared.testing.kafka import BorrowedKafka, Kafka, KafkaBroker
from shared.testing.settings import TestingSettings

TOPICS = ("huikuan.ledger", "huikuan.credit", "huikuan.dunning", "huikuan.notify")
PARTITIONS = 12
CUSTOMERS = 5_000
DAYS = 700
BEGAN = date(2024, 1, 1)
REQUIRED_PER_SECOND = 20_000
COMMAND = "python -m benchmarks.projection"
EVENTS = 1_280_000


# ---------------------------------------------------------------- the history


@dataclass
class Told:
    """The messages of one partition, and what everybody owes in the end."""

    messages: list[Message] = field(default_factory=list[Message])

    def tell(self, partition: int, stream: str, event: Event, type_: str, at: datetime) -> None:
        position = len(self.messages) + 1
        envelope = Envelope(
            type=type_,
            stream=stream,
            version=1,
            recorded_at=at,
            correlation_id=f"{partition:04x}{position:012x}",
            principal="benchmark",
            causation=None,
            traceparent=None,
            data=msgspec.Raw(msgspec.json.encode(event)),
        )
        self.messages.append(to_message("huikuan.ledger", 1, partition, position, msgspec.json.encode(envelope)))


def history(events: int) -> tuple[list[Told], int]:
    """So many events of one entity, partition by partition, and the control balance they come to."""
    random = Random(1)  # noqa: S311 - the same history every time, not a secret
    told = [Told() for _ in range(PARTITIONS)]
    balance = count = 0
    for number in range(CUSTOMERS):
        customer = f"C-{number:05}"
        registered = CustomerRegistered(
            entity="CN01", customer=customer, name=f"Customer {number}", country="CN", language="zh", currency="CNY",
            terms_days=30, size="mid", industry="machinery", region="East", salesperson="s-07",
        )  # fmt: skip
        partition = number % PARTITIONS
        told[partition].tell(
            partition, f"CN01/customer/{customer}", registered, "customer-registered.v1", instant(BEGAN)
        )
        count += 1
    number = 0
    while count < events:
        number += 1
        place = random.randrange(CUSTOMERS)
        amount, is_paid = random.randrange(100, 10_000_000), random.random() < 0.95
        day = BEGAN + timedelta(days=DAYS * count // events)
        for stream, event, type_ in invoice(number, f"C-{place:05}", amount, day, is_paid, random.randrange(-10, 60)):
            told[place % PARTITIONS].tell(place % PARTITIONS, stream, event, type_, instant(day))
            count += 1
        balance += 0 if is_paid else amount
    return told, balance


def instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def invoice(
    number: int,
    customer: str,
    amount: int,
    day: date,
    is_paid: bool,
    days_late: int,
) -> Iterator[tuple[str, Event, str]]:
    """An invoice, its milestones, and the payment that settles it."""
    due = day + timedelta(days=30)
    stream, payment = f"CN01/invoice/erp/{number}", f"CN01/payment/bank/{number}"
    yield stream, InvoiceIssued(
        entity="CN01", customer=customer, invoice=stream, source="erp", number=str(number), currency="CNY",
        gross_minor=amount, document_date=day, posted_on=day,
        instalments=(Instalment(number=1, due_on=due, amount_minor=amount),),
    ), "invoice-issued.v1"  # fmt: skip
    yield stream, InvoiceDueApproaching(
        entity="CN01", customer=customer, invoice=stream, instalment=1, currency="CNY", due_on=due,
        date=due - timedelta(days=7), open_minor=amount, lead_days=7,
    ), "invoice-due-approaching.v1"  # fmt: skip
    yield stream, InvoiceFellDue(
        entity="CN01", customer=customer, invoice=stream, instalment=1, currency="CNY", due_on=due, date=due,
        open_minor=amount,
    ), "invoice-fell-due.v1"  # fmt: skip
    if is_paid:
        on = due + timedelta(days=days_late)
        yield payment, PaymentReceived(
            entity="CN01", customer=customer, payment=payment, source="bank", number=str(number), currency="CNY",
            amount_minor=amount, document_date=on, posted_on=on, value_date=on,
        ), "payment-received.v1"  # fmt: skip
        yield payment, PaymentAllocated(
            entity="CN01", customer=customer, payment=payment, currency="CNY", applied_on=on, rule="reference",
            parts=(Part(invoice=stream, instalment=1, due_on=due, amount_minor=amount),),
        ), "payment-allocated.v1"  # fmt: skip


# ---------------------------------------------------------------- the stage


@dataclass(frozen=True, slots=True)
class Stage:
    """A PostgreSQL with every safeguard on, a broker, and reporting's empty database."""

    settings: Settings
    engine: AsyncEngine


@asynccontextmanager
async def stage() -> AsyncGenerator[Stage]:
    home = Path(tempfile.mkdtemp(prefix="huikuan-bench-"))
    home.chmod(0o711)  # a server that root starts runs as somebody else, who has to pass through
    postgres = EmbeddedPostgres.start(home / "postgres")
    testing = TestingSettings()
    kafka = (
        BorrowedKafka(address=testing.kafka)
        if testing.kafka
        else KafkaBroker.start(Kafka.fetch(Path("tests/kafka"), testing.cache), home / "kafka")
    )
    settings = Settings(
        database_url=postgres.url("reporting"),
        bus=f"kafka://{kafka.address}",
        keys_file=home / "keys",
        log_level="warning",
    )
    await migrate(MIGRATIONS, settings.database_url)
    engine = make_engine(settings.database_url)
    try:
        await generation.current(engine)
        yield Stage(settings, engine)
    finally:
        await engine.dispose()
        kafka.stop()
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)


async def publish(stage: Stage, told: Sequence[Told]) -> None:
    async with KafkaBus(stage.settings.bus.removeprefix("kafka://"), partitions=PARTITIONS) as bus:
        for topic in TOPICS:
            await bus.ensure_topic(topic)
        async with bus.publisher() as publisher:
            for line in told:
                for start in range(0, len(line.messages), 2_000):
                    await publisher.publish("huikuan.ledger", line.messages[start : start + 2_000])


# ---------------------------------------------------------------- hearing and rebuilding

_HEARD = text("SELECT CAST(coalesce(sum(position), 0) AS bigint) FROM checkpoint WHERE consumer = :consumer")


@dataclass
class Course:
    """How far something had come at which moment; its rate leaves out the time before the first commit."""

    points: list[tuple[float, int]] = field(default_factory=list[tuple[float, int]])

    def note(self, done: int) -> None:
        if done and (not self.points or done > self.points[-1][1]):
            self.points.append((perf_counter(), done))

    @property
    def per_second(self) -> float:
        (began, first), (ended, last) = self.points[0], self.points[-1]
        return (last - first) / (ended - began)


async def hear(stage: Stage, events: int) -> tuple[Course, float]:
    """Let a consumer process hear everything; how it went, and the most memory it held, in MB."""
    settings = stage.settings
    values = {
        "DATABASE_URL": settings.database_url,
        "BUS": settings.bus,
        "KEYS_FILE": str(settings.keys_file),
        "LOG_LEVEL": "warning",
    }
    environment = {f"HUIKUAN_REPORTING_{name}": value for name, value in values.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.reporting", "consumer", env={**os.environ, **environment}  # noqa: TID251 - handed on whole
    )  # fmt: skip
    course, memory = Course(), 0
    try:
        async with stage.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            while not course.points or course.points[-1][1] < events:
                if process.returncode is not None:
                    message = f"The consumer ended with {process.returncode}."
                    raise RuntimeError(message)
                memory = max(memory, psutil.Process(process.pid).memory_info().rss)
                course.note(await connection.scalar(_HEARD, {"consumer": generation.consumer_of(1)}) or 0)
                await asyncio.sleep(0.05)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
    return course, memory / 2**20


async def rebuilt(stage: Stage) -> Course:
    course = Course()
    await rebuild(stage.settings, lambda done, _whole: course.note(done))
    return course


async def check(stage: Stage, events: int, balance: int) -> None:
    """Exactly once: every position read, and the sum of all balances is the history's, to the cent."""
    totals = await aging_totals(stage.engine)
    found = sum(totals.balances.values())
    read = sum(at.position for at in totals.positions)
    if (read, found) != (events, balance):
        message = f"Read {read} of {events} events; the balances sum to {found}, the history to {balance}."
        raise RuntimeError(message)


# ---------------------------------------------------------------- questions

Question = Callable[[generation.Snapshot], Awaitable[object]]
NOW = BEGAN + timedelta(days=DAYS)
ALL, ONE = Scope(entities=("CN01",)), Scope(entities=("CN01",), customer="C-00042")
LATER = Cut(as_of=NOW + timedelta(days=200))
ENDS = [month_end(add_months(NOW, back)) for back in range(-12, 1)]
QUESTIONS: dict[str, Question] = {
    "aging of everybody now": lambda s: aging.aging(s.connection, ALL, LATER),
    "aging of everybody a month ago": lambda s: aging.aging(
        s.connection, ALL, Cut(as_of=month_end(add_months(NOW, -1)))
    ),
    "aging of everybody a year ago, as known then": lambda s: aging.aging(
        s.connection, ALL, Cut(as_of=month_end(add_months(NOW, -12)), known_at=instant(add_months(NOW, -11)))
    ),
    "aging of one customer a year ago": lambda s: aging.aging(
        s.connection, ONE, Cut(as_of=month_end(add_months(NOW, -12)))
    ),
    "aging at the end of each of 12 months": lambda s: aging.trend(s.connection, ALL, Cut(as_of=NOW), ENDS),
    "first page of open items": lambda s: aging.open_items(s.connection, ALL, LATER, limit=200),
    "collection rate of 12 months": lambda s: collection.collection(
        s.connection, ALL, Cut(as_of=NOW), months(last=NOW, count=12)
    ),
    "recovery of 12 cohorts": lambda s: recovery.recovery(
        s.connection, ALL, Cut(as_of=NOW), first_due=add_months(NOW, -11), last_due=month_end(NOW)
    ),
    "documents of one customer": lambda s: documents.documents(s.connection, ONE, Cut(as_of=NOW), limit=200),
}


async def ask(stage: Stage, question: Question, rounds: int = 15) -> list[float]:
    """How long a question takes, in milliseconds, each time in a transaction of its own."""
    took: list[float] = []
    for _ in range(rounds):
        began = perf_counter()
        async with generation.reading(stage.engine) as snapshot:
            await question(snapshot)
        took.append((perf_counter() - began) * 1000)
    return took


# ---------------------------------------------------------------- results


def rate(name: str, course: Course, memory: float) -> Result:
    return Result(
        name=name,
        unit="events/s",
        value=round(course.per_second, 1),
        command=COMMAND,
        floor_name="required",
        floor=REQUIRED_PER_SECOND,
        ratio=round(course.per_second / REQUIRED_PER_SECOND, 3),
        peak_rss_mb=round(memory, 1),
    )


def answered(name: str, took: Sequence[float]) -> Result:
    p50, p99 = quantiles(took, n=100)[49], max(took)
    return Result(name=name, unit="ms", value=round(p50, 1), command=COMMAND, p50=round(p50, 1), p99=round(p99, 1))


async def measure(events: int = EVENTS) -> list[Result]:
    """Publish, hear, rebuild, ask."""
    configure_logging(level="warning", form="json")
    told, balance = history(events)
    events = sum(len(line.messages) for line in told)
    results: list[Result] = []
    async with stage() as on:
        await publish(on, told)
        del told
        course, memory = await hear(on, events)
        await check(on, events, balance)
        results.append(rate("consumer and projection through Kafka, exactly once", course, memory))
        course = await rebuilt(on)
        await check(on, events, balance)
        results.append(rate("rebuild from zero", course, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
        async with generation.reading(on.engine) as snapshot:
            count = await snapshot.connection.scalar(text("SELECT count(*) FROM movements")) or 0
        for name, question in QUESTIONS.items():
            results.append(answered(f"{name}, {round(count, -4):,} movements", await ask(on, question)))
    return results


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS, help="1,280,000 make about 1,000,000 movements")
    measured = uvloop.run(measure(parser.parse_args().events))
    keep(measured)
    for line in measured:
        sys.stdout.write(f"{line.name}: {line.value} {line.unit}\n")
