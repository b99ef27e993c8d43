"""Customers merged over HTTP and on real connections: both sides at once, whoever else is posting."""

import asyncio
import random
from dataclasses import replace
from typing import Any

import pytest

from services.ledger.accrual import Accrued, accrue
from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.claim import RecogniseClaim
from services.ledger.domain.customer import CustomerMerged
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.rates import StateInterestRate
from shared.event_store import Accepted
from shared.events import Context
from tests.ledger.builders import (
    a_credit_note,
    a_customer,
    a_merger,
    a_payment,
    an_entity,
    an_invoice,
    an_unapplication,
    wanted,
)
from tests.ledger.integration.conftest import START, Books, Service, invoice, payment
from tests.ledger.integration.test_transfers import customers_of_every_partition
from tests.ledger.prefixes import Witness

MERGER = {"into": "C2", "merged_on": "2026-03-15", "reason": "entered twice"}
PATH = "/v1/customers/CN01/C1/merger"


async def some_business(service: Service) -> None:
    """Of one customer known twice: open, paid in part, contested, on account, in advance, credited, claimed."""
    await service.introduce("C1", "C2")
    await service.worth(JPY="0.047816")
    lines = [{"net": "100.00", "tax": "13.00", "tax_code": "VAT13"}]
    await service.ask("POST", "/v1/invoices", invoice("1001", "113.00", lines=lines, reference="PO 7"), expect=201)
    await service.ask("POST", "/v1/invoices", invoice("1002", "50.00", due_date="2026-03-05"), expect=201)
    await service.ask("POST", "/v1/invoices", invoice("1003", "70", currency="JPY"), expect=201)
    await service.ask("POST", "/v1/invoices", invoice("2001", "10.00", customer="C2"), expect=201)
    await service.ask("POST", "/v1/payments", payment("P1", "13.00", reference="1001"), expect=201)
    await service.ask("POST", "/v1/payments", payment("P2", "5.00", allocate="none"), expect=201)
    await service.ask("POST", "/v1/payments", payment("P3", "30.00", order="SO-9"), expect=201)
    await service.ask("POST", "/v1/credit-notes", invoice("G1", "4.00"), expect=201)
    dispute = {"entity": "CN01", "customer": "C1", "number": "D1", "invoice": "1002", "amount": "20.00"}
    await service.ask("POST", "/v1/disputes", dispute | {"reason": "rust", "opened_on": "2026-03-09"}, expect=201)
    fee = {"entity": "CN01", "customer": "C1", "number": "F1", "currency": "CNY", "amount": "40.00"}
    await service.ask("POST", "/v1/claims", fee | {"raised_on": "2026-03-10", "reason": "reminder"}, expect=201)


async def control(service: Service, as_of: str | None = None) -> dict[tuple[str, str], str]:
    query = f"&as_of={as_of}" if as_of else ""
    rows = (await service.ask("GET", f"/v1/control-balances?entity=CN01{query}"))["items"]
    return {(row["customer"], row["currency"]): row["balance"] for row in rows}


