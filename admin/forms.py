"""What a form sent: texts, secrets, ticked boxes. Nothing here raises for a missing field; use cases judge values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from storage.vault.secret import SecretText

MOST_FIELDS = 2000


@dataclass(frozen=True, slots=True)
class Form:
    """Fields by name; every value is a list, because boxes of one name may be ticked together. It does not print."""

    _fields: Mapping[str, list[str]]

    def __repr__(self) -> str:
        return f"Form({len(self._fields)} fields)"

    def text(self, name: str) -> str:
        """The field's text, line ends made plain; empty where it was not sent."""
        values = self._fields.get(name, [])
        return values[0].replace("\r\n", "\n") if values else ""

    def secret(self, name: str) -> SecretText:
        """A password as typed."""
        values = self._fields.get(name, [])
        return SecretText(values[0] if values else "")

    def all(self, name: str) -> list[str]:
        """Every value of the field."""
        return self._fields.get(name, [])

    def flag(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self._fields.get(name))

    def number(self, name: str) -> int:
        """A number of ours that the form carried, such as a version; 0 where it is none."""
        text = self.text(name)
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def under(self, prefix: str) -> dict[str, str]:
        """Fields whose names begin with `prefix`, by the rest of the name."""
        return {name[len(prefix) :]: self.text(name) for name in self._fields if name.startswith(prefix)}


async def read(request: Request) -> Form:
    """The form of a request; files are left out."""
    fields: dict[str, list[str]] = {}
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
        for name, value in sent.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
    return Form(fields)


Sent = Annotated[Form, Depends(read)]
"""The form as a dependency of a page."""
