"""The timeline: everything that happened about a customer in any service, in the order it was recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting import tables
from services.reporting.projections.bulk import add, arrays, upsert
from services.reporting.subscribed import (
    ClaimRaised,
    ClaimRecognised,
    ClaimReversed,
    ClaimWaived,
    CreditApplied,
    CreditNoteIssued,
    CreditUnapplied,
    CustomerBecameInsolvent,
    CustomerEvent,
    CustomerMerged,
    DebtAcknowledged,
    DifferenceCleared,
    DifferenceFound,
    DisputeOpened,
    DisputeResolved,
    DueEventReported,
    Event,
    InterestAccrued,
    InvoiceAged,
    InvoiceBecameOverdue,
    InvoiceCancelled,
    InvoiceDueApproaching,
    InvoiceFellDue,
    InvoiceIssued,
    MessageQueued,
    MoneyMovedBack,
    MoneyMovedIn,
    MoneyMovedOut,
    ObligationCreated,
    PaymentAllocated,
    PaymentReceived,
    PaymentReturned,
    PaymentUnapplied,
    ReceivableReduced,
    ReceivableRestored,
    RecoveryReceived,
    RefundPaid,
    StatementConfirmed,
    StatementDisputed,
    StatementIssued,
    WriteOffProposed,
    WriteOffRejected,
)
from shared.events import Position, Recorded

#: Which field says what business day an event is about; of all others it is the day they were recorded.
_DAY_FIELD: dict[type[Event], str] = {
    CustomerBecameInsolvent: "since",
    CustomerMerged: "merged_on",
    InvoiceIssued: "posted_on",
    InvoiceCancelled: "posted_on",
    DueEventReported: "happened_on",
    PaymentReceived: "posted_on",
    PaymentAllocated: "applied_on",
    PaymentUnapplied: "posted_on",
    CreditNoteIssued: "posted_on",
    CreditApplied: "applied_on",
    CreditUnapplied: "posted_on",
    StatementIssued: "as_of",
    StatementConfirmed: "acknowledged_on",
    StatementDisputed: "answered_on",
    DebtAcknowledged: "acknowledged_on",
    DifferenceFound: "as_of",
    DifferenceCleared: "cleared_on",
    ReceivableReduced: "posted_on",
    ReceivableRestored: "posted_on",
    PaymentReturned: "posted_on",
    RefundPaid: "posted_on",
    MoneyMovedOut: "posted_on",
    MoneyMovedIn: "posted_on",
    MoneyMovedBack: "posted_on",
    WriteOffProposed: "proposed_on",
    WriteOffRejected: "rejected_on",
    RecoveryReceived: "posted_on",
    ClaimRaised: "raised_on",
    InterestAccrued: "raised_on",
    ClaimWaived: "waived_on",
    ClaimRecognised: "posted_on",
    ClaimReversed: "reversed_on",
    DisputeOpened: "opened_on",
    DisputeResolved: "resolved_on",
    InvoiceDueApproaching: "date",
    InvoiceFellDue: "date",
    InvoiceBecameOverdue: "date",
    InvoiceAged: "date",
    ObligationCreated: "date",
    MessageQueued: "date",
}
_TIMELINE = tables.read_models.tables["timeline"]
_READ_UNTIL = tables.read_models.tables["read_until"]
_READ_FURTHER = upsert(
    _READ_UNTIL,
    """ON CONFLICT (topic, partition)
      DO UPDATE SET recorded_at = greatest(read_until.recorded_at, EXCLUDED.recorded_at)""",
)
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a customer; `day` is none where the event itself names no business day."""

    at: Position
    stream: str
    type: str
    day: date | None
    recorded_at: datetime
    correlation_id: str
    data: dict[str, Any]


async def project(connection: AsyncConnection, records: Sequence[Recorded[Event]]) -> None:
    """Add these events to their customers' timelines, and note how far in time we have read."""
    rows: list[tuple[object, ...]] = []
    read_until: dict[tuple[str, int], datetime] = {}
    for record in records:
        event = record.event
        read_until[record.topic, record.partition] = record.recorded_at
        if isinstance(event, CustomerEvent):
            field = _DAY_FIELD.get(type(event))
            rows.append((
                event.entity, event.customer, record.recorded_at, record.topic, record.epoch, record.partition,
                record.position, record.stream, record.type, getattr(event, field) if field else None,
                record.correlation_id, _encode(event),
            ))  # fmt: skip
    if rows:
        await add(connection, _TIMELINE, rows)
    if read_until:
        newest = [(topic, partition, instant) for (topic, partition), instant in sorted(read_until.items())]
        await connection.execute(_READ_FURTHER, arrays(_READ_UNTIL, newest))


# Newest first; the cursor is the place of the last entry seen.
_READ = text("""
    SELECT recorded_at, topic, epoch, partition, position, stream, type, day, correlation_id, data FROM timeline
    WHERE entity = :entity AND customer = :customer
      AND (CAST(:topic AS text) IS NULL OR topic = :topic)
      AND (CAST(:known_at AS timestamptz) IS NULL OR recorded_at <= :known_at)
      AND (CAST(:document AS text) IS NULL OR stream = :document
           OR position(convert_to(to_json(CAST(:document AS text))::text, 'UTF8') IN data) > 0)
      AND (CAST(:after_recorded_at AS timestamptz) IS NULL
           OR (recorded_at, topic, epoch, partition, position)
              < (:after_recorded_at, :after_topic, :after_epoch, :after_partition, :after_position))
    ORDER BY recorded_at DESC, topic DESC, epoch DESC, partition DESC, position DESC
    LIMIT :limit
""")


async def entries(  # noqa: PLR0913 - what may be asked for
    connection: AsyncConnection,
    *,
    entity: str,
    customer: str,
    topic: str | None = None,
    document: str | None = None,
    known_at: datetime | None = None,
    after: tuple[datetime, Position] | None = None,
    limit: int,
) -> list[Entry]:
    """A customer's events, newest first; `document` keeps those about it, wherever it is named."""
    recorded_at, at = after or (None, None)
    rows = await connection.execute(
        _READ,
        {
            "entity": entity,
            "customer": customer,
            "topic": topic,
            "document": document,
            "known_at": known_at,
            "after_recorded_at": recorded_at,
            "after_topic": at.topic if at else "",
            "after_epoch": at.epoch if at else 0,
            "after_partition": at.partition if at else 0,
            "after_position": at.position if at else 0,
            "limit": limit,
        },
    )
    return [
        Entry(
            at=Position(row.topic, row.epoch, row.partition, row.position),
            stream=row.stream,
            type=row.type,
            day=row.day,
            recorded_at=row.recorded_at,
            correlation_id=row.correlation_id,
            data=msgspec.json.decode(row.data),
        )
        for row in rows
    ]
