"""Books in several currencies: what is owed stays in its own, and what that is worth follows the rates."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from services.ledger.domain.allocation import AllocationInOtherCurrency, Wanted
from services.ledger.domain.books import ForeignBalance
from services.ledger.domain.chart import CHINESE, Chart
from services.ledger.domain.credit_note import ApplyCredit
from services.ledger.domain.documents import AmountNotPositive
from services.ledger.domain.exchange_rate import ExchangeRateMissing, ExchangeRateNotUsable, ExchangeRatesStated
from services.ledger.domain.invoice import InvoiceIssued
from services.ledger.domain.journal import JOURNALLED, lines
from services.ledger.domain.money_exchange import CreditNotExchanged, ExchangedWithoutCurrency
from services.ledger.domain.payment import PaymentAllocated
from services.ledger.domain.payout import RefundPaid
from services.ledger.domain.period import PeriodIsClosed
from services.ledger.domain.revaluation import REVALUED, BalancesRevalued, RevalueBalances, RevaluedAhead
from services.ledger.domain.shares import Share
from services.ledger.domain.transfer import MoneyMovedIn, MoneyMovedOut
from services.ledger.domain.valuation import ExchangeDifferenceRealised
from tests.ledger.builders import (
    MARCH,
    Ledger,
    a_cancellation,
    a_close,
    a_credit_note,
    a_customer,
    a_decision,
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
    days,
    empty_ledger,
    rates,
    unapplied_minor,
)

APRIL = date(2026, 4, 1)
MARCH_31 = date(2026, 3, 31)
MAY = date(2026, 5, 4)


def books(*stated: Any, **settings: Any) -> Ledger:
    """Books of CN01 in yuan that also keep dollars and yen, with these rates."""
    entity = an_entity(**{"exchange_rates_hold_days": 10, "currencies": ("CNY", "USD", "JPY", "EUR")} | settings)
    ledger = empty_ledger().given(entity, a_customer("C1"), a_customer("C2"))
    return ledger.given(rates(*stated)) if stated else ledger


def in_dollars(number: str = "1001", amount_minor: int = 10_000, **changes: Any) -> Any:
    return an_invoice(number, amount_minor, **{"currency": "USD"} | changes)


def dollars(number: str = "P1", amount_minor: int = 10_000, **changes: Any) -> Any:
    return a_payment(number, amount_minor, **{"currency": "USD"} | changes)


def worth(ledger: Ledger, as_of: date = date.max, *, own: str = "CNY") -> dict[tuple[str, str], int]:
    """The balance of every account in the books' own currency, by currency and role, up to a day; each event balances
    by itself."""
    chart = Chart(CHINESE, own)
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for _, event in ledger.log:
        if isinstance(event, JOURNALLED):
            posted = lines(event, chart)
            by_day: dict[date, list[int]] = defaultdict(lambda: [0, 0])
            for line in posted:
                assert line.functional_minor is not None
                by_day[line.posted_on][0] += line.amount_minor
                by_day[line.posted_on][1] += line.functional_minor
                if line.posted_on <= as_of:
                    sums[event.currency, line.role] += line.functional_minor
            assert all(both == [0, 0] for both in by_day.values())
    return {key: minor for key, minor in sums.items() if minor}


def revalued(ledger: Ledger, on: date, *, own: str = "CNY") -> Ledger:
    """Revalue every customer as the service does: from the journal's balances at the end of the day."""
    chart = Chart(CHINESE, own)
    sums: dict[tuple[str, str, Any], list[int]] = defaultdict(lambda: [0, 0])
    for _, event in ledger.log:
        if isinstance(event, JOURNALLED) and event.currency != own:
            for line in lines(event, chart):
                if line.posted_on <= on and line.role in REVALUED:
                    sums[event.customer, event.currency, line.role][0] += line.amount_minor
                    sums[event.customer, event.currency, line.role][1] += line.functional_minor or 0
    ledger.state.foreign_balances = [
        ForeignBalance(
            entity="CN01",
            customer=customer,
            currency=currency,
            role=role,
            balance_minor=minor,
            functional_minor=value,
        )
        for (customer, currency, role), (minor, value) in sums.items()
    ]
    today = datetime(2026, 6, 1, tzinfo=UTC)
    command = RevalueBalances(entity="CN01", customers=("C1", "C2"), revalued_on=on, now=today, partition=0)
    return ledger.given(command)


