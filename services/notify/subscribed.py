"""What notify reads of other services' public events: only the fields it uses."""

from datetime import date

from shared.events import Codec, Fact

LEDGER_TOPIC = "huikuan.ledger"
DUNNING_TOPIC = "huikuan.dunning"

# ---------------------------------------------------------------- ledger


class EntityConfigured(Fact, frozen=True, kw_only=True):
    """An entity's name, where its day begins, and the language it writes in."""

    entity: str
    name: str
    time_zone: str
    language: str


class CustomerRegistered(Fact, frozen=True, kw_only=True):
    """A customer's name and language."""

    entity: str
    customer: str
    name: str
    language: str


class CustomerDetailsChanged(CustomerRegistered, frozen=True, kw_only=True):
    """The same, as they are from now on."""


class DayOpened(Fact, frozen=True, kw_only=True):
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


class DueItem(Fact, frozen=True, kw_only=True):
    """An instalment an obligation speaks of."""

    invoice: str
    instalment: int
    due_on: date
    open_minor: int
    disputed_minor: int
    currency: str


class ObligationCreated(Fact, frozen=True, kw_only=True):
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


class WithdrawalRequested(Fact, frozen=True, kw_only=True):
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
