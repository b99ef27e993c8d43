"""What customers contest, and how it ended."""

from collections.abc import Collection, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.books import Contest
from services.ledger.domain.dispute import DisputeOpened, DisputeResolved
from services.ledger.domain.ledger import LedgerEvent
from shared.events import Recorded

_OPEN = text("""
    INSERT INTO disputes (dispute, entity, customer, invoice, instalment, currency, amount_minor, reason, owner_role,
                          opened_on, deadline, payment)
    SELECT * FROM unnest(
      CAST(:disputes AS text[]), CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:invoices AS text[]),
      CAST(:instalments AS int[]), CAST(:currencies AS text[]), CAST(:amounts AS bigint[]), CAST(:reasons AS text[]),
      CAST(:owner_roles AS text[]), CAST(:opened_on AS date[]),
      CAST(:deadlines AS date[]), CAST(:payments AS text[]))
""")
_RESOLVE = text("""
    UPDATE disputes SET resolved_on = r.resolved_on, outcome = r.outcome
    FROM unnest(CAST(:disputes AS text[]), CAST(:resolved_on AS date[]), CAST(:outcomes AS text[]))
      AS r(dispute, resolved_on, outcome)
    WHERE disputes.dispute = r.dispute
""")
_CONTESTS_OF = text("""
    SELECT invoice, dispute, instalment, amount_minor, opened_on, resolved_on, outcome, reason, owner_role, deadline
    FROM disputes
    WHERE invoice = ANY(CAST(:invoices AS text[])) ORDER BY opened_on, dispute
""")


async def contests_of(connection: AsyncConnection, invoices: Collection[str]) -> list[tuple[str, Contest]]:
    """The disputes of these invoices, each with its invoice, also those that are over."""
    rows = await connection.execute(_CONTESTS_OF, {"invoices": list(invoices)})
    return [(invoice, Contest(*contest)) for invoice, *contest in rows]


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Enter what was opened, then what was resolved."""
    opened = [record.event for record in records if isinstance(record.event, DisputeOpened)]
    resolved = [record.event for record in records if isinstance(record.event, DisputeResolved)]
    if opened:
        await connection.execute(
            _OPEN,
            {
                "disputes": [event.dispute for event in opened],
                "entities": [event.entity for event in opened],
                "customers": [event.customer for event in opened],
                "invoices": [event.invoice for event in opened],
                "instalments": [event.instalment for event in opened],
                "currencies": [event.currency for event in opened],
                "amounts": [event.amount_minor for event in opened],
                "reasons": [event.reason for event in opened],
                "owner_roles": [event.owner_role for event in opened],
                "opened_on": [event.opened_on for event in opened],
                "deadlines": [event.deadline for event in opened],
                "payments": [event.payment for event in opened],
            },
        )
    if resolved:
        await connection.execute(
            _RESOLVE,
            {
                "disputes": [event.dispute for event in resolved],
                "resolved_on": [event.resolved_on for event in resolved],
                "outcomes": [event.outcome for event in resolved],
            },
        )
