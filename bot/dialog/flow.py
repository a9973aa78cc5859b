"""Which question comes before, after, and next; what is still missing. Decisions only, no words."""

from __future__ import annotations

from bot.dialog import words
from bot.dialog.scene import Scene
from bot.dialog.session import NOTHING, Answer
from bot.dialog.steps import ALL, BY_ID, Step

REVIEW = "review"
BLOCKED = "blocked"
_GATE = "avoid_units"
_LAST_BEFORE_STORY = "area"
_LATE_MATCHES = "shield"
STORY = "what"
PAGES = (*BY_ID, REVIEW, BLOCKED)
"""All pages inside a report."""


def asked_steps(scene: Scene) -> tuple[Step, ...]:
    """The questions that apply to the answers so far, in order."""
    return tuple(step for step in ALL if step.applies(scene))


def is_required(scene: Scene, step: Step) -> bool:
    """Whether the question cannot be left without an answer here."""
    return step.required or step.needed(scene)


def answer_to(scene: Scene, step: Step) -> Answer:
    """The answer to a question, or nothing where the question does not apply any more."""
    return scene.session.answer(step.id) if step.applies(scene) else NOTHING


def missing(scene: Scene, step: Step) -> bool:
    """Whether a required question has no answer that still stands (an area may have left the policy)."""
    answer = scene.session.answer(step.id)
    if not is_required(scene, step):
        return False
    if step.kind == "choice":
        return answer.value not in {option.value for option in step.options(scene)}
    if step.kind == "location":
        return not answer.text and answer.position is None and not (answer.mark == "unknown" and not step.required)
    if step.kind == "text":
        return not answer.text
    return answer.mark == "empty"


def wrong(scene: Scene, step: Step) -> str:
    """The text key of what is wrong with an answer, or nothing."""
    if missing(scene, step):
        return f"error.{step.kind}_missing"
    answer = scene.session.answer(step.id)
    if step.limit and words.length(answer.texts) > step.limit:
        return "error.too_long"
    return step.check(answer)


def first_missing(scene: Scene, before: str = REVIEW) -> Step | None:
    """The first required question without an answer, among those before a page."""
    for step in asked_steps(scene):
        if step.id == before:
            return None
        if missing(scene, step):
            return step
    return None


def may_submit(scene: Scene) -> bool:
    """Whether all that is required is there: from then on every page offers 直接提交."""
    return first_missing(scene) is None


def is_blocked(scene: Scene, place: str) -> bool:
    """Whether a page lies behind the gate while nobody may receive the report.

    Up to the area one receiver anywhere is enough to go on; from the story on the very receivers are known. Names
    found in "who" count only after the page where they can be taken out.
    """
    order = [step.id for step in ALL]
    at = order.index(place) if place in order else len(order)
    if at <= order.index(_GATE):
        return False
    if at <= order.index(_LAST_BEFORE_STORY):
        return not scene.somebody_may_receive()
    late = at > order.index(_LATE_MATCHES)
    return scene.receivers(scene.excluded if late else scene.excluded_before_story) is None


def reachable(scene: Scene, place: str) -> bool:
    """Whether a page of the report may be opened: it applies, and nothing required before it is missing."""
    step = BY_ID.get(place)
    if step is not None and not step.applies(scene):
        return False
    return first_missing(scene, place) is None and not is_blocked(scene, place)


def settled(scene: Scene, place: str) -> str:
    """The page to show when one wants to go to `place`: the gate, or what is missing, come first."""
    gap = first_missing(scene, place)
    place = gap.id if gap else place
    return BLOCKED if is_blocked(scene, place) else place


def following(scene: Scene, place: str) -> str:
    """The page after a question. When a question is edited from the review, only what hangs on it is asked again."""
    later = _after(scene, place)
    if scene.session.editing:
        later = tuple(step for step in later if scene.session.editing in step.revisit)
    return settled(scene, later[0].id if later else REVIEW)


def preceding(scene: Scene, place: str) -> str:
    """The page before a question, or nothing before the first."""
    steps = asked_steps(scene)
    if place == REVIEW:
        return steps[-1].id
    order = [step.id for step in ALL]
    earlier = [step.id for step in steps if order.index(step.id) < order.index(place)]
    return earlier[-1] if earlier else ""


def position(scene: Scene, place: str) -> tuple[int, int]:
    """Which page of how many this is."""
    ids = [step.id for step in asked_steps(scene)]
    return (ids.index(place) + 1 if place in ids else len(ids), len(ids))


def resume_at(scene: Scene) -> str:
    """Where an interrupted report goes on."""
    wanted = scene.session.resume or (REVIEW if may_submit(scene) else ALL[0].id)
    if wanted not in BY_ID:
        wanted = REVIEW
    elif not BY_ID[wanted].applies(scene):
        wanted = ALL[0].id
    return settled(scene, wanted)


def _after(scene: Scene, place: str) -> tuple[Step, ...]:
    order = [step.id for step in ALL]
    return tuple(step for step in asked_steps(scene) if order.index(step.id) > order.index(place))
