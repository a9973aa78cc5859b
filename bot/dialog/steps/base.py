"""What a question is: one `Step` in one table and one text key `ask.<id>`. Change it there and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.dialog.replies import Kind, Link, Option, Words
from bot.dialog.scene import Scene
from bot.dialog.session import Answer, Session


def _always(_: Scene) -> bool:
    return True


def _never(_: Scene) -> bool:
    return False


def _no_options(_: Scene) -> tuple[Option, ...]:
    return ()


def _no_ticks(_: Scene) -> tuple[str, ...]:
    return ()


def _no_hints(_: Scene) -> tuple[Words, ...]:
    return ()


def _no_check(_: Answer) -> str:
    return ""


def _unchanged(_: Scene, session: Session) -> Session:
    return session


@dataclass(frozen=True)
class Step:
    """One question of the report.

    `options`: what can be chosen. `ticks`: what is ticked before the reporter touches it. `applies`: whether it is
    asked at all. `required`: cannot be left unanswered; `needed`: the same where it depends. `unknown`: offers 不清楚.
    `many`: several messages make one answer. `limit`: characters in all.
    `hints`: text keys shown under the question; `notes`: further words that depend on the answers.
    `check`: answer -> text key of what is wrong with it, or nothing. `watch`: look for traces of an anonymous writer
    ("all", or "words" where numbers of others are asked for). `revisit`: changing one of these steps leads here again.
    `answered(before, session)`: what else the answer changes. `in_review`: repeated there.
    """

    id: str
    kind: Kind
    options: Callable[[Scene], tuple[Option, ...]] = _no_options
    ticks: Callable[[Scene], tuple[str, ...]] = _no_ticks
    applies: Callable[[Scene], bool] = _always
    required: bool = False
    needed: Callable[[Scene], bool] = _never
    unknown: bool = False
    many: bool = False
    limit: int = 0
    hints: tuple[str, ...] = ()
    notes: Callable[[Scene], tuple[Words, ...]] = _no_hints
    check: Callable[[Answer], str] = _no_check
    watch: str = ""
    revisit: frozenset[str] = frozenset()
    answered: Callable[[Scene, Session], Session] = _unchanged
    links: tuple[Link, ...] = ()
    in_review: bool = True

    @property
    def typed(self) -> bool:
        """Whether the answer is text (a position may come with it)."""
        return self.kind in ("text", "location")


def plain_options(step: str, *values: str) -> tuple[Option, ...]:
    """Options whose labels are `option.<step>.<value>`."""
    return tuple(Option(value, Words(f"option.{step}.{value}")) for value in values)


def fixed(step: str, *values: str) -> Callable[[Scene], tuple[Option, ...]]:
    """Options that are the same in every world."""
    options = plain_options(step, *values)
    return lambda _: options
