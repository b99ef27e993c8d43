"""Whoever reads the topic from its beginning knows what the ledger knows, to the cent."""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ledger.domain.allocation import Wanted
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.terms import DueRule, Terms, TermsPart
from services.ledger.rules import RULES
from shared.bus.kafka import KafkaBus
from shared.clock import SimulatedClock
from shared.committer import execute_in_transaction
from shared.database import make_engine
from shared.event_store import Accepted, Execution, prepare_store
from shared.events import Context
from shared.money import decimal
from shared.relay import relay_once
from shared.settings import PARTITIONS
from shared.testing.postgres import NewDatabase
from tests.ledger.builders import (
    a_cancellation,
    a_credit_note,
    a_customer,
    a_due_event,
    a_payment,
    an_entity,
    an_invoice,
    an_unapplication,
    some_rates,
)

SCRIPT = Path(__file__).parents[3] / "docs" / "examples" / "outsider_aging.py"
LINES_MAX = 100
AS_OF = date(2026, 6, 30)
CLOCK = SimulatedClock(datetime(2026, 6, 30, 12, tzinfo=UTC))

RETENTION = Terms(
    instalments=(
        TermsPart(basis_points=9_000, due=DueRule(days=10, event="delivery")),
        TermsPart(basis_points=1_000, due=DueRule(event="warranty-end")),
    )
)
# Each customer owes something of every age, in several currencies, after all that can happen to a document.
HISTORY: tuple[LedgerCommand, ...] = (
    an_entity(),
    some_rates(an_entity()),
    *(a_customer(customer) for customer in ("C1", "C2", "C3", "C4")),
    an_invoice("1001", 120_000, due_on=date(2026, 3, 1)),
    an_invoice(
        "1002",
        90_000,
        instalments=((date(2026, 4, 15), 30_000), (date(2026, 5, 20), 30_000), (date(2026, 7, 1), 30_000)),
    ),
    an_invoice("1003", 7_777, due_on=date(2026, 6, 30)),
    an_invoice("2001", 250_000, customer="C2", currency="USD", due_on=date(2026, 6, 29)),
    an_invoice("2002", 98_765, customer="C2", currency="JPY", due_on=date(2026, 5, 31)),
    an_invoice("2003", 5_000, customer="C2", due_on=date(2026, 5, 30)),
    an_invoice("3001", 40_000, customer="C3", due_on=date(2026, 4, 30)),
    a_payment("P1", 130_000),
    a_payment("P2", 20_000, reference="1003"),
    a_payment("P3", 300_001, customer="C2", currency="USD"),
    a_payment("P4", 1, customer="C2", currency="JPY"),
    a_payment("P5", 40_000, customer="C3", allocations=(Wanted(invoice="3001", amount="400.00"),)),
    a_credit_note("G1", 5_500, against="1002"),
    a_credit_note("G2", 9_900, customer="C2", against="2003"),
    an_unapplication("P2"),
    a_cancellation("3001"),
    an_invoice("3002", 3_000, customer="C3", due_on=date(2026, 4, 1)),
    an_invoice("4001", 1_000, customer="C4", due_on=date(2026, 4, 1)),
    an_invoice("4002", 2_000, customer="C4", due_on=date(2026, 3, 31)),
    an_invoice("4003", 8_000, customer="C4", terms=RETENTION),
    an_invoice("4004", 500, customer="C4", terms=RETENTION),
    a_due_event("4003", event="delivery", happened_on=date(2026, 4, 20)),
    a_cancellation("4004"),
)


@pytest.fixture
async def ledger(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(await new_database("ledger"))
    await prepare_store(engine, PARTITIONS)
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO relayed SELECT partition, 0 FROM head"))
    context = Context(principal="test", correlation_id="test", now=CLOCK.now())
    for command in HISTORY:
        (outcome,) = await execute_in_transaction(engine, CLOCK, [Execution(RULES, command, context)])
        assert isinstance(outcome, Accepted), outcome
    yield engine
    await engine.dispose()


async def publish(ledger: AsyncEngine, server: str, topic: str) -> None:
    """Publish everything, and half of it once more, as a relay does that dies before it saves how far it came."""
    bus = KafkaBus(server, partitions=PARTITIONS)
    await bus.ensure_topic(topic)
    async with bus.publisher() as publisher:
        await relay_once(ledger, publisher, topic)
        async with ledger.begin() as connection:
            await connection.execute(text("UPDATE relayed SET position = position / 2"))
        await relay_once(ledger, publisher, topic)


async def own_aging(ledger: AsyncEngine) -> dict[tuple[str, ...], Counter[str]]:
    """What the ledger's own tables say: open instalments by age, money on account, open credits."""
    aging: dict[tuple[str, ...], Counter[str]] = {}
    async with ledger.connect() as connection:
        for row in await connection.execute(text("SELECT * FROM items WHERE open_minor > 0")):
            days = (AS_OF - row.due_on).days if row.due_on else 0
            bucket = ("not due", "1-30", "31-60", "61-90", "90+")[0 if days <= 0 else min(-(-days // 30), 4)]
            aging.setdefault((row.entity, row.customer, row.currency), Counter())[bucket] += row.open_minor
        for row in await connection.execute(text("SELECT * FROM funds WHERE unapplied_minor > 0")):
            column = "open credits" if "/credit-note/" in row.document else "on account"
            aging.setdefault((row.entity, row.customer, row.currency), Counter())[column] += row.unapplied_minor
    return aging


def told(aging: dict[tuple[str, ...], Counter[str]], columns: list[str]) -> list[list[str]]:
    """The same as text: amounts as decimals, in the columns asked for, and the total."""
    rows: list[list[str]] = []
    for (entity, customer, currency), amounts in sorted(aging.items()):
        total = amounts.total() - 2 * amounts["on account"] - 2 * amounts["open credits"]
        figures = [*(amounts[column] for column in columns), total]
        rows.append([entity, customer, currency, *(decimal(figure, currency) for figure in figures)])
    return rows


async def test_an_outsider_makes_the_aging_of_the_topic_alone(
    ledger: AsyncEngine, kafka: str, topic_prefix: str
) -> None:
    """The events say everything: less than a hundred lines, without any code of ours, give the ledger's own figures."""
    assert len(SCRIPT.read_text().splitlines()) < LINES_MAX
    topic = f"{topic_prefix}huikuan.ledger"
    await publish(ledger, kafka, topic)
    run = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, SCRIPT, kafka, AS_OF.isoformat(), topic],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    header, *rows = [line.split("\t") for line in run.stdout.splitlines()]
    expected = told(await own_aging(ledger), header[3:-1])
    assert rows == expected
    assert len({column for amounts in (await own_aging(ledger)).values() for column in amounts}) == len(header[3:-1])
