"""A dunning policy: which customers are reminded when, how and by whom; data that people write and we check."""

import itertools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar, cast

from shared.errors import Invalid
from shared.money import Money, exponent

T = TypeVar("T")

CHANNELS = ("email", "sms", "wechat")
LETTER = "letter"
CREDIT_STOP = "credit-stop"
TONES = ("gentle", "neutral", "firm", "final")
GRADES = ("A", "B", "C", "D")
SIZES = ("small", "mid", "large")
#: The ledger announces a due date this many days ahead; a step before that would find nothing to speak of.
LEAD_DAYS_MAX = 7
DAYS_MAX = 3650
DEADLINE_DAYS_MAX = 365
_NAME_LENGTH_MAX = 64
#: Nobody reads, or means, longer lists.
_LIST_LENGTH_MAX = 100
_ERRORS_MAX = 50
_TASK = re.compile(r"task:[a-z][a-z0-9-]{0,31}", re.ASCII)
_SLUG = re.compile(r"[a-z][a-z0-9-]{0,63}", re.ASCII)
_WHEN = re.compile(
    r"due(?:(?P<sign>[+-])(?P<first>[0-9]{1,4})d(?:\.\.(?P<last>[0-9]{1,4})d)?(?: every (?P<every>[0-9]{1,4})d)?)?",
    re.ASCII,
)


def is_for_people(action: str) -> bool:
    """Whether a person does it, here, and no other service takes it over."""
    return action == LETTER or action.startswith("task:")


class PolicyInvalid(Invalid):
    """The policy cannot be followed as it is written; the `errors` name each place to mend."""


