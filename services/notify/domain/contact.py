"""A contact: a person at a customer, which of them a message is for, and how much of one may be shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from services.notify.domain.language import Language
from shared.errors import Invalid, NotFound

#: What a contact is there for. A message takes one who is there for it, or for everything.
Purpose = Literal["all", "reminders", "legal"]
Channel = Literal["email", "sms", "wechat"]

#: Every channel a policy may name, whether it is set up or not.
CHANNELS: frozenset[Channel] = frozenset({"email", "sms", "wechat"})

NO_CONTACT = "no-contact"
CHANNEL_NOT_SET_UP = "channel-not-set-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What the vault keeps about a person. `repr` says nothing of it, so that no log line ever can."""

    name: str
    role: str
    email: str
    phone: str
    language: Language | None
    is_main: bool
    purpose: Purpose

    def __repr__(self) -> str:
        return "Contact(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressable:
    """What may be known of a contact without opening the vault: an opaque reference, and what it can be used for."""

    reference: str
    purpose: Purpose
    is_main: bool
    language: Language | None
    has_email: bool
    has_phone: bool


class ContactNotFound(NotFound):
    """The customer has no contact of this name."""


class ContactTextRefused(Invalid):
    """A contact's text holds a line break, a control or a bidirectional character: it could forge a mail's header."""


class EmailAddressRefused(Invalid):
    """The text is not one plain mail address such as accounts@example.com."""


class PhoneNumberRefused(Invalid):
    """The text is not a phone number such as +86 21 5555 0100."""


_EMAIL = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}",
    re.ASCII,
)
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{3,30}", re.ASCII)
# C0, DEL and C1 controls, line and paragraph separators, and the marks that make text run the other way.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def is_one_line(text: str) -> bool:
    """Whether a text may stand in a mail's header."""
    return _UNSAFE.search(text) is None


def check(contact: Contact) -> Contact:
    """The contact with its ends trimmed; refuses what cannot be written to, without repeating it in the refusal."""
    trimmed = replace(
        contact,
        name=contact.name.strip(" "),
        role=contact.role.strip(" "),
        email=contact.email.strip(" "),
        phone=contact.phone.strip(" "),
    )
    for field in ("name", "role", "email", "phone"):
        if not is_one_line(getattr(trimmed, field)):
            detail = f"The {field} holds a line break, a control or a bidirectional character."
            raise ContactTextRefused(detail, field=field)
    if trimmed.email and not _EMAIL.fullmatch(trimmed.email):
        detail = "The email is not one plain address such as accounts@example.com."
        raise EmailAddressRefused(detail, field="email")
    if trimmed.phone and not _PHONE.fullmatch(trimmed.phone):
        detail = "The phone is not a number such as +86 21 5555 0100."
        raise PhoneNumberRefused(detail, field="phone")
    return trimmed


def choose(
    contacts: Sequence[Addressable], *, channel: Channel, purpose: Purpose, preferred: str | None = None
) -> Addressable | None:
    """Whom a message goes to: one there for its purpose before one there for all, the main one first.

    `preferred` is whom it was queued for; nobody else is taken as long as that one can be reached.
    """
    reachable = [contact for contact in contacts if _reachable(contact, channel)]
    by_name = {contact.reference: contact for contact in reachable}
    if preferred in by_name:
        return by_name[preferred]
    fitting = [contact for contact in reachable if contact.purpose in {purpose, "all"}]
    return min(
        fitting, key=lambda contact: (contact.purpose == "all", not contact.is_main, contact.reference), default=None
    )


def purpose_of(template: str) -> Purpose:
    """What a contact must be there for to be sent this template: threats of law go to those who deal with them."""
    return "legal" if template in {"final-notice", "lawyers-letter"} else "reminders"


def masked(contact: Contact) -> Contact:
    """As much as somebody may see who need not write to the person."""
    return replace(
        contact,
        name=_mask(contact.name),
        email=_mask_email(contact.email),
        phone=f"***{contact.phone[-2:]}" if contact.phone else "",
    )


def _reachable(contact: Addressable, channel: Channel) -> bool:
    return contact.has_email if channel == "email" else contact.has_phone


def _mask(text: str) -> str:
    return f"{text[0]}***" if text else ""


def _mask_email(email: str) -> str:
    local, _, domain = email.rpartition("@")
    return f"{_mask(local)}@***.{domain.rpartition('.')[2]}" if local else ""
