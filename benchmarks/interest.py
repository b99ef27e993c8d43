"""How fast the ledger accrues interest: every overdue instalment of a company, from the first claim on.

Processes: this one, which accrues as the ledger's API does, those it shares a large run out among, and PostgreSQL with
every safeguard on. Memory is this one's alone, with the rows of the floor. The instalments are put into their table
directly; half of them have been paid in part after their due date, and the rate changes meanwhile, so that a claim has
two to four lines. The floor is the very rows that were written, inserted into an empty copy of the schema in the same
batches by plain asyncpg, by one `INSERT … SELECT unnest` per table. 1,000,000 within 60 s are asked.
"""

import argparse
import resource
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import uvloop
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.results import Result, keep
from benchmarks.written_again import seconds
from deploy.local.postgres import EmbeddedPostgres
from services.ledger.accrual import INVOICES_AT_ONCE, accrue
from services.ledger.app import MIGRATIONS
from services.ledger.domain.customer import RegisterCustomer
from services.ledger.domain.entity import ConfigureEntity
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.rates import StateInterestRate
from services.ledger.rules import RULES
from shared.clock import SimulatedClock
from shared.collector import collect_rarely
from shared.committer import Committer
from shared.database import copy_rows, make_engine
from shared.event_store import Execution, Refused, prepare_store
from shared.events import Context
from shared.migrations import migrate
from shared.partitioning import partition_of
from shared.settings import PARTITIONS
from shared.telemetry import configure_logging

COMMAND = "python -m benchmarks.interest"
ITEMS = 1_000_000
ROUNDS = 5
CUSTOMERS = 5_000
DUE = date(2025, 11, 1)
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
#: What accruing writes.
WRITTEN = {"events": "type = 'interest-accrued.v1'", "claims": "true"}
CONTEXT = Context(principal="benchmark", correlation_id="benchmark", now=NOW)

_ITEM_COLUMNS = (
    "invoice", "instalment", "entity", "customer", "partition", "currency", "number", "reference", "document_date",
    "posted_on", "due_on", "amount_minor", "open_minor", "open_from", "kind",
)  # fmt: skip
_FUNDS_COLUMNS = (
    "document", "entity", "customer", "currency", "reference", "posted_on", "amount_minor", "unapplied_minor",
    "unapplied_from", "held", "value_on",
)  # fmt: skip
_ALLOCATION_COLUMNS = (
    "partition", "position", "line", "document", "invoice", "instalment", "counts_from", "amount_minor", "rule",
)  # fmt: skip


async def introduce(committer: Committer) -> None:
    """The company, its rates, and its customers."""
    entity = ConfigureEntity(
        entity="B1", name="Benchmark", time_zone="UTC", functional_currency="CNY", currencies=("CNY",), calendar="CN",
        first_business_day=date(2025, 1, 1), dunning_from=date(2025, 1, 1), rate_table="agreed",
    )  # fmt: skip
    rates = [
        StateInterestRate(entity="B1", rate_table="agreed", valid_from=day, percent=percent, source="benchmark")
        for day, percent in ((date(2025, 1, 1), "8.00"), (date(2026, 1, 1), "9.25"))
    ]
    customers = [
        RegisterCustomer(
            entity="B1", customer=f"{number:05}", name="C", country="CN", language="zh", currency="CNY", terms_days=30
        )
        for number in range(CUSTOMERS)
    ]
    commands: list[LedgerCommand] = [entity, *rates, *customers]
    for command in commands[:3]:
        await committer.submit(Execution(RULES, command, CONTEXT))
    for outcome in await committer.submit_batch([Execution(RULES, command, CONTEXT) for command in commands[3:]]):
        if isinstance(outcome, Refused):
            raise outcome.refusal


