"""Claims over HTTP: interest accrued, fees claimed, and each waived, recognised, or looked at with its reason."""

from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from services.ledger.accrual import Accrued, accrue
from services.ledger.domain.books import Claim
from services.ledger.domain.claim import ClaimRaised, RaiseFee, RecogniseClaim, WaiveClaim
from services.ledger.domain.naming import document_id
from services.ledger.domain.rates import RateTable, StateInterestRate, rate_tables
from services.ledger.domain.shares import NO_TAX
from services.ledger.projections import claims
from services.ledger.projections.claims import ClaimsWanted
from services.ledger.routes.answers import REPEATED, DocumentRecorded, recorded
from services.ledger.routes.forms import (
    AmountText,
    CurrencyCode,
    CustomerName,
    DateText,
    EntityName,
    InvoiceName,
    NumberText,
    ReasonText,
    SourceName,
    composed,
    day,
    day_if_any,
    example,
    minor,
)
from services.ledger.routes.preview import PostingOf
from services.ledger.rules import RULES
from shared.auth import Principal, require
from shared.event_store import Accepted, Execution
from shared.events import Context
from shared.fields import Answer, Body
from shared.money import Money, decimal
from shared.web import (
    Answering,
    CommitterOf,
    Cursor,
    EngineOf,
    Keyed,
    MaybeKeyed,
    Page,
    PageSize,
    Reading,
    RequestContext,
    read_cursor,
    reply,
    write_cursor,
)

router = APIRouter(prefix="/v1/claims", tags=["claims"])
rates_router = APIRouter(prefix="/v1", tags=["claims"])
Kind = Literal["interest", "fee"]
Status = Literal["raised", "recognised", "waived", "reversed"]


class AccrualBody(Body):
    """Up to which day interest is claimed, of everybody or of one customer."""

    model_config = example(entity="CN01", until="2026-04-30")

    entity: EntityName
    until: DateText
    customer: CustomerName | None = None


class ClaimSum(Answer):
    """What came together in one currency."""

    currency: str = Field(examples=["CNY"])
    raised: str = Field(examples=["82.19"])
    reversed: str = Field(examples=["0.00"])


class AccrualShown(Answer):
    """What a run raised and reversed; both are nothing where all was claimed already as it should be."""

    raised: int = Field(examples=[1])
    reversed: int = Field(examples=[0])
    amounts: list[ClaimSum]

    @classmethod
    def of(cls, accrued: Accrued) -> "AccrualShown":
        """The sums in the order of the currencies."""
        return cls(
            raised=accrued.raised,
            reversed=accrued.reversed,
            amounts=[
                ClaimSum(
                    currency=currency,
                    raised=decimal(accrued.raised_minor[currency], currency),
                    reversed=decimal(accrued.reversed_minor[currency], currency),
                )
                for currency in sorted({*accrued.raised_minor, *accrued.reversed_minor})
            ],
        )


class FeeBody(Body):
    """A fee claimed of a customer, perhaps for an invoice. It stands beside the books until it is recognised."""

    model_config = example(
        entity="CN01",
        customer="C-0100",
        number="F-17",
        currency="CNY",
        amount="40.00",
        raised_on="2026-04-30",
        invoice="INV-2026-0042",
        reason="second reminder",
    )

    entity: EntityName
    customer: CustomerName
    source: SourceName = "erp"
    number: NumberText
    currency: CurrencyCode
    amount: AmountText
    raised_on: DateText
    invoice: InvoiceName | None = None
    reason: ReasonText

    def command(self, _: Context) -> RaiseFee:
        """What the body asks for."""
        return RaiseFee(
            entity=self.entity,
            customer=composed(self.customer),
            source=composed(self.source),
            number=composed(self.number),
            currency=self.currency,
            amount_minor=minor(self.amount, self.currency),
            raised_on=day(self.raised_on, "raised_on"),
            reason=self.reason,
            invoice=composed(self.invoice) if self.invoice else None,
        )


class WaiverBody(Body):
    """Why what is left of a claim is given up."""

    model_config = example(reason="goodwill", waived_on="2026-05-04")

    reason: ReasonText
    waived_on: DateText


class RecognitionBody(Body):
    """When a claim comes into the books: all that is left of it, or an amount; `tax` is a part of that.

    It bears no tax and is due at once, unless stated.
    """

    model_config = example(posted_on="2026-05-04", due_date="2026-05-18")

    posted_on: DateText
    due_date: DateText | None = None
    amount: AmountText | None = None
    tax: AmountText | None = None
    tax_code: Annotated[str, Field(min_length=1, max_length=32)] = NO_TAX


class InterestLineShown(Answer):
    """Days on which one balance bore one rate; first and last are counted."""

    first_on: date
    last_on: date
    days: int = Field(examples=[30])
    balance: str = Field(examples=["10000.00"])
    percent: str = Field(examples=["10"])


