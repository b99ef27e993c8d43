"""The rules of the ledger as the event store runs them: what a command touches, what it must see, what it changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.ledger.domain import ledger
from services.ledger.domain.accounts import MapAccounts
from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.allocation import Part, Wanted, candidates, withdraw
from services.ledger.domain.books import (
    COSTS_INTEREST_PRINCIPAL,
    DISCOUNTS_AND_WRITE_OFFS,
    Books,
    Funds,
    Item,
    Waiting,
)
from services.ledger.domain.calendar_day import OpenDay
from services.ledger.domain.carrying import Carried, PartValue
from services.ledger.domain.claim import ClaimRaised, RaiseFee, RecogniseClaim, WaiveClaim
from services.ledger.domain.credit_note import ApplyCredit, CreditNoteIssued, IssueCreditNote
from services.ledger.domain.customer import MarkInsolvent, RegisterCustomer
from services.ledger.domain.dispute import OpenDispute, ResolveDispute
from services.ledger.domain.due_dates import due_dates_with_milestone
from services.ledger.domain.due_event import ReportDueEvent
from services.ledger.domain.entity import ConfigureEntity
from services.ledger.domain.exchange_rate import StateExchangeRates
from services.ledger.domain.invoice import CancelInvoice, InvoiceIssued, IssueInvoice
from services.ledger.domain.issued_statement import (
    AcknowledgeDebt,
    ConfirmStatement,
    DisputeStatement,
    IssueStatement,
    number_of,
    statement_id,
)
from services.ledger.domain.ledger import LedgerCommand, LedgerEvent
from services.ledger.domain.limitation_rule import ConfigureLimitation
from services.ledger.domain.money_move import MoveMoney
from services.ledger.domain.naming import Kind, document_id
from services.ledger.domain.payment import (
    AllocatePayment,
    PaymentReceived,
    ReceivePayment,
    UnapplyPayment,
    granted_on,
    group_number,
)
from services.ledger.domain.payout import PayRefund, ReturnPayment, fee_number
from services.ledger.domain.period import ClosePeriod, ReopenPeriod
from services.ledger.domain.rates import StateInterestRate
from services.ledger.domain.reconciliation import (
    CompareBalances,
    NoteDifferences,
    ResolveDifference,
    reconciliation_id,
)
from services.ledger.domain.reduction import TAXED, AdjustReceivable, reduction_kind
from services.ledger.domain.revaluation import RevalueBalances
from services.ledger.domain.transfer import MoneyMovedIn, arrival, transfer_id
from services.ledger.domain.write_off import DecideWriteOff, ProposeWriteOff, ReceiveRecovery
from services.ledger.projections import (
    calendar_days,
    claims,
    discounts,
    disputes,
    exchange_rates,
    journal,
    master_data,
    open_items,
    periods,
    reconciliations,
    statements,
    write_offs,
)
from services.ledger.published import CODEC, TOPIC
from services.ledger.working_days import is_working_day
from shared.event_store import Locked, Rules, Touches
from shared.events import Recorded
from shared.partitioning import partition_of

_ITEM_COLUMNS = """i.invoice, i.instalment, i.entity, i.customer, i.currency, i.number, i.reference, i.document_date,
    i.posted_on, i.due_on, i.amount_minor, i.open_minor, i.open_from, i.kind, i.order_number"""
_ITEM_LENGTH = len(Item._fields)
_FUNDS_COLUMNS = """f.document, f.entity, f.customer, f.currency, f.reference, f.posted_on, f.amount_minor,
    f.unapplied_minor, f.unapplied_from, f.held, f.value_on, f.paid_out_minor, f.order_number"""
_FUNDS_LENGTH = len(Funds._fields)

_ITEMS_OF_CUSTOMERS = text(f"""
    SELECT {_ITEM_COLUMNS}, i.discounted, i.functional_minor FROM items i
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
    SELECT {_ITEM_COLUMNS}, i.due_event FROM items i
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


