"""A policy says what it means, or every place to mend is named."""

import json
from datetime import date
from typing import Any, ClassVar

import pytest

from services.dunning.domain.policy import Conditions, Policy, PolicyInvalid, When, default_content, parse, read, write
from tests.dunning.builders import DUE, on


def a_step(**changes: Any) -> dict[str, Any]:
    return {"step": "overdue", "when": "due+1d", "actions": ["email"], "template": "overdue", **changes}


def a_policy(*steps: dict[str, Any], **changes: Any) -> dict[str, Any]:
    segment = {"segment": "all", "steps": list(steps), **changes.pop("segment", {})}
    return {"policy": "ours", "segments": [segment], **changes}


def wrong(document: object) -> dict[str, str]:
    """What is wrong with a document, by place."""
    with pytest.raises(PolicyInvalid) as refused:
        parse(document)
    errors = refused.value.members["errors"]
    assert isinstance(errors, list)
    return {error["pointer"]: error["detail"] for error in errors}  # pyright: ignore[reportUnknownVariableType]


class TestWhen:
    @pytest.mark.parametrize(
        ("text", "falls_on"),
        [
            ("due-7d", [-7]),
            ("due", [0]),
            ("due+1d..7d every 3d", [1, 4, 7]),
            ("due-7d..1d every 3d", [-7, -4, -1]),
            ("due+8d..15d", [8]),
            ("due+16d every 10d", [16, 26, 36]),
        ],
    )
    def test_falls_on_its_days_and_on_no_other(self, text: str, falls_on: list[int]) -> None:
        when = When.parse(text)
        slots = {when.slot(DUE, on(day)) for day in range(-30, 40)} - {None}
        assert sorted(slot for slot in slots if slot) == [on(day) for day in falls_on]
        assert str(when) == text

    def test_is_made_up_for_by_the_next_look(self) -> None:
        assert When.parse("due+1d..7d every 3d").slot(DUE, on(6)) == on(4)
        assert When.parse("due+1d..7d every 3d").slot(DUE, on(300)) == on(7)
        assert When.parse("due").slot(DUE, on(-1)) is None

    @pytest.mark.parametrize(
        ("text", "next_on"),
        [
            ("due", [-9, 0]),
            ("due", [0, None]),
            ("due+1d..7d every 3d", [1, 4]),
            ("due+1d..7d every 3d", [5, 7]),
            ("due+1d..7d every 3d", [7, None]),
            ("due+16d every 10d", [100, 106]),
        ],
    )
    def test_tells_its_next_day(self, text: str, next_on: list[int | None]) -> None:
        after, expected = next_on
        assert after is not None
        assert When.parse(text).next_slot(DUE, after) == (None if expected is None else on(expected))

    @pytest.mark.parametrize(
        "text",
        ["", "7d", "due+7", "due 7d", "due+1d..", "due+7d..1d", "due-3d..7d", "due+1d..7d every 0d", "due-8d",
         "due+3651d", "due-3d every 2d", "DUE", "due+1d ..7d", "due+٣d"],
    )  # fmt: skip
    def test_refuses_what_it_cannot_mean(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"\w"):
            When.parse(text)


class TestDefaultPolicy:
    def test_is_the_one_of_the_field(self) -> None:
        policy = read(default_content())
        [segment] = policy.segments
        assert [(str(step.when), step.actions) for step in segment.steps] == [
            ("due-7d", ("email",)),
            ("due-3d", ("email",)),
            ("due", ("email",)),
            ("due+1d..7d every 3d", ("email", "sms", "wechat")),
            ("due+8d..15d", ("task:sales",)),
            ("due+16d", ("letter", "credit-stop")),
        ]
        assert policy.channels_on == {"email"}

    def test_owes_only_channels_that_are_switched_on(self) -> None:
        policy = read(default_content())
        overdue = policy.segments[0].steps[3]
        assert policy.owed_actions(overdue) == ("email",)
        everything = parse({**json.loads(default_content()), "channels_on": ["email", "sms", "wechat"]})
        assert everything.owed_actions(overdue) == ("email", "sms", "wechat")

    def test_is_stored_in_one_spelling(self) -> None:
        assert write(json.loads(default_content())) == default_content()


class TestStepReached:
    def policy(self) -> Policy:
        return parse(a_policy(a_step(), a_step(step="texted", when="due+5d", actions=["sms"])))

    def test_is_never_one_whose_channels_are_all_switched_off(self) -> None:
        policy = self.policy()
        reached = policy.step_reached(policy.segments[0], DUE, on(9))
        assert reached is not None
        assert (reached[0].step, reached[1]) == ("overdue", on(1))


