"""A line of `benchmarks/latest.json`, and how a figure and its floor are measured by turns."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

LATEST = Path(__file__).parent / "latest.json"
ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One figure; `ratio` is value ÷ floor, `p50` and `p99` milliseconds, `peak_rss_mb` the measured process's."""

    name: str
    unit: str
    value: float
    command: str
    floor_name: str | None = None
    floor: float | None = None
    ratio: float | None = None
    p50: float | None = None
    p99: float | None = None
    peak_rss_mb: float | None = None


async def by_turns(
    ours: Callable[[int], Awaitable[float]], floor: Callable[[int], Awaitable[float]]
) -> tuple[float, float, float]:
    """The medians of five alternating rounds and the median of their ratios: a machine that slows down slows both."""
    pairs = [(await ours(number), await floor(number)) for number in range(ROUNDS)]
    return median(a for a, _ in pairs), median(b for _, b in pairs), median(a / b for a, b in pairs)


def keep(results: Sequence[Result]) -> None:
    """Put the figures in place of those of the same name; the others stay as they were measured."""
    lines: list[dict[str, Any]] = json.loads(LATEST.read_text()) if LATEST.exists() else []
    kept = {line["name"]: line for line in lines} | {result.name: asdict(result) for result in results}
    LATEST.write_text(json.dumps(list(kept.values()), indent=1) + "\n")
