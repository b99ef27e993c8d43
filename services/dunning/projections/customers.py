"""Customers as dunning knows them: what policies may ask of them, and whether they may be pressed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.dunning.domain.desk import Party
from services.dunning.domain.evaluation import Customer
from services.dunning.subscribed import (
    CreditProfileGraded,
    CustomerBecameInsolvent,
    CustomerDetailsChanged,
    CustomerRegistered,
)
from shared.events import Recorded

_WRITE_DETAILS = text("""
    INSERT INTO customers (entity, customer, name, size, region)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:names AS text[]), CAST(:sizes AS text[]),
      CAST(:regions AS text[]))
    ON CONFLICT (entity, customer) DO UPDATE
    SET name = excluded.name, size = excluded.size, region = excluded.region
""")
_WRITE_GRADES = text("""
    INSERT INTO customers (entity, customer, grade)
    SELECT * FROM unnest(CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:grades AS text[]))
    ON CONFLICT (entity, customer) DO UPDATE SET grade = excluded.grade
""")
_WRITE_INSOLVENT = text("""
    INSERT INTO customers (entity, customer, insolvent)
    SELECT entity, customer, true FROM unnest(CAST(:entities AS text[]), CAST(:customers AS text[]))
      AS i(entity, customer)
    ON CONFLICT (entity, customer) DO UPDATE SET insolvent = true
""")
# The entity's settings are those that the customer's own partition has heard; all unpaid items of a customer lie there.
_OF_PARTIES = text("""
    SELECT wanted.entity, wanted.customer, coalesce(c.size, '') AS size, coalesce(c.region, '') AS region, c.grade,
      coalesce(c.insolvent, false) AS insolvent, e.dunning_from
    FROM unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
    LEFT JOIN customers c ON c.entity = wanted.entity AND c.customer = wanted.customer
    LEFT JOIN LATERAL (
      SELECT partition FROM items i
      WHERE i.entity = wanted.entity AND i.customer = wanted.customer AND i.open_minor > 0 LIMIT 1) place ON true
    LEFT JOIN entities e ON e.entity = wanted.entity AND e.partition = place.partition
""")
_NAMES = text("""
    SELECT entity, customer, name FROM customers
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
      USING (entity, customer)
""")


async def project(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
    """Keep the newest details and grade of each customer a batch speaks of."""
    details: dict[Party, CustomerRegistered] = {}
    grades: dict[Party, str] = {}
    insolvent: set[Party] = set()
    for record in records:
        event = record.event
        match event:
            case CustomerRegistered() | CustomerDetailsChanged():
                details[event.entity, event.customer] = event
            case CreditProfileGraded():
                grades[event.entity, event.customer] = event.grade
            case CustomerBecameInsolvent():
                insolvent.add((event.entity, event.customer))
            case _:
                continue
    if details:
        parties = sorted(details)
        await connection.execute(
            _WRITE_DETAILS,
            {
                **columns_of(parties),
                "names": [details[party].name for party in parties],
                "sizes": [details[party].size for party in parties],
                "regions": [details[party].region for party in parties],
            },
        )
    if grades:
        parties = sorted(grades)
        await connection.execute(_WRITE_GRADES, {**columns_of(parties), "grades": [grades[party] for party in parties]})
    if insolvent:
        await connection.execute(_WRITE_INSOLVENT, columns_of(sorted(insolvent)))


def columns_of(parties: Sequence[Party]) -> dict[str, list[str]]:
    """Customers as the two arrays a statement takes."""
    return {"entities": [entity for entity, _ in parties], "customers": [customer for _, customer in parties]}


async def read(connection: AsyncConnection, parties: Sequence[Party]) -> dict[Party, Customer]:
    """Customers by entity and customer, also those nothing was told of, without their items."""
    rows = await connection.execute(_OF_PARTIES, columns_of(parties))
    return {(row.entity, row.customer): _customer(row) for row in rows}


async def names(connection: AsyncConnection, parties: Sequence[Party]) -> dict[Party, str]:
    """The companies' names."""
    rows = await connection.execute(_NAMES, columns_of(sorted(set(parties))))
    return {(row.entity, row.customer): row.name for row in rows}


def _customer(row: Row[Any]) -> Customer:
    return Customer(
        entity=row.entity,
        customer=row.customer,
        grade=row.grade,
        size=row.size,
        region=row.region,
        insolvent=row.insolvent,
        dunning_from=row.dunning_from,
    )
