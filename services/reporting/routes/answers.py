"""What all reports have in common: whose money, which day, what was known, and where the answer was read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import Field

from services.reporting.domain.aging import Aged
from services.reporting.domain.cut import Cut, Scope
from services.reporting.domain.figure import Ratio
from services.reporting.projections import customers
from services.reporting.projections.generation import Snapshot, look, newest_recording
from shared.auth import EntityNotFound, Principal, require
from shared.errors import NotFound
from shared.fields import Answer, Instant, LocalDate
from shared.money import decimal
from shared.web import Reading as ReadingConnection

LEDGER_TOPIC = "huikuan.ledger"
AMOUNT = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"
NEXT = Field(description="Pass it as `cursor` for the next page; null on the last.", examples=[None])
MONTHS_MAX = 120

# ---------------------------------------------------------------- bodies


class Reading(Answer):
    """Any figure can be asked for again: the day it is about, what was known, and the positions it was read at."""

    as_of: date = Field(
        description="Business day: what was posted or applied up to and including this day counts.",
        examples=["2025-06-30"],
    )
    known_at: datetime | None = Field(
        description="What had been recorded up to this instant counts; null before the first event. "
        "Without a `known_at` in the question: when the newest event read was recorded.",
        examples=["2025-07-01T00:00:05.120000Z"],
    )
    positions: list[str] = Field(
        description="The last event read of every partition, `topic:epoch.partition.position`; "
        "usable as `min_position` of a later question.",
        examples=[["huikuan.ledger:1.0.5120", "huikuan.ledger:1.1.4987"]],
    )


class Figure(Answer):
    """A ratio that can be audited: what was divided by what, by which formula."""

    formula: str = Field(
        description="Name and version of the formula, defined in docs/figures.md.", examples=["collection-rate.v2"]
    )
    numerator: str = Field(pattern=AMOUNT, examples=["812400.00"])
    denominator: str = Field(pattern=AMOUNT, examples=["1020000.00"])
    ratio: float | None = Field(
        description="numerator / denominator; null when the denominator is 0.", examples=[0.7964705882352942]
    )


class AgedAmounts(Answer):
    """What is owed by age, in one currency; decimal strings with the currency's own decimals."""

    not_due: str = Field(description="Due on the as-of day or later.", examples=["120000.00"])
    days_1_30: str = Field(description="1 to 30 days past due.", examples=["35000.00"])
    days_31_60: str = Field(description="31 to 60 days past due.", examples=["8000.00"])
    days_61_90: str = Field(description="61 to 90 days past due.", examples=["0.00"])
    days_over_90: str = Field(description="More than 90 days past due.", examples=["12500.50"])
    receivable: str = Field(description="The five buckets together.", examples=["175500.50"])
    overdue: str = Field(description="The four buckets past due together.", examples=["55500.50"])
    on_account: str = Field(
        description="Payments not allocated to an invoice, as a positive amount.", examples=["2000.00"]
    )
    open_credits: str = Field(
        description="Credit notes not applied to an invoice, as a positive amount.", examples=["500.00"]
    )
    balance: str = Field(
        description="receivable − on_account − open_credits: the balance of the control account.",
        examples=["173000.50"],
    )
    advances: str = Field(
        description="Paid in advance for orders 预收, as a positive amount; outside control, no part of the balance.",
        examples=["0.00"],
    )
    unidentified: str = Field(
        description="Money of nobody known yet 待认领, as a positive amount; outside control, no part of the balance.",
        examples=["0.00"],
    )


class DisputedAmounts(AgedAmounts):
    """Aged amounts with what of them is disputed; it is counted in them and changes nothing."""

    disputed: str = Field(description="Of which of the receivable: under an open dispute.", examples=["8000.00"])
    disputed_overdue: str = Field(description="Of which of the overdue: under an open dispute.", examples=["8000.00"])


# ---------------------------------------------------------------- from the domain


