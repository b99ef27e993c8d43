"""How long after its acceptance a document is in reporting's read models, at 500 documents a second.

Processes: all that `huikuan run --processes` starts (five services with every role, PostgreSQL with every safeguard
on), one Kafka broker, and this one, which sends and looks. Four invoices to one payment, which settles an invoice of
two seconds before by its reference, go out by a timetable, whether or not earlier ones were answered. The time begins
when the line that accepts a document has arrived, and ends when the checkpoint of its partition, which moves in the
transaction of the rows, is seen to have reached its position. It is looked at every 10 ms, which the figure includes.
A p99 below 500 ms is the goal. A broker of your own in HUIKUAN_KAFKA must not have heard of Huikuan yet.
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
from zoneinfo import ZoneInfo

import asyncpg
import httpx2
import psutil
import uvloop

from benchmarks.documents import introduce, invoice, ndjson, post_bulk
from benchmarks.results import Result, keep
from deploy.local.asking import Asking
from deploy.local.days import Days
from deploy.local.deployment import SERVICES
from deploy.local.home import Home
from services.reporting.projections.generation import consumer_of
from shared.clock import SystemClock
from shared.positions import read_positions
from shared.testing.kafka import BorrowedKafka, Kafka, KafkaBroker
from shared.testing.settings import TestingSettings

COMMAND = "python -m benchmarks.visible"
SECONDS, RATE = 30, 500
POSTS_PER_SECOND = 10
GOAL_MS = 500
LOOK_SECONDS = 0.01
#: One in so many documents is a payment; of the invoice so many documents before it, which is no payment itself.
PAYMENT_EVERY, EARLIER = 5, 1001
#: A first start builds the console, too.
START_SECONDS_MAX, STOP_SECONDS_MAX, VISIBLE_SECONDS_MAX = 300, 60, 60
RATE_TOLERANCE = 0.02


# ---------------------------------------------------------------- the deployment


@dataclass(frozen=True, slots=True)
class Deployment:
    """One that runs, by its address and its home."""

    address: str
    home: Home

    @property
    def key(self) -> str:
        return self.home.key("admin", "admin")

    @property
    def reporting_database(self) -> str:
        running = self.home.running()
        assert running is not None  # noqa: S101 - it is ready
        url: str = running.services["reporting"]["database_url"]
        return url.replace("+asyncpg", "")

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=self.address, headers={"authorization": f"Bearer {self.key}"}, timeout=120, trust_env=False
        )


@asynccontextmanager
async def deployment() -> AsyncGenerator[Deployment]:
    """All of it, on a broker of its own unless one is given, until the end."""
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
            process = await start(home, kafka.address)
            try:
                yield Deployment(await asyncio.wait_for(address_of(process, home), START_SECONDS_MAX), Home(home))
            finally:
                await stop(process)
        finally:
            kafka.stop()


async def start(home: Path, kafka: str) -> asyncio.subprocess.Process:
    settings = {"HOME": str(home), "PORT": "0", "NO_BROWSER": "1", "KAFKA": kafka, "DATABASE_URL": ""}
    environment = {f"HUIKUAN_{name}": value for name, value in (settings | {"SIMULATED_FROM": ""}).items()}
    with (home / "errors").open("wb") as errors:
        return await asyncio.create_subprocess_exec(
            *(Path(sys.executable).with_name("huikuan"), "run", "--processes", "--no-demo"),
            env={**os.environ, **environment},  # noqa: TID251 - handed on whole
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )


async def address_of(process: asyncio.subprocess.Process, home: Path) -> str:
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    async for line in process.stdout:
        if line.startswith(b"ready "):
            return line.decode().split()[1]
    message = f"huikuan run ended with {await process.wait()}: {(home / 'errors').read_text()[-2000:]}"
    raise AssertionError(message)


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
class Answered:
    """A post's answer, and when it had arrived."""

    at: float
    lines: str


def documents(today: date, first: int, count: int) -> list[dict[str, Any]]:
    """So many documents of a day, from a number on; the first ones have nothing to pay yet."""
    return [document(today, number, pays=number >= EARLIER) for number in range(first, first + count)]


def document(today: date, number: int, *, pays: bool) -> dict[str, Any]:
    if pays and number % PAYMENT_EVERY == PAYMENT_EVERY - 1:
        paid = invoice(number - EARLIER)
        return {
            "type": "payment", "entity": paid["entity"], "customer": paid["customer"], "source": "bank",
            "number": f"P{number}", "currency": paid["currency"], "amount": paid["amount"],
            "document_date": today.isoformat(), "reference": f"your invoice {paid['number']}",
        }  # fmt: skip
    dates = {"document_date": today.isoformat(), "due_date": (today + timedelta(days=30)).isoformat()}
    return {"type": "invoice"} | invoice(number) | dates


async def prepare(on: Deployment) -> date:
    """Introduce everybody, enter what the first payments settle, and wait until nothing moves any more."""
    today = SystemClock().now().astimezone(ZoneInfo("Asia/Shanghai")).date()
    async with on.client() as client, Asking(on.address, on.key) as asking:
        days = Days(asking, SERVICES)
        await introduce(client)
        await days.until_done(opened={"B1": today})
        await post_bulk(client, ndjson(documents(today, 0, EARLIER)), EARLIER)
        await days.until_done()
    return today


