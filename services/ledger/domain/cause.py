"""Which command made an event happen.

The commands are not kept in the log. What an event came from is told by its kind, and for money applied or taken back
by the event beside it: an invoice or a payment that arrived, an invoice that was cancelled, or a person.
"""

from collections.abc import Sequence

from services.ledger.domain.accounts import AccountsMapped
from services.ledger.domain.allocation import EXPLICIT
from services.ledger.domain.calendar_day import (
    DayOpened,
    InvoiceAged,
    InvoiceBecameOverdue,
    InvoiceDueApproaching,
    InvoiceFellDue,
)
from services.ledger.domain.claim import (
    INTEREST,
    ClaimRaised,
    ClaimRecognised,
    ClaimReversed,
    ClaimWaived,
    InterestAccrued,
)
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.customer import (
    CustomerBecameInsolvent,
    CustomerDetailsChanged,
    CustomerMerged,
    CustomerRegistered,
)
from services.ledger.domain.dispute import MOVED, DisputeOpened, DisputeResolved
from services.ledger.domain.due_event import DueEventReported
from services.ledger.domain.entity import EntityConfigured
from services.ledger.domain.exchange_rate import ExchangeRatesStated
from services.ledger.domain.holding import MERGED
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.issued_statement import (
    DebtAcknowledged,
    StatementConfirmed,
    StatementDisputed,
    StatementIssued,
)
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.limitation_rule import LimitationConfigured
from services.ledger.domain.naming import number_of
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentReturned, PaymentUnapplied
from services.ledger.domain.payout import RefundPaid
from services.ledger.domain.period import PeriodClosed, PeriodReopened
from services.ledger.domain.rates import InterestRateStated
from services.ledger.domain.reconciliation import BalancesCompared, DifferenceCleared, DifferenceFound
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.revaluation import BalancesRevalued
from services.ledger.domain.shares import MERGED_KINDS
from services.ledger.domain.transfer import OF_MERGERS, MoneyMovedBack, MoneyMovedIn, MoneyMovedOut, transfer_id
from services.ledger.domain.valuation import ExchangeDifferenceRealised
from services.ledger.domain.wording import Claiming, Moving, Settlement
from services.ledger.domain.write_off import RecoveryReceived, WriteOffProposed, WriteOffRejected


def command_of(event: LedgerEvent, beside: Sequence[LedgerEvent]) -> str:  # noqa: C901, PLR0911, PLR0912 - one case for each event
    """Which command made an event happen."""
    if isinstance(event, CustomerMerged) or _of_merger(event, beside):
        return "merge-customers"
    match event:
        case InvoiceIssued():
            claimed = any(isinstance(other, ClaimRecognised) and other.item == event.invoice for other in beside)
            return _recognised_by(event.invoice, beside) if claimed else "issue-invoice"
        case InvoiceCancelled():
            return _ended_by(beside)
        case PaymentReceived():
            return "receive-payment"
        case CreditNoteIssued():
            return "issue-credit-note"
        case PaymentAllocated():
            return _came_from(event, event.payment, beside) or "allocate-payment"
        case CreditApplied():
            return _came_from(event, event.credit_note, beside) or "apply-credit"
        case PaymentUnapplied():
            return _came_from(event, event.payment, beside) or "unapply-payment"
        case CreditUnapplied():
            return _came_from(event, event.credit_note, beside) or _ended_by(beside)
        case CustomerRegistered() | CustomerDetailsChanged():
            return "register-customer"
        case CustomerBecameInsolvent():
            return "mark-insolvent"
        case DisputeOpened():
            stated = any(isinstance(other, StatementDisputed) and other.dispute == event.dispute for other in beside)
            return "dispute-statement" if stated else "open-dispute"
        case DisputeResolved():
            return "resolve-dispute"
        case InvoiceDueApproaching() | InvoiceFellDue() | InvoiceBecameOverdue() | InvoiceAged() | DayOpened():
            return "open-day"
        case EntityConfigured():
            return "configure-entity"
        case AccountsMapped():
            return "map-accounts"
        case StatementIssued():
            return "issue-statement"
        case StatementConfirmed():
            return "confirm-statement"
        case StatementDisputed():
            return "dispute-statement"
        case DebtAcknowledged():
            return "acknowledge-debt"
        case LimitationConfigured():
            return "configure-limitation"
        case BalancesCompared() | DifferenceFound():
            return "compare-balances"
        case DifferenceCleared():
            return "resolve-difference" if event.how == "resolved" else "compare-balances"
        case (
            ClaimRaised()
            | InterestAccrued()
            | ClaimWaived()
            | ClaimRecognised()
            | ClaimReversed()
            | InterestRateStated()
        ):
            return _command_of_claim(event, beside)
        case ExchangeRatesStated():
            return "state-exchange-rates"
        case ExchangeDifferenceRealised():
            return _realised_by(beside)
        case BalancesRevalued():
            return "revalue-balances"
        case _:
            return _command_of_settlement(event, beside)


