"""Interest is claimed beside the books, to the cent, and set right when the past changes; claims end once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from services.ledger.domain import accrual, interest, rates
from services.ledger.domain.accrual import AccruedAhead, AccrueInterest, NoInterestClaimed
from services.ledger.domain.books import Claim, CustomerUnknown, DocumentNotFound, DocumentOfOtherCustomer
from services.ledger.domain.chart import NEUTRAL, Chart
from services.ledger.domain.claim import (
    ClaimEnded,
    ClaimExceeded,
    ClaimRaised,
    ClaimRecognised,
    ClaimReversed,
    ClaimWaived,
    InterestAccrued,
    NumberOfInterest,
    RaiseFee,
    RecogniseClaim,
    RecognisedTooEarly,
    TaxExceedsClaim,
    WaiveClaim,
)
from services.ledger.domain.dispute import ResolveDispute
from services.ledger.domain.documents import AmountNotPositive, NumberTaken, SourceReserved
from services.ledger.domain.entity import SettingNotOffered
from services.ledger.domain.interest import DAY, Contested, InterestLine, Reduction, half_up
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.journal import POSTING, lines
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived
from services.ledger.domain.rates import (
    InterestRateStated,
    RateBelowMinimum,
    RateMissing,
    RateNotUsable,
    Rates,
    RateTableUnknown,
    StateInterestRate,
    rate_tables,
)
from services.ledger.domain.terms import DueRule, Terms, TermsPart
from services.ledger.domain.wording import words
from services.ledger.published import CODEC
from shared.errors import Refusal
from shared.event_store import EVENT_BYTES_MAX
from tests.ledger.builders import (
    MARCH,
    Ledger,
    a_cancellation,
    a_customer,
    a_dispute,
    a_due_event,
    a_payment,
    an_entity,
    an_invoice,
    an_unapplication,
    claims_in,
    new_ledger,
    open_minor,
    unapplied_minor,
    wanted,
)

NOW = datetime(2027, 3, 20, 1, tzinfo=UTC)
DUE = date(2026, 3, 31)
APRIL_END = date(2026, 4, 30)
MAY_END = date(2026, 5, 31)


def at_ten_percent(table: str = "agreed", **settings: Any) -> Ledger:
    """Books that claim 10 % a year, or what another table says."""
    ledger = new_ledger(rate_table=table, **settings)
    return ledger.given(a_rate("10")) if table == "agreed" else ledger


def a_rate(percent: str, valid_from: date = date(2026, 1, 1), table: str = "agreed") -> StateInterestRate:
    return StateInterestRate(
        entity="CN01", rate_table=table, valid_from=valid_from, percent=percent, source="our terms"
    )


def late(number: str = "1001", amount_minor: int = 1_000_000, **changes: Any) -> Any:
    """An invoice that was due on 31 March."""
    return an_invoice(number, amount_minor, due_on=DUE, **changes)


def accrued(ledger: Ledger, until: date = APRIL_END) -> AccrueInterest:
    invoices = tuple(ledger.state.instalments_of)
    return AccrueInterest(entity="CN01", invoices=invoices, until=until, now=NOW, customer="C1")


def a_fee(number: str = "F1", **changes: Any) -> RaiseFee:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": number,
        "currency": "CNY",
        "amount_minor": 4000,
        "raised_on": APRIL_END,
        "reason": "second reminder",
    }
    return RaiseFee(**content | changes)


INTEREST = "1001/1/interest-20260401"


def a_waiver(number: str = INTEREST, **changes: Any) -> WaiveClaim:
    content: dict[str, Any] = {"customer": "C1", "source": "erp", "reason": "goodwill", "waived_on": APRIL_END}
    return WaiveClaim(entity="CN01", number=number, **content | changes)


def a_recognition(number: str = INTEREST, **changes: Any) -> RecogniseClaim:
    content: dict[str, Any] = {"customer": "C1", "source": "erp", "posted_on": APRIL_END}
    return RecogniseClaim(entity="CN01", number=number, **content | changes)


def raised(ledger: Ledger) -> list[ClaimRaised]:
    return claims_in(ledger.then_events())


def standing_minor(ledger: Ledger) -> int:
    """All interest claimed and not reversed."""
    return sum(
        claim.amount_minor
        for claim in ledger.state.claims.values()
        if claim.kind == "interest" and claim.status != "reversed"
    )


class TestAccrue:
    def test_begins_the_day_after_the_due_date_and_ends_with_the_day_asked_for(self) -> None:
        ledger = at_ten_percent().given(late())
        [claim] = raised(ledger.when(accrued(ledger)))
        # 10,000 at 10 % for 30 days.
        assert claim.amount_minor == half_up(Fraction(1_000_000 * 30, 3650)) == 8219
        assert (claim.first_on, claim.last_on) == (date(2026, 4, 1), APRIL_END)
        assert claim.lines == (
            InterestLine(first_on=date(2026, 4, 1), last_on=APRIL_END, days=30, balance_minor=1_000_000, percent="10"),
        )
        assert (claim.claim, claim.number) == ("CN01/claim/erp/1001%2F1%2Finterest-20260401", INTEREST)

    def test_is_due_for_the_day_of_value_but_not_for_the_next(self) -> None:
        ledger = at_ten_percent().given(late(), a_payment(amount_minor=1_000_000, document_date=date(2026, 4, 10)))
        [claim] = raised(ledger.when(accrued(ledger)))
        assert [(line.first_on.day, line.last_on.day, line.days) for line in claim.lines] == [(1, 10, 10)]

    def test_takes_the_value_date_not_the_day_of_posting(self) -> None:
        paid = a_payment(
            amount_minor=1_000_000, document_date=date(2026, 4, 15), value_date=date(2026, 4, 2), posted_on=APRIL_END
        )
        ledger = at_ten_percent().given(late(), paid)
        [claim] = raised(ledger.when(accrued(ledger)))
        assert sum(line.days for line in claim.lines) == 2

    def test_twice_raises_nothing_new_and_later_only_the_difference(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger))
        ledger.when(accrued(ledger)).then_nothing()
        ledger.when(accrued(ledger, date(2026, 4, 15))).then_nothing()
        [claim] = raised(ledger.when(accrued(ledger, MAY_END)))
        assert (claim.first_on, claim.last_on) == (date(2026, 5, 1), MAY_END)
        assert standing_minor(ledger) == half_up(Fraction(1_000_000 * 61, 3650))

    def test_hands_on_what_rounding_left_over(self) -> None:
        ledger = at_ten_percent().given(late(amount_minor=1825))  # half a cent a day
        for day in range(1, 31):
            ledger.given(accrued(ledger, date(2026, 4, day)))
        assert standing_minor(ledger) == 15

    def test_of_an_invoice_not_late_claims_nothing(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.when(accrued(ledger, DUE)).then_nothing()
        ledger.given(a_payment(amount_minor=1_000_000, document_date=DUE))
        ledger.when(accrued(ledger)).then_nothing()

    def test_follows_the_rate_from_its_very_day(self) -> None:
        ledger = at_ten_percent().given(a_rate("20", date(2026, 4, 11)), late(amount_minor=365_000))
        [claim] = raised(ledger.when(accrued(ledger)))
        assert [(line.first_on.day, line.days, line.percent) for line in claim.lines] == [(1, 10, "10"), (11, 20, "20")]
        assert claim.amount_minor == 10 * 100 + 20 * 200

    def test_keeps_the_rate_it_began_with_where_the_law_says_so(self) -> None:
        ledger = new_ledger(rate_table="uk-1998", interest_from=date(2020, 1, 1))
        ledger.given(an_invoice(amount_minor=36_500, document_date=date(2024, 5, 1), due_on=date(2024, 12, 1)))
        [claim] = raised(ledger.when(accrued(ledger, date(2025, 12, 31))))
        assert [line.percent for line in claim.lines] == ["13.25"]

    def test_claims_the_fixed_sum_once_for_each_late_instalment(self) -> None:
        ledger = new_ledger(
            rate_table="eu-2011-7", late_fee=True, currencies=("CNY", "EUR"), interest_from=date(2025, 1, 1)
        )
        parts = ((date(2025, 3, 1), 50_000), (date(2025, 4, 1), 50_000))
        ledger.given(an_invoice(amount_minor=100_000, currency="EUR", instalments=parts))
        fees = [claim for claim in raised(ledger.when(accrued(ledger, date(2025, 3, 15)))) if claim.kind == "fee"]
        assert [(fee.instalment, fee.amount_minor) for fee in fees] == [(1, 4000)]
        fees = [claim for claim in raised(ledger.when(accrued(ledger, date(2025, 4, 15)))) if claim.kind == "fee"]
        assert [(fee.instalment, fee.amount_minor) for fee in fees] == [(2, 4000)]

    def test_does_not_claim_of_the_time_before_interest_is_claimed(self) -> None:
        ledger = at_ten_percent(interest_from=date(2026, 4, 21)).given(late())
        [claim] = raised(ledger.when(accrued(ledger)))
        assert sum(line.days for line in claim.lines) == 10

    def test_is_refused_ahead_of_time_and_without_rates(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.when(accrued(ledger, date(2027, 3, 21))).then_refused(AccruedAhead, field="until")
        ledger = new_ledger().given(late())
        ledger.when(accrued(ledger)).then_refused(NoInterestClaimed, field="entity")


class TestAContestedPart:
    def test_bears_no_interest_while_the_dispute_is_open(self) -> None:
        ledger = at_ten_percent().given(late(), a_dispute(amount="4000.00", opened_on=date(2026, 4, 11)))
        [claim] = raised(ledger.when(accrued(ledger)))
        assert [(line.days, line.balance_minor) for line in claim.lines] == [(10, 1_000_000), (20, 600_000)]

    def test_bears_it_after_all_if_the_dispute_is_rejected(self) -> None:
        ledger = at_ten_percent().given(late(), a_dispute(amount="4000.00", opened_on=date(2026, 4, 11)))
        ledger.given(accrued(ledger))
        ledger.given(
            ResolveDispute(entity="CN01", source="erp", number="D1", outcome="rejected", resolved_on=date(2026, 5, 2))
        )
        ledger.when(accrued(ledger)).then_events(ClaimReversed, InterestAccrued)
        assert standing_minor(ledger) == 8219

    def test_bears_it_where_the_entity_claims_on_all(self) -> None:
        ledger = at_ten_percent(interest_on="all").given(late(), a_dispute(opened_on=DUE))
        [claim] = raised(ledger.when(accrued(ledger)))
        assert claim.amount_minor == 8219

    def test_of_the_whole_invoice_lies_on_the_earliest_instalment(self) -> None:
        parts = ((DUE, 600_000), (date(2026, 4, 10), 400_000))
        ledger = at_ten_percent().given(an_invoice(amount_minor=1_000_000, instalments=parts))
        ledger.given(a_dispute(amount="7000.00", opened_on=MARCH))
        [claim] = raised(ledger.when(accrued(ledger)))
        assert (claim.instalment, claim.lines[0].balance_minor, claim.lines[0].days) == (2, 300_000, 20)

    def test_lies_on_one_that_its_event_made_the_earliest(self) -> None:
        halves = tuple(TermsPart(basis_points=5_000, due=DueRule(event=event)) for event in (None, "acceptance"))
        agreed = Terms(instalments=halves)
        ledger = at_ten_percent().given(an_invoice(amount_minor=1_000_000, document_date=DUE, terms=agreed))
        ledger.given(a_dispute(amount="5000.00", opened_on=MARCH), a_due_event(happened_on=MARCH))
        [claim] = raised(ledger.when(accrued(ledger)))
        assert (claim.instalment, claim.lines[0].balance_minor) == (1, 500_000)


class TestWhenThePastChanges:
    def test_a_backdated_payment_reverses_and_accrues_again(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger))
        ledger.given(a_payment(amount_minor=1_000_000, document_date=date(2026, 4, 10)))
        reversal, accrual = ledger.when(accrued(ledger)).then_events(ClaimReversed, InterestAccrued)
        assert isinstance(reversal, ClaimReversed)
        [claim] = claims_in([accrual])
        assert (reversal.amount_minor, claim.amount_minor) == (8219, 2740)
        assert claim.number == INTEREST + ".2"
        ledger.when(accrued(ledger)).then_nothing()

    def test_every_later_claim_is_mended_too(self) -> None:
        ledger = at_ten_percent().given(late())
        for until in (APRIL_END, MAY_END):
            ledger.given(accrued(ledger, until))
        ledger.given(a_payment(amount_minor=400_000, document_date=date(2026, 4, 10)))
        ledger.given(accrued(ledger, MAY_END))
        assert standing_minor(ledger) == half_up(Fraction(1_000_000 * 10 + 600_000 * 51, 3650))

    def test_a_rate_stated_late_counts_from_its_date(self) -> None:
        ledger = at_ten_percent().given(late(amount_minor=365_000))
        ledger.given(accrued(ledger), a_rate("20", date(2026, 4, 11)))
        ledger.given(accrued(ledger))
        assert standing_minor(ledger) == 10 * 100 + 20 * 200

    def test_another_table_counts_from_there_on(self) -> None:
        ledger = at_ten_percent().given(late(amount_minor=365_000))
        ledger.given(accrued(ledger), an_entity(rate_table="cn-small-firms"))
        ledger.given(accrued(ledger, MAY_END))
        assert standing_minor(ledger) == half_up(30 * 100 + Fraction(365_000 * 31 * 5, 10_000))

    def test_money_taken_back_never_stopped_interest(self) -> None:
        ledger = at_ten_percent().given(late(), a_payment(amount_minor=1_000_000, document_date=date(2026, 4, 10)))
        ledger.given(accrued(ledger), an_unapplication(posted_on=date(2026, 4, 25)))
        ledger.given(accrued(ledger))
        assert standing_minor(ledger) == 8219

    def test_a_cancelled_invoice_never_bore_interest(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger), a_cancellation(posted_on=APRIL_END))
        ledger.when(accrued(ledger)).then_events(ClaimReversed)
        assert standing_minor(ledger) == 0

    def test_what_was_recognised_ends_and_its_money_is_on_account(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger), a_recognition(), a_payment("P1", 8219, allocations=(wanted(INTEREST, 8219),)))
        assert unapplied_minor(ledger, "P1") == 0
        ledger.given(a_payment("P2", 1_000_000, document_date=date(2026, 4, 10)))
        ledger.given(accrued(ledger))
        assert unapplied_minor(ledger, "P1") == 8219
        assert standing_minor(ledger) == 2740
        assert open_minor(ledger, INTEREST.replace("/", "%2F")) == 0

    def test_what_was_waived_stays_waived(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger), a_waiver(), a_payment(amount_minor=500_000, document_date=date(2026, 4, 10)))
        [claim] = raised(ledger.when(accrued(ledger, MAY_END)))
        assert claim.amount_minor == half_up(Fraction(500_000 * 31, 3650) + Fraction(claim.carried))
        assert abs(Fraction(claim.carried)) <= Fraction(1, 2)


class TestWaive:
    def test_ends_it_once(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger))
        [event] = ledger.when(a_waiver()).then_events(ClaimWaived)
        assert isinstance(event, ClaimWaived)
        assert (event.amount_minor, event.reason) == (8219, "goodwill")
        ledger.when(a_waiver()).then_nothing()
        ledger.when(a_recognition()).then_refused(ClaimEnded)
        ledger.when(accrued(ledger)).then_nothing()
        ledger.when(a_waiver("nobody's")).then_refused(DocumentNotFound)
        ledger.when(a_waiver(customer="C2")).then_refused(DocumentOfOtherCustomer, field="customer")


class TestRecognise:
    def test_posts_a_receivable_against_interest_income(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger))
        recognised, issued = ledger.when(a_recognition()).then_events(ClaimRecognised, InvoiceIssued)
        assert isinstance(recognised, ClaimRecognised)
        assert isinstance(issued, InvoiceIssued)
        assert (issued.kind, issued.number, recognised.item) == ("claim", INTEREST, issued.invoice)
        posted = lines(issued, Chart(NEUTRAL))
        assert [(line.account, line.amount_minor) for line in posted] == [
            ("receivable", 8219),
            ("interest-income", -8219),
        ]
        ledger.when(a_recognition()).then_nothing()
        ledger.when(a_waiver()).then_refused(ClaimEnded)

    def test_is_settled_by_money_on_account(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger), a_payment(amount_minor=1_002_000, document_date=APRIL_END))
        assert unapplied_minor(ledger, "P1") == 2000
        ledger.when(a_recognition()).then_events(ClaimRecognised, InvoiceIssued, PaymentAllocated)
        assert unapplied_minor(ledger, "P1") == 0

    def test_of_a_part_leaves_the_rest_raised(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger), a_recognition(amount="50.00"))
        [claim] = ledger.state.claims.values()
        assert (claim.raised_minor, claim.status) == (3219, "raised")
        ledger.when(a_recognition(amount="32.20")).then_refused(ClaimExceeded, field="amount")
        ledger.when(a_recognition(amount="0.00")).then_refused(AmountNotPositive, field="amount")
        [waived] = ledger.when(a_waiver()).then_events(ClaimWaived)
        assert isinstance(waived, ClaimWaived)
        assert waived.amount_minor == 3219

    def test_may_bear_tax_inside_the_amount(self) -> None:
        ledger = at_ten_percent().given(a_fee())
        ledger.when(a_recognition("F1", tax="40.01", tax_code="VAT6")).then_refused(TaxExceedsClaim, field="tax")
        _, issued = ledger.when(a_recognition("F1", tax="2.26", tax_code="VAT6")).then_events(
            ClaimRecognised, InvoiceIssued
        )
        assert isinstance(issued, InvoiceIssued)
        assert [(line.account, line.amount_minor) for line in lines(issued, Chart(NEUTRAL))] == [
            ("receivable", 4000),
            ("fee-income", -3774),
            ("tax", -226),
        ]

    def test_cannot_be_before_the_time_it_is_for(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger))
        ledger.when(a_recognition(posted_on=date(2026, 4, 29))).then_refused(RecognisedTooEarly, field="posted_on")

    def test_of_a_fee_is_fee_income_and_its_cancellation_takes_that_back(self) -> None:
        ledger = at_ten_percent().given(a_fee())
        _, issued = ledger.when(a_recognition("F1")).then_events(ClaimRecognised, InvoiceIssued)
        [cancelled] = ledger.when(a_cancellation("F1", posted_on=APRIL_END)).then_events(InvoiceCancelled)
        assert isinstance(issued, POSTING)
        assert isinstance(cancelled, POSTING)
        taken_back = {line.account: line.amount_minor for line in lines(cancelled, Chart(NEUTRAL))}
        assert taken_back == {"receivable": -4000, "fee-income": 4000}

    def test_bears_no_interest_on_interest(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger), a_recognition())
        [claim] = raised(ledger.when(accrued(ledger, MAY_END)))
        assert claim.invoice == "CN01/invoice/erp/1001"


class TestRaiseFee:
    def test_again_changes_nothing_and_with_other_content_is_refused(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.when(a_fee(invoice="1001")).then_events(ClaimRaised)
        ledger.when(a_fee(invoice="1001")).then_nothing()
        ledger.when(a_fee()).then_refused(NumberTaken, field="number")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"customer": "C9"}, "customer"), ({"invoice": "77"}, "invoice"), ({"amount_minor": 0}, "amount")],
    )
    def test_names_the_field_it_cannot_take(self, changes: dict[str, Any], field: str) -> None:
        refusal = {"customer": CustomerUnknown, "amount": AmountNotPositive}.get(field, Refusal)
        at_ten_percent().when(a_fee(**changes)).then_refused(refusal, field=field)

    @pytest.mark.parametrize("number", [INTEREST, INTEREST + ".2", "1001/1/fee"])
    def test_has_no_number_that_an_accrual_may_give_out(self, number: str) -> None:
        """Taken beforehand, it would stop the accrual of everybody."""
        ledger = at_ten_percent().given(late())
        ledger.when(a_fee(number)).then_refused(NumberOfInterest, field="number")
        assert ledger.when(a_fee("1001/fee")).then_events(ClaimRaised)


class TestAnAccrual:
    def test_is_one_event_for_each_customer(self) -> None:
        ledger = at_ten_percent().given(a_customer("C2"), late("1"), late("2"), late("3", customer="C2"))
        everybody = replace(accrued(ledger), customer=None, partition=0)
        mine, theirs = ledger.when(everybody).then_events(InterestAccrued, InterestAccrued)
        assert isinstance(mine, InterestAccrued)
        assert isinstance(theirs, InterestAccrued)
        assert [(claim.invoice, claim.amount_minor) for claim in mine.claims] == [
            ("CN01/invoice/erp/1", 8219),
            ("CN01/invoice/erp/2", 8219),
        ]
        assert (mine.customer, mine.amount_minor, mine.raised_on) == ("C1", 16438, APRIL_END)
        assert (theirs.customer, theirs.amount_minor) == ("C2", 8219)

    def test_of_one_customer_leaves_everybody_else_alone(self) -> None:
        ledger = at_ten_percent().given(a_customer("C2"), late("1"), late("2", customer="C2"))
        [accrual] = ledger.when(accrued(ledger)).then_events()
        assert [claim.customer for claim in claims_in([accrual])] == ["C1"]

    def test_is_divided_before_it_is_too_large_and_loses_nothing(self) -> None:
        """The longest names there are, in the characters that take most bytes."""
        numbers = [f"{number:03}" + "债" * 61 for number in range(250)]
        ledger = at_ten_percent().given(*(late(number, source="源" * 64) for number in numbers))
        events = ledger.when(accrued(ledger)).then_events()
        assert [type(event) for event in events] == [InterestAccrued] * 3
        claims = claims_in(events)
        assert [claim.invoice for claim in claims] == [f"CN01/invoice/{'源' * 64}/{number}" for number in numbers]
        assert sum(event.amount_minor for event in events if isinstance(event, InterestAccrued)) == 250 * 8219
        assert all(len(CODEC.encode(event)) < EVENT_BYTES_MAX for event in events)

    def test_says_what_it_claims(self) -> None:
        """Interest, the law's fixed sums, or both; of how many instalments, not how many claims."""
        ledger = new_ledger(rate_table="eu-2011-7", late_fee=True, currencies=("CNY", "EUR"))
        [event] = ledger.given(late(currency="EUR")).when(accrued(ledger)).then_events(InterestAccrued)
        assert isinstance(event, InterestAccrued)
        interest, fee = event.claims
        said = [
            words(structs.replace(event, claims=claims)).en.split(" of ")[0]
            for claims in ((interest,), (fee,), event.claims)
        ]
        assert said == ["Interest", "Fixed sums", "Interest and fixed sums"]
        assert words(event).en.endswith(" are claimed up to 2026-04-30, of one instalment.")

    def test_has_numbers_that_no_fee_can_take(self) -> None:
        ledger = at_ten_percent().given(late())
        ledger.given(accrued(ledger))
        ledger.when(a_fee(INTEREST)).then_refused(NumberTaken, field="number")
        ledger.when(a_fee("F1", source="accrued")).then_refused(SourceReserved, field="source")


