"""Whether a process still does its work: loops that must come round, and what it needs to be of use."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

#: A check of something outside that takes longer than this has failed.
CHECK_SECONDS_MAX = 2.0


@dataclass(slots=True)
class Watchdog:
    """One loop's promise to come round in time; `beat` is the loop's sign of life."""

    name: str
    seconds_max: float
    last: float = field(default_factory=monotonic)

    def beat(self) -> None:
        """Say that the loop has come round, or that there is nothing to do."""
        self.last = monotonic()

    @property
    def silent_seconds(self) -> float:
        """How long nothing has been heard."""
        return monotonic() - self.last

    @property
    def overdue(self) -> bool:
        """Whether the promise is broken: the process should be started anew."""
        return self.silent_seconds > self.seconds_max


class Watchdogs:
    """The loops of one process. It is alive as long as none of them is overdue."""

    def __init__(self) -> None:
        self._dogs: dict[str, Watchdog] = {}

    def watch(self, name: str, *, seconds_max: float) -> Watchdog:
        """Begin to watch a loop; the same name again replaces the old one."""
        self._dogs[name] = Watchdog(name, seconds_max)
        return self._dogs[name]

    def dismiss(self, name: str) -> None:
        """Stop watching a loop that has ended as it should."""
        self._dogs.pop(name, None)

    def overdue(self) -> list[str]:
        """The loops that have not come round in time."""
        return [dog.name for dog in self._dogs.values() if dog.overdue]


#: The loops of this process, whichever roles it runs: `/healthz` asks them, relays and consumers are among them.
WATCHDOGS = Watchdogs()


@dataclass(frozen=True, slots=True)
class Need:
    """Something a process needs; without one that is `vital` it is not ready for requests.

    The bus is not vital for an API: intake goes on into the store while the broker is away.
    """

    name: str
    check: Callable[[], Awaitable[None]]
    vital: bool = True


async def unmet(needs: list[Need]) -> dict[str, str]:
    """What is missing, with the kind of trouble; all needs are looked at together."""
    troubles = await asyncio.gather(*(_trouble(need) for need in needs))
    return {need.name: trouble for need, trouble in zip(needs, troubles, strict=True) if trouble is not None}


async def _trouble(need: Need) -> str | None:
    try:
        async with asyncio.timeout(CHECK_SECONDS_MAX):
            await need.check()
    except Exception as error:  # noqa: BLE001 - whatever it is, the need is not met; the kind is told, no internals
        return type(error).__name__
    return None
