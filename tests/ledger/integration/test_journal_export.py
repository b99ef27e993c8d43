"""The export for the general ledger: whole, safe to open, agreeing with the trial balance, the same for ever."""

import csv
import io
import zipfile
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from services.ledger.projections import journal_export
from services.ledger.routes import journal_export as routes
from services.ledger.routes.sheets import BOM, to_xlsx
from shared.database import make_engine
from tests.ledger.integration.conftest import Service, invoice, payment

IDLE = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'
"""
ADDRESS = "/v1/journal/export?entity=CN01"
POSITION = "huikuan-position"


async def business(service: Service) -> None:
    await service.introduce("C1", "C2", "C3")
    await service.worth(JPY="0.047816")
    lines = [
        {"net": "88.50", "tax": "11.50", "tax_code": "VAT13", "dimensions": {"product_line": "轴承", "grade": "A"}},
        {"net": "10.00", "dimensions": {"product_line": "=HYPERLINK(1)", "contract": "+86", "project": "@home"}},
    ]
    documents: list[dict[str, Any]] = []
    for number in range(12):
        customer = f"C{number % 3 + 1}"
        day = f"2026-0{number % 3 + 1}-1{number % 10}"
        documents.append(
            invoice(f"{number}", "110.00", document_date=day, customer=customer, lines=lines, order="-4711")
            | {"type": "invoice"}
        )
        documents.append(payment(f"P{number}", "40.00", document_date=day, customer=customer) | {"type": "payment"})
    documents.append(invoice("J1", "50", currency="JPY") | {"type": "invoice"})
    assert {answer["status"] for answer in await service.bulk(documents)} == {"accepted"}


async def export(service: Service, address: str = ADDRESS, *, expect: int = 200) -> Any:
    response = await service.http.get(address)
    assert response.status_code == expect, response.text
    return response


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


class TestTheFile:
    async def test_holds_every_line_and_agrees_with_the_trial_balance(self, service: Service) -> None:
        await business(service)
        answer = await export(service)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''journal-CN01.csv"
        found = rows(answer.content)
        trial = await service.ask("GET", "/v1/trial-balance?entity=CN01")
        assert [
            (row["account"], row["role"], row["currency"], row["debit"], row["credit"])
            for row in found
            if row["record"] == "account-total"
        ] == [(row["account"], row["role"], row["currency"], row["debit"], row["credit"]) for row in trial["accounts"]]
        assert [(row["currency"], row["debit"], row["credit"]) for row in found if row["record"] == "total"] == [
            (row["currency"], row["debit"], row["credit"]) for row in trial["totals"]
        ]
        journal = (await service.ask("GET", "/v1/journal?entity=CN01&limit=500"))["items"]
        assert {(row["position"], int(row["line"])) for row in found if row["record"] == "line"} == {
            (row["position"], row["line"]) for row in journal
        }
        # The last row says that the file is whole.
        assert (found[-1]["record"], found[-1]["line"]) == ("end", str(len(journal)))
        assert found[-1]["position"] == answer.headers[POSITION]

    async def test_is_ordered_by_day_and_then_by_the_log(self, service: Service) -> None:
        await business(service)
        found = [row for row in rows((await export(service)).content) if row["record"] == "line"]
        order = [
            (row["posted_on"], *map(int, row["position"].rpartition(":")[2].split(".")), int(row["line"]))
            for row in found
        ]
        assert order == sorted(order)
        assert len(set(order)) == len(order)

    async def test_holds_the_days_asked_for(self, service: Service) -> None:
        await business(service)
        february = await export(service, f"{ADDRESS}&from=2026-02-01&to=2026-02-28")
        days = {row["posted_on"][:7] for row in rows(february.content) if row["record"] == "line"}
        assert days == {"2026-02"}
        assert "journal-CN01-2026-02-01-2026-02-28.csv" in february.headers["content-disposition"]
        empty = rows((await export(service, f"{ADDRESS}&from=2030-01-01")).content)
        assert [row["record"] for row in empty] == ["end"]

    async def test_carries_dimensions_and_nothing_that_a_spreadsheet_would_run(self, service: Service) -> None:
        await business(service)
        content = (await export(service)).content
        found = [row for row in rows(content) if row["event"] == "invoice-issued.v1" and row["currency"] == "CNY"]
        assert {row["product_line"] for row in found} == {"", "轴承", "'=HYPERLINK(1)"}
        assert {row["contract"] for row in found} == {"", "'+86"}
        assert {row["project"] for row in found} == {"", "'@home"}
        assert {row["order"] for row in found} == {"'-4711"}
        assert {row["dimensions"] for row in found} == {"", '{"grade": "A"}'}
        cells = [cell for row in csv.reader(io.StringIO(content.decode(), newline="")) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]

    async def test_begins_with_a_byte_order_mark_where_excel_wants_one(self, service: Service) -> None:
        await business(service)
        plain = (await export(service)).content
        marked = (await export(service, f"{ADDRESS}&bom=true")).content
        assert marked == BOM.encode() + plain
        assert plain.decode().startswith("record,posted_on,")
        assert plain.endswith(b"\r\n")


class TestAgain:
    async def test_is_the_same_to_the_byte_at_the_same_positions(
        self, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(journal_export, "PAGE", 7)
        await business(service)
        first = await export(service, f"{ADDRESS}&to=2026-03-31")
        assert (await export(service, f"{ADDRESS}&to=2026-03-31")).content == first.content

        # More happens, also on days that were exported.
        await service.ask("POST", "/v1/invoices", invoice("late", document_date="2026-01-11"), expect=201)
        await service.ask("POST", "/v1/invoices/CN01/erp/3/cancellation", {"reason": "a mistake"}, expect=201)
        assert (await export(service, f"{ADDRESS}&to=2026-03-31")).content != first.content
        positions = quote(first.headers[POSITION])
        again = await export(service, f"{ADDRESS}&to=2026-03-31&at={positions}")
        assert again.content == first.content
        assert again.headers[POSITION] == first.headers[POSITION]
        monkeypatch.setattr(journal_export, "PAGE", 2000)
        assert (await export(service, f"{ADDRESS}&to=2026-03-31&at={positions}")).content == first.content

    async def test_from_an_unstable_order_is_found(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        """MUTANT: lines in the order of their days alone, as the table happens to give them."""
        await business(service)
        await service.ask("POST", "/v1/invoices", invoice("x", customer="C2"), expect=201)
        unstable = str(journal_export.LINES).replace(
            "ORDER BY j.posted_on, j.partition, j.position, j.line", "ORDER BY j.posted_on, random()"
        )
        monkeypatch.setattr(journal_export, "LINES", text(unstable))
        first = await export(service)
        again = await export(service, f"{ADDRESS}&at={quote(first.headers[POSITION])}")
        assert first.content != again.content

    async def test_at_positions_that_are_none_is_refused(self, service: Service) -> None:
        await business(service)
        positions = (await export(service)).headers[POSITION]
        for at in ("rubbish", positions.partition(",")[0], positions.replace("ledger", "credit"), positions * 2):
            problem = (await export(service, f"{ADDRESS}&at={quote(at)}", expect=422)).json()
            assert problem["parameter"] == "at", at
        beyond = positions.rpartition(".")[0] + ".99999"
        problem = (await export(service, f"{ADDRESS}&at={quote(beyond)}", expect=409)).json()
        assert problem["type"] == "urn:huikuan:problem:positions-not-recorded"
        # An epoch that this log never had.
        elsewhere = positions.replace(":1.", ":2.")
        await export(service, f"{ADDRESS}&at={quote(elsewhere)}", expect=409)


class TestWhoAsks:
    async def test_must_be_right(self, service: Service) -> None:
        await business(service)
        foreign = service.key_for("DE01", role="finance")
        response = await service.http.get(ADDRESS, headers=foreign)
        assert response.status_code == 404
        await export(service, "/v1/journal/export?entity=XX", expect=404)
        problem = (await export(service, f"{ADDRESS}&from=2026-03-01&to=2026-02-01", expect=422)).json()
        assert problem["parameter"] == "to"

    async def test_gets_a_workbook_that_is_the_same_at_the_same_positions(self, service: Service) -> None:
        await business(service)
        answer = await service.http.get(f"{ADDRESS}&format=xlsx")
        assert answer.status_code == 200
        assert zipfile.is_zipfile(io.BytesIO(answer.content))
        again = await export(service, f"{ADDRESS}&format=xlsx&at={quote(answer.headers[POSITION])}")
        assert again.content == answer.content

    async def test_holds_no_transaction_while_a_workbook_is_made(
        self, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A large one takes longer than the database lets a transaction idle."""
        await business(service)
        engine = make_engine(service.settings.database_url)
        idle: list[int] = []

        async def written(*asked: Any, **more: Any) -> None:
            async with engine.connect() as connection:
                idle.append((await connection.execute(text(IDLE))).scalar_one())
            await to_xlsx(*asked, **more)

        monkeypatch.setattr(routes, "to_xlsx", written)
        await export(service, f"{ADDRESS}&format=xlsx")
        await engine.dispose()
        assert idle == [0]
