"""A ratio that carries what was divided by what, so that anybody can check it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """Money over money of the same currency, in minor units; `formula` names the definition in docs/figures.md."""

    formula: str
    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """The quotient; none of nothing."""
        return self.numerator / self.denominator if self.denominator else None
