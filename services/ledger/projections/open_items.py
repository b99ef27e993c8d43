"""What is owed and what money waits: instalments, payments and credit notes, and what settles what."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.due_dates import Instalment
from services.ledger.domain.due_event import DueEventReported
from services.ledger.domain.holding import UNIDENTIFIED
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentReturned, PaymentUnapplied
from services.ledger.domain.payout import RefundPaid
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut
from services.ledger.domain.valuation import by_instalment
from shared.database import copy_rows
from shared.events import Recorded

_ITEM_COLUMNS = (
    "invoice", "instalment", "entity", "customer", "partition", "currency", "number", "reference", "document_date",
    "posted_on", "due_on", "due_event", "amount_minor", "open_minor", "open_from", "kind", "order_number",
    "discounted", "functional_minor",
)  # fmt: skip
_FUNDS_COLUMNS = (
    "document", "entity", "customer", "currency", "reference", "posted_on", "amount_minor", "unapplied_minor",
    "unapplied_from", "held", "value_on", "paid_out_minor", "order_number", "functional_minor",
)  # fmt: skip
_ALLOCATION_COLUMNS = (
    "partition", "position", "line", "document", "invoice", "instalment", "counts_from", "amount_minor", "rule",
    "receivable_functional_minor", "money_functional_minor",
)  # fmt: skip
_CHANGE_ITEMS = text("""
    UPDATE items SET open_minor = items.open_minor + c.change, open_from = greatest(items.open_from, c.open_from),
                     functional_minor = items.functional_minor + c.functional
    FROM unnest(CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:changes AS bigint[]),
                CAST(:open_from AS date[]), CAST(:functional AS bigint[]))
      AS c(invoice, instalment, change, open_from, functional)
    WHERE items.invoice = c.invoice AND items.instalment = c.instalment
""")
_CHANGE_FUNDS = text("""
    UPDATE funds SET unapplied_minor = funds.unapplied_minor + c.change,
                     unapplied_from = greatest(funds.unapplied_from, c.unapplied_from),
                     paid_out_minor = funds.paid_out_minor + c.paid_out,
                     functional_minor = funds.functional_minor + c.functional
    FROM unnest(CAST(:documents AS text[]), CAST(:changes AS bigint[]), CAST(:unapplied_from AS date[]),
                CAST(:paid_out AS bigint[]), CAST(:functional AS bigint[]))
      AS c(document, change, unapplied_from, paid_out, functional)
    WHERE funds.document = c.document
""")
_DATE_ITEMS = text("""
    UPDATE items SET due_on = d.due_on, open_from = greatest(items.open_from, d.open_from)
    FROM unnest(CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:due_on AS date[]),
                CAST(:open_from AS date[])) AS d(invoice, instalment, due_on, open_from)
    WHERE items.invoice = d.invoice AND items.instalment = d.instalment
