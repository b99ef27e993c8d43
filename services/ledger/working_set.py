"""The books as far as a batch of commands concerns them, read from the tables under the lock."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain import ledger
from services.ledger.domain.allocation import Part, withdraw
from services.ledger.domain.books import (
    COSTS_INTEREST_PRINCIPAL,
    DISCOUNTS_AND_WRITE_OFFS,
    PROPOSED,
    Books,
    Funds,
    Item,
    Waiting,
)
from services.ledger.domain.carrying import Carried, PartValue
from services.ledger.domain.claim import RaiseFee, RecogniseClaim, WaiveClaim
from services.ledger.domain.credit_note import CreditNoteIssued, IssueCreditNote
from services.ledger.domain.exchange_rate import StateExchangeRates
from services.ledger.domain.invoice import InvoiceIssued, IssueInvoice
from services.ledger.domain.ledger import LedgerCommand, LedgerEvent
from services.ledger.domain.merger import MergeCustomers
from services.ledger.domain.money_move import MoveMoney
from services.ledger.domain.payment import (
    AllocatePayment,
    PaymentReceived,
    ReceivePayment,
)
from services.ledger.domain.payout import PayRefund, ReturnPayment
from services.ledger.domain.reduction import TAXED, reduction_kind
from services.ledger.domain.revaluation import RevalueBalances
from services.ledger.domain.transfer import MoneyMovedIn
from services.ledger.domain.write_off import ReceiveRecovery
from services.ledger.needs import Needs
from services.ledger.projections import (
    calendar_days,
    claims,
    discounts,
    disputes,
    documents,
    exchange_rates,
    master_data,
    periods,
    reconciliations,
    statements,
    write_offs,
)
from services.ledger.touched import touches
from services.ledger.working_days import is_working_day
from shared.event_store import Locked
from shared.partitioning import partition_of

_ITEM_COLUMNS = """i.invoice, i.instalment, i.entity, i.customer, i.currency, i.number, i.reference, i.document_date,
    i.posted_on, i.due_on, i.amount_minor, i.open_minor, i.open_from, i.kind, i.order_number"""
_FUNDS_COLUMNS = """f.document, f.entity, f.customer, f.currency, f.reference, f.posted_on, f.amount_minor,
    f.unapplied_minor, f.unapplied_from, f.held, f.value_on, f.paid_out_minor, f.order_number"""

_ITEMS_OF_CUSTOMERS = text(f"""
    SELECT {_ITEM_COLUMNS}, i.due_event, i.discounted, i.functional_minor FROM items i
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS c(entity, customer)
      ON i.entity = c.entity AND i.customer = c.customer
    WHERE i.open_minor > 0 AND i.due_on IS NOT NULL
""")  # noqa: S608 - only our own columns
_ITEMS_OF_INVOICES = text(f"""
    SELECT {_ITEM_COLUMNS}, i.due_event, i.discounted, i.functional_minor FROM items i
    WHERE i.invoice = ANY(CAST(:invoices AS text[]))
    ORDER BY i.invoice, i.instalment
""")  # noqa: S608 - only our own columns
_ITEMS_WAITING = text(f"""
    SELECT {_ITEM_COLUMNS}, i.due_event, i.discounted, i.functional_minor FROM items i
    WHERE i.invoice = ANY(CAST(:invoices AS text[])) AND i.due_on IS NULL
""")  # noqa: S608 - only our own columns
_ITEMS_DUE = text(f"""
    SELECT {_ITEM_COLUMNS} FROM items i
    JOIN unnest(CAST(:entities AS text[]), CAST(:partitions AS int[]), CAST(:due_on AS date[]))
      AS d(entity, partition, due_on) ON i.entity = d.entity AND i.partition = d.partition AND i.due_on = d.due_on
    WHERE i.open_minor > 0
""")  # noqa: S608 - only our own columns
_FUNDS_OF_CUSTOMERS = text(f"""
    SELECT {_FUNDS_COLUMNS}, f.functional_minor FROM funds f
    JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS c(entity, customer)
      ON f.entity = c.entity AND f.customer = c.customer
    WHERE f.unapplied_minor > 0
""")  # noqa: S608 - only our own columns
_FUNDS_NAMED = text(f"""
    SELECT {_FUNDS_COLUMNS}, f.functional_minor FROM funds f WHERE f.document = ANY(CAST(:documents AS text[]))
""")  # noqa: S608 - only our own columns
_INVOICES_OPEN = text("""
    SELECT DISTINCT invoice FROM items WHERE entity = :entity AND customer = :customer AND open_minor > 0
