"""The `huikuan` command: run everything on this machine, fill it, ask it, and check it."""

import asyncio
import signal
import sys
import webbrowser
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Self

import httpx2
import typer
import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from deploy.local import importing
from deploy.local.asking import Asking
from deploy.local.days import Days, Story
from deploy.local.demo import make_company
from deploy.local.deployment import SERVICES
from deploy.local.home import Home, LocalSettings, Running
from deploy.local.play import play
from deploy.local.postgres import PostgresUnavailable
from deploy.local.run import CannotRun, Options, run
from deploy.local.verify import verify
from services.reporting.rebuild import rebuild
from services.reporting.settings import Settings
from shared.auth import ROLES, create_key, read_keys, revoke_key
from shared.clock import SystemClock
from shared.telemetry import configure_logging

app = typer.Typer(help="Huikuan 回款: accounts receivable and collections.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False)  # fmt: skip
keys_app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)
clock_app = typer.Typer(help="Look at the simulated time, and move it.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")
app.add_typer(clock_app, name="clock")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
DOCUMENTS_A_REQUEST = 2000


class Terminal:
    """A start as a person watches it: a line per step, one bar for the demo company, and what to try next."""

    def __init__(self, *, open_browser: bool) -> None:
        self._open_browser = open_browser
        self._progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=err, transient=True, disable=not err.is_terminal,
        )  # fmt: skip
        self._bar: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def step(self, what: str) -> None:
        """A line that goes when the next one comes."""
        if self._bar is None:
            self._bar = self._progress.add_task(what, total=None)
        self._progress.update(self._bar, description=what)

    def ready(self, address: str, key: str) -> None:
        """What a program reads is on standard output; what a person reads beside it."""
        out.print(f"ready {address}")
        sys.stdout.flush()
        err.print(f"\n  [bold]Console[/]   {address}/#key={key}")
        err.print(
            f"  [bold]API key[/]   {key}   (all roles and entities; [dim]huikuan keys create[/] makes narrower ones)"
        )
        err.print(f"  [bold]API[/]       {address}/openapi.json")
        err.print('  [bold]Try[/]       curl -H "Authorization: Bearer $KEY" '
                  f'"{address}/v1/reports/aging?entity=CN01"')  # fmt: skip
        err.print("            huikuan clock next     the next working day, and its reminders in the mailbox")
        err.print("            huikuan verify         every figure checked against the log")
        err.print("            Ctrl-C stops; a second start is quick and keeps everything.\n")
        if self._open_browser:
            webbrowser.open(f"{address}/#key={key}")

    def story(self, story: Story) -> None:
        """The demo company's bar."""
        if self._bar is None:
            return
        if story.phase in {"ready", "failed"}:
            self._progress.remove_task(self._bar)
            self._bar = None
            err.print(f"  {story.message or 'Everything is up to date.'}")
        else:
            self._progress.update(self._bar, description=story.message, completed=story.done, total=story.total or None)


@app.command("run")
def run_command(
    *,
    processes: Annotated[
        bool, typer.Option("--processes", help="One supervised process per service and role.")
    ] = False,
    demo: Annotated[bool, typer.Option(help="Play the demo company, in a time of its own.")] = True,
) -> None:
    """Start everything on this machine, and stop it with Ctrl-C."""
    local = LocalSettings()
    configure_logging(level="warning", form="auto")
    with Terminal(open_browser=not local.no_browser and sys.stdout.isatty()) as terminal:
        _until_interrupted(run(local, Options(processes=processes, demo=demo), terminal))


def _until_interrupted(work: Coroutine[Any, Any, None]) -> None:
    """Run until Ctrl-C or SIGTERM, which let everything close in order; what cannot run is said in one sentence."""

    async def main() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        with suppress(asyncio.CancelledError):
            await task

    try:
        uvloop.run(main())
    except (CannotRun, PostgresUnavailable) as problem:
        err.print(f"[red]{problem}[/]")
        raise typer.Exit(1) from None


# ---------------------------------------------------------------- asking the running deployment


def _running() -> Running:
    """The deployment that runs from this home."""
    running = Home(LocalSettings().home).running()
    if running is None:
        err.print("Nothing has run from this home yet; start it with [bold]huikuan run[/].")
        raise typer.Exit(1)
    return running


def _admin_key() -> str:
    return Home(LocalSettings().home).key("admin", "admin")


def _client() -> httpx2.Client:
    """A client for the deployment that runs from this home, with its own administrator's key."""
    headers = {"authorization": f"Bearer {_admin_key()}"}
    return httpx2.Client(base_url=_running().address, headers=headers, timeout=300, trust_env=False)


def _ask(client: httpx2.Client, method: str, path: str, **more: Any) -> httpx2.Response:
    """Ask, and say in one line what was refused."""
    try:
        answer = client.request(method, path, **more)
    except httpx2.TransportError:
        err.print(f"{client.base_url} does not answer; start it with [bold]huikuan run[/].")
        raise typer.Exit(1) from None
    if answer.is_error:
        problem = answer.json() if "json" in answer.headers.get("content-type", "") else {"detail": answer.text[:300]}
        err.print(f"[red]{problem.get('title', answer.status_code)}[/]: {problem.get('detail', '')}")
        raise typer.Exit(1)
    return answer


@clock_app.command("show")
def clock_show() -> None:
    """The simulated instant."""
    with _client() as client:
        out.print_json(_ask(client, "GET", "/local/clock").text)


@clock_app.command("next")
def clock_next() -> None:
    """Live on until the next working day, and everything it brings is done."""
    with _client() as client:
        begun = _ask(client, "POST", "/local/clock/next-working-day").json()
        with err.status("Living on…") as status:
            while (now := _ask(client, "GET", "/local/clock").json())["draining"] or now["date"] == begun["date"]:
                status.update(f"{now['date']}: waiting for {', '.join(now['waiting_for']) or 'the next day'}")
        out.print(f"It is {now['date']}.")