""")
Applying = PaymentAllocated | CreditApplied
TakingBack = PaymentUnapplied | CreditUnapplied


@dataclass(slots=True)
class _Changes:
    """What a batch of events does to the tables, each row once."""

    invoices: list[tuple[int, InvoiceIssued]] = field(default_factory=list[tuple[int, InvoiceIssued]])
    funds: list[PaymentReceived | CreditNoteIssued | MoneyMovedIn] = field(
        default_factory=list[PaymentReceived | CreditNoteIssued | MoneyMovedIn]
    )
    dated: list[DueEventReported] = field(default_factory=list[DueEventReported])
    item_changes: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict[tuple[str, int], int](int))
    open_from: dict[tuple[str, int], date] = field(default_factory=dict[tuple[str, int], date])
    funds_changes: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))
    unapplied_from: dict[str, date] = field(default_factory=dict[str, date])
    paid_out: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))
    allocations: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    #: In the entity's own currency, of instalments and of money in another.
    item_values: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict[tuple[str, int], int](int))
    funds_values: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))

    def take(self, record: Recorded[LedgerEvent]) -> None:
        match record.event:
            case InvoiceIssued() as event:
                self.invoices.append((record.partition, event))
            case PaymentReceived() | CreditNoteIssued() | MoneyMovedIn() as event:
                self.funds.append(event)
            case PaymentAllocated(payment=document) | CreditApplied(credit_note=document) as event:
                self._move(record, document, event, event.applied_on, event.rule, sign=-1)
            case PaymentUnapplied(payment=document) | CreditUnapplied(credit_note=document) as event:
                self._move(record, document, event, event.posted_on, "taken-back", sign=1)
                self.unapplied_from[document] = max(self.unapplied_from.get(document, date.min), event.posted_on)
                self._open_again(event)
            case ReceivableReduced() as event:
                self._change_items(record, event.reduction, event, event.posted_on, event.kind, sign=-1)
            case ReceivableRestored() as event:
                self._change_items(record, event.reduction, event, event.posted_on, "taken-back", sign=1)
                self._open_again(event)
            case (
                PaymentReturned(payment=document) | RefundPaid(document=document) | MoneyMovedOut(document=document)
            ) as event:
                self.funds_changes[document] -= event.amount_minor
                self.paid_out[document] += event.amount_minor
                left = event.held_functional_minor if isinstance(event, RefundPaid) else event.functional_minor
                if left is not None:
                    self.funds_values[document] -= left
            case MoneyMovedBack(document=document) as event:
                self.funds_changes[document] += event.amount_minor
                self.paid_out[document] -= event.amount_minor
                if event.functional_minor is not None:
                    self.funds_values[document] += event.functional_minor
                self.unapplied_from[document] = max(self.unapplied_from.get(document, date.min), event.posted_on)
            case InvoiceCancelled() as event:
                for instalment in (*event.instalments, *event.waiting):
                    self.item_changes[event.invoice, instalment.number] -= instalment.amount_minor
                for number, value in by_instalment(event).items():
                    self.item_values[event.invoice, number] -= value
            case DueEventReported() as event:
                self.dated.append(event)
            case _:
                pass

    def _open_again(self, event: TakingBack | ReceivableRestored) -> None:
        for part in event.parts:
            place = (part.invoice, part.instalment)
            self.open_from[place] = max(self.open_from.get(place, date.min), event.posted_on)

    def _move(
        self,
        record: Recorded[LedgerEvent],
        document: str,
        event: Applying | TakingBack,
        counts_from: date,
        rule: str,
        *,
        sign: int,
    ) -> None:
        self.funds_changes[document] += sign * sum(part.amount_minor for part in event.parts)
        if event.values:
            self.funds_values[document] += sign * sum(value.money_minor for value in event.values)
        self._change_items(record, document, event, counts_from, rule, sign=sign)

    def _change_items(
        self,
        record: Recorded[LedgerEvent],
        document: str,
        event: Applying | TakingBack | ReceivableReduced | ReceivableRestored,
        counts_from: date,
        rule: str,
        *,
        sign: int,
    ) -> None:
        for line, (part, value) in enumerate(zip_longest(event.parts, event.values)):
            self.item_changes[part.invoice, part.instalment] += sign * part.amount_minor
            if value:
                self.item_values[part.invoice, part.instalment] += sign * value.receivable_minor
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
                    -sign * value.receivable_minor if value else None,
                    -sign * value.money_minor if value else None,
                )
            )


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Enter new documents and change the open amounts of old ones, each table once."""
    changes = _Changes()
    for record in records:
        changes.take(record)
    if changes.invoices:
        await copy_rows(connection, "items", _ITEM_COLUMNS, _new_items(changes))
    if changes.dated:
        await connection.execute(
            _DATE_ITEMS,
            {
                "invoices": [event.invoice for event in changes.dated],
                "instalments": [event.instalment for event in changes.dated],
                "due_on": [event.due_on for event in changes.dated],
                "open_from": [event.posted_on for event in changes.dated],
            },
        )
    if changes.funds:
        await copy_rows(connection, "funds", _FUNDS_COLUMNS, _new_funds(changes))
    if changes.item_changes:
        places = list(changes.item_changes)
        await connection.execute(
            _CHANGE_ITEMS,
            {
                "invoices": [invoice for invoice, _ in places],
                "instalments": [instalment for _, instalment in places],
                "changes": list(changes.item_changes.values()),
                "open_from": [changes.open_from.get(place) for place in places],
                "functional": [changes.item_values.get(place, 0) for place in places],
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
                "paid_out": [changes.paid_out.get(document, 0) for document in documents],
                "functional": [changes.funds_values.get(document, 0) for document in documents],
            },
        )
    if changes.allocations:
        await copy_rows(connection, "allocations", _ALLOCATION_COLUMNS, changes.allocations)


def _new_items(changes: _Changes) -> list[tuple[Any, ...]]:
    """New instalments, as the rest of the batch leaves them."""
    changed, open_from = changes.item_changes, changes.open_from
    values = {
        (event.invoice, number): value + changes.item_values.pop((event.invoice, number), 0)
        for _, event in changes.invoices
        if event.functional_minor is not None
        for number, value in by_instalment(event).items()
    }
    return [
        (
            event.invoice,
            instalment.number,
            event.entity,
            event.customer,
            partition,
            event.currency,
            event.number,
            event.reference,
            event.document_date,
            event.posted_on,
            instalment.due_on if isinstance(instalment, Instalment) else None,
            None if isinstance(instalment, Instalment) else instalment.due.event,
            instalment.amount_minor,
            instalment.amount_minor + (changed.pop((event.invoice, instalment.number), 0) if changed else 0),
            max(event.posted_on, open_from.get((event.invoice, instalment.number), event.posted_on)),
            event.kind,
            event.order,
            bool(event.discounts),
            values.get((event.invoice, instalment.number)),
        )
        for partition, event in changes.invoices
        for instalment in (*event.instalments, *event.waiting)
    ]


