"""Closing the books over HTTP: close with a checklist, reopen with a reason, and what has been closed."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.ledger.domain.books import EntityNotFound
from services.ledger.domain.period import ClosePeriod, ReopenPeriod
from services.ledger.projections import master_data, periods
from services.ledger.projections.periods import PeriodChange
from services.ledger.routes.forms import EntityName, ReasonText, example
from services.ledger.rules import RULES
from shared.auth import Principal, require
from shared.event_store import Accepted, Execution
from shared.fields import Answer, Body, LocalDate
from shared.money import decimal
from shared.web import (
    POSITION_HEADER,
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
    Small,
    read_cursor,
    reply,
    write_cursor,
)

router = APIRouter(prefix="/v1/periods", tags=["periods"])
Reader = Annotated[Principal, require("ledger:read")]
Closer = Annotated[Principal, require("periods:write")]


class CloseBody(Body):
    """Close all days up to and including one. Days that are closed already stay so: to repeat is harmless."""

    model_config = example(entity="CN01", until="2026-03-31")

    entity: EntityName
    until: LocalDate


class ReopenBody(Body):
    """Open the closed days from one on again, and say why."""

    model_config = example(**{"entity": "CN01", "from": "2026-03-01", "reason": "the auditor's correction of March"})

    entity: EntityName
    from_day: Annotated[LocalDate, Field(alias="from")]
    reason: Annotated[ReasonText, Field(min_length=1)]


class TrialTotals(Answer):
    """All accounts of a currency together; `difference` is 0."""

    currency: str = Field(examples=["CNY"])
    debit: str = Field(examples=["2260.00"])
    credit: str = Field(examples=["2260.00"])
    difference: str = Field(examples=["0.00"])


class ControlShown(Answer):
    """The control accounts beside open items less money on account less open credits, at the moment of the close."""

    currency: str = Field(examples=["CNY"])
    control: str = Field(examples=["630.00"])
    open_items: str = Field(examples=["630.00"])
    difference: str = Field(examples=["0.00"])
    customers: int = Field(examples=[57])
    differing: int = Field(description="Customers whose two balances differ; 0", examples=[0])


class UnappliedSums(Answer):
    """Money and credits of the closed days that settle nothing yet."""

    currency: str = Field(examples=["CNY"])
    on_account: str = Field(examples=["70.00"])
    open_credits: str = Field(examples=["0.00"])


class HeldShown(Answer):
    """Payments of the closed days that wait for a person."""

    currency: str = Field(examples=["CNY"])
    payments: int = Field(examples=[2])
    unapplied: str = Field(examples=["50.00"])


class ChecklistShown(Answer):
    """What the books show of the days up to one."""

    closed_until: date
    trial_balance: list[TrialTotals]
    control: list[ControlShown]
    unapplied: list[UnappliedSums]
    held_payments: list[HeldShown]

    @classmethod
    def of(cls, found: periods.Checklist) -> "ChecklistShown":
        """The checklist in decimals."""
        return cls(
            closed_until=found.closed_until,
            trial_balance=[
                TrialTotals(
                    currency=sums.currency,
                    debit=decimal(sums.debit_minor, sums.currency),
                    credit=decimal(sums.credit_minor, sums.currency),
                    difference=decimal(sums.debit_minor - sums.credit_minor, sums.currency),
                )
                for sums in found.sums
            ],
            control=[
                ControlShown(
                    currency=sums.currency,
                    control=decimal(sums.control_minor, sums.currency),
                    open_items=decimal(sums.open_minor, sums.currency),
                    difference=decimal(sums.control_minor - sums.open_minor, sums.currency),
                    customers=sums.customers,
                    differing=sums.differing,
                )
                for sums in found.control
            ],
            unapplied=[
                UnappliedSums(
                    currency=sums.currency,
                    on_account=decimal(-sums.balances_minor.get("on-account", 0), sums.currency),
                    open_credits=decimal(-sums.balances_minor.get("open-credits", 0), sums.currency),
                )
                for sums in found.sums
            ],
            held_payments=[
                HeldShown(
                    currency=held.currency,
                    payments=held.payments,
                    unapplied=decimal(held.unapplied_minor, held.currency),
                )
                for held in found.held
            ],
        )


class PeriodShown(Answer):
    """A close, with what it found, or a reopening, with its reason; `closed_until` is the last closed day after it."""

    entity: str = Field(examples=["CN01"])
    change: Literal["closed", "reopened"]
    closed_from: date | None = Field(description="The first day that this close closed; none for the first close")
    closed_until: date
    reopened_from: date | None
    reopened_until: date | None
    reason: str | None
    recorded_at: datetime
    checklist: ChecklistShown | None

    @classmethod
    def of(cls, entity: str, change: PeriodChange) -> "PeriodShown":
        """A change of an entity's periods."""
        reopened = change.reopened_until is not None
        return cls(
            entity=entity,
            change="reopened" if reopened else "closed",
            closed_from=change.closed_from,
            closed_until=change.closed_until,
            reopened_from=change.first_open if reopened else None,
            reopened_until=change.reopened_until,
            reason=change.reason,
            recorded_at=change.recorded_at,
            checklist=ChecklistShown.of(change.checklist) if change.checklist else None,
        )


