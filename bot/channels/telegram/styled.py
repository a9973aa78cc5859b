"""Text with a little style, counted and split as Telegram counts: in UTF-16 units.

Styles travel as entities beside the text, never as markup within it, so nothing that a person typed can be taken for
markup and no text is ever refused because of a bare `<`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

LIMIT_UNITS = 4096
_BREAKS = ("\n\n", "\n", "。", "；", "，", " ")

Style = Literal["bold", "code"]


@dataclass(frozen=True)
class Span:
    """A style over `text[start:end]`, counted in Python characters."""

    style: Style
    start: int
    end: int


@dataclass(frozen=True)
class Styled:
    """One message's text."""

    text: str
    spans: tuple[Span, ...] = ()


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def joined(paragraphs: Iterable[Styled], separator: str = "\n\n") -> Styled:
    """One text of all paragraphs that are not empty."""
    text = ""
    spans: list[Span] = []
    for paragraph in paragraphs:
        if not paragraph.text.strip():
            continue
        text += separator if text else ""
        spans += [Span(span.style, span.start + len(text), span.end + len(text)) for span in paragraph.spans]
        text += paragraph.text
    return Styled(text, tuple(spans))


def split(whole: Styled, limit: int = LIMIT_UNITS) -> list[Styled]:
    """The text in messages of at most `limit` units, cut at paragraphs, lines or sentences where there are any."""
    parts: list[Styled] = []
    start = 0
    while start < len(whole.text):
        end = start + _cut(whole.text[start:], limit)
        part = _slice(whole, start, end)
        if part.text:
            parts.append(part)
        start = end
    return parts


def _cut(text: str, limit: int) -> int:
    """How many characters the next message takes; at least one."""
    if units(text) <= limit:
        return len(text)
    room = limit
    end = 0
    for character in text:
        room -= 2 if character > "\uffff" else 1
        if room < 0:
            break
        end += 1
    for mark in _BREAKS:
        # A cut in the first half would make ragged crumbs; then the next finer mark is better.
        at = text.rfind(mark, end // 2, end)
        if at >= 0:
            return at + len(mark)
    return max(end, 1)


def _slice(whole: Styled, start: int, end: int) -> Styled:
    """A part without white space at its ends (Telegram drops it) and the styles that reach into it."""
    text = whole.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    end = start + len(text)
    spans = (Span(span.style, max(span.start, start) - start, min(span.end, end) - start) for span in whole.spans)
    return Styled(text, tuple(span for span in spans if span.start < span.end))
