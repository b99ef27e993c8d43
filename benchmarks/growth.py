"""Whether a document costs more the more is stored: the ledger's API on 100,000 events and on 2,000,000, by turns.

Processes: two of the ledger's API (`python -m services.ledger api`), PostgreSQL with every safeguard on, and this one,
which sends. Both stores grow from the same documents, posted over HTTP: what 500 customers were invoiced and paid. The
rest are copies of these rows under other numbers and names, made by PostgreSQL: in the large store there are five times
as many customers, each with a history four times as long, of which nearly everything is settled. So the chain of hashes
does not hold there; nothing that is measured reads it. Flat within 20 % is asked: a ratio of 0.8 at least.
"""

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg
import uvloop

from benchmarks.documents import CUSTOMERS, Api, api, ndjson, post_bulk, singles
from benchmarks.results import Result, by_turns, keep
from deploy.local.postgres import EmbeddedPostgres
from shared.partitioning import partition_of
from shared.settings import PARTITIONS

COMMAND = "python -m benchmarks.growth"
SMALL, LARGE = 100_000, 2_000_000
#: The pattern: so many invoices of every customer, of which the last few are open.
INVOICES, OPEN = 16, 1
#: How many customers there are for each of the pattern's.
GROUPS: Mapping[int, int] = {SMALL: 2, LARGE: 10}
BULK = 4_000
DAY = {"document_date": "2026-02-01", "source": "erp", "currency": "CNY", "entity": "B1"}
#: Stands in every number of the pattern; copies have their own number there.
ORIGINAL = "000-"


def history() -> list[dict[str, Any]]:
    """What the customers were invoiced, and what they paid."""
    documents: list[dict[str, Any]] = []
    for number in range(INVOICES * CUSTOMERS):
        whose = {"customer": f"{number % CUSTOMERS:05d}"} | DAY
        documents.append({"type": "invoice", "number": f"{ORIGINAL}{number}", "amount": "1130.00"} | whose)
        if number < (INVOICES - OPEN) * CUSTOMERS:
            paid = {"type": "payment", "number": f"{ORIGINAL}{number}", "amount": "1130.00"}
            documents.append(paid | {"reference": f"{ORIGINAL}{number}"} | whose)
    return documents


def names(groups: int) -> list[tuple[str, int, str]]:
    """For each customer of the pattern the names of its likes, which lie in the same partition."""
    found: list[tuple[str, int, str]] = []
    for number in range(CUSTOMERS):
        original = f"{number:05d}"
        home = partition_of(f"B1/{original}", PARTITIONS)
        found.append((original, 0, original))
        for group in range(1, groups):
            candidates = (f"{original}-{group}-{salt}" for salt in range(10_000))
            likes = next(name for name in candidates if partition_of(f"B1/{name}", PARTITIONS) == home)
            found.append((original, group, likes))
    return found


# What each table says of a copy: `c.k` is its number, `n.name` whose it is, `h.position` the pattern's length.
_COPIED: Mapping[str, Mapping[str, str]] = {
    "events": {
        "position": "t.position + c.k * h.position",
        "stream": "replace(t.stream, '000-', c.k || '-')",
        "envelope": """convert_to(replace(replace(convert_from(t.envelope, 'UTF8'), '000-', c.k || '-'),
                       '"customer":"' || t.customer || '"', '"customer":"' || n.name || '"'), 'UTF8')""",
        "hash": "sha256(t.hash || CAST(CAST(c.k AS text) AS bytea))",
    },
    "items": {
        "invoice": "replace(t.invoice, '000-', c.k || '-')",
        "number": "replace(t.number, '000-', c.k || '-')",
        "customer": "n.name",
        # Only what came last is open.
        "open_minor": "CASE WHEN c.k > (SELECT max(k) FROM copies) - :groups THEN t.open_minor ELSE 0 END",
    },
    "journal": {
        "position": "t.position + c.k * h.position",
        "document": "replace(t.document, '000-', c.k || '-')",
        "customer": "n.name",
    },
    "funds": {"document": "replace(t.document, '000-', c.k || '-')", "customer": "n.name"},
    "allocations": {
        "position": "t.position + c.k * h.position",
        "document": "replace(t.document, '000-', c.k || '-')",
        "invoice": "replace(t.invoice, '000-', c.k || '-')",
    },
}


