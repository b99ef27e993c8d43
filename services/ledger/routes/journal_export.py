"""The journal as a file for the general ledger: every line of some days, then the sums, then where it was read."""

import json
import tempfile
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse, StreamingResponse
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.background import BackgroundTask

from services.ledger.domain.books import EntityNotFound
from services.ledger.domain.dimensions import NAMED
from services.ledger.projections import journal_export, master_data
from services.ledger.projections.journal_export import ExportedLine, Wanted
from services.ledger.published import TOPIC
from services.ledger.routes.forms import EntityName
from services.ledger.routes.sheets import XLSX, Row, to_csv, to_xlsx
from shared.auth import Principal, require
from shared.errors import Invalid
from shared.events import Position
from shared.fields import LocalDate
from shared.money import decimal
from shared.positions import read_positions, write_positions
from shared.web import POSITION_HEADER, EngineOf, Reading

router = APIRouter(prefix="/v1/journal", tags=["accounts"])

COLUMNS = (
    "record", "posted_on", "position", "line", "event", "document", "customer", "account", "role", "currency", "debit",
    "credit", "tax_code", "functional_currency", "functional_debit", "functional_credit", *NAMED, "dimensions",
)  # fmt: skip
AMOUNTS = frozenset(COLUMNS.index(name) for name in ("debit", "credit", "functional_debit", "functional_credit"))
#: By currency, account and role: debits and credits, and both in the entity's own currency.
Sums = dict[tuple[str, str, str], list[int]]


class DaysReversed(Invalid):
    """The days end before they begin."""


@router.get(
    "/export",
    summary="The journal of some days as CSV or XLSX, with its sums; the same bytes for the same positions",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}, XLSX: {}}, "description": "The file; its last row says it is whole"}},
)
async def export_journal(  # noqa: PLR0913 - what can be asked of an export
    connection: Reading,
    engine: EngineOf,
    _: Annotated[Principal, require("ledger:read")],
    entity: Annotated[EntityName, Query()],
    posted_from: Annotated[LocalDate | None, Query(alias="from", description="Default: from the beginning")] = None,
    posted_to: Annotated[LocalDate | None, Query(alias="to", description="Default: everything posted")] = None,
    format_: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "csv",
    at: Annotated[
        str | None,
        Query(
            max_length=4096,
            description=f"As of these positions, one of each partition, as the {POSITION_HEADER} of an export gives "
            "them; default: of everything recorded",
        ),
    ] = None,
    *,
    bom: Annotated[bool, Query(description="Begin CSV with a byte-order mark, so that Excel reads Chinese")] = False,
) -> Response:
    found = await master_data.entities(connection, [entity])
    if not found:
        message = f"There is no entity {entity}."
        raise EntityNotFound(message)
    own = found[0].functional_currency
    first, last = posted_from or date.min, posted_to or date.max
    if last < first:
        message = f"The days end on {last}, before they begin on {first}."
        raise DaysReversed(message, parameter="to")
    positions = (
        await journal_export.newest(connection)
        if at is None
        else await journal_export.checked(connection, read_positions(at, parameter="at"))
    )
    await connection.rollback()  # the rows have connections of their own; this one would idle until it is ended
    wanted = Wanted(entity=entity, posted_from=first, posted_to=last, at=positions)
    days = "-".join(day.isoformat() for day in (posted_from, posted_to) if day)
    name = "-".join(part for part in ("journal", entity, days) if part) + f".{format_}"
    headers = {
        POSITION_HEADER: write_positions(positions),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
    }
    if format_ == "xlsx":
        return await _workbook(engine, wanted, own, headers)
    return StreamingResponse(
        to_csv(rows(engine, wanted, own), bom=bom), media_type="text/csv; charset=utf-8", headers=headers
    )


async def _workbook(engine: AsyncEngine, wanted: Wanted, own: str, headers: Mapping[str, str]) -> Response:
    folder = tempfile.TemporaryDirectory(prefix="huikuan-export-")
    file = Path(folder.name) / "journal.xlsx"
    try:
        await to_xlsx(file, rows(engine, wanted, own), name="journal", numbers=AMOUNTS)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(file, media_type=XLSX, headers=dict(headers), background=BackgroundTask(folder.cleanup))


async def rows(engine: AsyncEngine, wanted: Wanted, own: str) -> AsyncGenerator[Sequence[Row]]:
    """The rows of an export: head, lines, sums by account, sums by currency, and the end, which tells the positions;
    amounts also in the entity's own currency."""
    yield [COLUMNS]
    sums: Sums = {}
    count = 0
    async for page in journal_export.pages(engine, wanted):
        count += len(page)
        for line in page:
            four = sums.setdefault((line.currency, line.account, line.role), [0, 0, 0, 0])
            four[line.amount_minor < 0] += abs(line.amount_minor)
            if line.functional_minor:
                four[2 + (line.functional_minor < 0)] += abs(line.functional_minor)
        yield [_line(line, own) for line in page]
    yield [*_totals(sums, own), _row(record="end", position=write_positions(wanted.at), line=str(count))]


def _line(line: ExportedLine, own: str) -> Row:
    others = {name: value for name, value in sorted(line.dimensions.items()) if name not in NAMED}
    return _row(
        record="line",
        posted_on=line.posted_on.isoformat(),
        position=str(Position(TOPIC, line.epoch, line.partition, line.position)),
        line=str(line.line),
        event=line.event,
        document=line.document,
        customer=line.customer,
        account=line.account,
        role=line.role,
        currency=line.currency,
        debit=decimal(max(line.amount_minor, 0), line.currency),
        credit=decimal(max(-line.amount_minor, 0), line.currency),
        tax_code=line.tax_code or "",
        **_functional(line.functional_minor, own),
        dimensions=json.dumps(others, ensure_ascii=False) if others else "",
        **{name: line.dimensions.get(name, "") for name in NAMED},
    )


def _functional(minor: int | None, own: str) -> dict[str, str]:
    if minor is None:
        return {}
    return {
        "functional_currency": own,
        "functional_debit": decimal(max(minor, 0), own),
        "functional_credit": decimal(max(-minor, 0), own),
    }


def _totals(sums: Sums, own: str) -> Iterable[Row]:
    """What the trial balance of these days shows."""
    of_currency: dict[str, list[int]] = {}
    for (currency, account, role), four in sorted(sums.items()):
        so_far = of_currency.setdefault(currency, [0, 0, 0, 0])
        of_currency[currency] = [one + other for one, other in zip(so_far, four, strict=True)]
        yield _row(
            record="account-total",
            account=account,
            role=role,
            currency=currency,
            **_sums(four, currency, own),
        )
    for currency, four in of_currency.items():
        yield _row(record="total", currency=currency, **_sums(four, currency, own))


def _sums(four: Sequence[int], currency: str, own: str) -> dict[str, str]:
    debit, credit, functional_debit, functional_credit = four
    return {
        "debit": decimal(debit, currency),
        "credit": decimal(credit, currency),
        "functional_currency": own,
        "functional_debit": decimal(functional_debit, own),
        "functional_credit": decimal(functional_credit, own),
    }


def _row(**cells: str) -> Row:
    return [cells.get(column, "") for column in COLUMNS]
