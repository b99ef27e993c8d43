"""How an event looks on the bus: CloudEvents 1.0, its attributes in the message's headers and its JSON as the value.

The same attributes as JSON (a batch of structured events) answer `GET /v1/log`, so that whoever fetches an event the
bus has lost reads exactly what the relay published.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from shared.events import Recorded

BATCH_MEDIA_TYPE = "application/cloudevents-batch+json"
_SPEC_VERSION = ("ce_specversion", b"1.0")
_JSON = ("content-type", b"application/json")


class Message(NamedTuple):
    """One event on its way: `key` says whose it is, `partition` is named so that no client's hashing can differ."""

    partition: int
    key: bytes
    headers: list[tuple[str, bytes]]
    value: bytes


class _Envelope(msgspec.Struct):
    """What of the stored envelope is published; the time stays the text it is."""

    type: str
    stream: str
    recorded_at: str
    correlation_id: str
    data: msgspec.Raw
    traceparent: str | None = None


class _Whose(msgspec.Struct):
    entity: str | None = None
    customer: str | None = None


_decode_envelope = msgspec.json.Decoder(_Envelope).decode
_decode_whose = msgspec.json.Decoder(_Whose).decode
_decode_batch = msgspec.json.Decoder(list[dict[str, msgspec.Raw]]).decode
_decode_text = msgspec.json.Decoder(str).decode


def type_prefix(topic: str) -> str:
    """`huikuan.ledger` → `com.huikuan.ledger.`, before the name of every event type of the topic."""
    return f"com.{topic}."


def to_message(topic: str, epoch: int, partition: int, position: int, envelope: bytes) -> Message:
    """The one message that a stored event is published as."""
    event = _decode_envelope(envelope)
    value = bytes(event.data)
    whose = _decode_whose(value)
    key = (f"{whose.entity}/{whose.customer}" if whose.customer else whose.entity or event.stream).encode()
    headers = [
        _SPEC_VERSION,
        ("ce_id", b"%d.%d.%d" % (epoch, partition, position)),
        ("ce_type", f"com.{topic}.{event.type}".encode()),
        ("ce_source", topic.encode()),
        ("ce_time", event.recorded_at.encode()),
        ("ce_subject", event.stream.encode()),
        ("ce_partitionkey", key),
        # The sequence extension asks for text that sorts in the events' order.
        ("ce_sequence", b"%019d" % position),
        ("ce_epoch", b"%d" % epoch),
        ("ce_correlationid", event.correlation_id.encode()),
        _JSON,
    ]
    if event.traceparent is not None:
        headers.append(("ce_traceparent", event.traceparent.encode()))
    return Message(partition, key, headers, value)


class Attributes(NamedTuple):
    """What a reader takes from a message's headers."""

    type: bytes
    time: bytes
    subject: bytes
    sequence: bytes
    epoch: bytes
    correlation_id: bytes

    @property
    def place(self) -> tuple[int, int]:
        """Epoch and position: the pair that says whether the message is new."""
        return int(self.epoch), int(self.sequence)


_READ = ("ce_type", "ce_time", "ce_subject", "ce_sequence", "ce_epoch", "ce_correlationid")


def attributes(headers: Sequence[tuple[str, bytes]]) -> Attributes:
    """Read the headers of a message; raises `KeyError` where it is not one of ours.

    They nearly always come in the order in which `to_message` writes them. To look there first saves hashing a dozen
    names per message.
    """
    if len(headers) > 9:  # noqa: PLR2004 - the last one read
        _, _, type_, _, time, subject, _, sequence, epoch, correlation_id, *_ = headers
        if (type_[0], time[0], subject[0], sequence[0], epoch[0], correlation_id[0]) == _READ:
            return Attributes(type_[1], time[1], subject[1], sequence[1], epoch[1], correlation_id[1])
    named = dict(headers)
    return Attributes(*[named[name] for name in _READ])


def place(headers: Sequence[tuple[str, bytes]]) -> tuple[int, int]:
    """Epoch and position of a message: the pair that says whether it is new."""
    return attributes(headers).place


def to_recorded(
    topic: str, partition: int, name: str, at: tuple[int, int], attributes: Attributes, event: Any
) -> Recorded[Any]:
    """The event heard, in the shape that handlers take; `at` is its `place`."""
    return Recorded(
        topic,
        at[0],
        partition,
        at[1],
        attributes.subject.decode(),
        0,
        name,
        datetime.fromisoformat(attributes.time.decode()),
        attributes.correlation_id.decode(),
        event,
    )


def to_batch(messages: Iterable[Message]) -> bytes:
    """The messages as a JSON batch of structured events; the bytes of their data are not touched."""
    batch: list[dict[str, Any]] = []
    for message in messages:
        event: dict[str, Any] = {}
        for name, value in message.headers:
            event["datacontenttype" if name == "content-type" else name.removeprefix("ce_")] = value.decode()
        event["data"] = msgspec.Raw(message.value)
        batch.append(event)
    return msgspec.json.encode(batch)


def from_batch(body: bytes) -> list[Message]:
    """The messages of a JSON batch, as they were published."""
    messages: list[Message] = []
    for event in _decode_batch(body):
        value = bytes(event.pop("data"))
        attributes = {name: _decode_text(text) for name, text in event.items()}
        headers = [
            ("content-type" if name == "datacontenttype" else f"ce_{name}", text.encode())
            for name, text in attributes.items()
        ]
        partition = int(attributes["id"].split(".")[1])
        messages.append(Message(partition, attributes["partitionkey"].encode(), headers, value))
    return messages
