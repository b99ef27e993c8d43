"""What credit reads of other services' public events: only the fields it uses."""

import datetime as dt
from datetime import date

import msgspec

from shared.events import Codec, Fact

LEDGER_TOPIC = "huikuan.ledger"
DUNNING_TOPIC = "huikuan.dunning"

# ---------------------------------------------------------------- ledger


class EntityConfigured(Fact, frozen=True, kw_only=True):
    """The currencies an entity bills in, and the one it keeps its books in."""

    entity: str
    functional_currency: str
    currencies: tuple[str, ...]


class DayOpened(Fact, frozen=True, kw_only=True):
    """A day has begun."""

    entity: str
    date: dt.date


class CustomerRegistered(Fact, frozen=True, kw_only=True):
    """A customer, and how large it is."""

    entity: str
    customer: str
    name: str
    size: str = ""


class CustomerDetailsChanged(CustomerRegistered, frozen=True, kw_only=True):
    """The same, as they are from now on."""


class CustomerBecameInsolvent(Fact, frozen=True, kw_only=True):
    """Insolvency proceedings were opened."""

    entity: str
    customer: str
    since: date


class Instalment(Fact, frozen=True, kw_only=True):
    """A part of an invoice with its own due date."""

    number: int
    due_on: date
    amount_minor: int


class Waiting(Fact, frozen=True, kw_only=True):
    """A part of an invoice that is owed and waits for an event to be due."""

    amount_minor: int


class InvoiceIssued(Fact, frozen=True, kw_only=True):
    """The customer owes more; an order may have become an invoice."""

    entity: str
    customer: str
    invoice: str
    currency: str
    gross_minor: int
    instalments: tuple[Instalment, ...]
    order: str | None = None


class InvoiceCancelled(Fact, frozen=True, kw_only=True):
    """What was open of an invoice is owed no more."""

    entity: str
    customer: str
    invoice: str
    currency: str
    instalments: tuple[Instalment, ...]
    waiting: tuple[Waiting, ...] = ()


class DueEventReported(Fact, frozen=True, kw_only=True):
    """A part that waited has its due date: it is owed as before, and can be paid and be late from here on."""

    entity: str
    customer: str
    invoice: str
    instalment: int
    currency: str
    amount_minor: int
    due_on: date


class PaymentReceived(Fact, frozen=True, kw_only=True):
    """Money is on account; or it is an advance for an order, or of nobody known, and then changes no exposure."""

    entity: str
    customer: str
    currency: str
    amount_minor: int
    order: str | None = None


class CreditNoteIssued(Fact, frozen=True, kw_only=True):
    """A credit is open."""

    entity: str
    customer: str
    currency: str
    gross_minor: int


class Part(Fact, frozen=True, kw_only=True):
    """What money or a credit does to one instalment."""

    invoice: str
    instalment: int
    amount_minor: int


class Applied(Fact, frozen=True, kw_only=True):
    """Instalments change by these parts."""

    entity: str
    customer: str
    currency: str
    parts: tuple[Part, ...]


class PaymentAllocated(Applied, frozen=True, kw_only=True):
    """Money on account, or an advance for an order, settles instalments."""

    applied_on: date
    order: str | None = None


class PaymentUnapplied(Applied, frozen=True, kw_only=True):
    """Money is back on account, or again an advance: the instalments are open again."""

    order: str | None = None


class CreditApplied(Applied, frozen=True, kw_only=True):
    """An open credit settles instalments."""


class CreditUnapplied(Applied, frozen=True, kw_only=True):
    """A credit is open again, and so are the instalments."""


class ReceivableReduced(Applied, frozen=True, kw_only=True):
    """Instalments owe less without money: a discount, a write-off, an adjustment."""


class ReceivableRestored(Applied, frozen=True, kw_only=True):
    """What a reduction had taken off is owed again."""


class PaymentReturned(Fact, frozen=True, kw_only=True):
    """The bank took money back that was on account."""

    entity: str
    customer: str
    currency: str
    amount_minor: int
    order: str | None = None


