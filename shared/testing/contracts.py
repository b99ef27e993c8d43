"""Golden samples of events, and whatever else their types allow: what publishers and readers are held to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import jsonschema
import msgspec
from hypothesis import strategies as st

from shared.cloudevents import Message, from_batch

#: What a 64-bit column of a database holds.
INTEGER_MAX = 2**63 - 1
Members = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """An event as it was once published: the CloudEvent that `GET /v1/log` answers.

    `name` is the event's, with its version. An event to which fields have been added has several samples, from before
    and after: `invoice-issued.v1.json`, `invoice-issued.v1.2.json`. None is ever edited.
    """

    topic: str
    name: str
    number: int
    event: Members

    @classmethod
    def read(cls, path: Path) -> "Sample":
        event, version, *number = path.stem.split(".")
        return cls(
            path.parent.name, f"{event}.{version}", int(number[0]) if number else 1, json.loads(path.read_text())
        )

    @property
    def data(self) -> Members:
        """The event itself, without where it stands."""
        return self.event["data"]

    @property
    def value(self) -> bytes:
        """Its JSON as a message carries it."""
        return msgspec.json.encode(self.data)

    @property
    def message(self) -> Message:
        """The message it was published as."""
        return from_batch(json.dumps([self.event]).encode())[0]

    @property
    def headers(self) -> dict[str, str]:
        """The message's headers as text."""
        return {name: value.decode() for name, value in self.message.headers}


def read_samples(folder: Path) -> list[Sample]:
    """All samples, of every topic."""
    return sorted((Sample.read(path) for path in folder.glob("*/*.json")), key=lambda s: (s.topic, s.name, s.number))


def problems(sample: Sample, event: type[Any], schema: Members, *, newest: bool) -> list[str]:
    """What today's class and schema can no longer do with an event of then; of the newest sample they know no more."""
    try:
        now: Any = msgspec.to_builtins(msgspec.json.decode(sample.value, type=event))
    except msgspec.ValidationError as error:
        return [f"{sample.name} cannot be read any more: {error}"]
    validator: Any = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    found = [f"{sample.name} does not fit its schema: {error.message}" for error in validator.iter_errors(sample.data)]
    found += [f"{sample.name} loses {member}" for member in sorted(_members(sample.data) - _members(now))]
    if newest:
        found += [
            f"{sample.name} lacks {member}: add a sample" for member in sorted(_members(now) - _members(sample.data))
        ]
    return found


def _members(value: object, path: str = "") -> set[str]:
    """Every value in an event, by its path."""
    match value:
        case dict():
            return {path}.union(*(_members(inner, f"{path}/{name}") for name, inner in value.items()))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case list() | tuple():
            return {path}.union(*(_members(inner, f"{path}/{index}") for index, inner in enumerate(value)))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return {f"{path} = {json.dumps(value)}"}


def whatever(kind: Any) -> st.SearchStrategy[Any]:
    """Any value that a type allows: what a publisher may say without breaking its word."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if origin in (Union, UnionType):
        return st.one_of(*(whatever(argument) for argument in arguments))
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(whatever(arguments[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(whatever(arguments[0]), whatever(arguments[1]), max_size=3)
    return st.builds(kind, **{name: whatever(hint) for name, hint in get_type_hints(kind).items()})


_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    NoneType: st.none(),
    str: st.text(),
    bool: st.booleans(),
    int: st.integers(-INTEGER_MAX, INTEGER_MAX),
    date: st.dates(),
    datetime: st.datetimes(),
}
