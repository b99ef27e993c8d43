"""What waits for an event is owed and not due, on any day and as known at any instant, until the event dates it."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.domain.collection import months
from services.reporting.domain.cut import Cut, Scope
from services.reporting.projections import aging
from services.reporting.projections.collection import collection
from services.reporting.projections.generation import reading
from services.reporting.projections.recovery import recovery
from services.reporting.projections.verification import verify
from tests.reporting.histories import History, day, part
from tests.reporting.integration.conftest import Service, Tell


def built(history: History) -> str:
    """100.00 due on day 10 and 50.00 that wait for acceptance, which is on day 60; those are due on day 90."""
    return history.issued("1", (100_00, day(10)), waiting=(50_00,))


async def aged(engine: AsyncEngine, cut: Cut) -> tuple[int, ...]:
    async with reading(engine) as snapshot:
        [found] = (await aging.aging(snapshot.connection, Scope(), cut)).values()
        [trend] = (await aging.trend(snapshot.connection, Scope(), cut, [cut.as_of])).values()
        by_bucket = [
            sum(
                item.open_minor
                for item in await aging.open_items(snapshot.connection, Scope(), cut, bucket=at, limit=9)
            )
            for at in range(5)
        ]
    assert found.buckets == trend.buckets == tuple(by_bucket)
    return found.buckets


async def test_it_ages_from_its_due_date_only(engine: AsyncEngine, tell: Tell) -> None:
    history = History()
    invoice = built(history)
    await tell(history.records)
    assert await aged(engine, Cut(as_of=day(300))) == (50_00, 0, 0, 0, 100_00)

    before, known = len(history.records), history.now
    history.dated(invoice, 2, 50_00, happened_on=day(60), due_on=day(90))
    await tell(history.since(before))
    assert await aged(engine, Cut(as_of=day(59))) == (50_00, 0, 100_00, 0, 0)
    assert await aged(engine, Cut(as_of=day(90))) == (50_00, 0, 0, 100_00, 0)
    assert await aged(engine, Cut(as_of=day(91))) == (0, 50_00, 0, 100_00, 0)
    # As known before anybody had reported it, it still waits.
    assert await aged(engine, Cut(as_of=day(91), known_at=known)) == (50_00, 0, 0, 100_00, 0)

    before = len(history.records)
    payment = history.received("1", 50_00, posted_on=day(95))
    history.allocated(payment, part(invoice, 50_00, day(90), instalment=2), on=day(95))
    await tell(history.since(before))
    assert await aged(engine, Cut(as_of=day(95))) == (0, 0, 0, 100_00, 0)
    assert await aged(engine, Cut(as_of=day(94))) == (0, 50_00, 0, 100_00, 0)
    assert [check for check in await verify(engine) if not check.ok] == []


async def test_the_month_in_which_it_falls_due_has_to_collect_it(engine: AsyncEngine, tell: Tell) -> None:
    history = History()
    invoice = built(history)
    history.dated(invoice, 2, 50_00, happened_on=day(60), due_on=day(89))
    payment = history.received("1", 50_00, posted_on=day(88))
    history.allocated(payment, part(invoice, 50_00, day(89), instalment=2), on=day(88))
    await tell(history.records)
    async with reading(engine) as snapshot:
        periods = months(last=day(89), count=3)
        january, february, march = await collection(snapshot.connection, Scope(), Cut(as_of=day(89)), periods)
        cohorts = await recovery(snapshot.connection, Scope(), Cut(as_of=day(89)), first_due=day(0), last_due=day(89))
    assert [each.invoiced for each in (january, february, march)] == [150_00, 0, 0]
    assert [each.fell_due for each in (january, february, march)] == [100_00, 0, 50_00]
    assert [each.still_open for each in (january, february, march)] == [100_00, 100_00, 100_00]
    assert (march.collected, march.credited) == (50_00, 0)
    assert [(each.month, each.instalments, each.invoiced_minor) for each in cohorts] == [
        (day(0), 1, 100_00),
        (day(59), 1, 50_00),
    ]
    assert cohorts[1].points[0].rate.numerator == 50_00


async def test_it_ends_with_its_invoice(engine: AsyncEngine, tell: Tell) -> None:
    history = History()
    invoice = history.issued("1", waiting=(50_00,))
    history.issued("2", (1_00, day(5)))
    history.cancelled_waiting(invoice, 50_00, posted_on=day(3))
    await tell(history.records)
    assert await aged(engine, Cut(as_of=day(2))) == (51_00, 0, 0, 0, 0)
    assert await aged(engine, Cut(as_of=day(3))) == (1_00, 0, 0, 0, 0)


async def test_a_report_shows_it_without_a_due_date(service: Service, tell: Tell) -> None:
    history = History().configured().registered().opened(day(40))
    invoice = built(history)
    history.disputed("1", invoice, 120_00, on=day(20))
    await tell(history.records)
    items: list[dict[str, Any]] = (await service.get("open-items", entity="CN01", as_of=day(40)))["items"]
    assert [(item["due_on"], item["days_overdue"], item["bucket"], item["disputed"]) for item in items] == [
        (None, None, "not-due", "20.00"),
        ("2025-01-11", 30, "1-30", "100.00"),
    ]
    [row] = (await service.get("top-overdue", entity="CN01", as_of=day(40)))["rows"]
    assert (row["overdue"], row["oldest_due_on"], row["disputed_overdue"]) == ("100.00", "2025-01-11", "100.00")
    shown = await service.get("movements", entity="CN01", document=invoice, instalment=2)
    assert shown["due_on"] is None
