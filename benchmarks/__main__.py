"""`make bench`: every benchmark, one after the other, on this machine alone."""

import sys

import uvloop

from benchmarks import consumer, documents, growth, interest, projection, relay, revaluation, statement, visible
from benchmarks.results import keep

if __name__ == "__main__":
    for benchmark in (documents, growth, interest, revaluation, statement, relay, consumer, projection, visible):
        measured = uvloop.run(benchmark.measure())
        keep(measured)
        for line in measured:
            sys.stdout.write(f"{line.name}: {line.value} {line.unit}, {line.ratio} × {line.floor_name}\n")
