"""The one port: each path reaches its service, and the services' documents become one."""

import json

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from deploy.local.gateway import Gateway, behind_one_port, document_of, resources_of


def service(name: str, *paths: str) -> FastAPI:
    app = FastAPI()

    for path in (*paths, "/v1/progress", "/healthz"):

        @app.get(path)
        async def answer() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
            return {"service": name}

    return app


LEDGER = service("ledger", "/v1/invoices", "/v1/invoices/{entity}/{number}")
REPORTING = service("reporting", "/v1/reports/aging", "/")
LOCAL = service("local", "/local/clock")
SERVICES = {"ledger": LEDGER, "reporting": REPORTING}


@pytest.fixture
def client() -> httpx2.AsyncClient:
    gateway = Gateway(SERVICES, resources_of(SERVICES), LOCAL, document_of(SERVICES))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=behind_one_port(gateway)), base_url="http://huikuan")


class TestGateway:
    @pytest.mark.parametrize(
        ("path", "reached"),
        [
            ("/v1/invoices", "ledger"),
            ("/v1/invoices/CN01/4711", "ledger"),
            ("/v1/invoices/CN01/47%0A11", "ledger"),
            ("/ledger/v1/invoices", "ledger"),
            ("/ledger/v1/progress", "ledger"),
            ("/reporting/v1/progress", "reporting"),
            ("/v1/reports/aging?entity=CN01", "reporting"),
            ("/", "reporting"),
            ("/local/clock", "local"),
        ],
    )
    async def test_leads_each_path_to_its_service(self, client: httpx2.AsyncClient, path: str, reached: str) -> None:
        answer = await client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"service": reached})

    async def test_is_healthy_when_all_are(self, client: httpx2.AsyncClient) -> None:
        answer = await client.get("/healthz")
        assert answer.status_code == 200
        assert answer.json().keys() == SERVICES.keys()

    async def test_is_not_ready_when_one_is_not(self, client: httpx2.AsyncClient) -> None:
        assert (await client.get("/readyz")).status_code == 503


class TestResourcesOf:
    def test_gives_each_resource_one_owner(self) -> None:
        assert resources_of(SERVICES) == {"invoices": "ledger", "reports": "reporting"}

    def test_refuses_two_owners(self) -> None:
        with pytest.raises(ValueError, match="invoices"):
            resources_of({"a": service("a", "/v1/invoices"), "b": service("b", "/v1/invoices/{n}")})


class TestDocumentOf:
    def test_tells_schemas_of_one_name_apart(self) -> None:
        """Both services' answers keep their own shape, and every reference leads somewhere."""

        def with_answer(path: str, **fields: type) -> FastAPI:
            app = FastAPI()
            shape = type("Answer", (BaseModel,), {"__annotations__": fields, "__module__": __name__})
            app.add_api_route(path, lambda: None, response_model=shape)
            return app

        document = json.loads(document_of({"a": with_answer("/v1/a", x=int), "b": with_answer("/v1/b", y=str)}))
        schemas = document["components"]["schemas"]
        shapes = [
            schemas[item["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
            for item in (document["paths"]["/v1/a"], document["paths"]["/v1/b"])
        ]
        assert [list(shape["properties"]) for shape in shapes] == [["x"], ["y"]]

    def test_names_what_every_service_has_by_service(self) -> None:
        paths = json.loads(document_of(SERVICES))["paths"]
        assert {"/ledger/v1/progress", "/reporting/v1/progress", "/v1/invoices", "/ledger/healthz"} <= paths.keys()
