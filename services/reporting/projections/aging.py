"""Aging and open items at a cut: from what is open now, walked back by what came after the cut."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.reporting.domain.aging import FIRST_DAYS, Aged, age_of, bucket_of
from services.reporting.domain.cut import Cut, Scope
from services.reporting.domain.dispute import WHOLE_INVOICE, OpenDispute, OpenInstalment, disputed_parts
from services.reporting.projections.scope import COUNTS, IN_SCOPE, UNDONE, asked

Whose = tuple[str, str, str]  # entity, customer, currency


def _bucket(day: str, due_on: str = "due_on", kind: str = "kind") -> str:
    """The bucket of an amount on a day, as SQL. What waits for an event before it has a due date is not due; money and
    credits, which have none either, are in no bucket."""
    return f"""CASE WHEN {due_on} IS NOT NULL THEN width_bucket({day} - {due_on}, CAST(:first_days AS int[]))
      WHEN {kind} = 'receivable' THEN 0 END"""


# Ages are a matter of the due date alone, so amounts can be added up before anybody asks which item they belong to:
# the open amounts of now by bucket, less those of the movements that the cut does not count yet.
_OPEN_AMOUNTS = f"""
    SELECT entity, customer, currency, kind, due_on, open_minor AS amount FROM items
    WHERE open_minor <> 0 AND kind <> 'disputed' AND {IN_SCOPE}
    UNION ALL
    SELECT entity, customer, currency, kind, due_on, -amount_minor FROM movements
    WHERE {UNDONE} AND kind <> 'disputed' AND {IN_SCOPE}
"""  # noqa: S608 - static pieces
_BY_BUCKET = """
      CAST(coalesce(sum(amount) FILTER (WHERE bucket = 0), 0) AS bigint) AS b0,
      CAST(coalesce(sum(amount) FILTER (WHERE bucket = 1), 0) AS bigint) AS b1,
      CAST(coalesce(sum(amount) FILTER (WHERE bucket = 2), 0) AS bigint) AS b2,
      CAST(coalesce(sum(amount) FILTER (WHERE bucket = 3), 0) AS bigint) AS b3,
      CAST(coalesce(sum(amount) FILTER (WHERE bucket = 4), 0) AS bigint) AS b4,
      CAST(coalesce(sum(amount) FILTER (WHERE kind = 'on-account'), 0) AS bigint) AS on_account,
      CAST(coalesce(sum(amount) FILTER (WHERE kind = 'open-credit'), 0) AS bigint) AS open_credits,
      CAST(coalesce(sum(amount) FILTER (WHERE kind = 'advance'), 0) AS bigint) AS advances,
      CAST(coalesce(sum(amount) FILTER (WHERE kind = 'unidentified'), 0) AS bigint) AS unidentified
"""
AGING = text(f"""
    SELECT entity, customer, currency, {_BY_BUCKET} FROM (
      SELECT *, {_bucket("CAST(:as_of AS date)")} AS bucket
      FROM ({_OPEN_AMOUNTS}) amounts) aged
    GROUP BY entity, customer, currency
""")  # noqa: S608 - static pieces

# One pass over the movements: added up by the first of the days asked about that counts them, then aged at each day.
_TREND = text(f"""
    WITH cells AS (
      SELECT currency, kind, due_on, width_bucket(effective_on - 1, CAST(:days AS date[])) AS place,
        sum(amount_minor) AS amount
      FROM movements WHERE {COUNTS} AND kind <> 'disputed' AND {IN_SCOPE}
      GROUP BY 1, 2, 3, 4)
    SELECT day, currency, {_BY_BUCKET} FROM (
      SELECT p.day, c.*, {_bucket("p.day", "c.due_on", "c.kind")} AS bucket
      FROM cells c JOIN unnest(CAST(:days AS date[])) WITH ORDINALITY AS p(day, place) ON p.place > c.place) aged
    GROUP BY day, currency ORDER BY day, currency
""")  # noqa: S608 - static pieces

_OPEN_DISPUTES = text(f"""
    SELECT i.related AS invoice, i.related_instalment AS instalment, CAST(sum(m.amount_minor) AS bigint) AS amount
    FROM (SELECT * FROM movements WHERE kind = 'disputed' AND {COUNTS} AND {IN_SCOPE}) m
    JOIN items i ON i.document = m.document AND i.instalment = 0
    GROUP BY i.document, i.related, i.related_instalment HAVING sum(m.amount_minor) > 0
    ORDER BY i.document
""")  # noqa: S608 - static pieces
_INSTALMENTS_OF = text(f"""
    SELECT i.document, i.instalment, i.due_on, i.entity, i.customer, i.currency,
      CAST(i.open_minor - coalesce((
        SELECT sum(m.amount_minor) FROM (SELECT * FROM movements WHERE {UNDONE}) m
        WHERE m.entity = i.entity AND m.customer = i.customer
          AND m.document = i.document AND m.instalment = i.instalment), 0) AS bigint) AS open
    FROM items i WHERE i.document = ANY(CAST(:documents AS text[]))
