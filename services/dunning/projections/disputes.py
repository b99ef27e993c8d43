"""Disputes that are open, by customer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.dunning.domain.desk import Party
from services.dunning.domain.dispute import OpenDispute
from services.dunning.projections.customers import columns_of
from services.dunning.subscribed import DisputeOpened, DisputeResolved
from shared.events import Recorded

_INSERT = text("""
    INSERT INTO disputes (dispute, partition, entity, customer, invoice, instalment, amount_minor, is_open)
    SELECT *, true FROM unnest(
      CAST(:disputes AS text[]), CAST(:partitions AS int[]), CAST(:entities AS text[]), CAST(:customers AS text[]),
      CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:amounts AS bigint[]))
""")
_RESOLVE = text("UPDATE disputes SET is_open = false WHERE dispute = ANY(CAST(:disputes AS text[]))")
_OF_PARTIES = text("""
    SELECT entity, customer, invoice, instalment, amount_minor FROM disputes
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
      USING (entity, customer)
    WHERE is_open
""")


async def project(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
    """Open new disputes, then close those that a batch resolves."""
    opened = [record for record in records if isinstance(record.event, DisputeOpened)]
    if opened:
        events: list[DisputeOpened] = [record.event for record in opened]
        await connection.execute(
            _INSERT,
            {
                "disputes": [event.dispute for event in events],
                "partitions": [record.partition for record in opened],
                "entities": [event.entity for event in events],
                "customers": [event.customer for event in events],
                "invoices": [event.invoice for event in events],
                "instalments": [event.instalment for event in events],
                "amounts": [event.amount_minor for event in events],
            },
        )
    resolved = [record.event.dispute for record in records if isinstance(record.event, DisputeResolved)]
    if resolved:
        await connection.execute(_RESOLVE, {"disputes": resolved})


async def of_customers(connection: AsyncConnection, parties: Sequence[Party]) -> dict[Party, list[OpenDispute]]:
    """The open disputes of some customers."""
    found: dict[Party, list[OpenDispute]] = {}
    for row in await connection.execute(_OF_PARTIES, columns_of(parties)):
        dispute = OpenDispute(row.invoice, row.instalment, row.amount_minor)
        found.setdefault((row.entity, row.customer), []).append(dispute)
    return found
