"""The open books while documents are decided: who is known, what is open, and what money is not yet applied."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from services.ledger.domain.carrying import Carrying, DatedPlace, Place
from services.ledger.domain.chart import AccountRule, Role
from services.ledger.domain.limitation import LimitationRule
from services.ledger.domain.naming import document_id, kind_of
from services.ledger.domain.shares import SALE, InvoiceKind, Share
from services.ledger.domain.terms import DiscountWindow, Terms, WaitingInstalment
from shared.errors import Conflict, Invalid, NotFound
from shared.events import Fact


class EntityNotFound(NotFound):
    """There is no such entity, or not for this caller."""


class CustomerUnknown(Invalid):
    """The document speaks of a customer who was never registered."""


class CurrencyNotOfEntity(Invalid):
    """The entity does not keep books in this currency."""


class DocumentNotFound(NotFound):
    """There is no such document."""


class CustomerWasMerged(Conflict):
    """The customer was merged into another one, who owes what it owed and holds what it held."""


class DocumentOfOtherCustomer(Conflict):
    """The document belongs to somebody else."""


OLDEST_FIRST = "oldest-first"
NEWEST_FIRST = "newest-first"
PRINCIPAL_FIRST = "principal-first"
COSTS_INTEREST_PRINCIPAL = "costs-interest-principal"
#: What happens to a document dated in a closed period: it is posted on the first open day unless it states its posting
#: date, which is then refused; every one is refused; every one is moved.
UNLESS_STATED = "unless-stated"
REFUSE = "refuse"
NEXT_OPEN_DAY = "next-open-day"
#: On what of a receivable that ends without money the tax is given back, too.
NO_REDUCTION, DISCOUNTS_ONLY, DISCOUNTS_AND_WRITE_OFFS = "none", "discounts", "discounts-and-write-offs"


class Entity(Fact, frozen=True, kw_only=True):
    """A company whose receivables are kept, and its settings."""

    entity: str
    name: str
    time_zone: str
    functional_currency: str
    currencies: tuple[str, ...]
    calendar: str
    first_business_day: date
    dunning_from: date
    language: str = "en"
    allocation_order: str = OLDEST_FIRST
    #: By currency, in minor units: what is left of an instalment that was paid but for this is not pursued.
    small_differences: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    late_posting: str = UNLESS_STATED
    #: So many days after its last one a discount may still be taken.
    discount_tolerance_days: int = 0
    #: On which reductions tax is given back: none, discounts, discounts-and-write-offs.
    tax_on_reductions: str = NO_REDUCTION
    rate_table: str | None = None  # none: no interest is claimed
    interest_on: str = "undisputed"  # or all that is open
    interest_from: date | None = None  # days before bear none; without it, days before the first business day
    late_fee: bool = False  # whether the law's fixed sum is claimed of each late payment
    payment_order: str = PRINCIPAL_FIRST
    #: So many days an exchange rate holds where no newer one is stated: over a week of holidays, not over a month.
    exchange_rates_hold_days: int = 10


class CustomerDetails(Fact, frozen=True, kw_only=True):
    """Master data of a bill-to, the owner of a balance."""

    entity: str
    customer: str
    name: str
    country: str
    language: str
    currency: str
    terms_days: int
    size: str = ""
    industry: str = ""
    region: str = ""
    salesperson: str = ""
    parent: str | None = None
    #: How invoices fall due that say nothing themselves; where it is null, after terms_days.
    terms: Terms | None = None


class Customer(CustomerDetails, frozen=True, kw_only=True):
    """A customer as known now."""

    insolvent_since: date | None = None
    merged_into: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is known of a document for ever: whose it is, and the digest of what its source sent."""

    customer: str
    currency: str
    amount_minor: int
    posted_on: date
    content_hash: str
    shares: tuple[Share, ...] = ()
    kind: InvoiceKind = SALE  # of an invoice
    cancelled: bool = False  # an invoice
    returned: bool = False  # a payment, by the bank
    invoice: str | None = None  # which a dispute is about
    outcome: str | None = None  # of a dispute
    waiting: tuple[WaitingInstalment, ...] = ()  # of an invoice: those that began without a date
    happened: tuple[tuple[int, date], ...] = ()  # and for which instalment of them what it waited for happened when
    value_date: date | None = None  # of a payment
    origin: str | None = None  # what it was before it crossed customers
    exchange_rate: str | None = None  # at which an invoice in another currency was entered


