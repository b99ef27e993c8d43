"""Policies, obligations and tasks over HTTP, asked with real keys."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.dunning.app import create_app
from services.dunning.domain.obligation import ObligationCreated, ObligationEnded
from services.dunning.domain.policy import default_content
from services.dunning.settings import Settings
from services.dunning.subscribed import MessageSent
from shared.auth import create_key
from tests.dunning.integration.world import ENTITY, MONDAY, PARTITIONS, World

DEFAULT: dict[str, Any] = json.loads(default_content())
LATE = MONDAY - timedelta(days=8)

Callers = Callable[..., httpx2.AsyncClient]


@pytest.fixture
async def callers(world: World, tmp_path: Path) -> AsyncIterator[Callers]:
    """The API as callers of different roles see it: `callers("finance")`, `callers("sales", "DE01")`."""
    keys_file = tmp_path / "keys.jsonl"
    url = world.engine.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, bus="kafka://127.0.0.1:1", keys_file=keys_file, partitions=PARTITIONS)
    app = create_app(settings, world.clock)

    def caller(role: str, *entities: str) -> httpx2.AsyncClient:
        key = create_key(keys_file, role=role, entities=entities or ("*",))
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app),
            base_url="http://dunning",
            headers={"Authorization": f"Bearer {key}", "Idempotency-Key": uuid4().hex},
        )

    async with app.router.lifespan_context(app):
        yield caller


@pytest.fixture
async def reminded(world: World) -> World:
    """One customer has to be called, another is reminded by mail."""
    world.founded("C1", "C2", dunning_from=MONDAY - timedelta(days=30))
    world.invoiced("1", due=LATE)
    world.invoiced("2", due=MONDAY, customer="C2")
    world.opens(MONDAY)
    await world.hear()
    return world


class TestPolicy:
    async def test_is_shown_with_its_version(self, reminded: World, callers: Callers) -> None:
        del reminded
        answer = await callers("sales").get(f"/v1/policies/{ENTITY}")
        assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
        assert answer.json()["policy"] == DEFAULT

    async def test_of_an_unknown_entity_is_not_found(self, callers: Callers) -> None:
        assert (await callers("admin").get("/v1/policies/XX01")).status_code == 404
        assert (await callers("admin").put("/v1/policies/XX01", json=DEFAULT)).status_code == 404

    async def test_is_activated_for_all_partitions_and_kept(self, reminded: World, callers: Callers) -> None:
        del reminded
        finance = callers("finance")
        changed = {**DEFAULT, "policy": "ours"}
        answer = await finance.put(f"/v1/policies/{ENTITY}", json=changed, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.json()) == (200, {"entity": ENTITY, "version": 2})
        assert answer.headers["huikuan-position"].count("huikuan.dunning:") == PARTITIONS
        shown = await finance.get(f"/v1/policies/{ENTITY}", params={"min_position": answer.headers["huikuan-position"]})
        assert shown.json()["policy"] == changed
        earlier = await finance.get(f"/v1/policies/{ENTITY}", params={"version": 1})
        assert earlier.json()["policy"] == DEFAULT
        assert (await finance.get(f"/v1/policies/{ENTITY}", params={"version": 3})).status_code == 404

    async def test_is_not_overwritten_unseen(self, reminded: World, callers: Callers) -> None:
        del reminded
        finance = callers("finance")
        for name, if_match, status in (("a", '"1"', 200), ("b", '"1"', 409), ("b", "rubbish", 422), ("b", "*", 200)):
            answer = await finance.put(
                f"/v1/policies/{ENTITY}",
                json={**DEFAULT, "policy": name},
                headers={"If-Match": if_match, "Idempotency-Key": uuid4().hex},
            )
            assert answer.status_code == status, answer.text

    async def test_with_mistakes_is_refused_naming_each_place(self, reminded: World, callers: Callers) -> None:
        del reminded
        broken = json.loads(default_content())
        broken["segments"][0]["steps"][0]["when"] = "due-70d"
        broken["segments"][0]["steps"][1]["actions"] = ["fax"]
        answer = await callers("finance").put(f"/v1/policies/{ENTITY}", json=broken)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:huikuan:problem:policy-invalid")
        assert [error["pointer"] for error in answer.json()["errors"]] == [
            "/segments/0/steps/0/when",
            "/segments/0/steps/1/actions/0",
        ]

    async def test_takes_the_scope(self, reminded: World, callers: Callers) -> None:
        del reminded
        assert (await callers("sales").put(f"/v1/policies/{ENTITY}", json=DEFAULT)).status_code == 403
        assert (await callers("finance", "DE01").put(f"/v1/policies/{ENTITY}", json=DEFAULT)).status_code == 404


class TestPreview:
    async def test_tells_what_would_be_sent_today_and_records_nothing(self, reminded: World, callers: Callers) -> None:
        before = await reminded.said(object)
        mails_only = json.loads(default_content())
        mails_only["segments"][0]["steps"] = mails_only["segments"][0]["steps"][:4]
        answer = await callers("finance").post(f"/v1/policies/{ENTITY}/preview", json={"policy": mails_only})
        assert answer.status_code == 200, answer.text
        preview = answer.json()
        assert (preview["date"], preview["customers"], preview["by_action"]) == (str(MONDAY), 2, {"email": 2})
        assert preview["obligations"][0]["totals"] == [{"currency": "CNY", "open": "100.00", "asked": "100.00"}]
        assert await reminded.said(object) == before

    async def test_of_the_policy_in_force_is_what_was_decided(self, reminded: World, callers: Callers) -> None:
        preview = (await callers("sales").post(f"/v1/policies/{ENTITY}/preview", json={})).json()
        decided = {each.obligation for each in await reminded.said(ObligationCreated)}
        assert {each["obligation"] for each in preview["obligations"]} == decided

    async def test_leaves_out_what_fell_before_dunning_began(self, reminded: World, callers: Callers) -> None:
        reminded.invoiced("imported", due=MONDAY - timedelta(days=90), customer="C2")
        await reminded.hear()
        preview = (await callers("sales").post(f"/v1/policies/{ENTITY}/preview", json={})).json()
        assert preview["by_action"] == {"email": 1, "task:sales": 1}

    async def test_needs_a_day(self, world: World, callers: Callers) -> None:
        world.founded("C1")
        await world.hear()
        assert (await callers("sales").post(f"/v1/policies/{ENTITY}/preview", json={})).status_code == 404


class TestObligations:
    async def test_are_listed_page_by_page(self, reminded: World, callers: Callers) -> None:
        reminded.opens(MONDAY + timedelta(days=1))
        await reminded.hear()
        sales = callers("sales")
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await sales.get("/v1/obligations", params={"entity": ENTITY, "limit": 1, **cursor})).json()
            seen += [each["obligation"].removeprefix(f"{ENTITY}/obligation/") for each in page["items"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert seen == [f"C2/{MONDAY + timedelta(days=1)}/email", f"C2/{MONDAY}/email", f"C1/{MONDAY}/task:sales"]

    @pytest.mark.parametrize(
        ("wanted", "count"),
        [
            ({"customer": "C1"}, 1),
            ({"customer": "C3"}, 0),
            ({"date": str(MONDAY)}, 2),
            ({"open": "false"}, 1),
            ({"open": "true"}, 1),
        ],
    )
    async def test_are_selected(self, reminded: World, callers: Callers, wanted: dict[str, str], count: int) -> None:
        mail = f"{ENTITY}/obligation/C2/{MONDAY}/email"
        reminded.say(
            reminded.notify, MessageSent(entity=ENTITY, customer="C2", obligation=mail, message="CN01/message/x")
        )
        await reminded.hear()
        page = (await callers("auditor").get("/v1/obligations", params={"entity": ENTITY, **wanted})).json()
        assert len(page["items"]) == count
        if wanted == {"open": "false"}:
            assert (page["items"][0]["state"], page["items"][0]["message"]) == ("sent", "CN01/message/x")

    @pytest.mark.parametrize("cursor", ["rubbish", "WyJ4IiwieSJd", "WyIyMDI2LTAyLTMwIiwieCJd", "WzEsMl0"])
    async def test_take_only_cursors_they_gave_out(self, callers: Callers, cursor: str) -> None:
        for path in ("/v1/obligations", "/v1/tasks"):
            answer = await callers("sales").get(path, params={"entity": ENTITY, "cursor": cursor})
            assert (answer.status_code, answer.json()["type"]) == (422, "urn:huikuan:problem:cursor-malformed")

    @pytest.mark.parametrize("named", ["a\x00b", "\u202e", "x" * 300])
    async def test_with_names_that_cannot_be_are_refused(self, callers: Callers, named: str) -> None:
        answer = await callers("sales").get("/v1/obligations/why", params={"obligation": named})
        assert answer.status_code in {400, 404, 422}

    async def test_of_other_entities_do_not_exist(self, reminded: World, callers: Callers) -> None:
        del reminded
        stranger = callers("finance", "DE01")
        assert (await stranger.get("/v1/obligations", params={"entity": ENTITY})).status_code == 404
        named = {"obligation": f"{ENTITY}/obligation/C1/{MONDAY}/task:sales"}
        assert (await stranger.get("/v1/obligations/why", params=named)).status_code == 404
        wanted = {"entity": ENTITY, "customer": "C1"}
        assert (await stranger.get("/v1/obligations/why-not", params=wanted)).status_code == 404


class TestWhy:
    async def test_tells_rules_positions_and_history(self, reminded: World, callers: Callers) -> None:
        task = f"{ENTITY}/obligation/C1/{MONDAY}/task:sales"
        reminded.paid("P1", "1")
        await reminded.hear()
        answer = (await callers("sales").get("/v1/obligations/why", params={"obligation": task})).json()
        assert answer["obligation"]["state"] == "withdrawn"
        assert "version 1" in answer["because"][0]
        assert "'call' (due+8d..15d)" in answer["because"][2]
        [item] = answer["items"]
        assert (item["step"], item["folded"]) == ("call", ["gentle-7d", "gentle-3d", "due-today", "overdue"])
        assert item["announced"]["milestone"] == "invoice-became-overdue.v1"
        assert item["announced"]["position"].startswith("huikuan.ledger:1.")
        assert [event["type"] for event in answer["history"]] == ["obligation-created.v1", "obligation-ended.v1"]
        assert answer["history"][1]["causation"].startswith("huikuan.ledger:1.")
        assert answer["known"].keys() == {"huikuan.ledger"}

    async def test_of_nothing_is_not_found(self, callers: Callers) -> None:
        answer = await callers("sales").get("/v1/obligations/why", params={"obligation": "no/such"})
        assert answer.status_code == 404

    async def test_not_tells_the_verdict_on_every_item(self, reminded: World, callers: Callers) -> None:
        reminded.invoiced("far", due=MONDAY + timedelta(days=60), customer="C2")
        reminded.invoiced("contested", due=MONDAY, customer="C2")
        reminded.invoiced("imported", due=MONDAY - timedelta(days=90), customer="C2")
        reminded.disputed("D1", "contested", customer="C2")
        await reminded.hear()
        wanted = {"entity": ENTITY, "customer": "C2"}
        answer = (await callers("sales").get("/v1/obligations/why-not", params=wanted)).json()
        verdicts = {each["invoice"].rpartition("/")[2]: each for each in answer["items"]}
        assert {name: each["verdict"] for name, each in verdicts.items()} == {
            "2": "taken",
            "far": "not-announced",
            "contested": "disputed",
            "imported": "before-dunning",
        }
        assert verdicts["2"]["next_step_on"] == str(MONDAY + timedelta(days=1))


class TestTasks:
    async def test_are_listed_for_those_who_do_them(self, reminded: World, callers: Callers) -> None:
        del reminded
        sales = callers("sales")
        [task] = (await sales.get("/v1/tasks", params={"entity": ENTITY, "role": "sales"})).json()["items"]
        assert (task["customer_name"], task["deadline"]) == ("Customer C1", str(MONDAY + timedelta(days=7)))
        assert (await sales.get("/v1/tasks", params={"entity": ENTITY, "role": "legal"})).json()["items"] == []

    async def test_are_done_once_and_say_so_again(self, reminded: World, callers: Callers) -> None:
        finance = callers("finance")
        path = f"/v1/tasks/{ENTITY}/obligation/C1/{MONDAY}/task:sales/done"
        first = await finance.post(path, json={"result": "reached"})
        again = await finance.post(path, json={"result": "reached"})
        assert (first.status_code, first.json()["result"]) == (200, "reached")
        assert (again.content, again.headers["huikuan-position"]) == (
            first.content,
            first.headers["huikuan-position"],
        )
        [ended] = await reminded.said(ObligationEnded)
        assert (ended.outcome, ended.reason) == ("done", "reached")

    @pytest.mark.parametrize(
        ("path", "body", "status"),
        [
            (f"C1/{MONDAY}/task:legal", {}, 404),
            (f"C9/{MONDAY}/task:sales", {}, 404),
            (f"C2/{MONDAY}/email", {}, 409),
            (f"C1/{MONDAY}/task:sales", {"result": "shouted"}, 422),
            ("C1/tomorrow/task:sales", {}, 422),
        ],
    )
    async def test_that_cannot_be_done_are_refused(
        self, reminded: World, callers: Callers, path: str, body: dict[str, str], status: int
    ) -> None:
        answer = await callers("finance").post(f"/v1/tasks/{ENTITY}/obligation/{path}/done", json=body)
        assert answer.status_code == status, answer.text
        assert await reminded.said(ObligationEnded) == []

    async def test_take_an_idempotency_key_and_the_scope(self, reminded: World, callers: Callers) -> None:
        del reminded
        path = f"/v1/tasks/{ENTITY}/obligation/C1/{MONDAY}/task:sales/done"
        finance = callers("finance")
        del finance.headers["Idempotency-Key"]
        assert (await finance.post(path, json={})).status_code == 400
        assert (await callers("auditor").post(path, json={})).status_code == 403
        assert (await callers("finance", "DE01").post(path, json={})).status_code == 404

    async def test_that_were_taken_back_are_refused(self, reminded: World, callers: Callers) -> None:
        reminded.paid("P1", "1")
        await reminded.hear()
        path = f"/v1/tasks/{ENTITY}/obligation/C1/{MONDAY}/task:sales/done"
        answer = await callers("finance").post(path, json={})
        assert (answer.status_code, answer.json()["outcome"]) == (409, "withdrawn")