def _new_funds(changes: _Changes) -> list[tuple[Any, ...]]:
    """New payments and credit notes, as the rest of the batch leaves them."""
    rows: list[tuple[Any, ...]] = []
    for event in changes.funds:
        value = event.functional_minor
        match event:
            case PaymentReceived(payment=document) | MoneyMovedIn(document=document):
                amount_minor, reference, held, order = event.amount_minor, event.reference, event.held, event.order
                value_on = event.value_date or event.posted_on
            case CreditNoteIssued(credit_note=document, gross_minor=amount_minor):
                reference, held, order, value_on = None, False, None, event.posted_on
        rows.append(
            (
                document,
                event.entity,
                event.customer,
                event.currency,
                reference,
                event.posted_on,
                amount_minor,
                amount_minor + changes.funds_changes.pop(document, 0),
                max(event.posted_on, changes.unapplied_from.get(document, event.posted_on)),
                held,
                value_on,
                changes.paid_out.pop(document, 0),
                order,
                None if value is None else value + changes.funds_values.pop(document, 0),
            )
        )
    return rows


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
class WaitingRow:
    """An instalment that is owed, and the event it waits for."""

    customer: str
    invoice: str
    number: str
    instalment: int
    currency: str
    document_date: date
    posted_on: date
    amount_minor: int
    due_event: str


@dataclass(frozen=True, slots=True)
class UnappliedRow:
    """A payment or credit note with something left; with an `order` it is an advance for it."""

    customer: str
    document: str
    currency: str
    posted_on: date
    amount_minor: int
    unapplied_minor: int
    held: bool
    reference: str | None
    order: str | None


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
      WHERE i.entity = :entity AND i.open_minor > 0 AND i.due_on IS NOT NULL
        AND (CAST(:customer AS text) IS NULL OR i.customer = :customer)
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
    SELECT customer, document, currency, posted_on, amount_minor, unapplied_minor, held, reference, order_number
    FROM funds
    WHERE entity = :entity AND unapplied_minor > 0 AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      AND starts_with(customer, :unidentified) = :nobodys
      AND (customer, document) > (:after_customer, :after_document)
    ORDER BY customer, document LIMIT :limit
""")
_WAITING = text("""
    SELECT customer, invoice, number, instalment, currency, document_date, posted_on, amount_minor, due_event FROM items
    WHERE entity = :entity AND open_minor > 0 AND due_on IS NULL
      AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      AND (CAST(:due_event AS text) IS NULL OR due_event = :due_event)
      AND (CAST(:issued_before AS date) IS NULL OR document_date < :issued_before)
      AND (document_date, invoice, instalment) > (:after_day, :after_invoice, :after_nr)
    ORDER BY document_date, invoice, instalment LIMIT :limit
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


async def waiting(
    connection: AsyncConnection,
    entity: str,
    *,
    customer: str | None = None,
    due_event: str | None = None,
    issued_before: date | None = None,
    after: tuple[date, str, int] = (date.min, "", 0),
    limit: int,
) -> list[WaitingRow]:
    """What is owed and waits for an event, the longest waiting first."""
    asked = {
        "entity": entity,
        "customer": customer,
        "due_event": due_event,
        "issued_before": issued_before,
        "after_day": after[0],
        "after_invoice": after[1],
        "after_nr": after[2],
        "limit": limit,
    }
    return [WaitingRow(*row) for row in await connection.execute(_WAITING, asked)]


async def unapplied(
    connection: AsyncConnection,
    entity: str,
    *,
    customer: str | None,
    nobodys: bool = False,
    after: tuple[str, str] = ("", ""),
    limit: int,
) -> list[UnappliedRow]:
    """Money on account, advances and open credits, by customer; or what is `nobodys` yet, by bank account."""
    asked = {
        "entity": entity,
        "customer": customer,
        "nobodys": nobodys,
        "unidentified": UNIDENTIFIED,
        "after_customer": after[0],
        "after_document": after[1],
        "limit": limit,
    }
    return [UnappliedRow(*row) for row in await connection.execute(_UNAPPLIED, asked)]