class StatedRate(Fact, frozen=True, kw_only=True):
    """So much of the entity's own currency for one unit of another on a day, and who says so."""

    currency: str
    valid_on: date
    rate: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignBalance:
    """The balance of a customer's account in another currency on a day, as the journal has it; a debit is positive."""

    entity: str
    customer: str
    currency: str
    role: Role
    balance_minor: int
    functional_minor: int


PROPOSED, APPROVED, REJECTED = "proposed", "approved", "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff:
    """A write-off as it stands; `written_off_minor` is what is off the books, and `recovered_minor` came after all."""

    customer: str
    invoice: str
    instalment: int | None
    currency: str
    amount_minor: int
    proposed_on: date
    proposed_by: str
    reason: str
    state: str = PROPOSED
    written_off_minor: int = 0
    recovered_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedStatement:
    """What is known of a statement of account: what it speaks of, and what the debtor answered."""

    as_of: date
    currencies: tuple[str, ...]
    confirmed: tuple[date, str] | None = None  # on which day, with which file
    differences: tuple[str, ...] = ()  # digests of what the debtor did not agree with


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDifference:
    """A difference to other books that waits for a person."""

    level: str
    as_of: date
    reconciliation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discounts:
    """Until when how much may be taken off an invoice for paying early, and how much of it stands taken.

    `shares` are the invoice's by tax code: what is taken off divides as they do.
    """

    windows: tuple[DiscountWindow, ...]
    shares: tuple[Share, ...]
    taken_minor: int = 0


# Items and funds are replaced more often than anything else is made; a named tuple is replaced in half the time.


class Item(NamedTuple):
    """One instalment of an invoice and what of it is open.

    `open_from` is the date from which the open amount can be paid: the posting, or the latest day on which something
    applied was taken back.
    """

    invoice: str
    instalment: int
    entity: str
    customer: str
    currency: str
    number: str
    reference: str | None
    document_date: date
    posted_on: date
    due_on: date
    amount_minor: int
    open_minor: int
    open_from: date
    kind: InvoiceKind = SALE
    order: str | None = None


class Waiting(NamedTuple):
    """An instalment that is owed but not due before its event has dated it; no money settles it until then."""

    invoice: str
    instalment: int
    entity: str
    customer: str
    currency: str
    number: str
    reference: str | None
    document_date: date
    posted_on: date
    amount_minor: int
    open_minor: int
    due_event: str
    kind: InvoiceKind = SALE
    order: str | None = None

    def dated(self, due_on: date, open_from: date) -> Item:
        """The instalment with its due date."""
        return Item(*self[:9], due_on, self.amount_minor, self.open_minor, open_from, self.kind, self.order)


class Funds(NamedTuple):
    """A payment or credit note and what of it is not applied; `held` waits for a person, `paid_out_minor` has left,
    and an `order` makes it an advance, which settles nothing but that order's invoices.

    `value_on` is the day up to which what it pays bears interest.
    """

    document: str
    entity: str
    customer: str
    currency: str
    reference: str | None
    posted_on: date
    amount_minor: int
    unapplied_minor: int
    unapplied_from: date
    held: bool
    value_on: date
    paid_out_minor: int = 0
    order: str | None = None

    @property
    def is_credit(self) -> bool:
        """Whether this is a credit note rather than money."""
        return kind_of(self.document) == "credit-note"


class Claim(NamedTuple):
    """Interest or a fee claimed of a customer, and what became of it.

    `exact` is what `amount_minor` was rounded from, as a fraction. `parts` of it became receivables, in all
    `recognised_minor`.
    """

    claim: str
    entity: str
    customer: str
    kind: str
    invoice: str | None
    instalment: int | None
    currency: str
    number: str
    amount_minor: int
    first_on: date | None
    last_on: date | None
    raised_on: date
    exact: str
    rate_table: str | None
    status: str = "raised"
    recognised_minor: int = 0
    parts: int = 0

    @property
    def raised_minor(self) -> int:
        """What still stands apart from the books."""
        return self.amount_minor - self.recognised_minor if self.status == "raised" else 0

    def item(self, part: int) -> tuple[str, str]:
        """The invoice that a part of it became or will become, counted from 1, and its number."""
        source = self.claim.split("/", 3)[2]
        number = self.number if part == 1 else f"{self.number}/{part}"
        return document_id(self.entity, "invoice", source, number), number

    @property
    def next_item(self) -> str:
        """The invoice that the next part of it would become; somebody may have issued one of that number."""
        return self.item(self.parts + 1)[0]

    @property
    def items(self) -> list[str]:
        """The invoices that parts of it became."""
        return [self.item(part)[0] for part in range(1, self.parts + 1)]


