"""Discounts for paying early over HTTP on a real database: earned, stated, refused, taken back with their tax."""

from typing import Any

import pytest
from sqlalchemy import event

from services.ledger.domain.invoice import InvoiceIssued
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.shares import Share
from services.ledger.domain.terms import DueRule, Terms, TermsDiscount, TermsPart
from tests.ledger.builders import (
    a_cancellation,
    a_customer,
    a_decision,
    a_dispute,
    a_due_event,
    a_payment,
    a_return,
    a_write_off,
    an_allocation,
    an_entity,
    an_invoice,
    an_unapplication,
    wanted,
)
from tests.ledger.integration.conftest import Books, Service, invoice, payment

SKONTO: dict[str, Any] = {"instalments": [{"due": {"days": 30}}], "discounts": [{"percent": "2", "due": {"days": 10}}]}
VAT = [{"net": "1000.00", "tax": "190.00", "tax_code": "V19"}]
GERMAN: dict[str, Any] = {
    "calendar": "DE",
    "functional_currency": "EUR",
    "currencies": ["CNY", "EUR"],
    "time_zone": "Europe/Berlin",
}


async def german(service: Service, **settings: Any) -> None:
    await service.introduce("C1", **(GERMAN | settings))
    issued = invoice("1", "1190.00", currency="EUR", terms=SKONTO, lines=VAT)
    await service.ask("POST", "/v1/invoices", issued, expect=201)


def euros(number: str, amount: str, **changes: Any) -> dict[str, Any]:
    return payment(number, amount, currency="EUR", **changes)


class TestADiscount:
    async def test_is_taken_with_its_tax_and_falls_with_the_payment(self, service: Service) -> None:
        await german(service)
        recorded = await service.ask("POST", "/v1/payments", euros("P1", "1166.20"), expect=201)
        assert [(part["rule"], part["amount"], part["document"]) for part in recorded["applied"]] == [
            ("oldest-first", "1166.20", "CN01/payment/erp/P1"),
            ("discount", "23.80", "CN01/discount/erp/P1"),
        ]
        assert (await service.ask("GET", "/v1/invoices/CN01/erp/1"))["status"] == "paid"
        lines = (await service.ask("GET", "/v1/journal?entity=CN01"))["items"]
        assert [
            (line["role"], line["debit"], line["credit"], line["tax_code"])
            for line in lines
            if line["event"] == "receivable-reduced.v1"
        ] == [
            ("discounts", "20.00", "0.00", "V19"),
            ("tax", "3.80", "0.00", "V19"),
            ("receivable", "0.00", "23.80", None),
        ]
        again = await service.ask("POST", "/v1/payments", euros("P1", "1166.20"))
        assert again["status"] == "repeated"

        returned = {"customer": "C1", "returned_on": "2026-03-15", "reason": "insufficient funds"}
        answer = await service.ask("POST", "/v1/payments/CN01/erp/P1/return", returned, expect=201)
        assert [(part["rule"], part["amount"]) for part in answer["applied"]] == [
            ("taken-back", "-1166.20"),
            ("taken-back", "-23.80"),
        ]
        assert (await service.ask("GET", "/v1/invoices/CN01/erp/1"))["open"] == "1190.00"

        # The window is open for other money, and for as much as before.
        bounced = euros("P2", "1166.20", document_date="2026-03-16", value_date="2026-03-11")
        assert (await service.ask("POST", "/v1/payments", bounced, expect=201))["applied"][1]["amount"] == "23.80"

    async def test_stated_outside_its_window_is_refused(self, service: Service) -> None:
        await german(service, discount_tolerance_days=1)
        stated = [{"invoice": "1", "amount": "1166.20", "discount": "23.80"}]
        late = euros("P1", "1166.20", document_date="2026-03-13", allocations=stated)
        problem = await service.ask("POST", "/v1/payments", late, expect=409)
        assert problem["type"] == "urn:huikuan:problem:discount-too-late"
        assert problem["errors"][0]["pointer"] == "/allocations/0/discount"
        assert "2026-03-11" in problem["detail"]
        assert "2026-03-13" in problem["detail"]
        tolerated = late | {"document_date": "2026-03-12"}
        more = [{"invoice": "1", "amount": "1166.19", "discount": "23.81"}]
        problem = await service.ask("POST", "/v1/payments", tolerated | {"allocations": more}, expect=409)
        assert problem["type"] == "urn:huikuan:problem:discount-exceeds-window"
        await service.ask("POST", "/v1/payments", tolerated, expect=201)

    async def test_is_stated_for_money_on_account_and_in_bulk(self, service: Service) -> None:
        await german(service)
        held = {"type": "payment", **euros("P1", "600.00", allocate="none")}
        part = {"invoice": "1", "amount": "600.00", "discount": "10.00"}
        allocated = {"type": "allocation", "entity": "CN01", "number": "P1", "allocations": [part]}
        lines = [held, allocated, {"type": "payment", **euros("P2", "566.20")}]
        answers = await service.bulk(lines, headers={"Idempotency-Key": "bulk"})
        assert [answer["status"] for answer in answers] == ["accepted"] * 3
        shown = await service.ask("GET", "/v1/invoices/CN01/erp/1")
        assert [(row["rule"], row["amount"]) for row in shown["applied"]] == [
            ("explicit", "600.00"),
            ("discount", "10.00"),
            ("oldest-first", "566.20"),
            ("discount", "13.80"),
        ]

    async def test_takes_no_tax_by_default_in_china(self, service: Service) -> None:
        await service.introduce("C1")
        shown = await service.ask("GET", "/v1/entities/CN01")
        assert (shown["tax_on_reductions"], shown["discount_tolerance_days"]) == ("none", 0)
        await service.introduce("C1", entity="DE01", **GERMAN)
        assert (await service.ask("GET", "/v1/entities/DE01"))["tax_on_reductions"] == "discounts"
        await service.introduce(entity="DE01", **GERMAN, tax_on_reductions="discounts-and-write-offs")
        assert (await service.ask("GET", "/v1/entities/DE01"))["tax_on_reductions"] == "discounts-and-write-offs"


