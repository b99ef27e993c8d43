"""Preparation: what is to be done with a waiting message now, and the letter as it reads at this moment."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify import vault as contacts
from services.notify.channels.port import Outgoing
from services.notify.domain.contact import NO_CONTACT, Addressable, Contact, choose, purpose_of
from services.notify.domain.freshness import OpenItem, still_due
from services.notify.domain.language import Language, language_of
from services.notify.domain.message import NamedItem
from services.notify.domain.send_window import local_date
from services.notify.domain.template import NO_TEMPLATE, HeaderRefused, header
from services.notify.letters import LetterFacts, TemplateNotFound, Templates
from services.notify.projections import customers
from services.notify.projections.customers import CustomerRow
from services.notify.projections.entities import EntityRow
from services.notify.projections.messages import MessageRow
from services.notify.vault import Vault

TOO_LATE = "too-late"
UNSAFE_TEXT = "unsafe-text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """It may go out as it is here."""

    row: MessageRow
    contact: str
    language: Language
    items: tuple[NamedItem, ...]
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class Paid:
    """Nothing of what it names is owed any more."""

    row: MessageRow


@dataclass(frozen=True, slots=True)
class Hopeless:
    """It will never be delivered."""

    row: MessageRow
    reason: str


@dataclass(frozen=True, slots=True)
class NotYet:
    """Something about it has not been heard yet."""

    row: MessageRow


Prepared = Ready | Paid | Hopeless | NotYet


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a batch of messages needs to know, read in one go: companies, and people who can be written to."""

    entities: Mapping[tuple[str, int], EntityRow]
    customers: Mapping[tuple[str, str], CustomerRow]
    reachable: Mapping[tuple[str, str], Sequence[Addressable]]
    people: Mapping[str, Contact]

    @classmethod
    async def read(
        cls,
        connection: AsyncConnection,
        vault: Vault,
        rows: Sequence[MessageRow],
        entities: Mapping[tuple[str, int], EntityRow],
    ) -> "Surroundings":
        """Four queries for a whole batch; only those people are opened who will be written to."""
        companies = [(row.entity, row.customer) for row in rows]
        reachable = await contacts.addressable(connection, companies)
        chosen = [_addressee(row, reachable[row.entity, row.customer]) for row in rows]
        people = await vault.opened(connection, [contact.reference for contact in chosen if contact])
        return cls(entities, await customers.read(connection, companies), reachable, people)


def prepare(
    row: MessageRow,
    surroundings: Surroundings,
    open_items: Sequence[OpenItem],
    templates: Templates,
    now: datetime,
    mail_domain: str,
) -> Prepared:
    """Decide about one message on what the ledger says at this moment."""
    entity = surroundings.entities[row.entity, row.partition]
    customer = surroundings.customers.get((row.entity, row.customer))
    if customer is None:
        return NotYet(row)
    items = still_due(row.items, open_items)
    if not items:
        return Paid(row)
    addressee = _addressee(row, surroundings.reachable[row.entity, row.customer])
    person = surroundings.people.get(addressee.reference) if addressee else None
    if addressee is None or person is None:
        return Hopeless(row, NO_CONTACT)
    facts = LetterFacts(
        language=language_of(person.language, customer.language, entity.language),
        entity_name=entity.name,
        customer_name=customer.name,
        contact_name=person.name,
        today=local_date(now, entity.day.time_zone),
        deadline=row.deadline,
        items=items,
    )
    try:
        letter = templates.compose(row.template, facts)
        sender_name = header(entity.name)
    except HeaderRefused:
        return Hopeless(row, UNSAFE_TEXT)
    except TemplateNotFound:
        return Hopeless(row, NO_TEMPLATE)
    outgoing = Outgoing(
        provider_id=provider_id(row.obligation, mail_domain),
        message=row.message,
        entity=row.entity,
        customer=row.customer,
        sender_name=sender_name,
        time_zone=entity.day.time_zone,
        recipient=person.email,
        letter=letter,
    )
    return Ready(row=row, contact=addressee.reference, language=facts.language, items=items, outgoing=outgoing)


def is_too_late(row: MessageRow, entity: EntityRow, now: datetime, days_max: int) -> bool:
    """Whether the day the message was for is so long ago that it would only confuse."""
    return local_date(now, entity.day.time_zone) - row.date > timedelta(days=days_max)


def provider_id(obligation: str, domain: str) -> str:
    """The Message-ID: the same for every attempt at an obligation, and telling nothing of it."""
    return f"<{hashlib.sha256(obligation.encode()).hexdigest()[:40]}@{domain}>"


def _addressee(row: MessageRow, reachable: Sequence[Addressable]) -> Addressable | None:
    return choose(reachable, channel="email", purpose=purpose_of(row.template), preferred=row.contact)
