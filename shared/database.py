"""Connections to a service's own database, and the one way to run a transaction on them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import asyncpg
import structlog
from sqlalchemy import Dialect, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

T = TypeVar("T")

#: Names for constraints, so that migrations can speak of them.
NAMING = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}
LOCK_NOT_AVAILABLE = "55P03"
DEADLOCK_DETECTED = "40P01"
CONNECT_SECONDS_MAX = 5
UNIQUE_VIOLATION = "23505"
ATTEMPTS_MAX = 4

_WORTH_ANOTHER_RUN = {LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED, UNIQUE_VIOLATION}

_CHANNELS = "huikuan.channels"
_NOTIFY = text("SELECT pg_notify(:channel, '')")
#: Per engine the channels being notified, and whether somebody committed since that began.
_wanted: WeakKeyDictionary[AsyncEngine, dict[str, bool]] = WeakKeyDictionary()
_notifying: set[asyncio.Future[None]] = set()

#: What PostgreSQL says when it goes, comes or is full: connection lost, idle session ended, shutdown, crash, start, too
#: many clients.
_AWAY = {"08000", "08001", "08003", "08006", "25P03", "57P01", "57P02", "57P03", "53300"}

log = structlog.get_logger(__name__)


class NotConnected(ConnectionError):
    """No session can be had at the moment: the server is down, starting, ending, or full. It may soon be back."""


# A process stopped between two messages of one statement holds its locks and no time-out of PostgreSQL ends it. Such a
# session is `active`, waits for its client, and has done so for longer than any living client takes.
_END_FROZEN_SESSIONS = text("""
    SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
      AND backend_xid IS NOT NULL AND wait_event_type = 'Client' AND state_change < clock_timestamp() - interval '5 s'
""")


def make_engine(url: str, *, pool_size: int = 5, application_name: str = "huikuan") -> AsyncEngine:
    """An engine whose every session gives up by itself.

    A session left idle in a transaction ends after 5 s (its process was stopped or lost), and a wait for a lock ends
    after 7 s, later than that, so that the waiter gets the lock instead of an error.
    """
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=False,
        connect_args={
            # A server that dies while it is being called may never answer; the driver would wait a minute for it.
            "timeout": CONNECT_SECONDS_MAX,
            "server_settings": {
                "application_name": application_name,
                "idle_in_transaction_session_timeout": "5s",
                "lock_timeout": "7s",
                "jit": "off",
            },
        },
    )
    event.listen(engine.sync_engine, "do_connect", _connect)
    return engine


def _connect(dialect: Dialect, _record: Any, arguments: Sequence[Any], options: dict[str, Any]) -> Any:
    """Connect; a server that is away is an `OSError`, like one that is not there at all.

    SQLAlchemy wraps the driver's errors of statements, not those of connecting, and whoever waits for a server to come
    back would have to know both kinds.
    """
    try:
        return dialect.connect(*arguments, **options)
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        if isinstance(error, asyncpg.InterfaceError) or getattr(error, "sqlstate", None) in _AWAY:
            raise NotConnected(f"The database cannot be reached: {error}") from error
        raise


def sqlstate(error: DBAPIError) -> str | None:
    """The five-letter SQLSTATE of a database error."""
    return getattr(error.orig, "sqlstate", None)


def connection_lost(error: Exception) -> bool:
    """Whether there is no session (any more), and so no knowledge of what became of the transaction."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or sqlstate(error) in _AWAY
    return isinstance(error, OSError)


async def copy_rows(
    connection: AsyncConnection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows by COPY inside the transaction that is open, at a third of the cost of arrays.

    A process stopped within a COPY keeps its locks, as within any exchange; those who wait end its session
    (`in_transaction`). Errors come as SQLAlchemy's, like those of every other statement.
    """
    driver: asyncpg.Connection[asyncpg.Record] | None = (await connection.get_raw_connection()).driver_connection
    if driver is None or not driver.is_in_transaction():
        # SQLAlchemy begins a transaction with its first own statement; before it, COPY would commit by itself.
        message = "Rows are copied only inside a transaction that has begun."
        raise AssertionError(message)
    try:
        await driver.copy_records_to_table(table, columns=columns, records=rows)
    except asyncpg.IntegrityConstraintViolationError as error:
        raise IntegrityError(f"COPY {table}", None, error) from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise DBAPIError(f"COPY {table}", None, error, connection_invalidated=driver.is_closed()) from error


async def in_transaction(engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """Run `work` in one transaction and commit it; then wake whoever `notify_after_commit` named.

    A wait for a lock that timed out ends sessions frozen in the midst of a statement and tries again. So does a race
    lost on a unique key (the same number sent for two customers at once): the next run sees who won. `work` may
    therefore run several times, each time in a transaction of its own.
    """
    for attempt in range(1, ATTEMPTS_MAX + 1):
        try:
            async with engine.begin() as connection:
                result = await work(connection)
                channels: set[str] = connection.info.pop(_CHANNELS, set())
        except DBAPIError as error:
            if attempt == ATTEMPTS_MAX or sqlstate(error) not in _WORTH_ANOTHER_RUN:
                raise
            if sqlstate(error) == LOCK_NOT_AVAILABLE:
                await _end_frozen_sessions(engine)
        else:
            for channel in channels:
                _wake(engine, channel)
            return result
    raise AssertionError


def notify_after_commit(connection: AsyncConnection, channel: str) -> None:
    """Let `in_transaction` wake the channel's listeners once it has committed.

    NOTIFY inside a writing transaction makes every other that notifies wait for its flush to disk, in the whole
    cluster: commits fell to a third. A NOTIFY of its own writes nothing, and one at a time per process is enough:
    listeners are told that there is something new, not what. One that is lost is made up for by the listeners' own
    look every second.
    """
    connection.info.setdefault(_CHANNELS, set()).add(channel)


def _wake(engine: AsyncEngine, channel: str) -> None:
    wanted = _wanted.setdefault(engine, {})
    if channel in wanted:
        wanted[channel] = True
    else:
        wanted[channel] = False
        task = asyncio.ensure_future(_notify(engine, channel, wanted))
        _notifying.add(task)
        task.add_done_callback(_notifying.discard)


async def _notify(engine: AsyncEngine, channel: str, wanted: dict[str, bool]) -> None:
    """Notify, and once more if somebody committed meanwhile."""
    try:
        again = True
        while again:
            wanted[channel] = False
            async with engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(_NOTIFY, {"channel": channel})
            again = wanted[channel]
    except (SQLAlchemyError, OSError) as error:
        log.warning("listeners were not woken; they look for themselves", channel=channel, error=repr(error))
    finally:
        del wanted[channel]


async def _end_frozen_sessions(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        for row in await connection.execute(_END_FROZEN_SESSIONS):
            log.warning("ended a database session whose process is frozen", backend_pid=row.pid)
