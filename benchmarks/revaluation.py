"""How fast the ledger revalues balances in another currency: a month's end with many open items, and their reversal.

Processes: this one, which revalues as the ledger's API does, and PostgreSQL with every safeguard on. The journal's
lines of the open items are put into their table directly, five items to a customer, in three currencies; the rate has
moved, so that every balance changes. The floor is the very rows that were written, inserted into an empty copy of the
schema in the same batches by plain asyncpg, by one `INSERT … SELECT unnest` per table. 100,000 items within 20 s are
asked.
"""

import argparse
import resource
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import uvloop
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.results import Result, keep
from benchmarks.written_again import seconds
from deploy.local.postgres import EmbeddedPostgres
from services.ledger.app import MIGRATIONS
from services.ledger.domain.entity import ConfigureEntity
from services.ledger.domain.exchange_rate import QuotedRate, StateExchangeRates
from services.ledger.revaluation import CUSTOMERS_AT_ONCE, revalue
from services.ledger.rules import RULES
from shared.clock import SimulatedClock
from shared.committer import Committer
from shared.database import copy_rows, make_engine
from shared.event_store import Execution, Refused, prepare_store
from shared.events import Context
from shared.migrations import migrate
from shared.partitioning import partition_of
from shared.settings import PARTITIONS
from shared.telemetry import configure_logging

COMMAND = "python -m benchmarks.revaluation"
ITEMS = 100_000
ROUNDS = 3
ITEMS_OF_CUSTOMER = 5
CURRENCIES = ("USD", "EUR", "JPY")
INVOICED, MONTH_END = date(2026, 3, 2), date(2026, 3, 31)
NOW = datetime(2026, 4, 2, 12, tzinfo=UTC)
CONTEXT = Context(principal="benchmark", correlation_id="benchmark", now=NOW)
#: What a revaluation writes: its events, and four lines of the journal for each.
WRITTEN = {"events": "type = 'balances-revalued.v1'", "journal": "document LIKE 'B1/revaluation/%'"}

_JOURNAL = (
    "partition", "position", "line", "entity", "customer", "currency", "account", "role", "posted_on", "amount_minor",
    "functional_minor", "document",
)  # fmt: skip


async def introduce(committer: Committer) -> None:
    """The company and its rates."""
    entity = ConfigureEntity(
        entity="B1", name="Benchmark", time_zone="UTC", functional_currency="CNY", currencies=("CNY", *CURRENCIES),
        calendar="CN", first_business_day=date(2025, 1, 1), dunning_from=date(2025, 1, 1), exchange_rates_hold_days=31,
    )  # fmt: skip
    quoted = [
        QuotedRate(currency=currency, valid_on=day, rate=rate, source="benchmark")
        for currency in CURRENCIES
        for day, rate in ((INVOICED, "7.1836"), (MONTH_END, "7.0921"))
    ]
    for command in (entity, StateExchangeRates(entity="B1", rates=tuple(quoted))):
        outcome = await committer.submit(Execution(RULES, command, CONTEXT))
        if isinstance(outcome, Refused):
            raise outcome.refusal


async def owe(engine: AsyncEngine, first: int, count: int) -> None:
    """The lines of so many open invoices: the receivable, and the revenue against it."""
    rows: list[tuple[Any, ...]] = []
    for number in range(first, first + count):
        customer = f"{number // ITEMS_OF_CUSTOMER:06}"
        currency = CURRENCIES[number // ITEMS_OF_CUSTOMER % len(CURRENCIES)]
        amount = 10_000 + number % 90_000
        place = (partition_of(f"B1/{customer}", PARTITIONS), 1_000_000 + number)
        for line, (role, sign) in enumerate((("receivable", 1), ("revenue", -1))):
            worth = sign * amount * 71_836 // 10_000
            rows.append(
                (*place, line, "B1", customer, currency, role, role, INVOICED, sign * amount, worth,
                 f"B1/invoice/erp/{number}")
            )  # fmt: skip
    async with engine.begin() as connection:
        await connection.execute(text("SELECT 1"))  # COPY goes past SQLAlchemy, which begins with the first statement
        await copy_rows(connection, "journal", _JOURNAL, rows)


async def ours(engine: AsyncEngine, committer: Committer, items: int) -> tuple[float, int]:
    """Seconds of one run over all customers, and how many events it wrote."""
    began = perf_counter()
    revalued = await revalue(engine, committer, CONTEXT, entity="B1", revalued_on=MONTH_END)
    took = perf_counter() - began
    customers = sum(found.customers for found in revalued.currencies.values())
    if customers != -(-items // ITEMS_OF_CUSTOMER):
        message = f"{customers} customers were revalued."
        raise RuntimeError(message)
    return took, customers


async def measure(items: int = ITEMS) -> list[Result]:
    """Rounds on databases of their own: what one round writes would slow the next."""
    configure_logging(level="warning", form="json")
    home = Path(tempfile.mkdtemp(prefix="huikuan-bench-"))
    home.chmod(0o711)  # a server that root starts runs as somebody else, who has to pass through
    postgres = EmbeddedPostgres.start(home / "postgres")
    pairs: list[tuple[float, float]] = []
    try:
        for number in range(ROUNDS):
            url, copy = postgres.url(f"revaluation_{number}"), postgres.url(f"floor_{number}")
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
                mine, customers = await ours(engine, committer, items)
            await engine.dispose()
            pairs.append((mine, await seconds(url, copy, WRITTEN, batches=-(-customers // CUSTOMERS_AT_ONCE))))
    finally:
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)
    pairs.sort(key=lambda pair: pair[1] / pair[0])
    mine, beneath = pairs[len(pairs) // 2]
    return [
        Result(
            name=f"month-end revaluation, {items:,} open items",
            unit="items/s",
            value=round(items / mine),
            command=COMMAND,
            floor_name="the same rows by INSERT … SELECT unnest",
            floor=round(items / beneath),
            ratio=round(beneath / mine, 2),
            peak_rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        )
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=ITEMS, help="fewer are measured, but not kept")
    asked: int = parser.parse_args().items
    measured = uvloop.run(measure(asked))
    if asked == ITEMS:
        keep(measured)
    for line in measured:
        sys.stdout.write(f"{line.name}: {line.value} {line.unit}, {line.ratio} × {line.floor_name}\n")
