"""Before the story: safety, an honest notice, who must not see it, and whether to give a name."""

from __future__ import annotations

from bot.dialog import shield
from bot.dialog.replies import Link, Option, Words
from bot.dialog.scene import Scene
from bot.dialog.session import Session
from bot.dialog.steps.base import Step, fixed
from bot.dialog.words import FACT_LIMIT
from bot.dialog.world import ShieldName

CALL_110 = Link("tel:110", Words("link.call_110"))


def _in_danger(scene: Scene) -> bool:
    return scene.session.answer("danger").value == "yes"


def _notice(scene: Scene) -> tuple[Words, ...]:
    channel = scene.world.channel
    if not channel.is_messenger:
        return (Words("notice.web"), Words("notice.sealed"), Words("notice.draft_web"))
    offer = (Words("notice.web_offer", values={"url": channel.web_url}),) if channel.web_url else ()
    return (Words("notice.messenger"), *offer, Words("notice.sealed"), Words("notice.draft_messenger"))


def _officials_possible(scene: Scene) -> bool:
    return scene.session.answer("officials").value in ("yes", "unsure")


def _units(scene: Scene) -> tuple[Option, ...]:
    return tuple(Option(unit.id, Words(text=unit.name)) for unit in scene.world.units)


def _shut_out_so_far(scene: Scene) -> tuple[str, ...]:
    matched = {one.unit for one in scene.early_matches if shield.mark(one) not in scene.opened}
    chosen = matched | set(scene.session.answer("avoid_units").values)
    return tuple(unit.id for unit in scene.world.units if unit.id in chosen)


def _matched(scene: Scene) -> tuple[Words, ...]:
    return matched_units(scene, scene.early_matches)


def matched_units(scene: Scene, found: tuple[ShieldName, ...]) -> tuple[Words, ...]:
    """Which units a typed name belongs to, never whose name it is: guesses must not read out a unit's members."""
    units = dict.fromkeys(one.unit for one in found)
    return tuple(Words("avoid_units.matched", values={"unit": scene.unit_name(unit)}) for unit in units)


def _decided(scene: Scene, session: Session) -> Session:
    session = shield.decide(session, scene.early_matches, session.answer("avoid_units").values)
    after = Scene(scene.world, session)
    return session.without("identity", "name", "phone") if after.custody_excluded else session


def _may_be_named(scene: Scene) -> bool:
    return not scene.custody_excluded


def _identity_chosen(scene: Scene, session: Session) -> Session:
    return session if Scene(scene.world, session).named else session.without("name", "phone")


STEPS = (
    Step("danger", "choice", options=fixed("danger", "no", "yes"), required=True, in_review=False, links=(CALL_110,)),
    Step(
        "safety",
        "confirm",
        applies=_in_danger,
        hints=("safety.first", "safety.then"),
        links=(CALL_110,),
        required=True,
        revisit=frozenset({"danger"}),
        in_review=False,
    ),
    Step("notice", "confirm", notes=_notice, required=True, in_review=False),
    Step(
        "officials",
        "choice",
        options=fixed("officials", "no", "yes", "unsure"),
        hints=("hint.officials",),
        required=True,
    ),
    Step(
        "official_names",
        "text",
        applies=_officials_possible,
        hints=("hint.official_names",),
        unknown=True,
        many=True,
        limit=FACT_LIMIT,
        revisit=frozenset({"officials"}),
    ),
    Step(
        "avoid_units",
        "multi",
        options=_units,
        ticks=_shut_out_so_far,
        applies=lambda scene: bool(scene.world.units),
        notes=_matched,
        hints=("hint.avoid_units",),
        required=True,
        revisit=frozenset({"officials", "official_names"}),
        answered=_decided,
    ),
    Step(
        "identity",
        "choice",
        options=fixed("identity", "anonymous", "named"),
        applies=_may_be_named,
        hints=("hint.identity", "hint.honest_error"),
        required=True,
        revisit=frozenset({"avoid_units"}),
        answered=_identity_chosen,
    ),
)
