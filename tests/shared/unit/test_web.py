"""The front of a service, without its database: keys, limits, problems and headers."""

import base64
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx2
import pytest
import structlog
from fastapi import APIRouter, FastAPI, Query, Response
from pydantic import Field

from shared.auth import ROLES, SCOPES, Principal, create_key, require, revoke_key
from shared.clock import SystemClock
from shared.committer import ServiceOverloaded
from shared.database import make_engine
from shared.errors import Conflict
from shared.fields import Amount, Body, CustomerCode, EntityCode, LocalDate
from shared.health import Watchdogs
from shared.limits import BODY_MAX, BULK_BODY_MAX
from shared.money import Money
from shared.settings import ServiceSettings
from shared.telemetry import configure_logging
from shared.web import (
    CommitterOf,
    CursorMalformed,
    Keyed,
    Opened,
    ReadHeldOverWrite,
    Reading,
    Small,
    UnguardedRoute,
    create_health_app,
    create_service_app,
    operations,
    read_cursor,
    write_cursor,
)

BODY = {"entity": "CN01", "customer": "C-1", "amount": "12.30", "currency": "CNY", "due_on": "2026-03-31"}


class Line(Body):
    net: Amount


class Document(Body):
    entity: EntityCode
    customer: CustomerCode
    amount: Amount
    currency: str
    due_on: LocalDate
    count: Annotated[int, Field(strict=True)] = 1
    lines: tuple[Line, ...] = ()


class LimitReached(Conflict):
    """A refusal such as a service makes."""


router = APIRouter(prefix="/v1")


@router.post("/documents")
async def post_document(body: Document, principal: Annotated[Principal, require("documents:write")], _: Keyed) -> Body:
    principal.enter(body.entity, field="entity")
    Money.parse(body.amount, body.currency)
    return body


@router.post("/bulk")
async def post_bulk(_: Annotated[Principal, require("documents:write")]) -> Response:
    return Response(status_code=204)


@router.get("/refused")
async def get_refused(_: Annotated[Principal, require("ledger:read")]) -> None:
    message = "C-1 has reached the limit."
    raise LimitReached(message, limit="100.00", status=200)


@router.get("/overloaded")
async def get_overloaded(_: Annotated[Principal, require("ledger:read")]) -> None:
    message = "Too many."
    raise ServiceOverloaded(message)


@router.get("/broken")
async def get_broken(_: Annotated[Principal, require("ledger:read")]) -> None:
    message = "SELECT password FROM people"
    raise RuntimeError(message)


@router.get("/away")
async def get_away(_: Annotated[Principal, require("ledger:read")]) -> None:
    message = "no server at postgresql://ledger:secret@db"
    raise ConnectionRefusedError(message)


@router.get("/things/{entity}/{number}")
async def get_thing(entity: str, number: int, _: Annotated[Principal, require("ledger:read")]) -> dict[str, Any]:
    return {"entity": entity, "number": number}


@router.get("/papers/{entity}/{number:path}")
async def get_paper(entity: str, number: str, _: Annotated[Principal, require("ledger:read")]) -> list[str]:
    return [entity, number]


@router.get("/listed")
async def get_listed(
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    *,
    from_on: Annotated[str | None, Query(alias="from")] = None,
    entity: Annotated[list[str], Query(default_factory=list)],
) -> dict[str, Any]:
    return {"from": from_on, "entity": entity, "asked": str(connection)}


for scope in sorted(SCOPES):

    @router.get(f"/scopes/{scope}", name=scope)
    async def get_scope(_: Annotated[Principal, require(scope)], entity: str | None = None) -> str | None:
        return entity


def application(file: Path, *routers: APIRouter, watchdogs: Watchdogs | None = None) -> FastAPI:
    settings = ServiceSettings(
        database_url="postgresql+asyncpg://127.0.0.1:1/none", bus="postgresql+asyncpg://127.0.0.1:1/bus", keys_file=file
    )

    @asynccontextmanager
    async def opens() -> AsyncGenerator[Opened]:
        yield Opened(make_engine(settings.database_url))

    return create_service_app(
        name="sample",
        title="Sample",
        settings=settings,
        clock=SystemClock(),
        routers=[router, *routers],
        opens=opens,
        bulk_paths=frozenset({"/v1/bulk"}),
        watchdogs=watchdogs or Watchdogs(),
    )