class TestWhatMoneyPaysFirst:
    def owing(self, **settings: Any) -> Ledger:
        """An invoice of 10,000 with 200 of interest claimed."""
        ledger = at_ten_percent(**settings).given(late())
        ledger.given(accrued(ledger, date(2026, 6, 12)))  # 73 days
        assert standing_minor(ledger) == 20_000
        return ledger

    PAID = date(2026, 6, 12)

    def test_is_the_principal_by_default(self) -> None:
        ledger = self.owing().given(a_payment(amount_minor=1_000_000, document_date=self.PAID))
        assert open_minor(ledger, "1001") == 0
        [claim] = ledger.state.claims.values()
        assert claim.raised_minor == 20_000

    def test_is_the_interest_under_the_civil_codes(self) -> None:
        ledger = self.owing(payment_order="costs-interest-principal")
        paid = a_payment(amount_minor=1_000_000, document_date=self.PAID, reference="1001")
        happened = ledger.when(paid).then_events()
        assert [type(event) for event in happened] == [
            PaymentReceived,
            ClaimRecognised,
            InvoiceIssued,
            PaymentAllocated,
        ]
        assert open_minor(ledger, "1001") == 20_000

    def test_are_costs_then_interest_then_principal(self) -> None:
        ledger = self.owing(payment_order="costs-interest-principal").given(a_fee(invoice="1001"))
        ledger.given(a_payment(amount_minor=14_000, document_date=self.PAID))
        assert {claim.kind: claim.raised_minor for claim in ledger.state.claims.values()} == {
            "fee": 0,
            "interest": 10_000,
        }
        assert open_minor(ledger, "1001") == 1_000_000

    def test_is_what_the_payer_says(self) -> None:
        ledger = self.owing(payment_order="costs-interest-principal")
        paid = a_payment(amount_minor=1_000_000, document_date=self.PAID, allocations=(wanted("1001", 1_000_000),))
        assert open_minor(ledger.given(paid), "1001") == 0

    def test_may_be_a_part_of_a_claim_named(self) -> None:
        ledger = self.owing()
        [name] = ledger.state.claims
        paid = a_payment(amount_minor=5_000, document_date=self.PAID, allocations=(wanted(name, 5_000),))
        ledger.given(paid)
        claim = ledger.state.claims[name]
        assert (claim.recognised_minor, claim.raised_minor) == (5_000, 15_000)
        assert unapplied_minor(ledger, "P1") == 0


