"""Cases from the tests of other systems: what they expect of outstanding amounts, we show too, or say why not.

The cases are no part of this repository; HUIKUAN_REAL_DATA names the folder they lie in; what lies there is run.
Where our rule differs by design, docs/accounting-differences.md says so, and the end of this file tests it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from services.ledger.domain.allocation import Wanted
from services.ledger.domain.books import NEWEST_FIRST, OLDEST_FIRST
from services.ledger.domain.chart import CHINESE, CONTROL, Chart, Role
from services.ledger.domain.credit_note import ApplyCredit, CreditApplied, CreditNoteIssued
from services.ledger.domain.documents import AmountNotPositive
from services.ledger.domain.invoice import InvoiceIssued
from services.ledger.domain.journal import POSTING, lines
from services.ledger.domain.ledger import LedgerEvent
from services.ledger.domain.payment import PaymentAllocated, PaymentReceived
from services.ledger.domain.payout import RefundPaid
from services.ledger.domain.reduction import ReceivableReduced
from shared.money import Money, decimal
from shared.testing import settings as testing
from tests.ledger.builders import (
    Ledger,
    a_credit_note,
    a_customer,
    a_payment,
    a_refund,
    an_adjustment,
    an_allocation,
    an_entity,
    an_invoice,
    empty_ledger,
)

TOPICS = {
    "outstanding", "instalments", "credit-note", "unapplied", "aging", "as-of", "allocation", "overpayment", "refund",
}  # fmt: skip
#: Where our rule differs; each has a test below.
OTHERWISE = {"erpnext-004", "killbill-006"}
#: What settles an invoice.
SETTLING = (PaymentAllocated, CreditApplied, ReceivableReduced)
MARKED = ("PEER QUIRK", "PEER CONVENTION")
TODAY = date(2025, 6, 16)
#: What the cases call the money that is used first, as our setting.
ORDERS = {"oldest": OLDEST_FIRST, "newest": NEWEST_FIRST}

Case = Mapping[str, Any]


def all_cases() -> list[Case]:
    folder = testing.TestingSettings().real_data
    files = sorted((folder / "peer-cases").glob("**/*.json")) if folder else []
    return [case for file in files for case in json.loads(file.read_text(encoding="utf-8"))]


def is_marked(case: Case) -> bool:
    """Whether the case itself says that others may differ."""
    return any(mark in (case.get("note") or "") for mark in MARKED)


def runs_now(case: Case) -> bool:
    return case["topic"] in TOPICS and case["id"] not in OTHERWISE and not is_marked(case)


CASES = all_cases()
without_cases = pytest.mark.skipif(not CASES, reason="HUIKUAN_REAL_DATA names no folder with peer-cases")


@dataclass
class Peer:
    """A ledger told what the peer's test tells its own."""

    case: Case
    ledger: Ledger = field(default_factory=empty_ledger)

    def __post_init__(self) -> None:
        events = self.case["given"].get("events", [])
        currencies = {event.get("currency", "INR") for event in events} | {"INR"}
        order = ORDERS[self.case["given"].get("policy", {}).get("payment_order", "oldest")]
        settings: dict[str, Any] = {"functional_currency": "INR", "calendar": "IN", "allocation_order": order}
        self.ledger.given(an_entity(currencies=tuple(currencies), **settings))
        # Where an event names no customer, the case has only one.
        named = [event["customer"] for event in events if "customer" in event]
        self.customer = named[0] if named else "C1"
        for customer in sorted({self.customer, *named}):
            self.ledger.given(a_customer(customer, currency="INR"))
        self.as_of = date.fromisoformat(self.case["as_of"]) if self.case.get("as_of") else None
        # A case lists its documents as they lie there; here they come in the order of their dates.
        for event in sorted(events, key=lambda event: event.get("date", TODAY.isoformat())):
            self._tell(event)
        if "after_auto_allocation" in self.case["expected"]:
            self._allocate_the_rest()

    def _common(self, event: Mapping[str, Any]) -> dict[str, Any]:
        currency = event.get("currency", "INR")
        common: dict[str, Any] = {
            "customer": event.get("customer", self.customer),
            "currency": currency,
            "amount_minor": Money.parse(event["amount"], currency).minor,
            "document_date": date.fromisoformat(event.get("date", TODAY.isoformat())),
        }
        return common

    def _tell(self, event: Mapping[str, Any]) -> None:
        match event["type"]:
            case "InvoiceIssued":
                common = self._common(event)
                parts = tuple(
                    (date.fromisoformat(part["due"]), Money.parse(part["amount"], common["currency"]).minor)
                    for part in event.get("instalments", ())
                )
                due: dict[str, Any] = {"instalments": parts} if parts else {"due_on": date.fromisoformat(event["due"])}
                self.ledger.given(an_invoice(event["invoice"], reference=event.get("ref"), **common, **due))
            case "PaymentReceived":
                allocations = tuple(
                    Wanted(invoice=name, amount=amount) for name, amount in event.get("allocations", {}).items()
                )
                self.ledger.given(
                    a_payment(
                        event["payment"],
                        reference=event.get("ref"),
                        allocations=allocations,
                        automatic="allocations" not in event,
                        **self._common(event),
                    )
                )
                if event.get("excess") == "write-off":
                    self._give_up_the_excess(event)
            case "CreditNoteIssued" if event.get("status") == "DRAFT":
                pass  # a draft is nothing: nobody tells the ledger of it
            case "CreditNoteIssued":
                self.ledger.given(
                    a_credit_note(event["credit_note"], against=event.get("against"), **self._common(event))
                )
            case "CreditApplied":
                wanted = Wanted(invoice=event["to_invoice"], amount=event["amount"])
                self.ledger.given(
                    ApplyCredit(entity="CN01", source="erp", number=event["credit_note"], allocations=(wanted,))
                )
            case "JournalDebit":
                content: dict[str, Any] = {**self._common(event), "kind": "debit-adjustment", "due_on": TODAY}
                self.ledger.given(an_invoice(event["id"], **content))
            case "JournalCredit":
                common = {"customer": self.customer, "document_date": date.fromisoformat(event["date"])}
                number = f"journal-{len(self.ledger.log)}"
                self.ledger.given(an_adjustment(number, invoice=event["invoice"], amount=event["amount"], **common))
            case "PaymentRefunded":
                common = {"customer": self.customer, "document_date": date.fromisoformat(event["date"])}
                document = f"CN01/payment/erp/{event['payment']}"
                self.ledger.given(
                    a_refund(f"refund-{len(self.ledger.log)}", document, amount=event["amount"], **common)
                )
            case "AdvanceApplied":
                wanted = Wanted(invoice=event["invoice"], amount=event["amount"])
                self.ledger.given(an_allocation(event["payment"], wanted))
            case other:
                raise AssertionError(other)

    def _give_up_the_excess(self, event: Mapping[str, Any]) -> None:
        """What was paid too much is ours: somebody adjusts what is owed upwards, and what is on account settles it."""
        number = event["payment"]
        [funds] = self.ledger.state.unapplied("CN01", self.customer)
        common: dict[str, Any] = {**self._common(event), "amount_minor": funds.unapplied_minor, "due_on": TODAY}
        self.ledger.given(an_invoice(f"excess-{number}", kind="debit-adjustment", **common))
        self.ledger.given(an_allocation(number, automatic=True))

    def _allocate_the_rest(self) -> None:
        for funds in self.ledger.state.unapplied("CN01", self.customer):
            number = funds.document.rpartition("/")[2]
            if funds.is_credit:
                self.ledger.given(ApplyCredit(entity="CN01", source="erp", number=number, automatic=True))
            else:
                self.ledger.given(an_allocation(number, automatic=True))

    # ------------------------------------------------------------ what our books show

    def counts(self, day: date) -> bool:
        return self.as_of is None or day <= self.as_of

    def events(self, *kinds: type[LedgerEvent]) -> list[Any]:
        return [event for _, event in self.ledger.log if isinstance(event, kinds)]

    def applied(self, invoice: str, instalment: int | None, *kinds: type[LedgerEvent], later: bool = False) -> int:
        return sum(
            part.amount_minor
            for event in self.events(*kinds)
            if self.counts(event.posted_on if isinstance(event, ReceivableReduced) else event.applied_on) is not later
            for part in event.parts
            if part.invoice == invoice and instalment in (None, part.instalment)
        )

    def invoices(self, customer: str | None = None) -> list[InvoiceIssued]:
        return [
            event
            for event in self.events(InvoiceIssued)
            if self.counts(event.posted_on) and customer in (None, event.customer)
        ]

    def open_of(self, event: InvoiceIssued, instalment: int | None = None) -> int:
        owed = sum(part.amount_minor for part in event.instalments if instalment in (None, part.number))
        return owed - self.applied(event.invoice, instalment, *SETTLING)

    def waiting(self, *kinds: type[LedgerEvent], customer: str | None = None) -> dict[str, int]:
        """Payments or credit notes that are in the books, and what of them is not applied yet."""
        left: dict[str, int] = {}
        document: str
        for event in self.events(*kinds):
            if self.counts(event.posted_on) and customer in (None, event.customer):
                document = event.payment if isinstance(event, PaymentReceived) else event.credit_note
                amount = event.amount_minor if isinstance(event, PaymentReceived) else event.gross_minor
                left[document] = (
                    amount
                    - self.refunded(document)
                    - sum(
                        part.amount_minor
                        for applied in self.events(PaymentAllocated, CreditApplied)
                        if document in (getattr(applied, "payment", None), getattr(applied, "credit_note", None))
                        and self.counts(applied.applied_on)
                        for part in applied.parts
                    )
                )
        return {document.rpartition("/")[2]: minor for document, minor in left.items() if minor}

    def refunded(self, document: str) -> int:
        return sum(
            event.amount_minor
            for event in self.events(RefundPaid)
            if event.document == document and self.counts(event.posted_on)
        )

    def numbers(self) -> list[str]:
        """The names by which the case calls its documents."""
        names = ("invoice", "payment", "credit_note", "id")
        return [event[name] for event in self.case["given"]["events"] for name in names if name in event]

    def control_minor(self) -> int:
        return self.account_minor(*CONTROL)

    def account_minor(self, *roles: Role) -> int:
        chart = Chart(CHINESE)
        return sum(
            line.amount_minor
            for event in self.events(*POSTING)
            for line in lines(event, chart)
            if line.role in roles and self.counts(line.posted_on)
        )

    def document(self, number: str) -> dict[str, str]:
        """A document of the case as it stands: an invoice, or what is left of a payment or credit note."""
        for event in self.invoices():
            if event.number == number:
                return {"status": self.status(event), "outstanding": money(self.open_of(event))}
        return {"remaining": money(self.waiting(PaymentReceived, CreditNoteIssued).get(number, 0))}

    def status(self, event: InvoiceIssued) -> str:
        open_minor = self.open_of(event)
        return "Paid" if not open_minor else "Unpaid" if open_minor == event.gross_minor else "Partly Paid"

    def used(self) -> list[str]:
        """The payments of which something is applied."""
        found = {event.payment: None for event in self.events(PaymentAllocated)}
        return [payment.rpartition("/")[2] for payment in found]

    def open_items(self) -> list[dict[str, str]]:
        rows = [self._invoice_row(event) for event in self.invoices() if self.open_of(event)]
        for kind, name in ((PaymentReceived, "payment"), (CreditNoteIssued, "credit_note")):
            rows += [
                {name: number, "paid": money(minor), "outstanding": money(-minor), "remaining": money(-minor)}
                for number, minor in self.waiting(kind).items()
            ]
        return rows

    def _invoice_row(self, event: InvoiceIssued) -> dict[str, str]:
        future = self.applied(event.invoice, None, *SETTLING, later=True)
        return {
            "invoice": event.number,
            "invoiced": money(event.gross_minor),
            # Under "paid" stands there whatever settles but credit notes.
            "paid": money(self.applied(event.invoice, None, PaymentAllocated, ReceivableReduced)),
            "credited": money(self.applied(event.invoice, None, CreditApplied)),
            "outstanding": money(self.open_of(event)),
            "future": money(future),
            "remaining": money(self.open_of(event) - future),
        }

    def instalment_rows(self) -> list[dict[str, str]]:
        return [
            {
                "due": part.due_on.isoformat(),
                "invoiced": money(part.amount_minor),
                "paid": money(self.applied(event.invoice, part.number, PaymentAllocated)),
                "credited": money(self.applied(event.invoice, part.number, CreditApplied)),
                "outstanding": money(self.open_of(event, part.number)),
            }
            for event in self.invoices()
            for part in event.instalments
            if self.open_of(event, part.number)
        ]

    def by_customer(self, labels: Sequence[str]) -> dict[str, dict[str, Any]]:
        rows: dict[str, dict[str, Any]] = {}
        for customer in sorted({event.customer for event in self.invoices()}):
            invoices = [event for event in self.invoices(customer) if self.open_of(event)]
            advance = sum(self.waiting(PaymentReceived, customer=customer).values())
            if not invoices and not advance:
                continue
            outstanding = sum(map(self.open_of, invoices))
            rows[customer] = {
                "invoiced": money(sum(event.gross_minor for event in invoices)),
                "paid": money(sum(self.applied(event.invoice, None, PaymentAllocated) for event in invoices)),
                "credited": money(sum(self.applied(event.invoice, None, CreditApplied) for event in invoices)),
                "advance": money(advance),
                "outstanding": money(outstanding - advance),
                "total_due": money(outstanding - advance),
                "aging": {label: money(self.aged(invoices, label)) for label in labels},
            }
        return rows

    def aged(self, invoices: Sequence[InvoiceIssued], label: str) -> int:
        """What is open in a bucket such as 31-60 or 121+, by days since the due date; the first also what is not."""
        first, _, last = label.rstrip("+").partition("-")
        low, high = (-(10**6) if first == "0" else int(first)), int(last) if last else 10**6
        assert self.as_of
        return sum(
            self.open_of(event, part.number)
            for event in invoices
            for part in event.instalments
            if low <= (self.as_of - part.due_on).days <= high
        )

    def overdue_minor(self) -> int:
        assert self.as_of
        return sum(
            self.open_of(event, part.number)
            for event in self.invoices()
            for part in event.instalments
            if part.due_on < self.as_of
        )