AGREED = Terms(
    instalments=(TermsPart(basis_points=10_000, due=DueRule(days=30)),),
    discounts=(TermsDiscount(basis_points=200, due=DueRule(days=10)),),
)
WAITING = Terms(
    instalments=(
        TermsPart(basis_points=5_000, due=DueRule(days=30)),
        TermsPart(basis_points=5_000, due=DueRule(event="acceptance")),
    ),
    discounts=(TermsDiscount(basis_points=200, due=DueRule(days=60)),),
)
SHARES = (Share(net_minor=10_000, tax_minor=1_900, tax_code="V19"),)
TAXED = an_entity(tax_on_reductions="discounts-and-write-offs")


def skonto(number: str = "1001", terms: Terms = AGREED, **changes: Any) -> Any:
    return an_invoice(number, 11_900, terms=terms, lines=SHARES, **changes)


class TestOneByOne:
    """What a command must see is read from the tables, where nothing of it was in the batch."""

    async def reduced(self, books: Books, command: LedgerCommand) -> list[tuple[str, int]]:
        reduced = [
            (said.kind if isinstance(said, ReceivableReduced) else f"{said.kind} restored", said.amount_minor)
            for said in await books.do(command)
            if isinstance(said, ReceivableReduced | ReceivableRestored)
        ]
        await books.verified()
        return reduced

    async def test_the_tables_are_what_the_log_says(self, books: Books) -> None:
        await books.do(TAXED, a_customer())
        for command, expected in (
            (skonto(), []),
            (a_payment("P1", 5_000, allocations=(wanted("1001", 5_000),)), []),
            (a_payment("P2", 6_800), [("discount", 100)]),
            (an_unapplication("P2"), [("discount restored", 100)]),
            (a_payment("P3", 6_662), [("discount", 238)]),
            (a_return("P3"), [("discount restored", 238)]),
            # What is on account came in time, whenever it meets an invoice.
            (skonto("1002"), []),
            (a_cancellation("1001"), []),
            (an_allocation("P1", automatic=True), [("discount", 100)]),
            (a_cancellation("1002"), [("discount restored", 100)]),
            (skonto("1003"), [("discount", 100)]),
        ):
            assert await self.reduced(books, command) == expected, command
        taken = await books.rows("SELECT invoice, taken_minor FROM discounts ORDER BY invoice")
        assert [row["taken_minor"] for row in taken] == [0, 0, 100]

    async def test_a_contested_invoice_earns_none(self, books: Books) -> None:
        await books.do(TAXED, a_customer(), skonto(), a_dispute(amount="1.00"))
        assert await self.reduced(books, a_payment("P1", 11_662)) == []

    async def test_an_invoice_of_which_a_part_waits_earns_none_before_it_is_dated(self, books: Books) -> None:
        await books.do(TAXED, a_customer(), skonto(terms=WAITING))
        assert await self.reduced(books, a_payment("P1", 5_900)) == []
        await books.do(a_payment("P2", 5_850, reference="nothing", automatic=True))
        assert await self.reduced(books, a_due_event()) == [("discount", 150)]

    async def test_a_write_off_keeps_the_tax_it_gave_back_until_it_is_undone(self, books: Books) -> None:
        await books.do(TAXED, a_customer(), an_invoice("1001", 11_900, lines=SHARES))
        await books.do(a_write_off())
        assert await self.reduced(books, a_decision()) == [("write-off", 11_900)]
        [row] = await books.rows("SELECT net_minor, tax_minor FROM given_back")
        assert row == {"net_minor": 10_000, "tax_minor": 1_900}
        assert await self.reduced(books, a_cancellation()) == [("write-off restored", 11_900)]
        [row] = await books.rows("SELECT sum(amount_minor) AS left FROM journal WHERE role IN ('tax', 'bad-debts')")
        assert row["left"] == 0

    async def test_all_in_one_batch_it_is_the_same(self, books: Books) -> None:
        await books.do(TAXED, a_customer())
        told = await books.do(skonto(), a_payment("P1", 11_662), an_unapplication("P1"), skonto("1002"))
        kinds = [type(said) for said in told]
        assert kinds.count(InvoiceIssued) == 2
        assert (kinds.count(ReceivableReduced), kinds.count(ReceivableRestored)) == (2, 1)
        await books.verified()


class TestWhereNobodyOffersADiscount:
    @pytest.mark.parametrize(("terms", "asked"), [(None, 0), (AGREED, 1)])
    async def test_nothing_more_is_asked(self, books: Books, terms: Terms | None, asked: int) -> None:
        await books.do(an_entity(), a_customer(), an_invoice(terms=terms))
        said: list[str] = []

        def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            said.append(statement)

        event.listen(books.engine.sync_engine, "before_cursor_execute", hear)
        await books.do(a_payment("P1", 500))
        event.remove(books.engine.sync_engine, "before_cursor_execute", hear)
        assert len([statement for statement in said if "FROM items" in statement]) == 1 + asked
        assert len([statement for statement in said if "FROM discounts" in statement]) == asked
        assert len([statement for statement in said if "FROM disputes" in statement]) == asked
