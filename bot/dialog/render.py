"""A question as an `Ask`: what is shown follows from the session alone, so that a reload shows the same."""

from __future__ import annotations

from bot.dialog import flow, words
from bot.dialog.replies import Ask, Button, Option, Words
from bot.dialog.scene import Scene
from bot.dialog.steps import Step

BACK = Button("back", "button.back")
NEXT = Button("next", "button.next")
SKIP = Button("skip", "button.unknown")
SUBMIT_NOW = Button("submit_now", "button.submit_now")
SAVE = Button("save", "button.save")
CANCEL = Button("cancel", "button.cancel")
MENU = Button("menu", "button.menu")
UNDO = Button("undo", "button.undo")
REWRITE = Button("rewrite", "button.rewrite")


def page(scene: Scene, step: Step) -> Ask:
    """The page of one question, with what was found wrong with its answer."""
    return Ask(
        step=step.id,
        kind=step.kind,
        title=Words(f"ask.{step.id}"),
        hints=(*(Words(key) for key in step.hints), *step.notes(scene)),
        options=_options(scene, step),
        buttons=_buttons(scene, step),
        value=scene.session.answer(step.id),
        error=_error(scene, step),
        position=flow.position(scene, step.id),
        limit=step.limit,
        many=step.many,
        links=step.links if scene.world.channel.tel_links else (),
        secret=step.id in ("name", "phone"),
    )


def _error(scene: Scene, step: Step) -> Words | None:
    key = scene.session.trouble
    if key != "error.too_long":
        return Words(key) if key else None
    over = words.length(scene.session.answer(step.id).texts) - step.limit
    return Words(key, values={"limit": step.limit, "over": over})


def ticked(scene: Scene, step: Step) -> tuple[str, ...]:
    """What is ticked now: what was touched, else what was answered or is suggested."""
    if scene.session.ticks is not None:
        return scene.session.ticks
    return step.ticks(scene)


def _options(scene: Scene, step: Step) -> tuple[Option, ...]:
    checked = ticked(scene, step) if step.kind == "multi" else scene.session.answer(step.id).values
    return tuple(Option(one.value, one.label, one.value in checked) for one in step.options(scene))


def _buttons(scene: Scene, step: Step) -> tuple[Button, ...]:
    answer = scene.session.answer(step.id)
    messenger = scene.world.channel.is_messenger
    buttons: list[Button] = []
    waits = messenger and step.typed and flow.missing(scene, step)
    if not waits and (step.kind != "choice" or answer.mark != "empty"):
        buttons.append(Button("next", "button.next" if step.kind != "confirm" else f"button.{step.id}"))
    if step.unknown and not (messenger and answer.texts):
        buttons.append(SKIP)
    if flow.may_submit(scene):
        buttons.append(SUBMIT_NOW)
    if messenger and step.typed and answer.texts:
        buttons.extend((UNDO, REWRITE) if len(answer.texts) > 1 else (REWRITE,))
    return (*buttons, BACK, SAVE, CANCEL)
