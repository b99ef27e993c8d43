"""Customers and entities as credit knows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.credit.domain.book import Customer, Entity, Party
from services.credit.subscribed import (
    CustomerBecameInsolvent,
    CustomerDetailsChanged,
    CustomerRegistered,
    DayOpened,
    EntityConfigured,
)
from shared.events import Recorded

_WRITE_ENTITIES = text("""
    INSERT INTO entities (entity, partition, functional_currency, currencies)
    SELECT entity, partition, functional_currency, string_to_array(currencies, ' ') FROM unnest(
      CAST(:entities AS text[]), CAST(:partitions AS int[]), CAST(:functional AS text[]), CAST(:currencies AS text[]))
      AS e(entity, partition, functional_currency, currencies)
    ON CONFLICT (entity, partition) DO UPDATE
    SET functional_currency = excluded.functional_currency, currencies = excluded.currencies
""")
_WRITE_DAYS = text("""
    UPDATE entities SET today = greatest(entities.today, d.date)
    FROM unnest(CAST(:entities AS text[]), CAST(:partitions AS int[]), CAST(:dates AS date[]))
      AS d(entity, partition, date)
    WHERE entities.entity = d.entity AND entities.partition = d.partition
""")
_WRITE_CUSTOMERS = text("""
    INSERT INTO customers (entity, customer, partition, name, size)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:partitions AS int[]), CAST(:names AS text[]),
      CAST(:sizes AS text[]))
    ON CONFLICT (entity, customer) DO UPDATE SET name = excluded.name, size = excluded.size
""")
_WRITE_INSOLVENT = text("""
    UPDATE customers SET insolvent_since = i.since
    FROM unnest(CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:sinces AS date[]))
      AS i(entity, customer, since)
    WHERE customers.entity = i.entity AND customers.customer = i.customer
""")
_READ = text("""
    SELECT entity, customer, size, insolvent_since FROM customers
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
      USING (entity, customer)
""")
_READ_ENTITIES = text("""
    SELECT entity, partition, functional_currency, currencies, today FROM entities
    WHERE entity = ANY(CAST(:entities AS text[])) AND partition = ANY(CAST(:partitions AS int[]))
""")
_OF_SHARES = text("""
    SELECT entity, customer FROM customers
    JOIN unnest(CAST(:entities AS text[]), CAST(:partitions AS int[])) AS wanted(entity, partition)
      USING (entity, partition)
    ORDER BY entity, customer
""")


def columns_of(parties: Sequence[Party]) -> dict[str, list[str]]:
    """Customers as the two arrays a statement takes."""
    return {"entities": [entity for entity, _ in parties], "customers": [customer for _, customer in parties]}


async def project(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
    """Keep the newest settings of each entity and the newest details of each customer a batch speaks of."""
    heard = _Heard({}, {}, {}, {})
    for record in records:
        heard.take(record)
    if heard.entities:
        await connection.execute(
            _WRITE_ENTITIES,
            {
                "entities": [entity for entity, _ in heard.entities],
                "partitions": [partition for _, partition in heard.entities],
                "functional": [event.functional_currency for event in heard.entities.values()],
                "currencies": [" ".join(event.currencies) for event in heard.entities.values()],
            },
        )
    if heard.days:
        await connection.execute(
            _WRITE_DAYS,
            {
                "entities": [entity for entity, _ in heard.days],
                "partitions": [partition for _, partition in heard.days],
                "dates": list(heard.days.values()),
            },
        )
    if heard.customers:
        await connection.execute(
            _WRITE_CUSTOMERS,
            {
                **columns_of(list(heard.customers)),
                "partitions": [record.partition for record in heard.customers.values()],
                "names": [record.event.name for record in heard.customers.values()],
                "sizes": [record.event.size for record in heard.customers.values()],
            },
        )
    if heard.insolvent:
        await connection.execute(
            _WRITE_INSOLVENT, {**columns_of(list(heard.insolvent)), "sinces": list(heard.insolvent.values())}
        )


@dataclass(slots=True)
class _Heard:
    entities: dict[tuple[str, int], EntityConfigured]
    days: dict[tuple[str, int], date]
    customers: dict[Party, Recorded[Any]]
    insolvent: dict[Party, date]

    def take(self, record: Recorded[Any]) -> None:
        event = record.event
        match event:
            case EntityConfigured():
                self.entities[event.entity, record.partition] = event
            case DayOpened():
                self.days[event.entity, record.partition] = event.date
            case CustomerRegistered() | CustomerDetailsChanged():
                self.customers[event.entity, event.customer] = record
            case CustomerBecameInsolvent():
                self.insolvent[event.entity, event.customer] = event.since
            case _:
                pass


async def read(connection: AsyncConnection, parties: Sequence[Party]) -> dict[Party, Customer]:
    """What is known of customers besides how they pay."""
    rows = await connection.execute(_READ, columns_of(parties))
    return {(row.entity, row.customer): Customer(size=row.size, insolvent_since=row.insolvent_since) for row in rows}


async def read_entities(
    connection: AsyncConnection, entities: Sequence[str], partitions: Sequence[int]
) -> dict[tuple[str, int], Entity]:
    """Entities as the partitions know them."""
    rows = await connection.execute(_READ_ENTITIES, {"entities": entities, "partitions": partitions})
    return {
        (row.entity, row.partition): Entity(row.functional_currency, tuple(row.currencies), row.today) for row in rows
    }


async def of_shares(connection: AsyncConnection, shares: Sequence[tuple[str, int]]) -> list[Party]:
    """All customers of an entity in a partition."""
    rows = await connection.execute(
        _OF_SHARES,
        {"entities": [entity for entity, _ in shares], "partitions": [partition for _, partition in shares]},
    )
    return [(row.entity, row.customer) for row in rows]
