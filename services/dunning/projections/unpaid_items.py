"""Unpaid instalments: what is open of them, whether the ledger announced their due date, and when they were taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.dunning.domain.desk import Party, Share
from services.dunning.domain.evaluation import Item
from services.dunning.domain.obligation import ObligationCreated
from services.dunning.projections.customers import columns_of
from services.dunning.subscribed import (
    CreditApplied,
    CreditUnapplied,
    DueEventReported,
    Instalment,
    InvoiceCancelled,
    InvoiceIssued,
    Milestone,
    PaymentAllocated,
    PaymentUnapplied,
    ReceivableReduced,
    ReceivableRestored,
)
from shared.events import Recorded

Place = tuple[str, int]  # invoice and instalment

_INSERT = text("""
    INSERT INTO items (invoice, instalment, partition, entity, customer, currency, due_on, open_minor)
    SELECT * FROM unnest(
      CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:partitions AS int[]), CAST(:entities AS text[]),
      CAST(:customers AS text[]), CAST(:currencies AS text[]), CAST(:due_ons AS date[]), CAST(:opens AS bigint[]))
""")
_CHANGE = text("""
    UPDATE items SET open_minor = items.open_minor + c.change
    FROM unnest(CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:changes AS bigint[]))
      AS c(invoice, instalment, change)
    WHERE items.invoice = c.invoice AND items.instalment = c.instalment
""")
_ANNOUNCE = text("""
    UPDATE items SET milestone = m.milestone, milestone_on = m.milestone_on, milestone_at = m.milestone_at
    FROM unnest(CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:milestones AS text[]),
                CAST(:dates AS date[]), CAST(:places AS text[]))
      AS m(invoice, instalment, milestone, milestone_on, milestone_at)
    WHERE items.invoice = m.invoice AND items.instalment = m.instalment
""")
# GREATEST leaves nulls out of account: an item never taken before is taken on the new date.
_TAKE = text("""
    UPDATE items SET
      taken_before = CASE WHEN items.taken_on < t.taken_on THEN items.taken_on ELSE items.taken_before END,
      taken_on = greatest(items.taken_on, t.taken_on)
    FROM unnest(CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:taken_ons AS date[]))
      AS t(invoice, instalment, taken_on)
    WHERE items.invoice = t.invoice AND items.instalment = t.instalment
""")
_COLUMNS = """items.entity, items.customer, invoice, instalment, currency, due_on, open_minor, milestone, taken_on,
    taken_before"""
_OF_PARTIES = text(f"""
    SELECT {_COLUMNS} FROM items
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
      USING (entity, customer)
    WHERE open_minor > 0
""")  # noqa: S608 - static pieces
_OF_SHARES = text(f"""
    SELECT {_COLUMNS} FROM items
    JOIN unnest(CAST(:entities AS text[]), CAST(:partitions AS int[])) AS wanted(entity, partition)
      USING (entity, partition)
    WHERE open_minor > 0 AND milestone IS NOT NULL
""")  # noqa: S608 - static pieces
_MILESTONES = text("""
    SELECT invoice, instalment, milestone, milestone_on, milestone_at FROM items
    JOIN unnest(CAST(:invoices AS text[]), CAST(:instalments AS int[])) AS wanted(invoice, instalment)
      USING (invoice, instalment)
    WHERE milestone IS NOT NULL
