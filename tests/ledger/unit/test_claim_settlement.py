"""Interest beside what else ends a receivable: write-offs, returned payments, closed days; instalments that wait."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.ledger.domain import accrual
from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.books import Books
from services.ledger.domain.claim import ClaimRecognised, ClaimReversed, RecogniseClaim
from services.ledger.domain.interest import Reduction
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued, InvoiceKindUnknown
from services.ledger.domain.period import PeriodIsClosed
from services.ledger.domain.rates import StateInterestRate
from services.ledger.domain.reduction import ReceivableReduced
from services.ledger.domain.terms import DueRule, Terms, TermsPart
from tests.ledger.builders import (
    Ledger,
    a_close,
    a_decision,
    a_due_event,
    a_payment,
    a_return,
    a_write_off,
    an_invoice,
    claims_in,
    days,
    new_ledger,
    open_minor,
    wanted,
)

DUE = date(2026, 3, 31)
APRIL_END = date(2026, 4, 30)
INTEREST = "1001/1/interest-20260401"
#: 10,000.00 at 10 % for the 30 days of April.
OF_APRIL = 82_19


def at_ten_percent(**settings: Any) -> Ledger:
    rate = StateInterestRate(
        entity="CN01", rate_table="agreed", valid_from=date(2026, 1, 1), percent="10", source="our terms"
    )
    return new_ledger(rate_table="agreed", **settings).given(rate)


def late(**changes: Any) -> Any:
    return an_invoice("1001", 1_000_000, due_on=DUE, **changes)


def accrued(until: date = APRIL_END) -> AccrueInterest:
    now = datetime(2027, 3, 20, 1, tzinfo=UTC)
    return AccrueInterest(entity="CN01", invoices=("CN01/invoice/erp/1001",), until=until, now=now, customer="C1")


def recognised(posted_on: date = APRIL_END, **changes: Any) -> RecogniseClaim:
    return RecogniseClaim(entity="CN01", customer="C1", source="erp", number=INTEREST, posted_on=posted_on, **changes)


def raised_minor(ledger: Ledger) -> int:
    return sum(claim.raised_minor for claim in ledger.state.claims.values())


WRITTEN_OFF = (
    a_write_off(proposed_on=date(2026, 4, 9)),
    a_decision(decided_on=date(2026, 4, 10)),
)


def _none(_invoice: str, _books: Books) -> dict[int, list[Reduction]]:
    return {}


class TestAWriteOff:
    def written_off(self) -> Ledger:
        return at_ten_percent().given(late(), *WRITTEN_OFF)

    def test_ends_interest_from_its_day_on(self) -> None:
        ledger = self.written_off().given(accrued())
        assert raised_minor(ledger) == 27_40  # ten days

    def test_of_which_the_store_did_not_know_lets_it_run_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A mutant: without reductions the written-off amount would never have been owed at all."""
        monkeypatch.setattr(accrual, "_reductions", _none)
        assert raised_minor(self.written_off().given(accrued())) == 0

    def test_posted_later_sets_claims_right(self) -> None:
        ledger = at_ten_percent().given(late(), accrued(), *WRITTEN_OFF)
        assert raised_minor(ledger) == OF_APRIL
        reversed_, accrual = ledger.when(accrued()).then_events()
        assert isinstance(reversed_, ClaimReversed)
        [raised] = claims_in([accrual])
        assert (reversed_.amount_minor, raised.amount_minor) == (OF_APRIL, 27_40)


class TestAReturnedPayment:
    def test_never_stopped_interest(self) -> None:
        paid = a_payment(amount_minor=1_000_000, document_date=date(2026, 4, 10), value_date=date(2026, 4, 10))
        ledger = at_ten_percent().given(late(), paid, accrued())
        assert raised_minor(ledger) == 27_40
        ledger = ledger.given(a_return(returned_on=date(2026, 4, 20)), accrued())
        assert raised_minor(ledger) == OF_APRIL


class TestAnInstalmentThatWaits:
    def test_bears_no_interest_before_its_event_has_dated_it(self) -> None:
        terms = Terms(
            instalments=(
                TermsPart(basis_points=5000, due=DueRule(days=0)),
                TermsPart(basis_points=5000, due=DueRule(days=0, event="acceptance")),
            )
        )
        invoice = an_invoice("1001", 1_000_000, document_date=DUE, terms=terms)
        ledger = at_ten_percent().given(invoice, accrued())
        assert raised_minor(ledger) == OF_APRIL // 2 + 1  # 41.10
        ledger = ledger.given(a_due_event(happened_on=date(2026, 4, 20)), accrued())
        assert raised_minor(ledger) == 41_10 + 13_70


class TestClosedDays:
    def closed(self, **settings: Any) -> Ledger:
        return at_ten_percent(**settings).given(
            late(), accrued(), *days(date(2026, 1, 1), APRIL_END), a_close(APRIL_END)
        )

    def test_refuse_a_claim_recognised_in_them(self) -> None:
        self.closed().when(recognised()).then_refused(PeriodIsClosed, field="posted_on")

    def test_move_it_to_the_first_open_day_where_the_entity_says_so(self) -> None:
        ledger = self.closed(late_posting="next-open-day")
        made = ledger.when(recognised()).then_events(ClaimRecognised, InvoiceIssued)
        assert len(made) == 2
        for event in made:
            assert isinstance(event, ClaimRecognised | InvoiceIssued)
            assert (event.posted_on, event.moved_from) == (date(2026, 5, 1), APRIL_END)

    def test_keep_a_receivable_that_ends_with_its_claim_until_the_first_open_day(self) -> None:
        paid = a_payment(amount_minor=1_000_000, document_date=date(2026, 4, 10), value_date=date(2026, 4, 10))
        ledger = at_ten_percent().given(late(), accrued())
        recognition = ledger.when(recognised(tax="10.00", tax_code="V6"))
        [issued] = recognition.then_events(InvoiceIssued)
        ledger = ledger.given(*days(date(2026, 1, 1), APRIL_END), a_close(APRIL_END), paid)
        [ended] = ledger.when(accrued()).then_events(InvoiceCancelled)
        assert isinstance(issued, InvoiceIssued)
        assert isinstance(ended, InvoiceCancelled)
        assert (ended.posted_on, ended.moved_from, ended.kind) == (date(2026, 5, 1), APRIL_END, "claim")
        assert ended.shares == issued.shares  # with the tax that was in it


class TestASmallDifference:
    def test_is_not_taken_off_what_is_only_claimed(self) -> None:
        ledger = at_ten_percent(small_differences={"CNY": 100}).given(late(), accrued())
        name = f"CN01/claim/erp/{INTEREST.replace('/', '%2F')}"
        paid = a_payment(
            amount_minor=OF_APRIL - 50,
            document_date=APRIL_END,
            automatic=False,
            allocations=(wanted(name, OF_APRIL - 50),),
        )
        assert not ledger.when(paid).then_events(ReceivableReduced)
        assert raised_minor(ledger) == 50
        assert open_minor(ledger, INTEREST.replace("/", "%2F")) == 0


class TestTheKindOfAnInvoice:
    def test_that_says_it_is_a_claim_is_refused(self) -> None:
        new_ledger().when(an_invoice("1002", kind="claim")).then_refused(InvoiceKindUnknown, field="kind")
