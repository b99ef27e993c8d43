"""Double entry: what each event debits and credits, as a function of the event and the chart of accounts alone."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from services.ledger.domain.allocation import Part
from services.ledger.domain.chart import Chart, Role, SalesEvent
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.holding import liability
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentReturned, PaymentUnapplied
from services.ledger.domain.payout import RefundPaid
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored, ReductionKind
from services.ledger.domain.shares import MERGED_KINDS, InvoiceKind
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut
from services.ledger.domain.write_off import RecoveryReceived

Posting = (
    InvoiceIssued
    | InvoiceCancelled
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
    | RecoveryReceived
    | MoneyMovedOut
    | MoneyMovedIn
    | MoneyMovedBack
)
POSTING = (
    InvoiceIssued,
    InvoiceCancelled,
    PaymentReceived,
    PaymentAllocated,
    PaymentUnapplied,
    CreditNoteIssued,
    CreditApplied,
    CreditUnapplied,
    ReceivableReduced,
    ReceivableRestored,
    PaymentReturned,
    RefundPaid,
    RecoveryReceived,
    MoneyMovedOut,
    MoneyMovedIn,
    MoneyMovedBack,
)

#: What an invoice that is no sale stands against.
_OWED_FOR: dict[InvoiceKind, Role] = {
    "sale": "revenue",
    "opening-balance": "opening",
    "debit-adjustment": "adjustments",
    "fee": "fee-income",
    "claim": "interest-income",
    "merged": "transfer-clearing",
    "merged-fee": "transfer-clearing",
    "merged-claim": "transfer-clearing",
}
#: What bears a receivable that ends without money.
_BORNE_BY: dict[ReductionKind, Role] = {
    "discount": "discounts",
    "small-difference": "small-differences",
    "write-off": "bad-debts",
    "adjustment": "adjustments",
    "offset": "payables",
    "merged": "transfer-clearing",
}


NOTHING: dict[str, str] = {}


class Line(NamedTuple):
    """One line of the journal; a debit is positive, a credit negative."""

    account: str
    role: Role
    posted_on: date
    amount_minor: int
    tax_code: str | None
    dimensions: dict[str, str] = NOTHING  # of the share; what goes along with all lines is in `dimensions.py`


def lines(event: Posting, chart: Chart) -> list[Line]:  # noqa: C901, PLR0911 - a line per event
    """The balanced lines of an event."""
    match event:
        case InvoiceIssued() if event.kind in MERGED_KINDS:
            # Its revenue and tax were posted when it was first issued; its shares say only what it is made of.
            return _pair("receivable", "transfer-clearing", event.gross_minor, event.posted_on, chart)
        case InvoiceIssued():
            return _sale(event, "invoice", event.gross_minor, "receivable", event.posted_on, chart)
        case PaymentReceived():
            came_from: Role = "opening" if event.opening else "bank"
            held = liability(event.payment, event.customer, event.order)
            return _pair(came_from, held, event.amount_minor, event.posted_on, chart)
        case PaymentAllocated():
            held = liability(event.payment, event.customer, event.order)
            return _pair(held, "receivable", _sum(event.parts), event.applied_on, chart)
        case CreditNoteIssued():
            return _reversed(_sale(event, "credit-note", event.gross_minor, "open-credits", event.posted_on, chart))
        case CreditApplied():
            return _pair("open-credits", "receivable", _sum(event.parts), event.applied_on, chart)
        case PaymentUnapplied():
            held = liability(event.payment, event.customer, event.order)
            return _pair("receivable", held, _sum(event.parts), event.posted_on, chart)
        case CreditUnapplied():
            return _pair("receivable", "open-credits", _sum(event.parts), event.posted_on, chart)
        case InvoiceCancelled():
            # What the invoice posted, on the accounts of its own day: a mapping changed since must leave no residue.
            issued = _sale(event, "invoice", event.gross_minor, "receivable", event.issued_on, chart)
            return _reversed([line._replace(posted_on=event.posted_on) for line in issued])
        case ReceivableReduced():
            return _borne(event, chart)
        case ReceivableRestored():
            return _reversed(_borne(event, chart))
        case PaymentReturned():
            held = liability(event.payment, event.customer, event.order)
            return _pair(held, "bank", event.amount_minor, event.posted_on, chart)
        case RefundPaid():
            held = liability(event.document, event.customer, event.order)
            return _pair(held, "bank", event.amount_minor, event.posted_on, chart)
        case RecoveryReceived():
            return _pair("bank", "recoveries", event.amount_minor, event.posted_on, chart)
        case MoneyMovedOut():
            held = liability(event.document, event.customer, event.order)
            return _pair(held, "transfer-clearing", event.amount_minor, event.posted_on, chart)
        case MoneyMovedIn() | MoneyMovedBack():
            held = liability(event.document, event.customer, event.order)
            return _pair("transfer-clearing", held, event.amount_minor, event.posted_on, chart)


def _sum(parts: Iterable[Part]) -> int:
    return sum(part.amount_minor for part in parts)


def _reversed(found: Iterable[Line]) -> list[Line]:
    return [line._replace(amount_minor=-line.amount_minor) for line in found]


def _pair(debit: Role, credit: Role, amount_minor: int, posted_on: date, chart: Chart) -> list[Line]:
    return [
        Line(chart.account(debit, None, None, posted_on).code, debit, posted_on, amount_minor, None),
        Line(chart.account(credit, None, None, posted_on).code, credit, posted_on, -amount_minor, None),
    ]


def _borne(event: ReceivableReduced | ReceivableRestored, chart: Chart) -> list[Line]:
    """What bears a reduction: the net of it, and the tax per code where that is given back, as by a credit note."""
    role, day = _BORNE_BY[event.kind], event.posted_on
    account = chart.account(role, None, None, day).code
    found: list[Line] = []
    for share in event.shares:
        code = share.tax_code
        if share.net_minor:
            found.append(Line(account, role, day, share.net_minor, code))
        if share.tax_minor:
            tax = chart.account("tax", "credit-note", code, day).code
            found.append(Line(tax, "tax", day, share.tax_minor, code))
    untaxed_minor = event.amount_minor - sum(share.net_minor + share.tax_minor for share in event.shares)
    if untaxed_minor:
        found.append(Line(account, role, day, untaxed_minor, None))
    owed = chart.account("receivable", None, None, day).code
    return [*found, Line(owed, "receivable", day, -event.amount_minor, None)]


def _stands_against(document: InvoiceIssued | InvoiceCancelled | CreditNoteIssued) -> Role:
    if isinstance(document, CreditNoteIssued):
        return "opening" if document.opening else "revenue"
    return _OWED_FOR[document.kind]


def _sale(
    document: InvoiceIssued | InvoiceCancelled | CreditNoteIssued,
    event: SalesEvent,
    gross_minor: int,
    owed: Role,
    posted_on: date,
    chart: Chart,
) -> list[Line]:
    """What is owed against revenue and tax per share, or against whatever else it is owed for."""
    found = [Line(chart.account(owed, None, None, posted_on).code, owed, posted_on, gross_minor, None)]
    for share in document.shares:
        code = share.tax_code
        role = _stands_against(document)
        against = share.revenue_account or chart.account(role, event, code, posted_on).code
        found.append(Line(against, role, posted_on, -share.net_minor, code, share.dimensions))
        if share.tax_minor:
            tax = chart.account("tax", event, code, posted_on).code
            found.append(Line(tax, "tax", posted_on, -share.tax_minor, code, share.dimensions))
    return found
