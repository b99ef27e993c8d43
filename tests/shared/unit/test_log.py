"""What the bus has lost is asked for where it was said."""

from collections.abc import Callable
from functools import partial

import httpx2
import pytest

from shared import log
from shared.cloudevents import Message, to_batch
from shared.log import ProducerUnknown, http_log

EVENT = Message(
    partition=7,
    key=b"CN01/0100",
    headers=[("ce_specversion", b"1.0"), ("ce_id", b"1.7.42"), ("ce_partitionkey", b"CN01/0100")],
    value=b'{"entity":"CN01"}',
)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[httpx2.Request], httpx2.Response]], None]:
    def answer(handler: Callable[[httpx2.Request], httpx2.Response]) -> None:
        client = partial(httpx2.AsyncClient, transport=httpx2.MockTransport(handler))
        monkeypatch.setattr(log.httpx2, "AsyncClient", client)

    return answer


Answering = Callable[[Callable[[httpx2.Request], httpx2.Response]], None]


class TestAsking:
    async def test_names_what_is_missing_and_gives_the_messages(self, answering: Answering) -> None:
        asked: list[httpx2.Request] = []

        def handler(request: httpx2.Request) -> httpx2.Response:
            asked.append(request)
            return httpx2.Response(200, content=to_batch([EVENT]))

        answering(handler)
        async with http_log({"huikuan.ledger": "http://ledger:8000/"}, key="hk_secret") as fetch_log:
            assert await fetch_log("huikuan.ledger", 7, 1, 41, 2000) == [EVENT]
        (request,) = asked
        assert request.url.path == "/v1/log"
        assert dict(request.url.params) == {"partition": "7", "epoch": "1", "after": "41", "limit": "500"}
        assert request.headers["authorization"] == "Bearer hk_secret"

    async def test_passes_on_that_the_producer_refuses(self, answering: Answering) -> None:
        answering(lambda _: httpx2.Response(401))
        async with http_log({"huikuan.ledger": "http://ledger:8000"}) as fetch_log:
            with pytest.raises(httpx2.HTTPStatusError):
                await fetch_log("huikuan.ledger", 7, 1, 41, 42)

    async def test_of_a_topic_without_an_address_says_which_setting_is_missing(self) -> None:
        async with http_log({}) as fetch_log:
            with pytest.raises(ProducerUnknown, match=r"where huikuan.ledger can be asked \(producers\)"):
                await fetch_log("huikuan.ledger", 7, 1, 41, 42)