async def fill(url: str, events: int, groups: int) -> int:
    """Copy what is stored until there are so many events; answers how many there are."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""), server_settings={"jit": "off"})
    try:
        stored: int = await connection.fetchval("SELECT count(*) FROM events WHERE stream LIKE '%000-%'")
        copies = -(-events // stored) - 1
        await connection.execute("CREATE TEMP TABLE names (customer text, of_group int, name text)")
        await connection.copy_records_to_table("names", records=names(groups))
        await connection.execute(
            f"CREATE TEMP TABLE copies AS SELECT k, k % {groups} AS of_group FROM generate_series(1, {copies}) AS k"  # noqa: S608
        )
        await connection.execute("CREATE TEMP TABLE heads AS SELECT partition, position FROM head")
        await connection.execute(
            "INSERT INTO customers (entity, customer, name, country, language, currency, terms_days, size, industry, "
            "region, salesperson) SELECT entity, n.name, t.name, country, language, currency, terms_days, size, "
            "industry, region, salesperson FROM customers t JOIN names n ON n.customer = t.customer AND n.of_group > 0"
        )
        for table, changed in _COPIED.items():
            await _copy(connection, table, changed, groups)
        await connection.execute(f"UPDATE head SET position = position * {copies + 1}")  # noqa: S608 - a number
        await connection.execute("VACUUM (ANALYZE)")
        await connection.execute("CHECKPOINT")
        found: int = await connection.fetchval("SELECT count(*) FROM events")
        return found
    finally:
        await connection.close()


async def _copy(
    connection: "asyncpg.Connection[asyncpg.Record]", table: str, changed: Mapping[str, str], groups: int
) -> None:
    """The rows of the pattern once more for each copy; indexes are made when all are there, which is much faster."""
    owned = "convert_from(envelope, 'UTF8')::json -> 'data' ->> 'customer' AS customer, " if table == "events" else ""
    # Master data is not copied: its streams stay as long as they are.
    only = {"events": "WHERE stream LIKE '%000-%'", "allocations": "", "journal": "", "items": "", "funds": ""}[table]
    await connection.execute(f"CREATE TEMP TABLE pattern AS SELECT {owned}* FROM {table} {only}")  # noqa: S608 - ours
    columns = [
        row["attname"]
        for row in await connection.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped", table
        )
    ]
    indexes = await connection.fetch(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = $1 AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint WHERE conrelid = $1::regclass)",
        table,
    )
    constraints = await connection.fetch(
        "SELECT conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint "
        "WHERE conrelid = $1::regclass AND contype IN ('p', 'u')",
        table,
    )
    for row in await connection.fetch(
        "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename = $1 AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint WHERE conrelid = $1::regclass)",
        table,
    ):
        await connection.execute(f"DROP INDEX {row['indexname']}")
    for row in constraints:
        await connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {row['conname']}")
    said = ", ".join(changed.get(column, f"t.{column}").replace(":groups", str(groups)) for column in columns)
    owner = "JOIN names n ON n.customer = t.customer AND n.of_group = c.of_group" if "n.name" in said else ""
    log = "JOIN heads h ON h.partition = t.partition" if "h.position" in said else ""
    await connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {said} FROM copies c CROSS JOIN pattern t {owner} {log}"  # noqa: S608
    )
    for row in constraints:
        await connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {row['conname']} {row['definition']}")
    for row in indexes:
        await connection.execute(row["indexdef"])
    await connection.execute("DROP TABLE pattern")


async def bulk(on: Api, customers: list[str]) -> float:
    """Milliseconds per document of one request: invoices, and payments of what is open, each customer in turn."""
    documents: list[dict[str, Any]] = []
    for number in range(on.sent, on.sent + BULK // 2):
        whose = {"customer": customers[number % len(customers)]} | DAY
        documents.append({"type": "invoice", "number": f"G{number}", "amount": "1130.00"} | whose)
        documents.append({"type": "payment", "number": f"G{number}", "amount": "1130.00"} | whose)
    on.sent += BULK // 2
    content = ndjson(documents)
    async with on.client() as client:
        began = perf_counter()
        await post_bulk(client, content, BULK)
        return (perf_counter() - began) / BULK * 1000


async def measure() -> list[Result]:
    """Bulk and single posts on both stores."""
    home = Path(tempfile.mkdtemp(prefix="huikuan-bench-"))
    home.chmod(0o755)
    server = EmbeddedPostgres.start(home)
    try:
        async with api(server, home, "pattern", "services.ledger api") as on, on.client() as client:
            documents = history()
            for start in range(0, len(documents), 8_000):
                await post_bulk(client, ndjson(documents[start : start + 8_000]), len(documents[start : start + 8_000]))
        held: dict[int, int] = {}
        for size in (SMALL, LARGE):
            await _clone(server, "pattern", f"store_{size}")
            held[size] = await fill(server.url(f"store_{size}"), size, GROUPS[size])
        async with (
            api(server, home, f"store_{SMALL}", "services.ledger api", introduced=True) as small,
            api(server, home, f"store_{LARGE}", "services.ledger api", introduced=True) as large,
        ):
            return await _compare(small, large, held)
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


async def _clone(server: EmbeddedPostgres, source: str, name: str) -> None:
    connection = await asyncpg.connect(server.address.replace("+asyncpg", ""))
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
    await connection.close()


async def _compare(small: Api, large: Api, held: Mapping[int, int]) -> list[Result]:
    customers = {
        small.address: [name for _, _, name in names(GROUPS[SMALL])],
        large.address: [name for _, _, name in names(GROUPS[LARGE])],
    }

    async def in_bulk(on: Api) -> float:
        return await bulk(on, customers[on.address])

    async def one_by_one(on: Api) -> float:
        return 1000 / await singles(on)

    results: list[Result] = []
    for name, cost in (("in bulk, half of them payments", in_bulk), ("single posts from 32 clients", one_by_one)):
        for on in (small, large):  # the first ones warm the processes and the plans
            await cost(on)
        # The other way round than a floor: what is asked is how much more the large store costs.
        value, floor, ratio = await by_turns(lambda _, cost=cost: cost(large), lambda _, cost=cost: cost(small))
        results.append(
            Result(
                name=f"cost of a document on {held[LARGE]:,} stored events, {name}",
                unit="ms",
                value=round(value, 3),
                floor_name=f"on {held[SMALL]:,} stored events",
                floor=round(floor, 3),
                ratio=round(ratio, 2),
                peak_rss_mb=round(large.peak_rss_mb),
                command=COMMAND,
            )
        )
    return results


if __name__ == "__main__":
    measured = uvloop.run(measure())
    keep(measured)
    for line in measured:
        sys.stdout.write(f"{line.name}: {line.value} {line.unit}, {line.ratio} × {line.floor_name}\n")
