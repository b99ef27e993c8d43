"""Discounts for paying early: taken off an invoice by the payment that left nothing but the discount open in time."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from services.ledger.domain import reduction, terms
from services.ledger.domain.allocation import Purse, Wanted, by_due_date, find, is_for
from services.ledger.domain.books import Books, Discounts, Entity, Item
from services.ledger.domain.period import Day
from services.ledger.domain.reduction import ReceivableReduced
from shared.errors import Conflict, Invalid
from shared.money import decimal

Taken = list[tuple[str, ReceivableReduced]]


class DiscountNotOffered(Conflict):
    """The invoice was issued without a discount for paying early."""


class DiscountTooLate(Conflict):
    """The money came after the last day on which a discount could be taken."""


class DiscountExceedsWindow(Conflict):
    """More was to be taken off than the discount allows, or than is open."""


class DiscountNegative(Invalid):
    """A discount takes something off, or nothing."""


class DiscountOnCredit(Invalid):
    """Only money earns a discount; a credit note does not."""


def stated(purse: Purse, wanted: Sequence[Wanted], books: Books) -> dict[str, Taken]:
    """The discounts that somebody states, to the cent or not at all, by invoice; of one it may be nothing."""
    found: dict[str, Taken] = {}
    currency = purse.funds.currency
    entity = books.entity(purse.funds.entity)
    paid_on = purse.paid_on()
    for index, want in enumerate(wanted):
        place = f"allocations/{index}"
        field = f"{place}/discount"
        amount_minor = want.discount_minor(currency, field)
        if amount_minor is None or not is_for(want, purse.funds):
            continue
        if amount_minor < 0:
            message = f"A discount of {decimal(amount_minor, currency)} {currency} would add to what is owed."
            raise DiscountNegative(message, field=field)
        invoice = find(purse, want, books, place)[0].invoice
        before = found.setdefault(invoice, [])
        if not amount_minor:
            continue
        offered = books.discounts.get(invoice)
        if offered is None:
            message = f"{invoice} offers no discount for paying early."
            raise DiscountNotOffered(message, field=field)
        taken_minor = sum(event.amount_minor for _, event in before)
        _check(purse, invoice, offered, taken_minor + amount_minor, entity, field)
        rest = [item for item in purse.rest_of(invoice, books) if want.instalment in (None, item.instalment)]
        open_minor = sum(item.open_minor for item in rest)
        if amount_minor > open_minor:
            message = (
                f"{decimal(amount_minor, currency)} {currency} were to be taken off {invoice}; "
                f"{decimal(open_minor, currency)} are open."
            )
            raise DiscountExceedsWindow(message, field=field)
        before.append(_taken(purse, rest, amount_minor, paid_on[invoice], offered, entity))
    return found


def refuse_on_credit(wanted: Sequence[Wanted]) -> None:
    """Refuse a discount on what is no money."""
    for index, want in enumerate(wanted):
        if want.discount is not None:
            message = "A credit note takes no discount; state it with the payment."
            raise DiscountOnCredit(message, field=f"allocations/{index}/discount")


def earned(purse: Purse, books: Books, excepted: Collection[str]) -> Taken:
    """The discounts on what the payment paid in time but for them, and on nothing that is contested.

    Only where nothing of the payment is left, for who has money on account has paid the discount, too.
    """
    if purse.left_minor or not books.discounts:
        return []
    entity = books.entity(purse.funds.entity)
    events: Taken = []
    for invoice, paid_on in purse.paid_on().items():
        offered = books.discounts.get(invoice)
        if offered is None or invoice in excepted:
            continue
        if _earnable_minor(purse, invoice, books, entity):
            events.extend(of_rest(purse, purse.rest_of(invoice, books), paid_on, offered, entity))
    return events


def pay(purse: Purse, rule: str, items: Sequence[Item], books: Books) -> None:
    """Apply what is left to the items in the order given. Where that comes out at whole instalments less what their
    invoices offer for paying early, the offers stay open, for `earned` to take off."""
    first, held = _held_back(purse, items, books)
    paying: list[tuple[Item, int]] = []
    # An invoice is paid from its first instalment on; what it keeps open is the end of it.
    for item in reversed(first):
        kept_minor = min(held.get(item.invoice, 0), item.open_minor)
        held[item.invoice] = held.get(item.invoice, 0) - kept_minor
        paying.append((item, item.open_minor - kept_minor))
    for item, net_minor in reversed(paying):
        if net_minor:
            purse.pay_exactly(rule, [item], net_minor, "")
    left = (purse.left((item.invoice, item.instalment)) for item in items)
    # Who paid more than the net has paid the discounts of the first invoices, too.
    purse.pay(rule, (item for item in left if item))


def _held_back(purse: Purse, items: Sequence[Item], books: Books) -> tuple[Sequence[Item], dict[str, int]]:
    """The first items, which a payment without further word covers less discounts, and by invoice what these are.

    None where it comes out at what is owed; all where it comes out at that less the discounts, or lies between the two.
    """
    nothing: tuple[Sequence[Item], dict[str, int]] = ((), {})
    if not books.discounts or purse.paid_on():
        return nothing
    entity = books.entity(purse.funds.entity)
    whole: dict[str, int] = {}
    for item in purse.open:
        whole[item.invoice] = whole.get(item.invoice, 0) + item.open_minor
    met: dict[str, int] = {}
    held: dict[str, int] = {}
    between = nothing
    for count, item in enumerate(items, start=1):
        met[item.invoice] = met.get(item.invoice, 0) + item.open_minor
        if met[item.invoice] == whole.get(item.invoice):
            may_hold_minor = _earnable_minor(purse, item.invoice, books, entity)
            if 0 < may_hold_minor < met[item.invoice]:
                held[item.invoice] = may_hold_minor
        gross_minor = sum(met.values())
        net_minor = gross_minor - sum(held.values())
        if purse.left_minor == gross_minor:
            return nothing
        if purse.left_minor == net_minor:
            return items[:count], held
        if net_minor < purse.left_minor < gross_minor and between is nothing:
            between = (items[:count], dict(held))
    return between


def _earnable_minor(purse: Purse, invoice: str, books: Books, entity: Entity) -> int:
    """What may be taken off an invoice by the payment at hand, if that pays all the rest."""
    offered = books.discounts.get(invoice)
    if offered is None or books.open_contests(invoice):
        return 0
    if any(waiting.open_minor for waiting in books.waiting_of(invoice)):
        return 0  # the discount is for paying the whole invoice
    return allowed_minor(offered, _value_date(purse), entity)


def of_rest(purse: Purse, rest: Sequence[Item], paid_on: Day, offered: Discounts, entity: Entity) -> Taken:
    """All that is open of an invoice, where that is no more than may be taken off; it counts with the money."""
    rest_minor = sum(item.open_minor for item in rest)
    if purse.left_minor or not 0 < rest_minor <= allowed_minor(offered, _value_date(purse), entity):
        return []
    return [_taken(purse, rest, rest_minor, paid_on, offered, entity)]


def allowed_minor(offered: Discounts, paid_on: date, entity: Entity) -> int:
    """What may be taken off by a payment of a day, besides what stands taken."""
    window = terms.discount_for(offered.windows, paid_on, entity.discount_tolerance_days)
    return max(0, window.amount_minor - offered.taken_minor) if window else 0


def _check(purse: Purse, invoice: str, offered: Discounts, together_minor: int, entity: Entity, field: str) -> None:
    """Refuse a discount that comes too late, or is more than may be taken off."""
    currency = purse.funds.currency
    value_date = _value_date(purse)
    window = terms.discount_for(offered.windows, value_date, entity.discount_tolerance_days)
    if window is None:
        last = max(window.until for window in offered.windows)
        tolerated = last + timedelta(days=entity.discount_tolerance_days)
        grace = f" (tolerated until {tolerated})" if tolerated > last else ""
        message = (
            f"A discount on {invoice} could be taken until {last}{grace}; "
            f"{purse.funds.document} has the value date {value_date}."
        )
        raise DiscountTooLate(message, field=field)
    left_minor = allowed_minor(offered, value_date, entity)
    if together_minor > left_minor:
        message = (
            f"{decimal(together_minor, currency)} {currency} were to be taken off {invoice}; with the value date "
            f"{value_date} {decimal(left_minor, currency)} of the discount until {window.until} are left."
        )
        raise DiscountExceedsWindow(message, field=field)


def _taken(
    purse: Purse, rest: Iterable[Item], amount_minor: int, paid_on: Day, offered: Discounts, entity: Entity
) -> tuple[str, ReceivableReduced]:
    funds = purse.funds
    items = by_due_date(rest)
    window = terms.discount_for(offered.windows, _value_date(purse), entity.discount_tolerance_days)
    until = f", {terms.percent(window.basis_points)} % until {window.until}" if window else ""
    # No day's books show an instalment reduced before it was open.
    posted_on = max(paid_on.on, *(item.open_from for item in items))
    parts = reduction.parts_of(amount_minor, items, posted_on)
    purse.reduce(parts)
    taken = reduction.granted_id("discount", funds.document)
    event = ReceivableReduced(
        entity=funds.entity,
        customer=funds.customer,
        reduction=taken,
        kind="discount",
        currency=funds.currency,
        amount_minor=amount_minor,
        posted_on=posted_on,
        reason=f"paid on {_value_date(purse)}{until}",
        parts=parts,
        payment=funds.document,
        moved_from=paid_on.moved_from if posted_on == paid_on.on else None,
        shares=reduction.shares_of(amount_minor, "discount", offered.shares, entity),
    )
    return taken, event


def _value_date(purse: Purse) -> date:
    return purse.funds.value_on
