"""A dispute contests what is open of an invoice and ends once; no balance changes."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.ledger.domain.allocation import Deduction, Wanted
from services.ledger.domain.books import CustomerUnknown, DocumentNotFound
from services.ledger.domain.dispute import (
    DeadlineBeforeOpened,
    DisputedInvoiceUnknown,
    DisputeExceedsOpenAmount,
    DisputeOpened,
    DisputeResolved,
    OutcomeUnknown,
    ResolvedBeforeOpened,
    ResolveDispute,
    ResolvedOtherwise,
)
from services.ledger.domain.documents import AmountNotPositive, NumberTaken
from services.ledger.domain.naming import DateOutOfRange
from shared.errors import Refusal
from shared.money import AmountNotExact
from tests.ledger.builders import MARCH, a_dispute, a_payment, an_allocation, an_invoice, new_ledger, open_minor


def resolve(**changes: str) -> ResolveDispute:
    return ResolveDispute(
        entity="CN01",
        source="erp",
        number=changes.get("number", "D1"),
        outcome=changes.get("outcome", "accepted"),
        resolved_on=date.fromisoformat(changes.get("resolved_on", "2026-03-09")),
    )


class TestOpenDispute:
    def test_contests_all_that_is_open_unless_it_says_less(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment(amount_minor=4000))
        [part] = ledger.when(a_dispute("D1", amount="12.50")).then_events()
        [whole] = ledger.when(a_dispute("D2")).then_events()
        assert isinstance(whole, DisputeOpened)
        assert isinstance(part, DisputeOpened)
        assert (whole.amount_minor, part.amount_minor) == (4750, 1250)
        assert open_minor(ledger, "1001") == 6000

    def test_contests_no_more_than_is_open_all_disputes_taken_together(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_dispute("D1", amount="70.00"))
        ledger.when(a_dispute("D2", amount="30.01")).then_refused(DisputeExceedsOpenAmount, field="amount")
        ledger.given(resolve())
        assert len(ledger.when(a_dispute("D2", amount="100.00")).then_events(DisputeOpened)) == 1

    def test_may_have_to_be_decided_by_a_day(self) -> None:
        ledger = new_ledger().given(an_invoice())
        early = MARCH - timedelta(days=1)
        ledger.when(a_dispute(deadline=early)).then_refused(DeadlineBeforeOpened, field="deadline")
        never = date(9999, 12, 31)
        ledger.when(a_dispute(deadline=never)).then_refused(DateOutOfRange, field="deadline")
        ledger.when(a_dispute(opened_on=never)).then_refused(DateOutOfRange, field="opened_on")
        [event] = ledger.when(a_dispute(deadline=MARCH)).then_events()
        assert isinstance(event, DisputeOpened)
        assert event.deadline == MARCH


class TestDeduction:
    """What the payer withheld from a payment."""

    def test_is_contested_under_its_own_number(self) -> None:
        deduction = Deduction(number="D7", amount="30.00", reason="two pieces short", owner_role="logistics")
        want = Wanted(invoice="1001", amount="70.00", deduction=deduction)
        ledger = new_ledger(small_differences={"CNY": 10000}).given(an_invoice())
        payment = a_payment(amount_minor=7000, allocations=(want,))
        [event] = ledger.when(payment).then_events(DisputeOpened)
        assert isinstance(event, DisputeOpened)
        assert (event.dispute, event.amount_minor, event.owner_role) == ("CN01/dispute/erp/D7", 3000, "logistics")
        assert (event.payment, event.opened_on) == ("CN01/payment/erp/P1", MARCH)
        ledger.when(payment).then_nothing()

    def test_is_no_more_than_the_payment_left_open(self) -> None:
        want = Wanted(invoice="1001", amount="70.00", deduction=Deduction(number="D7", amount="30.01", reason="short"))
        ledger = new_ledger().given(an_invoice())
        payment = a_payment(amount_minor=7000, allocations=(want,))
        ledger.when(payment).then_refused(DisputeExceedsOpenAmount, field="allocations/0/deduction/amount")

    def test_comes_with_an_allocation_made_later(self) -> None:
        want = Wanted(invoice="1001", amount="70.00", deduction=Deduction(number="D7", amount="30.00", reason="short"))
        ledger = new_ledger().given(a_payment(amount_minor=7000, automatic=False), an_invoice())
        assert len(ledger.when(an_allocation("P1", want)).then_events(DisputeOpened)) == 1

    def test_may_concern_one_instalment(self) -> None:
        parts = ((date(2026, 4, 1), 6000), (date(2026, 5, 1), 4000))
        [event] = new_ledger().given(an_invoice(instalments=parts)).when(a_dispute(instalment=2)).then_events()
        assert isinstance(event, DisputeOpened)
        assert (event.instalment, event.amount_minor) == (2, 4000)

    def test_again_changes_nothing_and_with_other_content_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_dispute(), a_payment())
        ledger.when(a_dispute()).then_nothing()
        ledger.when(a_dispute(reason="late")).then_refused(NumberTaken, field="number")

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"customer": "C9"}, CustomerUnknown, "customer"),
            ({"customer": "C2"}, DisputedInvoiceUnknown, "invoice"),
            ({"invoice": "77"}, DisputedInvoiceUnknown, "invoice"),
            ({"instalment": 2}, DisputedInvoiceUnknown, "instalment"),
            ({"amount": "100.01"}, DisputeExceedsOpenAmount, "amount"),
            ({"amount": "0"}, AmountNotPositive, "amount"),
            ({"amount": "0.001"}, AmountNotExact, "amount"),
        ],
    )
    def test_names_the_field_it_cannot_take(self, changes: dict[str, Any], refusal: type[Refusal], field: str) -> None:
        new_ledger().given(an_invoice()).when(a_dispute(**changes)).then_refused(refusal, field=field)


class TestResolveDispute:
    def test_ends_it_once(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_dispute())
        [event] = ledger.when(resolve()).then_events()
        assert isinstance(event, DisputeResolved)
        assert (event.amount_minor, event.outcome) == (10000, "accepted")
        ledger.when(resolve()).then_nothing()
        ledger.when(resolve(outcome="rejected")).then_refused(ResolvedOtherwise, field="outcome")

    def test_is_refused_where_it_makes_no_sense(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_dispute(opened_on=MARCH))
        ledger.when(resolve(resolved_on="2026-02-28")).then_refused(ResolvedBeforeOpened, field="resolved_on")
        ledger.when(resolve(outcome="maybe")).then_refused(OutcomeUnknown, field="outcome")
        ledger.when(resolve(number="D9")).then_refused(DocumentNotFound)
