"""When a message may go out, by the clocks of the entity."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.send_window import EntityDay, SendWindow, is_open, local_date

WINDOW = SendWindow()
SHANGHAI = "Asia/Shanghai"
MONDAY = date(2026, 3, 2)


def opened(day: date | None = MONDAY, *, working: bool = True, zone: str = SHANGHAI) -> EntityDay:
    return EntityDay(time_zone=zone, opened=day, is_working_day=working)


def at(hour: int, minute: int = 0, *, day: date = MONDAY, zone: str = SHANGHAI) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo(zone)).astimezone(UTC)


class TestTheWindow:
    @pytest.mark.parametrize(
        ("hour", "minute", "is_it"), [(7, 59, False), (8, 0, True), (12, 0, True), (19, 59, True), (20, 0, False)]
    )
    def test_is_the_entitys_daytime(self, hour: int, minute: int, *, is_it: bool) -> None:
        assert is_open(WINDOW, opened(), at(hour, minute)) is is_it

    def test_is_closed_on_holidays(self) -> None:
        assert not is_open(WINDOW, opened(working=False), at(10))

    def test_is_open_on_holidays_where_that_is_wanted(self) -> None:
        assert is_open(SendWindow(on_working_days_only=False), opened(working=False), at(10))

    def test_waits_for_the_ledger_to_open_the_day(self) -> None:
        assert not is_open(WINDOW, opened(MONDAY - timedelta(days=1)), at(10))
        assert not is_open(WINDOW, opened(None), at(10))

    def test_follows_the_zone_and_not_the_server(self) -> None:
        night_in_shanghai = at(9, zone="America/New_York")
        assert is_open(WINDOW, opened(zone="America/New_York"), night_in_shanghai)
        assert not is_open(WINDOW, opened(), night_in_shanghai)

    def test_keeps_to_wall_clocks_when_they_are_put_forward(self) -> None:
        # Berlin, 29 March 2026: 02:00 becomes 03:00.
        sunday = date(2026, 3, 29)
        berlin = opened(sunday, zone="Europe/Berlin")
        assert not is_open(WINDOW, berlin, datetime(2026, 3, 29, 5, 59, tzinfo=UTC))
        assert is_open(WINDOW, berlin, datetime(2026, 3, 29, 6, 0, tzinfo=UTC))

    def test_knows_that_it_is_tomorrow_already_elsewhere(self) -> None:
        assert local_date(datetime(2026, 3, 1, 20, 0, tzinfo=UTC), SHANGHAI) == MONDAY

    @given(
        minute=st.integers(0, 365 * 24 * 60),
        zone=st.sampled_from(
            ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
        ),
    )
    def test_never_opens_at_night_anywhere(self, minute: int, zone: str) -> None:
        """In no zone, on no day of a year with its clock changes, does anybody get mail before eight or after eight."""
        instant = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
        local = instant.astimezone(ZoneInfo(zone))
        day = opened(local.date(), zone=zone)
        assert is_open(WINDOW, day, instant) is (time(8) <= local.time() < time(20))
