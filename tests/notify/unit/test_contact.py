"""Whom a message goes to, what a contact may contain, and how much of one is shown."""

from dataclasses import replace

import pytest

from services.notify.domain.contact import (
    Addressable,
    Contact,
    ContactTextRefused,
    EmailAddressRefused,
    PhoneNumberRefused,
    Purpose,
    check,
    choose,
    masked,
    purpose_of,
)
from shared.errors import Invalid

WANG = Contact(
    name="王芳",
    role="应付会计",
    email="wang.fang@example.com",
    phone="+86 21 5555 0100",
    language="zh",
    is_main=True,
    purpose="all",
)


def person(
    reference: str, *, purpose: Purpose = "all", is_main: bool = False, email: bool = True, phone: bool = False
) -> Addressable:
    return Addressable(
        reference=reference,
        purpose=purpose,
        is_main=is_main,
        language=None,
        has_email=email,
        has_phone=phone,
    )


class TestChoosing:
    def test_takes_the_one_there_for_reminders_before_the_main_one(self) -> None:
        contacts = [person("a", is_main=True), person("b", purpose="reminders")]
        assert choose(contacts, channel="email", purpose="reminders") == contacts[1]

    def test_takes_the_main_one_before_the_others(self) -> None:
        contacts = [person("a"), person("b", is_main=True)]
        assert choose(contacts, channel="email", purpose="reminders") == contacts[1]

    def test_never_takes_one_there_for_something_else(self) -> None:
        assert choose([person("a", purpose="legal")], channel="email", purpose="reminders") is None

    def test_passes_over_those_without_an_address(self) -> None:
        contacts = [person("a", is_main=True, email=False, phone=True), person("b")]
        assert choose(contacts, channel="email", purpose="reminders") == contacts[1]
        assert choose(contacts, channel="sms", purpose="reminders") == contacts[0]

    def test_keeps_to_whom_the_message_was_queued_for(self) -> None:
        contacts = [person("a", is_main=True), person("b")]
        assert choose(contacts, channel="email", purpose="reminders", preferred="b") == contacts[1]

    def test_takes_another_when_that_one_was_erased(self) -> None:
        contacts = [person("a", is_main=True)]
        assert choose(contacts, channel="email", purpose="reminders", preferred="b") == contacts[0]

    def test_finds_nobody_where_nobody_is(self) -> None:
        assert choose([], channel="email", purpose="reminders") is None

    def test_sends_threats_of_law_to_those_who_deal_with_them(self) -> None:
        assert [purpose_of(name) for name in ("overdue", "final-notice", "lawyers-letter")] == [
            "reminders",
            "legal",
            "legal",
        ]


class TestChecking:
    def test_trims_the_ends(self) -> None:
        assert check(replace(WANG, name="  王芳 ", email=" wang.fang@example.com ")) == WANG

    @pytest.mark.parametrize("field", ["name", "role", "email", "phone"])
    @pytest.mark.parametrize("poison", ["\r\nBcc: all@example.com", "\nX: y", "\x00", "\u202e", "\u2028", "\x7f"])
    def test_refuses_what_could_forge_a_header(self, field: str, poison: str) -> None:
        poisoned = replace(WANG, **{field: getattr(WANG, field) + poison})
        with pytest.raises(ContactTextRefused) as refused:
            check(poisoned)
        assert refused.value.field == field

    @pytest.mark.parametrize(
        "email",
        [
            "wang",
            "wang@",
            "@example.com",
            "wang@example",
            "wang@@example.com",
            "wang@example.com,li@example.com",
            "wang@example.com li@example.com",
            "<wang@example.com>",
            "Wang <wang@example.com>",
            ".wang@example.com",
            "wang..fang@example.com",
            "wang@-example.com",
            "wang@example.com>\u00a0SIZE=1",
            f"{'w' * 250}@example.com",
        ],
    )
    def test_refuses_what_is_not_one_plain_address(self, email: str) -> None:
        with pytest.raises(EmailAddressRefused):
            check(replace(WANG, email=email))

    @pytest.mark.parametrize("phone", ["call me", "+", "12", "+86;drop", "1" * 40])
    def test_refuses_what_is_not_a_phone_number(self, phone: str) -> None:
        with pytest.raises(PhoneNumberRefused):
            check(replace(WANG, phone=phone))

    def test_never_repeats_what_it_refuses(self) -> None:
        for field in ("name", "role", "email", "phone"):
            with pytest.raises(Invalid) as refused:
                check(replace(WANG, **{field: "canary-7f3a\n"}))
            assert "canary" not in str(refused.value)


class TestMasking:
    def test_leaves_enough_to_recognise_and_no_more(self) -> None:
        shown = masked(WANG)
        assert (shown.name, shown.email, shown.phone) == ("王***", "w***@***.com", "***00")

    def test_of_nothing_is_nothing(self) -> None:
        shown = masked(replace(WANG, name="", email="", phone=""))
        assert (shown.name, shown.email, shown.phone) == ("", "", "")

    def test_is_not_needed_for_a_log_line(self) -> None:
        assert repr(WANG) == "Contact(…)"
