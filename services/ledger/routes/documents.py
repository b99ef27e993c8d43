"""Documents in bulk: up to ten thousand in one request, each answered on a line of its own, repeats harmless."""

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import Field, TypeAdapter, ValidationError

from services.ledger.domain.customer import RegisterCustomer, stream_of
from services.ledger.domain.dispute import ResolveDispute
from services.ledger.domain.due_event import ReportDueEvent
from services.ledger.domain.invoice import CancelInvoice, IssueInvoice
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.naming import document_id
from services.ledger.domain.payment import AllocatePayment, ReceivePayment
from services.ledger.routes.claims import FeeBody
from services.ledger.routes.credit_notes import CreditNoteBody
from services.ledger.routes.customers import CustomerBody
from services.ledger.routes.disputes import DisputeBody, ResolutionBody
from services.ledger.routes.forms import (
    CustomerName,
    EntityName,
    NumberText,
    SourceName,
    composed,
    day,
    day_if_any,
    wanted,
)
from services.ledger.routes.invoices import CancellationBody, DueEventBody, InvoiceBody
from services.ledger.routes.payments import AllocationsBody, PaymentBody
from services.ledger.routes.transfers import TransferBody
from services.ledger.rules import RULES, touches
from shared import problems
from shared.auth import Principal, require
from shared.committer import Committer
from shared.errors import Refusal
from shared.event_store import Accepted, Execution, Outcome, Refused, Replayed
from shared.events import Context
from shared.fields import Answer, Body
from shared.idempotency import IdempotencyKey, IdempotencyKeyMissing
from shared.limits import DEPTH_MAX, MalformedBody, TooDeep, UnsupportedBody, judge
from shared.web import CommitterOf, MaybeKeyed, RequestContext

T = TypeVar("T")

router = APIRouter(prefix="/v1/documents", tags=["documents"])

#: So many documents are recorded at a time; more gain little and make others wait.
CHUNK = 2000
#: Lines read before others may use the event loop.
READ_AT_ONCE = 50
DOCUMENTS_MAX = 10_000
#: Empty ones between them counted, too.
LINES_MAX = 10 * DOCUMENTS_MAX
ANSWERS = "application/x-ndjson"


# ---------------------------------------------------------------- the kinds of lines


class InvoiceLine(InvoiceBody):
    """An invoice."""

    type: Literal["invoice"]


class PaymentLine(PaymentBody):
    """A payment."""

    type: Literal["payment"]


class CreditNoteLine(CreditNoteBody):
    """A credit note."""

    type: Literal["credit-note"]


class DisputeLine(DisputeBody):
    """A dispute."""

    type: Literal["dispute"]


class TransferLine(TransferBody):
    """Money that goes to another customer."""

    type: Literal["transfer"]


class FeeLine(FeeBody):
    """A fee claimed."""

    type: Literal["fee"]


class CustomerLine(CustomerBody):
    """A customer's master data, whole."""

    type: Literal["customer"]
    entity: EntityName
    customer: CustomerName

    def command(self, _: Context) -> RegisterCustomer:
        """What the line asks for."""
        return self.registration(self.entity, self.customer)


class _OfDocument(Body):
    """What names a document that is in the books; whose it is may be said too, and must then be right."""

    entity: EntityName
    customer: CustomerName | None = None
    source: SourceName = "erp"
    number: NumberText


class CancellationLine(_OfDocument, CancellationBody):
    """The cancellation of an invoice."""

    type: Literal["cancellation"]

    def command(self, context: Context) -> CancelInvoice:
        """What the line asks for."""
        return CancelInvoice(
            entity=self.entity,
            customer=composed(self.customer) if self.customer else None,
            source=composed(self.source),
            number=composed(self.number),
            reason=self.reason,
            now=context.now,
            posted_on=day_if_any(self.posted_on, "posted_on"),
        )


