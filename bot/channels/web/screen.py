"""A turn's replies sorted for the template: what is said, the page itself, and how its buttons rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.dialog.questions import GO, RATE
from bot.dialog.replies import (
    Ask,
    Button,
    Option,
    Reply,
    ReviewLine,
    Say,
    ShowAnswer,
    ShowProgress,
    ShowReceipt,
    ShowReview,
    WipeAll,
    Words,
)
from bot.dialog.session import Answer

_MAIN: Final = ("next", "submit", "submit_now", "skip")
_NEXT_OF: Final = {"policy": "web.ask_button", "track": "web.look_up"}
_LONGEST_SECRET: Final = 60
_REFUSALS: Final = {"not_submitted.busy": "busy", "not_submitted.too_fast": "too_fast"}
_LOOK_UP_BUSY: Final = "error.look_up_busy"
Main = Ask | ShowReview | ShowReceipt | ShowProgress


@dataclass(frozen=True)
class Spoken:
    """One message of a thread: reporter|staff|machine, whether it verified, and its words."""

    who: str
    verified: bool
    words: Words


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

    def label(self, button: Button) -> str:
        """The text key of a button; where 下一步 asks or looks up, it says so."""
        step = self.main.step if self.main is not None else ""
        return _NEXT_OF.get(step, button.key) if button.name == "next" else button.key

    @property
    def options(self) -> tuple[Option, ...]:
        """What can be chosen: the language has a button of its own on every page, topics rest below an answer."""
        if not isinstance(self.main, Ask):
            return ()
        if self.main.step == "policy" and any(isinstance(item, ShowAnswer) for item in self.said):
            return ()
        return tuple(option for option in self.main.options if option.value != "language")

    def leads_on(self, answer: ShowAnswer) -> tuple[Option, ...]:
        """Where an answer leads. Inside a report nothing leads out of it."""
        inside = isinstance(self.main, Ask) and self.main.position is not None
        others = (option for option in answer.options if not option.value.startswith(RATE))
        return tuple(option for option in others if not (inside and option.value.startswith(GO)))

    def rates(self, answer: ShowAnswer) -> tuple[Option, ...]:
        """有帮助 and 没帮助, where they are asked."""
        return tuple(option for option in answer.options if option.value.startswith(RATE))

    @property
    def informs(self) -> bool:
        """Whether the page's words are what it is for, not a hint beside a question."""
        return isinstance(self.main, Ask) and self.main.kind == "confirm"

    @property
    def told(self) -> tuple[ReviewLine, ...]:
        """The review's lines that say something, or have to."""
        lines = self.main.lines if isinstance(self.main, ShowReview) else ()
        return tuple(line for line in lines if not _is_blank(line))

    @property
    def blank(self) -> tuple[ReviewLine, ...]:
        """The review's lines that were left out and may be."""
        lines = self.main.lines if isinstance(self.main, ShowReview) else ()
        return tuple(line for line in lines if _is_blank(line))

    @property
    def thread(self) -> tuple[Spoken, ...]:
        """The messages of a lead, each with who wrote it."""
        page = self.main
        if not isinstance(page, ShowProgress):
            return ()
        lines = zip(page.progress.lines, page.thread, strict=True)
        return tuple(Spoken(line.who, line.verified, words) for line, words in lines)

    @property
    def refusal(self) -> str:
        """Why a budget took nothing this time: busy, too_fast, or nothing."""
        if isinstance(self.main, Ask) and self.main.error is not None and self.main.error.key == _LOOK_UP_BUSY:
            return "busy"
        keys = (item.key for item in self.said if isinstance(item, Say))
        return next((_REFUSALS[key] for key in keys if key in _REFUSALS), "")

    @property
    def unkept(self) -> bool:
        """Whether the page shows what was typed and may not be stored: a mistyped receipt."""
        return isinstance(self.main, Ask) and self.main.secret and self.main.error is not None

    def with_typed(self, text: str) -> Screen:
        """The same page with what was typed still in its field, so that one digit can be mended."""
        page = self.main
        if not isinstance(page, Ask) or not self.unkept or page.value.texts or not text:
            return self
        return replace(self, main=replace(page, value=Answer("given", texts=(text[:_LONGEST_SECRET],))))

    @property
    def presses(self) -> bool:
        """Whether the options are buttons by themselves, not ticks before a 下一步."""
        page = self.main
        if not isinstance(page, Ask) or page.kind == "multi":
            return False
        return page.kind != "choice" or not any(button.name == "next" for button in page.buttons)

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


def _is_blank(line: ReviewLine) -> bool:
    return not line.missing and [part.key for part in line.answer] == ["review.blank"]
