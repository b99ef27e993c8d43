"""The web console's files, and what a browser may do with them: run our own code, and speak to this address only."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from fastapi.responses import FileResponse, PlainTextResponse, Response

#: The addresses that need no key: the page asks for one before it asks for anything else.
PUBLIC_PATHS = frozenset({"/", "/favicon.svg", "/assets/{name}"})

NOT_BUILT = "The console has not been built here: run `make console`, then load this page again.\n"

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# The page names its parts by their content, so a part never changes and only the page must be asked for again.
_PAGE = _HEADERS | {"Cache-Control": "no-cache"}
_PART = _HEADERS | {"Cache-Control": "public, max-age=31536000, immutable"}


def console_router(dist: Path) -> APIRouter:
    """The built console: one page, its icon and its parts; where it was never built, a sentence that says how."""
    router = APIRouter(include_in_schema=False)

    def file(name: str, headers: dict[str, str]) -> Response:
        path = dist / name
        if path.is_file():
            return FileResponse(path, headers=headers)
        return PlainTextResponse("There is no such file.\n", status_code=404, headers=_PAGE)

    @router.api_route("/", methods=["GET", "HEAD"])
    async def page() -> Response:
        if not (dist / "index.html").is_file():
            return PlainTextResponse(NOT_BUILT, status_code=503, headers=_PAGE)
        return file("index.html", _PAGE)

    @router.api_route("/favicon.svg", methods=["GET", "HEAD"])
    async def icon() -> Response:
        return file("favicon.svg", _PAGE)

    @router.api_route("/assets/{name}", methods=["GET", "HEAD"])
    async def part(name: Annotated[str, InPath(pattern=r"^[A-Za-z0-9_-]+\.[a-z0-9]+$")]) -> Response:
        return file(f"assets/{name}", _PART)

    return router
