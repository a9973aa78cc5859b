"""The report's questions in their order. `bot.dialog.steps.base.Step` says what a question is."""

from bot.dialog.steps import closing, opening, story
from bot.dialog.steps.base import Step

ALL: tuple[Step, ...] = (*opening.STEPS, *story.STEPS, *closing.STEPS)
BY_ID = {step.id: step for step in ALL}

__all__ = ["ALL", "BY_ID", "Step"]
