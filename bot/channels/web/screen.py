"""A turn's replies sorted for the template: what is said, the page itself, and how its buttons rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.dialog.replies import (
    Ask,
    Button,
    Reply,
    Say,
    ShowAnswer,
    ShowProgress,
    ShowReceipt,
    ShowReview,
    WipeAll,
)

_MAIN: Final = ("next", "submit", "submit_now", "skip")
Main = Ask | ShowReview | ShowReceipt | ShowProgress


@dataclass(frozen=True)
class Screen:
    """`said` comes first; `main` is the one page, drawn by the template of its `kind`."""

    said: tuple[Say | ShowAnswer, ...]
    main: Main | None
    wiped: bool

    @classmethod
    def of(cls, replies: Sequence[Reply]) -> Screen:
        """Of several pages in one turn the last counts; the others were passed on the way."""
        said = tuple(reply for reply in replies if isinstance(reply, Say | ShowAnswer))
        pages = [reply for reply in replies if isinstance(reply, Ask | ShowReview | ShowReceipt | ShowProgress)]
        return cls(said, pages[-1] if pages else None, any(isinstance(reply, WipeAll) for reply in replies))

    @property
    def kind(self) -> str:
        """Which part template draws the page."""
        match self.main:
            case ShowReview():
                return "review"
            case ShowReceipt():
                return "receipt"
            case ShowProgress():
                return "progress"
            case Ask():
                return "ask"
            case None:
                return "nothing"

    @property
    def presses(self) -> bool:
        """Whether the options are buttons by themselves, not ticks before a 下一步."""
        page = self.main
        return isinstance(page, Ask) and page.kind == "choice" and not any(b.name == "next" for b in page.buttons)

    @property
    def main_buttons(self) -> tuple[Button, ...]:
        """Those that go on, the first of them the one that Enter presses."""
        return tuple(sorted((b for b in self._buttons if b.name in _MAIN), key=lambda b: _MAIN.index(b.name)))

    @property
    def side_buttons(self) -> tuple[Button, ...]:
        return tuple(button for button in self._buttons if button.name not in _MAIN)

    @property
    def _buttons(self) -> tuple[Button, ...]:
        return self.main.buttons if self.main is not None else ()
