"""How far the books of each entity are closed, and what every close found in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.period import ONE_DAY, PeriodClosed, PeriodReopened, closed_until_after
from services.ledger.projections import control
from shared.events import Recorded


@dataclass(frozen=True, slots=True)
class Sums:
    """What the journal says in a currency of all days up to one: debits, credits, and the balance of each role."""

    currency: str
    debit_minor: int
    credit_minor: int
    balances_minor: dict[str, int]


@dataclass(frozen=True, slots=True)
class ControlSums:
    """The control accounts of all customers in a currency beside what is open, and how many customers differ."""

    currency: str
    control_minor: int
    open_minor: int
    customers: int
    differing: int


@dataclass(frozen=True, slots=True)
class Held:
    """Payments in a currency that wait for a person."""

    currency: str
    payments: int
    unapplied_minor: int


@dataclass(frozen=True, slots=True)
class Checklist:
    """What whoever closes a period wants to have seen; taken while no document could come between."""

    closed_until: date
    sums: tuple[Sums, ...]
    control: tuple[ControlSums, ...]
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """A close (with its checklist) or a reopening (with its reason), and how far the books are closed after it."""

    version: int
    closed_from: date | None
    closed_until: date
    reopened_until: date | None
    reason: str | None
    recorded_at: datetime
    checklist: Checklist | None

    @property
    def first_open(self) -> date:
        """The first day that could be posted on after it."""
        return self.closed_until + ONE_DAY


_CLOSED_UNTIL = text("""
    SELECT e.entity, last.closed_until FROM unnest(CAST(:entities AS text[])) AS e(entity)
    CROSS JOIN LATERAL (SELECT closed_until FROM periods p WHERE p.entity = e.entity ORDER BY p.version DESC LIMIT 1)
      AS last
""")
_SUMS = text("""
    SELECT j.currency, j.role, coalesce(sum(j.amount_minor) FILTER (WHERE j.amount_minor > 0), 0) AS debit_minor,
           -coalesce(sum(j.amount_minor) FILTER (WHERE j.amount_minor < 0), 0) AS credit_minor
    FROM journal j LEFT JOIN unnest(CAST(:partitions AS int[]), CAST(:positions AS bigint[])) AS p(partition, position)
      ON j.partition = p.partition
    WHERE j.entity = :entity AND j.posted_on > :after AND j.posted_on <= :until
      AND (p.position IS NULL OR j.position < p.position)
    GROUP BY j.currency, j.role ORDER BY j.currency, j.role
""")
_HELD = text("""
    SELECT currency, count(*) AS payments, CAST(sum(unapplied_minor) AS bigint) AS unapplied_minor FROM funds
    WHERE entity = :entity AND held AND unapplied_minor > 0 AND posted_on <= :until GROUP BY currency ORDER BY currency
""")
_PUT = text("""
    INSERT INTO periods (entity, version, closed_from, closed_until, reopened_until, reason, recorded_at, checklist)
    VALUES (:entity, :version, :closed_from, :closed_until, :reopened_until, :reason, :recorded_at, :checklist)
""")
_CHANGES = text("""
    SELECT version, closed_from, closed_until, reopened_until, reason, recorded_at, checklist FROM periods
    WHERE entity = :entity AND version < :before ORDER BY version DESC LIMIT :limit
""")
_IN_FORCE = text("""
    SELECT p.entity, p.checklist FROM periods p
    WHERE p.checklist IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM periods later
      WHERE later.entity = p.entity AND later.version > p.version AND later.closed_until < p.closed_until)
    ORDER BY p.entity, p.version
""")
_LAST_IN_FORCE = text("""
    SELECT p.checklist FROM periods p
    WHERE p.entity = :entity AND p.checklist IS NOT NULL AND p.closed_until <= :until AND NOT EXISTS (
      SELECT 1 FROM periods later
      WHERE later.entity = p.entity AND later.version > p.version AND later.closed_until < p.closed_until)
    ORDER BY p.closed_until DESC, p.version DESC LIMIT 1
""")
VERSION_MAX = 2**31 - 1

_write_checklist = msgspec.json.Encoder().encode
_read_checklist = msgspec.json.Decoder(Checklist).decode


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Note what was closed and reopened. The fact comes once per partition, and where it stands there bounds what the
    close has seen; one writing of it is enough."""
    changes: dict[tuple[str, int], list[Recorded[LedgerEvent]]] = {}
    for record in records:
        if isinstance(record.event, PeriodClosed | PeriodReopened):
            changes.setdefault((record.event.entity, record.version), []).append(record)
    for (entity, version), copies in changes.items():
        event = copies[0].event
        if not isinstance(event, PeriodClosed | PeriodReopened):
            raise TypeError(event)
        closed = isinstance(event, PeriodClosed)
        before = {copy.partition: copy.position for copy in copies}
        row = {
            "entity": entity,
            "version": version,
            "closed_from": event.closed_from if closed else None,
            "closed_until": closed_until_after(event),
            "reopened_until": None if closed else event.reopened_until,
            "reason": None if closed else event.reason,
            "recorded_at": copies[0].recorded_at,
            "checklist": _write_checklist(await checklist(connection, entity, event.closed_until, before=before))
            if closed
            else None,
        }
        await connection.execute(_PUT, row)


