"""The scorecard: how many points each side of a customer's payment behaviour earns, and what a grade is worth.

As shipped in `scorecard.json` (points of the first band that fits):

| factor           | what is measured                                               | points                           |
|------------------|----------------------------------------------------------------|----------------------------------|
| `paid-on-time`   | settled instalments whose last money came by the due date (%)  | ≥95 30, ≥85 24, ≥70 15, ≥50 8    |
| `mean-days-late` | days late of settled instalments, weighted by the money        | ≤0 25, ≤5 20, ≤15 12, ≤30 5      |
| `max-days-late`  | days late of the worst settled instalment                      | ≤5 10, ≤30 7, ≤60 3              |
| `settled`        | how many instalments were settled: experience                  | ≥50 10, ≥20 8, ≥10 6, ≥3 3       |
| `overdue`        | the overdue part of what is open, in % (worst currency)        | ≤0 15, ≤10 11, ≤25 6, ≤50 2      |
| `open-disputes`  | disputes that nobody has decided                               | ≤0 10, ≤2 6, ≤5 2                |

| grade | points | terms   | prepaid when the limit is short | limit in CNY, small customer (×5 mid, ×20 large) |
|-------|--------|---------|---------------------------------|--------------------------------------------------|
| A     | ≥ 80   | 60 days | 30 %                            | 500,000                                          |
| B     | ≥ 60   | 30 days | 50 %                            | 200,000 (100,000 for a new customer)             |
| C     | ≥ 35   | 14 days | 50 %, always                    | 50,000                                           |
| D     | less   | none    | no delivery                     | none                                             |

A customer of whom fewer than three instalments were settled and who owes nothing overdue is new: grade B with the
small limit. An insolvent customer is D whatever the points. Days early count as zero days late. Shares and means are
rounded down. Each currency has its own limit; nothing is converted or netted.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from services.credit.domain.standing import Behaviour, Exposure
from shared.events import Fact
from shared.money import Money, decimal


class Factor(Fact, frozen=True, kw_only=True):
    """One side of a customer's standing, as it was measured, and the points it earned."""

    name: str
    #: What was measured, with its unit.
    value: str
    #: How much it adds to the score.
    points: int


class Limit(Fact, frozen=True, kw_only=True):
    """How much a customer may owe in one currency, open orders included."""

    currency: str
    limit_minor: int


@dataclass(frozen=True, slots=True)
class Band:
    """Measures from or up to a figure earn these points; a band without a figure takes the rest."""

    points: int
    at_least: int | None = None
    at_most: int | None = None

    def holds(self, measure: int) -> bool:
        """Whether a measure lies in the band."""
        return (self.at_least is None or measure >= self.at_least) and (self.at_most is None or measure <= self.at_most)


@dataclass(frozen=True, slots=True)
class Grade:
    """What a grade is worth."""

    name: str
    score_min: int
    terms_days: int
    prepayment_percent: int
    prepayment_always: bool
    limits: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A version of the rules by which customers are graded."""

    version: str
    reservation_days: int
    sizes: Mapping[str, int]
    units: Mapping[str, str]
    bands: Mapping[str, Sequence[Band]]
    grades: Sequence[Grade]
    new_grade: Grade
    settled_of_new_fewer_than: int

    def grade(self, name: str) -> Grade:
        """The grade of a name."""
        return next(grade for grade in self.grades if grade.name == name)

    @property
    def worst(self) -> Grade:
        """The grade of whom nothing is delivered to on account."""
        return self.grades[-1]


@dataclass(frozen=True, slots=True)
class Graded:
    """What the scorecard says of a customer."""

    grade: str
    score: int
    terms_days: int
    limits: tuple[Limit, ...]
    factors: tuple[Factor, ...]

    def limit_in(self, currency: str) -> int | None:
        """How much may be owed in a currency; None where the scorecard states nothing."""
        return next((limit.limit_minor for limit in self.limits if limit.currency == currency), None)


class ScorecardNotUsable(Exception):
    """The scorecard's data contradict themselves."""


def read_scorecard(text: str) -> Scorecard:
    """A scorecard from its JSON; amounts in it are decimal strings."""
    raw = json.loads(text)
    grades = [_grade(entry) for entry in raw["grades"]]
    new = raw["new_customers"]
    like = next(grade for grade in grades if grade.name == new["grade"])
    card = Scorecard(
        version=raw["version"],
        reservation_days=raw["reservation_days"],
        sizes=raw["sizes"],
        units={factor["name"]: factor["unit"] for factor in raw["factors"]},
        bands={factor["name"]: [Band(**band) for band in factor["bands"]] for factor in raw["factors"]},
        grades=grades,
        new_grade=Grade(
            like.name,
            like.score_min,
            like.terms_days,
            like.prepayment_percent,
            like.prepayment_always,
            _limits(new["limits"]),
        ),
        settled_of_new_fewer_than=new["settled_fewer_than"],
    )
    _check(card)
    return card


