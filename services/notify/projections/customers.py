"""Customers as notify knows them: the company's name and the language it reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.language import Language, language_or_none
from services.notify.subscribed import CustomerDetailsChanged, CustomerRegistered, LedgerEvent
from shared.events import Recorded


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A company, not a person."""

    name: str
    language: Language | None


_WRITE = text("""
    INSERT INTO customers (entity, customer, name, language)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:names AS text[]), CAST(:languages AS text[]))
    ON CONFLICT (entity, customer) DO UPDATE SET name = excluded.name, language = excluded.language
""")
_READ = text("""
    SELECT entity, customer, name, language FROM customers
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
      USING (entity, customer)
""")


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Keep the newest name and language of each customer a batch speaks of."""
    newest = {
        (event.entity, event.customer): event
        for event in (record.event for record in records)
        if isinstance(event, CustomerRegistered | CustomerDetailsChanged)
    }
    if not newest:
        return
    events = [newest[key] for key in sorted(newest)]
    await connection.execute(
        _WRITE,
        {
            "entities": [event.entity for event in events],
            "customers": [event.customer for event in events],
            "names": [event.name for event in events],
            "languages": [event.language for event in events],
        },
    )


async def read(connection: AsyncConnection, customers: Sequence[tuple[str, str]]) -> dict[tuple[str, str], CustomerRow]:
    """Customers by entity and customer."""
    distinct = sorted(set(customers))
    rows = await connection.execute(
        _READ,
        {"entities": [entity for entity, _ in distinct], "customers": [customer for _, customer in distinct]},
    )
    return {
        (row.entity, row.customer): CustomerRow(name=row.name, language=language_or_none(row.language)) for row in rows
    }
