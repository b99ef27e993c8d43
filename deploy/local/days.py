"""Moves the simulated time from one working day to the next, waiting until everything a day brings has been done."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from deploy.local.asking import Asking

#: When a day is lived: after the offices have opened, so that reminders go out at once.
MORNING = time(9, 0)
LOOK_AGAIN_SECONDS = 0.01
#: A day whose work is not done by then is stuck, and somebody should look at why.
SECONDS_A_DAY_MAX = 300
#: The one service that hears nobody.
LEDGER = "ledger"


class DayNotDone(Exception):
    """A day's work did not come to an end; the message says what it waits for."""


@dataclass(slots=True)
class Days:
    """The simulated calendar of one deployment, moved by one mover at a time."""

    asking: Asking
    services: tuple[str, ...]
    waiting_for: list[str] = field(default_factory=list[str])
    moved: tuple[date, date] | None = None
    _one_mover: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def moving(self) -> bool:
        """Whether a day is being lived just now."""
        return self._one_mover.locked()

    async def now(self) -> datetime:
        """The simulated instant."""
        return datetime.fromisoformat((await self.asking.get("/v1/clock"))["now"])

    async def today(self) -> date:
        """The date the simulated company lives in, by the zone of its first entity."""
        zones = await self._zones()
        return (await self.now()).astimezone(next(iter(zones.values()), ZoneInfo("UTC"))).date()

    async def go_to(self, day: date) -> None:
        """Live through every date up to a day."""
        async with self._one_mover:
            await self._go_to(day)

    async def go_to_next_working_day(self) -> date:
        """Live on until a day on which at least one entity works."""
        async with self._one_mover:
            first = await self.today()
            day = first
            while True:
                day += timedelta(days=1)
                await self._go_to(day)
                if await self._somebody_works(day):
                    self.moved = (first, day)
                    return day

    async def _go_to(self, day: date) -> None:
        zones = await self._zones()
        mornings = sorted({datetime.combine(day, MORNING, tzinfo=zone).astimezone(UTC) for zone in zones.values()})
        await self.until_done()
        for morning in mornings:
            if morning > await self.now():
                await self.asking.ask("PUT", "/v1/clock", json={"now": morning.isoformat()})
            there = {entity for entity, zone in zones.items() if morning.astimezone(zone).date() >= day}
            await self.until_done(opened=dict.fromkeys(there & await self._begun(day), day))

    async def until_done(self, *, opened: Mapping[str, date] | None = None) -> None:
        """Wait until the days are opened, everything said is heard, and no mail that may go out waits."""
        deadline = asyncio.get_running_loop().time() + SECONDS_A_DAY_MAX
        before: object = None
        while True:
            self.waiting_for, seen = await self._look(opened or {})
            if not self.waiting_for and seen == before:
                return
            before = seen
            if asyncio.get_running_loop().time() > deadline:
                message = f"The day does not come to its end; it waits for {', '.join(self.waiting_for)}."
                raise DayNotDone(message)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _look(self, opened: Mapping[str, date]) -> tuple[list[str], object]:
        """What is still to do, and where every log stands; only two like looks in a row show that nothing moves."""
        waiting = [f"{entity} to open {day}" for entity, day in opened.items() if await self._last_opened(entity) < day]
        if waiting:
            return waiting, None
        progress: dict[str, Any] = {name: await self.asking.get(f"/{name}/v1/progress") for name in self.services}
        heads = {
            (answer["topic"], partition["partition"]): partition["head"]
            for answer in progress.values()
            for partition in answer["partitions"]
        }
        for name, answer in progress.items():
            if any(partition["relayed"] < partition["head"] for partition in answer["partitions"]):
                waiting.append(f"{name} to tell")
            consumed = {(at["topic"], at["partition"]): at["position"] for at in answer["consumed"]}
            topics = {topic for topic, _ in consumed}
            if name != LEDGER and not consumed and any(heads.values()):
                waiting.append(f"{name} to begin hearing")
            if any(topic in topics and consumed.get((topic, p), 0) < head for (topic, p), head in heads.items()):
                waiting.append(f"{name} to hear")
            if answer.get("unsent_now"):
                waiting.append(f"{answer['unsent_now']} messages to go out")
        return waiting, heads

    async def _zones(self) -> dict[str, ZoneInfo]:
        entities = (await self.asking.get("/v1/entities"))["items"]
        return {entity["entity"]: ZoneInfo(entity["time_zone"]) for entity in entities}

    async def _begun(self, day: date) -> set[str]:
        """The entities whose days are opened by then; one that begins later has none to wait for."""
        entities = (await self.asking.get("/v1/entities"))["items"]
        return {entity["entity"] for entity in entities if date.fromisoformat(entity["first_business_day"]) <= day}

    async def _last_opened(self, entity: str) -> date:
        days = (await self.asking.get(f"/v1/days?entity={entity}&limit=1"))["items"]
        return date.fromisoformat(days[0]["date"]) if days else date.min

    async def _somebody_works(self, day: date) -> bool:
        for entity in await self._zones():
            days = (await self.asking.get(f"/v1/days?entity={entity}&limit=1"))["items"]
            if days and days[0]["date"] == day.isoformat() and days[0]["is_working_day"]:
                return True
        return False


@dataclass(slots=True)
class Story:
    """How far the demo is: shown by the progress bar of `huikuan run` and in the console."""

    phase: str = "starting"
    message: str = ""
    done: int = 0
    total: int = 0
    listeners: list[Callable[["Story"], None]] = field(default_factory=list[Callable[["Story"], None]])

    def tell(self, *, phase: str | None = None, message: str | None = None, done: int = 0, total: int = 0) -> None:
        """Set what has changed and tell whoever shows it."""
        self.phase = phase or self.phase
        self.message = self.message if message is None else message
        self.done, self.total = done, total
        for listener in self.listeners:
            listener(self)
