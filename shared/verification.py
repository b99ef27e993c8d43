"""One line of `huikuan verify`: what was counted, what it should be, and whether they agree."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.event_store import NO_HASH, chain_hash, read_events


@dataclass(frozen=True, slots=True)
class Check:
    """A figure, what was expected of it, and the verdict; `detail` names the first places that broke."""

    name: str
    figure: str
    expected: str
    ok: bool
    detail: str = ""

    def __str__(self) -> str:
        verdict = "ok" if self.ok else "BROKEN"
        return f"{self.name}: {self.figure}, {self.expected}, {verdict}" + (f" ({self.detail})" if self.detail else "")


_HEADS = text("SELECT partition, position, hash FROM head ORDER BY partition")
_VERSIONS = text("""
    SELECT stream FROM events GROUP BY stream HAVING max(version) <> count(*) OR min(version) <> 1 LIMIT 5
""")
_READ_AT_ONCE = 5000


async def verify_chain(engine: AsyncEngine, service: str) -> list[Check]:
    """Walk a service's log: positions without a gap, every hash over the stored bytes, streams counting 1, 2, 3 …"""
    broken: list[str] = []
    count = 0
    async with engine.connect() as connection:
        for partition, position, head in (await connection.execute(_HEADS)).tuples():
            walked, reached = await _walk(connection, partition, position, broken)
            count += walked
            if walked == position and reached != bytes(head):
                broken.append(f"the head of partition {partition}")
        gaps = [row.stream for row in await connection.execute(_VERSIONS)]
    return [
        Check(f"{service} hash chain", f"{count} events", "unbroken", not broken, ", ".join(broken[:5])),
        Check(f"{service} streams", f"{len(gaps)} with a gap", "0", not gaps, ", ".join(gaps)),
    ]


async def _walk(connection: AsyncConnection, partition: int, end: int, broken: list[str]) -> tuple[int, bytes]:
    """Follow one partition to its head; stops at the first place that does not hold."""
    hash_, position = NO_HASH, 0
    while position < end:
        page = await read_events(connection, partition, after=position, limit=_READ_AT_ONCE)
        for stored in page:
            hash_ = chain_hash(hash_, stored.epoch, partition, stored.position, stored.envelope_bytes)
            if stored.position != position + 1 or hash_ != stored.hash:
                broken.append(f"partition {partition} position {position + 1}")
                return position, hash_
            position += 1
        if not page:
            broken.append(f"partition {partition} ends at {position} before its head {end}")
            return position, hash_
    return position, hash_
