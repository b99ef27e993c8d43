"""The journal of the double entry, and the sums over it: trial balance and control balances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.accounts import AccountsMapped
from services.ledger.domain.chart import CONTROL, AccountRule, Chart, SalesEvent, default_chart
from services.ledger.domain.dimensions import Companions, Dimensions
from services.ledger.domain.entity import EntityConfigured
from services.ledger.domain.invoice import InvoiceCancelled
from services.ledger.domain.journal import JOURNALLED, lines
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.projections import master_data
from shared.database import copy_rows
from shared.events import Recorded

_COLUMNS = (
    "partition", "position", "line", "entity", "customer", "currency", "account", "role", "posted_on", "amount_minor",
    "tax_code", "functional_minor", "document", "dimensions",
)  # fmt: skip
_CHARTS = text("""
    SELECT e.entity, e.calendar, e.functional_currency, m.valid_from, m.rules
    FROM entities e LEFT JOIN account_mappings m ON m.entity = e.entity WHERE e.entity = ANY(CAST(:entities AS text[]))
""")
_OF_INVOICES = text("""
    SELECT e.stream, j.dimensions FROM events e
    JOIN journal j ON j.partition = e.partition AND j.position = e.position AND j.line = 0
    WHERE e.stream = ANY(CAST(:invoices AS text[])) AND e.version = 1
""")
_TRIAL_BALANCE = text("""
    SELECT account, role, currency, sum(amount_minor) FILTER (WHERE amount_minor > 0) AS debit_minor,
           -sum(amount_minor) FILTER (WHERE amount_minor < 0) AS credit_minor,
           coalesce(sum(functional_minor), 0) AS functional_minor
    FROM journal WHERE entity = :entity AND posted_on <= coalesce(CAST(:as_of AS date), 'infinity')
    GROUP BY account, role, currency ORDER BY currency, account, role
""")
_CONTROL = text("""
    SELECT customer, currency,
           coalesce(sum(amount_minor) FILTER (WHERE role = 'receivable'), 0) AS receivable_minor,
           -coalesce(sum(amount_minor) FILTER (WHERE role = 'on-account'), 0) AS on_account_minor,
           -coalesce(sum(amount_minor) FILTER (WHERE role = 'open-credits'), 0) AS open_credits_minor,
           coalesce(sum(functional_minor), 0) AS functional_minor
    FROM journal
    WHERE entity = :entity AND role = ANY(CAST(:roles AS text[]))
      AND posted_on <= coalesce(CAST(:as_of AS date), 'infinity')
      AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      AND (customer, currency) > (:after_customer, :after_currency)
    GROUP BY customer, currency ORDER BY customer, currency LIMIT :limit
""")
_LINES = text("""
    SELECT j.partition, j.position, j.line, j.customer, j.posted_on, j.account, j.role, j.currency, j.amount_minor,
           j.tax_code, j.functional_minor, j.dimensions, e.type AS event, e.stream, e.epoch
    FROM journal j JOIN events e ON e.partition = j.partition AND e.position = j.position
    WHERE j.entity = :entity AND (CAST(:customer AS text) IS NULL OR j.customer = :customer)
      AND (CAST(:account AS text) IS NULL OR j.account = :account)
      AND j.posted_on BETWEEN coalesce(CAST(:posted_from AS date), '-infinity')
                          AND coalesce(CAST(:posted_to AS date), 'infinity')
      AND (j.partition, j.position, j.line) > (:partition, :position, :line)
    ORDER BY j.partition, j.position, j.line LIMIT :limit
""")

_read_rules = msgspec.json.Decoder(tuple[AccountRule, ...]).decode
_write_dimensions = msgspec.json.Encoder().encode
_read_dimensions = msgspec.json.Decoder(Dimensions).decode


@dataclass(frozen=True, slots=True)
class AccountSum:
    """What an account was debited and credited in a currency, and its balance in the entity's own."""

    account: str
    role: str
    currency: str
    debit_minor: int
    credit_minor: int
    functional_minor: int


@dataclass(frozen=True, slots=True)
class ControlBalance:
    """What a customer owes in a currency by the journal: receivable less money on account less open credits; and what
    that is carried at in the entity's own."""

    customer: str
    currency: str
    receivable_minor: int
    on_account_minor: int
    open_credits_minor: int
    functional_minor: int

    @property
    def balance_minor(self) -> int:
        """What the customer owes on balance; negative where we owe."""
        return self.receivable_minor - self.on_account_minor - self.open_credits_minor


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of the journal and the event it was made from."""

    partition: int
    position: int
    line: int
    customer: str
    posted_on: date
    account: str
    role: str
    currency: str
    amount_minor: int
    tax_code: str | None
    functional_minor: int | None
    dimensions: Dimensions
    event: str
    stream: str
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line that is not posted yet, with its account's name: none where the document itself named the account."""

    customer: str
    posted_on: date
    document: str
    account: str
    account_name: str
    role: str
    currency: str
    amount_minor: int
    tax_code: str | None
    functional_currency: str
    functional_minor: int | None
    dimensions: Dimensions


