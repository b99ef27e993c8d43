"""What the tests of the shared parts have in common."""

import logging

import pytest
import structlog

from shared.testing.buses import bus_address, connect

__all__ = ["bus_address", "connect"]


@pytest.fixture(autouse=True, scope="session")
def _plain_tracebacks() -> None:
    """Many tests fail on purpose inside; a traceback with pictures of all variables takes seconds to draw."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )
