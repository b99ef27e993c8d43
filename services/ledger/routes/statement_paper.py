"""A statement of account as bytes: JSON for programs, and a page to print and sign, in Chinese and English.

The same statement is always the same bytes, for an issued one is known by its hash. So nothing here asks what a library
of another version might answer otherwise (formats of numbers and dates are written out), and a change of the page is a
new layout beside the old.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape
from msgspec import Struct

from services.ledger.domain.issued_statement import Form, Format, Language
from services.ledger.domain.naming import number_of
from services.ledger.domain.statement import Kind, Movement, OpenFunds, OpenItem, Section, Statement
from services.ledger.routes.sheets import new_workbook
from shared.money import exponent

#: The newest layout. Statements that were issued keep theirs: the first one knew nothing of advances.
LAYOUT = 2
_WITHOUT_ADVANCES = 1
#: Layouts differ in their tables; the page around them is the same.
_PAGE = "statement-1.html"
MEDIA_TYPES: Mapping[Format, str] = {"html": "text/html; charset=utf-8", "json": "application/json"}

_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "lang": "en",
        "title": "Statement of account",
        "customer": "Customer",
        "period": "Period",
        "as_of": "As of",
        "beginning": "Beginning",
        "nothing": "Nothing is owed, and nothing happened.",
        "please": "Please compare with your books and send this page back.",
        "agree": "We confirm the balance stated above.",
        "disagree": "We do not agree. Difference, and the documents concerned:",
        "date": "Date",
        "stamp": "Signature, company stamp",
        "opening": "Opening balance",
        "closing": "Balance",
        "receivable": "Open invoices",
        "overdue": "of which overdue",
        "on_account": "Payments on account",
        "open_credits": "Open credit notes",
        "activity": "Movements",
        "items": "Open invoices",
        "funds": "Payments on account and open credit notes",
        "advances": "Advances for orders, not part of the balance",
        "order": "Order",
        "number": "Number",
        "instalment": "Instalment",
        "document_date": "Date",
        "due_on": "Due on",
        "days_overdue": "Days overdue",
        "amount": "Amount",
        "open": "Open",
        "unapplied": "Not applied",
        "posted_on": "Date",
        "what": "What",
        "detail": "Detail",
        "debit": "Debit",
        "credit": "Credit",
        "balance": "Balance",
        "total": "Total",
    },
    "zh": {
        "lang": "zh-CN",
        "title": "对账单",
        "customer": "客户",
        "period": "期间",
        "as_of": "截止日期",
        "beginning": "开始",
        "nothing": "没有欠款，也没有发生额。",
        "please": "请与贵方账目核对，并将本页寄回。",
        "agree": "经核对，上述余额无误。",
        "disagree": "经核对，上述余额不符。差额及相关单据：",
        "date": "日期",
        "stamp": "经办人签字、公司盖章",
        "opening": "期初余额",
        "closing": "余额",
        "receivable": "未付发票",
        "overdue": "其中逾期",
        "on_account": "未核销收款",
        "open_credits": "未抵扣红字",
        "activity": "发生明细",
        "items": "未付发票",
        "funds": "未核销收款及未抵扣红字",
        "advances": "订单预收（不计入余额）",
        "order": "订单",
        "number": "单号",
        "instalment": "期次",
        "document_date": "单据日期",
        "due_on": "到期日",
        "days_overdue": "逾期天数",
        "amount": "金额",
        "open": "未付金额",
        "unapplied": "未核销金额",
        "posted_on": "日期",
        "what": "摘要",
        "detail": "说明",
        "debit": "借方",
        "credit": "贷方",
        "balance": "余额",
        "total": "合计",
    },
}
_KINDS: Mapping[Language, Mapping[Kind, str]] = {
    "en": {
        "invoice": "Invoice",
        "cancellation": "Invoice cancelled",
        "payment": "Payment",
        "credit-note": "Credit note",
        "allocation": "Payment applied",
        "allocation-taken-back": "Payment taken back",
        "discount": "Early-payment discount",
        "small-difference": "Small difference",
        "write-off": "Written off",
        "adjustment": "Adjustment",
        "offset": "Offset against payables",
        "merged": "Moved to the customer merged into",
        "reduction-taken-back": "Reduction taken back",
        "returned-payment": "Payment returned",
        "refund": "Refund",
        "advance-application": "Advance applied",
        "advance-taken-back": "Advance taken back",
        "moved-out": "Moved to another customer",
        "moved-in": "Moved from another customer",
        "credit-application": "Credit applied",
        "credit-taken-back": "Credit taken back",
    },
    "zh": {
        "invoice": "发票",
        "cancellation": "发票作废",
        "payment": "收款",
        "credit-note": "红字发票",
        "allocation": "收款核销",
        "allocation-taken-back": "撤销收款核销",
        "discount": "现金折扣",
        "small-difference": "尾差",
        "write-off": "坏账核销",
        "adjustment": "应收调减",
        "offset": "应收冲应付",
        "merged": "随客户合并转出",
        "reduction-taken-back": "撤销减免",
        "returned-payment": "退票",
        "refund": "退款",
        "advance-application": "预收核销",
        "advance-taken-back": "撤销预收核销",
        "moved-out": "转出至其他客户",
        "moved-in": "自其他客户转入",
        "credit-application": "红字抵扣",
        "credit-taken-back": "撤销红字抵扣",
    },
}
_DETAILS: Mapping[Language, tuple[str, str]] = {
    "en": ("due on %s", "%s on %s (%s)"),
    "zh": ("到期日 %s", "%s，发票 %s（第 %s 期）"),
}
_write = msgspec.json.Encoder().encode


def on_paper(statement: Statement, *, format: Format, language: Language, layout: int = LAYOUT) -> bytes:  # noqa: A002 - as it is called in the address
    """The statement as the bytes that are sent, and hashed where it is issued."""
    if format == "json":
        return _write(as_json(statement, layout))
    return _html(statement, language, layout)


def hash_of(paper: bytes) -> str:
    """What an issued statement is known by."""
    return sha256(paper).hexdigest()


# ------------------------------------------------------------ JSON


def as_json(statement: Statement, layout: int = LAYOUT) -> dict[str, Any]:
    """The statement with decimal amounts; the fields come in this order for ever."""
    return {
        "entity": statement.entity,
        "entity_name": statement.entity_name,
        "customer": statement.customer,
        "customer_name": statement.customer_name,
        "form": statement.form,
        "from": statement.from_on,
        "as_of": statement.as_of,
        "currencies": [_section_json(section, layout) for section in _sections(statement, layout)],
    }


def _sections(statement: Statement, layout: int) -> list[Section]:
    return [section for section in statement.sections if layout > _WITHOUT_ADVANCES or section.says_something]


def _section_json(section: Section, layout: int) -> dict[str, Any]:
    written = _writer(section.currency)
    shown: dict[str, Any] = {
        "currency": section.currency,
        "opening": written(section.opening_minor),
        "closing": written(section.closing_minor),
        "receivable": written(section.receivable_minor),
        "overdue": written(section.overdue_minor),
        "on_account": written(section.on_account_minor),
        "open_credits": written(section.open_credits_minor),
        "movements": [_movement_json(line, written) for line in section.movements],
        "items": [_item_json(item, written) for item in section.items],
        "funds": [_funds_json(funds, written) for funds in section.funds],
    }
    if layout > _WITHOUT_ADVANCES:
        shown["advances"] = [{**_funds_json(advance, written), "order": advance.order} for advance in section.advances]
    return shown


@cache
def _writer(currency: str) -> Callable[[int], str]:
    """`decimal` for many amounts of one currency, in half the time."""
    units, ends = _minor_units(currency)

    def written(minor: int) -> str:
        whole, rest = divmod(abs(minor), units)
        return f"-{whole}{ends[rest]}" if minor < 0 else f"{whole}{ends[rest]}"

    return written


def _minor_units(currency: str) -> tuple[int, Sequence[str]]:
    """How many are one of the currency, and what stands behind the whole number for each of them: `.00`, `.01`, …"""
    places = exponent(currency)
    units = 10**places
    return units, [f".{minor:0{places}}" for minor in range(units)] if places else [""]


class _MovementJson(Struct, gc=False):
    posted_on: date
    kind: Kind
    document: str
    number: str
    invoice: str | None
    instalment: int | None
    document_date: date
    due_on: date | None
    amount: str
    applied: str
    balance: str


class _ItemJson(Struct, gc=False):
    invoice: str
    number: str
    instalment: int
    document_date: date
    posted_on: date
    due_on: date | None
    amount: str
    open: str
    days_overdue: int


def _movement_json(line: Movement, written: Callable[[int], str]) -> _MovementJson:
    return _MovementJson(
        line.posted_on,
        line.kind,
        line.document,
        line.number,
        line.invoice,
        line.instalment,
        line.document_date,
        line.due_on,
        written(line.amount_minor),
        written(line.applied_minor),
        written(line.balance_minor),
    )


def _item_json(item: OpenItem, written: Callable[[int], str]) -> _ItemJson:
    return _ItemJson(
        item.invoice,
        item.number,
        item.instalment,
        item.document_date,
        item.posted_on,
        item.due_on,
        written(item.amount_minor),
        written(item.open_minor),
        max(item.days_overdue, 0),
    )


def _funds_json(funds: OpenFunds, written: Callable[[int], str]) -> dict[str, Any]:
    return {
        "document": funds.document,
        "number": funds.number,
        "kind": funds.kind,
        "document_date": funds.document_date,
        "posted_on": funds.posted_on,
        "amount": written(funds.amount_minor),
        "unapplied": written(funds.unapplied_minor),
    }


# ------------------------------------------------------------ XLSX


def as_workbook(statement: Statement, language: Language) -> bytes:
    """The statement as a workbook, a sheet for each currency: what the page says, with amounts to reckon with."""
    text = _TEXTS[language]
    content = io.BytesIO()
    with (
        TemporaryDirectory(prefix="huikuan-statement-") as folder,
        new_workbook(content, folder=Path(folder)) as workbook,
    ):
        for section in statement.sections:
            sheet = workbook.add_worksheet(section.currency)
            sheet.set_column(0, 6, 18)
            head = [
                (text["title"], statement.entity_name),
                (text["customer"], f"{statement.customer_name} ({statement.customer})"),
                (text["as_of"], statement.as_of.isoformat()),
                *_summary(section, statement.form, language),
            ]
            sheet.append(head)
            for table in _tables(section, language, LAYOUT, _writer(section.currency)):
                sheet.append([[""], [table.title]])
                sheet.append([[name for name, _ in table.head]])
                amounts = [column for column, (_, css) in enumerate(table.head) if css == "amount"]
                sheet.append([*table.rows, table.total], amounts=amounts)
        if not statement.sections:
            workbook.add_worksheet(text["title"]).append([[text["nothing"]]])
    return content.getvalue()


# ------------------------------------------------------------ HTML


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page: what each column is called and how it is set, and its rows as texts."""

    title: str
    head: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[str]]
    total: Sequence[str]

    @property
    def body(self) -> Markup:
        """The rows, set here and not by the template, and escaped many at once: there may be fifty thousand."""
        line = "".join(f'<td class="{css}">%s</td>' if css else "<td>%s</td>" for _, css in self.head)
        starts = range(0, len(self.rows), _ROWS_AT_ONCE)
        lines = [_lines(f"<tr>{line}</tr>", self.rows[start : start + _ROWS_AT_ONCE]) for start in starts]
        total = _lines(f'<tr class="total">{line}</tr>', [self.total])
        return Markup("\n".join([*lines, total]))  # noqa: S704 - every cell has been escaped


