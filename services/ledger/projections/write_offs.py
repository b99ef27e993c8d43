"""Write-offs as they stand: proposed, approved or rejected, what is off the books, and what came after all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.books import APPROVED, REJECTED, WriteOff
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.write_off import RecoveryReceived, WriteOffProposed, WriteOffRejected
from shared.events import Recorded

_PROPOSE = text("""
    INSERT INTO write_offs (write_off, entity, customer, invoice, instalment, currency, amount_minor, proposed_on,
                            proposed_by, reason)
    SELECT * FROM unnest(
      CAST(:write_offs AS text[]), CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:invoices AS text[]),
      CAST(:instalments AS int[]), CAST(:currencies AS text[]), CAST(:amounts AS bigint[]),
      CAST(:proposed_on AS date[]), CAST(:proposed_by AS text[]), CAST(:reasons AS text[]))
""")
_CHANGE = text("""
    UPDATE write_offs SET state = coalesce(c.state, write_offs.state),
      written_off_minor = write_offs.written_off_minor + c.written_off,
      recovered_minor = write_offs.recovered_minor + c.recovered
    FROM unnest(CAST(:write_offs AS text[]), CAST(:states AS text[]), CAST(:written_off AS bigint[]),
                CAST(:recovered AS bigint[])) AS c(write_off, state, written_off, recovered)
    WHERE write_offs.write_off = c.write_off
""")
_NAMES = tuple(field.name for field in fields(WriteOff))
_COLUMNS = ", ".join(_NAMES)
_NAMED = text(f"""
    SELECT write_off, {_COLUMNS} FROM write_offs WHERE write_off = ANY(CAST(:write_offs AS text[]))
""")  # noqa: S608 - only our own columns
_LISTED = text(f"""
    SELECT write_off, {_COLUMNS} FROM write_offs
    WHERE entity = :entity AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      AND (CAST(:state AS text) IS NULL OR state = :state) AND write_off > :after ORDER BY write_off LIMIT :limit
""")  # noqa: S608 - only our own columns


@dataclass(slots=True)
class _Change:
    state: str | None = None
    written_off_minor: int = 0
    recovered_minor: int = 0


@dataclass(slots=True)
class _Changes:
    """What a batch does to write-offs, each once."""

    proposed: list[WriteOffProposed] = field(default_factory=list[WriteOffProposed])
    changed: dict[str, _Change] = field(default_factory=dict[str, _Change])

    def of(self, write_off: str) -> _Change:
        return self.changed.setdefault(write_off, _Change())

    def take(self, event: LedgerEvent) -> None:
        match event:
            case WriteOffProposed():
                self.proposed.append(event)
            case WriteOffRejected():
                self.of(event.write_off).state = REJECTED
            case ReceivableReduced(kind="write-off"):
                change = self.of(event.reduction)
                change.state = APPROVED
                change.written_off_minor += event.amount_minor
            case ReceivableRestored(kind="write-off"):
                self.of(event.reduction).written_off_minor -= event.amount_minor
            case RecoveryReceived():
                self.of(event.write_off).recovered_minor += event.amount_minor
            case _:
                pass


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Enter what was proposed, then what became of it."""
    changes = _Changes()
    for record in records:
        changes.take(record.event)
    if changes.proposed:
        await connection.execute(
            _PROPOSE,
            {
                "write_offs": [event.write_off for event in changes.proposed],
                "entities": [event.entity for event in changes.proposed],
                "customers": [event.customer for event in changes.proposed],
                "invoices": [event.invoice for event in changes.proposed],
                "instalments": [event.instalment for event in changes.proposed],
                "currencies": [event.currency for event in changes.proposed],
                "amounts": [event.amount_minor for event in changes.proposed],
                "proposed_on": [event.proposed_on for event in changes.proposed],
                "proposed_by": [event.proposed_by for event in changes.proposed],
                "reasons": [event.reason for event in changes.proposed],
            },
        )
    if changes.changed:
        await connection.execute(
            _CHANGE,
            {
                "write_offs": list(changes.changed),
                "states": [change.state for change in changes.changed.values()],
                "written_off": [change.written_off_minor for change in changes.changed.values()],
                "recovered": [change.recovered_minor for change in changes.changed.values()],
            },
        )


# ---------------------------------------------------------------- queries


async def named(connection: AsyncConnection, names: Collection[str]) -> dict[str, WriteOff]:
    """The write-offs of these ids, as far as there are any."""
    rows = await connection.execute(_NAMED, {"write_offs": list(names)})
    return {write_off: _write_off(row) for write_off, *row in rows}


async def listed(
    connection: AsyncConnection, entity: str, *, customer: str | None, state: str | None, after: str, limit: int
) -> list[tuple[str, WriteOff]]:
    """Write-offs with their ids, in the order of these."""
    asked = {"entity": entity, "customer": customer, "state": state, "after": after, "limit": limit}
    return [(write_off, _write_off(row)) for write_off, *row in await connection.execute(_LISTED, asked)]


def _write_off(row: Sequence[Any]) -> WriteOff:
    return WriteOff(**dict(zip(_NAMES, row, strict=True)))
