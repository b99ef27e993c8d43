"""Which rate late interest is claimed at on which day: dated tables of the law, and the rates an entity adds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, get_args

from services.ledger.domain.books import Books
from services.ledger.domain.naming import check_date
from shared.errors import Conflict, Invalid
from shared.events import Fact
from shared.money import Money

#: How days become years: 365 or 360 to a year, or each day over the days of its own year; or the rate is one per day.
DayCount = Literal["act/365", "act/360", "act/act", "per-day"]
#: Whether interest follows each change of the rate, or keeps the rate of the day it began to run.
Following = Literal["follows", "fixed-at-start"]
DECIMALS_MAX = 6
PERCENT_MAX = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTable:
    """A table as it ships. The rate of a day is reference × multiple + margin, in percent.

    What comes after `known_until` nobody had announced, or we had not found; without it the rate is the law's own.
    """

    name: str
    title: str
    source: str
    as_of: date
    day_count: DayCount
    following: Following
    rates: Mapping[date, Decimal]
    #: Where each rate was found.
    sources: Mapping[date, str]
    known_until: date | None = None
    fee_currency: str = ""
    fees: tuple[tuple[int, int], ...] = ()  # from which open amount, which fee; minor units, the smallest first
    not_below: str | None = None


class InterestRateStated(Fact, frozen=True, kw_only=True):
    """An entity's rate of a table from a date on, over what ships; the same fact stands in every partition."""

    entity: str
    rate_table: str
    valid_from: date
    percent: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateInterestRate:
    """Add a rate to a table for an entity; stated anew for the same date, it replaces the one before."""

    entity: str
    rate_table: str
    valid_from: date
    percent: str
    source: str


class RateTableUnknown(Invalid):
    """No such table ships."""


class RateNotUsable(Invalid):
    """The rate is not a percentage that interest can be claimed at."""


class RateMissing(Conflict):
    """The table does not know the rate of a day on which interest is claimed."""


class RateBelowMinimum(Invalid):
    """The law knows a rate below which nothing can be agreed."""


@cache
def rate_tables() -> Mapping[str, RateTable]:
    """All tables that ship, by name."""
    folder = resources.files("services.ledger.domain") / "rate_tables"
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".json"))
    return {
        name.removesuffix(".json"): _read(name.removesuffix(".json"), (folder / name).read_text(encoding="utf-8"))
        for name in files
    }


def _read(name: str, text: str) -> RateTable:
    table = json.loads(text)
    margin, multiple, currency = Decimal(table["margin"]), Decimal(table["multiple"]), table["fee_currency"]
    if table["day_count"] not in get_args(DayCount) or table["rate"] not in get_args(Following):
        raise ValueError(name)
    return RateTable(
        name=name,
        title=table["title"],
        source=table["source"],
        as_of=date.fromisoformat(table["as_of"]),
        day_count=table["day_count"],
        following=table["rate"],
        rates={
            date.fromisoformat(rate["valid_from"]): Decimal(rate["reference"]) * multiple + margin
            for rate in table["rates"]
        },
        sources={date.fromisoformat(rate["valid_from"]): rate["source"] for rate in table["rates"]},
        known_until=date.fromisoformat(table["known_until"]) if "known_until" in table else None,
        fee_currency=currency,
        fees=tuple(
            (Money.parse(fee["from"], currency).minor, Money.parse(fee["fee"], currency).minor) for fee in table["fees"]
        ),
        not_below=table.get("not_below"),
    )


def rate_table(name: str, field: str = "rate_table") -> RateTable:
    """A table by its name."""
    try:
        return rate_tables()[name]
    except KeyError:
        message = f"No rate table is called {name[:32]!r}; there are {', '.join(rate_tables())}."
        raise RateTableUnknown(message, field=field) from None