def money(minor: int) -> str:
    return decimal(minor, "INR")


def shown(  # noqa: C901, PLR0911, PLR0912 - one line per word of the cases
    peer: Peer, key: str, expected: Any
) -> Any:
    """What our books show under a word that the cases use."""
    match key:
        case "open_items":
            return peer.open_items()
        case "instalment_rows":
            return peer.instalment_rows()
        case "dropped":
            due = {row["due"] for row in peer.instalment_rows()}
            return [day for day in expected if day not in due]
        case "by_customer":
            aging = [label for row in expected.values() for label in row.get("aging", {})]
            return peer.by_customer(list(dict.fromkeys(aging)))
        case "grand_total" | "total_outstanding" | "unpaid_sum":
            return money(sum(map(peer.open_of, peer.invoices())))
        case "unpaid_count":
            return sum(1 for event in peer.invoices() if peer.open_of(event))
        case "earliest":
            return min(event.document_date for event in peer.invoices() if peer.open_of(event)).isoformat()
        case "overdue_total":
            return money(peer.overdue_minor())
        case "ledger_balance" | "customer_balance":
            return money(peer.control_minor())
        case "difference_to_ledger":
            owed = sum(map(peer.open_of, peer.invoices()))
            left = sum(peer.waiting(PaymentReceived, CreditNoteIssued).values())
            return money(peer.control_minor() - owed + left)
        case "credit_note_row":
            number = expected["credit_note"]
            return {
                "credit_note": number,
                "outstanding": money(-peer.waiting(CreditNoteIssued).get(number, 0)),
            }
        case "after_auto_allocation":
            by_number = {event.number: event for event in peer.invoices()}
            return {
                "open_invoices": sum(1 for event in peer.invoices() if peer.open_of(event)),
                "open_payments": len(peer.waiting(PaymentReceived)),
                "open_credits": len(peer.waiting(CreditNoteIssued)),
                **{number: money(peer.open_of(event)) for number, event in by_number.items()},
                "status": peer.status(by_number["I1"]) if "I1" in by_number else None,
            }
        case "after_first_run" | "after_second_run":
            return after_run(peer, key)
        case "used_payment":
            [used] = peer.used()
            return used
        case "unused_payment":
            [unused] = peer.waiting(PaymentReceived)
            return unused
        case "invoice" | "invoice_state":
            [event] = peer.invoices()[:1]
            return peer.status(event).lower()
        case "open":
            return {event.number: money(peer.open_of(event)) for event in peer.invoices()}
        case "credit":
            return money(peer.account_minor("on-account"))
        case "receivable_balance":
            return money(peer.account_minor("receivable"))
        case "write_off":
            return money(peer.account_minor("adjustments"))
        case "customer_paid_to_date":
            return money(peer.account_minor("bank"))
        case _ if key in peer.numbers():
            return peer.document(key)
        case _ if key.startswith("balance_"):
            return peer.document(key.removeprefix("balance_"))["outstanding"]
        case _ if key.endswith("_unallocated"):
            return peer.document(key.removesuffix("_unallocated"))["remaining"]
        case _:
            return pytest.fail(f"the case speaks of {key!r}, which is not read here yet")


