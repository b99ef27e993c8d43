"""Money: exact at the border, whole in the middle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import MINOR_MAX, AmountNotExact, AmountTooLarge, Money, UnknownCurrency, split

CURRENCIES = st.sampled_from(["CNY", "JPY", "KWD", "USD"])


class TestParse:
    @pytest.mark.parametrize(
        ("text", "currency", "minor"),
        [("12.30", "CNY", 1230), ("12.3", "CNY", 1230), ("12", "JPY", 12), ("0.001", "KWD", 1), ("-0.50", "USD", -50)],
    )
    def test_reads_what_the_currency_can_hold(self, text: str, currency: str, minor: int) -> None:
        assert Money.parse(text, currency) == Money(minor, currency)

    @pytest.mark.parametrize("text", ["", "1e3", "NaN", "Infinity", "1,000", " 1", "01", ".5", "1.", "0x1", "١٢", "+1"])
    def test_refuses_what_is_no_plain_decimal(self, text: str) -> None:
        with pytest.raises(AmountNotExact):
            Money.parse(text, "CNY")

    @pytest.mark.parametrize(
        ("text", "currency"), [("1.234", "CNY"), ("1.5", "JPY"), ("1.0000", "KWD"), ("1.000", "USD")]
    )
    def test_refuses_more_decimals_than_the_currency_has(self, text: str, currency: str) -> None:
        with pytest.raises(AmountNotExact, match="decimals"):
            Money.parse(text, currency)

    @pytest.mark.parametrize("text", ["9" * 16, "9" * 4000, "10000000000000.01"])
    def test_refuses_what_no_receivable_can_be(self, text: str) -> None:
        with pytest.raises(AmountTooLarge):
            Money.parse(text, "CNY")

    def test_names_the_field(self) -> None:
        with pytest.raises(AmountNotExact) as refusal:
            Money.parse("x", "CNY", field="lines/3/net")
        assert refusal.value.field == "lines/3/net"

    def test_refuses_a_currency_that_does_not_exist(self) -> None:
        with pytest.raises(UnknownCurrency):
            Money.parse("1", "XYZ")

    @given(st.integers(-MINOR_MAX, MINOR_MAX), CURRENCIES)
    def test_reads_back_what_it_wrote(self, minor: int, currency: str) -> None:
        """Whatever amount is written as a decimal is read as the same amount."""
        assert Money.parse(str(Money(minor, currency)), currency).minor == minor


class TestSplit:
    @given(st.integers(-MINOR_MAX, MINOR_MAX), st.lists(st.integers(0, 10**6), min_size=1).filter(any))
    def test_loses_nothing(self, total: int, weights: list[int]) -> None:
        """The parts sum to the whole, each within one unit of its exact share and on its side of zero."""
        parts = split(total, weights)
        assert sum(parts) == total
        whole = sum(weights)
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - total * weight) < whole
            assert part * total >= 0

    def test_gives_the_odd_unit_to_the_largest_remainder(self) -> None:
        assert split(100, [1, 1, 1]) == [34, 33, 33]
        assert split(10, [1, 5, 1]) == [2, 7, 1]
