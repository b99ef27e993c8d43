"""How the ledger answers: what was recorded of a document, and its parts as they stand."""

from datetime import date
from typing import Any, Literal, Self

from pydantic import Field

from services.ledger.domain.credit_note import CreditApplied, CreditUnapplied
from services.ledger.domain.journal import POSTING
from services.ledger.domain.payment import PaymentAllocated, PaymentUnapplied
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.shares import Share
from services.ledger.projections.documents import AppliedRow, InstalmentRow
from services.ledger.projections.journal import Entry
from shared.event_store import Accepted
from shared.fields import Answer
from shared.money import decimal
from shared.web import Answering


class AppliedShown(Answer):
    """So much of a payment or credit note applied to an instalment, or taken back from it where negative."""

    document: str = Field(examples=["CN01/payment/erp/P-1"])
    invoice: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    instalment: int = Field(examples=[1])
    applied_on: str = Field(examples=["2026-03-31"])
    amount: str = Field(examples=["500.00"])
    currency: str = Field(examples=["CNY"])
    rule: str = Field(examples=["reference"])


class MovedShown(Answer):
    """A closed day, and the first open day that something was posted on instead."""

    closed_day: str = Field(examples=["2026-03-31"])
    posted_on: str = Field(examples=["2026-04-01"])


class DocumentRecorded(Answer):
    """What became of a document; `repeated` says that the very same one was in the books before."""

    id: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    status: Literal["accepted", "repeated"]
    applied: list[AppliedShown] = Field(description="What it caused to be applied or taken back")
    moved: MovedShown | None = Field(default=None, description="Where a closed period moved it, if one did")


class EventPreviewed(Answer):
    """An event that would be recorded."""

    type: str = Field(examples=["invoice-issued.v1"])
    stream: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])


class JournalLinePreviewed(Answer):
    """A line that would be posted: either a debit or a credit, or neither where only the worth is put right."""

    customer: str = Field(examples=["C-0100"])
    posted_on: str = Field(examples=["2026-03-02"])
    document: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    account: str = Field(examples=["1122"])
    account_name: str = Field(examples=["应收账款"], description="Empty where the document itself names the account")
    role: str = Field(examples=["receivable"])
    currency: str = Field(examples=["CNY"])
    debit: str | None = Field(examples=["1130.00"])
    credit: str | None = Field(examples=[None])
    tax_code: str | None = Field(examples=[None])
    functional_currency: str = Field(examples=["CNY"])
    functional_amount: str | None = Field(
        description="In the entity's own currency, a debit positive; null where it is not known", examples=["1130.00"]
    )
    dimensions: dict[str, str]

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """A line in its own currency."""
        amount = decimal(abs(entry.amount_minor), entry.currency)
        return cls(
            customer=entry.customer,
            posted_on=entry.posted_on.isoformat(),
            document=entry.document,
            account=entry.account,
            account_name=entry.account_name,
            role=entry.role,
            currency=entry.currency,
            debit=amount if entry.amount_minor > 0 else None,
            credit=amount if entry.amount_minor < 0 else None,
            tax_code=entry.tax_code,
            functional_currency=entry.functional_currency,
            functional_amount=None
            if entry.functional_minor is None
            else decimal(entry.functional_minor, entry.functional_currency),
            dimensions=entry.dimensions,
        )


class DocumentPreviewed(DocumentRecorded):
    """What would become of a document, asked with `preview=true`: nothing of it is recorded."""

    preview: Literal[True]
    events: list[EventPreviewed]
    lines: list[JournalLinePreviewed] = Field(description="What would be posted, balanced per currency")


class InstalmentShown(Answer):
    """An instalment as it stands."""

    instalment: int = Field(examples=[1])
    due_on: str | None = Field(
        examples=["2026-04-01"], description="Null while it waits for its event 未到期（等待事件）: owed, but not due"
    )
    due_event: str | None = Field(
        examples=["acceptance"],
        description="The event it waits for, or has waited for; null where it had a date at once",
    )
    amount: str = Field(examples=["1130.00"])
    open: str = Field(examples=["630.00"])

    @classmethod
    def of(cls, row: InstalmentRow, currency: str) -> Self:
        """An instalment in its invoice's currency."""
        return cls(
            instalment=row.number,
            due_on=row.due_on.isoformat() if row.due_on else None,
            due_event=row.due_event,
            amount=decimal(row.amount_minor, currency),
            open=decimal(row.open_minor, currency),
        )


class ShareShown(Answer):
    """A part of a document by tax code and dimensions."""

    net: str = Field(examples=["1000.00"])
    tax: str = Field(examples=["130.00"])
    tax_code: str = Field(examples=["VAT13"])
    revenue_account: str | None
    dimensions: dict[str, str]

    @classmethod
    def of(cls, share: Share, currency: str) -> Self:
        """A share in its document's currency."""
        return cls(
            net=decimal(share.net_minor, currency),
            tax=decimal(share.tax_minor, currency),
            tax_code=share.tax_code,
            revenue_account=share.revenue_account,
            dimensions=share.dimensions,
        )


#: A repeat is answered 200, for it made nothing new; so is a preview.
REPEATED: dict[int | str, dict[str, Any]] = {
    200: {
        "model": DocumentRecorded | DocumentPreviewed,
        "description": "The very same was recorded before; or, with `preview=true`, what would happen",
    }
}


def recorded(document: str) -> Answering:
    """The answer to whoever sent a document, or a command about one."""

    def build(accepted: Accepted) -> DocumentRecorded:
        return DocumentRecorded(
            id=document,
            status="accepted" if accepted.records else "repeated",
            applied=_applied(accepted),
            moved=_moved(accepted),
        )

    return Answering(build)


def _moved(accepted: Accepted) -> MovedShown | None:
    """Of several events the first: the document itself, or what was done to it."""
    for record in accepted.records:
        event = record.event
        if isinstance(event, POSTING) and event.moved_from:
            posted_on = event.applied_on if isinstance(event, PaymentAllocated | CreditApplied) else event.posted_on
            return MovedShown(closed_day=event.moved_from.isoformat(), posted_on=posted_on.isoformat())
    return None


def iso(day: date | None) -> str | None:
    """A date as it is written, where there is one."""
    return None if day is None else day.isoformat()


def _applied(accepted: Accepted) -> list[AppliedShown]:
    shown: list[AppliedShown] = []
    for record in accepted.records:
        match record.event:
            case PaymentAllocated(payment=document) | CreditApplied(credit_note=document) as event:
                sign, counts_from, rule = 1, event.applied_on, event.rule
            case PaymentUnapplied(payment=document) | CreditUnapplied(credit_note=document) as event:
                sign, counts_from, rule = -1, event.posted_on, "taken-back"
            case ReceivableReduced(reduction=document) as event:
                sign, counts_from, rule = 1, event.posted_on, event.kind
            case ReceivableRestored(reduction=document) as event:
                sign, counts_from, rule = -1, event.posted_on, "taken-back"
            case _:
                continue
        rows = (
            AppliedRow(document, part.invoice, part.instalment, counts_from, sign * part.amount_minor, rule)
            for part in event.parts
        )
        shown.extend(applied_shown(row, event.currency) for row in rows)
    return shown


def applied_shown(row: AppliedRow, currency: str) -> AppliedShown:
    """An application in the currency of both sides."""
    return AppliedShown(
        document=row.document,
        invoice=row.invoice,
        instalment=row.instalment,
        applied_on=row.counts_from.isoformat(),
        amount=decimal(row.amount_minor, currency),
        currency=currency,
        rule=row.rule,
    )
