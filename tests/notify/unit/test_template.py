"""A template has gaps and nothing else; whatever else looks like a program is refused or stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.template import GAPS, HeaderRefused, TemplateRefused, fill, header, parse

# What is published against template engines, Jinja's above all, and what our own might be tempted by.
ATTACKS = [
    "{{ ''.__class__ }}",
    "{{''.__class__.__mro__[1].__subclasses__()}}",
    "{{ config }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].system('id') }}",
    "{{ request.application.__globals__.__builtins__.__import__('os') }}",
    "{{ ''|attr('__class__') }}",
    "{{ '%c'|format(97) }}",
    "{{ 'a'.format_map(x) }}",
    "{{ '{0.__class__}'.format(0) }}",
    "{{range(10**9)}}",
    "{% for x in range(10**9) %}{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% set x = 1 %}",
    "{# comment #}",
    "{{customer_name.__class__}}",
    "{{customer_name|upper}}",
    "{{customer_name()}}",
    "{{ customer_name }}",
    "{{{{customer_name}}}}",
    "{{customer_name",
    "customer_name}}",
    "{{}}",
    "{{unknown_value}}",
    "{{Customer_Name}}",
    "{{cust\u043emer_name}}",
    "{{items}} and more",
    "before {{items}}",
]


class TestParsing:
    def test_finds_subject_paragraphs_and_gaps(self) -> None:
        template = parse("Subject: {{entity_name}}\n{{salutation}}\n\none\ntwo\n\n{{items}}\n")
        assert template.subject == "{{entity_name}}"
        assert template.paragraphs == ("{{salutation}}", "one\ntwo", "{{items}}")
        assert template.gaps == {"entity_name", "salutation", "items"}

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_refuses_all_that_is_not_a_gap_of_the_list(self, attack: str) -> None:
        with pytest.raises(TemplateRefused):
            parse(f"Subject: reminder\n\n{attack}\n")
        with pytest.raises(TemplateRefused):
            parse(f"Subject: {attack}\n\ntext\n")

    @pytest.mark.parametrize(
        "text", ["", "no subject", "Subject:\n\ntext", "Subject: a\rBcc: b\n\ntext", "\nSubject: a"]
    )
    def test_refuses_a_text_without_a_proper_subject(self, text: str) -> None:
        with pytest.raises(TemplateRefused):
            parse(text)

    def test_refuses_a_text_without_end(self) -> None:
        with pytest.raises(TemplateRefused):
            parse("Subject: a\n\n" + "x" * 30_000)

    def test_refuses_the_table_in_the_subject(self) -> None:
        with pytest.raises(TemplateRefused):
            parse("Subject: {{items}}\n\ntext")


class TestFilling:
    """Values are text: whatever a customer is called, it arrives as it is and is never read as a template."""

    @given(value=st.one_of(st.text(), st.sampled_from(ATTACKS), st.sampled_from([f"{{{{{gap}}}}}" for gap in GAPS])))
    def test_puts_in_the_value_and_never_looks_at_it_again(self, value: str) -> None:
        values = {"customer_name": value, "totals": "CNY 1"}
        assert fill("a {{customer_name}} b {{totals}}", values) == f"a {value} b CNY 1"


class TestHeaders:
    @pytest.mark.parametrize("text", ["a\r\nBcc: x", "a\nb", "a\rb", "a\x00b", "a\x0bb", "a\u2028b", "a\u202eb"])
    def test_refuse_a_second_line(self, text: str) -> None:
        with pytest.raises(HeaderRefused):
            header(text)

    def test_take_any_other_text(self) -> None:
        assert header("【华东公司】付款提醒：CNY\u00a01.00") == "【华东公司】付款提醒：CNY\u00a01.00"
