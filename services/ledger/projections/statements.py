"""Statements of account: the past they are made from, those that were issued with their answers, and limitation."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.customer import stream_of
from services.ledger.domain.issued_statement import (
    DebtAcknowledged,
    Form,
    Format,
    Language,
    StatedBalance,
    StatementConfirmed,
    StatementDisputed,
    StatementIssued,
    StatementNotFound,
)
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.limitation import LimitationRule
from services.ledger.domain.limitation_dates import Acknowledged, Confirmed
from services.ledger.domain.limitation_rule import LimitationConfigured
from services.ledger.domain.statement import Past, StatementCustomerUnknown
from services.ledger.published import CODEC, TOPIC
from shared.events import Position, Recorded

_HOME = text("""
    SELECT e.partition, h.epoch, h.position FROM events e JOIN head h ON h.partition = e.partition
    WHERE e.stream = :stream AND e.version = 1
""")
# Everything a customer's events post begins with line 0, so the journal knows where each of them stands; what dates an
# instalment that waited posts nothing.
_PLACES = text("""
    WITH places AS (
      SELECT position FROM journal WHERE entity = :entity AND customer = :customer AND line = 0
      UNION ALL
      SELECT e.position FROM items i
      JOIN events e ON e.stream = i.invoice AND e.type = 'due-event-reported.v1'
      WHERE i.entity = :entity AND i.customer = :customer AND i.due_event IS NOT NULL
      UNION
      SELECT position FROM events
      WHERE stream = ANY(CAST(:streams AS text[])) AND type = ANY(CAST(:types AS text[]))
    )
    SELECT coalesce(array_agg(position ORDER BY position), '{}') FROM places WHERE position <= :until
""")
# A hundred events in a row: to take them out of a row each took the service half as long as to decode them.
_AT = text("""
    SELECT array_agg(position), array_agg(type), array_agg(envelope) FROM events
    WHERE partition = :partition AND position = ANY(CAST(:positions AS bigint[]))
      AND (CAST(:known_at AS timestamptz) IS NULL OR recorded_at <= :known_at)
    GROUP BY position / 100
""")
#: So many events are read while those before them are replayed.
EVENTS_AT_ONCE = 5000
_PASTS = text("""
    WITH places AS (
      SELECT customer, partition, position FROM journal
      WHERE entity = :entity AND customer = ANY(CAST(:customers AS text[])) AND line = 0
      UNION
      SELECT i.customer, e.partition, e.position FROM items i
      JOIN events e ON e.stream = i.invoice AND e.type = 'due-event-reported.v1'
      WHERE i.entity = :entity AND i.customer = ANY(CAST(:customers AS text[])) AND i.due_event IS NOT NULL
    )
    SELECT p.customer, e.position, e.type, e.envelope FROM places p
    JOIN events e ON e.partition = p.partition AND e.position = p.position
    ORDER BY e.partition, e.position
""")
_MASTER_DATA = ("entity-configured.v1", "customer-registered.v1", "customer-details-changed.v1")
_ISSUE = text("""
    INSERT INTO statements (statement, entity, customer, number, form, from_on, as_of, language, format, layout,
                            balances, known, sha256)
    VALUES (:statement, :entity, :customer, :number, :form, :from_on, :as_of, :language, :format, :layout, :balances,
            :known, :sha256)
""")
_CONFIRM = text("""
    UPDATE statements SET confirmed_on = :confirmed_on, file_sha256 = :file_sha256 WHERE statement = :statement
""")
_DISAGREE = text("""
    INSERT INTO statement_differences (partition, position, statement, answered_on, currency, difference_minor, note,
                                       invoice, dispute)
    VALUES (:partition, :position, :statement, :answered_on, :currency, :difference_minor, :note, :invoice, :dispute)
""")
_ACKNOWLEDGE = text("""
    INSERT INTO acknowledgements (acknowledgement, entity, customer, acknowledged_on, invoices, note)
    VALUES (:acknowledgement, :entity, :customer, :acknowledged_on, :invoices, :note)
""")
_RULE = text("""
    INSERT INTO limitation_rules (entity, years, begins, restarted_by) VALUES (:entity, :years, :begins, :restarted_by)
    ON CONFLICT (entity) DO UPDATE
    SET years = excluded.years, begins = excluded.begins, restarted_by = excluded.restarted_by
