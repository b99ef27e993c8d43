"""A statement of account closes: opening and movements make the closing balance, and that is what the books say."""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from python_calamine import CalamineWorkbook

from services.ledger.domain import statement as domain
from services.ledger.domain.books import Books
from services.ledger.domain.chart import CHINESE, CONTROL, Chart
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.issued_statement import Form
from services.ledger.domain.journal import POSTING, lines
from services.ledger.domain.ledger import LedgerEvent, evolve
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentReturned, PaymentUnapplied
from services.ledger.domain.payout import RefundPaid
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored
from services.ledger.domain.statement import (
    Movement,
    Past,
    PeriodNotUsable,
    Section,
    Statement,
    StatementCustomerUnknown,
    replay,
    statement,
)
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut
from services.ledger.domain.write_off import RecoveryReceived
from services.ledger.routes import sheets, statement_paper
from services.ledger.routes.sheets import TooManyRows
from services.ledger.routes.statement_paper import as_workbook, on_paper
from tests.ledger.builders import (
    MARCH,
    Ledger,
    a_cancellation,
    a_credit_note,
    a_payment,
    an_invoice,
    an_unapplication,
    new_ledger,
)
from tests.ledger.unit.test_properties import LedgerMachine

Log = list[tuple[str, LedgerEvent]]


def march(day: int) -> date:
    return date(2026, 3, day)


def entries(log: Iterable[tuple[str, LedgerEvent]], customer: str = "C1") -> list[tuple[int, LedgerEvent]]:
    """What the log says of a customer, and of the entity."""
    return [
        (position, event)
        for position, (_, event) in enumerate(log, start=1)
        if getattr(event, "customer", customer) == customer
    ]


def made(ledger: Ledger, **asked: Any) -> Statement:
    usual: dict[str, Any] = {"form": "activity", "as_of": march(31)}
    return statement(replay(entries(ledger.log)), **usual | asked)


def only(stated: Statement) -> Section:
    [section] = stated.sections
    return section


def told(section: Section) -> list[tuple[str, str, int, int, int]]:
    return [
        (line.kind, line.number, line.amount_minor, line.applied_minor, line.balance_minor)
        for line in section.movements
    ]


# ------------------------------------------------------------ a second implementation, as simple as can be


def control_minor(log: Log, customer: str, currency: str, as_of: date) -> int:
    """The balance by the journal alone."""
    chart = Chart(CHINESE)
    return sum(
        line.amount_minor
        for _, event in log
        if isinstance(event, POSTING) and (event.customer, event.currency) == (customer, currency)
        for line in lines(event, chart)
        if line.role in CONTROL and line.posted_on <= as_of
    )


def open_by_hand(  # noqa: C901, PLR0912 - plain on purpose: a case for each event
    log: Log, customer: str, currency: str, as_of: date
) -> dict[tuple[str, int], int]:
    """What is open and unapplied at the end of a day, by going through the whole log and forgetting nothing."""
    found: dict[tuple[str, int], int] = {}
    advances: set[str] = set()

    def add(place: tuple[str, int], day: date, minor: int) -> None:
        if day <= as_of:
            found[place] = found.get(place, 0) + minor

    for _, event in log:
        if not isinstance(event, POSTING) or (event.customer, event.currency) != (customer, currency):
            continue
        match event:
            case InvoiceIssued():
                for part in (*event.instalments, *event.waiting):
                    add((event.invoice, part.number), event.posted_on, part.amount_minor)
            case InvoiceCancelled():
                for part in (*event.instalments, *event.waiting):
                    add((event.invoice, part.number), event.posted_on, -part.amount_minor)
            case PaymentReceived():
                add((event.payment, 0), event.posted_on, event.amount_minor)
                advances |= {event.payment} if event.order else set()
            case CreditNoteIssued():
                add((event.credit_note, 0), event.posted_on, event.gross_minor)
            case PaymentAllocated(payment=document) | CreditApplied(credit_note=document):
                for part in event.parts:
                    add((part.invoice, part.instalment), event.applied_on, -part.amount_minor)
                    add((document, 0), event.applied_on, -part.amount_minor)
            case ReceivableReduced() | ReceivableRestored():
                sign = 1 if isinstance(event, ReceivableRestored) else -1
                for part in event.parts:
                    add((part.invoice, part.instalment), event.posted_on, sign * part.amount_minor)
            case PaymentReturned(payment=document) | RefundPaid(document=document):
                add((document, 0), event.posted_on, -event.amount_minor)
            case RecoveryReceived():
                pass
            case MoneyMovedOut(document=document):
                add((document, 0), event.posted_on, -event.amount_minor)
            case MoneyMovedIn(document=document) | MoneyMovedBack(document=document):
                add((document, 0), event.posted_on, event.amount_minor)
                advances |= {document} if event.order else set()
            case PaymentUnapplied(payment=document) | CreditUnapplied(credit_note=document):
                for part in event.parts:
                    add((part.invoice, part.instalment), event.posted_on, part.amount_minor)
                    add((document, 0), event.posted_on, part.amount_minor)
    return {place: minor for place, minor in found.items() if minor and place[0] not in advances}


