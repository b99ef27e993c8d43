"""How long after its acceptance a document is in reporting's read models, at 500 documents a second.

Processes: all that `huikuan run --processes` starts (five services with every role, PostgreSQL with every safeguard
on), one Kafka broker, and this one, which sends and looks. Four invoices to one payment, which settles an invoice of
two seconds before by its reference, go out by a timetable, whether or not earlier ones were answered. The time begins
when the line that accepts a document has arrived, and ends when the checkpoint of its partition, which moves in the
transaction of the rows, is seen to have reached its position. It is looked at every 20 ms, which the figure includes.
A p99 below 500 ms is the goal. The deployment has four partitions, as befits the two cores that all its processes share
here: every consumer has a transaction per partition, and what that costs beside its events is the same for one event
and for a hundred. A broker of your own in HUIKUAN_KAFKA must not have heard of Huikuan yet.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from bisect import bisect_left
from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import asyncpg
import httpx2
import psutil
import uvloop

from benchmarks.documents import CUSTOMERS, invoice, ndjson, post_bulk
from benchmarks.results import Result, keep
from deploy.local.asking import Asking
from deploy.local.days import Days
from deploy.local.deployment import SERVICES
from deploy.local.home import Home
from services.reporting.projections.generation import consumer_of
from shared.clock import SystemClock
from shared.events import Position
from shared.positions import read_positions
from shared.testing.kafka import BorrowedKafka, Kafka, KafkaBroker
from shared.testing.settings import TestingSettings

COMMAND = "python -m benchmarks.visible"
SECONDS, RATE = 30, 500
PARTITIONS = 4
POSTS_PER_SECOND = 10
RATE_TOLERANCE = 0.02
GOAL_MS = 500
LOOK_SECONDS = 0.02
#: One in so many documents is a payment, and settles the document so many before it, which is always an invoice.
PAYMENT_EVERY, EARLIER = 5, 1001
#: A first start builds the console, too.
START_SECONDS_MAX, STOP_SECONDS_MAX, VISIBLE_SECONDS_MAX = 300, 60, 60


# ---------------------------------------------------------------- the deployment


@dataclass(frozen=True, slots=True)
class Deployment:
    """One that runs."""

    address: str
    key: str
    reporting_database: str

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=self.address, headers={"authorization": f"Bearer {self.key}"}, timeout=120, trust_env=False
        )

    def asking(self) -> Asking:
        return Asking(self.address, self.key)

    async def peak_rss_mb(self, role: str) -> float:
        async with self.asking() as asking:
            pids = {each["role"]: each["pid"] for each in await asking.get("/local/roles")}
        status = Path(f"/proc/{pids[role]}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@asynccontextmanager
async def deployment(partitions: int) -> AsyncGenerator[Deployment]:
    testing = TestingSettings()
    with tempfile.TemporaryDirectory(prefix="huikuan-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o711)  # a server that root starts runs as somebody else, who has to pass through
        kafka = (
            BorrowedKafka(address=testing.kafka)
            if testing.kafka
            else KafkaBroker.start(Kafka.fetch(Path("tests/kafka"), testing.cache), home / "kafka")
        )
        try:
            async with started(home, kafka.address, partitions) as address:
                running = Home(home).running()
                database = running.services["reporting"]["database_url"] if running else ""
                yield Deployment(address, Home(home).key("admin", "admin"), database.replace("+asyncpg", ""))
        finally:
            kafka.stop()


@asynccontextmanager
async def started(home: Path, kafka: str, partitions: int) -> AsyncGenerator[str]:
    """`huikuan run` in real time on a PostgreSQL of its own, until the end: its address."""
    settings = {"HOME": str(home), "PORT": "0", "NO_BROWSER": "1", "KAFKA": kafka, "PARTITIONS": str(partitions)}
    unset = {"DATABASE_URL": "", "SIMULATED_FROM": ""}
    with (home / "errors").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(Path(sys.executable).with_name("huikuan"), "run", "--processes", "--no-demo"),
            env={**os.environ, **{f"HUIKUAN_{name}": value for name, value in (settings | unset).items()}},  # noqa: TID251 - handed on whole
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    try:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        printed = await asyncio.wait_for(process.stdout.readline(), START_SECONDS_MAX)
        if not printed.startswith(b"ready "):
            message = f"huikuan run did not start: {(home / 'errors').read_text()[-2000:]}"
            raise AssertionError(message)
        yield printed.decode().split()[1]
    finally:
        await stop(process)


async def stop(process: asyncio.subprocess.Process) -> None:
    """Ask it to stop in order; if it does not, nothing that it started may outlive it."""
    if process.returncode is not None:
        return
    family = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS_MAX)
    except TimeoutError:
        process.kill()
        await process.wait()
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()


# ---------------------------------------------------------------- what is sent


@dataclass(frozen=True, slots=True)
class Accepted:
    """Where a document stands in the log, and when its sender knew."""

    position: Position
    at: float


def document(today: date, number: int) -> dict[str, Any]:
    """An invoice or, once there are earlier invoices, a payment."""
    if number >= EARLIER and number % PAYMENT_EVERY == 0:
        paid = invoice(number - EARLIER)
        return {name: paid[name] for name in ("entity", "customer", "currency", "amount")} | {
            "type": "payment", "source": "bank", "number": f"P{number}", "document_date": today.isoformat(),
            "reference": paid["number"],
        }  # fmt: skip
    dates = {"document_date": today.isoformat(), "due_date": (today + timedelta(days=30)).isoformat()}
    return {"type": "invoice"} | invoice(number) | dates


async def prepare(on: Deployment, today: date) -> None:
    """Introduce everybody, enter what the first payments settle, and wait until nothing moves any more."""
    entity = {
        "name": "Benchmark", "time_zone": "UTC", "functional_currency": "CNY", "currencies": ["CNY"], "calendar": "CN",
        "language": "zh", "first_business_day": today.isoformat(), "dunning_from": today.isoformat(),
    }  # fmt: skip
    customer = {"type": "customer", "entity": "B1", "name": "C", "country": "CN", "language": "zh", "currency": "CNY"}
    customers = [customer | {"customer": f"{number:05d}", "terms_days": 30} for number in range(CUSTOMERS)]
    async with on.client() as client, on.asking() as asking:
        (await client.put("/v1/entities/B1", json=entity)).raise_for_status()
        await post_bulk(client, ndjson(customers), CUSTOMERS)
        await Days(asking, SERVICES).until_done(opened={"B1": today})
        await post_bulk(client, ndjson([document(today, number) for number in range(EARLIER)]), EARLIER)
        await Days(asking, SERVICES).until_done()


async def post(client: httpx2.AsyncClient, content: bytes, at: float) -> list[Accepted]:
    await asyncio.sleep(at - perf_counter())
    answer = await client.post("/v1/documents", content=content, headers={"content-type": "application/x-ndjson"})
    now = perf_counter()
    answer.raise_for_status()
    lines = [json.loads(line) for line in answer.iter_lines()]
    if refused := [line for line in lines if line["status"] != "accepted"]:
        raise AssertionError(refused[0])
    return [Accepted(position, now) for line in lines for position in read_positions(line["position"])]


async def post_by_timetable(on: Deployment, bodies: Sequence[bytes], begin: float) -> list[Accepted]:
    async with on.client() as client:
        posts = [post(client, body, begin + number / POSTS_PER_SECOND) for number, body in enumerate(bodies)]
        return [document for accepted in await asyncio.gather(*posts) for document in accepted]


# ---------------------------------------------------------------- what is seen


@dataclass(frozen=True, slots=True)
class Sight:
    """When reporting was seen to have come how far, by partition."""

    places: defaultdict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    times: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def look(self, database: str) -> None:
        """Look at the checkpoint of the generation in use until cancelled."""
        connection = await asyncpg.connect(database)
        generation = await connection.fetchval("SELECT generation FROM generations WHERE state = 'current'")
        reached = await connection.prepare(
            "SELECT partition, epoch, position FROM checkpoint WHERE consumer = $1 AND topic = 'huikuan.ledger'"
        )
        try:
            while True:
                for partition, *place in await reached.fetch(consumer_of(generation)):
                    self.places[partition].append((place[0], place[1]))
                    self.times[partition].append(perf_counter())
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await connection.close()

    def delay_ms(self, document: Accepted) -> float | None:
        """How long it took; None while it is not seen, and 0 when it was seen before its answer had arrived."""
        at = document.position
        times = self.times[at.partition]
        index = bisect_left(self.places[at.partition], (at.epoch, at.position))
        return max(0.0, times[index] - document.at) * 1000 if index < len(times) else None

    async def delays_ms(self, documents: Sequence[Accepted]) -> list[float]:
        """Of all, which must be seen in the end."""
        deadline = perf_counter() + VISIBLE_SECONDS_MAX
        while True:
            seen = [delay for document in documents if (delay := self.delay_ms(document)) is not None]
            if len(seen) == len(documents):
                return seen
            if perf_counter() > deadline:
                message = f"{len(seen)} of {len(documents)} became visible within {VISIBLE_SECONDS_MAX} seconds."
                raise AssertionError(message)
            await asyncio.sleep(0.1)


@asynccontextmanager
async def looking(on: Deployment) -> AsyncGenerator[Sight]:
    sight = Sight()
    looks = asyncio.create_task(sight.look(on.reporting_database))
    try:
        yield sight
    finally:
        looks.cancel()
        with suppress(asyncio.CancelledError):
            await looks


# ---------------------------------------------------------------- results


async def measure(seconds: int = SECONDS, rate: int = RATE, partitions: int = PARTITIONS) -> list[Result]:
    """The delay, and the rate that was kept."""
    today = SystemClock().now().date()
    size, count = rate // POSTS_PER_SECOND, rate * seconds
    async with deployment(partitions) as on:
        await prepare(on, today)
        documents = [document(today, EARLIER + number) for number in range(count)]
        bodies = [ndjson(documents[start : start + size]) for start in range(0, count, size)]
        async with looking(on) as sight:
            begin = perf_counter() + 1
            accepted = await post_by_timetable(on, bodies, begin)
            delays = await sight.delays_ms(accepted)
        memory = await on.peak_rss_mb("reporting-consumer")
    kept = len(accepted) / max(seconds, max(each.at for each in accepted) - begin)
    p50, p99 = (round(quantiles(delays, n=100)[cut], 1) for cut in (49, 98))
    if len(accepted) != count or kept < rate * (1 - RATE_TOLERANCE):
        message = f"{len(accepted)} documents at {kept:.0f}/s, p99 {p99} ms: this machine cannot keep up with {rate}/s."
        raise AssertionError(message)
    name = f"accepted → visible in reporting at {rate} documents/s, {partitions} partitions"
    return [
        Result(
            name=name, unit="ms", value=p99, p50=p50, p99=p99, floor_name="goal", floor=GOAL_MS,
            ratio=round(GOAL_MS / p99, 2), peak_rss_mb=round(memory), command=COMMAND,
        ),
        Result(
            name=f"{name}, rate kept", unit="documents/s", value=round(kept, 1), floor_name="the timetable's",
            floor=rate, ratio=round(kept / rate, 2), command=COMMAND,
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--rate", type=int, default=RATE, help="documents per second, a multiple of 10")
    parser.add_argument("--partitions", type=int, default=PARTITIONS)
    arguments = parser.parse_args()
    measured = uvloop.run(measure(arguments.seconds, arguments.rate, arguments.partitions))
    keep(measured)
    for line in measured:
        print(line)
