"""Contacts: persons at customers, kept in the vault; shown masked to whoever need not write to them."""

from collections.abc import AsyncGenerator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.contact import Contact, check, masked
from services.notify.vault import Vault
from shared.auth import Principal, require
from shared.fields import Answer, Body, CustomerCode, EntityCode
from shared.web import EngineOf

router = APIRouter(prefix="/v1/contacts", tags=["contacts"])

#: A name for the contact that says nothing of the person: `main`, `ap-2`. It stands in addresses, so in others' logs.
ContactCode = Annotated[
    str,
    Path(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$", description="A name that says nothing of the person", examples=["main"]),
]


class ContactBody(Body):
    """A person at a customer. At least the name, the address or the phone tells one from another."""

    name: str = Field(max_length=100, examples=["王芳"])
    role: str = Field(default="", max_length=100, examples=["应付会计"])
    email: str = Field(default="", max_length=254, examples=["wang.fang@example.com"])
    phone: str = Field(default="", max_length=32, examples=["+86 21 5555 0100"])
    language: Literal["zh", "en"] | None = Field(default=None, description="Default: the customer's language")
    is_main: bool = False
    purpose: Literal["all", "reminders", "legal"] = Field(
        default="all", description="What the person is written to about; `legal`: final notices and lawyer's letters"
    )


class ContactShown(Answer):
    """A contact; `masked` says that the name, the address and the phone are not shown in full."""

    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    contact: str = Field(examples=["main"])
    name: str = Field(examples=["王***"])
    role: str = Field(examples=["应付会计"])
    email: str = Field(examples=["w***@***.com"])
    phone: str = Field(examples=["***00"])
    language: Literal["zh", "en"] | None = Field(examples=["zh"])
    is_main: bool
    purpose: Literal["all", "reminders", "legal"]
    masked: bool


class ContactsShown(Answer):
    """The contacts of one customer; a customer has a handful, so there are no pages."""

    items: list[ContactShown]


async def _vault(request: Request) -> Vault:
    vault: Vault = request.app.state.vault
    return vault


async def _writing(engine: EngineOf) -> AsyncGenerator[AsyncConnection]:
    async with engine.begin() as connection:
        yield connection


VaultOf = Annotated[Vault, Depends(_vault)]
#: One transaction per request: it is committed before the answer goes out.
Writing = Annotated[AsyncConnection, Depends(_writing, scope="function")]
Reader = Annotated[Principal, require("notify:read")]
Writer = Annotated[Principal, require("contacts:write")]


@router.put("/{entity}/{customer}/{contact}", status_code=204, summary="Keep a person")
async def put_contact(
    entity: EntityCode,
    customer: CustomerCode,
    contact: ContactCode,
    body: ContactBody,
    vault: VaultOf,
    connection: Writing,
    _: Writer,
) -> Response:
    content = check(
        Contact(
            name=body.name,
            role=body.role,
            email=body.email,
            phone=body.phone,
            language=body.language,
            is_main=body.is_main,
            purpose=body.purpose,
        )
    )
    await vault.put(connection, entity, customer, contact, content)
    return Response(status_code=204)


@router.get("/{entity}/{customer}/{contact}", summary="Look at a person")
async def get_contact(
    entity: EntityCode, customer: CustomerCode, contact: ContactCode, vault: VaultOf, connection: Writing, who: Reader
) -> ContactShown:
    return _shown(entity, customer, contact, await vault.get(connection, entity, customer, contact), who)


@router.get("", summary="The persons at a customer")
async def list_contacts(
    entity: Annotated[EntityCode, Query()],
    customer: Annotated[CustomerCode, Query()],
    vault: VaultOf,
    connection: Writing,
    who: Reader,
) -> ContactsShown:
    found = await vault.of_customer(connection, entity, customer)
    return ContactsShown(items=[_shown(entity, customer, contact, content, who) for contact, content in found])


@router.delete("/{entity}/{customer}/{contact}", status_code=204, summary="Forget a person: the entry and its key")
async def erase_contact(
    entity: EntityCode, customer: CustomerCode, contact: ContactCode, vault: VaultOf, connection: Writing, _: Writer
) -> Response:
    await vault.erase(connection, entity, customer, contact)
    return Response(status_code=204)


def _shown(entity: str, customer: str, contact: str, content: Contact, who: Principal) -> ContactShown:
    """In full to those who may write contacts, for they must be able to mend them; masked to all others."""
    in_full = who.may("contacts:write")
    shown = content if in_full else masked(content)
    return ContactShown(
        entity=entity,
        customer=customer,
        contact=contact,
        name=shown.name,
        role=shown.role,
        email=shown.email,
        phone=shown.phone,
        language=shown.language,
        is_main=shown.is_main,
        purpose=shown.purpose,
        masked=not in_full,
    )
