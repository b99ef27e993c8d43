"""Entities and customers: set up, changed, told once to every partition; what cannot be is refused by field."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.ledger.domain.books import CurrencyNotOfEntity, CustomerUnknown, EntityNotFound
from services.ledger.domain.customer import (
    AlreadyInsolvent,
    CustomerBecameInsolvent,
    CustomerDetailsChanged,
    CustomerRegistered,
    MarkInsolvent,
    OwnParent,
    SizeUnknown,
)
from services.ledger.domain.due_dates import TermsNotUsable
from services.ledger.domain.entity import (
    CurrencyInUse,
    FirstBusinessDayFixed,
    FunctionalCurrencyFixed,
    FunctionalCurrencyMissing,
    SettingNotOffered,
    TimeZoneUnknown,
)
from services.ledger.domain.naming import NameNotUsable
from shared.errors import Refusal
from shared.money import UnknownCurrency
from tests.ledger.builders import BEFORE, a_customer, a_day, a_payment, an_entity, empty_ledger, new_ledger


class TestConfigureEntity:
    def test_tells_every_partition(self) -> None:
        ledger = empty_ledger(partitions=3)
        ledger.given(an_entity())
        assert [stream for stream, _ in ledger.log] == [f"CN01/entity/{partition}" for partition in range(3)]

    def test_unchanged_says_nothing(self) -> None:
        ledger = empty_ledger().given(an_entity(currencies=("USD", "CNY")))
        ledger.when(an_entity(currencies=("CNY", "USD", "CNY"))).then_nothing()
        assert len(ledger.when(an_entity(currencies=("CNY", "USD"), name="Other")).then_events()) == 1

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"time_zone": "Asia/Atlantis"}, TimeZoneUnknown, "time_zone"),
            ({"time_zone": "../etc/passwd"}, TimeZoneUnknown, "time_zone"),
            ({"time_zone": ""}, TimeZoneUnknown, "time_zone"),
            ({"currencies": ("CNY", "XXX")}, UnknownCurrency, "currency"),
            ({"functional_currency": "EUR"}, FunctionalCurrencyMissing, "functional_currency"),
            ({"language": "fr"}, SettingNotOffered, "language"),
            ({"allocation_order": "random"}, SettingNotOffered, "allocation_order"),
            ({"entity": "E" * 17}, NameNotUsable, "entity"),
            ({"entity": "a/b"}, NameNotUsable, "entity"),
        ],
    )
    def test_names_the_field_it_cannot_take(self, changes: dict[str, Any], refusal: type[Refusal], field: str) -> None:
        empty_ledger().when(an_entity(**changes)).then_refused(refusal, field=field)

    def test_keeps_what_existing_books_rest_on(self) -> None:
        ledger = new_ledger().given(an_entity(first_business_day=BEFORE), a_day(BEFORE))
        ledger.when(an_entity()).then_refused(FirstBusinessDayFixed, field="first_business_day")
        posted = new_ledger().given(a_payment())
        posted.when(an_entity(first_business_day=BEFORE)).then_refused(
            FirstBusinessDayFixed, field="first_business_day"
        )
        other = an_entity(first_business_day=BEFORE, functional_currency="USD")
        ledger.when(other).then_refused(FunctionalCurrencyFixed, field="functional_currency")
        fewer = an_entity(first_business_day=BEFORE, currencies=("CNY", "USD"))
        ledger.when(fewer).then_refused(CurrencyInUse, field="currencies")


class TestRegisterCustomer:
    def test_registers_then_changes_then_says_nothing(self) -> None:
        ledger = empty_ledger().given(an_entity())
        [registered] = ledger.when(a_customer()).then_events()
        [changed] = ledger.when(a_customer(size="large", parent="C7")).then_events()
        assert isinstance(registered, CustomerRegistered)
        assert isinstance(changed, CustomerDetailsChanged)
        assert (changed.size, changed.parent) == ("large", "C7")
        ledger.when(a_customer(size="large", parent="C7")).then_nothing()

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            ({"entity": "XX"}, EntityNotFound, "entity"),
            ({"currency": "EUR"}, CurrencyNotOfEntity, "currency"),
            ({"terms_days": -1}, TermsNotUsable, "terms_days"),
            ({"size": "huge"}, SizeUnknown, "size"),
            ({"parent": "C1"}, OwnParent, "parent"),
            ({"parent": "C/2"}, NameNotUsable, "parent"),
            ({"customer": "C\u20681"}, NameNotUsable, "customer"),
            ({"customer": "a/b"}, NameNotUsable, "customer"),
        ],
    )
    def test_names_the_field_it_cannot_take(self, changes: dict[str, Any], refusal: type[Refusal], field: str) -> None:
        ledger = empty_ledger().given(an_entity())
        ledger.when(a_customer(**changes)).then_refused(refusal, field=field)


class TestMarkInsolvent:
    def test_notes_it_once_and_keeps_it_through_changes(self) -> None:
        ledger = new_ledger()
        since = date(2026, 3, 3)
        mark = MarkInsolvent(entity="CN01", customer="C1", since=since)
        ledger.when(mark).then(CustomerBecameInsolvent(entity="CN01", customer="C1", since=since))
        ledger.given(a_customer(name="In liquidation"))
        assert ledger.state.customers["CN01/C1"].insolvent_since == since
        ledger.when(mark).then_nothing()
        other = MarkInsolvent(entity="CN01", customer="C1", since=since + timedelta(days=1))
        ledger.when(other).then_refused(AlreadyInsolvent, field="since")

    def test_is_refused_for_nobody(self) -> None:
        nobody = MarkInsolvent(entity="CN01", customer="C9", since=BEFORE)
        new_ledger().when(nobody).then_refused(CustomerUnknown, field="customer")
