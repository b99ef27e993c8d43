"""How much of each open instalment is disputed, when a dispute names an instalment or a whole invoice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

#: A dispute of the invoice as a whole.
WHOLE_INVOICE = 0


@dataclass(frozen=True, slots=True)
class OpenInstalment:
    """An instalment of one invoice with what is left of it."""

    number: int
    due_on: date | None
    open_minor: int


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """An open dispute of one invoice: of one instalment, or of the `WHOLE_INVOICE`."""

    instalment: int
    amount_minor: int


def disputed_parts(instalments: Sequence[OpenInstalment], disputes: Sequence[OpenDispute]) -> dict[int, int]:
    """The disputed part of each open instalment of one invoice, never more than is open of it.

    Disputes of an instalment count first; those of the whole invoice fill what is left, the earliest due first, and
    what has no due date yet last.
    """
    disputed: dict[int, int] = {}
    for instalment in instalments:
        named = sum(dispute.amount_minor for dispute in disputes if dispute.instalment == instalment.number)
        disputed[instalment.number] = min(named, instalment.open_minor)
    rest = sum(dispute.amount_minor for dispute in disputes if dispute.instalment == WHOLE_INVOICE)
    for instalment in sorted(instalments, key=lambda each: (each.due_on or date.max, each.number)):
        more = min(rest, instalment.open_minor - disputed[instalment.number])
        disputed[instalment.number] += more
        rest -= more
    return disputed
