"""Money that leaves again: a payment the bank takes back, and what we pay back to a customer."""

from dataclasses import dataclass
from datetime import date

from services.ledger.domain import invoice, payment, period
from services.ledger.domain.allocation import standing_parts
from services.ledger.domain.books import Books, Document
from services.ledger.domain.documents import Content, check_amount, check_document, is_repeat
from services.ledger.domain.holding import is_unidentified
from services.ledger.domain.invoice import InvoiceEvent, IssueInvoice
from services.ledger.domain.naming import check_date, digest, document_id
from services.ledger.domain.payment import PaymentReturned
from services.ledger.domain.reduction import check_reason
from shared.errors import Conflict
from shared.events import Fact
from shared.money import Money, decimal


class RefundPaid(Fact, frozen=True, kw_only=True):
    """We paid money back: of a payment on account, of an advance for an `order`, or of an open credit note."""

    entity: str
    customer: str
    refund: str
    document: str
    currency: str
    amount_minor: int
    document_date: date
    posted_on: date
    reason: str
    content_hash: str
    moved_from: date | None = None
    order: str | None = None
    functional_minor: int | None = None  # in the entity's own currency, where this is another
    exchange_rate: str | None = None
    exchange_source: str | None = None
    held_functional_minor: int | None = None  # what the money paid back was carried at


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPayment:
    """Enter that the bank took a payment back; `fee` is charged on to the customer as an invoice of its own."""

    entity: str
    customer: str
    source: str
    number: str
    returned_on: date
    reason: str
    fee: str | None = None  # decimal, in the currency of the payment
    posted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRefund:
    """Enter money paid back; `document` is the id of the payment or credit note, without an amount all that is left."""

    entity: str
    customer: str
    source: str
    number: str
    document: str
    document_date: date
    reason: str
    amount: str | None = None  # decimal, in the currency of the document
    posted_on: date | None = None
    exchange_rate: str | None = None  # without it, that of the day


class ReturnedTooEarly(Conflict):
    """A payment cannot be taken back before it, or what it settled, was in the books."""


class PaidBackAlready(Conflict):
    """What was refunded, or moved, is not there to be taken back by the bank."""


class CameByTransfer(Conflict):
    """The bank takes back what it brought, not what came from another customer."""


class NothingToRefund(Conflict):
    """Only what is on account, or an open credit, can be paid back."""


ReturnDecision = list[tuple[str, PaymentReturned | InvoiceEvent]]


def give_back(command: ReturnPayment, books: Books) -> ReturnDecision:
    """What the payment settled is open again at its original due dates; the money is gone; the fee is owed."""
    entity = books.entity(command.entity)
    document = document_id(command.entity, "payment", command.source, command.number)
    known = books.document(document, command.customer)
    check_date(command.returned_on, "returned_on")
    check_reason(command.reason)
    if known.returned:
        return []
    books.check_not_merged(command.entity, known.customer)
    if known.origin is not None:
        message = f"{document} came from {known.origin}: move it back there first."
        raise CameByTransfer(message, field="number")
    funds = books.funds[document]
    standing = standing_parts(books, document)
    if funds.paid_out_minor:
        left = f"{decimal(funds.paid_out_minor, funds.currency)} {funds.currency}"
        message = f"Of {document} {left} were paid back or moved before; move them back first."
        raise PaidBackAlready(message, field="number")
    earliest = max([funds.posted_on, funds.unapplied_from, *(applied_on for applied_on, _ in standing)])
    derived = max(command.returned_on, earliest)
    day = period.count_from(books, entity, stated=command.posted_on, derived=derived, field="posted_on")
    check_date(day.on, "posted_on")
    if day.on < earliest:
        message = f"{document} and what it settled are in the books from {earliest} on."
        raise ReturnedTooEarly(message, field="posted_on")
    events: ReturnDecision = []
    if standing:
        events.extend(payment.taken_back(books, funds, day, command.reason, standing))
    returned = PaymentReturned(
        entity=command.entity,
        customer=known.customer,
        payment=document,
        currency=known.currency,
        amount_minor=known.amount_minor,
        posted_on=day.on,
        reason=command.reason,
        moved_from=day.moved_from,
        order=funds.order,
    )
    events.append((document, returned))
    if command.fee is not None:
        events.extend(_fee(command, known, day.on, books))
    return events


