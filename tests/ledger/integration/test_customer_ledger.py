"""A customer's account over HTTP: each document once and as it stands, and what settled what, page by page."""

from typing import Any

from tests.ledger.integration.conftest import Service, invoice, payment

PAID_IN_PART = "CN01/invoice/erp/1001"


async def _account(service: Service) -> None:
    """Two invoices, one of them cancelled; money for one and a half; an adjustment; money given back; another's."""
    await service.introduce("C1", "C2")
    await service.ask("POST", "/v1/invoices", invoice("1001", order="SO-1", reference="PO 7"), expect=201)
    await service.ask("POST", "/v1/invoices", invoice("1002", document_date="2026-03-02"), expect=201)
    await service.ask("POST", "/v1/invoices", invoice("2001", customer="C2"), expect=201)
    cancelled = {"reason": "twice", "posted_on": "2026-03-04"}
    await service.ask("POST", "/v1/invoices/CN01/erp/1002/cancellation", cancelled, expect=201)
    stated = [{"invoice": "1001", "amount": "60.00"}]
    received = payment("P1", "90.00", document_date="2026-03-05", allocations=stated, allocate="none")
    await service.ask("POST", "/v1/payments", received, expect=201)
    adjusted = {
        "entity": "CN01",
        "customer": "C1",
        "number": "A1",
        "invoice": "1001",
        "amount": "5.00",
        "document_date": "2026-03-06",
        "reason": "freight",
    }
    await service.ask("POST", "/v1/adjustments", adjusted, expect=201)
    refunded = {
        "entity": "CN01",
        "customer": "C1",
        "number": "R1",
        "document": "CN01/payment/erp/P1",
        "amount": "10.00",
        "document_date": "2026-03-07",
        "reason": "too much",
    }
    await service.ask("POST", "/v1/refunds", refunded, expect=201)


async def _documents(service: Service, **asked: Any) -> list[tuple[str, str, str, str]]:
    answer = await service.ask("GET", "/v1/customers/CN01/C1/documents", params=asked)
    return [(each["document"], each["amount"], each["open"], each["state"]) for each in answer["items"]]


class TestDocumentsOfACustomer:
    async def test_are_told_once_each_as_they_stand_and_the_newest_first(self, service: Service) -> None:
        await _account(service)
        assert await _documents(service) == [
            ("CN01/refund/erp/R1", "10.00", "0.00", "settled"),
            ("CN01/adjustment/erp/A1", "5.00", "0.00", "settled"),
            ("CN01/payment/erp/P1", "90.00", "20.00", "open"),
            ("CN01/invoice/erp/1002", "100.00", "0.00", "cancelled"),
            (PAID_IN_PART, "100.00", "35.00", "open"),
        ]
        answer = await service.ask("GET", "/v1/customers/CN01/C1/documents", params={"kind": "payment"})
        [paid] = answer["items"]
        assert (paid["paid_out"], paid["kind"], paid["owed_for"]) == ("10.00", "payment", None)
        answer = await service.ask("GET", "/v1/customers/CN01/C1/documents", params={"kind": "invoice", "limit": 1})
        [newest] = answer["items"]
        assert newest["document"] == "CN01/invoice/erp/1002"
        answer = await service.ask(
            "GET", "/v1/customers/CN01/C1/documents", params={"kind": "invoice", "limit": 1, "cursor": answer["next"]}
        )
        [issued] = answer["items"]
        assert (issued["document"], issued["order"], issued["reference"]) == (PAID_IN_PART, "SO-1", "PO 7")
        assert (issued["due_on"], issued["owed_for"], answer["next"]) == ("2026-03-31", "sale", None)

    async def test_that_are_open_can_be_asked_for_alone(self, service: Service) -> None:
        await _account(service)
        found = [document for document, *_ in await _documents(service, open_only=True)]
        assert found == ["CN01/payment/erp/P1", PAID_IN_PART]

    async def test_tell_of_a_reduction_that_was_taken_back(self, service: Service) -> None:
        await _account(service)
        cancelled = {"reason": "wrong goods", "posted_on": "2026-03-08"}
        await service.ask("POST", "/v1/invoices/CN01/erp/1001/cancellation", cancelled, expect=201)
        assert ("CN01/adjustment/erp/A1", "5.00", "0.00", "cancelled") in await _documents(service)
        assert (PAID_IN_PART, "100.00", "0.00", "cancelled") in await _documents(service)


class TestAllocationsOfACustomer:
    async def test_are_told_the_newest_first_page_by_page(self, service: Service) -> None:
        await _account(service)
        path = "/v1/customers/CN01/C1/allocations"
        first = await service.ask("GET", path, params={"limit": 1})
        second = await service.ask("GET", path, params={"limit": 1, "cursor": first["next"]})
        told = [
            (each["document"], each["invoice"], each["amount"], each["rule"], each["applied_on"])
            for each in (*first["items"], *second["items"])
        ]
        assert told == [
            ("CN01/adjustment/erp/A1", PAID_IN_PART, "5.00", "adjustment", "2026-03-06"),
            ("CN01/payment/erp/P1", PAID_IN_PART, "60.00", "explicit", "2026-03-05"),
        ]
        assert second["next"] is None
        other = await service.ask("GET", "/v1/customers/CN01/C2/allocations")
        assert other["items"] == []
