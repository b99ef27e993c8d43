"""What operators and other services ask of every service: is it alive, how far is it, and what exactly has it said."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from alembic.script import ScriptDirectory
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.auth import EVERY_ENTITY, Forbidden, Principal, require
from shared.cloudevents import BATCH_MEDIA_TYPE, to_batch, to_message
from shared.event_store import read_events
from shared.health import Need, Watchdogs, unmet
from shared.migrations import configuration
from shared.positions import ConsumerName
from shared.telemetry import REGISTRY

#: What a service counts beside what all count, for instance the messages that still have to go out.
Figures = Callable[[AsyncConnection], Awaitable[Mapping[str, int]]]

LOG_PAGE = 500
LOG_PAGE_MAX = 5000


class PartitionProgress(BaseModel):
    """One partition of our own log: how much is recorded and how much of it the bus has."""

    partition: int = Field(examples=[7])
    epoch: int = Field(examples=[1])
    head: int = Field(examples=[1042])
    relayed: int = Field(examples=[1042])


class Consumed(BaseModel):
    """How far one of our consumers has come in one partition of a topic."""

    consumer: str = Field(examples=["credit"])
    topic: str = Field(examples=["huikuan.ledger"])
    partition: int = Field(examples=[7])
    epoch: int = Field(examples=[1])
    position: int = Field(examples=[1042])


class Progress(BaseModel):
    """How far a service is: nothing is on its way when `unsent` is 0 and every consumer stands at its topic's head.

    A service may add figures of its own.
    """

    model_config = ConfigDict(extra="allow")

    topic: str | None = Field(examples=["huikuan.credit"])
    unsent: int = Field(examples=[0])
    partitions: list[PartitionProgress]
    consumed: list[Consumed]


_OWN = text("""
    SELECT h.partition, h.epoch, h.position AS head, coalesce(r.position, 0) AS relayed
    FROM head h LEFT JOIN relayed r ON r.partition = h.partition ORDER BY h.partition
""")
_CONSUMED = text("""
    SELECT consumer, topic, partition, epoch, position FROM checkpoint
    WHERE CAST(:consumer AS text) IS NULL OR consumer = CAST(:consumer AS text) ORDER BY consumer, topic, partition
""")
_HAS = text("SELECT to_regclass(:name) IS NOT NULL")
_REVISION = text("SELECT version_num FROM alembic_version")


async def read_progress(connection: AsyncConnection, topic: str | None, consumer: ConsumerName = None) -> Progress:
    """How far a service is, at one moment; of its consumers only the one its answers come from, if it names one.

    Beside that one there may stand a read model that is being rebuilt, or one that was replaced and reads no more.
    """
    own = await _rows(connection, _OWN) if topic else []
    hears = await connection.scalar(_HAS, {"name": "checkpoint"})
    name = await consumer(connection) if callable(consumer) else consumer
    consumed = await _rows(connection, _CONSUMED, {"consumer": name}) if hears else []
    partitions = [PartitionProgress.model_validate(row) for row in own]
    return Progress(
        topic=topic,
        unsent=sum(partition.head - partition.relayed for partition in partitions),
        partitions=partitions,
        consumed=[Consumed.model_validate(row) for row in consumed],
    )


async def _rows(
    connection: AsyncConnection, query: TextClause, values: Mapping[str, object] | None = None
) -> list[dict[str, object]]:
    return [dict(row) for row in (await connection.execute(query, values)).mappings()]


def database_need(engine: AsyncEngine) -> Need:
    """The service's own database answers."""

    async def check() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    return Need("database", check)


class SchemaBehind(Exception):
    """The database has an older schema than this release works with: run the migrate role."""


