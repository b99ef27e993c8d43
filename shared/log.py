"""Asks the service that said something for the events the bus has lost: its `GET /v1/log` tells what it published."""

import contextlib
from collections.abc import AsyncGenerator, Mapping, Sequence

import httpx2

from shared.cloudevents import Message, from_batch
from shared.consumer import FetchLog

PAGE = 500
TIMEOUT_SECONDS = 10.0


class ProducerUnknown(Exception):
    """Nobody told us where the service that says this topic answers."""


@contextlib.asynccontextmanager
async def http_log(producers: Mapping[str, str], *, key: str | None = None) -> AsyncGenerator[FetchLog]:
    """What `run_consumer` fetches gaps with.

    `producers` tells where each topic's service answers, `{"huikuan.ledger": "http://ledger:8000"}`; `key` is an API
    key with the scope `log:read`.
    """
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx2.AsyncClient(headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False) as client:

        async def fetch_log(topic: str, partition: int, epoch: int, after: int, upto: int) -> Sequence[Message]:
            if topic not in producers:
                raise ProducerUnknown(f"The settings do not say where {topic} can be asked (producers).")
            query = {"partition": partition, "epoch": epoch, "after": after, "limit": min(PAGE, upto - after)}
            answer = await client.get(f"{producers[topic].rstrip('/')}/v1/log", params=query)
            answer.raise_for_status()
            return from_batch(answer.content)

        yield fetch_log
