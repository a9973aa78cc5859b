"""Pages that end something: cancel a report, wipe everything, and the page where nobody may receive a report."""

from __future__ import annotations

from bot.dialog import flow
from bot.dialog.render import BACK, MENU
from bot.dialog.replies import Button, ForgetLookUp, Link, Option, WipeAll, Words
from bot.dialog.scene import Scene
from bot.dialog.screens import menu
from bot.dialog.screens.base import Turn, go, leave
from bot.dialog.screens.plain import Notice
from bot.dialog.session import Session
from bot.dialog.steps import BY_ID
from bot.dialog.steps.base import plain_options


class Cancel(Notice):
    """Asks once before a report is erased."""

    def opens(self, scene: Scene) -> bool:
        return scene.session.has_draft

    def lines(self, scene: Scene) -> tuple[Words, ...]:
        return (Words("cancel.what"),)

    def options(self, scene: Scene) -> tuple[Option, ...]:
        return plain_options("cancel", "no", "yes")

    def buttons(self, scene: Scene) -> tuple[Button, ...]:
        return (BACK,)

    def pressed(self, scene: Scene, name: str) -> Turn:
        session = scene.session
        if name == "yes":
            return Turn(go(menu.fresh(session), "menu")).and_say("cancel.done", tone="good")
        if name in ("no", "back"):
            return Turn(go(session, flow.resume_at(scene)))
        return Turn(go(session, "menu") if name == "menu" else session)


class Wipe(Notice):
    """Asks once, then nothing of this dialog is left with us."""

    def lines(self, scene: Scene) -> tuple[Words, ...]:
        session = scene.session
        channel = scene.world.channel
        what = [Words("wipe.what")]
        if session.submitted_at is not None and session.receipt:
            what.append(Words("wipe.receipt_unsaved"))
        if channel.is_messenger:
            what.append(Words("wipe.messages" if channel.can_delete else "wipe.messages_by_hand"))
        else:
            what.append(Words("wipe.browser"))
        what.append(Words("wipe.submitted_stays"))
        return tuple(what)

    def options(self, scene: Scene) -> tuple[Option, ...]:
        return plain_options("wipe", "no", "yes")

    def buttons(self, scene: Scene) -> tuple[Button, ...]:
        return (BACK,)

    def pressed(self, scene: Scene, name: str) -> Turn:
        if name == "yes":
            return wiped(scene)
        return Turn(go(scene.session, "menu")) if name in ("no", "back", "menu") else Turn(scene.session)


class Blocked(Notice):
    """Nobody here may receive the report: said before the story is typed, with where else to turn."""

    def opens(self, scene: Scene) -> bool:
        return scene.session.has_draft and flow.is_blocked(scene, flow.REVIEW)

    def lines(self, scene: Scene) -> tuple[Words, ...]:
        told = scene.session.answer(flow.STORY).mark != "empty"
        late = (Words("blocked.late"),) if told else ()
        return (
            *late,
            Words("blocked.why"),
            Words("elsewhere.12337"),
            Words("elsewhere.12388"),
            Words("blocked.change"),
        )

    def links(self, scene: Scene) -> tuple[Link, ...]:
        return (Link("tel:12388", Words("link.call_12388")),)

    def options(self, scene: Scene) -> tuple[Option, ...]:
        steps = ("avoid_units", "shield", "area")
        known = (BY_ID[step] for step in steps if BY_ID[step].applies(scene) and flow.reachable(scene, step))
        return tuple(Option(f"edit:{step.id}", Words(f"review.{step.id}")) for step in known)

    def buttons(self, scene: Scene) -> tuple[Button, ...]:
        return (BACK, Button("cancel", "button.cancel"), MENU)

    def pressed(self, scene: Scene, name: str) -> Turn:
        session = scene.session
        if name == "cancel":
            return Turn(leave(session, "cancel"))
        if name == "back":
            open_steps = [step.id for step in flow.asked_steps(scene) if flow.reachable(scene, step.id)]
            return Turn(go(session, open_steps[-1] if open_steps else "menu"))
        return Turn(leave(session, "menu") if name in ("menu", "save") else session)


def wiped(scene: Scene) -> Turn:
    """A session as new, in the language spoken; the driver erases what it holds."""
    forget = (ForgetLookUp(),) if scene.session.keys else ()
    session = Session(language=scene.session.language)
    return Turn(session, (*forget, WipeAll())).and_say("wipe.done", tone="good")


PAGES = (Cancel("cancel"), Wipe("wipe"), Blocked("blocked"))
