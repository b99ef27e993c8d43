"""How much of each open instalment is disputed, when a dispute names an instalment or a whole invoice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from services.dunning.domain.evaluation import Item


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """An amount of an invoice that the customer contests; `instalment` None: of the invoice as a whole."""

    invoice: str
    instalment: int | None
    amount_minor: int


def with_disputes(items: Sequence[Item], disputes: Iterable[OpenDispute]) -> tuple[Item, ...]:
    """The items with their disputed part, never more than is open of them.

    Disputes of an instalment count first; those of a whole invoice fill what is left, the earliest due first.
    """
    named: dict[tuple[str, int], int] = {}
    whole: dict[str, int] = {}
    for dispute in disputes:
        if dispute.instalment is None:
            whole[dispute.invoice] = whole.get(dispute.invoice, 0) + dispute.amount_minor
        else:
            place = dispute.invoice, dispute.instalment
            named[place] = named.get(place, 0) + dispute.amount_minor
    if not named and not whole:
        return tuple(items)
    disputed = {place: min(named.get(place, 0), item.open_minor) for place, item in _by_place(items).items()}
    for item in sorted(items, key=lambda each: (each.due_on, each.instalment)):
        place = item.invoice, item.instalment
        more = min(whole.get(item.invoice, 0), item.open_minor - disputed[place])
        if more:
            whole[item.invoice] -= more
            disputed[place] += more
    return tuple(replace(item, disputed_minor=disputed[item.invoice, item.instalment]) for item in items)


def _by_place(items: Sequence[Item]) -> dict[tuple[str, int], Item]:
    return {(item.invoice, item.instalment): item for item in items}
