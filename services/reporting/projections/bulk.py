"""Many rows in one statement: by COPY where all of them are new, else by an insert from one array per column."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.database import copy_rows

_DIALECT = postgresql.dialect()


async def add(connection: AsyncConnection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows, in the order of the table's columns, to a table that has none of them.

    COPY rather than an insert from arrays: the driver looks at every value of an array three times to find its
    shape, and that took half of the time a consumer had for an event.
    """
    await copy_rows(connection, table.name, [column.name for column in table.columns], rows)


def upsert(table: Table, on_conflict: str) -> TextClause:
    """The statement that inserts rows given as `arrays`, and says what becomes of those that are there already."""
    names = ", ".join(column.name for column in table.columns)
    values = ", ".join(f"CAST(:{column.name} AS {column.type.compile(_DIALECT)}[])" for column in table.columns)
    return text(f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({values}) {on_conflict}")  # noqa: S608 - our own names


def arrays(table: Table, rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Rows in the order of the table's columns, turned into one array per column."""
    return {column.name: list(values) for column, values in zip(table.columns, zip(*rows, strict=True), strict=True)}


def replacing(table: Table) -> str:
    """The conflict clause by which the newest row of a primary key replaces the one before it."""
    key = ", ".join(column.name for column in table.primary_key.columns)
    changes = ", ".join(f"{column.name} = EXCLUDED.{column.name}" for column in table.columns if not column.primary_key)
    return f"ON CONFLICT ({key}) DO UPDATE SET {changes}"
