"""Drafts over HTTP: kept unfinished under the number they will have, looked at with what is missing, posted."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Query, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.naming import check_name, check_number, document_id
from services.ledger.projections import drafts
from services.ledger.projections.drafts import Content, Draft, DraftPosted
from services.ledger.routes.adjustments import AdjustmentBody
from services.ledger.routes.answers import (
    REPEATED,
    DocumentPreviewed,
    DocumentRecorded,
    recorded,
)
from services.ledger.routes.credit_notes import CreditNoteBody
from services.ledger.routes.forms import CustomerName, EntityName, NumberText, SourceName, composed
from services.ledger.routes.invoices import InvoiceBody
from services.ledger.routes.payments import PaymentBody
from services.ledger.routes.preview import PostingOf, previewed
from services.ledger.rules import RULES
from shared import problems
from shared.auth import Principal, require
from shared.errors import Invalid, Refusal
from shared.event_store import Execution, answered
from shared.events import Context
from shared.fields import Answer
from shared.problems import Problem
from shared.web import (
    Cursor,
    EngineOf,
    IfMatch,
    MaybeKeyed,
    Page,
    PageSize,
    Reading,
    RequestContext,
    read_cursor,
    read_etag,
    reply,
    tell,
    write_cursor,
)

router = APIRouter(prefix="/v1/drafts", tags=["drafts"])

DraftKind = Literal["invoice", "payment", "credit-note", "adjustment", "offset"]
_Form = InvoiceBody | PaymentBody | CreditNoteBody | AdjustmentBody
_FORMS: dict[str, type[_Form]] = {
    "invoice": InvoiceBody,
    "payment": PaymentBody,
    "credit-note": CreditNoteBody,
    "adjustment": AdjustmentBody,
    "offset": AdjustmentBody,
}
#: What posting a kind takes where `ledger:write` is not enough.
_ALSO = {"invoice": "documents:write", "payment": "documents:write", "credit-note": "documents:write"}

_ADDRESS = "/{entity}/{kind}/{source}/{number:path}"
DraftBody = Annotated[
    dict[str, Any],
    Body(
        description="As much as is known of the body that the kind's own POST takes; its number stands in the address",
        examples=[{"customer": "C-0100", "currency": "CNY", "amount": "1130.00"}],
    ),
]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a draft is found: what will name its document."""

    entity: str
    kind: DraftKind
    source: str
    number: str

    @property
    def document(self) -> str:
        """The id that the document will have."""
        return document_id(self.entity, self.kind, self.source, self.number)


async def _address(entity: EntityName, kind: DraftKind, source: SourceName, number: NumberText) -> Address:
    address = Address(entity, kind, composed(source), composed(number))
    check_name(address.source, "source")
    check_number(address.number, "number")
    return address


AddressOf = Annotated[Address, Depends(_address)]


class DraftNamedOtherwise(Invalid):
    """The draft says another number than its address does."""


class DraftListed(Answer):
    """A draft in a list."""

    id: str = Field(examples=["CN01/invoice/erp/INV-2026-0042"], description="Of the document, once it is posted")
    entity: str = Field(examples=["CN01"])
    kind: DraftKind
    source: str = Field(examples=["erp"])
    number: str = Field(examples=["INV-2026-0042"])
    customer: str | None = Field(examples=["C-0100"])
    version: int = Field(examples=[17], description="Changes with every change; the ETag")
    changed_by: str = Field(examples=["k2v7f3w1"])
    changed_at: dt.datetime
    body: dict[str, Any] = Field(examples=[{"customer": "C-0100", "currency": "CNY", "amount": "1130.00"}])


class DraftShown(DraftListed):
    """A draft and what would come of it now: either the `problem` that posting it would meet, or its `preview`."""

    problem: Problem | None
    preview: DocumentPreviewed | None


@router.get("", summary="Drafts of an entity")
async def list_drafts(
    connection: Reading,
    _: Annotated[Principal, require("ledger:read")],
    entity: Annotated[EntityName, Query()],
    customer: Annotated[CustomerName | None, Query()] = None,
    kind: Annotated[DraftKind | None, Query()] = None,
    cursor: Cursor = None,
    limit: PageSize = 100,
) -> Page[DraftListed]:
    (after,) = read_cursor(cursor, str) or ("",)
    rows = await drafts.listed(
        connection,
        entity,
        customer=composed(customer) if customer else None,
        kind=kind,
        after=after,
        limit=limit + 1,
    )
    shown = rows[:limit]
    return Page(
        items=[DraftListed.model_validate(_members(draft)) for draft in shown],
        next=write_cursor(shown[-1].document) if len(rows) > limit else None,
    )


