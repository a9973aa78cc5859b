"""After the story: the wish for a reward and, where the reporter is named, name and phone."""

from __future__ import annotations

from bot.dialog.replies import Words
from bot.dialog.scene import Scene
from bot.dialog.session import Answer
from bot.dialog.steps.base import Step, fixed
from bot.dialog.words import NAME_LIMIT, PHONE_LIMIT, is_phone


def _phone_form(answer: Answer) -> str:
    return "" if not answer.text or is_phone(answer.text) else "error.phone"


def _reward_rule(scene: Scene) -> tuple[Words, ...]:
    rule = scene.world.contacts.get("reward_rule", "")
    return (Words("reward.local_rule", values={"rule": rule}),) if rule else ()


STEPS = (
    Step(
        "reward_wish",
        "choice",
        options=fixed("reward_wish", "yes", "no"),
        unknown=True,
        hints=("hint.reward_wish",),
        notes=_reward_rule,
    ),
    Step(
        "name",
        "text",
        applies=lambda scene: scene.named,
        limit=NAME_LIMIT,
        hints=("hint.name",),
        revisit=frozenset({"identity"}),
    ),
    Step(
        "phone",
        "text",
        applies=lambda scene: scene.named,
        limit=PHONE_LIMIT,
        hints=("hint.phone",),
        check=_phone_form,
        revisit=frozenset({"identity"}),
    ),
)