class RefundPaid(Fact, frozen=True, kw_only=True):
    """Money on account, or an open credit, was paid back."""

    entity: str
    customer: str
    document: str
    currency: str
    amount_minor: int
    order: str | None = None


class MoneyMoved(Fact, frozen=True, kw_only=True):
    """One side of money, or an open credit, that goes from one customer to another."""

    entity: str
    customer: str
    document: str
    currency: str
    amount_minor: int
    order: str | None = None


class MoneyMovedOut(MoneyMoved, frozen=True, kw_only=True):
    """It is another customer's."""


class MoneyMovedIn(MoneyMoved, frozen=True, kw_only=True):
    """It was another customer's."""


class MoneyMovedBack(MoneyMoved, frozen=True, kw_only=True):
    """It is this customer's again."""


class DisputeOpened(Fact, frozen=True, kw_only=True):
    """The customer contests an invoice."""

    entity: str
    customer: str
    currency: str


class DisputeResolved(Fact, frozen=True, kw_only=True):
    """Somebody has decided."""

    entity: str
    customer: str
    currency: str


class InvoiceBecameOverdue(Fact, frozen=True, kw_only=True):
    """An instalment was still open at the end of its due date."""

    entity: str
    customer: str
    invoice: str
    instalment: int


class InvoiceAged(InvoiceBecameOverdue, frozen=True, kw_only=True):
    """It has been overdue for long; a late document may say so without having become overdue in words."""


CustomerEvent = CustomerRegistered | CustomerDetailsChanged | CustomerBecameInsolvent
MoneyEvent = (
    InvoiceIssued
    | InvoiceCancelled
    | DueEventReported
    | PaymentReceived
    | PaymentAllocated
    | PaymentUnapplied
    | CreditNoteIssued
    | CreditApplied
    | CreditUnapplied
    | ReceivableReduced
    | ReceivableRestored
    | PaymentReturned
    | RefundPaid
    | MoneyMovedOut
    | MoneyMovedIn
    | MoneyMovedBack
    | DisputeOpened
    | DisputeResolved
    | InvoiceBecameOverdue
    | InvoiceAged
)
LedgerEvent = EntityConfigured | DayOpened | CustomerEvent | MoneyEvent

LEDGER: Codec[LedgerEvent] = Codec(
    {
        "entity-configured.v1": EntityConfigured,
        "day-opened.v1": DayOpened,
        "customer-registered.v1": CustomerRegistered,
        "customer-details-changed.v1": CustomerDetailsChanged,
        "customer-became-insolvent.v1": CustomerBecameInsolvent,
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
        "payment-returned.v1": PaymentReturned,
        "refund-paid.v1": RefundPaid,
        "money-moved-out.v1": MoneyMovedOut,
        "money-moved-in.v1": MoneyMovedIn,
        "money-moved-back.v1": MoneyMovedBack,
        "dispute-opened.v1": DisputeOpened,
        "dispute-resolved.v1": DisputeResolved,
        "invoice-became-overdue.v1": InvoiceBecameOverdue,
        "invoice-aged.v1": InvoiceAged,
    }
)

# ---------------------------------------------------------------- dunning


class ObligationCreated(Fact, frozen=True, kw_only=True):
    """Something is owed to a customer; of these, credit carries out the credit stops."""

    obligation: str
    entity: str
    customer: str
    date: dt.date
    action: str
    known: dict[str, str] = msgspec.field(default_factory=dict[str, str])


class WithdrawalRequested(Fact, frozen=True, kw_only=True):
    """Dunning no longer asks for it."""

    obligation: str
    entity: str
    customer: str
    reason: str


DunningEvent = ObligationCreated | WithdrawalRequested

DUNNING: Codec[DunningEvent] = Codec(
    {
        "obligation-created.v1": ObligationCreated,
        "withdrawal-requested.v1": WithdrawalRequested,
    }
)
