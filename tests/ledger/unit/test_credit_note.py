"""A credit note clears what is open of its invoice, the earliest due first, and stands open with the rest."""

from datetime import date
from typing import Any

import pytest

from services.ledger.domain.allocation import AllocationExceedsFunds, AllocationExceedsOpenAmount, Wanted
from services.ledger.domain.credit_note import (
    ApplyCredit,
    CreditApplied,
    CreditInOtherCurrency,
    InvoiceToCreditCancelled,
    InvoiceToCreditUnknown,
)
from services.ledger.domain.documents import NumberTaken
from services.ledger.domain.payment import NothingToAllocate
from shared.errors import Refusal
from tests.ledger.builders import (
    MARCH,
    a_cancellation,
    a_credit_note,
    a_payment,
    an_invoice,
    new_ledger,
    open_minor,
    unapplied_minor,
    wanted,
)

THREE_PARTS = ((date(2026, 4, 1), 3000), (date(2026, 5, 1), 5000), (date(2026, 6, 1), 2000))


def apply_credit(*allocations: Wanted, **changes: Any) -> ApplyCredit:
    return ApplyCredit(entity="CN01", source="erp", number="G1", allocations=allocations, **changes)


class TestIssueCreditNote:
    def test_against_an_invoice_clears_the_earliest_due_first(self) -> None:
        ledger = new_ledger().given(an_invoice(instalments=THREE_PARTS), a_credit_note("G1", 4000, against="1001"))
        assert [item.open_minor for item in ledger.state.items_of("CN01/invoice/erp/1001")] == [0, 4000, 2000]

    def test_in_full_against_a_partly_paid_invoice_leaves_the_rest_as_open_credit(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment("P1", 4000), a_credit_note(against="1001"))
        assert open_minor(ledger, "1001") == 0
        assert unapplied_minor(ledger, "G1", "credit-note") == 4000

    def test_without_an_invoice_stands_open_and_waits_for_nobody(self) -> None:
        ledger = new_ledger().given(an_invoice("1001"), a_credit_note(), an_invoice("1002"))
        assert unapplied_minor(ledger, "G1", "credit-note") == 10000

    def test_counts_from_the_day_both_are_posted(self) -> None:
        ledger = new_ledger().given(an_invoice(posted_on=date(2026, 3, 9)))
        [event] = ledger.when(a_credit_note(against="1001")).then_events(CreditApplied)
        assert isinstance(event, CreditApplied)
        assert event.applied_on == date(2026, 3, 9)

    def test_again_changes_nothing_and_with_other_content_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_credit_note(against="1001"))
        ledger.when(a_credit_note(against="1001")).then_nothing()
        ledger.when(a_credit_note()).then_refused(NumberTaken, field="number")

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"against": "77"}, InvoiceToCreditUnknown, "against"),
            ({"against": "1002"}, InvoiceToCreditUnknown, "against"),
            ({"against": "1001", "currency": "USD"}, CreditInOtherCurrency, "currency"),
            ({"against": "1003"}, InvoiceToCreditCancelled, "against"),
        ],
    )
    def test_names_the_field_it_cannot_take(self, changes: dict[str, Any], refusal: type[Refusal], field: str) -> None:
        ledger = new_ledger().given(an_invoice(), an_invoice("1002", customer="C2"), an_invoice("1003"))
        ledger.given(a_cancellation("1003"))
        ledger.when(a_credit_note(**changes)).then_refused(refusal, field=field)


class TestApplyCredit:
    def test_settles_what_is_named(self) -> None:
        ledger = new_ledger().given(an_invoice("1001"), an_invoice("1002"), a_credit_note("G1", 5000))
        ledger.given(apply_credit(wanted("1002", 2000)))
        assert (open_minor(ledger, "1001"), open_minor(ledger, "1002")) == (10000, 8000)

    def test_may_be_left_to_the_rules(self) -> None:
        ledger = new_ledger().given(an_invoice("1001", due_on=MARCH), an_invoice("1002"), a_credit_note("G1", 12000))
        ledger.given(apply_credit(automatic=True))
        assert (open_minor(ledger, "1001"), open_minor(ledger, "1002")) == (0, 8000)

    def test_is_refused_above_the_credit_above_the_invoice_and_without_saying_anything(self) -> None:
        ledger = new_ledger().given(an_invoice(amount_minor=500), an_invoice("1002"), a_credit_note("G1", 1000))
        too_much, beyond = apply_credit(wanted("1002", 1001)), apply_credit(wanted("1001", 501))
        ledger.when(too_much).then_refused(AllocationExceedsFunds, field="allocations/0/amount")
        ledger.when(beyond).then_refused(AllocationExceedsOpenAmount, field="allocations/0/amount")
        ledger.when(apply_credit()).then_refused(NothingToAllocate, field="allocations")
