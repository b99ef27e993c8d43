"""Cohort recovery: of the invoices due in one month, how much was paid within so many days after the due date."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.reporting.routes.answers import Answer, Figure, Reading


class RecoveryPoint(Answer):
    """R(T) of one cohort."""

    days: Literal[0, 7, 15, 30, 60, 90]
    complete: bool = Field(
        description="False while some of the cohort's due dates are less than T days before the as-of day."
    )
    rate: Figure = Field(description="paid within T days after the due date / (invoiced − credited)")


class Cohort(Answer):
    """The instalments due in one month, in one currency."""

    month: date = Field(description="First day of the month they are due in.", examples=["2025-03-01"])
    currency: str = Field(examples=["CNY"])
    instalments: int = Field(examples=[212])
    invoiced: str = Field(description="Less cancellations.", examples=["1500000.00"])
    credited: str = Field(description="Credit notes applied to them.", examples=["20000.00"])
    points: list[RecoveryPoint]


class RecoveryAnswer(Reading):
    """Cohorts, oldest first, per currency."""

    cohorts: list[Cohort]
