"""All commands and events of the ledger, and where each is decided and takes effect."""

from collections.abc import Sequence
from typing import assert_never

from services.ledger.domain import (
    accounts,
    accrual,
    calendar_day,
    claim,
    credit_note,
    customer,
    dispute,
    due_event,
    entity,
    exchange_rate,
    invoice,
    issued_statement,
    limitation_rule,
    merger,
    money_move,
    payment,
    payout,
    period,
    rates,
    reconciliation,
    reduction,
    revaluation,
    transfer,
    valuation,
    write_off,
)
from services.ledger.domain.accounts import AccountsMapped, MapAccounts
from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.books import Books
from services.ledger.domain.calendar_day import (
    DayOpened,
    InvoiceAged,
    InvoiceBecameOverdue,
    InvoiceDueApproaching,
    InvoiceFellDue,
    OpenDay,
)
from services.ledger.domain.claim import (
    ClaimRaised,
    ClaimRecognised,
    ClaimReversed,
    ClaimWaived,
    InterestAccrued,
    RaiseFee,
    RecogniseClaim,
    WaiveClaim,
)
from services.ledger.domain.credit_note import (
    ApplyCredit,
    CreditApplied,
    CreditNoteIssued,
    CreditUnapplied,
    IssueCreditNote,
)
from services.ledger.domain.customer import (
    CustomerBecameInsolvent,
    CustomerDetailsChanged,
    CustomerMerged,
    CustomerRegistered,
    MarkInsolvent,
    RegisterCustomer,
)
from services.ledger.domain.dispute import DisputeOpened, DisputeResolved, OpenDispute, ResolveDispute
from services.ledger.domain.due_event import DueEventReported, ReportDueEvent
from services.ledger.domain.entity import ConfigureEntity, EntityConfigured
from services.ledger.domain.exchange_rate import ExchangeRatesStated, StateExchangeRates
from services.ledger.domain.invoice import CancelInvoice, InvoiceCancelled, InvoiceIssued, IssueInvoice
from services.ledger.domain.issued_statement import (
    AcknowledgeDebt,
    ConfirmStatement,
    DebtAcknowledged,
    DisputeStatement,
    IssueStatement,
    StatementConfirmed,
    StatementDisputed,
    StatementIssued,
)
from services.ledger.domain.limitation_rule import ConfigureLimitation, LimitationConfigured
from services.ledger.domain.merger import MergeCustomers
from services.ledger.domain.money_move import MoveMoney
from services.ledger.domain.payment import (
    AllocatePayment,
    PaymentAllocated,
    PaymentReceived,
    PaymentReturned,
    PaymentUnapplied,
    ReceivePayment,
    UnapplyPayment,
)
from services.ledger.domain.payout import PayRefund, RefundPaid, ReturnPayment
from services.ledger.domain.period import ClosePeriod, PeriodClosed, PeriodReopened, ReopenPeriod
from services.ledger.domain.rates import InterestRateStated, StateInterestRate
from services.ledger.domain.reconciliation import (
    BalancesCompared,
    CompareBalances,
    DifferenceCleared,
    DifferenceFound,
    NoteDifferences,
    ResolveDifference,
)
from services.ledger.domain.reduction import AdjustReceivable, ReceivableReduced, ReceivableRestored
from services.ledger.domain.revaluation import BalancesRevalued, RevalueBalances
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut
from services.ledger.domain.valuation import ExchangeDifferenceRealised
from services.ledger.domain.write_off import (
    DecideWriteOff,
    ProposeWriteOff,
    ReceiveRecovery,
    RecoveryReceived,
    WriteOffProposed,
    WriteOffRejected,
)

