"""查询进度: asks for the receipt and hands it to the driver for one look-up; it is kept nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.dialog import receipts, typed
from bot.dialog.inputs import Said
from bot.dialog.render import MENU, NEXT
from bot.dialog.replies import Ask, LookUp, Reply, Words
from bot.dialog.scene import Scene
from bot.dialog.screens.base import Turn, go
from bot.dialog.screens.plain import reduced, typed_elsewhere
from bot.dialog.session import Answer, Waiting

_LONGEST = 60


class TrackScreen:
    """Where a receipt is typed."""

    def opens(self, scene: Scene) -> bool:
        return True

    def show(self, scene: Scene, now: datetime) -> tuple[Reply, ...]:
        return (page(scene.session.trouble),)

    def take(self, scene: Scene, given: Said, now: datetime) -> Turn:
        name, text = reduced(given)
        if name == "next":
            return Turn(replace(scene.session, trouble="error.receipt_length"))
        if not text:
            return Turn(go(scene.session, "menu") if name else scene.session)
        if typed.asked(text) or not any(char.isdigit() for char in text):
            return typed_elsewhere(scene, text, "track.please_type")
        return look_up(scene, text, now)


def page(error: str = "", shown: str = "") -> Ask:
    """The page; after a slip, in the same turn, with what was typed, so that it can be mended. A receipt is never kept,
    so a page fetched anew shows the error only."""
    return Ask(
        "track",
        "text",
        Words("page.track.title"),
        hints=(Words("hint.receipt_form"), Words("hint.receipt_here")),
        buttons=(NEXT, MENU),
        value=Answer("given", texts=(shown,)) if shown else Answer(),
        error=Words(error) if error else None,
        limit=_LONGEST,
        secret=True,
    )


def look_up(scene: Scene, text: str, now: datetime) -> Turn:
    """A look-up, or at once what is wrong with the digits."""
    digits, problem = receipts.read(text)
    session = go(scene.session, "track")
    if problem:
        return Turn(replace(session, trouble=problem), shown=(page(problem, text[:_LONGEST]),))
    return Turn(replace(session, waiting=Waiting("look_up", now)), (LookUp(digits),), page=False)
