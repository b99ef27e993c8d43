"""Refusals as people and programs read them: RFC 9457 problem details, for a whole request or one line of a bulk."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import Response

from shared.errors import Refusal

#: The HTTP status of each kind of refusal.
STATUS: Mapping[str, int] = {
    "malformed": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not-found": 404,
    "conflict": 409,
    "refused": 409,
    "too-large": 413,
    "unsupported": 415,
    "invalid": 422,
    "throttled": 429,
    "failed": 500,
    "unavailable": 503,
}
_RETRY_SOON = "1"


class FieldError(BaseModel):
    """One thing to mend: `pointer` names it in the body (JSON pointer), `parameter` in the address or the headers."""

    pointer: str | None = Field(default=None, examples=["/lines/0/net"])
    parameter: str | None = Field(default=None, examples=["entity"])
    detail: str = Field(examples=["12.345 has 3 decimals; CNY has 2."])


class Problem(BaseModel):
    """A refusal (RFC 9457). `type` is stable and meant for programs; `detail` is a sentence meant for people."""

    type: str = Field(examples=["urn:huikuan:problem:payment-exceeds-open-amount"])
    title: str = Field(examples=["Payment exceeds open amount"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["Invoice CN01/invoice/erp/4711 has 40.00 CNY open; 50.00 were allocated."])
    instance: str | None = Field(default=None, examples=["urn:huikuan:request:5f0c2a9e4f5b4a6d8a9d2f3f3b0f8f11"])
    errors: list[FieldError] = Field(default_factory=list[FieldError])


def describe(
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    correlation_id: str | None = None,
    errors: Sequence[Mapping[str, object]] = (),
    members: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """The members of a problem; `instance` leads from it to the service's log."""
    problem: dict[str, object] = {
        "type": f"urn:huikuan:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if correlation_id is not None:
        problem["instance"] = f"urn:huikuan:request:{correlation_id}"
    if errors:
        problem["errors"] = [dict(error) for error in errors]
    for name, value in (members or {}).items():
        problem.setdefault(name, value)
    return problem


def of_refusal(refusal: Refusal, *, correlation_id: str | None = None) -> dict[str, object]:
    """A refusal as a problem."""
    errors = [] if refusal.field is None else [{"pointer": f"/{refusal.field}", "detail": refusal.detail}]
    return describe(
        status=STATUS.get(refusal.kind, 409),
        code=refusal.code,
        title=refusal.title,
        detail=refusal.detail,
        correlation_id=correlation_id,
        errors=errors,
        members=refusal.members,
    )


def of_validation(errors: Sequence[Any], *, correlation_id: str | None = None) -> dict[str, object]:
    """What Pydantic found wrong with a request, as a problem; the values that were sent are not repeated."""
    if any(error["type"] == "json_invalid" for error in errors):
        return describe(
            status=400,
            code="malformed-json",
            title="Malformed JSON",
            detail="The body is not JSON.",
            correlation_id=correlation_id,
            errors=[
                {"pointer": "", "detail": str(error.get("ctx", {}).get("error", error["msg"]))} for error in errors
            ],
        )
    found = [_field_error(error) for error in errors]
    first = found[0]
    place = first.get("pointer") or first.get("parameter") or "the body"
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    return describe(
        status=422,
        code="invalid-request",
        title="Invalid request",
        detail=f"{place}: {first['detail']}{more}",
        correlation_id=correlation_id,
        errors=found,
    )


def _field_error(error: Mapping[str, Any]) -> dict[str, object]:
    place, *rest = error["loc"] or ("body",)
    message = str(error["msg"]).removeprefix("Value error, ")
    if place in {"query", "path", "header", "cookie"}:
        return {"parameter": str(rest[0]) if rest else str(place), "detail": message}
    path = rest if place == "body" else [place, *rest]
    return {"pointer": pointer(path), "detail": message}


def pointer(path: Sequence[str | int]) -> str:
    """A JSON pointer (RFC 6901) to a place in the body."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def response(problem: Mapping[str, object], *, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as an HTTP answer, with the headers its status demands."""
    status = problem["status"]
    if not isinstance(status, int):
        message = "A problem's status is a number."
        raise TypeError(message)
    extra = dict(headers or {})
    if status == STATUS["unauthenticated"]:
        extra.setdefault("WWW-Authenticate", 'Bearer realm="huikuan"')
    if status in {STATUS["throttled"], STATUS["unavailable"]}:
        extra.setdefault("Retry-After", _RETRY_SOON)
    return Response(
        json.dumps(problem, ensure_ascii=False, separators=(",", ":")).encode(),
        status_code=status,
        media_type="application/problem+json",
        headers=extra,
    )
