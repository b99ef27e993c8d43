"""Work that only one process at a time should do: held as a lock of a database session that dies with its process.

A lease saves work, it does not keep anything safe: a process that was paused believes in its lease for a moment after
another has taken it over. Whatever is done under a lease must be harmless when two do it.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Self

import asyncpg
import structlog
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

#: PostgreSQL ends a session that has not been heard of for so long; a living process is heard of far more often.
SILENCE_SECONDS_MAX = 10
TOUCH_SECONDS = 2.0
#: How often a process that waits for a lease asks whether it has become free.
ASK_SECONDS = 0.5

TROUBLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

log = structlog.get_logger(__name__)


def lock_number(name: str) -> int:
    """The advisory lock that stands for a name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


class Session:
    """A database session of its own whose locks hold exactly as long as its process is alive and running.

    It is touched every 2 s. A process that is stopped goes silent, the server ends the session after 10 s, and with
    it the locks; when the process wakes, `lost` is set.
    """

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self.lost = asyncio.Event()
        self._connection = connection
        self._busy = asyncio.Lock()
        self._wakes: set[Callable[[str], None]] = set()
        connection.add_termination_listener(lambda _: self.lost.set())
        self._touching = asyncio.create_task(self._touch())

    @classmethod
    async def open(cls, database: AsyncEngine | URL | str) -> Self:
        """Connect beside the pool: a session that holds locks is never handed on."""
        url = database.url if isinstance(database, AsyncEngine) else make_url(database)
        _, arguments = url.get_dialect()().create_connect_args(url)
        connection = await asyncpg.connect(
            **arguments,
            timeout=SILENCE_SECONDS_MAX,
            command_timeout=SILENCE_SECONDS_MAX,
            server_settings={
                "application_name": "huikuan lease",
                "idle_session_timeout": f"{SILENCE_SECONDS_MAX}s",
                "lock_timeout": "7s",
            },
        )
        return cls(connection)

    async def close(self) -> None:
        """Give everything back."""
        self.lost.set()
        self._touching.cancel()
        await asyncio.wait({self._touching})
        try:
            await self._connection.close(timeout=TOUCH_SECONDS)
        except TROUBLE:
            self._connection.terminate()

    async def listen(self, channel: str, wake: Callable[[str], None]) -> None:
        """Call `wake` with the payload of every notification, and once with "" when the session is lost."""
        self._connection.add_termination_listener(lambda _: wake(""))
        async with self._busy:
            await self._connection.add_listener(
                channel, lambda _connection, _pid, _channel, payload: wake(str(payload))
            )

    async def notify(self, channel: str, payload: str) -> None:
        """Wake whoever listens."""
        await self.ask("SELECT pg_notify($1, $2)", channel, payload)

    async def ask(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """One statement at a time, for this connection has many users."""
        async with self._busy:
            return await self._connection.fetch(query, *arguments)

    async def try_lock(self, *names: str) -> list[str]:
        """Take those of the locks that are free."""
        numbers = [lock_number(name) for name in names]
        rows = await self.ask("SELECT pg_try_advisory_lock(n) AS taken FROM unnest($1::bigint[]) AS n", numbers)
        return [name for name, row in zip(names, rows, strict=True) if row["taken"]]

    async def unlock(self, names: Iterable[str]) -> None:
        """Give locks back."""
        await self.ask("SELECT pg_advisory_unlock(n) FROM unnest($1::bigint[]) AS n", [lock_number(n) for n in names])

    async def join(self, name: str) -> None:
        """Take a lock that many can share: to be counted among the members of a group."""
        await self.ask("SELECT pg_advisory_lock_shared($1)", lock_number(name))

    async def count(self, name: str) -> int:
        """How many living sessions have joined."""
        number = lock_number(name) % 2**64
        rows = await self.ask(
            """SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND classid::bigint = $1 AND objid::bigint = $2 AND objsubid = 1""",
            number >> 32,
            number & 0xFFFFFFFF,
        )
        return rows[0][0]

    async def _touch(self) -> None:
        while True:
            await asyncio.sleep(TOUCH_SECONDS)
            try:
                await self.ask("SELECT 1")
            except TROUBLE as error:
                log.warning("a session with locks was lost", error=repr(error))
                self._connection.terminate()
                self.lost.set()
                return


class Lease:
    """`async with Lease(engine, "calendar") as lease:` waits until it is held; `lease.lost` says when it is no more."""

    def __init__(self, database: AsyncEngine | URL | str, name: str) -> None:
        self._database = database
        self._name = name
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """The session that holds the lock, for those who also listen to something."""
        if self._session is None:
            raise RuntimeError(f"The lease {self._name!r} is not held.")
        return self._session

    @property
    def lost(self) -> asyncio.Event:
        """Set once the lease may be somebody else's: stop, and stand in line again."""
        return self.session.lost

    async def __aenter__(self) -> Self:
        while True:
            if self._session is None or self._session.lost.is_set():
                await self._close()
                with contextlib.suppress(*TROUBLE):
                    self._session = await Session.open(self._database)
            try:
                if self._session is not None and await self._session.try_lock(self._name):
                    return self
                await asyncio.sleep(ASK_SECONDS)
            except TROUBLE:
                await asyncio.sleep(ASK_SECONDS)
            except asyncio.CancelledError:
                await self._close()
                raise

    async def __aexit__(self, *_: object) -> None:
        await self._close()

    async def _close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


async def while_held(
    database: AsyncEngine | URL | str, name: str, work: Callable[[Lease], Coroutine[Any, Any, None]]
) -> None:
    """Do the work whenever the lease is ours, break it off when it is lost, and stand in line again; for ever."""
    while True:
        async with Lease(database, name) as lease:
            log.info("lease held", lease=name)
            await _until(lease.lost, work(lease))
        log.info("lease given up", lease=name)


async def _until(event: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    working, watching = asyncio.create_task(work), asyncio.create_task(event.wait())
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        working.cancel()
        watching.cancel()
        await asyncio.wait({working, watching})
    if not working.cancelled():
        working.result()