class TestConditions:
    CUSTOMER: ClassVar[dict[str, Any]] = {
        "grade": "B",
        "size": "small",
        "region": "east",
        "currency": "CNY",
        "owed_minor": 5000,
    }

    def test_without_any_is_for_everybody(self) -> None:
        assert Conditions().hold(**self.CUSTOMER)

    @pytest.mark.parametrize(
        ("conditions", "holds"),
        [
            (Conditions(grades=frozenset("AB")), True),
            (Conditions(grades=frozenset("CD")), False),
            (Conditions(sizes=frozenset({"large"})), False),
            (Conditions(regions=frozenset({"east", "west"})), True),
            (Conditions(currencies=frozenset({"USD"})), False),
            (Conditions(amount_at_least={"CNY": 5000}), True),
            (Conditions(amount_at_least={"CNY": 5001}), False),
            (Conditions(amount_at_least={"USD": 1}), False),
            (Conditions(amount_below={"CNY": 5000}), False),
            (Conditions(amount_below={"CNY": 5001}), True),
            (Conditions(amount_below={"USD": 10**9}), False),
        ],
    )
    def test_all_must_hold(self, conditions: Conditions, *, holds: bool) -> None:
        assert conditions.hold(**self.CUSTOMER) is holds

    def test_of_an_ungraded_customer_no_grade_holds(self) -> None:
        ungraded: dict[str, Any] = {**self.CUSTOMER, "grade": None}
        assert not Conditions(grades=frozenset("ABCD")).hold(**ungraded)


class TestParse:
    def test_reads_amounts_in_their_currency(self) -> None:
        policy = parse(a_policy(segment={"customers": {"amount_at_least": {"CNY": "12.50", "JPY": "1000"}}}))
        assert policy.segments[0].customers.amount_at_least == {"CNY": 1250, "JPY": 1000}

    def test_gives_people_until_the_end_of_the_step(self) -> None:
        [step] = parse(a_policy(a_step(when="due+8d..15d", actions=["task:sales"]))).segments[0].steps
        assert step.deadline_of("task:sales", date(2026, 3, 10)) == date(2026, 3, 17)

    def test_names_every_place_to_mend(self) -> None:
        document: dict[str, Any] = {
            "policy": "",
            "channels_on": ["fax"],
            "quiet": True,
            "segments": [
                {
                    "segment": "a",
                    "customers": {"grades": ["E"], "amount_at_least": {"CNY": "1.234", "XXX": "1", "USD": 5}},
                    "steps": [
                        a_step(when="due+1d..9d"),
                        a_step(when="due+7d", actions=["call"], tone="rude"),
                        a_step(step="b", when="due+20d", actions=["letter"], template="Über"),
                        a_step(step="c", when="due+30d", actions=["task:sales"], deadline_days=-1),
                        {"when": 7},
                    ],
                },
                {"segment": "a", "steps": {}},
            ],
        }
        assert set(wrong(document)) == {
            "/policy",
            "/channels_on/0",
            "/quiet",
            "/segments/0/customers/grades/0",
            "/segments/0/customers/amount_at_least/CNY",
            "/segments/0/customers/amount_at_least/XXX",
            "/segments/0/customers/amount_at_least/USD",
            "/segments/0/steps/1/when",
            "/segments/0/steps/1/actions/0",
            "/segments/0/steps/1/tone",
            "/segments/0/steps/1/step",
            "/segments/0/steps/2/template",
            "/segments/0/steps/2/deadline_days",
            "/segments/0/steps/3/deadline_days",
            "/segments/0/steps/4/actions",
            "/segments/0/steps/4/step",
            "/segments/0/steps/4/when",
            "/segments/1/segment",
            "/segments/1/steps",
        }

    def test_refuses_what_is_no_object(self) -> None:
        assert wrong([1]) == {"": "must be an object"}
        assert wrong({}) == {"/policy": "is missing", "/segments": "is missing"}

    def test_refuses_steps_in_each_others_way(self) -> None:
        never_ends = a_policy(a_step(when="due+1d every 2d"), a_step(step="later", when="due+30d"))
        assert "/segments/0/steps/1/when" in wrong(never_ends)

    def test_knows_no_sign_by_itself(self) -> None:
        """A 60-day notice went out 60 days before the due date elsewhere: too early a step is refused."""
        assert "7 days ahead" in wrong(a_policy(a_step(when="due-60d")))["/segments/0/steps/0/when"]

    def test_takes_a_segment_without_steps_as_one_left_alone(self) -> None:
        assert parse(a_policy()).segments[0].steps == ()

    def test_gives_up_reading_what_nobody_can_mean(self) -> None:
        endless = a_policy(*[a_step(step=f"s{days}", when=f"due+{days}d") for days in range(1, 200)])
        assert wrong(endless) == {"/segments/0/steps": "must not have more than 100 items"}
        assert wrong({f"m{index}": 1 for index in range(10**5)})[""] == "must not have more than 100 members"
        hopeless = a_policy(*[{"step": "S", "when": 1, "actions": [1, 2, 3, 4]}] * 100)
        assert len(wrong(hopeless)) == 50
