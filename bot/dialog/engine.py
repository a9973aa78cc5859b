"""The dialog engine: one pure function from session and input to session and replies.

input -> what has run out -> outcome of an effect            -> turn -> its page
                          \\-> means the same everywhere       -> turn -> its page
                           \\-> the open page takes it        -> turn -> its page

What was typed before a report was begun is handed over on the way from a turn to its page (see `carried`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.dialog import carried, everywhere, outcomes
from bot.dialog.inputs import Input, Outcome
from bot.dialog.replies import ForgetLookUp, MakeReceipt, Reply, Say
from bot.dialog.scene import Scene
from bot.dialog.screens import SCREENS, Turn
from bot.dialog.screens.base import go
from bot.dialog.session import Session
from bot.dialog.world import World

RECEIPT_STAYS = timedelta(hours=2)
KEYS_STAY = timedelta(minutes=30)
ANSWER_DUE = timedelta(seconds=30)


class Dialog:
    """The dialog of one channel in one world. Holds no state: sessions go in and come out."""

    def __init__(self, world: World) -> None:
        self._world = world

    def advance(self, session: Session, given: Input, now: datetime) -> tuple[Session, list[Reply]]:
        """The next session and what to show or do. Never raises on any input of a person."""
        session, told = expired(session, now)
        scene = Scene(self._world, session)
        turn = outcomes.take(scene, given, now) if isinstance(given, Outcome) else everywhere.take(scene, given, now)
        turn = carried.arrived(self._world, turn)
        return turn.session, [*told, *turn.replies, *self._page(turn, now)]

    def show(self, session: Session, now: datetime) -> list[Reply]:
        """The current page again; changes nothing."""
        session, told = expired(session, now)
        scene = Scene(self._world, session)
        return [*(say for say in told if isinstance(say, Say)), *_open_screen(scene).show(scene, now)]

    def _page(self, turn: Turn, now: datetime) -> list[Reply]:
        if turn.shown:
            return list(turn.shown)
        if not turn.page:
            return []
        scene = Scene(self._world, turn.session)
        page = list(_open_screen(scene).show(scene, now))
        # The receipt is made while the reporter still reads the review page, so that it lies in the sealed draft
        # before anything is submitted: a second click or a lost answer then finds the same lead.
        if turn.session.place == "review" and not turn.session.lead_id and not self._world.cannot_take:
            page.append(MakeReceipt())
        return page


def expired(session: Session, now: datetime) -> tuple[Session, list[Reply]]:
    """The session without what may not be kept any longer, and what to say about it."""
    told: list[Reply] = []
    if session.place not in SCREENS:
        session = go(session, "menu")
    if session.waiting and now - session.waiting.since > ANSWER_DUE:
        session = replace(session, waiting=None)
    if session.submitted_at and now - session.submitted_at > RECEIPT_STAYS:
        place = "menu" if session.place == "receipt" else session.place
        session = replace(session, place=place, receipt="", lead_id="", submitted_at=None)
        told.append(Say("receipt.expired", tone="warn"))
    if session.keys and (session.keys_since is None or now - session.keys_since > KEYS_STAY):
        place = "track" if session.place in ("progress", "write") else session.place
        session = replace(session, place=place, keys="", keys_since=None)
        told.extend((ForgetLookUp(), Say("progress.expired", tone="warn")))
    return session, told


def _open_screen(scene: Scene) -> everywhere.Screen:
    screen = SCREENS[scene.session.place]
    return screen if screen.opens(scene) else SCREENS["menu"]
