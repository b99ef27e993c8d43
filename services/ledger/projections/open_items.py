"""What is owed and what money waits: instalments, payments and credit notes, and what settles what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.allocation import Part
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentUnapplied
from shared.events import Recorded

_ENTER_ITEMS = text("""
    INSERT INTO items (invoice, instalment, entity, customer, partition, currency, number, reference, document_date,
                       posted_on, due_on, amount_minor, open_minor, open_from)
    SELECT * FROM unnest(
      CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:entities AS text[]), CAST(:customers AS text[]),
      CAST(:partitions AS int[]), CAST(:currencies AS text[]), CAST(:numbers AS text[]), CAST(:refs AS text[]),
      CAST(:document_dates AS date[]), CAST(:posted_on AS date[]), CAST(:due_on AS date[]),
      CAST(:amounts AS bigint[]), CAST(:open AS bigint[]), CAST(:open_from AS date[]))
""")
_CHANGE_ITEMS = text("""
    UPDATE items SET open_minor = items.open_minor + c.change, open_from = greatest(items.open_from, c.open_from)
    FROM unnest(CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:changes AS bigint[]),
                CAST(:open_from AS date[])) AS c(invoice, instalment, change, open_from)
    WHERE items.invoice = c.invoice AND items.instalment = c.instalment
""")
_ENTER_FUNDS = text("""
    INSERT INTO funds (document, entity, customer, currency, reference, posted_on, amount_minor, unapplied_minor,
                       unapplied_from, held)
    SELECT * FROM unnest(
      CAST(:documents AS text[]), CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:currencies AS text[]),
      CAST(:refs AS text[]), CAST(:posted_on AS date[]), CAST(:amounts AS bigint[]), CAST(:unapplied AS bigint[]),
      CAST(:unapplied_from AS date[]), CAST(:held AS bool[]))
""")
_CHANGE_FUNDS = text("""
    UPDATE funds SET unapplied_minor = funds.unapplied_minor + c.change,
                     unapplied_from = greatest(funds.unapplied_from, c.unapplied_from)
    FROM unnest(CAST(:documents AS text[]), CAST(:changes AS bigint[]), CAST(:unapplied_from AS date[]))
      AS c(document, change, unapplied_from)
    WHERE funds.document = c.document
""")
_ENTER_ALLOCATIONS = text("""
    INSERT INTO allocations (partition, position, line, document, invoice, instalment, counts_from, amount_minor, rule)
    SELECT * FROM unnest(
      CAST(:partitions AS int[]), CAST(:positions AS bigint[]), CAST(:lines AS int[]), CAST(:documents AS text[]),
      CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:counts_from AS date[]), CAST(:amounts AS bigint[]),
      CAST(:rules AS text[]))
