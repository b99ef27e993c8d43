"""Limits: what is too deep, too long or unprintable is refused by its bytes; everything honest passes."""

import json
from contextlib import suppress
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.limits import (
    BODY_MAX,
    DEPTH_MAX,
    STRING_MAX,
    ForbiddenCharacter,
    MalformedBody,
    StringTooLong,
    TooDeep,
    forbidden_character,
    judge,
    parse,
)

PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=40)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | PRINTABLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PRINTABLE, inner, max_size=4),
    max_leaves=20,
)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


class TestJudge:
    @given(DOCUMENTS, st.booleans())
    def test_lets_every_honest_document_pass(self, document: Any, escaped: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
        """Whatever printable texts a document holds, in whatever writing, it passes."""
        judge(json.dumps(document, ensure_ascii=escaped).encode())

    @given(
        DOCUMENTS,
        st.sampled_from("\x00\x07\x1b\x7f\x80\x9f\u061c\u200e\u202a\u202e\u2066\u2069\u2028\ufeff"),
        st.booleans(),
    )
    def test_finds_a_forbidden_character_wherever_it_stands(self, document: Any, bad: str, escaped: bool) -> None:  # noqa: FBT001
        """A forbidden character is found in any document, escaped or not, and its place is named."""
        body = json.dumps({"honest": document, "names": [f"a{bad}b"]}, ensure_ascii=escaped).encode()
        with pytest.raises(ForbiddenCharacter, match=f"U\\+{ord(bad):04X}") as refusal:
            judge(body)
        assert refusal.value.field == "names/0"

    def test_names_the_member_whose_name_is_bad(self) -> None:
        with pytest.raises(ForbiddenCharacter) as refusal:
            judge(json.dumps({"a/b": {"x\u202ey": 1}}).encode())
        assert refusal.value.field == "a~1b/x\u202ey"

    def test_finds_a_lone_half_of_a_surrogate_pair(self) -> None:
        with pytest.raises(ForbiddenCharacter, match="U\\+D83D"):
            judge(b'{"a": "\\ud83d"}')

    def test_lets_a_whole_surrogate_pair_pass(self) -> None:
        judge(b'{"a": "\\ud83d\\ude00"}')

    def test_lets_line_breaks_and_escaped_backslashes_pass(self) -> None:
        judge(json.dumps({"text": "first\r\n\tsecond", "path": "C:\\u0000"}).encode())

    @pytest.mark.parametrize("depth", [1, DEPTH_MAX - 1, DEPTH_MAX])
    def test_lets_allowed_depths_pass(self, depth: int) -> None:
        judge(nested(depth))
        judge(b'{"a":' * depth + b"1" + b"}" * depth)

    @pytest.mark.parametrize(
        "body",
        [
            nested(DEPTH_MAX + 1),
            b'{"a":' * (DEPTH_MAX + 1) + b"1" + b"}" * (DEPTH_MAX + 1),
            b"[{},[]," + nested(DEPTH_MAX) + b"]",
            b"[" * 500_000,
            b'{"a":' * 100_000,
        ],
    )
    def test_refuses_deeper_ones(self, body: bytes) -> None:
        with pytest.raises(TooDeep):
            judge(body)

    def test_brackets_in_texts_are_no_depth(self) -> None:
        judge(json.dumps({"a": "[" * 1000, "b": '{"' * 1000, "c": '\\"[' * 1000}).encode())

    def test_many_shallow_lists_are_no_depth(self) -> None:
        judge(b"[" + b"[]," * 10_000 + b"[]]")

    def test_refuses_a_text_that_is_too_long_and_names_it(self) -> None:
        judge(json.dumps({"a": "x" * STRING_MAX}).encode())
        with pytest.raises(StringTooLong) as refusal:
            judge(json.dumps({"a": ["", "x" * (STRING_MAX + 1)]}).encode())
        assert refusal.value.field == "a/1"

    @pytest.mark.parametrize(
        "body",
        [
            b'"' + b'\\"' * 500_000,
            b'"' * 1_000_000,
            b"\\" * 1_000_000,
            b'{"a":"' + b"\\u200" * 150_000,
            nested(500_000),
            b"[" * 500_000 + b"}" * 500_000,
            ("\u2014" * 300_000).encode(),
        ],
    )
    def test_takes_little_time_for_the_worst_body(self, body: bytes) -> None:
        """No body of the allowed size keeps the service from its work: judging takes time in proportion to length."""
        started = perf_counter()
        with suppress(TooDeep, StringTooLong, MalformedBody, ForbiddenCharacter):
            judge(body[:BODY_MAX])
        assert perf_counter() - started < 2


class TestParse:
    @pytest.mark.parametrize(
        "body", [b"", b"{", b"\xff", b'{"a": 1}x', b"1" * 5000, '{"a": 1}'.encode("utf-16"), b"[" * 20_000]
    )
    def test_refuses_what_is_not_json(self, body: bytes) -> None:
        with pytest.raises(MalformedBody):
            parse(body)


class TestForbiddenCharacter:
    @pytest.mark.parametrize(
        "text", ["Nordlicht GmbH", "深圳市腾讯计算机系统有限公司", "a\nb", "مؤسسة", "👩‍🚀", "O’Neill — Söhne"]
    )
    def test_lets_names_of_the_world_pass(self, text: str) -> None:
        assert forbidden_character(text) is None
