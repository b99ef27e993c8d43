"""What each customer owes and how it has paid, by currency: sums kept up with every event of the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.credit.domain.book import Party
from services.credit.domain.standing import Behaviour, Exposure
from services.credit.projections.customers import columns_of
from services.credit.subscribed import (
    CreditApplied,
    CreditNoteIssued,
    CreditUnapplied,
    DisputeOpened,
    DisputeResolved,
    DueEventReported,
    InvoiceAged,
    InvoiceBecameOverdue,
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

#: Money of nobody known belongs to the bank account it came to.
_UNIDENTIFIED = "unidentified/"
Place = tuple[str, int]  # invoice and instalment
Account = tuple[str, str, str]  # entity, customer and currency
Advance = tuple[str, str, str, str]  # entity, customer, order and currency

_INSERT_ITEMS = text("""
    INSERT INTO items (invoice, instalment, entity, customer, currency, due_on, open_minor)
    SELECT * FROM unnest(
      CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:entities AS text[]), CAST(:customers AS text[]),
      CAST(:currencies AS text[]), CAST(:due_ons AS date[]), CAST(:opens AS bigint[]))
""")
# One pass over the items that change: what they were, what they are now, and the difference onto their accounts.
_CHANGE_ITEMS = text("""
    WITH before AS MATERIALIZED (
      SELECT i.*, i.open_minor + c.opened AS open_now, i.paid_minor + c.paid AS paid_now,
        i.overdue OR c.overdue AS overdue_now,
        greatest(CASE WHEN c.reopened THEN NULL ELSE i.paid_on END, c.paid_on) AS paid_on_now
      FROM unnest(CAST(:invoices AS text[]), CAST(:instalments AS int[]), CAST(:opened AS bigint[]),
                  CAST(:paid AS bigint[]), CAST(:paid_ons AS date[]), CAST(:reopened AS bool[]),
                  CAST(:overdue AS bool[])) AS c(invoice, instalment, opened, paid, paid_on, reopened, overdue)
      JOIN items i ON i.invoice = c.invoice AND i.instalment = c.instalment),
    now AS MATERIALIZED (
      SELECT *, CASE WHEN open_now = 0 AND paid_now > 0 THEN greatest(paid_on_now - due_on, 0) END AS days_late_now
      FROM before),
    written AS (
      UPDATE items SET open_minor = now.open_now, paid_minor = now.paid_now, overdue = now.overdue_now,
        paid_on = now.paid_on_now, days_late = now.days_late_now
      FROM now WHERE items.invoice = now.invoice AND items.instalment = now.instalment)
    INSERT INTO accounts AS a
      (entity, customer, currency, overdue_minor, settled, on_time, paid_minor, minor_days_late)
    SELECT entity, customer, currency,
      sum(CASE WHEN overdue_now THEN open_now ELSE 0 END - CASE WHEN overdue THEN open_minor ELSE 0 END),
      count(days_late_now) - count(days_late),
      count(*) FILTER (WHERE days_late_now = 0) - count(*) FILTER (WHERE days_late = 0),
      coalesce(sum(paid_now) FILTER (WHERE days_late_now IS NOT NULL), 0)
        - coalesce(sum(paid_minor) FILTER (WHERE days_late IS NOT NULL), 0),
      coalesce(sum(CAST(paid_now AS numeric) * days_late_now), 0)
        - coalesce(sum(CAST(paid_minor AS numeric) * days_late), 0)
    FROM now GROUP BY entity, customer, currency
    ON CONFLICT (entity, customer, currency) DO UPDATE SET
      overdue_minor = a.overdue_minor + excluded.overdue_minor, settled = a.settled + excluded.settled,
      on_time = a.on_time + excluded.on_time, paid_minor = a.paid_minor + excluded.paid_minor,
      minor_days_late = a.minor_days_late + excluded.minor_days_late
""")
_CHANGE_ACCOUNTS = text("""
    INSERT INTO accounts AS a
      (entity, customer, currency, receivable_minor, on_account_minor, open_credit_minor, open_disputes)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:currencies AS text[]),
      CAST(:receivables AS bigint[]), CAST(:on_accounts AS bigint[]), CAST(:open_credits AS bigint[]),
      CAST(:disputes AS int[]))
    ON CONFLICT (entity, customer, currency) DO UPDATE SET
      receivable_minor = a.receivable_minor + excluded.receivable_minor,
      on_account_minor = a.on_account_minor + excluded.on_account_minor,
      open_credit_minor = a.open_credit_minor + excluded.open_credit_minor,
      open_disputes = a.open_disputes + excluded.open_disputes
""")
_CHANGE_ADVANCES = text("""
    INSERT INTO advances AS a (entity, customer, "order", currency, advance_minor)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:orders AS text[]), CAST(:currencies AS text[]),
      CAST(:advances AS bigint[]))
    ON CONFLICT (entity, customer, "order", currency) DO UPDATE
    SET advance_minor = a.advance_minor + excluded.advance_minor
