"""Letters: which templates there are, and how one would read today on a customer's real data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.contact import Addressable, Contact, choose, masked, purpose_of
from services.notify.domain.freshness import OpenItem
from services.notify.domain.language import Language, language_of
from services.notify.domain.message import NamedItem
from services.notify.domain.send_window import local_date
from services.notify.letters import LetterFacts, Templates
from services.notify.projections import customers, entities
from services.notify.receivables import LedgerSilent, Receivables
from services.notify.vault import Vault, addressable
from shared.auth import Principal, require
from shared.clock import Clock
from shared.errors import NotFound, Unavailable
from shared.fields import Answer, CustomerCode, EntityCode
from shared.web import Reading

router = APIRouter(prefix="/v1/messages", tags=["letters"])
Reader = Annotated[Principal, require("notify:read")]


class CustomerNotKnown(NotFound):
    """Notify has not heard of the customer."""


class NothingOpen(NotFound):
    """The customer owes nothing the letter could speak of."""


class LedgerNotAnswering(Unavailable):
    """What is open cannot be asked at the moment."""


class TemplatesShown(Answer):
    """The names a dunning policy may use, and the languages each is written in."""

    items: list[str] = Field(examples=[["gentle-7d", "overdue"]])
    languages: list[Language]


class Preview(Answer):
    """A letter as it would read now; nothing is sent or recorded."""

    template: str = Field(examples=["overdue"])
    language: Language
    subject: str
    text: str
    html: str
    contact: str | None = Field(
        description="Whom it would go to: an opaque reference; null when nobody can be reached."
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """What a letter is written with."""

    connection: AsyncConnection
    vault: Vault
    templates: Templates
    receivables: Receivables
    clock: Clock


@dataclass(frozen=True, slots=True)
class Asked:
    """Which letter to which customer."""

    template: str
    entity: str
    customer: str
    language: Language | None


async def _desk(request: Request, connection: Reading) -> Desk:
    state = request.app.state
    return Desk(connection, state.vault, state.templates, state.receivables, state.clock)


async def _asked(
    template: Annotated[str, Query(max_length=64, examples=["overdue"])],
    entity: Annotated[EntityCode, Query()],
    customer: Annotated[CustomerCode, Query()],
    language: Annotated[Language | None, Query(description="Default: the person's, then the customer's")] = None,
) -> Asked:
    return Asked(template, entity, customer, language)


DeskOf = Annotated[Desk, Depends(_desk)]


@router.get("/templates", summary="The templates there are")
async def list_templates(desk: DeskOf, _: Reader) -> TemplatesShown:
    return TemplatesShown(items=list(desk.templates.names), languages=["zh", "en"])


@router.get("/preview", summary="How a letter would read today")
async def preview(desk: DeskOf, asked: Annotated[Asked, Depends(_asked)], who: Reader) -> Preview:
    # Asked first: while the ledger thinks, no transaction of ours stands open.
    open_items = await _open_items(desk, asked)
    company = (asked.entity, asked.customer)
    customer = (await customers.read(desk.connection, [company])).get(company)
    entity = next(iter((await entities.read(desk.connection, asked.entity)).values()), None)
    if customer is None or entity is None:
        raise CustomerNotKnown(f"Notify has not heard of the customer {asked.entity}/{asked.customer}.")
    contact = choose(
        (await addressable(desk.connection, [company]))[company], channel="email", purpose=purpose_of(asked.template)
    )
    person = await _person(desk, contact, who)
    language = asked.language or language_of(person and person.language, customer.language, entity.language)
    today = local_date(desk.clock.now(), entity.day.time_zone)
    letter = desk.templates.compose(
        asked.template,
        LetterFacts(
            language=language,
            entity_name=entity.name,
            customer_name=customer.name,
            contact_name=person.name if person else "",
            today=today,
            deadline=None,
            items=_items(desk, asked, language, open_items, today),
        ),
    )
    return Preview(
        template=asked.template,
        language=language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        contact=contact and contact.reference,
    )


async def _person(desk: Desk, contact: Addressable | None, who: Principal) -> Contact | None:
    """Whom it would go to; masked for those who need not write to people."""
    if contact is None:
        return None
    person = (await desk.vault.opened(desk.connection, [contact.reference])).get(contact.reference)
    return person if person is None or who.may("contacts:write") else masked(person)


async def _open_items(desk: Desk, asked: Asked) -> Sequence[OpenItem]:
    try:
        return await desk.receivables.open_items(asked.entity, asked.customer, min_position=None)
    except LedgerSilent as error:
        raise LedgerNotAnswering("The ledger does not answer; ask again in a moment.") from error


def _items(
    desk: Desk, asked: Asked, language: Language, open_items: Sequence[OpenItem], today: date
) -> tuple[NamedItem, ...]:
    """What the letter would name: all that is open, or what is overdue if the letter speaks of that."""
    only_overdue = "days_overdue" in desk.templates.find(asked.template, language).gaps
    items = tuple(
        NamedItem(
            invoice=item.invoice,
            instalment=item.instalment,
            due_on=item.due_on,
            open_minor=item.open_minor - item.disputed_minor,
            currency=item.currency,
        )
        for item in open_items
        if item.open_minor > item.disputed_minor and (item.due_on < today or not only_overdue)
    )
    if not items:
        raise NothingOpen(f"The customer {asked.entity}/{asked.customer} owes nothing that this letter speaks of.")
    return items
