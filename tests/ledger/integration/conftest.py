"""A ledger on a real database: its committer, and its HTTP side on a real socket."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvloop
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ledger.app import create_app
from services.ledger.domain.ledger import LedgerCommand, LedgerEvent
from services.ledger.projections.verification import verify
from services.ledger.published import CODEC
from services.ledger.rules import RULES
from services.ledger.settings import Settings
from shared.auth import create_key
from shared.clock import Clock, SimulatedClock
from shared.committer import Committer
from shared.database import make_engine
from shared.event_store import Accepted, Execution, Outcome, Refused, prepare_store
from shared.events import Context
from shared.testing.postgres import NewDatabase
from shared.web import serve

LOOPS: Mapping[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.new_event_loop,
    "uvloop": uvloop.new_event_loop,
}
PARTITIONS = 4
START = datetime(2026, 3, 20, 1, tzinfo=UTC)


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    marked = item.get_closest_marker("asyncio")
    return LOOPS if marked and "loop_factories" in marked.kwargs else {"asyncio": LOOPS["asyncio"]}


@dataclass
class Books:
    """The ledger's rules on a database, without HTTP."""

    engine: AsyncEngine
    committer: Committer
    clock: SimulatedClock
    said: int = field(default=0)

    def execution(self, command: LedgerCommand) -> Execution[LedgerCommand]:
        self.said += 1
        context = Context(principal="test", correlation_id=f"test-{self.said}", now=self.clock.now())
        return Execution(RULES, command, context)

    async def do(self, *commands: LedgerCommand) -> list[LedgerEvent]:
        """Carry commands out in one batch; whatever is refused fails the test. Answers what happened."""
        events: list[LedgerEvent] = []
        for outcome in await self.try_(*commands):
            if isinstance(outcome, Refused):
                raise outcome.refusal
            assert isinstance(outcome, Accepted)
            events.extend(record.event for record in outcome.records)
        return events

    async def try_(self, *commands: LedgerCommand) -> list[Outcome]:
        return await self.committer.submit_batch([self.execution(command) for command in commands])

    async def log(self) -> list[tuple[str, LedgerEvent]]:
        """All that happened, partition by partition."""
        async with self.engine.connect() as connection:
            rows = await connection.execute(
                text("SELECT stream, type, envelope FROM events ORDER BY partition, position")
            )
            decoded = [(row.stream, CODEC.decode_stored(row.type, row.envelope)) for row in rows]
        return [(stream, event) for stream, event in decoded if event is not None]

    async def rows(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        async with self.engine.connect() as connection:
            return [dict(row) for row in (await connection.execute(text(query), parameters)).mappings()]

    async def verified(self) -> None:
        """Everything balances and the tables are what the log says."""
        for check in await verify(self.engine):
            assert check.ok, str(check)


@asynccontextmanager
async def open_books(url: str) -> AsyncGenerator[Books]:
    engine = make_engine(url, pool_size=24)
    try:
        await prepare_store(engine, PARTITIONS)
        clock = SimulatedClock(START)
        async with Committer(engine, clock, partitions=PARTITIONS) as committer:
            yield Books(engine, committer, clock)
    finally:
        await engine.dispose()


@pytest.fixture
async def database_url(new_database: NewDatabase) -> str:
    return await new_database("ledger")


@pytest.fixture
async def books(database_url: str) -> AsyncIterator[Books]:
    async with open_books(database_url) as books:
        yield books


@dataclass
class Service:
    """The ledger on a socket, and a caller who may do everything."""

    http: httpx2.AsyncClient
    settings: Settings

    async def ask(self, method: str, path: str, body: Any = None, *, expect: int = 200, **more: Any) -> Any:
        """The answer's body; another status than expected fails the test."""
        response = await self.http.request(method, path, json=body, **more)
        assert response.status_code == expect, f"{response.status_code} {response.text}"
        return response.json() if response.content else None

    async def bulk(
        self, lines: Iterable[Any], *, expect: int = 200, headers: Mapping[str, str] | None = None
    ) -> list[dict[str, Any]]:
        """Post lines as NDJSON (texts as they are); the answers, line by line."""
        content = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        return await self.post_documents(content.encode(), "application/x-ndjson", expect=expect, headers=headers)

    async def post_documents(
        self, content: bytes, media_type: str, *, expect: int = 200, headers: Mapping[str, str] | None = None
    ) -> list[dict[str, Any]]:
        response = await self.http.post(
            "/v1/documents", content=content, headers={"content-type": media_type, **(headers or {})}, timeout=60
        )
        assert response.status_code == expect, f"{response.status_code} {response.text}"
        return [json.loads(line) for line in response.text.splitlines()]

    def key_for(self, *entities: str, role: str = "erp") -> dict[str, str]:
        """Headers of a caller of a role who may see these entities only."""
        key = create_key(self.settings.keys_file, role=role, entities=entities or ("*",))
        return {"Authorization": f"Bearer {key}"}

    async def introduce(self, *customers: str, entity: str = "CN01", **settings: Any) -> None:
        """An entity with customers."""
        body = {
            "name": "Kunlun Trading",
            "time_zone": "Asia/Shanghai",
            "functional_currency": "CNY",
            "currencies": ["CNY", "USD", "JPY"],
            "calendar": "CN",
            "first_business_day": "2026-01-01",
            "dunning_from": "2026-01-01",
        }
        await self.ask("PUT", f"/v1/entities/{entity}", body | settings)
        for customer in customers:
            await self.ask("PUT", f"/v1/customers/{entity}/{customer}", CUSTOMER)

    async def worth(self, day: str = "2026-01-01", *, hold: int = 366, **rates: str) -> None:
        """What other currencies are worth in yuan from a day on."""
        entity = await self.ask("GET", "/v1/entities/CN01")
        settings = {name: value for name, value in entity.items() if name != "entity"}
        if settings["exchange_rates_hold_days"] != hold:
            await self.ask("PUT", "/v1/entities/CN01", settings | {"exchange_rates_hold_days": hold})
        stated = [
            {"currency": currency, "valid_on": day, "rate": rate, "source": "PBOC"} for currency, rate in rates.items()
        ]
        await self.ask("POST", "/v1/entities/CN01/exchange-rates", {"rates": stated})


CUSTOMER = {"name": "Dragon Bearings", "country": "CN", "language": "zh", "currency": "CNY", "terms_days": 30}


def invoice(number: str, amount: str = "100.00", **changes: Any) -> dict[str, Any]:
    content = {
        "entity": "CN01",
        "customer": "C1",
        "number": number,
        "currency": "CNY",
        "amount": amount,
        "document_date": "2026-03-01",
    }
    return content | changes


def payment(number: str, amount: str = "100.00", **changes: Any) -> dict[str, Any]:
    return invoice(number, amount, **changes)


@asynccontextmanager
async def open_service(settings: Settings, clock: Clock) -> AsyncGenerator[Service]:
    app = create_app(settings, clock)
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(app, host="127.0.0.1", port=0, on_ready=port.set_result))
    await asyncio.wait({serving, port}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        serving.result()
    key = create_key(settings.keys_file, role="admin")
    try:
        async with httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{await port}", headers={"Authorization": f"Bearer {key}"}, trust_env=False
        ) as http:
            yield Service(http, settings)
    finally:
        serving.cancel()
        await asyncio.wait({serving})


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        bus="postgresql+asyncpg://127.0.0.1:1/bus",
        partitions=PARTITIONS,
        keys_file=tmp_path / "keys",
        min_position_wait_seconds=0.3,
    )


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[Service]:
    """A ledger over HTTP whose books are right when the test ends, whatever it did."""
    async with open_service(settings, SimulatedClock(START)) as service:
        yield service
    engine = make_engine(settings.database_url)
    for check in await verify(engine):
        assert check.ok, str(check)
    await engine.dispose()


def told(lines: Sequence[dict[str, Any]]) -> list[tuple[int, str]]:
    """Line and status of each answer."""
    return [(line["line"], line["status"]) for line in lines]
