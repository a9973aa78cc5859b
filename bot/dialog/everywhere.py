"""What a person's input means on every page alike; the rest goes to the page that is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.dialog import flow, questions, typed, words
from bot.dialog.inputs import Action, Choice, Command, Page, Question, Said, Shared, Text, Toggle, Unsupported
from bot.dialog.scene import Scene
from bot.dialog.screens import SCREENS, Screen, Turn, menu, offer, track
from bot.dialog.screens.base import go, leave
from bot.dialog.steps import BY_ID

LANGUAGES = ("zh_CN", "en")
_KINDS = ("photo", "video", "voice", "document", "sticker", "contact", "edited")


def take(scene: Scene, given: Said, now: datetime) -> Turn:
    """The turn after a person's input."""
    scene = _on_an_open_page(Scene(scene.world, replace(scene.session, trouble="")))
    session, name = scene.session, _button(given)
    if name == "language" and not isinstance(given, Page):
        return Turn(replace(session, language=_other(session.language)))
    if session.waiting and name != "wipe":
        return Turn(session).and_say("wait.working")
    match given:
        case Command():
            return _command(scene, given, now)
        case Question(text):
            return _question(scene, words.clean(text))
        case Unsupported(kind):
            return Turn(session).and_say(f"unsupported.{kind if kind in _KINDS else 'other'}", tone="warn")
        case Page():
            return _page(scene, given, now)
        case Choice() | Toggle() | Action():
            return _pressed(scene, given, name, now)
        case Text(text) if not words.clean(text):
            return Turn(session).and_say("text.blank", tone="warn")
        case Text() if name == "wipe":
            return Turn(leave(session, "wipe"))
        case Shared() if session.place not in BY_ID:
            return Turn(session).and_say("location.later")
        case _:
            return SCREENS[session.place].take(scene, given, now)


def _question(scene: Scene, text: str) -> Turn:
    return Turn(*questions.ask(scene, text)) if text else Turn(scene.session)


def _pressed(scene: Scene, given: Choice | Toggle | Action, name: str, now: datetime) -> Turn:
    turn = _anywhere(scene, name)
    if turn is not None:
        return turn
    if given.step and given.step != scene.session.place:
        if isinstance(given, Choice) and not scene.world.channel.is_messenger:
            # A browser goes back to a page and presses its button; a messenger's old button is an accident.
            return _page(scene, Page(given.step, values=given.values), now)
        return Turn(scene.session).and_say("stale.choice", tone="warn")
    return SCREENS[scene.session.place].take(scene, given, now)


def _page(scene: Scene, page: Page, now: datetime) -> Turn:
    """A posted page: of the open question, or of one gone back to in the browser, which is taken as its edit."""
    if page.step != scene.session.place:
        if not _may_go_back(scene, page.step):
            return Turn(scene.session).and_say("stale.page", tone="warn")
        moved = go(scene.session, page.step) if page.step in BY_ID else leave(scene.session, page.step)
        scene = Scene(scene.world, replace(moved, editing=""))
    if page.question:
        return _question(_filled_in(scene, page, now), words.clean(page.question))
    chosen = page.values[0] if len(page.values) == 1 else ""
    name = chosen if _is_anywhere(chosen) else page.action
    if not _is_anywhere(name):
        return SCREENS[scene.session.place].take(scene, page, now)
    scene = _filled_in(scene, page, now)
    turn = _anywhere(scene, name)
    return Turn(replace(scene.session, language=_other(scene.session.language))) if turn is None else turn


def _is_anywhere(name: str) -> bool:
    return name in ("language", "wipe") or name.startswith((questions.ENTRY, questions.GO, questions.RATE, "edit:"))


def _filled_in(scene: Scene, page: Page, now: datetime) -> Scene:
    """The scene with what the page held: leaving it keeps that, and we come straight back."""
    session = scene.session
    if session.place not in BY_ID and session.place != "write":
        return scene
    kept = SCREENS[session.place].take(scene, replace(page, action="menu"), now).session
    back = replace(go(kept, session.place), editing=session.editing, resume=session.resume)
    return Scene(scene.world, back)


def _may_go_back(scene: Scene, place: str) -> bool:
    """Whether a page may be gone back to: the report's while it is being written, the others while they are open."""
    if place in BY_ID:
        return scene.session.has_draft and flow.reachable(scene, place)
    return place in SCREENS and SCREENS[place].opens(scene)


def _anywhere(scene: Scene, name: str) -> Turn | None:
    session = scene.session
    if name.startswith(questions.ENTRY):
        return Turn(session, questions.entry(scene, name.removeprefix(questions.ENTRY)))
    if name.startswith(questions.RATE):
        return Turn(session, questions.rated(scene, name.removeprefix(questions.RATE)))
    if name.startswith(questions.GO):
        return _go(scene, name.removeprefix(questions.GO))
    if name.startswith("edit:"):
        return _edit(scene, name.removeprefix("edit:"))
    if name == "wipe":
        return Turn(leave(session, "wipe"))
    return None


def _edit(scene: Scene, step: str) -> Turn:
    session = scene.session
    if step not in BY_ID or not session.has_draft or not flow.reachable(scene, step):
        return Turn(session).and_say("stale.choice", tone="warn")
    editing = step if flow.may_submit(scene) else ""
    return Turn(replace(go(session, step), editing=editing))


def _go(scene: Scene, place: str) -> Turn:
    left = leave(scene.session, "menu")
    return menu.pressed(Scene(scene.world, left), place)


def _command(scene: Scene, command: Command, now: datetime) -> Turn:
    argument = words.clean(command.argument)
    left = Scene(scene.world, leave(scene.session, "menu"))
    match command.name:
        case "start" | "menu":
            return Turn(left.session)
        case "help":
            return Turn(left.session).and_say("help.text")
        case "report":
            return offer.accepted(scene) if scene.session.offered else menu.begin(left)
        case "track":
            return track.look_up(left, argument, now) if argument else Turn(go(left.session, "track"))
        case "ask":
            if argument:
                return Turn(*questions.ask(scene, argument))
            return Turn(go(left.session, "policy"))
        case "verify":
            return Turn(go(left.session, "privacy"))
        case "wipe":
            return Turn(go(left.session, "wipe"))
        case "cancel":
            return Turn(go(left.session, "cancel" if left.session.has_draft else "menu"))
        case _:
            return Turn(scene.session).and_say("command.unknown", tone="warn")


def _button(given: Said) -> str:
    match given:
        case Action(name):
            return name
        case Page(_, action):
            return action
        case Choice(values):
            return values[0] if len(values) == 1 else ""
        case Command(name):
            return name
        case Text(text):
            return typed.control(words.clean(text))
        case _:
            return ""


def _on_an_open_page(scene: Scene) -> Scene:
    """A page may have closed since it was shown (the policy changed, a receipt ran out): then the menu is open."""
    if SCREENS[scene.session.place].opens(scene):
        return scene
    return Scene(scene.world, leave(scene.session, "menu"))


def _other(language: str) -> str:
    return LANGUAGES[1] if language == LANGUAGES[0] else LANGUAGES[0]


__all__ = ["Screen", "take"]