class TestRates:
    def test_that_ship_say_where_they_are_from_and_are_in_order(self) -> None:
        assert set(rate_tables()) >= {"eu-2011-7", "uk-1998", "de-bgb-288", "cn-small-firms", "cn-lpr", "agreed"}
        for table in rate_tables().values():
            assert table.source
            assert list(table.rates) == sorted(table.rates)
            assert all(valid_from <= table.as_of for valid_from in table.rates)
            assert all(table.sources[valid_from] for valid_from in table.rates)
            # What somebody sets anew from time to time ends where nobody has found what comes next.
            assert (table.known_until is None) is (table.name.startswith("cn-small-firms") or table.name == "agreed")
            assert table.known_until is None or table.known_until >= max(table.rates)

    def test_follow_the_main_refinancing_rate_in_germany_as_in_the_directive(self) -> None:
        """BGB 247: the base rate changes by as much as the rate that the directive refers to."""
        directive, germany = rate_tables()["eu-2011-7"].rates, rate_tables()["de-bgb-288"].rates
        for day in germany:
            before = max(other for other in directive if other <= day)
            assert germany[day] - directive[before] == Decimal("0.12")

    def test_of_days_that_nobody_knows_are_refused_naming_table_and_day(self) -> None:
        late = an_invoice(document_date=date(2026, 11, 1), due_on=date(2026, 12, 1))
        ledger = new_ledger(rate_table="eu-2011-7").given(late)
        accrual = replace(accrued(ledger, date(2027, 1, 31)), now=datetime(2027, 2, 1, tzinfo=UTC))
        refusal = ledger.when(accrual).then_refused(RateMissing, field="until")
        assert "eu-2011-7 knows its rates until 2026-12-31" in refusal.detail
        assert refusal.members == {"rate_table": "eu-2011-7", "day": "2027-01-01"}
        assert ledger.when(replace(accrual, until=date(2026, 12, 31))).then_events(InterestAccrued)
        stated = a_rate("11.00", date(2027, 1, 15), "eu-2011-7")
        refusal = ledger.given(stated).when(accrual).then_refused(RateMissing, field="until")
        assert refusal.members["day"] == "2027-01-01"
        assert ledger.given(replace(stated, valid_from=date(2027, 1, 1))).when(accrual).then_events(InterestAccrued)

    def test_of_days_that_nobody_knows_do_not_matter_where_nothing_is_owed_any_more(self) -> None:
        late = an_invoice(document_date=date(2026, 11, 1), due_on=date(2026, 12, 1))
        paid = a_payment(document_date=date(2026, 12, 31))
        ledger = new_ledger(rate_table="eu-2011-7").given(late, paid)
        accrual = replace(accrued(ledger, date(2027, 1, 31)), now=datetime(2027, 2, 1, tzinfo=UTC))
        [event] = claims_in(ledger.when(accrual).then_events(InterestAccrued))
        assert event.last_on == date(2027, 1, 31)
        assert [line.last_on for line in event.lines] == [date(2026, 12, 31)]

    def test_that_are_fixed_at_the_start_need_only_that_day(self) -> None:
        """Interest that began in time runs on at its rate; what begins later wants the next one."""
        for due_on, refused in ((date(2026, 12, 1), False), (date(2026, 12, 31), True)):
            ledger = new_ledger(rate_table="uk-1998").given(an_invoice(document_date=date(2026, 11, 1), due_on=due_on))
            accrual = replace(accrued(ledger, date(2027, 3, 1)), now=datetime(2027, 4, 1, tzinfo=UTC))
            if refused:
                ledger.when(accrual).then_refused(RateMissing, field="until")
            else:
                assert ledger.when(accrual).then_events(InterestAccrued)

    @pytest.mark.parametrize(
        ("table", "on", "percent"),
        [
            ("eu-2011-7", date(2024, 7, 1), "12.25"),
            ("eu-2011-7", date(2024, 6, 30), "12.50"),
            ("eu-2011-7", date(2026, 7, 1), "10.40"),
            ("de-bgb-288", date(2026, 7, 1), "10.52"),
            ("uk-1998", date(2026, 1, 1), "11.75"),
            ("de-bgb-288", date(2025, 1, 1), "11.27"),
            ("uk-1998", date(2024, 8, 1), "13.25"),
            ("cn-small-firms", date(2026, 1, 1), "0.05"),
            ("cn-lpr-150", date(2025, 6, 1), "4.50"),
        ],
    )
    def test_that_ship_are_the_laws(self, table: str, on: date, percent: str) -> None:
        [(_, found)] = Rates.of(rate_tables()[table], {}).between(on, on, on)
        assert found == Decimal(percent)

    def test_are_stated_once_to_every_partition(self) -> None:
        ledger = new_ledger(partitions=2)
        ledger.when(a_rate("12.50")).then_events(InterestRateStated, InterestRateStated)
        ledger.when(a_rate("12.50")).then_nothing()

    @pytest.mark.parametrize(
        ("command", "refusal", "field"),
        [
            (a_rate("ten"), RateNotUsable, "percent"),
            (a_rate("-1"), RateNotUsable, "percent"),
            (a_rate("NaN"), RateNotUsable, "percent"),
            (a_rate("1.0000001"), RateNotUsable, "percent"),
            (a_rate("10", table="moon"), RateTableUnknown, "rate_table"),
            (a_rate("2.99", date(2025, 6, 1), "cn-small-firms-agreed"), RateBelowMinimum, "percent"),
            (a_rate("9.00", date(2026, 12, 1), "cn-small-firms-agreed"), RateMissing, "valid_from"),
        ],
    )
    def test_are_refused_where_they_cannot_be(
        self, command: StateInterestRate, refusal: type[Refusal], field: str
    ) -> None:
        new_ledger().when(command).then_refused(refusal, field=field)

    def test_settings_are_those_offered(self) -> None:
        ledger = new_ledger()
        ledger.when(an_entity(rate_table="moon")).then_refused(RateTableUnknown, field="rate_table")
        ledger.when(an_entity(interest_on="some")).then_refused(SettingNotOffered, field="interest_on")
        ledger.when(an_entity(payment_order="mine")).then_refused(SettingNotOffered, field="payment_order")


