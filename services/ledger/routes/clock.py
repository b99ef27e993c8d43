"""The time that all services live in: asked by everybody, moved only where it is simulated."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter

from services.ledger.projections import simulated_time
from services.ledger.routes.forms import example
from shared.auth import Principal, require
from shared.clock import SimulatedClock
from shared.errors import Conflict
from shared.fields import Answer, Body, Instant
from shared.web import ClockOf, EngineOf

router = APIRouter(prefix="/v1/clock", tags=["clock"])


class ClockNotSimulated(Conflict):
    """This deployment lives in real time, which nobody sets."""


class ClockRunsForwardOnly(Conflict):
    """Time cannot be set back: what has been recorded would then lie in the future."""


class ClockBody(Body):
    """Where to move the simulated time."""

    model_config = example(now="2026-03-03T01:00:00Z")

    now: Instant


class ClockShown(Answer):
    """The instant, and whether it is simulated: then it stands still until it is moved."""

    now: datetime
    simulated: bool


@router.get("", summary="What time it is")
async def get_clock(clock: ClockOf, _: Annotated[Principal, require("ledger:read")]) -> ClockShown:
    return ClockShown(now=clock.now(), simulated=isinstance(clock, SimulatedClock))


@router.put("", summary="Move the simulated time forward")
async def set_clock(
    body: ClockBody, clock: ClockOf, engine: EngineOf, _: Annotated[Principal, require("clock:write")]
) -> ClockShown:
    if not isinstance(clock, SimulatedClock):
        message = "This deployment lives in real time; its clock cannot be set."
        raise ClockNotSimulated(message)
    if body.now < clock.now():
        message = f"It is {clock.now().isoformat()}; time cannot go back to {body.now.isoformat()}."
        raise ClockRunsForwardOnly(message, field="now")
    # Kept before it is true, so that nothing is ever recorded at an instant that a restart would take back.
    async with engine.begin() as connection:
        kept = await simulated_time.keep(connection, body.now)
    if kept > clock.now():
        clock.set(kept)
    return ClockShown(now=clock.now(), simulated=True)
