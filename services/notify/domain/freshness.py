"""Freshness: what a message names is compared with what is open at this moment, so that no paid invoice is dunned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from services.notify.domain.message import NamedItem

PAID = "paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """What the ledger says of one instalment now; `disputed_minor` of it is not asked for."""

    invoice: str
    instalment: int
    due_on: date
    open_minor: int
    disputed_minor: int
    currency: str


def still_due(named: Sequence[NamedItem], open_items: Sequence[OpenItem]) -> tuple[NamedItem, ...]:
    """The items named that are still owed, with the present amounts; none if all is paid, cancelled or disputed."""
    due = {(item.invoice, item.instalment): item.open_minor - item.disputed_minor for item in open_items}
    present = (replace(item, open_minor=due.get((item.invoice, item.instalment), 0)) for item in named)
    return tuple(item for item in present if item.open_minor > 0)
