"""Words typed before a report was begun: its draft carries them until the story is asked for.

The questions that stand before the story decide whether anybody may receive it. So the words lie in the sealed draft
as an answer to nothing: the story's page takes them over, and where nobody may receive the report they are erased.
"""

from __future__ import annotations

from dataclasses import replace

from bot.dialog import flow, selfcheck
from bot.dialog.scene import Scene
from bot.dialog.screens.base import Turn, go
from bot.dialog.session import Answer, Session
from bot.dialog.steps import BY_ID
from bot.dialog.world import World

_KEY = "carried"


def into(scene: Scene, session: Session, texts: tuple[str, ...]) -> Session:
    """The draft with these words in it, on its story's page where that may be open already."""
    session = session.with_answer(_KEY, Answer("given", texts=texts))
    told = Scene(scene.world, session)
    past = session.answer(flow.STORY).mark != "empty" and flow.reachable(told, flow.STORY)
    return go(session, flow.STORY) if past else session


def arrived(world: World, turn: Turn) -> Turn:
    """The turn with carried words handed over where the story is asked for, or forgotten where nobody may read it."""
    session = turn.session
    texts = session.answer(_KEY).texts
    if not texts or session.place not in (flow.STORY, flow.REVIEW, flow.BLOCKED):
        return turn
    session = session.without(_KEY)
    if session.place == flow.BLOCKED:
        return replace(turn, session=session).and_say("carried.forgotten", tone="warn")
    before = session.answer(flow.STORY)
    session = session.with_answer(flow.STORY, replace(before, mark="given", texts=(*before.texts, *texts)))
    return _warned(Scene(world, session), replace(turn, session=session).and_say("carried.given", tone="good"))


def _warned(scene: Scene, turn: Turn) -> Turn:
    """Said at once and, as with any message, only once."""
    warning = "" if scene.named else selfcheck.warning(scene.session.answer(flow.STORY).text, BY_ID[flow.STORY].watch)
    if not warning:
        return turn
    return replace(turn, session=replace(turn.session, warned=flow.STORY)).and_say(warning, tone="warn")
