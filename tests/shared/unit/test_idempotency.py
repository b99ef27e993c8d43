"""Idempotency keys: the same request is told from another, and one sender's key from another sender's."""

import pytest

from shared.idempotency import IdempotencyKeyMalformed, IdempotencyKeyMissing, read_key, request_hash

POST = request_hash(method="POST", path="/v1/invoices", query=b"", body=b'{"a":1}')


class TestRequestHash:
    @pytest.mark.parametrize(
        "other",
        [
            request_hash(method="PUT", path="/v1/invoices", query=b"", body=b'{"a":1}'),
            request_hash(method="POST", path="/v1/payments", query=b"", body=b'{"a":1}'),
            request_hash(method="POST", path="/v1/invoices", query=b"x=1", body=b'{"a":1}'),
            request_hash(method="POST", path="/v1/invoices", query=b"", body=b'{"a":2}'),
            # The same bytes in a row, divided otherwise.
            request_hash(method="POST", path="/v1/invoices{", query=b"", body=b'"a":1}'),
        ],
    )
    def test_tells_requests_apart(self, other: bytes) -> None:
        assert other != POST

    def test_a_repeat_is_the_same(self) -> None:
        assert request_hash(method="POST", path="/v1/invoices", query=b"", body=b'{"a":1}') == POST


class TestReadKey:
    def test_takes_it_bare_or_quoted(self) -> None:
        assert read_key('"k-1"', principal="erp", request=POST) == read_key("k-1", principal="erp", request=POST)

    def test_belongs_to_its_sender(self) -> None:
        assert read_key("k-1", principal="erp", request=POST) != read_key("k-1", principal="shop", request=POST)

    def test_must_be_there(self) -> None:
        with pytest.raises(IdempotencyKeyMissing) as refusal:
            read_key(None, principal="erp", request=POST)
        assert refusal.value.kind == "malformed"

    @pytest.mark.parametrize("header", ["", '""', "a b", "a" * 129, "ключ", "a\x00b", "\t"])
    def test_must_be_readable(self, header: str) -> None:
        with pytest.raises(IdempotencyKeyMalformed):
            read_key(header, principal="erp", request=POST)
