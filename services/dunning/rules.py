"""How dunning's commands become events: which streams they touch, what is read for them, and what is kept."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from services.dunning.domain import desk as desks
from services.dunning.domain.activation import ActivateDefaultPolicy, ActivatePolicy, PolicyActivated
from services.dunning.domain.desk import Command, Desk, Event, Party, Share
from services.dunning.domain.dispute import with_disputes
from services.dunning.domain.evaluation import Customer, DayEvaluated, EvaluateDay, Item
from services.dunning.domain.obligation import (
    CompleteTask,
    ConcludeCreditStop,
    ConcludeMessage,
    ObligationCreated,
    Reconsider,
)
from services.dunning.projections import calendar_days, customers, disputes, obligations, policies, unpaid_items
from services.dunning.published import CODEC, TOPIC
from shared.event_store import Locked, Rules, Touches
from shared.events import Recorded

#: The name under which dunning hears the topics.
CONSUMER = "dunning"


def touches(command: Command) -> Touches:
    """Most commands concern one customer; policies and days concern an entity, in all partitions or in one."""
    match command:
        case ActivatePolicy(entity=entity):
            return Touches(key=entity, every_partition=True)
        case (
            ActivateDefaultPolicy(entity=entity, partition=partition) | EvaluateDay(entity=entity, partition=partition)
        ):
            return Touches(key=entity, partition=partition)
        case Reconsider() | ConcludeMessage() | ConcludeCreditStop() | CompleteTask():
            return Touches(key=f"{command.entity}/{command.customer}")
        case _:
            assert_never(command)


async def load(connection: AsyncConnection, commands: Sequence[Command], locked: Locked[Event]) -> Desk:
    """Read what a batch of commands concerns, one query per kind."""
    desk = Desk(partitions=locked.partition_count)
    entities = {
        command.entity
        for command in commands
        if isinstance(command, ActivatePolicy | ActivateDefaultPolicy | EvaluateDay)
    }
    if entities:
        desk.policies = await policies.in_force(connection, sorted(entities))
    shares = [(command.entity, command.partition) for command in commands if isinstance(command, EvaluateDay)]
    if shares:
        await _load_shares(connection, desk, shares)
    single = [
        command
        for command in commands
        if isinstance(command, Reconsider | ConcludeMessage | ConcludeCreditStop | CompleteTask)
    ]
    if single:
        await _load_customers(connection, desk, single, locked.partitions)
    return desk


async def _load_shares(connection: AsyncConnection, desk: Desk, shares: Sequence[Share]) -> None:
    """All customers of whole partitions who have something unpaid that was announced, or to whom something is owed."""
    desk.days = await calendar_days.newest(connection, shares)
    desk.positions = await calendar_days.positions(connection, CONSUMER, [partition for _, partition in shares])
    desk.add(await obligations.open_of_shares(connection, shares))
    for share in shares:
        items = await unpaid_items.announced(connection, [share])
        known = await known_customers(connection, items)
        desk.customers |= known
        desk.members[share] = list(known)


async def _load_customers(
    connection: AsyncConnection,
    desk: Desk,
    commands: Sequence[Reconsider | ConcludeMessage | ConcludeCreditStop | CompleteTask],
    partitions: Sequence[int],
) -> None:
    parties = sorted({(command.entity, command.customer) for command in commands})
    desk.add(await obligations.open_of_customers(connection, parties))
    by_name = [command.obligation for command in commands if isinstance(command, ConcludeMessage | CompleteTask)]
    if by_name:
        desk.add(await obligations.named(connection, by_name))
    concluded = sorted({command.entity for command in commands if isinstance(command, ConcludeMessage)})
    if concluded:
        shares = [(entity, partition) for entity in concluded for partition in partitions]
        for (entity, _), day in (await calendar_days.newest(connection, shares)).items():
            desk.today[entity] = max(day.date, desk.today.get(entity, day.date))
    reconsidered = sorted(
        {(command.entity, command.customer) for command in commands if isinstance(command, Reconsider)}
    )
    if reconsidered:
        desk.customers |= await known_customers(
            connection, await unpaid_items.of_customers(connection, reconsidered), also=reconsidered
        )


async def known_customers(
    connection: AsyncConnection, items: dict[Party, list[Item]], *, also: Sequence[Party] = ()
) -> dict[Party, Customer]:
    """Customers with their unpaid items, and the disputed part of each."""
    parties = sorted({*items, *also})
    if not parties:
        return {}
    known = await customers.read(connection, parties)
    contested = await disputes.of_customers(connection, parties)
    return {
        party: replace(known[party], items=with_disputes(items.get(party, []), contested.get(party, [])))
        for party in parties
    }


async def project(connection: AsyncConnection, records: Sequence[Recorded[Event]]) -> None:
    """Keep what was decided: policies, evaluated days, obligations, and which items these have taken."""
    activated = [record for record in records if isinstance(record.event, PolicyActivated)]
    if activated:
        await policies.project(connection, activated)  # type: ignore[arg-type]
    evaluated = [record for record in records if isinstance(record.event, DayEvaluated)]
    if evaluated:
        await calendar_days.note_evaluated(connection, evaluated)  # type: ignore[arg-type]
    await obligations.project(connection, records)
    await unpaid_items.take(
        connection, [record.event for record in records if isinstance(record.event, ObligationCreated)]
    )


RULES: Rules[Command, Desk, Event] = Rules(
    topic=TOPIC,
    codec=CODEC,
    touches=touches,
    load=load,
    decide=desks.decide,
    evolve=desks.evolve,
    project=project,
)
