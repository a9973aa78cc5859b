"""A wrong was told where no report is open: shall a report begin with these words, or was it only a question?

Until the answer the words lie in the sealed draft; any answer but yes, and any other page, erases them.
"""

from __future__ import annotations

from datetime import datetime

from bot.dialog import carried, flow, questions, typed
from bot.dialog.inputs import Said
from bot.dialog.render import MENU
from bot.dialog.replies import Ask, FaqReply, Option, Reply, Say, ShowAnswer, Words
from bot.dialog.scene import Scene
from bot.dialog.screens import menu
from bot.dialog.screens.base import Turn, go, leave
from bot.dialog.screens.plain import named_option, reduced

_PREVIEW = 120


class OfferScreen:
    """Two ways on; further words that ask nothing belong to what was told."""

    def opens(self, scene: Scene) -> bool:
        return bool(scene.session.offered)

    def show(self, scene: Scene, now: datetime) -> tuple[Reply, ...]:
        hints = (Words("offer.begin"), Words("offer.else"))
        # On a messenger the words stand in the chat already; said again they would be one more trace.
        quoted = () if scene.world.channel.is_messenger else (_quoted(scene),)
        title = Words("page.offer.title")
        return (Ask("offer", "choice", title, hints=(*quoted, *hints), options=_options(scene), buttons=(MENU,)),)

    def take(self, scene: Scene, given: Said, now: datetime) -> Turn:
        name, text = reduced(given)
        if text:
            name = named_option(scene, text, _options(scene))
            if not name and named_option(scene, text, menu.options(scene)) == "report":
                name = "yes"
            if not name:
                return _typed(scene, text)
        match name:
            case "yes":
                return accepted(scene)
            case "no":
                return _declined(scene)
            case "" | "next":
                return Turn(scene.session)
            case _:
                return Turn(go(scene.session, "menu")).and_say("offer.forgotten")


def accepted(scene: Scene) -> Turn:
    """A report begun, or gone on with, that carries the words to its story; as without them where none can be taken."""
    turn = menu.begin(Scene(scene.world, leave(scene.session, "menu")))
    if turn.session.place not in flow.PAGES:
        return turn.and_say("offer.forgotten")
    return Turn(carried.into(scene, turn.session, scene.session.offered), turn.replies)


def _declined(scene: Scene) -> Turn:
    """The words are forgotten; the nearest questions are shown, and what was told counts as no question."""
    near = scene.world.faq.ask("\n".join(scene.session.offered)).related
    shown = FaqReply("suggest", related=near)
    suggested = (ShowAnswer(shown, questions.related(shown)),) if near else ()
    return Turn(go(scene.session, "policy"), (Say("offer.forgotten"), *suggested))


def _typed(scene: Scene, text: str) -> Turn:
    question = typed.asked(text)
    if question:
        return Turn(*questions.ask(scene, question))
    reply = scene.world.faq.ask(text)
    if reply.zone in questions.LANES or typed.looks_like_question(text):
        return Turn(*questions.told(scene, reply, text))
    session, said = questions.offered(scene.session, text)
    return Turn(session, said or (Say("offer.added", tone="good"),))


def _options(scene: Scene) -> tuple[Option, ...]:
    begin = "option.offer.add" if scene.session.has_draft else "option.offer.yes"
    return (Option("yes", Words(begin)), Option("no", Words("option.offer.no")))


def _quoted(scene: Scene) -> Words:
    text = "\n".join(scene.session.offered)
    return Words("offer.typed", values={"text": text if len(text) <= _PREVIEW else f"{text[:_PREVIEW]}…"})
