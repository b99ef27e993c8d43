"""Exchange rates over HTTP, entered and looked up; and the month-end revaluation to the rates of a day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.ledger.domain.books import StatedRate
from services.ledger.domain.exchange_rate import RATES_MAX, SOURCE_LENGTH_MAX, QuotedRate, StateExchangeRates
from services.ledger.domain.revaluation import ONE_DAY
from services.ledger.projections import exchange_rates
from services.ledger.projections.exchange_rates import LeftOut
from services.ledger.revaluation import LEFT_OUT_MAX, OfCurrency, Revalued, revalue
from services.ledger.routes.forms import CurrencyCode, DateText, EntityName, RateText, day, example
from services.ledger.rules import RULES
from shared.auth import Principal, require
from shared.event_store import Accepted, Execution
from shared.fields import Answer, Body, LocalDate
from shared.money import decimal
from shared.web import (
    Answering,
    CommitterOf,
    Cursor,
    EngineOf,
    MaybeKeyed,
    Page,
    PageSize,
    Reading,
    RequestContext,
    read_cursor,
    reply,
    write_cursor,
)

router = APIRouter(prefix="/v1", tags=["exchange"])


class QuotedRateBody(Body):
    """So much of the entity's own currency for `per` units of another, on a day, as its source quotes it."""

    currency: CurrencyCode
    valid_on: DateText
    rate: RateText
    per: Annotated[int, Field(description="1, 10, 100, 1000 or 10000 units; some sources quote a hundred yen")] = 1
    source: Annotated[str, Field(min_length=1, max_length=SOURCE_LENGTH_MAX, examples=["PBOC central parity"])]


class ExchangeRatesBody(Body):
    """Rates to enter. The same again changes nothing; another one for the same day counts for what is posted later."""

    model_config = example(
        rates=[
            {"currency": "USD", "valid_on": "2026-03-31", "rate": "7.1782", "source": "PBOC central parity"},
            {
                "currency": "JPY",
                "valid_on": "2026-03-31",
                "rate": "4.7816",
                "per": 100,
                "source": "PBOC central parity",
            },
        ]
    )

    rates: Annotated[list[QuotedRateBody], Field(min_length=1, max_length=RATES_MAX)]

    def command(self, entity: str) -> StateExchangeRates:
        """What the body asks for."""
        return StateExchangeRates(
            entity=entity,
            rates=tuple(
                QuotedRate(
                    currency=rate.currency,
                    valid_on=day(rate.valid_on, f"rates/{index}/valid_on"),
                    rate=rate.rate,
                    per=rate.per,
                    source=rate.source,
                )
                for index, rate in enumerate(self.rates)
            ),
        )


class ExchangeRateShown(Answer):
    """So much of the entity's own currency for one unit of another."""

    currency: str = Field(examples=["USD"])
    valid_on: date
    rate: str = Field(examples=["7.1782"])
    source: str = Field(examples=["PBOC central parity"])

    @classmethod
    def of(cls, rate: StatedRate) -> "ExchangeRateShown":
        """A rate as it is kept."""
        return cls(currency=rate.currency, valid_on=rate.valid_on, rate=rate.rate, source=rate.source)


class ExchangeRatesEntered(Answer):
    """How many of the rates sent were new, or other than before."""

    entity: str = Field(examples=["CN01"])
    sent: int = Field(examples=[2])
    new: int = Field(examples=[2])


class RevaluationBody(Body):
    """Take all balances in other currencies to the rates of a day, usually the last of a month; undone the next day."""

    model_config = example(entity="CN01", revalued_on="2026-03-31")

    entity: EntityName
    revalued_on: DateText


class CurrencyRevalued(Answer):
    """What was changed in one currency; a gain is positive. All but the balance is in the entity's own currency."""

    currency: str = Field(examples=["USD"])
    rate: ExchangeRateShown
    customers: int = Field(description="Whose worth had changed", examples=[12])
    balance: str = Field(examples=["100.00"])
    carried: str = Field(examples=["720.00"])
    difference: str = Field(examples=["-10.00"])

    @classmethod
    def of(cls, currency: str, found: OfCurrency, own: str) -> "CurrencyRevalued":
        """The sums in decimals."""
        return cls(
            currency=currency,
            rate=ExchangeRateShown.of(found.rate),
            customers=found.customers,
            balance=decimal(found.balance_minor, currency),
            carried=decimal(found.carried_minor, own),
            difference=decimal(found.difference_minor, own),
        )


