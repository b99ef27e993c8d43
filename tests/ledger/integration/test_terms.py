"""Payment terms over HTTP on a real database: agreed with customers, stated by invoices, dated by events."""

from typing import Any

import pytest

from services.ledger.domain.calendar_day import OpenDay
from services.ledger.domain.due_event import DueEventReported
from services.ledger.domain.payment import PaymentAllocated
from services.ledger.domain.terms import DueRule, Terms, TermsPart
from tests.ledger.builders import MARCH, a_customer, a_due_event, a_payment, an_entity, an_invoice, days
from tests.ledger.integration.conftest import CUSTOMER, PARTITIONS, Books, Service, invoice, payment, told

SKONTO: dict[str, Any] = {
    "instalments": [{"due": {"days": 30}}],
    "discounts": [{"percent": "3", "due": {"days": 10}}, {"percent": "2", "due": {"days": 20}}],
    "shift": "following",
}
RETENTION: dict[str, Any] = {
    "instalments": [
        {"percent": "30", "due": {}},
        {"percent": "65", "due": {"event": "acceptance", "days": 30}},
        {"percent": "5", "due": {"event": "warranty-end"}},
    ]
}


THIRDS = {"instalments": [{"percent": "33.33", "due": {"days": 10}}] * 3}
TENTH_OF_THIS_MONTH = {"instalments": [{"due": {"day": 10}}]}
IMPOSSIBLE: list[tuple[dict[str, Any], str, str]] = [
    ({"document_date": "2026-02-30"}, "document_date", "no-such-date"),
    ({"document_date": "2025-02-29"}, "document_date", "no-such-date"),
    ({"due_date": "2026-04-31"}, "due_date", "no-such-date"),
    ({"terms": THIRDS}, "terms/instalments", "percentages-do-not-add-up"),
    ({"terms": TENTH_OF_THIS_MONTH}, "terms/instalments/0/due/months", "due-rule-not-usable"),
    ({"terms": SKONTO, "due_date": "2026-04-01"}, "terms", "due-date-stated-twice"),
]


def rows(shown: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in shown["instalments"]]


class TestTerms:
    async def test_of_a_customer_date_the_invoices_that_say_nothing(self, service: Service) -> None:
        await service.introduce("C1")
        await service.ask("PUT", "/v1/customers/CN01/C1", CUSTOMER | {"terms": SKONTO})
        shown = await service.ask("GET", "/v1/customers/CN01/C1")
        assert shown["terms"]["discounts"][0] == {
            "percent": "3",
            "due": {"months": 0, "day": None, "days": 10, "event": None},
        }
        assert (await service.ask("GET", "/v1/customers?entity=CN01"))["items"] == [shown]

        # The National Day holidays of 2026 last until 7 October.
        await service.ask("POST", "/v1/invoices", invoice("1", "33.50", document_date="2026-09-01"), expect=201)
        first = await service.ask("GET", "/v1/invoices/CN01/erp/1")
        assert rows(first, "due_on", "due_event", "amount") == [("2026-10-08", None, "33.50")]
        assert first["discounts"] == [
            {"until": "2026-09-11", "percent": "3", "amount": "1.01"},
            {"until": "2026-09-21", "percent": "2", "amount": "0.67"},
        ]

        # What an invoice states itself comes before; what is cleared of a customer no longer counts.
        stated = {"instalments": [{"due": {"months": 1, "day": 31}}]}
        await service.ask("POST", "/v1/invoices", invoice("2", document_date="2026-01-31", terms=stated), expect=201)
        second = await service.ask("GET", "/v1/invoices/CN01/erp/2")
        assert (rows(second, "due_on"), second["discounts"]) == ([("2026-02-28",)], [])
        await service.ask("PUT", "/v1/customers/CN01/C1", CUSTOMER)
        await service.ask("POST", "/v1/invoices", invoice("3", document_date="2026-09-01"), expect=201)
        third = await service.ask("GET", "/v1/invoices/CN01/erp/3")
        assert (rows(third, "due_on"), third["discounts"]) == ([("2026-10-01",)], [])

    @pytest.mark.parametrize(("changes", "field", "rule"), IMPOSSIBLE)
    async def test_that_cannot_be_are_refused_naming_field_and_rule(
        self, service: Service, changes: dict[str, Any], field: str, rule: str
    ) -> None:
        await service.introduce("C1")
        problem = await service.ask("POST", "/v1/invoices", invoice("1", **changes), expect=422)
        assert problem["type"] == f"urn:huikuan:problem:{rule}"
        assert problem["errors"][0]["pointer"] == f"/{field}"

    @pytest.mark.parametrize(
        "instalment", [{"percent": "33.333", "due": {}}, {"percent": "-1", "due": {}}, {"due": {"event": "someday"}}]
    )
    async def test_of_another_form_are_refused(self, service: Service, instalment: dict[str, Any]) -> None:
        await service.introduce("C1")
        await service.ask("POST", "/v1/invoices", invoice("1", terms={"instalments": [instalment]}), expect=422)


