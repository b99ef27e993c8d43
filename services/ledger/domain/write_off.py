"""Writing off what will not come: proposed by one person, approved by another; and money that comes after all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.ledger.domain import period, reduction
from services.ledger.domain.books import (
    APPROVED,
    PROPOSED,
    REJECTED,
    Books,
    Document,
    DocumentNotFound,
    DocumentOfOtherCustomer,
    WriteOff,
    check_currency,
)
from services.ledger.domain.documents import Content, check_amount, check_document, is_repeat
from services.ledger.domain.naming import check_date, digest, document_id
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.shares import Share, in_proportion
from shared.errors import Conflict, Invalid
from shared.events import Fact
from shared.money import decimal


class WriteOffProposed(Fact, frozen=True, kw_only=True):
    """Somebody thinks that an amount will not come; nothing is off the books until another one agrees."""

    entity: str
    customer: str
    write_off: str
    invoice: str
    instalment: int | None
    currency: str
    amount_minor: int
    proposed_on: date
    proposed_by: str
    reason: str
    content_hash: str
    #: Net and tax of the amount by tax code, as the invoice divides.
    shares: tuple[Share, ...] = ()


class WriteOffRejected(Fact, frozen=True, kw_only=True):
    """Another one did not agree: the amount is still owed."""

    entity: str
    customer: str
    write_off: str
    rejected_on: date
    rejected_by: str
    reason: str


class RecoveryReceived(Fact, frozen=True, kw_only=True):
    """Money came for what had been written off; it is income, for nobody owed it in the books any more."""

    entity: str
    customer: str
    recovery: str
    write_off: str
    currency: str
    amount_minor: int
    document_date: date
    posted_on: date
    content_hash: str
    moved_from: date | None = None
    functional_minor: int | None = None  # in the entity's own currency, where this is another
    exchange_rate: str | None = None
    exchange_source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeWriteOff:
    """Propose to write off an amount of an invoice; without an amount, all that is open."""

    entity: str
    customer: str
    source: str
    number: str
    invoice: str
    proposed_on: date
    principal: str
    reason: str
    instalment: int | None = None
    amount: str | None = None  # decimal, in the currency of the invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideWriteOff:
    """Approve or reject what another one proposed."""

    entity: str
    customer: str
    source: str
    number: str
    approved: bool
    decided_on: date
    principal: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveRecovery:
    """Enter money that came for what was written off."""

    entity: str
    customer: str
    source: str
    number: str
    write_off: str
    currency: str
    amount_minor: int
    document_date: date
    posted_on: date | None = None
    exchange_rate: str | None = None  # without it, that of the day


class SamePersonTwice(Conflict):
    """Who proposed a write-off cannot decide on it."""


class DecidedOtherwise(Conflict):
    """The write-off was decided before."""


class DecidedBeforeProposed(Invalid):
    """A proposal cannot be decided before it was made."""


class NothingWrittenOff(Conflict):
    """Money is a recovery only of what was written off."""


class RecoveredTooEarly(Conflict):
    """What was still owed cannot have been recovered: money that came before the proposal is a payment."""


class RecoveryInOtherCurrency(Conflict):
    """A recovery comes in the currency that was written off."""


class RecoveryExceedsWriteOff(Conflict):
    """More came than was written off; enter the rest as a payment."""


def propose(command: ProposeWriteOff, books: Books) -> list[tuple[str, WriteOffProposed]]:
    """The proposal is in the books, and changes no balance."""
    books.entity(command.entity)
    check_document(command.source, command.number, command.proposed_on, None, dated="proposed_on")
    reduction.check_reason(command.reason)
    books.known_customer(command.entity, command.customer)
    write_off = document_id(command.entity, "write-off", command.source, command.number)
    items = reduction.items_named(
        command.entity, command.customer, command.source, command.invoice, command.instalment, books
    )
    known = books.documents.get(write_off)
    amount_minor = reduction.amount_of(command.amount, items) if known is None else known.amount_minor
    content_hash = digest(
        command.customer,
        items[0].invoice,
        command.instalment,
        command.amount,
        command.proposed_on.isoformat(),
        command.principal,
        command.reason,
    )
    sent = Content(command.customer, items[0].currency, amount_minor, command.proposed_on, content_hash)
    if is_repeat(books, write_off, sent):
        return []
    books.check_not_merged(command.entity, command.customer)
    reduction.check_open(amount_minor, items)
    proposed = WriteOffProposed(
        entity=command.entity,
        customer=command.customer,
        write_off=write_off,
        invoice=items[0].invoice,
        instalment=command.instalment,
        currency=items[0].currency,
        amount_minor=amount_minor,
        proposed_on=command.proposed_on,
        proposed_by=command.principal,
        reason=command.reason,
        content_hash=content_hash,
        shares=in_proportion(amount_minor, books.document(items[0].invoice).shares),
    )
    return [(write_off, proposed)]


def decide(command: DecideWriteOff, books: Books) -> Sequence[tuple[str, ReceivableReduced | WriteOffRejected]]:
    """Approved, the amount is off the books; rejected, it is still owed. The same decision again changes nothing."""
    entity = books.entity(command.entity)
    write_off = document_id(command.entity, "write-off", command.source, command.number)
    known = _known(books, write_off, command.customer)
    check_date(command.decided_on, "decided_on")
    state = APPROVED if command.approved else REJECTED
    if known.state != PROPOSED:
        if known.state == state:
            return []
        message = f"{write_off} was {known.state}; it was to be {state} now."
        raise DecidedOtherwise(message, field="decision")
    if command.principal == known.proposed_by:
        message = f"{command.principal} proposed {write_off}; somebody else decides on it."
        raise SamePersonTwice(message, field="decision", rule="two principals")
    if command.decided_on < known.proposed_on:
        message = f"{write_off} was proposed on {known.proposed_on}; it cannot be decided on {command.decided_on}."
        raise DecidedBeforeProposed(message, field="decided_on")
    if not command.approved:
        reduction.check_reason(command.reason)
        rejected = WriteOffRejected(
            entity=command.entity,
            customer=known.customer,
            write_off=write_off,
            rejected_on=command.decided_on,
            rejected_by=command.principal,
            reason=command.reason,
        )
        return [(write_off, rejected)]
    items = [item for item in books.items_of(known.invoice) if known.instalment in (None, item.instalment)]
    # What has been paid since the proposal is not written off: it is proposed anew.
    reduction.check_open(known.amount_minor, items)
    day = period.post_on(books, entity, stated=None, document_date=command.decided_on)
    reduced = ReceivableReduced(
        entity=command.entity,
        customer=known.customer,
        reduction=write_off,
        kind="write-off",
        currency=known.currency,
        amount_minor=known.amount_minor,
        posted_on=day.on,
        reason=known.reason,
        parts=reduction.parts_of(known.amount_minor, items, day.on),
        moved_from=day.moved_from,
        shares=reduction.shares_of(known.amount_minor, "write-off", books.document(write_off).shares, entity),
    )
    return [(write_off, reduced)]


def recover(command: ReceiveRecovery, books: Books) -> list[tuple[str, RecoveryReceived]]:
    """The money is income; no receivable changes."""
    entity = books.entity(command.entity)
    check_document(command.source, command.number, command.document_date, command.posted_on)
    check_amount(command.amount_minor, command.currency)
    recovery = document_id(command.entity, "recovery", command.source, command.number)
    write_off = document_id(command.entity, "write-off", command.source, command.write_off)
    dated = command.posted_on or command.document_date
    content_hash = digest(
        command.customer,
        command.currency,
        command.amount_minor,
        command.document_date.isoformat(),
        dated.isoformat(),
        write_off,
        *((("rate", command.exchange_rate),) if command.exchange_rate else ()),
    )
    sent = Content(command.customer, command.currency, command.amount_minor, dated, content_hash)
    if is_repeat(books, recovery, sent):
        return []
    # What was written off stays with the customer it was written off of, merged or not.
    books.known_customer(command.entity, command.customer)
    check_currency(entity, command.currency)
    known = books.write_offs.get(write_off)
    if known is None or known.customer != command.customer or known.state != APPROVED:
        message = f"{write_off} did not write anything off for {command.customer}."
        raise NothingWrittenOff(message, field="write_off")
    if known.currency != command.currency:
        message = f"{write_off} wrote off {known.currency}; the recovery is {command.currency}."
        raise RecoveryInOtherCurrency(message, field="currency")
    left_minor = known.written_off_minor - known.recovered_minor
    if command.amount_minor > left_minor:
        message = (
            f"{decimal(command.amount_minor, command.currency)} {command.currency} came; of {write_off} "
            f"{decimal(left_minor, command.currency)} are not recovered yet."
        )
        raise RecoveryExceedsWriteOff(message, field="amount")
    for dated, field in ((command.document_date, "document_date"), (command.posted_on, "posted_on")):
        if dated is not None and dated < known.proposed_on:
            message = f"{write_off} was proposed on {known.proposed_on}; nothing of it was recovered on {dated}."
            raise RecoveredTooEarly(message, field=field)
    day = period.post_on(books, entity, stated=command.posted_on, document_date=command.document_date)
    received = RecoveryReceived(
        entity=command.entity,
        customer=command.customer,
        recovery=recovery,
        write_off=write_off,
        currency=command.currency,
        amount_minor=command.amount_minor,
        document_date=command.document_date,
        posted_on=day.on,
        content_hash=content_hash,
        moved_from=day.moved_from,
    )
    return [(recovery, received)]


def _known(books: Books, write_off: str, customer: str) -> WriteOff:
    known = books.write_offs.get(write_off)
    if known is None:
        message = f"There is no document {write_off}."
        raise DocumentNotFound(message)
    if known.customer != customer:
        message = f"{write_off} belongs to customer {known.customer}, not to {customer}."
        raise DocumentOfOtherCustomer(message, field="customer")
    return known


def remember(books: Books, event: WriteOffProposed | RecoveryReceived) -> None:
    """The number is taken from here on."""
    match event:
        case WriteOffProposed(write_off=document, proposed_on=day):
            pass
        case RecoveryReceived(recovery=document, posted_on=day):
            pass
    books.documents[document] = Document(
        customer=event.customer,
        currency=event.currency,
        amount_minor=event.amount_minor,
        posted_on=day,
        content_hash=event.content_hash,
        shares=event.shares if isinstance(event, WriteOffProposed) else (),
    )


def evolve(
    books: Books, event: WriteOffProposed | WriteOffRejected | RecoveryReceived | ReceivableReduced | ReceivableRestored
) -> None:
    """A proposal is made and decided; what it wrote off may come back as money, or with the invoice that ends."""
    match event:
        case WriteOffProposed():
            remember(books, event)
            books.write_offs[event.write_off] = WriteOff(
                customer=event.customer,
                invoice=event.invoice,
                instalment=event.instalment,
                currency=event.currency,
                amount_minor=event.amount_minor,
                proposed_on=event.proposed_on,
                proposed_by=event.proposed_by,
                reason=event.reason,
            )
        case WriteOffRejected():
            known = books.write_offs[event.write_off]
            books.write_offs[event.write_off] = replace(known, state=REJECTED)
        case RecoveryReceived():
            remember(books, event)
            known = books.write_offs[event.write_off]
            recovered_minor = known.recovered_minor + event.amount_minor
            books.write_offs[event.write_off] = replace(known, recovered_minor=recovered_minor)
        case ReceivableReduced() | ReceivableRestored():
            sign = 1 if isinstance(event, ReceivableReduced) else -1
            known = books.write_offs[event.reduction]
            written_off_minor = known.written_off_minor + sign * event.amount_minor
            books.write_offs[event.reduction] = replace(known, state=APPROVED, written_off_minor=written_off_minor)
