"""Rules got wrong on purpose, one by one: each turns a test red, and the same test is green without it.

One table, so that anybody can see which mistakes of accounting these tests would find. Wider ones are kept beside the
tests that find them: `test_closed_days.py`, `test_discounts.py`, `test_statement.py` and
`test_terms.py`, and on a real database `test_races.py` and `test_transfers.py`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from msgspec import structs

from services.ledger.domain import (
    accrual,
    allocation,
    discount,
    due_event,
    interest,
    journal,
    ledger,
    money_move,
    payment,
    payout,
    period,
    rates,
    reduction,
    statement,
    terms,
    write_off,
)
from services.ledger.domain.allocation import Purse
from services.ledger.domain.books import Books, Discounts, Entity, Item
from services.ledger.domain.chart import Chart, Role
from services.ledger.domain.journal import Line, Posting
from services.ledger.domain.period import Day
from services.ledger.domain.revaluation import BalancesRevalued
from services.ledger.domain.shares import Share
from services.ledger.domain.terms import DueRule
from services.ledger.domain.transfer import MoneyMovedIn
from services.ledger.domain.valuation import ExchangeDifferenceRealised
from services.ledger.domain.write_off import DecideWriteOff, RecoveryReceived
from tests.ledger.builders import an_invoice
from tests.ledger.unit import (
    test_claim,
    test_claim_settlement,
    test_discounts,
    test_foreign_exchange,
    test_journal,
    test_payment,
    test_period,
    test_plain_books,
    test_settlement,
    test_terms,
    test_transfers,
)

Mutate = Callable[[pytest.MonkeyPatch], None]
#: How a test turns red: what it asserts is not so, or what it takes apart is not there.
RED = (AssertionError, ValueError, LookupError, pytest.fail.Exception)
ONE_DAY = timedelta(days=1)


class Mutant(NamedTuple):
    """A rule got wrong, and the test that must see it."""

    name: str
    mutate: Mutate
    test: Callable[[], object]


def instead(module: object, name: str, wrong: object) -> Mutate:
    return lambda patch: patch.setattr(module, name, wrong)


# ---------------------------------------------------------------- the mutants


def rounds_each_share(amount_minor: int, weights: Sequence[int]) -> list[int]:
    return [(2 * amount_minor * weight + sum(weights)) // (2 * sum(weights)) for weight in weights]


def rounds_each_tax(amount_minor: int, divided: Iterable[Share]) -> tuple[Share, ...]:
    whole = [(share, share.net_minor, share.tax_minor) for share in divided]
    weights = [weight for _, *both in whole for weight in both]
    parts = rounds_each_share(amount_minor, weights)
    return tuple(
        structs.replace(share, net_minor=parts[2 * at], tax_minor=parts[2 * at + 1])
        for at, (share, *_) in enumerate(whole)
    )


def counts_360_days(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(interest.DAYS_OF_YEAR, "act/365", 360)


def rounds_down(exact_minor: Fraction) -> int:
    return exact_minor.numerator // exact_minor.denominator


_take: Any = getattr(Purse, "_take")  # noqa: B009 - a mutant reaches where nobody else does


def applies_before_posting(self: Purse, rule: str, item: Item, amount_minor: int) -> None:
    _take(self, rule, item._replace(open_from=date.min), amount_minor)


_allowed = discount.allowed_minor


def grants_a_day_late(offered: Discounts, paid_on: date, entity: Entity) -> int:
    return _allowed(offered, paid_on - ONE_DAY, entity)


_move: Any = money_move.move


def moves_half(command: Any, books: Books) -> list[Any]:
    return [(stream, event) for stream, event in _move(command, books) if not isinstance(event, MoneyMovedIn)]


_pair: Any = getattr(journal, "_pair")  # noqa: B009


def posts_to_the_wrong_side(debit: Role, credit: Role, amount_minor: int, posted_on: date, chart: Chart) -> list[Line]:
    return _pair(credit, debit, amount_minor, posted_on, chart)


_decide = write_off.decide


def lets_the_proposer_approve(command: DecideWriteOff, books: Books) -> Any:
    return _decide(replace(command, principal=f"not {command.principal}"), books)


_due_date = terms.due_date


def ignores_when_it_happened(rule: DueRule, shift: str, _: date, *more: Any) -> date:
    return _due_date(rule, shift, date(2026, 3, 1), *more)


def reverses_nothing(*_: object) -> list[Any]:
    return []


def counts_opening_as_sale(patch: pytest.MonkeyPatch) -> None:
    owed_for: dict[str, Role] = getattr(journal, "_OWED_FOR")  # noqa: B009
    patch.setitem(owed_for, "opening-balance", "revenue")


def takes_any_day(_: Books, __: Entity, day: date, ___: str, *, moves: bool) -> Day:  # noqa: ARG001 - as the rule's
    return Day(day)


def contests_nothing(*_: object) -> dict[int, list[Any]]:
    return {}


def fees_never_fall(_: str) -> tuple[str, ...]:
    return ()


_change: Any = statement.change_minor


def recovers_a_receivable(event: Posting) -> int:
    return -event.amount_minor if isinstance(event, RecoveryReceived) else _change(event)


_differences = reduction.small_differences


def drops_it_beside_money_left(purse: Purse, entity: Entity, pursued: Collection[str]) -> Any:
    purse.left_minor = 0
    return _differences(purse, entity, pursued)


def refunds_anything(command: Any, books: Books) -> Any:
    funds = books.funds[command.document]
    books.put_funds(funds._replace(unapplied_minor=funds.amount_minor * 10))
    try:
        return _refund(command, books)
    finally:
        books.put_funds(funds)


_refund = payout.refund


def pays_in_full(purse: Purse, rule: str, items: Iterable[Item], _: Books) -> None:
    purse.pay(rule, items)


def never_closed(*_: object) -> None:
    return None


def recognises_nothing(decided: Any, _: Books) -> Any:
    return decided


_lines: Any = getattr(journal, "_lines")  # noqa: B009


def never_reverses_a_revaluation(event: Any, chart: Chart) -> list[Line]:
    posted: list[Line] = _lines(event, chart)
    if isinstance(event, BalancesRevalued):
        return [line for line in posted if line.posted_on == event.revalued_on]
    return posted


def realises_against_the_revalued_worth(event: Any, chart: Chart) -> list[Line]:
    """−30 where −20 is right: a revaluation must not move what is carried."""
    posted: list[Line] = _lines(event, chart)
    if isinstance(event, ExchangeDifferenceRealised):
        return [line._replace(functional_minor=(line.functional_minor or 0) * 3 // 2) for line in posted]
    return posted


MUTANTS = [
    Mutant(
        "a revaluation is not reversed",
        instead(journal, "_lines", never_reverses_a_revaluation),
        test_foreign_exchange.TestRevaluation().test_takes_balances_to_the_days_rate_until_the_next_day,
    ),
    Mutant(
        "a difference is realised against the revalued worth",
        instead(journal, "_lines", realises_against_the_revalued_worth),
        test_foreign_exchange.TestAPayment().test_of_a_hundred_dollars_invoiced_at_7_20_and_paid_at_7_00_realises_a_loss_of_twenty,
    ),
    Mutant(
        "a share is rounded by itself",
        instead(terms, "split", rounds_each_share),
        test_terms.TestInstalments().test_share_the_cents_by_largest_remainder,
    ),
    Mutant(
        "the tax of a discount is rounded by itself",
        instead(reduction, "in_proportion", rounds_each_tax),
        test_discounts.TestTax().test_of_equal_shares_gives_the_odd_cents_to_the_first,
    ),
    Mutant(
        "a year has 360 days",
        counts_360_days,
        test_claim.TestAccrue().test_begins_the_day_after_the_due_date_and_ends_with_the_day_asked_for,
    ),
    Mutant(
        "interest is rounded down",
        instead(accrual, "half_up", rounds_down),
        lambda: test_plain_books.TestClerks().test_any_day_is_as_the_plain_books_have_it(0),
    ),
    Mutant(
        "the due date bears interest",
        instead(accrual, "DAY", timedelta(0)),
        test_claim.TestAccrue().test_begins_the_day_after_the_due_date_and_ends_with_the_day_asked_for,
    ),
    Mutant(
        "an allocation counts before the invoice is posted",
        instead(allocation.Purse, "_take", applies_before_posting),
        test_payment.TestAutomaticAllocation().test_counts_from_the_day_the_later_of_both_is_posted,
    ),
    Mutant(
        "a discount is granted a day late",
        instead(discount, "allowed_minor", grants_a_day_late),
        lambda: test_discounts.TestAPayment().test_takes_the_discount_of_its_value_date_off_what_it_leaves(
            21, 2_000, None
        ),
    ),
    Mutant(
        "half a transfer is recorded",
        instead(money_move, "move", moves_half),
        test_transfers.TestMove().test_has_one_transfer_on_both_sides_and_keeps_value_date_and_reference,
    ),
    Mutant(
        "the control account is posted to the wrong side",
        instead(journal, "_pair", posts_to_the_wrong_side),
        test_journal.TestEachEvent().test_payment_goes_through_on_account,
    ),
    Mutant(
        "who proposed a write-off approves it",
        instead(write_off, "decide", lets_the_proposer_approve),
        test_settlement.TestWriteOff().test_proposed_and_approved_by_one_person_is_refused,
    ),
    Mutant(
        "the day on which the event happened does not matter",
        instead(due_event, "due_date", ignores_when_it_happened),
        test_terms.TestAnInstalmentThatWaits().test_is_dated_by_its_event_and_falls_due_like_any_other,
    ),
    Mutant(
        "a backdated payment leaves the claim as it is",
        instead(accrual, "reverse", reverses_nothing),
        test_claim.TestWhenThePastChanges().test_a_backdated_payment_reverses_and_accrues_again,
    ),
    Mutant(
        "an opening balance counts as a sale",
        counts_opening_as_sale,
        test_settlement.TestOpeningBalance().test_counts_as_no_sale_and_no_cash,
    ),
    Mutant(
        "a closed period is posted on",
        instead(period, "_place", takes_any_day),
        lambda: test_period.TestALateDocument().test_is_refused_where_it_states_the_closed_day(an_invoice),
    ),
    Mutant(
        "the contested part bears interest",
        instead(accrual, "_contested", contests_nothing),
        test_claim.TestAContestedPart().test_bears_no_interest_while_the_dispute_is_open,
    ),
    Mutant(
        "what was written off bears interest as if it had never been owed",
        instead(accrual, "_reductions", contests_nothing),
        test_claim_settlement.TestAWriteOff().test_ends_interest_from_its_day_on,
    ),
    Mutant(
        "a discount stays when its payment is taken back",
        instead(payment, "granted_on", fees_never_fall),
        test_discounts.TestTakenBack().test_a_discount_may_be_taken_again,
    ),
    Mutant(
        "a returned payment leaves settled what it had settled",
        instead(payment, "taken_back", reverses_nothing),
        test_settlement.TestReturnedPayment().test_opens_what_it_settled_at_the_original_due_date,
    ),
    Mutant(
        "more is refunded than is there",
        instead(payout, "refund", refunds_anything),
        test_settlement.TestRefund().test_of_more_than_is_left_is_refused,
    ),
    Mutant(
        "money pays a claim that is no receivable yet",
        instead(ledger.claim, "recognised_first", recognises_nothing),
        test_claim.TestWhatMoneyPaysFirst().test_is_the_interest_under_the_civil_codes,
    ),
    Mutant(
        "a small difference is dropped where money is left",
        instead(reduction, "small_differences", drops_it_beside_money_left),
        test_settlement.TestSmallDifference().test_is_none_where_money_is_left_on_account,
    ),
    Mutant(
        "a lump payment pays the first invoices in full",
        instead(discount, "pay", pays_in_full),
        lambda: test_discounts.TestALumpPayment().test_earns_each_discount_that_it_covers(
            97_000 + 48_500, [3_000, 1_500], [0, 0, 10_000]
        ),
    ),
    Mutant(
        "a rate that nobody knows is the last one known",
        instead(rates.Rates, "refuse_unknown", reverses_nothing),
        test_claim.TestRates().test_of_days_that_nobody_knows_are_refused_naming_table_and_day,
    ),
    Mutant(
        "the accounts of closed days change",
        instead(period, "first_open_day", never_closed),
        test_period.TestWhatIsDoneToDocuments().test_accounts_of_closed_days_stay,
    ),
    Mutant(
        "a recovery lessens the balance of a statement",
        instead(statement, "change_minor", recovers_a_receivable),
        lambda: [test_plain_books.TestClerks().test_any_day_is_as_the_plain_books_have_it(seed) for seed in range(4)],
    ),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_a_mutant_turns_its_test_red(monkeypatch: pytest.MonkeyPatch, mutant: Mutant) -> None:
    mutant.test()
    mutant.mutate(monkeypatch)
    with pytest.raises(RED):
        mutant.test()