# ---------------------------------------------------------------- the closed form

FIRST = date(2023, 11, 20)
days = st.integers(0, 900).map(lambda number: FIRST + timedelta(days=number))
reductions = st.lists(st.builds(Reduction, days, st.integers(1, 90_000)), max_size=4)
contests = st.lists(
    st.tuples(days, st.integers(1, 300), st.integers(1, 400_000)).map(
        lambda drawn: Contested(drawn[0], drawn[0] + timedelta(days=drawn[1]), drawn[2])
    ),
    max_size=2,
)
percents = st.dictionaries(days, st.integers(0, 3_000).map(lambda units: str(Decimal(units) / 100)), max_size=4)
tables = st.sampled_from(sorted(rate_tables()))


def day_by_day(
    owed: int, paid: list[Reduction], contested: list[Contested], held: Rates, first: date, last: date
) -> Fraction:
    """The interest of each day, written as plainly as can be."""
    total = Fraction()
    day = first
    while day <= last:
        open_minor = owed - sum(part.amount_minor for part in paid if part.value_on < day)
        disputed = sum(part.amount_minor for part in contested if part.first_on <= day < part.before)
        bearing = max(0, open_minor - disputed)
        chosen = first if held.table.following == "fixed-at-start" else day
        percent = Decimal(0)
        for valid_from, rate in held.steps:
            if valid_from <= chosen:
                percent = rate
        leap = day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0)
        divisor = {"act/365": 365, "act/360": 360, "act/act": 366 if leap else 365, "per-day": 1}
        total += Fraction(percent) * bearing / 100 / divisor[held.table.day_count]
        day += DAY
    return total


