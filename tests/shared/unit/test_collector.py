"""The cycle collector rests as long as anybody asked for it, and no longer."""

import gc

import pytest

from shared import collector


def test_rests_until_the_last_who_asked_has_done() -> None:
    with collector.paused():
        with collector.paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_works_again_after_a_refusal() -> None:
    with pytest.raises(ValueError, match="refused"), collector.paused():
        raise ValueError("refused")
    assert gc.isenabled()
