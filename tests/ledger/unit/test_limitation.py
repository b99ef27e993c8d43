"""The last day on which a claim can be enforced: by the rule of the country, restarted by what the debtor does."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ledger.domain.allocation import Wanted
from services.ledger.domain.books import CustomerUnknown
from services.ledger.domain.documents import NumberTaken
from services.ledger.domain.issued_statement import (
    AcknowledgeDebt,
    AcknowledgedInvoiceUnknown,
    DebtAcknowledged,
)
from services.ledger.domain.limitation import SHIPPED, LimitationRule, Restarted, limitation, years_after
from services.ledger.domain.limitation_dates import Acknowledged, Confirmed, limitation_dates
from services.ledger.domain.limitation_rule import (
    ConfigureLimitation,
    LimitationConfigured,
    YearsNotUsable,
    rule_of,
)
from services.ledger.domain.statement import replay
from shared.errors import Refusal
from tests.ledger.builders import Ledger, a_payment, an_allocation, an_invoice, an_unapplication, new_ledger
from tests.ledger.unit.test_statement import entries

CN, DE = SHIPPED["CN"], SHIPPED["DE"]
DUE = date(2023, 5, 10)


class TestLimitation:
    def test_is_three_years_from_the_due_date_in_china(self) -> None:
        assert limitation(CN, DUE, []).last_day == date(2026, 5, 10)
        assert limitation(CN, date(2024, 2, 29), []).last_day == date(2027, 2, 28)

    def test_is_three_years_from_the_end_of_the_year_in_germany(self) -> None:
        assert limitation(DE, DUE, []).last_day == date(2026, 12, 31)

    @pytest.mark.parametrize("why", ["acknowledgement", "part-payment", "confirmed-statement"])
    def test_begins_anew_with_what_the_debtor_does(self, why: Any) -> None:
        found = limitation(CN, DUE, [Restarted(date(2025, 1, 3), why)])
        assert found == (date(2028, 1, 3), date(2025, 1, 3), why)

    def test_is_never_shortened(self) -> None:
        found = limitation(DE, DUE, [Restarted(date(2023, 6, 1), "acknowledgement")])
        assert found == (date(2026, 12, 31), None, None)

    def test_is_not_revived_after_its_end(self) -> None:
        late = Restarted(date(2026, 5, 11), "acknowledgement")
        in_time = Restarted(date(2026, 5, 10), "acknowledgement")
        assert limitation(CN, DUE, [late]).restarted_by is None
        assert limitation(CN, DUE, [in_time]).last_day == date(2029, 5, 10)
        # The one in time makes the other in time, too; in whatever order they are told.
        assert limitation(CN, DUE, [late, in_time]).last_day == date(2029, 5, 11)

    def test_goes_by_the_rule_it_is_given(self) -> None:
        rule = LimitationRule(years=5, begins="due-date", restarted_by=("acknowledgement",))
        paid = Restarted(date(2024, 1, 1), "part-payment")
        assert limitation(rule, DUE, [paid]).last_day == date(2028, 5, 10)

    @given(
        due_on=st.dates(date(1990, 1, 1), date(2030, 1, 1)),
        days=st.lists(st.dates(date(1990, 1, 1), date(2040, 1, 1)), max_size=6),
        rule=st.sampled_from([CN, DE]),
    )
    def test_is_what_a_walk_through_the_calendar_finds(
        self, due_on: date, days: list[date], rule: LimitationRule
    ) -> None:
        """Expiry is the first day after which nothing in time had prolonged it."""
        restarts = [Restarted(day, "acknowledgement") for day in days]
        begins_on = date(due_on.year, 12, 31) if rule.begins == "year-end" else due_on
        ends = {years_after(begins_on, rule.years)}
        while more := {years_after(day, rule.years) for day in days if day <= max(ends)} - ends:
            ends |= more
        assert limitation(rule, due_on, restarts).last_day == max(ends)


class TestDates:
    def dates(self, ledger: Ledger, **known: Any) -> dict[str, tuple[date | None, str | None]]:
        usual: dict[str, Any] = {"as_of": date(2026, 6, 30), "acknowledged": [], "confirmed": []}
        asked = usual | known
        return {
            each.item.number: (
                each.limitation.last_day if each.limitation else None,
                each.limitation.restarted_by if each.limitation else None,
            )
            for each in limitation_dates(replay(entries(ledger.log)), CN, **asked)
        }

    def test_are_of_open_items_only_the_soonest_first(self) -> None:
        ledger = new_ledger().given(
            an_invoice("2", due_on=date(2026, 4, 2)),
            an_invoice("1", due_on=date(2026, 4, 1)),
            an_invoice("paid", 100, due_on=date(2026, 3, 2)),
            a_payment("P1", 100, allocations=(Wanted(invoice="paid", amount="1.00"),)),
        )
        assert list(self.dates(ledger)) == ["1", "2"]

    def test_move_with_a_part_payment_by_the_day_the_debtor_paid(self) -> None:
        ledger = new_ledger().given(
            an_invoice("1", due_on=date(2026, 4, 1)),
            a_payment("P1", 100, document_date=date(2026, 4, 8), value_date=date(2026, 4, 7), automatic=False),
        )
        assert self.dates(ledger)["1"] == (date(2029, 4, 1), None)
        ledger.given(an_allocation("P1", automatic=True, applied_on=date(2026, 6, 1)))
        assert self.dates(ledger)["1"] == (date(2029, 4, 7), "part-payment")
        ledger.given(an_unapplication("P1", posted_on=date(2026, 6, 2)))
        assert self.dates(ledger)["1"] == (date(2029, 4, 1), None)

    def test_move_with_an_acknowledgement_of_the_invoice_or_of_everything_open(self) -> None:
        ledger = new_ledger().given(
            an_invoice("1", due_on=date(2026, 4, 1)),
            an_invoice("2", due_on=date(2026, 4, 1)),
            an_invoice("later", due_on=date(2026, 6, 1), document_date=date(2026, 5, 20)),
        )
        one = Acknowledged(date(2026, 5, 2), ("CN01/invoice/erp/1",))
        assert self.dates(ledger, acknowledged=[one])["1"] == (date(2029, 5, 2), "acknowledgement")
        assert self.dates(ledger, acknowledged=[one])["2"] == (date(2029, 4, 1), None)
        all_of_it = Acknowledged(date(2026, 5, 2), ())
        found = self.dates(ledger, acknowledged=[all_of_it])
        assert (found["2"], found["later"]) == ((date(2029, 5, 2), "acknowledgement"), (date(2029, 6, 1), None))

    def test_move_with_a_confirmed_statement_of_what_it_listed(self) -> None:
        ledger = new_ledger().given(an_invoice("1", due_on=date(2026, 4, 1)))
        known = len(ledger.log)
        ledger.given(an_invoice("recorded later", due_on=date(2026, 4, 1)))
        confirmed = Confirmed(on=date(2026, 5, 3), as_of=date(2026, 4, 30), until=known)
        found = self.dates(ledger, confirmed=[confirmed])
        assert found["1"] == (date(2029, 5, 3), "confirmed-statement")
        assert found["recorded later"] == (date(2029, 4, 1), None)

    def test_are_unknown_where_no_rule_is(self) -> None:
        past = replay(entries(new_ledger().given(an_invoice("1")).log))
        [found] = limitation_dates(past, None, as_of=date(2026, 6, 30), acknowledged=[], confirmed=[])
        assert found.limitation is None


class TestConfigureLimitation:
    def test_tells_every_partition_once(self) -> None:
        ledger = new_ledger(partitions=2)
        command = ConfigureLimitation(entity="CN01", years=5, begins="year-end")
        events = ledger.when(command).then_events()
        assert [type(event) for event in events] == [LimitationConfigured] * 2
        assert [stream for stream, _ in ledger.log[-2:]] == ["CN01/limitation/0", "CN01/limitation/1"]
        ledger.when(command).then_nothing()
        rule = rule_of("CN", ledger.state.limitation.get("CN01"))
        assert rule
        assert (rule.years, rule.begins) == (5, "year-end")
        assert (rule_of("DE-BY", None), rule_of("US", None)) == (DE, None)

    @pytest.mark.parametrize("years", [0, 31])
    def test_refuses_what_no_law_says(self, years: int) -> None:
        command = ConfigureLimitation(entity="CN01", years=years, begins="due-date")
        new_ledger().when(command).then_refused(YearsNotUsable, field="years")


def acknowledge(**changes: Any) -> AcknowledgeDebt:
    content: dict[str, Any] = {
        "entity": "CN01",
        "customer": "C1",
        "source": "erp",
        "number": "A1",
        "acknowledged_on": date(2026, 4, 8),
        "invoices": ("1001",),
    }
    return AcknowledgeDebt(**content | changes)


class TestAcknowledgeDebt:
    def test_names_the_invoices_by_their_ids(self) -> None:
        [event] = new_ledger().given(an_invoice()).when(acknowledge(invoices=("1001", "erp/1001"))).then_events()
        assert isinstance(event, DebtAcknowledged)
        assert event.invoices == ("CN01/invoice/erp/1001",)

    def test_again_changes_nothing_and_with_other_content_is_refused(self) -> None:
        ledger = new_ledger().given(an_invoice(), acknowledge())
        ledger.when(acknowledge()).then_nothing()
        ledger.when(acknowledge(note="by mail")).then_refused(NumberTaken, field="number")

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"customer": "C9"}, CustomerUnknown, "customer"),
            ({"customer": "C2"}, AcknowledgedInvoiceUnknown, "invoices/0"),
            ({"invoices": ("1001", "77")}, AcknowledgedInvoiceUnknown, "invoices/1"),
        ],
    )
    def test_names_the_field_it_cannot_take(self, changes: dict[str, Any], refusal: type[Refusal], field: str) -> None:
        new_ledger().given(an_invoice()).when(acknowledge(**changes)).then_refused(refusal, field=field)