class TestAnInstalmentThatWaits:
    async def test_is_listed_until_its_event_dates_it(self, service: Service) -> None:
        await service.introduce("C1")
        await service.ask("POST", "/v1/invoices", invoice("1", terms=RETENTION), expect=201)
        await service.ask("POST", "/v1/invoices", invoice("2", document_date="2026-02-01", terms=RETENTION), expect=201)
        first = await service.ask("GET", "/v1/invoices/CN01/erp/1")
        assert rows(first, "instalment", "due_on", "due_event", "open") == [
            (1, "2026-03-01", None, "30.00"),
            (2, None, "acceptance", "65.00"),
            (3, None, "warranty-end", "5.00"),
        ]
        assert (first["open"], first["status"]) == ("100.00", "open")

        # Nothing of them is among what can be paid; all of it among what waits, the longest waiting first.
        owed = (await service.ask("GET", "/v1/open-items?entity=CN01"))["items"]
        assert [row["open"] for row in owed] == ["30.00", "30.00"]
        page = await service.ask("GET", "/v1/waiting-instalments?entity=CN01&limit=3")
        assert [(row["number"], row["due_event"], row["amount"]) for row in page["items"]] == [
            ("2", "acceptance", "65.00"),
            ("2", "warranty-end", "5.00"),
            ("1", "acceptance", "65.00"),
        ]
        rest = await service.ask("GET", "/v1/waiting-instalments", params={"entity": "CN01", "cursor": page["next"]})
        assert [(row["number"], row["due_event"]) for row in rest["items"]] == [("1", "warranty-end")]
        asked = {"entity": "CN01", "event": "acceptance", "issued_before": "2026-03-01"}
        [old] = (await service.ask("GET", "/v1/waiting-instalments", params=asked))["items"]
        assert old["number"] == "2"

        # Money that came before the event waits for it.
        await service.ask("POST", "/v1/payments", payment("P1", "80.00", reference="2"), expect=201)
        report = {"event": "acceptance", "happened_on": "2026-03-10"}
        dated = await service.ask("POST", "/v1/invoices/CN01/erp/2/due-events", report, expect=201)
        assert [(part["instalment"], part["amount"]) for part in dated["applied"]] == [(2, "20.00")]
        again = await service.ask("POST", "/v1/invoices/CN01/erp/2/due-events", report)
        assert again["status"] == "repeated"
        second = await service.ask("GET", "/v1/invoices/CN01/erp/2")
        assert rows(second, "due_on", "due_event", "open") == [
            ("2026-02-01", None, "0.00"),
            ("2026-04-09", "acceptance", "45.00"),
            (None, "warranty-end", "5.00"),
        ]
        other_day = report | {"happened_on": "2026-03-11"}
        problem = await service.ask("POST", "/v1/invoices/CN01/erp/2/due-events", other_day, expect=409)
        assert problem["type"] == "urn:huikuan:problem:due-event-reported-otherwise"

    async def test_is_dated_and_cancelled_in_bulk(self, service: Service) -> None:
        await service.introduce("C1")
        named = {"entity": "CN01", "number": "1"}
        lines = [
            {"type": "invoice", **invoice("1", terms=RETENTION)},
            {"type": "due-event", **named, "event": "acceptance", "happened_on": "2026-03-10"},
            {"type": "due-event", **named, "event": "acceptance", "happened_on": "2026-03-10"},
            {"type": "due-event", **named, "event": "delivery", "happened_on": "2026-03-10"},
            {"type": "due-event", **named, "number": "9", "event": "delivery", "happened_on": "2026-03-10"},
            {
                "type": "payment",
                **payment("P1", "5.00", allocations=[{"invoice": "1", "instalment": 3, "amount": "5.00"}]),
            },
            {"type": "cancellation", **named, "reason": "never built"},
        ]
        answers = await service.bulk(lines)
        assert told(answers) == [
            (1, "accepted"),
            (2, "accepted"),
            (3, "repeated"),
            (4, "refused"),
            (5, "refused"),
            (6, "refused"),
            (7, "accepted"),
        ]
        assert answers[1]["id"] == "CN01/invoice/erp/1"
        assert answers[5]["problem"]["type"] == "urn:huikuan:problem:instalment-not-dated"
        shown = await service.ask("GET", "/v1/invoices/CN01/erp/1")
        assert (shown["status"], shown["open"]) == ("cancelled", "0.00")
        assert (await service.ask("GET", "/v1/waiting-instalments?entity=CN01"))["items"] == []
        report = {"event": "warranty-end", "happened_on": "2026-03-10"}
        await service.ask("POST", "/v1/invoices/CN01/erp/1/due-events", report, expect=409)

    async def test_of_another_entity_is_not_found(self, service: Service) -> None:
        await service.introduce("C1")
        await service.introduce("C1", entity="DE01")
        await service.ask("POST", "/v1/invoices", invoice("1", terms=RETENTION), expect=201)
        stranger = service.key_for("DE01", role="finance")
        report = {"event": "acceptance", "happened_on": "2026-03-10"}
        await service.ask("POST", "/v1/invoices/CN01/erp/1/due-events", report, expect=404, headers=stranger)
        await service.ask("GET", "/v1/waiting-instalments?entity=CN01", expect=404, headers=stranger)
        await service.ask("POST", "/v1/invoices/CN01/erp/9/due-events", report, expect=404)


