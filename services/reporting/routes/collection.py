"""How much of what was due came in: the collection rate of a period, and its course month by month."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.reporting.domain.collection import Period
from services.reporting.domain.collection import months as months_until
from services.reporting.projections.collection import collection
from services.reporting.routes.answers import MONTHS_MAX, AskedOf, Day, Figure, Reading, figure
from shared.errors import Invalid
from shared.fields import Answer
from shared.money import decimal

router = APIRouter(prefix="/v1/reports", tags=["reports"])


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
        description="Of both, taken back by credit note, cancellation or agreement in the period.",
        examples=["30000.00"],
    )
    written_off: str = Field(description="Of both, written off in the period: it did not come in.", examples=["0.00"])
    collected: str = Field(
        description="Cash applied in the period to these items, less what was unapplied.", examples=["812400.00"]
    )
    still_open: str = Field(
        description="overdue_at_start + fell_due − credited − written_off − collected: open at the end of the period.",
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


# ---------------------------------------------------------------- routes


class PeriodBackwards(Invalid):
    """The period ends before it begins, or begins after the as-of day."""


@router.get("/collection-rate", summary="How much of what was to be collected came in, month by month")
async def read_collection_rate(
    asked: AskedOf,
    months: Annotated[int, Query(ge=1, le=MONTHS_MAX, description="The months up to the as-of day")] = 12,
    first_day: Annotated[Day | None, Query(description="One period of one's own instead of months")] = None,
    last_day: Annotated[Day | None, Query(description="Its end; default and latest: the as-of day")] = None,
) -> CollectionAnswer:
    as_of = asked.cut.as_of
    if first_day is None:
        periods = months_until(last=min(last_day or as_of, as_of), count=months)
    else:
        end = min(last_day or as_of, as_of)
        if end < first_day:
            message = f"The period from {first_day} to {end} is empty; it may last until the as-of day {as_of}."
            raise PeriodBackwards(message, parameter="first_day")
        periods = [Period(first_day=first_day, last_day=end, complete=last_day is None or last_day <= as_of)]
    return CollectionAnswer(
        **asked.read_at,
        periods=[
            CollectionPeriod(
                first_day=each.period.first_day,
                last_day=each.period.last_day,
                complete=each.period.complete,
                currency=each.currency,
                overdue_at_start=decimal(each.overdue_at_start, each.currency),
                fell_due=decimal(each.fell_due, each.currency),
                credited=decimal(each.credited, each.currency),
                written_off=decimal(each.written_off, each.currency),
                collected=decimal(each.collected, each.currency),
                still_open=decimal(each.still_open, each.currency),
                invoiced=decimal(each.invoiced, each.currency),
                received=decimal(each.received, each.currency),
                rate=figure(each.rate, each.currency),
            )
            for each in await collection(asked.snapshot.connection, asked.scope, asked.cut, periods)
        ],
    )
