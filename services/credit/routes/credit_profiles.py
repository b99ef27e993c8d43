"""Credit profiles: how good a payer a customer is, how much it may owe, and why."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from services.credit.domain.scorecard import Standing, grade_of
from services.credit.domain.standing import Behaviour, Exposure
from services.credit.projections import accounts, customers, orders, profiles
from services.credit.projections.profiles import KeptProfile, Selection
from services.credit.rules import SCORECARD, read_heard
from shared.auth import Principal, require
from shared.errors import NotFound
from shared.fields import Answer, CustomerCode, EntityCode
from shared.money import decimal
from shared.partitioning import partition_of
from shared.web import Cursor, Page, PageSize, Reading, SettingsOf, read_cursor, write_cursor

router = APIRouter(prefix="/v1/credit-profiles", tags=["credit profiles"])
Reader = Annotated[Principal, require("credit:read")]


class ProfileUnknown(NotFound):
    """Credit has not heard of the customer, or not yet."""


class LimitShown(Answer):
    """How much may be owed in one currency, open orders included."""

    currency: str = Field(examples=["CNY"])
    limit: str = Field(examples=["200000.00"])


class ProfileShown(Answer):
    """A customer's grade and what it is worth."""

    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-1001"])
    name: str = Field(examples=["Nordlicht GmbH"])
    grade: str = Field(examples=["B"])
    score: int = Field(examples=[72])
    currency: str = Field(description="The entity's functional currency", examples=["CNY"])
    limit: str = Field(description="In the functional currency", examples=["200000.00"])
    limits: list[LimitShown]
    terms_days: int = Field(examples=[30])
    stopped: bool = Field(description="Whether nothing is delivered on account at the moment")
    graded_at: datetime


class FactorShown(Answer):
    """One side of the customer's standing: what was measured, and the points it earned."""

    name: str = Field(examples=["paid-on-time"])
    value: str = Field(examples=["92 percent"])
    points: int = Field(examples=[24])


class AccountShown(Answer):
    """What the customer owes in one currency, and how it has paid."""

    currency: str = Field(examples=["CNY"])
    receivable: str = Field(examples=["60000.00"])
    on_account: str = Field(examples=["1500.00"])
    open_credits: str = Field(examples=["0.00"])
    exposure: str = Field(description="Receivable less on account less open credits", examples=["58500.00"])
    overdue: str = Field(examples=["12000.00"])
    reserved: str = Field(description="What approved orders have reserved", examples=["20000.00"])
    limit: str | None = Field(description="null: no limit in this currency", examples=["200000.00"])
    available: str | None = Field(description="Limit less exposure less reserved", examples=["121500.00"])
    open_disputes: int = Field(examples=[0])
    settled: int = Field(description="Instalments settled with money", examples=[42])
    on_time: int = Field(description="Of these, by the due date", examples=[39])
    mean_days_late: str | None = Field(description="Weighted by the money; null before anything was settled")
    days_late_max: int = Field(examples=[12])


class Why(Answer):
    """From what the grade in force was made, and what the scorecard would say of the customer's standing now."""

    scorecard_version: str = Field(examples=["2026-1"])
    factors: list[FactorShown] = Field(description="As they were when the grade in force was given")
    position: str = Field(description="Where the grade stands in the log", examples=["huikuan.credit:1.7.310"])
    known: dict[str, str] = Field(
        description="By topic, how far others had been heard then", examples=[{"huikuan.ledger": "1.7.1042"}]
    )
    factors_now: list[FactorShown]
    score_now: int = Field(examples=[74])
    known_now: dict[str, str] = Field(examples=[{"huikuan.ledger": "1.7.1107"}])


class StopShown(Answer):
    """The stop in force."""

    reason: str = Field(examples=["overdue on 2026-03-02"])
    obligation: str | None = Field(examples=["CN01/obligation/C-1001/2026-03-02/credit-stop"])
    stopped_at: datetime
    position: str = Field(examples=["huikuan.credit:1.7.305"])


class ProfileInFull(ProfileShown):
    """A customer's grade, what it is worth, what the customer owes, how it has paid, and why it has this grade."""

    size: str = Field(examples=["mid"])
    insolvent_since: date | None
    stop: StopShown | None
    accounts: list[AccountShown]
    why: Why


