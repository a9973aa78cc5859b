"""The report as it is submitted, and how its answers read on the review page."""

from __future__ import annotations

from bot.dialog import flow
from bot.dialog.replies import Identity, Report, ReviewLine, Words
from bot.dialog.scene import Scene
from bot.dialog.steps import BY_ID, Step

_PREVIEW = 400
"""Characters of a long text that the review page repeats; the whole is a press away."""


def built(scene: Scene) -> Report | None:
    """The report of a session, or None where nobody may receive it."""
    receivers = scene.receivers()
    if receivers is None:
        return None
    session = scene.session
    place = flow.answer_to(scene, BY_ID["place"])
    return Report(
        lead_id=session.lead_id,
        receipt=session.receipt,
        language=session.language,
        channel=scene.world.channel.name,
        officials=session.answer("officials").value,
        official_names=_text(scene, "official_names"),
        excluded=tuple(sorted(scene.excluded)),
        receivers=receivers[0],
        escalated=receivers[1],
        category=_chosen(scene, "category"),
        area=_chosen(scene, "area"),
        what=session.answer("what").texts,
        place=place.text,
        position=place.position,
        when=_text(scene, "when"),
        who=_text(scene, "who"),
        how_known=_text(scene, "how_known"),
        victims=_text(scene, "victims"),
        evidence=_text(scene, "evidence"),
        wants_reward={"yes": True, "no": False}.get(session.answer("reward_wish").value),
        identity=identity(scene),
    )


def identity(scene: Scene) -> Identity | None:
    """Name and phone, where both are given and the reporter wants to be named."""
    name, phone = _text(scene, "name"), _text(scene, "phone")
    return Identity(name, phone) if name and phone else None


def line(scene: Scene, step: Step) -> ReviewLine:
    """One answered question as the review page shows it."""
    problem = flow.wrong(scene, step)
    mend = (Words("review.missing" if flow.missing(scene, step) else "review.wrong"),) if problem else ()
    return ReviewLine(step.id, Words(f"review.{step.id}"), (*mend, *_said(scene, step)), missing=bool(problem))


def _said(scene: Scene, step: Step) -> tuple[Words, ...]:
    answer = scene.session.answer(step.id)
    if step.kind == "multi":
        chosen = tuple(option for option in step.options(scene) if option.value in step.ticks(scene))
        return tuple(option.label for option in chosen) or (Words("review.none"),)
    if answer.mark == "unknown":
        return (Words("review.unknown"),)
    if step.kind == "choice":
        labels = tuple(option.label for option in step.options(scene) if option.value in answer.values)
        return labels or (Words("review.blank"),)
    shown = tuple(Words(text=_preview(text)) for text in answer.texts)
    position = (Words("review.position"),) if answer.position is not None else ()
    return (*shown, *position) or (Words("review.blank"),)


def _preview(text: str) -> str:
    return text if len(text) <= _PREVIEW else f"{text[:_PREVIEW]}…"


def _text(scene: Scene, step: str) -> str:
    return flow.answer_to(scene, BY_ID[step]).text


def _chosen(scene: Scene, step: str) -> str | None:
    value = flow.answer_to(scene, BY_ID[step]).value
    known = {option.value for option in BY_ID[step].options(scene)}
    return value if value in known and value != "unknown" else None
