"""An event as a sentence in Chinese and English."""

from collections.abc import Sequence
from typing import NamedTuple

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
from services.ledger.domain.dispute import DisputeOpened, DisputeResolved
from services.ledger.domain.due_event import DueEventReported
from services.ledger.domain.entity import EntityConfigured
from services.ledger.domain.exchange_rate import ExchangeRatesStated
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
from services.ledger.domain.transfer import MoneyMovedBack, MoneyMovedIn, MoneyMovedOut
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
            parts = [part_words(event, part) for part in event.parts]
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
            return reduction_words(event, event.parts)
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


def reduction_words(event: ReceivableReduced | ReceivableRestored, parts: Sequence[Part]) -> Words:
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


def part_words(event: Moving, part: Part) -> Words:
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
