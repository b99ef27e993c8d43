"""Closing over HTTP: a month is closed with its checklist, late documents are moved or refused, days are reopened."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from services.ledger.calendar import open_due_days
from services.ledger.domain import period
from services.ledger.domain.calendar_day import OpenDay
from services.ledger.domain.period import Day
from services.ledger.projections.verification import verify
from services.ledger.settings import Settings
from shared.clock import SimulatedClock
from shared.committer import Committer
from shared.database import make_engine
from tests.ledger.builders import (
    a_close,
    a_credit_note,
    a_customer,
    a_payment,
    a_reopening,
    an_entity,
    an_invoice,
)
from tests.ledger.integration.conftest import PARTITIONS, START, Books, Service, invoice

FEBRUARY = "2026-02-28"
CLOSED = date(2026, 2, 28)
OPENED = date(2026, 3, 20)


async def open_days(settings: Settings) -> None:
    """What the calendar's role does."""
    engine = make_engine(settings.database_url)
    clock = SimulatedClock(START)
    async with Committer(engine, clock, partitions=PARTITIONS) as committer:
        await open_due_days(engine, committer, clock)
    await engine.dispose()


def key(name: str) -> dict[str, str]:
    return {"idempotency-key": name}


def late(number: str, amount: str = "100.00", **changes: Any) -> dict[str, Any]:
    return invoice(number, amount, document_date="2026-02-10", **changes)


PAID = late("P1", "120.00", reference="1001")


async def february(service: Service) -> None:
    """Business of February, and an invoice of March."""
    await service.introduce("C1", "C2", first_business_day="2026-02-20")
    await service.worth(JPY="0.047816")
    await service.ask("POST", "/v1/invoices", late("1001", "300.00"), expect=201)
    await service.ask("POST", "/v1/invoices", late("1002", "50", currency="JPY", customer="C2"), expect=201)
    await service.ask("POST", "/v1/payments", PAID, expect=201)
    await service.ask("POST", "/v1/payments", late("P2", "70.00", allocate="none"), expect=201)
    await service.ask("POST", "/v1/credit-notes", late("G1", "20.00"), expect=201)
    await service.ask("POST", "/v1/invoices", invoice("1003", "10.00"), expect=201)


async def balances(service: Service, as_of: str = FEBRUARY) -> list[Mapping[str, Any]]:
    """Everything that can be asked of the books as of a day."""
    trial = await service.ask("GET", f"/v1/trial-balance?entity=CN01&as_of={as_of}")
    control = await service.ask("GET", f"/v1/control-balances?entity=CN01&as_of={as_of}")
    return [trial, control]