@app.command("import")
def import_command(
    mapping: Annotated[
        Path, typer.Argument(help="A mapping file (TOML), or the name of one that ships: ibm, udyam22, highradius.")
    ],
    file: Annotated[Path, typer.Argument(help="The CSV file, perhaps gzipped.")],
) -> None:
    """Import a CSV file through the ledger's HTTP; rows that cannot be taken are listed, the others land."""
    shipped = Path(importing.__file__).parent / "mappings" / f"{mapping}.toml"
    try:
        rules = importing.read_mapping(mapping if mapping.suffix else shipped)
    except importing.MappingInvalid as problem:
        err.print(f"[red]{problem}[/]")
        raise typer.Exit(2) from None
    with _client() as client:
        result = importing.Import(rules, lambda method, path, **more: _ask(client, method, path, **more))
        with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=err) as progress:
            bar = progress.add_task("Importing", total=None)
            result.send(file, on_progress=lambda done, total: progress.update(bar, completed=done, total=total))
    for rejected in result.rejected[:20]:
        err.print(f"  {rejected}")
    if len(result.rejected) > 20:  # noqa: PLR2004
        err.print(f"  … and {len(result.rejected) - 20} more")
    if result.rounded:
        err.print(f"  Rounding changed the total by {result.rounded:+f}.")
    out.print(
        f"{result.rows} rows: {result.accepted} documents accepted, {result.repeated} known already, "
        f"{len(result.rejected)} rows not taken."
    )
    raise typer.Exit(1 if result.rejected else 0)


@app.command("demo")
def demo_command(
    days: Annotated[int, typer.Option(help="How many of its last days are lived one by one.")] = 120,
) -> None:
    """Play the demo company into what runs already, in a simulated time (HUIKUAN_SIMULATED_FROM=2024-10-01T00:00Z)."""
    running = _running()
    with _client() as client:
        if not _ask(client, "GET", "/v1/clock").json()["simulated"]:
            err.print("What runs lives in real time; the demo company needs a time of its own: [bold]huikuan run[/].")
            raise typer.Exit(1)

    async def work(terminal: Terminal) -> None:
        story = Story(listeners=[terminal.story])
        async with Asking(running.address, _admin_key()) as asking:
            await play(asking, Days(asking, SERVICES), story, make_company(), live_days=days)
        story.tell(phase="ready")

    with Terminal(open_browser=False) as terminal:
        terminal.step("The demo company")
        _until_interrupted(work(terminal))


@app.command("verify")
def verify_command() -> None:
    """Hold every figure against the log it comes from; a line per check, and an exit code."""
    services = _running().services

    async def work() -> bool:
        well = True
        async for check in verify(lambda service: services[service]["database_url"]):
            out.print(str(check), style=None if check.ok else "red")
            well = well and check.ok
        return well

    raise typer.Exit(0 if uvloop.run(work()) else 1)


@app.command("rebuild")
def rebuild_command() -> None:
    """Build reporting's read models anew from the log, beside those in use, and put them in their place."""
    settings = Settings(**_running().services["reporting"])
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=err) as progress:
        bar = progress.add_task("Rebuilding", total=None)
        generation = uvloop.run(
            rebuild(settings, lambda done, total: progress.update(bar, completed=done, total=total))
        )
    out.print(f"Generation {generation} of the read models answers now.")


@app.command("show")
def show_command(
    topic: Annotated[str, typer.Argument(help="huikuan.ledger")],
    position: Annotated[str, typer.Argument(help="epoch.partition.position, as a message names it")],
) -> None:
    """Print one event as the bus has it."""
    epoch, partition, at = (int(part) for part in position.split("."))
    query = f"partition={partition}&epoch={epoch}&after={at - 1}&limit=1"
    with _client() as client:
        out.print_json(_ask(client, "GET", f"/{topic.removeprefix('huikuan.')}/v1/log?{query}").text)


# ---------------------------------------------------------------- keys


@keys_app.command("create")
def keys_create(
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")],
    entity: Annotated[
        list[str] | None, typer.Option(help="An entity the key may see; several times for several.")
    ] = None,
    label: Annotated[str, typer.Option(help="Whom it is for.")] = "",
    days: Annotated[int | None, typer.Option(help="In how many days it ends.")] = None,
) -> None:
    """Make a key and print it: it is shown this once, only its hash is kept."""
    expires = SystemClock().now() + timedelta(days=days) if days else None
    try:
        made = create_key(
            Home(LocalSettings().home).keys_file, role=role, entities=entity or ["*"], expires=expires, label=label
        )
    except ValueError as problem:
        err.print(f"[red]{problem}[/]")
        raise typer.Exit(2) from None
    out.print(made)


@keys_app.command("list")
def keys_list() -> None:
    """The keys that exist; none can be shown again."""
    now = SystemClock().now()
    for key in read_keys(Home(LocalSettings().home).keys_file).values():
        state = "in force" if key.in_force(now) else "closed"
        out.print(f"{key.id}  {key.role:8}  {','.join(sorted(key.entities)):12}  {state:8}  {key.label}")


@keys_app.command("revoke")
def keys_revoke(key_id: str) -> None:
    """Close a key at once and for ever."""
    try:
        revoke_key(Home(LocalSettings().home).keys_file, key_id, now=SystemClock().now())
    except KeyError:
        err.print(f"[red]There is no key {key_id}.[/]")
        raise typer.Exit(1) from None
    out.print(f"{key_id} is closed.")
