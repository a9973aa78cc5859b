"""Texts that officers type: read the same way everywhere."""

from __future__ import annotations

from typing import Final

from storage.errors import BadInput

MAX_CHARACTERS: Final = 20_000
"""Of one note or answer; the padding's largest step holds it in any script."""


def plain(typed: str) -> str:
    """One kind of line end, no blanks around: what a browser sends and what a person counts become the same."""
    return typed.replace("\r\n", "\n").replace("\r", "\n").strip()


def required(typed: str) -> str:
    """The text, or `BadInput` where nothing or too much was written."""
    text = plain(typed)
    if not text:
        raise BadInput("lead.error_short")
    return bounded(text)


def bounded(text: str) -> str:
    """The text itself; raises `BadInput` beyond the limit."""
    if len(text) > MAX_CHARACTERS:
        raise BadInput("lead.error_long", count=MAX_CHARACTERS)
    return text
