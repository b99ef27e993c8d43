"""What restarts the limitation of an open item, found in its customer's past, and the date that comes of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from services.ledger.domain.limitation import Limitation, LimitationRule, Restarted, limitation
from services.ledger.domain.statement import ItemPast, Past


class Acknowledged(NamedTuple):
    """Debts acknowledged in writing: of the invoices named, or without any, of all that was open that day."""

    on: date
    invoices: tuple[str, ...]


class Confirmed(NamedTuple):
    """A statement the debtor confirmed: all that was open on its day, as it was known at its position."""

    on: date
    as_of: date
    until: int


class ItemLimitation(NamedTuple):
    """An open instalment, and the last day on which it can be enforced; none where no rule is known."""

    item: ItemPast
    open_minor: int
    due_on: date | None
    limitation: Limitation | None


def limitation_dates(
    past: Past,
    rule: LimitationRule | None,
    *,
    as_of: date,
    acknowledged: Sequence[Acknowledged],
    confirmed: Sequence[Confirmed],
) -> list[ItemLimitation]:
    """The limitation of everything open at the end of a day, what expires first at the front."""
    found: list[ItemLimitation] = []
    for item in past.items.values():
        open_minor = item.open_minor(as_of)
        if open_minor:
            restarts = [*_acknowledgements(item, acknowledged), *_confirmations(item, confirmed), *_paid(item, past)]
            known = (restart for restart in restarts if restart.day <= as_of)
            due_on = item.due(as_of)
            expires = limitation(rule, due_on, known) if rule and due_on else None
            found.append(ItemLimitation(item, open_minor, due_on, expires))
    return sorted(
        found,
        key=lambda each: (
            each.limitation.last_day if each.limitation else each.due_on or date.max,
            each.item.invoice,
            each.item.instalment,
        ),
    )


def _acknowledgements(item: ItemPast, acknowledged: Iterable[Acknowledged]) -> list[Restarted]:
    return [
        Restarted(each.on, "acknowledgement")
        for each in acknowledged
        if item.invoice in each.invoices or (not each.invoices and item.open_minor(each.on))
    ]


def _confirmations(item: ItemPast, confirmed: Iterable[Confirmed]) -> list[Restarted]:
    return [
        Restarted(each.on, "confirmed-statement")
        for each in confirmed
        if item.recorded_at <= each.until and item.open_minor(each.as_of, each.until)
    ]


def _paid(item: ItemPast, past: Past) -> list[Restarted]:
    """Payments of which a part stands applied: what was taken back as a mistake was no part payment of this."""
    applied: Counter[str] = Counter()
    for _, _, minor, document in item.moved:
        applied[document] -= minor
    return [
        Restarted(funds.came_on, "part-payment")
        for document, minor in applied.items()
        if minor > 0 and (funds := past.funds.get(document)) is not None and funds.kind == "payment"
    ]
