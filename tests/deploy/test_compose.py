"""What compose.yaml starts is what the services have: every role once, told by settings they know."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic_settings import BaseSettings
from ruamel.yaml import YAML

COMPOSE = Path(__file__).parents[2] / "deploy" / "compose.yaml"
ROLES = {
    "ledger": {"migrate", "api", "relay", "calendar"},
    "credit": {"migrate", "api", "relay", "consumer"},
    "dunning": {"migrate", "api", "relay", "consumer"},
    "notify": {"migrate", "api", "relay", "consumer", "sender"},
    "reporting": {"migrate", "api", "consumer"},
}


@pytest.fixture(scope="module")
def containers() -> dict[str, dict[str, Any]]:
    read: dict[str, Any] = YAML(typ="safe").load(COMPOSE)  # pyright: ignore[reportUnknownMemberType]
    services: dict[str, dict[str, Any]] = read["services"]
    return {name: one for name, one in services.items() if one["image"] == "huikuan"}


@pytest.mark.parametrize("service", sorted(ROLES))
class TestCompose:
    def test_starts_every_role_once(self, service: str, containers: dict[str, dict[str, Any]]) -> None:
        commands = [one["command"] for one in containers.values()]
        roles = [command[3] for command in commands if command[2] == f"services.{service}"]
        assert sorted(roles) == sorted(ROLES[service])

    def test_sets_only_what_the_service_knows(self, service: str, containers: dict[str, dict[str, Any]]) -> None:
        settings: type[BaseSettings] = import_module(f"services.{service}.settings").Settings
        prefix = settings.model_config.get("env_prefix", "")
        known = {f"{prefix}{name}".upper() for name in settings.model_fields}
        assert set(containers[service]["environment"]) <= known

    def test_sets_all_that_the_service_demands(self, service: str, containers: dict[str, dict[str, Any]]) -> None:
        settings: type[BaseSettings] = import_module(f"services.{service}.settings").Settings
        prefix = settings.model_config.get("env_prefix", "")
        demanded = {f"{prefix}{name}".upper() for name, field in settings.model_fields.items() if field.is_required()}
        assert demanded <= set(containers[service]["environment"])
