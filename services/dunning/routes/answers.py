"""Obligations as people see them: amounts as decimals, and the state in one word."""

import datetime as dt
from datetime import date, datetime
from typing import Literal, cast

from pydantic import Field

from services.dunning.domain.obligation import DueItem, ObligationCreated
from services.dunning.projections.obligations import ObligationRow
from shared.fields import Answer
from shared.money import decimal
from shared.web import read_cursor

State = Literal[
    "open",
    "withdrawal-requested",
    "sent",
    "done",
    "suppressed",
    "undeliverable",
    "superseded",
    "withdrawn",
    "outcome-unknown",
]


class ItemShown(Answer):
    """An instalment the obligation is about, as it stood when it was decided."""

    invoice: str = Field(examples=["CN01/invoice/erp/4711"])
    instalment: int = Field(examples=[1])
    due_on: date = Field(examples=["2026-03-01"])
    slot: date = Field(description="The day its own step fell on.", examples=["2026-03-09"])
    days_overdue: int = Field(description="Negative before the due date.", examples=[9])
    open: str = Field(examples=["1234.50"])
    disputed: str = Field(examples=["0.00"])
    currency: str = Field(examples=["CNY"])


class TotalShown(Answer):
    """What is open in one currency, and what of it is asked for."""

    currency: str = Field(examples=["CNY"])
    open: str = Field(examples=["1234.50"])
    asked: str = Field(examples=["1234.50"])


class Owed(Answer):
    """One action owed to one customer on one date."""

    obligation: str = Field(examples=["CN01/obligation/C-0100/2026-03-09/email"])
    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    date: dt.date = Field(examples=["2026-03-09"])
    action: str = Field(examples=["email"])
    segment: str = Field(examples=["every customer"])
    step: str = Field(examples=["overdue"])
    level: int = Field(examples=[4])
    template: str = Field(examples=["overdue"])
    tone: str = Field(examples=["neutral"])
    deadline: dt.date | None = Field(examples=["2026-03-16"])
    role: str | None = Field(description="Who does it, where people do.", examples=["sales"])
    items: list[ItemShown]
    totals: list[TotalShown]
    policy_version: int = Field(examples=[1])


class ObligationShown(Owed):
    """An obligation as it stands."""

    state: State
    reason: str | None = Field(examples=["settled"])
    message: str | None = Field(
        description="The message made of it.", examples=["CN01/message/C-0100/2026-03-09/email"]
    )
    cause: str | None = Field(description="The obligation that led to it.")
    created_at: datetime
    ended_at: datetime | None
    position: str = Field(description="Where it stands in the log.", examples=["huikuan.dunning:1.7.311"])


def dated(cursor: str | None) -> tuple[dt.date, str] | None:
    """The date and the obligation after which a page begins; None for the first page."""
    last = read_cursor(cursor, dt.date, str)
    return None if last is None else (last[0], last[1])


def item_shown(item: DueItem) -> ItemShown:
    """An item with its amounts as decimals."""
    return ItemShown(
        invoice=item.invoice,
        instalment=item.instalment,
        due_on=item.due_on,
        slot=item.slot,
        days_overdue=item.days_overdue,
        open=decimal(item.open_minor, item.currency),
        disputed=decimal(item.disputed_minor, item.currency),
        currency=item.currency,
    )


def owed(created: ObligationCreated) -> Owed:
    """What is, or would be, owed."""
    return Owed(
        obligation=created.obligation,
        entity=created.entity,
        customer=created.customer,
        date=created.date,
        action=created.action,
        segment=created.segment,
        step=created.step,
        level=created.level,
        template=created.template,
        tone=created.tone,
        deadline=created.deadline,
        role=created.role,
        items=[item_shown(item) for item in created.items],
        totals=[
            TotalShown(
                currency=total.currency,
                open=decimal(total.open_minor, total.currency),
                asked=decimal(total.asked_minor, total.currency),
            )
            for total in created.totals
        ],
        policy_version=created.policy_version,
    )


def shown(row: ObligationRow) -> ObligationShown:
    """An obligation as it stands."""
    return ObligationShown(
        **owed(row.created).model_dump(),
        state=cast("State", row.outcome or ("open" if row.withdrawal is None else "withdrawal-requested")),
        reason=row.reason or row.withdrawal,
        message=row.message,
        cause=row.created.cause,
        created_at=row.created_at,
        ended_at=row.ended_at,
        position=row.position,
    )
