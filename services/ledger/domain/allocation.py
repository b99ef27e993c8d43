"""Which money pays which instalment: what the payer said, what the reference names, then by age."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby

from services.ledger.domain import period
from services.ledger.domain.books import NEWEST_FIRST, Books, Funds, Item, Owed, Place
from services.ledger.domain.holding import MERGED
from services.ledger.domain.naming import document_id
from services.ledger.domain.period import Day
from shared.errors import Conflict, Invalid
from shared.events import Fact
from shared.money import Money, decimal

EXPLICIT = "explicit"
BY_REFERENCE = "reference"
BY_ORDER = "order"
#: A shorter number would be found in any text ("payment 2 of 3"); it counts only where it is the whole reference.
NUMBER_IN_TEXT_MIN = 3


class Part(Fact, frozen=True, kw_only=True):
    """So much applied to, or taken back from, one instalment."""

    invoice: str
    instalment: int
    due_on: date
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """What the payer withheld and why: it is contested under a number of its own until somebody decides."""

    number: str
    amount: str  # decimal, in the currency of the money
    reason: str
    owner_role: str = "sales"
    deadline: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An allocation as somebody asked for it: the invoice by its number, `source/number` or id, the amount a decimal in
    the currency of the money; what the payer withheld from it; the customer, where it is not the payer's; the discount
    taken for paying early, a decimal, too.

    Where the invoice is owed in another `currency` than the money, `settles` is what the amount is given for."""

    invoice: str
    amount: str
    instalment: int | None = None
    deduction: Deduction | None = None
    customer: str | None = None
    discount: str | None = None  # without it, what the windows allow; "0" for none
    currency: str | None = None  # of the invoice, where it is not that of the money
    settles: str | None = None  # decimal, in that currency; without it, by the rates of the day

    def amount_minor(self, currency: str, field: str) -> int:
        """The amount in minor units of the currency; refused where it is not exact."""
        return Money.parse(self.amount, currency, field=field).minor

    def discount_minor(self, currency: str, field: str) -> int | None:
        """The discount stated, if any; refused where it is not exact."""
        return None if self.discount is None else Money.parse(self.discount, currency, field=field).minor


@dataclass(frozen=True, slots=True)
class Application:
    """Parts applied on one day by one rule: one event."""

    rule: str
    day: Day
    parts: tuple[Part, ...]


class InvoiceToPayUnknown(Invalid):
    """The allocation names an invoice that this customer does not have."""


class InstalmentNotDated(Conflict):
    """Money cannot settle an instalment before the event it waits for has given it a due date."""


class InvoiceAmbiguous(Invalid):
    """Two sources gave the customer an invoice of this number; say which one."""


class AllocationInOtherCurrency(Conflict):
    """Money settles only what is owed in its own currency."""


class AllocationExceedsOpenAmount(Conflict):
    """More was allocated to an invoice than is open."""


class AllocationExceedsFunds(Conflict):
    """More was allocated than the payment or credit note holds unapplied."""


class AllocationNotPositive(Invalid):
    """An allocation must be more than zero."""


class AppliedTooEarly(Conflict):
    """An allocation cannot count before both sides are in the books."""


class AdvanceForOtherOrder(Conflict):
    """An advance settles only invoices of the order it was paid for."""


