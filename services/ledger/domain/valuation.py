"""What is decided in another currency gets its worth in the entity's own, and a difference an event of its own.

Documents are entered at a rate; all that follows moves what they are carried at.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from services.ledger.domain.allocation import Part
from services.ledger.domain.books import Books, Entity, StatedRate
from services.ledger.domain.carrying import Carrying, PartValue
from services.ledger.domain.chart import Role
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied, IssueCreditNote
from services.ledger.domain.exchange_rate import ExchangeRateNotUsable, converted, rate_on, read_rate, written
from services.ledger.domain.holding import liability
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued, IssueInvoice
from services.ledger.domain.payment import (
    PaymentAllocated,
    PaymentReceived,
    PaymentReturned,
    PaymentUnapplied,
    ReceivePayment,
)
from services.ledger.domain.payout import PayRefund, RefundPaid
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.shares import MERGED_KINDS
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut
from services.ledger.domain.write_off import ReceiveRecovery, RecoveryReceived
from shared.events import Fact
from shared.money import split


class RealisedPart(Fact, frozen=True, kw_only=True):
    """The difference on one instalment; a gain is positive, in minor units of the entity's own currency."""

    invoice: str
    instalment: int
    amount_minor: int


class ExchangeDifferenceRealised(Fact, frozen=True, kw_only=True):
    """Money in another currency was worth more or less than what it was given for; a gain is positive.

    `amount_minor` is in the `functional_currency`, and the account `corrected` is put right by it. What is taken back
    later takes its difference back.
    """

    entity: str
    customer: str
    document: str
    currency: str
    functional_currency: str
    amount_minor: int
    posted_on: date
    corrected: Role
    parts: tuple[RealisedPart, ...] = ()
    moved_from: date | None = None


Document = InvoiceIssued | PaymentReceived | CreditNoteIssued | RecoveryReceived
Applying = PaymentAllocated | CreditApplied
TakingBack = PaymentUnapplied | CreditUnapplied
Leaving = PaymentReturned | RefundPaid | MoneyMovedOut
Arriving = MoneyMovedIn | MoneyMovedBack
Valued = (
    Document
    | InvoiceCancelled
    | Applying
    | TakingBack
    | ReceivableReduced
    | ReceivableRestored
    | Leaving
    | Arriving
    | ExchangeDifferenceRealised
)
#: Commands that may state the rate of what they enter.
STATING = (IssueInvoice, ReceivePayment, IssueCreditNote, ReceiveRecovery, PayRefund)


def valued(command: object, decided: Sequence[tuple[str, Any]], books: Books) -> Sequence[tuple[str, Any]]:
    """The same events with their values, and the differences realised; nothing changes in the entity's own one."""
    if not decided:
        return decided
    entity = books.entities.get(getattr(decided[0][1], "entity", ""))
    own = entity and entity.functional_currency
    if entity is None:
        return decided
    stated = command.exchange_rate if isinstance(command, STATING) else None
    if (
        stated is not None
        and getattr(decided[0][1], "currency", own) == own
        and read_rate(stated, "exchange_rate") != 1
    ):
        message = f"The document is in {own}, the currency of {entity.entity} itself; it has no rate but 1."
        raise ExchangeRateNotUsable(message, field="exchange_rate")
    if all(getattr(event, "currency", own) == own for _, event in decided):
        return decided
    valuation = _Valuation(entity, books, stated)
    return [(of, each) for stream, event in decided for of, each in valuation.of(stream, event)]


