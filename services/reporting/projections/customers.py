"""Who the customers and entities are: master data, credit, and the day each entity's books stand at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting import tables
from services.reporting.domain.cut import Scope
from services.reporting.projections.bulk import arrays, replacing, upsert
from services.reporting.subscribed import (
    CreditProfileGraded,
    CreditResumed,
    CreditStopped,
    CustomerBecameInsolvent,
    CustomerDetails,
    CustomerDetailsChanged,
    CustomerRegistered,
    DayOpened,
    EntityConfigured,
    Event,
    OrderChecked,
    ReservationReleased,
)
from shared.events import Recorded

#: What the ledger says about anything but balances; most of what it says is not among it.
_MASTER_DATA = frozenset[type[Event]](
    (
        EntityConfigured,
        DayOpened,
        CustomerRegistered,
        CustomerDetailsChanged,
        CustomerBecameInsolvent,
    )
)

_ENTITIES = tables.read_models.tables["entities"]
_DAYS = tables.read_models.tables["days"]
_CUSTOMERS = tables.read_models.tables["customers"]
_PROFILES = tables.read_models.tables["credit_profiles"]
_STOPS = tables.read_models.tables["credit_stops"]
_RESERVATIONS = tables.read_models.tables["reservations"]

_KEEP_ENTITIES = upsert(_ENTITIES, replacing(_ENTITIES))
_KEEP_DAYS = upsert(_DAYS, replacing(_DAYS))
# Insolvency is not among the details, so changed details leave it as it is.
_KEEP_CUSTOMERS = upsert(
    _CUSTOMERS,
    """ON CONFLICT (entity, customer) DO UPDATE SET
      name = EXCLUDED.name, country = EXCLUDED.country, language = EXCLUDED.language, currency = EXCLUDED.currency,
      terms_days = EXCLUDED.terms_days, size = EXCLUDED.size, industry = EXCLUDED.industry, region = EXCLUDED.region,
      salesperson = EXCLUDED.salesperson, parent = EXCLUDED.parent""",
)
_MARK_INSOLVENT = text("""
    UPDATE customers SET insolvent_since = i.since
    FROM unnest(CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:since AS date[]))
      AS i(entity, customer, since)
    WHERE customers.entity = i.entity AND customers.customer = i.customer
