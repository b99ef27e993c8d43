"""The demo company: the same on every machine, and such as companies are."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from deploy.local.demo import FIRST_DAY, LAST_DAY, make_company

COMPANY = make_company()
DOCUMENTS = [(day, document) for day, told in COMPANY.calendar() for document in told.documents]


class TestMakeCompany:
    def test_is_the_same_every_time(self) -> None:
        assert make_company() == COMPANY
        assert make_company(seed=2) != COMPANY

    def test_has_three_hundred_customers_in_two_entities(self) -> None:
        assert Counter(buyer.entity for buyer in COMPANY.customers) == {"CN01": 200, "JP01": 100}
        assert {buyer.size for buyer in COMPANY.customers} == {"small", "mid", "large"}
        assert len({buyer.industry for buyer in COMPANY.customers}) == 5
        assert {buyer.currency for buyer in COMPANY.customers} == {"CNY", "USD", "JPY"}

    def test_covers_two_years_and_no_day_twice(self) -> None:
        days = [day for day, _ in COMPANY.calendar()]
        assert days == [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
        assert len(days) == 730

    def test_never_pays_more_of_an_invoice_than_is_owed(self) -> None:
        """Explicit allocations and credits together stay within each invoice."""
        owed: dict[tuple[object, object], Decimal] = {}
        for _, document in DOCUMENTS:
            if document["type"] == "invoice":
                owed[document["entity"], document["number"]] = Decimal(str(document["amount"]))
        for _, document in DOCUMENTS:
            for part in document.get("allocations", ()):
                owed[document["entity"], part["invoice"]] -= Decimal(part["amount"])
            if document["type"] == "credit-note":
                owed[document["entity"], document["against"]] -= Decimal(str(document["amount"]))
        assert min(owed.values()) >= 0

    def test_speaks_of_an_invoice_only_after_issuing_it(self) -> None:
        issued: set[tuple[object, object]] = set()
        for _, document in DOCUMENTS:
            if document["type"] == "invoice":
                issued.add((document["entity"], document["number"]))
            named = document.get("against") or (document["type"] == "dispute" and document["invoice"])
            if named:
                assert (document["entity"], named) in issued

    def test_knows_one_insolvency_after_which_nothing_more_is_heard(self) -> None:
        (gone,) = [buyer for buyer in COMPANY.customers if buyer.insolvent_since]
        theirs = [
            day
            for day, document in DOCUMENTS
            if (document["entity"], document["customer"]) == (gone.entity, gone.number)
        ]
        assert gone.insolvent_since is not None
        assert max(theirs) < gone.insolvent_since < date(2026, 9, 30)

    def test_pays_late_as_the_histories_do(self) -> None:
        """Between the 35.6 % of the IBM histories and the 74 % of udyam22."""
        due = {
            document["number"]: date.fromisoformat(str(document["due_date"]))
            for _, document in DOCUMENTS
            if document["type"] == "invoice" and "due_date" in document
        }
        paid = [
            (day - due[part["invoice"]]).days
            for day, document in DOCUMENTS
            for part in document.get("allocations", ())
            if part["invoice"] in due
        ]
        late = sum(days > 0 for days in paid) / len(paid)
        assert 0.35 < late < 0.74