LedgerCommand = (
    IssueInvoice
    | ReceivePayment
    | IssueCreditNote
    | AllocatePayment
    | ApplyCredit
    | UnapplyPayment
    | CancelInvoice
    | ReportDueEvent
    | RegisterCustomer
    | MarkInsolvent
    | OpenDispute
    | ResolveDispute
    | OpenDay
    | ConfigureEntity
    | MapAccounts
    | AdjustReceivable
    | ProposeWriteOff
    | DecideWriteOff
    | ReceiveRecovery
    | ReturnPayment
    | PayRefund
    | ClosePeriod
    | ReopenPeriod
    | IssueStatement
    | ConfirmStatement
    | DisputeStatement
    | AcknowledgeDebt
    | ConfigureLimitation
    | CompareBalances
    | NoteDifferences
    | ResolveDifference
    | AccrueInterest
    | RaiseFee
    | WaiveClaim
    | RecogniseClaim
    | StateInterestRate
    | MoveMoney
    | StateExchangeRates
    | RevalueBalances
    | MergeCustomers
)
LedgerEvent = (
    InvoiceIssued
    | PaymentReceived
    | PaymentAllocated
    | InvoiceDueApproaching
    | InvoiceFellDue
    | InvoiceBecameOverdue
    | InvoiceAged
    | DayOpened
    | CreditNoteIssued
    | CreditApplied
    | PaymentUnapplied
    | CreditUnapplied
    | InvoiceCancelled
    | DueEventReported
    | CustomerRegistered
    | CustomerDetailsChanged
    | CustomerBecameInsolvent
    | DisputeOpened
    | DisputeResolved
    | EntityConfigured
    | AccountsMapped
    | ReceivableReduced
    | ReceivableRestored
    | WriteOffProposed
    | WriteOffRejected
    | RecoveryReceived
    | PaymentReturned
    | RefundPaid
    | PeriodClosed
    | PeriodReopened
    | StatementIssued
    | StatementConfirmed
    | StatementDisputed
    | DebtAcknowledged
    | LimitationConfigured
    | BalancesCompared
    | DifferenceFound
    | DifferenceCleared
    | ClaimRaised
    | InterestAccrued
    | ClaimWaived
    | ClaimRecognised
    | ClaimReversed
    | InterestRateStated
    | MoneyMovedOut
    | MoneyMovedIn
    | MoneyMovedBack
    | ExchangeRatesStated
    | ExchangeDifferenceRealised
    | BalancesRevalued
    | CustomerMerged
)


def decide(command: LedgerCommand, books: Books) -> Sequence[tuple[str, LedgerEvent]]:
    """What happens when a command is carried out now: events and their streams, none for a harmless repeat."""
    return valuation.valued(command, _decide(command, books), books)


def _decide(command: LedgerCommand, books: Books) -> Sequence[tuple[str, LedgerEvent]]:  # noqa: C901, PLR0911, PLR0912 - one line per command
    match command:
        case IssueInvoice():
            return invoice.issue(command, books)
        case ReceivePayment():
            return claim.recognised_first(payment.receive(command, books), books)
        case IssueCreditNote():
            return credit_note.issue(command, books)
        case AllocatePayment():
            return claim.recognised_first(payment.allocate(command, books), books)
        case ApplyCredit():
            return credit_note.apply_credit(command, books)
        case UnapplyPayment():
            return payment.unapply(command, books)
        case CancelInvoice():
            return invoice.cancel(command, books)
        case ReportDueEvent():
            return due_event.report(command, books)
        case RegisterCustomer():
            return customer.register(command, books)
        case MarkInsolvent():
            return customer.mark_insolvent(command, books)
        case OpenDispute():
            return dispute.open_dispute(command, books)
        case ResolveDispute():
            return dispute.resolve_dispute(command, books)
        case OpenDay():
            return calendar_day.open_day(command, books)
        case ConfigureEntity():
            return entity.configure(command, books)
        case MapAccounts():
            return accounts.map_accounts(command, books)
        case AdjustReceivable():
            return reduction.adjust(command, books)
        case ProposeWriteOff():
            return write_off.propose(command, books)
        case DecideWriteOff():
            return write_off.decide(command, books)
        case ReceiveRecovery():
            return write_off.recover(command, books)
        case ReturnPayment():
            return payout.give_back(command, books)
        case PayRefund():
            return payout.refund(command, books)
        case ClosePeriod():
            return period.close(command, books)
        case ReopenPeriod():
            return period.reopen(command, books)
        case IssueStatement():
            return issued_statement.issue(command, books)
        case ConfirmStatement():
            return issued_statement.confirm(command, books)
        case DisputeStatement():
            return issued_statement.disagree(command, books)
        case AcknowledgeDebt():
            return issued_statement.acknowledge(command, books)
        case ConfigureLimitation():
            return limitation_rule.configure(command, books)
        case CompareBalances():
            return reconciliation.keep(command, books)
        case NoteDifferences():
            return reconciliation.note(command, books)
        case ResolveDifference():
            return reconciliation.resolve(command, books)
        case AccrueInterest():
            return accrual.accrue(command, books)
        case RaiseFee():
            return claim.raise_fee(command, books)
        case WaiveClaim():
            return claim.waive(command, books)
        case RecogniseClaim():
            return claim.recognise(command, books)
        case StateInterestRate():
            return rates.state_rate(command, books)
        case MoveMoney():
            return money_move.move(command, books)
        case StateExchangeRates():
            return exchange_rate.state_rates(command, books)
        case RevalueBalances():
            return revaluation.revalue(command, books)
        case MergeCustomers():
            return merger.merge(command, books)
        case _:
            assert_never(command)


