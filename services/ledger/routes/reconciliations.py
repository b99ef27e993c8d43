"""Reconciliation over HTTP: balances of an ERP or general ledger are held against ours, and differences are closed."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError

from services.ledger.domain.books import EntityNotFound
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.naming import check_date, check_name, check_number, digest
from services.ledger.domain.reconciliation import (
    BadRow,
    BalancesCompared,
    CompareBalances,
    Difference,
    DifferenceKind,
    DifferenceNotFound,
    Level,
    NoteDifferences,
    NothingToCompare,
    ResolveDifference,
    Row,
    by_customer,
    check_same,
    compare,
    read,
    reconciliation_id,
    totals,
)
from services.ledger.projections import master_data, reconciliations
from services.ledger.projections.reconciliations import DifferenceRow, ReconciliationRow
from services.ledger.routes.forms import EntityName, NumberText, ReasonText, SourceName, composed, example
from services.ledger.rules import RULES
from shared.auth import Principal, require
from shared.errors import Invalid, Refusal
from shared.event_store import Accepted, Execution, Refused
from shared.events import Context
from shared.fields import Answer, Body, LocalDate
from shared.limits import MalformedBody, forbidden_character, judge
from shared.money import decimal
from shared.web import (
    POSITION_HEADER,
    Answering,
    CommitterOf,
    Cursor,
    EngineOf,
    MaybeKeyed,
    Page,
    PageSize,
    Reading,
    RequestContext,
    read_cursor,
    reply,
    write_cursor,
)

router = APIRouter(prefix="/v1/reconciliations", tags=["reconciliation"])
Reader = Annotated[Principal, require("ledger:read")]
Writer = Annotated[Principal, require("ledger:write")]
_OfFile = Annotated[str | None, Query(description="Of a CSV file, which has only rows")]

ROWS_MAX = 200_000
LINES_MAX = 2 * ROWS_MAX
CELL_MAX = 200
BAD_ROWS_SHOWN_MAX = 1000
#: So many customers' differences are recorded at a time.
CHUNK = 2000
_COLUMNS = ("customer", "currency", "amount", "document", "date")
_NO_CELLS: list[str] = []
_NEEDED = ("customer", "currency", "amount")


class TooManyRows(Refusal):
    """More rows in one comparison than are taken."""

    kind = "too-large"


class ColumnMissing(Invalid):
    """The first line of the file must name the columns."""


class ColumnAmbiguous(Invalid):
    """The first line of the file names a column more than once."""


class BalanceBody(Body):
    """A row of the other books: a customer's balance, or with a document what of it is open."""

    customer: Annotated[str, Field(max_length=CELL_MAX)]
    currency: Annotated[str, Field(max_length=CELL_MAX)]
    amount: Annotated[str, Field(max_length=CELL_MAX)]
    document: Annotated[str, Field(max_length=CELL_MAX)] = ""
    date: Annotated[str, Field(max_length=CELL_MAX)] = ""


class ReconciliationBody(Body):
    """Balances of other books as of a date; with `document` in the rows, document by document."""

    model_config = example(
        entity="CN01",
        source="gl",
        number="2026-03",
        as_of="2026-03-31",
        rows=[{"customer": "C-0100", "currency": "CNY", "amount": "630.00"}],
    )

    entity: EntityName
    source: SourceName = "erp"
    number: NumberText
    as_of: LocalDate
    rows: Annotated[list[BalanceBody], Field(min_length=1, max_length=ROWS_MAX)]


class ResolutionBody(Body):
    """Why a difference is no longer one."""

    model_config = example(id="CN01/difference/C-0100/customer-CNY", note="booked by the ERP in April")

    id: Annotated[str, Field(max_length=400, description="The difference's id")]
    note: ReasonText


class BadRowShown(Answer):
    """A row that could not be read: on which line, in which column, and why."""

    line: int
    field: str
    detail: str


class ComparedTotalShown(Answer):
    """What both books say in a currency."""

    currency: str = Field(examples=["CNY"])
    ours: str = Field(examples=["630.00"])
    theirs: str = Field(examples=["830.00"])
    difference: str = Field(description="Ours less theirs", examples=["-200.00"])


