"""Double entry: what each event debits and credits, as a function of the event and the chart of accounts alone."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from services.ledger.domain.chart import Chart, Role
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentUnapplied
from services.ledger.domain.shares import Share

Posting = (
    InvoiceIssued
    | InvoiceCancelled
    | PaymentReceived
    | PaymentAllocated
    | PaymentUnapplied
    | CreditNoteIssued
    | CreditApplied
    | CreditUnapplied
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
)


class Line(NamedTuple):
    """One line of the journal; a debit is positive, a credit negative."""

    account: str
    role: Role
    posted_on: date
    amount_minor: int
    tax_code: str | None


def lines(event: Posting, chart: Chart) -> list[Line]:
    """The balanced lines of an event."""
    match event:
        case InvoiceIssued():
            return _sale(event.gross_minor, event.shares, "receivable", event.posted_on, _Side("invoice", chart, 1))
        case PaymentReceived():
            return _pair("bank", "on-account", event.amount_minor, event.posted_on, _Side("payment", chart, 1))
        case PaymentAllocated():
            total = sum(part.amount_minor for part in event.parts)
            return _pair("on-account", "receivable", total, event.applied_on, _Side("allocation", chart, 1))
        case CreditNoteIssued():
            side = _Side("credit-note", chart, -1)
            return _sale(event.gross_minor, event.shares, "open-credits", event.posted_on, side)
        case CreditApplied():
            total = sum(part.amount_minor for part in event.parts)
            return _pair("open-credits", "receivable", total, event.applied_on, _Side("allocation", chart, 1))
        case PaymentUnapplied():
            total = sum(part.amount_minor for part in event.parts)
            return _pair("receivable", "on-account", total, event.posted_on, _Side("allocation", chart, 1))
        case CreditUnapplied():
            total = sum(part.amount_minor for part in event.parts)
            return _pair("receivable", "open-credits", total, event.posted_on, _Side("allocation", chart, 1))
        case InvoiceCancelled():
            side = _Side("cancellation", chart, -1)
            return _sale(event.gross_minor, event.shares, "receivable", event.posted_on, side)


class _Side(NamedTuple):
    """Which event of the mapping is posted, in which chart, and whether its sales side is reversed."""

    event: str
    chart: Chart
    sign: int


def _pair(debit: Role, credit: Role, amount_minor: int, posted_on: date, side: _Side) -> list[Line]:
    account = side.chart.account
    return [
        Line(account(debit, side.event, None, posted_on).code, debit, posted_on, amount_minor, None),
        Line(account(credit, side.event, None, posted_on).code, credit, posted_on, -amount_minor, None),
    ]


def _sale(gross_minor: int, shares: Iterable[Share], owed: Role, posted_on: date, side: _Side) -> list[Line]:
    """What is owed against revenue and tax; the reverse for a credit note or cancellation."""
    account, sign = side.chart.account, side.sign
    found = [Line(account(owed, side.event, None, posted_on).code, owed, posted_on, sign * gross_minor, None)]
    for share in shares:
        code = share.tax_code
        revenue = share.revenue_account or account("revenue", side.event, code, posted_on).code
        found.append(Line(revenue, "revenue", posted_on, -sign * share.net_minor, code))
        if share.tax_minor:
            tax = account("tax", side.event, code, posted_on).code
            found.append(Line(tax, "tax", posted_on, -sign * share.tax_minor, code))
    return found