@dataclass
class Caller:
    """Asks the application in this process, as the holder of one key."""

    http: httpx2.AsyncClient
    file: Path

    def key(self, role: str, *entities: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {create_key(self.file, role=role, entities=entities or ['*'])}"}

    async def post(self, body: object, headers: dict[str, str], path: str = "/v1/documents") -> httpx2.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Content-Type": "application/json", "Idempotency-Key": "k-1"} | headers
        return await self.http.post(path, content=content, headers=given)


@pytest.fixture(autouse=True)
def _plain_logs() -> Generator[None]:
    """Write logs as in production; structlog's default draws tracebacks for people, which takes seconds."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logging(form="json", level="error")
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
async def caller(tmp_path: Path) -> AsyncIterator[Caller]:
    file = tmp_path / "keys.jsonl"
    app = application(file)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx2.AsyncClient(transport=transport, base_url="http://a") as http:
        yield Caller(http, file)


def problem(response: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["type"] == f"urn:huikuan:problem:{code}"
    assert body["title"]
    assert body["detail"]
    assert body["instance"] == f"urn:huikuan:request:{response.headers['x-correlation-id']}"
    return body


class TestParameters:
    """An address takes the parameters that its route reads, under the names that callers know, and no others."""

    async def test_that_nobody_reads_are_refused_naming_those_there_are(self, caller: Caller) -> None:
        answer = await caller.http.get("/v1/scopes/ledger:read?entitty=CN01&x=1", headers=caller.key("admin"))
        body = problem(answer, 422, "invalid-request")
        assert body["errors"] == [
            {"parameter": "entitty", "detail": "no parameter here; there are entity"},
            {"parameter": "x", "detail": "no parameter here; there are entity"},
        ]
        assert body["detail"] == "entitty: no parameter here; there are entity, and 1 more"

    async def test_of_a_route_without_any_are_refused(self, caller: Caller) -> None:
        answer = await caller.http.get("/v1/things/CN01/1?entity=CN01", headers=caller.key("admin"))
        assert problem(answer, 422, "invalid-request")["detail"] == "entity: no parameter here; it takes none"

    async def test_are_known_by_their_alias_and_also_where_a_dependency_reads_them(self, caller: Caller) -> None:
        """A connection is asked for only after that: the database of this application is not there."""
        answer = await caller.http.get("/v1/listed?from_on=1", headers=caller.key("admin"))
        [error] = problem(answer, 422, "invalid-request")["errors"]
        assert error == {"parameter": "from_on", "detail": "no parameter here; there are entity, from, min_position"}

    async def test_may_be_repeated(self, caller: Caller) -> None:
        answer = await caller.http.get("/v1/scopes/ledger:read?entity=A&entity=B", headers=caller.key("admin"))
        assert answer.status_code == 200, answer.text

    async def test_are_told_to_nobody_without_a_key(self, caller: Caller) -> None:
        problem(await caller.http.get("/v1/things/CN01/1?x=1"), 401, "unauthenticated")

    async def test_of_pages_for_anybody_are_left_alone(self, caller: Caller) -> None:
        assert (await caller.http.get("/healthz?from=a-mail")).status_code in {200, 503}


class TestDefaultDeny:
    async def test_a_route_without_a_guard_stops_the_start(self, tmp_path: Path) -> None:
        open_router = APIRouter()

        @open_router.get("/v1/open")
        async def open_to_all() -> None:
            """Forgotten."""

        app = application(tmp_path / "keys", open_router)
        with pytest.raises(UnguardedRoute, match="/v1/open"):
            async with app.router.lifespan_context(app):
                pass

    async def test_a_route_that_reads_on_while_it_waits_for_a_commit_stops_the_start(self, tmp_path: Path) -> None:
        slow_router = APIRouter()

        @slow_router.post("/v1/slow")
        async def slow(
            _: Annotated[Principal, require("ledger:write")], connection: Reading, committer: CommitterOf
        ) -> None:
            """Thoughtless."""

        app = application(tmp_path / "keys", slow_router)
        with pytest.raises(ReadHeldOverWrite, match="/v1/slow"):
            async with app.router.lifespan_context(app):
                pass

    async def test_every_operation_demands_a_key(self, caller: Caller, tmp_path: Path) -> None:
        public = {"/healthz", "/readyz", "/openapi.json"}
        for operation in operations(application(tmp_path / "keys")):
            if operation.path not in public:
                response = await caller.http.request(operation.method, operation.path.replace("{number}", "1"))
                problem(response, 401, "unauthenticated")
                assert response.headers["www-authenticate"] == 'Bearer realm="huikuan"'


class TestMatrix:
    """Every role × every operation × an entity of its own, another's and none: allowed, forbidden or not there."""

    async def test_is_as_the_roles_say(self, caller: Caller, tmp_path: Path) -> None:
        demanded = {
            operation.path: next(iter(operation.scopes))
            for operation in operations(application(tmp_path / "keys"))
            if operation.scopes and operation.path.startswith("/v1/scopes/")
        }
        assert set(demanded.values()) == SCOPES
        for role, held in ROLES.items():
            headers = caller.key(role, "CN01")
            for path, scope in demanded.items():
                for entity, status in (("CN01", 200), ("DE01", 404), ("*", 404), (None, 200)):
                    address = path if entity is None else f"{path}?entity={entity}"
                    response = await caller.http.get(address, headers=headers)
                    assert response.status_code == (status if scope in held else 403), (role, address)

    async def test_the_entity_of_a_body_counts_too(self, caller: Caller) -> None:
        headers = caller.key("erp", "DE01")
        body = problem(await caller.post(BODY, headers), 404, "entity-not-found")
        assert body["errors"] == [{"pointer": "/entity", "detail": "There is no entity CN01."}]

    async def test_another_entity_and_none_look_the_same(self, caller: Caller) -> None:
        headers = caller.key("erp", "DE01")
        answers = [
            (await caller.http.get(f"/v1/things/{entity}/1", headers=headers)).json() | {"instance": ""}
            for entity in ("CN01", "XX99")
        ]
        assert answers[0] == json.loads(json.dumps(answers[1]).replace("XX99", "CN01"))

    async def test_a_revoked_key_is_refused_at_once(self, caller: Caller) -> None:
        headers = caller.key("erp")
        assert (await caller.http.get("/v1/things/CN01/1", headers=headers)).status_code == 200
        revoke_key(caller.file, headers["Authorization"].split("_")[1], now=SystemClock().now())
        problem(await caller.http.get("/v1/things/CN01/1", headers=headers), 401, "unauthenticated")

    @pytest.mark.parametrize(
        "header", ["", "Bearer", "Bearer ", "Basic YTpi", "bearer hk_x", "hk_x", "Bearer hk_x hk_y", "Bearer \xff"]
    )
    async def test_a_header_that_is_no_key_opens_nothing(self, caller: Caller, header: str) -> None:
        headers = {"Authorization": header.encode("latin-1").decode("latin-1")}
        response = await caller.http.get(
            "/v1/things/CN01/1", headers=[(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        )
        problem(response, 401, "unauthenticated")

    async def test_a_key_in_the_address_opens_nothing(self, caller: Caller) -> None:
        key = caller.key("admin")["Authorization"].split()[1]
        problem(await caller.http.get(f"/v1/things/CN01/1?key={key}&access_token={key}"), 401, "unauthenticated")


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in BODY.items() if key != name}


class TestBadInput:
    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            (without("entity"), "/entity"),
            (BODY | {"amuont": "1"}, "/amuont"),
            (BODY | {"amount": 12.3}, "/amount"),
            (BODY | {"amount": 12}, "/amount"),
            (BODY | {"due_on": "31.03.2026"}, "/due_on"),
            (BODY | {"due_on": 1}, "/due_on"),
            (BODY | {"count": "1"}, "/count"),
            (BODY | {"count": 1.0}, "/count"),
            (BODY | {"lines": [{"net": "1"}, {"net": None}]}, "/lines/1/net"),
            (BODY | {"a/b~c": 1}, "/a~1b~0c"),
            ([], ""),
            ("text", ""),
            (None, ""),
        ],
    )
    async def test_names_the_field(self, caller: Caller, body: object, pointer: str) -> None:
        answer = problem(await caller.post(body, caller.key("erp")), 422, "invalid-request")
        assert [error["pointer"] for error in answer["errors"]] == [pointer]

    async def test_names_every_field_at_once(self, caller: Caller) -> None:
        answer = problem(await caller.post({"x": 1}, caller.key("erp")), 422, "invalid-request")
        assert {error["pointer"] for error in answer["errors"]} >= {"/entity", "/amount", "/x"}

    async def test_does_not_repeat_what_was_sent(self, caller: Caller) -> None:
        response = await caller.post(BODY | {"due_on": "canary-4711"}, caller.key("erp"))
        assert "canary-4711" not in response.text

    async def test_names_the_parameter(self, caller: Caller) -> None:
        answer = problem(await caller.http.get("/v1/things/CN01/x", headers=caller.key("erp")), 422, "invalid-request")
        assert answer["errors"][0]["parameter"] == "number"

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            (b"", 422, "invalid-request"),
            (b"{", 400, "malformed-json"),
            (b"{'a': 1}", 400, "malformed-json"),
            (b'{"a": 1}{', 400, "malformed-json"),
            (b'{"a": "\xff"}', 400, "malformed-request"),
            (json.dumps(BODY).encode("utf-16"), 400, "malformed-body"),
            (b'{"amount": ' + b"9" * 5000 + b"}", 400, "malformed-request"),
            (b"[" * 1000 + b"]" * 1000, 422, "too-deep"),
            (b"[" * 100_000, 422, "too-deep"),
            (json.dumps(BODY | {"customer": "x" * 20_000}).encode(), 422, "string-too-long"),
            (json.dumps(BODY | {"customer": "a\x00b"}).encode(), 422, "forbidden-character"),
            (json.dumps(BODY | {"customer": "a\u202eb"}, ensure_ascii=False).encode(), 422, "forbidden-character"),
            (json.dumps(BODY | {"customer": "\ud800"}).encode(), 422, "forbidden-character"),
            (b"x" * (BODY_MAX + 1), 413, "body-too-large"),
        ],
        ids=str,
    )
    async def test_is_a_problem(self, caller: Caller, body: bytes, status: int, code: str) -> None:
        problem(await caller.post(body, caller.key("erp")), status, code)

    @pytest.mark.parametrize(
        ("amount", "currency", "code"),
        [
            ("12.345", "CNY", "amount-not-exact"),
            ("1.5", "JPY", "amount-not-exact"),
            ("1e3", "CNY", "amount-not-exact"),
            ("NaN", "CNY", "amount-not-exact"),
            ("9" * 30, "CNY", "amount-too-large"),
            ("1", "XXX", "unknown-currency"),
        ],
    )
    async def test_of_money_names_the_amount(self, caller: Caller, amount: str, currency: str, code: str) -> None:
        answer = problem(
            await caller.post(BODY | {"amount": amount, "currency": currency}, caller.key("erp")), 422, code
        )
        assert answer["errors"][0]["pointer"] in {"/amount", "/currency"}

    @pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "application/x-www-form-urlencoded"])
    async def test_of_another_kind_is_not_read(self, caller: Caller, kind: str) -> None:
        problem(await caller.post(BODY, caller.key("erp") | {"Content-Type": kind}), 415, "unsupported-body")

    async def test_compressed_is_not_read(self, caller: Caller) -> None:
        problem(await caller.post(BODY, caller.key("erp") | {"Content-Encoding": "gzip"}), 415, "unsupported-body")

    async def test_without_an_idempotency_key_changes_nothing(self, caller: Caller) -> None:
        response = await caller.http.post("/v1/documents", json=BODY, headers=caller.key("erp"))
        problem(response, 400, "idempotency-key-missing")

    @pytest.mark.parametrize("path", ["/v1/things/CN%00/1", "/v1/things/CN01/1?entity=%E2%80%AE", "/v1/%0A", "/v1/%9F"])
    async def test_in_the_address_is_refused(self, caller: Caller, path: str) -> None:
        response = await caller.http.get(path, headers=caller.key("admin"))
        assert response.status_code in {400, 422}
        assert response.headers["content-type"] == "application/problem+json"

    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", "/nothing", 404, "no-such-address"),
            ("GET", "/docs", 404, "no-such-address"),
            ("GET", "/v1/documents/", 404, "no-such-address"),
            ("DELETE", "/v1/documents", 405, "method-not-allowed"),
            ("TRACE", "/healthz", 405, "method-not-allowed"),
        ],
    )
    async def test_of_an_address_is_a_problem(
        self, caller: Caller, method: str, path: str, status: int, code: str
    ) -> None:
        problem(await caller.http.request(method, path, headers=caller.key("admin")), status, code)

    async def test_an_address_or_headers_of_absurd_length_are_refused(self, caller: Caller) -> None:
        problem(await caller.http.get("/v1/" + "x" * 9000), 400, "headers-too-large")
        problem(await caller.http.get("/healthz", headers={"x": "y" * 40_000}), 400, "headers-too-large")