@router.get("", summary="The customers of an entity with their grades, by customer number")
async def list_profiles(
    connection: Reading,
    _: Reader,
    entity: Annotated[EntityCode, Query()],
    grade: Annotated[Literal["A", "B", "C", "D"] | None, Query()] = None,
    stopped: Annotated[bool | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[ProfileShown]:
    after = read_cursor(cursor, str)
    rows = await profiles.page(connection, Selection(entity, grade, stopped, after[0] if after else "", limit + 1))
    page = rows[:limit]
    return Page(
        items=[ProfileShown.model_validate(_facts(row)) for row in page],
        next=write_cursor(page[-1].customer) if len(rows) > limit else None,
    )


@router.get("/{entity}/{customer}", summary="A customer's credit profile, with its reasons")
async def show(
    connection: Reading,
    _: Reader,
    settings: SettingsOf,
    entity: Annotated[EntityCode, Path()],
    customer: Annotated[CustomerCode, Path()],
) -> ProfileInFull:
    party = (entity, customer)
    kept = await profiles.read_kept(connection, party)
    if kept is None or kept.profile.graded is None:
        message = f"Credit does not know customer {customer} of {entity}, or not yet."
        raise ProfileUnknown(message)
    graded, stopped = kept.profile.graded, kept.profile.stopped
    home = partition_of(f"{entity}/{customer}", settings.partitions)
    details = (await customers.read(connection, [party]))[party]
    entities = await customers.read_entities(connection, [entity], [home])
    exposures, behaviours = await accounts.read(connection, [party])
    reserved = await orders.reserved(connection, [party])
    standing = Standing(
        size=details.size,
        insolvent_since=details.insolvent_since,
        currencies=entities[entity, home].currencies,
        exposures=exposures.get(party, {}),
        behaviours=behaviours.get(party, {}),
    )
    now = grade_of(standing, SCORECARD)
    limits = {limit.currency: limit.limit_minor for limit in graded.limits}
    currencies = sorted({*limits, *standing.exposures, *(currency for _, _, currency in reserved)})
    return ProfileInFull.model_validate(
        {
            **_facts(kept),
            "size": details.size,
            "insolvent_since": details.insolvent_since,
            "stop": None
            if stopped is None
            else {
                "reason": stopped.reason,
                "obligation": stopped.obligation,
                "stopped_at": kept.stopped_at,
                "position": kept.stopped_position,
            },
            "accounts": [
                _account(
                    currency,
                    standing.exposures.get(currency, Exposure()),
                    standing.behaviours.get(currency, Behaviour()),
                    reserved.get((entity, customer, currency), 0),
                    limits.get(currency),
                )
                for currency in currencies
            ],
            "why": {
                "scorecard_version": graded.scorecard_version,
                "factors": [FactorShown(name=f.name, value=f.value, points=f.points) for f in graded.factors],
                "position": kept.graded_position,
                "known": graded.known,
                "factors_now": [FactorShown(name=f.name, value=f.value, points=f.points) for f in now.factors],
                "score_now": now.score,
                "known_now": (await read_heard(connection, [home])).get(home, {}),
            },
        }
    )


def _facts(kept: KeptProfile) -> dict[str, object]:
    graded = kept.profile.graded
    if graded is None:
        message = "Only graded customers are shown."
        raise TypeError(message)
    return {
        "entity": kept.entity,
        "customer": kept.customer,
        "name": kept.name,
        "grade": graded.grade,
        "score": graded.score,
        "currency": graded.currency,
        "limit": decimal(graded.limit_minor, graded.currency),
        "limits": [
            {"currency": limit.currency, "limit": decimal(limit.limit_minor, limit.currency)} for limit in graded.limits
        ],
        "terms_days": graded.terms_days,
        "stopped": kept.profile.stopped is not None,
        "graded_at": kept.graded_at,
    }


def _account(
    currency: str, exposure: Exposure, behaviour: Behaviour, reserved: int, limit: int | None
) -> dict[str, object]:
    def amount(minor: int) -> str:
        return decimal(minor, currency)

    return {
        "currency": currency,
        "receivable": amount(exposure.receivable_minor),
        "on_account": amount(exposure.on_account_minor),
        "open_credits": amount(exposure.open_credit_minor),
        "exposure": amount(exposure.exposure_minor),
        "overdue": amount(exposure.overdue_minor),
        "reserved": amount(reserved),
        "limit": None if limit is None else amount(limit),
        "available": None if limit is None else amount(limit - exposure.exposure_minor - reserved),
        "open_disputes": exposure.open_disputes,
        "settled": behaviour.settled,
        "on_time": behaviour.on_time,
        "mean_days_late": _tenths(behaviour.minor_days_late, behaviour.paid_minor),
        "days_late_max": behaviour.days_late_max,
    }


def _tenths(total: int, weight: int) -> str | None:
    """A mean with one decimal, rounded down; a string, as every figure that is not whole."""
    if weight == 0:
        return None
    tenths = total * 10 // weight
    return f"{tenths // 10}.{tenths % 10}"
