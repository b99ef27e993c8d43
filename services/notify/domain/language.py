"""The languages letters are written in, and which of them a customer is written to."""

from typing import Literal

Language = Literal["zh", "en"]
DEFAULT: Language = "zh"


def language_or_none(text: str | None) -> Language | None:
    """`zh` or `en` (also `zh-CN`, `en_GB`); None for a language no letter is written in."""
    match (text or "").lower()[:2]:
        case "zh":
            return "zh"
        case "en":
            return "en"
        case _:
            return None


def language_of(contact: Language | None, customer: Language | None, entity: Language | None) -> Language:
    """The person's language before the company's before our own."""
    return contact or customer or entity or DEFAULT
