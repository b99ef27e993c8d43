"""What a report looks at: the business up to one day, as it was known at one instant."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Changes posted or applied up to `as_of` and recorded up to `known_at` count; without one, all that is known."""

    as_of: date
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose money: the entities the caller may see (None: all of them), narrowed by what was asked for."""

    entities: tuple[str, ...] | None = None
    customer: str | None = None
    currency: str | None = None
