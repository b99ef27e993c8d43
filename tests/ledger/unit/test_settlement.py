"""Receivables that end without money, and money that leaves again: what it does to the books, and what is refused."""

from datetime import date, timedelta

import pytest

from services.ledger.domain.books import CustomerUnknown, DocumentOfOtherCustomer
from services.ledger.domain.calendar_day import InvoiceBecameOverdue
from services.ledger.domain.chart import CHINESE, Chart
from services.ledger.domain.documents import AmountNotPositive, NumberTaken
from services.ledger.domain.invoice import InvoiceIssued, InvoiceKindUnknown
from services.ledger.domain.journal import POSTING, lines
from services.ledger.domain.naming import DateOutOfRange
from services.ledger.domain.payment import PaymentAllocated, PaymentReturned, PaymentUnapplied
from services.ledger.domain.payout import NothingToRefund, PaidBackAlready, RefundPaid, ReturnedTooEarly
from services.ledger.domain.reduction import (
    AdjustmentKindUnknown,
    InvoiceToReduceUnknown,
    ReasonMissing,
    ReceivableReduced,
    ReceivableRestored,
    ReducedTooEarly,
    ReductionExceedsOpenAmount,
)
from services.ledger.domain.write_off import (
    DecidedBeforeProposed,
    DecidedOtherwise,
    NothingWrittenOff,
    RecoveredTooEarly,
    RecoveryExceedsWriteOff,
    RecoveryInOtherCurrency,
    RecoveryReceived,
    SamePersonTwice,
    WriteOffProposed,
    WriteOffRejected,
)
from tests.ledger.builders import (
    BEFORE,
    MARCH,
    Ledger,
    a_cancellation,
    a_credit_note,
    a_decision,
    a_payment,
    a_recovery,
    a_refund,
    a_return,
    a_write_off,
    an_adjustment,
    an_invoice,
    an_unapplication,
    days,
    new_ledger,
    open_minor,
    unapplied_minor,
    wanted,
)


def posted(ledger: Ledger) -> list[tuple[str, int]]:
    """The journal lines of the command at hand: (role, amount)."""
    chart = Chart(CHINESE)
    events = ledger.then_events()
    return [
        (line.role, line.amount_minor) for event in events if isinstance(event, POSTING) for line in lines(event, chart)
    ]


def balance(ledger: Ledger, role: str) -> int:
    """What a part of the chart comes to over the whole log."""
    chart = Chart(CHINESE)
    found = [line for _, event in ledger.log if isinstance(event, POSTING) for line in lines(event, chart)]
    return sum(line.amount_minor for line in found if line.role == role)


class TestAdjustment:
    def test_takes_an_amount_off_the_earliest_due_first(self) -> None:
        parts = ((date(2026, 4, 1), 6000), (date(2026, 5, 1), 4000))
        ledger = new_ledger().given(an_invoice(instalments=parts))
        assert posted(ledger.when(an_adjustment(amount="70.00"))) == [("adjustments", 7000), ("receivable", -7000)]
        assert [item.open_minor for item in ledger.state.items_of("CN01/invoice/erp/1001")] == [0, 3000]

    def test_of_one_instalment_leaves_the_others(self) -> None:
        parts = ((date(2026, 4, 1), 6000), (date(2026, 5, 1), 4000))
        ledger = new_ledger().given(an_invoice(instalments=parts), an_adjustment(instalment=2))
        assert [item.open_minor for item in ledger.state.items_of("CN01/invoice/erp/1001")] == [6000, 0]

    def test_sets_off_against_payables(self) -> None:
        ledger = new_ledger().given(an_invoice())
        assert posted(ledger.when(an_adjustment(kind="offset"))) == [("payables", 10000), ("receivable", -10000)]

    def test_again_changes_nothing_even_if_it_was_for_all_that_was_open(self) -> None:
        ledger = new_ledger().given(an_invoice(), an_adjustment())
        ledger.when(an_adjustment()).then_nothing()
        ledger.when(an_adjustment(amount="1.00")).then_refused(NumberTaken, field="number")
        ledger.when(an_adjustment("A2", amount="1.00")).then_refused(ReductionExceedsOpenAmount, field="amount")

    def test_again_changes_nothing_though_less_is_open_now_than_it_stated(self) -> None:
        ledger = new_ledger().given(an_invoice(), an_adjustment(amount="60.00"))
        ledger.when(an_adjustment(amount="60.00")).then_nothing()

    def test_of_the_same_number_and_other_content_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice(), an_adjustment(amount="1.00"))
        ledger.when(an_adjustment(amount="2.00")).then_refused(NumberTaken, field="number")

    def test_is_refused_where_it_cannot_be(self) -> None:
        ledger = new_ledger().given(an_invoice(posted_on=date(2026, 3, 5)))
        ledger.when(an_adjustment(amount="100.01")).then_refused(ReductionExceedsOpenAmount, field="amount")
        ledger.when(an_adjustment(amount="0")).then_refused(AmountNotPositive, field="amount")
        ledger.when(an_adjustment(reason=" ")).then_refused(ReasonMissing, field="reason")
        ledger.when(an_adjustment(invoice="nobody's")).then_refused(InvoiceToReduceUnknown, field="invoice")
        ledger.when(an_adjustment(customer="C2")).then_refused(InvoiceToReduceUnknown, field="invoice")
        ledger.when(an_adjustment(customer="C9")).then_refused(CustomerUnknown, field="customer")
        ledger.when(an_adjustment(instalment=2)).then_refused(InvoiceToReduceUnknown, field="instalment")
        ledger.when(an_adjustment(posted_on=MARCH)).then_refused(ReducedTooEarly, field="posted_on")
        ledger.when(an_adjustment(kind="write-off")).then_refused(AdjustmentKindUnknown, field="kind")

    def test_falls_with_the_invoice_that_is_cancelled(self) -> None:
        ledger = new_ledger().given(an_invoice(), an_adjustment(amount="30.00"), a_cancellation())
        assert open_minor(ledger, "1001") == 0
        assert balance(ledger, "adjustments") == balance(ledger, "receivable") == balance(ledger, "revenue") == 0


