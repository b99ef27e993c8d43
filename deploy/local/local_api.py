"""What only the one-machine deployment has: the simulated clock's handle, the demo's progress and the mailbox."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal, cast

import structlog
from fastapi import APIRouter, BackgroundTasks, FastAPI, Request, Response
from pydantic import BaseModel

from deploy.local.days import DayNotDone, Days, Story
from deploy.local.processes import RoleProcess
from shared.auth import Keys, Principal, require
from shared.errors import Refusal
from shared.problems import of_refusal, response

log = structlog.stdlib.get_logger(__name__)


class StatusAnswer(BaseModel):
    """How far the demo company is."""

    phase: str
    message: str
    done: int
    total: int


class ClockAnswer(BaseModel):
    """The simulated time, and what the present day still waits for."""

    now: dt.datetime
    date: dt.date
    draining: bool
    waiting_for: list[str]
    last_moved: dict[Literal["from", "to"], dt.date] | None


class RoleAnswer(BaseModel):
    """A role's process; how often it was started again."""

    role: str
    pid: int | None
    restarts: int


def create_local_app(
    keys: Keys, days: Days, story: Story, running: Sequence[RoleProcess], mailbox: APIRouter
) -> FastAPI:
    """The `/local` paths, guarded by the same keys as all others."""
    app = FastAPI(title="Huikuan, this machine", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.keys = keys
    app.add_exception_handler(Refusal, _refused)
    app.include_router(mailbox)
    app.include_router(_routes(days, story, running))
    return app


async def _refused(_: Request, error: Exception) -> Response:
    return response(of_refusal(cast("Refusal", error)))


def _routes(days: Days, story: Story, running: Sequence[RoleProcess]) -> APIRouter:
    router = APIRouter(prefix="/local")

    async def answer() -> ClockAnswer:
        return ClockAnswer(
            now=await days.now(),
            date=await days.today(),
            draining=days.moving,
            waiting_for=days.waiting_for,
            last_moved={"from": days.moved[0], "to": days.moved[1]} if days.moved else None,
        )

    async def move() -> None:
        try:
            await days.go_to_next_working_day()
        except DayNotDone as stuck:
            log.warning("day-not-done", reason=str(stuck))

    @router.get("/status")
    async def status(_: Annotated[Principal, require("ops:read")]) -> StatusAnswer:
        return StatusAnswer(phase=story.phase, message=story.message, done=story.done, total=story.total)

    @router.get("/clock")
    async def clock(_: Annotated[Principal, require("ops:read")]) -> ClockAnswer:
        return await answer()

    @router.post("/clock/next-working-day", status_code=202)
    async def next_working_day(
        _: Annotated[Principal, require("clock:write")], background: BackgroundTasks
    ) -> ClockAnswer:
        if not days.moving:
            background.add_task(move)
        return await answer()

    @router.get("/roles")
    async def roles(_: Annotated[Principal, require("ops:read")]) -> list[RoleAnswer]:
        return [RoleAnswer(role=each.name, pid=each.pid, restarts=each.restarts) for each in running]

    return router
