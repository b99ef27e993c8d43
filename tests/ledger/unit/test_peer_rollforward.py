"""Roll-forwards of other people's books, told to ours: beginning, what came, what went, and the same ending.

The cases are no part of this repository; HUIKUAN_REAL_DATA names the folder they lie in; what lies there is run.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from services.ledger.domain.chart import CHINESE, Chart
from services.ledger.domain.journal import POSTING, lines
from services.ledger.domain.ledger import LedgerCommand
from shared.money import Money
from tests.ledger.builders import (
    BEFORE,
    Ledger,
    a_close,
    a_credit_note,
    a_day,
    a_payment,
    an_invoice,
    days,
    new_ledger,
    open_minor,
)
from tests.ledger.unit.test_peer_cases import CASES, Case, Peer, runs_now, without_cases

FIRST = BEFORE + timedelta(days=1)
MIDDLE = FIRST + timedelta(days=14)
LAST = FIRST + timedelta(days=30)

#: What makes receivables more, and what makes them less, under the words of the cases.
MORE = ("sales", "credit_sales", "recoveries_reinstated")
LESS = ("collections", "write_offs", "credit_notes", "returns", "discounts")


def minor(text: str) -> int:
    return Money.parse(text, "CNY").minor


def command(word: str, amount_minor: int) -> LedgerCommand:
    """A movement of the period as the ledger is told it; what is neither sale nor money is a credit note here."""
    if word in MORE:
        return an_invoice(word, amount_minor, document_date=MIDDLE)
    if word == "collections":
        return a_payment(word, amount_minor, document_date=MIDDLE)
    return a_credit_note(word, amount_minor, document_date=MIDDLE, against="sales")


def told(given: Mapping[str, str]) -> Ledger:
    """The books: what was owed before, a close of that time, and the movements of the period."""
    ledger = new_ledger().given(an_invoice("beginning", minor(given["beginning"]), document_date=BEFORE))
    ledger.given(a_day(FIRST), a_close(FIRST))
    for word in (*MORE, *LESS):
        if word in given:
            ledger.given(command(word, minor(given[word])))
    return ledger.given(*days(FIRST + timedelta(days=1), LAST), a_close(LAST))


def receivable(ledger: Ledger, until: date) -> Counter[str]:
    """What each kind of event has debited (or credited, where negative) receivables with, up to a day."""
    found: Counter[str] = Counter()
    for _, event in ledger.log:
        if isinstance(event, POSTING):
            for line in lines(event, Chart(CHINESE)):
                if line.role == "receivable" and line.posted_on <= until:
                    found[type(event).__name__] += line.amount_minor
    return found


ROLLING = [case for case in CASES if case["topic"] == "rollforward"]
AS_OF = [case for case in CASES if case["topic"] == "as-of" and runs_now(case) and case.get("as_of")]


@without_cases
@pytest.mark.parametrize("case", ROLLING, ids=lambda case: case["id"])
class TestARollForward:
    def test_ends_where_theirs_does(self, case: Case) -> None:
        given, [(asked, expected)] = case["given"], case["expected"].items()
        assert {asked, *given} <= {"beginning", "ending", *MORE, *LESS}, "a word that is not read here yet"
        ledger = told(given)
        ending = sum(receivable(ledger, LAST).values())
        # The open items say the same as the account.
        assert ending == sum(open_minor(ledger, word) for word in ("beginning", *MORE))
        if asked == "ending":
            assert ending == minor(expected)
        else:
            # Asked for a movement: it is what is missing to their ending.
            missing = minor(given["ending"]) - ending
            assert (missing if asked in MORE else -missing) == minor(expected)

    def test_is_the_difference_of_two_balances(self, case: Case) -> None:
        given = case["given"]
        ledger = told(given)
        before, after = receivable(ledger, BEFORE), receivable(ledger, LAST)
        assert sum(before.values()) == minor(given["beginning"])
        change = {kind: after[kind] - before[kind] for kind in after}
        assert change == {
            "InvoiceIssued": sum(minor(given[word]) for word in MORE if word in given),
            "PaymentAllocated": -minor(given.get("collections", "0")),
            "CreditApplied": -sum(minor(given[word]) for word in LESS if word in given and word != "collections"),
        }

    def test_is_not_changed_by_what_comes_after_the_close(self, case: Case) -> None:
        ledger = told(case["given"])
        before = receivable(ledger, LAST)
        ledger.given(
            an_invoice("late", 77700, document_date=MIDDLE),
            a_payment("late", 55500, document_date=MIDDLE),
            a_credit_note("late", 33300, document_date=MIDDLE, against="sales"),
        )
        assert receivable(ledger, LAST) == before
        assert receivable(ledger, LAST + timedelta(days=1)) != before


@without_cases
@pytest.mark.parametrize("case", AS_OF, ids=lambda case: case["id"])
def test_an_as_of_picture_of_a_peer_stands_after_a_close(case: Case) -> None:
    """The peer's picture of a day; then the day is closed, and the customer's money for it comes too late."""
    peer = Peer(case)
    as_of = date.fromisoformat(case["as_of"])
    outstanding = sum(map(peer.open_of, peer.invoices()))
    assert sum(receivable(peer.ledger, as_of).values()) == outstanding
    before = [(event.number, peer.open_of(event)) for event in peer.invoices()]
    peer.ledger.given(a_day(FIRST), a_close(FIRST))
    peer.ledger.given(
        a_payment("late", 100000, customer=peer.customer, currency="INR", document_date=as_of),
        an_invoice("late", 5000, customer=peer.customer, currency="INR", document_date=as_of),
    )
    assert sum(receivable(peer.ledger, as_of).values()) == outstanding
    assert [(event.number, peer.open_of(event)) for event in peer.invoices()] == before