async def checklist(
    connection: AsyncConnection, entity: str, until: date, *, before: Mapping[int, int] | None = None
) -> Checklist:
    """What the books show of the days up to one; with `before`, of what was recorded before these positions.

    Closed days keep their figures, so the journal is summed from the last close on, and not from its beginning.
    """
    found = (await connection.execute(_LAST_IN_FORCE, {"entity": entity, "until": until})).scalar_one_or_none()
    closed = _read_checklist(found) if found else None
    since = await sums_until(
        connection, entity, until, before=before, after=closed.closed_until if closed else date.min
    )
    totals: dict[str, list[control.Compared]] = {}
    for row in await control.compared(connection, entity):
        totals.setdefault(row.currency, []).append(row)
    return Checklist(
        closed_until=until,
        sums=_together(closed.sums if closed else (), since),
        control=tuple(_control(currency, rows) for currency, rows in sorted(totals.items())),
        held=tuple(Held(*row) for row in await connection.execute(_HELD, {"entity": entity, "until": until})),
    )


def _control(currency: str, rows: Sequence[control.Compared]) -> ControlSums:
    return ControlSums(
        currency=currency,
        control_minor=sum(row.control_minor for row in rows),
        open_minor=sum(row.open_minor for row in rows),
        customers=len(rows),
        differing=sum(row.control_minor != row.open_minor for row in rows),
    )


def _together(earlier: Sequence[Sums], later: Sequence[Sums]) -> tuple[Sums, ...]:
    found = {sums.currency: sums for sums in earlier}
    for sums in later:
        known = found.get(sums.currency)
        if known is None:
            found[sums.currency] = sums
            continue
        balances = dict(known.balances_minor)
        for role, balance_minor in sums.balances_minor.items():
            balances[role] = balances.get(role, 0) + balance_minor
        found[sums.currency] = Sums(
            sums.currency, known.debit_minor + sums.debit_minor, known.credit_minor + sums.credit_minor, balances
        )
    return tuple(found[currency] for currency in sorted(found))


async def sums_until(
    connection: AsyncConnection,
    entity: str,
    until: date,
    *,
    before: Mapping[int, int] | None = None,
    after: date = date.min,
) -> tuple[Sums, ...]:
    """The journal's sums by currency, of all that is posted until a day, and after another."""
    asked = {
        "entity": entity,
        "after": after,
        "until": until,
        "partitions": list(before or ()),
        "positions": list((before or {}).values()),
    }
    debits: dict[str, int] = {}
    credits_: dict[str, int] = {}
    balances: dict[str, dict[str, int]] = {}
    for row in await connection.execute(_SUMS, asked):
        debit, credit = int(row.debit_minor), int(row.credit_minor)
        debits[row.currency] = debits.get(row.currency, 0) + debit
        credits_[row.currency] = credits_.get(row.currency, 0) + credit
        balances.setdefault(row.currency, {})[row.role] = debit - credit
    return tuple(
        Sums(currency, debits[currency], credits_[currency], balances[currency]) for currency in sorted(balances)
    )


async def closed_until(connection: AsyncConnection, entities: Collection[str]) -> dict[str, date]:
    """The last closed day of the entities that ever closed one."""
    rows = await connection.execute(_CLOSED_UNTIL, {"entities": list(entities)})
    return {row.entity: row.closed_until for row in rows}


async def changes(
    connection: AsyncConnection, entity: str, *, before: int = VERSION_MAX, limit: int
) -> list[PeriodChange]:
    """What was closed and reopened, the newest first."""
    rows = await connection.execute(_CHANGES, {"entity": entity, "before": before, "limit": limit})
    return [
        PeriodChange(
            row.version,
            row.closed_from,
            row.closed_until,
            row.reopened_until,
            row.reason,
            row.recorded_at,
            None if row.checklist is None else _read_checklist(row.checklist),
        )
        for row in rows
    ]


async def closings_in_force(connection: AsyncConnection) -> list[tuple[str, Checklist]]:
    """What was found by every close of which no day was opened again since."""
    return [(row.entity, _read_checklist(row.checklist)) for row in await connection.execute(_IN_FORCE)]
