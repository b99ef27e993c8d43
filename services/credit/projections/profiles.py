"""Profiles: the grade each customer has, and the stop in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.credit.domain.book import Party
from services.credit.domain.profile import CreditProfileGraded, CreditResumed, CreditStopped, Profile
from services.credit.projections.customers import columns_of
from shared.events import Recorded

_encode = msgspec.json.encode
_decode_graded = msgspec.json.Decoder(CreditProfileGraded).decode
_decode_stopped = msgspec.json.Decoder(CreditStopped).decode

_WRITE_GRADED = text("""
    INSERT INTO profiles (entity, customer, grade, graded, graded_at, graded_position)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:grades AS text[]), CAST(:graded AS bytea[]),
      CAST(:graded_ats AS timestamptz[]), CAST(:positions AS text[]))
    ON CONFLICT (entity, customer) DO UPDATE SET grade = excluded.grade, graded = excluded.graded,
      graded_at = excluded.graded_at, graded_position = excluded.graded_position
""")
_WRITE_STOPPED = text("""
    INSERT INTO profiles (entity, customer, stopped, stopped_at, stopped_position)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:customers AS text[]), CAST(:stopped AS bytea[]),
      CAST(:stopped_ats AS timestamptz[]), CAST(:positions AS text[]))
    ON CONFLICT (entity, customer) DO UPDATE SET stopped = excluded.stopped, stopped_at = excluded.stopped_at,
      stopped_position = excluded.stopped_position
""")
_COLUMNS = """profiles.entity, profiles.customer, graded, graded_at, graded_position, stopped, stopped_at,
    stopped_position"""
_READ = text(f"""
    SELECT {_COLUMNS} FROM profiles
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
      USING (entity, customer)
""")  # noqa: S608 - static pieces
_LIST = text(f"""
    SELECT {_COLUMNS}, customers.name FROM profiles JOIN customers USING (entity, customer)
    WHERE profiles.entity = :entity AND graded IS NOT NULL
      AND (CAST(:grade AS text) IS NULL OR grade = CAST(:grade AS text))
      AND (CAST(:stopped AS bool) IS NULL OR (stopped IS NOT NULL) = CAST(:stopped AS bool))
      AND profiles.customer > :after
    ORDER BY profiles.customer LIMIT :limit
""")  # noqa: S608 - static pieces
_SHOW = text(f"""
    SELECT {_COLUMNS}, customers.name FROM profiles JOIN customers USING (entity, customer)
    WHERE profiles.entity = :entity AND profiles.customer = :customer
""")  # noqa: S608 - static pieces


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """A profile with when and where its events were recorded."""

    entity: str
    customer: str
    profile: Profile
    graded_at: datetime | None
    graded_position: str | None
    stopped_at: datetime | None
    stopped_position: str | None
    name: str


async def project(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
    """Keep the newest grade and the newest word on supply of each customer a batch speaks of."""
    graded: dict[Party, Recorded[Any]] = {}
    supply: dict[Party, Recorded[Any]] = {}
    for record in records:
        event = record.event
        match event:
            case CreditProfileGraded():
                graded[event.entity, event.customer] = record
            case CreditStopped() | CreditResumed():
                supply[event.entity, event.customer] = record
            case _:
                continue
    if graded:
        rows = graded.values()
        await connection.execute(
            _WRITE_GRADED,
            {
                **columns_of(list(graded)),
                "grades": [row.event.grade for row in rows],
                "graded": [_encode(row.event) for row in rows],
                "graded_ats": [row.recorded_at for row in rows],
                "positions": [str(row.at) for row in rows],
            },
        )
    if supply:
        stops = [row if isinstance(row.event, CreditStopped) else None for row in supply.values()]
        await connection.execute(
            _WRITE_STOPPED,
            {
                **columns_of(list(supply)),
                "stopped": [_encode(row.event) if row else None for row in stops],
                "stopped_ats": [row.recorded_at if row else None for row in stops],
                "positions": [str(row.at) if row else None for row in stops],
            },
        )


async def read(connection: AsyncConnection, parties: Sequence[Party]) -> dict[Party, Profile]:
    """The profiles of customers."""
    rows = await connection.execute(_READ, columns_of(parties))
    return {(row.entity, row.customer): _profile(row) for row in rows}


async def read_kept(connection: AsyncConnection, party: Party) -> KeptProfile | None:
    """One profile with the places of its events."""
    row = (await connection.execute(_SHOW, {"entity": party[0], "customer": party[1]})).one_or_none()
    return None if row is None else _kept(row)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which profiles of an entity, and after which customer."""

    entity: str
    grade: str | None
    stopped: bool | None
    after: str
    limit: int


async def page(connection: AsyncConnection, selection: Selection) -> list[KeptProfile]:
    """Profiles of an entity in the order of the customers' numbers."""
    wanted = {
        "entity": selection.entity,
        "grade": selection.grade,
        "stopped": selection.stopped,
        "after": selection.after,
        "limit": selection.limit,
    }
    return [_kept(row) for row in await connection.execute(_LIST, wanted)]


def _profile(row: Row[Any]) -> Profile:
    return Profile(
        graded=None if row.graded is None else _decode_graded(row.graded),
        stopped=None if row.stopped is None else _decode_stopped(row.stopped),
    )


def _kept(row: Row[Any]) -> KeptProfile:
    return KeptProfile(
        entity=row.entity,
        customer=row.customer,
        profile=_profile(row),
        graded_at=row.graded_at,
        graded_position=row.graded_position,
        stopped_at=row.stopped_at,
        stopped_position=row.stopped_position,
        name=row.name,
    )