class TestAMonth:
    async def test_is_closed_with_a_checklist(self, service: Service, settings: Settings) -> None:
        await february(service)
        # Nothing is closed before its days are open.
        close = {"entity": "CN01", "until": FEBRUARY}
        problem = await service.ask("POST", "/v1/periods/close", close, expect=409)
        assert problem["type"] == "urn:huikuan:problem:days-not-opened"
        await open_days(settings)

        # The close tells what it found.
        preview = await service.ask("GET", f"/v1/periods/checklist?entity=CN01&until={FEBRUARY}")
        closed = await service.ask("POST", "/v1/periods/close", close, expect=201, headers=key("close"))
        assert (closed["change"], closed["closed_from"], closed["closed_until"]) == ("closed", None, FEBRUARY)
        assert closed["checklist"] == preview
        assert preview["trial_balance"] == [
            {"currency": "CNY", "debit": "630.00", "credit": "630.00", "difference": "0.00"},
            {"currency": "JPY", "debit": "50", "credit": "50", "difference": "0"},
        ]
        assert preview["control"] == [
            {
                "currency": "CNY",
                "control": "100.00",
                "open_items": "100.00",
                "difference": "0.00",
                "customers": 1,
                "differing": 0,
            },
            {
                "currency": "JPY",
                "control": "50",
                "open_items": "50",
                "difference": "0",
                "customers": 1,
                "differing": 0,
            },
        ]
        assert preview["unapplied"][0] == {"currency": "CNY", "on_account": "70.00", "open_credits": "20.00"}
        assert preview["held_payments"] == [{"currency": "CNY", "payments": 1, "unapplied": "70.00"}]

        # A repeat is harmless, and answers the same.
        again = await service.ask("POST", "/v1/periods/close", close, expect=201, headers=key("close"))
        assert again == closed
        assert await service.ask("POST", "/v1/periods/close", close, expect=200) == closed

    async def test_stays_as_it_was_closed(self, service: Service, settings: Settings) -> None:
        await february(service)
        await open_days(settings)
        await service.ask("POST", "/v1/periods/close", {"entity": "CN01", "until": FEBRUARY}, expect=201)
        before = await balances(service)
        assert (await service.ask("POST", "/v1/payments", PAID))["status"] == "repeated"

        # What comes late is moved and says so; what states a closed day is refused.
        moved = await service.ask("POST", "/v1/invoices", late("1004", "80.00"), expect=201)
        assert moved["moved"] == {"closed_day": "2026-02-10", "posted_on": "2026-03-01"}
        shown = await service.ask("GET", "/v1/invoices/CN01/erp/1004")
        assert (shown["document_date"], shown["posted_on"], shown["moved_from"]) == (
            "2026-02-10",
            "2026-03-01",
            "2026-02-10",
        )
        assert (await service.ask("POST", "/v1/invoices", late("1004", "80.00")))["status"] == "repeated"
        stated = late("P3", "5.00", posted_on="2026-02-11")
        problem = await service.ask("POST", "/v1/payments", stated, expect=409)
        assert problem["type"] == "urn:huikuan:problem:period-is-closed"
        assert problem["errors"][0]["pointer"] == "/posted_on"
        assert "2026-02-11" in problem["detail"]
        assert "2026-02-28" in problem["detail"]
        [answer] = await service.bulk([stated | {"type": "payment"}])
        assert (answer["status"], answer["problem"]["type"]) == ("refused", "urn:huikuan:problem:period-is-closed")

        # So is what is done to the documents of the closed days.
        path = "/v1/payments/CN01/erp/P2/allocations"
        body = {"allocate": "auto"}
        dated = body | {"applied_on": "2026-02-20"}
        problem = await service.ask("POST", path, dated, headers=key("a"), expect=409)
        assert problem["errors"][0]["pointer"] == "/applied_on"
        allocated = await service.ask("POST", path, body, headers=key("b"), expect=201)
        assert {part["applied_on"] for part in allocated["applied"]} == {"2026-03-01"}
        back = {"reason": "a mistake", "posted_on": FEBRUARY}
        path = "/v1/payments/CN01/erp/P1/unapplications"
        await service.ask("POST", path, back, headers=key("c"), expect=409)
        await service.ask("POST", path, {"reason": "a mistake"}, headers=key("d"), expect=201)
        await service.ask("POST", "/v1/invoices/CN01/erp/1001/cancellation", back, expect=409)
        await service.ask("POST", "/v1/invoices/CN01/erp/1001/cancellation", {"reason": "a mistake"}, expect=201)
        assert await balances(service) == before

        # The books as they are now: everything adds up, and every total is zero.
        trial = await service.ask("GET", "/v1/trial-balance?entity=CN01")
        assert {total["difference"] for total in trial["totals"]} == {"0.00", "0"}

    async def test_is_reopened_with_a_reason_and_closed_again(self, service: Service, settings: Settings) -> None:
        await service.introduce("C1", first_business_day="2026-02-20")
        await open_days(settings)
        close = {"entity": "CN01", "until": FEBRUARY}
        await service.ask("POST", "/v1/periods/close", close, expect=201)
        reopen = {"entity": "CN01", "from": "2026-02-01", "reason": "an auditor's correction"}
        await service.ask("POST", "/v1/periods/reopen", reopen, expect=400)
        empty = reopen | {"reason": ""}
        await service.ask("POST", "/v1/periods/reopen", empty, expect=422, headers=key("a"))
        reopened = await service.ask("POST", "/v1/periods/reopen", reopen, expect=201, headers=key("b"))
        assert (
            reopened["change"],
            reopened["reopened_from"],
            reopened["reopened_until"],
            reopened["closed_until"],
        ) == (
            "reopened",
            "2026-02-01",
            FEBRUARY,
            "2026-01-31",
        )
        assert await service.ask("POST", "/v1/periods/reopen", reopen, expect=201, headers=key("b")) == reopened
        await service.ask("POST", "/v1/invoices", late("1001", posted_on="2026-02-10"), expect=201)
        closed = await service.ask("POST", "/v1/periods/close", close, expect=201)
        assert closed["closed_from"] == "2026-02-01"
        assert closed["checklist"]["trial_balance"][0]["debit"] == "100.00"

        # All of it can be looked up, the newest first.
        page = await service.ask("GET", "/v1/periods?entity=CN01&limit=2")
        rest = await service.ask("GET", f"/v1/periods?entity=CN01&limit=2&cursor={page['next']}")
        told = [(row["change"], row["closed_until"], row["reason"]) for row in page["items"] + rest["items"]]
        assert told == [
            ("closed", FEBRUARY, None),
            ("reopened", "2026-01-31", "an auditor's correction"),
            ("closed", FEBRUARY, None),
        ]
        assert page["items"][0] == closed

    async def test_is_summed_on_from_the_close_before(self, service: Service, settings: Settings) -> None:
        await february(service)
        await open_days(settings)
        await service.ask("POST", "/v1/periods/close", {"entity": "CN01", "until": FEBRUARY}, expect=201)
        march = "2026-03-15"
        await service.ask("POST", "/v1/invoices", invoice("1005", "40.00", document_date="2026-03-10"), expect=201)
        closed = await service.ask("POST", "/v1/periods/close", {"entity": "CN01", "until": march}, expect=201)
        trial = await service.ask("GET", f"/v1/trial-balance?entity=CN01&as_of={march}")
        told = [
            {name: total[name] for name in ("currency", "debit", "credit", "difference")} for total in trial["totals"]
        ]
        assert closed["checklist"]["trial_balance"] == told
        assert [total["currency"] for total in told] == ["CNY", "JPY"]

    async def test_moves_or_refuses_as_the_entity_wants(self, service: Service, settings: Settings) -> None:
        await service.introduce("C1", first_business_day="2026-02-20", late_posting="refuse")
        await open_days(settings)
        await service.ask("POST", "/v1/periods/close", {"entity": "CN01", "until": FEBRUARY}, expect=201)
        problem = await service.ask("POST", "/v1/invoices", late("1001"), expect=409)
        assert problem["errors"][0]["pointer"] == "/document_date"
        await service.introduce(first_business_day="2026-02-20", late_posting="next-open-day")
        stated = late("1001", posted_on="2026-02-10")
        moved = await service.ask("POST", "/v1/invoices", stated, expect=201)
        assert moved["moved"]["posted_on"] == "2026-03-01"
        assert (await service.ask("GET", "/v1/entities/CN01"))["late_posting"] == "next-open-day"

    async def test_is_closed_by_whoever_may(self, service: Service, settings: Settings) -> None:
        await service.introduce("C1", first_business_day="2026-02-20")
        await open_days(settings)
        close = {"entity": "CN01", "until": FEBRUARY}
        erp, finance = service.key_for("CN01"), service.key_for("CN01", role="finance")
        foreign = service.key_for("DE01", role="finance")
        await service.ask("POST", "/v1/periods/close", close, expect=403, headers=erp)
        await service.ask("POST", "/v1/periods/close", close, expect=404, headers=foreign)
        await service.ask("GET", "/v1/periods/checklist?entity=XX&until=2026-02-28", expect=404)
        await service.ask("POST", "/v1/periods/close", close, expect=201, headers=finance)


