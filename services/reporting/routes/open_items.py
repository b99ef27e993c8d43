"""Open items: the instalments, payments on account and credits behind a balance, and the events behind an item."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from services.reporting.routes.answers import Answer, Reading

Kind = Literal["receivable", "on-account", "open-credit"]
Bucket = Literal["not-due", "1-30", "31-60", "61-90", "over-90"]


class OpenItem(Answer):
    """One thing with a balance: an instalment of an invoice, money on account, or a credit not applied."""

    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    customer_name: str | None = Field(examples=["江苏恒力机械有限公司"])
    kind: Kind
    document: str = Field(description="Stream id of the document.", examples=["CN01/invoice/erp/4711"])
    source: str = Field(examples=["erp"])
    number: str = Field(examples=["4711"])
    instalment: int = Field(description="From 1; 0 for payments and credit notes.", examples=[1])
    document_date: date | None = Field(examples=["2025-04-30"])
    posted_on: date | None = Field(examples=["2025-04-30"])
    due_on: date | None = Field(description="Null for payments and credit notes.", examples=["2025-05-30"])
    days_overdue: int | None = Field(
        description="as_of − due_on: 0 on the due day, negative before it; null for payments and credit notes.",
        examples=[31],
    )
    bucket: Bucket | None = Field(examples=["31-60"])
    currency: str = Field(examples=["CNY"])
    amount: str = Field(description="What it was when it was issued or received.", examples=["10000.00"])
    open: str = Field(description="What is left of it, always positive.", examples=["8000.00"])
    disputed: str = Field(description="Of which under an open dispute.", examples=["0.00"])


class OpenItemsAnswer(Reading):
    """Open items, oldest due first; payments and credits after the receivables."""

    items: list[OpenItem]
    next_cursor: str | None = Field(description="Pass it as `cursor` for the next page; null on the last.")


Change = Literal[
    "issued",
    "cancelled",
    "received",
    "allocated",
    "unapplied",
    "credited",
    "credit-applied",
    "credit-unapplied",
    "disputed",
    "resolved",
]


class Movement(Answer):
    """One change of an item's balance, and the event that made it."""

    event: str = Field(description="Position of the event.", examples=["huikuan.ledger:1.3.77"])
    type: str = Field(examples=["payment-allocated.v1"])
    change: Change
    counterpart: str | None = Field(
        description="The other document: what paid, credited or was paid.", examples=["CN01/payment/bank/990"]
    )
    effective_on: date = Field(examples=["2025-06-12"])
    recorded_at: datetime = Field(examples=["2025-06-12T08:15:02Z"])
    amount: str = Field(description="Signed change of what is open.", examples=["-2000.00"])
    open_after: str = Field(description="By order of recording.", examples=["8000.00"])


class MovementsAnswer(Reading):
    """How one item came to its balance: every event, in the order of recording."""

    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    kind: Kind
    document: str = Field(examples=["CN01/invoice/erp/4711"])
    instalment: int = Field(examples=[1])
    due_on: date | None = Field(examples=["2025-05-30"])
    currency: str = Field(examples=["CNY"])
    open: str = Field(examples=["8000.00"])
    movements: list[Movement]