class _Valuation:
    """Follows the events of one decision and knows what everything is carried at meanwhile."""

    def __init__(self, entity: Entity, books: Books, stated: str | None) -> None:
        self._entity = entity
        self._own = entity.functional_currency
        self._books = books
        self._stated = stated
        self._carrying = books.carrying.overlay()
        #: What is carried by that which goes from one customer to another, and where it came from.
        self._moving_minor: int | None = None
        self._ending = ""

    def of(self, stream: str, event: Any) -> list[tuple[str, Any]]:
        """An event with its value, and the difference it realises, if any."""
        found, realised = self._of(event)
        follow(self._carrying, found, self._own)
        return [(stream, found), *([(realised.document, realised)] if realised and realised.amount_minor else [])]

    def _of(self, event: Any) -> tuple[Any, ExchangeDifferenceRealised | None]:  # noqa: PLR0911 - one case per event
        foreign = getattr(event, "currency", self._own) != self._own
        match event:
            case MoneyMovedOut():
                held = self._carrying.money.get(event.document)
                self._moving_minor = event.amount_minor if not foreign else held and held.share(event.amount_minor)
                return (replace(event, functional_minor=self._moving_minor) if foreign else event), None
            case MoneyMovedIn() | MoneyMovedBack() if foreign:
                return replace(event, functional_minor=self._moving_minor), None
            case MoneyMovedIn() | MoneyMovedBack() if event.exchange is not None and self._moving_minor is not None:
                gain_minor = self._moving_minor - event.amount_minor
                return event, self._difference(event, event.document, gain_minor, "exchange-clearing", event.posted_on)
            case _ if not foreign:
                return event, None
            case InvoiceIssued() if event.kind in MERGED_KINDS:
                # It is carried on at what it was carried at where it ended a moment ago.
                return replace(event, functional_minor=self._moving_minor, **self._rate_before), None
            case InvoiceIssued() | PaymentReceived() | CreditNoteIssued() | RecoveryReceived():
                return self._entered(event), None
            case InvoiceCancelled():
                parts = [(event.invoice, part.number) for part in (*event.instalments, *event.waiting)]
                carried = [self._carrying.items.get(place) for place in parts]
                known = [each.functional_minor for each in carried if each]
                return replace(event, functional_minor=sum(known) if len(known) == len(parts) else None), None
            case PaymentAllocated(payment=document) | CreditApplied(credit_note=document):
                return self._applied(event, document)
            case PaymentUnapplied(payment=document) | CreditUnapplied(credit_note=document):
                return self._taken_back(event, document)
            case ReceivableReduced():
                values = self._released(event.parts, None)
                self._moving_minor = sum(value.receivable_minor for value in values) if values else None
                self._ending = event.parts[0].invoice
                return replace(event, values=values), None
            case ReceivableRestored():
                return replace(event, values=self._withdrawn(event.reduction, event)), None
            case PaymentReturned():
                held = self._carrying.money.get(event.payment)
                return replace(event, functional_minor=held and held.share(event.amount_minor)), None
            case RefundPaid():
                return self._refunded(event)
            case _:
                return event, None

    @property
    def _rate_before(self) -> dict[str, str | None]:
        known = self._books.documents.get(self._ending)
        rate = known.exchange_rate if known else None
        return {"exchange_rate": rate, "exchange_source": rate and self._ending}

    def _entered(self, event: Document) -> Document:
        rate = self._rate(event)
        amount_minor = event.gross_minor if isinstance(event, InvoiceIssued | CreditNoteIssued) else event.amount_minor
        return replace(
            event,
            functional_minor=converted(amount_minor, Decimal(rate.rate), event.currency, self._own),
            exchange_rate=rate.rate,
            exchange_source=rate.source,
        )

    def _rate(self, event: Document | RefundPaid) -> StatedRate:
        """The rate stated; of a credit against an invoice that of the invoice, so that both leave nothing; else that
        of the day."""
        if self._stated is not None:
            rate = written(read_rate(self._stated, "exchange_rate"), "exchange_rate")
            return StatedRate(currency=event.currency, valid_on=event.posted_on, rate=rate, source="stated")
        if isinstance(event, CreditNoteIssued) and event.against:
            credited = self._books.documents.get(event.against)
            if credited and credited.exchange_rate:
                return StatedRate(
                    currency=event.currency,
                    valid_on=credited.posted_on,
                    rate=credited.exchange_rate,
                    source=event.against,
                )
        return rate_on(self._books, self._entity, event.currency, event.posted_on)

    def _applied(self, event: Applying, document: str) -> tuple[Applying, ExchangeDifferenceRealised | None]:
        values = self._released(event.parts, document)
        return replace(event, values=values), self._on_parts(event, document, values, event.applied_on)

    def _taken_back(self, event: TakingBack, document: str) -> tuple[TakingBack, ExchangeDifferenceRealised | None]:
        values = self._withdrawn(document, event)
        negative = tuple(value.negative() for value in values)
        return replace(event, values=values), self._on_parts(event, document, negative, event.posted_on)

    def _refunded(self, event: RefundPaid) -> tuple[RefundPaid, ExchangeDifferenceRealised | None]:
        held = self._carrying.money.get(event.document)
        rate = self._rate(event)
        paid_minor = converted(event.amount_minor, Decimal(rate.rate), event.currency, self._own)
        refunded = replace(event, functional_minor=paid_minor, exchange_rate=rate.rate, exchange_source=rate.source)
        if held is None:
            return refunded, None
        account = liability(event.document, event.customer, event.order)
        held_minor = held.share(event.amount_minor)
        refunded = replace(refunded, held_functional_minor=held_minor)
        gain_minor = held_minor - paid_minor
        return refunded, self._difference(event, event.refund, gain_minor, account, event.posted_on)

    def _released(self, parts: Sequence[Part], document: str | None) -> tuple[PartValue, ...]:
        """What instalments, and the money that pays them, give up.

        Where only one side has a worth, for the other is from before rates were kept, both count as that: no
        difference is made up, and what has a worth gives it up.
        """
        trial = self._carrying.overlay()
        values: list[PartValue] = []
        known = False
        for part in parts:
            place = (part.invoice, part.instalment)
            item = trial.items.get(place)
            money = item if document is None else trial.money.get(document)
            one, other = item or money, money or item
            known = known or one is not None
            value = PartValue(
                receivable_minor=one.share(part.amount_minor) if one else 0,
                money_minor=other.share(part.amount_minor) if other else 0,
            )
            values.append(value)
            if document is not None:
                _change_money(trial, document, -part.amount_minor, -value.money_minor)
            _change_item(trial, part, -1, value)
        return tuple(values) if known else ()

    def _withdrawn(self, document: str, event: TakingBack | ReceivableRestored) -> tuple[PartValue, ...]:
        trial = self._carrying.overlay()
        values: list[PartValue] = []
        known = False
        for part in event.parts:
            value = trial.withdraw(document, part.invoice, part.instalment, event.posted_on, part.amount_minor)
            known = known or value is not None
            values.append(value or PartValue(receivable_minor=0, money_minor=0))
        return tuple(values) if known else ()

    def _on_parts(
        self, event: Applying | TakingBack, document: str, values: Sequence[PartValue], day: date
    ) -> ExchangeDifferenceRealised | None:
        parts = tuple(
            RealisedPart(
                invoice=part.invoice,
                instalment=part.instalment,
                amount_minor=value.money_minor - value.receivable_minor,
            )
            for part, value in zip(event.parts, values, strict=False)
            if value.money_minor != value.receivable_minor
        )
        if not parts:
            return None
        gain_minor = sum(part.amount_minor for part in parts)
        found = self._difference(event, document, gain_minor, "receivable", day)
        return replace(found, parts=parts)

    def _difference(
        self,
        event: Applying | TakingBack | RefundPaid | Arriving,
        document: str,
        gain_minor: int,
        corrected: Role,
        day: date,
    ) -> ExchangeDifferenceRealised:
        return ExchangeDifferenceRealised(
            entity=event.entity,
            customer=event.customer,
            document=document,
            currency=event.currency,
            functional_currency=self._own,
            amount_minor=gain_minor,
            posted_on=day,
            corrected=corrected,
            moved_from=event.moved_from,
        )