async def a_company(books: Books) -> None:
    """Business in January and March, in all partitions, with all days open."""
    customers = [f"C{number}" for number in range(1, 9)]
    await books.do(an_entity(), *(a_customer(customer) for customer in customers))
    january: dict[str, Any] = {"document_date": date(2026, 1, 10)}
    await books.do(
        *(an_invoice(f"1-{customer}", customer=customer, **january) for customer in customers),
        *(a_payment(f"P-{customer}", 4000, customer=customer, **january) for customer in customers),
        a_credit_note("G1", 300, against="1-C1", **january),
    )
    for count in range((OPENED - date(2025, 12, 31)).days):
        day = date(2026, 1, 1) + timedelta(days=count)
        await books.do(
            *(
                OpenDay(entity="CN01", partition=partition, date=day, is_working_day=True, latest=OPENED)
                for partition in range(PARTITIONS)
            )
        )


class TestUnderTheLock:
    async def test_what_comes_at_the_same_time_is_either_seen_by_the_close_or_moved(self, books: Books) -> None:
        """A hundred documents of closed days race with the close: none lies in it that its checklist did not count."""
        await a_company(books)
        stated = [
            an_invoice(f"2-{number}", customer=f"C{number % 8 + 1}", document_date=date(2026, 1, 20))
            for number in range(100)
        ]
        close = books.execution(a_close(CLOSED, now=START))
        race = [books.committer.submit(books.execution(command)) for command in stated]
        await asyncio.gather(*race[:50], books.committer.submit(close), *race[50:])
        [row] = await books.rows("SELECT convert_from(checklist, 'UTF8')::jsonb AS checklist FROM periods")
        [counted] = await books.rows(
            """SELECT CAST(sum(amount_minor) AS bigint) AS minor FROM journal
               WHERE role = 'receivable' AND posted_on <= :until""",
            until=CLOSED,
        )
        assert row["checklist"]["sums"][0]["balances_minor"]["receivable"] == counted["minor"]
        [total] = await books.rows("SELECT count(*) AS count FROM items WHERE number LIKE '2-%'")
        assert total["count"] == 100
        await books.verified()

    async def test_a_close_in_one_batch_with_late_documents_comes_in_between(self, books: Books) -> None:
        await a_company(books)
        dated: dict[str, Any] = {"document_date": date(2026, 1, 20)}
        events = await books.do(an_invoice("3-1", **dated), a_close(CLOSED, now=START), an_invoice("3-2", **dated))
        [first, *_, second] = events
        assert getattr(first, "posted_on", None) == date(2026, 1, 20)
        assert {getattr(event, "posted_on", None) for event in events if getattr(event, "number", "") == "3-2"} == {
            date(2026, 3, 1)
        }
        assert second is not first
        await books.do(a_reopening(date(2026, 2, 1)), an_invoice("3-3", document_date=date(2026, 2, 2)))
        await books.verified()


