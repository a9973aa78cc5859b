"""The conflict shield: does a typed text name somebody of a unit? Exact name or same toneless pinyin."""

from __future__ import annotations

from bot.dialog.session import Session
from bot.dialog.world import ShieldName, World
from kit.same_name import named_in


def matches(text: str, world: World) -> tuple[ShieldName, ...]:
    """The shield's people that a text names, in the policy's order.

    A chance match may shut a unit out: it is shown, and the reporter can take it out.
    """
    return named_in(text, world.shield, world.pinyin)


def mark(one: ShieldName) -> str:
    """How a match that was taken out is remembered."""
    return f"{one.unit}/{one.name}"


def decide(session: Session, offered: tuple[ShieldName, ...], shut_out: tuple[str, ...]) -> Session:
    """The session after the reporter saw `offered` matches and left these units shut out."""
    opened = set(session.answer("opened").values)
    for one in offered:
        (opened.discard if one.unit in shut_out else opened.add)(mark(one))
    answer = session.answer("opened")
    return session.with_answer("opened", type(answer)("given", tuple(sorted(opened))))
