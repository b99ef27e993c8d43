"""Who may ask what: every operation of every service × every role × its own entity, another's, and no key at all.

The list is taken from the applications as built. An operation that is added without a scope fails here, and one that
forgets whose entity is asked for does too.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from deploy.local.deployment import SERVICES, Deployment, create_app
from deploy.local.home import Home
from shared.auth import ROLES, create_key
from shared.clock import SystemClock
from shared.web import Operation, operations

OWN, OTHER = "CN01", "DE01"
#: Known to everybody: they tell nothing of any company.
PUBLIC = {"/healthz", "/readyz", "/openapi.json"}
#: The whole log is for keys of all entities only.
OF_ALL_ENTITIES = {"/v1/log"}
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_VALUES = {"date": "2026-03-02", "instalment": "1", "version": "1"}


@dataclass
class Company:
    """The services as they are deployed on one machine, made but never opened: whoever gets in finds no database."""

    apps: dict[str, FastAPI]
    keys_file: Path

    def key(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {create_key(self.keys_file, role=role, entities=[OWN])}"}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    home = Home(tmp_path_factory.mktemp("home"))
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
    apps = {name: create_app(name, deployment.settings(name), SystemClock()) for name in SERVICES}
    return Company(apps, home.keys_file)


def guarded(app: FastAPI, service: str) -> list[Operation]:
    """The operations that are for holders of a key; the console's own files are public."""
    found = [operation for operation in operations(app) if operation.path.startswith(("/v1/", "/metrics"))]
    assert found, service
    return found


def address(operation: Operation, entity: str) -> str:
    """Where the operation is asked about an entity: in the path where it has a place for it, else in the query."""
    values = _VALUES | {"entity": entity}
    path = _PARAMETER.sub(lambda match: values.get(match[1], "x"), operation.path)
    return path if "{entity}" in operation.path else f"{path}?entity={entity}"


def client(app: FastAPI) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://a")


def is_foreign(response: httpx2.Response) -> bool:
    return response.status_code == 404 and response.json()["type"] == "urn:huikuan:problem:entity-not-found"


@pytest.mark.parametrize("service", SERVICES)
class TestEveryOperation:
    def test_demands_a_scope(self, company: Company, service: str) -> None:
        without = {operation.path for operation in guarded(company.apps[service], service) if not operation.scopes}
        assert without == set()

    async def test_is_closed_to_whoever_has_no_key(self, company: Company, service: str) -> None:
        async with client(company.apps[service]) as http:
            for operation in guarded(company.apps[service], service):
                response = await http.request(operation.method, address(operation, OWN))
                assert response.status_code == 401, operation

    @pytest.mark.parametrize("role", list(ROLES))
    async def test_is_open_to_the_roles_that_hold_its_scopes_and_for_their_entities(
        self, company: Company, service: str, role: str
    ) -> None:
        headers = company.key(role)
        async with client(company.apps[service]) as http:
            for operation in guarded(company.apps[service], service):
                holds = (operation.scopes or frozenset()) <= ROLES[role]
                other = await http.request(operation.method, address(operation, OTHER), headers=headers)
                own = await http.request(operation.method, address(operation, OWN), headers=headers)
                if not holds:
                    assert (own.status_code, other.status_code) == (403, 403), operation
                    continue
                assert is_foreign(other), operation
                if operation.path not in OF_ALL_ENTITIES:
                    assert own.status_code not in {401, 403}, operation
                    assert not is_foreign(own), operation
