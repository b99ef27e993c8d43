"""Our own reading of the other services' public events: the fields that figures and timelines are made of."""

from datetime import date

from shared.events import Codec, Fact


class Event(Fact, frozen=True, kw_only=True):
    """Every event is about an entity."""

    entity: str


class CustomerEvent(Event, frozen=True, kw_only=True):
    """Most events are about a customer, and stand in that customer's timeline."""

    customer: str


# ---------------------------------------------------------------- huikuan.ledger


class EntityConfigured(Event, frozen=True, kw_only=True):
    name: str
    time_zone: str
    functional_currency: str
    currencies: tuple[str, ...]
    first_business_day: date
    dunning_from: date
    language: str


class DayOpened(Event, frozen=True, kw_only=True):
    date: date
    is_working_day: bool


class CustomerDetails(CustomerEvent, frozen=True, kw_only=True):
    name: str
    country: str
    language: str
    currency: str
    terms_days: int
    size: str
    industry: str
    region: str
    salesperson: str
    parent: str | None = None


class CustomerRegistered(CustomerDetails, frozen=True, kw_only=True):
    pass


class CustomerDetailsChanged(CustomerDetails, frozen=True, kw_only=True):
    pass


class CustomerBecameInsolvent(CustomerEvent, frozen=True, kw_only=True):
    since: date


class CustomerMerged(CustomerEvent, frozen=True, kw_only=True):
    into: str
    merged_on: date
    reason: str


class Instalment(Fact, frozen=True, kw_only=True):
    number: int
    due_on: date
    amount_minor: int


class Waiting(Fact, frozen=True, kw_only=True):
    """An instalment that has no due date before its event happens."""

    number: int
    amount_minor: int


class Part(Fact, frozen=True, kw_only=True):
    """What a payment or a credit did to one instalment."""

    invoice: str
    instalment: int
    due_on: date
    amount_minor: int


class InvoiceIssued(CustomerEvent, frozen=True, kw_only=True):
    invoice: str
    source: str
    number: str
    currency: str
    gross_minor: int
    document_date: date
    posted_on: date
    instalments: tuple[Instalment, ...]
    order: str | None = None
    reference: str | None = None
    kind: str = "sale"
    waiting: tuple[Waiting, ...] = ()


class InvoiceCancelled(CustomerEvent, frozen=True, kw_only=True):
    invoice: str
    currency: str
    gross_minor: int
    posted_on: date
    reason: str
    instalments: tuple[Instalment, ...]
    kind: str = "sale"
    waiting: tuple[Waiting, ...] = ()


class DueEventReported(CustomerEvent, frozen=True, kw_only=True):
    invoice: str
    instalment: int
    currency: str
    amount_minor: int
    due_event: str
    happened_on: date
    posted_on: date
    due_on: date


class PaymentReceived(CustomerEvent, frozen=True, kw_only=True):
    payment: str
    source: str
    number: str
    currency: str
    amount_minor: int
    document_date: date
    posted_on: date
    value_date: date
    reference: str | None = None
    opening: bool = False
    order: str | None = None


class PaymentAllocated(CustomerEvent, frozen=True, kw_only=True):
    payment: str
    currency: str
    applied_on: date
    rule: str
    parts: tuple[Part, ...]
    order: str | None = None


class PaymentUnapplied(CustomerEvent, frozen=True, kw_only=True):
    payment: str
    currency: str
    posted_on: date
    reason: str
    parts: tuple[Part, ...]
    order: str | None = None


class CreditNoteIssued(CustomerEvent, frozen=True, kw_only=True):
    credit_note: str
    source: str
    number: str
    currency: str
    gross_minor: int
    document_date: date
    posted_on: date
    against: str | None = None
    reason: str | None = None


class CreditApplied(CustomerEvent, frozen=True, kw_only=True):
    credit_note: str
    currency: str
    applied_on: date
    rule: str
    parts: tuple[Part, ...]


class CreditUnapplied(CustomerEvent, frozen=True, kw_only=True):
    credit_note: str
    currency: str
    posted_on: date
    reason: str
    parts: tuple[Part, ...]


class ReceivableReduced(CustomerEvent, frozen=True, kw_only=True):
    """Instalments owe less without money or credit: `kind` says why."""

    reduction: str
    kind: str
    currency: str
    amount_minor: int
    posted_on: date
    reason: str
    parts: tuple[Part, ...]


class ReceivableRestored(ReceivableReduced, frozen=True, kw_only=True):
    pass


class PaymentReturned(CustomerEvent, frozen=True, kw_only=True):
    payment: str
    currency: str
    amount_minor: int
    posted_on: date
    reason: str
    order: str | None = None


class RefundPaid(CustomerEvent, frozen=True, kw_only=True):
    refund: str
    document: str
    currency: str
    amount_minor: int
    posted_on: date
    reason: str
    order: str | None = None


class MoneyMoved(CustomerEvent, frozen=True, kw_only=True):
    """One side of a transfer between customers; with an `order`, of an advance for it."""

    transfer: str
    document: str
    currency: str
    amount_minor: int
    posted_on: date
    reason: str
    order: str | None = None


