"""Whose books a command concerns, and which streams it may find or begin."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from services.ledger.domain.accounts import MapAccounts
from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.allocation import candidates
from services.ledger.domain.calendar_day import OpenDay
from services.ledger.domain.claim import RaiseFee, RecogniseClaim, WaiveClaim
from services.ledger.domain.credit_note import ApplyCredit, IssueCreditNote
from services.ledger.domain.customer import MarkInsolvent, RegisterCustomer
from services.ledger.domain.dispute import OpenDispute, ResolveDispute
from services.ledger.domain.due_event import ReportDueEvent
from services.ledger.domain.entity import ConfigureEntity
from services.ledger.domain.exchange_rate import StateExchangeRates
from services.ledger.domain.holding import MERGED, TRANSFER
from services.ledger.domain.invoice import CancelInvoice, IssueInvoice
from services.ledger.domain.issued_statement import (
    AcknowledgeDebt,
    ConfirmStatement,
    DisputeStatement,
    IssueStatement,
    number_of,
    statement_id,
)
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.limitation_rule import ConfigureLimitation
from services.ledger.domain.merger import MergeCustomers
from services.ledger.domain.money_move import MoveMoney
from services.ledger.domain.naming import Kind, document_id
from services.ledger.domain.payment import (
    AllocatePayment,
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
from services.ledger.domain.reduction import AdjustReceivable
from services.ledger.domain.revaluation import RevalueBalances
from services.ledger.domain.transfer import arrival, transfer_id
from services.ledger.domain.write_off import DecideWriteOff, ProposeWriteOff, ReceiveRecovery
from shared.event_store import Touches


def touches(command: LedgerCommand) -> Touches:  # noqa: C901, PLR0911, PLR0912 - a line per command
    """Whose books a command concerns, and which streams it may find or begin."""
    match command:
        case IssueInvoice():
            return _document(command, "invoice")
        case ReceivePayment():
            return _payment(command)
        case IssueCreditNote():
            against = ids_of(command.entity, command.source, (command.against,) if command.against else ())
            return _document(command, "credit-note", *against)
        case OpenDispute():
            return _document(command, "dispute")
        case ProposeWriteOff():
            return _document(command, "write-off", *ids_of(command.entity, command.source, (command.invoice,)))
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
        case RaiseFee() | WaiveClaim() | RecogniseClaim():
            return _document(command, "claim")
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
        case MergeCustomers():
            return _merger(command)
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
    | RaiseFee
    | WaiveClaim
    | RecogniseClaim,
    kind: Kind,
    *others: str,
) -> Touches:
    stream = document_id(command.entity, kind, command.source, command.number)
    return Touches(key=f"{command.entity}/{command.customer}", streams=(stream, *others))


def _known_document(
    command: CancelInvoice | ReportDueEvent | AllocatePayment | UnapplyPayment | ApplyCredit | ResolveDispute,
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


def _merger(command: MergeCustomers) -> Touches:
    """What moves begins at the other customer, under sources that are ours; how much it is, only the books know."""
    there = f"{command.entity}/{command.into}"
    begun = [f"{command.entity}/{kind}/{MERGED}/" for kind in ("invoice", "dispute", "claim")]
    begun += [f"{command.entity}/{kind}/{TRANSFER}/" for kind in ("payment", "credit-note")]
    return Touches(key=f"{command.entity}/{command.customer}", elsewhere=dict.fromkeys(begun, there))


def _deductions(command: ReceivePayment | AllocatePayment, *, of: str | None = None) -> tuple[str, ...]:
    """The disputes that what the payer withheld begins, at its own customer or at another one."""
    return tuple(
        document_id(command.entity, "dispute", command.source, wanted.deduction.number)
        for wanted in command.allocations
        if wanted.deduction and (wanted.customer or command.customer) == (of or command.customer)
    )


def ids_of(entity: str, source: str, invoices: Sequence[str]) -> tuple[str, ...]:
    """All ids that these invoices, as a command names them, may have."""
    return tuple(candidate for invoice in invoices for candidate in candidates(entity, source, invoice))
