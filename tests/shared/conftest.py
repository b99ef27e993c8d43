"""What the tests of the shared parts have in common."""

from shared.testing.buses import connect

__all__ = ["connect"]
