"""Whether every reminder was owed as the policy demands and ended once: decided again from the logs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.dunning.domain.activation import PolicyActivated
from services.dunning.domain.evaluation import Basis, DayEvaluated, left_of, owed
from services.dunning.domain.obligation import (
    ObligationCreated,
    ObligationEnded,
    Open,
    WithdrawalRequested,
)
from services.dunning.domain.policy import is_for_people, read
from services.dunning.projections.replay import Knowledge, Log, LogIncomplete
from services.dunning.published import CODEC
from services.dunning.subscribed import (
    CREDIT,
    CREDIT_TOPIC,
    LEDGER,
    LEDGER_TOPIC,
    NOTIFY,
    NOTIFY_TOPIC,
    MessageQueued,
    MessageSent,
    MessageUndeliverable,
    MessageUnknown,
    MessageWithdrawn,
)
from shared.consumer import FetchLog
from shared.event_store import read_events
from shared.verification import Check

PAGE = 2000
NAMED_MAX = 5
#: What another service owes is answered within so many opened days, or somebody has to look.
ANSWER_DAYS_MAX = 14
_OUTCOME_OF_WITHDRAWN = frozenset({"withdrawn", "superseded", "suppressed"})

_HEADS = text("SELECT partition, position FROM head ORDER BY partition")
_CHECKPOINTS = text("SELECT topic, partition, epoch, position FROM checkpoint WHERE consumer = 'dunning' AND epoch > 0")


@dataclass(slots=True)
class Findings:
    """What was counted over all partitions, and the first places where something is wrong."""

    evaluated: int = 0
    wrong_days: list[str] = field(default_factory=list[str])
    waiting_days: list[str] = field(default_factory=list[str])
    expected: int = 0
    created: int = 0
    followed: int = 0
    missing: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])
    differing: list[str] = field(default_factory=list[str])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    ended_twice: list[str] = field(default_factory=list[str])
    unknown: list[str] = field(default_factory=list[str])
    open_in_time: int = 0
    open_late_people: list[str] = field(default_factory=list[str])
    open_late_services: list[str] = field(default_factory=list[str])
    not_taken_back: list[str] = field(default_factory=list[str])
    answers: int = 0
    answered_otherwise: list[str] = field(default_factory=list[str])


async def verify(engine: AsyncEngine, fetch_log: FetchLog) -> list[Check]:
    """Decide every evaluated day again from the producers' own logs and compare; nothing is written."""
    findings = Findings()
    async with engine.connect() as connection:
        # One moment of our own log and of how far it had heard the others. What was recorded by then stays as it is, so
        # the log itself is read afterwards, in short transactions: going through it takes longer than one may last.
        await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        heads = [(row.partition, row.position) for row in await connection.execute(_HEADS)]
        heard: dict[int, dict[str, str]] = {}
        for row in await connection.execute(_CHECKPOINTS):
            heard.setdefault(row.partition, {})[row.topic] = f"{row.epoch}.{row.partition}.{row.position}"
    try:
        for partition, head in heads:
            await _Again(partition, fetch_log, findings).go(engine, head, heard.get(partition, {}))
    except LogIncomplete as incomplete:
        name = "reminders: decided again from the logs"
        return [Check(name, "not possible", "possible", ok=False, detail=str(incomplete))]
    return _checks(findings)


