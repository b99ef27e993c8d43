"""What happened, in words: an event as a sentence in Chinese and English, the day it counts, and its command.

The commands are not kept in the log. What an event came from is told by its kind, and for money applied or taken back
by the event beside it: an invoice or a payment that arrived, an invoice that was cancelled, or a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from services.ledger.domain.accounts import AccountsMapped
from services.ledger.domain.allocation import EXPLICIT, Part
from services.ledger.domain.calendar_day import (
    DayOpened,
    InvoiceAged,
    InvoiceBecameOverdue,
    InvoiceDueApproaching,
    InvoiceFellDue,
)
from services.ledger.domain.claim import (
    FEE,
    INTEREST,
    ClaimRaised,
    ClaimRecognised,
    ClaimReversed,
    ClaimWaived,
    InterestAccrued,
)
from services.ledger.domain.credit_note import CreditApplied, CreditNoteIssued, CreditUnapplied
from services.ledger.domain.customer import (
    CustomerBecameInsolvent,
    CustomerDetailsChanged,
    CustomerMerged,
    CustomerRegistered,
)
from services.ledger.domain.dispute import MOVED, DisputeOpened, DisputeResolved
from services.ledger.domain.due_event import DueEventReported
from services.ledger.domain.entity import EntityConfigured
from services.ledger.domain.exchange_rate import ExchangeRatesStated
from services.ledger.domain.holding import MERGED
from services.ledger.domain.invoice import InvoiceCancelled, InvoiceIssued
from services.ledger.domain.issued_statement import (
    DebtAcknowledged,
    StatementConfirmed,
    StatementDisputed,
    StatementIssued,
)
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.limitation_rule import LimitationConfigured
from services.ledger.domain.naming import number_of
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived, PaymentReturned, PaymentUnapplied
from services.ledger.domain.payout import RefundPaid
from services.ledger.domain.period import PeriodClosed, PeriodReopened
from services.ledger.domain.rates import InterestRateStated
from services.ledger.domain.reconciliation import BalancesCompared, DifferenceCleared, DifferenceFound
from services.ledger.domain.reduction import ReceivableReduced, ReceivableRestored, ReductionKind
from services.ledger.domain.revaluation import BalancesRevalued
from services.ledger.domain.shares import MERGED_KINDS
from services.ledger.domain.transfer import OF_MERGERS, MoneyMovedBack, MoneyMovedIn, MoneyMovedOut, transfer_id
from services.ledger.domain.valuation import ExchangeDifferenceRealised
from services.ledger.domain.write_off import RecoveryReceived, WriteOffProposed, WriteOffRejected
from shared.money import decimal

Settlement = (
    ReceivableReduced
    | ReceivableRestored
    | WriteOffProposed
    | WriteOffRejected
    | RecoveryReceived
    | PaymentReturned
    | RefundPaid
    | DueEventReported
    | PeriodClosed
    | PeriodReopened
    | MoneyMovedOut
    | MoneyMovedIn
    | MoneyMovedBack
)
Claiming = ClaimRaised | InterestAccrued | ClaimWaived | ClaimRecognised | ClaimReversed | InterestRateStated
Moving = PaymentAllocated | CreditApplied | PaymentUnapplied | CreditUnapplied


class Words(NamedTuple):
    """One sentence in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an event: its sentence, the day from which it counts (if it does), and its command."""

    words: Words
    counts_on: date | None
    command: str


def tell(event: LedgerEvent, beside: Sequence[LedgerEvent] = ()) -> Told:
    """An event as people read it. `beside` are what was recorded right before and after it by the same request."""
    return Told(words(event), counts_on(event), command_of(event, beside))


def command_of(event: LedgerEvent, beside: Sequence[LedgerEvent]) -> str:  # noqa: C901, PLR0911, PLR0912 - one case for each event
    """Which command made an event happen."""
    if isinstance(event, CustomerMerged) or _of_merger(event, beside):
        return "merge-customers"
    match event:
        case InvoiceIssued():
            claimed = any(isinstance(other, ClaimRecognised) and other.item == event.invoice for other in beside)
            return _recognised_by(event.invoice, beside) if claimed else "issue-invoice"
        case InvoiceCancelled():
            return _ended_by(beside)
        case PaymentReceived():
            return "receive-payment"
        case CreditNoteIssued():
            return "issue-credit-note"
        case PaymentAllocated():
            return _came_from(event, event.payment, beside) or "allocate-payment"
        case CreditApplied():
            return _came_from(event, event.credit_note, beside) or "apply-credit"
        case PaymentUnapplied():
            return _came_from(event, event.payment, beside) or "unapply-payment"
        case CreditUnapplied():
            return _came_from(event, event.credit_note, beside) or _ended_by(beside)
        case CustomerRegistered() | CustomerDetailsChanged():
            return "register-customer"
        case CustomerBecameInsolvent():
            return "mark-insolvent"
        case DisputeOpened():
            stated = any(isinstance(other, StatementDisputed) and other.dispute == event.dispute for other in beside)
            return "dispute-statement" if stated else "open-dispute"
        case DisputeResolved():
            return "resolve-dispute"
        case InvoiceDueApproaching() | InvoiceFellDue() | InvoiceBecameOverdue() | InvoiceAged() | DayOpened():
            return "open-day"
        case EntityConfigured():
            return "configure-entity"
        case AccountsMapped():
            return "map-accounts"
        case StatementIssued():
            return "issue-statement"
        case StatementConfirmed():
            return "confirm-statement"
        case StatementDisputed():
            return "dispute-statement"
        case DebtAcknowledged():
            return "acknowledge-debt"
        case LimitationConfigured():
            return "configure-limitation"
        case BalancesCompared() | DifferenceFound():
            return "compare-balances"
        case DifferenceCleared():
            return "resolve-difference" if event.how == "resolved" else "compare-balances"
        case (
            ClaimRaised()
            | InterestAccrued()
            | ClaimWaived()
            | ClaimRecognised()
            | ClaimReversed()
            | InterestRateStated()
        ):
            return _command_of_claim(event, beside)
        case ExchangeRatesStated():
            return "state-exchange-rates"
        case ExchangeDifferenceRealised():
            return _realised_by(beside)
        case BalancesRevalued():
            return "revalue-balances"
        case _:
            return _command_of_settlement(event, beside)


def _realised_by(beside: Sequence[LedgerEvent]) -> str:
    """What realised a difference: the refund, the exchange, or whatever applied the money or took it back."""
    causes = (PaymentAllocated, CreditApplied, PaymentUnapplied, CreditUnapplied, RefundPaid, MoneyMovedOut)
    cause = next((other for other in beside if isinstance(other, causes)), None)
    return command_of(cause, beside) if cause else "allocate-payment"


def _of_merger(event: LedgerEvent, beside: Sequence[LedgerEvent]) -> bool:
    """Whether something ended at a customer who was merged into another one, or began there."""
    match event:
        case InvoiceIssued(kind=kind) | ReceivableReduced(kind=kind):
            return kind in MERGED_KINDS
        case DisputeOpened(dispute=document) | ClaimRaised(claim=document):
            return document.split("/", 3)[2] == MERGED and "/" in number_of(document)
        case DisputeResolved():
            return event.outcome == MOVED
        case ClaimWaived():
            return any(isinstance(other, CustomerMerged) or _of_merger(other, ()) for other in beside)
        case MoneyMovedOut() | MoneyMovedIn():
            return event.transfer.startswith(transfer_id(event.entity, OF_MERGERS))
        case _:
            return False


def _command_of_settlement(  # noqa: PLR0911 - one case for each event
    event: Settlement, beside: Sequence[LedgerEvent]
) -> str:
    match event:
        case ReceivableReduced(kind="write-off"):
            return "decide-write-off"
        case ReceivableReduced(payment=payment) if payment is not None:
            arrived = any(isinstance(other, PaymentReceived) and other.payment == payment for other in beside)
            return "receive-payment" if arrived else "allocate-payment"
        case ReceivableReduced():
            return "adjust-receivable"
        case ReceivableRestored():
            cancelled = any(isinstance(other, InvoiceCancelled) for other in beside)
            returned = any(isinstance(other, PaymentReturned) for other in beside)
            return _ended_by(beside) if cancelled else "return-payment" if returned else "unapply-payment"
        case WriteOffProposed():
            return "propose-write-off"
        case WriteOffRejected():
            return "decide-write-off"
        case RecoveryReceived():
            return "receive-recovery"
        case PaymentReturned():
            return "return-payment"
        case RefundPaid():
            return "pay-refund"
        case DueEventReported():
            return "report-due-event"
        case PeriodClosed():
            return "close-period"
        case PeriodReopened():
            return "reopen-period"
        case MoneyMovedOut() | MoneyMovedIn() | MoneyMovedBack():
            return "receive-payment" if any(isinstance(other, PaymentReceived) for other in beside) else "move-money"


def _command_of_claim(event: Claiming, beside: Sequence[LedgerEvent]) -> str:
    match event:
        case ClaimRaised(kind=kind, rate_table=rate_table):
            return "accrue-interest" if kind == INTEREST or rate_table else "raise-fee"
        case InterestAccrued() | ClaimReversed():
            return "accrue-interest"
        case ClaimWaived():
            return "waive-claim"
        case ClaimRecognised():
            return _recognised_by(event.item, beside)
        case InterestRateStated():
            return "state-interest-rate"


def _recognised_by(item: str, beside: Sequence[LedgerEvent]) -> str:
    """A claim becomes the receivable `item` because somebody said so, or because money was allocated to it."""
    if any(isinstance(other, PaymentReceived) for other in beside):
        return "receive-payment"
    allocations = [other for other in beside if isinstance(other, PaymentAllocated)]
    # Money on account settles what was recognised, and nothing else, by itself.
    by_itself = all(each.rule != EXPLICIT and {part.invoice for part in each.parts} == {item} for each in allocations)
    return "recognise-claim" if by_itself else "allocate-payment"


def _ended_by(beside: Sequence[LedgerEvent]) -> str:
    """An invoice ends because somebody cancelled it, or with the claim that it was."""
    return "accrue-interest" if any(isinstance(other, ClaimReversed) for other in beside) else "cancel-invoice"


def _came_from(event: Moving, document: str, beside: Sequence[LedgerEvent]) -> str | None:
    """The neighbour that made money move: it names the same document, or the invoice the money moved to or from."""
    invoices = {part.invoice for part in event.parts}
    if isinstance(event, PaymentUnapplied | CreditUnapplied):
        cancelled = any(isinstance(other, InvoiceCancelled) and other.invoice in invoices for other in beside)
        return _ended_by(beside) if cancelled else None
    if any(isinstance(other, PaymentReceived) and other.payment == document for other in beside):
        return "receive-payment"
    if any(isinstance(other, CreditNoteIssued) and other.credit_note == document for other in beside):
        return "issue-credit-note"
    # Money on account is tried again by itself when an invoice comes; what is explicit was said by somebody.
    tried_again = isinstance(event, PaymentAllocated) and event.rule != EXPLICIT
    if tried_again and any(isinstance(other, InvoiceIssued) and invoices == {other.invoice} for other in beside):
        claimed = any(isinstance(other, ClaimRecognised) and invoices == {other.item} for other in beside)
        return "recognise-claim" if claimed else "issue-invoice"
    return None


def counts_on(event: LedgerEvent) -> date | None:
    """The date that counts for the books, or on which it happened; none for what counts from when it was recorded."""
    for name in (
        "posted_on",
        "applied_on",
        "merged_on",
        "opened_on",
        "resolved_on",
        "acknowledged_on",
        "answered_on",
        "cleared_on",
        "proposed_on",
        "rejected_on",
        "raised_on",
        "waived_on",
        "reversed_on",
        "closed_until",
        "reopened_from",
        "as_of",
        "since",
        "valid_from",
        "date",
    ):
        found = getattr(event, name, None)
        if isinstance(found, date):
            return found
    return None


# ------------------------------------------------------------ words


def words(event: LedgerEvent) -> Words:  # noqa: C901, PLR0911, PLR0912 - one case for each event
    """An event as a sentence."""
    match event:
        case InvoiceIssued() if event.kind in MERGED_KINDS:
            amount = _amount(event.gross_minor, event.currency)
            return Words(
                f"Invoice {event.number} came over from a merged customer with {amount} open.",
                f"发票 {event.number} 自被合并客户转入，未清金额 {amount}。",
            )
        case InvoiceIssued():
            amount = _amount(event.gross_minor, event.currency)
            due = ", ".join(f"{_amount(each.amount_minor, event.currency)} {each.due_on}" for each in event.instalments)
            return Words(
                f"Invoice {event.number} over {amount} was issued, due {due}.",
                f"开具发票 {event.number}，金额 {amount}，到期 {due}。",
            )
        case InvoiceCancelled():
            number = number_of(event.invoice)
            return Words(f"Invoice {number} was cancelled: {event.reason}.", f"发票 {number} 作废：{event.reason}。")
        case PaymentReceived():
            amount = _amount(event.amount_minor, event.currency)
            said = _said(event.reference)
            return Words(
                f"Payment {event.number} of {amount} arrived{said.en}.",
                f"收到款项 {event.number}，金额 {amount}{said.zh}。",
            )
        case CreditNoteIssued():
            amount = _amount(event.gross_minor, event.currency)
            return Words(
                f"Credit note {event.number} over {amount} was issued.", f"开具红字发票 {event.number}，金额 {amount}。"
            )
        case PaymentAllocated() | CreditApplied() | PaymentUnapplied() | CreditUnapplied():
            parts = [_part(event, part) for part in event.parts]
            return Words(" ".join(part.en for part in parts), "".join(part.zh for part in parts))
        case CustomerRegistered():
            return Words(f"Customer {event.name} was registered.", f"登记客户 {event.name}。")
        case CustomerDetailsChanged():
            return Words(
                f"The customer's data are now: {event.name}, {event.terms_days} days, {event.currency}.",
                f"客户资料变更为：{event.name}，账期 {event.terms_days} 天，{event.currency}。",
            )
        case CustomerBecameInsolvent():
            return Words(f"The customer is insolvent since {event.since}.", f"客户自 {event.since} 起进入破产程序。")
        case CustomerMerged():
            return Words(
                f"The customer was merged into {event.into}: {event.reason}.",
                f"客户并入 {event.into}：{event.reason}。",
            )
        case DisputeOpened():
            amount, number = _amount(event.amount_minor, event.currency), number_of(event.invoice)
            return Words(
                f"The customer contests {amount} of invoice {number}: {event.reason}.",
                f"客户对发票 {number} 的 {amount} 提出异议：{event.reason}。",
            )
        case DisputeResolved():
            return Words(
                f"The dispute over invoice {number_of(event.invoice)} ended: {event.outcome}.",
                f"发票 {number_of(event.invoice)} 的异议已结案：{_OUTCOMES.get(event.outcome, event.outcome)}。",
            )
        case InvoiceDueApproaching() | InvoiceFellDue() | InvoiceBecameOverdue() | InvoiceAged():
            return _milestone(event)
        case DayOpened():
            return Words(f"{event.date} began.", f"{event.date} 开账。")
        case EntityConfigured():
            return Words(f"The settings of {event.entity} were set.", f"设置主体 {event.entity}。")
        case AccountsMapped():
            return Words(f"Accounts were mapped from {event.valid_from} on.", f"自 {event.valid_from} 起设置科目对应。")
        case StatementIssued():
            return Words(
                f"A statement as of {event.as_of} was issued: {_balances(event)}.",
                f"出具截至 {event.as_of} 的对账单：{_balances(event)}。",
            )
        case StatementConfirmed():
            return Words(
                f"The customer confirmed statement {number_of(event.statement)} on {event.acknowledged_on}.",
                f"客户于 {event.acknowledged_on} 确认对账单 {number_of(event.statement)}。",
            )
        case StatementDisputed():
            amount = _amount(event.difference_minor, event.currency)
            return Words(
                f"The customer does not agree with statement {number_of(event.statement)}, by {amount}: {event.note}.",
                f"客户不认可对账单 {number_of(event.statement)}，差额 {amount}：{event.note}。",
            )
        case DebtAcknowledged():
            of = ", ".join(map(number_of, event.invoices))
            return Words(
                f"The customer acknowledged the debt{f' of {of}' if of else ''} on {event.acknowledged_on}.",
                f"客户于 {event.acknowledged_on} 确认债务{f'：{of}' if of else ''}。",
            )
        case LimitationConfigured():
            return Words(f"Claims expire after {event.years} years.", f"诉讼时效为 {event.years} 年。")
        case BalancesCompared():
            return Words(
                f"Books were compared as of {event.as_of}: {event.matched} agree.",
                f"截至 {event.as_of} 对账：{event.matched} 项相符。",
            )
        case DifferenceFound():
            what = event.document or event.currency
            return Words(f"A difference was found in {what}: {event.kind}.", f"{what} 存在差异：{_KINDS[event.kind]}。")
        case DifferenceCleared():
            return Words(
                f"A difference is over: {event.note or 'a later comparison did not find it'}.",
                f"差异已消除：{event.note or '后续对账未再发现'}。",
            )
        case (
            ClaimRaised()
            | InterestAccrued()
            | ClaimWaived()
            | ClaimRecognised()
            | ClaimReversed()
            | InterestRateStated()
        ):
            return _words_of_claim(event)
        case ExchangeRatesStated() | ExchangeDifferenceRealised() | BalancesRevalued():
            return _words_of_exchange(event)
        case _:
            return _words_of_settlement(event)


def _words_of_settlement(event: Settlement) -> Words:
    match event:
        case ReceivableReduced() | ReceivableRestored():
            return _reduction(event, event.parts)
        case WriteOffProposed():
            amount, number = _amount(event.amount_minor, event.currency), number_of(event.invoice)
            return Words(
                f"{event.proposed_by} proposed to write off {amount} of invoice {number}: {event.reason}.",
                f"{event.proposed_by} 提议核销发票 {number} 的坏账 {amount}：{event.reason}。",
            )
        case WriteOffRejected():
            number = number_of(event.write_off)
            return Words(
                f"{event.rejected_by} rejected write-off {number}: {event.reason}.",
                f"{event.rejected_by} 驳回坏账核销 {number}：{event.reason}。",
            )
        case RecoveryReceived():
            amount, number = _amount(event.amount_minor, event.currency), number_of(event.write_off)
            return Words(f"{amount} came after all for write-off {number}.", f"已核销坏账 {number} 收回 {amount}。")
        case PaymentReturned():
            amount, number = _amount(event.amount_minor, event.currency), number_of(event.payment)
            return Words(
                f"The bank took payment {number} of {amount} back: {event.reason}.",
                f"银行退回款项 {number}，金额 {amount}：{event.reason}。",
            )
        case RefundPaid():
            amount, number = _amount(event.amount_minor, event.currency), number_of(event.document)
            return Words(
                f"{amount} of {number} were paid back: {event.reason}.",
                f"退还 {number} 的 {amount}：{event.reason}。",
            )
        case DueEventReported():
            number, what, on = number_of(event.invoice), event.due_event, event.happened_on
            return Words(
                f"Instalment {event.instalment} of invoice {number} falls due on {event.due_on}: {what} was on {on}.",
                f"发票 {number} 第 {event.instalment} 期于 {event.due_on} 到期：{on} 已发生 {what}。",
            )
        case PeriodClosed():
            return Words(f"The books were closed until {event.closed_until}.", f"账期关闭至 {event.closed_until}。")
        case PeriodReopened():
            return Words(
                f"Days from {event.reopened_from} on were opened again: {event.reason}.",
                f"自 {event.reopened_from} 起重新开账：{event.reason}。",
            )
        case MoneyMovedOut():
            amount, number = _amount(event.amount_minor, event.currency), number_of(event.document)
            return Words(
                f"{amount} of {number} moved to customer {event.to_customer}: {event.reason}.",
                f"{number} 的 {amount} 转给客户 {event.to_customer}：{event.reason}。",
            )
        case MoneyMovedIn() | MoneyMovedBack():
            amount, number = _amount(event.amount_minor, event.currency), number_of(event.origin)
            return Words(
                f"{amount} of {number} came from customer {event.from_customer}: {event.reason}.",
                f"客户 {event.from_customer} 的 {number} 转入 {amount}：{event.reason}。",
            )


def _words_of_exchange(event: ExchangeRatesStated | ExchangeDifferenceRealised | BalancesRevalued) -> Words:
    own = event.functional_currency
    match event:
        case ExchangeRatesStated():
            of = ", ".join(dict.fromkeys(rate.currency for rate in event.rates))
            count = len(event.rates)
            return Words(
                f"{count} exchange rates were entered: {of} to {own}.", f"录入 {count} 个汇率：{of} 兑 {own}。"
            )
        case ExchangeDifferenceRealised():
            amount, number = _amount(abs(event.amount_minor), own), number_of(event.document)
            gained = event.amount_minor > 0
            return Words(
                f"{number} realised an exchange {'gain' if gained else 'loss'} of {amount}.",
                f"{number} 实现汇兑{'收益' if gained else '损失'} {amount}。",
            )
        case BalancesRevalued():
            amount = _amount(sum(balance.difference_minor for balance in event.balances), own)
            return Words(
                f"Balances in {event.currency} were revalued at {event.rate} ({event.source}) for {event.revalued_on}: "
                f"{amount}, reversed on {event.reversed_on}.",
                f"{event.revalued_on} 按 {event.rate}（{event.source}）对 {event.currency} 余额调汇：{amount}，"
                f"于 {event.reversed_on} 冲回。",
            )


#: What an accrual claims, by whether there is interest, and whether there are the law's fixed sums.
_CLAIMED = {
    (True, False): ("Interest", "is", "逾期利息"),
    (True, True): ("Interest and fixed sums", "are", "逾期利息和定额赔偿"),
    (False, True): ("Fixed sums", "are", "定额赔偿"),
}


def _words_of_claim(event: Claiming) -> Words:
    if isinstance(event, InterestRateStated):
        return Words(
            f"The rate {event.rate_table} is {event.percent} % from {event.valid_from} on.",
            f"自 {event.valid_from} 起，利率 {event.rate_table} 为 {event.percent}%。",
        )
    amount = _amount(event.amount_minor, event.currency)
    if isinstance(event, InterestAccrued):
        count = len({(claim.invoice, claim.instalment) for claim in event.claims})
        of = "one instalment" if count == 1 else f"{count} instalments"
        kinds = {claim.kind for claim in event.claims}
        what, verb, zh = _CLAIMED[INTEREST in kinds, FEE in kinds]
        return Words(
            f"{what} of {amount} {verb} claimed up to {event.raised_on}, of {of}.",
            f"截至 {event.raised_on}，就 {count} 笔应收主张{zh} {amount}。",
        )
    number = number_of(event.claim)
    match event:
        case ClaimRaised(kind=kind):
            of = number_of(event.invoice) if event.invoice else ""
            if kind == INTEREST:
                return Words(
                    f"Interest of {amount} on invoice {of} is claimed, from {event.first_on} to {event.last_on}.",
                    f"主张发票 {of} 自 {event.first_on} 至 {event.last_on} 的逾期利息 {amount}。",
                )
            return Words(
                f"A fee of {amount} is claimed{f' for invoice {of}' if of else ''}: {event.reason}.",
                f"主张{f'发票 {of} 的' if of else ''}费用 {amount}：{event.reason}。",
            )
        case ClaimWaived():
            return Words(
                f"{amount} of claim {number} were waived: {event.reason}.",
                f"放弃主张 {number} 的 {amount}：{event.reason}。",
            )
        case ClaimRecognised():
            return Words(
                f"{amount} of claim {number} became a receivable.", f"主张 {number} 的 {amount} 确认为应收账款。"
            )
        case ClaimReversed():
            return Words(
                f"Claim {number} over {amount} was reversed: {event.reason}.",
                f"撤销主张 {number}（{amount}）：{event.reason}。",
            )


def _reduction(event: ReceivableReduced | ReceivableRestored, parts: Sequence[Part]) -> Words:
    """So much of `parts` was given up, or is owed again."""
    amount = _amount(sum(part.amount_minor for part in parts), event.currency)
    of = ", ".join(sorted({number_of(part.invoice) for part in parts}))
    kind = _REDUCTIONS[event.kind]
    if isinstance(event, ReceivableRestored):
        return Words(
            f"{kind.en} of {amount} on {of} was taken back: {event.reason}.",
            f"撤销对 {of} 的{kind.zh} {amount}：{event.reason}。",
        )
    return Words(f"{kind.en} of {amount} on {of}: {event.reason}.", f"{of} {kind.zh} {amount}：{event.reason}。")


_REDUCTIONS: dict[ReductionKind, Words] = {
    "discount": Words("A discount", "现金折扣"),
    "small-difference": Words("A small difference", "尾差"),
    "write-off": Words("A write-off", "坏账核销"),
    "adjustment": Words("An adjustment", "应收调减"),
    "offset": Words("An offset against payables", "应收冲应付"),
    "merged": Words("A move to the customer merged into", "客户合并转出"),
}


_OUTCOMES = {"accepted": "认可", "rejected": "不认可", "withdrawn": "撤回", "moved": "随客户合并转出"}
_KINDS = {"missing-here": "我方没有", "missing-there": "对方没有", "amount": "金额不同", "date": "日期不同"}
_RULES: dict[str, Words] = {
    EXPLICIT: Words("as stated", "按指定"),
    "reference": Words("because the reference names it", "按附言匹配"),
    "oldest-first": Words("the oldest first", "按先到期先核销"),
    "newest-first": Words("the newest first", "按后开票先核销"),
}


def _part(event: Moving, part: Part) -> Words:
    """So much applied to one instalment, by which rule; or taken back, and why."""
    amount, place = _amount(part.amount_minor, event.currency), number_of(part.invoice)
    document = event.payment if isinstance(event, PaymentAllocated | PaymentUnapplied) else event.credit_note
    number = number_of(document)
    what = (
        Words("payment", "收款")
        if isinstance(event, PaymentAllocated | PaymentUnapplied)
        else Words("credit note", "红字发票")
    )
    if isinstance(event, PaymentAllocated | CreditApplied):
        rule = _RULES.get(event.rule, Words(event.rule, event.rule))
        return Words(
            f"{amount} of {what.en} {number} settled instalment {part.instalment} of invoice {place}, {rule.en}.",
            f"{what.zh} {number} 核销发票 {place} 第 {part.instalment} 期 {amount}（{rule.zh}）。",
        )
    return Words(
        f"{amount} of {what.en} {number} were taken off instalment {part.instalment} of invoice {place}: "
        f"{event.reason}.",
        f"撤销{what.zh} {number} 对发票 {place} 第 {part.instalment} 期的核销 {amount}：{event.reason}。",
    )


def _milestone(event: InvoiceDueApproaching | InvoiceFellDue | InvoiceBecameOverdue | InvoiceAged) -> Words:
    amount, number = _amount(event.open_minor, event.currency), number_of(event.invoice)
    open_en = f"{amount} of instalment {event.instalment} of invoice {number}"
    open_zh = f"发票 {number} 第 {event.instalment} 期 {amount}"
    match event:
        case InvoiceDueApproaching():
            return Words(
                f"{open_en} fall due in {event.lead_days} days.", f"{open_zh} 将于 {event.lead_days} 天后到期。"
            )
        case InvoiceFellDue():
            return Words(f"{open_en} fell due.", f"{open_zh} 到期。")
        case InvoiceBecameOverdue():
            return Words(f"{open_en} became overdue.", f"{open_zh} 逾期。")
        case InvoiceAged():
            return Words(f"{open_en} are {event.days} days overdue.", f"{open_zh} 已逾期 {event.days} 天。")


def _said(reference: str | None) -> Words:
    return Words(f", saying {reference!r}", f"，附言“{reference}”") if reference else Words("", "")


def _balances(event: StatementIssued) -> str:
    return ", ".join(_amount(each.balance_minor, each.currency) for each in event.balances) or "0"


def _amount(minor: int, currency: str) -> str:
    return f"{decimal(minor, currency)} {currency}"


# ------------------------------------------------------------ why

StepKind = Literal["issued", "applied", "taken-back", "reduced", "restored", "cancelled"]


@dataclass(frozen=True, slots=True)
class Step:
    """One event that made an open amount what it is: what it did to it, the amount behind it, and in words.

    `rule` is how an allocation found the invoice, or the kind of a reduction. What waits for an event to fall due is
    owed from the invoice on.
    """

    effect_minor: int
    open_minor: int
    counts_on: date
    kind: StepKind
    document: str
    rule: str | None
    words: Words


def step(event: LedgerEvent, invoice: str, instalment: int | None, open_minor: int) -> Step | None:
    """What an event did to the open amount of an invoice, or of one instalment; none if nothing."""
    match event:
        case InvoiceIssued() | InvoiceCancelled() if event.invoice == invoice:
            minor = sum(
                each.amount_minor for each in (*event.instalments, *event.waiting) if instalment in (None, each.number)
            )
            kind, sign = ("issued", 1) if isinstance(event, InvoiceIssued) else ("cancelled", -1)
            return _step(sign * minor, open_minor, event.posted_on, kind, invoice, None, words(event))
        case PaymentAllocated(payment=document) | CreditApplied(credit_note=document):
            minor, told = _moved(event, invoice, instalment)
            return _step(-minor, open_minor, event.applied_on, "applied", document, event.rule, told)
        case PaymentUnapplied(payment=document) | CreditUnapplied(credit_note=document):
            minor, told = _moved(event, invoice, instalment)
            return _step(minor, open_minor, event.posted_on, "taken-back", document, None, told)
        case ReceivableReduced() | ReceivableRestored():
            parts = _of(event.parts, invoice, instalment)
            minor, told = sum(part.amount_minor for part in parts), _reduction(event, parts)
            kind, sign = ("reduced", -1) if isinstance(event, ReceivableReduced) else ("restored", 1)
            return _step(sign * minor, open_minor, event.posted_on, kind, event.reduction, event.kind, told)
        case _:
            return None


def _of(parts: Sequence[Part], invoice: str, instalment: int | None) -> list[Part]:
    return [part for part in parts if part.invoice == invoice and instalment in (None, part.instalment)]


def _moved(event: Moving, invoice: str, instalment: int | None) -> tuple[int, Words]:
    parts = _of(event.parts, invoice, instalment)
    told = [_part(event, part) for part in parts]
    joined = Words(" ".join(each.en for each in told), "".join(each.zh for each in told))
    return sum(part.amount_minor for part in parts), joined


def _step(
    effect_minor: int, open_minor: int, counts_on: date, kind: StepKind, document: str, rule: str | None, told: Words
) -> Step | None:
    if not effect_minor:
        return None
    return Step(effect_minor, open_minor + effect_minor, counts_on, kind, document, rule, told)
