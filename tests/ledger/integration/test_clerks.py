"""Many clerks at once, on real connections of two services, do all that can be done to receivables.

Whatever they send over each other while days are opened and closed: the books are right at every position of the log,
nobody's money counts twice or is lost between two customers, what was refused left nothing behind, and every answer
about any day, as it is known now or was known then, is what a plain reading of the events counts.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from services.ledger.domain.calendar_day import OpenDay
from services.ledger.domain.ledger import LedgerCommand, LedgerEvent
from services.ledger.domain.money_move import MoveMoney
from services.ledger.published import CODEC
from services.ledger.settings import Settings
from shared.clock import SimulatedClock
from shared.errors import Refusal
from shared.event_store import Accepted, Refused, Replayed, decode_envelope
from shared.partitioning import partition_of
from tests.ledger import clerks, plain_books
from tests.ledger.builders import a_close, a_move, a_payment, a_reopening
from tests.ledger.clerks import FIRST, TODAY, Clerk, Desk
from tests.ledger.integration.conftest import PARTITIONS, START, Books, Service, open_books, open_service
from tests.ledger.integration.test_transfers import customers_of_every_partition
from tests.ledger.plain_books import Log, Told
from tests.ledger.prefixes import Witness

GROUP = customers_of_every_partition()
CLERKS, STEPS = 6, 80
#: What has to have happened for the test to have seen it; single clerks are refused a lot.
EXPECTED = {
    "invoice-issued", "invoice-cancelled", "payment-received", "payment-allocated", "payment-unapplied",
    "payment-returned", "credit-note-issued", "credit-applied", "receivable-reduced", "write-off-proposed",
    "refund-paid", "money-moved-out", "money-moved-in", "money-moved-back", "dispute-opened", "interest-accrued",
    "claim-reversed", "day-opened", "period-closed",
}  # fmt: skip


@pytest.fixture
async def offices(database_url: str) -> AsyncIterator[list[Books]]:
    """Two services on one database, each with a committer and connections of its own."""
    async with open_books(database_url) as here, open_books(database_url) as there:
        yield [here, there]


@dataclass
class Work:
    """What was sent, and what was refused."""

    offices: Sequence[Books]
    refused: set[str] = field(default_factory=set[str])
    accepted: int = 0

    async def send(self, office: Books, *commands: LedgerCommand, together: bool = False) -> None:
        executions = [office.execution(command) for command in commands]
        if together:
            outcomes = await office.committer.submit_batch(executions)
            for execution, outcome in zip(executions, outcomes, strict=True):
                assert isinstance(outcome, Accepted | Replayed | Refused), outcome
                self._note(execution.context.correlation_id, refused=isinstance(outcome, Refused))
            return
        for execution in executions:
            try:
                await office.committer.submit(execution)
            except Refusal:
                self._note(execution.context.correlation_id, refused=True)
            else:
                self._note(execution.context.correlation_id, refused=False)

    def _note(self, correlation_id: str, *, refused: bool) -> None:
        if refused:
            self.refused.add(correlation_id)
        else:
            self.accepted += 1

    async def clerk(self, clerk: Clerk, office: Books) -> None:
        for step in range(STEPS):
            await self.send(office, *clerk.next(), together=step % 2 == 0)
            office.clock.advance(timedelta(seconds=1))

    async def traders(self, here: str, there: str) -> None:
        """The same cent goes both ways at the same time, again and again; in the end one that waits comes back."""
        for count in range(STEPS // 2):
            both = [self._cent(f"{here}-{count}", here, there), self._cent(f"{there}-{count}", there, here)]
            sends = [self.send(office, move) for office, move in zip(self.offices, both, strict=True)]
            await asyncio.gather(*sends)
        waits = replace(self._cent(f"{here}-waits", here, there), automatic=False)
        back = replace(self._cent(f"{here}-back", there, here), source="transfer", number=waits.transfer)
        for move in (waits, back):
            await self.send(self.offices[0], move)

    @staticmethod
    def _cent(name: str, here: str, there: str) -> MoveMoney:
        content: dict[str, Any] = {"customer": here, "number": f"TRADE-{here}", "to_customer": there, "amount": "0.01"}
        return a_move(f"TRADE-{name}", moved_on=TODAY, **content)

    async def calendar(self, office: Books) -> None:
        """Every day is opened in every partition, with a look at the whole of the books now and then."""
        for day in (FIRST + timedelta(days=n) for n in range((TODAY - FIRST).days + 1)):
            for partition in range(PARTITIONS):
                opening: dict[str, Any] = {"date": day, "is_working_day": True, "latest": day}
                await self.send(office, OpenDay(entity="CN01", partition=partition, **opening))
            if day.day == 15:
                await office.verified()

    async def closer(self, office: Books, dice: random.Random) -> None:
        """Days are closed, and now and then opened again, while everybody posts."""
        for month in range(6):
            until = FIRST + timedelta(days=10 * month + dice.randint(0, 9))
            await self.send(office, a_close(until))
            if month == 3:
                await self.send(office, a_reopening(until - timedelta(days=3)))


async def stored(books: Books) -> list[tuple[str, LedgerEvent, Told, int, str]]:
    """Everything as it is stored, partition by partition, with the request that caused it."""
    async with books.engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT partition, position, stream, type, envelope FROM events ORDER BY partition, position")
        )
        found: list[tuple[str, LedgerEvent, Told, int, str]] = []
        for row in rows:
            envelope = decode_envelope(row.envelope)
            event = CODEC.decode(row.type, envelope.data)
            assert event is not None
            told = Told.of(row.type, bytes(envelope.data), recorded_at=envelope.recorded_at, place=row.position)
            found.append((row.stream, event, told, row.partition, envelope.correlation_id))
        return found


@pytest.mark.parametrize("seed", [1, 2])
async def test_clerks_over_each_other_leave_right_books(offices: list[Books], settings: Settings, seed: int) -> None:
    here, there = offices
    # The two count their requests apart.
    there.said = 1_000_000
    await here.do(*clerks.introduction(GROUP))
    await here.do(*(a_payment(f"TRADE-{name}", 1_000, customer=name, automatic=False) for name in GROUP))
    desk, work = Desk(GROUP), Work(offices)
    seats = [Clerk(f"{n}x", desk, random.Random(100 * seed + n)) for n in range(CLERKS)]  # noqa: S311 - dice
    async with asyncio.timeout(240):
        await asyncio.gather(
            *(work.clerk(clerk, offices[n % 2]) for n, clerk in enumerate(seats)),
            work.traders(*GROUP[:2]),
            work.calendar(here),
            work.closer(there, random.Random(seed)),  # noqa: S311 - a test's own dice
        )

    # Days are open to the last one now, so a close is certain.
    with suppress(Refusal):
        await here.do(a_close(TODAY - timedelta(days=30), now=START))
    async with open_service(settings, SimulatedClock(max(office.clock.now() for office in offices))) as service:
        accrued = await service.ask("POST", "/v1/claims/accrue", {"entity": "CN01", "until": TODAY.isoformat()})
        again = await service.ask("POST", "/v1/claims/accrue", {"entity": "CN01", "until": TODAY.isoformat()})
        assert again["raised"] == again["reversed"] == 0, (accrued, again)
        events = await stored(here)
        the_log_is_right(events, work)
        log = [told for _, _, told, _, _ in events]
        assert not plain_books.disagreements(log, runs_from=FIRST, until=TODAY, percent_on=clerks.percent_on)
        await answers_are_plain(service, log, random.Random(seed))  # noqa: S311 - a test's own dice
    await here.verified()
    happened = Counter(told.kind for told in log)
    assert not (missing := EXPECTED - happened.keys()), missing
    assert any(told.data.get("kind") == "opening-balance" for told in log)


def the_log_is_right(events: Sequence[tuple[str, LedgerEvent, Told, int, str]], work: Work) -> None:
    """At every position: nothing applied beyond what came or was owed, debits equal credits, control accounts equal
    open items; at the end nothing is on its way; everything of a customer lies in the customer's partition; and no
    refused request left a trace."""
    witness = Witness(apart=True)
    witness.hear([(stream, event) for stream, event, _, _, _ in events])
    assert not any(witness.on_the_way.values())
    places: dict[int, list[int]] = {}
    for _, _, told, partition, _ in events:
        places.setdefault(partition, []).append(told.place)
    assert all(positions == list(range(1, len(positions) + 1)) for positions in places.values())
    elsewhere = [
        (stream, told.kind, partition)
        for stream, event, told, partition, _ in events
        if (customer := getattr(event, "customer", None))
        and partition != partition_of(f"{event.entity}/{customer}", PARTITIONS)
    ]
    assert not elsewhere
    assert not work.refused & {correlation for _, _, _, _, correlation in events}
    assert len(work.refused) > CLERKS
    assert work.accepted > CLERKS * STEPS // 2
    moved = Counter(told.data["transfer"] for _, _, told, _, _ in events if told.kind == "money-moved-out")
    arrived = Counter(
        told.data["transfer"] for _, _, told, _, _ in events if told.kind in {"money-moved-in", "money-moved-back"}
    )
    assert moved == arrived


async def answers_are_plain(service: Service, log: Log, dice: random.Random) -> None:
    """Statements of random days, as known now or at a random moment; open items; claims: all as counted plainly."""
    moments = sorted({told.recorded_at for told in log if told.recorded_at is not None})
    for customer in GROUP:
        for form in ("open-items", "activity", "activity", "open-items"):
            as_of = FIRST + timedelta(days=dice.randint(-10, 100))
            from_on = dice.choice((None, as_of - timedelta(days=dice.randint(0, 60)))) if form == "activity" else None
            known_at: datetime | None = dice.choice((None, dice.choice(moments)))
            asked = {"form": form, "as_of": as_of.isoformat()}
            asked |= {"from": from_on.isoformat()} if from_on else {}
            asked |= {"known_at": known_at.isoformat()} if known_at else {}
            shown = await service.ask("GET", f"/v1/customers/CN01/{customer}/statement", params=asked)
            expected = plain_books.statement(log, customer, form=form, as_of=as_of, from_on=from_on, known_at=known_at)
            assert shown["currencies"] == expected, (customer, asked)
            for section in shown["currencies"]:
                within = sum(cents(line["amount"]) for line in section["movements"])
                assert cents(section["opening"]) + within == cents(section["closing"])
    left = plain_books.amounts(log)
    due = plain_books.due_dates(log, None)
    items = (await service.ask("GET", "/v1/open-items?entity=CN01&limit=500"))["items"]
    assert {(item["invoice"], item["instalment"]): cents(item["open"]) for item in items} == {
        (document, number): minor
        for (what, document, number), minor in left.items()
        if what == "owed" and (document, number) in due
    }
    rows = (await service.ask("GET", "/v1/claims?entity=CN01&limit=500"))["items"]
    assert {row["id"]: (row["status"], cents(row["raised"]), cents(row["recognised"])) for row in rows} == {
        name: (claim["status"], claim["raised"], claim["recognised"]) for name, claim in plain_books.claims(log).items()
    }
    some = dice.sample(sorted(row["id"] for row in rows), 5)
    exact = {claim["claim"]: claim["exact"] for told in log for claim in plain_books.claimed(told)}
    for name in some:
        _, _, source, number = name.split("/", 3)
        assert (await service.ask("GET", f"/v1/claims/CN01/{source}/{number}"))["exact"] == exact[name]


def cents(amount: str) -> int:
    return int(amount.replace(".", ""))
