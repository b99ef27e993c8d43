"""The vault: persons, mail addresses and phones, each sealed with a key of their own, and nowhere else in the product.

Erasing a person is deleting a row and a key. What the log keeps of them is a reference that leads nowhere then.
"""

import hashlib
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.notify.domain.contact import Addressable, Contact, ContactNotFound, Purpose
from services.notify.domain.language import Language
from services.notify.settings import Settings

KEY_BYTES = 32
NONCE_BYTES = 12


class MasterKeyUnusable(Exception):
    """The vault cannot be opened with the master key at hand."""


class MasterKey:
    """Wraps the keys of persons. Whoever has it and the database can read the vault; neither suffices alone."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise MasterKeyUnusable(
                f"A master key has {KEY_BYTES} bytes, written as {2 * KEY_BYTES} hexadecimal digits."
            )
        self._cipher = AESGCM(key)
        #: Tells which master key wrapped a key, without telling the key.
        self.id = hashlib.sha256(b"huikuan vault master key" + key).hexdigest()[:16]

    def wrap(self, key: bytes, reference: str) -> bytes:
        """A person's key, closed; it opens only for the same reference."""
        return _seal(self._cipher, key, reference)

    def unwrap(self, wrapped: bytes, reference: str) -> bytes:
        """A person's key."""
        return _open(self._cipher, wrapped, reference)


def read_master_key(file: Path, given: str | None = None) -> MasterKey:
    """The master key given in the settings, or the one of the file, which is made at the first start."""
    if given is None:
        with suppress(FileExistsError):
            _write_new(file, secrets.token_hex(KEY_BYTES))
        given = file.read_text(encoding="ascii")
    try:
        key = bytes.fromhex(given.strip())
    except ValueError:
        raise MasterKeyUnusable(f"A master key is written as {2 * KEY_BYTES} hexadecimal digits.") from None
    return MasterKey(key)


def master_key(settings: Settings) -> MasterKey:
    """The master key that the settings name."""
    given = settings.master_key
    return read_master_key(settings.master_key_file, given.get_secret_value() if given else None)


def _write_new(file: Path, key: str) -> None:
    """Make the file whole or not at all: two roles may start at once, and each must read the same key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(key + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        os.link(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)


def _seal(cipher: AESGCM, plain: bytes, bound_to: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, bound_to.encode())


def _open(cipher: AESGCM, sealed: bytes, bound_to: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
    except InvalidTag:
        raise MasterKeyUnusable("The vault holds an entry that this master key does not open.") from None


_READ = text("""
    SELECT c.reference, c.sealed, k.wrapped FROM contacts c JOIN contact_keys k USING (reference)
    WHERE c.entity = :entity AND c.customer = :customer AND c.contact = :contact
""")
_READ_BY_REFERENCE = text("""
    SELECT c.reference, c.sealed, k.wrapped FROM contacts c JOIN contact_keys k USING (reference)
    WHERE c.reference = ANY(CAST(:references AS text[]))
""")
_LIST = text("""
    SELECT c.contact, c.reference, c.sealed, k.wrapped FROM contacts c JOIN contact_keys k USING (reference)
    WHERE c.entity = :entity AND c.customer = :customer ORDER BY c.contact
""")
_ADDRESSABLE = text("""
    SELECT c.entity, c.customer, c.reference, c.purpose, c.is_main, c.language, c.has_email, c.has_phone
    FROM contacts c JOIN unnest(CAST(:entities AS text[]), CAST(:customers AS text[])) AS wanted(entity, customer)
      USING (entity, customer)
""")
_OTHER_MASTER = text("SELECT 1 FROM contact_keys WHERE master <> :master LIMIT 1")
_WRITE = text("""
    INSERT INTO contacts
      (entity, customer, contact, reference, purpose, is_main, language, has_email, has_phone, sealed)
    VALUES
      (:entity, :customer, :contact, :reference, :purpose, :is_main, :language, :has_email, :has_phone, :sealed)
    ON CONFLICT (entity, customer, contact) DO UPDATE SET
      purpose = excluded.purpose, is_main = excluded.is_main, language = excluded.language,
      has_email = excluded.has_email, has_phone = excluded.has_phone, sealed = excluded.sealed
""")
_KEEP_KEY = text("""
    INSERT INTO contact_keys (reference, master, wrapped) VALUES (:reference, :master, :wrapped)
    ON CONFLICT (reference) DO UPDATE SET master = excluded.master, wrapped = excluded.wrapped
