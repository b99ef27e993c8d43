"""Our balances held against those of an ERP or a general ledger: what differs, and when a difference is over."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from services.ledger.domain.books import Books, Document, OpenDifference, local_date
from services.ledger.domain.documents import NumberTaken
from services.ledger.domain.naming import check_date, check_name, check_number, document_id
from shared.errors import Invalid, NotFound, Refusal
from shared.events import Fact
from shared.money import Money

Level = Literal["customer", "document"]
DifferenceKind = Literal["missing-here", "missing-there", "amount", "date"]
Clearing = Literal["no-longer-found", "resolved"]


class Key(NamedTuple):
    """What is compared: a customer's balance in a currency, or one document of it."""

    customer: str
    currency: str
    document: str | None


class Amount(NamedTuple):
    """What books say of it; the document's date where they know one."""

    minor: int
    on: date | None


class Row(NamedTuple):
    """A row of the other books as it was sent, with the line it stands on."""

    line: int
    customer: str
    currency: str
    amount: str
    document: str
    date: str


class BadRow(NamedTuple):
    """A row that could not be read, and why."""

    line: int
    field: str
    detail: str


@dataclass(slots=True)
class Reading:
    """The other books as far as they could be read; `unsure` is what bad rows spoke of, and is not compared."""

    amounts: dict[Key, Amount] = field(default_factory=dict[Key, Amount])
    bad: list[BadRow] = field(default_factory=list[BadRow])
    unsure: set[Key] = field(default_factory=set[Key])


class Difference(NamedTuple):
    """Where the two books do not agree; an amount that a side does not have is none."""

    key: Key
    kind: DifferenceKind
    ours: Amount | None
    theirs: Amount | None


class ComparedTotal(Fact, frozen=True, kw_only=True):
    """What both books say in a currency, of all that could be compared."""

    currency: str
    ours_minor: int
    theirs_minor: int


class BalancesCompared(Fact, frozen=True, kw_only=True):
    """Our books were held against others as of a date; `rows` were sent, `unreadable` of them could not be taken."""

    entity: str
    reconciliation: str
    source: str
    number: str
    level: Level
    as_of: date
    rows: int
    unreadable: int
    matched: int
    missing_here: int
    missing_there: int
    amount_differs: int
    date_differs: int
    totals: tuple[ComparedTotal, ...]
    content_hash: str


class DifferenceFound(Fact, frozen=True, kw_only=True):
    """Two books do not agree about a customer: somebody has to look. Null is what a side does not have."""

    entity: str
    customer: str
    difference: str
    reconciliation: str
    level: Level
    kind: DifferenceKind
    currency: str
    document: str | None
    as_of: date
    ours_minor: int | None
    theirs_minor: int | None
    our_date: date | None
    their_date: date | None


class DifferenceCleared(Fact, frozen=True, kw_only=True):
    """A difference is over: a later comparison did not find it, or somebody closed it with a note."""

    entity: str
    customer: str
    difference: str
    reconciliation: str
    cleared_on: date
    how: Clearing
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareBalances:
    """Keep the outcome of a comparison, all differences of which are recorded."""

    entity: str
    source: str
    number: str
    level: Level
    as_of: date
    rows: int
    unreadable: int
    matched: int
    kinds: Mapping[DifferenceKind, int]
    totals: tuple[ComparedTotal, ...]
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDifferences:
    """Keep what a comparison found of one customer; what it did not find any more is over."""

    entity: str
    customer: str
    reconciliation: str
    level: Level
    as_of: date
    now: datetime
    found: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveDifference:
    """Close a difference with a note that says why."""

    entity: str
    customer: str
    difference: str
    note: str
    now: datetime


class DifferenceNotFound(NotFound):
    """There is no such difference."""


class NoteMissing(Invalid):
    """A difference is closed with a note that says why."""


class NothingToCompare(Invalid):
    """The other books have no row that could be read."""


class DateNotReadable(Invalid):
    """A date is written 2026-03-31."""


# ------------------------------------------------------------ comparing


