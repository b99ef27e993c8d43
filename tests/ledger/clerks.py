"""Clerks who do whatever can be done to receivables, by dice: plausible enough that most of it is accepted.

They know what they and their colleagues have sent, not what became of it; so they also ask for what cannot be, too
much, twice, too late.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.allocation import Deduction, Wanted
from services.ledger.domain.claim import RaiseFee, RecogniseClaim, WaiveClaim
from services.ledger.domain.credit_note import ApplyCredit
from services.ledger.domain.dispute import ResolveDispute
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.naming import document_id
from services.ledger.domain.rates import StateInterestRate
from services.ledger.domain.terms import DueRule, Terms, TermsDiscount, TermsPart
from shared.money import decimal
from tests.ledger.builders import (
    BEFORE,
    NOW,
    a_cancellation,
    a_credit_note,
    a_customer,
    a_decision,
    a_dispute,
    a_due_event,
    a_move,
    a_payment,
    a_recovery,
    a_refund,
    a_return,
    a_write_off,
    an_adjustment,
    an_allocation,
    an_entity,
    an_invoice,
    an_unapplication,
)

FIRST = BEFORE + timedelta(days=1)
TODAY = NOW.date()
NOBODY = "unidentified/bank-1"
#: A part waits for the goods to be accepted; who pays all of the rest early may deduct something.
RETENTION = Terms(
    instalments=(
        TermsPart(basis_points=7_000, due=DueRule(days=20)),
        TermsPart(basis_points=3_000, due=DueRule(days=5, event="acceptance")),
    )
)
EARLY = Terms(
    instalments=(TermsPart(basis_points=10_000, due=DueRule(days=30)),),
    discounts=(
        TermsDiscount(basis_points=300, due=DueRule(days=10)),
        TermsDiscount(basis_points=200, due=DueRule(days=20)),
    ),
)
HALVES = Terms(
    instalments=(
        TermsPart(basis_points=5_000, due=DueRule(days=10)),
        TermsPart(basis_points=5_000, due=DueRule(days=40)),
    )
)


#: What is agreed with customers, percent by the day from which it holds.
RATES = {FIRST: "36.5", FIRST + timedelta(days=45): "24"}


def percent_on(day: date) -> Fraction:
    """The rate of a day."""
    return Fraction(max((since, percent) for since, percent in RATES.items() if since <= day)[1])


def settings() -> dict[str, Any]:
    """An entity that claims interest, drops small differences and moves what comes too late to the first open day."""
    return {
        "rate_table": "agreed",
        "small_differences": {"CNY": 3},
        "late_posting": "next-open-day",
        "tax_on_reductions": "discounts",
        "discount_tolerance_days": 1,
    }


def introduction(customers: Sequence[str], **changes: Any) -> list[LedgerCommand]:
    """The entity, what it claims, and its customers."""
    return [
        an_entity(**settings() | changes),
        *(
            StateInterestRate(entity="CN01", rate_table="agreed", valid_from=day, percent=percent, source="terms")
            for day, percent in RATES.items()
        ),
        *map(a_customer, customers),
    ]


@dataclass
class Sent:
    """A document that somebody sent, as far as a clerk remembers it."""

    number: str
    customer: str
    amount_minor: int
    day: date
    due: date | None = None  # of the first part of an invoice


@dataclass
class Desk:
    """What all clerks of an entity have sent so far, by kind."""

    customers: Sequence[str]
    sent: dict[str, list[Sent]] = field(default_factory=dict[str, list[Sent]])

    def add(
        self, kind: str, number: str, customer: str, amount_minor: int, day: date, *, due: date | None = None
    ) -> str:
        self.sent.setdefault(kind, []).append(Sent(number, customer, amount_minor, day, due))
        return number


@dataclass
class Clerk:
    """One of them: `name` keeps the numbers apart."""

    name: str
    desk: Desk
    dice: random.Random
    count: int = 0

    def next(self) -> list[LedgerCommand]:
        """What to send now: one command, or two that belong together."""
        acts: list[tuple[int, Callable[[], list[LedgerCommand]]]] = [
            (24, self.invoice),
            (12, self.payment),
            (5, self.payment_of_one_invoice),
            (3, self.group_payment),
            (4, self.credit_note),
            (3, self.apply_credit),
            (4, self.allocate),
            (4, self.unapply),
            (2, self.cancel),
            (3, self.adjust),
            (4, self.write_off),
            (2, self.recover),
            (2, self.give_back),
            (3, self.refund),
            (7, self.move),
            (4, self.contest),
            (3, self.settle_dispute),
            (4, self.due_event),
            (2, self.accrue),
            (4, self.end_claim),
            (2, self.pay_claim),
            (1, self.fee),
        ]
        [act] = self.dice.choices([act for _, act in acts], weights=[weight for weight, _ in acts])
        self.count += 1
        return act()

    # ------------------------------------------------------------ what they roll

    def number(self, kind: str) -> str:
        """A new number; now and then one that was used before."""
        used = self.desk.sent.get(kind)
        if used and self.dice.randint(1, 25) == 1:
            return self.dice.choice(used).number
        return f"{kind}{self.name}{self.count}"

    def customer(self) -> str:
        return self.dice.choice(self.desk.customers)

    def day(self) -> date:
        return FIRST + timedelta(days=self.dice.randint(0, (TODAY - FIRST).days))

    def later(self, day: date) -> date:
        return min(TODAY, day + timedelta(days=self.dice.randint(0, 40)))

    def maybe(self, what: Any) -> Any:
        return self.dice.choice((None, what))

    def some(self, kind: str) -> Sent | None:
        """One of those sent, the latest more often."""
        used = self.desk.sent.get(kind, ())
        return self.dice.choice(used[-12:]) if used else None

    def amount(self) -> int:
        return self.dice.choice((100, 1_000, 5_000, 10_000)) + self.dice.randint(0, 99)

    # ------------------------------------------------------------ documents

    def invoice(self) -> list[LedgerCommand]:
        number, customer, amount, day = self.number("I"), self.customer(), self.amount(), self.day()
        terms = self.dice.choice((None, None, RETENTION, EARLY, EARLY, HALVES))
        content: dict[str, Any] = {"order": self.dice.choice((None, None, "O1"))}
        due = day + timedelta(days=terms.instalments[0].due.days if terms else self.dice.choice((0, 7, 15)))
        if terms is None:
            content["due_on"] = due
            content["kind"] = self.dice.choice(("sale", "sale", "opening-balance", "debit-adjustment"))
        self.desk.add("I", number, customer, amount, day, due=due)
        return [an_invoice(number, amount, customer=customer, document_date=day, terms=terms, **content)]

    def payment(self) -> list[LedgerCommand]:
        number, amount, day = self.number("P"), self.amount(), self.day()
        customer = self.dice.choice((self.customer(), self.customer(), self.customer(), NOBODY))
        known = self.some("I")
        content: dict[str, Any] = {
            "reference": known and self.maybe(known.number),
            "automatic": self.dice.randint(0, 4) > 0,
            "value_date": self.maybe(day - timedelta(days=self.dice.randint(0, 3))),
            "opening": self.dice.randint(0, 9) == 0,
        }
        if customer != NOBODY:
            content["order"] = self.dice.choice((None, None, None, "O1"))
        self.desk.add("P", number, customer, amount, day)
        return [a_payment(number, amount, customer=customer, document_date=day, **content)]

    def payment_of_one_invoice(self) -> list[LedgerCommand]:
        """Of one invoice, within its first weeks: all of it, all but a discount, or short of what is contested."""
        known = self.some("I")
        if known is None:
            return self.invoice()
        number, day = self.number("P"), min(TODAY, known.day + timedelta(days=self.dice.randint(0, 24)))
        short = self.dice.choice((0, known.amount_minor * 3 // 100, known.amount_minor * 2 // 100, 2, 60))
        amount = max(1, known.amount_minor - short)
        deduction = None
        if short == 60 and known.amount_minor > short:
            named = self.desk.add("D", f"D{number}", known.customer, short, day)
            deduction = Deduction(number=named, amount=decimal(short, "CNY"), reason="damaged")
        wanted = Wanted(invoice=known.number, amount=decimal(amount, "CNY"), deduction=deduction)
        self.desk.add("P", number, known.customer, amount, day)
        content: dict[str, Any] = {"customer": known.customer, "document_date": day}
        return [a_payment(number, amount, allocations=self.dice.choice(((wanted,), (wanted,), ())), **content)]

    def group_payment(self) -> list[LedgerCommand]:
        number, payer, day = self.number("P"), self.customer(), TODAY - timedelta(days=self.dice.randint(0, 20))
        named = {known.number: known for known in (self.some("I"), self.some("I"), self.some("I")) if known}
        wanted = tuple(
            Wanted(invoice=known.number, amount=decimal(1 + known.amount_minor // 10, "CNY"), customer=known.customer)
            for known in named.values()
        )
        self.desk.add("P", number, payer, 20_000, day)
        return [a_payment(number, 20_000, customer=payer, document_date=day, allocations=wanted)]

    def credit_note(self) -> list[LedgerCommand]:
        known = self.some("I")
        number, day, amount = self.number("G"), self.day(), self.amount() // 4
        customer = known.customer if known and self.dice.randint(0, 2) else self.customer()
        against = known.number if known and known.customer == customer else None
        self.desk.add("G", number, customer, amount, day)
        content: dict[str, Any] = {"opening": self.dice.randint(0, 9) == 0, "against": self.maybe(against)}
        return [a_credit_note(number, amount, customer=customer, document_date=day, **content)]

    def apply_credit(self) -> list[LedgerCommand]:
        known = self.some("G")
        if known is None:
            return self.credit_note()
        return [ApplyCredit(entity="CN01", source="erp", number=known.number, automatic=True)]

    # ------------------------------------------------------------ what is done to them

    def allocate(self) -> list[LedgerCommand]:
        known, invoice = self.some("P"), self.some("I")
        if known is None or invoice is None:
            return self.payment()
        wanted = Wanted(invoice=invoice.number, amount=decimal(1 + invoice.amount_minor // 5, "CNY"))
        stated = wanted if self.dice.randint(0, 1) else None
        return [an_allocation(known.number, *((stated,) if stated else ()), automatic=stated is None)]

    def unapply(self) -> list[LedgerCommand]:
        """Taken back; now and then applied again by itself."""
        known = self.some("P")
        if known is None:
            return self.payment()
        again = [an_allocation(known.number, automatic=True)] if self.dice.randint(0, 1) else []
        return [an_unapplication(known.number), *again]

    def cancel(self) -> list[LedgerCommand]:
        known = self.some("I")
        return [a_cancellation(known.number)] if known else self.invoice()

    def adjust(self) -> list[LedgerCommand]:
        known = self.some("I")
        if known is None:
            return self.invoice()
        kind = self.dice.choice(("adjustment", "offset"))
        amount = self.dice.choice((None, decimal(1 + known.amount_minor // 10, "CNY")))
        content: dict[str, Any] = {"customer": known.customer, "document_date": self.later(known.day), "amount": amount}
        return [an_adjustment(self.number("A"), kind=kind, invoice=known.number, **content)]

    def write_off(self) -> list[LedgerCommand]:
        """Proposed by one; decided by another, or tried by the same."""
        known = self.some("I")
        if known is None:
            return self.invoice()
        day = self.later(known.day)
        amount = self.dice.choice((None, decimal(1 + known.amount_minor // 10, "CNY")))
        number = self.desk.add("W", self.number("W"), known.customer, known.amount_minor, day)
        proposed: dict[str, Any] = {"invoice": known.number, "proposed_on": day, "amount": amount}
        decided: dict[str, Any] = {"decided_on": self.later(day), "principal": self.dice.choice(("li", "li", "wang"))}
        decided |= {"approved": self.dice.randint(0, 3) > 0, "reason": "it may come yet"}
        return [
            a_write_off(number, customer=known.customer, **proposed),
            a_decision(number, customer=known.customer, **decided),
        ]

    def recover(self) -> list[LedgerCommand]:
        known = self.some("W")
        if known is None:
            return self.write_off()
        content: dict[str, Any] = {"write_off": known.number, "customer": known.customer, "document_date": TODAY}
        return [a_recovery(self.number("R"), self.dice.randint(1, 60), **content)]

    def give_back(self) -> list[LedgerCommand]:
        known = self.some("P")
        if known is None:
            return self.payment()
        content: dict[str, Any] = {"returned_on": self.later(known.day), "fee": self.dice.choice((None, "1.50"))}
        return [a_return(known.number, customer=known.customer, **content)]

    def refund(self) -> list[LedgerCommand]:
        kind, of = self.dice.choice((("payment", "P"), ("payment", "P"), ("credit-note", "G")))
        known = self.some(of)
        if known is None:
            return self.payment()
        amount = self.dice.choice((None, decimal(1 + known.amount_minor // 10, "CNY")))
        document = f"CN01/{kind}/erp/{known.number}"
        content: dict[str, Any] = {"customer": known.customer, "document_date": self.later(known.day), "amount": amount}
        return [a_refund(self.number("F"), document, **content)]

    def move(self) -> list[LedgerCommand]:
        """To another customer, some of it perhaps back again, or on to a third."""
        known = self.some("P")
        if known is None:
            return self.payment()
        number, to, returns = self.number("T"), self.customer(), self.dice.randint(0, 1) == 1
        # What settles something there cannot come back.
        how: dict[str, Any] = {"moved_on": self.later(known.day), "automatic": not returns}
        amount = self.dice.choice((None, decimal(1 + known.amount_minor // 3, "CNY")))
        there = a_move(number, customer=known.customer, number=known.number, to_customer=to, amount=amount, **how)
        if not returns:
            return [there]
        on = self.dice.choice((known.customer, known.customer, self.customer()))
        back = a_move(f"{number}b", customer=to, source="transfer", number=number, to_customer=on, **how)
        return [there, back]

    def contest(self) -> list[LedgerCommand]:
        known = self.some("I")
        if known is None:
            return self.invoice()
        day = self.later(known.day)
        number = self.desk.add("D", self.number("D"), known.customer, known.amount_minor, day)
        amount = self.dice.choice((None, decimal(1 + known.amount_minor // 4, "CNY")))
        content: dict[str, Any] = {"customer": known.customer, "amount": amount, "opened_on": day}
        content["instalment"] = self.dice.choice((None, None, 1, 2))
        return [a_dispute(number, invoice=known.number, **content)]

    def settle_dispute(self) -> list[LedgerCommand]:
        known = self.some("D")
        if known is None:
            return self.contest()
        outcome = self.dice.choice(("accepted", "rejected", "withdrawn"))
        resolved_on = self.later(known.day)
        resolved: dict[str, Any] = {"number": known.number, "outcome": outcome, "resolved_on": resolved_on}
        return [ResolveDispute(entity="CN01", source="erp", **resolved)]

    def due_event(self) -> list[LedgerCommand]:
        known = self.some("I")
        return [a_due_event(known.number, happened_on=self.later(known.day))] if known else self.invoice()

    # ------------------------------------------------------------ claims

    def accrue(self, customer: str | None = None) -> list[LedgerCommand]:
        """Interest on what a customer owes, up to one of the last days, or up to today."""
        customer = customer or self.customer()
        owed = (known.number for known in self.desk.sent.get("I", ()) if known.customer == customer)
        invoices = tuple(document_id("CN01", "invoice", "erp", number) for number in dict.fromkeys(owed))
        until = TODAY - timedelta(days=self.dice.choice((0, 5, 20)))
        return [AccrueInterest(entity="CN01", customer=customer, invoices=invoices, until=until, now=NOW)]

    def claim(self) -> tuple[str, Sent] | None:
        """What interest on an invoice is called that was due by now, once it is claimed."""
        late = [known for known in self.desk.sent.get("I", ()) if known.due and known.due < TODAY - timedelta(days=5)]
        if not late:
            return None
        known = self.dice.choice(late)
        runs_from = max((known.due or TODAY) + timedelta(days=1), FIRST)
        again = self.dice.choice(("", "", "", ".2"))
        return f"{known.number}/1/interest-{runs_from:%Y%m%d}{again}", known

    def end_claim(self) -> list[LedgerCommand]:
        """Interest is claimed; then a claim is waived, or recognised in whole or in part."""
        found = self.claim()
        if found is None:
            return self.invoice()
        customer = found[1].customer
        named: dict[str, Any] = {"entity": "CN01", "customer": customer, "source": "erp", "number": found[0]}
        if self.dice.randint(0, 2) == 0:
            return [*self.accrue(customer), WaiveClaim(reason="goodwill", waived_on=TODAY, **named)]
        amount = self.dice.choice((None, "0.05"))
        return [*self.accrue(customer), RecogniseClaim(posted_on=TODAY, amount=amount, **named)]

    def pay_claim(self) -> list[LedgerCommand]:
        found = self.claim()
        if found is None:
            return self.invoice()
        name, known = found
        number = self.desk.add("P", self.number("P"), known.customer, 50, TODAY)
        wanted = Wanted(invoice=document_id("CN01", "claim", "erp", name), amount="0.10")
        content: dict[str, Any] = {"customer": known.customer, "document_date": TODAY, "allocations": (wanted,)}
        return [*self.accrue(known.customer), a_payment(number, 50, **content)]

    def fee(self) -> list[LedgerCommand]:
        content: dict[str, Any] = {"number": self.number("B"), "customer": self.customer(), "raised_on": self.day()}
        content |= {"currency": "CNY", "amount_minor": 4_000, "reason": "reminder"}
        return [RaiseFee(entity="CN01", source="erp", **content)]
