"""An invoice says what is owed and when, once; money that waited settles it; its end undoes it."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.ledger.domain.allocation import Part
from services.ledger.domain.books import CurrencyNotOfEntity, CustomerUnknown, DocumentNotFound, EntityNotFound
from services.ledger.domain.calendar_day import InvoiceAged, InvoiceBecameOverdue, InvoiceDueApproaching
from services.ledger.domain.credit_note import CreditUnapplied
from services.ledger.domain.documents import AmountBeyondReason, AmountNotPositive, NumberTaken
from services.ledger.domain.due_dates import (
    Instalment,
    InstalmentNotUsable,
    InstalmentsDoNotSum,
    TermsNotUsable,
)
from services.ledger.domain.invoice import (
    CancelledTooEarly,
    DueDateStatedTwice,
    InvoiceCancelled,
    InvoiceIssued,
)
from services.ledger.domain.naming import DateOutOfRange, NameNotUsable
from services.ledger.domain.payment import PaymentAllocated, PaymentUnapplied
from services.ledger.domain.shares import LinesDoNotSum, Share
from shared.errors import Refusal
from tests.ledger.builders import (
    BEFORE,
    MARCH,
    a_cancellation,
    a_credit_note,
    a_customer,
    a_payment,
    an_invoice,
    an_unapplication,
    days,
    new_ledger,
    open_minor,
    unapplied_minor,
)

ID = "CN01/invoice/erp/1001"


def issued(**changes: Any) -> InvoiceIssued:
    [event] = new_ledger().when(an_invoice(**changes)).then_events(InvoiceIssued)
    assert isinstance(event, InvoiceIssued)
    return event


class TestIssueInvoice:
    def test_is_posted_on_its_date_and_falls_due_after_the_customers_terms(self) -> None:
        event = issued()
        assert event.posted_on == MARCH
        assert event.instalments == (Instalment(number=1, due_on=date(2026, 3, 31), amount_minor=10000),)
        assert event.shares == (Share(net_minor=10000, tax_minor=0, tax_code="none"),)

    def test_takes_its_own_due_date_or_terms_before_the_customers(self) -> None:
        assert issued(due_on=date(2026, 4, 9)).instalments[0].due_on == date(2026, 4, 9)
        assert issued(terms_days=10).instalments[0].due_on == date(2026, 3, 11)

    def test_numbers_instalments_by_due_date(self) -> None:
        event = issued(instalments=((date(2026, 5, 1), 6000), (date(2026, 4, 1), 4000)))
        assert [(part.number, part.amount_minor) for part in event.instalments] == [(1, 4000), (2, 6000)]

    def test_keeps_slashes_of_erp_numbers_apart_from_those_of_ids(self) -> None:
        assert issued(number="2026/17").invoice == "CN01/invoice/erp/2026%2F17"
        assert issued(number="2026%2F17").invoice == "CN01/invoice/erp/2026%252F17"

    def test_again_with_the_same_content_changes_nothing(self) -> None:
        lines = (Share(net_minor=10000, tax_minor=0),)
        ledger = new_ledger().given(an_invoice(), a_customer(terms_days=60))
        ledger.when(an_invoice(posted_on=MARCH, lines=lines)).then_nothing()

    @pytest.mark.parametrize(
        "changes",
        [
            {"amount_minor": 10001},
            {"customer": "C2"},
            {"currency": "USD"},
            {"due_on": date(2026, 4, 1)},
            {"document_date": MARCH + timedelta(days=1)},
            {"posted_on": MARCH + timedelta(days=1)},
            {"reference": "PO 7"},
            {"order": "SO 7"},
            {"lines": (Share(net_minor=9000, tax_minor=1000),)},
        ],
    )
    def test_again_with_other_content_is_refused_naming_both(self, changes: dict[str, Any]) -> None:
        refusal = new_ledger().given(an_invoice()).when(an_invoice(**changes)).then_refused(NumberTaken, field="number")
        assert "100.00 CNY of customer C1" in refusal.detail
        assert ID in refusal.detail

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"entity": "XX99"}, EntityNotFound, "entity"),
            ({"customer": "C9"}, CustomerUnknown, "customer"),
            ({"currency": "EUR"}, CurrencyNotOfEntity, "currency"),
            ({"amount_minor": 0}, AmountNotPositive, "amount"),
            ({"amount_minor": -1}, AmountNotPositive, "amount"),
            ({"amount_minor": 10**15 + 1}, AmountBeyondReason, "amount"),
            ({"document_date": date(1969, 12, 31)}, DateOutOfRange, "document_date"),
            ({"posted_on": date(2200, 1, 1)}, DateOutOfRange, "posted_on"),
            ({"due_on": date(2200, 1, 1)}, DateOutOfRange, "due_date"),
            ({"terms_days": -1}, TermsNotUsable, "terms_days"),
            ({"document_date": date(2199, 12, 31), "terms_days": 1}, DateOutOfRange, "terms_days"),
            ({"due_on": MARCH, "terms_days": 1}, DueDateStatedTwice, "terms_days"),
            ({"instalments": ((MARCH, 5000), (MARCH, 4999))}, InstalmentsDoNotSum, "instalments"),
            ({"instalments": ((MARCH, 10001), (MARCH, -1))}, InstalmentNotUsable, "instalments/1/amount"),
            ({"instalments": ((date(1900, 1, 1), 10000),)}, DateOutOfRange, "instalments/0/due_date"),
            ({"lines": (Share(net_minor=9000, tax_minor=999),)}, LinesDoNotSum, "lines"),
            ({"number": ""}, NameNotUsable, "number"),
            ({"number": ".."}, NameNotUsable, "number"),
            ({"source": "."}, NameNotUsable, "source"),
            ({"number": "x" * 65}, NameNotUsable, "number"),
            ({"number": "a\u202eb"}, NameNotUsable, "number"),
            ({"number": " 1"}, NameNotUsable, "number"),
            ({"source": "a/b"}, NameNotUsable, "source"),
        ],
    )
    def test_names_the_field_it_cannot_take(self, changes: dict[str, Any], refusal: type[Refusal], field: str) -> None:
        new_ledger().when(an_invoice(**changes)).then_refused(refusal, field=field)


class TestMoneyThatWaited:
    def test_settles_the_invoice_from_the_day_both_are_posted(self) -> None:
        ledger = new_ledger().given(a_payment(amount_minor=4000, document_date=date(2026, 2, 1)))
        [event] = ledger.when(an_invoice()).then_events(PaymentAllocated)
        assert isinstance(event, PaymentAllocated)
        assert (event.applied_on, event.rule) == (MARCH, "oldest-first")
        assert open_minor(ledger, "1001") == 6000

    def test_is_taken_first_where_its_reference_names_the_invoice(self) -> None:
        ledger = new_ledger().given(
            a_payment("P1", 4000, document_date=date(2026, 1, 1)), a_payment("P2", 7000, reference="for 1001, thanks")
        )
        allocations = ledger.when(an_invoice()).then_events(PaymentAllocated)
        assert [
            (a.payment, a.rule, a.parts[0].amount_minor) for a in allocations if isinstance(a, PaymentAllocated)
        ] == [
            ("CN01/payment/erp/P2", "reference", 7000),
            ("CN01/payment/erp/P1", "oldest-first", 3000),
        ]

    def test_is_taken_newest_first_where_the_entity_says_so(self) -> None:
        ledger = new_ledger(allocation_order="newest-first").given(
            a_payment("P1", document_date=date(2026, 1, 1)), a_payment("P2", document_date=date(2026, 1, 20))
        )
        ledger.given(an_invoice())
        assert (unapplied_minor(ledger, "P1"), unapplied_minor(ledger, "P2")) == (10000, 0)

    def test_stays_where_a_person_is_to_allocate_it_or_its_currency_differs(self) -> None:
        ledger = new_ledger().given(a_payment("P1", automatic=False), a_payment("P2", currency="USD"), an_invoice())
        assert open_minor(ledger, "1001") == 10000

    def test_pays_the_earliest_instalment_first(self) -> None:
        instalments = ((date(2026, 4, 1), 3000), (date(2026, 5, 1), 5000), (date(2026, 6, 1), 2000))
        ledger = new_ledger().given(a_payment(amount_minor=4000), an_invoice(instalments=instalments))
        assert [item.open_minor for item in ledger.state.items_of(ID)] == [0, 4000, 2000]


class TestLateInvoice:
    def test_says_the_latest_milestone_it_has_passed_on_its_original_date(self) -> None:
        ledger = new_ledger().when(an_invoice(document_date=date(2025, 10, 1), due_on=date(2025, 11, 1)))
        [event] = ledger.then_events(InvoiceAged)
        assert isinstance(event, InvoiceAged)
        assert (event.days, event.date, event.late, event.open_minor) == (60, date(2025, 12, 31), True, 10000)

    def test_says_it_for_each_instalment_of_its_own(self) -> None:
        instalments = ((BEFORE - timedelta(days=1), 3000), (BEFORE + timedelta(days=3), 5000), (MARCH, 2000))
        _, overdue, approaching = new_ledger().when(an_invoice(instalments=instalments)).then_events()
        assert isinstance(overdue, InvoiceBecameOverdue)
        assert isinstance(approaching, InvoiceDueApproaching)
        assert (overdue.instalment, overdue.date) == (1, BEFORE)
        assert (approaching.instalment, approaching.lead_days, approaching.date) == (2, 3, BEFORE)

    def test_says_nothing_of_what_is_paid_already(self) -> None:
        ledger = new_ledger().given(a_payment(document_date=date(2025, 10, 2)))
        ledger.when(an_invoice(document_date=date(2025, 10, 1)))
        assert len(ledger.then_events()) == 2

    def test_counts_from_the_last_opened_day(self) -> None:
        ledger = new_ledger().given(*days(BEFORE + timedelta(days=1), date(2026, 1, 10)))
        [_, event] = ledger.when(an_invoice(due_on=date(2026, 1, 9))).then_events()
        assert isinstance(event, InvoiceBecameOverdue)


class TestCancelInvoice:
    def test_ends_all_that_is_open_and_returns_what_paid_it(self) -> None:
        ledger = new_ledger().given(
            an_invoice(),
            a_payment(amount_minor=4000),
            a_credit_note(amount_minor=1000, against="1001"),
        )
        events = ledger.when(a_cancellation()).then_events()
        paid, credited, cancelled = events
        assert isinstance(paid, PaymentUnapplied)
        assert isinstance(credited, CreditUnapplied)
        assert isinstance(cancelled, InvoiceCancelled)
        due_on = date(2026, 3, 31)
        assert paid.parts == (Part(invoice=ID, instalment=1, due_on=due_on, amount_minor=4000),)
        assert cancelled.posted_on == date(2026, 3, 20)
        assert cancelled.instalments == (Instalment(number=1, due_on=due_on, amount_minor=10000),)
        assert open_minor(ledger, "1001") == 0
        assert unapplied_minor(ledger, "P1") == 4000
        assert unapplied_minor(ledger, "G1", "credit-note") == 1000

    def test_returns_a_later_payment_on_the_payments_own_day(self) -> None:
        ledger = new_ledger().given(
            an_invoice(),
            a_payment("P1", 3000, document_date=MARCH + timedelta(days=2)),
            a_payment("P2", 3000, document_date=MARCH + timedelta(days=9)),
        )
        events = ledger.when(a_cancellation(posted_on=MARCH + timedelta(days=4))).then_events(PaymentUnapplied)
        assert [event.posted_on.day for event in events if isinstance(event, PaymentUnapplied)] == [5, 10]

    def test_leaves_the_returned_money_to_the_next_invoice(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment(), a_cancellation(posted_on=date(2026, 3, 5)))
        [event] = ledger.when(an_invoice("1002", 2500)).then_events(PaymentAllocated)
        assert isinstance(event, PaymentAllocated)
        assert event.applied_on == date(2026, 3, 5)

    def test_twice_changes_nothing(self) -> None:
        new_ledger().given(an_invoice(), a_cancellation()).when(a_cancellation(reason="again")).then_nothing()

    def test_does_not_free_the_number(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_cancellation())
        ledger.when(an_invoice()).then_nothing()
        ledger.when(an_invoice(amount_minor=5)).then_refused(NumberTaken, field="number")

    def test_is_refused_before_the_invoice_and_without_one(self) -> None:
        ledger = new_ledger().given(an_invoice())
        ledger.when(a_cancellation(posted_on=date(2026, 2, 28))).then_refused(CancelledTooEarly, field="posted_on")
        ledger.when(a_cancellation("9")).then_refused(DocumentNotFound)

    def test_is_refused_before_the_day_on_which_a_payment_was_taken_off_it(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment(), an_unapplication(posted_on=date(2026, 3, 15)))
        ledger.when(a_cancellation(posted_on=date(2026, 3, 14))).then_refused(CancelledTooEarly, field="posted_on")
        ledger.when(a_cancellation(posted_on=date(2026, 3, 15))).then_events(InvoiceCancelled)