""")
_ONE_WRITER = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_ERASE = text("""
    WITH gone AS (
      DELETE FROM contacts WHERE entity = :entity AND customer = :customer AND contact = :contact RETURNING reference)
    DELETE FROM contact_keys USING gone WHERE contact_keys.reference = gone.reference RETURNING gone.reference
""")


class Vault:
    """Opens and closes entries; the connection, and with it the transaction, is the caller's."""

    def __init__(self, master: MasterKey) -> None:
        self._master = master

    async def check(self, connection: AsyncConnection) -> None:
        """Refuse to start with a master key that does not open what is there: it was replaced, or its file was lost."""
        if (await connection.execute(_OTHER_MASTER, {"master": self._master.id})).first():
            raise MasterKeyUnusable(
                f"The vault was sealed with another master key than the present one ({self._master.id}). "
                "Put the old key file back, or set HUIKUAN_NOTIFY_MASTER_KEY; without it the contacts cannot be read."
            )

    async def put(
        self, connection: AsyncConnection, entity: str, customer: str, contact: str, content: Contact
    ) -> None:
        """Keep a person; each writing takes a new key, so an old copy of the key opens nothing new."""
        place = {"entity": entity, "customer": customer, "contact": contact}
        await connection.execute(_ONE_WRITER, {"name": f"contact {entity}/{customer}/{contact}"})
        known = (await connection.execute(_READ, place)).first()
        reference: str = known.reference if known else secrets.token_hex(12)
        key = AESGCM.generate_key(KEY_BYTES * 8)
        await connection.execute(
            _WRITE,
            place
            | {
                "reference": reference,
                "purpose": content.purpose,
                "is_main": content.is_main,
                "language": content.language,
                "has_email": bool(content.email),
                "has_phone": bool(content.phone),
                "sealed": _seal(AESGCM(key), msgspec.json.encode(content), reference),
            },
        )
        await connection.execute(
            _KEEP_KEY,
            {"reference": reference, "master": self._master.id, "wrapped": self._master.wrap(key, reference)},
        )

    async def get(self, connection: AsyncConnection, entity: str, customer: str, contact: str) -> Contact:
        """A person; refuses one that is not there."""
        row = (await connection.execute(_READ, {"entity": entity, "customer": customer, "contact": contact})).first()
        if row is None:
            raise ContactNotFound(f"The customer {entity}/{customer} has no such contact.")
        return self._open(row.reference, row.sealed, row.wrapped)

    async def of_customer(
        self, connection: AsyncConnection, entity: str, customer: str
    ) -> Sequence[tuple[str, Contact]]:
        """All persons at a customer, by the name under which each was put."""
        rows = await connection.execute(_LIST, {"entity": entity, "customer": customer})
        return [(row.contact, self._open(row.reference, row.sealed, row.wrapped)) for row in rows]

    async def erase(self, connection: AsyncConnection, entity: str, customer: str, contact: str) -> None:
        """Forget a person: the row and the key."""
        place = {"entity": entity, "customer": customer, "contact": contact}
        await connection.execute(_ONE_WRITER, {"name": f"contact {entity}/{customer}/{contact}"})
        if (await connection.execute(_ERASE, place)).first() is None:
            raise ContactNotFound(f"The customer {entity}/{customer} has no such contact.")

    async def opened(self, connection: AsyncConnection, references: Sequence[str]) -> dict[str, Contact]:
        """The persons behind references; those erased meanwhile are missing."""
        rows = await connection.execute(_READ_BY_REFERENCE, {"references": list(references)})
        return {row.reference: self._open(row.reference, row.sealed, row.wrapped) for row in rows}

    def _open(self, reference: str, sealed: bytes, wrapped: bytes) -> Contact:
        key = self._master.unwrap(wrapped, reference)
        return msgspec.json.decode(_open(AESGCM(key), sealed, reference), type=Contact)


async def addressable(
    connection: AsyncConnection, customers: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], list[Addressable]]:
    """Who can be written to at each customer, without opening anything."""
    found: dict[tuple[str, str], list[Addressable]] = {customer: [] for customer in customers}
    distinct = list(found)
    rows = await connection.execute(
        _ADDRESSABLE,
        {"entities": [entity for entity, _ in distinct], "customers": [customer for _, customer in distinct]},
    )
    for row in rows:
        found[row.entity, row.customer].append(
            Addressable(
                reference=row.reference,
                purpose=cast("Purpose", row.purpose),
                is_main=row.is_main,
                language=cast("Language | None", row.language),
                has_email=row.has_email,
                has_phone=row.has_phone,
            )
        )
    return found