def _checks(found: Findings) -> list[Check]:
    ended = sum(found.outcomes.values())
    open_all = found.open_in_time + len(found.open_late_people) + len(found.open_late_services)
    unknown = found.outcomes["outcome-unknown"]
    otherwise = ended - found.outcomes["sent"] - found.outcomes["done"] - unknown
    in_all = found.created + found.followed
    return [
        Check(
            "reminders: days evaluated as the calendar and the policy demand",
            f"{found.evaluated - len(found.wrong_days)} days, {len(found.waiting_days)} waiting",
            f"{found.evaluated} days, 0 waiting",
            not found.wrong_days and not found.waiting_days,
            _named(found.wrong_days + found.waiting_days),
        ),
        Check(
            "reminders: obligations created",
            f"{found.created}; missing {len(found.missing)}, doubled {len(found.doubled)}, "
            f"with other content {len(found.differing)}",
            f"{found.expected}; missing 0, doubled 0, with other content 0",
            found.created == found.expected and not (found.missing or found.doubled or found.differing),
            _named(found.missing + found.doubled + found.differing),
        ),
        Check(
            "reminders: every obligation ended once or open",
            f"{found.outcomes['sent']} sent + {found.outcomes['done']} done + {otherwise} ended otherwise + "
            f"{unknown} unknown + {open_all} open; ended twice {len(found.ended_twice)}",
            f"{in_all} (of them {found.followed} tasks that follow from a message); ended twice 0",
            ended + open_all == in_all and not found.ended_twice,
            _named(found.ended_twice) or (f"unknown: {_named(found.unknown)}" if found.unknown else ""),
        ),
        Check(
            "reminders: open obligations without an answer",
            f"{len(found.open_late_services)} of other services",
            "0 of other services",
            not found.open_late_services,
            _named(found.open_late_services),
        ),
        Check(
            "reminders: open tasks past their deadline, for people to do",
            str(len(found.open_late_people)),
            "listed",
            ok=True,
            detail=_named(found.open_late_people),
        ),
        Check(
            "reminders: open although nothing is left to ask for",
            str(len(found.not_taken_back)),
            "0",
            not found.not_taken_back,
            _named(found.not_taken_back),
        ),
        Check(
            "reminders: ended as notify's log says",
            f"{found.answers - len(found.answered_otherwise)} messages",
            f"{found.answers} messages",
            not found.answered_otherwise,
            _named(found.answered_otherwise),
        ),
    ]


def _named(places: Sequence[str]) -> str:
    more = f" and {len(places) - NAMED_MAX} more" if len(places) > NAMED_MAX else ""
    return ", ".join(places[:NAMED_MAX]) + more


