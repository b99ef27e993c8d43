"""What the closed days of a ledger showed when they were closed, and whether they show it still; judged by the log."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.ledger.domain.chart import CHINESE, Chart
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.journal import POSTING, Posting, lines
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentReturned, PaymentUnapplied
from services.ledger.domain.payout import RefundPaid
from services.ledger.domain.period import PeriodClosed, PeriodReopened
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut
from services.ledger.domain.write_off import RecoveryReceived

#: What changed on a day: of an account of a customer, of an instalment, of a payment or credit note.
Movements = dict[date, Counter[tuple[object, ...]]]


@dataclass
class Archivist:
    """Follows a log and objects to the first event after which a closed day is not what it was when it was closed.

    The balance of anything as of a day is the sum of its movements up to it: as long as no day up to the last closed
    one moves, no balance as of any of them does.
    """

    moved: Movements = field(default_factory=lambda: defaultdict(Counter[tuple[object, ...]]))
    kept: Movements = field(default_factory=dict[date, Counter[tuple[object, ...]]])
    closed_until: date = date.min
    closings: int = 0
    moves: int = 0
    chart: Chart = field(default_factory=lambda: Chart(CHINESE))

    def hear(self, log: Iterable[tuple[str, LedgerEvent]]) -> None:
        for _, event in log:
            match event:
                case PeriodClosed():
                    self.closings += event.closed_until > self.closed_until
                    self.closed_until = event.closed_until
                    self.kept = self.until_closed()
                case PeriodReopened():
                    self.closed_until = event.reopened_from - timedelta(days=1)
                    self.kept = self.until_closed()
                case _:
                    pass
            if isinstance(event, POSTING):
                self._move(event)
                assert self.until_closed() == self.kept, f"closed until {self.closed_until}, and then came {event}"

    def until_closed(self) -> Movements:
        """Every movement of the closed days; those that cancel each other on one day are none."""
        return {
            day: Counter({what: minor for what, minor in moved.items() if minor})
            for day, moved in self.moved.items()
            if day <= self.closed_until and any(moved.values())
        }

    def _move(self, event: Posting) -> None:
        for line in lines(event, self.chart):
            self.moved[line.posted_on][line.account, event.customer, event.currency] += line.amount_minor
        if event.moved_from is not None:
            self.moves += 1
            assert event.moved_from <= self.closed_until
            counts_from = event.applied_on if isinstance(event, PaymentAllocated | CreditApplied) else event.posted_on
            assert counts_from == self.closed_until + timedelta(days=1)
        match event:
            case InvoiceIssued():
                for part in (*event.instalments, *event.waiting):
                    self.moved[event.posted_on][event.invoice, part.number] += part.amount_minor
            case InvoiceCancelled():
                for part in (*event.instalments, *event.waiting):
                    self.moved[event.posted_on][event.invoice, part.number] -= part.amount_minor
            case PaymentReceived():
                self.moved[event.posted_on][event.payment,] += event.amount_minor
            case CreditNoteIssued():
                self.moved[event.posted_on][event.credit_note,] += event.gross_minor
            case PaymentAllocated(payment=document) | CreditApplied(credit_note=document):
                for part in event.parts:
                    self.moved[event.applied_on][document,] -= part.amount_minor
                    self.moved[event.applied_on][part.invoice, part.instalment] -= part.amount_minor
            case PaymentUnapplied(payment=document) | CreditUnapplied(credit_note=document):
                for part in event.parts:
                    self.moved[event.posted_on][document,] += part.amount_minor
                    self.moved[event.posted_on][part.invoice, part.instalment] += part.amount_minor
            case _:
                self._move_without_money(event)

    def _move_without_money(self, event: Posting) -> None:
        match event:
            case ReceivableReduced():
                for part in event.parts:
                    self.moved[event.posted_on][part.invoice, part.instalment] -= part.amount_minor
            case ReceivableRestored():
                for part in event.parts:
                    self.moved[event.posted_on][part.invoice, part.instalment] += part.amount_minor
            case PaymentReturned(payment=document) | RefundPaid(document=document):
                self.moved[event.posted_on][document,] -= event.amount_minor
            case RecoveryReceived():
                pass
            case MoneyMovedOut(document=document):
                self.moved[event.posted_on][document,] -= event.amount_minor
            case MoneyMovedIn(document=document) | MoneyMovedBack(document=document):
                self.moved[event.posted_on][document,] += event.amount_minor
            case _:
                pass
