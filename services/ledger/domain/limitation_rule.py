"""An entity's own rule of limitation, where the law of its country is not the one that ships."""

from dataclasses import dataclass

from services.ledger.domain.books import Books
from services.ledger.domain.limitation import RESTARTS, SHIPPED, Begins, LimitationRule, Restart
from shared.errors import Invalid
from shared.events import Fact

YEARS_MAX = 30


class LimitationConfigured(Fact, frozen=True, kw_only=True):
    """An entity's rule of limitation from here on; the same fact stands in every partition."""

    entity: str
    years: int
    begins: Begins
    restarted_by: tuple[Restart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigureLimitation:
    """Set an entity's rule of limitation."""

    entity: str
    years: int
    begins: Begins
    restarted_by: tuple[Restart, ...] = RESTARTS


class YearsNotUsable(Invalid):
    """No law lets a claim expire at once, or lets it live longer than a generation."""


def configure(command: ConfigureLimitation, books: Books) -> list[tuple[str, LimitationConfigured]]:
    """Tell every partition the rule, unless it is as it was."""
    books.entity(command.entity)
    if not 1 <= command.years <= YEARS_MAX:
        message = f"A period of limitation is 1 to {YEARS_MAX} years long, not {command.years}."
        raise YearsNotUsable(message, field="years")
    event = LimitationConfigured(
        entity=command.entity,
        years=command.years,
        begins=command.begins,
        restarted_by=tuple(sorted(set(command.restarted_by))),
    )
    if books.limitation.get(command.entity) == _rule(event):
        return []
    return [(f"{command.entity}/limitation/{partition}", event) for partition in range(books.partition_count)]


def evolve(books: Books, event: LimitationConfigured) -> None:
    """The rule that holds from here on."""
    books.limitation[event.entity] = _rule(event)


def _rule(event: LimitationConfigured) -> LimitationRule:
    return LimitationRule(years=event.years, begins=event.begins, restarted_by=event.restarted_by)


def rule_of(calendar: str, configured: LimitationRule | None) -> LimitationRule | None:
    """The entity's own rule, else that of its calendar's country, else none."""
    return configured or SHIPPED.get(calendar.partition("-")[0])
