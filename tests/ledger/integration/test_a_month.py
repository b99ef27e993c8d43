"""A month as a clerk lives it, by HTTP and with a clerk's own key: from opening balances to the books compared.

What the clerk is promised: every figure of the month agrees with the file that goes to the general ledger.
"""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from services.ledger.projections.verification import verify
from services.ledger.settings import Settings
from shared.database import make_engine
from tests.ledger.integration.conftest import Service, invoice, payment
from tests.ledger.integration.test_periods import open_days

END = "2026-02-28"
VAT = [{"net": "1000.00", "tax": "130.00", "tax_code": "VAT13", "dimensions": {"product_line": "bearings"}}]
SKONTO = {
    "instalments": [{"percent": "100", "due": {"days": 30}}],
    "discounts": [{"percent": "2", "due": {"days": 10}}],
}


def on(day: int) -> str:
    return f"2026-02-{day:02}"


@pytest.fixture
async def clerk(service: Service) -> Service:
    """A finance clerk of CN01; what was set up before was an administrator's work."""
    await service.introduce(
        "C1", "C2", "C3", first_business_day="2026-02-01", rate_table="agreed", interest_from="2026-01-01"
    )
    await service.worth("2026-02-01", hold=20, USD="7.20")
    rate = {"percent": "10", "source": "terms of delivery 2026, 7.2"}
    await service.ask("PUT", "/v1/entities/CN01/interest-rates/agreed/2025-01-01", rate)
    service.http.headers.update(service.key_for("CN01", role="finance"))
    return service


async def exported(clerk: Service, format_: str = "csv") -> tuple[bytes, list[dict[str, str]]]:
    answer = await clerk.http.get(f"/v1/journal/export?entity=CN01&from={on(1)}&to={END}&format={format_}")
    assert answer.status_code == 200, answer.text
    rows = list(csv.DictReader(io.StringIO(answer.text))) if format_ == "csv" else []
    return answer.content, rows


async def opening_balances(clerk: Service) -> None:
    """What was open when these books began keeps its dates, and is no sale."""
    before = {"document_date": "2025-12-15", "posted_on": on(1), "due_date": "2026-01-14", "kind": "opening-balance"}
    await clerk.ask("POST", "/v1/invoices", invoice("OLD-1", "500.00", **before), expect=201)
    on_account = payment("OLD-P", "40.00", customer="C2", document_date="2025-12-20", posted_on=on(1), opening=True)
    await clerk.ask("POST", "/v1/payments", on_account | {"allocate": "none"}, expect=201)


async def sales(clerk: Service) -> None:
    """Two invoices at home, one of them with a discount for paying early, and one in dollars."""
    bill = invoice("1001", "1130.00", document_date=on(2), lines=VAT, due_date=on(20))
    shown = await clerk.ask("POST", "/v1/invoices", bill, params={"preview": "true"})
    assert [(line["role"], line["debit"], line["credit"]) for line in shown["lines"]] == [
        ("receivable", "1130.00", None),
        ("revenue", None, "1000.00"),
        ("tax", None, "130.00"),
    ]
    await clerk.ask("POST", "/v1/invoices", bill, expect=201)
    early = invoice("1002", "200.00", customer="C2", document_date=on(3), terms=SKONTO)
    await clerk.ask("POST", "/v1/invoices", early, expect=201)
    abroad = invoice("1003", "100.00", customer="C3", currency="USD", document_date=on(4))
    await clerk.ask("POST", "/v1/invoices", abroad, expect=201)


async def receipts(clerk: Service) -> None:
    """A part payment with something withheld, a discount taken, dollars at another rate."""
    short = {
        "invoice": "1001",
        "amount": "1000.00",
        "deduction": {"number": "D-1", "amount": "30.00", "reason": "damaged", "deadline": "2026-03-15"},
    }
    paid = payment("P1", "1000.00", document_date=on(18), allocations=[short])
    await clerk.ask("POST", "/v1/payments", paid, expect=201)
    early = payment("P2", "196.00", customer="C2", document_date=on(10), reference="1002")
    taken = await clerk.ask("POST", "/v1/payments", early, expect=201)
    assert {(part["rule"], part["amount"]) for part in taken["applied"]} == {
        ("reference", "196.00"),
        ("discount", "4.00"),
    }
    abroad = payment("P3", "100.00", customer="C3", currency="USD", document_date=on(19), exchange_rate="7.00")
    await clerk.ask("POST", "/v1/payments", abroad, expect=201)


async def interest(clerk: Service) -> None:
    """Interest is claimed of what is late; a part is recognised, the rest given up."""
    accrued = await clerk.ask("POST", "/v1/claims/accrue", {"entity": "CN01", "until": END})
    assert accrued["raised"] == 2
    claims = {claim["invoice"]: claim for claim in (await clerk.ask("GET", "/v1/claims?entity=CN01"))["items"]}
    old, late = claims["CN01/invoice/erp/OLD-1"], claims["CN01/invoice/erp/1001"]
    # 500.00 from 15 January to 28 February: 45 days at 10 %.
    assert old["amount"] == "6.16"
    address = f"/v1/claims/CN01/erp/{old['number']}"
    key = {"idempotency-key": "recognise"}
    await clerk.ask("POST", f"{address}/recognise", {"posted_on": END}, expect=201, headers=key)
    waiver = {"reason": "the dispute is ours", "waived_on": END}
    await clerk.ask("POST", f"/v1/claims/CN01/erp/{late['number']}/waive", waiver, expect=201)


