"""One line of `huikuan verify`: what was counted, what it should be, and whether they agree."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """A figure, what was expected of it, and the verdict; `detail` names the first places that broke."""

    name: str
    figure: str
    expected: str
    ok: bool
    detail: str = ""

    def __str__(self) -> str:
        verdict = "ok" if self.ok else "BROKEN"
        return f"{self.name}: {self.figure}, {self.expected}, {verdict}" + (f" ({self.detail})" if self.detail else "")