def evolve(books: Books, stream: str, event: LedgerEvent) -> None:  # noqa: C901, PLR0912, PLR0915 - one line per event
    """What the books are after an event; never refuses, for it has happened."""
    valuation.evolve(books, event)
    match event:
        case InvoiceIssued() | InvoiceCancelled():
            invoice.evolve(books, event)
        case DueEventReported():
            due_event.evolve(books, event)
        case PaymentReceived() | PaymentAllocated() | PaymentUnapplied():
            payment.evolve(books, event)
        case CreditNoteIssued() | CreditApplied() | CreditUnapplied():
            credit_note.evolve(books, event)
        case InvoiceDueApproaching() | InvoiceFellDue() | InvoiceBecameOverdue() | InvoiceAged():
            pass  # a word about the books, not a change of them
        case DayOpened():
            calendar_day.evolve(books, stream, event)
        case CustomerRegistered() | CustomerDetailsChanged() | CustomerBecameInsolvent() | CustomerMerged():
            customer.evolve(books, event)
        case DisputeOpened() | DisputeResolved():
            dispute.evolve(books, event)
        case EntityConfigured():
            entity.evolve(books, event)
        case AccountsMapped():
            accounts.evolve(books, event)
        case ReceivableReduced() | ReceivableRestored():
            reduction.evolve(books, event)
            if event.kind == "write-off":
                write_off.evolve(books, event)
        case WriteOffProposed() | WriteOffRejected() | RecoveryReceived():
            write_off.evolve(books, event)
        case PaymentReturned() | RefundPaid():
            payout.evolve(books, event)
        case PeriodClosed() | PeriodReopened():
            period.evolve(books, event)
        case StatementIssued() | StatementConfirmed() | StatementDisputed() | DebtAcknowledged():
            issued_statement.evolve(books, event)
        case LimitationConfigured():
            limitation_rule.evolve(books, event)
        case BalancesCompared() | DifferenceFound() | DifferenceCleared():
            reconciliation.evolve(books, event)
        case ClaimRaised() | InterestAccrued() | ClaimWaived() | ClaimRecognised() | ClaimReversed():
            claim.evolve(books, event)
        case InterestRateStated():
            rates.evolve(books, event)
        case MoneyMovedOut() | MoneyMovedIn() | MoneyMovedBack():
            transfer.evolve(books, event)
        case ExchangeRatesStated():
            exchange_rate.evolve(books, event)
        case BalancesRevalued():
            revaluation.evolve(books, event)
        case ExchangeDifferenceRealised():
            pass  # a value of the journal; what is carried changes with what was applied
        case _:
            assert_never(event)


def remember(books: Books, event: LedgerEvent) -> None:
    """Of a document's past, only that it exists and with which content; its balances are read as they stand."""
    match event:
        case InvoiceIssued() | InvoiceCancelled():
            invoice.remember(books, event)
        case DueEventReported():
            due_event.remember(books, event)
        case PaymentReceived() | PaymentReturned():
            payment.remember(books, event)
        case CreditNoteIssued():
            credit_note.remember(books, event)
        case DisputeOpened() | DisputeResolved():
            dispute.evolve(books, event)
        case ClaimRaised():
            claim.remember(books, event)
        case ReceivableReduced():
            reduction.remember(books, event)
        case WriteOffProposed() | RecoveryReceived():
            write_off.remember(books, event)
        case RefundPaid():
            payout.remember(books, event)
        case StatementIssued() | StatementConfirmed() | StatementDisputed() | DebtAcknowledged():
            issued_statement.evolve(books, event)
        case BalancesCompared() | DifferenceFound() | DifferenceCleared():
            reconciliation.evolve(books, event)
        case MoneyMovedOut() | MoneyMovedIn():
            transfer.remember(books, event)
        case _:
            pass