def _grade(raw: Mapping[str, Any]) -> Grade:
    return Grade(
        name=raw["grade"],
        score_min=raw["score"],
        terms_days=raw["terms_days"],
        prepayment_percent=raw["prepayment_percent"],
        prepayment_always=raw["prepayment_always"],
        limits=_limits(raw["limits"]),
    )


def _limits(raw: Mapping[str, str]) -> dict[str, int]:
    return {currency: Money.parse(amount, currency).minor for currency, amount in raw.items()}


def _check(card: Scorecard) -> None:
    scores = [grade.score_min for grade in card.grades]
    if scores != sorted(scores, reverse=True) or scores[-1] != 0:
        message = "Grades go from the best to the worst, and the worst takes every score."
        raise ScorecardNotUsable(message)
    for name, bands in card.bands.items():
        if bands[-1].at_least is not None or bands[-1].at_most is not None:
            message = f"The last band of {name} must take whatever the others do not."
            raise ScorecardNotUsable(message)
    unknown = set(card.bands) ^ set(_MEASURES)
    if unknown:
        message = f"The scorecard and the code do not agree on the factors {', '.join(sorted(unknown))}."
        raise ScorecardNotUsable(message)


# ---------------------------------------------------------------- measuring


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the scorecard looks at."""

    size: str
    insolvent_since: date | None
    currencies: Sequence[str]
    behaviours: Mapping[str, Behaviour]
    exposures: Mapping[str, Exposure]


def grade_of(standing: Standing, card: Scorecard) -> Graded:
    """Measure, add up the points, and read off what the grade is worth."""
    measures = {name: _MEASURES[name](standing) for name in card.bands}
    factors = tuple(
        Factor(name=name, value=f"{measure} {card.units[name]}", points=_points(card.bands[name], measure))
        for name, measure in measures.items()
    )
    score = sum(factor.points for factor in factors)
    notes = [Factor(name="size", value=standing.size or "unknown", points=0)]
    if standing.insolvent_since is not None:
        grade = card.worst
        notes.append(Factor(name="insolvent", value=standing.insolvent_since.isoformat(), points=0))
    elif _settled(standing) < card.settled_of_new_fewer_than and _overdue_percent(standing) == 0:
        grade = card.new_grade
        notes.append(Factor(name="new", value=f"fewer than {card.settled_of_new_fewer_than} settled", points=0))
    else:
        grade = next(grade for grade in card.grades if score >= grade.score_min)
    times = card.sizes.get(standing.size, card.sizes[""])
    return Graded(
        grade=grade.name,
        score=score,
        terms_days=grade.terms_days,
        limits=tuple(
            Limit(currency=currency, limit_minor=grade.limits[currency] * times)
            for currency in sorted(standing.currencies)
            if currency in grade.limits
        ),
        factors=(*factors, *notes),
    )


def _points(bands: Sequence[Band], measure: int) -> int:
    return next(band.points for band in bands if band.holds(measure))


def _settled(standing: Standing) -> int:
    return sum(behaviour.settled for behaviour in standing.behaviours.values())


def _paid_on_time_percent(standing: Standing) -> int:
    settled = _settled(standing)
    return sum(behaviour.on_time for behaviour in standing.behaviours.values()) * 100 // settled if settled else 0


def _mean_days_late(standing: Standing) -> int:
    """By money within a currency; across currencies, whose amounts cannot be added, by the number of instalments."""
    paid = [behaviour for behaviour in standing.behaviours.values() if behaviour.settled and behaviour.paid_minor]
    settled = sum(behaviour.settled for behaviour in paid)
    late = sum(
        (Fraction(behaviour.minor_days_late, behaviour.paid_minor) * behaviour.settled for behaviour in paid),
        Fraction(),
    )
    return int(late / settled) if settled else 0


def _max_days_late(standing: Standing) -> int:
    return max((behaviour.days_late_max for behaviour in standing.behaviours.values()), default=0)


def _overdue_percent(standing: Standing) -> int:
    """Of the currency in which it is worst; anything overdue is at least one percent."""
    return max(
        (
            max(1, exposure.overdue_minor * 100 // exposure.receivable_minor)
            for exposure in standing.exposures.values()
            if exposure.overdue_minor > 0
        ),
        default=0,
    )


def _open_disputes(standing: Standing) -> int:
    return sum(exposure.open_disputes for exposure in standing.exposures.values())


_MEASURES = {
    "paid-on-time": _paid_on_time_percent,
    "mean-days-late": _mean_days_late,
    "max-days-late": _max_days_late,
    "settled": _settled,
    "overdue": _overdue_percent,
    "open-disputes": _open_disputes,
}


def in_words(limit: Limit) -> str:
    """A limit for people: `500000.00 CNY`."""
    return f"{decimal(limit.limit_minor, limit.currency)} {limit.currency}"
