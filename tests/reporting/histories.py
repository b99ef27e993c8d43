"""Small histories of receivables as the ledger would tell them, and the plainest way to recompute what they come to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from services.reporting.subscribed import (
    CreditApplied,
    CreditNoteIssued,
    CreditUnapplied,
    CustomerRegistered,
    DayOpened,
    DisputeOpened,
    DisputeResolved,
    DueEventReported,
    EntityConfigured,
    Event,
    Instalment,
    InvoiceCancelled,
    InvoiceIssued,
    Part,
    PaymentAllocated,
    PaymentReceived,
    PaymentUnapplied,
    Waiting,
)
from shared.events import Recorded

JANUARY = date(2025, 1, 1)
BEGAN = datetime(2025, 1, 1, 9, tzinfo=UTC)
LEDGER = "huikuan.ledger"


def day(number: int) -> date:
    """The day so many days after 1 January 2025."""
    return JANUARY + timedelta(days=number)


def minor(amount: str | int) -> int:
    """`minor("12.30") == 1230`."""
    whole, _, cents = str(amount).partition(".")
    return int(whole) * 100 + int(cents.ljust(2, "0") or 0)


@dataclass
class History:
    """Events of one partition in the order of recording; the clock goes on by one minute each."""

    entity: str = "CN01"
    customer: str = "C1"
    currency: str = "CNY"
    partition: int = 0
    epoch: int = 1
    records: list[Recorded[Event]] = field(default_factory=list[Recorded[Event]])
    now: datetime = BEGAN
    position: int = 0

    def tell(self, stream: str, event: Event, *, type_: str, topic: str = LEDGER) -> Recorded[Event]:
        self.position += 1
        self.now += timedelta(minutes=1)
        record = Recorded(
            topic=topic,
            epoch=self.epoch,
            partition=self.partition,
            position=self.position,
            stream=stream,
            version=0,
            type=type_,
            recorded_at=self.now,
            correlation_id=f"request-{self.position}",
            event=event,
        )
        self.records.append(record)
        return record

    def since(self, count: int) -> Sequence[Recorded[Event]]:
        return self.records[count:]

    # ---------------------------------------------------------------- master data

    def configured(self, *, first_business_day: date = JANUARY) -> "History":
        event = EntityConfigured(
            entity=self.entity, name="Kunlun Trading", time_zone="Asia/Shanghai", functional_currency="CNY",
            currencies=("CNY", "USD", "JPY"), first_business_day=first_business_day,
            dunning_from=first_business_day, language="zh",
        )  # fmt: skip
        self.tell(f"{self.entity}/entity/{self.partition}", event, type_="entity-configured.v1")
        return self

    def opened(self, on: date, *, is_working_day: bool = True) -> "History":
        event = DayOpened(entity=self.entity, date=on, is_working_day=is_working_day)
        self.tell(f"{self.entity}/calendar/{self.partition}", event, type_="day-opened.v1")
        return self

    def registered(self, name: str = "江苏恒力机械有限公司") -> "History":
        event = CustomerRegistered(
            entity=self.entity, customer=self.customer, name=name, country="CN", language="zh",
            currency=self.currency, terms_days=30, size="mid", industry="machinery", region="华东", salesperson="s-07",
        )  # fmt: skip
        self.tell(f"{self.entity}/customer/{self.customer}", event, type_="customer-registered.v1")
        return self

    # ---------------------------------------------------------------- documents

    def issued(
        self,
        number: str,
        *instalments: tuple[int, date],
        posted_on: date = JANUARY,
        reference: str | None = None,
        waiting: Sequence[int] = (),
    ) -> str:
        invoice = f"{self.entity}/invoice/erp/{number}"
        parts = tuple(
            Instalment(number=place, due_on=due_on, amount_minor=amount)
            for place, (amount, due_on) in enumerate(instalments, start=1)
        )
        event = InvoiceIssued(
            entity=self.entity, customer=self.customer, invoice=invoice, source="erp", number=number,
            currency=self.currency, gross_minor=sum(amount for amount, _ in instalments) + sum(waiting),
            document_date=posted_on, posted_on=posted_on, instalments=parts, reference=reference,
            waiting=tuple(
                Waiting(number=place, amount_minor=amount) for place, amount in enumerate(waiting, start=len(parts) + 1)
            ),
        )  # fmt: skip
        self.tell(invoice, event, type_="invoice-issued.v1")
        return invoice

    def dated(self, invoice: str, instalment: int, amount: int, *, happened_on: date, due_on: date) -> None:
        event = DueEventReported(
            entity=self.entity, customer=self.customer, invoice=invoice, instalment=instalment, currency=self.currency,
            amount_minor=amount, due_event="acceptance", happened_on=happened_on, posted_on=happened_on, due_on=due_on,
        )  # fmt: skip
        self.tell(invoice, event, type_="due-event-reported.v1")

    def cancelled(self, invoice: str, *instalments: tuple[int, date], posted_on: date) -> None:
        parts = tuple(
            Instalment(number=place, due_on=due_on, amount_minor=amount)
            for place, (amount, due_on) in enumerate(instalments, start=1)
        )
        event = InvoiceCancelled(
            entity=self.entity, customer=self.customer, invoice=invoice, currency=self.currency,
            gross_minor=sum(amount for amount, _ in instalments), posted_on=posted_on, reason="wrong price",
            instalments=parts,
        )  # fmt: skip
        self.tell(invoice, event, type_="invoice-cancelled.v1")

    def cancelled_waiting(self, invoice: str, amount: int, *, posted_on: date) -> None:
        event = InvoiceCancelled(
            entity=self.entity, customer=self.customer, invoice=invoice, currency=self.currency, gross_minor=amount,
            posted_on=posted_on, reason="never built", instalments=(),
            waiting=(Waiting(number=1, amount_minor=amount),),
        )  # fmt: skip
        self.tell(invoice, event, type_="invoice-cancelled.v1")

    def received(self, number: str, amount: int, *, posted_on: date) -> str:
        payment = f"{self.entity}/payment/bank/{number}"
        event = PaymentReceived(
            entity=self.entity, customer=self.customer, payment=payment, source="bank", number=number,
            currency=self.currency, amount_minor=amount, document_date=posted_on, posted_on=posted_on,
            value_date=posted_on,
        )  # fmt: skip
        self.tell(payment, event, type_="payment-received.v1")
        return payment

    def allocated(self, payment: str, *parts: Part, on: date) -> None:
        event = PaymentAllocated(
            entity=self.entity, customer=self.customer, payment=payment, currency=self.currency, applied_on=on,
            rule="explicit", parts=parts,
        )  # fmt: skip
        self.tell(payment, event, type_="payment-allocated.v1")

    def unapplied(self, payment: str, *parts: Part, on: date) -> None:
        event = PaymentUnapplied(
            entity=self.entity, customer=self.customer, payment=payment, currency=self.currency, posted_on=on,
            reason="returned", parts=parts,
        )  # fmt: skip
        self.tell(payment, event, type_="payment-unapplied.v1")

    def credited(self, number: str, amount: int, *, posted_on: date, against: str | None = None) -> str:
        note = f"{self.entity}/credit-note/erp/{number}"
        event = CreditNoteIssued(
            entity=self.entity, customer=self.customer, credit_note=note, source="erp", number=number,
            currency=self.currency, gross_minor=amount, document_date=posted_on, posted_on=posted_on, against=against,
        )  # fmt: skip
        self.tell(note, event, type_="credit-note-issued.v1")
        return note

    def credit_applied(self, note: str, *parts: Part, on: date) -> None:
        event = CreditApplied(
            entity=self.entity, customer=self.customer, credit_note=note, currency=self.currency, applied_on=on,
            rule="explicit", parts=parts,
        )  # fmt: skip
        self.tell(note, event, type_="credit-applied.v1")

    def credit_unapplied(self, note: str, *parts: Part, on: date) -> None:
        event = CreditUnapplied(
            entity=self.entity, customer=self.customer, credit_note=note, currency=self.currency, posted_on=on,
            reason="wrong invoice", parts=parts,
        )  # fmt: skip
        self.tell(note, event, type_="credit-unapplied.v1")

    def disputed(self, number: str, invoice: str, amount: int, *, on: date, instalment: int | None = None) -> str:
        dispute = f"{self.entity}/dispute/crm/{number}"
        event = DisputeOpened(
            entity=self.entity, customer=self.customer, dispute=dispute, invoice=invoice, instalment=instalment,
            currency=self.currency, amount_minor=amount, reason="damaged", opened_on=on,
        )  # fmt: skip
        self.tell(dispute, event, type_="dispute-opened.v1")
        return dispute

    def resolved(self, dispute: str, invoice: str, amount: int, *, on: date) -> None:
        event = DisputeResolved(
            entity=self.entity, customer=self.customer, dispute=dispute, invoice=invoice, currency=self.currency,
            amount_minor=amount, resolved_on=on, outcome="accepted",
        )  # fmt: skip
        self.tell(dispute, event, type_="dispute-resolved.v1")


def part(invoice: str, amount: int, due_on: date, *, instalment: int = 1) -> Part:
    return Part(invoice=invoice, instalment=instalment, due_on=due_on, amount_minor=amount)


# ---------------------------------------------------------------- recomputed without tables


@dataclass
class Plain:
    """What is open at a cut, by walking through the events with a list in hand."""

    invoices: dict[tuple[str, int], tuple[date, int]] = field(default_factory=dict[tuple[str, int], tuple[date, int]])
    on_account: int = 0
    open_credits: int = 0
    disputes: dict[str, tuple[str, int | None, int]] = field(default_factory=dict[str, tuple[str, int | None, int]])

    def pay(self, parts: Iterable[Part], sign: int) -> int:
        total = 0
        for each in parts:
            due_on, open_minor = self.invoices.get((each.invoice, each.instalment), (each.due_on, 0))
            self.invoices[each.invoice, each.instalment] = (due_on, open_minor - sign * each.amount_minor)
            total += each.amount_minor
        return sign * total

    def buckets(self, as_of: date) -> list[int]:
        found = [0, 0, 0, 0, 0]
        for due_on, open_minor in self.invoices.values():
            late = (as_of - due_on).days
            place = 0 if late <= 0 else 1 if late <= 30 else 2 if late <= 60 else 3 if late <= 90 else 4
            found[place] += open_minor
        return found

    def disputed(self) -> int:
        """Of which disputed, per invoice at most what is open of it (for disputes of one instalment: of that)."""
        total = 0
        for invoice in {invoice for invoice, _ in self.invoices}:
            open_parts = {place: rest for (of, place), (_, rest) in self.invoices.items() if of == invoice}
            named = {
                place: sum(amount for of, at, amount in self.disputes.values() if of == invoice and at == place)
                for place in open_parts
            }
            capped = sum(min(named[place], rest) for place, rest in open_parts.items())
            whole = sum(amount for of, at, amount in self.disputes.values() if of == invoice and at is None)
            total += min(sum(open_parts.values()), capped + whole)
        return total


def recompute(records: Iterable[Recorded[Event]], *, as_of: date, known_at: datetime | None = None) -> Plain:
    plain = Plain()
    for record in records:
        if known_at is not None and record.recorded_at > known_at:
            continue
        event = record.event
        if isinstance(event, InvoiceIssued) and event.posted_on <= as_of:
            for each in event.instalments:
                due_on, already = plain.invoices.get((event.invoice, each.number), (each.due_on, 0))
                plain.invoices[event.invoice, each.number] = (due_on, already + each.amount_minor)
        elif isinstance(event, InvoiceCancelled) and event.posted_on <= as_of:
            for each in event.instalments:
                due_on, open_minor = plain.invoices.get((event.invoice, each.number), (each.due_on, 0))
                plain.invoices[event.invoice, each.number] = (due_on, open_minor - each.amount_minor)
        elif isinstance(event, PaymentReceived) and event.posted_on <= as_of:
            plain.on_account += event.amount_minor
        elif isinstance(event, PaymentAllocated) and event.applied_on <= as_of:
            plain.on_account -= plain.pay(event.parts, 1)
        elif isinstance(event, PaymentUnapplied) and event.posted_on <= as_of:
            plain.on_account -= plain.pay(event.parts, -1)
        elif isinstance(event, CreditNoteIssued) and event.posted_on <= as_of:
            plain.open_credits += event.gross_minor
        elif isinstance(event, CreditApplied) and event.applied_on <= as_of:
            plain.open_credits -= plain.pay(event.parts, 1)
        elif isinstance(event, CreditUnapplied) and event.posted_on <= as_of:
            plain.open_credits -= plain.pay(event.parts, -1)
        elif isinstance(event, DisputeOpened) and event.opened_on <= as_of:
            plain.disputes[event.dispute] = (event.invoice, event.instalment, event.amount_minor)
        elif isinstance(event, DisputeResolved) and event.resolved_on <= as_of:
            plain.disputes.pop(event.dispute, None)
    return plain


# ---------------------------------------------------------------- at random


def drawn(data: st.DataObject) -> Callable[[int, int], int]:
    """Numbers as Hypothesis draws them."""
    return lambda low, high: data.draw(st.integers(low, high))


@dataclass
class Spent:
    """Money or a credit, and what of it lies where."""

    document: str
    free: int
    from_day: int
    parts: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict[tuple[str, int], tuple[int, int]])


def random_history(  # noqa: PLR0915 - one branch per kind of document
    number: Callable[[int, int], int], *, entity: str, position: int = 0, steps: int = 25
) -> History:
    """A history in which anything may happen that the ledger allows, also late, backdated and in the future.

    `number(low, high)` draws: `Random(1).randint`, or Hypothesis as in `drawn`.
    Recording time goes on at random; business days jump anywhere within 200 days, but nothing is applied before both
    sides are posted, nothing is unapplied before it was applied, and nothing is cancelled before it is free of money.
    """
    history = History(entity=entity, position=position).configured().registered()
    dues: dict[tuple[str, int], date] = {}
    rest: dict[tuple[str, int], int] = {}
    ready_from: dict[str, int] = {}
    spent: list[Spent] = []
    disputes: list[tuple[str, str, int, int]] = []

    for step in range(steps):
        history.now += timedelta(minutes=number(0, 3000))
        match number(0, 9):
            case 0 | 1 | 2:
                posted = number(0, 200)
                instalments = [(number(1, 5000), day(posted + number(-40, 130))) for _ in range(number(1, 3))]
                invoice = history.issued(f"{step}", *instalments, posted_on=day(posted))
                ready_from[invoice] = posted
                for place, (amount, due_on) in enumerate(instalments, start=1):
                    dues[invoice, place], rest[invoice, place] = due_on, amount
            case 3 | 4:
                posted, amount = number(0, 200), number(1, 8000)
                spent.append(Spent(history.received(f"{step}", amount, posted_on=day(posted)), amount, posted))
            case 5:
                posted, amount = number(0, 200), number(1, 3000)
                spent.append(Spent(history.credited(f"{step}", amount, posted_on=day(posted)), amount, posted))
            case 6 | 7 if spent and any(rest.values()):
                source = spent[number(0, len(spent) - 1)]
                item = [key for key, left in rest.items() if left][number(0, sum(map(bool, rest.values())) - 1)]
                amount = min(source.free, number(1, rest[item]))
                if amount and item not in source.parts:
                    on = max(source.from_day, ready_from[item[0]]) + number(0, 30)
                    source.free -= amount
                    rest[item] -= amount
                    source.parts[item] = (amount, on)
                    # What is free of money again later, or spent again, must not be so earlier than this.
                    source.from_day = ready_from[item[0]] = on
                    apply = history.allocated if "/payment/" in source.document else history.credit_applied
                    apply(source.document, part(item[0], amount, dues[item], instalment=item[1]), on=day(on))
            case 8 if spent:
                source = spent[number(0, len(spent) - 1)]
                if source.parts:
                    item, (amount, applied) = source.parts.popitem()
                    on = max(applied, source.from_day, ready_from[item[0]]) + number(0, 30)
                    source.free += amount
                    rest[item] += amount
                    source.from_day = ready_from[item[0]] = on
                    take_back = history.unapplied if "/payment/" in source.document else history.credit_unapplied
                    take_back(source.document, part(item[0], amount, dues[item], instalment=item[1]), on=day(on))
                elif disputes:
                    dispute, invoice, amount, opened = disputes.pop()
                    history.resolved(dispute, invoice, amount, on=day(opened + number(0, 60)))
            case 9 if ready_from:
                invoice = list(ready_from)[number(0, len(ready_from) - 1)]
                parts = {place: left for (of, place), left in rest.items() if of == invoice}
                is_free = not any(of == invoice for each in spent for of, _ in each.parts)
                if is_free and number(0, 2) == 0 and all(parts.values()):
                    on = day(ready_from[invoice] + number(0, 20))
                    history.cancelled(
                        invoice, *((left, dues[invoice, place]) for place, left in parts.items()), posted_on=on
                    )
                    rest.update(dict.fromkeys(((invoice, place) for place in parts), 0))
                elif sum(parts.values()):
                    opened, amount = ready_from[invoice] + number(0, 40), number(1, sum(parts.values()))
                    place = number(0, len(parts)) or None
                    dispute = history.disputed(f"{step}", invoice, amount, on=day(opened), instalment=place)
                    disputes.append((dispute, invoice, amount, opened))
            case _:
                pass
    return history