#: So many rows are set at once: more take longer, for the room they need.
_ROWS_AT_ONCE = 5_000
#: Stands in no text that a database keeps.
_BETWEEN = "\0"


def _lines(line: str, rows: Sequence[Sequence[str]]) -> str:
    cells = _BETWEEN.join(chain.from_iterable(rows))
    return "\n".join([line] * len(rows)) % tuple(str(escape(cells)).split(_BETWEEN))


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("services.ledger", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(_PAGE)


def _html(statement: Statement, language: Language, layout: int) -> bytes:
    sections = [
        {
            "currency": section.currency,
            "summary": _summary(section, statement.form, language),
            "tables": _tables(section, language, layout, _grouper(section.currency)),
        }
        for section in _sections(statement, layout)
    ]
    page = _template().render(
        statement=statement, text=_TEXTS[language], sections=sections, activity=statement.form == "activity"
    )
    return page.encode()


#: The documents of years have a thousand dates.
_day = lru_cache(maxsize=4096)(date.isoformat)


def grouped(minor: int, currency: str) -> str:
    """An amount for people: `-1,234.50`."""
    return _grouper(currency)(minor)


@cache
def _grouper(currency: str) -> Callable[[int], str]:
    units, ends = _minor_units(currency)

    def written(minor: int) -> str:
        whole, rest = divmod(abs(minor), units)
        return f"-{whole:,}{ends[rest]}" if minor < 0 else f"{whole:,}{ends[rest]}"

    return written


def _summary(section: Section, form: Form, language: Language) -> list[tuple[str, str]]:
    """How the balance comes about: from what is open, or from the balance before and what happened since."""
    text, currency = _TEXTS[language], section.currency
    if form == "activity":
        debit, credit = _turnover(section)
        lines = [("opening", section.opening_minor), ("debit", debit), ("credit", -credit)]
    else:
        lines = [("receivable", section.receivable_minor)]
        lines += [("overdue", section.overdue_minor)] if section.overdue_minor else []
        lines += [("on_account", -section.on_account_minor)] if section.on_account_minor else []
        lines += [("open_credits", -section.open_credits_minor)] if section.open_credits_minor else []
    shown = [(text[name], grouped(minor, currency)) for name, minor in lines]
    return [*shown, (text["closing"], f"{currency} {grouped(section.closing_minor, currency)}")]


def _turnover(section: Section) -> tuple[int, int]:
    """What the movements added to the balance, and what they took off it."""
    amounts = [line.amount_minor for line in section.movements]
    return sum(minor for minor in amounts if minor > 0), -sum(minor for minor in amounts if minor < 0)


def _tables(section: Section, language: Language, layout: int, written: Callable[[int], str]) -> list[Table]:
    tables: list[Table] = []
    if section.movements:
        tables.append(_movements(section, language, written))
    if section.items:
        tables.append(_items(section, language, written))
    if section.funds:
        tables.append(_funds(section, language, written))
    if section.advances and layout > _WITHOUT_ADVANCES:
        tables.append(_advances(section, language, written))
    return tables


def _movements(section: Section, language: Language, written: Callable[[int], str]) -> Table:
    text, kinds = _TEXTS[language], _KINDS[language]
    in_text = _grouper(section.currency)
    rows = [("", text["opening"], "", "", "", "", written(section.opening_minor))]
    rows += [
        (
            _day(line.posted_on),
            kinds[line.kind],
            line.number,
            _detail(line, language, in_text),
            written(line.amount_minor) if line.amount_minor > 0 else "",
            written(-line.amount_minor) if line.amount_minor < 0 else "",
            written(line.balance_minor),
        )
        for line in section.movements
    ]
    debit, credit = _turnover(section)
    totals = (written(debit), written(credit), written(section.closing_minor))
    head = [
        (text["posted_on"], "day"),
        (text["what"], ""),
        (text["number"], ""),
        (text["detail"], "quiet"),
        (text["debit"], "amount"),
        (text["credit"], "amount"),
        (text["balance"], "amount"),
    ]
    return Table(text["activity"], head, rows, ("", text["closing"], "", "", *totals))


def _detail(line: Movement, language: Language, in_text: Callable[[int], str]) -> str:
    due, applied = _DETAILS[language]
    if line.invoice is not None:
        return applied % (in_text(line.applied_minor), number_of(line.invoice), line.instalment)
    return due % _day(line.due_on) if line.due_on else ""


def _items(section: Section, language: Language, written: Callable[[int], str]) -> Table:
    text = _TEXTS[language]
    rows = [
        (
            item.number,
            str(item.instalment),
            _day(item.document_date),
            _day(item.due_on) if item.due_on else "",
            str(item.days_overdue) if item.days_overdue > 0 else "",
            written(item.amount_minor),
            written(item.open_minor),
        )
        for item in section.items
    ]
    head = [
        (text["number"], ""),
        (text["instalment"], ""),
        (text["document_date"], "day"),
        (text["due_on"], "day"),
        (text["days_overdue"], "amount"),
        (text["amount"], "amount"),
        (text["open"], "amount"),
    ]
    total = (text["total"], "", "", "", "", "", written(section.receivable_minor))
    return Table(text["items"], head, rows, total)


def _funds(section: Section, language: Language, written: Callable[[int], str]) -> Table:
    text, kinds = _TEXTS[language], _KINDS[language]
    rows = [
        (
            kinds[funds.kind],
            funds.number,
            funds.document_date.isoformat(),
            written(funds.amount_minor),
            written(-funds.unapplied_minor),
        )
        for funds in section.funds
    ]
    head = [
        (text["what"], ""),
        (text["number"], ""),
        (text["document_date"], "day"),
        (text["amount"], "amount"),
        (text["unapplied"], "amount"),
    ]
    total = (text["total"], "", "", "", written(-section.on_account_minor - section.open_credits_minor))
    return Table(text["funds"], head, rows, total)


def _advances(section: Section, language: Language, written: Callable[[int], str]) -> Table:
    text = _TEXTS[language]
    rows = [
        (
            advance.order or "",
            advance.number,
            advance.document_date.isoformat(),
            written(advance.amount_minor),
            written(advance.unapplied_minor),
        )
        for advance in section.advances
    ]
    head = [
        (text["order"], ""),
        (text["number"], ""),
        (text["document_date"], "day"),
        (text["amount"], "amount"),
        (text["unapplied"], "amount"),
    ]
    left_minor = sum(advance.unapplied_minor for advance in section.advances)
    return Table(text["advances"], head, rows, (text["total"], "", "", "", written(left_minor)))
