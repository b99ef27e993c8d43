"""Reconciliation over HTTP: by customer and by document, as JSON and CSV, with differences that end."""

from typing import Any

from tests.ledger.integration.conftest import Service, invoice, payment

PATH = "/v1/reconciliations"


async def some_books(service: Service) -> None:
    await service.introduce("C1", "C2", "C3")
    for each in (
        invoice("1001", "100.00"),
        invoice("1002", "30.00"),
        invoice("2001", "50.00", customer="C2"),
        invoice("3001", "9.00", customer="C3"),
        invoice("April", "1.00", document_date="2026-04-02"),
    ):
        await service.ask("POST", "/v1/invoices", each, expect=201)
    on_account = payment("P1", "10.00", allocate="none", document_date="2026-03-20")
    await service.ask("POST", "/v1/payments", on_account, expect=201)


def rows(*rows: tuple[str, ...]) -> list[dict[str, str]]:
    names = ("customer", "currency", "amount", "document", "date")
    return [dict(zip(names, row, strict=False)) for row in rows]


def body(number: str, *sent: tuple[str, ...], **changes: Any) -> dict[str, Any]:
    return {"entity": "CN01", "source": "gl", "number": number, "as_of": "2026-03-31", "rows": rows(*sent)} | changes


async def differences(service: Service, number: str, query: str = "") -> list[tuple[Any, ...]]:
    page = await service.ask("GET", f"{PATH}/CN01/gl/{number}/differences{query}")
    return [(each["customer"], each["document"], each["kind"], each["ours"], each["theirs"]) for each in page["items"]]


