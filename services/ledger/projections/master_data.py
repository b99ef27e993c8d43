"""Entities with their account mappings, and customers, as they are now."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import fields
from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.accounts import AccountsMapped
from services.ledger.domain.books import Customer, CustomerDetails, Entity
from services.ledger.domain.chart import AccountRule
from services.ledger.domain.customer import (
    CustomerBecameInsolvent,
    CustomerDetailsChanged,
    CustomerMerged,
    CustomerRegistered,
)
from services.ledger.domain.entity import EntityConfigured
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.terms import Terms
from shared.events import Recorded

_ENTITY_COLUMNS = ", ".join(field.name for field in fields(Entity))
_DETAILS = tuple(field.name for field in fields(CustomerDetails))
_CUSTOMER_COLUMNS = ", ".join((*_DETAILS, "insolvent_since", "merged_into"))

_TYPES = {"terms_days": "int", "terms": "bytea"}  # of details that are no text

_PUT_ENTITY = text(f"""
    INSERT INTO entities ({_ENTITY_COLUMNS}) VALUES ({", ".join(f":{field.name}" for field in fields(Entity))})
    ON CONFLICT (entity) DO UPDATE SET {", ".join(f"{field.name} = excluded.{field.name}" for field in fields(Entity))}
""")  # noqa: S608 - the names are those of our own classes
_PUT_MAPPING = text("""
    INSERT INTO account_mappings (entity, valid_from, rules) VALUES (:entity, :valid_from, :rules)
    ON CONFLICT (entity, valid_from) DO UPDATE SET rules = excluded.rules
""")
_PUT_CUSTOMERS = text(f"""
    INSERT INTO customers ({", ".join(_DETAILS)})
    SELECT * FROM unnest({", ".join(f"CAST(:{name} AS {_TYPES.get(name, 'text')}[])" for name in _DETAILS)})
    ON CONFLICT (entity, customer) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _DETAILS[2:])}
""")  # noqa: S608 - the names are those of our own classes
_MARK_INSOLVENT = text("""
    UPDATE customers SET insolvent_since = i.since
    FROM unnest(CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:since AS date[]))
      AS i(entity, customer, since)
    WHERE customers.entity = i.entity AND customers.customer = i.customer
""")
_MERGE = text("""
    UPDATE customers SET merged_into = m.survivor
    FROM unnest(CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:survivors AS text[]))
      AS m(entity, customer, survivor)
    WHERE customers.entity = m.entity AND customers.customer = m.customer
""")
_ENTITIES = text(f"""
    SELECT {_ENTITY_COLUMNS} FROM entities
    WHERE CAST(:entities AS text[]) IS NULL OR entity = ANY(CAST(:entities AS text[])) ORDER BY entity
""")  # noqa: S608 - the names are those of our own classes
_MAPPINGS = text("""
    SELECT entity, valid_from, rules FROM account_mappings WHERE entity = ANY(CAST(:entities AS text[]))
""")
_CUSTOMERS_NAMED = text(f"""
    SELECT {", ".join(f"c.{name}" for name in (*_DETAILS, "insolvent_since", "merged_into"))} FROM customers c
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS n(entity, customer)
      ON c.entity = n.entity AND c.customer = n.customer
""")  # noqa: S608 - the names are those of our own classes
_CUSTOMERS_LISTED = text(f"""
    SELECT {_CUSTOMER_COLUMNS} FROM customers
    WHERE entity = :entity AND customer > :after AND (:search = '' OR customer ILIKE :pattern OR name ILIKE :pattern)
    ORDER BY customer LIMIT :limit
