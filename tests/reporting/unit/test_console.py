"""The console's files are served without a key, and nothing else of the machine with them."""

from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from services.reporting.routes.console import NOT_BUILT, PUBLIC_PATHS, console_router
from shared.web import operations


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("not for browsers")
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "index-Ab_1-x.js").write_text("1")
    return folder


def client(dist: Path) -> httpx2.AsyncClient:
    app = FastAPI()
    app.include_router(console_router(dist))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://huikuan")


class TestConsole:
    async def test_page_is_asked_for_again_and_its_parts_never(self, dist: Path) -> None:
        async with client(dist) as browser:
            page = await browser.get("/")
            part = await browser.get("/assets/index-Ab_1-x.js")
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
        assert "immutable" in part.headers["cache-control"]
        assert part.headers["content-type"].startswith("text/javascript")

    @pytest.mark.parametrize("path", ["/assets/..%2Findex.html", "/assets/..%2F..%2Fsecret.txt", "/assets/gone.js"])
    async def test_files_beside_it_stay_unseen(self, dist: Path, path: str) -> None:
        async with client(dist) as browser:
            answer = await browser.get(path)
        assert answer.status_code in {404, 422}
        assert "not for browsers" not in answer.text

    async def test_where_it_was_never_built_says_how_to(self, tmp_path: Path) -> None:
        async with client(tmp_path) as browser:
            answer = await browser.get("/")
        assert (answer.status_code, answer.text) == (503, NOT_BUILT)

    def test_its_addresses_are_the_ones_that_need_no_key(self, tmp_path: Path) -> None:
        app = FastAPI(openapi_url=None)
        app.include_router(console_router(tmp_path))
        assert {operation.path for operation in operations(app)} == PUBLIC_PATHS