def check(log: Log, customer: str, from_on: date, as_of: date) -> None:
    """Hold both forms of a statement against the simple implementations."""
    past = replay(entries(log, customer))
    activity = statement(past, form="activity", from_on=from_on, as_of=as_of)
    listed = statement(past, form="open-items", as_of=as_of)
    for currency in ("CNY", "USD"):
        control = control_minor(log, customer, currency, as_of)
        by_hand = open_by_hand(log, customer, currency, as_of)
        sections = [section for section in listed.sections if section.currency == currency]
        open_here = {(item.invoice, item.instalment): item.open_minor for s in sections for item in s.items}
        held_here = {(funds.document, 0): funds.unapplied_minor for s in sections for funds in s.funds}
        assert open_here | held_here == by_hand
        assert sum(section.closing_minor for section in sections) == control
        for section in (section for section in activity.sections if section.currency == currency):
            assert section.closing_minor == control
            assert section.opening_minor == control_minor(log, customer, currency, from_on - timedelta(days=1))
            assert section.opening_minor + sum(line.amount_minor for line in section.movements) == section.closing_minor
            running = section.opening_minor
            for line in section.movements:
                running += line.amount_minor
                assert (line.balance_minor, from_on <= line.posted_on <= as_of) == (running, True)


def some_business() -> Ledger:
    """An invoice in two instalments, a payment over it, a part taken back, a credit and a cancellation."""
    parts = ((march(10), 6000), (march(20), 4000))
    return new_ledger().given(
        an_invoice("1001", 10000, instalments=parts),
        an_invoice("1002", 5000, document_date=march(5)),
        a_payment("P1", 12000, document_date=march(10)),
        an_unapplication("P1", invoices=("1002",), posted_on=march(12)),
        a_credit_note("G1", 500, document_date=march(13)),
        an_invoice("1003", 700, document_date=march(14)),
        a_cancellation("1003", posted_on=march(15)),
    )


class TestActivity:
    def test_tells_everything_that_happened_with_the_balance_behind_it(self) -> None:
        section = only(made(some_business()))
        assert told(section) == [
            ("invoice", "1001", 10000, 0, 10000),
            ("invoice", "1002", 5000, 0, 15000),
            ("payment", "P1", -12000, 0, 3000),
            ("allocation", "P1", 0, 6000, 3000),
            ("allocation", "P1", 0, 4000, 3000),
            ("allocation", "P1", 0, 2000, 3000),
            ("allocation-taken-back", "P1", 0, -2000, 3000),
            ("credit-note", "G1", -500, 0, 2500),
            ("invoice", "1003", 700, 0, 3200),
            ("allocation", "P1", 0, 700, 3200),
            ("allocation-taken-back", "P1", 0, -700, 3200),
            ("cancellation", "1003", -700, 0, 2500),
        ]
        assert (section.opening_minor, section.closing_minor) == (0, 2500)

    def test_opens_with_the_balance_at_the_end_of_the_day_before(self) -> None:
        section = only(made(some_business(), from_on=march(10), as_of=march(12)))
        assert (section.opening_minor, section.closing_minor) == (15000, 3000)
        assert section.movements[0].kind == "payment"

    def test_shows_a_balance_that_did_not_move_in_the_period(self) -> None:
        section = only(made(some_business(), from_on=march(20)))
        assert (section.opening_minor, section.movements, section.closing_minor) == (2500, (), 2500)

    def test_counts_by_the_day_and_not_by_when_it_was_recorded(self) -> None:
        ledger = new_ledger().given(
            an_invoice("late", 300, document_date=march(20)), an_invoice("early", 100, document_date=march(2))
        )
        assert [line.number for line in only(made(ledger)).movements] == ["early", "late"]


