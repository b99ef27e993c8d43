"""Payment terms: dates by rule, shares to the cent, discounts, free days, and instalments that wait for an event."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ledger.domain import terms
from services.ledger.domain.allocation import InstalmentNotDated
from services.ledger.domain.books import Books, DocumentOfOtherCustomer, weekdays_only
from services.ledger.domain.calendar_day import InvoiceAged, InvoiceBecameOverdue, InvoiceFellDue
from services.ledger.domain.customer import CustomerRegistered
from services.ledger.domain.dispute import DisputeExceedsOpenAmount
from services.ledger.domain.due_dates import Instalment
from services.ledger.domain.due_event import (
    CancelledInvoiceWaitsForNothing,
    DueEventNotAwaited,
    DueEventReported,
    DueEventReportedOtherwise,
    ReportDueEvent,
)
from services.ledger.domain.invoice import DueDateStatedTwice, InvoiceCancelled, InvoiceIssued
from services.ledger.domain.naming import DateOutOfRange
from services.ledger.domain.payment import PaymentAllocated
from services.ledger.domain.terms import (
    DiscountWindow,
    DueEventUnknown,
    DueRule,
    DueRuleNotUsable,
    PercentageNotUsable,
    PercentagesDoNotAddUp,
    ShiftUnknown,
    Terms,
    TermsDiscount,
    TermsPart,
    TermsTooLong,
)
from services.ledger.working_days import is_working_day
from shared.errors import Refusal
from shared.money import split
from tests.ledger.builders import (
    MARCH,
    Ledger,
    a_cancellation,
    a_credit_note,
    a_customer,
    a_dispute,
    a_due_event,
    a_payment,
    an_invoice,
    days,
    new_ledger,
    open_minor,
    unapplied_minor,
    wanted,
)

ID = "CN01/invoice/erp/1001"
NET_30 = TermsPart(basis_points=10_000, due=DueRule(days=30))
RETENTION = Terms(
    instalments=(
        TermsPart(basis_points=3000, due=DueRule()),
        TermsPart(basis_points=6500, due=DueRule(days=30, event="acceptance")),
        TermsPart(basis_points=500, due=DueRule(event="warranty-end")),
    )
)


def china(day: date) -> bool:
    return is_working_day("CN", day)


def every_day(_: date) -> bool:
    return True


def parts(*shares: tuple[int, DueRule], **more: Any) -> Terms:
    return Terms(instalments=tuple(TermsPart(basis_points=share, due=due) for share, due in shares), **more)


def discounts(*offered: tuple[int, int]) -> tuple[TermsDiscount, ...]:
    """Discounts of so many basis points within so many days."""
    return tuple(TermsDiscount(basis_points=points, due=DueRule(days=within)) for points, within in offered)


def due(rule: DueRule, start: str) -> str:
    return terms.counted(rule, date.fromisoformat(start)).isoformat()


class TestADueRule:
    @pytest.mark.parametrize(
        ("rule", "start", "expected"),
        [
            (DueRule(days=30), "2026-01-31", "2026-03-02"),
            (DueRule(day=31), "2026-02-10", "2026-02-28"),
            (DueRule(day=31), "2028-02-10", "2028-02-29"),
            (DueRule(day=31, days=10), "2026-04-30", "2026-05-10"),
            (DueRule(day=31, days=30), "2026-01-01", "2026-03-02"),
            (DueRule(months=1, day=10), "2026-12-31", "2027-01-10"),
            (DueRule(months=2, day=10), "2026-12-31", "2027-02-10"),
            (DueRule(months=1, day=30), "2026-01-15", "2026-02-28"),
            (DueRule(months=1, day=31), "2026-03-01", "2026-04-30"),
            (DueRule(months=1), "2026-01-31", "2026-02-28"),
            (DueRule(months=3), "2026-11-30", "2027-02-28"),
            (DueRule(months=12), "2028-02-29", "2029-02-28"),
            (DueRule(), "2026-05-05", "2026-05-05"),
        ],
    )
    def test_counts_months_then_the_day_then_days(self, rule: DueRule, start: str, expected: str) -> None:
        assert due(rule, start) == expected

    @given(
        days=st.integers(0, 400),
        start=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
        later=st.integers(0, 400),
        shift=st.sampled_from(terms.SHIFTS),
    )
    def test_of_net_days_is_never_earlier_for_a_later_document(
        self, days: int, start: date, later: int, shift: str
    ) -> None:
        """Who invoices later is not paid earlier, whatever free days lie between."""
        rule = DueRule(days=days)
        first, second = (terms.due_date(rule, shift, day, china, "x") for day in (start, start + timedelta(days=later)))
        assert first <= second


class TestAShift:
    # Spring Festival 2026: Sunday 15 to Monday 23 February are free; Saturdays 14 and 28 are worked.
    @pytest.mark.parametrize(
        ("day", "shift", "expected"),
        [
            ("2026-02-17", "none", "2026-02-17"),
            ("2026-02-17", "following", "2026-02-24"),
            ("2026-02-17", "preceding", "2026-02-14"),
            ("2026-02-17", "modified-following", "2026-02-24"),
            ("2026-02-28", "following", "2026-02-28"),
            ("2026-05-31", "following", "2026-06-01"),
            ("2026-05-31", "modified-following", "2026-05-29"),
            ("2026-10-01", "preceding", "2026-09-30"),
        ],
    )
    def test_follows_the_calendar_of_holidays_and_of_worked_weekends(self, day: str, shift: str, expected: str) -> None:
        assert terms.shifted(date.fromisoformat(day), shift, china).isoformat() == expected

    @given(
        day=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
        shift=st.sampled_from(["following", "preceding", "modified-following"]),
        rule=st.builds(DueRule, days=st.integers(0, 60)) | st.builds(DueRule, day=st.just(31)),
        calendar=st.sampled_from(["CN", "DE", "US", "AE", "IN"]),
    )
    def test_leads_to_a_working_day_and_never_before_the_document(
        self, day: date, shift: str, rule: DueRule, calendar: str
    ) -> None:
        """Money is expected on days on which banks and offices work."""

        def works_on(on: date) -> bool:
            return is_working_day(calendar, on)

        on = terms.due_date(rule, shift, day, works_on, "x")
        assert works_on(on)
        assert on >= day

    def test_that_moves_backwards_goes_forwards_from_a_document_of_a_free_day(self) -> None:
        sunday = date(2026, 3, 8)
        assert terms.due_date(DueRule(), "preceding", sunday, china, "x") == date(2026, 3, 9)


class TestInstalments:
    def test_share_the_cents_by_largest_remainder(self) -> None:
        quarters = parts(*((2500, DueRule(months=month)) for month in range(4)))
        falling = terms.instalments_of(quarters, 158735, MARCH, every_day)
        assert [part.amount_minor for part in falling.dated] == [39684, 39684, 39684, 39683]

    def test_are_numbered_by_due_date_and_those_that_wait_come_last(self) -> None:
        mixed = parts(
            (2000, DueRule(event="delivery")), (5000, DueRule(days=60)), (3000, DueRule(days=5)), shift="following"
        )
        falling = terms.instalments_of(mixed, 10000, MARCH, weekday)
        assert falling.dated == (
            Instalment(number=1, due_on=date(2026, 3, 6), amount_minor=3000),
            Instalment(number=2, due_on=date(2026, 4, 30), amount_minor=5000),
        )
        [waiting] = falling.waiting
        assert (waiting.number, waiting.amount_minor, waiting.due.event, waiting.shift) == (
            3,
            2000,
            "delivery",
            "following",
        )

    def test_to_which_no_cent_falls_are_none(self) -> None:
        halves = parts((5000, DueRule(days=10)), (5000, DueRule(event="acceptance")))
        falling = terms.instalments_of(halves, 1, MARCH, every_day)
        assert ([part.amount_minor for part in falling.dated], falling.waiting) == ([1], ())

    @given(
        amount=st.integers(1, 10**12),
        cuts=st.sets(st.integers(1, 9_999), max_size=12),
        events=st.lists(st.sampled_from([None, "acceptance"]), min_size=13, max_size=13),
    )
    def test_make_up_the_amount_and_are_positive(self, amount: int, cuts: set[int], events: list[str | None]) -> None:
        """Whatever the percentages, not a cent is lost or made, and nobody owes nothing or less."""
        agreed = as_cut(cuts, events)
        terms.check(agreed)
        sums_to_the_amount(agreed, amount)


def weekday(day: date) -> bool:
    return weekdays_only("", day)


def as_cut(cuts: set[int], events: list[str | None]) -> Terms:
    edges = [0, *sorted(cuts), 10_000]
    shares = [upper - lower for lower, upper in pairwise(edges)]
    return parts(
        *((share, DueRule(days=index, event=events[index])) for index, share in enumerate(shares)), shift="following"
    )


def sums_to_the_amount(agreed: Terms, amount: int) -> None:
    falling = terms.instalments_of(agreed, amount, MARCH, china)
    found = [part.amount_minor for part in (*falling.dated, *falling.waiting)]
    assert sum(found) == amount
    assert min(found) > 0
    assert [part.number for part in (*falling.dated, *falling.waiting)] == list(range(1, len(found) + 1))
    assert [part.due_on for part in falling.dated] == sorted(part.due_on for part in falling.dated)


class TestDiscounts:
    agreed = Terms(instalments=(NET_30,), discounts=discounts((200, 20), (300, 10)))

    def test_are_windows_with_amounts_rounded_half_up(self) -> None:
        windows = terms.discount_windows(self.agreed, 10050, MARCH, every_day)
        assert windows == (
            DiscountWindow(until=date(2026, 3, 11), basis_points=300, amount_minor=302),  # 301.5
            DiscountWindow(until=date(2026, 3, 21), basis_points=200, amount_minor=201),
        )

    def test_end_on_working_days_as_due_dates_do(self) -> None:
        agreed = Terms(instalments=(NET_30,), discounts=discounts((300, 6)), shift="following")
        [window] = terms.discount_windows(agreed, 10000, MARCH, weekday)
        assert window.until == date(2026, 3, 9)

    @pytest.mark.parametrize(
        ("paid_on", "tolerance", "expected"),
        [
            (date(2026, 3, 1), 0, 300),
            (date(2026, 3, 11), 0, 300),
            (date(2026, 3, 12), 0, 200),
            (date(2026, 3, 12), 1, 300),
            (date(2026, 3, 21), 0, 200),
            (date(2026, 3, 22), 0, None),
            (date(2026, 3, 24), 3, 200),
            (date(2026, 3, 25), 3, None),
        ],
    )
    def test_are_granted_to_the_last_day_of_their_window_and_grace(
        self, paid_on: date, tolerance: int, expected: int | None
    ) -> None:
        windows = terms.discount_windows(self.agreed, 10000, MARCH, every_day)
        granted = terms.discount_for(windows, paid_on, tolerance)
        assert (granted and granted.basis_points) == expected

    def test_of_nothing_are_none(self) -> None:
        assert terms.discount_windows(self.agreed, 1, MARCH, every_day) == ()
        assert terms.discount_for((), MARCH, 100) is None

    @given(
        amount=st.integers(1, 10**12),
        offered=st.lists(st.tuples(st.integers(1, 9_999), st.integers(0, 90)), max_size=6),
        paid_after=st.integers(0, 100),
        tolerance=st.integers(0, 10),
    )
    def test_that_shrink_by_their_terms_never_grow_by_paying_later(
        self, amount: int, offered: list[tuple[int, int]], paid_after: int, tolerance: int
    ) -> None:
        """Waiting never earns more, and no discount is more than the invoice."""
        points = sorted((points for points, _ in offered), reverse=True)
        within = sorted(days for _, days in offered)
        agreed = Terms(instalments=(NET_30,), discounts=discounts(*zip(points, within, strict=True)), shift="following")
        windows = terms.discount_windows(agreed, amount, MARCH, china)
        assert all(0 < window.amount_minor <= amount for window in windows)
        now, later = (
            terms.discount_for(windows, MARCH + timedelta(days=paid_after + more), tolerance) for more in (0, 1)
        )
        assert (later.amount_minor if later else 0) <= (now.amount_minor if now else 0)


class TestTermsThatCannotBeMeant:
    @pytest.mark.parametrize(
        ("stated", "refusal", "field"),
        [
            (Terms(instalments=()), TermsTooLong, "terms/instalments"),
            (parts(*[(100, DueRule())] * 121), TermsTooLong, "terms/instalments"),
            (parts((9999, DueRule())), PercentagesDoNotAddUp, "terms/instalments"),
            (parts((6000, DueRule()), (4001, DueRule())), PercentagesDoNotAddUp, "terms/instalments"),
            (parts((10000, DueRule()), (0, DueRule())), PercentageNotUsable, "terms/instalments/1/percent"),
            (parts((-1, DueRule())), PercentageNotUsable, "terms/instalments/0/percent"),
            (parts((10000, DueRule(days=-1))), DueRuleNotUsable, "terms/instalments/0/due/days"),
            (parts((10000, DueRule(days=3651))), DueRuleNotUsable, "terms/instalments/0/due/days"),
            (parts((10000, DueRule(months=121))), DueRuleNotUsable, "terms/instalments/0/due/months"),
            (parts((10000, DueRule(months=1, day=0))), DueRuleNotUsable, "terms/instalments/0/due/day"),
            (parts((10000, DueRule(months=1, day=32))), DueRuleNotUsable, "terms/instalments/0/due/day"),
            (parts((10000, DueRule(day=10))), DueRuleNotUsable, "terms/instalments/0/due/months"),
            (parts((10000, DueRule(event="whenever"))), DueEventUnknown, "terms/instalments/0/due/event"),
            (parts((10000, DueRule()), shift="sideways"), ShiftUnknown, "terms/shift"),
            (
                Terms(instalments=(NET_30,), discounts=discounts((10_000, 5))),
                PercentageNotUsable,
                "terms/discounts/0/percent",
            ),
            (
                Terms(instalments=(NET_30,), discounts=discounts(*[(100, 5)] * 11)),
                TermsTooLong,
                "terms/discounts",
            ),
            (
                Terms(
                    instalments=(NET_30,),
                    discounts=(TermsDiscount(basis_points=200, due=DueRule(event="delivery")),),
                ),
                DueRuleNotUsable,
                "terms/discounts/0/due/event",
            ),
        ],
    )
    def test_are_refused_of_invoices_and_of_customers(self, stated: Terms, refusal: type[Refusal], field: str) -> None:
        new_ledger().when(an_invoice(terms=stated)).then_refused(refusal, field=field)
        new_ledger().when(a_customer(terms=stated)).then_refused(refusal, field=field)

    def test_are_refused_where_they_lead_beyond_the_dates_of_receivables(self) -> None:
        ledger = new_ledger()
        ledger.when(an_invoice(document_date=date(2199, 12, 1), terms=parts((10000, DueRule(months=1))))).then_refused(
            DateOutOfRange, field="terms"
        )


class TestAnInvoice:
    agreed = Terms(instalments=(NET_30,), discounts=discounts((200, 10)))

    def ledger(self) -> Ledger:
        return new_ledger().given(a_customer(terms=self.agreed))

    def issued(self, **stated: Any) -> InvoiceIssued:
        [event] = self.ledger().when(an_invoice(**stated)).then_events(InvoiceIssued)
        assert isinstance(event, InvoiceIssued)
        return event

    def test_follows_the_customers_terms_where_it_says_nothing(self) -> None:
        event = self.issued()
        assert [part.due_on for part in event.instalments] == [date(2026, 3, 31)]
        assert [window.amount_minor for window in event.discounts] == [200]

    def test_follows_its_own_terms_before_the_customers(self) -> None:
        event = self.issued(terms=parts((10000, DueRule(months=1, day=10))))
        assert [part.due_on for part in event.instalments] == [date(2026, 4, 10)]
        assert event.discounts == ()

    @pytest.mark.parametrize(
        "stated", [{"due_on": MARCH}, {"terms_days": 0}, {"instalments": ((MARCH, 5000), (MARCH, 5000))}]
    )
    def test_that_states_its_due_dates_has_no_discount_of_the_customer(self, stated: dict[str, Any]) -> None:
        event = self.issued(**stated)
        assert {part.due_on for part in event.instalments} == {MARCH}
        assert event.discounts == ()

    @pytest.mark.parametrize("stated", [{"due_on": MARCH}, {"terms_days": 3}])
    def test_states_its_due_date_once(self, stated: dict[str, Any]) -> None:
        self.ledger().when(an_invoice(terms=self.agreed, **stated)).then_refused(DueDateStatedTwice, field="terms")

    def test_is_moved_by_the_calendar_of_its_entity(self) -> None:
        terms_of_customer = parts((10000, DueRule(days=13)), shift="following")  # Saturday, 14 March
        ledger = new_ledger().given(a_customer(terms=terms_of_customer))
        [event] = ledger.when(an_invoice()).then_events(InvoiceIssued)
        assert isinstance(event, InvoiceIssued)
        assert event.instalments[0].due_on == date(2026, 3, 16)

    def test_again_is_a_repeat_also_after_the_customers_terms_changed(self) -> None:
        ledger = self.ledger().given(an_invoice(), a_customer(terms=RETENTION))
        ledger.when(an_invoice()).then_nothing()

    def test_again_with_the_same_terms_is_a_repeat_also_after_a_holiday_was_proclaimed(self) -> None:
        stated = parts((10000, DueRule(days=13)), shift="following")
        ledger = new_ledger().given(an_invoice(terms=stated))
        ledger.state.is_working_day = lambda _, day: day != date(2026, 3, 16)
        ledger.when(an_invoice(terms=stated)).then_nothing()

    def test_says_of_each_instalment_what_it_has_missed(self) -> None:
        stated = parts((5000, DueRule(days=1)), (5000, DueRule(days=40)))
        ledger = new_ledger().given(*days(date(2026, 1, 1), date(2026, 3, 3)))
        _, event = ledger.when(an_invoice(terms=stated)).then_events()
        assert isinstance(event, InvoiceBecameOverdue)
        assert (event.instalment, event.late) == (1, True)

    def test_customer_keeps_terms_whole(self) -> None:
        ledger = new_ledger()
        [event] = ledger.when(a_customer("C3", terms=RETENTION)).then_events(CustomerRegistered)
        assert isinstance(event, CustomerRegistered)
        assert event.terms == RETENTION
        ledger.when(a_customer("C3", terms=RETENTION)).then_nothing()
        assert len(ledger.when(a_customer("C3")).then_events()) == 1
        assert ledger.state.customers["CN01/C3"].terms is None


def a_report(event: str = "acceptance", on: date = date(2026, 4, 20), **changes: Any) -> ReportDueEvent:
    return a_due_event(event=event, happened_on=on, **changes)


class TestAnInstalmentThatWaits:
    def ledger(self) -> Ledger:
        return new_ledger().given(an_invoice(terms=RETENTION))

    def reported(self, ledger: Ledger, command: ReportDueEvent) -> DueEventReported:
        event = ledger.when(command).then_events()[0]
        assert isinstance(event, DueEventReported)
        return event

    def test_is_owed_and_never_due(self) -> None:
        ledger = self.ledger()
        [issued] = [event for _, event in ledger.log if isinstance(event, InvoiceIssued)]
        assert [(part.number, part.amount_minor) for part in issued.instalments] == [(1, 3000)]
        assert [(part.number, part.amount_minor, part.due.event) for part in issued.waiting] == [
            (2, 6500, "acceptance"),
            (3, 500, "warranty-end"),
        ]
        ledger.given(*days(date(2026, 1, 1), date(2026, 9, 1)))
        spoken = {event.instalment for _, event in ledger.log if isinstance(event, InvoiceFellDue | InvoiceAged)}
        assert spoken == {1}

    def test_is_dated_by_its_event_and_falls_due_like_any_other(self) -> None:
        ledger = self.ledger()
        event = self.reported(ledger, a_report())
        assert (event.instalment, event.due_on, event.posted_on, event.amount_minor) == (
            2,
            date(2026, 5, 20),
            date(2026, 4, 20),
            6500,
        )
        assert open_minor(ledger, "1001") == 9500
        ledger.given(*days(date(2026, 1, 1), date(2026, 5, 21)))
        overdue = [event.instalment for _, event in ledger.log if isinstance(event, InvoiceBecameOverdue)]
        assert overdue == [1, 2]

    def test_counts_from_the_invoice_where_the_event_came_before(self) -> None:
        event = self.reported(self.ledger(), a_report(on=date(2026, 2, 1)))
        assert (event.due_on, event.posted_on) == (date(2026, 3, 3), MARCH)

    def test_is_moved_by_the_shift_that_was_agreed_for_it(self) -> None:
        stated = parts((10000, DueRule(days=0, event="delivery")), shift="following")
        ledger = new_ledger().given(an_invoice(terms=stated))
        assert self.reported(ledger, a_report("delivery", date(2026, 4, 18))).due_on == date(2026, 4, 20)

    def test_reported_late_says_what_it_has_missed(self) -> None:
        ledger = self.ledger().given(*days(date(2026, 1, 1), date(2026, 7, 1)))
        _, event = ledger.when(a_report()).then_events()
        assert isinstance(event, InvoiceAged)
        assert (event.instalment, event.days, event.late, event.date) == (2, 30, True, date(2026, 6, 19))

    def test_is_settled_by_money_that_waited_on_account(self) -> None:
        ledger = self.ledger().given(a_payment(amount_minor=5000, document_date=date(2026, 3, 5)))
        assert (open_minor(ledger, "1001"), unapplied_minor(ledger, "P1")) == (0, 2000)
        _, paid = ledger.when(a_report(on=date(2026, 3, 10))).then_events()
        assert isinstance(paid, PaymentAllocated)
        assert (paid.applied_on, paid.parts[0].instalment, paid.parts[0].amount_minor) == (date(2026, 3, 10), 2, 2000)
        assert (open_minor(ledger, "1001"), unapplied_minor(ledger, "P1")) == (4500, 0)

    def test_takes_no_money_before_it_is_dated(self) -> None:
        ledger = self.ledger()
        refusal = ledger.when(a_payment(allocations=(wanted("1001", 500, 3),))).then_refused(
            InstalmentNotDated, field="allocations/0/instalment"
        )
        assert "warranty-end" in refusal.detail
        only = new_ledger().given(an_invoice(terms=parts((10000, DueRule(event="delivery")))))
        only.when(a_payment(allocations=(wanted("1001", 500),))).then_refused(
            InstalmentNotDated, field="allocations/0/invoice"
        )
        only.when(a_dispute()).then_refused(DisputeExceedsOpenAmount, field="invoice")

    def test_again_changes_nothing_and_another_day_is_refused(self) -> None:
        ledger = self.ledger().given(a_report())
        ledger.when(a_report()).then_nothing()
        refusal = ledger.when(a_report(on=date(2026, 4, 21))).then_refused(
            DueEventReportedOtherwise, field="happened_on"
        )
        assert "2026-04-20" in refusal.detail

    @pytest.mark.parametrize(
        ("command", "refusal", "field"),
        [
            (a_report("delivery"), DueEventNotAwaited, "event"),
            (a_report(instalment=3), DueEventNotAwaited, "instalment"),
            (a_report("the end of time"), DueEventUnknown, "event"),
            (a_report(on=date(1969, 1, 1)), DateOutOfRange, "happened_on"),
            (a_report(on=date(2199, 12, 31)), DateOutOfRange, "happened_on"),
            (a_report(customer="C2"), DocumentOfOtherCustomer, "customer"),
        ],
    )
    def test_names_what_it_does_not_wait_for(self, command: ReportDueEvent, refusal: type[Refusal], field: str) -> None:
        self.ledger().when(command).then_refused(refusal, field=field)

    def test_can_be_dated_one_by_one(self) -> None:
        both = parts((5000, DueRule(event="delivery")), (5000, DueRule(days=30, event="delivery")))
        ledger = new_ledger().given(an_invoice(terms=both), a_report("delivery", instalment=2))
        assert open_minor(ledger, "1001") == 5000
        [event] = ledger.when(a_report("delivery")).then_events(DueEventReported)
        assert isinstance(event, DueEventReported)
        assert event.instalment == 1

    def test_ends_with_its_invoice(self) -> None:
        ledger = self.ledger().given(a_report(), a_payment(amount_minor=4000, document_date=date(2026, 4, 20)))
        [event] = ledger.when(a_cancellation(posted_on=date(2026, 5, 1))).then_events(InvoiceCancelled)
        assert isinstance(event, InvoiceCancelled)
        assert [part.number for part in event.instalments] == [1, 2]
        assert [part.number for part in event.waiting] == [3]
        assert (open_minor(ledger, "1001"), ledger.state.waiting[ID, 3].open_minor) == (0, 0)
        ledger.when(a_report("warranty-end")).then_refused(CancelledInvoiceWaitsForNothing)
        ledger.when(a_report()).then_nothing()

    def test_of_an_invoice_without_any_date_can_be_cancelled_and_credited(self) -> None:
        whole = parts((10000, DueRule(event="delivery")))
        ledger = new_ledger().given(an_invoice(terms=whole), a_credit_note(amount_minor=100, against="1001"))
        assert unapplied_minor(ledger, "G1", "credit-note") == 100
        [event] = ledger.when(a_cancellation(posted_on=MARCH)).then_events(InvoiceCancelled)
        assert isinstance(event, InvoiceCancelled)
        assert [part.amount_minor for part in event.waiting] == [10000]


class TestAMutant:
    """A careless rule turns the tests above red."""

    def test_that_rounds_each_share_loses_a_cent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        agreed = as_cut({3333, 6666}, [None] * 3)
        sums_to_the_amount(agreed, 10000)

        def rounded(total: int, weights: list[int]) -> list[int]:
            return [(2 * total * weight + sum(weights)) // (2 * sum(weights)) for weight in weights]

        assert rounded(10, [1, 1]) == split(10, [1, 1])
        monkeypatch.setattr(terms, "split", rounded)
        with pytest.raises(AssertionError):
            sums_to_the_amount(agreed, 1)
        with pytest.raises(AssertionError):
            TestInstalments().test_share_the_cents_by_largest_remainder()

    def test_that_forgets_holidays_is_due_when_nobody_works(self, monkeypatch: pytest.MonkeyPatch) -> None:
        right = terms.shifted

        def only_weekends(day: date, shift: str, _: Callable[[date], bool]) -> date:
            return right(day, shift, weekday)

        monkeypatch.setattr(terms, "shifted", only_weekends)
        with pytest.raises(AssertionError):
            TestAShift().test_follows_the_calendar_of_holidays_and_of_worked_weekends(
                "2026-02-17", "following", "2026-02-24"
            )

    def test_that_grants_a_day_too_long_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        right = terms.discount_for

        def late(windows: tuple[DiscountWindow, ...], paid_on: date, tolerance_days: int = 0) -> DiscountWindow | None:
            return right(windows, paid_on, tolerance_days + 1)

        test = TestDiscounts().test_are_granted_to_the_last_day_of_their_window_and_grace
        test(date(2026, 3, 12), 0, 200)
        monkeypatch.setattr(terms, "discount_for", late)
        with pytest.raises(AssertionError):
            test(date(2026, 3, 12), 0, 200)


def test_books_without_a_calendar_know_weekends() -> None:
    books = Books(partition_of=len, partition_count=1)
    assert [books.is_working_day("CN", date(2026, 3, day)) for day in (6, 7, 8, 9)] == [True, False, False, True]