@given(
    paid=reductions,
    contested=contests,
    stated=percents,
    table=tables,
    length=st.integers(0, 900),
    day_count=st.sampled_from([None, "act/act"]),
)
@settings(max_examples=300, deadline=None)
def test_the_closed_form_is_what_day_by_day_comes_to(
    paid: list[Reduction], contested: list[Contested], stated: dict[date, str], table: str, length: int, day_count: Any
) -> None:
    """Interest over intervals equals interest summed day by day, exactly and so to the cent."""
    shipped = rate_tables()[table]
    chosen = rates.RateTable(
        name=table,
        title=shipped.title,
        source=shipped.source,
        as_of=shipped.as_of,
        day_count=day_count or shipped.day_count,
        following=shipped.following,
        rates=shipped.rates,
        sources=shipped.sources,
    )
    held = Rates.of(chosen, stated)
    last = FIRST + timedelta(days=length)
    bearing = interest.balances(500_000, paid, contested, FIRST, last)
    found = interest.lines(bearing, held, FIRST, last, FIRST)
    ours = interest.exact(found, chosen.day_count)
    plain = day_by_day(500_000, paid, contested, held, FIRST, last)
    assert ours == plain
    assert half_up(ours) == int(plain + Fraction(1, 2))
    assert all(line.days == (line.last_on - line.first_on).days + 1 for line in found)