""")
_POSTED = text("""
    SELECT e.entity FROM unnest(CAST(:entities AS text[])) AS e(entity)
    WHERE EXISTS (SELECT 1 FROM journal j WHERE j.entity = e.entity)
""")
_ALLOCATIONS = text("""
    SELECT document, invoice, instalment, counts_from, amount_minor, receivable_functional_minor,
           money_functional_minor
    FROM allocations
    WHERE invoice = ANY(CAST(:invoices AS text[])) OR document = ANY(CAST(:documents AS text[]))
    ORDER BY partition, position, line
""")

#: Commands by which something in another currency may be entered, or taken to a rate.
_AT_A_RATE = (
    IssueInvoice,
    ReceivePayment,
    IssueCreditNote,
    AllocatePayment,
    ReceiveRecovery,
    ReturnPayment,
    PayRefund,
    MoveMoney,
    RecogniseClaim,
    StateExchangeRates,
    RevalueBalances,
)
#: Commands about one claim.
_ON_CLAIMS = (RaiseFee, WaiveClaim, RecogniseClaim)


async def load(connection: AsyncConnection, commands: Sequence[LedgerCommand], locked: Locked[LedgerEvent]) -> Books:
    """The books as far as the batch concerns them, read after the head lock, one query per kind."""
    count = locked.partition_count
    books = Books(
        partition_of=lambda key: partition_of(key, count), partition_count=count, is_working_day=is_working_day
    )
    for events in locked.events.values():
        for event in events:
            ledger.remember(books, event)
    needs = Needs()
    owners = _owners(commands, locked)
    await _load_claimed(connection, commands, books, owners)
    for command in commands:
        needs.of(command, owners)
    # Somebody may have issued an invoice of the number that a claim would have as a receivable.
    needs.items_of.update(claim.next_item for claim in books.claims.values() if claim.raised_minor)
    # What came from another customer may go back into the document it came from.
    needs.funds.update(origin for known in books.documents.values() if (origin := known.origin))
    for entity in await master_data.entities(connection, needs.entities):
        books.entities[entity.entity] = entity
    books.last_opened = await calendar_days.last_opened_of(connection, needs.entities, locked.partitions)
    books.closed_until = await periods.closed_until(connection, needs.entities)
    await _load_exchange(connection, commands, needs, books)
    if needs.settings:
        books.mappings = await master_data.mappings(connection, needs.settings)
        posted = await connection.execute(_POSTED, {"entities": list(needs.settings)})
        books.posted.update(posted.scalars())
    if needs.customers:
        await _load_customers(connection, needs.customers, books)
    if needs.limitation_of:
        books.limitation = await statements.limitation_rules(connection, needs.limitation_of)
    if needs.differences_of:
        books.differences_of = await reconciliations.standing(connection, needs.differences_of)
    for merging in needs.merging:
        await _load_merger(connection, merging, needs, books)
    await _load_claims(connection, needs, books)
    await _load_allocations(connection, needs, books)
    if needs.write_offs:
        books.write_offs = await write_offs.named(connection, needs.write_offs)
        needs.items_of.update(write_off.invoice for write_off in books.write_offs.values())
    if needs.given_back:
        books.given_back = await discounts.given_back(connection, needs.given_back)
    await _load_funds(connection, needs, books)
    await _load_items(connection, needs, books)
    if needs.accruing:
        # Whoever was merged since the invoices were listed had all claimed by then.
        await _load_customers(connection, {(item.entity, item.customer) for item in books.items.values()}, books)
    if needs.discounts:
        await _load_discounts(connection, needs, books)
    if needs.contests_of:
        for invoice, contest in await disputes.contests_of(connection, needs.contests_of):
            books.put_contest(invoice, contest)
    return books


async def _load_customers(connection: AsyncConnection, named: set[tuple[str, str]], books: Books) -> None:
    for customer in await master_data.customers_named(connection, named):
        books.customers[f"{customer.entity}/{customer.customer}"] = customer


async def _load_exchange(
    connection: AsyncConnection, commands: Sequence[LedgerCommand], needs: Needs, books: Books
) -> None:
    """The rates that may be asked for, where books are kept in several currencies; and what is to be revalued."""
    since: dict[str, date] = {}
    for command in commands:
        entity = books.entities.get(command.entity)
        if entity is None or len(entity.currencies) == 1 or not isinstance(command, _AT_A_RATE):
            continue
        if isinstance(command, StateExchangeRates):
            days = [rate.valid_on for rate in command.rates]
        else:
            named = (getattr(command, each.name) for each in fields(command))
            days = [day for day in named if isinstance(day, date) and not isinstance(day, datetime)]
        # What states no day of its own may count from any.
        earliest = min(days, default=date.min)
        holding = min(entity.exchange_rates_hold_days, (earliest - date.min).days)
        earliest -= timedelta(days=holding)
        since[command.entity] = min(earliest, since.get(command.entity, date.max))
    if since:
        books.exchange_rates = await exchange_rates.rates_since(connection, since)
    for command in needs.revalued:
        books.foreign_balances += await exchange_rates.foreign_balances(
            connection, command.entity, command.customers, command.revalued_on
        )


def _owners(commands: Sequence[LedgerCommand], locked: Locked[LedgerEvent]) -> dict[str, tuple[str, str]]:
    """Whose each payment, credit note and claim touched is, known from its past, or from this very batch; and each
    invoice of the past, for a new one's owner is looked up anyway."""
    owners: dict[str, tuple[str, str]] = {}
    for command in commands:
        if isinstance(command, ReceivePayment | IssueCreditNote | RaiseFee):
            document = touches(command).streams[0]
            owners[document] = (command.entity, command.customer)
        if isinstance(command, ReceivePayment | MoveMoney):
            owners.update(_arrivals(command))
    for stream, events in locked.events.items():
        if events and isinstance(first := events[0], PaymentReceived | CreditNoteIssued | InvoiceIssued | MoneyMovedIn):
            owners[stream] = (first.entity, first.customer)
    return owners


