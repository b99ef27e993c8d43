"""Money as an integer of minor units with its currency; decimals exist only at the border."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import Invalid

#: Minor units per ISO 4217 where they are not two (ISO 4217 table A.1; funds codes and metals left out).
_EXPONENTS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
    MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
    UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG""".split()  # noqa: SIM905 - among 154 quoted codes a missing one would not be seen
)
_DECIMAL = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:\.([0-9]+))?", re.ASCII)
#: Far above any receivable and far below what a 64-bit column holds, so that sums over a company cannot overflow.
MINOR_MAX = 10**15
_DIGITS_MAX = len(str(MINOR_MAX))


class UnknownCurrency(Invalid):
    """The currency is not an active ISO 4217 code."""


class AmountNotExact(Invalid):
    """The amount cannot be written in whole minor units of its currency."""


class AmountTooLarge(Invalid):
    """The amount is beyond what a receivable can be."""


def exponent(currency: str) -> int:
    """How many decimals the currency has: CNY 2, JPY 0, KWD 3."""
    if currency not in _CURRENCIES:
        message = f"{currency!r} is not an ISO 4217 currency."
        raise UnknownCurrency(message, field="currency")
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units of one `currency`: `Money(1230, "CNY")` is 12.30 yuan."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str, *, field: str = "amount") -> "Money":
        """Read a decimal string such as `"1234.50"`; refuse what is not exact (`AmountNotExact`) or too large."""
        places = exponent(currency)
        match = _DECIMAL.fullmatch(text)
        if match is None:
            message = f"{text[:40]!r} is not a decimal amount such as 1234.50."
            raise AmountNotExact(message, field=field)
        whole, decimals = match.groups("")
        if len(decimals) > places:
            message = f"{text[:40]} has {len(decimals)} decimals; {currency} has {places}."
            raise AmountNotExact(message, field=field)
        # Counted before it is converted: the time to convert grows with the square of the digits.
        if (
            len(whole.removeprefix("-")) > _DIGITS_MAX
            or abs(minor := int(whole + decimals.ljust(places, "0"))) > MINOR_MAX
        ):
            message = f"{text[:20]}… is larger than a receivable can be."
            raise AmountTooLarge(message, field=field)
        return cls(minor, currency)

    def __str__(self) -> str:
        return decimal(self.minor, self.currency)


def decimal(minor: int, currency: str) -> str:
    """Write minor units as a decimal string: `decimal(1230, "CNY") == "12.30"`."""
    places = exponent(currency)
    if places == 0:
        return str(minor)
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def split(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Divide a total in proportion to non-negative weights; the parts sum to the total exactly.

    Largest remainder: each part is rounded towards zero, then the units left over go to the largest remainders, the
    earlier part first where remainders are equal.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        message = "Weights must be non-negative and not all zero."
        raise ValueError(message)
    sign = -1 if total_minor < 0 else 1
    total = abs(total_minor)
    shares = [divmod(total * weight, whole) for weight in weights]
    parts = [part for part, _ in shares]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-shares[index][1], index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]
