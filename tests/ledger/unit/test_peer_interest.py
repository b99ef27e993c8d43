"""Late interest as other calculators figure it: what their pages state, we claim too, or say why not.

The cases are no part of this repository; HUIKUAN_REAL_DATA names the folder they lie in; what lies there is run.
Where our rule differs by design, docs/accounting-differences.md says so.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

import pytest

from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.rates import StateInterestRate
from shared.money import Money, decimal
from shared.testing import settings as testing
from tests.ledger.builders import an_invoice, claims_in, new_ledger

TOPIC = "late-interest"
MARKED = ("PEER QUIRK", "PEER CONVENTION")
DUE = date(2025, 1, 31)
CENT = Decimal("0.01")

Case = Mapping[str, Any]


def all_cases() -> list[Case]:
    folder = testing.TestingSettings().real_data
    files = sorted((folder / "peer-cases").glob("**/*.json")) if folder else []
    return [case for file in files for case in json.loads(file.read_text(encoding="utf-8"))]


CASES = [
    case
    for case in all_cases()
    if case["topic"] == TOPIC and not any(mark in (case.get("note") or "") for mark in MARKED)
]
without_cases = pytest.mark.skipif(not CASES, reason="HUIKUAN_REAL_DATA names no folder with peer-cases")


def claimed(principal: str, *, percent: str, days: int) -> dict[str, int]:
    """What a British entity claims of a debt so many days after it was due, at a rate of its own: interest and fee."""
    ledger = new_ledger(
        rate_table="uk-1998",
        late_fee=True,
        currencies=("CNY", "GBP"),
        interest_from=DUE,
    )
    stated = StateInterestRate(
        entity="CN01", rate_table="uk-1998", valid_from=date(2025, 1, 1), percent=percent, source="the case"
    )
    owed = an_invoice(
        amount_minor=Money.parse(principal, "GBP").minor, currency="GBP", document_date=date(2025, 1, 1), due_on=DUE
    )
    ledger.given(stated, owed)
    accrual = AccrueInterest(
        entity="CN01",
        customer="C1",
        invoices=("CN01/invoice/erp/1001",),
        until=DUE + timedelta(days=days),
        now=datetime(2027, 1, 1, tzinfo=UTC),
    )
    return {claim.kind: claim.amount_minor for claim in claims_in(ledger.when(accrual).then_events())}


def shown(case: Case) -> dict[str, str]:
    """What we claim, in the words of the cases; what is about so much is without its pence."""
    given = case["given"]
    principal = given.get("principal") or given["debt"]
    percent, days = given.get("rate_pct_pa", "8"), given.get("days", 1)
    found = claimed(principal, percent=percent, days=days)
    interest = Decimal(decimal(found.get("interest", 0), "GBP"))
    compensation = Decimal(decimal(found["fee"], "GBP"))
    daily = claimed(principal, percent=percent, days=1)["interest"]
    return {
        "daily": decimal(daily, "GBP"),
        "interest_about": str(interest.quantize(Decimal(1), ROUND_DOWN)),
        "compensation": str(compensation),
        "total_about": str((Decimal(principal) + interest + compensation).quantize(Decimal(1), ROUND_DOWN)),
    }


@without_cases
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_peer_case(case: Case) -> None:
    ours = shown(case)
    for key, expected in case["expected"].items():
        assert key in ours, f"the case speaks of {key!r}, which is not read here yet"
        assert ours[key] == expected, f"{key}: {ours[key]} is not {expected}"


class TestOurRuleDiffers:
    def test_the_daily_amount_is_not_rounded_first(self) -> None:
        """5,000 for 101 days at 12.25 %: a calculator that rounds the day comes to 169.68, the exact sum is 169.49."""
        assert claimed("5000.00", percent="12.25", days=101)["interest"] == 16949
        assert (Decimal(5000) * Decimal("0.1225") / 365).quantize(CENT) * 101 == Decimal("169.68")