""")
_RULES = text("SELECT entity, years, begins, restarted_by FROM limitation_rules WHERE entity = ANY(:entities)")
_STATEMENTS = text("""
    SELECT statement, entity, customer, number, form, from_on, as_of, language, format, layout, balances, known, sha256,
           confirmed_on, file_sha256
    FROM statements
    WHERE entity = :entity AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      AND (CAST(:statement AS text) IS NULL OR statement = :statement) AND statement > :after
    ORDER BY statement LIMIT :limit
""")
_DIFFERENCES = text("""
    SELECT statement, answered_on, currency, difference_minor, note, invoice, dispute FROM statement_differences
    WHERE statement = ANY(CAST(:statements AS text[])) ORDER BY partition, position
""")
_ACKNOWLEDGED = text("""
    SELECT acknowledged_on, invoices FROM acknowledgements WHERE entity = :entity AND customer = :customer
""")
_CONFIRMED = text("""
    SELECT confirmed_on, as_of, known FROM statements
    WHERE entity = :entity AND customer = :customer AND confirmed_on IS NOT NULL
""")

_write = msgspec.json.Encoder().encode
_read_balances = msgspec.json.Decoder(tuple[StatedBalance, ...]).decode


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Enter statements and what was answered. They are rare beside documents: row by row is good enough."""
    rules: dict[str, LimitationConfigured] = {}
    for record in records:
        match record.event:
            case StatementIssued() as event:
                await connection.execute(
                    _ISSUE,
                    {
                        "statement": event.statement,
                        "entity": event.entity,
                        "customer": event.customer,
                        "number": event.number,
                        "form": event.form,
                        "from_on": event.from_on,
                        "as_of": event.as_of,
                        "language": event.language,
                        "format": event.format,
                        "layout": event.layout,
                        "balances": _write(event.balances),
                        "known": event.known,
                        "sha256": event.sha256,
                    },
                )
            case StatementConfirmed() as event:
                said = {"confirmed_on": event.acknowledged_on, "file_sha256": event.file_sha256}
                await connection.execute(_CONFIRM, {"statement": event.statement, **said})
            case StatementDisputed() as event:
                await connection.execute(
                    _DISAGREE,
                    {
                        "partition": record.partition,
                        "position": record.position,
                        "statement": event.statement,
                        "answered_on": event.answered_on,
                        "currency": event.currency,
                        "difference_minor": event.difference_minor,
                        "note": event.note,
                        "invoice": event.invoice,
                        "dispute": event.dispute,
                    },
                )
            case DebtAcknowledged() as event:
                await connection.execute(
                    _ACKNOWLEDGE,
                    {
                        "acknowledgement": event.acknowledgement,
                        "entity": event.entity,
                        "customer": event.customer,
                        "acknowledged_on": event.acknowledged_on,
                        "invoices": list(event.invoices),
                        "note": event.note,
                    },
                )
            case LimitationConfigured() as event:
                rules[event.entity] = event  # the same in every partition
            case _:
                pass
    for rule in rules.values():
        told = {"years": rule.years, "begins": rule.begins, "restarted_by": list(rule.restarted_by)}
        await connection.execute(_RULE, {"entity": rule.entity, **told})


@dataclass(frozen=True, slots=True)
class KnownPast:
    """A customer's past, and the position up to which it is known."""

    past: Past
    known: Position


async def past(
    connection: AsyncConnection,
    entity: str,
    customer: str,
    *,
    form: Form = "open-items",
    until: int | None = None,
    known_at: datetime | None = None,
) -> KnownPast:
    """A customer's events replayed, for a form of statement: all, up to a position, or those recorded by an instant."""
    stream = stream_of(entity, customer)
    home = (await connection.execute(_HOME, {"stream": stream})).one_or_none()
    if home is None:
        message = f"{entity} has no customer {customer}."
        raise StatementCustomerUnknown(message)
    known: int = home.position if until is None else until
    asked = {
        "entity": entity,
        "customer": customer,
        "streams": [stream, f"{entity}/entity/{home.partition}"],
        "types": list(_MASTER_DATA),
        "until": known,
    }
    positions: list[int] = (await connection.execute(_PLACES, asked)).scalar_one()
    found = Past(keeps_events=form == "activity")
    rows: Sequence[Row[Any]] = ()
    # A large customer's past takes a second: the database reads on meanwhile, and the service answers others.
    for start in range(0, len(positions) + EVENTS_AT_ONCE, EVENTS_AT_ONCE):
        at = {"partition": home.partition, "positions": positions[start : start + EVENTS_AT_ONCE], "known_at": known_at}
        rows, _ = await asyncio.gather(_read(connection, at), asyncio.to_thread(_replay, found, rows))
    # To make a page of it takes time, too, in which no transaction should idle.
    await connection.rollback()
    return KnownPast(found, Position(TOPIC, home.epoch, home.partition, known))


