"""Movements and items: every change of every balance with both of its times, and what is open of each item now."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting import tables
from services.reporting.projections.bulk import add
from services.reporting.subscribed import (
    CreditApplied,
    CreditNoteIssued,
    CreditUnapplied,
    CustomerEvent,
    DisputeOpened,
    DisputeResolved,
    DueEventReported,
    Event,
    Instalment,
    InvoiceCancelled,
    InvoiceIssued,
    MoneyMovedBack,
    MoneyMovedIn,
    MoneyMovedOut,
    Part,
    PaymentAllocated,
    PaymentReceived,
    PaymentReturned,
    PaymentUnapplied,
    ReceivableReduced,
    ReceivableRestored,
    RefundPaid,
)
from shared.events import Recorded

RECEIVABLE, ON_ACCOUNT, OPEN_CREDIT, DISPUTED = "receivable", "on-account", "open-credit", "disputed"
#: Liabilities outside control: paid in advance for an order, and money that came to a bank account from nobody known.
ADVANCE, UNIDENTIFIED = "advance", "unidentified"
SALE = "sale"


class Change(NamedTuple):
    """One change of one item's balance; an item is a document and, of an invoice, the instalment (from 1).

    In the order of the last columns of `movements`.
    """

    effective_on: date
    due_on: date | None
    amount_minor: int
    instalment: int
    currency: str
    kind: str
    change: str
    document: str
    counterpart: str | None = None


class Item(NamedTuple):
    """A row of `items`, in the order of its columns."""

    document: str
    instalment: int
    entity: str
    customer: str
    currency: str
    kind: str
    source: str
    number: str
    document_date: date
    posted_on: date
    due_on: date | None
    amount_minor: int
    open_minor: int
    related: str | None
    related_instalment: int | None
    reference: str | None
    recorded_at: datetime


_OPEN = Item._fields.index("open_minor")


def kind_of(customer: str, order: str | None, document: str = "") -> str:
    """What money is, or a credit, while it settles nothing."""
    if customer.startswith(f"{UNIDENTIFIED}/"):
        return UNIDENTIFIED
    if order is not None:
        return ADVANCE
    return OPEN_CREDIT if "/credit-note/" in document else ON_ACCOUNT


def changes_of(event: Event) -> Iterator[Change]:
    """What an event does to balances. Every kind counts upwards: more on account is a positive amount, too."""
    match event:
        case InvoiceIssued(invoice=invoice, currency=currency, posted_on=day):
            # An invoice that is no sale is owed all the same: its kind stands in the place of "issued".
            change = "issued" if event.kind == SALE else event.kind
            for part in event.instalments:
                yield Change(day, part.due_on, part.amount_minor, part.number, currency, RECEIVABLE, change, invoice)
            for part in event.waiting:
                yield Change(day, None, part.amount_minor, part.number, currency, RECEIVABLE, change, invoice)
        case DueEventReported(invoice=invoice, currency=currency, posted_on=day):
            # The same amount, from among what has no due date to what falls due then.
            amount, number = event.amount_minor, event.instalment
            yield Change(day, None, -amount, number, currency, RECEIVABLE, "dated", invoice)
            yield Change(day, event.due_on, amount, number, currency, RECEIVABLE, "dated", invoice)
        case PaymentReceived(payment=payment, currency=currency, posted_on=day):
            change = "opening-balance" if event.opening else "received"
            kind = kind_of(event.customer, event.order)
            yield Change(day, None, event.amount_minor, 0, currency, kind, change, payment)
        case PaymentAllocated(payment=payment, currency=currency, applied_on=day):
            kind = kind_of(event.customer, event.order)
            yield from _both_sides(event.parts, day, currency, kind, payment, "allocated", -1)
        case InvoiceCancelled(invoice=invoice, currency=currency, posted_on=day):
            change = "cancelled" if event.kind == SALE else f"{event.kind}-cancelled"
            for part in event.instalments:
                yield Change(day, part.due_on, -part.amount_minor, part.number, currency, RECEIVABLE, change, invoice)
            for part in event.waiting:
                yield Change(day, None, -part.amount_minor, part.number, currency, RECEIVABLE, change, invoice)
        case PaymentUnapplied(payment=payment, currency=currency, posted_on=day):
            kind = kind_of(event.customer, event.order)
            yield from _both_sides(event.parts, day, currency, kind, payment, "unapplied", 1)
        case CreditNoteIssued(credit_note=note, currency=currency, posted_on=day):
            yield Change(day, None, event.gross_minor, 0, currency, OPEN_CREDIT, "credited", note)
        case CreditApplied(credit_note=note, currency=currency, applied_on=day):
            yield from _both_sides(event.parts, day, currency, OPEN_CREDIT, note, "credit-applied", -1)
        case CreditUnapplied(credit_note=note, currency=currency, posted_on=day):
            yield from _both_sides(event.parts, day, currency, OPEN_CREDIT, note, "credit-unapplied", 1)
        case _:
            yield from _changes_without_money(event)


def _changes_without_money(event: Event) -> Iterator[Change]:
    """What is taken off instalments, what leaves again, and what is contested."""
    match event:
        case ReceivableReduced(kind=kind, reduction=reduction, currency=currency, posted_on=day):
            sign = 1 if isinstance(event, ReceivableRestored) else -1
            for part in event.parts:
                amount = sign * part.amount_minor
                yield Change(
                    day, part.due_on, amount, part.instalment, currency, RECEIVABLE, kind, part.invoice, reduction
                )
        case PaymentReturned(payment=payment, currency=currency, posted_on=day):
            kind = kind_of(event.customer, event.order)
            yield Change(day, None, -event.amount_minor, 0, currency, kind, "returned", payment)
        case MoneyMovedOut(document=document, currency=currency, posted_on=day):
            kind = kind_of(event.customer, event.order, document)
            yield Change(day, None, -event.amount_minor, 0, currency, kind, "moved-out", document, event.into)
        case (
            MoneyMovedIn(document=document, currency=currency, posted_on=day)
            | MoneyMovedBack(document=document, currency=currency, posted_on=day)
        ):
            kind = kind_of(event.customer, event.order, document)
            yield Change(day, None, event.amount_minor, 0, currency, kind, "moved-in", document, event.origin)
        case RefundPaid(document=document, currency=currency, posted_on=day):
            kind = kind_of(event.customer, event.order, document)
            yield Change(day, None, -event.amount_minor, 0, currency, kind, "refunded", document, event.refund)
        case DisputeOpened(dispute=dispute, currency=currency, opened_on=day):
            yield Change(day, None, event.amount_minor, 0, currency, DISPUTED, "disputed", dispute, event.invoice)
        case DisputeResolved(dispute=dispute, currency=currency, resolved_on=day):
            yield Change(day, None, -event.amount_minor, 0, currency, DISPUTED, "resolved", dispute, event.invoice)
        case _:
            return


def _both_sides(
    parts: Sequence[Part], day: date, currency: str, kind: str, document: str, change: str, sign: int
) -> Iterator[Change]:
    """Money or credit meeting instalments: the same amounts leave both sides, or return to both."""
    for part in parts:
        amount = sign * part.amount_minor
        yield Change(day, part.due_on, amount, part.instalment, currency, RECEIVABLE, change, part.invoice, document)
        yield Change(day, None, amount, 0, currency, kind, change, document, part.invoice)


def items_of(record: Recorded[Event]) -> Iterator[Item]:
    """The items an event brings into being; what is open of them is said by the movements."""
    event = record.event
    match event:
        case InvoiceIssued():
            for part in (*event.instalments, *event.waiting):
                due_on = part.due_on if isinstance(part, Instalment) else None
                yield Item(
                    event.invoice, part.number, event.entity, event.customer, event.currency, RECEIVABLE, event.source,
                    event.number, event.document_date, event.posted_on, due_on, part.amount_minor, 0, event.order,
                    None, event.reference, record.recorded_at,
                )  # fmt: skip
        case PaymentReceived():
            yield Item(
                event.payment, 0, event.entity, event.customer, event.currency, kind_of(event.customer, event.order),
                event.source, event.number, event.document_date, event.posted_on, None, event.amount_minor, 0,
                event.order, None, event.reference, record.recorded_at,
            )  # fmt: skip
        case MoneyMovedIn():
            kind = kind_of(event.customer, event.order, event.document)
            yield Item(
                event.document, 0, event.entity, event.customer, event.currency, kind, "transfer", event.number,
                event.posted_on, event.posted_on, None, event.amount_minor, 0, event.order or event.origin, None,
                event.reference, record.recorded_at,
            )  # fmt: skip
        case CreditNoteIssued():
            yield Item(
                event.credit_note, 0, event.entity, event.customer, event.currency, OPEN_CREDIT, event.source,
                event.number, event.document_date, event.posted_on, None, event.gross_minor, 0, event.against,
                None, event.reason, record.recorded_at,
            )  # fmt: skip
        case DisputeOpened():
            _, _, source, number = event.dispute.split("/")
            yield Item(
                event.dispute, 0, event.entity, event.customer, event.currency, DISPUTED, source,
                number, event.opened_on, event.opened_on, None, event.amount_minor, 0, event.invoice,
                event.instalment, event.reason, record.recorded_at,
            )  # fmt: skip
        case _:
            return


_CHANGE_ITEMS = text("""
    UPDATE items SET open_minor = items.open_minor + c.amount_minor
    FROM unnest(CAST(:documents AS text[]), CAST(:instalments AS int[]), CAST(:amounts AS bigint[]))
      AS c(document, instalment, amount_minor)
    WHERE items.document = c.document AND items.instalment = c.instalment
