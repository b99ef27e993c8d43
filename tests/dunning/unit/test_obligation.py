"""An obligation ends exactly once: by those who do it, or because nothing is left to do."""

from typing import Any, Literal

import pytest

from services.dunning.domain.obligation import (
    CompleteTask,
    ConcludeCreditStop,
    ConcludeMessage,
    NotATask,
    ObligationCreated,
    ObligationEnded,
    Reconsider,
    TaskEnded,
    TaskNotFound,
    WithdrawalRequested,
    obligation_id,
)
from tests.dunning.builders import (
    ENTITY,
    Company,
    a_company,
    a_customer,
    an_item,
    change,
    evaluate,
    on,
    open_day,
)

MESSAGE = f"{ENTITY}/message/C1/{on(0)}/email"


def reminded() -> Company:
    """A company that owes its customer an e-mail since the due date."""
    company = a_company(a_customer(an_item()))
    evaluate(company, on(0))
    return company


def to_be_called() -> Company:
    """A company whose sales people have to call the customer."""
    company = a_company(a_customer(an_item()))
    evaluate(company, on(8))
    return company


def to_be_stopped() -> Company:
    """A company that owes its customer a lawyer's letter and a credit stop."""
    company = a_company(a_customer(an_item()))
    evaluate(company, on(16))
    return company


def name(days: int, action: str) -> str:
    return obligation_id(ENTITY, "C1", on(days), action)


def notify_says(
    outcome: Literal["sent", "undeliverable", "withdrawn", "outcome-unknown"], reason: str | None = None, days: int = 0
) -> ConcludeMessage:
    return ConcludeMessage(
        obligation=name(days, "email"), entity=ENTITY, customer="C1", message=MESSAGE, outcome=outcome, reason=reason
    )


def ended(action: str, outcome: Any, reason: str | None = None, *, days: int = 0) -> ObligationEnded:
    return ObligationEnded(
        obligation=name(days, action),
        entity=ENTITY,
        customer="C1",
        action=action,
        outcome=outcome,
        reason=reason,
        message=MESSAGE if action == "email" else None,
    )


def asked_back(reason: str, *, days: int = 0, action: str = "email") -> WithdrawalRequested:
    return WithdrawalRequested(obligation=name(days, action), entity=ENTITY, customer="C1", reason=reason)


RECONSIDER = Reconsider(entity=ENTITY, customer="C1")


class TestNotifysWord:
    def test_sent_ends_it(self) -> None:
        reminded().when(notify_says("sent")).then(ended("email", "sent"))

    def test_counts_once(self) -> None:
        reminded().given(notify_says("sent")).when(notify_says("sent")).then_nothing()
        reminded().given(notify_says("outcome-unknown", "lost")).when(notify_says("sent")).then_nothing()

    def test_about_an_obligation_nobody_knows_is_nothing(self) -> None:
        reminded().when(notify_says("sent", days=5)).then_nothing()

    def test_unknown_gives_a_person_the_task_to_find_out(self) -> None:
        company = reminded()
        open_day(company, on(2))
        end, task = company.when(notify_says("outcome-unknown", "sender-stopped")).then_events()
        assert end == ended("email", "outcome-unknown", "sender-stopped")
        assert isinstance(task, ObligationCreated)
        assert (task.action, task.role, task.deadline) == ("task:check-email", "finance", on(5))
        assert (task.cause, task.date, task.level) == (name(0, "email"), on(0), 0)

    def test_undeliverable_gives_a_person_one_task_to_mend_the_address(self) -> None:
        company = reminded()
        assert len(company.when(notify_says("undeliverable", "no-contact")).then_events()) == 2
        evaluate(company, on(1))
        [end] = company.when(notify_says("undeliverable", "no-contact", days=1)).then_events()
        assert isinstance(end, ObligationEnded)

    def test_withdrawn_by_its_own_check_is_withdrawn(self) -> None:
        reminded().when(notify_says("withdrawn", "nothing-open")).then(ended("email", "withdrawn", "nothing-open"))


