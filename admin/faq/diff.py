"""Two wordings of an entry side by side, as lines that came, went and stayed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import ndiff
from typing import Any, Final, Literal

_ORDER: Final = (
    "question", "aliases", "answer", "details", "sources", "valid_from", "valid_until", "related", "action", "verify",
)  # fmt: skip
Mark = Literal["same", "gone", "new"]
_MARKS: Final[dict[str, Mark]] = {" ": "same", "-": "gone", "+": "new"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `mark` says whether it stands in both, in the older or in the newer wording."""

    mark: Mark
    text: str


def compare(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, label: Callable[[str], str]
) -> list[Line]:
    """Only the lines that differ, each with its field's name from `label`; None is an entry that is not there."""
    found = ndiff(_lines(before or {}, label), _lines(after or {}, label))
    return [Line(_MARKS[line[0]], line[2:]) for line in found if line[0] in "+-"]


def _lines(values: Mapping[str, Any], label: Callable[[str], str]) -> list[str]:
    found = []
    for name in _ORDER:
        value = values.get(name, "")
        if name == "action" and value == "none":
            continue
        items = [_flat(item) for item in value] if isinstance(value, list) else str(value).splitlines()
        found += [f"{label(name)}{item}" for item in items if item]
    return found


def _flat(item: Any) -> str:
    return " · ".join(str(part) for part in item.values() if part) if isinstance(item, dict) else str(item)
