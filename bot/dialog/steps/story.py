"""The story and its facts. Area stands before the story: it decides who receives, and that nobody may is said first."""

from __future__ import annotations

from bot.dialog import shield
from bot.dialog.replies import Option, Words
from bot.dialog.scene import Scene
from bot.dialog.session import Session
from bot.dialog.steps.base import Step
from bot.dialog.steps.opening import matched_units
from bot.dialog.words import FACT_LIMIT, STORY_LIMIT


def _categories(scene: Scene) -> tuple[Option, ...]:
    return tuple(Option(one, Words(f"category.{one}")) for one in scene.world.categories)


def _areas(scene: Scene) -> tuple[Option, ...]:
    known = tuple(Option(area.id, Words(text=area.name)) for area in scene.world.areas)
    return (*known, Option("unknown", Words("option.area.unknown")))


def _place_hints(scene: Scene) -> tuple[Words, ...]:
    return (Words("hint.place_location"),) if scene.world.channel.shares_location else ()


def _late_units(scene: Scene) -> tuple[Option, ...]:
    named = {one.unit for one in scene.late_matches}
    return tuple(Option(unit.id, Words(text=unit.name)) for unit in scene.world.units if unit.id in named)


def _late_shut_out(scene: Scene) -> tuple[str, ...]:
    kept = {one.unit for one in scene.late_matches if shield.mark(one) not in scene.opened}
    return tuple(unit.id for unit in scene.world.units if unit.id in kept)


def _late_matched(scene: Scene) -> tuple[Words, ...]:
    return matched_units(scene, scene.late_matches)


def _decided(scene: Scene, session: Session) -> Session:
    session = shield.decide(session, scene.late_matches, session.answer("shield").values)
    return session.without("identity", "name", "phone") if Scene(scene.world, session).custody_excluded else session


def _before_story(scene: Scene) -> tuple[Words, ...]:
    return (Words("hint.what_messages"),) if scene.world.channel.is_messenger else ()


STEPS = (
    Step("category", "choice", options=_categories, unknown=True, hints=("hint.category",)),
    Step("area", "choice", options=_areas, applies=lambda scene: bool(scene.world.areas), required=True),
    Step(
        "what",
        "text",
        required=True,
        many=True,
        limit=STORY_LIMIT,
        watch="all",
        hints=("hint.what",),
        notes=_before_story,
    ),
    Step(
        "place",
        "location",
        needed=lambda scene: not scene.world.areas,
        unknown=True,
        many=True,
        limit=FACT_LIMIT,
        watch="all",
        hints=("hint.place",),
        notes=_place_hints,
    ),
    Step("when", "text", unknown=True, limit=FACT_LIMIT, watch="all", hints=("hint.when",)),
    Step("who", "text", unknown=True, many=True, limit=FACT_LIMIT, watch="words", hints=("hint.who",)),
    Step(
        "shield",
        "multi",
        options=_late_units,
        ticks=_late_shut_out,
        applies=lambda scene: bool(scene.late_matches),
        notes=_late_matched,
        hints=("hint.shield",),
        revisit=frozenset({"who"}),
        answered=_decided,
    ),
    Step("how_known", "text", unknown=True, limit=FACT_LIMIT, watch="all", hints=("hint.how_known",)),
    Step("victims", "text", unknown=True, limit=FACT_LIMIT, watch="all", hints=("hint.victims",)),
    Step("evidence", "text", unknown=True, limit=FACT_LIMIT, watch="all", hints=("hint.evidence", "hint.no_files")),
)
