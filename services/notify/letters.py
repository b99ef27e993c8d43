"""Letters: what a message says, in Chinese or English, as plain text and as the same text in HTML."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from importlib.resources import files
from urllib.parse import unquote

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency
from babel.units import format_unit

from services.notify.domain import template as templates
from services.notify.domain.language import Language
from services.notify.domain.message import NamedItem
from services.notify.domain.template import Template
from shared.errors import NotFound
from shared.money import decimal

#: A letter that names a day to pay by, and was given none, asks for the money within a week.
DAYS_TO_PAY = timedelta(days=7)
#: Amounts carry the ISO code: ¥ alone would leave open whether yuan or yen are meant.
_AMOUNT = "¤¤\N{NO-BREAK SPACE}#,##0.00;¤¤\N{NO-BREAK SPACE}-#,##0.00"
_LOCALES: Mapping[Language, str] = {"zh": "zh_CN", "en": "en_GB"}
_COLUMNS: Mapping[Language, tuple[str, str, str, str]] = {
    "zh": ("发票号", "期次", "到期日", "未付金额"),
    "en": ("Invoice", "Instalment", "Due on", "Open amount"),
}
_TOTAL: Mapping[Language, str] = {"zh": "小计", "en": "Total"}
_CELL = 'style="padding:4px 12px 4px 0;text-align:{};border-bottom:1px solid #ddd"'
_DOCUMENT = (
    '<!doctype html><html lang="{language}"><meta charset="utf-8">'
    '<body style="font-family:sans-serif;font-size:15px;line-height:1.6;color:#222">{body}</body></html>'
)


class TemplateNotFound(NotFound):
    """There is no template of this name in this language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """Everything a letter can say: who, to whom, on which day, about what. `repr` keeps the person's name."""

    language: Language
    entity_name: str
    customer_name: str
    contact_name: str
    today: date
    deadline: date | None
    items: tuple[NamedItem, ...]

    def __repr__(self) -> str:
        return "LetterFacts(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A finished letter; the two bodies say the same."""

    subject: str
    text: str
    html: str

    def __repr__(self) -> str:
        return "Letter(…)"


class Templates:
    """The templates by name and language."""

    def __init__(self, texts: Mapping[tuple[str, Language], str]) -> None:
        self._templates = {key: templates.parse(text) for key, text in texts.items()}

    @classmethod
    def shipped(cls) -> "Templates":
        """Those that come with the product, `templates/<language>/<name>.txt`."""
        folders: dict[Language, str] = {"zh": "templates/zh", "en": "templates/en"}
        return cls(
            {
                (file.name.removesuffix(".txt"), language): file.read_text(encoding="utf-8")
                for language, folder in folders.items()
                for file in files("services.notify").joinpath(folder).iterdir()
                if file.name.endswith(".txt")
            }
        )

    @property
    def names(self) -> Sequence[str]:
        """The names a policy may use."""
        return sorted({name for name, _ in self._templates})

    def find(self, name: str, language: Language) -> Template:
        """The template, or the refusal that says what there is."""
        template = self._templates.get((name, language))
        if template is None:
            raise TemplateNotFound(f"There is no template {name[:64]!r} in {language}; there are {self.names}.")
        return template

    def compose(self, name: str, facts: LetterFacts) -> Letter:
        """The letter that says these facts."""
        return compose(self.find(name, facts.language), facts)


def compose(template: Template, facts: LetterFacts) -> Letter:
    """Fill a template; the HTML is made from the same paragraphs, so no author ever writes any."""
    values = _values(facts)
    text: list[str] = []
    html: list[str] = []
    for paragraph in template.paragraphs:
        if templates.is_table(paragraph):
            tables = _tables(facts)
            text.extend(table.as_text() for table in tables)
            html.extend(table.as_html() for table in tables)
        else:
            filled = templates.fill(paragraph, values)
            text.append(filled)
            html.append(f"<p>{'<br>'.join(escape(line) for line in filled.splitlines())}</p>")
    return Letter(
        subject=templates.header(templates.fill(template.subject, values)),
        text="\n\n".join(text) + "\n",
        html=_DOCUMENT.format(language=facts.language, body="".join(html)),
    )


