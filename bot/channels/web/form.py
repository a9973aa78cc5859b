"""A posted page as inputs of the dialog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.dialog.inputs import Action, Choice, Input, Page, Question


class Form(Protocol):
    """What a posted form offers: the last value of a name, and all of them."""

    def get(self, key: str, default: str = "") -> str: ...

    def getlist(self, key: str) -> Sequence[str]: ...


class PlainForm:
    """Text fields only; a file that was posted all the same is left out."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        self._fields = fields

    def get(self, key: str, default: str = "") -> str:
        values = self._fields.get(key)
        return values[-1] if values else default

    def getlist(self, key: str) -> Sequence[str]:
        return self._fields.get(key, ())


def read(form: Form) -> Input:
    """What the person did: asked a question, pressed an option, or answered a page with a button."""
    question = form.get("question").strip()
    if question:
        return Question(question)
    step = form.get("step")
    pressed = form.get("press")
    if pressed:
        return Choice((pressed,), step)
    if not step:
        return Action(form.get("action", "menu"))
    # What a browser posts has CRLF line ends, which would count twice.
    text = form.get("text").replace("\r\n", "\n").replace("\r", "\n")
    return Page(step, form.get("action", "next") or "next", text, tuple(form.getlist("values")))