def realised(ledger: Ledger) -> list[int]:
    return [event.amount_minor for _, event in ledger.log if isinstance(event, ExchangeDifferenceRealised)]


class TestARate:
    def test_holds_until_a_newer_one_is_stated(self) -> None:
        ledger = books(a_rate("7.20", MARCH), a_rate("7.10", MARCH + timedelta(days=5)))
        ledger.given(in_dollars("1", document_date=MARCH + timedelta(days=4)))
        ledger.given(in_dollars("2", document_date=MARCH + timedelta(days=5)))
        found = [event.functional_minor for _, event in ledger.log if isinstance(event, InvoiceIssued)]
        assert found == [72_000, 71_000]

    def test_does_not_hold_longer_than_the_entity_says(self) -> None:
        ledger = books(a_rate("7.20", MARCH))
        ledger.when(in_dollars(document_date=MARCH + timedelta(days=11)))
        refused = ledger.then_refused(ExchangeRateMissing, field="exchange_rate")
        assert "USD/CNY for 2026-03-12" in str(refused)
        assert "2026-03-01" in str(refused)
        assert refused.members == {"pair": "USD/CNY", "date": "2026-03-12"}
        ledger.given(an_entity(exchange_rates_hold_days=11, currencies=("CNY", "USD", "JPY", "EUR")))
        ledger.given(in_dollars(document_date=MARCH + timedelta(days=11)))
        assert worth(ledger)["USD", "receivable"] == 72_000

    def test_of_tomorrow_does_not_hold_today(self) -> None:
        books(a_rate("7.20", APRIL)).when(in_dollars(document_date=MARCH_31)).then_refused(
            ExchangeRateMissing, field="exchange_rate"
        )

    def test_per_hundred_yen_is_kept_per_yen_and_respects_the_decimals_of_both(self) -> None:
        ledger = books(a_rate("4.7816", MARCH, "JPY", per=100))
        ledger.given(an_invoice("1001", 100_000, currency="JPY"))
        [event] = [event for _, event in ledger.log if isinstance(event, InvoiceIssued)]
        assert (event.exchange_rate, event.functional_minor) == ("0.047816", 478_160)

    def test_sent_twice_is_a_repeat_and_another_one_replaces_it_from_then_on(self) -> None:
        ledger = books(a_rate("7.20", MARCH))
        ledger.when(rates(a_rate("7.2000", MARCH))).then_nothing()
        ledger.given(in_dollars("1"))
        [stated] = ledger.when(rates(a_rate("7.30", MARCH))).then_events(ExchangeRatesStated)
        assert isinstance(stated, ExchangeRatesStated)
        assert [rate.rate for rate in stated.rates] == ["7.3"]
        ledger.given(in_dollars("2"))
        assert worth(ledger)["USD", "receivable"] == 72_000 + 73_000

    @pytest.mark.parametrize(
        ("quoted", "field"),
        [
            (a_rate("0"), "rates/0/rate"),
            (a_rate("-7.1"), "rates/0/rate"),
            (a_rate("NaN"), "rates/0/rate"),
            (a_rate("1e400"), "rates/0/rate"),
            (a_rate("7,1"), "rates/0/rate"),
            (a_rate("7.12345678901"), "rates/0/rate"),
            (a_rate("7.1", per=3), "rates/0/per"),
            (a_rate("7.1", source=""), "rates/0/source"),
            (a_rate("7.1", currency="CNY"), "rates/0/currency"),
        ],
    )
    def test_that_cannot_be_one_is_refused(self, quoted: Any, field: str) -> None:
        books().when(rates(quoted)).then_refused(ExchangeRateNotUsable, field=field)

    def test_stated_with_the_document_goes_before_that_of_the_day(self) -> None:
        ledger = books(a_rate("7.20", MARCH)).given(in_dollars(exchange_rate="7.25"))
        [event] = [event for _, event in ledger.log if isinstance(event, InvoiceIssued)]
        assert (event.functional_minor, event.exchange_source) == (72_500, "stated")
        ledger.when(in_dollars(exchange_rate="7.25")).then_nothing()

    def test_of_the_own_currency_can_only_be_one(self) -> None:
        ledger = books().given(an_invoice("1", exchange_rate="1.00"))
        ledger.when(an_invoice("2", exchange_rate="7.1")).then_refused(ExchangeRateNotUsable, field="exchange_rate")