""")


async def project(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
    """Add new instalments, then what a batch changes of them: amounts in any order, of milestones the last."""
    begun = [record for record in records if isinstance(record.event, InvoiceIssued | DueEventReported)]
    if begun:
        await _insert(connection, begun)
    changes = _changes(record.event for record in records)
    if changes:
        await connection.execute(_CHANGE, {**_places(list(changes)), "changes": list(changes.values())})
    announced = {
        (record.event.invoice, record.event.instalment): record
        for record in records
        if isinstance(record.event, Milestone)
    }
    if announced:
        await connection.execute(
            _ANNOUNCE,
            {
                **_places(list(announced)),
                "milestones": [record.type for record in announced.values()],
                "dates": [record.event.date for record in announced.values()],
                "places": [str(record.at) for record in announced.values()],
            },
        )


async def _insert(connection: AsyncConnection, begun: Sequence[Recorded[InvoiceIssued | DueEventReported]]) -> None:
    rows = [(record, part) for record in begun for part in instalments_of(record.event)]
    await connection.execute(
        _INSERT,
        {
            "invoices": [record.event.invoice for record, _ in rows],
            "instalments": [instalment.number for _, instalment in rows],
            "partitions": [record.partition for record, _ in rows],
            "entities": [record.event.entity for record, _ in rows],
            "customers": [record.event.customer for record, _ in rows],
            "currencies": [record.event.currency for record, _ in rows],
            "due_ons": [instalment.due_on for _, instalment in rows],
            "opens": [instalment.amount_minor for _, instalment in rows],
        },
    )


def instalments_of(event: InvoiceIssued | DueEventReported) -> tuple[Instalment, ...]:
    """What an event gives a due date."""
    match event:
        case InvoiceIssued():
            return event.instalments
        case DueEventReported():
            return (Instalment(number=event.instalment, due_on=event.due_on, amount_minor=event.amount_minor),)


def _changes(events: Iterable[object]) -> dict[Place, int]:
    changes: dict[Place, int] = {}

    def add(place: Place, minor: int) -> None:
        changes[place] = changes.get(place, 0) + minor

    for event in events:
        match event:
            case PaymentAllocated(parts=parts) | CreditApplied(parts=parts) | ReceivableReduced(parts=parts):
                for part in parts:
                    add((part.invoice, part.instalment), -part.amount_minor)
            case PaymentUnapplied(parts=parts) | CreditUnapplied(parts=parts) | ReceivableRestored(parts=parts):
                for part in parts:
                    add((part.invoice, part.instalment), part.amount_minor)
            case InvoiceCancelled(invoice=invoice, instalments=instalments):
                for instalment in instalments:
                    add((invoice, instalment.number), -instalment.amount_minor)
            case _:
                continue
    return changes


async def take(connection: AsyncConnection, created: Sequence[ObligationCreated]) -> None:
    """Note which items the new obligations speak of."""
    taken: dict[Place, date] = {}
    for event in created:
        for item in event.items:
            place = item.invoice, item.instalment
            taken[place] = max(event.date, taken.get(place, event.date))
    if taken:
        await connection.execute(_TAKE, {**_places(list(taken)), "taken_ons": list(taken.values())})


def _places(places: Sequence[Place]) -> dict[str, list[Any]]:
    return {"invoices": [invoice for invoice, _ in places], "instalments": [number for _, number in places]}


# ---------------------------------------------------------------- queries


async def of_customers(connection: AsyncConnection, parties: Sequence[Party]) -> dict[Party, list[Item]]:
    """All unpaid items of some customers."""
    return _by_customer(await connection.execute(_OF_PARTIES, columns_of(parties)))


async def announced(
    connection: AsyncConnection, shares: Sequence[Share], *, without: date | None = None
) -> dict[Party, list[Item]]:
    """The unpaid items of whole partitions whose due date has been announced; `without` one day's obligations."""
    wanted = {"entities": [entity for entity, _ in shares], "partitions": [partition for _, partition in shares]}
    return _by_customer(await connection.execute(_OF_SHARES, wanted), without)


@dataclass(frozen=True, slots=True)
class Announcement:
    """The latest milestone of an item, and where the ledger told of it."""

    milestone: str
    date: date
    position: str


async def announcements(connection: AsyncConnection, places: Sequence[Place]) -> dict[Place, Announcement]:
    """The latest milestone of each item, if there was one."""
    rows = await connection.execute(_MILESTONES, _places(places))
    return {
        (row.invoice, row.instalment): Announcement(row.milestone, row.milestone_on, row.milestone_at) for row in rows
    }


def _by_customer(rows: Iterable[Row[Any]], without: date | None = None) -> dict[Party, list[Item]]:
    found: dict[Party, list[Item]] = {}
    for row in rows:
        taken_on = row.taken_before if without is not None and row.taken_on == without else row.taken_on
        item = Item(
            invoice=row.invoice,
            instalment=row.instalment,
            due_on=row.due_on,
            currency=row.currency,
            open_minor=row.open_minor,
            announced=row.milestone is not None,
            taken_on=taken_on,
        )
        found.setdefault((row.entity, row.customer), []).append(item)
    return found
