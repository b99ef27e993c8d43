"""What is owed on a day: the highest step due, once, to one customer, in one bundle, for what is undisputed."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from services.dunning.domain.activation import ActivatePolicy
from services.dunning.domain.dispute import OpenDispute, with_disputes
from services.dunning.domain.evaluation import Basis, DayEvaluated, EvaluateDay, judge, owed, superseded
from services.dunning.domain.explanation import next_slot, reason_against
from services.dunning.domain.obligation import ObligationCreated, ObligationEnded, Open, Total, WithdrawalRequested
from services.dunning.domain.policy import default_content, parse
from shared.event_store import EVENT_BYTES_MAX
from tests.dunning.builders import (
    DEFAULT,
    ENTITY,
    KNOWN,
    a_company,
    a_customer,
    a_day,
    an_item,
    change,
    evaluate,
    on,
    open_day,
)


def steps_owed(day: date, *items: Any, basis: Basis = DEFAULT, **changes: Any) -> list[tuple[str, str]]:
    return [(each.step, each.action) for each in owed(a_customer(*items, **changes), day, basis)]


class TestOwed:
    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            (-8, []),
            (-7, [("gentle-7d", "email")]),
            (-3, [("gentle-3d", "email")]),
            (0, [("due-today", "email")]),
            (1, [("overdue", "email")]),
            (7, [("overdue", "email")]),
            (8, [("call", "task:sales")]),
            (16, [("lawyer", "letter"), ("lawyer", "credit-stop")]),
            (400, [("lawyer", "letter"), ("lawyer", "credit-stop")]),
        ],
    )
    def test_is_the_highest_step_that_has_come(self, days: int, expected: list[tuple[str, str]]) -> None:
        assert steps_owed(on(days), an_item()) == expected

    def test_is_nothing_for_a_step_already_taken(self) -> None:
        assert steps_owed(on(3), an_item(taken_on=on(1))) == []
        assert steps_owed(on(4), an_item(taken_on=on(1))) == [("overdue", "email")]

    def test_is_one_bundle_for_the_customer_with_lower_steps_folded_in(self) -> None:
        items = an_item("late"), an_item("soon", due_on=on(12)), an_item("far", due_on=on(60))
        [task] = owed(a_customer(*items), on(9), DEFAULT)
        assert (task.action, task.step, task.level) == ("task:sales", "call", 5)
        assert [(item.invoice, item.days_overdue, item.slot) for item in task.items] == [
            (f"{ENTITY}/invoice/erp/late", 9, on(8)),
            (f"{ENTITY}/invoice/erp/soon", -3, on(9)),
        ]

    def test_leaves_out_an_item_reminded_yesterday(self) -> None:
        [mail] = owed(a_customer(an_item("a", taken_on=on(1)), an_item("b", due_on=on(1))), on(2), DEFAULT)
        assert [item.invoice for item in mail.items] == [f"{ENTITY}/invoice/erp/b"]

    def test_says_by_when_and_by_whom(self) -> None:
        [task] = owed(a_customer(an_item()), on(8), DEFAULT)
        assert (task.role, task.deadline) == ("sales", on(15))
        letter, stop = owed(a_customer(an_item()), on(16), DEFAULT)
        assert (letter.role, letter.deadline) == ("legal", on(30))
        assert (stop.role, stop.deadline) == (None, None)

    def test_carries_what_it_was_decided_on(self) -> None:
        [mail] = owed(a_customer(an_item()), on(0), DEFAULT)
        assert (mail.policy_version, mail.known, mail.segment) == (1, KNOWN, "every customer")
        assert mail.obligation == f"{ENTITY}/obligation/C1/{on(0)}/email"


class TestCurrencies:
    def test_are_never_netted(self) -> None:
        items = an_item("a"), an_item("b", currency="USD", open_minor=500), an_item("c", open_minor=1)
        [mail] = owed(a_customer(*items), on(0), DEFAULT)
        assert mail.totals == (
            Total(currency="CNY", open_minor=10_001, asked_minor=10_001),
            Total(currency="USD", open_minor=500, asked_minor=500),
        )


class TestDisputes:
    def test_in_full_leave_nothing_to_ask_for_and_take_no_step(self) -> None:
        assert steps_owed(on(1), an_item(disputed_minor=10_000)) == []

    def test_in_part_leave_the_rest(self) -> None:
        [mail] = owed(a_customer(an_item(disputed_minor=4000)), on(1), DEFAULT)
        assert mail.totals == (Total(currency="CNY", open_minor=10_000, asked_minor=6000),)

    def test_of_one_item_do_not_hide_the_others(self) -> None:
        [mail] = owed(a_customer(an_item("a", disputed_minor=10_000), an_item("b")), on(1), DEFAULT)
        assert [item.invoice for item in mail.items] == [f"{ENTITY}/invoice/erp/b"]

    def test_once_over_bring_the_step_reached_not_the_ladder(self) -> None:
        assert steps_owed(on(9), an_item(taken_on=on(0))) == [("call", "task:sales")]

    def test_of_a_whole_invoice_fill_the_earliest_instalments(self) -> None:
        items = [an_item("a", instalment=number, due_on=on(number), open_minor=100) for number in (1, 2, 3)]
        disputed = with_disputes(
            items,
            [
                OpenDispute(items[0].invoice, None, 150),
                OpenDispute(items[0].invoice, 3, 70),
                OpenDispute("another", None, 9999),
            ],
        )
        assert [item.disputed_minor for item in disputed] == [100, 50, 70]

    def test_never_exceed_what_is_open(self) -> None:
        [item] = with_disputes([an_item("a", open_minor=30)], [OpenDispute(an_item("a").invoice, 1, 100)])
        assert (item.disputed_minor, item.asked_minor) == (30, 0)


class TestSegments:
    def basis(self, *segments: dict[str, Any]) -> Basis:
        return Basis(policy=parse({"policy": "ours", "segments": list(segments)}), policy_version=2, known={})

    def segment(self, name: str, when: str, **customers: Any) -> dict[str, Any]:
        step = {"step": f"{name}-step", "when": when, "actions": ["email"], "template": "t"}
        return {"segment": name, "customers": customers, "steps": [step]}

    def test_the_first_that_fits_counts(self) -> None:
        basis = self.basis(self.segment("good", "due+5d", grades=["A"]), self.segment("rest", "due+1d"))
        assert steps_owed(on(1), an_item(), basis=basis, grade="A") == []
        assert steps_owed(on(1), an_item(), basis=basis, grade="C") == [("rest-step", "email")]
        assert steps_owed(on(1), an_item(), basis=basis) == [("rest-step", "email")]

    def test_where_none_fits_nobody_is_reminded(self) -> None:
        basis = self.basis(self.segment("large", "due", sizes=["large"]))
        assert steps_owed(on(1), an_item(), basis=basis, size="small") == []
        [verdict] = judge(basis.policy, a_customer(an_item()), on(1))
        assert verdict.why == "no-segment"

    def test_weigh_the_sum_in_one_currency_without_what_is_disputed(self) -> None:
        basis = self.basis(self.segment("worth-it", "due", amount_at_least={"CNY": "150.00"}))
        one, two = an_item("a"), an_item("b", due_on=on(-2))
        assert steps_owed(on(0), one, basis=basis) == []
        assert steps_owed(on(0), one, two, basis=basis) == [("worth-it-step", "email")]
        assert steps_owed(on(0), one, an_item("b", disputed_minor=6000), basis=basis) == []
        assert steps_owed(on(0), one, an_item("b", currency="USD"), basis=basis) == []

    def test_of_two_currencies_go_their_own_way_into_one_bundle(self) -> None:
        basis = self.basis(self.segment("yuan", "due+3d", currencies=["CNY"]), self.segment("others", "due+1d"))
        customer = a_customer(an_item("a"), an_item("b", currency="USD"))
        [mail] = owed(customer, on(3), basis)
        assert (mail.step, len(mail.items)) == ("yuan-step", 2)


class TestHolds:
    def test_nobody_insolvent_is_pressed(self) -> None:
        assert steps_owed(on(20), an_item(), insolvent=True) == []

    def test_a_pause_ends_by_itself(self) -> None:
        assert steps_owed(on(1), an_item(), paused_until=on(1)) == []
        assert steps_owed(on(2), an_item(), paused_until=on(1)) == [("overdue", "email")]

    def test_an_item_the_ledger_has_not_announced_is_left_alone(self) -> None:
        assert steps_owed(on(1), an_item(announced=False)) == []


class TestHistory:
    def test_before_dunning_began_reminds_nobody(self) -> None:
        company = a_company(a_customer(an_item("old", due_on=on(-3000)), an_item("newer"), dunning_from=on(17)))
        assert [evaluate(company, on(days), dunning_from=on(17)) for days in (17, 18, 100)] == [[], [], []]

    def test_gets_only_the_steps_that_come_from_then_on(self) -> None:
        company = a_company(a_customer(an_item(), dunning_from=on(5)))
        assert evaluate(company, on(5), dunning_from=on(5)) == []
        assert [evaluate(company, on(days), dunning_from=on(5))[0].step for days in (7, 8, 16)] == [
            "overdue",
            "call",
            "lawyer",
        ]

    def test_counts_from_the_very_day_even_if_it_is_made_up_for(self) -> None:
        assert steps_owed(on(9), an_item(), dunning_from=on(8)) == [("call", "task:sales")]
        assert steps_owed(on(9), an_item(), dunning_from=on(9)) == []

    def test_entered_late_does_not_hide_what_fell_since(self) -> None:
        company = a_company()
        evaluate(company, on(9), dunning_from=on(2))
        company.state.customers[ENTITY, "C1"] = a_customer(
            an_item("late"), an_item("ancient", due_on=on(-90)), dunning_from=on(2)
        )
        company.state.members[ENTITY, 0] = [(ENTITY, "C1")]
        [task] = evaluate(company, on(10), dunning_from=on(2))
        assert (task.step, [item.invoice for item in task.items]) == ("call", [f"{ENTITY}/invoice/erp/late"])

    def test_is_told_with_the_next_step_from_then_on(self) -> None:
        old, newer = judge(
            DEFAULT.policy, a_customer(an_item("old", due_on=on(-90)), an_item("newer"), dunning_from=on(5)), on(2)
        )
        assert (old.why, next_slot(old, on(2))) == ("before-dunning", None)
        assert (newer.why, next_slot(newer, on(2))) == ("before-dunning", on(7))
        assert reason_against(newer, on(2)) == (
            f"The step 'overdue' fell on {on(1)}, before reminders begin on {on(5)}; "
            "what was overdue by then is history."
        )

    def test_that_was_spoken_of_before_stays_taken(self) -> None:
        [verdict] = judge(DEFAULT.policy, a_customer(an_item(taken_on=on(1)), dunning_from=on(3)), on(3))
        assert verdict.why == "taken"


class TestDay:
    @pytest.mark.parametrize(
        "changes",
        [
            {"is_working_day": False},
            {"is_latest": False},
            {"dunning_from": on(1)},
            {"evaluated": on(0)},
            {"evaluated": on(1)},
        ],
    )
    def test_is_left_to_a_later_one(self, changes: dict[str, Any]) -> None:
        assert not a_day(on(0), **changes).is_to_be_evaluated

    def test_is_evaluated_once_it_may(self) -> None:
        assert a_day(on(0), dunning_from=on(0), evaluated=on(-1)).is_to_be_evaluated

    def test_makes_up_for_the_days_since_but_for_none_before_dunning_began(self) -> None:
        day = a_day(on(3), dunning_from=on(1), opened_since=tuple(on(day) for day in range(-2, 4)))
        assert day.skipped == (on(1), on(2))


class TestEvaluateDay:
    def test_writes_the_day_before_its_decisions(self) -> None:
        company = a_company(a_customer(an_item()))
        open_day(company, on(-1), is_latest=False)
        open_day(company, on(0))
        first, *decisions = company.when(EvaluateDay(entity=ENTITY, partition=0, date=on(0))).then_events()
        assert first == DayEvaluated(entity=ENTITY, date=on(0), skipped=(on(-1),), policy_version=1, positions=KNOWN)
        assert [type(event) for event in decisions] == [ObligationCreated]

    def test_again_changes_nothing(self) -> None:
        company = a_company(a_customer(an_item()))
        evaluate(company, on(0))
        company.when(EvaluateDay(entity=ENTITY, partition=0, date=on(0))).then_nothing()

    def test_a_saturday_is_made_up_for_on_monday(self) -> None:
        company = a_company(a_customer(an_item(due_on=date(2026, 3, 7))))
        assert evaluate(company, date(2026, 3, 7), is_working_day=False) == []
        assert evaluate(company, date(2026, 3, 8), is_working_day=False) == []
        [mail] = evaluate(company, date(2026, 3, 9))
        assert (mail.step, mail.items[0].slot) == ("overdue", date(2026, 3, 8))

    def test_after_an_outage_covers_all_days_with_one_bundle(self) -> None:
        company = a_company(a_customer(an_item()))
        evaluate(company, on(-4))
        for days in range(-3, 1):
            open_day(company, on(days), is_latest=False)
        [mail] = evaluate(company, on(1))
        assert mail.step == "overdue"
        assert [evaluate(company, on(days)) for days in (2, 3)] == [[], []]

    def test_finds_a_late_document_at_its_right_stage(self) -> None:
        company = a_company()
        evaluate(company, on(9))
        company.state.customers[ENTITY, "C1"] = a_customer(an_item())
        company.state.members[ENTITY, 0] = [(ENTITY, "C1")]
        [task] = evaluate(company, on(10))
        assert task.step == "call"

    def test_goes_on_at_the_stage_reached_when_a_payment_comes_back(self) -> None:
        company = a_company(a_customer(an_item()))
        evaluate(company, on(1))
        change(company, open_minor=0)
        assert evaluate(company, on(4)) == []
        change(company, open_minor=10_000)
        [mail] = evaluate(company, on(5))
        assert mail.items[0].slot == on(4)

    def test_before_dunning_begins_writes_nothing(self) -> None:
        company = a_company(a_customer(an_item()))
        open_day(company, on(0), dunning_from=on(1))
        company.when(EvaluateDay(entity=ENTITY, partition=0, date=on(0))).then_nothing()


class TestSuperseded:
    def test_a_task_is_overtaken_once_its_deadline_has_passed(self) -> None:
        company = a_company(a_customer(an_item()))
        evaluate(company, on(8))
        created = evaluate(company, on(16))
        assert [each.action for each in created] == ["letter", "credit-stop"]
        [ended] = [event for event in company.events if isinstance(event, ObligationEnded)]
        assert (ended.action, ended.outcome) == ("task:sales", "superseded")

    def test_a_task_keeps_its_time(self) -> None:
        company = a_company(a_customer(an_item()))
        evaluate(company, on(11))  # until the 18th day
        evaluate(company, on(16))
        assert not [event for event in company.events if isinstance(event, ObligationEnded)]
        evaluate(company, on(19))
        [ended] = [event for event in company.events if isinstance(event, ObligationEnded)]
        assert (ended.action, ended.outcome) == ("task:sales", "superseded")

    def test_a_task_stays_while_something_it_asks_for_was_not_taken_since(self) -> None:
        first, second = an_item("a"), an_item("b")
        [task] = owed(a_customer(first, second), on(8), DEFAULT)
        later = replace(first, taken_on=on(16)), replace(second, taken_on=on(8))
        assert superseded(a_customer(*later), [Open(task)], on(16)) == []
        settled = later[0], replace(later[1], open_minor=0)
        assert len(superseded(a_customer(*settled), [Open(task)], on(16))) == 1

    def test_a_mail_that_is_still_waiting_is_asked_back(self) -> None:
        company = a_company(a_customer(an_item()))
        evaluate(company, on(1))
        evaluate(company, on(4))
        [asked] = [event for event in company.events if isinstance(event, WithdrawalRequested)]
        assert (asked.obligation, asked.reason) == (f"{ENTITY}/obligation/C1/{on(1)}/email", "superseded")
        evaluate(company, on(7))
        asked_again = [event for event in company.events if isinstance(event, WithdrawalRequested)]
        assert [event.obligation for event in asked_again] == [f"{ENTITY}/obligation/C1/{on(4)}/email"]


class TestBundle:
    def test_fits_into_one_event_and_the_rest_follows(self) -> None:
        number = "n" * 60 + "%04d"
        items = [an_item(number % index, open_minor=10**14) for index in range(1200)]
        company = a_company(a_customer(*items))
        [first] = evaluate(company, on(1))
        assert len(msgspec.json.encode(first)) < EVENT_BYTES_MAX
        rounds = [first, *evaluate(company, on(2)), *evaluate(company, on(3))]
        spoken_of = [item.invoice for each in rounds for item in each.items if item.slot == on(1)]
        assert sorted(spoken_of) == sorted(item.invoice for item in items)


class TestNewVersion:
    def test_at_noon_sends_nothing_twice(self) -> None:
        company = a_company(a_customer(an_item()))
        evaluate(company, on(1))
        daily = json.loads(default_content())
        daily["segments"][0]["steps"][3]["when"] = "due+1d..7d every 1d"
        company.given(ActivatePolicy(entity=ENTITY, document=daily))
        company.when(EvaluateDay(entity=ENTITY, partition=0, date=on(1))).then_nothing()
        [mail] = evaluate(company, on(2))
        assert mail.policy_version == 2
