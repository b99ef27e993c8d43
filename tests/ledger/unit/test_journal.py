"""Every event debits what it credits, to the accounts the entity's mapping names on the day it is posted."""

from datetime import date

from services.ledger.domain.accounts import AccountsMapped, ControlAccountFixed, MapAccounts, MappingNotUsable
from services.ledger.domain.chart import CHINESE, NEUTRAL, AccountRule, Chart, SalesEvent, default_chart
from services.ledger.domain.journal import POSTING, Line, lines
from services.ledger.domain.naming import NameNotUsable
from services.ledger.domain.shares import Share
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

VAT = (
    Share(net_minor=10000, tax_minor=1300, tax_code="13%"),
    Share(net_minor=2000, tax_minor=120, tax_code="6%", revenue_account="6051"),
)


def journal(ledger: Ledger, chart: Chart | None = None) -> list[Line]:
    """The lines of what happened last."""
    chart = chart or Chart(NEUTRAL)
    return [line for event in ledger.then_events() if isinstance(event, POSTING) for line in lines(event, chart)]


def written(found: list[Line]) -> list[tuple[str, int]]:
    return [(line.account, line.amount_minor) for line in found]


class TestEachEvent:
    def test_invoice_owes_gross_against_net_and_tax_per_share(self) -> None:
        ledger = new_ledger().when(an_invoice(amount_minor=13420, lines=VAT))
        assert written(journal(ledger)) == [
            ("receivable", 13420),
            ("revenue", -10000),
            ("tax", -1300),
            ("6051", -2000),
            ("tax", -120),
        ]

    def test_cancellation_reverses_the_lines_of_the_invoice(self) -> None:
        ledger = new_ledger().given(an_invoice(amount_minor=13420, lines=VAT))
        found = journal(ledger.when(a_cancellation()))
        assert written(found) == [
            ("receivable", -13420),
            ("revenue", 10000),
            ("tax", 1300),
            ("6051", 2000),
            ("tax", 120),
        ]
        assert {line.posted_on for line in found} == {date(2026, 3, 20)}

    def test_cancellation_uses_the_accounts_of_the_invoices_own_day(self) -> None:
        chart = Chart(NEUTRAL)
        chart.map(date(2026, 1, 1), (AccountRule(role="revenue", account="4000", event="invoice"),))
        chart.map(date(2026, 3, 10), (AccountRule(role="revenue", account="5000"),))
        ledger = new_ledger()
        before = written(journal(ledger.when(an_invoice()), chart))
        after = written(journal(ledger.when(a_cancellation()), chart))
        assert after == [(account, -amount_minor) for account, amount_minor in before]

    def test_payment_goes_through_on_account(self) -> None:
        ledger = new_ledger().given(an_invoice(posted_on=date(2026, 3, 5)))
        found = journal(ledger.when(a_payment(amount_minor=12000)))
        assert [(line.account, line.amount_minor, line.posted_on.day) for line in found] == [
            ("bank", 12000, 1),
            ("on-account", -12000, 1),
            ("on-account", 10000, 5),
            ("receivable", -10000, 5),
        ]

    def test_unapplying_opens_the_receivable_again(self) -> None:
        ledger = new_ledger().given(an_invoice(), a_payment())
        assert written(journal(ledger.when(an_unapplication()))) == [("receivable", 10000), ("on-account", -10000)]

    def test_credit_note_takes_revenue_and_tax_back_through_open_credits(self) -> None:
        ledger = new_ledger().given(an_invoice())
        note = a_credit_note(
            amount_minor=1130, against="1001", lines=(Share(net_minor=1000, tax_minor=130, tax_code="13%"),)
        )
        assert written(journal(ledger.when(note))) == [
            ("open-credits", -1130),
            ("revenue", 1000),
            ("tax", 130),
            ("open-credits", 1130),
            ("receivable", -1130),
        ]

    def test_balances(self) -> None:
        ledger = new_ledger().given(
            an_invoice(amount_minor=13420, lines=VAT),
            a_payment(amount_minor=5000),
            a_credit_note(against="1001"),
            a_cancellation(),
        )
        for _, event in ledger.log:
            if isinstance(event, POSTING):
                assert sum(line.amount_minor for line in lines(event, Chart(CHINESE))) == 0


class TestChart:
    def test_starts_with_the_countrys(self) -> None:
        assert default_chart("CN")["receivable"].code == "1122"
        assert default_chart("DE")["receivable"].code == "receivable"

    def test_takes_the_closest_line_of_the_newest_mapping_in_force(self) -> None:
        chart = Chart(CHINESE)
        chart.map(
            date(2026, 1, 1),
            (
                AccountRule(role="revenue", account="6001-00"),
                AccountRule(role="revenue", account="6001-13", tax_code="13%"),
                AccountRule(role="revenue", account="6001-R", event="credit-note"),
                AccountRule(role="revenue", account="6001-R13", event="credit-note", tax_code="13%"),
            ),
        )
        chart.map(date(2026, 6, 1), (AccountRule(role="revenue", account="6002", tax_code="13%"),))

        def account(event: SalesEvent, tax_code: str, on: date) -> str:
            return chart.account("revenue", event, tax_code, on).code

        assert account("invoice", "13%", date(2025, 12, 31)) == "6001"
        assert account("invoice", "13%", MARCH) == "6001-13"
        assert account("invoice", "6%", MARCH) == "6001-00"
        assert account("credit-note", "6%", MARCH) == "6001-R"
        assert account("credit-note", "13%", MARCH) == "6001-R13"
        assert account("invoice", "13%", date(2026, 6, 1)) == "6002"
        assert account("invoice", "6%", date(2026, 6, 1)) == "6001-00"
        assert chart.account("tax", "invoice", "13%", MARCH).code == "22210106"


class TestMapAccounts:
    def test_tells_every_partition_once(self) -> None:
        ledger = new_ledger(partitions=2)
        rules = (AccountRule(role="bank", account="100201"),)
        command = MapAccounts(entity="CN01", valid_from=MARCH, rules=rules)
        event = AccountsMapped(entity="CN01", valid_from=MARCH, rules=rules)
        ledger.when(command).then(event, event).when(command).then_nothing()

    def test_names_the_line_it_cannot_take(self) -> None:
        ledger = new_ledger()
        unknown = (AccountRule(role="bank", account="1"), AccountRule(role="cash", account="1"))
        nameless = (AccountRule(role="bank", account=""),)
        by_event = (AccountRule(role="receivable", account="1", event="invoice"),)
        ledger.when(MapAccounts(entity="CN01", valid_from=MARCH, rules=by_event)).then_refused(
            MappingNotUsable, field="rules/0/event"
        )
        ledger.when(MapAccounts(entity="CN01", valid_from=MARCH, rules=unknown)).then_refused(
            MappingNotUsable, field="rules/1/role"
        )
        ledger.when(MapAccounts(entity="CN01", valid_from=MARCH, rules=nameless)).then_refused(
            NameNotUsable, field="rules/0/account"
        )
        ledger.when(MapAccounts(entity="CN01", valid_from=MARCH, rules=())).then_refused(
            MappingNotUsable, field="rules"
        )

    def test_leaves_control_accounts_alone_once_something_is_posted(self) -> None:
        command = MapAccounts(entity="CN01", valid_from=MARCH, rules=(AccountRule(role="on-account", account="2205"),))
        new_ledger().when(command).then_events(AccountsMapped)
        ledger = new_ledger().given(a_payment())
        ledger.when(command).then_refused(ControlAccountFixed, field="rules/0/role")
