"""Whether the books are right: balanced, agreeing with each other, and exactly what the log says."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.ledger.domain.accounts import AccountsMapped
from services.ledger.domain.books import Books, Funds, Item, Waiting
from services.ledger.domain.carrying import Carried
from services.ledger.domain.chart import CONTROL, Chart, default_chart
from services.ledger.domain.dimensions import Companions, Dimensions
from services.ledger.domain.entity import EntityConfigured
from services.ledger.domain.journal import JOURNALLED, Line, lines
from services.ledger.domain.ledger import LedgerEvent, evolve
from services.ledger.projections import claims, control, discounts, exchange_rates, master_data, periods, write_offs
from services.ledger.published import CODEC
from shared.event_store import read_events
from shared.events import Position
from shared.partitioning import partition_of
from shared.verification import Check

PAGE = 5000
PLACES_NAMED_MAX = 5

_UNBALANCED = text("""
    SELECT entity || ' ' || currency || ': ' || sum(amount_minor) AS place
    FROM journal GROUP BY entity, currency HAVING sum(amount_minor) <> 0
    UNION ALL
    SELECT entity || ' ' || currency || ' in its own currency: ' || sum(functional_minor)
    FROM journal GROUP BY entity, currency HAVING sum(functional_minor) <> 0
""")
_BALANCES = text("SELECT count(*) FROM (SELECT 1 FROM journal GROUP BY entity, currency) AS balances")
_IN_TRANSFER = text("""
    SELECT entity || ' ' || currency || ' on ' || posted_on || ': ' || sum(amount_minor) AS place
    FROM journal WHERE role = 'transfer-clearing' GROUP BY entity, currency, posted_on HAVING sum(amount_minor) <> 0
""")
_TRANSFERS = text("SELECT count(*) FROM journal WHERE role = 'transfer-clearing'")
_CONTROL_AT = text("""
    SELECT j.entity, j.customer, j.currency, sum(j.amount_minor) AS minor FROM journal j
    JOIN unnest(CAST(:partitions AS int[]), CAST(:positions AS bigint[])) AS p(partition, position)
      ON j.partition = p.partition AND j.position <= p.position
    WHERE j.role = ANY(CAST(:roles AS text[])) GROUP BY j.entity, j.customer, j.currency
    HAVING sum(j.amount_minor) <> 0
""")
# Each day's sum so far, for every payment or credit note and for every instalment: never below zero, never above it.
_OVERAPPLIED = text("""
    WITH of_funds AS (
      SELECT document AS place, sum(sum(amount_minor)) OVER (PARTITION BY document ORDER BY counts_from) AS so_far
      FROM allocations GROUP BY document, counts_from
    ), of_items AS (
      SELECT invoice, instalment,
             sum(sum(amount_minor)) OVER (PARTITION BY invoice, instalment ORDER BY counts_from) AS so_far
      FROM allocations GROUP BY invoice, instalment, counts_from
    )
    SELECT place || ': ' || so_far || ' of ' || f.amount_minor AS place FROM of_funds
    JOIN funds f ON f.document = place WHERE so_far < 0 OR so_far > f.amount_minor
    UNION ALL
    SELECT i.invoice || ' ' || i.instalment || ': ' || so_far || ' of ' || i.amount_minor FROM of_items o
    JOIN items i USING (invoice, instalment) WHERE so_far < 0 OR so_far > i.amount_minor
    UNION ALL
    SELECT f.document || ' has ' || f.unapplied_minor || ' left' FROM funds f
    LEFT JOIN (SELECT document, sum(amount_minor) AS applied FROM allocations GROUP BY document) AS a USING (document)
    WHERE f.unapplied_minor <> f.amount_minor - f.paid_out_minor - coalesce(a.applied, 0)
""")
_APPLICATIONS = text("SELECT count(*) FROM allocations")
_HEADS = text("SELECT partition FROM head ORDER BY partition")
_ITEMS = text("""
    SELECT invoice, instalment, entity, customer, currency, number, reference, document_date, posted_on, due_on,
           amount_minor, open_minor, open_from, kind, order_number, due_event, functional_minor
    FROM items WHERE invoice = ANY(CAST(:names AS text[]))
""")
_FUNDS = text("""
    SELECT document, entity, customer, currency, reference, posted_on, amount_minor, unapplied_minor, unapplied_from,
           held, value_on, paid_out_minor, order_number, functional_minor
    FROM funds WHERE document = ANY(CAST(:names AS text[]))