def aged_amounts(aged: Aged, currency: str) -> AgedAmounts:
    """Minor units as the decimal strings of an answer."""
    not_due, days_1_30, days_31_60, days_61_90, days_over_90 = (decimal(minor, currency) for minor in aged.buckets)
    return AgedAmounts(
        not_due=not_due,
        days_1_30=days_1_30,
        days_31_60=days_31_60,
        days_61_90=days_61_90,
        days_over_90=days_over_90,
        receivable=decimal(aged.receivable, currency),
        overdue=decimal(aged.overdue, currency),
        on_account=decimal(aged.on_account, currency),
        open_credits=decimal(aged.open_credits, currency),
        balance=decimal(aged.balance, currency),
        advances=decimal(aged.advances, currency),
        unidentified=decimal(aged.unidentified, currency),
    )


def disputed_amounts(aged: Aged, currency: str) -> DisputedAmounts:
    """The same with what is disputed."""
    return DisputedAmounts(
        **dict(aged_amounts(aged, currency)),
        disputed=decimal(aged.disputed, currency),
        disputed_overdue=decimal(aged.disputed_overdue, currency),
    )


def figure(ratio: Ratio, currency: str) -> Figure:
    """A ratio of money with both its amounts."""
    return Figure(
        formula=ratio.formula,
        numerator=decimal(ratio.numerator, currency),
        denominator=decimal(ratio.denominator, currency),
        ratio=ratio.value,
    )


# ---------------------------------------------------------------- what a route is handed


class CustomerNotFound(NotFound):
    """The customer does not exist, or not for this caller."""


async def _snapshot(connection: ReadingConnection) -> Snapshot:
    return await look(connection)


#: One consistent look at the read models, taken after the `min_position` asked for has been reached.
SnapshotOf = Annotated[Snapshot, Depends(_snapshot)]
Reader = Annotated[Principal, require("reports:read")]

EntityAsked = Annotated[str | None, Query(max_length=16, description="Only this entity", examples=["CN01"])]
CustomerAsked = Annotated[str | None, Query(max_length=64, description="Only this customer", examples=["C-0100"])]
CurrencyAsked = Annotated[str | None, Query(pattern=r"^[A-Z]{3}$", description="Only this currency", examples=["CNY"])]
#: A day that reports can be about: months are counted back from it, and no calendar ends there.
Day = Annotated[LocalDate, Field(ge=date(1970, 1, 1), le=date(2999, 12, 31))]
AsOf = Annotated[
    Day | None,
    Query(description="What was posted or applied up to this day counts. Default: the newest day opened."),
]
KnownAt = Annotated[
    Instant | None,
    Query(description="What was recorded up to this instant counts. Default: everything read so far."),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about money: whose, and at which cut; `reading` says in the answer where it was read."""

    snapshot: Snapshot
    scope: Scope
    cut: Cut
    reading: Reading

    @property
    def read_at(self) -> dict[str, Any]:
        """The fields of `Reading`, for the answer that extends it."""
        return dict(self.reading)


async def scope_of(
    snapshot: Snapshot, principal: Principal, entity: str | None, customer: str | None, currency: str | None
) -> tuple[Scope, list[customers.Entity]]:
    """What the caller may see of what was asked for; an entity that does not exist is refused like one not theirs."""
    if entity is not None:
        principal.enter(entity)
        entities = (entity,)
    else:
        entities = None if principal.sees_every_entity else tuple(sorted(principal.entities))
    scope = Scope(entities=entities, customer=customer, currency=currency)
    known = await customers.entities(snapshot.connection, scope)
    if entity is not None and not known:
        message = f"There is no entity {entity[:16]}."
        raise EntityNotFound(message, parameter="entity")
    return scope, known


async def _asked(
    snapshot: SnapshotOf,
    principal: Reader,
    entity: EntityAsked = None,
    customer: CustomerAsked = None,
    currency: CurrencyAsked = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> Asked:
    scope, entities = await scope_of(snapshot, principal, entity, customer, currency)
    newest = await newest_recording(snapshot)
    # Before the first entity there is nothing to report, on any day.
    day = as_of or max((each.day for each in entities), default=date(1970, 1, 1))
    known_at = known_at and known_at.astimezone(UTC)
    return Asked(
        snapshot=snapshot,
        scope=scope,
        cut=Cut(as_of=day, known_at=known_at),
        reading=Reading(
            as_of=day, known_at=known_at or newest, positions=[str(at) for at in await snapshot.positions(LEDGER_TOPIC)]
        ),
    )


#: `entity`, `customer`, `currency`, `as_of`, `known_at` and `min_position`, which every report about money takes.
AskedOf = Annotated[Asked, Depends(_asked)]
