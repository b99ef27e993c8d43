"""How fast the ledger takes documents over HTTP: in bulk, and one by one from 32 clients.

Processes: the ledger's API (`python -m services.ledger api`), PostgreSQL with every safeguard on, and this one, which
sends. Floors of the bulk: the very rows it wrote, inserted into an empty copy of the schema in the same batches by
plain asyncpg, by one `INSERT … SELECT unnest` per table, and by COPY. Floors of single posts: the same route of the
same application whose append is replaced by one two-row insert and commit of its own on 32 connections, by the
service's database layer and by the bare driver; and the bare driver alone.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx2
import uvloop

from benchmarks.raw_append import on_asyncpg
from benchmarks.results import Result, by_turns, keep
from deploy.local.postgres import EmbeddedPostgres
from services.ledger.app import MIGRATIONS
from services.ledger.routes.documents import CHUNK
from shared.auth import create_key
from shared.migrations import migrate
from shared.web import listen

COMMAND = "python -m benchmarks.documents"
CUSTOMERS = 500
BULK = 10_000
CLIENTS = 32
SINGLES = 1_600
#: The tables a document writes, with their columns in order; identity of rows is what is compared, not their number.
TABLES = ("events", "items", "journal", "funds", "allocations", "idempotency")


@dataclass(slots=True)
class Api:
    """A process of the ledger's API (or of the floor that stands in its place)."""

    address: str
    key: str
    database_url: str
    process: asyncio.subprocess.Process
    sent: int = 0
    latencies: list[float] = field(default_factory=list[float])

    @property
    def peak_rss_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=self.address, headers={"authorization": f"Bearer {self.key}"}, timeout=120, trust_env=False
        )


@asynccontextmanager
async def api(
    server: EmbeddedPostgres, home: Path, name: str, module: str, *, introduced: bool = False
) -> AsyncGenerator[Api]:
    """Start it on a fresh database with one entity and its customers, or on one where they are `introduced`."""
    url = server.url(name)
    await migrate(MIGRATIONS, url)
    keys = home / f"{name}.jsonl"
    key = create_key(keys, role="admin")
    port = free_port()
    settings = {
        "DATABASE_URL": url,
        "BUS": server.url("bus"),
        "KEYS_FILE": str(keys),
        "PORT": str(port),
        "POOL_SIZE": "40",
    }
    environment = {f"HUIKUAN_LEDGER_{setting}": value for setting, value in settings.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *module.split(),
        env={**os.environ, **environment, "HUIKUAN_LEDGER_LOG_LEVEL": "warning"},  # noqa: TID251 - handed on whole
        stderr=asyncio.subprocess.DEVNULL,
    )
    api_ = Api(f"http://127.0.0.1:{port}", key, url, process)
    try:
        async with api_.client() as client:
            while not await is_ready(client):  # noqa: ASYNC110 - another process tells nobody
                await asyncio.sleep(0.1)
            if not introduced:
                await introduce(client)
        yield api_
    finally:
        process.terminate()
        await process.wait()


async def is_ready(client: httpx2.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).is_success
    except httpx2.TransportError:
        return False


async def introduce(client: httpx2.AsyncClient) -> None:
    entity = {
        "name": "Benchmark", "time_zone": "Asia/Shanghai", "functional_currency": "CNY", "currencies": ["CNY"],
        "calendar": "CN", "language": "zh", "first_business_day": "2026-01-01", "dunning_from": "2026-01-01",
    }  # fmt: skip
    (await client.put("/v1/entities/B1", json=entity)).raise_for_status()
    customer = {"name": "C", "country": "CN", "language": "zh", "currency": "CNY", "terms_days": 30}
    lines = [{"type": "customer", "entity": "B1", "customer": f"{n:05d}"} | customer for n in range(CUSTOMERS)]
    await post_bulk(client, ndjson(lines), len(lines))


