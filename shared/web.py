"""The front of every service: what its routes are handed, how it answers, and how it starts and stops."""

import asyncio
import base64
import binascii
import contextlib
import json
import re
import socket
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar, cast

import structlog
import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import compile_path

from shared import problems
from shared.auth import Authenticated, Guard, Keys, admit, authenticated, calls_before, check_first
from shared.clock import Clock
from shared.committer import Committer
from shared.database import connection_lost, make_engine
from shared.errors import Invalid, Refusal, Unavailable
from shared.event_store import Accepted, Previewed, Replayed, prepare_store
from shared.events import Context
from shared.health import WATCHDOGS, Need, Watchdogs
from shared.idempotency import IdempotencyKey, read_key, request_hash
from shared.limits import Limits, forbidden_character
from shared.operations import Figures, health_routes, log_routes, needs_of
from shared.positions import ConsumerName, read_positions, wait_until_reached, write_positions
from shared.problems import Problem
from shared.request_line import RequestLine, correlation_id_of
from shared.settings import ServiceSettings
from shared.telemetry import annotate

T = TypeVar("T")
log = structlog.stdlib.get_logger(__name__)

POSITION_HEADER = "Huikuan-Position"
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)
#: Open to anybody: they tell nothing about any company.
_PUBLIC = frozenset({"/healthz", "/readyz", "/openapi.json"})
_STOP_SECONDS_MAX = 20


# ---------------------------------------------------------------- what a route is handed


async def _request_context(request: Request, principal: Authenticated) -> Context:
    clock: Clock = request.app.state.clock
    traceparent = request.headers.get("traceparent", "")
    return Context(
        principal=principal.id,
        correlation_id=correlation_id_of(request.scope),
        now=clock.now(),
        traceparent=traceparent if _TRACEPARENT.fullmatch(traceparent) else None,
    )


#: Who asks, when, and the ids that follow the request through every service: what a command is submitted with.
RequestContext = Annotated[Context, Depends(_request_context)]


async def _committer(request: Request) -> Committer:
    return request.app.state.committer


async def _engine(request: Request) -> AsyncEngine:
    return request.app.state.engine


async def _clock(request: Request) -> Clock:
    return request.app.state.clock


async def _settings(request: Request) -> ServiceSettings:
    return request.app.state.settings


#: The one way in for commands.
CommitterOf = Annotated[Committer, Depends(_committer)]
EngineOf = Annotated[AsyncEngine, Depends(_engine)]
ClockOf = Annotated[Clock, Depends(_clock)]
SettingsOf = Annotated[ServiceSettings, Depends(_settings)]

_IdempotencyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="1 to 128 visible characters; a repeat with the same key and body gets the same answer.",
        examples=["5a3c1b1e-6d0f-4a55-9e6b-0f5fb0c3a7d1"],
    ),
]


async def _keyed(request: Request, principal: Authenticated, header: _IdempotencyHeader = None) -> IdempotencyKey:
    return read_key(header, principal=principal.id, request=await _hash_of(request))


async def _may_be_keyed(
    request: Request, principal: Authenticated, header: _IdempotencyHeader = None
) -> IdempotencyKey | None:
    return None if header is None else await _keyed(request, principal, header)


async def _hash_of(request: Request) -> bytes:
    body = await request.body()
    return request_hash(method=request.method, path=request.url.path, query=request.scope["query_string"], body=body)


#: The Idempotency-Key of a request that must carry one.
Keyed = Annotated[IdempotencyKey, Depends(_keyed)]
#: The Idempotency-Key of a request that may carry one: what it records is known by a natural key anyway.
MaybeKeyed = Annotated[IdempotencyKey | None, Depends(_may_be_keyed)]


async def _at_position(
    request: Request,
    _: Authenticated,
    min_position: Annotated[
        str | None,
        Query(
            max_length=4096,
            description=f"Wait until these positions (from {POSITION_HEADER}) are in the answer; 409 if they are late.",
            examples=["huikuan.ledger:1.7.42"],
        ),
    ] = None,
) -> None:
    if min_position is None:
        return
    state = request.app.state
    settings: ServiceSettings = state.settings
    await wait_until_reached(
        state.engine,
        read_positions(min_position),
        own_topic=state.topic,
        consumer=state.consumer,
        seconds_max=settings.min_position_wait_seconds,
    )


