"""A credit profile: graded anew only when it matters, stopped and resumed with an answer for every obligation."""

from services.credit.domain.profile import CreditProfileGraded, CreditResumed, CreditStopped
from tests.credit.builders import (
    HEARD,
    asked_to_stop,
    graded,
    owing,
    paying,
    reviewed,
    stopped,
    story,
    withdrawn,
)

OVERDUE = owing(10_000, overdue_minor=4_000)


class TestReview:
    def test_grades_a_new_customer(self) -> None:
        event = story().when(reviewed()).then(CreditProfileGraded)
        assert (event.grade, event.limit_minor, event.currency, event.terms_days) == ("B", 10_000_000, "CNY", 30)
        assert event.known == HEARD
        assert event.scorecard_version == "2026-1"
        assert {limit.currency for limit in event.limits} == {"CNY", "USD"}

    def test_says_nothing_when_only_the_points_change(self) -> None:
        known = story().paying(paying(60)).owing(owing(10_000))
        known.given(reviewed()).paying(paying(61)).when(reviewed()).then()

    def test_grades_anew_when_the_behaviour_is_worth_another_grade(self) -> None:
        known = story().paying(paying(60)).given(reviewed())
        event = known.paying(paying(60, on_time=20, days_late=30, worst=80)).when(reviewed()).then(CreditProfileGraded)
        assert event.grade == "C"

    def test_grades_anew_when_the_same_grade_is_worth_more(self) -> None:
        known = story().given(reviewed())
        event = known.of_size("large").when(reviewed()).then(CreditProfileGraded)
        assert (event.grade, event.limit_minor) == ("B", 200_000_000)

    def test_grades_the_insolvent_d(self) -> None:
        event = story().paying(paying(60)).given(reviewed()).insolvent().when(reviewed()).then(CreditProfileGraded)
        assert event.grade == "D"

    def test_of_a_customer_nobody_registered_says_nothing(self) -> None:
        unknown = story()
        unknown.book.customers.clear()
        unknown.when(reviewed()).then()

    def test_lifts_a_stop_when_nothing_overdue_remains(self) -> None:
        event = story().given(reviewed(), stopped("o-7")).when(reviewed()).then(CreditResumed)
        assert (event.reason, event.obligation) == ("nothing-overdue", "o-7")

    def test_leaves_a_stop_while_anything_is_overdue(self) -> None:
        story().given(reviewed(), stopped()).owing(owing(10, overdue_minor=1), "USD").when(reviewed()).then(
            CreditProfileGraded
        )

    def test_does_not_lift_a_stop_by_older_knowledge_than_it_was_asked_with(self) -> None:
        known = story().given(reviewed(), stopped(known={"huikuan.ledger": "1.0.99"}))
        known.when(reviewed({"huikuan.ledger": "1.0.98"})).then()
        known.when(reviewed({"huikuan.ledger": "1.0.99"})).then(CreditResumed)


class TestStop:
    def test_stops_who_owes_overdue(self) -> None:
        event = story().owing(OVERDUE).given(reviewed()).when(asked_to_stop("o-1")).then(CreditStopped)
        assert event.obligation == "o-1"

    def test_answers_every_obligation_also_when_stopped_already(self) -> None:
        event = story().owing(OVERDUE).given(asked_to_stop("o-1")).when(asked_to_stop("o-2")).then(CreditStopped)
        assert event.obligation == "o-2"

    def test_does_not_stop_who_has_paid_meanwhile(self) -> None:
        event = story().owing(owing(10_000)).when(asked_to_stop("o-1", known="1.0.9")).then(CreditResumed)
        assert event.obligation == "o-1"

    def test_believes_dunning_where_it_knew_more_than_we_do(self) -> None:
        story().owing(owing(10_000)).when(asked_to_stop("o-1", known="1.0.11")).then(CreditStopped)

    def test_a_restored_ledger_is_known_later_than_before(self) -> None:
        story().owing(owing(10_000)).when(asked_to_stop("o-1", known="1.0.99", heard={"huikuan.ledger": "2.0.3"})).then(
            CreditResumed
        )


class TestWithdraw:
    def test_lifts_the_stop_of_that_obligation(self) -> None:
        event = story().given(stopped("o-1")).when(withdrawn("o-1")).then(CreditResumed)
        assert (event.reason, event.obligation) == ("settled", "o-1")

    def test_leaves_the_stop_that_another_obligation_asked_for(self) -> None:
        story().given(stopped("o-1"), stopped("o-2")).when(withdrawn("o-1")).then()

    def test_is_harmless_when_nothing_is_stopped(self) -> None:
        story().given(graded()).when(withdrawn("o-1")).then()
