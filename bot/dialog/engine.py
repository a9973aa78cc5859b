"""The dialog engine: one pure function from session and input to session and replies."""

from __future__ import annotations

from datetime import datetime

from bot.dialog.inputs import Input
from bot.dialog.replies import Reply
from bot.dialog.session import Session
from bot.dialog.world import World


class Dialog:
    """The dialog of one channel in one world. Holds no state: sessions go in and come out."""

    def __init__(self, world: World) -> None:
        self._world = world

    def advance(self, session: Session, given: Input, now: datetime) -> tuple[Session, list[Reply]]:
        """The next session and what to show or do. Never raises on any input of a person."""
        raise NotImplementedError

    def show(self, session: Session, now: datetime) -> list[Reply]:
        """The current page again; changes nothing."""
        raise NotImplementedError
