"""One document as it stands: what was entered, what is open of it, what has been applied since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.books import DocumentNotFound
from services.ledger.domain.credit_note import CreditNoteIssued
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.payment import PaymentReceived
from services.ledger.domain.transfer import MoneyMovedIn
from services.ledger.published import CODEC


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """An instalment and what of it is open."""

    number: int
    due_on: date | None
    due_event: str | None
    amount_minor: int
    open_minor: int


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """What was applied, or taken back (negative), and from which day it counts."""

    document: str
    invoice: str
    instalment: int
    counts_from: date
    amount_minor: int
    rule: str


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice as it stands."""

    issued: InvoiceIssued
    cancelled: bool
    instalments: Sequence[InstalmentRow]
    applied: Sequence[AppliedRow]


@dataclass(frozen=True, slots=True)
class FundsRow:
    """A payment or credit note as it stands."""

    entered: PaymentReceived | CreditNoteIssued | MoneyMovedIn
    unapplied_minor: int
    paid_out_minor: int
    applied: Sequence[AppliedRow]


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute as it stands."""

    dispute: str
    entity: str
    customer: str
    invoice: str
    instalment: int | None
    currency: str
    amount_minor: int
    reason: str
    owner_role: str
    opened_on: date
    deadline: date | None
    payment: str | None
    resolved_on: date | None
    outcome: str | None


_PAST = text("""
    SELECT type, envelope FROM events WHERE stream = :stream AND (version = 1 OR type = 'invoice-cancelled.v1')
    ORDER BY version
""")
_PASTS = text("""
    SELECT type, envelope FROM events WHERE stream = ANY(CAST(:streams AS text[])) ORDER BY stream, version
""")
_INSTALMENTS = text("""
    SELECT instalment, due_on, due_event, amount_minor, open_minor FROM items WHERE invoice = :invoice
    ORDER BY instalment
""")
_APPLIED = text("""
    SELECT document, invoice, instalment, counts_from, amount_minor, rule FROM allocations
    WHERE invoice = :id OR document = :id ORDER BY partition, position, line
""")
_UNAPPLIED = text("SELECT unapplied_minor, paid_out_minor FROM funds WHERE document = :document")
_DISPUTE_COLUMNS = """dispute, entity, customer, invoice, instalment, currency, amount_minor, reason, owner_role,
    opened_on, deadline, payment, resolved_on, outcome"""
_DISPUTE = text(f"SELECT {_DISPUTE_COLUMNS} FROM disputes WHERE dispute = :dispute")  # noqa: S608 - our own columns
_DISPUTES = text(f"""
    SELECT {_DISPUTE_COLUMNS} FROM disputes
    WHERE entity = :entity AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      AND (NOT CAST(:open_only AS bool) OR outcome IS NULL) AND dispute > :after ORDER BY dispute LIMIT :limit
""")  # noqa: S608 - our own columns


async def invoice(connection: AsyncConnection, invoice: str) -> InvoiceRow:
    """An invoice; refused where there is none."""
    first, *others = await _past(connection, invoice)
    if not isinstance(first, InvoiceIssued):
        raise TypeError(invoice)
    rows = await connection.execute(_INSTALMENTS, {"invoice": invoice})
    return InvoiceRow(
        issued=first,
        cancelled=any(isinstance(event, InvoiceCancelled) for event in others),
        instalments=[InstalmentRow(*row) for row in rows],
        applied=await _applied(connection, invoice),
    )


async def funds(connection: AsyncConnection, document: str) -> FundsRow:
    """A payment or credit note; refused where there is none."""
    first, *_ = await _past(connection, document)
    if not isinstance(first, PaymentReceived | CreditNoteIssued | MoneyMovedIn):
        raise TypeError(document)
    left = (await connection.execute(_UNAPPLIED, {"document": document})).one()
    return FundsRow(first, left.unapplied_minor, left.paid_out_minor, await _applied(connection, document))


async def dispute(connection: AsyncConnection, dispute: str) -> DisputeRow:
    """A dispute; refused where there is none."""
    row = (await connection.execute(_DISPUTE, {"dispute": dispute})).one_or_none()
    if row is None:
        message = f"There is no document {dispute}."
        raise DocumentNotFound(message)
    return DisputeRow(*row)


async def disputes(
    connection: AsyncConnection, entity: str, *, customer: str | None, open_only: bool, after: str, limit: int
) -> list[DisputeRow]:
    """An entity's disputes in the order of their ids."""
    asked = {"entity": entity, "customer": customer, "open_only": open_only, "after": after, "limit": limit}
    return [DisputeRow(*row) for row in await connection.execute(_DISPUTES, asked)]


async def pasts(connection: AsyncConnection, streams: Sequence[str]) -> list[LedgerEvent]:
    """All that was recorded of some documents, each in its order."""
    if not streams:
        return []
    rows = await connection.execute(_PASTS, {"streams": list(streams)})
    events = (CODEC.decode_stored(row.type, row.envelope) for row in rows)
    return [event for event in events if event is not None]


async def _past(connection: AsyncConnection, stream: str) -> list[LedgerEvent | None]:
    rows = (await connection.execute(_PAST, {"stream": stream})).all()
    if not rows:
        message = f"There is no document {stream}."
        raise DocumentNotFound(message)
    return [CODEC.decode_stored(row.type, row.envelope) for row in rows]


async def _applied(connection: AsyncConnection, document: str) -> list[AppliedRow]:
    return [AppliedRow(*row) for row in await connection.execute(_APPLIED, {"id": document})]