""")

_DATE_ITEMS = text("""
    UPDATE items SET due_on = d.due_on
    FROM unnest(CAST(:documents AS text[]), CAST(:instalments AS int[]), CAST(:due_ons AS date[]))
      AS d(document, instalment, due_on)
    WHERE items.document = d.document AND items.instalment = d.instalment
""")


#: The events that change a balance. Looked up by type: `isinstance` on a structure asks its metaclass, one by one.
_MOVING = frozenset[type[Event]](
    (
        InvoiceIssued,
        InvoiceCancelled,
        DueEventReported,
        PaymentReceived,
        PaymentAllocated,
        PaymentUnapplied,
        CreditNoteIssued,
        CreditApplied,
        CreditUnapplied,
        DisputeOpened,
        DisputeResolved,
        ReceivableReduced,
        ReceivableRestored,
        PaymentReturned,
        RefundPaid,
        MoneyMovedOut,
        MoneyMovedIn,
        MoneyMovedBack,
    )
)


async def project(connection: AsyncConnection, records: Sequence[Recorded[Event]]) -> None:
    """Write the movements of these events, begin their items, and bring what is open of each item up to date."""
    movements: list[tuple[object, ...]] = []
    begun: dict[tuple[str, int], Item] = {}
    moved: dict[tuple[str, int], int] = {}
    dated: list[DueEventReported] = []
    for record in records:
        event = record.event
        if type(event) not in _MOVING or not isinstance(event, CustomerEvent):
            continue
        for new in items_of(record):
            begun[new.document, new.instalment] = new
        if isinstance(event, DueEventReported):
            dated.append(event)
        for line, change in enumerate(changes_of(event)):
            movements.append((
                record.partition, record.epoch, record.position, line, record.recorded_at, event.entity, event.customer,
                *change,
            ))  # fmt: skip
            item = (change.document, change.instalment)
            moved[item] = moved.get(item, 0) + change.amount_minor
    if not movements:
        return
    await add(connection, tables.movements, movements)
    if begun:
        # Put together by hand: `_replace` takes longer than everything else that is done for an item.
        items = [(*item[:_OPEN], moved.pop(key, 0), *item[_OPEN + 1 :]) for key, item in begun.items()]
        await add(connection, tables.items, items)
    if dated:
        await connection.execute(
            _DATE_ITEMS,
            {
                "documents": [event.invoice for event in dated],
                "instalments": [event.instalment for event in dated],
                "due_ons": [event.due_on for event in dated],
            },
        )
    if moved:
        await connection.execute(
            _CHANGE_ITEMS,
            {
                "documents": [document for document, _ in moved],
                "instalments": [instalment for _, instalment in moved],
                "amounts": list(moved.values()),
            },
        )