class TestBulk:
    async def test_takes_more_and_leaves_the_lines_to_its_route(self, caller: Caller) -> None:
        body = b'{"a": "\\u0000"}\n' * 200_000
        assert len(body) > BODY_MAX
        headers = caller.key("erp") | {"Content-Type": "application/x-ndjson"}
        assert (await caller.post(body, headers, "/v1/bulk")).status_code == 204

    async def test_has_a_limit_too(self, caller: Caller) -> None:
        headers = caller.key("erp") | {"Content-Type": "application/x-ndjson"}
        problem(await caller.post(b"x" * (BULK_BODY_MAX + 1), headers, "/v1/bulk"), 413, "body-too-large")

    async def test_is_not_taken_in_from_strangers(self, caller: Caller) -> None:
        taken = 0

        async def body() -> AsyncIterator[bytes]:
            nonlocal taken
            taken += 1
            yield b"x"

        response = await caller.http.post("/v1/bulk", content=body())
        problem(response, 401, "unauthenticated")


class TestRefusals:
    async def test_of_a_rule_keep_their_figures_but_not_the_problems_own_members(self, caller: Caller) -> None:
        answer = problem(await caller.http.get("/v1/refused", headers=caller.key("admin")), 409, "limit-reached")
        assert answer["limit"] == "100.00"
        assert answer["title"] == "Limit reached"

    async def test_for_want_of_room_say_when_to_come_back(self, caller: Caller) -> None:
        response = await caller.http.get("/v1/overloaded", headers=caller.key("admin"))
        problem(response, 503, "service-overloaded")
        assert int(response.headers["retry-after"]) >= 1

    async def test_for_want_of_the_database_say_so_to_whoever_only_asks(self, caller: Caller) -> None:
        response = await caller.http.get("/v1/away", headers=caller.key("admin"))
        problem(response, 503, "database-away")
        assert int(response.headers["retry-after"]) >= 1
        assert "secret" not in response.text

    async def test_of_our_own_making_tell_nothing_but_an_id(self, caller: Caller) -> None:
        response = await caller.http.get("/v1/broken", headers=caller.key("admin"))
        problem(response, 500, "internal-error")
        assert "password" not in response.text
        assert "RuntimeError" not in response.text


