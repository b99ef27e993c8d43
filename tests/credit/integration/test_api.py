"""Credit asked over HTTP: order checks that cannot pass a limit together, and profiles that say why."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from services.credit.app import create_app
from services.credit.domain.order_check import OrderChecked, ReservationReleased
from services.credit.settings import Settings
from shared.auth import create_key
from shared.testing.postgres import NewDatabase
from shared.web import operations, serve
from tests.credit.integration.world import ENTITY, MONDAY, PARTITIONS, World, home

#: What a new small customer may owe, in whole yuan.
LIMIT = 100_000


@dataclass
class Credit:
    """Credit's API on a real socket, with what it has heard."""

    world: World
    http: httpx2.AsyncClient
    keys_file: Path
    sent: Counter[str] = field(default_factory=Counter[str])

    def key(self, role: str, *entities: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {create_key(self.keys_file, role=role, entities=entities or ['*'])}"}

    async def order(
        self, number: str, amount: str, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx2.Response:
        body = {"entity": ENTITY, "customer": "C1", "order": number, "currency": "CNY", "amount": amount} | more
        return await self.http.post("/v1/order-checks", json=body, headers=headers)

    async def decided(self, number: str, amount: str, **more: Any) -> str:
        response = await self.order(number, amount, **more)
        assert response.status_code == 201, response.text
        return response.json()["decision"]


@pytest.fixture
async def credit(new_database: NewDatabase, tmp_path: Path) -> AsyncIterator[Credit]:
    settings = Settings(
        database_url=await new_database("credit"),
        bus="postgresql+asyncpg://127.0.0.1:1/bus",
        partitions=PARTITIONS,
        keys_file=tmp_path / "keys",
        min_position_wait_seconds=0.2,
    )
    async with World.open(settings.database_url) as world:
        port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        app = create_app(settings, world.clock)
        task = asyncio.create_task(serve(app, host="127.0.0.1", port=0, on_ready=port.set_result))
        limits = httpx2.Limits(max_connections=100)
        key = create_key(settings.keys_file, role="admin")
        async with httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{await port}",
            headers={"Authorization": f"Bearer {key}"},
            limits=limits,
            timeout=120,
            trust_env=False,
        ) as http:
            world.founded("C1", "C2", "C3")
            world.opens(MONDAY)
            await world.hear()
            yield Credit(world, http, settings.keys_file)
        task.cancel()
        await asyncio.wait({task})


class TestOrderChecks:
    async def test_together_never_pass_the_limit(self, credit: Credit) -> None:
        """1,000 orders at once on one customer with room for 13: exactly 13 are approved, none is refused or fails."""
        amount = LIMIT // 13
        responses = await asyncio.gather(*(credit.order(f"O-{n}", f"{amount}") for n in range(1000)))
        assert {response.status_code for response in responses} == {201}
        decisions = Counter(response.json()["decision"] for response in responses)
        assert decisions["approve"] == 13
        assert decisions["prepayment"] + decisions["hold"] == 987
        reserved = sum(event.reserved_minor for event in await credit.world.said(OrderChecked))
        assert reserved <= LIMIT * 100
        assert await credit.world.reserved() == reserved

    async def test_of_the_same_number_at_once_are_one_order(self, credit: Credit) -> None:
        responses = await asyncio.gather(*(credit.order("O-1", "600.00") for _ in range(50)))
        assert Counter(response.status_code for response in responses) == {201: 1, 200: 49}
        assert len({response.content for response in responses}) == 1
        assert len(await credit.world.said(OrderChecked)) == 1

    async def test_of_one_number_for_two_customers_at_once_are_one_order(self, credit: Credit) -> None:
        """A number belongs to the customer who was first; the other is told, in whatever partitions they lie."""
        assert len({home(customer) for customer in ("C1", "C2", "C3")}) > 1
        for round_ in range(10):
            responses = await asyncio.gather(
                *(credit.order(f"O-{round_}", "1.00", customer=customer) for customer in ("C1", "C2", "C3"))
            )
            assert sorted(response.status_code for response in responses) == [201, 409, 409]
            types = {response.json().get("type") for response in responses} - {None}
            assert types == {"urn:huikuan:problem:order-of-another-customer"}
        assert len(await credit.world.said(OrderChecked)) == 10

    async def test_repeated_under_a_key_answer_the_same_bytes(self, credit: Credit) -> None:
        key = {"Idempotency-Key": "k-1"}
        first = await credit.order("O-1", "600.00", headers=key)
        await credit.http.post(f"/v1/order-checks/{ENTITY}/O-1/release")
        again = await credit.order("O-1", "600.00", headers=key)
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["huikuan-position"] == first.headers["huikuan-position"]
        assert (await credit.order("O-1", "600.01", headers=key)).status_code == 422

    async def test_with_other_content_are_refused_naming_both(self, credit: Credit) -> None:
        await credit.order("O-1", "600.00")
        problem = (await credit.order("O-1", "700.00")).json()
        assert (problem["status"], problem["type"]) == (409, "urn:huikuan:problem:order-checked-otherwise")
        assert "600.00 CNY" in problem["detail"]
        assert "700.00 CNY" in problem["detail"]
        assert problem["errors"][0]["pointer"] == "/amount"

    async def test_say_what_they_were_decided_on(self, credit: Credit) -> None:
        credit.world.invoiced("I1", due=MONDAY + timedelta(days=30), amount_minor=LIMIT * 50)
        await credit.world.hear()
        answer = (await credit.order("O-1", "60000.00")).json()
        partition = home("C1")
        assert answer == {
            "entity": ENTITY,
            "customer": "C1",
            "order": "O-1",
            "decision": "prepayment",
            "reasons": ["limit of 100000.00 CNY exceeded: 50000.00 CNY left"],
            "currency": "CNY",
            "amount": "60000.00",
            "advance": "0.00",
            "prepayment": "30000.00",
            "reserved": "30000.00",
            "exposure": "50000.00",
            "reservations": "0.00",
            "limit": "100000.00",
            "grade": "B",
            "expires_on": "2026-04-01",
            "known": {"huikuan.ledger": f"1.{partition}.{len(credit.world.ledger.log[partition])}"},
        }

    async def test_hold_what_has_no_limit_in_its_currency(self, credit: Credit) -> None:
        answer = (await credit.order("O-1", "1.00", currency="EUR")).json()
        assert (answer["decision"], answer["reasons"]) == ("hold", ["no limit in EUR"])

    async def test_wait_for_what_the_sender_has_just_told_the_ledger(self, credit: Credit) -> None:
        partition = home("C1")
        ahead = f"huikuan.ledger:1.{partition}.{len(credit.world.ledger.log[partition]) + 1}"
        body = {"entity": ENTITY, "customer": "C1", "order": "O-1", "currency": "CNY", "amount": "1.00"}
        late = await credit.http.post("/v1/order-checks", params={"min_position": ahead}, json=body)
        assert (late.status_code, late.json()["missing"]) == (409, [ahead])
        credit.world.invoiced("I1", due=MONDAY)
        await credit.world.hear()
        assert (
            await credit.http.post("/v1/order-checks", params={"min_position": ahead}, json=body)
        ).status_code == 201

    @pytest.mark.parametrize(
        ("change", "status", "where"),
        [
            ({"amount": "0"}, 422, "/amount"),
            ({"amount": "-5.00"}, 422, "/amount"),
            ({"amount": "1.001"}, 422, "/amount"),
            ({"amount": 5}, 422, "/amount"),
            ({"amount": "9" * 20}, 422, "/amount"),
            ({"currency": "XXX"}, 422, "/currency"),
            ({"customer": "nobody"}, 404, "/customer"),
            ({"order": "a\u202eb"}, 422, "/order"),
            ({"order": ""}, 422, "/order"),
            ({"entity": "DE01"}, 404, "/customer"),
            ({"note": "x"}, 422, "/note"),
        ],
        ids=str,
    )
    async def test_that_make_no_sense_name_the_field(
        self, credit: Credit, change: dict[str, Any], status: int, where: str
    ) -> None:
        body = {"entity": ENTITY, "customer": "C1", "order": "O-1", "currency": "CNY", "amount": "1.00"} | change
        response = await credit.http.post("/v1/order-checks", json=body)
        assert response.status_code == status, response.text
        assert response.json()["errors"][0]["pointer"] == where


class TestRelease:
    async def test_makes_room_again(self, credit: Credit) -> None:
        number = "SO/2026/7"
        assert await credit.decided(number, f"{LIMIT}.00") == "approve"
        assert await credit.decided("O-2", "10.00") == "hold"
        released = await credit.http.post(f"/v1/order-checks/{ENTITY}/{number}/release")
        assert (released.status_code, released.json()["released"]) == (200, f"{LIMIT}.00")
        again = await credit.http.post(f"/v1/order-checks/{ENTITY}/{number}/release")
        assert (again.status_code, again.json()["released"]) == (200, "0.00")
        assert await credit.decided("O-2", "10.00") == "approve"
        assert len(await credit.world.said(ReservationReleased)) == 1

    async def test_of_an_order_nobody_checked_is_not_found(self, credit: Credit) -> None:
        response = await credit.http.post(f"/v1/order-checks/{ENTITY}/none/release")
        assert (response.status_code, response.json()["type"]) == (404, "urn:huikuan:problem:order-unknown")

    async def test_and_checks_at_once_never_pass_the_limit(self, credit: Credit) -> None:
        """Orders come and go from many clients; at every point of the log what is reserved stays within the limit."""

        async def client(n: int) -> None:
            for turn in range(10):
                number = f"O-{n}-{turn}"
                await credit.order(number, "30000.00")
                await credit.http.post(f"/v1/order-checks/{ENTITY}/{number}/release")

        await asyncio.gather(*(client(n) for n in range(20)))
        reserved: Counter[str] = Counter()
        for event in await credit.world.said(OrderChecked, ReservationReleased):
            reserved[event.order] += event.reserved_minor if isinstance(event, OrderChecked) else -event.amount_minor
            assert 0 <= sum(reserved.values()) <= LIMIT * 100
        assert await credit.world.reserved() == 0


class TestOrdersShown:
    async def test_one_by_its_number_with_what_became_of_it(self, credit: Credit) -> None:
        await credit.order("SO/1", "600.00")
        shown = (await credit.http.get(f"/v1/order-checks/{ENTITY}/SO/1")).json()
        assert (shown["state"], shown["still_reserved"]) == ("reserved", "600.00")
        assert shown["position"].startswith(f"huikuan.credit:1.{home('C1')}.")
        assert (await credit.http.get(f"/v1/order-checks/{ENTITY}/none")).status_code == 404

    async def test_all_of_them_page_by_page(self, credit: Credit) -> None:
        for n in range(5):
            await credit.order(f"O-{n}", "1.00", customer=("C1", "C2")[n % 2])
        found: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            params = {"entity": ENTITY, "limit": 2} | ({"cursor": cursor} if cursor else {})
            page = (await credit.http.get("/v1/order-checks", params=params)).json()
            found += [item["order"] for item in page["items"]]
            cursor = page["next"]
        assert found == [f"O-{n}" for n in range(5)]
        of_one = await credit.http.get("/v1/order-checks", params={"entity": ENTITY, "customer": "C2"})
        assert [item["order"] for item in of_one.json()["items"]] == ["O-1", "O-3"]


class TestProfiles:
    async def test_say_why(self, credit: Credit) -> None:
        world = credit.world
        for n in range(4):
            world.invoiced(f"I{n}", due=MONDAY)
        world.opens(MONDAY + timedelta(days=10))
        for n in range(3):
            world.paid(f"P{n}", f"I{n}")
        obligation = world.asks_to_stop()
        await world.hear()
        await credit.order("O-1", "600.00")
        shown = (await credit.http.get(f"/v1/credit-profiles/{ENTITY}/C1")).json()
        assert (shown["grade"], shown["limit"], shown["name"]) == ("D", "0.00", "Customer C1")
        assert shown["stop"]["obligation"] == obligation
        account = next(account for account in shown["accounts"] if account["currency"] == "CNY")
        assert account == {
            "currency": "CNY",
            "receivable": "100.00",
            "on_account": "0.00",
            "open_credits": "0.00",
            "exposure": "100.00",
            "overdue": "100.00",
            "reserved": "0.00",
            "limit": "0.00",
            "available": "-100.00",
            "open_disputes": 0,
            "settled": 3,
            "on_time": 0,
            "mean_days_late": "10.0",
            "days_late_max": 10,
        }
        why = shown["why"]
        assert why["scorecard_version"] == "2026-1"
        assert sum(factor["points"] for factor in why["factors"]) == shown["score"]
        assert why["known"]["huikuan.ledger"] == f"1.{home('C1')}.{len(world.ledger.log[home('C1')])}"
        assert why["position"].startswith(f"huikuan.credit:1.{home('C1')}.")
        assert {"name": "mean-days-late", "value": "10 days", "points": 12} in why["factors_now"]

    async def test_of_an_entity_by_grade_and_page(self, credit: Credit) -> None:
        first = (await credit.http.get("/v1/credit-profiles", params={"entity": ENTITY, "limit": 2})).json()
        assert [item["customer"] for item in first["items"]] == ["C1", "C2"]
        rest = await credit.http.get(
            "/v1/credit-profiles", params={"entity": ENTITY, "limit": 2, "cursor": first["next"], "grade": "B"}
        )
        assert [item["customer"] for item in rest.json()["items"]] == ["C3"]
        assert rest.json()["next"] is None
        none = await credit.http.get("/v1/credit-profiles", params={"entity": ENTITY, "grade": "D"})
        assert none.json()["items"] == []

    async def test_of_a_customer_nobody_knows_are_not_found(self, credit: Credit) -> None:
        assert (await credit.http.get(f"/v1/credit-profiles/{ENTITY}/nobody")).status_code == 404


class TestWhoMay:
    @pytest.mark.parametrize(
        ("role", "checks", "reads"),
        [
            ("admin", 201, 200),
            ("erp", 201, 403),
            ("sales", 201, 200),
            ("finance", 403, 200),
            ("auditor", 403, 200),
            ("service", 403, 403),
        ],
    )
    async def test_as_the_roles_say(self, credit: Credit, role: str, checks: int, reads: int) -> None:
        headers = credit.key(role, ENTITY)
        assert (await credit.order("O-1", "1.00", headers=headers)).status_code == checks
        read = await credit.http.get(f"/v1/credit-profiles/{ENTITY}/C1", headers=headers)
        assert read.status_code == reads

    async def test_other_entities_do_not_exist(self, credit: Credit) -> None:
        await credit.order("O-1", "1.00")
        headers = credit.key("admin", "DE01")
        for method, path in (
            ("GET", f"/v1/credit-profiles/{ENTITY}/C1"),
            ("GET", f"/v1/credit-profiles?entity={ENTITY}"),
            ("GET", f"/v1/order-checks?entity={ENTITY}"),
            ("GET", f"/v1/order-checks/{ENTITY}/O-1"),
            ("POST", f"/v1/order-checks/{ENTITY}/O-1/release"),
        ):
            response = await credit.http.request(method, path, headers=headers)
            assert (response.status_code, response.json()["type"]) == (404, "urn:huikuan:problem:entity-not-found")
        assert (await credit.order("O-1", "1.00", headers=headers)).status_code == 404

    async def test_every_operation_demands_a_scope(self, tmp_path: Path, credit: Credit) -> None:
        settings = Settings(
            database_url="postgresql+asyncpg://h/d", bus="postgresql+asyncpg://h/b", keys_file=tmp_path / "none"
        )
        open_to_all = {
            operation.path for operation in operations(create_app(settings, credit.world.clock)) if not operation.scopes
        }
        assert open_to_all == {"/healthz", "/readyz", "/openapi.json"}


class TestReady:
    async def test_with_the_newest_schema(self, credit: Credit) -> None:
        assert (await credit.http.get("/readyz")).json() == {"ready": True, "unmet": {}}
        async with credit.world.engine.begin() as connection:
            await connection.execute(text("DELETE FROM alembic_version"))
        assert (await credit.http.get("/readyz")).status_code == 200
