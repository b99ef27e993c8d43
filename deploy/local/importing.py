"""Turns the rows of somebody's CSV file into the ledger's documents, as a mapping file says."""

import csv
import gzip
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol
from zoneinfo import ZoneInfo

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.errors import Refusal
from shared.money import Money, exponent

Body = dict[str, object]
#: Either the name of a column, or a text with columns in braces: `"P-{invoiceNumber}"`.
Source = Annotated[str, Field(min_length=1)]
#: Rows sent in one request, each with its invoice and perhaps its payment; the ledger takes 10,000 documents.
ROWS_A_REQUEST = 2000
_COLUMN = re.compile(r"\{([^{}]+)\}")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DateSource(_Part):
    """A date that a column states, or one that lies some days (another column) after it."""

    column: str
    plus_days: str | None = None


class CustomerColumns(_Part):
    """Who owes: the number is needed, the rest is kept where it is given."""

    number: Source
    name: Source | None = None
    country: Source | None = None


class InvoiceColumns(_Part):
    """What a row says of an invoice."""

    number: Source
    document_date: DateSource
    due_date: DateSource
    amount: Source
    reference: Source | None = None


class PaymentColumns(_Part):
    """What a row says of the payment of its invoice; a row without a date or with an amount of zero says nothing."""

    number: Source
    date: DateSource
    amount: Source


class RateFacts(_Part):
    """What `per` units of another currency were worth in the entity's own on a day, and who says so."""

    currency: str
    valid_on: date
    rate: str
    source: str
    per: int = 1


class EntityFacts(_Part):
    """What is put to `/v1/entities/{entity}` before the documents, unless the ledger knows the entity already.

    Without a first business day it is the day of the import: what the file tells is history and reminds nobody.
    """

    name: str
    time_zone: str
    functional_currency: str
    currencies: list[str]
    calendar: str
    first_business_day: date | None = None
    dunning_from: date | None = None
    language: Literal["zh", "en"] = "en"
    #: Needed where the file has documents in another currency than the entity's own.
    exchange_rates: list[RateFacts] = []
    exchange_rates_hold_days: int = 10


class Mapping(_Part):
    """A mapping file (TOML): whose books these are, in which currency, how dates are spelt, and what each column is."""

    source: str
    #: An entity's id, or the column that holds it.
    entity: Source
    #: A currency, or the column that holds it.
    currency: Source
    #: Spellings tried in this order, as of Python's strptime.
    date_formats: list[str]
    #: Decimals beyond the currency's are refused unless a rule is stated; the difference is then reported.
    rounding: Literal["refuse", "half-even", "half-up"] = "refuse"
    #: The customers' usual terms; invoices have their own due dates.
    terms_days: int = 30
    #: Columns that every row must have filled.
    required: list[str] = []
    #: Patterns that a column must match from end to end.
    patterns: dict[str, str] = {}
    entities: dict[str, EntityFacts]
    customer: CustomerColumns
    invoice: InvoiceColumns
    payment: PaymentColumns | None = None


class MappingInvalid(Exception):
    """The mapping file is not one; the message names the key to mend."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file (counted as an editor counts, the heading being line 1) and its cells by column."""

    line: int
    cells: dict[str, str]


