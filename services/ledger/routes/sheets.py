"""Rows as files that spreadsheets open: CSV as a stream, XLSX as a whole; the same rows make the same bytes."""

import asyncio
import csv
import io
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from shared.errors import Refusal

Row = Sequence[str]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"
#: What makes spreadsheets take a text for a formula, also in the wide forms that East Asian editions understand.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
ROWS_MAX = 1_048_576


class TooManyRows(Refusal):
    """A sheet does not hold so many rows."""

    kind = "too-large"


def text_cell(text: str) -> str:
    """The text so that no spreadsheet runs it as a formula: an apostrophe before what would begin one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


async def to_csv(pages: AsyncIterator[Sequence[Row]], *, bom: bool) -> AsyncGenerator[bytes]:
    """CSV by RFC 4180 in UTF-8, as it is read. With a byte-order mark Excel takes Chinese for what it is."""
    buffer = io.StringIO(BOM if bom else "")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    async for page in pages:
        writer.writerows([text_cell(cell) for cell in row] for row in page)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def new_workbook(file: str | io.BytesIO, *, constant_memory: bool = False) -> Any:
    """An empty workbook. Without a date of its own the file would be another at each writing."""
    workbook: Any = xlsxwriter.Workbook(file, {"constant_memory": constant_memory, "in_memory": not constant_memory})
    workbook.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    return workbook


async def to_xlsx(file: Path, pages: AsyncIterator[Sequence[Row]], *, name: str, numbers: Collection[int]) -> None:
    """Write a workbook of one sheet; the columns of `numbers` hold amounts, all others text, and nothing a formula."""
    workbook = new_workbook(str(file), constant_memory=True)
    sheet = workbook.add_worksheet(name)
    count = 0
    try:
        async for page in pages:
            if count + len(page) > ROWS_MAX:
                message = f"A sheet holds {ROWS_MAX} rows; take a shorter time, or csv."
                raise TooManyRows(message)
            for row in page:
                _write_row(sheet, count, row, numbers)
                count += 1
    finally:
        await asyncio.to_thread(workbook.close)


def _write_row(sheet: Any, number: int, row: Row, numbers: Collection[int]) -> None:
    for column, cell in enumerate(row):
        if column in numbers and number and cell:
            sheet.write_number(number, column, Decimal(cell))
        elif cell:
            sheet.write_string(number, column, cell)
