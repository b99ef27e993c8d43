"""The key that wraps the keys of persons."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.notify.vault import MasterKey, MasterKeyUnusable, read_master_key


class TestTheMasterKey:
    def test_is_made_once_and_for_its_owner_alone(self, tmp_path: Path) -> None:
        file = tmp_path / "home" / "vault.key"
        first = read_master_key(file)
        assert file.stat().st_mode & 0o777 == 0o600
        assert read_master_key(file).id == first.id

    def test_is_the_same_for_all_who_start_at_once(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(16) as threads:
            ids = {key.id for key in threads.map(read_master_key, [tmp_path / "vault.key"] * 64)}
        assert len(ids) == 1
        assert [file.name for file in tmp_path.iterdir()] == ["vault.key"]

    def test_of_the_settings_comes_before_the_file(self, tmp_path: Path) -> None:
        read_master_key(tmp_path / "vault.key", "ab" * 32)
        assert not (tmp_path / "vault.key").exists()

    @pytest.mark.parametrize("given", ["", "zz" * 32, "ab" * 31, "ab" * 33])
    def test_that_is_none_is_refused_without_being_repeated(self, tmp_path: Path, given: str) -> None:
        with pytest.raises(MasterKeyUnusable) as refused:
            read_master_key(tmp_path / "vault.key", given)
        assert not given or given not in str(refused.value)

    def test_opens_what_it_wrapped_for_the_same_person_only(self) -> None:
        master = MasterKey(b"m" * 32)
        wrapped = master.wrap(b"k" * 32, "person-1")
        assert master.unwrap(wrapped, "person-1") == b"k" * 32
        for other, reference in ((master, "person-2"), (MasterKey(b"n" * 32), "person-1")):
            with pytest.raises(MasterKeyUnusable):
                other.unwrap(wrapped, reference)

    def test_never_wraps_twice_alike(self) -> None:
        master = MasterKey(b"m" * 32)
        assert master.wrap(b"k" * 32, "p") != master.wrap(b"k" * 32, "p")
