"""`huikuan run`: everything on one machine, in one process or in one per role, until Ctrl-C."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Protocol

import httpx2
import structlog
from fastapi import FastAPI
from sqlalchemy import make_url
from starlette.types import ASGIApp

from deploy.local.asking import Asking, Refused
from deploy.local.console_build import build_console
from deploy.local.days import DayNotDone, Days, Story
from deploy.local.demo import FIRST_DAY, make_company
from deploy.local.deployment import SERVICES, Deployment, Role, create_app, roles
from deploy.local.gateway import Gateway, behind_one_port, document_of, forward, resources_of
from deploy.local.home import Home, LocalSettings, Running
from deploy.local.local_api import create_local_app
from deploy.local.mailbox import Mailbox
from deploy.local.play import DemoRefused, play
from deploy.local.postgres import EmbeddedPostgres, database_url
from deploy.local.processes import RoleProcess
from shared.auth import Keys
from shared.clock import Clock, SimulatedClock, SystemClock
from shared.settings import ServiceSettings
from shared.web import listen, serve

log = structlog.stdlib.get_logger(__name__)

HOST = "127.0.0.1"
#: How long a role that failed waits before it is started again within this process.
AGAIN_AFTER_SECONDS = 1.0


class CannotRun(Exception):
    """Something on this machine is in the way; the message says what to change."""


class Show(Protocol):
    """Where a start is watched: the terminal, or nothing in a test."""

    def step(self, what: str) -> None:
        """Say what is being done."""
        ...

    def ready(self, address: str, key: str) -> None:
        """Say that all is up, where, and what to try."""
        ...

    def story(self, story: Story) -> None:
        """Show how far the demo company is."""
        ...


@dataclass(frozen=True, slots=True)
class Options:
    """How to run: one process or one per role, with the demo company or for one's own books."""

    processes: bool = False
    demo: bool = True


async def run(local: LocalSettings, options: Options, show: Show) -> None:
    """Start everything, play the demo company where that was not done, and go on until cancelled."""
    home = Home(local.home)
    try:
        home.prepare()
    except OSError as error:
        message = f"{home.folder} cannot be written: {error.strerror}. Set HUIKUAN_HOME to a folder of yours."
        raise CannotRun(message) from error
    port = _free_port(local.port)
    async with AsyncExitStack() as stack:
        show.step("Starting PostgreSQL")
        server = None if local.database_url else stack.enter_context(_own_postgres(home))
        databases = _databases(local, home)
        mailbox = await stack.enter_async_context(Mailbox.open(home.mailbox))
        ports = {service: port if not options.processes else _free_port(0) for service in SERVICES}
        deployment = Deployment(
            home=home,
            database_url=databases,
            bus=f"kafka://{local.kafka}" if local.kafka else databases("bus"),
            partitions=local.partitions,
            addresses={
                service: f"http://{HOST}:{ports[service]}" + ("" if options.processes else f"/{service}")
                for service in SERVICES
            },
            mailbox_port=mailbox.port,
            simulated_from=_simulated_from(local, options),
            ports=ports,
        )
        await deployment.migrate(lambda service: show.step(f"Bringing the {service}'s database up to date"))
        await build_console(show.step)
        await _Machine(options, show, deployment, server, mailbox, home.key("admin", "admin"), port).run(
            local.demo_days
        )


