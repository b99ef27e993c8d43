"""Of every topic that the ledger answers for, every case of the peers runs, or says itself that others may differ.

The cases are no part of this repository; HUIKUAN_REAL_DATA names the folder they lie in. A case that somebody adds
there and nobody runs turns these tests red, and so does one that is left out of a list here.
"""

from collections import Counter
from typing import Any

import pytest

from tests.ledger.unit import (
    test_peer_cases,
    test_peer_exchange,
    test_peer_interest,
    test_peer_rollforward,
    test_peer_terms,
)
from tests.ledger.unit.test_peer_cases import CASES, is_marked, without_cases

#: Each topic, and the tests that run its cases one by one.
TESTS: dict[str, Any] = {
    "outstanding": test_peer_cases.test_peer_case,
    "allocation": test_peer_cases.test_peer_case,
    "overpayment": test_peer_cases.test_peer_case,
    "refund": test_peer_cases.test_peer_case,
    "credit-note": test_peer_cases.test_peer_case,
    "unapplied": test_peer_cases.test_peer_case,
    "instalments": test_peer_cases.test_peer_case,
    "as-of": test_peer_cases.test_peer_case,
    "due-date": test_peer_terms.test_peer_case,
    "payment-terms": test_peer_terms.test_peer_case,
    "late-interest": test_peer_interest.test_peer_case,
    "fx": test_peer_exchange.test_peer_case,
    "rollforward": test_peer_rollforward.TestARollForward,
}
#: Where our rule differs on purpose: a test of its own says how, and docs/accounting-differences.md why.
OTHERWISE = test_peer_cases.OTHERWISE | test_peer_terms.OTHERWISE


def run_by(test: Any) -> list[str]:
    """The cases that a test is run with, as pytest has been told."""
    return [case["id"] for mark in test.pytestmark if mark.name == "parametrize" for case in mark.args[1]]


@without_cases
@pytest.mark.parametrize("topic", TESTS)
def test_every_case_of_a_topic_runs_once_or_is_marked(topic: str) -> None:
    cases = [case for case in CASES if case["topic"] == topic]
    assert cases, "the topic is there"
    runs = Counter(run_by(TESTS[topic]))
    for case in cases:
        left_out = is_marked(case) or case["id"] in OTHERWISE
        assert runs[case["id"]] == (0 if left_out else 1), case["id"]


@without_cases
def test_what_differs_on_purpose_is_few_and_has_a_reason() -> None:
    """Both are invoices over nothing, which are no receivables here, but for the credit note that another peer nets."""
    assert sorted(OTHERWISE) == ["erpnext-004", "killbill-006", "tryton-021"]
