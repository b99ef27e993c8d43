"""A statement that was issued is a fact with a hash, and the debtor's answer to it another."""

from datetime import date
from typing import Any

import pytest

from services.ledger.domain.books import CustomerUnknown
from services.ledger.domain.dispute import DisputedInvoiceUnknown, DisputeExceedsOpenAmount, DisputeOpened
from services.ledger.domain.issued_statement import (
    AnsweredBeforeStated,
    ConfirmedOtherwise,
    ConfirmStatement,
    CurrencyNotStated,
    DisputeStatement,
    IssueStatement,
    NoDifference,
    StatedBalance,
    StatementConfirmed,
    StatementDisputed,
    StatementIssued,
    StatementNotFound,
)
from services.ledger.domain.statement import replay, statement
from services.ledger.routes.statement_paper import LAYOUT, as_json, grouped, hash_of, on_paper
from shared.errors import Refusal
from tests.ledger.builders import Ledger, a_payment, an_invoice, new_ledger, open_minor

NUMBER = "2026-03-31-" + "ab" * 6


def issue(**changes: Any) -> IssueStatement:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "form": "open-items",
        "from_on": None,
        "as_of": date(2026, 3, 31),
        "language": "zh",
        "format": "html",
        "layout": LAYOUT,
        "balances": (StatedBalance(currency="CNY", balance_minor=10000),),
        "known": "huikuan.ledger:1.0.4",
        "sha256": "ab" * 32,
    }
    return IssueStatement(**content | changes)


def confirm(**changes: Any) -> ConfirmStatement:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "number": NUMBER,
        "acknowledged_on": date(2026, 4, 8),
        "file_sha256": "cd" * 32,
    }
    return ConfirmStatement(**content | changes)


def disagree(**changes: Any) -> DisputeStatement:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "number": NUMBER,
        "answered_on": date(2026, 4, 8),
        "currency": "CNY",
        "difference_minor": -2000,
        "note": "two bearings damaged",
    }
    return DisputeStatement(**content | changes)


def issued() -> Ledger:
    return new_ledger().given(an_invoice(), issue())


class TestIssueStatement:
    def test_keeps_what_it_takes_to_make_it_again(self) -> None:
        [event] = new_ledger().when(issue()).then_events()
        assert isinstance(event, StatementIssued)
        assert (event.number, event.statement) == (NUMBER, f"CN01/statement/C1/{NUMBER}")
        assert (event.known, event.layout, event.sha256) == ("huikuan.ledger:1.0.4", LAYOUT, "ab" * 32)

    def test_again_changes_nothing(self) -> None:
        issued().when(issue(known="huikuan.ledger:1.0.9")).then_nothing()

    def test_is_of_a_customer_that_is_known(self) -> None:
        new_ledger().when(issue(customer="C9")).then_refused(CustomerUnknown, field="customer")


class TestConfirmStatement:
    def test_acknowledges_the_balance_once(self) -> None:
        ledger = issued()
        [event] = ledger.when(confirm()).then_events()
        assert isinstance(event, StatementConfirmed)
        assert event.acknowledged_on == date(2026, 4, 8)
        ledger.when(confirm()).then_nothing()
        ledger.when(confirm(file_sha256="ef" * 32)).then_refused(ConfirmedOtherwise, field="file_sha256")
        day = date(2026, 4, 9)
        ledger.when(confirm(acknowledged_on=day)).then_refused(ConfirmedOtherwise, field="acknowledged_on")

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"number": "2026-03-31-none"}, StatementNotFound, None),
            ({"customer": "C2"}, StatementNotFound, None),
            ({"acknowledged_on": date(2026, 3, 30)}, AnsweredBeforeStated, "acknowledged_on"),
        ],
    )
    def test_names_the_field_it_cannot_take(
        self, changes: dict[str, Any], refusal: type[Refusal], field: str | None
    ) -> None:
        issued().when(confirm(**changes)).then_refused(refusal, field=field)


class TestDisputeStatement:
    def test_keeps_the_difference(self) -> None:
        ledger = issued()
        [event] = ledger.when(disagree()).then_events()
        assert isinstance(event, StatementDisputed)
        assert (event.difference_minor, event.dispute) == (-2000, None)
        ledger.when(disagree()).then_nothing()
        [_] = ledger.when(disagree(note="and one is missing")).then_events()
        [_] = ledger.when(confirm()).then_events()

    def test_begins_a_dispute_of_the_invoice_it_names(self) -> None:
        ledger = issued()
        disputed, opened = ledger.when(disagree(invoice="1001")).then_events()
        assert isinstance(disputed, StatementDisputed)
        assert isinstance(opened, DisputeOpened)
        assert (opened.dispute, opened.amount_minor) == (disputed.dispute, 2000)
        assert (opened.invoice, opened.reason) == ("CN01/invoice/erp/1001", "two bearings damaged")
        assert open_minor(ledger, "1001") == 10000
        ledger.when(disagree(invoice="1001")).then_nothing()

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"number": "none"}, StatementNotFound, None),
            ({"currency": "USD"}, CurrencyNotStated, "currency"),
            ({"difference_minor": 0}, NoDifference, "difference"),
            ({"answered_on": date(2026, 3, 30)}, AnsweredBeforeStated, "answered_on"),
            ({"invoice": "77"}, DisputedInvoiceUnknown, "invoice"),
            ({"invoice": "1001", "difference_minor": -10001}, DisputeExceedsOpenAmount, "amount"),
        ],
    )
    def test_names_the_field_it_cannot_take(
        self, changes: dict[str, Any], refusal: type[Refusal], field: str | None
    ) -> None:
        issued().when(disagree(**changes)).then_refused(refusal, field=field)


