"""An event on the bus is a CloudEvent: judged by the reference library, and by what our own readers need."""

from datetime import UTC, datetime
from random import Random

import msgspec
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from shared.cloudevents import Message, attributes, from_batch, place, to_batch, to_message, to_recorded
from shared.event_store import Envelope

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
#: Whatever an event says, entity and customer are names where it has them: Hypothesis finds these two words by itself.
DATA = st.builds(
    dict[str, object].__or__,
    st.dictionaries(TEXT.filter(lambda key: key not in {"entity", "customer"}), st.integers() | TEXT),
    st.fixed_dictionaries({}, optional={"entity": TEXT, "customer": TEXT}),
)


def envelope(
    data: bytes = b'{"entity":"CN01","customer":"0100","amount_minor":4200}',
    *,
    stream: str = "CN01/invoice/erp/4711",
    traceparent: str | None = None,
    correlation_id: str = "c-1",
) -> bytes:
    return msgspec.json.encode(
        Envelope(
            type="invoice-issued.v1",
            stream=stream,
            version=1,
            recorded_at=datetime(2026, 3, 2, 1, 2, 3, 456789, UTC),
            correlation_id=correlation_id,
            principal="erp",
            causation=None,
            traceparent=traceparent,
            data=msgspec.Raw(data),
        )
    )


def published(envelope_bytes: bytes) -> Message:
    return to_message("huikuan.ledger", 1, 7, 42, envelope_bytes)


class TestMessage:
    def test_is_read_by_the_reference_library(self) -> None:
        message = published(envelope(traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        kafka = KafkaMessage(headers=dict(message.headers), key=message.key, value=message.value)
        event = from_binary(kafka, JSONFormat(), CloudEvent)
        assert event.get_specversion() == "1.0"
        assert event.get_id() == "1.7.42"
        assert event.get_type() == "com.huikuan.ledger.invoice-issued.v1"
        assert event.get_source() == "huikuan.ledger"
        assert event.get_subject() == "CN01/invoice/erp/4711"
        assert event.get_time() == datetime(2026, 3, 2, 1, 2, 3, 456789, UTC)
        assert event.get_datacontenttype() == "application/json"
        assert event.get_extension("partitionkey") == "CN01/0100"
        assert event.get_extension("sequence") == "0000000000000000042"
        assert event.get_extension("epoch") == "1"
        assert event.get_extension("correlationid") == "c-1"
        assert event.get_extension("traceparent") == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        assert event.get_data() == {"entity": "CN01", "customer": "0100", "amount_minor": 4200}

    def test_carries_the_recorded_bytes_and_no_others(self) -> None:
        strange = b'{ "entity" : "CN01", "customer":"0100", "n":1.50, "s":"\\u53d1" }'
        assert published(envelope(strange)).value == strange

    def test_of_an_entity_has_the_entity_for_its_key(self) -> None:
        assert published(envelope(b'{"entity":"CN01"}')).key == b"CN01"

    def test_of_nobody_has_the_stream_for_its_key(self) -> None:
        assert published(envelope(b"{}")).key == b"CN01/invoice/erp/4711"

    @given(stream=TEXT, correlation_id=TEXT, dice=st.randoms(use_true_random=False))
    def test_gives_back_what_was_recorded_in_whatever_order_it_comes(
        self, stream: str, correlation_id: str, dice: Random
    ) -> None:
        headers = published(envelope(stream=stream, correlation_id=correlation_id)).headers
        shuffled = dice.sample(headers, len(headers))
        assert attributes(shuffled) == attributes(headers)
        record = to_recorded("huikuan.ledger", 7, "invoice-issued.v1", place(headers), attributes(headers), None)
        assert (record.stream, record.correlation_id) == (stream, correlation_id)
        assert (record.epoch, record.partition, record.position, record.version) == (1, 7, 42, 0)
        assert record.recorded_at == datetime(2026, 3, 2, 1, 2, 3, 456789, UTC)

    @given(st.lists(st.integers(min_value=0, max_value=2**63 - 1), min_size=2))
    def test_sorts_by_its_sequence(self, positions: list[int]) -> None:
        """The sequence extension asks for text whose order is the order of the events."""
        messages = [to_message("huikuan.ledger", 1, 7, position, envelope()) for position in positions]
        messages.sort(key=lambda message: dict(message.headers)["ce_sequence"])
        assert [place(message.headers)[1] for message in messages] == sorted(positions)


class TestBatch:
    @given(st.lists(st.tuples(TEXT, DATA)))
    def test_gives_back_the_messages(self, events: list[tuple[str, dict[str, object]]]) -> None:
        messages = [published(envelope(msgspec.json.encode(data), stream=stream)) for stream, data in events]
        assert from_batch(to_batch(messages)) == messages

    def test_is_read_by_the_reference_library(self) -> None:
        batch = to_batch([published(envelope())])
        event = JSONFormat().read(CloudEvent, msgspec.json.encode(msgspec.json.decode(batch)[0]))
        assert event.get_id() == "1.7.42"
        assert event.get_data() == {"entity": "CN01", "customer": "0100", "amount_minor": 4200}
