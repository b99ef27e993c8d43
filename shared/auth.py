"""Who may do what: API keys kept as hashes in a file, roles, scopes, and the entities a key may see."""

import base64
import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
import zlib
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, cast

import structlog
from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.types import Scope

from shared.clock import SystemClock
from shared.errors import NotFound, Refusal
from shared.telemetry import annotate

log = structlog.stdlib.get_logger(__name__)

# ---------------------------------------------------------------- roles and scopes

SCOPES = frozenset(
    {
        "ledger:read",
        "ledger:write",
        "ledger:approve",
        "entities:write",
        "periods:write",
        "customers:write",
        "documents:write",
        "credit:read",
        "credit:check",
        "credit:write",
        "dunning:read",
        "dunning:write",
        "tasks:write",
        "notify:read",
        "contacts:write",
        "reports:read",
        "log:read",
        "ops:read",
        "clock:write",
    },
)
_READ_ALL = frozenset({"ledger:read", "credit:read", "dunning:read", "notify:read", "reports:read"})

#: What each role may do. What is not listed is denied.
ROLES: Mapping[str, frozenset[str]] = {
    "admin": SCOPES,
    "erp": frozenset({"ledger:read", "documents:write", "customers:write", "credit:check"}),
    "finance": _READ_ALL
    | {"documents:write", "ledger:write", "ledger:approve", "periods:write"}
    | {"credit:write", "dunning:write", "tasks:write", "contacts:write"},
    "sales": frozenset({"reports:read", "ledger:read", "credit:read", "dunning:read", "credit:check"}),
    "auditor": _READ_ALL | {"log:read", "ops:read"},
    "service": frozenset({"log:read", "ops:read", "ledger:read"}),
}
EVERY_ENTITY = "*"


class Unauthenticated(Refusal):
    """The request carries no key that is known, valid and in force."""

    kind = "unauthenticated"


class Forbidden(Refusal):
    """The key is good, but its role may not do this."""

    kind = "forbidden"


class EntityNotFound(NotFound):
    """The entity does not exist, or not for this key: the two are told apart by nobody who may not see it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: the key's id, its role, what it may do and for which entities."""

    id: str
    role: str
    scopes: frozenset[str]
    entities: frozenset[str]

    def may(self, scope: str) -> bool:
        """Whether the role, and the key where it is narrower, holds the scope."""
        return scope in self.scopes

    def sees(self, entity: str) -> bool:
        """Whether the key was given for this entity."""
        return EVERY_ENTITY in self.entities or entity in self.entities

    @property
    def sees_every_entity(self) -> bool:
        """Whether the key was given for all entities, also those to come."""
        return EVERY_ENTITY in self.entities

    def check(self, scope: str) -> None:
        """Refuse what the key may not do."""
        if not self.may(scope):
            message = f"The role {self.role} of this key may not do this; it takes the scope {scope}."
            raise Forbidden(message, scope=scope)

    def enter(self, entity: str, *, field: str | None = None) -> None:
        """Refuse an entity the key was not given for, as if it did not exist."""
        if not self.sees(entity):
            message = f"There is no entity {entity[:16]}."
            raise EntityNotFound(message, field=field)


# ---------------------------------------------------------------- keys

# base62, as in the key formats that secret scanners know: no character needs quoting anywhere.
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET_LENGTH = 32  # 190 random bits
_CHECKSUM_LENGTH = 6
_KEY = re.compile(r"hk_([0-9a-z]{8,32})_([0-9A-Za-z]{32})([0-9A-Za-z]{6})", re.ASCII)
_NEVER = hashlib.sha256(b"no key has this hash").hexdigest()


@dataclass(frozen=True, slots=True)
class StoredKey:
    """One line of the keys file: everything about a key except the key."""

    id: str
    sha256: str
    role: str
    entities: frozenset[str]
    scopes: frozenset[str] | None
    expires: datetime | None
    revoked: datetime | None
    label: str

    @property
    def principal(self) -> Principal:
        """Whom the key stands for; a key's own scopes can only narrow its role's."""
        scopes = ROLES[self.role] if self.scopes is None else ROLES[self.role] & self.scopes
        return Principal(id=self.id, role=self.role, scopes=scopes, entities=self.entities)

    def in_force(self, now: datetime) -> bool:
        """Whether the key opens anything at this instant."""
        return self.revoked is None and (self.expires is None or now < self.expires)


