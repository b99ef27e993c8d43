"""Cells that nobody's spreadsheet runs, CSV page by page, and workbooks that are the same each time."""

import csv
import io
import zipfile
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ledger.routes.sheets import BOM, Row, text_cell, to_csv, to_xlsx

HEAD = ["account", "debit"]


async def pages(*found: Sequence[Row]) -> AsyncGenerator[Sequence[Row]]:
    for page in found:
        yield page


class TestACell:
    @pytest.mark.parametrize(
        "text",
        ["=1+1", "+86 10", "-4711", "@home", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff201"],
    )
    def test_that_would_begin_a_formula_is_text(self, text: str) -> None:
        assert text_cell(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["", "1122", "应收账款", "a=b", "'quoted", "2026-03-31"])
    def test_of_other_text_is_as_it_is(self, text: str) -> None:
        assert text_cell(text) == text


class TestCsv:
    async def test_comes_page_by_page(self) -> None:
        found = [chunk async for chunk in to_csv(pages([HEAD], [["1122", "1.00"]], [["收入", ""]]), bom=False)]
        assert found == [b"account,debit\r\n", b"1122,1.00\r\n", "收入,\r\n".encode()]

    async def test_begins_with_one_mark_at_most(self) -> None:
        found = b"".join([chunk async for chunk in to_csv(pages([HEAD], [["=1", '"']]), bom=True)])
        assert found == f'{BOM}account,debit\r\n\'=1,""""\r\n'.encode()

    @given(rows=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
    async def test_is_read_back_as_it_was_written(self, rows: list[list[str]]) -> None:
        content = b"".join([chunk async for chunk in to_csv(pages(rows), bom=False)]).decode()
        found = list(csv.reader(io.StringIO(content, newline="")))
        assert found == [[text_cell(cell) for cell in row] for row in rows]
        assert not [cell for row in found for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


async def test_a_workbook_is_the_same_each_time(tmp_path: Path) -> None:
    files = [tmp_path / "1.xlsx", tmp_path / "2.xlsx"]
    found = [[HEAD], [["=1+1", "1234.50"]]]
    for file in files:
        await to_xlsx(file, pages(*found), name="journal", numbers={1})
    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as workbook:
        sheet = workbook.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>1234.50</v>" in sheet
    assert "<t>=1+1</t>" in sheet
    assert "<f>" not in sheet
