"""History and why over HTTP: what the log tells of a document, of a customer, and of an open amount."""

from tests.ledger.integration.conftest import Service, invoice, payment
from tests.ledger.integration.test_statements import some_business


class TestHistory:
    async def test_of_a_document_tells_who_did_what_by_which_command(self, service: Service) -> None:
        await some_business(service)
        [contested] = [{"entity": "CN01", "customer": "C1", "number": "D1", "invoice": "1002", "reason": "x",
                        "opened_on": "2026-03-12"}]  # fmt: skip
        await service.ask("POST", "/v1/disputes", contested, expect=201)
        page = await service.ask("GET", "/v1/history/CN01/invoice/erp/1002?limit=500")
        told = [
            (each["event"], each["command"], each["counts_on"])
            for each in page["items"]
            if each["command"] != "open-day"
        ]
        assert told == [
            ("invoice-issued.v1", "issue-invoice", "2026-03-05"),
            ("payment-allocated.v1", "receive-payment", "2026-03-10"),
            ("payment-unapplied.v1", "unapply-payment", "2026-03-12"),
            ("dispute-opened.v1", "open-dispute", "2026-03-12"),
        ]
        first = page["items"][0]
        assert first["recorded_at"].startswith("2026-03-20T01:00:00")
        assert first["principal"]
        assert first["correlation_id"]
        assert first["words"]["zh"].startswith("开具发票 1002")
        assert first["data"]["gross_minor"] == 5000

    async def test_of_a_cancelled_invoice_tells_the_cancellation(self, service: Service) -> None:
        await some_business(service)
        page = await service.ask("GET", "/v1/history/CN01/invoice/erp/1003")
        assert [each["command"] for each in page["items"]] == [
            "issue-invoice",
            "issue-invoice",
            "cancel-invoice",
            "cancel-invoice",
        ]

    async def test_of_a_customer_goes_page_by_page(self, service: Service) -> None:
        await some_business(service)
        await service.ask("POST", "/v1/customers/CN01/C1/statements", {"as_of": "2026-03-15"}, expect=201)
        whole = (await service.ask("GET", "/v1/customers/CN01/C1/history"))["items"]
        assert [each["event"] for each in whole][:2] == ["customer-registered.v1", "invoice-issued.v1"]
        assert whole[-1]["event"] == "statement-issued.v1"
        found: list[dict[str, object]] = []
        cursor = ""
        while True:
            page = await service.ask("GET", f"/v1/customers/CN01/C1/history?limit=4{cursor}")
            found += page["items"]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert found == whole

    async def test_of_what_is_not_there_is_refused(self, service: Service) -> None:
        await service.introduce("C1")
        await service.ask("GET", "/v1/history/CN01/invoice/erp/77", expect=404)
        await service.ask("GET", "/v1/history/CN01/voucher/erp/77", expect=422)
        await service.ask("GET", "/v1/customers/CN01/C9/history", expect=404)
        await service.ask("GET", "/v1/why/CN01/erp/77", expect=404)


class TestWhy:
    async def test_tells_the_events_that_make_the_open_amount(self, service: Service) -> None:
        await some_business(service)
        why = await service.ask("GET", "/v1/why/CN01/erp/1002")
        assert [(step["kind"], step["effect"], step["open"]) for step in why["steps"]] == [
            ("issued", "50.00", "50.00"),
            ("applied", "-20.00", "30.00"),
            ("taken-back", "20.00", "50.00"),
        ]
        [item] = (await service.ask("GET", "/v1/open-items?entity=CN01&customer=C1"))["items"]
        assert (why["open"], item["invoice"]) == (item["open"], why["invoice"])
        assert why["steps"][1]["rule"] == "oldest-first"
        assert why["steps"][1]["words"]["en"].endswith("settled instalment 1 of invoice 1002, the oldest first.")

    async def test_may_be_asked_of_one_instalment(self, service: Service) -> None:
        await service.introduce("C1")
        parts = [{"due_date": "2026-04-01", "amount": "60.00"}, {"due_date": "2026-05-01", "amount": "40.00"}]
        await service.ask("POST", "/v1/invoices", invoice("1/1", instalments=parts), expect=201)
        await service.ask("POST", "/v1/payments", payment("P1", "70.00"), expect=201)
        why = await service.ask("GET", "/v1/why/CN01/erp/1%2F1?instalment=2")
        assert [step["open"] for step in why["steps"]] == ["40.00", "30.00"]
        await service.ask("GET", "/v1/why/CN01/erp/1%2F1?instalment=3", expect=404)
