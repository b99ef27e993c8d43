"""Customers: who they are, what they owe, how they pay, and their documents."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from services.reporting.domain.aging import Aged
from services.reporting.projections import customers, documents
from services.reporting.projections.aging import aging
from services.reporting.routes.answers import (
    LEDGER_TOPIC,
    NEXT,
    AskedOf,
    CustomerNotFound,
    DisputedAmounts,
    EntityAsked,
    Reader,
    Reading,
    SnapshotOf,
    disputed_amounts,
    scope_of,
)
from shared.fields import Answer
from shared.money import decimal
from shared.web import Cursor, PageSize, read_cursor, write_cursor

router = APIRouter(prefix="/v1/reports", tags=["reports"])

DocumentKind = Literal["invoice", "payment", "credit-note", "dispute"]
DocumentState = Literal["open", "settled", "cancelled", "resolved"]


class CustomerSummary(Answer):
    """One customer of a list."""

    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    name: str = Field(examples=["江苏恒力机械有限公司"])
    country: str = Field(examples=["CN"])
    size: str = Field(examples=["mid"])
    industry: str = Field(examples=["machinery"])
    region: str = Field(examples=["华东"])
    salesperson: str = Field(examples=["s-07"])
    grade: str | None = Field(examples=["B"])
    credit_stopped: bool
    insolvent: bool


class CustomersAnswer(Answer):
    """Customers by entity and id."""

    positions: list[str]
    customers: list[CustomerSummary]
    next: str | None = NEXT


class Credit(Answer):
    """The customer's credit as last graded."""

    grade: str = Field(examples=["B"])
    score: int = Field(examples=[71])
    currency: str = Field(examples=["CNY"])
    limit: str = Field(examples=["500000.00"])
    terms_days: int = Field(examples=[30])
    reserved: str = Field(
        description="Orders approved and not invoiced yet, in the limit's currency.", examples=["20000.00"]
    )
    exposure: str = Field(
        description="Control balance in the limit's currency + reserved (exposure.v1).", examples=["193000.50"]
    )
    available: str = Field(description="limit − exposure, not below 0.", examples=["306999.50"])
    graded_at: datetime
    event: str = Field(description="Position of the grading.", examples=["huikuan.credit:1.3.12"])


class CurrencyAging(DisputedAmounts):
    """The customer's aging in one currency."""

    currency: str = Field(examples=["CNY"])


class PaymentBehaviour(Answer):
    """How the customer paid, in one currency, by money allocated to invoices up to the as-of day."""

    currency: str = Field(examples=["CNY"])
    paid: str = Field(examples=["1200000.00"])
    average_days_late: float | None = Field(
        description="Days between due date and application, weighted by amount; negative when early (days-late.v1).",
        examples=[12.4],
    )
    paid_in_time_share: float | None = Field(
        description="Of the amount paid: applied up to the due date.", examples=[0.35]
    )
    last_payment_on: date | None = Field(examples=["2025-06-12"])


class CustomerProfile(CustomerSummary):
    """Master data of one customer."""

    language: str = Field(examples=["zh"])
    currency: str = Field(description="Default of new documents.", examples=["CNY"])
    terms_days: int = Field(examples=[30])
    parent: str | None = Field(examples=[None])
    insolvent_since: date | None = Field(examples=[None])


class CustomerAnswer(Reading):
    """The customer page in one answer; items, documents and timeline have routes of their own."""

    profile: CustomerProfile
    credit: Credit | None
    aging: list[CurrencyAging]
    behaviour: list[PaymentBehaviour]


class Document(Answer):
    """One document of the customer."""

    document: str = Field(examples=["CN01/invoice/erp/4711"])
    kind: DocumentKind
    source: str = Field(examples=["erp"])
    number: str = Field(examples=["4711"])
    document_date: date | None = Field(description="Of a dispute: the day it was opened.", examples=["2025-04-30"])
    posted_on: date | None = Field(examples=["2025-04-30"])
    due_on: date | None = Field(description="Last instalment.", examples=["2025-05-30"])
    currency: str = Field(examples=["CNY"])
    amount: str = Field(description="Gross.", examples=["10000.00"])
    open: str = Field(examples=["8000.00"])
    state: DocumentState
    related: str | None = Field(
        description="Credit note: against which invoice; dispute: of which invoice.", examples=[None]
    )
    reference: str | None = Field(description="Reference of the sender, or the reason given.", examples=["PO 2025-118"])


class DocumentsAnswer(Reading):
    """Documents, newest first."""

    documents: list[Document]
    next: str | None = NEXT


# ---------------------------------------------------------------- routes


