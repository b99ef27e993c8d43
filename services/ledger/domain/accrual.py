"""Interest is accrued: of every overdue instalment, up to a day, what is not claimed yet; what was wrong is mended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NamedTuple

from services.ledger.domain.books import Books, Claim, Contest, Entity, Item, local_date
from services.ledger.domain.claim import FEE, INTEREST, AccruedClaim, ClaimDecision, InterestAccrued, reverse
from services.ledger.domain.holding import ACCRUED, MERGED
from services.ledger.domain.interest import (
    DAY,
    Contested,
    InterestLine,
    Reduction,
    balances,
    exact,
    half_up,
    lines,
)
from services.ledger.domain.naming import check_date, digest, document_id, number_of
from services.ledger.domain.payment_order import ON_TOP
from services.ledger.domain.rates import Rates, RateTable, rates_for
from services.ledger.domain.shares import MERGED_KINDS
from shared.errors import Conflict, Invalid

#: A claim's number leaves room for the part it may be recognised in.
NUMBER_LENGTH_MAX = 60
#: So many claims and lines go in one event: it stays below what an event may have, however long their names are.
PARTS_MAX = 200
NOTHING = Fraction()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccrueInterest:
    """Bring the claims of these invoices up to a day. They lie in one partition, or are all of one customer."""

    entity: str
    invoices: tuple[str, ...]
    until: date
    now: datetime
    partition: int | None = None
    customer: str | None = None


class NoInterestClaimed(Conflict):
    """The entity has no rate table: it claims no interest."""


class AccruedAhead(Invalid):
    """Interest is claimed when it has come about, not before."""


def accrue(command: AccrueInterest, books: Books) -> ClaimDecision:
    """Raise what is missing up to the day, and reverse and raise anew what is not right any more; nothing where all is
    claimed as it should be."""
    entity = books.entity(command.entity)
    check_date(command.until, "until")
    today = local_date(entity, command.now)
    if command.until > today:
        message = f"It is {today} at {entity.entity}; interest up to {command.until} has not come about."
        raise AccruedAhead(message, field="until")
    if entity.rate_table is None:
        message = f"{entity.entity} claims no interest; set its rate_table."
        raise NoInterestClaimed(message, field="entity")
    rates = rates_for(books, entity.entity, entity.rate_table)
    earliest = entity.interest_from or entity.first_business_day
    found = _Found(entity.entity, command.until, books)
    for name in command.invoices:
        items = books.items_of(name)
        if not items or items[0].entity != entity.entity or items[0].kind in ON_TOP:
            continue  # interest bears no interest
        if command.customer not in {None, items[0].customer}:
            continue  # somebody else's: what is claimed of it belongs in that customer's partition
        if _merged(items[0], books):
            continue  # all was claimed, and moved, when the customer was merged
        reductions = _reductions(name, books)
        contested = _contested(name, items, reductions, entity, books)
        standing = _standing(name, books)
        for item in items:
            runs_from = max(_begins(item), earliest)
            claims = standing.get(item.instalment, ())
            if runs_from <= command.until or claims:
                number = item.instalment
                debt = _Debt(item, runs_from, reductions.get(number, ()), contested.get(number, ()))
                _interest(debt, claims, rates, found)
                if entity.late_fee and _begins(item) == item.due_on + DAY:
                    _fee(debt, rates, found)
    return found.events()


def _begins(item: Item) -> date:
    """The first day of interest. What had been late before its customer was merged bore it there until that day."""
    begins = item.due_on + DAY
    return max(begins, item.posted_on + DAY) if item.kind in MERGED_KINDS else begins


def _merged(item: Item, books: Books) -> bool:
    known = books.customers.get(f"{item.entity}/{item.customer}")
    return known is not None and known.merged_into is not None


class _Debt(NamedTuple):
    """An instalment as interest sees it."""

    item: Item
    runs_from: date
    reductions: Sequence[Reduction]
    contested: Sequence[Contested]

    def bearing(self, first: date, last: date) -> list[tuple[date, int]]:
        """What bears interest. What ended with nothing applied to it, as in a cancellation, never did."""
        owed_minor = self.item.open_minor + sum([reduction.amount_minor for reduction in self.reductions])
        return balances(owed_minor, self.reductions, self.contested, first, last)

    def lines(self, first: date, last: date, rates: Rates) -> tuple[InterestLine, ...]:
        """Balances and rates from first to last, as far as interest runs."""
        first = max(first, self.runs_from)
        if first > last:
            return ()
        return lines(self.bearing(first, last), rates, first, last, self.runs_from)


@dataclass(slots=True)
class _Found:
    """What an accrual ends, and what it claims: by customer, currency, day, and the name of the rate table."""

    entity: str
    until: date
    books: Books
    ended: ClaimDecision = field(default_factory=list[Any])
    tables: dict[str, RateTable] = field(default_factory=dict[str, RateTable])
    claimed: dict[tuple[str, str, date, str], list[AccruedClaim]] = field(
        default_factory=dict[tuple[str, str, date, str], list[AccruedClaim]]
    )

    def end(self, claim: Claim, reason: str) -> None:
        """Reverse a claim that is not right any more."""
        self.ended += reverse(claim, max(claim.raised_on, self.until), reason, self.books)

    def claim(self, item: Item, table: RateTable, claim: AccruedClaim) -> None:
        """Claim it on the day asked for, or on the last it is for."""
        raised_on = max(self.until, claim.last_on) if claim.last_on else self.until
        self.tables[table.name] = table
        self.claimed.setdefault((item.customer, item.currency, raised_on, table.name), []).append(claim)

    def events(self) -> ClaimDecision:
        """What ends, and then what is claimed: of each customer at one go, as far as an event can hold it."""
        found = self.ended
        for (customer, currency, raised_on, name), claims in self.claimed.items():
            table = self.tables[name]
            for part in _divided(claims):
                accrued = InterestAccrued(
                    entity=self.entity,
                    customer=customer,
                    currency=currency,
                    amount_minor=sum([claim.amount_minor for claim in part]),
                    raised_on=raised_on,
                    rate_table=table.name,
                    day_count=table.day_count,
                    reason=table.title,
                    claims=tuple(part),
                )
                found.append((f"{self.entity}/interest/{customer}", accrued))
        return found


def _divided(claims: Sequence[AccruedClaim]) -> Iterator[Sequence[AccruedClaim]]:
    """Claims in their order, divided where they are too many for one event."""
    first, parts = 0, 0
    for at, claim in enumerate(claims):
        more = 1 + len(claim.lines)
        if parts and parts + more > PARTS_MAX:
            yield claims[first:at]
            first, parts = at, 0
        parts += more
    yield claims[first:]


def _interest(debt: _Debt, claims: Sequence[Claim], rates: Rates, found: _Found) -> None:
    """Walk from the first day of interest over what is claimed to the day asked for; each stretch rounds by itself, and
    hands what rounding left over to the next, so that the total is that of one single claim."""
    exact_minor, amount_minor = NOTHING, 0
    for first, last, claim in _stretches(debt, claims, found.until):
        carried = exact_minor - amount_minor if exact_minor else NOTHING
        # An entity that takes another table takes it from there on.
        by = rates_for(found.books, found.entity, claim.rate_table) if claim and claim.rate_table else rates
        laid = debt.lines(first, last, by)
        exact_minor = exact(laid, by.table.day_count)
        if carried:
            exact_minor += carried
        amount_minor = half_up(exact_minor)
        if not claim and not amount_minor:
            continue
        said = str(exact_minor)
        if claim:
            # What was waived is given up, whatever it should have been.
            if claim.exact == said or claim.status == "waived":
                continue
            found.end(claim, "what it was based on has changed")
        if amount_minor:
            item = debt.item
            accrued = AccruedClaim(
                claim=_name(item, f"interest-{first.isoformat().replace('-', '')}", found.books),
                kind=INTEREST,
                invoice=item.invoice,
                instalment=item.instalment,
                amount_minor=amount_minor,
                exact=said,
                first_on=first,
                last_on=last,
                carried=str(carried) if carried else "0",
                lines=laid,
            )
            found.claim(item, by.table, accrued)


def _stretches(debt: _Debt, claims: Sequence[Claim], until: date) -> list[tuple[date, date, Claim | None]]:
    """The time since interest runs: what is claimed, and what is not."""
    found: list[tuple[date, date, Claim | None]] = []
    begins = debt.runs_from
    for claim in claims:
        first, last = claim.first_on or begins, claim.last_on or begins
        if first > begins:
            found.append((begins, first - DAY, None))
        found.append((first, last, claim))
        begins = max(begins, last + DAY)
    if begins <= until:
        found.append((begins, until, None))
    return found


def _fee(debt: _Debt, rates: Rates, found: _Found) -> None:
    """The law's fixed sum, once for each instalment that was late; reversed if it turns out not to have been."""
    item = debt.item
    late_minor = debt.bearing(debt.runs_from, debt.runs_from)[0][1] if debt.runs_from <= found.until else 0
    fee_minor = rates.fee_minor(late_minor, item.currency) if late_minor else 0
    known = _fee_of(item, found.books)
    if known:
        if not fee_minor and known.status in {"raised", "recognised"}:
            found.end(known, "it was not late")
    elif fee_minor:
        fee = AccruedClaim(
            claim=_claim_id(item, _number(item, FEE)),
            kind=FEE,
            invoice=item.invoice,
            instalment=item.instalment,
            amount_minor=fee_minor,
            exact=str(fee_minor),
        )
        found.claim(item, rates.table, fee)