class TestADocument:
    def test_divides_its_worth_among_revenue_and_tax_to_the_cent(self) -> None:
        shares = (
            Share(net_minor=3333, tax_minor=333, tax_code="A"),
            Share(net_minor=-1000, tax_minor=0, tax_code="A"),
            Share(net_minor=7334, tax_minor=0, tax_code="B"),
        )
        ledger = books(a_rate("7.12345", MARCH)).given(in_dollars(amount_minor=10_000, lines=shares))
        assert worth(ledger) == {
            ("USD", "receivable"): 71_235,
            ("USD", "revenue"): -71_235 + 2372,
            ("USD", "tax"): -2372,
        }

    def test_with_a_rebate_is_worth_what_is_owed_and_not_what_its_largest_line_is(self) -> None:
        rebate = (
            Share(net_minor=100_000, tax_minor=0, tax_code="A"),
            Share(net_minor=-90_000, tax_minor=0, tax_code="B"),
        )
        for lines_of_it in (rebate, rebate[::-1]):
            ledger = books(a_rate("7.20", MARCH)).given(in_dollars(lines=lines_of_it))
            assert worth(ledger) == {("USD", "receivable"): 72_000, ("USD", "revenue"): -72_000}
            ledger.given(a_credit_note(amount_minor=10_000, currency="USD", lines=lines_of_it))
            assert worth(ledger)["USD", "open-credits"] == -72_000

    def test_cancelled_leaves_no_half_cent(self) -> None:
        taxed = (Share(net_minor=50_000, tax_minor=10_000, tax_code="A"),)
        ledger = books(a_rate("7.18525", MARCH)).given(in_dollars(amount_minor=60_000, lines=taxed))
        ledger.given(a_cancellation(posted_on=APRIL))
        assert worth(ledger) == {}

    def test_is_never_worth_more_than_a_receivable_can_be(self) -> None:
        books().when(in_dollars(amount_minor=10**13, exchange_rate="1000000000")).then_refused(
            ExchangeRateNotUsable, field="exchange_rate"
        )

    def test_cancelled_leaves_nothing_in_either_currency(self) -> None:
        ledger = books(a_rate("7.12345", MARCH), a_rate("6.5", APRIL))
        parts = ((MARCH, 3333), (APRIL, 6667))
        ledger.given(in_dollars(instalments=parts), dollars(amount_minor=3334, document_date=APRIL))
        ledger.given(a_cancellation(posted_on=APRIL))
        left = worth(ledger)
        assert left == {("USD", "bank"): 21_671, ("USD", "on-account"): -21_671}
        assert sum(realised(ledger)) == 0

    def test_credited_takes_the_rate_of_its_invoice(self) -> None:
        ledger = books(a_rate("7.20", MARCH), a_rate("7.00", APRIL)).given(in_dollars())
        ledger.given(a_credit_note(amount_minor=4000, currency="USD", against="1001", document_date=APRIL))
        assert realised(ledger) == []
        assert worth(ledger)["USD", "receivable"] == 43_200

    def test_credited_freely_takes_that_of_its_day_and_realises_the_difference(self) -> None:
        ledger = books(a_rate("7.20", MARCH), a_rate("7.00", APRIL)).given(in_dollars())
        ledger.given(a_credit_note(amount_minor=4000, currency="USD", document_date=APRIL))
        ledger.given(ApplyCredit(entity="CN01", source="erp", number="G1", automatic=True))
        assert realised(ledger) == [-800]