def invoice(number: int) -> dict[str, Any]:
    return {
        "entity": "B1", "customer": f"{number % CUSTOMERS:05d}", "source": "erp", "number": f"I{number}",
        "currency": "CNY", "amount": "1130.00", "document_date": "2025-12-01", "due_date": "2026-03-01",
        "lines": [{"net": "1000.00", "tax": "130.00", "tax_code": "VAT13"}],
    }  # fmt: skip


def ndjson(lines: Sequence[dict[str, Any]]) -> bytes:
    return "\n".join(map(json.dumps, lines)).encode()


async def post_bulk(client: httpx2.AsyncClient, content: bytes, count: int) -> None:
    answer = await client.post("/v1/documents", content=content, headers={"content-type": "application/x-ndjson"})
    answer.raise_for_status()
    accepted = sum(json.loads(line)["status"] == "accepted" for line in answer.text.splitlines())
    if accepted != count:
        message = f"{accepted} of {count} documents were accepted: {answer.text[:300]}"
        raise AssertionError(message)


async def bulk(on: Api) -> float:
    """Documents per second of one request of 10,000 invoices."""
    content = ndjson([{"type": "invoice"} | invoice(on.sent + n) for n in range(BULK)])
    on.sent += BULK
    async with on.client() as client:
        began = perf_counter()
        await post_bulk(client, content, BULK)
        return BULK / (perf_counter() - began)


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything a bulk has written, by table."""

    columns: dict[str, list[str]]
    types: dict[str, list[str]]
    rows: dict[str, list[tuple[Any, ...]]]


async def written(url: str) -> Rows:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    columns: dict[str, list[str]] = {}
    types: dict[str, list[str]] = {}
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for table in TABLES:
        shape = await connection.fetch(
            "SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute "
            "WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            table,
        )
        columns[table] = [column["attname"] for column in shape]
        types[table] = [column["type"] for column in shape]
        found = await connection.fetch(f"SELECT {', '.join(columns[table])} FROM {table}")  # noqa: S608 - ours
        rows[table] = [tuple(row) for row in found]
    await connection.close()
    return Rows(columns, types, {table: found for table, found in rows.items() if found})


async def insert_raw(server: EmbeddedPostgres, name: str, written_: Rows, documents: int, *, copy: bool) -> float:
    """Documents per second when nothing but their rows is inserted, in batches of the route's size."""
    url = server.url(name)
    await migrate(MIGRATIONS, url)
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    batches = documents // CHUNK
    began = perf_counter()
    for batch in range(batches):
        async with connection.transaction():
            for table, rows in written_.rows.items():
                part = rows[batch * len(rows) // batches : (batch + 1) * len(rows) // batches]
                if copy:
                    await connection.copy_records_to_table(table, records=part, columns=written_.columns[table])
                else:
                    arrays = ", ".join(f"${n}::{type_}[]" for n, type_ in enumerate(written_.types[table], 1))
                    names = ", ".join(written_.columns[table])
                    statement = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608 - ours
                    await connection.execute(statement, *map(list, zip(*part, strict=True)))
    took = perf_counter() - began
    await connection.close()
    return documents / took


async def measure_bulk(server: EmbeddedPostgres, home: Path) -> list[Result]:
    results: list[Result] = []
    async with api(server, home, "bulk", "services.ledger api") as on:
        await bulk(on)  # the first one warms the process and the plans
        rows = await written(on.database_url)
        for floor_name, copy in (("asyncpg, INSERT … SELECT unnest", False), ("asyncpg, COPY", True)):

            async def ours(_: int) -> float:
                return await bulk(on)

            async def floor(number: int, copy: bool = copy) -> float:
                return await insert_raw(server, f"raw_{copy}_{number}".lower(), rows, BULK, copy=copy)

            value, floor_value, ratio = await by_turns(ours, floor)
            results.append(
                Result(
                    name=f"bulk documents over HTTP, against {floor_name}", unit="documents/s", value=round(value),
                    floor_name=f"the same rows, {floor_name}", floor=round(floor_value), ratio=round(ratio, 2),
                    peak_rss_mb=round(on.peak_rss_mb), command=COMMAND,
                )
            )  # fmt: skip
    return results


async def singles(on: Api) -> float:
    """Documents per second of single posts by 32 clients, each waiting for its answer."""
    numbers = iter(range(on.sent, on.sent + SINGLES))
    on.sent += SINGLES

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(on.address).port)
        for number in numbers:
            request = post(on, json.dumps(invoice(number)).encode(), f"k{number}")
            began = perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(_LENGTH.findall(head)[0]))
            on.latencies.append((perf_counter() - began) * 1000)
            if not head.startswith(b"HTTP/1.1 201 "):
                raise AssertionError(head)
        writer.close()

    began = perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(CLIENTS):
            group.create_task(one())
    return SINGLES / (perf_counter() - began)


