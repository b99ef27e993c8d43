"""A company whose receivables are kept: its time zone, currencies, working calendar and order of allocation."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import fields

from services.ledger.domain.books import (
    COSTS_INTEREST_PRINCIPAL,
    DISCOUNTS_AND_WRITE_OFFS,
    DISCOUNTS_ONLY,
    NEWEST_FIRST,
    NEXT_OPEN_DAY,
    NO_REDUCTION,
    OLDEST_FIRST,
    PRINCIPAL_FIRST,
    REFUSE,
    UNLESS_STATED,
    Books,
    Entity,
)
from services.ledger.domain.naming import ENTITY_LENGTH_MAX, check_date, check_name
from services.ledger.domain.rates import rate_table
from shared.errors import Conflict, Invalid
from shared.money import exponent

LANGUAGES = ("zh", "en")
TAX_ON_REDUCTIONS = (NO_REDUCTION, DISCOUNTS_ONLY, DISCOUNTS_AND_WRITE_OFFS)
TOLERANCE_DAYS_MAX = 60
RATES_HOLD_DAYS_MAX = 36_525  # a rate agreed once for all
INTEREST_ON = ("undisputed", "all")


class EntityConfigured(Entity, frozen=True, kw_only=True):
    """The settings of an entity from here on; the same fact stands in every partition."""


class ConfigureEntity(Entity, frozen=True, kw_only=True):
    """Set an entity up, or change its settings."""


class TimeZoneUnknown(Invalid):
    """The time zone is not one of the IANA database."""


class SettingNotOffered(Invalid):
    """The setting has a fixed list of values."""


class FunctionalCurrencyMissing(Invalid):
    """The functional currency is not among the entity's currencies."""


class FunctionalCurrencyFixed(Conflict):
    """The functional currency of existing books cannot change."""


class CurrencyInUse(Conflict):
    """A currency in which books are kept cannot be taken away."""


class FirstBusinessDayFixed(Conflict):
    """Due dates have been judged by the first business day; it stays."""


def configure(command: ConfigureEntity, books: Books) -> list[tuple[str, EntityConfigured]]:
    """Tell every partition the settings, unless they are as they were."""
    _check(command)
    settings: dict[str, Any] = {setting.name: getattr(command, setting.name) for setting in fields(Entity)}
    settings["currencies"] = tuple(sorted(set(command.currencies)))
    wanted = EntityConfigured(**settings)
    known = books.entities.get(command.entity)
    if known == wanted:
        return []
    if known:
        _check_change(known, wanted, books)
    return [(f"{command.entity}/entity/{partition}", wanted) for partition in range(books.partition_count)]


def _check(command: ConfigureEntity) -> None:
    check_name(command.entity, "entity", length_max=ENTITY_LENGTH_MAX)
    try:
        ZoneInfo(command.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{command.time_zone[:64]!r} is not a time zone of the IANA database such as Asia/Shanghai."
        raise TimeZoneUnknown(message, field="time_zone") from None
    for currency in command.currencies:
        exponent(currency)
    if command.functional_currency not in command.currencies:
        message = f"{command.functional_currency} must be one of the entity's currencies."
        raise FunctionalCurrencyMissing(message, field="functional_currency")
    check_date(command.first_business_day, "first_business_day")
    check_date(command.dunning_from, "dunning_from")
    if command.language not in LANGUAGES:
        message = f"Texts are written in zh or en, not in {command.language[:8]!r}."
        raise SettingNotOffered(message, field="language")
    for currency, most_minor in command.small_differences.items():
        if currency not in command.currencies or most_minor < 0:
            message = f"A small difference is an amount in one of the entity's currencies, not of {currency[:3]}."
            raise SettingNotOffered(message, field="small_differences")
    if not 0 <= command.discount_tolerance_days <= TOLERANCE_DAYS_MAX:
        message = (
            f"Discounts are tolerated up to {TOLERANCE_DAYS_MAX} days late, not {command.discount_tolerance_days}."
        )
        raise SettingNotOffered(message, field="discount_tolerance_days")
    if command.tax_on_reductions not in TAX_ON_REDUCTIONS:
        message = f"Tax is given back on {', '.join(TAX_ON_REDUCTIONS)}."
        raise SettingNotOffered(message, field="tax_on_reductions")
    if command.allocation_order not in {OLDEST_FIRST, NEWEST_FIRST}:
        message = f"Money is allocated {OLDEST_FIRST} or {NEWEST_FIRST}."
        raise SettingNotOffered(message, field="allocation_order")
    if command.late_posting not in {UNLESS_STATED, REFUSE, NEXT_OPEN_DAY}:
        message = f"What is dated in a closed period is posted {UNLESS_STATED}, {REFUSE} or {NEXT_OPEN_DAY}."
        raise SettingNotOffered(message, field="late_posting")
    if command.rate_table is not None:
        rate_table(command.rate_table)
    if command.interest_on not in INTEREST_ON:
        message = f"Interest is claimed on what is {' or '.join(INTEREST_ON)}."
        raise SettingNotOffered(message, field="interest_on")
    if command.interest_from is not None:
        check_date(command.interest_from, "interest_from")
    if not 0 <= command.exchange_rates_hold_days <= RATES_HOLD_DAYS_MAX:
        message = (
            f"An exchange rate holds for up to {RATES_HOLD_DAYS_MAX} days, not {command.exchange_rates_hold_days}."
        )
        raise SettingNotOffered(message, field="exchange_rates_hold_days")
    if command.payment_order not in {PRINCIPAL_FIRST, COSTS_INTEREST_PRINCIPAL}:
        message = f"Without instruction money pays {PRINCIPAL_FIRST} or {COSTS_INTEREST_PRINCIPAL}."
        raise SettingNotOffered(message, field="payment_order")


def tax_on_reductions_in(calendar: str) -> str:
    """What holds in a country unless the entity says otherwise: in China tax is taken back by a red e-invoice (红字)
    alone, elsewhere a discount taken lessens what the tax is owed on."""
    return NO_REDUCTION if calendar.partition("-")[0] == "CN" else DISCOUNTS_ONLY


def _check_change(known: Entity, wanted: Entity, books: Books) -> None:
    if known.functional_currency != wanted.functional_currency:
        message = f"The books of {known.entity} are kept in {known.functional_currency}; that cannot change."
        raise FunctionalCurrencyFixed(message, field="functional_currency")
    if missing := sorted(set(known.currencies) - set(wanted.currencies)):
        message = f"{known.entity} keeps books in {', '.join(missing)}; a currency cannot be taken away."
        raise CurrencyInUse(message, field="currencies")
    begun = known.entity in books.posted or any(entity == known.entity for entity, _ in books.last_opened)
    if begun and known.first_business_day != wanted.first_business_day:
        message = f"Business began on {known.first_business_day}: there are documents, or days open; that date stays."
        raise FirstBusinessDayFixed(message, field="first_business_day")


def evolve(books: Books, event: EntityConfigured) -> None:
    """The settings that hold from here on."""
    books.entities[event.entity] = event
