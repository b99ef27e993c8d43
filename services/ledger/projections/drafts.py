"""Drafts: documents that somebody has not finished. They are nothing to the books, until they are posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain.books import EntityNotFound
from services.ledger.domain.credit_note import CreditNoteIssued
from services.ledger.domain.invoice import InvoiceIssued
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.payment import PaymentReceived
from services.ledger.domain.reduction import ReceivableReduced
from services.ledger.projections import master_data
from shared.errors import Conflict, NotFound
from shared.events import Recorded

#: What begins a document that may have been a draft.
_BEGINS = (InvoiceIssued, PaymentReceived, CreditNoteIssued, ReceivableReduced)
_COLUMNS = "document, entity, kind, source, number, customer, body, version, changed_by, changed_at"
# Whoever keeps a draft at the very moment at which somebody posts the document may leave a row behind. It is no draft.
_NOT_POSTED = "NOT EXISTS (SELECT 1 FROM events e WHERE e.stream = drafts.document AND e.version = 1)"
_FIND = text(f"SELECT {_COLUMNS} FROM drafts WHERE document = :document AND {_NOT_POSTED}")  # noqa: S608 - static
_POSTED = text("SELECT EXISTS (SELECT 1 FROM events WHERE stream = :document AND version = 1)")
_LOCK = text(f"SELECT {_COLUMNS} FROM drafts WHERE document = :document FOR UPDATE")  # noqa: S608 - static
_BEGIN = text(f"""
    INSERT INTO drafts (document, entity, kind, source, number, customer, body, changed_by, changed_at)
    VALUES (:document, :entity, :kind, :source, :number, :customer, :body, :changed_by, :changed_at)
    ON CONFLICT DO NOTHING RETURNING {_COLUMNS}
""")  # noqa: S608 - static
_CHANGE = text(f"""
    UPDATE drafts SET customer = :customer, body = :body, changed_by = :changed_by, changed_at = :changed_at,
      version = DEFAULT WHERE document = :document RETURNING {_COLUMNS}
""")  # noqa: S608 - static
_DELETE = text("DELETE FROM drafts WHERE document = ANY(CAST(:documents AS text[]))")
_LISTED = text(f"""
    SELECT {_COLUMNS} FROM drafts
    WHERE entity = :entity AND (CAST(:customer AS text) IS NULL OR customer = :customer)
      AND (CAST(:kind AS text) IS NULL OR kind = :kind) AND document > :after AND {_NOT_POSTED}
    ORDER BY document LIMIT :limit
""")  # noqa: S608 - static


class DraftNotFound(NotFound):
    """There is no such draft."""


class DraftPosted(Conflict):
    """The document is in the books: it is no draft any more, and none can be begun under its number."""


class DraftChanged(Conflict):
    """Somebody else has begun, changed or deleted the draft: look at it again before you overwrite it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A draft as it is sent: what will name the document, and as much of its body as is known."""

    document: str
    entity: str
    kind: str
    source: str
    number: str
    customer: str | None
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Content):
    """A draft as it is kept; every change gives it a version that nothing had before."""

    version: int
    changed_by: str
    changed_at: datetime


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """What is posted is no draft any more, from the same moment on, whoever posted it."""
    begun = [record.stream for record in records if record.version == 1 and isinstance(record.event, _BEGINS)]
    if begun:
        await connection.execute(_DELETE, {"documents": begun})


async def find(connection: AsyncConnection, document: str) -> Draft:
    """A draft; refused where the document was posted, or nobody has begun it."""
    row = (await connection.execute(_FIND, {"document": document})).mappings().one_or_none()
    if row is None:
        await _check_not_posted(connection, document)
        message = f"There is no draft {document}."
        raise DraftNotFound(message)
    return Draft(**row)


async def keep(
    connection: AsyncConnection, content: Content, *, replaces: int | None, by: str, now: datetime
) -> tuple[Draft, bool]:
    """Begin a draft, or change the version of it that was looked at; and whether it was begun.

    The same content sent again is harmless.
    """
    if not await master_data.entities(connection, {content.entity}):
        message = f"There is no entity {content.entity[:16]}."
        raise EntityNotFound(message, field="entity")
    await _check_not_posted(connection, content.document)
    values = {name: getattr(content, name) for name in Content.__slots__} | {"changed_by": by, "changed_at": now}
    if replaces is None and (begun := (await connection.execute(_BEGIN, values)).mappings().one_or_none()):
        return Draft(**begun), True
    known = await _locked(connection, content.document, replaces, same_as=content.body)
    if known.body == content.body:
        return known, False
    return Draft(**(await connection.execute(_CHANGE, values)).mappings().one()), False


async def delete(connection: AsyncConnection, document: str, *, replaces: int | None) -> None:
    """Delete the version of a draft that was looked at."""
    await find(connection, document)
    await _locked(connection, document, replaces)
    await connection.execute(_DELETE, {"documents": [document]})


async def listed(
    connection: AsyncConnection, entity: str, *, customer: str | None, kind: str | None, after: str, limit: int
) -> list[Draft]:
    """The drafts of an entity, by their documents' ids."""
    asked = {"entity": entity, "customer": customer, "kind": kind, "after": after, "limit": limit}
    return [Draft(**row) for row in (await connection.execute(_LISTED, asked)).mappings()]


def check_version(draft: Draft, replaces: int | None) -> None:
    """Refuse to touch a version of the draft that nobody has looked at."""
    if replaces is None:
        message = (
            f"There is a draft {draft.document}, last changed by {draft.changed_by}: look at it, and name its version "
            f'by If-Match: "{draft.version}".'
        )
        raise DraftChanged(message, header="If-Match")
    if replaces != draft.version:
        message = (
            f"The draft {draft.document} was changed by {draft.changed_by}: its version is {draft.version}, not "
            f"{replaces}."
        )
        raise DraftChanged(message, header="If-Match")


async def _locked(
    connection: AsyncConnection, document: str, replaces: int | None, *, same_as: bytes | None = None
) -> Draft:
    row = (await connection.execute(_LOCK, {"document": document})).mappings().one_or_none()
    if row is None:
        message = f"The draft {document} was deleted."
        raise DraftChanged(message, header="If-Match")
    draft = Draft(**row)
    if draft.body != same_as:
        check_version(draft, replaces)
    return draft


async def _check_not_posted(connection: AsyncConnection, document: str) -> None:
    if (await connection.execute(_POSTED, {"document": document})).scalar_one():
        message = f"{document} was posted; there is no draft of it any more."
        raise DraftPosted(message)
