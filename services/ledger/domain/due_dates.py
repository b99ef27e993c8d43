"""When a receivable falls due, in how many parts, and which dates around a due date deserve a word."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.ledger.domain.naming import check_date
from shared.errors import Invalid
from shared.events import Fact

INSTALMENTS_MAX = 120
TERMS_DAYS_MAX = 3650
#: Days after the due date (before it, where negative) on which an open instalment passes a milestone.
LEAD_DAYS = (7, 3)
AGED_DAYS = (30, 60, 90)
FELL_DUE = 0
BECAME_OVERDUE = 1
MILESTONES = (*(-days for days in LEAD_DAYS), FELL_DUE, BECAME_OVERDUE, *AGED_DAYS)


class Instalment(Fact, frozen=True, kw_only=True):
    """A part of an invoice that falls due on its own date; `number` counts from 1 in the order of the due dates."""

    number: int
    due_on: date
    amount_minor: int


class InstalmentsDoNotSum(Invalid):
    """The instalments do not add up to the invoice."""


class InstalmentNotUsable(Invalid):
    """An instalment is empty or there are too many of them."""


class TermsNotUsable(Invalid):
    """The payment term is negative or longer than ten years."""


def check_terms(terms_days: int, field: str = "terms_days") -> None:
    """Refuse terms that can only be typing errors."""
    if not 0 <= terms_days <= TERMS_DAYS_MAX:
        message = f"A term of {terms_days} days is not possible; it lies between 0 and {TERMS_DAYS_MAX}."
        raise TermsNotUsable(message, field=field)


def one_instalment(amount_minor: int, due_on: date, field: str = "due_date") -> tuple[Instalment, ...]:
    """The whole amount on one day."""
    check_date(due_on, field)
    return (Instalment(number=1, due_on=due_on, amount_minor=amount_minor),)


def after_terms(amount_minor: int, document_date: date, terms_days: int) -> tuple[Instalment, ...]:
    """The whole amount so many days after the document's date."""
    return one_instalment(amount_minor, document_date + timedelta(days=terms_days), "terms_days")


def in_instalments(amount_minor: int, stated: Sequence[tuple[date, int]]) -> tuple[Instalment, ...]:
    """The stated dates and amounts, numbered from the earliest; refused unless they make up the whole amount."""
    if not 0 < len(stated) <= INSTALMENTS_MAX:
        message = f"An invoice has 1 to {INSTALMENTS_MAX} instalments; {len(stated)} were given."
        raise InstalmentNotUsable(message, field="instalments")
    for index, (due_on, part_minor) in enumerate(stated):
        check_date(due_on, f"instalments/{index}/due_date")
        if part_minor <= 0:
            message = "An instalment must be more than zero."
            raise InstalmentNotUsable(message, field=f"instalments/{index}/amount")
    total = sum(part_minor for _, part_minor in stated)
    if total != amount_minor:
        message = f"The instalments add up to {total} minor units; the invoice is {amount_minor}."
        raise InstalmentsDoNotSum(message, field="instalments")
    in_order = sorted(stated, key=lambda part: part[0])
    return tuple(
        Instalment(number=number, due_on=due_on, amount_minor=part_minor)
        for number, (due_on, part_minor) in enumerate(in_order, start=1)
    )


def milestone_passed(due_on: date, last_opened: date) -> int | None:
    """The latest milestone of an instalment that the opened days have already passed, as days after its due date."""
    days = (last_opened - due_on).days
    passed = None
    for milestone in MILESTONES:
        if milestone > days:
            break
        passed = milestone
    return passed


def due_dates_with_milestone(day: date) -> tuple[date, ...]:
    """The due dates of the instalments that pass a milestone on a day."""
    return tuple(day - timedelta(days=milestone) for milestone in MILESTONES)
