"""What a report can be found by: one plain text, and the phones, plates and names that stand in it.

All of it comes from the content. The reporter's identity is a sealed part of its own that no officer's session opens,
so nothing here ever sees it. Plain means: one script, one width, lower case, letters and digits only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from admin.leads import spoken_names
from faq.numbers import unify
from faq.text import clean
from storage.report import Content
from storage.vault.index import MOST_BYTES

MOST_TRACES: Final = 24
"""So many tags a lead has at most: a report that lists a telephone book ties itself to nothing."""
_PIECE: Final = 300
_PHONE: Final = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_LANDLINE: Final = re.compile(r"(?<!\d)(0\d{2,3})[ -]?(\d{7,8})(?!\d)")
_PLATE: Final = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])\s?([a-z])[\s.·•-]?"
    r"([a-z0-9]{6}|[a-z0-9]{5}|[a-z0-9]{4}[学警港澳挂])(?![a-z0-9])"
)


class TraceKind(StrEnum):
    """The closed list of what is compared between leads; the values are inside tags."""

    PHONE = "phone"
    PLATE = "plate"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing that may stand in another report too, in one spelling. It does not print."""

    kind: TraceKind
    value: str

    def __repr__(self) -> str:
        return f"Trace({self.kind.value})"


def plain(text: str) -> str:
    """The form in which texts are searched."""
    return "".join(char for piece in _cleaned(text) for char in piece if char.isalnum())


def traces_of(content: Content) -> tuple[Trace, ...]:
    """Phones, plates and names of a report, each once, in this order; at most `MOST_TRACES`."""
    everything = "\n".join(_told(content))
    named = "\n".join((content.who, content.official_names))
    found = [*numbers_in(everything)]
    found += [Trace(TraceKind.NAME, name) for name in spoken_names.listed(_joined(named))]
    found += [Trace(TraceKind.NAME, name) for name in spoken_names.introduced(_joined(everything))]
    return tuple(dict.fromkeys(found))[:MOST_TRACES]


def numbers_in(text: str) -> Iterator[Trace]:
    """Phones and plates, however they are spaced, and phones that are spelled out (一三八…)."""
    written = _joined(text)
    spelled = unify(written)
    for form in dict.fromkeys((written, spelled)):
        for pattern in (_PHONE, _LANDLINE):
            yield from (Trace(TraceKind.PHONE, "".join(parts)) for parts in pattern.findall(form))
    yield from (Trace(TraceKind.PLATE, "".join(parts).upper()) for parts in _PLATE.findall(written) if _digit(parts[2]))


def search_text(content: Content, area: str) -> bytes:
    """What the search looks through: numbers, place, who, what happened, plain, at most `MOST_BYTES` of UTF-8.

    Lines part the fields, so that no word is found across two of them. The end of a long story is left out.
    """
    numbers = [plain(trace.value) for trace in traces_of(content) if trace.kind is not TraceKind.NAME]
    fields = (*numbers, *map(plain, (area, content.place.text, content.who, content.official_names, *content.what)))
    return "\n".join(filter(None, fields)).encode()[:MOST_BYTES].decode(errors="ignore").encode()


def _told(content: Content) -> Iterable[str]:
    return (
        *content.what, content.place.text, content.when, content.who, content.official_names, content.how_known,
        content.victims, content.evidence,
    )  # fmt: skip


def _cleaned(text: str) -> Iterator[str]:
    """`clean` looks at the beginning and end of a long text only, so it is fed pieces."""
    return (clean(text[at : at + _PIECE]) for at in range(0, len(text), _PIECE))


def _joined(text: str) -> str:
    return "".join(_cleaned(text))


def _digit(text: str) -> bool:
    return any(char.isdigit() for char in text)
