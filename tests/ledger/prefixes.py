"""What must hold of a ledger's log at every prefix and on every day, judged without the ledger's own state."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from services.ledger.domain.allocation import Part
from services.ledger.domain.calendar_day import DayOpened, Milestone
from services.ledger.domain.chart import CHINESE, CONTROL, OUTSIDE_CONTROL, Chart
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.due_event import DueEventReported
from services.ledger.domain.holding import UNIDENTIFIED
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.journal import JOURNALLED, POSTING, lines
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentReturned, PaymentUnapplied
from services.ledger.domain.payout import RefundPaid
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.shares import Share, by_tax_code
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut

Movement = tuple[date, int]
Owner = tuple[str, str]  # customer and currency


@dataclass
class Witness:
    """Follows a log event by event, keeping plain sums, and objects at the first event that should not be."""

    owed: dict[tuple[str, int], list[Movement]] = field(default_factory=dict[tuple[str, int], list[Movement]])
    held: dict[str, list[Movement]] = field(default_factory=dict[str, list[Movement]])
    reduced: dict[tuple[str, str, int], list[Movement]] = field(
        default_factory=lambda: defaultdict[tuple[str, str, int], list[Movement]](list)
    )
    #: By invoice, the largest discount it offers, and what of discounts stands taken.
    offered: dict[str, int] = field(default_factory=dict[str, int])
    discounted: dict[str, int] = field(default_factory=dict[str, int])
    #: By reduction and invoice, what of net and tax stands given back.
    given_back: dict[tuple[str, str], tuple[Share, ...]] = field(
        default_factory=dict[tuple[str, str], "tuple[Share, ...]"]
    )
    owner: dict[str, Owner] = field(default_factory=dict[str, Owner])
    #: Of invoices which order they name, of payments which order they are an advance for.
    order: dict[str, str | None] = field(default_factory=dict[str, "str | None"])
    journal: dict[Owner, int] = field(default_factory=lambda: defaultdict[Owner, int](int))
    beside: dict[tuple[Owner, str], int] = field(default_factory=lambda: defaultdict[tuple[Owner, str], int](int))
    #: By transfer and currency, what has left one customer and not reached another yet.
    on_the_way: dict[tuple[str, str, date], int] = field(
        default_factory=lambda: defaultdict[tuple[str, str, date], int](int)
    )
    opened: dict[str, date] = field(default_factory=dict[str, date])
    chart: Chart = field(default_factory=lambda: Chart(CHINESE, "CNY"))
    #: By owner and role, in yuan.
    worth: dict[tuple[Owner, str], int] = field(default_factory=lambda: defaultdict[tuple[Owner, str], int](int))
    #: Whether partitions are heard one after the other, and so perhaps what arrives before what left.
    apart: bool = False

    def hear(self, log: Iterable[tuple[str, LedgerEvent]]) -> None:
        for stream, event in log:
            self._hear(stream, event)

    def _hear(self, stream: str, event: LedgerEvent) -> None:
        self._follow(stream, event)
        if isinstance(event, Milestone):
            assert event.open_minor == self.open_minor(event.invoice, event.instalment) > 0
        if isinstance(event, JOURNALLED):
            posted = lines(event, self.chart)
            assert sum(line.functional_minor or 0 for line in posted) == 0
            for line in posted:
                assert line.functional_minor is not None
                self.worth[(event.customer, event.currency), line.role] += line.functional_minor
        if isinstance(event, POSTING):
            posted = lines(event, self.chart)
            assert sum(line.amount_minor for line in posted) == 0
            owner = (event.customer, event.currency)
            self.journal[owner] += sum(line.amount_minor for line in posted if line.role in CONTROL)
            assert self.journal[owner] == self.balance_minor(owner)
            for line in posted:
                if line.role in OUTSIDE_CONTROL:
                    self.beside[owner, line.role] -= line.amount_minor
            for role in OUTSIDE_CONTROL:
                assert self.beside[owner, role] == self.held_minor(owner, role)
            clearing = sum(line.amount_minor for line in posted if line.role == "transfer-clearing")
            if isinstance(event, MoneyMovedOut | MoneyMovedIn | MoneyMovedBack):
                place = (event.transfer, event.currency, event.posted_on)
                self.on_the_way[place] -= clearing
                assert self.apart or self.on_the_way[place] >= 0
            else:
                assert clearing == 0

    def _follow(self, stream: str, event: LedgerEvent) -> None:  # noqa: C901, PLR0912, PLR0915 - a case per event
        match event:
            case InvoiceIssued():
                owed = (*event.instalments, *event.waiting)
                assert sum(part.amount_minor for part in owed) == event.gross_minor
                for part in owed:
                    assert (event.invoice, part.number) not in self.owed
                    self.owed[event.invoice, part.number] = [(event.posted_on, part.amount_minor)]
                self.owner[event.invoice] = (event.customer, event.currency)
                self.order[event.invoice] = event.order
                self.offered[event.invoice] = max((window.amount_minor for window in event.discounts), default=0)
            case (
                PaymentReceived(payment=document, amount_minor=amount_minor)
                | CreditNoteIssued(credit_note=document, gross_minor=amount_minor)
                | MoneyMovedIn(document=document, amount_minor=amount_minor) as event
            ):
                assert document not in self.held
                self.held[document] = [(event.posted_on, amount_minor)]
                self.owner[document] = (event.customer, event.currency)
                self.order[document] = None if isinstance(event, CreditNoteIssued) else event.order
            case PaymentAllocated(payment=document) | CreditApplied(credit_note=document):
                self._move(document, event, event.applied_on, sign=-1)
            case PaymentUnapplied(payment=document) | CreditUnapplied(credit_note=document):
                self._move(document, event, event.posted_on, sign=1)
            case InvoiceCancelled():
                for part in (*event.instalments, *event.waiting):
                    self.owed[event.invoice, part.number].append((event.posted_on, -part.amount_minor))
                    self._never_below_zero(self.owed[event.invoice, part.number])
                    assert self.open_minor(event.invoice, part.number) == 0
            case ReceivableReduced():
                assert sum(part.amount_minor for part in event.parts) == event.amount_minor
                for part in event.parts:
                    self._reduce(event, part, part.amount_minor)
                self._tax(event)
            case ReceivableRestored():
                assert sum(part.amount_minor for part in event.parts) == event.amount_minor
                for part in event.parts:
                    self._reduce(event, part, -part.amount_minor)
                self._tax(event)
            case PaymentReturned(payment=document):
                assert sum(minor for _, minor in self.held[document]) == event.amount_minor, "all of it is there to go"
                self.held[document].append((event.posted_on, -event.amount_minor))
                self._never_below_zero(self.held[document])
            case MoneyMovedBack(document=document):
                assert self.owner[document] == (event.customer, event.currency)
                self.held[document].append((event.posted_on, event.amount_minor))
                self._never_below_zero(self.held[document])
            case RefundPaid(document=document) | MoneyMovedOut(document=document):
                assert self.owner[document] == (event.customer, event.currency)
                assert self.order[document] == event.order
                self.held[document].append((event.posted_on, -event.amount_minor))
                self._never_below_zero(self.held[document])
            case DueEventReported():
                # It is owed as before, and nothing can have been paid of it.
                assert self.open_minor(event.invoice, event.instalment) == event.amount_minor > 0
                assert event.due_on >= event.happened_on
            case DayOpened():
                partition = stream.rpartition("/")[2]
                before = self.opened.get(partition)
                assert before is None or (event.date - before).days == 1
                self.opened[partition] = event.date
            case _:
                pass

    def _reduce(self, event: ReceivableReduced | ReceivableRestored, part: Part, amount_minor: int) -> None:
        assert part.amount_minor > 0
        assert self.owner[part.invoice] == (event.customer, event.currency)
        self.owed[part.invoice, part.instalment].append((event.posted_on, -amount_minor))
        self._never_below_zero(self.owed[part.invoice, part.instalment])
        place = (event.reduction, part.invoice, part.instalment)
        self.reduced[place].append((event.posted_on, amount_minor))
        assert sum(minor for _, minor in self.reduced[place]) >= 0, "no more is restored than was reduced"

        if event.kind == "discount":
            so_far = self.discounted.pop(part.invoice, 0) + amount_minor
            assert 0 <= so_far <= self.offered[part.invoice], "no more is taken than the largest discount"
            if so_far:
                self.discounted[part.invoice] = so_far

    def _tax(self, event: ReceivableReduced | ReceivableRestored) -> None:
        """Net and tax make up the amount, and all of the tax is taken again with the last part of a reduction."""
        place = (event.reduction, event.parts[0].invoice)
        before = self.given_back.pop(place, ())
        if isinstance(event, ReceivableReduced):
            after = by_tax_code((*before, *event.shares))
            summed = sum(share.net_minor + share.tax_minor for share in event.shares)
            assert summed in {0, event.amount_minor}
        else:
            after = by_tax_code(before, event.shares)
        assert all(share.net_minor >= 0 and share.tax_minor >= 0 for share in after)
        standing = sum(
            minor
            for (reduction, invoice, _), movements in self.reduced.items()
            if (reduction, invoice) == place
            for _, minor in movements
        )
        assert sum(share.net_minor + share.tax_minor for share in after) <= standing
        if after:
            self.given_back[place] = after

    def _move(
        self,
        document: str,
        event: PaymentAllocated | CreditApplied | PaymentUnapplied | CreditUnapplied,
        day: date,
        *,
        sign: int,
    ) -> None:
        assert event.parts
        for part in event.parts:
            assert part.amount_minor > 0
            assert self.owner[part.invoice] == self.owner[document] == (event.customer, event.currency)
            assert self.order[document] in (None, self.order[part.invoice]), "an advance settles its own order only"
            self.owed[part.invoice, part.instalment].append((day, sign * part.amount_minor))
            self.held[document].append((day, sign * part.amount_minor))
            self._never_below_zero(self.owed[part.invoice, part.instalment])
        self._never_below_zero(self.held[document])

    @staticmethod
    def _never_below_zero(movements: list[Movement]) -> None:
        """On no day is more gone than had come, and never is there more than had come first."""
        so_far = 0
        most = movements[0][1]
        for day in sorted({day for day, _ in movements}):
            so_far += sum(minor for on, minor in movements if on == day)
            assert 0 <= so_far <= most, movements

    def open_minor(self, invoice: str, instalment: int) -> int:
        return sum(minor for _, minor in self.owed[invoice, instalment])

    def balance_minor(self, owner: Owner) -> int:
        """Open items less money on account and credits not applied."""
        owed = sum(self.open_minor(*place) for place in self.owed if self.owner[place[0]] == owner)
        return owed - self.held_minor(owner, "control")

    def held_minor(self, owner: Owner, role: str) -> int:
        """What is not applied of a customer's documents: those that count for control, or what stands beside it."""
        found = 0
        for document, moves in self.held.items():
            if self.owner[document] != owner:
                continue
            nobodys, advance = owner[0].startswith(UNIDENTIFIED), self.order[document] is not None
            if role == ("unidentified" if nobodys else "advances" if advance else "control"):
                found += sum(minor for _, minor in moves)
        return found
