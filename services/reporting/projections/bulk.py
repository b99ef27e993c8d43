"""Many rows in one statement: an insert from one array per column."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, TextClause, text
from sqlalchemy.dialects import postgresql

_DIALECT = postgresql.dialect()


def insert_all(table: Table, *, on_conflict: str = "") -> TextClause:
    """The statement that inserts rows given as one array per column, in the order of the table's columns."""
    names = ", ".join(column.name for column in table.columns)
    arrays = ", ".join(f"CAST(:{column.name} AS {column.type.compile(_DIALECT)}[])" for column in table.columns)
    return text(f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}) {on_conflict}")  # noqa: S608 - our own names


def arrays(table: Table, rows: Iterable[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Rows in the order of the table's columns, turned into one array per column."""
    return {column.name: list(values) for column, values in zip(table.columns, zip(*rows, strict=True), strict=True)}


def replace_others(table: Table) -> str:
    """The conflict clause by which the newest row of a primary key replaces the one before it."""
    key = ", ".join(column.name for column in table.primary_key.columns)
    changes = ", ".join(f"{column.name} = EXCLUDED.{column.name}" for column in table.columns if not column.primary_key)
    return f"ON CONFLICT ({key}) DO UPDATE SET {changes}"
