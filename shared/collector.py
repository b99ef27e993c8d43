"""Python's cycle collector, told how little a service leaves it to find."""

import gc
from collections.abc import Generator
from contextlib import contextmanager

#: A batch of a thousand documents makes some fifty thousand objects, hardly one of them in a cycle.
NEW_OBJECTS_MAX = 50_000

_pauses = 0


def collect_rarely() -> None:
    """Look for cycles once per batch instead of seventy times, and never again among what was there at the start.

    Measured on bulk documents: a quarter of the time Python spent went into looking.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_MAX, 20, 50)


@contextmanager
def paused() -> Generator[None]:
    """Look for no cycles meanwhile: for what makes a million objects and drops all of them at its end.

    Everything in the process is spared, so it is for seconds, and for the event loop's thread, where one count of
    those who asked for it is enough.
    """
    global _pauses  # noqa: PLW0603 - the collector is the process's, and so is the count
    _pauses += 1
    gc.disable()
    try:
        yield
    finally:
        _pauses -= 1
        if not _pauses:
            gc.enable()
