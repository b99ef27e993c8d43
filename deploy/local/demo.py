"""The demo company: two years of a seller's documents, made from a seed, the same on every machine."""

# ruff: noqa: PLR2004 - the story is made of small numbers that mean nothing elsewhere

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from shared.money import Money, decimal

Body = dict[str, Any]

FIRST_DAY = date(2024, 10, 1)
LAST_DAY = date(2026, 9, 30)

# How late people pay, as five-percent steps (5 %, 10 %, … 95 %) of days after the due date: each customer's habit (its
# median) and how far single invoices stray from it. Counted from customers with five or more settled invoices in the
# IBM Late Payment Histories (prompt buyers) and in the purchase ledger udyam22 (slow ones).
_PROMPT_HABIT = (-22, -16, -13, -11, -10, -9, -7, -6, -4, -4, -3, -1, 2, 2, 5, 7, 8, 10, 12)
_PROMPT_STRAY = (-10, -8, -6, -5, -4, -3, -2, -1, 0, 0, 0, 1, 2, 3, 4, 6, 8, 10, 14)
_SLOW_HABIT = (-22, -11, 0, 2, 5, 6, 9, 12, 14, 15, 18, 23, 26, 31, 35, 39, 44, 48, 56)
_SLOW_STRAY = (-23, -16, -13, -10, -8, -5, -4, -2, -1, 0, 1, 2, 4, 6, 10, 13, 18, 24, 36)
#: 429 of the 5,835 invoices of udyam22 were paid in part; the tenths of the share that was paid.
_PARTLY_PAID = 429 / 5835
_PART_SHARES = (0.04, 0.09, 0.17, 0.26, 0.45, 0.64, 0.83, 0.92, 0.99)
#: Payment terms of udyam22 by how often they occur.
_TERMS = ((30, 3702), (14, 824), (7, 383), (28, 177), (5, 97), (60, 59), (45, 44))

Size = Literal["small", "mid", "large"]
PayingStyle = Literal["explicit", "reference", "oldest-first"]

#: Share of customers, share of slow payers, invoices a month, typical invoice in CNY.
_SIZES: Mapping[Size, tuple[float, float, float, float]] = {
    "small": (0.55, 0.6, 0.6, 8_000),
    "mid": (0.33, 0.4, 1.1, 40_000),
    "large": (0.12, 0.25, 2.4, 180_000),
}
_INDUSTRIES = ("manufacturing", "internet", "trade", "construction", "education")
_REGIONS = {"CN01": ("华东", "华南", "华北", "西南"), "JP01": ("Kanto", "Kansai", "Chubu")}
_SALESPEOPLE = {"CN01": ("S01", "S02", "S03", "S04"), "JP01": ("S11", "S12")}
_VALUE_OF_CNY = {"CNY": 1.0, "USD": 0.14, "JPY": 21.0}

ENTITIES: Mapping[str, Body] = {
    "CN01": {
        "name": "苏州华翼精密机械有限公司",
        "time_zone": "Asia/Shanghai",
        "functional_currency": "CNY",
        "currencies": ["CNY", "USD"],
        "exchange_rates_hold_days": 31,
        "calendar": "CN",
        "language": "zh",
    },
    "JP01": {
        "name": "Hayate Components K.K.",
        "time_zone": "Asia/Tokyo",
        "functional_currency": "JPY",
        "currencies": ["JPY", "USD"],
        "exchange_rates_hold_days": 31,
        "calendar": "JP",
        "language": "en",
    },
}
_CUSTOMERS = {"CN01": 200, "JP01": 100}

_CN_PLACES = ("苏州", "无锡", "上海", "宁波", "深圳", "佛山", "青岛", "成都", "武汉", "合肥", "杭州", "东莞")
_CN_WORDS = (
    "恒远",
    "瑞丰",
    "鼎盛",
    "金海",
    "德润",
    "启明",
    "博宇",
    "嘉禾",
    "凌云",
    "同泰",
    "永信",
    "华晨",
    "佳禾",
    "东升",
)
_CN_TRADES = {
    "manufacturing": "机械制造",
    "internet": "网络科技",
    "trade": "贸易",
    "construction": "建筑工程",
    "education": "教育科技",
}
_JP_WORDS = ("Asahi", "Midori", "Sakura", "Fuji", "Aozora", "Hikari", "Kaede", "Minato", "Tsubame", "Yamato")
_JP_TRADES = {
    "manufacturing": "Seiki",
    "internet": "Net",
    "trade": "Trading",
    "construction": "Kensetsu",
    "education": "Gakuin",
}


