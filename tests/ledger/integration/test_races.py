"""Many at once on real connections: one wins, the others are told, nothing counts twice, no due date slips through."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger import working_set
from services.ledger.domain.allocation import AllocationExceedsOpenAmount
from services.ledger.domain.books import Books as DomainBooks
from services.ledger.domain.calendar_day import DayOpened, InvoiceFellDue, Milestone, OpenDay
from services.ledger.domain.documents import NumberTaken
from services.ledger.domain.ledger import LedgerCommand, LedgerEvent
from services.ledger.domain.payment import PaymentAllocated
from services.ledger.rules import RULES
from shared.database import make_engine
from shared.errors import Refusal
from shared.event_store import Execution, Locked, Refused, Rules, execute
from shared.events import Context
from shared.partitioning import partition_of
from tests.ledger.builders import (
    BEFORE,
    MARCH,
    a_cancellation,
    a_credit_note,
    a_customer,
    a_payment,
    an_allocation,
    an_entity,
    an_invoice,
    an_unapplication,
    wanted,
)
from tests.ledger.integration.conftest import PARTITIONS, START, Books
from tests.ledger.prefixes import Witness

FIRST = BEFORE + timedelta(days=1)
HOME = partition_of("CN01/C1", PARTITIONS)


async def introduce(books: Books, *customers: str) -> None:
    await books.do(an_entity(), *(a_customer(customer) for customer in customers or ("C1", "C2")))


class TestOneInvoice:
    async def test_is_paid_once_by_twenty_at_once(self, books: Books) -> None:
        """Twenty clients allocate 60 of 100: exactly one wins, whichever way they come."""
        await introduce(books)
        await books.do(an_invoice(), *(a_payment(f"P{n}", 6000, automatic=False) for n in range(20)))

        async def allocate(number: int) -> str:
            execution = books.execution(an_allocation(f"P{number}", wanted("1001", 6000)))
            try:
                if number % 2:
                    await books.committer.submit(execution)
                else:
                    [outcome] = await books.committer.submit_batch([execution])
                    if refusal := getattr(outcome, "refusal", None):
                        raise refusal
            except Refusal as refusal:
                return refusal.code
            return "won"

        answers = Counter(await asyncio.gather(*map(allocate, range(20))))
        assert answers == {"won": 1, AllocationExceedsOpenAmount("").code: 19}
        [item] = await books.rows("SELECT open_minor FROM items")
        assert item["open_minor"] == 4000
        await books.verified()

    async def test_of_one_number_belongs_to_one_of_two_customers(self, books: Books) -> None:
        """Both arrive at once, in different partitions: one is entered, the other is told of it."""
        await introduce(books, *(f"C{n}" for n in range(8)))
        for number in range(10):
            commands = [an_invoice(f"{number}", customer=f"C{n}") for n in range(8)]
            # Each in a transaction of its own, as from as many processes.
            answers = [outcome for [outcome] in await asyncio.gather(*map(books.try_, commands))]
            refused = [one for one in answers if isinstance(one, Refused) and isinstance(one.refusal, NumberTaken)]
            assert len(refused) == 7, answers
        [count] = await books.rows("SELECT count(*) AS n, count(DISTINCT invoice) AS invoices FROM items")
        assert (count["n"], count["invoices"]) == (10, 10)
        await books.verified()


class TestMixed:
    @pytest.mark.parametrize("seed", [1, 2])
    async def test_commands_of_eight_clients_leave_right_books(self, books: Books, seed: int) -> None:
        """Whatever eight clients send over each other: every prefix of the log is right, and the tables are the log."""
        await introduce(books, "C1", "C2", "C3")
        dice = random.Random(seed)  # noqa: S311 - a test's own dice

        def command() -> LedgerCommand:
            customer, number = dice.choice(("C1", "C2", "C3")), f"{dice.randint(100, 140)}"
            amount, day = dice.randint(1, 300), MARCH + timedelta(days=dice.randint(-20, 20))
            common: dict[str, Any] = {"customer": customer, "document_date": day}
            match dice.randint(0, 9):
                case 0 | 1 | 2:
                    return an_invoice(number, amount, **common)
                case 3 | 4 | 5:
                    return a_payment(f"P{number}", amount, reference=dice.choice((None, number)), **common)
                case 6:
                    return a_credit_note(f"G{number}", amount, against=dice.choice((None, number)), **common)
                case 7:
                    return an_allocation(f"P{number}", automatic=True)
                case 8:
                    return an_unapplication(f"P{number}")
                case _:
                    return a_cancellation(number)

        async def client(commands: Sequence[LedgerCommand]) -> None:
            for start in range(0, len(commands), 5):
                some = [books.execution(command) for command in commands[start : start + 5]]
                if start % 2:
                    await books.committer.submit_batch(some)
                else:
                    await asyncio.gather(*map(books.committer.submit, some), return_exceptions=True)

        async def days() -> None:
            for day in range(15):
                for partition in range(PARTITIONS):
                    date = FIRST + timedelta(days=day)
                    opening = OpenDay(entity="CN01", partition=partition, date=date, is_working_day=True, latest=date)
                    await books.do(opening)

        await asyncio.gather(days(), *(client([command() for _ in range(60)]) for _ in range(8)))
        log = await books.log()
        Witness().hear(log)
        assert sum(isinstance(event, PaymentAllocated) for _, event in log) > 10
        versions = await books.rows("SELECT count(*) - max(version) AS missing FROM events GROUP BY stream")
        assert {row["missing"] for row in versions} == {0}
        await books.verified()


# ---------------------------------------------------------------- the day and the invoice that comes with it


def opening() -> OpenDay:
    return OpenDay(entity="CN01", partition=HOME, date=FIRST, is_working_day=True, latest=FIRST)


async def day_beside_invoice(books: Books, calendar: Rules[Any, Any, Any]) -> list[LedgerEvent]:
    """An invoice due on the first day is being recorded while that day is opened; what was said of the invoice."""
    await introduce(books)

    def execution(rules: Rules[Any, Any, Any], command: LedgerCommand) -> Execution[Any]:
        return Execution(rules, command, Context(principal="test", correlation_id="race", now=START))

    async with books.engine.begin() as erp:
        await execute(erp, [execution(RULES, an_invoice(due_on=FIRST))])
        calendar_opens = asyncio.create_task(books.committer.submit(execution(calendar, opening())))
        # It waits for the head the invoice holds; only then is the invoice committed.
        await _until_somebody_waits(books)
    await calendar_opens
    return [event for _, event in await books.log() if isinstance(event, Milestone | DayOpened)]


async def _until_somebody_waits(books: Books) -> None:
    async with asyncio.timeout(10):
        while not await books.rows("SELECT pg_sleep(0.01) FROM pg_locks WHERE NOT granted LIMIT 1"):
            pass


def said_of_the_first_day(events: list[LedgerEvent]) -> list[type[LedgerEvent]]:
    return [type(event) for event in events if getattr(event, "date", None) == FIRST]


async def test_a_day_sees_the_invoice_that_was_being_recorded(books: Books) -> None:
    assert said_of_the_first_day(await day_beside_invoice(books, RULES)) == [InvoiceFellDue, DayOpened]


async def test_due_dates_read_outside_the_lock_would_lose_it(books: Books) -> None:
    """The mutant: a calendar that looks for due items before it holds the head. The invoice is never said to be due."""
    ahead = await _read_without_lock(books)

    async def load(
        connection: AsyncConnection, commands: Sequence[LedgerCommand], locked: Locked[LedgerEvent]
    ) -> DomainBooks:
        state = await working_set.load(connection, commands, locked)
        state.items.clear()
        state.open_of.clear()
        for item in ahead.items.values():
            state.put_item(item)
        return state

    events = await day_beside_invoice(books, replace(RULES, load=load))
    assert said_of_the_first_day(events) == [DayOpened], "the mutant was not caught"


async def _read_without_lock(books: Books) -> DomainBooks:
    engine = make_engine(books.engine.url.render_as_string(hide_password=False))
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        state = await working_set.load(connection, [opening()], Locked((HOME,), PARTITIONS, {}))
    await engine.dispose()
    return state
