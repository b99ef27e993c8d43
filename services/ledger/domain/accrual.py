"""Interest is accrued: of every overdue instalment, up to a day, what is not claimed yet; what was wrong is mended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from services.ledger.domain.books import Books, Claim, Contest, Entity, Item, local_date
from services.ledger.domain.claim import FEE, INTEREST, ClaimDecision, ClaimRaised, reverse
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
from services.ledger.domain.naming import check_date, digest, document_id
from services.ledger.domain.payment_order import ON_TOP
from services.ledger.domain.rates import Rates, RateTable, rates_for
from services.ledger.domain.shares import MERGED_KINDS
from shared.errors import Conflict, Invalid

#: A claim's number leaves room for the part it may be recognised in.
NUMBER_LENGTH_MAX = 60
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
    events: ClaimDecision = []
    for name in command.invoices:
        items = books.items_of(name)
        if not items or items[0].entity != entity.entity or items[0].kind in ON_TOP:
            continue  # interest bears no interest
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
                events += _interest(debt, claims, rates, command.until, books)
                if entity.late_fee and _begins(item) == item.due_on + DAY:
                    events += _fee(debt, rates, command.until, books)
    return events


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


class _Accrued(NamedTuple):
    """What a stretch of time makes: its own lines, what rounding left over before it, both together, exact, and
    rounded."""

    first_on: date
    last_on: date
    lines: tuple[InterestLine, ...]
    carried_minor: Fraction
    exact: str
    amount_minor: int


def _interest(debt: _Debt, claims: Sequence[Claim], rates: Rates, until: date, books: Books) -> ClaimDecision:
    """Walk from the first day of interest over what is claimed to the day asked for; each stretch rounds by itself, and
    hands what rounding left over to the next, so that the total is that of one single claim."""
    events: ClaimDecision = []
    exact_minor, amount_minor = NOTHING, 0
    for first, last, claim in _stretches(debt, claims, until):
        carried = exact_minor - amount_minor if exact_minor else NOTHING
        # An entity that takes another table takes it from there on.
        by = rates_for(books, debt.item.entity, claim.rate_table) if claim and claim.rate_table else rates
        found = debt.lines(first, last, by)
        exact_minor = exact(found, by.table.day_count)
        if carried:
            exact_minor += carried
        amount_minor = half_up(exact_minor)
        if not claim and not amount_minor:
            continue
        accrued = _Accrued(first, last, found, carried, str(exact_minor), amount_minor)
        if claim:
            # What was waived is given up, whatever it should have been.
            if claim.exact == accrued.exact or claim.status == "waived":
                continue
            events += reverse(claim, max(claim.raised_on, until), "what it was based on has changed", books)
        if amount_minor:
            events.append(_raised(debt.item, accrued, by.table, until, books))
    return events


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


def _raised(item: Item, accrued: _Accrued, table: RateTable, until: date, books: Books) -> tuple[str, ClaimRaised]:
    source, claim, number = _name(item, f"interest-{accrued.first_on.isoformat().replace('-', '')}", books)
    raised = ClaimRaised(
        entity=item.entity,
        customer=item.customer,
        claim=claim,
        source=source,
        number=number,
        kind=INTEREST,
        invoice=item.invoice,
        instalment=item.instalment,
        currency=item.currency,
        amount_minor=accrued.amount_minor,
        raised_on=max(until, accrued.last_on),
        content_hash=digest(claim, accrued.exact),
        first_on=accrued.first_on,
        last_on=accrued.last_on,
        rate_table=table.name,
        day_count=table.day_count,
        lines=accrued.lines,
        carried=str(accrued.carried_minor) if accrued.carried_minor else "0",
        exact=accrued.exact,
        reason=table.title,
    )
    return claim, raised


def _fee(debt: _Debt, rates: Rates, until: date, books: Books) -> ClaimDecision:
    """The law's fixed sum, once for each instalment that was late; reversed if it turns out not to have been."""
    item = debt.item
    source, number = _number(item, FEE)
    name = document_id(item.entity, "claim", source, number)
    late_minor = debt.bearing(debt.runs_from, debt.runs_from)[0][1] if debt.runs_from <= until else 0
    fee_minor = rates.fee_minor(late_minor, item.currency) if late_minor else 0
    known = books.claims.get(name)
    if known:
        if not fee_minor and known.status in {"raised", "recognised"}:
            return reverse(known, max(known.raised_on, until), "it was not late", books)
        return []
    if not fee_minor:
        return []
    raised = ClaimRaised(
        entity=item.entity,
        customer=item.customer,
        claim=name,
        source=source,
        number=number,
        kind=FEE,
        invoice=item.invoice,
        instalment=item.instalment,
        currency=item.currency,
        amount_minor=fee_minor,
        raised_on=until,
        content_hash=digest(name, fee_minor),
        rate_table=rates.table.name,
        exact=str(fee_minor),
        reason=rates.table.title,
    )
    return [(name, raised)]


def _name(item: Item, what: str, books: Books) -> tuple[str, str, str]:
    """The source, id and number of a claim; where one of that name was reversed, the next of that name."""
    source, number = _number(item, what)
    again, count = number, 1
    while (claim := document_id(item.entity, "claim", source, again)) in books.claims:
        count += 1
        again = f"{number}.{count}"
    return source, claim, again


def _number(item: Item, what: str) -> tuple[str, str]:
    source = item.invoice.split("/", 3)[2]
    number = f"{item.number}/{item.instalment}/{what}"
    if len(number) > NUMBER_LENGTH_MAX:
        number = f"{digest(item.invoice)}/{item.instalment}/{what}"
    return source, number


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
