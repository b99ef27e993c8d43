"""Comparisons with other books: what was compared, what differs, and what is over."""

from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.books import OpenDifference
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.reconciliation import Amount, BalancesCompared, DifferenceCleared, DifferenceFound, Key
from services.ledger.domain.statement import open_funds, open_items
from services.ledger.projections import journal, statements
from shared.database import copy_rows
from shared.errors import NotFound
from shared.events import Recorded

#: So many customers are read at a time.
PAGE = 500

_COMPARED = text("""
    INSERT INTO reconciliations (reconciliation, entity, as_of, content_hash, compared)
    VALUES (:reconciliation, :entity, :as_of, :content_hash, :compared)
""")
_FOUND_AGAIN = text("""
    UPDATE differences SET outcome = 'found-again'
    WHERE difference = ANY(CAST(:differences AS text[])) AND outcome IS NULL
""")
_COLUMNS = (
    "reconciliation", "difference", "entity", "customer", "level", "kind", "currency", "document", "as_of",
    "ours_minor", "theirs_minor", "our_date", "their_date",
)  # fmt: skip
_CLEAR = text("""
    UPDATE differences SET outcome = c.how, cleared_on = c.cleared_on, note = c.note
    FROM unnest(CAST(:differences AS text[]), CAST(:hows AS text[]), CAST(:cleared_on AS date[]),
                CAST(:notes AS text[])) AS c(difference, how, cleared_on, note)
    WHERE differences.difference = c.difference AND outcome IS NULL
""")
_STANDING = text("""
    SELECT d.entity, d.customer, d.difference, d.level, d.as_of, d.reconciliation FROM differences d
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS c(entity, customer)
      ON d.entity = c.entity AND d.customer = c.customer
    WHERE d.outcome IS NULL ORDER BY d.difference
""")
_STANDING_CUSTOMERS = text("""
    SELECT DISTINCT customer FROM differences WHERE entity = :entity AND level = :level AND outcome IS NULL
""")
_RECONCILIATIONS = text("""
    SELECT r.compared, (SELECT count(*) FROM differences d WHERE d.reconciliation = r.reconciliation
                        AND d.outcome IS NULL) AS open
    FROM reconciliations r WHERE r.entity = :entity AND (CAST(:only AS text) IS NULL OR r.reconciliation = :only)
      AND r.reconciliation > :after
    ORDER BY r.reconciliation LIMIT :limit
""")
_DIFFERENCES = text("""
    SELECT reconciliation, difference, customer, level, kind, currency, document, as_of, ours_minor, theirs_minor,
           our_date, their_date, outcome, cleared_on, note
    FROM differences WHERE reconciliation = :reconciliation AND (NOT CAST(:open_only AS bool) OR outcome IS NULL)
      AND difference > :after
    ORDER BY difference LIMIT :limit
""")
# Who owes nothing now, holds nothing, and has had nothing posted since a date, owed and held nothing then.
_CONCERNED = text("""
    SELECT customer FROM customers c
    WHERE entity = :entity AND customer > :after AND (
      EXISTS (SELECT 1 FROM items i WHERE i.entity = c.entity AND i.customer = c.customer AND i.open_minor > 0)
      OR EXISTS (SELECT 1 FROM funds f
                 WHERE f.entity = c.entity AND f.customer = c.customer AND f.unapplied_minor > 0)
      OR customer = ANY(ARRAY(SELECT DISTINCT j.customer FROM journal j
                              WHERE j.entity = :entity AND j.posted_on > :as_of)))
    ORDER BY customer LIMIT :limit
""")

_write = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder(BalancesCompared).decode


class ReconciliationNotFound(NotFound):
    """There is no such comparison."""


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """A comparison, and how many of its differences are open."""

    compared: BalancesCompared
    open: int


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A difference as a comparison found it, and how it ended."""

    reconciliation: str
    difference: str
    customer: str
    level: str
    kind: str
    currency: str
    document: str | None
    as_of: date
    ours_minor: int | None
    theirs_minor: int | None
    our_date: date | None
    their_date: date | None
    outcome: str | None
    cleared_on: date | None
    note: str | None


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Enter comparisons, what they found, and what is over."""
    changes = _Changes()
    for record in records:
        match record.event:
            case BalancesCompared() as event:
                await connection.execute(
                    _COMPARED,
                    {
                        "reconciliation": event.reconciliation,
                        "entity": event.entity,
                        "as_of": event.as_of,
                        "content_hash": event.content_hash,
                        "compared": _write(event),
                    },
                )
            case DifferenceFound() | DifferenceCleared() as event:
                if event.difference in changes.of:
                    await changes.enter(connection)
                changes.take(event)
            case _:
                pass
    await changes.enter(connection)


