"""A day is over only when everything it brought has been told, heard and sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import pytest

from deploy.local.asking import Asking
from deploy.local.days import Days


def progress(*, head: int = 0, relayed: int = 0, heard: int | None = None, **more: int) -> dict[str, Any]:
    """What a service answers: the ledger tells, credit hears; nothing heard yet means that it has not begun to."""
    tells = [{"partition": 0, "head": head, "relayed": relayed}] if head else []
    hears = [] if heard is None else [{"topic": "huikuan.ledger", "partition": 0, "position": heard}]
    return {"topic": "huikuan.ledger" if head else "huikuan.credit", "partitions": tells, "consumed": hears, **more}


@dataclass
class Answers:
    """Answers with one state of things after the other, and with the last one for ever; counts the looks."""

    states: list[dict[str, dict[str, Any]]]
    looks: int = 0
    before_each: Callable[[], None] = lambda: None

    async def get(self, path: str) -> dict[str, Any]:
        self.before_each()
        service = path.split("/")[1]
        if service == "ledger":
            self.looks += 1
        return self.states[min(self.looks, len(self.states)) - 1][service]


class TestADay:
    @pytest.mark.parametrize(
        ("before", "waits_for"),
        [
            ({"ledger": progress(head=3, relayed=2), "credit": progress(heard=3)}, "ledger to tell"),
            ({"ledger": progress(head=3, relayed=3), "credit": progress(heard=2)}, "credit to hear"),
            ({"ledger": progress(head=3, relayed=3), "credit": progress()}, "credit to begin hearing"),
            (
                {"ledger": progress(head=3, relayed=3), "credit": progress(heard=3, unsent_now=2)},
                "2 messages to go out",
            ),
        ],
    )
    async def test_is_not_over_before(self, before: dict[str, dict[str, Any]], waits_for: str) -> None:
        after = {"ledger": progress(head=3, relayed=3), "credit": progress(heard=3)}
        answers, seen = Answers([before, before, after]), list[list[str]]()
        days = Days(cast("Asking", answers), ("ledger", "credit"))
        answers.before_each = lambda: seen.append(list(days.waiting_for))
        await days.until_done()
        assert [waits_for] in seen
        assert not days.waiting_for
        assert answers.looks == 3  # not while it waits, and not longer
