"""Whatever is sent, in whatever order, the books hold.

Nothing is applied beyond what was paid or owed, on any day; the journal balances and agrees with the open items; and
the log alone gives the same books again.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.allocation import Wanted
from services.ledger.domain.books import Books, ForeignBalance
from services.ledger.domain.carrying import Place
from services.ledger.domain.chart import CONTROL, OUTSIDE_CONTROL, Role
from services.ledger.domain.claim import RecogniseClaim, WaiveClaim
from services.ledger.domain.credit_note import ApplyCredit
from services.ledger.domain.history import step
from services.ledger.domain.holding import liability
from services.ledger.domain.journal import JOURNALLED, lines
from services.ledger.domain.ledger import LedgerCommand, LedgerEvent, decide, evolve
from services.ledger.domain.rates import StateInterestRate
from services.ledger.domain.revaluation import REVALUED, RevalueBalances
from services.ledger.domain.shares import Share
from services.ledger.domain.terms import SHIFTS, DueRule, Terms, TermsDiscount, TermsPart
from services.ledger.published import CODEC
from shared.errors import Refusal
from shared.money import decimal, split
from tests.ledger.builders import (
    BEFORE,
    NOW,
    a_cancellation,
    a_credit_note,
    a_customer,
    a_day,
    a_decision,
    a_dispute,
    a_due_event,
    a_merger,
    a_move,
    a_payment,
    a_rate,
    a_recovery,
    a_refund,
    a_return,
    a_write_off,
    an_adjustment,
    an_allocation,
    an_entity,
    an_invoice,
    an_unapplication,
    rates,
    some_rates,
)
from tests.ledger.prefixes import Witness

PARTITIONS = 2
FIRST = BEFORE + timedelta(days=1)
UNLUCKY = 13

# Few customers, dates and amounts, so that commands meet each other.
customers = st.sampled_from(["C1", "C1", "C1", "C2", "C2", "C3"])
currencies = st.sampled_from(["CNY", "CNY", "CNY", "USD"])
dates = st.integers(-40, 60).map(lambda days: FIRST + timedelta(days=days))
some_dates = st.none() | dates
events = st.sampled_from(["acceptance", "acceptance", "acceptance", "delivery"])
rules = st.builds(DueRule, days=st.integers(0, 40), event=st.none() | events)
shares = st.integers(1, 9_999).map(lambda share: (share, 10_000 - share))
#: Small invoices, so that a discount is worth a cent only where it is large.
discounts = st.lists(
    st.builds(TermsDiscount, basis_points=st.integers(100, 5_000), due=st.builds(DueRule, days=st.integers(0, 60))),
    max_size=2,
).map(tuple)
#: Terms of two parts, of which now and then one waits for an event, or both do; some offer discounts.
terms = st.builds(
    Terms,
    instalments=st.tuples(shares, rules, rules).map(
        lambda of: tuple(TermsPart(basis_points=share, due=due) for share, due in zip(of[0], of[1:], strict=True))
    ),
    discounts=st.just(()) | discounts,
    shift=st.sampled_from(SHIFTS),
)
amounts = st.integers(1, 120)
some_amounts = st.none() | st.integers(0, 60).map(lambda minor: decimal(minor, "CNY"))
people = st.sampled_from(["wang", "li"])
orders = st.sampled_from([None, None, "O1", "O2"])
payers = st.sampled_from(["C1", "C1", "C1", "C2", "C2", "C3", "unidentified/bank-1"])
#: Rates of a dollar that do not divide evenly.
dollars = st.sampled_from(["7", "7.12345", "0.3333333333", "13.1"])
other_currencies = st.sampled_from([None, None, None, "USD", "CNY"])
references = st.none() | st.sampled_from(["inv101", "for inv102 and inv103", "PO 7", "nothing"])
#: Which of the documents so far; thirteen is one that does not exist.
picks = st.integers(0, 15)
instalments = st.sampled_from([None, None, None, 1, 2])
late = st.sampled_from([-20, -1, 0, 0, 1, 2, 3])
more = st.sampled_from([-2, -1, 0, 0, 0, 1])
some_discounts = st.sampled_from([None, None, "0", "0.01", "0.03", "0.20"])
allocations = st.lists(st.tuples(picks, st.integers(1, 40), instalments, some_discounts), max_size=2)
#: The same, perhaps at other customers than the payer.
group_allocations = st.lists(
    st.tuples(picks, st.integers(1, 40), instalments, some_discounts, st.none() | customers), max_size=3
)
Allocations = list[tuple[int, int, int | None, str | None]] | list[tuple[int, int, int | None, str | None, str | None]]
#: How an invoice divides into net and tax of two codes.
weights = st.none() | st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(1, 9), st.integers(0, 3))
settings_of_tax = st.sampled_from(["none", "discounts", "discounts-and-write-offs"])


an_invoice_somehow = st.fixed_dictionaries(
    {
        "repeats": st.integers(0, 9),
        "customer": customers,
        "currency": currencies,
        "amount_minor": amounts,
        "document_date": dates,
        "posted_on": some_dates,
        "due_on": some_dates,
        "terms": st.none() | terms,
        "parts": st.integers(1, 3),
        "reference": references,
        "order": orders,
        "weights": weights,
    }
)
a_payment_somehow = st.fixed_dictionaries(
    {
        "repeats": st.integers(0, 9),
        "customer": payers,
        "currency": currencies,
        "amount_minor": amounts,
        "document_date": dates,
        "posted_on": some_dates,
        "value_date": some_dates,
        "reference": references,
        "order": orders,
        "allocations": st.just([]) | group_allocations,
        "automatic": st.sampled_from([True, True, False]),
    }
)
a_move_somehow = st.fixed_dictionaries(
    {
        "repeats": st.integers(0, 9),
        "pick": picks,
        "to_customer": payers,
        "amount": st.none() | some_amounts,
        "moved_on": st.none() | dates,
        "order": orders,
        "automatic": st.booleans(),
        "again": st.booleans(),
    }
)


def partition_of(key: str) -> int:
    return sum(key.encode()) % PARTITIONS


def new_books() -> Books:
    return Books(partition_of=partition_of, partition_count=PARTITIONS)


class LedgerMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.books = new_books()
        self.log: list[tuple[str, LedgerEvent]] = []
        self.witness = Witness()
        self.explained: dict[Place, int] = {}
        self.numbers: dict[str, list[str]] = defaultdict(list)
        # A high rate, so that small amounts bear interest that shows.
        rate = StateInterestRate(entity="CN01", rate_table="agreed", valid_from=FIRST, percent="900", source="terms")
        settings: dict[str, Any] = {
            "rate_table": "agreed",
            "payment_order": "costs-interest-principal",
            "small_differences": {"CNY": 3},
        }
        customers_known = map(a_customer, ("C1", "C2", "C3"))
        for command in (an_entity(**settings), some_rates(an_entity()), rate, *customers_known):
            self.carry_out(command)

    def carry_out(self, command: LedgerCommand) -> None:
        """As the store does: decide, then evolve; a refused command leaves no trace."""
        before = _content(self.books)
        try:
            pairs = decide(command, self.books)
        except Refusal:
            pairs = ()
        assert _content(self.books) == before, "deciding changed the books"
        for stream, event in pairs:
            evolve(self.books, stream, event)
        self.log.extend(pairs)
        self.witness.hear(pairs)
        self._explain(pairs)
        self.told(list(pairs))

    def _explain(self, pairs: Sequence[tuple[str, LedgerEvent]]) -> None:
        for place in self.witness.owed:
            for _, event in pairs:
                before = self.explained.get(place, 0)
                found = step(event, *place, before)
                self.explained[place] = found.open_minor if found else before

    def told(self, pairs: list[tuple[str, LedgerEvent]]) -> None:
        """For machines that watch for more."""

    def number(self, kind: str, repeats: int) -> str:
        """A new number, or now and then one that was used before."""
        used = self.numbers[kind]
        number = f"{kind[:3]}{100 + len(used) - (1 if repeats == 0 and used else 0)}"
        used.append(number)
        return number

    def picked(self, kind: str, pick: int) -> str:
        used = self.numbers[kind]
        return used[pick % len(used)] if used and pick != UNLUCKY else "nobody's"

    def wanted(self, allocations: Allocations) -> tuple[Wanted, ...]:
        return tuple(
            Wanted(
                invoice=self.picked("invoice", pick),
                amount=decimal(minor, "CNY"),
                instalment=instalment,
                discount=discount,
                customer=others[0] if others else None,
            )
            for pick, minor, instalment, discount, *others in allocations
        )

    @initialize(some=st.lists(an_invoice_somehow, min_size=2, max_size=5))
    def begin(self, some: list[dict[str, Any]]) -> None:
        self.invoices(some)

    @rule(some=st.lists(an_invoice_somehow, min_size=1, max_size=3))
    def invoices(self, some: list[dict[str, Any]]) -> None:
        for content in some:
            self.invoice(**content)

    def invoice(
        self,
        *,
        repeats: int,
        amount_minor: int,
        due_on: date | None,
        parts: int,
        weights: tuple[int, ...] | None,
        **content: Any,
    ) -> None:
        if weights:
            net, tax, other_net, other_tax = split(amount_minor, weights)
            content["lines"] = (
                Share(net_minor=net, tax_minor=tax, tax_code="V19"),
                Share(net_minor=other_net, tax_minor=other_tax, tax_code="V7"),
            )
        if due_on and not content["terms"] and 1 < parts <= amount_minor:
            even = amount_minor // parts
            instalments = [(due_on + timedelta(days=30 * n), even) for n in range(parts - 1)]
            content["instalments"] = (*instalments, (due_on, amount_minor - even * (parts - 1)))
        elif not content["terms"]:
            content["due_on"] = due_on
        self.carry_out(an_invoice(self.number("invoice", repeats), amount_minor, **content))

    @rule(some=st.lists(a_payment_somehow, min_size=1, max_size=3))
    def payments(self, some: list[dict[str, Any]]) -> None:
        for content in some:
            self.payment(**content)

    def payment(self, *, repeats: int, amount_minor: int, allocations: Allocations, **content: Any) -> None:
        content["allocations"] = self.wanted(allocations)
        self.carry_out(a_payment(self.number("payment", repeats), amount_minor, **content))

    @rule(
        pick=picks,
        some=st.lists(st.tuples(late, more, st.booleans(), some_discounts), min_size=1, max_size=3),
        amount_minor=amounts,
        document_date=dates,
        offered=discounts,
    )
    def pay_early(
        self,
        *,
        pick: int,
        some: list[tuple[int, int, bool, str | None]],
        amount_minor: int,
        document_date: date,
        offered: tuple[TermsDiscount, ...],
    ) -> None:
        """An invoice that offers a discount is paid, perhaps in parts, around the last day and for about what it
        allows."""
        offering = [
            invoice for invoice in self.books.discounts if sum(i.open_minor for i in self.books.items_of(invoice))
        ]
        if not offering or pick == UNLUCKY:
            agreed = Terms(instalments=(TermsPart(basis_points=10_000, due=DueRule(days=30)),), discounts=offered)
            content: dict[str, Any] = {"document_date": document_date, "terms": agreed}
            self.carry_out(an_invoice(self.number("invoice", repeats=1), amount_minor, **content))
            return
        invoice = offering[pick % len(offering)]
        for days, short, part, discount in some:
            items = self.books.items_of(invoice)
            window = self.books.discounts[invoice].windows[-1]
            left_minor = sum(item.open_minor for item in items) - window.amount_minor - short
            paid_minor = max(1, left_minor // 2 if part else left_minor)
            amount = decimal(paid_minor, items[0].currency)
            payment: dict[str, Any] = {
                "customer": items[0].customer,
                "currency": items[0].currency,
                "document_date": window.until + timedelta(days=days),
                "allocations": (Wanted(invoice=items[0].number, amount=amount, discount=discount),),
            }
            self.carry_out(a_payment(self.number("payment", repeats=1), paid_minor, **payment))

    @rule(
        repeats=st.integers(0, 9),
        customer=customers,
        currency=currencies,
        amount_minor=amounts,
        document_date=dates,
        against=st.none() | picks,
    )
    def credit_note(self, *, repeats: int, amount_minor: int, against: int | None, **content: Any) -> None:
        content["against"] = None if against is None else self.picked("invoice", against)
        self.carry_out(a_credit_note(self.number("credit", repeats), amount_minor, **content))

    @rule(rate=dollars, valid_on=dates)
    def exchange_rate(self, *, rate: str, valid_on: date) -> None:
        self.carry_out(rates(a_rate(rate, valid_on)))

    @rule(
        repeats=st.integers(0, 9), currency=currencies, amount_minor=amounts, pick=picks, document_date=dates,
        settles=st.none() | st.integers(1, 60),
    )  # fmt: skip
    def pay_in_another_currency(self, *, repeats: int, pick: int, settles: int | None, **content: Any) -> None:
        """Pay a part of an invoice with money of the other currency, for an amount agreed or by the rates."""
        other = "USD" if content["currency"] == "CNY" else "CNY"
        owed = [item for item in self.books.items.values() if item.open_minor and item.currency == other]
        if not owed:
            return
        item = owed[pick % len(owed)]
        wanted = Wanted(
            invoice=item.invoice,
            amount=decimal(content["amount_minor"], content["currency"]),
            currency=other,
            settles=None if settles is None else decimal(min(settles, item.open_minor), other),
        )
        content |= {"customer": item.customer, "allocations": (wanted,)}
        self.carry_out(a_payment(self.number("payment", repeats), **content))

    @rule(partition=st.integers(0, PARTITIONS - 1), revalued_on=dates)
    def revalue(self, *, partition: int, revalued_on: date) -> None:
        posted = self.posted(revalued_on)
        self.books.foreign_balances = [
            ForeignBalance(
                entity="CN01",
                customer=customer,
                currency=currency,
                role=role,
                balance_minor=minor,
                functional_minor=worth,
            )
            for (customer, currency, role), (minor, worth) in posted.items()
            if self.books.partition_of(f"CN01/{customer}") == partition
        ]
        now = datetime(2027, 1, 1, tzinfo=UTC)
        command = RevalueBalances(
            entity="CN01", customers=("C1", "C2"), revalued_on=revalued_on, now=now, partition=partition
        )
        self.carry_out(command)
        self.books.foreign_balances = []

    def posted(self, until: date) -> dict[tuple[str, str, Role], tuple[int, int]]:
        """The balances in dollars that are revalued, and their worth, up to a day."""
        sums: dict[tuple[str, str, Role], tuple[int, int]] = {}
        for _, event in self.log:
            if isinstance(event, JOURNALLED) and event.currency == "USD":
                for line in lines(event, self.witness.chart):
                    if line.posted_on <= until and line.role in REVALUED:
                        key = (event.customer, event.currency, line.role)
                        minor, worth = sums.get(key, (0, 0))
                        sums[key] = (minor + line.amount_minor, worth + (line.functional_minor or 0))
        return sums

    @rule(days=st.integers(0, 3), tax=settings_of_tax)
    def configure(self, *, days: int, tax: str) -> None:
        settings: dict[str, Any] = {"discount_tolerance_days": days, "tax_on_reductions": tax}
        self.carry_out(an_entity(small_differences={"CNY": 3}, **settings))

    @rule(pick=picks, allocations=allocations, automatic=st.booleans(), applied_on=some_dates)
    def allocate(self, *, pick: int, allocations: Allocations, **how: Any) -> None:
        self.carry_out(an_allocation(self.picked("payment", pick), *self.wanted(allocations), **how))

    @rule(pick=picks, allocations=allocations, automatic=st.booleans(), applied_on=some_dates)
    def apply_credit(self, *, pick: int, allocations: Allocations, **how: Any) -> None:
        number = self.picked("credit", pick)
        self.carry_out(
            ApplyCredit(entity="CN01", source="erp", number=number, allocations=self.wanted(allocations), **how)
        )

    @rule(pick=picks, invoices=st.lists(picks, max_size=2), posted_on=some_dates)
    def unapply(self, *, pick: int, invoices: list[int], posted_on: date | None) -> None:
        named = tuple(self.picked("invoice", invoice) for invoice in invoices)
        self.carry_out(an_unapplication(self.picked("payment", pick), invoices=named, posted_on=posted_on))

    @rule(pick=picks, posted_on=some_dates)
    def cancel(self, *, pick: int, posted_on: date | None) -> None:
        self.carry_out(a_cancellation(self.picked("invoice", pick), posted_on=posted_on))

    @rule(pick=picks, event=events, happened_on=dates, instalment=st.sampled_from([None, None, 1, 2]))
    def due_event(self, *, pick: int, **what: Any) -> None:
        self.carry_out(a_due_event(self.picked("invoice", pick), **what))

    @rule(pick=picks, customer=customers)
    def dispute(self, *, pick: int, customer: str) -> None:
        invoice = self.picked("invoice", pick)
        self.carry_out(a_dispute(self.number("dispute", repeats=1), invoice=invoice, customer=customer))

    @rule(
        repeats=st.integers(0, 9),
        pick=picks,
        customer=customers,
        kind=st.sampled_from(["adjustment", "offset"]),
        amount=some_amounts,
        document_date=dates,
        posted_on=some_dates,
    )
    def adjust(self, *, repeats: int, pick: int, **content: Any) -> None:
        content["invoice"] = self.picked("invoice", pick)
        self.carry_out(an_adjustment(self.number("adjustment", repeats), **content))

    @rule(
        repeats=st.integers(0, 9),
        pick=picks,
        customer=customers,
        amount=some_amounts,
        proposed_on=dates,
        decisions=st.lists(st.tuples(st.sampled_from([True, True, False]), people, dates), max_size=2),
    )
    def write_off(
        self, *, repeats: int, pick: int, decisions: list[tuple[bool, str, date]], customer: str, **content: Any
    ) -> None:
        number = self.number("write-off", repeats)
        content["invoice"] = self.picked("invoice", pick)
        self.carry_out(a_write_off(number, customer=customer, **content))
        for approved, principal, decided_on in decisions:
            decision: dict[str, Any] = {"approved": approved, "principal": principal, "decided_on": decided_on}
            self.carry_out(a_decision(number, customer=customer, reason="not now", **decision))

    def whose(self, write_off: str) -> str:
        known = self.books.write_offs.get(f"CN01/write-off/erp/{write_off}")
        return known.customer if known else "C1"

    @rule(repeats=st.integers(0, 9), pick=picks, amount_minor=amounts, document_date=dates)
    def recover(self, *, repeats: int, pick: int, **content: Any) -> None:
        write_off = self.picked("write-off", pick)
        customer = self.whose(write_off)
        self.carry_out(a_recovery(self.number("recovery", repeats), write_off=write_off, customer=customer, **content))

    @rule(pick=picks, customer=customers, returned_on=dates, posted_on=some_dates, fee=st.sampled_from([None, "0.15"]))
    def give_back(self, *, pick: int, **content: Any) -> None:
        self.carry_out(a_return(self.picked("payment", pick), **content))

    @rule(
        repeats=st.integers(0, 9), kind=st.sampled_from(["payment", "credit"]), pick=picks, customer=customers,
        amount=some_amounts, document_date=dates, posted_on=some_dates,
    )  # fmt: skip
    def refund(self, *, repeats: int, kind: str, pick: int, **content: Any) -> None:
        document = f"CN01/{'payment' if kind == 'payment' else 'credit-note'}/erp/{self.picked(kind, pick)}"
        self.carry_out(a_refund(self.number("refund", repeats), document, **content))

    @rule(until=dates)
    def accrue(self, *, until: date) -> None:
        for customer in ("C1", "C2", "C3"):
            self.accrue_of(customer, until)

    def accrue_of(self, customer: str, until: date) -> None:
        owed = [item.invoice for item in self.books.items.values() if item.customer == customer]
        self.carry_out(
            AccrueInterest(entity="CN01", customer=customer, invoices=tuple(dict.fromkeys(owed)), until=until, now=NOW)
        )

    @rule(pick=picks, waives=st.booleans(), part_minor=st.none() | st.integers(1, 40))
    def end_claim(self, *, pick: int, waives: bool, part_minor: int | None) -> None:
        if not self.books.claims:
            return
        claim = list(self.books.claims.values())[pick % len(self.books.claims)]
        named: dict[str, Any] = {"entity": "CN01", "customer": claim.customer, "source": "erp", "number": claim.number}
        if waives:
            self.carry_out(WaiveClaim(reason="goodwill", waived_on=claim.raised_on, **named))
        else:
            amount = None if part_minor is None else decimal(part_minor, claim.currency)
            self.carry_out(RecogniseClaim(posted_on=claim.raised_on, amount=amount, **named))

    @rule(some=st.lists(a_move_somehow, min_size=1, max_size=3))
    def moves(self, some: list[dict[str, Any]]) -> None:
        for content in some:
            self.move(**content)

    def move(
        self, *, repeats: int, pick: int, to_customer: str, again: bool, moved_on: date | None, **how: Any
    ) -> None:
        """Whatever holds money, also what came by a transfer, goes to somebody; now and then back again."""
        held = sorted(document for document, funds in self.books.funds.items() if funds.unapplied_minor or pick == 0)
        if not held:
            return
        funds = self.books.funds[held[pick % len(held)]]
        for _ in range(1 + again):
            _, kind, source, number = funds.document.replace("%2F", "/").split("/", 3)
            content: dict[str, Any] = {"customer": funds.customer, "source": source, "number": number, "kind": kind}
            name = self.number("transfer", repeats)
            moved = moved_on or funds.unapplied_from
            self.carry_out(a_move(name, to_customer=to_customer, moved_on=moved, **content, **how))
            arrived = self.books.funds.get(f"CN01/{kind}/transfer/{name}")
            if arrived is None:
                return
            to_customer, funds = funds.customer, arrived
            how = how | {"amount": None, "order": self.books.funds[self.origin(arrived.document)].order}

    def origin(self, document: str) -> str:
        origin = self.books.documents[document].origin
        assert origin is not None
        return origin

    @rule(
        customer=st.sampled_from(["C3", "C3", "C3", "C2", "C1"]),
        into=st.sampled_from(["C1", "C2", "C2", "C3"]),
        merged_on=st.sampled_from([None, None, None, FIRST, FIRST + timedelta(days=40)]),
        prepared=st.sampled_from([True, True, True, False]),
    )
    def some_are_the_same(self, **how: Any) -> None:
        self.merge(**how)

    def merge(self, *, customer: str, into: str, merged_on: date | None, prepared: bool) -> None:
        """On some day, or on the first on which all that moves is there; and once more, which changes nothing."""
        owner = f"CN01/{customer}"
        if prepared:
            for waiting in [each for each in self.books.waiting.values() if each.customer == customer]:
                self.carry_out(a_due_event(waiting.number, event=waiting.due_event, happened_on=waiting.document_date))
        there = [self.books.items[place].open_from for place in self.books.open_of.get(owner, ())]
        there += [self.books.funds[document].unapplied_from for document in self.books.unapplied_of.get(owner, ())]
        day = merged_on or max(there, default=FIRST)
        if prepared:
            self.accrue_of(customer, day)
        for _ in range(2):
            self.carry_out(a_merger(customer, into, merged_on=day))

    def teardown(self) -> None:
        """However it went, in the end two of the three are merged, the second with what it had of the first."""
        for customer, into in (("C2", "C3"), ("C3", "C1")):
            self.merge(customer=customer, into=into, merged_on=None, prepared=True)
            self.nothing_is_left_at_a_merged_customer()
            self.the_witness_sees_the_same_open_amounts()
            self.why_leads_to_the_open_amount()
        self.the_log_alone_gives_the_same_books()

    @invariant()
    def nothing_is_left_at_a_merged_customer(self) -> None:
        for customer in self.books.customers.values():
            if customer.merged_into is None:
                continue
            owner = f"CN01/{customer.customer}"
            assert not self.books.open_of.get(owner)
            assert not self.books.unapplied_of.get(owner)
            assert not any(self.books.raised_claims("CN01", customer.customer, currency) for currency in ("CNY", "USD"))
            for currency in ("CNY", "USD"):
                assert self.witness.journal.get((customer.customer, currency), 0) == 0

    @rule(partition=st.integers(0, PARTITIONS - 1), count=st.integers(1, 20))
    def open_days(self, *, partition: int, count: int) -> None:
        for _ in range(count):
            next_day = self.books.opened_until("CN01", partition) + timedelta(days=1)
            self.carry_out(a_day(next_day, partition=partition))

    @invariant()
    def the_witness_sees_the_same_open_amounts(self) -> None:
        owed = {**self.books.items, **self.books.waiting}
        assert {place: item.open_minor for place, item in owed.items()} == {
            place: self.witness.open_minor(*place) for place in self.witness.owed
        }
        for document, funds in self.books.funds.items():
            assert funds.unapplied_minor == sum(minor for _, minor in self.witness.held[document])
            standing = sum(self.books.applied.get(document, {}).values())
            assert standing == funds.amount_minor - funds.paid_out_minor - funds.unapplied_minor
        for (document, invoice, instalment), movements in self.witness.reduced.items():
            places = self.books.applied.get(document, {})
            standing = sum(minor for place, minor in places.items() if place[:2] == (invoice, instalment))
            assert standing == sum(minor for _, minor in movements)
        assert not any(self.witness.on_the_way.values()), "what leaves one customer reaches another"
        assert dict(self.witness.discounted) == {
            invoice: offered.taken_minor for invoice, offered in self.books.discounts.items() if offered.taken_minor
        }
        assert self.witness.given_back == self.books.given_back
        for write_off in self.books.write_offs.values():
            assert 0 <= write_off.written_off_minor <= write_off.amount_minor

    @invariant()
    def what_everything_in_dollars_is_carried_at_is_what_the_journal_says(self) -> None:
        carried: dict[tuple[tuple[str, str], str], int] = defaultdict(int)
        for (invoice, instalment), (open_minor, worth) in self.books.carrying.items.items():
            assert open_minor == self.witness.open_minor(invoice, instalment)
            assert worth >= 0
            assert open_minor or not worth, "the last part took the remainder"
            carried[self.witness.owner[invoice], "receivable"] += worth
        for document, (unapplied_minor, worth) in self.books.carrying.money.items():
            assert unapplied_minor == self.books.funds[document].unapplied_minor
            assert worth >= 0
            assert unapplied_minor or not worth
            funds = self.books.funds[document]
            carried[self.witness.owner[document], liability(document, funds.customer, funds.order)] -= worth
        for (owner, role), worth in self.witness.worth.items():
            if owner[1] != "CNY" and role in (*CONTROL, *OUTSIDE_CONTROL):
                assert worth == carried[owner, role]

    @invariant()
    def what_left_and_what_came_of_exchanges_differ_by_what_was_realised(self) -> None:
        between = defaultdict[str, int](int)
        for ((customer, _), role), worth in self.witness.worth.items():
            if role == "exchange-clearing":
                between[customer] += worth
        assert sum(between.values()) == 0

    @invariant()
    def why_leads_to_the_open_amount(self) -> None:
        owed = {**self.books.items, **self.books.waiting}
        assert self.explained == {place: item.open_minor for place, item in owed.items()}

    @invariant()
    def the_log_alone_gives_the_same_books(self) -> None:
        replayed = new_books()
        for stream, event in self.log:
            # As it is read back: through the bytes that are stored.
            read = CODEC.decode(CODEC.name_of(event), CODEC.encode(event))
            assert read == event
            evolve(replayed, stream, event)
        assert _content(replayed) == _content(self.books)


def _content(books: Books) -> tuple[Any, ...]:
    return (
        books.entities,
        dict(books.last_opened),
        dict(books.closed_until),
        dict(books.customers),
        dict(books.documents),
        dict(books.items),
        dict(books.waiting),
        dict(books.funds),
        dict(books.claims),
        dict(books.carrying.items),
        dict(books.carrying.money),
        {document: places for document, places in books.carrying.applied.items() if places},
        dict(books.exchange_rates),
        {key: dict(stated) for key, stated in books.interest_rates.items()},
        dict(books.write_offs),
        dict(books.discounts),
        dict(books.given_back),
        {document: dict(places) for document, places in books.applied.items() if places},
        {customer: set(places) for customer, places in books.open_of.items() if places},
        {customer: set(documents) for customer, documents in books.unapplied_of.items() if documents},
    )


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
