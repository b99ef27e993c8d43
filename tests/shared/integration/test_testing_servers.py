"""A server is started once per run and stopped at its end; what keeps it from starting reaches all who ask for it."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from shared.testing.servers import CannotStart, Servers, ask


@dataclass
class Lamp:
    address: str
    lit: bool = True

    def stop(self) -> None:
        self.lit = False


@dataclass
class Shop:
    lamps: list[Lamp] = field(default_factory=list[Lamp])

    def start(self, home: Path) -> Lamp:
        self.lamps.append(Lamp(address=f"{home.name}/{len(self.lamps)}"))
        return self.lamps[-1]

    def fail(self, home: Path) -> Lamp:
        self.lamps.append(Lamp(address=home.name, lit=False))
        raise OSError("no current")


def test_a_server_is_started_once_and_stopped_at_the_end() -> None:
    shop = Shop()
    servers = Servers({"lamp": shop.start})
    assert shop.lamps == []
    assert ask(servers.address, "lamp") == ask(servers.address, "lamp") == f"{servers.home.name}/0"
    servers.close()
    assert [lamp.lit for lamp in shop.lamps] == [False]
    assert not servers.home.exists()


def test_a_failure_is_told_to_all_who_ask_and_not_repeated() -> None:
    shop = Shop()
    servers = Servers({"lamp": shop.fail})
    for _ in range(2):
        with pytest.raises(CannotStart, match="no current"):
            ask(servers.address, "lamp")
    servers.close()
    assert len(shop.lamps) == 1
