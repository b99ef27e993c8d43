"""Interest and fees claimed, and what became of them; the rates entities state."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.books import Claim, DocumentNotFound
from services.ledger.domain.claim import ClaimRaised, ClaimRecognised, ClaimReversed, ClaimWaived, InterestAccrued
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.naming import number_of
from services.ledger.domain.payment_order import ON_TOP
from services.ledger.domain.rates import InterestRateStated
from services.ledger.projections import documents
from services.ledger.published import CODEC
from shared.database import copy_rows
from shared.event_store import decode_envelope
from shared.events import Recorded

_RAISED_COLUMNS = (
    "claim", "entity", "customer", "partition", "position", "kind", "invoice", "instalment", "currency", "number",
    "amount_minor", "first_on", "last_on", "raised_on", "exact", "rate_table", "reason",
)  # fmt: skip
_COLUMNS = """claim, entity, customer, kind, invoice, instalment, currency, number, amount_minor, first_on, last_on,
    raised_on, exact, rate_table, status, recognised_minor, parts"""
_CHANGE = text("""
    UPDATE claims SET recognised_minor = claims.recognised_minor + c.recognised, parts = claims.parts + c.parts,
        status = coalesce(c.status, CASE WHEN claims.recognised_minor + c.recognised = claims.amount_minor
                                         THEN 'recognised' ELSE claims.status END)
    FROM unnest(CAST(:claims AS text[]), CAST(:recognised AS bigint[]), CAST(:parts AS int[]),
                CAST(:statuses AS text[])) AS c(claim, recognised, parts, status)
    WHERE claims.claim = c.claim
""")
_PUT_RATE = text("""
    INSERT INTO interest_rates (entity, rate_table, valid_from, percent, source)
    VALUES (:entity, :rate_table, :valid_from, :percent, :source)
    ON CONFLICT (entity, rate_table, valid_from) DO UPDATE SET percent = excluded.percent, source = excluded.source
""")
_RATES = text("""
    SELECT entity, rate_table, valid_from, percent, source FROM interest_rates
    WHERE entity = ANY(CAST(:entities AS text[])) ORDER BY entity, rate_table, valid_from
""")
_ON_INVOICES = text(f"SELECT {_COLUMNS} FROM claims WHERE invoice = ANY(CAST(:invoices AS text[]))")  # noqa: S608 - our own columns
_NAMED = text(f"SELECT {_COLUMNS} FROM claims WHERE claim = ANY(CAST(:claims AS text[]))")  # noqa: S608 - our own columns
_OF_CUSTOMERS = text(f"""
    SELECT {_COLUMNS} FROM claims
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS o(of_entity, of_customer)
      ON claims.entity = o.of_entity AND claims.customer = o.of_customer
    WHERE claims.status IN ('raised', 'recognised')
""")  # noqa: S608 - our own columns
_LISTED = text(f"""
    SELECT {_COLUMNS}, reason FROM claims
    WHERE entity = :entity AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      AND (CAST(:invoice AS text) IS NULL OR invoice = :invoice)
      AND (CAST(:status AS text) IS NULL OR status = :status) AND claim > :after ORDER BY claim LIMIT :limit
""")  # noqa: S608 - our own columns
_RAISED = text("""
    SELECT e.envelope FROM claims c JOIN events e ON e.partition = c.partition AND e.position = c.position
    WHERE c.claim = :claim
