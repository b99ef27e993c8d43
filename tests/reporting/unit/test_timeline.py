"""The data of a timeline's sentences."""

from services.reporting.routes.timeline import in_decimals


class TestData:
    def test_amounts_are_decimal_strings_in_the_currency_around_them(self) -> None:
        event = {"currency": "JPY", "amount_minor": 1200, "parts": [{"amount_minor": 1200, "instalment": 1}]}
        assert in_decimals(event, None) == {
            "currency": "JPY",
            "amount": "1200",
            "parts": [{"amount": "1200", "instalment": 1}],
        }

    def test_an_inner_currency_counts_for_what_is_inside(self) -> None:
        event = {"totals": [{"currency": "CNY", "open_minor": 1230}, {"currency": "KWD", "open_minor": 1230}]}
        assert in_decimals(event, None) == {
            "totals": [{"currency": "CNY", "open": "12.30"}, {"currency": "KWD", "open": "1.230"}]
        }

    def test_an_amount_without_a_currency_stays_as_it_is(self) -> None:
        assert in_decimals({"open_minor": 1230}, None) == {"open_minor": 1230}

    def test_an_amount_that_one_of_two_books_lacks_stays_nothing(self) -> None:
        found = {"currency": "CNY", "ours_minor": 63000, "theirs_minor": None}
        assert in_decimals(found, None) == {"currency": "CNY", "ours": "630.00", "theirs": None}
