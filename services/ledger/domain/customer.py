"""A customer: the bill-to whose receivables are kept, as master data. Persons and addresses live elsewhere."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec.structs import fields, replace

from services.ledger.domain import terms as payment_terms
from services.ledger.domain.books import Books, Customer, CustomerDetails, check_currency
from services.ledger.domain.due_dates import check_terms
from services.ledger.domain.naming import check_date, check_name
from shared.errors import Conflict, Invalid
from shared.events import Fact

SIZES = ("small", "mid", "large", "")


class CustomerRegistered(CustomerDetails, frozen=True, kw_only=True):
    """A customer became known."""


class CustomerDetailsChanged(CustomerDetails, frozen=True, kw_only=True):
    """What is known of a customer from here on, whole."""


class CustomerBecameInsolvent(Fact, frozen=True, kw_only=True):
    """Insolvency proceedings were opened."""

    entity: str
    customer: str
    since: date


class RegisterCustomer(CustomerDetails, frozen=True, kw_only=True):
    """Make a customer known, or change what is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkInsolvent:
    """Note that insolvency proceedings were opened."""

    entity: str
    customer: str
    since: date


class SizeUnknown(Invalid):
    """Customers are small, mid or large."""


class OwnParent(Invalid):
    """A customer cannot be its own parent."""


class AlreadyInsolvent(Conflict):
    """The insolvency was noted before, with another date."""


class CustomerMerged(Fact, frozen=True, kw_only=True):
    """A customer turned out to be the same as another one, who owes from this day on what it owed, and holds what it
    held: the money that moved did so under the one `transfer`."""

    entity: str
    customer: str
    into: str
    transfer: str
    merged_on: date
    reason: str
    moved_from: date | None = None


def stream_of(entity: str, customer: str) -> str:
    """The stream of a customer's master data."""
    return f"{entity}/customer/{customer}"


def register(
    command: RegisterCustomer, books: Books
) -> list[tuple[str, CustomerRegistered]] | list[tuple[str, CustomerDetailsChanged]]:
    """Register a new customer, or tell what changed; nothing when nothing did."""
    entity = books.entity(command.entity)
    check_name(command.customer, "customer")
    check_currency(entity, command.currency)
    check_terms(command.terms_days)
    if command.terms is not None:
        payment_terms.check(command.terms)
    if command.size not in SIZES:
        message = f"A customer's size is small, mid, large or empty, not {command.size[:16]!r}."
        raise SizeUnknown(message, field="size")
    if command.parent is not None:
        # The parent may be registered later: it is a reference, and owns nothing of this customer.
        check_name(command.parent, "parent")
        if command.parent == command.customer:
            message = f"{command.customer} is given as its own parent."
            raise OwnParent(message, field="parent")
    known = books.customers.get(f"{command.entity}/{command.customer}")
    stream = stream_of(command.entity, command.customer)
    if known is None:
        return [(stream, CustomerRegistered(**_details(command)))]
    if _details(known) == _details(command):
        return []
    return [(stream, CustomerDetailsChanged(**_details(command)))]


def mark_insolvent(command: MarkInsolvent, books: Books) -> list[tuple[str, CustomerBecameInsolvent]]:
    """Note the insolvency once."""
    books.entity(command.entity)
    known = books.customer(command.entity, command.customer)
    check_date(command.since, "since")
    if known.insolvent_since == command.since:
        return []
    if known.insolvent_since is not None:
        message = f"{command.customer} is insolvent since {known.insolvent_since}; {command.since} was given now."
        raise AlreadyInsolvent(message, field="since")
    event = CustomerBecameInsolvent(entity=command.entity, customer=command.customer, since=command.since)
    return [(stream_of(command.entity, command.customer), event)]


def evolve(
    books: Books, event: CustomerRegistered | CustomerDetailsChanged | CustomerBecameInsolvent | CustomerMerged
) -> None:
    """What is known of the customer from here on."""
    key = f"{event.entity}/{event.customer}"
    match event:
        case CustomerRegistered():
            books.customers[key] = Customer(**_details(event))
        case CustomerDetailsChanged():
            books.customers[key] = replace(books.customers[key], **_details(event))
        case CustomerBecameInsolvent():
            books.customers[key] = replace(books.customers[key], insolvent_since=event.since)
        case CustomerMerged():
            books.customers[key] = replace(books.customers[key], merged_into=event.into)


def _details(of: CustomerDetails) -> dict[str, Any]:
    return {detail.name: getattr(of, detail.name) for detail in fields(CustomerDetails)}
