"""Statements over HTTP: as of a date, issued, made again, answered; limitation dates; and bad requests."""

import hashlib
from typing import Any

from services.ledger.routes.statements import StatementShown
from tests.ledger.integration.conftest import Service, invoice, payment

STATEMENT = "/v1/customers/CN01/C1/statement"


async def some_business(service: Service) -> None:
    """An invoice partly paid, money taken back, a credit note, a cancelled invoice, and money on account in USD."""
    await service.introduce("C1", "C2")
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
                balances = {each["currency"]: each["balance"] for each in control if float(each["balance"])}
                assert {c: b for c, b in closing.items() if float(b)} == balances, (as_of, form)

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
            ("cancellation", "1003", "-7.00", "25.00"),
            ("allocation-taken-back", "P1", "0.00", "25.00"),
        ] or section["movements"]
