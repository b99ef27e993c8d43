"""How long a message rests after it could not go out, and how long a silent neighbour is left alone."""

from collections.abc import Sequence
from dataclasses import dataclass

#: While somebody is silent we ask again after a second, then after twice as long each time.
FIRST_PAUSE_SECONDS = 1.0


def rest_seconds(attempt: int, retry_seconds: Sequence[float]) -> float:
    """How long to wait after the nth attempt that was told "not now"."""
    return retry_seconds[min(attempt, len(retry_seconds)) - 1]


def pause_seconds(failures: int, seconds_max: float) -> float:
    """How long to leave a silent neighbour alone after the nth time in a row."""
    return min(FIRST_PAUSE_SECONDS * 2 ** min(failures - 1, 16), seconds_max)


@dataclass(slots=True)
class Pause:
    """A neighbour's silences in a row, and until when it is left alone, in seconds of a monotonic clock."""

    failures: int = 0
    until: float = 0.0

    def failed(self, now: float, seconds_max: float) -> None:
        """It was silent once more."""
        self.failures += 1
        self.until = now + pause_seconds(self.failures, seconds_max)

    def answered(self) -> None:
        """It spoke."""
        self.failures, self.until = 0, 0.0

    def is_over(self, now: float) -> bool:
        """Whether it may be asked again."""
        return now >= self.until
