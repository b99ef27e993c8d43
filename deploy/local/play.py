"""Plays the demo company: its earlier days as history, its last days one by one, as it lived them."""

import json
import zlib
from collections.abc import Sequence
from datetime import date, timedelta

from deploy.local.asking import Asking
from deploy.local.days import Days, Story
from deploy.local.demo import ENTITIES, LAST_DAY, Body, Company, exchange_rates

#: Documents sent in one request; the ledger takes up to 10,000.
DOCUMENTS_MAX = 5000


class DemoRefused(Exception):
    """The ledger refused a document of the demo: a mistake of ours."""


async def play(asking: Asking, days: Days, story: Story, company: Company, *, live_days: int) -> None:
    """Send what the company ever did. What an interrupted start has sent already is repeated without harm."""
    live_from = LAST_DAY - timedelta(days=live_days - 1)
    story.tell(phase="loading", message="Introducing the demo company")
    await _introduce(asking, company, live_from)
    history = [body for day, told in company.calendar() if day < live_from for body in told.documents]
    for start in range(0, len(history), DOCUMENTS_MAX):
        story.tell(message="Loading its history", done=start, total=len(history))
        await _send(asking, history[start : start + DOCUMENTS_MAX])
    lived = await days.today()
    for day, told in company.calendar():
        if day < max(live_from, lived):
            continue
        story.tell(message=f"Living {day}", done=(day - live_from).days, total=live_days)
        await days.go_to(day)
        await _do_tasks(asking)
        await _send(asking, told.documents)
        for order in told.orders:
            await _ask(asking, "POST", "/v1/order-checks", order, key=f"demo-{order['entity']}-{order['order']}")
        for buyer in told.insolvencies:
            since = {"since": f"{buyer.insolvent_since}"}
            path = f"/v1/customers/{buyer.entity}/{buyer.number}/insolvency"
            await _ask(asking, "POST", path, since, key=f"demo-insolvency-{buyer.entity}-{buyer.number}")
    await days.until_done()


async def _introduce(asking: Asking, company: Company, live_from: date) -> None:
    for entity, facts in ENTITIES.items():
        begins = {"first_business_day": f"{live_from}", "dunning_from": f"{live_from}"}
        await _ask(asking, "PUT", f"/v1/entities/{entity}", facts | begins)
        await _ask(asking, "POST", f"/v1/entities/{entity}/exchange-rates", {"rates": exchange_rates(entity)})
    customers = [
        {"type": "customer", "entity": buyer.entity, "customer": buyer.number} | buyer.body()
        for buyer in company.customers
    ]
    await _send(asking, customers)
    for (entity, customer), contact in company.contacts.items():
        await _ask(asking, "PUT", f"/v1/contacts/{entity}/{customer}/ap", contact)


async def _do_tasks(asking: Asking) -> None:
    """Four of five tasks are done by the people of the company; the fifth is left to its deadline."""
    for entity in ENTITIES:
        for task in (await asking.get(f"/v1/tasks?entity={entity}&limit=500"))["items"]:
            name = task["obligation"]
            if zlib.crc32(name.encode()) % 5:
                await _ask(asking, "POST", f"/v1/tasks/{name}/done", {"result": "reached"}, key=f"demo-{name}")


async def _ask(asking: Asking, method: str, path: str, body: Body, *, key: str | None = None) -> None:
    await asking.ask(method, path, json=body, headers={"idempotency-key": key} if key else {})


async def _send(asking: Asking, documents: Sequence[Body]) -> None:
    """Post documents as NDJSON; every one must land."""
    if not documents:
        return
    lines = "\n".join(json.dumps(document, ensure_ascii=False) for document in documents)
    headers = {"content-type": "application/x-ndjson"}
    answer = await asking.ask("POST", "/v1/documents", content=lines.encode(), headers=headers)
    for line in answer.text.splitlines():
        told = json.loads(line)
        if told.get("status") not in {"accepted", "repeated"}:
            message = f"{documents[told['line'] - 1]}: {told}"
            raise DemoRefused(message)
