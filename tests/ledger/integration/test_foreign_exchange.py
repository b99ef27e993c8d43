"""Books in several currencies on a real database: rates by HTTP, worth in every table, revaluation, races."""

import asyncio
import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from services.ledger.domain.allocation import Wanted
from services.ledger.domain.exchange_rate import ExchangeRateMissing
from services.ledger.domain.payment import PaymentAllocated
from services.ledger.domain.valuation import ExchangeDifferenceRealised
from services.ledger.projections.verification import verify
from services.ledger.revaluation import revalue
from shared.event_store import Refused
from shared.events import Context
from tests.ledger.builders import (
    MARCH,
    a_customer,
    a_payment,
    a_rate,
    an_allocation,
    an_entity,
    an_invoice,
    an_unapplication,
    rates,
    wanted,
)
from tests.ledger.integration.conftest import Books, Service, invoice, payment

RATES = "/v1/entities/CN01/exchange-rates"
APRIL = date(2026, 4, 1)


async def trial(service: Service, as_of: str = "") -> dict[tuple[str, str], str]:
    """The balances in yuan by currency and role, of those that are not nil; every currency's sum is nil in both."""
    found = await service.ask("GET", f"/v1/trial-balance?entity=CN01{as_of and f'&as_of={as_of}'}")
    assert {(total["difference"].strip("0."), total["functional_difference"]) for total in found["totals"]} <= {
        ("", "0.00")
    }
    return {
        (row["currency"], row["role"]): row["functional_balance"]
        for row in found["accounts"]
        if Decimal(row["functional_balance"])
    }


async def a_quarter(service: Service) -> None:
    """A hundred dollars invoiced at 7.20, at 7.10 by the end of February, and paid at 7.00 in March."""
    await service.introduce("C1", "C2")
    body = {
        "rates": [
            {"currency": "USD", "valid_on": "2026-02-01", "rate": "7.20", "source": "PBOC"},
            {"currency": "USD", "valid_on": "2026-02-28", "rate": "7.10", "source": "PBOC"},
            {"currency": "USD", "valid_on": "2026-03-16", "rate": "7.00", "source": "PBOC"},
            {"currency": "JPY", "valid_on": "2026-02-01", "rate": "4.7816", "per": 100, "source": "PBOC"},
        ]
    }
    assert await service.ask("POST", RATES, body) == {"entity": "CN01", "sent": 4, "new": 4}
    await service.ask(
        "POST", "/v1/invoices", invoice("1001", "100.00", currency="USD", document_date="2026-02-01"), expect=201
    )