@router.get("/customers", summary="Customers by entity and id")
async def read_customers(
    snapshot: SnapshotOf,
    principal: Reader,
    entity: EntityAsked = None,
    q: Annotated[str | None, Query(max_length=200, description="Any part of the name or id")] = None,
    grade: Annotated[str | None, Query(max_length=2, examples=["B"])] = None,
    cursor: Cursor = None,
    limit: PageSize = 200,
) -> CustomersAnswer:
    scope, _ = await scope_of(snapshot, principal, entity, None, None)
    after = read_cursor(cursor, str, str)
    found = await customers.find(
        snapshot.connection, scope, search=q, grade=grade, after=after and (after[0], after[1]), limit=limit + 1
    )
    last = found[limit - 1] if len(found) > limit else None
    return CustomersAnswer(
        positions=[str(at) for at in await snapshot.positions(LEDGER_TOPIC, "huikuan.credit")],
        customers=[CustomerSummary(**_summary(each)) for each in found[:limit]],
        next=last and write_cursor(last.entity, last.customer),
    )


def _summary(customer: customers.Customer) -> dict[str, Any]:
    return {
        "entity": customer.entity,
        "customer": customer.customer,
        "name": customer.name,
        "country": customer.country,
        "size": customer.size,
        "industry": customer.industry,
        "region": customer.region,
        "salesperson": customer.salesperson,
        "grade": customer.grade,
        "credit_stopped": customer.credit_stopped,
        "insolvent": customer.insolvent_since is not None,
    }


EntityOfPage = Annotated[str, Query(max_length=16, examples=["CN01"])]
CustomerOfPage = Annotated[str, Query(max_length=64, examples=["C-0100"])]


@router.get("/customer", summary="The customer page: profile, credit, aging and payment behaviour")
async def read_customer(asked: AskedOf, entity: EntityOfPage, customer: CustomerOfPage) -> CustomerAnswer:
    connection = asked.snapshot.connection
    profile = await customers.one(connection, entity=entity, customer=customer)
    if profile is None:
        message = f"There is no customer {customer} of entity {entity}."
        raise CustomerNotFound(message, parameter="customer")
    credit = await customers.credit(connection, entity=entity, customer=customer)
    owed = {currency: aged for (_, _, currency), aged in (await aging(connection, asked.scope, asked.cut)).items()}
    return CustomerAnswer(
        **asked.read_at,
        profile=CustomerProfile(
            **_summary(profile),
            language=profile.language,
            currency=profile.currency,
            terms_days=profile.terms_days,
            parent=profile.parent,
            insolvent_since=profile.insolvent_since,
        ),
        credit=credit and _credit(credit, owed.get(credit.currency, Aged()).balance),
        aging=[
            CurrencyAging(**dict(disputed_amounts(aged, currency)), currency=currency)
            for currency, aged in owed.items()
        ],
        behaviour=[_behaviour(each) for each in await documents.behaviour(connection, asked.scope, asked.cut)],
    )


def _credit(credit: customers.Credit, balance_minor: int) -> Credit:
    exposure = balance_minor + credit.reserved_minor
    return Credit(
        grade=credit.grade,
        score=credit.score,
        currency=credit.currency,
        limit=decimal(credit.limit_minor, credit.currency),
        terms_days=credit.terms_days,
        reserved=decimal(credit.reserved_minor, credit.currency),
        exposure=decimal(exposure, credit.currency),
        available=decimal(max(credit.limit_minor - exposure, 0), credit.currency),
        graded_at=credit.graded_at,
        event=credit.event,
    )


def _behaviour(behaviour: documents.Behaviour) -> PaymentBehaviour:
    paid = behaviour.paid_minor
    return PaymentBehaviour(
        currency=behaviour.currency,
        paid=decimal(paid, behaviour.currency),
        average_days_late=behaviour.minor_days_late / paid if paid else None,
        paid_in_time_share=behaviour.paid_in_time_minor / paid if paid else None,
        last_payment_on=behaviour.last_payment_on,
    )


@router.get("/documents", summary="The customer's documents, newest first")
async def read_documents(
    asked: AskedOf,
    entity: EntityOfPage,  # noqa: ARG001 - part of the question's scope; here because it must be given
    customer: CustomerOfPage,  # noqa: ARG001 - the same
    kind: DocumentKind | None = None,
    cursor: Cursor = None,
    limit: PageSize = 200,
) -> DocumentsAnswer:
    before = read_cursor(cursor, date, str)
    found = await documents.documents(
        asked.snapshot.connection,
        asked.scope,
        asked.cut,
        kind=kind,
        before=before and (before[0], before[1]),
        limit=limit + 1,
    )
    last = found[limit - 1] if len(found) > limit else None
    return DocumentsAnswer(
        **asked.read_at,
        documents=[_document(each) for each in found[:limit]],
        next=last and write_cursor(last.posted_on.isoformat(), last.document),
    )


def _document(document: documents.Document) -> Document:
    settled = "resolved" if document.kind == "dispute" else "settled"
    state = "cancelled" if document.cancelled else "open" if document.open_minor else settled
    return Document.model_validate(
        {
            "document": document.document,
            "kind": document.kind,
            "source": document.source,
            "number": document.number,
            "document_date": document.document_date,
            "posted_on": document.posted_on,
            "due_on": document.due_on,
            "currency": document.currency,
            "amount": decimal(document.amount_minor, document.currency),
            "open": decimal(document.open_minor, document.currency),
            "state": state,
            "related": document.related,
            "reference": document.reference,
        }
    )
