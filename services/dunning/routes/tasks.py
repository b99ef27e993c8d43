"""Tasks: what people have to do, the most urgent first, and saying that it is done."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import Field

from services.dunning.domain.obligation import CompleteTask, TaskResult, obligation_id
from services.dunning.projections import customers, obligations
from services.dunning.projections.obligations import TaskSelection
from services.dunning.routes.answers import ObligationShown, dated, shown
from services.dunning.rules import RULES
from shared.auth import Principal, require
from shared.event_store import Execution
from shared.fields import Answer, Body, CustomerCode, EntityCode, LocalDate
from shared.web import (
    Answering,
    CommitterOf,
    Cursor,
    Keyed,
    Page,
    PageSize,
    Reading,
    RequestContext,
    reply,
    write_cursor,
)

router = APIRouter(prefix="/v1/tasks", tags=["tasks"])
Reader = Annotated[Principal, require("dunning:read")]
Worker = Annotated[Principal, require("tasks:write")]
Role = Annotated[str, Query(max_length=64, pattern=r"^[a-z][a-z0-9-]*$", examples=["sales"])]
Action = Annotated[str, Path(max_length=64, pattern=r"^[a-z][a-z0-9:-]*$", examples=["task:sales"])]


class TaskShown(ObligationShown):
    """An open task, with the customer's name."""

    customer_name: str = Field(examples=["Nordlicht GmbH"])


class DoneBody(Body):
    """How it went. What was said belongs into the company's own notes, not into events."""

    result: TaskResult = Field(default="done", examples=["reached"])


class TaskDone(Answer):
    """The task is done."""

    obligation: str = Field(examples=["CN01/obligation/C-0100/2026-03-09/task:sales"])
    result: TaskResult


@dataclass(frozen=True, slots=True)
class _TaskName:
    """The parts of a task's id that its command names."""

    entity: str
    customer: str
    obligation: str


async def _named(
    entity: Annotated[EntityCode, Path()],
    customer: Annotated[CustomerCode, Path()],
    date: Annotated[LocalDate, Path()],
    action: Action,
) -> _TaskName:
    return _TaskName(entity, customer, obligation_id(entity, customer, date, action))


@router.get("", summary="Open tasks, the earliest deadline first")
async def list_tasks(
    connection: Reading,
    _: Reader,
    entity: Annotated[EntityCode, Query()],
    role: Role | None = None,
    customer: Annotated[CustomerCode | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[TaskShown]:
    selection = TaskSelection(entity=entity, role=role, customer=customer, after=dated(cursor), limit=limit + 1)
    rows = await obligations.tasks(connection, selection)
    page = rows[:limit]
    names = await customers.names(connection, [(row.created.entity, row.created.customer) for row in page])
    last = page[-1].created if len(rows) > limit else None
    return Page(
        items=[
            TaskShown(
                **shown(row).model_dump(),
                customer_name=names.get((row.created.entity, row.created.customer), ""),
            )
            for row in page
        ],
        next=None
        if last is None or last.deadline is None
        else write_cursor(last.deadline.isoformat(), last.obligation),
    )


@router.post(
    "/{entity}/obligation/{customer}/{date}/{action}/done",
    summary="Say that a task is done",
    response_model=TaskDone,
    status_code=200,
)
async def complete(
    _: Worker,
    task: Annotated[_TaskName, Depends(_named)],
    body: DoneBody,
    context: RequestContext,
    key: Keyed,
    committer: CommitterOf,
) -> Response:
    command = CompleteTask(obligation=task.obligation, entity=task.entity, customer=task.customer, result=body.result)
    answering = Answering(lambda _: TaskDone(obligation=task.obligation, result=body.result), status=200)
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)
