"""One server of a kind per test run: the first worker that needs it has it started, the run's controller owns it."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from multiprocessing.connection import Client, Listener
from pathlib import Path
from threading import Thread
from typing import Protocol

import pytest


class Server(Protocol):
    """Something that was started for the tests and has an address."""

    @property
    def address(self) -> str: ...
    def stop(self) -> None: ...


class CannotStart(Exception):
    """A server that the tests need cannot run here; the message says what to change."""


class Servers:
    """Starts what workers ask for, once each, and stops everything at the end of the run.

    The workers of pytest-xdist come and go; a server started by one would die with it or be left behind. So the
    controller listens on a socket, and a worker that needs a server sends its name and is told the address.
    """

    def __init__(self, starts: Mapping[str, Callable[[Path], Server]]) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="huikuan-test-"))
        self.home.chmod(0o711)  # a server that root starts runs as somebody else, who has to pass through
        self.address = str(self.home / "servers")
        self._starts = starts
        self._started: list[Server] = []
        self._answers: dict[str, str] = {}
        self._listener = Listener(self.address)
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with Client(self.address) as caller:
            caller.send_bytes(b"")
        self._thread.join()
        self._listener.close()
        for server in reversed(self._started):
            server.stop()
        shutil.rmtree(self.home)

    def _serve(self) -> None:
        while True:
            with self._listener.accept() as caller:
                name = caller.recv_bytes().decode()
                if not name:
                    return
                if name not in self._answers:
                    self._answers[name] = self._start(name)
                caller.send_bytes(self._answers[name].encode())

    def _start(self, name: str) -> str:
        try:
            server = self._starts[name](self.home)
        except Exception as error:  # noqa: BLE001 - whatever it is, the tests that asked are the ones to report it
            return f"-{error}"
        self._started.append(server)
        return f"+{server.address}"


def ask(servers: str, name: str) -> str:
    """Have a server of the run started, unless it is up already, and return its address."""
    with Client(servers) as controller:
        controller.send_bytes(name.encode())
        answer = controller.recv_bytes().decode()
    if answer.startswith("-"):
        raise CannotStart(answer[1:])
    return answer[1:]


def address_of(servers: str, name: str) -> str:
    """Ask in the name of a test, which fails with the one sentence that says what is missing."""
    try:
        return ask(servers, name)
    except CannotStart as problem:
        missing = str(problem)
    pytest.fail(missing, pytrace=False)