#: For a write that rests on what was heard: it waits, like a read, until `min_position` has been reached.
AtPosition = Annotated[None, Depends(_at_position)]


async def _reading(request: Request, _: AtPosition) -> AsyncGenerator[AsyncConnection]:
    engine: AsyncEngine = request.app.state.engine
    async with engine.connect() as connection:
        # All queries of one answer see the same moment.
        yield await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


#: A connection for reading, opened after the `min_position` asked for has been reached.
Reading = Annotated[AsyncConnection, Depends(_reading, scope="function")]

# ---------------------------------------------------------------- what a route does not know


async def _check_parameters(request: Request) -> None:
    """Refuse a parameter that the route does not read: a misspelt one would be left out of the answer without a word.

    Pages for anybody are spared: what carries their links adds parameters of its own to them.
    """
    route = request.scope.get("route")
    if not request.query_params or not isinstance(route, APIRoute) or authenticated not in calls_before(route):
        return
    known = parameters_of(route)
    unknown = [name for name in dict.fromkeys(request.query_params.keys()) if name not in known]
    if unknown:
        there_are = f"there are {', '.join(sorted(known))}" if known else "it takes none"
        raise RequestValidationError(
            [
                {"type": "unknown_parameter", "loc": ("query", name), "msg": f"no parameter here; {there_are}"}
                for name in unknown
            ]
        )


def parameters_of(route: APIRoute) -> frozenset[str]:
    """The parameters that a route reads from the address, however deep in what it asks for."""
    known: frozenset[str] | None = getattr(route, "huikuan_parameters", None)
    if known is None:
        known = _parameters(route.dependant)
        route.huikuan_parameters = known  # type: ignore[attr-defined]
    return known


def _parameters(dependant: Dependant) -> frozenset[str]:
    own = {field.alias for field in dependant.query_params}
    return frozenset(own).union(*map(_parameters, dependant.dependencies))


# ---------------------------------------------------------------- answers to writes


@dataclass(frozen=True, slots=True)
class Answering:
    """How the answer to a write is made of what happened; the same bytes answer a repeat.

    `build` gives the body. The status is 200 where nothing new was recorded, for a repeat is no creation.
    """

    build: Callable[[Accepted], BaseModel | None]
    status: int = 201

    def __call__(self, accepted: Accepted) -> bytes:
        """The answer as it is kept beside the Idempotency-Key: status, positions, body."""
        body = self.build(accepted)
        status = self.status if accepted.records or self.status == _NO_CONTENT else _OK
        head = f"{status} {write_positions(accepted.positions)}\n".encode()
        return head + (b"" if body is None else body.model_dump_json().encode())


_OK = 200
_NO_CONTENT = 204


def reply(outcome: Accepted | Replayed | Previewed, answering: Answering) -> Response:
    """The HTTP answer to a write: its body, and the position to read it back from.

    What was only previewed is answered 200: the body it would get, and what the service tells beside it.
    """
    if isinstance(outcome, Previewed):
        annotate(preview=True)
        return JSONResponse(tell(outcome, answering))
    kept = outcome.answer if isinstance(outcome, Replayed) else answering(outcome)
    head, _, body = kept.partition(b"\n")
    status, _, positions = head.decode().partition(" ")
    annotate(position=positions, replayed=isinstance(outcome, Replayed))
    if isinstance(outcome, Accepted) and outcome.records:
        annotate(stream=outcome.records[0].stream, event_type=outcome.records[0].type, events=len(outcome.records))
    return Response(
        body or None,
        status_code=int(status),
        media_type="application/json" if body else None,
        headers={POSITION_HEADER: positions},
    )


def tell(previewed: Previewed, answering: Answering) -> dict[str, Any]:
    """What a preview says: the body that the answer would have, and what the service tells beside it."""
    body = answering.build(previewed.accepted)
    return {"preview": True} | (body.model_dump(mode="json") if body else {}) | dict(previewed.members)