""")

Applying = PaymentAllocated | CreditApplied
TakingBack = PaymentUnapplied | CreditUnapplied


@dataclass(slots=True)
class _Changes:
    """What a batch of events does to the tables, each row once."""

    invoices: list[tuple[int, InvoiceIssued]] = field(default_factory=list[tuple[int, InvoiceIssued]])
    funds: list[PaymentReceived | CreditNoteIssued] = field(default_factory=list[PaymentReceived | CreditNoteIssued])
    item_changes: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict[tuple[str, int], int](int))
    open_from: dict[tuple[str, int], date] = field(default_factory=dict[tuple[str, int], date])
    funds_changes: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))
    unapplied_from: dict[str, date] = field(default_factory=dict[str, date])
    allocations: list[tuple[int, int, int, str, str, int, date, int, str]] = field(
        default_factory=list[tuple[int, int, int, str, str, int, date, int, str]]
    )

    def take(self, record: Recorded[LedgerEvent]) -> None:
        match record.event:
            case InvoiceIssued() as event:
                self.invoices.append((record.partition, event))
            case PaymentReceived() | CreditNoteIssued() as event:
                self.funds.append(event)
            case PaymentAllocated(payment=document) | CreditApplied(credit_note=document) as event:
                self._move(record, document, event.parts, event.applied_on, event.rule, sign=-1)
            case PaymentUnapplied(payment=document) | CreditUnapplied(credit_note=document) as event:
                self._move(record, document, event.parts, event.posted_on, "taken-back", sign=1)
                self.unapplied_from[document] = max(self.unapplied_from.get(document, date.min), event.posted_on)
                for part in event.parts:
                    place = (part.invoice, part.instalment)
                    self.open_from[place] = max(self.open_from.get(place, date.min), event.posted_on)
            case InvoiceCancelled() as event:
                for instalment in event.instalments:
                    self.item_changes[event.invoice, instalment.number] -= instalment.amount_minor
            case _:
                pass

    def _move(
        self,
        record: Recorded[LedgerEvent],
        document: str,
        parts: Sequence[Part],
        counts_from: date,
        rule: str,
        *,
        sign: int,
    ) -> None:
        for line, part in enumerate(parts):
            self.item_changes[part.invoice, part.instalment] += sign * part.amount_minor
            self.funds_changes[document] += sign * part.amount_minor
            self.allocations.append(
                (
                    record.partition,
                    record.position,
                    line,
                    document,
                    part.invoice,
                    part.instalment,
                    counts_from,
                    -sign * part.amount_minor,
                    rule,
                )
            )


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Enter new documents and change the open amounts of old ones: one statement per table and kind."""
    changes = _Changes()
    for record in records:
        changes.take(record)
    if changes.invoices:
        await _enter_items(connection, changes)
    if changes.funds:
        await _enter_funds(connection, changes)
    if changes.item_changes:
        places = list(changes.item_changes)
        await connection.execute(
            _CHANGE_ITEMS,
            {
                "invoices": [invoice for invoice, _ in places],
                "instalments": [instalment for _, instalment in places],
                "changes": list(changes.item_changes.values()),
                "open_from": [changes.open_from.get(place) for place in places],
            },
        )
    if changes.funds_changes:
        documents = list(changes.funds_changes)
        await connection.execute(
            _CHANGE_FUNDS,
            {
                "documents": documents,
                "changes": list(changes.funds_changes.values()),
                "unapplied_from": [changes.unapplied_from.get(document) for document in documents],
            },
        )
    if changes.allocations:
        columns = ("partitions", "positions", "lines", "documents", "invoices", "instalments", "counts_from")
        values = zip(*changes.allocations, strict=True)
        await connection.execute(
            _ENTER_ALLOCATIONS,
            {name: list(column) for name, column in zip((*columns, "amounts", "rules"), values, strict=True)},
        )


async def _enter_items(connection: AsyncConnection, changes: _Changes) -> None:
    """New instalments, as the rest of the batch leaves them."""
    rows = [
        (partition, invoice, instalment)
        for partition, invoice in changes.invoices
        for instalment in invoice.instalments
    ]
    places = [(invoice.invoice, instalment.number) for _, invoice, instalment in rows]
    changed = changes.item_changes
    await connection.execute(
        _ENTER_ITEMS,
        {
            "invoices": [invoice for invoice, _ in places],
            "instalments": [number for _, number in places],
            "entities": [invoice.entity for _, invoice, _ in rows],
            "customers": [invoice.customer for _, invoice, _ in rows],
            "partitions": [partition for partition, _, _ in rows],
            "currencies": [invoice.currency for _, invoice, _ in rows],
            "numbers": [invoice.number for _, invoice, _ in rows],
            "refs": [invoice.reference for _, invoice, _ in rows],
            "document_dates": [invoice.document_date for _, invoice, _ in rows],
            "posted_on": [invoice.posted_on for _, invoice, _ in rows],
            "due_on": [instalment.due_on for _, _, instalment in rows],
            "amounts": [instalment.amount_minor for _, _, instalment in rows],
            "open": [
                instalment.amount_minor + (changed.pop(place, 0) if changed else 0)
                for (_, _, instalment), place in zip(rows, places, strict=True)
            ],
            "open_from": [
                max(invoice.posted_on, changes.open_from.get(place, date.min))
                for (_, invoice, _), place in zip(rows, places, strict=True)
            ],
        },
    )