""")
_ALLOCATIONS = text("""
    SELECT document, invoice, instalment, sum(amount_minor) AS minor FROM allocations
    WHERE document = ANY(CAST(:names AS text[])) GROUP BY document, invoice, instalment HAVING sum(amount_minor) <> 0
""")
_DISPUTES = text("""
    SELECT dispute, customer, currency, amount_minor, opened_on, invoice, outcome FROM disputes
    WHERE dispute = ANY(CAST(:names AS text[]))
""")
_STATEMENTS = text("""
    SELECT statement, as_of, confirmed_on, file_sha256 FROM statements WHERE statement = ANY(CAST(:names AS text[]))
""")
_DIFFERENCES = text("""
    SELECT entity || '/' || customer AS owner, difference, level, reconciliation FROM differences
    WHERE outcome IS NULL AND entity || '/' || customer = ANY(CAST(:names AS text[]))
""")
_DAYS = text("SELECT entity, max(date) AS date FROM days WHERE partition = :partition GROUP BY entity")
_COUNTS = text("""
    SELECT (SELECT count(*) FROM items) AS items, (SELECT count(*) FROM funds) AS funds,
           (SELECT count(*) FROM disputes) AS disputes, (SELECT count(*) FROM customers) AS customers,
           (SELECT count(*) FROM claims) AS claims,
           (SELECT count(*) FROM journal) AS journal, (SELECT count(*) FROM write_offs) AS write_offs,
           (SELECT count(*) FROM statements) AS statements,
           (SELECT count(*) FROM differences WHERE outcome IS NULL) AS differences,
           (SELECT count(*) FROM discounts) AS discounts,
           (SELECT count(DISTINCT (reduction, invoice)) FROM given_back
            WHERE net_minor <> 0 OR tax_minor <> 0) AS given_back
""")
_JOURNAL = text("""
    SELECT position, line, entity, customer, currency, account, role, posted_on, amount_minor, tax_code,
           functional_minor, document, dimensions FROM journal
    WHERE partition = :partition AND position > :after AND position <= :until ORDER BY position, line
