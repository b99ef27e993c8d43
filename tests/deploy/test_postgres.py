"""The PostgreSQL we bring along starts anywhere, keeps what was committed and says clearly what it cannot do."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from deploy.local import postgres
from deploy.local.postgres import FAST, EmbeddedPostgres, HomeInUse, PostgresUnavailable


async def connect(server: EmbeddedPostgres) -> asyncpg.Connection:
    return await asyncpg.connect(server.url("postgres").replace("+asyncpg", ""))


async def shows(server: EmbeddedPostgres, setting: str) -> str:
    connection = await connect(server)
    try:
        return str(await connection.fetchval(f"SHOW {setting}"))
    finally:
        await connection.close()


class TestStart:
    async def test_is_safe_by_default(self, own_postgres: EmbeddedPostgres) -> None:
        assert await shows(own_postgres, "fsync") == "on"
        assert await shows(own_postgres, "data_checksums") == "on"
        assert await shows(own_postgres, "max_connections") == "300"
        assert await shows(own_postgres, "listen_addresses") == ""

    async def test_takes_other_settings(self, home: Path) -> None:
        server = EmbeddedPostgres.start(home, settings={**FAST, "max_connections": "20"})
        assert await shows(server, "fsync") == "off"
        assert await shows(server, "max_connections") == "20"
        server.stop()

    def test_lets_nobody_else_at_its_files(self, own_postgres: EmbeddedPostgres) -> None:
        assert own_postgres.place.stat().st_mode & 0o077 == 0

    def test_makes_half_made_files_again(self, home: Path) -> None:
        server = EmbeddedPostgres.start(home)
        server.stop()
        (server.place / "data").rename(server.place / "data.unfinished")
        (server.place / "data.unfinished" / "PG_VERSION").unlink()
        EmbeddedPostgres.start(home).stop()
        assert not (server.place / "data.unfinished").exists()

    def test_in_a_home_in_use_is_refused(self, own_postgres: EmbeddedPostgres) -> None:
        with pytest.raises(HomeInUse, match="in use by another Huikuan"):
            EmbeddedPostgres.start(own_postgres.home)

    def test_with_a_name_too_long_for_a_socket_says_so(self, home: Path) -> None:
        with pytest.raises(PostgresUnavailable, match="set HUIKUAN_HOME to a shorter one"):
            EmbeddedPostgres.start(home / ("long" * 30))

    def test_where_a_file_is_in_the_way_names_the_setting(self, home: Path) -> None:
        home.write_text("")
        with pytest.raises(PostgresUnavailable, match="Set HUIKUAN_HOME to a folder you may write to"):
            EmbeddedPostgres.start(home)

    def test_with_a_setting_it_does_not_know_shows_the_log(self, home: Path) -> None:
        with pytest.raises(PostgresUnavailable, match="unrecognized configuration parameter"):
            EmbeddedPostgres.start(home, settings={"no_such_setting": "1"})


class TestDeath:
    async def test_keeps_what_was_committed(self, home: Path) -> None:
        server = EmbeddedPostgres.start(home)
        connection = await connect(server)
        await connection.execute("CREATE TABLE committed (number int)")
        await connection.execute("INSERT INTO committed SELECT generate_series(1, 1000)")
        os.kill(server.pid, signal.SIGKILL)
        server.stop()
        connection.terminate()

        again = EmbeddedPostgres.start(home)
        connection = await connect(again)
        assert await connection.fetchval("SELECT count(*) FROM committed") == 1000
        await connection.close()
        again.stop()

    async def test_of_the_starter_leaves_a_server_that_the_next_start_replaces(self, home: Path) -> None:
        # Our own process dies without stopping its server, as it would by kill -9.
        dying = "import os, sys; from pathlib import Path; from deploy.local.postgres import EmbeddedPostgres\n"
        dying += "print(EmbeddedPostgres.start(Path(sys.argv[1])).pid, flush=True); os._exit(1)"
        died = subprocess.run([sys.executable, "-c", dying, home], stdout=subprocess.PIPE, text=True, check=False)

        server = EmbeddedPostgres.start(home)
        assert server.pid != int(died.stdout)
        assert await shows(server, "fsync") == "on"
        server.stop()

    def test_whose_number_was_given_to_another_program_is_no_obstacle(self, home: Path) -> None:
        server = EmbeddedPostgres.start(home)
        pid_file = server.place / "data" / "postmaster.pid"
        left = pid_file.read_text().splitlines()
        server.stop()
        pid_file.write_text("\n".join([str(os.getpid()), *left[1:]]))
        EmbeddedPostgres.start(home).stop()


class TestPlace:
    def test_in_a_closed_folder_is_elsewhere_and_linked(self, tmp_path: Path) -> None:
        # Only root, who starts the server as somebody else, has to go elsewhere; for others this is a start like any.
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        server = EmbeddedPostgres.start(closed / "home")
        assert server.place == (closed / "home" / "postgres").resolve()
        assert server.place.stat().st_uid == server.owner.pw_uid
        server.stop()
        shutil.rmtree(server.place)

    async def test_holds_the_programs_too_where_they_cannot_be_reached(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def can_reach(_owner: object, path: Path) -> bool:
            return "site-packages" not in path.parts

        monkeypatch.setattr(postgres, "_can_reach", can_reach)
        server = EmbeddedPostgres.start(home)
        assert server.place in server.programs.parents
        assert await shows(server, "fsync") == "on"
        server.stop()

    def test_of_a_user_without_a_name_is_refused(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "getuid", lambda: 54_321)
        with pytest.raises(PostgresUnavailable, match="User number 54321 is not in /etc/passwd"):
            EmbeddedPostgres.start(home)