def _checksum(key_id: str, secret: str) -> str:
    # Lets a scanner, and us, tell a key from a lookalike without asking anybody. It protects nothing.
    number = zlib.crc32(f"{key_id}_{secret}".encode())
    digits = ""
    for _ in range(_CHECKSUM_LENGTH):
        number, rest = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[rest] + digits
    return digits


def _hash(secret: str) -> str:
    # A fast hash is right here: the secret is random and long, so there is nothing to guess.
    return hashlib.sha256(secret.encode()).hexdigest()


def _parse_line(line: str) -> StoredKey:
    raw = cast("dict[str, Any]", json.loads(line))

    def instant(name: str) -> datetime | None:
        text = raw.get(name)
        if text is None:
            return None
        value = datetime.fromisoformat(text)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value

    if raw["role"] not in ROLES:
        message = f"unknown role {raw['role']!r}"
        raise ValueError(message)
    scopes: list[str] | None = raw.get("scopes")
    return StoredKey(
        id=str(raw["id"]),
        sha256=str(raw["sha256"]),
        role=str(raw["role"]),
        entities=frozenset(cast("list[str]", raw["entities"])),
        scopes=None if scopes is None else frozenset(scopes),
        expires=instant("expires"),
        revoked=instant("revoked"),
        label=str(raw.get("label", "")),
    )


def _write_line(key: StoredKey) -> str:
    raw: dict[str, object] = {
        "id": key.id,
        "sha256": key.sha256,
        "role": key.role,
        "entities": sorted(key.entities),
        "scopes": None if key.scopes is None else sorted(key.scopes),
        "expires": None if key.expires is None else key.expires.isoformat(),
        "revoked": None if key.revoked is None else key.revoked.isoformat(),
        "label": key.label,
    }
    return json.dumps({name: value for name, value in raw.items() if value is not None}, ensure_ascii=False)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def read_keys(path: Path) -> dict[str, StoredKey]:
    """The keys of a file; none when there is no file. A line that cannot be read opens nothing, and is told."""
    keys: dict[str, StoredKey] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            key = _parse_line(line)
        except (ValueError, KeyError, TypeError) as error:
            # Without the traceback, which would show the line itself.
            log.error("key-line-unreadable", file=str(path), line=number, reason=type(error).__name__)  # noqa: TRY400
            continue
        keys[key.id] = key
    return keys


