"""The fields that documents of all services share, as request bodies take them and answers show them."""

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from shared.limits import forbidden_character

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _clean(text: str) -> str:
    """One spelling for one name, and nothing in it that cannot be seen."""
    found = forbidden_character(text) or next((f"U+{ord(c):04X}" for c in text if not c.isprintable()), None)
    if found is not None:
        message = f"contains {found}; only printable characters are taken"
        raise ValueError(message)
    return unicodedata.normalize("NFC", text)


def _without_slash(text: str) -> str:
    if "/" in text:
        message = "contains a slash, which separates the parts of an id"
        raise ValueError(message)
    return text


def _iso_date(value: object) -> object:
    # Pydantic would also take a number, as seconds since 1970, and a time of midnight.
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return value
    message = "a date is written as text, 2026-03-31"
    raise ValueError(message)


def in_id(text: str) -> str:
    """A number as a part of an id: the slash, which separates the parts, is written %2F."""
    return text.replace("%", "%25").replace("/", "%2F")


def _visible(length: int, *examples: str) -> Any:
    return Field(min_length=1, max_length=length, examples=list(examples))


_STRIPPED = StringConstraints(strip_whitespace=True)

EntityCode = Annotated[str, _STRIPPED, _visible(16, "CN01"), AfterValidator(_clean), AfterValidator(_without_slash)]
CustomerCode = Annotated[str, _STRIPPED, _visible(64, "C-1001"), AfterValidator(_clean), AfterValidator(_without_slash)]
#: A document's number in the sender's own writing; a slash is allowed and becomes %2F in ids.
Number = Annotated[str, _STRIPPED, _visible(64, "INV-2026-0042"), AfterValidator(_clean)]
Source = Annotated[str, _STRIPPED, _visible(64, "erp"), AfterValidator(_clean), AfterValidator(_without_slash)]
Name = Annotated[str, _STRIPPED, _visible(200, "Nordlicht GmbH"), AfterValidator(_clean)]
Text = Annotated[str, Field(max_length=2000), AfterValidator(lambda text: unicodedata.normalize("NFC", text))]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["CNY"])]
#: A decimal string; `Money.parse` says whether the currency has that many decimals.
Amount = Annotated[str, Field(max_length=40, examples=["1234.50"])]
LocalDate = Annotated[
    date,
    BeforeValidator(_iso_date, json_schema_input_type=str),
    Field(examples=["2026-03-31"]),
]
#: An instant with its offset. The bounds keep every one of them an instant in UTC, too, wherever it was written.
Instant = Annotated[AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(2999, 12, 31, tzinfo=UTC))]


class Body(BaseModel):
    """The base of request bodies: unknown members are refused, for a misspelt one would be a fact left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """The base of answers. Amounts are decimal strings beside their currency; no answer holds a float amount."""

    model_config = ConfigDict(frozen=True)


class AmountIn(Answer):
    """An amount of money in an answer."""

    amount: str = Field(examples=["1234.50"])
    currency: str = Field(examples=["CNY"])


def schema_examples(**examples: Any) -> ConfigDict:
    """`model_config = schema_examples(example={…})`: the example OpenAPI shows for a body."""
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra=examples)
