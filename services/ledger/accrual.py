"""Accrues the interest of a whole entity, or of one customer: many small transactions, partition by partition.

What takes long is shared out among processes: deciding is Python's work, of which a process does one thing at a time,
and the service goes on answering others.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from time import monotonic

import uvloop
from anyio import BrokenWorkerProcess, CapacityLimiter, to_process
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.claim import ClaimReversed, InterestAccrued
from services.ledger.projections import claims
from services.ledger.rules import RULES
from shared.clock import Reading, RemoteClock, SimulatedClock
from shared.collector import collect_rarely
from shared.committer import Committer
from shared.database import make_engine
from shared.errors import Unavailable
from shared.event_store import Accepted, Execution, Refused
from shared.events import Context, Position

#: So many invoices are accrued in one transaction; other documents of the partition wait meanwhile.
INVOICES_AT_ONCE = 2000
#: So many partitions are worked on at a time: the database takes one in while another is decided.
PARTITIONS_AT_ONCE = 3
#: More invoices than these are shared out among processes, each of which takes some seconds to start.
INVOICES_ALONE_MAX = 50_000
#: So many processes at most; the database needs as much time as they do.
PROCESSES_MAX = 4


class AccrualBrokeOff(Unavailable):
    """One of the processes that shared it ended before its time."""


@dataclass(frozen=True, slots=True)
class Run:
    """What is asked for, and by whom."""

    context: Context
    entity: str
    until: date
    customer: str | None


@dataclass(slots=True)
class Accrued:
    """What a run raised and reversed, by currency, and where its last events stand."""

    raised: int = 0
    reversed: int = 0
    raised_minor: Counter[str] = field(default_factory=Counter[str])
    reversed_minor: Counter[str] = field(default_factory=Counter[str])
    positions: dict[int, Position] = field(default_factory=dict[int, Position])

    def take(self, accepted: Accepted) -> None:
        """Count what one transaction recorded."""
        for record in accepted.records:
            match record.event:
                case InterestAccrued() as event:
                    self.raised += len(event.claims)
                    self.raised_minor[event.currency] += event.amount_minor
                case ClaimReversed() as event:
                    self.reversed += 1
                    self.reversed_minor[event.currency] += event.amount_minor
                case _:
                    pass
        self.positions.update({position.partition: position for position in accepted.positions})

    def add(self, other: "Accrued") -> None:
        """Count what another process recorded, in partitions of its own."""
        self.raised += other.raised
        self.reversed += other.reversed
        self.raised_minor += other.raised_minor
        self.reversed_minor += other.reversed_minor
        self.positions |= other.positions


async def accrue(
    engine: AsyncEngine, committer: Committer, context: Context, *, entity: str, until: date, customer: str | None
) -> Accrued:
    """Bring all claims of interest up to a day. Another run finishes one that broke off: nothing is claimed twice."""
    async with engine.connect() as connection:
        by_partition = await claims.to_accrue(connection, entity, until=until, customer=customer)
    run = Run(context, entity, until, customer)
    if sum(map(len, by_partition.values())) <= INVOICES_ALONE_MAX:
        return await _bring_up(committer, run, by_partition)
    # The process on the other side of a pipe cannot ask our clock; it goes on from what ours says now.
    reading = Reading(committer.clock.now(), not isinstance(committer.clock, SimulatedClock), monotonic())
    url = engine.url.render_as_string(hide_password=False)
    shares = shared_out(by_partition, min(PROCESSES_MAX, os.cpu_count() or 1))
    limiter = CapacityLimiter(len(shares))
    given = [(url, committer.partitions, reading, run, share) for share in shares]
    accrued = Accrued()
    try:
        parts = await asyncio.gather(*(to_process.run_sync(_apart, *each, limiter=limiter) for each in given))
    except (BrokenWorkerProcess, ProcessLookupError) as error:  # the second where it is gone when anyio would end it
        message = "A process that accrued a share of the partitions ended too early; accrue again: nothing comes twice."
        raise AccrualBrokeOff(message) from error
    for part in parts:
        accrued.add(part)
    return accrued


def shared_out(by_partition: Mapping[int, list[str]], processes: int) -> list[dict[int, list[str]]]:
    """The partitions in as many shares as there are processes, about equally large."""
    shares: list[dict[int, list[str]]] = [{} for _ in range(min(processes, len(by_partition)))]
    sizes = [0] * len(shares)
    for partition, invoices in sorted(by_partition.items(), key=lambda part: -len(part[1])):
        smallest = sizes.index(min(sizes))
        shares[smallest][partition] = invoices
        sizes[smallest] += len(invoices)
    return shares


def _apart(url: str, partitions: int, reading: Reading, run: Run, share: Mapping[int, list[str]]) -> Accrued:
    """Bring a share of the partitions up, in a process that has nothing else to do."""
    collect_rarely()

    async def bring_up() -> Accrued:
        engine = make_engine(url, pool_size=PARTITIONS_AT_ONCE, application_name="huikuan-ledger-accrual")
        try:
            return await _bring_up(Committer(engine, RemoteClock(reading), partitions=partitions), run, share)
        finally:
            await engine.dispose()

    return uvloop.run(bring_up())


async def _bring_up(committer: Committer, run: Run, by_partition: Mapping[int, list[str]]) -> Accrued:
    accrued = Accrued()
    at_once = asyncio.Semaphore(PARTITIONS_AT_ONCE)

    async def bring_up(partition: int, invoices: list[str]) -> None:
        for start in range(0, max(1, len(invoices)), INVOICES_AT_ONCE):
            command = AccrueInterest(
                entity=run.entity,
                invoices=tuple(invoices[start : start + INVOICES_AT_ONCE]),
                until=run.until,
                now=run.context.now,
                partition=partition if run.customer is None else None,
                customer=run.customer,
            )
            async with at_once:
                [outcome] = await committer.submit_batch([Execution(RULES, command, run.context)])
            if isinstance(outcome, Refused):
                raise outcome.refusal
            if isinstance(outcome, Accepted):
                accrued.take(outcome)

    # What is wrong with the question itself is said even where there is nothing to accrue.
    parts = by_partition or {0: []}
    await asyncio.gather(*(bring_up(partition, invoices) for partition, invoices in parts.items()))
    return accrued
