"""Accrues the interest of a whole entity, or of one customer: many small transactions, partition by partition."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.claim import ClaimReversed, InterestAccrued
from services.ledger.projections import claims
from services.ledger.rules import RULES
from shared.committer import Committer
from shared.event_store import Accepted, Execution, Refused
from shared.events import Context, Position

#: So many invoices are accrued in one transaction; other documents of the partition wait meanwhile.
INVOICES_AT_ONCE = 2000
#: So many partitions are worked on at a time: the database takes one in while another is decided.
PARTITIONS_AT_ONCE = 3


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


async def accrue(
    engine: AsyncEngine, committer: Committer, context: Context, *, entity: str, until: date, customer: str | None
) -> Accrued:
    """Bring all claims of interest up to a day. Another run finishes one that broke off: nothing is claimed twice."""
    async with engine.connect() as connection:
        by_partition: Mapping[int | None, list[str]] = {
            **await claims.to_accrue(connection, entity, until=until, customer=customer)
        }
    if not by_partition:
        # What is wrong with the question itself is said even where there is nothing to accrue.
        by_partition = {0 if customer is None else None: []}
    accrued = Accrued()
    at_once = asyncio.Semaphore(PARTITIONS_AT_ONCE)

    async def bring_up(partition: int | None, invoices: list[str]) -> None:
        for start in range(0, max(1, len(invoices)), INVOICES_AT_ONCE):
            command = AccrueInterest(
                entity=entity,
                invoices=tuple(invoices[start : start + INVOICES_AT_ONCE]),
                until=until,
                now=context.now,
                partition=partition if customer is None else None,
                customer=customer,
            )
            async with at_once:
                [outcome] = await committer.submit_batch([Execution(RULES, command, context)])
            if isinstance(outcome, Refused):
                raise outcome.refusal
            if isinstance(outcome, Accepted):
                accrued.take(outcome)

    await asyncio.gather(*(bring_up(partition, invoices) for partition, invoices in by_partition.items()))
    return accrued