class TestSmallDifference:
    def test_of_what_a_payment_leaves_is_not_pursued(self) -> None:
        ledger = new_ledger(small_differences={"CNY": 100}).given(an_invoice())
        assert posted(ledger.when(a_payment(amount_minor=9901)))[-2:] == [
            ("small-differences", 99),
            ("receivable", -99),
        ]
        assert open_minor(ledger, "1001") == 0

    @pytest.mark.parametrize(
        ("paid", "differences"), [(9900, {"CNY": 99}), (9901, {"USD": 100}), (9901, {}), (9899, {"CNY": 100})]
    )
    def test_larger_than_the_entity_allows_stays_open(self, paid: int, differences: dict[str, int]) -> None:
        ledger = new_ledger(small_differences=differences).given(an_invoice(), a_payment(amount_minor=paid))
        assert open_minor(ledger, "1001") == 10000 - paid

    def test_is_none_where_money_is_left_on_account(self) -> None:
        ledger = new_ledger(small_differences={"CNY": 100}).given(an_invoice())
        ledger.given(a_payment(amount_minor=10000, allocations=(wanted("1001", 9950),), automatic=False))
        assert (open_minor(ledger, "1001"), unapplied_minor(ledger, "P1")) == (50, 50)

    def test_falls_with_the_payment_it_was_granted_on(self) -> None:
        ledger = new_ledger(small_differences={"CNY": 100}).given(an_invoice(), a_payment(amount_minor=9950))
        events = ledger.when(an_unapplication()).then_events(PaymentUnapplied, ReceivableRestored)
        assert [type(event) for event in events] == [PaymentUnapplied, ReceivableRestored]
        assert (open_minor(ledger, "1001"), unapplied_minor(ledger, "P1")) == (10000, 9950)
        assert balance(ledger, "small-differences") == 0

    def test_may_be_granted_again_on_the_same_payment(self) -> None:
        ledger = new_ledger(small_differences={"CNY": 100}).given(an_invoice(), a_payment(amount_minor=9950))
        ledger.given(an_unapplication(), an_invoice("1002", 9960))
        assert (open_minor(ledger, "1001"), open_minor(ledger, "1002")) == (10000, 10)


