"""Writes down what every service says: a JSON Schema per event and one AsyncAPI document, into docs/events."""

import importlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from deploy.local.asyncapi import Publisher, Reader, Said, asyncapi
from deploy.local.deployment import SERVICES
from deploy.local.vocabulary import VOCABULARY
from shared.events import Codec
from shared.schemas import event_schema
from shared.settings import PARTITIONS

FOLDER = Path(__file__).parents[2] / "docs" / "events"


def catalogues() -> dict[str, Codec[Any]]:
    """What each topic carries, as its service declares it in `published.py`; reporting says nothing."""
    published = [importlib.import_module(f"services.{name}.published") for name in SERVICES if name != "reporting"]
    return {module.TOPIC: module.CODEC for module in published}


def readings() -> dict[tuple[str, str], Codec[Any]]:
    """What each service reads of each topic: the codecs of its `subscribed.py`, named after the service that says it."""
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


def contract() -> dict[str, str]:
    """The files of the contract, by their paths below docs/events."""
    publishers = [
        Publisher(
            service=topic.rpartition(".")[2],
            topic=topic,
            says=[Said(name=name, schema=event_schema(event, VOCABULARY)) for name, event in codec.names.items()],
        )
        for topic, codec in catalogues().items()
    ]
    readers = [
        Reader(service=service, topic=topic, reads=list(codec.names)) for (service, topic), codec in readings().items()
    ]
    files = {
        f"{publisher.topic}/{said.name}.json": json.dumps(said.schema, indent=2, ensure_ascii=False) + "\n"
        for publisher in publishers
        for said in publisher.says
    }
    return files | {"asyncapi.yaml": to_yaml(asyncapi(publishers, readers, partitions=PARTITIONS))}


def to_yaml(document: dict[str, Any]) -> str:
    """The document as YAML, without anchors, in the order it was made."""
    yaml = YAML()
    yaml.representer.ignore_aliases = lambda _: True
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = io.StringIO()
    yaml.dump(document, text)
    return text.getvalue()


def main() -> None:
    """Write the files, and remove those of events that no longer exist."""
    files = contract()
    for old in [*FOLDER.glob("*/*.json"), *FOLDER.glob("*.yaml")]:
        if str(old.relative_to(FOLDER)) not in files:
            old.unlink()
    for name, text in files.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    sys.stdout.write(f"{len(files)} files in {FOLDER}\n")


if __name__ == "__main__":
    main()
