"""Verification finds what is wrong in the books, and says where."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from services.ledger.domain.accounts import MapAccounts
from services.ledger.domain.calendar_day import OpenDay
from services.ledger.domain.chart import AccountRule
from services.ledger.projections.verification import control_balances_at, verify
from shared.events import Position
from shared.partitioning import partition_of
from tests.ledger.builders import (
    BEFORE,
    MARCH,
    a_cancellation,
    a_credit_note,
    a_customer,
    a_dispute,
    a_payment,
    an_entity,
    an_invoice,
    an_unapplication,
    some_rates,
)
from tests.ledger.integration.conftest import PARTITIONS, Books

TRIAL, CONTROL, APPLIED, REPLAY, CLOSED = range(5)


async def some_business(books: Books) -> None:
    rules = (AccountRule(role="revenue", account="600199", event="credit-note"),)
    await books.do(
        an_entity(),
        some_rates(an_entity()),
        a_customer("C1"),
        a_customer("C2"),
        MapAccounts(entity="CN01", valid_from=MARCH, rules=rules),
    )
    parts = ((MARCH, 4000), (MARCH + timedelta(days=30), 6000))
    await books.do(
        an_invoice("1001", instalments=parts),
        an_invoice("1002", customer="C2", currency="JPY"),
        a_payment("P1", 5000, reference="1001"),
        a_credit_note("G1", 300, against="1001"),
        a_dispute("D1", amount="1.00"),
    )
    first = BEFORE + timedelta(days=1)
    for partition in range(PARTITIONS):
        await books.do(OpenDay(entity="CN01", partition=partition, date=first, is_working_day=False, latest=first))
    await books.do(an_unapplication("P1"), an_invoice("1003", 700), a_cancellation("1001"))


async def test_finds_nothing_wrong_in_right_books(books: Books) -> None:
    await some_business(books)
    checks = await verify(books.engine)
    assert [check.ok for check in checks] == [True] * 6, checks
    assert "after" in checks[REPLAY].figure


@pytest.mark.parametrize(
    ("tampering", "broken", "named"),
    [
        ("UPDATE journal SET amount_minor = amount_minor + 1 WHERE role = 'bank'", {TRIAL, REPLAY}, "CN01 CNY: 1"),
        ("UPDATE items SET open_minor = open_minor - 1 WHERE number = '1002'", {CONTROL, REPLAY}, "CN01/C2 JPY"),
        (
            "UPDATE funds SET unapplied_minor = amount_minor WHERE document LIKE '%P1'",
            {CONTROL, APPLIED, REPLAY},
            "C1 CNY",
        ),
        (
            "UPDATE allocations SET amount_minor = 10001 WHERE invoice LIKE '%1001' AND rule = 'reference'",
            {APPLIED, REPLAY},
            "10001",
        ),
        ("UPDATE customers SET terms_days = 31 WHERE customer = 'C2'", {REPLAY}, "terms_days=31"),
        ("UPDATE disputes SET outcome = 'accepted'", {REPLAY}, "accepted"),
        ("DELETE FROM days WHERE partition = 2", {REPLAY}, "days"),
        ("DELETE FROM items WHERE number = '1003'", {REPLAY}, "1003"),
        ("UPDATE entities SET allocation_order = 'newest-first'", {REPLAY}, "newest-first"),
        ("UPDATE account_mappings SET rules = '[]'", {REPLAY}, "account_mappings"),
        (
            "UPDATE journal SET dimensions = jsonb_build_object('region', 'north') WHERE role = 'bank'",
            {REPLAY},
            "north",
        ),
        ("UPDATE journal SET document = '' WHERE role = 'bank'", {REPLAY}, "P1"),
        ("UPDATE entities SET late_posting = 'refuse'", {REPLAY}, "refuse"),
        (
            """INSERT INTO customers SELECT entity, 'C9', name, country, language, currency, terms_days, size, industry,
            region, salesperson, parent, insolvent_since FROM customers WHERE customer = 'C1'""",
            {REPLAY},
            "customers has 3 rows",
        ),
    ],
)
async def test_finds_what_was_changed_behind_its_back(
    books: Books, tampering: str, broken: set[int], named: str
) -> None:
    await some_business(books)
    async with books.engine.begin() as connection:
        await connection.execute(text(tampering))
    checks = await verify(books.engine)
    assert {number for number, check in enumerate(checks) if not check.ok} == broken, checks
    assert any(named in check.detail for check in checks), [check.detail for check in checks]


async def test_control_balances_stop_at_a_position(books: Books) -> None:
    await books.do(an_entity(), a_customer("C1"))
    await books.do(an_invoice())
    home = partition_of("CN01/C1", PARTITIONS)
    [head] = await books.rows("SELECT position FROM head WHERE partition = :home", home=home)
    await books.do(a_payment(amount_minor=4000))
    at = Position("huikuan.ledger", 1, home, head["position"])
    assert await control_balances_at(books.engine, [at]) == {("CN01", "C1", "CNY"): 10000}