class TestOverHttp:
    async def test_a_quarter_realises_twenty_and_not_thirty(self, service: Service) -> None:
        await a_quarter(service)
        revaluation = {"entity": "CN01", "revalued_on": "2026-02-28"}
        found = await service.ask("POST", "/v1/revaluations", revaluation)
        assert (found["reversed_on"], found["functional_currency"]) == ("2026-03-01", "CNY")
        assert found["left_out"] == []
        [dollars] = found["currencies"]
        assert dollars["rate"] == {"currency": "USD", "valid_on": "2026-02-28", "rate": "7.1", "source": "PBOC"}
        sums = {name: dollars[name] for name in ("customers", "balance", "carried", "difference")}
        assert sums == {"customers": 1, "balance": "100.00", "carried": "720.00", "difference": "-10.00"}
        assert await trial(service, "2026-02-28") == {
            ("USD", "receivable"): "710.00",
            ("USD", "revenue"): "-720.00",
            ("USD", "unrealised-exchange-differences"): "10.00",
        }
        [again] = (await service.ask("POST", "/v1/revaluations", revaluation))["currencies"]
        assert (again["customers"], again["difference"]) == (0, "0.00")
        paid = payment("P1", "100.00", currency="USD", document_date="2026-03-16")
        await service.ask("POST", "/v1/payments", paid, expect=201)
        assert await trial(service) == {
            ("USD", "revenue"): "-720.00",
            ("USD", "bank"): "700.00",
            ("USD", "exchange-differences"): "20.00",
        }
        history = await service.ask("GET", "/v1/history/CN01/payment/erp/P1")
        assert "exchange loss of 20.00 CNY" in str(history)

    async def test_the_journal_tells_both_amounts_and_so_does_its_export(self, service: Service) -> None:
        await a_quarter(service)
        lines = (await service.ask("GET", "/v1/journal?entity=CN01"))["items"]
        assert [(line["debit"], line["credit"], line["functional_amount"]) for line in lines] == [
            ("100.00", "0.00", "720.00"),
            ("0.00", "100.00", "-720.00"),
        ]
        answer = await service.http.get("/v1/journal/export?entity=CN01")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        told = [(row["record"], row["functional_debit"], row["functional_credit"]) for row in rows]
        assert told == [
            ("line", "720.00", "0.00"),
            ("line", "0.00", "720.00"),
            ("account-total", "720.00", "0.00"),
            ("account-total", "0.00", "720.00"),
            ("total", "720.00", "720.00"),
            ("end", "", ""),
        ]
        [control] = (await service.ask("GET", "/v1/control-balances?entity=CN01"))["items"]
        assert (control["balance"], control["functional_balance"]) == ("100.00", "720.00")

    async def test_rates_are_listed_the_newest_first(self, service: Service) -> None:
        await a_quarter(service)
        page = await service.ask("GET", f"{RATES}?limit=3")
        rest = await service.ask("GET", f"{RATES}?limit=3&cursor={page['next']}")
        assert [(rate["valid_on"], rate["currency"], rate["rate"]) for rate in page["items"] + rest["items"]] == [
            ("2026-03-16", "USD", "7"),
            ("2026-02-28", "USD", "7.1"),
            ("2026-02-01", "USD", "7.2"),
            ("2026-02-01", "JPY", "0.047816"),
        ]
        [yen] = (await service.ask("GET", f"{RATES}?currency=JPY"))["items"]
        assert yen["source"] == "PBOC"

    async def test_finance_enters_rates_and_an_erp_does_not(self, service: Service) -> None:
        await a_quarter(service)
        body = {"rates": [{"currency": "USD", "valid_on": "2026-03-17", "rate": "7.05", "source": "PBOC"}]}
        service.http.headers.update(service.key_for("CN01", role="erp"))
        refused = await service.ask("POST", RATES, body, expect=403)
        assert "ledger:write" in refused["detail"]
        service.http.headers.update(service.key_for("CN01", role="finance"))
        assert (await service.ask("POST", RATES, body))["new"] == 1

    async def test_a_missing_rate_is_named_and_the_good_documents_of_a_batch_land(self, service: Service) -> None:
        await a_quarter(service)
        documents = [
            invoice("1", "10.00", currency="USD", document_date="2026-02-20") | {"type": "invoice"},
            invoice("2", "10.00", currency="USD", document_date="2026-02-11") | {"type": "invoice"},
            invoice("3", "10.00", currency="USD", document_date="2026-02-20", exchange_rate="7.15")
            | {"type": "invoice"},
        ]
        bad, good, stated = await service.bulk(documents)
        assert [answer["status"] for answer in (bad, good, stated)] == ["refused", "accepted", "accepted"]
        problem = bad["problem"]
        assert problem["type"] == "urn:huikuan:problem:exchange-rate-missing"
        assert (problem["pair"], problem["date"]) == ("USD/CNY", "2026-02-20")
        assert problem["errors"][0]["pointer"] == "/exchange_rate"

    async def test_a_payment_in_euros_settles_dollars(self, service: Service) -> None:
        await a_quarter(service)
        entity = await service.ask("GET", "/v1/entities/CN01")
        settings = {name: value for name, value in entity.items() if name != "entity"}
        await service.ask("PUT", "/v1/entities/CN01", settings | {"currencies": ["CNY", "EUR", "JPY", "USD"]})
        euro = {"currency": "EUR", "valid_on": "2026-03-16", "rate": "7.75", "source": "PBOC"}
        await service.ask("POST", RATES, {"rates": [euro]})
        allocation = {"invoice": "1001", "amount": "92.00", "currency": "USD", "settles": "100.00"}
        paid = payment("P1", "92.00", currency="EUR", document_date="2026-03-16", allocations=[allocation])
        answer = await service.ask("POST", "/v1/payments", paid, expect=201)
        assert [(part["invoice"], part["amount"], part["currency"]) for part in answer["applied"]] == [
            ("CN01/invoice/erp/1001", "100.00", "USD")
        ]
        assert (await service.ask("POST", "/v1/payments", paid))["status"] == "repeated"
        assert await trial(service) == {
            ("USD", "revenue"): "-720.00",
            ("EUR", "bank"): "713.00",
            ("EUR", "exchange-clearing"): "-713.00",
            ("USD", "exchange-clearing"): "713.00",
            ("USD", "exchange-differences"): "7.00",
        }
        address = "/v1/customers/CN01/C1/statement?form=activity&from=2026-02-01&as_of=2026-03-20"
        statement = await service.ask("GET", address)
        assert {section["currency"]: section["closing"] for section in statement["currencies"]} == {
            "EUR": "0.00",
            "USD": "0.00",
        }

    @pytest.mark.parametrize(
        ("body", "expect", "field"),
        [
            ({"entity": "CN01", "revalued_on": "2099-01-01"}, 422, "/revalued_on"),
            ({"entity": "CN01", "revalued_on": "2026-02-30"}, 422, "/revalued_on"),
            ({"entity": "CN01", "revalued_on": "2026-02-27"}, 409, "/revalued_on"),
        ],
    )
    async def test_a_revaluation_that_cannot_be_is_refused(
        self, service: Service, body: dict[str, Any], expect: int, field: str
    ) -> None:
        await a_quarter(service)
        problem = await service.ask("POST", "/v1/revaluations", body, expect=expect)
        assert problem["errors"][0]["pointer"] == field