def after_run(peer: Peer, key: str) -> dict[str, str]:
    """What stood when the first invoice had been settled, or stands now that a second has come."""
    events = peer.case["given"]["events"]
    then = Peer({**peer.case, "given": {"events": events[:-1]}}) if key == "after_first_run" else peer
    rows = {event.number: money(then.open_of(event)) for event in then.invoices()}
    return rows | {
        f"{number}_unapplied": then.document(number)["remaining"] for number in then.numbers() if number not in rows
    }


def agrees(ours: Any, theirs: Any) -> bool:
    """Whether we show what they expect. What they do not speak of may be anything; rows beyond theirs may not be."""
    match theirs:
        case dict():
            return all(name in ours and agrees(ours[name], value) for name, value in theirs.items())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case list():
            return len(ours) == len(theirs) and all(map(agrees, ours, theirs))  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return ours == theirs


@without_cases
@pytest.mark.parametrize("case", [case for case in CASES if runs_now(case)], ids=lambda case: case["id"])
def test_peer_case(case: Case) -> None:
    peer = Peer(case)
    for key, expected in case["expected"].items():
        ours = shown(peer, key, expected)
        assert agrees(ours, expected), f"{key}: {ours} is not {expected}"


def otherwise(identifier: str) -> Case:
    [found] = [case for case in CASES if case["id"] == identifier]
    return found