async def _enter_funds(connection: AsyncConnection, changes: _Changes) -> None:
    """New payments and credit notes, as the rest of the batch leaves them."""
    rows = [
        (event.payment, event.amount_minor, event.reference, event.held, event)
        if isinstance(event, PaymentReceived)
        else (event.credit_note, event.gross_minor, None, False, event)
        for event in changes.funds
    ]
    changed = changes.funds_changes
    await connection.execute(
        _ENTER_FUNDS,
        {
            "documents": [document for document, _, _, _, _ in rows],
            "entities": [event.entity for _, _, _, _, event in rows],
            "customers": [event.customer for _, _, _, _, event in rows],
            "currencies": [event.currency for _, _, _, _, event in rows],
            "refs": [reference for _, _, reference, _, _ in rows],
            "posted_on": [event.posted_on for _, _, _, _, event in rows],
            "amounts": [amount_minor for _, amount_minor, _, _, _ in rows],
            "unapplied": [amount_minor + changed.pop(document, 0) for document, amount_minor, _, _, _ in rows],
            "unapplied_from": [
                max(event.posted_on, changes.unapplied_from.get(document, date.min))
                for document, _, _, _, event in rows
            ],
            "held": [held for _, _, _, held, _ in rows],
        },
    )


@dataclass(frozen=True, slots=True)
class OpenItemRow:
    """An open instalment, and how much of what is open the customer contests."""

    customer: str
    invoice: str
    number: str
    instalment: int
    currency: str
    document_date: date
    posted_on: date
    due_on: date
    amount_minor: int
    open_minor: int
    disputed_minor: int


@dataclass(frozen=True, slots=True)
class UnappliedRow:
    """A payment or credit note with something left."""

    customer: str
    document: str
    currency: str
    posted_on: date
    amount_minor: int
    unapplied_minor: int
    held: bool


# A dispute of one instalment contests that one; a dispute of the whole invoice contests the earliest due first, as far
# as they are open.
_OPEN_ITEMS = text("""
    WITH contested AS (
      SELECT invoice, instalment, sum(amount_minor) AS minor FROM disputes
      WHERE entity = :entity AND outcome IS NULL AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      GROUP BY invoice, instalment
    ), own AS (
      SELECT i.*, least(i.open_minor, coalesce(c.minor, 0)) AS own_minor, coalesce(w.minor, 0) AS whole_minor
      FROM items i LEFT JOIN contested c ON c.invoice = i.invoice AND c.instalment = i.instalment
      LEFT JOIN contested w ON w.invoice = i.invoice AND w.instalment IS NULL
      WHERE i.entity = :entity AND i.open_minor > 0 AND (CAST(:customer AS text) IS NULL OR i.customer = :customer)
    ), laid AS (
      SELECT own.*, sum(open_minor - own_minor) OVER (PARTITION BY invoice ORDER BY instalment) AS until_here FROM own
    )
    SELECT customer, invoice, number, instalment, currency, document_date, posted_on, due_on, amount_minor, open_minor,
           CAST(own_minor + least(open_minor - own_minor,
                                  greatest(0, whole_minor - (until_here - open_minor + own_minor))) AS bigint)
    FROM laid
    WHERE (customer, due_on, invoice, instalment) > (:after_customer, :after_due_on, :after_invoice, :after_nr)
    ORDER BY customer, due_on, invoice, instalment LIMIT :limit
""")
_UNAPPLIED = text("""
    SELECT customer, document, currency, posted_on, amount_minor, unapplied_minor, held FROM funds
    WHERE entity = :entity AND unapplied_minor > 0 AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      AND (customer, document) > (:after_customer, :after_document)
    ORDER BY customer, document LIMIT :limit
""")
FIRST = ("", date.min, "", 0)


async def open_items(
    connection: AsyncConnection,
    entity: str,
    *,
    customer: str | None,
    after: tuple[str, date, str, int] = FIRST,
    limit: int,
) -> list[OpenItemRow]:
    """What is owed, by customer and due date."""
    after_customer, after_due_on, after_invoice, after_nr = after
    asked = {
        "entity": entity,
        "customer": customer,
        "after_customer": after_customer,
        "after_due_on": after_due_on,
        "after_invoice": after_invoice,
        "after_nr": after_nr,
        "limit": limit,
    }
    return [OpenItemRow(*row) for row in await connection.execute(_OPEN_ITEMS, asked)]


async def unapplied(
    connection: AsyncConnection, entity: str, *, customer: str | None, after: tuple[str, str] = ("", ""), limit: int
) -> list[UnappliedRow]:
    """Money on account and open credits, by customer."""
    asked = {
        "entity": entity,
        "customer": customer,
        "after_customer": after[0],
        "after_document": after[1],
        "limit": limit,
    }
    return [UnappliedRow(*row) for row in await connection.execute(_UNAPPLIED, asked)]
