"""Tells a process that is stuck from one that has nothing to do: something waits, and nothing has moved for long."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import monotonic

SECONDS_WITHOUT_PROGRESS_MAX = 30.0


@dataclass(slots=True)
class _Line:
    done: int
    since: float
    waiting: bool


class Watchdog:
    """Loops report how far they are and how far there is to go; `/healthz` asks whether any of them is stuck."""

    def __init__(self, *, patience: float = SECONDS_WITHOUT_PROGRESS_MAX, now: Callable[[], float] = monotonic) -> None:
        self._patience = patience
        self._now = now
        self._lines: dict[Hashable, _Line] = {}

    def report(self, line: Hashable, *, done: int, end: int) -> None:
        """Say how far a line is. The clock runs while there is more to do and `done` stays the same."""
        known = self._lines.get(line)
        if known is None or done != known.done or not known.waiting:
            self._lines[line] = _Line(done, self._now(), waiting=done < end)
        else:
            known.waiting = done < end

    def forget(self, line: Hashable) -> None:
        """The line is somebody else's now, or was stopped on purpose."""
        self._lines.pop(line, None)

    def stuck(self) -> list[str]:
        """The lines on which something waits and nothing moves."""
        now = self._now()
        return [str(name) for name, line in self._lines.items() if line.waiting and now - line.since > self._patience]