class TestOpenItems:
    def test_are_those_of_the_day(self) -> None:
        ledger = some_business()
        section = only(made(ledger, form="open-items", as_of=march(11)))
        assert [(item.number, item.instalment, item.open_minor) for item in section.items] == [("1002", 1, 3000)]
        section = only(made(ledger, form="open-items", as_of=march(13)))
        assert [(item.number, item.open_minor, item.days_overdue) for item in section.items] == [("1002", 5000, -22)]
        assert [(funds.number, funds.unapplied_minor) for funds in section.funds] == [("P1", 2000), ("G1", 500)]
        assert (section.receivable_minor, section.on_account_minor, section.open_credits_minor) == (5000, 2000, 500)
        assert section.closing_minor == 2500

    def test_come_the_earliest_due_first(self) -> None:
        due = {"1": march(20), "2": march(10), "3": march(15)}
        ledger = new_ledger().given(*(an_invoice(number, 100, due_on=day) for number, day in due.items()))
        assert [item.number for item in only(made(ledger, form="open-items")).items] == ["2", "3", "1"]

    def test_know_what_is_overdue(self) -> None:
        ledger = new_ledger().given(an_invoice("1", 100, due_on=march(10)), an_invoice("2", 50, due_on=march(11)))
        assert only(made(ledger, form="open-items", as_of=march(10))).overdue_minor == 0
        assert only(made(ledger, form="open-items", as_of=march(11))).overdue_minor == 100

    def test_are_none_before_the_first_document(self) -> None:
        assert made(some_business(), as_of=date(2026, 2, 28)).sections == ()

    def test_stand_apart_by_currency(self) -> None:
        ledger = new_ledger().given(an_invoice("1"), an_invoice("2", 77, currency="USD"))
        stated = made(ledger, form="open-items")
        assert [(section.currency, section.closing_minor) for section in stated.sections] == [
            ("CNY", 10000),
            ("USD", 77),
        ]


class TestRequests:
    def test_that_make_no_sense_are_refused(self) -> None:
        with pytest.raises(PeriodNotUsable) as refused:
            made(some_business(), from_on=march(12), as_of=march(11))
        assert refused.value.field == "from"
        with pytest.raises(StatementCustomerUnknown):
            statement(Past(), form="activity", as_of=march(1))


class StatementMachine(LedgerMachine):
    """Whatever happened in whatever order, every statement closes, on every day on which something counts."""

    def teardown(self) -> None:
        days = sorted({day for _, event in self.log for day in _days(event)})
        for customer in ("C1", "C2", "C3"):
            for as_of in days:
                for from_on in {days[0], as_of - timedelta(days=9), as_of}:
                    if from_on <= as_of:
                        check(self.log, customer, from_on, as_of)
        self.the_newest_statement_says_what_the_books_say()

    def the_newest_statement_says_what_the_books_say(self) -> None:
        """The replay to the end is the state."""
        replayed = {customer: replay(entries(self.log, customer)) for customer in ("C1", "C2", "C3")}
        for place, item in self.books.items.items():
            assert replayed[item.customer].items[place].open_minor(date.max) == item.open_minor
        for document, funds in self.books.funds.items():
            if funds.customer not in replayed:
                continue  # money of nobody yet
            assert replayed[funds.customer].funds[document].unapplied_minor(date.max) == funds.unapplied_minor


def _days(event: LedgerEvent) -> list[date]:
    return [day for name in ("posted_on", "applied_on") if isinstance(day := getattr(event, name, None), date)]


TestStatements = StatementMachine.TestCase
TestStatements.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


# ------------------------------------------------------------ mutants


