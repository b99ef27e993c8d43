"""A payment settles what it is meant for, never more than is open, and the rest stays on account."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from services.ledger.domain.allocation import (
    AllocationExceedsFunds,
    AllocationExceedsOpenAmount,
    AllocationInOtherCurrency,
    AllocationNotPositive,
    AppliedTooEarly,
    InvoiceAmbiguous,
    InvoiceToPayUnknown,
    names,
)
from services.ledger.domain.books import DocumentNotFound, Owed, Place
from services.ledger.domain.calendar_day import InvoiceBecameOverdue
from services.ledger.domain.documents import NumberTaken
from services.ledger.domain.naming import DateOutOfRange
from services.ledger.domain.payment import (
    NothingApplied,
    NothingToAllocate,
    PaymentAllocated,
    PaymentReceived,
    PaymentUnapplied,
    TakenBackTooEarly,
)
from services.ledger.domain.reduction import ReceivableReduced
from tests.ledger.builders import (
    BEFORE,
    MARCH,
    Ledger,
    a_payment,
    an_allocation,
    an_invoice,
    an_unapplication,
    days,
    new_ledger,
    open_minor,
    unapplied_minor,
    wanted,
)


def allocations(ledger: Ledger) -> list[tuple[str, str, int]]:
    """What was paid by which rule: (rule, number of the invoice, amount)."""
    return [
        (event.rule, part.invoice.rpartition("/")[2], part.amount_minor)
        for event in ledger.then_events(PaymentAllocated)
        if isinstance(event, PaymentAllocated)
        for part in event.parts
    ]


class TestAutomaticAllocation:
    def test_pays_the_earliest_due_first(self) -> None:
        ledger = new_ledger().given(
            an_invoice("1001", due_on=date(2026, 5, 1)), an_invoice("1002", due_on=date(2026, 4, 1))
        )
        assert allocations(ledger.when(a_payment(amount_minor=12000))) == [
            ("oldest-first", "1002", 10000),
            ("oldest-first", "1001", 2000),
        ]

    def test_pays_the_newest_invoice_first_where_the_entity_says_so_and_its_instalments_in_order(self) -> None:
        parts = ((date(2026, 4, 1), 6000), (date(2026, 5, 1), 4000))
        ledger = new_ledger(allocation_order="newest-first").given(
            an_invoice("1001"), an_invoice("1002", document_date=MARCH + timedelta(days=1), instalments=parts)
        )
        assert allocations(ledger.when(a_payment(amount_minor=12000))) == [
            ("newest-first", "1002", 6000),
            ("newest-first", "1002", 4000),
            ("newest-first", "1001", 2000),
        ]

    def test_pays_what_was_stated_then_what_the_reference_names_then_by_age(self) -> None:
        ledger = new_ledger().given(*(an_invoice(str(number), due_on=MARCH) for number in (1001, 1002, 1003)))
        payment = a_payment(amount_minor=16000, allocations=(wanted("1003", 4000),), reference="inv. 1002")
        assert allocations(ledger.when(payment)) == [
            ("explicit", "1003", 4000),
            ("reference", "1002", 10000),
            ("oldest-first", "1001", 2000),
        ]

    def test_leaves_what_is_too_much_on_account(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment(amount_minor=10001))
        assert unapplied_minor(ledger, "P1") == 1

    def test_counts_from_the_day_the_later_of_both_is_posted(self) -> None:
        later = MARCH + timedelta(days=5)
        ledger = new_ledger().given(an_invoice("1001"), an_invoice("1002", posted_on=later))
        events = ledger.when(a_payment(amount_minor=20000)).then_events(PaymentAllocated)
        assert [e.applied_on for e in events if isinstance(e, PaymentAllocated)] == [MARCH, later]

    def test_keeps_currencies_and_customers_apart(self) -> None:
        ledger = new_ledger().given(an_invoice("1001", currency="USD"), an_invoice("1002", customer="C2"))
        assert allocations(ledger.when(a_payment())) == []

    def test_is_left_to_a_person_on_request(self) -> None:
        [event] = new_ledger().given(an_invoice()).when(a_payment(automatic=False)).then_events()
        assert isinstance(event, PaymentReceived)
        assert event.held


class TestExplicitAllocation:
    def test_may_name_an_instalment(self) -> None:
        parts = ((date(2026, 4, 1), 6000), (date(2026, 5, 1), 4000))
        ledger = new_ledger().given(an_invoice(instalments=parts))
        payment = a_payment(amount_minor=4000, allocations=(wanted("1001", 4000, 2),))
        ledger.given(payment)
        assert [item.open_minor for item in ledger.state.items_of("CN01/invoice/erp/1001")] == [6000, 0]

    @pytest.mark.parametrize("name", ["1001", "erp/1001", "CN01/invoice/erp/1001"])
    def test_names_an_invoice_by_number_source_and_number_or_id(self, name: str) -> None:
        ledger = new_ledger().given(an_invoice())
        payment = a_payment(source="bank", allocations=(wanted(name, 10000),))
        assert allocations(ledger.when(payment)) == [("explicit", "1001", 10000)]

    def test_finds_a_number_of_another_source_unless_two_have_it(self) -> None:
        ledger = new_ledger().given(an_invoice(source="shop"))
        payment = a_payment(allocations=(wanted("1001", 1),), automatic=False)
        assert allocations(ledger.when(payment)) == [("explicit", "1001", 1)]
        ledger.given(an_invoice(source="till"))
        payment = a_payment("P2", allocations=(wanted("1001", 1),))
        ledger.when(payment).then_refused(InvoiceAmbiguous, field="allocations/0/invoice")

    def test_finds_numbers_with_a_slash(self) -> None:
        ledger = new_ledger().given(an_invoice("2026/17"))
        payment = a_payment(allocations=(wanted("2026/17", 10000),))
        assert allocations(ledger.when(payment)) == [("explicit", "2026%2F17", 10000)]

    def test_above_the_open_amount_is_refused_whole(self) -> None:
        ledger = new_ledger().given(an_invoice("1001"), an_invoice("1002"), a_payment("P0", 4000))
        payment = a_payment(amount_minor=20000, allocations=(wanted("1002", 10000), wanted("1001", 6001)))
        refusal = ledger.when(payment).then_refused(AllocationExceedsOpenAmount, field="allocations/1/amount")
        assert "60.00 are open" in refusal.detail
        assert "CN01/payment/erp/P1" not in ledger.state.documents

    def test_sees_what_the_lines_before_it_took(self) -> None:
        ledger = new_ledger().given(an_invoice())
        payment = a_payment(amount_minor=20000, allocations=(wanted("1001", 6000), wanted("1001", 6000)))
        ledger.when(payment).then_refused(AllocationExceedsOpenAmount, field="allocations/1/amount")

    def test_above_the_payment_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice())
        payment = a_payment(amount_minor=5000, allocations=(wanted("1001", 5001),))
        ledger.when(payment).then_refused(AllocationExceedsFunds, field="allocations/0/amount")

    def test_in_another_currency_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice(currency="USD"))
        payment = a_payment(allocations=(wanted("1001", 1),))
        ledger.when(payment).then_refused(AllocationInOtherCurrency, field="allocations/0/invoice")

    def test_of_nothing_or_to_nobodys_invoice_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice(), an_invoice("1002", customer="C2"))
        for want, refusal, field in (
            (wanted("1001", 0), AllocationNotPositive, "allocations/0/amount"),
            (wanted("1001", 5, 2), InvoiceToPayUnknown, "allocations/0/instalment"),
            (wanted("1002", 5), InvoiceToPayUnknown, "allocations/0/invoice"),
            (wanted("77", 5), InvoiceToPayUnknown, "allocations/0/invoice"),
        ):
            ledger.when(a_payment(allocations=(want,))).then_refused(refusal, field=field)

    def test_belongs_to_the_content_that_a_repeat_must_share(self) -> None:
        ledger = new_ledger().given(an_invoice("1001"), an_invoice("1002"))
        ledger.given(a_payment(allocations=(wanted("1001", 10000),)))
        ledger.when(a_payment(allocations=(wanted("1001", 10000),))).then_nothing()
        ledger.when(a_payment(allocations=(wanted("1002", 10000),))).then_refused(NumberTaken, field="number")

    def test_looks_at_no_other_invoice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A customer may owe fifty thousand, and a bulk pay ten thousand of them: all in a transaction of seconds."""
        ledger = new_ledger(small_differences={"CNY": 50}).given(
            *(an_invoice(str(number)) for number in range(1001, 1006))
        )

        def every_one(_: Owed) -> Iterator[Place]:
            raise AssertionError

        monkeypatch.setattr(Owed, "__iter__", every_one)
        paid = a_payment(amount_minor=9990, allocations=(wanted("1004", 9990),))
        reduced = [type(event) for event in ledger.when(paid).then_events()]
        assert reduced == [PaymentReceived, PaymentAllocated, ReceivableReduced]
        ledger.given(a_payment("P2", 10000, automatic=False))
        assert allocations(ledger.when(an_allocation("P2", wanted("1002", 10000)))) == [("explicit", "1002", 10000)]


