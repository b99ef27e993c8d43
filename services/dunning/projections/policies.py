"""Every version of every entity's policy, and which of them is in force in each partition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.dunning.domain.activation import PolicyActivated
from shared.events import Recorded

_INSERT = text("""
    INSERT INTO policies (entity, partition, version, policy, content, recorded_at, position)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:partitions AS int[]), CAST(:versions AS int[]), CAST(:policies AS text[]),
      CAST(:contents AS text[]), CAST(:recorded_ats AS timestamptz[]), CAST(:places AS text[]))
""")
_IN_FORCE = text("""
    SELECT DISTINCT ON (entity, partition) entity, partition, version, policy, content, recorded_at, position
    FROM policies WHERE entity = ANY(CAST(:entities AS text[])) ORDER BY entity, partition, version DESC
""")
_VERSION = text("""
    SELECT entity, partition, version, policy, content, recorded_at, position FROM policies
    WHERE entity = :entity AND version = :version ORDER BY recorded_at, partition LIMIT 1
""")
_NEWEST = text("""
    SELECT entity, partition, version, policy, content, recorded_at, position FROM policies
    WHERE entity = :entity ORDER BY version DESC, recorded_at, partition LIMIT 1
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """One version of a policy and since when it holds."""

    entity: str
    version: int
    policy: str
    content: str
    activated_at: datetime
    position: str


async def project(connection: AsyncConnection, records: Sequence[Recorded[PolicyActivated]]) -> None:
    """Keep the new versions."""
    await connection.execute(
        _INSERT,
        {
            "entities": [record.event.entity for record in records],
            "partitions": [record.partition for record in records],
            "versions": [record.event.version for record in records],
            "policies": [record.event.policy for record in records],
            "contents": [record.event.content for record in records],
            "recorded_ats": [record.recorded_at for record in records],
            "places": [str(record.at) for record in records],
        },
    )


async def in_force(connection: AsyncConnection, entities: Sequence[str]) -> dict[str, dict[int, PolicyActivated]]:
    """The version in force of each entity in each partition."""
    found: dict[str, dict[int, PolicyActivated]] = {}
    for row in await connection.execute(_IN_FORCE, {"entities": list(entities)}):
        activated = PolicyActivated(entity=row.entity, policy=row.policy, version=row.version, content=row.content)
        found.setdefault(row.entity, {})[row.partition] = activated
    return found


async def newest(connection: AsyncConnection, entity: str) -> PolicyRow | None:
    """The version that holds now, if the entity is known."""
    row = (await connection.execute(_NEWEST, {"entity": entity})).one_or_none()
    return None if row is None else _row(row)


async def version(connection: AsyncConnection, entity: str, number: int) -> PolicyRow | None:
    """One version, however old."""
    row = (await connection.execute(_VERSION, {"entity": entity, "version": number})).one_or_none()
    return None if row is None else _row(row)


def _row(row: Row[Any]) -> PolicyRow:
    return PolicyRow(
        entity=row.entity,
        version=row.version,
        policy=row.policy,
        content=row.content,
        activated_at=row.recorded_at,
        position=row.position,
    )