class Purse:
    """One payment or credit note being applied: what it still holds, and the instalments as they shrink meanwhile.

    Given as what is `owed` by a customer, they are looked up as they are met; `beside` are some more. What is applied
    counts from the day stated, else from the later of both sides' days, but never before `first_open`.
    """

    def __init__(
        self,
        funds: Funds,
        items: Iterable[Item] | Owed,
        *,
        beside: Iterable[Item] = (),
        first_open: date | None,
        applied_on: Day | None = None,
        source: str | None = None,
    ) -> None:
        self.funds = funds
        self.left_minor = funds.unapplied_minor
        self._first_open = first_open
        #: Whose numbers the allocations name: those of the source that sent the money.
        self.source = source or funds.document.split("/", 3)[2]
        self._applied_on = applied_on
        self._owed: Mapping[Place, Item] = items if isinstance(items, Owed) else _open(items)
        self._beside = _open(beside)
        #: What was met, as it stands now.
        self._met: dict[Place, Item] = {}
        self._taken: list[tuple[str, Day, Part]] = []

    @property
    def open(self) -> list[Item]:
        """What is still open."""
        given = chain(self._owed.items(), self._beside.items())
        if not self._met:
            return [item for _, item in given]
        as_it_is = (self._met.get(place, item) for place, item in given)
        return [item for item in as_it_is if item.open_minor]

    @property
    def open_beside(self) -> list[Item]:
        """What is still open of what was given beside."""
        return [item for place in self._beside if (item := self.left(place))]

    def left(self, place: Place) -> Item | None:
        """An instalment as it is still open, if it is."""
        item = self._met.get(place) or self._owed.get(place) or self._beside.get(place)
        return item if item and item.open_minor else None

    def rest_of(self, invoice: str, books: Books) -> list[Item]:
        """The instalments of an invoice that are still open, as they are."""
        return [left for item in books.items_of(invoice) if (left := self.left((invoice, item.instalment)))]

    def as_left(self, item: Item) -> Item:
        """An instalment as it is still open, with nothing open where it is not."""
        return self.left((item.invoice, item.instalment)) or item._replace(open_minor=0)

    def pay(self, rule: str, items: Iterable[Item]) -> None:
        """Apply what is left to the instalments in the order given, each as far as it is open."""
        for item in items:
            if not self.left_minor:
                return
            self._take(rule, item, min(self.left_minor, item.open_minor))

    def pay_exactly(self, rule: str, items: Sequence[Item], amount_minor: int, place: str) -> None:
        """Apply a stated amount to the instalments in the order given; refused where it does not fit."""
        currency = self.funds.currency
        self._check(amount_minor, place)
        open_minor = sum(item.open_minor for item in items)
        if amount_minor > open_minor:
            message = (
                f"{decimal(amount_minor, currency)} {currency} were allocated to {items[0].invoice}; "
                f"{decimal(open_minor, currency)} are open."
            )
            raise AllocationExceedsOpenAmount(message, field=f"{place}/amount")
        for item in items:
            part_minor = min(amount_minor, item.open_minor)
            if part_minor:
                self._take(rule, item, part_minor)
                amount_minor -= part_minor

    def set_aside(self, amount_minor: int, place: str) -> None:
        """Keep a stated amount for another customer's invoices; refused where it is not there."""
        self._check(amount_minor, place)
        self.left_minor -= amount_minor

    def _check(self, amount_minor: int, place: str) -> None:
        currency = self.funds.currency
        if amount_minor <= 0:
            message = f"An allocation must be more than zero, not {decimal(amount_minor, currency)} {currency}."
            raise AllocationNotPositive(message, field=f"{place}/amount")
        if amount_minor > self.left_minor:
            message = (
                f"{decimal(amount_minor, currency)} {currency} were allocated; "
                f"{self.funds.document} has {decimal(self.left_minor, currency)} left."
            )
            raise AllocationExceedsFunds(message, field=f"{place}/amount")

    def _take(self, rule: str, item: Item, amount_minor: int) -> None:
        earliest = max(self.funds.unapplied_from, item.open_from)
        day = self._applied_on or period.not_before(self._first_open, earliest)
        if day.on < earliest:
            message = f"{self.funds.document} and {item.invoice} are both in the books from {earliest} on."
            raise AppliedTooEarly(message, field="applied_on")
        self.left_minor -= amount_minor
        self._met[item.invoice, item.instalment] = item._replace(open_minor=item.open_minor - amount_minor)
        part = Part(invoice=item.invoice, instalment=item.instalment, due_on=item.due_on, amount_minor=amount_minor)
        self._taken.append((rule, day, part))

    def reduce(self, parts: Iterable[Part]) -> None:
        """What is taken off instalments without money is open no more."""
        for part in parts:
            place = (part.invoice, part.instalment)
            if item := self.left(place):
                self._met[place] = item._replace(open_minor=max(0, item.open_minor - part.amount_minor))

    def paid_on(self) -> dict[str, Day]:
        """The invoices of which something was paid, in the order met, and the latest day for which it counts."""
        days: dict[str, Day] = {}
        for _, day, part in self._taken:
            days[part.invoice] = max(day, days.get(part.invoice, day), key=lambda each: each.on)
        return days

    def applications(self) -> list[Application]:
        """What was applied, in the order decided: neighbours of one rule and one day are one."""
        applications: list[Application] = []
        for (rule, on), neighbours in groupby(self._taken, key=lambda entry: (entry[0], entry[1].on)):
            taken = list(neighbours)
            # Together they would have counted from the latest of their days.
            moved_from = max((day.moved_from for _, day, _ in taken if day.moved_from), default=None)
            applications.append(Application(rule, Day(on, moved_from), merged(part for _, _, part in taken)))
        return applications


