"""What invoices offer for paying early, what of it stands taken, and the tax that stands given back on reductions."""

from collections import Counter
from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.books import Discounts
from services.ledger.domain.invoice import InvoiceIssued
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.shares import Share, by_tax_code
from services.ledger.domain.terms import DiscountWindow
from shared.database import copy_rows
from shared.events import Recorded

_COLUMNS = ("invoice", "windows", "shares", "most_minor", "taken_minor")
_TAKE = text("""
    UPDATE discounts SET taken_minor = discounts.taken_minor + t.taken
    FROM unnest(CAST(:invoices AS text[]), CAST(:taken AS bigint[])) AS t(invoice, taken)
    WHERE discounts.invoice = t.invoice
""")
_GIVE_BACK = text("""
    INSERT INTO given_back (reduction, invoice, tax_code, net_minor, tax_minor)
    SELECT * FROM unnest(CAST(:reductions AS text[]), CAST(:invoices AS text[]), CAST(:tax_codes AS text[]),
                         CAST(:nets AS bigint[]), CAST(:taxes AS bigint[]))
    ON CONFLICT (reduction, invoice, tax_code) DO UPDATE SET
      net_minor = given_back.net_minor + excluded.net_minor, tax_minor = given_back.tax_minor + excluded.tax_minor
""")
_OFFERED = text("""
    SELECT invoice, windows, shares, taken_minor FROM discounts WHERE invoice = ANY(CAST(:invoices AS text[]))
""")
_GIVEN_BACK = text("""
    SELECT reduction, invoice, tax_code, net_minor, tax_minor FROM given_back
    WHERE reduction = ANY(CAST(:reductions AS text[])) AND (net_minor <> 0 OR tax_minor <> 0)
    ORDER BY reduction, invoice, tax_code COLLATE "C"
""")

_write = msgspec.json.Encoder().encode
_read_windows = msgspec.json.Decoder(tuple[DiscountWindow, ...]).decode
_read_shares = msgspec.json.Decoder(tuple[Share, ...]).decode


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Enter what new invoices offer, then what was taken, and the tax that went with it."""
    offering: list[InvoiceIssued] = []
    taken: Counter[str] = Counter()
    nets: Counter[tuple[str, str, str]] = Counter()
    taxes: Counter[tuple[str, str, str]] = Counter()
    for record in records:
        event = record.event
        if isinstance(event, InvoiceIssued):
            if event.discounts:
                offering.append(event)
        elif isinstance(event, ReceivableReduced | ReceivableRestored):
            sign = 1 if isinstance(event, ReceivableReduced) else -1
            invoice = event.parts[0].invoice
            if event.kind == "discount":
                taken[invoice] += sign * event.amount_minor
            for share in event.shares:
                nets[event.reduction, invoice, share.tax_code] += sign * share.net_minor
                taxes[event.reduction, invoice, share.tax_code] += sign * share.tax_minor
    if offering:
        await copy_rows(
            connection,
            "discounts",
            _COLUMNS,
            [
                (
                    event.invoice,
                    _write(event.discounts),
                    _write(by_tax_code(event.shares)),
                    max(window.amount_minor for window in event.discounts),
                    taken.pop(event.invoice, 0),
                )
                for event in offering
            ],
        )
    if taken:
        await connection.execute(_TAKE, {"invoices": list(taken), "taken": list(taken.values())})
    if nets:
        places = list(nets)
        await connection.execute(
            _GIVE_BACK,
            {
                "reductions": [reduction for reduction, _, _ in places],
                "invoices": [invoice for _, invoice, _ in places],
                "tax_codes": [code for _, _, code in places],
                "nets": [nets[place] for place in places],
                "taxes": [taxes[place] for place in places],
            },
        )


async def offered(connection: AsyncConnection, invoices: Collection[str]) -> dict[str, Discounts]:
    """What these invoices offer, as far as they do."""
    return {
        row.invoice: Discounts(
            windows=_read_windows(row.windows),
            shares=by_tax_code(_read_shares(row.shares)),
            taken_minor=row.taken_minor,
        )
        for row in await connection.execute(_OFFERED, {"invoices": list(invoices)})
    }


async def given_back(
    connection: AsyncConnection, reductions: Collection[str]
) -> dict[tuple[str, str], tuple[Share, ...]]:
    """The net and tax that stand given back, by reduction and invoice."""
    found: dict[tuple[str, str], tuple[Share, ...]] = {}
    for row in await connection.execute(_GIVEN_BACK, {"reductions": list(reductions)}):
        share = Share(net_minor=row.net_minor, tax_minor=row.tax_minor, tax_code=row.tax_code)
        place = (row.reduction, row.invoice)
        found[place] = (*found.get(place, ()), share)
    return found
