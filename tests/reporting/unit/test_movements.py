"""What each event of the ledger does to balances."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.projections.movements import Change, changes_of
from services.reporting.subscribed import Instalment, InvoiceIssued, ReceivableReduced
from tests.reporting.histories import History, day, drawn, part, random_history

EXAMPLES = count(1)


def last_changes(history: History) -> list[Change]:
    return list(changes_of(history.records[-1].event))


class TestChanges:
    def test_an_invoice_opens_each_instalment_on_the_day_it_is_posted(self) -> None:
        history = History()
        invoice = history.issued("1", (100, day(10)), (50, day(40)), posted_on=day(3))
        assert last_changes(history) == [
            Change(day(3), day(10), 100, 1, "CNY", "receivable", "issued", invoice),
            Change(day(3), day(40), 50, 2, "CNY", "receivable", "issued", invoice),
        ]

    def test_an_allocation_takes_the_same_amount_off_both_sides(self) -> None:
        history = History()
        invoice = history.issued("1", (100, day(10)))
        payment = history.received("9", 80, posted_on=day(5))
        history.allocated(payment, part(invoice, 60, day(10)), on=day(6))
        assert last_changes(history) == [
            Change(day(6), day(10), -60, 1, "CNY", "receivable", "allocated", invoice, payment),
            Change(day(6), None, -60, 0, "CNY", "on-account", "allocated", payment, invoice),
        ]

    def test_unapplying_gives_it_back_to_both_sides(self) -> None:
        history = History()
        history.unapplied("CN01/payment/bank/9", part("CN01/invoice/erp/1", 60, day(10)), on=day(8))
        assert [(each.kind, each.amount_minor) for each in last_changes(history)] == [
            ("receivable", 60),
            ("on-account", 60),
        ]

    def test_credits_are_kept_apart_from_money(self) -> None:
        history = History()
        note = history.credited("1", 70, posted_on=day(5))
        assert [(each.kind, each.amount_minor) for each in last_changes(history)] == [("open-credit", 70)]
        history.credit_applied(note, part("CN01/invoice/erp/1", 70, day(10)), on=day(6))
        assert [(each.kind, each.amount_minor) for each in last_changes(history)] == [
            ("receivable", -70),
            ("open-credit", -70),
        ]

    def test_what_moves_to_a_merged_customer_leaves_by_the_name_by_which_it_comes(self) -> None:
        """The same day, the same due date, the same amount: together they are nothing, in any aging."""
        parts = (part("CN01/invoice/erp/1", 60, day(10)),)
        ended = ReceivableReduced(
            entity="CN01", customer="C1", reduction="CN01/merged/erp/1", kind="merged", currency="CNY",
            amount_minor=60, posted_on=day(8), reason="entered twice", parts=parts,
        )  # fmt: skip
        begun = InvoiceIssued(
            entity="CN01", customer="C2", invoice="CN01/invoice/merged/erp%2F1", source="merged", number="1",
            currency="CNY", gross_minor=60, document_date=day(1), posted_on=day(8), kind="merged",
            instalments=(Instalment(number=1, due_on=day(10), amount_minor=60),),
        )  # fmt: skip
        [gone], [come] = changes_of(ended), changes_of(begun)
        assert (gone.change, gone.effective_on, gone.due_on) == (come.change, come.effective_on, come.due_on)
        assert (gone.change, gone.amount_minor + come.amount_minor) == ("merged", 0)

    def test_master_data_moves_nothing(self) -> None:
        history = History().configured().registered().opened(day(1))
        assert [change for record in history.records for change in changes_of(record.event)] == []

    @given(st.data())
    def test_what_is_applied_changes_no_control_balance(self, data: st.DataObject) -> None:
        """Whatever happens: only documents change what a customer owes in total; applying and taking back moves it."""
        history = random_history(drawn(data), entity="CN01")
        for record in history.records:
            changes = [change for change in changes_of(record.event) if change.kind != "disputed"]
            if "applied" in record.type or "allocated" in record.type:
                assert sum(c.amount_minor if c.kind == "receivable" else -c.amount_minor for c in changes) == 0
            else:
                assert len({change.kind for change in changes}) <= 1
