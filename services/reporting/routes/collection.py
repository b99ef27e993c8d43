"""How much of what was due came in: the collection rate of a period, and its course month by month."""

from datetime import date

from pydantic import Field

from services.reporting.routes.answers import Answer, Figure, Reading


class CollectionPeriod(Answer):
    """What was to be collected in a period and what was, in one currency."""

    first_day: date = Field(examples=["2025-06-01"])
    last_day: date = Field(examples=["2025-06-30"])
    complete: bool = Field(description="False while the period is still running at the as-of day.", examples=[True])
    currency: str = Field(examples=["CNY"])
    overdue_at_start: str = Field(description="Open and past due before the first day.", examples=["310000.00"])
    fell_due: str = Field(
        description="Open at the start or issued in the period, and due in the period or (issued late) before it.",
        examples=["740000.00"],
    )
    credited: str = Field(
        description="Of both, taken back by credit note or cancellation in the period.", examples=["30000.00"]
    )
    collected: str = Field(
        description="Cash applied in the period to these items, less what was unapplied.", examples=["812400.00"]
    )
    still_open: str = Field(
        description="overdue_at_start + fell_due − credited − collected: open at the end of the period.",
        examples=["207600.00"],
    )
    invoiced: str = Field(
        description="Invoices posted in the period, less cancellations; for charts.", examples=["905000.00"]
    )
    received: str = Field(
        description="Payments posted in the period, allocated or not; for charts.", examples=["820000.00"]
    )
    rate: Figure = Field(description="collected / (overdue_at_start + fell_due − credited)")


class CollectionAnswer(Reading):
    """One or more periods, oldest first, per currency."""

    periods: list[CollectionPeriod]
