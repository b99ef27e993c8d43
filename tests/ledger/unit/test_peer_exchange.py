"""Books in several currencies, as others' tests expect them: what is owed keeps its rate until it is paid."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.ledger.domain.chart import Role
from services.ledger.domain.valuation import ExchangeDifferenceRealised
from shared.money import Money, decimal
from tests.ledger.builders import Ledger, a_customer, a_payment, a_rate, an_entity, an_invoice, empty_ledger, rates
from tests.ledger.unit.test_foreign_exchange import revalued, worth
from tests.ledger.unit.test_peer_cases import CASES, MARKED, Case, without_cases

FX = [case for case in CASES if case["topic"] == "fx" and not any(mark in (case.get("note") or "") for mark in MARKED)]


def told(case: Case) -> Ledger:
    """Books told what the peer's test tells its own, each document at the rate it states."""
    given = case["given"]
    own = given["base_currency"]
    currency = given["events"][0]["currency"]
    ledger = empty_ledger().given(
        an_entity(functional_currency=own, currencies=(own, currency)), a_customer("C1", currency=own)
    )
    for event in given["events"]:
        on = date.fromisoformat(event["date"])
        if event["type"] == "FxRevaluation":
            ledger.given(rates(a_rate(event["rate"], on, currency)))
            revalued(ledger, on, own=own)
            continue
        amount_minor = Money.parse(event["amount"], currency).minor
        content: dict[str, Any] = {"currency": currency, "document_date": on, "exchange_rate": event["rate"]}
        if event["type"] == "InvoiceIssued":
            due_on = date.fromisoformat(event["due"])
            ledger.given(an_invoice(event["invoice"], amount_minor, due_on=due_on, **content))
        else:
            ledger.given(a_payment(event["payment"], amount_minor, **content))
    return ledger


def balance(ledger: Ledger, case: Case, role: Role, as_of: date = date.max, *, own: bool = True) -> str:
    currency = case["given"]["events"][0]["currency"]
    sums = worth(ledger, as_of, own=case["given"]["base_currency"])
    return decimal(sums.get((currency, role), 0), case["given"]["base_currency"] if own else currency)


@without_cases
@pytest.mark.parametrize("case", FX, ids=lambda case: case["id"])
def test_peer_case(case: Case) -> None:
    ledger = told(case)
    expected = case["expected"]
    own = case["given"]["base_currency"]
    as_of = date.fromisoformat(case["as_of"])
    found = [event.amount_minor for _, event in ledger.log if isinstance(event, ExchangeDifferenceRealised)]
    match expected:
        case {"revaluation_gain_base": gain}:
            assert balance(ledger, case, "unrealised-exchange-differences", as_of) == f"-{gain}"
        case {"allocated": allocated, "fx_difference_base": difference}:
            assert decimal(sum(found), own) == difference
            paid = sum(carried.amount_minor for carried in ledger.state.carrying.money.values())
            received = Decimal(case["given"]["events"][1]["amount"])
            assert received - Decimal(paid) / 100 == Decimal(allocated)
        case {"base": base, "account_currency": _}:
            assert balance(ledger, case, "receivable", as_of) == base["outstanding"]
            assert balance(ledger, case, "bank") == base["future"]
            # They take the money's worth off the receivable's; the difference realised by then is a part of the rest.
            rest = Decimal(balance(ledger, case, "receivable")) - Decimal(sum(found)) / 100
            assert rest == Decimal(base["remaining"])
            open_minor = sum(carried.amount_minor for carried in ledger.state.carrying.items.values())
            assert decimal(open_minor, "USD") == expected["account_currency"]["remaining"]
        case _:
            pytest.fail(f"{case['id']} expects something else: {expected}")
