"""A second reading of the ledger's events, deliberately plain: whatever is asked is counted anew from the first event.

It knows events as JSON alone, walks over all of them for every question and over every single day for interest, and
imports nothing that the ledger calculates with. Where the two disagree, one of them is wrong.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from urllib.parse import unquote

Data = Mapping[str, Any]
Place = tuple[str, str, int]  # "owed", the invoice and its instalment; or "held", the payment or credit note and 0
DAYS_LATE_FROM = (1, 31, 61, 91)


@dataclass(frozen=True)
class Told:
    """One event as it is stored: its name without the version, its JSON, when it was recorded, its place in the log."""

    kind: str
    data: Data
    recorded_at: datetime | None = None
    place: int = 0

    @classmethod
    def of(cls, name: str, text: bytes, *, recorded_at: datetime | None = None, place: int = 0) -> "Told":
        return cls(name.rpartition(".")[0], json.loads(text), recorded_at, place)

    @property
    def day(self) -> date | None:
        """From which day it counts in the books; None for what moves nothing."""
        if self.kind in {"payment-allocated", "credit-applied"}:
            return date.fromisoformat(self.data["applied_on"])
        if next(changes(self), None) is not None:
            return date.fromisoformat(self.data["posted_on"])
        return None


Log = Sequence[Told]


def listed(data: Data, name: str) -> list[Data]:
    """The rows under a name; none where the event leaves it out."""
    return list(data.get(name) or ())


# ---------------------------------------------------------------- what is open


def changes(told: Told) -> Iterator[tuple[Place, int]]:
    """What an event adds to what is owed, and to what is held."""
    data = told.data
    parts = listed(data, "parts")
    match told.kind:
        case "invoice-issued" | "invoice-cancelled":
            sign = 1 if told.kind == "invoice-issued" else -1
            for part in [*listed(data, "instalments"), *listed(data, "waiting")]:
                yield ("owed", data["invoice"], part["number"]), sign * part["amount_minor"]
        case "payment-received":
            yield ("held", data["payment"], 0), data["amount_minor"]
        case "credit-note-issued":
            yield ("held", data["credit_note"], 0), data["gross_minor"]
        case "money-moved-in" | "money-moved-back":
            yield ("held", data["document"], 0), data["amount_minor"]
        case "money-moved-out" | "refund-paid":
            yield ("held", data["document"], 0), -data["amount_minor"]
        case "payment-returned":
            yield ("held", data["payment"], 0), -data["amount_minor"]
        case "payment-allocated" | "credit-applied" | "payment-unapplied" | "credit-unapplied":
            sign = -1 if told.kind in {"payment-allocated", "credit-applied"} else 1
            document = data.get("payment") or data["credit_note"]
            for part in parts:
                yield ("owed", part["invoice"], part["instalment"]), sign * part["amount_minor"]
                yield ("held", document, 0), sign * part["amount_minor"]
        case "receivable-reduced" | "receivable-restored":
            sign = -1 if told.kind == "receivable-reduced" else 1
            for part in parts:
                yield ("owed", part["invoice"], part["instalment"]), sign * part["amount_minor"]
        case _:
            pass


def amounts(log: Log, as_of: date | None = None) -> dict[Place, int]:
    """What of every instalment is owed, and of every payment and credit note held, at the end of a day, or in all."""
    found: dict[Place, int] = {}
    for told in log:
        for place, minor in changes(told):
            if as_of is None or (told.day is not None and told.day <= as_of):
                found[place] = found.get(place, 0) + minor
    return {place: minor for place, minor in found.items() if minor}


def beginning(log: Log, kinds: Iterable[str]) -> dict[str, Data]:
    """The events that documents begin with, by the document's id."""
    id_of = {
        "invoice-issued": "invoice",
        "payment-received": "payment",
        "credit-note-issued": "credit_note",
        "money-moved-in": "document",
    }
    return {told.data[id_of[told.kind]]: told.data for told in log if told.kind in kinds}