def _fee_of(item: Item, books: Books) -> Claim | None:
    """The fixed sum that was claimed of an instalment, whatever it was called: a fee somebody states names none."""
    claims = (books.claims[name] for name in books.claims_on.get(item.invoice, ()))
    return next((claim for claim in claims if claim.kind == FEE and claim.instalment == item.instalment), None)


def _name(item: Item, what: str, books: Books) -> str:
    """The id of a claim; where one of that name was reversed, the next of that name."""
    number = _number(item, what)
    again, count = number, 1
    while (claim := _claim_id(item, again)) in books.claims:
        count += 1
        again = f"{number}.{count}"
    return claim


def _claim_id(item: Item, number: str) -> str:
    source = item.invoice.split("/", 3)[2]
    return document_id(item.entity, "claim", ACCRUED if source == MERGED else source, number)


def _number(item: Item, what: str) -> str:
    """By the number in the invoice's id: what came with merged customers may have one number from several sources."""
    number = f"{number_of(item.invoice)}/{item.instalment}/{what}"
    return number if len(number) <= NUMBER_LENGTH_MAX else f"{digest(item.invoice)}/{item.instalment}/{what}"


# ---------------------------------------------------------------- what interest depends on


def _reductions(invoice: str, books: Books) -> dict[int, list[Reduction]]:
    """What stands applied to the instalments of an invoice: money from its value date, and what ended without money, as
    a discount or a write-off, from the day on which it was posted.

    What was taken back never counted, and counts where it went instead: no money stops interest twice.
    """
    found: dict[int, list[Reduction]] = {}
    for document in books.applied_to.get(invoice, ()):
        money = books.funds.get(document)
        for (name, instalment, counts_from), amount_minor in books.applied[document].items():
            if name == invoice:
                value_on = money.value_on if money else counts_from
                found.setdefault(instalment, []).append(Reduction(value_on, amount_minor))
    return found