class DueEventLine(_OfDocument, DueEventBody):
    """What instalments of an invoice waited for has happened."""

    type: Literal["due-event"]

    def command(self, _: Context) -> ReportDueEvent:
        """What the line asks for."""
        return ReportDueEvent(
            entity=self.entity,
            customer=composed(self.customer) if self.customer else None,
            source=composed(self.source),
            number=composed(self.number),
            event=self.event,
            happened_on=day(self.happened_on, "happened_on"),
            instalment=self.instalment,
        )


class AllocationLine(_OfDocument, AllocationsBody):
    """The allocation of a payment on account."""

    type: Literal["allocation"]

    def command(self, _: Context) -> AllocatePayment:
        """What the line asks for."""
        return AllocatePayment(
            entity=self.entity,
            customer=composed(self.customer) if self.customer else None,
            source=composed(self.source),
            number=composed(self.number),
            allocations=wanted(self.allocations),
            automatic=self.allocate == "auto",
            applied_on=day_if_any(self.applied_on, "applied_on"),
        )


class ResolutionLine(_OfDocument, ResolutionBody):
    """The end of a dispute."""

    type: Literal["dispute-resolution"]

    def command(self, _: Context) -> ResolveDispute:
        """What the line asks for."""
        return ResolveDispute(
            entity=self.entity,
            customer=composed(self.customer) if self.customer else None,
            source=composed(self.source),
            number=composed(self.number),
            outcome=self.outcome,
            resolved_on=day(self.resolved_on, "resolved_on"),
        )


Line = Annotated[
    InvoiceLine
    | PaymentLine
    | CreditNoteLine
    | DisputeLine
    | TransferLine
    | ResolutionLine
    | FeeLine
    | CustomerLine
    | CancellationLine
    | DueEventLine
    | AllocationLine,
    Field(discriminator="type"),
]
_LINE: TypeAdapter[Line] = TypeAdapter(Line)


class LineAnswer(Answer):
    """What became of one line. `position` is where to read it back from; `problem` says what to mend, and where."""

    line: int = Field(examples=[1])
    status: Literal["accepted", "repeated", "refused"]
    id: str | None = Field(default=None, examples=["CN01/invoice/erp/INV-2026-0042"])
    position: str | None = Field(default=None, examples=["huikuan.ledger:1.7.42"])
    problem: problems.Problem | None = None


class CloudEvent(msgspec.Struct):
    """An event of a CloudEvents batch whose `data` is a document; its kind is the last word of `type`."""

    specversion: str
    type: str
    id: str
    source: str
    data: msgspec.Raw


# ---------------------------------------------------------------- refusals


class TooManyDocuments(Refusal):
    """More documents in one request than are taken."""

    kind = "too-large"


# ---------------------------------------------------------------- reading a body


_read_array = msgspec.json.Decoder(list[msgspec.Raw]).decode
_read_events = msgspec.json.Decoder(list[CloudEvent]).decode
_KIND = re.compile(r"(?:.*\.)?([a-z-]+?)(?:\.v[0-9]+)?")


def split(body: bytes, media_type: str) -> list[tuple[int, bytes]]:
    """The documents of a body with the line each stands on, or its place in the array."""
    if media_type == "application/cloudevents+json":
        body, media_type = b"[" + body + b"]", "application/cloudevents-batch+json"
    if media_type == "application/cloudevents-batch+json":
        lines = [(number, _document_of(event)) for number, event in _numbered(_whole(_read_events, body))]
    elif media_type == "application/json":
        lines = [(number, bytes(raw)) for number, raw in _numbered(_whole(_read_array, body))]
    elif media_type == "text/csv":
        message = "Documents are sent as JSON, one a line; CSV files are brought in by `huikuan import`."
        raise UnsupportedBody(message)
    else:
        # Counted before they are cut apart: millions of empty lines would hold up everybody else for seconds.
        _check_number(body.count(b"\n") + 1, LINES_MAX, "lines")
        lines = [(number, line) for number, line in enumerate(body.split(b"\n"), start=1) if line.strip()]
        _check_number(len(lines), DOCUMENTS_MAX, "documents")
    return lines


