"""What happened to a document or a customer, and who did it: read from the event log itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.books import DocumentNotFound
from services.ledger.domain.claim import InterestAccrued
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.published import CODEC, TOPIC
from shared.event_store import Envelope, decode_envelope
from shared.events import Position

#: What money moves by is never what a request begins with; the next of the others tells what it came from.
_MOVING = ("payment-allocated.v1", "credit-applied.v1", "payment-unapplied.v1", "credit-unapplied.v1")
_TELLING = """
    SELECT e.epoch, e.partition, e.position, e.type, e.envelope,
           (SELECT b.envelope FROM events b
            WHERE e.type = ANY(CAST(:asking AS text[])) AND b.partition = e.partition AND b.position < e.position
              AND b.recorded_at = e.recorded_at AND b.type <> ALL(CAST(:moving AS text[]))
            ORDER BY b.position DESC LIMIT 1) AS before,
           (SELECT b.envelope FROM events b
            WHERE e.type = ANY(CAST(:asking AS text[])) AND b.partition = e.partition AND b.position > e.position
              AND b.recorded_at = e.recorded_at AND b.type <> ALL(CAST(:moving AS text[]))
            ORDER BY b.position LIMIT 1) AS behind
    FROM places p JOIN events e ON e.partition = p.partition AND e.position = p.position
    WHERE e.position > :after ORDER BY e.position LIMIT :limit
"""
_OF_DOCUMENT = text(f"""
    WITH places AS (
      SELECT partition, position FROM events WHERE stream = :document
      UNION SELECT partition, position FROM allocations WHERE invoice = :document
      UNION SELECT partition, position FROM claims WHERE claim = :document
      UNION SELECT e.partition, e.position FROM disputes d JOIN events e ON e.stream = d.dispute
      WHERE d.invoice = :document
    )
    {_TELLING}
""")  # noqa: S608 - only our own text
_OF_CUSTOMER = text(f"""
    WITH places AS (
      SELECT partition, position FROM journal WHERE entity = :entity AND customer = :customer AND line = 0
      UNION SELECT partition, position FROM events WHERE stream = :document
      UNION SELECT partition, position FROM claims WHERE entity = :entity AND customer = :customer
      UNION SELECT e.partition, e.position FROM events e
      JOIN (SELECT dispute AS stream FROM disputes WHERE entity = :entity AND customer = :customer
            UNION SELECT claim FROM claims WHERE entity = :entity AND customer = :customer
            UNION SELECT statement FROM statements WHERE entity = :entity AND customer = :customer
            UNION SELECT acknowledgement FROM acknowledgements WHERE entity = :entity AND customer = :customer
            UNION SELECT difference FROM differences WHERE entity = :entity AND customer = :customer) AS s
        ON e.stream = s.stream
    )
    {_TELLING}
""")  # noqa: S608 - only our own text
_EXISTS = text("""
    SELECT EXISTS (SELECT 1 FROM events WHERE stream = :stream) OR EXISTS (SELECT 1 FROM claims WHERE claim = :stream)
""")
_OF_INVOICE = text("""
    SELECT e.epoch, e.partition, e.position, e.type, e.envelope FROM events e
    JOIN (SELECT partition, position FROM events
          WHERE stream = :invoice AND type IN ('invoice-issued.v1', 'invoice-cancelled.v1')
          UNION SELECT partition, position FROM allocations WHERE invoice = :invoice) AS p
      ON e.partition = p.partition AND e.position = p.position
    ORDER BY e.position
""")


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """An event with its place, who caused it and when, and its neighbours of the same request."""

    position: Position
    envelope: Envelope
    event: LedgerEvent
    beside: tuple[LedgerEvent, ...] = ()

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded."""
        return self.envelope.recorded_at


async def of_document(connection: AsyncConnection, document: str, *, after: int, limit: int) -> list[HistoryRow]:
    """What happened to a document, also what was applied to it and contested of it, in the order of the log."""
    await _check(connection, document)
    found = await _told(connection, _OF_DOCUMENT, {"document": document}, after, limit)
    return [_narrowed(row, document) for row in found]


async def of_customer(
    connection: AsyncConnection, entity: str, customer: str, *, after: int, limit: int
) -> list[HistoryRow]:
    """What happened to a customer: master data, documents, money, disputes, statements."""
    stream = f"{entity}/customer/{customer}"
    await _check(connection, stream)
    asked = {"entity": entity, "customer": customer, "document": stream}
    return await _told(connection, _OF_CUSTOMER, asked, after, limit)


async def of_open_amount(connection: AsyncConnection, invoice: str) -> list[HistoryRow]:
    """The events that make the open amount of an invoice, in the order of the log."""
    await _check(connection, invoice)
    rows = await connection.execute(_OF_INVOICE, {"invoice": invoice})
    return [
        HistoryRow(Position(TOPIC, row.epoch, row.partition, row.position), *decoded)
        for row in rows
        if (decoded := _decoded(row.envelope)) is not None
    ]


def _narrowed(row: HistoryRow, document: str) -> HistoryRow:
    """Of interest that was accrued, the claim asked for."""
    raised = row.event.of(document) if isinstance(row.event, InterestAccrued) else None
    return replace(row, event=raised) if raised else row


async def _check(connection: AsyncConnection, stream: str) -> None:
    if not (await connection.execute(_EXISTS, {"stream": stream})).scalar_one():
        message = f"There is no document {stream}."
        raise DocumentNotFound(message)


async def _told(
    connection: AsyncConnection, query: TextClause, asked: dict[str, str], after: int, limit: int
) -> list[HistoryRow]:
    more = {"after": after, "limit": limit, "moving": list(_MOVING), "asking": [*_MOVING, "dispute-opened.v1"]}
    found: list[HistoryRow] = []
    for row in await connection.execute(query, asked | more):
        decoded = _decoded(row.envelope)
        if decoded is None:
            continue
        envelope, event = decoded
        beside = _same_request(envelope, [each for each in (row.before, row.behind) if each is not None])
        found.append(HistoryRow(Position(TOPIC, row.epoch, row.partition, row.position), envelope, event, beside))
    return found


def _decoded(stored: bytes) -> tuple[Envelope, LedgerEvent] | None:
    envelope = decode_envelope(stored)
    event = CODEC.decode(envelope.type, envelope.data)
    return None if event is None else (envelope, event)


def _same_request(envelope: Envelope, others: Sequence[bytes]) -> tuple[LedgerEvent, ...]:
    decoded = [each for each in map(_decoded, others) if each is not None]
    return tuple(event for other, event in decoded if other.correlation_id == envelope.correlation_id)