class Contest(NamedTuple):
    """A dispute of an invoice, and how it ended."""

    dispute: str
    instalment: int | None
    amount_minor: int
    opened_on: date
    resolved_on: date | None = None
    outcome: str | None = None
    reason: str = ""
    owner_role: str = ""
    deadline: date | None = None


SATURDAY = 6


def weekdays_only(_: str, day: date) -> bool:
    """Monday to Friday: who works when, for books that know no calendar of holidays."""
    return day.isoweekday() < SATURDAY


@dataclass(slots=True)
class Books:
    """The working set of a batch of commands; small, mutable, and only ever changed by `evolve`.

    In the service it holds what the batch touches, read under the lock; in tests and in `verify` it holds everything,
    folded from the log. `posted` are the entities that have documents; `waiting` are instalments without a date yet.
    """

    partition_of: Callable[[str], int]
    partition_count: int
    is_working_day: Callable[[str, date], bool] = weekdays_only
    entities: dict[str, Entity] = field(default_factory=dict[str, Entity])
    last_opened: dict[tuple[str, int], date] = field(default_factory=dict[tuple[str, int], date])
    closed_until: dict[str, date] = field(default_factory=dict[str, date])
    customers: dict[str, Customer] = field(default_factory=dict[str, Customer])
    documents: dict[str, Document] = field(default_factory=dict[str, Document])
    items: dict[Place, Item] = field(default_factory=dict[Place, Item])
    instalments_of: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    open_of: dict[str, dict[Place, None]] = field(default_factory=dict[str, dict[Place, None]])
    funds: dict[str, Funds] = field(default_factory=dict[str, Funds])
    unapplied_of: dict[str, dict[str, None]] = field(default_factory=dict[str, dict[str, None]])
    applied: dict[str, dict[DatedPlace, int]] = field(default_factory=dict[str, dict[DatedPlace, int]])
    applied_to: dict[str, dict[str, None]] = field(default_factory=dict[str, dict[str, None]])
    contests: dict[str, dict[str, Contest]] = field(default_factory=dict[str, dict[str, Contest]])
    write_offs: dict[str, WriteOff] = field(default_factory=dict[str, WriteOff])
    #: Of the invoices that offer any.
    discounts: dict[str, Discounts] = field(default_factory=dict[str, Discounts])
    #: By reduction and invoice, the net and tax that stand given back.
    given_back: dict[tuple[str, str], tuple[Share, ...]] = field(
        default_factory=dict[tuple[str, str], "tuple[Share, ...]"]
    )
    posted: set[str] = field(default_factory=set[str])
    waiting: dict[Place, Waiting] = field(default_factory=dict[Place, Waiting])
    claims: dict[str, Claim] = field(default_factory=dict[str, Claim])
    claims_on: dict[str, dict[str, None]] = field(default_factory=dict[str, dict[str, None]])
    claims_of: dict[str, dict[str, None]] = field(default_factory=dict[str, dict[str, None]])
    interest_rates: dict[tuple[str, str], dict[date, str]] = field(
        default_factory=dict[tuple[str, str], dict[date, str]]
    )
    mappings: dict[tuple[str, date], tuple[AccountRule, ...]] = field(
        default_factory=dict[tuple[str, date], tuple[AccountRule, ...]]
    )
    limitation: dict[str, LimitationRule] = field(default_factory=dict[str, LimitationRule])
    statements: dict[str, IssuedStatement] = field(default_factory=dict[str, IssuedStatement])
    differences_of: dict[str, dict[str, OpenDifference]] = field(default_factory=dict[str, dict[str, OpenDifference]])
    exchange_rates: dict[tuple[str, str], dict[date, StatedRate]] = field(
        default_factory=dict[tuple[str, str], dict[date, StatedRate]]
    )
    #: Of what is in another currency than the entity's own.
    carrying: Carrying = field(default_factory=Carrying)
    #: What is to be revalued, as it stood at the end of the day.
    foreign_balances: list[ForeignBalance] = field(default_factory=list[ForeignBalance])
    cleared: dict[str, str] = field(default_factory=dict[str, str])  # the note a difference was closed with

    # ------------------------------------------------------------ questions

    def entity(self, entity: str) -> Entity:
        """The settings of an entity."""
        try:
            return self.entities[entity]
        except KeyError:
            message = f"There is no entity {entity[:16]}."
            raise EntityNotFound(message, field="entity") from None

    def customer(self, entity: str, customer: str) -> Customer:
        """The customer a document names; refused where it was merged into another one."""
        known = self.known_customer(entity, customer)
        self.check_not_merged(entity, customer)
        return known

    def check_not_merged(self, entity: str, customer: str, field: str = "customer") -> None:
        """Refuse to change the balance of a customer whose balance is another's."""
        known = self.customers.get(f"{entity}/{customer}")
        if known is not None and known.merged_into is not None:
            message = f"{customer} was merged into {known.merged_into}: say {known.merged_into} instead."
            raise CustomerWasMerged(message, field=field, merged_into=known.merged_into)

    def known_customer(self, entity: str, customer: str) -> Customer:
        """A customer, also one that was merged into another one."""
        try:
            return self.customers[f"{entity}/{customer}"]
        except KeyError:
            message = f"{entity} has no customer {customer[:64]!r}; register it first."
            raise CustomerUnknown(message, field="customer") from None

    def document(self, document: str, customer: str | None = None) -> Document:
        """A document that a command is about; if the command also says whose it is, that must be right."""
        try:
            known = self.documents[document]
        except KeyError:
            message = f"There is no document {document}."
            raise DocumentNotFound(message) from None
        if customer not in {None, known.customer}:
            message = f"{document} belongs to customer {known.customer}, not to {customer}."
            raise DocumentOfOtherCustomer(message, field="customer")
        return known

    def opened_until(self, entity: str, partition: int) -> date:
        """The last day opened; before the first opening the day before the first business day."""
        opened = self.last_opened.get((entity, partition))
        return opened or self.entities[entity].first_business_day - timedelta(days=1)

    def opened_for(self, entity: str, customer: str) -> date:
        """The last day opened where a customer's documents lie."""
        return self.opened_until(entity, self.partition_of(f"{entity}/{customer}"))

    def items_of(self, invoice: str) -> list[Item]:
        """The instalments of an invoice, the earliest due first: one that waited for an event may be due before."""
        items = [self.items[invoice, number] for number in self.instalments_of.get(invoice, ())]
        return items if len(items) == 1 else sorted(items, key=lambda item: (item.due_on, item.instalment))

    def waiting_of(self, invoice: str) -> list[Waiting]:
        """The instalments of an invoice that wait for an event, in their order."""
        return sorted(waiting for place, waiting in self.waiting.items() if place[0] == invoice)

    def works_on(self, entity: Entity) -> Callable[[date], bool]:
        """On which dates people work at an entity's place."""
        return lambda day: self.is_working_day(entity.calendar, day)

    def open_items(self, entity: str, customer: str, currency: str) -> list[Item]:
        """What a customer owes in a currency, in no particular order."""
        places = self.open_of.get(f"{entity}/{customer}", ())
        return [item for place in places if (item := self.items[place]).currency == currency]

    def owed(self, entity: str, customer: str, currency: str) -> "Owed":
        """What a customer owes in a currency, looked up where it stands."""
        return Owed(self.items, self.open_of.get(f"{entity}/{customer}", {}), currency)

    def every_open_item(self, entity: str, partition: int) -> Iterator[Item]:
        """What the customers of one partition owe."""
        for customer, places in self.open_of.items():
            if customer.partition("/")[0] == entity and self.partition_of(customer) == partition:
                yield from (self.items[place] for place in places)

    def unapplied(self, entity: str, customer: str) -> list[Funds]:
        """A customer's money on account and open credits, in no particular order."""
        return [self.funds[document] for document in self.unapplied_of.get(f"{entity}/{customer}", ())]

    def open_contests(self, invoice: str) -> list[Contest]:
        """The disputes of an invoice that are not over."""
        return [contest for contest in self.contests.get(invoice, {}).values() if contest.outcome is None]

    def raised_claims(self, entity: str, customer: str, currency: str) -> list[Claim]:
        """What is claimed of a customer and money can recognise, in no particular order."""
        claims = self.claims_of.get(f"{entity}/{customer}", ())
        found = (self.claims[name] for name in claims)
        return [
            claim
            for claim in found
            if claim.currency == currency and claim.raised_minor and not self.is_invoice(claim.next_item)
        ]

    def is_invoice(self, name: str) -> bool:
        """Whether there is an invoice of this id."""
        return name in self.instalments_of or any(invoice == name for invoice, _ in self.waiting)

    # ------------------------------------------------------------ changes, for `evolve` and for loading

    def put_item(self, item: Item) -> None:
        """Enter an instalment, or its new state."""
        place = (item.invoice, item.instalment)
        self.posted.add(item.entity)
        if place not in self.items:
            self.instalments_of.setdefault(item.invoice, []).append(item.instalment)
        self.items[place] = item
        owner = f"{item.entity}/{item.customer}"
        if item.open_minor:
            self.open_of.setdefault(owner, {})[place] = None
        elif owner in self.open_of:
            self.open_of[owner].pop(place, None)

    def put_waiting(self, waiting: Waiting) -> None:
        """Enter an instalment that waits for an event, or its new state."""
        self.posted.add(waiting.entity)
        self.waiting[waiting.invoice, waiting.instalment] = waiting

    def put_funds(self, funds: Funds) -> None:
        """Enter a payment or credit note, or its new state."""
        self.posted.add(funds.entity)
        self.funds[funds.document] = funds
        owner = f"{funds.entity}/{funds.customer}"
        if funds.unapplied_minor:
            self.unapplied_of.setdefault(owner, {})[funds.document] = None
        elif owner in self.unapplied_of:
            self.unapplied_of[owner].pop(funds.document, None)

    def put_claim(self, claim: Claim) -> None:
        """Enter a claim, or its new state. One that an accrual raised nobody sent, so no content of it is known."""
        self.claims[claim.claim] = claim
        if claim.claim not in self.documents:
            self.documents[claim.claim] = Document(
                customer=claim.customer,
                currency=claim.currency,
                amount_minor=claim.amount_minor,
                posted_on=claim.raised_on,
                content_hash="",
            )
        if claim.invoice:
            self.claims_on.setdefault(claim.invoice, {})[claim.claim] = None
        self.claims_of.setdefault(f"{claim.entity}/{claim.customer}", {})[claim.claim] = None

    def put_contest(self, invoice: str, contest: Contest) -> None:
        """Enter what is contested of an invoice, or how that ended."""
        self.contests.setdefault(invoice, {})[contest.dispute] = contest

    def put_applied(self, funds: str, place: DatedPlace, amount_minor: int) -> None:
        """Enter how much of a payment or credit note stands applied to an instalment since a day."""
        if amount_minor:
            self.applied.setdefault(funds, {})[place] = amount_minor
            self.applied_to.setdefault(place[0], {})[funds] = None
            return
        places = self.applied.get(funds, {})
        places.pop(place, None)
        if all(invoice != place[0] for invoice, _, _ in places):
            self.applied_to.get(place[0], {}).pop(funds, None)


class Owed(Mapping[Place, Item]):
    """The open items of a customer in a currency, by place. Nothing is copied: a customer may owe fifty thousand, of
    which a payment names one."""

    def __init__(self, items: Mapping[Place, Item], places: Mapping[Place, None], currency: str) -> None:
        self._items = items
        self._places = places
        self._currency = currency

    def __getitem__(self, place: Place) -> Item:
        """The item, where it is open and owed in the currency."""
        if place in self._places and (item := self._items[place]).currency == self._currency:
            return item
        raise KeyError(place)

    def __iter__(self) -> Iterator[Place]:
        """The places of all of them."""
        return (place for place in self._places if self._items[place].currency == self._currency)

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)


def check_currency(entity: Entity, currency: str, field: str = "currency") -> None:
    """Refuse a currency in which the entity keeps no books."""
    if currency not in entity.currencies:
        message = f"{entity.entity} keeps no books in {currency}; its currencies are {', '.join(entity.currencies)}."
        raise CurrencyNotOfEntity(message, field=field)


def local_date(entity: Entity, now: datetime) -> date:
    """The calendar date at an entity's place."""
    return now.astimezone(ZoneInfo(entity.time_zone)).date()
