"""Messages and what happens to them, named for the difference that matters."""

from datetime import date

from services.notify.domain.message import (
    ClaimMessage,
    DeferMessage,
    GiveUp,
    MessageCommand,
    MessageEvent,
    NamedItem,
    QueueMessage,
    RecordRefused,
    RecordSent,
    RecordUnknown,
    RecoverClaim,
    WithdrawMessage,
)
from services.notify.rules import Desk, decide, evolve
from shared.testing.scenario import Scenario

ENTITY, CUSTOMER = "CN01", "C-0100"
DAY = date(2026, 3, 2)
MESSAGE = f"{ENTITY}/message/{CUSTOMER}/{DAY}/email"
OBLIGATION = f"{ENTITY}/obligation/{CUSTOMER}/{DAY}/email"
PROVIDER_ID = "<0f3c@huikuan.example>"
LEDGER_POSITION = {"huikuan.ledger": "1.7.42"}


def item(
    number: str = "4711",
    *,
    open_minor: int = 123_450,
    currency: str = "CNY",
    instalment: int = 1,
    due_on: date = date(2026, 2, 1),
) -> NamedItem:
    """An instalment that a message names."""
    return NamedItem(
        invoice=f"{ENTITY}/invoice/erp/{number}",
        instalment=instalment,
        due_on=due_on,
        open_minor=open_minor,
        currency=currency,
    )


def queue(*, obstacle: str | None = None, contact: str | None = "c0ffee") -> QueueMessage:
    """Dunning owes the customer an e-mail."""
    return QueueMessage(
        message=MESSAGE,
        entity=ENTITY,
        customer=CUSTOMER,
        obligation=OBLIGATION,
        channel="email",
        template="overdue",
        tone="neutral",
        date=DAY,
        deadline=None,
        language="zh",
        contact=contact,
        items=(item(),),
        known=LEDGER_POSITION,
        obstacle=obstacle,
    )


def claim(attempt: int = 1) -> ClaimMessage:
    """A sender takes it."""
    return ClaimMessage(
        message=MESSAGE,
        entity=ENTITY,
        customer=CUSTOMER,
        attempt=attempt,
        contact="c0ffee",
        language="zh",
        items=(item(),),
    )


def sent(attempt: int = 1) -> RecordSent:
    """The mail server said 250."""
    return RecordSent(message=MESSAGE, entity=ENTITY, customer=CUSTOMER, attempt=attempt, provider_id=PROVIDER_ID)


def unheard(attempt: int = 1) -> RecordUnknown:
    """The mail server had it and said nothing."""
    return RecordUnknown(
        message=MESSAGE, entity=ENTITY, customer=CUSTOMER, attempt=attempt, reason="no-answer-after-data"
    )


def refused(attempt: int = 1) -> RecordRefused:
    """The mail server said 550."""
    return RecordRefused(message=MESSAGE, entity=ENTITY, customer=CUSTOMER, attempt=attempt, reason="refused-550")


def defer(attempt: int = 1, *, attempts_max: int | None = None) -> DeferMessage:
    """The mail server said 451."""
    return DeferMessage(
        message=MESSAGE,
        entity=ENTITY,
        customer=CUSTOMER,
        attempt=attempt,
        reason="postponed-451",
        attempts_max=attempts_max,
    )


def recover(attempt: int = 1) -> RecoverClaim:
    """Its sender is gone."""
    return RecoverClaim(message=MESSAGE, entity=ENTITY, customer=CUSTOMER, attempt=attempt)


def withdraw(reason: str = "paid") -> WithdrawMessage:
    """Dunning wants it back."""
    return WithdrawMessage(message=MESSAGE, entity=ENTITY, customer=CUSTOMER, reason=reason)


def give_up(reason: str = "too-late") -> GiveUp:
    """It cannot be delivered any more."""
    return GiveUp(message=MESSAGE, entity=ENTITY, customer=CUSTOMER, reason=reason)


Story = Scenario[MessageCommand, Desk, MessageEvent]


def desk(*, begun: int | None = None) -> Story:
    """An empty desk; `begun` is the attempt that had begun to speak to the mail server."""
    started: frozenset[tuple[str, int]] = frozenset() if begun is None else frozenset({(MESSAGE, begun)})
    return Scenario(Desk(messages={}, begun=started), decide, evolve)