class ReconciliationShown(Answer):
    """A comparison: how much agreed, how much did not, and how many differences are still open."""

    id: str = Field(examples=["CN01/reconciliation/gl/2026-03"])
    entity: str = Field(examples=["CN01"])
    source: str = Field(examples=["gl"])
    number: str = Field(examples=["2026-03"])
    level: Level
    as_of: date
    rows: int
    unreadable: int
    matched: int
    missing_here: int
    missing_there: int
    amount_differs: int
    date_differs: int
    totals: list[ComparedTotalShown]
    open: int

    @classmethod
    def of(
        cls, compared: BalancesCompared | CompareBalances, id_: str, kinds: dict[DifferenceKind, int], open_: int
    ) -> "ReconciliationShown":
        """The comparison with decimal amounts."""
        return cls(
            id=id_,
            entity=compared.entity,
            source=compared.source,
            number=compared.number,
            level=compared.level,
            as_of=compared.as_of,
            rows=compared.rows,
            unreadable=compared.unreadable,
            matched=compared.matched,
            missing_here=kinds.get("missing-here", 0),
            missing_there=kinds.get("missing-there", 0),
            amount_differs=kinds.get("amount", 0),
            date_differs=kinds.get("date", 0),
            totals=[
                ComparedTotalShown(
                    currency=total.currency,
                    ours=decimal(total.ours_minor, total.currency),
                    theirs=decimal(total.theirs_minor, total.currency),
                    difference=decimal(total.ours_minor - total.theirs_minor, total.currency),
                )
                for total in compared.totals
            ],
            open=open_,
        )

    @classmethod
    def kept(cls, row: ReconciliationRow) -> "ReconciliationShown":
        """A comparison as it was kept."""
        compared = row.compared
        kinds: dict[DifferenceKind, int] = {
            "missing-here": compared.missing_here,
            "missing-there": compared.missing_there,
            "amount": compared.amount_differs,
            "date": compared.date_differs,
        }
        return cls.of(compared, compared.reconciliation, kinds, row.open)


class ReconciliationRecorded(ReconciliationShown):
    """A comparison that was made now, with the rows that could not be read."""

    status: Literal["accepted", "repeated"]
    bad_rows: list[BadRowShown] = Field(description=f"The first {BAD_ROWS_SHOWN_MAX}")


class DifferenceShown(Answer):
    """A difference as a comparison found it; `outcome` is how it ended, null while somebody has to look."""

    id: str = Field(examples=["CN01/difference/C-0100/customer-CNY"])
    reconciliation: str = Field(examples=["CN01/reconciliation/gl/2026-03"])
    customer: str = Field(examples=["C-0100"])
    level: Level
    kind: DifferenceKind
    currency: str = Field(examples=["CNY"])
    document: str | None
    as_of: date
    ours: str | None
    theirs: str | None
    our_date: date | None
    their_date: date | None
    outcome: Literal["no-longer-found", "resolved", "found-again"] | None
    cleared_on: date | None
    note: str | None

    @classmethod
    def of(cls, row: DifferenceRow) -> "DifferenceShown":
        """The difference with decimal amounts."""
        return cls.model_validate(
            {
                "id": row.difference,
                "reconciliation": row.reconciliation,
                "customer": row.customer,
                "level": row.level,
                "kind": row.kind,
                "currency": row.currency,
                "document": row.document,
                "as_of": row.as_of,
                "ours": None if row.ours_minor is None else decimal(row.ours_minor, row.currency),
                "theirs": None if row.theirs_minor is None else decimal(row.theirs_minor, row.currency),
                "our_date": row.our_date,
                "their_date": row.their_date,
                "outcome": row.outcome,
                "cleared_on": row.cleared_on,
                "note": row.note,
            }
        )


class DifferenceResolved(Answer):
    """What became of closing a difference."""

    id: str = Field(examples=["CN01/difference/C-0100/customer-CNY"])
    status: Literal["accepted", "repeated"]