""")
_ADVANCES = text("""
    SELECT a.entity, a.customer, a."order", a.currency, a.advance_minor FROM advances a
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:orders AS text[]))
      AS wanted(entity, customer, "order")
      ON a.entity = wanted.entity AND a.customer = wanted.customer AND a."order" = wanted."order"
""")
_READ = text("""
    SELECT a.*, coalesce(worst.days_late, 0) AS days_late_max FROM accounts a
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
      ON a.entity = wanted.entity AND a.customer = wanted.customer
    LEFT JOIN LATERAL (
      SELECT days_late FROM items i
      WHERE i.entity = a.entity AND i.customer = a.customer AND i.currency = a.currency AND i.days_late IS NOT NULL
      ORDER BY i.days_late DESC LIMIT 1) AS worst ON true
""")


@dataclass(slots=True)
class _Item:
    """What a batch does to one instalment, taken together."""

    opened: int = 0
    paid: int = 0
    paid_on: date | None = None
    reopened: bool = False
    overdue: bool = False


@dataclass(slots=True)
class _Account:
    """What a batch does to one account, apart from what follows from its items."""

    receivable: int = 0
    on_account: int = 0
    open_credit: int = 0
    disputes: int = 0


@dataclass(slots=True)
class _Changes:
    """A batch of events, added up."""

    begun: list[tuple[InvoiceIssued | DueEventReported, int, date, int]] = field(
        default_factory=list[tuple[InvoiceIssued | DueEventReported, int, date, int]]
    )
    items: dict[Place, _Item] = field(default_factory=dict[Place, _Item])
    accounts: dict[Account, _Account] = field(default_factory=dict[Account, _Account])
    advances: dict[Advance, int] = field(default_factory=dict[Advance, int])

    def item(self, invoice: str, instalment: int) -> _Item:
        place = (invoice, instalment)
        if (item := self.items.get(place)) is None:
            item = self.items[place] = _Item()
        return item

    def account(self, event: Any) -> _Account:
        place = (event.entity, event.customer, event.currency)
        if (account := self.accounts.get(place)) is None:
            account = self.accounts[place] = _Account()
        return account

    def take(self, event: Any) -> None:
        match event:
            case InvoiceIssued():
                self.begun += [(event, part.number, part.due_on, part.amount_minor) for part in event.instalments]
                self.account(event).receivable += event.gross_minor
            case DueEventReported():
                self.begun.append((event, event.instalment, event.due_on, event.amount_minor))
            case PaymentReceived():
                self.hold(event, event.amount_minor)
            case PaymentAllocated():
                total = self.settle(event.parts, paid_on=event.applied_on)
                self.account(event).receivable -= total
                self.hold(event, -total)
            case InvoiceBecameOverdue() | InvoiceAged():
                self.item(event.invoice, event.instalment).overdue = True
            case PaymentUnapplied():
                total = self.reopen(event.parts, paid=True)
                self.account(event).receivable += total
                self.hold(event, total)
            case CreditNoteIssued():
                self.account(event).open_credit += event.gross_minor
            case CreditApplied():
                total = self.settle(event.parts, paid_on=None)
                account = self.account(event)
                account.open_credit -= total
                account.receivable -= total
            case CreditUnapplied():
                total = self.reopen(event.parts, paid=False)
                account = self.account(event)
                account.open_credit += total
                account.receivable += total
            case ReceivableReduced():
                self.account(event).receivable -= self.settle(event.parts, paid_on=None)
            case ReceivableRestored():
                self.account(event).receivable += self.reopen(event.parts, paid=False)
            case InvoiceCancelled():
                for instalment in event.instalments:
                    self.item(event.invoice, instalment.number).opened -= instalment.amount_minor
                    self.account(event).receivable -= instalment.amount_minor
                self.account(event).receivable -= sum(waiting.amount_minor for waiting in event.waiting)
            case DisputeOpened():
                self.account(event).disputes += 1
            case DisputeResolved():
                self.account(event).disputes -= 1
            case _:
                self.take_what_left(event)

    def take_what_left(self, event: Any) -> None:
        match event:
            case PaymentReturned():
                self.hold(event, -event.amount_minor)
            case RefundPaid() | MoneyMovedOut():
                self.hold(event, -event.amount_minor, event.document)
            case MoneyMovedIn() | MoneyMovedBack():
                self.hold(event, event.amount_minor, event.document)
            case _:
                pass

    def hold(self, event: Any, amount_minor: int, document: str = "") -> None:
        """More or less is on account, or open as credit. What is paid in advance for an order lessens what that order
        takes of the limit, and no exposure; money of nobody known lessens nothing."""
        if event.customer.startswith(_UNIDENTIFIED):
            return
        if event.order is not None:
            place = (event.entity, event.customer, event.order, event.currency)
            self.advances[place] = self.advances.get(place, 0) + amount_minor
            return
        account = self.account(event)
        if "/credit-note/" in document:
            account.open_credit += amount_minor
        else:
            account.on_account += amount_minor

    def settle(self, parts: Iterable[Part], *, paid_on: date | None) -> int:
        """Money, which has a day, or a credit takes its part of instalments; the sum of the parts."""
        total = 0
        for part in parts:
            total += part.amount_minor
            item = self.item(part.invoice, part.instalment)
            item.opened -= part.amount_minor
            if paid_on is not None:
                item.paid += part.amount_minor
                item.paid_on = paid_on if item.paid_on is None else max(item.paid_on, paid_on)
        return total

    def reopen(self, parts: Iterable[Part], *, paid: bool) -> int:
        """Instalments are open again; when money came last is then counted from what comes next."""
        total = 0
        for part in parts:
            total += part.amount_minor
            item = self.item(part.invoice, part.instalment)
            item.opened += part.amount_minor
            if paid:
                item.paid -= part.amount_minor
                item.paid_on, item.reopened = None, True
        return total


async def project(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
    """Add up what a batch changes, and write it in a statement for each table."""
    changes = _Changes()
    for record in records:
        changes.take(record.event)
    if changes.advances:
        await _change_advances(connection, changes.advances)
    if changes.begun:
        await connection.execute(_INSERT_ITEMS, _columns_of_items(changes.begun))
    if changes.items:
        items = changes.items.values()
        await connection.execute(
            _CHANGE_ITEMS,
            {
                "invoices": [invoice for invoice, _ in changes.items],
                "instalments": [instalment for _, instalment in changes.items],
                "opened": [item.opened for item in items],
                "paid": [item.paid for item in items],
                "paid_ons": [item.paid_on for item in items],
                "reopened": [item.reopened for item in items],
                "overdue": [item.overdue for item in items],
            },
        )
    if changes.accounts:
        accounts = changes.accounts.values()
        await connection.execute(
            _CHANGE_ACCOUNTS,
            {
                "entities": [entity for entity, _, _ in changes.accounts],
                "customers": [customer for _, customer, _ in changes.accounts],
                "currencies": [currency for _, _, currency in changes.accounts],
                "receivables": [account.receivable for account in accounts],
                "on_accounts": [account.on_account for account in accounts],
                "open_credits": [account.open_credit for account in accounts],
                "disputes": [account.disputes for account in accounts],
            },
        )


async def _change_advances(connection: AsyncConnection, advances: dict[Advance, int]) -> None:
    await connection.execute(
        _CHANGE_ADVANCES,
        {
            "entities": [entity for entity, _, _, _ in advances],
            "customers": [customer for _, customer, _, _ in advances],
            "orders": [order for _, _, order, _ in advances],
            "currencies": [currency for _, _, _, currency in advances],
            "advances": list(advances.values()),
        },
    )


async def read_advances(connection: AsyncConnection, orders: Sequence[tuple[str, str, str]]) -> dict[Advance, int]:
    """What customers have paid in advance for orders (entity, customer, order), and is not applied yet."""
    wanted = {
        "entities": [entity for entity, _, _ in orders],
        "customers": [customer for _, customer, _ in orders],
        "orders": [order for _, _, order in orders],
    }
    rows = await connection.execute(_ADVANCES, wanted)
    return {(row.entity, row.customer, row.order, row.currency): row.advance_minor for row in rows}


def _columns_of_items(begun: Sequence[tuple[InvoiceIssued | DueEventReported, int, date, int]]) -> dict[str, list[Any]]:
    return {
        "invoices": [event.invoice for event, _, _, _ in begun],
        "instalments": [number for _, number, _, _ in begun],
        "entities": [event.entity for event, _, _, _ in begun],
        "customers": [event.customer for event, _, _, _ in begun],
        "currencies": [event.currency for event, _, _, _ in begun],
        "due_ons": [due_on for _, _, due_on, _ in begun],
        "opens": [amount_minor for _, _, _, amount_minor in begun],
    }


async def read(
    connection: AsyncConnection, parties: Sequence[Party]
) -> tuple[dict[Party, dict[str, Exposure]], dict[Party, dict[str, Behaviour]]]:
    """What customers owe, and how they have paid, by currency."""
    exposures: dict[Party, dict[str, Exposure]] = {}
    behaviours: dict[Party, dict[str, Behaviour]] = {}
    for row in await connection.execute(_READ, columns_of(parties)):
        party = (row.entity, row.customer)
        exposures.setdefault(party, {})[row.currency] = Exposure(
            receivable_minor=row.receivable_minor,
            on_account_minor=row.on_account_minor,
            open_credit_minor=row.open_credit_minor,
            overdue_minor=row.overdue_minor,
            open_disputes=row.open_disputes,
        )
        behaviours.setdefault(party, {})[row.currency] = Behaviour(
            settled=row.settled,
            on_time=row.on_time,
            paid_minor=row.paid_minor,
            minor_days_late=int(row.minor_days_late),
            days_late_max=row.days_late_max,
        )
    return exposures, behaviours
