"""The one port of the one-machine deployment: the same paths as behind an ingress, each led to its service."""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, cast

import httpx2
from fastapi import FastAPI
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web import operations

#: Paths that every service has; behind one port they are asked as `/ledger/v1/log`.
_OF_EVERY_SERVICE = {"log", "progress"}
_HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}


@dataclass(frozen=True, slots=True)
class Gateway:
    """Leads `/v1/invoices` to the ledger, `/ledger/…` to the ledger without its prefix, and the rest to the console."""

    services: Mapping[str, ASGIApp]
    resources: Mapping[str, str]
    local: ASGIApp
    document: bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        first, _, rest = scope["path"].lstrip("/").partition("/")
        if first in self.services:
            raw_path = scope["raw_path"].removeprefix(f"/{first}".encode())
            await self.services[first]({**scope, "path": f"/{rest}", "raw_path": raw_path}, receive, send)
        elif first == "local":
            await self.local(scope, receive, send)
        elif first in {"healthz", "readyz"}:
            await (await self._health(first))(scope, receive, send)
        elif first == "openapi.json":
            await Response(self.document, media_type="application/json")(scope, receive, send)
        else:
            service = self.resources.get(rest.partition("/")[0], "reporting") if first == "v1" else "reporting"
            await self.services[service](scope, receive, send)

    async def _health(self, path: str) -> JSONResponse:
        """All services' answers together; 200 only when each gave 200."""
        answers: dict[str, object] = {}
        well = True
        for name, app in self.services.items():
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://service") as client:
                answer = await client.get(f"/{path}")
            well = well and answer.is_success
            answers[name] = answer.json()
        return JSONResponse(answers, status_code=200 if well else 503)


def behind_one_port(
    gateway: Gateway, *, lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None
) -> FastAPI:
    """What is served at the port: the gateway, within the lives of the services it leads to."""
    app = FastAPI(lifespan=lifespan, openapi_url=None)
    # Not mounted: a mount hears of no address with a line break in it, and no service could refuse that.
    app.router.default = gateway
    return app


def resources_of(services: Mapping[str, FastAPI]) -> dict[str, str]:
    """Which service answers for which first path segment behind `/v1`; two for one would be a mistake of ours."""
    owners: dict[str, str] = {}
    for name, app in services.items():
        for operation in operations(app):
            version, _, rest = operation.path.lstrip("/").partition("/")
            resource = rest.partition("/")[0]
            if version == "v1" and resource not in _OF_EVERY_SERVICE and owners.setdefault(resource, name) != name:
                message = f"/v1/{resource} belongs to {owners[resource]} and to {name}."
                raise ValueError(message)
    return owners


def document_of(services: Mapping[str, FastAPI]) -> bytes:
    """One OpenAPI document of all services; schemas that differ under one name are told apart by their service's."""
    paths: dict[str, object] = {}
    schemas: dict[str, object] = {}
    rest: dict[str, Any] = {}
    for name, app in services.items():
        document = app.openapi()
        ours = cast("dict[str, object]", document.get("components", {}).get("schemas", {}))
        renamed = {schema for schema, shape in ours.items() if schemas.get(schema, shape) != shape}
        document = json.loads(_rename(json.dumps(document), renamed, name))
        schemas.update(document.get("components", {}).get("schemas", {}))
        for path, item in document["paths"].items():
            shared = path.removeprefix("/v1/") in _OF_EVERY_SERVICE or not path.startswith("/v1/")
            paths[f"/{name}{path}" if shared else path] = item
        rest = rest or {kind: found for kind, found in document.get("components", {}).items() if kind != "schemas"}
    merged = {
        "openapi": "3.1.0",
        "info": {"title": "Huikuan", "version": next(iter(services.values())).version},
        "paths": paths,
        "components": {**rest, "schemas": schemas},
    }
    return json.dumps(merged, ensure_ascii=False).encode()


def _rename(document: str, schemas: Iterable[str], service: str) -> str:
    for schema in schemas:
        document = document.replace(f'"#/components/schemas/{schema}"', f'"#/components/schemas/{service}_{schema}"')
        document = document.replace(f'"{schema}": {{', f'"{service}_{schema}": {{')
    return document


def forward(client: httpx2.AsyncClient, base_url: str) -> ASGIApp:
    """Lead requests to a service in another process, body and answer streamed."""

    async def ask(request: Request) -> StreamingResponse | JSONResponse:
        url = httpx2.URL(base_url).copy_with(path=request.url.path, query=request.url.query.encode())
        headers = [(name, value) for name, value in request.headers.items() if name not in _HOP_BY_HOP | {"host"}]
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        question = client.build_request(
            request.method, url, headers=headers, content=request.stream() if has_body else None
        )
        try:
            answer = await client.send(question, stream=True)
        except httpx2.TransportError:
            problem = {
                "type": "about:blank",
                "title": "Service unavailable",
                "status": 503,
                "detail": "Starting again.",
            }
            return JSONResponse(
                problem, status_code=503, headers={"retry-after": "1"}, media_type="application/problem+json"
            )
        kept = {name: value for name, value in answer.headers.items() if name not in _HOP_BY_HOP}
        return StreamingResponse(
            answer.aiter_raw(), status_code=answer.status_code, headers=kept, background=BackgroundTask(answer.aclose)
        )

    methods = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"]
    return Route("/{path:path}", ask, methods=methods).handle