def touches(command: LedgerCommand) -> Touches:  # noqa: C901, PLR0911, PLR0912 - a line per command
    """Whose books a command concerns, and which streams it may find or begin."""
    match command:
        case IssueInvoice():
            return _document(command, "invoice")
        case ReceivePayment():
            return _payment(command)
        case IssueCreditNote():
            against = _ids(command.entity, command.source, (command.against,) if command.against else ())
            return _document(command, "credit-note", *against)
        case OpenDispute():
            return _document(command, "dispute")
        case ProposeWriteOff():
            return _document(command, "write-off", *_ids(command.entity, command.source, (command.invoice,)))
        case CancelInvoice() | ReportDueEvent():
            return _known_document(command, "invoice")
        case AllocatePayment():
            return _known_document(command, "payment", *_deductions(command))
        case UnapplyPayment():
            return _known_document(command, "payment")
        case ApplyCredit():
            return _known_document(command, "credit-note")
        case ResolveDispute():
            return _known_document(command, "dispute")
        case RegisterCustomer() | MarkInsolvent():
            return Touches(key=f"{command.entity}/{command.customer}")
        case OpenDay():
            return Touches(key=command.entity, partition=command.partition)
        case RaiseFee():
            return _document(command, "claim")
        case WaiveClaim() | RecogniseClaim():
            return _known_document(command, "claim")
        case AccrueInterest(customer=None) | RevalueBalances():
            return Touches(key=command.entity, partition=command.partition)
        case AccrueInterest():
            return Touches(key=f"{command.entity}/{command.customer}")
        case (
            ConfigureEntity()
            | MapAccounts()
            | StateInterestRate()
            | StateExchangeRates()
            | ClosePeriod()
            | ReopenPeriod()
            | ConfigureLimitation()
        ):
            return Touches(key=command.entity, every_partition=True)
        case AdjustReceivable():
            return _document(command, command.kind)
        case DecideWriteOff():
            return _document(command, "write-off")
        case ReceiveRecovery():
            return _document(command, "recovery")
        case ReturnPayment():
            fee = document_id(command.entity, "invoice", command.source, fee_number(command.number))
            return _document(command, "payment", fee)
        case PayRefund():
            return _document(command, "refund")
        case IssueStatement():
            statement = statement_id(command.entity, command.customer, number_of(command))
            return Touches(key=f"{command.entity}/{command.customer}", streams=(statement,))
        case ConfirmStatement() | DisputeStatement():
            statement = statement_id(command.entity, command.customer, command.number)
            return Touches(key=f"{command.entity}/{command.customer}", streams=(statement,))
        case AcknowledgeDebt():
            return _document(command, "acknowledgement")
        case CompareBalances():
            reconciliation = reconciliation_id(command.entity, command.source, command.number)
            return Touches(key=command.entity, streams=(reconciliation,))
        case NoteDifferences():
            return Touches(key=f"{command.entity}/{command.customer}")
        case ResolveDifference():
            return Touches(key=f"{command.entity}/{command.customer}", streams=(command.difference,))
        case MoveMoney():
            return _move(command)
        case _:
            assert_never(command)


def _document(
    command: IssueInvoice
    | ReceivePayment
    | IssueCreditNote
    | OpenDispute
    | AdjustReceivable
    | ProposeWriteOff
    | DecideWriteOff
    | ReceiveRecovery
    | ReturnPayment
    | PayRefund
    | AcknowledgeDebt
    | RaiseFee,
    kind: Kind,
    *others: str,
) -> Touches:
    stream = document_id(command.entity, kind, command.source, command.number)
    return Touches(key=f"{command.entity}/{command.customer}", streams=(stream, *others))


def _known_document(
    command: CancelInvoice
    | ReportDueEvent
    | AllocatePayment
    | UnapplyPayment
    | ApplyCredit
    | ResolveDispute
    | WaiveClaim
    | RecogniseClaim,
    kind: Kind,
    *others: str,
) -> Touches:
    stream = document_id(command.entity, kind, command.source, command.number)
    # Whose document it is, and so in which partition, is found by its stream where the command does not say it.
    key = f"{command.entity}/{command.customer}" if command.customer else stream
    return Touches(key=key, streams=(stream, *others))


