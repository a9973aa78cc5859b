"""Logging that cannot tell on anybody: one line an event, JSON or for a console.

Events are short fixed names with plain values: `log.info("outbox.delivered", count=3)`. A value whose type is not
known to be plain is shown as `<hidden>`, in plain sight, so that a secret type, opened bytes or a whole request can
never slip in through its repr. Limit: a plain text is believed; do not log what a person typed.
"""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any, Literal, TextIO
from uuid import UUID

import structlog
from structlog.stdlib import BoundLogger
from structlog.typing import Processor

from kit import safe_traceback
from kit.secret_setting import HIDDEN

Format = Literal["json", "console"]

# httpx writes whole addresses at INFO, and Telegram's hold the bot's token. The others print values or are chatty.
QUIET = ("httpx", "httpcore", "telegram", "apscheduler", "sqlalchemy", "alembic", "multipart", "python_multipart")
# An access log holds addresses of people.
SILENT = ("uvicorn.access",)

PLAIN = (str, int, float, bool, type(None), datetime, date, timedelta, UUID)
AS_TEXT = (timedelta, UUID, datetime, date)


def configure(form: Format = "json", level: str = "INFO", stream: TextIO | None = None) -> None:
    """Sends our events and those of every library through the same processors to `stream` (stderr)."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        show_errors_without_values,
        hide_what_is_not_plain,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        # Tests configure anew, which a cached logger would not notice.
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(_strip_values)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(form, handler)],
        )
    )
    _route_everything_to(handler, level)


def get(name: str) -> BoundLogger:
    """A logger for one module: `log = logs.get(__name__)`."""
    logger: BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def uvicorn_options() -> Mapping[str, Any]:
    """What uvicorn must be started with: no configuration of its own, no access log, no version in headers."""
    return {"log_config": None, "access_log": False, "server_header": False, "date_header": True}


def hide_what_is_not_plain(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replaces by `<hidden>` every value, at any depth, whose exact type is not known to be plain."""
    for key, value in event.items():
        if not key.startswith("_"):
            event[key] = _plain(value)
    return event


def show_errors_without_values(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Turns `exc_info` into a traceback that holds no values (see kit.safe_traceback)."""
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["traceback"] = safe_traceback.render(error)
    for key, value in event.items():
        if isinstance(value, BaseException):
            event[key] = safe_traceback.describe(value)
    event.pop("stack_info", None)
    return event


def _plain(value: Any) -> Any:
    # The exact type: a subclass of str may well be a secret that inherits str's JSON form.
    kind = type(value)
    if kind in AS_TEXT:
        return value.isoformat() if isinstance(value, date) else str(value)
    if kind in PLAIN:
        return value
    if isinstance(value, PurePath):
        return str(value)
    if kind in (list, tuple, set, frozenset):
        return [_plain(item) for item in value]
    if kind is dict:
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    return HIDDEN


def _strip_values(record: logging.LogRecord) -> bool:
    """Libraries put values into messages; two places are known and cut here."""
    if record.name == "asyncio":
        # Its second line is the repr of the task, with the exception and its message inside.
        record.msg, record.args = record.getMessage().partition("\n")[0], None
    if record.args:
        # An exception or a secret given as an argument would be printed by its own str().
        if isinstance(record.args, dict):
            record.args = {name: _argument(value) for name, value in record.args.items()}
        else:
            record.args = tuple(_argument(value) for value in record.args)
    return True


def _argument(value: Any) -> Any:
    if isinstance(value, BaseException):
        return safe_traceback.describe(value)
    # Numbers keep their type, because the message may format them as %d.
    return value if type(value) in (int, float) else _plain(value)


def _renderer(form: Format, handler: "logging.StreamHandler[TextIO]") -> Processor:
    if form == "console":
        return structlog.dev.ConsoleRenderer(colors=handler.stream.isatty())
    return structlog.processors.JSONRenderer(ensure_ascii=False, default=lambda value: HIDDEN)


def _route_everything_to(handler: logging.Handler, level: str) -> None:
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        # uvicorn's own handlers would print tracebacks with values past ours.
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in SILENT:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate, logger.disabled = [], False, True
