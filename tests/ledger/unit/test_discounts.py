"""Discounts for paying early: who earns one, how much, until when; and the tax that is given back on reductions."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from services.ledger.domain import discount, journal, reduction
from services.ledger.domain.allocation import Deduction, Wanted
from services.ledger.domain.books import Discounts, Entity
from services.ledger.domain.chart import CHINESE, NEUTRAL, Chart
from services.ledger.domain.credit_note import ApplyCredit
from services.ledger.domain.discount import (
    DiscountExceedsWindow,
    DiscountNegative,
    DiscountNotOffered,
    DiscountOnCredit,
    DiscountTooLate,
)
from services.ledger.domain.dispute import DisputeOpened
from services.ledger.domain.documents import NumberTaken
from services.ledger.domain.entity import SettingNotOffered, tax_on_reductions_in
from services.ledger.domain.journal import POSTING, lines
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.shares import Share, in_proportion
from services.ledger.domain.terms import DueRule, Terms, TermsDiscount, TermsPart
from services.ledger.domain.write_off import WriteOffProposed
from shared.money import AmountNotExact
from tests.ledger.builders import (
    MARCH,
    Ledger,
    a_cancellation,
    a_credit_note,
    a_decision,
    a_dispute,
    a_due_event,
    a_move,
    a_payment,
    a_return,
    a_write_off,
    an_allocation,
    an_entity,
    an_invoice,
    an_unapplication,
    empty_ledger,
    new_ledger,
    open_minor,
    some_rates,
    unapplied_minor,
)
from tests.ledger.builders import a_customer as known

WHOLE = TermsPart(basis_points=10_000, due=DueRule(days=30))
HALVES = (
    TermsPart(basis_points=5_000, due=DueRule(days=30)),
    TermsPart(basis_points=5_000, due=DueRule(days=60)),
)
VAT = (Share(net_minor=100_000, tax_minor=19_000, tax_code="V19"),)
INVOICE = "CN01/invoice/erp/1001"


def in_days(days: int) -> date:
    return MARCH + timedelta(days=days)


def offering(*offers: tuple[int, int], parts: tuple[TermsPart, ...] = (WHOLE,)) -> Terms:
    """Terms with discounts of so many basis points within so many days."""
    return Terms(
        instalments=parts,
        discounts=tuple(TermsDiscount(basis_points=points, due=DueRule(days=within)) for points, within in offers),
    )


#: 3 % within 10 days, 2 % within 20.
SKONTO = offering((300, 10), (200, 20))


def skonto(amount_minor: int = 100_000, number: str = "1001", terms: Terms = SKONTO, **changes: Any) -> Any:
    return an_invoice(number, amount_minor, terms=terms, **changes)


def ledger_of(*, currency: str = "CNY", **settings: Any) -> Ledger:
    entity = an_entity(currencies=("CNY", "EUR", currency), **settings)
    return empty_ledger().given(entity, some_rates(entity), known())


def paid(amount_minor: int, days: int = 0, number: str = "P1", **changes: Any) -> Any:
    return a_payment(number, amount_minor, document_date=in_days(days), **changes)


def taking(amount: str, off: str | None, invoice: str = "1001", **changes: Any) -> Wanted:
    return Wanted(invoice=invoice, amount=amount, discount=off, **changes)


def taken(ledger: Ledger) -> list[int]:
    """The discounts that the command at hand takes."""
    return [
        event.amount_minor
        for event in ledger.then_events(ReceivableReduced)
        if isinstance(event, ReceivableReduced) and event.kind == "discount"
    ]


def posted(ledger: Ledger) -> list[tuple[str, int, str | None]]:
    """What the reductions of the command at hand post: (role, amount, tax code)."""
    events = ledger.then_events(ReceivableReduced, ReceivableRestored)
    return [
        (line.role, line.amount_minor, line.tax_code)
        for event in events
        if isinstance(event, POSTING)
        for line in lines(event, Chart(NEUTRAL))
    ]


def balance(ledger: Ledger, role: str) -> int:
    found = [line for _, event in ledger.log if isinstance(event, POSTING) for line in lines(event, Chart(CHINESE))]
    return sum(line.amount_minor for line in found if line.role == role)


class TestAPayment:
    @pytest.mark.parametrize(
        ("days", "left", "off"),
        [
            (0, 3_000, 3_000),
            (10, 3_000, 3_000),
            (11, 3_000, None),
            (11, 2_000, 2_000),
            (20, 2_000, 2_000),
            (21, 2_000, None),
            (20, 1, 1),
            (10, 3_001, None),
        ],
    )
    def test_takes_the_discount_of_its_value_date_off_what_it_leaves(
        self, days: int, left: int, off: int | None
    ) -> None:
        ledger = new_ledger().given(skonto())
        assert taken(ledger.when(paid(100_000 - left, days))) == ([] if off is None else [off])
        assert open_minor(ledger, "1001") == (left if off is None else 0)

    def test_counts_by_its_value_date_whenever_it_is_entered(self) -> None:
        ledger = new_ledger().given(skonto())
        [event] = ledger.when(paid(98_000, 40, value_date=in_days(20))).then_events(ReceivableReduced)
        assert isinstance(event, ReceivableReduced)
        assert (event.reduction, event.payment) == ("CN01/discount/erp/P1", "CN01/payment/erp/P1")
        # It is in the books with the money, and says why.
        assert (event.posted_on, event.reason) == (in_days(40), "paid on 2026-03-21, 2 % until 2026-03-21")
        late = new_ledger().given(skonto())
        assert taken(late.when(paid(98_000, 20, value_date=in_days(21)))) == []

    @pytest.mark.parametrize(("days", "off"), [(22, [2_000]), (23, [])])
    def test_may_be_tolerated_some_days_late(self, days: int, off: list[int]) -> None:
        ledger = new_ledger(discount_tolerance_days=2).given(skonto())
        assert taken(ledger.when(paid(98_000, days))) == off

    @pytest.mark.parametrize(
        "how",
        [
            {},
            {"reference": "for 1001"},
            {"allocations": (taking("970.00", None),), "automatic": False},
        ],
    )
    def test_takes_it_however_it_finds_the_invoice(self, how: dict[str, Any]) -> None:
        ledger = new_ledger().given(skonto())
        assert taken(ledger.when(paid(97_000, **how))) == [3_000]

    def test_takes_it_when_it_is_allocated_later(self) -> None:
        ledger = new_ledger().given(skonto(), paid(97_000, 9, automatic=False))
        allocation = an_allocation("P1", taking("970.00", None), applied_on=in_days(50))
        [_, event] = ledger.when(allocation).then_events(PaymentAllocated, ReceivableReduced)
        assert isinstance(event, ReceivableReduced)
        assert (event.amount_minor, event.posted_on) == (3_000, in_days(50))

    def test_takes_none_where_money_of_it_is_left(self) -> None:
        ledger = new_ledger().given(skonto())
        whole = paid(97_001, allocations=(taking("970.00", None),), automatic=False)
        assert taken(ledger.when(whole)) == []
        assert (open_minor(ledger, "1001"), unapplied_minor(ledger, "P1")) == (3_000, 1)

    def test_takes_none_of_an_invoice_that_offers_none(self) -> None:
        ledger = new_ledger().given(an_invoice(), skonto(number="1002", terms=offering()))
        assert taken(ledger.when(paid(9_999))) == []

    def test_takes_none_of_an_invoice_it_did_not_pay(self) -> None:
        ledger = new_ledger().given(skonto(), paid(97_500, 11), an_invoice("1002"))
        assert taken(ledger.when(paid(10_000, 12, "P2", reference="1002"))) == []
        assert open_minor(ledger, "1001") == 2_500

    def test_takes_it_off_the_earliest_instalment_first(self) -> None:
        ledger = new_ledger().given(skonto(terms=offering((1_000, 10), parts=HALVES)))
        payment = paid(90_000, allocations=(taking("450.00", None, instalment=1), taking("450.00", None, instalment=2)))
        [event] = ledger.when(payment).then_events(ReceivableReduced)
        assert isinstance(event, ReceivableReduced)
        assert [(part.instalment, part.amount_minor) for part in event.parts] == [(1, 5_000), (2, 5_000)]

    def test_of_several_invoices_takes_each_ones_own(self) -> None:
        ledger = new_ledger().given(skonto(), skonto(50_000, "1002"), skonto(10_000, "1003"))
        allocations = (taking("970.00", None), taking("490.00", None, "1002"), taking("96.00", None, "1003"))
        events = ledger.when(paid(97_000 + 49_000 + 9_600, allocations=allocations)).then_events(ReceivableReduced)
        assert [
            (event.parts[0].invoice, event.amount_minor) for event in events if isinstance(event, ReceivableReduced)
        ] == [(INVOICE, 3_000), ("CN01/invoice/erp/1002", 1_000)]
        assert open_minor(ledger, "1003") == 400

    def test_in_several_payments_takes_no_more_than_is_offered(self) -> None:
        ledger = new_ledger().given(skonto())
        ledger.given(paid(50_000, 5, allocations=(taking("500.00", "25.00"),)))
        # The 25.00 taken are more than what is offered until the twentieth day.
        assert taken(ledger.when(paid(45_500, 15, "P2"))) == []
        assert open_minor(ledger, "1001") == 2_000
        assert taken(ledger.when(paid(1_500, 10, "P3"))) == [500]
        assert ledger.state.discounts[INVOICE].taken_minor == 3_000

    def test_of_an_instalment_that_waits_takes_none_until_the_whole_can_be_paid(self) -> None:
        parts = (
            TermsPart(basis_points=9_000, due=DueRule(days=30)),
            TermsPart(basis_points=1_000, due=DueRule(event="acceptance")),
        )
        ledger = new_ledger().given(skonto(terms=offering((300, 60), parts=parts)))
        assert taken(ledger.when(paid(89_000, 5))) == []
        ledger.given(paid(8_000, 6, "P2", automatic=False))
        assert open_minor(ledger, "1001") == 1_000
        ledger.given(a_due_event(happened_on=in_days(7)))
        assert taken(ledger.when(an_allocation("P2", automatic=True))) == [3_000]
        assert open_minor(ledger, "1001") == 0

    def test_in_a_currency_without_decimals_takes_whole_units(self) -> None:
        ledger = new_ledger().given(skonto(1_050, currency="JPY"))
        assert taken(ledger.when(paid(1_018, currency="JPY"))) == [32]  # 31.5, half up
        other = new_ledger().given(skonto(1_050, currency="JPY"))
        stated = paid(1_029, 20, currency="JPY", allocations=(taking("1029", "21"),))
        assert taken(other.when(stated)) == [21]
        by_cents = paid(1_029, currency="JPY", allocations=(taking("1029", "0.21"),))
        new_ledger().given(skonto(1_050, currency="JPY")).when(by_cents).then_refused(
            AmountNotExact, field="allocations/0/discount"
        )


class TestALumpPayment:
    """One sum for several invoices, and not a word how: 970 + 490 + 100 for 1,000, 500 and 100 without discount."""

    def ledger(self, *more: Any) -> Ledger:
        return new_ledger().given(skonto(), skonto(50_000, "1002"), an_invoice("1003"), *more)

    @pytest.mark.parametrize(
        ("paid_minor", "off", "left"),
        [
            (97_000, [3_000], [0, 50_000, 10_000]),
            (100_000, [], [0, 50_000, 10_000]),
            (97_000 + 48_500, [3_000, 1_500], [0, 0, 10_000]),
            (97_000 + 48_500 + 10_000, [3_000, 1_500], [0, 0, 0]),
            # What is more than the net pays the first discounts.
            (100_000 + 48_500, [1_500], [0, 0, 10_000]),
            (97_000 + 49_000, [2_500, 1_500], [0, 0, 10_000]),
            (160_000 - 3_000, [1_500, 1_500], [0, 0, 0]),
            (160_000, [], [0, 0, 0]),
            # It does not come out at whole invoices: the last one is paid in part, and who paid in full took nothing.
            (100_000 + 20_000, [], [0, 30_000, 10_000]),
            (160_000 + 1, [], [0, 0, 0]),
        ],
    )
    def test_earns_each_discount_that_it_covers(self, paid_minor: int, off: list[int], left: list[int]) -> None:
        ledger = self.ledger()
        assert taken(ledger.when(paid(paid_minor, 5))) == off
        assert [open_minor(ledger, number) for number in ("1001", "1002", "1003")] == left
        assert unapplied_minor(ledger, "P1") == max(0, paid_minor - 160_000)

    def test_may_name_them(self) -> None:
        older = an_invoice("0999", 7, due_on=in_days(0))
        payment = paid(97_000 + 48_500, 5)
        assert taken(self.ledger(older).when(payment)) == []
        assert taken(self.ledger(older).when(replace(payment, reference="1002, 1001"))) == [3_000, 1_500]

    def test_earns_none_of_what_is_contested_or_too_late(self) -> None:
        ledger = self.ledger(a_dispute(amount="10.00"))
        assert taken(ledger.when(paid(97_000 + 48_500, 5))) == []
        assert [open_minor(ledger, number) for number in ("1001", "1002")] == [0, 4_500]
        assert taken(self.ledger().when(paid(97_000 + 48_500, 21))) == []

    def test_earns_them_of_instalments_that_lie_between_each_other(self) -> None:
        halves = offering((300, 10), parts=HALVES)
        ledger = new_ledger().given(skonto(terms=halves), skonto(50_000, "1002", terms=halves))
        [*parts, one, two] = ledger.when(paid(97_000 + 48_500, 5)).then_events(PaymentAllocated, ReceivableReduced)
        assert [part.instalment for event in parts for part in event.parts] == [1, 1, 2, 2]  # type: ignore[union-attr]
        assert isinstance(one, ReceivableReduced)
        assert isinstance(two, ReceivableReduced)
        assert [part.instalment for part in (*one.parts, *two.parts)] == [2, 2]
        assert (one.amount_minor, two.amount_minor) == (3_000, 1_500)

    def test_that_comes_from_another_customer_or_is_allocated_later_earns_them_too(self) -> None:
        ledger = self.ledger(paid(97_000 + 48_500, 5, automatic=False))
        assert taken(ledger.when(an_allocation("P1", automatic=True))) == [3_000, 1_500]
        ledger = self.ledger(paid(97_000 + 48_500, 5, customer="C2"))
        moved = a_move(customer="C2", to_customer="C1", moved_on=in_days(6))
        assert taken(ledger.when(moved)) == [3_000, 1_500]


class TestContested:
    def test_invoices_earn_no_discount_with_the_payment_that_withholds(self) -> None:
        ledger = new_ledger().given(skonto())
        withheld = Deduction(number="D1", amount="30.00", reason="damaged")
        events = ledger.when(paid(97_000, allocations=(taking("970.00", None, deduction=withheld),))).then_events()
        assert [type(event) for event in events] == [PaymentReceived, PaymentAllocated, DisputeOpened]
        assert open_minor(ledger, "1001") == 3_000

    def test_invoices_earn_no_discount_while_somebody_has_to_decide(self) -> None:
        ledger = new_ledger().given(skonto(), a_dispute(amount="10.00"))
        assert taken(ledger.when(paid(97_000))) == []

    def test_beside_what_is_withheld_a_stated_discount_is_taken(self) -> None:
        ledger = new_ledger().given(skonto())
        withheld = Deduction(number="D1", amount="50.00", reason="damaged")
        payment = paid(92_000, allocations=(taking("920.00", "30.00", deduction=withheld),))
        assert taken(ledger.when(payment)) == [3_000]
        [contest] = ledger.state.open_contests(INVOICE)
        assert (open_minor(ledger, "1001"), contest.instalment, contest.amount_minor) == (5_000, None, 5_000)


class TestMoneyOnAccount:
    @pytest.mark.parametrize(("days", "off"), [(-5, [3_000]), (10, [3_000]), (11, [])])
    def test_takes_the_discount_of_an_invoice_that_comes_later(self, days: int, off: list[int]) -> None:
        ledger = new_ledger().given(paid(97_000, days))
        assert taken(ledger.when(skonto())) == off
        assert open_minor(ledger, "1001") == (0 if off else 3_000)

    def test_is_not_needed_for_what_the_discount_covers(self) -> None:
        ledger = new_ledger().given(paid(97_000, 0, "P1"), paid(50_000, 0, "P2"))
        assert taken(ledger.when(skonto())) == [3_000]
        assert unapplied_minor(ledger, "P2") == 50_000

    def test_takes_none_where_a_part_cannot_be_paid_yet(self) -> None:
        parts = (
            TermsPart(basis_points=9_900, due=DueRule(days=30)),
            TermsPart(basis_points=100, due=DueRule(event="delivery")),
        )
        ledger = new_ledger().given(paid(97_000))
        assert taken(ledger.when(skonto(terms=offering((300, 10), parts=parts)))) == []

    def test_takes_it_with_the_last_part_that_gets_its_date(self) -> None:
        parts = (
            TermsPart(basis_points=5_000, due=DueRule(days=30)),
            TermsPart(basis_points=5_000, due=DueRule(event="acceptance")),
        )
        ledger = new_ledger().given(skonto(terms=offering((300, 60), parts=parts)), paid(97_000))
        assert open_minor(ledger, "1001") == 0  # of what has a date
        events = ledger.when(a_due_event(happened_on=in_days(40))).then_events(PaymentAllocated, ReceivableReduced)
        assert [
            sum(part.amount_minor for part in event.parts)
            for event in events
            if isinstance(event, PaymentAllocated | ReceivableReduced)
        ] == [47_000, 3_000]
        assert open_minor(ledger, "1001") == 0

    def test_takes_it_off_what_was_open_beside_the_part_that_gets_its_date(self) -> None:
        parts = (
            TermsPart(basis_points=5_000, due=DueRule(days=30)),
            TermsPart(basis_points=5_000, due=DueRule(event="acceptance")),
        )
        ledger = new_ledger().given(skonto(terms=offering((300, 60), parts=parts)), paid(49_000))
        # Money that had paid another invoice, which was cancelled.
        ledger.given(an_invoice("1002", 48_500), paid(48_500, 1, "P2", reference="1002"), a_cancellation("1002"))
        assert (open_minor(ledger, "1001"), unapplied_minor(ledger, "P2")) == (1_000, 48_500)
        [event] = ledger.when(a_due_event(happened_on=in_days(40))).then_events(ReceivableReduced)
        assert isinstance(event, ReceivableReduced)
        assert [(part.instalment, part.amount_minor) for part in event.parts] == [(1, 1_000), (2, 1_500)]
        assert open_minor(ledger, "1001") == 0


class TestStated:
    def test_is_taken_to_the_cent_also_where_money_is_left(self) -> None:
        ledger = new_ledger().given(skonto(), an_invoice("1002", 5_000))
        payment = paid(100_000, allocations=(taking("980.00", "20.00"),))
        assert taken(ledger.when(payment)) == [2_000]
        assert (open_minor(ledger, "1001"), open_minor(ledger, "1002")) == (0, 3_000)

    def test_may_be_less_or_nothing(self) -> None:
        ledger = new_ledger().given(skonto())
        assert taken(ledger.when(paid(97_000, allocations=(taking("970.00", "0"),)))) == []
        assert open_minor(ledger, "1001") == 3_000
        assert taken(ledger.when(paid(1_000, 1, "P2", allocations=(taking("10.00", "15.50"),)))) == [1_550]
        assert open_minor(ledger, "1001") == 450

    def test_too_late_is_refused_naming_both_days(self) -> None:
        ledger = new_ledger(discount_tolerance_days=1).given(skonto())
        payment = paid(98_000, 22, allocations=(taking("980.00", "20.00"),))
        refusal = ledger.when(payment).then_refused(DiscountTooLate, field="allocations/0/discount")
        for day in ("until 2026-03-21", "tolerated until 2026-03-22", "value date 2026-03-23"):
            assert day in refusal.detail
        exact = new_ledger().given(skonto()).when(payment).then_refused(DiscountTooLate, field="allocations/0/discount")
        assert "tolerated" not in exact.detail

    def test_above_what_is_allowed_is_refused(self) -> None:
        ledger = new_ledger().given(skonto())
        payment = paid(97_000, 11, allocations=(taking("970.00", "20.01"),))
        refusal = ledger.when(payment).then_refused(DiscountExceedsWindow, field="allocations/0/discount")
        assert "20.00 of the discount until 2026-03-21" in refusal.detail
        twice = paid(2_000, 11, allocations=(taking("10.00", "15.00"), taking("10.00", "5.01")))
        ledger.when(twice).then_refused(DiscountExceedsWindow, field="allocations/1/discount")
        ledger.given(paid(1_000, 11, allocations=(taking("10.00", "20.00"),)))
        again = paid(1_000, 11, "P2", allocations=(taking("10.00", "0.01"),))
        ledger.when(again).then_refused(DiscountExceedsWindow, field="allocations/0/discount")
        nearly = new_ledger().given(skonto(), paid(97_500, 11, allocations=(taking("975.00", "0"),)))
        more = paid(2_000, 11, "P2", allocations=(taking("20.00", "6.00"),))
        nearly.when(more).then_refused(DiscountExceedsWindow, field="allocations/0/discount")

    def test_where_there_can_be_none_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_credit_note())
        stated = (taking("10.00", "0.10"),)
        ledger.when(paid(1_000, allocations=stated)).then_refused(DiscountNotOffered, field="allocations/0/discount")
        ledger.when(paid(1_000, allocations=(taking("10.00", "-1"),))).then_refused(
            DiscountNegative, field="allocations/0/discount"
        )
        credit = ApplyCredit(entity="CN01", source="erp", number="G1", allocations=stated)
        ledger.when(credit).then_refused(DiscountOnCredit, field="allocations/0/discount")

    def test_is_part_of_what_a_number_stands_for(self) -> None:
        def payment(off: str | None) -> Any:
            return paid(97_000, allocations=(taking("970.00", off),))

        ledger = new_ledger().given(skonto(), payment("30.00"))
        ledger.when(payment("30.00")).then_nothing()
        ledger.when(payment("30")).then_nothing()
        ledger.when(payment("29.00")).then_refused(NumberTaken, field="number")
        ledger.when(payment(None)).then_refused(NumberTaken, field="number")


class TestASmallDifference:
    def ledger(self) -> Ledger:
        return new_ledger(small_differences={"CNY": 100}).given(skonto())

    def kinds(self, ledger: Ledger) -> list[tuple[str, int]]:
        return [
            (event.kind, event.amount_minor)
            for event in ledger.then_events(ReceivableReduced)
            if isinstance(event, ReceivableReduced)
        ]

    def test_comes_after_the_discount(self) -> None:
        assert self.kinds(self.ledger().when(paid(99_950))) == [("discount", 50)]
        assert self.kinds(self.ledger().when(paid(99_950, 21))) == [("small-difference", 50)]

    def test_beside_a_stated_discount_is_not_pursued(self) -> None:
        payment = paid(97_950, 15, allocations=(taking("979.50", "20.00"),))
        assert self.kinds(self.ledger().when(payment)) == [("discount", 2_000), ("small-difference", 50)]

    def test_does_not_widen_the_discount(self) -> None:
        assert self.kinds(self.ledger().when(paid(97_950, 15))) == []


class TestTakenBack:
    def ledger(self) -> Ledger:
        return ledger_of(tax_on_reductions="discounts").given(skonto(119_000, lines=VAT), paid(116_620, 15))

    @pytest.mark.parametrize("command", [an_unapplication(posted_on=in_days(30)), a_return(returned_on=in_days(30))])
    def test_a_discount_falls_with_its_payment_and_its_tax_with_it(self, command: Any) -> None:
        ledger = self.ledger()
        assert open_minor(ledger, "1001") == 0
        assert posted(ledger.when(command)) == [
            ("discounts", -2_000, "V19"),
            ("tax", -380, "V19"),
            ("receivable", 2_380, None),
        ]
        assert open_minor(ledger, "1001") == 119_000
        assert (balance(ledger, "discounts"), balance(ledger, "tax")) == (0, -19_000)
        assert ledger.state.discounts[INVOICE].taken_minor == 0
        assert ledger.state.given_back == {}

    def test_a_discount_may_be_taken_again(self) -> None:
        ledger = self.ledger().given(an_unapplication(posted_on=in_days(30)))
        assert taken(ledger.when(an_allocation("P1", automatic=True))) == [2_380]
        assert ledger.state.discounts[INVOICE].taken_minor == 2_380

    def test_a_discount_falls_with_its_invoice(self) -> None:
        ledger = self.ledger().given(a_cancellation(posted_on=in_days(30)))
        assert {role: balance(ledger, role) for role in ("discounts", "tax", "revenue", "receivable")} == {
            "discounts": 0,
            "tax": 0,
            "revenue": 0,
            "receivable": 0,
        }

    def test_of_two_invoices_only_the_one_that_is_open_again_owes_its_discount(self) -> None:
        ledger = ledger_of(tax_on_reductions="discounts").given(
            skonto(119_000, lines=VAT), skonto(119_000, "1002", lines=VAT)
        )
        ledger.given(paid(2 * 116_620, 15, allocations=(taking("1166.20", None), taking("1166.20", None, "1002"))))
        ledger.given(an_unapplication(invoices=("1002",), posted_on=in_days(30)))
        assert (open_minor(ledger, "1001"), open_minor(ledger, "1002")) == (0, 119_000)
        assert (balance(ledger, "discounts"), balance(ledger, "tax")) == (2_000, -2 * 19_000 + 380)

    def test_in_parts_over_days_gives_back_what_was_taken_to_the_cent(self) -> None:
        """Two discounts on one payment, of different days; the cancellation takes each back on its own day."""
        lines = (
            Share(net_minor=33_333, tax_minor=2_333, tax_code="V7"),
            Share(net_minor=70_087, tax_minor=13_247, tax_code="V19"),
        )
        ledger = ledger_of(tax_on_reductions="discounts").given(
            skonto(119_000, lines=lines), paid(60_000, 5, automatic=False)
        )
        ledger.given(an_allocation("P1", taking("100.00", "10.01"), applied_on=in_days(6)))
        ledger.given(an_allocation("P1", taking("100.00", "0.03"), applied_on=in_days(60)))
        events = ledger.when(a_cancellation(posted_on=in_days(20))).then_events(ReceivableRestored)
        assert [event.amount_minor for event in events if isinstance(event, ReceivableRestored)] == [1_001, 3]
        assert (balance(ledger, "discounts"), balance(ledger, "tax")) == (0, 0)
        assert ledger.state.given_back == {}

    def test_after_the_setting_changed_gives_back_only_what_was_taken(self) -> None:
        ledger = ledger_of().given(skonto(119_000, lines=VAT), paid(60_000, 5, automatic=False))
        ledger.given(an_allocation("P1", taking("100.00", "11.90")))
        ledger.given(an_entity(currencies=("CNY", "EUR"), tax_on_reductions="discounts"))
        ledger.given(an_allocation("P1", taking("100.00", "11.90")))
        assert posted(ledger.when(an_unapplication(posted_on=in_days(9)))) == [
            ("discounts", -1_000, "V19"),
            ("tax", -190, "V19"),
            ("discounts", -1_190, None),
            ("receivable", 2_380, None),
        ]


class TestTax:
    def test_in_germany_is_given_back_with_the_discount(self) -> None:
        """1,190.00 with 19 % less 2 %: 20.00 discount and 3.80 VAT back."""
        ledger = ledger_of(calendar="DE", tax_on_reductions=tax_on_reductions_in("DE"))
        ledger.given(skonto(119_000, currency="EUR", lines=VAT))
        ledger.when(paid(116_620, 20, currency="EUR"))
        assert posted(ledger) == [
            ("discounts", 2_000, "V19"),
            ("tax", 380, "V19"),
            ("receivable", -2_380, None),
        ]

    def test_in_china_is_left_to_the_red_e_invoice(self) -> None:
        lines = (Share(net_minor=100_000, tax_minor=13_000, tax_code="VAT13"),)
        ledger = ledger_of(tax_on_reductions=tax_on_reductions_in("CN")).given(skonto(113_000, lines=lines))
        ledger.when(paid(110_740, 20))
        assert posted(ledger) == [("discounts", 2_260, None), ("receivable", -2_260, None)]
        assert tax_on_reductions_in("CN-GD") == "none"

    def test_of_several_codes_divides_by_largest_remainder(self) -> None:
        lines = (
            Share(net_minor=5_000, tax_minor=950, tax_code="V19", dimensions={"product": "a"}),
            Share(net_minor=3_333, tax_minor=233, tax_code="V7"),
            Share(net_minor=100, tax_minor=19, tax_code="V19", dimensions={"product": "b"}),
            Share(net_minor=365, tax_minor=0),
        )
        ledger = ledger_of(tax_on_reductions="discounts").given(skonto(10_000, lines=lines))
        [event] = ledger.when(paid(9_700)).then_events(ReceivableReduced)
        assert isinstance(event, ReceivableReduced)
        # 300 of 10,000: 153.00 + 29.07 of V19, 99.99 + 6.99 of V7, 10.95 without; the cents go to V7's and the last.
        assert event.shares == (
            Share(net_minor=153, tax_minor=29, tax_code="V19"),
            Share(net_minor=100, tax_minor=7, tax_code="V7"),
            Share(net_minor=11, tax_minor=0),
        )
        assert sum(line.amount_minor for line in lines_of(event)) == 0

    def test_of_equal_shares_gives_the_odd_cents_to_the_first(self) -> None:
        """Of a discount of 1.00 a third is 0.33 for each of three codes, and one cent is left for the first."""
        lines = tuple(Share(net_minor=1_111, tax_minor=0, tax_code=code) for code in ("A", "B", "C"))
        ledger = ledger_of(tax_on_reductions="discounts").given(skonto(3_333, lines=lines))
        [event] = ledger.when(paid(3_233)).then_events(ReceivableReduced)
        assert isinstance(event, ReceivableReduced)
        assert [share.net_minor for share in event.shares] == [34, 33, 33]

    def test_of_a_rebate_within_the_invoice_still_makes_up_the_amount(self) -> None:
        shares = (
            Share(net_minor=1_100, tax_minor=209, tax_code="V19"),
            Share(net_minor=-100, tax_minor=-7, tax_code="V7"),
        )
        for amount_minor in (1, 7, 24, 1_201, 1_202):
            divided = in_proportion(amount_minor, shares)
            assert sum(share.net_minor + share.tax_minor for share in divided) == amount_minor
        assert in_proportion(1_202, shares) == shares
        assert in_proportion(5, ()) == ()

    def test_of_a_write_off_is_the_entitys_choice(self) -> None:
        for setting, expected in (
            ("discounts", [("bad-debts", 59_500, None), ("receivable", -59_500, None)]),
            (
                "discounts-and-write-offs",
                [("bad-debts", 50_000, "V19"), ("tax", 9_500, "V19"), ("receivable", -59_500, None)],
            ),
        ):
            ledger = ledger_of(tax_on_reductions=setting).given(an_invoice(amount_minor=119_000, lines=VAT))
            [proposed] = ledger.when(a_write_off(amount="595.00")).then_events(WriteOffProposed)
            assert isinstance(proposed, WriteOffProposed)
            assert proposed.shares == (Share(net_minor=50_000, tax_minor=9_500, tax_code="V19"),)
            assert posted(ledger.when(a_decision())) == expected
            ledger.given(a_cancellation())
            assert (balance(ledger, "bad-debts"), balance(ledger, "tax"), balance(ledger, "receivable")) == (0, 0, 0)

    def test_of_differences_and_adjustments_stays_owed(self) -> None:
        ledger = ledger_of(tax_on_reductions="discounts-and-write-offs", small_differences={"CNY": 100})
        ledger.given(an_invoice(amount_minor=119_000, lines=VAT))
        assert posted(ledger.when(paid(118_950))) == [("small-differences", 50, None), ("receivable", -50, None)]


class TestASetting:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"discount_tolerance_days": -1}, "discount_tolerance_days"),
            ({"discount_tolerance_days": 61}, "discount_tolerance_days"),
            ({"tax_on_reductions": "sometimes"}, "tax_on_reductions"),
        ],
    )
    def test_that_cannot_be_is_refused(self, changes: dict[str, Any], field: str) -> None:
        new_ledger().when(an_entity(**changes)).then_refused(SettingNotOffered, field=field)


def lines_of(event: ReceivableReduced) -> list[journal.Line]:
    return lines(event, Chart(NEUTRAL))


def nothing(*_: object) -> tuple[Share, ...]:
    return ()


class TestAMutant:
    """A careless rule turns the tests above red."""

    def test_that_grants_a_day_late_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        right = discount.allowed_minor

        def late(offered: Discounts, paid_on: date, entity: Entity) -> int:
            return right(offered, paid_on - timedelta(days=1), entity)

        test = TestAPayment().test_takes_the_discount_of_its_value_date_off_what_it_leaves
        test(21, 2_000, None)
        monkeypatch.setattr(discount, "allowed_minor", late)
        with pytest.raises(AssertionError):
            test(21, 2_000, None)

    def test_that_grants_twice_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        right = discount.allowed_minor

        def again(offered: Discounts, paid_on: date, entity: Entity) -> int:
            return right(replace(offered, taken_minor=0), paid_on, entity)

        test = TestAPayment().test_in_several_payments_takes_no_more_than_is_offered
        test()
        monkeypatch.setattr(discount, "allowed_minor", again)
        with pytest.raises(AssertionError):
            test()

    def test_that_keeps_the_tax_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        test = TestTax().test_in_germany_is_given_back_with_the_discount
        test()
        monkeypatch.setattr(reduction, "shares_of", nothing)
        with pytest.raises(AssertionError):
            test()

    def test_that_never_takes_the_tax_again_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        right = reduction.restorations

        def untaxed(*content: Any) -> Any:
            return [(stream, structs.replace(event, shares=())) for stream, event in right(*content)]

        test = TestTakenBack().test_a_discount_falls_with_its_payment_and_its_tax_with_it
        test(a_return(returned_on=in_days(30)))
        monkeypatch.setattr(reduction, "restorations", untaxed)
        with pytest.raises(AssertionError):
            test(a_return(returned_on=in_days(30)))

    def test_that_looks_at_small_differences_first_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        test = TestASmallDifference().test_comes_after_the_discount
        test()
        monkeypatch.setattr(discount, "earned", nothing)
        with pytest.raises(AssertionError):
            test()
