"""The page before submitting: everything once more, each line with its edit, and the button."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.dialog import flow, report, selfcheck
from bot.dialog.inputs import Said
from bot.dialog.render import BACK, CANCEL, SAVE
from bot.dialog.replies import Button, MakeReceipt, Reply, ShowReview, Submit, Words
from bot.dialog.scene import Scene
from bot.dialog.screens.base import Turn, go, leave
from bot.dialog.screens.plain import reduced, typed_elsewhere
from bot.dialog.session import Waiting

_SUBMIT = Button("submit", "button.submit")


class ReviewScreen:
    """Shows the whole report and submits it, once."""

    def opens(self, scene: Scene) -> bool:
        return scene.session.has_draft and flow.reachable(scene, flow.REVIEW)

    def show(self, scene: Scene, now: datetime) -> tuple[Reply, ...]:
        steps = tuple(step for step in flow.asked_steps(scene) if step.in_review)
        problems = _problems(scene)
        buttons = (BACK, SAVE, CANCEL) if problems else (_SUBMIT, BACK, SAVE, CANCEL)
        lines = tuple(report.line(scene, step) for step in steps)
        return (ShowReview(lines, _notes(scene), buttons, problems),)

    def take(self, scene: Scene, given: Said, now: datetime) -> Turn:
        name, text = reduced(given)
        session = scene.session
        if text:
            return typed_elsewhere(scene, text, "review.please_press")
        match name:
            case "submit":
                return submit(scene, now)
            case "back":
                return Turn(go(session, flow.preceding(scene, flow.REVIEW)))
            case "save":
                turn = Turn(leave(session, "menu"))
                return turn.and_say("saved.messenger" if scene.world.channel.is_messenger else "saved.web", tone="good")
            case "cancel":
                return Turn(leave(session, "cancel"))
            case _:
                return Turn(session).and_say("stale.choice", tone="warn")


def submit(scene: Scene, now: datetime) -> Turn:
    """Submits, or says why not; without a receipt one is asked for first, and the submission follows it."""
    session = scene.session
    if _problems(scene):
        return Turn(session).and_say("review.not_yet", tone="warn")
    if scene.world.cannot_take:
        return Turn(session).and_say("not_submitted.closed", tone="error")
    waiting = replace(session, waiting=Waiting("submit", now))
    if not session.lead_id:
        return Turn(waiting, (MakeReceipt(),), page=False)
    made = report.built(scene)
    if made is None:
        return Turn(go(session, flow.BLOCKED))
    return Turn(waiting, (Submit(made),), page=False)


def _problems(scene: Scene) -> tuple[Words, ...]:
    wrong = any(flow.wrong(scene, step) for step in flow.asked_steps(scene))
    found = (Words("review.mend"),) if wrong else ()
    return found if scene.receivers() is not None else (*found, Words("blocked.late"))


def _notes(scene: Scene) -> tuple[Words, ...]:
    notes: list[Words] = []
    if scene.custody_excluded:
        notes.append(Words("review.custody_excluded"))
    if scene.named and report.identity(scene) is None:
        notes.append(Words("review.identity_incomplete"))
    elif scene.named:
        notes.append(Words("review.named"))
    else:
        notes.append(Words("review.anonymous"))
        notes.extend(_traces(scene))
    receivers = scene.receivers()
    if receivers is not None and receivers[1]:
        notes.append(Words("review.escalated", values={"unit": scene.unit_name(receivers[0][0])}))
    return tuple(notes)


def _traces(scene: Scene) -> tuple[Words, ...]:
    watched = (step for step in flow.asked_steps(scene) if step.watch)
    for step in watched:
        if selfcheck.traces(scene.session.answer(step.id).text, numbers=step.watch == "all"):
            return (Words("review.traces"),)
    return ()
