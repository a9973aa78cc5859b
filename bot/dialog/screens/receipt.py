"""The receipt after 已提交: shown again and again until its last four digits are typed, or two hours pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.dialog import receipts
from bot.dialog.inputs import Said
from bot.dialog.render import MENU
from bot.dialog.replies import Button, Reply, ShowReceipt, Words
from bot.dialog.scene import Scene
from bot.dialog.screens.base import Turn, go
from bot.dialog.screens.plain import reduced

_CONFIRM = Button("next", "button.confirm")


class ReceiptScreen:
    """Asks for the last four digits, so that nobody leaves without having written the receipt down."""

    def opens(self, scene: Scene) -> bool:
        return scene.session.submitted_at is not None and bool(scene.session.receipt)

    def show(self, scene: Scene, now: datetime) -> tuple[Reply, ...]:
        return (page(scene),)

    def take(self, scene: Scene, given: Said, now: datetime) -> Turn:
        name, text = reduced(given)
        session = scene.session
        if text and receipts.ends(text, session.receipt):
            cleared = replace(go(session, "menu"), receipt="", lead_id="", submitted_at=None)
            return Turn(cleared).and_say("receipt.confirmed", tone="good")
        if text or name == "next":
            return Turn(replace(session, trouble="error.receipt_end"))
        return Turn(go(session, "menu")).and_say("receipt.still_here")


def page(scene: Scene) -> ShowReceipt:
    """The receipt in groups, with what to do about it."""
    messenger = scene.world.channel.is_messenger
    keep = Words("receipt.keep_messenger" if messenger else "receipt.keep_web")
    hints = (Words("receipt.only_key"), keep, Words("receipt.retype"))
    digits = scene.session.receipt
    error = Words(scene.session.trouble) if scene.session.trouble else None
    # On a messenger the four digits are simply sent.
    buttons = (MENU,) if messenger else (_CONFIRM, MENU)
    return ShowReceipt(digits, receipts.groups(digits), hints, buttons, error)
