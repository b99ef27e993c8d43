"""Partitions: the same choice as Kafka's own clients make."""

# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false
# (aiokafka has no types)

from aiokafka.partitioner import murmur2 as murmur2_of_the_kafka_client
from hypothesis import given
from hypothesis import strategies as st

from shared.partitioning import murmur2, partition_of


class TestMurmur2:
    @given(st.binary(max_size=64))
    def test_agrees_with_the_kafka_client(self, data: bytes) -> None:
        """Whatever the key, our murmur2 is theirs."""
        assert murmur2(data) == murmur2_of_the_kafka_client(data) & 0xFFFFFFFF

    def test_agrees_with_the_figures_of_the_java_client(self) -> None:
        assert murmur2(b"21") == -973932308 & 0xFFFFFFFF
        assert murmur2(b"foobar") == -790332482 & 0xFFFFFFFF


class TestPartitionOf:
    @given(st.text(max_size=40), st.integers(1, 64))
    def test_lies_within_the_count(self, key: str, partitions: int) -> None:
        """Every key has a partition."""
        assert 0 <= partition_of(key, partitions) < partitions
