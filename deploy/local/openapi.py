"""The OpenAPI documents of what the console asks, taken from the applications without starting them."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from deploy.local.asking import Asking
from deploy.local.days import Days, Story
from deploy.local.deployment import SERVICES, Deployment, create_app
from deploy.local.home import Home
from deploy.local.local_api import create_local_app
from deploy.local.mail_files import MailFiles
from deploy.local.mailbox import Mailbox
from shared.auth import Keys
from shared.clock import SystemClock

#: What the console asks of whom, by the beginnings of the paths; `local` is what only the one-machine deployment has.
ASKED = {
    "ledger": (
        *("/v1/customers", "/v1/open-items", "/v1/unapplied", "/v1/waiting-instalments", "/v1/unidentified-payments"),
        *("/v1/documents", "/v1/invoices", "/v1/payments", "/v1/credit-notes", "/v1/adjustments", "/v1/refunds"),
        *("/v1/transfers", "/v1/disputes", "/v1/write-offs", "/v1/recoveries", "/v1/claims", "/v1/history", "/v1/why"),
        *("/v1/statements", "/v1/accounts", "/v1/journal", "/v1/trial-balance", "/v1/control-balances"),
        *("/v1/periods", "/v1/reconciliations", "/v1/entities", "/v1/revaluations", "/v1/drafts"),
    ),
    "dunning": ("/v1/obligations", "/v1/tasks"),
    "notify": ("/v1/messages",),
    "reporting": ("/v1/reports/",),
    "local": ("/local/status", "/local/clock", "/local/mailbox"),
}
_REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')


def documents() -> dict[str, dict[str, Any]]:
    """By service, and only what the console asks: other changes of a service do not concern its client."""
    return {name: _only(ASKED[name], app.openapi()) for name, app in _applications().items()}


def _only(asked: tuple[str, ...], document: dict[str, Any]) -> dict[str, Any]:
    """The document's paths that begin in one of these ways, and the schemas these need."""
    paths = {path: item for path, item in document["paths"].items() if path.startswith(asked)}
    schemas: dict[str, Any] = document["components"]["schemas"]
    needed: set[str] = set()
    found = set(_REFERENCE.findall(json.dumps(paths)))
    while found - needed:
        needed |= found
        found = set(_REFERENCE.findall(json.dumps([schemas[name] for name in needed])))
    kept = {name: schema for name, schema in schemas.items() if name in needed}
    return document | {"paths": paths, "components": {**document["components"], "schemas": kept}}


def _applications() -> dict[str, FastAPI]:
    """The applications of `ASKED`, made but never opened."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        home.prepare()
        deployment = Deployment(
            home=home,
            database_url=lambda database: f"postgresql+asyncpg://nobody@127.0.0.1:1/{database}",
            bus="kafka://127.0.0.1:1",
            partitions=1,
            addresses=dict.fromkeys(SERVICES, "http://127.0.0.1:1"),
            ports=dict.fromkeys(SERVICES, 1),
            mailbox_port=1,
            simulated_from=None,
        )
        clock = SystemClock()
        apps = {name: create_app(name, deployment.settings(name), clock) for name in ASKED if name in SERVICES}
        days = Days(Asking("http://127.0.0.1:1", ""), SERVICES)
        mailbox = Mailbox(MailFiles(home.mailbox))
        apps["local"] = create_local_app(Keys(home.keys_file), days, Story(), [], mailbox.router())
        return apps
