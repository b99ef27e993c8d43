"""Small ledgers for tests: one entity, one customer, and documents named for the difference that matters."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.ledger.domain.allocation import Wanted
from services.ledger.domain.books import Books
from services.ledger.domain.calendar_day import OpenDay
from services.ledger.domain.claim import ClaimRaised, InterestAccrued
from services.ledger.domain.credit_note import IssueCreditNote
from services.ledger.domain.customer import RegisterCustomer
from services.ledger.domain.dispute import OpenDispute
from services.ledger.domain.due_event import ReportDueEvent
from services.ledger.domain.entity import ConfigureEntity
from services.ledger.domain.exchange_rate import QuotedRate, StateExchangeRates
from services.ledger.domain.invoice import CancelInvoice, IssueInvoice
from services.ledger.domain.ledger import LedgerCommand, LedgerEvent, decide, evolve
from services.ledger.domain.merger import MergeCustomers
from services.ledger.domain.money_move import MoveMoney
from services.ledger.domain.payment import AllocatePayment, ReceivePayment, UnapplyPayment
from services.ledger.domain.payout import PayRefund, ReturnPayment
from services.ledger.domain.period import ClosePeriod, ReopenPeriod
from services.ledger.domain.reduction import AdjustReceivable
from services.ledger.domain.write_off import DecideWriteOff, ProposeWriteOff, ReceiveRecovery
from shared.money import decimal
from shared.testing.scenario import Scenario

#: The day before the first business day: what was opened when nothing was opened.
BEFORE = date(2025, 12, 31)
MARCH = date(2026, 3, 1)
NOW = datetime(2026, 3, 20, 1, tzinfo=UTC)

Ledger = Scenario[LedgerCommand, Books, LedgerEvent]


def empty_ledger(partitions: int = 1) -> Ledger:
    """Books in which nothing has happened."""
    books = Books(partition_of=lambda key: sum(key.encode()) % partitions, partition_count=partitions)
    return Scenario(books, decide, evolve)


def new_ledger(*, partitions: int = 1, **entity_settings: Any) -> Ledger:
    """Books of an entity CN01 with the customers C1 and C2."""
    entity = an_entity(**entity_settings)
    return empty_ledger(partitions).given(entity, some_rates(entity), a_customer("C1"), a_customer("C2"))


def some_rates(entity: ConfigureEntity, on: date = date(1970, 1, 1)) -> StateExchangeRates:
    """A rate of every other currency that holds for ever, for what does not ask how much it is worth."""
    others = [currency for currency in entity.currencies if currency != entity.functional_currency]
    return StateExchangeRates(entity=entity.entity, rates=tuple(a_rate("7", on, currency) for currency in others))


def a_rate(rate: str, on: date = MARCH, currency: str = "USD", **changes: Any) -> QuotedRate:
    content: dict[str, Any] = {"currency": currency, "valid_on": on, "rate": rate, "source": "PBOC"}
    return QuotedRate(**content | changes)


def rates(*rates: QuotedRate) -> StateExchangeRates:
    return StateExchangeRates(entity="CN01", rates=rates)


def an_entity(**changes: Any) -> ConfigureEntity:
    settings: dict[str, Any] = {
        "entity": "CN01",
        "name": "Kunlun Trading",
        "time_zone": "Asia/Shanghai",
        "functional_currency": "CNY",
        "currencies": ("CNY", "USD", "JPY"),
        "calendar": "CN",
        "first_business_day": BEFORE + timedelta(days=1),
        "dunning_from": BEFORE + timedelta(days=1),
        "exchange_rates_hold_days": 36_500,
    }
    return ConfigureEntity(**settings | changes)


def a_customer(customer: str = "C1", **changes: Any) -> RegisterCustomer:
    details: dict[str, Any] = {
        "entity": "CN01",
        "customer": customer,
        "name": f"Customer {customer}",
        "country": "CN",
        "language": "zh",
        "currency": "CNY",
        "terms_days": 30,
    }
    return RegisterCustomer(**details | changes)


def an_invoice(number: str = "1001", amount_minor: int = 10000, **changes: Any) -> IssueInvoice:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": number,
        "currency": "CNY",
        "amount_minor": amount_minor,
        "document_date": MARCH,
    }
    return IssueInvoice(**content | changes)


def a_payment(number: str = "P1", amount_minor: int = 10000, **changes: Any) -> ReceivePayment:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": number,
        "currency": "CNY",
        "amount_minor": amount_minor,
        "document_date": MARCH,
    }
    return ReceivePayment(**content | changes)


def a_credit_note(number: str = "G1", amount_minor: int = 10000, **changes: Any) -> IssueCreditNote:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": number,
        "currency": "CNY",
        "amount_minor": amount_minor,
        "document_date": MARCH,
    }
    return IssueCreditNote(**content | changes)


def a_cancellation(number: str = "1001", **changes: Any) -> CancelInvoice:
    content: dict[str, Any] = {"entity": "CN01", "source": "erp", "number": number, "reason": "wrong price", "now": NOW}
    return CancelInvoice(**content | changes)


def a_due_event(number: str = "1001", **changes: Any) -> ReportDueEvent:
    content: dict[str, Any] = {
        "entity": "CN01",
        "source": "erp",
        "number": number,
        "event": "acceptance",
        "happened_on": date(2026, 4, 20),
    }
    return ReportDueEvent(**content | changes)


def an_unapplication(number: str = "P1", **changes: Any) -> UnapplyPayment:
    content: dict[str, Any] = {"entity": "CN01", "source": "erp", "number": number, "reason": "a mistake", "now": NOW}
    return UnapplyPayment(**content | changes)


def an_allocation(number: str = "P1", *allocations: Wanted, **changes: Any) -> AllocatePayment:
    return AllocatePayment(entity="CN01", source="erp", number=number, allocations=allocations, **changes)


def a_dispute(number: str = "D1", **changes: Any) -> OpenDispute:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": number,
        "invoice": "1001",
        "reason": "damaged goods",
        "opened_on": MARCH,
    }
    return OpenDispute(**content | changes)


def an_adjustment(number: str = "A1", **changes: Any) -> AdjustReceivable:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": number,
        "invoice": "1001",
        "kind": "adjustment",
        "document_date": MARCH,
        "reason": "freight agreed afterwards",
    }
    return AdjustReceivable(**content | changes)


def a_write_off(number: str = "W1", **changes: Any) -> ProposeWriteOff:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": number,
        "invoice": "1001",
        "proposed_on": MARCH,
        "principal": "wang",
        "reason": "no assets",
    }
    return ProposeWriteOff(**content | changes)


def a_decision(number: str = "W1", **changes: Any) -> DecideWriteOff:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": number,
        "approved": True,
        "decided_on": MARCH,
        "principal": "li",
        "reason": "",
    }
    return DecideWriteOff(**content | changes)


def a_recovery(number: str = "R1", amount_minor: int = 1000, **changes: Any) -> ReceiveRecovery:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": number,
        "write_off": "W1",
        "currency": "CNY",
        "amount_minor": amount_minor,
        "document_date": MARCH,
    }
    return ReceiveRecovery(**content | changes)


def a_return(number: str = "P1", **changes: Any) -> ReturnPayment:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": number,
        "returned_on": MARCH,
        "reason": "insufficient funds",
    }
    return ReturnPayment(**content | changes)


def a_refund(number: str = "F1", document: str = "CN01/payment/erp/P1", **changes: Any) -> PayRefund:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": number,
        "document": document,
        "document_date": MARCH,
        "reason": "paid twice",
    }
    return PayRefund(**content | changes)


def a_move(transfer: str = "T1", **changes: Any) -> MoveMoney:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": "P1",
        "to_customer": "C2",
        "transfer": transfer,
        "moved_on": MARCH,
        "reason": "paid for its subsidiary",
    }
    return MoveMoney(**content | changes)


def a_merger(customer: str = "C1", into: str = "C2", **changes: Any) -> MergeCustomers:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": customer,
        "into": into,
        "merged_on": MARCH,
        "reason": "entered twice",
        "now": NOW,
    }
    return MergeCustomers(**content | changes)


def a_day(day: date, *, partition: int = 0, latest: date | None = None) -> OpenDay:
    return OpenDay(entity="CN01", partition=partition, date=day, is_working_day=True, latest=latest or day)


def days(first: date, last: date) -> list[OpenDay]:
    """Every day from the first to the last, one after the other."""
    return [a_day(first + timedelta(days=n), latest=last) for n in range((last - first).days + 1)]


def a_close(until: date, *, now: datetime | None = None) -> ClosePeriod:
    """A close on the very day that is closed last, unless it comes later."""
    return ClosePeriod(
        entity="CN01", until=until, now=now or datetime(until.year, until.month, until.day, 1, tzinfo=UTC)
    )


def a_reopening(from_day: date, reason: str = "an auditor's correction") -> ReopenPeriod:
    return ReopenPeriod(entity="CN01", from_day=from_day, reason=reason)


def closed_ledger(until: date, **entity_settings: Any) -> Ledger:
    """Books of CN01 whose days are open, and closed, until a day."""
    return new_ledger(**entity_settings).given(*days(BEFORE + timedelta(days=1), until), a_close(until))


def wanted(invoice: str, amount_minor: int, instalment: int | None = None, customer: str | None = None) -> Wanted:
    return Wanted(invoice=invoice, amount=decimal(amount_minor, "CNY"), instalment=instalment, customer=customer)


def claims_in(events: Sequence[object]) -> list[ClaimRaised]:
    """What these events claim, one by one, whether by itself or in an accrual."""
    found: list[ClaimRaised] = []
    for event in events:
        match event:
            case ClaimRaised():
                found.append(event)
            case InterestAccrued():
                found += [event.raised(claim) for claim in event.claims]
            case _:
                pass
    return found


def open_minor(ledger: Ledger, number: str) -> int:
    """What of an invoice is open."""
    return sum(item.open_minor for item in ledger.state.items_of(f"CN01/invoice/erp/{number}"))


def unapplied_minor(ledger: Ledger, number: str, kind: str = "payment", source: str = "erp") -> int:
    """What of a payment or credit note is not applied."""
    return ledger.state.funds[f"CN01/{kind}/{source}/{number}"].unapplied_minor
