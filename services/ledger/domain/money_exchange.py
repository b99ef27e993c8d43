"""Money in one currency that pays what is owed in another: for how much of the other it is given, and who says so."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from services.ledger.domain.books import Books, Entity, StatedRate, check_currency
from services.ledger.domain.documents import check_amount
from services.ledger.domain.exchange_rate import DECIMALS_MAX, converted, rate_on, read_rate, written
from services.ledger.domain.transfer import Exchange
from shared.errors import Conflict, Invalid
from shared.money import Money, exponent

STATED = "stated"


class CreditNotExchanged(Conflict):
    """Only money is exchanged; a credit note is in the currency of what it credits."""


class ExchangedWithoutCurrency(Invalid):
    """An amount in another currency says in which."""


def given_for(  # noqa: PLR0913 - what is paid, what for, and who says so
    books: Books,
    entity: Entity,
    paid: Money,
    into: str,
    *,
    day: date,
    stated: str | None,
    stated_rate: str | None,
    field: str,
) -> Exchange:
    """What money becomes in another currency: the amount that was agreed, else by the rates of the day, or the one
    stated with the payment, rounded half up; with a unit of it for so much of the other."""
    check_currency(entity, into, f"{field}currency")
    if stated is not None:
        amount_minor, source = Money.parse(stated, into, field=f"{field}settles").minor, STATED
    else:
        if stated_rate is not None and paid.currency != entity.functional_currency:
            rate = written(read_rate(stated_rate, "exchange_rate"), "exchange_rate")
            of_paid = StatedRate(currency=paid.currency, valid_on=day, rate=rate, source=STATED)
        else:
            of_paid = rate_on(books, entity, paid.currency, day, field=f"{field}currency")
        of_other = rate_on(books, entity, into, day, field=f"{field}currency")
        amount_minor = converted(paid.minor, Fraction(of_paid.rate) / Fraction(of_other.rate), paid.currency, into)
        source = ", ".join(
            f"{rate.currency}/{entity.functional_currency} {rate.rate} of {rate.valid_on} ({rate.source})"
            for rate in (of_paid, of_other)
            if rate.currency != entity.functional_currency
        )
    check_amount(amount_minor, into, f"{field}settles" if stated is not None else f"{field}amount")
    return Exchange(currency=into, amount_minor=amount_minor, rate=_rate(paid, amount_minor, into), source=source)


def together(given: Sequence[Exchange], paid: Money) -> Exchange:
    """Several allocations of one payment in one other currency, as one."""
    first = given[0]
    amount_minor = sum(each.amount_minor for each in given)
    source = first.source if len({each.source for each in given}) == 1 else STATED
    return Exchange(
        currency=first.currency,
        amount_minor=amount_minor,
        rate=_rate(paid, amount_minor, first.currency),
        source=source,
    )


def _rate(paid: Money, amount_minor: int, into: str) -> str:
    exact = Fraction(amount_minor, 10 ** exponent(into)) / Fraction(paid.minor, 10 ** exponent(paid.currency))
    whole, decimals = divmod((exact * 10**DECIMALS_MAX + Fraction(1, 2)).__floor__(), 10**DECIMALS_MAX)
    return f"{whole}.{decimals:0{DECIMALS_MAX}}".rstrip("0").rstrip(".")