def _payment(command: ReceivePayment) -> Touches:
    """A payment begins what it settles; what of it is for other customers begins at theirs."""
    own = _document(command, "payment", *_deductions(command))
    here = (command.customer, command.currency)
    wanted = {(want.customer or command.customer, want.currency or command.currency) for want in command.allocations}
    if not wanted - {here}:
        return own
    elsewhere = {
        stream: f"{command.entity}/{customer}"
        for customer, currency in wanted - {here}
        for stream in (*_arriving(command, customer, currency), *_deductions(command, of=customer))
    }
    name = transfer_id(command.entity, group_number(command.source, command.number))
    return replace(own, streams=(*own.streams, name, *elsewhere), elsewhere=elsewhere)


def _arriving(command: ReceivePayment, customer: str, currency: str) -> tuple[str, ...]:
    other = None if currency == command.currency else currency
    number = group_number(command.source, command.number, customer, other)
    document = arrival(command.entity, "payment", number)
    return document, *granted_on(document)


def _move(command: MoveMoney) -> Touches:
    """The transfer begins at the one customer, what arrives and what is granted on it at the other."""
    moved = document_id(command.entity, command.kind, command.source, command.number)
    arrived = arrival(command.entity, command.kind, command.transfer)
    name = transfer_id(command.entity, command.transfer)
    elsewhere = dict.fromkeys((arrived, *granted_on(arrived)), f"{command.entity}/{command.to_customer}")
    return Touches(key=f"{command.entity}/{command.customer}", streams=(name, moved, arrived), elsewhere=elsewhere)


def _deductions(command: ReceivePayment | AllocatePayment, *, of: str | None = None) -> tuple[str, ...]:
    """The disputes that what the payer withheld begins, at its own customer or at another one."""
    return tuple(
        document_id(command.entity, "dispute", command.source, wanted.deduction.number)
        for wanted in command.allocations
        if wanted.deduction and (wanted.customer or command.customer) == (of or command.customer)
    )


def _ids(entity: str, source: str, invoices: Sequence[str]) -> tuple[str, ...]:
    return tuple(candidate for invoice in invoices for candidate in candidates(entity, source, invoice))


