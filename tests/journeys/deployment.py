"""The one-machine deployment as a person starts it, in a process of its own with a home of its own."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.asking import Asking
from deploy.local.days import Days
from deploy.local.deployment import SERVICES

START_SECONDS_MAX = 120
STOP_SECONDS_MAX = 60


@dataclass(frozen=True, slots=True)
class Running:
    """A deployment that answers."""

    address: str
    home: Path
    asking: Asking
    environment: dict[str, str]

    @property
    def days(self) -> Days:
        return Days(self.asking, SERVICES)

    async def pids(self) -> dict[str, int]:
        """The process of each role that runs just now."""
        return {role["role"]: role["pid"] for role in await self.asking.get("/local/roles") if role["pid"]}

    async def huikuan(self, *arguments: str) -> tuple[int, str]:
        """What another `huikuan` command answers: its exit code and what it printed."""
        command = await asyncio.create_subprocess_exec(
            *_huikuan(*arguments),
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await command.communicate()
        return command.returncode or 0, printed.decode()


def _huikuan(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("huikuan")), *arguments]


@asynccontextmanager
async def running(home: Path, *arguments: str, **settings: str) -> AsyncGenerator[Running]:
    """`huikuan run` until the test is over; it must stop by itself when asked."""
    environment = {
        **os.environ,  # noqa: TID251 - a child sees what its parent sees
        "HUIKUAN_HOME": str(home),
        "HUIKUAN_PORT": "0",
        "HUIKUAN_NO_BROWSER": "1",
        "HUIKUAN_SIMULATED_FROM": "2024-10-01T00:00:00Z",
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        *_huikuan("run", "--no-demo", *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        address = await asyncio.wait_for(_address(process), START_SECONDS_MAX)
        async with Asking(address, (home / "admin.key").read_text()) as asking:
            yield Running(address, home, asking, environment)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), STOP_SECONDS_MAX)


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        if line.startswith(b"ready "):
            return line.decode().split()[1]
    message = f"huikuan run ended with {await process.wait()} before it was ready."
    raise AssertionError(message)
