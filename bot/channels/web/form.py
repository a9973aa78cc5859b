"""A posted page as inputs of the dialog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from bot.dialog.inputs import Action, Choice, Input, Page, Question

_GOING_ON: Final = ("", "next", "ask")


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
    """What the person did: pressed an option, answered a page with a button, or asked a question beside it.

    A question counts where its own button or Enter was pressed; any other button means what it says.
    """
    step, action = form.get("step"), form.get("action")
    pressed = form.get("press")
    if pressed:
        return Choice((pressed,), step)
    goes_on = action in _GOING_ON
    question = form.get("question").strip() if goes_on else ""
    if not step:
        return Question(question) if question else Action(action or "menu")
    # What a browser posts has CRLF line ends, which would count twice.
    text = form.get("text").replace("\r\n", "\n").replace("\r", "\n")
    return Page(step, "next" if goes_on else action, text, tuple(form.getlist("values")), question)