""")
# What is overdue; what has claims, which may not be right any more; what ended late before anything was claimed. Of who
# was merged into another customer, all was claimed by then: claims that came from there name no instalment, and may be
# on an invoice that stayed there. One row per partition: a million rows take seconds to read.
_TO_ACCRUE = text("""
    SELECT partition, array_agg(invoice ORDER BY customer, invoice) AS invoices FROM (
    SELECT i.partition, i.customer, i.invoice FROM items i
    WHERE i.entity = :entity AND i.open_minor > 0 AND i.due_on < :until AND i.kind <> ALL(CAST(:on_top AS text[]))
      AND (CAST(:customer AS text) IS NULL OR i.customer = :customer)
    UNION
    SELECT c.partition, c.customer, c.invoice FROM claims c
    WHERE c.entity = :entity AND c.status <> 'reversed' AND c.kind = 'interest' AND c.instalment IS NOT NULL
      AND (CAST(:customer AS text) IS NULL OR c.customer = :customer)
    UNION
    SELECT i.partition, i.customer, i.invoice FROM items i
    JOIN allocations a ON a.invoice = i.invoice AND a.instalment = i.instalment
    LEFT JOIN funds f ON f.document = a.document
    WHERE i.entity = :entity AND i.open_minor = 0 AND i.due_on < :until
      AND coalesce(f.value_on, a.counts_from) > i.due_on
      AND i.kind <> ALL(CAST(:on_top AS text[])) AND (CAST(:customer AS text) IS NULL OR i.customer = :customer)
      AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.invoice = i.invoice AND c.instalment = i.instalment
                        AND c.kind = 'interest' AND c.status <> 'reversed')
    ) AS found
    WHERE NOT EXISTS (SELECT 1 FROM customers m WHERE m.entity = :entity AND m.customer = found.customer
                        AND m.merged_into IS NOT NULL)
    GROUP BY partition ORDER BY partition
""")


@dataclass(slots=True)
class _Changes:
    """What a batch of events does to claims raised, each row once."""

    recognised: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))
    parts: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))
    statuses: dict[str, str] = field(default_factory=dict[str, str])


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Enter what was raised, then what became of it. A rate comes once per partition; one writing of it is enough."""
    raised: list[tuple[Any, ...]] = []
    changes = _Changes()
    rates: dict[tuple[str, str, date], InterestRateStated] = {}
    for record in records:
        match record.event:
            case ClaimRaised() as event:
                raised.append(_row(record, event))
            case InterestAccrued() as event:
                raised += _rows(record, event)
            case ClaimRecognised() as event:
                changes.recognised[event.claim] += event.amount_minor
                changes.parts[event.claim] += 1
            case ClaimWaived() as event:
                changes.statuses[event.claim] = "waived"
            case ClaimReversed() as event:
                changes.statuses[event.claim] = "reversed"
            case InterestRateStated() as event:
                rates[event.entity, event.rate_table, event.valid_from] = event
            case _:
                pass
    if raised:
        await copy_rows(connection, "claims", _RAISED_COLUMNS, raised)
    changed = list({**changes.recognised, **changes.statuses})
    if changed:
        await connection.execute(
            _CHANGE,
            {
                "claims": changed,
                "recognised": [changes.recognised.get(claim, 0) for claim in changed],
                "parts": [changes.parts.get(claim, 0) for claim in changed],
                "statuses": [changes.statuses.get(claim) for claim in changed],
            },
        )
    for stated in rates.values():
        await connection.execute(
            _PUT_RATE,
            {
                "entity": stated.entity,
                "rate_table": stated.rate_table,
                "valid_from": stated.valid_from,
                "percent": stated.percent,
                "source": stated.source,
            },
        )


def _rows(record: Recorded[LedgerEvent], event: InterestAccrued) -> list[tuple[Any, ...]]:
    """Its claims as `_row` gives one: the words are made here, as there may be a million."""
    return [
        (
            claim.claim,
            event.entity,
            event.customer,
            record.partition,
            record.position,
            claim.kind,
            claim.invoice,
            claim.instalment,
            event.currency,
            number_of(claim.claim),
            claim.amount_minor,
            claim.first_on,
            claim.last_on,
            event.raised_on,
            claim.exact,
            event.rate_table,
            event.reason,
        )
        for claim in event.claims
    ]


def _row(record: Recorded[LedgerEvent], event: ClaimRaised) -> tuple[Any, ...]:
    return (
        event.claim,
        event.entity,
        event.customer,
        record.partition,
        record.position,
        event.kind,
        event.invoice,
        event.instalment,
        event.currency,
        event.number,
        event.amount_minor,
        event.first_on,
        event.last_on,
        event.raised_on,
        event.exact,
        event.rate_table,
        event.reason,
    )