def _open(items: Iterable[Item]) -> dict[Place, Item]:
    return {(item.invoice, item.instalment): item for item in items if item.open_minor}


def by_due_date(items: Iterable[Item]) -> list[Item]:
    """The earliest due first."""
    return sorted(items, key=lambda item: (item.due_on, item.document_date, item.invoice, item.instalment))


def by_rule(items: Iterable[Item], allocation_order: str) -> list[Item]:
    """In the entity's order: the earliest due first, or the newest invoice first (its own earliest due first)."""
    if allocation_order == NEWEST_FIRST:
        return sorted(items, key=lambda i: (-i.document_date.toordinal(), i.invoice, i.due_on, i.instalment))
    return by_due_date(items)


def funds_by_rule(funds: Iterable[Funds], allocation_order: str) -> list[Funds]:
    """Which money to use first: the oldest, or with newest-first the newest."""
    return sorted(funds, key=lambda f: (f.posted_on, f.document), reverse=allocation_order == NEWEST_FIRST)


def names(funds_reference: str | None, item_number: str, item_reference: str | None) -> bool:
    """Whether the text that came with money means an invoice: it names its number, or both carry one reference."""
    if not funds_reference:
        return False
    said = funds_reference.casefold()
    number = item_number.casefold()
    if said == number or (item_reference and said == item_reference.casefold()):
        return True
    if len(number) < NUMBER_IN_TEXT_MIN or number not in said:
        return False
    # 4711 is named by "inv. 4711/26" and by "货款4711号", but neither by "14711" nor by "4711b".
    return re.search(rf"(?<![0-9a-z]){re.escape(number)}(?![0-9a-z])", said) is not None


def candidates(entity: str, source: str, invoice: str) -> tuple[str, ...]:
    """The ids a named invoice may have: a number of the payer's own source or of the ERP, `source/number`, an id; and
    each of these as it is called since its customer was merged into another one."""
    named = [(origin, invoice) for origin in dict.fromkeys((source, "erp"))]
    origin, slash, number = invoice.partition("/")
    if slash:
        named.append((origin, number))
    ids = [document_id(entity, "invoice", *name) for name in named]
    if invoice.startswith(f"{entity}/invoice/"):
        ids.append(invoice)
    ids += [document_id(entity, "invoice", MERGED, "/".join(name)) for name in named if name[0] != MERGED]
    return tuple(ids)


def allocate_explicitly(
    purse: Purse,
    wanted: Sequence[Wanted],
    books: Books,
    *,
    claims: Mapping[str, Item] | None = None,
    field: str = "allocations",
) -> None:
    """Apply what somebody asked for of this customer's invoices, to the penny or not at all; a claim is named by its
    id."""
    funds = purse.funds
    for index, want in enumerate(wanted):
        if not is_for(want, funds):
            continue
        place = f"{field}/{index}"
        claimed = claims.get(want.invoice) if claims else None
        items = [claimed] if claimed else find(purse, want, books, place)
        asked = [purse.as_left(item) for item in items if want.instalment in (None, item.instalment)]
        if not asked:
            _refuse_waiting(books, items[0].invoice, want.instalment, f"{place}/instalment")
            message = f"{items[0].invoice} has no instalment {want.instalment}."
            raise InvoiceToPayUnknown(message, field=f"{place}/instalment")
        if asked[0].currency != funds.currency:
            message = (
                f"{asked[0].invoice} is owed in {asked[0].currency}; {funds.document} is {funds.currency}. "
                f"State currency {asked[0].currency} with the allocation of a payment, or move the money into it first."
            )
            raise AllocationInOtherCurrency(message, field=f"{place}/invoice")
        if funds.order is not None and asked[0].order != funds.order:
            message = f"{funds.document} is an advance for order {funds.order}, which {asked[0].invoice} does not name."
            raise AdvanceForOtherOrder(message, field=f"{place}/invoice")
        amount_minor = want.amount_minor(funds.currency, f"{place}/amount")
        purse.pay_exactly(EXPLICIT, by_due_date(asked), amount_minor, place)


def is_for(want: Wanted, funds: Funds) -> bool:
    """Whether an allocation is of an invoice of the customer who holds the money, and in its currency."""
    return want.customer in (None, funds.customer) and want.currency in (None, funds.currency)


