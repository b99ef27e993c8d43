"""How credit's commands become events: which partition they concern, what is read for them, and what is kept."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import assert_never

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.credit.domain import book as books
from services.credit.domain.book import Book, Command, Event
from services.credit.domain.order_check import CancelOrder, CheckOrder, ExpireOrders, InvoiceOrder
from services.credit.domain.profile import ReviewCredit, StopCredit, WithdrawStop
from services.credit.domain.scorecard import Scorecard, read_scorecard
from services.credit.projections import accounts, customers, orders, profiles
from services.credit.published import CODEC, TOPIC
from shared.event_store import Locked, Rules, Touches
from shared.events import Recorded
from shared.partitioning import partition_of

#: The name under which credit hears the topics.
CONSUMER = "credit"
SCORECARD: Scorecard = read_scorecard((Path(__file__).parent / "domain" / "scorecard.json").read_text("utf-8"))

_HEARD = text("""
    SELECT topic, partition, epoch, position FROM checkpoint
    WHERE consumer = :consumer AND partition = ANY(CAST(:partitions AS int[])) AND epoch > 0
""")


def touches(command: Command) -> Touches:
    """Nearly all commands concern one customer; a day that begins concerns a partition."""
    match command:
        case ExpireOrders(entity=entity, partition=partition):
            return Touches(key=entity, partition=partition)
        case ReviewCredit() | StopCredit() | WithdrawStop() | CheckOrder() | CancelOrder() | InvoiceOrder():
            return Touches(key=f"{command.entity}/{command.customer}")
        case _:
            assert_never(command)


async def load(connection: AsyncConnection, commands: Sequence[Command], locked: Locked[Event]) -> Book:
    """Read what a batch of commands concerns, one query per kind."""
    book = Book(card=SCORECARD, partition_of=partial(partition_of, partitions=locked.partition_count))
    single = [command for command in commands if not isinstance(command, ExpireOrders)]
    measured = [command for command in single if not isinstance(command, CancelOrder | InvoiceOrder)]
    parties = sorted({(command.entity, command.customer) for command in measured})
    if parties:
        entities = sorted({entity for entity, _ in parties})
        book.entities = await customers.read_entities(connection, entities, locked.partitions)
        book.customers = await customers.read(connection, parties)
        book.exposures, book.behaviours = await accounts.read(connection, parties)
        book.profiles = await profiles.read(connection, parties)
        book.heard = await read_heard(connection, locked.partitions)
    checked = sorted({(command.entity, command.customer) for command in single if isinstance(command, CheckOrder)})
    if checked:
        book.reserved = await orders.reserved(connection, checked)
        of_orders = {(each.entity, each.customer, each.order) for each in single if isinstance(each, CheckOrder)}
        book.advances = await accounts.read_advances(connection, sorted(of_orders))
    named = sorted(
        {
            (command.entity, command.order)
            for command in single
            if isinstance(command, CheckOrder | CancelOrder | InvoiceOrder)
        }
    )
    if named:
        book.orders = await orders.named(connection, named)
    days = [
        (command.entity, command.partition, command.date) for command in commands if isinstance(command, ExpireOrders)
    ]
    if days:
        book.orders |= await orders.expiring(connection, days)
    return book


async def read_heard(connection: AsyncConnection, partitions: Sequence[int]) -> dict[int, dict[str, str]]:
    """How far each topic has been heard in partitions: by partition and topic, `epoch.partition.position`."""
    heard: dict[int, dict[str, str]] = {}
    for row in await connection.execute(_HEARD, {"consumer": CONSUMER, "partitions": list(partitions)}):
        heard.setdefault(row.partition, {})[row.topic] = f"{row.epoch}.{row.partition}.{row.position}"
    return heard


async def project(connection: AsyncConnection, records: Sequence[Recorded[Event]]) -> None:
    """Keep what was decided: grades and stops, orders and what they reserve."""
    await profiles.project(connection, records)
    await orders.project(connection, records)


RULES: Rules[Command, Book, Event] = Rules(
    topic=TOPIC,
    codec=CODEC,
    touches=touches,
    load=load,
    decide=books.decide,
    evolve=books.evolve,
    project=project,
    recall=books.recall,
)