# ------------------------------------------------------------ reading the other books


class _Sent:
    """A comparison that was asked for: of what, and the rows with their lines."""

    def __init__(self, entity: str, source: str, number: str, as_of: date, rows: Sequence[Row]) -> None:
        self.entity = entity
        self.source = composed(source)
        self.number = composed(number)
        self.as_of = as_of
        self.rows = rows
        self.level: Level = "document" if any(row.document for row in rows) else "customer"
        self.content_hash = digest(as_of.isoformat(), self.level, [tuple(row)[1:] for row in rows])


def _from_json(body: bytes) -> _Sent:
    judge(body)
    try:
        sent = ReconciliationBody.model_validate_json(body)
    except ValidationError as invalid:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in invalid.errors(include_url=False)]
        raise RequestValidationError(errors) from None
    rows = [
        Row(
            number,
            composed(row.customer.strip()),
            row.currency.strip(),
            row.amount.strip(),
            composed(row.document.strip()),
            row.date.strip(),
        )
        for number, row in enumerate(sent.rows, start=1)
    ]
    return _Sent(sent.entity, sent.source, sent.number, sent.as_of, rows)


def _rows_of_csv(body: bytes) -> list[Row]:
    """The rows of a CSV file, which tells its columns in the first line; the comma, semicolon or tab divides them."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "The file is not UTF-8."
        raise MalformedBody(message) from None
    if body.count(b"\n") > LINES_MAX:
        # Counted before it is read: millions of empty lines would hold up everybody else for seconds.
        message = f"A file may have {LINES_MAX} lines, empty ones counted, too."
        raise TooManyRows(message)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        head = [name.strip().lower() for name in next(lines, _NO_CELLS)]
        missing = [name for name in _NEEDED if name not in head]
        if missing:
            message = f"The first line must name the columns {', '.join(_NEEDED)}; {', '.join(missing)} is missing."
            raise ColumnMissing(message, field="rows")
        if twice := [name for name in _COLUMNS if head.count(name) > 1]:
            message = f"The first line names {', '.join(twice)} more than once; which is meant?"
            raise ColumnAmbiguous(message, field="rows")
        places = {name: head.index(name) for name in _COLUMNS if name in head}
        rows: list[Row] = []
        for cells in lines:
            if any(cell.strip() for cell in cells):
                rows.append(_row(lines.line_num, cells, places))
                if len(rows) > ROWS_MAX:
                    message = f"A comparison takes {ROWS_MAX} rows."
                    raise TooManyRows(message)
    except csv.Error as error:
        message = f"The file is not CSV: {error}."
        raise MalformedBody(message) from None
    return rows


def _row(line: int, cells: Sequence[str], places: dict[str, int]) -> Row:
    found = {name: cells[place].strip()[:CELL_MAX] if place < len(cells) else "" for name, place in places.items()}
    return Row(
        line,
        composed(found.get("customer", "")),
        found.get("currency", ""),
        found.get("amount", ""),
        composed(found.get("document", "")),
        found.get("date", ""),
    )


def _of_file(
    entity: _OfFile = None, source: _OfFile = None, number: _OfFile = None, as_of: _OfFile = None
) -> dict[str, str]:
    """What the address says of a file."""
    said = {"entity": entity, "source": source, "number": number, "as_of": as_of}
    return {name: value for name, value in said.items() if value is not None}


def _from_csv(body: bytes, about: Mapping[str, str]) -> _Sent:
    """A file says only its rows; of what they are is told in the address."""
    try:
        sent = ReconciliationBody.model_validate({**about, "rows": [{"customer": "", "currency": "", "amount": ""}]})
    except ValidationError as invalid:
        errors = [{**error, "loc": ("query", *error["loc"])} for error in invalid.errors(include_url=False)]
        raise RequestValidationError(errors) from None
    return _Sent(sent.entity, sent.source, sent.number, sent.as_of, _rows_of_csv(body))


def _sent(request: Request, body: bytes, about: Mapping[str, str]) -> _Sent:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "text/csv":
        return _from_csv(body, about)
    if about:
        errors = [{"type": "of_a_file", "loc": ("query", name), "msg": "the body says this itself"} for name in about]
        raise RequestValidationError(errors)
    return _from_json(body)


# ------------------------------------------------------------ comparing


def _schema_of_body() -> dict[str, Any]:
    """The body's schema with its rows written out: a reference would point outside of the OpenAPI document."""
    schema = ReconciliationBody.model_json_schema()
    schema["properties"]["rows"]["items"] = schema.pop("$defs")["BalanceBody"]
    return schema


