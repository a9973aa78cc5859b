"""The first page: few words, eight ways on. Typed words are a question, a receipt, or the name of a way."""

from __future__ import annotations

from datetime import datetime

from bot.dialog import flow, questions, receipts
from bot.dialog.inputs import Said
from bot.dialog.replies import Ask, Option, Reply, Words
from bot.dialog.scene import Scene
from bot.dialog.screens import track
from bot.dialog.screens.base import Turn, go
from bot.dialog.screens.plain import named_option, reduced
from bot.dialog.session import Session
from bot.dialog.steps import ALL

_WAYS = ("report", "policy", "track", "reward", "contacts", "privacy", "wipe", "language")


class MenuScreen:
    """Where everything starts and where everything comes back to."""

    def opens(self, scene: Scene) -> bool:
        return True

    def show(self, scene: Scene, now: datetime) -> tuple[Reply, ...]:
        hint = Words("menu.hint_messenger" if scene.world.channel.is_messenger else "menu.hint")
        return (Ask("menu", "choice", Words("menu.title"), hints=(hint,), options=options(scene)),)

    def take(self, scene: Scene, given: Said, now: datetime) -> Turn:
        name, text = reduced(given)
        if text:
            name = named_option(scene, text, options(scene))
            if not name:
                return _typed(scene, text, now)
        return pressed(scene, name)


def options(scene: Scene) -> tuple[Option, ...]:
    """What can be chosen now: what is open comes first."""
    session = scene.session
    extra: list[str] = []
    if session.submitted_at is not None and session.receipt:
        extra.append("receipt")
    if session.has_draft:
        extra.append("resume")
    if session.keys:
        extra.append("progress")
    return tuple(Option(name, Words(f"menu.{name}")) for name in (*extra, *_WAYS))


def pressed(scene: Scene, name: str) -> Turn:
    """Where a way of the menu leads."""
    session = scene.session
    match name:
        case "report":
            return begin(scene)
        case "resume" if session.has_draft:
            return Turn(go(session, flow.resume_at(scene)))
        case "receipt" if session.submitted_at is not None and session.receipt:
            return Turn(go(session, "receipt"))
        case "progress" if session.keys:
            return Turn(go(session, "progress"))
        case "policy" | "track" | "reward" | "contacts" | "privacy" | "wipe":
            return Turn(go(session, name))
        case "" | "next" | "back" | "menu" | "save" | "cancel" | "forget":
            return Turn(session)
        case _:
            return Turn(session).and_say("stale.choice", tone="warn")


def begin(scene: Scene) -> Turn:
    """Starts a report or goes on with the open one; says first when none can be taken or a receipt is unsaved."""
    session = scene.session
    if session.submitted_at is not None and session.receipt:
        return Turn(go(session, "receipt")).and_say("receipt.save_first", tone="warn")
    if session.has_draft:
        return Turn(go(session, flow.resume_at(scene))).and_say("report.resumed")
    if scene.world.cannot_take:
        return Turn(go(session, "menu"), questions.closed(scene))
    return Turn(go(fresh(session), ALL[0].id))


def fresh(session: Session) -> Session:
    """The session without any report in it."""
    return Session(language=session.language, place=session.place, keys=session.keys, keys_since=session.keys_since)


def _typed(scene: Scene, text: str, now: datetime) -> Turn:
    if receipts.looks_like(text):
        return track.look_up(scene, text, now)
    return Turn(*questions.ask(scene, text))
