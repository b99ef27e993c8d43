"""Whatever dies or freezes in the midst of a load: nothing is lost, nothing is doubled, and the others go on."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.local.days import Story
from deploy.local.demo import make_company
from deploy.local.play import play
from shared.testing.kafka import KafkaBroker
from tests.journeys.deployment import Running, running

#: Longer than any time-out by which the others may take over from a frozen process.
FROZEN_SECONDS = 20
COMPANY = make_company(customers={"CN01": 12, "JP01": 6})
LIVE_DAYS = 30
#: Every role, in an order in which neighbours in the path of an event die one after the other.
ROLES = (
    "ledger-api", "ledger-relay", "credit-consumer", "dunning-consumer", "reporting-consumer", "notify-consumer",
    "ledger-calendar", "dunning-relay", "notify-sender", "credit-relay", "notify-relay", "credit-api", "reporting-api",
    "dunning-api", "notify-api",
)  # fmt: skip


async def pid(deployment: Running, role: str, *, other_than: int = 0) -> int:
    """The role's process, as soon as it has one (an)other than that."""
    while True:
        found = (await deployment.pids()).get(role, 0)
        if found not in {0, other_than}:
            return found
        await asyncio.sleep(0.1)


async def kill(deployment: Running, role: str) -> None:
    """`kill -9`, and wait until the supervisor has started it again."""
    before = await pid(deployment, role)
    signal_(before, signal.SIGKILL)
    await pid(deployment, role, other_than=before)


async def freeze(deployment: Running, *roles: str) -> None:
    """SIGSTOP several roles for a while, then let them wake up as the zombies they are by then."""
    frozen = [await pid(deployment, role) for role in roles]
    for process in frozen:
        signal_(process, signal.SIGSTOP)
    await asyncio.sleep(FROZEN_SECONDS)
    for process in frozen:
        signal_(process, signal.SIGCONT)


def signal_(process: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it has ended by itself, which the supervisor sees to
        os.kill(process, number)


async def everything_holds(deployment: Running) -> None:
    """All is told, heard and done within a minute; every figure is its log's; and every reminder went out once."""
    await asyncio.wait_for(deployment.days.until_done(), 60)
    code, printed = await deployment.huikuan("verify")
    assert code == 0, printed
    assert "BROKEN" not in printed
    mails = (await deployment.asking.get("/local/mailbox?limit=500"))["items"]
    told = [mail["message"] for mail in mails if mail["message"]]
    assert told
    assert len(told) == len(set(told))


async def load(deployment: Running) -> None:
    async with asyncio.timeout(600):
        await play(deployment.asking, deployment.days, Story(), COMPANY, live_days=LIVE_DAYS)


class TestOnTheEmbeddedBus:
    async def test_survives_the_death_and_the_freezing_of_every_role(self, home: Path) -> None:
        """kill -9 of each role and of PostgreSQL, then relay, consumer and API frozen for 20 s, amid the load."""
        async with running(home, "--processes") as deployment:
            loading = asyncio.create_task(load(deployment))
            for role in ROLES:
                await kill(deployment, role)
            postmaster = int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
            os.kill(postmaster, signal.SIGKILL)
            await freeze(deployment, "ledger-relay", "dunning-consumer", "ledger-api")
            await loading
            await everything_holds(deployment)


@pytest.mark.xdist_group("own-kafka")
class TestOnKafka:
    async def test_survives_the_death_of_the_broker_and_of_the_roles_on_an_events_path(
        self, home: Path, own_kafka: KafkaBroker
    ) -> None:
        """The same on Kafka: whoever an event passes dies, then the broker, then relay, consumer and API freeze."""
        async with running(home, "--processes", HUIKUAN_KAFKA=own_kafka.address) as deployment:
            loading = asyncio.create_task(load(deployment))
            for role in ROLES[:6]:
                await kill(deployment, role)
            own_kafka.kill()
            own_kafka.restart()
            await freeze(deployment, "ledger-relay", "reporting-consumer", "credit-api")
            await loading
            await everything_holds(deployment)
