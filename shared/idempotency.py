"""A request that may be repeated harmlessly: the sender's key, and a hash that tells the same request from another."""

import hashlib
import re
from dataclasses import dataclass

from shared.errors import Invalid, Refusal

_KEY = re.compile(r"[\x21-\x7e]{1,128}")


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """`key` belongs to `principal` alone: the same text sent by somebody else is another key."""

    principal: str
    key: str
    request_hash: bytes


class IdempotencyKeyMissing(Refusal):
    """The request changes something and must carry an Idempotency-Key."""

    kind = "malformed"


class IdempotencyKeyMalformed(Refusal):
    """The Idempotency-Key is not 1 to 128 visible ASCII characters."""

    kind = "malformed"


class IdempotencyKeyReused(Invalid):
    """The Idempotency-Key was used before, for another request."""


def request_hash(*, method: str, path: str, query: bytes, body: bytes) -> bytes:
    """Tell one request from another by its bytes.

    A retry sends what it sent before. Hashing the bytes rather than a re-serialisation means that no change of a
    JSON library can ever turn yesterday's repeat into a conflict. Each part is led by its length, so that no two
    different requests run together into the same bytes.
    """
    digest = hashlib.sha256()
    for part in (method.encode(), path.encode(), query, body):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def read_key(header: str | None, *, principal: str, request: bytes) -> IdempotencyKey:
    """The key of a request that must have one; `request` is its hash."""
    if header is None:
        message = "This request changes something: send an Idempotency-Key header, and the same one when you repeat it."
        raise IdempotencyKeyMissing(message, header="Idempotency-Key")
    # RFC 8941 writes the value as a quoted string; most senders do not.
    text = header[1:-1] if len(header) > 1 and header[0] == header[-1] == '"' else header
    if _KEY.fullmatch(text) is None:
        message = "An Idempotency-Key is 1 to 128 visible ASCII characters, for instance a UUID."
        raise IdempotencyKeyMalformed(message, header="Idempotency-Key")
    return IdempotencyKey(principal=principal, key=text, request_hash=request)