@dataclass(slots=True)
class _Needs:
    """What the commands of a batch must see, gathered so that each kind is read once."""

    entities: set[str] = field(default_factory=set[str])
    settings: set[str] = field(default_factory=set[str])
    limitation_of: set[str] = field(default_factory=set[str])
    customers: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    open_items_of: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    unapplied_of: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    items_of: set[str] = field(default_factory=set[str])
    funds: set[str] = field(default_factory=set[str])
    applied_to: set[str] = field(default_factory=set[str])
    applied_from: set[str] = field(default_factory=set[str])
    contests_of: set[str] = field(default_factory=set[str])
    write_offs: set[str] = field(default_factory=set[str])
    differences_of: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    given_back: set[str] = field(default_factory=set[str])
    discounts: set[str] = field(default_factory=set[str])
    claims_on: set[str] = field(default_factory=set[str])
    claims: set[str] = field(default_factory=set[str])
    claims_of: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    rates: set[str] = field(default_factory=set[str])
    revalued: list[RevalueBalances] = field(default_factory=list[RevalueBalances])
    due: set[tuple[str, int, date]] = field(default_factory=set[tuple[str, int, date]])

    def of(  # noqa: C901, PLR0912, PLR0915 - one case for each command
        self, command: LedgerCommand, owners: dict[str, tuple[str, str]]
    ) -> None:
        """Add what one command needs; `owners` knows whose each payment, credit note and old invoice is."""
        self.entities.add(command.entity)
        match command:
            case IssueInvoice():
                owner = (command.entity, command.customer)
                self.customers.add(owner)
                self.unapplied_of.add(owner)
            case ReceivePayment():
                owner = (command.entity, command.customer)
                self.customers.add(owner)
                self.open_items_of.add(owner)
                self.claims_of.add(owner)
                self._named(command, command.allocations)
                theirs = {(command.entity, want.customer) for want in command.allocations if want.customer}
                self.customers |= theirs
                self.open_items_of |= theirs
            case IssueCreditNote():
                self.customers.add((command.entity, command.customer))
                if command.against:
                    self.items_of.update(candidates(command.entity, command.source, command.against))
            case OpenDispute():
                self.customers.add((command.entity, command.customer))
                self.items_of.update(candidates(command.entity, command.source, command.invoice))
                self.contests_of.update(candidates(command.entity, command.source, command.invoice))
            case AllocatePayment() | ApplyCredit():
                kind = "payment" if isinstance(command, AllocatePayment) else "credit-note"
                document = document_id(command.entity, kind, command.source, command.number)
                self.funds.add(document)
                if document in owners:
                    self.open_items_of.add(owners[document])
                    self.claims_of.add(owners[document])
                self._named(command, command.allocations)
            case UnapplyPayment():
                document = document_id(command.entity, "payment", command.source, command.number)
                self.funds.add(document)
                self.applied_from.update((document, *granted_on(document)))
            case CancelInvoice() | ReportDueEvent():
                self._of_invoice(command, owners)
            case RegisterCustomer() | MarkInsolvent():
                self.customers.add((command.entity, command.customer))
            case OpenDay():
                for due_on in due_dates_with_milestone(command.date):
                    self.due.add((command.entity, command.partition, due_on))
            case MapAccounts() | ConfigureEntity():
                self.settings.add(command.entity)
            case AccrueInterest() | RaiseFee() | WaiveClaim() | RecogniseClaim() | StateInterestRate():
                self._of_claims(command, owners)
            case RevalueBalances():
                self.revalued.append(command)
            case IssueStatement():
                self.customers.add((command.entity, command.customer))
            case DisputeStatement():
                self.customers.add((command.entity, command.customer))
                if command.invoice is not None:
                    self.items_of.update(candidates(command.entity, command.source, command.invoice))
            case AcknowledgeDebt():
                self.customers.add((command.entity, command.customer))
                self.items_of.update(_ids(command.entity, command.source, command.invoices))
            case ConfigureLimitation():
                self.limitation_of.add(command.entity)
            case NoteDifferences() | ResolveDifference():
                self.differences_of.add((command.entity, command.customer))
            case (
                ResolveDispute()
                | ConfirmStatement()
                | CompareBalances()
                | ClosePeriod()
                | ReopenPeriod()
                | StateExchangeRates()
            ):
                pass
            case _:
                self._settling(command)

    def _settling(
        self,
        command: AdjustReceivable
        | ProposeWriteOff
        | DecideWriteOff
        | ReceiveRecovery
        | ReturnPayment
        | PayRefund
        | MoveMoney,
    ) -> None:
        match command:
            case AdjustReceivable() | ProposeWriteOff():
                self.customers.add((command.entity, command.customer))
                self.items_of.update(candidates(command.entity, command.source, command.invoice))
            case DecideWriteOff():
                self.write_offs.add(document_id(command.entity, "write-off", command.source, command.number))
            case ReceiveRecovery():
                self.customers.add((command.entity, command.customer))
                self.write_offs.add(document_id(command.entity, "write-off", command.source, command.write_off))
            case ReturnPayment():
                document = document_id(command.entity, "payment", command.source, command.number)
                owner = (command.entity, command.customer)
                self.customers.add(owner)
                self.unapplied_of.add(owner)
                self.funds.add(document)
                self.applied_from.update((document, *granted_on(document)))
            case PayRefund():
                self.customers.add((command.entity, command.customer))
                self.funds.add(command.document)
            case MoveMoney():
                self.customers.add((command.entity, command.to_customer))
                self.open_items_of.add((command.entity, command.to_customer))
                self.claims_of.add((command.entity, command.to_customer))
                self.funds.add(document_id(command.entity, command.kind, command.source, command.number))
            case _:
                assert_never(command)

    def _of_claims(
        self,
        command: AccrueInterest | RaiseFee | WaiveClaim | RecogniseClaim | StateInterestRate,
        owners: dict[str, tuple[str, str]],
    ) -> None:
        match command:
            case AccrueInterest():
                self.items_of.update(command.invoices)
                self.applied_to.update(command.invoices)
                self.claims_on.update(command.invoices)
                self.contests_of.update(command.invoices)
                self.rates.add(command.entity)
            case RaiseFee():
                self.customers.add((command.entity, command.customer))
                if command.invoice:
                    self.items_of.update(candidates(command.entity, command.source, command.invoice))
            case RecogniseClaim():
                claim = document_id(command.entity, "claim", command.source, command.number)
                if claim in owners:
                    self.unapplied_of.add(owners[claim])
            case StateInterestRate():
                self.rates.add(command.entity)
            case WaiveClaim():
                pass

    def _of_invoice(self, command: CancelInvoice | ReportDueEvent, owners: dict[str, tuple[str, str]]) -> None:
        invoice = document_id(command.entity, "invoice", command.source, command.number)
        self.items_of.add(invoice)
        if isinstance(command, CancelInvoice):
            self.applied_to.add(invoice)
        elif invoice in owners:
            self.unapplied_of.add(owners[invoice])

    def _named(self, command: ReceivePayment | AllocatePayment | ApplyCredit, wanted: Sequence[Wanted]) -> None:
        self.items_of.update(_ids(command.entity, command.source, [want.invoice for want in wanted]))
        self.claims.update(want.invoice for want in wanted if want.invoice.startswith(f"{command.entity}/claim/"))
        deducted = [want.invoice for want in wanted if want.deduction]
        self.contests_of.update(_ids(command.entity, command.source, deducted))


