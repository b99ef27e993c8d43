"""The documents name only what there is: files, commands, settings, roles."""

import re
from pathlib import Path

import pytest

from deploy.local.cli import app, clock_app, keys_app
from deploy.local.deployment import SERVICES
from deploy.local.home import LocalSettings
from services.credit.settings import Settings as Credit
from services.dunning.settings import Settings as Dunning
from services.ledger.settings import Settings as Ledger
from services.notify.settings import Settings as Notify
from services.reporting.settings import Settings as Reporting
from shared.auth import ROLES
from shared.settings import ServiceSettings

ROOT = Path(__file__).parents[3]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table that begins with this heading."""
    table = OPERATIONS[OPERATIONS.index(f"| {heading} |") :].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


@pytest.mark.parametrize("document", DOCUMENTS, ids=[str(path.relative_to(ROOT)) for path in DOCUMENTS])
def test_a_document_leads_only_to_what_is_there(document: Path) -> None:
    links: list[str] = re.findall(r"\]\(([^)#][^)]*)\)", document.read_text())
    local = [link.partition("#")[0] for link in links if "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_operations_knows_every_command() -> None:
    groups = {"keys": keys_app, "clock": clock_app}
    commands = {f"huikuan {command.name}" for command in app.registered_commands}
    commands |= {f"huikuan {name}" for name in groups}
    told = {" ".join(cells[0].strip("`").split()[:2]) for cells in rows("command")}
    assert told == commands
    for name, group in groups.items():
        parts = {command.name for command in group.registered_commands}
        (words,) = (cells for cells in rows("command") if cells[0].startswith(f"`huikuan {name}"))
        assert all(part and part in " ".join(words) for part in parts)


def test_operations_knows_every_setting_of_one_machine() -> None:
    told = {cells[0].strip("`") for cells in rows("variable")}
    assert told == {f"HUIKUAN_{name.upper()}" for name in LocalSettings.model_fields}


def test_operations_knows_every_setting_that_services_have_in_common() -> None:
    told = {name.strip("` ").lower() for cells in rows("name") for name in cells[0].split(",")}
    assert told == set(ServiceSettings.model_fields)


@pytest.mark.parametrize("settings", [Ledger, Credit, Dunning, Notify, Reporting], ids=SERVICES)
def test_operations_knows_the_port_of_a_service(settings: type[ServiceSettings]) -> None:
    service = settings.model_config.get("env_prefix", "").removeprefix("HUIKUAN_").rstrip("_").lower()
    ports = {cells[0]: cells[2] for cells in rows("service")}
    assert ports[service] == str(settings.model_fields["port"].default)
    assert set(ports) == set(SERVICES)


def test_operations_knows_every_role_of_keys() -> None:
    assert {cells[0].strip("`") for cells in rows("role")} == set(ROLES)
