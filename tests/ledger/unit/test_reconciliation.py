"""Two books are compared: every difference is of one kind, is told once, and ends by itself or by a person."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ledger.domain.documents import NumberTaken
from services.ledger.domain.reconciliation import (
    Amount,
    BalancesCompared,
    CompareBalances,
    Difference,
    DifferenceCleared,
    DifferenceFound,
    DifferenceNotFound,
    Key,
    NoteDifferences,
    NoteMissing,
    Reading,
    ResolveDifference,
    Row,
    compare,
    difference_id,
    read,
    totals,
)
from tests.ledger.builders import MARCH, NOW, new_ledger

MONTH_END = date(2026, 3, 31)
C1 = Key("C1", "CNY", None)
INVOICE = Key("C1", "CNY", "1001")


def row(line: int = 2, **changes: Any) -> Row:
    usual = Row(line, customer="C1", currency="CNY", amount="1.00", document="", date="")
    return usual._replace(**changes)


def theirs(**amounts: int) -> Reading:
    return Reading({Key(customer, "CNY", None): Amount(minor, None) for customer, minor in amounts.items()})


def ours(**amounts: int) -> dict[Key, Amount]:
    return theirs(**amounts).amounts


class TestRead:
    def test_takes_rows_as_amounts_and_sums_those_of_one_key(self) -> None:
        found = read([row(amount="1.50"), row(amount="-0.25"), row(currency="JPY", amount="7")], "customer")
        assert found.amounts == {C1: Amount(125, None), Key("C1", "JPY", None): Amount(7, None)}
        assert found.bad == []

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"customer": ""}, "customer"),
            ({"customer": "a/b"}, "customer"),
            ({"document": " "}, "document"),
            ({"currency": "XXX"}, "currency"),
            ({"amount": "1,00"}, "amount"),
            ({"amount": "1.005"}, "amount"),
            ({"amount": ""}, "amount"),
            ({"date": "31.3.2026"}, "date"),
            ({"date": "2026-02-30"}, "date"),
            ({"date": "0026-02-28"}, "date"),
        ],
    )
    def test_tells_the_line_and_the_field_of_a_row_it_cannot_take(self, changes: dict[str, str], field: str) -> None:
        found = read([row(5, **{"document": "1001"} | changes), row(6, document="1002")], "document")
        assert [(bad.line, bad.field) for bad in found.bad] == [(5, field)]
        assert list(found.amounts) == [Key("C1", "CNY", "1002")]


class TestCompare:
    @pytest.mark.parametrize(
        ("here", "there", "kind"),
        [
            (ours(C1=100), theirs(C1=100), None),
            (ours(), theirs(C1=100), "missing-here"),
            (ours(C1=0), theirs(C1=100), "missing-here"),
            (ours(C1=100), theirs(), "missing-there"),
            (ours(C1=100), theirs(C1=0), "missing-there"),
            (ours(C1=100), theirs(C1=99), "amount"),
            (ours(C1=0), theirs(), None),
        ],
    )
    def test_knows_four_kinds(self, here: dict[Key, Amount], there: Reading, kind: str | None) -> None:
        differences, _ = compare(here, there)
        assert [difference.kind for difference in differences] == ([kind] if kind else [])

    def test_tells_another_date_only_where_the_amounts_agree(self) -> None:
        here = {INVOICE: Amount(100, MARCH)}
        for there, kinds in [
            (Amount(100, MONTH_END), ["date"]),
            (Amount(99, MONTH_END), ["amount"]),
            (Amount(100, None), []),
            (Amount(100, MARCH), []),
        ]:
            differences, matched = compare(here, Reading({INVOICE: there}))
            assert ([difference.kind for difference in differences], matched) == (kinds, 1 - len(kinds))

    def test_says_nothing_of_what_a_bad_row_spoke_of(self) -> None:
        there = read([row(amount="much"), row(customer="C2")], "customer")
        differences, matched = compare(ours(C1=100, C2=100), there)
        assert (differences, matched) == ([], 1)
        assert [(total.ours_minor, total.theirs_minor) for total in totals(ours(C1=100, C2=100), there)] == [(100, 100)]

    @given(
        here=st.dictionaries(st.sampled_from("ABCD"), st.integers(-3, 3)),
        there=st.dictionaries(st.sampled_from("ABCD"), st.integers(-3, 3)),
    )
    def test_explains_the_whole_difference_of_the_sums(self, here: dict[str, int], there: dict[str, int]) -> None:
        differences, matched = compare(ours(**here), theirs(**there))
        explained = sum(
            (each.ours.minor if each.ours else 0) - (each.theirs.minor if each.theirs else 0) for each in differences
        )
        assert explained == sum(here.values()) - sum(there.values())
        owed = {name for name in {*here, *there} if here.get(name) or there.get(name)}
        assert matched + len(differences) == len(owed)


def note(*found: Difference, **changes: Any) -> NoteDifferences:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "reconciliation": "CN01/reconciliation/gl/2026-03",
        "level": "customer",
        "as_of": MONTH_END,
        "now": NOW,
        "found": found,
    }
    return NoteDifferences(**content | changes)


def difference(ours_minor: int = 100, theirs_minor: int = 90) -> Difference:
    return Difference(C1, "amount", Amount(ours_minor, None), Amount(theirs_minor, None))


def resolve(**changes: Any) -> ResolveDifference:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "difference": "CN01/difference/C1/customer-CNY",
        "note": "booked in April",
        "now": NOW,
    }
    return ResolveDifference(**content | changes)


APRIL: dict[str, Any] = {"reconciliation": "CN01/reconciliation/gl/2026-04", "as_of": date(2026, 4, 30)}


class TestNoteDifferences:
    def test_tells_each_once_a_comparison(self) -> None:
        ledger = new_ledger()
        [event] = ledger.when(note(difference())).then_events()
        assert isinstance(event, DifferenceFound)
        assert (event.kind, event.ours_minor, event.theirs_minor) == ("amount", 100, 90)
        assert event.difference == difference_id("CN01", "customer", C1) == "CN01/difference/C1/customer-CNY"
        ledger.when(note(difference())).then_nothing()
        [again] = ledger.when(note(difference(), **APRIL)).then_events()
        assert isinstance(again, DifferenceFound)

    def test_clears_what_a_later_comparison_does_not_find(self) -> None:
        ledger = new_ledger().given(note(difference()))
        [event] = ledger.when(note(**APRIL)).then_events()
        assert isinstance(event, DifferenceCleared)
        assert (event.how, event.reconciliation, event.cleared_on) == (
            "no-longer-found",
            "CN01/reconciliation/gl/2026-04",
            date(2026, 3, 20),
        )
        ledger.when(note(**APRIL)).then_nothing()

    def test_leaves_alone_what_an_earlier_comparison_or_one_of_another_kind_lacks(self) -> None:
        ledger = new_ledger().given(note(difference()))
        ledger.when(note(as_of=date(2026, 2, 28))).then_nothing()
        ledger.when(note(level="document", **APRIL)).then_nothing()
        ledger.when(note(customer="C2", **APRIL)).then_nothing()

    def test_takes_customers_that_are_not_known_here(self) -> None:
        [_] = new_ledger().when(note(difference(), customer="C9")).then_events()


class TestResolveDifference:
    def test_closes_it_with_a_note_until_it_is_found_again(self) -> None:
        ledger = new_ledger().given(note(difference()))
        [event] = ledger.when(resolve()).then_events()
        assert isinstance(event, DifferenceCleared)
        assert (event.how, event.note) == ("resolved", "booked in April")
        ledger.when(resolve()).then_nothing()
        [_] = ledger.when(note(difference(), **APRIL)).then_events()
        [_] = ledger.when(resolve()).then_events()

    def test_is_refused_without_a_note_and_for_what_is_none(self) -> None:
        ledger = new_ledger().given(note(difference()))
        ledger.when(resolve(note=" ")).then_refused(NoteMissing, field="note")
        ledger.when(resolve(difference="CN01/difference/C1/customer-USD")).then_refused(DifferenceNotFound)
        ledger.when(resolve(customer="C2")).then_refused(DifferenceNotFound)


class TestCompareBalances:
    def command(self, **changes: Any) -> CompareBalances:
        content: dict[str, Any] = {
            "entity": "CN01",
            "source": "gl",
            "number": "2026/03",
            "level": "customer",
            "as_of": MONTH_END,
            "rows": 2,
            "unreadable": 0,
            "matched": 1,
            "kinds": {"amount": 1},
            "totals": (),
            "content_hash": "a",
        }
        return CompareBalances(**content | changes)

    def test_is_kept_once_by_its_number(self) -> None:
        ledger = new_ledger()
        [event] = ledger.when(self.command()).then_events()
        assert isinstance(event, BalancesCompared)
        assert (event.reconciliation, event.amount_differs, event.missing_here) == (
            "CN01/reconciliation/gl/2026%2F03",
            1,
            0,
        )
        ledger.when(self.command()).then_nothing()
        ledger.when(self.command(content_hash="b")).then_refused(NumberTaken, field="number")