async def load(connection: AsyncConnection, commands: Sequence[LedgerCommand], locked: Locked[LedgerEvent]) -> Books:
    """The books as far as the batch concerns them, read after the head lock, one query per kind."""
    count = locked.partition_count
    books = Books(
        partition_of=lambda key: partition_of(key, count), partition_count=count, is_working_day=is_working_day
    )
    for events in locked.events.values():
        for event in events:
            ledger.remember(books, event)
    needs = _Needs()
    owners = _owners(commands, locked)
    for command in commands:
        needs.of(command, owners)
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
        for customer in await master_data.customers_named(connection, needs.customers):
            books.customers[f"{customer.entity}/{customer.customer}"] = customer
    if needs.limitation_of:
        books.limitation = await statements.limitation_rules(connection, needs.limitation_of)
    if needs.differences_of:
        books.differences_of = await reconciliations.standing(connection, needs.differences_of)
    await _load_claims(connection, needs, books)
    await _load_allocations(connection, needs, books)
    if needs.write_offs:
        books.write_offs = await write_offs.named(connection, needs.write_offs)
        needs.items_of.update(write_off.invoice for write_off in books.write_offs.values())
    if needs.given_back:
        books.given_back = await discounts.given_back(connection, needs.given_back)
    await _load_funds(connection, needs, books)
    await _load_items(connection, needs, books)
    if needs.discounts:
        await _load_discounts(connection, needs, books)
    if needs.contests_of:
        for invoice, contest in await disputes.contests_of(connection, needs.contests_of):
            books.put_contest(invoice, contest)
    return books