def _numbered(documents: Sequence[T]) -> Iterator[tuple[int, T]]:
    _check_number(len(documents), DOCUMENTS_MAX, "documents")
    return enumerate(documents, start=1)


def _check_number(sent: int, most: int, what: str) -> None:
    if sent > most:
        message = f"{sent} {what} were sent; one request takes {most}."
        raise TooManyDocuments(message)


def _whole(read: Any, body: bytes) -> Any:
    try:
        return read(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"The body cannot be read: {error}."
        raise MalformedBody(message) from None
    except RecursionError:
        message = f"The JSON is nested more than {DEPTH_MAX} levels deep."
        raise TooDeep(message) from None


def _document_of(event: CloudEvent) -> bytes:
    """The document inside a CloudEvent, as a line says it."""
    kind = _KIND.fullmatch(event.type)
    data = bytes(event.data).strip()
    if kind is None or not data.startswith(b"{"):
        return data
    members = data[1:].lstrip()
    return b'{"type":"%s"%s%s' % (kind[1].encode(), b"" if members.startswith(b"}") else b",", members)


# ---------------------------------------------------------------- one line


#: What most lines consist of; in them nothing can hide that `judge` looks for, except too much of it.
_PLAIN = re.compile(rb"[\x20-\x5b\x5d-\x7e]*")
_PLAIN_LENGTH_MAX = 4096
_PLAIN_OBJECTS_MAX = 16


class _Encoded(msgspec.Struct, omit_defaults=True):
    """A line of the answer, as it is written."""

    line: int
    status: str
    id: str | None = None
    position: str | None = None
    problem: dict[str, object] | None = None


_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a bulk, under which key, and how its lines become commands."""

    principal: Principal
    context: Context
    key: IdempotencyKey | None

    def read(self, number: int, line: bytes) -> Execution[LedgerCommand] | dict[str, object]:
        """The command of a line, or the problem with it."""
        try:
            plain = (
                len(line) <= _PLAIN_LENGTH_MAX
                and _PLAIN.fullmatch(line) is not None
                and line.count(b"{") + line.count(b"[") <= _PLAIN_OBJECTS_MAX
            )
            if not plain:
                judge(line)
            body = _LINE.validate_json(line)
            self.principal.enter(body.entity, field="entity")
            if isinstance(body, CustomerLine):
                self.principal.check("customers:write")
            if isinstance(body, TransferLine):
                self.principal.check("ledger:write")
            return Execution(RULES, body.command(self.context), self.context, self._key_of(body, number, line))
        except Refusal as refusal:
            return self._problem(refusal)
        except ValidationError as invalid:
            # Pydantic names the kind of line first; the sender knows it.
            errors = [{**error, "loc": error["loc"][1:] or ("type",)} for error in invalid.errors(include_url=False)]
            return problems.of_validation(errors, correlation_id=self.context.correlation_id)

    def _key_of(self, body: Line, number: int, line: bytes) -> IdempotencyKey | None:
        """A key for what no natural key makes repeatable: the request's, and the line's number."""
        if not isinstance(body, AllocationLine):
            return None
        if self.key is None:
            message = (
                "An allocation has no number of its own: send the bulk with an Idempotency-Key to make it repeatable."
            )
            raise IdempotencyKeyMissing(message, header="Idempotency-Key")
        digest = hashlib.sha256(line).digest()
        return IdempotencyKey(principal=self.key.principal, key=f"{self.key.key}/{number}", request_hash=digest)

    def _problem(self, refusal: Refusal) -> dict[str, object]:
        return problems.of_refusal(refusal, correlation_id=self.context.correlation_id)

    def answer(self, number: int, command: LedgerCommand, outcome: Outcome) -> bytes:
        """The line that tells what became of a command."""
        match outcome:
            case Refused(refusal):
                told = _Encoded(number, "refused", id=_id(command), problem=self._problem(refusal))
            case Accepted(records, positions):
                status = "accepted" if records else "repeated"
                told = _Encoded(number, status, id=_id(command), position=str(positions[0]) if positions else None)
            case Replayed():
                told = _Encoded(number, "repeated", id=_id(command))
        return _encode(told)


def _id(command: LedgerCommand) -> str:
    match command:
        case IssueInvoice():
            return document_id(command.entity, "invoice", command.source, command.number)
        case ReceivePayment():
            return document_id(command.entity, "payment", command.source, command.number)
        case RegisterCustomer():
            return stream_of(command.entity, command.customer)
        case _:
            return touches(command).streams[0]


# ---------------------------------------------------------------- the bulk


async def record(committer: Committer, sender: Sender, lines: Sequence[tuple[int, bytes]]) -> AsyncGenerator[bytes]:
    """Record lines chunk by chunk and tell what became of each, in their order.

    While the database takes one chunk in, the next is read and the answers of the one before are written.
    """
    recording: asyncio.Task[list[bytes]] | None = None
    try:
        for start in range(0, len(lines), CHUNK):
            chunk = await _read(sender, lines[start : start + CHUNK])
            answers = await recording if recording else []
            recording = asyncio.create_task(_record(committer, sender, chunk))
            if answers:
                yield b"\n".join(answers) + b"\n"
        if recording:
            yield b"\n".join(await recording) + b"\n"
    finally:
        # Who hung up does not stop a chunk half-way: what is being recorded is recorded whole.
        if recording and not recording.done():
            await asyncio.wait([recording])


_Chunk = list[tuple[int, Execution[LedgerCommand] | dict[str, object]]]


async def _read(sender: Sender, lines: Sequence[tuple[int, bytes]]) -> _Chunk:
    chunk: _Chunk = []
    for index, (number, line) in enumerate(lines):
        chunk.append((number, sender.read(number, line)))
        if index % READ_AT_ONCE == 0:
            await asyncio.sleep(0)
    return chunk


async def _record(committer: Committer, sender: Sender, chunk: _Chunk) -> list[bytes]:
    executions = [read for _, read in chunk if isinstance(read, Execution)]
    try:
        outcomes = iter(await committer.submit_batch(executions) if executions else ())
    except Refusal as refusal:  # the database went away: nobody knows of any line, and to repeat is harmless
        outcomes = repeat(Refused(refusal))
    return [
        sender.answer(number, read.command, next(outcomes))
        if isinstance(read, Execution)
        else _encode(_Encoded(number, "refused", problem=read))
        for number, read in chunk
    ]


@router.post(
    "",
    summary="Enter documents in bulk; every line is answered, good ones land",
    response_class=StreamingResponse,
    responses={200: {"content": {ANSWERS: {}}, "model": LineAnswer, "description": "One line per document, in order"}},
)
async def post_documents(
    request: Request,
    context: RequestContext,
    committer: CommitterOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("documents:write")],
) -> StreamingResponse:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    lines = split(await request.body(), media_type)
    sender = Sender(principal, context, key)
    return StreamingResponse(record(committer, sender, lines), media_type=ANSWERS)


def describe(schema: dict[str, Any]) -> None:
    """Add to a description of the API what a bulk consists of; FastAPI cannot know it, for the route reads bytes."""
    kinds = _LINE.json_schema(ref_template="#/components/schemas/{model}")
    schema["components"]["schemas"].update(kinds.pop("$defs"))
    schema["components"]["schemas"]["Document"] = kinds
    document = {"$ref": "#/components/schemas/Document"}
    event = {
        "type": "object",
        "required": ["specversion", "type", "id", "source", "data"],
        "properties": {
            "specversion": {"type": "string", "const": "1.0"},
            "type": {"type": "string", "examples": ["com.example.erp.invoice"]},
            "id": {"type": "string"},
            "source": {"type": "string"},
            "data": document,
        },
    }
    schema["paths"]["/v1/documents"]["post"]["requestBody"] = {
        "required": True,
        "content": {
            "application/x-ndjson": {"schema": document},
            "application/json": {"schema": {"type": "array", "items": document, "maxItems": DOCUMENTS_MAX}},
            "application/cloudevents-batch+json": {"schema": {"type": "array", "items": event}},
        },
    }
