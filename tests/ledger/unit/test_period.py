"""Closed days keep their figures: what is dated in them is moved to the first open day or refused, and says so."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.ledger.domain.accounts import MapAccounts
from services.ledger.domain.allocation import AppliedTooEarly, Deduction, Wanted
from services.ledger.domain.books import EntityNotFound
from services.ledger.domain.calendar_day import Milestone
from services.ledger.domain.chart import AccountRule
from services.ledger.domain.credit_note import ApplyCredit, CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.dispute import DisputeOpened
from services.ledger.domain.entity import SettingNotOffered
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentUnapplied
from services.ledger.domain.period import (
    ClosePeriod,
    DaysNotOpened,
    NothingToReopen,
    PeriodClosed,
    PeriodIsClosed,
    PeriodReopened,
    ReasonMissing,
)
from tests.ledger.builders import (
    BEFORE,
    Ledger,
    a_cancellation,
    a_close,
    a_credit_note,
    a_customer,
    a_day,
    a_payment,
    a_reopening,
    an_allocation,
    an_entity,
    an_invoice,
    an_unapplication,
    closed_ledger,
    days,
    new_ledger,
    wanted,
)

FIRST = BEFORE + timedelta(days=1)
JANUARY = date(2026, 1, 31)
FEBRUARY = date(2026, 2, 28)
IN_JANUARY = date(2026, 1, 20)
FIRST_OPEN = date(2026, 2, 1)
LATER = date(2026, 2, 10)


class TestClosing:
    def test_closes_in_order_in_every_partition(self) -> None:
        ledger = new_ledger(partitions=2).given(
            *(a_day(FIRST + timedelta(days=n), partition=partition) for n in range(59) for partition in (0, 1))
        )
        january = PeriodClosed(entity="CN01", closed_from=None, closed_until=JANUARY)
        february = PeriodClosed(entity="CN01", closed_from=FIRST_OPEN, closed_until=FEBRUARY)
        now = datetime(2026, 2, 28, 1, tzinfo=UTC)
        ledger.when(a_close(JANUARY, now=now)).then(january, january)
        ledger.when(a_close(FEBRUARY, now=now)).then(february, february)
        assert [stream for stream, _ in ledger.log[-2:]] == ["CN01/periods/0", "CN01/periods/1"]

    def test_again_is_a_harmless_repeat(self) -> None:
        ledger = closed_ledger(JANUARY)
        ledger.when(a_close(JANUARY)).then_nothing()
        ledger.when(a_close(IN_JANUARY)).then_nothing()

    def test_does_not_go_beyond_the_days_that_are_open_everywhere(self) -> None:
        ledger = new_ledger(partitions=2).given(*(a_day(FIRST + timedelta(days=n)) for n in range(31)))
        ledger.when(a_close(JANUARY)).then_refused(DaysNotOpened, field="until")
        ledger.given(*(a_day(FIRST + timedelta(days=n), partition=1) for n in range(30)))
        ledger.when(a_close(JANUARY)).then_refused(DaysNotOpened, field="until")
        ledger.given(a_day(JANUARY, partition=1))
        ledger.when(a_close(JANUARY)).then_events(PeriodClosed)

    def test_needs_a_day_to_have_been_opened(self) -> None:
        new_ledger().when(a_close(BEFORE)).then_refused(DaysNotOpened, field="until")

    def test_waits_while_days_are_being_opened(self) -> None:
        ledger = new_ledger().given(*days(FIRST, FIRST_OPEN))
        # It is the third of February at the entity's place already.
        now = datetime(2026, 2, 2, 16, 30, tzinfo=UTC)
        ledger.when(a_close(JANUARY, now=now)).then_refused(DaysNotOpened, field="until")
        ledger.given(*days(FIRST_OPEN + timedelta(days=1), date(2026, 2, 3)))
        ledger.when(a_close(JANUARY, now=now)).then_events(PeriodClosed)

    def test_of_nobody_is_not_found(self) -> None:
        command = ClosePeriod(entity="XX", until=JANUARY, now=datetime(2026, 2, 1, tzinfo=UTC))
        new_ledger().when(command).then_refused(EntityNotFound, field="entity")


class TestReopening:
    def test_opens_the_days_from_one_on(self) -> None:
        ledger = closed_ledger(FEBRUARY)
        event = PeriodReopened(
            entity="CN01", reopened_from=FIRST_OPEN, reopened_until=FEBRUARY, reason="an auditor's correction"
        )
        ledger.when(a_reopening(FIRST_OPEN)).then(event)
        ledger.when(an_invoice(document_date=LATER, posted_on=LATER)).then_events(InvoiceIssued)
        ledger.when(an_invoice("2", document_date=JANUARY, posted_on=JANUARY)).then_refused(
            PeriodIsClosed, field="posted_on"
        )

    def test_again_is_a_harmless_repeat(self) -> None:
        closed_ledger(FEBRUARY).given(a_reopening(FIRST_OPEN)).when(a_reopening(FIRST_OPEN)).then_nothing()

    def test_needs_closed_days_and_a_reason(self) -> None:
        new_ledger().when(a_reopening(JANUARY)).then_refused(NothingToReopen, field="from")
        ledger = closed_ledger(JANUARY)
        ledger.when(a_reopening(LATER)).then_refused(NothingToReopen, field="from")
        ledger.when(a_reopening(JANUARY, reason=" ")).then_refused(ReasonMissing, field="reason")

    def test_lets_the_days_be_closed_again(self) -> None:
        ledger = closed_ledger(FEBRUARY).given(a_reopening(IN_JANUARY))
        ledger.when(a_close(FEBRUARY)).then(PeriodClosed(entity="CN01", closed_from=IN_JANUARY, closed_until=FEBRUARY))


def happening(ledger: Ledger, command: LedgerCommand) -> list[Any]:
    """What a command makes happen, without the words of the calendar."""
    return [event for event in ledger.when(command).then_events() if not isinstance(event, Milestone)]


DATED: dict[str, Any] = {"document_date": IN_JANUARY}
STATED: dict[str, Any] = {"document_date": IN_JANUARY, "posted_on": IN_JANUARY}


@pytest.mark.parametrize("document", [an_invoice, a_payment, a_credit_note])
class TestALateDocument:
    """Dated, or said to be posted, on a day that is closed."""

    def test_is_moved_to_the_first_open_day_and_keeps_its_date(self, document: Any) -> None:
        [event] = happening(closed_ledger(JANUARY), document(**DATED))
        assert (event.document_date, event.posted_on, event.moved_from) == (IN_JANUARY, FIRST_OPEN, IN_JANUARY)

    def test_is_refused_where_it_states_the_closed_day(self, document: Any) -> None:
        refusal = closed_ledger(JANUARY).when(document(**STATED)).then_refused(PeriodIsClosed, field="posted_on")
        assert "2026-01-20 is closed" in refusal.detail
        assert "closed until 2026-01-31" in refusal.detail
        assert refusal.members == {"closed_until": "2026-01-31"}

    def test_is_always_refused_where_the_entity_wants_it(self, document: Any) -> None:
        ledger = closed_ledger(JANUARY, late_posting="refuse")
        ledger.when(document(**DATED)).then_refused(PeriodIsClosed, field="document_date")
        ledger.when(document(**STATED)).then_refused(PeriodIsClosed, field="posted_on")

    def test_is_always_moved_where_the_entity_wants_it(self, document: Any) -> None:
        [event] = happening(closed_ledger(JANUARY, late_posting="next-open-day"), document(**STATED))
        assert (event.posted_on, event.moved_from) == (FIRST_OPEN, IN_JANUARY)

    @pytest.mark.parametrize("late_posting", ["unless-stated", "refuse", "next-open-day"])
    def test_is_a_harmless_repeat_if_it_came_before_the_close(self, document: Any, late_posting: str) -> None:
        ledger = new_ledger(late_posting=late_posting).given(document(**STATED), *days(FIRST, JANUARY))
        ledger.given(a_close(JANUARY))
        ledger.when(document(**STATED)).then_nothing()
        ledger.when(document(**DATED)).then_nothing()

    def test_is_a_harmless_repeat_also_after_it_was_moved(self, document: Any) -> None:
        ledger = closed_ledger(FEBRUARY).given(a_reopening(FIRST_OPEN), document(**DATED))
        ledger.given(a_close(FEBRUARY)).when(document(**DATED)).then_nothing()

    def test_that_is_dated_in_open_days_is_left_alone(self, document: Any) -> None:
        [event] = happening(closed_ledger(JANUARY), document(document_date=FIRST_OPEN))
        assert (event.posted_on, event.moved_from) == (FIRST_OPEN, None)


class TestWhatIsDoneToDocuments:
    """Both sides may lie in closed days; what is done to them now counts from an open one."""

    def old(self, *more: LedgerCommand, **entity_settings: Any) -> Ledger:
        ledger = new_ledger(**entity_settings).given(an_invoice(document_date=FIRST), *more)
        return ledger.given(*days(FIRST, JANUARY), a_close(JANUARY))

    @pytest.mark.parametrize("late_posting", ["unless-stated", "refuse", "next-open-day"])
    def test_an_allocation_counts_from_the_first_open_day(self, late_posting: str) -> None:
        ledger = self.old(a_payment(document_date=IN_JANUARY, automatic=False), late_posting=late_posting)
        [event] = happening(ledger, an_allocation("P1", automatic=True))
        assert isinstance(event, PaymentAllocated)
        assert (event.applied_on, event.moved_from) == (FIRST_OPEN, IN_JANUARY)

    def test_an_allocation_of_several_parts_would_have_counted_from_the_latest(self) -> None:
        later = an_invoice("1002", document_date=IN_JANUARY)
        ledger = self.old(later, a_payment(amount_minor=20000, document_date=FIRST, automatic=False))
        [event] = happening(ledger, an_allocation("P1", automatic=True))
        assert len(event.parts) == 2
        assert (event.applied_on, event.moved_from) == (FIRST_OPEN, IN_JANUARY)

    @pytest.mark.parametrize(("applied_on", "begins"), [(None, FIRST_OPEN), (LATER, LATER)])
    def test_what_is_withheld_is_contested_from_an_open_day_on(self, applied_on: date | None, begins: date) -> None:
        ledger = self.old(a_payment(document_date=IN_JANUARY, automatic=False))
        withheld = Deduction(number="D1", amount="5.00", reason="damaged")
        short = Wanted(invoice="1001", amount="95.00", deduction=withheld)
        _, event = happening(ledger, an_allocation("P1", short, applied_on=applied_on))
        assert isinstance(event, DisputeOpened)
        assert event.opened_on == begins

    def test_accounts_of_closed_days_stay(self) -> None:
        """A cancellation reverses on the accounts of the invoice's own day."""
        rules = (AccountRule(role="revenue", account="6001"),)
        within = MapAccounts(entity="CN01", valid_from=IN_JANUARY, rules=rules)
        refusal = self.old().when(within).then_refused(PeriodIsClosed, field="valid_from")
        assert refusal.members == {"closed_until": "2026-01-31"}
        assert len(self.old().when(replace(within, valid_from=FIRST_OPEN)).then_events()) == 1
        # What is mapped so already may be said again.
        before = new_ledger().given(within, *days(FIRST, JANUARY), a_close(JANUARY))
        before.when(within).then_nothing()

    def test_a_stated_day_of_an_allocation_is_refused_or_moved(self) -> None:
        paid = a_payment(document_date=IN_JANUARY, automatic=False)
        command = an_allocation("P1", wanted("1001", 100), applied_on=JANUARY)
        self.old(paid).when(command).then_refused(PeriodIsClosed, field="applied_on")
        [event] = happening(self.old(paid, late_posting="next-open-day"), command)
        assert (event.applied_on, event.moved_from) == (FIRST_OPEN, JANUARY)

    def test_a_moved_day_still_comes_after_both_sides(self) -> None:
        ledger = self.old(a_payment(document_date=LATER, automatic=False), late_posting="next-open-day")
        command = an_allocation("P1", wanted("1001", 100), applied_on=IN_JANUARY)
        ledger.when(command).then_refused(AppliedTooEarly, field="applied_on")

    def test_a_credit_is_applied_on_the_first_open_day(self) -> None:
        ledger = self.old(a_credit_note(document_date=IN_JANUARY))
        command = ApplyCredit(entity="CN01", source="erp", number="G1", automatic=True)
        [event] = happening(ledger, command)
        assert isinstance(event, CreditApplied)
        assert (event.applied_on, event.moved_from) == (FIRST_OPEN, IN_JANUARY)

    def test_a_late_credit_note_takes_its_invoice_down_on_the_first_open_day(self) -> None:
        issued, applied = happening(self.old(), a_credit_note(document_date=IN_JANUARY, against="1001"))
        assert isinstance(issued, CreditNoteIssued)
        assert (issued.posted_on, applied.applied_on) == (FIRST_OPEN, FIRST_OPEN)
        assert (issued.moved_from, applied.moved_from) == (IN_JANUARY, None)

    def test_a_late_payment_pays_on_the_first_open_day(self) -> None:
        received, allocated = happening(self.old(), a_payment(document_date=IN_JANUARY))
        assert isinstance(received, PaymentReceived)
        assert (received.value_date, allocated.applied_on) == (IN_JANUARY, FIRST_OPEN)

    def test_a_late_invoice_takes_waiting_money_on_the_first_open_day(self) -> None:
        ledger = closed_ledger(JANUARY).given(a_payment(document_date=FIRST))
        issued, allocated = happening(ledger, an_invoice(document_date=IN_JANUARY))
        assert (issued.posted_on, allocated.applied_on) == (FIRST_OPEN, FIRST_OPEN)

    def test_money_is_taken_back_on_an_open_day(self) -> None:
        ledger = self.old(a_payment(document_date=IN_JANUARY))
        stated = an_unapplication(posted_on=JANUARY)
        ledger.when(stated).then_refused(PeriodIsClosed, field="posted_on")
        today = replace(an_unapplication(), now=datetime(2026, 1, 31, 1, tzinfo=UTC))
        [event] = happening(ledger, today)
        assert (event.posted_on, event.moved_from) == (FIRST_OPEN, JANUARY)

    def test_a_cancellation_and_what_it_gives_back_count_from_an_open_day(self) -> None:
        ledger = self.old(
            a_payment(amount_minor=4000, document_date=IN_JANUARY),
            a_credit_note(amount_minor=500, document_date=IN_JANUARY, against="1001"),
            a_payment("P2", amount_minor=100, document_date=LATER),
            late_posting="next-open-day",
        )
        events = happening(ledger, a_cancellation(posted_on=LATER - timedelta(days=15)))
        told: set[Any] = {(type(event), event.posted_on, event.moved_from) for event in events}
        moved = LATER - timedelta(days=15)
        assert told == {
            (PaymentUnapplied, FIRST_OPEN, moved),
            (CreditUnapplied, FIRST_OPEN, moved),
            (PaymentUnapplied, LATER, None),
            (InvoiceCancelled, FIRST_OPEN, moved),
        }

    def test_a_stated_cancellation_is_refused(self) -> None:
        self.old().when(a_cancellation(posted_on=IN_JANUARY)).then_refused(PeriodIsClosed, field="posted_on")
        ledger = self.old().given(a_cancellation())
        ledger.when(a_cancellation(posted_on=IN_JANUARY)).then_nothing()


class TestTheSetting:
    def test_is_one_of_three(self) -> None:
        new_ledger().when(an_entity(late_posting="never")).then_refused(SettingNotOffered, field="late_posting")

    def test_of_one_entity_does_not_close_another(self) -> None:
        ledger = closed_ledger(JANUARY).given(an_entity(entity="DE01"), a_customer("C1", entity="DE01"))
        [event] = happening(ledger, an_invoice(entity="DE01", **STATED))
        assert event.posted_on == IN_JANUARY
