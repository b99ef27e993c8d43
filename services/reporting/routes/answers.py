"""The parts that every report's answer has in common: the day it is about, what was known, and where it was read."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

AMOUNT = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"


class Answer(BaseModel):
    """Base of all bodies: nothing but the fields that are documented."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reading(Answer):
    """Any figure can be asked for again: the day it is about, what was known, and the positions it was read at."""

    as_of: date = Field(
        description="Business day: what was posted or applied up to and including this day counts.",
        examples=["2025-06-30"],
    )
    known_at: datetime | None = Field(
        description="What had been recorded up to this instant counts; null before the first event. "
        "Without a `known_at` in the question: when the newest event read was recorded.",
        examples=["2025-07-01T00:00:05.120000Z"],
    )
    positions: list[str] = Field(
        description="The last event read of every partition, `topic:epoch.partition.position`; "
        "usable as `min_position` of a later question.",
        examples=[["huikuan.ledger:1.0.5120", "huikuan.ledger:1.1.4987"]],
    )


class Figure(Answer):
    """A ratio that can be audited: what was divided by what, by which formula."""

    formula: str = Field(
        description="Name and version of the formula, defined in docs/figures.md.", examples=["collection-rate.v1"]
    )
    numerator: str = Field(pattern=AMOUNT, examples=["812400.00"])
    denominator: str = Field(pattern=AMOUNT, examples=["1020000.00"])
    ratio: float | None = Field(
        description="numerator / denominator; null when the denominator is 0.", examples=[0.7964705882352942]
    )


class AgedAmounts(Answer):
    """What is owed by age, in one currency; decimal strings with the currency's own decimals."""

    not_due: str = Field(description="Due on the as-of day or later.", examples=["120000.00"])
    days_1_30: str = Field(description="1 to 30 days past due.", examples=["35000.00"])
    days_31_60: str = Field(description="31 to 60 days past due.", examples=["8000.00"])
    days_61_90: str = Field(description="61 to 90 days past due.", examples=["0.00"])
    days_over_90: str = Field(description="More than 90 days past due.", examples=["12500.50"])
    receivable: str = Field(description="The five buckets together.", examples=["175500.50"])
    overdue: str = Field(description="The four buckets past due together.", examples=["55500.50"])
    on_account: str = Field(
        description="Payments not allocated to an invoice, as a positive amount.", examples=["2000.00"]
    )
    open_credits: str = Field(
        description="Credit notes not applied to an invoice, as a positive amount.", examples=["500.00"]
    )
    balance: str = Field(
        description="receivable − on_account − open_credits: the balance of the control account.",
        examples=["173000.50"],
    )
    disputed: str = Field(description="Of which of the receivable: under an open dispute.", examples=["8000.00"])
    disputed_overdue: str = Field(description="Of which of the overdue: under an open dispute.", examples=["8000.00"])
    items: int = Field(
        description="Open instalments, payments on account and open credits behind these amounts.", examples=[14]
    )
