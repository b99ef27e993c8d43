"""Money that crosses customers, advances for orders, and money that is nobody's yet: what it does, what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.ledger.domain.accounts import ControlAccountFixed, MapAccounts
from services.ledger.domain.allocation import (
    AdvanceForOtherOrder,
    AllocationExceedsFunds,
    AllocationExceedsOpenAmount,
    AllocationNotPositive,
    Deduction,
    InvoiceToPayUnknown,
    Wanted,
)
from services.ledger.domain.books import CustomerUnknown, DocumentNotFound, DocumentOfOtherCustomer
from services.ledger.domain.chart import CHINESE, CONTROL, AccountRule, Chart
from services.ledger.domain.credit_note import IssueCreditNote
from services.ledger.domain.dispute import DisputeOpened
from services.ledger.domain.documents import AmountNotPositive, NumberTaken
from services.ledger.domain.holding import unidentified
from services.ledger.domain.journal import POSTING, lines
from services.ledger.domain.money_move import CreditIsNoAdvance, MovedMoreThanHeld, MovedNowhere, MovedTooEarly
from services.ledger.domain.naming import NameNotUsable
from services.ledger.domain.payment import (
    AdvanceForOthers,
    AdvanceOfNobody,
    PaymentAllocated,
    PaymentReceived,
    ReceivePayment,
    SourceReserved,
)
from services.ledger.domain.payout import CameByTransfer, PaidBackAlready
from services.ledger.domain.reduction import ReasonMissing, ReceivableReduced
from services.ledger.domain.terms import DueRule, Terms, TermsPart
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut
from shared.errors import Refusal
from tests.ledger.builders import (
    MARCH,
    Ledger,
    a_cancellation,
    a_credit_note,
    a_due_event,
    a_move,
    a_payment,
    a_refund,
    a_return,
    an_allocation,
    an_invoice,
    an_unapplication,
    new_ledger,
    open_minor,
    unapplied_minor,
    wanted,
)

NOBODY = unidentified("ICBC-4711")


def balance(ledger: Ledger, role: str, customer: str | None = None) -> int:
    """What a part of the chart comes to over the whole log, of all customers or of one."""
    chart = Chart(CHINESE)
    events = [event for _, event in ledger.log if isinstance(event, POSTING) and customer in (None, event.customer)]
    return sum(line.amount_minor for event in events for line in lines(event, chart) if line.role == role)


def control(ledger: Ledger, customer: str | None = None) -> int:
    return sum(balance(ledger, role, customer) for role in CONTROL)


class TestMove:
    def test_takes_money_from_the_one_and_settles_what_the_other_owes(self) -> None:
        ledger = new_ledger().given(an_invoice(customer="C2"), a_payment())
        events = ledger.when(a_move()).then_events()
        assert [type(event) for event in events] == [MoneyMovedOut, MoneyMovedIn, PaymentAllocated]
        assert (open_minor(ledger, "1001"), unapplied_minor(ledger, "P1")) == (0, 0)
        assert (balance(ledger, "on-account", "C1"), balance(ledger, "on-account", "C2")) == (0, 0)
        assert balance(ledger, "transfer-clearing") == 0

    def test_has_one_transfer_on_both_sides_and_keeps_value_date_and_reference(self) -> None:
        ledger = new_ledger().given(a_payment(value_date=date(2026, 2, 27), reference="for our subsidiary"))
        out, arrived = ledger.when(a_move(amount="30.00", moved_on=date(2026, 3, 5))).then_events()
        assert isinstance(out, MoneyMovedOut)
        assert isinstance(arrived, MoneyMovedIn)
        assert out.transfer == arrived.transfer == "CN01/transfer/T1"
        assert (out.customer, out.document, out.to_customer) == ("C1", "CN01/payment/erp/P1", "C2")
        assert (arrived.customer, arrived.from_customer, arrived.origin) == ("C2", "C1", "CN01/payment/erp/P1")
        assert out.into == arrived.document == "CN01/payment/transfer/T1"
        assert out.amount_minor == arrived.amount_minor == 3000
        assert (arrived.value_date, arrived.reference) == (date(2026, 2, 27), "for our subsidiary")
        assert out.posted_on == arrived.posted_on == date(2026, 3, 5)

    def test_settles_by_reference_first(self) -> None:
        ledger = new_ledger().given(
            an_invoice("1001", 4000, customer="C2"),
            an_invoice("1002", 4000, customer="C2", due_on=date(2026, 9, 1)),
            a_payment(amount_minor=4000, reference="inv 1002"),
            a_move(),
        )
        assert (open_minor(ledger, "1001"), open_minor(ledger, "1002")) == (4000, 0)

    def test_may_leave_it_to_a_person(self) -> None:
        ledger = new_ledger().given(an_invoice(customer="C2"), a_payment(), a_move(automatic=False))
        assert (open_minor(ledger, "1001"), unapplied_minor(ledger, "T1", source="transfer")) == (10000, 10000)
        ledger.given(an_invoice("1002", customer="C2"))
        assert open_minor(ledger, "1002") == 10000

    def test_waits_for_the_next_invoice_where_nothing_is_open(self) -> None:
        ledger = new_ledger().given(a_payment(), a_move(), an_invoice("1001", 4000, customer="C2"))
        assert (open_minor(ledger, "1001"), unapplied_minor(ledger, "T1", source="transfer")) == (0, 6000)

    def test_of_a_credit_note_leaves_it_an_open_credit(self) -> None:
        ledger = new_ledger().given(an_invoice(customer="C2"), a_credit_note(), a_move(number="G1", kind="credit-note"))
        assert open_minor(ledger, "1001") == 10000
        assert unapplied_minor(ledger, "T1", "credit-note", "transfer") == 10000
        assert (balance(ledger, "open-credits", "C1"), balance(ledger, "open-credits", "C2")) == (0, -10000)
        assert balance(ledger, "transfer-clearing") == 0

    def test_changes_no_control_balance_in_all(self) -> None:
        ledger = new_ledger().given(an_invoice(customer="C2"), a_payment(amount_minor=3000), a_move())
        assert (control(ledger, "C1"), control(ledger, "C2"), control(ledger)) == (0, 7000, 7000)

    def test_again_changes_nothing(self) -> None:
        ledger = new_ledger().given(an_invoice(customer="C2"), a_payment(), a_move())
        ledger.when(a_move()).then_nothing()
        ledger.when(a_move(reason="other words")).then_refused(NumberTaken, field="transfer")
        ledger.given(a_payment("P2"), a_credit_note())
        ledger.when(a_move(number="P2")).then_refused(NumberTaken, field="transfer")
        ledger.when(a_move(number="G1", kind="credit-note")).then_refused(NumberTaken, field="transfer")

    def test_goes_on_from_where_it_arrived(self) -> None:
        ledger = new_ledger().given(a_payment(), a_move(to_customer="C2"))
        onward = a_move("T2", customer="C2", source="transfer", number="T1", to_customer=NOBODY)
        assert len(ledger.when(onward).then_events(MoneyMovedIn)) == 1
        assert balance(ledger, "unidentified", NOBODY) == -10000

    def test_is_refused_where_it_cannot_be(self) -> None:
        ledger = new_ledger().given(an_invoice(amount_minor=4000), a_payment(posted_on=date(2026, 3, 2)))
        ledger.when(a_move(amount="60.01")).then_refused(MovedMoreThanHeld, field="amount")
        ledger.when(a_move(amount="0")).then_refused(AmountNotPositive, field="amount")
        ledger.when(a_move(moved_on=MARCH)).then_refused(MovedTooEarly, field="moved_on")
        ledger.when(a_move(reason=" ")).then_refused(ReasonMissing, field="reason")
        ledger.when(a_move(transfer="")).then_refused(NameNotUsable, field="transfer")
        ledger.when(a_move(to_customer="C1")).then_refused(MovedNowhere, field="to_customer")
        ledger.when(a_move(customer="C2", to_customer="C1")).then_refused(DocumentOfOtherCustomer, field="customer")
        ledger.when(a_move(number="P9")).then_refused(DocumentNotFound)
        ledger.when(a_move(to_customer="DE01/C2")).then_refused(CustomerUnknown, field="to_customer")

    def test_of_what_is_all_applied_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment())
        ledger.when(a_move()).then_refused(AmountNotPositive, field="amount")


class TestMoveBack:
    def test_returns_it_to_the_document_it_had_left(self) -> None:
        ledger = new_ledger().given(an_invoice(customer="C2"), a_payment(), a_move())
        ledger.given(an_unapplication("T1", source="transfer", posted_on=date(2026, 3, 9)))
        back = a_move("T2", customer="C2", source="transfer", number="T1", to_customer="C1", moved_on=date(2026, 3, 9))
        out, returned = ledger.when(back).then_events()
        assert isinstance(out, MoneyMovedOut)
        assert isinstance(returned, MoneyMovedBack)
        assert out.into == returned.document == "CN01/payment/erp/P1"
        funds = ledger.state.funds["CN01/payment/erp/P1"]
        assert (funds.unapplied_minor, funds.paid_out_minor, funds.unapplied_from) == (10000, 0, date(2026, 3, 9))
        assert balance(ledger, "on-account", "C2") == balance(ledger, "transfer-clearing") == 0
        ledger.when(back).then_nothing()

    def test_lets_the_bank_take_the_payment_back(self) -> None:
        """A direct debit that paid for several bounces: their money goes back first, then the payment is returned."""
        ledger = new_ledger().given(
            an_invoice(customer="C2"), a_payment(allocations=(wanted("1001", 10000, customer="C2"),))
        )
        ledger.when(a_return()).then_refused(PaidBackAlready, field="number")
        theirs = "erp/P1/C2"
        ledger.when(a_return(theirs, customer="C2", source="transfer")).then_refused(CameByTransfer, field="number")
        ledger.given(
            an_unapplication(theirs, source="transfer"),
            a_move("T2", customer="C2", source="transfer", number=theirs, to_customer="C1", moved_on=NEXT),
        )
        ledger.given(a_return(returned_on=NEXT))
        assert (open_minor(ledger, "1001"), balance(ledger, "bank"), balance(ledger, "on-account")) == (10000, 0, 0)

    def test_settles_nothing_by_itself(self) -> None:
        ledger = new_ledger().given(a_payment(), a_move(), an_invoice())
        back = a_move("T2", customer="C2", source="transfer", number="T1", to_customer="C1")
        assert ledger.when(back).then_events(PaymentAllocated) == []
        ledger.given(an_allocation(automatic=True))
        assert open_minor(ledger, "1001") == 0


NEXT = date(2026, 3, 21)


class TestGroupPayment:
    def test_settles_invoices_of_several_customers(self) -> None:
        ledger = new_ledger().given(an_invoice("1001", 5000), an_invoice("1002", 3000, customer="C2"))
        stated = (wanted("1002", 3000, customer="C2"), wanted("1001", 4000))
        events = ledger.when(a_payment(allocations=stated, automatic=False)).then_events()
        assert [type(event) for event in events] == [
            PaymentReceived, PaymentAllocated, MoneyMovedOut, MoneyMovedIn, PaymentAllocated,
        ]  # fmt: skip
        assert (open_minor(ledger, "1001"), open_minor(ledger, "1002")) == (1000, 0)
        assert unapplied_minor(ledger, "P1") == 3000
        assert (control(ledger, "C1"), control(ledger, "C2")) == (-2000, 0)
        assert balance(ledger, "transfer-clearing") == 0

    def test_makes_one_transfer_for_all_of_them(self) -> None:
        ledger = new_ledger()
        ledger.given(an_invoice("1001", 5000), an_invoice("1002", 3000, customer="C2"), a_payment("P9", 1))
        stated = (wanted("1002", 1000, customer="C2"), wanted("1002", 500, customer="C2"), wanted("1001", 1))
        out, arrived = [
            event
            for event in ledger.when(a_payment(allocations=stated)).then_events()
            if isinstance(event, MoneyMovedOut | MoneyMovedIn)
        ]
        assert out.transfer == arrived.transfer == "CN01/transfer/erp%2FP1"
        assert out.amount_minor == arrived.amount_minor == 1500

    def test_lets_the_rest_settle_the_payers_own(self) -> None:
        ledger = new_ledger().given(an_invoice("1001", 5000), an_invoice("1002", 3000, customer="C2"))
        ledger.given(a_payment(allocations=(wanted("1002", 3000, customer="C2"),)))
        assert (open_minor(ledger, "1001"), unapplied_minor(ledger, "P1")) == (0, 2000)

    @pytest.mark.parametrize(
        ("stated", "refusal", "field", "more"),
        [
            (wanted("1002", 3001, customer="C2"), AllocationExceedsOpenAmount, "allocations/1/amount", {}),
            (wanted("1002", 0, customer="C2"), AllocationNotPositive, "allocations/1/amount", {}),
            (wanted("1002", 1, customer="C9"), CustomerUnknown, "allocations/1/customer", {}),
            (wanted("1001", 1, customer="C2"), InvoiceToPayUnknown, "allocations/1/invoice", {}),
            (
                wanted("1002", 3000, customer="C2"),
                AllocationExceedsFunds,
                "allocations/0/amount",
                {"amount_minor": 7999},
            ),
            (wanted("1002", 1, customer="C2"), AdvanceForOthers, "allocations/1/customer", {"order": "SO-1"}),
        ],
    )
    def test_is_all_or_nothing(self, stated: Wanted, refusal: type[Refusal], field: str, more: dict[str, Any]) -> None:
        ledger = new_ledger().given(an_invoice("1001", 5000), an_invoice("1002", 3000, customer="C2"))
        content: dict[str, Any] = {"amount_minor": 10000, "allocations": (wanted("1001", 5000), stated)}
        payment = a_payment(**content | more)
        ledger.when(payment).then_refused(refusal, field=field)

    def test_again_changes_nothing_and_for_another_customer_is_another_payment(self) -> None:
        ledger = new_ledger().given(an_invoice("1002", 3000, customer="C2"))
        payment = a_payment(allocations=(wanted("1002", 3000, customer="C2"),))
        ledger.given(payment).when(payment).then_nothing()
        ledger.when(a_payment(allocations=(wanted("1002", 3000),))).then_refused(NumberTaken, field="number")

    def test_contests_what_was_withheld_at_the_one_who_owes_it(self) -> None:
        ledger = new_ledger().given(an_invoice("1002", 3000, customer="C2"))
        stated = replace(
            wanted("1002", 2500, customer="C2"), deduction=Deduction(number="D-1", amount="5.00", reason="short")
        )
        [dispute] = ledger.when(a_payment(allocations=(stated,))).then_events(DisputeOpened)
        assert isinstance(dispute, DisputeOpened)
        assert (dispute.customer, dispute.dispute, dispute.amount_minor) == ("C2", "CN01/dispute/erp/D-1", 500)

    def test_pursues_no_small_difference_at_the_other(self) -> None:
        ledger = new_ledger(small_differences={"CNY": 50}).given(an_invoice("1002", 3000, customer="C2"))
        stated = (wanted("1002", 2950, customer="C2"),)
        [reduced] = ledger.when(a_payment(allocations=stated)).then_events(ReceivableReduced)
        assert isinstance(reduced, ReceivableReduced)
        assert (reduced.customer, reduced.amount_minor, open_minor(ledger, "1002")) == ("C2", 50, 0)

    def test_may_come_from_nobody_known(self) -> None:
        ledger = new_ledger().given(an_invoice("1002", 3000, customer="C2"))
        ledger.given(a_payment(customer=NOBODY, allocations=(wanted("1002", 3000, customer="C2"),)))
        assert (open_minor(ledger, "1002"), balance(ledger, "unidentified")) == (0, -7000)


class TestUnidentified:
    def test_is_a_liability_outside_control_and_settles_nothing(self) -> None:
        ledger = new_ledger().given(an_invoice())
        assert [type(e) for e in ledger.when(a_payment(customer=NOBODY)).then_events()] == [PaymentReceived]
        assert (balance(ledger, "unidentified"), balance(ledger, "on-account")) == (-10000, 0)
        assert (control(ledger), control(ledger, NOBODY)) == (10000, 0)
        ledger.given(an_invoice("1002"))
        assert open_minor(ledger, "1002") == 10000

    def test_settles_invoices_once_it_is_known_whose_it_is(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment(customer=NOBODY), a_move(customer=NOBODY, to_customer="C1"))
        assert (open_minor(ledger, "1001"), balance(ledger, "unidentified"), control(ledger)) == (0, 0, 0)

    def test_goes_back_to_unidentified_where_it_was_the_wrong_one(self) -> None:
        ledger = new_ledger().given(a_payment(customer=NOBODY), a_move(customer=NOBODY, to_customer="C1"))
        ledger.given(a_move("T2", customer="C1", source="transfer", number="T1", to_customer=NOBODY))
        assert unapplied_minor(ledger, "P1") == 10000
        assert (balance(ledger, "unidentified"), control(ledger)) == (-10000, 0)

    def test_goes_back_to_the_bank_or_is_refunded(self) -> None:
        ledger = new_ledger().given(a_payment(customer=NOBODY), a_refund(customer=NOBODY, amount="40.00"))
        ledger.given(a_payment("P2", customer=NOBODY), a_return("P2", customer=NOBODY))
        assert (balance(ledger, "unidentified"), balance(ledger, "bank")) == (-6000, 6000)

    def test_has_a_bank_account_with_a_name(self) -> None:
        new_ledger().when(a_payment(customer=unidentified(""))).then_refused(NameNotUsable, field="bank_account")
        new_ledger().when(a_payment(customer=unidentified("a/b"))).then_refused(NameNotUsable, field="bank_account")

    def test_is_no_customer_to_bill(self) -> None:
        new_ledger().when(an_invoice(customer=NOBODY)).then_refused(CustomerUnknown, field="customer")
        new_ledger().when(a_payment(customer=NOBODY, order="SO-1")).then_refused(AdvanceOfNobody, field="customer")


class TestAdvance:
    def test_is_a_liability_outside_control_and_settles_only_its_order(self) -> None:
        ledger = new_ledger().given(an_invoice("1001"), a_payment(amount_minor=4000, order="SO-1"))
        assert (open_minor(ledger, "1001"), balance(ledger, "advances"), control(ledger)) == (10000, -4000, 10000)
        ledger.given(an_invoice("1002", order="SO-2"), an_invoice("1003"))
        assert unapplied_minor(ledger, "P1") == 4000
        [_, allocated] = ledger.when(an_invoice("1004", order="SO-1")).then_events()
        assert isinstance(allocated, PaymentAllocated)
        assert (allocated.rule, allocated.order, open_minor(ledger, "1004")) == ("order", "SO-1", 6000)
        assert balance(ledger, "advances") == balance(ledger, "on-account") == 0

    def test_settles_what_its_order_owes_already(self) -> None:
        ledger = new_ledger().given(an_invoice("1001"), an_invoice("1002", order="SO-1"))
        ledger.given(a_payment(order="SO-1"))
        assert (open_minor(ledger, "1001"), open_minor(ledger, "1002")) == (10000, 0)

    def test_goes_before_money_on_account(self) -> None:
        ledger = new_ledger().given(a_payment("P1", 10000, reference="1001"), a_payment("P2", 4000, order="SO-1"))
        ledger.given(an_invoice("1001", order="SO-1"))
        assert (unapplied_minor(ledger, "P1"), unapplied_minor(ledger, "P2")) == (4000, 0)

    def test_settles_an_instalment_once_its_event_has_happened(self) -> None:
        terms = Terms(instalments=(TermsPart(basis_points=10_000, due=DueRule(event="acceptance")),))
        ledger = new_ledger().given(an_invoice("1001", order="SO-1", terms=terms), a_payment(order="SO-1"))
        assert unapplied_minor(ledger, "P1") == 10000
        ledger.given(a_due_event())
        assert (unapplied_minor(ledger, "P1"), open_minor(ledger, "1001")) == (0, 0)

    def test_for_another_order_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice("1001"), a_payment(order="SO-1"))
        ledger.when(an_allocation("P1", wanted("1001", 1))).then_refused(
            AdvanceForOtherOrder, field="allocations/0/invoice"
        )
        stated = a_payment("P2", order="SO-1", allocations=(wanted("1001", 1),))
        ledger.when(stated).then_refused(AdvanceForOtherOrder, field="allocations/0/invoice")

    def test_is_an_advance_again_when_it_is_taken_back(self) -> None:
        ledger = new_ledger().given(an_invoice("1001", order="SO-1"), a_payment(order="SO-1"), an_unapplication())
        assert (balance(ledger, "advances"), balance(ledger, "on-account")) == (-10000, 0)
        ledger.given(an_allocation(automatic=True), a_cancellation())
        assert (balance(ledger, "advances"), balance(ledger, "on-account"), control(ledger)) == (-10000, 0, 0)

    def test_is_refunded_and_returned_from_where_it_stands(self) -> None:
        ledger = new_ledger().given(a_payment(order="SO-1"), a_refund(amount="40.00"))
        ledger.given(a_payment("P2", order="SO-1"), a_return("P2"))
        assert (balance(ledger, "advances"), balance(ledger, "on-account"), balance(ledger, "bank")) == (-6000, 0, 6000)

    def test_becomes_money_on_account_where_its_order_will_not_come(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment(order="SO-1"), a_move(to_customer="C1"))
        assert (open_minor(ledger, "1001"), balance(ledger, "advances"), control(ledger)) == (0, 0, 0)

    def test_can_be_made_of_what_is_on_account_or_found(self) -> None:
        ledger = new_ledger().given(a_payment(), a_move(to_customer="C1", order="SO-1"))
        assert (balance(ledger, "advances"), control(ledger)) == (-10000, 0)
        ledger.given(a_payment("P2", customer=NOBODY), an_invoice("1001", 20000, order="SO-1"))
        ledger.given(a_move("T2", customer=NOBODY, number="P2", to_customer="C1", order="SO-1"))
        assert open_minor(ledger, "1001") == 0

    def test_of_a_credit_note_or_of_nobody_is_refused(self) -> None:
        ledger = new_ledger().given(a_credit_note(), a_payment())
        credit = a_move(number="G1", kind="credit-note", order="SO-1")
        ledger.when(credit).then_refused(CreditIsNoAdvance, field="order")
        ledger.when(a_move(to_customer=NOBODY, order="SO-1")).then_refused(AdvanceOfNobody, field="to_customer")


class TestNames:
    @pytest.mark.parametrize("command", [a_payment(source="transfer"), a_credit_note(source="transfer")])
    def test_of_what_came_by_transfer_are_ours(self, command: ReceivePayment | IssueCreditNote) -> None:
        new_ledger().when(command).then_refused(SourceReserved, field="source")

    def test_of_a_group_payment_and_a_transfer_do_not_meet(self) -> None:
        ledger = new_ledger().given(an_invoice("1002", customer="C2"), a_payment("P8", 1))
        ledger.given(a_move("erp/P1", number="P8"))
        group = a_payment(allocations=(wanted("1002", 1000, customer="C2"),))
        ledger.when(group).then_refused(NumberTaken, field="number")

    @pytest.mark.parametrize("role", ["advances", "unidentified"])
    def test_of_accounts_stay_once_something_is_posted(self, role: str) -> None:
        mapping = MapAccounts(entity="CN01", valid_from=MARCH, rules=(AccountRule(role=role, account="9"),))
        assert len(new_ledger().when(mapping).then_events()) == 1
        new_ledger().given(a_payment()).when(mapping).then_refused(ControlAccountFixed, field="rules/0/role")


def test_moved_later_than_taken_back_stays_below_what_was_there() -> None:
    later = MARCH + timedelta(days=5)
    ledger = new_ledger().given(an_invoice(), a_payment(), an_unapplication(posted_on=later))
    ledger.when(a_move(moved_on=MARCH)).then_refused(MovedTooEarly, field="moved_on")
