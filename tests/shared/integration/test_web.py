"""The front of a service on a real database and a real socket: what was written is read, repeats change nothing."""

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx2
import psutil
import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared import checkpoint
from shared.auth import Principal, create_key, require, revoke_key
from shared.checkpoint import Checkpoint, consumer_tables
from shared.clock import SimulatedClock, SystemClock, remote_clock
from shared.cloudevents import from_batch
from shared.database import make_engine
from shared.errors import Conflict
from shared.event_store import Execution, Locked, Rules, Touches, event_tables
from shared.events import Codec, Recorded
from shared.fields import Answer, Body, EntityCode
from shared.health import Need
from shared.log import http_log
from shared.partitioning import partition_of
from shared.settings import ServiceSettings
from shared.testing.postgres import NewDatabase
from shared.web import (
    Answering,
    CommitterOf,
    EngineOf,
    Keyed,
    Opened,
    Reading,
    RequestContext,
    create_service_app,
    open_store,
    reply,
    serve,
)

PARTITIONS = 4
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

# A till: money goes in and comes out, never more than is in it.


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyMoved:
    entity: str
    amount_minor: int


class TillEmpty(Conflict):
    """There is less in the till than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    entity: str
    amount_minor: int


async def load(connection: AsyncConnection, commands: Sequence[Move], _locked: Locked[MoneyMoved]) -> dict[str, int]:
    rows = await connection.execute(
        text("SELECT entity, minor FROM tills WHERE entity = ANY(CAST(:entities AS text[]))"),
        {"entities": list({command.entity for command in commands})},
    )
    return {row.entity: row.minor for row in rows}


def decide(command: Move, tills: dict[str, int]) -> list[tuple[str, MoneyMoved]]:
    if command.amount_minor == 0:
        return []
    if tills.get(command.entity, 0) + command.amount_minor < 0:
        message = f"The till of {command.entity} holds {tills.get(command.entity, 0)}."
        raise TillEmpty(message, field="amount_minor")
    return [(f"{command.entity}/till", MoneyMoved(entity=command.entity, amount_minor=command.amount_minor))]


def evolve(tills: dict[str, int], _stream: str, event: MoneyMoved) -> None:
    tills[event.entity] = tills.get(event.entity, 0) + event.amount_minor


async def project(connection: AsyncConnection, records: Sequence[Recorded[MoneyMoved]]) -> None:
    await connection.execute(
        text("""
            INSERT INTO tills
            SELECT entity, sum(minor) FROM unnest(CAST(:e AS text[]), CAST(:m AS bigint[])) AS moved(entity, minor)
            GROUP BY entity ON CONFLICT (entity) DO UPDATE SET minor = tills.minor + excluded.minor
        """),
        {"e": [r.event.entity for r in records], "m": [r.event.amount_minor for r in records]},
    )


RULES = Rules(
    topic="tills",
    codec=Codec({"money-moved.v1": MoneyMoved}),
    touches=lambda command: Touches(key=command.entity, streams=(f"{command.entity}/till",)),
    load=load,
    decide=decide,
    evolve=evolve,
    project=project,
)


class MoveBody(Body):
    entity: EntityCode
    amount_minor: int


class Till(Answer):
    entity: str
    minor: int


router = APIRouter(prefix="/v1")


@router.post("/moves", status_code=201, response_model=Till)
async def post_move(
    body: MoveBody,
    principal: Annotated[Principal, require("documents:write")],
    context: RequestContext,
    key: Keyed,
    committer: CommitterOf,
) -> Response:
    principal.enter(body.entity, field="entity")
    command = Move(entity=body.entity, amount_minor=body.amount_minor)
    answering = Answering(lambda accepted: Till(entity=body.entity, minor=len(accepted.records)))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/tills/{entity}")
async def get_till(entity: str, _: Annotated[Principal, require("ledger:read")], connection: Reading) -> Till:
    minor = await connection.scalar(text("SELECT minor FROM tills WHERE entity = :entity"), {"entity": entity})
    return Till(entity=entity, minor=minor or 0)


@router.get("/slow")
async def get_slow(request: Request, _: Annotated[Principal, require("ledger:read")], engine: EngineOf) -> str:
    request.app.state.begun.set()
    await request.app.state.go_on.wait()
    async with engine.connect() as connection:
        return str(await connection.scalar(text("SELECT 'done'")))


async def make_tables(url: str) -> None:
    metadata = MetaData()
    event_tables(metadata)
    consumer_tables(metadata)
    Table("tills", metadata, Column("entity", Text, primary_key=True), Column("minor", BigInteger, nullable=False))
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


@dataclass
class Service:
    """A service that runs, and a caller who may do everything."""

    app: FastAPI
    http: httpx2.AsyncClient
    file: Path
    engine: AsyncEngine
    task: asyncio.Task[None]

    async def move(self, amount_minor: int, key: str, entity: str = "CN01") -> httpx2.Response:
        body = {"entity": entity, "amount_minor": amount_minor}
        return await self.http.post("/v1/moves", json=body, headers={"Idempotency-Key": key})


@pytest.fixture
async def service(new_database: NewDatabase, tmp_path: Path) -> AsyncIterator[Service]:
    settings = ServiceSettings(
        database_url=await new_database("tills", make_tables),
        bus="postgresql+asyncpg://127.0.0.1:1/bus",
        partitions=PARTITIONS,
        keys_file=tmp_path / "keys",
        min_position_wait_seconds=0.3,
    )
    clock = SystemClock()

    async def bus_is_away() -> None:
        raise ConnectionError

    @asynccontextmanager
    async def opens() -> AsyncGenerator[Opened]:
        async with open_store(settings, clock, name="tills") as opened:
            yield Opened(opened.engine, opened.committer, [Need("bus", bus_is_away, vital=False)])

    app = create_service_app(
        name="tills",
        title="Tills",
        settings=settings,
        clock=clock,
        routers=[router],
        opens=opens,
        topic="tills",
        consumer="tills",
    )
    app.state.begun, app.state.go_on = asyncio.Event(), asyncio.Event()
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(app, host="127.0.0.1", port=0, on_ready=port.set_result))
    engine = make_engine(settings.database_url)
    key = create_key(settings.keys_file, role="admin")
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{await port}", headers={"Authorization": f"Bearer {key}"}, trust_env=False
    ) as http:
        yield Service(app, http, settings.keys_file, engine, task)
    task.cancel()
    await asyncio.wait({task})
    await engine.dispose()


def position(n: int, *, epoch: int = 1, entity: str = "CN01") -> str:
    return f"tills:{epoch}.{partition_of(entity, PARTITIONS)}.{n}"


class TestWrites:
    async def test_answer_with_the_position_to_read_them_back_from(self, service: Service) -> None:
        response = await service.move(100, "a")
        assert (response.status_code, response.json()) == (201, {"entity": "CN01", "minor": 1})
        assert response.headers["huikuan-position"] == position(1)

    async def test_repeated_in_parallel_happen_once_and_answer_the_same_bytes(self, service: Service) -> None:
        answers = await asyncio.gather(*(service.move(100, "same") for _ in range(50)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert {answer.headers["huikuan-position"] for answer in answers} == {position(1)}
        assert (await service.http.get("/v1/tills/CN01")).json()["minor"] == 100

    async def test_of_another_content_under_a_used_key_are_refused(self, service: Service) -> None:
        await service.move(100, "same")
        response = await service.move(101, "same")
        assert response.status_code == 422
        assert response.json()["type"] == "urn:huikuan:problem:idempotency-key-reused"

    async def test_of_another_principal_have_keys_of_their_own(self, service: Service) -> None:
        await service.move(100, "same")
        other = {"Authorization": f"Bearer {create_key(service.file, role='erp')}", "Idempotency-Key": "same"}
        response = await service.http.post("/v1/moves", json={"entity": "CN01", "amount_minor": 7}, headers=other)
        assert response.status_code == 201

    async def test_refused_are_not_remembered(self, service: Service) -> None:
        refused = await service.move(-100, "later")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/amount_minor")
        await service.move(100, "first")
        assert (await service.move(-100, "later")).status_code == 201

    async def test_that_change_nothing_are_no_creation(self, service: Service) -> None:
        assert (await service.move(0, "a")).status_code == 200


class TestMinPosition:
    async def test_own_writes_are_never_missed(self, service: Service) -> None:
        for n in range(1, 101):
            written = await service.move(1, f"k-{n}")
            read = await service.http.get(
                "/v1/tills/CN01", params={"min_position": written.headers["huikuan-position"]}
            )
            assert read.json()["minor"] == n

    async def test_what_has_not_come_is_refused_in_time_never_answered_old(self, service: Service) -> None:
        await service.move(1, "a")
        response = await service.http.get("/v1/tills/CN01", params={"min_position": position(2)})
        assert response.status_code == 409
        assert response.json()["missing"] == [position(2)]

    async def test_waits_for_what_comes_meanwhile(self, service: Service) -> None:
        service.app.state.settings = service.app.state.settings.model_copy(update={"min_position_wait_seconds": 30})
        reading = asyncio.create_task(service.http.get("/v1/tills/CN01", params={"min_position": position(1)}))
        await service.move(5, "a")
        assert (await reading).json()["minor"] == 5

    async def test_counts_what_our_consumer_has_applied_of_others(self, service: Service) -> None:
        async with service.engine.begin() as connection:
            await checkpoint.begin(connection, "tills", "huikuan.ledger", 3)
            await checkpoint.begin(connection, "tills-2", "huikuan.ledger", 3)
            await checkpoint.advance(connection, "tills", "huikuan.ledger", {3: Checkpoint(2, 10, 10)})
            await checkpoint.advance(connection, "tills-2", "huikuan.ledger", {3: Checkpoint(2, 99, 99)})
        for asked, status in (("2.3.10", 200), ("1.3.99", 200), ("2.3.11", 409), ("3.3.1", 409), ("2.2.1", 409)):
            response = await service.http.get("/v1/tills/CN01", params={"min_position": f"huikuan.ledger:{asked}"})
            assert response.status_code == status, asked

    async def test_takes_several(self, service: Service) -> None:
        await service.move(5, "a")
        asked = f"{position(1)}, huikuan.ledger:1.0.1"
        response = await service.http.get("/v1/tills/CN01", params={"min_position": asked})
        assert response.json()["missing"] == ["huikuan.ledger:1.0.1"]

    @pytest.mark.parametrize("asked", ["x", "tills:1.2", "tills:1.2.3.4", "tills:-1.2.3", "tills:1.2.x", "a b:1.2.3"])
    async def test_must_be_a_position(self, service: Service, asked: str) -> None:
        assert (await service.http.get("/v1/tills/CN01", params={"min_position": asked})).status_code == 422


class TestLog:
    async def test_tells_exactly_what_the_relay_publishes(self, service: Service) -> None:
        for n in range(1, 6):
            await service.move(n, f"k-{n}")
        partition = partition_of("CN01", PARTITIONS)
        response = await service.http.get(
            "/v1/log", params={"partition": partition, "after": 2, "epoch": 1, "limit": 2}
        )
        assert response.headers["content-type"] == "application/cloudevents-batch+json"
        messages = from_batch(response.content)
        assert [json.loads(message.value) for message in messages] == [
            {"entity": "CN01", "amount_minor": 3},
            {"entity": "CN01", "amount_minor": 4},
        ]
        assert dict(messages[0].headers)["ce_type"] == b"com.tills.money-moved.v1"

    async def test_can_be_asked_for_what_the_bus_has_lost(self, service: Service) -> None:
        for n in range(1, 6):
            await service.move(n, f"k-{n}")
        base = str(service.http.base_url)
        key = service.http.headers["authorization"].removeprefix("Bearer ")
        async with http_log({"tills": base}, key=key) as fetch:
            messages = await fetch("tills", partition_of("CN01", PARTITIONS), 1, 1, 4)
        assert [json.loads(message.value)["amount_minor"] for message in messages] == [2, 3, 4]

    async def test_of_another_epoch_is_empty(self, service: Service) -> None:
        await service.move(1, "a")
        partition = partition_of("CN01", PARTITIONS)
        assert (await service.http.get("/v1/log", params={"partition": partition, "epoch": 2})).json() == []

    async def test_is_not_for_keys_of_some_entities(self, service: Service) -> None:
        key = create_key(service.file, role="auditor", entities=["CN01"])
        response = await service.http.get(
            "/v1/log", params={"partition": 0}, headers={"Authorization": f"Bearer {key}"}
        )
        assert response.status_code == 403


class TestOperations:
    async def test_ready_though_the_bus_is_away(self, service: Service) -> None:
        response = await service.http.get("/readyz")
        assert (response.status_code, response.json()) == (200, {"ready": True, "unmet": {"bus": "ConnectionError"}})

    async def test_progress_tells_what_is_recorded_relayed_and_heard(self, service: Service) -> None:
        await service.move(1, "a")
        await service.move(1, "b")
        async with service.engine.begin() as connection:
            await checkpoint.begin(connection, "tills", "huikuan.ledger", 3)
        progress = (await service.http.get("/v1/progress")).json()
        assert progress["topic"] == "tills"
        assert progress["unsent"] == 2
        assert max(partition["head"] for partition in progress["partitions"]) == 2
        assert progress["consumed"] == [
            {"consumer": "tills", "topic": "huikuan.ledger", "partition": 3, "epoch": 0, "position": 0}
        ]

    async def test_a_revoked_key_is_refused_within_five_seconds(self, service: Service) -> None:
        key = create_key(service.file, role="erp")
        headers = {"Authorization": f"Bearer {key}"}
        assert (await service.http.get("/v1/tills/CN01", headers=headers)).status_code == 200
        revoke_key(service.file, key.split("_")[1], now=NOON)
        assert (await service.http.get("/v1/tills/CN01", headers=headers)).status_code == 401


class TestServing:
    async def test_a_body_over_the_limit_leaves_memory_as_it_was(self, service: Service) -> None:
        """Ten bodies of 10 MB, announced or not, cost no memory; the sender reads the refusal."""
        piece = b"x" * 65_536

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(160):
                yield piece

        async def send(headers: dict[str, str]) -> int:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": "a"}
            response = await service.http.post("/v1/moves", content=pieces(), headers=headers)
            return response.status_code

        await send({})
        before = psutil.Process().memory_info().rss
        for headers in itertools.repeat({"Content-Length": str(160 * len(piece))}, 5):
            assert await send(dict(headers)) == 413
        for _ in range(5):
            assert await send({}) == 413
        assert psutil.Process().memory_info().rss - before < 4 * 1024 * 1024

    async def test_stops_when_the_request_at_hand_is_done(self, service: Service) -> None:
        asking = asyncio.create_task(service.http.get("/v1/slow"))
        await service.app.state.begun.wait()
        service.task.cancel()
        service.app.state.go_on.set()
        assert (await asking).json() == "done"
        with pytest.raises(asyncio.CancelledError):
            await service.task
        with pytest.raises(httpx2.ConnectError):
            await service.http.get("/healthz")

    async def test_a_busy_port_is_told(self, service: Service) -> None:
        with pytest.raises(OSError, match="in use"):
            await serve(service.app, host="127.0.0.1", port=service.http.base_url.port or 0)


class TestRemoteClock:
    async def test_follows_the_time_another_service_keeps(self) -> None:
        kept = SimulatedClock(NOON)
        asked = asyncio.Event()
        owner = FastAPI()

        @owner.get("/v1/clock")
        async def clock() -> dict[str, object]:
            asked.set()
            return {"now": kept.now().isoformat(), "simulated": True}

        port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(serve(owner, host="127.0.0.1", port=0, on_ready=port.set_result))
        async with remote_clock(f"http://127.0.0.1:{await port}", every_seconds=0.01) as heard:
            assert heard.now() == NOON
            kept.advance(timedelta(days=1))
            async with asyncio.timeout(10):
                while heard.now() != NOON + timedelta(days=1):
                    asked.clear()
                    await asked.wait()
            task.cancel()
            await asyncio.wait({task})
            assert heard.now() == NOON + timedelta(days=1)
