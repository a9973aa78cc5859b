"""Finished dialogs for tests, as the review page hands them over."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.dialog.replies import Identity, Report
from storage.vault.binding import new_id
from storage.vault.receipt import Receipt

HOUR = datetime(2026, 11, 2, 8, tzinfo=UTC)
NAMED = Identity("王小明", "13800001234")


def report(**changes: Any) -> Report:
    """An anonymous report of the shortest kind."""
    made = Report(
        lead_id=new_id().hex(),
        receipt=Receipt.generate().reveal(),
        language="zh_CN",
        channel="web",
        officials="no",
        official_names="",
        excluded=(),
        receivers=("police",),
        escalated=False,
        category="market",
        area=None,
        what=("桥头有人收过路费。", "每车二十。"),
        place="桥头",
        position=None,
        when="",
        who="",
        how_known="",
        victims="",
        evidence="",
    )
    return replace(made, **changes)