class _Again:
    """One partition, decided again."""

    def __init__(self, partition: int, fetch_log: FetchLog, findings: Findings) -> None:
        self.partition = partition
        self.findings = findings
        self.knowledge = Knowledge()
        self.logs = {
            topic: Log(fetch_log, topic, partition, codec)
            for topic, codec in ((LEDGER_TOPIC, LEDGER), (CREDIT_TOPIC, CREDIT), (NOTIFY_TOPIC, NOTIFY))
        }
        self.expected: dict[str, ObligationCreated] = {}
        self.open: dict[str, Open] = {}
        self.ended: dict[str, ObligationEnded] = {}

    async def go(self, engine: AsyncEngine, head: int, heard: dict[str, str]) -> None:
        """Through our own log, hearing the others as far as they had been heard at each decision."""
        after = 0
        while after < head:
            async with engine.connect() as connection:
                page = await read_events(connection, self.partition, after=after, limit=min(PAGE, head - after))
            for stored in page:
                after = stored.position
                await self._take(CODEC.decode(stored.envelope.type, stored.envelope.data))
        self._settle_expected()
        await self._hear({topic: heard[topic] for topic in (LEDGER_TOPIC, CREDIT_TOPIC) if topic in heard})
        if NOTIFY_TOPIC in heard:
            self._compare_answers(await self.logs[NOTIFY_TOPIC].upto(heard[NOTIFY_TOPIC]))
        self._look_at_the_rest()

    async def _hear(self, positions: dict[str, str]) -> None:
        for topic in (LEDGER_TOPIC, CREDIT_TOPIC):
            if topic in positions:
                for event in await self.logs[topic].upto(positions[topic]):
                    self.knowledge.hear(event)

    async def _take(self, event: Any) -> None:
        found = self.findings
        match event:
            case DayEvaluated():
                self._settle_expected()
                await self._hear(event.positions)
                self._decide(event)
            case ObligationCreated(cause=None):
                found.created += 1
                expected = self.expected.pop(event.obligation, None)
                if expected is None or event.obligation in self.open or event.obligation in self.ended:
                    found.doubled.append(event.obligation)
                elif expected != event:
                    found.differing.append(event.obligation)
                self.open[event.obligation] = Open(event)
            case ObligationCreated():
                found.followed += 1
                self.open[event.obligation] = Open(event)
            case WithdrawalRequested():
                self.open[event.obligation] = Open(self.open[event.obligation].facts, event.reason)
            case ObligationEnded():
                if self.open.pop(event.obligation, None) is None:
                    found.ended_twice.append(event.obligation)
                else:
                    found.outcomes[event.outcome] += 1
                    self.ended[event.obligation] = event
                if event.outcome == "outcome-unknown":
                    found.unknown.append(event.obligation)
            case PolicyActivated():
                pass
            case _:
                raise AssertionError(event)
        self.knowledge.hear(event)

    def _decide(self, evaluated: DayEvaluated) -> None:
        """What the day should have brought, by the same pure rules and a second reading of the facts."""
        found = self.findings
        found.evaluated += 1
        day = self.knowledge.day(evaluated.entity)
        policy = self.knowledge.policies.get(evaluated.entity)
        name = f"{evaluated.entity}/evaluation/{self.partition} of {evaluated.date}"
        if (
            day is None
            or policy is None
            or (day.date, day.skipped, policy.version) != (evaluated.date, evaluated.skipped, evaluated.policy_version)
            or not day.is_to_be_evaluated
        ):
            found.wrong_days.append(name)
            return
        basis = Basis(policy=read(policy.content), policy_version=policy.version, known=evaluated.positions)
        for customer in self.knowledge.debtors(evaluated.entity):
            for each in owed(customer, evaluated.date, basis):
                found.expected += 1
                self.expected[each.obligation] = each

    def _settle_expected(self) -> None:
        """What a day should have brought and did not."""
        self.findings.missing += self.expected
        self.expected.clear()

    def _compare_answers(self, said: Sequence[Any]) -> None:
        """Each of notify's last words is how the obligation ended."""
        for event in said:
            if isinstance(event, MessageQueued):
                continue
            self.findings.answers += 1
            ended = self.ended.get(event.obligation)
            if ended is None or not _agrees(event, ended.outcome):
                self.findings.answered_otherwise.append(event.obligation)

    def _look_at_the_rest(self) -> None:
        """What is open at the end: in time, or somebody's fault."""
        found = self.findings
        for entity in self.knowledge.calendars:
            day = self.knowledge.day(entity)
            if day is not None and day.is_to_be_evaluated:
                found.waiting_days.append(f"{entity}/evaluation/{self.partition} of {day.date}")
        for name, obligation in self.open.items():
            facts = obligation.facts
            day = self.knowledge.day(facts.entity)
            today = day.date if day else facts.date
            if today <= (facts.deadline or facts.date + timedelta(days=ANSWER_DAYS_MAX)):
                found.open_in_time += 1
            elif is_for_people(facts.action):
                found.open_late_people.append(name)
            else:
                found.open_late_services.append(name)
            if self._should_be_taken_back(obligation):
                found.not_taken_back.append(name)

    def _should_be_taken_back(self, obligation: Open) -> bool:
        """A task that follows from a message stays: what became of the message is worth knowing in any case."""
        facts = obligation.facts
        customer = self.knowledge.customer((facts.entity, facts.customer))
        _, asked_minor = left_of(obligation, customer)
        return facts.cause is None and obligation.withdrawal is None and (asked_minor == 0 or customer.insolvent)


def _agrees(event: object, outcome: str) -> bool:
    match event:
        case MessageSent():
            return outcome == "sent"
        case MessageUnknown():
            return outcome == "outcome-unknown"
        case MessageUndeliverable():
            return outcome == "undeliverable"
        case MessageWithdrawn():
            return outcome in _OUTCOME_OF_WITHDRAWN
        case _:
            return False