class TestAPayment:
    def test_of_a_hundred_dollars_invoiced_at_7_20_and_paid_at_7_00_realises_a_loss_of_twenty(self) -> None:
        """The accounting rules' own example: the month-end at 7.10 between them changes nothing of it."""
        ledger = books(a_rate("7.20", MARCH), a_rate("7.10", MARCH_31), a_rate("7.00", MAY)).given(in_dollars())
        revalued(ledger, MARCH_31)
        assert worth(ledger, MARCH_31)["USD", "unrealised-exchange-differences"] == 1000
        ledger.when(dollars(document_date=MAY))
        received, allocated, difference = ledger.then_events()
        assert isinstance(allocated, PaymentAllocated)
        assert isinstance(difference, ExchangeDifferenceRealised)
        assert (difference.amount_minor, difference.functional_currency) == (-2000, "CNY")
        assert worth(ledger) == {
            ("USD", "revenue"): -72_000,
            ("USD", "bank"): 70_000,
            ("USD", "exchange-differences"): 2000,
        }
        assert received.functional_minor == 70_000  # type: ignore[union-attr]

    def test_in_parts_releases_worth_in_proportion_and_the_last_takes_the_remainder(self) -> None:
        ledger = books(a_rate("7.12345", MARCH)).given(in_dollars(amount_minor=10_001))
        for number in range(3):
            ledger.given(dollars(f"P{number}", 3333, exchange_rate="7.12345"))
        ledger.given(dollars("P3", 2, exchange_rate="7.12345"))
        left = worth(ledger)
        assert ("USD", "receivable") not in left
        assert ("USD", "on-account") not in left
        assert sum(realised(ledger)) == left.get(("USD", "exchange-differences"), 0) * -1

    def test_of_more_than_is_owed_realises_the_difference_of_what_was_applied_alone(self) -> None:
        ledger = books(a_rate("8.5", MARCH), a_rate("8.0", APRIL)).given(in_dollars())
        ledger.given(dollars(amount_minor=20_000, document_date=APRIL))
        assert realised(ledger) == [-5000]
        assert worth(ledger)["USD", "on-account"] == -80_000

    def test_taken_back_takes_its_difference_back(self) -> None:
        ledger = books(a_rate("7.20", MARCH), a_rate("7.00", APRIL)).given(in_dollars())
        ledger.given(dollars(document_date=APRIL, amount_minor=5001))
        ledger.given(an_unapplication(posted_on=APRIL))
        assert sum(realised(ledger)) == 0
        assert worth(ledger) == {
            ("USD", "receivable"): 72_000,
            ("USD", "revenue"): -72_000,
            ("USD", "bank"): 35_007,
            ("USD", "on-account"): -35_007,
        }
        ledger.given(an_allocation("P1", automatic=True))
        assert realised(ledger)[-1] == realised(ledger)[0]

    def test_returned_leaves_the_receivable_as_it_was(self) -> None:
        ledger = books(a_rate("7.20", MARCH), a_rate("7.00", APRIL)).given(in_dollars())
        ledger.given(dollars(document_date=APRIL), a_return(returned_on=APRIL))
        assert worth(ledger) == {("USD", "receivable"): 72_000, ("USD", "revenue"): -72_000}

    def test_refunded_at_another_rate_realises_the_difference(self) -> None:
        ledger = books(a_rate("7.00", MARCH), a_rate("7.30", APRIL)).given(dollars())
        ledger.when(a_refund(document_date=APRIL, amount="40.00"))
        refund, difference = ledger.then_events()
        assert isinstance(refund, RefundPaid)
        assert isinstance(difference, ExchangeDifferenceRealised)
        assert (refund.functional_minor, refund.held_functional_minor) == (29_200, 28_000)
        assert difference.amount_minor == -1200
        assert worth(ledger)["USD", "on-account"] == -42_000

    def test_moved_to_another_customer_keeps_its_worth(self) -> None:
        ledger = books(a_rate("7.00", MARCH), a_rate("7.30", APRIL)).given(dollars())
        ledger.given(a_move(moved_on=APRIL, amount="33.33"))
        assert ledger.state.carrying.money["CN01/payment/transfer/T1"].functional_minor == 23_331
        assert worth(ledger) == {("USD", "bank"): 70_000, ("USD", "on-account"): -70_000}


