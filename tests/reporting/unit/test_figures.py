"""Collection rate and cohort recovery with figures worked out by hand (the same as in docs/figures.md)."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.collection import Collection, CollectionCell, Period, collections, months, thresholds
from services.reporting.domain.month import add_months, month_end, month_of
from services.reporting.domain.recovery import DAYS, Cohort, CohortCell, cohorts, days_late_index

MAY, JUNE = Period(date(2025, 5, 1), date(2025, 5, 31)), Period(date(2025, 6, 1), date(2025, 6, 30))


def place_of(day: date, periods: list[Period]) -> int:
    return sum(1 for threshold in thresholds(periods) if threshold <= day)


def collected(changes: list[tuple[str, date, date | None, int]], periods: list[Period]) -> list[Collection]:
    """From (change, effective on, due on, amount), as the movements would be added up."""
    cells: dict[tuple[str, int, int | None], int] = defaultdict(int)
    for change, effective_on, due_on, amount in changes:
        due = None if due_on is None else place_of(due_on, periods)
        cells[change, place_of(effective_on, periods), due] += amount
    return collections(
        (CollectionCell("CNY", change, effective, due, amount) for (change, effective, due), amount in cells.items()),
        periods,
    )


class TestMergedCustomers:
    """What moves from one customer to the other changes no figure of both together."""

    def test_owe_what_they_owed_and_paid_what_they_paid(self) -> None:
        april, june = date(2025, 4, 20), date(2025, 6, 10)
        alone: list[tuple[str, date, date | None, int]] = [
            ("issued", april, april, 1_000),
            ("issued", april, june, 2_000),
            ("allocated", date(2025, 6, 20), april, -600),
        ]
        merged: list[tuple[str, date, date | None, int]] = [
            ("merged", date(2025, 5, 15), april, -1_000),
            ("merged", date(2025, 5, 15), april, 1_000),
            ("merged", date(2025, 6, 15), june, -2_000),
            ("merged-fee", date(2025, 6, 15), june, 2_000),
        ]
        assert collected(alone + merged, [MAY, JUNE]) == collected(alone, [MAY, JUNE])

    def test_have_each_instalment_once_in_its_cohort(self) -> None:
        month = date(2025, 5, 1)
        alone = [CohortCell("CNY", month, "issued", 0, 1_000, 1), CohortCell("CNY", month, "allocated", 2, -400, 1)]
        merged = [CohortCell("CNY", month, "merged", 3, 0, 2)]
        assert cohorts(alone + merged, as_of=date(2025, 9, 1)) == cohorts(alone, as_of=date(2025, 9, 1))


class TestCollectionRate:
    def test_is_cash_on_due_items_over_what_was_overdue_and_fell_due(self) -> None:
        """1,000 overdue since April; 2,000 due on 10 June, 500 of it paid in May; 3,000 due in July. In June come
        600 + 1,200 for the first two, 400 early for July, and a credit note takes 100 off the first.
        To collect: 1,000 + 1,500 − 100 = 2,400; collected 1,800; still open 600.
        """
        april, june, july = date(2025, 4, 20), date(2025, 6, 10), date(2025, 7, 15)
        _, in_june = collected(
            [
                ("issued", date(2025, 3, 20), april, 1_000),
                ("issued", date(2025, 5, 10), june, 2_000),
                ("issued", date(2025, 6, 15), july, 3_000),
                ("allocated", date(2025, 5, 20), june, -500),
                ("allocated", date(2025, 6, 2), april, -600),
                ("allocated", date(2025, 6, 12), june, -1_200),
                ("allocated", date(2025, 6, 20), july, -400),
                ("credit-applied", date(2025, 6, 25), april, -100),
                ("received", date(2025, 6, 2), None, 2_200),
            ],
            [MAY, JUNE],
        )
        assert (in_june.overdue_at_start, in_june.fell_due, in_june.credited) == (1_000, 1_500, 100)
        assert (in_june.collected, in_june.still_open) == (1_800, 600)
        assert (in_june.rate.numerator, in_june.rate.denominator, in_june.rate.value) == (1_800, 2_400, 0.75)
        assert (in_june.invoiced, in_june.received) == (3_000, 2_200)

    def test_counts_a_returned_payment_against_the_period_of_its_return(self) -> None:
        in_may, in_june = collected(
            [
                ("issued", date(2025, 4, 1), date(2025, 5, 5), 1_000),
                ("allocated", date(2025, 5, 5), date(2025, 5, 5), -1_000),
                ("unapplied", date(2025, 6, 3), date(2025, 5, 5), 1_000),
            ],
            [MAY, JUNE],
        )
        assert (in_may.rate.value, in_june.collected, in_june.still_open) == (1.0, -1_000, 1_000)

    def test_of_an_invoice_paid_less_its_discount_is_whole(self) -> None:
        """1,000 paid with 980 in the window: 20 no longer had to come in, until the payment is returned in June."""
        due = date(2025, 5, 28)
        in_may, in_june = collected(
            [
                ("issued", date(2025, 5, 1), due, 1_000),
                ("allocated", date(2025, 5, 9), due, -980),
                ("discount", date(2025, 5, 9), due, -20),
                ("unapplied", date(2025, 6, 3), due, 980),
                ("discount", date(2025, 6, 3), due, 20),
            ],
            [MAY, JUNE],
        )
        assert (in_may.credited, in_may.written_off, in_may.collected, in_may.rate.value) == (20, 0, 980, 1.0)
        assert (in_june.credited, in_june.collected, in_june.still_open) == (-20, -980, 1_000)

    def test_claims_what_is_issued_late_in_the_period_it_is_issued_in(self) -> None:
        _, in_june = collected([("issued", date(2025, 6, 5), date(2025, 5, 20), 1_000)], [MAY, JUNE])
        assert (in_june.overdue_at_start, in_june.fell_due) == (0, 1_000)

    def test_claims_nothing_of_an_invoice_cancelled_in_the_same_period(self) -> None:
        june = date(2025, 6, 20)
        _, in_june = collected(
            [("issued", date(2025, 6, 5), june, 1_000), ("cancelled", date(2025, 6, 6), june, -1_000)], [MAY, JUNE]
        )
        assert (in_june.claim, in_june.rate.value, in_june.invoiced) == (0, None, 0)

    def test_of_the_running_month_ends_on_the_day_asked_about(self) -> None:
        last = months(last=date(2025, 6, 12), count=3)
        assert [(each.first_day, each.last_day, each.complete) for each in last] == [
            (date(2025, 4, 1), date(2025, 4, 30), True),
            (date(2025, 5, 1), date(2025, 5, 31), True),
            (date(2025, 6, 1), date(2025, 6, 12), False),
        ]

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(
                    ["issued", "cancelled", "allocated", "unapplied", "credit-applied", "credit-unapplied"]
                ),
                st.dates(date(2025, 1, 1), date(2025, 12, 31)),
                st.dates(date(2025, 1, 1), date(2025, 12, 31)),
                st.integers(-1000, 1000),
            ),
            min_size=1,
        )
    )
    def test_each_period_begins_where_the_last_one_ended(self, changes: list[tuple[str, date, date, int]]) -> None:
        """Whatever happened: what a period leaves open is what was due by its end and had not been taken off by then,
        and it is what the next period finds overdue at its start.
        """
        periods = months(last=date(2025, 9, 15), count=7)
        course = collected([*changes], periods)
        for each in course:
            end = each.period.last_day
            assert each.still_open == sum(amount for _, on, due, amount in changes if on <= end and due <= end)
        for before, after in pairwise(course):
            assert before.still_open == after.overdue_at_start


def cohorts_of(changes: list[tuple[str, date, date, int]], *, as_of: date) -> list[Cohort]:
    cells = (
        CohortCell("CNY", month_of(due), change, days_late_index((on - due).days), amount, 1)
        for change, on, due, amount in changes
    )
    return cohorts(cells, as_of=as_of)


class TestRecovery:
    def test_counts_what_was_paid_within_t_days_after_the_due_date(self) -> None:
        """March: 1,000 due on the 10th, 500 on the 20th, of which a credit note takes 100 → 1,400 to recover. Paid:
        300 a week early, 200 on the 7th day late, 400 on the 8th, 100 on the 91st.
        """
        tenth, twentieth = date(2025, 3, 10), date(2025, 3, 20)
        (march,) = cohorts_of(
            [
                ("issued", date(2025, 2, 10), tenth, 1_000),
                ("issued", date(2025, 2, 20), twentieth, 500),
                ("credit-applied", date(2025, 4, 1), twentieth, -100),
                ("allocated", tenth - timedelta(days=7), tenth, -300),
                ("allocated", tenth + timedelta(days=7), tenth, -200),
                ("allocated", twentieth + timedelta(days=8), twentieth, -400),
                ("allocated", tenth + timedelta(days=91), tenth, -100),
            ],
            as_of=date(2025, 12, 31),
        )
        assert (march.month, march.instalments) == (date(2025, 3, 1), 2)
        assert (march.invoiced_minor, march.credited_minor) == (1_500, 100)
        assert [(point.days, point.rate.numerator) for point in march.points] == [
            (0, 300), (7, 500), (15, 900), (30, 900), (60, 900), (90, 900),
        ]  # fmt: skip
        assert {point.rate.denominator for point in march.points} == {1_400}

    def test_takes_back_what_was_unapplied_from_the_day_it_was(self) -> None:
        due = date(2025, 3, 10)
        (march,) = cohorts_of(
            [
                ("issued", due, due, 1_000),
                ("allocated", due + timedelta(days=5), due, -1_000),
                ("unapplied", due + timedelta(days=20), due, 1_000),
            ],
            as_of=date(2025, 12, 31),
        )
        assert [point.rate.numerator for point in march.points] == [0, 1_000, 1_000, 0, 0, 0]

    def test_is_whole_where_all_but_the_discount_was_paid(self) -> None:
        due = date(2025, 3, 10)
        paid = [("issued", due, due, 1_000), ("allocated", due, due, -980), ("discount", due, due, -20)]
        (march,) = cohorts_of(paid, as_of=date(2025, 12, 31))
        assert (march.credited_minor, march.points[0].rate.value) == (20, 1.0)
        written_off = [("issued", due, due, 1_000), ("write-off", due, due, -20)]
        (march,) = cohorts_of(written_off, as_of=date(2025, 12, 31))
        assert (march.credited_minor, march.points[0].rate.denominator) == (0, 1_000)

    def test_leaves_cancelled_invoices_out(self) -> None:
        due = date(2025, 3, 10)
        (march,) = cohorts_of([("issued", due, due, 1_000), ("cancelled", due, due, -1_000)], as_of=date(2025, 12, 31))
        assert (march.instalments, march.points[0].rate.value) == (0, None)

    def test_is_complete_once_t_days_have_passed_since_the_months_end(self) -> None:
        due = date(2025, 3, 10)
        (march,) = cohorts_of([("issued", due, due, 1_000)], as_of=date(2025, 4, 15))
        assert [point.days for point in march.points if point.complete] == [0, 7, 15]

    @given(st.integers(-400, 400))
    def test_first_t_that_contains_a_lateness(self, days_late: int) -> None:
        containing = [place for place, limit in enumerate(DAYS) if days_late <= limit]
        assert days_late_index(days_late) == (containing[0] if containing else len(DAYS))


class TestMonths:
    def test_run_over_the_turn_of_the_year(self) -> None:
        assert add_months(date(2025, 11, 30), 3) == date(2026, 2, 1)
        assert add_months(date(2025, 1, 31), -1) == date(2024, 12, 1)
        assert month_end(date(2024, 2, 3)) == date(2024, 2, 29)