class TestAllocatePayment:
    def test_applies_money_on_account_on_the_day_said(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment(automatic=False))
        on = MARCH + timedelta(days=3)
        [event] = ledger.when(an_allocation("P1", wanted("1001", 2500), applied_on=on)).then_events(PaymentAllocated)
        assert isinstance(event, PaymentAllocated)
        assert (event.applied_on, event.rule) == (on, "explicit")
        assert unapplied_minor(ledger, "P1") == 7500

    def test_may_be_left_to_the_rules(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment(automatic=False), an_allocation("P1", automatic=True))
        assert open_minor(ledger, "1001") == 0

    def test_is_refused_before_both_are_in_the_books(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment(automatic=False, document_date=MARCH + timedelta(days=2)))
        allocation = an_allocation("P1", wanted("1001", 1), applied_on=MARCH + timedelta(days=1))
        ledger.when(allocation).then_refused(AppliedTooEarly, field="applied_on")

    def test_on_a_day_that_no_document_can_have_is_refused(self) -> None:
        ledger = new_ledger().given(a_payment(automatic=False), an_invoice())
        never = an_allocation("P1", wanted("1001", 1), applied_on=date(9999, 12, 31))
        ledger.when(never).then_refused(DateOutOfRange, field="applied_on")

    def test_is_refused_above_what_is_left_or_without_saying_anything(self) -> None:
        ledger = new_ledger().given(an_invoice(amount_minor=90000), a_payment())
        ledger.when(an_allocation("P1", wanted("1001", 1))).then_refused(
            AllocationExceedsFunds, field="allocations/0/amount"
        )
        ledger.when(an_allocation("P1")).then_refused(NothingToAllocate, field="allocations")
        ledger.when(an_allocation("P9", wanted("1001", 1))).then_refused(DocumentNotFound)