def find(purse: Purse, want: Wanted, books: Books, place: str) -> list[Item]:
    """The instalments of the invoice that an allocation names; refused where there is none, or more than one."""
    funds = purse.funds
    for invoice in candidates(funds.entity, purse.source, want.invoice):
        items = books.items_of(invoice)
        if items and items[0].customer == funds.customer:
            return items
        if not items:
            _refuse_waiting(books, invoice, None, f"{place}/invoice", customer=funds.customer)
    # A number alone may come from another source than the money: look at what the customer owes.
    found = {
        item.invoice: None
        for item in books.open_items(funds.entity, funds.customer, funds.currency)
        if item.number == want.invoice
    }
    if len(found) == 1:
        return books.items_of(next(iter(found)))
    if found:
        message = f"{funds.customer} has invoices {', '.join(found)}; give the source too."
        raise InvoiceAmbiguous(message, field=f"{place}/invoice")
    message = f"{funds.customer} has no invoice {want.invoice[:140]!r}."
    raise InvoiceToPayUnknown(message, field=f"{place}/invoice")


def _refuse_waiting(
    books: Books, invoice: str, instalment: int | None, field: str, *, customer: str | None = None
) -> None:
    """Say of an instalment that is there, but waits for an event, what it waits for."""
    for waiting in books.waiting_of(invoice):
        if instalment in (None, waiting.instalment) and customer in (None, waiting.customer) and waiting.open_minor:
            message = (
                f"Instalment {waiting.instalment} of {invoice} waits for {waiting.due_event}; "
                "report that first. Until then the money can stay on account."
            )
            raise InstalmentNotDated(message, field=field)


def apply(books: Books, funds: str, applied_on: date, parts: Iterable[Part]) -> None:
    """Parts of a payment or credit note now settle instalments."""
    total = 0
    for part in parts:
        item = books.items[part.invoice, part.instalment]
        books.put_item(item._replace(open_minor=item.open_minor - part.amount_minor))
        place = (part.invoice, part.instalment, applied_on)
        books.put_applied(funds, place, books.applied.get(funds, {}).get(place, 0) + part.amount_minor)
        total += part.amount_minor
    held = books.funds[funds]
    books.put_funds(held._replace(unapplied_minor=held.unapplied_minor - total))


def take_back(books: Books, funds: str, posted_on: date, parts: Iterable[Part]) -> None:
    """Parts are open again, and unapplied again, from a day on."""
    total = 0
    for part in parts:
        item = books.items[part.invoice, part.instalment]
        open_minor = item.open_minor + part.amount_minor
        books.put_item(item._replace(open_minor=open_minor, open_from=max(item.open_from, posted_on)))
        withdraw(books, funds, posted_on, part)
        total += part.amount_minor
    held = books.funds[funds]
    unapplied_from = max(held.unapplied_from, posted_on)
    books.put_funds(held._replace(unapplied_minor=held.unapplied_minor + total, unapplied_from=unapplied_from))


def withdraw(books: Books, funds: str, posted_on: date, part: Part) -> None:
    """Take a part off what stands applied, what was applied last first."""
    left = part.amount_minor
    standing = books.applied.get(funds, {})
    places = [
        place
        for place in standing
        if place[0] == part.invoice and place[1] == part.instalment and place[2] <= posted_on
    ]
    for place in sorted(places, key=lambda place: place[2], reverse=True):
        taken = min(left, standing[place])
        books.put_applied(funds, place, standing[place] - taken)
        left -= taken


def standing_parts(books: Books, funds: str, invoices: Sequence[str] | None = None) -> list[tuple[date, Part]]:
    """What of a payment or credit note stands applied, since when, in the order of the days and due dates."""
    found = [
        (
            applied_on,
            Part(
                invoice=invoice,
                instalment=instalment,
                due_on=books.items[invoice, instalment].due_on,
                amount_minor=amount_minor,
            ),
        )
        for (invoice, instalment, applied_on), amount_minor in books.applied.get(funds, {}).items()
        if invoices is None or invoice in invoices
    ]
    return sorted(found, key=lambda entry: (entry[0], entry[1].due_on, entry[1].invoice, entry[1].instalment))


def merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    """One part per instalment, in the order met."""
    sums: dict[tuple[str, int], Part] = {}
    for part in parts:
        place = (part.invoice, part.instalment)
        before = sums[place].amount_minor if place in sums else 0
        sums[place] = Part(
            invoice=part.invoice,
            instalment=part.instalment,
            due_on=part.due_on,
            amount_minor=before + part.amount_minor,
        )
    return tuple(sums.values())
