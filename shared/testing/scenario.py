"""Rules told as a story: given what happened, when a command comes, then this happens, or it is refused."""

from collections.abc import Callable, Sequence
from typing import Generic, Self, TypeVar

import pytest

from shared.errors import Refusal

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")


class Scenario(Generic[C, S, E]):
    """One state and the commands carried out on it, without any machinery around them."""

    def __init__(
        self,
        state: S,
        decide: Callable[[C, S], Sequence[tuple[str, E]]],
        evolve: Callable[[S, str, E], None],
    ) -> None:
        self.state = state
        self.decide = decide
        self.evolve = evolve
        self.log: list[tuple[str, E]] = []
        self.events: list[E] = []
        self._command: list[C] = []

    def given(self, *commands: C) -> Self:
        """These commands were carried out before, one seeing what the other did."""
        for command in commands:
            self._carry_out(command)
        return self

    def when(self, command: C) -> Self:
        """This command comes; what it does is told by `then…`."""
        self._command = [command]
        return self

    def then(self, *events: E) -> Self:
        """It made exactly these events happen."""
        assert self.then_events() == list(events)  # noqa: S101 - a test asserts
        return self

    def then_nothing(self) -> Self:
        """It was a harmless repeat."""
        return self.then()

    def then_events(self, *kinds: type[E]) -> list[E]:
        """What it made happen, for a closer look; with kinds, only events of these."""
        self.events = self._carry_out(self._command.pop())
        return [event for event in self.events if not kinds or isinstance(event, kinds)]

    def then_refused(self, refusal: type[Refusal], *, field: str | None = None) -> Refusal:
        """It was refused, naming the field to mend, and nothing happened."""
        with pytest.raises(refusal) as refused:
            self.decide(self._command.pop(), self.state)
        assert refused.value.field == field  # noqa: S101
        return refused.value

    def _carry_out(self, command: C) -> list[E]:
        pairs = self.decide(command, self.state)
        for stream, event in pairs:
            self.evolve(self.state, stream, event)
        self.log.extend(pairs)
        return [event for _, event in pairs]