class TestWriteOff:
    def test_takes_the_amount_off_once_another_one_agrees(self) -> None:
        ledger = new_ledger().given(an_invoice())
        assert len(ledger.when(a_write_off(amount="60.00")).then_events(WriteOffProposed)) == 1
        assert open_minor(ledger, "1001") == 10000
        assert posted(ledger.when(a_decision())) == [("bad-debts", 6000), ("receivable", -6000)]
        assert open_minor(ledger, "1001") == 4000

    def test_proposed_and_approved_by_one_person_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_write_off())
        refusal = ledger.when(a_decision(principal="wang")).then_refused(SamePersonTwice, field="decision")
        assert "wang" in str(refusal)
        again = a_decision(principal="wang", approved=False, reason="no")
        ledger.when(again).then_refused(SamePersonTwice, field="decision")

    def test_may_be_rejected_with_a_reason(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_write_off())
        ledger.when(a_decision(approved=False)).then_refused(ReasonMissing, field="reason")
        assert len(ledger.when(a_decision(approved=False, reason="wait")).then_events(WriteOffRejected)) == 1
        ledger.when(a_decision(approved=False, reason="wait")).then_nothing()
        ledger.when(a_decision()).then_refused(DecidedOtherwise, field="decision")
        assert open_minor(ledger, "1001") == 10000

    def test_again_changes_nothing(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_write_off(), a_decision())
        ledger.when(a_write_off()).then_nothing()
        ledger.when(a_decision()).then_nothing()

    def test_of_what_was_paid_meanwhile_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_write_off(), a_payment(amount_minor=1))
        ledger.when(a_decision()).then_refused(ReductionExceedsOpenAmount, field="amount")

    def test_is_refused_before_it_was_proposed_or_for_somebody_else(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_write_off())
        early = MARCH - timedelta(days=1)
        ledger.when(a_decision(decided_on=early)).then_refused(DecidedBeforeProposed, field="decided_on")
        ledger.when(a_write_off("W2", proposed_on=date(9999, 12, 31))).then_refused(DateOutOfRange, field="proposed_on")
        ledger.when(a_decision(customer="C2")).then_refused(DocumentOfOtherCustomer, field="customer")

    def test_is_taken_back_with_the_invoice_that_is_cancelled(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_write_off(), a_decision(), a_cancellation())
        assert ledger.state.write_offs["CN01/write-off/erp/W1"].written_off_minor == 0
        assert balance(ledger, "bad-debts") == balance(ledger, "receivable") == 0


class TestRecovery:
    def test_is_income_and_changes_no_receivable(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_write_off(), a_decision())
        assert posted(ledger.when(a_recovery())) == [("bank", 1000), ("recoveries", -1000)]
        ledger.when(a_recovery()).then_nothing()
        assert open_minor(ledger, "1001") == 0

    def test_comes_only_of_what_was_written_off(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_write_off())
        ledger.when(a_recovery()).then_refused(NothingWrittenOff, field="write_off")
        ledger.given(a_decision(), a_recovery(amount_minor=9000))
        ledger.when(a_recovery("R2", 1001)).then_refused(RecoveryExceedsWriteOff, field="amount")
        ledger.when(a_recovery("R2", 1000, currency="USD")).then_refused(RecoveryInOtherCurrency, field="currency")
        ledger.when(a_recovery("R2", 1000, customer="C2")).then_refused(NothingWrittenOff, field="write_off")
        early = MARCH - timedelta(days=1)
        ledger.when(a_recovery("R2", 1000, document_date=early)).then_refused(RecoveredTooEarly, field="document_date")
        ledger.when(a_recovery("R2", 1000, posted_on=early)).then_refused(RecoveredTooEarly, field="posted_on")
        assert len(ledger.when(a_recovery("R2", 1000)).then_events(RecoveryReceived)) == 1


