"""Statements over HTTP: as of a date, issued, made again, answered; limitation dates; and bad requests."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from services.ledger.routes.statements import StatementShown
from tests.ledger.integration.conftest import CUSTOMER, Service, invoice, payment

STATEMENT = "/v1/customers/CN01/C1/statement"
STATEMENTS = "/v1/customers/CN01/C1/statements"
FILE = "cd" * 32


async def some_business(service: Service) -> None:
    """An invoice partly paid, money taken back, a credit note, a cancelled invoice, and money on account in USD."""
    await service.introduce("C1", "C2")
    await service.worth(USD="7.1782")
    ask = service.ask
    await ask("POST", "/v1/invoices", invoice("1001", "100.00"), expect=201)
    await ask("POST", "/v1/invoices", invoice("1002", "50.00", document_date="2026-03-05"), expect=201)
    await ask("POST", "/v1/payments", payment("P1", "120.00", document_date="2026-03-10"), expect=201)
    taken = {"reason": "bank's mistake", "invoices": ["1002"], "posted_on": "2026-03-12"}
    keyed = {"headers": {"idempotency-key": "u1"}}
    await ask("POST", "/v1/payments/CN01/erp/P1/unapplications", taken, expect=201, **keyed)
    await ask("POST", "/v1/credit-notes", invoice("G1", "5.00", document_date="2026-03-13"), expect=201)
    await ask("POST", "/v1/invoices", invoice("1003", "7.00", document_date="2026-03-14"), expect=201)
    cancelled = {"reason": "twice", "posted_on": "2026-03-15"}
    await ask("POST", "/v1/invoices/CN01/erp/1003/cancellation", cancelled, expect=201)
    usd = payment("P2", "9.00", currency="USD", document_date="2026-03-16")
    await ask("POST", "/v1/payments", usd, expect=201)


class TestStatement:
    async def test_closes_on_the_control_balance_of_every_day(self, service: Service) -> None:
        await some_business(service)
        for day in range(1, 20):
            as_of = f"2026-03-{day:02}"
            control = (await service.ask("GET", f"/v1/control-balances?entity=CN01&customer=C1&as_of={as_of}"))["items"]
            for form in ("open-items", "activity"):
                made = await service.ask("GET", f"{STATEMENT}?as_of={as_of}&form={form}")
                StatementShown.model_validate(made)
                closing = {each["currency"]: each["closing"] for each in made["currencies"]}
                balances = {each["currency"]: each["balance"] for each in control}
                assert {c: b for c, b in closing.items() if b != "0.00"} == {
                    c: b for c, b in balances.items() if b != "0.00"
                }, (as_of, form)

    async def test_tells_every_movement_of_a_period(self, service: Service) -> None:
        await some_business(service)
        made = await service.ask("GET", f"{STATEMENT}?form=activity&from=2026-03-10&as_of=2026-03-15")
        [section] = made["currencies"]
        assert (section["opening"], section["closing"]) == ("150.00", "25.00")
        assert [(line["kind"], line["number"], line["amount"], line["balance"]) for line in section["movements"]] == [
            ("payment", "P1", "-120.00", "30.00"),
            ("allocation", "P1", "0.00", "30.00"),
            ("allocation", "P1", "0.00", "30.00"),
            ("allocation-taken-back", "P1", "0.00", "30.00"),
            ("credit-note", "G1", "-5.00", "25.00"),
            ("invoice", "1003", "7.00", "32.00"),
            ("allocation", "P1", "0.00", "32.00"),
            ("allocation-taken-back", "P1", "0.00", "32.00"),
            ("cancellation", "1003", "-7.00", "25.00"),
        ]

    async def test_is_as_it_was_known(self, service: Service) -> None:
        await service.introduce("C1")
        await service.ask("POST", "/v1/invoices", invoice("1001", "100.00"), expect=201)
        before = datetime(2026, 3, 20, tzinfo=UTC).isoformat().replace("+00:00", "Z")
        response = await service.http.get(f"{STATEMENT}?known_at={before}&as_of=2026-03-31")
        assert response.status_code == 404
        made = await service.ask("GET", f"{STATEMENT}?known_at=2026-03-20T01:00:00Z&as_of=2026-03-31")
        assert made["currencies"][0]["closing"] == "100.00"

    @pytest.mark.parametrize(("lang", "title"), [("zh", "对账单"), ("en", "Statement of account")])
    async def test_is_a_page_to_print(self, service: Service, lang: str, title: str) -> None:
        await some_business(service)
        script = CUSTOMER | {"name": "<script>alert(1)</script>"}
        await service.ask("PUT", "/v1/customers/CN01/C1", script)
        response = await service.http.get(f"{STATEMENT}?format=html&lang={lang}&as_of=2026-03-31")
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert title in response.text
        assert "<script>" not in response.text
        assert "&lt;script&gt;" in response.text

    @pytest.mark.parametrize(
        ("path", "status", "code"),
        [
            ("/v1/customers/CN01/C9/statement", 404, "statement-customer-unknown"),
            ("/v1/customers/CN09/C1/statement?as_of=2026-03-01", 404, "statement-customer-unknown"),
            (f"{STATEMENT}?form=activity&from=2026-03-12&as_of=2026-03-11", 422, "period-not-usable"),
            (f"{STATEMENT}?as_of=2026-02-30", 422, "invalid-request"),
            (f"{STATEMENT}?as_of=0001-01-01", 422, "date-out-of-range"),
            (f"{STATEMENT}?form=short", 422, "invalid-request"),
            (f"{STATEMENT}?format=pdf", 422, "invalid-request"),
            (f"{STATEMENT}?lang=de", 422, "invalid-request"),
            (f"{STATEMENT}?known_at=2026-03-11", 422, "invalid-request"),
        ],
    )
    async def test_that_cannot_be_made_is_refused(self, service: Service, path: str, status: int, code: str) -> None:
        await service.introduce("C1")
        problem = await service.ask("GET", path, expect=status)
        assert problem["type"].rpartition(":")[2] == code

    async def test_is_not_there_for_keys_of_other_entities(self, service: Service) -> None:
        await some_business(service)
        foreign = service.key_for("DE01", role="finance")
        for method, path in [
            ("GET", STATEMENT),
            ("POST", STATEMENTS),
            ("GET", "/v1/customers/CN01/C1/limitation"),
            ("GET", "/v1/customers/CN01/C1/history"),
            ("GET", "/v1/statements?entity=CN01"),
            ("GET", "/v1/why/CN01/erp/1001"),
            ("GET", "/v1/history/CN01/invoice/erp/1001"),
            ("GET", "/v1/reconciliations?entity=CN01"),
        ]:
            await service.ask(method, path, {} if method == "POST" else None, expect=404, headers=foreign)


class TestIssuedStatement:
    async def issue(self, service: Service, **changes: Any) -> Any:
        body = {"form": "activity", "as_of": "2026-03-15", "language": "zh", "format": "html"} | changes
        return await service.ask("POST", STATEMENTS, body, expect=201)

    @pytest.mark.parametrize("format_", ["html", "json"])
    async def test_is_made_again_byte_for_byte_whatever_came_since(self, service: Service, format_: str) -> None:
        await some_business(service)
        issued = await self.issue(service, format=format_)
        first = await service.http.get(f"/v1/statements/CN01/C1/{issued['number']}/file")
        assert hashlib.sha256(first.content).hexdigest() == issued["sha256"]
        await service.ask("PUT", "/v1/customers/CN01/C1", CUSTOMER | {"name": "Renamed"})
        await service.ask("POST", "/v1/invoices", invoice("late", "1.00", document_date="2026-03-02"), expect=201)
        again = await service.http.get(f"/v1/statements/CN01/C1/{issued['number']}/file")
        assert again.content == first.content
        now = await service.http.get(f"{STATEMENT}?form=activity&as_of=2026-03-15&format={format_}")
        assert now.content != first.content

    async def test_is_kept_once(self, service: Service) -> None:
        await some_business(service)
        issued = await self.issue(service)
        body = {"form": "activity", "as_of": "2026-03-15", "language": "zh", "format": "html"}
        again = await service.ask("POST", STATEMENTS, body, expect=200)
        assert (again["status"], again["id"]) == ("repeated", issued["id"])
        [shown] = (await service.ask("GET", "/v1/statements?entity=CN01&customer=C1"))["items"]
        assert shown["balances"] == [{"currency": "CNY", "balance": "25.00"}]
        assert (shown["sha256"], shown["from"], shown["confirmed_on"]) == (issued["sha256"], None, None)

    async def test_is_confirmed_and_restarts_limitation(self, service: Service) -> None:
        await some_business(service)
        number = (await self.issue(service))["number"]
        limitation = "/v1/customers/CN01/C1/limitation?as_of=2026-06-01"
        [before] = (await service.ask("GET", limitation))["items"]
        assert (before["open"], before["due_on"], before["last_day"]) == ("50.00", "2026-04-04", "2029-04-04")
        answer = {"acknowledged_on": "2026-04-08", "file_sha256": FILE}
        await service.ask("POST", f"/v1/statements/CN01/C1/{number}/confirmation", answer, expect=201)
        await service.ask("POST", f"/v1/statements/CN01/C1/{number}/confirmation", answer, expect=200)
        [after] = (await service.ask("GET", limitation))["items"]
        assert (after["last_day"], after["restarted_by"]) == ("2029-04-08", "confirmed-statement")
        shown = await service.ask("GET", f"/v1/statements/CN01/C1/{number}")
        assert (shown["confirmed_on"], shown["file_sha256"]) == ("2026-04-08", FILE)
        later = answer | {"acknowledged_on": "2026-04-09"}
        problem = await service.ask("POST", f"/v1/statements/CN01/C1/{number}/confirmation", later, expect=409)
        assert problem["errors"][0]["pointer"] == "/acknowledged_on"

    async def test_that_is_not_agreed_with_begins_a_dispute(self, service: Service) -> None:
        await some_business(service)
        number = (await self.issue(service))["number"]
        answer = {
            "answered_on": "2026-04-08",
            "currency": "CNY",
            "difference": "-20.00",
            "note": "damaged",
            "invoice": "1002",
        }
        path = f"/v1/statements/CN01/C1/{number}/differences"
        told = await service.ask("POST", path, answer, expect=201)
        await service.ask("POST", path, answer, expect=200)
        [dispute] = (await service.ask("GET", "/v1/disputes?entity=CN01"))["items"]
        assert (dispute["id"], dispute["amount"], dispute["reason"]) == (told["dispute"], "20.00", "damaged")
        shown = await service.ask("GET", f"/v1/statements/CN01/C1/{number}")
        assert [each["difference"] for each in shown["differences"]] == ["-20.00"]
        await service.ask("POST", path, answer | {"difference": "0.001"}, expect=422)
        await service.ask("POST", path, answer | {"difference": "-50.01"}, expect=409)
        await service.ask("POST", "/v1/statements/CN01/C1/none/differences", answer, expect=404)


class TestLimitation:
    async def test_is_restarted_by_an_acknowledgement_and_goes_by_the_entitys_rule(self, service: Service) -> None:
        await service.introduce("C1")
        await service.ask("POST", "/v1/invoices", invoice("1001", due_date="2026-03-15"), expect=201)
        path = "/v1/customers/CN01/C1/limitation?as_of=2026-06-01"
        acknowledged = {"number": "A1", "acknowledged_on": "2026-05-02", "invoices": ["1001"], "note": "letter"}
        await service.ask("POST", "/v1/customers/CN01/C1/acknowledgements", acknowledged, expect=201)
        await service.ask("POST", "/v1/customers/CN01/C1/acknowledgements", acknowledged, expect=200)
        [item] = (await service.ask("GET", path))["items"]
        assert (item["last_day"], item["restarted_on"], item["restarted_by"]) == (
            "2029-05-02",
            "2026-05-02",
            "acknowledgement",
        )
        assert (await service.ask("GET", "/v1/limitation-rules/CN01"))["years"] == 3
        rule = {"years": 4, "begins": "year-end", "restarted_by": ["part-payment"]}
        await service.ask("PUT", "/v1/limitation-rules/CN01", rule)
        await service.ask("PUT", "/v1/limitation-rules/CN01", rule)
        assert await service.ask("GET", "/v1/limitation-rules/CN01") == {"entity": "CN01"} | rule
        [item] = (await service.ask("GET", path))["items"]
        assert (item["last_day"], item["restarted_by"]) == ("2030-12-31", None)
        await service.ask("PUT", "/v1/limitation-rules/CN01", rule | {"years": 0}, expect=422)

    async def test_is_of_invoices_the_customer_has(self, service: Service) -> None:
        await service.introduce("C1")
        unknown = {"number": "A1", "acknowledged_on": "2026-05-02", "invoices": ["77"]}
        problem = await service.ask("POST", "/v1/customers/CN01/C1/acknowledgements", unknown, expect=422)
        assert problem["errors"][0]["pointer"] == "/invoices/0"
        await service.ask("GET", "/v1/customers/CN01/C9/limitation", expect=404)