def forgets_what_was_taken_back(past: Past, position: int, event: LedgerEvent) -> None:
    if not isinstance(event, PaymentUnapplied | CreditUnapplied):
        _take(past, position, event)


def forgets_cancellations(past: Past, position: int, event: LedgerEvent) -> None:
    if not isinstance(event, InvoiceCancelled):
        _take(past, position, event)


_take = Past.take
_activity = domain.activity


def opens_a_day_late(past: Past, currency: str, from_on: date, as_of: date) -> tuple[int, tuple[Movement, ...]]:
    opening_minor, _ = _activity(past, currency, from_on + timedelta(days=1), as_of)
    _, movements = _activity(past, currency, from_on, as_of)
    return opening_minor, movements


class TestAMutant:
    """A careless statement turns the checks above red."""

    @staticmethod
    def check_business() -> None:
        ledger = some_business()
        for day in range(1, 20):
            check(ledger.log, "C1", MARCH, march(day))
            check(ledger.log, "C1", march(max(1, day - 3)), march(day))

    def test_that_changes_nothing_is_let_through(self) -> None:
        self.check_business()

    @pytest.mark.parametrize("mutant", [forgets_what_was_taken_back, forgets_cancellations])
    def test_that_forgets_something_is_found(
        self, monkeypatch: pytest.MonkeyPatch, mutant: Callable[[Past, int, LedgerEvent], None]
    ) -> None:
        monkeypatch.setattr(Past, "take", mutant)
        with pytest.raises(AssertionError):
            self.check_business()

    def test_that_opens_a_day_late_is_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(domain, "activity", opens_a_day_late)
        with pytest.raises(AssertionError):
            self.check_business()


def test_the_log_alone_makes_the_statement() -> None:
    """What is replayed are events as they were decided; the books they were decided on are not asked."""
    ledger = some_business()
    books = Books(partition_of=lambda _: 0, partition_count=1)
    for stream, event in ledger.log:
        evolve(books, stream, event)
    [item] = [item for item in books.items.values() if item.open_minor]
    assert only(made(ledger, form="open-items")).items[0].open_minor == item.open_minor == 5000


@pytest.mark.parametrize("form", ["open-items", "activity"])
def test_a_page_is_the_same_however_many_rows_are_set_at_once(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    stated = made(some_business(), form=form)
    page = on_paper(stated, format="html", language="zh")
    monkeypatch.setattr(statement_paper, "_ROWS_AT_ONCE", 2)
    assert on_paper(stated, format="html", language="zh") == page


class TestWorkbook:
    def test_says_what_the_page_says_with_amounts_to_reckon_with(self) -> None:
        workbook = as_workbook(made(some_business()), "zh")
        assert workbook == as_workbook(made(some_business()), "zh")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_name("CNY").to_python()
        assert rows[0][:2] == ["对账单", "Kunlun Trading"]
        [begin] = [number for number, row in enumerate(rows) if row[0] == "日期"]
        assert [(row[1], row[2], row[4:]) for row in rows[begin + 1 : begin + 4]] == [
            ("期初余额", "", ["", "", 0.0]),
            ("发票", "1001", [100.0, "", 100.0]),
            ("发票", "1002", [50.0, "", 150.0]),
        ]
        assert rows[-1] == ["", "余额", "", "", 157.0, 132.0, 25.0]

    def test_has_amounts_without_what_groups_them(self) -> None:
        ledger = new_ledger().given(an_invoice("1001", 123456789))
        workbook = as_workbook(made(ledger), "en")
        with zipfile.ZipFile(io.BytesIO(workbook)) as file:
            sheet = file.read("xl/worksheets/sheet1.xml").decode()
        assert re.findall(r"<v>(.*?)</v>", sheet) == ["0.00", *["1234567.89"] * 3, "0.00", "1234567.89"]

    def test_that_fails_leaves_nothing_behind(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        monkeypatch.setattr(sheets, "ROWS_MAX", 6)
        with pytest.raises(TooManyRows):
            as_workbook(made(some_business()), "en")
        assert list(tmp_path.iterdir()) == []

    def test_of_nothing_says_so(self) -> None:
        workbook = as_workbook(made(new_ledger()), "en")
        assert CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python() == [
            ["Nothing is owed, and nothing happened."]
        ]
