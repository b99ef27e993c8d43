"""Logs: one line per request, which nobody can forge and no key is in."""

import json
import logging
from collections.abc import Generator
from typing import Any

import pytest
import structlog

from shared.telemetry import annotate, configure_logging, rich_line

KEY = "hk_abcdefghijklmnop_0123456789abcdefghijklmnopqrstuv012345"


@pytest.fixture
def _logging() -> Generator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, _ = handlers, root.setLevel(level)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.usefixtures("_logging")
class TestLines:
    def test_are_one_json_object_each(self, capsys: pytest.CaptureFixture[str]) -> None:
        configure_logging(form="json")
        with rich_line(structlog.stdlib.get_logger("a"), "request", method="GET"):
            annotate(principal="erp")
        (line,) = lines(capsys)
        assert line["event"] == "request"
        assert line["method"] == "GET"
        assert line["principal"] == "erp"
        assert line["duration_ms"] >= 0

    def test_say_what_failed(self, capsys: pytest.CaptureFixture[str]) -> None:
        configure_logging(form="json")
        with pytest.raises(LookupError), rich_line(structlog.stdlib.get_logger("b"), "message"):
            raise LookupError
        (line,) = lines(capsys)
        assert (line["level"], line["error"]) == ("error", "LookupError")

    def test_cannot_be_forged(self, capsys: pytest.CaptureFixture[str]) -> None:
        configure_logging(form="console")
        structlog.stdlib.get_logger("c").info("request", name='x\n{"event": "forged"}\x1b[31m\u202e')
        out = capsys.readouterr().err
        assert out.count("\n") == 1
        assert "\x1b[31m" not in out.split("name")[1]
        assert "\u202e" not in out

    @pytest.mark.parametrize("form", ["json", "console"])
    def test_never_hold_a_key(self, form: str, capsys: pytest.CaptureFixture[str]) -> None:
        configure_logging(form=form)
        logger = structlog.stdlib.get_logger(f"d-{form}")
        logger.info("key %s", KEY, nested={"header": [f"Bearer {KEY}"]})
        logging.getLogger("some.library").warning("sent %s", KEY)
        logger.error("failed", exc_info=ValueError(f"bad {KEY}"))
        out = capsys.readouterr().err
        assert KEY not in out
        assert "abcdefghijklmnop_" not in out
        assert out.count("hk_***") >= 4

    def test_leave_out_what_is_quiet(self, capsys: pytest.CaptureFixture[str]) -> None:
        configure_logging(form="json", level="info")
        with rich_line(structlog.stdlib.get_logger("e"), "request", quiet=True):
            pass
        assert lines(capsys) == []

    def test_facts_without_a_line_go_nowhere(self) -> None:
        annotate(principal="nobody")
