"""A preview says what a posting would do, and does nothing: for every command that posts, over HTTP."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from services.ledger import tables
from services.ledger.app import create_app
from services.ledger.domain.chart import CHINESE
from services.ledger.settings import Settings
from shared.clock import SystemClock
from shared.database import make_engine
from shared.money import decimal
from tests.ledger.integration.conftest import Service, invoice, payment
from tests.ledger.integration.test_periods import open_days

#: A quarter as it happens: every command that posts, in an order in which each has something to do.
STEPS: list[tuple[str, dict[str, Any]]] = [
    (
        "/v1/invoices",
        invoice(
            "1001",
            "113.00",
            order="SO-7",
            lines=[{"net": "100.00", "tax": "13.00", "tax_code": "VAT13", "dimensions": {"product_line": "bearings"}}],
        ),
    ),
    ("/v1/invoices", invoice("1002", "200.00", customer="C2")),
    (
        "/v1/invoices",
        invoice(
            "1003",
            "100.00",
            lines=[{"net": "100.00", "tax": "0.00", "tax_code": "VAT0", "revenue_account": "6051"}],
            terms={
                "instalments": [
                    {"percent": "60", "due": {"days": 30}},
                    {"percent": "40", "due": {"event": "acceptance", "days": 10}},
                ]
            },
        ),
    ),
    ("/v1/invoices/CN01/erp/1003/due-events", {"event": "acceptance", "happened_on": "2026-03-10"}),
    (
        "/v1/payments",
        payment(
            "P1",
            "300.00",
            reference="1001",
            allocations=[{"invoice": "1002", "amount": "150.00", "customer": "C2"}],
        ),
    ),
    ("/v1/payments/CN01/erp/P1/unapplications", {"invoices": ["1001"], "reason": "wrong invoice"}),
    (
        "/v1/payments/CN01/erp/P1/allocations",
        {"allocations": [{"invoice": "1001", "amount": "13.00"}], "applied_on": "2026-03-20"},
    ),
    ("/v1/credit-notes", invoice("G1", "11.30", against="1001", lines=[{"net": "10.00", "tax": "1.30"}])),
    ("/v1/credit-notes", invoice("G2", "5.00")),
    ("/v1/credit-notes/CN01/erp/G2/applications", {"allocations": [{"invoice": "1001", "amount": "5.00"}]}),
    (
        "/v1/disputes",
        {"entity": "CN01", "customer": "C1", "number": "D1", "invoice": "1001", "amount": "20.00", "reason": "rust"}
        | {"opened_on": "2026-03-09"},
    ),
    ("/v1/disputes/CN01/erp/D1/resolution", {"outcome": "accepted", "resolved_on": "2026-03-10"}),
    (
        "/v1/adjustments",
        {"entity": "CN01", "customer": "C1", "number": "A1", "invoice": "1001", "amount": "3.00", "kind": "offset"}
        | {"document_date": "2026-03-11", "reason": "their invoice 77"},
    ),
    (
        "/v1/refunds",
        {"entity": "CN01", "customer": "C1", "number": "R1", "document": "CN01/payment/erp/P1", "amount": "7.00"}
        | {"document_date": "2026-03-20", "reason": "paid too much"},
    ),
    ("/v1/payments", payment("P2", "25.00", allocate="none")),
    (
        "/v1/transfers",
        {"entity": "CN01", "customer": "C1", "number": "P2", "to_customer": "C2", "transfer": "T1", "amount": "20.00"}
        | {"moved_on": "2026-03-12", "reason": "for its subsidiary"},
    ),
    ("/v1/payments", payment("P3", "9.00", reference="1001")),
    (
        "/v1/payments/CN01/erp/P3/return",
        {"customer": "C1", "returned_on": "2026-03-13", "reason": "no funds", "fee": "4.00"},
    ),
    (
        "/v1/write-offs",
        {"entity": "CN01", "customer": "C2", "number": "W1", "invoice": "1002", "amount": "6.00"}
        | {"proposed_on": "2026-03-14", "reason": "no assets"},
    ),
    (
        "/v1/write-offs/CN01/erp/W1/decision",
        {"customer": "C2", "decision": "approved", "decided_on": "2026-03-15"},
    ),
    (
        "/v1/recoveries",
        {"entity": "CN01", "customer": "C2", "number": "V1", "write_off": "W1", "currency": "CNY", "amount": "2.00"}
        | {"document_date": "2026-03-16"},
    ),
    (
        "/v1/claims",
        {"entity": "CN01", "customer": "C1", "number": "F1", "currency": "CNY", "amount": "40.00"}
        | {"raised_on": "2026-03-17", "reason": "second reminder"},
    ),
    ("/v1/claims/CN01/erp/F1/recognise", {"posted_on": "2026-03-18", "amount": "15.00"}),
    ("/v1/claims/CN01/erp/F1/waive", {"reason": "goodwill", "waived_on": "2026-03-19"}),
    ("/v1/invoices/CN01/erp/1001/cancellation", {"reason": "wrong price", "posted_on": "2026-03-20"}),
    ("/v1/customers/CN01/C1/merger", {"into": "C2", "merged_on": "2026-03-20", "reason": "entered twice"}),
]
#: What is refused, in the same words by preview and posting.
REFUSED: list[tuple[str, dict[str, Any], int]] = [
    ("/v1/invoices", invoice("1009", customer="C9"), 422),
    ("/v1/invoices", invoice("1001", "99.00"), 409),
    ("/v1/invoices", invoice("1009", "1.234"), 422),
    ("/v1/payments", payment("P9", allocations=[{"invoice": "1001", "amount": "999.00"}]), 409),
    ("/v1/payments/CN01/erp/P1/allocations", {"allocations": [{"invoice": "1001", "amount": "999.00"}]}, 409),
    ("/v1/payments/CN01/erp/P9/unapplications", {"reason": "none"}, 404),
    ("/v1/invoices/CN01/erp/9/cancellation", {"reason": "none"}, 404),
    (
        "/v1/write-offs/CN01/erp/W1/decision",
        {"customer": "C2", "decision": "approved", "decided_on": "2026-03-15"},
        409,  # who proposed it does not decide it
    ),
    ("/v1/invoices", {"entity": "CN01"}, 422),
    ("/v1/invoices", invoice("1009", entity="DE01"), 404),
]


#: What the accounts of the default chart are called; a document that names its own account names no more than that.
NAMES = {(role, account.code): account.name for role, account in CHINESE.items()} | {("revenue", "6051"): ""}
Contents = dict[str, list[dict[str, Any]]]


@pytest.fixture
async def contents(settings: Settings) -> AsyncIterator[Callable[[], Awaitable[Contents]]]:
    """Reads all that the ledger's database holds."""
    engine = make_engine(settings.database_url)

    async def read() -> Contents:
        async with engine.connect() as connection:
            return {
                table.name: [dict(row) for row in (await connection.execute(select(table))).mappings()]
                for table in tables.metadata.sorted_tables
            }

    yield read
    await engine.dispose()