def read(rows: Iterable[Row], level: Level) -> Reading:
    """The rows as amounts; rows of one key are summed. A row that cannot be taken is told with its line and field."""
    found = Reading()
    for row in rows:
        try:
            key, amount = _amount(row, level)
        except Refusal as refusal:
            found.bad.append(BadRow(row.line, refusal.field or "", refusal.detail))
            # Whatever the row says of it: it is there, so it is not missing, and by how much it differs nobody knows.
            found.unsure.add(Key(row.customer, row.currency, row.document if level == "document" else None))
            continue
        known = found.amounts.get(key)
        if known is not None:
            days = [day for day in (known.on, amount.on) if day]
            amount = Amount(known.minor + amount.minor, min(days, default=None))
        found.amounts[key] = amount
    return found


def _amount(row: Row, level: Level) -> tuple[Key, Amount]:
    check_name(row.customer, "customer")
    if level == "document":
        check_number(row.document, "document")
    minor = Money.parse(row.amount, row.currency, field="amount").minor
    on: date | None = None
    if row.date:
        try:
            on = date.fromisoformat(row.date)
        except ValueError:
            message = f"{row.date[:20]!r} is not a date such as 2026-03-31."
            raise DateNotReadable(message, field="date") from None
        check_date(on, "date")
    return Key(row.customer, row.currency, row.document if level == "document" else None), Amount(minor, on)


def compare(ours: Mapping[Key, Amount], theirs: Reading) -> tuple[list[Difference], int]:
    """The differences in the order of their keys, and how many keys agree. Nothing owed is the same as no row."""
    keys = {key for key, amount in (*ours.items(), *theirs.amounts.items()) if amount.minor}
    differences: list[Difference] = []
    matched = 0
    for key in sorted(keys - theirs.unsure, key=_order):
        here = ours.get(key)
        there = theirs.amounts.get(key)
        kind = _kind(here, there)
        if kind is None:
            matched += 1
        else:
            differences.append(Difference(key, kind, here, there))
    return differences, matched


def _order(key: Key) -> tuple[str, str, str]:
    return key.customer, key.document or "", key.currency


def _kind(here: Amount | None, there: Amount | None) -> DifferenceKind | None:
    if here is None or not here.minor:
        return "missing-here"
    if there is None or not there.minor:
        return "missing-there"
    if here.minor != there.minor:
        return "amount"
    if here.on and there.on and here.on != there.on:
        return "date"
    return None


def totals(ours: Mapping[Key, Amount], theirs: Reading) -> tuple[ComparedTotal, ...]:
    """Both sums of each currency, without what could not be compared."""
    here: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for key, amount in ours.items():
        if key not in theirs.unsure:
            here[key.currency] += amount.minor
    for key, amount in theirs.amounts.items():
        if key not in theirs.unsure:
            there[key.currency] += amount.minor
    return tuple(
        ComparedTotal(currency=currency, ours_minor=here[currency], theirs_minor=there[currency])
        for currency in sorted({*here, *there})
    )


# ------------------------------------------------------------ recording


def reconciliation_id(entity: str, source: str, number: str) -> str:
    """A comparison's id and stream."""
    return document_id(entity, "reconciliation", source, number)


def difference_id(entity: str, level: Level, key: Key) -> str:
    """A difference's id and stream: the same for every comparison of this level that finds it."""
    what = f"{level}-{key.currency}" if key.document is None else f"{level}-{key.currency}-{key.document}"
    return document_id(entity, "difference", key.customer, what)


def keep(command: CompareBalances, books: Books) -> list[tuple[str, BalancesCompared]]:
    """The comparison is a fact; the same one again changes nothing."""
    books.entity(command.entity)
    check_name(command.source, "source")
    check_number(command.number)
    check_date(command.as_of, "as_of")
    reconciliation = reconciliation_id(command.entity, command.source, command.number)
    known = books.documents.get(reconciliation)
    if known is not None:
        check_same(reconciliation, known.content_hash, command.content_hash)
        return []
    compared = BalancesCompared(
        entity=command.entity,
        reconciliation=reconciliation,
        source=command.source,
        number=command.number,
        level=command.level,
        as_of=command.as_of,
        rows=command.rows,
        unreadable=command.unreadable,
        matched=command.matched,
        missing_here=command.kinds.get("missing-here", 0),
        missing_there=command.kinds.get("missing-there", 0),
        amount_differs=command.kinds.get("amount", 0),
        date_differs=command.kinds.get("date", 0),
        totals=command.totals,
        content_hash=command.content_hash,
    )
    return [(reconciliation, compared)]


