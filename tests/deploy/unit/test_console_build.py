"""The console is built when its sources have changed, with a node that is new enough, and tells what is in the way."""

import asyncio
from pathlib import Path

import pytest

from deploy.local import console_build
from deploy.local.console_build import ConsoleNotBuilt, build_console


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A console of one file, and a node on the path that can be told what to do."""
    folder = tmp_path / "console"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.tsx").write_text("1")
    for name in ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"):
        (folder / name).write_text("{}")
    monkeypatch.setattr(console_build, "CONSOLE", folder)
    monkeypatch.setattr(console_build, "DIST", folder / "dist")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    script(tmp_path / "node", "echo v24.1.0")
    script(tmp_path / "npm", 'echo "$2 $3" >> npm.log; mkdir -p dist node_modules')
    return folder


def script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


async def build(console: Path) -> list[str]:
    await build_console(lambda _: None)
    log = console / "npm.log"
    calls = [line.strip() for line in log.read_text().splitlines()] if log.exists() else []
    log.unlink(missing_ok=True)
    return calls


class TestBuild:
    async def test_fetches_and_builds_once(self, console: Path) -> None:
        assert await build(console) == ["ci", "run build"]
        assert await build(console) == []

    async def test_of_a_changed_source_fetches_nothing(self, console: Path) -> None:
        await build(console)
        (console / "src" / "main.tsx").write_text("2")
        assert await build(console) == ["run build"]

    async def test_of_changed_packages_fetches_them(self, console: Path) -> None:
        await build(console)
        (console / "package-lock.json").write_text("{ }")
        assert await build(console) == ["ci", "run build"]

    async def test_by_several_at_once_is_done_by_the_first(self, console: Path) -> None:
        await asyncio.gather(*(build_console(lambda _: None) for _ in range(3)))
        assert await build(console) == ["ci", "run build"]

    async def test_without_a_network_ends_no_start_and_is_tried_again(self, console: Path, tmp_path: Path) -> None:
        script(tmp_path / "npm", "echo npm error code ENOTFOUND; exit 1")
        await build_console(lambda _: None)
        assert not (console / "dist").exists()
        with pytest.raises(ConsoleNotBuilt, match="without a network"):
            await console_build._build(lambda _: None)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]

    @pytest.mark.usefixtures("console")
    async def test_without_any_node_says_what_is_needed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        script(tmp_path / "node", "echo v18.20.4")
        script(tmp_path / "python", "echo No matching distribution found; exit 1")
        monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
        (tmp_path / "npm").unlink()
        with pytest.raises(ConsoleNotBuilt, match=r"Node\.js 20\.19 or newer"):
            await console_build._build(lambda _: None)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