# ---------------------------------------------------------------- versions of what can be changed


class IfMatchMalformed(Invalid):
    """If-Match is not an ETag of ours."""


IfMatch = Annotated[str | None, Header(description="The ETag of the version this one replaces", examples=['"3"'])]


def read_etag(if_match: str | None) -> int | None:
    """The version that an If-Match names; None where there is none, or any will do."""
    if if_match is None or if_match == "*":
        return None
    number = if_match.removeprefix("W/").strip('"')
    if number.isascii() and number.isdigit() and len(number) < 19:  # noqa: PLR2004 - more digits are no version
        return int(number)
    message = f'{if_match[:40]!r} is not an ETag of ours, such as "3".'
    raise IfMatchMalformed(message, header="If-Match")


# ---------------------------------------------------------------- lists


class CursorMalformed(Invalid):
    """The cursor is not one of ours, or of another list."""


class Page(BaseModel, Generic[T]):
    """One page of a list; ask again with `cursor` set to `next` until there is none."""

    items: list[T]
    next: str | None = Field(default=None, description="The cursor of the next page; none on the last")


def write_cursor(*last: str | int) -> str:
    """A cursor that says: after the item with this key."""
    return base64.urlsafe_b64encode(json.dumps(last, separators=(",", ":")).encode()).decode().rstrip("=")


class Small(int):
    """A number in a cursor that its column keeps in four bytes: a partition, an instalment, a line."""


_LARGEST: dict[object, int] = {int: 2**63 - 1, Small: 2**31 - 1}
Kind = type[str] | type[int] | type[date] | type[datetime]


