"""API keys: who gets in, who does not, and how soon a closed door is closed."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.auth import (
    ROLES,
    SCOPES,
    EntityNotFound,
    Forbidden,
    Keys,
    Principal,
    create_key,
    read_keys,
    revoke_key,
    well_formed,
)

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2999, 1, 1, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.jsonl"


def parts(key: str) -> tuple[str, str]:
    _, key_id, secret = key.split("_")
    return key_id, secret


class TestCreateKey:
    def test_opens_with_its_role_and_entities(self, file: Path) -> None:
        key = create_key(file, role="erp", entities=["CN01"], label="SAP of the Shanghai office")
        principal = Keys(file).authenticate(key)
        assert principal is not None
        assert principal.id == parts(key)[0]
        assert principal.role == "erp"
        assert principal.scopes == ROLES["erp"]
        assert principal.sees("CN01")
        assert not principal.sees("DE01")

    def test_keeps_nothing_that_opens(self, file: Path) -> None:
        key = create_key(file, role="admin")
        _, secret = parts(key)
        assert secret not in file.read_text()
        assert file.stat().st_mode & 0o077 == 0

    def test_has_a_shape_that_scanners_can_check(self, file: Path) -> None:
        key = create_key(file, role="admin")
        assert well_formed(key)
        assert not well_formed(key[:-1] + ("0" if key[-1] != "0" else "1"))

    def test_can_narrow_its_role(self, file: Path) -> None:
        principal = Keys(file).authenticate(create_key(file, role="finance", scopes=["ledger:read"]))
        assert principal is not None
        assert principal.scopes == {"ledger:read"}

    def test_cannot_widen_its_role(self, file: Path) -> None:
        with pytest.raises(ValueError, match="clock:write"):
            create_key(file, role="sales", scopes=["clock:write"])

    def test_refuses_a_role_that_does_not_exist(self, file: Path) -> None:
        with pytest.raises(ValueError, match="no role"):
            create_key(file, role="root")

    def test_leaves_the_other_lines_alone(self, file: Path) -> None:
        first = create_key(file, role="admin")
        with file.open("a") as lines:
            lines.write("a line somebody broke\n")
        create_key(file, role="erp")
        assert "a line somebody broke" in file.read_text()
        assert Keys(file).authenticate(first) is not None


class TestBadTokens:
    #: `{id}` and `{secret}` are those of a key in force.
    TABLE = (
        "",
        "hk_",
        "{id}_{secret}",
        "gh_{id}_{secret}",
        "HK_{id}_{secret}",
        "hk-{id}-{secret}",
        "hk_{id}_{secret}a",
        "hk_{id}_{secret}\n",
        "hk_{id}_{secret}\x00",
        " hk_{id}_{secret}",
        "hk_{id}_a{secret}",
        "hk_{id}_é{secret}",
        "hk_{id}_",
        "hk_{id}",
        "hk__{secret}",
        "hk_{id}_{secret}_{secret}",
        "hk_{id}{id}_{secret}",
        "hk_aaaaaaaaaaaaaaaa_{secret}",
        "hk_{id}_" + "a" * 38,
        "hk_../../etc_{secret}",
        "hk_%_{secret}",
        "hk_' or 1=1 --_{secret}",
        "hk_" + "a" * 1_000_000,
        "eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.",
        "null",
        "*",
    )

    @pytest.mark.parametrize("token", TABLE, ids=[f"{number}: {token[:20]!a}" for number, token in enumerate(TABLE)])
    def test_open_nothing(self, file: Path, token: str) -> None:
        key_id, secret = parts(create_key(file, role="admin"))
        assert Keys(file).authenticate(token.replace("{id}", key_id).replace("{secret}", secret)) is None

    def test_a_secret_changed_in_one_place_opens_nothing(self, file: Path) -> None:
        key = create_key(file, role="admin")
        keys = Keys(file)
        for place in range(len("hk_"), len(key)):
            if key[place] != "_":
                other = "b" if key[place] != "b" else "c"
                assert keys.authenticate(key[:place] + other + key[place + 1 :]) is None

    def test_the_hash_is_no_key(self, file: Path) -> None:
        key_id, _ = parts(create_key(file, role="admin"))
        sha256 = read_keys(file)[key_id].sha256
        assert Keys(file).authenticate(f"hk_{key_id}_{sha256[:38]}") is None

    @pytest.mark.parametrize(
        "line",
        [
            "not json",
            "[]",
            "{}",
            '{"id": "x"}',
            '{"id": "x", "sha256": "y", "role": "root", "entities": ["*"]}',
            '{"id": "x", "sha256": "y", "role": "admin", "entities": ["*"], "expires": "tomorrow"}',
        ],
    )
    def test_a_line_that_cannot_be_read_opens_nothing_and_closes_nothing(self, file: Path, line: str) -> None:
        key = create_key(file, role="admin")
        with file.open("a") as lines:
            lines.write(line + "\n")
        assert list(read_keys(file)) == [parts(key)[0]]
        assert Keys(file).authenticate(key) is not None


class TestEndOfAKey:
    def test_expired(self, file: Path) -> None:
        assert Keys(file).authenticate(create_key(file, role="admin", expires=LONG_AGO)) is None
        assert Keys(file).authenticate(create_key(file, role="admin", expires=FAR_AHEAD)) is not None

    def test_revoked_while_in_use(self, file: Path) -> None:
        key, other = create_key(file, role="admin"), create_key(file, role="admin")
        keys = Keys(file)
        assert keys.authenticate(key) is not None
        revoke_key(file, parts(key)[0], now=LONG_AGO)
        assert keys.authenticate(key) is None
        assert keys.authenticate(other) is not None

    def test_revoked_twice_keeps_the_first_instant(self, file: Path) -> None:
        key_id, _ = parts(create_key(file, role="admin"))
        revoke_key(file, key_id, now=LONG_AGO)
        revoke_key(file, key_id, now=LONG_AGO + timedelta(days=1))
        assert read_keys(file)[key_id].revoked == LONG_AGO

    def test_a_key_nobody_made_cannot_be_revoked(self, file: Path) -> None:
        with pytest.raises(KeyError):
            revoke_key(file, "nobody", now=LONG_AGO)

    def test_made_while_the_service_runs(self, file: Path) -> None:
        keys = Keys(file)
        assert keys.authenticate("hk_x") is None
        assert keys.authenticate(create_key(file, role="admin")) is not None

    def test_a_lost_file_opens_nothing(self, file: Path) -> None:
        key = create_key(file, role="admin")
        keys = Keys(file)
        assert keys.authenticate(key) is not None
        file.unlink()
        assert keys.authenticate(key) is None

    def test_a_line_taken_out_by_hand_closes_the_key(self, file: Path) -> None:
        key = create_key(file, role="admin")
        keys = Keys(file)
        assert keys.authenticate(key) is not None
        file.write_text("")
        assert keys.authenticate(key) is None


class TestPrincipal:
    PRINCIPAL = Principal(id="k", role="sales", scopes=ROLES["sales"], entities=frozenset({"CN01"}))

    def test_is_denied_by_default(self) -> None:
        with pytest.raises(Forbidden, match="ledger:write") as refusal:
            self.PRINCIPAL.check("ledger:write")
        assert refusal.value.members == {"scope": "ledger:write"}

    def test_other_entities_do_not_exist(self) -> None:
        with pytest.raises(EntityNotFound, match="no entity DE01"):
            self.PRINCIPAL.enter("DE01")

    def test_an_entity_called_star_is_not_every_entity(self) -> None:
        with pytest.raises(EntityNotFound):
            self.PRINCIPAL.enter("*")


class TestRoles:
    def test_hold_only_scopes_that_exist(self) -> None:
        assert frozenset[str]().union(*ROLES.values()) <= SCOPES

    def test_who_reads_only_cannot_write(self) -> None:
        assert {scope for scope in ROLES["auditor"] if not scope.endswith(":read")} == set()
        assert {scope for scope in ROLES["service"] if not scope.endswith(":read")} == set()

    def test_the_file_is_json_lines_that_a_person_can_read(self, file: Path) -> None:
        create_key(file, role="erp", entities=["CN01"], label="the ERP", expires=FAR_AHEAD)
        (line,) = file.read_text().splitlines()
        assert json.loads(line) | {"id": "…", "sha256": "…"} == {
            "id": "…",
            "sha256": "…",
            "role": "erp",
            "entities": ["CN01"],
            "expires": "2999-01-01T00:00:00+00:00",
            "label": "the ERP",
        }
