"""What one machine runs: each service's settings and roles, the same in one process as in one process per role."""

import importlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from deploy.local.home import Home
from shared.clock import Clock
from shared.migrations import create_database, migrate
from shared.settings import ServiceSettings

SERVICES = ("ledger", "credit", "dunning", "notify", "reporting")
Role = Callable[[Any, Clock], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where everything is found on this machine, and how a service is told."""

    home: Home
    database_url: Callable[[str], str]
    bus: str
    partitions: int
    #: Where each service answers.
    addresses: Mapping[str, str]
    ports: Mapping[str, int]
    mailbox_port: int
    #: Where the ledger's own time begins, which the others then ask it for; None: everybody asks the machine.
    simulated_from: datetime | None

    def values(self, service: str) -> dict[str, Any]:
        """The settings of a service, by the names of its Settings class."""
        common = {
            "database_url": self.database_url(service),
            "bus": self.bus,
            "partitions": self.partitions,
            "keys_file": str(self.home.keys_file),
            "service_key": self.home.key(f"{service}-service", "service"),
            "producers": {f"huikuan.{name}": self.addresses[name] for name in SERVICES if name != "reporting"},
            "clock": self.addresses["ledger"] if self.simulated_from else "system",
            "port": self.ports[service],
            "log_format": "json",
        }
        match service:
            case "ledger" if self.simulated_from:
                return common | {
                    "simulated_from": self.simulated_from.isoformat(),
                    "calendar_looks_every_seconds": 0.05,
                }
            case "notify":
                return common | {
                    "ledger_url": self.addresses["ledger"],
                    "smtp_host": "127.0.0.1",
                    "smtp_port": self.mailbox_port,
                    "master_key_file": str(self.home.master_key),
                }
            case _:
                return common

    def settings(self, service: str) -> ServiceSettings:
        """The settings as an object, for a service in this process."""
        made: ServiceSettings = _module(service, "settings").Settings(**self.values(service))
        return made

    def environment(self, service: str, role: str) -> dict[str, str]:
        """The settings as environment variables, for a role in a process of its own; only `api` has the known port."""
        values = self.values(service)
        if role != "api":
            values |= {"port": 0}
        elif service == "ledger":
            values |= {"clock": "system"}  # it keeps the time itself
        return {
            f"HUIKUAN_{service.upper()}_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
            for name, value in values.items()
        }

    async def migrate(self, said: Callable[[str], None]) -> None:
        """Bring every service's database to its newest schema, and make the embedded bus's."""
        if self.bus.startswith("postgresql"):
            await create_database(self.bus)
        for service in SERVICES:
            said(service)
            folder = Path(_module(service, "migrations").__path__[0])
            await migrate(folder, self.database_url(service))


def create_app(service: str, settings: ServiceSettings, clock: Clock) -> FastAPI:
    """A service's HTTP side."""
    app: FastAPI = _module(service, "app").create_app(settings, clock)
    return app


def roles(service: str) -> Mapping[str, Role]:
    """A service's roles besides answering HTTP, by name."""
    found: Mapping[str, Role] = _module(service, "__main__").ROLES
    return {name: role for name, role in found.items() if name != "api"}


def _module(service: str, name: str) -> Any:
    return importlib.import_module(f"services.{service}.{name}")