@given(
    runs=st.lists(st.integers(1, 120), min_size=1, max_size=5).map(sorted),
    payments=st.lists(st.tuples(st.integers(0, 100), st.integers(1, 400_000), st.integers(0, 4)), max_size=3),
    amount_minor=st.integers(1, 1_000_000),
)
@settings(max_examples=100, deadline=None)
def test_however_often_is_accrued_and_whatever_comes_late_the_total_is_that_of_one_claim(
    runs: list[int], payments: list[tuple[int, int, int]], amount_minor: int
) -> None:
    """After every run the claims standing sum to the closed form over all that is known then."""
    ledger = at_ten_percent().given(late(amount_minor=amount_minor))
    waiting = sorted(payments, key=lambda entry: entry[2])
    for number, offset in enumerate(runs):
        for place, (day, minor, known) in enumerate(waiting):
            if known == number:
                paid = a_payment(f"P{place}", minor, document_date=date(2026, 3, 20) + timedelta(days=day))
                ledger.given(paid)
        until = DUE + timedelta(days=offset)
        ledger.given(accrued(ledger, until))
        [item] = ledger.state.items_of("CN01/invoice/erp/1001")
        settled = [
            Reduction(ledger.state.funds[document].value_on, minor)
            for document, places in ledger.state.applied.items()
            for minor in places.values()
        ]
        owed = item.open_minor + sum(part.amount_minor for part in settled)
        held = rates.rates_for(ledger.state, "CN01", "agreed")
        last = max(until, max((DUE + timedelta(days=earlier) for earlier in runs[:number]), default=until))
        assert standing_minor(ledger) == half_up(day_by_day(owed, settled, [], held, DUE + DAY, last))