class TestVerification:
    async def test_finds_a_document_posted_into_closed_days(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """MUTANT: nobody looks whether the day is closed."""
        await a_company(books)
        await books.do(a_close(CLOSED, now=START))
        await books.verified()

        def anywhere(_: object, day: date) -> Day:
            return Day(day)

        monkeypatch.setattr(period, "not_before", anywhere)
        await books.do(an_invoice("2-1", document_date=date(2026, 1, 20)))
        broken = [check for check in await verify(books.engine) if not check.ok]
        assert [check.name for check in broken] == ["ledger closed days are as they were closed"]
        assert "CN01 until 2026-02-28" in broken[0].detail

    async def test_takes_reopened_days_as_they_are(self, books: Books) -> None:
        await a_company(books)
        await books.do(a_close(CLOSED, now=START), a_reopening(date(2026, 1, 1)))
        await books.do(an_invoice("2-1", document_date=date(2026, 1, 20)))
        await books.verified()

    async def test_finds_a_period_that_the_log_does_not_know(self, books: Books) -> None:
        await a_company(books)
        await books.do(a_close(CLOSED, now=START))
        async with books.engine.begin() as connection:
            await connection.execute(text("UPDATE periods SET closed_until = '2026-03-10'"))
        broken = [check.name for check in await verify(books.engine) if not check.ok]
        assert "ledger replay of the log equals the tables" in broken
