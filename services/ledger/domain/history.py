"""What happened, as people read it: an event with its sentence, day and command; and what it did to an open amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.ledger.domain.allocation import Part
from services.ledger.domain.cause import command_of
from services.ledger.domain.credit_note import CreditApplied, CreditUnapplied
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.payment import PaymentAllocated, PaymentUnapplied
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.wording import Moving, Words, part_words, reduction_words, words


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an event: its sentence, the day from which it counts (if it does), and its command."""

    words: Words
    counts_on: date | None
    command: str


def tell(event: LedgerEvent, beside: Sequence[LedgerEvent] = ()) -> Told:
    """An event as people read it. `beside` are what was recorded right before and after it by the same request."""
    return Told(words(event), counts_on(event), command_of(event, beside))


def counts_on(event: LedgerEvent) -> date | None:
    """The date that counts for the books, or on which it happened; none for what counts from when it was recorded."""
    for name in (
        "posted_on",
        "applied_on",
        "merged_on",
        "opened_on",
        "resolved_on",
        "acknowledged_on",
        "answered_on",
        "cleared_on",
        "proposed_on",
        "rejected_on",
        "raised_on",
        "waived_on",
        "reversed_on",
        "closed_until",
        "reopened_from",
        "as_of",
        "since",
        "valid_from",
        "date",
    ):
        found = getattr(event, name, None)
        if isinstance(found, date):
            return found
    return None


StepKind = Literal["issued", "applied", "taken-back", "reduced", "restored", "cancelled"]


@dataclass(frozen=True, slots=True)
class Step:
    """One event that made an open amount what it is: what it did to it, the amount behind it, and in words.

    `rule` is how an allocation found the invoice, or the kind of a reduction. What waits for an event to fall due is
    owed from the invoice on.
    """

    effect_minor: int
    open_minor: int
    counts_on: date
    kind: StepKind
    document: str
    rule: str | None
    words: Words


def step(event: LedgerEvent, invoice: str, instalment: int | None, open_minor: int) -> Step | None:
    """What an event did to the open amount of an invoice, or of one instalment; none if nothing."""
    match event:
        case InvoiceIssued() | InvoiceCancelled() if event.invoice == invoice:
            minor = sum(
                each.amount_minor for each in (*event.instalments, *event.waiting) if instalment in (None, each.number)
            )
            kind, sign = ("issued", 1) if isinstance(event, InvoiceIssued) else ("cancelled", -1)
            return _step(sign * minor, open_minor, event.posted_on, kind, invoice, None, words(event))
        case PaymentAllocated(payment=document) | CreditApplied(credit_note=document):
            minor, told = _moved(event, invoice, instalment)
            return _step(-minor, open_minor, event.applied_on, "applied", document, event.rule, told)
        case PaymentUnapplied(payment=document) | CreditUnapplied(credit_note=document):
            minor, told = _moved(event, invoice, instalment)
            return _step(minor, open_minor, event.posted_on, "taken-back", document, None, told)
        case ReceivableReduced() | ReceivableRestored():
            parts = _of(event.parts, invoice, instalment)
            minor, told = sum(part.amount_minor for part in parts), reduction_words(event, parts)
            kind, sign = ("reduced", -1) if isinstance(event, ReceivableReduced) else ("restored", 1)
            return _step(sign * minor, open_minor, event.posted_on, kind, event.reduction, event.kind, told)
        case _:
            return None


def _of(parts: Sequence[Part], invoice: str, instalment: int | None) -> list[Part]:
    return [part for part in parts if part.invoice == invoice and instalment in (None, part.instalment)]


def _moved(event: Moving, invoice: str, instalment: int | None) -> tuple[int, Words]:
    parts = _of(event.parts, invoice, instalment)
    told = [part_words(event, part) for part in parts]
    joined = Words(" ".join(each.en for each in told), "".join(each.zh for each in told))
    return sum(part.amount_minor for part in parts), joined


def _step(
    effect_minor: int, open_minor: int, counts_on: date, kind: StepKind, document: str, rule: str | None, told: Words
) -> Step | None:
    if not effect_minor:
        return None
    return Step(effect_minor, open_minor + effect_minor, counts_on, kind, document, rule, told)
