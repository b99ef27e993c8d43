"""Customers: who they are, what they owe, how they pay, and every document and event about them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from services.reporting.routes.answers import AgedAmounts, Answer, Reading

DocumentKind = Literal["invoice", "payment", "credit-note", "dispute"]
DocumentState = Literal["open", "settled", "cancelled", "resolved"]
Topic = Literal["huikuan.ledger", "huikuan.credit", "huikuan.dunning", "huikuan.notify"]


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
    next_cursor: str | None


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


class CurrencyAging(AgedAmounts):
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
    next_cursor: str | None


class TimelineEntry(Answer):
    """One event about the customer; `key` names the sentence, `data` fills it."""

    event: str = Field(description="Its position.", examples=["huikuan.ledger:1.3.77"])
    topic: Topic
    stream: str = Field(examples=["CN01/payment/bank/990"])
    type: str = Field(examples=["payment-allocated.v1"])
    key: str = Field(description="Type without version: the key of the sentence.", examples=["payment-allocated"])
    on: date = Field(description="The business day the event is about.", examples=["2025-06-12"])
    recorded_at: datetime = Field(examples=["2025-06-12T08:15:02Z"])
    correlation_id: str = Field(examples=["0b7cfa2e3d4c4c0f"])
    data: dict[str, object] = Field(
        description="Fields of the public event for the sentence; an amount `x_minor` is given as decimal string `x`.",
        examples=[
            {
                "payment": "CN01/payment/bank/990",
                "currency": "CNY",
                "applied_on": "2025-06-12",
                "rule": "reference",
                "parts": [
                    {"invoice": "CN01/invoice/erp/4711", "instalment": 1, "amount": "2000.00", "due_on": "2025-05-30"}
                ],
            }
        ],
    )


class TimelineAnswer(Answer):
    """Everything that happened about a customer in any service, newest recorded first."""

    positions: list[str]
    entries: list[TimelineEntry]
    next_cursor: str | None