""")
_KEEP_PROFILES = upsert(_PROFILES, replacing(_PROFILES))
_KEEP_STOPS = upsert(_STOPS, replacing(_STOPS))
_KEEP_RESERVATIONS = upsert(
    _RESERVATIONS,
    """ON CONFLICT (entity, customer, order_number)
      DO UPDATE SET reserved_minor = reservations.reserved_minor + EXCLUDED.reserved_minor""",
)


async def project_ledger(connection: AsyncConnection, records: Sequence[Recorded[Event]]) -> None:
    """Keep master data and the days opened; of one batch only the newest of each counts."""
    entities: dict[tuple[str, int], tuple[Any, ...]] = {}
    days: dict[tuple[str, int], tuple[Any, ...]] = {}
    customers: dict[tuple[str, str], tuple[Any, ...]] = {}
    insolvent: dict[tuple[str, str], date] = {}
    for record in records:
        if type(record.event) not in _MASTER_DATA:
            continue
        match record.event:
            case DayOpened() as event:
                days[event.entity, record.partition] = (
                    event.entity,
                    record.partition,
                    event.date,
                    event.is_working_day,
                )
            case CustomerDetails() as event:
                customers[event.entity, event.customer] = (
                    event.entity, event.customer, event.name, event.country, event.language, event.currency,
                    event.terms_days, event.size, event.industry, event.region, event.salesperson, event.parent, None,
                )  # fmt: skip
            case EntityConfigured() as event:
                entities[event.entity, record.partition] = (
                    event.entity, record.partition, record.recorded_at, event.name, event.language, event.time_zone,
                    event.functional_currency, " ".join(event.currencies), event.first_business_day,
                    event.dunning_from,
                )  # fmt: skip
            case CustomerBecameInsolvent() as event:
                insolvent[event.entity, event.customer] = event.since
            case _:
                pass
    if entities:
        await connection.execute(_KEEP_ENTITIES, arrays(_ENTITIES, entities.values()))
    if days:
        await connection.execute(_KEEP_DAYS, arrays(_DAYS, days.values()))
    if customers:
        await connection.execute(_KEEP_CUSTOMERS, arrays(_CUSTOMERS, customers.values()))
    if insolvent:
        await connection.execute(
            _MARK_INSOLVENT,
            {
                "entities": [entity for entity, _ in insolvent],
                "customers": [customer for _, customer in insolvent],
                "since": list(insolvent.values()),
            },
        )


async def project_credit(connection: AsyncConnection, records: Sequence[Recorded[Event]]) -> None:
    """Keep each customer's newest grading, whether credit is stopped, and what is reserved for orders."""
    profiles: dict[tuple[str, str], tuple[Any, ...]] = {}
    stops: dict[tuple[str, str], tuple[str, str, bool]] = {}
    reserved: dict[tuple[str, str, str], tuple[str, int]] = {}
    for record in records:
        match record.event:
            case CreditProfileGraded() as event:
                profiles[event.entity, event.customer] = (
                    event.entity, event.customer, event.grade, event.score, event.limit_minor, event.currency,
                    event.terms_days, record.recorded_at, str(record.at),
                )  # fmt: skip
            case CreditStopped() | CreditResumed() as event:
                stopped = isinstance(event, CreditStopped)
                stops[event.entity, event.customer] = (event.entity, event.customer, stopped)
            case OrderChecked() | ReservationReleased() as event:
                change = event.reserved_minor if isinstance(event, OrderChecked) else -event.amount_minor
                key = (event.entity, event.customer, event.order)
                _, so_far = reserved.get(key, (event.currency, 0))
                reserved[key] = (event.currency, so_far + change)
            case _:
                pass
    if profiles:
        await connection.execute(_KEEP_PROFILES, arrays(_PROFILES, profiles.values()))
    if stops:
        await connection.execute(_KEEP_STOPS, arrays(_STOPS, stops.values()))
    if reserved:
        rows = [(*key, currency, change) for key, (currency, change) in reserved.items()]
        await connection.execute(_KEEP_RESERVATIONS, arrays(_RESERVATIONS, rows))


# ---------------------------------------------------------------- questions


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity and the newest day opened in all of its partitions (until then the day before the first)."""

    entity: str
    name: str
    language: str
    time_zone: str
    functional_currency: str
    currencies: tuple[str, ...]
    first_business_day: date
    dunning_from: date
    day: date
    is_working_day: bool | None
    customers: int


_READ_ENTITIES = text("""
    SELECT DISTINCT ON (e.entity) e.*,
      CASE WHEN d.partitions = p.partitions THEN d.day ELSE e.first_business_day - 1 END AS day,
      CASE WHEN d.partitions = p.partitions THEN d.is_working_day END AS is_working_day,
      (SELECT count(*) FROM customers c WHERE c.entity = e.entity) AS customers
    FROM entities e
    JOIN (SELECT entity, count(*) AS partitions FROM entities GROUP BY entity) p ON p.entity = e.entity
    LEFT JOIN (
      SELECT entity, count(*) AS partitions, min(day) AS day,
        (array_agg(is_working_day ORDER BY day))[1] AS is_working_day
      FROM days GROUP BY entity) d ON d.entity = e.entity
    WHERE CAST(:entities AS text[]) IS NULL OR e.entity = ANY(CAST(:entities AS text[]))
    ORDER BY e.entity, e.recorded_at DESC
""")


async def entities(connection: AsyncConnection, scope: Scope) -> list[Entity]:
    """The entities of a scope."""
    rows = await connection.execute(_READ_ENTITIES, {"entities": scope.entities and list(scope.entities)})
    return [
        Entity(
            entity=row.entity,
            name=row.name,
            language=row.language,
            time_zone=row.time_zone,
            functional_currency=row.functional_currency,
            currencies=tuple(row.currencies.split()),
            first_business_day=row.first_business_day,
            dunning_from=row.dunning_from,
            day=row.day,
            is_working_day=row.is_working_day,
            customers=row.customers,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer's master data with what credit says about it."""

    entity: str
    customer: str
    name: str
    country: str
    language: str
    currency: str
    terms_days: int
    size: str
    industry: str
    region: str
    salesperson: str
    parent: str | None
    insolvent_since: date | None
    grade: str | None
    credit_stopped: bool