def schema_need(engine: AsyncEngine, folder: Path) -> Need:
    """The database has the schema of this release or of a later one, which works with the previous release too."""
    scripts = ScriptDirectory.from_config(configuration(folder, ""))
    newest = scripts.get_current_head()
    known = {script.revision for script in scripts.walk_revisions()}

    async def check() -> None:
        async with engine.connect() as connection:
            revision = await connection.scalar(_REVISION)
        if revision in known and revision != newest:
            raise SchemaBehind

    return Need("schema", check)


def health_routes(watchdogs: Watchdogs) -> APIRouter:
    """`/healthz`, `/readyz` and `/metrics`, for an API and for a process that has no other routes."""
    router = APIRouter()

    @router.get("/healthz", tags=["operations"], summary="Is the process alive?")
    async def healthz() -> Response:
        # Answering at all shows that the event loop turns; the watchdogs speak for the loops inside it. Whether the
        # database is there is not asked: a process is not restarted because another one is away.
        overdue = watchdogs.overdue()
        return JSONResponse({"alive": not overdue, "overdue": overdue}, 503 if overdue else 200)

    @router.get("/readyz", tags=["operations"], summary="Is the process ready for requests?")
    async def readyz(request: Request) -> Response:
        needs: list[Need] | None = getattr(request.app.state, "needs", None)
        if needs is None:
            return JSONResponse({"ready": False, "unmet": {"service": "starting"}}, 503)
        troubles = await unmet(needs)
        ready = not any(need.name in troubles for need in needs if need.vital)
        return JSONResponse({"ready": ready, "unmet": troubles}, 200 if ready else 503)

    @router.get("/metrics", tags=["operations"], summary="The figures of this process, for Prometheus")
    async def metrics(_: Annotated[Principal, require("ops:read")]) -> Response:
        return Response(await asyncio.to_thread(generate_latest, REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return router


def log_routes(topic: str | None, figures: Figures | None = None, consumer: ConsumerName = None) -> APIRouter:
    """`GET /v1/log` and `GET /v1/progress`."""
    router = APIRouter(prefix="/v1", tags=["operations"])

    @router.get("/progress", summary="How far the service is with telling and hearing")
    async def progress(request: Request, _: Annotated[Principal, require("ops:read")]) -> Progress:
        engine: AsyncEngine = request.app.state.engine
        async with engine.connect() as connection:
            progress = await read_progress(connection, topic, consumer)
            more: Mapping[str, int] = await figures(connection) if figures else {}
        return progress.model_copy(update=dict(more))

    if topic is None:
        return router

    @router.get(
        "/log",
        summary="The service's events, exactly as the relay publishes them",
        response_class=Response,
        responses={200: {"content": {BATCH_MEDIA_TYPE: {}}, "description": "A CloudEvents batch, in order"}},
    )
    async def log(
        request: Request,
        principal: Annotated[Principal, require("log:read")],
        partition: Annotated[int, Query(ge=0, lt=1000)],
        epoch: Annotated[int | None, Query(ge=1, description="Only events of this epoch")] = None,
        after: Annotated[int, Query(ge=0, lt=2**63, description="The last position known")] = 0,
        limit: Annotated[int, Query(ge=1, le=LOG_PAGE_MAX)] = LOG_PAGE,
    ) -> Response:
        if EVERY_ENTITY not in principal.entities:
            message = "The log holds the events of all entities; this key was given for some."
            raise Forbidden(message)
        engine: AsyncEngine = request.app.state.engine
        async with engine.connect() as connection:
            stored = await read_events(connection, partition, after=after, limit=limit)
        messages = [
            to_message(topic, event.epoch, event.partition, event.position, event.envelope_bytes)
            for event in stored
            if epoch is None or event.epoch == epoch
        ]
        return Response(to_batch(messages), media_type=BATCH_MEDIA_TYPE)

    return router


def needs_of(engine: AsyncEngine, migrations: Path | None, others: Sequence[Need] = ()) -> list[Need]:
    """What an API needs: its database, with the right schema, and whatever else it names."""
    schema = [] if migrations is None else [schema_need(engine, migrations)]
    return [database_need(engine), *schema, *others]