def read_cursor(cursor: str | None, *kinds: Kind) -> tuple[Any, ...] | None:
    """The key a cursor was made from, None for the first page; `kinds` are the types of its parts.

    A cursor comes from outside like everything else: what no column can hold is refused here, not by the database.
    """
    if cursor is None:
        return None
    try:
        last = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        parts = cast("list[object]", last) if isinstance(last, list) else []
        return tuple(_read_part(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (binascii.Error, ValueError, RecursionError):
        message = "The cursor is not one that this list gave out."
        raise CursorMalformed(message, parameter="cursor") from None


def _read_part(part: object, kind: Kind) -> object:
    """One part of a cursor; raises `ValueError` for what is not of its kind."""
    if isinstance(part, int) and not isinstance(part, bool) and 0 <= part <= _LARGEST.get(kind, -1):
        return part
    if isinstance(part, str) and kind is str and forbidden_character(part) is None:
        return part
    if isinstance(part, str) and kind is date:
        return date.fromisoformat(part)
    if isinstance(part, str) and kind is datetime and (instant := datetime.fromisoformat(part)).tzinfo is not None:
        return instant
    message = "not a part of this cursor"
    raise ValueError(message)


Cursor = Annotated[str | None, Query(max_length=1024, description="`next` of the page before")]
PageSize = Annotated[int, Query(alias="limit", ge=1, le=500, description="Items per page")]

# ---------------------------------------------------------------- the service


@dataclass(frozen=True, slots=True)
class Opened:
    """What a service works with while it runs."""

    engine: AsyncEngine
    committer: Committer | None = None
    needs: Sequence[Need] = ()


@asynccontextmanager
async def open_store(settings: ServiceSettings, clock: Clock, *, name: str) -> AsyncGenerator[Opened]:
    """The usual lifespan of a service that records events: its database and its committer."""
    # The committer has connections of its own: however many reads wait, what they wait for can be recorded.
    reads = max(1, settings.pool_size // 2)
    writes = max(1, settings.pool_size - reads)
    async with (
        _engine_for(settings, f"huikuan-{name}-api", reads) as engine,
        _engine_for(settings, f"huikuan-{name}-api-committer", writes) as recording,
    ):
        await prepare_store(engine, settings.partitions)
        async with Committer(recording, clock, partitions=settings.partitions) as committer:
            yield Opened(engine, committer)


@asynccontextmanager
async def _engine_for(settings: ServiceSettings, application: str, pool_size: int) -> AsyncGenerator[AsyncEngine]:
    engine = make_engine(settings.database_url, pool_size=pool_size, application_name=application)
    try:
        yield engine
    finally:
        await engine.dispose()


def create_service_app(  # noqa: PLR0913 - the one place where a service is put together
    *,
    name: str,
    title: str,
    settings: ServiceSettings,
    clock: Clock,
    routers: Sequence[APIRouter],
    opens: Callable[[], AbstractAsyncContextManager[Opened]] | None = None,
    topic: str | None = None,
    consumer: ConsumerName = None,
    bulk_paths: frozenset[str] = frozenset(),
    public_paths: frozenset[str] = frozenset(),
    migrations: Path | None = None,
    watchdogs: Watchdogs | None = None,
    figures: Figures | None = None,
) -> FastAPI:
    """A service's application: its routes behind limits and keys, its refusals as problems, and its operations routes.

    `opens` opens what the routes work with (default: `open_store`); `topic` is what the service says, `consumer` whose
    checkpoints its read models follow; bodies of `bulk_paths` may be 32 MiB and are judged line by line by their route;
    a route that asks for no key must be in `public_paths`, else the service does not start; `figures` are added to the
    service's progress.
    """
    keys = Keys(settings.keys_file)
    opening = opens or (lambda: open_store(settings, clock, name=name))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        _check_routes(app, _PUBLIC | public_paths)
        async with opening() as opened:
            app.state.engine = opened.engine
            app.state.committer = opened.committer
            app.state.needs = needs_of(opened.engine, migrations, opened.needs)
            yield

    app = FastAPI(
        title=title,
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(check_first), Depends(_check_parameters)],
        responses={"4XX": {"model": Problem}, "5XX": {"model": Problem}, 422: {"model": Problem}},
    )
    app.state.keys = keys
    app.state.clock = clock
    app.state.settings = settings
    app.state.topic = topic
    app.state.consumer = consumer
    _put_front_before(app, name, keys, bulk_paths)
    app.include_router(health_routes(watchdogs or WATCHDOGS))
    app.include_router(log_routes(topic, figures, consumer))
    for router in routers:
        app.include_router(router)
    app.openapi = lambda: _openapi(app)
    return app


def create_health_app(*, name: str, settings: ServiceSettings, watchdogs: Watchdogs | None = None) -> FastAPI:
    """`/healthz`, `/readyz` and `/metrics` of a role that answers nothing else; it is ready as long as it is alive."""
    keys = Keys(settings.keys_file)
    app = FastAPI(title=name, openapi_url=None, redirect_slashes=False)
    app.state.keys = keys
    app.state.needs = []
    _put_front_before(app, name, keys, frozenset())
    app.include_router(health_routes(watchdogs or WATCHDOGS))
    return app


def _put_front_before(app: FastAPI, name: str, keys: Keys, bulk_paths: frozenset[str]) -> None:
    """Refusals as problems, limits, and the line around every request."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _away)
    app.add_exception_handler(OSError, _away)
    # The last one added is the outermost.
    app.add_middleware(Limits, admit=lambda scope: admit(scope, keys), bulk_paths=bulk_paths)
    app.add_middleware(RequestLine, service=name)


# ---------------------------------------------------------------- refusals


async def _refused(request: Request, error: Exception) -> Response:
    refusal = cast("Refusal", error)
    annotate(problem=refusal.code)
    return problems.response(problems.of_refusal(refusal, correlation_id=correlation_id_of(request.scope)))


async def _invalid(request: Request, error: Exception) -> Response:
    invalid = cast("RequestValidationError", error)
    problem = problems.of_validation(invalid.errors(), correlation_id=correlation_id_of(request.scope))
    annotate(problem=problem["type"])
    return problems.response(problem)


class DatabaseAway(Unavailable):
    """The database cannot be reached, or went away while it was asked."""


async def _away(request: Request, error: Exception) -> Response:
    """A question that met a database starting again may be asked again; whatever else went wrong is our mistake."""
    if not connection_lost(error):
        raise error
    log.warning("database-away", error=repr(error))
    return await _refused(request, DatabaseAway("The database cannot be reached just now; ask again."))


_HTTP_PROBLEMS = {
    400: ("malformed-request", "Malformed request", "The request cannot be read."),
    404: ("no-such-address", "No such address", "There is nothing at this address."),
    405: ("method-not-allowed", "Method not allowed", "This address does not take this method."),
}


async def _http(request: Request, error: Exception) -> Response:
    status = cast("HTTPException", error).status_code
    headers = cast("HTTPException", error).headers
    code, title, detail = _HTTP_PROBLEMS.get(status, (f"http-{status}", "Refused", "The request is refused."))
    annotate(problem=code)
    problem = problems.describe(
        status=status, code=code, title=title, detail=detail, correlation_id=correlation_id_of(request.scope)
    )
    return problems.response(problem, headers=headers)


# ---------------------------------------------------------------- default deny


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address, and the scopes it demands: empty where any key will do, None where no key is asked."""

    method: str
    path: str
    scopes: frozenset[str] | None


def operations(app: FastAPI) -> list[Operation]:
    """Every operation of a service with what it demands: the authorisation matrix, as built."""
    return [
        Operation(method, context.path or "", _scopes_of(context))
        for context in iter_route_contexts(app.routes)
        for method in sorted(context.methods or {"*"})
        if method != "HEAD"
    ]


def _scopes_of(context: RouteContext) -> frozenset[str] | None:
    calls = calls_before(context.original_route)
    return frozenset(call.scope for call in calls if isinstance(call, Guard)) if authenticated in calls else None


class UnguardedRoute(Exception):
    """A route would answer people who hold no key."""


class ReadHeldOverWrite(Exception):
    """A route would keep a read open while it waits for a commit, and with it a connection and a snapshot."""


def _check_routes(app: FastAPI, public: frozenset[str]) -> None:
    for operation in operations(app):
        if operation.scopes is None and operation.path not in public:
            message = (
                f"{operation.method} {operation.path} asks for no key; give it require(…), or name it in public_paths."
            )
            raise UnguardedRoute(message)
    for context in iter_route_contexts(app.routes):
        if calls_before(context.original_route) >= {_reading, _committer}:
            message = f"{context.path} asks for a Reading and the committer; read with EngineOf, and let go, before it."
            raise ReadHeldOverWrite(message)


# ---------------------------------------------------------------- the description


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        components = schema.setdefault("components", {})
        components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "hk_…"}}
        # The description writes `{number}` for what a route writes `{number:path}`.
        scopes = {(compile_path(each.path)[1], each.method): each.scopes for each in operations(app)}
        for path, methods in schema["paths"].items():
            for method, described in methods.items():
                demanded = scopes.get((path, method.upper()))
                described["security"] = [] if demanded is None else [{"key": []}]
                if demanded:
                    described["x-scopes"] = sorted(demanded)
                for status, response in described.get("responses", {}).items():
                    if str(status)[0] in "45" and (content := response.get("content")):
                        response["content"] = {"application/problem+json": next(iter(content.values()))}
        app.openapi_schema = schema
    return app.openapi_schema


# ---------------------------------------------------------------- serving


class _Server(uvicorn.Server):
    """Uvicorn inside a loop that is not its own: signals belong to whoever runs the roles."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises `OSError` for a busy port. Port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError:
        listening.close()
        raise
    return listening


async def serve(app: FastAPI, *, host: str, port: int, on_ready: Callable[[int], None] | None = None) -> None:
    """Answer requests until cancelled, then finish those at hand and close; `on_ready` is told the port."""
    with listen(host, port) as listening:
        # The lifespan is ours to enter, so that what goes wrong in it reaches the caller instead of a log only.
        async with app.router.lifespan_context(app):
            server = _Server(
                uvicorn.Config(
                    app,
                    lifespan="off",
                    log_config=None,
                    access_log=False,
                    server_header=False,
                    proxy_headers=False,
                    ws="none",
                    timeout_graceful_shutdown=_STOP_SECONDS_MAX,
                )
            )
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            if on_ready is not None:
                on_ready(listening.getsockname()[1])
            try:
                await asyncio.shield(serving)
            except asyncio.CancelledError:
                server.should_exit = True
                await serving
                raise
