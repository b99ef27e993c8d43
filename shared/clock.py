"""The one clock a service asks: the wall's, a simulated one, or the one another service keeps."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol

import httpx2
import structlog

log = structlog.stdlib.get_logger(__name__)


class Clock(Protocol):
    """Answers with an aware instant in UTC that never lies before an earlier answer."""

    def now(self) -> datetime:
        """The present instant."""
        ...


class SystemClock:
    """The machine's clock, held still while the machine sets it back."""

    def __init__(self) -> None:
        self._latest = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """The present instant."""
        # The one place in the product that reads the wall clock; everybody else is handed a Clock.
        self._latest = max(self._latest, datetime.now(UTC))  # noqa: TID251
        return self._latest


class ClockRunsForwardOnly(ValueError):
    """Time cannot be set back: what has been recorded would then lie in the future."""


class SimulatedClock:
    """A clock that stands still until it is set, for the demo and for tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The instant last set."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Go forward to an instant; the same instant again is harmless."""
        if instant < self._now:
            message = f"The clock stands at {self._now.isoformat()} and cannot go back to {instant.isoformat()}."
            raise ClockRunsForwardOnly(message)
        self._now = instant.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Go forward by a span of time."""
        self.set(self._now + by)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the owner of the time answered, and when by our own monotonic clock."""

    instant: datetime
    runs: bool
    read_at: float


class RemoteClock:
    """The time kept by another service, asked for every half second.

    The owner answers `GET /v1/clock` with `{"now": "2026-03-02T01:00:00Z", "simulated": true}`. A simulated time
    stands still between two answers; a real one runs on by our own monotonic clock, so an owner that is away for a
    while stops nobody.
    """

    def __init__(self, first: Reading) -> None:
        self._reading = first
        self._latest = first.instant

    def now(self) -> datetime:
        """The owner's instant, as far as we have heard."""
        reading = self._reading
        elapsed = timedelta(seconds=monotonic() - reading.read_at) if reading.runs else timedelta()
        self._latest = max(self._latest, reading.instant + elapsed)
        return self._latest

    async def follow(self, client: httpx2.AsyncClient, url: str, *, every_seconds: float) -> None:
        told = False
        while True:
            await asyncio.sleep(every_seconds)
            try:
                self._reading = await _read(client, url)
                told = False
            except (httpx2.HTTPError, ValueError, KeyError) as error:
                if not told:
                    log.warning("clock-not-heard", url=url, error=str(error))
                told = True


async def _read(client: httpx2.AsyncClient, url: str) -> Reading:
    response = await client.get(f"{url.rstrip('/')}/v1/clock")
    response.raise_for_status()
    answer = response.json()
    return Reading(
        instant=datetime.fromisoformat(answer["now"]).astimezone(UTC),
        runs=not answer["simulated"],
        read_at=monotonic(),
    )


@contextlib.asynccontextmanager
async def remote_clock(url: str, *, key: str | None = None, every_seconds: float = 0.5) -> AsyncGenerator[RemoteClock]:
    """Follow the time another service keeps; waits until it has answered once, for without it there is no time."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx2.AsyncClient(headers=headers, timeout=2.0, trust_env=False) as client:
        while True:
            try:
                first = await _read(client, url)
                break
            except (httpx2.HTTPError, ValueError, KeyError) as error:
                log.info("clock-awaited", url=url, error=str(error))
                await asyncio.sleep(every_seconds)
        clock = RemoteClock(first)
        follower = asyncio.create_task(clock.follow(client, url, every_seconds=every_seconds))
        try:
            yield clock
        finally:
            follower.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await follower


@contextlib.asynccontextmanager
async def open_clock(source: str, *, key: str | None = None) -> AsyncGenerator[Clock]:
    """The clock a service's settings name: `system`, or the address of the service that keeps the time."""
    if source == "system":
        yield SystemClock()
        return
    async with remote_clock(source, key=key) as clock:
        yield clock
