"""A dispute: a customer contests an invoice, or a part of it, until somebody decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.ledger.domain.allocation import candidates
from services.ledger.domain.books import Books, Contest, Document, Item
from services.ledger.domain.documents import Content, check_amount, check_document, is_repeat
from services.ledger.domain.naming import check_date, digest, document_id
from shared.errors import Conflict, Invalid
from shared.events import Fact
from shared.money import Money, decimal

#: How a dispute can end: the customer was right, was not, or took it back.
OUTCOMES = ("accepted", "rejected", "withdrawn")
#: How it ends where the customer was merged into another one: that one contests it now.
MOVED = "moved"


class DisputeOpened(Fact, frozen=True, kw_only=True):
    """A customer contests an amount of an invoice, or of one instalment; a deduction was withheld from a `payment`."""

    entity: str
    customer: str
    dispute: str
    invoice: str
    instalment: int | None
    currency: str
    amount_minor: int
    reason: str
    opened_on: date
    owner_role: str
    content_hash: str
    deadline: date | None = None
    payment: str | None = None


class DisputeResolved(Fact, frozen=True, kw_only=True):
    """The dispute is over."""

    entity: str
    customer: str
    dispute: str
    invoice: str
    currency: str
    amount_minor: int
    resolved_on: date
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDispute:
    """Note that a customer contests an invoice; without an amount, all that is open."""

    entity: str
    customer: str
    source: str
    number: str
    invoice: str
    reason: str
    opened_on: date
    instalment: int | None = None
    amount: str | None = None  # decimal, in the currency of the invoice
    owner_role: str = "sales"
    deadline: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveDispute:
    """Note how a dispute ended."""

    entity: str
    source: str
    number: str
    outcome: str
    resolved_on: date
    customer: str | None = None


class DisputedInvoiceUnknown(Invalid):
    """The dispute names an invoice or instalment that this customer does not have."""


class DisputeExceedsOpenAmount(Conflict):
    """Only what is open can be contested."""


class DeadlineBeforeOpened(Invalid):
    """A dispute cannot be due before it began."""


class OutcomeUnknown(Invalid):
    """A dispute ends accepted, rejected or withdrawn."""


class ResolvedOtherwise(Conflict):
    """The dispute is over already."""


class ResolvedBeforeOpened(Invalid):
    """A dispute cannot end before it began."""


def open_dispute(command: OpenDispute, books: Books) -> list[tuple[str, DisputeOpened]]:
    """The customer contests what is open, or the amount stated."""
    books.entity(command.entity)
    check(command)
    books.known_customer(command.entity, command.customer)
    return contest(command, _items(command, books), books)


def check(command: OpenDispute) -> None:
    """Refuse names and dates that no dispute can have."""
    check_document(command.source, command.number, command.opened_on, None, dated="opened_on")
    if command.deadline is None:
        return
    check_date(command.deadline, "deadline")
    if command.deadline < command.opened_on:
        message = f"A dispute opened on {command.opened_on} cannot have been due by {command.deadline}."
        raise DeadlineBeforeOpened(message, field="deadline")


def contest(
    command: OpenDispute, items: Sequence[Item], books: Books, *, payment: str | None = None
) -> list[tuple[str, DisputeOpened]]:
    """The customer contests an invoice, or the instalment named; `items` are all its instalments as they are now."""
    dispute = document_id(command.entity, "dispute", command.source, command.number)
    currency = items[0].currency
    known = books.documents.get(dispute)
    contestable_minor = _contestable_minor(command, items, books)
    if command.amount is not None:
        amount_minor = Money.parse(command.amount, currency).minor
    else:
        amount_minor = contestable_minor if known is None else known.amount_minor
    opened = DisputeOpened(
        entity=command.entity,
        customer=command.customer,
        dispute=dispute,
        invoice=items[0].invoice,
        instalment=command.instalment,
        currency=currency,
        amount_minor=amount_minor,
        reason=command.reason,
        opened_on=command.opened_on,
        owner_role=command.owner_role,
        content_hash=digest(
            command.customer,
            items[0].invoice,
            command.instalment,
            command.amount,
            command.reason,
            command.opened_on.isoformat(),
            command.owner_role,
            *((command.deadline.isoformat(),) if command.deadline else ()),
        ),
        deadline=command.deadline,
        payment=payment,
    )
    sent = Content(command.customer, currency, amount_minor, command.opened_on, opened.content_hash)
    if is_repeat(books, dispute, sent):
        return []
    books.check_not_merged(command.entity, command.customer)
    if amount_minor > contestable_minor or not contestable_minor:
        message = (
            f"{decimal(amount_minor, currency)} {currency} of {opened.invoice} were contested; of what is open, "
            f"{decimal(contestable_minor, currency)} are not contested yet."
        )
        raise DisputeExceedsOpenAmount(message, field="amount")
    check_amount(amount_minor, currency)
    return [(dispute, opened)]


def _contestable_minor(command: OpenDispute, items: Sequence[Item], books: Books) -> int:
    """What of the instalments can still be contested: of the invoice no more than is open, and of each neither."""
    contests = books.open_contests(items[0].invoice)
    open_minor = sum(item.open_minor for item in items)
    left_minor = open_minor - sum(contest.amount_minor for contest in contests)
    if command.instalment is not None:
        own = [item.open_minor for item in items if item.instalment == command.instalment]
        contested = [contest.amount_minor for contest in contests if contest.instalment == command.instalment]
        left_minor = min(left_minor, sum(own) - sum(contested))
    return max(0, left_minor)


def _items(command: OpenDispute, books: Books) -> list[Item]:
    for invoice in candidates(command.entity, command.source, command.invoice):
        items = books.items_of(invoice)
        if items and items[0].customer == command.customer:
            if command.instalment not in {None, *(item.instalment for item in items)}:
                message = f"{invoice} has no instalment {command.instalment}."
                raise DisputedInvoiceUnknown(message, field="instalment")
            return items
        if any(waiting.customer == command.customer for waiting in books.waiting_of(invoice)):
            message = f"{invoice} waits for an event and is not due; there is nothing to contest yet."
            raise DisputeExceedsOpenAmount(message, field="invoice")
    message = f"{command.customer} has no invoice {command.invoice[:140]!r}."
    raise DisputedInvoiceUnknown(message, field="invoice")


def resolve_dispute(command: ResolveDispute, books: Books) -> list[tuple[str, DisputeResolved]]:
    """The dispute ends once; the same end again changes nothing."""
    books.entity(command.entity)
    dispute = document_id(command.entity, "dispute", command.source, command.number)
    known = books.document(dispute, command.customer)
    if command.outcome not in OUTCOMES:
        message = f"A dispute ends {', '.join(OUTCOMES)}, not {command.outcome[:16]!r}."
        raise OutcomeUnknown(message, field="outcome")
    check_date(command.resolved_on, "resolved_on")
    if known.outcome is not None:
        if known.outcome == command.outcome:
            return []
        message = f"{dispute} ended {known.outcome}; {command.outcome} was said now."
        raise ResolvedOtherwise(message, field="outcome")
    if command.resolved_on < known.posted_on:
        message = f"{dispute} was opened on {known.posted_on}; it cannot end on {command.resolved_on}."
        raise ResolvedBeforeOpened(message, field="resolved_on")
    resolved = DisputeResolved(
        entity=command.entity,
        customer=known.customer,
        dispute=dispute,
        invoice=known.invoice or "",
        currency=known.currency,
        amount_minor=known.amount_minor,
        resolved_on=command.resolved_on,
        outcome=command.outcome,
    )
    return [(dispute, resolved)]


def _document(event: DisputeOpened) -> Document:
    return Document(
        customer=event.customer,
        currency=event.currency,
        amount_minor=event.amount_minor,
        posted_on=event.opened_on,
        content_hash=event.content_hash,
        invoice=event.invoice,
    )


def evolve(books: Books, event: DisputeOpened | DisputeResolved) -> None:
    """A dispute begins, or ends; it changes no balance."""
    match event:
        case DisputeOpened():
            books.documents[event.dispute] = _document(event)
            contest = Contest(
                event.dispute,
                event.instalment,
                event.amount_minor,
                event.opened_on,
                reason=event.reason,
                owner_role=event.owner_role,
                deadline=event.deadline,
            )
            books.put_contest(event.invoice, contest)
        case DisputeResolved():
            books.documents[event.dispute] = replace(books.documents[event.dispute], outcome=event.outcome)
            contest = books.contests[event.invoice][event.dispute]
            books.put_contest(event.invoice, contest._replace(resolved_on=event.resolved_on, outcome=event.outcome))
