"""The page of one report question: keeps what is given whatever the button, then goes on, back or away."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime

from bot.dialog import flow, questions, render, selfcheck, typed, words
from bot.dialog.inputs import Action, Choice, Page, Said, Shared, Text, Toggle
from bot.dialog.replies import Option, Reply
from bot.dialog.scene import Scene
from bot.dialog.screens.base import Turn, go, leave
from bot.dialog.session import Answer, Mark, Session
from bot.dialog.steps import BY_ID, Step


class QuestionScreen:
    """One step of the report as a page."""

    def __init__(self, step: Step) -> None:
        self._step = step

    def opens(self, scene: Scene) -> bool:
        # Not whether one may come here: what is typed on a page that the policy has closed meanwhile is kept.
        return self._step.applies(scene)

    def show(self, scene: Scene, now: datetime) -> tuple[Reply, ...]:
        return (render.page(scene, self._step),)

    def take(self, scene: Scene, given: Said, now: datetime) -> Turn:
        match given:
            case Page():
                return self._posted(scene, given)
            case Choice(values):
                return self._chosen(scene, values)
            case Toggle(value):
                return self._toggled(scene, value)
            case Text(text):
                return self._typed(scene, words.clean(text))
            case Shared():
                return self._shared(scene, given)
            case Action(name):
                return self._act(scene, name)
            case _:
                return Turn(scene.session)

    # ---- a web page, whole

    def _posted(self, scene: Scene, page: Page) -> Turn:
        step, session = self._step, scene.session
        if step.typed:
            session = self._with_text(session, words.clean(page.text))
        elif step.kind == "multi":
            session = replace(session, ticks=self._known(scene, page.values))
        elif step.kind == "choice" and page.values:
            known = self._known(scene, page.values[:1])
            if not known:
                return Turn(session).and_say("stale.choice", tone="warn")
            session = self._put(scene, session, Answer("given", known))
        turn = self._act(Scene(scene.world, session), page.action or "next")
        return self._alarmed(scene, turn, page.text)

    def _with_text(self, session: Session, text: str) -> Session:
        before = session.answer(self._step.id)
        if before.text == text:
            return session
        mark: Mark = "given" if text or before.position else "empty"
        texts = (text,) if text else ()
        session = session.with_answer(self._step.id, replace(before, mark=mark, texts=texts))
        return replace(session, warned="")

    # ---- buttons of a messenger

    def _chosen(self, scene: Scene, values: tuple[str, ...]) -> Turn:
        step = self._step
        if step.kind == "multi" and values != ("done",):
            scene = Scene(scene.world, replace(scene.session, ticks=self._known(scene, values)))
            return self._next(scene)
        known = self._known(scene, values)
        if step.kind != "choice" or len(known) != 1 or len(values) != 1:
            if values in (("done",), ("next",)) and step.kind in ("multi", "confirm"):
                return self._next(scene)
            return Turn(scene.session).and_say("stale.choice", tone="warn")
        return self._next(Scene(scene.world, self._put(scene, scene.session, Answer("given", known))))

    def _toggled(self, scene: Scene, value: str) -> Turn:
        step = self._step
        if step.kind != "multi" or not self._known(scene, (value,)):
            return Turn(scene.session).and_say("stale.choice", tone="warn")
        ticks = render.ticked(scene, step)
        wanted = tuple(one for one in ticks if one != value) if value in ticks else (*ticks, value)
        return Turn(replace(scene.session, ticks=self._known(scene, wanted)))

    def _known(self, scene: Scene, values: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the values that are options now, each once, in the options' order."""
        return tuple(option.value for option in self._step.options(scene) if option.value in values)

    # ---- typed words

    def _typed(self, scene: Scene, text: str) -> Turn:
        if not text:
            return Turn(scene.session).and_say("text.blank", tone="warn")
        name = typed.control(text)
        if name and not (self._step.kind == "choice" and self._option(scene, text)):
            return self._act(scene, name)
        question = typed.asked(text)
        if question:
            turn = Turn(*questions.ask(scene, question))
            return turn.and_say("question.not_recorded") if self._step.typed else turn
        return self._told(scene, text) if self._step.typed else self._typed_at_buttons(scene, text)

    def _told(self, scene: Scene, text: str) -> Turn:
        step, session = self._step, scene.session
        before = session.answer(step.id)
        texts = (*before.texts, text) if step.many else (text,)
        if words.length(texts) > step.limit * words.HARD_FACTOR:
            return Turn(session).and_say("text.full", {"limit": step.limit}, "error")
        session = session.with_answer(step.id, replace(before, mark="given", texts=texts))
        if not step.many:
            return self._alarmed(scene, self._next(Scene(scene.world, replace(session, warned=""))), text)
        warning = self._warning(Scene(scene.world, session), text)
        turn = Turn(replace(session, warned=step.id) if warning else session).and_say("text.received", tone="good")
        return self._alarmed(scene, turn.and_say(warning, tone="warn") if warning else turn, text)

    def _alarmed(self, scene: Scene, turn: Turn, text: str) -> Turn:
        told = questions.alarm(scene, text) if self._step.id == flow.STORY and text else ()
        return replace(turn, replies=(*told, *turn.replies))

    def _typed_at_buttons(self, scene: Scene, text: str) -> Turn:
        value = self._option(scene, text)
        if value:
            return self._toggled(scene, value) if self._step.kind == "multi" else self._chosen(scene, (value,))
        reply = scene.world.faq.ask(text)
        if reply.zone == "emergency":
            return Turn(scene.session, (questions.emergency(scene),))
        if typed.looks_like_question(text):
            return Turn(*questions.told(scene, reply, text))
        if len(text) < typed.STORY_LENGTH:
            return Turn(scene.session).and_say("choice.please_press", tone="warn")
        return self._story_begun_early(scene, text)

    def _story_begun_early(self, scene: Scene, text: str) -> Turn:
        """Words that belong to the story: kept once it may be told, sent back kindly before."""
        story = BY_ID[flow.STORY]
        before = scene.session.answer(flow.STORY)
        texts = (*before.texts, text)
        room = words.length(texts) <= story.limit * words.HARD_FACTOR
        if not room or not flow.reachable(scene, flow.STORY):
            return Turn(scene.session).and_say("choice.story_later", tone="warn")
        session = scene.session.with_answer(flow.STORY, replace(before, mark="given", texts=texts))
        return Turn(session).and_say("choice.story_kept", tone="good")

    def _option(self, scene: Scene, text: str) -> str:
        language = scene.session.language

        def label(option: Option) -> str:
            return option.label.text or scene.world.label(option.label.key, language)

        return typed.option(text, self._step.options(scene), label)

    def _shared(self, scene: Scene, place: Shared) -> Turn:
        if self._step.kind != "location":
            return Turn(scene.session).and_say("location.later")
        latitude, longitude = place.latitude, place.longitude
        if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
            return Turn(scene.session).and_say("location.unreadable", tone="warn")
        before = scene.session.answer(self._step.id)
        kept = replace(before, mark="given", position=(float(latitude), float(longitude)))
        return Turn(scene.session.with_answer(self._step.id, kept)).and_say("location.received", tone="good")

    # ---- going on, back, away

    def _act(self, scene: Scene, name: str) -> Turn:
        session = scene.session
        match name:
            case "next":
                return self._next(scene)
            case "skip":
                return self._skip(scene)
            case "submit_now":
                return self._submit_now(scene)
            case "back":
                return self._back(scene)
            case "save":
                turn = Turn(leave(self._with_ticks(scene), "menu"))
                return turn.and_say("saved.messenger" if scene.world.channel.is_messenger else "saved.web", tone="good")
            case "cancel":
                return Turn(leave(self._with_ticks(scene), "cancel"))
            case "menu" | "forget":
                return Turn(leave(self._with_ticks(scene), "menu"))
            case "undo" | "rewrite":
                return self._rewritten(session, name)
            case _:
                return Turn(session).and_say("stale.choice", tone="warn")

    def _next(self, scene: Scene) -> Turn:
        step = self._step
        scene = Scene(scene.world, self._closed(scene))
        session = scene.session
        problem = flow.wrong(scene, step)
        if problem:
            return Turn(replace(session, trouble=problem))
        warning = self._warning(scene, session.answer(step.id).text)
        if warning and session.warned != step.id:
            return Turn(replace(session, warned=step.id)).and_say(warning, tone="warn")
        return onward(scene, flow.following(scene, step.id))

    def _skip(self, scene: Scene) -> Turn:
        step, session = self._step, scene.session
        answer = session.answer(step.id)
        if not step.unknown or answer.texts or answer.position is not None:
            return self._next(scene)
        scene = Scene(scene.world, session.with_answer(step.id, Answer("unknown")))
        return self._next(scene)

    def _submit_now(self, scene: Scene) -> Turn:
        """直接提交: past all that is not required, to the review page with its button."""
        scene = Scene(scene.world, self._closed(scene))
        session = replace(scene.session, editing="")
        problem = flow.wrong(scene, self._step)
        if problem:
            return Turn(replace(session, trouble=problem))
        return onward(Scene(scene.world, session), flow.settled(scene, flow.REVIEW))

    def _back(self, scene: Scene) -> Turn:
        session = self._with_ticks(scene)
        if session.editing and flow.reachable(scene, flow.REVIEW):
            return Turn(replace(go(session, flow.REVIEW), editing=""))
        before = flow.preceding(Scene(scene.world, session), self._step.id)
        return Turn(replace(go(session, before), editing="")) if before else Turn(leave(session, "menu"))

    def _rewritten(self, session: Session, name: str) -> Turn:
        before = session.answer(self._step.id)
        if not self._step.typed or not before.texts:
            return Turn(session)
        texts = before.texts[:-1] if name == "undo" else ()
        mark: Mark = "given" if texts or before.position else "empty"
        session = session.with_answer(self._step.id, replace(before, mark=mark, texts=texts))
        return Turn(replace(session, warned="")).and_say("text.undone" if name == "undo" else "text.erased")

    # ---- keeping

    def _put(self, scene: Scene, session: Session, answer: Answer) -> Session:
        return self._step.answered(scene, session.with_answer(self._step.id, answer))

    def _closed(self, scene: Scene) -> Session:
        """The session with this page taken as answered: ticks become the answer, a read notice is read."""
        session = self._with_ticks(scene)
        if self._step.kind == "multi" and session.answer(self._step.id).mark == "empty":
            return self._put(scene, session, Answer("given", render.ticked(scene, self._step)))
        if self._step.kind == "confirm":
            return session.with_answer(self._step.id, Answer("given"))
        return session

    def _with_ticks(self, scene: Scene) -> Session:
        """Touched ticks count whatever the button; untouched suggestions only when one goes on."""
        session = scene.session
        if self._step.kind != "multi" or session.ticks is None:
            return session
        return self._put(scene, replace(session, ticks=None), Answer("given", session.ticks))

    def _warning(self, scene: Scene, text: str) -> str:
        return "" if scene.named else selfcheck.warning(text, self._step.watch)


def onward(scene: Scene, place: str) -> Turn:
    """To a page of the report, unless no report can be taken and the story has not been told yet."""
    session = scene.session
    if scene.world.cannot_take and session.answer(flow.STORY).mark == "empty":
        return Turn(leave(session, "menu")).and_say(f"cannot_take.{scene.world.cannot_take}", tone="warn")
    if place == flow.REVIEW:
        session = replace(session, editing="")
    return Turn(go(session, place))