class TestMutants:
    """Rules got wrong on purpose: each must be seen."""

    @pytest.fixture(autouse=True)
    def _anew(self) -> Iterator[None]:
        """What was found by the right rule is not kept for the wrong one, nor the other way round."""
        interest.stretches.cache_clear()
        yield
        interest.stretches.cache_clear()

    def test_counting_the_due_date_is_seen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(accrual, "DAY", timedelta(0))
        with pytest.raises(AssertionError):
            TestAccrue().test_begins_the_day_after_the_due_date_and_ends_with_the_day_asked_for()

    def test_a_rate_a_day_late_is_seen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        between = Rates.between

        def a_day_late(self: Rates, first: date, last: date, runs_from: date) -> list[tuple[date, Decimal]]:
            found = between(self, first, last, runs_from)
            return [(day if day == first else day + DAY, percent) for day, percent in found]

        monkeypatch.setattr(Rates, "between", a_day_late)
        with pytest.raises(AssertionError):
            TestAccrue().test_follows_the_rate_from_its_very_day()
        with pytest.raises(AssertionError):
            test_the_closed_form_is_what_day_by_day_comes_to()

    def test_leaving_what_was_claimed_as_it_is_is_seen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def the_last(_: object, claims: list[Claim], until: date) -> list[tuple[date, date, Claim | None]]:
            begins = max((claim.last_on or until for claim in claims), default=DUE) + DAY
            return [(begins, until, None)] if begins <= until else []

        monkeypatch.setattr(accrual, "_stretches", the_last)
        with pytest.raises(AssertionError):
            TestWhenThePastChanges().test_every_later_claim_is_mended_too()

    def test_bearing_no_interest_on_the_day_of_value_is_seen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(interest, "DAY", timedelta(0))
        with pytest.raises(AssertionError):
            TestAccrue().test_is_due_for_the_day_of_value_but_not_for_the_next()