async def _load_exchange(
    connection: AsyncConnection, commands: Sequence[LedgerCommand], needs: _Needs, books: Books
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
        if events and isinstance(
            first := events[0], PaymentReceived | CreditNoteIssued | ClaimRaised | InvoiceIssued | MoneyMovedIn
        ):
            owners[stream] = (first.entity, first.customer)
    return owners


def _arrivals(command: ReceivePayment | MoveMoney) -> dict[str, tuple[str, str]]:
    """Whose what a command moves will be."""
    elsewhere = touches(command).elsewhere
    return {stream: (command.entity, owner.split("/", 1)[1]) for stream, owner in elsewhere.items()}


async def _load_claims(connection: AsyncConnection, needs: _Needs, books: Books) -> None:
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
    # Elsewhere the principal goes first, and claims are paid only where somebody names them.
    on_top_first = {name for name, entity in books.entities.items() if entity.payment_order == COSTS_INTEREST_PRINCIPAL}
    if owners := {owner for owner in needs.claims_of if owner[0] in on_top_first}:
        for claim in await claims.claims_of(connection, owners):
            books.put_claim(claim)


async def _load_allocations(connection: AsyncConnection, needs: _Needs, books: Books) -> None:
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


async def _load_funds(connection: AsyncConnection, needs: _Needs, books: Books) -> None:
    if needs.unapplied_of:
        for row in (await connection.execute(_FUNDS_OF_CUSTOMERS, _columns(needs.unapplied_of))).all():
            _put_funds(books, row)
    if needs.funds:
        for row in (await connection.execute(_FUNDS_NAMED, {"documents": list(needs.funds)})).all():
            _put_funds(books, row)


def _put_funds(books: Books, row: Row[Any]) -> None:
    books.put_funds(Funds(*row[:_FUNDS_LENGTH]))
    if row.functional_minor is not None:
        books.carrying.money[row.document] = Carried(row.unapplied_minor, row.functional_minor)


def _carry(books: Books, row: Row[Any]) -> None:
    if row.functional_minor is not None:
        books.carrying.items[row.invoice, row.instalment] = Carried(row.open_minor, row.functional_minor)


async def _load_items(connection: AsyncConnection, needs: _Needs, books: Books) -> None:
    if needs.items_of:
        for row in (await connection.execute(_ITEMS_OF_INVOICES, {"invoices": list(needs.items_of)})).all():
            _carry(books, row)
            if row.due_on is None:
                books.put_waiting(
                    Waiting(*row[:9], *row[10:12], due_event=row.due_event, kind=row.kind, order=row.order_number)
                )
            else:
                books.put_item(Item(*row[:_ITEM_LENGTH]))
            if row.discounted:
                needs.discounts.add(row.invoice)
    if needs.open_items_of:
        for row in (await connection.execute(_ITEMS_OF_CUSTOMERS, _columns(needs.open_items_of))).all():
            _carry(books, row)
            books.put_item(Item(*row[:_ITEM_LENGTH]))
            if row.discounted:
                needs.discounts.add(row.invoice)
    if needs.due:
        wanted = {
            "entities": [entity for entity, _, _ in needs.due],
            "partitions": [partition for _, partition, _ in needs.due],
            "due_on": [due_on for _, _, due_on in needs.due],
        }
        for row in (await connection.execute(_ITEMS_DUE, wanted)).all():
            books.put_item(Item(*row))


async def _load_discounts(connection: AsyncConnection, needs: _Needs, books: Books) -> None:
    """What the invoices at hand offer; and with it, whether they are contested, and whether parts cannot be paid yet.

    Where none offers anything, which the items say, nothing is asked.
    """
    books.discounts = await discounts.offered(connection, needs.discounts)
    needs.contests_of.update(needs.discounts)
    for row in await connection.execute(_ITEMS_WAITING, {"invoices": list(needs.discounts)}):
        books.put_waiting(
            Waiting(*row[:9], *row[10:12], due_event=row.due_event, kind=row.kind, order=row.order_number)
        )


def _columns(owners: set[tuple[str, str]]) -> dict[str, list[str]]:
    return {"entities": [entity for entity, _ in owners], "customers": [customer for _, customer in owners]}


async def project(connection: AsyncConnection, records: Sequence[Recorded[LedgerEvent]]) -> None:
    """Bring the read models up to date. Charts and customers are those from before the batch: what changes them within
    it counts from its place."""
    if all(type(record.event) is ClaimRaised for record in records):
        # Claims are raised by the hundred thousand, and stand beside the books.
        await claims.project(connection, records)
        return
    charts = await journal.charts(connection, records)
    companions = await journal.companions(connection, records)
    await master_data.project(connection, records)
    await calendar_days.project(connection, records)
    await open_items.project(connection, records)
    await discounts.project(connection, records)
    await disputes.project(connection, records)
    await claims.project(connection, records)
    await exchange_rates.project(connection, records)
    await write_offs.project(connection, records)
    await journal.project(connection, records, charts, companions)
    # A close looks at what is open and posted, so it comes last.
    await periods.project(connection, records)
    await statements.project(connection, records)
    await reconciliations.project(connection, records)


RULES: Rules[LedgerCommand, Books, LedgerEvent] = Rules(
    topic=TOPIC,
    codec=CODEC,
    touches=touches,
    load=load,
    decide=ledger.decide,
    evolve=ledger.evolve,
    project=project,
    folds=True,
)
