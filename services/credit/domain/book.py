"""The book in which a batch of commands is decided: what each needs to know, and what was decided so far."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from services.credit.domain import order_check, profile
from services.credit.domain.order_check import (
    CancelOrder,
    CheckOrder,
    ExpireOrders,
    InvoiceOrder,
    Order,
    OrderChecked,
    OrderEvent,
    ReservationReleased,
    Room,
)
from services.credit.domain.profile import (
    CreditProfileGraded,
    CreditResumed,
    CreditStopped,
    Profile,
    ProfileEvent,
    ReviewCredit,
    StopCredit,
    WithdrawStop,
)
from services.credit.domain.scorecard import Scorecard, Standing
from services.credit.domain.standing import Behaviour, Exposure

Command = ReviewCredit | StopCredit | WithdrawStop | CheckOrder | CancelOrder | InvoiceOrder | ExpireOrders
Event = ProfileEvent | OrderEvent
#: A customer of an entity.
Party = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entity:
    """What credit needs to know of an entity, as far as one partition has told: its currencies, and which day it is."""

    functional_currency: str
    currencies: tuple[str, ...]
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """What is known of a customer besides how it pays."""

    size: str = ""
    insolvent_since: date | None = None


@dataclass(slots=True)
class Book:
    """What a batch concerns; an empty book stands for a company of which nothing is known."""

    card: Scorecard
    partition_of: Callable[[str], int]
    entities: dict[tuple[str, int], Entity] = field(default_factory=dict[tuple[str, int], Entity])
    customers: dict[Party, Customer] = field(default_factory=dict[Party, Customer])
    exposures: dict[Party, dict[str, Exposure]] = field(default_factory=dict[Party, dict[str, Exposure]])
    behaviours: dict[Party, dict[str, Behaviour]] = field(default_factory=dict[Party, dict[str, Behaviour]])
    profiles: dict[Party, Profile] = field(default_factory=dict[Party, Profile])
    reserved: dict[tuple[str, str, str], int] = field(default_factory=dict[tuple[str, str, str], int])
    #: By entity, customer, order and currency, what is paid in advance.
    advances: dict[tuple[str, str, str, str], int] = field(default_factory=dict[tuple[str, str, str, str], int])
    orders: dict[tuple[str, str], Order] = field(default_factory=dict[tuple[str, str], Order])
    #: By partition, the last position heard of each topic.
    heard: dict[int, dict[str, str]] = field(default_factory=dict[int, dict[str, str]])

    def home(self, entity: str, customer: str) -> int:
        """The partition in which everything about a customer stands."""
        return self.partition_of(f"{entity}/{customer}")

    def entity(self, party: Party) -> Entity | None:
        """The entity as the customer's partition knows it."""
        return self.entities.get((party[0], self.home(*party)))

    def standing(self, party: Party) -> Standing:
        """All that the scorecard looks at."""
        entity = self.entity(party)
        customer = self.customers.get(party, Customer())
        return Standing(
            size=customer.size,
            insolvent_since=customer.insolvent_since,
            currencies=entity.currencies if entity else (),
            behaviours=self.behaviours.get(party, {}),
            exposures=self.exposures.get(party, {}),
        )

    def room(self, party: Party, order: str, currency: str) -> Room:
        """All that an order check looks at."""
        return Room(
            profile=self.profiles.get(party, Profile()),
            insolvent_since=self.customers.get(party, Customer()).insolvent_since,
            exposure=self.exposures.get(party, {}).get(currency, Exposure()),
            reserved_minor=self.reserved.get((*party, currency), 0),
            advance_minor=self.advances.get((*party, order, currency), 0),
            known=self.heard.get(self.home(*party), {}),
        )


def stream_of(entity: str, customer: str) -> str:
    """The one stream in which all credit says of a customer stands."""
    return f"{entity}/credit/{customer}"


def decide(command: Command, book: Book) -> Sequence[tuple[str, Event]]:
    """What follows from a command; nothing for a harmless repeat."""
    return [(stream_of(event.entity, event.customer), event) for event in _events(command, book)]


def _events(command: Command, book: Book) -> Sequence[Event]:
    if isinstance(command, ExpireOrders):
        return [
            event
            for (entity, _), order in book.orders.items()
            if entity == command.entity and book.home(order.checked.entity, order.checked.customer) == command.partition
            for event in order_check.expire(command, order)
        ]
    party = (command.entity, command.customer)
    match command:
        case ReviewCredit():
            entity = book.entity(party)
            if entity is None or party not in book.customers:
                return []
            known = book.profiles.get(party, Profile())
            return profile.review(command, known, book.standing(party), entity.functional_currency, book.card)
        case StopCredit():
            return profile.stop(command, book.standing(party))
        case WithdrawStop():
            return profile.withdraw(command, book.profiles.get(party, Profile()))
        case CheckOrder():
            entity = book.entity(party)
            today = entity.today if entity and entity.today else command.today
            order = book.orders.get((command.entity, command.order))
            room = book.room(party, command.order, command.currency)
            return order_check.check(command, order, room, book.card, today)
        case CancelOrder():
            return order_check.cancel(command, book.orders.get((command.entity, command.order)))
        case InvoiceOrder():
            return order_check.invoice(command, book.orders.get((command.entity, command.order)))
        case _:
            assert_never(command)


def evolve(book: Book, _stream: str, event: Event) -> None:
    """Let the later commands of the batch see what was decided."""
    party = (event.entity, event.customer)
    match event:
        case CreditProfileGraded() | CreditStopped() | CreditResumed():
            book.profiles[party] = profile.evolve(book.profiles.get(party, Profile()), event)
        case OrderChecked() | ReservationReleased():
            place = (event.entity, event.order)
            before = book.orders.get(place)
            after = order_check.evolve(before, event)
            book.orders[place] = after
            account = (*party, event.currency)
            change = after.reserved_minor - (before.reserved_minor if before else 0)
            book.reserved[account] = book.reserved.get(account, 0) + change
        case _:
            assert_never(event)


def recall(command: Command, book: Book) -> Order | None:
    """The order that a harmless repeat is about."""
    return book.orders.get((command.entity, command.order)) if isinstance(command, CheckOrder | CancelOrder) else None
