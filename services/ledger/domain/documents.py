"""What all documents have in common: their natural key, their dates, and how a repeat is told from a contradiction."""

from datetime import date
from typing import NamedTuple

from services.ledger.domain.books import Books
from services.ledger.domain.holding import ACCRUED, MERGED
from services.ledger.domain.naming import check_date, check_name, check_number
from shared.errors import Conflict, Invalid
from shared.money import decimal

AMOUNT_MAX_MINOR = 10**15


class AmountNotPositive(Invalid):
    """A document must be for more than zero."""


class AmountBeyondReason(Invalid):
    """The amount is larger than a receivable can be."""


class SourceReserved(Invalid):
    """The numbers of this source are ours."""


class NumberTaken(Conflict):
    """The source has used this number before, for a document with other content."""


class Content(NamedTuple):
    """What a document said when it came, in short, and the digest of all it said."""

    customer: str
    currency: str
    amount_minor: int
    posted_on: date
    content_hash: str

    def __str__(self) -> str:
        amount = decimal(self.amount_minor, self.currency)
        return f"{amount} {self.currency} of customer {self.customer}, posted on {self.posted_on}"


def check_document(
    source: str, number: str, document_date: date, posted_on: date | None, *, dated: str = "document_date"
) -> None:
    """Refuse names and dates that no document can have; `dated` is what the sender calls the document's date."""
    check_name(source, "source")
    if source in {MERGED, ACCRUED}:
        message = f"{source!r} is the source of what merged customers owed, or is claimed of it; take another name."
        raise SourceReserved(message, field="source")
    check_number(number)
    check_date(document_date, dated)
    if posted_on is not None:
        check_date(posted_on, "posted_on")


def check_amount(amount_minor: int, currency: str, field: str = "amount") -> None:
    """Refuse nothing, less than nothing, and more than anybody owes."""
    if amount_minor <= 0:
        message = f"The amount must be more than zero, not {decimal(amount_minor, currency)} {currency}."
        raise AmountNotPositive(message, field=field)
    if amount_minor > AMOUNT_MAX_MINOR:
        message = "The amount is larger than a receivable can be."
        raise AmountBeyondReason(message, field=field)


def is_repeat(books: Books, document: str, sent: Content, *, field: str = "number") -> bool:
    """Whether the very same document is in the books already; refuse another one under its number."""
    known = books.documents.get(document)
    if known is None:
        return False
    if known.content_hash == sent.content_hash:
        return True
    existing = Content(known.customer, known.currency, known.amount_minor, known.posted_on, known.content_hash)
    message = (
        f"{document} is in the books with other content: {existing}. What came now: {sent}. "
        "A number belongs to one document for ever."
    )
    raise NumberTaken(message, field=field, existing=existing.content_hash, sent=sent.content_hash)
