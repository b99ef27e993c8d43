"""A policy holds from a version on, in every partition, and nobody overwrites what they have not seen."""

import json

from services.dunning.domain.activation import (
    ActivateDefaultPolicy,
    ActivatePolicy,
    EntityUnknown,
    PolicyActivated,
    PolicyReplacedMeanwhile,
)
from services.dunning.domain.desk import Desk, decide, evolve
from services.dunning.domain.policy import PolicyInvalid, default_content
from shared.testing.scenario import Scenario
from tests.dunning.builders import ENTITY, Company

OURS = {**json.loads(default_content()), "policy": "ours"}


def a_new_entity(partitions: int = 3) -> Company:
    """An entity of which partition 0 has heard."""
    company: Company = Scenario(Desk(partitions=partitions), decide, evolve)
    return company.given(ActivateDefaultPolicy(entity=ENTITY, partition=0))


class TestDefault:
    def test_holds_as_soon_as_the_entity_is_heard_of(self) -> None:
        company = a_new_entity()
        assert company.log == [
            (
                f"{ENTITY}/policy/0",
                PolicyActivated(entity=ENTITY, policy="default", version=1, content=default_content()),
            )
        ]

    def test_is_not_activated_twice(self) -> None:
        a_new_entity().when(ActivateDefaultPolicy(entity=ENTITY, partition=0)).then_nothing()

    def test_does_not_replace_what_people_were_quicker_to_activate(self) -> None:
        company = a_new_entity().given(ActivatePolicy(entity=ENTITY, document=OURS))
        company.when(ActivateDefaultPolicy(entity=ENTITY, partition=2)).then_nothing()


class TestActivate:
    def test_tells_every_partition_the_next_version(self) -> None:
        company = a_new_entity().given(ActivatePolicy(entity=ENTITY, document=OURS))
        told = [(stream, event) for stream, event in company.log if isinstance(event, PolicyActivated)][1:]
        assert [stream for stream, _ in told] == [f"{ENTITY}/policy/{partition}" for partition in range(3)]
        assert {(event.policy, event.version) for _, event in told} == {("ours", 2)}

    def test_of_what_holds_already_changes_nothing(self) -> None:
        company = a_new_entity().given(ActivatePolicy(entity=ENTITY, document=OURS))
        company.when(ActivatePolicy(entity=ENTITY, document=OURS)).then_nothing()

    def test_of_what_holds_only_in_some_partitions_tells_all(self) -> None:
        same = ActivatePolicy(entity=ENTITY, document=json.loads(default_content()))
        assert len(a_new_entity().when(same).then_events()) == 3

    def test_refuses_an_unknown_entity(self) -> None:
        a_new_entity().when(ActivatePolicy(entity="DE01", document=OURS)).then_refused(EntityUnknown)

    def test_refuses_to_replace_a_version_its_author_has_not_seen(self) -> None:
        company = a_new_entity().given(ActivatePolicy(entity=ENTITY, document=OURS, replaces=1))
        newer = {**OURS, "policy": "newer"}
        company.when(ActivatePolicy(entity=ENTITY, document=newer, replaces=1)).then_refused(PolicyReplacedMeanwhile)

    def test_refuses_what_is_no_policy(self) -> None:
        a_new_entity().when(ActivatePolicy(entity=ENTITY, document={})).then_refused(PolicyInvalid)
