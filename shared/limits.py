"""What a request may weigh and contain, judged on its bytes before anything is parsed."""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import problems
from shared.errors import Invalid, Refusal
from shared.telemetry import annotate

BODY_MAX = 1024 * 1024
BULK_BODY_MAX = 32 * 1024 * 1024
DEPTH_MAX = 32
#: Longer than any name or text of a document; a policy's content is an object, not one string.
STRING_MAX = 16 * 1024
HEADERS_MAX = 32 * 1024
TARGET_MAX = 8 * 1024
BODY_SECONDS_MAX = 60.0
#: How much of a refused body is still taken off the wire before the connection is closed.
DRAIN_MAX = 4 * BULK_BODY_MAX
DRAIN_SECONDS_MAX = 5.0

JSON_TYPES = frozenset({"application/json", "application/cloudevents-batch+json", "application/cloudevents+json"})
BULK_TYPES = JSON_TYPES | {"application/x-ndjson", "application/jsonl", "text/csv"}


class BodyTooLarge(Refusal):
    """The body is larger than this address takes."""

    kind = "too-large"


class HeadersTooLarge(Refusal):
    """The headers or the address are longer than any honest request needs."""

    kind = "malformed"


class BodyTooSlow(Refusal):
    """The body did not arrive in time."""

    kind = "malformed"


class UnsupportedBody(Refusal):
    """The body is of a kind this address does not read."""

    kind = "unsupported"


class MalformedBody(Refusal):
    """The body is not UTF-8, or not JSON."""

    kind = "malformed"


class TooDeep(Invalid):
    """The JSON is nested deeper than any document."""


class StringTooLong(Invalid):
    """A text is longer than any field takes."""


class ForbiddenCharacter(Invalid):
    """A text contains a control character, or one that makes text read in another order than it is stored."""


class _SenderGone(Exception):
    """The sender went away before the end of the body: half a request is no request."""


_CONTROL = bytes(set(range(32)) - set(b"\t\n\r")) + b"\x7f"
# Any of these bytes, or any escape that could stand for one, sends the body to the exact judgement.
_SUSPECT = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
    rb"|\xc2[\x80-\x9f]"  # C1 controls
    rb"|\xd8\x9c"  # Arabic letter mark
    rb"|\xe2\x80[\x8e\x8f\xa8-\xae]"  # marks, line and paragraph separator, embeddings and overrides
    rb"|\xe2\x81[\xa6-\xa9]"  # isolates
    rb"|\xef\xbb\xbf"  # byte order mark
    rb"|\\u(?:00[01789]|061[cC]|20[0-6]|[dD][89a-fA-F]|[fF][eE][fF]{2})",
)
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]",
)
# Each match swallows a whole string even when its end is missing, so that no body makes this quadratic.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def forbidden_character(text: str) -> str | None:
    """The first character of a text that no stored text may contain, as `U+202E`."""
    match = _FORBIDDEN.search(text)
    return None if match is None else f"U+{ord(match.group()):04X}"


def judge(body: bytes) -> None:
    """Refuse a JSON body, or a line of one, that is too deep or holds what may not be stored; names the field."""
    if len(body) > STRING_MAX and max((len(found) for found in _STRING.findall(body)), default=0) > STRING_MAX + 2:
        _refuse_long_string(body)
    if body.count(b"[") + body.count(b"{") > DEPTH_MAX and _deeper_than_allowed(body):
        message = f"The JSON is nested more than {DEPTH_MAX} levels deep."
        raise TooDeep(message)
    if _may_be_suspect(body) and _SUSPECT.search(body) is not None:
        _refuse_forbidden(body)


def _may_be_suspect(body: bytes) -> bool:
    # Three scans at the speed of memory spare nearly every body the regular expression.
    if b"\\u" in body or len(body.translate(None, _CONTROL)) != len(body):
        return True
    return not body.isascii() and any(lead in body for lead in (b"\xe2", b"\xef", b"\xc2", b"\xd8"))


def _deeper_than_allowed(body: bytes) -> bool:
    # Without strings and all else, the brackets remain; each round takes away the innermost pairs, one level of them.
    brackets = _STRING.sub(b"", body).translate(None, _NOT_BRACKETS)
    for _ in range(DEPTH_MAX):
        left = brackets.replace(b"[]", b" ").replace(b"{}", b" ").replace(b" ", b"")
        if len(left) == len(brackets):
            # What is left never closes. The parser says so better, unless there is more than it should see.
            return len(brackets) > DEPTH_MAX
        brackets = left
    return bool(brackets)


def parse(body: bytes) -> Any:
    """Read JSON as the standard library does, refusing what is not UTF-8 or not JSON."""
    try:
        return json.loads(body.decode())
    except UnicodeDecodeError:
        message = "The body is not UTF-8."
        raise MalformedBody(message) from None
    except (ValueError, RecursionError) as error:
        message = f"The body is not JSON: {error}."
        raise MalformedBody(message) from None


def _refuse_long_string(body: bytes) -> None:
    for path, value in _strings(parse(body)):
        if len(value) > STRING_MAX:
            message = f"The text is {len(value)} characters long; at most {STRING_MAX} are taken."
            raise StringTooLong(message, field=path)


def _refuse_forbidden(body: bytes) -> None:
    for path, value in _strings(parse(body)):
        if (found := forbidden_character(value)) is not None:
            message = f"The text contains {found}, which may not be stored."
            raise ForbiddenCharacter(message, field=path)