""")  # noqa: S608 - static pieces


def _aged(row: Any) -> Aged:
    return Aged(
        buckets=(row.b0, row.b1, row.b2, row.b3, row.b4),
        on_account=row.on_account,
        open_credits=row.open_credits,
        advances=row.advances,
        unidentified=row.unidentified,
    )


async def aging(connection: AsyncConnection, scope: Scope, cut: Cut) -> dict[Whose, Aged]:
    """What everybody in the scope owes at the cut, by entity, customer and currency, in that order."""
    rows = await connection.execute(AGING, asked(scope, cut) | {"first_days": list(FIRST_DAYS)})
    owed = {(row.entity, row.customer, row.currency): _aged(row) for row in rows}
    for instalment in await disputed(connection, scope, cut):
        whose = instalment.whose
        owed[whose] = replace(
            owed[whose],
            disputed=owed[whose].disputed + instalment.amount_minor,
            disputed_overdue=owed[whose].disputed_overdue
            + (
                instalment.amount_minor
                if instalment.due_on and bucket_of(age_of(as_of=cut.as_of, due_on=instalment.due_on))
                else 0
            ),
        )
    return {whose: aged for whose, aged in sorted(owed.items()) if not aged.is_empty}


async def trend(
    connection: AsyncConnection, scope: Scope, cut: Cut, days: Sequence[date]
) -> dict[tuple[date, str], Aged]:
    """What everybody in the scope owed together on each of these days (ascending), by day and currency."""
    rows = await connection.execute(_TREND, asked(scope, cut) | {"first_days": list(FIRST_DAYS), "days": list(days)})
    return {(row.day, row.currency): _aged(row) for row in rows}


@dataclass(frozen=True, slots=True)
class DisputedInstalment:
    """How much of an open instalment is disputed."""

    document: str
    instalment: int
    due_on: date | None
    whose: Whose
    amount_minor: int


async def disputed(connection: AsyncConnection, scope: Scope, cut: Cut) -> list[DisputedInstalment]:
    """The disputed parts of what is open at the cut."""
    disputes: dict[str, list[OpenDispute]] = {}
    for row in await connection.execute(_OPEN_DISPUTES, asked(scope, cut)):
        dispute = OpenDispute(instalment=row.instalment or WHOLE_INVOICE, amount_minor=row.amount)
        disputes.setdefault(row.invoice, []).append(dispute)
    if not disputes:
        return []
    instalments: dict[str, list[OpenInstalment]] = {}
    whose: dict[str, Whose] = {}
    for row in await connection.execute(_INSTALMENTS_OF, asked(scope, cut) | {"documents": list(disputes)}):
        instalments.setdefault(row.document, []).append(OpenInstalment(row.instalment, row.due_on, row.open))
        whose[row.document] = (row.entity, row.customer, row.currency)
    return [
        DisputedInstalment(document, instalment.number, instalment.due_on, whose[document], parts[instalment.number])
        for document, of_invoice in instalments.items()
        for parts in (disputed_parts(of_invoice, disputes[document]),)
        for instalment in of_invoice
        if parts[instalment.number]
    ]


# ---------------------------------------------------------------- open items


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands in the list: receivables by due date, then what offsets them by posting date."""

    offsetting: bool
    day: date
    document: str
    instalment: int


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One item with a balance at the cut."""

    document: str
    instalment: int
    entity: str
    customer: str
    currency: str
    kind: str
    source: str
    number: str
    document_date: date
    posted_on: date
    due_on: date | None
    amount_minor: int
    open_minor: int
    disputed_minor: int = 0

    @property
    def place(self) -> Place:
        """Where it stands in the list."""
        return Place(self.kind != "receivable", self.due_on or self.posted_on, self.document, self.instalment)


# Among receivables, one that waits for an event stands where it was posted. Whether it waited at the cut, or had its
# due date, is said by the amounts themselves.
_OLDEST_FIRST = "(i.kind <> 'receivable'), coalesce(o.due_on, i.posted_on), i.document, i.instalment"
_OPEN_ITEMS = text(f"""
    WITH open AS (
      SELECT document, instalment, due_on, sum(amount) AS open_minor FROM (
        SELECT document, instalment, due_on, open_minor AS amount FROM items
        WHERE open_minor <> 0 AND kind <> 'disputed' AND {IN_SCOPE}
        UNION ALL
        SELECT document, instalment, due_on, -amount_minor FROM movements
        WHERE {UNDONE} AND kind <> 'disputed' AND {IN_SCOPE}) amounts
      GROUP BY document, instalment, due_on HAVING sum(amount) <> 0)
    SELECT i.document, i.instalment, i.entity, i.customer, i.currency, i.kind, i.source, i.number, i.document_date,
      i.posted_on, o.due_on, i.amount_minor, CAST(o.open_minor AS bigint) AS open_minor
    FROM open o JOIN items i USING (document, instalment)
    WHERE (CAST(:kind AS text) IS NULL OR i.kind = :kind)
      AND (CAST(:bucket AS int) IS NULL OR {_bucket("CAST(:as_of AS date)", "o.due_on", "i.kind")} = :bucket)
      AND (CAST(:after_document AS text) IS NULL OR ({_OLDEST_FIRST})
           > (CAST(:after_offsetting AS bool), CAST(:after_day AS date), CAST(:after_document AS text),
              CAST(:after_instalment AS int)))
    ORDER BY {_OLDEST_FIRST} LIMIT :limit
