"""A customer's documents with what is open of them, and how the customer paid."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.cut import Cut, Scope
from services.reporting.projections.scope import COUNTS, IN_SCOPE, asked

KINDS_OF_ITEM = {
    "invoice": ["receivable"],
    "payment": ["on-account", "advance", "unidentified"],
    "credit-note": ["open-credit"],
    "dispute": ["disputed"],
}
DOCUMENT_OF_ITEM = {kind: document for document, kinds in KINDS_OF_ITEM.items() for kind in kinds}


@dataclass(frozen=True, slots=True)
class Document:
    """One document at a cut; an invoice with all its instalments."""

    document: str
    kind: str
    source: str
    number: str
    document_date: date
    posted_on: date
    due_on: date | None
    currency: str
    amount_minor: int
    open_minor: int
    cancelled: bool
    related: str | None
    reference: str | None


_DOCUMENTS = text(f"""
    WITH moved AS (
      SELECT document, sum(amount_minor) AS open_minor, bool_or(change LIKE '%cancelled') AS cancelled FROM movements
      WHERE {COUNTS} AND {IN_SCOPE} GROUP BY document)
    SELECT i.document, i.kind, i.source, i.number, i.document_date, i.posted_on, max(i.due_on) AS due_on, i.currency,
      CAST(sum(i.amount_minor) AS bigint) AS amount_minor, CAST(max(m.open_minor) AS bigint) AS open_minor,
      bool_or(m.cancelled) AS cancelled, i.related, i.reference
    FROM items i JOIN moved m ON m.document = i.document
    WHERE CAST(:kinds AS text[]) IS NULL OR i.kind = ANY(CAST(:kinds AS text[]))
    GROUP BY i.document, i.kind, i.source, i.number, i.document_date, i.posted_on, i.currency, i.related, i.reference
    HAVING CAST(:before_document AS text) IS NULL
      OR (i.posted_on, i.document) < (CAST(:before_day AS date), CAST(:before_document AS text))
    ORDER BY i.posted_on DESC, i.document DESC LIMIT :limit
""")  # noqa: S608 - static pieces


async def documents(
    connection: AsyncConnection,
    scope: Scope,
    cut: Cut,
    *,
    kind: str | None = None,
    before: tuple[date, str] | None = None,
    limit: int,
) -> list[Document]:
    """The documents of a customer that count at the cut, newest first; `before` is the last one seen."""
    before_day, before_document = before or (None, None)
    rows = await connection.execute(
        _DOCUMENTS,
        asked(scope, cut)
        | {
            "kinds": kind and KINDS_OF_ITEM[kind],
            "before_day": before_day,
            "before_document": before_document,
            "limit": limit,
        },
    )
    return [
        replace(document, kind=DOCUMENT_OF_ITEM[document.kind])
        for document in (Document(**row) for row in rows.mappings())
    ]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a customer paid in one currency: by what was allocated to invoices, less what was unapplied."""

    currency: str
    paid_minor: int
    paid_in_time_minor: int
    minor_days_late: int
    last_payment_on: date | None


_BEHAVIOUR = text(f"""
    SELECT currency,
      CAST(-coalesce(sum(amount_minor) FILTER (WHERE paid), 0) AS bigint) AS paid_minor,
      CAST(-coalesce(sum(amount_minor) FILTER (WHERE paid AND effective_on <= due_on), 0) AS bigint)
        AS paid_in_time_minor,
      CAST(-coalesce(sum(amount_minor * (effective_on - due_on)) FILTER (WHERE paid), 0) AS bigint) AS minor_days_late,
      max(effective_on) FILTER (WHERE change = 'received' OR change = 'moved-in' AND kind <> 'open-credit')
        AS last_payment_on
    FROM (
      SELECT *, kind = 'receivable' AND change IN ('allocated', 'unapplied') AS paid FROM movements
      WHERE {COUNTS} AND {IN_SCOPE}) m
    GROUP BY currency ORDER BY currency
""")  # noqa: S608 - static pieces


async def behaviour(connection: AsyncConnection, scope: Scope, cut: Cut) -> list[Behaviour]:
    """How the customer of the scope paid up to the cut."""
    rows = await connection.execute(_BEHAVIOUR, asked(scope, cut))
    return [Behaviour(**row) for row in rows.mappings()]
