"""What credit keeps, held against the log it was made from: for `huikuan verify`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.credit.domain import order_check, profile
from services.credit.domain.book import Event, Party
from services.credit.domain.order_check import Order, OrderChecked, ReservationReleased
from services.credit.domain.profile import Profile
from services.credit.published import CODEC
from services.credit.subscribed import LEDGER_TOPIC
from shared.event_store import read_events
from shared.events import Position
from shared.verification import Check

_PLACES_NAMED_MAX = 5
_READ_AT_ONCE = 5000

_PARTITIONS = text("SELECT partition FROM head ORDER BY partition")
_PROFILES = text("SELECT entity, customer, graded_position, stopped_position FROM profiles")
_ORDERS = text('SELECT entity, "order", state, reserved_minor FROM orders')
# What waits for its event is in a balance and no item yet, so a balance is no less than its items; that it is right to
# the cent is seen beside the control accounts of the ledger.
_OPEN = text("""
    SELECT a.entity, a.customer, a.currency, a.receivable_minor, a.overdue_minor,
      coalesce(i.receivable, 0) AS receivable, coalesce(i.overdue, 0) AS overdue
    FROM accounts a LEFT JOIN (
      SELECT entity, customer, currency, sum(open_minor) AS receivable,
        coalesce(sum(open_minor) FILTER (WHERE overdue), 0) AS overdue
      FROM items GROUP BY entity, customer, currency) AS i USING (entity, customer, currency)
    WHERE a.receivable_minor < coalesce(i.receivable, 0) OR a.overdue_minor <> coalesce(i.overdue, 0)
    ORDER BY a.entity, a.customer, a.currency
""")
_EXPOSURES = text("""
    SELECT entity, customer, currency, receivable_minor - on_account_minor - open_credit_minor AS exposure FROM accounts
""")
_REACHED = text("""
    SELECT epoch, partition, position FROM checkpoint
    WHERE consumer = :consumer AND topic = :topic AND epoch > 0 ORDER BY partition
""")


@dataclass(frozen=True, slots=True)
class Exposures:
    """What everybody owes as far as credit has heard of the ledger; compare at these positions."""

    positions: tuple[Position, ...]
    balances: dict[tuple[str, str, str], int]


@dataclass(slots=True)
class _Log:
    """Credit's whole log, folded."""

    profiles: dict[Party, Profile] = field(default_factory=dict[Party, Profile])
    graded_at: dict[Party, str] = field(default_factory=dict[Party, str])
    orders: dict[tuple[str, str], Order] = field(default_factory=dict[tuple[str, str], Order])
    reserved: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    passed: list[str] = field(default_factory=list[str])
    checks: int = 0

    def take(self, event: Event, position: str) -> None:
        party = (event.entity, event.customer)
        if not isinstance(event, OrderChecked | ReservationReleased):
            self.profiles[party] = profile.evolve(self.profiles.get(party, Profile()), event)
            if isinstance(event, profile.CreditProfileGraded):
                self.graded_at[party] = position
            return
        place, account = (event.entity, event.order), (*party, event.currency)
        before = self.orders.get(place)
        after = self.orders[place] = order_check.evolve(before, event)
        self.reserved[account] += after.reserved_minor - (before.reserved_minor if before else 0)
        if isinstance(event, OrderChecked):
            self.checks += 1
            taken = event.exposure_minor + self.reserved[account]
            if event.reserved_minor and taken > event.limit_minor:
                self.passed.append(f"{event.entity}/{event.order} at {position}")


async def exposures(engine: AsyncEngine, consumer: str) -> Exposures:
    """What credit says everybody owes, and how far it has heard of the ledger; one moment."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        reached = await connection.execute(_REACHED, {"consumer": consumer, "topic": LEDGER_TOPIC})
        positions = tuple(Position(LEDGER_TOPIC, row.epoch, row.partition, row.position) for row in reached)
        rows = await connection.execute(_EXPOSURES)
        return Exposures(positions, {(row.entity, row.customer, row.currency): row.exposure for row in rows})


async def verify(engine: AsyncEngine) -> list[Check]:
    """Fold the log from its beginning, and compare what is kept with what it says."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        log = await _fold(connection)
        grades = {(row.entity, row.customer): row for row in await connection.execute(_PROFILES)}
        wrong_profiles = [
            f"{entity}/{customer}"
            for (entity, customer), known in log.profiles.items()
            if (entity, customer) not in grades
            or grades[entity, customer].graded_position != log.graded_at.get((entity, customer))
            or (grades[entity, customer].stopped_position is not None) != (known.stopped is not None)
        ]
        kept = {(row.entity, row.order): (row.state, row.reserved_minor) for row in await connection.execute(_ORDERS)}
        wrong_orders = [
            f"{entity}/{order}"
            for (entity, order), known in log.orders.items()
            if kept.get((entity, order)) != (known.state, known.reserved_minor)
        ]
        wrong_accounts = [f"{row.entity}/{row.customer}/{row.currency}" for row in await connection.execute(_OPEN)]
    return [
        _check("order checks that passed a limit", f"{log.checks} checks", log.passed),
        _check("profiles unlike the log", f"{len(log.profiles)} profiles", wrong_profiles),
        _check("orders unlike the log", f"{len(log.orders)} orders", wrong_orders),
        _check("accounts unlike their items", "all accounts", wrong_accounts),
    ]


async def _fold(connection: AsyncConnection) -> _Log:
    log = _Log()
    for partition in (await connection.execute(_PARTITIONS)).scalars().all():
        after = 0
        while page := await read_events(connection, partition, after=after, limit=_READ_AT_ONCE):
            for stored in page:
                event = CODEC.decode(stored.envelope.type, stored.envelope.data)
                if event is not None:
                    log.take(event, f"huikuan.credit:{stored.epoch}.{partition}.{stored.position}")
            after = page[-1].position
    return log


def _check(name: str, counted: str, broken: Sequence[str]) -> Check:
    return Check(
        name=f"credit {name}",
        figure=f"{len(broken)} of {counted}",
        expected="0",
        ok=not broken,
        detail="; ".join(broken[:_PLACES_NAMED_MAX]),
    )
