"""Events that were published once can be read for ever: by the service that said them, and by all that hear it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from deploy.local.schemas import catalogues, document, readings, schemas
from shared.cloudevents import from_batch, place, to_batch, type_prefix
from shared.events import Codec
from shared.partitioning import partition_of
from shared.settings import PARTITIONS
from shared.testing.contracts import Sample, problems, read_samples, whatever

FOLDER = Path(__file__).parents[1] / "samples"
SAMPLES = read_samples(FOLDER)
NEWEST = {(sample.topic, sample.name): sample for sample in SAMPLES}
CATALOGUES = catalogues()
SCHEMAS = schemas()
READINGS = readings()
each_sample = pytest.mark.parametrize(
    "sample", SAMPLES, ids=[f"{sample.topic}/{sample.name}.{sample.number}" for sample in SAMPLES]
)


class TestEveryEvent:
    def test_has_a_sample_and_every_sample_an_event(self) -> None:
        assert set(NEWEST) == {(topic, name) for topic, codec in CATALOGUES.items() for name in codec.names}


class TestEverySample:
    @each_sample
    def test_can_still_be_read_and_says_what_it_said(self, sample: Sample) -> None:
        event = CATALOGUES[sample.topic].names[sample.name]
        newest = NEWEST[sample.topic, sample.name] is sample
        assert problems(sample, event, SCHEMAS[sample.topic, sample.name], newest=newest) == []

    @each_sample
    def test_would_be_written_the_same_today(self, sample: Sample) -> None:
        if NEWEST[sample.topic, sample.name] is sample:
            codec = CATALOGUES[sample.topic]
            assert codec.encode(codec.decode(sample.name, sample.value)) == sample.value

    @each_sample
    def test_has_the_headers_that_the_contract_promises(self, sample: Sample) -> None:
        contract = document()
        message = contract["components"]["messages"][f"{sample.topic.removeprefix('huikuan.')}.{sample.name}"]
        promised = {**message["headers"], "components": contract["components"]}
        jsonschema.validate(sample.headers, promised, format_checker=jsonschema.FormatChecker())
        assert set(sample.headers) <= set(contract["components"]["schemas"]["headers"]["properties"])

    @each_sample
    def test_is_a_cloud_event_to_others(self, sample: Sample) -> None:
        message = sample.message
        event = from_binary(KafkaMessage(dict(message.headers), message.key, message.value), JSONFormat())
        assert (event.get_type(), event.get_source()) == (type_prefix(sample.topic) + sample.name, sample.topic)
        assert event.get_data() == sample.data

    @each_sample
    def test_comes_back_from_the_log_as_it_was_published(self, sample: Sample) -> None:
        message = sample.message
        assert from_batch(to_batch([message])) == [message]
        assert json.loads(to_batch([message])) == [sample.event]

    @each_sample
    def test_lies_where_its_customer_lies(self, sample: Sample) -> None:
        message = sample.message
        epoch, position = place(message.headers)
        assert sample.event["id"] == f"{epoch}.{message.partition}.{position}"
        if customer := sample.data.get("customer"):
            key = f"{sample.data['entity']}/{customer}"
            assert (message.key.decode(), message.partition) == (key, partition_of(key, PARTITIONS))

    @each_sample
    def test_shows_every_field_filled(self, sample: Sample) -> None:
        empty = {name for name, value in sample.data.items() if value in (None, "", [], {})}
        assert empty == set(), "an outsider learns from it what the field looks like"


class TestEveryReader:
    @pytest.mark.parametrize(("service", "topic"), READINGS)
    def test_reads_only_what_is_said(self, service: str, topic: str) -> None:
        assert set(READINGS[service, topic].names) - set(CATALOGUES[topic].names) == set()

    @pytest.mark.parametrize(("service", "topic"), READINGS)
    def test_understands_every_sample(self, service: str, topic: str) -> None:
        codec = READINGS[service, topic]
        for sample in SAMPLES:
            if sample.topic == topic and sample.name in codec.names:
                assert codec.decode(sample.name, sample.value) is not None

    @pytest.mark.parametrize(
        ("service", "topic", "name"),
        [(service, topic, name) for (service, topic), codec in READINGS.items() for name in codec.names],
    )
    @settings(max_examples=20)
    @given(data=st.data())
    def test_understands_whatever_may_be_said(self, data: st.DataObject, service: str, topic: str, name: str) -> None:
        """A reader that expects more than the publisher promises would stop its partition one day."""
        event = data.draw(whatever(CATALOGUES[topic].names[name]))
        assert READINGS[service, topic].decode(name, CATALOGUES[topic].encode(event)) is not None


class TestAMutant:
    """A careless change of an event's class turns the tests above red."""

    @pytest.fixture
    def sample(self) -> Sample:
        return NEWEST["huikuan.ledger", "payment-allocated.v1"]

    def found(self, sample: Sample, members: list[Any]) -> list[str]:
        mutant = msgspec.defstruct("PaymentAllocated", members, frozen=True, kw_only=True)
        return problems(sample, mutant, SCHEMAS[sample.topic, sample.name], newest=True)

    @pytest.fixture
    def members(self, sample: Sample) -> list[Any]:
        return [(each.name, each.type) for each in structs.fields(CATALOGUES[sample.topic].names[sample.name])]

    def test_that_changes_nothing_is_let_through(self, sample: Sample, members: list[Any]) -> None:
        assert self.found(sample, members) == []

    def test_that_forgets_a_field_is_found(self, sample: Sample, members: list[Any]) -> None:
        (found,) = self.found(sample, [member for member in members if member[0] != "applied_on"])
        assert "loses /applied_on" in found

    def test_that_renames_a_field_is_found(self, sample: Sample, members: list[Any]) -> None:
        renamed = [("effective_on", kind) if name == "applied_on" else (name, kind) for name, kind in members]
        assert "cannot be read" in self.found(sample, renamed)[0]

    def test_that_changes_a_fields_kind_is_found(self, sample: Sample, members: list[Any]) -> None:
        changed = [(name, int if name == "rule" else kind) for name, kind in members]
        assert "cannot be read" in self.found(sample, changed)[0]

    def test_that_needs_a_new_field_is_found(self, sample: Sample, members: list[Any]) -> None:
        assert "cannot be read" in self.found(sample, [*members, ("bank", str)])[0]

    def test_that_adds_a_field_asks_for_a_new_sample(self, sample: Sample, members: list[Any]) -> None:
        (found,) = self.found(sample, [*members, ("bank", str | None, None)])
        assert "lacks /bank" in found

    def test_of_a_reader_that_wants_more_than_is_said_is_found(self, sample: Sample) -> None:
        hasty = msgspec.defstruct("PaymentAllocated", [("entity", str), ("bank", str)])
        with pytest.raises(msgspec.ValidationError, match="bank"):
            Codec({sample.name: hasty}).decode(sample.name, sample.value)
