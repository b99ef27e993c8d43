"""A statement of account (对账单): a customer's events replayed to a date, as open items or as every movement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Literal, assert_never

from msgspec import Struct

from services.ledger.domain.allocation import Part
from services.ledger.domain.books import CustomerDetails, Entity
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.due_dates import Instalment
from services.ledger.domain.due_event import DueEventReported
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.issued_statement import Form
from services.ledger.domain.journal import POSTING, Posting
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.naming import kind_of, number_of
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentReturned, PaymentUnapplied
from services.ledger.domain.payout import RefundPaid
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut
from services.ledger.domain.write_off import RecoveryReceived
from shared.errors import Invalid, NotFound

#: What a line of a statement tells. What is applied or taken back moves amounts within the balance; the rest change it.
Kind = Literal[
    "invoice",
    "cancellation",
    "payment",
    "credit-note",
    "allocation",
    "allocation-taken-back",
    "credit-application",
    "credit-taken-back",
    "discount",
    "small-difference",
    "write-off",
    "adjustment",
    "offset",
    "merged",
    "reduction-taken-back",
    "returned-payment",
    "refund",
    "advance-application",
    "advance-taken-back",
    "moved-out",
    "moved-in",
]


class StatementCustomerUnknown(NotFound):
    """There is no such customer, or none was known then."""


class PeriodNotUsable(Invalid):
    """The period of a statement ends before it begins."""


class Movement(Struct, frozen=True, gc=False):
    """One line of the activity.

    `amount_minor` is what it adds to the balance; `applied_minor` is what moved between a document and an invoice,
    which leaves the balance as it is. `balance_minor` is the balance behind it.
    """

    posted_on: date
    position: int
    kind: Kind
    document: str
    number: str
    invoice: str | None
    instalment: int | None
    document_date: date
    due_on: date | None
    amount_minor: int
    applied_minor: int
    balance_minor: int


class OpenItem(Struct, frozen=True, gc=False):
    """An instalment and what of it was open on the day; one that waited for an event had no due date."""

    invoice: str
    number: str
    instalment: int
    document_date: date
    posted_on: date
    due_on: date | None
    amount_minor: int
    open_minor: int
    days_overdue: int


class OpenFunds(Struct, frozen=True, gc=False):
    """A payment or credit note and what of it was not applied on the day."""

    document: str
    number: str
    kind: Literal["payment", "credit-note"]
    document_date: date
    posted_on: date
    amount_minor: int
    unapplied_minor: int
    order: str | None = None  # with one it is an advance for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A statement in one currency. `closing_minor` = receivable less on account less open credits, in both forms.

    Advances for orders (预收) stand beside: they are ours to work off, not a part of what is owed.
    """

    currency: str
    opening_minor: int
    closing_minor: int
    receivable_minor: int
    overdue_minor: int
    on_account_minor: int
    open_credits_minor: int
    movements: tuple[Movement, ...] = ()
    items: tuple[OpenItem, ...] = ()
    funds: tuple[OpenFunds, ...] = ()
    advances: tuple[OpenFunds, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there is more than advances to tell."""
        return bool(self.opening_minor or self.closing_minor or self.movements or self.items or self.funds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a customer owes us, or owed us then; one section for each currency."""

    entity: str
    entity_name: str
    customer: str
    customer_name: str
    form: Form
    from_on: date | None
    as_of: date
    sections: tuple[Section, ...]


#: What tells of a payment that may be an advance for an order.
OfFunds = (
    PaymentReceived
    | PaymentAllocated
    | PaymentUnapplied
    | PaymentReturned
    | RefundPaid
    | MoneyMovedOut
    | MoneyMovedIn
    | MoneyMovedBack
)
Settlement = (
    ReceivableReduced
    | ReceivableRestored
    | PaymentReturned
    | RefundPaid
    | RecoveryReceived
    | MoneyMovedOut
    | MoneyMovedIn
    | MoneyMovedBack
)
APPLYING = (PaymentAllocated, CreditApplied)
Posted = tuple[date, int, Posting]  # from which day, at which position
Moved = tuple[date, int, int, str]  # from which day, by the event at which position, how much, by which document


class ItemPast(Struct, gc=False):
    """An instalment and all that was applied to it or taken back, and its end."""

    invoice: str
    number: str
    instalment: int
    currency: str
    document_date: date
    posted_on: date
    due_on: date | None
    amount_minor: int
    recorded_at: int  # the position
    dated_on: date | None = None  # from which day on its event has dated it
    moved: list[Moved] = []

    def due(self, as_of: date) -> date | None:
        """When it fell due, as far as an event had dated it by then."""
        return self.due_on if self.dated_on is None or self.dated_on <= as_of else None

    def open_minor(self, as_of: date, until: int | None = None) -> int:
        """What was open at the end of a day; with a position, as it was known there."""
        if self.posted_on > as_of:
            return 0
        if not self.moved:
            return self.amount_minor
        changes = (minor for day, at, minor, _ in self.moved if day <= as_of and (until is None or at <= until))
        return self.amount_minor + sum(changes)


class FundsPast(Struct, gc=False):
    """A payment or credit note and all that was applied from it or taken back."""

    document: str
    number: str
    kind: Literal["payment", "credit-note"]
    currency: str
    document_date: date
    posted_on: date
    came_on: date  # by the bank's value date, for a payment
    amount_minor: int
    order: str | None = None
    moved: list[Moved] = []

    def unapplied_minor(self, as_of: date) -> int:
        """What was not applied at the end of a day."""
        if self.posted_on > as_of:
            return 0
        return self.amount_minor + sum(minor for day, _, minor, _ in self.moved if day <= as_of)


@dataclass(slots=True)
class Past:
    """A customer's events, replayed: who, every instalment and payment with what happened to it.

    `posted` are the events of each currency with the days they count from: the activity is made of them. Where nobody
    will ask for one, they are not kept: a large customer's take a while to make room for, and to clear away.
    """

    keeps_events: bool = True
    entity: Entity | None = None
    customer: CustomerDetails | None = None
    items: dict[tuple[str, int], ItemPast] = field(default_factory=dict[tuple[str, int], ItemPast])
    funds: dict[str, FundsPast] = field(default_factory=dict[str, FundsPast])
    posted: dict[str, list[Posted]] = field(default_factory=dict[str, list[Posted]])

    def take(self, position: int, event: LedgerEvent) -> None:
        """Take the next event in, from its place in the partition."""
        if isinstance(event, POSTING):
            self._post(position, event)
        elif isinstance(event, DueEventReported):
            item = self.items[event.invoice, event.instalment]
            item.due_on, item.dated_on = event.due_on, event.posted_on
        elif isinstance(event, Entity):
            self.entity = event
        elif isinstance(event, CustomerDetails):
            self.customer = event

    def _post(self, position: int, event: Posting) -> None:
        day = event.applied_on if isinstance(event, APPLYING) else event.posted_on
        of_currency = self.posted.get(event.currency)
        if of_currency is None:
            of_currency = self.posted[event.currency] = []
        if self.keeps_events:
            of_currency.append((day, position, event))
        match event:
            case InvoiceIssued():
                for part in (*event.instalments, *event.waiting):
                    self.items[event.invoice, part.number] = ItemPast(
                        event.invoice,
                        event.number,
                        part.number,
                        event.currency,
                        event.document_date,
                        day,
                        part.due_on if isinstance(part, Instalment) else None,
                        part.amount_minor,
                        position,
                    )
            case InvoiceCancelled():
                for part in (*event.instalments, *event.waiting):
                    moved = (day, position, -part.amount_minor, event.invoice)
                    self.items[event.invoice, part.number].moved.append(moved)
            case PaymentReceived():
                self.funds[event.payment] = FundsPast(
                    event.payment,
                    event.number,
                    "payment",
                    event.currency,
                    event.document_date,
                    day,
                    event.value_date,
                    event.amount_minor,
                    event.order,
                )
            case CreditNoteIssued():
                self.funds[event.credit_note] = FundsPast(
                    event.credit_note,
                    event.number,
                    "credit-note",
                    event.currency,
                    event.document_date,
                    day,
                    event.document_date,
                    event.gross_minor,
                )
            case PaymentAllocated(payment=document) | CreditApplied(credit_note=document):
                self._move(day, position, document, event.parts, sign=-1)
            case PaymentUnapplied(payment=document) | CreditUnapplied(credit_note=document):
                self._move(day, position, document, event.parts, sign=1)
            case _:
                self._settle(day, position, event)

    def _settle(self, day: date, position: int, event: Settlement) -> None:
        match event:
            case ReceivableReduced():
                self._change(day, position, event.reduction, event.parts, sign=-1)
            case ReceivableRestored():
                self._change(day, position, event.reduction, event.parts, sign=1)
            case PaymentReturned(payment=document) | RefundPaid(document=document):
                self.funds[document].moved.append((day, position, -event.amount_minor, document))
            case RecoveryReceived():
                pass  # nobody owed it any more
            case MoneyMovedOut(document=document):
                self.funds[document].moved.append((day, position, -event.amount_minor, document))
            case MoneyMovedBack(document=document):
                self.funds[document].moved.append((day, position, event.amount_minor, document))
            case MoneyMovedIn():
                self.funds[event.document] = FundsPast(
                    event.document,
                    event.number,
                    "credit-note" if kind_of(event.document) == "credit-note" else "payment",
                    event.currency,
                    day,
                    day,
                    event.value_date or day,
                    event.amount_minor,
                    event.order,
                )
            case _:
                assert_never(event)

    def _change(self, day: date, position: int, document: str, parts: Sequence[Part], *, sign: int) -> None:
        for part in parts:
            moved = (day, position, sign * part.amount_minor, document)
            self.items[part.invoice, part.instalment].moved.append(moved)

    def _move(self, day: date, position: int, document: str, parts: Sequence[Part], *, sign: int) -> None:
        held = self.funds[document].moved
        for part in parts:
            moved = (day, position, sign * part.amount_minor, document)
            self.items[part.invoice, part.instalment].moved.append(moved)
            held.append(moved)


def replay(events: Iterable[tuple[int, LedgerEvent]]) -> Past:
    """A customer's past from its events with their positions, in the order of these."""
    past = Past()
    for position, event in events:
        past.take(position, event)
    return past


def statement(past: Past, *, form: Form, as_of: date, from_on: date | None = None) -> Statement:
    """The statement of a customer as of a date; activity begins on `from_on`, or with the first document."""
    if past.entity is None or past.customer is None:
        message = "There is no such customer."
        raise StatementCustomerUnknown(message)
    if from_on is not None and from_on > as_of:
        message = f"A statement cannot begin on {from_on} and end on {as_of}."
        raise PeriodNotUsable(message, field="from")
    sections: list[Section] = []
    for currency in sorted(past.posted):
        section = _section(past, currency, form, as_of, from_on)
        if section.says_something or section.advances:
            sections.append(section)
    return Statement(
        entity=past.customer.entity,
        entity_name=past.entity.name,
        customer=past.customer.customer,
        customer_name=past.customer.name,
        form=form,
        from_on=from_on,
        as_of=as_of,
        sections=tuple(sections),
    )


def _section(past: Past, currency: str, form: Form, as_of: date, from_on: date | None) -> Section:
    items = _open_items(past, currency, as_of)
    funds = open_funds(past, currency, as_of)
    receivable_minor = sum(item.open_minor for item in items)
    on_account_minor = sum(each.unapplied_minor for each in funds if each.kind == "payment")
    open_credits_minor = sum(each.unapplied_minor for each in funds if each.kind == "credit-note")
    closing_minor = receivable_minor - on_account_minor - open_credits_minor
    activities = form == "activity"
    opening_minor, movements = closing_minor, ()
    if activities:
        opening_minor, movements = activity(past, currency, from_on or date.min, as_of)
    return Section(
        currency=currency,
        opening_minor=opening_minor,
        closing_minor=closing_minor,
        receivable_minor=receivable_minor,
        overdue_minor=sum(item.open_minor for item in items if item.days_overdue > 0),
        on_account_minor=on_account_minor,
        open_credits_minor=open_credits_minor,
        movements=movements,
        items=() if activities else _by_due_date(items),
        funds=() if activities else funds,
        advances=() if activities else open_advances(past, currency, as_of),
    )


def activity(past: Past, currency: str, from_on: date, as_of: date) -> tuple[int, tuple[Movement, ...]]:
    """The balance before the first day, and every movement of the period with the balance behind it.

    In the order of the days; within a day in the order in which things were recorded.
    """
    opening_minor = balance_minor = 0
    lines: list[Movement] = []
    of_days: dict[date, list[Posted]] = {}
    for posted in past.posted.get(currency, ()):  # in the order of the positions
        of_days.setdefault(posted[0], []).append(posted)
    for day in sorted(of_days):
        if day > as_of:
            break
        for _, position, event in of_days[day]:
            balance_minor += change_minor(event)
            if day < from_on:
                opening_minor = balance_minor
            else:
                lines.extend(_lines(day, position, event, balance_minor))
    return opening_minor, tuple(lines)


def change_minor(event: Posting) -> int:
    """What an event adds to the balance; what is applied or taken back moves within it.

    An advance for an order stands beside the balance until it is applied.
    """
    match event:
        case InvoiceIssued():
            return event.gross_minor
        case PaymentReceived(order=None) | MoneyMovedIn(order=None) | MoneyMovedBack(order=None):
            return -event.amount_minor
        case PaymentAllocated(order=None) | PaymentUnapplied(order=None):
            return 0
        case InvoiceCancelled() | CreditNoteIssued():
            return -event.gross_minor
        case CreditApplied() | CreditUnapplied() | RecoveryReceived():
            return 0
        case ReceivableReduced():
            return -event.amount_minor
        case ReceivableRestored():
            return event.amount_minor
        case PaymentReturned(order=None) | RefundPaid(order=None) | MoneyMovedOut(order=None):
            return event.amount_minor
        case _:
            return _change_by_advance(event)


def _change_by_advance(event: OfFunds) -> int:
    match event:
        case PaymentAllocated():
            return -sum(part.amount_minor for part in event.parts)
        case PaymentUnapplied():
            return sum(part.amount_minor for part in event.parts)
        case _:
            return 0


def _lines(day: date, position: int, event: Posting, balance_minor: int) -> list[Movement]:
    """An event as lines of the activity: a document is one, what is applied or taken back one for each instalment."""
    match event:
        case InvoiceIssued():
            due_on = event.instalments[0].due_on if event.instalments else None
            dated = event.document_date
            return [_document(day, position, "invoice", event.invoice, dated, due_on, event.gross_minor, balance_minor)]
        case PaymentReceived(order=None):
            minor, dated = -event.amount_minor, event.document_date
            return [_document(day, position, "payment", event.payment, dated, None, minor, balance_minor)]
        case PaymentAllocated(order=None):
            kind, document, sign = "allocation", event.payment, 1
        case PaymentUnapplied(order=None):
            kind, document, sign = "allocation-taken-back", event.payment, -1
        case CreditApplied():
            kind, document, sign = "credit-application", event.credit_note, 1
        case CreditUnapplied():
            kind, document, sign = "credit-taken-back", event.credit_note, -1
        case InvoiceCancelled():
            minor = -event.gross_minor
            return [_document(day, position, "cancellation", event.invoice, day, None, minor, balance_minor)]
        case CreditNoteIssued():
            minor, dated = -event.gross_minor, event.document_date
            return [_document(day, position, "credit-note", event.credit_note, dated, None, minor, balance_minor)]
        case ReceivableReduced() | ReceivableRestored() | PaymentReturned(order=None) | RefundPaid(order=None):
            return _lines_without_invoice(day, position, event, balance_minor)
        case RecoveryReceived():
            return []  # nobody owed it any more
        case MoneyMovedOut(order=None):
            minor = event.amount_minor
            return [_document(day, position, "moved-out", event.document, day, None, minor, balance_minor)]
        case MoneyMovedIn(order=None) | MoneyMovedBack(order=None):
            minor = -event.amount_minor
            return [_document(day, position, "moved-in", event.document, day, None, minor, balance_minor)]
        case _:
            return _lines_of_advance(day, position, event, balance_minor)
    number = number_of(document)
    return [
        Movement(
            day,
            position,
            kind,
            document,
            number,
            part.invoice,
            part.instalment,
            day,
            part.due_on,
            0,
            sign * part.amount_minor,
            balance_minor,
        )
        for part in event.parts
    ]


def _lines_of_advance(day: date, position: int, event: OfFunds, balance_minor: int) -> list[Movement]:
    """An advance meets its order's invoice, or is taken off it; whatever else becomes of it stands beside."""
    match event:
        case PaymentAllocated():
            kind, minor = "advance-application", change_minor(event)
        case PaymentUnapplied():
            kind, minor = "advance-taken-back", change_minor(event)
        case _:
            return []
    return [_document(day, position, kind, event.payment, day, None, minor, balance_minor)]


def _lines_without_invoice(
    day: date,
    position: int,
    event: ReceivableReduced | ReceivableRestored | PaymentReturned | RefundPaid,
    balance_minor: int,
) -> list[Movement]:
    """What ended without money, and what money left again."""
    match event:
        case ReceivableReduced(kind=kind, reduction=document):
            minor = -event.amount_minor
        case ReceivableRestored(reduction=document):
            kind, minor = "reduction-taken-back", event.amount_minor
        case PaymentReturned(payment=document):
            kind, minor = "returned-payment", event.amount_minor
        case RefundPaid(refund=document):
            kind, minor = "refund", event.amount_minor
    return [_document(day, position, kind, document, day, None, minor, balance_minor)]


def _document(  # noqa: PLR0913, PLR0917 - a line of a statement has that many parts
    day: date,
    position: int,
    kind: Kind,
    document: str,
    document_date: date,
    due_on: date | None,
    amount_minor: int,
    balance_minor: int,
) -> Movement:
    number = number_of(document)
    return Movement(
        day, position, kind, document, number, None, None, document_date, due_on, amount_minor, 0, balance_minor
    )


def open_items(past: Past, currency: str, as_of: date) -> tuple[OpenItem, ...]:
    """The instalments open at the end of a day, the earliest due first."""
    return _by_due_date(_open_items(past, currency, as_of))


def _open_items(past: Past, currency: str, as_of: date) -> list[OpenItem]:
    return [
        OpenItem(
            item.invoice,
            item.number,
            item.instalment,
            item.document_date,
            item.posted_on,
            due_on := item.due(as_of),
            item.amount_minor,
            open_minor,
            0 if due_on is None else as_of.toordinal() - due_on.toordinal(),
        )
        for item in past.items.values()
        if item.currency == currency and (open_minor := item.open_minor(as_of))
    ]


def _by_due_date(items: Iterable[OpenItem]) -> tuple[OpenItem, ...]:
    # Stable sorts, the least important first: of fifty thousand items in half the time of one by all four.
    ordered = sorted(items, key=attrgetter("invoice", "instalment"))
    ordered.sort(key=attrgetter("document_date"))
    ordered.sort(key=lambda item: item.due_on or date.max)
    return tuple(ordered)


def open_funds(past: Past, currency: str, as_of: date) -> tuple[OpenFunds, ...]:
    """The money on account and the open credits at the end of a day, the oldest first; advances stand beside."""
    return _open_funds((funds for funds in past.funds.values() if funds.order is None), currency, as_of)


def open_advances(past: Past, currency: str, as_of: date) -> tuple[OpenFunds, ...]:
    """The advances for orders of which something is left at the end of a day, the oldest first."""
    return _open_funds((funds for funds in past.funds.values() if funds.order is not None), currency, as_of)


def _open_funds(of: Iterable[FundsPast], currency: str, as_of: date) -> tuple[OpenFunds, ...]:
    found = [
        OpenFunds(
            funds.document,
            funds.number,
            funds.kind,
            funds.document_date,
            funds.posted_on,
            funds.amount_minor,
            unapplied_minor,
            funds.order,
        )
        for funds in of
        if funds.currency == currency and (unapplied_minor := funds.unapplied_minor(as_of))
    ]
    return tuple(sorted(found, key=lambda funds: (funds.posted_on, funds.document)))
