"""Claims over HTTP, on a real database: accrued, explained, waived, recognised, paid, and mended afterwards."""

import asyncio
from datetime import date
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from services.ledger import accrual
from services.ledger.accrual import AccrualBrokeOff, Accrued, shared_out
from services.ledger.domain.accrual import AccruedAhead, AccrueInterest
from services.ledger.domain.claim import ClaimReversed, InterestAccrued, RecogniseClaim
from services.ledger.domain.invoice import InvoiceCancelled
from services.ledger.domain.rates import StateInterestRate
from services.ledger.projections import write_offs
from services.ledger.projections.verification import verify
from shared.events import Context
from tests.ledger.builders import NOW, a_cancellation, a_customer, a_decision, a_write_off, an_entity, an_invoice
from tests.ledger.integration.conftest import START, Books, Service, invoice, payment
from tests.ledger.integration.test_transfers import customers_of_every_partition

RATES = "/v1/entities/CN01/interest-rates/agreed"
ACCRUE = {"entity": "CN01", "until": "2026-03-20"}
FIRST = "/v1/claims/CN01/erp/1001%2F1%2Finterest-20260302"


async def at_ten_percent(service: Service, **settings: Any) -> None:
    """An entity that claims 10 %, and an invoice of 10,000 due on 1 March; on 20 March that is 52.05 of interest."""
    await service.introduce("C1", "C2", rate_table="agreed", **settings)
    await service.ask("PUT", f"{RATES}/2026-01-01", {"percent": "10", "source": "terms 7.2"})
    await service.ask("POST", "/v1/invoices", invoice("1001", "10000.00", due_date="2026-03-01"), expect=201)