FUNDS = ("payment-received", "credit-note-issued", "money-moved-in")


def due_dates(log: Log, as_of: date | None) -> dict[tuple[str, int], date]:
    """When each instalment falls due, as far as it was dated by the end of a day."""
    found: dict[tuple[str, int], date] = {}
    for told in log:
        if told.kind == "invoice-issued":
            for part in told.data["instalments"]:
                found[told.data["invoice"], part["number"]] = date.fromisoformat(part["due_on"])
        if told.kind == "due-event-reported" and (as_of is None or date.fromisoformat(told.data["posted_on"]) <= as_of):
            found[told.data["invoice"], told.data["instalment"]] = date.fromisoformat(told.data["due_on"])
    return found


def aged(log: Log, customer: str, currency: str, as_of: date) -> list[int]:
    """What of the instalments is not due, up to 30, 60, 90 days late, and more; what waits for an event is not due."""
    buckets = [0] * (len(DAYS_LATE_FROM) + 1)
    issued, due = beginning(log, ["invoice-issued"]), due_dates(log, as_of)
    for (what, document, number), minor in amounts(log, as_of).items():
        if what == "owed" and (issued[document]["customer"], issued[document]["currency"]) == (customer, currency):
            falls_due = due.get((document, number))
            late = 0 if falls_due is None else (as_of - falls_due).days
            buckets[sum(1 for first in DAYS_LATE_FROM if late >= first)] += minor
    return buckets


def balance(log: Log, customer: str, currency: str, as_of: date) -> int:
    """Receivable less on account less open credits; advances for orders stand beside."""
    issued, funds = beginning(log, ["invoice-issued"]), beginning(log, FUNDS)
    total = 0
    for (what, document, _), minor in amounts(log, as_of).items():
        data = issued[document] if what == "owed" else funds[document]
        if (data["customer"], data["currency"]) == (customer, currency):
            if what == "owed":
                total += minor
            elif data.get("order") is None:
                total -= minor
    return total


# ---------------------------------------------------------------- statements


def written(minor: int) -> str:
    """An amount with two decimals, as of the currencies that histories are made of."""
    sign, minor = ("-" if minor < 0 else ""), abs(minor)
    return f"{sign}{minor // 100}.{minor % 100:02}"


def number_of(document: str) -> str:
    return unquote(document.rpartition("/")[2])


def known_by(log: Log, known_at: datetime | None) -> Log:
    return [told for told in log if known_at is None or (told.recorded_at is not None and told.recorded_at <= known_at)]


def statement(
    log: Log, customer: str, *, form: str, as_of: date, from_on: date | None = None, known_at: datetime | None = None
) -> list[dict[str, Any]]:
    """A statement's sections by currency, as the service writes them."""
    known = known_by(log, known_at)
    currencies = sorted(
        {told.data["currency"] for told in known if told.day is not None and told.data["customer"] == customer}
    )
    sections = [_section(known, customer, currency, form, as_of, from_on) for currency in currencies]
    told_of = ("movements", "items", "funds", "advances")
    return [
        section
        for section in sections
        if any(section[name] for name in told_of) or {section["opening"], section["closing"]} != {"0.00"}
    ]


def _section(log: Log, customer: str, currency: str, form: str, as_of: date, from_on: date | None) -> dict[str, Any]:
    own = [told for told in log if told.data.get("customer") == customer and told.data.get("currency") == currency]
    items = _items(own, as_of)
    funds, advances = _funds(own, as_of, advances=False), _funds(own, as_of, advances=True)
    closing = balance(own, customer, currency, as_of)
    opening, movements = closing, []
    if form == "activity":
        opening = 0 if from_on is None else balance(own, customer, currency, from_on - timedelta(days=1))
        movements = _movements(own, opening, from_on or date.min, as_of)
    open_minor = [(row, _minor(row["open"])) for row in items]
    return {
        "currency": currency,
        "opening": written(opening),
        "closing": written(closing),
        "receivable": written(sum(minor for _, minor in open_minor)),
        "overdue": written(sum(minor for row, minor in open_minor if row["days_overdue"] > 0)),
        "on_account": written(sum(_minor(row["unapplied"]) for row in funds if row["kind"] == "payment")),
        "open_credits": written(sum(_minor(row["unapplied"]) for row in funds if row["kind"] == "credit-note")),
        "movements": movements,
        "items": [] if form == "activity" else items,
        "funds": [] if form == "activity" else funds,
        "advances": [] if form == "activity" else advances,
    }


