"""A customer's credit profile: its grade with limit and terms, and whether it is supplied at all."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.credit.domain.scorecard import Factor, Graded, Limit, Scorecard, Standing, grade_of
from shared.events import Fact

#: Why a customer is supplied again.
NOTHING_OVERDUE = "nothing-overdue"
LEDGER_TOPIC = "huikuan.ledger"

# ---------------------------------------------------------------- events


class CreditProfileGraded(Fact, frozen=True, kw_only=True):
    """The grade of a customer, its limit or its terms are from now on these."""

    entity: str
    customer: str
    #: A, B, C or D.
    grade: str
    #: The sum of the factors' points, 0 to 100.
    score: int
    #: How much the customer may owe in the entity's functional currency, open orders included.
    limit_minor: int
    #: The entity's functional currency.
    currency: str
    #: Payment terms the grade is worth.
    terms_days: int
    #: What was measured, and the points it earned.
    factors: tuple[Factor, ...]
    #: The version of the scorecard it was graded by.
    scorecard_version: str
    #: The limit in each currency the entity bills in and the scorecard states one for.
    limits: tuple[Limit, ...]
    #: By topic, the last position that was known (`epoch.partition.position`).
    known: dict[str, str]


class CreditStopped(Fact, frozen=True, kw_only=True):
    """The customer gets nothing more on account. Said anew for every obligation that asks for it."""

    entity: str
    customer: str
    #: Why.
    reason: str
    #: Dunning's obligation that asked for it, if one did.
    obligation: str | None = None
    #: By topic, the position that whoever asked had known: the stop is not lifted by older knowledge.
    known: dict[str, str]


class CreditResumed(Fact, frozen=True, kw_only=True):
    """The customer is supplied on account, again or still."""

    entity: str
    customer: str
    #: Why.
    reason: str
    #: Dunning's obligation that had asked for the stop, if one did.
    obligation: str | None = None


ProfileEvent = CreditProfileGraded | CreditStopped | CreditResumed

# ---------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCredit:
    """Something changed in how a customer stands: grade it anew, and lift a stop that has lost its reason."""

    entity: str
    customer: str
    heard: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopCredit:
    """Dunning asks that a customer gets nothing more on account; `known` are the positions it asks from."""

    entity: str
    customer: str
    obligation: str
    reason: str
    known: Mapping[str, str]
    heard: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawStop:
    """Dunning no longer asks for it."""

    entity: str
    customer: str
    obligation: str
    reason: str
    heard: Mapping[str, str]


ProfileCommand = ReviewCredit | StopCredit | WithdrawStop

# ---------------------------------------------------------------- state


@dataclass(frozen=True, slots=True)
class Profile:
    """What was last said of a customer: the grade, and the stop in force if there is one."""

    graded: CreditProfileGraded | None = None
    stopped: CreditStopped | None = None


# ---------------------------------------------------------------- rules


def review(
    command: ReviewCredit, profile: Profile, standing: Standing, functional_currency: str, card: Scorecard
) -> list[ProfileEvent]:
    """Grade by the scorecard, and say so only where grade, limits or terms change; lift a stop that lost its reason."""
    events: list[ProfileEvent] = []
    graded = grade_of(standing, card)
    if profile.graded is None or _worth(graded) != _worth_of(profile.graded):
        events.append(
            CreditProfileGraded(
                entity=command.entity,
                customer=command.customer,
                grade=graded.grade,
                score=graded.score,
                limit_minor=graded.limit_in(functional_currency) or 0,
                currency=functional_currency,
                terms_days=graded.terms_days,
                factors=graded.factors,
                scorecard_version=card.version,
                limits=graded.limits,
                known=dict(command.heard),
            )
        )
    stop = profile.stopped
    if stop is not None and not _owes_overdue(standing) and _knows(command.heard, stop.known):
        events.append(
            CreditResumed(
                entity=command.entity, customer=command.customer, reason=NOTHING_OVERDUE, obligation=stop.obligation
            )
        )
    return events


def stop(command: StopCredit, standing: Standing) -> list[ProfileEvent]:
    """Stop, unless we know at least what dunning knew and nothing is overdue any more: then it was settled meanwhile.

    Every obligation gets its answer, also when the customer is stopped already.
    """
    if not _owes_overdue(standing) and _knows(command.heard, command.known):
        return [
            CreditResumed(
                entity=command.entity, customer=command.customer, reason=NOTHING_OVERDUE, obligation=command.obligation
            )
        ]
    return [
        CreditStopped(
            entity=command.entity,
            customer=command.customer,
            reason=command.reason,
            obligation=command.obligation,
            known=dict(command.known),
        )
    ]


def withdraw(command: WithdrawStop, profile: Profile) -> list[ProfileEvent]:
    """Lift the stop that this obligation asked for; one that another asked for stands, and the answer was given."""
    if profile.stopped is None or profile.stopped.obligation != command.obligation:
        return []
    return [
        CreditResumed(
            entity=command.entity, customer=command.customer, reason=command.reason, obligation=command.obligation
        )
    ]


def evolve(profile: Profile, event: ProfileEvent) -> Profile:
    """The profile after the event; never refuses, it already happened."""
    match event:
        case CreditProfileGraded():
            return Profile(event, profile.stopped)
        case CreditStopped():
            return Profile(profile.graded, event)
        case CreditResumed():
            return Profile(profile.graded, None)


def _worth(graded: Graded) -> tuple[str, int, tuple[Limit, ...]]:
    return graded.grade, graded.terms_days, graded.limits


def _worth_of(event: CreditProfileGraded) -> tuple[str, int, tuple[Limit, ...]]:
    return event.grade, event.terms_days, event.limits


def _owes_overdue(standing: Standing) -> bool:
    return any(exposure.overdue_minor > 0 for exposure in standing.exposures.values())


def _knows(ours: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    """Whether we have heard of the ledger at least what they had; both are positions of the customer's partition."""
    wanted = theirs.get(LEDGER_TOPIC)
    return wanted is None or _place(ours.get(LEDGER_TOPIC, "0.0.0")) >= _place(wanted)


def _place(position: str) -> tuple[int, int]:
    epoch, _, number = position.split(".")
    return int(epoch), int(number)
