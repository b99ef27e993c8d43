"""The scorecard: what each side of a customer's standing earns, and which grade it makes."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credit.domain import scorecard
from services.credit.domain.scorecard import Graded, ScorecardNotUsable, Standing, grade_of, read_scorecard
from services.credit.domain.standing import Behaviour, Exposure
from services.credit.rules import SCORECARD
from tests.credit.builders import owing, paying

RAW = json.loads((Path(scorecard.__file__).parent / "scorecard.json").read_text())


def standing(
    behaviours: dict[str, Behaviour] | None = None,
    exposures: dict[str, Exposure] | None = None,
    *,
    size: str = "small",
    insolvent_since: date | None = None,
) -> Standing:
    return Standing(
        size=size,
        insolvent_since=insolvent_since,
        currencies=("CNY", "USD", "XAF"),
        behaviours=behaviours or {},
        exposures=exposures or {},
    )


def graded(behaviour: Behaviour | None = None, exposure: Exposure | None = None, **more: str | date) -> Graded:
    behaviours = {"CNY": behaviour} if behaviour else {}
    exposures = {"CNY": exposure} if exposure else {}
    return grade_of(standing(behaviours, exposures, **more), SCORECARD)  # type: ignore[arg-type]


def points(graded: Graded) -> dict[str, int]:
    return {factor.name: factor.points for factor in graded.factors}


def values(graded: Graded) -> dict[str, str]:
    return {factor.name: factor.value for factor in graded.factors}


class TestGrade:
    @pytest.mark.parametrize(
        ("behaviour", "grade"),
        [
            (paying(60), "A"),
            (paying(60, on_time=52, days_late=3, worst=12), "A"),
            (paying(20, on_time=15, days_late=10, worst=25), "B"),
            (paying(20, on_time=8, days_late=20, worst=45), "C"),
            (paying(20, on_time=2, days_late=60, worst=120), "D"),
        ],
    )
    def test_follows_from_how_the_customer_pays(self, behaviour: Behaviour, grade: str) -> None:
        exposure = owing(10_000, overdue_minor=2_000) if grade == "D" else owing(10_000)
        assert graded(behaviour, exposure).grade == grade

    def test_of_a_new_customer_is_b_with_the_small_limit(self) -> None:
        new = graded()
        assert (new.grade, new.terms_days) == ("B", 30)
        assert new.limit_in("CNY") == 100_000_00
        assert graded(paying(40, on_time=30, days_late=8, worst=20)).limit_in("CNY") == 200_000_00

    def test_of_a_customer_who_never_paid_and_is_overdue_is_scored(self) -> None:
        assert graded(None, owing(10_000, overdue_minor=10_000)).grade == "C"

    def test_of_an_insolvent_customer_is_d_whatever_the_points(self) -> None:
        insolvent = graded(paying(60), insolvent_since=date(2026, 1, 5))
        assert insolvent.grade == "D"
        assert insolvent.limit_in("CNY") == 0
        assert values(insolvent)["insolvent"] == "2026-01-05"

    def test_of_a_larger_customer_has_a_larger_limit(self) -> None:
        limits = [graded(paying(60), size=size).limit_in("USD") for size in ("", "small", "mid", "large")]
        assert limits == [70_000_00, 70_000_00, 350_000_00, 1_400_000_00]

    def test_has_no_limit_in_a_currency_the_scorecard_does_not_name(self) -> None:
        assert graded().limit_in("XAF") is None

    def test_has_no_limit_in_a_currency_the_entity_does_not_bill_in(self) -> None:
        assert graded().limit_in("EUR") is None


class TestFactors:
    def test_add_up_to_the_score(self) -> None:
        best = graded(paying(60), owing(10_000))
        assert best.score == 100
        assert sum(points(best).values()) == 100

    @pytest.mark.parametrize(("settled", "on_time", "expected"), [(20, 19, 30), (20, 18, 24), (10, 7, 15), (3, 1, 0)])
    def test_share_paid_on_time(self, settled: int, on_time: int, expected: int) -> None:
        assert points(graded(paying(settled, on_time=on_time)))["paid-on-time"] == expected

    def test_share_is_rounded_down(self) -> None:
        assert values(graded(paying(3, on_time=2)))["paid-on-time"] == "66 percent"

    def test_days_late_are_weighted_by_the_money_within_a_currency(self) -> None:
        # 900 paid 10 days late and 100 in time are 9 days, not 5.
        behaviour = Behaviour(settled=2, on_time=1, paid_minor=1_000, minor_days_late=9_000, days_late_max=10)
        assert values(graded(behaviour))["mean-days-late"] == "9 days"

    def test_days_late_are_weighted_by_the_number_across_currencies(self) -> None:
        behaviours = {"CNY": paying(3, days_late=10), "JPY": paying(1, days_late=2)}
        assert values(grade_of(standing(behaviours), SCORECARD))["mean-days-late"] == "8 days"

    def test_the_worst_currency_says_how_much_is_overdue(self) -> None:
        exposures = {"CNY": owing(1_000_000), "USD": owing(100, overdue_minor=60)}
        assert values(grade_of(standing(None, exposures), SCORECARD))["overdue"] == "60 percent"

    def test_anything_overdue_counts(self) -> None:
        measured = graded(paying(60), owing(1_000_000, overdue_minor=1))
        assert values(measured)["overdue"] == "1 percent"
        assert points(measured)["overdue"] == 11

    def test_disputes_that_are_open(self) -> None:
        assert points(graded(None, owing(10, open_disputes=3)))["open-disputes"] == 2

    @given(
        st.integers(0, 200).flatmap(lambda settled: st.tuples(st.just(settled), st.integers(0, settled))),
        st.integers(0, 400),
        st.integers(0, 400),
    )
    def test_later_payment_never_earns_more(self, counted: tuple[int, int], days: int, later: int) -> None:
        """Whoever pays later, everything else equal, has no higher score."""
        settled, on_time = counted
        early = graded(paying(settled, on_time=on_time, days_late=days))
        late = graded(paying(settled, on_time=on_time, days_late=days + later))
        assert late.score <= early.score


class TestReadScorecard:
    def test_is_the_one_that_is_shipped(self) -> None:
        assert SCORECARD.version == RAW["version"]
        assert SCORECARD.grade("A").limits["JPY"] == 10_000_000

    def test_its_table_in_the_code_says_what_its_data_say(self) -> None:
        """The documented table and the data cannot drift apart."""
        for factor in RAW["factors"]:
            bands = ", ".join(
                f"{'≥' if 'at_least' in band else '≤'}{band.get('at_least', band.get('at_most'))} {band['points']}"
                for band in factor["bands"]
                if len(band) == 2
            )
            row = next(
                line for line in (scorecard.__doc__ or "").splitlines() if line.startswith(f"| `{factor['name']}`")
            )
            assert row.split("|")[3].strip() == bands

    @pytest.mark.parametrize(
        "change",
        [
            {"grades": RAW["grades"][::-1]},
            {"grades": RAW["grades"][:-1]},
            {"factors": RAW["factors"][1:]},
            {"factors": [*RAW["factors"], {"name": "mood", "unit": "x", "bands": [{"points": 1}]}]},
            {"factors": [{**RAW["factors"][0], "bands": RAW["factors"][0]["bands"][:-1]}, *RAW["factors"][1:]]},
        ],
        ids=["grades upside down", "no worst grade", "a factor missing", "a factor too many", "a gap in a factor"],
    )
    def test_refuses_data_that_contradict_themselves(self, change: dict[str, object]) -> None:
        with pytest.raises(ScorecardNotUsable):
            read_scorecard(json.dumps(RAW | change))
