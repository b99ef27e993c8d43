"""How long we wait before we try again."""

from services.notify.domain.pacing import Pause, pause_seconds, rest_seconds


class TestRest:
    def test_grows_with_every_attempt_and_then_stays(self) -> None:
        assert [rest_seconds(attempt, (30, 120, 600)) for attempt in (1, 2, 3, 4, 9)] == [30, 120, 600, 600, 600]


class TestPause:
    def test_doubles_up_to_its_limit(self) -> None:
        assert [pause_seconds(failures, 30) for failures in (1, 2, 3, 5, 6, 99)] == [1, 2, 4, 16, 30, 30]

    def test_ends_by_itself(self) -> None:
        pause = Pause()
        pause.failed(100.0, 30)
        assert not pause.is_over(100.5)
        assert pause.is_over(101.0)

    def test_begins_small_again_after_an_answer(self) -> None:
        pause = Pause()
        for _ in range(5):
            pause.failed(0.0, 30)
        pause.answered()
        assert pause.is_over(0.0)
        pause.failed(0.0, 30)
        assert pause.until == 1.0