def _realised_by(beside: Sequence[LedgerEvent]) -> str:
    """What realised a difference: the refund, the exchange, or whatever applied the money or took it back."""
    causes = (PaymentAllocated, CreditApplied, PaymentUnapplied, CreditUnapplied, RefundPaid, MoneyMovedOut)
    cause = next((other for other in beside if isinstance(other, causes)), None)
    return command_of(cause, beside) if cause else "allocate-payment"


def _of_merger(event: LedgerEvent, beside: Sequence[LedgerEvent]) -> bool:
    """Whether something ended at a customer who was merged into another one, or began there."""
    match event:
        case InvoiceIssued(kind=kind) | ReceivableReduced(kind=kind):
            return kind in MERGED_KINDS
        case DisputeOpened(dispute=document) | ClaimRaised(claim=document):
            return document.split("/", 3)[2] == MERGED and "/" in number_of(document)
        case DisputeResolved():
            return event.outcome == MOVED
        case ClaimWaived():
            return any(isinstance(other, CustomerMerged) or _of_merger(other, ()) for other in beside)
        case MoneyMovedOut() | MoneyMovedIn():
            return event.transfer.startswith(transfer_id(event.entity, OF_MERGERS))
        case _:
            return False


def _command_of_settlement(  # noqa: PLR0911 - one case for each event
    event: Settlement, beside: Sequence[LedgerEvent]
) -> str:
    match event:
        case ReceivableReduced(kind="write-off"):
            return "decide-write-off"
        case ReceivableReduced(payment=payment) if payment is not None:
            arrived = any(isinstance(other, PaymentReceived) and other.payment == payment for other in beside)
            return "receive-payment" if arrived else "allocate-payment"
        case ReceivableReduced():
            return "adjust-receivable"
        case ReceivableRestored():
            cancelled = any(isinstance(other, InvoiceCancelled) for other in beside)
            returned = any(isinstance(other, PaymentReturned) for other in beside)
            return _ended_by(beside) if cancelled else "return-payment" if returned else "unapply-payment"
        case WriteOffProposed():
            return "propose-write-off"
        case WriteOffRejected():
            return "decide-write-off"
        case RecoveryReceived():
            return "receive-recovery"
        case PaymentReturned():
            return "return-payment"
        case RefundPaid():
            return "pay-refund"
        case DueEventReported():
            return "report-due-event"
        case PeriodClosed():
            return "close-period"
        case PeriodReopened():
            return "reopen-period"
        case MoneyMovedOut() | MoneyMovedIn() | MoneyMovedBack():
            return "receive-payment" if any(isinstance(other, PaymentReceived) for other in beside) else "move-money"


def _command_of_claim(event: Claiming, beside: Sequence[LedgerEvent]) -> str:
    match event:
        case ClaimRaised(kind=kind, rate_table=rate_table):
            return "accrue-interest" if kind == INTEREST or rate_table else "raise-fee"
        case InterestAccrued() | ClaimReversed():
            return "accrue-interest"
        case ClaimWaived():
            return "waive-claim"
        case ClaimRecognised():
            return _recognised_by(event.item, beside)
        case InterestRateStated():
            return "state-interest-rate"


def _recognised_by(item: str, beside: Sequence[LedgerEvent]) -> str:
    """A claim becomes the receivable `item` because somebody said so, or because money was allocated to it."""
    if any(isinstance(other, PaymentReceived) for other in beside):
        return "receive-payment"
    allocations = [other for other in beside if isinstance(other, PaymentAllocated)]
    # Money on account settles what was recognised, and nothing else, by itself.
    by_itself = all(each.rule != EXPLICIT and {part.invoice for part in each.parts} == {item} for each in allocations)
    return "recognise-claim" if by_itself else "allocate-payment"


def _ended_by(beside: Sequence[LedgerEvent]) -> str:
    """An invoice ends because somebody cancelled it, or with the claim that it was."""
    return "accrue-interest" if any(isinstance(other, ClaimReversed) for other in beside) else "cancel-invoice"


def _came_from(event: Moving, document: str, beside: Sequence[LedgerEvent]) -> str | None:
    """The neighbour that made money move: it names the same document, or the invoice the money moved to or from."""
    invoices = {part.invoice for part in event.parts}
    if isinstance(event, PaymentUnapplied | CreditUnapplied):
        cancelled = any(isinstance(other, InvoiceCancelled) and other.invoice in invoices for other in beside)
        return _ended_by(beside) if cancelled else None
    if any(isinstance(other, PaymentReceived) and other.payment == document for other in beside):
        return "receive-payment"
    if any(isinstance(other, CreditNoteIssued) and other.credit_note == document for other in beside):
        return "issue-credit-note"
    # Money on account is tried again by itself when an invoice comes; what is explicit was said by somebody.
    tried_again = isinstance(event, PaymentAllocated) and event.rule != EXPLICIT
    if tried_again and any(isinstance(other, InvoiceIssued) and invoices == {other.invoice} for other in beside):
        claimed = any(isinstance(other, ClaimRecognised) and invoices == {other.item} for other in beside)
        return "recognise-claim" if claimed else "issue-invoice"
    return None
