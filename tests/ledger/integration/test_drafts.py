"""Drafts over HTTP: they change nothing, show what posting would do, and end in the moment the document is posted."""

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import text

from services.ledger.settings import Settings
from shared.auth import create_key
from shared.database import make_engine
from tests.ledger.integration.conftest import Service, invoice, payment
from tests.ledger.integration.test_periods import open_days

DRAFT = "/v1/drafts/CN01/invoice/erp/1001"
PARTS = {"customer": "C1", "currency": "CNY", "amount": "100.00"}
WHOLE = PARTS | {"document_date": "2026-03-01"}


@pytest.fixture
async def company(service: Service) -> Service:
    await service.introduce("C1", "C2")
    return service


async def keep(service: Service, path: str, body: Any, *, replaces: str | None = None, expect: int = 201) -> str:
    """Keep a draft; answers the version to name next."""
    headers = {"if-match": replaces} if replaces else {}
    response = await service.http.put(path, json=body, headers=headers)
    assert response.status_code == expect, response.text
    return response.headers.get("etag", "")


async def post(service: Service, path: str, version: str, *, expect: int = 201, key: str | None = None) -> Any:
    headers = {"if-match": version} | ({"idempotency-key": key} if key else {})
    return await service.ask("POST", f"{path}/posting", expect=expect, headers=headers)


async def drafts(service: Service, query: str = "") -> list[str]:
    return [draft["id"] for draft in (await service.ask("GET", f"/v1/drafts?entity=CN01{query}"))["items"]]


async def rows(settings: Settings) -> int:
    engine = make_engine(settings.database_url)
    async with engine.connect() as connection:
        found: int = (await connection.execute(text("SELECT count(*) FROM drafts"))).scalar_one()
    await engine.dispose()
    return found


async def test_an_unfinished_one_is_kept_finished_and_posted(company: Service, settings: Settings) -> None:
    first = await keep(company, DRAFT, PARTS)
    shown = await company.ask("GET", DRAFT)
    assert (shown["id"], shown["customer"], shown["preview"]) == ("CN01/invoice/erp/1001", "C1", None)
    assert shown["problem"]["errors"] == [{"pointer": "/document_date", "parameter": None, "detail": "Field required"}]

    second = await keep(company, DRAFT, WHOLE, replaces=first, expect=200)
    shown = await company.ask("GET", DRAFT)
    assert (shown["problem"], f'"{shown["version"]}"') == (None, second)
    assert [(line["role"], line["debit"], line["credit"]) for line in shown["preview"]["lines"]] == [
        ("receivable", "100.00", None),
        ("revenue", None, "100.00"),
    ]

    posted = await post(company, DRAFT, second)
    assert (posted["id"], posted["status"]) == ("CN01/invoice/erp/1001", "accepted")
    assert (await company.ask("GET", "/v1/invoices/CN01/erp/1001"))["open"] == "100.00"
    assert (await drafts(company), await rows(settings)) == ([], 0)
    problem = await company.ask("GET", DRAFT, expect=409)
    assert problem["type"].endswith(":draft-posted")


async def test_changes_nothing_in_the_books(company: Service, settings: Settings) -> None:
    engine = make_engine(settings.database_url)

    async def books() -> list[Any]:
        async with engine.connect() as connection:
            counts = (
                "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM journal), (SELECT count(*) FROM items)"
            )
            return [
                *(await connection.execute(text(counts))).one(),
                await company.ask("GET", "/v1/control-balances?entity=CN01"),
            ]

    before = await books()
    await keep(company, DRAFT, WHOLE)
    await company.ask("GET", DRAFT)
    assert await books() == before
    await engine.dispose()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("payment", PARTS | {"document_date": "2026-03-02", "reference": "1001"}),
        ("credit-note", PARTS | {"document_date": "2026-03-02", "against": "1001"}),
        ("adjustment", {"customer": "C1", "invoice": "1001", "document_date": "2026-03-02", "reason": "freight"}),
        ("offset", {"customer": "C1", "invoice": "1001", "document_date": "2026-03-02", "reason": "their 77"}),
    ],
)
async def test_of_each_kind_is_posted_like_its_own_request(company: Service, kind: str, body: dict[str, Any]) -> None:
    await company.ask("POST", "/v1/invoices", invoice("1001"), expect=201)
    path = f"/v1/drafts/CN01/{kind}/erp/2026%2F7"
    version = await keep(company, path, body)
    preview = (await company.ask("GET", path))["preview"]
    posted = await post(company, path, version)
    assert posted["id"] == f"CN01/{kind}/erp/2026%2F7"
    assert {"preview": True, "events": preview["events"], "lines": preview["lines"]} | posted == preview
    [item] = (await company.ask("GET", "/v1/open-items?entity=CN01"))["items"] or [{"open": "0.00"}]
    assert (item["open"], await drafts(company)) == ("0.00", [])