async def interest_rates(
    connection: AsyncConnection, entities: Collection[str]
) -> dict[tuple[str, str], dict[date, str]]:
    """What entities state, by entity and table."""
    found: dict[tuple[str, str], dict[date, str]] = {}
    for row in await connection.execute(_RATES, {"entities": list(entities)}):
        found.setdefault((row.entity, row.rate_table), {})[row.valid_from] = row.percent
    return found


async def claims_on(connection: AsyncConnection, invoices: Collection[str]) -> list[Claim]:
    """All that was claimed because of these invoices."""
    return [Claim(*row) for row in await connection.execute(_ON_INVOICES, {"invoices": list(invoices)})]


async def claims_named(connection: AsyncConnection, claims: Collection[str]) -> list[Claim]:
    """The claims of these ids, as far as there are any."""
    return [Claim(*row) for row in await connection.execute(_NAMED, {"claims": list(claims)})]


async def receivables(connection: AsyncConnection, claims: Collection[Claim]) -> list[LedgerEvent]:
    """The past of the receivables that parts of these claims became."""
    return await documents.pasts(connection, [item for claim in claims for item in claim.items])


async def claims_of(connection: AsyncConnection, owners: Collection[tuple[str, str]]) -> list[Claim]:
    """What is claimed of customers, and what of it became receivables."""
    asked = {"entities": [entity for entity, _ in owners], "customers": [customer for _, customer in owners]}
    return [Claim(*row) for row in await connection.execute(_OF_CUSTOMERS, asked)]


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate that an entity states."""

    entity: str
    rate_table: str
    valid_from: date
    percent: str
    source: str


async def rates_stated(connection: AsyncConnection, entity: str) -> list[RateRow]:
    """What an entity states, by table and date."""
    return [RateRow(*row) for row in await connection.execute(_RATES, {"entities": [entity]})]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsWanted:
    """Which claims are asked for."""

    entity: str
    customer: str | None = None
    invoice: str | None = None
    status: str | None = None


async def claims_listed(
    connection: AsyncConnection, wanted: ClaimsWanted, *, after: str, limit: int
) -> list[tuple[Claim, str]]:
    """Claims in the order of their ids, each with its reason."""
    asked = {
        "entity": wanted.entity,
        "customer": wanted.customer,
        "invoice": wanted.invoice,
        "status": wanted.status,
        "after": after,
        "limit": limit,
    }
    return [(Claim(*row[:-1]), row[-1]) for row in await connection.execute(_LISTED, asked)]


async def claim(connection: AsyncConnection, claim: str) -> tuple[Claim, ClaimRaised]:
    """A claim as it stands, and the event that says why; refused where there is none."""
    standing = await _claim(connection, claim)
    envelope = decode_envelope((await connection.execute(_RAISED, {"claim": claim})).scalar_one())
    event = CODEC.decode(envelope.type, envelope.data)
    raised = event.of(claim) if isinstance(event, InterestAccrued) else event
    if not isinstance(raised, ClaimRaised):
        raise TypeError(claim)
    return standing, raised


async def owner(connection: AsyncConnection, claim: str) -> str:
    """Of whom something is claimed, which never changes; refused where there is no such claim."""
    return (await _claim(connection, claim)).customer


async def _claim(connection: AsyncConnection, claim: str) -> Claim:
    standing = await claims_named(connection, [claim])
    if not standing:
        message = f"There is no document {claim}."
        raise DocumentNotFound(message)
    return standing[0]


async def to_accrue(
    connection: AsyncConnection, entity: str, *, until: date, customer: str | None
) -> dict[int, list[str]]:
    """By partition the invoices whose claims may have to change, in the order in which indexes take them best."""
    asked = {"entity": entity, "until": until, "customer": customer, "on_top": list(ON_TOP)}
    return {row.partition: row.invoices for row in await connection.execute(_TO_ACCRUE, asked)}