async def owe(engine: AsyncEngine, first: int, count: int) -> None:
    """So many instalments that were due in the two months after the first of November, half of them paid in part."""
    items: list[tuple[Any, ...]] = []
    funds: list[tuple[Any, ...]] = []
    allocations: list[tuple[Any, ...]] = []
    for number in range(first, first + count):
        customer = f"{number % CUSTOMERS:05}"
        partition = partition_of(f"B1/{customer}", PARTITIONS)
        invoice, payment = f"B1/invoice/erp/{number}", f"B1/payment/erp/{number}"
        due = DUE + timedelta(days=number % 60)
        amount = 10_000 + number % 90_000
        paid = amount // 3 if number % 2 else 0
        begun = due - timedelta(days=30)
        items.append(
            (invoice, 1, "B1", customer, partition, "CNY", str(number), None, begun, begun, due, amount, amount - paid,
             begun, "sale")
        )  # fmt: skip
        if paid:
            on = due + timedelta(days=20)
            funds.append((payment, "B1", customer, "CNY", None, on, paid, 0, on, False, on))
            allocations.append((partition, number + 1, 0, payment, invoice, 1, on, paid, "reference"))
    async with engine.begin() as connection:
        await connection.execute(text("SELECT 1"))  # COPY goes past SQLAlchemy, which begins with the first statement
        await copy_rows(connection, "items", _ITEM_COLUMNS, items)
        await copy_rows(connection, "funds", _FUNDS_COLUMNS, funds)
        await copy_rows(connection, "allocations", _ALLOCATION_COLUMNS, allocations)


async def ours(engine: AsyncEngine, committer: Committer, items: int) -> float:
    """Claims per second of one run over all that is overdue."""
    began = perf_counter()
    accrued = await accrue(engine, committer, CONTEXT, entity="B1", until=NOW.date(), customer=None)
    took = perf_counter() - began
    if accrued.raised != items:
        message = f"{accrued.raised} claims of {items} were raised."
        raise RuntimeError(message)
    return items / took


async def measure(items: int = ITEMS) -> list[Result]:
    """Alternating rounds on databases of their own: what one round writes would slow the next."""
    configure_logging(level="warning", form="json")
    collect_rarely()  # as the API does when it starts
    home = Path(tempfile.mkdtemp(prefix="huikuan-bench-"))
    home.chmod(0o711)  # a server that root starts runs as somebody else, who has to pass through
    postgres = EmbeddedPostgres.start(home / "postgres")
    pairs: list[tuple[float, float]] = []
    try:
        for number in range(ROUNDS if items < ITEMS else 1):
            url, copy = postgres.url(f"interest_{number}"), postgres.url(f"floor_{number}")
            await migrate(MIGRATIONS, url)
            await migrate(MIGRATIONS, copy)
            engine = make_engine(url, pool_size=10)
            await prepare_store(engine, PARTITIONS)
            async with Committer(engine, SimulatedClock(NOW), partitions=PARTITIONS) as committer:
                await introduce(committer)
                for start in range(0, items, 50_000):
                    await owe(engine, start, min(50_000, items - start))
                async with engine.connect() as connection:
                    await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("ANALYZE"))
                mine = await ours(engine, committer, items)
            await engine.dispose()
            pairs.append((mine, items / await seconds(url, copy, WRITTEN, batches=-(-items // INVOICES_AT_ONCE))))
    finally:
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)
    pairs.sort(key=lambda pair: pair[0] / pair[1])
    mine, beneath = pairs[len(pairs) // 2]
    return [
        Result(
            name=f"interest accrued, {items:,} overdue instalments",
            unit="claims/s",
            value=round(mine),
            command=COMMAND,
            floor_name="the same rows by INSERT … SELECT unnest",
            floor=round(beneath),
            ratio=round(mine / beneath, 2),
            peak_rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        )
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--items", type=int, default=ITEMS, help="fewer than a million are measured five times, but not kept"
    )
    asked: int = parser.parse_args().items
    measured = uvloop.run(measure(asked))
    if asked == ITEMS:
        keep(measured)
    for line in measured:
        sys.stdout.write(f"{line.name}: {line.value} {line.unit}, {line.ratio} × {line.floor_name}\n")