def _minor(amount: str) -> int:
    return int(amount.replace(".", ""))


def _items(log: Log, as_of: date) -> list[dict[str, Any]]:
    issued, due = beginning(log, ["invoice-issued"]), due_dates(log, as_of)
    rows: list[tuple[Any, dict[str, Any]]] = []
    for (what, invoice, number), minor in amounts(log, as_of).items():
        if what != "owed":
            continue
        data = issued[invoice]
        whole = [*listed(data, "instalments"), *listed(data, "waiting")]
        falls_due = due.get((invoice, number))
        row = {
            "invoice": invoice,
            "number": data["number"],
            "instalment": number,
            "document_date": data["document_date"],
            "posted_on": data["posted_on"],
            "due_on": falls_due and falls_due.isoformat(),
            "amount": written(sum(part["amount_minor"] for part in whole if part["number"] == number)),
            "open": written(minor),
            "days_overdue": max(0, (as_of - falls_due).days) if falls_due else 0,
        }
        rows.append(((falls_due or date.max, data["document_date"], invoice, number), row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _funds(log: Log, as_of: date, *, advances: bool) -> list[dict[str, Any]]:
    begun = beginning(log, FUNDS)
    rows: list[tuple[Any, dict[str, Any]]] = []
    for (what, document, _), minor in amounts(log, as_of).items():
        if what != "held" or (begun[document].get("order") is not None) is not advances:
            continue
        data = begun[document]
        row = {
            "document": document,
            "number": data["number"],
            "kind": "credit-note" if "/credit-note/" in document else "payment",
            "document_date": data.get("document_date") or data["posted_on"],
            "posted_on": data["posted_on"],
            "amount": written(data.get("amount_minor") or data["gross_minor"]),
            "unapplied": written(minor),
            **({"order": data["order"]} if advances else {}),
        }
        rows.append(((data["posted_on"], document), row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


#: What is one line of the activity: its kind, the field with the document's id, the field with the amount, and whether
#: the balance rises.
_ONE_LINE: Mapping[str, tuple[str, str, str, int]] = {
    "invoice-issued": ("invoice", "invoice", "gross_minor", 1),
    "invoice-cancelled": ("cancellation", "invoice", "gross_minor", -1),
    "payment-received": ("payment", "payment", "amount_minor", -1),
    "credit-note-issued": ("credit-note", "credit_note", "gross_minor", -1),
    "money-moved-out": ("moved-out", "document", "amount_minor", 1),
    "money-moved-in": ("moved-in", "document", "amount_minor", -1),
    "money-moved-back": ("moved-in", "document", "amount_minor", -1),
    "payment-returned": ("returned-payment", "payment", "amount_minor", 1),
    "refund-paid": ("refund", "refund", "amount_minor", 1),
    "receivable-reduced": ("", "reduction", "amount_minor", -1),
    "receivable-restored": ("reduction-taken-back", "reduction", "amount_minor", 1),
}
#: What leaves the balance as it is: a line for each instalment, and whether the instalment owes less.
_WITHIN: Mapping[str, tuple[str, str, int]] = {
    "payment-allocated": ("allocation", "payment", 1),
    "payment-unapplied": ("allocation-taken-back", "payment", -1),
    "credit-applied": ("credit-application", "credit_note", 1),
    "credit-unapplied": ("credit-taken-back", "credit_note", -1),
}
#: With an advance for an order it is different: only what is applied of it touches the balance.
_OF_ADVANCE: Mapping[str, tuple[str, int]] = {
    "payment-allocated": ("advance-application", -1),
    "payment-unapplied": ("advance-taken-back", 1),
}


def _movements(log: Log, opening: int, from_on: date, as_of: date) -> list[dict[str, Any]]:
    dated = [(day, told) for told in log if (day := told.day) is not None and from_on <= day <= as_of]
    rows: list[dict[str, Any]] = []
    running = opening
    for day, told in sorted(dated, key=lambda pair: (pair[0], pair[1].place)):
        lines = list(_lines(told, day))
        running += sum(minor for _, minor in lines)
        for row, minor in lines:
            rows.append({**row, "amount": written(minor), "balance": written(running)})
    return rows


def _lines(told: Told, day: date) -> Iterator[tuple[dict[str, Any], int]]:
    data, on = told.data, day.isoformat()

    def row(kind: str, document: str, **more: Any) -> dict[str, Any]:
        nothing = {"invoice": None, "instalment": None, "document_date": on, "due_on": None, "applied": "0.00"}
        return {"posted_on": on, "kind": kind, "document": document, "number": number_of(document), **nothing, **more}

    takes_order = told.kind not in {"invoice-issued", "credit-note-issued"}
    if data.get("order") is not None and takes_order:
        if told.kind in _OF_ADVANCE:
            kind, sign = _OF_ADVANCE[told.kind]
            yield row(kind, data["payment"]), sign * sum(part["amount_minor"] for part in data["parts"])
        return
    if told.kind in _WITHIN:
        kind, field, sign = _WITHIN[told.kind]
        for part in data["parts"]:
            places = {name: part[name] for name in ("invoice", "instalment", "due_on")}
            yield row(kind, data[field], applied=written(sign * part["amount_minor"]), **places), 0
        return
    kind, field, amount, sign = _ONE_LINE[told.kind]
    more: dict[str, Any] = {}
    if told.kind in {"invoice-issued", "payment-received", "credit-note-issued"}:
        more["document_date"] = data["document_date"]
    if told.kind == "invoice-issued" and data["instalments"]:
        more["due_on"] = data["instalments"][0]["due_on"]
    yield row(kind or data["kind"], data[field], **more), sign * data[amount]


# ---------------------------------------------------------------- claims


def claimed(told: Told) -> list[Data]:
    """What one event claims: one claim, or all of an accrual."""
    if told.kind == "interest-accrued":
        return list(told.data["claims"])
    return [told.data] if told.kind == "claim-raised" else []


def claims(log: Log) -> dict[str, dict[str, Any]]:
    """Every claim as it stands: its amount, its status, what of it became receivables, what still stands apart."""
    found: dict[str, dict[str, Any]] = {}
    for told in log:
        data = told.data
        for raised in claimed(told):
            found[raised["claim"]] = {"amount": raised["amount_minor"], "recognised": 0, "ended": None}
        match told.kind:
            case "claim-recognised":
                found[data["claim"]]["recognised"] += data["amount_minor"]
            case "claim-waived" | "claim-reversed":
                found[data["claim"]]["ended"] = told.kind.removeprefix("claim-")
            case _:
                pass
    for claim in found.values():
        whole = claim["recognised"] == claim["amount"]
        claim["status"] = claim["ended"] or ("recognised" if whole else "raised")
        claim["raised"] = claim["amount"] - claim["recognised"] if claim["status"] == "raised" else 0
    return found


@dataclass(frozen=True)
class Bearing:
    """An instalment as interest sees it, day by day."""

    invoice: str
    instalment: int
    due_on: date
    owed_minor: int
    #: By value date, what stands taken off it; that day still bears interest.
    less: Sequence[tuple[date, int]]
    #: What is contested from the first day on and before the second.
    contested: Sequence[tuple[date, date, int]]

    def balance(self, day: date) -> int:
        open_minor = self.owed_minor - sum(minor for value_on, minor in self.less if value_on < day)
        contested = sum(minor for first, before, minor in self.contested if first <= day < before)
        return max(0, open_minor - contested)


def bearing(log: Log, *, undisputed_only: bool = True) -> list[Bearing]:
    """Every dated instalment of what bears interest, by what is known in the end."""
    issued = beginning(log, ["invoice-issued"])
    due = due_dates(log, None)
    left = amounts(log)
    value_dates = _value_dates(log)
    found: list[Bearing] = []
    for (invoice, number), due_on in due.items():
        if issued[invoice].get("kind", "sale") in {"fee", "claim", "merged-fee", "merged-claim"}:
            continue
        less = _standing(log, invoice, number, value_dates)
        owed = left.get(("owed", invoice, number), 0) + sum(minor for _, minor in less)
        found.append(Bearing(invoice, number, due_on, owed, less, ()))
    if not undisputed_only:
        return found
    return [_with_disputes(log, each, [one for one in found if one.invoice == each.invoice]) for each in found]


def _value_dates(log: Log) -> dict[str, date]:
    """Of payments the bank's date, of credit notes their posting, of what came by a transfer the date it came with."""
    found: dict[str, date] = {}
    for document, data in beginning(log, FUNDS).items():
        found[document] = date.fromisoformat(data.get("value_date") or data["posted_on"])
    return found


def _standing(log: Log, invoice: str, number: int, value_dates: Mapping[str, date]) -> list[tuple[date, int]]:
    """What stands applied to an instalment or taken off it, by the day up to which it still bore interest.

    Of money that day is the same however often it is taken back and applied again. What ended without money counts
    from its posting; taking it back takes the latest first.
    """
    by_document: dict[str, list[tuple[date, int]]] = {}
    for told in log:
        data = told.data
        document = data.get("reduction") or data.get("payment") or data.get("credit_note")
        if told.kind not in {
            "payment-allocated", "payment-unapplied", "credit-applied", "credit-unapplied", "receivable-reduced",
            "receivable-restored",
        }:  # fmt: skip
            continue
        assert document is not None
        taken_back = told.kind in {"payment-unapplied", "credit-unapplied", "receivable-restored"}
        for part in data["parts"]:
            if (part["invoice"], part["instalment"]) != (invoice, number):
                continue
            day = value_dates.get(document) or date.fromisoformat(data["posted_on"])
            stands = by_document.setdefault(document, [])
            minor = part["amount_minor"]
            if not taken_back:
                stands.append((day, minor))
                continue
            for at, (on, before) in sorted(enumerate(stands), key=lambda pair: pair[1][0], reverse=True):
                gone = min(minor, before)
                stands[at] = (on, before - gone)
                minor -= gone
    return sorted((day, minor) for stands in by_document.values() for day, minor in stands if minor)


def _with_disputes(log: Log, bears: Bearing, instalments: Sequence[Bearing]) -> Bearing:
    """With what is contested of an instalment: a dispute of the whole invoice contests the earliest due first, as far
    as it was open when it was contested. Whoever contested without reason owes interest all the same."""
    ended = {told.data["dispute"]: told.data for told in log if told.kind == "dispute-resolved"}
    contested: list[tuple[date, date, int]] = []
    for told in log:
        data = told.data
        if told.kind != "dispute-opened" or data["invoice"] != bears.invoice:
            continue
        end = ended.get(data["dispute"], {"outcome": None, "resolved_on": date.max.isoformat()})
        if end["outcome"] in {"rejected", "withdrawn"}:
            continue
        first, before = date.fromisoformat(data["opened_on"]), date.fromisoformat(end["resolved_on"])
        left = data["amount_minor"]
        for one in sorted(instalments, key=lambda one: (one.due_on, one.instalment)):
            if data.get("instalment") is not None:
                share = left if one.instalment == data["instalment"] else 0
            else:
                issued = _amount_of(log, one)
                open_then = issued - sum(minor for value_on, minor in one.less if value_on < first)
                share = max(0, min(left, open_then))
                left -= share
            if one.instalment == bears.instalment and share:
                contested.append((first, before, share))
    return Bearing(bears.invoice, bears.instalment, bears.due_on, bears.owed_minor, bears.less, contested)


def _amount_of(log: Log, bears: Bearing) -> int:
    for told in log:
        if told.kind == "invoice-issued" and told.data["invoice"] == bears.invoice:
            parts = [*listed(told.data, "instalments"), *listed(told.data, "waiting")]
            return sum(part["amount_minor"] for part in parts if part["number"] == bears.instalment)
    raise LookupError(bears.invoice)


def interest(
    bears: Bearing, first: date, last: date, percent_on: Callable[[date], Fraction], days_of_year: int = 365
) -> Fraction:
    """The interest of an instalment from day to day, both counted: each day's balance at each day's rate, exact."""
    total, day = Fraction(), first
    while day <= last:
        total += bears.balance(day) * percent_on(day) / 100 / days_of_year
        day += timedelta(days=1)
    return total


def half_up(exact: Fraction) -> int:
    """To the nearest minor unit, half of one upwards."""
    return (exact + Fraction(1, 2)).__floor__()


def standing_interest(log: Log) -> dict[tuple[str, int], list[Data]]:
    """The claims of interest that are not reversed, by instalment, the earliest first."""
    status = claims(log)
    found: dict[tuple[str, int], list[Data]] = {}
    for told in log:
        for data in claimed(told):
            if data["kind"] == "interest" and status[data["claim"]]["status"] != "reversed":
                found.setdefault((data["invoice"], data["instalment"]), []).append(data)
    for raised in found.values():
        raised.sort(key=lambda data: data["first_on"])
    return found


def disagreements(
    log: Log, *, runs_from: date, until: date, percent_on: Callable[[date], Fraction], undisputed_only: bool = True
) -> list[str]:
    """Where what stands claimed is not the interest that the days come to: claim by claim, and in total."""
    status, standing = claims(log), standing_interest(log)
    issued = beginning(log, ["invoice-issued"])
    # Of who was merged into another customer nothing is claimed any more; there it runs on from the next day.
    gone = {told.data["customer"] for told in log if told.kind == "customer-merged"}
    found: list[str] = []
    for bears in bearing(log, undisputed_only=undisputed_only):
        data = issued[bears.invoice]
        if data["customer"] in gone:
            continue
        began = date.fromisoformat(data["posted_on"]) if data.get("kind") == "merged" else bears.due_on
        begins = max(bears.due_on + timedelta(days=1), began + timedelta(days=1), runs_from)
        raised = standing.get((bears.invoice, bears.instalment), [])
        carried = Fraction()
        claimed, day = 0, begins
        stretches: list[tuple[date, date, Data | None]] = []
        for claim in raised:
            first, last = date.fromisoformat(claim["first_on"]), date.fromisoformat(claim["last_on"])
            if day < first:
                stretches.append((day, first - timedelta(days=1), None))
            stretches.append((first, last, claim))
            day = max(day, last + timedelta(days=1))
        if day <= until:
            stretches.append((day, until, None))
        whole = Fraction()
        for first, last, claim in stretches:
            # Where the due date moved past a claimed day, that day bears nothing.
            own = interest(bears, max(first, begins), last, percent_on)
            whole += own
            exact = carried + own
            amount = half_up(exact)
            carried = exact - amount
            claimed += amount
            if claim is None:
                if amount:
                    found.append(f"{bears.invoice}/{bears.instalment}: {amount} from {first} to {last} not claimed")
                continue
            stands = (claim["amount_minor"], Fraction(claim["exact"]))
            if status[claim["claim"]]["status"] != "waived" and stands != (amount, exact):
                found.append(f"{claim['claim']}: {stands} stands claimed, {amount, exact} by days")
        if claimed != half_up(whole):
            found.append(f"{bears.invoice}/{bears.instalment}: {claimed} in all, {half_up(whole)} by the closed form")
    return found
