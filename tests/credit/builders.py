"""Small makers of test data for credit, named for the difference that matters, and a way to tell rules as stories."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

import pytest

from services.credit.domain.book import Book, Command, Customer, Entity, Event, Order, decide, evolve, recall
from services.credit.domain.order_check import CancelOrder, CheckOrder, ExpireOrders, InvoiceOrder, OrderChecked
from services.credit.domain.profile import CreditProfileGraded, CreditStopped, ReviewCredit, StopCredit, WithdrawStop
from services.credit.domain.scorecard import Limit, Scorecard
from services.credit.domain.standing import Behaviour, Exposure
from services.credit.rules import SCORECARD
from shared.errors import Refusal

ENTITY = "CN01"
CUSTOMER = "C-1"
PARTY = (ENTITY, CUSTOMER)
TODAY = date(2026, 3, 2)
HEARD = {"huikuan.ledger": "1.0.10"}


def graded(grade: str = "B", limit_minor: int = 100_000, **limits: int) -> CreditProfileGraded:
    """A grade with a limit in CNY, and others in the currencies named."""
    return CreditProfileGraded(
        entity=ENTITY,
        customer=CUSTOMER,
        grade=grade,
        score=70,
        limit_minor=limit_minor,
        currency="CNY",
        terms_days=30,
        factors=(),
        scorecard_version="test",
        limits=(
            Limit(currency="CNY", limit_minor=limit_minor),
            *(Limit(currency=currency, limit_minor=minor) for currency, minor in limits.items()),
        ),
        known={},
    )


def stopped(obligation: str = "o-1", known: dict[str, str] | None = None) -> CreditStopped:
    return CreditStopped(entity=ENTITY, customer=CUSTOMER, reason="overdue", obligation=obligation, known=known or {})


def order(
    number: str = "O-1", amount_minor: int = 10_000, currency: str = "CNY", customer: str = CUSTOMER
) -> CheckOrder:
    return CheckOrder(
        entity=ENTITY, customer=customer, order=number, currency=currency, amount_minor=amount_minor, today=TODAY
    )


def cancelled(number: str = "O-1", customer: str = CUSTOMER) -> CancelOrder:
    return CancelOrder(entity=ENTITY, customer=customer, order=number)


def invoiced(
    number: str = "O-1", amount_minor: int = 10_000, currency: str = "CNY", customer: str = CUSTOMER
) -> InvoiceOrder:
    return InvoiceOrder(entity=ENTITY, customer=customer, order=number, currency=currency, amount_minor=amount_minor)


def day(date_: date) -> ExpireOrders:
    return ExpireOrders(entity=ENTITY, partition=0, date=date_)


def reviewed(heard: dict[str, str] | None = None) -> ReviewCredit:
    return ReviewCredit(entity=ENTITY, customer=CUSTOMER, heard=HEARD if heard is None else heard)


def asked_to_stop(obligation: str = "o-1", known: str = "1.0.5", heard: dict[str, str] | None = None) -> StopCredit:
    return StopCredit(
        entity=ENTITY,
        customer=CUSTOMER,
        obligation=obligation,
        reason="overdue",
        known={"huikuan.ledger": known},
        heard=HEARD if heard is None else heard,
    )


def withdrawn(obligation: str = "o-1", reason: str = "settled") -> WithdrawStop:
    return WithdrawStop(entity=ENTITY, customer=CUSTOMER, obligation=obligation, reason=reason, heard=HEARD)


def owing(receivable_minor: int, **more: int) -> Exposure:
    return Exposure(receivable_minor=receivable_minor, **more)


def paying(settled: int, *, on_time: int | None = None, days_late: int = 0, worst: int | None = None) -> Behaviour:
    """A customer who settled so many instalments of 100.00 with the same lateness on average."""
    return Behaviour(
        settled=settled,
        on_time=settled if on_time is None else on_time,
        paid_minor=settled * 10_000,
        minor_days_late=settled * 10_000 * days_late,
        days_late_max=days_late if worst is None else worst,
    )


@dataclass
class Story:
    """Given what is known and was decided, when something is asked, then this follows."""

    book: Book
    said: list[Event] = field(default_factory=list[Event])
    refusal: Refusal | None = None
    asked: Command | None = None

    def given(self, *history: Event | Command) -> Self:
        for step in history:
            if isinstance(step, Command):
                events: Sequence[tuple[str, Event]] = decide(step, self.book)
            else:
                events = [("", step)]
            for stream, event in events:
                evolve(self.book, stream, event)
        return self

    def owing(self, exposure: Exposure, currency: str = "CNY") -> Self:
        self.book.exposures.setdefault(PARTY, {})[currency] = exposure
        return self

    def paying(self, behaviour: Behaviour, currency: str = "CNY") -> Self:
        self.book.behaviours.setdefault(PARTY, {})[currency] = behaviour
        return self

    def paid_in_advance(self, amount_minor: int, number: str = "O-1", currency: str = "CNY") -> Self:
        self.book.advances[(*PARTY, number, currency)] = amount_minor
        return self

    def insolvent(self, since: date = TODAY) -> Self:
        self.book.customers[PARTY] = replace(self.book.customers[PARTY], insolvent_since=since)
        return self

    def of_size(self, size: str) -> Self:
        self.book.customers[PARTY] = replace(self.book.customers[PARTY], size=size)
        return self

    def when(self, command: Command) -> Self:
        self.asked = command
        try:
            self.said = [event for _, event in decide(command, self.book)]
        except Refusal as refusal:
            self.refusal = refusal
        return self

    def then(self, *kinds: type[Any]) -> Any:
        """Exactly these kinds of events follow; the last of them, to look at."""
        if self.refusal is not None:
            raise self.refusal
        assert [type(event) for event in self.said] == list(kinds)
        return self.said[-1] if self.said else None

    def then_nothing(self) -> Order | None:
        """Nothing new follows; what the repeat is told again."""
        self.then()
        assert self.asked is not None
        return recall(self.asked, self.book)

    def then_refused(self, kind: type[Refusal], match: str = "") -> Refusal:
        assert isinstance(self.refusal, kind), self.said
        assert match in self.refusal.detail
        return self.refusal

    def then_decided(self, decision: str, *, reserved: int, prepayment: int = 0) -> OrderChecked:
        event = self.then(OrderChecked)
        assert (event.decision, event.reserved_minor, event.prepayment_minor) == (decision, reserved, prepayment)
        return event


def story(card: Scorecard = SCORECARD, today: date | None = TODAY) -> Story:
    """A registered customer of whom nothing else is known."""
    book = Book(card=card, partition_of=lambda _: 0)
    book.entities[ENTITY, 0] = Entity("CNY", ("CNY", "USD"), today)
    book.customers[PARTY] = Customer(size="small")
    book.heard[0] = dict(HEARD)
    return Story(book)


def refused(kind: type[Refusal]) -> Any:
    return pytest.raises(kind)
