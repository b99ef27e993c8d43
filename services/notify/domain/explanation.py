"""Why a message went out, or did not: each of its events as a sentence."""

from typing import assert_never

from services.notify.domain.message import (
    MessageClaimed,
    MessageDeferred,
    MessageEvent,
    MessageQueued,
    MessageSent,
    MessageUndeliverable,
    MessageUnknown,
    MessageWithdrawalNoted,
    MessageWithdrawn,
)


def explain(event: MessageEvent) -> str:
    """What happened, in words."""
    match event:
        case MessageQueued(obligation=obligation, channel=channel, template=template, items=items):
            return (
                f"Dunning decided on {event.date} that it is owed ({obligation}): by {channel}, template {template}, "
                f"naming {len(items)} instalments."
            )
        case MessageClaimed(attempt=attempt, items=items):
            return (
                f"Attempt {attempt}: the ledger said that {len(items)} of the instalments named were still open; "
                "a sender took it, with these amounts."
            )
        case MessageDeferred(attempt=attempt, reason=reason):
            return f"Attempt {attempt} certainly did not deliver it ({reason}); it waits for the next one."
        case MessageWithdrawalNoted(reason=reason):
            return (
                f"Withdrawal was asked for ({reason}) while a sender held it; it counts unless that attempt delivers."
            )
        case MessageSent(attempt=attempt, provider_id=provider_id):
            return f"Attempt {attempt}: the mail server took it over as {provider_id}."
        case MessageUnknown(attempt=attempt, reason=reason):
            return f"Attempt {attempt}: nobody can say whether it went out ({reason}). It is not sent again by itself."
        case MessageUndeliverable(reason=reason):
            return f"It cannot be delivered: {reason}."
        case MessageWithdrawn(reason=reason):
            return f"It was taken back before it went out: {reason}."
        case _:
            assert_never(event)