@router.post(
    "",
    status_code=201,
    summary="Compare the balances of other books, as JSON or as a CSV file, with ours",
    response_model=ReconciliationRecorded,
    responses={200: {"model": ReconciliationRecorded, "description": "The very same was compared before"}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": _schema_of_body()},
                "text/csv": {"schema": {"type": "string", "examples": ["customer,currency,amount\nC-0100,CNY,630.00"]}},
            },
        }
    },
)
async def post_reconciliation(
    request: Request,
    about: Annotated[dict[str, str], Depends(_of_file)],
    context: RequestContext,
    engine: EngineOf,
    committer: CommitterOf,
    principal: Writer,
) -> Response:
    sent = _sent(request, await request.body(), about)
    principal.enter(sent.entity, field="entity")
    _check(sent)
    id_ = reconciliation_id(sent.entity, sent.source, sent.number)
    theirs = read(map(_visible, sent.rows), sent.level)
    async with engine.connect() as anew:
        # All that is compared is of the same moment.
        connection = await anew.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        if not await master_data.entities(connection, [sent.entity]):
            message = f"There is no entity {sent.entity}."
            raise EntityNotFound(message, field="entity")
        known = await reconciliations.reconciliation_if_any(connection, sent.entity, id_)
        if known is not None:
            check_same(id_, known.compared.content_hash, sent.content_hash)
            return _answer(ReconciliationShown.kept(known), "repeated", theirs.bad, "")
        if not theirs.amounts:
            first = f" The first: {theirs.bad[0].detail}" if theirs.bad else ""
            message = f"None of the {len(sent.rows)} rows could be read.{first}"
            raise NothingToCompare(message, field="rows")
        documents = sent.level == "document"
        balances = reconciliations.our_documents if documents else reconciliations.our_balances
        ours = await balances(connection, sent.entity, sent.as_of)
        concerned = await reconciliations.customers_with_differences(connection, sent.entity, sent.level)
    differences, matched = compare(ours, theirs)
    kinds: Counter[DifferenceKind] = Counter(each.kind for each in differences)
    command = CompareBalances(
        entity=sent.entity,
        source=sent.source,
        number=sent.number,
        level=sent.level,
        as_of=sent.as_of,
        rows=len(sent.rows),
        unreadable=len(theirs.bad),
        matched=matched,
        kinds=kinds,
        totals=totals(ours, theirs),
        content_hash=sent.content_hash,
    )
    # The comparison comes last: where recording ends half-way, the same request completes it.
    notes = _notes(command, id_, by_customer(differences), concerned, context)
    for start in range(0, len(notes), CHUNK):
        executions: list[Execution[LedgerCommand]] = [
            Execution(RULES, each, context) for each in notes[start : start + CHUNK]
        ]
        for outcome in await committer.submit_batch(executions):
            if isinstance(outcome, Refused):
                raise outcome.refusal
    accepted = await committer.submit(Execution(RULES, command, context))
    positions = ",".join(str(at) for at in accepted.positions) if isinstance(accepted, Accepted) else ""
    shown = ReconciliationShown.of(command, id_, {**kinds}, len(differences))
    return _answer(shown, "accepted", theirs.bad, positions)


def _check(sent: _Sent) -> None:
    check_name(sent.source, "source")
    check_number(sent.number)
    check_date(sent.as_of, "as_of")