@dataclass(frozen=True, slots=True)
class Customer:
    """A buyer and its habits."""

    entity: str
    number: str
    name: str
    size: Size
    industry: str
    region: str
    salesperson: str
    currency: str
    terms_days: int
    style: PayingStyle
    habit_days: int
    slow: bool
    invoices_a_month: float
    typical_minor: int
    insolvent_since: date | None = None

    def body(self) -> Body:
        """What is put to the ledger."""
        return {
            "name": self.name,
            "country": "CN" if self.entity == "CN01" else "JP",
            "language": "zh" if self.entity == "CN01" else "en",
            "currency": self.currency,
            "terms_days": self.terms_days,
            "size": self.size,
            "industry": self.industry,
            "region": self.region,
            "salesperson": self.salesperson,
        }


@dataclass(slots=True)
class Day:
    """What reaches the system on one day, in the order in which it is sent."""

    orders: list[Body] = field(default_factory=list[Body])
    documents: list[Body] = field(default_factory=list[Body])
    insolvencies: list[Customer] = field(default_factory=list[Customer])


@dataclass(frozen=True, slots=True)
class Company:
    """Everything the demo sends: customers with their contacts, and the documents of each day."""

    customers: Sequence[Customer]
    contacts: Mapping[tuple[str, str], Body]
    days: Mapping[date, Day]

    def calendar(self) -> Iterator[tuple[date, Day]]:
        """Every calendar date of the two years, also those on which nothing happens."""
        day = FIRST_DAY
        while day <= LAST_DAY:
            yield day, self.days.get(day, Day())
            day += timedelta(days=1)


def make_company(seed: int = 20250131, *, customers: Mapping[str, int] = _CUSTOMERS) -> Company:
    """Draw the company; one seed gives one company, down to the last cent."""
    dice = random.Random(seed)  # noqa: S311 - a story to look at, not a secret
    buyers = [_customer(dice, entity, n) for entity, count in customers.items() for n in range(1, count + 1)]
    unlucky = max(
        buyers, key=lambda buyer: (buyer.size == "mid" and buyer.slow and buyer.entity == "CN01", buyer.number)
    )
    buyers[buyers.index(unlucky)] = replace(unlucky, insolvent_since=date(2026, 4, 15))
    days: dict[date, Day] = {}
    contacts: dict[tuple[str, str], Body] = {}
    for buyer in buyers:
        contacts[buyer.entity, buyer.number] = _contact(dice, buyer)
        _History(dice, buyer, days).tell()
    return Company(buyers, contacts, days)


def _customer(dice: random.Random, entity: str, n: int) -> Customer:
    size = dice.choices(list(_SIZES), [share for share, *_ in _SIZES.values()])[0]
    _, slow_share, invoices_a_month, typical_cny = _SIZES[size]
    slow = dice.random() < slow_share
    industry = dice.choice(_INDUSTRIES)
    home = str(ENTITIES[entity]["functional_currency"])
    currency = "USD" if dice.random() < 0.15 else home
    if entity == "CN01":
        name = f"{dice.choice(_CN_PLACES)}{dice.choice(_CN_WORDS)}{_CN_TRADES[industry]}有限公司"
    else:
        name = f"{dice.choice(_JP_WORDS)} {_JP_TRADES[industry]} Co., Ltd."
    typical = typical_cny * _VALUE_OF_CNY[currency] * dice.uniform(0.4, 2.2)
    return Customer(
        entity=entity,
        number=f"{n:04d}",
        name=name,
        size=size,
        industry=industry,
        region=dice.choice(_REGIONS[entity]),
        salesperson=dice.choice(_SALESPEOPLE[entity]),
        currency=currency,
        terms_days=dice.choices([days for days, _ in _TERMS], [often for _, often in _TERMS])[0],
        style=dice.choices(("explicit", "reference", "oldest-first"), (5, 3, 2))[0],
        habit_days=_draw(dice, _SLOW_HABIT if slow else _PROMPT_HABIT),
        slow=slow,
        invoices_a_month=invoices_a_month * dice.uniform(0.6, 1.4),
        typical_minor=Money.parse(f"{typical:.0f}", currency).minor,
    )