class TestUnapplyPayment:
    def test_puts_the_money_back_and_opens_the_invoices_with_the_milestone_they_have_passed(self) -> None:
        ledger = new_ledger().given(an_invoice(due_on=date(2026, 1, 5)), an_invoice("1002"), a_payment("P1", 15000))
        ledger.given(*days(BEFORE + timedelta(days=1), date(2026, 1, 7)))
        unapplied, overdue = ledger.when(an_unapplication(invoices=("1001",))).then_events()
        assert isinstance(unapplied, PaymentUnapplied)
        assert isinstance(overdue, InvoiceBecameOverdue)
        assert unapplied.posted_on == date(2026, 3, 20)
        assert (overdue.late, overdue.open_minor, overdue.date) == (True, 10000, date(2026, 1, 6))
        assert (unapplied_minor(ledger, "P1"), open_minor(ledger, "1001"), open_minor(ledger, "1002")) == (
            10000,
            10000,
            5000,
        )

    def test_lets_the_money_be_used_from_that_day_on(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment(), an_unapplication())
        early = an_allocation("P1", wanted("1001", 1), applied_on=date(2026, 3, 19))
        ledger.when(early).then_refused(AppliedTooEarly, field="applied_on")
        ledger.given(an_allocation("P1", wanted("1001", 10000)))
        assert open_minor(ledger, "1001") == 0

    def test_is_refused_before_the_day_it_counted_and_where_nothing_is_applied(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment())
        too_early = an_unapplication(posted_on=date(2026, 2, 28))
        ledger.when(too_early).then_refused(TakenBackTooEarly, field="posted_on")
        ledger.when(an_unapplication(invoices=("7",))).then_refused(NothingApplied, field="invoices")
        ledger.given(an_unapplication()).when(an_unapplication()).then_refused(NothingApplied)


@pytest.mark.parametrize(
    ("reference", "number", "invoice_reference", "named"),
    [
        ("4711", "4711", None, True),
        ("INV. 4711/26, 4712", "4712", None, True),
        ("payment inv-a7", "INV-A7", None, True),
        ("货款4711号", "4711", None, True),
        ("14711", "4711", None, False),
        ("4711b", "4711", None, False),
        ("payment 2 of 3", "2", None, False),
        ("2", "2", None, True),
        ("PO 99", "4711", "po 99", True),
        ("PO 99", "4711", None, False),
        (None, "4711", None, False),
        ("", "4711", "", False),
    ],
)
def test_a_reference_names_an_invoice(
    reference: str | None,
    number: str,
    invoice_reference: str | None,
    named: bool,  # noqa: FBT001
) -> None:
    assert names(reference, number, invoice_reference) is named
