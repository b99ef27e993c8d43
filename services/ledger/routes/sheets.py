"""Rows as files that spreadsheets open: CSV as a stream, XLSX as a whole; the same rows make the same bytes."""

import asyncio
import csv
import re
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from datetime import UTC, datetime
from io import SEEK_END, BytesIO, StringIO
from itertools import chain
from pathlib import Path
from typing import Any

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]
from markupsafe import escape
from xlsxwriter.utility import xl_col_to_name  # pyright: ignore[reportMissingTypeStubs]
from xlsxwriter.worksheet import Worksheet  # pyright: ignore[reportMissingTypeStubs]

from shared.errors import Refusal

Row = Sequence[str]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"
#: What makes spreadsheets take a text for a formula, also in the wide forms that East Asian editions understand.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
ROWS_MAX = 1_048_576
#: So many rows are set at once: more take no less time, but room.
_ROWS_AT_ONCE = 5_000
#: Stands in no text that a database keeps.
_BETWEEN = "\0"
#: Where space begins or ends a text, XML asks to be told that it counts.
_SPACE_AT_AN_EDGE = tuple(edge for space in " \t\n" for edge in (f"{_BETWEEN}{space}", f"{space}{_BETWEEN}"))
_KEEP_SPACE = ' xml:space="preserve"'
_BLANK = (
    ' t="inlineStr"><is><t></t></is></c>',
    f' t="inlineStr"><is><t{_KEEP_SPACE}></t></is></c>',
    "><v></v></c>",
)
#: What XML does not hold, and what would be read as standing for it.
_NOT_XML = r"[\x01-\x08\x0b-\x1f\ufffe\uffff]"
_TO_ENCODE = re.compile(rf"{_NOT_XML}|_(?=x[0-9a-fA-F]{{4}}(?:_|{_NOT_XML}))")


class TooManyRows(Refusal):
    """A sheet does not hold so many rows."""

    kind = "too-large"


def text_cell(text: str) -> str:
    """The text so that no spreadsheet runs it as a formula: an apostrophe before what would begin one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


async def to_csv(pages: AsyncIterator[Sequence[Row]], *, bom: bool) -> AsyncGenerator[bytes]:
    """CSV by RFC 4180 in UTF-8, as it is read. With a byte-order mark Excel takes Chinese for what it is."""
    buffer = StringIO(BOM if bom else "")
    buffer.seek(0, SEEK_END)
    writer = csv.writer(buffer)
    async for page in pages:
        writer.writerows([text_cell(cell) for cell in row] for row in page)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


class Sheet(Worksheet):
    """A sheet that takes many rows at a time; cell by cell took four times as long. XlsxWriter makes the rest."""

    def append(self, rows: Sequence[Row], *, amounts: Collection[int] = ()) -> None:
        """Write rows of equally many cells below the last; the columns of `amounts` hold decimals, all others text.

        An empty cell stays blank. Raises `TooManyRows`.
        """
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            self._append(rows[start : start + _ROWS_AT_ONCE], amounts)

    def _append(self, rows: Sequence[Row], amounts: Collection[int]) -> None:
        first, beyond = self.previous_row, self.previous_row + len(rows)
        if beyond > ROWS_MAX:
            message = f"A sheet holds {ROWS_MAX} rows; ask for less, or in another format."
            raise TooManyRows(message)
        numbers = [str(number + 1) for number in range(first, beyond)]
        line, columns = '<row r="%s">', [numbers]
        for column, cells in enumerate(zip(*rows, strict=True)):
            place = f'<c r="{xl_col_to_name(column)}%s"'
            if column in amounts:
                line += f"{place}><v>%s</v></c>"
                columns += [numbers, cells]
            else:
                text = _BETWEEN.join(cells)
                bounded = f"{_BETWEEN}{text}{_BETWEEN}"
                kept = _KEEP_SPACE if any(edge in bounded for edge in _SPACE_AT_AN_EDGE) else ""
                line += f'{place} t="inlineStr"><is><t{kept}>%s</t></is></c>'
                columns += [numbers, _escaped(text).split(_BETWEEN)]
        lines = f"{line}</row>" * len(rows) % tuple(chain.from_iterable(zip(*columns, strict=True)))
        for blank in _BLANK:
            lines = lines.replace(blank, "/>")
        self.row_data_fh.write(lines)  # pyright: ignore[reportOptionalMemberAccess, reportUnknownMemberType]
        self._check_dimensions(first, 0)
        self._check_dimensions(beyond - 1, len(rows[0]) - 1)
        self.previous_row = beyond


def _escaped(text: str) -> str:
    encoded = _TO_ENCODE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return str(escape(encoded))


def new_workbook(file: Path | BytesIO, *, folder: Path) -> Any:
    """An empty workbook of such sheets, which wait in a folder: what fails in between leaves its files there.

    Without a date of its own the workbook would be another at each writing.
    """
    # In constant memory XlsxWriter keeps rows in a file, and takes what a sheet writes there as it is.
    workbook: Any = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": str(folder)})
    workbook.worksheet_class = Sheet
    workbook.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    return workbook


async def to_xlsx(file: Path, pages: AsyncIterator[Sequence[Row]], *, name: str, numbers: Collection[int]) -> None:
    """Write a workbook of one sheet; the columns of `numbers` hold amounts, all others text, and nothing a formula.

    The file's folder is the caller's to clear, whatever happens.
    """
    workbook = new_workbook(file, folder=file.parent)
    sheet = workbook.add_worksheet(name)
    amounts: Collection[int] = ()  # the first page is the head
    try:
        async for page in pages:
            sheet.append(page, amounts=amounts)
            amounts = numbers
    finally:
        await asyncio.to_thread(workbook.close)
