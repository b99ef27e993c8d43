"""Cells that nobody's spreadsheet runs, CSV page by page, and workbooks that are the same each time."""

import csv
import re
import zipfile
from collections.abc import AsyncGenerator, Collection, Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from services.ledger.routes import sheets
from services.ledger.routes.sheets import BOM, Row, TooManyRows, new_workbook, text_cell, to_csv, to_xlsx

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
        found = list(csv.reader(StringIO(content, newline="")))
        assert found == [[text_cell(cell) for cell in row] for row in rows]
        assert not [cell for row in found for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


Cells = list[tuple[str, Decimal | None]]
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=8
) | st.sampled_from(
    [
        "=1+1",
        "#N/A",
        "1.50",
        " lead",
        "trail ",
        "\n",
        "a\r\nb",
        "_x0041_",
        "__x000D_",
        "<t>&amp;\"'",
        "\x1f",
        "_x0041\r",
        "应收\u3000",
    ]
)
amounts = st.none() | st.decimals(min_value=-(10**9), max_value=10**9, places=2)


def read(workbook: bytes) -> list[list[Any]]:
    """What a reader of another make finds in it, once it is well-formed: that reader lets much pass."""
    with zipfile.ZipFile(BytesIO(workbook)) as file:
        sheet = ET.fromstring(file.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - it is ours
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert all(re.fullmatch(r"-?\d+(\.\d+)?", number.text or "") for number in sheet.iter(f"{name}v"))
    assert all(text.text for text in sheet.iter(f"{name}t"))
    places = [cell.attrib["r"] for cell in sheet.iter(f"{name}c")]
    last = max(places, key=lambda place: place.rstrip("0123456789"))
    [dimension] = sheet.iter(f"{name}dimension")
    assert dimension.attrib["ref"] == f"A1:{last.rstrip('0123456789')}{places[-1].lstrip('ABC')}"
    found = CalamineWorkbook.from_filelike(BytesIO(workbook)).get_sheet_by_name("journal")
    return found.to_python(skip_empty_area=False)


def written(pages_: Sequence[Sequence[Row]], *, decimals: Collection[int]) -> bytes:
    file = BytesIO()
    with TemporaryDirectory() as folder, new_workbook(file, folder=Path(folder)) as workbook:
        sheet = workbook.add_worksheet("journal")
        for page in pages_:
            sheet.append(page, amounts=decimals)
    return file.getvalue()


class TestAWorkbook:
    async def test_is_the_same_each_time(self, tmp_path: Path) -> None:
        files = [tmp_path / "1.xlsx", tmp_path / "2.xlsx"]
        found = [[HEAD], [["=1+1", "1234.50"]]]
        for file in files:
            await to_xlsx(file, pages(*found), name="journal", numbers={1})
        assert files[0].read_bytes() == files[1].read_bytes()
        with zipfile.ZipFile(files[0]) as workbook:
            sheet = workbook.read("xl/worksheets/sheet1.xml").decode()
        assert "<v>1234.50</v>" in sheet
        assert "<t>=1+1</t>" in sheet
        assert "<t>debit</t>" in sheet
        assert "<f>" not in sheet
        assert read(files[0].read_bytes()) == [HEAD, ["=1+1", 1234.5]]

    @pytest.mark.parametrize("at_once", [2, 5000])
    @given(found=st.lists(st.lists(st.tuples(texts, amounts), min_size=1, max_size=5), min_size=1, max_size=3))
    def test_is_read_back_as_it_was_written(self, found: list[Cells], at_once: int) -> None:
        """Whatever a text is: a formula, an error, a number, spaced, or no XML at all."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sheets, "_ROWS_AT_ONCE", at_once)
            rows = [[[text, "" if amount is None else f"{amount}", "end"] for text, amount in page]
                    for page in found]  # fmt: skip
            found_again = read(written(rows, decimals={1}))
        expected = [[text, "" if amount is None else float(amount), "end"] for page in found for text, amount in page]
        assert found_again == expected

    def test_holds_what_xml_does_not_as_spreadsheets_write_it(self) -> None:
        """Our reader leaves these two as they are."""
        assert read(written([[["\ufffe", "\uffff"]]], decimals=())) == [["_xFFFE_", "_xFFFF_"]]

    def test_takes_rows_of_other_lengths_one_page_after_the_other(self) -> None:
        assert read(written([[["a"]], [["b", "c"]], [["", ""], ["", "d"]]], decimals=())) == [
            ["a", ""],
            ["b", "c"],
            ["", ""],
            ["", "d"],
        ]

    def test_refuses_what_a_sheet_does_not_hold(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sheets, "ROWS_MAX", 2)
        assert read(written([[["1"], ["2"]]], decimals=())) == [["1"], ["2"]]
        with pytest.raises(TooManyRows):
            written([[["1"], ["2"]], [["3"]]], decimals=())

    async def test_that_fails_has_closed_its_files(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(sheets, "ROWS_MAX", 1)
        with pytest.raises(TooManyRows):
            await to_xlsx(tmp_path / "1.xlsx", pages([HEAD], [["1", "2"]]), name="journal", numbers={1})
        assert [file.name for file in tmp_path.iterdir()] == ["1.xlsx"]
