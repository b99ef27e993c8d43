"""What the ledger answers of any day is what a second, plain reading of its events counts.

Whatever is sent in whatever order: both forms of a statement, line by line, and every claim with the interest that the
days come to, agree with `tests/ledger/plain_books.py`, which shares no calculation with the ledger.
"""

import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import orjson
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.issued_statement import Form
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.statement import replay, statement
from services.ledger.published import CODEC
from services.ledger.routes.statement_paper import on_paper
from shared.errors import Refusal
from tests.ledger import clerks, plain_books
from tests.ledger.builders import NOW, Ledger, a_close, a_dispute, an_entity, days, empty_ledger
from tests.ledger.clerks import Clerk, Desk
from tests.ledger.plain_books import Told
from tests.ledger.unit.test_properties import FIRST, LedgerMachine, customers, dates, some_dates

UNTIL = NOW.date()
FORMS: tuple[Form, ...] = ("open-items", "activity")
CUSTOMERS = ("C1", "C2", "C3")


def nine_hundred_percent(day: date) -> Fraction:
    """As the machine's entity has agreed with its customers from its first day on."""
    return Fraction(900 if day >= FIRST else 0)


def as_told(log: Sequence[tuple[str, LedgerEvent]]) -> list[Told]:
    return [
        Told.of(CODEC.name_of(event), CODEC.encode(event), place=place) for place, (_, event) in enumerate(log, start=1)
    ]


def sections(
    log: Sequence[tuple[str, LedgerEvent]], customer: str, *, form: Form, as_of: date, from_on: date | None
) -> Any:
    """What the ledger's statement says, as it is written."""
    past = replay(
        (place, event)
        for place, (_, event) in enumerate(log, start=1)
        if getattr(event, "customer", customer) == customer
    )
    made = statement(past, form=form, as_of=as_of, from_on=from_on)
    return orjson.loads(on_paper(made, format="json", language="en"))["currencies"]


class ComparedMachine(LedgerMachine):
    """The machine of everything that can happen, asked for a day now and then."""

    @rule(customer=customers, as_of=dates, from_on=some_dates)
    def a_statement_says_what_the_plain_books_say(self, *, customer: str, as_of: date, from_on: date | None) -> None:
        from_on = None if from_on is None or from_on > as_of else from_on
        for form in FORMS:
            asked: dict[str, Any] = {"form": form, "as_of": as_of, "from_on": from_on}
            expected = plain_books.statement(as_told(self.log), customer, **asked)
            assert sections(self.log, customer, **asked) == expected

    @rule(pick=st.integers(0, 15), instalment=st.sampled_from([None, None, 1, 2]), opened_on=dates)
    def contest(self, *, pick: int, instalment: int | None, opened_on: date) -> None:
        invoice = self.picked("invoice", pick)
        content: dict[str, Any] = {"invoice": invoice, "instalment": instalment, "opened_on": opened_on}
        for customer in CUSTOMERS:
            self.carry_out(a_dispute(self.number("dispute", repeats=1), customer=customer, **content))

    @rule()
    def what_is_claimed_is_what_the_days_come_to(self) -> None:
        self.carry_out(an_entity(rate_table="agreed", small_differences={"CNY": 3}))
        for customer in CUSTOMERS:
            owed = dict.fromkeys(item.invoice for item in self.books.items.values() if item.customer == customer)
            accrual: dict[str, Any] = {"customer": customer, "invoices": tuple(owed), "until": UNTIL, "now": NOW}
            self.carry_out(AccrueInterest(entity="CN01", **accrual))
        log = as_told(self.log)
        found = plain_books.disagreements(log, runs_from=FIRST, until=UNTIL, percent_on=nine_hundred_percent)
        assert not found
        expected = {name: (claim["status"], claim["raised"]) for name, claim in plain_books.claims(log).items()}
        assert {name: (claim.status, claim.raised_minor) for name, claim in self.books.claims.items()} == expected

    # The machine that this one is made from asks these after every step; here the answers are what is asked.

    def the_witness_sees_the_same_open_amounts(self) -> None:
        pass

    def why_leads_to_the_open_amount(self) -> None:
        pass

    def the_log_alone_gives_the_same_books(self) -> None:
        pass