""")  # noqa: S608 - static pieces


async def open_items(
    connection: AsyncConnection,
    scope: Scope,
    cut: Cut,
    *,
    kind: str | None = None,
    bucket: int | None = None,
    after: Place | None = None,
    limit: int,
) -> list[OpenItem]:
    """The items open at the cut: receivables by due date, then payments and credits, from behind `after` on."""
    rows = await connection.execute(
        _OPEN_ITEMS,
        asked(scope, cut)
        | {
            "first_days": list(FIRST_DAYS),
            "kind": kind,
            "bucket": bucket,
            "after_offsetting": after and after.offsetting,
            "after_day": after and after.day,
            "after_document": after and after.document,
            "after_instalment": after and after.instalment,
            "limit": limit,
        },
    )
    items = [OpenItem(**row) for row in rows.mappings()]
    parts = {(part.document, part.instalment): part.amount_minor for part in await disputed(connection, scope, cut)}
    return [replace(item, disputed_minor=parts.get((item.document, item.instalment), 0)) for item in items]


_OLDEST_DUE = text(f"""
    SELECT entity, customer, currency, min(due_on) AS due_on FROM (
      SELECT document, instalment, entity, customer, currency, due_on FROM (
        SELECT document, instalment, entity, customer, currency, due_on, open_minor AS amount FROM items
        WHERE open_minor <> 0 AND kind = 'receivable' AND customer = ANY(CAST(:customers AS text[])) AND {IN_SCOPE}
        UNION ALL
        SELECT document, instalment, entity, customer, currency, due_on, -amount_minor FROM movements
        WHERE {UNDONE} AND kind = 'receivable' AND customer = ANY(CAST(:customers AS text[])) AND {IN_SCOPE}) amounts
      GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(amount) <> 0) open
    GROUP BY 1, 2, 3
""")  # noqa: S608 - static pieces


async def oldest_due(
    connection: AsyncConnection, scope: Scope, cut: Cut, *, customers: Sequence[str]
) -> dict[Whose, date]:
    """The earliest due date of what each of these customers owes at the cut."""
    rows = await connection.execute(_OLDEST_DUE, asked(scope, cut) | {"customers": list(customers)})
    return {(row.entity, row.customer, row.currency): row.due_on for row in rows if row.due_on}


# ---------------------------------------------------------------- one item


@dataclass(frozen=True, slots=True)
class ItemMovement:
    """One change of one item, and the event that made it."""

    epoch: int
    partition: int
    position: int
    type: str | None
    change: str
    counterpart: str | None
    effective_on: date
    recorded_at: datetime
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """An item with all its changes, in the order of recording."""

    entity: str
    customer: str
    kind: str
    due_on: date | None
    currency: str
    movements: list[ItemMovement] = field(default_factory=list[ItemMovement])


_ITEM = text("""
    SELECT entity, customer, kind, due_on, currency FROM items
    WHERE document = :document AND instalment = :instalment
""")
_ITEM_MOVEMENTS = text(f"""
    SELECT m.epoch, m.partition, m.position, t.type, m.change, m.counterpart, m.effective_on, m.recorded_at,
      m.amount_minor
    FROM (SELECT * FROM movements WHERE entity = :entity AND customer = :customer AND {COUNTS}) m
    LEFT JOIN timeline t ON t.entity = m.entity AND t.customer = m.customer AND t.recorded_at = m.recorded_at
      AND t.topic = :topic AND t.epoch = m.epoch AND t.partition = m.partition AND t.position = m.position
    WHERE m.document = :document AND m.instalment = :instalment
    ORDER BY m.epoch, m.partition, m.position, m.line
""")  # noqa: S608 - static pieces


async def item_history(
    connection: AsyncConnection, *, document: str, instalment: int, cut: Cut, topic: str
) -> ItemHistory | None:
    """How an item came to its balance at the cut, if there is such an item."""
    key: Mapping[str, Any] = {"document": document, "instalment": instalment}
    item = (await connection.execute(_ITEM, key)).mappings().one_or_none()
    if item is None:
        return None
    rows = await connection.execute(
        _ITEM_MOVEMENTS,
        {
            **key,
            "entity": item["entity"],
            "customer": item["customer"],
            "as_of": cut.as_of,
            "known_at": cut.known_at,
            "topic": topic,
        },
    )
    movements = [ItemMovement(**row) for row in rows.mappings()]
    return ItemHistory(**item, movements=movements)
