"""Reporting and the ledger say the same of the same events: aging is the control accounts, column by column."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ledger.domain.chart import CONTROL, OUTSIDE_CONTROL, Chart, default_chart
from services.ledger.domain.credit_note import ApplyCredit
from services.ledger.domain.dispute import ResolveDispute
from services.ledger.domain.journal import POSTING, lines
from services.ledger.domain.ledger import LedgerCommand, LedgerEvent
from services.ledger.domain.terms import DueRule, Terms, TermsPart
from services.ledger.published import CODEC, TOPIC
from services.reporting.domain.aging import Aged
from services.reporting.domain.cut import Cut, Scope
from services.reporting.projections import aging
from services.reporting.projections.generation import reading
from services.reporting.subscribed import LEDGER
from shared.errors import Refusal
from shared.events import Recorded
from tests.ledger import builders
from tests.reporting.histories import BEGAN, drawn
from tests.reporting.integration.conftest import Tell

EXAMPLES = count(1)
CUSTOMERS, CURRENCIES = ("C1", "C2"), ("CNY", "USD")
NOBODY = "unidentified/ICBC"


RETENTION = Terms(
    instalments=(
        TermsPart(basis_points=6_000, due=DueRule(days=30)),
        TermsPart(basis_points=4_000, due=DueRule(days=10, event="delivery")),
    )
)


def any_command(number: Callable[[int, int], int], step: int) -> LedgerCommand:
    """Something an ERP or a person may send; whether the ledger takes it is the ledger's affair."""
    whose: dict[str, Any] = {"customer": CUSTOMERS[number(0, 1)], "currency": CURRENCIES[number(0, 4) // 4]}
    on = builders.MARCH + timedelta(days=number(0, 120))
    earlier = f"{number(0, step)}"
    order = (None, None, "SO-1")[number(0, 2)]
    match number(0, 14):
        case 0 | 1 | 2:
            terms = (None, None, RETENTION)[number(0, 2)]
            return builders.an_invoice(f"{step}", number(1, 9_000), document_date=on, terms=terms, order=order, **whose)
        case 12 | 13:
            known = number(0, 2)
            owner, source = (whose["customer"] if known else NOBODY), ("erp", "erp", "transfer")[number(0, 2)]
            to_customer, moved_on = CUSTOMERS[number(0, 1)], on + timedelta(days=number(0, 90))
            what: dict[str, Any] = {"source": source, "number": earlier, "kind": ("payment", "credit-note")[known // 2]}
            return builders.a_move(
                f"{step}", customer=owner, to_customer=to_customer, moved_on=moved_on, order=order, **what
            )
        case 14:
            stated = (builders.wanted(earlier, number(1, 2_000), customer=CUSTOMERS[number(0, 1)]),)
            owner = whose | {"customer": (NOBODY, whose["customer"])[number(0, 1)]}
            return builders.a_payment(f"{step}", 5_000, document_date=on, allocations=stated, **owner)
        case 11:
            return builders.a_due_event(earlier, event="delivery", happened_on=on + timedelta(days=number(-30, 60)))
        case 3 | 4 | 5:
            by_itself = number(0, 4) < 4
            payment = builders.a_payment(f"{step}", number(1, 9_000), document_date=on, automatic=by_itself, **whose)
            return replace(payment, order=order) if number(0, 2) else replace(payment, customer=NOBODY)
        case 6:
            against = earlier if number(0, 1) else None
            return builders.a_credit_note(f"{step}", number(1, 5_000), document_date=on, against=against, **whose)
        case 7:
            return builders.an_unapplication(earlier, posted_on=on + timedelta(days=60))
        case 8:
            return builders.a_cancellation(earlier, posted_on=on + timedelta(days=60))
        case 9:
            return ApplyCredit(entity="CN01", source="erp", number=earlier, automatic=True)
        case _ if number(0, 1):
            return builders.a_dispute(f"{step}", invoice=earlier, customer=whose["customer"], opened_on=on)
        case _:
            return ResolveDispute(
                entity="CN01", source="erp", number=earlier, outcome="rejected", resolved_on=on + timedelta(days=30)
            )


def control(log: list[tuple[str, LedgerEvent]], customer: str, currency: str, as_of: date) -> dict[str, int]:
    """The control accounts of one customer by the journal, up to a day, and what stands beside them."""
    chart = Chart({})
    chart.begin_with(default_chart("CN"), "CNY")
    balances: dict[str, int] = dict.fromkeys((*CONTROL, *OUTSIDE_CONTROL), 0)
    for _, event in log:
        if isinstance(event, POSTING) and (event.customer, event.currency) == (customer, currency):
            for line in lines(event, chart):
                if line.role in balances and line.posted_on <= as_of:
                    balances[line.role] += line.amount_minor
    return balances


class TestAgreement:
    @given(st.data())
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    async def test_of_aging_with_the_control_accounts_on_every_day(
        self, engine: AsyncEngine, tell: Tell, data: st.DataObject
    ) -> None:
        """Whatever is sent to the ledger: what it then publishes makes, on any day, the very columns that its journal
        has on its control accounts that day, per customer and currency; and what is open of each item now is the same.
        """
        number = drawn(data)
        ledger = builders.new_ledger()
        for step in range(25):
            with suppress(Refusal):
                ledger.given(any_command(number, step))
        example = next(EXAMPLES)
        records = [
            Recorded(TOPIC, 1, 0, example * 1000 + place, stream, 0, name, BEGAN, "test", heard)
            for place, (stream, event) in enumerate(ledger.log, start=1)
            for name in (CODEC.name_of(event),)
            for heard in (LEDGER.decode(name, CODEC.encode(event).replace(b"CN01", b"E%d" % example)),)
            if heard is not None
        ]
        await tell(records)
        days = [builders.MARCH + timedelta(days=number(-5, 300)) for _ in range(3)]
        async with reading(engine) as snapshot:
            scope = Scope(entities=(f"E{example}",))
            for as_of in days:
                owed = await aging.aging(snapshot.connection, scope, Cut(as_of=as_of))
                for customer in (*CUSTOMERS, NOBODY):
                    for currency in CURRENCIES:
                        found = owed.get((f"E{example}", customer, currency), Aged())
                        assert {
                            "receivable": found.receivable,
                            "on-account": -found.on_account,
                            "open-credits": -found.open_credits,
                            "advances": -found.advances,
                            "unidentified": -found.unidentified,
                        } == control(ledger.log, customer, currency, as_of)
            items = await aging.open_items(snapshot.connection, scope, Cut(as_of=date(2999, 1, 1)), limit=500)
        books = ledger.state
        expected = {(place, left): item.open_minor for (place, left), item in books.items.items() if item.open_minor}
        expected |= {place: waiting.open_minor for place, waiting in books.waiting.items() if waiting.open_minor}
        expected |= {(name, 0): funds.unapplied_minor for name, funds in books.funds.items() if funds.unapplied_minor}
        assert {
            (item.document.replace(f"E{example}/", "CN01/"), item.instalment): item.open_minor for item in items
        } == expected
