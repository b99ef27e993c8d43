"""Around every request: an id to find it by, one rich line, its figures, and the headers that keep browsers honest."""

import re
import uuid
from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import problems
from shared.telemetry import REQUEST_SECONDS, REQUESTS, rich_line

log = structlog.stdlib.get_logger(__name__)

CORRELATION_HEADER = "X-Correlation-ID"
_CORRELATION = re.compile(rb"[A-Za-z0-9._-]{1,64}")
#: Asked every few seconds by machines; a line each would bury the others.
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})

_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_SECURITY_HEADERS = [
    (b"content-security-policy", _CONTENT_SECURITY_POLICY.encode()),
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
_NO_STORE = (b"cache-control", b"no-store")


def correlation_id_of(scope: Scope) -> str:
    """The id under which the request at hand is found in every log and on every event it causes."""
    correlation_id: str = scope["huikuan.correlation_id"]
    return correlation_id


class RequestLine:
    """ASGI: the outermost layer of a service. What fails inside is told to the log, and to the caller only its id."""

    def __init__(self, app: ASGIApp, *, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = next((value for name, value in scope["headers"] if name == b"x-correlation-id"), b"")
        correlation_id = sent.decode() if _CORRELATION.fullmatch(sent) else uuid.uuid4().hex
        scope["huikuan.correlation_id"] = correlation_id
        started = perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers: list[tuple[bytes, bytes]] = [*message.get("headers", ()), *_SECURITY_HEADERS]
                headers.append((b"x-correlation-id", correlation_id.encode()))
                if not any(name == b"cache-control" for name, _ in headers):
                    headers.append(_NO_STORE)
                message["headers"] = headers
            await send(message)

        quiet = scope["path"] in _QUIET
        with rich_line(
            log, "request", quiet=quiet, service=self._service, method=scope["method"], correlation_id=correlation_id
        ) as line:
            try:
                await self._app(scope, receive, send_with_headers)
            except Exception:
                log.exception("request-failed", service=self._service, correlation_id=correlation_id)
                if status == 0:
                    await _failed(correlation_id)(scope, receive, send_with_headers)
            finally:
                route = getattr(scope.get("route"), "path", "unmatched")
                line.update(route=route, status=status)
                REQUESTS.labels(self._service, scope["method"], route, status).inc()
                REQUEST_SECONDS.labels(self._service, scope["method"], route).observe(perf_counter() - started)


def _failed(correlation_id: str) -> ASGIApp:
    return problems.response(
        problems.describe(
            status=500,
            code="internal-error",
            title="Internal error",
            detail="Something is wrong on our side. The instance names the request in the service's log.",
            correlation_id=correlation_id,
        )
    )