class RowRejected(Exception):
    """A row that cannot become documents: its column and the reason."""

    def __init__(self, line: int, column: str, reason: str) -> None:
        super().__init__(f"line {line}, {column}: {reason}")
        self.line = line
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Documents:
    """What one row becomes: a customer, an invoice, perhaps its payment; `rounded` is by how much amounts changed."""

    line: int
    customer: Body
    documents: tuple[Body, ...]
    rounded: Decimal


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file; `MappingInvalid` names what to mend."""
    try:
        return Mapping.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: {error}"
        raise MappingInvalid(message) from error
    except ValidationError as error:
        first = error.errors()[0]
        message = f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise MappingInvalid(message) from error


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV file (UTF-8 with or without a mark, perhaps gzipped); cells are trimmed."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as raw:
        reader = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))
        for cells in reader:
            yield Row(reader.line_num, {name: (cell or "").strip() for name, cell in cells.items() if name is not None})


def documents_of(mapping: Mapping, row: Row) -> Documents:
    """What a row becomes; raises `RowRejected` for the first thing wrong with it."""
    return _Reading(mapping, row).documents()


@dataclass(slots=True)
class _Reading:
    """One row being read."""

    mapping: Mapping
    row: Row
    rounded: Decimal = Decimal(0)

    def documents(self) -> Documents:
        self._check()
        invoice, customer = self.mapping.invoice, self.mapping.customer
        entity = self._stated(self.mapping.entity)
        if entity not in self.mapping.entities:
            raise self._wrong(self.mapping.entity, f"{entity!r} is not among the mapping's entities.")
        buyer: Body = {"entity": entity, "customer": self._text(customer.number)}
        whose = buyer | {"source": self.mapping.source}
        number = self._text(invoice.number)
        issued: Body = {
            "type": "invoice",
            **whose,
            "number": number,
            "document_date": f"{self._date(invoice.document_date)}",
            "due_date": f"{self._date(invoice.due_date)}",
            **self._amount(invoice.amount),
        }
        if invoice.reference and self._text(invoice.reference):
            issued["reference"] = self._text(invoice.reference)
        documents = [issued]
        payment = self.mapping.payment
        if payment and self.row.cells.get(payment.date.plus_days or payment.date.column):
            paid = self._amount(payment.amount)
            if Decimal(str(paid["amount"])):
                documents.append(
                    {
                        "type": "payment",
                        **whose,
                        "number": self._text(payment.number),
                        "document_date": f"{self._date(payment.date)}",
                        "allocations": [{"invoice": number, "amount": paid["amount"]}],
                        **paid,
                    }
                )
        return Documents(
            self.row.line, self._customer(buyer, entity, str(issued["currency"])), tuple(documents), self.rounded
        )

    def _customer(self, buyer: Body, entity: str, currency: str) -> Body:
        """What the row tells of the customer; what it does not tell is as usual in the entity's country."""
        columns, home = self.mapping.customer, self.mapping.entities[entity]
        return {
            "type": "customer",
            **buyer,
            "name": self._text(columns.name or columns.number),
            "country": (self._text(columns.country) if columns.country else "") or home.calendar,
            "language": home.language,
            "currency": currency,
            "terms_days": self.mapping.terms_days,
        }

    def _check(self) -> None:
        for column in self.mapping.required:
            if not self._cell(column):
                raise self._wrong(column, "is empty.")
        for column, pattern in self.mapping.patterns.items():
            if not re.fullmatch(pattern, self._cell(column)):
                raise self._wrong(column, f"{self._cell(column)!r} is not of the form {pattern}.")

    def _wrong(self, column: str, reason: str) -> RowRejected:
        return RowRejected(self.row.line, column, reason)

    def _cell(self, column: str) -> str:
        try:
            return self.row.cells[column]
        except KeyError:
            raise self._wrong(column, "the file has no such column.") from None

    def _stated(self, source: str) -> str:
        """A constant of the mapping, unless the file has a column of that name."""
        return self.row.cells.get(source, source)

    def _text(self, source: str) -> str:
        if source in self.row.cells:
            return self.row.cells[source]
        if "{" not in source:
            raise self._wrong(source, "the file has no such column.")
        return _COLUMN.sub(lambda match: self._cell(match[1]), source)

    def _date(self, source: DateSource) -> date:
        text = self._cell(source.column)
        for spelling in self.mapping.date_formats:
            try:
                found = datetime.strptime(text, spelling).date()  # noqa: DTZ007 - a local date has no zone
            except ValueError:
                continue
            return found + timedelta(days=self._days(source.plus_days)) if source.plus_days else found
        raise self._wrong(source.column, f"{text!r} is not a date spelt {' or '.join(self.mapping.date_formats)}.")

    def _days(self, column: str) -> int:
        try:
            return int(Decimal(self._cell(column)))
        except (InvalidOperation, ValueError):
            raise self._wrong(column, f"{self._cell(column)!r} is not a number of days.") from None

    def _amount(self, source: str) -> Body:
        """The amount as the ledger takes it, rounded only where the mapping states how."""
        text = self._text(source)
        currency = self._stated(self.mapping.currency)
        try:
            stated = Decimal(text)
            step = Decimal(1).scaleb(-exponent(currency))
            rule = ROUND_HALF_UP if self.mapping.rounding == "half-up" else ROUND_HALF_EVEN
            kept = stated.quantize(step, rule)
        except (InvalidOperation, ValueError):
            raise self._wrong(source, f"{text!r} is not an amount.") from None
        except Refusal as refusal:
            raise self._wrong(self.mapping.currency, refusal.detail) from None
        if kept != stated and self.mapping.rounding == "refuse":
            reason = f"{text} has more decimals than {currency}; the mapping may state a rounding."
            raise self._wrong(source, reason)
        self.rounded += kept - stated
        try:
            return {"currency": currency, "amount": str(Money.parse(f"{kept:f}", currency))}
        except Refusal as refusal:
            raise self._wrong(source, refusal.detail) from None


