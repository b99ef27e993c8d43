"""Wires the tests to real servers: one PostgreSQL and one Kafka per run, or those that a person has named."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, Protocol
from uuid import uuid4

import hypothesis
import pytest
import structlog

from deploy.local.postgres import FAST, EmbeddedPostgres
from shared.testing.kafka import BorrowedKafka, Kafka, KafkaBroker
from shared.testing.postgres import BorrowedPostgres, run_name
from shared.testing.servers import Server, Servers
from shared.testing.settings import TestingSettings

# How long one example takes says nothing on a machine that is busy with all the other tests.
hypothesis.settings.register_profile("huikuan", deadline=None, print_blob=True)
hypothesis.settings.load_profile("huikuan")

SERVERS = pytest.StashKey[Servers]()


class WorkerNode(Protocol):
    """A worker of pytest-xdist as its controller knows it."""

    workerinput: dict[str, str]
    config: pytest.Config


def told_by_controller(config: pytest.Config) -> dict[str, str] | None:
    """What the controller told this worker; nothing when we are the controller."""
    return getattr(config, "workerinput", None)


def pytest_configure(config: pytest.Config) -> None:
    # Drawing a traceback for people takes structlog seconds, and the request that failed waits for it.
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ]
    )
    if told_by_controller(config) is None:
        config.stash[SERVERS] = Servers({"postgres": start_postgres, "kafka": start_kafka})


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerNode) -> None:
    node.workerinput["servers"] = node.config.stash[SERVERS].address


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVERS in config.stash:
        config.stash[SERVERS].close()


def start_postgres(home: Path) -> Server:
    if url := TestingSettings().database_url:
        return BorrowedPostgres(address=url, run=run_name(home))
    return EmbeddedPostgres.start(home / "postgres", settings=FAST)


def start_kafka(home: Path) -> Server:
    if address := TestingSettings().kafka:
        return BorrowedKafka(address=address)
    return KafkaBroker.start(fetch_kafka(), home / "kafka")


def fetch_kafka() -> Kafka:
    return Kafka.fetch(settings=Path(__file__).parent / "kafka", cache=TestingSettings().cache)


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> str:
    """Where a worker asks for the servers of the run."""
    told = told_by_controller(request.config)
    return told["servers"] if told else request.config.stash[SERVERS].address


@pytest.fixture
def home(servers: str) -> Path:
    """Name a folder for this test's own servers; unlike tmp_path, whoever a server of root's runs as can reach it."""
    return Path(servers).parent / uuid4().hex[:12]


@pytest.fixture
def own_postgres(home: Path) -> Iterator[EmbeddedPostgres]:
    """A server for a test that kills it; it keeps every safeguard on, as in production."""
    server = EmbeddedPostgres.start(home)
    yield server
    server.stop()


@pytest.fixture
def own_kafka(home: Path) -> Iterator[KafkaBroker]:
    """A broker for a test that kills or pauses it."""
    broker = KafkaBroker.start(fetch_kafka(), home / "kafka")
    yield broker
    broker.stop()


@pytest.fixture(autouse=True)
def _closed_sockets_in_unit_tests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "unit" in request.path.parts:
        monkeypatch.setattr(socket.socket, "connect", refuse_to_connect)
        monkeypatch.setattr(socket.socket, "connect_ex", refuse_to_connect)


def refuse_to_connect(_socket: socket.socket, address: object) -> NoReturn:
    pytest.fail(f"A unit test connects to {address}; pass a fake in, or make it an integration test.")