class MoneyMovedOut(MoneyMoved, frozen=True, kw_only=True):
    into: str
    to_customer: str


class MoneyMovedIn(MoneyMoved, frozen=True, kw_only=True):
    number: str
    origin: str
    from_customer: str
    reference: str | None = None


class MoneyMovedBack(MoneyMoved, frozen=True, kw_only=True):
    origin: str
    from_customer: str


class WriteOffProposed(CustomerEvent, frozen=True, kw_only=True):
    write_off: str
    invoice: str
    currency: str
    amount_minor: int
    proposed_on: date
    proposed_by: str
    reason: str


class WriteOffRejected(CustomerEvent, frozen=True, kw_only=True):
    write_off: str
    rejected_on: date
    rejected_by: str
    reason: str


class RecoveryReceived(CustomerEvent, frozen=True, kw_only=True):
    recovery: str
    write_off: str
    currency: str
    amount_minor: int
    posted_on: date


class AccruedClaim(Fact, frozen=True, kw_only=True):
    """What of it is claimed of one instalment."""

    claim: str
    kind: str
    invoice: str
    instalment: int
    amount_minor: int


class ClaimRaised(CustomerEvent, frozen=True, kw_only=True):
    claim: str
    kind: str
    invoice: str | None
    instalment: int | None
    currency: str
    amount_minor: int
    raised_on: date
    first_on: date | None = None
    last_on: date | None = None
    reason: str = ""


class InterestAccrued(CustomerEvent, frozen=True, kw_only=True):
    currency: str
    amount_minor: int
    raised_on: date
    reason: str
    claims: list[AccruedClaim]


class ClaimWaived(CustomerEvent, frozen=True, kw_only=True):
    claim: str
    currency: str
    amount_minor: int
    waived_on: date
    reason: str


class ClaimRecognised(CustomerEvent, frozen=True, kw_only=True):
    claim: str
    currency: str
    amount_minor: int
    posted_on: date
    item: str


class ClaimReversed(CustomerEvent, frozen=True, kw_only=True):
    claim: str
    currency: str
    amount_minor: int
    reversed_on: date
    reason: str


class StatementIssued(CustomerEvent, frozen=True, kw_only=True):
    statement: str
    form: str
    as_of: date


class StatementConfirmed(CustomerEvent, frozen=True, kw_only=True):
    statement: str
    acknowledged_on: date


class StatementDisputed(CustomerEvent, frozen=True, kw_only=True):
    statement: str
    answered_on: date
    currency: str
    difference_minor: int
    note: str


class DebtAcknowledged(CustomerEvent, frozen=True, kw_only=True):
    acknowledgement: str
    acknowledged_on: date
    note: str


class DifferenceFound(CustomerEvent, frozen=True, kw_only=True):
    difference: str
    kind: str
    currency: str
    document: str | None = None
    as_of: date
    ours_minor: int | None = None
    theirs_minor: int | None = None


class DifferenceCleared(CustomerEvent, frozen=True, kw_only=True):
    difference: str
    cleared_on: date
    note: str


class DisputeOpened(CustomerEvent, frozen=True, kw_only=True):
    dispute: str
    invoice: str
    instalment: int | None = None
    currency: str
    amount_minor: int
    reason: str
    opened_on: date
    owner_role: str | None = None


class DisputeResolved(CustomerEvent, frozen=True, kw_only=True):
    dispute: str
    invoice: str
    currency: str
    amount_minor: int
    resolved_on: date
    outcome: str


class Milestone(CustomerEvent, frozen=True, kw_only=True):
    """A day in the life of an open instalment."""

    invoice: str
    instalment: int
    currency: str
    due_on: date
    date: date
    open_minor: int
    late: bool = False


class InvoiceDueApproaching(Milestone, frozen=True, kw_only=True):
    lead_days: int


class InvoiceFellDue(Milestone, frozen=True, kw_only=True):
    pass


class InvoiceBecameOverdue(Milestone, frozen=True, kw_only=True):
    pass


class InvoiceAged(Milestone, frozen=True, kw_only=True):
    days: int


LEDGER: Codec[Event] = Codec(
    {
        "entity-configured.v1": EntityConfigured,
        "day-opened.v1": DayOpened,
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
        "statement-issued.v1": StatementIssued,
        "statement-confirmed.v1": StatementConfirmed,
        "statement-disputed.v1": StatementDisputed,
        "debt-acknowledged.v1": DebtAcknowledged,
        "difference-found.v1": DifferenceFound,
        "difference-cleared.v1": DifferenceCleared,
        "receivable-reduced.v1": ReceivableReduced,
        "receivable-restored.v1": ReceivableRestored,
        "payment-returned.v1": PaymentReturned,
        "refund-paid.v1": RefundPaid,
        "money-moved-out.v1": MoneyMovedOut,
        "money-moved-in.v1": MoneyMovedIn,
        "money-moved-back.v1": MoneyMovedBack,
        "write-off-proposed.v1": WriteOffProposed,
        "write-off-rejected.v1": WriteOffRejected,
        "recovery-received.v1": RecoveryReceived,
        "claim-raised.v1": ClaimRaised,
        "interest-accrued.v1": InterestAccrued,
        "claim-waived.v1": ClaimWaived,
        "claim-recognised.v1": ClaimRecognised,
        "claim-reversed.v1": ClaimReversed,
        "dispute-opened.v1": DisputeOpened,
        "dispute-resolved.v1": DisputeResolved,
        "invoice-due-approaching.v1": InvoiceDueApproaching,
        "invoice-fell-due.v1": InvoiceFellDue,
        "invoice-became-overdue.v1": InvoiceBecameOverdue,
        "invoice-aged.v1": InvoiceAged,
    }
)

