"""Import of CSV files: a row becomes documents as the mapping says, or is rejected by line, column and reason."""

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from deploy.local import importing
from deploy.local.importing import Mapping, MappingInvalid, Row, RowRejected, documents_of, read_mapping, read_rows

MAPPINGS = Path(importing.__file__).parent / "mappings"


def mapping(**changed: Any) -> Mapping:
    return Mapping.model_validate(
        {
            "source": "books",
            "entity": "E1",
            "currency": "CNY",
            "date_formats": ["%Y-%m-%d", "%d-%b-%y"],
            "entities": {
                "E1": {
                    "name": "One",
                    "time_zone": "Asia/Shanghai",
                    "functional_currency": "CNY",
                    "currencies": ["CNY"],
                    "calendar": "CN",
                    "first_business_day": date(2026, 1, 1),
                    "dunning_from": date(2026, 1, 1),
                }
            },
            "customer": {"number": "buyer"},
            "invoice": {
                "number": "no",
                "document_date": {"column": "issued"},
                "due_date": {"column": "due"},
                "amount": "sum",
            },
            "payment": {"number": "P-{no}", "date": {"column": "issued", "plus_days": "days"}, "amount": "paid"},
        }
        | changed
    )


def row(**cells: str) -> Row:
    usual = {"buyer": "0100", "no": "0042", "issued": "2025-03-01", "due": "2025-03-31", "sum": "100.00"}
    paid = {"paid": "40", "days": "20"}
    return Row(7, usual | paid | cells)


class TestDocumentsOf:
    def test_makes_an_invoice_and_its_payment(self) -> None:
        invoice, payment = documents_of(mapping(), row()).documents

        assert invoice["number"] == "0042"
        assert (invoice["document_date"], invoice["due_date"]) == ("2025-03-01", "2025-03-31")
        assert (invoice["amount"], invoice["currency"]) == ("100.00", "CNY")
        assert payment["document_date"] == "2025-03-21"
        assert payment["allocations"] == [{"invoice": "0042", "amount": "40.00"}]

    def test_pays_before_the_invoice_when_the_file_says_so(self) -> None:
        _, payment = documents_of(mapping(), row(days="-5")).documents
        assert payment["document_date"] == "2025-02-24"

    @pytest.mark.parametrize("cells", [{"days": ""}, {"paid": "0.0"}])
    def test_makes_no_payment_where_none_was_made(self, cells: dict[str, str]) -> None:
        assert [document["type"] for document in documents_of(mapping(), row(**cells)).documents] == ["invoice"]

    def test_takes_entity_and_currency_from_columns_of_that_name(self) -> None:
        found = documents_of(
            mapping(entity="company", currency="money"), row(company="E1", money="JPY", sum="100", paid="1")
        )
        assert [(document["entity"], document["currency"]) for document in found.documents] == [("E1", "JPY")] * 2

    def test_reads_every_spelling_of_dates_that_is_stated(self) -> None:
        assert documents_of(mapping(), row(due="31-Mar-25")).documents[0]["due_date"] == "2025-03-31"

    @pytest.mark.parametrize(
        ("cells", "column"),
        [
            ({"due": "31/03/2025"}, "due"),
            ({"issued": "2025-02-30"}, "issued"),
            ({"sum": "1,000"}, "sum"),
            ({"sum": ""}, "sum"),
            ({"sum": "NaN"}, "sum"),
            ({"sum": "1" * 30}, "sum"),
            ({"sum": "10.001"}, "sum"),
            ({"days": "soon"}, "days"),
        ],
    )
    def test_rejects_by_line_and_column(self, cells: dict[str, str], column: str) -> None:
        with pytest.raises(RowRejected) as rejected:
            documents_of(mapping(), row(**cells))
        assert (rejected.value.line, rejected.value.column) == (7, column)

    def test_rejects_a_row_that_leaves_required_columns_empty(self) -> None:
        with pytest.raises(RowRejected, match="line 7, buyer: is empty"):
            documents_of(mapping(required=["buyer"]), row(buyer=""))

    def test_rejects_a_number_that_lost_its_zeros(self) -> None:
        with pytest.raises(RowRejected, match="no"):
            documents_of(mapping(patterns={"no": "[0-9]{4}"}), row(no="42"))

    def test_rounds_only_by_a_stated_rule_and_tells_by_how_much(self) -> None:
        found = documents_of(mapping(rounding="half-even"), row(sum="2309.7899999999995", paid="0"))
        assert found.documents[0]["amount"] == "2309.79"
        assert found.rounded == Decimal("0.0000000000005")

    def test_writes_no_zeros_away(self) -> None:
        assert documents_of(mapping(), row(buyer="007")).customer["customer"] == "007"


class TestReadRows:
    def test_counts_lines_as_an_editor_does(self, tmp_path: Path) -> None:
        file = tmp_path / "a.csv.gz"
        file.write_bytes(gzip.compress('﻿no,text\n1,"two\nlines"\n2, trimmed \n'.encode()))
        assert [(found.line, found.cells["no"], found.cells["text"]) for found in read_rows(file)] == [
            (3, "1", "two\nlines"),
            (4, "2", "trimmed"),
        ]


class TestReadMapping:
    @pytest.mark.parametrize("name", ["ibm", "udyam22", "highradius"])
    def test_reads_those_that_ship(self, name: str) -> None:
        assert read_mapping(MAPPINGS / f"{name}.toml").source == name

    def test_names_the_key_to_mend(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.toml"
        file.write_text(
            (MAPPINGS / "ibm.toml")
            .read_text()
            .replace('customerID"\n\n[invoice]', 'customerID"\nnick = "x"\n\n[invoice]')
        )
        with pytest.raises(MappingInvalid, match=r"customer\.nick"):
            read_mapping(file)
