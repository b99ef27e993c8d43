"""After a period was closed, no command whatsoever changes any balance as of any of its days.

Whatever is sent, however it is dated, in whichever order, under each setting: what closed days showed when they were
closed they show for ever, unless they are reopened. Mistakes made on purpose are found.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.ledger.domain import allocation, period
from services.ledger.domain.books import Books
from services.ledger.domain.ledger import LedgerCommand, LedgerEvent
from services.ledger.domain.period import Day
from shared.errors import Refusal
from tests.ledger.builders import (
    a_cancellation,
    a_close,
    a_credit_note,
    a_day,
    a_payment,
    a_reopening,
    an_allocation,
    an_entity,
    an_invoice,
    an_unapplication,
    days,
    new_ledger,
)
from tests.ledger.closed_days import Archivist
from tests.ledger.prefixes import Witness
from tests.ledger.unit.test_properties import FIRST, PARTITIONS, LedgerMachine


class ClosingMachine(LedgerMachine):
    """The whole ledger of `test_properties`, whose books are closed now and then."""

    def __init__(self) -> None:
        self.archivist = Archivist()
        super().__init__()

    def told(self, pairs: list[tuple[str, LedgerEvent]]) -> None:
        self.archivist.hear(pairs)

    @rule(late_posting=st.sampled_from(["unless-stated", "refuse", "next-open-day"]))
    def configure(self, late_posting: str) -> None:
        self.carry_out(an_entity(late_posting=late_posting))

    @rule(count=st.integers(-10, 50))
    def close(self, count: int) -> None:
        until = FIRST + timedelta(days=count)
        for partition in range(PARTITIONS):
            while (opened := self.books.opened_until("CN01", partition)) < until:
                self.carry_out(a_day(opened + timedelta(days=1), partition=partition))
        self.carry_out(a_close(until))

    @rule(count=st.integers(-10, 50))
    def reopen(self, count: int) -> None:
        self.carry_out(a_reopening(FIRST + timedelta(days=count)))


TestClosedDays = ClosingMachine.TestCase
TestClosedDays.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)

# ---------------------------------------------------------------- mistakes made on purpose


JANUARY = FIRST + timedelta(days=30)
EARLY = FIRST + timedelta(days=5)
LATE = FIRST + timedelta(days=40)


def a_story() -> list[LedgerCommand]:
    """A closed January, and everything that could slip into it."""
    dated: dict[str, Any] = {"document_date": EARLY}
    return [
        an_invoice("1", **dated),
        an_invoice("2", document_date=LATE),
        an_invoice("6", **dated, customer="C2"),
        a_payment("P1", 3000, **dated, automatic=False),
        a_payment("P2", 10000, **dated, reference="2"),
        a_payment("P3", 10000, **dated, customer="C2"),
        a_credit_note("G1", 1000, **dated),
        *days(FIRST, JANUARY),
        a_close(JANUARY),
        an_allocation("P1", automatic=True),
        an_invoice("3", **dated),
        a_payment("P4", 200, **dated),
        a_credit_note("G2", 300, **dated, against="1"),
        an_unapplication("P3", now=datetime(2026, 1, 31, 1, tzinfo=UTC)),
        a_cancellation("1", now=datetime(2026, 1, 31, 1, tzinfo=UTC)),
    ]


def told() -> Archivist:
    """The story, heard by both who judge."""
    ledger = new_ledger()
    archivist, witness = Archivist(), Witness()
    for command in a_story():
        before = len(ledger.log)
        try:
            ledger.given(command)
        except Refusal as refusal:
            raise AssertionError(command) from refusal
        witness.hear(ledger.log[before:])
        archivist.hear(ledger.log[before:])
    return archivist


def test_the_story_closes_and_moves() -> None:
    archivist = told()
    assert (archivist.closings, archivist.moves) == (1, 9)


class TestAMutant:
    def test_that_posts_into_closed_days_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def anywhere(_: object, day: date) -> Day:
            return Day(day)

        monkeypatch.setattr(period, "not_before", anywhere)
        with pytest.raises(AssertionError, match="closed until"):
            told()

    def test_that_forgets_the_close_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def forget(*_: object) -> None:
            pass

        monkeypatch.setattr(period, "evolve", forget)
        with pytest.raises(AssertionError, match="closed until"):
            told()

    def test_that_closes_documents_but_not_allocations_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        begin = allocation.Purse.__init__

        def hasty(self: allocation.Purse, *parts: Any, first_open: object, **more: Any) -> None:
            del first_open
            begin(self, *parts, first_open=None, **more)

        monkeypatch.setattr(allocation.Purse, "__init__", hasty)
        with pytest.raises(AssertionError, match=r"closed until .* PaymentAllocated"):
            told()

    def test_that_moves_to_the_last_closed_day_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def last_closed(books: Books, entity: str) -> date | None:
            return books.closed_until.get(entity)

        monkeypatch.setattr(period, "first_open_day", last_closed)
        with pytest.raises(AssertionError):
            told()

    def test_that_allocates_before_both_sides_are_posted_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(allocation, "max", min, raising=False)
        with pytest.raises(AssertionError):
            told()