class ClaimShown(Answer):
    """A claim as it stands; `items` are the invoices that parts of it became."""

    id: str = Field(examples=["CN01/claim/erp/INV-2026-0042%2F1%2Finterest-20260401"])
    entity: str = Field(examples=["CN01"])
    customer: str = Field(examples=["C-0100"])
    number: str = Field(examples=["INV-2026-0042/1/interest-20260401"])
    kind: Kind
    invoice: str | None = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    instalment: int | None
    currency: str = Field(examples=["CNY"])
    amount: str = Field(examples=["82.19"])
    raised: str = Field(description="What of it still stands apart from the books", examples=["82.19"])
    recognised: str = Field(examples=["0.00"])
    status: Status
    first_on: date | None
    last_on: date | None
    raised_on: date
    rate_table: str | None = Field(examples=["eu-2011-7"])
    items: list[str]
    reason: str

    @classmethod
    def of(cls, claim: Claim, reason: str) -> "ClaimShown":
        """A claim in its currency."""
        return cls(**_shown(claim), reason=reason)


class ClaimExplained(ClaimShown):
    """A claim with the days, balances and rates it was made from.

    Their interest and what the claim before left over in rounding (`carried`) make `exact`, a fraction of
    minor units, which was rounded half up to the amount.
    """

    day_count: str | None = Field(examples=["act/365"])
    lines: list[InterestLineShown]
    carried: str = Field(examples=["0"])
    exact: str = Field(examples=["600000/73"])

    @classmethod
    def why(cls, claim: Claim, raised: ClaimRaised) -> "ClaimExplained":
        """The claim as the event that raised it says it."""
        return cls(
            **_shown(claim),
            reason=raised.reason,
            day_count=raised.day_count,
            lines=[
                InterestLineShown(
                    first_on=line.first_on,
                    last_on=line.last_on,
                    days=line.days,
                    balance=decimal(line.balance_minor, claim.currency),
                    percent=line.percent,
                )
                for line in raised.lines
            ],
            carried=raised.carried,
            exact=raised.exact,
        )


def _shown(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.claim,
        "entity": claim.entity,
        "customer": claim.customer,
        "number": claim.number,
        "kind": claim.kind,
        "invoice": claim.invoice,
        "instalment": claim.instalment,
        "currency": claim.currency,
        "amount": decimal(claim.amount_minor, claim.currency),
        "raised": decimal(claim.raised_minor, claim.currency),
        "recognised": decimal(claim.recognised_minor, claim.currency),
        "status": claim.status,
        "first_on": claim.first_on,
        "last_on": claim.last_on,
        "raised_on": claim.raised_on,
        "rate_table": claim.rate_table,
        "items": claim.items,
    }


class ClaimName(NamedTuple):
    """The claim that a path names, and of whom it is claimed."""

    entity: str
    source: str
    number: str
    customer: str

    @property
    def id(self) -> str:
        """Its id."""
        return document_id(self.entity, "claim", self.source, self.number)


async def _named(entity: EntityName, source: SourceName, number: NumberText, engine: EngineOf) -> ClaimName:
    named = ClaimName(entity, composed(source), composed(number), customer="")
    async with engine.connect() as connection:
        return named._replace(customer=await claims.owner(connection, named.id))


