"""What each customer owed on a date, and for how long, made from nothing but the events of the topic huikuan.ledger.

python outsider_aging.py localhost:9092 2026-03-31
"""

import asyncio
import json
import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal

from aiokafka import AIOKafkaConsumer

BUCKETS = ("not due", "1-30", "31-60", "61-90", "90+", "on account", "open credits")
DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3, "OMR": 3}  # and two of the others (ISO 4217)


class Aging:
    """Every event adds to, or takes from, what falls due on a date, money on account, or open credits."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of
        self.columns = defaultdict(lambda: dict.fromkeys(BUCKETS, 0))  # by entity, customer and currency

    def take(self, event_type: str, event: dict) -> None:
        match event_type:
            case "invoice-issued.v1":
                self.owe(event, event["instalments"] + event.get("waiting", []), +1)
            case "invoice-cancelled.v1":
                self.owe(event, event["instalments"] + event.get("waiting", []), -1)
            case "due-event-reported.v1":
                self.owe(event, [{"amount_minor": event["amount_minor"]}], -1)
                self.owe(event, [event], +1)
            case "payment-received.v1":
                self.add(event, "on account", event["amount_minor"])
            case "payment-allocated.v1":
                self.add(event, "on account", -self.owe(event, event["parts"], -1))
            case "payment-unapplied.v1":
                self.add(event, "on account", self.owe(event, event["parts"], +1))
            case "credit-note-issued.v1":
                self.add(event, "open credits", event["gross_minor"])
            case "credit-applied.v1":
                self.add(event, "open credits", -self.owe(event, event["parts"], -1))
            case "credit-unapplied.v1":
                self.add(event, "open credits", self.owe(event, event["parts"], +1))

    def owe(self, event: dict, parts: list[dict], sign: int) -> int:
        for part in parts:
            self.add(event, self.bucket(part.get("due_on")), sign * part["amount_minor"])
        return sum(part["amount_minor"] for part in parts)

    def add(self, event: dict, column: str, amount_minor: int) -> None:
        if date.fromisoformat(event.get("applied_on") or event["posted_on"]) <= self.as_of:
            self.columns[event["entity"], event["customer"], event["currency"]][column] += amount_minor

    def bucket(self, due_on: str | None) -> str:
        days = (self.as_of - date.fromisoformat(due_on)).days if due_on else 0  # what waits for an event is not due
        return BUCKETS[0 if days <= 0 else min((days - 1) // 30 + 1, 4)]


async def read(aging: Aging, server: str, topic: str) -> None:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=server, auto_offset_reset="earliest")
    await consumer.start()
    try:
        lines = consumer.assignment()
        ends = {line: end for line, end in (await consumer.end_offsets(lines)).items() if end}
        seen = dict.fromkeys(lines, 0)
        while ends:
            for line, messages in (await consumer.getmany(timeout_ms=1000)).items():
                for message in messages:
                    headers = dict(message.headers)
                    position = int(headers["ce_sequence"])
                    if position <= seen[line]:
                        continue  # a message may come twice
                    if position > seen[line] + 1:
                        sys.exit(f"a hole before {position} of {line}: GET /v1/log of the ledger has what is missing")
                    seen[line] = position
                    aging.take(headers["ce_type"].decode().removeprefix(f"com.{topic}."), json.loads(message.value))
                if line in ends and await consumer.position(line) >= ends[line]:
                    del ends[line]
    finally:
        await consumer.stop()


def main(server: str, as_of: str, topic: str = "huikuan.ledger") -> None:
    aging = Aging(date.fromisoformat(as_of))
    asyncio.run(read(aging, server, topic))
    print("entity", "customer", "currency", *BUCKETS, "total", sep="\t")
    for owner, columns in sorted(aging.columns.items()):
        *owed, on_account, open_credits = amounts = list(columns.values())
        if any(amounts):
            decimals = DECIMALS.get(owner[2], 2)
            total = sum(owed) - on_account - open_credits
            print(*owner, *(Decimal(amount).scaleb(-decimals) for amount in [*amounts, total]), sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
