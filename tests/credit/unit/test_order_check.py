"""Order checks: what is approved, prepaid or held, and what of the limit is reserved until when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credit.domain.book import Command, decide, evolve
from services.credit.domain.order_check import (
    AmountNotPositive,
    CustomerUnknown,
    OrderCheckedOtherwise,
    OrderOfAnotherCustomer,
    OrderUnknown,
    ReservationReleased,
)
from shared.errors import Refusal
from tests.credit.builders import (
    ENTITY,
    HEARD,
    TODAY,
    cancelled,
    day,
    graded,
    invoiced,
    order,
    owing,
    stopped,
    story,
)

LIMIT = 100_000


class TestAnAdvance:
    """What a customer has paid in advance for an order takes nothing of the limit, and is prepaid."""

    def test_lessens_what_the_order_takes_of_the_limit(self) -> None:
        known = story().given(graded()).paid_in_advance(40_000)
        checked = known.when(order(amount_minor=LIMIT + 30_000)).then_decided("approve", reserved=LIMIT - 10_000)
        assert (checked.advance_minor, checked.reasons) == (40_000, ())

    def test_is_what_the_grade_wants_in_advance(self) -> None:
        known = story().given(graded("C")).paid_in_advance(2_000)
        checked = known.when(order(amount_minor=10_000)).then_decided("prepayment", reserved=5_000, prepayment=3_000)
        assert checked.reasons == ("grade C pays 50 % in advance",)
        known.paid_in_advance(5_000).when(order(amount_minor=10_000)).then_decided("approve", reserved=5_000)

    def test_of_another_order_or_currency_does_not_count(self) -> None:
        known = story().given(graded()).paid_in_advance(LIMIT, "O-2").paid_in_advance(LIMIT, currency="USD")
        assert known.when(order(amount_minor=LIMIT * 3)).then_decided("hold", reserved=0).advance_minor == 0

    def test_of_more_than_the_order_reserves_nothing(self) -> None:
        known = story().given(graded()).paid_in_advance(LIMIT * 9)
        checked = known.when(order(amount_minor=LIMIT * 3)).then_decided("approve", reserved=0)
        assert (checked.advance_minor, checked.expires_on) == (LIMIT * 3, None)

    def test_that_was_asked_for_and_came_lets_the_order_go(self) -> None:
        """Checked, told to prepay, paid, and checked again: it may be delivered, and takes the room it took."""
        known = story().given(graded("C"), order(amount_minor=10_000))
        known.when(order(amount_minor=10_000)).then_nothing()
        known.paid_in_advance(5_000)
        known.when(order(amount_minor=10_000)).then_decided("approve", reserved=5_000)
        known.given(order(amount_minor=10_000)).when(order(amount_minor=10_000)).then_nothing()
        assert known.book.reserved[ENTITY, "C-1", "CNY"] == 5_000

    def test_takes_back_no_promise(self) -> None:
        """The customer has been stopped since: what was promised stands, as for a repeat without any advance."""
        known = story().given(graded("C"), order(amount_minor=10_000), stopped()).paid_in_advance(1_000)
        assert known.when(order(amount_minor=10_000)).then_nothing() is not None

    def test_for_an_order_invoiced_in_part_changes_nothing(self) -> None:
        known = story().given(graded("C"), order(amount_minor=10_000), invoiced(amount_minor=1_000))
        known.paid_in_advance(5_000).when(order(amount_minor=10_000)).then_nothing()


class TestCheck:
    def test_approves_what_fits(self) -> None:
        checked = story().given(graded()).when(order(amount_minor=LIMIT)).then_decided("approve", reserved=LIMIT)
        assert checked.reasons == ()
        assert (checked.limit_minor, checked.grade, checked.known) == (LIMIT, "B", HEARD)
        assert checked.expires_on == TODAY + timedelta(days=30)

    def test_counts_what_is_owed_and_what_others_reserved(self) -> None:
        known = story().given(graded(), order("O-1", 30_000)).owing(owing(50_000, on_account_minor=5_000))
        checked = known.when(order("O-2", 25_000)).then_decided("approve", reserved=25_000)
        assert (checked.exposure_minor, checked.reservations_minor) == (45_000, 30_000)
        known.given(order("O-2", 25_000)).when(order("O-3", 10)).then_decided("hold", reserved=0)

    def test_money_paid_ahead_makes_room(self) -> None:
        known = story().given(graded()).owing(owing(0, on_account_minor=20_000))
        known.when(order(amount_minor=LIMIT + 20_000)).then_decided("approve", reserved=LIMIT + 20_000)

    @pytest.mark.parametrize(("grade", "prepaid"), [("A", 30_001), ("B", 50_001)])
    def test_offers_the_grades_prepayment_where_the_limit_does_not_suffice(self, grade: str, prepaid: int) -> None:
        amount = LIMIT + 1
        checked = (
            story()
            .given(graded(grade))
            .when(order(amount_minor=amount))
            .then_decided("prepayment", reserved=amount - prepaid, prepayment=prepaid)
        )
        assert checked.reasons == ("limit of 1000.00 CNY exceeded: 1000.00 CNY left",)

    def test_holds_what_does_not_fit_even_after_the_prepayment(self) -> None:
        checked = story().given(graded("B")).when(order(amount_minor=LIMIT * 3)).then_decided("hold", reserved=0)
        assert checked.expires_on is None

    def test_rounds_a_prepayment_up(self) -> None:
        known = story().given(graded(), order("O-1", LIMIT))
        known.when(order("O-2", 1)).then_decided("prepayment", reserved=0, prepayment=1)
        known.given(order("O-2", 1)).when(order("O-2", 1)).then_nothing()

    def test_grade_c_always_prepays(self) -> None:
        checked = (
            story()
            .given(graded("C"))
            .when(order(amount_minor=10_000))
            .then_decided("prepayment", reserved=5_000, prepayment=5_000)
        )
        assert checked.reasons == ("grade C pays 50 % in advance",)

    def test_holds_grade_d_the_stopped_and_the_insolvent(self) -> None:
        assert story().given(graded("D", 0)).when(order()).then_decided("hold", reserved=0).reasons == ("grade D",)
        assert story().given(graded(), stopped()).when(order()).then_decided("hold", reserved=0).reasons == (
            "credit stop: overdue",
        )
        insolvent = story().given(graded()).insolvent(date(2026, 1, 5))
        assert insolvent.when(order()).then_decided("hold", reserved=0).reasons == ("insolvent since 2026-01-05",)

    def test_holds_a_currency_without_a_limit_of_its_own(self) -> None:
        """A limit in CNY says nothing about USD: currencies are never netted."""
        checked = story().given(graded()).when(order(currency="USD")).then_decided("hold", reserved=0)
        assert checked.reasons == ("no limit in USD",)
        story().given(graded(USD=20_000)).owing(owing(LIMIT * 9)).when(order(currency="USD")).then_decided(
            "approve", reserved=10_000
        )

    def test_reservations_of_one_currency_take_nothing_of_another(self) -> None:
        known = story().given(graded(USD=20_000), order("O-1", LIMIT))
        known.when(order("O-2", 20_000, "USD")).then_decided("approve", reserved=20_000)

    def test_counts_the_days_from_the_day_the_ledger_has_opened(self) -> None:
        early = story(today=date(2026, 1, 1)).given(graded()).when(order()).then_decided("approve", reserved=10_000)
        assert early.expires_on == date(2026, 1, 31)
        none_opened = story(today=None).given(graded()).when(order()).then_decided("approve", reserved=10_000)
        assert none_opened.expires_on == TODAY + timedelta(days=30)

    def test_refuses_a_customer_it_does_not_know(self) -> None:
        story().when(order()).then_refused(CustomerUnknown, "C-1")

    @pytest.mark.parametrize("amount", [0, -1])
    def test_refuses_an_order_of_nothing(self, amount: int) -> None:
        story().given(graded()).when(order(amount_minor=amount)).then_refused(AmountNotPositive)


class TestRepeat:
    def test_of_the_same_content_is_harmless_and_told_the_same(self) -> None:
        known = story().given(graded(), order()).when(order())
        recalled = known.then_nothing()
        assert recalled is not None
        assert recalled.checked.decision == "approve"

    def test_of_another_content_is_refused_naming_both(self) -> None:
        refusal = story().given(graded(), order()).when(order(amount_minor=9_000)).then_refused(OrderCheckedOtherwise)
        assert "100.00 CNY" in refusal.detail
        assert "90.00 CNY" in refusal.detail
        story().given(graded(USD=1), order()).when(order(currency="USD")).then_refused(OrderCheckedOtherwise)

    def test_of_another_customer_is_refused(self) -> None:
        story().given(graded(), order()).when(order(customer="C-2")).then_refused(OrderOfAnotherCustomer, "C-1")

    def test_of_a_held_order_is_decided_anew(self) -> None:
        known = story().given(graded(), stopped(), order())
        held = known.when(order()).then_nothing()
        assert held is not None
        assert held.state == "held"
        known.book.profiles[ENTITY, "C-1"] = type(known.book.profiles[ENTITY, "C-1"])(graded())
        known.when(order()).then_decided("approve", reserved=10_000)

    def test_of_a_cancelled_order_is_decided_anew_with_any_content(self) -> None:
        known = story().given(graded(), order(), cancelled())
        known.when(order(amount_minor=7_000)).then_decided("approve", reserved=7_000)

    def test_of_an_invoiced_order_stays_what_it_was(self) -> None:
        recalled = story().given(graded(), order(), invoiced()).when(order()).then_nothing()
        assert recalled is not None
        assert recalled.state == "invoiced"


class TestRelease:
    def test_by_cancelling_frees_all_that_is_reserved(self) -> None:
        event = story().given(graded(), order()).when(cancelled()).then(ReservationReleased)
        assert (event.amount_minor, event.reason, event.currency) == (10_000, "cancelled", "CNY")

    def test_twice_is_harmless(self) -> None:
        story().given(graded(), order(), cancelled()).when(cancelled()).then()

    def test_of_a_held_order_frees_nothing_and_ends_it(self) -> None:
        known = story().given(graded(), stopped(), order())
        assert known.when(cancelled()).then(ReservationReleased).amount_minor == 0
        known.given(cancelled()).when(order(amount_minor=5)).then_decided("hold", reserved=0)

    def test_of_an_order_nobody_checked_is_refused(self) -> None:
        story().when(cancelled()).then_refused(OrderUnknown)
        story().given(graded(), order()).when(cancelled(customer="C-2")).then_refused(OrderUnknown)

    def test_by_invoices_frees_a_part_for_a_part(self) -> None:
        known = story().given(graded(), order(amount_minor=10_000))
        assert known.when(invoiced(amount_minor=4_000)).then(ReservationReleased).amount_minor == 4_000
        known.given(invoiced(amount_minor=4_000))
        assert known.when(invoiced(amount_minor=7_000)).then(ReservationReleased).amount_minor == 6_000

    def test_by_an_invoice_in_another_currency_frees_all(self) -> None:
        event = (
            story().given(graded(), order()).when(invoiced(amount_minor=1, currency="USD")).then(ReservationReleased)
        )
        assert event.amount_minor == 10_000

    def test_by_an_invoice_that_names_what_was_never_reserved_is_harmless(self) -> None:
        story().when(invoiced()).then()
        story().given(graded(), order()).when(invoiced(customer="C-2")).then()
        story().given(graded(), order(), cancelled()).when(invoiced()).then()

    def test_by_expiry_after_the_last_day(self) -> None:
        known = story().given(graded(), order())
        known.when(day(TODAY + timedelta(days=30))).then()
        event = known.when(day(TODAY + timedelta(days=31))).then(ReservationReleased)
        assert (event.reason, event.amount_minor) == ("expired", 10_000)


NUMBERS = st.sampled_from(["O-1", "O-2", "O-3", "O-4"])
AMOUNTS = st.integers(1, 150_000)
CURRENCIES = st.sampled_from(["CNY", "USD", "JPY"])
COMMANDS = st.lists(
    st.one_of(
        st.builds(order, NUMBERS, AMOUNTS, CURRENCIES),
        st.builds(cancelled, NUMBERS),
        st.builds(invoiced, NUMBERS, AMOUNTS, CURRENCIES),
        st.builds(day, st.dates(TODAY, TODAY + timedelta(days=90))),
    ),
    max_size=30,
)


class TestInvariants:
    @given(st.sampled_from("ABCD"), st.integers(0, 120_000), st.integers(0, 60_000), COMMANDS)
    def test_reservations_never_pass_the_limit(
        self, grade: str, owed: int, on_account: int, commands: list[Command]
    ) -> None:
        """Whatever is ordered, cancelled, invoiced or expires: what is owed and reserved stays within each limit,

        and nothing more is reserved of a limit that is passed already.
        """
        limits = {"CNY": LIMIT, "USD": 20_000}
        known = story().given(graded(grade, LIMIT, USD=20_000))
        known.owing(owing(owed, on_account_minor=on_account)).owing(owing(owed // 4), "USD")
        book = known.book
        for command in commands:
            before = dict(book.reserved)
            try:
                events = decide(command, book)
            except Refusal:
                continue
            for stream, event in events:
                evolve(book, stream, event)
            for (entity, customer, currency), reserved in book.reserved.items():
                exposure = book.exposures.get((entity, customer), {}).get(currency, owing(0)).exposure_minor
                assert reserved >= 0
                assert exposure + reserved <= limits.get(currency, 0) or reserved <= before.get(
                    (entity, customer, currency), 0
                )
            by_order = sum(standing.reserved_minor for standing in book.orders.values())
            assert by_order == sum(book.reserved.values())

    @given(COMMANDS)
    def test_a_repeated_command_changes_nothing(self, commands: list[Command]) -> None:
        """Each command sent twice decides and reserves what it does when it is sent once."""
        once, twice = (story().given(graded("B", LIMIT, USD=20_000)).book for _ in range(2))
        for command in commands:
            for book, times in ((once, 1), (twice, 2)):
                for _ in range(times):
                    try:
                        for stream, event in decide(command, book):
                            evolve(book, stream, event)
                    except Refusal:
                        continue
        # An invoice sent twice is two invoices; the ledger, which numbers them, does not say one twice.
        if not any(type(command).__name__ == "InvoiceOrder" for command in commands):
            assert once.reserved == twice.reserved
            assert once.orders == twice.orders
