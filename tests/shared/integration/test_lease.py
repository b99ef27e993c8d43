"""Of those who stand in line for a lease one holds it; who is gone or stands still loses it by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import lease
from shared.database import make_engine
from shared.lease import Lease, Session, while_held
from shared.testing.postgres import NewDatabase


@pytest.fixture
async def engine(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(await new_database())
    yield engine
    await engine.dispose()


async def end_sessions(engine: AsyncEngine) -> None:
    """What PostgreSQL does to a session that has fallen silent, or when it is restarted."""
    query = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'huikuan lease'")
    async with engine.connect() as connection:
        await connection.execute(query)


class TestLease:
    async def test_is_held_by_one_and_then_by_the_next(self, engine: AsyncEngine) -> None:
        holders: list[str] = []

        async def hold(name: str) -> None:
            async with Lease(engine, "calendar") as lease:
                assert not lease.lost.is_set()
                holders.append(f"{name} takes")
                await asyncio.sleep(0)  # gives the others every chance
                holders.append(f"{name} gives")

        async with asyncio.timeout(60):
            await asyncio.gather(hold("a"), hold("b"), hold("c"))
        assert [step.split()[1] for step in holders] == ["takes", "gives"] * 3
        assert all(first[0] == second[0] for first, second in zip(holders[::2], holders[1::2], strict=True))

    async def test_of_another_name_is_another_lease(self, engine: AsyncEngine) -> None:
        async with asyncio.timeout(60), Lease(engine, "calendar"), Lease(engine, "sender"):
            pass

    async def test_tells_its_holder_when_it_is_lost(self, engine: AsyncEngine) -> None:
        async with asyncio.timeout(60), Lease(engine, "calendar") as held:
            await end_sessions(engine)
            await held.lost.wait()
            async with Lease(engine, "calendar"):
                pass

    async def test_ends_when_its_holder_falls_silent(
        self, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lease, "SILENCE_SECONDS_MAX", 4)  # a busy machine may take seconds to ask
        async with asyncio.timeout(60):
            silent = await Session.open(engine)
            silent._touching.cancel()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as if the process had stopped
            assert await silent.try_lock("calendar") == ["calendar"]
            async with Lease(engine, "calendar"):
                assert silent.lost.is_set()
            await silent.close()


class TestWork:
    async def test_under_a_lease_is_broken_off_when_it_is_lost_and_begun_again(self, engine: AsyncEngine) -> None:
        began: asyncio.Queue[None] = asyncio.Queue()
        ended = 0

        async def work(_lease: Lease) -> None:
            nonlocal ended
            began.put_nowait(None)
            try:
                await asyncio.Event().wait()
            finally:
                ended += 1

        working = asyncio.create_task(while_held(engine, "calendar", work))
        async with asyncio.timeout(60):
            for turn in range(3):
                await began.get()
                assert ended == turn
                await end_sessions(engine)
            await began.get()
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
        assert ended == 4

    async def test_that_fails_tells_so(self, engine: AsyncEngine) -> None:
        async def work(_lease: Lease) -> None:
            raise ZeroDivisionError

        async with asyncio.timeout(60):
            with pytest.raises(ZeroDivisionError):
                await while_held(engine, "calendar", work)
