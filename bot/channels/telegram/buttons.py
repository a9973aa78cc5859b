"""What our buttons carry back: at most 64 bytes that name the page, so that a stale button is known as one.

A callback is `<kind>|<step>|<value>`; kind is c (choice), t (toggle) or a (action), in upper case where the message
that holds the button is worth keeping on the screen. Longer ones are replaced by `#` and a digest, which is looked up
among the buttons of the current page. Nothing in a callback is trusted: the dialog checks step and value.
"""

import hashlib
from dataclasses import dataclass

from bot.dialog.model import Action, Choice, Input, Toggle

LIMIT_BYTES = 64
_DIGEST_DIGITS = 40
SPENT = "."
"""What the one button carries that is left on an answered page."""


@dataclass(frozen=True)
class Press:
    """A pressed button. `keep`: the message it belongs to must not be overwritten by the next page."""

    given: Input
    keep: bool


def full_data(given: Choice | Toggle | Action, keep: bool) -> str:
    """The callback of a button before it is shortened."""
    match given:
        case Choice(values=(value,), step=step):
            kind = "c"
        case Toggle(value=value, step=step):
            kind = "t"
        case Action(name=value, step=step):
            kind = "a"
        case _:
            raise ValueError("a button carries exactly one value")
    return f"{kind.upper() if keep else kind}|{step}|{value}"


def shortened(data: str) -> str:
    """The callback as it is sent."""
    if len(data.encode()) <= LIMIT_BYTES:
        return data
    return "#" + hashlib.sha256(data.encode()).hexdigest()[:_DIGEST_DIGITS]


def is_digest(data: str) -> bool:
    """Whether the callback must be looked up among the buttons of the current page."""
    return data.startswith("#")


def read(data: str) -> Press | None:
    """What a callback means; None where it is not one of ours (any more)."""
    parts = data.split("|", 2)
    if len(parts) != 3 or not parts[2]:
        return None
    kind, step, value = parts
    keep = kind.isupper()
    match kind.lower():
        case "c":
            return Press(Choice((value,), step), keep)
        case "t":
            return Press(Toggle(value, step), keep)
        case "a":
            return Press(Action(value, step), keep)
    return None
