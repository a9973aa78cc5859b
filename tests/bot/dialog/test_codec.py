from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.codec import SessionUnreadable, from_json, to_json
from bot.dialog.model import Answer, Session, Waiting

_MOMENTS = st.datetimes(timezones=st.just(UTC))
_WORDS = st.text(max_size=20)
_ANSWERS = st.builds(
    Answer,
    st.sampled_from(["empty", "given", "unknown"]),
    st.lists(_WORDS, max_size=3).map(tuple),
    st.lists(_WORDS, max_size=3).map(tuple),
    st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)
_SESSIONS = st.builds(
    Session,
    language=_WORDS,
    place=_WORDS,
    answers=st.dictionaries(_WORDS, _ANSWERS, max_size=4),
    editing=_WORDS,
    resume=_WORDS,
    ticks=st.none() | st.lists(_WORDS, max_size=3).map(tuple),
    warned=_WORDS,
    trouble=_WORDS,
    waiting=st.none() | st.builds(Waiting, _WORDS, _MOMENTS),
    receipt=_WORDS,
    lead_id=_WORDS,
    submitted_at=st.none() | _MOMENTS,
    keys=_WORDS,
    keys_since=st.none() | _MOMENTS,
    note_kind=_WORDS,
    note=_WORDS,
    offered=st.lists(_WORDS, max_size=3).map(tuple),
)


@given(_SESSIONS)
def test_every_session_comes_back_as_it_was(session: Session) -> None:
    assert from_json(to_json(session)) == session


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-1],
        lambda text: text.replace('"format":1', '"format":2'),
        lambda text: text.replace('"place":"menu"', '"place":7'),
        lambda text: text.replace('"place":"menu",', ""),
        lambda text: text.replace("{", '{"more":1,', 1),
        lambda text: text.replace('"answers":{}', '"answers":{"what":["given",[],[1],null]}'),
        lambda text: text.replace('"answers":{}', '"answers":{"what":["lost",[],[],null]}'),
        lambda text: text.replace('"waiting":null', '"waiting":["submit","2026-01-01T00:00:00"]'),
        lambda _: "null",
        lambda _: "",
    ],
)
def test_what_is_no_session_is_refused(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(SessionUnreadable):
        from_json(damage(to_json(Session())))


def test_a_refusal_does_not_quote_the_session() -> None:
    stored = to_json(replace(Session(), note="我叫王小明")).replace('"format":1', '"format":"王小明"')
    with pytest.raises(SessionUnreadable) as caught:
        from_json(stored)
    assert "王小明" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_nothing_sensitive_prints() -> None:
    answer = Answer("given", ("police",), ("王小明",), (29.5, 106.5))
    session = Session(
        answers={"what": answer},
        ticks=("police",),
        receipt="12345678901234567890",
        lead_id="abcdef",
        submitted_at=datetime(2026, 1, 1, tzinfo=UTC),
        keys="canary-keys",
        note="canary-note",
        offered=("canary-offered",),
    )
    printed = repr(session) + repr(answer)
    for canary in ("王小明", "police", "29.5", "1234567890", "abcdef", "canary"):
        assert canary not in printed
