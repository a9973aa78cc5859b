"""A session as JSON and back, strictly: an unknown field, a missing one or a wrong type is refused."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.dialog.session import Answer, Session, Waiting
from storage.errors import XiansuoError

FORMAT = 1
_STRINGS = (
    "language",
    "place",
    "editing",
    "resume",
    "warned",
    "trouble",
    "receipt",
    "lead_id",
    "keys",
    "note_kind",
    "note",
)
_TIMES = ("submitted_at", "keys_since")
_FIELDS = {field.name for field in fields(Session)} | {"format"}


class SessionUnreadable(XiansuoError):
    """The stored text is no session of this format. The driver begins a new one."""


def to_json(session: Session) -> str:
    """The session as one line of JSON (UTF-8 safe, no time zone lost)."""
    document: dict[str, Any] = {"format": FORMAT}
    document |= {name: getattr(session, name) for name in _STRINGS}
    document |= {name: _time_out(getattr(session, name)) for name in _TIMES}
    document["offered"] = list(session.offered)
    document["ticks"] = None if session.ticks is None else list(session.ticks)
    waiting = session.waiting
    document["waiting"] = None if waiting is None else [waiting.kind, waiting.since.isoformat()]
    document["answers"] = {step: _answer_out(answer) for step, answer in session.answers.items()}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> Session:
    """The session of `to_json`. Raises `SessionUnreadable`."""
    try:
        document = json.loads(text)
        return _session(document)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        # The cause is left out on purpose: its message could quote the reporter's words.
        raise SessionUnreadable(f"not a session of format {FORMAT} ({type(error).__name__})") from None


def _session(document: Any) -> Session:
    _expect(isinstance(document, dict) and set(document) == _FIELDS and document["format"] == FORMAT)
    known: dict[str, Any] = {name: _string(document[name]) for name in _STRINGS}
    known |= {name: _time_in(document[name]) for name in _TIMES}
    known["ticks"] = None if document["ticks"] is None else _strings(document["ticks"])
    known["offered"] = _strings(document["offered"])
    known["waiting"] = _waiting_in(document["waiting"])
    _expect(isinstance(document["answers"], dict))
    known["answers"] = {step: _answer_in(answer) for step, answer in document["answers"].items()}
    return Session(**known)


def _answer_out(answer: Answer) -> list[Any]:
    position = None if answer.position is None else list(answer.position)
    return [answer.mark, list(answer.values), list(answer.texts), position]


def _answer_in(parts: Any) -> Answer:
    _expect(isinstance(parts, list) and len(parts) == 4 and parts[0] in ("empty", "given", "unknown"))
    mark, values, texts, position = parts
    if position is not None:
        _expect(isinstance(position, list) and len(position) == 2 and all(type(part) is float for part in position))
        position = (position[0], position[1])
    return Answer(mark, _strings(values), _strings(texts), position)


def _waiting_in(parts: Any) -> Waiting | None:
    if parts is None:
        return None
    _expect(isinstance(parts, list) and len(parts) == 2)
    since = datetime.fromisoformat(_string(parts[1]))
    _expect(since.tzinfo is not None)
    return Waiting(_string(parts[0]), since)


def _time_out(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _time_in(text: Any) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(_string(text))
    _expect(moment.tzinfo is not None)
    return moment


def _strings(parts: Any) -> tuple[str, ...]:
    _expect(isinstance(parts, list))
    return tuple(_string(part) for part in parts)


def _string(part: Any) -> str:
    _expect(isinstance(part, str))
    return str(part)


def _expect(right: bool) -> None:
    if not right:
        raise ValueError("unexpected shape")