def check_same(reconciliation: str, existing: str, sent: str) -> None:
    """Refuse other books under a number that was used."""
    if existing != sent:
        message = f"{reconciliation} compared other rows. A number belongs to one comparison for ever."
        raise NumberTaken(message, field="number", existing=existing, sent=sent)


def note(command: NoteDifferences, books: Books) -> list[tuple[str, DifferenceFound | DifferenceCleared]]:
    """Each difference is told once a comparison; one that an equally late or later comparison lacks is over."""
    entity = books.entity(command.entity)
    standing = books.differences_of.get(f"{command.entity}/{command.customer}", {})
    events: list[tuple[str, DifferenceFound | DifferenceCleared]] = []
    found: set[str] = set()
    for each in command.found:
        difference = difference_id(command.entity, command.level, each.key)
        found.add(difference)
        known = standing.get(difference)
        if known is None or known.reconciliation != command.reconciliation:
            events.append((difference, _found(command, difference, each)))
    for difference, known in standing.items():
        if difference not in found and known.level == command.level and known.as_of <= command.as_of:
            cleared = DifferenceCleared(
                entity=command.entity,
                customer=command.customer,
                difference=difference,
                reconciliation=command.reconciliation,
                cleared_on=local_date(entity, command.now),
                how="no-longer-found",
                note="",
            )
            events.append((difference, cleared))
    return events


def _found(command: NoteDifferences, difference: str, each: Difference) -> DifferenceFound:
    ours, theirs = each.ours, each.theirs
    return DifferenceFound(
        entity=command.entity,
        customer=command.customer,
        difference=difference,
        reconciliation=command.reconciliation,
        level=command.level,
        kind=each.kind,
        currency=each.key.currency,
        document=each.key.document,
        as_of=command.as_of,
        ours_minor=ours.minor if ours else None,
        theirs_minor=theirs.minor if theirs else None,
        our_date=ours.on if ours else None,
        their_date=theirs.on if theirs else None,
    )


def resolve(command: ResolveDifference, books: Books) -> list[tuple[str, DifferenceCleared]]:
    """Somebody has looked; the same note again changes nothing."""
    entity = books.entity(command.entity)
    known = books.differences_of.get(f"{command.entity}/{command.customer}", {}).get(command.difference)
    if known is None:
        if command.difference in books.cleared:
            return []
        message = f"There is no difference {command.difference}."
        raise DifferenceNotFound(message)
    if not command.note.strip():
        message = "Say why the difference is no longer one."
        raise NoteMissing(message, field="note")
    cleared = DifferenceCleared(
        entity=command.entity,
        customer=command.customer,
        difference=command.difference,
        reconciliation=known.reconciliation,
        cleared_on=local_date(entity, command.now),
        how="resolved",
        note=command.note,
    )
    return [(command.difference, cleared)]


def evolve(books: Books, event: BalancesCompared | DifferenceFound | DifferenceCleared) -> None:
    """A comparison's number is taken; a difference stands, or is over. No balance changes."""
    match event:
        case BalancesCompared():
            books.documents[event.reconciliation] = Document(
                customer="", currency="", amount_minor=0, posted_on=event.as_of, content_hash=event.content_hash
            )
        case DifferenceFound():
            standing = books.differences_of.setdefault(f"{event.entity}/{event.customer}", {})
            known = standing.get(event.difference)
            standing[event.difference] = OpenDifference(
                level=event.level,
                as_of=max(event.as_of, known.as_of) if known else event.as_of,
                reconciliation=event.reconciliation,
            )
            books.cleared.pop(event.difference, None)
        case DifferenceCleared():
            books.differences_of.get(f"{event.entity}/{event.customer}", {}).pop(event.difference, None)
            books.cleared[event.difference] = event.note


def by_customer(differences: Sequence[Difference]) -> dict[str, tuple[Difference, ...]]:
    """The differences of each customer."""
    found: dict[str, list[Difference]] = {}
    for each in differences:
        found.setdefault(each.key.customer, []).append(each)
    return {customer: tuple(of_one) for customer, of_one in found.items()}
