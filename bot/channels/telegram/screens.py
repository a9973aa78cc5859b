"""A turn's replies as one Telegram screen: text with a little style, and buttons. Pure.

One turn is one message (more only where it is too long), so a person sees one thing asked at a time and a chat keeps
as little as possible.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.channels.base import Turn
from bot.channels.telegram.buttons import full_data
from bot.channels.telegram.keyboards import Key, Rows, in_rows
from bot.channels.telegram.styled import Span, Style, Styled, joined, split
from bot.channels.telegram.words import Wording
from bot.dialog.model import (
    Action,
    Ask,
    Button,
    Choice,
    Link,
    Option,
    Reply,
    ReviewLine,
    Say,
    ShowAnswer,
    ShowProgress,
    ShowReceipt,
    ShowReview,
    Toggle,
)

_TONES = {"calm": "", "good": "✅ ", "warn": "⚠️ ", "error": "❗ "}
_ECHO_CHARACTERS = 300
_ONWARD = ("next", "skip", "submit", "submit_now")
_PAGES = (Ask, ShowReview, ShowReceipt, ShowProgress)


@dataclass(frozen=True)
class Screen:
    """What is sent: `parts` in order, the buttons under the last."""

    parts: tuple[Styled, ...] = field(repr=False)
    rows: Rows = field(repr=False)


def of(turn: Turn, wording: Wording, before: str = "") -> Screen | None:
    """The screen of a turn, `before` put ahead of it; None where there is nothing to show."""
    # What a person may want to scroll back to is not overwritten by the next screen.
    keep = any(isinstance(reply, ShowAnswer | ShowReceipt | ShowProgress) for reply in turn.replies)
    drawer = _Drawer(wording, keep)
    paragraphs = [Styled(before)]
    rows: list[tuple[Key, ...]] = []
    for reply in _without_passed_pages(turn.replies):
        paragraphs += drawer.paragraphs(reply)
        rows += in_rows(drawer.answers(reply))
        rows += in_rows(drawer.actions(reply, onward=True))
        rows += in_rows(drawer.actions(reply, onward=False))
        rows += in_rows(drawer.links(reply))
    parts = tuple(split(joined(paragraphs)))
    return Screen(parts, tuple(rows)) if parts else None


@dataclass(frozen=True)
class _Drawer:
    """Draws single replies."""

    wording: Wording
    keep: bool

    def paragraphs(self, reply: Reply) -> Iterator[Styled]:
        match reply:
            case Say():
                yield Styled(_TONES[reply.tone] + self.wording.text(reply.key, reply.values))
                yield from self._addresses(reply.links)
            case Ask():
                yield from self._ask(reply)
            case ShowReview():
                yield _whole(self.wording.text("review.title"), "bold")
                yield from self._review(reply)
            case ShowReceipt():
                yield _whole(self.wording.text("receipt.title"), "bold")
                yield _whole(" ".join(reply.groups), "code")
                yield from (Styled(self.wording.of(hint)) for hint in reply.hints)
                if reply.error is not None:
                    yield Styled(_TONES["error"] + self.wording.of(reply.error))
            case ShowAnswer():
                yield from self._answer(reply)
            case ShowProgress():
                yield from self._progress(reply)
            case _:
                return

    def _ask(self, ask: Ask) -> Iterator[Styled]:
        count = f"{ask.position[0]}/{ask.position[1]}  " if ask.position else ""
        yield _whole(count + self.wording.of(ask.title), "bold")
        yield from (Styled(self.wording.of(hint)) for hint in ask.hints)
        yield from self._addresses(ask.links)
        if ask.kind in ("text", "location") and ask.value.texts and not ask.secret:
            yield Styled(self._so_far(ask))
        if ask.error is not None:
            yield Styled(_TONES["error"] + self.wording.of(ask.error))

    def _so_far(self, ask: Ask) -> str:
        typed = ask.value.text
        if ask.many or len(typed) > _ECHO_CHARACTERS:
            # The words stand in the chat already; said again they would only be one more trace.
            return self.wording.text("telegram.so_far_counted", {"count": len(ask.value.texts), "length": len(typed)})
        return self.wording.text("telegram.so_far", {"text": typed})

    def _review(self, review: ShowReview) -> Iterator[Styled]:
        yield joined((self._review_line(line) for line in review.lines), "\n")
        yield from (Styled(self.wording.of(note)) for note in review.notes)
        yield from (Styled(_TONES["error"] + self.wording.of(problem)) for problem in review.problems)

    def _review_line(self, line: ReviewLine) -> Styled:
        title, mark = self.wording.of(line.title), "❗ " if line.missing else ""
        answer = "\n".join(self.wording.of(words) for words in line.answer)
        text = self.wording.text("telegram.review_line", {"title": mark + title, "answer": answer})
        return Styled(text, (Span("bold", len(mark), len(mark) + len(title)),))

    def _progress(self, shown: ShowProgress) -> Iterator[Styled]:
        state, *facts = (self.wording.of(fact) for fact in shown.facts)
        yield Styled("\n".join((state, *facts)), (Span("bold", 0, len(state)),))
        yield from (Styled(self.wording.of(line)) for line in shown.thread)
        yield from (Styled(self.wording.of(note)) for note in shown.notes)

    def _answer(self, shown: ShowAnswer) -> Iterator[Styled]:
        reply = shown.reply
        if reply.question:
            yield _whole(reply.question, "bold")
        yield Styled(reply.answer)
        if not reply.answer and shown.options:
            yield Styled(self.wording.text("faq.suggest"))
        yield Styled(reply.details)
        if reply.sources:
            yield Styled("\n".join((self.wording.text("faq.sources"), *reply.sources)))

    def _addresses(self, links: tuple[Link, ...]) -> Iterator[Styled]:
        for link in links:
            # Telegram refuses tel: on buttons; a number within the text can be tapped.
            address = link.href.removeprefix("tel:").removeprefix("mailto:")
            label = self.wording.of(link.label)
            if not link.href.startswith(("http://", "https://")):
                yield Styled(label if address in label else f"{label} {address}")

    def answers(self, reply: Reply) -> Iterator[Key]:
        match reply:
            case Ask(kind="multi"):
                yield from (
                    self._key(
                        Toggle(one.value, reply.step), ("☑ " if one.checked else "☐ ") + self.wording.of(one.label)
                    )
                    for one in reply.options
                )
            case Ask() | ShowProgress():
                yield from (self._option(one, reply.step) for one in reply.options)
            case ShowAnswer():
                yield from (self._option(one, "") for one in reply.options)
            case ShowReview():
                yield from (self._edit(line.step, self.wording.of(line.title)) for line in reply.lines)
            case _:
                return

    def actions(self, reply: Reply, onward: bool) -> Iterator[Key]:
        """Those that lead on, or the others: they stand in rows of their own."""
        if isinstance(reply, _PAGES):
            wanted = (button for button in reply.buttons if (button.name in _ONWARD) == onward)
            yield from (self._button(button, reply.step) for button in wanted)

    def links(self, reply: Reply) -> Iterator[Key]:
        if isinstance(reply, Ask | Say):
            for link in reply.links:
                if link.href.startswith(("http://", "https://")):
                    yield Key(self.wording.of(link.label), url=link.href)

    def _option(self, option: Option, step: str) -> Key:
        label = self.wording.of(option.label)
        return self._key(Choice((option.value,), step), f"✓ {label}" if option.checked else label)

    def _edit(self, step: str, title: str) -> Key:
        return self._key(Action(f"edit:{step}", "review"), f"✎ {title}")

    def _button(self, button: Button, step: str) -> Key:
        return self._key(Action(button.name, step), self.wording.text(button.key))

    def _key(self, given: Choice | Toggle | Action, label: str) -> Key:
        return Key(label, full_data(given, self.keep))


def _without_passed_pages(replies: Sequence[Reply]) -> list[Reply]:
    """Of several pages in one turn the last counts; the others were passed on the way."""
    last = max((index for index, reply in enumerate(replies) if isinstance(reply, _PAGES)), default=-1)
    return [reply for index, reply in enumerate(replies) if index == last or not isinstance(reply, _PAGES)]


def _whole(text: str, style: Style) -> Styled:
    return Styled(text, (Span(style, 0, len(text)),))
