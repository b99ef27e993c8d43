"""Asks the services over HTTP, again while one of them starts anew: every request made here may be repeated."""

from typing import Any, Self

import httpx2
import stamina

#: Longer than any single fault that the deployment is meant to come back from.
SECONDS_MAX = 180
#: One question that is not answered by then is asked again: its service may be frozen.
ONE_ANSWER_SECONDS_MAX = 60
_AGAIN = {429, 502, 503, 504}


class Refused(Exception):
    """A service understood the request and refused it; the message says what it said."""


class _ComeBackLater(Exception):
    """The service cannot answer just now."""


class Asking:
    """A client of the deployment with an API key."""

    def __init__(self, address: str, key: str) -> None:
        self._client = httpx2.AsyncClient(
            base_url=address,
            headers={"authorization": f"Bearer {key}"},
            timeout=ONE_ANSWER_SECONDS_MAX,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(self, path: str) -> Any:
        """The JSON a path answers."""
        return (await self.ask("GET", path)).json()

    async def ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """The answer, once there is one; `Refused` for an answer that will not change."""
        async for attempt in stamina.retry_context(
            on=(httpx2.TransportError, _ComeBackLater), attempts=None, timeout=SECONDS_MAX, wait_initial=0.1, wait_max=2
        ):
            with attempt:
                answer = await self._client.request(method, path, **more)
                if answer.status_code in _AGAIN:
                    raise _ComeBackLater(answer.text[:200])
                if answer.is_error:
                    message = f"{method} {path}: {answer.status_code} {answer.text[:500]}"
                    raise Refused(message)
                return answer
        raise AssertionError
