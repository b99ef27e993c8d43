"""What the ledger says is still open: asked before every message, so that nobody is reminded of what is paid."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

import httpx2
import msgspec

from services.notify.domain.freshness import OpenItem
from services.notify.settings import Settings
from services.notify.subscribed import LEDGER_TOPIC
from shared.money import Money

PAGE = 500


class LedgerSilent(Exception):
    """The ledger gave no answer that can be relied on; nothing is sent on an older one."""


class _Item(msgspec.Struct, frozen=True):
    invoice: str
    instalment: int
    due_on: date
    currency: str
    open: str
    disputed: str = "0"


class _Page(msgspec.Struct, frozen=True):
    items: list[_Item]
    next: str | None = None


_decode = msgspec.json.Decoder(_Page).decode


@dataclass(frozen=True, slots=True)
class Receivables:
    """Asks the ledger over HTTP; the client brings the address, the service's key and the time limit."""

    client: httpx2.AsyncClient

    async def open_items(self, entity: str, customer: str, *, min_position: str | None) -> tuple[OpenItem, ...]:
        """The customer's open instalments, at least as new as `min_position`; raises `LedgerSilent`."""
        asked = {"entity": entity, "customer": customer, "limit": str(PAGE)}
        if min_position is not None:
            asked["min_position"] = min_position
        items: list[OpenItem] = []
        while True:
            page = await self._ask(asked)
            items.extend(
                OpenItem(
                    invoice=item.invoice,
                    instalment=item.instalment,
                    due_on=item.due_on,
                    open_minor=Money.parse(item.open, item.currency).minor,
                    disputed_minor=Money.parse(item.disputed, item.currency).minor,
                    currency=item.currency,
                )
                for item in page.items
            )
            if page.next is None:
                return tuple(items)
            asked = asked | {"cursor": page.next}

    async def _ask(self, asked: dict[str, str]) -> _Page:
        try:
            response = await self.client.get("/v1/open-items", params=asked)
            response.raise_for_status()
            return _decode(response.content)
        except (httpx2.HTTPError, msgspec.MsgspecError) as error:
            raise LedgerSilent(type(error).__name__) from None


@asynccontextmanager
async def asking_ledger(settings: Settings) -> AsyncGenerator[Receivables]:
    """A client for the ledger named in the settings, kept open for many questions."""
    key = settings.service_key
    async with httpx2.AsyncClient(
        base_url=settings.producers[LEDGER_TOPIC],
        headers={"Authorization": f"Bearer {key.get_secret_value()}"} if key else {},
        timeout=settings.ledger_seconds_max,
        trust_env=False,
    ) as client:
        yield Receivables(client)
