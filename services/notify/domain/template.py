"""A template: plain text with named gaps, and nothing else that could be made to run.

    Subject: {{entity_name}}: reminder
    {{salutation}}

    the following is open: …

    {{items}}

A gap is filled by a value of that name from a closed list. There are no expressions, attributes, calls, filters, loops
or includes to attack, and a filled-in value is never read again for gaps. Paragraphs are parted by empty lines.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.notify.domain.contact import is_one_line
from shared.errors import Invalid

#: Every gap there is. `items` stands alone in its paragraph and becomes the table.
GAPS = frozenset({"salutation", "entity_name", "customer_name", "date", "deadline", "totals", "items", "days_overdue"})
TABLE = "items"
TEXT_MAX = 20_000
#: Why a message that asks for a template we do not have cannot be delivered.
NO_TEMPLATE = "no-such-template"


class TemplateRefused(Invalid):
    """The text is not a template: it has gaps that are not on the list, or braces that are not gaps."""


class HeaderRefused(Invalid):
    """A text for a mail's header holds a line break or a control character."""


@dataclass(frozen=True, slots=True)
class Template:
    """A subject, and paragraphs; the table's paragraph is the one that says only `{{items}}`."""

    subject: str
    paragraphs: tuple[str, ...]

    @property
    def gaps(self) -> frozenset[str]:
        """The names of the values it needs."""
        return frozenset(_GAP.findall("\n".join((self.subject, *self.paragraphs))))


_GAP = re.compile(r"\{\{([a-z_]+)\}\}", re.ASCII)
_TABLE_GAP = f"{{{{{TABLE}}}}}"


def parse(text: str) -> Template:
    """Read a template; refuses whatever is not a gap of the list."""
    if len(text) > TEXT_MAX:
        raise TemplateRefused(f"A template has at most {TEXT_MAX} characters.")
    head, _, body = text.replace("\r\n", "\n").partition("\n")
    if not head.startswith("Subject:"):
        raise TemplateRefused("A template begins with a line `Subject: …`.")
    subject = head.removeprefix("Subject:").strip()
    paragraphs = tuple(part.strip("\n") for part in re.split(r"\n[ \t]*\n", body) if part.strip())
    template = Template(subject=subject, paragraphs=paragraphs)
    if unknown := sorted(template.gaps - GAPS):
        raise TemplateRefused(f"There is no value named {unknown[0]!r}; there are {', '.join(sorted(GAPS))}.")
    rest = _GAP.sub("", text)
    if "{{" in rest or "}}" in rest or "{%" in rest or "{#" in rest:
        raise TemplateRefused("Double braces hold the name of a value and nothing else: {{customer_name}}.")
    if TABLE in _GAP.findall(subject) or any(TABLE in _GAP.findall(p) and p != _TABLE_GAP for p in paragraphs):
        raise TemplateRefused(f"{_TABLE_GAP} stands alone in its paragraph.")
    if not is_one_line(subject) or not subject:
        raise TemplateRefused("The subject is one line of text.")
    return template


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every gap filled, in one pass: a value that looks like a gap stays as it is."""
    return _GAP.sub(lambda gap: values[gap[1]], text)


def is_table(paragraph: str) -> bool:
    """Whether the paragraph is the place of the table."""
    return paragraph == _TABLE_GAP


def header(text: str) -> str:
    """A text fit for a mail's header; refuses one that would begin a header of its own."""
    if not is_one_line(text):
        raise HeaderRefused("A mail's header takes one line without control characters.")
    return text
