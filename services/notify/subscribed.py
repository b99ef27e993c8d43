"""What notify reads of other services' public events: only the fields it uses."""

from dataclasses import dataclass
from datetime import date

from shared.events import Codec

LEDGER_TOPIC = "huikuan.ledger"
DUNNING_TOPIC = "huikuan.dunning"

# ---------------------------------------------------------------- ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityConfigured:
    """An entity's name, where its day begins, and the language it writes in."""

    entity: str
    name: str
    time_zone: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRegistered:
    """A customer's name and language."""

    entity: str
    customer: str
    name: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDetailsChanged(CustomerRegistered):
    """The same, as they are from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpened:
    """A date has begun for the entity, and people work on it or not."""

    entity: str
    date: date
    is_working_day: bool


LedgerEvent = EntityConfigured | CustomerRegistered | CustomerDetailsChanged | DayOpened

LEDGER: Codec[LedgerEvent] = Codec(
    {
        "entity-configured.v1": EntityConfigured,
        "customer-registered.v1": CustomerRegistered,
        "customer-details-changed.v1": CustomerDetailsChanged,
        "day-opened.v1": DayOpened,
    }
)

# ---------------------------------------------------------------- dunning


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """An instalment an obligation speaks of."""

    invoice: str
    instalment: int
    due_on: date
    open_minor: int
    disputed_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationCreated:
    """Dunning owes the customer one action on one date."""

    obligation: str
    entity: str
    customer: str
    action: str
    template: str
    tone: str
    deadline: date | None = None
    date: date
    items: tuple[DueItem, ...]
    known: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRequested:
    """Dunning would rather not have it any more."""

    obligation: str
    entity: str
    customer: str
    reason: str


DunningEvent = ObligationCreated | WithdrawalRequested

DUNNING: Codec[DunningEvent] = Codec(
    {
        "obligation-created.v1": ObligationCreated,
        "withdrawal-requested.v1": WithdrawalRequested,
    }
)
