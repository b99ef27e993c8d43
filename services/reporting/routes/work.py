"""Work done: what dunning decided day by day, and what became of it."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.reporting.projections import work
from services.reporting.routes.answers import CustomerAsked, Day, EntityAsked, Reader, SnapshotOf, scope_of
from shared.fields import Answer

router = APIRouter(prefix="/v1/reports", tags=["reports"])
DAYS_MAX = 400


class WorkCount(Answer):
    """The obligations of one day and action, by how they ended."""

    day: date = Field(examples=["2025-06-12"])
    entity: str = Field(examples=["CN01"])
    action: str = Field(examples=["email"])
    created: int = Field(examples=[31])
    sent: int = Field(examples=[28])
    done: int = Field(examples=[0])
    suppressed: int = Field(examples=[1])
    undeliverable: int = Field(examples=[1])
    superseded: int = Field(examples=[0])
    withdrawn: int = Field(examples=[1])
    outcome_unknown: int = Field(examples=[0])
    open: int = Field(description="Not ended yet.", examples=[0])


class MessageCount(Answer):
    """The messages of one day and channel, by the state they are in."""

    day: date = Field(examples=["2025-06-12"])
    entity: str = Field(examples=["CN01"])
    channel: str = Field(examples=["email"])
    queued: int = Field(description="All of the day, whatever became of them.", examples=[30])
    waiting: int = Field(description="Neither sent nor given up yet.", examples=[0])
    sent: int = Field(examples=[28])
    unknown: int = Field(examples=[0])
    undeliverable: int = Field(examples=[1])
    withdrawn: int = Field(examples=[1])


class Evaluation(Answer):
    """One day's evaluation by dunning."""

    day: date = Field(examples=["2025-06-12"])
    entity: str = Field(examples=["CN01"])
    partitions: int = Field(description="Partitions evaluated.", examples=[12])
    policy_version: int = Field(examples=[1])
    skipped: list[date] = Field(description="Days caught up by this evaluation.", examples=[[]])


class WorkAnswer(Answer):
    """Day by day, newest first."""

    first_day: date
    last_day: date
    positions: list[str]
    evaluations: list[Evaluation]
    obligations: list[WorkCount]
    messages: list[MessageCount]


# ---------------------------------------------------------------- routes


@router.get("/work", summary="What dunning decided day by day, and what became of it")
async def read_work(
    snapshot: SnapshotOf,
    principal: Reader,
    entity: EntityAsked = None,
    customer: CustomerAsked = None,
    first_day: Annotated[Day | None, Query(description="Default: 30 days before the last day")] = None,
    last_day: Annotated[Day | None, Query(description="Default: the newest day opened")] = None,
) -> WorkAnswer:
    scope, entities = await scope_of(snapshot, principal, entity, customer, None)
    end = last_day or max((each.day for each in entities), default=date(1970, 1, 1))
    start = max(first_day or end - timedelta(days=30), end - timedelta(days=DAYS_MAX))
    connection = snapshot.connection
    obligations = await work.obligations(connection, scope, first_day=start, last_day=end)
    messages = await work.messages(connection, scope, first_day=start, last_day=end)
    evaluations = await work.evaluations(connection, scope, first_day=start, last_day=end)
    return WorkAnswer(
        first_day=start,
        last_day=end,
        positions=[str(at) for at in await snapshot.positions("huikuan.dunning", "huikuan.notify")],
        evaluations=[
            Evaluation(
                day=each.day,
                entity=each.entity,
                partitions=each.partitions,
                policy_version=each.policy_version,
                skipped=list(each.skipped),
            )
            for each in evaluations
        ],
        obligations=[_work_count(each) for each in obligations],
        messages=[_message_count(each) for each in messages],
    )


def _work_count(count: work.Count) -> WorkCount:
    ended = {outcome.replace("-", "_"): count.by_state.get(outcome, 0) for outcome in work.OUTCOMES}
    return WorkCount(
        day=count.day,
        entity=count.entity,
        action=count.kind,
        created=sum(count.by_state.values()),
        open=count.by_state.get("open", 0),
        **ended,
    )


def _message_count(count: work.Count) -> MessageCount:
    state = count.by_state
    return MessageCount(
        day=count.day,
        entity=count.entity,
        channel=count.kind,
        queued=sum(state.values()),
        waiting=state.get("queued", 0) + state.get("claimed", 0),
        sent=state.get("sent", 0),
        unknown=state.get("unknown", 0),
        undeliverable=state.get("undeliverable", 0),
        withdrawn=state.get("withdrawn", 0),
    )
