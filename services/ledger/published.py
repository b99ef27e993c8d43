"""What the ledger says in public, on its own topic; the schemas are made from here."""

from services.ledger.domain.accounts import AccountsMapped
from services.ledger.domain.calendar_day import (
    DayOpened,
    InvoiceAged,
    InvoiceBecameOverdue,
    InvoiceDueApproaching,
    InvoiceFellDue,
)
from services.ledger.domain.claim import ClaimRaised, ClaimRecognised, ClaimReversed, ClaimWaived, InterestAccrued
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.customer import (
    CustomerBecameInsolvent,
    CustomerDetailsChanged,
    CustomerMerged,
    CustomerRegistered,
)
from services.ledger.domain.dispute import DisputeOpened, DisputeResolved
from services.ledger.domain.due_event import DueEventReported
from services.ledger.domain.entity import EntityConfigured
from services.ledger.domain.exchange_rate import ExchangeRatesStated
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.issued_statement import (
    DebtAcknowledged,
    StatementConfirmed,
    StatementDisputed,
    StatementIssued,
)
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.limitation_rule import LimitationConfigured
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentReturned, PaymentUnapplied
from services.ledger.domain.payout import RefundPaid
from services.ledger.domain.period import PeriodClosed, PeriodReopened
from services.ledger.domain.rates import InterestRateStated
from services.ledger.domain.reconciliation import BalancesCompared, DifferenceCleared, DifferenceFound
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.revaluation import BalancesRevalued
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut
from services.ledger.domain.valuation import ExchangeDifferenceRealised
from services.ledger.domain.write_off import RecoveryReceived, WriteOffProposed, WriteOffRejected
from shared.events import Codec

TOPIC = "huikuan.ledger"

CODEC: Codec[LedgerEvent] = Codec(
    {
        "entity-configured.v1": EntityConfigured,
        "accounts-mapped.v1": AccountsMapped,
        "period-closed.v1": PeriodClosed,
        "period-reopened.v1": PeriodReopened,
        "customer-registered.v1": CustomerRegistered,
        "customer-details-changed.v1": CustomerDetailsChanged,
        "customer-became-insolvent.v1": CustomerBecameInsolvent,
        "customer-merged.v1": CustomerMerged,
        "invoice-issued.v1": InvoiceIssued,
        "invoice-cancelled.v1": InvoiceCancelled,
        "due-event-reported.v1": DueEventReported,
        "payment-received.v1": PaymentReceived,
        "payment-allocated.v1": PaymentAllocated,
        "payment-unapplied.v1": PaymentUnapplied,
        "credit-note-issued.v1": CreditNoteIssued,
        "credit-applied.v1": CreditApplied,
        "credit-unapplied.v1": CreditUnapplied,
        "receivable-reduced.v1": ReceivableReduced,
        "receivable-restored.v1": ReceivableRestored,
        "write-off-proposed.v1": WriteOffProposed,
        "write-off-rejected.v1": WriteOffRejected,
        "recovery-received.v1": RecoveryReceived,
        "payment-returned.v1": PaymentReturned,
        "refund-paid.v1": RefundPaid,
        "money-moved-out.v1": MoneyMovedOut,
        "money-moved-in.v1": MoneyMovedIn,
        "money-moved-back.v1": MoneyMovedBack,
        "dispute-opened.v1": DisputeOpened,
        "dispute-resolved.v1": DisputeResolved,
        "claim-raised.v1": ClaimRaised,
        "interest-accrued.v1": InterestAccrued,
        "claim-waived.v1": ClaimWaived,
        "claim-recognised.v1": ClaimRecognised,
        "claim-reversed.v1": ClaimReversed,
        "interest-rate-stated.v1": InterestRateStated,
        "exchange-rates-stated.v1": ExchangeRatesStated,
        "exchange-difference-realised.v1": ExchangeDifferenceRealised,
        "balances-revalued.v1": BalancesRevalued,
        "invoice-due-approaching.v1": InvoiceDueApproaching,
        "invoice-fell-due.v1": InvoiceFellDue,
        "invoice-became-overdue.v1": InvoiceBecameOverdue,
        "invoice-aged.v1": InvoiceAged,
        "day-opened.v1": DayOpened,
        "statement-issued.v1": StatementIssued,
        "statement-confirmed.v1": StatementConfirmed,
        "statement-disputed.v1": StatementDisputed,
        "debt-acknowledged.v1": DebtAcknowledged,
        "limitation-configured.v1": LimitationConfigured,
        "balances-compared.v1": BalancesCompared,
        "difference-found.v1": DifferenceFound,
        "difference-cleared.v1": DifferenceCleared,
    }
)
