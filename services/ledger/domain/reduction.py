"""What ends a part of a receivable without money: discounts, small differences, write-offs, adjustments.

A reduction is a document of its own. What it takes off instalments stands in the books as what a payment applies does,
and is taken back the same way: with the payment it was granted on, or with the invoice.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from services.ledger.domain import period
from services.ledger.domain.allocation import Part, Purse, by_due_date, candidates, merged, standing_parts, withdraw
from services.ledger.domain.books import (
    DISCOUNTS_AND_WRITE_OFFS,
    DISCOUNTS_ONLY,
    NO_REDUCTION,
    Books,
    Document,
    Entity,
    Item,
)
from services.ledger.domain.carrying import PartValue
from services.ledger.domain.documents import Content, check_amount, check_document, is_repeat
from services.ledger.domain.naming import digest, document_id, kind_of
from services.ledger.domain.period import Day
from services.ledger.domain.shares import Share, by_tax_code, in_proportion
from services.ledger.domain.terms import half_up
from shared.errors import Conflict, Invalid
from shared.events import Fact
from shared.money import Money, decimal

ReductionKind = Literal["discount", "small-difference", "write-off", "adjustment", "offset", "merged"]
#: What one person may post: an adjustment in the customer's favour, or our debt set off against theirs (应收冲应付).
AdjustmentKind = Literal["adjustment", "offset"]
#: What is granted on a payment, and falls with it.
GRANTED: tuple[ReductionKind, ...] = ("discount", "small-difference")
#: By the entity's setting, the kinds with which tax is given back.
TAXED: dict[str, tuple[ReductionKind, ...]] = {
    NO_REDUCTION: (),
    DISCOUNTS_ONLY: ("discount",),
    DISCOUNTS_AND_WRITE_OFFS: ("discount", "write-off"),
}
_KINDS: dict[str, ReductionKind] = {kind: kind for kind in get_args(ReductionKind)}
ADJUSTMENT_KINDS: tuple[AdjustmentKind, ...] = get_args(AdjustmentKind)


class ReceivableReduced(Fact, frozen=True, kw_only=True):
    """Instalments owe less, though no money came; a discount or difference was granted on a `payment`."""

    entity: str
    customer: str
    reduction: str
    kind: ReductionKind
    currency: str
    amount_minor: int
    posted_on: date
    reason: str
    parts: tuple[Part, ...]
    content_hash: str = ""
    payment: str | None = None
    moved_from: date | None = None
    #: Net and tax of the amount by tax code, where the tax is given back.
    shares: tuple[Share, ...] = ()
    values: tuple[PartValue, ...] = ()  # of the parts, where the currency is not the entity's own


class ReceivableRestored(Fact, frozen=True, kw_only=True):
    """Instalments owe again what a reduction had taken off them."""

    entity: str
    customer: str
    reduction: str
    kind: ReductionKind
    currency: str
    amount_minor: int
    posted_on: date
    reason: str
    parts: tuple[Part, ...]
    moved_from: date | None = None
    #: Net and tax of it by tax code, where the tax had been given back.
    shares: tuple[Share, ...] = ()
    values: tuple[PartValue, ...] = ()  # of the parts, where the currency is not the entity's own


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustReceivable:
    """Take an amount off an invoice for a stated reason, or set it off against what we owe the customer."""

    entity: str
    customer: str
    source: str
    number: str
    invoice: str
    kind: AdjustmentKind
    document_date: date
    reason: str
    amount: str | None = None  # decimal, in the currency of the invoice; without it, all that is open
    instalment: int | None = None
    posted_on: date | None = None


Restoration = tuple[str, ReceivableRestored]


class InvoiceToReduceUnknown(Invalid):
    """The reduction names an invoice or instalment that this customer does not have."""


class ReductionExceedsOpenAmount(Conflict):
    """No more can be taken off an invoice than is open."""


class ReasonMissing(Invalid):
    """What changes a balance without money says why."""


class ReducedTooEarly(Conflict):
    """Nothing can be taken off an invoice before it is in the books."""


class AdjustmentKindUnknown(Invalid):
    """One person posts adjustments and offsets; write-offs need two."""


def adjust(command: AdjustReceivable, books: Books) -> list[tuple[str, ReceivableReduced]]:
    """The invoice owes less from the day on, the earliest due instalment first."""
    entity = books.entity(command.entity)
    check_document(command.source, command.number, command.document_date, command.posted_on)
    if command.kind not in ADJUSTMENT_KINDS:
        message = f"An adjustment is of the kind {' or '.join(ADJUSTMENT_KINDS)}, not {command.kind[:16]!r}."
        raise AdjustmentKindUnknown(message, field="kind")
    check_reason(command.reason)
    books.known_customer(command.entity, command.customer)
    adjustment = document_id(command.entity, command.kind, command.source, command.number)
    items = items_named(command.entity, command.customer, command.source, command.invoice, command.instalment, books)
    currency = items[0].currency
    dated = command.posted_on or command.document_date
    known = books.documents.get(adjustment)
    # A repeat of "all that is open" says the same as the first time, whatever is open now.
    amount_minor = known.amount_minor if known and command.amount is None else amount_of(command.amount, items)
    content_hash = digest(
        command.customer,
        items[0].invoice,
        command.instalment,
        command.kind,
        command.amount,
        command.document_date.isoformat(),
        command.posted_on and command.posted_on.isoformat(),
        command.reason,
    )
    if is_repeat(books, adjustment, Content(command.customer, currency, amount_minor, dated, content_hash)):
        return []
    books.check_not_merged(command.entity, command.customer)
    check_open(amount_minor, items)
    derived = max(command.document_date, *(item.open_from for item in items))
    day = period.count_from(books, entity, stated=command.posted_on, derived=derived, field="posted_on")
    reduced = ReceivableReduced(
        entity=command.entity,
        customer=command.customer,
        reduction=adjustment,
        kind=command.kind,
        currency=currency,
        amount_minor=amount_minor,
        posted_on=day.on,
        reason=command.reason,
        parts=parts_of(amount_minor, items, day.on),
        content_hash=content_hash,
        moved_from=day.moved_from,
    )
    return [(adjustment, reduced)]


def small_differences(purse: Purse, entity: Entity, pursued: Collection[str]) -> list[tuple[str, ReceivableReduced]]:
    """Take off what a payment left open of an instalment it paid, where that is less than the entity pursues.

    Only where nothing of the payment is left, for who has money on account has paid the difference; and not of the
    invoices that are `pursued` all the same.
    """
    funds = purse.funds
    tolerance_minor = entity.small_differences.get(funds.currency, 0)
    if purse.left_minor or not tolerance_minor:
        return []
    applications = purse.applications()
    met = {(part.invoice, part.instalment) for application in applications for part in application.parts}
    left = {place: item for place in met if place[0] not in pursued and (item := purse.left(place))}
    events: list[tuple[str, ReceivableReduced]] = []
    for application in applications:
        rest = [
            item._replace(open_from=min(item.open_from, application.day.on))
            for part in application.parts
            if (item := left.pop((part.invoice, part.instalment), None)) and item.open_minor <= tolerance_minor
        ]
        if rest:
            amount_minor = sum(item.open_minor for item in rest)
            difference = granted_id("small-difference", funds.document)
            reduced = ReceivableReduced(
                entity=funds.entity,
                customer=funds.customer,
                reduction=difference,
                kind="small-difference",
                currency=funds.currency,
                amount_minor=amount_minor,
                posted_on=application.day.on,
                reason=f"paid to within {decimal(tolerance_minor, funds.currency)} {funds.currency}",
                parts=parts_of(amount_minor, rest, application.day.on),
                payment=funds.document,
                moved_from=application.day.moved_from,
            )
            events.append((difference, reduced))
    return events


def granted_id(kind: ReductionKind, payment: str) -> str:
    """The id of what is granted on a payment: it has no number of its own."""
    entity, _, source_and_number = payment.split("/", 2)
    return f"{entity}/{kind}/{source_and_number}"


def shares_of(amount_minor: int, kind: ReductionKind, shares: Iterable[Share], entity: Entity) -> tuple[Share, ...]:
    """The net and tax of what is taken off an invoice of these shares; none where its tax stays owed."""
    return in_proportion(amount_minor, shares) if kind in TAXED[entity.tax_on_reductions] else ()


def check_reason(reason: str) -> None:
    """Refuse a balance changed for no reason."""
    if not reason.strip():
        message = "Say why: whoever looks at the books later wants to know."
        raise ReasonMissing(message, field="reason")


def items_named(
    entity: str, customer: str, source: str, invoice: str, instalment: int | None, books: Books
) -> list[Item]:
    """The instalments of an invoice that a command names, the earliest due first; refused where there are none."""
    for candidate in candidates(entity, source, invoice):
        items = books.items_of(candidate)
        if items and items[0].customer == customer:
            chosen = [item for item in items if instalment in (None, item.instalment)]
            if not chosen:
                message = f"{candidate} has no instalment {instalment}."
                raise InvoiceToReduceUnknown(message, field="instalment")
            return by_due_date(chosen)
    message = f"{customer} has no invoice {invoice[:140]!r}."
    raise InvoiceToReduceUnknown(message, field="invoice")


def amount_of(amount: str | None, items: Sequence[Item]) -> int:
    """The amount stated, or all that is open."""
    return sum(item.open_minor for item in items) if amount is None else Money.parse(amount, items[0].currency).minor


def check_open(amount_minor: int, items: Sequence[Item]) -> None:
    """Refuse to take off nothing, or more than is open."""
    currency = items[0].currency
    open_minor = sum(item.open_minor for item in items)
    if amount_minor > open_minor:
        message = (
            f"{decimal(amount_minor, currency)} {currency} were to be taken off {items[0].invoice}; "
            f"{decimal(open_minor, currency)} are open."
        )
        raise ReductionExceedsOpenAmount(message, field="amount")
    check_amount(amount_minor, currency)


def parts_of(amount_minor: int, items: Iterable[Item], posted_on: date) -> tuple[Part, ...]:
    """An amount divided among instalments in the order given, each as far as it is open."""
    parts: list[Part] = []
    for item in items:
        part_minor = min(amount_minor, item.open_minor)
        if not part_minor:
            continue
        if posted_on < item.open_from:
            message = f"{item.invoice} is open from {item.open_from} on; nothing can be taken off it on {posted_on}."
            raise ReducedTooEarly(message, field="posted_on")
        parts.append(
            Part(invoice=item.invoice, instalment=item.instalment, due_on=item.due_on, amount_minor=part_minor)
        )
        amount_minor -= part_minor
    return tuple(parts)


def reduction_kind(document: str) -> ReductionKind | None:
    """The kind of a reduction; None for payments and credit notes."""
    return _KINDS.get(kind_of(document))


def restorations(
    books: Books, reduction: str, invoice: str, reason: str, falling: Sequence[tuple[Day, Sequence[Part]]]
) -> list[Restoration]:
    """What a reduction took off an invoice is owed again, day by day, and the tax that was given back with it.

    Of the tax each day takes in proportion to what still stands, so that the last one takes exactly the rest.
    """
    standing = books.given_back.get((reduction, invoice), ())
    standing_minor = sum(part.amount_minor for _, part in standing_parts(books, reduction, (invoice,)))
    events: list[Restoration] = []
    for day, parts in falling:
        amount_minor = sum(part.amount_minor for part in parts)
        taxed_minor = sum(share.net_minor + share.tax_minor for share in standing)
        # Where the setting changed meanwhile, a part of the reduction may have left the tax alone.
        shares = in_proportion(half_up(taxed_minor * amount_minor, standing_minor), standing) if standing else ()
        standing = by_tax_code(standing, shares)
        standing_minor -= amount_minor
        events.append(_restored(reduction, books.items_of(invoice), day, reason, parts, shares))
    return events


def _restored(
    reduction: str,
    items: Sequence[Item],
    day: Day,
    reason: str,
    parts: Iterable[Part],
    shares: tuple[Share, ...],
) -> Restoration:
    together = merged(parts)
    kind = reduction_kind(reduction)
    if kind is None:
        raise ValueError(reduction)
    event = ReceivableRestored(
        entity=items[0].entity,
        customer=items[0].customer,
        reduction=reduction,
        kind=kind,
        currency=items[0].currency,
        amount_minor=sum(part.amount_minor for part in together),
        posted_on=day.on,
        reason=reason,
        parts=together,
        moved_from=day.moved_from,
        shares=shares,
    )
    return reduction, event


def remember(books: Books, event: ReceivableReduced) -> None:
    """The number of an adjustment is taken from here on; reductions granted on a payment have none of their own."""
    if event.content_hash:
        books.documents[event.reduction] = Document(
            customer=event.customer,
            currency=event.currency,
            amount_minor=event.amount_minor,
            posted_on=event.posted_on,
            content_hash=event.content_hash,
        )


def evolve(books: Books, event: ReceivableReduced | ReceivableRestored) -> None:
    """Instalments owe less, or as much as before."""
    place = (event.reduction, event.parts[0].invoice)
    given_back = books.given_back.get(place, ())
    match event:
        case ReceivableReduced():
            remember(books, event)
            sign = 1
            _put_given_back(books, place, by_tax_code((*given_back, *event.shares)))
            for part in event.parts:
                item = books.items[part.invoice, part.instalment]
                books.put_item(item._replace(open_minor=item.open_minor - part.amount_minor))
                dated = (part.invoice, part.instalment, event.posted_on)
                standing = books.applied.get(event.reduction, {}).get(dated, 0)
                books.put_applied(event.reduction, dated, standing + part.amount_minor)
        case ReceivableRestored():
            sign = -1
            _put_given_back(books, place, by_tax_code(given_back, event.shares))
            for part in event.parts:
                item = books.items[part.invoice, part.instalment]
                open_from = max(item.open_from, event.posted_on)
                books.put_item(item._replace(open_minor=item.open_minor + part.amount_minor, open_from=open_from))
                withdraw(books, event.reduction, event.posted_on, part)
    if event.kind == "discount" and (offered := books.discounts.get(event.parts[0].invoice)):
        taken_minor = offered.taken_minor + sign * event.amount_minor
        books.discounts[event.parts[0].invoice] = replace(offered, taken_minor=taken_minor)


def _put_given_back(books: Books, place: tuple[str, str], shares: tuple[Share, ...]) -> None:
    if shares:
        books.given_back[place] = shares
    else:
        books.given_back.pop(place, None)
