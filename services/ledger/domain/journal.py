"""Double entry: what each event debits and credits, as a function of the event and the chart of accounts alone."""

from collections.abc import Iterable, Sequence
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
from services.ledger.domain.revaluation import BalancesRevalued
from services.ledger.domain.shares import MERGED_KINDS, InvoiceKind
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut
from services.ledger.domain.valuation import ExchangeDifferenceRealised
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
#: What changes not what is owed, but what that is worth in the entity's own currency.
Valuing = ExchangeDifferenceRealised | BalancesRevalued
Journalled = Posting | Valuing
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
JOURNALLED = (*POSTING, ExchangeDifferenceRealised, BalancesRevalued)

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
    """One line of the journal; a debit is positive, a credit negative.

    `functional_minor` is the amount in the entity's own currency; None where that was never known.
    """

    account: str
    role: Role
    posted_on: date
    amount_minor: int
    tax_code: str | None
    functional_minor: int | None
    dimensions: dict[str, str] = NOTHING  # of the share; what goes along with all lines is in `dimensions.py`


def lines(event: Journalled, chart: Chart) -> list[Line]:
    """The lines of an event, balanced in its currency and in the entity's own."""
    found = _lines(event, chart)
    if isinstance(event, Valuing) or event.currency == chart.functional_currency:
        return found
    # The whole amount stands on the first line; where something bears a reduction, on the last.
    whole = len(found) - 1 if isinstance(event, ReceivableReduced | ReceivableRestored) else 0
    return _in_functional_currency(found, whole, _functional_minor(event))


def _functional_minor(event: Posting) -> int | None:
    """What an event in another currency moves in the entity's own."""
    match event:
        case PaymentAllocated() | PaymentUnapplied() | CreditApplied() | CreditUnapplied():
            return sum(value.money_minor for value in event.values) if event.values else None
        case ReceivableReduced() | ReceivableRestored():
            return sum(value.receivable_minor for value in event.values) if event.values else None
        case _:
            return event.functional_minor


def _in_functional_currency(found: Sequence[Line], whole: int, functional_minor: int | None) -> list[Line]:
    """Lines with what they are worth: each in proportion, rounded half up; what rounding leaves over goes to the
    largest of those that stand against the whole amount."""
    if functional_minor is None:
        return [line._replace(functional_minor=None) for line in found]
    total_minor = abs(found[whole].amount_minor)
    worth = [_half_up(line.amount_minor * functional_minor, total_minor) for line in found]
    worth[whole] = functional_minor if found[whole].amount_minor > 0 else -functional_minor
    against = [index for index in range(len(found)) if index != whole]
    worth[max(against, key=lambda index: abs(found[index].amount_minor))] -= sum(worth)
    return [line._replace(functional_minor=value) for line, value in zip(found, worth, strict=True)]


def _half_up(dividend: int, divisor: int) -> int:
    """Half away from zero, so that what is reversed leaves nothing."""
    rounded = (2 * abs(dividend) + divisor) // (2 * divisor)
    return rounded if dividend >= 0 else -rounded


def _lines(event: Journalled, chart: Chart) -> list[Line]:  # noqa: C901, PLR0911, PLR0912 - a line per event
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
            between: Role = "exchange-clearing" if event.exchange else "transfer-clearing"
            return _pair(held, between, event.amount_minor, event.posted_on, chart)
        case MoneyMovedIn() | MoneyMovedBack() if event.exchange:
            held = liability(event.document, event.customer, event.order)
            return _pair("exchange-clearing", held, event.amount_minor, event.posted_on, chart)
        case MoneyMovedIn() | MoneyMovedBack():
            held = liability(event.document, event.customer, event.order)
            return _pair("transfer-clearing", held, event.amount_minor, event.posted_on, chart)
        case ExchangeDifferenceRealised():
            # In another currency the amount stays, and only what it is worth is put right.
            amount_minor = event.amount_minor if event.currency == event.functional_currency else 0
            posted = _pair(event.corrected, "exchange-differences", amount_minor, event.posted_on, chart)
            return _worth(posted, event.amount_minor)
        case BalancesRevalued():
            return [
                line
                for balance in event.balances
                for day, sign in ((event.revalued_on, 1), (event.reversed_on, -1))
                for line in _worth(
                    _pair(balance.role, "unrealised-exchange-differences", 0, day, chart),
                    sign * balance.difference_minor,
                )
            ]


def _worth(pair: Sequence[Line], functional_minor: int) -> list[Line]:
    """A debit and a credit that change only what something is worth."""
    debit, credit = pair
    return [debit._replace(functional_minor=functional_minor), credit._replace(functional_minor=-functional_minor)]


def _sum(parts: Iterable[Part]) -> int:
    return sum(part.amount_minor for part in parts)


def _reversed(found: Iterable[Line]) -> list[Line]:
    return [line._replace(amount_minor=-line.amount_minor, functional_minor=-line.amount_minor) for line in found]


def _pair(debit: Role, credit: Role, amount_minor: int, posted_on: date, chart: Chart) -> list[Line]:
    return [
        Line(chart.account(debit, None, None, posted_on).code, debit, posted_on, amount_minor, None, amount_minor),
        Line(chart.account(credit, None, None, posted_on).code, credit, posted_on, -amount_minor, None, -amount_minor),
    ]


def _borne(event: ReceivableReduced | ReceivableRestored, chart: Chart) -> list[Line]:
    """What bears a reduction: the net of it, and the tax per code where that is given back, as by a credit note."""
    role, day = _BORNE_BY[event.kind], event.posted_on
    account = chart.account(role, None, None, day).code
    found: list[Line] = []
    for share in event.shares:
        code = share.tax_code
        if share.net_minor:
            found.append(Line(account, role, day, share.net_minor, code, share.net_minor))
        if share.tax_minor:
            tax = chart.account("tax", "credit-note", code, day).code
            found.append(Line(tax, "tax", day, share.tax_minor, code, share.tax_minor))
    untaxed_minor = event.amount_minor - sum(share.net_minor + share.tax_minor for share in event.shares)
    if untaxed_minor:
        found.append(Line(account, role, day, untaxed_minor, None, untaxed_minor))
    owed = chart.account("receivable", None, None, day).code
    return [*found, Line(owed, "receivable", day, -event.amount_minor, None, -event.amount_minor)]


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
    found = [Line(chart.account(owed, None, None, posted_on).code, owed, posted_on, gross_minor, None, gross_minor)]
    for share in document.shares:
        code = share.tax_code
        role = _stands_against(document)
        against = share.revenue_account or chart.account(role, event, code, posted_on).code
        net_minor, tax_minor = -share.net_minor, -share.tax_minor
        found.append(Line(against, role, posted_on, net_minor, code, net_minor, share.dimensions))
        if share.tax_minor:
            tax = chart.account("tax", event, code, posted_on).code
            found.append(Line(tax, "tax", posted_on, tax_minor, code, tax_minor, share.dimensions))
    return found