class TestPaper:
    """What is hashed: the same statement is the same bytes, in this release and the next."""

    def stated(self, form: Any, *more: Any) -> Any:
        ledger = new_ledger(name="Kunlun <Trading> & Co.").given(
            an_invoice("1001", 123456789, order="o"), a_payment("P<1>", 5000, document_date=date(2026, 3, 4)), *more
        )
        past = replay((position, event) for position, (_, event) in enumerate(ledger.log, start=1)
                      if getattr(event, "customer", "C1") == "C1")  # fmt: skip
        return statement(past, form=form, as_of=date(2026, 4, 30))

    @pytest.mark.parametrize(
        ("form", "format_", "language", "expected"),
        [
            ("open-items", "html", "zh", "a2886bf771365115"),
            ("open-items", "html", "en", "f6a408156cd80bfa"),
            ("activity", "html", "zh", "885d5413263c8ad6"),
            ("activity", "html", "en", "1e825eaf59255d4e"),
            ("open-items", "json", "en", "29ff700193bd370a"),
            ("activity", "json", "en", "cfbf3940adce7ce2"),
        ],
    )
    def test_is_set_as_ever(self, form: Any, format_: Any, language: Any, expected: str) -> None:
        """Statements were issued under these bytes. A page that is to look different is a new layout."""
        paper = on_paper(self.stated(form), format=format_, language=language, layout=1)
        assert hash_of(paper)[:16] == expected

    @pytest.mark.parametrize(
        ("format_", "language", "expected"),
        [("html", "zh", "84bd52dd00cfbeef"), ("html", "en", "95850b98f3094866"), ("json", "en", "1daf9d8cea41448d")],
    )
    def test_with_an_advance_is_set_as_ever_since_it_is_shown(self, format_: Any, language: Any, expected: str) -> None:
        paper = on_paper(self.with_an_advance(), format=format_, language=language, layout=2)
        assert hash_of(paper)[:16] == expected

    def with_an_advance(self) -> Any:
        return self.stated("open-items", a_payment("A1", 7000, order="SO-1"))

    def test_shows_an_advance_beside_the_balance(self) -> None:
        """Under the first layout, nothing was told of it."""
        stated = self.with_an_advance()
        [shown] = as_json(stated)["currencies"]
        assert shown["closing"] == "1234517.89"
        assert [(row["order"], row["number"], row["unapplied"]) for row in shown["advances"]] == [
            ("SO-1", "A1", "70.00")
        ]
        page = on_paper(stated, format="html", language="zh").decode()
        assert "订单预收（不计入余额）" in page
        assert "70.00" in page
        before = on_paper(stated, format="html", language="zh", layout=1)
        assert before == on_paper(self.stated("open-items"), format="html", language="zh", layout=1)

    def test_of_nothing_but_an_advance_has_a_section_for_it(self) -> None:
        ledger = new_ledger().given(a_payment("A1", 7000, order="SO-1"))
        past = replay((position, event) for position, (_, event) in enumerate(ledger.log, start=1)
                      if getattr(event, "customer", "C1") == "C1")  # fmt: skip
        stated = statement(past, form="open-items", as_of=date(2026, 4, 30))
        [shown] = as_json(stated)["currencies"]
        assert (shown["closing"], len(shown["advances"])) == ("0.00", 1)
        assert as_json(stated, layout=1)["currencies"] == []
        assert as_json(statement(past, form="activity", as_of=date(2026, 4, 30)))["currencies"] == []

    @pytest.mark.parametrize("form", ["open-items", "activity"])
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_lets_nothing_through_that_a_browser_would_run(self, form: Any, language: Any) -> None:
        page = on_paper(self.stated(form), format="html", language=language).decode()
        assert "Kunlun &lt;Trading&gt; &amp; Co." in page
        assert "P&lt;1&gt;" in page or form == "open-items"
        assert "<Trading>" not in page
        assert "<1>" not in page
        assert "1,234,567.89" in page

    def test_writes_amounts_in_the_decimals_of_their_currency(self) -> None:
        assert [grouped(-123456, "CNY"), grouped(-1234567, "JPY"), grouped(5, "KWD")] == [
            "-1,234.56",
            "-1,234,567",
            "0.005",
        ]