# ---------------------------------------------------------------- huikuan.credit


class Factor(Fact, frozen=True, kw_only=True):
    name: str
    value: str
    points: int


class CreditProfileGraded(CustomerEvent, frozen=True, kw_only=True):
    grade: str
    score: int
    limit_minor: int
    currency: str
    terms_days: int
    factors: tuple[Factor, ...] = ()
    scorecard_version: str | int = ""


class OrderChecked(CustomerEvent, frozen=True, kw_only=True):
    order: str
    decision: str
    currency: str
    amount_minor: int
    reserved_minor: int
    prepayment_minor: int
    exposure_minor: int
    limit_minor: int
    grade: str | None = None
    reasons: tuple[str, ...] = ()


class ReservationReleased(CustomerEvent, frozen=True, kw_only=True):
    order: str
    currency: str
    amount_minor: int
    reason: str


class CreditStopped(CustomerEvent, frozen=True, kw_only=True):
    reason: str
    obligation: str | None = None


class CreditResumed(CustomerEvent, frozen=True, kw_only=True):
    reason: str
    obligation: str | None = None


CREDIT: Codec[Event] = Codec(
    {
        "credit-profile-graded.v1": CreditProfileGraded,
        "order-checked.v1": OrderChecked,
        "reservation-released.v1": ReservationReleased,
        "credit-stopped.v1": CreditStopped,
        "credit-resumed.v1": CreditResumed,
    }
)

# ---------------------------------------------------------------- huikuan.dunning


class DayEvaluated(Event, frozen=True, kw_only=True):
    skipped: tuple[date, ...] = ()
    policy_version: int
    date: date  # last: from here on the name means the field


class DueItem(Fact, frozen=True, kw_only=True):
    invoice: str
    instalment: int
    due_on: date
    days_overdue: int
    open_minor: int
    currency: str


class Total(Fact, frozen=True, kw_only=True):
    currency: str
    open_minor: int


class ObligationCreated(CustomerEvent, frozen=True, kw_only=True):
    obligation: str
    step: str
    level: int
    action: str
    deadline: date | None = None
    role: str | None = None
    items: tuple[DueItem, ...] = ()
    totals: tuple[Total, ...] = ()
    date: date


class WithdrawalRequested(CustomerEvent, frozen=True, kw_only=True):
    obligation: str
    reason: str


class ObligationEnded(CustomerEvent, frozen=True, kw_only=True):
    obligation: str
    action: str
    outcome: str
    reason: str | None = None
    message: str | None = None


DUNNING: Codec[Event] = Codec(
    {
        "day-evaluated.v1": DayEvaluated,
        "obligation-created.v1": ObligationCreated,
        "withdrawal-requested.v1": WithdrawalRequested,
        "obligation-ended.v1": ObligationEnded,
    }
)

# ---------------------------------------------------------------- huikuan.notify


class MessageQueued(CustomerEvent, frozen=True, kw_only=True):
    message: str
    obligation: str
    channel: str
    template: str
    language: str
    date: date


class MessageEvent(CustomerEvent, frozen=True, kw_only=True):
    """A step of a message that was queued before."""

    message: str


class MessageClaimed(MessageEvent, frozen=True, kw_only=True):
    attempt: int


class MessageDeferred(MessageEvent, frozen=True, kw_only=True):
    attempt: int
    reason: str


class MessageWithdrawalNoted(MessageEvent, frozen=True, kw_only=True):
    attempt: int
    reason: str


class MessageSent(MessageEvent, frozen=True, kw_only=True):
    provider_id: str | None = None


class MessageUnknown(MessageEvent, frozen=True, kw_only=True):
    reason: str


class MessageUndeliverable(MessageEvent, frozen=True, kw_only=True):
    reason: str


class MessageWithdrawn(MessageEvent, frozen=True, kw_only=True):
    reason: str


NOTIFY: Codec[Event] = Codec(
    {
        "message-queued.v1": MessageQueued,
        "message-claimed.v1": MessageClaimed,
        "message-deferred.v1": MessageDeferred,
        "message-withdrawal-noted.v1": MessageWithdrawalNoted,
        "message-sent.v1": MessageSent,
        "message-unknown.v1": MessageUnknown,
        "message-undeliverable.v1": MessageUndeliverable,
        "message-withdrawn.v1": MessageWithdrawn,
    }
)