class TestReturnedPayment:
    def test_opens_what_it_settled_at_the_original_due_date(self) -> None:
        due = BEFORE + timedelta(days=10)
        ledger = new_ledger().given(
            an_invoice(document_date=BEFORE, due_on=due),
            a_payment(document_date=BEFORE),
            *days(BEFORE + timedelta(1), MARCH),
        )
        events = ledger.when(a_return()).then_events()
        assert [type(event).__name__ for event in events] == ["PaymentUnapplied", "InvoiceAged", "PaymentReturned"]
        [item] = ledger.state.items_of("CN01/invoice/erp/1001")
        assert (item.open_minor, item.due_on) == (10000, due)
        assert (unapplied_minor(ledger, "P1"), balance(ledger, "bank"), balance(ledger, "on-account")) == (0, 0, 0)

    def test_becomes_overdue_the_day_after_it_fell_due(self) -> None:
        ledger = new_ledger().given(
            an_invoice(document_date=BEFORE, due_on=MARCH - timedelta(1)), a_payment(document_date=BEFORE),
            *days(BEFORE + timedelta(1), MARCH),
        )  # fmt: skip
        [milestone] = ledger.when(a_return()).then_events(InvoiceBecameOverdue)
        assert isinstance(milestone, InvoiceBecameOverdue)
        assert (milestone.late, milestone.date) == (True, MARCH)

    def test_may_cost_a_fee_that_the_returned_money_does_not_pay(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment(), a_cancellation())
        events = ledger.when(a_return(fee="15.00")).then_events(InvoiceIssued, PaymentAllocated, PaymentReturned)
        assert [type(event) for event in events] == [PaymentReturned, InvoiceIssued]
        assert open_minor(ledger, "P1-RETURN") == 1500
        assert (balance(ledger, "fee-income"), balance(ledger, "bank")) == (-1500, 0)

    def test_again_changes_nothing(self) -> None:
        new_ledger().given(an_invoice(), a_payment(), a_return(fee="15.00")).when(a_return(fee="15.00")).then_nothing()

    def test_is_refused_where_it_cannot_be(self) -> None:
        ledger = new_ledger().given(a_payment(), a_refund(amount="1.00"))
        ledger.when(a_return()).then_refused(PaidBackAlready, field="number")
        ledger.given(a_payment("P2"))
        ledger.when(a_return("P2", posted_on=MARCH - timedelta(1))).then_refused(ReturnedTooEarly, field="posted_on")
        ledger.when(a_return("P2", reason="")).then_refused(ReasonMissing, field="reason")
        ledger.when(a_return("P2", customer="C2")).then_refused(DocumentOfOtherCustomer, field="customer")


class TestRefund:
    def test_pays_back_what_is_on_account(self) -> None:
        ledger = new_ledger().given(an_invoice(amount_minor=4000), a_payment())
        assert posted(ledger.when(a_refund())) == [("on-account", 6000), ("bank", -6000)]
        assert unapplied_minor(ledger, "P1") == 0
        ledger.when(a_refund()).then_nothing()
        ledger.when(a_refund("F2")).then_refused(AmountNotPositive, field="amount")

    def test_pays_back_an_open_credit(self) -> None:
        ledger = new_ledger().given(a_credit_note())
        refund = a_refund(document="CN01/credit-note/erp/G1", amount="40.00")
        assert posted(ledger.when(refund)) == [("open-credits", 4000), ("bank", -4000)]
        assert unapplied_minor(ledger, "G1", "credit-note") == 6000

    def test_of_more_than_is_left_is_refused(self) -> None:
        ledger = new_ledger().given(a_payment(amount_minor=5000))
        ledger.when(a_refund(amount="50.01")).then_refused(NothingToRefund, field="amount")
        ledger.when(a_refund(document="CN01/payment/erp/P9")).then_refused(NothingToRefund, field="document")
        ledger.when(a_refund(customer="C2")).then_refused(NothingToRefund, field="document")
        ledger.when(a_refund(posted_on=MARCH - timedelta(1))).then_refused(ReturnedTooEarly, field="posted_on")
        assert len(ledger.when(a_refund(amount="50.00")).then_events(RefundPaid)) == 1


class TestOpeningBalance:
    def test_counts_as_no_sale_and_no_cash(self) -> None:
        ledger = new_ledger()
        opening = an_invoice(kind="opening-balance", document_date=date(2025, 7, 1), posted_on=MARCH)
        assert posted(ledger.when(opening)) == [("receivable", 10000), ("opening", -10000)]
        assert posted(ledger.when(a_payment(opening=True, automatic=False))) == [
            ("opening", 10000),
            ("on-account", -10000),
        ]
        assert posted(ledger.when(a_credit_note(opening=True))) == [("open-credits", -10000), ("opening", 10000)]
        [item] = ledger.state.items_of("CN01/invoice/erp/1001")
        assert item.due_on == date(2025, 7, 31)

    def test_is_part_of_what_a_number_stands_for(self) -> None:
        ledger = new_ledger().given(an_invoice())
        ledger.when(an_invoice(kind="opening-balance")).then_refused(NumberTaken, field="number")
        ledger.when(an_invoice("1002", kind="gift")).then_refused(InvoiceKindUnknown, field="kind")

    def test_is_reversed_against_the_same_account(self) -> None:
        ledger = new_ledger().given(an_invoice(kind="debit-adjustment"), a_cancellation())
        assert balance(ledger, "adjustments") == balance(ledger, "receivable") == 0
        assert len([event for _, event in ledger.log if isinstance(event, ReceivableReduced)]) == 0