class TestAReduction:
    def test_costs_what_the_receivable_was_carried_at(self) -> None:
        ledger = books(a_rate("7.20", MARCH), a_rate("7.00", APRIL)).given(in_dollars())
        ledger.given(an_adjustment(amount="25.00", document_date=APRIL))
        ledger.given(a_write_off(proposed_on=APRIL), a_decision(decided_on=APRIL))
        assert worth(ledger) == {
            ("USD", "revenue"): -72_000,
            ("USD", "adjustments"): 18_000,
            ("USD", "bad-debts"): 54_000,
        }
        ledger.given(a_recovery(amount_minor=1000, currency="USD", document_date=APRIL))
        assert worth(ledger)["USD", "recoveries"] == -7000


class TestMoneyInAnotherCurrency:
    def stated(self, **changes: Any) -> Ledger:
        ledger = books(
            a_rate("7.20", MARCH), a_rate("7.80", MARCH, "EUR"), a_rate("7.10", APRIL), a_rate("7.75", APRIL, "EUR")
        )
        return ledger.given(in_dollars(**changes))

    def test_settles_what_it_is_given_for_through_an_exchange_account(self) -> None:
        """92 euros for 100 dollars, as payer and payee agreed: 713.00 yuan for a receivable of 720.00."""
        ledger = self.stated()
        wanted = Wanted(invoice="1001", amount="92.00", currency="USD", settles="100.00")
        ledger.when(a_payment(amount_minor=9200, currency="EUR", document_date=APRIL, allocations=(wanted,)))
        received, out, arrived, allocated, difference = ledger.then_events()
        assert isinstance(out, MoneyMovedOut)
        assert isinstance(arrived, MoneyMovedIn)
        assert isinstance(allocated, PaymentAllocated)
        assert isinstance(difference, ExchangeDifferenceRealised)
        assert (out.currency, out.amount_minor, arrived.currency, arrived.amount_minor) == ("EUR", 9200, "USD", 10_000)
        assert arrived.exchange is not None
        assert (arrived.exchange.rate, arrived.exchange.source) == ("1.0869565217", "stated")
        assert difference.amount_minor == 71_300 - 72_000
        assert worth(ledger) == {
            ("USD", "revenue"): -72_000,
            ("EUR", "bank"): 71_300,
            ("USD", "exchange-differences"): 700,
            ("EUR", "exchange-clearing"): -71_300,
            ("USD", "exchange-clearing"): 71_300,
        }
        assert ledger.state.items["CN01/invoice/erp/1001", 1].open_minor == 0
        assert received.amount_minor == 9200  # type: ignore[union-attr]

    def test_is_given_for_what_the_rates_of_the_day_say_where_nobody_agreed_otherwise(self) -> None:
        ledger = self.stated()
        wanted = Wanted(invoice="1001", amount="50.00", currency="USD")
        ledger.given(a_payment(amount_minor=9200, currency="EUR", document_date=APRIL, allocations=(wanted,)))
        # 50.00 × 7.75 ÷ 7.10 = 54.577…
        assert ledger.state.items["CN01/invoice/erp/1001", 1].open_minor == 10_000 - 5458
        assert unapplied_minor(ledger, "P1") == 4200

    def test_of_the_books_own_currency_realises_what_it_is_more_or_less(self) -> None:
        ledger = self.stated()
        wanted = Wanted(invoice="1001", amount="715.00", currency="USD", settles="100.00")
        ledger.given(a_payment(amount_minor=71_500, document_date=APRIL, allocations=(wanted,)))
        assert realised(ledger) == [-500]
        left = worth(ledger)
        assert left["CNY", "exchange-clearing"] + left["USD", "exchange-clearing"] == 0

    def test_pays_what_is_owed_in_the_books_own_currency(self) -> None:
        ledger = books(a_rate("7.10", MARCH)).given(an_invoice(amount_minor=70_000))
        wanted = Wanted(invoice="1001", amount="100.00", currency="CNY", settles="700.00")
        ledger.given(dollars(allocations=(wanted,)))
        assert realised(ledger) == [1000]
        left = worth(ledger)
        assert left == {
            ("CNY", "revenue"): -70_000,
            ("USD", "bank"): 71_000,
            ("USD", "exchange-clearing"): -71_000,
            ("CNY", "exchange-clearing"): 71_000,
            ("CNY", "exchange-differences"): -1000,
        }

    def test_on_account_is_exchanged_by_a_transfer(self) -> None:
        ledger = self.stated().given(a_payment(amount_minor=9200, currency="EUR", document_date=APRIL))
        ledger.given(a_move(to_customer="C1", moved_on=APRIL, currency="USD", settles="100.00", reason="agreed"))
        assert ledger.state.items["CN01/invoice/erp/1001", 1].open_minor == 0
        ledger.when(
            a_move(to_customer="C1", moved_on=APRIL, currency="USD", settles="100.00", reason="agreed")
        ).then_nothing()

    def test_that_bounces_goes_back_into_its_payment_and_is_returned(self) -> None:
        ledger = self.stated()
        wanted = Wanted(invoice="1001", amount="92.00", currency="USD", settles="100.00")
        ledger.given(a_payment(amount_minor=9200, currency="EUR", document_date=APRIL, allocations=(wanted,)))
        arrived = next(event for _, event in ledger.log if isinstance(event, MoneyMovedIn))
        ledger.given(an_unapplication(arrived.number, source="transfer", posted_on=APRIL))
        ledger.given(
            a_move(
                number=arrived.number,
                source="transfer",
                to_customer="C1",
                moved_on=APRIL,
                currency="EUR",
                settles="92.00",
            )
        )
        ledger.given(a_return(returned_on=APRIL))
        assert worth(ledger) == {("USD", "receivable"): 72_000, ("USD", "revenue"): -72_000}

    def test_is_exchanged_at_the_rate_that_came_with_it(self) -> None:
        ledger = books(a_rate("7.20", MARCH)).given(in_dollars())
        wanted = Wanted(invoice="1001", amount="72.00", currency="USD")
        ledger.given(a_payment(amount_minor=7200, currency="EUR", exchange_rate="8.00", allocations=(wanted,)))
        assert ledger.state.items["CN01/invoice/erp/1001", 1].open_minor == 10_000 - 8_000

    def test_in_the_books_own_has_no_rate_of_its_own(self) -> None:
        wanted = Wanted(invoice="1001", amount="71.00", currency="USD")
        self.stated().when(a_payment(amount_minor=7100, exchange_rate="7.1", allocations=(wanted,))).then_refused(
            ExchangeRateNotUsable, field="exchange_rate"
        )

    def test_rounds_the_exact_half_up(self) -> None:
        """0.23 × 5.5205 ÷ 1.403 is 0.905 to the last digit."""
        ledger = books(a_rate("5.5205", MARCH, "EUR"), a_rate("1.403", MARCH)).given(in_dollars())
        wanted = Wanted(invoice="1001", amount="0.23", currency="USD")
        ledger.given(a_payment(amount_minor=23, currency="EUR", allocations=(wanted,)))
        assert ledger.state.items["CN01/invoice/erp/1001", 1].open_minor == 10_000 - 91

    def test_of_another_customer_says_its_currency_too(self) -> None:
        wanted = Wanted(invoice="1001", amount="92.00", settles="1.00", customer="C2")
        self.stated().when(a_payment(amount_minor=9200, allocations=(wanted,))).then_refused(
            ExchangedWithoutCurrency, field="allocations/0/currency"
        )

    def test_for_nothing_names_what_was_to_be_settled(self) -> None:
        wanted = Wanted(invoice="1001", amount="92.00", currency="USD", settles="0.00")
        self.stated().when(a_payment(amount_minor=9200, currency="EUR", allocations=(wanted,))).then_refused(
            AmountNotPositive, field="allocations/0/settles"
        )

    def test_is_not_applied_without_a_word(self) -> None:
        ledger = self.stated()
        wanted = Wanted(invoice="1001", amount="92.00")
        ledger.when(
            a_payment(amount_minor=9200, currency="EUR", document_date=APRIL, allocations=(wanted,))
        ).then_refused(AllocationInOtherCurrency, field="allocations/0/invoice")

    def test_has_no_worth_without_a_rate(self) -> None:
        ledger = books(a_rate("7.20", MARCH)).given(in_dollars())
        wanted = Wanted(invoice="1001", amount="92.00", currency="USD", settles="100.00")
        refused = ledger.when(a_payment(amount_minor=9200, currency="EUR", allocations=(wanted,))).then_refused(
            ExchangeRateMissing, field="exchange_rate"
        )
        assert "EUR/CNY" in str(refused)

    def test_says_which_currency_it_settles(self) -> None:
        ledger = self.stated()
        wanted = Wanted(invoice="1001", amount="92.00", settles="100.00")
        ledger.when(a_payment(amount_minor=9200, currency="EUR", allocations=(wanted,))).then_refused(
            ExchangedWithoutCurrency, field="allocations/0/currency"
        )

    def test_is_money_and_no_credit_note(self) -> None:
        ledger = self.stated().given(a_credit_note(currency="EUR"))
        move = a_move(to_customer="C1", number="G1", kind="credit-note", currency="USD")
        ledger.when(move).then_refused(CreditNotExchanged, field="currency")


