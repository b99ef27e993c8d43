"""What dunning reads of other services' public events: only the fields it uses."""

import datetime as dt
from datetime import date

from shared.events import Codec, Fact

LEDGER_TOPIC = "huikuan.ledger"
CREDIT_TOPIC = "huikuan.credit"
NOTIFY_TOPIC = "huikuan.notify"

# ---------------------------------------------------------------- ledger


class EntityConfigured(Fact, frozen=True, kw_only=True):
    """An entity, and from when on its customers are reminded."""

    entity: str
    dunning_from: date


class CustomerRegistered(Fact, frozen=True, kw_only=True):
    """A customer's name, and what policies may ask of it."""

    entity: str
    customer: str
    name: str
    size: str = ""
    region: str = ""


class CustomerDetailsChanged(CustomerRegistered, frozen=True, kw_only=True):
    """The same, as they are from now on."""


class CustomerBecameInsolvent(Fact, frozen=True, kw_only=True):
    """Nobody may be pressed any more."""

    entity: str
    customer: str


class Instalment(Fact, frozen=True, kw_only=True):
    """A part of an invoice with its own due date."""

    number: int
    due_on: date
    amount_minor: int


class InvoiceIssued(Fact, frozen=True, kw_only=True):
    """Instalments that will fall due."""

    entity: str
    customer: str
    invoice: str
    currency: str
    instalments: tuple[Instalment, ...]


class InvoiceCancelled(Fact, frozen=True, kw_only=True):
    """What was open of an invoice is owed no more."""

    entity: str
    customer: str
    invoice: str
    instalments: tuple[Instalment, ...]


class DueEventReported(Fact, frozen=True, kw_only=True):
    """A part of an invoice that waited for an event has its due date; before that there is nothing to remind of."""

    entity: str
    customer: str
    invoice: str
    instalment: int
    currency: str
    amount_minor: int
    due_on: date


class Part(Fact, frozen=True, kw_only=True):
    """What money or a credit does to one instalment."""

    invoice: str
    instalment: int
    amount_minor: int


class Applied(Fact, frozen=True, kw_only=True):
    """Instalments change by these parts."""

    entity: str
    customer: str
    parts: tuple[Part, ...]


class PaymentAllocated(Applied, frozen=True, kw_only=True):
    """Money settles instalments."""


class PaymentUnapplied(Applied, frozen=True, kw_only=True):
    """Money is taken back: the instalments are open again."""


class CreditApplied(Applied, frozen=True, kw_only=True):
    """A credit note settles instalments."""


class CreditUnapplied(Applied, frozen=True, kw_only=True):
    """A credit note is taken back."""


class ReceivableReduced(Applied, frozen=True, kw_only=True):
    """Instalments owe less without money: a discount, a write-off, an adjustment."""


class ReceivableRestored(Applied, frozen=True, kw_only=True):
    """What a reduction had taken off is owed again."""


class DisputeOpened(Fact, frozen=True, kw_only=True):
    """An amount of an invoice, or of one instalment, is contested."""

    entity: str
    customer: str
    dispute: str
    invoice: str
    instalment: int | None = None
    amount_minor: int


class DisputeResolved(Fact, frozen=True, kw_only=True):
    """It is contested no more."""

    entity: str
    customer: str
    dispute: str


class Milestone(Fact, frozen=True, kw_only=True):
    """The ledger's calendar, or a late document, has come to a day that matters for an instalment."""

    entity: str
    customer: str
    invoice: str
    instalment: int
    date: dt.date


class InvoiceDueApproaching(Milestone, frozen=True, kw_only=True):
    """It will fall due."""


class InvoiceFellDue(Milestone, frozen=True, kw_only=True):
    """It falls due."""


class InvoiceBecameOverdue(Milestone, frozen=True, kw_only=True):
    """It is overdue."""


class InvoiceAged(Milestone, frozen=True, kw_only=True):
    """It has been overdue for long."""


