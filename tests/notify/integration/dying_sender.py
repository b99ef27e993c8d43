"""A sender in a process of its own that strikes itself at a step: `dying_sender.py URL PORT HOME STEP SIGNAL`."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from tests.notify.integration.desk import Notify


async def main(url: str, smtp_port: str, home: str, step: str, how: str) -> None:
    struck = False

    async def between(name: str) -> None:
        nonlocal struck
        if name == step and not struck:
            struck = True
            os.kill(os.getpid(), signal.Signals[how])

    async with Notify.open(url, int(smtp_port), Path(home)) as notify:
        # One that is only paused wakes up in the midst of all its conversations; one of them is enough to look at.
        conversations = 1 if how == "SIGSTOP" else 4
        sender = notify.sender(between, fresh_seconds_max=5, smtp_connections=conversations)
        running = asyncio.ensure_future(sender.run())
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await running


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
