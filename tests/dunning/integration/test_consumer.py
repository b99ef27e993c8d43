"""What dunning makes of what it hears, through the consumer's own transactions on a real PostgreSQL."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.dunning.domain.activation import ActivatePolicy, PolicyActivated
from services.dunning.domain.evaluation import DayEvaluated
from services.dunning.domain.obligation import ObligationCreated, ObligationEnded, WithdrawalRequested
from services.dunning.reactions import Reactions
from services.dunning.subscribed import (
    LEDGER_TOPIC,
    CreditProfileGraded,
    CreditResumed,
    CreditStopped,
    MessageQueued,
    MessageSent,
    MessageUnknown,
    MessageWithdrawn,
)
from shared.bus.port import Batch
from shared.consumer import Reader
from tests.dunning.integration.world import (
    BEFORE,
    ENTITY,
    MONDAY,
    PARTITIONS,
    World,
    arriving,
    broken,
    readers,
)

FRIDAY = MONDAY + timedelta(days=4)
NEXT_MONDAY = MONDAY + timedelta(days=7)


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


async def obligations(world: World) -> list[tuple[str, str, str]]:
    """What was owed: date, step and action."""
    created = await world.said(ObligationCreated)
    return sorted((str(each.date), each.step, each.action) for each in created)


async def endings(world: World) -> dict[str, str]:
    return {each.obligation.split("/", 3)[3]: each.outcome for each in await world.said(ObligationEnded)}


def about(days: int, action: str = "email", customer: str = "C1") -> dict[str, Any]:
    obligation = f"{ENTITY}/obligation/{customer}/{after(days)}/{action}"
    return {"entity": ENTITY, "customer": customer, "obligation": obligation}


def message(days: int, **more: Any) -> dict[str, Any]:
    return {**about(days), "message": f"{ENTITY}/message/C1/{after(days)}/email", **more}


class TestEntity:
    async def test_has_the_default_policy_as_soon_as_it_is_heard_of(self, world: World) -> None:
        world.founded()
        await world.hear()
        activated = await world.said(PolicyActivated)
        assert [(each.policy, each.version) for each in activated] == [("default", 1)] * PARTITIONS

    async def test_told_anew_keeps_its_policy(self, world: World) -> None:
        world.founded()
        world.founded(dunning_from=after(1))
        await world.hear(batch=1)
        assert len(await world.said(PolicyActivated)) == PARTITIONS


class TestDay:
    async def test_brings_the_reminders_of_the_policy(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=after(1))
        world.opens(after(1))
        await world.hear()
        assert await obligations(world) == [(str(after(1)), "due-today", "email")]

    async def test_brings_them_day_by_day_when_somebody_listens(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=MONDAY)
        for days in range(18):
            world.opens(after(days))
            await world.hear()
            await world.notify_sends()
        assert [(str(day), step) for day, step, _ in await obligations(world)] == [
            (str(after(0)), "due-today"),
            (str(after(1)), "overdue"),
            (str(after(4)), "overdue"),
            (str(after(7)), "overdue"),
            (str(after(8)), "call"),
            (str(after(16)), "lawyer"),
            (str(after(16)), "lawyer"),
        ]
        assert broken(await world.verify()) == []

    async def test_is_evaluated_once_in_each_partition_with_the_positions_known(self, world: World) -> None:
        world.founded("C1")
        world.opens(MONDAY)
        world.say(world.credit, CreditProfileGraded(entity=ENTITY, customer="C1", grade="B"))
        await world.hear()
        evaluated: list[DayEvaluated] = await world.said(DayEvaluated)
        assert [(each.date, each.skipped, each.policy_version) for each in evaluated] == [(MONDAY, (), 1)] * PARTITIONS
        mine = world.partition("C1")
        assert evaluated[mine].positions == {
            "huikuan.credit": f"1.{mine}.1",
            "huikuan.ledger": f"1.{mine}.{len(world.ledger.log[mine])}",
        }

    async def test_that_people_do_not_work_on_is_left_to_the_next(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=FRIDAY)
        world.opens(FRIDAY)
        await world.hear()
        world.opens(NEXT_MONDAY)
        await world.hear(batch=1)
        assert [(day, step) for day, step, _ in await obligations(world)] == [
            (str(FRIDAY), "due-today"),
            (str(NEXT_MONDAY), "overdue"),
        ]
        [*_, last] = await world.said(DayEvaluated)
        assert last.skipped == (after(5), after(6))

    async def test_before_dunning_begins_reminds_nobody(self, world: World) -> None:
        world.founded("C1", dunning_from=after(3))
        world.invoiced("1", due=MONDAY)
        world.opens(after(2))
        await world.hear()
        assert await world.said(DayEvaluated) == []
        world.opens(after(3))
        await world.hear()
        assert len(await world.said(DayEvaluated)) == PARTITIONS
        assert await obligations(world) == []
        world.opens(after(4))
        await world.hear()
        assert await obligations(world) == [(str(after(4)), "overdue", "email")]

    async def test_imported_history_reminds_nobody(self, world: World) -> None:
        world.founded("C1", "C2")
        for number, ago in enumerate((3000, 400, 17, 9)):
            world.invoiced(f"old-{number}", due=after(-ago))
        world.invoiced("recent", due=after(-7), customer="C2")
        world.opens(MONDAY)
        await world.hear()
        assert [(each.customer, each.step) for each in await world.said(ObligationCreated)] == [("C2", "overdue")]
        for days in range(1, 10):
            world.opens(after(days))
            await world.hear()
            await world.notify_sends()
        created = await world.said(ObligationCreated)
        assert [(each.date, each.step) for each in created if each.customer == "C1"] == [
            (after(7), "lawyer"),  # the youngest of the old ones gets what comes from now on
            (after(7), "lawyer"),
        ]
        assert {item.invoice for each in created for item in each.items if each.customer == "C1"} == {
            f"{ENTITY}/invoice/erp/old-3"
        }
        assert broken(await world.verify()) == []

    async def test_finds_a_late_document_at_its_stage_the_next_day(self, world: World) -> None:
        world.founded("C1", dunning_from=after(-30))
        world.opens(MONDAY)
        await world.hear()
        world.invoiced("late", due=BEFORE - timedelta(days=9))
        await world.hear()
        assert await obligations(world) == []
        world.opens(after(1))
        await world.hear()
        assert await obligations(world) == [(str(after(1)), "call", "task:sales")]

    async def test_finds_a_returned_payment_at_the_stage_reached(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=MONDAY)
        world.opens(after(1))
        await world.hear()
        world.paid("P1", "1")
        world.opens(after(4))
        await world.hear()
        world.unpaid("P1")
        world.opens(after(7))
        await world.hear()
        assert [step for _, step, _ in await obligations(world)] == ["overdue", "overdue"]

    async def test_asks_only_for_what_is_undisputed(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("part", due=MONDAY)
        world.invoiced("whole", due=MONDAY)
        world.disputed("D1", "part", amount="30.00")
        world.disputed("D2", "whole")
        world.opens(MONDAY)
        await world.hear()
        [mail] = await world.said(ObligationCreated)
        assert [(item.invoice, item.open_minor, item.disputed_minor) for item in mail.items] == [
            (f"{ENTITY}/invoice/erp/part", 10_000, 3_000)
        ]
        world.resolved("D2")
        world.opens(after(1))
        await world.hear()
        assert len((await world.said(ObligationCreated))[-1].items) == 2


async def three_days_down(world: World) -> None:
    """The calendar opened three days, one by one, while dunning was away."""
    world.founded("C1", dunning_from=after(-7))
    world.invoiced("1", due=after(1))
    world.opens(MONDAY)
    await world.hear()
    world.opens(after(3))


async def evaluate_without_catching_up(world: World) -> None:
    """Mutant: every day is decided as soon as it is heard of, whatever else waits on the bus."""
    partition = world.partition("C1")
    reader = world.readers[LEDGER_TOPIC]
    while True:
        heard = await read_position(world, partition)
        if not await world.hear_batch(world.ledger, reader=reader, batch=1, ends={partition: heard + 1}):
            return


async def read_position(world: World, partition: int) -> int:
    async with world.engine.connect() as connection:
        query = text("SELECT next_offset FROM checkpoint WHERE topic = :topic AND partition = :partition")
        return (
            await connection.execute(query, {"topic": LEDGER_TOPIC, "partition": partition})
        ).scalar_one_or_none() or 0


class TestAfterThreeDaysDown:
    """Whoever was away sends one bundle for all that came meanwhile, not a burst."""

    EXPECTED = ((str(MONDAY), "gentle-3d", "email"), (str(after(3)), "overdue", "email"))

    @pytest.mark.parametrize("batch", [1, 2, 1000])
    async def test_one_evaluation_covers_all_steps(self, world: World, batch: int) -> None:
        await three_days_down(world)
        await world.hear(batch=batch)
        assert tuple(await obligations(world)) == self.EXPECTED
        [*_, last] = [each for each in await world.said(DayEvaluated) if each.date == after(3)]
        assert last.skipped == (after(1), after(2))
        assert broken(await world.verify()) == []

    async def test_so_does_a_calendar_that_was_away(self, world: World) -> None:
        world.founded("C1", dunning_from=after(-7))
        world.invoiced("1", due=after(1))
        world.opens(MONDAY)
        await world.hear()
        world.opens(after(3), in_one_catch_up=True)
        await evaluate_without_catching_up(world)
        assert tuple(await obligations(world)) == self.EXPECTED

    async def test_evaluating_before_catching_up_would_be_seen(self, world: World) -> None:
        await three_days_down(world)
        await evaluate_without_catching_up(world)
        assert tuple(await obligations(world)) != self.EXPECTED
        assert [step for _, step, _ in await obligations(world)] == ["gentle-3d", "due-today", "overdue"]


class TestExactlyOnce:
    async def test_a_repeated_delivery_changes_nothing(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=MONDAY)
        world.opens(MONDAY)
        await world.hear()
        said = await world.said(object)
        reader, partition = world.readers[LEDGER_TOPIC], world.partition("C1")
        messages = arriving(world.ledger, partition)
        async with world.engine.begin() as connection:
            applied = await reader.consume(connection, {partition: Batch(messages, len(messages))})
        assert applied[partition].repeated == len(messages)
        assert await world.said(object) == said

    async def test_day_decisions_and_place_are_one_transaction(self, world: World) -> None:
        """A consumer that dies after deciding, before it commits, leaves nothing behind; the next decides the same."""
        world.founded("C1")
        world.invoiced("1", due=MONDAY)
        world.opens(MONDAY)
        reactions = Reactions(world.clock)

        async def dies(connection: AsyncConnection, topic: str, partitions: Sequence[int]) -> None:
            await reactions.evaluate(connection, topic, partitions)
            raise Died

        partition = world.partition("C1")
        dying: Reader = readers(reactions, dies)[LEDGER_TOPIC]
        with pytest.raises(Died):
            await world.hear_partitions(world.ledger, [partition], reader=dying)
        assert await world.said(DayEvaluated, ObligationCreated) == []
        assert await read_position(world, partition) == 0
        await world.hear()
        assert await obligations(world) == [(str(MONDAY), "due-today", "email")]


class Died(Exception):
    """The process is gone."""


class TestPayment:
    async def test_before_the_evaluation_leaves_nothing_to_remind_of(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=MONDAY)
        world.opens(MONDAY)
        world.paid("P1", "1")
        await world.hear()
        assert await obligations(world) == []

    async def test_after_it_asks_notify_whose_answer_decides(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=MONDAY)
        world.opens(MONDAY)
        await world.hear()
        world.say(world.notify, MessageQueued(**message(0)))
        world.paid("P1", "1")
        await world.hear()
        assert [each.reason for each in await world.said(WithdrawalRequested)] == ["settled"]
        assert await endings(world) == {}
        world.say(world.notify, MessageWithdrawn(**message(0, reason="settled")))
        await world.hear()
        [ended] = await world.said(ObligationEnded)
        assert (ended.outcome, ended.reason, ended.message) == ("withdrawn", "settled", message(0)["message"])

    async def test_that_came_too_late_leaves_the_mail_sent(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=MONDAY)
        world.opens(MONDAY)
        await world.hear()
        world.paid("P1", "1")
        await world.hear()
        world.say(world.notify, MessageSent(**message(0)))
        await world.hear()
        assert list((await endings(world)).values()) == ["sent"]
        assert broken(await world.verify()) == []

    async def test_in_part_leaves_the_obligation(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=MONDAY)
        world.opens(MONDAY)
        await world.hear()
        world.paid("P1", "1", 9_999)
        await world.hear()
        assert await world.said(WithdrawalRequested) == []

    async def test_ends_a_task_at_once(self, world: World) -> None:
        world.founded("C1", "C2")
        world.invoiced("1", due=after(-8))
        world.invoiced("2", due=after(-8), customer="C2")
        world.opens(MONDAY)
        await world.hear()
        world.paid("P1", "1")
        await world.hear()
        assert [(each.customer, each.outcome) for each in await world.said(ObligationEnded)] == [("C1", "withdrawn")]

    async def test_and_evaluation_in_one_batch_withdraw_and_decide(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=MONDAY)
        world.opens(MONDAY)
        await world.hear()
        world.invoiced("2", due=MONDAY)
        world.paid("P1", "1")
        world.opens(after(1))
        await world.hear()
        [*_, mail] = await world.said(ObligationCreated)
        assert [item.invoice for item in mail.items] == [f"{ENTITY}/invoice/erp/2"]
        assert [each.reason for each in await world.said(WithdrawalRequested)] == ["settled"]


class TestCancellationDisputeAndInsolvency:
    @pytest.mark.parametrize(
        ("what", "outcome", "reason"),
        [
            ("cancelled", "withdrawn", "settled"),
            ("disputed", "withdrawn", "disputed"),
            ("insolvent", "suppressed", "insolvent"),
        ],
    )
    async def test_leave_nothing_of_a_task(self, world: World, what: str, outcome: str, reason: str) -> None:
        world.founded("C1")
        world.invoiced("1", due=after(-8))
        world.opens(MONDAY)
        await world.hear()
        match what:
            case "cancelled":
                world.cancelled("1")
            case "disputed":
                world.disputed("D1", "1")
            case _:
                world.insolvent()
        await world.hear()
        [ended] = await world.said(ObligationEnded)
        assert (ended.action, ended.outcome, ended.reason) == ("task:sales", outcome, reason)


class TestOthersAnswer:
    async def test_unknown_becomes_a_task_for_a_person(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=MONDAY)
        world.opens(after(1))
        await world.hear()
        world.opens(after(2))
        world.say(world.notify, MessageUnknown(**message(1, reason="sender-stopped")))
        await world.hear()
        mail, task = await world.said(ObligationCreated)
        assert (task.action, task.cause, task.deadline) == ("task:check-email", mail.obligation, after(5))
        assert await endings(world) == {f"{after(1)}/email": "outcome-unknown"}
        assert broken(await world.verify()) == []

    async def test_credit_stops_and_all_that_asked_for_it_is_done(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=after(-16))
        world.opens(MONDAY)
        await world.hear()
        world.say(world.credit, CreditStopped(**about(0, "credit-stop")))
        world.say(world.credit, CreditResumed(entity=ENTITY, customer="C1"))
        await world.hear()
        assert await endings(world) == {f"{MONDAY}/credit-stop": "done"}

    async def test_credit_that_sees_nothing_overdue_any_more_ends_it_otherwise(self, world: World) -> None:
        world.founded("C1")
        world.invoiced("1", due=after(-16))
        world.opens(MONDAY)
        await world.hear()
        world.say(world.credit, CreditResumed(**about(0, "credit-stop")))
        await world.hear()
        assert await endings(world) == {f"{MONDAY}/credit-stop": "withdrawn"}


class TestPolicy:
    async def test_is_chosen_by_grade_and_changed_between_days(self, world: World) -> None:
        world.founded("C1", "C2", "C3", "C4")
        customers = ("C1", "C2", "C3", "C4")
        for customer in customers:
            world.invoiced(f"of-{customer}", due=MONDAY, customer=customer)
            grade = "A" if customer == "C1" else "C"
            world.say(world.credit, CreditProfileGraded(entity=ENTITY, customer=customer, grade=grade))
        await world.hear()
        step = {"step": "due", "when": "due", "actions": ["email"], "template": "due-today"}
        document: dict[str, Any] = {
            "policy": "spare-the-good",
            "segments": [
                {"segment": "good", "customers": {"grades": ["A"]}, "steps": []},
                {"segment": "rest", "steps": [step]},
            ],
        }
        await world.do(ActivatePolicy(entity=ENTITY, document=document))
        world.opens(MONDAY)
        await world.hear()
        created = await world.said(ObligationCreated)
        assert sorted(each.customer for each in created) == ["C2", "C3", "C4"]
        assert {each.policy_version for each in created} == {2}
        assert broken(await world.verify()) == []