class TestRevaluation:
    def stated(self) -> Ledger:
        return books(a_rate("7.20", MARCH), a_rate("7.10", MARCH_31), a_rate("7.00", MAY)).given(in_dollars())

    def test_takes_balances_to_the_days_rate_until_the_next_day(self) -> None:
        ledger = revalued(self.stated(), MARCH_31)
        assert worth(ledger, MARCH_31) == {
            ("USD", "receivable"): 71_000,
            ("USD", "revenue"): -72_000,
            ("USD", "unrealised-exchange-differences"): 1000,
        }
        assert worth(ledger, APRIL) == {("USD", "receivable"): 72_000, ("USD", "revenue"): -72_000}

    def test_of_the_same_day_again_changes_nothing(self) -> None:
        ledger = revalued(self.stated(), MARCH_31)
        before = len(ledger.log)
        assert len(revalued(ledger, MARCH_31).log) == before

    def test_twice_in_one_batch_counts_once(self) -> None:
        ledger = revalued(self.stated(), MARCH_31)
        before = len(ledger.log)
        command: dict[str, Any] = {"entity": "CN01", "partition": 0, "revalued_on": MARCH_31}
        ledger.given(RevalueBalances(customers=("C1",), now=datetime(2026, 6, 1, tzinfo=UTC), **command))
        assert len(ledger.log) == before

    def test_asks_for_no_rate_of_what_was_settled_long_ago(self) -> None:
        ledger = books(a_rate("0.05", MARCH, "JPY")).given(an_invoice(currency="JPY"), a_payment(currency="JPY"))
        before = len(ledger.log)
        assert len(revalued(ledger, date(2026, 4, 30)).log) == before

    def test_after_a_late_document_says_what_that_changed(self) -> None:
        ledger = revalued(self.stated(), MARCH_31)
        ledger.given(in_dollars("1002", 5000, document_date=MARCH))
        revalued(ledger, MARCH_31)
        event = ledger.log[-1][1]
        assert isinstance(event, BalancesRevalued)
        assert [balance.difference_minor for balance in event.balances] == [-500]
        assert worth(ledger, MARCH_31)["USD", "receivable"] == 106_500
        assert worth(ledger, APRIL)["USD", "receivable"] == 108_000

    def test_takes_money_on_account_and_open_credits_the_other_way_but_no_advance(self) -> None:
        ledger = books(a_rate("7.20", MARCH), a_rate("7.10", MARCH_31))
        ledger.given(dollars("P1", 1000), dollars("P2", 2000, order="SO-1"))
        ledger.given(a_credit_note(amount_minor=3000, currency="USD"))
        revalued(ledger, MARCH_31)
        assert worth(ledger, MARCH_31) == {
            ("USD", "bank"): 21_600,
            ("USD", "on-account"): -7100,
            ("USD", "advances"): -14_400,
            ("USD", "open-credits"): -21_300,
            ("USD", "revenue"): 21_600,
            ("USD", "unrealised-exchange-differences"): -400,
        }

    def test_is_refused_for_a_day_that_is_closed_or_has_not_come(self) -> None:
        ledger = self.stated().given(*days(date(2026, 1, 1), MARCH_31), a_close(MARCH_31))
        command: dict[str, Any] = {"entity": "CN01", "customers": ("C1",), "partition": 0}
        now = datetime(2026, 4, 1, tzinfo=UTC)
        ledger.when(RevalueBalances(revalued_on=MARCH_31, now=now, **command)).then_refused(
            PeriodIsClosed, field="revalued_on"
        )
        ledger.when(RevalueBalances(revalued_on=MAY, now=now, **command)).then_refused(
            RevaluedAhead, field="revalued_on"
        )

    def test_without_a_rate_names_pair_and_date(self) -> None:
        ledger = books(a_rate("7.20", MARCH)).given(in_dollars())
        with pytest.raises(ExchangeRateMissing, match="USD/CNY for 2026-03-31"):
            revalued(ledger, MARCH_31)


