"""What a posting would do: decided on the real books by the same rules, shown with its journal lines, not recorded."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.ledger.domain.ledger import LedgerEvent
from services.ledger.projections import journal
from services.ledger.routes.answers import JournalLinePreviewed
from shared.committer import TakesCommands
from shared.event_store import Execution, Previewed, preview
from shared.events import Recorded
from shared.web import CommitterOf, EngineOf


@dataclass(frozen=True, slots=True)
class _Previewer:
    """Takes commands like the committer, and says what each would do."""

    engine: AsyncEngine

    async def submit(self, execution: Execution[Any], /) -> Previewed:
        """Decide on a snapshot that cannot be written to, beside whoever is posting."""
        async with self.engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            accepted = await preview(connection, execution)
            return Previewed(accepted, await _told(connection, accepted.records))


async def _told(connection: AsyncConnection, records: tuple[Recorded[LedgerEvent], ...]) -> dict[str, object]:
    """The events that would be recorded, and the lines they would post."""
    return {
        "events": [{"type": record.type, "stream": record.stream} for record in records],
        "lines": [
            JournalLinePreviewed.of(entry).model_dump(mode="json")
            for entry in await journal.entries(connection, records)
        ],
    }


async def _posting(
    committer: CommitterOf,
    engine: EngineOf,
    *,
    preview: Annotated[
        bool, Query(description="Only say what would happen: decided on the books as they stand, nothing recorded")
    ] = False,
) -> TakesCommands:
    return _Previewer(engine) if preview else committer


#: The way in for commands that post: the committer, or with `?preview=true` one that records nothing.
PostingOf = Annotated[TakesCommands, Depends(_posting)]
