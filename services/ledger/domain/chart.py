"""The chart of accounts: which account takes which part of a document, by event and tax code, from a date on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from shared.events import Fact

Role = Literal[
    "receivable", "on-account", "open-credits", "bank", "revenue", "tax", "opening", "adjustments", "fee-income",
    "interest-income", "discounts", "small-differences", "bad-debts", "payables", "recoveries",
    "advances", "unidentified", "transfer-clearing",
    "exchange-clearing", "exchange-differences", "unrealised-exchange-differences",
]  # fmt: skip
#: The accounts whose sum is the control balance: receivables less money on account less open credits.
CONTROL: tuple[Role, ...] = ("receivable", "on-account", "open-credits")
#: What else is open until something settles it: liabilities that stand outside control.
OUTSIDE_CONTROL: tuple[Role, ...] = ("advances", "unidentified")
ROLES: tuple[Role, ...] = get_args(Role)
#: The parts that may go to different accounts by event and tax code. All others have one account each: what one event
#: debits another must credit there.
SALES: tuple[Role, ...] = ("revenue", "tax")
SalesEvent = Literal["invoice", "credit-note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of a chart: the code books are kept under, and its name."""

    code: str
    name: str


#: The names a chart of any country can be mapped from (GAAP, SKR: receivables 1400, revenue 8400, and so on).
NEUTRAL: dict[Role, Account] = {
    "receivable": Account(code="receivable", name="Accounts receivable"),
    "on-account": Account(code="on-account", name="Customer payments on account"),
    "open-credits": Account(code="open-credits", name="Open credit notes"),
    "bank": Account(code="bank", name="Bank"),
    "revenue": Account(code="revenue", name="Revenue"),
    "tax": Account(code="tax", name="Output tax"),
    "opening": Account(code="opening", name="Opening balances"),
    "adjustments": Account(code="adjustments", name="Adjustments of receivables"),
    "fee-income": Account(code="fee-income", name="Fees charged to customers"),
    "interest-income": Account(code="interest-income", name="Interest income from late payment"),
    "discounts": Account(code="discounts", name="Early-payment discounts"),
    "small-differences": Account(code="small-differences", name="Small differences"),
    "bad-debts": Account(code="bad-debts", name="Bad debts"),
    "payables": Account(code="payables", name="Accounts payable"),
    "recoveries": Account(code="recoveries", name="Recoveries of bad debts"),
    "advances": Account(code="advances", name="Advances for orders"),
    "unidentified": Account(code="unidentified", name="Unidentified payments"),
    "transfer-clearing": Account(code="transfer-clearing", name="Transfers between customers"),
    "exchange-clearing": Account(code="exchange-clearing", name="Payments in another currency"),
    "exchange-differences": Account(code="exchange-differences", name="Realised exchange differences"),
    "unrealised-exchange-differences": Account(
        code="unrealised-exchange-differences", name="Unrealised exchange differences"
    ),
}
#: The chart of the Chinese accounting standards for business enterprises (企业会计准则).
CHINESE: dict[Role, Account] = {
    "receivable": Account(code="1122", name="应收账款"),
    "on-account": Account(code="2203", name="预收账款"),
    "open-credits": Account(code="112299", name="应收账款 - 待抵扣红字"),
    "bank": Account(code="1002", name="银行存款"),
    "revenue": Account(code="6001", name="主营业务收入"),
    "tax": Account(code="22210106", name="应交税费 - 应交增值税 - 销项税额"),
    "opening": Account(code="9999", name="期初余额"),
    "adjustments": Account(code="671102", name="营业外支出 - 应收调整"),
    "fee-income": Account(code="6051", name="其他业务收入"),
    "interest-income": Account(code="660301", name="财务费用 - 利息收入"),
    "discounts": Account(code="660302", name="财务费用 - 现金折扣"),
    "small-differences": Account(code="671101", name="营业外支出 - 尾差"),
    "bad-debts": Account(code="1231", name="坏账准备"),
    "payables": Account(code="2202", name="应付账款"),
    "recoveries": Account(code="123102", name="坏账准备 - 已核销收回"),
    "advances": Account(code="220301", name="预收账款 - 订单预收"),
    "unidentified": Account(code="224101", name="其他应付款 - 待认领款项"),
    "transfer-clearing": Account(code="112298", name="应收账款 - 客户间转账"),
    "exchange-clearing": Account(code="112297", name="应收账款 - 外币兑换"),
    "exchange-differences": Account(code="660303", name="财务费用 - 汇兑损益（已实现）"),
    "unrealised-exchange-differences": Account(code="660304", name="财务费用 - 汇兑损益（未实现）"),
}


class AccountRule(Fact, frozen=True, kw_only=True):
    """One line of the mapping; without event or tax code it holds for all that no closer line covers."""

    role: str
    account: str
    name: str = ""
    event: str | None = None
    tax_code: str | None = None


@dataclass(slots=True)
class Chart:
    """An entity's accounts: the default chart of its country, and over it the dated mappings."""

    default: dict[Role, Account]
    functional_currency: str = ""
    mappings: dict[date, tuple[AccountRule, ...]] = field(default_factory=dict[date, tuple[AccountRule, ...]])
    _found: dict[tuple[Role, str | None, str | None, date], Account] = field(
        default_factory=dict[tuple[Role, "str | None", "str | None", date], Account]
    )

    def begin_with(self, default: dict[Role, Account], functional_currency: str) -> None:
        """Take another default chart, as when an entity's country is set."""
        self.default = default
        self.functional_currency = functional_currency
        self._found.clear()

    def map(self, valid_from: date, rules: tuple[AccountRule, ...]) -> None:
        """Take a mapping in."""
        self.mappings[valid_from] = rules
        self._found.clear()

    def account(self, role: Role, event: SalesEvent | None, tax_code: str | None, posted_on: date) -> Account:
        """The account of a part of a document on its date: the newest mapping that has a line for it, and in that the
        closest line (event and tax code, then tax code, then event, then neither); else the default chart's."""
        key = (role, event, tax_code, posted_on)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._look_up(role, event, tax_code, posted_on)
        return found

    def _look_up(self, role: Role, event: str | None, tax_code: str | None, posted_on: date) -> Account:
        for valid_from in sorted(self.mappings, reverse=True):
            if valid_from <= posted_on:
                rule = _closest(self.mappings[valid_from], role, event, tax_code)
                if rule:
                    return Account(code=rule.account, name=rule.name or self.default[role].name)
        return self.default[role]


def _closest(rules: Iterable[AccountRule], role: Role, event: str | None, tax_code: str | None) -> AccountRule | None:
    fitting = [
        rule
        for rule in rules
        if rule.role == role and rule.event in (None, event) and rule.tax_code in (None, tax_code)
    ]
    return max(fitting, key=lambda rule: (rule.tax_code is not None, rule.event is not None), default=None)


def default_chart(calendar: str) -> dict[Role, Account]:
    """The chart an entity starts with."""
    return CHINESE if calendar.partition("-")[0] == "CN" else NEUTRAL