@router.post(
    "/accrue",
    summary="Claim interest up to a day; what was claimed wrongly is reversed and claimed anew",
    response_model=AccrualShown,
)
async def accrue_interest(
    body: AccrualBody,
    context: RequestContext,
    committer: CommitterOf,
    engine: EngineOf,
    principal: Annotated[Principal, require("ledger:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    accrued = await accrue(
        engine,
        committer,
        context,
        entity=body.entity,
        until=day(body.until, "until"),
        customer=composed(body.customer) if body.customer else None,
    )
    positions = tuple(position for _, position in sorted(accrued.positions.items()))
    return reply(Accepted((), positions), Answering(lambda _: AccrualShown.of(accrued), status=200))


@router.post("", status_code=201, summary="Claim a fee", response_model=DocumentRecorded, responses=REPEATED)
async def raise_fee(
    body: FeeBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("ledger:write")],
) -> Response:
    principal.enter(body.entity, field="entity")
    command = body.command(context)
    answering = recorded(document_id(command.entity, "claim", command.source, command.number))
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{source}/{number:path}/waive",
    status_code=201,
    summary="Give up what is left of a claim",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def waive_claim(
    claim: Annotated[ClaimName, Depends(_named)],
    body: WaiverBody,
    context: RequestContext,
    committer: PostingOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("ledger:write")],
) -> Response:
    command = WaiveClaim(
        entity=claim.entity,
        source=claim.source,
        number=claim.number,
        customer=claim.customer,
        reason=body.reason,
        waived_on=day(body.waived_on, "waived_on"),
    )
    answering = recorded(claim.id)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post(
    "/{entity}/{source}/{number:path}/recognise",
    status_code=201,
    summary="Make a claim a receivable, or a part of it",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def recognise_claim(
    claim: Annotated[ClaimName, Depends(_named)],
    body: RecognitionBody,
    context: RequestContext,
    committer: PostingOf,
    key: Keyed,
    _: Annotated[Principal, require("ledger:write")],
) -> Response:
    command = RecogniseClaim(
        entity=claim.entity,
        source=claim.source,
        number=claim.number,
        customer=claim.customer,
        posted_on=day(body.posted_on, "posted_on"),
        due_on=day_if_any(body.due_date, "due_date"),
        amount=body.amount,
        tax=body.tax,
        tax_code=body.tax_code,
    )
    answering = recorded(claim.id)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.get("/{entity}/{source}/{number:path}", summary="Look at a claim, and why it is what it is")
async def get_claim(
    entity: EntityName,
    source: SourceName,
    number: NumberText,
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
) -> ClaimExplained:
    found, raised = await claims.claim(connection, document_id(entity, "claim", composed(source), composed(number)))
    return ClaimExplained.why(found, raised)


@router.get("", summary="Claims of an entity")
async def list_claims(
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    entity: Annotated[EntityName, Query()],
    customer: Annotated[CustomerName | None, Query()] = None,
    invoice: Annotated[str | None, Query(max_length=230, description="The id of an invoice")] = None,
    status: Annotated[Status | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[ClaimShown]:
    (after,) = read_cursor(cursor, str) or ("",)
    wanted = ClaimsWanted(entity=entity, customer=customer, invoice=invoice, status=status)
    rows = await claims.claims_listed(connection, wanted, after=after, limit=limit + 1)
    shown = rows[:limit]
    return Page(
        items=[ClaimShown.of(claim, reason) for claim, reason in shown],
        next=write_cursor(shown[-1][0].claim) if len(rows) > limit else None,
    )


# ---------------------------------------------------------------- rates


class RateBody(Body):
    """A rate in percent from a date on: agreed with customers, or of the law since the table shipped."""

    model_config = example(percent="12.00", source="terms of delivery 2026, 7.2")

    percent: Annotated[str, Field(max_length=20, examples=["12.00"])]
    source: Annotated[str, Field(min_length=1, max_length=500)]


class RateShown(Answer):
    """A rate in percent that holds from a date on; per year, or per day where the table counts so."""

    valid_from: date
    percent: str = Field(examples=["12.25"])
    source: str


class RateTableShown(Answer):
    """A table with the rates that ship, and those an entity has stated over them."""

    name: str = Field(examples=["eu-2011-7"])
    title: str
    source: str
    as_of: date = Field(description="When its rates were last compared with their sources")
    known_until: date | None = Field(description="Of later days interest is claimed once the entity states the rate")
    day_count: str = Field(examples=["act/365"])
    following: Literal["follows", "fixed-at-start"]
    fees: list[str] = Field(description="The law's fixed sums by size of the debt", examples=[["from 0.00: 40.00 EUR"]])
    rates: list[RateShown]

    @classmethod
    def of(cls, table: RateTable, stated: list[RateShown]) -> "RateTableShown":
        """The table, with what an entity states for a date in place of what ships for it."""
        rates = {
            valid_from: RateShown(valid_from=valid_from, percent=str(percent), source=table.sources[valid_from])
            for valid_from, percent in table.rates.items()
        } | {rate.valid_from: rate for rate in stated}
        currency = table.fee_currency
        return cls(
            name=table.name,
            title=table.title,
            source=table.source,
            as_of=table.as_of,
            known_until=table.known_until,
            day_count=table.day_count,
            following=table.following,
            fees=[f"from {decimal(least, currency)}: {Money(fee, currency)} {currency}" for least, fee in table.fees],
            rates=[rates[valid_from] for valid_from in sorted(rates)],
        )


@rates_router.put(
    "/entities/{entity}/interest-rates/{rate_table}/{valid_from}",
    summary="State an entity's rate of interest from a date on",
    response_model=RateShown,
    status_code=200,
)
async def state_rate(
    entity: EntityName,
    rate_table: Annotated[str, Field(max_length=32, examples=["agreed"])],
    valid_from: DateText,
    body: RateBody,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Annotated[Principal, require("entities:write")],
) -> Response:
    command = StateInterestRate(
        entity=entity,
        rate_table=rate_table,
        valid_from=day(valid_from, "valid_from"),
        percent=body.percent,
        source=body.source,
    )
    shown = RateShown(valid_from=command.valid_from, percent=body.percent, source=body.source)
    answering = Answering(lambda _: shown, status=200)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@rates_router.get("/entities/{entity}/interest-rates", summary="The rate tables, with an entity's own rates over them")
async def list_rates(
    entity: EntityName, connection: Reading, _: Annotated[Principal, require("ledger:read")]
) -> Page[RateTableShown]:
    stated = await claims.rates_stated(connection, entity)
    return Page(
        items=[
            RateTableShown.of(
                table,
                [
                    RateShown(valid_from=row.valid_from, percent=row.percent, source=row.source)
                    for row in stated
                    if row.rate_table == name
                ],
            )
            for name, table in rate_tables().items()
        ]
    )
