"""What a message names is named with what is owed now."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from services.notify.domain.freshness import OpenItem, still_due
from services.notify.domain.message import NamedItem
from tests.notify.builders import item


def owed(named: NamedItem, open_minor: int, disputed_minor: int = 0) -> OpenItem:
    return OpenItem(
        invoice=named.invoice,
        instalment=named.instalment,
        due_on=named.due_on,
        open_minor=open_minor,
        disputed_minor=disputed_minor,
        currency=named.currency,
    )


class TestStillDue:
    def test_is_all_of_it_when_nothing_was_paid(self) -> None:
        assert still_due([item()], [owed(item(), 123_450)]) == (item(),)

    def test_is_the_rest_of_what_was_paid_in_part(self) -> None:
        assert still_due([item()], [owed(item(), 450)]) == (item(open_minor=450),)

    def test_is_more_when_a_payment_was_taken_back(self) -> None:
        assert still_due([item(open_minor=1)], [owed(item(), 200)]) == (item(open_minor=200),)

    def test_is_nothing_when_all_was_paid(self) -> None:
        assert still_due([item("1"), item("2")], []) == ()

    def test_leaves_out_what_is_disputed(self) -> None:
        assert still_due([item("1"), item("2")], [owed(item("1"), 500, 500), owed(item("2"), 500, 200)]) == (
            item("2", open_minor=300),
        )

    def test_tells_instalments_apart(self) -> None:
        first, second = item(instalment=1), item(instalment=2)
        assert still_due([first, second], [owed(second, 5)]) == (structs.replace(second, open_minor=5),)

    def test_adds_nothing_that_was_not_named(self) -> None:
        assert still_due([item("1")], [owed(item("2"), 500)]) == ()

    @given(
        amounts=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=8),
        named=st.sets(st.integers(0, 7)),
    )
    def test_never_asks_for_more_than_is_open_and_undisputed(
        self, amounts: list[tuple[int, int]], named: set[int]
    ) -> None:
        """Whatever was named and whatever was paid: each item asked for is owed in that amount at this moment."""
        open_items = [
            owed(item(str(index)), open_minor, disputed) for index, (open_minor, disputed) in enumerate(amounts)
        ]
        for asked in still_due([item(str(index)) for index in sorted(named)], open_items):
            (found,) = [each for each in open_items if each.invoice == asked.invoice]
            assert 0 < asked.open_minor == found.open_minor - found.disputed_minor
