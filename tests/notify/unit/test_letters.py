"""What the letters say, in both languages and both forms."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.language import Language, language_of, language_or_none
from services.notify.domain.template import HeaderRefused
from services.notify.letters import Letter, LetterFacts, TemplateNotFound, Templates
from tests.notify.builders import item

TEMPLATES = Templates.shipped()
LANGUAGES: tuple[Language, ...] = ("zh", "en")
#: Every template that the default policy names.
POLICY = ("gentle-7d", "gentle-3d", "due-today", "overdue", "overdue-firm", "lawyers-letter")

FACTS = LetterFacts(
    language="en",
    entity_name="Huadong Ltd",
    customer_name="Nordlicht GmbH",
    contact_name="Erika Muster",
    today=date(2026, 3, 2),
    deadline=date(2026, 3, 9),
    items=(item("4711", open_minor=1_234_567_89), item("47%2F12", open_minor=5000, due_on=date(2026, 2, 20))),
)


def columns(line: str) -> int:
    """How many columns of a terminal a line takes; every character beyond Latin-1 here is a wide one."""
    return sum(2 if ord(character) > 0xFF else 1 for character in line)


def compose(facts: LetterFacts, template: str = "overdue") -> Letter:
    return TEMPLATES.compose(template, facts)


class TestEveryTemplate:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", TEMPLATES.names)
    def test_is_written_in_both_languages_and_leaves_no_gap(self, name: str, language: Language) -> None:
        letter = compose(replace(FACTS, language=language), name)
        for text in (letter.subject, letter.text, letter.html):
            assert "{{" not in text
            assert "}}" not in text
        assert "Nordlicht GmbH" in letter.text
        assert "CNY\u00a01,234,567.89" in letter.text

    @pytest.mark.parametrize("name", POLICY)
    def test_that_the_default_policy_names_is_there(self, name: str) -> None:
        assert name in TEMPLATES.names

    def test_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(TemplateNotFound):
            compose(FACTS, "../../etc/passwd")

    @pytest.mark.parametrize("name", [name for name in TEMPLATES.names if name.startswith(("gentle", "due"))])
    def test_before_the_money_is_late_does_not_threaten(self, name: str) -> None:
        text = compose(FACTS, name).text.lower()
        assert not re.search(r"lawyer|legal|stop|overdue", text)


class TestALetter:
    def test_says_the_same_in_text_and_html(self) -> None:
        letter = compose(FACTS)
        for word in ("Erika Muster", "Nordlicht GmbH", "4711", "47/12", "CNY\u00a01,234,617.89", "9 March 2026"):
            assert word in letter.text
            assert word in letter.html

    def test_counts_the_days_from_the_oldest_item(self) -> None:
        assert "overdue for 29 days" in compose(FACTS).text
        assert "已逾期29天" in compose(replace(FACTS, language="zh")).text
        assert "overdue for 1 day." in compose(replace(FACTS, today=date(2026, 2, 2))).text

    def test_asks_for_the_money_within_a_week_if_nothing_else_is_said(self) -> None:
        assert "9 March 2026" in compose(replace(FACTS, deadline=None)).text

    def test_has_one_table_and_one_total_per_currency(self) -> None:
        items = (item("1", open_minor=100), item("2", open_minor=200, currency="JPY"), item("3", currency="KWD"))
        letter = compose(replace(FACTS, items=items))
        assert letter.html.count("<table") == 3
        assert "CNY\u00a01.00, JPY\u00a0200 and KWD\u00a0123.450" in letter.text

    def test_shows_instalments_only_where_there_are_some(self) -> None:
        assert "Instalment" not in compose(FACTS).text
        assert "Instalment" in compose(replace(FACTS, items=(item(instalment=2),))).text

    def test_greets_nobody_in_particular_when_no_name_is_known(self) -> None:
        assert "Dear Sir or Madam," in compose(replace(FACTS, contact_name="")).text
        assert "尊敬的客户：" in compose(replace(FACTS, contact_name="", language="zh")).text

    def test_in_chinese_writes_dates_the_chinese_way(self) -> None:
        letter = compose(replace(FACTS, language="zh"))
        assert "2026年3月9日" in letter.text
        assert '<html lang="zh">' in letter.html

    def test_keeps_the_columns_straight_under_wide_characters(self) -> None:
        table = compose(replace(FACTS, language="zh")).text.split("\n\n")[2].splitlines()
        assert table[0].startswith("发票号")
        assert len({columns(line) for line in table}) == 1, "all lines end in the same column"

    @given(name=st.text(min_size=1, max_size=40))
    def test_never_lets_a_name_become_html(self, name: str) -> None:
        facts = replace(FACTS, customer_name=name + '<script>alert("x")</script>', contact_name="<img onerror=x>")
        letter = compose(facts, "gentle-7d")  # its subject does not name the customer
        assert "<script" not in letter.html
        assert "<img" not in letter.html

    @pytest.mark.parametrize("poison", ["\r\nBcc: all@example.com", "\nX-Evil: 1", "\r", "\x00", "\u2029"])
    def test_is_refused_when_a_name_would_forge_a_header(self, poison: str) -> None:
        with pytest.raises(HeaderRefused):
            compose(replace(FACTS, entity_name=f"Huadong{poison}"))

    def test_hides_people_from_whoever_prints_it(self) -> None:
        assert "Erika" not in repr(FACTS) + repr(compose(FACTS))


class TestLanguage:
    @pytest.mark.parametrize(
        ("said", "written"),
        [("zh", "zh"), ("zh-CN", "zh"), ("ZH_tw", "zh"), ("en-GB", "en"), ("de", None), ("", None), (None, None)],
    )
    def test_is_one_we_write_or_none(self, said: str | None, written: str | None) -> None:
        assert language_or_none(said) == written

    def test_of_the_person_comes_before_the_companys_and_ours(self) -> None:
        assert language_of("en", "zh", "zh") == "en"
        assert language_of(None, "en", "zh") == "en"
        assert language_of(None, None, "en") == "en"
        assert language_of(None, None, None) == "zh"