class TestHeaders:
    @pytest.mark.parametrize("path", ["/healthz", "/v1/broken", "/v1/nothing", "/openapi.json", "/v1/things/CN01/1"])
    async def test_keep_browsers_honest_on_every_answer(self, caller: Caller, path: str) -> None:
        headers = (await caller.http.get(path, headers=caller.key("admin"))).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["strict-transport-security"].startswith("max-age=31536000")
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers

    async def test_give_back_the_correlation_id_they_came_with(self, caller: Caller) -> None:
        headers = {"X-Correlation-ID": "order-4711.a"}
        assert (await caller.http.get("/healthz", headers=headers)).headers["x-correlation-id"] == "order-4711.a"

    @pytest.mark.parametrize("bad", ["a b", "x" * 65, "a\tb", "<script>", ""])
    async def test_do_not_give_back_what_is_no_id(self, caller: Caller, bad: str) -> None:
        given = (await caller.http.get("/healthz", headers={"X-Correlation-ID": bad})).headers["x-correlation-id"]
        assert given != bad
        assert given.isalnum()


class TestOperations:
    async def test_alive_does_not_depend_on_the_database(self, caller: Caller) -> None:
        assert (await caller.http.get("/healthz")).status_code == 200

    async def test_a_loop_that_hangs_is_not_alive(self, tmp_path: Path) -> None:
        dogs = Watchdogs()
        dogs.watch("consumer", seconds_max=-1)
        app = application(tmp_path / "keys", watchdogs=dogs)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://a") as http:
            response = await http.get("/healthz")
            assert (response.status_code, response.json()) == (503, {"alive": False, "overdue": ["consumer"]})
            assert (await http.get("/readyz")).json() == {"ready": False, "unmet": {"service": "starting"}}

    async def test_a_role_without_an_api_says_whether_it_is_alive(self, tmp_path: Path) -> None:
        dogs = Watchdogs()
        dogs.watch("relay", seconds_max=60)
        settings = ServiceSettings(
            database_url="postgresql+asyncpg://h/d", bus="postgresql+asyncpg://h/b", keys_file=tmp_path / "keys"
        )
        app = create_health_app(name="sample-relay", settings=settings, watchdogs=dogs)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://a") as http:
            assert (await http.get("/healthz")).json() == {"alive": True, "overdue": []}
            assert (await http.get("/readyz")).status_code == 200
            problem(await http.get("/metrics"), 401, "unauthenticated")
            problem(await http.get("/v1/log"), 404, "no-such-address")
            dogs.watch("relay", seconds_max=-1)
            assert (await http.get("/healthz")).status_code == 503

    async def test_figures_count_requests_by_route_not_by_address(self, caller: Caller) -> None:
        headers = caller.key("auditor")
        for number in range(3):
            await caller.http.get(f"/v1/things/CN01/{number}", headers=headers)
        figures = (await caller.http.get("/metrics", headers=headers)).text
        assert 'route="/v1/things/{entity}/{number}"' in figures
        assert "/v1/things/CN01" not in figures

    async def test_the_description_is_openapi_3_1_and_tells_the_scopes(self, caller: Caller) -> None:
        description = (await caller.http.get("/openapi.json")).json()
        assert description["openapi"].startswith("3.1")
        post = description["paths"]["/v1/documents"]["post"]
        assert post["x-scopes"] == ["documents:write"]
        assert post["security"] == [{"key": []}]
        assert "application/problem+json" in post["responses"]["422"]["content"]
        assert description["paths"]["/healthz"]["get"]["security"] == []
        assert description["paths"]["/v1/papers/{entity}/{number}"]["get"]["x-scopes"] == ["ledger:read"]
        assert [p["name"] for p in post["parameters"]] == ["Idempotency-Key"]