async def test_everything_is_the_other_customers_from_the_day_on(service: Service) -> None:
    await some_business(service)
    the_day_before = await control(service, "2026-03-14")
    preview = await service.ask("POST", f"{PATH}?preview=true", MERGER)
    assert (await service.ask("GET", "/v1/customers/CN01/C1"))["merged_into"] is None

    response = await service.http.post(PATH, json=MERGER)
    merged = response.json()
    assert (response.status_code, merged["id"], merged["status"]) == (201, "CN01/customer/C1", "accepted")
    assert {"preview": True, "events": preview["events"], "lines": preview["lines"]} | merged == preview
    assert len(response.headers["Huikuan-Position"].split(",")) == 2  # C1 and C2 lie in different partitions

    assert the_day_before == await control(service, "2026-03-14")
    now = await control(service)
    assert (now.get(("C1", "CNY"), "0.00"), now.get(("C1", "JPY"), "0")) == ("0.00", "0")
    assert (now["C2", "CNY"], now["C2", "JPY"]) == ("151.00", "70")
    owed = (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"]
    assert {(row["customer"], row["number"], row["due_on"], row["open"], row["disputed"]) for row in owed} == {
        ("C2", "1001", "2026-03-31", "100.00", "0.00"),
        ("C2", "1002", "2026-03-05", "50.00", "20.00"),
        ("C2", "1003", "2026-03-31", "70", "0"),
        ("C2", "2001", "2026-03-31", "10.00", "0.00"),
    }
    held = (await service.ask("GET", "/v1/unapplied?entity=CN01"))["items"]
    assert {(row["customer"], row["unapplied"], row["order"], row["held"]) for row in held} == {
        ("C2", "5.00", None, True),
        ("C2", "30.00", "SO-9", False),
        ("C2", "4.00", None, False),
    }
    claims = (await service.ask("GET", "/v1/claims?entity=CN01&status=raised"))["items"]
    assert [(claim["customer"], claim["amount"]) for claim in claims] == [("C2", "40.00")]
    shown = await service.ask("GET", "/v1/invoices/CN01/merged/erp%2F1001")
    assert (shown["customer"], shown["number"], shown["reference"], shown["open"]) == ("C2", "1001", "PO 7", "100.00")
    assert shown["shares"][0] | {"dimensions": {}} == {
        "net": "88.50", "tax": "11.50", "tax_code": "VAT13", "revenue_account": None, "dimensions": {},
    }  # fmt: skip
    trial = await service.ask("GET", "/v1/trial-balance?entity=CN01")
    assert {total["difference"] for total in trial["totals"]} == {"0.00", "0"}
    assert {row["balance"] for row in trial["accounts"] if row["role"] == "transfer-clearing"} == {"0.00", "0"}

    assert (await service.ask("GET", "/v1/customers/CN01/C1"))["merged_into"] == "C2"
    again = await service.ask("POST", PATH, MERGER)
    assert (again["status"], again["applied"]) == ("repeated", [])
    refused = await service.ask("POST", "/v1/invoices", invoice("1009"), expect=409)
    assert (refused["type"], refused["merged_into"]) == ("urn:huikuan:problem:customer-was-merged", "C2")
    assert refused["errors"][0]["pointer"] == "/customer"
    for path, body in (
        ("/v1/payments/CN01/erp/P1/unapplications", {"reason": "wrong"}),
        ("/v1/payments/CN01/erp/P1/return", {"customer": "C1", "returned_on": "2026-03-16", "reason": "no funds"}),
        ("/v1/invoices/CN01/erp/1002/cancellation", {"reason": "wrong"}),
    ):
        refused = await service.ask("POST", path, body, expect=409, headers={"idempotency-key": path[-9:]})
        assert refused["merged_into"] == "C2", path


async def test_history_and_statements_tell_of_it(service: Service) -> None:
    await some_business(service)
    await service.ask("POST", PATH, MERGER, expect=201)
    history = await service.ask("GET", "/v1/customers/CN01/C1/history?limit=500")
    told = [entry for entry in history["items"] if entry["command"] == "merge-customers"]
    assert "The customer was merged into C2: entered twice." in {entry["words"]["en"] for entry in told}
    why = await service.ask("GET", "/v1/why/CN01/erp/1002")
    assert why["open"] == "0.00"
    why = await service.ask("GET", "/v1/why/CN01/merged/erp%2F1002")
    assert why["open"] == "50.00"
    for form, query in (("open-items", ""), ("activity", "&from=2026-03-01")):
        for customer in ("C1", "C2"):
            page = await service.ask(
                "GET", f"/v1/customers/CN01/{customer}/statement?form={form}&as_of=2026-03-20{query}"
            )
            [balance] = [each["closing"] for each in page["currencies"] if each["currency"] == "CNY"] or ["0.00"]
            assert balance == {"C1": "0.00", "C2": "151.00"}[customer], (form, customer)


@pytest.mark.parametrize(
    ("customer", "change", "status", "field"),
    [
        ("C1", {"into": "C1"}, 422, "/into"),
        ("C1", {"into": "D1"}, 422, "/into"),
        ("C9", {}, 422, "/customer"),
        ("C1", {"reason": " "}, 422, "/reason"),
        ("C1", {"merged_on": "2026-02-30"}, 422, "/merged_on"),
        ("C1", {"merged_on": "2026-02-01"}, 409, "/merged_on"),
    ],
)
async def test_names_what_is_wrong(
    service: Service, customer: str, change: dict[str, Any], status: int, field: str
) -> None:
    await service.introduce("C1", "C2")
    await service.introduce("D1", entity="DE01")
    await service.ask("POST", "/v1/invoices", invoice("1001"), expect=201)
    problem = await service.ask("POST", f"/v1/customers/CN01/{customer}/merger", MERGER | change, expect=status)
    assert problem["errors"][0]["pointer"] == field


async def test_waits_for_decisions_and_events(service: Service) -> None:
    await service.introduce("C1", "C2")
    terms = {"instalments": [{"percent": "100", "due": {"event": "acceptance", "days": 10}}]}
    await service.ask("POST", "/v1/invoices", invoice("1001", terms=terms), expect=201)
    assert (await service.ask("POST", PATH, MERGER, expect=409))["type"].endswith(":instalments-wait")
    happened = {"event": "acceptance", "happened_on": "2026-03-02"}
    await service.ask("POST", "/v1/invoices/CN01/erp/1001/due-events", happened, expect=201)
    proposal = {"entity": "CN01", "customer": "C1", "number": "W1", "invoice": "1001", "reason": "no assets"}
    await service.ask("POST", "/v1/write-offs", proposal | {"proposed_on": "2026-03-14"}, expect=201)
    assert (await service.ask("POST", PATH, MERGER, expect=409))["type"].endswith(":write-off-proposed")
    decision = {"customer": "C1", "decision": "rejected", "decided_on": "2026-03-15", "reason": "they pay"}
    await service.ask(
        "POST", "/v1/write-offs/CN01/erp/W1/decision", decision, expect=201, headers=service.key_for(role="admin")
    )
    await service.ask("POST", PATH, MERGER, expect=201)


async def test_wants_interest_claimed_and_claims_the_rest_of_the_other(books: Books) -> None:
    rate = StateInterestRate(
        entity="CN01", rate_table="agreed", valid_from=START.date().replace(month=1), percent="10", source="terms"
    )
    await books.do(an_entity(rate_table="agreed"), a_customer("C1"), a_customer("C2"), rate)
    await books.do(an_invoice("1001", 1_000_000, document_date=START.date().replace(day=1), terms_days=0))
    merging = a_merger(merged_on=START.date().replace(day=15), now=START)
    [outcome] = await books.try_(merging)
    assert not isinstance(outcome, Accepted)

    def accrued(invoice: str, customer: str, day: int) -> AccrueInterest:
        until = START.date().replace(day=day)
        return AccrueInterest(entity="CN01", invoices=(invoice,), until=until, now=START, customer=customer)

    await books.do(accrued("CN01/invoice/erp/1001", "C1", 15))
    await books.do(merging)
    await books.do(accrued("CN01/invoice/merged/erp%2F1001", "C2", 20))
    standing = await books.rows("SELECT customer, sum(amount_minor) AS minor FROM claims WHERE status = 'raised'"
                                " GROUP BY customer")  # fmt: skip
    # 10,000.00 at 10 % for 14 days, 38.36, and for 5 days, 13.70; in one claim it would have been 52.05.
    assert standing == [{"customer": "C2", "minor": 5206}]
    await books.verified()


async def test_leaves_what_was_claimed_and_paid_where_it_was(books: Books) -> None:
    """A claim moves though its invoice, paid by then, does not; no later run looks at that invoice again, and none
    claims anything of it at the other customer's."""
    here, there = customers_of_every_partition()[:2]
    rate = StateInterestRate(
        entity="CN01", rate_table="agreed", valid_from=START.date().replace(month=1), percent="10", source="terms"
    )
    await books.do(an_entity(rate_table="agreed"), a_customer(here), a_customer(there), rate)
    first = START.date().replace(day=1)
    await books.do(an_invoice("1001", 1_000_000, customer=here, document_date=first, terms_days=0))

    async def accrued(day: int) -> Accrued:
        context = Context(principal="test", correlation_id="test", now=START)
        until = START.date().replace(day=day)
        return await accrue(books.engine, books.committer, context, entity="CN01", until=until, customer=None)

    await accrued(8)
    [claim] = await books.rows("SELECT number FROM claims")
    posted_on = START.date().replace(day=9)
    await books.do(
        RecogniseClaim(entity="CN01", customer=here, source="erp", number=claim["number"], posted_on=posted_on)
    )
    await accrued(12)
    paid_on = START.date().replace(day=12)
    await books.do(a_payment("P1", 1_000_000, customer=here, document_date=paid_on))
    await accrued(15)
    await books.do(a_merger(here, there, merged_on=START.date().replace(day=15), now=START))
    await books.do(replace(rate, percent="12"))
    mended = await accrued(20)
    assert (mended.raised, mended.reversed) == (0, 0)
    # Nor does a run that had listed it before.
    listed = AccrueInterest(entity="CN01", invoices=("CN01/invoice/erp/1001",), until=paid_on, now=START, customer=here)
    assert await books.do(listed) == []
    await books.verified()


class TestRaces:
    async def test_whoever_posts_meanwhile_is_in_time_or_told(self, books: Books) -> None:
        """Documents of all customers come in while one after the other is merged into the last."""
        group = customers_of_every_partition()
        await books.do(an_entity(), *map(a_customer, group))
        dice = random.Random(7)  # noqa: S311 - a test's own dice

        def command(n: int) -> LedgerCommand:
            here, there = dice.sample(group, 2)
            match dice.randint(0, 4):
                case 0 | 1:
                    return an_invoice(f"{here}-{n}", dice.randint(1, 90), customer=here)
                case 2:
                    return a_payment(f"P{n}", dice.randint(1, 90), customer=here)
                case 3:
                    stated = (wanted(f"{there}-{dice.randint(1, n + 1)}", 3, customer=there),)
                    return a_payment(f"Q{n}", 90, customer=here, allocations=stated)
                case _:
                    return dice.choice(
                        [a_credit_note(f"G{n}", 7, customer=here), an_unapplication(f"P{dice.randint(1, n + 1)}")]
                    )

        async def client(number: int) -> None:
            for n in range(40):
                await books.try_(command(number * 40 + n))

        async def merging() -> None:
            for customer in group[:-1]:
                await asyncio.gather(*(books.try_(command(1000 + n)) for n in range(10)))
                outcomes = await asyncio.gather(
                    *(books.try_(a_merger(customer, group[-1], merged_on=START.date())) for _ in range(3))
                )
                assert all(isinstance(outcome, Accepted) for [outcome] in outcomes), outcomes

        async with asyncio.timeout(120):
            await asyncio.gather(merging(), *(client(number) for number in range(5)))
        log = await books.log()
        assert sum(isinstance(event, CustomerMerged) for _, event in log) == len(group) - 1
        witness = Witness(apart=True)
        witness.hear(log)
        assert not any(witness.on_the_way.values())
        assert {owner for owner, minor in witness.journal.items() if minor} <= {(group[-1], "CNY")}
        await books.verified()

    async def test_two_customers_merged_into_each_other_make_one(self, books: Books) -> None:
        here, there = customers_of_every_partition()[:2]
        await books.do(an_entity(), a_customer(here), a_customer(there))
        await books.do(an_invoice("1001", customer=here), an_invoice("1002", customer=there))
        outcomes = await asyncio.gather(books.try_(a_merger(here, there)), books.try_(a_merger(there, here)))
        assert sorted(isinstance(outcome, Accepted) for [outcome] in outcomes) == [False, True]
        await books.verified()