""")  # noqa: S608 - the names are those of our own classes

_write = msgspec.json.Encoder().encode
_read_rules = msgspec.json.Decoder(tuple[AccountRule, ...]).decode
_read_differences = msgspec.json.Decoder(dict[str, int]).decode
_read_terms = msgspec.json.Decoder(Terms).decode


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Enter what is new or changed. A fact of an entity comes once per partition; one writing of it is enough."""
    told: dict[str, Entity] = {}
    details: dict[tuple[str, str], CustomerDetails] = {}
    insolvent: dict[tuple[str, str], date] = {}
    merged: dict[tuple[str, str], str] = {}
    for record in records:
        match record.event:
            case EntityConfigured() as event:
                told[event.entity] = event
            case AccountsMapped() as event:
                mapping = {"entity": event.entity, "valid_from": event.valid_from, "rules": _write(event.rules)}
                await connection.execute(_PUT_MAPPING, mapping)
            case CustomerRegistered() | CustomerDetailsChanged() as event:
                details[event.entity, event.customer] = event
            case CustomerBecameInsolvent() as event:
                insolvent[event.entity, event.customer] = event.since
            case CustomerMerged() as event:
                merged[event.entity, event.customer] = event.into
            case _:
                pass
    for entity in told.values():
        values = {field.name: getattr(entity, field.name) for field in fields(Entity)}
        values["currencies"] = list(entity.currencies)
        values["small_differences"] = msgspec.json.encode(entity.small_differences)
        await connection.execute(_PUT_ENTITY, values)
    if details:
        columns: dict[str, list[Any]] = {
            name: [getattr(event, name) for event in details.values()] for name in _DETAILS
        }
        columns["terms"] = [terms and _write(terms) for terms in columns["terms"]]
        await connection.execute(_PUT_CUSTOMERS, columns)
    if insolvent:
        await connection.execute(
            _MARK_INSOLVENT,
            {
                "entities": [entity for entity, _ in insolvent],
                "customers": [customer for _, customer in insolvent],
                "since": list(insolvent.values()),
            },
        )
    if merged:
        await connection.execute(
            _MERGE,
            {
                "entities": [entity for entity, _ in merged],
                "customers": [customer for _, customer in merged],
                "survivors": list(merged.values()),
            },
        )


async def entities(connection: AsyncConnection, names: Collection[str] | None = None) -> list[EntityConfigured]:
    """The settings of the entities named, or of all."""
    rows = await connection.execute(_ENTITIES, {"entities": None if names is None else list(names)})
    return [
        EntityConfigured(
            **row  # pyright: ignore[reportArgumentType]
            | {
                "currencies": tuple(row["currencies"]),
                "small_differences": _read_differences(row["small_differences"]),
            }
        )
        for row in (dict(row) for row in rows.mappings())
    ]


async def mappings(
    connection: AsyncConnection, names: Collection[str]
) -> dict[tuple[str, date], tuple[AccountRule, ...]]:
    """The account mappings of entities, by entity and first date."""
    rows = await connection.execute(_MAPPINGS, {"entities": list(names)})
    return {(row.entity, row.valid_from): _read_rules(row.rules) for row in rows}


async def customers_named(connection: AsyncConnection, names: Collection[tuple[str, str]]) -> list[Customer]:
    """The customers named by entity and customer, as far as they are known."""
    wanted = {"entities": [entity for entity, _ in names], "customers": [customer for _, customer in names]}
    rows = await connection.execute(_CUSTOMERS_NAMED, wanted)
    return [_customer(row) for row in rows.mappings()]


async def customers_listed(
    connection: AsyncConnection, entity: str, *, search: str, after: str, limit: int
) -> list[Customer]:
    """An entity's customers in the order of their codes; `search` is a part of the code or the name."""
    pattern = "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    asked = {"entity": entity, "search": search, "pattern": pattern, "after": after, "limit": limit}
    rows = await connection.execute(_CUSTOMERS_LISTED, asked)
    return [_customer(row) for row in rows.mappings()]


def _customer(row: RowMapping) -> Customer:
    terms = _read_terms(row["terms"]) if row["terms"] else None
    return Customer(**{**row, "terms": terms})  # pyright: ignore[reportArgumentType]
