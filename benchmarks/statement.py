"""How long a statement of account takes of a customer with many open items, as the service answers it over HTTP.

Processes: the ledger's API (`python -m services.ledger api`), PostgreSQL with every safeguard on, and this one, which
asks. The history is sent as documents: invoices, and a payment of every third. Below 2,000 ms are required of 50,000
items, in each form. The floor is what has to be read for it: the customer's events, decoded and no more.
"""

import argparse
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import uvloop
from sqlalchemy import text

from benchmarks.documents import Api, api, ndjson, post_bulk
from benchmarks.results import Result, by_turns, keep
from deploy.local.postgres import EmbeddedPostgres
from services.ledger.published import CODEC
from shared.database import make_engine

COMMAND = "python -m benchmarks.statement"
ITEMS = 50_000
BULK = 10_000
WHOSE = {"entity": "B1", "customer": "00000", "currency": "CNY", "source": "statement"}
FORMS = ("open-items", "activity")
FORMATS = ("json", "html", "xlsx")


def history(items: int) -> list[dict[str, Any]]:
    """Invoices of one customer, and payments that name every third of them."""
    documents: list[dict[str, Any]] = []
    for number in range(items):
        day = {"document_date": f"2026-{1 + number % 6:02}-{1 + number % 28:02}"}
        amount = f"{100 + number % 900}.00"
        documents.append({"type": "invoice", "number": f"S{number}", "amount": amount} | WHOSE | day)
        if number % 3 == 0:
            allocations = [{"invoice": f"S{number}", "amount": "40.00"}]
            paid = {"type": "payment", "number": f"P{number}", "amount": "40.00", "allocations": allocations}
            documents.append(paid | WHOSE | day)
    return documents


async def answered(on: Api, form: str, as_format: str) -> float:
    """Milliseconds until the last byte of a statement."""
    path = f"/v1/customers/B1/00000/statement?form={form}&format={as_format}&as_of=2026-12-31&lang=zh"
    async with on.client() as http:
        began = perf_counter()
        (await http.get(path)).raise_for_status()
        return (perf_counter() - began) * 1000


async def decoded(on: Api) -> float:
    """Milliseconds to read and decode what a statement is made of, without making one."""
    engine = make_engine(on.database_url)
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        began = perf_counter()
        rows = await connection.execute(
            text("SELECT type, envelope FROM events WHERE stream LIKE 'B1/%/statement/%' ORDER BY partition, position")
        )
        for row in rows:
            CODEC.decode_stored(row.type, row.envelope)
        took = (perf_counter() - began) * 1000
    await engine.dispose()
    return took


async def measure(items: int = ITEMS) -> list[Result]:
    """Both forms in every format."""
    with tempfile.TemporaryDirectory(prefix="huikuan-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = EmbeddedPostgres.start(home)
        try:
            async with api(server, home, "statement", "services.ledger api") as on:
                documents = history(items)
                async with on.client() as http:
                    for start in range(0, len(documents), BULK):
                        lines = documents[start : start + BULK]
                        await post_bulk(http, ndjson(lines), len(lines))
                return [await _of(on, items, form, as_format) for form in FORMS for as_format in FORMATS]
        finally:
            server.stop()


async def _of(on: Api, items: int, form: str, as_format: str) -> Result:
    value, floor, ratio = await by_turns(lambda _: answered(on, form, as_format), lambda _: decoded(on))
    return Result(
        name=f"statement of {items:,} items: {form}, {as_format}",
        unit="ms",
        value=round(value),
        floor_name="reading and decoding the same events",
        floor=round(floor),
        ratio=round(ratio, 2),
        peak_rss_mb=round(on.peak_rss_mb),
        command=COMMAND,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=ITEMS, help="fewer are measured, but not kept")
    asked: int = parser.parse_args().items
    measured = uvloop.run(measure(asked))
    if asked == ITEMS:
        keep(measured)
    for line in measured:
        print(line)