@dataclass(frozen=True, slots=True)
class Credit:
    """The last grading, and what is reserved for orders in the limit's currency."""

    grade: str
    score: int
    limit_minor: int
    currency: str
    terms_days: int
    reserved_minor: int
    graded_at: datetime
    event: str


_CUSTOMER = """
    SELECT c.entity, c.customer, c.name, c.country, c.language, c.currency, c.terms_days, c.size, c.industry, c.region,
      c.salesperson, c.parent, c.insolvent_since, p.grade, coalesce(s.stopped, false) AS credit_stopped
    FROM customers c
    LEFT JOIN credit_profiles p ON p.entity = c.entity AND p.customer = c.customer
    LEFT JOIN credit_stops s ON s.entity = c.entity AND s.customer = c.customer
"""
_FIND = text(
    _CUSTOMER
    + """
    WHERE (CAST(:entities AS text[]) IS NULL OR c.entity = ANY(CAST(:entities AS text[])))
      AND (CAST(:search AS text) IS NULL OR c.name ILIKE :search OR c.customer ILIKE :search)
      AND (CAST(:grade AS text) IS NULL OR p.grade = :grade)
      AND (CAST(:after_entity AS text) IS NULL OR (c.entity, c.customer) > (:after_entity, :after_customer))
    ORDER BY c.entity, c.customer LIMIT :limit
"""
)
_ONE = text(_CUSTOMER + " WHERE c.entity = :entity AND c.customer = :customer")
_CREDIT = text("""
    SELECT p.grade, p.score, p.limit_minor, p.currency, p.terms_days, p.graded_at, p.event,
      CAST(coalesce((SELECT sum(r.reserved_minor) FROM reservations r
        WHERE r.entity = p.entity AND r.customer = p.customer AND r.currency = p.currency), 0) AS bigint)
        AS reserved_minor
    FROM credit_profiles p WHERE p.entity = :entity AND p.customer = :customer
""")
_NAMES = text("""
    SELECT c.entity, c.customer, c.name, p.grade FROM customers c
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS k(entity, customer)
      ON c.entity = k.entity AND c.customer = k.customer
    LEFT JOIN credit_profiles p ON p.entity = c.entity AND p.customer = c.customer
""")


async def find(
    connection: AsyncConnection,
    scope: Scope,
    *,
    search: str | None = None,
    grade: str | None = None,
    after: tuple[str, str] | None = None,
    limit: int,
) -> list[Customer]:
    """Customers by entity and id; `search` is any part of the name or the id."""
    after_entity, after_customer = after or (None, None)
    rows = await connection.execute(
        _FIND,
        {
            "entities": scope.entities and list(scope.entities),
            "search": containing(search),
            "grade": grade,
            "after_entity": after_entity,
            "after_customer": after_customer,
            "limit": limit,
        },
    )
    return [Customer(**row) for row in rows.mappings()]


def containing(search: str | None) -> str | None:
    """The LIKE pattern of texts that contain another, whatever signs it holds."""
    if not search:
        return None
    escaped = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


async def one(connection: AsyncConnection, *, entity: str, customer: str) -> Customer | None:
    """One customer, if it is registered."""
    row = (await connection.execute(_ONE, {"entity": entity, "customer": customer})).mappings().one_or_none()
    return Customer(**row) if row else None


async def credit(connection: AsyncConnection, *, entity: str, customer: str) -> Credit | None:
    """The customer's credit, once it is graded."""
    row = (await connection.execute(_CREDIT, {"entity": entity, "customer": customer})).mappings().one_or_none()
    return Credit(**row) if row else None


async def names(
    connection: AsyncConnection, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Name and grade of these customers (entity, customer)."""
    rows = await connection.execute(
        _NAMES, {"entities": [entity for entity, _ in keys], "customers": [customer for _, customer in keys]}
    )
    return {(row.entity, row.customer): (row.name, row.grade) for row in rows}