class TestCursor:
    def test_reads_back_what_it_wrote(self) -> None:
        assert read_cursor(write_cursor("深圳/1", 42), str, int) == ("深圳/1", 42)
        assert read_cursor(None, str) is None
        day, instant = date(2026, 3, 31), datetime(2026, 3, 31, 8, tzinfo=UTC)
        cursor = write_cursor(day.isoformat(), instant.isoformat(), 2**31 - 1, 2**63 - 1)
        assert read_cursor(cursor, date, datetime, Small, int) == (day, instant, 2**31 - 1, 2**63 - 1)

    @pytest.mark.parametrize(
        "cursor", ["", "x", "é", "!!!!", write_cursor(1), write_cursor("a", "b"), "bnVsbA", "W3t9XQ"]
    )
    def test_refuses_what_is_not_its_own(self, cursor: str) -> None:
        with pytest.raises(CursorMalformed):
            read_cursor(cursor, str)

    @pytest.mark.parametrize(
        ("part", "kind"),
        [
            ("a\x00", str),
            ("\ud800", str),
            ("2026-02-30", date),
            ("soon", date),
            ("2026-03-31T08:00:00", datetime),
            ("soon", datetime),
            (-1, int),
            (True, int),
            (2**63, int),
            (2**31, Small),
            (1, str),
            (1, date),
        ],
    )
    def test_refuses_what_no_column_holds(self, part: str | int, kind: Any) -> None:
        with pytest.raises(CursorMalformed):
            read_cursor(write_cursor(part), kind)

    def test_refuses_what_is_nested_beyond_reading(self) -> None:
        with pytest.raises(CursorMalformed):
            read_cursor(base64.urlsafe_b64encode(b"[" * 760).decode(), str)