@dataclass(slots=True)
class _Changes:
    """What is entered in one go: of each difference one thing."""

    found: list[DifferenceFound] = field(default_factory=list[DifferenceFound])
    cleared: list[DifferenceCleared] = field(default_factory=list[DifferenceCleared])
    of: set[str] = field(default_factory=set[str])

    def take(self, event: DifferenceFound | DifferenceCleared) -> None:
        self.of.add(event.difference)
        if isinstance(event, DifferenceFound):
            self.found.append(event)
        else:
            self.cleared.append(event)

    async def enter(self, connection: AsyncConnection) -> None:
        if self.found:
            await connection.execute(_FOUND_AGAIN, {"differences": [event.difference for event in self.found]})
            rows = [tuple(getattr(event, column) for column in _COLUMNS) for event in self.found]
            await copy_rows(connection, "differences", _COLUMNS, rows)
        if self.cleared:
            await connection.execute(
                _CLEAR,
                {
                    "differences": [event.difference for event in self.cleared],
                    "hows": [event.how for event in self.cleared],
                    "cleared_on": [event.cleared_on for event in self.cleared],
                    "notes": [event.note for event in self.cleared],
                },
            )
        self.found.clear()
        self.cleared.clear()
        self.of.clear()


async def standing(
    connection: AsyncConnection, owners: Collection[tuple[str, str]]
) -> dict[str, dict[str, OpenDifference]]:
    """The open differences of customers."""
    wanted = {"entities": [entity for entity, _ in owners], "customers": [customer for _, customer in owners]}
    differences: dict[str, dict[str, OpenDifference]] = {}
    for row in await connection.execute(_STANDING, wanted):
        known = OpenDifference(level=row.level, as_of=row.as_of, reconciliation=row.reconciliation)
        differences.setdefault(f"{row.entity}/{row.customer}", {})[row.difference] = known
    return differences


async def customers_with_differences(connection: AsyncConnection, entity: str, level: str) -> set[str]:
    """Who has an open difference that a comparison of this level may clear."""
    rows = await connection.execute(_STANDING_CUSTOMERS, {"entity": entity, "level": level})
    return set(rows.scalars())


async def our_balances(connection: AsyncConnection, entity: str, as_of: date) -> dict[Key, Amount]:
    """What every customer owes by the control accounts, of all that is posted until a date."""
    found: dict[Key, Amount] = {}
    after = ("", "")
    while rows := await journal.control_balances(connection, entity, as_of=as_of, after=after, limit=PAGE):
        found |= {Key(row.customer, row.currency, None): Amount(row.balance_minor, None) for row in rows}
        after = (rows[-1].customer, rows[-1].currency)
    return found


async def our_documents(connection: AsyncConnection, entity: str, as_of: date) -> dict[Key, Amount]:
    """Every document open at the end of a date, money and credits negative; of one number together."""
    found: dict[Key, Amount] = {}
    async for customers in _concerned(connection, entity, as_of):
        for customer, past in (await statements.pasts(connection, entity, customers)).items():
            for currency in past.posted:
                for item in open_items(past, currency, as_of):
                    _add(found, Key(customer, currency, item.number), item.open_minor, item.document_date)
                for funds in open_funds(past, currency, as_of):
                    _add(found, Key(customer, currency, funds.number), -funds.unapplied_minor, funds.document_date)
    return found


def _add(found: dict[Key, Amount], key: Key, minor: int, on: date) -> None:
    known = found.get(key)
    found[key] = Amount(known.minor + minor, min(known.on or on, on)) if known else Amount(minor, on)


async def _concerned(connection: AsyncConnection, entity: str, as_of: date) -> AsyncGenerator[list[str]]:
    """The customers of whom something may have been open at the end of a date, so many at a time."""
    after = ""
    while True:
        asked = {"entity": entity, "as_of": as_of, "after": after, "limit": PAGE}
        rows = await connection.execute(_CONCERNED, asked)
        names = list(rows.scalars())
        if not names:
            return
        yield names
        after = names[-1]


async def reconciliations(
    connection: AsyncConnection, entity: str, *, after: str, limit: int
) -> list[ReconciliationRow]:
    """Comparisons in the order of their ids."""
    return await _reconciliations(connection, entity, only=None, after=after, limit=limit)


async def reconciliation(connection: AsyncConnection, entity: str, reconciliation: str) -> ReconciliationRow:
    """One comparison; refused where there is none."""
    found = await reconciliation_if_any(connection, entity, reconciliation)
    if found is None:
        message = f"There is no reconciliation {reconciliation}."
        raise ReconciliationNotFound(message)
    return found


async def reconciliation_if_any(
    connection: AsyncConnection, entity: str, reconciliation: str
) -> ReconciliationRow | None:
    """One comparison, if there is such a one."""
    rows = await _reconciliations(connection, entity, only=reconciliation, after="", limit=1)
    return rows[0] if rows else None


async def _reconciliations(
    connection: AsyncConnection, entity: str, *, only: str | None, after: str, limit: int
) -> list[ReconciliationRow]:
    asked = {"entity": entity, "only": only, "after": after, "limit": limit}
    rows = await connection.execute(_RECONCILIATIONS, asked)
    return [ReconciliationRow(_read(row.compared), row.open) for row in rows]


async def differences(
    connection: AsyncConnection, reconciliation: str, *, open_only: bool, after: str, limit: int
) -> list[DifferenceRow]:
    """What a comparison found, in the order of the ids."""
    asked = {"reconciliation": reconciliation, "open_only": open_only, "after": after, "limit": limit}
    return [DifferenceRow(*row) for row in await connection.execute(_DIFFERENCES, asked)]
