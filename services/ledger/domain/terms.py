"""Payment terms: when the parts of an invoice fall due, what paying early earns, and how free days move a due date."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args

from services.ledger.domain.due_dates import INSTALMENTS_MAX, TERMS_DAYS_MAX, Instalment
from services.ledger.domain.naming import check_date
from shared.errors import Invalid
from shared.events import Fact
from shared.money import split

#: An instalment waits for: 交货, 验收, 收到发票, 质保期满 (the end of the warranty, for retention money: 质保金).
DueEvent = Literal["delivery", "acceptance", "invoice-receipt", "warranty-end"]
DUE_EVENTS: tuple[DueEvent, ...] = get_args(DueEvent)
#: Where a date goes that nobody works on: nowhere, to the next working day, to the one before, or to the next unless
#: that lies in another month, and then to the one before.
Shift = Literal["none", "following", "preceding", "modified-following"]
SHIFTS: tuple[Shift, ...] = get_args(Shift)
WHOLE = 10_000  # basis points
MONTHS_MAX = 120
DAY_MAX = 31
DISCOUNTS_MAX = 10

WorksOn = Callable[[date], bool]


class DueRule(Fact, frozen=True, kw_only=True):
    """So many months on, there on that day of the month, and so many days after it.

    Counted from the document's date, or from the day on which the event happened.
    """

    #: Months on; 1 with a day is that day of the next month.
    months: int = 0
    #: The day of that month, 31 for its last one; null for the day that was counted from.
    day: int | None = None
    #: Days after that; alone they are the plain net term.
    days: int = 0
    #: delivery, acceptance, invoice-receipt or warranty-end; null where it counts from the document's date.
    event: str | None = None


class TermsPart(Fact, frozen=True, kw_only=True):
    """A part of every invoice and when it falls due."""

    basis_points: int
    due: DueRule


class TermsDiscount(Fact, frozen=True, kw_only=True):
    """What may be deducted by whoever pays until then."""

    basis_points: int
    due: DueRule


class Terms(Fact, frozen=True, kw_only=True):
    """How invoices fall due: their parts, the discounts for paying early, and the shift of free days."""

    #: The parts, which make up the whole.
    instalments: tuple[TermsPart, ...]
    #: Discounts for paying early, if any.
    discounts: tuple[TermsDiscount, ...] = ()
    #: Where a date goes on which nobody works: none, following, preceding or modified-following.
    shift: str = "none"


class WaitingInstalment(Fact, frozen=True, kw_only=True):
    """A part of an invoice that is owed but not due: no date stands before its event has happened."""

    number: int
    amount_minor: int
    due: DueRule
    #: Where its due date goes if nobody works on it.
    shift: str = "none"


class DiscountWindow(Fact, frozen=True, kw_only=True):
    """Whoever pays the whole invoice by then may deduct so much of its gross amount."""

    until: date
    basis_points: int
    amount_minor: int


class Falling(NamedTuple):
    """How an invoice falls due: the parts with a date, and those that wait for an event."""

    dated: tuple[Instalment, ...]
    waiting: tuple[WaitingInstalment, ...] = ()


class DueRuleNotUsable(Invalid):
    """The rule of a due date cannot be meant."""


class PercentagesDoNotAddUp(Invalid):
    """The percentages of the instalments are not 100 together."""


class PercentageNotUsable(Invalid):
    """A percentage is nothing, or more than there is."""


class TermsTooLong(Invalid):
    """Terms have at least one instalment, and not more instalments or discounts than anybody agrees on."""


class ShiftUnknown(Invalid):
    """Due dates are shifted none, following, preceding or modified-following."""


class DueEventUnknown(Invalid):
    """Instalments wait for delivery, acceptance, invoice-receipt or warranty-end."""


# ---------------------------------------------------------------- refusals


def check(terms: Terms, field: str = "terms") -> None:
    """Refuse terms that nobody can have agreed on."""
    if not 0 < len(terms.instalments) <= INSTALMENTS_MAX:
        message = f"Terms have 1 to {INSTALMENTS_MAX} instalments; {len(terms.instalments)} were given."
        raise TermsTooLong(message, field=f"{field}/instalments")
    if len(terms.discounts) > DISCOUNTS_MAX:
        message = f"Terms have at most {DISCOUNTS_MAX} discounts; {len(terms.discounts)} were given."
        raise TermsTooLong(message, field=f"{field}/discounts")
    for index, part in enumerate(terms.instalments):
        _check_percentage(part.basis_points, WHOLE, f"{field}/instalments/{index}/percent")
        _check_rule(part.due, f"{field}/instalments/{index}/due")
    together = sum(part.basis_points for part in terms.instalments)
    if together != WHOLE:
        message = f"The instalments are {percent(together)} % together; they must be 100."
        raise PercentagesDoNotAddUp(message, field=f"{field}/instalments")
    for index, discount in enumerate(terms.discounts):
        _check_percentage(discount.basis_points, WHOLE - 1, f"{field}/discounts/{index}/percent")
        _check_rule(discount.due, f"{field}/discounts/{index}/due")
        if discount.due.event is not None:
            message = "A discount ends on a date that is known from the beginning; it cannot wait for an event."
            raise DueRuleNotUsable(message, field=f"{field}/discounts/{index}/due/event")
    if terms.shift not in SHIFTS:
        message = f"Due dates are shifted {', '.join(SHIFTS)}, not {terms.shift[:24]!r}."
        raise ShiftUnknown(message, field=f"{field}/shift")


def check_event(event: str, field: str) -> None:
    """Refuse an event that no instalment can wait for."""
    if event not in DUE_EVENTS:
        message = f"An instalment waits for {', '.join(DUE_EVENTS)}, not for {event[:24]!r}."
        raise DueEventUnknown(message, field=field)


def _check_percentage(basis_points: int, most: int, field: str) -> None:
    if not 0 < basis_points <= most:
        message = f"{percent(basis_points)} % is not possible; it lies between 0.01 and {percent(most)}."
        raise PercentageNotUsable(message, field=field)


def _check_rule(rule: DueRule, field: str) -> None:
    if not 0 <= rule.months <= MONTHS_MAX:
        message = f"{rule.months} months are not possible; they lie between 0 and {MONTHS_MAX}."
        raise DueRuleNotUsable(message, field=f"{field}/months")
    if not 0 <= rule.days <= TERMS_DAYS_MAX:
        message = f"{rule.days} days are not possible; they lie between 0 and {TERMS_DAYS_MAX}."
        raise DueRuleNotUsable(message, field=f"{field}/days")
    if rule.day is not None and not 1 <= rule.day <= DAY_MAX:
        message = f"No month has a day {rule.day}; 31 means the last one."
        raise DueRuleNotUsable(message, field=f"{field}/day")
    if rule.day is not None and rule.day < DAY_MAX and rule.months == 0:
        # The 10th "of this month" lies before an invoice of the 20th.
        message = f"Day {rule.day} of the same month may lie before the document; say of which later month, or 31."
        raise DueRuleNotUsable(message, field=f"{field}/months")
    if rule.event is not None:
        check_event(rule.event, f"{field}/event")


def content_of(terms: Terms) -> tuple[object, ...]:
    """What the digest of a document takes from terms that it states."""
    parts = [[(part.basis_points, *_content(part.due)) for part in of] for of in (terms.instalments, terms.discounts)]
    return (*parts, terms.shift)


def _content(rule: DueRule) -> tuple[object, ...]:
    return (rule.months, rule.day, rule.days, rule.event)


def percent(basis_points: int) -> str:
    """Basis points as people write them: `percent(250) == "2.5"`."""
    whole, rest = divmod(abs(basis_points), 100)
    sign = "-" if basis_points < 0 else ""
    return f"{sign}{whole}.{rest:02d}".rstrip("0").rstrip(".")


# ---------------------------------------------------------------- dates


def counted(rule: DueRule, start: date) -> date:
    """The date a rule gives, whether anybody works on it or not. A month too short for the day gives its last one."""
    year, month = divmod(start.year * 12 + start.month - 1 + rule.months, 12)
    day = min(rule.day or start.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) + timedelta(days=rule.days)


def shifted(day: date, shift: str, works_on: WorksOn) -> date:
    """The date where people work on it or it is not to be moved; else the working day that the shift leads to."""
    match shift:
        case "following":
            return _next_working_day(day, 1, works_on)
        case "preceding":
            return _next_working_day(day, -1, works_on)
        case "modified-following":
            following = _next_working_day(day, 1, works_on)
            return following if following.month == day.month else _next_working_day(day, -1, works_on)
        case _:
            return day


def _next_working_day(day: date, step: int, works_on: WorksOn) -> date:
    while not works_on(day):
        day += timedelta(days=step)
    return day


def due_date(rule: DueRule, shift: str, start: date, works_on: WorksOn, field: str) -> date:
    """When a part falls due that counts from a date; no shift leads before that date."""
    on = counted(rule, start)
    check_date(on, field)
    moved = shifted(on, shift, works_on)
    if moved < start:
        moved = shifted(on, "following", works_on)
    check_date(moved, field)
    return moved


# ---------------------------------------------------------------- what an invoice gets


def instalments_of(
    terms: Terms, amount_minor: int, document_date: date, works_on: WorksOn, field: str = "terms"
) -> Falling:
    """The parts of an invoice to the cent, by largest remainder, numbered from the earliest due; then those that wait.

    A part to which no cent of a tiny invoice falls is no instalment.
    """
    amounts = split(amount_minor, [part.basis_points for part in terms.instalments])
    dated: list[tuple[date, int]] = []
    waiting: list[tuple[DueRule, int]] = []
    for part, part_minor in zip(terms.instalments, amounts, strict=True):
        if not part_minor:
            continue
        if part.due.event is None:
            dated.append((due_date(part.due, terms.shift, document_date, works_on, field), part_minor))
        else:
            waiting.append((part.due, part_minor))
    dated.sort(key=lambda each: each[0])
    return Falling(
        tuple(
            Instalment(number=number, due_on=due_on, amount_minor=part_minor)
            for number, (due_on, part_minor) in enumerate(dated, start=1)
        ),
        tuple(
            WaitingInstalment(number=number, amount_minor=part_minor, due=rule, shift=terms.shift)
            for number, (rule, part_minor) in enumerate(waiting, start=len(dated) + 1)
        ),
    )


def discount_windows(
    terms: Terms, amount_minor: int, document_date: date, works_on: WorksOn, field: str = "terms"
) -> tuple[DiscountWindow, ...]:
    """Until when how much may be deducted, the earliest first; amounts are rounded half up to the cent."""
    windows = [
        DiscountWindow(
            until=due_date(discount.due, terms.shift, document_date, works_on, field),
            basis_points=discount.basis_points,
            amount_minor=deduction,
        )
        for discount in terms.discounts
        if (deduction := half_up(amount_minor * discount.basis_points, WHOLE))
    ]
    return tuple(sorted(windows, key=lambda window: (window.until, -window.basis_points)))


def half_up(numerator: int, denominator: int) -> int:
    """A non-negative fraction as a whole number, a half going up."""
    return (2 * numerator + denominator) // (2 * denominator)


def discount_for(windows: Sequence[DiscountWindow], paid_on: date, tolerance_days: int = 0) -> DiscountWindow | None:
    """The largest discount that somebody may take who pays on a day, so many days of grace included; none if too late.

    The last day of a window counts: "within 10 days" of the 1st is the 11th.
    """
    granted = [window for window in windows if paid_on <= window.until + timedelta(days=tolerance_days)]
    return max(granted, key=lambda window: window.amount_minor, default=None)