def _visible(row: Row) -> Row:
    """A row whose texts may be stored; what may not be is taken out, and the row is then a bad one."""
    if any(forbidden_character(text) for text in (row.customer, row.document, row.currency)):
        return row._replace(customer="", document="", currency="")
    return row


def _notes(
    command: CompareBalances,
    id_: str,
    found: dict[str, tuple[Difference, ...]],
    concerned: set[str],
    context: Context,
) -> list[NoteDifferences]:
    return [
        NoteDifferences(
            entity=command.entity,
            customer=customer,
            reconciliation=id_,
            level=command.level,
            as_of=command.as_of,
            now=context.now,
            found=found.get(customer, ()),
        )
        for customer in sorted({*found, *concerned})
    ]


def _answer(
    shown: ReconciliationShown, status: Literal["accepted", "repeated"], bad: Sequence[BadRow], positions: str
) -> Response:
    answer = ReconciliationRecorded(
        **shown.model_dump(),
        status=status,
        bad_rows=[BadRowShown(line=row.line, field=row.field, detail=row.detail) for row in bad[:BAD_ROWS_SHOWN_MAX]],
    )
    return Response(
        answer.model_dump_json(),
        status_code=201 if status == "accepted" else 200,
        media_type="application/json",
        headers={POSITION_HEADER: positions} if positions else None,
    )


# ------------------------------------------------------------ looking, closing


@router.get("", summary="Comparisons of an entity's books")
async def list_reconciliations(
    connection: Reading,
    _: Reader,
    entity: Annotated[EntityName, Query()],
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[ReconciliationShown]:
    (after,) = read_cursor(cursor, str) or ("",)
    rows = await reconciliations.reconciliations(connection, entity, after=after, limit=limit + 1)
    shown = rows[:limit]
    return Page(
        items=[ReconciliationShown.kept(row) for row in shown],
        next=write_cursor(shown[-1].compared.reconciliation) if len(rows) > limit else None,
    )


@router.get(
    "/{entity}/{source}/{number:path}/differences", summary="What a comparison found; open only, unless asked for all"
)
async def list_differences(
    entity: EntityName,
    source: SourceName,
    number: NumberText,
    connection: Reading,
    _: Reader,
    *,
    open_only: Annotated[bool, Query(description="Only those somebody still has to look at")] = True,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[DifferenceShown]:
    (after,) = read_cursor(cursor, str) or ("",)
    id_ = reconciliation_id(entity, composed(source), composed(number))
    await reconciliations.reconciliation(connection, entity, id_)
    rows = await reconciliations.differences(connection, id_, open_only=open_only, after=after, limit=limit + 1)
    shown = rows[:limit]
    return Page(
        items=[DifferenceShown.of(row) for row in shown],
        next=write_cursor(shown[-1].difference) if len(rows) > limit else None,
    )


@router.get("/{entity}/{source}/{number:path}", summary="Look at a comparison")
async def get_reconciliation(
    entity: EntityName, source: SourceName, number: NumberText, connection: Reading, _: Reader
) -> ReconciliationShown:
    id_ = reconciliation_id(entity, composed(source), composed(number))
    return ReconciliationShown.kept(await reconciliations.reconciliation(connection, entity, id_))


@router.post(
    "/{entity}/differences/resolve",
    status_code=201,
    summary="Close a difference with a note",
    response_model=DifferenceResolved,
)
async def resolve_difference(
    entity: EntityName,
    body: ResolutionBody,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    _: Writer,
) -> Response:
    difference = composed(body.id)
    owner, _kind, customer, *_rest = [*difference.split("/", 3), "", ""]
    if owner != entity:
        message = f"{entity} has no difference {difference}."
        raise DifferenceNotFound(message, field="id")
    command = ResolveDifference(
        entity=entity,
        customer=customer,
        difference=difference,
        note=body.note,
        now=context.now,
    )
    answering = Answering(
        lambda accepted: DifferenceResolved(
            id=command.difference, status="accepted" if accepted.records else "repeated"
        )
    )
    return reply(await committer.submit(Execution(RULES, command, context, key, answering)), answering)
