"""What names a document, a customer or an entity for ever, and the digest that tells a repeat from a contradiction."""

import hashlib
from datetime import date
from typing import Literal

from shared.errors import Invalid

Kind = Literal[
    "invoice", "payment", "credit-note", "dispute", "discount", "small-difference", "write-off", "adjustment", "offset",
    "refund", "recovery", "claim", "statement", "acknowledgement", "reconciliation", "difference", "merged",
]  # fmt: skip

NAME_LENGTH_MAX = 64
ENTITY_LENGTH_MAX = 16
#: Dates outside are typing errors: no open receivable is that old, no term that long.
DATE_MIN = date(1970, 1, 1)
DATE_MAX = date(2199, 12, 31)


class NameNotUsable(Invalid):
    """The name cannot stand in an identifier: it is empty, too long, or has characters that do not print."""


class DateOutOfRange(Invalid):
    """The date cannot be that of a receivable."""


def document_id(entity: str, kind: Kind, source: str, number: str) -> str:
    """`CN01/invoice/erp/4711`: also the name of the document's stream.

    ERP numbers may contain slashes (`2026/0017`); two different numbers never make the same id.
    """
    return f"{entity}/{kind}/{source}/{encoded(number)}"


def encoded(number: str) -> str:
    """A number as a part of an id."""
    if "/" in number or "%" in number:
        return number.replace("%", "%25").replace("/", "%2F")
    return number


def decoded(number: str) -> str:
    """A part of an id as the number it was made from."""
    return number.replace("%2F", "/").replace("%25", "%") if "%" in number else number


def number_of(document: str) -> str:
    """A document's number as its source writes it, from its id."""
    return decoded(document.rpartition("/")[2])


def kind_of(document: str) -> str:
    """The kind of a document: the second part of its id."""
    return document.split("/", 2)[1]


def check_name(name: str, field: str, *, length_max: int = NAME_LENGTH_MAX) -> None:
    """Refuse what cannot name a customer, an entity or a source."""
    if "/" in name:
        message = f"{name[:length_max]!r} contains a slash, which separates the parts of an identifier."
        raise NameNotUsable(message, field=field)
    check_number(name, field, length_max=length_max)


def check_number(number: str, field: str = "number", *, length_max: int = NAME_LENGTH_MAX) -> None:
    """Refuse what cannot be a document's number; slashes are usual there."""
    # isprintable leaves out controls, marks that turn the reading order, and every space but the plain one.
    if not 0 < len(number) <= length_max or not number.isprintable() or number[0] == " " or number[-1] == " ":
        message = (
            f"{number[:length_max]!r} cannot be used as a name: it takes 1 to {length_max} printable characters "
            "and no space at either end."
        )
        raise NameNotUsable(message, field=field)
    if number in {".", ".."}:
        message = f"{number!r} cannot be used as a name: in an address it means another place."
        raise NameNotUsable(message, field=field)


def check_date(day: date, field: str) -> None:
    """Refuse dates that can only be typing errors."""
    if not DATE_MIN <= day <= DATE_MAX:
        message = f"{day} lies outside {DATE_MIN} to {DATE_MAX}."
        raise DateOutOfRange(message, field=field)


def digest(*content: object) -> str:
    """A short digest of a document's content as its source sent it: equal for a repeat, different for anything else."""
    return hashlib.blake2b(repr(content).encode(), digest_size=12).hexdigest()
