"""`huikuan verify` decides every day again from the logs: green after any history, red when something is wrong."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from services.dunning import reactions
from services.dunning.domain import desk as desks
from services.dunning.domain.desk import Command, Desk, Event
from services.dunning.domain.evaluation import Customer
from services.dunning.domain.obligation import ObligationCreated, ObligationEnded
from services.dunning.projections import unpaid_items
from services.dunning.projections.replay import Knowledge, Log
from services.dunning.projections.verification import verify
from services.dunning.rules import CONSUMER, RULES, known_customers
from services.dunning.subscribed import CREDIT, CREDIT_TOPIC, LEDGER, LEDGER_TOPIC, MessageSent
from shared.cloudevents import Message
from shared.consumer import Reader
from tests.dunning.integration.world import ENTITY, MONDAY, PARTITIONS, World, broken, live_through

CREATED = "reminders: obligations created"


@pytest.mark.parametrize("seed", range(3))
async def test_holds_after_any_history(world: World, seed: int) -> None:
    """Promise: whatever happened, and however long dunning was away, nothing is missing and nothing doubled."""
    await live_through(world, seed, days=20)
    checks = await world.verify()
    assert broken([check for check in checks if "without an answer" not in check.name]) == []
    created = await world.said(ObligationCreated)
    assert len(created) > 20
    assert len({each.obligation for each in created}) == len(created)
    ended = [each.obligation for each in await world.said(ObligationEnded)]
    assert len(set(ended)) == len(ended)


async def test_the_tables_are_the_log_folded(world: World) -> None:
    """Promise: what evaluations read is, customer by customer, what a fold of the logs in memory gives."""
    await live_through(world, seed=99, days=15)
    folded: dict[str, Customer] = {}
    for partition in range(PARTITIONS):
        knowledge = Knowledge()
        for topic, codec, speaker in ((LEDGER_TOPIC, LEDGER, world.ledger), (CREDIT_TOPIC, CREDIT, world.credit)):
            end = len(speaker.log[partition])
            for event in await Log(world.fetch_log, topic, partition, codec).upto(f"1.{partition}.{end}"):
                knowledge.hear(event)
        for event in await world.said(ObligationCreated):
            if world.partition(event.customer) == partition:
                knowledge.hear(event)
        folded |= {customer.customer: in_order(customer) for customer in knowledge.debtors(ENTITY)}
    async with world.engine.connect() as connection:
        parties = [(ENTITY, customer) for customer in folded]
        kept = await known_customers(connection, await unpaid_items.of_customers(connection, parties))
    assert len(folded) > 3
    assert {customer: in_order(each) for (_, customer), each in kept.items()} == folded


def in_order(customer: Customer) -> Customer:
    return replace(customer, items=tuple(sorted(customer.items, key=lambda item: (item.invoice, item.instalment))))


# ---------------------------------------------------------------- what is wrong is seen


async def a_reminded_customer(world: World) -> None:
    world.founded("C1")
    world.invoiced("1", due=MONDAY)
    for days in range(5):
        world.opens(MONDAY + timedelta(days=days))
        await world.hear()
        await world.notify_sends()
    assert broken(await world.verify()) == []


async def test_an_amount_that_the_ledger_did_not_say_is_seen(world: World) -> None:
    """Dunning reminded of 100.00; the log of the ledger speaks of 200.00."""
    await a_reminded_customer(world)

    async def tampered(topic: str, partition: int, epoch: int, after: int, upto: int) -> Sequence[Message]:
        messages = await world.fetch_log(topic, partition, epoch, after, upto)
        return [
            message._replace(value=message.value.replace(b'"amount_minor":10000', b'"amount_minor":20000'))
            for message in messages
        ]

    assert [check.name for check in await verify(world.engine, tampered) if not check.ok] == [CREATED]


async def test_a_log_that_lost_an_event_is_seen(world: World) -> None:
    await a_reminded_customer(world)
    del world.ledger.log[world.partition("C1")][-1]
    [check] = broken(await world.verify())
    assert "is not in its producer's log" in check


def decide_twice(command: Command, desk: Desk) -> Sequence[tuple[str, Event]]:
    """Mutant: what a step has reached is forgotten before each evaluation."""
    for party, customer in desk.customers.items():
        desk.customers[party] = replace(customer, items=tuple(replace(item, taken_on=None) for item in customer.items))
    return desks.decide(command, desk)


def decide_for_nobody(command: Command, desk: Desk) -> Sequence[tuple[str, Event]]:
    """Mutant: a day is evaluated, and its reminders get lost."""
    return desks.decide(command, desk)[:1]


@pytest.mark.parametrize(
    ("mutant", "figure"),
    [(decide_twice, "doubled 2"), (decide_for_nobody, "missing 5")],
)
async def test_a_doubled_and_a_missing_reminder_are_seen(
    world: World, monkeypatch: pytest.MonkeyPatch, mutant: object, figure: str
) -> None:
    world.founded("C1")
    world.invoiced("1", due=MONDAY)
    await world.hear()
    monkeypatch.setattr(reactions, "RULES", replace(RULES, decide=mutant))
    for days in range(5):
        world.opens(MONDAY + timedelta(days=days))
        await world.hear()
    [check] = [check for check in await world.verify() if check.name == CREATED]
    assert not check.ok
    assert figure in check.figure


async def test_a_day_left_out_is_seen(world: World) -> None:
    """A consumer that applies a day and does not evaluate it leaves the day waiting."""
    world.founded("C1")
    world.opens(MONDAY)
    partition = world.partition("C1")
    deaf = Reader(CONSUMER, world.readers[LEDGER_TOPIC].subscription)
    await world.hear_partitions(world.ledger, [partition], reader=deaf)
    [check] = broken(await world.verify())
    assert f"{ENTITY}/evaluation/{partition} of {MONDAY}" in check


async def test_an_answer_that_dunning_passed_over_is_seen(world: World) -> None:
    await a_reminded_customer(world)
    about = {"entity": ENTITY, "customer": "C1", "obligation": f"{ENTITY}/obligation/C1/2020-01-01/email"}
    world.say(world.notify, MessageSent(**about, message="m"))
    await world.hear()
    [check] = broken(await world.verify())
    assert "ended as notify's log says" in check


async def test_a_mail_nobody_answers_for_is_seen(world: World) -> None:
    world.founded("C1")
    world.invoiced("1", due=MONDAY)
    world.opens(MONDAY)
    await world.hear()
    world.opens(MONDAY + timedelta(days=15))
    await world.hear()
    [check] = broken(await world.verify())
    assert "without an answer" in check


async def test_nothing_is_written(world: World) -> None:
    await a_reminded_customer(world)
    before = await everything(world)
    await world.verify()
    assert await everything(world) == before


async def everything(world: World) -> list[tuple[object, ...]]:
    async with world.engine.connect() as connection:
        rows = await connection.execute(text("SELECT partition, position, hash FROM head ORDER BY partition"))
        return [tuple(row) for row in rows]
