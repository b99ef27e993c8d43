"""The ledger's resources over HTTP: what is written can be read back, as decimals, with every figure explained."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from services.ledger.app import create_app
from services.ledger.settings import Settings
from shared.clock import SystemClock
from tests.ledger.integration.conftest import START, Service, invoice, open_service, payment


def key(name: str) -> dict[str, str]:
    return {"idempotency-key": name}


class TestDocuments:
    async def test_an_invoice_is_paid_disputed_credited_and_cancelled(self, service: Service) -> None:
        await service.introduce("C1")
        parts = [{"due_date": "2026-04-01", "amount": "60.00"}, {"due_date": "2026-05-01", "amount": "40.00"}]
        lines = [{"net": "88.50", "tax": "11.50", "tax_code": "VAT13", "dimensions": {"product_line": "bearings"}}]
        entered = await service.ask(
            "POST", "/v1/invoices", invoice("A/1", instalments=parts, lines=lines, order="SO-7"), expect=201
        )
        assert entered == {"id": "CN01/invoice/erp/A%2F1", "status": "accepted", "applied": [], "moved": None}
        repeated = await service.ask(
            "POST", "/v1/invoices", invoice("A/1", instalments=parts, lines=lines, order="SO-7")
        )
        assert repeated["status"] == "repeated"

        # The customer pays more than the first part, and contests the rest.
        paid = await service.ask("POST", "/v1/payments", payment("P1", "70.00", reference="A/1"), expect=201)
        assert [(part["instalment"], part["amount"], part["rule"]) for part in paid["applied"]] == [
            (1, "60.00", "reference"),
            (2, "10.00", "reference"),
        ]
        dispute = {"entity": "CN01", "customer": "C1", "number": "D1", "invoice": "A/1", "amount": "20.00"}
        await service.ask("POST", "/v1/disputes", dispute | {"reason": "rust", "opened_on": "2026-03-09"}, expect=201)
        [owed] = (await service.ask("GET", "/v1/open-items?entity=CN01&customer=C1"))["items"]
        assert (owed["instalment"], owed["due_on"], owed["open"], owed["disputed"]) == (
            2,
            "2026-05-01",
            "30.00",
            "20.00",
        )

        # The dispute is accepted by a credit note.
        note = await service.ask("POST", "/v1/credit-notes", invoice("G1", "20.00", against="A/1"), expect=201)
        assert note["applied"][0]["amount"] == "20.00"
        resolution = {"outcome": "accepted", "resolved_on": "2026-03-10"}
        await service.ask("POST", "/v1/disputes/CN01/erp/D1/resolution", resolution, expect=201)
        [shown] = (await service.ask("GET", "/v1/disputes?entity=CN01"))["items"]
        assert (shown["outcome"], shown["amount"]) == ("accepted", "20.00")
        assert (await service.ask("GET", "/v1/disputes?entity=CN01&open_only=true"))["items"] == []

        # In the end the invoice was wrong altogether: what paid it is on account again.
        cancelled = await service.ask(
            "POST", "/v1/invoices/CN01/erp/A%2F1/cancellation", {"reason": "wrong customer"}, expect=201
        )
        assert sorted(part["amount"] for part in cancelled["applied"]) == ["-10.00", "-20.00", "-60.00"]
        shown = await service.ask("GET", "/v1/invoices/CN01/erp/A%2F1")
        assert (shown["status"], shown["open"], shown["number"], shown["order"]) == ("cancelled", "0.00", "A/1", "SO-7")
        assert shown["shares"][0]["dimensions"] == {"product_line": "bearings"}
        waiting = (await service.ask("GET", "/v1/unapplied?entity=CN01"))["items"]
        assert {(row["document"].split("/")[1], row["unapplied"]) for row in waiting} == {
            ("payment", "70.00"),
            ("credit-note", "20.00"),
        }

    async def test_a_payment_is_allocated_by_a_person_and_taken_back(self, service: Service) -> None:
        await service.introduce("C1")
        for number in ("1001", "1002"):
            await service.ask("POST", "/v1/invoices", invoice(number), expect=201)
        await service.ask("POST", "/v1/payments", payment("P1", "150.00", allocate="none"), expect=201)
        allocation = {"allocations": [{"invoice": "1002", "amount": "100.00"}], "allocate": "auto"}
        path = "/v1/payments/CN01/erp/P1"
        first = await service.ask("POST", f"{path}/allocations", allocation, headers=key("a"), expect=201)
        again = await service.ask("POST", f"{path}/allocations", allocation, headers=key("a"), expect=201)
        assert first == again
        await service.ask("POST", f"{path}/allocations", {"allocate": "auto"}, headers=key("a"), expect=422)
        await service.ask("POST", f"{path}/allocations", allocation, expect=400)
        shown = await service.ask("GET", path)
        assert (shown["unapplied"], shown["held"], len(shown["applied"])) == ("0.00", True, 2)
        back = {"invoices": ["1001"], "reason": "a mistake"}
        await service.ask("POST", f"{path}/unapplications", back, headers=key("b"), expect=201)
        shown = await service.ask("GET", path)
        assert (shown["unapplied"], shown["applied"][-1]["amount"]) == ("50.00", "-50.00")

    async def test_an_open_credit_is_applied(self, service: Service) -> None:
        await service.introduce("C1")
        await service.ask("POST", "/v1/credit-notes", invoice("G1", "30.00"), expect=201)
        await service.ask("POST", "/v1/invoices", invoice("1001"), expect=201)
        path = "/v1/credit-notes/CN01/erp/G1"
        body = {"allocations": [{"invoice": "1001", "amount": "12.00"}]}
        await service.ask("POST", f"{path}/applications", body, headers=key("a"), expect=201)
        shown = await service.ask("GET", path)
        assert (shown["unapplied"], shown["applied"][0]["amount"]) == ("18.00", "12.00")

    async def test_what_is_not_there_is_not_found(self, service: Service) -> None:
        await service.introduce("C1")
        for path in ("invoices/CN01/erp/9", "payments/CN01/erp/9", "credit-notes/CN01/erp/9", "disputes/CN01/erp/9"):
            problem = await service.ask("GET", f"/v1/{path}", expect=404)
            assert problem["type"] == "urn:huikuan:problem:document-not-found"
        await service.ask("POST", "/v1/invoices/CN01/erp/9/cancellation", {"reason": "x"}, expect=404)
        await service.ask("GET", "/v1/customers/CN01/C9", expect=404)
        await service.ask("GET", "/v1/entities/XX", expect=404)

    async def test_disputes_of_whole_invoices_lie_on_the_earliest_due(self, service: Service) -> None:
        await service.introduce("C1")
        parts = [{"due_date": f"2026-0{month}-01", "amount": "100.00"} for month in (4, 5, 6)]
        await service.ask("POST", "/v1/invoices", invoice("1001", "300.00", instalments=parts), expect=201)
        common = {"entity": "CN01", "customer": "C1", "invoice": "1001", "reason": "x", "opened_on": "2026-03-09"}
        for dispute in ({"number": "D1", "amount": "150.00"}, {"number": "D2", "instalment": 2, "amount": "70.00"}):
            await service.ask("POST", "/v1/disputes", common | dispute, expect=201)
        rows = (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"]
        assert [row["disputed"] for row in rows] == ["100.00", "100.00", "20.00"]


class TestAccounts:
    async def test_debits_equal_credits_and_control_equals_open_items(self, service: Service) -> None:
        await service.introduce("C1", "C2")
        await service.worth(JPY="0.047816")
        rules = [{"role": "revenue", "account": "600113", "tax_code": "VAT13"}]
        mapping = {"valid_from": "2026-02-01", "rules": rules}
        await service.ask("PUT", "/v1/accounts/CN01", mapping)
        lines = [{"net": "100.00", "tax": "13.00", "tax_code": "VAT13"}]
        await service.ask("POST", "/v1/invoices", invoice("1001", "113.00", lines=lines), expect=201)
        await service.ask("POST", "/v1/invoices", invoice("1002", "50", currency="JPY", customer="C2"), expect=201)
        await service.ask("POST", "/v1/payments", payment("P1", "120.00"), expect=201)
        balance = await service.ask("GET", "/v1/trial-balance?entity=CN01")
        assert {(total["currency"], total["difference"]) for total in balance["totals"]} == {
            ("CNY", "0.00"),
            ("JPY", "0"),
        }
        assert {(row["account"], row["balance"]) for row in balance["accounts"] if row["currency"] == "CNY"} == {
            ("1122", "0.00"),
            ("1002", "120.00"),
            ("2203", "-7.00"),
            ("600113", "-100.00"),
            ("22210106", "-13.00"),
        }
        control = (await service.ask("GET", "/v1/control-balances?entity=CN01"))["items"]
        assert [(row["customer"], row["balance"]) for row in control] == [("C1", "-7.00"), ("C2", "50")]
        early = await service.ask("GET", "/v1/control-balances?entity=CN01&as_of=2026-02-28")
        assert early["items"] == []
        chart = await service.ask("GET", "/v1/accounts/CN01")
        assert chart["mappings"][0]["rules"][0]["account"] == "600113"

    async def test_the_journal_is_read_page_by_page(self, service: Service) -> None:
        await service.introduce("C1")
        for number in range(3):
            await service.ask("POST", "/v1/invoices", invoice(f"{number}"), expect=201)
        seen: list[Any] = []
        cursor = ""
        while True:
            page = await service.ask("GET", f"/v1/journal?entity=CN01&limit=4{cursor}")
            seen += page["items"]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert [(line["event"], line["debit"], line["credit"]) for line in seen] == [
            ("invoice-issued.v1", "100.00", "0.00"),
            ("invoice-issued.v1", "0.00", "100.00"),
        ] * 3
        of_account = await service.ask("GET", "/v1/journal?entity=CN01&account=6001&posted_from=2026-03-01")
        assert len(of_account["items"]) == 3


class TestMasterData:
    async def test_entities_are_set_up_and_listed(self, service: Service) -> None:
        await service.introduce()
        shown = await service.ask("GET", "/v1/entities/CN01")
        assert (shown["calendar"], shown["currencies"]) == ("CN", ["CNY", "JPY", "USD"])
        body = {**shown, "calendar": "Atlantis"}
        del body["entity"]
        problem = await service.ask("PUT", "/v1/entities/CN01", body, expect=422)
        assert problem["errors"][0]["pointer"] == "/calendar"

    async def test_customers_are_found_by_a_part_of_their_name(self, service: Service) -> None:
        await service.introduce("C1", "C2")
        body = {"name": "北京 100% 公司", "country": "CN", "language": "zh", "currency": "CNY", "terms_days": 45}
        assert (await service.ask("PUT", "/v1/customers/CN01/C3", body))["status"] == "accepted"
        assert (await service.ask("PUT", "/v1/customers/CN01/C3", body))["status"] == "repeated"
        found = await service.ask("GET", "/v1/customers?entity=CN01&q=100%25")
        assert [row["customer"] for row in found["items"]] == ["C3"]
        page = await service.ask("GET", "/v1/customers?entity=CN01&limit=2")
        rest = await service.ask("GET", f"/v1/customers?entity=CN01&limit=2&cursor={page['next']}")
        assert [row["customer"] for row in page["items"] + rest["items"]] == ["C1", "C2", "C3"]
        await service.ask("POST", "/v1/customers/CN01/C3/insolvency", {"since": "2026-03-03"})
        assert (await service.ask("GET", "/v1/customers/CN01/C3"))["insolvent_since"] == "2026-03-03"


class TestReadYourWrites:
    async def test_a_position_answered_can_be_waited_for(self, service: Service) -> None:
        await service.introduce("C1")
        position = ""
        for number in range(20):
            answer = await service.http.post("/v1/invoices", json=invoice(f"{number}"))
            position = answer.headers["huikuan-position"]
            listed = await service.ask("GET", f"/v1/open-items?entity=CN01&min_position={position}&limit=100")
            assert len(listed["items"]) == number + 1
        beyond = position.rpartition(".")[0] + ".99999"
        await service.ask("GET", f"/v1/open-items?entity=CN01&min_position={beyond}", expect=409)


class TestClock:
    async def test_is_moved_forward_only_and_stays_where_it_was(self, settings: Settings) -> None:
        simulated = settings.model_copy(update={"simulated_from": START})
        later = START + timedelta(days=3)
        async with open_service(simulated, SystemClock()) as service:
            assert (await service.ask("GET", "/v1/clock"))["simulated"] is True
            moved = await service.ask("PUT", "/v1/clock", {"now": later.isoformat()})
            assert datetime.fromisoformat(moved["now"]) == later
            problem = await service.ask("PUT", "/v1/clock", {"now": START.isoformat()}, expect=409)
            assert problem["type"] == "urn:huikuan:problem:clock-runs-forward-only"
            await service.ask("PUT", "/v1/clock", {"now": "2026-04-01T00:00:00"}, expect=422)
        async with open_service(simulated, SystemClock()) as service:
            assert datetime.fromisoformat((await service.ask("GET", "/v1/clock"))["now"]) == later

    async def test_of_the_real_world_is_nobodys_to_set(self, settings: Settings) -> None:
        async with open_service(settings, SystemClock()) as service:
            assert (await service.ask("GET", "/v1/clock"))["simulated"] is False
            body = {"now": datetime(2099, 1, 1, tzinfo=UTC).isoformat()}
            await service.ask("PUT", "/v1/clock", body, expect=409)

    async def test_moves_for_two_at_once_to_the_later_instant(self, settings: Settings) -> None:
        simulated = settings.model_copy(update={"simulated_from": START})
        async with open_service(simulated, SystemClock()) as service:
            bodies = [{"now": (START + timedelta(hours=hours)).isoformat()} for hours in range(1, 9)]
            await asyncio.gather(*(service.http.put("/v1/clock", json=body) for body in bodies))
            shown = await service.ask("GET", "/v1/clock")
            assert datetime.fromisoformat(shown["now"]) == START + timedelta(hours=8)


def test_the_description_tells_what_a_bulk_consists_of(settings: Settings) -> None:
    schema = create_app(settings, SystemClock()).openapi()
    content = schema["paths"]["/v1/documents"]["post"]["requestBody"]["content"]
    assert set(content) == {"application/x-ndjson", "application/json", "application/cloudevents-batch+json"}
    kinds = schema["components"]["schemas"]["Document"]["discriminator"]["mapping"]
    assert set(kinds) == {
        "invoice",
        "payment",
        "credit-note",
        "dispute",
        "dispute-resolution",
        "fee",
        "customer",
        "cancellation",
        "due-event",
        "transfer",
        "allocation",
    }
    assert all(reference.rpartition("/")[2] in schema["components"]["schemas"] for reference in kinds.values())