async def _load_claimed(
    connection: AsyncConnection, commands: Sequence[LedgerCommand], books: Books, owners: dict[str, tuple[str, str]]
) -> None:
    """The claims that commands are about, and whose they are: their own past does not tell it, since an accrual raises
    many in one event."""
    named = [touches(command).streams[0] for command in commands if isinstance(command, _ON_CLAIMS)]
    if named:
        for claim in await claims.claims_named(connection, named):
            books.put_claim(claim)
            owners[claim.claim] = (claim.entity, claim.customer)


def _arrivals(command: ReceivePayment | MoveMoney) -> dict[str, tuple[str, str]]:
    """Whose what a command moves will be."""
    elsewhere = touches(command).elsewhere
    return {stream: (command.entity, owner.split("/", 1)[1]) for stream, owner in elsewhere.items()}


async def _load_merger(connection: AsyncConnection, command: MergeCustomers, needs: Needs, books: Books) -> None:
    """All that a customer owes, with what is contested, claimed and proposed of it; and where interest is claimed, what
    may bear some."""
    asked = {"entity": command.entity, "customer": command.customer}
    open_now = list((await connection.execute(_INVOICES_OPEN, asked)).scalars())
    needs.items_of.update(open_now)
    contests = await disputes.contests_of(connection, open_now)
    for event in await documents.pasts(connection, [*open_now, *(contest.dispute for _, contest in contests)]):
        ledger.remember(books, event)
    for claim in await claims.claims_of(connection, [(command.entity, command.customer)]):
        books.put_claim(claim)
    proposed = await write_offs.listed(
        connection, command.entity, customer=command.customer, state=PROPOSED, after="", limit=1
    )
    books.write_offs.update(dict(proposed))
    entity = books.entities.get(command.entity)
    if entity is not None and entity.rate_table is not None:
        late = await claims.to_accrue(connection, command.entity, until=date.max, customer=command.customer)
        needs.rates.add(command.entity)
        for invoices in (needs.items_of, needs.applied_to, needs.claims_on, needs.contests_of):
            invoices.update(*late.values())


async def _load_claims(connection: AsyncConnection, needs: Needs, books: Books) -> None:
    """What is claimed, as far as it decides what money pays or what is to be claimed; and what the rates are."""
    if needs.rates:
        books.interest_rates = await claims.interest_rates(connection, needs.rates)
    if needs.claims_on:
        claimed = await claims.claims_on(connection, needs.claims_on)
        for claim in claimed:
            books.put_claim(claim)
            needs.items_of.update(claim.items)
            needs.applied_to.update(claim.items)
        for event in await claims.receivables(connection, claimed):
            ledger.remember(books, event)
    if needs.claims:
        for claim in await claims.claims_named(connection, needs.claims):
            books.put_claim(claim)
            needs.items_of.add(claim.next_item)
    # Elsewhere the principal goes first, and claims are paid only where somebody names them.
    on_top_first = {name for name, entity in books.entities.items() if entity.payment_order == COSTS_INTEREST_PRINCIPAL}
    if owners := {owner for owner in needs.claims_of if owner[0] in on_top_first}:
        for claim in await claims.claims_of(connection, owners):
            books.put_claim(claim)
            if claim.raised_minor:
                needs.items_of.add(claim.next_item)