async def charts(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> dict[str, Chart]:
    """The accounts of the entities that post in a batch, as they stood before it."""
    posting = {record.event.entity for record in records if isinstance(record.event, JOURNALLED)}
    found: dict[str, Chart] = {}
    if posting:
        for row in await connection.execute(_CHARTS, {"entities": list(posting)}):
            chart = found.setdefault(row.entity, Chart(default_chart(row.calendar), row.functional_currency))
            if row.valid_from is not None:
                chart.map(row.valid_from, _read_rules(row.rules))
    return found


async def companions(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> Companions:
    """What goes along with the postings of a batch, as it stood before it."""
    found = Companions()
    posting = {
        (record.event.entity, record.event.customer) for record in records if isinstance(record.event, JOURNALLED)
    }
    if posting:
        found.know(await master_data.customers_named(connection, posting))
    cancelled = [record.event.invoice for record in records if isinstance(record.event, InvoiceCancelled)]
    if cancelled:
        for row in await connection.execute(_OF_INVOICES, {"invoices": cancelled}):
            found.invoices[row.stream] = row.dimensions
    return found


async def project(
    connection: AsyncConnection,
    records: Sequence[Recorded[LedgerEvent]],
    charts: dict[str, Chart],
    companions: Companions,
) -> None:
    """Post what the events debit and credit."""
    rows = _rows(records, charts, companions)
    if rows:
        await copy_rows(connection, "journal", _COLUMNS, rows)


def _rows(
    records: Sequence[Recorded[LedgerEvent]], charts: dict[str, Chart], companions: Companions
) -> list[tuple[Any, ...]]:
    """The lines as they are posted; a mapping counts for what comes after it in the log."""
    rows: list[tuple[Any, ...]] = []
    for record in records:
        event = record.event
        companions.hear(event)
        if isinstance(event, JOURNALLED):
            place = (record.partition, record.position)
            owner = (event.entity, event.customer, event.currency)
            posted = lines(event, charts[event.entity])
            along = companions.of(event, posted)
            rows.extend(
                (*place, number, *owner, *line[:-1], record.stream, _write_dimensions(dimensions).decode())
                for number, (line, dimensions) in enumerate(zip(posted, along, strict=True))
            )
        elif isinstance(event, EntityConfigured):
            chart = charts.setdefault(event.entity, Chart({}))
            chart.begin_with(default_chart(event.calendar), event.functional_currency)
        elif isinstance(event, AccountsMapped) and event.entity in charts:
            charts[event.entity].map(event.valid_from, event.rules)
    return rows


async def entries(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> list[Entry]:
    """The lines that events would post, were they recorded now."""
    known = await charts(connection, records)
    rows = _rows(records, known, await companions(connection, records))
    return [_entry(dict(zip(_COLUMNS, row, strict=True)), known) for row in rows]


def _entry(row: dict[str, Any], charts: dict[str, Chart]) -> Entry:
    chart, events = charts[row["entity"]], (None, *get_args(SalesEvent))
    fitting = [chart.account(row["role"], event, row["tax_code"], row["posted_on"]) for event in events]
    return Entry(
        customer=row["customer"],
        posted_on=row["posted_on"],
        document=row["document"],
        account=row["account"],
        account_name=next((account.name for account in fitting if account.code == row["account"]), ""),
        role=row["role"],
        currency=row["currency"],
        amount_minor=row["amount_minor"],
        tax_code=row["tax_code"],
        functional_currency=chart.functional_currency,
        functional_minor=row["functional_minor"],
        dimensions=_read_dimensions(row["dimensions"]),
    )


async def trial_balance(connection: AsyncConnection, entity: str, *, as_of: date | None) -> list[AccountSum]:
    """Debits and credits per account and currency, of all that is posted until a date."""
    rows = await connection.execute(_TRIAL_BALANCE, {"entity": entity, "as_of": as_of})
    return [
        AccountSum(
            row.account,
            row.role,
            row.currency,
            int(row.debit_minor or 0),
            int(row.credit_minor or 0),
            int(row.functional_minor),
        )
        for row in rows
    ]


async def control_balances(
    connection: AsyncConnection,
    entity: str,
    *,
    as_of: date | None = None,
    customer: str | None = None,
    after: tuple[str, str] = ("", ""),
    limit: int = 500,
) -> list[ControlBalance]:
    """What customers owe by the control accounts, of all that is posted until a date."""
    asked = {
        "entity": entity,
        "as_of": as_of,
        "customer": customer,
        "roles": list(CONTROL),
        "after_customer": after[0],
        "after_currency": after[1],
        "limit": limit,
    }
    rows = await connection.execute(_CONTROL, asked)
    return [
        ControlBalance(
            row.customer,
            row.currency,
            int(row.receivable_minor),
            int(row.on_account_minor),
            int(row.open_credits_minor),
            int(row.functional_minor),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines of the journal are asked for."""

    entity: str
    customer: str | None = None
    account: str | None = None
    posted_from: date | None = None
    posted_to: date | None = None


async def journal_lines(
    connection: AsyncConnection, wanted: Wanted, *, after: tuple[int, int, int], limit: int
) -> list[JournalLine]:
    """Lines in the order of the log, partition by partition."""
    partition, position, line = after
    asked = {
        "entity": wanted.entity,
        "customer": wanted.customer,
        "account": wanted.account,
        "posted_from": wanted.posted_from,
        "posted_to": wanted.posted_to,
        "partition": partition,
        "position": position,
        "line": line,
        "limit": limit,
    }
    return [JournalLine(*row) for row in await connection.execute(_LINES, asked)]
