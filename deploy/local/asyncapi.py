"""The contract between services as one AsyncAPI 3 document: who says what on which topic, and who hears it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

VERSION = "3.0.0"
KAFKA_BINDING = "0.5.0"

# What stands in a message's headers, as `shared.cloudevents.to_message` writes them. Kafka's header values are bytes;
# all of these are UTF-8 text.
_COMMON_HEADERS: dict[str, Any] = {
    "type": "object",
    "description": "The attributes of CloudEvents 1.0 in binary mode. Every value is UTF-8 text.",
    "required": [
        "ce_specversion",
        "ce_id",
        "ce_type",
        "ce_source",
        "ce_time",
        "ce_subject",
        "ce_partitionkey",
        "ce_sequence",
        "ce_epoch",
        "ce_correlationid",
        "content-type",
    ],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {
            "type": "string",
            "pattern": r"^[1-9][0-9]*\.[0-9]+\.[1-9][0-9]*$",
            "description": "`epoch.partition.position`: with the source, the event's identity.",
            "examples": ["1.7.42"],
        },
        "ce_type": {"type": "string", "description": "What happened, ending in the version of its schema."},
        "ce_source": {"type": "string", "description": "The topic, named after the service that says it."},
        "ce_time": {
            "type": "string",
            "format": "date-time",
            "description": "When it was recorded; never earlier than the event before it in the partition. The dates "
            "that count for the books are in the event.",
        },
        "ce_subject": {
            "type": "string",
            "description": "The stream: whose history this is a part of.",
            "examples": ["CN01/invoice/erp/4711"],
        },
        "ce_partitionkey": {
            "type": "string",
            "description": "`entity/customer`, the same as the message's key; the entity alone for what concerns all "
            "of its customers.",
        },
        "ce_sequence": {
            "type": "string",
            "pattern": "^[0-9]{19}$",
            "description": "The position in the partition, without gaps, padded so that it sorts as text. A position "
            "you have seen is a repeat: skip it. A hole means that you have missed something: "
            "`GET /v1/log` of the producing service has it.",
        },
        "ce_epoch": {
            "type": "string",
            "pattern": "^[1-9][0-9]*$",
            "description": "Grows when the producing service was restored from a backup; positions of a later epoch "
            "come after all of an earlier one.",
        },
        "ce_correlationid": {"type": "string", "description": "The request that began it all, through all services."},
        "ce_traceparent": {"type": "string", "description": "W3C trace context of that request, where it had one."},
        "content-type": {"const": "application/json"},
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An event that a service publishes: its name with its version, and the schema of its JSON."""

    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A service that says something, on a topic of its own."""

    topic: str
    says: Sequence[Said]

    @property
    def service(self) -> str:
        """`huikuan.ledger` → `ledger`."""
        return _service(self.topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A service that hears some of the events of a topic."""

    service: str
    topic: str
    reads: Sequence[str]


def event_type(topic: str, name: str) -> str:
    """The `ce_type` of an event."""
    return f"com.{topic}.{name}"


def headers(topic: str, name: str) -> dict[str, Any]:
    """The schema of a message's headers, as text."""
    said = {"ce_type": {"const": event_type(topic, name)}, "ce_source": {"const": topic}}
    return {"allOf": [{"$ref": "#/components/schemas/headers"}, {"type": "object", "properties": said}]}


def asyncapi(publishers: Sequence[Publisher], readers: Sequence[Reader], *, partitions: int) -> dict[str, Any]:
    """The whole document."""
    return {
        "asyncapi": VERSION,
        "info": {
            "title": "Huikuan",
            "version": "1",
            "description": "Every event of every service. Generated from the code by `make schemas`.\n\n"
            "A topic per service keeps its whole history. A customer's events are in one partition of each topic, in "
            "the order in which they happened. A message may come twice, never out of order: its position tells. "
            "An event of a published version never changes; new fields may join it, so ignore those you do not know.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {publisher.service: _channel(publisher, partitions) for publisher in publishers},
        "operations": {
            **{f"{publisher.service}.says": _says(publisher) for publisher in publishers},
            **{f"{reader.service}.hears.{_service(reader.topic)}": _hears(reader) for reader in readers},
        },
        "components": {
            "messages": {
                f"{publisher.service}.{said.name}": _message(publisher, said)
                for publisher in publishers
                for said in publisher.says
            },
            "schemas": {"headers": _COMMON_HEADERS},
        },
    }


def _service(topic: str) -> str:
    return topic.rpartition(".")[2]


def _channel(publisher: Publisher, partitions: int) -> dict[str, Any]:
    return {
        "address": publisher.topic,
        "title": f"What {publisher.service} says",
        "messages": {
            said.name: {"$ref": f"#/components/messages/{publisher.service}.{said.name}"} for said in publisher.says
        },
        "bindings": {
            "kafka": {
                "topic": publisher.topic,
                "partitions": partitions,
                "topicConfiguration": {"cleanup.policy": ["delete"], "retention.ms": -1},
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def _message(publisher: Publisher, said: Said) -> dict[str, Any]:
    return {
        "name": event_type(publisher.topic, said.name),
        "title": said.name.rpartition(".")[0].replace("-", " ").capitalize(),
        "summary": said.schema["description"].partition("\n\n")[0].replace("\n", " "),
        "contentType": "application/json",
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "headers": headers(publisher.topic, said.name),
        "payload": {"$ref": f"./{publisher.topic}/{said.name}.json"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": "`entity/customer`, or the entity alone."},
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def _says(publisher: Publisher) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{publisher.service}"},
        "summary": f"The relay of {publisher.service} publishes every event once it is recorded.",
        "bindings": {"kafka": {"clientId": {"type": "string"}, "bindingVersion": KAFKA_BINDING}},
    }


def _hears(reader: Reader) -> dict[str, Any]:
    channel = _service(reader.topic)
    return {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": f"What {reader.service} makes use of; it skips everything else.",
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in reader.reads],
        "bindings": {
            "kafka": {"groupId": {"type": "string", "const": reader.service}, "bindingVersion": KAFKA_BINDING}
        },
    }
