"""An entity's own accounts: the dated mapping over the default chart of its country."""

from dataclasses import dataclass
from datetime import date

from services.ledger.domain import period
from services.ledger.domain.books import Books
from services.ledger.domain.chart import CONTROL, OUTSIDE_CONTROL, ROLES, SALES, AccountRule
from services.ledger.domain.naming import check_date, check_name
from services.ledger.domain.period import PeriodIsClosed
from shared.errors import Conflict, Invalid
from shared.events import Fact

RULES_MAX = 500


class AccountsMapped(Fact, frozen=True, kw_only=True):
    """An entity's accounts for what is posted from a date on; the same fact stands in every partition."""

    entity: str
    valid_from: date
    rules: tuple[AccountRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapAccounts:
    """Map the accounts of an entity from a date on; a later mapping of the same date replaces it."""

    entity: str
    valid_from: date
    rules: tuple[AccountRule, ...]


class MappingNotUsable(Invalid):
    """The mapping names a part of a document that does not exist, or nothing at all."""


class ControlAccountFixed(Conflict):
    """Documents have been posted: what is open on an account must be settled there."""


def map_accounts(command: MapAccounts, books: Books) -> list[tuple[str, AccountsMapped]]:
    """Tell every partition the mapping."""
    books.entity(command.entity)
    check_date(command.valid_from, "valid_from")
    if not 0 < len(command.rules) <= RULES_MAX:
        message = f"A mapping has 1 to {RULES_MAX} lines; {len(command.rules)} were given."
        raise MappingNotUsable(message, field="rules")
    for index, rule in enumerate(command.rules):
        check_name(rule.account, f"rules/{index}/account")
        if rule.role not in ROLES:
            message = f"{rule.role[:32]!r} is no part of a document; the parts are {', '.join(ROLES)}."
            raise MappingNotUsable(message, field=f"rules/{index}/role")
        if rule.role not in SALES and (rule.event or rule.tax_code):
            message = f"{rule.role} has one account; only {' and '.join(SALES)} differ by event and tax code."
            raise MappingNotUsable(message, field=f"rules/{index}/{'event' if rule.event else 'tax_code'}")
        if rule.role in (*CONTROL, *OUTSIDE_CONTROL) and command.entity in books.posted:
            message = f"{command.entity} has posted documents; the account of {rule.role} stays."
            raise ControlAccountFixed(message, field=f"rules/{index}/role")
    event = AccountsMapped(entity=command.entity, valid_from=command.valid_from, rules=command.rules)
    if books.mappings.get((command.entity, command.valid_from)) == event.rules:
        return []
    first_open = period.first_open_day(books, command.entity)
    if first_open is not None and command.valid_from < first_open:
        # What is reversed goes back to the accounts of its own day: those of closed days must stay what they were.
        message = f"The accounts of {command.entity} can change from {first_open} on; {command.valid_from} is closed."
        closed_until = books.closed_until[command.entity].isoformat()
        raise PeriodIsClosed(message, field="valid_from", closed_until=closed_until)
    return [(f"{command.entity}/accounts/{partition}", event) for partition in range(books.partition_count)]


def evolve(books: Books, event: AccountsMapped) -> None:
    """The mapping that holds from its date on."""
    books.mappings[event.entity, event.valid_from] = event.rules