def exchange_rates(entity: str) -> list[Body]:
    """What a dollar was worth in the company's own currency, month by month; made up, as all of it is."""
    home = str(ENTITIES[entity]["functional_currency"])
    dice = random.Random(f"dollars in {home}")  # noqa: S311 - a story, no secret
    rate = _VALUE_OF_CNY[home] / _VALUE_OF_CNY["USD"]
    rates: list[Body] = []
    month = FIRST_DAY.replace(day=1)
    while month <= LAST_DAY:
        rate *= dice.uniform(0.99, 1.01)
        rates.append({"currency": "USD", "valid_on": f"{month}", "rate": f"{rate:.4f}", "source": "demo"})
        month = (month + timedelta(days=31)).replace(day=1)
    return rates


def _contact(dice: random.Random, buyer: Customer) -> Body:
    """Who pays the bills there; a few customers have given nobody's address."""
    chinese = buyer.entity == "CN01"
    surname = dice.choice("王李张刘陈杨赵黄周吴") if chinese else dice.choice(("Sato", "Suzuki", "Ito", "Kato", "Mori"))
    body: Body = {
        "name": f"{surname}{dice.choice(('会计', '经理', '女士', '先生'))}" if chinese else f"{surname}-san",
        "role": "accounts payable",
        "language": "zh" if chinese else "en",
        "is_main": True,
    }
    if dice.random() > 0.03:
        body["email"] = f"ap-{buyer.number}@{buyer.entity.lower()}-buyers.example"
    return body


def _draw(dice: random.Random, steps: Sequence[int]) -> int:
    """A number from the distribution whose five-percent steps are given, straight between two steps."""
    at = dice.random() * (len(steps) + 1)
    below = min(max(int(at) - 1, 0), len(steps) - 2)
    return round(steps[below] + (at - 1 - below) * (steps[below + 1] - steps[below]))


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.isoweekday()) + 1 if day.isoweekday() > 5 else 0)


