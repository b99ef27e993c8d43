"""The contract in docs/events is that of the code, and a published event never changes under its readers."""

import json
from copy import deepcopy
from datetime import date
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from deploy.local.schemas import FOLDER, catalogues, contract, readings, schemas
from deploy.local.vocabulary import VOCABULARY
from shared.events import Fact
from shared.schemas import breaking_changes, event_schema, field_comments
from shared.settings import PARTITIONS

SCHEMAS = {f"{topic}/{name}": schema for (topic, name), schema in schemas().items()}


def parts(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {schema["title"]: schema, **schema.get("$defs", {})}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    yaml: Any = YAML(typ="safe", pure=True)
    return yaml.load(contract()["asyncapi.yaml"])


class TestTheFiles:
    def test_are_those_of_the_code(self) -> None:
        written = {
            str(path.relative_to(FOLDER)): path.read_text()
            for path in [*FOLDER.glob("*/*.json"), *FOLDER.glob("*.yaml")]
        }
        assert written == contract(), "run `make schemas` and look at what changed"


class TestEverySchema:
    @pytest.mark.parametrize("name", SCHEMAS)
    def test_is_a_json_schema(self, name: str) -> None:
        jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
        # AsyncAPI tools read draft 7, of which we use no more than both have.
        jsonschema.Draft7Validator.check_schema({key: part for key, part in SCHEMAS[name].items() if key != "$schema"})

    @pytest.mark.parametrize("name", SCHEMAS)
    def test_says_what_each_field_means(self, name: str) -> None:
        silent = {
            f"{title}.{field}"
            for title, part in parts(SCHEMAS[name]).items()
            for field, about in part["properties"].items()
            if not about.get("description")
        }
        assert silent == set()

    @pytest.mark.parametrize("name", SCHEMAS)
    def test_has_amounts_as_integers_and_their_currency_at_hand(self, name: str) -> None:
        amounts = {
            field: about
            for part in parts(SCHEMAS[name]).values()
            for field, about in part["properties"].items()
            if field.endswith("_minor")
        }
        kinds = {str(about.get("type") or about.get("anyOf")) for about in amounts.values()}
        assert kinds <= {"integer", "[{'type': 'integer'}, {'type': 'null'}]"}
        if amounts:
            assert "currency" in {field for part in parts(SCHEMAS[name]).values() for field in part["properties"]}

    def test_shares_a_vocabulary_in_which_no_word_is_idle(self) -> None:
        used = {
            word
            for schema in SCHEMAS.values()
            for title, part in parts(schema).items()
            for field in part["properties"]
            for word in (field, f"{title}.{field}")
        }
        assert set(VOCABULARY) - used == set()


class TestTheAsyncApi:
    def test_has_a_channel_for_every_service_that_says_something(self, document: dict[str, Any]) -> None:
        assert [channel["address"] for channel in document["channels"].values()] == list(catalogues())

    def test_keeps_every_topic_for_ever_in_as_many_partitions_as_there_are(self, document: dict[str, Any]) -> None:
        for channel in document["channels"].values():
            kafka = channel["bindings"]["kafka"]
            assert (kafka["partitions"], kafka["topicConfiguration"]["retention.ms"]) == (PARTITIONS, -1)

    def test_names_the_schema_of_every_event(self, document: dict[str, Any]) -> None:
        payloads = {message["payload"]["$ref"] for message in document["components"]["messages"].values()}
        assert payloads == {f"./{name}.json" for name in SCHEMAS}

    def test_says_who_hears_what(self, document: dict[str, Any]) -> None:
        heard = {name for name, operation in document["operations"].items() if operation["action"] == "receive"}
        assert heard == {f"{service}.hears.{topic.removeprefix('huikuan.')}" for service, topic in readings()}

    def test_points_at_nothing_that_is_missing(self, document: dict[str, Any]) -> None:
        for reference in references(document):
            place: Any = document
            if reference.startswith("./"):
                assert reference.removeprefix("./") in contract()
                continue
            for step in reference.removeprefix("#/").split("/"):
                place = place[step]


def references(value: object) -> list[str]:
    match value:
        case {"$ref": str(reference)}:
            return [reference]
        case dict():
            return [found for inner in value.values() for found in references(inner)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case list():
            return [found for inner in value for found in references(inner)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return []


class Part(Fact, frozen=True, kw_only=True):
    """A part of the whole."""

    amount_minor: int
    currency: str


class SomethingHappened(Fact, frozen=True, kw_only=True):
    """Something happened.

    And that is all.
    """

    entity: str
    #: When it happened,
    #: at the entity's place.
    happened_on: date
    parts: tuple[Part, ...]
    because: str | None = None


class TestAnEventsClass:
    def test_gives_its_words_to_the_schema(self) -> None:
        schema = event_schema(SomethingHappened, {"entity": "Whose."})
        assert schema["description"] == "Something happened.\n\nAnd that is all."
        assert schema["properties"]["entity"] == {"description": "Whose.", "type": "string"}
        assert schema["properties"]["happened_on"] == {
            "description": "When it happened, at the entity's place.",
            "type": "string",
            "format": "date",
        }

    def test_keeps_the_order_of_its_fields(self) -> None:
        assert list(event_schema(SomethingHappened, {})["properties"]) == ["entity", "happened_on", "parts", "because"]

    def test_passes_the_words_beside_its_fields_on_to_its_kinds(self) -> None:
        class SomethingElseHappened(SomethingHappened, frozen=True, kw_only=True):
            """Something else."""

            #: How often.
            times: int

        assert field_comments(SomethingElseHappened) == {
            "happened_on": "When it happened, at the entity's place.",
            "times": "How often.",
        }


class TestAChangeOfAnEvent:
    """A change that a reader of today could not take is refused: it needs a new version."""

    @pytest.fixture
    def old(self) -> dict[str, Any]:
        return event_schema(SomethingHappened, {})

    @pytest.fixture
    def new(self, old: dict[str, Any]) -> dict[str, Any]:
        return deepcopy(old)

    def test_of_words_is_harmless(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        new["description"] = new["properties"]["entity"]["description"] = "In better words."
        assert breaking_changes(old, new) == []

    def test_that_adds_a_field_which_older_events_lack_is_harmless(
        self, old: dict[str, Any], new: dict[str, Any]
    ) -> None:
        new["properties"]["more"] = {"type": "string", "default": ""}
        assert breaking_changes(old, new) == []

    def test_that_adds_a_field_which_older_events_would_need_is_refused(
        self, old: dict[str, Any], new: dict[str, Any]
    ) -> None:
        new["properties"]["more"] = {"type": "string"}
        new["required"].append("more")
        assert breaking_changes(old, new) == ["more is missing in older events"]

    def test_that_takes_a_field_away_is_refused(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        del new["properties"]["because"]
        assert breaking_changes(old, new) == ["because is gone"]

    def test_that_lets_a_field_be_missing_is_refused(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        new["required"].remove("entity")
        assert breaking_changes(old, new) == ["entity may be missing"]

    def test_that_lets_a_field_be_null_is_refused(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        new["properties"]["entity"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}
        assert len(breaking_changes(old, new)) == 1

    def test_of_a_fields_kind_is_refused(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        new["properties"]["happened_on"]["format"] = "date-time"
        assert len(breaking_changes(old, new)) == 1

    def test_of_a_part_is_refused(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        new["$defs"]["Part"]["properties"]["amount_minor"] = {"type": "number"}
        assert breaking_changes(old, new) == ["Part.amount_minor was {'type': 'integer'} and is {'type': 'number'}"]

    def test_that_takes_a_part_away_is_refused(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        del new["$defs"]
        assert "Part.currency is gone" in breaking_changes(old, new)

    def test_of_a_saved_schema_is_found_through_its_file(self, old: dict[str, Any]) -> None:
        assert breaking_changes(json.loads(json.dumps(old)), old) == []
