"""Two customers turn out to be one: what the one owes, holds, claims and contests becomes the other's, on one day.

Nothing of the past is rewritten. On that day what is open ends at the customer who is merged, against transfer
clearing, and begins at the other one as an invoice that is no sale, with its number, its dates and its due dates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from msgspec.structs import replace

from services.ledger.domain import accrual, invoice, period, transfer
from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.allocation import by_due_date
from services.ledger.domain.books import PROPOSED, Books, Claim, Contest, Entity, Funds, Item
from services.ledger.domain.claim import ClaimRaised, ClaimWaived
from services.ledger.domain.customer import CustomerMerged, stream_of
from services.ledger.domain.dispute import MOVED, DisputeOpened, DisputeResolved
from services.ledger.domain.due_dates import Instalment
from services.ledger.domain.holding import MERGED
from services.ledger.domain.invoice import InvoiceDecision, InvoiceEvent, InvoiceIssued
from services.ledger.domain.naming import check_date, decoded, digest, document_id, encoded
from services.ledger.domain.payment import check_recipient
from services.ledger.domain.period import Day
from services.ledger.domain.reduction import ReceivableReduced, check_reason, parts_of
from services.ledger.domain.shares import InvoiceKind, Share, in_proportion
from services.ledger.domain.transfer import OF_MERGERS, MoneyMovedBack, MoneyMovedIn, MoneyMovedOut, Move
from shared.errors import Conflict, Invalid

#: So many instalments can move in one transaction without others waiting long.
INSTALMENTS_MAX = 5_000
#: A fee or interest stays one; everything else that was owed is owed for being merged.
_KINDS: dict[InvoiceKind, InvoiceKind] = {
    "fee": "merged-fee",
    "merged-fee": "merged-fee",
    "claim": "merged-claim",
    "merged-claim": "merged-claim",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeCustomers:
    """Merge a customer into another one of the same entity."""

    entity: str
    customer: str
    into: str
    merged_on: date
    reason: str
    now: datetime


class MergedIntoItself(Invalid):
    """A customer cannot be merged into itself."""


class MergedElsewhere(Conflict):
    """The customer was merged into somebody else before."""


class MergedTooEarly(Conflict):
    """What moves must have been there."""


class InstalmentsWait(Conflict):
    """An instalment without a due date stays where its event is awaited."""


class WriteOffProposed(Conflict):
    """A write-off waits for its second pair of eyes."""


class InterestNotClaimed(Conflict):
    """Interest of the customer is not claimed up to the day, and nobody could claim it afterwards."""


class TooMuchToMerge(Conflict):
    """More is open than can move in one transaction."""


Merging = (
    CustomerMerged
    | MoneyMovedOut
    | MoneyMovedIn
    | MoneyMovedBack
    | ReceivableReduced
    | DisputeOpened
    | DisputeResolved
    | ClaimRaised
    | ClaimWaived
)


def merge(command: MergeCustomers, books: Books) -> Sequence[tuple[str, Merging | InvoiceEvent]]:
    """Everything open goes to the other customer; a repeat changes nothing. Nothing is settled by it: money waits for
    the next invoice, or for somebody to say what it pays."""
    entity = books.entity(command.entity)
    check_date(command.merged_on, "merged_on")
    check_reason(command.reason)
    known = books.known_customer(command.entity, command.customer)
    if command.into == command.customer:
        message = f"{command.customer} is to be merged into itself."
        raise MergedIntoItself(message, field="into")
    if known.merged_into == command.into:
        return []
    if known.merged_into is not None:
        message = f"{command.customer} was merged into {known.merged_into} before."
        raise MergedElsewhere(message, field="customer", merged_into=known.merged_into)
    check_recipient(books, command.entity, command.into, "into")
    day = period.post_on(books, entity, stated=command.merged_on, document_date=command.merged_on)
    merger = _Merger(command, day, books)
    _check(merger, entity)
    merged = CustomerMerged(
        entity=command.entity,
        customer=command.customer,
        into=command.into,
        transfer=merger.transfer,
        merged_on=day.on,
        reason=command.reason,
        moved_from=day.moved_from,
    )
    return [
        *merger.money(),
        *merger.receivables(),
        *merger.claims(),
        (stream_of(command.entity, command.customer), merged),
    ]


def becomes(document: str) -> str:
    """What a document of a merged customer is called at the other one: its source and number, under our own source."""
    entity, kind, source, number = document.split("/")
    return f"{entity}/{kind}/{MERGED}/{encoded(f'{source}/{decoded(number)}')}"


@dataclass(frozen=True, slots=True)
class _Merger:
    """What a merge finds, and what it makes of each thing."""

    command: MergeCustomers
    day: Day
    books: Books

    @property
    def owner(self) -> str:
        return f"{self.command.entity}/{self.command.customer}"

    @property
    def transfer(self) -> str:
        return transfer.transfer_id(self.command.entity, f"{OF_MERGERS}{self.command.customer}")

    @property
    def items(self) -> list[Item]:
        """What is open, invoice by invoice."""
        return sorted(self.books.items[place] for place in self.books.open_of.get(self.owner, ()))

    @property
    def funds(self) -> list[Funds]:
        return sorted(self.books.unapplied(self.command.entity, self.command.customer))

    def money(self) -> Iterator[tuple[str, MoneyMovedOut | MoneyMovedIn | MoneyMovedBack]]:
        """What is not applied moves under one transfer; an advance stays one, and what waited for a person does."""
        for count, funds in enumerate(self.funds, start=1):
            yield from transfer.out_and_in(
                Move(
                    transfer=self.transfer,
                    funds=funds,
                    to_customer=self.command.into,
                    amount_minor=funds.unapplied_minor,
                    posted_on=self.day.on,
                    reason=self.command.reason,
                    content_hash=digest(self.transfer, funds.document),
                    number=f"{OF_MERGERS}{self.command.customer}/{count}",
                    value_date=None if funds.is_credit else funds.value_on,
                    order=funds.order,
                    held=funds.held,
                    moved_from=self.day.moved_from,
                )
            )

    def receivables(self) -> Iterator[tuple[str, Merging | InvoiceEvent]]:
        """Each open invoice ends here and begins there, with the milestones it has passed; its disputes go along."""
        for name, items in groupby(self.items, key=lambda item: item.invoice):
            found = by_due_date(items)
            yield self._ended(name, found)
            yield from self._begun(name, found)
            yield from self._disputes(name, found)

    def _ended(self, name: str, items: Sequence[Item]) -> tuple[str, ReceivableReduced]:
        _, _, source, number = name.split("/")
        open_minor = sum(item.open_minor for item in items)
        ended = ReceivableReduced(
            entity=self.command.entity,
            customer=self.command.customer,
            reduction=f"{self.command.entity}/{MERGED}/{source}/{number}",
            kind="merged",
            currency=items[0].currency,
            amount_minor=open_minor,
            posted_on=self.day.on,
            reason=self.command.reason,
            parts=parts_of(open_minor, items, self.day.on),
            moved_from=self.day.moved_from,
        )
        return ended.reduction, ended

    def _begun(self, name: str, items: Sequence[Item]) -> InvoiceDecision:
        first = items[0]
        open_minor = sum(item.open_minor for item in items)
        offered = self.books.discounts.get(name)
        shares = offered.shares if offered else self.books.documents[name].shares
        taken_minor = offered.taken_minor if offered else 0
        windows = [
            replace(window, amount_minor=min(open_minor, window.amount_minor - taken_minor))
            for window in (offered.windows if offered else ())
        ]
        issued = InvoiceIssued(
            entity=first.entity,
            customer=self.command.into,
            invoice=becomes(name),
            source=MERGED,
            number=first.number,
            currency=first.currency,
            gross_minor=open_minor,
            document_date=first.document_date,
            posted_on=self.day.on,
            instalments=tuple(
                Instalment(number=item.instalment, due_on=item.due_on, amount_minor=item.open_minor) for item in items
            ),
            # What is left divides into net and tax as the whole did: a discount gives tax back by it.
            shares=in_proportion(open_minor, shares) or (Share(net_minor=open_minor, tax_minor=0),),
            content_hash=digest(self.transfer, name),
            order=first.order,
            reference=first.reference,
            kind=_KINDS.get(first.kind, "merged"),
            discounts=tuple(window for window in windows if window.amount_minor > 0),
            moved_from=self.day.moved_from,
        )
        return invoice.enter_settling_nothing(issued, self.books)

    def _disputes(self, name: str, items: Sequence[Item]) -> Iterator[tuple[str, DisputeResolved | DisputeOpened]]:
        """What is contested of what moves is contested there."""
        left = {item.instalment: item.open_minor for item in items}
        for contest in sorted(self.books.open_contests(name)):
            of = [contest.instalment] if contest.instalment is not None else list(left)
            amount_minor = min(contest.amount_minor, sum(left.get(instalment, 0) for instalment in of))
            if not amount_minor:
                continue  # what it was about is settled: it ends where it began
            rest = amount_minor
            for instalment in of:
                taken = min(rest, left.get(instalment, 0))
                left[instalment] = left.get(instalment, 0) - taken
                rest -= taken
            yield from self._dispute(contest, name, items[0].currency, amount_minor)

    def _dispute(
        self, contest: Contest, name: str, currency: str, amount_minor: int
    ) -> Iterator[tuple[str, DisputeResolved | DisputeOpened]]:
        yield (
            contest.dispute,
            DisputeResolved(
                entity=self.command.entity,
                customer=self.command.customer,
                dispute=contest.dispute,
                invoice=name,
                currency=currency,
                amount_minor=contest.amount_minor,
                resolved_on=self.day.on,
                outcome=MOVED,
            ),
        )
        opened = DisputeOpened(
            entity=self.command.entity,
            customer=self.command.into,
            dispute=becomes(contest.dispute),
            invoice=becomes(name),
            instalment=contest.instalment,
            currency=currency,
            amount_minor=amount_minor,
            reason=contest.reason,
            opened_on=self.day.on,
            owner_role=contest.owner_role,
            content_hash=digest(self.transfer, contest.dispute),
            deadline=contest.deadline if contest.deadline and contest.deadline >= self.day.on else None,
        )
        yield opened.dispute, opened

    def claims(self) -> Iterator[tuple[str, ClaimWaived | ClaimRaised]]:
        """What is claimed and not recognised is asked of the other customer. Here it counts as claimed, so that no
        accrual claims it again; there it names no instalment, so that none thinks it mistaken."""
        names = self.books.claims_of.get(self.owner, ())
        for claim in sorted(self.books.claims[name] for name in names):
            if claim.raised_minor:
                yield self._given_up(claim)
                yield self._raised(claim)

    def _given_up(self, claim: Claim) -> tuple[str, ClaimWaived]:
        waived = ClaimWaived(
            entity=claim.entity,
            customer=claim.customer,
            claim=claim.claim,
            currency=claim.currency,
            amount_minor=claim.raised_minor,
            waived_on=self.day.on,
            reason=f"asked of {self.command.into}: {self.command.reason}"[:500],
        )
        return claim.claim, waived

    def _raised(self, claim: Claim) -> tuple[str, ClaimRaised]:
        _, _, source, _ = claim.claim.split("/")
        # As the next part of it would be called once recognised: parts recognised before keep their numbers.
        number = f"{source}/{claim.item(claim.parts + 1)[1]}"
        moves = claim.invoice is not None and any(item.invoice == claim.invoice for item in self.items)
        raised = ClaimRaised(
            entity=claim.entity,
            customer=self.command.into,
            claim=document_id(claim.entity, "claim", MERGED, number),
            source=MERGED,
            number=number,
            kind=claim.kind,
            invoice=becomes(claim.invoice) if claim.invoice and moves else claim.invoice,
            instalment=None,
            currency=claim.currency,
            amount_minor=claim.raised_minor,
            raised_on=max(self.day.on, claim.raised_on),
            content_hash=digest(self.transfer, claim.claim),
            first_on=claim.first_on,
            last_on=claim.last_on,
            rate_table=claim.rate_table,
            exact=str(claim.raised_minor),
            reason=f"claimed of {claim.customer} before",
        )
        return raised.claim, raised


def _check(merger: _Merger, entity: Entity) -> None:
    """Refuse what would leave something behind, or move it before it was there."""
    command, day, books = merger.command, merger.day, merger.books
    waits = [part for part in books.waiting.values() if f"{part.entity}/{part.customer}" == merger.owner]
    for part in waits:
        if part.open_minor:
            message = (
                f"Instalment {part.instalment} of {part.invoice} waits for {part.due_event}: report that event, or "
                "cancel the invoice, before you merge."
            )
            raise InstalmentsWait(message, field="customer")
    for name, write_off in sorted(books.write_offs.items()):
        if (name.split("/")[0], write_off.customer, write_off.state) == (entity.entity, command.customer, PROPOSED):
            message = f"{name} waits for a decision: approve or reject it before you merge."
            raise WriteOffProposed(message, field="customer")
    items, funds = merger.items, merger.funds
    if len(items) > INSTALMENTS_MAX:
        message = (
            f"{len(items)} instalments of {command.customer} are open; {INSTALMENTS_MAX} can move at once. Merge "
            f"{command.into} into {command.customer}, or settle some first."
        )
        raise TooMuchToMerge(message, field="customer")
    there = max([*(item.open_from for item in items), *(held.unapplied_from for held in funds)], default=day.on)
    if day.on < there:
        message = f"Something that {command.customer} owes or holds is so from {there} on; it cannot move on {day.on}."
        raise MergedTooEarly(message, field="merged_on")
    if entity.rate_table is not None:
        _check_claimed(merger)


def _check_claimed(merger: _Merger) -> None:
    """Interest runs here until the day, and there from the next one on: what is not claimed by then never would be."""
    command, books = merger.command, merger.books
    mine = [
        name
        for name, numbers in books.instalments_of.items()
        if books.items[name, numbers[0]].customer == command.customer
        and books.items[name, numbers[0]].entity == command.entity
    ]
    accrues = AccrueInterest(
        entity=command.entity,
        customer=command.customer,
        invoices=tuple(mine),
        until=merger.day.on,
        now=command.now,
    )
    if accrual.accrue(accrues, books):
        message = f"Interest of {command.customer} is not claimed up to {merger.day.on}: accrue it, then merge."
        raise InterestNotClaimed(message, field="customer")
