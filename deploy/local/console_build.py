"""Builds the web console: with the node of this machine, or with one from PyPI where none is new enough.

python -m deploy.local.console_build            build what has changed
python -m deploy.local.console_build --check    types, lint, unit tests, and that the client is the services' own
python -m deploy.local.console_build --client   write the client anew from the services' OpenAPI documents
python -m deploy.local.console_build --e2e      walk through it with a real browser (see the console's e2e folder)
"""

import asyncio
import fcntl
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from deploy.local.openapi import documents

log = structlog.stdlib.get_logger(__name__)

ROOT = Path(__file__).parents[2]
CONSOLE = ROOT / "services" / "reporting" / "console"
DIST = CONSOLE / "dist"
#: The oldest node that the console's tools run on; `engines` in package.json says the same.
OLDEST_NODE = (20, 19)
_SOURCES = ("src", "public", "index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")
_NO_NETWORK = re.compile(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|NewConnectionError|resolve host")

Say = Callable[[str], None]


class ConsoleNotBuilt(Exception):
    """The console could not be built; the message says what to do."""


async def build_console(say: Say) -> None:
    """Build the console if its sources have changed; where that fails all else still runs, and the log says why."""
    try:
        await _build(say)
    except (ConsoleNotBuilt, OSError) as reason:
        log.warning("console-not-built", reason=str(reason))


async def _build(say: Say) -> None:
    if _is_built():
        return
    async with _one_at_a_time():
        if _is_built():
            return
        npm = await _npm_with_packages(say)
        say("Building the console")
        await npm.run("run", "build")
        _stamp(DIST / ".built-from", _SOURCES)


async def _check(say: Say) -> None:
    async with _one_at_a_time():
        npm = await _npm_with_packages(say)
        say("Checking the console")
        await npm.run("run", "check")
        await _client(npm, "--check")


async def _walk_through(say: Say) -> None:
    await _build(say)
    async with _one_at_a_time():
        npm = await _npm_with_packages(say)
    say("Walking through the console")
    sys.stdout.write(await npm.run("run", "e2e"))


async def _write_client(say: Say) -> None:
    async with _one_at_a_time():
        npm = await _npm_with_packages(say)
        say("Writing the console's client")
        await _client(npm)


# ---------------------------------------------------------------- what has changed


def _digest(names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        path = CONSOLE / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(f"{file.relative_to(CONSOLE)}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def _is_built() -> bool:
    stamp = DIST / ".built-from"
    return stamp.is_file() and stamp.read_text() == _digest(_SOURCES)


def _stamp(path: Path, names: Iterable[str]) -> None:
    path.write_text(_digest(names))


@asynccontextmanager
async def _one_at_a_time() -> AsyncGenerator[None]:
    """Two starts at once would write into the same folders; the second waits and finds the work done."""
    with (CONSOLE / ".build.lock").open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        yield


# ---------------------------------------------------------------- node and npm


@dataclass(frozen=True, slots=True)
class _Npm:
    """An npm and the node it runs on."""

    npm: Path

    async def run(self, *arguments: str) -> str:
        environment = {**os.environ, "PATH": f"{self.npm.parent}{os.pathsep}{os.environ.get('PATH', '')}"}  # noqa: TID251 - npm finds its node and its proxies there
        # A script speaks for itself; of its own work npm must say what went wrong.
        level = "--silent" if arguments[0] == "run" else "--loglevel=error"
        return await _run(self.npm, level, *arguments, environment=environment)


async def _npm_with_packages(say: Say) -> _Npm:
    npm = _Npm(await _find_npm(say))
    stamp = CONSOLE / "node_modules" / ".installed-from"
    if not stamp.is_file() or stamp.read_text() != _digest(["package-lock.json"]):
        say("Fetching the console's packages (some 20 seconds, only when they have changed)")
        await npm.run("ci")
        _stamp(stamp, ["package-lock.json"])
    return npm


async def _find_npm(say: Say) -> Path:
    """The first npm whose node is new enough: on the path, beside our Python, or fetched to there from PyPI."""
    beside_python = Path(sys.executable).parent
    on_path = shutil.which("node")
    for folder in [*([Path(on_path).parent] if on_path else []), beside_python]:
        if (folder / "npm").exists() and await _new_enough(folder / "node"):
            return folder / "npm"
    say("Fetching node from PyPI (once, 60 MB)")
    fetched = beside_python / "npm"
    try:
        await _run(
            Path(sys.executable),
            *("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"),
            *("--requirement", str(ROOT / "requirements-node.txt")),
        )
    except ConsoleNotBuilt as reason:
        log.debug("node-not-fetched", reason=str(reason))
    if not fetched.exists():
        oldest = ".".join(str(part) for part in OLDEST_NODE)
        message = (
            f"The console needs Node.js {oldest} or newer with npm, and it cannot be fetched from PyPI: "
            "connect this machine or install Node.js, then start again."
        )
        raise ConsoleNotBuilt(message)
    return fetched


async def _new_enough(node: Path) -> bool:
    try:
        version = await _run(node, "--version")
    except (ConsoleNotBuilt, OSError):
        return False
    found = re.match(r"v(\d+)\.(\d+)", version)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST_NODE


async def _run(program: Path, *arguments: str, environment: dict[str, str] | None = None) -> str:
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        cwd=CONSOLE,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output = (await process.communicate())[0].decode(errors="replace")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == 0:
        return output
    if _NO_NETWORK.search(output):
        message = (
            "The console's packages cannot be fetched without a network: connect this machine, or run "
            "`npm ci && npm run build` in services/reporting/console on one that is, and bring its dist folder here."
        )
        raise ConsoleNotBuilt(message)
    message = f"{program.name} {' '.join(arguments)} failed:\n{output[-8000:]}"
    raise ConsoleNotBuilt(message)


# ---------------------------------------------------------------- the client


async def _client(npm: _Npm, *options: str) -> None:
    """Give the services' OpenAPI documents to the generator."""
    with tempfile.TemporaryDirectory() as folder:
        for name, document in documents().items():
            (Path(folder) / f"{name}.json").write_text(json.dumps(document))
        sys.stdout.write(await npm.run("run", "client", "--", folder, *options))


def main() -> None:
    """Build, check or write the client, and tell each step."""

    def say(what: str) -> None:
        sys.stdout.write(f"{what} ...\n")
        sys.stdout.flush()

    jobs = {"": _build, "--check": _check, "--client": _write_client, "--e2e": _walk_through}
    job = jobs.get(" ".join(sys.argv[1:]))
    if job is None:
        sys.exit(__doc__)
    try:
        asyncio.run(job(say))
    except ConsoleNotBuilt as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
