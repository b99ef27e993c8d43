"""History over HTTP: who changed what and when, of a document or a customer; and why an open amount is what it is."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from pydantic import Field

from services.ledger.domain.history import Step, StepKind, step, tell
from services.ledger.domain.invoice import InvoiceIssued
from services.ledger.domain.naming import Kind, document_id
from services.ledger.domain.wording import Words
from services.ledger.projections import history
from services.ledger.projections.history import HistoryRow
from services.ledger.routes.forms import CustomerName, EntityName, NumberText, SourceName, composed
from shared.auth import Principal, require
from shared.errors import NotFound
from shared.fields import Answer
from shared.money import decimal
from shared.web import Cursor, Page, PageSize, Reading, read_cursor, write_cursor

router = APIRouter(prefix="/v1", tags=["history"])
Reader = Annotated[Principal, require("ledger:read")]


class InstalmentNotFound(NotFound):
    """The invoice has no such instalment."""


class WordsShown(Answer):
    """A sentence in both languages."""

    en: str = Field(examples=["Invoice INV-2026-0042 was cancelled: twice."])
    zh: str = Field(examples=["发票 INV-2026-0042 作废：重复。"])

    @classmethod
    def of(cls, words: Words) -> "WordsShown":
        """The sentence."""
        return cls(en=words.en, zh=words.zh)


class HistoryShown(Answer):
    """One thing that happened: what, when it was recorded and from when it counts, who asked, and because of what."""

    position: str = Field(examples=["huikuan.ledger:1.7.42"])
    recorded_at: datetime
    counts_on: date | None = Field(description="The date that counts for the books")
    stream: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    event: str = Field(examples=["invoice-issued.v1"])
    command: str = Field(examples=["issue-invoice"])
    principal: str = Field(description="The id of the key that asked", examples=["k3v9z5w8t2r4x6y1"])
    correlation_id: str
    causation: str | None = Field(description="The position of the event it was a reaction to, if it was one")
    words: WordsShown
    data: dict[str, Any] = Field(description="The event itself")

    @classmethod
    def of(cls, row: HistoryRow) -> "HistoryShown":
        """The event with its words."""
        told = tell(row.event, row.beside)
        return cls(
            position=str(row.position),
            recorded_at=row.recorded_at,
            counts_on=told.counts_on,
            stream=row.envelope.stream,
            event=row.envelope.type,
            command=told.command,
            principal=row.envelope.principal,
            correlation_id=row.envelope.correlation_id,
            causation=row.envelope.causation,
            words=WordsShown.of(told.words),
            data=msgspec.json.decode(row.envelope.data),
        )


class StepShown(Answer):
    """What one event did to the open amount."""

    position: str = Field(examples=["huikuan.ledger:1.7.42"])
    recorded_at: datetime
    counts_on: date
    kind: StepKind
    document: str = Field(examples=["CN01/payment/erp/P-1"])
    rule: str | None = Field(
        description="How an allocation found the invoice, or the kind of a reduction", examples=["reference"]
    )
    effect: str = Field(examples=["-500.00"])
    open: str = Field(description="The open amount behind it", examples=["630.00"])
    principal: str
    words: WordsShown


class WhyShown(Answer):
    """Why so much of an invoice, or of an instalment, is open: the events that make the amount, in their order."""

    invoice: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"])
    instalment: int | None
    currency: str = Field(examples=["CNY"])
    open: str = Field(examples=["630.00"])
    steps: list[StepShown]


def _page(rows: list[HistoryRow], limit: int) -> Page[HistoryShown]:
    shown = rows[:limit]
    return Page(
        items=[HistoryShown.of(row) for row in shown],
        next=write_cursor(shown[-1].position.position) if len(rows) > limit else None,
    )


@router.get("/customers/{entity}/{customer}/history", summary="Who changed what of a customer, and when")
async def get_customer_history(
    entity: EntityName,
    customer: CustomerName,
    connection: Reading,
    _: Reader,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[HistoryShown]:
    (after,) = read_cursor(cursor, int) or (0,)
    return _page(await history.of_customer(connection, entity, composed(customer), after=after, limit=limit + 1), limit)


@router.get("/history/{entity}/{kind}/{source}/{number:path}", summary="Who changed what of a document, and when")
async def get_document_history(
    entity: EntityName,
    kind: Kind,
    source: SourceName,
    number: NumberText,
    connection: Reading,
    _: Reader,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[HistoryShown]:
    (after,) = read_cursor(cursor, int) or (0,)
    document = document_id(entity, kind, composed(source), composed(number))
    return _page(await history.of_document(connection, document, after=after, limit=limit + 1), limit)


@router.get("/why/{entity}/{source}/{number:path}", summary="Why so much of an invoice is open")
async def get_why(
    entity: EntityName,
    source: SourceName,
    number: NumberText,
    connection: Reading,
    _: Reader,
    instalment: Annotated[int | None, Query(ge=1, le=120)] = None,
) -> WhyShown:
    invoice = document_id(entity, "invoice", composed(source), composed(number))
    rows = await history.of_open_amount(connection, invoice)
    issued = rows[0].event
    if not isinstance(issued, InvoiceIssued):
        raise TypeError(invoice)
    if instalment is not None and instalment not in {each.number for each in (*issued.instalments, *issued.waiting)}:
        message = f"{invoice} has no instalment {instalment}."
        raise InstalmentNotFound(message, parameter="instalment")
    open_minor = 0
    steps: list[StepShown] = []
    for row in rows:
        found = step(row.event, invoice, instalment, open_minor)
        if found is not None:
            open_minor = found.open_minor
            steps.append(_step(row, found, issued.currency))
    return WhyShown(
        invoice=invoice,
        instalment=instalment,
        currency=issued.currency,
        open=decimal(open_minor, issued.currency),
        steps=steps,
    )


def _step(row: HistoryRow, found: Step, currency: str) -> StepShown:
    return StepShown(
        position=str(row.position),
        recorded_at=row.recorded_at,
        counts_on=found.counts_on,
        kind=found.kind,
        document=found.document,
        rule=found.rule,
        effect=decimal(found.effect_minor, currency),
        open=decimal(found.open_minor, currency),
        principal=row.envelope.principal,
        words=WordsShown.of(found.words),
    )