@dataclass(frozen=True, slots=True, eq=False)  # the very same one comes for the same rates: what follows is kept by it
class Rates:
    """The rates that hold for an entity: its table with its own additions, in the order of their dates."""

    table: RateTable
    steps: tuple[tuple[date, Decimal], ...]
    #: The first day whose rate is not known, and from which on it is again, if the entity states one.
    unknown: tuple[date, date] | None = None

    @classmethod
    def of(cls, table: RateTable, stated: Mapping[date, str]) -> "Rates":
        """The table, with what the entity states for a date in place of what ships for it."""
        rates = {**table.rates, **{valid_from: Decimal(percent) for valid_from, percent in stated.items()}}
        unknown = None
        if table.known_until is not None:
            first = table.known_until + timedelta(days=1)
            unknown = (first, min((day for day in stated if day >= first), default=date.max))
        return cls(table, tuple(sorted(rates.items())), unknown)

    def refuse_unknown(self, first: date, last: date, runs_from: date, field: str = "until") -> None:
        """Refuse days whose rate is not known."""
        if self.unknown is None:
            return
        since, again = self.unknown
        if self.table.following == "fixed-at-start":
            first = last = runs_from
        if first < again and last >= since and since < again:
            day = max(first, since)
            message = (
                f"{self.table.name} knows its rates until {self.table.known_until}, and nobody has stated the rate of "
                f"{day}. State the rate in force from {day} on."
            )
            raise RateMissing(message, field=field, rate_table=self.table.name, day=day.isoformat())

    def between(self, first: date, last: date, runs_from: date) -> list[tuple[date, Decimal]]:
        """The rate on each day from first to last, as the days on which another begins; days before the earliest rate
        bear none. `runs_from` is the day interest on the debt began to run."""
        if self.table.following == "fixed-at-start":
            held = [percent for valid_from, percent in self.steps if valid_from <= runs_from]
            return [(first, held[-1])] if held else []
        found: list[tuple[date, Decimal]] = []
        for valid_from, percent in self.steps:
            if valid_from > last:
                break
            if valid_from <= first:
                found = [(first, percent)]
            else:
                found.append((valid_from, percent))
        return found

    def fee_minor(self, open_minor: int, currency: str) -> int:
        """The fixed sum the law gives for a late debt of this size; nothing in another currency than the law's."""
        if currency != self.table.fee_currency:
            return 0
        return max((fee for least, fee in self.table.fees if open_minor >= least), default=0)


def rates_for(books: Books, entity: str, table: str) -> Rates:
    """The rates of a table for an entity."""
    return _rates(table, tuple(books.interest_rates.get((entity, table), {}).items()))


@lru_cache(maxsize=256)
def _rates(table: str, stated: tuple[tuple[date, str], ...]) -> Rates:
    return Rates.of(rate_table(table), dict(stated))


def state_rate(command: StateInterestRate, books: Books) -> list[tuple[str, InterestRateStated]]:
    """Tell every partition the rate, unless it is known so."""
    books.entity(command.entity)
    table = rate_table(command.rate_table)
    check_date(command.valid_from, "valid_from")
    percent = _percent(command.percent)
    if table.not_below:
        least = rates_for(books, command.entity, table.not_below)
        signed_on = command.valid_from
        least.refuse_unknown(signed_on, signed_on, signed_on, field="valid_from")
        in_force = [rate for valid_from, rate in least.steps if valid_from <= command.valid_from]
        if in_force and percent < in_force[-1]:
            message = f"On {command.valid_from} the least that could be agreed was {in_force[-1]} %, not {percent} %."
            raise RateBelowMinimum(message, field="percent")
    event = InterestRateStated(
        entity=command.entity,
        rate_table=command.rate_table,
        valid_from=command.valid_from,
        percent=str(percent),
        source=command.source,
    )
    known = books.interest_rates.get((command.entity, command.rate_table), {})
    if known.get(command.valid_from) == event.percent:
        return []
    return [(f"{command.entity}/interest-rate/{partition}", event) for partition in range(books.partition_count)]


def _percent(text: str) -> Decimal:
    try:
        percent = Decimal(text)
    except InvalidOperation:
        percent = Decimal("NaN")
    if not percent.is_finite() or not 0 <= percent <= PERCENT_MAX or -percent.as_tuple().exponent > DECIMALS_MAX:  # pyright: ignore[reportOperatorIssue] - a finite number has a whole exponent
        message = f"{text[:40]!r} is no percentage between 0 and {PERCENT_MAX} with up to {DECIMALS_MAX} decimals."
        raise RateNotUsable(message, field="percent")
    return percent


def evolve(books: Books, event: InterestRateStated) -> None:
    """The rate that holds from its date on."""
    books.interest_rates.setdefault((event.entity, event.rate_table), {})[event.valid_from] = event.percent
