"""One supervised process per service and role: what dies is started again, what is asked to stop finishes its batch."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog

log = structlog.stdlib.get_logger(__name__)

#: A process that lived this long did not fail at its start; the next start need not wait.
LONG_LIVED_SECONDS = 30
WAIT_SECONDS_MAX = 10
STOP_SECONDS_MAX = 15


@dataclass(slots=True)
class RoleProcess:
    """`python -m services.<service> <role>`, kept running."""

    service: str
    role: str
    environment: Mapping[str, str]
    logs: Path
    process: asyncio.subprocess.Process | None = field(default=None, init=False)
    restarts: int = field(default=0, init=False)

    @property
    def name(self) -> str:
        """`ledger-relay`."""
        return f"{self.service}-{self.role}"

    @property
    def pid(self) -> int | None:
        """The process that runs just now; None between an end and the next start."""
        return self.process.pid if self.process and self.process.returncode is None else None

    async def keep_running(self) -> None:
        """Start it, and again whenever it ends, at once at first and then ever more slowly up to ten seconds."""
        wait = 0.0
        while True:
            started = asyncio.get_running_loop().time()
            try:
                code = await self._run()
            except asyncio.CancelledError:
                await self._stop()
                raise
            lived = asyncio.get_running_loop().time() - started
            wait = 0.2 if lived > LONG_LIVED_SECONDS else min(WAIT_SECONDS_MAX, max(0.2, wait * 2))
            log.warning("role-ended", role=self.name, exit_code=code, starts_again_in_seconds=wait)
            await asyncio.sleep(wait)
            self.restarts += 1

    async def _run(self) -> int:
        with (self.logs / f"{self.name}.log").open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                f"services.{self.service}",
                self.role,
                env={**os.environ, **self.environment},  # noqa: TID251 - handed on whole, not read
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops its roles in order
            )
        return await self.process.wait()

    async def _stop(self) -> None:
        process = self.process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGCONT)  # one that is paused would not hear that it should stop
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS_MAX)
        except TimeoutError:
            log.warning("role-killed", role=self.name)
            process.kill()
            await process.wait()
