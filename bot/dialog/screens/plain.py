"""Pages outside the report: one input reduced to a button's name or a typed text; and the pages that only inform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.dialog import questions, typed, words
from bot.dialog.inputs import Action, Choice, Page, Question, Said, Text
from bot.dialog.render import MENU
from bot.dialog.replies import Ask, Button, Link, Option, Reply, Words
from bot.dialog.scene import Scene
from bot.dialog.screens.base import Turn, go


def reduced(given: Said) -> tuple[str, str]:
    """(button or chosen value, typed text) of any input; both empty for an empty page."""
    match given:
        case Page(action=action, text=text, values=values):
            if action not in ("", "next"):
                return action, ""
            return (values[0], "") if values else ("", words.clean(text)) if words.clean(text) else ("next", "")
        case Choice(values):
            return (values[0] if values else "next"), ""
        case Action(name):
            return name, ""
        case Text(text) | Question(text):
            cleaned = words.clean(text)
            name = typed.control(cleaned)
            return (name, "") if name else ("", cleaned)
        case _:
            return "", ""


def named_option(scene: Scene, text: str, options: tuple[Option, ...]) -> str:
    """The value of the option that a typed text names."""

    def label(option: Option) -> str:
        return option.label.text or scene.world.label(option.label.key, scene.session.language)

    return typed.option(text, options, label)


def typed_elsewhere(scene: Scene, text: str, please: str) -> Turn:
    """Words typed where only buttons count: a question is answered, anything else is sent back kindly."""
    question = typed.asked(text)
    if question:
        return Turn(*questions.ask(scene, question))
    reply = scene.world.faq.ask(text)
    story = reply.zone == "report" and questions.takes_offers(scene.session)
    if story or reply.zone == "emergency" or typed.looks_like_question(text):
        return Turn(*questions.told(scene, reply, text))
    return Turn(scene.session).and_say(please, tone="warn")


@dataclass(frozen=True)
class Notice:
    """A page that informs: a title `page.<id>.title`, lines, and the way back to the menu."""

    id: str

    def lines(self, scene: Scene) -> tuple[Words, ...]:
        """What the page says."""
        return ()

    def links(self, scene: Scene) -> tuple[Link, ...]:
        """What can be pressed to call."""
        return ()

    def options(self, scene: Scene) -> tuple[Option, ...]:
        """Where one may want to go from here."""
        return ()

    def buttons(self, scene: Scene) -> tuple[Button, ...]:
        """The way back."""
        return (MENU,)

    def opens(self, scene: Scene) -> bool:
        return True

    def show(self, scene: Scene, now: datetime) -> tuple[Reply, ...]:
        kind = "choice" if self.options(scene) else "confirm"
        return (
            Ask(
                self.id,
                "choice" if kind == "choice" else "confirm",
                Words(f"page.{self.id}.title"),
                hints=self.lines(scene),
                options=self.options(scene),
                buttons=self.buttons(scene),
                links=self.links(scene) if scene.world.channel.tel_links else (),
            ),
        )

    def take(self, scene: Scene, given: Said, now: datetime) -> Turn:
        name, text = reduced(given)
        if text:
            name = named_option(scene, text, self.options(scene))
            return self.pressed(scene, name) if name else typed_elsewhere(scene, text, "choice.please_press")
        return self.pressed(scene, name)

    def pressed(self, scene: Scene, name: str) -> Turn:
        """What a button or option does: everything leads to the menu here."""
        return Turn(go(scene.session, "menu") if name else scene.session)