class TestReconciliation:
    async def test_by_customer_tells_what_differs_as_of_the_day(self, service: Service) -> None:
        await some_books(service)
        sent = body("3", ("C1", "CNY", "120.00"), ("C2", "CNY", "55.00"), ("C9", "CNY", "7.00"))
        answer = await service.ask("POST", PATH, sent, expect=201)
        assert (answer["level"], answer["matched"], answer["open"]) == ("customer", 1, 3)
        assert (answer["missing_here"], answer["missing_there"], answer["amount_differs"]) == (1, 1, 1)
        assert answer["totals"] == [{"currency": "CNY", "ours": "179.00", "theirs": "182.00", "difference": "-3.00"}]
        assert await differences(service, "3") == [
            ("C2", None, "amount", "50.00", "55.00"),
            ("C3", None, "missing-there", "9.00", None),
            ("C9", None, "missing-here", None, "7.00"),
        ]

    async def test_by_document_also_tells_another_date(self, service: Service) -> None:
        await some_books(service)
        sent = body(
            "3",
            ("C1", "CNY", "100.00", "1001", "2026-03-02"),
            ("C1", "CNY", "30.00", "1002", "2026-03-01"),
            ("C1", "CNY", "-10.00", "P1"),
            ("C2", "CNY", "49.99", "2001"),
            ("C3", "CNY", "9.00", "3009"),
        )
        answer = await service.ask("POST", PATH, sent, expect=201)
        assert (answer["level"], answer["matched"], answer["date_differs"]) == ("document", 2, 1)
        assert await differences(service, "3") == [
            ("C1", "1001", "date", "100.00", "100.00"),
            ("C2", "2001", "amount", "50.00", "49.99"),
            ("C3", "3001", "missing-there", "9.00", None),
            ("C3", "3009", "missing-here", None, "9.00"),
        ]

    async def test_by_document_tells_what_was_open_then_though_it_is_settled_now(self, service: Service) -> None:
        await some_books(service)
        paid = payment("P9", "9.00", customer="C3", document_date="2026-04-02", reference="3001")
        await service.ask("POST", "/v1/payments", paid, expect=201)
        sent = body("3", ("C1", "CNY", "100.00", "1001", "2026-03-02"))
        await service.ask("POST", PATH, sent, expect=201)
        assert ("C3", "3001", "missing-there", "9.00", None) in await differences(service, "3")
        # By April it is settled.
        await service.ask(
            "POST", PATH, body("4", ("C1", "CNY", "100.00", "1001", "2026-03-02"), as_of="2026-04-30"), expect=201
        )
        assert "C3" not in {customer for customer, *_ in await differences(service, "4")}

    async def test_of_a_csv_file_tells_bad_rows_by_line_and_compares_the_others(self, service: Service) -> None:
        await some_books(service)
        file = (
            "\ufeffCustomer;Currency;Amount;Remark\r\n"
            "C1;CNY;120.00;agrees\r\n"
            "C2;CNY;much;\r\n"
            "\r\n"
            'C3;CNY;9.00;"a remark\r\non two lines"\r\n'
            "C4;CNY\r\n"
            "C\u202e5;CNY;1.00;\r\n"
        )
        query = f"{PATH}?entity=CN01&source=gl&number=2026-03&as_of=2026-03-31"
        response = await service.http.post(query, content=file.encode(), headers={"content-type": "text/csv"})
        assert response.status_code == 201, response.text
        answer = response.json()
        assert (answer["rows"], answer["unreadable"], answer["matched"], answer["open"]) == (5, 3, 2, 0)
        assert [(bad["line"], bad["field"]) for bad in answer["bad_rows"]] == [
            (3, "amount"),
            (7, "amount"),
            (8, "customer"),
        ]

    async def test_again_is_a_repeat_and_other_rows_under_its_number_are_refused(self, service: Service) -> None:
        await some_books(service)
        sent = body("3", ("C1", "CNY", "1.00"))
        first = await service.ask("POST", PATH, sent, expect=201)
        again = await service.ask("POST", PATH, sent, expect=200)
        assert again == first | {"status": "repeated"}
        await service.ask("POST", PATH, body("3", ("C1", "CNY", "2.00")), expect=409)
        [kept] = (await service.ask("GET", f"{PATH}?entity=CN01"))["items"]
        assert kept["id"] == first["id"] == "CN01/reconciliation/gl/3"

    async def test_clears_what_a_later_one_does_not_find_and_a_person_closes_the_rest(self, service: Service) -> None:
        await some_books(service)
        await service.ask("POST", PATH, body("3", ("C1", "CNY", "119.00"), ("C2", "CNY", "51.00")), expect=201)
        found = {"C1", "C2", "C3"}
        assert {customer for customer, *_ in await differences(service, "3")} == found
        april = body("4", ("C1", "CNY", "121.00"), ("C2", "CNY", "51.00"), as_of="2026-04-30")
        answer = await service.ask("POST", PATH, april, expect=201)
        assert answer["open"] == 2
        assert await differences(service, "3") == []
        ended = (await service.ask("GET", f"{PATH}/CN01/gl/3/differences?open_only=false"))["items"]
        assert [(each["customer"], each["outcome"]) for each in ended] == [
            ("C1", "no-longer-found"),
            ("C2", "found-again"),
            ("C3", "found-again"),
        ]
        closing = {"id": "CN01/difference/C2/customer-CNY", "note": "bank charges"}
        await service.ask("POST", f"{PATH}/CN01/differences/resolve", closing, expect=201)
        await service.ask("POST", f"{PATH}/CN01/differences/resolve", closing, expect=200)
        assert [customer for customer, *_ in await differences(service, "4")] == ["C3"]
        assert (await service.ask("GET", f"{PATH}/CN01/gl/4"))["open"] == 1

    async def test_that_makes_no_sense_is_refused(self, service: Service) -> None:
        await some_books(service)
        resolve = f"{PATH}/CN01/differences/resolve"
        await service.ask("POST", PATH, body("3", ("C1", "CNY", "x")), expect=422)
        await service.ask("POST", PATH, body("3", ("C1", "CNY", "1.00"), as_of="2026-02-30"), expect=422)
        await service.ask("POST", PATH, body("3", ("C1", "CNY", "1.00"), entity="CN09"), expect=404)
        await service.ask("POST", PATH, body("3", ("C1", "CNY", "1.00"), surprise=1), expect=422)
        await service.ask("POST", PATH, body("3"), expect=422)
        foreign = service.key_for("DE01", role="finance")
        await service.ask("POST", PATH, body("3", ("C1", "CNY", "1.00")), expect=404, headers=foreign)
        await service.ask("GET", f"{PATH}/CN01/gl/3/differences", expect=404)
        await service.ask("POST", resolve, {"id": "CN01/difference/C1/customer-CNY", "note": "x"}, expect=404)
        await service.ask("POST", resolve, {"id": "DE01/difference/C1/customer-CNY", "note": "x"}, expect=404)
        csv = {"content-type": "text/csv"}
        query = f"{PATH}?entity=CN01&source=gl&number=5&as_of=2026-03-31"
        for content, url, status in [
            (b"customer,amount\nC1,1.00\n", query, 422),
            (b"customer,currency,amount,Amount\nC1,CNY,1.00,2.00\n", query, 422),
            (b"customer,currency,amount\n" + b"\n" * 500_000, query, 413),
            (b"", query, 422),
            (b"customer,currency,amount\nC1,CNY,\xff\n", query, 400),
            (b"customer,currency,amount\nC1,CNY,1.00\n", PATH + "?entity=CN01", 422),
        ]:
            response = await service.http.post(url, content=content, headers=csv)
            assert response.status_code == status, (content, response.text)
        response = await service.http.post("/v1/documents", content=b"a,b\n", headers=csv)
        assert response.status_code == 415