def new_in(before: Contents, after: Contents, table: str) -> list[dict[str, Any]]:
    return [row for row in after[table] if row not in before[table]]


def as_previewed(row: dict[str, Any]) -> dict[str, Any]:
    """A line of the journal as a preview shows it, but for the name of its account."""
    debit = row["amount_minor"] > 0
    amount = decimal(abs(row["amount_minor"]), row["currency"])
    shown = {name: row[name] for name in ("customer", "document", "account", "role", "currency", "tax_code")}
    return shown | {
        "posted_on": row["posted_on"].isoformat(),
        "debit": amount if debit else None,
        "credit": None if debit else amount,
        "functional_currency": "CNY",
        "functional_amount": decimal(row["functional_minor"], "CNY"),
        "dimensions": row["dimensions"],
    }


def in_any_order(lines: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(line, sort_keys=True) for line in lines)


@pytest.fixture
async def company(service: Service) -> Service:
    await service.introduce("C1", "C2")
    return service


def sent_by(service: Service, number: int, path: str) -> dict[str, str]:
    """A write-off is decided by another one than who proposed it."""
    approver = service.key_for("CN01", role="admin") if path.endswith("/decision") else {}
    return {"idempotency-key": f"k-{number}"} | approver


async def test_every_command_posts_what_it_previewed(
    company: Service, contents: Callable[[], Awaitable[Contents]]
) -> None:
    for number, (path, body) in enumerate(STEPS):
        headers = sent_by(company, number, path)
        before = await contents()
        preview = await company.ask("POST", path, body, params={"preview": "true"}, headers=headers)
        assert await contents() == before, path

        posted = await company.ask("POST", path, body, expect=201, headers=headers)
        after = await contents()
        lines, events = preview.pop("lines"), preview.pop("events")
        assert preview == {"preview": True} | posted, path
        for line in lines:
            assert line.pop("account_name") == NAMES[line["role"], line["account"]], path
        assert in_any_order(lines) == in_any_order([as_previewed(row) for row in new_in(before, after, "journal")]), (
            path
        )
        recorded = [{"type": row["type"], "stream": row["stream"]} for row in new_in(before, after, "events")]
        assert in_any_order(events) == in_any_order(recorded), path
        assert events, path
        assert sum(Decimal(line["debit"] or 0) - Decimal(line["credit"] or 0) for line in lines) == 0


