"""`make bench`: every benchmark, one after the other, on this machine alone."""

import asyncio
import sys

from benchmarks import documents, projection
from benchmarks.results import keep

if __name__ == "__main__":
    for benchmark in (documents, projection):
        measured = asyncio.run(benchmark.measure())
        keep(measured)
        for line in measured:
            sys.stdout.write(f"{line.name}: {line.value} {line.unit}, {line.ratio} × {line.floor_name}\n")
