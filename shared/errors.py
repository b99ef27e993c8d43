"""What a service may refuse, and of which kind the refusal is; the edge gives each kind its HTTP status."""

import re
from typing import ClassVar


class Refusal(Exception):
    """A command that may not happen, said so that the sender can mend it.

    `detail` is one sentence naming the figures and ids concerned; `field` names the part of the request to mend
    (a JSON pointer without the leading slash, `allocations/0/amount`); `members` become extra members of the problem.
    Define a refusal beside the rule that raises it, as a kind of `NotFound`, `Conflict` or `Invalid`.
    """

    kind: ClassVar[str] = "refused"

    def __init__(self, detail: str, *, field: str | None = None, **members: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.members = members

    @property
    def code(self) -> str:
        """`PaymentExceedsOpenAmount` → `payment-exceeds-open-amount`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", type(self).__name__).lower()

    @property
    def title(self) -> str:
        """`PaymentExceedsOpenAmount` → `Payment exceeds open amount`."""
        return self.code.replace("-", " ").capitalize()


class NotFound(Refusal):
    """What the command speaks of does not exist, or not for this caller."""

    kind = "not-found"


class Conflict(Refusal):
    """The command contradicts what has already happened."""

    kind = "conflict"


class Invalid(Refusal):
    """The command makes no sense by itself or beside the master data."""

    kind = "invalid"


class Unavailable(Refusal):
    """The service cannot take the command now; the same command may succeed later."""

    kind = "unavailable"
