"""Which partition a key belongs to: the same murmur2 that Kafka's own clients use, so that outsiders can tell too."""

from functools import lru_cache

_MASK = 0xFFFFFFFF
_MULTIPLIER = 0x5BD1E995


def murmur2(data: bytes) -> int:
    """The 32-bit MurmurHash2 of the Java clients (seed 0x9747b28c), as an unsigned integer."""
    length = len(data)
    h = (0x9747B28C ^ length) & _MASK
    whole = length - length % 4
    for start in range(0, whole, 4):
        k = int.from_bytes(data[start : start + 4], "little") * _MULTIPLIER & _MASK
        k = (k ^ (k >> 24)) * _MULTIPLIER & _MASK
        h = (h * _MULTIPLIER & _MASK) ^ k
    if whole != length:
        h = (h ^ int.from_bytes(data[whole:], "little")) * _MULTIPLIER & _MASK
    h = (h ^ (h >> 13)) * _MULTIPLIER & _MASK
    return h ^ (h >> 15)


@lru_cache(maxsize=65536)
def partition_of(key: str, partitions: int) -> int:
    """The partition of `entity/customer`: its murmur2, made non-negative as Kafka does, modulo the count."""
    return (murmur2(key.encode()) & 0x7FFFFFFF) % partitions
