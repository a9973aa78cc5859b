"""What a page of the dialog is, and the turn it answers with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.dialog import flow
from bot.dialog.inputs import Said
from bot.dialog.replies import Reply, Say, Tone, Values
from bot.dialog.scene import Scene
from bot.dialog.session import Session


@dataclass(frozen=True)
class Turn:
    """The next session and what to say before its page. `page` False: an effect follows whose outcome shows a page.
    `shown` replaces the page where it carries what only this turn knows."""

    session: Session
    replies: tuple[Reply, ...] = ()
    page: bool = True
    shown: tuple[Reply, ...] = ()

    def and_say(self, key: str, values: Values | None = None, tone: Tone = "calm") -> Turn:
        """The same turn with one more sentence."""
        return replace(self, replies=(*self.replies, Say(key, values or {}, tone)))


class Screen(Protocol):
    """One page: shows itself from the session alone and takes what a person does on it."""

    def opens(self, scene: Scene) -> bool:
        """Whether the page may be open in this session."""

    def show(self, scene: Scene, now: datetime) -> tuple[Reply, ...]:
        """The page."""

    def take(self, scene: Scene, given: Said, now: datetime) -> Turn:
        """What an input on this page leads to. Inputs that mean the same on every page never arrive here."""


def go(session: Session, place: str) -> Session:
    """The session on another page."""
    return session.at(place)


def leave(session: Session, place: str) -> Session:
    """The session on a page outside the report; an open report can be gone on with from where it is."""
    resume = session.place if session.place in flow.PAGES else session.resume
    return replace(go(session, place), resume=resume if session.has_draft else "", editing="")
