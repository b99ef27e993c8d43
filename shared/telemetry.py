"""What a running service tells its operators: one rich line per request and per message, and figures to scrape."""

import contextlib
import logging
import re
import sys
from collections.abc import Generator, MutableMapping, Sequence
from contextvars import ContextVar
from time import perf_counter
from typing import Any, cast

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from structlog.typing import EventDict, WrappedLogger

#: The figures of this process. Every series carries the service's name, for on one machine all of them share a process.
REGISTRY = CollectorRegistry(auto_describe=True)
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter(
    "huikuan_requests",
    "Requests answered",
    ("service", "method", "route", "status"),
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "huikuan_request_seconds",
    "Time from a request's first byte to its answer",
    ("service", "method", "route"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
MESSAGES = Counter(
    "huikuan_messages",
    "Messages applied by consumers, by what became of them",
    ("consumer", "topic", "outcome"),
    registry=REGISTRY,
)
PUBLISHED = Counter("huikuan_published", "Messages published by relays", ("topic",), registry=REGISTRY)
LAG = Gauge(
    "huikuan_consumer_lag",
    "Messages of a partition that are published and not yet applied",
    ("consumer", "topic", "partition"),
    registry=REGISTRY,
)
STOPPED = Gauge(
    "huikuan_consumer_stopped",
    "Partitions that stand still: an event cannot be read, or one is missing and its producer does not give it",
    ("consumer", "topic"),
    registry=REGISTRY,
)
UNSENT = Gauge("huikuan_unsent", "Events stored and not yet published", ("topic",), registry=REGISTRY)

#: The facts of the line that will be written when the request or message at hand is done.
_line: ContextVar[MutableMapping[str, object] | None] = ContextVar("line", default=None)

# An API key in any text; nothing that looks like one is ever written, whoever put it there.
_KEY = re.compile(r"hk_[0-9a-z]{1,32}_[0-9A-Za-z]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _clean(value: object) -> object:
    """A value that can neither forge a line of its own nor carry a key."""
    if isinstance(value, str):
        text = _KEY.sub("hk_***", value) if "hk_" in value else value
        return _CONTROL.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    if isinstance(value, dict):
        return {str(_clean(str(name))): _clean(inner) for name, inner in cast("dict[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in cast("Sequence[object]", value)]
    return value


def _clean_line(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    # A traceback keeps its lines: it is made by us, after this step, by the renderer or format_exc_info.
    return {name: value if name == "exc_info" else _clean(value) for name, value in line.items()}


def _clean_traceback(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    if isinstance(text := line.get("exception"), str):
        line["exception"] = _KEY.sub("hk_***", text)
    return line


def configure_logging(*, level: str = "info", form: str = "auto") -> None:
    """Write our own and our libraries' log lines to standard error, as JSON or, on a terminal, for people's eyes."""
    as_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        _clean_line,
        structlog.processors.format_exc_info,
        _clean_traceback,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        ),
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        # Our own line per request says more than uvicorn's, and says it once.
        library = logging.getLogger(name)
        library.handlers = []
        library.propagate = name != "uvicorn.access"
    logging.getLogger("aiokafka").setLevel(max(logging.WARNING, root.level))
    logging.getLogger("httpx2").setLevel(max(logging.WARNING, root.level))


def annotate(**facts: object) -> None:
    """Add facts to the line of the request or message at hand; without one, they go nowhere."""
    line = _line.get()
    if line is not None:
        line.update(facts)


@contextlib.contextmanager
def rich_line(
    logger: structlog.stdlib.BoundLogger, event: str, *, quiet: bool = False, **facts: object
) -> Generator[dict[str, Any]]:
    """Write one line when the work inside is done, with all that was annotated meanwhile and the time it took.

    Work that fails is written as an error and the failure goes on its way; quiet work is written for debugging only.
    """
    line: dict[str, Any] = dict(facts)
    token = _line.set(line)
    started = perf_counter()
    try:
        yield line
    except Exception as error:
        line.setdefault("error", type(error).__name__)
        # The traceback belongs to whoever handles the failure; one line here says what was at hand.
        logger.error(event, duration_ms=_ms(started), **line)  # noqa: TRY400
        raise
    else:
        (logger.debug if quiet else logger.info)(event, duration_ms=_ms(started), **line)
    finally:
        _line.reset(token)


def _ms(started: float) -> float:
    return round((perf_counter() - started) * 1000, 2)
