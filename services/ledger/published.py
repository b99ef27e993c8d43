"""What the ledger says in public, on its own topic; the schemas are made from here."""

from services.ledger.domain.accounts import AccountsMapped
from services.ledger.domain.calendar_day import (
    DayOpened,
    InvoiceAged,
    InvoiceBecameOverdue,
    InvoiceDueApproaching,
    InvoiceFellDue,
)
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.customer import CustomerBecameInsolvent, CustomerDetailsChanged, CustomerRegistered
from services.ledger.domain.dispute import DisputeOpened, DisputeResolved
from services.ledger.domain.entity import EntityConfigured
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.issued_statement import (
    DebtAcknowledged,
    StatementConfirmed,
    StatementDisputed,
    StatementIssued,
)
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.limitation_rule import LimitationConfigured
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentUnapplied
from services.ledger.domain.reconciliation import BalancesCompared, DifferenceCleared, DifferenceFound
from shared.events import Codec

TOPIC = "huikuan.ledger"

CODEC: Codec[LedgerEvent] = Codec(
    {
        "entity-configured.v1": EntityConfigured,
        "accounts-mapped.v1": AccountsMapped,
        "customer-registered.v1": CustomerRegistered,
        "customer-details-changed.v1": CustomerDetailsChanged,
        "customer-became-insolvent.v1": CustomerBecameInsolvent,
        "invoice-issued.v1": InvoiceIssued,
        "invoice-cancelled.v1": InvoiceCancelled,
        "payment-received.v1": PaymentReceived,
        "payment-allocated.v1": PaymentAllocated,
        "payment-unapplied.v1": PaymentUnapplied,
        "credit-note-issued.v1": CreditNoteIssued,
        "credit-applied.v1": CreditApplied,
        "credit-unapplied.v1": CreditUnapplied,
        "dispute-opened.v1": DisputeOpened,
        "dispute-resolved.v1": DisputeResolved,
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
