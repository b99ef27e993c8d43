"""Orders as they were last checked, and what they still reserve of their customers' limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.credit.domain import order_check
from services.credit.domain.book import Party
from services.credit.domain.order_check import Order, OrderChecked, Release, ReservationReleased
from services.credit.projections.customers import columns_of
from shared.events import Recorded

_decode = msgspec.json.Decoder(OrderChecked).decode

# Those known are rewritten; a new one is inserted, and fails where another customer's order has taken the number
# meanwhile: the transaction then runs again and finds it.
_REWRITE = text("""
    UPDATE orders SET currency = c.currency, state = c.state, reserved_minor = c.reserved_minor,
      expires_on = c.expires_on, checked = c.checked, checked_at = c.checked_at, position = c.position
    FROM unnest(
      CAST(:entities AS text[]), CAST(:orders AS text[]), CAST(:customers AS text[]), CAST(:partitions AS int[]),
      CAST(:currencies AS text[]), CAST(:states AS text[]), CAST(:reserved AS bigint[]), CAST(:expires_ons AS date[]),
      CAST(:checked AS bytea[]), CAST(:checked_ats AS timestamptz[]), CAST(:positions AS text[]))
      AS c(entity, "order", customer, partition, currency, state, reserved_minor, expires_on, checked, checked_at,
           position)
    WHERE orders.entity = c.entity AND orders."order" = c."order" AND orders.customer = c.customer
    RETURNING orders.entity, orders."order"
""")
_INSERT = text("""
    INSERT INTO orders (entity, "order", customer, partition, currency, state, reserved_minor, expires_on, checked,
      checked_at, position)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:orders AS text[]), CAST(:customers AS text[]), CAST(:partitions AS int[]),
      CAST(:currencies AS text[]), CAST(:states AS text[]), CAST(:reserved AS bigint[]), CAST(:expires_ons AS date[]),
      CAST(:checked AS bytea[]), CAST(:checked_ats AS timestamptz[]), CAST(:positions AS text[]))
""")
# The last release of a batch says what became of the order if nothing is left of its reservation.
_RELEASE = text("""
    UPDATE orders SET reserved_minor = orders.reserved_minor - r.released,
      state = CASE WHEN orders.reserved_minor > r.released THEN orders.state ELSE r.reason END
    FROM unnest(CAST(:entities AS text[]), CAST(:orders AS text[]), CAST(:released AS bigint[]),
                CAST(:reasons AS text[])) AS r(entity, "order", released, reason)
    WHERE orders.entity = r.entity AND orders."order" = r."order"
""")
_COLUMNS = 'orders.entity, orders."order", orders.customer, state, reserved_minor, checked, checked_at, position'
_NAMED = text(f"""
    SELECT {_COLUMNS} FROM orders
    JOIN unnest(CAST(:entities AS text[]), CAST(:orders AS text[])) AS wanted(entity, "order")
      USING (entity, "order")
""")  # noqa: S608 - static pieces
_EXPIRING = text(f"""
    SELECT {_COLUMNS} FROM orders
    JOIN unnest(CAST(:entities AS text[]), CAST(:partitions AS int[]), CAST(:dates AS date[]))
      AS wanted(entity, partition, date) USING (entity, partition)
    WHERE reserved_minor > 0 AND expires_on < wanted.date
""")  # noqa: S608 - static pieces
_RESERVED = text("""
    SELECT entity, customer, currency, CAST(sum(reserved_minor) AS bigint) AS reserved FROM orders
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
      USING (entity, customer)
    WHERE reserved_minor > 0 GROUP BY entity, customer, currency
""")
_LIST = text(f"""
    SELECT {_COLUMNS} FROM orders
    WHERE entity = :entity AND (CAST(:customer AS text) IS NULL OR customer = CAST(:customer AS text))
      AND (CAST(:state AS text) IS NULL OR state = CAST(:state AS text)) AND "order" > :after
    ORDER BY "order" LIMIT :limit
