"""What credit makes of what it hears: accounts, grades, stops and released reservations."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from services.credit.domain.order_check import ReservationReleased
from services.credit.domain.profile import CreditProfileGraded, CreditResumed, CreditStopped
from services.credit.domain.standing import Behaviour, Exposure
from services.credit.projections.verification import exposures, verify
from services.credit.rules import CONSUMER
from services.credit.subscribed import LEDGER, Applied, PaymentAllocated, PaymentUnapplied
from services.ledger.domain.credit_note import ApplyCredit, IssueCreditNote
from services.ledger.domain.customer import MarkInsolvent
from services.ledger.domain.dispute import OpenDispute, ResolveDispute
from services.ledger.domain.invoice import CancelInvoice, IssueInvoice
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.payment import ReceivePayment, UnapplyPayment
from services.ledger.domain.terms import DueRule, Terms, TermsPart
from shared.errors import Refusal
from tests.credit.integration.world import ENTITY, MONDAY, PARTITIONS, World, home


class TestGrading:
    async def test_begins_with_b_and_the_small_limit(self, world: World) -> None:
        world.founded("C1", "C2")
        await world.hear()
        events = await world.said(CreditProfileGraded)
        assert {(event.customer, event.grade, event.limit_minor) for event in events} == {
            ("C1", "B", 10_000_000),
            ("C2", "B", 10_000_000),
        }

    async def test_rises_with_payments_in_time(self, world: World) -> None:
        world.founded("C1")
        world.opens(MONDAY)
        await world.hear()
        for n in range(20):
            world.invoiced(f"I{n}", due=MONDAY + timedelta(days=30))
            world.paid(f"P{n}", f"I{n}")
        await world.hear()
        first, last = await world.said(CreditProfileGraded)
        assert (first.grade, last.grade, last.score) == ("B", "A", 98)
        assert last.known == {"huikuan.ledger": f"1.{home('C1')}.{len(world.ledger.log[home('C1')])}"}

    async def test_falls_when_payment_is_late_and_overdue(self, world: World) -> None:
        world.founded("C1")
        world.opens(MONDAY)
        for n in range(4):
            world.invoiced(f"I{n}", due=MONDAY)
        world.opens(MONDAY + timedelta(days=70))
        for n in range(3):
            world.paid(f"P{n}", f"I{n}")
        await world.hear(batch=1)
        grades = [event.grade for event in await world.said(CreditProfileGraded)]
        assert grades[0] == "B"
        assert grades[-1] == "D"
        (events, behaviours) = await world.accounts("C1")
        assert events[ENTITY, "C1"]["CNY"] == Exposure(receivable_minor=10_000, overdue_minor=10_000)
        assert behaviours[ENTITY, "C1"]["CNY"] == Behaviour(
            settled=3, on_time=0, paid_minor=30_000, minor_days_late=70 * 30_000, days_late_max=70
        )

    async def test_says_nothing_while_nothing_that_matters_changes(self, world: World) -> None:
        world.founded("C1")
        world.opens(MONDAY)
        for n in range(40):
            world.invoiced(f"I{n}", due=MONDAY + timedelta(days=30))
        await world.hear(batch=1)
        assert len(await world.said(CreditProfileGraded)) == 1

    async def test_of_the_insolvent_is_d(self, world: World) -> None:
        world.founded("C1")
        world.carry_out(MarkInsolvent(entity=ENTITY, customer="C1", since=MONDAY))
        await world.hear()
        assert [event.grade for event in await world.said(CreditProfileGraded)][-1] == "D"
        checked = await world.order("O1", 100)
        assert (checked.decision, checked.reasons[0]) == ("hold", "insolvent since 2026-03-02")

    async def test_follows_the_size_and_the_entitys_currencies(self, world: World) -> None:
        world.founded("C1")
        await world.hear()
        world.configured("USD", "EUR")
        await world.hear()
        world.registered("C1", size="large")
        await world.hear()
        events = await world.said(CreditProfileGraded)
        assert [len(event.limits) for event in events] == [2, 3, 3]
        assert [event.limit_minor for event in events] == [10_000_000, 10_000_000, 200_000_000]


class TestOrders:
    async def test_reservations_turn_into_receivables_when_invoiced(self, world: World) -> None:
        world.founded("C1")
        world.opens(MONDAY)
        await world.hear()
        await world.order("O1", 6_000_000)
        assert await world.reserved() == 6_000_000
        world.invoiced("I1", due=MONDAY + timedelta(days=30), amount_minor=6_000_000, order="O1")
        await world.hear()
        assert await world.reserved() == 0
        (released,) = await world.said(ReservationReleased)
        assert (released.order, released.amount_minor, released.reason) == ("O1", 6_000_000, "invoiced")
        checked = await world.order("O2", 4_000_000)
        assert (checked.decision, checked.exposure_minor) == ("approve", 6_000_000)
        assert (await world.order("O3", 3)).decision == "hold"

    async def test_reservations_expire_with_the_days(self, world: World) -> None:
        world.founded("C1", "C2", "C3", "C4")
        world.opens(MONDAY)
        await world.hear()
        for customer in ("C1", "C2", "C3", "C4"):
            await world.order(f"O-{customer}", 1_000, customer)
        world.opens(MONDAY + timedelta(days=30))
        await world.hear()
        assert await world.said(ReservationReleased) == []
        world.opens(MONDAY + timedelta(days=31))
        await world.hear()
        released = await world.said(ReservationReleased)
        assert {(event.customer, event.reason) for event in released} == {
            (customer, "expired") for customer in ("C1", "C2", "C3", "C4")
        }
        assert await world.reserved() == 0


class TestCreditStop:
    async def test_is_answered_lifted_when_paid_and_holds_orders_meanwhile(self, world: World) -> None:
        world.founded("C1")
        world.opens(MONDAY)
        world.invoiced("I1", due=MONDAY)
        world.opens(MONDAY + timedelta(days=20))
        obligation = world.asks_to_stop()
        await world.hear()
        (stopped,) = await world.said(CreditStopped)
        assert stopped.obligation == obligation
        assert (await world.order("O1", 1_000)).decision == "hold"
        world.paid("P1", "I1")
        await world.hear()
        (resumed,) = await world.said(CreditResumed)
        assert (resumed.obligation, resumed.reason) == (obligation, "nothing-overdue")
        assert (await world.order("O1", 1_000)).decision != "hold"

    async def test_asked_for_before_the_ledger_was_heard_stands_until_it_is(self, world: World) -> None:
        """Dunning, which reads faster, knows of an overdue invoice that has not reached us: its word counts."""
        world.founded("C1")
        await world.hear()
        world.opens(MONDAY)
        world.invoiced("I1", due=MONDAY)
        world.opens(MONDAY + timedelta(days=20))
        world.asks_to_stop()
        await world.hear(speakers=(world.dunning,))
        assert (await world.profile()).stopped is not None
        await world.hear(batch=1)
        assert (await world.profile()).stopped is not None

    async def test_asked_for_what_was_paid_meanwhile_is_answered_without_a_stop(self, world: World) -> None:
        world.founded("C1")
        world.opens(MONDAY)
        world.invoiced("I1", due=MONDAY)
        world.opens(MONDAY + timedelta(days=20))
        obligation = world.asks_to_stop()
        world.paid("P1", "I1")
        await world.hear()
        assert await world.said(CreditStopped) == []
        assert [event.obligation for event in await world.said(CreditResumed)] == [obligation]

    async def test_withdrawn_is_lifted(self, world: World) -> None:
        world.founded("C1")
        world.opens(MONDAY)
        world.invoiced("I1", due=MONDAY)
        world.opens(MONDAY + timedelta(days=20))
        world.withdraws(world.asks_to_stop())
        await world.hear(batch=1)
        assert [type(event) for event in await world.said(CreditStopped, CreditResumed)] == [
            CreditStopped,
            CreditResumed,
        ]

    async def test_other_obligations_are_not_ours(self, world: World) -> None:
        world.founded("C1")
        world.withdraws(world.asks_to_stop(action="email"))
        await world.hear()
        assert await world.said(CreditStopped, CreditResumed) == []


# ---------------------------------------------------------------- the read models against a plain recomputation


@dataclass
class Tally:
    """Every account recomputed from the whole log, one event after the other, in the plainest way."""

    due: dict[tuple[str, int], tuple[str, str, date]] = field(
        default_factory=dict[tuple[str, int], tuple[str, str, date]]
    )
    open: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    money: dict[tuple[str, int], list[tuple[str, date, int]]] = field(default_factory=lambda: defaultdict(list))
    overdue: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    sums: dict[tuple[str, str], dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))

    def take(self, kind: str, event: Any) -> None:
        customer, currency = getattr(event, "customer", ""), getattr(event, "currency", "")
        sums = self.sums[customer, currency]
        match kind:
            case "invoice-issued.v1":
                for instalment in event.instalments:
                    self.due[event.invoice, instalment.number] = (customer, currency, instalment.due_on)
                    self.open[event.invoice, instalment.number] = instalment.amount_minor
            case "invoice-cancelled.v1":
                for instalment in event.instalments:
                    self.open[event.invoice, instalment.number] -= instalment.amount_minor
            case "payment-received.v1":
                sums["on_account"] += event.amount_minor
            case "credit-note-issued.v1":
                sums["open_credit"] += event.gross_minor
            case "dispute-opened.v1" | "dispute-resolved.v1":
                sums["disputes"] += 1 if "opened" in kind else -1
            case "invoice-became-overdue.v1" | "invoice-aged.v1":
                self.overdue.add((event.invoice, event.instalment))
            case _ if isinstance(event, Applied):
                self._apply(event, sums)
            case _:
                pass

    def _apply(self, event: Applied, sums: dict[str, int]) -> None:
        takes = "Unapplied" not in type(event).__name__
        for part in event.parts:
            place, sign = (part.invoice, part.instalment), -1 if takes else 1
            self.open[place] += sign * part.amount_minor
            is_money = isinstance(event, PaymentAllocated | PaymentUnapplied)
            sums["on_account" if is_money else "open_credit"] += sign * part.amount_minor
            if isinstance(event, PaymentAllocated):
                self.money[place].append(("in", event.applied_on, part.amount_minor))
            elif isinstance(event, PaymentUnapplied):
                self.money[place].append(("out", date.min, part.amount_minor))

    def exposure(self, customer: str, currency: str) -> Exposure:
        places = [place for place, (of, cur, _) in self.due.items() if (of, cur) == (customer, currency)]
        sums = self.sums[customer, currency]
        return Exposure(
            receivable_minor=sum(self.open[place] for place in places),
            on_account_minor=sums["on_account"],
            open_credit_minor=sums["open_credit"],
            overdue_minor=sum(self.open[place] for place in places if place in self.overdue),
            open_disputes=sums["disputes"],
        )

    def behaviour(self, customer: str, currency: str) -> Behaviour:
        counted: list[tuple[int, int]] = []
        for place, (of, cur, due_on) in self.due.items():
            moves = self.money[place]
            paid = sum(amount if way == "in" else -amount for way, _, amount in moves)
            if (of, cur) == (customer, currency) and self.open[place] == 0 and paid > 0:
                last_out = max((n for n, (way, _, _) in enumerate(moves) if way == "out"), default=-1)
                # A settled instalment with nothing after its last return was settled by what was there before.
                last = max((day for way, day, _ in moves[last_out + 1 :] if way == "in"), default=None)
                counted.append((paid, max(0, (last - due_on).days) if last else 0))
        return Behaviour(
            settled=len(counted),
            on_time=sum(1 for _, late in counted if late == 0),
            paid_minor=sum(paid for paid, _ in counted),
            minor_days_late=sum(paid * late for paid, late in counted),
            days_late_max=max((late for _, late in counted), default=0),
        )


CUSTOMERS = ("C1", "C2", "C3", "C4")


def some_documents(dice: random.Random, world: World, count: int) -> None:
    """A few months of a company: whatever a random ERP sends, refused or not."""
    world.founded(*CUSTOMERS)
    world.opens(MONDAY)
    numbers = [f"{n}" for n in range(count)]
    for n, number in enumerate(numbers):
        before = numbers[max(0, n - 12) : n] or ["none"]
        about: dict[str, Any] = {"entity": ENTITY, "source": "erp"}
        new: dict[str, Any] = {
            **about,
            "customer": dice.choice(CUSTOMERS),
            "number": number,
            "currency": dice.choice(("CNY", "CNY", "USD")),
            "document_date": world.today,
        }
        amount = dice.choice((5_000, 10_000, 10_000, 33_333))
        due = world.today + timedelta(days=dice.randrange(-20, 30))
        half = [(due, amount // 2), (due + timedelta(days=10), amount - amount // 2)]
        commands: list[LedgerCommand] = [
            IssueInvoice(**new, amount_minor=amount, due_on=due),
            IssueInvoice(**new, amount_minor=amount, instalments=tuple(half)),
            ReceivePayment(**new, amount_minor=amount),
            ReceivePayment(**new, amount_minor=amount // 3, reference=dice.choice(before)),
            UnapplyPayment(**about, number=dice.choice(before), reason="returned", now=world.clock.now()),
            IssueCreditNote(**new, amount_minor=amount // 2, against=dice.choice(before)),
            ApplyCredit(**about, number=dice.choice(before), automatic=True),
            CancelInvoice(**about, number=dice.choice(before), reason="wrong", now=world.clock.now()),
            OpenDispute(
                entity=ENTITY,
                customer=new["customer"],
                source="erp",
                number=number,
                invoice=dice.choice(before),
                reason="x",
                opened_on=world.today,
            ),
            ResolveDispute(**about, number=dice.choice(before), outcome="rejected", resolved_on=world.today),
        ]
        command = dice.choices(commands, weights=(30, 10, 20, 20, 6, 6, 3, 4, 6, 4))[0]
        try:
            world.carry_out(command)
        except Refusal:
            continue
        if dice.random() < 0.15:
            world.opens(world.today + timedelta(days=dice.randrange(1, 9)))


def tally_of(world: World) -> Tally:
    tally = Tally()
    for partition in range(PARTITIONS):
        for message in world.ledger.log[partition]:
            kind = dict(message.headers)["ce_type"].decode().removeprefix("com.huikuan.ledger.")
            if LEDGER.reads(kind):
                tally.take(kind, LEDGER.decode(kind, message.value))
    return tally


class TestVerify:
    async def test_finds_all_as_the_log_says(self, world: World) -> None:
        some_documents(random.Random(6), world, 100)  # noqa: S311
        await world.hear()
        for n in range(30):
            await world.order(f"O{n}", 500_000 + n, f"C{n % 4 + 1}")
        world.invoiced("IO", due=world.today, order="O0", amount_minor=200_000)
        await world.hear()
        checks = await verify(world.engine)
        assert [str(check) for check in checks if not check.ok] == []
        assert checks[0].figure == "0 of 30 checks"

    async def test_finds_nothing_wrong_with_what_waits_for_its_event(self, world: World) -> None:
        world.founded("C1")
        world.opens(MONDAY)
        halves = (DueRule(days=30), DueRule(event="acceptance"))
        terms = Terms(instalments=tuple(TermsPart(basis_points=5000, due=due) for due in halves))
        invoice = IssueInvoice(
            entity="CN01",
            customer="C1",
            source="erp",
            number="I1",
            currency="CNY",
            amount_minor=10_000,
            document_date=MONDAY,
            terms=terms,
        )
        world.carry_out(invoice)
        await world.hear()
        assert (await exposures(world.engine, CONSUMER)).balances["CN01", "C1", "CNY"] == 10_000
        assert [str(check) for check in await verify(world.engine) if not check.ok] == []

    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ("UPDATE orders SET reserved_minor = reserved_minor - 1", "credit orders unlike the log"),
            ("UPDATE profiles SET stopped = '', stopped_position = 'x'", "credit profiles unlike the log"),
            ("UPDATE accounts SET receivable_minor = receivable_minor - 1", "credit accounts unlike their items"),
        ],
        ids=["orders", "profiles", "accounts"],
    )
    async def test_finds_what_somebody_changed(self, world: World, change: str, name: str) -> None:
        world.founded("C1")
        world.opens(MONDAY)
        world.invoiced("I1", due=MONDAY)
        await world.hear()
        await world.order("O1", 500)
        async with world.engine.begin() as connection:
            await connection.execute(text(change))
        assert [check.name for check in await verify(world.engine) if not check.ok] == [name]

    async def test_tells_what_everybody_owes_and_as_of_where(self, world: World) -> None:
        world.founded("C1")
        world.opens(MONDAY)
        world.invoiced("I1", due=MONDAY)
        world.paid("P1", "I1", amount_minor=2_500)
        await world.hear()
        found = await exposures(world.engine, CONSUMER)
        assert found.balances == {(ENTITY, "C1", "CNY"): 7_500}
        assert {at.partition: at.position for at in found.positions} == {
            partition: len(log) for partition, log in world.ledger.log.items()
        }


class TestReadModels:
    @pytest.mark.parametrize(("seed", "batch", "documents"), [(1, 1, 100), (2, 7, 200), (3, 64, 400), (4, 2000, 600)])
    async def test_equal_a_plain_recomputation_whatever_the_batches(
        self, world: World, seed: int, batch: int, documents: int
    ) -> None:
        """Whatever the ledger says, in batches of any size: what is owed and how it was paid is as the log has it."""
        some_documents(random.Random(seed), world, documents)  # noqa: S311 - a repeatable die
        await world.hear(batch=batch)
        tally = tally_of(world)
        exposures, behaviours = await world.accounts(*CUSTOMERS)
        compared = 0
        for customer in CUSTOMERS:
            for currency in ("CNY", "USD"):
                found = exposures.get((ENTITY, customer), {}).get(currency, Exposure())
                assert found == tally.exposure(customer, currency), (customer, currency)
                behaviour = behaviours.get((ENTITY, customer), {}).get(currency, Behaviour())
                assert behaviour == tally.behaviour(customer, currency), (customer, currency)
                compared += behaviour.settled
        assert compared > documents // 20

    async def test_hearing_everything_twice_changes_nothing(self, world: World) -> None:
        some_documents(random.Random(5), world, 200)  # noqa: S311
        await world.hear()
        before = await world.accounts(*CUSTOMERS)
        said = await world.said(object)
        async with world.engine.begin() as connection:
            await connection.execute(text("UPDATE checkpoint SET next_offset = 0"))
        await world.hear(batch=50)
        assert await world.accounts(*CUSTOMERS) == before
        assert await world.said(object) == said
