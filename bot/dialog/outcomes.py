"""What the driver's outcomes lead to. An outcome nobody waits for any more changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.dialog.inputs import (
    Failed,
    Found,
    NotFound,
    NotSubmitted,
    Outcome,
    ReceiptMade,
    SentBack,
    Submitted,
)
from bot.dialog.scene import Scene
from bot.dialog.screens import progress, receipt, review
from bot.dialog.screens.base import Turn, go
from bot.dialog.session import Session


def take(scene: Scene, outcome: Outcome, now: datetime) -> Turn:
    """The turn after an effect was carried out."""
    match outcome:
        case ReceiptMade():
            return _receipt_made(scene, outcome, now)
        case Submitted():
            return _submitted(scene, now)
        case NotSubmitted(reason):
            return _not_submitted(scene, reason)
        case Found():
            return _found(scene, outcome, now)
        case NotFound(kind):
            return _not_found(scene, kind)
        case SentBack():
            return _sent_back(scene)
        case Failed(reason):
            return _failed(scene, reason)


def _waits_for(session: Session, kind: str) -> bool:
    return session.waiting is not None and session.waiting.kind == kind


def _receipt_made(scene: Scene, made: ReceiptMade, now: datetime) -> Turn:
    session = scene.session
    if session.lead_id or not session.has_draft:
        return Turn(session, page=False)
    session = replace(session, receipt=made.receipt, lead_id=made.lead_id)
    if not _waits_for(session, "submit"):
        return Turn(session, page=False)
    return review.submit(Scene(scene.world, replace(session, waiting=None)), now)


def _submitted(scene: Scene, now: datetime) -> Turn:
    """The story leaves the draft; lead id and receipt stay until the reporter has written the receipt down."""
    session = scene.session
    if not session.lead_id or not session.has_draft:
        return Turn(session, page=False)
    session = replace(go(session, "receipt"), answers={}, editing="", resume="", waiting=None, submitted_at=now)
    turn = Turn(session, shown=(receipt.page(Scene(scene.world, session)),))
    return turn.and_say("submitted.done", tone="good")


def _not_submitted(scene: Scene, reason: str) -> Turn:
    session = replace(scene.session, waiting=None)
    if not _waits_for(scene.session, "submit"):
        return Turn(session, page=False)
    if reason == "no_receiver" and scene.receivers() is None:
        return Turn(go(session, "blocked"))
    known = reason if reason in ("busy", "too_fast", "too_long") else "later"
    return Turn(session).and_say(f"not_submitted.{known}", tone="error")


def _found(scene: Scene, found: Found, now: datetime) -> Turn:
    session = scene.session
    if not session.keys and not _waits_for(session, "look_up"):
        return Turn(session, page=False)
    since = session.keys_since if session.keys and session.keys_since else now
    session = replace(go(session, "progress"), keys=found.keys, keys_since=since, waiting=None)
    return Turn(session, shown=(progress.shown(found.progress),))


def _not_found(scene: Scene, kind: str) -> Turn:
    session = replace(scene.session, waiting=None)
    if session.place != "track":
        return Turn(session, page=False)
    known = kind if kind in ("unknown", "busy") else "unreachable"
    return Turn(replace(session, trouble=f"error.look_up_{known}"))


def _sent_back(scene: Scene) -> Turn:
    session = scene.session
    if not _waits_for(session, "write_back"):
        return Turn(session, page=False)
    session = replace(go(session, "progress"), note="", note_kind="", waiting=None)
    return Turn(session).and_say("write.sent", tone="good")


def _failed(scene: Scene, reason: str) -> Turn:
    session = scene.session
    waiting = session.waiting.kind if session.waiting else ""
    session = replace(session, waiting=None)
    if waiting == "submit":
        return Turn(session).and_say("not_submitted.later", tone="error")
    if waiting == "write_back":
        return Turn(session).and_say("write.not_sent", tone="error")
    if waiting == "look_up":
        return Turn(replace(session, trouble="error.look_up_unreachable"))
    if session.place == "progress":
        # A refresh failed: showing the page again would ask for the same refresh without end.
        return Turn(go(session, "menu")).and_say("progress.unreachable", tone="warn")
    return Turn(session, page=False)