_LENGTH = re.compile(rb"content-length: ([0-9]+)")


def post(on: Api, body: bytes, key: str) -> bytes:
    """A request by hand: a client library would take as long as the route it measures, on a core that both share."""
    head = (
        f"POST /v1/invoices HTTP/1.1\r\nhost: ledger\r\nauthorization: Bearer {on.key}\r\nidempotency-key: {key}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def raw_commits(url: str) -> float:
    """Commits per second of the floor's two rows on 32 connections of the bare driver, without any HTTP."""
    async with on_asyncpg(url) as append:
        numbers = iter(range(SINGLES))

        async def one() -> None:
            for number in numbers:
                await append(number, f"raw/{number}")

        began = perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(CLIENTS):
                group.create_task(one())
        return SINGLES / (perf_counter() - began)


async def measure_singles(server: EmbeddedPostgres, home: Path) -> list[Result]:
    """Against three floors; each round has its floor measured beside it."""
    results: list[Result] = []
    async with (
        api(server, home, "singles", "services.ledger api") as on,
        api(server, home, "raw_engine", "benchmarks.raw_append engine") as raw_engine,
        api(server, home, "raw_asyncpg", "benchmarks.raw_append asyncpg") as raw_asyncpg,
    ):
        for each in (on, raw_engine, raw_asyncpg):
            await singles(each)

        async def bare(number: int) -> float:
            url = server.url(f"raw_commits_{number}")
            await migrate(MIGRATIONS, url)
            return await raw_commits(url)

        floors: dict[str, Callable[[int], Awaitable[float]]] = {
            "the same route, its append one raw two-row insert and commit": lambda _: singles(raw_engine),
            "the same route, its append the same insert and commit by bare asyncpg": lambda _: singles(raw_asyncpg),
            "the same insert and commit by bare asyncpg on 32 connections, no route": bare,
        }
        for floor_name, measure_floor in floors.items():
            on.latencies.clear()
            value, floor, ratio = await by_turns(lambda _: singles(on), measure_floor)
            cuts = quantiles(on.latencies, n=100)
            results.append(
                Result(
                    name=f"single posts from 32 clients, against {floor_name}", unit="documents/s", value=round(value),
                    floor_name=floor_name, floor=round(floor), ratio=round(ratio, 2), p50=round(cuts[49], 1),
                    p99=round(cuts[98], 1), peak_rss_mb=round(on.peak_rss_mb), command=COMMAND,
                )
            )  # fmt: skip
    return results


def free_port() -> int:
    with listen("127.0.0.1", 0) as probe:
        port: int = probe.getsockname()[1]
        return port


async def measure() -> list[Result]:
    """Everything this file measures."""
    with tempfile.TemporaryDirectory(prefix="huikuan-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = EmbeddedPostgres.start(home)
        try:
            return [*await measure_bulk(server, home), *await measure_singles(server, home)]
        finally:
            server.stop()


if __name__ == "__main__":
    measured = uvloop.run(measure())
    keep(measured)
    for line in measured:
        print(line)
