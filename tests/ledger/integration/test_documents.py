"""Bulk and single documents over HTTP: each line answered in order, good ones land, repeats are harmless."""

import json
from typing import Any

from tests.ledger.integration.conftest import CUSTOMER, Service, invoice, payment, told


def line(kind: str, **body: Any) -> dict[str, Any]:
    return {"type": kind} | body


class TestBulk:
    async def test_answers_every_line_in_order_and_lands_the_good_ones(self, service: Service) -> None:
        await service.introduce("C1")
        answers = await service.bulk(
            [
                line("invoice", **invoice("1001")),
                '{"type": "invoice", "entity": ',
                line("invoice", **invoice("1002", "12.345")),
                line("invoice", **invoice("1003", customer="C9")),
                line("payment", **payment("P1", "40.00", reference="1001")),
                line("invoice", **invoice("1001")),
                line("invoice", **invoice("1001", "99.00")),
                line("invoice", **invoice("1004", surprise=1)),
                line("voucher", **invoice("1005")),
            ]
        )
        assert told(answers) == [
            (1, "accepted"),
            (2, "refused"),
            (3, "refused"),
            (4, "refused"),
            (5, "accepted"),
            (6, "repeated"),
            (7, "refused"),
            (8, "refused"),
            (9, "refused"),
        ]
        problems = {answer["line"]: answer["problem"] for answer in answers if "problem" in answer}
        assert {
            number: (problem["status"], problem["type"].rpartition(":")[2]) for number, problem in problems.items()
        } == {
            2: (400, "malformed-json"),
            3: (422, "amount-not-exact"),
            4: (422, "customer-unknown"),
            7: (409, "number-taken"),
            8: (422, "invalid-request"),
            9: (422, "invalid-request"),
        }
        assert {number: problem["errors"][0]["pointer"] for number, problem in problems.items()} == {
            2: "",
            3: "/amount",
            4: "/customer",
            7: "/number",
            8: "/surprise",
            9: "/type",
        }
        assert answers[0]["id"] == "CN01/invoice/erp/1001"
        shown = await service.ask("GET", f"/v1/invoices/CN01/erp/1001?min_position={answers[4]['position']}")
        assert (shown["open"], shown["status"], shown["applied"][0]["rule"]) == ("60.00", "open", "reference")

    async def test_takes_every_kind_of_document(self, service: Service) -> None:
        await service.introduce()
        answers = await service.bulk(
            [
                line("customer", entity="CN01", customer="C1", **CUSTOMER),
                line("invoice", **invoice("1001", lines=[{"net": "88.50", "tax": "11.50", "tax_code": "VAT13"}])),
                line("invoice", **invoice("1002")),
                line(
                    "dispute",
                    entity="CN01",
                    customer="C1",
                    number="D1",
                    invoice="1001",
                    reason="x",
                    opened_on="2026-03-02",
                ),
                line(
                    "dispute-resolution",
                    entity="CN01",
                    customer="C1",
                    number="D1",
                    outcome="rejected",
                    resolved_on="2026-03-04",
                ),
                line("payment", **payment("P1", "30.00", allocate="none")),
                line("allocation", entity="CN01", number="P1", allocations=[{"invoice": "1002", "amount": "10.00"}]),
                line("credit-note", **invoice("G1", "5.00", against="1001")),
                line("cancellation", entity="CN01", number="1002", reason="twice", posted_on="2026-03-05"),
            ],
            headers={"idempotency-key": "every-kind"},
        )
        assert {answer["status"] for answer in answers} == {"accepted"}, answers
        assert [answer["id"] for answer in answers] == [
            "CN01/customer/C1",
            "CN01/invoice/erp/1001",
            "CN01/invoice/erp/1002",
            "CN01/dispute/erp/D1",
            "CN01/dispute/erp/D1",
            "CN01/payment/erp/P1",
            "CN01/payment/erp/P1",
            "CN01/credit-note/erp/G1",
            "CN01/invoice/erp/1002",
        ]
        [owed] = (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"]
        assert (owed["number"], owed["open"], owed["disputed"]) == ("1001", "95.00", "0.00")

    async def test_takes_an_array_and_a_cloudevents_batch(self, service: Service) -> None:
        await service.introduce("C1")
        array = json.dumps([line("invoice", **invoice("1001")), 7, line("invoice", **invoice("1002"))]).encode()
        assert told(await service.post_documents(array, "application/json")) == [
            (1, "accepted"),
            (2, "refused"),
            (3, "accepted"),
        ]
        events = [
            {"specversion": "1.0", "id": str(n), "source": "/erp", "type": kind, "data": invoice(number)}
            for n, (kind, number) in enumerate(
                [
                    ("com.example.erp.invoice", "1002"),
                    ("invoice", "1003"),
                    ("com.example.invoice.v1", "1004"),
                    ("x", "5"),
                ]
            )
        ]
        answers = await service.post_documents(json.dumps(events).encode(), "application/cloudevents-batch+json")
        assert told(answers) == [(1, "repeated"), (2, "accepted"), (3, "accepted"), (4, "refused")]

    async def test_is_refused_whole_when_it_is_no_list_or_too_long(self, service: Service) -> None:
        await service.introduce("C1")
        await service.post_documents(b'{"type": "invoice"}', "application/json", expect=400)
        await service.post_documents(b"{}\n" * 10_001, "application/x-ndjson", expect=413)
        await service.post_documents(b"\n" * 100_000, "application/x-ndjson", expect=413)
        await service.post_documents(b"[" + b"1," * 10_000 + b"1]", "application/json", expect=413)
        await service.post_documents(b"[" * 100_000, "application/json", expect=422)

    async def test_counts_the_lines_of_the_file_and_skips_empty_ones(self, service: Service) -> None:
        await service.introduce("C1")
        content = b"\n\r\n" + json.dumps(line("invoice", **invoice("1001"))).encode() + b"\r\n\n"
        assert told(await service.post_documents(content, "application/jsonl")) == [(3, "accepted")]

    async def test_takes_ten_thousand_with_one_broken(self, service: Service) -> None:
        await service.introduce(*(f"C{n}" for n in range(10)))
        lines: list[Any] = [line("invoice", **invoice(f"{n}", customer=f"C{n % 10}")) for n in range(10_000)]
        lines[4711] = lines[4711] | {"amount": "-1.00"}
        answers = await service.bulk(lines)
        assert [answer["line"] for answer in answers] == list(range(1, 10_001))
        refused = [answer for answer in answers if answer["status"] != "accepted"]
        assert [(answer["line"], answer["problem"]["errors"][0]["pointer"]) for answer in refused] == [
            (4712, "/amount")
        ]
        again = await service.bulk(lines)
        assert {answer["status"] for answer in again} == {"repeated", "refused"}

    async def test_refuses_characters_that_mislead(self, service: Service) -> None:
        await service.introduce("C1")
        answers = await service.bulk(
            [
                line("invoice", **invoice("10\u202e01")),
                line("invoice", **invoice("10\x0001")),
                line("invoice", **invoice("100 1 ")),
                line("invoice", **invoice("caf\u0065\u0301")),
                line("invoice", **invoice("caf\u00e9")),
            ]
        )
        assert told(answers) == [(1, "refused"), (2, "refused"), (3, "accepted"), (4, "accepted"), (5, "repeated")]
        assert answers[2]["id"] == "CN01/invoice/erp/100 1"

    async def test_makes_allocations_repeatable_by_the_requests_key(self, service: Service) -> None:
        await service.introduce("C1")
        await service.bulk([line("invoice", **invoice("1001")), line("payment", **payment("P1", allocate="none"))])
        allocation = line("allocation", entity="CN01", number="P1", allocations=[{"invoice": "1001", "amount": "10"}])
        [refused] = await service.bulk([allocation])
        assert refused["problem"]["type"] == "urn:huikuan:problem:idempotency-key-missing"
        key = {"idempotency-key": "monday"}
        first = await service.bulk([allocation, allocation], headers=key)
        assert told(first) == [(1, "accepted"), (2, "accepted")]
        assert told(await service.bulk([allocation, allocation], headers=key)) == [(1, "repeated"), (2, "repeated")]
        shown = await service.ask("GET", "/v1/invoices/CN01/erp/1001")
        assert shown["open"] == "80.00"


class TestKeys:
    async def test_other_entities_do_not_exist(self, service: Service) -> None:
        await service.introduce("C1")
        await service.introduce("C1", entity="DE01")
        erp = service.key_for("DE01")
        answers = await service.bulk([line("invoice", **invoice("1"))], headers=erp)
        assert answers[0]["problem"]["status"] == 404
        assert answers[0]["problem"]["errors"][0]["pointer"] == "/entity"
        unknown = await service.bulk([line("invoice", **invoice("1", entity="XX"))])
        known = {key: value for key, value in answers[0]["problem"].items() if key != "instance"}
        asked = {key: value for key, value in unknown[0]["problem"].items() if key != "instance"}
        assert json.dumps(known).replace("CN01", "XX") == json.dumps(asked)
        await service.ask("POST", "/v1/invoices", invoice("1"), headers=erp, expect=404)
        await service.ask("GET", "/v1/customers/CN01/C1", headers=erp, expect=404)
        await service.ask("GET", "/v1/open-items?entity=CN01", headers=erp, expect=404)
        listed = await service.ask("GET", "/v1/entities", headers=erp)
        assert [entity["entity"] for entity in listed["items"]] == ["DE01"]

    async def test_roles_do_what_they_are_for(self, service: Service) -> None:
        await service.introduce("C1")
        sales, finance = service.key_for(role="sales"), service.key_for(role="finance")
        await service.ask("POST", "/v1/invoices", invoice("1"), headers=sales, expect=403)
        await service.ask("POST", "/v1/invoices", invoice("1"), headers=service.key_for(), expect=201)
        await service.ask("POST", "/v1/invoices", invoice("2"), headers=finance, expect=201)
        cancellation = {"reason": "twice"}
        await service.ask("POST", "/v1/invoices/CN01/erp/1/cancellation", cancellation, headers=sales, expect=403)
        await service.ask("POST", "/v1/invoices/CN01/erp/1/cancellation", cancellation, headers=finance, expect=201)
