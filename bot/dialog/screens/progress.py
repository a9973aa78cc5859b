"""A lead as its reporter sees it, and the message back to those who handle it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.dialog import typed, words
from bot.dialog.inputs import Page, Progress, Said, Text
from bot.dialog.render import BACK, REWRITE
from bot.dialog.replies import Ask, Button, ForgetLookUp, LookAgain, Option, Reply, ShowProgress, Words, WriteBack
from bot.dialog.scene import Scene
from bot.dialog.screens.base import Turn, go
from bot.dialog.screens.lead import facts, thread
from bot.dialog.screens.plain import reduced, typed_elsewhere
from bot.dialog.session import Answer, Session, Waiting

KINDS = ("facts", "answer", "objection", "claim")
_CONCLUDED = ("concluded", "answered", "closed")
_REFRESH = Button("refresh", "button.refresh")
_FORGET = Button("forget", "button.forget")
_SEND = Button("next", "button.send")


class ProgressScreen:
    """Shows the lead afresh each time: what was read is not kept here, only the keys for half an hour."""

    def opens(self, scene: Scene) -> bool:
        return bool(scene.session.keys)

    def show(self, scene: Scene, now: datetime) -> tuple[Reply, ...]:
        return (LookAgain(scene.session.keys),)

    def take(self, scene: Scene, given: Said, now: datetime) -> Turn:
        name, text = reduced(given)
        session = scene.session
        if text:
            if typed.asked(text):
                return typed_elsewhere(scene, text, "choice.please_press")
            return Turn(_writing(session, "facts", text)).and_say("progress.send_this")
        if name in KINDS:
            return Turn(_writing(session, name, session.note))
        if name == "forget":
            return Turn(forgotten(session), (ForgetLookUp(),)).and_say("progress.forgotten", tone="good")
        if name in ("menu", "back"):
            return Turn(go(session, "menu"))
        return Turn(session)


class WriteScreen:
    """What the reporter writes back; nothing is sent before the button."""

    def opens(self, scene: Scene) -> bool:
        return bool(scene.session.keys) and scene.session.note_kind in KINDS

    def show(self, scene: Scene, now: datetime) -> tuple[Reply, ...]:
        return (_page(scene),)

    def take(self, scene: Scene, given: Said, now: datetime) -> Turn:
        session = scene.session
        if isinstance(given, Page):
            session = replace(session, note=words.clean(given.text))
            name = given.action or "next"
        else:
            name, text = reduced(given)
            if isinstance(given, Text) and text:
                return _added(session, text)
        scene = Scene(scene.world, session)
        match name:
            case "next":
                return _sent(scene, now)
            case "rewrite":
                return Turn(replace(session, note="")).and_say("text.erased")
            case "menu" | "save":
                return Turn(go(session, "menu"))
            case "forget":
                return Turn(forgotten(session), (ForgetLookUp(),)).and_say("progress.forgotten", tone="good")
            case _:
                return Turn(go(session, "progress"))


def shown(progress: Progress) -> ShowProgress:
    """A lead with what its reporter can do now."""
    kinds = ["facts"]
    if any(line.who == "staff" for line in progress.lines):
        kinds.append("answer")
    if progress.state in _CONCLUDED:
        kinds.extend(("objection", "claim"))
    elif progress.reward:
        kinds.append("claim")
    options = tuple(Option(kind, Words(f"write.{kind}")) for kind in kinds)
    notes = [Words("progress.never_asked")]
    if progress.waiting_messages:
        notes.append(Words("progress.waiting", values={"count": progress.waiting_messages}))
    if any(not line.verified for line in progress.lines):
        notes.append(Words("progress.unverified"))
    if progress.alarm:
        notes.append(Words("progress.alarm"))
    buttons = (_REFRESH, Button("menu", "button.menu"), _FORGET)
    return ShowProgress(progress, options, buttons, tuple(notes), facts(progress), thread(progress))


def forgotten(session: Session) -> Session:
    """The session without any trace of a look-up."""
    return replace(go(session, "menu"), keys="", keys_since=None, note="", note_kind="")


def _writing(session: Session, kind: str, note: str) -> Session:
    return replace(go(session, "write"), note_kind=kind, note=note)


def _added(session: Session, text: str) -> Turn:
    note = f"{session.note}\n{text}" if session.note else text
    if len(note) > words.NOTE_LIMIT * words.HARD_FACTOR:
        return Turn(session).and_say("text.full", {"limit": words.NOTE_LIMIT}, "error")
    return Turn(replace(session, note=note)).and_say("write.press_send")


def _sent(scene: Scene, now: datetime) -> Turn:
    session = scene.session
    over = len(session.note) - words.NOTE_LIMIT
    if over > 0:
        return Turn(replace(session, trouble="error.too_long"))
    if not session.note:
        return Turn(replace(session, trouble="error.text_missing"))
    effect = WriteBack(session.note_kind, session.note, session.keys)
    return Turn(replace(session, waiting=Waiting("write_back", now)), (effect,), page=False)


def _error(session: Session) -> Words | None:
    if session.trouble != "error.too_long":
        return Words(session.trouble) if session.trouble else None
    over = len(session.note) - words.NOTE_LIMIT
    return Words(session.trouble, values={"limit": words.NOTE_LIMIT, "over": over})


def _page(scene: Scene) -> Ask:
    session = scene.session
    messenger = scene.world.channel.is_messenger
    erase = (REWRITE,) if session.note and messenger else ()
    return Ask(
        "write",
        "text",
        Words(f"ask.write_{session.note_kind}"),
        hints=(Words("hint.write"),),
        buttons=(*((_SEND,) if session.note or not messenger else ()), *erase, BACK),
        value=Answer("given", texts=(session.note,)) if session.note else Answer(),
        error=_error(session),
        limit=words.NOTE_LIMIT,
        many=True,
    )
