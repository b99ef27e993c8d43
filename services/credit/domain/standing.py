"""How a customer stands with us: what it owes in each currency, and how it has paid."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a customer owes in one currency: open receivables less money on account and open credits."""

    receivable_minor: int = 0
    on_account_minor: int = 0
    open_credit_minor: int = 0
    overdue_minor: int = 0
    open_disputes: int = 0

    @property
    def exposure_minor(self) -> int:
        """What would be lost if nothing more came; negative where the customer has paid ahead."""
        return self.receivable_minor - self.on_account_minor - self.open_credit_minor


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a customer paid in one currency.

    An instalment counts from when nothing of it is open any more, by the day its last money came. What was cancelled
    or settled by credit notes alone says nothing about paying and does not count.
    """

    settled: int = 0
    on_time: int = 0
    paid_minor: int = 0
    #: Money times the days it came late, summed.
    minor_days_late: int = 0
    days_late_max: int = 0