def _values(facts: LetterFacts) -> Mapping[str, str]:
    totals = [
        _amount(sum(item.open_minor for item in items), currency) for currency, items in _by_currency(facts.items)
    ]
    oldest = min((item.due_on for item in facts.items), default=facts.today)
    return {
        "salutation": _salutation(facts),
        "entity_name": facts.entity_name,
        "customer_name": facts.customer_name,
        "date": _day(facts.today, facts.language),
        "deadline": _day(facts.deadline or facts.today + DAYS_TO_PAY, facts.language),
        "totals": format_list(totals, locale=_LOCALES[facts.language]),
        "days_overdue": format_unit(
            max((facts.today - oldest).days, 0), "day", length="short", locale=_LOCALES[facts.language]
        ),
    }


def _salutation(facts: LetterFacts) -> str:
    match facts.language, facts.contact_name:
        case "zh", "":
            return "尊敬的客户："
        case "zh", name:
            return f"尊敬的{name}："
        case _, "":
            return "Dear Sir or Madam,"
        case _, name:
            return f"Dear {name},"


@dataclass(frozen=True, slots=True)
class _Table:
    """One currency's items; the last row is their sum."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_text(self) -> str:
        widths = [max(_width(row[column]) for row in (self.head, *self.rows)) for column in range(len(self.head))]
        return "\n".join(
            "  ".join(
                _pad(cell, width, right=column == len(row) - 1)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in (self.head, *self.rows)
        )

    def as_html(self) -> str:
        body = "".join(_html_row(row, "td") for row in self.rows)
        return f'<table style="border-collapse:collapse">{_html_row(self.head, "th")}{body}</table>'


def _tables(facts: LetterFacts) -> Sequence[_Table]:
    """One table per currency: amounts of different currencies are never added up."""
    in_instalments = any(item.instalment > 1 for item in facts.items)
    tables: list[_Table] = []
    for currency, items in _by_currency(facts.items):
        total = _amount(sum(item.open_minor for item in items), currency)
        rows = [
            (
                _number(item.invoice),
                str(item.instalment),
                _day(item.due_on, facts.language),
                _amount(item.open_minor, currency),
            )
            for item in items
        ]
        columns = (0, 1, 2, 3) if in_instalments else (0, 2, 3)
        lines = [_COLUMNS[facts.language], *rows, (_TOTAL[facts.language], "", "", total)]
        head, *body = [tuple(line[column] for column in columns) for line in lines]
        tables.append(_Table(head=head, rows=tuple(body)))
    return tables


def _by_currency(items: Sequence[NamedItem]) -> Sequence[tuple[str, Sequence[NamedItem]]]:
    ordered = sorted(items, key=lambda item: (item.currency, item.due_on, item.invoice, item.instalment))
    return [
        (currency, [item for item in ordered if item.currency == currency])
        for currency in dict.fromkeys(item.currency for item in ordered)
    ]


def _number(invoice: str) -> str:
    """The number on the paper, from the invoice's id `CN01/invoice/erp/4711`."""
    return unquote(invoice.rpartition("/")[2])


def _amount(minor: int, currency: str) -> str:
    return format_currency(Decimal(decimal(minor, currency)), currency, format=_AMOUNT, locale="en")


def _day(day: date, language: Language) -> str:
    return format_date(day, "long", locale=_LOCALES[language])


def _width(text: str) -> int:
    """How many columns of a terminal the text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _html_row(cells: Sequence[str], kind: str) -> str:
    last = len(cells) - 1
    return "<tr>{}</tr>".format(
        "".join(
            f"<{kind} {_CELL.format('right' if column == last else 'left')}>{escape(cell)}</{kind}>"
            for column, cell in enumerate(cells)
        )
    )
