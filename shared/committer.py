"""Group commit: whatever arrives while a commit runs is the next batch."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.clock import Clock
from shared.database import connection_lost, in_transaction
from shared.errors import Refusal, Unavailable
from shared.event_store import (
    Accepted,
    Execution,
    Outcome,
    PartitionsMissing,
    Previewed,
    Refused,
    Replayed,
    execute,
)

log = structlog.get_logger(__name__)

#: A batch larger than this makes the first of it wait longer than the commit it saves.
BATCH_MAX = 256
#: A bulk is recorded in so many transactions at once: while the database works on one, another is decided.
BULK_PARTS = 3
#: Smaller parts cost more, each being a transaction, than they gain.
BULK_PART_MIN = 300
#: A batch is complete when nobody has added to it for so many turns of the event loop: the requests that were there
#: when it began have come through by then, and one transaction serves them all.
QUIET_TURNS = 4
#: What may wait before callers are asked to come back: some seconds of work.
WAITING_MAX = 2048
#: How often a batch may find that a stream lies in a partition it had not locked; each time it learns of one more.
RELOCKS_MAX = 12


class ServiceOverloaded(Unavailable):
    """More commands are waiting than can be recorded in a few seconds."""


class OutcomeUnknown(Unavailable):
    """The database went away during the commit: send the same command again, a repeat is harmless."""


class TakesCommands(Protocol):
    """Whoever a route hands its command to: the committer, or one that only says what would happen."""

    async def submit(self, execution: Execution[Any], /) -> Accepted | Replayed | Previewed:
        """Carry one command out, or preview it; raises its `Refusal`."""
        ...


@dataclass(slots=True)
class _Waiting:
    execution: Execution[Any]
    answered: asyncio.Future[Outcome]


async def execute_in_transaction(
    engine: AsyncEngine, clock: Clock, executions: Sequence[Execution[Any]]
) -> list[Outcome]:
    """Record a batch in a transaction of its own, going round again where a stream lay in a partition not locked."""
    also_lock: frozenset[int] = frozenset()

    async def work(connection: AsyncConnection) -> list[Outcome]:
        return await execute(connection, executions, now=clock.now, also_lock=also_lock)

    for _ in range(RELOCKS_MAX):
        try:
            return await in_transaction(engine, work)
        except PartitionsMissing as missing:
            also_lock |= missing.partitions
    message = "The streams of this batch lie in ever more partitions."
    raise AssertionError(message)


class Committer:
    """Takes commands from many requests and records them in few transactions, one after the other.

    One at a time: what a transaction costs beside its commands is shared by all that arrived during the one before,
    and they are the more the longer that took. A command that cannot be decided for another reason than a `Refusal`
    makes its batch run again one by one: it alone fails.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock, *, partitions: int) -> None:
        self._engine = engine
        self.clock = clock
        self.partitions = partitions
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue(WAITING_MAX)
        self._running = AsyncExitStack()

    async def __aenter__(self) -> Self:
        group = await self._running.enter_async_context(asyncio.TaskGroup())
        worker = group.create_task(self._work())
        self._running.callback(worker.cancel)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._queue.join()
        await self._running.__aexit__(kind, error, trace)

    @property
    def waiting(self) -> int:
        """How many commands wait for a commit."""
        return self._queue.qsize()

    async def submit(self, execution: Execution[Any]) -> Accepted | Replayed:
        """Record one command with whatever else is waiting; raises its `Refusal`."""
        answered: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        try:
            self._queue.put_nowait(_Waiting(execution, answered))
        except asyncio.QueueFull:
            message = "The service has more commands waiting than it can record in a few seconds; try again shortly."
            raise ServiceOverloaded(message) from None
        match await answered:
            case Refused(refusal):
                # A fresh exception for each waiter: one refusal object may answer several repeats.
                raise refusal.with_traceback(None)
            case outcome:
                return outcome

    async def submit_batch(self, executions: Sequence[Execution[Any]]) -> list[Outcome]:
        """Record a batch beside the queue; the outcomes are in the commands' order.

        Commands of one partition, or that share a stream, are decided in their order. The others go in transactions of
        their own at the same time, so that the database works on one while the other is decided.
        """
        if any(execution.touches.every_partition or execution.touches.owner_unknown for execution in executions):
            # One concerns everybody, or names a document without saying whose it is: no telling what belongs to it.
            return await self._record(executions)
        parts = self._divide(executions)
        recorded = await asyncio.gather(*(self._record([executions[i] for i in part]) for part in parts))
        outcomes = {
            index: outcome
            for part, found in zip(parts, recorded, strict=True)
            for index, outcome in zip(part, found, strict=True)
        }
        return [outcomes[index] for index in range(len(executions))]

    def _divide(self, executions: Sequence[Execution[Any]]) -> list[list[int]]:
        """Divide commands in parts that lock different heads and share no stream; each in the commands' order."""
        leader: dict[int | str, int | str] = {}

        def lead(name: int | str) -> int | str:
            while (above := leader.setdefault(name, name)) != name:
                leader[name] = name = leader[above]
            return name

        homes = [execution.touches.home(self.partitions) for execution in executions]
        for home, execution in zip(homes, executions, strict=True):
            others = execution.touches.homes(self.partitions) if execution.touches.elsewhere else ()
            for shared in (*execution.touches.streams, *others):
                leader[lead(shared)] = lead(home)
        groups: dict[int | str, list[int]] = {}
        for index, home in enumerate(homes):
            groups.setdefault(lead(home), []).append(index)
        parts: list[list[int]] = [[] for _ in range(min(BULK_PARTS, 1 + len(executions) // BULK_PART_MIN))]
        for group in sorted(groups.values(), key=len, reverse=True):
            min(parts, key=len).extend(group)
        return [sorted(part) for part in parts if part]

    async def _work(self) -> None:
        while True:
            batch = await self._next_batch()
            try:
                outcomes = await self._record([waiting.execution for waiting in batch])
            except Exception as error:  # noqa: BLE001 - the worker must live; the error reaches those who wait
                for waiting in batch:
                    if not waiting.answered.done():
                        waiting.answered.set_exception(error)
            else:
                for waiting, outcome in zip(batch, outcomes, strict=True):
                    if not waiting.answered.done():
                        waiting.answered.set_result(outcome)
            finally:
                for _ in batch:
                    self._queue.task_done()

    async def _next_batch(self) -> list[_Waiting]:
        """What waits, and what is just arriving: as long as others keep adding, they are let through first."""
        batch = [await self._queue.get()]
        quiet_turns = 0
        while quiet_turns < QUIET_TURNS and len(batch) < BATCH_MAX:
            await asyncio.sleep(0)
            quiet_turns = 0 if self._queue.qsize() else quiet_turns + 1
            while len(batch) < BATCH_MAX and not self._queue.empty():
                batch.append(self._queue.get_nowait())
        return batch

    async def _record(self, executions: Sequence[Execution[Any]]) -> list[Outcome]:
        try:
            return await execute_in_transaction(self._engine, self.clock, executions)
        except Exception as error:
            if connection_lost(error):
                message = "The database went away while this was being recorded; send the same again."
                raise OutcomeUnknown(message) from error
            if len(executions) == 1:
                raise
            log.warning("a batch failed; its commands run one by one", commands=len(executions), error=repr(error))
        return [await self._record_alone(execution) for execution in executions]

    async def _record_alone(self, execution: Execution[Any]) -> Outcome:
        try:
            return (await execute_in_transaction(self._engine, self.clock, [execution]))[0]
        except Exception as error:
            if connection_lost(error):
                message = "The database went away while this was being recorded; send the same again."
                return Refused(OutcomeUnknown(message))
            log.exception("a command failed", command=type(execution.command).__name__)
            return Refused(CommandFailed("The command could not be carried out; the incident is in the service's log."))


class CommandFailed(Refusal):
    """Something is wrong on our side; the command recorded nothing."""

    kind = "failed"