@dataclass(slots=True)
class _History:
    """Two years of one customer, written into the days."""

    dice: random.Random
    buyer: Customer
    days: dict[date, Day]
    count: int = 0

    def tell(self) -> None:
        day = FIRST_DAY + timedelta(days=self.dice.randint(0, 40))
        while day <= LAST_DAY and not self._over(day):
            issued = _working_day(day)
            if issued <= LAST_DAY:
                self._invoice(issued)
            day += timedelta(days=max(1, round(self.dice.expovariate(self.buyer.invoices_a_month / 30.4))))
        if self.buyer.insolvent_since:
            self._on(self.buyer.insolvent_since).insolvencies.append(self.buyer)

    def _over(self, day: date) -> bool:
        return self.buyer.insolvent_since is not None and day >= self.buyer.insolvent_since

    def _on(self, day: date) -> Day:
        return self.days.setdefault(day, Day())

    def _document(self, day: date, kind: str, **body: object) -> None:
        """Put a document into its day, unless that lies behind the last one or after the customer's end."""
        if day <= LAST_DAY and not self._over(day):
            common: Body = {"type": kind, "entity": self.buyer.entity, "customer": self.buyer.number, "source": "erp"}
            self._on(day).documents.append(common | body)

    def _amount(self, minor: int) -> Body:
        return {"currency": self.buyer.currency, "amount": decimal(minor, self.buyer.currency)}

    def _invoice(self, issued: date) -> None:
        self.count += 1
        number = f"{self.buyer.number}-{self.count:04d}"
        net = max(100, round(self.buyer.typical_minor * self.dice.lognormvariate(0, 0.5)))
        tax = (
            round(net * 0.13)
            if self.buyer.currency == "CNY"
            else round(net * 0.1)
            if self.buyer.currency == "JPY"
            else 0
        )
        gross = net + tax
        due = issued + timedelta(days=self.buyer.terms_days)
        line: Body = {
            "net": decimal(net, self.buyer.currency),
            "tax": decimal(tax, self.buyer.currency),
            "tax_code": {"CNY": "VAT13", "JPY": "CT10"}.get(self.buyer.currency, "EXPORT"),
            "dimensions": {
                "product_line": self.dice.choice(("gears", "bearings", "service")),
                "region": self.buyer.region,
                "salesperson": self.buyer.salesperson,
            },
        }
        order = f"SO-{number}"
        if self.buyer.size == "large" and self.dice.random() < 0.15:
            first = gross // 3
            parts = ((30, first), (60, first), (90, gross - 2 * first))
            when: Body = {
                "instalments": [
                    {"due_date": f"{issued + timedelta(days=days)}", "amount": decimal(minor, self.buyer.currency)}
                    for days, minor in parts
                ]
            }
            due = issued + timedelta(days=90)
        else:
            when = {"due_date": f"{due}"}
        self._order(issued, order, gross)
        invoice = {"number": number, "document_date": f"{issued}", "order": order, "lines": [line]}
        self._document(issued, "invoice", **invoice, **self._amount(gross), **when)
        owed, settled = self._disputes_and_credits(number, issued, due, gross)
        self._payments(number, due, owed, not_before=settled + timedelta(days=3))

    def _order(self, issued: date, order: str, gross: int) -> None:
        """Orders are checked some days before they are invoiced; only the last months show them."""
        ordered = _working_day(issued - timedelta(days=4))
        if ordered >= LAST_DAY - timedelta(days=90) and not self._over(ordered):
            self._on(ordered).orders.append(
                {"entity": self.buyer.entity, "customer": self.buyer.number, "order": order} | self._amount(gross)
            )

    def _disputes_and_credits(self, number: str, issued: date, due: date, gross: int) -> tuple[int, date]:
        """What stays owed of an invoice after the quarrels about it, and when they are over."""
        chance = self.dice.random()
        # Who pays the oldest first may have paid what it would quarrel about.
        if chance < 0.03 and self.buyer.style != "oldest-first":
            return self._dispute(number, due, gross)
        if chance < 0.05:
            credit = gross // self.dice.choice((4, 10, 20))
            self._credit_note(number, _working_day(issued + timedelta(days=2)), credit, "price difference")
            return gross - credit, issued
        return gross, issued

    def _dispute(self, number: str, due: date, gross: int) -> tuple[int, date]:
        opened = _working_day(due + timedelta(days=self.dice.randint(-3, 8)))
        settled = _working_day(opened + timedelta(days=self.dice.randint(10, 40)))
        disputed = gross // self.dice.choice((1, 2, 4))
        justified = self.dice.random() < 0.5
        reason = self.dice.choice(("quality", "quantity", "price", "delivery"))
        self._document(
            opened, "dispute", number=f"D-{number}", invoice=number, reason=reason, opened_on=f"{opened}",
            amount=decimal(disputed, self.buyer.currency),
        )  # fmt: skip
        if justified and disputed < gross:
            self._credit_note(number, settled, disputed, reason)
        self._document(
            settled, "dispute-resolution", number=f"D-{number}", resolved_on=f"{settled}",
            outcome="accepted" if justified else "rejected",
        )  # fmt: skip
        return gross - disputed if justified and disputed < gross else gross, settled

    def _credit_note(self, number: str, day: date, minor: int, reason: str) -> None:
        self._document(
            day, "credit-note", number=f"C-{number}", document_date=f"{day}", against=number, reason=reason,
            **self._amount(minor),
        )  # fmt: skip

    def _payments(self, number: str, due: date, owed: int, *, not_before: date) -> None:
        late = self.buyer.habit_days + _draw(self.dice, _SLOW_STRAY if self.buyer.slow else _PROMPT_STRAY)
        paid = _working_day(max(due + timedelta(days=late), not_before))
        if self.dice.random() < _PARTLY_PAID:
            share = self.dice.choice(_PART_SHARES)
            part = min(owed - 1, max(1, round(owed * share)))
            self._payment(f"P-{number}-1", number, paid, part)
            if self.dice.random() < 0.7:
                rest = _working_day(paid + timedelta(days=self.dice.randint(15, 60)))
                self._payment(f"P-{number}-2", number, rest, owed - part)
        elif self.dice.random() < 0.985:
            self._payment(f"P-{number}-1", number, paid, owed)

    def _payment(self, payment: str, invoice: str, day: date, minor: int) -> None:
        how: Body = {}
        match self.buyer.style:
            case "explicit":
                how = {"allocations": [{"invoice": invoice, "amount": decimal(minor, self.buyer.currency)}]}
            case "reference":
                how = {"reference": f"Payment for {invoice}"}
            case "oldest-first":
                if self.dice.random() < 0.05:
                    minor += minor // 10
        self._document(
            day, "payment", number=payment, document_date=f"{day}", value_date=f"{day}", **self._amount(minor), **how
        )
