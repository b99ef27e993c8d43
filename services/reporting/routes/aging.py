"""Aging: what is owed by how long it is overdue, as of a day, as known at an instant."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from services.reporting.domain.aging import Aged, age_of
from services.reporting.domain.month import add_months, month_end
from services.reporting.projections import customers
from services.reporting.projections.aging import aging, oldest_due, trend
from services.reporting.routes.answers import (
    MONTHS_MAX,
    NEXT,
    AgedAmounts,
    AskedOf,
    DisputedAmounts,
    Reading,
    aged_amounts,
    disputed_amounts,
)
from shared.fields import Answer
from shared.money import decimal
from shared.web import Cursor, PageSize, read_cursor, write_cursor

router = APIRouter(prefix="/v1/reports", tags=["reports"])

By = Literal["customer", "entity", "currency"]


class AgingRow(DisputedAmounts):
    """One line of the report."""

    entity: str | None = Field(description="Null when grouped by currency only.", examples=["CN01"])
    customer: str | None = Field(description="Null unless grouped by customer.", examples=["C-0100"])
    customer_name: str | None = Field(examples=["江苏恒力机械有限公司"])
    currency: str = Field(examples=["CNY"])


class AgingTotal(DisputedAmounts):
    """All lines of one currency together, also those on other pages."""

    currency: str = Field(examples=["CNY"])
    customers: int = Field(description="Customers with anything open in this currency.", examples=[57])


class AgingAnswer(Reading):
    """Rows by customer, entity or currency; currencies are never netted."""

    by: By
    rows: list[AgingRow]
    totals: list[AgingTotal]
    next: str | None = NEXT


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


# ---------------------------------------------------------------- routes

Row = tuple[str, str, str]  # entity, customer, currency; empty where the report groups over it


@router.get("/aging", summary="What is owed, by how long it is overdue")
async def read_aging(
    asked: AskedOf,
    by: Annotated[By, Query(description="One row per customer, entity or currency")] = "customer",
    q: Annotated[str | None, Query(max_length=200, description="Any part of the customer's name or id")] = None,
    cursor: Cursor = None,
    limit: PageSize = 200,
) -> AgingAnswer:
    owed = await aging(asked.snapshot.connection, asked.scope, asked.cut)
    names: dict[tuple[str, str], tuple[str, str | None]] = {}
    if q:
        names = await customers.names(asked.snapshot.connection, list({whose[:2] for whose in owed}))
        sought = q.casefold()
        owed = {
            (entity, customer, currency): aged
            for (entity, customer, currency), aged in owed.items()
            if sought in customer.casefold() or sought in names.get((entity, customer), ("",))[0].casefold()
        }
    rows = _grouped(owed, by)
    after = read_cursor(cursor, str, str, str)
    page = [row for row in rows.items() if after is None or row[0] > after][: limit + 1]
    if by == "customer" and not q:
        names = await customers.names(asked.snapshot.connection, [row[:2] for row, _ in page])
    return AgingAnswer(
        **asked.read_at,
        by=by,
        rows=[
            AgingRow(
                **dict(disputed_amounts(aged, currency)),
                entity=entity or None,
                customer=customer or None,
                customer_name=names[entity, customer][0] if (entity, customer) in names else None,
                currency=currency,
            )
            for (entity, customer, currency), aged in page[:limit]
        ],
        totals=[
            AgingTotal(
                **dict(disputed_amounts(aged, currency)),
                currency=currency,
                customers=sum(1 for whose in owed if whose[2] == currency),
            )
            for (_, _, currency), aged in _grouped(owed, "currency").items()
        ],
        next=write_cursor(*page[limit - 1][0]) if len(page) > limit else None,
    )


def _grouped(owed: dict[Row, Aged], by: By) -> dict[Row, Aged]:
    rows: dict[Row, Aged] = {}
    for (entity, customer, currency), aged in owed.items():
        row = (entity if by != "currency" else "", customer if by == "customer" else "", currency)
        rows[row] = rows[row] + aged if row in rows else aged
    return dict(sorted(rows.items()))


@router.get("/aging-trend", summary="The same aging at the end of each past month, and at the as-of day")
async def read_aging_trend(asked: AskedOf, months: Annotated[int, Query(ge=1, le=MONTHS_MAX)] = 12) -> AgingTrendAnswer:
    ends = [month_end(add_months(asked.cut.as_of, back)) for back in range(-months, 0)]
    points = await trend(asked.snapshot.connection, asked.scope, asked.cut, [*ends, asked.cut.as_of])
    return AgingTrendAnswer(
        **asked.read_at,
        points=[
            TrendPoint(**dict(aged_amounts(aged, currency)), on=day, currency=currency)
            for (day, currency), aged in points.items()
        ],
    )


@router.get("/top-overdue", summary="The customers with the most overdue money")
async def read_top_overdue(
    asked: AskedOf, limit: Annotated[int, Query(ge=1, le=100, description="Per currency")] = 10
) -> TopOverdueAnswer:
    connection = asked.snapshot.connection
    owed = await aging(connection, asked.scope, asked.cut)
    overdue = _grouped(owed, "currency")
    largest: list[tuple[Row, Aged]] = []
    for _, _, currency in overdue:
        of_currency = [(whose, aged) for whose, aged in owed.items() if whose[2] == currency and aged.overdue > 0]
        largest += sorted(of_currency, key=lambda row: (-row[1].overdue, row[0]))[:limit]
    names = await customers.names(connection, [whose[:2] for whose, _ in largest])
    oldest = await oldest_due(connection, asked.scope, asked.cut, customers=sorted({whose[1] for whose, _ in largest}))
    rows: list[TopOverdueRow] = []
    for whose, aged in largest:
        entity, customer, currency = whose
        name, grade = names.get((entity, customer), (customer, None))
        all_overdue = overdue["", "", currency].overdue
        rows.append(
            TopOverdueRow(
                entity=entity,
                customer=customer,
                customer_name=name,
                currency=currency,
                overdue=decimal(aged.overdue, currency),
                disputed_overdue=decimal(aged.disputed_overdue, currency),
                share=aged.overdue / all_overdue if all_overdue else None,
                oldest_due_on=oldest[whose],
                days_overdue=age_of(as_of=asked.cut.as_of, due_on=oldest[whose]),
                grade=grade,
            )
        )
    return TopOverdueAnswer(**asked.read_at, rows=rows)
