"""The conflict shield: does a typed text name somebody of a unit? Exact name or same toneless pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.dialog.session import Session
from bot.dialog.world import ShieldName, World

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff·]+")
_LATIN = re.compile(r"[a-z]+")
_LONGEST_SPELLING = 4


def matches(text: str, world: World) -> tuple[ShieldName, ...]:
    """The shield's people that a text names, in the policy's order.

    A name inside a longer run of characters counts (张三副镇长), so a chance match may shut a unit out: it is shown,
    and the reporter can take it out. A wrong exclusion costs less than a warned suspect.
    """
    if not text or not world.shield:
        return ()
    sizes = frozenset(len(one.name) for one in world.shield)
    heard = {_joined(world.pinyin(part)) for part in _windows(text, sizes)} | set(_spelled(text))
    heard.discard("")
    return tuple(one for one in world.shield if one.name in text or _joined(one.pinyin) in heard)


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


def _windows(text: str, sizes: frozenset[int]) -> Iterator[str]:
    seen: set[str] = set()
    for run in _HAN.findall(text):
        for size in sizes:
            for at in range(len(run) - size + 1):
                part = run[at : at + size]
                if part not in seen:
                    seen.add(part)
                    yield part


def _spelled(text: str) -> Iterator[str]:
    words = _LATIN.findall(text.casefold())
    for at in range(len(words)):
        for size in range(1, _LONGEST_SPELLING + 1):
            yield "".join(words[at : at + size])


def _joined(pinyin: str) -> str:
    return pinyin.casefold().replace(" ", "").replace("'", "")
