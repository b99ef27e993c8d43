"""Entities over HTTP: set up, changed, looked at, and the days that are open for them."""

from datetime import date
from typing import Annotated, Any, Literal

import holidays
from fastapi import APIRouter, Query, Response
from msgspec.structs import asdict
from pydantic import Field

from services.ledger.domain.books import Entity, EntityNotFound
from services.ledger.domain.entity import RATES_HOLD_DAYS_MAX, TOLERANCE_DAYS_MAX, ConfigureEntity, tax_on_reductions_in
from services.ledger.projections import calendar_days, master_data
from services.ledger.routes.forms import AmountText, CurrencyCode, EntityName, example, minor
from services.ledger.rules import RULES
from shared.auth import Principal, require
from shared.errors import Invalid
from shared.event_store import Execution
from shared.fields import Answer, Body, LocalDate, Name
from shared.money import decimal
from shared.web import (
    Answering,
    CommitterOf,
    Cursor,
    MaybeKeyed,
    Page,
    PageSize,
    Reading,
    RequestContext,
    read_cursor,
    reply,
    write_cursor,
)

router = APIRouter(prefix="/v1", tags=["entities"])
TaxOnReductions = Literal["none", "discounts", "discounts-and-write-offs"]


LatePosting = Literal["unless-stated", "refuse", "next-open-day"]


class CalendarUnknown(Invalid):
    """No holidays are known of this country."""


class EntityBody(Body):
    """A company's settings. Before `dunning_from` its documents are facts only: importing history reminds nobody."""

    model_config = example(
        name="Kunlun Trading Co.",
        time_zone="Asia/Shanghai",
        functional_currency="CNY",
        currencies=["CNY", "USD"],
        calendar="CN",
        first_business_day="2026-01-01",
        dunning_from="2026-01-01",
        language="zh",
        allocation_order="oldest-first",
        late_posting="unless-stated",
    )

    name: Name
    time_zone: Annotated[str, Field(max_length=64, examples=["Asia/Shanghai"])]
    functional_currency: CurrencyCode
    currencies: Annotated[list[CurrencyCode], Field(min_length=1, max_length=50)]
    calendar: Annotated[str, Field(max_length=8, description="Country of the working days", examples=["CN"])]
    first_business_day: LocalDate
    dunning_from: LocalDate
    language: Literal["zh", "en"] = "en"
    allocation_order: Literal["oldest-first", "newest-first"] = "oldest-first"
    small_differences: Annotated[
        dict[CurrencyCode, AmountText],
        Field(
            default_factory=dict,
            max_length=50,
            description="By currency: what a payment may leave open of an instalment without its being pursued",
            examples=[{"CNY": "1.00"}],
        ),
    ]
    late_posting: Annotated[
        LatePosting,
        Field(
            description="What is dated in a closed period is posted on the first open day unless it states its "
            "posting date, and is refused then; is always refused; is always moved to the next open day"
        ),
    ] = "unless-stated"
    discount_tolerance_days: Annotated[
        int,
        Field(
            ge=0, le=TOLERANCE_DAYS_MAX, description="So many days late a discount may still be taken 现金折扣宽限天数"
        ),
    ] = 0
    tax_on_reductions: Annotated[
        TaxOnReductions | None,
        Field(
            description="On what of a receivable that ends without money the tax is given back, too 冲减税额. "
            "By default on none in China, where a red e-invoice 红字发票 does it, and on discounts elsewhere"
        ),
    ] = None
    rate_table: Annotated[
        str | None, Field(max_length=32, description="By which interest is claimed; none: not at all")
    ] = None
    interest_on: Literal["undisputed", "all"] = "undisputed"
    interest_from: Annotated[
        LocalDate | None,
        Field(description="Days before bear no interest; by default those before the first business day"),
    ] = None
    late_fee: Annotated[bool, Field(description="Claim the law's fixed sum of each late payment")] = False
    payment_order: Literal["principal-first", "costs-interest-principal"] = "principal-first"
    exchange_rates_hold_days: Annotated[
        int,
        Field(
            ge=0,
            le=RATES_HOLD_DAYS_MAX,
            description="So many days an exchange rate holds where no newer one is stated 汇率沿用天数: "
            "0 wants one for each day, 31 lets a month's rate hold for the month",
        ),
    ] = 10


class EntityShown(Answer):
    """An entity and its settings."""

    entity: str = Field(examples=["CN01"])
    name: str
    time_zone: str
    functional_currency: str
    currencies: list[str]
    calendar: str
    first_business_day: date
    dunning_from: date
    language: Literal["zh", "en"]
    allocation_order: Literal["oldest-first", "newest-first"]
    small_differences: dict[str, str]
    late_posting: LatePosting
    discount_tolerance_days: int
    tax_on_reductions: TaxOnReductions
    rate_table: str | None
    interest_on: Literal["undisputed", "all"]
    interest_from: date | None
    late_fee: bool
    payment_order: Literal["principal-first", "costs-interest-principal"]
    exchange_rates_hold_days: int

    @classmethod
    def of(cls, entity: Entity) -> "EntityShown":
        """The settings as they are."""
        differences = {code: decimal(minor, code) for code, minor in entity.small_differences.items()}
        return cls.model_validate(asdict(entity) | {"small_differences": differences})


class DayShown(Answer):
    """A date that is open everywhere in the entity's books."""

    date: date
    is_working_day: bool


@router.put(
    "/entities/{entity}",
    summary="Set an entity up, or change its settings",
    response_model=EntityShown,
    status_code=200,
)
async def configure_entity(
    entity: EntityName,
    body: EntityBody,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("entities:write")],
) -> Response:
    if body.calendar not in holidays.list_supported_countries():
        message = f"No holidays are known of {body.calendar!r}; give a country such as CN, DE or US."
        raise CalendarUnknown(message, field="calendar")
    settings: dict[str, Any] = body.model_dump() | {
        "entity": entity,
        "currencies": tuple(sorted(set(body.currencies))),
        "small_differences": {
            code: minor(amount, code, f"small_differences/{code}") for code, amount in body.small_differences.items()
        },
        "tax_on_reductions": body.tax_on_reductions or tax_on_reductions_in(body.calendar),
    }
    command = ConfigureEntity(**settings)
    shown = EntityShown.of(command)
    answering = Answering(lambda _: shown, status=200)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/entities/{entity}", summary="Look at an entity")
async def get_entity(
    entity: EntityName, connection: Reading, _: Annotated[Principal, require("ledger:read")]
) -> EntityShown:
    found = await master_data.entities(connection, [entity])
    if not found:
        message = f"There is no entity {entity}."
        raise EntityNotFound(message)
    return EntityShown.of(found[0])


@router.get("/entities", summary="The entities this key was given for")
async def list_entities(
    connection: Reading, principal: Annotated[Principal, require("ledger:read")]
) -> Page[EntityShown]:
    found = await master_data.entities(connection)
    return Page(items=[EntityShown.of(entity) for entity in found if principal.sees(entity.entity)])


@router.get("/days", summary="The days open in an entity's books, the newest first")
async def list_days(
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    entity: Annotated[EntityName, Query()],
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[DayShown]:
    last = read_cursor(cursor, date)
    before = None if last is None else last[0]
    rows = await calendar_days.days(connection, entity, before=before, limit=limit + 1)
    shown = rows[:limit]
    return Page(
        items=[DayShown(date=row.date, is_working_day=row.is_working_day) for row in shown],
        next=write_cursor(shown[-1].date.isoformat()) if len(rows) > limit else None,
    )
