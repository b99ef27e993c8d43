"""Cohort recovery: of the invoices due in one month, how much was paid within so many days after the due date."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.reporting.domain.month import add_months, month_end
from services.reporting.projections.recovery import recovery
from services.reporting.routes.answers import MONTHS_MAX, AskedOf, Figure, Reading, figure
from shared.fields import Answer
from shared.money import decimal

router = APIRouter(prefix="/v1/reports", tags=["reports"])


class RecoveryPoint(Answer):
    """R(T) of one cohort."""

    days: int = Field(description="T: 0, 7, 15, 30, 60 or 90.", examples=[30])
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
    credited: str = Field(description="Credit notes applied to them and discounts taken.", examples=["20000.00"])
    points: list[RecoveryPoint]


class RecoveryAnswer(Reading):
    """Cohorts, oldest first, per currency."""

    cohorts: list[Cohort]


# ---------------------------------------------------------------- routes


@router.get("/recovery", summary="Of what fell due in a month, how much was paid within T days after its due date")
async def read_recovery(
    asked: AskedOf,
    months: Annotated[int, Query(ge=1, le=MONTHS_MAX, description="Cohorts up to the as-of day's month")] = 12,
) -> RecoveryAnswer:
    as_of = asked.cut.as_of
    found = await recovery(
        asked.snapshot.connection,
        asked.scope,
        asked.cut,
        first_due=add_months(as_of, 1 - months),
        last_due=month_end(as_of),
    )
    return RecoveryAnswer(
        **asked.read_at,
        cohorts=[
            Cohort(
                month=cohort.month,
                currency=cohort.currency,
                instalments=cohort.instalments,
                invoiced=decimal(cohort.invoiced_minor, cohort.currency),
                credited=decimal(cohort.credited_minor, cohort.currency),
                points=[
                    RecoveryPoint(days=point.days, complete=point.complete, rate=figure(point.rate, cohort.currency))
                    for point in cohort.points
                ],
            )
            for cohort in found
        ],
    )