@dataclass(frozen=True, slots=True)
class When:
    """On which days, counted from the due date (negative: before it), a step falls.

    `due+1d..7d every 3d` falls on the days 1, 4 and 7; `due+8d..15d` once, on day 8, and may take until day 15;
    `due+16d every 30d` has no end. A day on which nobody looked is made up for by the next look.
    """

    first: int
    last: int | None = None
    every: int | None = None

    @classmethod
    def parse(cls, text: str) -> "When":
        """Read `due`, `due-7d`, `due+8d..15d` or `due+1d..7d every 3d`; raises ValueError with what is wrong."""
        match = _WHEN.fullmatch(text)
        if match is None:
            message = f"{text[:40]!r} is no time of a step; write due, due-7d, due+8d..15d or due+1d..7d every 3d"
            raise ValueError(message)
        sign = -1 if match["sign"] == "-" else 1
        first = sign * int(match["first"] or 0)
        last = None if match["last"] is None else sign * int(match["last"])
        every = None if match["every"] is None else int(match["every"])
        if first < -LEAD_DAYS_MAX:
            message = f"a due date is announced {LEAD_DAYS_MAX} days ahead; {text} is earlier"
            raise ValueError(message)
        if max(first, last or 0) > DAYS_MAX:
            message = f"{text} is more than {DAYS_MAX} days after the due date"
            raise ValueError(message)
        if last is not None and last <= first:
            message = f"{text} ends before it begins; the earlier day comes first"
            raise ValueError(message)
        if every == 0:
            message = f"{text} would never end; every takes at least 1d"
            raise ValueError(message)
        if every is not None and last is None and first < 0:
            message = f"{text} begins before the due date and has no end; write due-7d..1d every 3d"
            raise ValueError(message)
        return cls(first, last, every)

    @property
    def end(self) -> int | None:
        """The last day the step reaches to; None for one that repeats for ever."""
        return None if self.every is not None and self.last is None else max(self.first, self.last or self.first)

    def slot(self, due_on: date, until: date) -> date | None:
        """The latest day on which the step fell for this due date, up to a day; None if it has not come yet."""
        days = (until - due_on).days
        if days < self.first:
            return None
        offset = self.first
        if self.every is not None:
            reached = days if self.last is None else min(days, self.last)
            offset += (reached - self.first) // self.every * self.every
        return due_on + timedelta(days=offset)

    def next_slot(self, due_on: date, days: int) -> date | None:
        """The first day on which the step falls that lies more than `days` after the due date."""
        offset = self.first
        if days >= self.first and self.every is not None:
            offset += ((days - self.first) // self.every + 1) * self.every
        if offset <= days or (self.every is not None and self.last is not None and offset > self.last):
            return None
        return due_on + timedelta(days=offset)

    def __str__(self) -> str:
        if self == When(0):
            return "due"
        sign = "-" if self.first < 0 else "+"
        until = "" if self.last is None else f"..{abs(self.last)}d"
        every = "" if self.every is None else f" every {self.every}d"
        return f"due{sign}{abs(self.first)}d{until}{every}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is done on which days: actions side by side, each owed once."""

    step: str
    level: int
    when: When
    actions: tuple[str, ...]
    template: str = ""
    tone: str = "neutral"
    role: str | None = None
    deadline_days: int | None = None

    def role_of(self, action: str) -> str | None:
        """Who does it, where people do it."""
        if not is_for_people(action):
            return None
        return self.role or ("legal" if action == LETTER else action.removeprefix("task:"))

    def deadline_of(self, action: str, day: date) -> date | None:
        """By when people have to do it: after the days stated, else before the step's own days are over."""
        if not is_for_people(action):
            return None
        days = self.deadline_days if self.deadline_days is not None else (self.when.last or 0) - self.when.first
        return day + timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Which customers, and which of their debts, a segment is for; an empty condition holds for all.

    Amounts are sums of what a customer owes in one currency; a segment with amounts is for the currencies it names.
    """

    grades: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    currencies: frozenset[str] = frozenset()
    amount_at_least: Mapping[str, int] = field(default_factory=dict[str, int])
    amount_below: Mapping[str, int] = field(default_factory=dict[str, int])

    def hold(self, *, grade: str | None, size: str, region: str, currency: str, owed_minor: int) -> bool:
        """Whether the segment is for what such a customer owes in a currency."""
        return (
            (not self.grades or grade in self.grades)
            and (not self.sizes or size in self.sizes)
            and (not self.regions or region in self.regions)
            and (not self.currencies or currency in self.currencies)
            and (not self.amount_at_least or owed_minor >= self.amount_at_least.get(currency, owed_minor + 1))
            and (not self.amount_below or owed_minor < self.amount_below.get(currency, owed_minor))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The steps for one kind of debts, in the order of their days; none: these are left alone."""

    segment: str
    customers: Conditions
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Segments in order, the first that fits counts, and the channels that are switched on."""

    policy: str
    channels_on: frozenset[str]
    segments: tuple[Segment, ...]

    def owed_actions(self, step: Step) -> tuple[str, ...]:
        """The step's actions without channels that are switched off."""
        return tuple(action for action in step.actions if action not in CHANNELS or action in self.channels_on)

    def step_reached(self, segment: Segment, due_on: date, until: date) -> tuple[Step, date] | None:
        """The highest step that has come for a due date, and the day it fell on; lower ones are folded into it."""
        for step in reversed(segment.steps):
            slot = step.when.slot(due_on, until)
            if slot is not None and self.owed_actions(step):
                return step, slot
        return None


def read(content: str) -> Policy:
    """The policy in its stored form."""
    return parse(json.loads(content))


def default_content() -> str:
    """The policy that holds for an entity until people give it another, as it is stored."""
    return write(json.loads(Path(__file__).with_name("default_policy.json").read_text(encoding="utf-8")))


def write(document: object) -> str:
    """A policy document as it is stored; the same document gives the same text."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def parse(document: object) -> Policy:
    """Check a policy document; raises `PolicyInvalid`, which names every place to mend."""
    reading = _Reading()
    root = reading.members(document, "", required={"policy", "segments"}, optional={"channels_on"})
    policy = Policy(
        policy=reading.name(root.get("policy"), "/policy"),
        channels_on=frozenset(reading.choices(root.get("channels_on", ["email"]), "/channels_on", CHANNELS)),
        segments=tuple(
            _segment(reading, each, f"/segments/{index}")
            for index, each in enumerate(reading.sequence(root.get("segments"), "/segments", at_least=1))
        ),
    )
    reading.unique([segment.segment for segment in policy.segments], "/segments/{}/segment")
    if reading.errors:
        first = reading.errors[0]
        more = f", and {len(reading.errors) - 1} more" if len(reading.errors) > 1 else ""
        message = f"{first['pointer'] or 'The policy'}: {first['detail']}{more}."
        raise PolicyInvalid(message, errors=reading.errors)
    return policy


def _segment(reading: "_Reading", document: object, at: str) -> Segment:
    members = reading.members(document, at, required={"segment", "steps"}, optional={"customers"})
    steps = [
        _step(reading, each, f"{at}/steps/{index}", level=index + 1)
        for index, each in enumerate(reading.sequence(members.get("steps"), f"{at}/steps"))
    ]
    reading.unique([step.step for step in steps], at + "/steps/{}/step")
    for index, (earlier, later) in enumerate(itertools.pairwise(steps), start=1):
        unread = any(reading.has_said(f"{at}/steps/{each}/when") for each in (index - 1, index))
        if not unread and (earlier.when.end is None or later.when.first <= earlier.when.end):
            detail = f"{later.when} falls into {earlier.when} of the step before; steps follow one another"
            reading.wrong(f"{at}/steps/{index}/when", detail)
    return Segment(
        segment=reading.name(members.get("segment"), f"{at}/segment"),
        customers=_conditions(reading, members.get("customers", {}), f"{at}/customers"),
        steps=tuple(steps),
    )


def _conditions(reading: "_Reading", document: object, at: str) -> Conditions:
    known = {"grades", "sizes", "regions", "currencies", "amount_at_least", "amount_below"}
    members = reading.members(document, at, required=set(), optional=known)
    return Conditions(
        grades=frozenset(reading.choices(members.get("grades", []), f"{at}/grades", GRADES)),
        sizes=frozenset(reading.choices(members.get("sizes", []), f"{at}/sizes", SIZES)),
        regions=frozenset(
            reading.name(each, f"{at}/regions/{index}")
            for index, each in enumerate(reading.sequence(members.get("regions", []), f"{at}/regions"))
        ),
        currencies=frozenset(
            reading.attempt(lambda each=each: _currency(each), f"{at}/currencies/{index}", "")
            for index, each in enumerate(reading.sequence(members.get("currencies", []), f"{at}/currencies"))
        ),
        amount_at_least=_amounts(reading, members.get("amount_at_least", {}), f"{at}/amount_at_least"),
        amount_below=_amounts(reading, members.get("amount_below", {}), f"{at}/amount_below"),
    )


def _amounts(reading: "_Reading", document: object, at: str) -> dict[str, int]:
    amounts: dict[str, int] = {}
    for currency, amount in reading.mapping(document, at).items():
        amounts[currency] = reading.attempt(
            lambda currency=currency, amount=amount: _amount(amount, currency), f"{at}/{currency[:8]}", 0
        )
    return amounts


def _currency(value: object) -> str:
    if not isinstance(value, str):
        message = "a currency is written as text, CNY"
        raise ValueError(message)  # noqa: TRY004 - what is wrong with a document is always told as a ValueError
    exponent(value)
    return value


def _amount(value: object, currency: str) -> int:
    if not isinstance(value, str):
        message = 'an amount is written as text, "1000.00"'
        raise ValueError(message)  # noqa: TRY004 - as above
    minor = Money.parse(value, currency).minor
    if minor < 0:
        message = "an amount is not negative"
        raise ValueError(message)
    return minor


def _step(reading: "_Reading", document: object, at: str, *, level: int) -> Step:
    members = reading.members(
        document, at, required={"step", "when", "actions"}, optional={"template", "tone", "role", "deadline_days"}
    )
    when = reading.attempt(lambda: When.parse(reading.text(members.get("when"), f"{at}/when")), f"{at}/when", When(0))
    actions = tuple(
        reading.attempt(lambda each=each: _action(each), f"{at}/actions/{index}", "")
        for index, each in enumerate(reading.sequence(members.get("actions"), f"{at}/actions", at_least=1))
    )
    reading.unique(list(actions), at + "/actions/{}")
    template = reading.slug(members["template"], f"{at}/template") if "template" in members else ""
    if not template and any(action in CHANNELS or action == LETTER for action in actions):
        reading.wrong(f"{at}/template", "a message or letter needs a template")
    deadline_days = cast("int | None", members.get("deadline_days"))
    if deadline_days is not None and (type(deadline_days) is not int or not 0 <= deadline_days <= DEADLINE_DAYS_MAX):
        reading.wrong(f"{at}/deadline_days", f"a deadline is 0 to {DEADLINE_DAYS_MAX} days away")
        deadline_days = None
    elif deadline_days is None and when.last is None and any(is_for_people(action) for action in actions):
        reading.wrong(f"{at}/deadline_days", "people need a deadline, or a step with an end such as due+8d..15d")
    return Step(
        step=reading.slug(members.get("step"), f"{at}/step"),
        level=level,
        when=when,
        actions=actions,
        template=template,
        tone=reading.choice(members.get("tone", "neutral"), f"{at}/tone", TONES),
        role=reading.slug(members["role"], f"{at}/role") if "role" in members else None,
        deadline_days=deadline_days,
    )


def _action(value: object) -> str:
    if isinstance(value, str) and (value in {*CHANNELS, LETTER, CREDIT_STOP} or _TASK.fullmatch(value)):
        return value
    message = f"{str(value)[:40]!r} is no action; there are {', '.join(CHANNELS)}, task:<role>, letter and credit-stop"
    raise ValueError(message)


@dataclass(slots=True)
class _Reading:
    """Reads a document part by part and notes what is wrong instead of stopping at the first."""

    errors: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    places: set[str] = field(default_factory=set[str])

    def wrong(self, at: str, detail: str) -> None:
        self.places.add(at)
        if len(self.errors) < _ERRORS_MAX:
            self.errors.append({"pointer": at, "detail": detail})

    def has_said(self, at: str) -> bool:
        return at in self.places

    def attempt(self, read_: Callable[[], T], at: str, instead: T) -> T:
        try:
            return read_()
        except Invalid as invalid:
            self.wrong(at, invalid.detail)
        except ValueError as error:
            self.wrong(at, str(error))
        return instead

    def mapping(self, value: object, at: str) -> dict[str, object]:
        if isinstance(value, dict) and len(cast("dict[object, object]", value)) > _LIST_LENGTH_MAX:
            self.wrong(at, f"must not have more than {_LIST_LENGTH_MAX} members")
        elif isinstance(value, dict):
            return {str(name): each for name, each in cast("dict[object, object]", value).items()}
        else:
            self.wrong(at, "must be an object")
        return {}

    def members(self, value: object, at: str, *, required: set[str], optional: set[str]) -> dict[str, object]:
        found = self.mapping(value, at)
        for name in sorted(required - found.keys()) if isinstance(value, dict) else ():
            self.wrong(f"{at}/{name}", "is missing")
        for name in sorted(found.keys() - required - optional):
            known = ", ".join(sorted(required | optional))
            self.wrong(f"{at}/{name[:40]}", f"is not known here; there are {known}")
        return found

    def sequence(self, value: object, at: str, *, at_least: int = 0) -> Sequence[object]:
        if value is None:
            return ()  # said to be missing already
        if not isinstance(value, list):
            self.wrong(at, "must be a list")
            return ()
        items = cast("list[object]", value)
        if len(items) < at_least:
            self.wrong(at, "must not be empty")
        if len(items) > _LIST_LENGTH_MAX:
            self.wrong(at, f"must not have more than {_LIST_LENGTH_MAX} items")
        return items[:_LIST_LENGTH_MAX]

    def text(self, value: object, at: str) -> str:
        if isinstance(value, str):
            return value
        if value is not None:
            self.wrong(at, "must be text")
        return "due"

    def name(self, value: object, at: str) -> str:
        if isinstance(value, str) and 0 < len(value) <= _NAME_LENGTH_MAX and value.isprintable() and value.strip():
            return value
        if value is not None:
            self.wrong(at, f"must be 1 to {_NAME_LENGTH_MAX} printable characters")
        return ""

    def slug(self, value: object, at: str) -> str:
        if isinstance(value, str) and _SLUG.fullmatch(value):
            return value
        if value is not None:
            self.wrong(at, "must be lower-case letters, digits and hyphens, such as gentle-7d")
        return ""

    def choice(self, value: object, at: str, known: Sequence[str]) -> str:
        if isinstance(value, str) and value in known:
            return value
        self.wrong(at, f"must be one of {', '.join(known)}")
        return known[0]

    def choices(self, value: object, at: str, known: Sequence[str]) -> list[str]:
        return [self.choice(each, f"{at}/{index}", known) for index, each in enumerate(self.sequence(value, at))]

    def unique(self, names: list[str], at: str) -> None:
        for index, name in enumerate(names):
            if name and name in names[:index]:
                self.wrong(at.format(index), f"{name!r} is there already")
