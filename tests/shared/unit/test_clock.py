"""Clocks: one answer to what time it is, never an earlier one than before."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.clock import ClockRunsForwardOnly, Reading, RemoteClock, SimulatedClock, SystemClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class TestSystemClock:
    def test_is_aware_and_in_utc(self) -> None:
        assert SystemClock().now().tzinfo is UTC

    def test_never_goes_back(self) -> None:
        clock = SystemClock()
        readings = [clock.now() for _ in range(1000)]
        assert readings == sorted(readings)


class TestSimulatedClock:
    def test_stands_until_it_is_set(self) -> None:
        clock = SimulatedClock(NOON)
        assert clock.now() == clock.now() == NOON
        clock.advance(timedelta(hours=1))
        assert clock.now() == NOON + timedelta(hours=1)

    def test_the_same_instant_again_is_harmless(self) -> None:
        clock = SimulatedClock(NOON)
        clock.set(NOON)
        assert clock.now() == NOON

    def test_cannot_be_set_back(self) -> None:
        clock = SimulatedClock(NOON)
        with pytest.raises(ClockRunsForwardOnly):
            clock.set(NOON - timedelta(microseconds=1))
        assert clock.now() == NOON

    def test_answers_in_utc_whatever_it_was_set_in(self) -> None:
        clock = SimulatedClock(datetime(2026, 3, 2, 20, tzinfo=timezone(timedelta(hours=8))))
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC


class TestRemoteClock:
    def test_a_simulated_time_stands_between_answers(self) -> None:
        clock = RemoteClock(Reading(instant=NOON, runs=False, read_at=0))
        assert clock.now() == NOON

    def test_a_real_time_runs_on(self) -> None:
        clock = RemoteClock(Reading(instant=NOON, runs=True, read_at=0))
        assert clock.now() > NOON
