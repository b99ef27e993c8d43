"""What a unit of another currency is worth in an entity's own on a day: dated rates, each with its source."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from services.ledger.domain.books import Books, Entity, StatedRate, check_currency
from services.ledger.domain.naming import check_date
from shared.errors import Conflict, Invalid
from shared.events import Fact
from shared.money import MINOR_MAX, exponent

RATES_MAX = 1000
#: Decimals of a rate as it is kept: a yen in euros has six significant digits left.
DECIMALS_MAX = 10
RATE_MAX = 10**9
#: Some sources quote a hundred yen, or a thousand rupiah.
PER = (1, 10, 100, 1000, 10_000)
SOURCE_LENGTH_MAX = 200
_RATE = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,10})?", re.ASCII)


class ExchangeRatesStated(Fact, frozen=True, kw_only=True):
    """Rates of other currencies in the entity's own; the same fact stands in every partition."""

    entity: str
    functional_currency: str
    rates: tuple[StatedRate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedRate:
    """A rate as its source quotes it: so much of the entity's own currency for `per` units of the other."""

    currency: str
    valid_on: date
    rate: str
    source: str
    per: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StateExchangeRates:
    """Enter rates; stated anew for the same day, one replaces the one before for what is posted from then on."""

    entity: str
    rates: tuple[QuotedRate, ...]


class ExchangeRateMissing(Conflict):
    """What is posted in another currency has no value in the entity's own without a rate."""


class ExchangeRateNotUsable(Invalid):
    """The rate is no positive number, or one of the entity's own currency."""


def state_rates(command: StateExchangeRates, books: Books) -> list[tuple[str, ExchangeRatesStated]]:
    """Tell every partition the rates that are new; nothing where all are known so."""
    entity = books.entity(command.entity)
    if not 0 < len(command.rates) <= RATES_MAX:
        message = f"Send 1 to {RATES_MAX} rates at a time; {len(command.rates)} were given."
        raise ExchangeRateNotUsable(message, field="rates")
    new: dict[tuple[str, date], StatedRate] = {}
    for index, quoted in enumerate(command.rates):
        rate = _stated(quoted, entity, f"rates/{index}")
        if books.exchange_rates.get((entity.entity, rate.currency), {}).get(rate.valid_on) != rate:
            new[rate.currency, rate.valid_on] = rate
    if not new:
        return []
    event = ExchangeRatesStated(
        entity=entity.entity, functional_currency=entity.functional_currency, rates=tuple(new.values())
    )
    return [(f"{entity.entity}/exchange-rates/{partition}", event) for partition in range(books.partition_count)]


def _stated(quoted: QuotedRate, entity: Entity, place: str) -> StatedRate:
    check_currency(entity, quoted.currency, f"{place}/currency")
    if quoted.currency == entity.functional_currency:
        message = f"{quoted.currency} is the currency of {entity.entity} itself; it needs no rate."
        raise ExchangeRateNotUsable(message, field=f"{place}/currency")
    check_date(quoted.valid_on, f"{place}/valid_on")
    if quoted.per not in PER:
        message = f"A rate is quoted per {', '.join(map(str, PER))} units, not per {quoted.per}."
        raise ExchangeRateNotUsable(message, field=f"{place}/per")
    if not 0 < len(quoted.source) <= SOURCE_LENGTH_MAX or not quoted.source.isprintable():
        message = "Say where the rate comes from, in up to 200 printable characters."
        raise ExchangeRateNotUsable(message, field=f"{place}/source")
    rate = read_rate(quoted.rate, f"{place}/rate") / quoted.per
    return StatedRate(
        currency=quoted.currency, valid_on=quoted.valid_on, rate=written(rate, f"{place}/rate"), source=quoted.source
    )


def read_rate(text: str, field: str) -> Decimal:
    """A rate as it is written; refused unless it is a positive decimal."""
    rate = Decimal(text) if _RATE.fullmatch(text) else Decimal(0)
    if not 0 < rate <= RATE_MAX:
        message = (
            f"{text[:40]!r} is no rate such as 7.1836: positive, up to {RATE_MAX}, with up to {DECIMALS_MAX} decimals."
        )
        raise ExchangeRateNotUsable(message, field=field)
    return rate


def written(rate: Decimal, field: str) -> str:
    """A rate as it is kept: without exponent and idle zeros; refused beyond ten decimals."""
    text = f"{rate.normalize():f}"
    if len(text.partition(".")[2]) > DECIMALS_MAX:
        message = f"{text[:40]} has more than {DECIMALS_MAX} decimals."
        raise ExchangeRateNotUsable(message, field=field)
    return text


def rate_on(books: Books, entity: Entity, currency: str, day: date, *, field: str = "exchange_rate") -> StatedRate:
    """The rate of a currency on a day: the newest stated for it or for a day before, as long as the entity lets a rate
    hold. Sources publish none on holidays."""
    if currency == entity.functional_currency:
        return StatedRate(currency=currency, valid_on=day, rate="1", source="")
    stated = books.exchange_rates.get((entity.entity, currency), {})
    newest = max((valid_on for valid_on in stated if valid_on <= day), default=None)
    if newest is not None and day - newest <= timedelta(days=entity.exchange_rates_hold_days):
        return stated[newest]
    pair = f"{currency}/{entity.functional_currency}"
    last = (
        ""
        if newest is None
        else f" The newest before is of {newest}, and holds {entity.exchange_rates_hold_days} days."
    )
    message = f"{entity.entity} has no exchange rate {pair} for {day}.{last} Enter it, or state one with the document."
    raise ExchangeRateMissing(message, field=field, pair=pair, date=day.isoformat())


def converted(amount_minor: int, rate: Decimal | Fraction, currency: str, into: str) -> int:
    """An amount in another currency, rounded half away from zero to its minor unit; `rate` is of whole units, not minor
    ones."""
    exact = abs(amount_minor) * Fraction(rate) * Fraction(10) ** (exponent(into) - exponent(currency))
    rounded = (exact + Fraction(1, 2)).__floor__()
    if rounded > MINOR_MAX:
        message = f"At this rate the amount would be more {into} than a receivable can be."
        raise ExchangeRateNotUsable(message, field="exchange_rate")
    return rounded if amount_minor >= 0 else -rounded


def evolve(books: Books, event: ExchangeRatesStated) -> None:
    """The rates that are known from here on."""
    for rate in event.rates:
        books.exchange_rates.setdefault((event.entity, rate.currency), {})[rate.valid_on] = rate