class _Version(Answer):
    """What is kept beside the Idempotency-Key: the change that came of the request, none where nothing changed."""

    version: int | None


def _kept(accepted: Accepted) -> _Version:
    return _Version(version=accepted.records[0].version if accepted.records else None)


@router.post("/close", status_code=201, summary="Close the books until a day", response_model=PeriodShown)
async def close_period(
    body: CloseBody,
    context: RequestContext,
    committer: CommitterOf,
    engine: EngineOf,
    key: MaybeKeyed,
    principal: Closer,
) -> Response:
    principal.enter(body.entity, field="entity")
    command = ClosePeriod(entity=body.entity, until=body.until, now=context.now)
    answering = Answering(_kept)
    done = reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)
    return await _shown(done, engine, body.entity)


@router.post("/reopen", status_code=201, summary="Open closed days again", response_model=PeriodShown)
async def reopen_period(
    body: ReopenBody,
    context: RequestContext,
    committer: CommitterOf,
    engine: EngineOf,
    key: Keyed,
    principal: Closer,
) -> Response:
    principal.enter(body.entity, field="entity")
    command = ReopenPeriod(entity=body.entity, from_day=body.from_day, reason=body.reason)
    answering = Answering(_kept)
    done = reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)
    return await _shown(done, engine, body.entity)


async def _shown(done: Response, engine: EngineOf, entity: str) -> Response:
    """The answer with what was found under the lock, which is kept with the change and never again another."""
    version = _Version.model_validate_json(bytes(done.body)).version
    async with engine.connect() as connection:
        [change] = await periods.changes(
            connection, entity, before=periods.VERSION_MAX if version is None else version + 1, limit=1
        )
    return Response(
        PeriodShown.of(entity, change).model_dump_json(),
        status_code=done.status_code,
        media_type="application/json",
        headers={POSITION_HEADER: done.headers[POSITION_HEADER]},
    )


@router.get("", summary="What was closed and reopened, the newest first; the first says how far the books are closed")
async def list_periods(
    connection: Reading,
    _: Reader,
    entity: Annotated[EntityName, Query()],
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[PeriodShown]:
    last = read_cursor(cursor, Small)
    before = periods.VERSION_MAX if last is None else last[0]
    rows = await periods.changes(connection, entity, before=before, limit=limit + 1)
    shown = rows[:limit]
    return Page(
        items=[PeriodShown.of(entity, row) for row in shown],
        next=write_cursor(shown[-1].version) if len(rows) > limit else None,
    )


@router.get("/checklist", summary="What a close until a day would find")
async def get_checklist(
    connection: Reading, _: Reader, entity: Annotated[EntityName, Query()], until: Annotated[LocalDate, Query()]
) -> ChecklistShown:
    if not await master_data.entities(connection, [entity]):
        message = f"There is no entity {entity}."
        raise EntityNotFound(message)
    return ChecklistShown.of(await periods.checklist(connection, entity, until))
