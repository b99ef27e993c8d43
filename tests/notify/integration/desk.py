"""A whole notify for tests: everything is real but the ledger, which answers from a dictionary."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx2
from fastapi import FastAPI
from msgspec import structs
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notify.channels.email import EmailChannel
from services.notify.channels.port import Channel
from services.notify.domain.contact import Contact
from services.notify.letters import Templates
from services.notify.preparation import provider_id
from services.notify.projections import messages, verification
from services.notify.projections.messages import MessageRow, Selection
from services.notify.published import CODEC
from services.notify.reactions import Reactions
from services.notify.receivables import Receivables
from services.notify.sender import Means, Sender, uninterrupted
from services.notify.settings import Settings
from services.notify.subscribed import (
    CustomerRegistered,
    DayOpened,
    DueItem,
    EntityConfigured,
    LedgerEvent,
    ObligationCreated,
    WithdrawalRequested,
)
from services.notify.subscriptions import project_ledger
from services.notify.vault import Vault, master_key
from shared.auth import create_key
from shared.clock import SimulatedClock
from shared.committer import Committer
from shared.database import in_transaction, make_engine
from shared.event_store import prepare_store
from shared.events import Recorded
from shared.money import decimal
from shared.partitioning import partition_of
from shared.settings import PARTITIONS
from shared.verification import Check

ENTITY = "CN01"
MONDAY = date(2026, 3, 2)
#: Ten in the morning in Shanghai.
MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SETTINGS: dict[str, Any] = {
    "bus": "kafka://127.0.0.1:1",
    "keys_file": "/nonexistent",
    "smtp_seconds_max": 0.5,
    "smtp_data_seconds_max": 0.5,
    "retry_seconds": (0.0, 0.0),
    "pause_seconds_max": 0.0,
    "stop_seconds_max": 0.5,
    "mail_from": "receivables@huikuan.example",
}


def customer_number(index: int) -> str:
    return f"C-{index:04}"


@dataclass(slots=True)
class FakeLedger:
    """Says what a customer owes, `GET /v1/open-items`, or keeps silent."""

    owed: dict[tuple[str, str], list[DueItem]] = field(default_factory=dict[tuple[str, str], list[DueItem]])
    silent: bool = False
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        asked = dict(request.url.params)
        self.asked.append(asked)
        if self.silent:
            return httpx2.Response(503)
        items = [
            {
                "invoice": item.invoice,
                "instalment": item.instalment,
                "due_on": item.due_on.isoformat(),
                "currency": item.currency,
                "open": decimal(item.open_minor, item.currency),
                "disputed": decimal(item.disputed_minor, item.currency),
                "document_date": "2026-01-01",
            }
            for item in self.owes(asked["customer"])
        ]
        return httpx2.Response(200, content=json.dumps({"items": items, "next": None}))

    def owes(self, customer: str) -> list[DueItem]:
        """What the customer owes: one invoice, if nothing else was said."""
        return self.owed.setdefault((ENTITY, customer), [due_item(customer)])

    def paid(self, customer: str, *, rest_minor: int = 0) -> None:
        """The customer has paid all its invoices, or all but a rest of each."""
        items = self.owes(customer)
        self.owed[ENTITY, customer] = (
            [structs.replace(item, open_minor=rest_minor) for item in items] if rest_minor else []
        )


@dataclass(slots=True, kw_only=True)
class Notify:
    """Notify's database, vault and sender, and what the world around it says."""

    engine: AsyncEngine
    committer: Committer
    clock: SimulatedClock
    settings: Settings
    vault: Vault
    ledger: FakeLedger
    receivables: Receivables
    positions: dict[int, int] = field(default_factory=dict[int, int])

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, smtp_port: int, home: Path) -> AsyncGenerator[Self]:
        here: dict[str, Any] = {"database_url": url, "smtp_port": smtp_port, "master_key_file": home / "vault.key"}
        settings = Settings(**SETTINGS | here)
        engine = make_engine(url, pool_size=8)
        clock, ledger = SimulatedClock(MORNING), FakeLedger()
        await prepare_store(engine, PARTITIONS)
        async with (
            httpx2.AsyncClient(transport=httpx2.MockTransport(ledger.answer), base_url="http://ledger") as client,
            Committer(engine, clock, partitions=PARTITIONS) as committer,
        ):
            yield cls(
                engine=engine,
                committer=committer,
                clock=clock,
                settings=settings,
                vault=Vault(master_key(settings)),
                ledger=ledger,
                receivables=Receivables(client),
            )
        await engine.dispose()

    # ---------------------------------------------------------------- what is told to it

    async def hear_of_entity(self, *, name: str = "华东公司", working: bool = True, day: date = MONDAY) -> None:
        """The ledger has configured an entity and opened a day."""
        configured = EntityConfigured(entity=ENTITY, name=name, time_zone="Asia/Shanghai", language="zh")
        opened = DayOpened(entity=ENTITY, date=day, is_working_day=working)
        for partition in range(PARTITIONS):
            await self.hear_ledger(partition, [configured, opened])

    async def hear_of_customer(self, customer: str, *, name: str = "Nordlicht GmbH", language: str = "en") -> None:
        """The ledger has registered a customer."""
        registered = CustomerRegistered(entity=ENTITY, customer=customer, name=name, language=language)
        await self.hear_ledger(self.partition(customer), [registered])

    async def hear_ledger(self, partition: int, events: Sequence[LedgerEvent]) -> None:
        records = [self.recorded("huikuan.ledger", partition, event) for event in events]
        await in_transaction(self.engine, lambda connection: project_ledger(connection, records))

    async def meet(self, customer: str, **changes: Any) -> Contact:
        """A person at the customer, whose address tells whose it is."""
        person = Contact(
            name="Erika Muster",
            role="AP",
            email=f"{customer.lower()}@example.com",
            phone="",
            language=None,
            is_main=True,
            purpose="all",
        )
        person = replace(person, **changes)
        async with self.engine.begin() as connection:
            await self.vault.put(connection, ENTITY, customer, "main", person)
        return person

    async def owe(self, *customers: str, actions: Sequence[str] = ("email",), **changes: Any) -> list[str]:
        """Dunning owes these customers messages about what the ledger says they owe; answers the messages' ids."""
        events: dict[int, list[ObligationCreated]] = {}
        for customer in customers:
            owed = [structs.replace(self.obligation(customer, action), **changes) for action in actions]
            events.setdefault(self.partition(customer), []).extend(owed)
        for partition, obligations in events.items():
            await self.hear_dunning(partition, obligations)
        return [f"{ENTITY}/message/{customer}/{MONDAY}/{action}" for customer in customers for action in actions]

    async def want_back(self, customer: str, *, reason: str = "paid") -> None:
        """Dunning asks for the withdrawal of what it owed the customer."""
        await self.hear_dunning(self.partition(customer), [self.withdrawal(customer, reason=reason)])

    def obligation(self, customer: str, action: str = "email") -> ObligationCreated:
        return ObligationCreated(
            obligation=f"{ENTITY}/obligation/{customer}/{MONDAY}/{action}",
            entity=ENTITY,
            customer=customer,
            date=MONDAY,
            action=action,
            template="overdue",
            tone="neutral",
            deadline=None,
            items=tuple(self.ledger.owes(customer)),
            known={"huikuan.ledger": "1.7.42"},
        )

    def withdrawal(self, customer: str, *, reason: str = "paid", action: str = "email") -> WithdrawalRequested:
        return WithdrawalRequested(
            obligation=f"{ENTITY}/obligation/{customer}/{MONDAY}/{action}",
            entity=ENTITY,
            customer=customer,
            reason=reason,
        )

    async def hear_dunning(self, partition: int, events: Sequence[ObligationCreated | WithdrawalRequested]) -> None:
        reactions = Reactions(
            clock=self.clock, channels=frozenset({"email"}), templates=frozenset(Templates.shipped().names)
        )
        records = [self.recorded("huikuan.dunning", partition, event) for event in events]
        await in_transaction(self.engine, lambda connection: reactions.react(connection, records))

    async def ready_to_send(self, count: int = 1) -> list[str]:
        """So many customers, each with one person and one e-mail owed; answers the messages' ids."""
        await self.hear_of_entity()
        customers = [customer_number(index) for index in range(count)]
        for customer in customers:
            await self.hear_of_customer(customer)
            await self.meet(customer)
        return await self.owe(*customers)

    # ---------------------------------------------------------------- what it does

    def sender(
        self,
        between: Callable[[str], Awaitable[None]] = uninterrupted,
        *,
        email: Channel | None = None,
        **settings: Any,
    ) -> Sender:
        chosen = self.settings.model_copy(update=settings)
        return Sender(
            Means(
                engine=self.engine,
                committer=self.committer,
                vault=self.vault,
                templates=Templates.shipped(),
                receivables=self.receivables,
                email=email or EmailChannel(chosen, self.clock),
                clock=self.clock,
                settings=chosen,
                between=between,
            )
        )

    async def verify(self) -> list[Check]:
        """What `huikuan verify` finds wrong with the messages."""
        return [check for check in await verification.verify(self.engine) if not check.ok]

    async def send_all(self, sender: Sender | None = None) -> None:
        """Send until nothing moves any more."""
        sender = sender or self.sender()
        while await sender.round():
            pass

    # ---------------------------------------------------------------- what it says

    async def messages(self) -> dict[str, MessageRow]:
        async with self.engine.connect() as connection:
            return {
                row.message: row for row in await messages.listed(connection, Selection(entities=None, limit=10**6))
            }

    async def states(self) -> dict[str, str]:
        return {message: row.state for message, row in (await self.messages()).items()}

    async def in_state(self, state: str) -> set[str]:
        """The Message-IDs of the messages in a state."""
        rows = await self.messages()
        return {message_id(row.obligation) for row in rows.values() if row.state == state}

    async def said(self, message: str | None = None) -> list[Any]:
        """The events, of one message or of all."""
        async with self.engine.connect() as connection:
            rows = await connection.execute(
                text("""
                    SELECT type, envelope FROM events WHERE stream = coalesce(CAST(:stream AS text), stream)
                    ORDER BY stream, version
                """),
                {"stream": message},
            )
            return [CODEC.decode_stored(row.type, row.envelope) for row in rows]

    # ---------------------------------------------------------------- helpers

    def partition(self, customer: str) -> int:
        return partition_of(f"{ENTITY}/{customer}", PARTITIONS)

    def recorded(self, topic: str, partition: int, event: Any) -> Recorded[Any]:
        position = self.positions[partition] = self.positions.get(partition, 0) + 1
        return Recorded(
            topic=topic,
            epoch=1,
            partition=partition,
            position=position,
            stream="",
            version=0,
            type=type(event).__name__,
            recorded_at=self.clock.now(),
            correlation_id=uuid4().hex,
            event=event,
        )


def due_item(customer: str, *, number: str = "1", open_minor: int = 123_450) -> DueItem:
    """What a customer owes if nothing else is said."""
    return DueItem(
        invoice=f"{ENTITY}/invoice/erp/{customer}-{number}",
        instalment=1,
        due_on=date(2026, 2, 20),
        open_minor=open_minor,
        disputed_minor=0,
        currency="CNY",
    )


def message_id(obligation: str) -> str:
    """The Message-ID of a mail about an obligation."""
    return provider_id(obligation, "huikuan.example")


class Callers:
    """The same API, asked with different keys."""

    def __init__(self, app: FastAPI, keys_file: Path) -> None:
        self._app = app
        self._keys_file = keys_file

    def __call__(self, role: str, *entities: str) -> httpx2.AsyncClient:
        key = create_key(self._keys_file, role=role, entities=entities or ("*",))
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=self._app),
            base_url="http://notify",
            headers={"Authorization": f"Bearer {key}"},
        )
