"""What notify says in public, on its own topic; the schemas are made from here."""

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
from shared.events import Codec

TOPIC = "huikuan.notify"

CODEC: Codec[MessageEvent] = Codec(
    {
        "message-queued.v1": MessageQueued,
        "message-claimed.v1": MessageClaimed,
        "message-deferred.v1": MessageDeferred,
        "message-withdrawal-noted.v1": MessageWithdrawalNoted,
        "message-sent.v1": MessageSent,
        "message-unknown.v1": MessageUnknown,
        "message-undeliverable.v1": MessageUndeliverable,
        "message-withdrawn.v1": MessageWithdrawn,
    }
)