async def test_a_clerks_month(clerk: Service, settings: Settings) -> None:
    await opening_balances(clerk)
    await sales(clerk)
    await receipts(clerk)
    await interest(clerk)

    # What is owed at the month's end, and why.
    items = (await clerk.ask("GET", "/v1/open-items?entity=CN01"))["items"]
    owed = {item["number"]: (item["open"], item["disputed"]) for item in items}
    assert owed.pop("1001") == ("130.00", "30.00")
    assert owed.pop("OLD-1") == ("500.00", "0.00")
    assert list(owed.values()) == [("6.16", "0.00")]
    why = await clerk.ask("GET", "/v1/why/CN01/erp/1001")
    assert why["open"] == "130.00"

    # The month is closed once its days are open, and takes nothing more.
    await open_days(settings)
    checklist = await clerk.ask("GET", f"/v1/periods/checklist?entity=CN01&until={END}")
    assert {Decimal(row["difference"]) for row in checklist["control"] + checklist["trial_balance"]} == {Decimal(0)}
    close = {"entity": "CN01", "until": END}
    await clerk.ask("POST", "/v1/periods/close", close, expect=201, headers={"idempotency-key": "close"})
    late = invoice("1009", "1.00", document_date=on(9), posted_on=on(9))
    refused = await clerk.ask("POST", "/v1/invoices", late, expect=409)
    assert refused["errors"][0]["pointer"] == "/posted_on"

    # The journal goes to the general ledger, the same file again, and agrees with every figure.
    content, rows = await exported(clerk)
    assert (await exported(clerk))[0] == content
    assert (await exported(clerk, "xlsx"))[0] == (await exported(clerk, "xlsx"))[0]
    trial = await clerk.ask("GET", f"/v1/trial-balance?entity=CN01&as_of={END}")
    assert {(row["account"], row["currency"]): row["debit"] for row in trial["accounts"]} == {
        (row["account"], row["currency"]): row["debit"] for row in rows if row["record"] == "account-total"
    }
    for total in trial["totals"]:
        assert Decimal(total["difference"]) == Decimal(total["functional_difference"]) == 0
    balances = {(row["currency"], row["role"]): row["functional_balance"] for row in trial["accounts"]}
    assert balances == {
        ("CNY", "receivable"): "636.16",
        ("CNY", "on-account"): "-40.00",
        ("CNY", "opening"): "-460.00",
        ("CNY", "bank"): "1196.00",
        ("CNY", "revenue"): "-1200.00",
        ("CNY", "tax"): "-130.00",
        ("CNY", "discounts"): "4.00",
        ("CNY", "interest-income"): "-6.16",
        ("USD", "receivable"): "0.00",
        ("USD", "on-account"): "0.00",
        ("USD", "revenue"): "-720.00",
        ("USD", "bank"): "700.00",
        ("USD", "exchange-differences"): "20.00",
    }

    # Statements close with what the books say, in both languages; what the ERP has otherwise is told.
    control = (await clerk.ask("GET", f"/v1/control-balances?entity=CN01&as_of={END}"))["items"]
    for customer in ("C1", "C2", "C3"):
        address = f"/v1/customers/CN01/{customer}/statement?form=activity&from={on(1)}&as_of={END}"
        statement = await clerk.ask("GET", address)
        closing = {section["currency"]: section["closing"] for section in statement["currencies"]}
        assert closing == {row["currency"]: row["balance"] for row in control if row["customer"] == customer}
        for language in ("zh", "en"):
            page = await clerk.http.get(f"{address}&format=html&lang={language}")
            assert page.status_code == 200
            assert customer in page.text
    await the_books_are_compared(clerk)
    engine = make_engine(settings.database_url)
    assert [str(check) for check in await verify(engine) if not check.ok] == []
    await engine.dispose()


async def the_books_are_compared(clerk: Service) -> None:
    theirs: list[dict[str, Any]] = [
        {"customer": "C1", "currency": "CNY", "amount": "630.00"},
        {"customer": "C2", "currency": "CNY", "amount": "-40.00"},
    ]
    sent = {"entity": "CN01", "source": "gl", "number": "2026-02", "as_of": END, "rows": theirs}
    compared = await clerk.ask("POST", "/v1/reconciliations", sent, expect=201)
    assert (compared["matched"], compared["amount_differs"], compared["open"]) == (1, 1, 1)
    [difference] = (await clerk.ask("GET", "/v1/reconciliations/CN01/gl/2026-02/differences"))["items"]
    assert (difference["customer"], difference["ours"], difference["theirs"]) == ("C1", "636.16", "630.00")