@without_cases
class TestOurRuleDiffers:
    def test_a_full_credit_against_a_partly_paid_invoice_clears_what_is_open(self) -> None:
        """erpnext-004: there the credit note stands alone as -100; here 60 clear the invoice and 40 stand.

        The customer's balance is the same.
        """
        case = otherwise("erpnext-004")
        peer = Peer(case)
        assert peer.waiting(CreditNoteIssued) == {"C1": 4000}
        assert [peer.open_of(event) for event in peer.invoices()] == [0]
        assert money(peer.control_minor()) == case["expected"]["customer_balance"]

    def test_a_credit_note_entered_free_stands_alone_as_there(self) -> None:
        """erpnext-004, told as that peer means it: the credit note names no invoice, and nothing is netted."""
        case = otherwise("erpnext-004")
        *before, credit = case["given"]["events"]
        free = {name: value for name, value in credit.items() if name != "against"}
        peer = Peer({**case, "given": {"events": [*before, free]}})
        for key, expected in case["expected"].items():
            assert agrees(shown(peer, key, expected), expected)

    def test_a_prepayment_stands_on_account_and_is_no_negative_receivable(self) -> None:
        """erpnext-009: there it shows as an open item of -1000; here it is in a column of its own."""
        peer = Peer(otherwise("erpnext-009"))
        assert peer.invoices() == []
        assert peer.waiting(PaymentReceived) == {"P1": 100000}
        assert peer.control_minor() == -100000

    def test_an_invoice_over_nothing_is_refused(self) -> None:
        """killbill-006: there an invoice of 0.00 counts as unpaid; here it is no receivable."""
        case = otherwise("killbill-006")
        with pytest.raises(AmountNotPositive):
            Peer(case)
        events = [event for event in case["given"]["events"] if event["amount"] != "0.00"]
        peer = Peer({**case, "given": {"events": events}})
        assert shown(peer, "unpaid_count", None) == 2
        assert shown(peer, "unpaid_sum", None) == case["expected"]["unpaid_sum"]
