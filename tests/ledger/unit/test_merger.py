"""Two customers turn out to be one: what moves, what stays as it was, what is refused before and afterwards."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from services.ledger.domain import ledger as ledgers
from services.ledger.domain import merger
from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.books import CustomerUnknown, CustomerWasMerged
from services.ledger.domain.calendar_day import InvoiceBecameOverdue
from services.ledger.domain.cause import command_of
from services.ledger.domain.claim import ClaimRaised, ClaimWaived, InterestAccrued, RaiseFee, RecogniseClaim
from services.ledger.domain.customer import CustomerMerged
from services.ledger.domain.dispute import DisputeOpened, DisputeResolved
from services.ledger.domain.documents import SourceReserved
from services.ledger.domain.due_dates import Instalment
from services.ledger.domain.invoice import InvoiceIssued, MergedInvoiceStays
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.merger import (
    InstalmentsWait,
    InterestNotClaimed,
    MergedElsewhere,
    MergedIntoItself,
    MergedTooEarly,
    TooMuchToMerge,
    WriteOffProposed,
)
from services.ledger.domain.payment import AllocatePayment
from services.ledger.domain.period import PeriodIsClosed
from services.ledger.domain.rates import StateInterestRate
from services.ledger.domain.reduction import ReasonMissing, ReceivableReduced
from services.ledger.domain.shares import Share
from services.ledger.domain.terms import DueRule, Terms, TermsDiscount, TermsPart
from services.ledger.domain.transfer import MoneyMovedIn, MoneyMovedOut
from tests.ledger.builders import (
    BEFORE,
    MARCH,
    Ledger,
    a_cancellation,
    a_credit_note,
    a_customer,
    a_decision,
    a_dispute,
    a_due_event,
    a_merger,
    a_move,
    a_payment,
    a_recovery,
    a_refund,
    a_return,
    a_write_off,
    an_adjustment,
    an_invoice,
    an_unapplication,
    claims_in,
    closed_ledger,
    days,
    new_ledger,
    open_minor,
    wanted,
)
from tests.ledger.unit.test_transfers import balance, control

THERE = "CN01/invoice/merged/erp%2F1001"
AT_MERGER = date(2026, 3, 10)
LATER = datetime(2027, 3, 20, 1, tzinfo=UTC)


def open_there(ledger: Ledger, invoice: str = THERE) -> int:
    return sum(item.open_minor for item in ledger.state.items_of(invoice))


class TestWhatIsOpen:
    def test_ends_at_the_one_and_begins_at_the_other_with_its_number_and_dates(self) -> None:
        ledger = new_ledger().given(
            an_invoice(due_on=date(2026, 5, 1), reference="PO 7", order="SO-7", document_date=date(2026, 2, 3))
        )
        ended, begun, merged = ledger.when(a_merger(merged_on=AT_MERGER)).then_events()
        assert isinstance(ended, ReceivableReduced)
        assert isinstance(begun, InvoiceIssued)
        assert isinstance(merged, CustomerMerged)
        assert (ended.customer, ended.kind, ended.amount_minor, ended.posted_on) == ("C1", "merged", 10000, AT_MERGER)
        assert (begun.customer, begun.invoice, begun.kind, begun.posted_on) == ("C2", THERE, "merged", AT_MERGER)
        assert (begun.number, begun.reference, begun.order, begun.document_date) == (
            "1001",
            "PO 7",
            "SO-7",
            date(2026, 2, 3),
        )
        assert begun.instalments == (Instalment(number=1, due_on=date(2026, 5, 1), amount_minor=10000),)
        assert (merged.customer, merged.into, merged.merged_on) == ("C1", "C2", AT_MERGER)
        assert [command_of(event, ledger.events) for event in ledger.events] == ["merge-customers"] * 3

    def test_leaves_nothing_at_the_one_and_nothing_in_between(self) -> None:
        ledger = new_ledger().given(
            an_invoice(), an_invoice("1002", 500, customer="C2"), a_credit_note(amount_minor=700), a_payment("P1", 300)
        )
        before = control(ledger, "C1") + control(ledger, "C2")
        sales = balance(ledger, "revenue")
        ledger.given(a_merger())
        assert (control(ledger, "C1"), control(ledger, "C2")) == (0, before)
        assert balance(ledger, "transfer-clearing") == 0
        assert balance(ledger, "revenue") == sales

    def test_is_what_is_left_of_each_instalment_under_its_own_number(self) -> None:
        parts = ((date(2026, 4, 1), 6000), (date(2026, 5, 1), 4000))
        ledger = new_ledger().given(an_invoice(instalments=parts), a_payment("P1", 7000), a_merger())
        [left] = ledger.state.items_of(THERE)
        assert (left.instalment, left.due_on, left.amount_minor, left.open_minor) == (2, date(2026, 5, 1), 3000, 3000)

    def test_says_late_what_it_has_passed(self) -> None:
        ledger = new_ledger().given(an_invoice(due_on=MARCH), *days(BEFORE + timedelta(days=1), date(2026, 3, 12)))
        [overdue] = ledger.when(a_merger(merged_on=AT_MERGER)).then_events(InvoiceBecameOverdue)
        assert isinstance(overdue, InvoiceBecameOverdue)
        assert (overdue.customer, overdue.invoice, overdue.late, overdue.date) == ("C2", THERE, True, date(2026, 3, 2))

    def test_settles_nothing_by_itself(self) -> None:
        """Money that waits at the other customer waits for the next invoice, or for a person."""
        ledger = new_ledger().given(an_invoice(), a_payment(customer="C2"), a_merger())
        assert open_there(ledger) == 10000
        assert ledger.state.funds["CN01/payment/erp/P1"].unapplied_minor == 10000

    @pytest.mark.parametrize("name", ["1001", "erp/1001", "merged/erp/1001", THERE])
    def test_is_found_by_the_names_it_had(self, name: str) -> None:
        ledger = new_ledger().given(an_invoice(), a_merger())
        ledger.given(a_dispute(customer="C2", invoice=name, amount="20.00"))
        ledger.given(an_adjustment(customer="C2", invoice=name, amount="10.00"))
        ledger.given(a_payment(amount_minor=4000, customer="C2", allocations=(wanted(name, 4000),)))
        ledger.given(a_credit_note(amount_minor=5000, customer="C2", against=name))
        assert open_there(ledger) == 0

    def test_is_paid_by_its_old_number_in_a_reference(self) -> None:
        ledger = new_ledger().given(an_invoice(due_on=date(2026, 9, 1)), an_invoice("1002", customer="C2"), a_merger())
        ledger.given(a_payment(customer="C2", reference="inv 1001"))
        assert (open_there(ledger), open_minor(ledger, "1002")) == (0, 10000)

    def test_moves_on_with_the_next_merger(self) -> None:
        ledger = new_ledger().given(a_customer("C3"), an_invoice(), a_payment("P1", 400, automatic=False), a_merger())
        ledger.given(a_merger("C2", "C3"))
        assert (control(ledger, "C2"), control(ledger, "C3")) == (0, 9600)
        assert open_there(ledger, "CN01/invoice/merged/merged%2Ferp%2F1001") == 10000
        assert [item.number for item in ledger.state.open_items("CN01", "C3", "CNY")] == ["1001"]

    def test_keeps_its_discount_and_the_tax_in_it(self) -> None:
        terms = Terms(
            instalments=(TermsPart(basis_points=10_000, due=DueRule(days=30)),),
            discounts=(TermsDiscount(basis_points=200, due=DueRule(days=14)),),
        )
        lines = (Share(net_minor=100_000, tax_minor=19_000, tax_code="V19"),)
        ledger = new_ledger(tax_on_reductions="discounts").given(
            an_invoice(amount_minor=119_000, lines=lines, terms=terms), a_merger()
        )
        ledger.given(a_payment(customer="C2", amount_minor=116_620, document_date=AT_MERGER))
        [discount] = [e for _, e in ledger.log if isinstance(e, ReceivableReduced) and e.kind == "discount"]
        assert [(share.net_minor, share.tax_minor) for share in discount.shares] == [(2000, 380)]
        assert open_there(ledger) == 0

    def test_is_credited_and_not_cancelled(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_merger())
        cancellation = a_cancellation("erp/1001", source="merged")
        ledger.when(cancellation).then_refused(MergedInvoiceStays, field="number")


class TestMoney:
    def test_moves_under_one_transfer_and_stays_what_it_is(self) -> None:
        ledger = new_ledger().given(
            a_payment("P1", 300, automatic=False, value_date=date(2026, 2, 27), reference="PO 7"),
            a_payment("P2", 200, order="SO-7"),
            a_credit_note(amount_minor=100),
        )
        events = ledger.when(a_merger(merged_on=AT_MERGER)).then_events()
        gone = [event for event in events if isinstance(event, MoneyMovedOut)]
        come = [event for event in events if isinstance(event, MoneyMovedIn)]
        assert {event.transfer for event in (*gone, *come)} == {"CN01/transfer/merge%2FC1"}
        assert [(event.document, event.amount_minor, event.order, event.held) for event in come] == [
            ("CN01/credit-note/transfer/merge%2FC1%2F1", 100, None, False),
            ("CN01/payment/transfer/merge%2FC1%2F2", 300, None, True),
            ("CN01/payment/transfer/merge%2FC1%2F3", 200, "SO-7", False),
        ]
        assert (come[1].value_date, come[1].reference) == (date(2026, 2, 27), "PO 7")
        assert (balance(ledger, "advances", "C1"), balance(ledger, "advances", "C2")) == (0, -200)
        assert control(ledger, "C2") == -400

    def test_of_a_transfer_by_hand_takes_no_name_of_a_merger(self) -> None:
        ledger = new_ledger().given(a_payment())
        ledger.when(a_move("merge/C1")).then_refused(SourceReserved, field="transfer")

    def test_cannot_have_come_under_the_source_of_merged_customers(self) -> None:
        ledger = new_ledger()
        for command in (an_invoice(source="merged"), a_payment(source="merged"), a_credit_note(source="merged")):
            ledger.when(command).then_refused(SourceReserved, field="source")


class TestDisputes:
    def test_go_along_as_far_as_what_they_are_about_is_open(self) -> None:
        ledger = new_ledger().given(
            an_invoice(),
            a_dispute(amount="80.00", owner_role="legal", deadline=date(2026, 9, 1)),
            a_payment("P1", 5000),
        )
        events = ledger.when(a_merger(merged_on=AT_MERGER)).then_events(DisputeResolved, DisputeOpened)
        resolved, opened = events
        assert isinstance(resolved, DisputeResolved)
        assert isinstance(opened, DisputeOpened)
        assert (resolved.customer, resolved.outcome, resolved.resolved_on) == ("C1", "moved", AT_MERGER)
        assert (opened.customer, opened.dispute, opened.invoice) == ("C2", "CN01/dispute/merged/erp%2FD1", THERE)
        assert (opened.amount_minor, opened.reason, opened.owner_role, opened.deadline) == (
            5000,
            "damaged goods",
            "legal",
            date(2026, 9, 1),
        )

    def test_that_are_over_stay(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_dispute(amount="80.00"), a_payment())
        assert ledger.when(a_merger()).then_events(DisputeResolved, DisputeOpened) == []


DUE = date(2026, 3, 31)


def at_ten_percent(**settings: Any) -> Ledger:
    rate = StateInterestRate(
        entity="CN01", rate_table="agreed", valid_from=date(2026, 1, 1), percent="10", source="our terms"
    )
    return new_ledger(rate_table="agreed", **settings).given(rate, an_invoice("1001", 1_000_000, due_on=DUE))


def accrued(invoice: str, customer: str, until: date) -> AccrueInterest:
    return AccrueInterest(entity="CN01", invoices=(invoice,), until=until, now=LATER, customer=customer)


def claimed_minor(ledger: Ledger) -> int:
    """What is asked of both customers, and of nobody twice."""
    return sum(claim.raised_minor for claim in ledger.state.claims.values())


class TestClaims:
    MERGED_ON = date(2026, 4, 20)
    END = date(2026, 5, 31)

    def test_go_on_as_if_nothing_had_been_merged(self) -> None:
        """Interest runs at the one until the day, at the other from the next one: together what one would have owed."""
        alone = at_ten_percent().given(accrued("CN01/invoice/erp/1001", "C1", self.END))
        both = at_ten_percent().given(accrued("CN01/invoice/erp/1001", "C1", self.MERGED_ON))
        both.given(a_merger(merged_on=self.MERGED_ON, now=LATER))
        for _ in range(2):
            both.given(accrued("CN01/invoice/erp/1001", "C1", self.END), accrued(THERE, "C2", self.END))
        assert abs(claimed_minor(both) - claimed_minor(alone)) <= 1  # rounded once for each claim
        assert both.state.raised_claims("CN01", "C1", "CNY") == []
        assert len(both.state.raised_claims("CN01", "C2", "CNY")) == 2

    def test_are_asked_of_the_other_customer_and_recognised_there(self) -> None:
        ledger = at_ten_percent().given(accrued("CN01/invoice/erp/1001", "C1", self.MERGED_ON))
        before = claimed_minor(ledger)
        waived, raised = ledger.when(a_merger(merged_on=self.MERGED_ON, now=LATER)).then_events(
            ClaimWaived, ClaimRaised
        )
        assert isinstance(waived, ClaimWaived)
        assert isinstance(raised, ClaimRaised)
        assert (waived.customer, raised.customer, raised.kind, raised.invoice) == ("C1", "C2", "interest", THERE)
        assert waived.amount_minor == raised.amount_minor == before == claimed_minor(ledger)
        assert command_of(waived, ledger.events) == command_of(raised, ledger.events) == "merge-customers"
        recognise = RecogniseClaim(
            entity="CN01", source="merged", number=raised.number, posted_on=self.END, customer="C2"
        )
        ledger.given(recognise)
        assert control(ledger, "C2") == 1_000_000 + before

    def test_recognised_in_part_move_as_a_receivable_and_as_the_rest_of_the_claim(self) -> None:
        fee = RaiseFee(
            entity="CN01", customer="C1", source="erp", number="F1", currency="CNY", amount_minor=4000,
            raised_on=MARCH, reason="second reminder",
        )  # fmt: skip
        part = RecogniseClaim(entity="CN01", customer="C1", source="erp", number="F1", posted_on=MARCH, amount="15.00")
        ledger = new_ledger().given(fee, part, a_merger())
        [moved] = ledger.state.open_items("CN01", "C2", "CNY")
        assert (moved.kind, moved.open_minor, claimed_minor(ledger)) == ("merged-fee", 1500, 2500)
        [claim] = ledger.state.raised_claims("CN01", "C2", "CNY")
        source, number = claim.claim.split("/")[2:]
        ledger.given(
            RecogniseClaim(
                entity="CN01", customer="C2", source=source, number=number.replace("%2F", "/"), posted_on=AT_MERGER
            )
        )
        assert control(ledger, "C2") == 4000

    def test_of_a_moved_fee_bear_no_interest(self) -> None:
        fee = RaiseFee(
            entity="CN01", customer="C1", source="erp", number="F1", currency="CNY", amount_minor=400_000,
            raised_on=MARCH, reason="second reminder",
        )  # fmt: skip
        rate = StateInterestRate(
            entity="CN01", rate_table="agreed", valid_from=date(2026, 1, 1), percent="10", source="our terms"
        )
        recognise = RecogniseClaim(entity="CN01", customer="C1", source="erp", number="F1", posted_on=MARCH)
        ledger = new_ledger(rate_table="agreed").given(rate, fee, recognise, a_merger(now=LATER))
        ledger.when(accrued("CN01/invoice/merged/erp%2FF1", "C2", self.END)).then_nothing()

    def test_of_the_laws_fixed_sum_are_made_once(self) -> None:
        ledger = new_ledger(rate_table="eu-2011-7", late_fee=True, currencies=("CNY", "EUR")).given(
            an_invoice("1001", 1_000_000, due_on=DUE, currency="EUR"),
            accrued("CN01/invoice/erp/1001", "C1", self.MERGED_ON),
            a_merger(merged_on=self.MERGED_ON, now=LATER),
            accrued(THERE, "C2", self.END),
        )
        fees = [claim for claim in ledger.state.claims.values() if claim.kind == "fee" and claim.raised_minor]
        assert [(claim.customer, claim.raised_minor) for claim in fees] == [("C2", 4000)]

    def test_of_the_laws_fixed_sum_are_made_once_whatever_they_were_called(self) -> None:
        """Before interest was claimed together, what was claimed of merged debts had the source of the debts."""

        def merged() -> Ledger:
            return new_ledger(rate_table="eu-2011-7", late_fee=True, currencies=("CNY", "EUR")).given(
                an_invoice("1001", 1_000_000, due_on=self.END - timedelta(days=5), currency="EUR"),
                a_merger(merged_on=self.MERGED_ON, now=LATER),
            )

        accrual = accrued(THERE, "C2", self.END)
        [interest, fee] = claims_in(merged().when(accrual).then_events(InterestAccrued))
        assert (interest.kind, fee.kind, fee.amount_minor) == ("interest", "fee", 4000)
        before = structs.replace(fee, claim="CN01/claim/merged/1001%2F1%2Ffee", source="merged", number="1001/1/fee")
        ledger = merged()
        ledgers.evolve(ledger.state, before.claim, before)
        assert [claim.kind for claim in claims_in(ledger.when(accrual).then_events(InterestAccrued))] == ["interest"]

    def test_of_debts_that_had_one_number_at_two_sources_have_two(self) -> None:
        ledger = at_ten_percent().given(
            an_invoice("1001", 1_000_000, due_on=DUE, source="other"),
            accrued("CN01/invoice/erp/1001", "C1", self.MERGED_ON),
            accrued("CN01/invoice/other/1001", "C1", self.MERGED_ON),
            a_merger(merged_on=self.MERGED_ON, now=LATER),
        )
        both = replace(accrued(THERE, "C2", self.END), invoices=(THERE, "CN01/invoice/merged/other%2F1001"))
        claims = claims_in(ledger.when(both).then_events(InterestAccrued))
        assert [claim.amount_minor for claim in claims] == [claims[0].amount_minor] * 2
        assert len({claim.claim for claim in claims}) == 2

    def test_that_became_receivables_stay_right_whatever_rate_is_stated_later(self) -> None:
        ledger = at_ten_percent().given(accrued("CN01/invoice/erp/1001", "C1", self.MERGED_ON))
        [claim] = ledger.state.claims.values()
        ledger.given(
            RecogniseClaim(entity="CN01", customer="C1", source="erp", number=claim.number, posted_on=self.MERGED_ON),
            a_merger(merged_on=self.MERGED_ON, now=LATER),
            StateInterestRate(
                entity="CN01", rate_table="agreed", valid_from=date(2026, 1, 1), percent="12", source="a mistake"
            ),
        )
        ledger.when(accrued("CN01/invoice/erp/1001", "C1", self.END)).then_nothing()
        assert control(ledger, "C1") == 0

    def test_not_made_up_to_the_day_stop_the_merger(self) -> None:
        ledger = at_ten_percent().given(accrued("CN01/invoice/erp/1001", "C1", self.MERGED_ON - timedelta(days=1)))
        refused = ledger.when(a_merger(merged_on=self.MERGED_ON, now=LATER)).then_refused(
            InterestNotClaimed, field="customer"
        )
        assert "accrue it, then merge" in refused.detail
        ledger.given(accrued("CN01/invoice/erp/1001", "C1", self.MERGED_ON))
        assert ledger.when(a_merger(merged_on=self.MERGED_ON, now=LATER)).then_events(CustomerMerged)


class TestTheMergedCustomer:
    @pytest.fixture
    def ledger(self) -> Ledger:
        return new_ledger().given(
            a_customer("C3"), an_invoice(), a_payment("P0", 4000), a_payment("P9", 500, customer="C2"), a_merger()
        )

    @pytest.mark.parametrize(
        ("command", "field"),
        [
            (an_invoice("9"), "customer"),
            (a_payment("9"), "customer"),
            (a_credit_note("9"), "customer"),
            (an_adjustment("9"), "customer"),
            (a_dispute("9"), "customer"),
            (a_return("P0"), "customer"),
            (an_unapplication("P0"), "customer"),
            (a_cancellation("1001"), "customer"),
            (a_move("9", customer="C2", number="P9", to_customer="C1"), "to_customer"),
            (a_merger("C3", "C1"), "into"),
            (
                a_payment("9", customer="C2", allocations=(wanted("1001", 100, customer="C1"),)),
                "allocations/0/customer",
            ),
        ],
    )
    def test_takes_nothing_new_and_names_the_other(self, ledger: Ledger, command: LedgerCommand, field: str) -> None:
        refused = ledger.when(command).then_refused(CustomerWasMerged, field=field)
        assert "C1 was merged into C2" in refused.detail

    def test_says_of_a_document_sent_again_that_it_is_a_repeat(self, ledger: Ledger) -> None:
        ledger.when(an_invoice()).then_nothing()
        ledger.when(a_payment("P0", 4000)).then_nothing()
        ledger.when(a_merger()).then_nothing()

    def test_keeps_its_master_data(self, ledger: Ledger) -> None:
        ledger.given(a_customer("C1", name="Dragon Bearings (merged)"))
        known = ledger.state.customers["CN01/C1"]
        assert (known.name, known.merged_into) == ("Dragon Bearings (merged)", "C2")

    def test_may_still_recover_what_was_written_off_of_it(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_write_off(amount="100.00"), a_decision(), a_merger())
        ledger.given(a_recovery())
        assert (control(ledger, "C1"), control(ledger, "C2")) == (0, 0)

    def test_holds_nothing_that_could_be_refunded_or_applied(self) -> None:
        ledger = new_ledger().given(a_payment(), a_merger())
        ledger.when(a_refund()).then_refused(CustomerWasMerged, field="customer")


class TestIsRefused:
    def test_into_itself(self) -> None:
        new_ledger().when(a_merger("C1", "C1")).then_refused(MergedIntoItself, field="into")

    @pytest.mark.parametrize(("customer", "into", "field"), [("C9", "C2", "customer"), ("C1", "C9", "into")])
    def test_where_one_is_not_known(self, customer: str, into: str, field: str) -> None:
        new_ledger().when(a_merger(customer, into)).then_refused(CustomerUnknown, field=field)

    def test_into_another_one_afterwards(self) -> None:
        ledger = new_ledger().given(a_customer("C3"), a_merger())
        ledger.when(a_merger("C1", "C3")).then_refused(MergedElsewhere, field="customer")
        ledger.when(a_merger("C2", "C1")).then_refused(CustomerWasMerged, field="into")

    def test_without_a_reason(self) -> None:
        new_ledger().when(a_merger(reason=" ")).then_refused(ReasonMissing, field="reason")

    def test_before_what_moves_was_there(self) -> None:
        for document in (an_invoice(document_date=AT_MERGER), a_payment(document_date=AT_MERGER)):
            ledger = new_ledger().given(document)
            ledger.when(a_merger(merged_on=MARCH)).then_refused(MergedTooEarly, field="merged_on")

    def test_while_an_instalment_waits_for_its_event(self) -> None:
        terms = Terms(instalments=(TermsPart(basis_points=10_000, due=DueRule(days=10, event="acceptance")),))
        ledger = new_ledger().given(an_invoice(terms=terms))
        refused = ledger.when(a_merger(merged_on=date(2026, 5, 1))).then_refused(InstalmentsWait, field="customer")
        assert "acceptance" in refused.detail
        ledger.given(a_due_event(), a_merger(merged_on=date(2026, 5, 1)))
        assert open_there(ledger) == 10000

    def test_while_a_write_off_waits_for_its_decision(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_write_off())
        ledger.when(a_merger()).then_refused(WriteOffProposed, field="customer")
        ledger.given(a_decision(approved=False, reason="they pay"), a_merger())
        assert open_there(ledger) == 10000

    def test_on_a_closed_day_where_late_posting_is(self) -> None:
        closed = closed_ledger(AT_MERGER, late_posting="refuse").given(an_invoice(document_date=date(2026, 3, 11)))
        closed.when(a_merger(merged_on=AT_MERGER)).then_refused(PeriodIsClosed, field="posted_on")

    def test_for_more_than_one_transaction_should_move(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(merger, "INSTALMENTS_MAX", 1)
        ledger = new_ledger().given(an_invoice(), an_invoice("1002"))
        refused = ledger.when(a_merger()).then_refused(TooMuchToMerge, field="customer")
        assert "Merge C2 into C1" in refused.detail


def test_a_closed_day_moves_it_where_late_posting_may() -> None:
    ledger = closed_ledger(AT_MERGER, late_posting="next-open-day").given(an_invoice(document_date=date(2026, 3, 11)))
    [merged] = ledger.when(a_merger(merged_on=AT_MERGER)).then_events(CustomerMerged)
    assert isinstance(merged, CustomerMerged)
    assert (merged.merged_on, merged.moved_from) == (date(2026, 3, 11), AT_MERGER)


def test_what_arrived_settles_what_moved_when_somebody_says_so() -> None:
    ledger = new_ledger().given(an_invoice(), a_payment("P1", 4000, automatic=False), a_merger())
    ledger.given(AllocatePayment(entity="CN01", source="transfer", number="merge/C1/1", automatic=True))
    assert open_there(ledger) == 6000
