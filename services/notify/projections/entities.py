"""Entities as notify knows them: their names, time zones and languages, and the day each has reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.language import Language, language_or_none
from services.notify.domain.send_window import EntityDay
from services.notify.subscribed import (
    CustomerRegistered,
    DayOpened,
    EntityConfigured,
    LedgerEvent,
)
from shared.events import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRow:
    """An entity as one partition has heard of it. Each partition tells the same facts, each in its own time."""

    entity: str
    partition: int
    name: str
    language: Language | None
    day: EntityDay


@dataclass(slots=True)
class _Newest:
    configured: EntityConfigured | None = None
    opened: DayOpened | None = None


_WRITE = text("""
    INSERT INTO entities AS e (entity, partition, name, time_zone, language, opened, is_working_day)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:partitions AS int[]), CAST(:names AS text[]), CAST(:time_zones AS text[]),
      CAST(:languages AS text[]), CAST(:opened AS date[]), CAST(:are_working_days AS boolean[]))
    ON CONFLICT (entity, partition) DO UPDATE SET
      name = coalesce(excluded.name, e.name), time_zone = coalesce(excluded.time_zone, e.time_zone),
      language = coalesce(excluded.language, e.language), opened = coalesce(excluded.opened, e.opened),
      is_working_day = coalesce(excluded.is_working_day, e.is_working_day)
""")
_READ = text("""
    SELECT entity, partition, name, time_zone, language, opened, is_working_day FROM entities
    WHERE name IS NOT NULL AND (CAST(:entity AS text) IS NULL OR entity = :entity) ORDER BY entity, partition
""")


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Keep the newest of what a batch says about each entity."""
    newest: dict[tuple[str, int], _Newest] = {}
    for record in records:
        place = (record.event.entity, record.partition)
        event = record.event
        match event:
            case EntityConfigured():
                newest.setdefault(place, _Newest()).configured = event
            case DayOpened():
                newest.setdefault(place, _Newest()).opened = event
            case CustomerRegistered():  # a change of details is one too
                pass
            case _:
                assert_never(event)
    if not newest:
        return
    ordered = sorted(newest.items())
    configurations = [facts.configured for _, facts in ordered]
    openings = [facts.opened for _, facts in ordered]
    await connection.execute(
        _WRITE,
        {
            "entities": [entity for (entity, _), _ in ordered],
            "partitions": [partition for (_, partition), _ in ordered],
            "names": [event and event.name for event in configurations],
            "time_zones": [event and event.time_zone for event in configurations],
            "languages": [event and event.language for event in configurations],
            "opened": [event and event.date for event in openings],
            "are_working_days": [event and event.is_working_day for event in openings],
        },
    )


async def read(connection: AsyncConnection, entity: str | None = None) -> dict[tuple[str, int], EntityRow]:
    """The entities by entity and partition."""
    return {
        (row.entity, row.partition): EntityRow(
            entity=row.entity,
            partition=row.partition,
            name=row.name,
            language=language_or_none(row.language),
            day=EntityDay(time_zone=row.time_zone, opened=row.opened, is_working_day=bool(row.is_working_day)),
        )
        for row in await connection.execute(_READ, {"entity": entity})
    }
