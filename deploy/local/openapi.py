"""The OpenAPI documents of what the console asks, taken from the applications without starting them."""

import tempfile
from pathlib import Path
from typing import Any

from deploy.local.asking import Asking
from deploy.local.days import Days, Story
from deploy.local.deployment import SERVICES, Deployment, create_app
from deploy.local.home import Home
from deploy.local.local_api import create_local_app
from deploy.local.mail_files import MailFiles
from deploy.local.mailbox import Mailbox
from shared.auth import Keys
from shared.clock import SystemClock

#: Whose documents the console's client is generated from; it asks nothing of the others.
ASKED = ("dunning", "notify", "reporting")


def documents() -> dict[str, dict[str, Any]]:
    """By service, and `local` for what only the one-machine deployment has."""
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
        apps = {name: create_app(name, deployment.settings(name), clock) for name in ASKED}
        days = Days(Asking("http://127.0.0.1:1", ""), SERVICES)
        mailbox = Mailbox(MailFiles(home.mailbox))
        apps["local"] = create_local_app(Keys(home.keys_file), days, Story(), [], mailbox.router())
        return {name: app.openapi() for name, app in apps.items()}
