"""Age of a receivable: days from its due date to the day asked about, in five buckets, beside what offsets it."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

#: The first age of each bucket past due. Due today (age 0) is not overdue; tomorrow it is one day overdue.
FIRST_DAYS = (1, 31, 61, 91)
BUCKETS = ("not-due", "1-30", "31-60", "61-90", "over-90")


def age_of(*, as_of: date, due_on: date) -> int:
    """Days past due; 0 on the due day, negative before it."""
    return (as_of - due_on).days


def bucket_of(age: int) -> int:
    """The index of an age's bucket in `BUCKETS`."""
    return bisect_right(FIRST_DAYS, age)


@dataclass(frozen=True, slots=True)
class Aged:
    """What one customer, one entity or all of them owe in one currency, by age, in minor units.

    Payments on account and open credits stand beside the buckets and are never spread over them; what is disputed is
    said as "of which" and changes nothing. Advances for orders and unidentified money are liabilities outside control:
    no part of the balance.
    """

    buckets: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    on_account: int = 0
    open_credits: int = 0
    disputed: int = 0
    disputed_overdue: int = 0
    advances: int = 0
    unidentified: int = 0

    @property
    def receivable(self) -> int:
        """What is open on invoices, whatever its age."""
        return sum(self.buckets)

    @property
    def overdue(self) -> int:
        """What is open on invoices past their due date."""
        return sum(self.buckets[1:])

    @property
    def balance(self) -> int:
        """What the control account says."""
        return self.receivable - self.on_account - self.open_credits

    @property
    def is_empty(self) -> bool:
        """Whether nothing is open, not even amounts that offset each other."""
        beside = (self.on_account, self.open_credits, self.advances, self.unidentified)
        return not (any(self.buckets) or any(beside))

    def __add__(self, other: "Aged") -> "Aged":
        a, b = self.buckets, other.buckets
        return Aged(
            buckets=(a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]),
            on_account=self.on_account + other.on_account,
            open_credits=self.open_credits + other.open_credits,
            disputed=self.disputed + other.disputed,
            disputed_overdue=self.disputed_overdue + other.disputed_overdue,
            advances=self.advances + other.advances,
            unidentified=self.unidentified + other.unidentified,
        )
