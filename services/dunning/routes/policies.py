"""Policies: what holds, what would be sent today by another one, and letting it hold."""

import datetime as dt
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body, Path, Query, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from services.dunning.domain.activation import ActivatePolicy, EntityUnknown
from services.dunning.domain.evaluation import Basis, Day
from services.dunning.domain.evaluation import owed as owed_to
from services.dunning.domain.obligation import ObligationCreated
from services.dunning.domain.policy import default_content, parse, read
from services.dunning.projections import calendar_days, policies, unpaid_items
from services.dunning.projections.policies import PolicyRow
from services.dunning.routes.answers import Owed, owed
from services.dunning.rules import RULES, known_customers
from shared.auth import Principal, require
from shared.errors import NotFound
from shared.event_store import Accepted, Execution
from shared.fields import Answer, EntityCode
from shared.fields import Body as RequestBody
from shared.web import Answering, CommitterOf, IfMatch, MaybeKeyed, Reading, RequestContext, read_etag, reply

router = APIRouter(prefix="/v1/policies", tags=["policies"])
Reader = Annotated[Principal, require("dunning:read")]
Writer = Annotated[Principal, require("dunning:write")]
Entity = Annotated[EntityCode, Path()]

EXAMPLE: dict[str, Any] = msgspec.json.decode(default_content())
PREVIEWED_MAX = 500


class PolicyVersionNotFound(NotFound):
    """The entity has had no such version."""


class PolicyShown(Answer):
    """A version of an entity's policy."""

    entity: str = Field(examples=["CN01"])
    version: int = Field(examples=[1])
    activated_at: datetime
    position: str = Field(description="Where it stands in the log.", examples=["huikuan.dunning:1.0.1"])
    policy: dict[str, Any] = Field(examples=[EXAMPLE])


class PolicyActivatedAnswer(Answer):
    """The version that holds from now on."""

    entity: str = Field(examples=["CN01"])
    version: int | None = Field(description="None: this very policy held already.", examples=[2])


class PreviewBody(RequestBody):
    """The policy to try; without one, that in force."""

    policy: dict[str, Any] | None = Field(default=None, examples=[EXAMPLE])


class Preview(Answer):
    """What would be owed today. Nothing was recorded."""

    entity: str = Field(examples=["CN01"])
    date: dt.date = Field(description="The newest day opened.", examples=["2026-03-09"])
    is_working_day: bool = Field(description="On another day the next working day's evaluation decides.")
    customers: int = Field(description="Customers to whom something would be owed.", examples=[31])
    by_action: dict[str, int] = Field(examples=[{"email": 28, "task:sales": 3}])
    obligations: list[Owed] = Field(description=f"The first {PREVIEWED_MAX}, by customer.")


@router.get("/{entity}", summary="The policy that holds, or an earlier version")
async def show(
    connection: Reading,
    _: Reader,
    entity: Entity,
    response: Response,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> PolicyShown:
    row = await _found(connection, entity, version)
    response.headers["ETag"] = f'"{row.version}"'
    return PolicyShown(
        entity=entity,
        version=row.version,
        activated_at=row.activated_at,
        position=row.position,
        policy=msgspec.json.decode(row.content),
    )


@router.put("/{entity}", summary="Let a policy hold from the next evaluation on", response_model=PolicyActivatedAnswer)
async def activate(
    _: Writer,
    entity: Entity,
    policy: Annotated[dict[str, Any], Body(examples=[EXAMPLE])],
    context: RequestContext,
    key: MaybeKeyed,
    committer: CommitterOf,
    if_match: IfMatch = None,
) -> Response:
    command = ActivatePolicy(entity=entity, document=policy, replaces=read_etag(if_match))

    def answer(accepted: Accepted) -> PolicyActivatedAnswer:
        version = accepted.records[0].event.version if accepted.records else None
        return PolicyActivatedAnswer(entity=entity, version=version)

    answering = Answering(answer, status=200)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)


@router.post("/{entity}/preview", summary="What would be sent today, without activating anything")
async def preview(connection: Reading, _: Reader, entity: Entity, body: PreviewBody) -> Preview:
    row = await _found(connection, entity, None)
    policy = parse(body.policy) if body.policy is not None else read(row.content)
    days = await calendar_days.newest_of_entity(connection, entity)
    if not days:
        message = f"No day of {entity} has been opened yet; there is no today."
        raise NoDayOpened(message)
    newest = max(days.values(), key=lambda day: day.date)
    basis = Basis(policy=policy, policy_version=0 if body.policy is not None else row.version, known={})
    created = await _would_be_owed(connection, days, newest.date, basis)
    by_action: dict[str, int] = {}
    for each in created:
        by_action[each.action] = by_action.get(each.action, 0) + 1
    return Preview(
        entity=entity,
        date=newest.date,
        is_working_day=newest.is_working_day,
        customers=len({each.customer for each in created}),
        by_action=dict(sorted(by_action.items())),
        obligations=[owed(each) for each in created[:PREVIEWED_MAX]],
    )


class NoDayOpened(NotFound):
    """The entity's calendar has not begun."""


async def _would_be_owed(
    connection: AsyncConnection, days: Mapping[tuple[str, int], Day], today: date, basis: Basis
) -> list[ObligationCreated]:
    """What an evaluation of today would decide, as if none had been made today."""
    items = await unpaid_items.announced(connection, list(days), without=today)
    customers = await known_customers(connection, items)
    return [each for party in sorted(customers) for each in owed_to(customers[party], today, basis)]


async def _found(connection: AsyncConnection, entity: str, version: int | None) -> PolicyRow:
    if version is None:
        row = await policies.newest(connection, entity)
    else:
        row = await policies.version(connection, entity, version)
    if row is None and version is None:
        message = f"There is no entity {entity}."
        raise EntityUnknown(message)
    if row is None:
        message = f"{entity} has had no policy of version {version}."
        raise PolicyVersionNotFound(message)
    return row
