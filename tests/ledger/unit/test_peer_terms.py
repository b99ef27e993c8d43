"""Due dates, payment terms and instalments from the tests of other systems: what they expect, we give, or say why not.

The cases are no part of this repository; HUIKUAN_REAL_DATA names the folder they lie in; what lies there is run.
Where our rule differs by design, docs/accounting-differences.md says so, and the end of this file tests it.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from services.ledger.domain import terms
from services.ledger.domain.documents import AmountNotPositive
from services.ledger.domain.terms import WHOLE, DueRule, Terms, TermsDiscount, TermsPart, half_up
from shared.money import Money, decimal
from tests.ledger.builders import an_invoice, new_ledger
from tests.ledger.unit.test_peer_cases import CASES, MARKED, Case, otherwise, without_cases

TOPICS = {"due-date", "payment-terms", "instalments", "early-payment-discount"}
#: Where our rule differs; each has a test below.
OTHERWISE = {"tryton-021"}
MONTHS = re.compile(r"(\d+) months?")
DAYS = re.compile(r"(\d+) days?")
DAY_OF_MONTH = re.compile(r"\bday (\d+)")
TEXTS: Mapping[str, DueRule] = {
    "none": DueRule(),
    "end of month": DueRule(day=31),
    "end of next month": DueRule(months=1, day=31),
    "last day of next month": DueRule(months=1, day=31),
    "last day of the next month": DueRule(months=1, day=31),
}


def runs_now(case: Case) -> bool:
    return (
        case["topic"] in TOPICS
        and case["id"] not in OTHERWISE
        and not any(mark in (case.get("note") or "") for mark in MARKED)
    )


def rule(text: str) -> DueRule:
    """A rule as the cases write it: `net 30 days`, `1 month 30 days`, `2 months 30 days, day 15`, or in words."""
    if (said := TEXTS.get(text.lower().strip())) is not None:
        return said
    months, days, day = MONTHS.search(text), DAYS.search(text), DAY_OF_MONTH.search(text)
    assert months or days or day, f"the case says {text!r}, which is not read here yet"
    return DueRule(
        months=int(months[1]) if months else 0,
        days=int(days[1]) if days else 0,
        day=int(day[1]) if day else None,
    )


def basis_points(percent: str) -> int:
    return Money.parse(percent, "EUR").minor


def parts(case: Case, amount_minor: int) -> tuple[TermsPart, ...]:
    """The parts as shares of the whole. A fixed amount is the share that it is of this invoice."""
    found: list[TermsPart] = []
    left = WHOLE
    for line in case["given"]["terms"]:
        match line:
            case {"pct_of_total": str(percent)}:
                share = basis_points(percent)
            case {"pct_of_remainder": str(percent)}:
                share = half_up(left * basis_points(percent), WHOLE)
            case {"fixed": str(fixed)}:
                share = half_up(Money.parse(fixed, "EUR").minor * WHOLE, amount_minor)
            case {"remainder": True}:
                share = left
            case _:
                pytest.fail(f"the case says {line}, which is not read here yet")
        left -= share
        found.append(TermsPart(basis_points=share, due=rule(line["offset"])))
    return tuple(found)


def stated(case: Case) -> tuple[Terms, int, date]:
    """Terms, amount and date of the invoice of a case."""
    given = case["given"]
    if events := given.get("events"):
        invoice = next(event for event in events if event["type"] == "InvoiceIssued")
        issued = date.fromisoformat(invoice["date"])
        total = Money.parse(invoice["amount"], "INR").minor
        shares = tuple(
            TermsPart(
                basis_points=half_up(Money.parse(part["amount"], "INR").minor * WHOLE, total),
                due=DueRule(days=(date.fromisoformat(part["due"]) - issued).days),
            )
            for part in invoice["instalments"]
        )
        return Terms(instalments=shares), total, issued
    issued = date.fromisoformat(given.get("invoice_date") or given["date"])
    amount_minor = Money.parse(given.get("amount", "100.00"), "EUR").minor
    if isinstance(given["terms"], str):
        shares = (TermsPart(basis_points=WHOLE, due=rule(given["terms"])),)
    else:
        shares = parts(case, amount_minor)
    discounts = tuple(
        TermsDiscount(basis_points=basis_points(each["percent"]), due=rule(each["within"]))
        for each in given.get("discounts", ())
    )
    return Terms(instalments=shares, discounts=discounts), amount_minor, issued


def every_day(_: date) -> bool:
    return True


@without_cases
@pytest.mark.parametrize("case", [case for case in CASES if runs_now(case)], ids=lambda case: case["id"])
def test_peer_case(case: Case) -> None:
    agreed, amount_minor, issued = stated(case)
    terms.check(agreed)
    ours = [
        {"due": part.due_on.isoformat(), "amount": decimal(part.amount_minor, "EUR")}
        for part in terms.instalments_of(agreed, amount_minor, issued, every_day).dated
    ]
    for key, expected in case["expected"].items():
        match key:
            case "due":
                assert [part["due"] for part in ours] == [expected]
            case "instalments":
                assert ours == expected
            case "instalment_rows":
                # What was paid is not the matter here: the parts are.
                wanted = [{"due": row["due"], "amount": row["invoiced"]} for row in expected]
                assert all(part in ours for part in wanted)
            case "dropped":
                assert set(expected) <= {part["due"] for part in ours}
            case _:
                pytest.fail(f"the case speaks of {key!r}, which is not read here yet")


@without_cases
def test_of_every_topic_there_is_a_case() -> None:
    run: list[Any] = [case["topic"] for case in CASES if runs_now(case)]
    assert {"due-date", "payment-terms", "instalments"} <= set(run)


@without_cases
class TestOurRuleDiffers:
    def test_an_invoice_over_nothing_is_refused_and_has_no_instalments(self) -> None:
        """tryton-021: there an invoice of 0.00 has one instalment of 0.00; here it is no receivable."""
        agreed, amount_minor, issued = stated(otherwise("tryton-021"))
        new_ledger().when(an_invoice(amount_minor=amount_minor, document_date=issued, terms=agreed)).then_refused(
            AmountNotPositive, field="amount"
        )
