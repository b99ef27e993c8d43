"""What the commands of a batch must see, gathered so that each kind is read once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from services.ledger.domain.accounts import MapAccounts
from services.ledger.domain.accrual import AccrueInterest
from services.ledger.domain.allocation import Wanted, candidates
from services.ledger.domain.calendar_day import OpenDay
from services.ledger.domain.claim import RaiseFee, RecogniseClaim, WaiveClaim
from services.ledger.domain.credit_note import ApplyCredit, IssueCreditNote
from services.ledger.domain.customer import MarkInsolvent, RegisterCustomer
from services.ledger.domain.dispute import OpenDispute, ResolveDispute
from services.ledger.domain.due_dates import due_dates_with_milestone
from services.ledger.domain.due_event import ReportDueEvent
from services.ledger.domain.entity import ConfigureEntity
from services.ledger.domain.exchange_rate import StateExchangeRates
from services.ledger.domain.invoice import CancelInvoice, IssueInvoice
from services.ledger.domain.issued_statement import (
    AcknowledgeDebt,
    ConfirmStatement,
    DisputeStatement,
    IssueStatement,
)
from services.ledger.domain.ledger import LedgerCommand
from services.ledger.domain.limitation_rule import ConfigureLimitation
from services.ledger.domain.merger import MergeCustomers
from services.ledger.domain.money_move import MoveMoney
from services.ledger.domain.naming import document_id
from services.ledger.domain.payment import (
    AllocatePayment,
    ReceivePayment,
    UnapplyPayment,
    granted_on,
)
from services.ledger.domain.payout import PayRefund, ReturnPayment
from services.ledger.domain.period import ClosePeriod, ReopenPeriod
from services.ledger.domain.rates import StateInterestRate
from services.ledger.domain.reconciliation import (
    CompareBalances,
    NoteDifferences,
    ResolveDifference,
)
from services.ledger.domain.reduction import AdjustReceivable
from services.ledger.domain.revaluation import RevalueBalances
from services.ledger.domain.write_off import DecideWriteOff, ProposeWriteOff, ReceiveRecovery
from services.ledger.touched import ids_of


@dataclass(slots=True)
class Needs:
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
    accruing: bool = False
    claims_on: set[str] = field(default_factory=set[str])
    claims: set[str] = field(default_factory=set[str])
    claims_of: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    rates: set[str] = field(default_factory=set[str])
    revalued: list[RevalueBalances] = field(default_factory=list[RevalueBalances])
    due: set[tuple[str, int, date]] = field(default_factory=set[tuple[str, int, date]])
    merging: list[MergeCustomers] = field(default_factory=list[MergeCustomers])

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
                if document in owners:
                    self.customers.add(owners[document])
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
                self.items_of.update(ids_of(command.entity, command.source, command.invoices))
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
        | MoveMoney
        | MergeCustomers,
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
            case MergeCustomers():
                self.customers |= {(command.entity, command.customer), (command.entity, command.into)}
                self.unapplied_of.add((command.entity, command.customer))
                self.merging.append(command)
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
                self.accruing = True
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
            if invoice in owners:
                self.customers.add(owners[invoice])
        elif invoice in owners:
            self.unapplied_of.add(owners[invoice])

    def _named(self, command: ReceivePayment | AllocatePayment | ApplyCredit, wanted: Sequence[Wanted]) -> None:
        self.items_of.update(ids_of(command.entity, command.source, [want.invoice for want in wanted]))
        self.claims.update(want.invoice for want in wanted if want.invoice.startswith(f"{command.entity}/claim/"))
        deducted = [want.invoice for want in wanted if want.deduction]
        self.contests_of.update(ids_of(command.entity, command.source, deducted))