class Keys:
    """The keys file as one process sees it: read again whenever it changes, so that a revocation works at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._keys: dict[str, StoredKey] = {}
        # Keys expire by the wall's time, whatever time the simulated company lives in.
        self._clock = SystemClock()

    def authenticate(self, key: str) -> Principal | None:
        """Whom a key stands for, or None; takes as long for a wrong secret as for an unknown id."""
        match = _KEY.fullmatch(key)
        if match is None:
            return None
        key_id, secret, checksum = match.groups()
        self._refresh()
        stored = self._keys.get(key_id)
        same = hmac.compare_digest(_hash(secret + checksum), stored.sha256 if stored else _NEVER)
        if stored is None or not same or not stored.in_force(self._clock.now()):
            return None
        return stored.principal

    def _refresh(self) -> None:
        try:
            status = self._path.stat()
            seen = (status.st_ino, status.st_mtime_ns, status.st_size)
        except OSError:
            # Keys that cannot be checked open nothing.
            self._seen, self._keys = None, {}
            return
        if seen != self._seen:
            self._keys = read_keys(self._path)
            self._seen = seen


@contextmanager
def _locked(path: Path) -> Generator[None]:
    """Keep two `huikuan keys` commands from writing over each other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / f".{path.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _replace_file(path: Path, lines: Sequence[str]) -> None:
    """Put the whole file in place at once: a reader sees the old keys or the new ones, never half a line."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:  # made 0600 by mkstemp
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def create_key(
    path: Path,
    *,
    role: str,
    entities: Collection[str] = (EVERY_ENTITY,),
    scopes: Collection[str] | None = None,
    expires: datetime | None = None,
    label: str = "",
) -> str:
    """Make a key, keep its hash in the file, and return the key: the only time anybody sees it."""
    if role not in ROLES:
        message = f"There is no role {role!r}; the roles are {', '.join(ROLES)}."
        raise ValueError(message)
    if unknown := sorted(set(scopes or ()) - ROLES[role]):
        message = f"The role {role} does not hold {', '.join(unknown)}; a key can only narrow its role."
        raise ValueError(message)
    if not entities:
        message = "A key needs at least one entity, or * for all."
        raise ValueError(message)
    key_id = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(_SECRET_LENGTH))
    secret += _checksum(key_id, secret)
    stored = StoredKey(
        id=key_id,
        sha256=_hash(secret),
        role=role,
        entities=frozenset(entities),
        scopes=None if scopes is None else frozenset(scopes),
        expires=expires,
        revoked=None,
        label=label,
    )
    with _locked(path):
        _replace_file(path, [*_lines(path), _write_line(stored)])
    return f"hk_{key_id}_{secret}"


def revoke_key(path: Path, key_id: str, *, now: datetime) -> None:
    """Close a key for ever; its line stays, so that old log lines can still be read."""
    with _locked(path):
        key = read_keys(path).get(key_id)
        if key is None:
            message = f"There is no key {key_id}."
            raise KeyError(message)
        if key.revoked is None:
            closed = _write_line(replace(key, revoked=now))
            _replace_file(path, [closed if _id_of(line) == key_id else line for line in _lines(path)])


def _id_of(line: str) -> str | None:
    """The id on a line; None for one that cannot be read, which is left as it is for its author to mend."""
    try:
        return _parse_line(line).id
    except (ValueError, KeyError, TypeError):
        return None


def well_formed(key: str) -> bool:
    """Whether a text is a key by its shape and checksum; says nothing about whether it opens anything."""
    match = _KEY.fullmatch(key)
    return match is not None and match[3] == _checksum(match[1], match[2])


# ---------------------------------------------------------------- at the edge


_PRINCIPAL = "huikuan.principal"


def admit(scope: Scope, keys: Keys) -> Principal:
    """Whoever sends this request; found once and kept with it."""
    known: Principal | None = scope.get(_PRINCIPAL)
    if known is not None:
        return known
    header = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    kind, _, key = header.decode("latin-1").partition(" ")
    if kind.lower() != "bearer" or not key:
        message = "Send an API key: Authorization: Bearer hk_…"
        raise Unauthenticated(message)
    principal = keys.authenticate(key.strip(" "))
    if principal is None:
        message = "This API key is not known, or no longer in force."
        raise Unauthenticated(message)
    annotate(principal=principal.id, role=principal.role)
    scope[_PRINCIPAL] = principal
    return principal


async def authenticated(request: Request) -> Principal:
    """Whoever holds a key in force; without a scope, so use `require` unless every key holder may ask."""
    return admit(request.scope, request.app.state.keys)


async def check_first(request: Request) -> None:
    """Run before everything else that a route asks for, so that whoever may not ask gets no further.

    FastAPI goes through what a route asks for in the order in which it is written; a connection asked for before the
    scope would be taken, and its position waited for, by anybody with a key.
    """
    for call in calls_before(request.scope.get("route")):
        if isinstance(call, Guard):
            call.check(request, await authenticated(request))


Authenticated = Annotated[Principal, Depends(authenticated)]


class Guard:
    """The dependency behind `require`; carries its scope, so that the matrix can be read from the routes."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    def check(self, request: Request, principal: Principal) -> None:
        """Refuse a role without the scope, and an entity the key was not given for."""
        principal.check(self.scope)
        # Entities named by the path or by the query; those in a body are the route's to `enter`.
        named = request.path_params.get("entity")
        for entity in [named] if named is not None else request.query_params.getlist("entity"):
            principal.enter(entity)

    async def __call__(self, request: Request, principal: Authenticated) -> Principal:
        self.check(request, principal)
        return principal


def calls_before(route: object) -> frozenset[object]:
    """Everything that is called before a route is, however deep; nothing for what is no API route."""
    if not isinstance(route, APIRoute):
        return frozenset()
    known: frozenset[object] | None = getattr(route, "huikuan_calls", None)
    if known is None:
        known = _calls(route.dependant)
        route.huikuan_calls = known  # type: ignore[attr-defined]
    return known


def _calls(dependant: Dependant) -> frozenset[object]:
    inner = (_calls(dependency) for dependency in dependant.dependencies)
    return frozenset({dependant.call}).union(*inner)


_guards = {scope: Guard(scope) for scope in SCOPES}


def require(scope: str) -> Any:
    """`principal: Annotated[Principal, require("ledger:read")]`: a key whose role holds the scope, and whose entities
    include the one named in the path or query. An entity in the body is checked with `principal.enter(body.entity)`.
    """
    return Depends(_guards[scope])