class BalanceLeftOut(Answer):
    """What a customer's account comes to in another currency, and nobody knows what it is worth."""

    customer: str = Field(examples=["C-0100"])
    currency: str = Field(examples=["USD"])
    role: str = Field(examples=["receivable"])
    balance: str = Field(examples=["100.00"])

    @classmethod
    def of(cls, left_out: LeftOut) -> "BalanceLeftOut":
        """The balance in decimals."""
        balance = decimal(left_out.balance_minor, left_out.currency)
        return cls(customer=left_out.customer, currency=left_out.currency, role=left_out.role, balance=balance)


class RevaluationShown(Answer):
    """A revaluation as it was carried out; a second one of the same day says what had changed since the first."""

    entity: str = Field(examples=["CN01"])
    functional_currency: str = Field(examples=["CNY"])
    revalued_on: date
    reversed_on: date
    currencies: list[CurrencyRevalued]
    left_out: list[BalanceLeftOut] = Field(
        description="Balances that have no worth in the own currency, as a part was posted before rates were kept; "
        f"the first {LEFT_OUT_MAX:,}"
    )


@router.post(
    "/entities/{entity}/exchange-rates",
    summary="Enter exchange rates",
    response_model=ExchangeRatesEntered,
)
async def state_exchange_rates(
    entity: EntityName,
    body: ExchangeRatesBody,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("ledger:write")],
) -> Response:
    command = body.command(entity)

    def build(accepted: Accepted) -> ExchangeRatesEntered:
        # The same fact stands in every partition.
        new = len(accepted.records[0].event.rates) if accepted.records else 0
        return ExchangeRatesEntered(entity=entity, sent=len(command.rates), new=new)

    answering = Answering(build, status=200)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/entities/{entity}/exchange-rates", summary="Exchange rates of an entity, the newest first")
async def list_exchange_rates(
    entity: EntityName,
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    currency: Annotated[CurrencyCode | None, Query()] = None,
    until: Annotated[LocalDate | None, Query(description="Of this day and days before")] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[ExchangeRateShown]:
    last = read_cursor(cursor, date, str)
    before = None if last is None else (last[0], last[1])
    rows = await exchange_rates.rates_listed(
        connection, entity, currency=currency, until=until, before=before, limit=limit + 1
    )
    shown = rows[:limit]
    return Page(
        items=[ExchangeRateShown.of(rate) for rate in shown],
        next=write_cursor(shown[-1].valid_on.isoformat(), shown[-1].currency) if len(rows) > limit else None,
    )


@router.post(
    "/revaluations", summary="Revalue balances in other currencies at a day's rates", response_model=RevaluationShown
)
async def revalue_balances(
    body: RevaluationBody,
    context: RequestContext,
    committer: CommitterOf,
    engine: EngineOf,
    principal: Annotated[Principal, require("periods:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    revalued_on = day(body.revalued_on, "revalued_on")
    revalued = await revalue(engine, committer, context, entity=body.entity, revalued_on=revalued_on)
    positions = tuple(position for _, position in sorted(revalued.positions.items()))
    answering = Answering(lambda _: _shown(body.entity, revalued_on, revalued), status=200)
    return reply(Accepted((), positions), answering)


def _shown(entity: str, revalued_on: date, revalued: Revalued) -> RevaluationShown:
    own = revalued.functional_currency
    return RevaluationShown(
        entity=entity,
        functional_currency=own,
        revalued_on=revalued_on,
        reversed_on=revalued_on + ONE_DAY,
        currencies=[
            CurrencyRevalued.of(currency, found, own) for currency, found in sorted(revalued.currencies.items())
        ],
        left_out=[BalanceLeftOut.of(left_out) for left_out in revalued.left_out],
    )
