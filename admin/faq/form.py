"""An entry as the fields of a form, and back: lists are lines, a source is a line with bars."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from admin.faq.merge import plain
from admin.faq.problems import Problem
from admin.forms import Form
from faq.entry import Entry

ACTIONS: Final = ("none", "report", "track", "call_110")
TEXTS: Final = ("id", "question", "answer", "details", "valid_from", "valid_until", "action")
LINES: Final = ("aliases", "sources", "related")
LONGEST: Final = {"question": 100, "aliases": 10_000, "answer": 600, "details": 4000, "sources": 3000, "related": 1000}
"""Most characters a field; an answer is read on a phone."""
_PARTS: Final = ("title", "article", "date", "url")
_NOT_SHOWN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Typed:
    """What stands in the form, field by field, as it was typed."""

    fields: Mapping[str, str]

    @classmethod
    def of(cls, entry: Entry) -> Typed:
        """An entry ready to be edited."""
        values = plain(entry)
        fields = {name: str(values.get(name, "")) for name in TEXTS}
        fields["aliases"] = "\n".join(values.get("aliases", ()))
        fields["related"] = "\n".join(values.get("related", ()))
        fields["sources"] = "\n".join(_bars(source) for source in values.get("sources", ()))
        fields["verify"] = str(values.get("verify", ""))
        return cls(fields)

    @classmethod
    def empty(cls) -> Typed:
        """The form of an entry that is not there yet."""
        return cls(dict.fromkeys((*TEXTS, *LINES, "verify"), "") | {"action": "none"})

    @classmethod
    def sent(cls, form: Form, entry_id: str = "") -> Typed:
        """What a browser sent; `entry_id` stands where the id cannot be chosen."""
        fields = {name: _NOT_SHOWN.sub(" ", form.text(name)).strip() for name in (*TEXTS, *LINES)}
        fields["verify"] = "local" if form.flag("verify") else ""
        return cls(fields | ({"id": entry_id} if entry_id else {}))

    def values(self) -> dict[str, Any]:
        """The entry as the rules read it; empty fields are left out, but for those that must be there."""
        found: dict[str, Any] = {name: self.fields[name] for name in TEXTS}
        found["aliases"] = _lines(self.fields["aliases"])
        found["related"] = self.fields["related"].split()
        found["sources"] = [_source(line) for line in _lines(self.fields["sources"])]
        found["verify"] = self.fields["verify"]
        needed = ("id", "question", "answer")
        return {name: value for name, value in found.items() if value or name in needed}

    def too_long(self) -> list[Problem]:
        """Fields beyond what is sensible."""
        return [
            Problem(name, "long", {"count": str(most)})
            for name, most in LONGEST.items()
            if len(self.fields.get(name, "")) > most
        ]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _bars(source: Mapping[str, str]) -> str:
    parts = [source.get(part, "") for part in _PARTS]
    return " | ".join(parts).rstrip(" |")


def _source(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.replace("\uff5c", "|").split("|")]
    named = dict(zip(_PARTS, parts, strict=False))
    extra = {"more": parts[len(_PARTS)]} if len(parts) > len(_PARTS) else {}
    return {name: part for name, part in (named | extra).items() if part}