async def _load_allocations(connection: AsyncConnection, needs: Needs, books: Books) -> None:
    """What stands applied; and with it, which documents and invoices must be at hand to take it back."""
    if not needs.applied_to and not needs.applied_from:
        return
    wanted = {"invoices": list(needs.applied_to), "documents": list(needs.applied_from)}
    rows = (await connection.execute(_ALLOCATIONS, wanted)).all()
    for document, invoice, instalment, counts_from, amount_minor, receivable_minor, money_minor in rows:
        if amount_minor > 0:
            place = (invoice, instalment, counts_from)
            standing = books.applied.get(document, {}).get(place, 0)
            books.put_applied(document, place, standing + amount_minor)
            if money_minor is not None:
                value = PartValue(receivable_minor=receivable_minor, money_minor=money_minor)
                books.carrying.put_applied(document, place, amount_minor, value)
        else:
            part = Part(invoice=invoice, instalment=instalment, due_on=counts_from, amount_minor=-amount_minor)
            withdraw(books, document, counts_from, part)
            if money_minor is not None:
                books.carrying.withdraw(document, invoice, instalment, counts_from, part.amount_minor)
        needs.items_of.add(invoice)
        kind = reduction_kind(document)
        if kind is None:
            needs.funds.add(document)
        elif kind in TAXED[DISCOUNTS_AND_WRITE_OFFS]:
            needs.given_back.add(document)
        if kind == "write-off":
            needs.write_offs.add(document)


async def _load_funds(connection: AsyncConnection, needs: Needs, books: Books) -> None:
    if needs.unapplied_of:
        for row in (await connection.execute(_FUNDS_OF_CUSTOMERS, _columns(needs.unapplied_of))).all():
            _put_funds(books, row)
    if needs.funds:
        for row in (await connection.execute(_FUNDS_NAMED, {"documents": list(needs.funds)})).all():
            _put_funds(books, row)


def _put_funds(books: Books, row: Row[Any]) -> None:
    *stated, functional_minor = row
    funds = Funds(*stated)
    books.put_funds(funds)
    if functional_minor is not None:
        books.carrying.money[funds.document] = Carried(funds.unapplied_minor, functional_minor)


def _put_item(books: Books, row: Row[Any], needs: Needs) -> None:
    """Enter an instalment. There may be thousands in a batch: to take a row apart is quicker than to ask it by name."""
    *stated, due_event, discounted, functional_minor = row
    invoice, instalment, due_on, open_minor = stated[0], stated[1], stated[9], stated[11]
    if due_on is None:
        books.put_waiting(Waiting(*stated[:9], *stated[10:12], due_event=due_event, kind=stated[13], order=stated[14]))
    else:
        books.put_item(Item(*stated))
    if functional_minor is not None:
        books.carrying.items[invoice, instalment] = Carried(open_minor, functional_minor)
    if discounted:
        needs.discounts.add(invoice)


async def _load_items(connection: AsyncConnection, needs: Needs, books: Books) -> None:
    if needs.items_of:
        for row in (await connection.execute(_ITEMS_OF_INVOICES, {"invoices": list(needs.items_of)})).all():
            _put_item(books, row, needs)
    if needs.open_items_of:
        for row in (await connection.execute(_ITEMS_OF_CUSTOMERS, _columns(needs.open_items_of))).all():
            _put_item(books, row, needs)
    if needs.due:
        wanted = {
            "entities": [entity for entity, _, _ in needs.due],
            "partitions": [partition for _, partition, _ in needs.due],
            "due_on": [due_on for _, _, due_on in needs.due],
        }
        for row in (await connection.execute(_ITEMS_DUE, wanted)).all():
            books.put_item(Item(*row))


async def _load_discounts(connection: AsyncConnection, needs: Needs, books: Books) -> None:
    """What the invoices at hand offer; and with it, whether they are contested, and whether parts cannot be paid yet.

    Where none offers anything, which the items say, nothing is asked.
    """
    books.discounts = await discounts.offered(connection, needs.discounts)
    needs.contests_of.update(needs.discounts)
    for row in (await connection.execute(_ITEMS_WAITING, {"invoices": list(needs.discounts)})).all():
        _put_item(books, row, needs)


def _columns(owners: set[tuple[str, str]]) -> dict[str, list[str]]:
    return {"entities": [entity for entity, _ in owners], "customers": [customer for _, customer in owners]}