TWICE = Terms(
    instalments=(
        TermsPart(basis_points=5000, due=DueRule(event="acceptance")),
        TermsPart(basis_points=5000, due=DueRule(days=10, event="delivery")),
    )
)


async def test_all_in_one_batch_or_one_by_one_the_tables_are_what_the_log_says(books: Books) -> None:
    await books.do(an_entity(), a_customer(terms=TWICE))
    await books.do(an_invoice(), a_payment(amount_minor=3000), a_due_event(happened_on=MARCH))
    await books.verified()
    events = await books.do(a_due_event(event="delivery", happened_on=MARCH))
    assert [type(event) for event in events] == [DueEventReported]
    await books.do(an_invoice("1002"), a_payment("P2", 9000), a_payment("P3", 9000))
    events = await books.do(a_due_event("1002", event="delivery", happened_on=MARCH))
    assert [type(event) for event in events] == [DueEventReported, PaymentAllocated, PaymentAllocated]
    await books.verified()
    await books.do(*(day_in(partition, day) for partition in range(PARTITIONS) for day in days(*WINTER)))
    [fell_due] = await books.rows("SELECT count(*) FROM events WHERE type = 'invoice-fell-due.v1'")
    assert fell_due["count"] == 0
    await books.verified()


WINTER = (an_entity().first_business_day, MARCH)


def day_in(partition: int, day: OpenDay) -> OpenDay:
    return OpenDay(entity=day.entity, partition=partition, date=day.date, is_working_day=True, latest=day.latest)