async def _read(connection: AsyncConnection, at: dict[str, Any]) -> Sequence[Row[Any]]:
    return (await connection.execute(_AT, at)).all() if at["positions"] else ()


def _replay(found: Past, rows: Sequence[Row[Any]]) -> None:
    events = chain.from_iterable(zip(*row, strict=True) for row in rows)
    for position, name, envelope in sorted(events, key=itemgetter(0)):
        event = CODEC.decode_stored(name, envelope)
        if event is not None:
            found.take(position, event)


async def pasts(connection: AsyncConnection, entity: str, customers: Collection[str]) -> dict[str, Past]:
    """What the events of several customers posted, replayed, without master data."""
    found: dict[str, Past] = {}
    for row in await connection.execute(_PASTS, {"entity": entity, "customers": list(customers)}):
        event = CODEC.decode_stored(row.type, row.envelope)
        if event is not None:
            found.setdefault(row.customer, Past()).take(row.position, event)
    return found


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """What the debtor did not agree with."""

    statement: str
    answered_on: date
    currency: str
    difference_minor: int
    note: str
    invoice: str | None
    dispute: str | None


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement that was issued, and its answers."""

    statement: str
    entity: str
    customer: str
    number: str
    form: Form
    from_on: date | None
    as_of: date
    language: Language
    format: Format
    layout: int
    balances: tuple[StatedBalance, ...]
    known: str
    sha256: str
    confirmed_on: date | None
    file_sha256: str | None
    differences: tuple[DifferenceRow, ...] = ()


async def statements(
    connection: AsyncConnection, entity: str, *, customer: str | None, after: str, limit: int
) -> list[StatementRow]:
    """The statements issued, in the order of their ids."""
    return await _statements(connection, entity, customer=customer, statement=None, after=after, limit=limit)


async def statement(connection: AsyncConnection, entity: str, statement: str) -> StatementRow:
    """One statement; refused where there is none."""
    rows = await _statements(connection, entity, customer=None, statement=statement, after="", limit=1)
    if not rows:
        message = f"There is no statement {statement}."
        raise StatementNotFound(message)
    return rows[0]


async def _statements(
    connection: AsyncConnection, entity: str, *, customer: str | None, statement: str | None, after: str, limit: int
) -> list[StatementRow]:
    asked = {"entity": entity, "customer": customer, "statement": statement, "after": after, "limit": limit}
    rows = (await connection.execute(_STATEMENTS, asked)).all()
    differences: dict[str, list[DifferenceRow]] = {}
    for row in await connection.execute(_DIFFERENCES, {"statements": [row.statement for row in rows]}):
        differences.setdefault(row.statement, []).append(DifferenceRow(*row))
    return [
        StatementRow(
            statement=row.statement,
            entity=row.entity,
            customer=row.customer,
            number=row.number,
            form=row.form,
            from_on=row.from_on,
            as_of=row.as_of,
            language=row.language,
            format=row.format,
            layout=row.layout,
            balances=_read_balances(row.balances),
            known=row.known,
            sha256=row.sha256,
            confirmed_on=row.confirmed_on,
            file_sha256=row.file_sha256,
            differences=tuple(differences.get(row.statement, ())),
        )
        for row in rows
    ]


async def acknowledged(connection: AsyncConnection, entity: str, customer: str) -> list[Acknowledged]:
    """What a customer acknowledged outside statements."""
    rows = await connection.execute(_ACKNOWLEDGED, {"entity": entity, "customer": customer})
    return [Acknowledged(row.acknowledged_on, tuple(row.invoices)) for row in rows]


async def confirmed(connection: AsyncConnection, entity: str, customer: str) -> list[Confirmed]:
    """The statements a customer confirmed."""
    rows = await connection.execute(_CONFIRMED, {"entity": entity, "customer": customer})
    return [Confirmed(row.confirmed_on, row.as_of, position_in(row.known)) for row in rows]


def position_in(known: str) -> int:
    """The place within its partition of a written position."""
    return int(known.rpartition(".")[2])


async def limitation_rules(connection: AsyncConnection, entities: Collection[str]) -> dict[str, LimitationRule]:
    """The rules that entities have of their own."""
    rows = await connection.execute(_RULES, {"entities": list(entities)})
    return {
        row.entity: LimitationRule(years=row.years, begins=row.begins, restarted_by=tuple(row.restarted_by))
        for row in rows
    }