def dollars(number: str, amount_minor: int = 10_000, **changes: Any) -> Any:
    return an_invoice(number, amount_minor, currency="USD", **changes)


async def introduce(books: Books, *stated: Any) -> None:
    await books.do(an_entity(), rates(*stated), a_customer("C1"), a_customer("C2"))


class TestOnRealConnections:
    async def test_many_who_pay_and_take_back_at_once_leave_every_cent_of_worth(self, books: Books) -> None:
        await introduce(books, a_rate("7.12345", MARCH), a_rate("6.98765", APRIL))
        await books.do(
            *(dollars(f"I{n}", 3_331 + n, customer=f"C{n % 2 + 1}") for n in range(6)),
            *(
                a_payment(
                    f"P{n}", 2_777 + n, currency="USD", customer=f"C{n % 2 + 1}", document_date=APRIL, automatic=False
                )
                for n in range(6)
            ),
        )

        async def someone(number: int) -> None:
            payment_, invoice_ = f"P{number % 6}", f"I{(number // 6 * 2 + number) % 6}"
            await books.try_(
                an_allocation(payment_, wanted(invoice_, 100 + number * 7)),
                an_unapplication(payment_, invoices=(invoice_,), posted_on=APRIL),
                an_allocation(payment_, automatic=True),
            )

        await asyncio.gather(*(someone(number) for number in range(36)))
        log = await books.log()
        assert sum(isinstance(event, PaymentAllocated) for _, event in log) > 20
        assert any(isinstance(event, ExchangeDifferenceRealised) for _, event in log)
        await books.verified()
        [sums] = await books.rows(
            "SELECT (SELECT sum(functional_minor) FROM items) - (SELECT sum(functional_minor) FROM funds) AS carried, "
            "(SELECT sum(functional_minor) FROM journal WHERE role IN ('receivable', 'on-account')) AS posted"
        )
        assert sums["carried"] == sums["posted"]

    async def test_a_revaluation_beside_payments_is_right_for_its_day(self, books: Books) -> None:
        await introduce(books, a_rate("7.20", MARCH), a_rate("7.10", date(2026, 3, 31)), a_rate("7.00", APRIL))
        await books.do(*(dollars(f"I{n}", customer=f"C{n % 2 + 1}") for n in range(20)))
        context = Context(principal="t", correlation_id="t", now=datetime(2026, 5, 1, tzinfo=UTC))

        async def pay(number: int) -> None:
            await books.try_(
                a_payment(f"P{number}", currency="USD", customer=f"C{number % 2 + 1}", document_date=APRIL)
            )

        await asyncio.gather(
            *(pay(number) for number in range(20)),
            *(
                revalue(books.engine, books.committer, context, entity="CN01", revalued_on=date(2026, 3, 31))
                for _ in range(4)
            ),
        )
        await books.verified()
        found = await books.rows(
            "SELECT role, sum(functional_minor) FILTER (WHERE posted_on <= '2026-03-31') AS march, "
            "sum(functional_minor) AS now FROM journal GROUP BY role"
        )
        worth = {row["role"]: (row["march"], row["now"]) for row in found}
        assert worth["receivable"] == (20 * 71_000, 0)
        assert worth["unrealised-exchange-differences"] == (20 * 1_000, 0)
        assert worth["exchange-differences"] == (None, 20 * 2_000)

    async def test_what_has_no_worth_is_left_out_and_named(self, books: Books) -> None:
        """Lines from before rates were kept have none."""
        await introduce(books, a_rate("7.20", MARCH), a_rate("7.10", date(2026, 3, 31)))
        await books.do(dollars("I1"), dollars("I2", customer="C2"))
        async with books.engine.begin() as connection:
            await connection.execute(text("UPDATE journal SET functional_minor = NULL WHERE customer = 'C1'"))
        context = Context(principal="t", correlation_id="t", now=datetime(2026, 5, 1, tzinfo=UTC))
        revalued = await revalue(books.engine, books.committer, context, entity="CN01", revalued_on=date(2026, 3, 31))
        assert revalued.left_out == [("C1", "USD", "receivable", 10_000)]
        assert revalued.currencies["USD"].customers == 1

    async def test_nothing_is_revalued_where_one_currency_has_no_rate(self, books: Books) -> None:
        await introduce(books, a_rate("7.20", MARCH), a_rate("0.05", MARCH, "JPY"))
        await books.do(
            an_entity(exchange_rates_hold_days=5), dollars("I1"), an_invoice("J1", 500, currency="JPY", customer="C2")
        )
        await books.do(rates(a_rate("7.10", date(2026, 3, 31))))
        context = Context(principal="t", correlation_id="t", now=datetime(2026, 5, 1, tzinfo=UTC))
        before = len(await books.log())
        with pytest.raises(ExchangeRateMissing, match="JPY/CNY for 2026-03-31"):
            await revalue(books.engine, books.committer, context, entity="CN01", revalued_on=date(2026, 3, 31))
        assert len(await books.log()) == before

    async def test_a_worth_that_is_changed_in_a_table_is_found(self, books: Books) -> None:
        await introduce(books, a_rate("7.20", MARCH))
        await books.do(dollars("I1"), a_payment("P1", 4_000, currency="USD"))
        for statement in (
            "UPDATE items SET functional_minor = functional_minor + 1",
            "UPDATE funds SET functional_minor = functional_minor + 1",
            "UPDATE journal SET functional_minor = functional_minor + 1 WHERE line = 0",
            "UPDATE exchange_rates SET rate = '7.3'",
        ):
            async with books.engine.begin() as connection:
                await connection.execute(text(statement))
            assert any(not check.ok for check in await verify(books.engine)), statement
            async with books.engine.begin() as connection:
                await connection.execute(text(statement.replace("+ 1", "- 1").replace("7.3", "7.2")))
        await books.verified()

    async def test_an_allocation_across_currencies_needs_a_rate_and_posts_nothing_without(self, books: Books) -> None:
        await introduce(books, a_rate("7.20", MARCH))
        await books.do(dollars("I1"))
        across = a_payment("P1", 5_000, currency="JPY", allocations=(wanted_in("I1", "5000", "USD"),))
        before = len(await books.log())
        [outcome] = await books.try_(across)
        assert isinstance(outcome, Refused)
        assert isinstance(outcome.refusal, ExchangeRateMissing)
        assert len(await books.log()) == before


def wanted_in(number: str, amount: str, currency: str) -> Any:
    return Wanted(invoice=number, amount=amount, currency=currency)
