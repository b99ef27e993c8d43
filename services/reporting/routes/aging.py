"""Aging: what is owed by how long it is overdue, as of a day, as known at an instant."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.reporting.routes.answers import AgedAmounts, Answer, Reading

By = Literal["customer", "entity", "currency"]


class AgingRow(AgedAmounts):
    """One line of the report."""

    entity: str | None = Field(description="Null when grouped by currency only.", examples=["CN01"])
    customer: str | None = Field(description="Null unless grouped by customer.", examples=["C-0100"])
    customer_name: str | None = Field(examples=["江苏恒力机械有限公司"])
    currency: str = Field(examples=["CNY"])


class AgingTotal(AgedAmounts):
    """All lines of one currency together, also those on other pages."""

    currency: str = Field(examples=["CNY"])
    customers: int = Field(description="Customers with anything open in this currency.", examples=[57])


class AgingAnswer(Reading):
    """Rows by customer, entity or currency; currencies are never netted."""

    by: By
    rows: list[AgingRow]
    totals: list[AgingTotal]
    next_cursor: str | None = Field(description="Pass it as `cursor` for the next page; null on the last.")


class TrendPoint(AgedAmounts):
    """The aging of one day, all customers together."""

    on: date = Field(examples=["2025-05-31"])
    currency: str = Field(examples=["CNY"])


class AgingTrendAnswer(Reading):
    """The same aging at the end of each past month and at the as-of day, as known at one instant."""

    points: list[TrendPoint]


class TopOverdueRow(Answer):
    """One customer who owes overdue money."""

    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    customer_name: str = Field(examples=["江苏恒力机械有限公司"])
    currency: str = Field(examples=["CNY"])
    overdue: str = Field(examples=["55500.50"])
    disputed_overdue: str = Field(examples=["8000.00"])
    share: float | None = Field(description="Of all that is overdue in this currency.", examples=[0.12])
    oldest_due_on: date = Field(examples=["2025-03-15"])
    days_overdue: int = Field(description="Of the oldest item.", examples=[107])
    grade: str | None = Field(description="Credit grade now.", examples=["C"])


class TopOverdueAnswer(Reading):
    """The customers with the most overdue money, per currency, largest first."""

    rows: list[TopOverdueRow]