async def test_a_repeat_is_previewed_as_one(company: Service) -> None:
    await company.ask("POST", "/v1/invoices", invoice("1001"), expect=201)
    again = await company.ask("POST", "/v1/invoices?preview=true", invoice("1001"))
    assert (again["status"], again["events"], again["lines"]) == ("repeated", [], [])


async def test_a_refusal_is_the_same(company: Service, contents: Callable[[], Awaitable[Contents]]) -> None:
    until_decided = next(number for number, (path, _) in enumerate(STEPS) if path.endswith("/decision"))
    for number, (path, body) in enumerate(STEPS[:until_decided]):
        await company.ask("POST", path, body, expect=201, headers=sent_by(company, number, path))
    before = await contents()
    for number, (path, body, status) in enumerate(REFUSED):
        problems: list[dict[str, Any]] = []
        for preview in ("true", "false"):
            headers = {"idempotency-key": f"refused-{number}-{preview}"}
            problem = await company.ask("POST", path, body, expect=status, headers=headers, params={"preview": preview})
            problem.pop("instance")
            problems.append(problem)
        assert problems[0] == problems[1], path
    assert await contents() == before


async def test_needs_the_scope_and_the_entity_of_the_posting(company: Service) -> None:
    for headers, status in ((company.key_for("CN01", role="auditor"), 403), (company.key_for("DE01"), 404)):
        await company.ask("POST", "/v1/invoices?preview=true", invoice("1"), expect=status, headers=headers)
    await company.ask("POST", "/v1/invoices?preview=perhaps", invoice("1"), expect=422)


async def test_names_the_closed_day_that_moves_it(company: Service, settings: Settings) -> None:
    """The preview stands on the first open day, as the posting will."""
    await open_days(settings)
    await company.ask("POST", "/v1/periods/close", {"entity": "CN01", "until": "2026-03-10"}, expect=201)
    preview = await company.ask("POST", "/v1/invoices?preview=true", invoice("1001"))
    assert preview["moved"] == {"closed_day": "2026-03-01", "posted_on": "2026-03-11"}
    assert {line["posted_on"] for line in preview["lines"]} == {"2026-03-11"}


async def test_waits_for_nobody_who_posts(company: Service, settings: Settings) -> None:
    """While a commit holds every head, a preview is answered."""
    engine = make_engine(settings.database_url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT * FROM head FOR UPDATE"))
            async with asyncio.timeout(5):
                preview = await company.ask("POST", "/v1/invoices?preview=true", invoice("1001"))
        assert [line["role"] for line in preview["lines"]] == ["receivable", "revenue"]
    finally:
        await engine.dispose()


def test_every_command_that_posts_is_tried_and_described(settings: Settings) -> None:
    """Whatever answers a document recorded takes `preview`, says so, and is among the steps above."""
    described = create_app(settings, SystemClock()).openapi()["paths"]
    posting = {
        path: operation["post"]
        for path, operation in described.items()
        if "post" in operation and "201" in operation["post"]["responses"]
        if "DocumentRecorded" in json.dumps(operation["post"]["responses"]["201"])
    }
    assert len(posting) >= 20
    for path, operation in posting.items():
        assert "preview" in {parameter["name"] for parameter in operation["parameters"]}, path
        assert "DocumentPreviewed" in json.dumps(operation["responses"]["200"]), path
        address = re.compile(re.sub(r"\{\w+\}", "[^/]+", path))
        # A draft is posted as the document it is: `test_drafts.py` holds its preview against that.
        assert any(address.fullmatch(tried) for tried, _ in STEPS) or path.startswith("/v1/drafts/"), path