class DayOpened(Fact, frozen=True, kw_only=True):
    """A day has begun; `latest` is the newest of the days being opened one after the other."""

    entity: str
    date: dt.date
    is_working_day: bool
    latest: dt.date


ItemEvent = (
    InvoiceIssued
    | InvoiceCancelled
    | DueEventReported
    | PaymentAllocated
    | PaymentUnapplied
    | CreditApplied
    | CreditUnapplied
    | ReceivableReduced
    | ReceivableRestored
    | InvoiceDueApproaching
    | InvoiceFellDue
    | InvoiceBecameOverdue
    | InvoiceAged
)
DisputeEvent = DisputeOpened | DisputeResolved
CustomerEvent = CustomerRegistered | CustomerDetailsChanged | CustomerBecameInsolvent
EntityEvent = EntityConfigured | DayOpened
LedgerEvent = EntityEvent | CustomerEvent | ItemEvent | DisputeEvent

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
        "payment-allocated.v1": PaymentAllocated,
        "payment-unapplied.v1": PaymentUnapplied,
        "credit-applied.v1": CreditApplied,
        "credit-unapplied.v1": CreditUnapplied,
        "receivable-reduced.v1": ReceivableReduced,
        "receivable-restored.v1": ReceivableRestored,
        "dispute-opened.v1": DisputeOpened,
        "dispute-resolved.v1": DisputeResolved,
        "invoice-due-approaching.v1": InvoiceDueApproaching,
        "invoice-fell-due.v1": InvoiceFellDue,
        "invoice-became-overdue.v1": InvoiceBecameOverdue,
        "invoice-aged.v1": InvoiceAged,
    }
)

# ---------------------------------------------------------------- credit


class CreditProfileGraded(Fact, frozen=True, kw_only=True):
    """How good a payer a customer is."""

    entity: str
    customer: str
    grade: str


class CreditStopped(Fact, frozen=True, kw_only=True):
    """The customer is not supplied any more, perhaps because we asked for it."""

    entity: str
    customer: str
    obligation: str | None = None


class CreditResumed(Fact, frozen=True, kw_only=True):
    """The customer is supplied again."""

    entity: str
    customer: str
    obligation: str | None = None


CreditEvent = CreditProfileGraded | CreditStopped | CreditResumed

CREDIT: Codec[CreditEvent] = Codec(
    {
        "credit-profile-graded.v1": CreditProfileGraded,
        "credit-stopped.v1": CreditStopped,
        "credit-resumed.v1": CreditResumed,
    }
)

# ---------------------------------------------------------------- notify


class MessageQueued(Fact, frozen=True, kw_only=True):
    """Notify has taken an obligation over."""

    entity: str
    customer: str
    obligation: str
    message: str


class MessageSent(Fact, frozen=True, kw_only=True):
    """The message went out."""

    entity: str
    customer: str
    obligation: str
    message: str


class MessageUnknown(Fact, frozen=True, kw_only=True):
    """Nobody can say whether it went out."""

    entity: str
    customer: str
    obligation: str
    message: str
    reason: str


class MessageUndeliverable(Fact, frozen=True, kw_only=True):
    """It cannot be delivered."""

    entity: str
    customer: str
    obligation: str
    message: str
    reason: str


class MessageWithdrawn(Fact, frozen=True, kw_only=True):
    """It was taken back before it went out."""

    entity: str
    customer: str
    obligation: str
    message: str
    reason: str


MessageEnded = MessageSent | MessageUnknown | MessageUndeliverable | MessageWithdrawn
NotifyEvent = MessageQueued | MessageEnded

NOTIFY: Codec[NotifyEvent] = Codec(
    {
        "message-queued.v1": MessageQueued,
        "message-sent.v1": MessageSent,
        "message-unknown.v1": MessageUnknown,
        "message-undeliverable.v1": MessageUndeliverable,
        "message-withdrawn.v1": MessageWithdrawn,
    }
)