def _fee(command: ReturnPayment, known: Document, posted_on: date, books: Books) -> invoice.InvoiceDecision:
    fee = IssueInvoice(
        entity=command.entity,
        customer=known.customer,
        source=command.source,
        number=fee_number(command.number),
        currency=known.currency,
        amount_minor=Money.parse(command.fee or "", known.currency, field="fee").minor,
        document_date=posted_on,
        due_on=posted_on,
        reference=command.number,
        kind="fee",
    )
    payment = document_id(command.entity, "payment", command.source, command.number)
    return invoice.issue(fee, books, leaving=payment)


def fee_number(payment: str) -> str:
    """The number under which the fee for a returned payment is owed."""
    return f"{payment}-RETURN"


def refund(command: PayRefund, books: Books) -> list[tuple[str, RefundPaid]]:
    """Money leaves; less is on account, or open as credit."""
    entity = books.entity(command.entity)
    check_document(command.source, command.number, command.document_date, command.posted_on)
    check_reason(command.reason)
    document = document_id(command.entity, "refund", command.source, command.number)
    if not is_unidentified(command.customer):
        books.known_customer(command.entity, command.customer)
    funds = books.funds.get(command.document)
    if funds is None or funds.customer != command.customer:
        message = f"{command.customer} has no payment or credit note {command.document[:200]!r}."
        raise NothingToRefund(message, field="document")
    known = books.documents.get(document)
    if command.amount is not None:
        amount_minor = Money.parse(command.amount, funds.currency).minor
    else:
        amount_minor = funds.unapplied_minor if known is None else known.amount_minor
    dated = command.posted_on or command.document_date
    content_hash = digest(
        command.customer,
        command.document,
        command.amount,
        command.document_date.isoformat(),
        command.posted_on and command.posted_on.isoformat(),
        command.reason,
        *((("rate", command.exchange_rate),) if command.exchange_rate else ()),
    )
    if is_repeat(books, document, Content(command.customer, funds.currency, amount_minor, dated, content_hash)):
        return []
    books.check_not_merged(command.entity, command.customer)
    if amount_minor > funds.unapplied_minor:
        message = (
            f"{decimal(amount_minor, funds.currency)} {funds.currency} were to be refunded; "
            f"{funds.document} has {decimal(funds.unapplied_minor, funds.currency)} left."
        )
        raise NothingToRefund(message, field="amount")
    check_amount(amount_minor, funds.currency)
    derived = max(command.document_date, funds.unapplied_from)
    day = period.count_from(books, entity, stated=command.posted_on, derived=derived, field="posted_on")
    if day.on < funds.unapplied_from:
        message = f"{funds.document} has this left from {funds.unapplied_from} on."
        raise ReturnedTooEarly(message, field="posted_on")
    paid = RefundPaid(
        entity=command.entity,
        customer=command.customer,
        refund=document,
        document=funds.document,
        currency=funds.currency,
        amount_minor=amount_minor,
        document_date=command.document_date,
        posted_on=day.on,
        moved_from=day.moved_from,
        reason=command.reason,
        content_hash=content_hash,
        order=funds.order,
    )
    return [(document, paid)]


def remember(books: Books, event: RefundPaid) -> None:
    """The refund's number is taken from here on."""
    books.documents[event.refund] = Document(
        customer=event.customer,
        currency=event.currency,
        amount_minor=event.amount_minor,
        posted_on=event.posted_on,
        content_hash=event.content_hash,
    )


def evolve(books: Books, event: PaymentReturned | RefundPaid) -> None:
    """Less money is there than came."""
    match event:
        case PaymentReturned(payment=document):
            payment.remember(books, event)
        case RefundPaid(document=document):
            remember(books, event)
    held = books.funds[document]
    books.put_funds(
        held._replace(
            unapplied_minor=held.unapplied_minor - event.amount_minor,
            paid_out_minor=held.paid_out_minor + event.amount_minor,
        )
    )