async def test_interest_is_accrued_explained_recognised_and_paid(service: Service) -> None:
    await at_ten_percent(service)
    accrued = await service.ask("POST", "/v1/claims/accrue", ACCRUE)
    assert accrued == {
        "raised": 1,
        "reversed": 0,
        "amounts": [{"currency": "CNY", "raised": "52.05", "reversed": "0.00"}],
    }
    again = await service.ask("POST", "/v1/claims/accrue", ACCRUE)
    assert again == {"raised": 0, "reversed": 0, "amounts": []}

    # Beside the books: nothing is owed for it yet. The claim says how it came about.
    [owed] = (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"]
    assert owed["open"] == "10000.00"
    why = await service.ask("GET", FIRST)
    assert (why["amount"], why["status"], why["rate_table"], why["day_count"]) == (
        "52.05",
        "raised",
        "agreed",
        "act/365",
    )
    assert why["lines"] == [
        {"first_on": "2026-03-02", "last_on": "2026-03-20", "days": 19, "balance": "10000.00", "percent": "10"}
    ]
    assert why["exact"] == "380000/73"

    # A part of it is recognised, is owed, and is paid by money that comes.
    recognition = {"posted_on": "2026-03-20", "amount": "50.00"}
    key = {"idempotency-key": "a"}
    first = await service.ask("POST", f"{FIRST}/recognise", recognition, expect=201, headers=key)
    assert first == await service.ask("POST", f"{FIRST}/recognise", recognition, expect=201, headers=key)
    items = (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"]
    assert [item["open"] for item in items] == ["10000.00", "50.00"]
    await service.ask("POST", "/v1/payments", payment("P1", "10050.00", document_date="2026-03-20"), expect=201)
    assert (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"] == []
    waiver = {"reason": "goodwill", "waived_on": "2026-03-20"}
    await service.ask("POST", f"{FIRST}/waive", waiver, expect=201)
    await service.ask("POST", f"{FIRST}/waive", waiver)
    problem = await service.ask("POST", f"{FIRST}/recognise", recognition, expect=409, headers={"idempotency-key": "b"})
    assert problem["type"] == "urn:huikuan:problem:claim-ended"
    [shown] = (await service.ask("GET", "/v1/claims?entity=CN01&customer=C1&status=waived"))["items"]
    assert (shown["recognised"], shown["raised"], len(shown["items"])) == ("50.00", "0.00", 1)
    balances = (await service.ask("GET", "/v1/trial-balance?entity=CN01"))["accounts"]
    assert {row["role"]: row["credit"] for row in balances}["interest-income"] == "50.00"


async def test_a_backdated_payment_mends_what_was_claimed(service: Service) -> None:
    await at_ten_percent(service)
    await service.ask("POST", "/v1/claims/accrue", ACCRUE)
    await service.ask(
        "POST", f"{FIRST}/recognise", {"posted_on": "2026-03-20"}, expect=201, headers={"idempotency-key": "a"}
    )
    await service.ask(
        "POST",
        "/v1/payments",
        payment(
            "P0",
            "52.05",
            reference=FIRST,
            document_date="2026-03-20",
            allocations=[{"invoice": "1001/1/interest-20260302", "amount": "52.05"}],
        ),
        expect=201,
    )
    await service.ask("POST", "/v1/payments", payment("P1", "10000.00", document_date="2026-03-05"), expect=201)
    mended = await service.ask("POST", "/v1/claims/accrue", ACCRUE | {"customer": "C1"})
    assert mended["amounts"] == [{"currency": "CNY", "raised": "10.96", "reversed": "52.05"}]
    assert (await service.ask("GET", "/v1/payments/CN01/erp/P0"))["unapplied"] == "52.05"
    standing = (await service.ask("GET", "/v1/claims?entity=CN01&status=raised"))["items"]
    assert [(claim["number"], claim["amount"]) for claim in standing] == [("1001/1/interest-20260302.2", "10.96")]


async def test_one_claim_of_many_has_its_own_history(service: Service) -> None:
    await at_ten_percent(service)
    await service.ask("POST", "/v1/invoices", invoice("1002", "20000.00", due_date="2026-03-01"), expect=201)
    assert (await service.ask("POST", "/v1/claims/accrue", ACCRUE))["raised"] == 2
    waiver = {"reason": "goodwill", "waived_on": "2026-03-20"}
    await service.ask("POST", f"{FIRST}/waive", waiver, expect=201)
    other = FIRST.replace("1001", "1002")
    assert (await service.ask("GET", other))["amount"] == "104.11"

    told = (await service.ask("GET", FIRST.replace("/claims/CN01/", "/history/CN01/claim/")))["items"]
    assert [entry["event"] for entry in told] == ["interest-accrued.v1", "claim-waived.v1"]
    assert told[0]["command"] == "accrue-interest"
    assert "52.05" in told[0]["words"]["en"]
    of_customer = (await service.ask("GET", "/v1/customers/CN01/C1/history?limit=500"))["items"]
    [together] = [entry for entry in of_customer if entry["event"] == "interest-accrued.v1"]
    assert "156.16" in together["words"]["en"]

    # Nothing but the accrual gives out such a number.
    fee = {"entity": "CN01", "customer": "C1", "currency": "CNY", "raised_on": "2026-03-20", "reason": "reminder"}
    taken = await service.ask(
        "POST", "/v1/claims", fee | {"number": "1002/1/interest-20260302", "amount": "104.11"}, expect=409
    )
    assert taken["type"] == "urn:huikuan:problem:number-taken"


@pytest.mark.parametrize("waits", [False, True])
async def test_a_claim_whose_number_an_invoice_has_stops_no_money(service: Service, waits: bool) -> None:  # noqa: FBT001
    """A fee may be numbered as the invoice it is for: it can be waived, and becomes no receivable of that number."""
    await at_ten_percent(service, payment_order="costs-interest-principal")
    if waits:
        terms = {"terms": {"instalments": [{"percent": "100", "due": {"event": "acceptance", "days": 10}}]}}
        await service.ask("POST", "/v1/invoices", invoice("1002", "10.00", **terms), expect=201)
    number = "1002" if waits else "1001"
    fee = {"entity": "CN01", "customer": "C1", "currency": "CNY", "raised_on": "2026-03-20", "reason": "reminder"}
    await service.ask("POST", "/v1/claims", fee | {"number": number, "amount": "40.00"}, expect=201)
    claim, key = f"/v1/claims/CN01/erp/{number}", {"idempotency-key": "a"}
    refused = await service.ask("POST", f"{claim}/recognise", {"posted_on": "2026-03-20"}, expect=409, headers=key)
    assert refused["type"] == "urn:huikuan:problem:number-taken"
    paid = await service.ask("POST", "/v1/payments", payment("P1", "200.00", document_date="2026-03-20"), expect=201)
    assert [(each["invoice"], each["amount"]) for each in paid["applied"]] == [("CN01/invoice/erp/1001", "200.00")]
    named = [{"invoice": f"CN01/claim/erp/{number}", "amount": "40.00"}]
    refused = await service.ask("POST", "/v1/payments", payment("P2", "40.00", allocations=named), expect=422)
    assert refused["type"] == "urn:huikuan:problem:invoice-to-pay-unknown"
    await service.ask("POST", f"{claim}/waive", {"reason": "goodwill", "waived_on": "2026-03-20"}, expect=201)


async def test_the_civil_codes_order_pays_costs_and_interest_first(service: Service) -> None:
    await at_ten_percent(service, payment_order="costs-interest-principal")
    await service.ask("POST", "/v1/claims/accrue", ACCRUE)
    fee = {"entity": "CN01", "customer": "C1", "currency": "CNY", "raised_on": "2026-03-20", "reason": "reminder"}
    told = await service.bulk([fee | {"type": "fee", "number": "F1", "amount": "40.00", "invoice": "1001"}])
    assert told[0]["status"] == "accepted"
    repeated = await service.ask("POST", "/v1/claims", fee | {"number": "F1", "amount": "40.00", "invoice": "1001"})
    assert repeated["status"] == "repeated"
    await service.ask("POST", "/v1/payments", payment("P1", "10000.00", document_date="2026-03-20"), expect=201)
    [owed] = (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"]
    assert (owed["number"], owed["open"]) == ("1001", "92.05")


async def test_money_on_account_pays_a_claim_that_is_named(service: Service) -> None:
    await at_ten_percent(service)
    await service.ask("POST", "/v1/claims/accrue", ACCRUE)
    await service.ask(
        "POST", "/v1/payments", payment("P1", "52.05", document_date="2026-03-20", allocate="none"), expect=201
    )
    claim = (await service.ask("GET", FIRST))["id"]
    await service.ask(
        "POST",
        "/v1/payments/CN01/erp/P1/allocations",
        {"allocations": [{"invoice": claim, "amount": "52.05"}]},
        expect=201,
        headers={"idempotency-key": "a"},
    )
    shown = await service.ask("GET", FIRST)
    assert (shown["status"], shown["recognised"]) == ("recognised", "52.05")
    assert (await service.ask("GET", "/v1/payments/CN01/erp/P1"))["unapplied"] == "0.00"


async def test_what_cannot_be_is_refused_by_name(service: Service) -> None:
    await at_ten_percent(service)
    ahead = await service.ask("POST", "/v1/claims/accrue", ACCRUE | {"until": "2026-03-21"}, expect=422)
    assert (ahead["type"], ahead["errors"][0]["pointer"]) == ("urn:huikuan:problem:accrued-ahead", "/until")
    await service.introduce("C1", entity="DE01")
    none = await service.ask("POST", "/v1/claims/accrue", ACCRUE | {"entity": "DE01"}, expect=409)
    assert none["type"] == "urn:huikuan:problem:no-interest-claimed"
    await service.ask("GET", "/v1/claims/CN01/erp/9", expect=404)
    await service.ask("POST", "/v1/claims/CN01/erp/9/waive", {"reason": "x", "waived_on": "2026-03-20"}, expect=404)
    other = service.key_for("DE01", role="finance")
    await service.ask("GET", FIRST, expect=404, headers=other)
    await service.ask("POST", "/v1/claims/accrue", ACCRUE, expect=403, headers=service.key_for(role="sales"))


async def test_rates_ship_and_are_stated(service: Service) -> None:
    await at_ten_percent(service)
    tables = (await service.ask("GET", "/v1/entities/CN01/interest-rates"))["items"]
    found = {table["name"]: table for table in tables}
    assert found["agreed"]["rates"] == [{"valid_from": "2026-01-01", "percent": "10", "source": "terms 7.2"}]
    assert found["uk-1998"]["fees"] == [
        "from 0.00: 40.00 GBP",
        "from 1000.00: 70.00 GBP",
        "from 10000.00: 100.00 GBP",
    ]
    assert found["eu-2011-7"]["rates"][-1]["percent"] == "10.40"
    assert "11 June 2026" in found["eu-2011-7"]["rates"][-1]["source"]
    assert (found["eu-2011-7"]["known_until"], found["agreed"]["known_until"]) == ("2026-12-31", None)
    refused = await service.ask("PUT", f"{RATES}/2026-01-01", {"percent": "much", "source": "x"}, expect=422)
    assert refused["errors"][0]["pointer"] == "/percent"


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE claims SET amount_minor = amount_minor + 1",
        "DELETE FROM claims",
        "UPDATE interest_rates SET percent = '11'",
    ],
)
async def test_verification_sees_a_claim_that_is_not_what_the_log_says(books: Books, broken: str) -> None:
    rate = StateInterestRate(
        entity="CN01", rate_table="agreed", valid_from=date(2026, 1, 1), percent="10", source="terms"
    )
    await books.do(an_entity(rate_table="agreed"), a_customer())
    await books.do(rate, an_invoice(amount_minor=1_000_000, due_on=date(2026, 3, 1)))
    accrual = AccrueInterest(
        entity="CN01", customer="C1", invoices=("CN01/invoice/erp/1001",), until=date(2026, 3, 20), now=NOW
    )
    assert len(await books.do(accrual)) == 1
    await books.verified()
    async with books.engine.begin() as connection:
        await connection.execute(text(broken))
    assert not all(check.ok for check in await verify(books.engine))


async def test_a_claim_is_set_right_with_its_tax_and_what_was_written_off_comes_back(books: Books) -> None:
    """What the service reads for a command is all that the command changes: the log and the tables agree afterwards."""
    rate = StateInterestRate(
        entity="CN01", rate_table="agreed", valid_from=date(2026, 1, 1), percent="10", source="terms"
    )
    await books.do(an_entity(rate_table="agreed"), a_customer())
    await books.do(rate, an_invoice(amount_minor=1_000_000, due_on=date(2026, 3, 1)))
    accrual = AccrueInterest(
        entity="CN01", customer="C1", invoices=("CN01/invoice/erp/1001",), until=date(2026, 3, 20), now=NOW
    )
    recognition = RecogniseClaim(
        entity="CN01",
        customer="C1",
        source="erp",
        number="1001/1/interest-20260302",
        posted_on=date(2026, 3, 20),
        tax="2.00",
    )
    await books.do(accrual)
    await books.do(recognition)

    # Written off in full before anything more is claimed: interest ran until that day, and its receivable ends.
    await books.do(a_write_off(proposed_on=date(2026, 3, 9)))
    await books.do(a_decision(decided_on=date(2026, 3, 10)))
    mended = await books.do(accrual)
    assert [type(event) for event in mended] == [InvoiceCancelled, ClaimReversed, InterestAccrued]
    assert [event.shares[0].tax_minor for event in mended if isinstance(event, InvoiceCancelled)] == [200]
    assert [event.amount_minor for event in mended if isinstance(event, InterestAccrued)] == [24_66]
    await books.verified()

    # Cancelled, the invoice owes nothing; what was written off is owed no more either.
    await books.do(a_cancellation("1001"))
    await books.verified()
    async with books.engine.connect() as connection:
        [write_off] = (await write_offs.named(connection, ["CN01/write-off/erp/W1"])).values()
    assert write_off.written_off_minor == 0


async def test_an_invoice_does_not_say_of_itself_that_it_is_a_claim(service: Service) -> None:
    await service.introduce("C1")
    body = invoice("1002", "10.00") | {"kind": "claim"}
    refused = await service.ask("POST", "/v1/invoices", body, expect=422)
    assert refused["errors"][0]["pointer"] == "/kind"


async def test_days_whose_rate_nobody_knows_are_claimed_once_it_is_stated(service: Service) -> None:
    """The one-year LPR is known until 19 March 2026; the service's day is the 20th."""
    await service.introduce("C1", rate_table="cn-lpr")
    await service.ask("POST", "/v1/invoices", invoice("1001", "10000.00", due_date="2026-03-01"), expect=201)
    problem = await service.ask("POST", "/v1/claims/accrue", ACCRUE, expect=409)
    assert problem["type"] == "urn:huikuan:problem:rate-missing"
    assert (problem["rate_table"], problem["day"]) == ("cn-lpr", "2026-03-20")
    stated = {"percent": "3.00", "source": "the announcement of 20 March"}
    await service.ask("PUT", "/v1/entities/CN01/interest-rates/cn-lpr/2026-03-20", stated)
    assert (await service.ask("POST", "/v1/claims/accrue", ACCRUE))["raised"] == 1


@pytest.mark.asyncio(loop_factories=["uvloop"])
class TestALargeRun:
    """More than one process takes at a time is shared out among several.

    On the loop that services run on: it tells in its own way of a process that ended.
    """

    @pytest.fixture(autouse=True)
    def large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(accrual, "INVOICES_ALONE_MAX", 3)

    async def owed(self, books: Books) -> None:
        """10,000 of every customer at 10 %, due on the first of the month."""
        first = START.date().replace(day=1)
        rate = StateInterestRate(
            entity="CN01", rate_table="agreed", valid_from=START.date().replace(month=1), percent="10", source="terms"
        )
        await books.do(an_entity(rate_table="agreed"), rate)
        for number, customer in enumerate(customers_of_every_partition()):
            bill = an_invoice(f"{number}", 1_000_000, customer=customer, document_date=first, terms_days=0)
            await books.do(a_customer(customer), bill)

    async def accrued(self, books: Books, day: int) -> Accrued:
        context = Context(principal="test", correlation_id="test", now=START)
        until = START.date().replace(day=day)
        return await accrual.accrue(books.engine, books.committer, context, entity="CN01", until=until, customer=None)

    async def test_claims_of_everybody_once(self, books: Books) -> None:
        await self.owed(books)
        customers = customers_of_every_partition()
        found = await self.accrued(books, 11)
        # 10 days of 10 % on 10,000.
        assert found.raised_minor == {"CNY": 27_40 * len(customers)}
        assert (found.raised, len(found.positions)) == (len(customers), len(customers))
        again = await self.accrued(books, 11)
        assert (again.raised, again.reversed, again.positions) == (0, 0, found.positions)
        standing = await books.rows("SELECT DISTINCT partition, amount_minor, status FROM claims")
        assert {row["partition"] for row in standing} == set(found.positions)
        assert {(row["amount_minor"], row["status"]) for row in standing} == {(2740, "raised")}
        recorded = await books.rows("SELECT DISTINCT recorded_at FROM events WHERE type = 'interest-accrued.v1'")
        assert [row["recorded_at"] for row in recorded] == [START], "each process goes by the service's clock"
        await books.verified()

    async def test_is_refused_as_a_small_one_is(self, books: Books) -> None:
        await self.owed(books)
        with pytest.raises(AccruedAhead) as refused:
            await self.accrued(books, START.day + 1)
        assert refused.value.field == "until"

    async def test_that_loses_a_process_says_so_and_another_run_does_the_rest(self, books: Books) -> None:
        await self.owed(books)
        run = asyncio.create_task(self.accrued(books, 11))
        workers: list[psutil.Process] = []
        async with asyncio.timeout(30):
            while not workers:
                await asyncio.sleep(0.01)
                workers = [each for each in psutil.Process().children() if "anyio.to_process" in each.cmdline()]
        workers[0].kill()
        with pytest.raises(AccrualBrokeOff):
            await run
        await self.accrued(books, 11)
        claimed = await books.rows(
            "SELECT customer, count(*) AS claims FROM claims GROUP BY customer ORDER BY customer"
        )
        assert claimed == [{"customer": each, "claims": 1} for each in sorted(customers_of_every_partition())]
        await books.verified()


@given(sizes=st.dictionaries(st.integers(0, 11), st.integers(0, 50), max_size=12), processes=st.integers(1, 4))
def test_shares_are_about_equal_and_every_partition_lies_in_one(sizes: dict[int, int], processes: int) -> None:
    by_partition = {partition: ["invoice"] * size for partition, size in sizes.items()}
    shares = shared_out(by_partition, processes)
    assert sorted(partition for share in shares for partition in share) == sorted(sizes)
    loads = [sum(map(len, share.values())) for share in shares]
    # Whoever takes a partition had the least before.
    assert max(loads, default=0) - min(loads, default=0) <= max(sizes.values(), default=0)
