"""The fields that documents share: one spelling for one name, a date that is a date, a code that fits into an id."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from shared.fields import Body, EntityCode, Instant, LocalDate, Name, Number, in_id


class Document(Body):
    entity: EntityCode = "CN01"
    number: Number = "4711"
    name: Name = "Nordlicht GmbH"
    day: LocalDate = date(2026, 3, 31)
    at: Instant = datetime(2026, 3, 31, tzinfo=UTC)


class TestFields:
    def test_are_stripped_and_composed(self) -> None:
        assert Document(name="  Mu\u0308ller ").name == "M\u00fcller"

    def test_a_number_may_hold_a_slash_which_an_id_writes_otherwise(self) -> None:
        assert in_id(Document(number="2026/07-1%").number) == "2026%2F07-1%25"

    @pytest.mark.parametrize(
        "fields",
        [
            {"entity": ""},
            {"entity": "   "},
            {"entity": "A" * 17},
            {"entity": "CN/01"},
            {"entity": 1},
            {"number": "a\nb"},
            {"number": "a\u202eb"},
            {"number": "a\u200bb"},
            {"number": "x" * 65},
            {"name": "x" * 201},
            {"naem": "x"},
            {"day": 1},
            {"day": 20260331},
            {"day": "2026-3-31"},
            {"day": "2026-02-30"},
            {"day": "31.03.2026"},
            {"day": "2026-03-31T00:00:00"},
            {"day": None},
            {"at": "2026-03-31T00:00:00"},
            {"at": "0001-01-01T00:00:00+14:00"},
            {"at": "9999-12-31T23:59:59-14:00"},
        ],
    )
    def test_refuse_what_is_no_such_thing(self, fields: dict[str, object]) -> None:
        with pytest.raises(ValidationError):
            Document.model_validate(fields)

    def test_read_a_date(self) -> None:
        assert Document.model_validate({"day": "2028-02-29"}).day == date(2028, 2, 29)

    def test_read_an_instant_wherever_it_was_written(self) -> None:
        at = Document.model_validate({"at": "2026-03-31T01:00:00+14:00"}).at
        assert at.astimezone(UTC) == datetime(2026, 3, 30, 11, tzinfo=UTC)