@router.put(_ADDRESS, summary="Keep a draft, or change the version named by If-Match")
async def keep_draft(
    address: AddressOf,
    body: DraftBody,
    context: RequestContext,
    engine: EngineOf,
    response: Response,
    _: Annotated[Principal, require("ledger:write")],
    if_match: IfMatch = None,
) -> DraftListed:
    content = _content(address, body)
    async with engine.begin() as connection:
        draft, begun = await drafts.keep(
            connection, content, replaces=read_etag(if_match), by=context.principal, now=context.now
        )
    response.status_code = 201 if begun else 200
    response.headers["ETag"] = f'"{draft.version}"'
    return DraftListed.model_validate(_members(draft))


@router.get(_ADDRESS, summary="Look at a draft, and at what posting it would do or meet")
async def get_draft(
    address: AddressOf,
    context: RequestContext,
    connection: Reading,
    response: Response,
    _: Annotated[Principal, require("ledger:read")],
) -> DraftShown:
    draft = await drafts.find(connection, address.document)
    response.headers["ETag"] = f'"{draft.version}"'
    return DraftShown.model_validate(_members(draft) | await _prospect(connection, draft, context))


@router.delete(_ADDRESS, status_code=204, summary="Delete the version of a draft named by If-Match")
async def delete_draft(
    address: AddressOf,
    engine: EngineOf,
    _: Annotated[Principal, require("ledger:write")],
    if_match: IfMatch = None,
) -> None:
    async with engine.begin() as connection:
        await drafts.delete(connection, address.document, replaces=read_etag(if_match))


@router.post(
    _ADDRESS + "/posting",
    status_code=201,
    summary="Post the version of a draft named by If-Match; it is no draft any more",
    response_model=DocumentRecorded,
    responses=REPEATED,
)
async def post_draft(
    address: AddressOf,
    context: RequestContext,
    committer: PostingOf,
    engine: EngineOf,
    key: MaybeKeyed,
    principal: Annotated[Principal, require("ledger:write")],
    if_match: IfMatch = None,
) -> Response:
    principal.check(_ALSO.get(address.kind, "ledger:write"))
    answering = recorded(address.document)
    async with engine.connect() as connection:
        try:
            draft = await drafts.find(connection, address.document)
        except DraftPosted:
            if key and (kept := await answered(connection, key)):
                return reply(kept, answering)
            raise
    drafts.check_version(draft, read_etag(if_match))
    execution = Execution(RULES, _form(draft).command(context), context, key, answering)
    return reply(await committer.submit(execution), answering)


def _content(address: Address, body: dict[str, Any]) -> Content:
    named = {"entity": address.entity, "source": address.source, "number": address.number}
    if _FORMS[address.kind] is AdjustmentBody:
        named["kind"] = address.kind
    for field, name in named.items():
        said = body.get(field)
        if said is not None and (not isinstance(said, str) or composed(said.strip()) != name):
            message = f"The draft's address says {field} {name!r}; its body says {str(said)[:64]!r}."
            raise DraftNamedOtherwise(message, field=field)
    customer = body.get("customer")
    return Content(
        document=address.document,
        entity=address.entity,
        kind=address.kind,
        source=address.source,
        number=address.number,
        customer=composed(customer.strip()) if isinstance(customer, str) else None,
        body=json.dumps(body | named, ensure_ascii=False, separators=(",", ":")).encode(),
    )


def _members(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.document,
        "entity": draft.entity,
        "kind": draft.kind,
        "source": draft.source,
        "number": draft.number,
        "customer": draft.customer,
        "version": draft.version,
        "changed_by": draft.changed_by,
        "changed_at": draft.changed_at,
        "body": json.loads(draft.body),
    }


def _form(draft: Draft) -> _Form:
    """The draft as the body that its kind's own route takes; raises `RequestValidationError` like that route."""
    try:
        return _FORMS[draft.kind].model_validate(json.loads(draft.body))
    except ValidationError as invalid:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in invalid.errors(include_url=False)]
        raise RequestValidationError(errors) from None


async def _prospect(connection: AsyncConnection, draft: Draft, context: Context) -> dict[str, Any]:
    """What posting the draft would meet, or do, on the books as they stand."""
    try:
        execution = Execution(RULES, _form(draft).command(context), context)
        told = tell(await previewed(connection, execution), recorded(draft.document))
    except RequestValidationError as invalid:
        return {"problem": problems.of_validation(invalid.errors()), "preview": None}
    except Refusal as refusal:
        return {"problem": problems.of_refusal(refusal), "preview": None}
    return {"problem": None, "preview": told}