async def post(client: httpx2.AsyncClient, content: bytes, at: float) -> Answered:
    await asyncio.sleep(at - perf_counter())
    answer = await client.post("/v1/documents", content=content, headers={"content-type": "application/x-ndjson"})
    answered = Answered(perf_counter(), answer.text)
    answer.raise_for_status()
    return answered


async def post_by_timetable(on: Deployment, bodies: Sequence[bytes], began: float) -> list[Answered]:
    async with on.client() as client, asyncio.TaskGroup() as group:
        posts = [
            group.create_task(post(client, body, began + number / POSTS_PER_SECOND))
            for number, body in enumerate(bodies)
        ]
    return [each.result() for each in posts]


# ---------------------------------------------------------------- what is seen

Place = tuple[int, int]  # epoch and position


@dataclass(frozen=True, slots=True)
class Accepted:
    """Where a document stands in the log, and when its sender knew."""

    at: float
    partition: int
    place: Place


@dataclass(frozen=True, slots=True)
class Sight:
    """When reporting was seen to have come how far, by partition."""

    places: defaultdict[int, list[Place]] = field(default_factory=lambda: defaultdict[int, list[Place]](list))
    times: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict[int, list[float]](list))

    def note(self, partition: int, place: Place) -> None:
        if not (places := self.places[partition]) or place > places[-1]:
            places.append(place)
            self.times[partition].append(perf_counter())

    def time_of(self, document: Accepted) -> float | None:
        index = bisect_left(self.places[document.partition], document.place)
        times = self.times[document.partition]
        return times[index] if index < len(times) else None


async def look(database: str, sight: Sight) -> None:
    """Look at the checkpoint of the generation in use until cancelled."""
    connection = await asyncpg.connect(database)
    try:
        generation = await connection.fetchval("SELECT generation FROM generations WHERE state = 'current'")
        reached = await connection.prepare(
            "SELECT partition, epoch, position FROM checkpoint WHERE consumer = $1 AND topic = 'huikuan.ledger'"
        )
        while True:
            for partition, epoch, position in await reached.fetch(consumer_of(generation)):
                sight.note(partition, (epoch, position))
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        await connection.close()


def accepted(answers: Sequence[Answered]) -> list[Accepted]:
    """The documents, every one of which must have been accepted."""
    found: list[Accepted] = []
    for answer in answers:
        for line in answer.lines.splitlines():
            told = json.loads(line)
            if told["status"] != "accepted":
                raise AssertionError(line)
            [position] = read_positions(told["position"])
            found.append(Accepted(answer.at, position.partition, (position.epoch, position.position)))
    return found


async def delays(sight: Sight, sent: Sequence[Accepted]) -> list[float]:
    """How many milliseconds each took to be seen; one seen before the answer had arrived took none."""
    deadline = perf_counter() + VISIBLE_SECONDS_MAX
    while unseen := sum(sight.time_of(document) is None for document in sent):
        if perf_counter() > deadline:
            message = f"{unseen} of {len(sent)} documents did not become visible within {VISIBLE_SECONDS_MAX} seconds."
            raise AssertionError(message)
        await asyncio.sleep(0.1)
    return [max(0.0, (sight.time_of(document) or 0.0) - document.at) * 1000 for document in sent]


# ---------------------------------------------------------------- results


async def measure(seconds: int = SECONDS, rate: int = RATE) -> list[Result]:
    """The delay, and the rate at which it was reached."""
    size = rate // POSTS_PER_SECOND
    async with deployment() as on:
        today = await prepare(on)
        posts = range(seconds * POSTS_PER_SECOND)
        bodies = [ndjson(documents(today, EARLIER + number * size, size)) for number in posts]
        sight = Sight()
        async with asyncio.TaskGroup() as group:
            looking = group.create_task(look(on.reporting_database, sight))
            began = perf_counter() + 1
            sent = accepted(await post_by_timetable(on, bodies, began))
            took = await delays(sight, sent)
            looking.cancel()
        memory = await peak_rss_mb(on)
    achieved = len(sent) / max(seconds, max(document.at for document in sent) - began)
    if len(sent) != size * len(posts) or achieved < rate * (1 - RATE_TOLERANCE):
        message = f"{len(sent)} documents at {achieved:.0f} a second instead of {rate}: this machine could not keep up."
        raise AssertionError(message)
    p50, p99 = (round(quantiles(took, n=100)[cut], 1) for cut in (49, 98))
    name = f"accepted → visible in reporting at {rate} documents/s"
    return [
        Result(
            name=name, unit="ms", value=p99, p50=p50, p99=p99, floor_name="goal", floor=GOAL_MS,
            ratio=round(GOAL_MS / p99, 2), peak_rss_mb=round(memory), command=COMMAND,
        ),
        Result(
            name=f"{name}: accepted meanwhile", unit="documents/s", value=round(achieved, 1),
            floor_name="timetable", floor=rate, ratio=round(achieved / rate, 2), command=COMMAND,
        ),
    ]  # fmt: skip


async def peak_rss_mb(on: Deployment) -> float:
    """The most memory that reporting's consumer ever held."""
    async with Asking(on.address, on.key) as asking:
        pids = {role["role"]: role["pid"] for role in await asking.get("/local/roles")}
    status = Path(f"/proc/{pids['reporting-consumer']}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--rate", type=int, default=RATE, help="documents per second, a multiple of ten")
    arguments = parser.parse_args()
    measured = uvloop.run(measure(arguments.seconds, arguments.rate))
    keep(measured)
    for line in measured:
        print(line)