# ---------------------------------------------------------------- sending


class Ask(Protocol):
    """How the ledger is asked: method, path and what httpx takes besides."""

    def __call__(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """Ask once; refusals of a whole request end the import."""
        ...


@dataclass(slots=True)
class Import:
    """One file on its way into the ledger; a file sent twice changes nothing."""

    mapping: Mapping
    ask: Ask
    rows: int = 0
    accepted: int = 0
    repeated: int = 0
    rounded: Decimal = Decimal(0)
    rejected: list[str] = field(default_factory=list[str])

    def send(self, file: Path, *, on_progress: Callable[[int, int], None]) -> None:
        """Put the entities, then the customers, then every row's documents, in the file's order."""
        read: list[Documents] = []
        for row in read_rows(file):
            self.rows += 1
            try:
                read.append(documents_of(self.mapping, row))
            except RowRejected as rejected:
                self.rejected.append(str(rejected))
        self._put_entities({str(documents.customer["entity"]) for documents in read})
        customers = {
            (str(documents.customer["entity"]), str(documents.customer["customer"])): documents for documents in read
        }
        self._post([(documents.line, documents.customer) for documents in customers.values()])
        for start in range(0, len(read), ROWS_A_REQUEST):
            on_progress(start, len(read))
            some = read[start : start + ROWS_A_REQUEST]
            self._post([(documents.line, document) for documents in some for document in documents.documents])
            self.rounded += sum(documents.rounded for documents in some)
        on_progress(len(read), len(read))

    def _put_entities(self, used: set[str]) -> None:
        known = {entity["entity"] for entity in self.ask("GET", "/v1/entities").json()["items"]}
        now = datetime.fromisoformat(self.ask("GET", "/v1/clock").json()["now"])
        for entity in sorted(used - known):
            facts = self.mapping.entities[entity]
            today = now.astimezone(ZoneInfo(facts.time_zone)).date()
            first = facts.first_business_day or today
            begins = {"first_business_day": f"{first}", "dunning_from": f"{facts.dunning_from or first}"}
            settings = facts.model_dump(mode="json", exclude={"exchange_rates"})
            self.ask("PUT", f"/v1/entities/{entity}", json=settings | begins)
            if facts.exchange_rates:
                rates = [rate.model_dump(mode="json") for rate in facts.exchange_rates]
                self.ask("POST", f"/v1/entities/{entity}/exchange-rates", json={"rates": rates})

    def _post(self, documents: Sequence[tuple[int, Body]]) -> None:
        """Post documents as NDJSON; what the ledger refuses is told by the file's own line."""
        if not documents:
            return
        content = "\n".join(json.dumps(document, ensure_ascii=False) for _, document in documents).encode()
        answer = self.ask("POST", "/v1/documents", content=content, headers={"content-type": "application/x-ndjson"})
        for told in map(json.loads, answer.text.splitlines()):
            match told["status"]:
                case "accepted":
                    self.accepted += 1
                case "repeated":
                    self.repeated += 1
                case _:
                    line, document = documents[int(told["line"]) - 1]
                    self.rejected.append(f"line {line}, {document['type']}: {told['problem']['detail']}")
