"""Writes down what every service says: a JSON Schema per event and one AsyncAPI document, into docs/events."""

import importlib
import io
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from deploy.local.asyncapi import Publisher, Reader, Said, asyncapi
from deploy.local.deployment import SERVICES
from deploy.local.vocabulary import VOCABULARY
from shared.events import Codec
from shared.schemas import breaking_changes, event_schema
from shared.settings import PARTITIONS

FOLDER = Path(__file__).parents[2] / "docs" / "events"


@cache
def catalogues() -> dict[str, Codec[Any]]:
    """What each topic carries, as its service declares it in `published.py`; reporting says nothing."""
    published = [importlib.import_module(f"services.{name}.published") for name in SERVICES if name != "reporting"]
    return {module.TOPIC: module.CODEC for module in published}


@cache
def readings() -> dict[tuple[str, str], Codec[Any]]:
    """What each service reads of each topic: the codecs in its `subscribed.py`, named after who says it."""
    found: dict[tuple[str, str], Codec[Any]] = {}
    for service in SERVICES:
        try:
            subscribed = importlib.import_module(f"services.{service}.subscribed")
        except ModuleNotFoundError:
            continue  # it hears nothing
        found |= {
            (service, f"huikuan.{name.lower()}"): value
            for name, value in vars(subscribed).items()
            if isinstance(value, Codec)
        }
    return found


@cache
def schemas() -> dict[tuple[str, str], dict[str, Any]]:
    """The schema of every event, by topic and name."""
    return {
        (topic, name): event_schema(event, VOCABULARY)
        for topic, codec in catalogues().items()
        for name, event in codec.names.items()
    }


@cache
def document() -> dict[str, Any]:
    """The whole contract as one AsyncAPI document."""
    found = schemas()
    publishers = [
        Publisher(
            topic=topic,
            says=[Said(name=name, schema=schema) for (of, name), schema in found.items() if of == topic],
        )
        for topic in catalogues()
    ]
    readers = [
        Reader(service=service, topic=topic, reads=list(codec.names)) for (service, topic), codec in readings().items()
    ]
    return asyncapi(publishers, readers, partitions=PARTITIONS)


@cache
def contract() -> dict[str, str]:
    """The files of the contract, by their paths below docs/events."""
    files = {
        f"{topic}/{name}.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for (topic, name), schema in schemas().items()
    }
    return files | {"asyncapi.yaml": to_yaml(document())}


def to_yaml(document: dict[str, Any]) -> str:
    """The document as YAML, without anchors, in the order it was made."""
    yaml: Any = YAML()
    yaml.representer.ignore_aliases = _never
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    yaml.dump(document, text)
    return text.getvalue()


def _never(_: object) -> bool:
    return True


def main() -> None:
    """Write the files; refuse a change that readers of the old ones could not take."""
    files = contract()
    broken = [
        f"{name}: {change}"
        for name, text in files.items()
        if name.endswith(".json") and (FOLDER / name).exists()
        for change in breaking_changes(json.loads((FOLDER / name).read_text()), json.loads(text))
    ]
    if broken:
        sys.exit("Published events do not change; give the event a new version instead.\n" + "\n".join(broken))
    for name, text in files.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    sys.stdout.write(f"{len(files)} files in {FOLDER}\n")


if __name__ == "__main__":
    main()
