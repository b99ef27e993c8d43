"""What an event looks like from outside: JSON Schema 2020-12, made from its class and the words beside it."""

import ast
import inspect
import io
import textwrap
import tokenize
from collections.abc import Mapping
from typing import Any, get_type_hints

import msgspec
from msgspec.structs import fields

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEFS = "#/$defs/{name}"
_CURRENCY = {"description": "ISO 4217 code.", "pattern": "^[A-Z]{3}$"}
_MINOR = "In whole minor units of the currency: 1230 is 12.30 where it has two decimals, 1,230 where it has none."
_ABOVE = "#: "


def event_schema(event: type[Any], vocabulary: Mapping[str, str]) -> dict[str, Any]:
    """The schema of an event's JSON.

    A field that an event may lack, because it was recorded before the field was thought of, is one with a default.
    Fields that the schema does not know are allowed: readers ignore what they do not read. A field is described by the
    comment above it (`#: …`), or else by the vocabulary: its entry for `Class.field`, or for the field's name alone.
    """
    (_,), parts = msgspec.json.schema_components([event], ref_template=_DEFS)
    classes = _classes(event, set(parts))
    described = {name: _described(schema, classes[name], vocabulary) for name, schema in parts.items()}
    root = described.pop(event.__name__)
    nested = {"$defs": dict(sorted(described.items()))} if described else {}
    return {"$schema": DIALECT, **root, **nested}


def _classes(event: type[Any], names: set[str]) -> dict[str, type[Any]]:
    """The classes an event is made of, by the names that its schema gives them."""
    found: dict[str, type[Any]] = {}
    waiting: list[Any] = [event]
    while waiting:
        kind = waiting.pop()
        waiting.extend(getattr(kind, "__args__", ()))
        if getattr(kind, "__name__", "") in names and kind.__name__ not in found:
            found[kind.__name__] = kind
            waiting.extend(get_type_hints(kind).values())
    return found


def _described(schema: dict[str, Any], kind: type[Any], vocabulary: Mapping[str, str]) -> dict[str, Any]:
    """The schema with its fields in the order in which they are written, each with what is known of it."""
    comments = field_comments(kind)
    properties = {
        name: _property(
            name,
            schema["properties"][name],
            comments.get(name) or vocabulary.get(f"{kind.__name__}.{name}", vocabulary.get(name)),
        )
        for name in (field.name for field in fields(kind))
    }
    return {
        "title": schema["title"],
        "description": inspect.cleandoc(schema["description"]),
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name in schema["required"]],
    }


def _property(name: str, schema: dict[str, Any], words: str | None) -> dict[str, Any]:
    known: dict[str, Any] = {"description": words} if words else {}
    if name == "currency" or name.endswith("_currency"):
        known = _CURRENCY | known
    elif name.endswith("_minor"):
        known = {"description": f"{words} {_MINOR}" if words else _MINOR}
    return known | schema


def field_comments(kind: type[Any]) -> dict[str, str]:
    """The comments above a class's own and inherited fields (`#: How long, in days.`), by the fields' names."""
    found: dict[str, str] = {}
    for owner in (each for each in reversed(kind.__mro__) if vars(each).get("__annotations__")):
        source = textwrap.dedent(inspect.getsource(owner))
        comments = {
            token.start[0]: token.string.removeprefix(_ABOVE).strip()
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type == tokenize.COMMENT and token.string.startswith(_ABOVE)
        }
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                above: list[str] = []
                while comment := comments.get(node.lineno - 1 - len(above)):
                    above.insert(0, comment)
                if above:
                    found[node.target.id] = " ".join(above)
    return found


def breaking_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What a reader of the old schema could not take in the new one; then the event needs a new version instead.

    Words may change, and fields may join that older events lack. Nothing else: a field that may now be missing or null
    stops a reader as surely as one that has gone.
    """
    parts = {"": (old, new)}
    nested: Mapping[str, Any] = old.get("$defs", {})
    parts |= {f"{name}.": (schema, new.get("$defs", {}).get(name, {})) for name, schema in nested.items()}
    return [change for where, (before, after) in parts.items() for change in _changes(where, before, after)]


def _changes(where: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    before, after = old["properties"], new.get("properties", {})
    found = [f"{where}{name} is gone" for name in before if name not in after]
    found += [
        f"{where}{name} was {_kind(before[name])} and is {_kind(after[name])}"
        for name in before
        if name in after and _kind(before[name]) != _kind(after[name])
    ]
    was_required, is_required = set(old["required"]), set(new.get("required", ()))
    found += [
        f"{where}{name} may be missing" for name in before if name in after and name in was_required - is_required
    ]
    found += [f"{where}{name} is missing in older events" for name in after if name in is_required - was_required]
    return found


def _kind(schema: Mapping[str, Any]) -> dict[str, Any]:
    """What a value may be, without the words about it and without what stands for it where it is missing."""
    return {key: value for key, value in schema.items() if key not in {"description", "default", "pattern"}}