@dataclass(frozen=True, slots=True)
class _Machine:
    """What has been prepared, about to run."""

    options: Options
    show: Show
    deployment: Deployment
    server: EmbeddedPostgres | None
    mailbox: Mailbox
    key: str
    port: int

    async def run(self, demo_days: int) -> None:
        """Run every service until cancelled."""
        options, show, deployment = self.options, self.show, self.deployment
        address = f"http://{HOST}:{self.port}"
        story = Story(listeners=[show.story])
        asking = Asking(address, self.key)
        days = Days(asking, SERVICES)
        begins = deployment.simulated_from
        clock: Clock = SimulatedClock(begins) if begins else SystemClock()
        settings = {service: deployment.settings(service) for service in SERVICES}
        apps = {service: create_app(service, settings[service], clock) for service in SERVICES}
        started = asyncio.Event()
        show.step("Starting the services")
        async with asking, asyncio.TaskGroup() as group:
            if self.server is not None:
                group.create_task(self.server.keep_running())
            if options.processes:
                front, running = _start_processes(deployment, group)
            else:
                front, running = apps, list[RoleProcess]()
            local_app = create_local_app(Keys(deployment.home.keys_file), days, story, running, self.mailbox.router())
            gateway = Gateway(front, resources_of(apps), local_app, document_of(apps))
            app = behind_one_port(gateway, lifespan=None if options.processes else _opening(apps))
            group.create_task(serve(app, host=HOST, port=self.port, on_ready=lambda _: started.set()))
            await started.wait()
            if not options.processes:
                for service in SERVICES:
                    for name, role in roles(service).items():
                        group.create_task(_keep_running(f"{service}-{name}", role, settings[service], clock))
            await asking.get("/readyz")
            told = {service: deployment.values(service) for service in SERVICES}
            deployment.home.tell_running(Running(address=address, services=told))
            show.ready(address, self.key)
            if options.demo:
                await _play_once(asking, days, story, deployment.home, demo_days)
            else:
                story.tell(phase="ready", message="")
            await asyncio.Event().wait()


async def _play_once(asking: Asking, days: Days, story: Story, home: Home, live_days: int) -> None:
    """Play the demo company where that was not done; should it fail, what runs goes on and says so."""
    if not home.demo_played.exists():
        try:
            await play(asking, days, story, make_company(), live_days=live_days)
        except (DayNotDone, DemoRefused, Refused) as trouble:
            log.exception("demo-not-played")
            story.tell(phase="failed", message=f"The demo company could not be played to its end: {trouble}")
            return
        home.demo_played.touch()
    story.tell(phase="ready", message="")


async def _keep_running(name: str, role: Role, settings: ServiceSettings, clock: Clock) -> None:
    """Run a role within this process, and again should it fail."""
    while True:
        try:
            await role(settings, clock)
        except Exception:
            log.exception("role-failed", role=name, starts_again_in_seconds=AGAIN_AFTER_SECONDS)
        await asyncio.sleep(AGAIN_AFTER_SECONDS)


def _start_processes(
    deployment: Deployment, group: asyncio.TaskGroup
) -> tuple[Mapping[str, ASGIApp], list[RoleProcess]]:
    front: dict[str, ASGIApp] = {}
    running: list[RoleProcess] = []
    client = httpx2.AsyncClient(timeout=120, trust_env=False)
    for service in SERVICES:
        for role in ("api", *roles(service)):
            process = RoleProcess(service, role, deployment.environment(service, role), deployment.home.logs)
            running.append(process)
            group.create_task(process.keep_running())
        front[service] = forward(client, deployment.addresses[service])
    return front, running


def _opening(apps: Mapping[str, FastAPI]) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as stack:
            for app in apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    return lifespan


@contextmanager
def _own_postgres(home: Home) -> Generator[EmbeddedPostgres]:
    server = EmbeddedPostgres.start(home.folder)
    try:
        yield server
    finally:
        server.stop()


def _databases(local: LocalSettings, home: Home) -> Callable[[str], str]:
    """Where a service's database is: on the server given, else on our own."""
    given = local.database_url
    if given:
        return lambda name: make_url(given).set(database=f"huikuan_{name}").render_as_string(hide_password=False)
    return lambda name: database_url(home.folder, name)


def _free_port(wanted: int) -> int:
    try:
        with listen(HOST, wanted) as listening:
            return listening.getsockname()[1]
    except OSError as error:
        message = f"Port {wanted} is taken by another program. Set HUIKUAN_PORT to a free one, or to 0 for any."
        raise CannotRun(message) from error


def _simulated_from(local: LocalSettings, options: Options) -> datetime | None:
    return datetime.combine(FIRST_DAY, time(0), tzinfo=UTC) if options.demo else local.simulated_from
