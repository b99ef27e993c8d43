"""What a clerk looks up of one customer: every document that was posted, and what settled what."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.projections.documents import AppliedRow

#: Found by the journal, which alone has an index on the customer of documents that are settled long since. What ends an
#: invoice or takes a reduction back reverses it in its own stream, so nothing is left of it on the receivable account.
_DOCUMENTS = text("""
    WITH lines AS (
      SELECT document, currency, position, posted_on, role, amount_minor,
             min(position) OVER (PARTITION BY document) AS first
      FROM journal WHERE entity = :entity AND customer = :customer
    ), posted AS (
      SELECT document, currency, min(posted_on) FILTER (WHERE position = first) AS posted_on,
             sum(amount_minor) FILTER (WHERE position = first AND amount_minor > 0) AS first_minor,
             coalesce(sum(amount_minor) FILTER (WHERE role = 'receivable'), 0) AS receivable_minor
      FROM lines GROUP BY document, currency
    ), found AS (
      SELECT p.document, p.currency, p.posted_on, i.document_date, i.due_on,
             coalesce(i.amount_minor, f.amount_minor, p.first_minor) AS amount_minor,
             coalesce(i.open_minor, f.unapplied_minor, 0) AS open_minor,
             CASE WHEN coalesce(i.open_minor, f.unapplied_minor, 0) > 0 THEN 'open'
                  WHEN f.document IS NULL AND p.receivable_minor = 0
                       AND split_part(p.document, '/', 2) = ANY(CAST(:reversible AS text[])) THEN 'cancelled'
                  ELSE 'settled' END AS state,
             coalesce(f.paid_out_minor, 0) AS paid_out_minor, coalesce(f.held, false) AS held,
             coalesce(i.reference, f.reference) AS reference, coalesce(i.order_number, f.order_number) AS order_number,
             i.kind
      FROM posted p
      LEFT JOIN LATERAL (
        SELECT min(document_date) AS document_date, max(reference) AS reference, max(order_number) AS order_number,
               max(kind) AS kind, coalesce(min(due_on) FILTER (WHERE open_minor > 0), max(due_on)) AS due_on,
               sum(amount_minor) AS amount_minor, sum(open_minor) AS open_minor
        FROM items WHERE invoice = p.document
      ) i ON true
      LEFT JOIN funds f ON f.document = p.document
    )
    SELECT * FROM found
    WHERE (NOT CAST(:open_only AS bool) OR state = 'open')
      AND (CAST(:kind AS text) IS NULL OR split_part(document, '/', 2) = :kind)
      AND (posted_on, document) < (:before_day, :before_document)
    ORDER BY posted_on DESC, document DESC LIMIT :limit
""")
_REVERSIBLE = ("invoice", "discount", "small-difference", "write-off", "adjustment", "offset")
_ALLOCATIONS = text("""
    SELECT j.position, a.line, j.currency, a.document, a.invoice, a.instalment, a.counts_from, a.amount_minor, a.rule
    FROM journal j JOIN allocations a ON a.partition = j.partition AND a.position = j.position
    WHERE j.entity = :entity AND j.customer = :customer AND j.line = 0
      AND (j.position, a.line) < (:before_position, :before_line)
    ORDER BY j.position DESC, a.line DESC LIMIT :limit
""")
NEWEST = (2**62, 2**30)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as it stands: `open_minor` is what is unpaid of an invoice, or not applied of money or a credit."""

    document: str
    currency: str
    posted_on: date
    document_date: date | None
    due_on: date | None
    amount_minor: int
    open_minor: int
    state: str
    paid_out_minor: int
    held: bool
    reference: str | None
    order: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """What was applied, or taken back, with its place in the log."""

    position: int
    line: int
    currency: str
    applied: AppliedRow


async def documents(
    connection: AsyncConnection,
    entity: str,
    customer: str,
    *,
    kind: str | None = None,
    open_only: bool = False,
    before: tuple[date, str] = (date.max, ""),
    limit: int,
) -> list[DocumentRow]:
    """All documents of a customer that were posted, the newest first."""
    asked = {
        "entity": entity,
        "customer": customer,
        "kind": kind,
        "open_only": open_only,
        "reversible": list(_REVERSIBLE),
        "before_day": before[0],
        "before_document": before[1],
        "limit": limit,
    }
    return [DocumentRow(*row) for row in await connection.execute(_DOCUMENTS, asked)]


async def allocations(
    connection: AsyncConnection, entity: str, customer: str, *, before: tuple[int, int] = NEWEST, limit: int
) -> list[AllocationRow]:
    """What settled what of a customer, the newest recorded first."""
    asked = {
        "entity": entity,
        "customer": customer,
        "before_position": before[0],
        "before_line": before[1],
        "limit": limit,
    }
    rows = await connection.execute(_ALLOCATIONS, asked)
    return [AllocationRow(position, line, currency, AppliedRow(*rest)) for position, line, currency, *rest in rows]
