"""Tracebacks that say where it happened but not what was typed.

The message of an exception often holds the value that broke it: a phone number that was no date, a whole SQL
statement with its parameters. So only two kinds of message are shown: those of errors whose class says
`safe_to_print = True`, and the operating system's own words for an OSError (without its path). Of all others
the type and the lines of code remain, which is what is needed to mend a program.
"""

import traceback
from types import TracebackType

MOST_FRAMES = 40


def describe(error: BaseException) -> str:
    """One line: the type, and the message where it is known to be harmless."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    message = _message(error)
    return f"{name}: {message}" if message else name


def render(error: BaseException) -> str:
    """The traceback of an error and of those that led to it, oldest first, without values."""
    parts = []
    seen: set[int] = set()
    link = None
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append(_one(current) + (f"\n{link}\n" if link else ""))
        if current.__cause__ is not None:
            current, link = current.__cause__, "Which led to:"
        elif current.__context__ is not None and not current.__suppress_context__:
            current, link = current.__context__, "While handling it, this happened:"
        else:
            current = None
    return "\n".join(reversed(parts))


def _one(error: BaseException) -> str:
    lines = [*_frames(error.__traceback__), describe(error)]
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            lines += [f"  | {line}" for line in render(inner).splitlines()]
    return "\n".join(lines)


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-MOST_FRAMES:]
    return [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames]


def _message(error: BaseException) -> str:
    if getattr(error, "safe_to_print", False):
        return str(error)
    if isinstance(error, OSError) and isinstance(error.strerror, str):
        return error.strerror
    return ""
