"""What a look-up found, in words: for every channel the same, and nothing the reporter may not know."""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialog.inputs import Line, Progress
from bot.dialog.replies import Words

_LOOKS = ("viewed", "printed", "exported", "passed_on")
_CODES = ("reward_proposed", "reward_approved", "reward_refused", "reward_paid")
_READERS = ("handler", "custodian")
_OUTCOMES = ("verified", "denied", "not_reached")
_PARTS = ("identity", "messages")
_FEN = 100


def facts(progress: Progress) -> tuple[Words, ...]:
    """State, dates, result, reward and who looked, in the order a reporter asks for them."""
    return tuple(_facts(progress))


def thread(progress: Progress) -> tuple[Words, ...]:
    """One entry a message. What a reporter wrote is sealed to the officers and cannot be shown again."""
    return tuple(_line(line) for line in progress.lines)


def _facts(progress: Progress) -> Iterator[Words]:
    yield Words(f"state.{progress.state}")
    for name in ("received_on", "state_on", "due_on"):
        day = getattr(progress, name)
        if day is not None:
            yield Words(f"progress.{name}", values={"date": day.isoformat()})
    if progress.conclusion:
        yield Words(f"result.{progress.conclusion}")
    if progress.reward:
        yield Words(f"reward.{progress.reward}")
        if progress.reward_fen is not None and progress.reward in ("approved", "paid"):
            yield Words("progress.sum", values={"yuan": f"{progress.reward_fen / _FEN:.2f}"})
    looks = [Words(f"views.{kind}", values={"n": times}) for kind, times in progress.views if kind in _LOOKS]
    yield from looks or [Words("progress.no_views")]
    for day, role, times in progress.identity_views:
        reader = role if role in _READERS else _READERS[0]
        yield Words(f"identity_view.{reader}", values={"date": day.isoformat(), "n": times})
    for day, outcome in progress.call_backs:
        if outcome in _OUTCOMES:
            yield Words(f"call_back.{outcome}", values={"date": day.isoformat()})
    for day, part in progress.destroyed:
        if part in _PARTS:
            yield Words(f"destroyed.{part}", values={"date": day.isoformat()})
    if progress.identity_missing:
        yield Words("destroyed.missing")
    if progress.height is not None:
        yield Words("progress.height", values={"n": progress.height})


def _line(line: Line) -> Words:
    day = line.at.date().isoformat()
    if not line.verified:
        return Words("line.unverified", values={"date": day})
    if line.who == "machine":
        return Words(f"line.{line.code if line.code in _CODES else 'notice'}", values={"date": day})
    if line.text:
        return Words(f"line.{line.who}", values={"date": day, "text": line.text})
    return Words("line.sealed", values={"date": day})