def _strings(body: Any) -> list[tuple[str, str]]:
    """Every text with its place, names of members too; by a list of what is still to do, for recursion has a limit."""
    found: list[tuple[str, str]] = []
    todo: list[tuple[str, Any]] = [("", body)]
    while todo:
        where, item = todo.pop()
        if isinstance(item, str):
            found.append((where, item))
        elif isinstance(item, dict):
            members = cast("dict[str, Any]", item)
            found.extend((_inside(where, name), name) for name in members)
            todo.extend((_inside(where, name), inner) for name, inner in members.items())
        elif isinstance(item, list):
            todo.extend((_inside(where, i), inner) for i, inner in enumerate(cast("list[Any]", item)))
    return found


def _inside(where: str, step: str | int) -> str:
    """A refusal's `field` one step further in: a JSON pointer without its first slash."""
    return f"{where}{problems.pointer([step])}" if where else problems.pointer([step])[1:]


class Limits:
    """ASGI: hold back a request until its body has been weighed and judged; refuse it without waking the service.

    Bodies of bulk addresses are only weighed here: their lines are judged one by one, so that good lines land.
    """

    def __init__(
        self, app: ASGIApp, *, admit: Callable[[Scope], object], bulk_paths: frozenset[str] = frozenset()
    ) -> None:
        self._app = app
        self._admit = admit
        self._bulk_paths = bulk_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            headers = _judge_head(scope)
            if b"content-length" in headers or b"transfer-encoding" in headers:
                # Whoever sends something says who they are before we take it in; nothing public takes a body.
                self._admit(scope)
            body = await self._body(scope, headers, receive)
        except _SenderGone:
            return
        except Refusal as refusal:
            annotate(problem=refusal.code)
            await _drain(scope, receive)
            correlation_id = scope.get("huikuan.correlation_id")
            answer = problems.response(
                problems.of_refusal(refusal, correlation_id=correlation_id), headers={"Connection": "close"}
            )
            await answer(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _body(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        bulk = scope["path"] in self._bulk_paths
        limit = BULK_BODY_MAX if bulk else BODY_MAX
        announced = headers.get(b"content-length", b"0")
        if announced.isdigit() and int(announced[:20]) > limit:
            raise BodyTooLarge(_too_large(limit))
        try:
            async with asyncio.timeout(BODY_SECONDS_MAX):
                body = await _collect(scope, receive, limit)
        except TimeoutError:
            message = f"The body did not arrive within {BODY_SECONDS_MAX:.0f} seconds."
            raise BodyTooSlow(message) from None
        if body:
            _judge_type(headers, BULK_TYPES if bulk else JSON_TYPES)
            if not bulk:
                judge(body)
        return body


def _too_large(limit: int) -> str:
    return f"The body is larger than the {limit // (1024 * 1024)} MiB this address takes."


def _judge_head(scope: Scope) -> dict[bytes, bytes]:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADERS_MAX:
        message = f"The headers are longer than {HEADERS_MAX // 1024} KiB."
        raise HeadersTooLarge(message)
    query: bytes = scope["query_string"]
    target: bytes = scope.get("raw_path") or scope["path"].encode()
    if len(query) + len(target) > TARGET_MAX:
        message = f"The address is longer than {TARGET_MAX // 1024} KiB."
        raise HeadersTooLarge(message)
    for part in (target, query.replace(b"+", b" ")):
        # Most addresses escape nothing and are ASCII: nothing can hide in them.
        if b"%" not in part and part.decode("latin-1").isprintable() and part.isascii():
            continue
        try:
            text = unquote_to_bytes(part).decode()
        except UnicodeDecodeError:
            message = "The address is not UTF-8."
            raise MalformedBody(message) from None
        found = forbidden_character(text) or next((f"U+{ord(c):04X}" for c in text if c in "\t\r\n"), None)
        if found is not None:
            message = f"The address contains {found}."
            raise ForbiddenCharacter(message)
    return headers


def _judge_type(headers: dict[bytes, bytes], taken: frozenset[str]) -> None:
    media_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower().decode("latin-1")
    if media_type not in taken:
        message = f"The body must be one of {', '.join(sorted(taken))}."
        raise UnsupportedBody(message)
    if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        message = "Compressed bodies are not read."
        raise UnsupportedBody(message)


async def _collect(scope: Scope, receive: Receive, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await _next_part(scope, receive)
        if message["type"] != "http.request":
            raise _SenderGone
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise BodyTooLarge(_too_large(limit))
        parts.append(part)
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


async def _drain(scope: Scope, receive: Receive) -> None:
    """Take a refused body off the wire, within bounds: a sender cut off while sending never reads the answer."""
    if any(name == b"expect" for name, _ in scope["headers"]):
        return
    size = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS_MAX):
            while size < DRAIN_MAX and not scope.get(_ALL_READ, False):
                size += len((await _next_part(scope, receive)).get("body", b""))


_ALL_READ = "huikuan.body_read"


async def _next_part(scope: Scope, receive: Receive) -> Message:
    message = await receive()
    scope[_ALL_READ] = not message.get("more_body", False)
    return message


def _replay(body: bytes, receive: Receive) -> Receive:
    replayed = False

    async def again() -> Message:
        nonlocal replayed
        if replayed:
            return await receive()
        replayed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
