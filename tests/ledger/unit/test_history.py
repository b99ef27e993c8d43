"""Every event has words in both languages, the day it counts, and the command it came from."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.ledger.domain.cause import command_of
from services.ledger.domain.credit_note import ApplyCredit
from services.ledger.domain.history import Step, step, tell
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.terms import DueRule, Terms, TermsPart
from services.ledger.published import CODEC
from shared.testing.contracts import read_samples
from tests.ledger.builders import (
    Ledger,
    a_cancellation,
    a_credit_note,
    a_decision,
    a_payment,
    a_write_off,
    an_adjustment,
    an_allocation,
    an_invoice,
    an_unapplication,
    new_ledger,
    open_minor,
    wanted,
)

SAMPLES = [
    sample
    for sample in read_samples(Path(__file__).parents[2] / "contracts" / "samples")
    if sample.topic == "huikuan.ledger"
]
INVOICE = "CN01/invoice/erp/1001"


def said(event: LedgerEvent, *beside: LedgerEvent) -> str:
    return command_of(event, beside)


class TestEveryEvent:
    @pytest.mark.parametrize("sample", SAMPLES, ids=[f"{sample.name}.{sample.number}" for sample in SAMPLES])
    def test_is_told_in_both_languages(self, sample: Any) -> None:
        event = CODEC.decode(sample.name, sample.value)
        assert event is not None
        told = tell(event)
        assert re.search("[一-鿿]", told.words.zh)
        in_data = set(sample.value.decode())
        assert not re.search("[一-鿿]", "".join(set(told.words.en) - in_data))
        assert told.words.en.endswith(".")
        assert told.words.zh.endswith("。")
        assert re.fullmatch("[a-z-]+", told.command)


class TestCommand:
    def events(self, ledger: Ledger) -> list[LedgerEvent]:
        return [event for _, event in ledger.log]

    def test_of_an_allocation_is_that_of_the_payment_or_invoice_it_came_with(self) -> None:
        *_, invoice, payment, allocated = self.events(new_ledger().given(an_invoice(), a_payment()))
        assert said(allocated, invoice, payment) == "receive-payment"
        *_, payment, invoice, allocated = self.events(new_ledger().given(a_payment(), an_invoice()))
        assert said(allocated, invoice) == "issue-invoice"
        assert said(allocated) == "allocate-payment"

    def test_of_an_allocation_by_a_person_is_its_own_though_others_stand_beside_it(self) -> None:
        ledger = new_ledger().given(
            a_payment(automatic=False), an_invoice(), an_invoice("1002"), an_allocation("P1", wanted("1002", 100))
        )
        *_, other, invoice, allocated = self.events(ledger)
        assert said(allocated, other) == said(allocated, invoice) == "allocate-payment"

    def test_of_what_was_taken_back_is_the_cancellation_or_a_person(self) -> None:
        *_, unapplied, cancelled = self.events(new_ledger().given(an_invoice(), a_payment(), a_cancellation()))
        assert said(unapplied, cancelled) == "cancel-invoice"
        *_, unapplied = self.events(new_ledger().given(an_invoice(), a_payment(), an_unapplication()))
        assert said(unapplied) == "unapply-payment"

    def test_of_an_applied_credit_is_the_credit_note_or_a_person(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_credit_note(against="1001"))
        *_, issued, applied = self.events(ledger)
        assert said(applied, issued) == "issue-credit-note"
        apply = ApplyCredit(entity="CN01", source="erp", number="G1", automatic=True)
        *_, applied = self.events(new_ledger().given(an_invoice(), a_credit_note(), apply))
        assert said(applied) == "apply-credit"


class TestWhy:
    def steps(self, ledger: Ledger, instalment: int | None = None) -> list[Step]:
        left = 0
        found: list[Step] = []
        for _, event in ledger.log:
            told = step(event, INVOICE, instalment, left)
            if told:
                left = told.open_minor
                found.append(told)
        return found

    def test_the_steps_make_the_open_amount(self) -> None:
        parts = ((date(2026, 3, 10), 6000), (date(2026, 3, 20), 4000))
        ledger = new_ledger().given(
            an_invoice(instalments=parts),
            an_invoice("1002", 500),
            a_payment("P1", 7000, reference="1001"),
            an_unapplication("P1"),
            a_payment("P2", 100, reference="for 1001"),
            a_credit_note("G1", 50, against="1001"),
        )
        steps = self.steps(ledger)
        assert [(each.kind, each.effect_minor, each.rule) for each in steps] == [
            ("issued", 10000, None),
            ("applied", -7000, "reference"),
            ("taken-back", 7000, None),
            ("applied", -100, "reference"),
            ("applied", -50, "explicit"),
        ]
        assert steps[-1].open_minor == open_minor(ledger, "1001") == 9850
        assert [each.open_minor for each in self.steps(ledger, 2)] == [4000, 3000, 4000]
        assert "60.00 CNY of payment P1 settled instalment 1 of invoice 1001" in steps[1].words.en
        assert "收款 P1 核销发票 1001 第 2 期 10.00 CNY（按附言匹配）。" in steps[1].words.zh

    def test_a_cancelled_invoice_is_open_no_more(self) -> None:
        steps = self.steps(new_ledger().given(an_invoice(), a_payment(), a_cancellation()))
        assert [each.kind for each in steps] == ["issued", "applied", "taken-back", "cancelled"]
        assert steps[-1].open_minor == 0

    def test_a_reduction_is_told_with_its_kind_and_so_is_what_is_owed_again(self) -> None:
        dated, waiting = DueRule(days=30), DueRule(days=30, event="delivery")
        terms = Terms(instalments=(TermsPart(basis_points=6000, due=dated), TermsPart(basis_points=4000, due=waiting)))
        ledger = new_ledger().given(
            an_invoice(terms=terms),
            an_adjustment("A1", amount="10.00"),
            a_write_off("W1", amount="20.00"),
            a_decision("W1"),
            a_cancellation(),
        )
        steps = self.steps(ledger)
        assert [(each.kind, each.effect_minor, each.rule) for each in steps] == [
            ("issued", 10000, None),
            ("reduced", -1000, "adjustment"),
            ("reduced", -2000, "write-off"),
            ("restored", 1000, "adjustment"),
            ("restored", 2000, "write-off"),
            ("cancelled", -10000, None),
        ]
        assert steps[1].words == ("An adjustment of 10.00 CNY on 1001: freight agreed afterwards.",
                                  "1001 应收调减 10.00 CNY：freight agreed afterwards。")  # fmt: skip
        assert [each.open_minor for each in self.steps(ledger, 2)] == [4000, 0]
