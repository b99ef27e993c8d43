"""Ages and buckets, and how disputes spread over instalments."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.aging import BUCKETS, Aged, age_of, bucket_of
from services.reporting.domain.dispute import WHOLE_INVOICE, OpenDispute, OpenInstalment, disputed_parts
from tests.reporting.histories import day


class TestBuckets:
    @pytest.mark.parametrize(
        ("days_past_due", "bucket"),
        [
            (-400, "not-due"), (-1, "not-due"), (0, "not-due"), (1, "1-30"), (30, "1-30"), (31, "31-60"),
            (60, "31-60"), (61, "61-90"), (90, "61-90"), (91, "over-90"), (4000, "over-90"),
        ],
    )  # fmt: skip
    def test_due_today_is_not_overdue_and_each_bucket_ends_with_its_last_day(
        self, days_past_due: int, bucket: str
    ) -> None:
        assert BUCKETS[bucket_of(age_of(as_of=day(days_past_due), due_on=day(0)))] == bucket

    def test_columns_sum_to_the_balance_of_the_control_account(self) -> None:
        aged = Aged(buckets=(100, 20, 3, 0, 7), on_account=40, open_credits=5)
        assert (aged.receivable, aged.overdue, aged.balance) == (130, 30, 85)

    def test_amounts_that_offset_each_other_are_not_nothing(self) -> None:
        assert not Aged(buckets=(100, 0, 0, 0, 0), on_account=100).is_empty
        assert Aged().is_empty

    def test_two_add_up_column_by_column(self) -> None:
        one = Aged(buckets=(1, 2, 3, 4, 5), on_account=6, open_credits=7, disputed=8, disputed_overdue=9)
        assert one + one == Aged((2, 4, 6, 8, 10), on_account=12, open_credits=14, disputed=16, disputed_overdue=18)


FIRST, SECOND = OpenInstalment(1, day(10), 100), OpenInstalment(2, day(40), 50)


class TestDisputedParts:
    def test_of_an_instalment_are_never_more_than_is_open_of_it(self) -> None:
        assert disputed_parts([FIRST, SECOND], [OpenDispute(2, 80)]) == {1: 0, 2: 50}

    def test_of_the_whole_invoice_fill_the_earliest_due_first(self) -> None:
        assert disputed_parts([SECOND, FIRST], [OpenDispute(WHOLE_INVOICE, 120)]) == {1: 100, 2: 20}

    def test_of_the_whole_invoice_fill_what_named_ones_leave(self) -> None:
        disputes = [OpenDispute(WHOLE_INVOICE, 60), OpenDispute(1, 70)]
        assert disputed_parts([FIRST, SECOND], disputes) == {1: 100, 2: 30}

    @given(
        opens=st.lists(st.integers(0, 100), min_size=1, max_size=4),
        disputes=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 200)), max_size=5),
    )
    def test_dispute_as_much_as_they_can_and_never_more_than_is_open(
        self, opens: list[int], disputes: list[tuple[int, int]]
    ) -> None:
        """Whatever is open and disputed: no instalment is disputed beyond what is open, nor all of them beyond what
        the disputes of this invoice name.
        """
        instalments = [
            OpenInstalment(place, day(0) + timedelta(days=30 * place), rest)
            for place, rest in enumerate(opens, start=1)
        ]
        parts = disputed_parts(instalments, [OpenDispute(*each) for each in disputes])
        named = sum(amount for place, amount in disputes if place <= len(opens))
        assert all(0 <= parts[each.number] <= each.open_minor for each in instalments)
        assert sum(parts.values()) <= min(sum(opens), named)
        if all(place == WHOLE_INVOICE for place, _ in disputes):
            assert sum(parts.values()) == min(sum(opens), named)