TestPlainBooks = ComparedMachine.TestCase
TestPlainBooks.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


def compare(ledger: Ledger, customer: str, as_of: date, from_on: date | None) -> None:
    """Both forms of a customer's statement say what the plain books say."""
    for form in FORMS:
        asked: dict[str, Any] = {"form": form, "as_of": as_of, "from_on": from_on}
        expected = plain_books.statement(as_told(ledger.log), customer, **asked)
        assert sections(ledger.log, customer, **asked) == expected


class TestClerks:
    """Long histories, in which much was paid, moved, contested, given back and closed over each other."""

    @pytest.mark.parametrize("seed", range(12))
    def test_any_day_is_as_the_plain_books_have_it(self, seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311 - a test's own dice
        interest_on = dice.choice(("undisputed", "all"))
        ledger = empty_ledger().given(*clerks.introduction(CUSTOMERS, interest_on=interest_on))
        clerk = Clerk("a", Desk(CUSTOMERS), dice)
        opened, closed = FIRST - timedelta(days=1), FIRST - timedelta(days=1)
        for step in range(200):
            for command in clerk.next():
                with suppress(Refusal):
                    ledger.given(command)
            if step % 5 == 0 and opened < UNTIL:
                opened += timedelta(days=2)
                ledger.given(*days(opened - timedelta(days=1), opened))
            if step % 60 == 59:
                closed += timedelta(days=dice.randint(5, 12))
                ledger.given(a_close(min(closed, opened)))
            if step % 20 == 19:
                as_of = FIRST + timedelta(days=dice.randint(-5, 90))
                from_on = dice.choice((None, as_of - timedelta(days=dice.randint(0, 40))))
                compare(ledger, dice.choice(CUSTOMERS), as_of, from_on)
        for customer in CUSTOMERS:
            compare(ledger, customer, UNTIL + timedelta(days=60), None)
            owed = dict.fromkeys(item.invoice for item in ledger.state.items.values() if item.customer == customer)
            accrual: dict[str, Any] = {"customer": customer, "invoices": tuple(owed), "until": UNTIL, "now": NOW}
            ledger.given(AccrueInterest(entity="CN01", **accrual))
        log = as_told(ledger.log)
        undisputed_only = interest_on == "undisputed"
        how: dict[str, Any] = {"runs_from": FIRST, "percent_on": clerks.percent_on, "undisputed_only": undisputed_only}
        assert not plain_books.disagreements(log, until=UNTIL, **how)
        expected = {name: (claim["status"], claim["raised"]) for name, claim in plain_books.claims(log).items()}
        assert {name: (claim.status, claim.raised_minor) for name, claim in ledger.state.claims.items()} == expected
        happened = Counter(told.kind for told in log)
        assert sum(len(plain_books.claimed(told)) for told in log) > 10
        assert happened["payment-allocated"] > 10


def test_a_year_of_ten_percent_by_days() -> None:
    """The plain interest itself, against a figure anybody can reckon: 10 % of 10,000.00 for 73 days are 200.00."""
    bears = plain_books.Bearing("I", 1, FIRST, 1_000_000, (), ())
    last = FIRST + timedelta(days=73)
    assert plain_books.interest(bears, FIRST + timedelta(days=1), last, lambda _: Fraction(10)) == 20_000


@pytest.mark.parametrize(("exact", "rounded"), [("1/2", 1), ("3/2", 2), ("-1/2", 0), ("49/100", 0), ("51/100", 1)])
def test_half_of_a_cent_is_rounded_up(exact: str, rounded: int) -> None:
    assert plain_books.half_up(Fraction(exact)) == rounded