def _contested(
    invoice: str, items: list[Item], reductions: dict[int, list[Reduction]], entity: Entity, books: Books
) -> dict[int, list[Contested]]:
    """Which part of each instalment is contested, and when: since the dispute began, until the customer was found right
    (then a credit note follows). Whoever contested without reason owes interest for that time too."""
    found: dict[int, list[Contested]] = {}
    contests = books.contests.get(invoice)
    if not contests or entity.interest_on == "all":
        return found
    for contest in sorted(contests.values(), key=lambda contest: (contest.opened_on, contest.dispute)):
        if contest.outcome in {"rejected", "withdrawn"}:
            continue
        before = contest.resolved_on or date.max
        for instalment, amount_minor in _laid(contest, items, reductions):
            found.setdefault(instalment, []).append(Contested(contest.opened_on, before, amount_minor))
    return found


def _laid(contest: Contest, items: list[Item], reductions: dict[int, list[Reduction]]) -> Iterator[tuple[int, int]]:
    """A dispute of one instalment contests that one; of the whole invoice, the earliest due first, as far as open."""
    if contest.instalment is not None:
        yield contest.instalment, contest.amount_minor
        return
    left = contest.amount_minor
    for item in items:
        paid = sum(
            part.amount_minor for part in reductions.get(item.instalment, ()) if part.value_on < contest.opened_on
        )
        part_minor = min(left, item.amount_minor - paid)
        if part_minor > 0:
            yield item.instalment, part_minor
            left -= part_minor


def _standing(invoice: str, books: Books) -> dict[int, list[Claim]]:
    """The claims of interest on the instalments of an invoice that are not reversed, the earliest first."""
    found: dict[int, list[Claim]] = {}
    for name in books.claims_on.get(invoice, ()):
        claim = books.claims[name]
        if claim.kind == INTEREST and claim.status != "reversed" and claim.instalment is not None:
            found.setdefault(claim.instalment, []).append(claim)
    for claims in found.values():
        claims.sort(key=lambda claim: (claim.first_on or date.min, claim.claim))
    return found