""")  # noqa: S608 - static pieces

Place = tuple[str, str]  # entity and order


@dataclass(frozen=True, slots=True)
class KeptOrder:
    """An order with when and where it was checked."""

    order: Order
    checked_at: datetime
    position: str


async def project(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
    """Keep each order as a batch leaves it: those checked in it whole, the others by what was released of them."""
    checked: dict[Place, tuple[Recorded[Any], Order]] = {}
    released: dict[Place, tuple[int, Release]] = {}
    for record in records:
        match record.event:
            case OrderChecked() as event:
                checked[event.entity, event.order] = (record, order_check.evolve(None, event))
            case ReservationReleased() as event:
                place = (event.entity, event.order)
                if place in checked:
                    source, order = checked[place]
                    checked[place] = (source, order_check.evolve(order, event))
                else:
                    before, _ = released.get(place, (0, event.reason))
                    released[place] = (before + event.amount_minor, event.reason)
            case _:
                continue
    # First what was released of earlier checks: an order may be released and checked anew in one batch.
    if released:
        await connection.execute(
            _RELEASE,
            {
                "entities": [entity for entity, _ in released],
                "orders": [order for _, order in released],
                "released": [amount for amount, _ in released.values()],
                "reasons": [reason for _, reason in released.values()],
            },
        )
    if checked:
        known = {(row.entity, row.order) for row in await connection.execute(_REWRITE, _columns(checked))}
        new = {place: row for place, row in checked.items() if place not in known}
        if new:
            await connection.execute(_INSERT, _columns(new))


def _columns(checked: Mapping[Place, tuple[Recorded[Any], Order]]) -> dict[str, list[Any]]:
    rows = checked.values()
    return {
        "entities": [entity for entity, _ in checked],
        "orders": [order for _, order in checked],
        "customers": [order.checked.customer for _, order in rows],
        "partitions": [record.partition for record, _ in rows],
        "currencies": [order.checked.currency for _, order in rows],
        "states": [order.state for _, order in rows],
        "reserved": [order.reserved_minor for _, order in rows],
        "expires_ons": [order.checked.expires_on for _, order in rows],
        "checked": [msgspec.json.encode(order.checked) for _, order in rows],
        "checked_ats": [record.recorded_at for record, _ in rows],
        "positions": [str(record.at) for record, _ in rows],
    }


async def named(connection: AsyncConnection, places: Sequence[Place]) -> dict[Place, Order]:
    """Orders by their numbers."""
    wanted = {"entities": [entity for entity, _ in places], "orders": [order for _, order in places]}
    return {(row.entity, row.order): _order(row) for row in await connection.execute(_NAMED, wanted)}


async def expiring(connection: AsyncConnection, days: Sequence[tuple[str, int, date]]) -> dict[Place, Order]:
    """Orders of entities in partitions whose reservations held until earlier days only."""
    wanted = {
        "entities": [entity for entity, _, _ in days],
        "partitions": [partition for _, partition, _ in days],
        "dates": [day for _, _, day in days],
    }
    return {(row.entity, row.order): _order(row) for row in await connection.execute(_EXPIRING, wanted)}


async def reserved(connection: AsyncConnection, parties: Sequence[Party]) -> dict[tuple[str, str, str], int]:
    """What customers' orders have reserved, by currency."""
    rows = await connection.execute(_RESERVED, columns_of(parties))
    return {(row.entity, row.customer, row.currency): row.reserved for row in rows}


async def read_kept(connection: AsyncConnection, place: Place) -> KeptOrder | None:
    """One order with when and where it was checked."""
    row = (await connection.execute(_NAMED, {"entities": [place[0]], "orders": [place[1]]})).one_or_none()
    return None if row is None else _kept(row)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which orders of an entity, and after which number."""

    entity: str
    customer: str | None
    state: str | None
    after: str
    limit: int


async def page(connection: AsyncConnection, selection: Selection) -> list[KeptOrder]:
    """Orders of an entity in the order of their numbers."""
    wanted = {
        "entity": selection.entity,
        "customer": selection.customer,
        "state": selection.state,
        "after": selection.after,
        "limit": selection.limit,
    }
    return [_kept(row) for row in await connection.execute(_LIST, wanted)]


def _order(row: Row[Any]) -> Order:
    return Order(checked=_decode(row.checked), state=row.state, reserved_minor=row.reserved_minor)


def _kept(row: Row[Any]) -> KeptOrder:
    return KeptOrder(order=_order(row), checked_at=row.checked_at, position=row.position)
