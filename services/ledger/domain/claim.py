"""Claims of late interest and fees: raised beside the books, then waived, recognised as receivables, or reversed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from services.ledger.domain import invoice as invoices
from services.ledger.domain import period
from services.ledger.domain.allocation import candidates
from services.ledger.domain.books import Books, Claim, Document, check_currency
from services.ledger.domain.calendar_day import Milestone
from services.ledger.domain.credit_note import CreditApplied, CreditUnapplied
from services.ledger.domain.documents import Content, NumberTaken, check_amount, check_document, is_repeat
from services.ledger.domain.due_dates import one_instalment
from services.ledger.domain.interest import InterestLine
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.naming import check_date, decoded, digest, document_id
from services.ledger.domain.payment import PaymentAllocated, PaymentUnapplied
from services.ledger.domain.payment_order import RECEIVABLE
from services.ledger.domain.period import Day
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.shares import NO_TAX, Share, content_of, shares_of
from shared.errors import Conflict, Invalid
from shared.events import Fact
from shared.money import Money, decimal

INTEREST = "interest"
FEE = "fee"
#: How the numbers end that accruals give out, under the source of the invoice: `4711/1/interest-20260302.2`.
_OF_ACCRUALS = re.compile(r"/[0-9]+/(fee|interest-[0-9]{8}(\.[0-9]+)?)\Z")


class ClaimRaised(Fact, frozen=True, kw_only=True):
    """Interest or a fee is claimed; it is no receivable yet. What an accrual claims is said by `InterestAccrued` now.

    Interest is the sum of its lines and of what rounding left over in the claim before (`carried`), both exact
    (`exact`, a fraction of minor units), and rounded half up once (`amount_minor`).
    """

    entity: str
    customer: str
    claim: str
    source: str
    number: str
    kind: str
    invoice: str | None
    instalment: int | None
    currency: str
    amount_minor: int
    raised_on: date
    content_hash: str
    first_on: date | None = None
    last_on: date | None = None
    rate_table: str | None = None
    day_count: str | None = None
    lines: tuple[InterestLine, ...] = ()
    carried: str = "0"
    exact: str = "0"
    reason: str = ""


class AccruedClaim(Fact, frozen=True, kw_only=True):
    """Interest of an instalment for some days, or the law's fixed sum for its having been late.

    Interest is what `ClaimRaised` says of it: `exact`, from the lines and what was carried, rounded to `amount_minor`.
    """

    claim: str
    kind: str
    invoice: str
    instalment: int
    amount_minor: int
    exact: str
    first_on: date | None = None
    last_on: date | None = None
    carried: str = "0"
    lines: tuple[InterestLine, ...] = ()


class InterestAccrued(Fact, frozen=True, kw_only=True):
    """Interest and fixed sums claimed of a customer up to a day, in all `amount_minor`; no receivables yet."""

    entity: str
    customer: str
    currency: str
    amount_minor: int
    raised_on: date
    rate_table: str
    day_count: str
    reason: str
    claims: tuple[AccruedClaim, ...]

    def of(self, claim: str) -> ClaimRaised | None:
        """The claim of this id, if it is one of these."""
        return next((self.raised(each) for each in self.claims if each.claim == claim), None)

    def raised(self, claim: AccruedClaim) -> ClaimRaised:
        """One of its claims as an event of its own would say it."""
        _, _, source, number = claim.claim.split("/")
        return ClaimRaised(
            entity=self.entity,
            customer=self.customer,
            claim=claim.claim,
            source=source,
            number=decoded(number),
            kind=claim.kind,
            invoice=claim.invoice,
            instalment=claim.instalment,
            currency=self.currency,
            amount_minor=claim.amount_minor,
            raised_on=self.raised_on,
            content_hash=digest(claim.claim, claim.exact),
            first_on=claim.first_on,
            last_on=claim.last_on,
            rate_table=self.rate_table,
            day_count=self.day_count if claim.lines else None,
            lines=claim.lines,
            carried=claim.carried,
            exact=claim.exact,
            reason=self.reason,
        )


class ClaimWaived(Fact, frozen=True, kw_only=True):
    """What was left of a claim will not be asked for."""

    entity: str
    customer: str
    claim: str
    currency: str
    amount_minor: int
    waived_on: date
    reason: str


class ClaimRecognised(Fact, frozen=True, kw_only=True):
    """A claim, or a part of it, became a receivable: the invoice `item`."""

    entity: str
    customer: str
    claim: str
    currency: str
    amount_minor: int
    posted_on: date
    item: str
    moved_from: date | None = None


class ClaimReversed(Fact, frozen=True, kw_only=True):
    """By what is known now the claim was not right; another may stand in its place."""

    entity: str
    customer: str
    claim: str
    currency: str
    amount_minor: int
    reversed_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseFee:
    """Claim a fee of a customer, perhaps for an invoice."""

    entity: str
    customer: str
    source: str
    number: str
    currency: str
    amount_minor: int
    raised_on: date
    reason: str
    invoice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveClaim:
    """Give up what is left of a claim."""

    entity: str
    customer: str
    source: str
    number: str
    reason: str
    waived_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniseClaim:
    """Make a claim, or a part of it, a receivable. It bears no tax and is due at once, unless stated."""

    entity: str
    customer: str
    source: str
    number: str
    posted_on: date
    due_on: date | None = None
    amount: str | None = None  # decimal, in the currency of the claim
    tax: str | None = None  # of the amount, in the same currency
    tax_code: str = NO_TAX


class ClaimedInvoiceUnknown(Invalid):
    """The fee names an invoice that this customer does not have."""


class NumberOfInterest(Invalid):
    """The number is one that accrued interest gives out, so no fee can have it."""


class ClaimEnded(Conflict):
    """The claim was waived, recognised or reversed."""


class ClaimExceeded(Conflict):
    """More was asked for than is left of the claim."""


class TaxExceedsClaim(Invalid):
    """The tax is a part of what is recognised."""


class RecognisedTooEarly(Conflict):
    """A claim cannot be in the books before the last day it is for."""


ClaimEvent = ClaimRaised | InterestAccrued | ClaimWaived | ClaimRecognised | ClaimReversed
ClaimDecision = list[
    tuple[
        str,
        ClaimEvent
        | InvoiceIssued
        | InvoiceCancelled
        | PaymentAllocated
        | PaymentUnapplied
        | CreditApplied
        | CreditUnapplied
        | ReceivableReduced
        | ReceivableRestored
        | Milestone,
    ]
]


def raise_fee(command: RaiseFee, books: Books) -> list[tuple[str, ClaimRaised]]:
    """A fee is claimed; the very same again changes nothing."""
    entity = books.entity(command.entity)
    check_document(command.source, command.number, command.raised_on, None, dated="raised_on")
    check_amount(command.amount_minor, command.currency)
    claim = document_id(command.entity, "claim", command.source, command.number)
    content_hash = digest(
        command.customer,
        command.currency,
        command.amount_minor,
        command.raised_on.isoformat(),
        command.reason,
        command.invoice,
    )
    sent = Content(command.customer, command.currency, command.amount_minor, command.raised_on, content_hash)
    if is_repeat(books, claim, sent):
        return []
    if _OF_ACCRUALS.search(command.number):
        message = f"Numbers like {command.number!r} are those of interest and fixed sums accrued; take another one."
        raise NumberOfInterest(message, field="number")
    books.customer(command.entity, command.customer)
    check_currency(entity, command.currency)
    raised = ClaimRaised(
        entity=command.entity,
        customer=command.customer,
        claim=claim,
        source=command.source,
        number=command.number,
        kind=FEE,
        invoice=_invoice_of(command, books) if command.invoice else None,
        instalment=None,
        currency=command.currency,
        amount_minor=command.amount_minor,
        raised_on=command.raised_on,
        content_hash=content_hash,
        exact=str(command.amount_minor),
        reason=command.reason,
    )
    return [(claim, raised)]


def _invoice_of(command: RaiseFee, books: Books) -> str:
    for name in candidates(command.entity, command.source, command.invoice or ""):
        items = books.items_of(name)
        if items and items[0].customer == command.customer:
            return name
    message = f"{command.customer} has no invoice {(command.invoice or '')[:140]!r}."
    raise ClaimedInvoiceUnknown(message, field="invoice")


def waive(command: WaiveClaim, books: Books) -> list[tuple[str, ClaimWaived]]:
    """What is left of the claim ends; a repeat changes nothing."""
    claim = _claim(command, books)
    check_date(command.waived_on, "waived_on")
    if claim.status == "waived":
        return []
    _check_raised(claim)
    waived = ClaimWaived(
        entity=claim.entity,
        customer=claim.customer,
        claim=claim.claim,
        currency=claim.currency,
        amount_minor=claim.raised_minor,
        waived_on=command.waived_on,
        reason=command.reason,
    )
    return [(claim.claim, waived)]


def recognise(command: RecogniseClaim, books: Books) -> ClaimDecision:
    """The claim becomes a receivable of its own; money waiting on account settles it as it does an invoice."""
    claim = _claim(command, books)
    entity = books.entity(command.entity)
    check_date(command.posted_on, "posted_on")
    if claim.status == "recognised" and command.amount is None:
        return []
    _check_raised(claim)
    if books.is_invoice(claim.next_item):
        message = (
            f"{claim.next_item} is in the books already, so {claim.claim} cannot become a receivable of that number."
        )
        raise NumberTaken(message)
    amount_minor = claim.raised_minor
    if command.amount is not None:
        amount_minor = Money.parse(command.amount, claim.currency).minor
        check_amount(amount_minor, claim.currency)
        if amount_minor > claim.raised_minor:
            message = (
                f"{command.amount} {claim.currency} were to be recognised; "
                f"{decimal(claim.raised_minor, claim.currency)} of {claim.claim} are left."
            )
            raise ClaimExceeded(message, field="amount")
    last = claim.last_on or claim.raised_on
    if command.posted_on < last:
        message = f"{claim.claim} is for the time up to {last}; it cannot be posted on {command.posted_on}."
        raise RecognisedTooEarly(message, field="posted_on")
    shares = (_share(command, amount_minor, claim.currency),)
    day = period.post_on(books, entity, stated=command.posted_on, document_date=command.posted_on)
    recognised, issued = _recognition(claim, day, command.due_on or day.on, shares)
    return [(claim.claim, recognised), *invoices.enter(issued, books)]


def _share(command: RecogniseClaim, amount_minor: int, currency: str) -> Share:
    tax_minor = 0 if command.tax is None else Money.parse(command.tax, currency, field="tax").minor
    if not 0 <= tax_minor <= amount_minor:
        message = f"{command.tax} {currency} cannot be the tax in {decimal(amount_minor, currency)}."
        raise TaxExceedsClaim(message, field="tax")
    return Share(net_minor=amount_minor - tax_minor, tax_minor=tax_minor, tax_code=command.tax_code)


def _claim(command: WaiveClaim | RecogniseClaim, books: Books) -> Claim:
    books.entity(command.entity)
    name = document_id(command.entity, "claim", command.source, command.number)
    books.document(name, command.customer)
    return books.claims[name]


def _check_raised(claim: Claim) -> None:
    if not claim.raised_minor:
        message = f"{claim.claim} was {claim.status}; nothing of it is left to decide."
        raise ClaimEnded(message)


def _recognition(
    claim: Claim, day: Day, due_on: date, shares: tuple[Share, ...]
) -> tuple[ClaimRecognised, InvoiceIssued]:
    """A part of a claim, and the receivable it becomes."""
    item, number = claim.item(claim.parts + 1)
    amount_minor = sum(share.net_minor + share.tax_minor for share in shares)
    recognised = ClaimRecognised(
        entity=claim.entity,
        customer=claim.customer,
        claim=claim.claim,
        currency=claim.currency,
        amount_minor=amount_minor,
        posted_on=day.on,
        item=item,
        moved_from=day.moved_from,
    )
    issued = InvoiceIssued(
        entity=claim.entity,
        customer=claim.customer,
        invoice=item,
        source=claim.claim.split("/", 3)[2],
        number=number,
        currency=claim.currency,
        gross_minor=amount_minor,
        document_date=day.moved_from or day.on,
        posted_on=day.on,
        instalments=one_instalment(amount_minor, due_on),
        shares=shares,
        content_hash=digest(claim.claim, amount_minor, day.on.isoformat(), content_of(amount_minor, shares)),
        kind=RECEIVABLE[claim.kind],
        moved_from=day.moved_from,
    )
    return recognised, issued


E = TypeVar("E")


def recognised_first(
    decided: Sequence[tuple[str, E]], books: Books
) -> Sequence[tuple[str, E | ClaimRecognised | InvoiceIssued]]:
    """Money allocated to a raised claim recognises that part of it first, on the day from which it counts."""
    allocated = [event for _, event in decided if isinstance(event, PaymentAllocated)]
    if not allocated:
        return decided
    waiting = books.raised_claims(allocated[0].entity, allocated[0].customer, allocated[0].currency)
    becoming = {claim.item(claim.parts + 1)[0]: claim for claim in waiting}
    taken: dict[str, tuple[Day, int]] = {}
    for event in allocated:
        for part in event.parts:
            if part.invoice in becoming:
                day = Day(event.applied_on, event.moved_from)
                since, so_far = taken.get(part.invoice, (day, 0))
                taken[part.invoice] = (min(since, day, key=lambda day: day.on), so_far + part.amount_minor)
    first: list[tuple[str, ClaimRecognised | InvoiceIssued]] = []
    for item, (day, amount_minor) in taken.items():
        claim = becoming[item]
        shares = shares_of(amount_minor, ())
        recognised, issued = _recognition(claim, day, claim.raised_on, shares)
        first += [(claim.claim, recognised), (item, issued)]
    before = next(at for at, (_, event) in enumerate(decided) if isinstance(event, PaymentAllocated))
    return [*decided[:before], *first, *decided[before:]]


def reverse(claim: Claim, reversed_on: date, reason: str, books: Books) -> ClaimDecision:
    """The claim ends as if it had never been; a receivable it became ends too, and what paid it is on account."""
    ended: ClaimDecision = []
    for name in claim.items:
        known = books.document(name)
        if known.cancelled:
            continue
        [item] = books.items_of(name)
        # Nobody asked for a closed day, so none is refused.
        day = period.not_before(period.first_open_day(books, claim.entity), max(item.open_from, reversed_on))
        ended += invoices.end(name, known, day, reason, books)
    reversal = ClaimReversed(
        entity=claim.entity,
        customer=claim.customer,
        claim=claim.claim,
        currency=claim.currency,
        amount_minor=claim.amount_minor,
        reversed_on=reversed_on,
        reason=reason,
    )
    return [*ended, (claim.claim, reversal)]


def remember(books: Books, event: ClaimRaised) -> None:
    """With which content it was raised. How claims stand is read as it is: an accrual raises many at one go."""
    books.documents[event.claim] = Document(
        customer=event.customer,
        currency=event.currency,
        amount_minor=event.amount_minor,
        posted_on=event.raised_on,
        content_hash=event.content_hash,
    )


def evolve(books: Books, event: ClaimEvent) -> None:
    """A claim stands, or ends."""
    match event:
        case ClaimRaised():
            remember(books, event)
            books.put_claim(
                Claim(
                    event.claim,
                    event.entity,
                    event.customer,
                    event.kind,
                    event.invoice,
                    event.instalment,
                    event.currency,
                    event.number,
                    event.amount_minor,
                    event.first_on,
                    event.last_on,
                    event.raised_on,
                    event.exact,
                    event.rate_table,
                )
            )
        case InterestAccrued():
            for claim in event.claims:
                evolve(books, event.raised(claim))
        case ClaimWaived():
            books.put_claim(books.claims[event.claim]._replace(status="waived"))
        case ClaimReversed():
            books.put_claim(books.claims[event.claim]._replace(status="reversed"))
        case ClaimRecognised():
            claim = books.claims[event.claim]
            recognised_minor = claim.recognised_minor + event.amount_minor
            books.put_claim(
                claim._replace(
                    recognised_minor=recognised_minor,
                    parts=claim.parts + 1,
                    status="recognised" if recognised_minor == claim.amount_minor else claim.status,
                )
            )
