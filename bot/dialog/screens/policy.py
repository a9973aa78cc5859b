"""政策问答: a question in free words, or one of a few to begin with."""

from __future__ import annotations

from datetime import datetime

from bot.dialog import questions, typed
from bot.dialog.inputs import Said
from bot.dialog.render import MENU, NEXT
from bot.dialog.replies import Ask, Reply, Words
from bot.dialog.scene import Scene
from bot.dialog.screens.base import Turn, go
from bot.dialog.screens.plain import named_option, reduced

_LONGEST = 300


class PolicyScreen:
    """Every typed text is a question here; the page stays for the next one."""

    def opens(self, scene: Scene) -> bool:
        return True

    def show(self, scene: Scene, now: datetime) -> tuple[Reply, ...]:
        ask = Ask(
            "policy",
            "text",
            Words("page.policy.title"),
            hints=(Words("hint.policy"),),
            options=questions.topics(scene),
            buttons=(NEXT, MENU),
            limit=_LONGEST,
        )
        return (ask,)

    def take(self, scene: Scene, given: Said, now: datetime) -> Turn:
        name, text = reduced(given)
        if text:
            value = named_option(scene, text, questions.topics(scene)) if text.isdigit() else ""
            if value.startswith(questions.ENTRY):
                return Turn(scene.session, questions.entry(scene, value.removeprefix(questions.ENTRY)))
            return Turn(*questions.ask(scene, typed.asked(text) or text))
        if name in ("", "next"):
            return Turn(scene.session)
        return Turn(go(scene.session, "menu"))