class TestReconsider:
    def test_does_nothing_while_something_is_left(self) -> None:
        company = reminded()
        change(company, open_minor=1)
        company.when(RECONSIDER).then_nothing()

    def test_asks_notify_for_a_mail_that_nothing_is_left_of(self) -> None:
        company = reminded()
        change(company, open_minor=0)
        company.when(RECONSIDER).then(asked_back("settled"))
        company.when(RECONSIDER).then_nothing()

    def test_lets_notifys_answer_decide(self) -> None:
        company = reminded()
        change(company, open_minor=0)
        company.given(RECONSIDER).when(notify_says("sent")).then(ended("email", "sent"))
        company = reminded()
        change(company, open_minor=0)
        company.given(RECONSIDER).when(notify_says("withdrawn", "asked-for")).then(
            ended("email", "withdrawn", "settled")
        )

    def test_ends_a_task_at_once(self) -> None:
        company = to_be_called()
        change(company, open_minor=0)
        company.when(RECONSIDER).then(ended("task:sales", "withdrawn", "settled", days=8))

    def test_counts_a_dispute_as_nothing_left_to_ask_for(self) -> None:
        company = to_be_called()
        change(company, disputed_minor=9_999)
        company.when(RECONSIDER).then_nothing()
        change(company, disputed_minor=10_000)
        company.when(RECONSIDER).then(ended("task:sales", "withdrawn", "disputed", days=8))

    def test_presses_nobody_who_is_insolvent(self) -> None:
        company = to_be_called()
        change(company, insolvent=True)
        company.when(RECONSIDER).then(ended("task:sales", "suppressed", "insolvent", days=8))
        company = reminded()
        change(company, insolvent=True)
        company.given(RECONSIDER).when(notify_says("withdrawn", "asked-for")).then(
            ended("email", "suppressed", "insolvent")
        )

    def test_takes_back_letter_and_stop_each_in_its_own_way(self) -> None:
        company = to_be_stopped()
        change(company, open_minor=0)
        company.when(RECONSIDER).then(
            asked_back("settled", days=16, action="credit-stop"),
            ended("letter", "withdrawn", "settled", days=16),
        )


class TestSupersededMail:
    def test_that_notify_gave_back_was_superseded(self) -> None:
        company = reminded()
        evaluate(company, on(1))
        company.when(notify_says("withdrawn", "asked-for")).then(ended("email", "superseded", "superseded"))

    def test_that_had_gone_out_was_sent(self) -> None:
        company = reminded()
        evaluate(company, on(1))
        company.when(notify_says("sent")).then(ended("email", "sent"))


class TestCreditStop:
    def says(self, *, stopped: bool, obligation: str | None = None) -> ConcludeCreditStop:
        return ConcludeCreditStop(entity=ENTITY, customer="C1", stopped=stopped, obligation=obligation)

    def test_is_done_when_credit_says_so(self) -> None:
        to_be_stopped().when(self.says(stopped=True)).then(ended("credit-stop", "done", days=16))

    def test_is_done_once(self) -> None:
        to_be_stopped().given(self.says(stopped=True)).when(self.says(stopped=True)).then_nothing()

    def test_is_withdrawn_when_credit_supplies_again_instead(self) -> None:
        stop = name(16, "credit-stop")
        to_be_stopped().when(self.says(stopped=False, obligation=stop)).then(
            ended("credit-stop", "withdrawn", "resumed", days=16)
        )
        to_be_stopped().when(self.says(stopped=False)).then_nothing()


class TestCompleteTask:
    def done(self, days: int = 8, action: str = "task:sales") -> CompleteTask:
        return CompleteTask(obligation=name(days, action), entity=ENTITY, customer="C1", result="reached")

    def test_ends_it(self) -> None:
        to_be_called().when(self.done()).then(ended("task:sales", "done", "reached", days=8))

    def test_twice_is_once(self) -> None:
        to_be_called().given(self.done()).when(self.done()).then_nothing()

    def test_of_a_letter_too(self) -> None:
        to_be_stopped().when(self.done(16, "letter")).then(ended("letter", "done", "reached", days=16))

    @pytest.mark.parametrize("action", ["email", "sms"])
    def test_is_for_tasks_only(self, action: str) -> None:
        kind = NotATask if action == "email" else TaskNotFound
        reminded().when(self.done(0, action)).then_refused(kind)

    def test_of_one_taken_back_is_refused(self) -> None:
        company = to_be_called()
        change(company, open_minor=0)
        company.given(RECONSIDER).when(self.done()).then_refused(TaskEnded)
