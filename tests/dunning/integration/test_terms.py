"""Nobody is reminded of what waits for an event; from its due date on it is like anything else that is owed."""

from datetime import timedelta

import pytest

from services.dunning.domain.obligation import ObligationCreated
from services.ledger.domain.due_event import ReportDueEvent
from services.ledger.domain.invoice import IssueInvoice
from services.ledger.domain.terms import DueRule, Terms, TermsPart
from tests.dunning.integration.world import ENTITY, MONDAY, World, broken

WAITS = Terms(instalments=(TermsPart(basis_points=10_000, due=DueRule(event="acceptance")),))


def built(world: World) -> None:
    world.founded("C1")
    world.carry_out(
        IssueInvoice(
            entity=ENTITY,
            customer="C1",
            source="erp",
            number="1",
            currency="CNY",
            amount_minor=10_000,
            document_date=MONDAY,
            terms=WAITS,
        )
    )


@pytest.mark.parametrize("batch", [1, 1000])
async def test_reminders_begin_when_the_event_has_dated_it(world: World, batch: int) -> None:
    built(world)
    world.opens(MONDAY + timedelta(days=60))
    await world.hear(batch=batch)
    assert await world.said(ObligationCreated) == []

    accepted_on = MONDAY + timedelta(days=50)
    world.carry_out(
        ReportDueEvent(entity=ENTITY, source="erp", number="1", event="acceptance", happened_on=accepted_on)
    )
    world.opens(MONDAY + timedelta(days=63))
    await world.hear(batch=batch)
    created = await world.said(ObligationCreated)
    assert created
    assert {(item.due_on, item.open_minor) for each in created for item in each.items} == {(accepted_on, 10_000)}
    checks = await world.verify()
    assert broken([check for check in checks if "without an answer" not in check.name]) == []
