"""The days each partition has heard of, which of them were evaluated, and from when on customers are reminded."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.dunning.domain.desk import Share
from services.dunning.domain.evaluation import Day, DayEvaluated
from services.dunning.subscribed import DayOpened, EntityConfigured
from shared.events import Recorded

_CONFIGURE = text("""
    INSERT INTO entities (entity, partition, dunning_from)
    SELECT * FROM unnest(CAST(:entities AS text[]), CAST(:partitions AS int[]), CAST(:dunning_froms AS date[]))
    ON CONFLICT (entity, partition) DO UPDATE SET dunning_from = excluded.dunning_from
""")
_OPEN = text("""
    INSERT INTO opened_days (entity, partition, date, is_working_day, latest)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:partitions AS int[]), CAST(:dates AS date[]), CAST(:working AS boolean[]),
      CAST(:latests AS date[]))
""")
_EVALUATE = text("""
    INSERT INTO evaluations (entity, partition, date, skipped, policy_version, positions, position)
    SELECT * FROM unnest(
      CAST(:entities AS text[]), CAST(:partitions AS int[]), CAST(:dates AS date[]), CAST(:skipped AS bytea[]),
      CAST(:versions AS int[]), CAST(:known AS bytea[]), CAST(:places AS text[]))
""")
_NEWEST = """
    SELECT e.entity, e.partition, e.dunning_from, d.date, d.is_working_day, d.latest, v.date AS evaluated
    FROM entities e
    CROSS JOIN LATERAL (
      SELECT date, is_working_day, latest FROM opened_days o
      WHERE o.entity = e.entity AND o.partition = e.partition ORDER BY date DESC LIMIT 1) d
    LEFT JOIN LATERAL (
      SELECT date FROM evaluations o
      WHERE o.entity = e.entity AND o.partition = e.partition ORDER BY date DESC LIMIT 1) v ON true
"""
_OF_PARTITIONS = text(f"{_NEWEST} WHERE e.partition = ANY(CAST(:partitions AS int[])) ORDER BY e.entity, e.partition")
_OF_ENTITY = text(f"{_NEWEST} WHERE e.entity = :entity ORDER BY e.partition")
_OF_SHARES = text(f"""{_NEWEST}
    JOIN unnest(CAST(:entities AS text[]), CAST(:partitions AS int[])) AS wanted(entity, partition)
      ON wanted.entity = e.entity AND wanted.partition = e.partition
""")
_OPENED_SINCE = text("""
    SELECT o.entity, o.partition, o.date FROM opened_days o
    JOIN unnest(CAST(:entities AS text[]), CAST(:partitions AS int[]), CAST(:since AS date[]))
      AS wanted(entity, partition, since)
      ON wanted.entity = o.entity AND wanted.partition = o.partition AND o.date >= wanted.since
    ORDER BY o.date
""")
_HEARD = text("""
    SELECT topic, epoch, partition, position FROM checkpoint
    WHERE consumer = :consumer AND partition = ANY(CAST(:partitions AS int[])) AND epoch > 0 ORDER BY topic
""")


async def project(connection: AsyncConnection, records: Sequence[Recorded[Any]]) -> None:
    """Keep the entities' settings and the days opened."""
    configured = {
        (record.event.entity, record.partition): record.event
        for record in records
        if isinstance(record.event, EntityConfigured)
    }
    if configured:
        await connection.execute(
            _CONFIGURE,
            {
                **_columns(list(configured)),
                "dunning_froms": [event.dunning_from for event in configured.values()],
            },
        )
    opened = [record for record in records if isinstance(record.event, DayOpened)]
    if opened:
        events: list[DayOpened] = [record.event for record in opened]
        await connection.execute(
            _OPEN,
            {
                **_columns([(record.event.entity, record.partition) for record in opened]),
                "dates": [event.date for event in events],
                "working": [event.is_working_day for event in events],
                "latests": [event.latest for event in events],
            },
        )


async def note_evaluated(connection: AsyncConnection, records: Sequence[Recorded[DayEvaluated]]) -> None:
    """Keep which days were evaluated, and on what."""
    await connection.execute(
        _EVALUATE,
        {
            **_columns([(record.event.entity, record.partition) for record in records]),
            "dates": [record.event.date for record in records],
            "skipped": [msgspec.json.encode(record.event.skipped) for record in records],
            "versions": [record.event.policy_version for record in records],
            "known": [msgspec.json.encode(record.event.positions) for record in records],
            "places": [str(record.at) for record in records],
        },
    )


def _columns(shares: Sequence[Share]) -> dict[str, list[Any]]:
    return {"entities": [entity for entity, _ in shares], "partitions": [partition for _, partition in shares]}


# ---------------------------------------------------------------- queries


async def newest_of_partitions(connection: AsyncConnection, partitions: Sequence[int]) -> dict[Share, Day]:
    """The newest day each entity has opened in each of some partitions."""
    return _days(await connection.execute(_OF_PARTITIONS, {"partitions": list(partitions)}))


async def newest_of_entity(connection: AsyncConnection, entity: str) -> dict[Share, Day]:
    """The newest day an entity has opened in each partition."""
    return _days(await connection.execute(_OF_ENTITY, {"entity": entity}))


async def newest(connection: AsyncConnection, shares: Sequence[Share]) -> dict[Share, Day]:
    """The newest opened days, with the days opened since the last evaluation."""
    days = _days(await connection.execute(_OF_SHARES, _columns(shares)))
    if not days:
        return {}
    since = [max(day.dunning_from, day.evaluated or day.dunning_from) for day in days.values()]
    opened: dict[Share, list[date]] = {}
    for row in await connection.execute(_OPENED_SINCE, {**_columns(list(days)), "since": since}):
        opened.setdefault((row.entity, row.partition), []).append(row.date)
    return {share: _with_opened(day, opened.get(share, [])) for share, day in days.items()}


async def positions(connection: AsyncConnection, consumer: str, partitions: Sequence[int]) -> dict[int, dict[str, str]]:
    """How far each topic has been heard, by partition: `{3: {"huikuan.ledger": "1.3.4711"}}`."""
    heard: dict[int, dict[str, str]] = {}
    for row in await connection.execute(_HEARD, {"consumer": consumer, "partitions": list(partitions)}):
        heard.setdefault(row.partition, {})[row.topic] = f"{row.epoch}.{row.partition}.{row.position}"
    return heard


def _days(rows: Iterable[Row[Any]]) -> dict[Share, Day]:
    return {(row.entity, row.partition): _day(row) for row in rows}


def _day(row: Row[Any]) -> Day:
    return Day(
        entity=row.entity,
        date=row.date,
        is_working_day=row.is_working_day,
        is_latest=row.date == row.latest,
        dunning_from=row.dunning_from,
        evaluated=row.evaluated,
    )


def _with_opened(day: Day, opened: Sequence[date]) -> Day:
    since = tuple(each for each in opened if day.evaluated is None or each > day.evaluated)
    return replace(day, opened_since=since)