def by_instalment(event: InvoiceIssued | InvoiceCancelled) -> dict[int, int]:
    """The value of a whole invoice by the numbers of its instalments, to the cent by largest remainder."""
    if event.functional_minor is None:
        return {}
    parts = sorted((part.number, part.amount_minor) for part in (*event.instalments, *event.waiting))
    values = split(event.functional_minor, [amount_minor for _, amount_minor in parts])
    return {number: value for (number, _), value in zip(parts, values, strict=True)}


def evolve(books: Books, event: object) -> None:
    """What everything in another currency is carried at after an event."""
    entity = books.entities.get(getattr(event, "entity", ""))
    if entity is not None:
        follow(books.carrying, event, entity.functional_currency)


def follow(carrying: Carrying, event: object, own: str) -> None:  # noqa: C901, PLR0912 - one case per event
    """Change the carrying amounts by what an event in another currency says."""
    if getattr(event, "currency", own) == own:
        return
    match event:
        case InvoiceIssued(functional_minor=int()):
            values = by_instalment(event)
            for part in (*event.instalments, *event.waiting):
                carrying.change_item((event.invoice, part.number), part.amount_minor, values[part.number])
        case InvoiceCancelled(functional_minor=int()):
            for part in (*event.instalments, *event.waiting):
                place = (event.invoice, part.number)
                carrying.change_item(place, -part.amount_minor, -carrying.items[place].functional_minor)
        case PaymentReceived(payment=document, functional_minor=int() as value):
            carrying.change_money(document, event.amount_minor, value)
        case CreditNoteIssued(credit_note=document, functional_minor=int() as value):
            carrying.change_money(document, event.gross_minor, value)
        case MoneyMovedIn(functional_minor=int() as value) | MoneyMovedBack(functional_minor=int() as value):
            carrying.change_money(event.document, event.amount_minor, value)
        case (
            PaymentReturned(payment=document, functional_minor=int() as value)
            | MoneyMovedOut(document=document, functional_minor=int() as value)
        ):
            carrying.change_money(document, -event.amount_minor, -value)
        case RefundPaid(document=document, held_functional_minor=int() as value):
            carrying.change_money(document, -event.amount_minor, -value)
        case PaymentAllocated(payment=document, applied_on=day) | CreditApplied(credit_note=document, applied_on=day):
            for part, value in zip(event.parts, event.values, strict=False):
                _change_money(carrying, document, -part.amount_minor, -value.money_minor)
                _apply(carrying, document, part, day, value)
        case PaymentUnapplied(payment=document) | CreditUnapplied(credit_note=document):
            for part, value in zip(event.parts, event.values, strict=False):
                _change_money(carrying, document, part.amount_minor, value.money_minor)
                _take_back(carrying, document, part, event.posted_on, value)
        case ReceivableReduced(reduction=document):
            for part, value in zip(event.parts, event.values, strict=False):
                _apply(carrying, document, part, event.posted_on, value)
        case ReceivableRestored(reduction=document):
            for part, value in zip(event.parts, event.values, strict=False):
                _take_back(carrying, document, part, event.posted_on, value)
        case _:
            pass


def _change_money(carrying: Carrying, document: str, amount_minor: int, functional_minor: int) -> None:
    """What never had a worth has none afterwards."""
    if document in carrying.money:
        carrying.change_money(document, amount_minor, functional_minor)


def _change_item(carrying: Carrying, part: Part, sign: int, value: PartValue) -> None:
    place = (part.invoice, part.instalment)
    if place in carrying.items:
        carrying.change_item(place, sign * part.amount_minor, sign * value.receivable_minor)


def _apply(carrying: Carrying, document: str, part: Part, day: date, value: PartValue) -> None:
    _change_item(carrying, part, -1, value)
    carrying.put_applied(document, (part.invoice, part.instalment, day), part.amount_minor, value)


def _take_back(carrying: Carrying, document: str, part: Part, day: date, value: PartValue) -> None:
    _change_item(carrying, part, 1, value)
    carrying.withdraw(document, part.invoice, part.instalment, day, part.amount_minor)
