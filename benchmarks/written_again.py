"""The floor of what writes many rows: the very rows that were written, in the same batches, with nothing decided."""

from collections.abc import Mapping
from time import perf_counter
from typing import Any

import asyncpg

_COLUMNS = """
    SELECT column_name, udt_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position
"""


async def seconds(url: str, to: str, written: Mapping[str, str], *, batches: int) -> float:
    """How long plain asyncpg takes to insert them into an empty copy of the schema, one `INSERT … SELECT unnest` for
    each table of a batch. `written` tells by a condition which rows of which tables."""
    source, target = await asyncpg.connect(_bare(url)), await asyncpg.connect(_bare(to))
    try:
        rows: dict[str, list[tuple[Any, ...]]] = {}
        statements: dict[str, str] = {}
        for table, where in written.items():
            rows[table] = [tuple(row) for row in await source.fetch(f"SELECT * FROM {table} WHERE {where}")]  # noqa: S608 - our own tables
            columns = await source.fetch(_COLUMNS, table)
            casts = ", ".join(f"CAST(${n} AS {column['udt_name']}[])" for n, column in enumerate(columns, start=1))
            names = ", ".join(column["column_name"] for column in columns)
            statements[table] = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({casts})"  # noqa: S608 - our own tables
        began = perf_counter()
        for batch in range(batches):
            async with target.transaction():
                for table, found in rows.items():
                    chunk = found[len(found) * batch // batches : len(found) * (batch + 1) // batches]
                    columns_of_chunk = (list(column) for column in zip(*chunk, strict=True))
                    await target.execute(statements[table], *columns_of_chunk)
        return perf_counter() - began
    finally:
        await source.close()
        await target.close()


def _bare(url: str) -> str:
    """The address as asyncpg takes it."""
    return url.replace("+asyncpg", "")