async def test_two_clerks_do_not_overwrite_one_another(company: Service) -> None:
    seen = await keep(company, DRAFT, PARTS)
    problem = await company.ask("PUT", DRAFT, WHOLE, expect=409)
    assert problem["type"].endswith(":draft-changed")
    assert "If-Match" in problem["detail"]
    await keep(company, DRAFT, WHOLE, replaces=seen, expect=200)
    for method, path in (("PUT", DRAFT), ("DELETE", DRAFT), ("POST", f"{DRAFT}/posting")):
        problem = await company.ask(method, path, PARTS | {"amount": "7"}, expect=409, headers={"if-match": seen})
        assert problem["type"].endswith(":draft-changed"), method
    assert (await company.ask("GET", DRAFT))["body"]["amount"] == "100.00"


async def test_of_many_clerks_at_once_one_wins(company: Service) -> None:
    seen = await keep(company, DRAFT, PARTS)
    bodies = [PARTS | {"amount": f"{n}.00"} for n in range(1, 9)]
    answers = await asyncio.gather(
        *(company.http.put(DRAFT, json=body, headers={"if-match": seen}) for body in bodies),
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    [winner] = [answer.json() for answer in answers if answer.status_code == 200]
    assert (await company.ask("GET", DRAFT))["body"] == winner["body"]

    begun = await asyncio.gather(
        *(company.http.put("/v1/drafts/CN01/invoice/erp/2", json=body) for body in bodies),
    )
    assert sorted(answer.status_code for answer in begun) == [201] + [409] * 7


async def test_the_same_sent_again_is_harmless(company: Service) -> None:
    first = await keep(company, DRAFT, PARTS)
    assert await keep(company, DRAFT, PARTS, expect=200) == first
    second = await keep(company, DRAFT, WHOLE, replaces=first, expect=200)
    assert await keep(company, DRAFT, WHOLE, replaces=first, expect=200) == second


async def test_posted_twice_is_posted_once(company: Service) -> None:
    version = await keep(company, DRAFT, WHOLE)
    answers = await asyncio.gather(
        *(company.http.post(f"{DRAFT}/posting", headers={"if-match": version}) for _ in range(6)),
    )
    # Who came while it was being posted gets a repeat; who came afterwards is told that it was posted.
    assert [answer.status_code for answer in answers].count(201) == 1
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    [item] = (await company.ask("GET", "/v1/open-items?entity=CN01"))["items"]
    assert item["open"] == "100.00"


async def test_a_lost_answer_is_given_again_for_its_key(company: Service) -> None:
    version = await keep(company, DRAFT, WHOLE)
    first = await post(company, DRAFT, version, key="a")
    assert await post(company, DRAFT, version, key="a") == first
    problem = await post(company, DRAFT, version, expect=409, key="b")
    assert problem["type"].endswith(":draft-posted")


async def test_ends_when_its_document_is_posted_directly(company: Service, settings: Settings) -> None:
    version = await keep(company, DRAFT, WHOLE)
    await keep(company, "/v1/drafts/CN01/payment/erp/1001", WHOLE)
    await company.ask("POST", "/v1/invoices", invoice("1001", "70.00"), expect=201)
    assert await drafts(company) == ["CN01/payment/erp/1001"]
    await company.bulk([payment("1001", type="payment")])
    assert (await drafts(company), await rows(settings)) == ([], 0)
    for method, path in (("PUT", DRAFT), ("DELETE", DRAFT), ("POST", f"{DRAFT}/posting")):
        problem = await company.ask(method, path, WHOLE, expect=409, headers={"if-match": version})
        assert problem["type"].endswith(":draft-posted"), method


async def test_kept_at_the_moment_of_posting_is_none(company: Service, settings: Settings) -> None:
    """A row written while the posting committed, which neither saw of the other, is shown to nobody."""
    await company.ask("POST", "/v1/invoices", invoice("1001"), expect=201)
    engine = make_engine(settings.database_url)
    async with engine.begin() as connection:
        await connection.execute(
            text("""INSERT INTO drafts (document, entity, kind, source, number, body, changed_by, changed_at)
                    VALUES ('CN01/invoice/erp/1001', 'CN01', 'invoice', 'erp', '1001', '{}', 'x', now())""")
        )
    await engine.dispose()
    assert await drafts(company) == []
    assert (await company.ask("GET", DRAFT, expect=409))["type"].endswith(":draft-posted")


async def test_stays_where_its_posting_is_refused(company: Service, settings: Settings) -> None:
    """A closed period is met when the draft is posted, not when it was begun."""
    await company.introduce(late_posting="refuse")
    version = await keep(company, DRAFT, WHOLE)
    assert (await company.ask("GET", DRAFT))["problem"] is None
    await open_days(settings)
    await company.ask("POST", "/v1/periods/close", {"entity": "CN01", "until": "2026-03-10"}, expect=201)
    told = (await company.ask("GET", DRAFT))["problem"]
    refused = await post(company, DRAFT, version, expect=409)
    assert refused["type"] == told["type"]
    assert refused["type"].endswith(":period-is-closed")
    assert await drafts(company) == ["CN01/invoice/erp/1001"]


async def test_one_that_is_not_complete_is_refused_like_its_own_request(company: Service) -> None:
    version = await keep(company, DRAFT, PARTS | {"colour": "red"})
    refused = await post(company, DRAFT, version, expect=422)
    direct = await company.ask(
        "POST", "/v1/invoices", PARTS | {"entity": "CN01", "number": "1001", "colour": "red"}, expect=422
    )
    assert refused["errors"] == direct["errors"]
    assert await drafts(company) == ["CN01/invoice/erp/1001"]


async def test_is_deleted_and_listed_by_customer_and_kind(company: Service) -> None:
    version = await keep(company, DRAFT, PARTS)
    await keep(company, "/v1/drafts/CN01/payment/erp/P1", {"customer": "C2"})
    await keep(company, "/v1/drafts/CN01/payment/erp/P2", {})
    assert await drafts(company, "&customer=C2") == ["CN01/payment/erp/P1"]
    assert await drafts(company, "&kind=invoice") == ["CN01/invoice/erp/1001"]
    page = await company.ask("GET", "/v1/drafts?entity=CN01&limit=2")
    rest = await company.ask("GET", "/v1/drafts", params={"entity": "CN01", "cursor": page["next"]})
    assert [draft["number"] for draft in (*page["items"], *rest["items"])] == ["1001", "P1", "P2"]
    await company.ask("DELETE", DRAFT, expect=409)
    await company.ask("DELETE", DRAFT, expect=204, headers={"if-match": version})
    await company.ask("GET", DRAFT, expect=404)
    await company.ask("DELETE", DRAFT, expect=404, headers={"if-match": version})
    # What was deleted and begun anew is another version: nobody changes it who saw the old one.
    assert await keep(company, DRAFT, PARTS) != version


@pytest.mark.parametrize(
    ("path", "content", "status", "field"),
    [
        ("/v1/drafts/CN01/invoice/erp/1", {"number": "2"}, 422, "/number"),
        ("/v1/drafts/CN01/offset/erp/1", {"kind": "adjustment"}, 422, "/kind"),
        ("/v1/drafts/CN01/invoice/erp/1", {"entity": 7}, 422, "/entity"),
        ("/v1/drafts/CN01/refund/erp/1", {}, 422, None),
        ("/v1/drafts/XX01/invoice/erp/1", {}, 404, "/entity"),
        ("/v1/drafts/CN01/invoice/erp/1", [], 422, ""),
    ],
)
async def test_what_cannot_be_one_is_refused(
    company: Service, path: str, content: Any, status: int, field: str | None
) -> None:
    problem = await company.ask("PUT", path, content, expect=status)
    if field is not None:
        assert problem["errors"][0]["pointer"] == field
    assert await drafts(company) == []


async def test_any_body_that_is_taken_can_be_looked_at(company: Service) -> None:
    """What no document can hold is kept, shown and named; or it is refused at once. Never is it a failure of ours."""
    bodies = ['{"amount":1e400}', '{"amount":NaN}', '{"amount":123456789012345678901234567890}', '{"note":"\\ud800"}']
    for number, body in enumerate([*bodies, '{"note":"\\u0000"}', '{"customer":{"a":[1]}}', '{"amount":"12,5"}']):
        path = f"/v1/drafts/CN01/invoice/erp/{number}"
        answer = await company.http.put(path, content=body.encode(), headers={"content-type": "application/json"})
        assert answer.status_code in {201, 400, 422}, (body, answer.text)
        if answer.status_code == 201:
            shown = await company.ask("GET", path)
            assert shown["problem"]["errors"], body
            json.dumps(shown, allow_nan=False)


async def test_takes_the_scopes_of_its_posting(company: Service) -> None:
    version = await keep(company, DRAFT, WHOLE)
    # Somebody of finance whose key was narrowed to what changes documents, and enters none.
    narrowed = create_key(
        company.settings.keys_file, role="finance", entities=("CN01",), scopes=["ledger:read", "ledger:write"]
    )
    clerk = {"Authorization": f"Bearer {narrowed}"}
    await company.ask("PUT", DRAFT, PARTS, headers=clerk | {"if-match": version})
    version = f'"{(await company.ask("GET", DRAFT, headers=clerk))["version"]}"'
    await company.ask("POST", f"{DRAFT}/posting", expect=403, headers=clerk | {"if-match": version})
    await company.ask("PUT", DRAFT, WHOLE, expect=403, headers=company.key_for("CN01", role="erp"))
    await company.ask("GET", DRAFT, expect=404, headers=company.key_for("DE01", role="finance"))
