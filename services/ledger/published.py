"""What the ledger says in public, on its own topic; the schemas are made from here."""

from services.ledger.domain.accounts import AccountsMapped
from services.ledger.domain.calendar_day import (
    DayOpened,
    InvoiceAged,
    InvoiceBecameOverdue,
    InvoiceDueApproaching,
    InvoiceFellDue,
)
from services.ledger.domain.claim import ClaimRaised, ClaimRecognised, ClaimReversed, ClaimWaived
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.customer import CustomerBecameInsolvent, CustomerDetailsChanged, CustomerRegistered
from services.ledger.domain.dispute import DisputeOpened, DisputeResolved
from services.ledger.domain.entity import EntityConfigured
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentUnapplied
from services.ledger.domain.rates import InterestRateStated
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
        "claim-raised.v1": ClaimRaised,
        "claim-waived.v1": ClaimWaived,
        "claim-recognised.v1": ClaimRecognised,
        "claim-reversed.v1": ClaimReversed,
        "interest-rate-stated.v1": InterestRateStated,
        "invoice-due-approaching.v1": InvoiceDueApproaching,
        "invoice-fell-due.v1": InvoiceFellDue,
        "invoice-became-overdue.v1": InvoiceBecameOverdue,
        "invoice-aged.v1": InvoiceAged,
        "day-opened.v1": DayOpened,
    }
)