""")


async def verify(engine: AsyncEngine) -> list[Check]:
    """All checks of the ledger, at one moment."""
    async with engine.connect() as anew:
        connection = await anew.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return [
            await _trial_balance(connection),
            await _control(connection),
            await _applied(connection),
            await _replay(connection),
            await _closed(connection),
            await _transfers(connection),
        ]


async def control_balances_at(engine: AsyncEngine, positions: Sequence[Position]) -> dict[tuple[str, str, str], int]:
    """The control accounts by (entity, customer, currency), of all events up to these positions, whatever their day."""
    wanted = {
        "partitions": [position.partition for position in positions],
        "positions": [position.position for position in positions],
        "roles": list(CONTROL),
    }
    async with engine.connect() as connection:
        rows = await connection.execute(_CONTROL_AT, wanted)
        return {(row.entity, row.customer, row.currency): int(row.minor) for row in rows}


def _check(name: str, counted: str, broken: Sequence[str]) -> Check:
    return Check(
        name=f"ledger {name}",
        figure=f"{len(broken)} of {counted} differ",
        expected="0 differ",
        ok=not broken,
        detail="; ".join(broken[:PLACES_NAMED_MAX]),
    )


async def _trial_balance(connection: AsyncConnection) -> Check:
    counted = await connection.scalar(_BALANCES)
    broken = [row.place for row in await connection.execute(_UNBALANCED)]
    return _check("trial balance is zero per entity and currency", f"{counted} balances", broken)


async def _control(connection: AsyncConnection) -> Check:
    rows = await control.compared(connection)
    broken = [
        f"{row.entity}/{row.customer} {row.currency}{' beside' if row.beside else ''}: "
        f"{row.control_minor} in the accounts, {row.open_minor} in open items"
        for row in rows
        if row.control_minor != row.open_minor
    ]
    return _check("control accounts equal open items, money on account and open credits", f"{len(rows)} sums", broken)


async def _transfers(connection: AsyncConnection) -> Check:
    counted = await connection.scalar(_TRANSFERS)
    broken = [row.place for row in await connection.execute(_IN_TRANSFER)]
    return _check("what leaves one customer reaches another the same day", f"{counted} sides", broken)


async def _applied(connection: AsyncConnection) -> Check:
    counted = await connection.scalar(_APPLICATIONS)
    broken = [row.place for row in await connection.execute(_OVERAPPLIED)]
    return _check("nothing is applied beyond payment or instalment, on any day", f"{counted} applications", broken)


async def _closed(connection: AsyncConnection) -> Check:
    """What each close that is in force found is what the journal says of its days now."""
    closings = await periods.closings_in_force(connection)
    broken: list[str] = []
    for entity, closing in closings:
        sums = await periods.sums_until(connection, entity, closing.closed_until)
        if sums != closing.sums:
            broken.append(f"{entity} until {closing.closed_until}: {sums}, and {closing.sums} when it was closed")
    return _check("closed days are as they were closed", f"{len(closings)} closings", broken)


async def _replay(connection: AsyncConnection) -> Check:
    partitions = [row.partition for row in await connection.execute(_HEADS)]
    replay = _Replay(connection, partition_count=len(partitions))
    for partition in partitions:
        await replay.compare(partition)
    in_tables = (await connection.execute(_COUNTS)).mappings().one()
    for table, count in in_tables.items():
        if count != replay.rows[table]:
            replay.broken.append(f"{table} has {count} rows; the log makes {replay.rows[table]}")
    return _check(
        "replay of the log equals the tables", f"{replay.rows.total()} rows after {replay.events} events", replay.broken
    )


class _Replay:
    """The log folded anew, partition by partition, and every table held against it."""

    def __init__(self, connection: AsyncConnection, partition_count: int) -> None:
        self.rows: Counter[str] = Counter()
        self.events = 0
        self.broken: list[str] = []
        self._connection = connection
        self._partition_count = partition_count

    async def compare(self, partition: int) -> None:
        """Fold one partition and compare what it makes."""
        count = self._partition_count
        books = Books(partition_of=partial(partition_of, partitions=count), partition_count=count)
        await self._fold(partition, books)
        await self._compare_documents(books)
        people = [(customer.entity, customer.customer) for customer in books.customers.values()]
        customers = {
            f"{customer.entity}/{customer.customer}": customer
            for customer in await master_data.customers_named(self._connection, people)
        }
        self._differ("customers", books.customers, customers)
        entities = {entity.entity: entity for entity in await master_data.entities(self._connection)}
        # Facts of an entity stand in every partition, and count for none.
        self._differ("entities", books.entities, entities, counts=False)
        mappings = await master_data.mappings(self._connection, books.entities)
        self._differ("account_mappings", books.mappings, mappings, counts=False)
        stated = await claims.interest_rates(self._connection, books.entities)
        self._differ("interest_rates", books.interest_rates, stated, counts=False)
        known = await exchange_rates.rates_since(self._connection, dict.fromkeys(books.entities, date.min))
        self._differ("exchange_rates", books.exchange_rates, known, counts=False)
        days = await self._connection.execute(_DAYS, {"partition": partition})
        closed = await periods.closed_until(self._connection, books.entities)
        self._differ("periods", books.closed_until, closed, counts=False)
        self._differ("days", books.last_opened, {(row.entity, partition): row.date for row in days})

    async def _fold(self, partition: int, books: Books) -> None:
        charts: dict[str, Chart] = {}
        companions = Companions()
        after = 0
        while stored := await read_events(self._connection, partition, after=after, limit=PAGE):
            until = stored[-1].position
            bounds = {"partition": partition, "after": after, "until": until}
            posted = {
                (row.position, row.line): tuple(row)[2:] for row in await self._connection.execute(_JOURNAL, bounds)
            }
            expected: dict[tuple[int, int], tuple[object, ...]] = {}
            for event_stored in stored:
                event = CODEC.decode(event_stored.envelope.type, event_stored.envelope.data)
                if event is None:
                    continue
                stream = event_stored.envelope.stream
                evolve(books, stream, event)
                companions.hear(event)
                for number, (line, along) in enumerate(_posted(event, charts, companions)):
                    owner = (event.entity, getattr(event, "customer", ""), getattr(event, "currency", ""))
                    expected[event_stored.position, number] = (*owner, *line[:-1], stream, along)
            self.events += len(stored)
            self._differ("journal", expected, posted)
            after = until

    async def _compare_documents(self, books: Books) -> None:
        invoices = {"names": [*books.instalments_of, *{invoice for invoice, _ in books.waiting}]}
        rows = list(await self._connection.execute(_ITEMS, invoices))
        items = {
            (row.invoice, row.instalment): Item(*row[: len(Item._fields)])
            if row.due_on
            else Waiting(*row[:9], *row[10:12], due_event=row.due_event, kind=row.kind, order=row.order_number)
            for row in rows
        }
        self._differ("items", {**books.items, **books.waiting}, items)
        carried = {
            (row.invoice, row.instalment): Carried(row.open_minor, row.functional_minor)
            for row in rows
            if row.functional_minor is not None
        }
        self._differ("carrying amounts", books.carrying.items, carried, counts=False)
        documents = {"names": [*{*books.funds, *books.applied}]}
        rows = list(await self._connection.execute(_FUNDS, documents))
        self._differ("funds", books.funds, {row.document: Funds(*row[: len(Funds._fields)]) for row in rows})
        held = {
            row.document: Carried(row.unapplied_minor, row.functional_minor)
            for row in rows
            if row.functional_minor is not None
        }
        self._differ("carrying amounts", books.carrying.money, held, counts=False)
        applied = {
            (row.document, row.invoice, row.instalment): int(row.minor)
            for row in await self._connection.execute(_ALLOCATIONS, documents)
        }
        standing: Counter[tuple[str, str, int]] = Counter()
        for document, places in books.applied.items():
            for (invoice, instalment, _), amount_minor in places.items():
                standing[document, invoice, instalment] += amount_minor
        self._differ("allocations", standing, applied)
        told = {
            name: (known.customer, known.currency, known.amount_minor, known.posted_on, known.invoice, known.outcome)
            for name, known in books.documents.items()
            if known.invoice is not None
        }
        disputes = await self._connection.execute(_DISPUTES, {"names": list(told)})
        raised = await claims.claims_named(self._connection, list(books.claims))
        self._differ("claims", books.claims, {claim.claim: claim for claim in raised})
        self._differ("disputes", told, {row.dispute: tuple(row)[1:] for row in disputes})
        self._differ("write_offs", books.write_offs, await write_offs.named(self._connection, books.write_offs.keys()))
        self._differ("discounts", books.discounts, await discounts.offered(self._connection, books.discounts.keys()))
        reductions = {reduction for reduction, _ in books.given_back}
        given_back = await discounts.given_back(self._connection, reductions)
        self._differ("given_back", books.given_back, given_back)
        await self._compare_statements(books)

    async def _compare_statements(self, books: Books) -> None:
        """Statements with their confirmations, and the differences to other books that are open."""
        stated = {name: (known.as_of, *(known.confirmed or (None, None))) for name, known in books.statements.items()}
        rows = await self._connection.execute(_STATEMENTS, {"names": list(stated)})
        self._differ("statements", stated, {row.statement: tuple(row)[1:] for row in rows})
        standing = {
            (owner, difference): (known.level, known.reconciliation)
            for owner, differences in books.differences_of.items()
            for difference, known in differences.items()
        }
        rows = await self._connection.execute(_DIFFERENCES, {"names": list(books.differences_of)})
        self._differ("differences", standing, {(row.owner, row.difference): tuple(row)[2:] for row in rows})

    def _differ(
        self, table: str, folded: Mapping[Any, object], stored: Mapping[Any, object], *, counts: bool = True
    ) -> None:
        self.rows[table] += len(folded) if counts else 0
        if folded != stored:
            self.broken.extend(
                f"{table} {key}: {stored.get(key)} in the table, {folded.get(key)} by the log"
                for key in sorted({*folded, *stored}, key=str)
                if folded.get(key) != stored.get(key)
            )


def _posted(event: LedgerEvent, charts: dict[str, Chart], companions: Companions) -> list[tuple[Line, Dimensions]]:
    """What an event posts, by charts and customers as the log has told them so far."""
    if isinstance(event, EntityConfigured):
        chart = charts.setdefault(event.entity, Chart({}))
        chart.begin_with(default_chart(event.calendar), event.functional_currency)
    elif isinstance(event, AccountsMapped):
        charts[event.entity].map(event.valid_from, event.rules)
    if not isinstance(event, JOURNALLED):
        return []
    posted = lines(event, charts[event.entity])
    return list(zip(posted, companions.of(event, posted), strict=True))
