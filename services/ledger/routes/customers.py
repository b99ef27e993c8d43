"""Customers over HTTP: master data of bill-to parties, no persons."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from msgspec.structs import fields
from pydantic import Field

from services.ledger.domain.books import Customer
from services.ledger.domain.customer import MarkInsolvent, RegisterCustomer, stream_of
from services.ledger.domain.merger import MergeCustomers
from services.ledger.projections import master_data
from services.ledger.routes.answers import REPEATED, DocumentRecorded, recorded
from services.ledger.routes.forms import (
    CurrencyCode,
    CustomerName,
    DateText,
    EntityName,
    ReasonText,
    composed,
    day,
    example,
)
from services.ledger.routes.preview import PostingOf
from services.ledger.routes.terms import TermsBody, TermsShown
from services.ledger.rules import RULES
from shared.auth import Principal, require
from shared.errors import NotFound
from shared.event_store import Execution
from shared.fields import Answer, Body, LocalDate, Name
from shared.web import (
    Answering,
    CommitterOf,
    Cursor,
    MaybeKeyed,
    Page,
    PageSize,
    Reading,
    RequestContext,
    read_cursor,
    reply,
    write_cursor,
)

router = APIRouter(prefix="/v1/customers", tags=["customers"])
Label = Annotated[str, Field(max_length=64)]


class CustomerNotFound(NotFound):
    """There is no such customer."""


class CustomerBody(Body):
    """What is known of a customer, whole: what is left out is cleared."""

    model_config = example(
        name="Dragon Bearings Ltd.",
        country="CN",
        language="zh",
        currency="CNY",
        terms_days=30,
        size="mid",
        industry="machinery",
        region="east",
        salesperson="S-07",
    )

    name: Name
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["CN"])]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$", examples=["zh"])]
    currency: CurrencyCode
    terms_days: Annotated[int, Field(description="Days from the document's date to the due date", examples=[30])]
    size: Literal["small", "mid", "large", ""] = ""
    industry: Label = ""
    region: Label = ""
    salesperson: Annotated[str, Field(max_length=64, description="A code, not a person's name")] = ""
    parent: CustomerName | None = None
    terms: Annotated[
        TermsBody | None,
        Field(description="默认付款条件: how invoices fall due that say nothing themselves; in place of `terms_days`"),
    ] = None

    def registration(self, entity: str, customer: str) -> RegisterCustomer:
        """The command for a customer of this name."""
        return RegisterCustomer(
            entity=entity,
            customer=composed(customer),
            name=self.name,
            country=self.country,
            language=self.language,
            currency=self.currency,
            terms_days=self.terms_days,
            size=self.size,
            industry=self.industry,
            region=self.region,
            salesperson=self.salesperson,
            parent=self.parent,
            terms=self.terms.terms() if self.terms else None,
        )


class InsolvencyBody(Body):
    """Since when a customer is insolvent."""

    model_config = example(since="2026-03-03")

    since: LocalDate


class MergerBody(Body):
    """Which customer a customer is the same as, from which day on, and why 客户合并."""

    model_config = example(into="C-0100", merged_on="2026-03-31", reason="entered twice")

    into: CustomerName
    merged_on: DateText
    reason: ReasonText


class CustomerShown(Answer):
    """A customer as known now."""

    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    name: str
    country: str
    language: str
    currency: str
    terms_days: int
    size: str
    industry: str
    region: str
    salesperson: str
    parent: str | None
    terms: TermsShown | None
    insolvent_since: date | None
    merged_into: str | None = Field(description="The customer who owes and holds what this one did 已并入")

    @classmethod
    def of(cls, customer: Customer) -> "CustomerShown":
        """The master data as they are."""
        values = {field.name: getattr(customer, field.name) for field in fields(customer)}
        return cls.model_validate(values | {"terms": TermsShown.of(customer.terms) if customer.terms else None})


class CustomerRecorded(Answer):
    """What became of the master data sent."""

    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    status: Literal["accepted", "repeated"]


def _recorded(entity: str, customer: str) -> Answering:
    return Answering(
        lambda accepted: CustomerRecorded(
            entity=entity, customer=customer, status="accepted" if accepted.records else "repeated"
        ),
        status=200,
    )


@router.put(
    "/{entity}/{customer}", summary="Register a customer, or change what is known", response_model=CustomerRecorded
)
async def put_customer(
    entity: EntityName,
    customer: CustomerName,
    body: CustomerBody,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("customers:write")],
) -> Response:
    command = body.registration(entity, customer)
    answering = _recorded(entity, command.customer)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{customer}/insolvency", summary="Note that a customer is insolvent", response_model=CustomerRecorded
)
async def mark_insolvent(
    entity: EntityName,
    customer: CustomerName,
    body: InsolvencyBody,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("customers:write")],
) -> Response:
    command = MarkInsolvent(entity=entity, customer=composed(customer), since=body.since)
    answering = _recorded(entity, command.customer)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{customer}/merger",
    status_code=201,
    summary="Merge a customer into another one: what is open moves, on one day and at once",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def merge_customers(
    entity: EntityName,
    customer: CustomerName,
    body: MergerBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("ledger:write")],
) -> Response:
    command = MergeCustomers(
        entity=entity,
        customer=composed(customer),
        into=composed(body.into),
        merged_on=day(body.merged_on, "merged_on"),
        reason=body.reason,
        now=context.now,
    )
    answering = recorded(stream_of(entity, command.customer))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/{entity}/{customer}", summary="Look at a customer")
async def get_customer(
    entity: EntityName,
    customer: CustomerName,
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
) -> CustomerShown:
    found = await master_data.customers_named(connection, [(entity, composed(customer))])
    if not found:
        message = f"{entity} has no customer {customer}."
        raise CustomerNotFound(message)
    return CustomerShown.of(found[0])


@router.get("", summary="Customers of an entity, by code")
async def list_customers(
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    entity: Annotated[EntityName, Query()],
    q: Annotated[str, Query(max_length=64, description="A part of the code or the name")] = "",
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[CustomerShown]:
    (after,) = read_cursor(cursor, str) or ("",)
    rows = await master_data.customers_listed(connection, entity, search=q, after=after, limit=limit + 1)
    shown = rows[:limit]
    return Page(
        items=[CustomerShown.of(row) for row in shown],
        next=write_cursor(shown[-1].customer) if len(rows) > limit else None,
    )
