"""What credit makes of instalments that wait for an event: owed from the beginning, late only once they are due."""

from datetime import timedelta

import pytest

from services.credit.domain.standing import Behaviour, Exposure
from services.credit.projections.verification import verify
from services.ledger.domain.due_event import ReportDueEvent
from services.ledger.domain.invoice import CancelInvoice, IssueInvoice
from services.ledger.domain.terms import DueRule, Terms, TermsPart
from tests.credit.integration.world import ENTITY, MONDAY, World

RETENTION = Terms(
    instalments=(
        TermsPart(basis_points=9_000, due=DueRule(days=10)),
        TermsPart(basis_points=1_000, due=DueRule(days=5, event="warranty-end")),
    )
)


def built(world: World) -> None:
    world.founded("C1")
    world.opens(MONDAY)
    world.carry_out(
        IssueInvoice(
            entity=ENTITY,
            customer="C1",
            source="erp",
            number="1",
            currency="CNY",
            amount_minor=10_000,
            document_date=MONDAY,
            terms=RETENTION,
        )
    )


def warranty_ends(world: World) -> None:
    world.carry_out(
        ReportDueEvent(entity=ENTITY, source="erp", number="1", event="warranty-end", happened_on=world.today)
    )


async def standing(world: World) -> tuple[Exposure, Behaviour]:
    exposures, behaviours = await world.accounts("C1")
    return exposures[ENTITY, "C1"]["CNY"], behaviours[ENTITY, "C1"]["CNY"]


@pytest.mark.parametrize("batch", [1, 1000])
async def test_retention_money_is_exposure_before_and_after_it_is_due(world: World, batch: int) -> None:
    built(world)
    await world.hear(batch=batch)
    exposure, _ = await standing(world)
    assert exposure == Exposure(receivable_minor=10_000)

    # For two hundred days only the first part can be late.
    world.opens(MONDAY + timedelta(days=200))
    world.paid("P1", "1", 9_000)
    warranty_ends(world)
    await world.hear(batch=batch)
    exposure, behaviour = await standing(world)
    assert exposure == Exposure(receivable_minor=1_000)
    assert (behaviour.settled, behaviour.days_late_max) == (1, 190)

    world.opens(MONDAY + timedelta(days=206))
    await world.hear(batch=batch)
    exposure, _ = await standing(world)
    assert exposure == Exposure(receivable_minor=1_000, overdue_minor=1_000)
    world.paid("P2", "1", 1_000)
    await world.hear(batch=batch)
    exposure, behaviour = await standing(world)
    assert (exposure, behaviour.settled) == (Exposure(), 2)
    async with world.engine.connect():
        assert [check for check in await verify(world.engine) if not check.ok] == []


async def test_what_still_waits_ends_with_its_invoice(world: World) -> None:
    built(world)
    world.carry_out(CancelInvoice(entity=ENTITY, source="erp", number="1", reason="a mistake", now=world.clock.now()))
    await world.hear()
    exposure, _ = await standing(world)
    assert exposure == Exposure()
