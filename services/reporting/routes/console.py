"""The web console's files; what a browser may do with them is said by the headers of every answer (shared.web)."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as InPath
from fastapi.responses import FileResponse, PlainTextResponse, Response

#: The addresses that need no key: the page asks for one before it asks for anything else.
PUBLIC_PATHS = frozenset({"/", "/favicon.svg", "/assets/{name}"})

NOT_BUILT = "The console has not been built here: run `make console`, then load this page again.\n"

# The page names its parts by their content, so a part never changes and only the page must be asked for again.
_PAGE = {"Cache-Control": "no-cache"}
_PART = {"Cache-Control": "public, max-age=31536000, immutable"}


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
