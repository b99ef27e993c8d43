"""Double entry: what each event debits and credits, as a function of the event and the chart of accounts alone."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from services.ledger.domain.allocation import Part
from services.ledger.domain.chart import Chart, Role, SalesEvent
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentUnapplied

#: What each kind of receivable earns; what is not listed is a sale.
INCOME: dict[str, Role] = {"claim": "interest-income", "fee": "fee-income"}

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
            return _sale(event, "invoice", event.gross_minor, "receivable", event.posted_on, chart)
        case PaymentReceived():
            return _pair("bank", "on-account", event.amount_minor, event.posted_on, chart)
        case PaymentAllocated():
            return _pair("on-account", "receivable", _sum(event.parts), event.applied_on, chart)
        case CreditNoteIssued():
            return _reversed(_sale(event, "credit-note", event.gross_minor, "open-credits", event.posted_on, chart))
        case CreditApplied():
            return _pair("open-credits", "receivable", _sum(event.parts), event.applied_on, chart)
        case PaymentUnapplied():
            return _pair("receivable", "on-account", _sum(event.parts), event.posted_on, chart)
        case CreditUnapplied():
            return _pair("receivable", "open-credits", _sum(event.parts), event.posted_on, chart)
        case InvoiceCancelled():
            # What the invoice posted, on the accounts of its own day: a mapping changed since must leave no residue.
            issued = _sale(event, "invoice", event.gross_minor, "receivable", event.issued_on, chart)
            return _reversed([line._replace(posted_on=event.posted_on) for line in issued])


def _sum(parts: Iterable[Part]) -> int:
    return sum(part.amount_minor for part in parts)


def _reversed(found: Iterable[Line]) -> list[Line]:
    return [line._replace(amount_minor=-line.amount_minor) for line in found]


def _pair(debit: Role, credit: Role, amount_minor: int, posted_on: date, chart: Chart) -> list[Line]:
    return [
        Line(chart.account(debit, None, None, posted_on).code, debit, posted_on, amount_minor, None),
        Line(chart.account(credit, None, None, posted_on).code, credit, posted_on, -amount_minor, None),
    ]


def _sale(
    document: InvoiceIssued | InvoiceCancelled | CreditNoteIssued,
    event: SalesEvent,
    gross_minor: int,
    owed: Role,
    posted_on: date,
    chart: Chart,
) -> list[Line]:
    """What is owed against revenue and tax per share; a claim's kind has one account of its own."""
    kind = "sale" if isinstance(document, CreditNoteIssued) else document.kind
    income = INCOME.get(kind)
    found = [Line(chart.account(owed, None, None, posted_on).code, owed, posted_on, gross_minor, None)]
    for share in document.shares:
        code = share.tax_code
        role = income or "revenue"
        account = chart.account(role, None if income else event, None if income else code, posted_on).code
        found.append(Line(share.revenue_account or account, role, posted_on, -share.net_minor, code))
        if share.tax_minor:
            tax = chart.account("tax", event, code, posted_on).code
            found.append(Line(tax, "tax", posted_on, -share.tax_minor, code))
    return found
