"""Health: a loop that stopped coming round is told, a need that is not met is named without its secrets."""

import asyncio

from shared.health import Need, Watchdogs, unmet


class TestWatchdogs:
    def test_a_loop_that_comes_round_is_alive(self) -> None:
        dogs = Watchdogs()
        dogs.watch("relay", seconds_max=60).beat()
        assert dogs.overdue() == []

    def test_a_loop_that_is_silent_for_too_long_is_named(self) -> None:
        dogs = Watchdogs()
        dogs.watch("relay", seconds_max=60)
        dogs.watch("consumer", seconds_max=-1)
        assert dogs.overdue() == ["consumer"]

    def test_a_loop_that_ended_as_it_should_is_not_missed(self) -> None:
        dogs = Watchdogs()
        dogs.watch("consumer", seconds_max=-1)
        dogs.dismiss("consumer")
        assert dogs.overdue() == []


class TestUnmet:
    async def test_names_the_trouble_and_no_more(self) -> None:
        async def works() -> None:
            await asyncio.sleep(0)

        async def fails() -> None:
            message = "password 'secret' is wrong"
            raise ConnectionError(message)

        assert await unmet([Need("database", works), Need("bus", fails, vital=False)]) == {"bus": "ConnectionError"}