def without_worth(ledger: Ledger, number: str = "1001") -> Ledger:
    """The same books, but the invoice was entered before rates were kept."""
    old = books(a_rate("7.20", MARCH))
    for stream, event in ledger.log:
        if isinstance(event, InvoiceIssued) and event.number == number:
            bare = structs.replace(event, functional_minor=None, exchange_rate=None, exchange_source=None)
            old.evolve(old.state, stream, bare)
            old.log.append((stream, bare))
    return old


class TestBesideOldBooks:
    def test_money_with_a_worth_gives_it_up_to_an_invoice_without_and_realises_nothing(self) -> None:
        old = without_worth(books(a_rate("7.20", MARCH)).given(in_dollars(amount_minor=6000)))
        old.given(dollars(), in_dollars("1002", 4000, exchange_rate="7.00"))
        assert realised(old) == [800]
        assert old.state.carrying.money["CN01/payment/erp/P1"] == (0, 0)
        assert ("CN01/invoice/erp/1001", 1) not in old.state.carrying.items
        old.given(an_unapplication(posted_on=APRIL))
        assert sum(realised(old)) == 0
        assert old.state.carrying.money["CN01/payment/erp/P1"] == (10_000, 72_000)

    def test_one_payment_over_both_realises_the_difference_of_the_new_one_alone(self) -> None:
        old = without_worth(books(a_rate("7.20", MARCH)).given(in_dollars(amount_minor=6000)))
        old.given(in_dollars("1002", 4000, exchange_rate="7.00"), dollars(document_date=APRIL, exchange_rate="7.10"))
        assert realised(old) == [400]
        assert {carried.functional_minor for carried in old.state.carrying.items.values()} == {0}


def test_what_was_posted_before_rates_were_kept_has_no_worth() -> None:
    """Events of older books carry none: they are read as they are, and no worth is made up."""
    ledger = books(a_rate("7.20", MARCH)).given(in_dollars())
    stream, issued = next((stream, event) for stream, event in ledger.log if isinstance(event, InvoiceIssued))
    old = books(a_rate("7.20", MARCH))
    bare = structs.replace(issued, functional_minor=None, exchange_rate=None, exchange_source=None)
    old.evolve(old.state, stream, bare)
    old.log.append((stream, bare))
    chart = Chart(CHINESE, "CNY")
    assert {line.functional_minor for line in lines(bare, chart)} == {None}
