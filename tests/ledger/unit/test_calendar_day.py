"""Days open in order, none left out; what falls due is said once, on its day, of what is open then."""

from datetime import timedelta

from services.ledger.domain.books import EntityNotFound
from services.ledger.domain.calendar_day import (
    DayLeftOut,
    DayOpened,
    InvoiceAged,
    InvoiceBecameOverdue,
    InvoiceDueApproaching,
    InvoiceFellDue,
    LatestBeforeDate,
    Milestone,
    OpenDay,
)
from tests.ledger.builders import BEFORE, MARCH, a_cancellation, a_day, a_payment, an_invoice, days, new_ledger

FIRST = BEFORE + timedelta(days=1)


class TestOpenDay:
    def test_begins_with_the_first_business_day_and_leaves_none_out(self) -> None:
        ledger = new_ledger()
        ledger.when(a_day(FIRST + timedelta(days=1))).then_refused(DayLeftOut, field="date")
        [event] = ledger.when(a_day(FIRST, latest=FIRST + timedelta(days=3))).then_events()
        assert event == DayOpened(entity="CN01", date=FIRST, is_working_day=True, latest=FIRST + timedelta(days=3))
        ledger.when(a_day(FIRST + timedelta(days=2))).then_refused(DayLeftOut, field="date")

    def test_twice_changes_nothing(self) -> None:
        ledger = new_ledger().given(*days(FIRST, FIRST + timedelta(days=2)))
        ledger.when(a_day(FIRST)).then_nothing()

    def test_is_refused_for_an_unknown_entity_or_a_catch_up_that_ends_before_it(self) -> None:
        ledger = new_ledger()
        ledger.when(a_day(FIRST, latest=BEFORE)).then_refused(LatestBeforeDate, field="latest")
        unknown = OpenDay(entity="XX", partition=0, date=FIRST, is_working_day=True, latest=FIRST)
        ledger.when(unknown).then_refused(EntityNotFound, field="entity")

    def test_says_each_milestone_on_its_day_and_the_day_last(self) -> None:
        due = FIRST + timedelta(days=10)
        ledger = new_ledger().given(an_invoice(document_date=FIRST, due_on=due))
        said: list[tuple[int, type[object], int | None]] = []
        for day in days(FIRST, due + timedelta(days=100)):
            *milestones, opened = ledger.when(day).then_events()
            assert isinstance(opened, DayOpened)
            for event in milestones:
                assert isinstance(event, Milestone)
                assert (event.date, event.late, event.open_minor) == (day.date, False, 10000)
                extra = getattr(event, "lead_days", None) or getattr(event, "days", None)
                said.append(((event.date - due).days, type(event), extra))
        assert said == [
            (-7, InvoiceDueApproaching, 7),
            (-3, InvoiceDueApproaching, 3),
            (0, InvoiceFellDue, None),
            (1, InvoiceBecameOverdue, None),
            (30, InvoiceAged, 30),
            (60, InvoiceAged, 60),
            (90, InvoiceAged, 90),
        ]

    def test_speaks_of_open_instalments_only_one_event_each(self) -> None:
        ledger = new_ledger().given(
            an_invoice("1", due_on=FIRST, instalments=()),
            an_invoice("2", instalments=((FIRST, 4000), (FIRST, 6000))),
            an_invoice("3", due_on=FIRST, customer="C2"),
            an_invoice("4", due_on=FIRST, customer="C2"),
            a_payment("P1", 13000),
            a_cancellation("4", posted_on=MARCH),
        )
        events = ledger.when(a_day(FIRST)).then_events(InvoiceFellDue)
        assert [(e.invoice[-1], e.instalment, e.open_minor) for e in events if isinstance(e, InvoiceFellDue)] == [
            ("2", 1, 1000),
            ("2", 2, 6000),
            ("3", 1, 10000),
        ]

    def test_opens_in_its_own_partition_only(self) -> None:
        ledger = new_ledger(partitions=2)
        home = ledger.state.partition_of("CN01/C1")
        ledger.given(an_invoice(due_on=FIRST))
        elsewhere = ledger.when(a_day(FIRST, partition=1 - home)).then_events()
        here = ledger.when(a_day(FIRST, partition=home)).then_events()
        assert (len(elsewhere), len(here)) == (1, 2)
        assert {stream for stream, event in ledger.log if isinstance(event, DayOpened)} == {
            "CN01/calendar/0",
            "CN01/calendar/1",
        }

    def test_and_late_documents_together_say_every_milestone_once(self) -> None:
        """Whatever day a document enters, late and timely words together end at the same milestone, none doubled."""
        due = FIRST + timedelta(days=8)
        for entered in range(45):
            ledger = new_ledger().given(*days(FIRST, FIRST + timedelta(days=entered)))
            ledger.given(an_invoice(document_date=FIRST, due_on=due))
            ledger.given(*days(FIRST + timedelta(days=entered + 1), FIRST + timedelta(days=50)))
            said = [(event.date, event.late) for _, event in ledger.log if isinstance(event, Milestone)]
            late = [on for on, late in said if late]
            opened = FIRST + timedelta(days=entered)
            assert len(late) == (1 if opened >= due - timedelta(days=7) else 0)
            assert [on for on, late in said if not late] == [
                due + timedelta(days=n) for n in (-7, -3, 0, 1, 30) if due + timedelta(days=n) > opened
            ]
            assert all(on <= opened for on in late)
